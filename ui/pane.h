/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pane: a view, a rectangle, a scroll position, and the line in it that keys go to. It knows
 * nothing of what its view shows. */
#ifndef BRINE_UI_PANE_H
#define BRINE_UI_PANE_H

#include <stdbool.h>
#include <stdint.h>

#include "src/view/view.h"
#include "ui/frame.h"

struct pane {
    const struct view *view;
    struct rect rect;    /* of the lines, without title */
    bool has_place;      /* the layout has room for it, maybe behind another */
    bool is_shown;       /* it is in sight */
    uint64_t top;        /* the first line in sight */
    uint64_t selected;   /* the line that keys go to */
    bool has_moved;      /* the user scrolled it since it was last at home */
    unsigned focused_at; /* when keys last went to it: of tabs, the latest is in front */
};

/* All of these take the source with its width not yet set. */

/* Selects the view's home line and brings it into sight: after the cursor moved. */
void pane_home(struct pane *pane, const struct view_source *source);
/* Selects a line and brings it into sight. */
void pane_select(struct pane *pane, const struct view_source *source, uint64_t line);
/* The same by so many lines: negative is up. */
void pane_move(struct pane *pane, const struct view_source *source, int64_t lines);
/* After another size, or fewer lines: the selected line stays in sight. */
void pane_settle(struct pane *pane, const struct view_source *source);

/* The selected line into out. False: there is none. */
bool pane_line(const struct pane *pane, const struct view_source *source, struct line *out);

/* searched: a text that is marked wherever it stands; "" for none. */
void pane_draw(const struct pane *pane, const struct view_source *source, bool has_focus,
               const char *searched);
/* The title, " stack 2 ", or, of a tab, "stack 2" when it is in front and "stack" when it is not;
 * at most so many columns. Returns the columns it took. */
int pane_title(const struct pane *pane, const struct view_source *source, bool has_focus,
               bool is_tab, int row, int column, int columns);

/* Looks for a text in the lines from the selected one on (backwards: before it), around the end
 * too, and selects the line. Upper and lower case differ only where the text has an upper case
 * letter. False: not found, or *interrupted became true. */
bool pane_search(struct pane *pane, const struct view_source *source, const char *text,
                 bool backwards, const volatile int *interrupted);

#endif
