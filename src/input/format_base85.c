/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Python's base64.b85encode of a pickle or a container: the alphabet of RFC 1924, five letters for four
 * bytes. The standard alphabet has no blanks; line breaks are passed over. */
#include <string.h>

#include "src/input/textcode.h"

static const char letters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                              "!#$%&()*+-;<=>?@^_`{|}~";

static int value_of(uint8_t c)
{
    const char *at = c ? strchr(letters, c) : NULL;
    return at ? (int)(at - letters) : -1;
}

static uint64_t base85_begin(const uint8_t *bytes, uint64_t len)
{
    (void)bytes;
    (void)len;
    return 0;
}

static size_t base85_read(const uint8_t *text, uint64_t len, uint64_t *at, uint8_t *out,
                          size_t room)
{
    return textcode_read_85(text, len, at, out, room, value_of);
}

const struct textcode textcode_base85 = {
    .name = "base85",
    .after = "not base85",
    .begin = base85_begin,
    .read = base85_read,
    .is_bare = true,
};

static int base85_bid(const uint8_t *bytes, uint64_t len)
{
    return textcode_bid(&textcode_base85, bytes, len, 43);
}

static bool base85_list(struct input *in, struct err *err)
{
    return textcode_list(&textcode_base85, in, err);
}

static void base85_unpack(const struct input *in, const struct input_member *m,
                          const struct unpack_limits *limits, struct unpack_sink sink,
                          struct unpack_result *result)
{
    textcode_unpack(&textcode_base85, in, m, limits, sink, result);
}

const struct input_format input_format_base85 = {
    .name = "base85",
    .about = "base85 text of a pickle or a container",
    .bid = base85_bid,
    .list = base85_list,
    .unpack = base85_unpack,
};
