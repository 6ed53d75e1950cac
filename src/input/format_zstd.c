/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zstandard, one or several frames in a row (RFC 8878). */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <zstd.h>
#include <zstd_errors.h>

#include "src/input/packed.h"

enum { MAX_WINDOW_LOG = 31 }; /* the most there is; only what is written to is memory */

static bool zstd_begins(const uint8_t *bytes, uint64_t len)
{
    return len >= 4 && memcmp(bytes, "\x28\xb5\x2f\xfd", 4) == 0;
}

static bool zstd_head(struct packed_run *run)
{
    unsigned id = ZSTD_getDictID_fromFrame(run->bytes + run->pos, (size_t)(run->len - run->pos));
    if (id)
        flow_end(&run->flow, UNPACK_UNSUPPORTED,
                 "zstd data at 0x%" PRIx64 " need dictionary %u, which is not there", run->pos, id);
    return !id;
}

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

static const struct packing packing = {
    .name = "zstd",
    .coder = &coder_zstd,
    .begins = zstd_begins,
    .head = zstd_head,
    .skips = packed_skippable,
    .has_skipped_alone = true,
};

static int zstd_bid(const uint8_t *bytes, uint64_t len)
{
    return packed_bid(&packing, bytes, len);
}

static bool zstd_list(struct input *in, struct err *err)
{
    return packed_list(in, &packing, err);
}

const struct input_format input_format_zstd = {
    .name = "zstd",
    .about = "a Zstandard frame around something else",
    .bid = zstd_bid,
    .list = zstd_list,
    .unpack = packed_unpack,
    .learn = packed_learn,
    .close = packed_close,
};
