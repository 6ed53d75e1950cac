/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vm/map.h"

#include <string.h>

static struct map_entry *find(const struct map *map, uint64_t key)
{
    uint32_t mask = map->size - 1;
    uint32_t i = (uint32_t)map_mix(key) & mask;
    while (map->table[i].key1 && map->table[i].key1 != key + 1)
        i = (i + 1) & mask;
    return &map->table[i];
}

uint64_t *map_get(const struct map *map, uint64_t key)
{
    if (!map->used)
        return NULL;
    struct map_entry *entry = find(map, key);
    return entry->key1 ? &entry->value : NULL;
}

static bool grow(struct map *map)
{
    uint32_t size = map->size ? map->size * 2 : 16;
    if (size < map->size)
        return false;
    struct map bigger = {.size = size, .budget = map->budget};
    bigger.table = budget_realloc(map->budget, NULL, 0, size * sizeof *bigger.table);
    if (!bigger.table)
        return false;
    memset(bigger.table, 0, size * sizeof *bigger.table);
    for (uint32_t i = 0; i < map->size; i++)
        if (map->table[i].key1)
            *find(&bigger, map->table[i].key1 - 1) = map->table[i];
    budget_free(map->budget, map->table, map->size * sizeof *map->table);
    map->table = bigger.table;
    map->size = size;
    return true;
}

uint64_t *map_put(struct map *map, uint64_t key)
{
    if (map->used >= map->size - map->size / 4 && !grow(map))
        return NULL;
    struct map_entry *entry = find(map, key);
    if (!entry->key1) {
        *entry = (struct map_entry){key + 1, 0};
        map->used++;
    }
    return &entry->value;
}

void map_free(struct map *map)
{
    budget_free(map->budget, map->table, map->size * sizeof *map->table);
    *map = (struct map){.budget = map->budget};
}
