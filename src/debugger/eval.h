/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an expression means at one moment of the run; compare.h says what equals what.
 *
 * What is not there at a moment (stack[5] of three, the event of an opcode that has none, a result
 * before STOP) is EVAL_ABSENT: print and assert say so, a condition does not hold. */
#ifndef BRINE_DEBUGGER_EVAL_H
#define BRINE_DEBUGGER_EVAL_H

#include "src/debugger/operand.h"

/* Evaluates a tree. Not EVAL_OK: the reason is in eval->err. */
enum eval_status eval_expr(struct eval *eval, const struct expr_node *node, struct operand *out);
/* Evaluates a tree to a truth. */
enum eval_status eval_holds(struct eval *eval, const struct expr_node *node, bool *out);
void eval_end(struct eval *eval);

/* The event that `event` means at op, and its number: the last of its events, as INST has two. */
bool eval_event_at(const br_record *rec, br_op op, struct br_event *out, uint64_t *number);
/* The arguments of an event as an operand. EVAL_ABSENT: this kind has none. */
enum eval_status eval_event_args(struct eval *eval, const struct br_event *event,
                                 struct operand *out);

#endif
