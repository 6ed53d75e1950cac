/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bookmarks: names for places, in any stream of the file. @NAME is a position. */
#ifndef BRINE_DEBUGGER_BOOKMARK_H
#define BRINE_DEBUGGER_BOOKMARK_H

#include "src/debugger/spot.h"

struct bookmark {
    char *name;      /* letters, digits, - and _ */
    uint64_t number; /* counts up with each that is made or moved */
    struct spot spot;
};

struct bookmarks {
    struct bookmark *rows; /* in the order in which they were made */
    size_t count, cap;
    uint64_t last_number, saved_number; /* those up to saved_number are in a file, or were there */
};

struct bookmarks *bookmarks_new(void);
void bookmarks_free(struct bookmarks *list);

/* NULL: there is none of that name. */
const struct bookmark *bookmark_named(const struct bookmarks *list, const char *name, size_t len);
/* Makes one, or moves the one of that name. len 0: its name is the lowest number that is free. The
 * row lives until the list changes; NULL: no memory. */
const struct bookmark *bookmark_put(struct bookmarks *list, const char *name, size_t len,
                                    const struct spot *spot);
bool bookmark_delete(struct bookmarks *list, const char *name, size_t len);

#endif
