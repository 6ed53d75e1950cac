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
/* What opcode op left on the stack, else what it stored or took: the value that its row stands for in
 * the views. As it is now, or, where that lies ahead, as it is after op. EVAL_ABSENT: there is none, or op
 * has not run. */
enum eval_status eval_left(struct eval *eval, br_op op, struct operand *out);

/* The event that `event` means at op, and its number: the last of its events, as INST has two. */
bool eval_event_at(const br_record *rec, br_op op, struct br_event *out, uint64_t *number);
/* The arguments of an event as an operand. EVAL_ABSENT: this kind has none. */
enum eval_status eval_event_args(struct eval *eval, const struct br_event *event,
                                 struct operand *out);

#endif
