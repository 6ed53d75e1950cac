/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arguments: the forms of vm/argtext.c, read back. */
#include <gmp.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "src/assemble.h"
#include "src/base/utf8.h"
#include "src/debugger/literal.h"

/* Digits of an integer; more are a mistake. */
enum { DIGITS_MAX = 100000000, FLOAT_TEXT_MAX = 512 };

/* How an argument is laid out. */
struct layout {
    bool (*read)(struct asm_line *line, const struct layout *layout, struct buf *out,
                 struct err *err);
    unsigned size;    /* bytes of a number, or of a count */
    bool is_signed;   /* the number, or count, is */
    bool takes_str;   /* counted bytes: a str literal stands for its UTF-8 */
    const char *what; /* is expected */
};

/* ---- Numbers ----------------------------------------------------------------------------------- */

static void put_le(struct buf *out, uint64_t number, unsigned size)
{
    for (unsigned k = 0; k < size; k++)
        buf_char(out, (char)(number >> 8 * k & 0xff));
}

static void put_be(struct buf *out, uint64_t number)
{
    for (unsigned k = 8; k > 0; k--)
        buf_char(out, (char)(number >> 8 * (k - 1) & 0xff));
}

static bool expected(const struct layout *layout, struct err *err)
{
    return err_set(err, "needs %s", layout->what);
}

/* A word as a C string; NULL, err set: there is none, or no memory. */
static char *take_word(struct asm_line *line, const struct layout *layout, struct err *err)
{
    const char *word;
    size_t n = asm_word(line, &word);
    char *copy = n && n <= DIGITS_MAX ? pool_alloc(&line->pool, n + 1) : NULL;
    if (!n || n > DIGITS_MAX) {
        expected(layout, err);
        return NULL;
    }
    if (!copy) {
        err_set(err, "out of memory");
        return NULL;
    }
    memcpy(copy, word, n);
    return copy;
}

/* (-)123 or (-)0x1f into an mpz. */
static bool take_integer(struct asm_line *line, const struct layout *layout, mpz_t number,
                         struct err *err)
{
    char *word = take_word(line, layout, err);
    if (!word)
        return false;
    const char *digits = word + (word[0] == '-');
    bool is_hex = digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X');
    digits += is_hex ? 2 : 0;
    const char *known = is_hex ? "0123456789abcdefABCDEF" : "0123456789";
    if (!digits[0] || strspn(digits, known) != strlen(digits))
        return expected(layout, err);
    mpz_set_str(number, digits, is_hex ? 16 : 10);
    if (word[0] == '-')
        mpz_neg(number, number);
    return true;
}

static bool fits(const mpz_t number, const struct layout *layout)
{
    size_t bits = 8 * (size_t)layout->size;
    if (!layout->is_signed)
        return mpz_sgn(number) >= 0 && mpz_sizeinbase(number, 2) <= bits;
    return mpz_cmp_si(number, INT32_MIN) >= 0 && mpz_cmp_si(number, INT32_MAX) <= 0;
}

static bool read_number(struct asm_line *line, const struct layout *layout, struct buf *out,
                        struct err *err)
{
    mpz_t number;
    mpz_init(number);
    bool good =
        take_integer(line, layout, number, err) && (fits(number, layout) || expected(layout, err));
    uint64_t value = mpz_getlimbn(number, 0);
    if (good)
        put_le(out, mpz_sgn(number) < 0 ? 0 - value : value, layout->size);
    mpz_clear(number);
    return good;
}

static bool read_float(struct asm_line *line, const struct layout *layout, struct buf *out,
                       struct err *err)
{
    char *word = take_word(line, layout, err), *end;
    if (!word)
        return false;
    uint64_t bits;
    bool is_bits = word[0] == '0' && word[1] == 'x' && strlen(word) == 18;
    bool is_nan = strcmp(word, "nan") == 0;
    double real = strtod(word, &end);
    if (is_bits)
        bits = strtoull(word + 2, &end, 16);
    else if (is_nan)
        bits = UINT64_C(0x7ff8000000000000);
    else
        memcpy(&bits, &real, sizeof bits);
    /* What strtod() knows beside: hexadecimal floats, nan(...). */
    bool is_odd = !is_bits && !is_nan && (strpbrk(word, "xX(") || real != real);
    if (*end || is_odd)
        return expected(layout, err);
    put_be(out, bits);
    return true;
}

