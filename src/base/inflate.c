/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/base/inflate.h"

#include <bzlib.h>
#include <limits.h>
#include <lzma.h>
#include <zlib.h>

enum { PIECE = 4096, LZMA_MEMORY_MAX = 128 << 20 };

static bool inflate_deflate(int window_bits, const void *data, size_t n, struct buf *out)
{
    z_stream stream = {.next_in = (z_const Bytef *)data, .avail_in = (uInt)n};
    unsigned char piece[PIECE];
    int status;
    if (inflateInit2(&stream, window_bits) != Z_OK)
        return false;
    do {
        stream.next_out = piece;
        stream.avail_out = sizeof piece;
        status = inflate(&stream, Z_NO_FLUSH);
        buf_add(out, piece, sizeof piece - stream.avail_out);
    } while (status == Z_OK && !out->failed);
    inflateEnd(&stream);
    return status == Z_STREAM_END && !out->failed;
}

static bool inflate_bzip2(const void *data, size_t n, struct buf *out)
{
    bz_stream stream = {.next_in = (char *)data, .avail_in = (unsigned)n};
    char piece[PIECE];
    int status;
    if (BZ2_bzDecompressInit(&stream, 0, 0) != BZ_OK)
        return false;
    do {
        stream.next_out = piece;
        stream.avail_out = sizeof piece;
        status = BZ2_bzDecompress(&stream);
        buf_add(out, piece, sizeof piece - stream.avail_out);
        if (status == BZ_OK && stream.avail_in == 0 && stream.avail_out > 0)
            break; /* cut short */
    } while (status == BZ_OK && !out->failed);
    BZ2_bzDecompressEnd(&stream);
    return status == BZ_STREAM_END && !out->failed;
}

static bool inflate_xz(const void *data, size_t n, struct buf *out)
{
    lzma_stream stream = LZMA_STREAM_INIT;
    unsigned char piece[PIECE];
    lzma_ret status;
    if (lzma_auto_decoder(&stream, LZMA_MEMORY_MAX, 0) != LZMA_OK)
        return false;
    stream.next_in = data;
    stream.avail_in = n;
    do {
        stream.next_out = piece;
        stream.avail_out = sizeof piece;
        status = lzma_code(&stream, LZMA_FINISH);
        buf_add(out, piece, sizeof piece - stream.avail_out);
    } while (status == LZMA_OK && !out->failed);
    lzma_end(&stream);
    return status == LZMA_STREAM_END && !out->failed;
}

bool inflate_bytes(enum inflate_kind kind, const void *data, size_t n, struct buf *out)
{
    static const int window_bits[] = {
        [INFLATE_ZLIB] = 15, [INFLATE_GZIP] = 15 + 16, [INFLATE_RAW] = -15};
    if (n > INT_MAX)
        return false;
    if (kind == INFLATE_BZIP2)
        return inflate_bzip2(data, n, out);
    if (kind == INFLATE_XZ)
        return inflate_xz(data, n, out);
    return inflate_deflate(window_bits[kind], data, n, out);
}
