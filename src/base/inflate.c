/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/base/inflate.h"

#include <string.h>

#include <zlib.h>

#include "src/base/coder_lzma.h"

/* Streams in a row. */
struct streams {
    const struct coder *coder;
    void *state; /* NULL: none was begun */
    struct coder_io io;
    struct buf *out;
};

static bool take_piece(void *context, const uint8_t *bytes, size_t n)
{
    struct buf *out = context;
    if (out->limit && n > out->limit - out->len) { /* up to the limit it is */
        buf_add(out, bytes, out->limit - out->len);
        out->failed = true;
        return false;
    }
    buf_add(out, bytes, n);
    return !out->failed;
}

static bool begin_stream(struct streams *in)
{
    const struct coder *coder = in->coder;
    if (in->state && coder->again && coder->again(in->state))
        return true;
    if (in->state)
        coder->end(in->state);
    in->state = coder->begin();
    return in->state != NULL;
}

/* The next stream; CODER_END: to its end. */
static enum coder_status step_stream(struct streams *in)
{
    bool is_wanted;
    if (!begin_stream(in))
        return CODER_MEMORY;
    enum coder_status status = coder_drain(in->coder, in->state, &in->io,
                                           (struct coder_sink){take_piece, in->out}, &is_wanted);
    return is_wanted ? status : CODER_MEMORY;
}

static bool read_stream(struct streams *in)
{
    return step_stream(in) == CODER_END;
}

/* bz2.py and lzma.py, decompress: what is damaged behind a whole stream is left over, with what it gave;
 * what ends too early is refused. */
static bool read_row(struct streams *in)
{
    bool good = read_stream(in);
    while (good && in->io.in_len > 0) {
        size_t len = in->out->len;
        enum coder_status status = step_stream(in);
        if (status == CODER_BROKEN)
            buf_cut(in->out, len);
        if (status != CODER_END)
            return status == CODER_BROKEN;
    }
    return good;
}

static const uint8_t *take(struct coder_io *io, size_t n)
{
    const uint8_t *bytes = io->in;
    if (n > io->in_len)
        return NULL;
    io->in += n;
    io->in_len -= n;
    return bytes;
}

static bool pass_text(struct coder_io *io)
{
    const uint8_t *end = memchr(io->in, 0, io->in_len);
    return end && take(io, (size_t)(end - io->in) + 1);
}

/* gzip.py, _read_gzip_header: the checksum of the head is passed over, and flags that have no meaning. */
static bool pass_gzip_head(struct coder_io *io)
{
    enum { HEAD = 10, FHCRC = 2, FEXTRA = 4, FNAME = 8, FCOMMENT = 16 };
    const uint8_t *head = take(io, HEAD), *size;
    if (!head || head[0] != 0x1f || head[1] != 0x8b || head[2] != Z_DEFLATED)
        return false;
    if ((head[3] & FEXTRA) && (!(size = take(io, 2)) || !take(io, size[0] | (size_t)size[1] << 8)))
        return false;
    return (!(head[3] & FNAME) || pass_text(io)) && (!(head[3] & FCOMMENT) || pass_text(io)) &&
           (!(head[3] & FHCRC) || take(io, 2));
}

static uint32_t little(const uint8_t *p)
{
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static bool read_gzip(struct streams *in)
{
    while (in->io.in_len > 0) {
        size_t begin = in->out->len;
        const uint8_t *tail;
        if (!pass_gzip_head(&in->io) || !read_stream(in) || !(tail = take(&in->io, 8)))
            return false;
        const Bytef *bytes = (const Bytef *)buf_text(in->out) + begin;
        size_t n = in->out->len - begin;
        if (crc32_z(crc32_z(0, NULL, 0), bytes, n) != little(tail) ||
            (uint32_t)n != little(tail + 4))
            return false;
        while (in->io.in_len > 0 && *in->io.in == 0)
            take(&in->io, 1);
    }
    return true;
}

static const struct {
    const struct coder *coder;
    bool (*read)(struct streams *in);
} rows[] = {
    [INFLATE_ZLIB] = {&coder_zlib, read_stream},
    [INFLATE_RAW] = {&coder_deflate, read_stream},
    [INFLATE_GZIP_ONE] = {&coder_gzip, read_stream},
    [INFLATE_GZIP] = {&coder_deflate, read_gzip},
    [INFLATE_BZIP2] = {&coder_bzip2, read_row},
    [INFLATE_BZIP2_ONE] = {&coder_bzip2, read_stream},
    [INFLATE_XZ] = {&coder_lzma_auto, read_row},
    [INFLATE_XZ_ONE] = {&coder_lzma_auto, read_stream},
};

static enum inflate_kind kind_of(enum inflate_kind kind, const uint8_t *data, size_t n)
{
    if (kind == INFLATE_ANY)
        return n && *data == 0x1f ? INFLATE_GZIP_ONE : INFLATE_ZLIB;
    return kind;
}

enum inflate_end inflate_begin(enum inflate_kind kind, const void *data, size_t n, struct buf *out)
{
    kind = kind_of(kind, data, n);
    struct streams in = {.coder = rows[kind].coder, .io = {.in = data, .in_len = n}, .out = out};
    enum coder_status status = step_stream(&in);
    if (in.state)
        in.coder->end(in.state);
    return status == CODER_END    ? INFLATE_WHOLE
           : status == CODER_MORE ? INFLATE_SHORT
                                  : INFLATE_WRONG;
}

bool inflate_bytes(enum inflate_kind kind, const void *data, size_t n, struct buf *out)
{
    kind = kind_of(kind, data, n);
    struct streams in = {.coder = rows[kind].coder, .io = {.in = data, .in_len = n}, .out = out};
    bool is_nothing = n == 0 && kind == INFLATE_BZIP2; /* lzma.py refuses it, bz2.py does not */
    bool good = is_nothing || rows[kind].read(&in);
    if (in.state)
        in.coder->end(in.state);
    return good;
}
