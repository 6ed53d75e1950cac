/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one event would do, judged against the policy. */
#ifndef BRINE_ANALYSIS_JUDGE_H
#define BRINE_ANALYSIS_JUDGE_H

#include "src/analysis/analysis_state.h"

/* By the kind of an event: adds what is found against it and paints its values. resolve_begin() was
 * called for the event. False when memory failed; what was added until then is the caller's to take
 * back. */
extern bool (*const judges[])(struct analysis *an, const struct br_event *event);

/* The number of a global by what is known of it; GLOBALS_NONE when memory fails. */
uint32_t judge_index(struct analysis *an, const struct meaning *meaning);

#endif
