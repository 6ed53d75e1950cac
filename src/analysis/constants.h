/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts, numbers and lists that modules of Python's library hold under a name: string.ascii_lowercase,
 * keyword.kwlist. */
#ifndef BRINE_ANALYSIS_CONSTANTS_H
#define BRINE_ANALYSIS_CONSTANTS_H

#include "src/analysis/evaluate.h"

/* What such a global stands for, the same object each time; the global itself, where it is none of
 * these, or something imported was written to before. */
const struct meaning *constants_value(struct evaluator *ev, const struct meaning *global);

#endif
