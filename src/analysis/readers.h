/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where Python's readers of pickles may part: the table of differences, and a quick look over a
 * run of the dialect `c` that says whether another reader could read it in another way at all.
 *
 * The look errs on one side only: where it says no, analysis/diverge.h finds no part. It reads the
 * rows once, and most of them cost no more than a look at the code of the opcode. */
#ifndef BRINE_ANALYSIS_READERS_H
#define BRINE_ANALYSIS_READERS_H

#include <stdbool.h>

#include "vm/brine.h"

enum difference {
    DIFFERENCE_NONE,
    DIFFERENCE_MAYBE, /* only who compares the readers can tell */
#define DIFFERENCE(id, name, issue, sentence) DIFFERENCE_##id,
#include "src/analysis/differences.def"
    DIFFERENCE_COUNT
};

struct difference_row {
    const char *name;     /* "int-base" */
    unsigned issue;       /* of python/cpython; 0: none is known */
    const char *sentence; /* who reads what, without a dot at its end */
};

/* The row of a difference that has one (above DIFFERENCE_MAYBE). Static memory. */
const struct difference_row *difference_row(enum difference difference);

/* How far a look over a run has come. Zero-initialise. */
struct readers_look {
    br_op next;     /* rows below are looked at */
    bool puts_keys; /* PUT and MEMOIZE in one run: only newer C counts them together so */
    bool memoizes;
    bool found; /* readers may part */
    bool ended; /* the run is over, and its end was looked at too */
};

/* Looks at most `most` further rows of a record of the dialect c; true once readers may part. The
 * answer is no only when the run is over, all its rows were looked at, and `found` is false. */
bool readers_look_on(struct readers_look *look, const br_record *rec, uint64_t most);
/* Everything there is to see was seen. */
bool readers_look_done(const struct readers_look *look);

/* In what readers part at this row of a run of `c`, or may part. */
enum difference readers_row(const br_record *rec, br_op op);

/* ---- Shared with diverge.c -------------------------------------------------------------------- */

/* pickletools, which unescapes names, reads other ones or fails. */
bool readers_name_is_escaped(struct br_slice name);
bool readers_has_high_byte(struct br_slice text);
/* 00 or 01, which pickletools reads as False and True wherever a decimal line stands. */
bool readers_is_bool_line(struct br_slice line);

#endif
