/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/coder_lzma.h"

#include <stdlib.h>
#include <string.h>

#include "src/input/le.h"

enum {
    XZ_MAGIC = 6,
    HEADER = 13, /* of LZMA-alone: properties, the size of the dictionary, that of the data */
    MAX_PROPERTIES = (4 * 5 + 4) * 9 + 8, /* pb, lp, lc */
};

/* liblzma itself takes only sizes of a dictionary that are 2^n or 2^n + 2^(n-1), or all ones. */
static bool is_dictionary(uint32_t size)
{
    uint32_t rest = size & (size - 1); /* without its lowest bit */
    bool is_power = size != 0 && rest == 0;
    bool is_sum = rest != 0 && (rest & (rest - 1)) == 0 && rest == 2 * (size ^ rest);
    return is_power || is_sum || size == UINT32_MAX;
}

bool coder_lzma_alone_begins(const uint8_t *bytes, uint64_t len)
{
    static const uint64_t max_size = 1ull << 38; /* as liblzma: more is no size */
    if (len <= HEADER || bytes[0] > MAX_PROPERTIES || bytes[HEADER] != 0)
        return false;
    uint64_t size = le64(bytes + 5);
    return is_dictionary(le32(bytes + 1)) && (size == UINT64_MAX || size < max_size);
}

bool coder_lzma_xz_begins(const uint8_t *bytes, uint64_t len)
{
    return len >= XZ_MAGIC && memcmp(bytes,
                                     "\xfd"
                                     "7zXZ\0",
                                     XZ_MAGIC) == 0;
}

bool coder_lzma_begins(const uint8_t *bytes, uint64_t len)
{
    return coder_lzma_xz_begins(bytes, len) || coder_lzma_alone_begins(bytes, len);
}

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
