/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LZMA-alone, the format before xz. It has no magic number, so something must come out. Python's lzma
 * module reads streams of both formats in a row. */
#include "src/base/coder_lzma.h"
#include "src/input/lzma_head.h"
#include "src/input/packed.h"

static const struct packing packing = {
    .name = "lzma",
    .coder = &coder_lzma_auto,
    .is_weak = true,
    .begins = lzma_head_is_alone,
    .follows = lzma_head_is_any,
};

static int lzma_bid(const uint8_t *bytes, uint64_t len)
{
    return packed_bid(&packing, bytes, len);
}

static bool lzma_list(struct input *in, struct err *err)
{
    return packed_list(in, &packing, err);
}

const struct input_format input_format_lzma = {
    .name = "lzma",
    .about = "an LZMA-alone stream around something else",
    .bid = lzma_bid,
    .list = lzma_list,
    .unpack = packed_unpack,
    .learn = packed_learn,
    .close = packed_close,
};
