/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hexadecimal text of a pickle or a container: pairs of digits, one after the other or with blanks,
 * line breaks, commas, colons, semicolons or dashes between them; each may have \x or 0x before it. */
#include <string.h>

#include "src/input/textcode.h"

static int value_of(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static uint64_t skip_between(const uint8_t *text, uint64_t len, uint64_t at)
{
    while (at < len && text[at] && strchr(" \t\r\n,:;-", text[at]))
        at++;
    uint64_t next = at < len && strchr("\\'\"", text[at]) ? textcode_pass_break(text, len, at) : at;
    while (next > at && next < len && text[next] && strchr(" \t\r\n", text[next]))
        next++;
    return next;
}

static uint64_t hex_begin(const uint8_t *bytes, uint64_t len)
{
    (void)bytes;
    (void)len;
    return 0;
}

static bool has_prefix(const uint8_t *at, uint64_t left)
{
    return left >= 2 && (at[0] == '\\' || at[0] == '0') && (at[1] == 'x' || at[1] == 'X');
}

static size_t hex_read(const uint8_t *text, uint64_t len, uint64_t *at, uint8_t *out, size_t room)
{
    size_t done = 0;
    while (done < room) {
        uint64_t pos = skip_between(text, len, *at);
        pos += has_prefix(text + pos, len - pos) ? 2 : 0;
        if (len - pos < 2 || value_of(text[pos]) < 0 || value_of(text[pos + 1]) < 0)
            break;
        out[done++] = (uint8_t)(value_of(text[pos]) << 4 | value_of(text[pos + 1]));
        *at = skip_between(text, len, pos + 2);
    }
    return done;
}

const struct textcode textcode_hex = {
    .name = "hex",
    .after = "not hexadecimal",
    .begin = hex_begin,
    .read = hex_read,
};

static int hex_bid(const uint8_t *bytes, uint64_t len)
{
    return textcode_bid(&textcode_hex, bytes, len, 46);
}

static bool hex_list(struct input *in, struct err *err)
{
    return textcode_list(&textcode_hex, in, err);
}

static void hex_unpack(const struct input *in, const struct input_member *m,
                       const struct unpack_limits *limits, struct unpack_sink sink,
                       struct unpack_result *result)
{
    textcode_unpack(&textcode_hex, in, m, limits, sink, result);
}

const struct input_format input_format_hex = {
    .name = "hex",
    .about = "hexadecimal text of a pickle or a container",
    .bid = hex_bid,
    .list = hex_list,
    .unpack = hex_unpack,
};
