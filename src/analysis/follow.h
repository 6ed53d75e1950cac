/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the calls of a pickle make of its values, told to src/input: see src/base/follow.h. What functions do
 * is the evaluator's to know; which load a pickle is a row of loaders.def. */
#ifndef BRINE_ANALYSIS_FOLLOW_H
#define BRINE_ANALYSIS_FOLLOW_H

#include "src/analysis/meaning.h"
#include "src/base/follow.h"

follow_function follow_calls;

/* Whether a global loads the pickle that the bytes it is given are. */
bool follow_loads_bytes(const struct meaning *global);

#endif
