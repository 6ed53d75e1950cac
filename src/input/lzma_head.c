/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/lzma_head.h"

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

bool lzma_head_is_alone(const uint8_t *bytes, uint64_t len)
{
    static const uint64_t max_size = 1ull << 38; /* as liblzma: more is no size */
    if (len <= HEADER || bytes[0] > MAX_PROPERTIES || bytes[HEADER] != 0)
        return false;
    uint64_t size = le64(bytes + 5);
    return is_dictionary(le32(bytes + 1)) && (size == UINT64_MAX || size < max_size);
}

bool lzma_head_is_xz(const uint8_t *bytes, uint64_t len)
{
    return len >= XZ_MAGIC && memcmp(bytes,
                                     "\xfd"
                                     "7zXZ\0",
                                     XZ_MAGIC) == 0;
}

bool lzma_head_is_any(const uint8_t *bytes, uint64_t len)
{
    return lzma_head_is_xz(bytes, len) || lzma_head_is_alone(bytes, len);
}
