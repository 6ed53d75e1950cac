/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of domains: punycode (RFC 3492, as encodings/punycode.py reads it), and idna of labels that are
 * ASCII. */
#include <stdint.h>
#include <string.h>

#include "src/base/codec.h"
#include "src/base/utf8.h"

enum { CODES_MAX = 1024 }; /* characters of one text: each moves those behind it */

static bool is_ascii(const char *bytes, size_t len)
{
    size_t n = 0;
    while (n < len && (unsigned char)bytes[n] < 0x80)
        n++;
    return n == len;
}

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0' + 26;
    c = (char)(c & ~0x20);
    return c >= 'A' && c <= 'Z' ? c - 'A' : -1;
}

/* punycode.py, adapt */
static uint64_t adapt(uint64_t delta, bool is_first, uint64_t n)
{
    uint64_t divisions = 0;
    delta /= is_first ? 700 : 2;
    for (delta += delta / n; delta > 455; divisions += 36)
        delta /= 35;
    return divisions + 36 * delta / (delta + 38);
}

/* A number of variable length at *at, which is moved on. False: it breaks off, or is too great. */
static bool take_number(const char *bytes, size_t len, uint64_t bias, size_t *at, uint64_t *number)
{
    uint64_t weight = 1;
    *number = 0;
    for (uint64_t k = 36;; k += 36) {
        uint64_t threshold = k <= bias + 1 ? 1 : k >= bias + 26 ? 26 : k - bias;
        int digit = *at < len ? digit_of(bytes[(*at)++]) : -1;
        if (digit < 0 || weight > UINT32_MAX)
            return false;
        *number += (uint64_t)digit * weight;
        if ((uint64_t)digit < threshold)
            return true;
        weight *= 36 - threshold;
    }
}

bool codec_punycode(const char *bytes, size_t len, struct buf *out)
{
    uint32_t codes[CODES_MAX], code = 0x80;
    const char *dash = len ? memrchr(bytes, '-', len) : NULL;
    size_t n = dash ? (size_t)(dash - bytes) : 0, at = dash ? n + 1 : 0;
    uint64_t bias = 72, place = 0, number;
    if (n > CODES_MAX || !is_ascii(bytes, len))
        return false;
    for (size_t k = 0; k < n; k++)
        codes[k] = (unsigned char)bytes[k];
    for (bool is_first = true; at < len; is_first = false) {
        if (n == CODES_MAX || !take_number(bytes, len, bias, &at, &number))
            return false;
        place += number;
        uint64_t step = place / (n + 1);
        place %= n + 1;
        if (step > 0x10ffff - code)
            return false;
        code += (uint32_t)step;
        memmove(codes + place + 1, codes + place, (n - place) * sizeof *codes);
        codes[place++] = code;
        bias = adapt(number, is_first, ++n);
    }
    for (size_t k = 0; k < n; k++)
        utf8_put(codes[k], out);
    return true;
}

/* Of ASCII, which stands for itself with a dash behind it. */
bool codec_to_punycode(const char *text, size_t len, struct buf *out)
{
    buf_add(out, text, len);
    if (len)
        buf_char(out, '-');
    return is_ascii(text, len);
}

static bool is_prefixed(const char *bytes, size_t len)
{
    for (size_t at = 0; at + 4 <= len; at++) {
        if ((bytes[at] | 0x20) == 'x' && (bytes[at + 1] | 0x20) == 'n' && bytes[at + 2] == '-' &&
            bytes[at + 3] == '-')
            return true;
    }
    return false;
}

bool codec_idna(const char *bytes, size_t len, struct buf *out)
{
    buf_add(out, bytes, len);
    return is_ascii(bytes, len) && !is_prefixed(bytes, len);
}

/* encodings/idna.py, Codec.encode: no label is empty, but for the last, or has 64 letters. */
bool codec_to_idna(const char *text, size_t len, struct buf *out)
{
    size_t label = 0;
    bool good = is_ascii(text, len) && !is_prefixed(text, len);
    for (size_t at = 0; at < len; at++) {
        good &= text[at] != '.' || label > 0;
        label = text[at] == '.' ? 0 : label + 1;
        good &= label < 64;
    }
    buf_add(out, text, len);
    return good;
}
