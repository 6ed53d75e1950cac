/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/span.h"

#include <stdlib.h>

#include "src/input/grow.h"

bool span_add(struct spans *spans, uint64_t off, uint64_t size)
{
    if (size == 0)
        return true;
    struct span *row = GROW(spans->rows, spans->count, spans->cap);
    if (!row)
        return false;
    *row = (struct span){.off = off, .size = size};
    return true;
}

static int span_order(const void *a, const void *b)
{
    const struct span *x = a, *y = b;
    return x->off < y->off ? -1 : x->off > y->off;
}

bool span_gaps(struct spans *covered, uint64_t len, struct spans *gaps)
{
    if (covered->count > 1)
        qsort(covered->rows, covered->count, sizeof *covered->rows, span_order);
    uint64_t seen = 0; /* everything before it is covered or told */
    for (size_t k = 0; k < covered->count && seen < len; k++) {
        const struct span *row = &covered->rows[k];
        uint64_t start = row->off < len ? row->off : len;
        if (start > seen && !span_add(gaps, seen, start - seen))
            return false;
        uint64_t end = row->size < len - start ? start + row->size : len;
        if (end > seen)
            seen = end;
    }
    return seen >= len || span_add(gaps, seen, len - seen);
}

void span_free(struct spans *spans)
{
    free(spans->rows);
    *spans = (struct spans){0};
}
