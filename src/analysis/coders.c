/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions that decode and encode: codecs by name, base64 and its kin, compressed data. */
#include <string.h>

#include "src/analysis/models.h"
#include "src/analysis/render.h"
#include "src/base/inflate.h"

/* ---- Bytes to bytes -------------------------------------------------------------------------- */

/* Each reads all of data and appends; false: it is not what it should be. */
typedef bool coder_bytes(const char *data, size_t n, struct buf *out);

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool decode_hex(const char *data, size_t n, struct buf *out)
{
    for (size_t k = 0; k < n;) {
        if (is_blank(data[k])) { /* bytes.fromhex passes them over */
            k++;
            continue;
        }
        int high = hex_digit(data[k]), low = k + 1 < n ? hex_digit(data[k + 1]) : -1;
        if (high < 0 || low < 0)
            return false;
        buf_char(out, (char)(high << 4 | low));
        k += 2;
    }
    return true;
}

static bool encode_hex(const char *data, size_t n, struct buf *out)
{
    for (size_t k = 0; k < n; k++)
        buf_printf(out, "%02x", (unsigned char)data[k]);
    return true;
}

static int digit_64(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

/* As binascii.a2b_base64 does without strict: what is no digit is passed over. */
static bool decode_base64(const char *data, size_t n, struct buf *out)
{
    uint32_t bits = 0;
    unsigned count = 0;
    for (size_t k = 0; k < n && data[k] != '='; k++) {
        int digit = digit_64(data[k]);
        if (digit < 0)
            continue;
        bits = bits << 6 | (uint32_t)digit;
        count += 6;
        if (count >= 8) {
            count -= 8;
            buf_char(out, (char)(bits >> count & 0xff));
        }
    }
    return true;
}

static bool encode_base64(const char *data, size_t n, struct buf *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t k = 0; k < n; k += 3) {
        uint32_t bits = 0;
        for (size_t j = 0; j < 3; j++)
            bits = bits << 8 | (k + j < n ? (unsigned char)data[k + j] : 0u);
        for (size_t j = 0; j < 4; j++)
            buf_char(out, k + j > n ? '=' : digits[bits >> (18 - 6 * j) & 63]);
    }
    return true;
}

static bool decode_base32(const char *data, size_t n, struct buf *out)
{
    uint32_t bits = 0;
    unsigned count = 0;
    for (size_t k = 0; k < n && data[k] != '='; k++) {
        char c = (char)(data[k] >= 'a' ? data[k] - 32 : data[k]);
        int digit = c >= 'A' && c <= 'Z' ? c - 'A' : c >= '2' && c <= '7' ? c - '2' + 26 : -1;
        if (digit < 0)
            return false;
        bits = bits << 5 | (uint32_t)digit;
        count += 5;
        if (count >= 8) {
            count -= 8;
            buf_char(out, (char)(bits >> count & 0xff));
        }
    }
    return true;
}

/* Five digits of base 85 are four bytes; what is missing at the end is filled up. */
static bool decode_base85(const char *data, size_t n, const char *digits, char fill,
                          struct buf *out)
{
    uint64_t bits = 0;
    unsigned count = 0, padding = 0;
    for (size_t k = 0; k < n || count > 0; k++) {
        char c = k < n ? data[k] : fill;
        const char *digit = c ? strchr(digits, c) : NULL;
        padding += k >= n;
        if (k < n && is_blank(c))
            continue;
        if (!digit)
            return false;
        bits = bits * 85 + (uint64_t)(digit - digits);
        if (++count < 5)
            continue;
        for (unsigned j = 0; j < 4 - (padding < 4 ? padding : 4); j++)
            buf_char(out, (char)(bits >> (24 - 8 * j) & 0xff));
        bits = 0;
        count = 0;
    }
    return true;
}

static bool decode_b85(const char *data, size_t n, struct buf *out)
{
    return decode_base85(data, n,
                         "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                         "!#$%&()*+-;<=>?@^_`{|}~",
                         '~', out);
}

static bool decode_a85(const char *data, size_t n, struct buf *out)
{
    return decode_base85(data, n,
                         "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`"
                         "abcdefghijklmnopqrstu",
                         'u', out);
}

static bool decode_zlib(const char *data, size_t n, struct buf *out)
{
    return inflate_bytes(INFLATE_ZLIB, data, n, out);
}

static bool decode_gzip(const char *data, size_t n, struct buf *out)
{
    return inflate_bytes(INFLATE_GZIP, data, n, out);
}

