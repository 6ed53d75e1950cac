/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that is given back all at once: the nodes of an expression, the texts made while it is
 * evaluated. Zero-initialise to start. */
#ifndef BRINE_DEBUGGER_POOL_H
#define BRINE_DEBUGGER_POOL_H

#include <stddef.h>

struct pool_block;

struct pool {
    struct pool_block *blocks;
};

/* Zeroed memory for anything, NULL when memory fails. Lives until pool_free. */
void *pool_alloc(struct pool *pool, size_t size);
void pool_free(struct pool *pool);

#endif
