/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls of harmless functions that give more than a machine holds, or never come to an end. */
#ifndef BRINE_ANALYSIS_EXHAUST_H
#define BRINE_ANALYSIS_EXHAUST_H

#include "src/analysis/evaluate.h"

/* Whether the call of this event, of what is known as its callee (a global or a method), would make more
 * than EXHAUST_MAX bytes, items or steps. False too where it is not known. */
bool exhausts(struct evaluator *ev, const struct br_event *event, const struct meaning *callee);

enum { EXHAUST_MAX = 1 << 28 };

#endif
