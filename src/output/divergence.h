/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where Python's readers part, in words for people: the opcode, what it is about, a table of what
 * each reader reads there, does then and returns, and the bytes as each reads them where they are
 * cut into other opcodes. */
#ifndef BRINE_OUTPUT_DIVERGENCE_H
#define BRINE_OUTPUT_DIVERGENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "src/analysis/analysis.h"
#include "src/analysis/diverge.h"
#include "src/base/buf.h"

/* Appends safe lines, each ended by a newline and cut to so many columns (0: not cut). Nothing when
 * all readers agree. */
void divergence_text(const struct diverge *d, size_t columns, struct buf *out);

/* "BININT 1", "INT 010 = 8", "breaks: the line is no integer": safe text of one reading. */
void divergence_reading(const struct reading *reading, struct buf *out);

/* What a reader would import and call that `c` does not, or the other way round, on one line: for a
 * message. Not safe to show yet. */
void divergence_deed(const struct diverge *d, struct buf *out);

/* Whether a limit of brine's ended the run of the nth reader, so that it may part where nobody looked:
 * then "NAME could not be run to its end within the limits" is appended. */
bool divergence_limit(const struct diverge *d, unsigned n, struct buf *out);

/* The finding `reader-divergence`: dangerous, with the callee, where some reader imports or calls what is
 * known to be dangerous and `c` does not, suspicious where they import or call other things, info where
 * another value comes out; *out points into why, which stays the caller's. False: there is none, or
 * memory failed (why->failed). */
bool divergence_finding(const struct diverge *d, struct finding *out, struct buf *why);

/* Makes a finding dangerous and about this callee and its arguments ("": not known). The texts are put
 * behind the sentence in why, each with its NUL, and *out points there. */
void divergence_blame(const char *module, const char *name, const char *args, struct finding *out,
                      struct buf *why);

/* No reader's run was ended by a limit of brine's. */
bool divergence_is_whole(const struct diverge *d);
/* "All of Python's readers agree over this stream", or as far as they were run. Static. */
const char *divergence_agreement(bool is_whole);

/* "c-strict, c-3.15, py": those that part at the first part and read there what the nth does. */
void divergence_names(const struct diverge *d, unsigned n, struct buf *out);

#endif
