/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/coder_lzma.h"

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
