/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pickles of one member, numbered from 0: those in a row, and after each of them the ones that
 * stand inside it, as an array of objects does in a file of joblib's. Which these are is known once
 * the one around them has been run. */
#ifndef BRINE_INPUT_PICKLES_H
#define BRINE_INPUT_PICKLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/base/buf.h"
#include "vm/brine.h"

/* Where one begins, in the bytes of the member, and how it got there. */
struct pickle_spot {
    uint64_t offset;
    uint64_t limit; /* the byte after all that is its own, if it breaks */
    bool is_inside; /* another one: number `parent`, after the BUILD at parent_pos of that */
    uint64_t parent, parent_pos;
};

struct pickles {
    uint64_t number;       /* of the one that comes next, */
    struct pickle_spot at; /* which is here, */
    bool more;             /* if there is one */
    /* The rest is this module's own. */
    uint64_t len, after;
    bool has_after;
    struct buf inside; /* of spots */
    size_t given;
};

/* Begins with the pickle at offset; len: bytes of the member. pickles_free frees. */
void pickles_begin(struct pickles *pickles, uint64_t offset, uint64_t len);
/* Goes to the next: rec is the run of the one at hand, to its end. False when memory fails; there
 * are then no more. */
bool pickles_next(struct pickles *pickles, const br_record *rec);
/* A copy that goes on by itself. False when memory fails. */
bool pickles_copy(struct pickles *to, const struct pickles *from);
void pickles_free(struct pickles *pickles);

#endif
