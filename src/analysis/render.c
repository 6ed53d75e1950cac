/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/analysis/render.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "src/analysis/models.h"
#include "src/analysis/numbers.h"
#include "src/analysis/reprs.h"
#include "src/base/utf8.h"

/* ---- Characters ------------------------------------------------------------------------------ */

bool render_character(int64_t code, struct buf *out)
{
    return code >= 0 && code <= 0x10ffff && utf8_put((uint32_t)code, out);
}

uint32_t render_next_code(const struct meaning *text, size_t *at)
{
    return utf8_next(text->text, text->text_len, at);
}

bool render_code(const struct meaning *text, int64_t *code)
{
    size_t at = 0;
    if (text->text_len == 0)
        return false;
    *code = render_next_code(text, &at);
    return at == text->text_len;
}

/* ---- As text --------------------------------------------------------------------------------- */

/* In quotes, as repr() does, or as ascii(). */
static bool add_quoted(const struct meaning *value, bool is_ascii, struct buf *out)
{
    bool has_single = memchr(value->text, '\'', value->text_len) != NULL;
    bool is_bytes = value->kind == MEANING_BYTES;
    char quote = has_single && !memchr(value->text, '"', value->text_len) ? '"' : '\'';
    buf_str(out, value->is_mutable ? "bytearray(b" : is_bytes ? "b" : "");
    buf_char(out, quote);
    for (size_t at = 0; at < value->text_len;) {
        size_t from = at;
        uint32_t c = is_bytes ? (uint8_t)value->text[at++] : render_next_code(value, &at);
        if (c == '\\' || c == (uint8_t)quote)
            buf_printf(out, "\\%c", (char)c);
        else if (c >= 0x20 && c < 0x7f)
            buf_char(out, (char)c);
        else if (c == '\n' || c == '\r' || c == '\t')
            buf_printf(out, "\\%c", c == '\n' ? 'n' : c == '\r' ? 'r' : 't');
        else if (c < 0x80 || is_bytes || (is_ascii && c < 0x100))
            buf_printf(out, "\\x%02x", c);
        else if (is_ascii)
            buf_printf(out, c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
        else if (br_printable(c))
            buf_add(out, value->text + from, at - from);
        else
            buf_printf(out, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
    }
    buf_char(out, quote);
    buf_str(out, value->is_mutable ? ")" : "");
    return true;
}

enum { REPR_DEPTH = 8 };

static bool add_repr(struct evaluator *ev, const struct meaning *value, bool is_ascii,
                     struct buf *out, unsigned depth);

/* Items in brackets, of a dict with what stands under them. */
static bool add_repr_items(struct evaluator *ev, const struct meaning *value, const char *type,
                           bool is_ascii, struct buf *out, unsigned depth)
{
    static const struct {
        const char *type, *brackets;
    } rows[] = {{"list", "[]"}, {"tuple", "()"}, {"dict", "{}"}, {"set", "{}"}};
    static const char *const typed[] = {"deque", "dict_keys", "dict_values", "dict_items"};
    const char *brackets = NULL;
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++)
        brackets = strcmp(rows[k].type, type) == 0 ? rows[k].brackets : brackets;
    uint64_t n, done = 0;
    bool is_dict = strcmp(type, "dict") == 0, is_set = strcmp(type, "set") == 0;
    bool good = brackets && depth < REPR_DEPTH && value->kind != MEANING_NAMESPACE &&
                !value->is_lost && ev_len(ev, value, &n) && !(is_set && n != 1);
    bool is_told = !value->type;
    for (size_t k = 0; k < sizeof typed / sizeof typed[0]; k++)
        is_told |= meaning_is_typed(value, typed[k]);
    struct meaning *items = good && is_told ? ev_iterator(ev, value) : NULL;
    const struct meaning *item;
    if (!items)
        return false;
    if (value->type)
        buf_printf(out, "%s(", value->type);
    buf_char(out, brackets[0]);
    while (good && (item = ev_next(ev, items)) != NULL) {
        buf_str(out, done++ ? ", " : "");
        good = add_repr(ev, item, is_ascii, out, depth + 1);
        if (good && is_dict) {
            const struct meaning *under = ev_subscript(ev, value, item);
            buf_str(out, ": ");
            good = under && add_repr(ev, under, is_ascii, out, depth + 1);
        }
    }
    buf_str(out, done == 1 && brackets[0] == '(' ? "," : "");
    buf_char(out, brackets[1]);
    if (value->type && value->way)
        buf_printf(out, ", maxlen=%" PRIu32, value->way - 1);
    buf_str(out, value->type ? ")" : "");
    return good && done == n && !out->failed;
}

/* Depth is bounded. */
static bool add_repr(struct evaluator *ev, const struct meaning *value, bool is_ascii,
                     struct buf *out, unsigned depth)
{
    value = ev_ask(ev, value);
    if (value->kind == MEANING_TEXT || value->kind == MEANING_BYTES)
        return !value->type && ev_spend(ev, value->text_len) && add_quoted(value, is_ascii, out);
    if (value->kind == MEANING_GLOBAL)
        return reprs_add(value, out);
    const char *type = ev_type_name(ev, value);
    bool is_plain = num_is(value) || value->kind == MEANING_NONE;
    if (is_plain || !type || value->kind == MEANING_SLICE)
        return is_plain && render_str(ev, value, out);
    return add_repr_items(ev, value, type, is_ascii, out, depth);
}

bool render_repr(struct evaluator *ev, const struct meaning *value, struct buf *out)
{
    return add_repr(ev, value, false, out, 0);
}

bool render_ascii(struct evaluator *ev, const struct meaning *value, struct buf *out)
{
    return add_repr(ev, value, true, out, 0);
}

bool render_str(struct evaluator *ev, const struct meaning *value, struct buf *out)
{
    const struct meaning *special;
    switch (value->kind) {
    case MEANING_TEXT:
        buf_add(out, value->text, value->text_len);
        return ev_spend(ev, value->text_len);
    case MEANING_BYTES:
        return render_repr(ev, value, out);
    case MEANING_INT:
        buf_printf(out, "%" PRId64, value->number);
        return true;
    case MEANING_FLOAT:
    case MEANING_BIG:
        num_print(value, out);
        return ev_spend(ev, value->text_len);
    case MEANING_BOOL:
        buf_str(out, value->number ? "True" : "False");
        return true;
    case MEANING_NONE:
        buf_str(out, "None");
        return true;
    case MEANING_OBJECT:
        special = ev_special(ev, value, "__str__", &(struct arguments){.items = &value});
        return meaning_is(special, MEANING_TEXT) && render_str(ev, special, out);
    case MEANING_GLOBAL:
        return reprs_add(value, out);
    default:
        return ev_type_name(ev, value) && render_repr(ev, value, out);
    }
}

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'z' ? c - 'a' + 10 : 99;
}

