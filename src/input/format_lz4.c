/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LZ4's frame format, one or several frames in a row: what joblib writes with lz4; and its legacy
 * frames (lz4_Frame_format.md), which the lz4 tool and Linux kernels have: a magic number and blocks, each
 * behind its size. Such a frame ends with the data, or where another magic number stands for a size. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <lz4.h>
#include <lz4frame.h>

#include "src/base/buf.h"
#include "src/input/le.h"
#include "src/input/packed.h"

enum {
    MAGIC_LEN = 4,
    LEGACY_BLOCK = 8 << 20, /* bytes that one of its blocks unpacks to, at most */
};

static bool is_legacy(const uint8_t *bytes, uint64_t len)
{
    return len >= MAGIC_LEN && memcmp(bytes, "\x02\x21\x4c\x18", MAGIC_LEN) == 0;
}

static bool is_frame(const uint8_t *bytes, uint64_t len)
{
    return len >= MAGIC_LEN && memcmp(bytes, "\x04\x22\x4d\x18", MAGIC_LEN) == 0;
}

static bool lz4_begins(const uint8_t *bytes, uint64_t len)
{
    return is_frame(bytes, len) || is_legacy(bytes, len);
}

/* A frame whose flags say so names a dictionary behind the size of its content. */
static bool lz4_head(struct packed_run *run)
{
    enum { FLAGS_AT = 4, HAS_DICTIONARY = 1, HAS_SIZE = 8, REST_AT = 6 };
    const uint8_t *bytes = run->bytes + run->pos;
    uint64_t left = run->len - run->pos;
    if (!is_frame(bytes, left) || left <= FLAGS_AT || !(bytes[FLAGS_AT] & HAS_DICTIONARY))
        return true;
    uint64_t at = REST_AT + (bytes[FLAGS_AT] & HAS_SIZE ? 8 : 0);
    if (left < at + 4)
        return true; /* it is cut off there */
    flow_end(&run->flow, UNPACK_UNSUPPORTED,
             "lz4 data at 0x%" PRIx64 " need dictionary %" PRIu32 ", which is not there", run->pos,
             le32(bytes + at));
    return false;
}

/* When a call breaks, what it put out is lost. So each gets no more than the library asks for, a
 * block at most, and blocks before the break are out by then. */
struct lz4_state {
    LZ4F_dctx *context;
    size_t wanted; /* bytes */
    bool is_begun, is_legacy;
    /* Of a legacy frame: */
    size_t block;    /* bytes that the block at hand has packed; 0: its size is yet to be read */
    struct buf held; /* of these, what came */
    uint8_t *out;    /* what it unpacks to, */
    size_t out_len, out_done; /* and how much of that is handed on */
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

static void skip_in(struct coder_io *io, size_t n)
{
    io->in += n;
    io->in_len -= n;
}

static enum coder_status hand_on_block(struct lz4_state *state, struct coder_io *io)
{
    size_t left = state->out_len - state->out_done, n = left < io->out_len ? left : io->out_len;
    memcpy(io->out, state->out + state->out_done, n);
    state->out_done += n;
    io->out += n;
    io->out_len -= n;
    return CODER_MORE;
}

static enum coder_status unpack_block(struct lz4_state *state)
{
    if (!state->out)
        state->out = malloc(LEGACY_BLOCK);
    if (!state->out)
        return CODER_MEMORY;
    int n =
        LZ4_decompress_safe(state->held.data, (char *)state->out, (int)state->block, LEGACY_BLOCK);
    state->block = 0;
    state->out_len = n > 0 ? (size_t)n : 0;
    state->out_done = 0;
    buf_clear(&state->held);
    return n < 0 ? CODER_BROKEN : CODER_MORE;
}

static enum coder_status step_legacy(struct lz4_state *state, struct coder_io *io)
{
    if (state->out_done < state->out_len)
        return hand_on_block(state, io);
    if (state->block == 0) {
        if (io->in_len < MAGIC_LEN)
            return CODER_MORE;
        uint32_t size = le32(io->in);
        if (size > LZ4_COMPRESSBOUND(LEGACY_BLOCK))
            return CODER_END; /* it belongs to what follows */
        if (size == 0)
            return CODER_BROKEN;
        skip_in(io, MAGIC_LEN);
        state->block = size;
    }
    size_t missing = state->block - state->held.len;
    size_t n = missing < io->in_len ? missing : io->in_len;
    buf_add(&state->held, io->in, n);
    if (state->held.failed)
        return CODER_MEMORY;
    skip_in(io, n);
    if (state->held.len < state->block)
        return CODER_MORE;
    enum coder_status status = unpack_block(state);
    return status == CODER_MORE ? hand_on_block(state, io) : status;
}

static bool lz4_may_end(const void *opaque)
{
    const struct lz4_state *state = opaque;
    return state->is_legacy && state->block == 0;
}

static enum coder_status step_frame(struct lz4_state *state, struct coder_io *io)
{
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

static enum coder_status lz4_step(void *opaque, struct coder_io *io)
{
    struct lz4_state *state = opaque;
    if (!state->is_begun) {
        state->is_begun = true;
        state->is_legacy = is_legacy(io->in, io->in_len);
        if (state->is_legacy)
            skip_in(io, MAGIC_LEN);
    }
    return state->is_legacy ? step_legacy(state, io) : step_frame(state, io);
}

static void lz4_end(void *opaque)
{
    struct lz4_state *state = opaque;
    LZ4F_freeDecompressionContext(state->context);
    buf_free(&state->held);
    free(state->out);
    free(state);
}

static const struct coder coder = {
    .begin = lz4_begin,
    .step = lz4_step,
    .end = lz4_end,
    .may_end = lz4_may_end,
};

static const struct packing packing = {
    .name = "lz4",
    .coder = &coder,
    .begins = lz4_begins,
    .head = lz4_head,
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
