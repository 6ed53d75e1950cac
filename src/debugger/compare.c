/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/compare.h"

#include <stdlib.h>
#include <string.h>

#include "src/debugger/callee.h"
#include "src/debugger/pattern.h"
#include "src/output/out.h"

enum { COMPARE_MAX_DEPTH = 100 }; /* of values compared with each other */

/* ---- Numbers --------------------------------------------------------------------------------- */

static bool literal_is_number(const struct literal *literal)
{
    return literal->kind >= LITERAL_BOOL && literal->kind <= LITERAL_FLOAT;
}

/* A long integer that was typed in hex is brought to the form of the other side, when that one is
 * decimal: digits are compared, so both must have one base. */
static enum eval_status big_in_base_of(struct eval *eval, const struct literal *model,
                                       const struct literal *literal, const struct operand *source,
                                       struct literal *out)
{
    bool model_hex = memchr(model->text, 'x', model->len > 3 ? 3 : model->len) != NULL;
    bool is_hex = memchr(literal->text, 'x', literal->len > 3 ? 3 : literal->len) != NULL;
    *out = *literal;
    if (model_hex == is_hex)
        return EVAL_OK;
    if (!model_hex || source->kind != OPERAND_VALUE)
        return eval_type(eval, "integers this long are compared in one base: write it in %s",
                         model_hex ? "hex" : "decimal");
    struct br_text_options options = {.max_bytes = EVAL_MAX_TEXT, .max_digits = 1};
    struct br_text_result result;
    struct buf text = {0};
    if (br_text(eval_state(eval, source->at), source->value, &options, buf_sink(&text), &result) !=
        BR_OK) {
        buf_free(&text);
        return eval_nomem(eval);
    }
    struct operand kept;
    enum eval_status status = eval_keep(eval, &text, &kept);
    *out = kept.literal;
    out->kind = LITERAL_BIG;
    return status;
}

/* Integers above 63 bits: sign, then length, then digits. */
static int big_compare(const struct literal *a, const struct literal *b)
{
    bool a_negative = a->text[0] == '-', b_negative = b->text[0] == '-';
    if (a_negative != b_negative)
        return a_negative ? -1 : 1;
    int sign = a_negative ? -1 : 1;
    if (a->len != b->len)
        return a->len < b->len ? -sign : sign;
    int order = memcmp(a->text, b->text, a->len);
    return order == 0 ? 0 : order < 0 ? -sign : sign;
}

static long double literal_real(const struct literal *literal)
{
    if (literal->kind == LITERAL_FLOAT)
        return literal->real;
    if (literal->kind == LITERAL_BIG)
        return strtold(literal->text, NULL);
    return (long double)literal->number;
}

/* *order: below 0, 0, above 0; *ordered false: one is not a number (nan). */
static enum eval_status numbers_compare(struct eval *eval, const struct operand *a_source,
                                        const struct operand *b_source, const struct literal *a,
                                        const struct literal *b, int *order, bool *ordered)
{
    *ordered = true;
    if (a->kind == LITERAL_BIG && b->kind == LITERAL_BIG) {
        struct literal a_same, b_same = *b;
        enum eval_status status = big_in_base_of(eval, b, a, a_source, &a_same);
        if (status == EVAL_TYPE) {
            a_same = *a;
            status = big_in_base_of(eval, a, b, b_source, &b_same);
        }
        if (status == EVAL_OK)
            *order = big_compare(&a_same, &b_same);
        return status;
    }
    if (a->kind != LITERAL_FLOAT && b->kind != LITERAL_FLOAT) {
        /* A long one is above, or below, all the others. */
        if (a->kind == LITERAL_BIG)
            *order = a->text[0] == '-' ? -1 : 1;
        else if (b->kind == LITERAL_BIG)
            *order = b->text[0] == '-' ? 1 : -1;
        else
            *order = a->number < b->number ? -1 : a->number > b->number;
        return EVAL_OK;
    }
    long double left = literal_real(a), right = literal_real(b);
    *ordered = left == left && right == right;
    *order = left < right ? -1 : left > right;
    return EVAL_OK;
}

