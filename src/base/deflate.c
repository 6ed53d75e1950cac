/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/base/deflate.h"

#include <stdint.h>
#include <stdlib.h>

#include <bzlib.h>
#include <lzma.h>
#include <zlib.h>

enum {
    DATA_MAX = 1 << 16,
    ROOM_MAX = 2 * DATA_MAX + 1024, /* more than any of them makes of that */
    GZIP_HEAD = 16,                 /* added to the number of bits, as zlib.h has it */
};

static bool deflate_zlib(int bits, int level, void *data, size_t n, uint8_t *room, size_t *made)
{
    z_stream stream = {
        .next_in = data, .avail_in = (uInt)n, .next_out = room, .avail_out = ROOM_MAX};
    if (deflateInit2(&stream, level, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    bool good = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    *made = (size_t)stream.total_out;
    deflateEnd(&stream);
    return good;
}

static bool pack_zlib(int level, void *data, size_t n, uint8_t *room, size_t *made)
{
    return deflate_zlib(MAX_WBITS, level, data, n, room, made);
}

static bool pack_gzip(int level, void *data, size_t n, uint8_t *room, size_t *made)
{
    return deflate_zlib(MAX_WBITS + GZIP_HEAD, level < 0 ? 9 : level, data, n, room, made);
}

static bool pack_bzip2(int level, void *data, size_t n, uint8_t *room, size_t *made)
{
    unsigned size = ROOM_MAX;
    bool good = BZ2_bzBuffToBuffCompress((char *)room, &size, data, (unsigned)n,
                                         level < 1 ? 9 : level, 0, 0) == BZ_OK;
    *made = size;
    return good;
}

static bool pack_xz(int level, void *data, size_t n, uint8_t *room, size_t *made)
{
    *made = 0;
    return lzma_easy_buffer_encode(level < 0 ? LZMA_PRESET_DEFAULT : (uint32_t)level,
                                   LZMA_CHECK_CRC64, NULL, data, n, room, made,
                                   ROOM_MAX) == LZMA_OK;
}

bool deflate_bytes(enum deflate_kind kind, int level, const void *data, size_t n, struct buf *out)
{
    static bool (*const packers[])(int, void *, size_t, uint8_t *, size_t *) = {
        [DEFLATE_ZLIB] = pack_zlib,
        [DEFLATE_GZIP] = pack_gzip,
        [DEFLATE_BZIP2] = pack_bzip2,
        [DEFLATE_XZ] = pack_xz,
    };
    struct buf copy = {.limit = DATA_MAX + 1}; /* the libraries ask for what is not const */
    if (n > DATA_MAX || level > 9)
        return false;
    buf_add(&copy, data, n);
    buf_char(&copy, '\0');
    uint8_t *room = copy.failed ? NULL : malloc(ROOM_MAX);
    size_t made = 0;
    bool good = room && packers[kind](level, copy.data, n, room, &made);
    if (good)
        buf_add(out, room, made);
    free(room);
    buf_free(&copy);
    return good;
}
