/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts of the session as safe text: values, arguments, rows. */
#ifndef BRINE_DEBUGGER_TEXT_H
#define BRINE_DEBUGGER_TEXT_H

#include "src/debugger/operand.h"
#include "src/debugger/session.h"

/* Bytes of a value's text that are made at most, whatever is asked for: sharing can make a text
 * without end. */
enum { TEXT_WHOLE_MAX = 64 << 20 };

/* Most bytes of a value's text where it stands in a line with others; many when print-limit is 0:
 * no limit. */
uint64_t text_brief(const struct session *session);
/* A value as it is before op, at most text_brief(). */
void text_value(const struct session *session, br_op op, br_value value, struct buf *out);
/* An operand of an expression, at most max_bytes (0: no limit). Not EVAL_OK: it is not whole. */
enum eval_status text_operand(struct eval *eval, const struct operand *operand, uint64_t max_bytes,
                              struct buf *out);
/* "0x0027 #12 REDUCE": a row, without its argument; the break of a run too. */
void text_row(const struct session *session, br_op op, struct buf *out);
/* "#12 REDUCE at 0x0027": a row that has run. */
void text_place(const struct session *session, br_op op, struct buf *out);
/* The argument of a row as in the stream, brief; nothing when it has none. */
void text_arg(const struct session *session, br_op op, struct buf *out);
/* The characters of a row's argument as the value has them: those of a STRING or UNICODE line are not
 * those of the stream, and are made in room, which stays the caller's. Not safe text. room->failed:
 * memory failed, and the slice is empty. */
struct br_slice text_characters(const struct session *session, br_op op, struct buf *room);
/* "import posix.system", "call posix.system('id')": what the row would do, several joined by "and".
 * False: it does nothing of the kind. verb_upper: IMPORT, CALL. */
bool text_events(const struct session *session, br_op op, bool verb_upper, struct buf *out);
/* " (that is posix.system)" where the callee of an event is another thing than is spelled; else
 * nothing, and false. */
bool text_resolved(const struct session *session, uint64_t event, struct buf *out);
/* The same of a value that a call gave, where brine found out what that is. */
void text_found_to_be(const struct session *session, br_value value, struct buf *out);
/* "dangerous: process: runs a shell command": the worst that is known against a row. False: there
 * is nothing. */
bool text_finding(const struct session *session, br_op op, struct buf *out);

/* "Not read, from #12 on: WHY", as a line, where a limit or memory ended the run; nothing else. */
void text_unread(const struct session *session, struct buf *out);

#endif