/* ---- Counted bytes ------------------------------------------------------------------------------ */

static bool put_counted(const struct layout *layout, const void *bytes, size_t n, struct buf *out,
                        struct err *err)
{
    uint64_t most = layout->size == 1   ? UINT8_MAX
                    : layout->is_signed ? INT32_MAX
                    : layout->size == 4 ? UINT32_MAX
                                        : INT64_MAX;
    if (n > most)
        return err_set(err, "%zu bytes are more than its count can say", n);
    put_le(out, n, layout->size);
    buf_add(out, bytes, n);
    return true;
}

static bool take_literal(struct asm_line *line, struct literal *out, struct err *err)
{
    size_t used;
    if (!literal_string(line->at, (size_t)(line->end - line->at), &line->pool, out, &used, err))
        return false;
    line->at += used;
    return true;
}

static bool is_literal(struct asm_line *line)
{
    asm_skip(line);
    return literal_is_string(line->at, (size_t)(line->end - line->at));
}

static bool read_counted(struct asm_line *line, const struct layout *layout, struct buf *out,
                         struct err *err)
{
    struct literal literal;
    if (!is_literal(line))
        return expected(layout, err);
    if (!take_literal(line, &literal, err))
        return false;
    if (literal.kind != LITERAL_BYTES && !layout->takes_str)
        return expected(layout, err);
    return put_counted(layout, literal.text, literal.len, out, err);
}

/* The shortest two's complement, nothing for 0: pickle.encode_long(). */
static bool put_long(const struct layout *layout, mpz_t number, struct buf *out, struct err *err)
{
    bool is_negative = mpz_sgn(number) < 0;
    if (mpz_sgn(number) == 0)
        return put_counted(layout, "", 0, out, err);
    if (is_negative) /* the bits of -n - 1 are those of n turned round */
        mpz_com(number, number);
    size_t n = mpz_sgn(number) == 0 ? 1 : mpz_sizeinbase(number, 2) / 8 + 1, written = 0;
    uint8_t *bytes = calloc(n, 1);
    if (!bytes)
        return err_set(err, "out of memory");
    mpz_export(bytes, &written, -1, 1, 0, 0, number);
    for (size_t k = 0; is_negative && k < n; k++)
        bytes[k] = (uint8_t)~bytes[k];
    bool good = put_counted(layout, bytes, n, out, err);
    free(bytes);
    return good;
}

static bool read_long(struct asm_line *line, const struct layout *layout, struct buf *out,
                      struct err *err)
{
    mpz_t number;
    if (is_literal(line))
        return read_counted(line, layout, out, err);
    mpz_init(number);
    bool good = take_integer(line, layout, number, err) && put_long(layout, number, out, err);
    mpz_clear(number);
    return good;
}

/* ---- Lines ------------------------------------------------------------------------------------- */

static bool put_line(const char *bytes, size_t n, struct buf *out, struct err *err)
{
    if (memchr(bytes, '\n', n))
        return err_set(err, "a line of a pickle cannot hold the end of one");
    buf_add(out, bytes, n);
    buf_char(out, '\n');
    return true;
}

/* A bare word, or a literal that stands for the line. */
static bool read_text(struct asm_line *line, const struct layout *layout, struct buf *out,
                      struct err *err)
{
    struct literal literal;
    const char *word;
    if (is_literal(line))
        return take_literal(line, &literal, err) && put_line(literal.text, literal.len, out, err);
    size_t n = asm_word(line, &word);
    return n ? put_line(word, n, out, err) : expected(layout, err);
}

static bool read_pair(struct asm_line *line, const struct layout *layout, struct buf *out,
                      struct err *err)
{
    return read_text(line, layout, out, err) && read_text(line, layout, out, err);
}

/* A quoted line stands for itself, with its quotes and escapes. */
static bool read_quoted(struct asm_line *line, const struct layout *layout, struct buf *out,
                        struct err *err)
{
    struct literal literal;
    asm_skip(line);
    const char *begin = line->at;
    if (!is_literal(line))
        return expected(layout, err);
    if (*begin != '\'' && *begin != '"')
        return take_literal(line, &literal, err) && put_line(literal.text, literal.len, out, err);
    const char *at = begin + 1;
    while (at < line->end && *at != *begin)
        at += *at == '\\' && at + 1 < line->end ? 2 : 1;
    if (at >= line->end)
        return err_set(err, "the string has no closing %c", *begin);
    line->at = at + 1;
    return put_line(begin, (size_t)(line->at - begin), out, err);
}

