/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Python's other readers in a session: whether and where they part over the open stream, found in
 * slices once the record is whole; and another reader put in the place of the one that is shown. */
#ifndef BRINE_DEBUGGER_READERS_H
#define BRINE_DEBUGGER_READERS_H

#include "src/analysis/diverge.h"
#include "src/debugger/session.h"

/* What is known so far; of one stream. */
struct readers;

struct readers *readers_new(void);
void readers_free(struct readers *readers);

/* The record of `c` is taken from the session, which goes on with another's: the comparison may
 * still need it. */
void readers_keep(struct readers *readers, br_record *c);

/* Goes on comparing for some max_ops opcodes (0: to the end, or until interrupted). BR_RUNNING: more
 * is left, or the record has not run to its end yet. */
enum br_status session_compare(struct session *session, uint64_t max_ops);
/* Runs the record to its end and compares all. False, err set: interrupted, or no memory. */
bool session_compare_all(struct session *session, struct err *err);

/* The comparison, once it has been made; NULL: it has not, or a look at the run was enough to see
 * that no reader parts. */
const struct diverge *session_compared(const struct session *session);
/* The comparison, once it has found that readers part; else NULL. */
const struct diverge *session_readers(const struct session *session);
/* The finding that this is; NULL: none that is known. */
const struct finding *session_parting_finding(const struct session *session);
/* The worst that is known against the pickle that is open, that finding included. */
enum severity session_worst(const struct session *session);
/* The dialect that is shown; NULL: `c`. */
const char *session_dialect(const struct session *session);
/* The row at which they part, the same in every reader's run; BR_NO_OP: none that is known. */
br_op session_parting(const struct session *session);

/* Puts another reader, or another encoding, in place: the same stream is run again. The cursor goes
 * to the opcode at or nearest before the same byte; breakpoints by number are found again by byte.
 * On false the session is as it was. The name must be known. */
bool session_set_dialect(struct session *session, const char *name, struct err *err);
bool session_set_encoding(struct session *session, const char *name, struct err *err);

#endif
