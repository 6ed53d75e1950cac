/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Persistent ids: what a file's own reader gives for them is not in the pickle. */
#ifndef BRINE_ANALYSIS_PERSISTENT_H
#define BRINE_ANALYSIS_PERSISTENT_H

#include "src/analysis/analysis_state.h"

/* Whether the id of a BR_EV_PERSID event has one of the shapes that torch writes. */
bool persistent_is_known(struct analysis *an, const struct br_event *event);

#endif
