/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/analysis/render.h"

#include <inttypes.h>
#include <string.h>

#include "src/analysis/models.h"
#include "src/analysis/numbers.h"
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

static void add_quoted(const struct meaning *value, struct buf *out)
{
    bool has_single = memchr(value->text, '\'', value->text_len) != NULL;
    char quote = has_single && !memchr(value->text, '"', value->text_len) ? '"' : '\'';
    buf_str(out, value->kind == MEANING_BYTES ? "b" : "");
    buf_char(out, quote);
    for (size_t n = 0; n < value->text_len; n++) {
        uint8_t c = (uint8_t)value->text[n];
        if (c == '\\' || c == (uint8_t)quote)
            buf_printf(out, "\\%c", c);
        else if ((c >= 0x20 && c < 0x7f) || (c >= 0x80 && value->kind == MEANING_TEXT))
            buf_char(out, (char)c);
        else if (c == '\n' || c == '\r' || c == '\t')
            buf_printf(out, "\\%c", c == '\n' ? 'n' : c == '\r' ? 'r' : 't');
        else
            buf_printf(out, "\\x%02x", c);
    }
    buf_char(out, quote);
}

bool render_repr(struct evaluator *ev, const struct meaning *value, struct buf *out)
{
    if (value->kind != MEANING_TEXT && value->kind != MEANING_BYTES)
        return render_str(ev, value, out);
    if (!ev_spend(ev, value->text_len))
        return false;
    add_quoted(value, out);
    return true;
}

bool render_str(struct evaluator *ev, const struct meaning *value, struct buf *out)
{
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
    default:
        return false;
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
    return type && (strcmp(type, "list") == 0 || strcmp(type, "tuple") == 0);
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
        struct buf text = {.limit = MEANING_TEXT_MAX};
        if (!ev_spend(ev, a->text_len + b->text_len))
            return NULL;
        buf_add(&text, a->text, a->text_len);
        buf_add(&text, b->text, b->text_len);
        return meaning_buf(&ev->store, a->kind, &text);
    }
    return is_list(ev, a) && is_list(ev, b) ? add_lists(ev, a, b) : NULL;
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
    for (int64_t n = 0; n < b->number && ev_spend(ev, a->text_len); n++)
        buf_add(&text, a->text, a->text_len);
    return meaning_buf(&ev->store, a->kind, &text);
}

/* ---- Format specs ---------------------------------------------------------------------------- */

struct spec {
    char fill, align;  /* align 0: by the type */
    int64_t width;     /* in characters */
    int64_t precision; /* -1: none */
    char type;
};

static bool read_number(const char **at, const char *end, int64_t *number)
{
    *number = 0;
    for (; *at < end && **at >= '0' && **at <= '9'; ++*at) {
        *number = *number * 10 + (**at - '0');
        if (*number > MEANING_TEXT_MAX)
            return false;
    }
    return true;
}

/* [[fill]align][0][width][.precision][type]; of what else there is nothing is known. */
static bool read_spec(const char *at, size_t n, struct spec *spec)
{
    const char *end = at + n;
    *spec = (struct spec){.fill = ' ', .precision = -1};
    if (n > 1 && memchr("<>^", at[1], 3) && (unsigned char)at[0] < 0x80) {
        spec->fill = at[0];
        spec->align = at[1];
        at += 2;
    } else if (n > 0 && memchr("<>^", at[0], 3)) {
        spec->align = *at++;
    }
    if (at < end && *at == '0') {
        spec->fill = spec->align ? spec->fill : '0';
        spec->align = spec->align ? spec->align : '>';
        at++;
    }
    if (!read_number(&at, end, &spec->width))
        return false;
    if (at < end && *at == '.') {
        at++;
        if (!read_number(&at, end, &spec->precision))
            return false;
    }
    spec->type = at < end ? *at++ : 0;
    return at == end;
}

static bool add_integer(const struct meaning *value, char type, struct buf *out)
{
    bool is_negative = value->number < 0;
    uint64_t rest = is_negative ? (uint64_t)0 - (uint64_t)value->number : (uint64_t)value->number;
    unsigned base = type == 'x' || type == 'X' ? 16 : type == 'o' ? 8 : type == 'b' ? 2 : 10;
    char digits[72];
    size_t at = sizeof digits;
    do {
        digits[--at] = (type == 'X' ? "0123456789ABCDEF" : "0123456789abcdef")[rest % base];
        rest /= base;
    } while (rest);
    buf_str(out, is_negative ? "-" : "");
    buf_add(out, digits + at, sizeof digits - at);
    return true;
}

