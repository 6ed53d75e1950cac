/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What differs between two moments of the run. */
#ifndef BRINE_DEBUGGER_DIFF_H
#define BRINE_DEBUGGER_DIFF_H

#include "src/debugger/session.h"

/* Says how the state before `to` differs from that before `from`: stack, memo, what changed inside,
 * and the events between. Either may come first. False: interrupted. */
bool diff_print(struct session *session, br_op from, br_op to, struct buf *out);

#endif
