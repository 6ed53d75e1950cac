/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Leaving, and what would be lost by it. Its row stands in actions.c. */
#ifndef BRINE_UI_LEAVE_H
#define BRINE_UI_LEAVE_H

#include "src/debugger/command.h"

struct screen;

/* At the start: what there is now was there before and will not be lost. */
void leave_keep(struct screen *screen);

/* `leave`: asks once where something would be lost, and right after a typed line that opened no
 * window; the second press in a row goes. */
enum session_result leave_run(struct session *session, const char *args, struct buf *out,
                              struct err *err);

#endif
