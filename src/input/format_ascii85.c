/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ascii85 text of a pickle or a container (base64.a85encode; Adobe's, between <~ and ~>): letters from ! to
 * u, five for four bytes, and z for four zeros. */
#include <string.h>

#include "src/input/textcode.h"

static int value_of(uint8_t c)
{
    return c >= '!' && c <= 'u' ? c - '!' : c == 'z' ? TEXTCODE_85_ZEROS : -1;
}

static uint64_t ascii85_begin(const uint8_t *bytes, uint64_t len)
{
    return len >= 2 && memcmp(bytes, "<~", 2) == 0 ? 2 : 0;
}

static size_t ascii85_read(const uint8_t *text, uint64_t len, uint64_t *at, uint8_t *out,
                           size_t room)
{
    size_t done = textcode_read_85(text, len, at, out, room, value_of);
    if (len - *at >= 2 && memcmp(text + *at, "~>", 2) == 0 && done == 0)
        *at += 2;
    return done;
}

const struct textcode textcode_ascii85 = {
    .name = "ascii85",
    .after = "not ascii85",
    .begin = ascii85_begin,
    .read = ascii85_read,
    .is_bare = true,
};

static int ascii85_bid(const uint8_t *bytes, uint64_t len)
{
    return textcode_bid(&textcode_ascii85, bytes, len, 43);
}

static bool ascii85_list(struct input *in, struct err *err)
{
    return textcode_list(&textcode_ascii85, in, err);
}

static void ascii85_unpack(const struct input *in, const struct input_member *m,
                           const struct unpack_limits *limits, struct unpack_sink sink,
                           struct unpack_result *result)
{
    textcode_unpack(&textcode_ascii85, in, m, limits, sink, result);
}

const struct input_format input_format_ascii85 = {
    .name = "ascii85",
    .about = "ascii85 text of a pickle or a container",
    .bid = ascii85_bid,
    .list = ascii85_list,
    .unpack = ascii85_unpack,
};
