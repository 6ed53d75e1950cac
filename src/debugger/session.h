/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A debugging session: one stream of one file, the record of its run, a cursor in it, breakpoints
 * and settings. The prompt, scripts and the screen are front ends of this: each feeds lines to
 * session_command() and shows what comes back.
 *
 * What always holds
 *   - Nothing here or below prints. Texts are safe (output/safe.h) and end with a newline; errors
 *     are one line without one, and are made safe by whoever prints them.
 *   - The cursor stands before an opcode: 0 <= cursor <= session_last(). The last row is STOP, or,
 *     when the run broke, a row of its own for the break: its op is br_ops(rec), it has no
 *     br_ins_at(), br_error_of() says all there is. An empty file has that row alone.
 *   - The record grows behind the cursor: session_open() runs nothing, session_grow() a slice. A
 *     command that must look further ahead grows it itself.
 *   - Fields are for reading; they change through the functions only. */
#ifndef BRINE_DEBUGGER_SESSION_H
#define BRINE_DEBUGGER_SESSION_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "src/base/buf.h"
#include "src/base/err.h"
#include "src/base/settings.h"
#include "vm/brine.h"

struct analysis;       /* src/analysis/analysis.h */
struct input;          /* src/input/input.h */
struct breakpoints;    /* breakpoint.h */
struct debug_settings; /* setting.h */
struct debug_group;    /* command.h */

struct session_options {
    const char *path;              /* "-": standard input */
    const char *entry;             /* NULL: the first that holds a pickle */
    int64_t stream;                /* -1: the first */
    const char *format;            /* NULL: found out from the bytes */
    uint64_t offset;               /* with format raw: where the pickles begin */
    const char *dialect;           /* NULL: "c" */
    const struct settings *limits; /* NULL: the defaults */
    /* Set by the front end's signal handler: a run stops soon after it is not 0, the front end
     * puts it back. NULL: nothing interrupts. */
    const volatile sig_atomic_t *interrupted;
};

struct session {
    struct input *input;
    char *path;      /* as given, for titles */
    char *entry;     /* name of the member that is open, NULL: the file itself */
    uint64_t stream; /* number of the stream in it, from 0 */
    uint64_t base;   /* its first byte, in the bytes of the file or entry */
    const char *dialect;
    struct settings limits;
    const volatile sig_atomic_t *interrupted;

    br_record *rec;
    struct analysis *analysis; /* follows rec as it grows */

    br_op cursor;
    br_op previous; /* where the cursor stood before the last move (BR_NO_OP: nowhere): what
                       differs between the two states is what a screen shows as changed */

    struct breakpoints *breakpoints;
    struct debug_settings *settings;
    const struct debug_group *extra; /* commands of the front end, NULL: none */
    void *front;                     /* what those commands work on */
    bool assert_failed;              /* one did, at any time */
    char *repeat;                    /* what an empty line does again, NULL: nothing */
};

/* Opens the stream that options name; runs none of it. On false nothing is left to close. The
 * texts in options are copied. */
bool session_open(struct session **out, const struct session_options *options, struct err *err);
void session_close(struct session *session);

/* Puts another stream in its place; on false the session is as it was. Breakpoints at a byte stay,
 * the cursor goes to the start. entry NULL: the same entry. */
bool session_select(struct session *session, const char *entry, int64_t stream, struct err *err);

/* Runs up to max_ops further opcodes (0: to the end, or until interrupted). BR_RUNNING: more are
 * left. Call it between keystrokes until it says BR_OK; after that it costs nothing. */
enum br_status session_grow(struct session *session, uint64_t max_ops);

/* The last row there is so far: STOP, the break, or the last opcode that has run. */
br_op session_last(const struct session *session);
/* The row is the break of the run, not an opcode that was carried out. */
bool session_is_break(const struct session *session, br_op op);
/* The byte where a row begins. */
uint64_t session_pos(const struct session *session, br_op op);

/* Moves the cursor to op (cut to the last row) and remembers where it was. */
void session_goto(struct session *session, br_op op);

enum session_result {
    SESSION_OK,            /* done; out says what */
    SESSION_MOVED,         /* done, the cursor or the stream is another; out is the stop's text */
    SESSION_ERROR,         /* not done; err says why, out may hold what was said before */
    SESSION_ASSERT_FAILED, /* out says what was expected and what there is */
    SESSION_QUIT,
};

/* Runs one line of the debugger's language (a trailing newline is allowed). An empty line repeats
 * the last command that can be repeated. Appends to out. */
enum session_result session_command(struct session *session, const char *line, struct buf *out,
                                    struct err *err);

/* The text of a stop: where the cursor is, what comes next, what that would call. */
void session_stop_text(struct session *session, struct buf *out);

/* More lines are wanted before anything runs (`commands` … `end`): the prompt to show, else NULL. */
const char *session_wants(const struct session *session);

/* A line that a key or a click stands for: `break #12` toggled. True: there is one now. */
bool session_toggle_break(struct session *session, br_op op, struct err *err);
/* An enabled breakpoint that may stop at this row, for the margin of a code pane: its number, 0:
 * none. Breakpoints on single places only (#12, 0x1f, an opcode's name, an import, a call); a
 * condition is not asked. */
unsigned session_break_at(const struct session *session, br_op op);

#endif
