/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a report for people adds to a finding: the bytes there, and the command that looks at it. Texts are
 * not yet safe to show. */
#ifndef BRINE_REPORT_HINT_H
#define BRINE_REPORT_HINT_H

#include <stdbool.h>

#include "src/base/buf.h"
#include "src/report.h"

/* Appends "71 03 85 [52] 71 04 2e": the opcode of a finding in brackets, and a few bytes around it. Nothing
 * for one that is about no opcode. */
void hint_bytes(const struct told *told, struct buf *out);

/* An opcode of a file. */
struct hint_spot {
    size_t member;
    uint64_t stream, pos;
};

/* The finding of a report that is most worth looking at. */
struct hint_choice {
    struct hint_spot spot;
    int rank; /* 0: there is none */
};

/* Takes a finding for the choice where it is worth more than those before. True if it did. */
bool hint_choose(struct hint_choice *choice, const struct told *told);

/* Appends "brine model.pt --entry archive/data.pkl --goto 0xea", as a shell takes it. False, and nothing is
 * appended: there is no such command (standard input; a name that cannot be typed). Takes a time that grows
 * with the number of members. */
bool hint_command(const struct report *report, const struct hint_spot *spot, struct buf *out);

#endif
