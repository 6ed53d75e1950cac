/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/analysis/render.h"

#include <inttypes.h>
#include <math.h>
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

/* Characters beyond ASCII that repr() leaves as they are; of others that is not known here. */
static bool is_printable(uint32_t code)
{
    return (code >= 0xa1 && code < 0x2af && code != 0xad) || (code >= 0x4e00 && code < 0x9fa0);
}

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
        else if (is_printable(c))
            buf_add(out, value->text + from, at - from);
        else
            return false;
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
    const char *brackets = NULL;
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++)
        brackets = strcmp(rows[k].type, type) == 0 ? rows[k].brackets : brackets;
    uint64_t n, done = 0;
    bool is_dict = strcmp(type, "dict") == 0, is_set = strcmp(type, "set") == 0;
    bool good = brackets && depth < REPR_DEPTH && value->kind != MEANING_NAMESPACE &&
                !value->is_lost && ev_len(ev, value, &n) && !(is_set && n != 1);
    struct meaning *items = good ? ev_iterator(ev, value) : NULL;
    const struct meaning *item;
    if (!items)
        return false;
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
    return good && done == n && !out->failed;
}

/* Depth is bounded. */
static bool add_repr(struct evaluator *ev, const struct meaning *value, bool is_ascii,
                     struct buf *out, unsigned depth)
{
    value = ev_ask(ev, value);
    if (value->kind == MEANING_TEXT || value->kind == MEANING_BYTES)
        return ev_spend(ev, value->text_len) && add_quoted(value, is_ascii, out);
    const char *type = ev_type_name(ev, value);
    bool is_plain = num_is(value) || value->kind == MEANING_NONE;
    if (is_plain || !type || value->kind == MEANING_SLICE)
        return is_plain && render_str(ev, value, out);
    return add_repr_items(ev, value, type, is_ascii, out, depth);
}

static bool is_ascii(const struct meaning *text)
{
    for (size_t n = 0; n < text->text_len; n++)
        if ((uint8_t)text->text[n] >= 0x80)
            return false;
    return true;
}

/* Which other characters repr() escapes, and ascii() them all, is not known here. */
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
        struct buf text = {.limit = ev_room(ev)};
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
    uint64_t times = b->number > 0 ? (uint64_t)b->number : 0;
    if (!ev_spend(ev, a->text_len * times))
        return NULL;
    for (uint64_t n = 0; n < times && a->text_len > 0; n++)
        buf_add(&text, a->text, a->text_len);
    return meaning_buf(&ev->store, a->kind, &text);
}

/* ---- Format specs ---------------------------------------------------------------------------- */

