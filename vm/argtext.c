/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The argument of an instruction as text from which an assembler makes the same bytes again. What
 * the bytes mean comes first; where the plain form of the meaning would give other bytes, they are
 * shown themselves.
 *
 *   uint1 uint2 int4 uint4 uint8   NUMBER: decimal
 *   float8                  FLOAT: repr() (inf, -inf, nan included); a NaN with other bits than
 *                           7ff8000000000000 as 0x and the 16 digits of the field
 *   long1 long4             INTEGER: decimal, or (-)0x... above max_digits; BYTES where they are
 *                           not the shortest ones for the number
 *   decimalnl_short decimalnl_long floatnl stringnl_noescape
 *                           TEXT: the line
 *   stringnl_noescape_pair  TEXT TEXT, a blank between
 *   stringnl                QUOTED: the line with its own quotes and escapes; BYTES if it is not a
 *                           quoted line of printable ASCII
 *   unicodestringnl         STR; BYTES of the line where a pickler of Python 3 would have written
 *                           another line for that str
 *   string1 string4         STR if all is ASCII, else BYTES
 *   bytes1 bytes4 bytes8 bytearray8
 *                           BYTES
 *   unicodestring1 unicodestring4 unicodestring8
 *                           STR; BYTES if they are not UTF-8
 *
 *   STR     a str literal as repr() writes it. Stands for its UTF-8 (lone surrogates as 3 bytes),
 *           in a unicodestringnl for its raw-unicode-escape
 *   BYTES   a bytes literal as repr() writes it, b'...'. Stands for its bytes; of a line, those
 *           without the newline
 *   TEXT    a bare word: printable ASCII, not empty, without blank ' " \ ; #. Else STR if the line
 *           is UTF-8, else BYTES
 *   QUOTED  from a quote to the next one of its kind that no backslash stands before. Stands for
 *           itself
 *
 * Sizes of counted arguments follow from the bytes. */
#include "vm/repr.h"

struct options {
    uint64_t max_digits;
};

typedef void write_arg(struct out *out, const struct br_ins *ins, const struct options *options);

static void write_raw(struct out *out, struct br_slice bytes)
{
    repr_bytes(out, bytes.data, (size_t)bytes.len);
}

/* ---- Numbers --------------------------------------------------------------------------------- */

static void write_number(struct out *out, const struct br_ins *ins, const struct options *options)
{
    (void)options;
    char text[REPR_INT64_SIZE];
    out_ascii(out, text, repr_int64(text, ins->number));
}

/* A FRAME may say anything where it is only decoded. */
static void write_uint8(struct out *out, const struct br_ins *ins, const struct options *options)
{
    (void)options;
    char text[REPR_INT64_SIZE];
    out_ascii(out, text, repr_uint64(text, (uint64_t)ins->number));
}

static void write_float8(struct out *out, const struct br_ins *ins, const struct options *options)
{
    (void)options;
    static const char hex[] = "0123456789abcdef";
    const uint64_t plain_nan = UINT64_C(0x7ff8000000000000);
    uint64_t bits = 0;
    for (int k = 0; k < 8; k++)
        bits = bits << 8 | ins->text.data[k];
    double value;
    memcpy(&value, &bits, sizeof value);
    if (value == value || bits == plain_nan) {
        char text[REPR_FLOAT_SIZE];
        out_ascii(out, text, repr_float(text, value));
        return;
    }
    out_str(out, "0x");
    for (int shift = 60; shift >= 0; shift -= 4)
        out_ascii(out, &hex[bits >> shift & 15], 1);
}

/* pickle.encode_long(): no superfluous byte of sign, and none at all for 0. */
static bool is_shortest_long(struct br_slice bytes)
{
    if (bytes.len == 0)
        return true;
    uint8_t top = bytes.data[bytes.len - 1];
    if (bytes.len == 1)
        return top != 0;
    bool next_is_high = bytes.data[bytes.len - 2] >= 0x80;
    return top != (next_is_high ? 0xff : 0x00);
}

static void write_long(struct out *out, const struct br_ins *ins, const struct options *options)
{
    if (is_shortest_long(ins->text))
        repr_int_le(out, ins->text, options->max_digits);
    else
        write_raw(out, ins->text);
}

/* ---- Lines ----------------------------------------------------------------------------------- */

static bool is_bare(uint8_t c)
{
    return c > ' ' && c < 0x7f && c != '\'' && c != '"' && c != '\\' && c != ';' && c != '#';
}

/* Each byte is looked at, of names of any length, for each line that is painted: no branch in it. */
static bool is_bare_word(struct br_slice text)
{
    bool is_word = text.len > 0;
    for (uint64_t k = 0; k < text.len; k++)
        is_word &= is_bare(text.data[k]);
    return is_word;
}

static void write_text(struct out *out, struct br_slice text)
{
    if (is_bare_word(text))
        repr_line(out, text);
    else if (chars_valid(CHARS_STRICT_UTF8, text))
        repr_str(out, CHARS_STRICT_UTF8, text);
    else
        write_raw(out, text);
}

static void write_line(struct out *out, const struct br_ins *ins, const struct options *options)
{
    (void)options;
    write_text(out, ins->text);
}

