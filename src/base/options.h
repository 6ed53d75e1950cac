/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line. One table (options.def) holds every switch; the settings of settings.def are
 * options too, each command that runs pickles takes them all. */
#ifndef BRINE_BASE_OPTIONS_H
#define BRINE_BASE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/base/err.h"
#include "src/base/settings.h"

enum option_id {
#define OPTION(id, letter, name, value, text) OPT_##id,
#include "src/base/options.def"
    OPT_COUNT
};
#define OPT_BIT(id) (UINT64_C(1) << OPT_##id)
/* What every command that opens files takes. */
#define OPTS_INPUT (OPT_BIT(entry) | OPT_BIT(stream) | OPT_BIT(format) | OPT_BIT(offset))
/* What every command that runs pickles takes beside that: the dialect, the encoding and all
 * settings. */
#define OPTS_RUN (OPTS_INPUT | OPT_BIT(dialect) | OPT_BIT(encoding) | OPT_BIT(settings))

/* What every command that judges takes. */
#define OPTS_JUDGE (OPT_BIT(policy) | OPT_BIT(allow) | OPT_BIT(deny))

/* An option that may be given several times: which, and its value. */
struct option_word {
    enum option_id id;
    const char *text; /* argv's */
};

/* -x and -e of the debugger, in the order in which they were given. */
struct option_script {
    bool is_file; /* -x: text is the name of a file; -e: it is a command */
    const char *text;
};

enum { OPTION_JOBS_MAX = 1024, OPTION_INDENT_MAX = 16 };

struct options {
    const char **files; /* operands; owned array, texts are argv's */
    size_t n_files;
    uint64_t given; /* OPT_BIT() of what was on the command line */
    /* Valid when given says so, or with the default named here. */
    const char *entry;        /* NULL */
    const char *format;       /* NULL */
    const char *dialect;      /* "c" */
    const char *encoding;     /* NULL: the default */
    const char *fail_on;      /* "suspicious" */
    const char *files_from;   /* NULL */
    const char *goto_pos;     /* NULL */
    const char *rankdir;      /* "LR" */
    const char *output;       /* NULL: standard output */
    uint64_t jobs;            /* 0: as many as there are processors */
    uint64_t timeout;         /* seconds; 300 */
    uint64_t stream;          /* 0 */
    uint64_t offset;          /* 0 */
    uint64_t extract;         /* 0 */
    uint64_t indent;          /* 0 */
    const char *calls;        /* NULL */
    const char *big_integers; /* "text" */
    uint64_t max_output;      /* 1 GiB */
    const char *out;          /* NULL: the file that --extract names */
    struct option_script *scripts;
    size_t n_scripts;
    struct option_word *words; /* --policy, --allow, --deny, --restrict ... in their order; owned */
    size_t n_words;
    unsigned record_shares; /* how many files are read at once: see settings_record_bytes; 0: one */
    struct settings settings;
};

/* True if the switch was on the command line: OPT_GIVEN(options, json). */
#define OPT_GIVEN(options, id) (((options)->given & OPT_BIT(id)) != 0)

/* Parses argv[0..argc) (without the program's and the command's name): options and operands in
 * any order, --name=VALUE or --name VALUE, -xVALUE, letters joined, `--` ends options, `-` is an
 * operand. Where an option takes a list, the words between its value and a `--` with no option among
 * them are values of it too: names, so one that is a file's, or cannot be a name, is a mistake. accepts: OPT_BIT() of what is allowed here. False: err has the one line to print. */
bool options_parse(struct options *options, uint64_t accepts, int argc, char *const *argv,
                   struct err *err);
void options_free(struct options *options);

/* One option for --help: "  -a                what it does". False past the last. */
struct option_help {
    char letter;       /* 0: none */
    const char *name;  /* NULL: none */
    const char *value; /* "NAME", NULL for a plain switch */
    const char *text;
};
bool option_help(uint64_t accepts, size_t n, struct option_help *out);

#endif
