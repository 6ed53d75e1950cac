/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/base/checksum.h"

#include <zlib.h>

/* zlib takes no bytes at all (NULL) for the question where to begin. */
uint32_t checksum_crc32(uint32_t first, const void *bytes, size_t n)
{
    return n == 0 ? first : (uint32_t)crc32_z(first, bytes, n);
}

uint32_t checksum_adler32(uint32_t first, const void *bytes, size_t n)
{
    return n == 0 ? first : (uint32_t)adler32_z(first, bytes, n);
}
