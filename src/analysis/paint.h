/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How bad what stands at a value is, from wherever one looks at it: see analysis_value. */
#ifndef BRINE_ANALYSIS_PAINT_H
#define BRINE_ANALYSIS_PAINT_H

#include "src/analysis/analysis_state.h"

/* A value gets this severity, unless it has a worse one; none, and BR_NO_VALUE, do nothing. False when
 * memory failed. */
bool paint_value(struct analysis *an, br_value value, enum severity severity);
/* Callee, arguments and result of a call take its colour. False when memory failed. */
bool paint_call(struct analysis *an, const struct br_event *event, enum severity severity);

#endif
