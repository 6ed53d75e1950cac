/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program's front: finds the command, parses its options, runs it, and is the only place that
 * prints errors and decides the exit code. */
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "src/base/buf.h"
#include "src/command.h"
#include "src/input/file.h"
#include "src/input/format.h"
#include "src/output/paint.h"
#include "src/output/safe.h"
#include "vm/brine.h"

/* In the order of `brine --help`. The first is the one that a bare FILE means. */
static const struct command *const commands[] = {
    &command_debug, &command_list, &command_dis,     &command_calls,
    &command_trace, &command_scan, &command_diverge, &command_opcodes,
};
enum { N_COMMANDS = sizeof commands / sizeof commands[0] };

/* Promised for later: known, so that a file of that name is not opened in their place. */
static const char *const later_commands[] = {"decompile", "export", "carve", "asm"};

/* ---- Errors ---------------------------------------------------------------------------------- */

static void print_error(const char *text)
{
    struct buf line = {.limit = 1 << 16};
    safe_str(&line, text);
    buf_char(&line, '\n');
    fputs(buf_text(&line), stderr);
    buf_free(&line);
}

void run_note(struct run *run, const struct err *err)
{
    struct err lost;
    out_flush(run->out, &lost); /* so that it stands after what was readable */
    print_error(err->text);
}

void run_error(struct run *run, const struct err *err)
{
    run_note(run, err);
    if (run->code != EXIT_FOUND)
        run->code = EXIT_FAILED;
}

void run_found(struct run *run)
{
    run->code = EXIT_FOUND;
}

static enum exit_code usage_error(const char *command, const struct err *err)
{
    char text[ERR_TEXT_MAX + 80];
    if (command)
        snprintf(text, sizeof text, "brine %s: %s (see brine %s --help)", command, err->text,
                 command);
    else
        snprintf(text, sizeof text, "brine: %s (see brine --help)", err->text);
    print_error(text);
    return EXIT_FAILED;
}

/* ---- Help ------------------------------------------------------------------------------------ */

/* "  -a, --annotate", "      --entry NAME": the left column of an option. */
static void option_left(const struct option_help *option, struct buf *left)
{
    buf_printf(left, option->letter ? "  -%c" : "    ", option->letter);
    if (option->name)
        buf_printf(left, "%s--%s", option->letter ? ", " : "  ", option->name);
    if (option->value)
        buf_printf(left, " %s", option->value);
}

/* Writes text into lines that begin at a column and end before column 80. */
static void print_wrapped(struct out *out, const char *text, size_t column)
{
    size_t room = 79 - column;
    while (strlen(text) > room) {
        size_t cut = room;
        while (cut > 0 && text[cut] != ' ')
            cut--;
        if (cut == 0)
            break; /* one long word */
        out_bytes(out, text, cut);
        out_char(out, '\n');
        out_pad(out, ' ', column);
        text += cut + 1;
    }
    out_str(out, text);
    out_char(out, '\n');
}

static void print_options(struct out *out, uint64_t accepts)
{
    enum { COLUMN = 29 };
    struct option_help option;
    for (size_t n = 0; option_help(accepts, n, &option); n++) {
        struct buf left = {.limit = 256};
        option_left(&option, &left);
        out_buf(out, &left);
        out_pad(out, ' ', left.len + 2 <= COLUMN ? COLUMN - left.len : 2);
        print_wrapped(out, option.text, COLUMN);
        buf_free(&left);
    }
}

/* Help texts write a sign as $D or $S; it is shown as the locale in force can. */
static void print_signs(struct out *out, const char *text)
{
    for (const char *sign; (sign = strchr(text, '$')) && sign[1]; text = sign + 2) {
        out_bytes(out, text, (size_t)(sign - text));
        out_str(out, severity_sign(sign[1] == 'D' ? SEVERITY_DANGEROUS : SEVERITY_SUSPICIOUS));
    }
    out_str(out, text);
}

/* Which Python each dialect is. */
static void print_dialects(struct out *out)
{
    enum { COLUMN = 15 };
    struct br_dialect dialect;
    out_str(out, "\nDialects:\n");
    for (unsigned n = 0; br_dialect_nth(n, &dialect); n++) {
        out_str(out, "  ");
        out_str(out, dialect.name);
        out_pad(out, ' ', COLUMN - 2 - strlen(dialect.name));
        print_wrapped(out, dialect.reader, COLUMN);
    }
}

static void print_command_help(struct out *out, const struct command *command)
{
    out_printf(out, "Usage: brine %s %s\n\n", command->name, command->synopsis);
    print_signs(out, command->help);
    out_str(out, "\nOptions:\n");
    print_options(out, command->accepts);
    if (command->accepts & OPT_BIT(dialect))
        print_dialects(out);
}

static void print_help(struct out *out)
{
    out_str(out, "Usage: brine FILE                            debug FILE on the full screen\n"
                 "       brine COMMAND [OPTION]... FILE...\n"
                 "\n"
                 "Shows what a Python pickle would do, without doing it: nothing is imported,\n"
                 "nothing is called.\n"
                 "\n"
                 "Commands:\n");
    for (size_t n = 0; n < N_COMMANDS; n++)
        out_printf(out, "  %-9s %s\n", commands[n]->name, commands[n]->summary);
    out_str(out,
            "\n"
            "FILE may be a pickle, a container that holds pickles (a PyTorch model, a zip), or -\n"
            "for standard input; MODEL.pt!MEMBER names a member. `brine COMMAND --help` tells the\n"
            "options of a command. `brine --version` tells the version.\n"
            "\n"
            "Exit codes: 0 done, nothing found; 1 scan found something dangerous or suspicious,\n"
            "readers part in diverge, or an assert of a debugger script failed; 2 it could not\n"
            "be done.\n");
}

