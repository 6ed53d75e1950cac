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
 *   - The record grows behind the cursor: session_open() runs a first slice, session_grow() more.
 *     A command that must look further ahead grows it itself.
 *   - Fields are for reading; they change through the functions only. */
#ifndef BRINE_DEBUGGER_SESSION_H
#define BRINE_DEBUGGER_SESSION_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "src/base/buf.h"
#include "src/base/err.h"
#include "src/base/settings.h"
#include "src/input/pickles.h"
#include "src/view/view.h"
#include "vm/brine.h"

struct analysis;       /* src/analysis/analysis.h */
struct input;          /* src/input/input.h */
struct bookmarks;      /* bookmark.h */
struct breakpoints;    /* breakpoint.h */
struct breakmap;       /* breakmap.h */
struct debug_settings; /* setting.h */
struct debug_group;    /* command.h */
struct examine;        /* examine.h */
struct jumps;          /* jumps.h */
struct lines;          /* lines.h */
struct survey;         /* survey.h */
struct policy;
struct readers;  /* readers.h */
struct pysource; /* src/output/pysource.h */

struct session_options {
    struct input *input;           /* open; the caller's, must outlive the session */
    const char *entry;             /* NULL: the first that holds a pickle */
    int64_t stream;                /* -1: the first */
    uint64_t offset;               /* of the first pickle, in the bytes of the entry */
    struct br_options machine;     /* limits of the run; its dialect, NULL: the format's */
    const struct settings *limits; /* NULL: the defaults */
    const struct policy *policy;   /* the caller's; NULL: the one compiled in */
    /* Set by the front end's signal handler: a run stops soon after it is not 0, the front end
     * puts it back. NULL: nothing interrupts. */
    const volatile sig_atomic_t *interrupted;
};

struct session {
    struct session_options options; /* as given to session_open */

    /* What is open. */
    struct input *input;     /* input->path is the name for titles */
    size_t member;           /* its number in input */
    char *entry;             /* its name, safe text; NULL: the file itself */
    uint64_t stream;         /* number of the stream in it, from 0 */
    uint64_t base;           /* its first byte, in the bytes of the file or entry */
    struct pickle_spot spot; /* the same, and which one it is inside of */

    bool no_memory; /* the command at hand did not look at all that it should: memory failed */

    /* What it would do. */
    br_record *rec;
    uint64_t n_records; /* made so far: what was found in another one than this is worth nothing */
    struct analysis *analysis; /* follows rec as it grows */
    struct readers *readers;   /* what Python's other readers make of the same bytes */
    struct pysource *python;   /* rec as source, made when somebody looks; NULL: memory failed */

    /* Where we are. */
    br_op cursor;
    br_op previous; /* where the cursor stood before the last move (BR_NO_OP: nowhere): what
                       differs between the two states is what a screen shows as changed */
    bool is_fresh;  /* at the start, and nothing has stopped there: a run may stop at once */

    struct survey *survey; /* what else there is to open */
    struct breakpoints *breakpoints;
    struct bookmarks *bookmarks;
    struct jumps *jumps;    /* where the cursor jumped away from */
    struct lines *displays; /* expressions shown at each stop */
    struct debug_settings *settings;
    struct settings limits;
    const struct debug_group *extra;  /* commands of the front end, NULL: none */
    void *front;                      /* what those commands work on */
    const struct debug_group *absent; /* commands of a front end that is not there: passed over */
    bool passes_quietly;              /* ... without a word, as in a file of settings for both */
    /* Called now and then while a command does something long: "reading", so much of so much. For
     * the front end; NULL: nobody wants to know. */
    void (*busy)(void *front, const char *what, uint64_t done, uint64_t all);
    /* Called with a byte that was asked for: the front end shows it where bytes stand; NULL: what it
     * is, is printed. */
    void (*show_byte)(void *front, uint64_t pos);
    /* Called when a list is asked for of which one can choose; NULL: it is printed. False: there is no
     * such list. */
    bool (*show_list)(void *front, const char *name, struct err *err);
    bool flows;         /* the front end wraps long lines itself, as wide as it is at the time */
    bool assert_failed; /* one did, at any time */
    unsigned width;     /* columns of the terminal that lines of info are cut to; 0: not cut */

    /* The rest is the debugger's own. */
    struct policy *policy;    /* compiled in, when none was given */
    size_t home;              /* the member that was opened first */
    char *repeat;             /* what an empty line does again; NULL: nothing */
    br_op listed;             /* where `list` goes on; BR_NO_OP: around the cursor */
    br_op listed_from;        /* what it showed last began there: `list -` */
    struct examine *examined; /* what `x` was told, and where it goes on */
    struct breakmap *breakmap;
    /* `danger` said at this row of this record, in that direction, that none is left in it. */
    uint64_t danger_record;
    br_op danger_end;
    bool danger_backward;
    struct lines *queue; /* lines that a breakpoint's commands still have to run */
    unsigned collects;   /* number of the breakpoint whose commands are typed; 0: none */
    char wants[48];      /* ... the prompt for them */
    unsigned sourcing;   /* scripts within scripts; 0: lines are typed */
    bool is_placed;      /* the text of an error has its script and line already: the innermost */
};