/* ---- Characters ------------------------------------------------------------------------------ */

/* A sink that compares what comes with a text, and stops at the first difference. */
struct comparer {
    const char *text;
    size_t len, at;
    bool differs;
};

static bool comparer_write(void *context, const char *bytes, size_t n)
{
    struct comparer *c = context;
    if (n > c->len - c->at || memcmp(c->text + c->at, bytes, n) != 0) {
        c->differs = true;
        return false;
    }
    c->at += n;
    return true;
}

static enum eval_status content_equal(struct eval *eval, const struct operand *a,
                                      const struct operand *b, bool *out)
{
    const struct operand *streamed = a->kind == OPERAND_VALUE ? a : b;
    const struct operand *held = streamed == a ? b : a;
    struct comparer c = {0};
    enum eval_status status = operand_content(eval, held, &c.text, &c.len);
    if (status != EVAL_OK)
        return status;
    if (streamed->kind != OPERAND_VALUE) {
        *out = c.len == streamed->literal.len &&
               (c.len == 0 || memcmp(c.text, streamed->literal.text, c.len) == 0);
        return EVAL_OK;
    }
    bool is_text;
    enum br_status wrote =
        br_content(eval->rec, streamed->value, (struct br_sink){comparer_write, &c}, &is_text);
    if (wrote != BR_OK && !c.differs)
        return eval_nomem(eval);
    *out = !c.differs && c.at == c.len;
    return EVAL_OK;
}

typedef bool (*name_fits_fn)(const char *wanted, size_t wanted_len, const char *name, size_t len);

static bool is_same(const char *wanted, size_t wanted_len, const char *name, size_t len)
{
    return wanted_len == len && memcmp(wanted, name, len) == 0;
}

/* The callee of an event goes by its other names too, as for `break call`. */
static enum eval_status other_names(struct eval *eval, const struct operand *object,
                                    const char *wanted, size_t len, name_fits_fn fits, bool *out)
{
    struct br_event event;
    struct buf name = {0};
    if (!object->is_callee || !br_event(eval->rec, object->number, &event))
        return EVAL_OK;
    for (unsigned which = 0; which < CALLEE_NAMES && !*out && !name.failed; which++) {
        buf_clear(&name);
        *out = callee_name(eval->rec, eval->analysis, &event, object->number,
                           (enum callee_name)which, &name) &&
               fits(wanted, len, buf_text(&name), name.len);
    }
    bool is_good = !name.failed;
    buf_free(&name);
    return is_good ? EVAL_OK : eval_nomem(eval);
}

/* An unknown object and the text that was typed for it. */
static enum eval_status text_equal(struct eval *eval, const struct operand *object,
                                   const struct literal *text, bool *out)
{
    struct buf buf = {0};
    enum eval_status status = operand_text(eval, object, text->len + 4, &buf);
    *out = status == EVAL_OK && buf.len == text->len &&
           (buf.len == 0 || memcmp(buf.data, text->text, buf.len) == 0);
    buf_free(&buf);
    if (status == EVAL_OK && !*out)
        status = other_names(eval, object, text->text, text->len, is_same, out);
    return status;
}

/* ---- Equality -------------------------------------------------------------------------------- */

static enum eval_status sequence_equal(struct eval *eval, const struct operand *a,
                                       const struct operand *b, uint64_t len, bool *out)
{
    *out = true;
    for (uint64_t n = 0; n < len && *out; n++) {
        struct operand left, right;
        enum eval_status status = operand_item(eval, a, n, &left);
        if (status == EVAL_OK)
            status = operand_item(eval, b, n, &right);
        if (status == EVAL_OK)
            status = operand_equal(eval, &left, &right, out);
        if (status != EVAL_OK)
            return status;
    }
    return EVAL_OK;
}

