/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Positions as people type them: `#12` an opcode by number from 0; `31` or `0x1f` a byte in the
 * stream, which means the opcode that it belongs to; `start`; `end`, the last row; `+3` and `-3`
 * opcodes from the cursor; `50%` of the run; `@name` a bookmark. */
#ifndef BRINE_DEBUGGER_POSITION_H
#define BRINE_DEBUGGER_POSITION_H

#include "src/debugger/session.h"

struct position {
    enum { POSITION_OP, POSITION_BYTE, POSITION_PERCENT, POSITION_END } kind;
    uint64_t number;
};

/* What to say was expected. */
#define POSITION_EXPECTED "#12, 0x1f, 31, +3, -3, 50%, @NAME, start or end"

/* Whether text begins as only positions do. */
bool position_begins(const char *text);
/* It means another place when the cursor, or a bookmark, is another. */
bool position_is_relative(const char *text);
/* Text, up to its end, as a position. False: it is none, or names what is not here. */
bool position_parse(const struct session *session, const char *text, struct position *out,
                    struct err *err);
/* The row that a position means; grows the record as far as it takes. False: it is past the end,
 * or interrupted. */
bool position_find(struct session *session, const struct position *position, br_op *out,
                   struct err *err);
/* Both. */
bool position_read(struct session *session, const char *text, br_op *out, struct err *err);
/* The same for a byte: any of the data, also past the end of the stream. */
bool position_byte(struct session *session, const char *text, uint64_t *pos, struct err *err);

#endif
