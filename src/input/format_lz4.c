/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LZ4's frame format, one or several frames in a row: what joblib writes with lz4. */
#include <stdlib.h>
#include <string.h>

#include <lz4frame.h>

#include "src/input/packed.h"

static bool lz4_begins(const uint8_t *bytes, uint64_t len)
{
    return len >= 4 && memcmp(bytes, "\x04\x22\x4d\x18", 4) == 0;
}

/* When a call breaks, what it put out is lost. So each gets no more than the library asks for, a
 * block at most, and blocks before the break are out by then. */
struct lz4_state {
    LZ4F_dctx *context;
    size_t wanted; /* bytes */
};

static void *lz4_begin(void)
{
    struct lz4_state *state = calloc(1, sizeof *state);
    if (state && !LZ4F_isError(LZ4F_createDecompressionContext(&state->context, LZ4F_VERSION))) {
        state->wanted = LZ4F_HEADER_SIZE_MIN;
        return state;
    }
    free(state);
    return NULL;
}

static enum coder_status lz4_step(void *opaque, struct coder_io *io)
{
    struct lz4_state *state = opaque;
    size_t in = io->in_len < state->wanted ? io->in_len : state->wanted, out = io->out_len;
    size_t status = LZ4F_decompress(state->context, io->out, &out, io->in, &in, NULL);
    if (LZ4F_isError(status))
        return strcmp(LZ4F_getErrorName(status), "ERROR_allocation_failed") == 0 ? CODER_MEMORY
                                                                                 : CODER_BROKEN;
    state->wanted = status;
    io->in += in;
    io->in_len -= in;
    io->out += out;
    io->out_len -= out;
    return status == 0 ? CODER_END : CODER_MORE;
}

static void lz4_end(void *opaque)
{
    struct lz4_state *state = opaque;
    LZ4F_freeDecompressionContext(state->context);
    free(state);
}

static const struct coder coder = {lz4_begin, lz4_step, lz4_end};

static const struct packing packing = {
    .name = "lz4",
    .coder = &coder,
    .begins = lz4_begins,
    .skips = packed_skippable,
};

static int lz4_bid(const uint8_t *bytes, uint64_t len)
{
    return packed_bid(&packing, bytes, len);
}

static bool lz4_list(struct input *in, struct err *err)
{
    return packed_list(in, &packing, err);
}

const struct input_format input_format_lz4 = {
    .name = "lz4",
    .about = "an LZ4 frame around something else",
    .bid = lz4_bid,
    .list = lz4_list,
    .unpack = packed_unpack,
    .learn = packed_learn,
    .close = packed_close,
};
