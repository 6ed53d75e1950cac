/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A number for some of the values of a run: open addressing, grown by doubling, never shrunk.
 * Zero-initialise to start; valuemap_free frees. */
#ifndef BRINE_BASE_VALUEMAP_H
#define BRINE_BASE_VALUEMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vm/brine.h"

struct valuemap {
    struct valuemap_slot {
        br_value key; /* BR_NO_VALUE: free */
        uint32_t number;
    } * slots;
    size_t count, cap; /* cap: 0 or a power of two */
};

/* The number of a value, or NULL when it has none. Valid until the next valuemap_put. */
uint32_t *valuemap_get(const struct valuemap *map, br_value key);
/* The place of the value's number, made with 0 if it had none; NULL when memory fails. */
uint32_t *valuemap_put(struct valuemap *map, br_value key);
void valuemap_free(struct valuemap *map);

#endif
