/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Positions as people type them: `#12` an opcode by number from 0; `31` or `0x1f` a byte in the
 * stream, which means the opcode that it belongs to; `start`; `end`, the last row. */
#ifndef BRINE_DEBUGGER_POSITION_H
#define BRINE_DEBUGGER_POSITION_H

#include "src/debugger/session.h"

struct position {
    enum { POSITION_OP, POSITION_BYTE, POSITION_END } kind;
    uint64_t number;
};

/* What to say was expected. */
#define POSITION_EXPECTED "#12, 0x1f, 31, start or end"

/* Whether text, up to its end, is written as a position. */
bool position_parse(const char *text, struct position *out);
/* The row that a position means; grows the record as far as it takes. False: it is past the end,
 * or interrupted. */
bool position_find(struct session *session, const struct position *position, br_op *out,
                   struct err *err);
/* Both; for a text that is none, err says what is expected. */
bool position_read(struct session *session, const char *text, br_op *out, struct err *err);

#endif