static bool add_spec_body(struct evaluator *ev, const struct meaning *value,
                          const struct spec *spec, struct buf *out)
{
    bool is_number = meaning_is_number(value);
    if (is_number && spec->type == 'c')
        return render_character(value->number, out);
    if (is_number && spec->type && memchr("dxXobi", spec->type, 6))
        return spec->precision < 0 && add_integer(value, spec->type, out);
    bool is_plain = spec->type == 0 || spec->type == 's';
    if (!is_plain || (is_number && spec->type))
        return false;
    if (value->kind != MEANING_TEXT && spec->precision >= 0)
        return false;
    if (spec->precision < 0)
        return render_str(ev, value, out);
    size_t at = 0;
    for (int64_t n = 0; n < spec->precision && at < value->text_len; n++)
        render_next_code(value, &at);
    buf_add(out, value->text, at);
    return ev_spend(ev, at);
}

static int64_t characters_of(const struct buf *text)
{
    int64_t n = 0;
    for (size_t k = 0; k < text->len; k++)
        n += ((unsigned char)buf_text(text)[k] & 0xc0) != 0x80;
    return n;
}

static bool add_spec(struct evaluator *ev, const struct meaning *value, const struct spec *spec,
                     struct buf *out)
{
    struct buf body = {.limit = MEANING_TEXT_MAX};
    bool good = add_spec_body(ev, value, spec, &body) && !body.failed;
    int64_t missing = good ? spec->width - characters_of(&body) : 0;
    missing = missing > 0 ? missing : 0;
    char align = spec->align ? spec->align : num_is(value) ? '>' : '<';
    int64_t left = align == '<' ? 0 : align == '>' ? missing : missing / 2;
    good = good && ev_spend(ev, body.len + (uint64_t)missing) &&
           !(spec->fill == '0' && meaning_is_number(value) && value->number < 0);
    if (good) {
        buf_pad(out, spec->fill, (size_t)left);
        buf_add(out, buf_text(&body), body.len);
        buf_pad(out, spec->fill, (size_t)(missing - left));
    }
    buf_free(&body);
    return good;
}

bool render_spec(struct evaluator *ev, const struct meaning *value, const char *text, size_t n,
                 struct buf *out)
{
    struct spec spec;
    return value && read_spec(text, n, &spec) && add_spec(ev, value, &spec, out);
}

/* ---- Percent --------------------------------------------------------------------------------- */

/* What stands between % and the letter: flags, width, precision. */
static bool read_percent(const struct meaning *text, size_t *at, struct spec *spec)
{
    const char *place = text->text + *at, *end = text->text + text->text_len;
    *spec = (struct spec){.fill = ' ', .align = '>', .precision = -1};
    for (; place < end && (*place == '-' || *place == '0'); place++) {
        if (*place == '-')
            spec->align = '<';
        else
            spec->fill = '0';
    }
    spec->fill = spec->align == '<' ? ' ' : spec->fill;
    bool good = read_number(&place, end, &spec->width);
    if (good && place < end && *place == '.') {
        place++;
        good = read_number(&place, end, &spec->precision);
    }
    *at = (size_t)(place - text->text);
    return good;
}

/* What one conversion of % writes; false: it is not known. */
static bool add_conversion(struct evaluator *ev, char conversion, const struct meaning *value,
                           struct buf *out)
{
    if (!value)
        return false;
    bool is_number = meaning_is_number(value);
    switch (conversion) {
    case 's':
        return render_str(ev, value, out);
    case 'r':
        return render_repr(ev, value, out);
    case 'd':
    case 'i':
        buf_printf(out, "%" PRId64, value->number);
        return is_number;
    case 'x':
        buf_printf(out, "%" PRIx64, (uint64_t)value->number);
        return is_number && value->number >= 0;
    case 'c':
        if (is_number)
            return render_character(value->number, out);
        return value->kind == MEANING_TEXT && render_str(ev, value, out);
    default:
        return false;
    }
}

