/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pickles of one member, numbered from 0: those in a row, and after each of them the ones that
 * stand inside it, as an array of objects does in a file of joblib's. Which these are is known once
 * the one around them has been run.
 *
 * How a row goes on where it breaks. What follows a STOP is the next pickle, even if it breaks at its
 * first byte: it has a number and is told as broken, and ends the row, as it does for Python. But a loader
 * that knows may step over such bytes to what follows: for who sets reads_on the next is looked for,
 * behind blanks and zeros, else by its opcodes at any offset (carve.h). It may begin before the break,
 * where the opcodes of chance have run into it. Behind the first of the row, if that breaks, only what
 * begins with PROTO behind the break, or goes on across it, is read, where the first is believed to be a
 * pickle, or imports. */
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

/* What the bytes are that begin where a pickle should, and break. */
enum pickles_rest {
    PICKLES_NO_REST, /* it did not break, or is the first in its row and nothing follows */
    PICKLES_PADDING, /* blanks and zeros, nothing else */
    PICKLES_JUNK,    /* no pickle */
};

struct pickles {
    uint64_t number;       /* of the one that comes next, */
    struct pickle_spot at; /* which is here, */
    bool more;             /* if there is one */
    bool reads_on;         /* behind breaks; the caller's to set after pickles_begin */
    /* Of the one that was passed last, */
    enum pickles_rest rest;
    uint64_t rest_end; /* which reaches to there: where the next was found, or to the end */
    bool is_limited;   /* not all that follows it could be searched */
    /* The rest is this module's own. */
    uint64_t len, after;
    bool has_after;
    struct carve *search; /* behind breaks; NULL: there was none yet */
    struct buf inside;    /* of spots */
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
