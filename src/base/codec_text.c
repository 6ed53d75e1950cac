/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codecs that have a name: characters, and all else that codecs.decode takes. */
#include <stdint.h>
#include <string.h>

#include "src/base/characters.h"
#include "src/base/codec.h"
#include "src/base/utf8.h"
#include "src/base/words.h"

bool codec_same(const char *bytes, size_t len, struct buf *out)
{
    buf_add(out, bytes, len);
    return true;
}

bool codec_rot13(const char *bytes, size_t len, struct buf *out)
{
    for (size_t k = 0; k < len; k++) {
        char c = bytes[k], low = (char)(c | 0x20);
        bool is_letter = low >= 'a' && low <= 'z' && (unsigned char)c < 0x80;
        buf_char(out, !is_letter ? c : (char)(low < 'n' ? c + 13 : c - 13));
    }
    return true;
}

/* ---- One byte a character --------------------------------------------------------------------- */

static bool decode_latin1(const char *bytes, size_t len, struct buf *out)
{
    for (size_t k = 0; k < len; k++)
        utf8_put((unsigned char)bytes[k], out);
    return true;
}

static bool encode_latin1(const char *text, size_t len, struct buf *out)
{
    for (size_t at = 0; at < len;) {
        uint32_t code = utf8_next(text, len, &at);
        if (code > 0xff)
            return false;
        buf_char(out, (char)code);
    }
    return true;
}

/* Both ways; also the half that is sure of whatever agrees with ASCII. */
static bool code_ascii(const char *bytes, size_t len, struct buf *out)
{
    size_t n = 0;
    while (n < len && (unsigned char)bytes[n] < 0x80)
        n++;
    buf_add(out, bytes, n);
    return n == len;
}

/* Codecs that change what bytes mean by escapes, as long as there is none. */
static bool code_seven_bits(const char *bytes, size_t len, struct buf *out)
{
    for (size_t k = 0; k < len; k++) {
        char c = bytes[k];
        if ((unsigned char)c >= 0x80 || c == '\x1b' || c == '\x0e' || c == '\x0f' || c == '~')
            return false;
        buf_char(out, c);
    }
    return true;
}

static bool decode_utf8(const char *bytes, size_t len, struct buf *out)
{
    size_t n = utf8_length(bytes, len);
    buf_add(out, bytes, n);
    return n == len;
}

static bool decode_utf8_sig(const char *bytes, size_t len, struct buf *out)
{
    size_t mark = len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    return decode_utf8(bytes + mark, len - mark, out);
}

static bool encode_utf8_sig(const char *bytes, size_t len, struct buf *out)
{
    buf_add(out, "\xef\xbb\xbf", 3);
    return codec_same(bytes, len, out);
}

/* ---- UTF-16 and UTF-32 ------------------------------------------------------------------------ */

static uint32_t unit_at(const char *bytes, unsigned width, bool is_big)
{
    uint32_t unit = 0;
    for (unsigned k = 0; k < width; k++)
        unit = unit << 8 | (unsigned char)bytes[is_big ? k : width - 1 - k];
    return unit;
}

/* The character at *at, which is moved on: two units of UTF-16 where they belong together, else one, which
 * may be half of such a pair. */
static uint32_t wide_next(const char *bytes, size_t len, unsigned width, bool is_big, size_t *at)
{
    uint32_t code = unit_at(bytes + *at, width, is_big), low;
    *at += width;
    if (width != 2 || code < 0xd800 || code >= 0xdc00 || len - *at < 2)
        return code;
    low = unit_at(bytes + *at, 2, is_big);
    if (low < 0xdc00 || low >= 0xe000)
        return code;
    *at += 2;
    return 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
}

static bool is_half(uint32_t code)
{
    return code >= 0xd800 && code < 0xe000;
}

/* Units of so many bytes, with or without a mark of their order. */
static bool decode_wide(const char *bytes, size_t len, unsigned width, bool is_big, bool has_mark,
                        struct buf *out)
{
    size_t at = 0;
    if (has_mark && len >= width && unit_at(bytes, width, !is_big) == 0xfeff)
        is_big = !is_big;
    if (has_mark && len >= width && unit_at(bytes, width, is_big) == 0xfeff)
        at = width;
    while (len - at >= width) {
        uint32_t code = wide_next(bytes, len, width, is_big, &at);
        if (is_half(code) || !utf8_put(code, out))
            return false;
    }
    return at == len;
}

