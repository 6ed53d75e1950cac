/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a file is judged: all members, streams and values in it, and what nobody accounts for. */
#ifndef BRINE_SCAN_H
#define BRINE_SCAN_H

#include "src/analysis/policy.h"
#include "src/report.h"
#include "src/streams.h"

/* Tells the report all that there is to tell of a file that is open. */
void scan_source(struct report *report, struct source *source, const struct policy *policy);

#endif
