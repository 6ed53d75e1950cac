/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/jumps.h"

#include <string.h>

void jumps_add(struct jumps *jumps, const struct spot *from)
{
    if (jumps->at > 0 && spot_equal(&jumps->rows[jumps->at - 1], from))
        jumps->at--; /* it jumped back to there by itself */
    if (jumps->at == JUMPS_MAX)
        memmove(jumps->rows, jumps->rows + 1, --jumps->at * sizeof *jumps->rows);
    jumps->rows[jumps->at++] = *from;
    jumps->count = jumps->at;
}

bool jumps_back(const struct jumps *jumps, const struct spot *here, uint64_t count, size_t *to)
{
    if (jumps->at == 0)
        return false;
    *to = count < jumps->at ? jumps->at - (size_t)count : 0;
    while (*to > 0 && spot_equal(&jumps->rows[*to], here)) /* steps led there already */
        --*to;
    return true;
}

bool jumps_forward(const struct jumps *jumps, uint64_t count, size_t *to)
{
    if (jumps->at + 1 >= jumps->count)
        return false;
    size_t ahead = jumps->count - 1 - jumps->at;
    *to = jumps->at + (count < ahead ? (size_t)count : ahead);
    return true;
}

void jumps_arrive(struct jumps *jumps, const struct spot *here, size_t to)
{
    jumps->rows[jumps->at] = *here;
    if (jumps->at == jumps->count)
        jumps->count++;
    jumps->at = to;
}