static void put_unit(uint32_t unit, unsigned width, bool is_big, struct buf *out)
{
    for (unsigned k = 0; k < width; k++)
        buf_char(out, (char)(unit >> 8 * (is_big ? width - 1 - k : k) & 0xff));
}

static bool encode_wide(const char *text, size_t len, unsigned width, bool is_big, struct buf *out)
{
    for (size_t at = 0; at < len;) {
        uint32_t code = utf8_next(text, len, &at);
        if (is_half(code)) /* not without surrogatepass */
            return false;
        if (width == 2 && code > 0xffff) {
            put_unit(0xd7c0 + (code >> 10), 2, is_big, out);
            code = 0xdc00 | (code & 0x3ff);
        }
        put_unit(code, width, is_big, out);
    }
    return true;
}

#define WIDE(name, width, is_big)                                                                  \
    static bool decode_##name(const char *bytes, size_t len, struct buf *out)                      \
    {                                                                                              \
        return decode_wide(bytes, len, width, is_big, false, out);                                 \
    }                                                                                              \
    static bool encode_##name(const char *bytes, size_t len, struct buf *out)                      \
    {                                                                                              \
        return encode_wide(bytes, len, width, is_big, out);                                        \
    }

/* Without an order: that of the machine, which is little wherever pickles are loaded, behind a mark. */
#define MARKED(name, width)                                                                        \
    static bool decode_##name(const char *bytes, size_t len, struct buf *out)                      \
    {                                                                                              \
        return decode_wide(bytes, len, width, false, true, out);                                   \
    }                                                                                              \
    static bool encode_##name(const char *bytes, size_t len, struct buf *out)                      \
    {                                                                                              \
        put_unit(0xfeff, width, false, out);                                                       \
        return encode_wide(bytes, len, width, false, out);                                         \
    }

WIDE(utf16le, 2, false)
WIDE(utf16be, 2, true)
WIDE(utf32le, 4, false)
WIDE(utf32be, 4, true)
MARKED(utf16, 2)
MARKED(utf32, 4)

/* ---- UTF-7 ------------------------------------------------------------------------------------ */

/* What stands between '+' and what is no letter of base64: UTF-16, in the last of whose letters bits may be
 * left over that are all zero (RFC 2152; unicodeobject.c, PyUnicode_DecodeUTF7Stateful). How long it is;
 * 0: it is none. */
static size_t take_shifted(const char *bytes, size_t len, struct buf *out)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    struct buf units = {0};
    size_t n = 0;
    while (n < len && bytes[n] && strchr(letters, bytes[n]))
        n++;
    size_t whole = n * 6 / 16 * 2, left = n * 6 % 16;
    unsigned last = n ? (unsigned)(strchr(letters, bytes[n - 1]) - letters) : 0;
    codec_base64(bytes, n, &units); /* which has no padding here */
    bool good = n > 0 && left < 6 && (last & ((1u << left) - 1)) == 0 && units.len >= whole;
    for (size_t at = 0; good && at < whole;) /* halves are let through */
        utf8_put(wide_next(units.data, whole, 2, true, &at), out);
    buf_free(&units);
    return good ? n + (n < len && bytes[n] == '-') : 0;
}

static bool decode_utf7(const char *bytes, size_t len, struct buf *out)
{
    for (size_t k = 0; k < len;) {
        char c = bytes[k++];
        bool is_plus = c == '+' && k < len && bytes[k] == '-';
        if ((unsigned char)c >= 0x80)
            return false;
        if (c != '+' || is_plus) {
            buf_char(out, c);
            k += is_plus;
            continue;
        }
        if (k == len)
            return true;
        size_t n = take_shifted(bytes + k, len - k, out);
        if (n == 0)
            return false;
        k += n;
    }
    return true;
}

/* ---- Escapes ---------------------------------------------------------------------------------- */

static int hex_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

enum escape { ESCAPE_NONE, ESCAPE_TAKEN, ESCAPE_WRONG };

/* \xXX, \uXXXX, \UXXXXXXXX: so many digits, all of them. */
static enum escape take_code(const char *bytes, size_t n, size_t digits, uint32_t *code)
{
    *code = 0;
    if (n < 2 + digits)
        return ESCAPE_WRONG;
    for (size_t k = 2; k < 2 + digits; k++) {
        if (hex_of(bytes[k]) < 0)
            return ESCAPE_WRONG;
        *code = *code << 4 | (uint32_t)hex_of(bytes[k]);
    }
    return ESCAPE_TAKEN;
}

