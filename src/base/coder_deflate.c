/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <limits.h>
#include <stdlib.h>

#include <zlib.h>

#include "src/base/coder.h"

static void *begin(int window_bits)
{
    z_stream *stream = calloc(1, sizeof *stream);
    if (stream && inflateInit2(stream, window_bits) == Z_OK)
        return stream;
    free(stream);
    return NULL;
}

static void *deflate_begin(void)
{
    return begin(-MAX_WBITS);
}

static void *zlib_begin(void)
{
    return begin(MAX_WBITS);
}

static void *gzip_begin(void)
{
    enum { GZIP_HEADER = 16 }; /* zlib.h, inflateInit2 */
    return begin(MAX_WBITS + GZIP_HEADER);
}

static enum coder_status deflate_step(void *state, struct coder_io *io)
{
    z_stream *stream = state;
    uInt in = io->in_len < UINT_MAX ? (uInt)io->in_len : UINT_MAX;
    uInt out = io->out_len < UINT_MAX ? (uInt)io->out_len : UINT_MAX;
    stream->next_in = (z_const Bytef *)io->in;
    stream->avail_in = in;
    stream->next_out = io->out;
    stream->avail_out = out;
    int status = inflate(stream, Z_NO_FLUSH);
    io->in += in - stream->avail_in;
    io->in_len -= in - stream->avail_in;
    io->out += out - stream->avail_out;
    io->out_len -= out - stream->avail_out;
    if (status == Z_OK || status == Z_BUF_ERROR)
        return CODER_MORE;
    if (status == Z_STREAM_END)
        return CODER_END;
    return status == Z_MEM_ERROR ? CODER_MEMORY : CODER_BROKEN;
}

static void deflate_end(void *state)
{
    inflateEnd(state);
    free(state);
}

static bool deflate_again(void *state)
{
    return inflateReset(state) == Z_OK;
}

const struct coder coder_deflate = {
    .begin = deflate_begin,
    .step = deflate_step,
    .end = deflate_end,
    .again = deflate_again,
};

const struct coder coder_zlib = {
    .begin = zlib_begin,
    .step = deflate_step,
    .end = deflate_end,
    .again = deflate_again,
};

const struct coder coder_gzip = {
    .begin = gzip_begin,
    .step = deflate_step,
    .end = deflate_end,
    .again = deflate_again,
};
