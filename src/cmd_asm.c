/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `brine asm`: opcodes as text into a pickle. */
#include <unistd.h>

#include "src/assemble.h"
#include "src/command.h"
#include "src/input/file.h"
#include "src/outfile.h"

static void asm_run(struct run *run);

const struct command command_asm = {
    .name = "asm",
    .synopsis = "[OPTION]... FILE",
    .summary = "Text, in the form that dis prints, into a pickle",
    .help =
        "Writes the bytes that opcodes written as text stand for:\n"
        "\n"
        "  brine dis x.pkl > x.txt\n"
        "  brine asm -o y.pkl x.txt\n"
        "\n"
        "A line is the name of an opcode (brine opcodes) and its argument, as dis prints them:\n"
        "numbers, 'text', b'bytes', words. What stands before the name, sign, offset and\n"
        "bytes, may be left out, and is not looked at; a semicolon begins a comment. Sizes of\n"
        "texts follow from them. The number of a FRAME is taken as it stands: leave the line\n"
        "out where what is in it changes. Nothing of the pickle is run or checked.\n"
        "\n"
        "What dis prints of a pickle that is whole gives the same bytes; one that breaks is\n"
        "not all there. FILE may be - for standard input.\n",
    .accepts = OPT_BIT(output) | OPT_BIT(force) | OPT_BIT(settings),
    .min_files = 1,
    .max_files = 1,
    .run = asm_run,
};

/* Reads FILE and appends what it stands for; err begins with its name. */
static bool assemble_file(const struct options *options, struct buf *out, struct err *err)
{
    struct input_file file;
    struct err why;
    if (!input_file_open(&file, options->files[0], options->settings.max_pipe, err))
        return false;
    bool good = assemble((const char *)file.bytes, file.len, out, &why) ||
                err_set(err, "%.*s: %s", INPUT_PATH_SHOWN, options->files[0], why.text);
    input_file_close(&file);
    return good;
}

static void asm_run(struct run *run)
{
    struct buf bytes = {.limit = 0};
    struct outfile file;
    struct err err;
    bool good = assemble_file(run->options, &bytes, &err);
    if (good && !run->options->output && isatty(STDOUT_FILENO))
        good = err_set(&err, "brine asm: a pickle is no text for a terminal; give it a FILE (-o)");
    if (good && outfile_open(&file, run, &err)) {
        out_bytes(file.out, buf_text(&bytes), bytes.len);
        outfile_close(&file, run);
    } else {
        run_error(run, &err);
    }
    buf_free(&bytes);
}
