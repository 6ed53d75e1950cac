/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A hash from 64-bit keys to 64-bit values, for the readers' indexes. Nothing is ever removed. */
#ifndef BRINE_VM_MAP_H
#define BRINE_VM_MAP_H

#include "vm/arena.h"

struct map_entry {
    uint64_t key1; /* key + 1; 0: free. So UINT64_MAX is no key */
    uint64_t value;
};

struct map {
    struct map_entry *table; /* open addressing */
    uint32_t size;           /* a power of two, or 0 */
    uint32_t used;
    struct budget *budget;
};

/* The value under key, or NULL. Valid until the next map_put. */
uint64_t *map_get(const struct map *map, uint64_t key);
/* The value under key, made 0 if it is new. NULL: no memory. */
uint64_t *map_put(struct map *map, uint64_t key);
void map_free(struct map *map);

/* Spreads the bits of a key; also for other hashes. */
static inline uint64_t map_mix(uint64_t x)
{
    x ^= x >> 32;
    x *= 0x9e3779b97f4a7c15u;
    x ^= x >> 29;
    x *= 0xbf58476d1ce4e5b9u;
    return x ^ x >> 32;
}

#endif
