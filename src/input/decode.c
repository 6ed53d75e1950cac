/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/decode.h"

#include <string.h>

/* ---- Letters of 5 or 6 bits -------------------------------------------------------------------- */

/* Takes the letters of an alphabet, `bits` each, and skips what is none. */
static void take_letters(const uint8_t *bytes, size_t len, const int8_t values[256], unsigned bits,
                         struct buf *out)
{
    uint32_t held = 0;
    unsigned n = 0;
    for (size_t k = 0; k < len; k++) {
        if (values[bytes[k]] < 0)
            continue;
        held = ((uint32_t)(held << bits) | (uint32_t)values[bytes[k]]) & 0xffff;
        n += bits;
        if (n < 8)
            continue;
        n -= 8;
        buf_char(out, (char)(held >> n));
    }
}

static void fill_alphabet(int8_t values[256], const char *letters)
{
    memset(values, -1, 256);
    for (int k = 0; letters[k]; k++)
        values[(unsigned char)letters[k]] = (int8_t)k;
}

/* Where padding ends it: not where a '=' stands before it may. (binascii.c, a2b_base64) */
static size_t padding_end(const uint8_t *bytes, size_t len, const int8_t values[256])
{
    unsigned letters = 0, pads = 0;
    for (size_t k = 0; k < len; k++) {
        bool is_letter = values[bytes[k]] >= 0;
        letters += is_letter;
        pads = is_letter ? 0 : pads + (bytes[k] == '=');
        if (bytes[k] == '=' && letters % 4 >= 2 && letters % 4 + pads >= 4)
            return k;
    }
    return len;
}