/* What is read of a number before its digits: blanks around it, a sign, 0x and the like. */
struct numeral {
    const char *at, *end;
    bool is_negative;
    int64_t base;
};

static bool read_numeral(const struct meaning *text, int64_t base, struct numeral *numeral)
{
    const char *at = text->text, *end = at + text->text_len;
    while (at < end && (*at == ' ' || (*at >= '\t' && *at <= '\r')))
        at++;
    while (end > at && (end[-1] == ' ' || (end[-1] >= '\t' && end[-1] <= '\r')))
        end--;
    numeral->is_negative = at < end && *at == '-';
    at += at < end && (*at == '-' || *at == '+');
    if (end - at > 2 && *at == '0' && (base == 0 || base == 16 || base == 8 || base == 2)) {
        char kind = (char)(at[1] | 0x20);
        int64_t said = kind == 'x' ? 16 : kind == 'o' ? 8 : kind == 'b' ? 2 : 0;
        if (said && (base == 0 || base == said)) {
            base = said;
            at += 2;
        }
    }
    bool is_octal = base == 0 && end - at > 1 && *at == '0'; /* 012 is no number of base 0 */
    *numeral = (struct numeral){at, end, numeral->is_negative, base == 0 ? 10 : base};
    return at < end && numeral->base >= 2 && numeral->base <= 36 && !is_octal;
}

