/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The row at the cursor as one line of Python that does the same to a stack, a memo and marks. For
 * src/view alone. */
#ifndef BRINE_VIEW_PYTHON_H
#define BRINE_VIEW_PYTHON_H

#include <stddef.h>

#include "src/view/view.h"

/* Appends it, its texts cut to so many columns each; nothing where Python would do nothing. The row
 * must be an opcode that was carried out. */
void python_line(struct line *line, const struct view_source *source, size_t columns);

#endif