/* ---- Finding and running a command ----------------------------------------------------------- */

static const struct command *find_command(const char *name)
{
    for (size_t n = 0; n < N_COMMANDS; n++) {
        if (strcmp(commands[n]->name, name) == 0)
            return commands[n];
    }
    return NULL;
}

static bool is_later_command(const char *name)
{
    for (size_t n = 0; n < sizeof later_commands / sizeof later_commands[0]; n++) {
        if (strcmp(later_commands[n], name) == 0)
            return true;
    }
    return false;
}

/* "--WHAT: "NAME" is not known in this version; known: ", and the names that nth gives. */
static bool unknown_name(const char *what, const char *name, const char *(*nth)(unsigned),
                         struct err *err)
{
    struct buf known = {.limit = ERR_TEXT_MAX};
    for (unsigned n = 0; nth(n); n++)
        buf_printf(&known, "%s%s", n ? ", " : "", nth(n));
    err_set(err, "--%s: \"%.40s\" is not known in this version; known: %s", what, name,
            buf_text(&known));
    buf_free(&known);
    return false;
}

static const char *format_name(unsigned n)
{
    const struct input_format *format = input_format_nth(n);
    return format ? format->name : NULL;
}

static const char *dialect_name(unsigned n)
{
    struct br_dialect dialect;
    return br_dialect_nth(n, &dialect) ? dialect.name : NULL;
}

static bool check_names(const struct options *options, struct err *err)
{
    if (!br_dialect_known(options->dialect))
        return unknown_name("dialect", options->dialect, dialect_name, err);
    if (options->encoding && !br_encoding_known(options->encoding))
        return unknown_name("encoding", options->encoding, br_encoding_nth, err);
    if (options->format && !input_format_named(options->format))
        return unknown_name("format", options->format, format_name, err);
    return true;
}

static bool check_operands(const struct command *command, const struct options *options,
                           struct err *err)
{
    if (options->n_files < command->min_files)
        return err_set(err, "no FILE given");
    if (command->max_files && options->n_files > command->max_files)
        return err_set(err, "too many operands: \"%s\"", options->files[command->max_files]);
    if (command->min_files == 0 && command->max_files == 0 && options->n_files > 0)
        return err_set(err, "no operand is expected: \"%s\"", options->files[0]);
    return check_names(options, err);
}

static enum exit_code run_command(const struct command *command, struct options *options,
                                  struct out *out)
{
    struct run run = {.options = options, .out = out};
    struct err err;
    if (OPT_GIVEN(options, help))
        print_command_help(out, command);
    else if (OPT_GIVEN(options, version))
        out_str(out, "brine " BR_VERSION "\n");
    else if (!check_operands(command, options, &err))
        return usage_error(command->name, &err);
    else
        command->run(&run);
    return run.code;
}

static enum exit_code start(int argc, char **argv, struct out *out)
{
    const char *word = argc > 1 ? argv[1] : NULL;
    struct err err;
    if (!word) {
        err_set(&err, "no FILE given");
        return usage_error(NULL, &err);
    }
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
        print_help(out);
        return EXIT_DONE;
    }
    if (strcmp(word, "--version") == 0) {
        out_str(out, "brine " BR_VERSION "\n");
        return EXIT_DONE;
    }
    if (is_later_command(word)) {
        err_set(&err, "%s: not in this version", word);
        return usage_error(NULL, &err);
    }
    const struct command *command = find_command(word);
    int skip = command ? 2 : 1;
    if (!command)
        command = commands[0];
    struct options options;
    enum exit_code code;
    if (options_parse(&options, command->accepts, argc - skip, argv + skip, &err))
        code = run_command(command, &options, out);
    else
        code = usage_error(skip == 2 ? command->name : NULL, &err);
    options_free(&options);
    return code;
}

/* A standard descriptor that is closed must not become a file that is opened later. */
static void fill_descriptors(void)
{
    for (int fd = 0; fd <= 2; fd++) {
        if (fcntl(fd, F_GETFD) == -1)
            (void)open("/dev/null", fd == 2 ? O_WRONLY : O_RDONLY); /* writing to 1 then fails */
    }
}

int main(int argc, char **argv)
{
    static struct out out;
    struct err err;
    fill_descriptors();
    setlocale(LC_CTYPE, "");
    signal(SIGPIPE, SIG_IGN); /* a closed pipe is an error of write() */
    out_open(&out, STDOUT_FILENO);
    if (!input_file_guard(&err)) {
        print_error(err.text);
        return EXIT_FAILED;
    }
    enum exit_code code = start(argc, argv, &out);
    if (!out_flush(&out, &err)) {
        if (err.text[0])
            print_error(err.text);
        if (code != EXIT_FOUND)
            code = EXIT_FAILED;
    }
    return (int)code;
}
