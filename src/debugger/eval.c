/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/eval.h"

#include <string.h>

#include "src/analysis/analysis.h"
#include "src/debugger/callee.h"
#include "src/debugger/compare.h"
#include "src/output/out.h"

/* ---- Events ---------------------------------------------------------------------------------- */

bool eval_event_at(const br_record *rec, br_op op, struct br_event *out, uint64_t *number)
{
    bool found = false;
    struct br_event event;
    for (uint64_t n = br_event_from(rec, op); br_event(rec, n, &event) && event.op == op; n++) {
        *out = event;
        *number = n;
        found = true;
    }
    return found;
}

/* How many values the opcode takes above its mark, or off the top without one. */
static uint32_t event_taken(const br_record *rec, const struct br_event *event)
{
    br_op mark = br_mark_of(rec, event->op);
    if (mark == BR_NO_OP)
        return event->kind == BR_EV_SETITEM ? 2 : 1;
    return br_depth((struct br_state){rec, event->op}) - br_depth((struct br_state){rec, mark});
}

/* The 1-tuple of PERSID's line, which is no value of the run. */
static enum eval_status persid_args(struct eval *eval, const struct br_event *event,
                                    struct operand *out)
{
    struct br_ins ins;
    br_ins_at(eval->rec, event->op, &ins);
    struct literal *item = pool_alloc(&eval->pool, sizeof *item);
    if (!item)
        return eval_nomem(eval);
    *item = (struct literal){
        .kind = LITERAL_STR, .text = (const char *)ins.text.data, .len = (size_t)ins.text.len};
    *out = (struct operand){.kind = OPERAND_LITERAL,
                            .literal = {.kind = LITERAL_TUPLE, .items = item, .count = 1}};
    return EVAL_OK;
}

enum eval_status eval_event_args(struct eval *eval, const struct br_event *event,
                                 struct operand *out)
{
    *out = (struct operand){.kind = OPERAND_ITEMS, .at = event->op, .value = BR_NO_VALUE};
    if (event->kind == BR_EV_PERSID && event->args != BR_NO_VALUE) {
        out->value = event->args;
        out->count = 1;
        return EVAL_OK;
    }
    if (event->args != BR_NO_VALUE) {
        *out = operand_value(event->args, event->op);
        return EVAL_OK;
    }
    uint32_t taken = event_taken(eval->rec, event);
    struct br_call call;
    switch (event->kind) {
    case BR_EV_PERSID:
        return persid_args(eval, event, out);
    case BR_EV_INST:
        if (!br_call(eval->rec, event->value, &call))
            break;
        out->count = call.n_args;
        out->low = call.n_args - 1; /* with no arguments it is never used */
        return EVAL_OK;
    case BR_EV_SETITEM:
        out->is_list = out->is_pairs = true;
        out->count = taken / 2;
        out->low = taken - 1;
        return EVAL_OK;
    case BR_EV_APPEND:
    case BR_EV_ADDITEM:
        out->is_list = true;
        out->count = taken;
        out->low = taken - 1;
        return EVAL_OK;
    default:
        break;
    }
    return eval_absent(eval, "the event of #%lu, %s, has no args", (unsigned long)event->op,
                       br_event_kind_name(event->kind));
}

/* ---- By opcode ------------------------------------------------------------------------------- */

enum eval_status eval_left(struct eval *eval, br_op op, struct operand *out)
{
    uint32_t popped, pushed;
    struct br_memo_line memo;
    br_value value = BR_NO_VALUE;
    if (op >= br_ops(eval->rec))
        return eval_absent(eval, "there is no #%lu, as far as the run was read", (unsigned long)op);
    br_effect(eval->rec, op, &popped, &pushed);
    if (pushed)
        value = br_stack(eval_state(eval, op + 1), 0);
    else if (br_memo_written(eval->rec, op, &memo))
        value = memo.value;
    else if (popped)
        value = br_stack(eval_state(eval, op), 0);
    if (value == BR_NO_VALUE)
        return eval_absent(eval, "#%lu, %s, neither leaves nor takes a value", (unsigned long)op,
                           br_opcode_at(eval->rec, op)->name);
    *out = operand_value(value, eval->op > op ? eval->op : op + 1);
    return EVAL_OK;
}

/* ---- Words, indexes, fields ------------------------------------------------------------------ */

