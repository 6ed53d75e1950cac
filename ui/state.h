/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screen as its parts share it: panes and where they are, what lies over them, what was typed
 * so far. For ui/ alone. */
#ifndef BRINE_UI_STATE_H
#define BRINE_UI_STATE_H

#include <stdbool.h>

#include "src/base/buf.h"
#include "src/debugger/menu.h"
#include "src/debugger/session.h"
#include "src/view/fold.h"
#include "src/view/view.h"
#include "src/view/wrap.h"
#include "ui/keys.h"
#include "ui/layout.h"
#include "ui/pane.h"

enum { PANES_MAX = 12, OVERLAYS_MAX = 32, COUNT_DIGITS_MAX = 9, SCREEN_MESSAGE_MAX = 512 };

/* A pane that lies over the others, with a source of its own. */
struct overlay {
    struct pane pane;
    struct buf title;
    struct buf text; /* of the view "page" */
    struct wrap wrap;
    struct buf_marks marks;        /* opcodes that its lines are about */
    struct fold fold;              /* of views that are trees */
    size_t made_for;               /* the width for which wrap and fold were made; 0: not yet */
    bool is_waiting;               /* for the index of uses; its lines will be others then */
    br_op op;                      /* views look from this row; BR_NO_OP: from the cursor */
    br_value value;                /* of views of a value */
    const struct debug_menu *menu; /* whose lines are chosen from; NULL: it is no such list */
};

/* Where a word of the key line was painted. */
struct key_spot {
    struct rect rect;
    struct terminal_key key;
};
enum { KEY_SPOTS_MAX = 64 };

struct screen {
    struct session *session;
    struct keys keys;

    struct pane panes[PANES_MAX];
    int n_panes;
    int focus;
    bool is_zoomed;
    unsigned clock; /* counts changes of the focus */
    struct layout layout;
    struct rect verdict;                   /* on the status line, as painted last */
    struct rect titles[LAYOUT_TITLES_MAX]; /* where layout's titles were painted last */

    struct overlay overlays[OVERLAYS_MAX]; /* the last is on top */
    int n_overlays;
    bool has_choices; /* the top one tells what the word being typed could become */
    struct key_spot spots[KEY_SPOTS_MAX]; /* as painted last */
    int n_spots;

    struct buf message; /* shown until the next key; safe text, or made so when painted */
    bool is_complaint;
    char count[COUNT_DIGITS_MAX + 1]; /* what was typed before a key */
    struct buf searched;              /* the text that was looked for last */
    bool is_marked;                   /* it is, wherever it stands */
    struct buf again;                 /* the line that an empty one after `:` stands for */
    char lead;                        /* what the open line is for: ':', '/' or '\\' */

    size_t kept_displays;          /* so many were there at the start: their loss is none */
    unsigned presses, leave_asked; /* keys so far; at which one leaving was asked about */
    unsigned answered_at;          /* ... the one before which a typed line had a short answer */
    bool is_answered;              /* the line that ran last had one */
    struct buf displays;           /* what is on display, as it was at the last stop: safe text */

    long told_at; /* in milliseconds: when the command that runs began, or last told how far it is;
                     0: none runs */
    bool is_growing; /* something is left to do while no key comes */
    bool is_told;    /* what else the file holds has been said, or a key was pressed before */
    bool is_ended;
};

static inline struct screen *screen_of(struct session *session)
{
    return session->front;
}

/* What views look at now. */
void screen_source(const struct screen *screen, struct view_source *out);
/* Which keys hold. */
enum keys_place screen_keys_place(const struct screen *screen);
/* The same below the window on top. */
enum keys_place screen_keys_below(const struct screen *screen);
/* The pane that keys go to, and its source: the top overlay, or the one with the focus. */
struct pane *screen_target(struct screen *screen, struct view_source *source);

void screen_say(struct screen *screen, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void screen_complain(struct screen *screen, const char *text);

/* The text that is marked wherever it stands, "" for none. */
const char *screen_marked(const struct screen *screen);

/* Gives the focus to pane n; one that has no place is zoomed. */
void screen_focus(struct screen *screen, int n);
/* The pane of a view; -1: there is none. */
int screen_pane(const struct screen *screen, const char *name);
/* What is on display is worked out anew. */
void screen_display(struct screen *screen);
/* All panes show where the cursor is. */
void screen_home(struct screen *screen);
/* Runs a line of the debugger's language and shows what came of it. */
void screen_run_line(struct screen *screen, const char *line);
/* The settings of the session that are the screen's. */
void screen_apply_settings(const struct screen *screen);
/* session->busy: a command takes long, how far it is stands on the line at the bottom. */
void screen_tell_busy(void *front, const char *what, uint64_t done, uint64_t all);
/* Does what a key stands for now. */
void screen_press(struct screen *screen, struct terminal_key key);
/* Sizes and places anew. */
void screen_layout(struct screen *screen);

/* Lays a view over the panes. op, value as in struct overlay. */
void overlay_push(struct screen *screen, const char *view, const char *title, br_op op,
                  br_value value);
/* The same for a view that src/view does not have. */
void overlay_push_view(struct screen *screen, const struct view *view, const char *title);
/* Lays a list to choose from over the panes. */
void overlay_push_menu(struct screen *screen, const struct debug_menu *menu);
/* Lays a text over the panes: safe text of one or more lines, which are about what its marks say. */
void overlay_push_text(struct screen *screen, const char *title, const struct buf *text);
/* The top one, NULL: there is none. */
struct overlay *overlay_top(struct screen *screen);
/* Its lines unfold. */
bool overlay_is_tree(const struct overlay *overlay);
/* It is on top and waits for the index of uses, for which there is time between two keys. */
bool overlay_waits(const struct screen *screen);
/* That index is done: what it tells is shown. */
void overlay_index_is_done(struct screen *screen);
void overlay_pop(struct screen *screen);
void overlay_pop_all(struct screen *screen);
void overlay_source(const struct screen *screen, const struct overlay *overlay,
                    struct view_source *out);
/* Places the top overlay, which needs the layout. */
void overlay_place(struct screen *screen, struct overlay *overlay);
void overlay_draw(const struct screen *screen, const struct overlay *overlay);

#endif