/* As a pickler of Python 3 writes a str in protocol 0: raw-unicode-escape, and what would end the line. */
static void put_raw_unicode(const struct literal *literal, struct buf *out)
{
    for (size_t at = 0; at < literal->len;) {
        uint32_t code = utf8_next(literal->text, literal->len, &at);
        bool is_escaped = code && code < 0x80 && strchr("\\\n\r\x1a", (int)code);
        if (code == 0 || is_escaped || (code > 0xff && code < 0x10000))
            buf_printf(out, "\\u%04x", code);
        else if (code > 0xff)
            buf_printf(out, "\\U%08x", code);
        else
            buf_char(out, (char)code);
    }
    buf_char(out, '\n');
}

static bool read_unicode_line(struct asm_line *line, const struct layout *layout, struct buf *out,
                              struct err *err)
{
    struct literal literal;
    if (!is_literal(line))
        return expected(layout, err);
    if (!take_literal(line, &literal, err))
        return false;
    if (literal.kind == LITERAL_BYTES)
        return put_line(literal.text, literal.len, out, err);
    put_raw_unicode(&literal, out);
    return true;
}

/* ---- By kind ----------------------------------------------------------------------------------- */

#define NUMBER "a number that fits in its bytes"
#define STR "a str, 'text', or bytes, b'...'"
#define BYTES "bytes, b'...'"
#define LINE "a word, or a text in quotes"

static const struct layout layouts[] = {
    [BR_ARG_UINT1] = {read_number, 1, false, false, NUMBER},
    [BR_ARG_UINT2] = {read_number, 2, false, false, NUMBER},
    [BR_ARG_INT4] = {read_number, 4, true, false, NUMBER},
    [BR_ARG_UINT4] = {read_number, 4, false, false, NUMBER},
    [BR_ARG_UINT8] = {read_number, 8, false, false, NUMBER},
    [BR_ARG_FLOAT8] = {read_float, 0, false, false, "a number, inf, nan, or 0x and 16 digits"},
    [BR_ARG_DECIMALNL_SHORT] = {read_text, 0, false, false, LINE},
    [BR_ARG_DECIMALNL_LONG] = {read_text, 0, false, false, LINE},
    [BR_ARG_FLOATNL] = {read_text, 0, false, false, LINE},
    [BR_ARG_STRINGNL] = {read_quoted, 0, false, false, "a text in quotes"},
    [BR_ARG_STRINGNL_NOESCAPE] = {read_text, 0, false, false, LINE},
    [BR_ARG_STRINGNL_NOESCAPE_PAIR] = {read_pair, 0, false, false, "two words"},
    [BR_ARG_UNICODESTRINGNL] = {read_unicode_line, 0, false, false, STR},
    [BR_ARG_LONG1] = {read_long, 1, false, false, "a number, or bytes, b'...'"},
    [BR_ARG_LONG4] = {read_long, 4, true, false, "a number, or bytes, b'...'"},
    [BR_ARG_STRING1] = {read_counted, 1, false, true, STR},
    [BR_ARG_STRING4] = {read_counted, 4, true, true, STR},
    [BR_ARG_BYTES1] = {read_counted, 1, false, false, BYTES},
    [BR_ARG_BYTES4] = {read_counted, 4, false, false, BYTES},
    [BR_ARG_BYTES8] = {read_counted, 8, false, false, BYTES},
    [BR_ARG_BYTEARRAY8] = {read_counted, 8, false, false, BYTES},
    [BR_ARG_UNICODESTRING1] = {read_counted, 1, false, true, STR},
    [BR_ARG_UNICODESTRING4] = {read_counted, 4, false, true, STR},
    [BR_ARG_UNICODESTRING8] = {read_counted, 8, false, true, STR},
};

bool assemble_arg(struct asm_line *line, enum br_arg arg, struct buf *out, struct err *err)
{
    return arg == BR_ARG_NONE || layouts[arg].read(line, &layouts[arg], out, err);
}
