/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/lines.h"

#include <stdlib.h>
#include <string.h>

struct lines *lines_new(void)
{
    return calloc(1, sizeof(struct lines));
}

void lines_clear(struct lines *lines)
{
    for (size_t n = lines->next; n < lines->count; n++)
        free(lines->rows[n]);
    lines->count = lines->next = 0;
}

void lines_free(struct lines *lines)
{
    if (!lines)
        return;
    lines_clear(lines);
    free(lines->rows);
    free(lines);
}

bool lines_add(struct lines *lines, const char *text)
{
    if (lines->count == lines->cap) {
        size_t cap = lines->cap ? lines->cap * 2 : 8;
        char **rows = realloc(lines->rows, cap * sizeof *rows);
        if (!rows)
            return false;
        lines->rows = rows;
        lines->cap = cap;
    }
    char *copy = strdup(text);
    if (!copy)
        return false;
    lines->rows[lines->count++] = copy;
    return true;
}

bool lines_append(struct lines *lines, const struct lines *from)
{
    for (size_t n = from->next; n < from->count; n++) {
        if (!lines_add(lines, from->rows[n]))
            return false;
    }
    return true;
}

bool lines_remove(struct lines *lines, uint64_t n)
{
    if (n == 0 || n > lines->count)
        return false;
    free(lines->rows[n - 1]);
    lines->count--;
    memmove(lines->rows + n - 1, lines->rows + n, (lines->count - (n - 1)) * sizeof *lines->rows);
    return true;
}

char *lines_take(struct lines *lines)
{
    if (lines->next == lines->count) {
        lines->count = lines->next = 0;
        return NULL;
    }
    return lines->rows[lines->next++];
}
