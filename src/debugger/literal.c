/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/literal.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* ---- Numbers --------------------------------------------------------------------------------- */

static int digit_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return 99;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Digits of a base with single underscores between them; copies them without. */
static size_t number_digits(const char *text, size_t len, int base, char *digits, size_t *n)
{
    size_t i = 0;
    while (i < len) {
        bool is_gap = text[i] == '_' && i + 1 < len && digit_value(text[i + 1]) < base &&
                      (i > 0 || base != 10);
        if (is_gap) {
            i++;
            continue;
        }
        if (digit_value(text[i]) >= base)
            break;
        digits[(*n)++] = (char)tolower((unsigned char)text[i++]);
    }
    return i;
}

/* A value above 63 bits keeps its digits: decimal as they are, other bases as hex. */
static bool number_big(const char *digits, size_t n, int base, struct pool *pool,
                       struct literal *out, struct err *err)
{
    while (n > 1 && *digits == '0') {
        digits++;
        n--;
    }
    if (base != 10 && base != 16)
        return err_set(err, "an integer this long is written in decimal or with 0x");
    char *text = pool_alloc(pool, n + 4);
    if (!text)
        return err_set(err, "out of memory");
    size_t at = 1; /* room for a sign */
    if (base == 16) {
        text[at++] = '0';
        text[at++] = 'x';
    }
    memcpy(text + at, digits, n);
    *out = (struct literal){.kind = LITERAL_BIG, .text = text + 1, .len = at - 1 + n};
    return true;
}

static bool number_int(const char *digits, size_t n, int base, struct pool *pool,
                       struct literal *out, struct err *err)
{
    uint64_t value = 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t digit = (uint64_t)digit_value(digits[i]);
        if (value > ((uint64_t)INT64_MAX - digit) / (uint64_t)base)
            return number_big(digits, n, base, pool, out, err);
        value = value * (uint64_t)base + digit;
    }
    *out = (struct literal){.kind = LITERAL_INT, .number = (int64_t)value};
    return true;
}

/* Is there a point or an exponent after the digits? Gives the end of the whole, 0: it is an int. */
static size_t number_float_end(const char *text, size_t len, size_t i)
{
    size_t end = 0;
    if (i < len && text[i] == '.') {
        end = ++i;
        while (i < len && is_digit(text[i]))
            end = ++i;
    }
    if (i < len && (text[i] == 'e' || text[i] == 'E')) {
        size_t j = i + 1;
        if (j < len && (text[j] == '+' || text[j] == '-'))
            j++;
        if (j < len && is_digit(text[j])) {
            while (j < len && is_digit(text[j]))
                j++;
            end = j;
        }
    }
    return end;
}

static bool number_float(const char *digits, size_t n_digits, const char *rest, size_t n_rest,
                         struct pool *pool, struct literal *out, struct err *err)
{
    char *copy = pool_alloc(pool, n_digits + n_rest + 1);
    if (!copy)
        return err_set(err, "out of memory");
    memcpy(copy, digits, n_digits);
    memcpy(copy + n_digits, rest, n_rest);
    /* The program sets LC_CTYPE alone, so the decimal point is a point. */
    *out = (struct literal){.kind = LITERAL_FLOAT, .real = strtod(copy, NULL)};
    return true;
}

bool literal_number(const char *text, size_t len, struct pool *pool, struct literal *out,
                    size_t *used, struct err *err)
{
    int base = 10;
    size_t at = 0;
    if (len > 2 && text[0] == '0') {
        char c = (char)tolower((unsigned char)text[1]);
        base = c == 'x' ? 16 : c == 'o' ? 8 : c == 'b' ? 2 : 10;
        at = base == 10 ? 0 : 2;
    }
    char *digits = pool_alloc(pool, len + 1);
    if (!digits)
        return err_set(err, "out of memory");
    size_t n = 0;
    size_t end = at + number_digits(text + at, len - at, base, digits, &n);
    size_t float_end = base == 10 ? number_float_end(text, len, end) : 0;
    if (n == 0 && float_end <= end + 1)
        return err_set(err, "a number needs digits");
    *used = float_end ? float_end : end;
    if (*used < len && (isalnum((unsigned char)text[*used]) || text[*used] == '_'))
        return err_set(err, "\"%.*s\" is not a number", (int)(*used + 1), text);
    if (float_end)
        return number_float(digits, n, text + end, float_end - end, pool, out, err);
    return number_int(digits, n, base, pool, out, err);
}

bool literal_negate(struct literal *literal, struct pool *pool, struct err *err)
{
    switch (literal->kind) {
    case LITERAL_BOOL:
    case LITERAL_INT:
        literal->kind = LITERAL_INT;
        literal->number = -literal->number; /* a literal is never INT64_MIN before its sign */
        return true;
    case LITERAL_FLOAT:
        literal->real = -literal->real;
        return true;
    case LITERAL_BIG:
        if (literal->text[0] == '-') {
            literal->text++;
            literal->len--;
            return true;
        }
        if (literal->len == 19 && memcmp(literal->text, "9223372036854775808", 19) == 0) {
            *literal = (struct literal){.kind = LITERAL_INT, .number = INT64_MIN};
            return true;
        }
        char *text = pool_alloc(pool, literal->len + 2);
        if (!text)
            return err_set(err, "out of memory");
        text[0] = '-';
        memcpy(text + 1, literal->text, literal->len);
        literal->text = text;
        literal->len++;
        return true;
    default:
        return err_set(err, "- stands before numbers only");
    }
}

