/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Expressions that a command is given, asked at the cursor. */
#ifndef BRINE_DEBUGGER_ASK_H
#define BRINE_DEBUGGER_ASK_H

#include "src/debugger/eval.h"
#include "src/debugger/session.h"

/* An evaluation at the cursor; end it with eval_end. */
struct eval ask_start(struct session *session, struct err *err);
/* The value of the run that an expression means (OPERAND_VALUE, OPERAND_CLASS); "" is the top of
 * the stack. False: the expression is wrong, or means no value, as a typed number. */
bool ask_value(struct session *session, const char *text, struct operand *out, struct err *err);
/* Whether a condition holds before op; what is not there then does not. */
bool ask_holds(const struct session *session, const struct expr *expr, br_op op);

#endif
