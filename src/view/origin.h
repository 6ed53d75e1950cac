/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a value came about: the opcodes that made it, what they took, and what made that, as the rows
 * of a tree from the root down. `why` prints them.
 *
 * A value stands there once; where it comes again, a row refers to it. What the limits leave out
 * is said by a row of its own. Memory and time are bounded by the number of rows. */
#ifndef BRINE_VIEW_ORIGIN_H
#define BRINE_VIEW_ORIGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vm/brine.h"

enum {
    ORIGIN_MAX_ROWS = 10000, /* whatever is asked for */
    ORIGIN_MAX_DEPTH = 32,
    ORIGIN_MAX_OPERANDS = 8, /* of one opcode */
    ORIGIN_MAX_CHANGES = 5,  /* of one container */
};

enum origin_kind {
    ORIGIN_VALUE,        /* a value and the opcode that made it; what that took is below */
    ORIGIN_AGAIN,        /* a value that has a row above */
    ORIGIN_CHANGE,       /* an opcode that put something into the value above; what is below */
    ORIGIN_MORE,         /* so many operands are left out */
    ORIGIN_MORE_CHANGES, /* there may be more opcodes that changed it */
    ORIGIN_DEEPER,       /* so many operands are left out, since they are too far down */
};

/* How an operand came to the place on the stack where it was taken. */
enum origin_way {
    ORIGIN_MADE, /* it was made there */
    ORIGIN_MEMO, /* `pushed_by` fetched it from memo[key], where `stored_by` had put it */
    ORIGIN_COPY, /* `pushed_by` is a DUP */
};

struct origin {
    enum origin_kind kind;
    unsigned depth;
    br_value value;
    br_op at; /* the state in which it is shown */
    br_op op; /* the opcode that made it, or changed it; BR_NO_OP: none */
    uint64_t left_out;
    enum origin_way way;
    uint64_t key;
    br_op stored_by, pushed_by;
};

struct origins {
    struct origin *rows; /* owned: origins_free */
    size_t count;
    bool is_cut; /* more rows than were asked for */
};

/* The tree of a value as it is before op `at`, at most max_rows of it (0: ORIGIN_MAX_ROWS). False:
 * no memory. */
bool origins_make(struct origins *out, const br_record *rec, br_value value, br_op at,
                  size_t max_rows);
void origins_free(struct origins *origins);

#endif
