/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A place in the file that outlives what is open: the byte at which a row begins, in one of its
 * streams. Another record of the same stream has it too, other limits or not. */
#ifndef BRINE_DEBUGGER_SPOT_H
#define BRINE_DEBUGGER_SPOT_H

#include "src/debugger/session.h"

struct spot {
    size_t member;
    uint64_t stream;
    uint64_t pos; /* in the stream */
};

/* The spot of a row of what is open. */
struct spot spot_of(const struct session *session, br_op op);
bool spot_equal(const struct spot *a, const struct spot *b);
/* It is in the stream that is open. */
bool spot_is_open(const struct session *session, const struct spot *spot);
/* Its row, if that has been read already; else BR_NO_OP: lists are painted, and read nothing. */
br_op spot_row(const struct session *session, const struct spot *spot);
/* Opens its stream if another one is open, and puts the cursor there. */
bool spot_go(struct session *session, const struct spot *spot, struct err *err);
/* "0x002e #12 REDUCE"; of another stream, or where nothing has been read yet, "0x002e in stream 1 of
 * data.pkl". Safe text. */
void spot_text(const struct session *session, const struct spot *spot, struct buf *out);

#endif
