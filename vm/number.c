/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vm/number.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Bytes still to be read. */
struct text {
    const uint8_t *p;
    const uint8_t *end;
};

static struct text text_of(struct br_slice slice)
{
    return (struct text){slice.data, slice.len ? slice.data + slice.len : slice.data};
}

/* The line as its reader sees it: in C a NUL ends it. */
static struct text line_text(const struct number_rules *rules, struct br_slice line)
{
    struct text text = text_of(line);
    bool may_end = rules->nul_ends_text && line.len;
    const uint8_t *nul = may_end ? memchr(line.data, 0, (size_t)line.len) : NULL;
    if (nul)
        text.end = nul;
    return text;
}

/* Py_ISSPACE, and isspace() of the C locale. */
static bool is_space(uint8_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

/* The value of a digit in bases up to 16, or 99. */
static unsigned digit_value(uint8_t c)
{
    if (is_digit(c))
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10u : 99;
}

static void skip_spaces(struct text *text)
{
    while (text->p < text->end && is_space(*text->p))
        text->p++;
}

static bool skip_sign(struct text *text)
{
    if (text->p == text->end || (*text->p != '+' && *text->p != '-'))
        return false;
    return *text->p++ == '-';
}

static bool at_prefix(const struct text *text, char lower_case)
{
    return text->end - text->p >= 2 && text->p[0] == '0' && (text->p[1] | 0x20) == lower_case;
}

/* magnitude and sign as an int64_t, if it fits. */
static bool fit(uint64_t magnitude, bool negative, int64_t *out)
{
    if (magnitude > (uint64_t)INT64_MAX + negative)
        return false;
    *out = negative ? (int64_t)(0 - magnitude) : (int64_t)magnitude;
    return true;
}

static void set_small(struct number *out, int64_t value)
{
    out->fits = true;
    out->small = value;
}

/* ---- Digits in a base that is a power of two, underscores allowed between -------------------- */

struct digits {
    const uint8_t *p; /* the first that is not 0 */
    const uint8_t *end;
    uint64_t count; /* of digits from p, underscores not counted */
};

/* Reads digits below `base` and single underscores between them; text->p goes past them. */
static bool scan_digits(struct text *text, unsigned base, struct digits *out, uint64_t *total)
{
    uint8_t last = '_'; /* may not start with one */
    *out = (struct digits){text->p, text->p, 0};
    *total = 0;
    for (; text->p < text->end; text->p++) {
        uint8_t c = *text->p;
        if (c == '_') {
            if (last == '_')
                return false;
        } else if (digit_value(c) < base) {
            ++*total;
            if (c != '0' || out->count)
                out->count++;
            else
                out->p = text->p + 1;
        } else {
            break;
        }
        last = c;
    }
    out->end = text->p;
    while (out->p < out->end && *out->p == '_')
        out->p++;
    return last != '_';
}

/* Limbs from the lowest digit up. */
static void fill_limbs(mp_limb_t *limbs, struct digits digits, unsigned bits)
{
    unsigned shift = 0;
    mp_limb_t limb = 0;
    for (const uint8_t *p = digits.end; p > digits.p;) {
        if (*--p == '_')
            continue;
        mp_limb_t v = digit_value(*p);
        limb |= v << shift;
        shift += bits;
        if (shift >= GMP_NUMB_BITS) {
            *limbs++ = limb;
            shift -= GMP_NUMB_BITS;
            limb = shift ? v >> (bits - shift) : 0;
        }
    }
    if (shift)
        *limbs = limb;
}

static uint64_t bits_of(struct digits digits, unsigned bits)
{
    if (digits.count == 0)
        return 0;
    unsigned first = digit_value(*digits.p);
    unsigned first_bits = first >= 8 ? 4 : first >= 4 ? 3 : first >= 2 ? 2 : 1;
    return (digits.count - 1) * bits + first_bits;
}

/* out->fits is true before. */
static bool from_binary(struct digits digits, unsigned bits, bool negative, struct number *out)
{
    if (bits_of(digits, bits) <= 64) {
        uint64_t v = 0;
        for (const uint8_t *p = digits.p; p < digits.end; p++)
            if (*p != '_')
                v = v << bits | digit_value(*p);
        if (fit(v, negative, &out->small))
            return true;
    }
    if (digits.count > NUMBER_MAX_DIGITS) {
        out->too_big = true;
        return false;
    }
    mp_size_t n = (mp_size_t)((digits.count * bits + GMP_NUMB_BITS - 1) / GMP_NUMB_BITS);
    out->fits = false;
    mpz_init(out->big);
    fill_limbs(mpz_limbs_write(out->big, n), digits, bits);
    mpz_limbs_finish(out->big, negative ? -n : n);
    return true;
}

/* ---- Decimal digits -------------------------------------------------------------------------- */

/* The digits at text->p, after sign; text->p goes past them. */
static enum decimal_status scan_decimal(struct text *text, bool negative, struct decimal *out)
{
    struct digits digits;
    uint64_t total;
    if (!scan_digits(text, 10, &digits, &total))
        return DECIMAL_INVALID;
    *out = (struct decimal){.negative = negative && digits.count > 0,
                            .digits = {digits.p, (uint64_t)(digits.end - digits.p)},
                            .n_digits = digits.count};
    if (total > NUMBER_PYTHON_DIGITS) {
        out->n_digits = total;
        return DECIMAL_TOO_LONG;
    }
    if (digits.count > 19)
        return DECIMAL_OK;
    uint64_t v = 0;
    for (const uint8_t *p = digits.p; p < digits.end; p++)
        if (*p != '_')
            v = v * 10 + (*p - '0');
    out->fits = fit(v, negative, &out->small);
    return DECIMAL_OK;
}

/* What may follow a number in PyLong_FromString. */
static bool only_spaces_left(struct text *text)
{
    skip_spaces(text);
    return text->p == text->end;
}

static void from_decimal(const struct decimal *decimal, struct number *out)
{
    if (decimal->fits) {
        set_small(out, decimal->small);
        return;
    }
    char digits[NUMBER_PYTHON_DIGITS + 2];
    size_t n = 0;
    if (decimal->negative)
        digits[n++] = '-';
    for (uint64_t k = 0; k < decimal->digits.len; k++)
        if (decimal->digits.data[k] != '_')
            digits[n++] = (char)decimal->digits.data[k];
    digits[n] = '\0';
    out->fits = false;
    mpz_init_set_str(out->big, digits, 10);
}

/* Up to 18 digits and nothing else: what nearly all texts are. */
static bool short_decimal(struct br_slice text, struct decimal *out)
{
    bool negative = text.len > 1 && text.data[0] == '-';
    if (text.len == 0 || text.len > 18)
        return false;
    int64_t v = 0;
    for (uint64_t k = negative; k < text.len; k++) {
        if (!is_digit(text.data[k]))
            return false;
        v = v * 10 + (text.data[k] - '0');
    }
    out->negative = negative && v;
    out->fits = true;
    out->small = negative ? -v : v;
    return true;
}

enum decimal_status decimal_parse(struct br_slice slice, struct decimal *out)
{
    if (short_decimal(slice, out))
        return DECIMAL_OK;
    struct text text = text_of(slice);
    skip_spaces(&text);
    bool negative = skip_sign(&text);
    enum decimal_status status = scan_decimal(&text, negative, out);
    if (status == DECIMAL_OK && !only_spaces_left(&text))
        return DECIMAL_INVALID;
    return status;
}

/* ---- Integers -------------------------------------------------------------------------------- */

/* PyLong_FromString, base 0 or 10. */
static bool python_int(struct text text, unsigned base, struct number *out)
{
    static const struct {
        char letter;
        unsigned base, bits;
    } prefixes[] = {{'x', 16, 4}, {'o', 8, 3}, {'b', 2, 1}};

    skip_spaces(&text);
    bool negative = skip_sign(&text);
    for (size_t k = 0; k < sizeof prefixes / sizeof *prefixes; k++) {
        if (base != 0 || !at_prefix(&text, prefixes[k].letter))
            continue;
        text.p += 2;
        if (text.p < text.end && *text.p == '_')
            text.p++;
        struct digits digits;
        uint64_t total;
        return scan_digits(&text, prefixes[k].base, &digits, &total) && only_spaces_left(&text) &&
               from_binary(digits, prefixes[k].bits, negative, out);
    }
    bool leading_zero = base == 0 && text.p < text.end && *text.p == '0';
    struct decimal decimal;
    if (scan_decimal(&text, negative, &decimal) != DECIMAL_OK || !only_spaces_left(&text))
        return false;
    if (leading_zero && decimal.n_digits > 0)
        return false;
    from_decimal(&decimal, out);
    return true;
}

/* strtol(text, &end, base) that used all of the text and did not overflow. */
static bool c_long(struct text text, unsigned base, int64_t *out)
{
    skip_spaces(&text);
    bool negative = skip_sign(&text);
    bool by_prefix = base == 0;
    base = 10;
    if (by_prefix && at_prefix(&text, 'x')) {
        base = 16;
        text.p += 2;
    } else if (by_prefix && text.p < text.end && *text.p == '0') {
        base = 8;
    }
    if (text.p == text.end)
        return false;
    uint64_t v = 0;
    for (; text.p < text.end; text.p++) {
        unsigned digit = digit_value(*text.p);
        if (digit >= base || __builtin_mul_overflow(v, base, &v) ||
            __builtin_add_overflow(v, digit, &v))
            return false;
    }
    return fit(v, negative, out);
}

/* The lines 00 and 01. */
static bool is_bool_text(struct br_slice line)
{
    return line.len == 2 && line.data[0] == '0' && (line.data[1] | 1) == '1';
}

/* INT as C reads it. */
static bool strtol_line(const struct number_rules *rules, struct br_slice line, struct number *out)
{
    struct text text = line_text(rules, line);
    int64_t value = 0; /* strtol of nothing before a NUL */
    if (text.p != text.end && !c_long(text, rules->base, &value))
        return python_int(text, rules->base, out);
    out->small = value;
    out->is_bool = rules->bools == BOOLS_BY_VALUE && line.len == 2 && (value == 0 || value == 1);
    return true;
}

bool number_int_line(const struct number_rules *rules, struct br_slice line, struct number *out)
{
    out->is_bool = out->too_big = false;
    out->fits = true;
    if (line.len == 0)
        return false;
    if (rules->bools == BOOLS_EXACT && is_bool_text(line)) {
        out->is_bool = true;
        out->small = line.data[1] - '0';
        return true;
    }
    return rules->strtol_first ? strtol_line(rules, line, out)
                               : python_int(line_text(rules, line), rules->base, out);
}

bool number_long_line(const struct number_rules *rules, struct br_slice line, struct number *out)
{
    out->is_bool = out->too_big = false;
    out->fits = true;
    if (line.len > 0 && line.data[line.len - 1] == 'L')
        line.len--;
    return python_int(line_text(rules, line), rules->base, out);
}

/* Digits that do not fit in an int64_t, if they fit in a uint64_t. */
static bool large_index(const struct decimal *decimal, uint64_t *out)
{
    uint64_t v = 0;
    for (uint64_t k = 0; k < decimal->digits.len; k++) {
        uint8_t c = decimal->digits.data[k];
        if (c != '_' && (__builtin_mul_overflow(v, 10, &v) ||
                         __builtin_add_overflow(v, (uint64_t)(c - '0'), &v)))
            return false;
    }
    *out = v;
    return true;
}

bool number_index_line(const struct number_rules *rules, struct br_slice line,
                       struct number_index *out)
{
    struct text text = line_text(rules, line);
    struct decimal decimal;
    struct br_slice seen = {text.p, (uint64_t)(text.end - text.p)};
    if (decimal_parse(seen, &decimal) != DECIMAL_OK)
        return false;
    *out = (struct number_index){.negative = decimal.negative, .fits = true};
    if (!decimal.fits)
        out->fits = large_index(&decimal, &out->magnitude);
    else
        out->magnitude = decimal.negative ? 0 - (uint64_t)decimal.small : (uint64_t)decimal.small;
    return true;
}

static struct br_slice without_sign_extension(struct br_slice bytes)
{
    while (bytes.len > 1) {
        uint8_t top = bytes.data[bytes.len - 1];
        bool next_is_high = bytes.data[bytes.len - 2] >= 0x80;
        if (top != (next_is_high ? 0xff : 0x00))
            break;
        bytes.len--;
    }
    return bytes;
}

bool number_le_small(struct br_slice bytes, int64_t *out)
{
    bytes = without_sign_extension(bytes);
    if (bytes.len > 8)
        return false;
    uint64_t v = bytes.len > 0 && bytes.data[bytes.len - 1] >= 0x80 ? UINT64_MAX : 0;
    for (uint64_t k = bytes.len; k-- > 0;)
        v = v << 8 | bytes.data[k];
    *out = (int64_t)v;
    return true;
}

bool number_le(struct br_slice bytes, struct number *out)
{
    out->is_bool = out->too_big = false;
    int64_t small;
    if (number_le_small(bytes, &small)) {
        set_small(out, small);
        return true;
    }
    bytes = without_sign_extension(bytes);
    bool negative = bytes.data[bytes.len - 1] >= 0x80;
    if (bytes.len > NUMBER_MAX_BYTES) {
        out->fits = out->too_big = true;
        return false;
    }
    out->fits = false;
    mpz_init(out->big);
    mpz_import(out->big, (size_t)bytes.len, -1, 1, 0, 0, bytes.data);
    if (negative) {
        /* value = bytes - 2^bits = -(~bytes + 1) within those bits */
        mpz_t all;
        mpz_init(all);
        mpz_setbit(all, (mp_bitcnt_t)(bytes.len * 8));
        mpz_sub(out->big, out->big, all);
        mpz_clear(all);
    }
    return true;
}

void number_clear(struct number *number)
{
    if (!number->fits)
        mpz_clear(number->big);
    number->fits = true;
}

/* ---- Comparing ------------------------------------------------------------------------------- */

static int sign_of(int v)
{
    return (v > 0) - (v < 0);
}

int number_compare(const struct number *a, const struct number *b)
{
    if (a->fits && b->fits)
        return (a->small > b->small) - (a->small < b->small);
    /* One that does not fit is above or below all that do. */
    if (a->fits)
        return -mpz_sgn(b->big);
    if (b->fits)
        return mpz_sgn(a->big);
    return sign_of(mpz_cmp(a->big, b->big));
}

int number_compare_double(const struct number *a, double b)
{
    if (!a->fits)
        return sign_of(mpz_cmp_d(a->big, b));
    const double two_to_63 = 9223372036854775808.0;
    if (b >= two_to_63)
        return -1;
    if (b < -two_to_63)
        return 1;
    int64_t whole = (int64_t)b; /* towards zero */
    if (a->small != whole)
        return a->small > whole ? 1 : -1;
    double rest = b - (double)whole;
    return (rest < 0) - (rest > 0);
}

/* ---- Floats ---------------------------------------------------------------------------------- */

/* A halfway case between two doubles has at most 767 digits: with this many, and one more that says
 * whether anything is left, rounding is exact (David Gay, "Correctly rounded ..."). */
enum { FLOAT_DIGITS = 800 };

struct float_text {
    bool negative;
    bool special; /* infinity or NaN */
    double special_value;
    char digits[FLOAT_DIGITS + 32]; /* n of them, without leading zeros, and room for an exponent */
    size_t n;
    bool more;        /* digits that are not 0 follow */
    int64_t exponent; /* value is 0.DIGITS * 10^exponent */
};

/* A word in any case at text->p. */
static bool skip_word(struct text *text, const char *word)
{
    size_t n = strlen(word);
    if ((size_t)(text->end - text->p) < n)
        return false;
    for (size_t k = 0; k < n; k++)
        if ((text->p[k] | 0x20) != (uint8_t)word[k])
            return false;
    text->p += n;
    return true;
}

static bool scan_special(struct text *text, struct float_text *out)
{
    out->special = true;
    out->special_value = INFINITY;
    if (skip_word(text, "inf")) {
        skip_word(text, "inity");
        return true;
    }
    out->special_value = NAN;
    return skip_word(text, "nan");
}

static void take_digit(struct float_text *out, uint8_t c)
{
    if (out->n < FLOAT_DIGITS)
        out->digits[out->n++] = (char)c;
    else
        out->more = out->more || c != '0';
}

/* [0-9]* with underscores skipped where the caller has found them well placed. */
static uint64_t scan_digit_run(struct text *text, bool underscores, bool fraction,
                               struct float_text *out)
{
    uint64_t seen = 0;
    for (; text->p < text->end; text->p++) {
        uint8_t c = *text->p;
        if (underscores && c == '_')
            continue;
        if (!is_digit(c))
            break;
        seen++;
        if (c == '0' && out->n == 0) {
            out->exponent -= fraction;
            continue;
        }
        out->exponent += !fraction;
        take_digit(out, c);
    }
    return seen;
}

/* e[+-]?[0-9]+; the text stays where it is if it is not all there. */
static void scan_exponent(struct text *text, bool underscores, struct float_text *out)
{
    const int64_t enough = INT64_C(1) << 60;
    struct text at = *text;
    if (at.p == at.end || (*at.p | 0x20) != 'e')
        return;
    at.p++;
    bool negative = skip_sign(&at);
    int64_t v = 0;
    bool any = false;
    for (; at.p < at.end; at.p++) {
        if (underscores && *at.p == '_')
            continue;
        if (!is_digit(*at.p))
            break;
        any = true;
        if (v < enough / 16)
            v = v * 10 + (*at.p - '0');
    }
    if (!any)
        return;
    out->exponent += negative ? -v : v;
    *text = at;
}

/* PyOS_string_to_double: false if no number starts at text->p, which otherwise goes past it. */
static bool scan_float(struct text *text, bool underscores, struct float_text *out)
{
    out->special = out->more = false;
    out->n = 0;
    out->exponent = 0;
    out->negative = skip_sign(text);
    if (text->p < text->end && !is_digit(*text->p) && *text->p != '.')
        return scan_special(text, out);
    uint64_t seen = scan_digit_run(text, underscores, false, out);
    if (text->p < text->end && *text->p == '.') {
        text->p++;
        seen += scan_digit_run(text, underscores, true, out);
    }
    if (seen == 0)
        return false;
    scan_exponent(text, underscores, out);
    return true;
}

#if FLT_EVAL_METHOD == 0
/* Few digits and a small power of ten are exact as doubles: one rounding, the right one. */
static bool convert_short(const struct float_text *text, double *out)
{
    static const double tens[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                  1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                  1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    int64_t power = text->exponent - (int64_t)text->n;
    if (text->n > 15 || power < -22 || power > 22)
        return false;
    int64_t v = 0;
    for (size_t k = 0; k < text->n; k++)
        v = v * 10 + (text->digits[k] - '0');
    *out = power < 0 ? (double)v / tens[-power] : (double)v * tens[power];
    return true;
}
#endif

/* What scan_float read, rounded once; infinite when it is too big. */
static double convert_float(struct float_text *text)
{
    double value = 0.0;
    if (text->special) {
        value = text->special_value;
    } else if (text->n == 0 || text->exponent < -400) {
        value = 0.0;
    } else if (text->exponent > 400) {
        value = INFINITY;
#if FLT_EVAL_METHOD == 0
    } else if (convert_short(text, &value)) {
        ;
#endif
    } else {
        /* An integer and an exponent: nothing in it that strtod reads by the locale. */
        size_t n = text->n;
        if (text->more)
            text->digits[n++] = '1';
        int power = (int)(text->exponent - (int64_t)n);
        text->digits[n] = 'e';
        text->digits[n + 1] = power < 0 ? '-' : '+';
        unsigned left = (unsigned)(power < 0 ? -power : power);
        for (size_t k = 6; k > 1; k--, left /= 10)
            text->digits[n + k] = (char)('0' + left % 10);
        text->digits[n + 7] = '\0';
        value = strtod(text->digits, NULL);
    }
    return text->negative ? -value : value;
}

/* Underscores stand between two digits, if anywhere (_Py_string_to_number_with_underscores). */
static bool underscores_are_placed(struct text text)
{
    for (const uint8_t *p = text.p; p < text.end; p++)
        if (*p == '_' && (p == text.p || !is_digit(p[-1]) || p + 1 == text.end || !is_digit(p[1])))
            return false;
    return true;
}

/* Reads all of a text as float() does. */
static bool scan_python_float(struct text text, struct float_text *out)
{
    skip_spaces(&text);
    while (text.end > text.p && is_space(text.end[-1]))
        text.end--;
    return underscores_are_placed(text) && scan_float(&text, true, out) && text.p == text.end;
}

bool number_python_float(struct br_slice slice, double *out)
{
    struct float_text parts;
    if (!scan_python_float(text_of(slice), &parts))
        return false;
    *out = convert_float(&parts);
    return true;
}

/* Reads all of a FLOAT line. */
static bool scan_float_line(const struct number_rules *rules, struct br_slice line,
                            struct float_text *out)
{
    struct text text = line_text(rules, line);
    if (rules->float_blanks_underscores)
        return scan_python_float(text, out);
    return scan_float(&text, false, out) && text.p == text.end;
}

bool number_float_line(const struct number_rules *rules, struct br_slice line, double *out)
{
    struct float_text text;
    if (!scan_float_line(rules, line, &text))
        return false;
    double value = convert_float(&text);
    if (isinf(value) && !text.special && rules->float_overflow_is_error)
        return false;
    *out = value;
    return true;
}

bool number_float_valid(const struct number_rules *rules, struct br_slice line)
{
    struct float_text text;
    if (!scan_float_line(rules, line, &text))
        return false;
    /* Below 10^308 nothing overflows. */
    return !rules->float_overflow_is_error || text.special || text.n == 0 || text.exponent <= 308 ||
           !isinf(convert_float(&text));
}
