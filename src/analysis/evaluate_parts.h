/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files that evaluate (evaluate.c, attributes.c, items.c, subscripts.c) share with each other
 * and with nobody else. */
#ifndef BRINE_ANALYSIS_EVALUATE_PARTS_H
#define BRINE_ANALYSIS_EVALUATE_PARTS_H

#include "src/analysis/evaluate.h"

enum { EVALUATE_DEPTH_MAX = 24 }; /* calls and iterators within each other */

/* Whether the n bytes are this text. */
bool ev_is_name(const char *name, size_t n, const char *text);

/* Containers are seen as before the event's opcode. */
struct br_state ev_now(const struct evaluator *ev);
/* Its items stand in it one by one (a tuple, list or set), or as key and value in turn (a dict). */
bool ev_is_held(const struct meaning *meaning);
bool ev_is_pairs(const struct meaning *meaning);

/* Item n that was put into a container of the record (is_put), or stands in it; of a dict the key, or
 * what stands under it. NULL: there is none, or no step left. */
const struct meaning *ev_record_item(struct evaluator *ev, const struct meaning *container,
                                     uint64_t n, bool is_put, bool wants_value);
/* Item n of one as Python lists them, each key once where that is cheap to know. */
const struct meaning *ev_listed_item(struct evaluator *ev, const struct meaning *container,
                                     uint64_t n);

#endif
