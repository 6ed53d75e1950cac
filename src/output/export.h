/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run returns, as JSON from which the same object can be made again.
 *
 * What JSON has is written as JSON. All else is an object whose one or first name begins with `$`
 * ({"$tuple": [1, 2]}); a dict stands as an object only if all its keys are text that does not begin
 * so, else as {"$dict": [[key, value], ...]}. So no data can be taken for such a form. The manual has
 * the list of them.
 *
 * What always holds: nothing is written before all of it was looked at, so whoever is refused gets
 * no beginning of it. What the run imports and calls is never written as if it were data. Nothing
 * recurses; the size of what is written is bounded, however much sharing would unfold to. */
#ifndef BRINE_OUTPUT_EXPORT_H
#define BRINE_OUTPUT_EXPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "src/output/jsonl.h"
#include "vm/brine.h"

struct export;

struct export_options {
    bool references; /* what stands in several places is written once, and named in the others */
    bool is_strict;  /* nothing but what JSON itself has */
    bool has_big_numbers; /* ints beyond 2^53 as numbers, where Python's reader takes them */
    bool has_calls;       /* what is imported and called may be there, as forms of its own */
    uint64_t max_bytes;   /* about so many are written at most; 0: any number */
};

/* Why something is not exported. */
struct export_refusal {
    br_op op;          /* which opcode made it so; BR_NO_OP: memory failed */
    char message[256]; /* one sentence without its dot; may hold text of the file */
};

/* For a run that ended well: its record must live as long. NULL: no memory. */
struct export *export_new(const br_record *rec, const struct export_options *options);
void export_free(struct export *ex);

/* Looks at all of the result. False: it is not to be written, *refusal says why. */
bool export_check(struct export *ex, struct export_refusal *refusal);
/* Writes, after export_check() was true, one value. False when memory or the output failed. */
bool export_write(struct export *ex, struct jsonl *json);

#endif
