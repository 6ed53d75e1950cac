/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compressed data unpacked at once, as the functions of Python's library do that take and give bytes. All
 * of it is appended to a buffer, whose limit bounds what a bomb can do: past it, and for data that is cut
 * short or not what it should be, the answer is false and the buffer holds what was unpacked until then. */
#ifndef BRINE_BASE_INFLATE_H
#define BRINE_BASE_INFLATE_H

#include <stdbool.h>
#include <stddef.h>

#include "src/base/buf.h"

enum inflate_kind {
    INFLATE_ZLIB,     /* zlib.decompress: one stream, what stands behind it does not matter */
    INFLATE_RAW,      /* the same without a head, */
    INFLATE_GZIP_ONE, /* with that of gzip, */
    INFLATE_ANY,      /* with either */
    INFLATE_GZIP, /* gzip.decompress: members in a row, zeros between them, nothing else behind them */
    INFLATE_BZIP2, /* bz2.decompress: streams in a row, what is none behind the first does not matter */
    INFLATE_BZIP2_ONE, /* BZ2Decompressor: one stream */
    INFLATE_XZ,        /* lzma.decompress: the same of xz, or the older .lzma */
    INFLATE_XZ_ONE,
};

/* How unpacking ended. */
enum inflate_end {
    INFLATE_WHOLE,
    INFLATE_SHORT, /* the data end before the stream does, */
    INFLATE_WRONG, /* or are not what they should be, or memory or the limit did not suffice */
};

/* One stream, of which more may come: not of the kinds that are streams in a row. out->limit must be set. */
enum inflate_end inflate_begin(enum inflate_kind kind, const void *data, size_t n, struct buf *out);

/* out->limit must be set. */
bool inflate_bytes(enum inflate_kind kind, const void *data, size_t n, struct buf *out);

#endif
