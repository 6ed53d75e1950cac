/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/pool.h"

#include <stdint.h>
#include <stdlib.h>

struct pool_block {
    struct pool_block *next;
    max_align_t data[];
};

void *pool_alloc(struct pool *pool, size_t size)
{
    if (size > SIZE_MAX - sizeof(struct pool_block))
        return NULL;
    struct pool_block *block = calloc(1, sizeof *block + size);
    if (!block)
        return NULL;
    block->next = pool->blocks;
    pool->blocks = block;
    return block->data;
}

void pool_free(struct pool *pool)
{
    while (pool->blocks) {
        struct pool_block *next = pool->blocks->next;
        free(pool->blocks);
        pool->blocks = next;
    }
}
