/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bzip2, one or several streams in a row. */
#include <string.h>

#include "src/input/packed.h"

/* "BZh", the size of a block in 100 kB, and pi for a block or its root for the end. */
static bool bzip2_begins(const uint8_t *bytes, uint64_t len)
{
    bool is_magic = len >= 4 && memcmp(bytes, "BZh", 3) == 0 && bytes[3] >= '1' && bytes[3] <= '9';
    if (!is_magic || len < 10)
        return is_magic;
    return memcmp(bytes + 4, "1AY&SY", 6) == 0 ||
           memcmp(bytes + 4, "\x17\x72\x45\x38\x50\x90", 6) == 0;
}

static const struct packing packing = {
    .name = "bzip2",
    .coder = &coder_bzip2,
    .begins = bzip2_begins,
};

static int bzip2_bid(const uint8_t *bytes, uint64_t len)
{
    return packed_bid(&packing, bytes, len);
}

static bool bzip2_list(struct input *in, struct err *err)
{
    return packed_list(in, &packing, err);
}

const struct input_format input_format_bzip2 = {
    .name = "bzip2",
    .about = "a bzip2 stream around something else",
    .bid = bzip2_bid,
    .list = bzip2_list,
    .unpack = packed_unpack,
    .learn = packed_learn,
    .close = packed_close,
};
