/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How values are written into texts: format specs, % and str.format. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "src/analysis/models.h"
#include "src/analysis/numbers.h"
#include "src/analysis/render.h"

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

static bool is_ascii(const struct meaning *text)
{
    for (size_t n = 0; n < text->text_len; n++)
        if ((uint8_t)text->text[n] >= 0x80)
            return false;
    return true;
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
