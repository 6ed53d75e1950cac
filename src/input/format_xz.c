/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xz, one or several streams in a row, with zeros in fours between them; as Python's lzma module
 * does, LZMA-alone is read behind it too. */
#include "src/base/coder_lzma.h"
#include "src/input/lzma_head.h"
#include "src/input/packed.h"

static const struct packing packing = {
    .name = "xz",
    .coder = &coder_lzma_auto,
    .begins = lzma_head_is_xz,
    .follows = lzma_head_is_any,
    .padding = 4,
};

static int xz_bid(const uint8_t *bytes, uint64_t len)
{
    return packed_bid(&packing, bytes, len);
}

static bool xz_list(struct input *in, struct err *err)
{
    return packed_list(in, &packing, err);
}

const struct input_format input_format_xz = {
    .name = "xz",
    .about = "an xz stream around something else",
    .bid = xz_bid,
    .list = xz_list,
    .unpack = packed_unpack,
    .learn = packed_learn,
    .close = packed_close,
};
