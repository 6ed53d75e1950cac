/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/base/coder_lzma.h"

#include <stdlib.h>

void *coder_lzma_begin(lzma_ret (*make)(lzma_stream *stream))
{
    lzma_stream *stream = calloc(1, sizeof *stream);
    if (stream && make(stream) == LZMA_OK)
        return stream;
    free(stream);
    return NULL;
}

enum coder_status coder_lzma_step(void *state, struct coder_io *io)
{
    lzma_stream *stream = state;
    stream->next_in = io->in;
    stream->avail_in = io->in_len;
    stream->next_out = io->out;
    stream->avail_out = io->out_len;
    lzma_ret status = lzma_code(stream, LZMA_RUN);
    io->in = stream->next_in;
    io->in_len = stream->avail_in;
    io->out = stream->next_out;
    io->out_len = stream->avail_out;
    if (status == LZMA_STREAM_END)
        return CODER_END;
    if (status == LZMA_MEM_ERROR || status == LZMA_MEMLIMIT_ERROR)
        return CODER_MEMORY;
    return status == LZMA_OK || status == LZMA_BUF_ERROR ? CODER_MORE : CODER_BROKEN;
}

void coder_lzma_end(void *state)
{
    lzma_end(state);
    free(state);
}

static lzma_ret make_auto(lzma_stream *stream)
{
    return lzma_auto_decoder(stream, UINT64_MAX, 0);
}

static void *begin_auto(void)
{
    return coder_lzma_begin(make_auto);
}

/* liblzma keeps what memory it can when a decoder is made in the place of another (lzma/base.h). */
static bool auto_again(void *state)
{
    return make_auto(state) == LZMA_OK;
}

const struct coder coder_lzma_auto = {
    .begin = begin_auto,
    .step = coder_lzma_step,
    .end = coder_lzma_end,
    .again = auto_again,
};

static lzma_ret make_xz(lzma_stream *stream)
{
    return lzma_stream_decoder(stream, UINT64_MAX, 0);
}

static void *begin_xz(void)
{
    return coder_lzma_begin(make_xz);
}

/* Of the data of a member of a zip, which hold no other format. */
const struct coder coder_xz = {.begin = begin_xz, .step = coder_lzma_step, .end = coder_lzma_end};
