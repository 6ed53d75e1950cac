/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small compressed data unpacked at once, by the libraries that do so. All of it is appended to a
 * buffer, whose limit bounds what a bomb can do: past it, and for data that is cut short or not what
 * it should be, the answer is false and the buffer holds what was unpacked until then. */
#ifndef BRINE_BASE_INFLATE_H
#define BRINE_BASE_INFLATE_H

#include <stdbool.h>
#include <stddef.h>

#include "src/base/buf.h"

enum inflate_kind {
    INFLATE_ZLIB,
    INFLATE_GZIP,
    INFLATE_RAW, /* deflate without a head */
    INFLATE_BZIP2,
    INFLATE_XZ, /* or the older .lzma */
};

/* out->limit must be set. */
bool inflate_bytes(enum inflate_kind kind, const void *data, size_t n, struct buf *out);

#endif
