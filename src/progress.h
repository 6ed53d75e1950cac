/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line on standard error that tells how far a long work is; nothing where that is no terminal.
 * Whoever prints something else clears it first. */
#ifndef BRINE_PROGRESS_H
#define BRINE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
    bool is_on, is_shown;
    unsigned columns;
    uint64_t begun_ms, shown_ms;
};

void progress_begin(struct progress *progress);
/* Shows text, made safe and cut to the terminal: from half a second on, some five times a second. */
void progress_show(struct progress *progress, const char *text);
void progress_clear(struct progress *progress);
/* Since it began. */
uint64_t progress_ms(const struct progress *progress);

#endif
