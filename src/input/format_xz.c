/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xz, one or several streams in a row, with zeros in fours between them; as Python's lzma module
 * does, LZMA-alone is read behind it too. */
#include "src/input/coder_lzma.h"
#include "src/input/packed.h"

static lzma_ret make(lzma_stream *stream)
{
    return lzma_stream_decoder(stream, UINT64_MAX, 0);
}

static void *xz_begin(void)
{
    return coder_lzma_begin(make);
}

/* Of the data of a member of a zip, which hold no other format. */
const struct coder coder_xz = {.begin = xz_begin, .step = coder_lzma_step, .end = coder_lzma_end};

static const struct packing packing = {
    .name = "xz",
    .coder = &coder_lzma_auto,
    .begins = coder_lzma_xz_begins,
    .follows = coder_lzma_begins,
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
