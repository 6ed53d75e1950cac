/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists that are kept as heaps, as heapq keeps them. */
#ifndef BRINE_ANALYSIS_ORDERS_H
#define BRINE_ANALYSIS_ORDERS_H

#include "src/analysis/evaluate.h"

/* Puts an item on a heap. Where the order is not known, nothing is known of the list any more. */
void orders_push(struct evaluator *ev, struct meaning *heap, const struct meaning *item);
/* Takes the least off it; NULL: it is empty, or not known. */
const struct meaning *orders_pop(struct evaluator *ev, struct meaning *heap);

#endif
