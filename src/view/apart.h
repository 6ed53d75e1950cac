/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The row at which Python's readers part, for views. For src/view alone. */
#ifndef BRINE_VIEW_APART_H
#define BRINE_VIEW_APART_H

#include "src/view/sheet.h"
#include "src/view/view.h"

/* They part at this row, as far as it is known. */
bool apart_is_at(const struct view_source *source, br_op op);

/* When they part at the cursor: what it is about, and a line for what each reads there. False, and
 * nothing: they do not. */
bool apart_explain(struct sheet *sheet, const struct view_source *source);

#endif
