/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For views that are a page of text made anew each time, from which one line is wanted: the page is
 * written paragraph by paragraph, and only line `want` of it is kept. For src/view alone. */
#ifndef BRINE_VIEW_SHEET_H
#define BRINE_VIEW_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/view/line.h"

struct sheet {
    size_t width;      /* paragraphs are cut to it; 0: never */
    uint64_t want;     /* VIEW_NO_LINE: none, lines are only counted */
    uint64_t n;        /* lines so far */
    struct line *out;  /* filled when line `want` is written; NULL when nothing is wanted */
    struct line *para; /* the paragraph being made: fill it, then sheet_flow; cleared after */
};

/* Ends the paragraph in sheet->para: cuts it at blanks into lines; those after the first begin with
 * so many blanks. */
void sheet_flow(struct sheet *sheet, unsigned hang);
/* Ends it as one line, cut at the width. */
void sheet_line(struct sheet *sheet);
/* True when the line that comes next is the one wanted: others need not be made. */
static inline bool sheet_wants(const struct sheet *sheet)
{
    return sheet->n == sheet->want;
}

#endif