bool render_int(const struct meaning *text, int64_t base, int64_t *number)
{
    struct numeral numeral;
    if (!read_numeral(text, base, &numeral) || numeral.end - numeral.at > 70)
        return false;
    *number = 0;
    for (const char *at = numeral.at; at < numeral.end; at++) {
        int digit = *at == '_' ? -1 : digit_of(*at);
        bool is_between = at > numeral.at && at + 1 < numeral.end && at[1] != '_';
        if (digit >= numeral.base || *number > (INT64_MAX - 40) / numeral.base ||
            (digit < 0 && !is_between))
            return false;
        *number = digit < 0 ? *number : *number * numeral.base + digit;
    }
    *number = numeral.is_negative ? -*number : *number;
    return true;
}

const struct meaning *render_big(struct evaluator *ev, const struct meaning *text, int64_t base)
{
    struct numeral numeral;
    struct buf digits = {.limit = MEANING_TEXT_MAX};
    bool good = read_numeral(text, base, &numeral) && ev_spend(ev, text->text_len * 16);
    buf_str(&digits, good && numeral.is_negative ? "-" : "");
    for (const char *at = numeral.at; good && at < numeral.end; at++) {
        good = digit_of(*at) < numeral.base; /* which underscores are good is not asked here */
        buf_char(&digits, *at);
    }
    const struct meaning *number =
        good ? num_read(&ev->store, buf_text(&digits), digits.len, (int)numeral.base) : NULL;
    buf_free(&digits);
    return number;
}

/* ---- Operators ------------------------------------------------------------------------------- */

static bool is_text(const struct meaning *meaning)
{
    return meaning_is(meaning, MEANING_TEXT) || meaning_is(meaning, MEANING_BYTES);
}

static bool is_list(struct evaluator *ev, const struct meaning *meaning)
{
    const char *type = ev_type_name(ev, meaning);
    return type && (strcmp(type, "list") == 0 || strcmp(type, "tuple") == 0) && !meaning->type;
}

/* Two deques: one like the first, that takes what is in the second. */
static const struct meaning *add_deques(struct evaluator *ev, const struct meaning *a,
                                        const struct meaning *b)
{
    const struct meaning *both = ev_copy(ev, a);
    if (both)
        method_run(ev, both, "extend", 6, &(struct arguments){.items = &b, .n = 1});
    return both && !both->is_lost ? both : NULL;
}

static const struct meaning *add_lists(struct evaluator *ev, const struct meaning *a,
                                       const struct meaning *b)
{
    const char *type = ev_type_name(ev, a);
    enum meaning_kind kind = strcmp(type, "list") == 0 ? MEANING_LIST : MEANING_TUPLE;
    struct meaning *both = ev_listed(ev, a, kind);
    const struct meaning *more = ev_listed(ev, b, kind);
    for (uint32_t n = 0; both && more && n < more->n_items && !both->is_lost; n++)
        meaning_add(&ev->store, both, more->items[n]);
    return more && both && !both->is_lost ? both : NULL;
}

