/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters that stand for bytes. */
#include <stdint.h>
#include <string.h>

#include "src/base/codec.h"
#include "src/base/inflate.h"
#include "src/base/utf8.h"

/* ---- Alphabets -------------------------------------------------------------------------------- */

static const char letters_64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* What each letter is worth; -1: it is none. */
struct alphabet {
    int8_t values[256];
};

static void alphabet_init(struct alphabet *alphabet, const char *letters)
{
    memset(alphabet->values, -1, sizeof alphabet->values);
    for (int k = 0; letters[k]; k++)
        alphabet->values[(unsigned char)letters[k]] = (int8_t)k;
}

static int value_of(const struct alphabet *alphabet, char c)
{
    return alphabet->values[(unsigned char)c];
}

/* Bits that have come and make no byte yet. */
struct bits {
    uint32_t held;
    unsigned n;
};

static void put_bits(struct bits *bits, unsigned value, unsigned n, struct buf *out)
{
    bits->held = (bits->held << n | value) & 0xffff;
    bits->n += n;
    if (bits->n < 8)
        return;
    bits->n -= 8;
    buf_char(out, (char)(bits->held >> bits->n));
}

/* ---- base64 ----------------------------------------------------------------------------------- */

/* binascii.c, a2b_base64, not strict: padding ends it where it may stand, and nowhere else. */
static bool decode_64(const char *bytes, size_t len, const struct alphabet *alphabet,
                      struct buf *out)
{
    struct bits bits = {0};
    size_t letters = 0, pads = 0;
    for (size_t k = 0; k < len; k++) {
        int value = value_of(alphabet, bytes[k]);
        if (bytes[k] == '=' && letters % 4 >= 2 && letters % 4 + ++pads >= 4)
            return true;
        if (value < 0)
            continue;
        pads = 0;
        letters++;
        put_bits(&bits, (unsigned)value, 6, out);
    }
    return letters % 4 == 0;
}

bool codec_base64(const char *bytes, size_t len, struct buf *out)
{
    struct alphabet alphabet;
    alphabet_init(&alphabet, letters_64);
    return decode_64(bytes, len, &alphabet, out);
}

/* base64.py, b64decode: altchars are put for '+' and '/', which stay letters. */
bool codec_base64_alt(const char *bytes, size_t len, const char letters[2], struct buf *out)
{
    struct alphabet alphabet;
    alphabet_init(&alphabet, letters_64);
    for (int k = 0; k < 2; k++)
        alphabet.values[(unsigned char)letters[k]] = (int8_t)(62 + k);
    return decode_64(bytes, len, &alphabet, out);
}

bool codec_base64_url(const char *bytes, size_t len, struct buf *out)
{
    return codec_base64_alt(bytes, len, "-_", out);
}

/* ---- base32, base16 --------------------------------------------------------------------------- */

static void fold_case(struct alphabet *alphabet)
{
    for (int c = 'A'; c <= 'Z'; c++)
        alphabet->values[c + 0x20] = alphabet->values[c];
}

/* base64.py, _b32decode: whole groups of eight, some of whose letters may be padding. */
static bool decode_32(const char *bytes, size_t len, const struct alphabet *alphabet,
                      struct buf *out)
{
    static const bool may_be_missing[8] = {true, true, false, true, true, false, true, false};
    struct bits bits = {0};
    size_t n = len;
    if (len % 8 != 0)
        return false;
    while (n > 0 && bytes[n - 1] == '=')
        n--;
    for (size_t k = 0; k < n; k++) {
        int value = value_of(alphabet, bytes[k]);
        if (value < 0)
            return false;
        put_bits(&bits, (unsigned)value, 5, out);
    }
    return len - n < 8 && may_be_missing[len - n];
}