/* \N{LATIN SMALL LETTER S}: of ASCII; other names are not known here. */
static enum escape take_named(const char *bytes, size_t n, size_t *taken, struct buf *out)
{
    enum { LONGEST = 64 };
    size_t left = n < 3 ? 0 : n - 3 < LONGEST ? n - 3 : LONGEST;
    const char *end = left && bytes[2] == '{' ? memchr(bytes + 3, '}', left) : NULL;
    uint32_t code;
    if (!end || !characters_named(bytes + 3, (size_t)(end - bytes) - 3, &code))
        return ESCAPE_WRONG;
    *taken = (size_t)(end - bytes) + 1;
    return utf8_put(code, out) ? ESCAPE_TAKEN : ESCAPE_WRONG;
}

/* One escape, which begins with a backslash; *taken: how many bytes it is. */
static enum escape take_escape(const char *bytes, size_t n, bool is_text, size_t *taken,
                               struct buf *out)
{
    static const char letters[] = "abfnrtv\\'\"", codes[] = "\a\b\f\n\r\t\v\\'\"";
    const char *letter = n > 1 && bytes[1] ? strchr(letters, bytes[1]) : NULL;
    uint32_t code = 0;
    *taken = 2;
    if (n < 2)
        return ESCAPE_WRONG;
    if (bytes[1] == '\n')
        return ESCAPE_TAKEN;
    if (letter) {
        buf_char(out, codes[letter - letters]);
        return ESCAPE_TAKEN;
    }
    size_t digits = bytes[1] == 'x' ? 2 : is_text && bytes[1] == 'u' ? 4 : 0;
    digits = is_text && bytes[1] == 'U' ? 8 : digits;
    if (is_text && bytes[1] == 'N')
        return take_named(bytes, n, taken, out);
    if (!digits && (bytes[1] < '0' || bytes[1] > '7'))
        return ESCAPE_NONE;
    if (digits && take_code(bytes, n, digits, &code) != ESCAPE_TAKEN)
        return ESCAPE_WRONG;
    size_t k = digits ? 2 + digits : 1;
    for (; !digits && k < n && k < 4 && bytes[k] >= '0' && bytes[k] < '8'; k++)
        code = code << 3 | (uint32_t)(bytes[k] - '0');
    *taken = k;
    if (is_text)
        return utf8_put(code, out) ? ESCAPE_TAKEN : ESCAPE_WRONG;
    buf_char(out, (char)code);
    return ESCAPE_TAKEN;
}

static bool decode_escapes(const char *bytes, size_t len, bool is_text, struct buf *out)
{
    for (size_t k = 0; k < len;) {
        size_t taken = 1;
        enum escape found = ESCAPE_NONE;
        if (bytes[k] == '\\')
            found = take_escape(bytes + k, len - k, is_text, &taken, out);
        if (found == ESCAPE_WRONG)
            return false;
        if (found == ESCAPE_NONE) {
            taken = 1;
            if (is_text)
                utf8_put((unsigned char)bytes[k], out);
            else
                buf_char(out, bytes[k]);
        }
        k += taken;
    }
    return true;
}

bool codec_unicode_escape(const char *bytes, size_t len, struct buf *out)
{
    return decode_escapes(bytes, len, true, out);
}

bool codec_string_escape(const char *bytes, size_t len, struct buf *out)
{
    return decode_escapes(bytes, len, false, out);
}

/* unicodeobject.c, _PyUnicode_DecodeRawUnicodeEscapeStateful: a backslash takes what follows it, whatever. */
bool codec_raw_unicode_escape(const char *bytes, size_t len, struct buf *out)
{
    for (size_t k = 0; k < len;) {
        bool is_pair = bytes[k] == '\\' && k + 1 < len;
        size_t digits = !is_pair ? 0 : bytes[k + 1] == 'u' ? 4 : bytes[k + 1] == 'U' ? 8 : 0;
        uint32_t code = (unsigned char)bytes[k];
        if (digits && take_code(bytes + k, len - k, digits, &code) != ESCAPE_TAKEN)
            return false;
        if (!utf8_put(code, out))
            return false;
        if (is_pair && !digits)
            utf8_put((unsigned char)bytes[k + 1], out);
        k += digits ? 2 + digits : is_pair ? 2 : 1;
    }
    return true;
}

