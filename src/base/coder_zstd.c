/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include <zstd.h>
#include <zstd_errors.h>

#include "src/base/coder.h"

enum { MAX_WINDOW_LOG = 31 }; /* the most there is; only what is written to is memory */

/* When a call breaks, what it put out is lost. So each gets no more than the library asks for, a
 * block at most, and blocks before the break are out by then. */
struct zstd_state {
    ZSTD_DStream *stream;
    size_t wanted; /* bytes */
};

static void *zstd_begin(void)
{
    struct zstd_state *state = calloc(1, sizeof *state);
    if (!state)
        return NULL;
    state->stream = ZSTD_createDStream();
    state->wanted = state->stream ? ZSTD_initDStream(state->stream) : 0;
    if (!state->stream || ZSTD_isError(state->wanted)) {
        ZSTD_freeDStream(state->stream);
        free(state);
        return NULL;
    }
    ZSTD_DCtx_setParameter(state->stream, ZSTD_d_windowLogMax, MAX_WINDOW_LOG);
    return state;
}

static enum coder_status zstd_step(void *opaque, struct coder_io *io)
{
    struct zstd_state *state = opaque;
    size_t fed = io->in_len < state->wanted ? io->in_len : state->wanted;
    ZSTD_inBuffer in = {io->in, fed, 0};
    ZSTD_outBuffer out = {io->out, io->out_len, 0};
    size_t status = ZSTD_decompressStream(state->stream, &out, &in);
    if (ZSTD_isError(status))
        return ZSTD_getErrorCode(status) == ZSTD_error_memory_allocation ? CODER_MEMORY
                                                                         : CODER_BROKEN;
    state->wanted = status;
    io->in += in.pos;
    io->in_len -= in.pos;
    io->out += out.pos;
    io->out_len -= out.pos;
    return status == 0 ? CODER_END : CODER_MORE;
}

static void zstd_end(void *opaque)
{
    struct zstd_state *state = opaque;
    ZSTD_freeDStream(state->stream);
    free(state);
}

static bool zstd_again(void *opaque)
{
    struct zstd_state *state = opaque;
    state->wanted = ZSTD_initDStream(state->stream); /* what was set stays */
    return !ZSTD_isError(state->wanted);
}

const struct coder coder_zstd = {
    .begin = zstd_begin,
    .step = zstd_step,
    .end = zstd_end,
    .again = zstd_again,
};
