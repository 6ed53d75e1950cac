/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/operand.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/analysis/shown.h"
#include "src/output/out.h"

/* Polling costs more than a step does. */
enum { EVAL_POLL = 0xfff };

enum eval_status eval_nomem(struct eval *eval)
{
    bool is_interrupted = eval->interrupted && *eval->interrupted;
    err_set(eval->err, is_interrupted ? "interrupted" : "out of memory");
    return EVAL_FAILED;
}

/* Counts one step; EVAL_FAILED when the user has interrupted. */
enum eval_status eval_step(struct eval *eval)
{
    if ((++eval->steps & EVAL_POLL) != 0 || !eval->interrupted || !*eval->interrupted)
        return EVAL_OK;
    err_set(eval->err, "interrupted");
    return EVAL_FAILED;
}

/* Moves a finished buffer into the pool and frees it. */
enum eval_status eval_keep(struct eval *eval, struct buf *buf, struct operand *out)
{
    char *copy = buf->failed ? NULL : pool_alloc(&eval->pool, buf->len + 1);
    if (copy && buf->len)
        memcpy(copy, buf->data, buf->len);
    *out = operand_str(copy, buf->len);
    buf_free(buf);
    return copy ? EVAL_OK : eval_nomem(eval);
}

/* What an operand is, for messages. */
const char *operand_kind_text(const struct eval *eval, const struct operand *operand)
{
    static const char *const literals[] = {
        [LITERAL_NONE] = "None",   [LITERAL_BOOL] = "bool",   [LITERAL_INT] = "int",
        [LITERAL_BIG] = "int",     [LITERAL_FLOAT] = "float", [LITERAL_STR] = "str",
        [LITERAL_BYTES] = "bytes", [LITERAL_TUPLE] = "tuple", [LITERAL_LIST] = "list",
        [LITERAL_SET] = "set",     [LITERAL_DICT] = "dict",
    };
    switch (operand->kind) {
    case OPERAND_LITERAL:
        return literals[operand->literal.kind];
    case OPERAND_VALUE:
        return br_kind_name(br_kind(eval->rec, operand->value));
    case OPERAND_CLASS:
        return "global";
    case OPERAND_EVENT:
        return "event";
    case OPERAND_ITEMS:
        return operand->is_list ? "list" : "tuple";
    case OPERAND_STACK:
        return "stack";
    case OPERAND_MEMO:
        return "memo";
    case OPERAND_DANGER:
        return "danger";
    }
    return "value";
}

bool operand_is_value(const struct eval *eval, const struct operand *operand, enum br_kind kind)
{
    return operand->kind == OPERAND_VALUE && br_kind(eval->rec, operand->value) == kind;
}

bool operand_is_literal(const struct operand *operand, enum literal_kind kind)
{
    return operand->kind == OPERAND_LITERAL && operand->literal.kind == kind;
}

/* An object of which only the text is known. */
bool operand_is_unknown(const struct eval *eval, const struct operand *operand)
{
    return operand->kind == OPERAND_CLASS ||
           (operand->kind == OPERAND_VALUE &&
            br_kind_is_unknown(br_kind(eval->rec, operand->value)));
}

bool operand_is_str(const struct eval *eval, const struct operand *operand)
{
    return operand_is_literal(operand, LITERAL_STR) || operand_is_value(eval, operand, BR_KIND_STR);
}

/* ---- Texts ----------------------------------------------------------------------------------- */

static void literal_str_text(const struct literal *literal, struct buf *out)
{
    shown_literal(out, literal->text, literal->len, literal->kind == LITERAL_BYTES, SIZE_MAX);
}

/* The shortest decimal that reads back as the same number. */
static void literal_float_text(double real, struct buf *out)
{
    char text[40];
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, real);
        if (strtod(text, NULL) == real)
            break;
    }
    buf_str(out, text);
}

static void literal_text(const struct literal *literal, struct buf *out)
{
    switch (literal->kind) {
    case LITERAL_NONE:
        buf_str(out, "None");
        return;
    case LITERAL_BOOL:
        buf_str(out, literal->number ? "True" : "False");
        return;
    case LITERAL_INT:
        buf_printf(out, literal->is_pos ? "0x%llx" : "%lld", (long long)literal->number);
        return;
    case LITERAL_BIG:
        buf_add(out, literal->text, literal->len);
        return;
    case LITERAL_FLOAT:
        literal_float_text(literal->real, out);
        return;
    case LITERAL_STR:
    case LITERAL_BYTES:
        literal_str_text(literal, out);
        return;
    default: /* typed ones print as they were typed: what is left is the tuple of PERSID */
        for (size_t n = 0; n < literal->count; n++) {
            buf_str(out, n ? ", " : "(");
            literal_str_text(&literal->items[n], out);
        }
        buf_str(out, literal->count == 1 ? ",)" : ")");
        return;
    }
}