static bool encode_unicode_escape(const char *text, size_t len, struct buf *out)
{
    for (size_t at = 0; at < len;) {
        uint32_t code = utf8_next(text, len, &at);
        if (code == '\\')
            buf_str(out, "\\\\");
        else if (code == '\t' || code == '\n' || code == '\r')
            buf_str(out, code == '\t' ? "\\t" : code == '\n' ? "\\n" : "\\r");
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

static bool encode_raw_unicode_escape(const char *text, size_t len, struct buf *out)
{
    for (size_t at = 0; at < len;) {
        uint32_t code = utf8_next(text, len, &at);
        if (code < 0x100)
            buf_char(out, (char)code);
        else
            buf_printf(out, code < 0x10000 ? "\\u%04x" : "\\U%08x", code);
    }
    return true;
}

/* ---- By name ---------------------------------------------------------------------------------- */

enum { TO_TEXT = CODEC_GIVES_TEXT, TO_BYTES = CODEC_IS_ONE_KIND | CODEC_IS_STRICT };

/* encodings/aliases.py */
/* clang-format off */
static const struct codec codecs[] = {
    {"utf8 u8 utf utf8ucs2 utf8ucs4 cp65001", decode_utf8, codec_same, TO_TEXT},
    {"utf8sig", decode_utf8_sig, encode_utf8_sig, TO_TEXT},
    {"ascii usascii us 646 iso646us isoir6 csascii cp367 ibm367 ansix341968 ansix341986 iso646irv1991",
     code_ascii, code_ascii, TO_TEXT},
    {"latin1 latin iso88591 l1 8859 iso8859 cp819 ibm819 isoir100 csisolatin1 iso885911987",
     decode_latin1, encode_latin1, TO_TEXT},
    /* Of these only the half is known that is ASCII. */
    {"1125 1250 1251 1252 1253 1254 1255 1256 1257 1258 437 775 850 852 855 857 858 860 861 862 863 865 "
     "866 869 932 936 949 950 arabic asmo708 big5 big5hkscs big5tw charmap chinese cp1006 cp1051 cp1125 "
     "cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp1361 cp154 cp437 cp720 cp737 cp775 "
     "cp850 cp852 cp855 cp856 cp857 cp858 cp860 cp861 cp862 cp863 cp865 cp866 cp866u cp869 cp874 cp932 "
     "cp936 cp949 cp950 cpgr cpis csbig5 cshproman8 csibm855 csibm857 csibm858 csibm860 csibm861 csibm863 "
     "csibm865 csibm866 csibm869 csiso58gb231280 csisolatin2 csisolatin3 csisolatin4 csisolatin5 "
     "csisolatin6 csisolatinarabic csisolatincyrillic csisolatingreek csisolatinhebrew cskoi8r "
     "cspc775baltic cspc850multilingual cspc862latinhebrew cspc8codepage437 cspcp852 csptcp154 csshiftjis "
     "cyrillic cyrillicasian ecma114 ecma118 elot928 euccn eucgb2312cn eucjis2004 eucjisx0213 eucjp euckr "
     "gb18030 gb180302000 gb2312 gb23121980 gb231280 gbk greek greek8 hebrew hkscs hproman8 ibm1051 "
     "ibm1125 ibm437 ibm775 ibm850 ibm852 ibm855 ibm857 ibm858 ibm860 ibm861 ibm862 ibm863 ibm865 ibm866 "
     "ibm869 iso885910 iso8859101992 iso885911 iso8859112001 iso885913 iso885914 iso8859141998 iso885915 "
     "iso885916 iso8859162001 iso88592 iso885921987 iso88593 iso885931988 iso88594 iso885941988 iso88595 "
     "iso885951988 iso88596 iso885961987 iso88597 iso885971987 iso88598 iso885981988 iso88599 "
     "iso885991989 isoceltic isoir101 isoir109 isoir110 isoir126 isoir127 isoir138 isoir144 isoir148 "
     "isoir157 isoir166 isoir199 isoir226 isoir58 jisx0213 johab koi8r koi8t koi8u korean ksc5601 "
     "ksc56011987 ksx1001 kz1048 l10 l2 l3 l4 l5 l6 l7 l8 l9 latin10 latin2 latin3 latin4 latin5 latin6 "
     "latin7 latin8 latin9 mac maccenteuro maccentraleurope maccroatian maccyrillic macgreek maciceland "
     "macintosh maclatin2 macroman macromanian macturkish ms1361 ms932 ms936 ms949 ms950 mskanji palmos "
     "pt154 ptcp154 r8 rk1048 roman8 ruscii shiftjis sjis strk10482002 thai tis620 tis6200 tis62025290 "
     "tis62025291 uhc ujis windows1250 windows1251 windows1252 windows1253 windows1254 windows1255 "
     "windows1256 windows1257 windows1258 xmacjapanese xmackorean xmacsimpchinese xmactradchinese",
     code_ascii, code_ascii, TO_TEXT},
    {"macarabic macfarsi", code_ascii, NULL, TO_TEXT},
    {"csiso2022jp csiso2022kr hz hzgb hzgb2312 iso2022jp iso2022jp1 iso2022jp2 iso2022jp2004 iso2022jp3 "
     "iso2022jpext iso2022kr",
     code_seven_bits, code_seven_bits, TO_TEXT},
    {"037 cp037 csibm037 ebcdiccpca ebcdiccpnl ebcdiccpus ebcdiccpwt ibm037 ibm039 1140 cp1140 "
     "ibm1140 424 cp424 csibm424 ebcdiccphe ibm424", codec_cp037, codec_to_cp037, TO_TEXT},
    {"273 cp273 csibm273 ibm273", codec_cp273, codec_to_cp273, TO_TEXT},
    {"500 cp500 csibm500 ebcdiccpbe ebcdiccpch ibm500", codec_cp500, codec_to_cp500, TO_TEXT},
    {"cp875", codec_cp875, codec_to_cp875, TO_TEXT},
    {"1026 cp1026 csibm1026 ibm1026", codec_cp1026, codec_to_cp1026, TO_TEXT},
    {"864 cp864 csibm864 ibm864", codec_cp864, codec_to_cp864, TO_TEXT},
    {"shiftjis2004 sjis2004 shiftjisx0213 sjisx0213", codec_shift_jis_2004, codec_to_shift_jis_2004, TO_TEXT},
    {"utf16 u16", decode_utf16, encode_utf16, TO_TEXT},
    {"utf16le unicodelittleunmarked", decode_utf16le, encode_utf16le, TO_TEXT},
    {"utf16be unicodebigunmarked", decode_utf16be, encode_utf16be, TO_TEXT},
    {"utf32 u32", decode_utf32, encode_utf32, TO_TEXT},
    {"utf32le", decode_utf32le, encode_utf32le, TO_TEXT},
    {"utf32be", decode_utf32be, encode_utf32be, TO_TEXT},
    {"utf7 u7 unicode11utf7", decode_utf7, NULL, TO_TEXT},
    {"unicodeescape", codec_unicode_escape, encode_unicode_escape, TO_TEXT | CODEC_READS_BOTH},
    {"rawunicodeescape", codec_raw_unicode_escape, encode_raw_unicode_escape, TO_TEXT | CODEC_READS_BOTH},
    {"punycode", codec_punycode, codec_to_punycode, TO_TEXT | CODEC_READS_BOTH},
    {"idna", codec_idna, codec_to_idna, TO_TEXT | CODEC_IS_STRICT},
    {"stringescape", codec_string_escape, NULL, CODEC_READS_BOTH}, /* of Python 2 */
    {"rot13", codec_rot13, codec_rot13, CODEC_GIVES_TEXT | CODEC_IS_ONE_KIND},
    {"hex hexcodec", codec_hex, codec_to_hex, TO_BYTES | CODEC_READS_BOTH},
    {"base64 base64codec", codec_base64, codec_to_base64_lines, TO_BYTES},
    {"uu uucodec", codec_uu, NULL, TO_BYTES},
    {"quopri quopricodec quotedprintable", codec_quopri, NULL, TO_BYTES},
    {"zlib zlibcodec zip", codec_zlib, NULL, TO_BYTES},
    {"bz2 bz2codec", codec_bzip2, NULL, TO_BYTES},
};
/* clang-format on */

bool codec_takes(const struct codec *codec, bool is_decode, bool is_text)
{
    bool gives_text = codec->traits & CODEC_GIVES_TEXT;
    if (is_decode && (codec->traits & CODEC_READS_BOTH))
        return true;
    bool wants_text = is_decode ? gives_text && (codec->traits & CODEC_IS_ONE_KIND) : gives_text;
    return wants_text == is_text;
}

enum { NAME_MAX_BYTES = 40 };

const struct codec *codec_named(const char *name, size_t len)
{
    char plain[NAME_MAX_BYTES];
    size_t n = 0;
    for (size_t k = 0; k < len; k++) {
        char c = name[k] >= 'A' && name[k] <= 'Z' ? (char)(name[k] | 0x20) : name[k];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')))
            continue;
        if (n == sizeof plain)
            return NULL;
        plain[n++] = c;
    }
    for (size_t k = 0; n && k < sizeof codecs / sizeof codecs[0]; k++)
        if (words_have(codecs[k].names, plain, n))
            return &codecs[k];
    return NULL;
}
