/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vm/repr.h"

#define TABLES_POWERS
#include "vm/tables.h"

#include <math.h>
#include <stdlib.h>

static const char hex_digits[] = "0123456789abcdef";

/* ---- The ends of long ones -------------------------------------------------------------------- */

/* The ends of a text that is too long for `out`; what they leave out is worth its words. */
static bool has_middle(const struct out *out, uint64_t len)
{
    enum { WORTH_BYTES = 64 };
    return out->ends && len / 2 > out->ends && len - 2 * out->ends > WORTH_BYTES;
}

static void put_left_out(struct out *out, uint64_t bytes)
{
    char number[REPR_INT64_SIZE];
    out_str(out, BR_LEFT_OUT);
    out_ascii(out, number, repr_uint64(number, bytes));
    out_str(out, BR_LEFT_OUT);
}

void repr_line(struct out *out, struct br_slice text)
{
    bool is_cut = has_middle(out, text.len);
    size_t end = is_cut ? (size_t)out->ends : (size_t)text.len;
    out_ascii(out, (const char *)text.data, end);
    if (!is_cut)
        return;
    put_left_out(out, text.len - 2 * end);
    out_ascii(out, (const char *)text.data + text.len - end, end);
}

/* ---- Strings and bytes ----------------------------------------------------------------------- */

/* Bytes that print as they are: a quote may, the others do whatever the quotes around. */
enum { ESCAPED = 0, PLAIN = 1, SINGLE = 2, DOUBLE = 4 };

static const uint8_t classes[256] = {
#define EIGHT(a)                                                                                   \
    [a] = PLAIN, [a + 1] = PLAIN, [a + 2] = PLAIN, [a + 3] = PLAIN, [a + 4] = PLAIN,               \
    [a + 5] = PLAIN, [a + 6] = PLAIN, [a + 7] = PLAIN
    [' '] = PLAIN, ['!'] = PLAIN,   ['"'] = DOUBLE, ['#'] = PLAIN, ['$'] = PLAIN, ['%'] = PLAIN,
    ['&'] = PLAIN, ['\''] = SINGLE, EIGHT('('),     EIGHT('0'),    EIGHT('8'),    EIGHT('@'),
    EIGHT('H'),    EIGHT('P'),      ['X'] = PLAIN,  ['Y'] = PLAIN, ['Z'] = PLAIN, ['['] = PLAIN,
    [']'] = PLAIN, ['^'] = PLAIN,   ['_'] = PLAIN,  EIGHT('`'),    EIGHT('h'),    EIGHT('p'),
    ['x'] = PLAIN, ['y'] = PLAIN,   ['z'] = PLAIN,  ['{'] = PLAIN, ['|'] = PLAIN, ['}'] = PLAIN,
    ['~'] = PLAIN,
#undef EIGHT
};

/* The classes that print as they are between these quotes. */
static uint8_t plain_between(char quote)
{
    return PLAIN | (quote == '"' ? SINGLE : DOUBLE);
}

#define ALL(byte) (UINT64_C(0x0101010101010101) * (byte))
/* Some byte of the word is zero; is below n (n <= 128). "Bit Twiddling Hacks", S. E. Anderson. */
#define HAS_ZERO(word) HAS_LESS(word, 1)
#define HAS_LESS(word, n) (((word)-ALL(n)) & ALL(0x80) & ~(word))

static bool word_is_plain(const uint8_t *p)
{
    uint64_t word;
    memcpy(&word, p, sizeof word);
    return !((word & ALL(0x80)) | HAS_LESS(word, 0x20) | HAS_ZERO(word ^ ALL(0x7f)) |
             HAS_ZERO(word ^ ALL('\\')) | HAS_ZERO(word ^ ALL('\'')) | HAS_ZERO(word ^ ALL('"')));
}

/* How many bytes from p are of these classes; at most a few thousand are looked at, so that a text
 * that was cut stops soon. */
static size_t plain_run(const uint8_t *p, size_t n, uint8_t plain)
{
    const size_t most = 1 << 14;
    size_t at = 0;
    if (n > most)
        n = most;
    while (at + 8 <= n && word_is_plain(p + at))
        at += 8;
    while (at < n && (classes[p[at]] & plain))
        at++;
    return at;
}

static void escape_hex(struct out *out, char letter, unsigned digits, uint32_t c)
{
    char text[10] = {'\\', letter};
    for (unsigned k = digits; k > 0; k--, c >>= 4)
        text[1 + k] = hex_digits[c & 15];
    out_ascii(out, text, digits + 2);
}