void decode_base64(const uint8_t *bytes, size_t len, struct buf *out)
{
    int8_t values[256];
    fill_alphabet(values, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
    values['-'] = values['+'];
    values['_'] = values['/'];
    take_letters(bytes, padding_end(bytes, len, values), values, 6, out);
}

static void decode_32(const uint8_t *bytes, size_t len, const char *letters, struct buf *out)
{
    int8_t values[256];
    fill_alphabet(values, letters);
    for (int c = 'A'; c <= 'Z'; c++)
        values[c + 0x20] = values[c];
    take_letters(bytes, len, values, 5, out);
}

void decode_base32(const uint8_t *bytes, size_t len, struct buf *out)
{
    decode_32(bytes, len, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", out);
}

void decode_base32hex(const uint8_t *bytes, size_t len, struct buf *out)
{
    decode_32(bytes, len, "0123456789ABCDEFGHIJKLMNOPQRSTUV", out);
}

void decode_hex(const uint8_t *bytes, size_t len, struct buf *out)
{
    int8_t values[256];
    fill_alphabet(values, "0123456789abcdef");
    for (int c = 'a'; c <= 'f'; c++)
        values[c - 0x20] = values[c];
    take_letters(bytes, len, values, 4, out);
}

/* ---- Five letters for four bytes ---------------------------------------------------------------- */

static void put_word(struct buf *out, uint64_t word, unsigned n)
{
    for (unsigned k = 0; k < n; k++)
        buf_char(out, (char)(word >> (24 - 8 * k)));
}

/* What is left of a last group: filled up with the greatest letter, then cut. */
static void put_last(struct buf *out, uint64_t word, unsigned n)
{
    if (n < 2)
        return;
    for (unsigned k = n; k < 5; k++)
        word = word * 85 + 84;
    put_word(out, word, n - 1);
}

void decode_base85(const uint8_t *bytes, size_t len, struct buf *out)
{
    int8_t values[256];
    fill_alphabet(values, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                          "!#$%&()*+-;<=>?@^_`{|}~");
    uint64_t word = 0;
    unsigned n = 0;
    for (size_t k = 0; k < len && values[bytes[k]] >= 0; k++) {
        word = word * 85 + (uint64_t)values[bytes[k]];
        if (++n < 5)
            continue;
        put_word(out, word, 4);
        word = n = 0;
    }
    put_last(out, word, n);
}

void decode_ascii85(const uint8_t *bytes, size_t len, struct buf *out)
{
    uint64_t word = 0;
    unsigned n = 0;
    size_t k = len >= 2 && memcmp(bytes, "<~", 2) == 0 ? 2 : 0;
    for (; k < len && bytes[k] != '~'; k++) {
        if (n == 0 && bytes[k] == 'z')
            put_word(out, 0, 4);
        else if (n == 0 && bytes[k] == 'y') /* foldspaces */
            put_word(out, 0x20202020, 4);
        if (bytes[k] < '!' || bytes[k] > 'u')
            continue;
        word = word * 85 + (uint64_t)(bytes[k] - '!');
        if (++n < 5)
            continue;
        put_word(out, word, 4);
        word = n = 0;
    }
    put_last(out, word, n);
}

/* ---- Text of mail ------------------------------------------------------------------------------- */

/* One line of uuencoded text, from after its count. */
static void take_uu_line(const uint8_t *line, size_t len, size_t count, struct buf *out)
{
    uint32_t held = 0;
    unsigned n = 0;
    for (size_t k = 0; count > 0; k++) {
        uint32_t value = k < len ? (uint32_t)(line[k] - ' ') & 0x3f : 0;
        held = (held << 6 | value) & 0xffff;
        n += 6;
        if (n < 8)
            continue;
        n -= 8;
        count--;
        buf_char(out, (char)(held >> n));
    }
}

void decode_uu(const uint8_t *bytes, size_t len, struct buf *out)
{
    size_t at = 0;
    while (at < len) {
        const uint8_t *line = bytes + at, *feed = memchr(line, '\n', len - at);
        size_t n = feed ? (size_t)(feed - line) : len - at;
        bool is_frame =
            (n >= 6 && memcmp(line, "begin ", 6) == 0) || (n >= 3 && memcmp(line, "end", 3) == 0);
        if (n > 0 && !is_frame && line[0] >= ' ' && line[0] <= '`')
            take_uu_line(line + 1, n - 1, (size_t)(line[0] - ' ') & 0x3f, out);
        at += n + 1;
    }
}

static int hex_of(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void decode_quopri(const uint8_t *bytes, size_t len, struct buf *out)
{
    for (size_t k = 0; k < len; k++) {
        bool is_pair = bytes[k] == '=' && k + 2 < len && hex_of(bytes[k + 1]) >= 0 &&
                       hex_of(bytes[k + 2]) >= 0;
        if (is_pair) {
            buf_char(out, (char)(hex_of(bytes[k + 1]) << 4 | hex_of(bytes[k + 2])));
            k += 2;
        } else if (bytes[k] == '=' && k + 1 < len &&
                   (bytes[k + 1] == '\n' || bytes[k + 1] == '\r')) {
            bool is_two = bytes[k + 1] == '\r' && k + 2 < len && bytes[k + 2] == '\n';
            k += is_two ? 2 : 1;
        } else {
            buf_char(out, (char)bytes[k]);
        }
    }
}

/* ---- Characters --------------------------------------------------------------------------------- */

void decode_rot13(const uint8_t *bytes, size_t len, struct buf *out)
{
    for (size_t k = 0; k < len; k++) {
        uint8_t low = bytes[k] | 0x20, first = bytes[k] & 0x20 ? 'a' : 'A';
        bool is_letter = low >= 'a' && low <= 'z' && bytes[k] < 0x80;
        buf_char(out, (char)(is_letter ? first + (low - 'a' + 13) % 26 : bytes[k]));
    }
}

/* The character at *at, which is moved on; UINT32_MAX: it is none. Lone surrogates are taken. */
static uint32_t next_char(const uint8_t *bytes, size_t len, size_t *at)
{
    uint8_t lead = bytes[*at];
    unsigned more = lead < 0x80 ? 0 : lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
    uint32_t c = more ? lead & (0x3fu >> more) : lead;
    if (more >= len - *at || (lead >= 0x80 && lead < 0xc0))
        return UINT32_MAX;
    for (unsigned k = 1; k <= more; k++)
        c = c << 6 | (bytes[*at + k] & 0x3f);
    *at += more + 1;
    return c;
}

void decode_latin1(const uint8_t *bytes, size_t len, struct buf *out)
{
    for (size_t at = 0; at < len;) {
        uint32_t c = next_char(bytes, len, &at);
        if (c > 0xff)
            return;
        buf_char(out, (char)c);
    }
}

static void put_unit(struct buf *out, uint32_t unit, bool is_big)
{
    buf_char(out, (char)(is_big ? unit >> 8 : unit));
    buf_char(out, (char)(is_big ? unit : unit >> 8));
}

static void to_utf16(const uint8_t *bytes, size_t len, bool is_big, struct buf *out)
{
    for (size_t at = 0; at < len;) {
        uint32_t c = next_char(bytes, len, &at);
        if (c == UINT32_MAX)
            return;
        if (c >= 0x10000) {
            put_unit(out, 0xd7c0 + (c >> 10), is_big);
            c = 0xdc00 | (c & 0x3ff);
        }
        put_unit(out, c & 0xffff, is_big);
    }
}

void decode_to_utf16(const uint8_t *bytes, size_t len, struct buf *out)
{
    to_utf16(bytes, len, false, out);
}

void decode_to_utf16be(const uint8_t *bytes, size_t len, struct buf *out)
{
    to_utf16(bytes, len, true, out);
}

void decode_from_latin1(const uint8_t *bytes, size_t len, struct buf *out)
{
    for (size_t k = 0; k < len; k++) {
        if (bytes[k] >= 0x80)
            buf_char(out, (char)(0xc0 | bytes[k] >> 6));
        buf_char(out, (char)(bytes[k] >= 0x80 ? 0x80 | (bytes[k] & 0x3f) : bytes[k]));
    }
}

void decode_from_utf16(const uint8_t *bytes, size_t len, struct buf *out)
{
    bool has_mark = len >= 2 && (bytes[0] ^ bytes[1]) == (0xff ^ 0xfe);
    bool is_big = has_mark ? bytes[0] == 0xfe : len >= 2 && bytes[0] == 0;
    for (size_t at = has_mark ? 2 : 0; at + 1 < len; at += 2) {
        if (bytes[at + !is_big] != 0 || bytes[at + is_big] >= 0x80)
            return;
        buf_char(out, (char)bytes[at + is_big]);
    }
}
