/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an event's callee is called, where it may be called by more than one name: breakpoints,
 * expressions and what a stop says agree on it. */
#ifndef BRINE_DEBUGGER_CALLEE_H
#define BRINE_DEBUGGER_CALLEE_H

#include <stdbool.h>
#include <stdint.h>

#include "src/base/buf.h"
#include "vm/brine.h"

struct analysis;

/* Names other than the one spelled in the stream. */
enum callee_name {
    CALLEE_MAPPED,   /* what CPython takes instead of a name of Python 2, below protocol 3 */
    CALLEE_RESOLVED, /* what indirection leads to */
    CALLEE_NAMES
};

/* What has the name of an event's callee: INST has a name and no callee. */
br_value callee_subject(const struct br_event *event);
/* Appends "builtins.eval", not safe text. False, and nothing: it is not called so. number: the event's.
 * analysis may be NULL. */
bool callee_name(const br_record *rec, const struct analysis *analysis,
                 const struct br_event *event, uint64_t number, enum callee_name which,
                 struct buf *out);
/* Appends the name that says most: what is called, or imported, in the end. False, and nothing: that has
 * no name. */
bool callee_last_name(const br_record *rec, const struct analysis *analysis,
                      const struct br_event *event, uint64_t number, struct buf *out);

#endif
