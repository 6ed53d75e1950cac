/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Python source of one run as lines, each with the opcode whose statement it is: for who wants to
 * show which statement an opcode belongs to. Made on the first question, once the run is over. */
#ifndef BRINE_OUTPUT_PYSOURCE_H
#define BRINE_OUTPUT_PYSOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "vm/brine.h"

struct pysource;

struct pysource_line {
    const char *text; /* len bytes without the end of the line */
    size_t len;
    br_op op;      /* of the statement, br_ops() for the break; BR_NO_OP: none */
    bool is_first; /* the statement begins on it */
};

/* Of stream `number` of its file. NULL: no memory. */
struct pysource *pysource_new(const br_record *rec, uint64_t number);
void pysource_free(struct pysource *source);

/* How many lines; 0 before the run is over. What is too long to keep, or
 * for which memory failed, ends in a line that says so. */
uint64_t pysource_count(struct pysource *source);
/* It was asked for before: what follows costs little then. */
bool pysource_is_made(const struct pysource *source);
/* Line n, from 0; the text lives as long as the source. False past the last. */
bool pysource_line(struct pysource *source, uint64_t n, struct pysource_line *out);
/* The line on which the statement begins that op belongs to: the first of an opcode at or after it. */
uint64_t pysource_of(struct pysource *source, br_op op);

#endif
