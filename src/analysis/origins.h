/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the texts and bytes that calls make come from: out of which value of the record, by which calls. Kept
 * for an evaluator that has a list of them (follow.c); for others nothing is.
 *
 * A call that only spells a text of the record as bytes is deferred there: most of them are the bytes of
 * arrays, which nobody asks for, and each would be a copy. */
#ifndef BRINE_ANALYSIS_ORIGINS_H
#define BRINE_ANALYSIS_ORIGINS_H

#include "src/analysis/evaluate.h"

struct origin {
    br_op op;     /* whose call made it; BR_NO_OP: it is a value of the record */
    br_op root;   /* the opcode that pushed most of what it is made of; BR_NO_OP: none is known */
    bool is_root; /* its bytes are those of the root */
    bool is_used; /* a call made something else of it */
    const char *path;           /* "base64.b64decode > zlib.decompress" */
    const struct meaning *what; /* the text or bytes, or the call that gives them */
    const char *loader;         /* what is called to load it; static; NULL: nothing is */
    bool is_code;               /* that loads what marshal writes */
    struct origin *next;        /* in the order in which they were made */
};

struct origins {
    struct origin *first, *last;
    const struct meaning *spelling; /* the callee of the last call that was deferred, */
    const char *path;               /* and what was told of it */
    /* Told of each call of a global within an event, before it is made; NULL: nobody asks. */
    void (*called)(struct evaluator *ev, const struct meaning *callee,
                   const struct arguments *args);
};

/* What is read from the record is its own origin. */
void origins_of_value(struct evaluator *ev, br_value value, const struct meaning *meaning);
/* A call of callee gave result (NULL: nothing is known of that). */
void origins_of_call(struct evaluator *ev, const struct meaning *callee,
                     const struct arguments *args, const struct meaning *result);
/* What the call costs that its operands are long. */
uint64_t origins_cost(struct evaluator *ev, const struct meaning *callee,
                      const struct arguments *args);
/* One more of them, at the end of the list; NULL: there is no room. */
struct origin *origins_add(struct evaluator *ev, const struct origin *origin);

/* Defers the call that spells a text of the record as bytes. False: there is no room. */
bool origins_defer(struct evaluator *ev, const struct br_event *event, const struct meaning *callee,
                   const struct arguments *args);
/* What a deferred call gives. */
const struct meaning *origins_force(struct evaluator *ev, const struct meaning *deferred);
/* What is known of a value, where that is a deferred call without making it; NULL: nothing. */
const struct meaning *origins_peek(struct evaluator *ev, const struct meaning *meaning);

#endif