static bool decode_bzip2(const char *data, size_t n, struct buf *out)
{
    return inflate_bytes(INFLATE_BZIP2, data, n, out);
}

static bool decode_xz(const char *data, size_t n, struct buf *out)
{
    return inflate_bytes(INFLATE_XZ, data, n, out);
}

static bool decode_quoted(const char *data, size_t n, struct buf *out)
{
    for (size_t k = 0; k < n; k++) {
        bool is_code = data[k] == '=' && k + 2 < n && hex_digit(data[k + 1]) >= 0 &&
                       hex_digit(data[k + 2]) >= 0;
        if (!is_code) {
            buf_char(out, data[k]);
            continue;
        }
        buf_char(out, (char)(hex_digit(data[k + 1]) << 4 | hex_digit(data[k + 2])));
        k += 2;
    }
    return true;
}

static bool decode_percent(const char *data, size_t n, struct buf *out)
{
    for (size_t k = 0; k < n; k++) {
        bool is_code = data[k] == '%' && k + 2 < n && hex_digit(data[k + 1]) >= 0 &&
                       hex_digit(data[k + 2]) >= 0;
        buf_char(out,
                 is_code ? (char)(hex_digit(data[k + 1]) << 4 | hex_digit(data[k + 2])) : data[k]);
        k += is_code ? 2 : 0;
    }
    return true;
}

static bool code_rot13(const char *data, size_t n, struct buf *out)
{
    for (size_t k = 0; k < n; k++) {
        char c = data[k], low = (char)(c | 0x20);
        bool is_letter = low >= 'a' && low <= 'z';
        buf_char(out, !is_letter ? c : (char)(low < 'n' ? c + 13 : c - 13));
    }
    return true;
}

static bool code_same(const char *data, size_t n, struct buf *out)
{
    buf_add(out, data, n);
    return true;
}

/* ---- Text to bytes and back ------------------------------------------------------------------ */

static bool decode_latin1(const char *data, size_t n, struct buf *out)
{
    for (size_t k = 0; k < n; k++)
        render_character((unsigned char)data[k], out);
    return true;
}

static bool encode_latin1(const char *data, size_t n, struct buf *out)
{
    const struct meaning text = {.text = data, .text_len = n};
    for (size_t at = 0; at < n;) {
        uint32_t code = render_next_code(&text, &at);
        buf_char(out, (char)code);
        if (code > 0xff)
            return false;
    }
    return true;
}

static uint32_t unit_at(const char *data, unsigned width, bool is_big)
{
    uint32_t unit = 0;
    for (unsigned k = 0; k < width; k++)
        unit = unit << 8 | (unsigned char)data[is_big ? k : width - 1 - k];
    return unit;
}

/* UTF-16 and UTF-32: units of so many bytes, with or without a mark of their order. */
static bool decode_units(const char *data, size_t n, unsigned width, bool is_big, bool has_mark,
                         struct buf *out)
{
    size_t k = 0;
    if (has_mark && n >= width && unit_at(data, width, !is_big) == 0xfeff)
        is_big = !is_big;
    if (has_mark && n >= width && unit_at(data, width, is_big) == 0xfeff)
        k = width;
    for (; k + width <= n; k += width) {
        uint32_t code = unit_at(data + k, width, is_big);
        if (width == 2 && code >= 0xd800 && code < 0xdc00 && k + 4 <= n) {
            code = 0x10000 + ((code - 0xd800) << 10) +
                   ((unit_at(data + k + 2, 2, is_big) - 0xdc00) & 0x3ff);
            k += 2;
        }
        if (!render_character(code, out))
            return false;
    }
    return k == n;
}

static bool decode_utf16(const char *data, size_t n, struct buf *out)
{
    return decode_units(data, n, 2, false, true, out);
}

static bool decode_utf16le(const char *data, size_t n, struct buf *out)
{
    return decode_units(data, n, 2, false, false, out);
}

static bool decode_utf16be(const char *data, size_t n, struct buf *out)
{
    return decode_units(data, n, 2, true, false, out);
}

static bool decode_utf32(const char *data, size_t n, struct buf *out)
{
    return decode_units(data, n, 4, false, true, out);
}

static bool decode_utf32le(const char *data, size_t n, struct buf *out)
{
    return decode_units(data, n, 4, false, false, out);
}

static bool decode_utf32be(const char *data, size_t n, struct buf *out)
{
    return decode_units(data, n, 4, true, false, out);
}

