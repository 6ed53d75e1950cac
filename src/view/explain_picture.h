/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stack before and after the opcode at the cursor, for the page that explains it (explain.c). */
#ifndef BRINE_VIEW_EXPLAIN_PICTURE_H
#define BRINE_VIEW_EXPLAIN_PICTURE_H

#include "src/view/sheet.h"
#include "src/view/view.h"

/* "stack  … os.system | ('id',)  ->  … os.system('id')": one line of the sheet, in its width; none where the
 * opcode leaves the stack as it is. */
void explain_picture(struct sheet *sheet, const struct view_source *source);

#endif
