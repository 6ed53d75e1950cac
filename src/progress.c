/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "src/base/buf.h"
#include "src/output/safe.h"

enum { BEGIN_MS = 500, EVERY_MS = 200, COLUMNS_UNTOLD = 80 };

static uint64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

void progress_begin(struct progress *progress)
{
    const char *term = getenv("TERM");
    struct winsize size;
    *progress = (struct progress){.begun_ms = now_ms(), .columns = COLUMNS_UNTOLD};
    progress->is_on = isatty(STDERR_FILENO) == 1 && term && strcmp(term, "dumb") != 0;
    if (progress->is_on && ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        progress->columns = size.ws_col;
}

uint64_t progress_ms(const struct progress *progress)
{
    return now_ms() - progress->begun_ms;
}

void progress_show(struct progress *progress, const char *text)
{
    uint64_t now = progress->is_on ? progress_ms(progress) : 0;
    if (!progress->is_on || now < BEGIN_MS || now - progress->shown_ms < EVERY_MS)
        return;
    struct buf line = {.limit = 0};
    safe_cut(&line, text, strlen(text), progress->columns - 1);
    fprintf(stderr, "\r%s\033[K", buf_text(&line));
    buf_free(&line);
    progress->shown_ms = now;
    progress->is_shown = true;
}

void progress_clear(struct progress *progress)
{
    if (progress->is_shown)
        fputs("\r\033[K", stderr);
    progress->is_shown = false;
}