static bool encode_units(const char *data, size_t n, unsigned width, bool is_big, struct buf *out)
{
    const struct meaning text = {.text = data, .text_len = n};
    for (size_t at = 0; at < n;) {
        uint32_t code = render_next_code(&text, &at);
        if (width == 2 && code > 0xffff)
            return false;
        for (unsigned k = 0; k < width; k++)
            buf_char(out, (char)(code >> 8 * (is_big ? width - 1 - k : k) & 0xff));
    }
    return true;
}

static bool encode_utf16(const char *data, size_t n, struct buf *out)
{
    buf_add(out, "\xff\xfe", 2);
    return encode_units(data, n, 2, false, out);
}

static bool encode_utf16le(const char *data, size_t n, struct buf *out)
{
    return encode_units(data, n, 2, false, out);
}

static bool encode_utf16be(const char *data, size_t n, struct buf *out)
{
    return encode_units(data, n, 2, true, out);
}

/* One escape at data, which begins with a backslash; how many bytes it is, 0: it is none. */
static size_t decode_escape(const char *data, size_t n, bool is_text, struct buf *out)
{
    static const char letters[] = "abfnrtv\\'\"", codes[] = "\a\b\f\n\r\t\v\\'\"";
    const char *letter = n > 1 && data[1] ? strchr(letters, data[1]) : NULL;
    if (n < 2)
        return 0;
    if (letter) {
        buf_char(out, codes[letter - letters]);
        return 2;
    }
    size_t digits = data[1] == 'x' ? 2 : !is_text ? 0 : data[1] == 'u' ? 4 : data[1] == 'U' ? 8 : 0;
    bool is_octal = data[1] >= '0' && data[1] < '8';
    uint32_t code = 0;
    size_t k = digits ? 2 : 1;
    for (; digits && k < n && k < 2 + digits && hex_digit(data[k]) >= 0; k++)
        code = code << 4 | (uint32_t)hex_digit(data[k]);
    for (; is_octal && k < n && k < 4 && data[k] >= '0' && data[k] < '8'; k++)
        code = code << 3 | (uint32_t)(data[k] - '0');
    if (digits ? k != 2 + digits : !is_octal)
        return data[1] == '\n' ? 2 : 0;
    if (!is_text)
        buf_char(out, (char)code);
    else if (!render_character(code, out))
        return 0;
    return k;
}

static bool decode_escapes(const char *data, size_t n, bool is_text, struct buf *out)
{
    for (size_t k = 0; k < n;) {
        size_t taken = data[k] == '\\' ? decode_escape(data + k, n - k, is_text, out) : 0;
        if (taken == 0 && is_text)
            render_character((unsigned char)data[k], out);
        else if (taken == 0)
            buf_char(out, data[k]);
        k += taken ? taken : 1;
    }
    return true;
}

static bool decode_unicode_escape(const char *data, size_t n, struct buf *out)
{
    return decode_escapes(data, n, true, out);
}

static bool decode_string_escape(const char *data, size_t n, struct buf *out)
{
    return decode_escapes(data, n, false, out);
}

static bool decode_raw_unicode_escape(const char *data, size_t n, struct buf *out)
{
    for (size_t k = 0; k < n;) {
        bool is_code = data[k] == '\\' && k + 1 < n && (data[k + 1] == 'u' || data[k + 1] == 'U');
        size_t taken = is_code ? decode_escape(data + k, n - k, true, out) : 0;
        if (taken == 0)
            render_character((unsigned char)data[k], out);
        k += taken ? taken : 1;
    }
    return true;
}

static bool encode_unicode_escape(const char *data, size_t n, struct buf *out)
{
    const struct meaning text = {.text = data, .text_len = n};
    for (size_t at = 0; at < n;) {
        uint32_t code = render_next_code(&text, &at);
        if (code == '\\')
            buf_str(out, "\\\\");
        else if (code >= 0x20 && code < 0x7f)
            buf_char(out, (char)code);
        else
            buf_printf(out,
                       code < 0x100     ? "\\x%02x"
                       : code < 0x10000 ? "\\u%04x"
                                        : "\\U%08x",
                       code);
    }
    return true;
}

/* ---- Codecs by name -------------------------------------------------------------------------- */

struct codec {
    const char *name;    /* letters and digits alone, lower case */
    coder_bytes *decode; /* NULL: not known here */
    coder_bytes *encode;
    enum meaning_kind result; /* of decoding; encoding gives bytes, or the same where both are */
    bool is_kept;             /* both ways give the kind that decoding gives */
};