static enum eval_status eval_result(struct eval *eval, struct operand *out)
{
    br_value value = br_result(eval->rec);
    if (value == BR_NO_VALUE) {
        const struct br_error *error = br_error_of(eval->rec);
        if (!br_runs(eval->rec))
            return eval_absent(eval, "there is no result: this dialect only decodes");
        if (error && error->kind == BR_ERR_LIMIT)
            return eval_absent(eval, "there is no result: a limit ended the run before STOP");
        return eval_absent(eval, error && error->kind != BR_ERR_NONE
                                     ? "there is no result: the run breaks before STOP"
                                     : "there is no result yet: the run has not reached STOP");
    }
    *out = operand_value(value, br_ops(eval->rec));
    return EVAL_OK;
}

static void eval_opcode(const struct eval *eval, struct operand *out)
{
    const struct br_error *error = br_error_of(eval->rec);
    const struct br_opcode *opcode = NULL;
    if (eval->op < br_ops(eval->rec))
        opcode = br_opcode_at(eval->rec, eval->op);
    else if (error)
        opcode = error->opcode;
    *out = opcode ? operand_str(opcode->name, strlen(opcode->name)) : operand_none();
}

static enum eval_status eval_name(struct eval *eval, enum expr_name name, struct operand *out)
{
    const struct br_error *error = br_error_of(eval->rec);
    bool is_row = eval->op < br_ops(eval->rec);
    switch (name) {
    case NAME_STACK:
        *out = (struct operand){.kind = OPERAND_STACK};
        return EVAL_OK;
    case NAME_MEMO:
        *out = (struct operand){.kind = OPERAND_MEMO};
        return EVAL_OK;
    case NAME_RESULT:
        return eval_result(eval, out);
    case NAME_EVENT:
        *out = (struct operand){.kind = OPERAND_EVENT};
        if (!is_row || !eval_event_at(eval->rec, eval->op, &out->event, &out->number))
            *out = operand_none();
        return EVAL_OK;
    case NAME_DEPTH:
        *out = operand_number(br_depth(eval_state(eval, eval->op)));
        return EVAL_OK;
    case NAME_POS:
        *out =
            operand_number((int64_t)(!is_row && error ? error->pos : br_pos(eval->rec, eval->op)));
        out->literal.is_pos = true;
        return EVAL_OK;
    case NAME_OP:
        *out = operand_number(eval->op);
        return EVAL_OK;
    case NAME_OPCODE:
        eval_opcode(eval, out);
        return EVAL_OK;
    case NAME_PROTOCOL:
        *out = operand_number(br_protocol(eval->rec, eval->op));
        return EVAL_OK;
    case NAME_DANGER:
        *out = (struct operand){.kind = OPERAND_DANGER};
        if (eval->analysis)
            out->severity = analysis_op(eval->analysis, eval->op);
        return EVAL_OK;
    case NAME_COUNT:
        break;
    }
    return EVAL_FAILED;
}

/* An index from the front, or from the back when it is negative, within len. */
static enum eval_status eval_place(struct eval *eval, const struct operand *index, uint64_t len,
                                   const char *what, uint64_t *out)
{
    struct literal number;
    bool is_scalar;
    enum eval_status status = operand_scalar(eval, index, &number, &is_scalar);
    if (status != EVAL_OK)
        return status;
    if (!is_scalar || number.kind < LITERAL_BOOL || number.kind > LITERAL_BIG)
        return eval_type(eval, "the index of a %s is an int, not %s", what,
                         operand_kind_text(eval, index));
    uint64_t back = number.number < 0 ? (uint64_t)0 - (uint64_t)number.number : 0;
    if (number.kind == LITERAL_BIG || back > len ||
        (number.number >= 0 && (uint64_t)number.number >= len))
        return eval_absent(eval, "there is no [%lld]: the %s has %llu", (long long)number.number,
                           what, (unsigned long long)len);
    *out = back ? len - back : (uint64_t)number.number;
    return EVAL_OK;
}

static enum eval_status index_memo(struct eval *eval, const struct operand *index,
                                   struct operand *out)
{
    struct literal key;
    bool is_scalar;
    enum eval_status status = operand_scalar(eval, index, &key, &is_scalar);
    if (status != EVAL_OK)
        return status;
    if (!is_scalar || (key.kind != LITERAL_INT && key.kind != LITERAL_BOOL))
        return eval_type(eval, "the index of memo is an int, not %s",
                         operand_kind_text(eval, index));
    struct br_memo_line line;
    if (key.number < 0 || !br_memo_get(eval_state(eval, eval->op), (uint64_t)key.number, &line))
        return eval_absent(eval, "there is no memo[%lld] here", (long long)key.number);
    *out = operand_value(line.value, eval->op);
    return EVAL_OK;
}

