/* SPDX-License-Identifier: GPL-3.0-or-later */
/* collections.Counter: a dict of that type (meaning_is_typed), whose values are numbers. */
#ifndef BRINE_ANALYSIS_COUNTERS_H
#define BRINE_ANALYSIS_COUNTERS_H

#include "src/analysis/evaluate.h"

/* What an operator of models.h gives of two counters; NULL: there is no such. */
const struct meaning *counters_operate(struct evaluator *ev, int name, const struct meaning *a,
                                       const struct meaning *b);

#endif