/* clang-format off */
static const struct codec codecs[] = {
    {"utf8", code_same, code_same, MEANING_TEXT, false},
    {"utf8sig", code_same, NULL, MEANING_TEXT, false},
    {"u8", code_same, code_same, MEANING_TEXT, false},
    {"ascii", code_same, code_same, MEANING_TEXT, false},
    {"usascii", code_same, code_same, MEANING_TEXT, false},
    {"latin1", decode_latin1, encode_latin1, MEANING_TEXT, false},
    {"latin", decode_latin1, encode_latin1, MEANING_TEXT, false},
    {"iso88591", decode_latin1, encode_latin1, MEANING_TEXT, false},
    {"l1", decode_latin1, encode_latin1, MEANING_TEXT, false},
    {"cp1252", decode_latin1, encode_latin1, MEANING_TEXT, false},
    {"cp437", code_same, code_same, MEANING_TEXT, false},
    {"utf16", decode_utf16, encode_utf16, MEANING_TEXT, false},
    {"utf16le", decode_utf16le, encode_utf16le, MEANING_TEXT, false},
    {"utf16be", decode_utf16be, encode_utf16be, MEANING_TEXT, false},
    {"utf32", decode_utf32, NULL, MEANING_TEXT, false},
    {"utf32le", decode_utf32le, NULL, MEANING_TEXT, false},
    {"utf32be", decode_utf32be, NULL, MEANING_TEXT, false},
    {"utf7", code_same, code_same, MEANING_TEXT, false},
    {"unicodeescape", decode_unicode_escape, encode_unicode_escape, MEANING_TEXT, false},
    {"rawunicodeescape", decode_raw_unicode_escape, encode_latin1, MEANING_TEXT, false},
    {"stringescape", decode_string_escape, NULL, MEANING_BYTES, false},
    {"rot13", code_rot13, code_rot13, MEANING_TEXT, true},
    {"hex", decode_hex, encode_hex, MEANING_BYTES, true},
    {"hexcodec", decode_hex, encode_hex, MEANING_BYTES, true},
    {"base64", decode_base64, encode_base64, MEANING_BYTES, true},
    {"base64codec", decode_base64, encode_base64, MEANING_BYTES, true},
    {"zlib", decode_zlib, NULL, MEANING_BYTES, true},
    {"zlibcodec", decode_zlib, NULL, MEANING_BYTES, true},
    {"zip", decode_zlib, NULL, MEANING_BYTES, true},
    {"bz2", decode_bzip2, NULL, MEANING_BYTES, true},
    {"bz2codec", decode_bzip2, NULL, MEANING_BYTES, true},
    {"quopri", decode_quoted, NULL, MEANING_BYTES, true},
    {"quotedprintable", decode_quoted, NULL, MEANING_BYTES, true},
};
/* clang-format on */

static bool is_codec(const struct codec *codec, const char *name, size_t n)
{
    const char *at = codec->name;
    for (size_t k = 0; k < n; k++) {
        char c = name[k];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c | 0x20);
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')))
            continue;
        if (c != *at++)
            return false;
    }
    return *at == '\0';
}

/* UTF-8 that says each character in the one way that is allowed; of ASCII nothing else. */
static bool is_ascii(const struct meaning *text)
{
    for (size_t n = 0; n < text->text_len; n++) {
        if ((unsigned char)text->text[n] >= 0x80)
            return false;
    }
    return true;
}

static const struct meaning *coded(struct evaluator *ev, coder_bytes *coder,
                                   const struct meaning *data, enum meaning_kind result)
{
    struct buf out = {.limit = MEANING_TEXT_MAX};
    bool good = coder && ev_spend(ev, 4 * data->text_len + 64) &&
                coder(data->text, data->text_len, &out) && ev_spend(ev, out.len);
    if (!good) {
        buf_free(&out);
        return NULL;
    }
    return meaning_buf(&ev->store, result, &out);
}

const struct meaning *coder_run(struct evaluator *ev, const struct meaning *data, const char *name,
                                size_t n, bool is_decode)
{
    bool is_known = meaning_is(data, MEANING_TEXT) || meaning_is(data, MEANING_BYTES);
    for (size_t k = 0; is_known && k < sizeof codecs / sizeof codecs[0]; k++) {
        const struct codec *codec = &codecs[k];
        if (!is_codec(codec, name, n))
            continue;
        coder_bytes *coder = is_decode ? codec->decode : codec->encode;
        if (coder == code_same && !is_ascii(data) && strncmp(codec->name, "u", 1) != 0)
            return NULL;
        return coded(ev, coder, data, is_decode || codec->is_kept ? codec->result : MEANING_BYTES);
    }
    return NULL;
}

