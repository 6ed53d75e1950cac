/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes to letters. */
#include <stdint.h>
#include <string.h>

#include "src/base/codec.h"

bool codec_to_base64(const char *bytes, size_t len, struct buf *out)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t k = 0; k < len; k += 3) {
        uint32_t bits = 0;
        for (size_t j = 0; j < 3; j++)
            bits = bits << 8 | (k + j < len ? (unsigned char)bytes[k + j] : 0u);
        for (size_t j = 0; j < 4; j++)
            buf_char(out, k + j > len ? '=' : letters[bits >> (18 - 6 * j) & 63]);
    }
    return true;
}

bool codec_to_base64_url(const char *bytes, size_t len, struct buf *out)
{
    size_t begin = out->len;
    codec_to_base64(bytes, len, out);
    for (size_t k = begin; k < out->len; k++) {
        char c = out->data[k];
        out->data[k] = (char)(c == '+' ? '-' : c == '/' ? '_' : c);
    }
    return true;
}

/* base64.py, encodebytes: 57 bytes are a line. */
bool codec_to_base64_lines(const char *bytes, size_t len, struct buf *out)
{
    enum { LINE_BYTES = 57 };
    for (size_t k = 0; k < len; k += LINE_BYTES) {
        codec_to_base64(bytes + k, len - k < LINE_BYTES ? len - k : LINE_BYTES, out);
        buf_char(out, '\n');
    }
    return true;
}

bool codec_to_base64_line(const char *bytes, size_t len, struct buf *out)
{
    codec_to_base64(bytes, len, out);
    buf_char(out, '\n');
    return true;
}

bool codec_to_base32(const char *bytes, size_t len, struct buf *out)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    for (size_t k = 0; k < len; k += 5) {
        uint64_t bits = 0;
        size_t left = len - k < 5 ? len - k : 5;
        for (size_t j = 0; j < 5; j++)
            bits = bits << 8 | (j < left ? (unsigned char)bytes[k + j] : 0u);
        size_t n = (left * 8 + 4) / 5;
        for (size_t j = 0; j < 8; j++)
            buf_char(out, j < n ? letters[bits >> (35 - 5 * j) & 31] : '=');
    }
    return true;
}

bool codec_to_base16(const char *bytes, size_t len, struct buf *out)
{
    for (size_t k = 0; k < len; k++)
        buf_printf(out, "%02X", (unsigned char)bytes[k]);
    return true;
}

/* Five letters for four bytes, of which the last group has as many as it has bytes, and one. */
static bool encode_85(const char *bytes, size_t len, const char *letters, bool has_zero,
                      struct buf *out)
{
    for (size_t k = 0; k < len; k += 4) {
        uint32_t word = 0;
        size_t left = len - k < 4 ? len - k : 4;
        char five[5];
        for (size_t j = 0; j < 4; j++)
            word = word << 8 | (j < left ? (unsigned char)bytes[k + j] : 0u);
        if (has_zero && word == 0 && left == 4) {
            buf_char(out, 'z');
            continue;
        }
        for (size_t j = 5; j-- > 0; word /= 85)
            five[j] = letters[word % 85];
        buf_add(out, five, left + 1);
    }
    return true;
}

bool codec_to_base85(const char *bytes, size_t len, struct buf *out)
{
    return encode_85(bytes, len,
                     "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                     "!#$%&()*+-;<=>?@^_`{|}~",
                     false, out);
}

bool codec_to_ascii85(const char *bytes, size_t len, struct buf *out)
{
    char letters[85];
    for (size_t k = 0; k < sizeof letters; k++)
        letters[k] = (char)('!' + k);
    return encode_85(bytes, len, letters, true, out);
}

/* binascii.c, b2a_uu: at most 45 bytes. */
bool codec_to_uu_line(const char *bytes, size_t len, struct buf *out)
{
    if (len > 45)
        return false;
    buf_char(out, (char)(' ' + len));
    for (size_t k = 0; k < len; k += 3) {
        uint32_t bits = 0;
        for (size_t j = 0; j < 3; j++)
            bits = bits << 8 | (k + j < len ? (unsigned char)bytes[k + j] : 0u);
        for (size_t j = 0; j < 4; j++)
            buf_char(out, (char)(' ' + (bits >> (18 - 6 * j) & 63)));
    }
    buf_char(out, '\n');
    return true;
}

/* What is a short line of letters, digits and what quoted-printable leaves alone; a '=' is written. */
bool codec_to_quopri(const char *bytes, size_t len, struct buf *out)
{
    enum { LINE_BYTES = 70 };
    bool good = true;
    for (size_t k = 0; k < len; k++) {
        char c = bytes[k], low = (char)(c | 0x20);
        bool is_letter = (low >= 'a' && low <= 'z') || (c >= '0' && c <= '9');
        good &= is_letter || c == '=' || (c && strchr("_-+/,:;()%!", c));
        buf_str(out, c == '=' ? "=3D" : "");
        if (c != '=')
            buf_char(out, c);
    }
    return good && out->len < LINE_BYTES;
}

bool codec_to_hex(const char *bytes, size_t len, struct buf *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t k = 0; k < len; k++) {
        buf_char(out, digits[(unsigned char)bytes[k] >> 4]);
        buf_char(out, digits[bytes[k] & 0xf]);
    }
    return true;
}