bool codec_base32(const char *bytes, size_t len, struct buf *out)
{
    struct alphabet alphabet;
    alphabet_init(&alphabet, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
    return decode_32(bytes, len, &alphabet, out);
}

bool codec_base32_fold(const char *bytes, size_t len, struct buf *out)
{
    struct alphabet alphabet;
    alphabet_init(&alphabet, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
    fold_case(&alphabet);
    return decode_32(bytes, len, &alphabet, out);
}

bool codec_base32hex(const char *bytes, size_t len, struct buf *out)
{
    struct alphabet alphabet;
    alphabet_init(&alphabet, "0123456789ABCDEFGHIJKLMNOPQRSTUV");
    fold_case(&alphabet);
    return decode_32(bytes, len, &alphabet, out);
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool decode_16(const char *bytes, size_t len, const struct alphabet *alphabet,
                      bool has_blanks, struct buf *out)
{
    for (size_t k = 0; k < len;) {
        if (has_blanks && is_blank(bytes[k])) {
            k++;
            continue;
        }
        int high = value_of(alphabet, bytes[k]);
        int low = k + 1 < len ? value_of(alphabet, bytes[k + 1]) : -1;
        if (high < 0 || low < 0)
            return false;
        buf_char(out, (char)(high << 4 | low));
        k += 2;
    }
    return true;
}

bool codec_base16(const char *bytes, size_t len, struct buf *out)
{
    struct alphabet alphabet;
    alphabet_init(&alphabet, "0123456789ABCDEF");
    return decode_16(bytes, len, &alphabet, false, out);
}

bool codec_hex(const char *bytes, size_t len, struct buf *out)
{
    struct alphabet alphabet;
    alphabet_init(&alphabet, "0123456789ABCDEF");
    fold_case(&alphabet);
    return decode_16(bytes, len, &alphabet, false, out);
}

bool codec_fromhex(const char *bytes, size_t len, struct buf *out)
{
    struct alphabet alphabet;
    alphabet_init(&alphabet, "0123456789ABCDEF");
    fold_case(&alphabet);
    return decode_16(bytes, len, &alphabet, true, out);
}

/* ---- Five letters for four bytes ---------------------------------------------------------------- */

struct five {
    uint64_t word;
    unsigned n;
};

static void put_word(uint64_t word, unsigned n, struct buf *out)
{
    for (unsigned k = 0; k < n; k++)
        buf_char(out, (char)(word >> (24 - 8 * k)));
}

/* The next letter. False: the five are more than four bytes hold. */
static bool put_letter(struct five *five, unsigned value, struct buf *out)
{
    five->word = five->word * 85 + value;
    if (++five->n < 5)
        return true;
    if (five->word > UINT32_MAX)
        return false;
    put_word(five->word, 4, out);
    *five = (struct five){0};
    return true;
}

/* What is left of a last group: filled up with the greatest letter, then cut. */
static bool put_last(struct five *five, struct buf *out)
{
    unsigned n = five->n;
    for (unsigned k = n; n && k < 5; k++)
        five->word = five->word * 85 + 84;
    if (n && five->word > UINT32_MAX)
        return false;
    put_word(five->word, n ? n - 1 : 0, out);
    return true;
}

bool codec_base85(const char *bytes, size_t len, struct buf *out)
{
    struct alphabet alphabet;
    struct five five = {0};
    alphabet_init(&alphabet, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                             "!#$%&()*+-;<=>?@^_`{|}~");
    for (size_t k = 0; k < len; k++) {
        int value = value_of(&alphabet, bytes[k]);
        if (value < 0 || !put_letter(&five, (unsigned)value, out))
            return false;
    }
    return put_last(&five, out);
}

bool codec_ascii85(const char *bytes, size_t len, struct buf *out)
{
    struct five five = {0};
    bool is_framed = len >= 2 && memcmp(bytes + len - 2, "~>", 2) == 0;
    size_t end = is_framed ? len - 2 : len;
    for (size_t k = is_framed && end >= 2 && memcmp(bytes, "<~", 2) == 0 ? 2 : 0; k < end; k++) {
        char c = bytes[k];
        bool is_word = c == 'z' || c == 'y';
        if (c && strchr(" \t\n\r\v", c)) /* not \f: base64.py, ignorechars */
            continue;
        if (is_word && five.n == 0)
            put_word(c == 'z' ? 0 : 0x20202020, 4, out);
        else if (c < '!' || c > 'u' || !put_letter(&five, (unsigned)(c - '!'), out))
            return false;
    }
    return put_last(&five, out);
}

/* ---- uu ----------------------------------------------------------------------------------------- */

/* binascii.c, a2b_uu: ' ' and '`' are both zero, what is missing at the end of a line is zero too. */
bool codec_uu_line(const char *line, size_t len, struct buf *out)
{
    struct bits bits = {0};
    size_t begin = out->len, at = 1, wanted = len ? (size_t)(line[0] - ' ') & 0x3f : 0;
    if (len == 0) /* Python reads the NUL behind it */
        wanted = ('\0' - ' ') & 0x3f;
    for (; out->len - begin < wanted && !out->failed; at++) {
        bool is_missing = at >= len || line[at] == '\n' || line[at] == '\r';
        if (!is_missing && (line[at] < ' ' || line[at] > '`'))
            return false;
        put_bits(&bits, is_missing ? 0 : (unsigned)(line[at] - ' ') & 0x3f, 6, out);
    }
    for (; at < len; at++)
        if (line[at] == '\0' || !strchr(" `\n\r", line[at]))
            return false;
    return true;
}

/* encodings/uu_codec.py: a line that is too long is cut to what its count says. */
static bool add_uu_line(const char *line, size_t len, struct buf *out)
{
    size_t begin = out->len;
    if (codec_uu_line(line, len, out))
        return true;
    size_t said = ((size_t)(line[0] - ' ') & 0x3f) * 4 + 5;
    buf_cut(out, begin);
    return codec_uu_line(line, said / 3 < len ? said / 3 : len, out);
}

bool codec_uu(const char *bytes, size_t len, struct buf *out)
{
    bool has_begun = false;
    for (size_t at = 0; at < len && !out->failed;) {
        const char *line = bytes + at, *feed = memchr(line, '\n', len - at);
        size_t n = feed ? (size_t)(feed - line) + 1 : len - at;
        at += n;
        if (!has_begun)
            has_begun = n >= 5 && memcmp(line, "begin", 5) == 0;
        else if (n == 4 && memcmp(line, "end\n", 4) == 0)
            return true;
        else if (!add_uu_line(line, n, out))
            return false;
    }
    return false;
}

/* ---- Bytes written as =XX or %XX ---------------------------------------------------------------- */

static int hex_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Two hexadecimal digits; -1: there are none. */
static int byte_of(const char *bytes, size_t left)
{
    int high = left >= 2 ? hex_of(bytes[0]) : -1, low = left >= 2 ? hex_of(bytes[1]) : -1;
    return high < 0 || low < 0 ? -1 : high << 4 | low;
}

/* What a '=' stands for (binascii.c, a2b_qp); how many bytes behind it are read. */
static size_t take_quoted(const char *bytes, size_t left, struct buf *out)
{
    int byte = byte_of(bytes, left);
    if (left == 0)
        return 0;
    if (bytes[0] == '\n' || bytes[0] == '\r') { /* a line that goes on */
        const char *feed = memchr(bytes, '\n', left);
        return feed ? (size_t)(feed - bytes) + 1 : left;
    }
    buf_char(out, byte >= 0 ? (char)byte : '=');
    return byte >= 0 ? 2 : bytes[0] == '=';
}

static bool decode_quopri(const char *bytes, size_t len, char underscore, struct buf *out)
{
    for (size_t k = 0; k < len;) {
        char c = bytes[k++];
        if (c == '=')
            k += take_quoted(bytes + k, len - k, out);
        else
            buf_char(out, c == '_' ? underscore : c);
    }
    return true;
}

bool codec_quopri(const char *bytes, size_t len, struct buf *out)
{
    return decode_quopri(bytes, len, '_', out);
}

bool codec_quopri_header(const char *bytes, size_t len, struct buf *out)
{
    return decode_quopri(bytes, len, ' ', out);
}

/* Bytes that are no UTF-8 would become other characters: what, is not known here. */
static bool decode_percent(const char *bytes, size_t len, char plus, struct buf *out)
{
    size_t begin = out->len;
    for (size_t k = 0; k < len; k++) {
        int byte = bytes[k] == '%' ? byte_of(bytes + k + 1, len - k - 1) : -1;
        buf_char(out, byte >= 0 ? (char)byte : bytes[k] == '+' ? plus : bytes[k]);
        k += byte >= 0 ? 2 : 0;
    }
    size_t n = out->len - begin;
    return utf8_length(buf_text(out) + begin, n) == n;
}

bool codec_percent(const char *bytes, size_t len, struct buf *out)
{
    return decode_percent(bytes, len, '+', out);
}

bool codec_percent_plus(const char *bytes, size_t len, struct buf *out)
{
    return decode_percent(bytes, len, ' ', out);
}

/* ---- Compressed data -------------------------------------------------------------------------- */

bool codec_zlib(const char *bytes, size_t len, struct buf *out)
{
    return inflate_bytes(INFLATE_ZLIB, bytes, len, out);
}

bool codec_gzip(const char *bytes, size_t len, struct buf *out)
{
    return inflate_bytes(INFLATE_GZIP, bytes, len, out);
}

bool codec_bzip2(const char *bytes, size_t len, struct buf *out)
{
    return inflate_bytes(INFLATE_BZIP2, bytes, len, out);
}

bool codec_xz(const char *bytes, size_t len, struct buf *out)
{
    return inflate_bytes(INFLATE_XZ, bytes, len, out);
}