const struct meaning *render_add(struct evaluator *ev, const struct meaning *a,
                                 const struct meaning *b)
{
    if (!a || !b)
        return NULL;
    if (meaning_is_number(a) && meaning_is_number(b)) {
        int64_t sum;
        return __builtin_add_overflow(a->number, b->number, &sum)
                   ? num_operate(ev, OPERATOR_ADD, a, b)
                   : meaning_int(&ev->store, sum);
    }
    if (num_is(a) && num_is(b))
        return num_operate(ev, OPERATOR_ADD, a, b);
    if (is_text(a) && b->kind == a->kind) {
        struct buf text = {.limit = ev_room(ev)};
        if (!ev_spend(ev, a->text_len + b->text_len))
            return NULL;
        buf_add(&text, a->text, a->text_len);
        buf_add(&text, b->text, b->text_len);
        return meaning_buf(&ev->store, a->kind, &text);
    }
    if (meaning_is_typed(a, "deque") && meaning_is_typed(b, "deque"))
        return add_deques(ev, a, b);
    bool are_lists = is_list(ev, a) && is_list(ev, b);
    return are_lists && strcmp(ev_type_name(ev, a), ev_type_name(ev, b)) == 0 ? add_lists(ev, a, b)
                                                                              : NULL;
}

const struct meaning *render_multiply(struct evaluator *ev, const struct meaning *a,
                                      const struct meaning *b)
{
    if (is_text(b)) {
        const struct meaning *other = a;
        a = b;
        b = other;
    }
    if (meaning_is_number(a) && meaning_is_number(b)) {
        int64_t product;
        return __builtin_mul_overflow(a->number, b->number, &product)
                   ? num_operate(ev, OPERATOR_MUL, a, b)
                   : meaning_int(&ev->store, product);
    }
    if (num_is(a) && num_is(b))
        return num_operate(ev, OPERATOR_MUL, a, b);
    if (meaning_is_number(a) && is_list(ev, b))
        return render_multiply(ev, b, a);
    if (meaning_is_number(b) && is_list(ev, a)) {
        bool is_tuple = strcmp(ev_type_name(ev, a), "tuple") == 0;
        const struct meaning *list = ev_listed(ev, a, MEANING_LIST);
        struct meaning *all = meaning_new(&ev->store, is_tuple ? MEANING_TUPLE : MEANING_LIST);
        for (int64_t k = 0; list && all && k < b->number && list->n_items && !all->is_lost; k++) {
            for (uint32_t n = 0; n < list->n_items; n++)
                meaning_add(&ev->store, all, list->items[n]);
        }
        return list && all && !all->is_lost ? all : NULL;
    }
    if (!is_text(a) || !meaning_is_number(b) || b->number > MEANING_TEXT_MAX ||
        (b->number > 0 && a->text_len * (uint64_t)b->number > MEANING_TEXT_MAX))
        return NULL;
    struct buf text = {.limit = MEANING_TEXT_MAX};
    uint64_t times = b->number > 0 ? (uint64_t)b->number : 0;
    if (!ev_spend(ev, a->text_len * times))
        return NULL;
    for (uint64_t n = 0; n < times && a->text_len > 0; n++)
        buf_add(&text, a->text, a->text_len);
    return meaning_buf(&ev->store, a->kind, &text);
}

/* ---- join and translate ---------------------------------------------------------------------- */

const struct meaning *render_join(struct evaluator *ev, const struct meaning *between,
                                  const struct meaning *parts)
{
    struct meaning *iterator = parts ? ev_iterator(ev, parts) : NULL;
    struct buf out = {.limit = ev_room(ev)};
    const struct meaning *part;
    bool good = iterator && is_text(between), is_first = true;
    while (good && (part = ev_next(ev, iterator)) != NULL) {
        if (!is_first)
            buf_add(&out, between->text, between->text_len);
        is_first = false;
        good = part->kind == between->kind && !out.failed &&
               ev_spend(ev, part->text_len + between->text_len);
        if (good)
            buf_add(&out, part->text, part->text_len);
    }
    if (!good) {
        buf_free(&out);
        return NULL;
    }
    return meaning_buf(&ev->store, between->kind, &out);
}

/* A key of a table of str.maketrans is a code, or a text of one character. */
static const struct meaning *code_key(struct evaluator *ev, const struct meaning *key)
{
    int64_t code;
    return meaning_is(key, MEANING_TEXT) && render_code(key, &code) ? meaning_int(&ev->store, code)
                                                                    : key;
}