/* A text on its way, which may be a hundred million bytes long. */
struct watched {
    struct eval *eval;
    struct buf *out;
};

static bool watched_write(void *context, const char *bytes, size_t n)
{
    struct watched *watched = context;
    struct eval *eval = watched->eval;
    if (eval->busy)
        eval->busy(eval->context);
    if (eval->interrupted && *eval->interrupted)
        return false;
    buf_add(watched->out, bytes, n);
    return !watched->out->failed;
}

static enum eval_status value_text(struct eval *eval, br_value value, br_op at, uint64_t max_bytes,
                                   struct buf *out, bool *cut)
{
    struct br_text_options options = {.max_bytes = max_bytes};
    struct br_text_result result;
    struct watched watched = {eval, out};
    const struct br_sink sink = {watched_write, &watched};
    if (br_text(eval_state(eval, at), value, &options, sink, &result) != BR_OK)
        return eval_nomem(eval);
    *cut = result.cut;
    return EVAL_OK;
}

/* "posix.system" for the class of an INST. */
static enum eval_status class_text(struct eval *eval, br_value instance, struct buf *out)
{
    bool is_literal;
    br_global_part(eval->rec, instance, BR_PART_MODULE, buf_sink(out), &is_literal);
    buf_char(out, '.');
    br_global_part(eval->rec, instance, BR_PART_NAME, buf_sink(out), &is_literal);
    return out->failed ? eval_nomem(eval) : EVAL_OK;
}

static enum eval_status items_text(struct eval *eval, const struct operand *items,
                                   uint64_t max_bytes, struct buf *out)
{
    size_t start = out->len;
    buf_char(out, items->is_list ? '[' : '(');
    for (uint32_t i = 0; i < items->count; i++) {
        struct operand item;
        enum eval_status status = operand_item(eval, items, i, &item);
        uint64_t used = out->len - start;
        if (i > 0)
            buf_str(out, ", ");
        if (status == EVAL_OK && max_bytes && used + 8 >= max_bytes) {
            buf_str(out, "\xe2\x80\xa6");
            return EVAL_OK;
        }
        if (status == EVAL_OK)
            status = operand_text(eval, &item, max_bytes ? max_bytes - used : 0, out);
        if (status != EVAL_OK)
            return status;
    }
    if (!items->is_list && items->count == 1)
        buf_char(out, ',');
    buf_char(out, items->is_list ? ']' : ')');
    return out->failed ? eval_nomem(eval) : EVAL_OK;
}

static enum eval_status event_text(struct eval *eval, const struct br_event *event,
                                   uint64_t max_bytes, struct buf *out)
{
    static const enum br_field fields[] = {BR_FIELD_CALLEE, BR_FIELD_ARGS, BR_FIELD_KWARGS};
    struct br_text_options options = {.max_bytes = max_bytes};
    buf_str(out, br_event_kind_name(event->kind));
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        struct buf text = {0};
        struct br_text_result result;
        bool present;
        enum br_status status = br_event_text(eval->rec, event, fields[i], &options,
                                              buf_sink(&text), &result, &present);
        if (status == BR_OK && present) {
            buf_char(out, ' ');
            buf_add(out, text.data, text.len);
        }
        buf_free(&text);
        if (status != BR_OK)
            return eval_nomem(eval);
    }
    return out->failed ? eval_nomem(eval) : EVAL_OK;
}

enum eval_status operand_text(struct eval *eval, const struct operand *operand, uint64_t max_bytes,
                              struct buf *out)
{
    bool cut;
    switch (operand->kind) {
    case OPERAND_LITERAL:
        if (operand->typed)
            buf_add(out, operand->typed->text, operand->typed->len);
        else
            literal_text(&operand->literal, out);
        return out->failed ? eval_nomem(eval) : EVAL_OK;
    case OPERAND_VALUE:
        return value_text(eval, operand->value, operand->at, max_bytes, out, &cut);
    case OPERAND_CLASS:
        return class_text(eval, operand->value, out);
    case OPERAND_EVENT:
        return event_text(eval, &operand->event, max_bytes, out);
    case OPERAND_ITEMS:
        return items_text(eval, operand, max_bytes, out);
    case OPERAND_STACK:
        buf_printf(out, "the stack, %lu deep", (unsigned long)br_depth(eval_state(eval, eval->op)));
        return EVAL_OK;
    case OPERAND_MEMO:
        buf_printf(out, "the memo, %lu keys",
                   (unsigned long)br_memo_count(eval_state(eval, eval->op)));
        return EVAL_OK;
    case OPERAND_DANGER:
        buf_printf(out, "'%s'", severity_name(operand->severity));
        return EVAL_OK;
    }
    return EVAL_OK;
}

