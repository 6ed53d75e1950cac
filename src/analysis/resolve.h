/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Indirection followed by meaning: what the values of a record are known to be, and what its events
 * come to, so that getattr(import_module('o' + 's'), 'system')('id') is known to call os.system.
 * Events are asked for in their order; what their results are known to be is remembered. */
#ifndef BRINE_ANALYSIS_RESOLVE_H
#define BRINE_ANALYSIS_RESOLVE_H

#include "src/analysis/evaluate.h"

void resolve_init(struct evaluator *ev, const br_record *rec);
void resolve_free(struct evaluator *ev);

/* A new event begins: it has its own steps, and no calls are noted yet. */
void resolve_begin(struct evaluator *ev, const struct br_event *event);

/* What a value is known to be; NULL: nothing. */
const struct meaning *resolve_value(struct evaluator *ev, br_value value);
/* What the module and name that the stream gives a value, a global or what INST made, lead to; not
 * remembered. */
const struct meaning *resolve_named(struct evaluator *ev, br_value value);
/* From now on the value is this; NULL: nothing changes. Returns it. */
const struct meaning *resolve_remember(struct evaluator *ev, br_value value,
                                       const struct meaning *meaning);
/* What was found out of the result of a call, or NULL; asks nothing anew. */
const struct meaning *resolve_known(const struct evaluator *ev, br_value value);

/* What the call of an event is given; where that is not known, one argument that is not. */
struct arguments resolve_arguments(struct evaluator *ev, const struct br_event *event);
/* What the call of an event gives (NULL: not known), remembered for resolve_value. The calls that
 * it brings with it are in ev->calls. callee is what is called. */
const struct meaning *resolve_call(struct evaluator *ev, const struct br_event *event,
                                   const struct meaning *callee);
/* What BUILD, APPEND, SETITEM or ADDITEM does to an object that is not a real container: attributes
 * and items are remembered, and a method that the pickle itself set is called. */
void resolve_change(struct evaluator *ev, const struct br_event *event);

#endif
