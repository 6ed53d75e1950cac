/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/base/utf8.h"

size_t utf8_length(const char *bytes, size_t n)
{
    size_t at = 0, step;
    uint32_t code;
    while (at < n && (step = utf8_decode(bytes + at, n - at, &code)) > 0)
        at += step;
    return at;
}

uint32_t utf8_next(const char *bytes, size_t n, size_t *at)
{
    uint8_t lead = (uint8_t)bytes[(*at)++];
    uint32_t code = lead < 0x80   ? lead
                    : lead < 0xe0 ? lead & 0x1f
                    : lead < 0xf0 ? lead & 0xf
                                  : lead & 7;
    while (*at < n && ((uint8_t)bytes[*at] & 0xc0) == 0x80)
        code = code << 6 | ((uint8_t)bytes[(*at)++] & 0x3f);
    return code;
}

bool utf8_put(uint32_t code, struct buf *out)
{
    if (code > 0x10ffff)
        return false;
    if (code < 0x80) {
        buf_char(out, (char)code);
        return true;
    }
    unsigned more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    static const uint8_t leads[] = {0, 0xc0, 0xe0, 0xf0};
    buf_char(out, (char)(leads[more] | code >> (6 * more)));
    while (more-- > 0)
        buf_char(out, (char)(0x80 | ((code >> (6 * more)) & 0x3f)));
    return true;
}