/* The value under a key; *found false: there is none. */
enum eval_status dict_find(struct eval *eval, const struct operand *dict, const struct operand *key,
                           struct operand *out, bool *found)
{
    *found = false;
    if (dict->kind == OPERAND_VALUE && key->kind == OPERAND_VALUE &&
        br_hashable(eval->rec, key->value)) {
        struct br_item item;
        if (br_lookup(eval_state(eval, dict->at), dict->value, key->value, &item, found) != BR_OK)
            return eval_nomem(eval);
        if (*found)
            *out = operand_value(item.value, dict->at);
        return EVAL_OK;
    }
    uint64_t len;
    enum eval_status status = operand_len(eval, dict, &len);
    for (uint64_t n = 0; status == EVAL_OK && n < len && !*found; n++) {
        struct operand item_key;
        status = operand_pair(eval, dict, n, &item_key, out);
        if (status == EVAL_OK)
            status = operand_equal(eval, &item_key, key, found);
    }
    return status;
}

static enum eval_status dict_equal(struct eval *eval, const struct operand *a,
                                   const struct operand *b, uint64_t len, bool *out)
{
    *out = true;
    for (uint64_t n = 0; n < len && *out; n++) {
        struct operand key, left, right;
        bool found;
        enum eval_status status = operand_pair(eval, a, n, &key, &left);
        if (status == EVAL_OK)
            status = dict_find(eval, b, &key, &right, &found);
        if (status == EVAL_OK && !found) {
            *out = false;
            return EVAL_OK;
        }
        if (status == EVAL_OK)
            status = operand_equal(eval, &left, &right, out);
        if (status != EVAL_OK)
            return status;
    }
    return EVAL_OK;
}

static enum eval_status set_has(struct eval *eval, const struct operand *set, uint64_t len,
                                const struct operand *item, bool *out)
{
    *out = false;
    for (uint64_t n = 0; n < len && !*out; n++) {
        struct operand other;
        enum eval_status status = operand_item(eval, set, n, &other);
        if (status == EVAL_OK)
            status = operand_equal(eval, &other, item, out);
        if (status != EVAL_OK)
            return status;
    }
    return EVAL_OK;
}

static enum eval_status set_equal(struct eval *eval, const struct operand *a,
                                  const struct operand *b, uint64_t len, bool *out)
{
    *out = true;
    for (uint64_t n = 0; n < len && *out; n++) {
        struct operand item;
        enum eval_status status = operand_item(eval, a, n, &item);
        if (status == EVAL_OK)
            status = set_has(eval, b, len, &item, out);
        if (status != EVAL_OK)
            return status;
    }
    return EVAL_OK;
}

static enum eval_status shapes_equal(struct eval *eval, enum shape shape, const struct operand *a,
                                     const struct operand *b, bool *out)
{
    uint64_t a_len, b_len;
    enum eval_status status = operand_len(eval, a, &a_len);
    if (status == EVAL_OK)
        status = operand_len(eval, b, &b_len);
    *out = false;
    if (status != EVAL_OK || a_len != b_len)
        return status;
    if (eval->depth >= COMPARE_MAX_DEPTH)
        return eval_type(eval, "values more than %d deep are not compared", COMPARE_MAX_DEPTH);
    eval->depth++;
    bool has_content = !operand_is_value(eval, a, BR_KIND_BYTEARRAY) &&
                       !operand_is_value(eval, b, BR_KIND_BYTEARRAY);
    if (shape == SHAPE_DICT)
        status = dict_equal(eval, a, b, a_len, out);
    else if (shape == SHAPE_SET)
        status = set_equal(eval, a, b, a_len, out);
    else if (shape == SHAPE_BYTES && has_content)
        status = content_equal(eval, a, b, out);
    else
        status = sequence_equal(eval, a, b, a_len, out);
    eval->depth--;
    return status;
}

static bool danger_equal(const struct operand *danger, const struct operand *other)
{
    const struct literal *literal = &other->literal;
    if (other->kind == OPERAND_DANGER)
        return danger->severity == other->severity;
    if (operand_is_literal(other, LITERAL_BOOL))
        return (danger->severity == SEVERITY_DANGEROUS) == (literal->number != 0);
    if (operand_is_literal(other, LITERAL_NONE))
        return danger->severity == SEVERITY_NONE;
    const char *name = severity_name(danger->severity);
    return operand_is_literal(other, LITERAL_STR) && literal->len == strlen(name) &&
           memcmp(literal->text, name, literal->len) == 0;
}

