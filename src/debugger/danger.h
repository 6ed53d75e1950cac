/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands danger and rdanger: from one dangerous opcode to the next, through all pickles of the
 * file. */
#ifndef BRINE_DEBUGGER_DANGER_H
#define BRINE_DEBUGGER_DANGER_H

#include "src/debugger/session.h"

enum session_result do_danger(struct session *session, const char *args, struct buf *out,
                              struct err *err);
enum session_result do_rdanger(struct session *session, const char *args, struct buf *out,
                               struct err *err);

#endif