/* A character below 0x80 that does not print as it is. */
static void escape_ascii(struct out *out, uint8_t c)
{
    char named = c == '\t' ? 't' : c == '\n' ? 'n' : c == '\r' ? 'r' : '\0';
    if (c == '\\' || c == '\'' || c == '"')
        named = (char)c;
    if (named)
        out_ascii(out, (char[]){'\\', named}, 2);
    else
        escape_hex(out, 'x', 2, c);
}

/* A code point of 0x80 or more. */
static void put_wide(struct out *out, uint32_t c)
{
    if (br_printable(c) || (c >= 0xd800 && c <= 0xdfff))
        out_char(out, c);
    else if (c < 0x100)
        escape_hex(out, 'x', 2, c);
    else if (c < 0x10000)
        escape_hex(out, 'u', 4, c);
    else
        escape_hex(out, 'U', 8, c);
}

char repr_quote(bool has_single, bool has_double)
{
    return has_single && !has_double ? '"' : '\'';
}

static bool has_byte(const uint8_t *bytes, size_t n, char c)
{
    return n && memchr(bytes, c, n);
}

static char quote_of_bytes(const uint8_t *bytes, size_t n)
{
    bool has_single = has_byte(bytes, n, '\'');
    return repr_quote(has_single, has_single && has_byte(bytes, n, '"'));
}

static void put_all_bytes(struct out *out, const uint8_t *bytes, size_t n, uint8_t plain)
{
    for (size_t at = 0; at < n && !out_done(out);) {
        size_t run = plain_run(bytes + at, n - at, plain);
        out_ascii(out, (const char *)bytes + at, run);
        for (at += run; at < n && !(classes[bytes[at]] & plain) && !out_done(out); at++) {
            if (bytes[at] < 0x80)
                escape_ascii(out, bytes[at]);
            else
                escape_hex(out, 'x', 2, bytes[at]);
        }
    }
}

static void put_bytes(struct out *out, const uint8_t *bytes, size_t n, uint8_t plain)
{
    if (has_middle(out, n)) {
        size_t end = (size_t)out->ends;
        put_all_bytes(out, bytes, end, plain);
        put_left_out(out, n - 2 * end);
        bytes += n - end;
        n = end;
    }
    put_all_bytes(out, bytes, n, plain);
}

void repr_bytes_piece(struct out *out, const uint8_t *bytes, size_t n, char quote)
{
    put_bytes(out, bytes, n, plain_between(quote));
}

void repr_bytearray_piece(struct out *out, const uint8_t *bytes, size_t n, char quote)
{
    put_bytes(out, bytes, n, quote == '"' ? PLAIN : plain_between(quote));
}

/* Most texts are short and plain: one look, one copy. False: not such a one. */
static bool put_short(struct out *out, const char *start, size_t start_len, const uint8_t *bytes,
                      size_t n)
{
    enum { SHORT = 200 };
    if (n > SHORT || has_middle(out, n) || plain_run(bytes, n, PLAIN) < n)
        return false;
    char *to = out_reserve(out, n + 16);
    if (!to)
        return false;
    memcpy(to, start, start_len);
    memcpy(to + start_len, bytes, n);
    to[start_len + n] = '\'';
    out_commit(out, start_len + n + 1);
    return true;
}

void repr_bytes(struct out *out, const uint8_t *bytes, size_t n)
{
    if (n && put_short(out, "b'", 2, bytes, n))
        return;
    char quote = quote_of_bytes(bytes, n);
    out_ascii(out, (char[]){'b', quote}, 2);
    repr_bytes_piece(out, bytes, n, quote);
    out_ascii(out, &quote, 1);
}

void repr_bytearray(struct out *out, const uint8_t *bytes, size_t n)
{
    char quote = quote_of_bytes(bytes, n);
    out_str(out, "bytearray(b");
    out_ascii(out, &quote, 1);
    repr_bytearray_piece(out, bytes, n, quote);
    out_ascii(out, (char[]){quote, ')'}, 2);
}

/* Without a backslash, forms with escapes are forms without. */
static enum chars_form simplest_form(enum chars_form form, struct br_slice bytes)
{
    bool may_escape = form == CHARS_ESCAPED || form == CHARS_QUOTED ||
                      form == CHARS_QUOTED_LATIN1 || form == CHARS_QUOTED_UTF8;
    if (!may_escape || !chars_unescaped(bytes))
        return form;
    return form == CHARS_QUOTED_UTF8 ? CHARS_STRICT_UTF8 : CHARS_LATIN1;
}