/* Opens the stream that options name. On false nothing is left to close. The texts and
 * pointers in options must live as long as the session. */
bool session_open(struct session **out, const struct session_options *options, struct err *err);
void session_close(struct session *session);

/* Puts another stream in its place; on false the session is as it was. Breakpoints at a byte stay,
 * the cursor goes to the start. entry NULL: the same entry. */
bool session_select(struct session *session, const char *entry, int64_t stream, struct err *err);
/* The same for member number `member`, whatever it is called. */
bool session_visit(struct session *session, size_t member, uint64_t stream, struct err *err);
/* The same for the stream that begins at byte `base` of the member. */
bool session_visit_base(struct session *session, size_t member, uint64_t base, struct err *err);

/* A record that was made for the session, and what judges it, take the place of those that are open, of
 * which the record is returned, for the caller to free; NULL: there was none. What was found in it is
 * worth nothing any more. stream: its number. The cursor is the caller's to place. */
br_record *session_put(struct session *session, br_record *rec, struct analysis *analysis,
                       uint64_t stream);

/* The options with which pickles of a member are run, or those inside another one. */
struct br_options session_machine(const struct session *session, size_t member, bool is_inside);

/* Runs up to max_ops further opcodes (0: to the end, or until interrupted). BR_RUNNING: more are
 * left. Call it between keystrokes until it says BR_OK; after that it costs nothing. */
enum br_status session_grow(struct session *session, uint64_t max_ops);

/* Does a slice, some milliseconds, of what can be done while nobody waits: the record grows, rows
 * are looked through for breakpoints, Python's other readers are compared (readers.h). True: there
 * is more to do. */
bool session_idle(struct session *session);
/* The same for the index of what uses what; BR_RUNNING: the record, or more of the index, is left.
 * What needs it works without this too, and then may take seconds. */
enum br_status session_index_uses(struct session *session, uint64_t max_ops);

/* Grows the record until it has row op, or is done; what it has is judged. False: it was stopped
 * before. */
bool session_reach(struct session *session, br_op op);
/* Somebody wants what runs to stop: whatever may take long looks at this. */
bool session_interrupted(const struct session *session);
/* Tells the front end how far something long is. */
static inline void session_busy(const struct session *session, const char *what, uint64_t done,
                                uint64_t all)
{
    if (session->busy)
        session->busy(session->front, what, done, all);
}
/* Asked at each step of a loop over many rows. False: interrupted. */
static inline bool session_goes_on(const struct session *session, const char *what, uint64_t done,
                                   uint64_t all)
{
    enum { BUSY_STEPS = 1 << 12 };
    if (done % BUSY_STEPS == BUSY_STEPS - 1)
        session_busy(session, what, done, all);
    return !session_interrupted(session);
}
/* Says why growing stopped: "interrupted", or memory. Returns false. */
bool session_stopped(const struct session *session, struct err *err);

/* The last row there is so far: STOP, the break, or the last opcode that has run. */
br_op session_last(const struct session *session);
/* The row is the break of the run, not an opcode that was carried out. */
bool session_is_break(const struct session *session, br_op op);
/* The byte where a row begins. */
uint64_t session_pos(const struct session *session, br_op op);

/* What its readers look through for the first time tells how far it is, and can be interrupted. */
void session_watch(struct session *session, br_record *rec);
/* Judges a record by the policy in force; the caller's. NULL, err set: memory failed. */
struct analysis *session_judge(const struct session *session, const br_record *rec,
                               struct err *err);

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

/* The expressions on display with what they are now, a line each. */
void session_displays_text(struct session *session, struct buf *out);
/* The text of a stop: where the cursor is, what comes next, what that would call. */
void session_stop_text(struct session *session, struct buf *out);
/* The value of the run that an expression means at the cursor, and the moment in which it does. */
bool session_value(struct session *session, const char *text, br_value *value, br_op *at,
                   struct err *err);
/* What views look at, at the cursor; the caller sets width and what only some views want. */
void session_view(struct session *session, struct view_source *out);

/* More lines are wanted before anything runs (commands ... end): the prompt to show, else NULL. */
const char *session_wants(const struct session *session);

/* A line that a key or a click stands for: `break #12` toggled. True: there is one now. */
bool session_toggle_break(struct session *session, br_op op, struct err *err);
/* The name of a bookmark on this row, for the margin of a code pane; NULL: there is none. */
const char *session_bookmark_at(const struct session *session, br_op op);

#endif
