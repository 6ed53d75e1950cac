/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program's front: finds the command, parses its options, runs it, and decides the exit code. */
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "src/base/buf.h"
#include "src/command.h"
#include "src/help.h"
#include "src/input/file.h"
#include "src/input/format.h"
#include "vm/brine.h"

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
        help_print_command(out, command);
    else if (OPT_GIVEN(options, version))
        out_str(out, "brine " BR_VERSION "\n");
    else if (!check_operands(command, options, &err))
        return usage_error(command->name, &err);
    else
        command->run(&run);
    return run.code;
}

/* `brine help [COMMAND]`. */
static enum exit_code help(int argc, char **argv, struct out *out)
{
    const struct command *command = argc > 0 ? command_named(argv[0]) : NULL;
    struct err err;
    if (argc > 0 && !command) {
        err_set(&err, "help: \"%.40s\" is no command", argv[0]);
        return usage_error(NULL, &err);
    }
    if (command)
        help_print_command(out, command);
    else
        help_print(out);
    return EXIT_DONE;
}

/* A word that was meant for a command: it could be one, and is no file. */
static bool is_misspelled(const char *word)
{
    return strspn(word, "abcdefghijklmnopqrstuvwxyz-") == strlen(word) && word[0] != '-' &&
           access(word, F_OK) != 0;
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
        help_print(out);
        return EXIT_DONE;
    }
    if (strcmp(word, "help") == 0)
        return help(argc - 2, argv + 2, out);
    if (strcmp(word, "--version") == 0) {
        out_str(out, "brine " BR_VERSION "\n");
        return EXIT_DONE;
    }
    const struct command *command = command_named(word);
    if (!command && is_misspelled(word)) {
        err_set(&err, "\"%.40s\" is no command, and no file of that name is here", word);
        return usage_error(NULL, &err);
    }
    int skip = command ? 2 : 1;
    if (!command)
        command = command_nth(0);
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
    signal(SIGPIPE, SIG_IGN); /* a closed pipe is an error of write(), */
    signal(SIGXFSZ, SIG_IGN); /* and so is a file, a temporary one too, that may not grow more */
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
