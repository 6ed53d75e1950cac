/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls of what the policy says to follow (getattr, functools.partial, operator.itemgetter ...): harmless
 * by themselves, they are judged by what they come to. A finding against such a call or import stands
 * until it is known that
 *   - what the call comes to is known, and harmless whoever calls it with whatever is harmless;
 *   - the import is used for nothing but such calls: as a value, whoever takes it may call it with
 *     arguments that nobody here sees. That is known at the end of the record alone. */
#ifndef BRINE_ANALYSIS_INDIRECT_H
#define BRINE_ANALYSIS_INDIRECT_H

#include "src/analysis/analysis_state.h"

/* Whether what a followed callee came to by the event's call (NULL: nobody knows) is harmless. What it
 * calls in turn was judged, and nothing found against it. */
bool indirect_is_harmless(struct analysis *an, const struct br_event *event,
                          const struct meaning *callee, const struct meaning *result);

/* The class of plain data that a method is of and its name, as the policy knows it ("list.append");
 * GLOBALS_NONE: it is no method of plain data, or memory failed. */
uint32_t indirect_method(struct analysis *an, const struct meaning *method);

/* The finding that was added last is about the import of this value. False when memory failed. */
bool indirect_import(struct analysis *an, br_value value);
/* The value was called, and what the call came to is harmless. */
void indirect_called(struct analysis *an, br_value value);
/* Sees each opcode, in order: one may put the value on the stack once more. */
void indirect_see(struct analysis *an, br_op op);
/* At the end of the record: takes back the findings against imports that came to harmless calls alone. */
void indirect_settle(struct analysis *an);
void indirect_free(struct analysis *an);

#endif
