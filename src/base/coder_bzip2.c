/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <limits.h>
#include <stdlib.h>

#include <bzlib.h>

#include "src/base/coder.h"

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
