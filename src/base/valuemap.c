/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/base/valuemap.h"

#include <stdlib.h>

/* Values are numbered in order, so they must be spread; Knuth's multiplicative hash. */
static size_t slot_of(br_value key, size_t cap)
{
    return (size_t)((key * UINT64_C(0x9e3779b97f4a7c15)) >> 32) & (cap - 1);
}

/* The slot that holds the key, or the free one where it would go. */
static struct valuemap_slot *find_slot(struct valuemap_slot *slots, size_t cap, br_value key)
{
    size_t at = slot_of(key, cap);
    while (slots[at].key != key && slots[at].key != BR_NO_VALUE)
        at = (at + 1) & (cap - 1);
    return &slots[at];
}

static bool valuemap_grow(struct valuemap *map)
{
    size_t cap = map->cap ? map->cap * 2 : 64;
    struct valuemap_slot *slots =
        cap > SIZE_MAX / sizeof *slots ? NULL : malloc(cap * sizeof *slots);
    if (!slots)
        return false;
    for (size_t n = 0; n < cap; n++)
        slots[n].key = BR_NO_VALUE;
    for (size_t n = 0; n < map->cap; n++) {
        if (map->slots[n].key != BR_NO_VALUE)
            *find_slot(slots, cap, map->slots[n].key) = map->slots[n];
    }
    free(map->slots);
    map->slots = slots;
    map->cap = cap;
    return true;
}

uint32_t *valuemap_get(const struct valuemap *map, br_value key)
{
    if (map->count == 0)
        return NULL;
    struct valuemap_slot *slot = find_slot(map->slots, map->cap, key);
    return slot->key == key ? &slot->number : NULL;
}

uint32_t *valuemap_put(struct valuemap *map, br_value key)
{
    uint32_t *found = valuemap_get(map, key);
    if (found)
        return found;
    if (map->count >= map->cap / 2 && !valuemap_grow(map))
        return NULL;
    struct valuemap_slot *slot = find_slot(map->slots, map->cap, key);
    slot->key = key;
    slot->number = 0;
    map->count++;
    return &slot->number;
}

void valuemap_free(struct valuemap *map)
{
    free(map->slots);
    *map = (struct valuemap){.slots = NULL};
}
