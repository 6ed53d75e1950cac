/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Base64 text of a pickle or a container (RFC 4648): the standard alphabet or that for URLs, with or
 * without line breaks and padding, also as a data: URL (RFC 2397). */
#include <string.h>

#include "src/input/textcode.h"

enum { PREFIX_BYTES = 256 }; /* of "data:...;base64,", at most */

static int value_of(uint8_t c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '+' || c == '-')
        return 62;
    return c == '/' || c == '_' ? 63 : -1;
}

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static uint64_t skip_blanks_alone(const uint8_t *text, uint64_t len, uint64_t at)
{
    while (at < len && is_blank(text[at]))
        at++;
    return at;
}

static uint64_t skip_blanks(const uint8_t *text, uint64_t len, uint64_t at)
{
    at = skip_blanks_alone(text, len, at);
    uint64_t next = at < len && strchr("\\'\"", text[at]) ? textcode_pass_break(text, len, at) : at;
    return next > at ? skip_blanks_alone(text, len, next) : at;
}

static uint64_t base64_begin(const uint8_t *bytes, uint64_t len)
{
    static const char first[] = "data:", last[] = ";base64,";
    uint64_t most = len < PREFIX_BYTES ? len : PREFIX_BYTES;
    if (most < sizeof first - 1 || memcmp(bytes, first, sizeof first - 1) != 0)
        return 0;
    for (uint64_t at = sizeof first - 1; at + sizeof last - 1 <= most; at++)
        if (memcmp(bytes + at, last, sizeof last - 1) == 0)
            return at + sizeof last - 1;
    return 0;
}

/* The next four letters: how many values there are before padding or the end, and where they end. */
static unsigned read_quad(const uint8_t *text, uint64_t len, uint64_t *at, uint32_t *bits)
{
    unsigned n = 0;
    uint64_t pos = skip_blanks(text, len, *at);
    *bits = 0;
    for (; n < 4 && pos < len && value_of(text[pos]) >= 0; n++) {
        *bits = *bits << 6 | (uint32_t)value_of(text[pos]);
        pos = skip_blanks(text, len, pos + 1);
    }
    /* One letter alone stands for no byte: it is none of the text. */
    if (n == 1)
        return 0;
    for (unsigned k = n; n > 0 && k < 4 && pos < len && text[pos] == '='; k++)
        pos = skip_blanks(text, len, pos + 1);
    *at = pos;
    return n;
}

static size_t base64_read(const uint8_t *text, uint64_t len, uint64_t *at, uint8_t *out,
                          size_t room)
{
    size_t done = 0;
    while (done + 3 <= room) {
        uint32_t bits;
        unsigned n = read_quad(text, len, at, &bits);
        if (n == 0)
            break;
        bits <<= 6 * (4 - n);
        for (unsigned k = 0; k + 1 < n; k++)
            out[done++] = (uint8_t)(bits >> (16 - 8 * k));
        if (n < 4)
            break;
    }
    return done;
}

const struct textcode textcode_base64 = {
    .name = "base64",
    .after = "not base64",
    .begin = base64_begin,
    .read = base64_read,
};

static int base64_bid(const uint8_t *bytes, uint64_t len)
{
    return textcode_bid(&textcode_base64, bytes, len, 45);
}

static bool base64_list(struct input *in, struct err *err)
{
    return textcode_list(&textcode_base64, in, err);
}

static void base64_unpack(const struct input *in, const struct input_member *m,
                          const struct unpack_limits *limits, struct unpack_sink sink,
                          struct unpack_result *result)
{
    textcode_unpack(&textcode_base64, in, m, limits, sink, result);
}

const struct input_format input_format_base64 = {
    .name = "base64",
    .about = "base64 text of a pickle or a container",
    .bid = base64_bid,
    .list = base64_list,
    .unpack = base64_unpack,
};