static enum eval_status unknown_equal(struct eval *eval, const struct operand *a,
                                      const struct operand *b, bool *out)
{
    const struct operand *object = operand_is_unknown(eval, a) ? a : b;
    const struct operand *other = object == a ? b : a;
    if (operand_is_literal(other, LITERAL_STR))
        return text_equal(eval, object, &other->literal, out);
    if (object->kind != OPERAND_CLASS && other->kind != OPERAND_CLASS)
        return EVAL_OK; /* each equals itself only, and that was seen before */
    if (!operand_is_unknown(eval, other))
        return EVAL_OK;
    struct buf buf = {0}; /* INST names a class that has no value of its own */
    enum eval_status status = operand_text(eval, other, EVAL_MAX_TEXT, &buf);
    struct literal text = {.kind = LITERAL_STR, .text = buf_text(&buf), .len = buf.len};
    if (status == EVAL_OK)
        status = text_equal(eval, object, &text, out);
    buf_free(&buf);
    return status;
}

enum eval_status operand_equal(struct eval *eval, const struct operand *a, const struct operand *b,
                               bool *out)
{
    *out = false;
    enum eval_status status = eval_step(eval);
    if (status != EVAL_OK)
        return status;
    if (a->kind == OPERAND_VALUE && b->kind == OPERAND_VALUE && a->value == b->value &&
        a->at == b->at) {
        *out = true;
        return EVAL_OK;
    }
    if (a->kind == OPERAND_DANGER || b->kind == OPERAND_DANGER) {
        *out = a->kind == OPERAND_DANGER ? danger_equal(a, b) : danger_equal(b, a);
        return EVAL_OK;
    }
    if (operand_is_unknown(eval, a) || operand_is_unknown(eval, b))
        return unknown_equal(eval, a, b, out);
    if (operand_is_str(eval, a) && operand_is_str(eval, b))
        return content_equal(eval, a, b, out);
    enum shape shape = operand_shape(eval, a);
    if (shape != SHAPE_OTHER)
        return shape == operand_shape(eval, b) ? shapes_equal(eval, shape, a, b, out) : EVAL_OK;
    struct literal left, right;
    bool left_is, right_is, ordered;
    int order = 1;
    if ((status = operand_scalar(eval, a, &left, &left_is)) != EVAL_OK ||
        (status = operand_scalar(eval, b, &right, &right_is)) != EVAL_OK || !left_is || !right_is)
        return status;
    if (!literal_is_number(&left) || !literal_is_number(&right)) {
        *out = left.kind == right.kind; /* None */
        return EVAL_OK;
    }
    status = numbers_compare(eval, a, b, &left, &right, &order, &ordered);
    *out = status == EVAL_OK && ordered && order == 0;
    return status;
}

/* ---- Order, patterns, truth ------------------------------------------------------------------ */

static enum eval_status operand_order(struct eval *eval, const struct operand *a,
                                      const struct operand *b, int *order, bool *ordered)
{
    *ordered = true;
    bool is_text =
        (operand_is_str(eval, a) && operand_is_str(eval, b)) ||
        ((operand_is_literal(a, LITERAL_BYTES) || operand_is_value(eval, a, BR_KIND_BYTES)) &&
         (operand_is_literal(b, LITERAL_BYTES) || operand_is_value(eval, b, BR_KIND_BYTES)));
    enum eval_status status;
    if (is_text) {
        const char *left, *right;
        size_t left_len, right_len;
        if ((status = operand_content(eval, a, &left, &left_len)) != EVAL_OK ||
            (status = operand_content(eval, b, &right, &right_len)) != EVAL_OK)
            return status;
        size_t both = left_len < right_len ? left_len : right_len;
        *order = both ? memcmp(left, right, both) : 0; /* UTF-8 sorts as its code points do */
        if (*order == 0)
            *order = left_len < right_len ? -1 : left_len > right_len;
        return EVAL_OK;
    }
    struct literal left, right;
    bool left_is, right_is;
    if ((status = operand_scalar(eval, a, &left, &left_is)) != EVAL_OK ||
        (status = operand_scalar(eval, b, &right, &right_is)) != EVAL_OK)
        return status;
    if (!left_is || !right_is || !literal_is_number(&left) || !literal_is_number(&right))
        return eval_type(eval, "%s and %s have no order", operand_kind_text(eval, a),
                         operand_kind_text(eval, b));
    return numbers_compare(eval, a, b, &left, &right, order, ordered);
}

