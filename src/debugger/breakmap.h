/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where breakpoints stand, for who paints them. A margin asks row by row, a timeline for the first
 * row of a stretch of millions: neither may cost a search per paint. Breakpoints whose rows are
 * found without one (a number, a byte, what is dangerous) are asked directly; for the others the
 * run is looked through once, in slices while nobody waits, and of each of a few thousand stretches
 * the first row is kept. All of it is made anew when breakpoints or the stream change. */
#ifndef BRINE_DEBUGGER_BREAKMAP_H
#define BRINE_DEBUGGER_BREAKMAP_H

#include <stdbool.h>
#include <stdint.h>

#include "vm/brine.h"

struct session;
struct breakmap;

struct breakmap *breakmap_new(void);
void breakmap_free(struct breakmap *map);
/* Another stream is open. */
void breakmap_reset(struct breakmap *map);

/* Looks through a slice of the rows that the record has gained, or that were not looked at since
 * the breakpoints changed. True: more are left. */
bool breakmap_extend(struct session *session);

/* An enabled breakpoint that may stop at this row: its number, 0: none. Breakpoints on single places
 * only (#12, 0x1f, an opcode's name, an import, a call); a condition is not asked. */
unsigned breakmap_at(struct session *session, br_op op);
/* The first row of [low, high) that is known to have such a breakpoint, BR_NO_OP: none; what is
 * known grows by breakmap_extend. */
br_op breakmap_in(struct session *session, br_op low, br_op high);

#endif