struct spec {
    char fill[8];      /* one character */
    char align;        /* 0: by the type; '=': between sign and digits */
    char sign;         /* 0, '+', ' ' */
    bool is_alternate; /* '#' */
    char grouping;     /* 0, ',', '_' */
    bool is_empty;     /* says nothing at all, so that a bool is True and not 1 */
    bool has_zero;     /* numbers are filled between sign and digits */
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

/* [[fill]align][sign][#][0][width][grouping][.precision][type]; of what else there is nothing is known. */
static bool read_spec(const char *at, size_t n, struct spec *spec)
{
    const char *end = at + n;
    bool has_fill = false;
    *spec = (struct spec){.fill = " ", .precision = -1, .is_empty = n == 0};
    size_t first = 1;
    while (first < n && first < 4 && ((unsigned char)at[first] & 0xc0) == 0x80)
        first++;
    if (n > first && memchr("<>^=", at[first], 4)) {
        memcpy(spec->fill, at, first);
        spec->fill[first] = '\0';
        has_fill = true;
        spec->align = at[first];
        at += first + 1;
    } else if (n > 0 && memchr("<>^=", at[0], 4)) {
        spec->align = *at++;
    }
    if (at < end && memchr("+- ", *at, 3)) {
        spec->sign = *at == '-' ? 0 : *at;
        at++;
    }
    if (at < end && *at == '#') {
        spec->is_alternate = true;
        at++;
    }
    if (at < end && *at == '0') {
        if (!has_fill)
            strcpy(spec->fill, "0");
        spec->has_zero = true;
        at++;
    }
    if (!read_number(&at, end, &spec->width))
        return false;
    if (at < end && (*at == ',' || *at == '_'))
        spec->grouping = *at++;
    if (at < end && *at == '.') {
        at++;
        if (at == end || *at < '0' || *at > '9' || !read_number(&at, end, &spec->precision))
            return false;
    }
    spec->type = at < end ? *at++ : 0;
    return at == end;
}

/* A number in three parts: its sign and prefix, and its digits. */
struct written {
    struct buf head, digits;
};

static void written_free(struct written *written)
{
    buf_free(&written->head);
    buf_free(&written->digits);
}

/* Separators between groups of the n digits that come first. */
static void add_grouped(const char *digits, size_t n, size_t group, char separator, struct buf *out)
{
    for (size_t k = 0; k < n; k++) {
        if (k && (n - k) % group == 0)
            buf_char(out, separator);
        buf_char(out, digits[k]);
    }
}

static bool write_integer(const struct meaning *value, const struct spec *spec, struct written *out)
{
    char type = spec->type;
    int base = type == 'x' || type == 'X' ? 16 : type == 'o' ? 8 : type == 'b' ? 2 : 10;
    struct buf digits = {.limit = MEANING_TEXT_MAX};
    bool good = num_digits(value, type == 'X' ? -16 : base, &digits) && spec->precision < 0 &&
                !(base != 10 && spec->grouping == ',');
    const char *text = buf_text(&digits);
    bool is_negative = *text == '-';
    if (is_negative || spec->sign)
        buf_char(&out->head, is_negative ? '-' : spec->sign);
    if (spec->is_alternate && base != 10)
        buf_printf(&out->head, "0%c", type);
    text += is_negative;
    if (spec->grouping)
        add_grouped(text, strlen(text), base == 10 ? 3 : 4, spec->grouping, &out->digits);
    else
        buf_str(&out->digits, text);
    buf_free(&digits);
    return good;
}

static void add_real(char type, int precision, double real, struct buf *out)
{
    switch (type) {
    case '%':
        buf_printf(out, "%.*f", precision, real * 100);
        return;
    case 'e':
        buf_printf(out, "%.*e", precision, real);
        return;
    case 'E':
        buf_printf(out, "%.*E", precision, real);
        return;
    case 'g':
        buf_printf(out, "%.*g", precision, real);
        return;
    case 'G':
        buf_printf(out, "%.*G", precision, real);
        return;
    default:
        buf_printf(out, "%.*f", precision, real);
    }
}

static bool write_float(const struct meaning *value, const struct spec *spec, struct written *out)
{
    double real;
    char type = spec->type;
    if (!num_double(value, &real) || !isfinite(real) || spec->is_alternate)
        return false;
    bool is_negative = signbit(real);
    int64_t precision = spec->precision < 0 ? 6 : spec->precision;
    if (is_negative || spec->sign)
        buf_char(&out->head, is_negative ? '-' : spec->sign);
    struct buf digits = {.limit = MEANING_TEXT_MAX};
    struct meaning positive = *value;
    positive.real = fabs(real);
    if (precision > 512)
        return false;
    if (type)
        add_real(type, (int)precision, fabs(real), &digits);
    else
        num_print(&positive, &digits);
    const char *text = buf_text(&digits);
    size_t whole = strspn(text, "0123456789");
    if (spec->grouping)
        add_grouped(text, whole, 3, spec->grouping, &out->digits);
    buf_str(&out->digits, text + (spec->grouping ? whole : 0));
    buf_str(&out->digits, type == '%' ? "%" : "");
    buf_free(&digits);
    return type || (value->kind == MEANING_FLOAT && spec->precision < 0);
}

/* A number, or a text of so many characters at most. */
static bool write_value(struct evaluator *ev, const struct meaning *value, const struct spec *spec,
                        struct written *out)
{
    bool is_float_type = spec->type && memchr("feEgG%F", spec->type, 7);
    if (num_is(value) && spec->type == 'c')
        return meaning_is_number(value) && !spec->sign &&
               render_character(value->number, &out->digits);
    if (num_is(value) && is_float_type)
        return write_float(value, spec, out);
    if (value->kind == MEANING_FLOAT)
        return !spec->type && write_float(value, spec, out);
    bool is_bool_text = value->kind == MEANING_BOOL && spec->is_empty;
    if (num_is(value) && !is_bool_text)
        return (!spec->type || memchr("dxXob", spec->type, 5)) && write_integer(value, spec, out);
    bool is_plain = (spec->type == 0 || (spec->type == 's' && value->kind == MEANING_TEXT)) &&
                    !spec->sign && !spec->is_alternate && !spec->grouping;
    if (!is_plain || (value->kind != MEANING_TEXT && (spec->precision >= 0 || spec->width)))
        return false;
    if (spec->precision < 0)
        return render_str(ev, value, &out->digits);
    size_t at = 0;
    for (int64_t n = 0; n < spec->precision && at < value->text_len; n++)
        render_next_code(value, &at);
    buf_add(&out->digits, value->text, at);
    return ev_spend(ev, at);
}

static int64_t characters_of(const struct buf *text)
{
    int64_t n = 0;
    for (size_t k = 0; k < text->len; k++)
        n += ((unsigned char)buf_text(text)[k] & 0xc0) != 0x80;
    return n;
}

static void add_fill(const char *fill, int64_t n, struct buf *out)
{
    while (n-- > 0 && !out->failed)
        buf_str(out, fill);
}

static bool add_spec(struct evaluator *ev, const struct meaning *value, const struct spec *spec,
                     struct buf *out)
{
    struct written written = {.head = {.limit = MEANING_TEXT_MAX},
                              .digits = {.limit = MEANING_TEXT_MAX}};
    bool good = write_value(ev, value, spec, &written) && !written.digits.failed;
    int64_t missing =
        good ? spec->width - characters_of(&written.digits) - characters_of(&written.head) : 0;
    missing = missing > 0 ? missing : 0;
    bool is_number = num_is(value);
    char align = spec->align ? spec->align : !is_number ? '<' : spec->has_zero ? '=' : '>';
    int64_t left = align == '>' ? missing : align == '^' ? missing / 2 : 0;
    int64_t inside = align == '=' ? missing : 0;
    bool is_odd = align == '=' && missing && (!is_number || spec->grouping || spec->type == 'c');
    good = good && !is_odd && ev_spend(ev, written.digits.len + (uint64_t)missing);
    if (good) {
        add_fill(spec->fill, left, out);
        buf_add(out, buf_text(&written.head), written.head.len);
        add_fill(spec->fill, inside, out);
        buf_add(out, buf_text(&written.digits), written.digits.len);
        add_fill(spec->fill, missing - left - inside, out);
    }
    written_free(&written);
    return good;
}

bool render_spec(struct evaluator *ev, const struct meaning *value, const char *text, size_t n,
                 struct buf *out)
{
    struct spec spec;
    return value && read_spec(text, n, &spec) && add_spec(ev, value, &spec, out);
}

/* ---- Percent --------------------------------------------------------------------------------- */

/* What stands between % and the letter: flags, width, precision; a star takes them from the values. */
static bool read_stars(struct evaluator *ev, struct meaning *values, const char **at,
                       const char *end, int64_t *number)
{
    if (*at == end || **at != '*')
        return read_number(at, end, number);
    const struct meaning *given = values ? ev_next(ev, values) : NULL;
    ++*at;
    bool good = meaning_is_number(given) && given->number >= 0 && given->number <= MEANING_TEXT_MAX;
    *number = good ? given->number : 0;
    return good;
}

static bool read_percent(struct evaluator *ev, const struct meaning *text, struct meaning *values,
                         size_t *at, struct spec *spec)
{
    const char *place = text->text + *at, *end = text->text + text->text_len;
    *spec = (struct spec){.fill = " ", .align = '>', .precision = -1, .is_empty = true};
    bool has_zeros = false;
    for (; place < end && memchr("-0+ #", *place, 5); place++) {
        if (*place == '-')
            spec->align = '<';
        else if (*place == '#')
            spec->is_alternate = true;
        else if (*place == '0')
            has_zeros = true;
        else
            spec->sign = spec->sign == '+' ? '+' : *place;
    }
    if (has_zeros && spec->align != '<') {
        strcpy(spec->fill, "0");
        spec->align = '=';
    }
    bool good = read_stars(ev, values, &place, end, &spec->width);
    if (good && place < end && *place == '.') {
        place++;
        good = read_stars(ev, values, &place, end, &spec->precision);
    }
    *at = (size_t)(place - text->text);
    return good;
}

/* The text that a conversion makes of a value that is no number to it; NULL: it is not known. */
static const struct meaning *converted(struct evaluator *ev, char letter, bool is_bytes,
                                       const struct meaning *value)
{
    struct buf body = {.limit = MEANING_TEXT_MAX};
    bool good = false;
    if (is_bytes && (letter == 's' || letter == 'b')) {
        good = meaning_is(value, MEANING_BYTES);
        buf_add(&body, value->text, good ? value->text_len : 0);
    } else if (letter == 's' && !is_bytes) {
        good = render_str(ev, value, &body);
    } else if (letter == 'r' || letter == 'a') {
        good = letter == 'a' || is_bytes ? render_ascii(ev, value, &body)
                                         : render_repr(ev, value, &body);
    } else if (letter == 'c' && value->kind == (is_bytes ? MEANING_BYTES : MEANING_TEXT)) {
        int64_t code;
        good = is_bytes ? value->text_len == 1 : render_code(value, &code);
        buf_add(&body, value->text, value->text_len);
    } else if (letter == 'c' && meaning_is_number(value)) {
        good = is_bytes ? value->number >= 0 && value->number < 256
                        : render_character(value->number, &body);
        if (is_bytes)
            buf_char(&body, (char)value->number);
    }
    if (!good) {
        buf_free(&body);
        return NULL;
    }
    return meaning_buf(&ev->store, MEANING_TEXT, &body);
}

/* What one conversion of % writes; false: it is not known. */
static bool add_conversion(struct evaluator *ev, char letter, bool is_bytes,
                           const struct meaning *value, struct spec *spec, struct buf *out)
{
    if (memchr("srabc", letter, 5)) {
        bool is_cut = is_bytes && (spec->width || spec->precision >= 0);
        const struct meaning *text = is_cut ? NULL : converted(ev, letter, is_bytes, value);
        if (spec->align == '=') { /* zeros are for numbers */
            strcpy(spec->fill, " ");
            spec->align = '>';
        }
        *spec = (struct spec){.fill = " ",
                              .align = spec->align,
                              .width = spec->width,
                              .precision = letter == 'c' ? -1 : spec->precision};
        return text && add_spec(ev, text, spec, out);
    }
    if (!num_is(value) || !memchr("diuxXofFeEgG", letter, 12))
        return false;
    bool is_integer = memchr("diuxXo", letter, 6) != NULL;
    if (is_integer && value->kind == MEANING_FLOAT)
        return false;
    if (is_integer && spec->is_alternate && letter == 'o' && value->number == 0)
        return false;
    if (value->kind == MEANING_BOOL)
        value = meaning_int(&ev->store, value->number);
    spec->type = memchr("diu", letter, 3) ? 'd' : letter;
    return value && add_spec(ev, value, spec, out);
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
    if ((is_named && !item) || !read_percent(ev, text, values, at, &spec) || *at >= text->text_len)
        return false;
    char letter = text->text[*at];
    if (letter == '%') {
        buf_char(out, '%');
        return true;
    }
    if (!is_named)
        item = values ? ev_next(ev, values) : *is_taken ? NULL : whole;
    *is_taken = true;
    return item && add_conversion(ev, letter, text->kind == MEANING_BYTES, item, &spec, out);
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
    char conversion; /* 0, 's', 'r', 'a' */
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

/* A field's number is digits alone; a key that is spelled otherwise is a text. Other digits than those of
 * ASCII are read too, which is not known here. */
static bool read_index(const struct meaning *name, int64_t *number)
{
    const char *at = name->text, *end = at + name->text_len;
    return at < end && read_number(&at, end, number) && at == end;
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
        } else if (!is_ascii(&key)) {
            value = NULL;
        } else if (read_index(&key, &number)) {
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
    else if (!is_ascii(&name))
        return NULL;
    else if (read_index(&name, &number))
        value = number < args->n ? arg(ev, args, (uint32_t)number) : NULL;
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
    if (field->conversion && !memchr("sra", field->conversion, 3))
        return false;
    if (!field->conversion)
        return render_spec(ev, value, field->spec, field->spec_len, out);
    bool good = field->conversion == 's'   ? render_str(ev, value, &text)
                : field->conversion == 'r' ? render_repr(ev, value, &text)
                                           : render_ascii(ev, value, &text);
    const struct meaning *made = good ? meaning_buf(&ev->store, MEANING_TEXT, &text) : NULL;
    if (!good)
        buf_free(&text);
    return made && render_spec(ev, made, field->spec, field->spec_len, out);
}

/* The bracket that closes a field, in which others may stand, one deep. */
static const char *field_end(const char *open, size_t n)
{
    unsigned depth = 0;
    for (size_t k = 0; k < n; k++) {
        if (open[k] == '}' && depth-- == 0)
            return open + k;
        depth += open[k] == '{';
        if (depth > 1)
            return NULL;
    }
    return NULL;
}

/* Fields within a spec are filled in: {:.{}}. What the field's spec then is stands in the buffer. */
static bool fill_spec(struct evaluator *ev, struct field *field, const struct arguments *args,
                      const struct meaning *mapping, uint32_t *next, struct buf *spec)
{
    if (!memchr(field->spec, '{', field->spec_len))
        return true;
    for (size_t at = 0; at < field->spec_len; at++) {
        if (field->spec[at] != '{') {
            buf_char(spec, field->spec[at]);
            continue;
        }
        const char *open = field->spec + at + 1;
        const char *close = memchr(open, '}', field->spec_len - at - 1);
        struct field inner = field_of(open, close ? (size_t)(close - open) : 0);
        const struct meaning *value = close ? field_value(ev, &inner, args, mapping, next) : NULL;
        if (!value || inner.spec_len || !add_field(ev, &inner, value, spec))
            return false;
        at += (size_t)(close - open) + 1;
    }
    field->spec = buf_text(spec);
    field->spec_len = spec->len;
    return true;
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
        const char *close = field_end(open, text->text_len - at - 1);
        if (!close || !ev_spend(ev, 1)) {
            good = false;
            break;
        }
        struct field field = field_of(open, (size_t)(close - open));
        const struct meaning *value = field_value(ev, &field, args, mapping, &next);
        struct buf spec = {.limit = MEANING_TEXT_MAX};
        good = value && fill_spec(ev, &field, args, mapping, &next, &spec) &&
               add_field(ev, &field, value, &out);
        buf_free(&spec);
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

const struct meaning *render_translate(struct evaluator *ev, const struct meaning *text,
                                       const struct meaning *table)
{
    struct buf out = {.limit = ev_room(ev)};
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
