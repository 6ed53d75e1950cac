/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How texts are cut to fit into a line. For the files of parts.h alone. */
#ifndef BRINE_VIEW_PARTS_TEXT_H
#define BRINE_VIEW_PARTS_TEXT_H

#include "src/base/buf.h"
#include "src/view/line.h"
#include "src/view/view.h"
#include "vm/brine.h"

/* What a text for so many columns (0: for source->text_limit bytes) is made with. */
struct br_text_options parttext_options(const struct view_source *source, size_t columns);
/* The same where both ends of a text matter: padding must not hide what comes after it. */
struct br_text_options parttext_ends_options(const struct view_source *source, size_t columns);

/* Adds a text of which both ends matter, made with parttext_ends_options. Of one that is longer than even
 * that (cut) only the first is known. */
void parttext_ends(struct line *line, enum style style, const struct view_source *source,
                   const struct buf *text, bool cut, size_t columns);

#endif
