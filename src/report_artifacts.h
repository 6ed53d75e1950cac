/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The artifacts of a report in SARIF: the file, and the members of it that findings are in, each in the one
 * before it. [SARIF 2.1.0, 3.24] */
#ifndef BRINE_REPORT_ARTIFACTS_H
#define BRINE_REPORT_ARTIFACTS_H

#include <stddef.h>

#include "src/report.h"

/* Which have been told: the number of each, in the order in which they were. All zero in the beginning. */
struct artifacts {
    size_t *numbers; /* of members, plus 1; 0: not told; owned */
    size_t cap;
    size_t count; /* the first is the file */
};

/* Number 0: the file. */
enum { ARTIFACT_FILE = 0 };

/* The number of the artifact that a member is (INPUT_NO_MEMBER: the file), after records of it and of those
 * that it stands in, if they were not told before. What has no name is what it stands in. */
size_t artifacts_number(struct artifacts *list, struct report *report, size_t member);
/* Appends the place of a member in what it stands in, as a URI; of the file as it was given. */
void artifacts_uri(const struct report *report, size_t member, struct buf *out);
void artifacts_free(struct artifacts *list);

#endif
