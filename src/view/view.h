/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A view is something to look at as a list of lines: how many there are, and line number i. The
 * stack pane of the screen, `info stack`, and the test of both read the same two functions.
 *
 * What always holds
 *   - A view has no state: everything it shows comes from its source, also what is unfolded of it.
 *     A line costs what it shows, not what stands above it: ten million lines scroll like ten.
 *   - Nothing is printed, no colour is known (style.h), and bytes of a file enter a line through
 *     output/safe.h only.
 *   - Where LC_CTYPE is UTF-8, signs and lines are drawn; elsewhere they are ASCII.
 *
 * To add a view: a file with its row (struct view), and the row's name in views.def. */
#ifndef BRINE_VIEW_VIEW_H
#define BRINE_VIEW_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "src/analysis/severity.h"
#include "src/view/line.h"
#include "vm/brine.h"

struct analysis;
struct needle; /* needle.h */
struct fold;
struct diverge;
struct finding;
struct wrap;
struct pysource;

#define VIEW_NO_LINE UINT64_MAX

/* What views look at. Zero-initialise, set what there is; rec must be set. */
struct view_source {
    const br_record *rec;
    const struct analysis *analysis; /* NULL: nothing is judged */
    const struct diverge *readers;   /* Python's readers part: how; NULL: not that it is known */
    const struct finding *parting;   /* ... as a finding; NULL: none */
    br_op cursor;                    /* 0 .. br_ops(rec): the row before which we stand */
    br_op previous;                  /* where we stood before (BR_NO_OP: nowhere): what differs
                                        is shown as changed */
    unsigned width;                  /* columns of a line; 0: as long as it is */
    uint64_t text_limit;             /* most bytes of one value's text where width is 0; 0: all */
    const struct buf *displays;      /* "explain": lines to begin with, safe text; NULL: none */
    bool is_whole;                   /* "explain": texts go to text_limit whatever the width is */

    /* A breakpoint on this row: its number, else 0. NULL: there are none. */
    unsigned (*break_at)(void *context, br_op op);
    /* The name of a bookmark on this row, else NULL. NULL: there are none. */
    const char *(*bookmark_at)(void *context, br_op op);
    /* The first row of [low, high) that is known to have one, BR_NO_OP: none is known; costs
     * nothing per row. NULL: there are none. */
    br_op (*break_in)(void *context, br_op low, br_op high);
    void *context;

    /* Views with places: the one that keys go to, while they go to the view. */
    bool has_place;
    uint64_t place, places; /* ... and how many from it on are selected; 0: one */

    /* Views of some things only: */
    br_value value;                /* "value": the value to look into, at the cursor */
    const struct wrap *text;       /* "page": its lines (wrap.h) */
    const struct buf_marks *marks; /* "page": opcodes that its lines are about; NULL: none */
    struct pysource *python;       /* "python": the run as source (output/pysource.h); NULL: none */
    const struct fold *fold;       /* trees: what is unfolded (fold.h); NULL: they have no lines */
    const char *path, *entry;      /* "status": titles; entry NULL: the file itself */
    uint64_t stream;               /* "status": number of the stream */
    const char *dialect;           /* "status": which reader is shown, NULL: the default */
    uint64_t others;               /* "status": pickles known beside this one */
    bool has_more;                 /* "status": ... and there may be more of them */
    bool is_looking;               /* "status": ... and not all of them have been judged yet */
    uint64_t unread, later;        /* "status": members that cannot be read whole, or have not been
                                      looked at, since that takes long */
    bool is_one;                   /* "status": there is one member: the file itself */
    enum severity worst_other;     /* "status": how bad the worst other pickle of the file is */
    const char *worst_entry; /* "status": the member it is in, safe text; NULL: the open one */
    uint64_t worst_stream;   /* "status": its number there */
    uint64_t total_bytes;    /* how long the data is, for progress; 0: unknown */
    bool is_in_file;         /* "hex": byte pos of the stream stands at file_off + pos */
    uint64_t file_off;
};

/* Places within lines that keys and the mouse go to one by one: bytes, stretches of the run. They
 * are numbered from 0 in the order of the lines. */
