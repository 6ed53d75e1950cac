/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a call gets in the end, where its arguments are what other calls give:
 * os.system(str.join('', ['i', 'd'])) gets ('id',). */
#ifndef BRINE_ANALYSIS_GIVEN_H
#define BRINE_ANALYSIS_GIVEN_H

#include "src/analysis/evaluate.h"

/* The arguments of an event as Python text of at most about so many bytes, which lives as long as the
 * evaluator's store. What a call gave that is known stands for the call; what is not known is as the
 * record shows it. NULL: nothing of them is known to be another than is shown, or there is no room.
 * Looks at a bounded number of values. *shown: enum shown (shown.h). */
const char *given_text(struct evaluator *ev, const struct br_event *event, size_t max_bytes,
                       unsigned *shown);

#endif
