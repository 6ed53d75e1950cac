/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One code point at a time. */
#ifndef BRINE_BASE_UTF8_H
#define BRINE_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/base/buf.h"

/* Reads the code point at bytes (n of them, at least 1): its length, or 0 when the bytes are not
 * UTF-8 (overlong, surrogate, above 10FFFF, cut). */
static inline size_t utf8_decode(const char *bytes, size_t n, uint32_t *out)
{
    const unsigned char *at = (const unsigned char *)bytes;
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    if (at[0] < 0x80) {
        *out = at[0];
        return 1;
    }
    size_t len = at[0] < 0xc2 ? 0 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : at[0] < 0xf5 ? 4 : 0;
    if (len == 0 || len > n)
        return 0;
    uint32_t c = at[0] & (0x7fu >> len);
    for (size_t k = 1; k < len; k++) {
        if ((at[k] & 0xc0) != 0x80)
            return 0;
        c = c << 6 | (at[k] & 0x3fu);
    }
    if (c < least[len] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
        return 0;
    *out = c;
    return len;
}

/* True when n bytes (fewer than 4) are the beginning of a longer code point, as far as they go. */
static inline bool utf8_is_cut(const char *bytes, size_t n)
{
    const unsigned char *at = (const unsigned char *)bytes;
    size_t len = at[0] < 0xc2 ? 1 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : at[0] < 0xf5 ? 4 : 1;
    if (n >= len)
        return false;
    for (size_t k = 1; k < n; k++) {
        if ((at[k] & 0xc0) != 0x80)
            return false;
    }
    return true;
}

/* How many of the bytes are UTF-8, from the first on. */
size_t utf8_length(const char *bytes, size_t n);

/* Reads the code point at *at, which is before the end, and moves on, by one byte at least. For text that
 * brine made or the decoder has checked: lone surrogates are three bytes, nothing is refused. */
uint32_t utf8_next(const char *bytes, size_t n, size_t *at);

/* Appends a code point, a lone surrogate too. False: it is none. */
bool utf8_put(uint32_t code, struct buf *out);

#endif