static const struct meaning *table_of_texts(struct evaluator *ev, const struct meaning *from,
                                            const struct meaning *to)
{
    struct meaning *dict = meaning_new(&ev->store, MEANING_DICT);
    size_t a = 0, b = 0;
    bool is_bytes = from->kind == MEANING_BYTES;
    while (dict && a < from->text_len && b < to->text_len && !dict->is_lost && ev_spend(ev, 1)) {
        uint32_t key = is_bytes ? (uint8_t)from->text[a++] : render_next_code(from, &a);
        uint32_t code = is_bytes ? (uint8_t)to->text[b++] : render_next_code(to, &b);
        meaning_add(&ev->store, dict, meaning_int(&ev->store, key));
        meaning_add(&ev->store, dict, meaning_int(&ev->store, code));
    }
    return dict;
}

const struct meaning *render_maketrans(struct evaluator *ev, const struct arguments *args)
{
    const struct meaning *from = arg(ev, args, 0), *to = arg(ev, args, 1), *gone = arg(ev, args, 2);
    struct meaning *dict;
    if (to)
        dict = is_text(from) && to->kind == from->kind
                   ? (struct meaning *)table_of_texts(ev, from, to)
                   : NULL;
    else
        dict = meaning_new(&ev->store, MEANING_DICT);
    struct meaning *keys = dict && !to ? ev_iterator(ev, from) : NULL;
    const struct meaning *key;
    while (keys && !dict->is_lost && (key = ev_next(ev, keys)) != NULL) {
        meaning_add(&ev->store, dict, code_key(ev, key));
        meaning_add(&ev->store, dict, ev_subscript(ev, from, key));
    }
    for (size_t at = 0; dict && meaning_is(gone, MEANING_TEXT) && at < gone->text_len;) {
        meaning_add(&ev->store, dict, meaning_int(&ev->store, render_next_code(gone, &at)));
        meaning_add(&ev->store, dict, meaning_none(&ev->store));
    }
    return dict;
}

/* Writes what a table has for a code; the code itself where it has nothing. */
static bool add_translated(struct evaluator *ev, const struct meaning *text,
                           const struct meaning *table, uint32_t code, struct buf *out)
{
    bool is_bytes = text->kind == MEANING_BYTES;
    if (table->kind == MEANING_BYTES) {
        buf_char(out, code < table->text_len ? table->text[code] : (char)code);
        return is_bytes;
    }
    const struct meaning *key = meaning_int(&ev->store, code);
    const struct meaning *to = key ? ev_subscript(ev, table, key) : NULL;
    if (to && to->kind == MEANING_NONE)
        return true;
    if (to && to->kind == MEANING_TEXT)
        return render_str(ev, to, out);
    if (to && !meaning_is_number(to))
        return false;
    int64_t result = to ? to->number : code;
    if (is_bytes)
        buf_char(out, (char)result);
    return is_bytes || render_character(result, out);
}

/* Whether all that a table has is known, so that what it lacks stays as it is. */
static bool is_table(struct evaluator *ev, const struct meaning *table)
{
    bool is_own = meaning_is(table, MEANING_INSTANCE);
    is_own |= meaning_is(table, MEANING_FACTORY);
    return table && (is_own || ev_type_name(ev, table)) && !table->is_lost;
}

const struct meaning *render_translate(struct evaluator *ev, const struct meaning *text,
                                       const struct meaning *table)
{
    struct buf out = {.limit = ev_room(ev)};
    bool good = is_table(ev, table) && is_text(text);
    for (size_t at = 0; good && at < text->text_len;) {
        uint32_t code =
            text->kind == MEANING_BYTES ? (uint8_t)text->text[at++] : render_next_code(text, &at);
        good = ev_spend(ev, 1) && add_translated(ev, text, table, code, &out);
    }
    if (!good) {
        buf_free(&out);
        return NULL;
    }
    return meaning_buf(&ev->store, text->kind, &out);
}