/* ---- Strings --------------------------------------------------------------------------------- */

struct string_reader {
    const char *text;
    size_t len, at;
    char *out;
    size_t n;
    bool is_bytes;
};

static void string_put_code(struct string_reader *r, uint32_t code)
{
    if (r->is_bytes || code < 0x80) {
        r->out[r->n++] = (char)code;
    } else if (code < 0x800) {
        r->out[r->n++] = (char)(0xc0 | code >> 6);
        r->out[r->n++] = (char)(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
        r->out[r->n++] = (char)(0xe0 | code >> 12);
        r->out[r->n++] = (char)(0x80 | (code >> 6 & 0x3f));
        r->out[r->n++] = (char)(0x80 | (code & 0x3f));
    } else {
        r->out[r->n++] = (char)(0xf0 | code >> 18);
        r->out[r->n++] = (char)(0x80 | (code >> 12 & 0x3f));
        r->out[r->n++] = (char)(0x80 | (code >> 6 & 0x3f));
        r->out[r->n++] = (char)(0x80 | (code & 0x3f));
    }
}

/* \xNN, \uNNNN, \UNNNNNNNN: exactly so many digits. */
static bool string_hex(struct string_reader *r, size_t digits, struct err *err)
{
    uint32_t code = 0;
    for (size_t i = 0; i < digits; i++, r->at++) {
        int digit = r->at < r->len ? digit_value(r->text[r->at]) : 99;
        if (digit > 15)
            return err_set(err, "an escape in a string needs %zu hex digits", digits);
        code = code << 4 | (uint32_t)digit;
    }
    if (code > 0x10ffff)
        return err_set(err, "\\U%08x is past the last character, \\U0010ffff", (unsigned)code);
    string_put_code(r, code);
    return true;
}

static void string_octal(struct string_reader *r)
{
    uint32_t code = 0;
    for (int i = 0; i < 3 && r->at < r->len && digit_value(r->text[r->at]) < 8; i++)
        code = code << 3 | (uint32_t)digit_value(r->text[r->at++]);
    string_put_code(r, r->is_bytes ? code & 0xff : code);
}

/* After a backslash. */
static bool string_escape(struct string_reader *r, struct err *err)
{
    static const char plain[] = "\\\\''\"\"a\ab\bf\fn\nr\rt\tv\v";
    char c = r->text[r->at];
    for (size_t i = 0; i + 1 < sizeof plain; i += 2) {
        if (plain[i] == c) {
            r->out[r->n++] = plain[i + 1];
            r->at++;
            return true;
        }
    }
    if (digit_value(c) < 8) {
        string_octal(r);
        return true;
    }
    r->at++;
    if (c == 'x')
        return string_hex(r, 2, err);
    if (c == 'u' && !r->is_bytes)
        return string_hex(r, 4, err);
    if (c == 'U' && !r->is_bytes)
        return string_hex(r, 8, err);
    r->out[r->n++] = '\\'; /* as in Python, an unknown escape is two characters */
    r->out[r->n++] = c;
    return true;
}

static bool string_body(struct string_reader *r, char quote, bool is_raw, struct err *err)
{
    while (r->at < r->len) {
        char c = r->text[r->at++];
        if (c == quote)
            return true;
        if (c != '\\' || r->at == r->len) {
            r->out[r->n++] = c;
        } else if (is_raw) {
            r->out[r->n++] = c;
            r->out[r->n++] = r->text[r->at++];
        } else if (!string_escape(r, err)) {
            return false;
        }
    }
    return err_set(err, "the string has no closing %c", quote);
}

/* The letters before the quote; the length of the prefix, or SIZE_MAX when no string begins. */
static size_t string_prefix(const char *text, size_t len, bool *is_bytes, bool *is_raw)
{
    *is_bytes = *is_raw = false;
    for (size_t i = 0; i < len && i < 3; i++) {
        char c = (char)tolower((unsigned char)text[i]);
        if (c == '\'' || c == '"')
            return i;
        if (c == 'b' && !*is_bytes)
            *is_bytes = true;
        else if (c == 'r' && !*is_raw)
            *is_raw = true;
        else
            return SIZE_MAX;
    }
    return SIZE_MAX;
}

bool literal_is_string(const char *text, size_t len)
{
    bool is_bytes, is_raw;
    return string_prefix(text, len, &is_bytes, &is_raw) != SIZE_MAX;
}

bool literal_string(const char *text, size_t len, struct pool *pool, struct literal *out,
                    size_t *used, struct err *err)
{
    bool is_bytes, is_raw;
    size_t prefix = string_prefix(text, len, &is_bytes, &is_raw);
    if (prefix == SIZE_MAX)
        return err_set(err, "a string begins with a quote");
    struct string_reader r = {.text = text, .len = len, .at = prefix + 1, .is_bytes = is_bytes};
    r.out = pool_alloc(pool, len + 1); /* no escape is shorter than what it stands for */
    if (!r.out)
        return err_set(err, "out of memory");
    if (!string_body(&r, text[prefix], is_raw, err))
        return false;
    *out =
        (struct literal){.kind = is_bytes ? LITERAL_BYTES : LITERAL_STR, .text = r.out, .len = r.n};
    *used = r.at;
    return true;
}
