/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where each pane is. The tables in layout.c say, for sizes of the screen, which panes there are,
 * in which column, and how much of it each gets; panes that have no room of their own share one
 * place, as tabs. */
#ifndef BRINE_UI_LAYOUT_H
#define BRINE_UI_LAYOUT_H

#include <stdbool.h>

#include "ui/frame.h"
#include "ui/pane.h"

enum { LAYOUT_MIN_ROWS = 8, LAYOUT_MIN_COLUMNS = 40 };

/* A title is drawn at the left of a pane's top line. */
struct layout_title {
    int pane;
    struct rect rect;
};

enum { LAYOUT_TITLES_MAX = 16 };

struct layout {
    bool fits; /* false: the screen is too small for anything */
    /* Of the screen; where it is too small, of the smallest one that is not: keys still do what they
     * do, unseen. */
    int rows, columns;
    struct rect status, keys;
    struct layout_title titles[LAYOUT_TITLES_MAX];
    int n_titles;
    struct rect lines[LAYOUT_TITLES_MAX]; /* between panes: one row high, or one column wide */
    int n_lines;
};

/* Gives n panes their rectangles. Of panes that share a place, the one with the greatest focused_at
 * is in front. is_zoomed: the pane `focus` takes all. A pane without a place in this layout is not
 * shown, unless it is zoomed. more_below: rows that the bottom gets from what is above it, as far as
 * that has some to give. */
void layout_make(struct layout *layout, int rows, int columns, struct pane *panes, int n, int focus,
                 bool is_zoomed, int more_below);

#endif
