/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bzip2, one or several streams in a row. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <bzlib.h>

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

static void *bzip2_begin(void)
{
    bz_stream *stream = calloc(1, sizeof *stream);
    if (stream && BZ2_bzDecompressInit(stream, 0, 0) == BZ_OK)
        return stream;
    free(stream);
    return NULL;
}

static enum coder_status bzip2_step(void *state, struct coder_io *io)
{
    bz_stream *stream = state;
    unsigned in = io->in_len < UINT_MAX ? (unsigned)io->in_len : UINT_MAX;
    unsigned out = io->out_len < UINT_MAX ? (unsigned)io->out_len : UINT_MAX;
    stream->next_in = (char *)(uintptr_t)io->in; /* only read; its type has no const */
    stream->avail_in = in;
    stream->next_out = (char *)io->out;
    stream->avail_out = out;
    int status = BZ2_bzDecompress(stream);
    io->in += in - stream->avail_in;
    io->in_len -= in - stream->avail_in;
    io->out += out - stream->avail_out;
    io->out_len -= out - stream->avail_out;
    if (status == BZ_OK)
        return CODER_MORE;
    if (status == BZ_STREAM_END)
        return CODER_END;
    return status == BZ_MEM_ERROR ? CODER_MEMORY : CODER_BROKEN;
}

static void bzip2_end(void *state)
{
    BZ2_bzDecompressEnd(state);
    free(state);
}

const struct coder coder_bzip2 = {.begin = bzip2_begin, .step = bzip2_step, .end = bzip2_end};

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
