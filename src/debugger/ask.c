/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/ask.h"

struct eval ask_start(struct session *session, struct err *err)
{
    return (struct eval){.rec = session->rec,
                         .op = session->cursor,
                         .analysis = session->analysis,
                         .interrupted = session->options.interrupted,
                         .err = err};
}

/* A typed number means nothing as a value: it is the byte of an opcode, and what that left is meant. */
static enum eval_status left_at_byte(struct eval *eval, struct operand *out)
{
    const struct literal *literal = &out->literal;
    bool is_byte = operand_is_literal(out, LITERAL_INT) && out->typed && literal->number >= 0 &&
                   (uint64_t)literal->number < br_end(eval->rec);
    br_op op = is_byte ? br_op_at(eval->rec, (uint64_t)literal->number) : BR_NO_OP;
    return op == BR_NO_OP ? EVAL_OK : eval_left(eval, op, out);
}

bool ask_value(struct session *session, const char *text, struct operand *out, struct err *err)
{
    text = text[0] ? text : "stack[0]";
    struct expr *expr = expr_new(text, err);
    if (!expr)
        return false;
    struct eval eval = ask_start(session, err);
    enum eval_status status = eval_expr(&eval, expr->root, out);
    if (status == EVAL_OK)
        status = left_at_byte(&eval, out);
    if (status == EVAL_OK && out->kind != OPERAND_VALUE && out->kind != OPERAND_CLASS) {
        err_set(err, "\"%.100s\" is %s, not a value of the run: stack[0], memo[3], #12 ...", text,
                operand_kind_text(&eval, out));
        status = EVAL_TYPE;
    }
    eval_end(&eval);
    expr_free(expr);
    return status == EVAL_OK;
}

bool ask_holds(const struct session *session, const struct expr *expr, br_op op)
{
    struct eval eval = {.rec = session->rec,
                        .op = op,
                        .analysis = session->analysis,
                        .interrupted = session->options.interrupted};
    bool holds = false;
    enum eval_status status = eval_holds(&eval, expr->root, &holds);
    eval_end(&eval);
    return status == EVAL_OK && holds;
}

bool session_value(struct session *session, const char *text, br_value *value, br_op *at,
                   struct err *err)
{
    struct operand operand;
    if (!ask_value(session, text, &operand, err))
        return false;
    *value = operand.value;
    *at = operand.kind == OPERAND_CLASS ? br_ops(session->rec) : operand.at;
    return true;
}
