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
    struct rect rect;  /* of the lines, without title */
    bool has_place;    /* the layout has room for it, maybe behind another */
    bool is_shown;     /* it is in sight */
    uint64_t top;      /* the first line in sight */
    uint64_t selected; /* the line that keys go to */
    uint64_t place;    /* ... and the place on it, of views with places; at home until has_moved */
    uint64_t found;    /* ... and how many places a search found there; 0: none did */
    bool has_moved;    /* the user scrolled it since it was last at home */
    unsigned focused_at; /* when keys last went to it: of tabs, the latest is in front */
};

/* All of these take the source with its width not yet set. */

/* Selects the view's home line and brings it into sight: after the cursor moved. */
void pane_home(struct pane *pane, const struct view_source *source);
/* Selects a line and brings it into sight. */
void pane_select(struct pane *pane, const struct view_source *source, uint64_t line);
/* The same by so many lines: negative is up. */
void pane_move(struct pane *pane, const struct view_source *source, int64_t lines);
/* Selects the last line, or place. */
void pane_bottom(struct pane *pane, const struct view_source *source);
/* Views with places only: selects one; the one so many after it; the one at a column of a line. */
void pane_put(struct pane *pane, const struct view_source *source, uint64_t place);
void pane_shift(struct pane *pane, const struct view_source *source, int64_t places);
uint64_t pane_place_at(const struct pane *pane, const struct view_source *source, uint64_t line,
                       unsigned column);
/* The place that keys go to. */
uint64_t pane_place(const struct pane *pane, const struct view_source *source);
/* After another size, or fewer lines: the selected line stays in sight. */
void pane_settle(struct pane *pane, const struct view_source *source);

/* The selected line into out; of a view with places, what the selected place tells. False: there
 * is none. */
bool pane_line(const struct pane *pane, const struct view_source *source, struct line *out);
/* What the selected place tells, in at most so many columns. False: the view has no places. */
bool pane_tell(const struct pane *pane, const struct view_source *source, unsigned columns,
               struct line *out);

/* searched: a text that is marked wherever it stands; "" for none. */
void pane_draw(const struct pane *pane, const struct view_source *source, bool has_focus,
               const char *searched);
/* The title, " stack 2 ", or, of a tab, "stack 2" when it is in front and "stack" when it is not;
 * at most so many columns. Returns the columns it took. */
int pane_title(const struct pane *pane, const struct view_source *source, bool has_focus,
               bool is_tab, int row, int column, int columns);

/* What goes on while a search does: it ends when *interrupted becomes true, and tells now and then
 * how many lines of how many it has looked at. tell may be NULL. */
struct pane_watch {
    const volatile int *interrupted;
    void (*tell)(void *context, uint64_t done, uint64_t all);
    void *context;
};

/* Looks for a text in the lines from the selected one on (backwards: before it), around the end
 * too, and selects the line; of views that can be searched by places, in these. Upper and lower case differ only where the text has an upper case
 * letter. PANE_FOUND_NOT: or interrupted. */
enum pane_found { PANE_FOUND_NOT, PANE_FOUND, PANE_FOUND_ROUND /* ... the end */ };
enum pane_found pane_search(struct pane *pane, const struct view_source *source, const char *text,
                            bool backwards, const struct pane_watch *watch);

#endif
