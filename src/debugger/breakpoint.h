/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Breakpoints: predicates on a row. The record is known, so `continue` looks for the next row that
 * fulfils one, and reverse-continue for the one before; nothing runs. A stop is before the opcode.
 *
 * Places are place.c's; conditions, counts and hits are the same for all. */
#ifndef BRINE_DEBUGGER_BREAKPOINT_H
#define BRINE_DEBUGGER_BREAKPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/analysis/severity.h"
#include "src/base/buf.h"
#include "src/base/err.h"
#include "src/debugger/expr.h"
#include "src/debugger/lines.h"
#include "vm/brine.h"

struct session;
struct place_kind;

struct breakpoint {
    unsigned number; /* from 1, never used again */
    const struct place_kind *kind;
    const char *command; /* that made it: "break", "tbreak", "watch", "catch" */
    char *text;          /* what stood after that command, without the condition */
    bool enabled;
    bool temporary; /* deleted when it stops */
    uint64_t hits;  /* rows where it held, those ignored included */
    uint64_t ignore;
    struct expr *condition; /* NULL: none */
    struct lines *commands; /* run at a stop; NULL: none */

    /* What the kind looks for. */
    uint64_t place;      /* an opcode's number, a byte, a memo key */
    uint64_t asked_byte; /* of an opcode's number: where it stood in the reader under which it was
                            asked for, while another has no opcode there; else UINT64_MAX */
    uint8_t code;
    enum severity severity;
    char *pattern; /* NULL: any */
    struct expr *watched;
};

struct breakpoints {
    struct breakpoint **rows; /* owned, by number */
    size_t count, cap;
    unsigned last_number, saved_number; /* those up to saved_number are in a file, or were there */
};

struct breakpoints *breakpoints_new(void);
void breakpoints_free(struct breakpoints *list);

/* Makes one from what is typed after `command` ("import os.* if depth > 3"). NULL, err set: what
 * was expected. */
struct breakpoint *breakpoint_add(struct session *session, const char *command, const char *args,
                                  struct err *err);
struct breakpoint *breakpoint_numbered(const struct breakpoints *list, uint64_t number);
void breakpoint_delete(struct breakpoints *list, struct breakpoint *breakpoint);
/* Puts another condition in place; text "" takes it away. */
bool breakpoint_set_condition(struct breakpoint *breakpoint, const char *text, struct err *err);
/* What could be typed after its command: "import os.* if depth > 3". Not safe text. */
void breakpoint_text(const struct breakpoint *breakpoint, struct buf *out);

/* Why a run ended. */
enum run_end {
    RUN_STOPPED, /* at a row where a breakpoint held; hits are counted */
    RUN_NONE,    /* there is no such row in that direction */
    RUN_INTERRUPTED,
};

/* The nearest row after the cursor (before it, when backward; from a fresh start, the cursor's too)
 * at which to stop. On RUN_STOPPED *op is the row and why has those that held, in order, *n_why of
 * them, at most max_why; those that were temporary are still there. */
enum run_end breakpoints_run(struct session *session, bool backward, br_op *op,
                             struct breakpoint **why, size_t max_why, size_t *n_why);

/* Looks for the nearest row at a place, written as for `break`, or "breakpoint N", as if it were the
 * only breakpoint. False: the place is wrong. */
bool breakpoint_find(struct session *session, const char *place, bool backward, br_op *op,
                     enum run_end *end, struct err *err);

/* Another record is in the session's place of `old`: breakpoints by number are found again by byte.
 * The record must reach breakpoints_farthest(). */
void breakpoints_follow(struct session *session, const br_record *old);
/* The last byte at which a breakpoint by number stands; 0 without one. */
uint64_t breakpoints_farthest(const struct session *session);

/* Whether the place of an enabled breakpoint is this row, whatever its condition. */
bool breakpoint_is_at(struct session *session, const struct breakpoint *breakpoint, br_op op);
/* The first that is at this position and no other row, enabled or not, whatever its condition; NULL:
 * none. */
struct breakpoint *breakpoint_of(struct session *session, br_op op);

#endif