/* The value that %(name)s names; moves *at behind the name. */
static const struct meaning *percent_named(struct evaluator *ev, const struct meaning *text,
                                           const struct meaning *values, size_t *at)
{
    const char *open = text->text + *at;
    const char *close = memchr(open, ')', text->text_len - *at);
    if (!close)
        return NULL;
    *at += (size_t)(close - open) + 1;
    const struct meaning *name =
        meaning_text(&ev->store, MEANING_TEXT, open + 1, (size_t)(close - open) - 1);
    return name ? ev_subscript(ev, values, name) : NULL;
}

/* One conversion, at the character behind its %; *at then stands at its letter. */
static bool add_percent(struct evaluator *ev, const struct meaning *text,
                        const struct meaning *whole, struct meaning *values, bool *is_taken,
                        size_t *at, struct buf *out)
{
    const struct meaning *item = NULL;
    struct spec spec;
    bool is_named = *at < text->text_len && text->text[*at] == '(';
    if (is_named)
        item = percent_named(ev, text, whole, at);
    if ((is_named && !item) || !read_percent(text, at, &spec) || *at >= text->text_len)
        return false;
    char letter = text->text[*at];
    if (letter == '%') {
        buf_char(out, '%');
        return true;
    }
    if (!is_named)
        item = values ? ev_next(ev, values) : *is_taken ? NULL : whole;
    *is_taken = true;
    struct buf body = {.limit = MEANING_TEXT_MAX};
    bool is_bytes = text->kind == MEANING_BYTES && letter == 's';
    bool good =
        is_bytes ? meaning_is(item, MEANING_BYTES) : add_conversion(ev, letter, item, &body);
    if (good && is_bytes) /* b'%s' % b'x' */
        buf_add(&body, item->text, item->text_len);
    const struct meaning *made = good ? meaning_buf(&ev->store, MEANING_TEXT, &body) : NULL;
    if (!good)
        buf_free(&body);
    bool is_number = meaning_is_number(item);
    if (!made || (is_number && (spec.precision >= 0 || (item->number < 0 && spec.fill == '0'))))
        return false;
    spec.fill = is_number && letter != 's' && letter != 'r' ? spec.fill : ' ';
    return add_spec(ev, made, &spec, out);
}

const struct meaning *render_percent(struct evaluator *ev, const struct meaning *text,
                                     const struct meaning *value)
{
    bool is_text = meaning_is(text, MEANING_TEXT) || meaning_is(text, MEANING_BYTES);
    if (!is_text || !value)
        return NULL;
    const char *type = ev_type_name(ev, value);
    bool is_tuple = type && strcmp(type, "tuple") == 0;
    struct meaning *values = is_tuple ? ev_iterator(ev, value) : NULL;
    struct buf out = {.limit = MEANING_TEXT_MAX};
    bool good = ev_spend(ev, text->text_len), is_taken = false;
    for (size_t at = 0; good && at < text->text_len; at++) {
        if (text->text[at] != '%') {
            buf_char(&out, text->text[at]);
            continue;
        }
        at++;
        good = add_percent(ev, text, value, values, &is_taken, &at, &out);
    }
    if (!good) {
        buf_free(&out);
        return NULL;
    }
    return meaning_buf(&ev->store, text->kind, &out);
}

/* ---- format ---------------------------------------------------------------------------------- */

struct field {
    const char *name, *rest; /* rest: attributes and subscripts */
    size_t name_len, rest_len;
    char conversion; /* 0, 's', 'r' */
    const char *spec;
    size_t spec_len;
};

static struct field field_of(const char *text, size_t n)
{
    struct field field = {.name = text, .spec = ""};
    const char *colon = memchr(text, ':', n);
    if (colon) {
        field.spec = colon + 1;
        field.spec_len = n - (size_t)(colon - text) - 1;
        n = (size_t)(colon - text);
    }
    if (n >= 2 && text[n - 2] == '!') {
        field.conversion = text[n - 1];
        n -= 2;
    }
    while (field.name_len < n && text[field.name_len] != '.' && text[field.name_len] != '[')
        field.name_len++;
    field.rest = text + field.name_len;
    field.rest_len = n - field.name_len;
    return field;
}

/* Follows .a and [b] of a field. */
static const struct meaning *follow_field(struct evaluator *ev, const struct meaning *value,
                                          const char *rest, size_t n)
{
    while (value && n > 0) {
        size_t end = 1;
        while (end < n && rest[end] != '.' && rest[end] != '[' && rest[end] != ']')
            end++;
        struct meaning key = {
            .kind = MEANING_TEXT, .value = BR_NO_VALUE, .text = rest + 1, .text_len = end - 1};
        int64_t number;
        if (rest[0] == '.') {
            value = ev_attribute(ev, value, rest + 1, end - 1);
        } else if (render_int(&key, 10, &number)) {
            value = ev_subscript(ev, value, meaning_int(&ev->store, number));
        } else {
            value = ev_subscript(ev, value, &key);
        }
        end += end < n && rest[end] == ']';
        rest += end;
        n -= end;
    }
    return value;
}