struct view_places {
    uint64_t (*count)(const struct view_source *source);
    /* The one where the cursor is. */
    uint64_t (*home)(const struct view_source *source);
    /* The line that one stands on. */
    uint64_t (*line)(const struct view_source *source, uint64_t place);
    /* The one at a column of a line, or the nearest to it. */
    uint64_t (*at)(const struct view_source *source, uint64_t i, unsigned column);
    /* How many of them Up and Down pass over. */
    uint64_t (*step)(const struct view_source *source);
    /* What stands there, in words, in so many columns (0: in as many as it takes); ->op is the row
     * it leads to, or BR_NO_OP. False past the last. */
    bool (*tell)(const struct view_source *source, uint64_t place, unsigned columns,
                 struct line *out);
    /* Where a needle is found among places of [low, high), the first (backwards: the last), and how
     * many places that takes; NEEDLE_NOWHERE: not there. NULL: lines are searched. */
    uint64_t (*find)(const struct view_source *source, const struct needle *needle, uint64_t low,
                     uint64_t high, bool backwards, uint64_t *n);
    bool is_goal; /* who presses on one wants to go there, not to have it told */
};

struct view {
    const char *name;  /* "stack": also the word after `info` */
    const char *title; /* what stands on the pane's border before the count; NULL: the name */
    const char *about; /* one sentence for help */
    int margin;        /* columns at the left of a line that show its breakpoint */

    uint64_t (*count)(const struct view_source *source);
    /* Line i, from 0, into *out (cleared first). False past the last. */
    bool (*line)(const struct view_source *source, uint64_t i, struct line *out);
    /* The line that should be in sight: the cursor's row, the next call. NULL: the first. */
    uint64_t (*home)(const struct view_source *source);
    /* What stands on the border after the title: "2", "14 · 1 ✖"; width: of title and note. NULL:
     * the count. */
    void (*note)(const struct view_source *source, struct line *out);
    const struct view_places *places; /* NULL: a line is about one thing */
    /* False where line i, as long as it is, cannot have the text that is looked for: much cheaper
     * than the line. NULL: nobody knows. */
    bool (*may_have)(const struct view_source *source, const struct needle *needle, uint64_t i);
    /* A tree: starts a fold over it, whose context is the source, and unfolds what one looks for
     * first. False: memory failed. NULL: it is no tree. */
    bool (*unfold)(const struct view_source *source, struct fold *fold);
    /* It is read from its first line on: where a pane cuts it, a sign says that there is more. */
    bool is_read;
    /* Not all of it is known before the record is done and br_uses_ready. */
    bool waits_for_uses;
};

#define VIEW(id) extern const struct view view_##id;
#include "src/view/views.def"

/* The view of a name, NULL when there is none. The nth of them, NULL past the last. */
const struct view *view_find(const char *name);
const struct view *view_nth(unsigned n);

/* All of a view as text, each line ended by a newline: `info stack`. at_most lines from `from` on
 * (0: to the end). False when memory failed. */
bool view_print(const struct view *view, const struct view_source *source, uint64_t from,
                uint64_t at_most, struct buf *out);

/* Of a tree, unfolds all that a text may show: each value once, where there are no more than a few
 * parts, up to some hundred lines. False: memory failed before. */
bool view_unfold_all(const struct view_source *source, struct fold *fold);

/* ---- Signs ------------------------------------------------------------------------------------ */

/* Drawn, or in ASCII, as the locale has it. What a sign says, the text around it says too. */
enum view_sign {
    SIGN_CURRENT,    /* ▶ > */
    SIGN_BREAKPOINT, /* ● * */
    SIGN_DANGER,     /* ✖ X */
    SIGN_SUSPICIOUS, /* ◆ ? */
    SIGN_INFO,       /* · i */
    SIGN_DONE,       /* ✓ v */
    SIGN_PENDING,    /* … ~ */
    SIGN_CHANGED,    /* + */
    SIGN_ARROW,      /* → -> */
    SIGN_BAR,        /* │ | */
    SIGN_MORE,       /* … ... */
    SIGN_INTO,       /* › > */
    SIGN_DOT,        /* · - */
    SIGN_LINE,       /* ─ - */
    SIGN_BOOKMARK,   /* ■ @ */
    SIGN_THREAD,     /* ┃ |  the way to something dangerous */
    SIGN_STRAND,     /* ╎ :  ... to something suspicious */
    SIGN_EVENT,      /* • o */
    SIGN_BROKEN,     /* ! */
    SIGN_UNREAD,     /* ░ . */
    SIGN_FOLDED,     /* ▸ + */
    SIGN_UNFOLDED,   /* ▾ - */
    SIGN_CYCLE,      /* ↺ @ */
    SIGN_PARTS,      /* ≠ ! */
    SIGN_ABOVE,      /* ↑ ^  lines are hidden there */
    SIGN_BELOW,      /* ↓ v */
    SIGN_COUNT
};
const char *view_sign(enum view_sign sign);

#endif
