/* SPDX-License-Identifier: GPL-3.0-or-later */
/* States that BUILD gives to an object whose class runs a part of them. */
#ifndef BRINE_ANALYSIS_STATES_H
#define BRINE_ANALYSIS_STATES_H

#include "src/analysis/evaluate.h"

/* Notes what the class of the object (MEANING_OBJECT; anything else is passed over) calls with what the
 * state holds. */
void states_note(struct evaluator *ev, const struct meaning *object, br_value state);

#endif