/* In all forms a byte that prints as it is, and is no backslash, is that character, unless it
 * belongs to a backslash before it. */
static void put_str(struct out *out, enum chars_form form, struct br_slice bytes, char quote)
{
    uint8_t plain = plain_between(quote);
    struct chars at = chars_start(form, bytes);
    while (at.p < at.end && !out_done(out)) {
        size_t run = at.raw ? 0 : plain_run(at.p, (size_t)(at.end - at.p), plain);
        out_ascii(out, (const char *)at.p, run);
        at.p += run;
        if (run > 0)
            continue;
        int32_t c = chars_next(&at);
        if (c < 0)
            break;
        if (c >= 0x80)
            put_wide(out, (uint32_t)c);
        else if (classes[c] & plain)
            out_ascii(out, (char[]){(char)c}, 1);
        else
            escape_ascii(out, (uint8_t)c);
    }
}

/* Only the ends of a long one. Where the second begins in doubt, its bytes stand for themselves:
 * a fault in the middle of nowhere would hide what follows it. */
void repr_str_piece(struct out *out, enum chars_form form, struct br_slice bytes, char quote)
{
    if (has_middle(out, bytes.len)) {
        uint64_t head = out->ends, tail = bytes.len - out->ends;
        bool is_head = chars_border(form, bytes, &head); /* both are moved */
        bool is_sure = chars_border(form, bytes, &tail) && is_head;
        put_str(out, is_sure ? form : CHARS_LATIN1, (struct br_slice){bytes.data, head}, quote);
        put_left_out(out, tail - head);
        bytes = (struct br_slice){bytes.data + tail, bytes.len - tail};
        form = is_sure ? form : CHARS_LATIN1;
    }
    put_str(out, form, bytes, quote);
}

void repr_str_quotes(enum chars_form form, struct br_slice bytes, bool *has_single,
                     bool *has_double)
{
    form = simplest_form(form, bytes);
    bool is_plain = form == CHARS_LATIN1 || form == CHARS_ASCII || form == CHARS_UTF8 ||
                    form == CHARS_STRICT_UTF8;
    if (is_plain) {
        *has_single = *has_single || has_byte(bytes.data, (size_t)bytes.len, '\'');
        *has_double = *has_double || has_byte(bytes.data, (size_t)bytes.len, '"');
        return;
    }
    struct chars at = chars_start(form, bytes);
    for (int32_t c; !*has_double && (c = chars_next(&at)) >= 0;) {
        *has_single = *has_single || c == '\'';
        *has_double = c == '"';
    }
}

void repr_str(struct out *out, enum chars_form form, struct br_slice bytes)
{
    if (bytes.len && put_short(out, "'", 1, bytes.data, (size_t)bytes.len))
        return;
    bool has_single = false, has_double = false;
    repr_str_quotes(form, bytes, &has_single, &has_double);
    char quote = repr_quote(has_single, has_double);
    out_ascii(out, &quote, 1);
    repr_str_piece(out, form, bytes, quote);
    out_ascii(out, &quote, 1);
}

/* ---- Integers -------------------------------------------------------------------------------- */

const char repr_pairs[200] = "0001020304050607080910111213141516171819"
                             "2021222324252627282930313233343536373839"
                             "4041424344454647484950515253545556575859"
                             "6061626364656667686970717273747576777879"
                             "8081828384858687888990919293949596979899";

static const uint64_t tens[20] = {
    UINT64_C(1),
    UINT64_C(10),
    UINT64_C(100),
    UINT64_C(1000),
    UINT64_C(10000),
    UINT64_C(100000),
    UINT64_C(1000000),
    UINT64_C(10000000),
    UINT64_C(100000000),
    UINT64_C(1000000000),
    UINT64_C(10000000000),
    UINT64_C(100000000000),
    UINT64_C(1000000000000),
    UINT64_C(10000000000000),
    UINT64_C(100000000000000),
    UINT64_C(1000000000000000),
    UINT64_C(10000000000000000),
    UINT64_C(100000000000000000),
    UINT64_C(1000000000000000000),
    UINT64_C(10000000000000000000),
};

static unsigned decimal_length(uint64_t v)
{
    /* log10(2) is a little less than 1233/4096; the table tells the cases in between. */
    unsigned bits = 64 - (unsigned)__builtin_clzll(v | 1);
    unsigned n = bits * 1233 >> 12;
    return n + (n < 20 && v >= tens[n]) + (v == 0);
}