static enum eval_status operand_like(struct eval *eval, const struct operand *a,
                                     const struct operand *b, bool *out)
{
    if (!operand_is_str(eval, b))
        return eval_type(eval, "after ~ stands a pattern, a str such as \"os.*\", not %s",
                         operand_kind_text(eval, b));
    const char *pattern, *text;
    size_t pattern_len, text_len;
    enum eval_status status = operand_content(eval, b, &pattern, &pattern_len);
    if (status != EVAL_OK)
        return status;
    if (operand_is_str(eval, a)) {
        status = operand_content(eval, a, &text, &text_len);
        if (status == EVAL_OK)
            *out = pattern_match(pattern, pattern_len, text, text_len);
        return status;
    }
    struct buf buf = {0};
    if (a->kind == OPERAND_DANGER)
        buf_str(&buf, severity_name(a->severity));
    else
        status = operand_text(eval, a, EVAL_MAX_TEXT, &buf);
    if (status == EVAL_OK)
        *out = pattern_match(pattern, pattern_len, buf_text(&buf), buf.len);
    buf_free(&buf);
    if (status == EVAL_OK && !*out)
        status = other_names(eval, a, pattern, pattern_len, pattern_match, out);
    return status;
}

enum eval_status operand_compare(struct eval *eval, enum expr_compare compare,
                                 const struct operand *a, const struct operand *b, bool *out)
{
    struct operand left = operand_counted(eval, a), right = operand_counted(eval, b);
    int order = 0;
    bool ordered;
    enum eval_status status;
    switch (compare) {
    case COMPARE_EQ:
        return operand_equal(eval, &left, &right, out);
    case COMPARE_NE:
        status = operand_equal(eval, &left, &right, out);
        *out = !*out;
        return status;
    case COMPARE_LIKE:
        return operand_like(eval, &left, &right, out);
    default:
        break;
    }
    status = operand_order(eval, &left, &right, &order, &ordered);
    *out = status == EVAL_OK && ordered &&
           (compare == COMPARE_LT   ? order < 0
            : compare == COMPARE_LE ? order <= 0
            : compare == COMPARE_GT ? order > 0
                                    : order >= 0);
    return status;
}

enum eval_status operand_truth(struct eval *eval, const struct operand *operand, bool *out)
{
    struct literal scalar;
    bool is_scalar;
    uint64_t len;
    enum eval_status status;
    *out = true;
    if (operand->kind == OPERAND_DANGER) {
        *out = operand->severity == SEVERITY_DANGEROUS;
        return EVAL_OK;
    }
    if (operand->kind == OPERAND_EVENT || operand_is_unknown(eval, operand))
        return EVAL_OK;
    struct operand counted = operand_counted(eval, operand);
    if ((status = operand_scalar(eval, &counted, &scalar, &is_scalar)) != EVAL_OK)
        return status;
    if (is_scalar) {
        *out = scalar.kind == LITERAL_BIG || scalar.number != 0 ||
               (scalar.kind == LITERAL_FLOAT && scalar.real != 0.0);
        return EVAL_OK;
    }
    status = operand_length(eval, operand, &len);
    *out = status == EVAL_OK && (len > 0 || operand_is_value(eval, operand, BR_KIND_MEMORYVIEW));
    return status;
}
