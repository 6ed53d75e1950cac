/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What two readers make of the same opcode, both of which have done the same until then: the same,
 * or not, and in which of the known differences. */
#ifndef BRINE_ANALYSIS_READING_H
#define BRINE_ANALYSIS_READING_H

#include "src/analysis/readers.h"
#include "src/base/buf.h"
#include "vm/brine.h"

enum { READING_TEXT_MAX = 120 };

/* One opcode as a reader reads it, or its break there. Texts are cut, and not safe to show. */
struct reading {
    uint64_t pos;
    uint64_t length;                /* bytes in all; 0: it breaks before they are read */
    uint64_t before_gap, gap;       /* as in br_ins */
    const struct br_opcode *opcode; /* NULL: the data ends before one, or the byte is none */
    char arg[READING_TEXT_MAX];     /* as in the stream */
    char value[READING_TEXT_MAX];   /* what becomes of it, where readers may differ in that; "" */
    enum br_error_kind breaks;      /* BR_ERR_NONE: it is carried out */
    char message[sizeof(((struct br_error *)0)->message)]; /* of the break */
};

/* op of rec: a row, or the break of the run. runs: as in br_dialect. */
void reading_of(const br_record *rec, br_op op, bool runs, struct reading *out);

enum comparison {
    READ_SAME, /* go on with the next */
    READ_PART,
    READ_OVER, /* there is nothing more to compare: both have ended, or one does not do what the
                  other stumbles over */
    READ_NOMEM,
};

/* op of the run of `c` and of another's; each has that row, or is done. */
enum comparison reading_compare(const br_record *c, const br_record *other, br_op op, bool runs);

/* The difference, when that says READ_PART. dialect: the other's name. */
enum difference reading_difference(const br_record *c, const br_record *other, br_op op,
                                   const struct br_dialect *dialect);

#endif
