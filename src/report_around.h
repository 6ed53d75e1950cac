/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands around a finding, as lines that are safe to show: its bytes, and its opcodes. */
#ifndef BRINE_REPORT_AROUND_H
#define BRINE_REPORT_AROUND_H

#include "src/base/buf.h"
#include "src/report.h"

/* Appends lines of sixteen bytes, "00c0  61 6c 65 71 0e[63 70 6f] ...  aleq.cpo...", the opcode of the
 * finding in brackets; offsets are in the pickle, or in the file for what is in no pickle. Nothing where it
 * is at no byte that can be shown. */
void around_bytes(const struct report *report, const struct told *told, struct buf *out);

/* Appends the opcode of the finding, with an arrow, and a few before and behind it, each a line; where the
 * run breaks there, a line for that. Nothing for what is in no pickle. */
void around_opcodes(const struct told *told, struct buf *out);

#endif
