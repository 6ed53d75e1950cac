/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `scan` tells of one file that is open: all of it is read, and each finding and each trouble goes into
 * the report. */
#ifndef BRINE_SCAN_SOURCE_H
#define BRINE_SCAN_SOURCE_H

#include "src/analysis/policy.h"
#include "src/analysis/restrict.h"
#include "src/base/options.h"
#include "src/report.h"
#include "src/streams.h"

/* The encoding to judge with, where the options name none: one that reads every string of Python 2, so that
 * nothing behind one that is not ASCII is unread. */
const char *scan_encoding(const struct options *options);

/* The report's verdict is then known. restriction NULL: none is asked about. */
void scan_source(struct report *report, struct source *source, const struct policy *policy,
                 struct restriction *restriction);

#endif
