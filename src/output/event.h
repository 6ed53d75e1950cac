/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An event in words for people: "import os.system", "call os.system('id')". */
#ifndef BRINE_OUTPUT_EVENT_H
#define BRINE_OUTPUT_EVENT_H

#include "src/base/buf.h"
#include "vm/brine.h"

/* What an event does, in one word: "import", "call", "new", "build" ... Static. */
const char *event_verb(enum br_event_kind kind);

/* What Python 3 imports in place of a Python 2 name: "builtins.eval", as text; "" (and true) where
 * the name is not mapped. False when memory fails. */
bool event_mapped(const br_record *rec, const struct br_event *event, struct buf *out);

/* Appends arguments, given as the text of a tuple, as they stand in a call: "('id',)" as "('id')". */
void event_call_args(struct buf *out, const char *args);

/* Appends what the verb is about: "os.system", "os.system('id')", "a.B() <- {'x': 1}". Each text in
 * it takes at most what options say. Not safe to show yet. False when memory fails. */
bool event_object(const br_record *rec, const struct br_event *event,
                  const struct br_text_options *options, struct buf *out);

#endif
