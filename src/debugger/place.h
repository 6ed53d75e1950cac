/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a breakpoint can be: each kind of place is a row of a table in place.c, how it is typed and
 * how its nearest row in a range is found. For breakpoint.c and breakmap.c alone. */
#ifndef BRINE_DEBUGGER_PLACE_H
#define BRINE_DEBUGGER_PLACE_H

#include "src/debugger/breakpoint.h"
#include "src/debugger/session.h"

/* Reads a place as it is typed after break, watch or catch, into what a breakpoint looks for.
 * False: it is none; err says what was expected. */
bool place_read(struct breakpoint *breakpoint, struct session *session, const char *command,
                const char *text, struct err *err);
/* The place where the cursor is. */
void place_here(struct breakpoint *breakpoint, const struct session *session);
/* Every row. */
void place_anywhere(struct breakpoint *breakpoint);

/* The nearest row of [low, high) that is there, from low upwards, or backward from high; BR_NO_OP:
 * none, or interrupted. */
br_op place_seek(struct session *session, const struct breakpoint *breakpoint, br_op low,
                 br_op high, bool backward);
/* Finds out what must be known of the stream as a whole before place_seek. False, err set:
 * interrupted, or no memory. */
bool place_prepare(struct session *session, const struct breakpoint *breakpoint, struct err *err);
/* It is an opcode by its number. */
bool place_is_number(const struct breakpoint *breakpoint);
/* A margin can mark it: no condition alone, no watch without a place. */
bool place_is_narrow(const struct breakpoint *breakpoint);
/* It is one position: an opcode's number or a byte. */
bool place_is_position(const struct breakpoint *breakpoint);
/* Its next row is found without a search through the rows between. */
bool place_is_quick(const struct breakpoint *breakpoint);

#endif