/* ---- Functions ------------------------------------------------------------------------------- */

#define MODEL(name)                                                                                \
    static const struct meaning *name(struct evaluator *ev, const struct model *model,             \
                                      const struct arguments *args)

/* codecs.decode(data, codec) and encode; text: the codec, where it is the function's own. */
MODEL(model_codec)
{
    const struct meaning *codec = arg_of_kind(ev, args, 1, MEANING_TEXT);
    return coder_run(ev, arg(ev, args, 0), codec ? codec->text : "utf-8",
                     codec ? codec->text_len : 5, model->number);
}

/* codecs.latin_1_decode(data) and the like give what they read, and how much that was. */
MODEL(model_codec_pair)
{
    const struct meaning *data = arg(ev, args, 0);
    const struct meaning *pair[2] = {
        coder_run(ev, data, model->text, strlen(model->text), model->number),
        meaning_int(&ev->store, (int64_t)data->text_len)};
    return pair[0] ? meaning_items(&ev->store, MEANING_TUPLE, pair, 2) : NULL;
}

static coder_bytes *const by_number[] = {
    decode_hex,    decode_base64, decode_base32,  decode_b85, decode_a85,
    decode_zlib,   decode_gzip,   decode_bzip2,   decode_xz,  encode_hex,
    encode_base64, decode_quoted, decode_percent, code_same};
enum {
    HEX,
    BASE64,
    BASE32,
    B85,
    A85,
    ZLIB,
    GZIP,
    BZIP2,
    XZ,
    TO_HEX,
    TO_BASE64,
    QUOTED,
    PERCENT,
    SAME
};

MODEL(model_bytes_coder)
{
    const struct meaning *data = arg(ev, args, 0);
    bool is_known = data->kind == MEANING_TEXT || data->kind == MEANING_BYTES;
    return is_known ? coded(ev, by_number[model->number], data, MEANING_BYTES) : NULL;
}

/* zlib.decompress(data, wbits): below 0 there is no head, above 16 it is that of gzip. */
MODEL(model_zlib)
{
    const struct meaning *bits = arg(ev, args, 1);
    const struct meaning *data = arg_of_kind(ev, args, 0, MEANING_BYTES);
    struct buf out = {.limit = MEANING_TEXT_MAX};
    (void)model;
    if (!data || !ev_spend(ev, data->text_len))
        return NULL;
    int64_t said = meaning_is_number(bits) ? bits->number : 15;
    enum inflate_kind kind = said < 0 ? INFLATE_RAW : said > 15 ? INFLATE_GZIP : INFLATE_ZLIB;
    if (!inflate_bytes(kind, data->text, data->text_len, &out)) {
        buf_free(&out);
        return NULL;
    }
    return meaning_buf(&ev->store, MEANING_BYTES, &out);
}

MODEL(model_text_coder)
{
    const struct meaning *data = arg_of_kind(ev, args, 0, MEANING_TEXT);
    return data ? coded(ev, by_number[model->number], data, MEANING_TEXT) : NULL;
}

/* int.from_bytes(data, order) */
MODEL(model_from_bytes)
{
    (void)model;
    const struct meaning *data = arg_of_kind(ev, args, 0, MEANING_BYTES);
    bool is_little = meaning_says(arg(ev, args, 1), "little");
    int64_t number = 0;
    if (!data || data->text_len > 7)
        return NULL;
    for (size_t n = 0; n < data->text_len; n++)
        number = number << 8 | (unsigned char)data->text[is_little ? data->text_len - 1 - n : n];
    return meaning_int(&ev->store, number);
}

/* ast.literal_eval and json.loads of a text that is one plain string. */
MODEL(model_literal)
{
    (void)model;
    const struct meaning *text = arg_of_kind(ev, args, 0, MEANING_TEXT);
    size_t n = text ? text->text_len : 0;
    bool is_quoted = n >= 2 && (text->text[0] == '"' || text->text[0] == '\'') &&
                     text->text[n - 1] == text->text[0] &&
                     !memchr(text->text + 1, text->text[0], n - 2);
    struct meaning inner = {.kind = MEANING_TEXT};
    if (!is_quoted)
        return NULL;
    inner.text = text->text + 1;
    inner.text_len = n - 2;
    return coded(ev, is_ascii(&inner) ? decode_unicode_escape : code_same, &inner, MEANING_TEXT);
}