/* ---- Items ----------------------------------------------------------------------------------- */

enum shape operand_shape(const struct eval *eval, const struct operand *operand)
{
    static const enum shape literals[] = {
        [LITERAL_BYTES] = SHAPE_BYTES, [LITERAL_TUPLE] = SHAPE_TUPLE, [LITERAL_LIST] = SHAPE_LIST,
        [LITERAL_SET] = SHAPE_SET,     [LITERAL_DICT] = SHAPE_DICT,
    };
    static const enum shape values[BR_KIND_COUNT] = {
        [BR_KIND_BYTES] = SHAPE_BYTES,   [BR_KIND_BYTEARRAY] = SHAPE_BYTES,
        [BR_KIND_TUPLE] = SHAPE_TUPLE,   [BR_KIND_LIST] = SHAPE_LIST,
        [BR_KIND_DICT] = SHAPE_DICT,     [BR_KIND_SET] = SHAPE_SET,
        [BR_KIND_FROZENSET] = SHAPE_SET,
    };
    switch (operand->kind) {
    case OPERAND_LITERAL:
        return literals[operand->literal.kind];
    case OPERAND_VALUE:
        return values[br_kind(eval->rec, operand->value)];
    case OPERAND_ITEMS:
        return operand->is_list ? SHAPE_LIST : SHAPE_TUPLE;
    default:
        return SHAPE_OTHER;
    }
}

/* Items of anything with a shape; of a dict, pairs. */
enum eval_status operand_len(struct eval *eval, const struct operand *operand, uint64_t *out)
{
    const struct literal *literal = &operand->literal;
    switch (operand->kind) {
    case OPERAND_LITERAL:
        *out = literal->kind == LITERAL_BYTES  ? literal->len
               : literal->kind == LITERAL_DICT ? literal->count / 2
                                               : literal->count;
        return EVAL_OK;
    case OPERAND_VALUE:
        return br_len(eval_state(eval, operand->at), operand->value, out) == BR_OK
                   ? EVAL_OK
                   : eval_nomem(eval);
    case OPERAND_ITEMS:
        *out = operand->count;
        return EVAL_OK;
    default:
        *out = 0;
        return EVAL_OK;
    }
}

/* Item n of a value of the file; key too when it is a dict's. */
static enum eval_status value_item(struct eval *eval, const struct operand *of, uint64_t n,
                                   struct operand *key, struct operand *out)
{
    struct br_item item;
    bool found;
    if (br_item(eval_state(eval, of->at), of->value, n, &item, &found) != BR_OK)
        return eval_nomem(eval);
    if (!found)
        return eval_absent(eval, "there is no item %llu", (unsigned long long)n);
    *out =
        item.value == BR_NO_VALUE ? operand_number(item.byte) : operand_value(item.value, of->at);
    if (key)
        *key = operand_value(item.key, of->at);
    return EVAL_OK;
}

static struct operand items_item(const struct eval *eval, const struct operand *of, uint32_t n)
{
    if (of->value != BR_NO_VALUE)
        return operand_value(of->value, of->at);
    if (of->is_pairs)
        return (struct operand){.kind = OPERAND_ITEMS,
                                .value = BR_NO_VALUE,
                                .at = of->at,
                                .low = of->low - 2 * n,
                                .count = 2};
    return operand_value(br_stack(eval_state(eval, of->at), of->low - n), of->at);
}

/* Item n of anything with a shape, n < its length; of a dict, the value. */
enum eval_status operand_item(struct eval *eval, const struct operand *of, uint64_t n,
                              struct operand *out)
{
    switch (of->kind) {
    case OPERAND_VALUE:
        return value_item(eval, of, n, NULL, out);
    case OPERAND_ITEMS:
        *out = items_item(eval, of, (uint32_t)n);
        return EVAL_OK;
    default:
        if (of->literal.kind == LITERAL_BYTES)
            *out = operand_number((unsigned char)of->literal.text[n]);
        else if (of->literal.kind == LITERAL_DICT)
            *out = operand_literal(&of->literal.items[2 * n + 1]);
        else
            *out = operand_literal(&of->literal.items[n]);
        return EVAL_OK;
    }
}

