/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Data packed at once, as the functions of Python's library do that take and give bytes, with what they say by
 * default. What they give depends on the version of a library; unpacked it is what was packed. */
#ifndef BRINE_BASE_DEFLATE_H
#define BRINE_BASE_DEFLATE_H

#include <stdbool.h>
#include <stddef.h>

#include "src/base/buf.h"

enum deflate_kind {
    DEFLATE_ZLIB, /* zlib.compress */
    DEFLATE_GZIP, /* gzip.compress, at the time 0 */
    DEFLATE_BZIP2,
    DEFLATE_XZ,
};

/* level: -1 for what is usual, else 0 to 9 (bzip2: 1 to 9). False: no memory, or more than a little data; these
 * are for what a pickle itself packs and unpacks. */
bool deflate_bytes(enum deflate_kind kind, int level, const void *data, size_t n, struct buf *out);

#endif
