/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a command is. Each src/cmd_NAME.c has one row of this kind on top and its functions below;
 * commands.def names the rows, main.c parses the options that a row accepts, and runs it.
 *
 * A command writes to run->out and reports what went wrong by run_error(): nobody else prints. */
#ifndef BRINE_COMMAND_H
#define BRINE_COMMAND_H

#include "src/base/err.h"
#include "src/base/options.h"
#include "src/output/out.h"

enum exit_code {
    EXIT_DONE = 0,
    EXIT_FOUND = 1,  /* scan: dangerous or suspicious; a script's assert failed; diverge: readers
                        part. Wins over 2 */
    EXIT_FAILED = 2, /* bad usage, unreadable, broken, not written whole */
};

/* One invocation. */
struct run {
    const struct options *options; /* parsed: files and switches */
    struct out *out;               /* standard output */
    enum exit_code code;           /* what main will exit with; see run_found, run_error */
};

struct command {
    const char *name;     /* "dis" */
    const char *synopsis; /* "[OPTION]... FILE..." */
    const char *summary;  /* one line for `brine --help`; NULL: known but not in this version */
    const char *help; /* what it does, for `brine NAME --help`; options are added by the table */
    const char *full; /* what --full does here, where that is not what options.def says of all */
    uint64_t accepts; /* OPT_BIT() of the options it takes; --help, --version always */
    unsigned min_files, max_files; /* operands; max 0: any number */
    void (*run)(struct run *run);
};

/* One line on standard error, made safe. */
void print_error(const char *text);
/* The same about a run; the exit code becomes 2 unless something was found. */
void run_error(struct run *run, const struct err *err);
/* The same, but nothing went wrong: what was passed over on purpose. */
void run_note(struct run *run, const struct err *err);
/* Something dangerous was found, or an assert failed: exit code 1. */
void run_found(struct run *run);

/* The commands: commands.def names them. */
#define COMMAND(name) extern const struct command command_##name;
#include "src/commands.def"

/* The nth row in the order of the table, NULL past the last. The first is the one that a bare FILE
 * means. */
const struct command *command_nth(size_t n);
/* The row of a name, or NULL. */
const struct command *command_named(const char *name);

#endif
