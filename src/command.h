/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a command is. Each src/cmd_NAME.c has one row of this kind on top and its functions below;
 * main.c lists the rows, parses the options that a row accepts, and runs it.
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
    uint64_t accepts; /* OPT_BIT() of the options it takes; --help, --version always */
    unsigned min_files, max_files; /* operands; max 0: any number */
    void (*run)(struct run *run);
};

/* One line on standard error, made safe; the exit code becomes 2 unless something was found. */
void run_error(struct run *run, const struct err *err);
/* The same, but nothing went wrong: what was passed over on purpose. */
void run_note(struct run *run, const struct err *err);
/* Something dangerous was found, or an assert failed: exit code 1. */
void run_found(struct run *run);

extern const struct command command_debug;
extern const struct command command_list;
extern const struct command command_dis;
extern const struct command command_calls;
extern const struct command command_trace;
extern const struct command command_scan;
extern const struct command command_diverge;
extern const struct command command_opcodes;

#endif
