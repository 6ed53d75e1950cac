/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An event, and the break of a run, as JSON objects: `calls --json`, `diverge --json`. */
#ifndef BRINE_OUTPUT_EVENTJSON_H
#define BRINE_OUTPUT_EVENTJSON_H

#include "src/analysis/analysis.h"
#include "src/output/jsontext.h"

/* an: NULL when nothing is judged; then nothing is said to be resolved. */
void eventjson_event(struct jsontext *text, const br_record *rec, const struct analysis *an,
                     const struct br_event *event);
/* All of a run, as an array. */
void eventjson_events(struct jsontext *text, const br_record *rec, const struct analysis *an);
/* null when there is none. */
void eventjson_error(struct jsonl *json, const struct br_error *error);

#endif