/* clang-format off */
const struct model coders[] = {
    {"codecs", "decode", 1, model_codec, 1, NULL},
    {"codecs", "encode", 1, model_codec, 0, NULL},
    {"codecs", "latin_1_decode", 1, model_codec_pair, 1, "latin1"},
    {"codecs", "latin_1_encode", 1, model_codec_pair, 0, "latin1"},
    {"codecs", "utf_8_decode", 1, model_codec_pair, 1, "utf8"},
    {"codecs", "utf_8_encode", 1, model_codec_pair, 0, "utf8"},
    {"codecs", "ascii_decode", 1, model_codec_pair, 1, "ascii"},
    {"codecs", "ascii_encode", 1, model_codec_pair, 0, "ascii"},
    {"codecs", "utf_16_decode", 1, model_codec_pair, 1, "utf16"},
    {"codecs", "utf_16_le_decode", 1, model_codec_pair, 1, "utf16le"},
    {"codecs", "utf_16_be_decode", 1, model_codec_pair, 1, "utf16be"},
    {"codecs", "unicode_escape_decode", 1, model_codec_pair, 1, "unicodeescape"},
    {"codecs", "raw_unicode_escape_decode", 1, model_codec_pair, 1, "rawunicodeescape"},
    {"codecs", "escape_decode", 1, model_codec_pair, 1, "stringescape"},
    {"base64", "b64decode", 1, model_bytes_coder, BASE64, NULL},
    {"base64", "standard_b64decode", 1, model_bytes_coder, BASE64, NULL},
    {"base64", "urlsafe_b64decode", 1, model_bytes_coder, BASE64, NULL},
    {"base64", "decodebytes", 1, model_bytes_coder, BASE64, NULL},
    {"base64", "decodestring", 1, model_bytes_coder, BASE64, NULL},
    {"base64", "b32decode", 1, model_bytes_coder, BASE32, NULL},
    {"base64", "b16decode", 1, model_bytes_coder, HEX, NULL},
    {"base64", "b85decode", 1, model_bytes_coder, B85, NULL},
    {"base64", "a85decode", 1, model_bytes_coder, A85, NULL},
    {"base64", "b64encode", 1, model_bytes_coder, TO_BASE64, NULL},
    {"base64", "standard_b64encode", 1, model_bytes_coder, TO_BASE64, NULL},
    {"binascii", "a2b_base64", 1, model_bytes_coder, BASE64, NULL},
    {"binascii", "a2b_hex", 1, model_bytes_coder, HEX, NULL},
    {"binascii", "unhexlify", 1, model_bytes_coder, HEX, NULL},
    {"binascii", "b2a_hex", 1, model_bytes_coder, TO_HEX, NULL},
    {"binascii", "hexlify", 1, model_bytes_coder, TO_HEX, NULL},
    {"binascii", "a2b_qp", 1, model_bytes_coder, QUOTED, NULL},
    {"quopri", "decodestring", 1, model_bytes_coder, QUOTED, NULL},
    {"builtins", "bytes.fromhex", 1, model_bytes_coder, HEX, NULL},
    {"builtins", "bytearray.fromhex", 1, model_bytes_coder, HEX, NULL},
    {"builtins", "int.from_bytes", 1, model_from_bytes, 0, NULL},
    {"zlib", "decompress", 1, model_zlib, 0, NULL},
    {"gzip", "decompress", 1, model_bytes_coder, GZIP, NULL},
    {"bz2", "decompress", 1, model_bytes_coder, BZIP2, NULL},
    {"lzma", "decompress", 1, model_bytes_coder, XZ, NULL},
    {"urllib.parse", "unquote", 1, model_text_coder, PERCENT, NULL},
    {"urllib.parse", "unquote_plus", 1, model_text_coder, PERCENT, NULL},
    {"urllib", "unquote", 1, model_text_coder, PERCENT, NULL},
    {"html", "unescape", 1, model_text_coder, SAME, NULL},
    {"textwrap", "dedent", 1, model_text_coder, SAME, NULL},
    {"sys", "intern", 1, model_text_coder, SAME, NULL},
    {"builtins", "intern", 1, model_text_coder, SAME, NULL},
    {"os", "fspath", 1, model_text_coder, SAME, NULL},
    {"ast", "literal_eval", 1, model_literal, 0, NULL},
    {"json", "loads", 1, model_literal, 0, NULL},
};
/* clang-format on */
const size_t n_coders = sizeof coders / sizeof coders[0];
