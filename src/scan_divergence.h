/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What other readers of Python make of a stream that `scan` has run by one. */
#ifndef BRINE_SCAN_DIVERGENCE_H
#define BRINE_SCAN_DIVERGENCE_H

#include <stdbool.h>

#include "src/analysis/analysis.h"
#include "src/analysis/policy.h"
#include "src/base/buf.h"
#include "src/report.h"
#include "src/streams.h"

/* A finding for what other readers of Python make of the same bytes. */
struct parted {
    bool found;
    struct finding finding;
    struct buf why; /* owned: the text of the finding */
};

/* Fills *parted, empty before; what a limit ended is an error of the report. False when memory fails. */
bool scan_find_part(struct report *report, const struct stream *stream, const struct policy *policy,
                    struct parted *parted);
/* Two findings say the same of one opcode: a frame that lies, and that readers part there. The one that says
 * what they then do is told: true, finding is not; else *parted may be taken back. */
bool scan_says_less(const struct finding *finding, struct parted *parted);

#endif
