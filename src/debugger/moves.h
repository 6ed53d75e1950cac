/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a command ends that moves the cursor. */
#ifndef BRINE_DEBUGGER_MOVES_H
#define BRINE_DEBUGGER_MOVES_H

#include "src/debugger/session.h"

/* Puts the cursor at op and tells where that is. */
enum session_result move_to(struct session *session, br_op op, struct buf *out);
/* The same for what is more than a step: where it left from is remembered (jumps.h). */
enum session_result move_jump(struct session *session, br_op op, struct buf *out);
/* "At the end: STOP.", said before the stop's text when a move was cut short; before: "At". */
void move_say_end(const struct session *session, const char *before, struct buf *out);

#endif
