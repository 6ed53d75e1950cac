/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LZMA-alone, the format before xz: five bytes of properties, a size, one stream. It has no magic
 * number, so the properties must be ones that encoders write, and something must come out. */
#include "src/input/coder_lzma.h"
#include "src/input/le.h"
#include "src/input/packed.h"

enum {
    HEADER = 13,
    MAX_PROPERTIES = (4 * 5 + 4) * 9 + 8, /* pb, lp, lc */
};

/* liblzma itself takes only sizes of a dictionary that are 2^n or 2^n + 2^(n-1), or all ones. */
static bool is_dictionary(uint32_t size)
{
    uint32_t rest = size & (size - 1); /* without its lowest bit */
    bool is_power = size != 0 && rest == 0;
    bool is_sum = rest != 0 && (rest & (rest - 1)) == 0 && rest == 2 * (size ^ rest);
    return is_power || is_sum || size == UINT32_MAX;
}

static bool lzma_begins(const uint8_t *bytes, uint64_t len)
{
    static const uint64_t max_size = 1ull << 38; /* as liblzma: more is no size */
    if (len <= HEADER || bytes[0] > MAX_PROPERTIES || bytes[HEADER] != 0)
        return false;
    uint64_t size = le64(bytes + 5);
    return is_dictionary(le32(bytes + 1)) && (size == UINT64_MAX || size < max_size);
}

static lzma_ret make(lzma_stream *stream)
{
    return lzma_alone_decoder(stream, UINT64_MAX);
}

static void *lzma_begin(void)
{
    return coder_lzma_begin(make);
}

static const struct coder coder = {lzma_begin, coder_lzma_step, coder_lzma_end};

static const struct packing packing = {
    .name = "lzma",
    .coder = &coder,
    .is_weak = true,
    .begins = lzma_begins,
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