static void write_pair(struct out *out, const struct br_ins *ins, const struct options *options)
{
    (void)options;
    write_text(out, ins->text);
    out_str(out, " ");
    write_text(out, ins->name);
}

/* The next quote of the kind that opened, and without a backslash before it, is the last byte. */
static bool is_quoted(struct br_slice line)
{
    struct br_slice inside;
    if (!chars_unquote(line, &inside))
        return false;
    for (uint64_t k = 0; k < inside.len; k++) {
        uint8_t c = inside.data[k];
        if (c < ' ' || c >= 0x7f || c == line.data[0])
            return false;
        if (c == '\\' && (++k == inside.len || inside.data[k] < ' ' || inside.data[k] >= 0x7f))
            return false;
    }
    return true;
}

static void write_quoted(struct out *out, const struct br_ins *ins, const struct options *options)
{
    (void)options;
    if (is_quoted(ins->text))
        repr_line(out, ins->text);
    else
        write_raw(out, ins->text);
}

/* How a pickler writes the character in a UNICODE line: _pickle.c raw_unicode_escape. */
static size_t escape(uint8_t to[10], uint32_t c)
{
    static const char hex[] = "0123456789abcdef";
    bool is_escaped = c >= 256 || c == '\\' || c == 0 || c == '\n' || c == '\r' || c == 0x1a;
    if (!is_escaped) {
        to[0] = (uint8_t)c;
        return 1;
    }
    size_t digits = c < 0x10000 ? 4 : 8;
    to[0] = '\\';
    to[1] = digits == 4 ? 'u' : 'U';
    for (size_t k = digits; k > 0; k--, c >>= 4)
        to[1 + k] = (uint8_t)hex[c & 15];
    return 2 + digits;
}

static bool is_as_pickled(struct br_slice line)
{
    struct chars at = chars_start(CHARS_ESCAPED, line);
    while (at.p < at.end) {
        const uint8_t *from = at.p;
        int32_t c = chars_next(&at);
        uint8_t text[10];
        if (c < 0)
            return false;
        size_t n = escape(text, (uint32_t)c);
        if ((size_t)(at.p - from) != n || memcmp(from, text, n) != 0)
            return false;
    }
    return true;
}

static void write_escaped(struct out *out, const struct br_ins *ins, const struct options *options)
{
    (void)options;
    if (is_as_pickled(ins->text))
        repr_str(out, CHARS_ESCAPED, ins->text);
    else
        write_raw(out, ins->text);
}

/* ---- Counted bytes --------------------------------------------------------------------------- */

static void write_bytes(struct out *out, const struct br_ins *ins, const struct options *options)
{
    (void)options;
    write_raw(out, ins->text);
}

static void write_str_if(struct out *out, enum chars_form form, struct br_slice bytes)
{
    if (chars_valid(form, bytes))
        repr_str(out, form, bytes);
    else
        write_raw(out, bytes);
}

static void write_ascii(struct out *out, const struct br_ins *ins, const struct options *options)
{
    (void)options;
    write_str_if(out, CHARS_ASCII, ins->text);
}

static void write_utf8(struct out *out, const struct br_ins *ins, const struct options *options)
{
    (void)options;
    write_str_if(out, CHARS_UTF8, ins->text);
}

static void write_nothing(struct out *out, const struct br_ins *ins, const struct options *options)
{
    (void)out;
    (void)ins;
    (void)options;
}

static write_arg *const writers[] = {
    [BR_ARG_NONE] = write_nothing,
    [BR_ARG_UINT1] = write_number,
    [BR_ARG_UINT2] = write_number,
    [BR_ARG_INT4] = write_number,
    [BR_ARG_UINT4] = write_number,
    [BR_ARG_UINT8] = write_uint8,
    [BR_ARG_FLOAT8] = write_float8,
    [BR_ARG_DECIMALNL_SHORT] = write_line,
    [BR_ARG_DECIMALNL_LONG] = write_line,
    [BR_ARG_FLOATNL] = write_line,
    [BR_ARG_STRINGNL] = write_quoted,
    [BR_ARG_STRINGNL_NOESCAPE] = write_line,
    [BR_ARG_STRINGNL_NOESCAPE_PAIR] = write_pair,
    [BR_ARG_UNICODESTRINGNL] = write_escaped,
    [BR_ARG_LONG1] = write_long,
    [BR_ARG_LONG4] = write_long,
    [BR_ARG_STRING1] = write_ascii,
    [BR_ARG_STRING4] = write_ascii,
    [BR_ARG_BYTES1] = write_bytes,
    [BR_ARG_BYTES4] = write_bytes,
    [BR_ARG_BYTES8] = write_bytes,
    [BR_ARG_BYTEARRAY8] = write_bytes,
    [BR_ARG_UNICODESTRING1] = write_utf8,
    [BR_ARG_UNICODESTRING4] = write_utf8,
    [BR_ARG_UNICODESTRING8] = write_utf8,
};

enum br_status br_arg_text(const struct br_ins *ins, const struct br_text_options *options,
                           struct br_sink sink, struct br_text_result *result)
{
    struct options own = {.max_digits = options ? options->max_digits : 0};
    struct out out;
    out_init(&out, sink, options ? options->max_bytes : 0);
    out.ends = options ? options->ends : 0;
    writers[ins->opcode->arg](&out, ins, &own);
    return out_finish(&out, result);
}
