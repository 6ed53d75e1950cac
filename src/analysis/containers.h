/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files that change containers in place (containers.c, lists.c, dicts.c, sets.c, orders.c) share. What
 * they change is what ev_own gives. */
#ifndef BRINE_ANALYSIS_CONTAINERS_H
#define BRINE_ANALYSIS_CONTAINERS_H

#include "src/analysis/evaluate.h"

/* Nothing is known of it any more but that it is one. */
void container_lose(struct meaning *own);
/* Puts items (NULL: none) at a place of a list, or one of pairs, for as many as are taken away there. */
void container_splice(struct evaluator *ev, struct meaning *own, uint32_t at, uint32_t gone,
                      const struct meaning *items);
/* An index as Python takes it, a negative one from the end. False: it is none of n items. */
bool container_index(const struct meaning *number, uint64_t n, uint32_t *at);
/* One more item at one end of a list; where that is a deque which is full, what stands at the other end goes. */
void container_put(struct evaluator *ev, struct meaning *own, const struct meaning *item,
                   bool is_left);
/* del dict[key] */
void container_remove_key(struct evaluator *ev, struct meaning *own, const struct meaning *key);

#endif
