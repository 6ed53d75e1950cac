/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One more row at the end of a growing array. GROW(rows, count, cap) gives a pointer to the new,
 * zeroed row, or NULL when memory fails (the array stays as it was). Rows may move. */
#ifndef BRINE_INPUT_GROW_H
#define BRINE_INPUT_GROW_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define GROW(rows, count, cap) grow_row(&(rows), &(count), &(cap), sizeof *(rows))

/* rows_at is the address of a pointer to rows of any type: copied, not cast, to alias nothing. */
static inline void *grow_row(void *rows_at, size_t *count, size_t *cap, size_t size)
{
    void *rows;
    memcpy(&rows, rows_at, sizeof rows);
    if (*count == *cap) {
        size_t more = *cap ? *cap * 2 : 16;
        if (more > SIZE_MAX / 2 / size)
            return NULL;
        void *bigger = realloc(rows, more * size);
        if (!bigger)
            return NULL;
        rows = bigger;
        memcpy(rows_at, &rows, sizeof rows);
        *cap = more;
    }
    return memset((char *)rows + size * (*count)++, 0, size);
}

#endif
