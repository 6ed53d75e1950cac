/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Long texts on a line, so that padding hides nothing: many blanks in a row are counted, and what
 * does not fit is left out of the middle, which says how much that is: "…69…", so many characters;
 * "…99 blanks…". Where that itself has no room, "…" alone. */
#ifndef BRINE_VIEW_ABRIDGE_H
#define BRINE_VIEW_ABRIDGE_H

#include <stddef.h>

#include "src/view/line.h"

/* Appends a text of the machine, maybe made with br_text_options.ends, in at most so many columns
 * (0: all of it). */
void abridge_add(struct line *line, enum style style, const char *text, size_t n, size_t columns);

#endif
