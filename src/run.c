/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What went wrong in a run, or was found: its line on standard error, and the exit code. */
#include <stdio.h>

#include "src/base/buf.h"
#include "src/command.h"
#include "src/output/safe.h"

void print_error(const char *text)
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