static const struct meaning *field_value(struct evaluator *ev, const struct field *field,
                                         const struct arguments *args,
                                         const struct meaning *mapping, uint32_t *next)
{
    struct meaning name = {.kind = MEANING_TEXT,
                           .value = BR_NO_VALUE,
                           .text = field->name,
                           .text_len = field->name_len};
    int64_t number;
    const struct meaning *value = NULL;
    if (field->name_len == 0)
        value = arg(ev, args, (*next)++);
    else if (render_int(&name, 10, &number) && number >= 0 && number < args->n)
        value = arg(ev, args, (uint32_t)number);
    for (uint32_t n = 0; !value && n + 1 < args->n_named; n += 2) {
        if (meaning_equal(ev_ask(ev, args->named[n]), &name))
            value = ev_ask(ev, args->named[n + 1]);
    }
    if (!value && mapping && field->name_len)
        value = ev_subscript(ev, mapping,
                             meaning_text(&ev->store, MEANING_TEXT, name.text, name.text_len));
    return follow_field(ev, value, field->rest, field->rest_len);
}

const struct meaning *render_field(struct evaluator *ev, const struct meaning *name,
                                   const struct arguments *args, const struct meaning *mapping)
{
    uint32_t next = 0;
    struct field field = field_of(name->text, name->text_len);
    return field_value(ev, &field, args, mapping, &next);
}

/* A value as a field says: converted, then by its spec. */
static bool add_field(struct evaluator *ev, const struct field *field, const struct meaning *value,
                      struct buf *out)
{
    struct buf text = {.limit = MEANING_TEXT_MAX};
    if (!field->conversion)
        return render_spec(ev, value, field->spec, field->spec_len, out);
    bool good =
        field->conversion == 's' ? render_str(ev, value, &text) : render_repr(ev, value, &text);
    const struct meaning *made = good ? meaning_buf(&ev->store, MEANING_TEXT, &text) : NULL;
    if (!good)
        buf_free(&text);
    return made && render_spec(ev, made, field->spec, field->spec_len, out);
}

const struct meaning *render_format(struct evaluator *ev, const struct meaning *text,
                                    const struct arguments *args, const struct meaning *mapping)
{
    struct buf out = {.limit = MEANING_TEXT_MAX};
    bool good = ev_spend(ev, text->text_len);
    uint32_t next = 0;
    for (size_t at = 0; good && at < text->text_len; at++) {
        char c = text->text[at];
        bool is_twice = at + 1 < text->text_len && text->text[at + 1] == c;
        if (c != '{' || is_twice) {
            buf_char(&out, c);
            at += (c == '{' || c == '}') && is_twice;
            continue;
        }
        const char *open = text->text + at + 1;
        const char *close = memchr(open, '}', text->text_len - at - 1);
        if (!close || !ev_spend(ev, 1)) {
            good = false;
            break;
        }
        struct field field = field_of(open, (size_t)(close - open));
        const struct meaning *value = field_value(ev, &field, args, mapping, &next);
        good = value && add_field(ev, &field, value, &out);
        at += (size_t)(close - open) + 1;
    }
    if (!good) {
        buf_free(&out);
        return NULL;
    }
    return meaning_buf(&ev->store, MEANING_TEXT, &out);
}

/* ---- join and translate ---------------------------------------------------------------------- */

const struct meaning *render_join(struct evaluator *ev, const struct meaning *between,
                                  const struct meaning *parts)
{
    struct meaning *iterator = parts ? ev_iterator(ev, parts) : NULL;
    struct buf out = {.limit = MEANING_TEXT_MAX};
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
    int64_t result = meaning_is_number(to) ? to->number : code;
    if (is_bytes)
        buf_char(out, (char)result);
    return is_bytes || render_character(result, out);
}

const struct meaning *render_translate(struct evaluator *ev, const struct meaning *text,
                                       const struct meaning *table)
{
    struct buf out = {.limit = MEANING_TEXT_MAX};
    bool good = table && is_text(text);
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
