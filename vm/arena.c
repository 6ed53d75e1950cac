/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef _GNU_SOURCE
#define _DEFAULT_SOURCE /* madvise, MAP_ANONYMOUS */
#endif
#include "vm/arena.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* A piece of memory that holds whole chunks. The first region of an arena comes from realloc and is
 * smaller than a chunk until it has grown into one; the others are mapped. */
struct region {
    unsigned char *start;
    size_t bytes;
};

enum { FIRST_ROWS = 256, MAX_REGION_CHUNKS = 16 };
#define HUGE_PAGE ((size_t)2 << 20)

void arena_init(struct arena *a, uint32_t row, struct budget *budget)
{
    *a = (struct arena){.row = row, .budget = budget};
}

void arena_free(struct arena *a)
{
    for (uint32_t i = 1; i < a->n_regions; i++)
        munmap(a->regions[i].start, a->regions[i].bytes);
    if (a->n_regions)
        free(a->regions[0].start);
    free(a->regions);
    free(a->chunks);
    if (a->budget)
        a->budget->held -= a->reserved;
    arena_init(a, a->row, a->budget);
}

static bool budget_take(struct budget *budget, uint64_t bytes)
{
    if (budget->max && (budget->held > budget->max || bytes > budget->max - budget->held))
        return false;
    budget->held += bytes;
    return true;
}

void *budget_realloc(struct budget *budget, void *old, size_t old_bytes, size_t new_bytes)
{
    if (!budget_take(budget, new_bytes))
        return NULL;
    void *p = realloc(old, new_bytes);
    budget->held -= p ? old_bytes : new_bytes;
    return p;
}

void *budget_calloc(struct budget *budget, size_t bytes)
{
    if (!budget_take(budget, bytes))
        return NULL;
    void *p = calloc(1, bytes);
    budget->held -= p ? 0 : bytes;
    return p;
}

void budget_free(struct budget *budget, void *old, size_t bytes)
{
    free(old);
    if (old)
        budget->held -= bytes;
}

/* Memory of the given size, aligned for huge pages where it is large enough for one. */
static unsigned char *map_region(size_t bytes)
{
    size_t slack = bytes >= HUGE_PAGE ? HUGE_PAGE : 0;
    unsigned char *p =
        mmap(NULL, bytes + slack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED)
        return NULL;
    if (!slack)
        return p;
    size_t before = (HUGE_PAGE - (uintptr_t)p % HUGE_PAGE) % HUGE_PAGE;
    if (before)
        munmap(p, before);
    munmap(p + before + bytes, slack - before);
#ifdef MADV_HUGEPAGE
    madvise(p + before, bytes, MADV_HUGEPAGE);
#endif
    return p + before;
}

/* Room for one more entry in the two small tables of an arena. */
static bool tables_reserve(struct arena *a, uint32_t chunks)
{
    if (a->n_regions == a->max_regions) {
        uint32_t max = a->max_regions ? a->max_regions * 2 : 4;
        struct region *regions = realloc(a->regions, max * sizeof *regions);
        if (!regions)
            return false;
        a->regions = regions;
        a->max_regions = max;
    }
    if (a->n_chunks + chunks > a->max_chunks) {
        uint32_t max = a->max_chunks * 2 + chunks + 4;
        unsigned char **table = realloc(a->chunks, max * sizeof *table);
        if (!table)
            return false;
        a->chunks = table;
        a->max_chunks = max;
    }
    return true;
}

/* The first chunk: doubled in place until it is a whole one. */
static bool grow_first(struct arena *a)
{
    if (!tables_reserve(a, 1))
        return false;
    size_t old = a->n_regions ? a->regions[0].bytes : 0;
    size_t bytes = old ? old * 2 : (size_t)FIRST_ROWS * a->row;
    unsigned char *start = a->n_regions ? a->regions[0].start : NULL;
    start = budget_realloc(a->budget, start, old, bytes);
    if (!start)
        return false;
    a->regions[0] = (struct region){start, bytes};
    a->chunks[0] = start;
    a->n_regions = a->n_chunks = 1;
    a->reserved = bytes;
    a->next = start + old;
    a->end = start + bytes;
    return true;
}

static bool grow_region(struct arena *a)
{
    size_t chunk = (size_t)ARENA_CHUNK * a->row;
    uint32_t want = a->n_chunks < MAX_REGION_CHUNKS ? a->n_chunks : MAX_REGION_CHUNKS;
    if (!tables_reserve(a, want))
        return false;
    if (!budget_take(a->budget, chunk * want)) {
        want = 1; /* near the end of the budget: as little as will do */
        if (!budget_take(a->budget, chunk))
            return false;
    }
    unsigned char *start = map_region(chunk * want);
    if (!start) {
        a->budget->held -= chunk * want;
        return false;
    }
    a->regions[a->n_regions++] = (struct region){start, chunk * want};
    for (uint32_t i = 0; i < want; i++)
        a->chunks[a->n_chunks++] = start + chunk * i;
    a->reserved += chunk * want;
    return true;
}

bool arena_grow(struct arena *a)
{
    if (a->count == UINT32_MAX)
        return false;
    uint32_t chunk = a->count >> ARENA_SHIFT;
    if (a->count < ARENA_CHUNK)
        return grow_first(a);
    if (chunk >= a->n_chunks && !grow_region(a))
        return false;
    a->next = a->chunks[chunk];
    a->end = a->next + (size_t)ARENA_CHUNK * a->row;
    return true;
}
