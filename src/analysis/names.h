/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Module and name of an import as texts, as much of them as is judged. */
#ifndef BRINE_ANALYSIS_NAMES_H
#define BRINE_ANALYSIS_NAMES_H

#include "src/analysis/analysis_state.h"

/* br_sink.write into a struct buf that takes what fits and lets the rest go. */
bool names_write(void *context, const char *bytes, size_t n);
/* Which of them is no text of the stream but what a call gave. */
struct names_computed {
    bool module, name;
};

/* Reads those of an import event into an->module and an->name; what is computed is there as it is
 * shown. False when memory failed. */
bool names_read(struct analysis *an, const struct br_event *event, struct names_computed *computed);

#endif
