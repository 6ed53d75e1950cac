/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/bookmark.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct bookmarks *bookmarks_new(void)
{
    return calloc(1, sizeof(struct bookmarks));
}

void bookmarks_free(struct bookmarks *list)
{
    if (!list)
        return;
    for (size_t n = 0; n < list->count; n++)
        free(list->rows[n].name);
    free(list->rows);
    free(list);
}

static struct bookmark *find(const struct bookmarks *list, const char *name, size_t len)
{
    for (size_t n = 0; n < list->count; n++) {
        if (strlen(list->rows[n].name) == len && memcmp(list->rows[n].name, name, len) == 0)
            return &list->rows[n];
    }
    return NULL;
}

const struct bookmark *bookmark_named(const struct bookmarks *list, const char *name, size_t len)
{
    return find(list, name, len);
}

static struct bookmark *push(struct bookmarks *list)
{
    if (list->count == list->cap) {
        size_t cap = list->cap ? list->cap * 2 : 8;
        struct bookmark *rows = realloc(list->rows, cap * sizeof *rows);
        if (!rows)
            return NULL;
        list->rows = rows;
        list->cap = cap;
    }
    return &list->rows[list->count];
}

const struct bookmark *bookmark_put(struct bookmarks *list, const char *name, size_t len,
                                    const struct spot *spot)
{
    char number[24];
    for (size_t n = 1; len == 0; n++) {
        int digits = snprintf(number, sizeof number, "%zu", n);
        if (!find(list, number, (size_t)digits)) {
            name = number;
            len = (size_t)digits;
        }
    }
    struct bookmark *row = find(list, name, len);
    if (!row) {
        row = push(list);
        char *copy = strndup(name, len);
        if (!row || !copy) {
            free(copy);
            return NULL;
        }
        row->name = copy;
        list->count++;
    }
    row->spot = *spot;
    row->number = ++list->last_number;
    return row;
}

bool bookmark_delete(struct bookmarks *list, const char *name, size_t len)
{
    struct bookmark *row = find(list, name, len);
    if (!row)
        return false;
    free(row->name);
    size_t after = (size_t)(list->rows + list->count - (row + 1));
    memmove(row, row + 1, after * sizeof *row);
    list->count--;
    return true;
}
