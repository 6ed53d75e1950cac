/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of one size, numbered from 0, only ever added at the end; rows never move once the first
 * chunk is full, and a row is named by its number, never by its address. The only memory that
 * grows with a run. What always holds: rows 0 .. count-1 are written; next points at row count.
 *
 * Memory is asked for in regions of one chunk, then two, four ... so that a tiny pickle costs a few
 * kilobytes and a big one few, large, aligned regions that the kernel may back with huge pages:
 * the first touch of fresh pages costs more than the machine itself. */
#ifndef BRINE_VM_ARENA_H
#define BRINE_VM_ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ARENA_SHIFT = 16, ARENA_CHUNK = 1 << ARENA_SHIFT, ARENA_MASK = ARENA_CHUNK - 1 };

/* One account for all the arenas and tables of a record. */
struct budget {
    uint64_t max;  /* 0: no limit of its own */
    uint64_t held; /* bytes reserved now */
};

struct arena {
    unsigned char *next; /* where the next row goes */
    unsigned char *end;  /* of the chunk that next is in */
    unsigned char **chunks;
    struct region *regions;
    struct budget *budget;
    uint32_t count;
    uint32_t row; /* bytes of a row */
    uint32_t n_chunks, max_chunks;
    uint32_t n_regions, max_regions;
    uint64_t reserved; /* bytes */
};

void arena_init(struct arena *a, uint32_t row, struct budget *budget);
void arena_free(struct arena *a);

/* Makes room for one more row; false when memory or the budget is used up. */
bool arena_grow(struct arena *a);

/* The address of a new row, or NULL. Valid until the next row is added. */
static inline void *arena_add(struct arena *a)
{
    if (a->next == a->end && !arena_grow(a))
        return NULL;
    void *p = a->next;
    a->next += a->row;
    a->count++;
    return p;
}

/* Row i, i < count. size is the row's size, given again so that it is a constant in the caller. */
static inline void *arena_at(const struct arena *a, uint32_t i, size_t size)
{
    return a->chunks[i >> ARENA_SHIFT] + (size_t)(i & ARENA_MASK) * size;
}

/* A table that is allocated whole (a hash, an index), on the same account. NULL: no memory. */
void *budget_realloc(struct budget *budget, void *old, size_t old_bytes, size_t new_bytes);
void *budget_calloc(struct budget *budget, size_t bytes); /* zeros */
void budget_free(struct budget *budget, void *old, size_t bytes);

#endif
