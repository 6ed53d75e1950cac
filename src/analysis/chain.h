/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a call was reached: the calls and computed imports whose results its callable, its arguments
 * or its name are made of, as far as it is known what they gave. */
#ifndef BRINE_ANALYSIS_CHAIN_H
#define BRINE_ANALYSIS_CHAIN_H

#include "src/analysis/analysis.h"
#include "src/analysis/evaluate.h"

/* At most max links of an event, in the order in which they happen. Returns how many. Looks at a
 * bounded number of values. */
size_t chain_of(const struct evaluator *ev, const struct br_event *event, struct link *links,
                size_t max);

/* Whether what a call, or an import of computed names, gave is known, and not what is spelled. */
bool chain_is_link(const struct evaluator *ev, br_value value);

#endif