static enum eval_status eval_index(struct eval *eval, const struct operand *of,
                                   const struct operand *index, struct operand *out)
{
    uint64_t len, n;
    enum eval_status status;
    if (of->kind == OPERAND_MEMO)
        return index_memo(eval, index, out);
    if (of->kind == OPERAND_STACK) {
        struct br_state state = eval_state(eval, eval->op);
        status = eval_place(eval, index, br_depth(state), "stack", &n);
        if (status == EVAL_OK)
            *out = operand_value(br_stack(state, (uint32_t)n), eval->op);
        return status;
    }
    enum shape shape = operand_shape(eval, of);
    if (shape == SHAPE_OTHER || shape == SHAPE_SET)
        return eval_type(eval, "%s has no items to index", operand_kind_text(eval, of));
    if (shape == SHAPE_DICT) {
        bool found;
        status = dict_find(eval, of, index, out, &found);
        return status == EVAL_OK && !found ? eval_absent(eval, "the dict has no such key") : status;
    }
    status = operand_len(eval, of, &len);
    if (status == EVAL_OK)
        status = eval_place(eval, index, len, operand_kind_text(eval, of), &n);
    return status == EVAL_OK ? operand_item(eval, of, n, out) : status;
}

static enum eval_status global_part(struct eval *eval, const struct operand *of, enum br_part part,
                                    struct operand *out)
{
    struct buf buf = {0};
    bool is_literal = false;
    br_value value = of->kind == OPERAND_EVENT ? of->event.callee : of->value;
    if (of->kind == OPERAND_EVENT && value == BR_NO_VALUE)
        value = of->event.value;
    if (value != BR_NO_VALUE &&
        br_global_part(eval->rec, value, part, buf_sink(&buf), &is_literal) != BR_OK) {
        buf_free(&buf);
        return eval_nomem(eval);
    }
    if (is_literal || buf.len > 0) /* without either, nothing was there to write */
        return eval_keep(eval, &buf, out);
    return eval_absent(eval, "%s has no .%s", operand_kind_text(eval, of),
                       part == BR_PART_MODULE ? "module" : "name");
}

/* What is called in the end. */
static enum eval_status resolved_of_event(struct eval *eval, const struct operand *of,
                                          struct operand *out)
{
    struct buf text = {0};
    if (callee_last_name(eval->rec, eval->analysis, &of->event, of->number, &text))
        return eval_keep(eval, &text, out);
    buf_free(&text);
    return eval_absent(eval, "what the event of #%lu is about has no name",
                       (unsigned long)eval->op);
}

static enum eval_status field_of_event(struct eval *eval, const struct operand *of,
                                       enum expr_field field, struct operand *out)
{
    const struct br_event *event = &of->event;
    const char *kind = br_event_kind_name(event->kind);
    switch (field) {
    case FIELD_CALLEE:
        if (event->kind == BR_EV_PERSID)
            *out = operand_str("persistent_load", strlen("persistent_load"));
        else if (event->callee != BR_NO_VALUE)
            *out = operand_value(event->callee, event->op);
        else
            *out = (struct operand){.kind = OPERAND_CLASS, .value = event->value};
        out->is_callee = event->kind != BR_EV_PERSID;
        out->number = of->number;
        return EVAL_OK;
    case FIELD_RESOLVED:
        return resolved_of_event(eval, of, out);
    case FIELD_ARGS:
        return eval_event_args(eval, event, out);
    case FIELD_KWARGS:
        if (event->kwargs == BR_NO_VALUE)
            return eval_absent(eval, "the event, %s, has no kwargs", kind);
        *out = operand_value(event->kwargs, event->op);
        return EVAL_OK;
    default:
        *out = operand_str(kind, strlen(kind));
        return EVAL_OK;
    }
}

/* INST and OBJ left their arguments on the stack of the opcode that made the object. */
static struct operand call_items(const struct eval *eval, br_value value, uint32_t n_args)
{
    return (struct operand){.kind = OPERAND_ITEMS,
                            .value = BR_NO_VALUE,
                            .at = br_maker(eval->rec, value),
                            .count = n_args,
                            .low = n_args - 1};
}