enum eval_status operand_pair(struct eval *eval, const struct operand *of, uint64_t n,
                              struct operand *key, struct operand *value)
{
    if (of->kind == OPERAND_VALUE)
        return value_item(eval, of, n, key, value);
    *key = operand_literal(&of->literal.items[2 * n]);
    *value = operand_literal(&of->literal.items[2 * n + 1]);
    return EVAL_OK;
}

/* ---- As scalars, as characters --------------------------------------------------------------- */

/* None, bool, int, float of the file as a literal; false: it is something else. */
enum eval_status operand_scalar(struct eval *eval, const struct operand *operand,
                                struct literal *out, bool *is_scalar)
{
    *is_scalar = true;
    if (operand->kind == OPERAND_LITERAL) {
        *out = operand->literal;
        *is_scalar = out->kind <= LITERAL_FLOAT;
        return EVAL_OK;
    }
    *out = (struct literal){.kind = LITERAL_NONE};
    enum br_kind kind =
        operand->kind == OPERAND_VALUE ? br_kind(eval->rec, operand->value) : BR_KIND_GLOBAL;
    if (kind == BR_KIND_NONE)
        return EVAL_OK;
    if (kind == BR_KIND_FLOAT) {
        out->kind = LITERAL_FLOAT;
        br_float(eval->rec, operand->value, &out->real);
        return EVAL_OK;
    }
    if (kind != BR_KIND_INT && kind != BR_KIND_BOOL) {
        *is_scalar = false;
        return EVAL_OK;
    }
    out->kind = kind == BR_KIND_INT ? LITERAL_INT : LITERAL_BOOL;
    if (br_int(eval->rec, operand->value, &out->number))
        return EVAL_OK;
    struct buf text = {0};
    struct operand kept;
    bool cut;
    enum eval_status status =
        value_text(eval, operand->value, operand->at, EVAL_MAX_TEXT, &text, &cut);
    if (status != EVAL_OK) {
        buf_free(&text);
        return status;
    }
    status = eval_keep(eval, &text, &kept);
    *out = kept.literal;
    out->kind = LITERAL_BIG;
    return status;
}

/* A sink that counts characters. */
static bool counter_write(void *context, const char *bytes, size_t n)
{
    uint64_t *count = context;
    for (size_t i = 0; i < n; i++)
        *count += ((unsigned char)bytes[i] & 0xc0) != 0x80;
    return true;
}

/* The characters of a str or bytes; those of the file are copied into the pool. */
enum eval_status operand_content(struct eval *eval, const struct operand *operand,
                                 const char **text, size_t *len)
{
    if (operand->kind == OPERAND_LITERAL) {
        *text = operand->literal.text;
        *len = operand->literal.len;
        return EVAL_OK;
    }
    struct buf buf = {0};
    bool is_text;
    if (br_content(eval->rec, operand->value, buf_sink(&buf), &is_text) != BR_OK) {
        buf_free(&buf);
        return eval_nomem(eval);
    }
    struct operand kept;
    enum eval_status status = eval_keep(eval, &buf, &kept);
    *text = kept.literal.text;
    *len = kept.literal.len;
    return status;
}

/* `stack > 3` and `memo > 3` ask how many there are. */
struct operand operand_counted(struct eval *eval, const struct operand *operand)
{
    if (operand->kind == OPERAND_STACK)
        return operand_number(br_depth(eval_state(eval, eval->op)));
    if (operand->kind == OPERAND_MEMO)
        return operand_number(br_memo_count(eval_state(eval, eval->op)));
    return *operand;
}

enum eval_status operand_length(struct eval *eval, const struct operand *of, uint64_t *out)
{
    *out = 0;
    if (operand_is_literal(of, LITERAL_STR)) {
        counter_write(out, of->literal.text, of->literal.len);
        return EVAL_OK;
    }
    if (!operand_is_value(eval, of, BR_KIND_STR))
        return operand_len(eval, of, out);
    bool is_text;
    if (br_content(eval->rec, of->value, (struct br_sink){counter_write, out}, &is_text) != BR_OK)
        return eval_nomem(eval);
    return EVAL_OK;
}