/* The last n digits of v, at `to`. They go where they belong at once: digits gathered elsewhere and
 * copied in one piece would wait for their narrow stores. */
static void put_digits(char *to, uint64_t v, unsigned n)
{
    for (; n >= 8; n -= 8, v /= 100000000) {
        uint32_t low = (uint32_t)(v % 100000000);
        repr_four(to + n - 8, low / 10000);
        repr_four(to + n - 4, low % 10000);
    }
    uint32_t low = (uint32_t)(v % 100000000);
    if (n >= 4) {
        n -= 4;
        repr_four(to + n, low % 10000);
        low /= 10000;
    }
    if (n >= 2) {
        n -= 2;
        memcpy(to + n, repr_pairs + low % 100 * 2, 2);
        low /= 100;
    }
    if (n)
        *to = (char)('0' + low % 10);
}

size_t repr_uint64(char text[REPR_INT64_SIZE], uint64_t value)
{
    unsigned n = decimal_length(value);
    put_digits(text, value, n);
    return n;
}

size_t repr_int64(char text[REPR_INT64_SIZE], int64_t value)
{
    size_t n = 0;
    if (value < 0)
        text[n++] = '-';
    n += repr_uint64(text + n, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
    text[n] = '\0';
    return n;
}

enum { DEFAULT_MAX_DIGITS = 1000000 };

/* Hexadecimal of two's complement bytes, without a copy: the magnitude of a negative number has the
 * zeros below its lowest bit set, that bit's byte negated and all above inverted. */
static void put_hex_le(struct out *out, struct br_slice bytes)
{
    bool negative = bytes.len > 0 && bytes.data[bytes.len - 1] >= 0x80;
    uint64_t lowest = 0;
    while (lowest < bytes.len && bytes.data[lowest] == 0)
        lowest++;
    out_str(out, negative ? "-0x" : "0x");
    bool started = false;
    for (uint64_t k = bytes.len; k-- > 0 && !out_done(out);) {
        unsigned v = bytes.data[k];
        if (negative && k >= lowest)
            v = (k == lowest ? 0x100 - v : ~v) & 0xff;
        if (!started && v == 0 && k > 0)
            continue;
        if (started || v > 15)
            out_ascii(out, &hex_digits[v >> 4], 1);
        out_ascii(out, &hex_digits[v & 15], 1);
        started = true;
    }
    if (bytes.len == 0)
        out_str(out, "0");
}

/* Decimal digits, at most REPR_LONG_DIGITS of them, without an allocation. */
size_t repr_long(char text[REPR_LONG_SIZE], struct br_slice bytes)
{
    enum { LIMBS = REPR_LONG_BYTES / sizeof(mp_limb_t) + 1 };
    bool negative = bytes.len > 0 && bytes.data[bytes.len - 1] >= 0x80;
    while (bytes.len > 1 && bytes.data[bytes.len - 1] == (negative ? 0xff : 0x00))
        bytes.len--;
    if (bytes.len > REPR_LONG_BYTES)
        return 0;
    if (bytes.len < 8) {
        uint64_t v = negative ? UINT64_MAX : 0;
        for (uint64_t k = bytes.len; k-- > 0;)
            v = v << 8 | bytes.data[k];
        return repr_int64(text, (int64_t)v);
    }
    mp_limb_t limbs[LIMBS];
    mp_size_t n = (mp_size_t)(bytes.len / sizeof *limbs + 1);
    memset(limbs, 0, (size_t)n * sizeof *limbs);
    for (uint64_t k = 0; k < bytes.len; k++) {
        uint8_t v = negative ? (uint8_t)~bytes.data[k] : bytes.data[k];
        limbs[k / sizeof *limbs] |= (mp_limb_t)v << (k % sizeof *limbs * 8);
    }
    if (negative)
        mpn_add_1(limbs, limbs, n, 1);
    while (n > 0 && limbs[n - 1] == 0)
        n--;
    if (n == 0) {
        memcpy(text, "0", 2);
        return 1;
    }
    unsigned char digits[REPR_LONG_BYTES * 5 / 2];
    size_t n_digits = mpn_get_str(digits, 10, limbs, n);
    const unsigned char *first = digits;
    while (*first == 0) {
        first++;
        n_digits--;
    }
    if (n_digits > REPR_LONG_DIGITS)
        return 0;
    char *to = text;
    if (negative)
        *to++ = '-';
    for (size_t k = 0; k < n_digits; k++)
        *to++ = (char)('0' + first[k]);
    *to = '\0';
    return (size_t)(to - text);
}

/* Digits of a number in a base, through GMP. NULL when memory fails; free() it. */
static char *big_text(const mpz_t big, int base)
{
    char *text = malloc(mpz_sizeinbase(big, base) + 2);
    return text ? mpz_get_str(text, base, big) : NULL;
}

/* Decimal if it has at most max_digits; false otherwise, and nothing is written. */
static bool put_decimal_big(struct out *out, const mpz_t big, uint64_t max_digits)
{
    /* GMP's size is exact or one too many. */
    size_t digits = mpz_sizeinbase(big, 10);
    if (digits > max_digits + 1)
        return false;
    char *text = big_text(big, 10);
    if (!text) {
        out->failed = true;
        return true;
    }
    bool fits = strlen(text) - (text[0] == '-') <= max_digits;
    if (fits)
        out_str(out, text);
    free(text);
    return fits;
}

static void put_hex64(struct out *out, int64_t value)
{
    uint64_t v = (uint64_t)value;
    uint8_t bytes[8];
    for (int k = 0; k < 8; k++)
        bytes[k] = (uint8_t)(v >> (8 * k));
    put_hex_le(out, (struct br_slice){bytes, sizeof bytes});
}

static void put_small(struct out *out, int64_t value, uint64_t max_digits)
{
    char text[REPR_INT64_SIZE];
    if (max_digits < 19 &&
        decimal_length(value < 0 ? 0 - (uint64_t)value : (uint64_t)value) > max_digits)
        put_hex64(out, value);
    else
        out_ascii(out, text, repr_int64(text, value));
}

void repr_int_le(struct out *out, struct br_slice bytes, uint64_t max_digits)
{
    if (!max_digits)
        max_digits = DEFAULT_MAX_DIGITS;
    char text[REPR_LONG_SIZE];
    size_t n = repr_long(text, bytes);
    if (n > 0 && n - (text[0] == '-') <= max_digits) {
        out_ascii(out, text, n);
        return;
    }
    struct number number;
    if (bytes.len > NUMBER_MAX_BYTES || !number_le(bytes, &number)) {
        put_hex_le(out, bytes);
        return;
    }
    if (number.fits)
        put_small(out, number.small, max_digits);
    else if (!put_decimal_big(out, number.big, max_digits))
        put_hex_le(out, bytes);
    number_clear(&number);
}

void repr_number(struct out *out, const struct number *number, uint64_t max_digits)
{
    if (!max_digits)
        max_digits = DEFAULT_MAX_DIGITS;
    if (number->is_bool) {
        out_str(out, number->small ? "True" : "False");
        return;
    }
    if (number->fits) {
        put_small(out, number->small, max_digits);
        return;
    }
    if (put_decimal_big(out, number->big, max_digits))
        return;
    char *text = big_text(number->big, 16);
    if (!text) {
        out->failed = true;
        return;
    }
    bool negative = text[0] == '-';
    out_str(out, negative ? "-0x" : "0x");
    out_str(out, text + negative);
    free(text);
}

/* ---- Floats ---------------------------------------------------------------------------------- */

/* The shortest decimal that reads back as the same double, and of those the nearest: Raffaello
 * Giulietti, "The Schubfach way to render doubles" (2021), section 8 and figure 4. */

struct decimal_float {
    uint64_t digits;
    int power; /* value is digits * 10^power */
};

__extension__ typedef unsigned __int128 uint128;

/* The integer part of g * v / 2^128, and its lowest bit set if anything but it is lost. */
static uint64_t round_to_odd(const struct power_of_ten *g, uint64_t v)
{
    uint64_t low = (uint64_t)(((uint128)g->low * v) >> 64);
    uint128 high = (uint128)g->high * v + low;
    return (uint64_t)(high >> 64) | ((uint64_t)high > 1);
}

/* floor of log10(2^e), log10(3/4 * 2^e), log2(10^e), for the exponents of doubles. */
static int log10_pow2(int e)
{
    return (e * 1262611) >> 22;
}
static int log10_three_quarters_pow2(int e)
{
    return (e * 1262611 - 524031) >> 22;
}
static int log2_pow10(int e)
{
    return (e * 1741647) >> 19;
}

/* bits: a finite double that is not zero, without its sign. */
static struct decimal_float shortest(uint64_t bits)
{
    uint64_t fraction = bits & ((UINT64_C(1) << 52) - 1);
    int field = (int)(bits >> 52);
    uint64_t c = field ? fraction | UINT64_C(1) << 52 : fraction;
    int q = (field ? field : 1) - 1075;
    if (q <= 0 && q > -53 && !(c & ((UINT64_C(1) << -q) - 1)))
        return (struct decimal_float){c >> -q, 0};

    /* All that is rounded to this double, times 4: from lower to upper, whose ends belong to it if
     * c is even. Below a power of two the next double is half as far away. */
    bool is_odd = c & 1;
    bool is_power_of_two = fraction == 0 && field > 1;
    int k = is_power_of_two ? log10_three_quarters_pow2(q) : log10_pow2(q);
    int h = q + log2_pow10(-k) + 1;
    const struct power_of_ten *g = &powers_of_ten[292 - k];
    uint64_t lower = round_to_odd(g, (4 * c - 2 + is_power_of_two) << h) + is_odd;
    uint64_t value = round_to_odd(g, (4 * c) << h);
    uint64_t upper = round_to_odd(g, (4 * c + 2) << h) - is_odd;

    uint64_t s = value / 4;
    if (s >= 10) {
        /* One digit less? */
        uint64_t shorter = s / 10;
        bool below = lower <= 40 * shorter;
        bool above = 40 * shorter + 40 <= upper;
        if (below != above)
            return (struct decimal_float){shorter + above, k + 1};
    }
    bool below = lower <= 4 * s;
    bool above = 4 * s + 4 <= upper;
    if (below != above)
        return (struct decimal_float){s + above, k};
    /* Both: the nearer one, the even one of two as near. */
    uint64_t middle = 4 * s + 2;
    bool up = value > middle || (value == middle && (s & 1));
    return (struct decimal_float){s + up, k};
}

/* d.ddde+NN */
static char *put_scientific(char *to, uint64_t digits, unsigned n, int exponent)
{
    *to++ = (char)('0' + digits / tens[n - 1]);
    if (n > 1) {
        *to = '.';
        put_digits(to + 1, digits, n - 1);
        to += n;
    }
    *to++ = 'e';
    *to++ = exponent < 0 ? '-' : '+';
    unsigned e = (unsigned)(exponent < 0 ? -exponent : exponent);
    unsigned e_digits = e >= 100 ? 3 : 2;
    put_digits(to, e, e_digits);
    return to + e_digits;
}

/* dd.dd with `before` digits before the point, which may be none or more than there are. */
static char *put_positional(char *to, uint64_t digits, unsigned n, int before)
{
    if (before <= 0) {
        memcpy(to, "0.0000", 6);
        to += 2 - before;
        put_digits(to, digits, n);
        return to + n;
    }
    unsigned whole = (unsigned)before;
    if (whole >= n) {
        put_digits(to, digits * tens[whole - n], whole);
        memcpy(to + whole, ".0", 2);
        return to + whole + 2;
    }
    put_digits(to, digits / tens[n - whole], whole);
    to[whole] = '.';
    put_digits(to + whole + 1, digits, n - whole);
    return to + n + 1;
}

static void drop_zeros(struct decimal_float *d)
{
    static const unsigned steps[] = {8, 4, 2, 1};
    if (d->digits % 10)
        return;
    for (unsigned k = 0; k < 4; k++) {
        /* 15 zeros at most: each step can be wanted once. */
        if (d->digits % tens[steps[k]] == 0) {
            d->digits /= tens[steps[k]];
            d->power += (int)steps[k];
        }
    }
}

static size_t end_text(char *text, char *end)
{
    *end = '\0';
    return (size_t)(end - text);
}

size_t repr_float(char text[REPR_FLOAT_SIZE], double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    char *to = text;
    if (isnan(value)) {
        memcpy(to, "nan", 3);
        return end_text(text, to + 3);
    }
    if (bits >> 63)
        *to++ = '-';
    bits &= INT64_MAX;
    if (isinf(value)) {
        memcpy(to, "inf", 3);
        return end_text(text, to + 3);
    }
    if (bits == 0) {
        memcpy(to, "0.0", 3);
        return end_text(text, to + 3);
    }
    struct decimal_float d = shortest(bits);
    drop_zeros(&d);
    unsigned n = decimal_length(d.digits);
    int before = (int)n + d.power;
    if (before - 1 < -4 || before - 1 >= 16)
        to = put_scientific(to, d.digits, n, before - 1);
    else
        to = put_positional(to, d.digits, n, before);
    return end_text(text, to);
}