static enum eval_status field_of_call(struct eval *eval, const struct operand *of,
                                      enum expr_field field, struct operand *out)
{
    struct br_call call;
    if (of->kind != OPERAND_VALUE || !br_call(eval->rec, of->value, &call))
        return eval_absent(eval, "%s has no .%s", operand_kind_text(eval, of),
                           expr_field_text(field));
    bool is_instance = br_kind(eval->rec, of->value) == BR_KIND_INSTANCE;
    br_value part = field == FIELD_CALLEE ? call.callee
                    : field == FIELD_ARGS ? call.args
                                          : call.kwargs;
    if (field == FIELD_CALLEE && is_instance && part == BR_NO_VALUE)
        *out = (struct operand){.kind = OPERAND_CLASS, .value = of->value};
    else if (field == FIELD_ARGS && is_instance && part == BR_NO_VALUE)
        *out = call_items(eval, of->value, call.n_args);
    else if (part == BR_NO_VALUE)
        return eval_absent(eval, "%s has no .%s", operand_kind_text(eval, of),
                           expr_field_text(field));
    else
        *out = operand_value(part, of->at);
    return EVAL_OK;
}

static enum eval_status eval_field(struct eval *eval, const struct operand *of,
                                   enum expr_field field, struct operand *out)
{
    if (operand_is_literal(of, LITERAL_NONE) && !of->typed)
        return eval_absent(eval, "#%lu has no event", (unsigned long)eval->op);
    if (field == FIELD_MODULE || field == FIELD_NAME)
        return of->kind == OPERAND_LITERAL
                   ? eval_absent(eval, "%s has no .%s", operand_kind_text(eval, of),
                                 expr_field_text(field))
                   : global_part(eval, of, field == FIELD_MODULE ? BR_PART_MODULE : BR_PART_NAME,
                                 out);
    if (of->kind == OPERAND_EVENT)
        return field_of_event(eval, of, field, out);
    if (field == FIELD_KIND) {
        const char *kind = operand_kind_text(eval, of);
        *out = operand_str(kind, strlen(kind));
        return EVAL_OK;
    }
    return field_of_call(eval, of, field, out);
}

static enum eval_status eval_len(struct eval *eval, const struct operand *of, struct operand *out)
{
    struct operand counted = operand_counted(eval, of);
    if (counted.kind != of->kind) {
        *out = counted;
        return EVAL_OK;
    }
    if (operand_shape(eval, of) == SHAPE_OTHER && !operand_is_str(eval, of))
        return eval_type(eval, "%s has no length", operand_kind_text(eval, of));
    uint64_t len;
    enum eval_status status = operand_length(eval, of, &len);
    *out = operand_number((int64_t)len);
    return status;
}

/* ---- Trees ----------------------------------------------------------------------------------- */

enum eval_status eval_holds(struct eval *eval, const struct expr_node *node, bool *out)
{
    struct operand operand;
    enum eval_status status = eval_expr(eval, node, &operand);
    return status == EVAL_OK ? operand_truth(eval, &operand, out) : status;
}

/* Recurses at most EXPR_MAX_HEIGHT deep: the parser sees to it. */
enum eval_status eval_expr(struct eval *eval, const struct expr_node *node, struct operand *out)
{
    struct operand a, b;
    bool truth = false;
    enum eval_status status;
    switch (node->kind) {
    case EXPR_LITERAL:
        *out = operand_literal(&node->literal);
        out->typed = node;
        return EVAL_OK;
    case EXPR_NAME:
        return eval_name(eval, (enum expr_name)node->which, out);
    case EXPR_LEFT:
        return eval_left(eval, node->which, out);
    case EXPR_NOT:
    case EXPR_AND:
    case EXPR_OR:
        status = eval_holds(eval, node->a, &truth);
        if (status != EVAL_OK)
            return status;
        if (node->kind == EXPR_NOT)
            truth = !truth;
        else if (truth == (node->kind == EXPR_AND))
            status = eval_holds(eval, node->b, &truth);
        *out = operand_bool(truth);
        return status;
    default:
        break;
    }
    if ((status = eval_expr(eval, node->a, &a)) != EVAL_OK)
        return status;
    if (node->kind == EXPR_LEN)
        return eval_len(eval, &a, out);
    if (node->kind == EXPR_FIELD)
        return eval_field(eval, &a, (enum expr_field)node->which, out);
    if ((status = eval_expr(eval, node->b, &b)) != EVAL_OK)
        return status;
    if (node->kind == EXPR_INDEX)
        return eval_index(eval, &a, &b, out);
    status = operand_compare(eval, (enum expr_compare)node->which, &a, &b, &truth);
    *out = operand_bool(truth);
    return status;
}

void eval_end(struct eval *eval)
{
    pool_free(&eval->pool);
}
