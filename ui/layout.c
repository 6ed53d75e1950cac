/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/layout.h"

#include <string.h>

/* ---- The tables ------------------------------------------------------------------------------- */

enum side { TOP, LEFT, RIGHT, BOTTOM };

/* One place: the panes that share it, by the names of their views, and how it is measured. */
struct place {
    enum side side;
    int share; /* of the rows of its side; BOTTOM: its rows, as a share of all, in percent; TOP: rows */
    const char *views; /* names with blanks between */
};

enum { PLACES_MAX = 8 };

struct shape {
    int min_rows, min_columns;
    int left_percent;           /* of the columns */
    int min_bottom, max_bottom; /* rows of the bottom side, without its title */
    struct place places[PLACES_MAX];
};

/* The first that fits is taken. */
/* clang-format off */
static const struct shape shapes[] = {
    {44, 150, 50, 8, 10,
     {{TOP, 1, "timeline"}, {LEFT, 4, "code"}, {LEFT, 1, "hex"},
      {RIGHT, 4, "stack"}, {RIGHT, 3, "memo"}, {RIGHT, 4, "calls"}, {RIGHT, 3, "findings"},
      {BOTTOM, 20, "explain"}}},
    {24, 80, 56, 4, 7,
     {{TOP, 1, "timeline"}, {LEFT, 1, "code"},
      {RIGHT, 3, "stack"}, {RIGHT, 2, "memo"}, {RIGHT, 3, "calls"},
      {BOTTOM, 18, "explain hex"}}},
    {12, 56, 60, 2, 3,
     {{LEFT, 1, "code"}, {RIGHT, 1, "stack memo calls"}, {BOTTOM, 18, "explain hex timeline"}}},
    {0, 0, 100, 0, 0,
     {{LEFT, 1, "code stack memo calls explain hex"}}},
};
/* clang-format on */

/* ---- Places ----------------------------------------------------------------------------------- */

static bool place_has(const struct place *place, const char *view)
{
    size_t len = strlen(view);
    for (const char *at = place->views; at && *at; at = strchr(at, ' ')) {
        at += *at == ' ';
        if (strncmp(at, view, len) == 0 && (at[len] == ' ' || !at[len]))
            return true;
    }
    return false;
}

static void add_line(struct layout *layout, struct rect rect)
{
    if (layout->n_lines < LAYOUT_TITLES_MAX)
        layout->lines[layout->n_lines++] = rect;
}

/* The panes of a place get its rectangle. */
static void fill_inside(const struct place *place, struct rect rect, struct pane *panes, int n)
{
    int front = -1;
    for (int k = 0; k < n; k++) {
        if (!place_has(place, panes[k].view->name))
            continue;
        if (front < 0 || panes[k].focused_at > panes[front].focused_at)
            front = k;
        panes[k].rect = rect;
        panes[k].has_place = true;
    }
    if (front >= 0)
        panes[front].is_shown = true;
}

/* The same with titles, for which the first row is. */
static void fill_place(struct layout *layout, const struct place *place, struct rect rect,
                       struct pane *panes, int n)
{
    struct rect inside = {rect.row + 1, rect.column, rect.rows - 1, rect.columns};
    fill_inside(place, inside, panes, n);
    for (int k = 0; k < n && layout->n_titles < LAYOUT_TITLES_MAX; k++)
        if (place_has(place, panes[k].view->name))
            layout->titles[layout->n_titles++] =
                (struct layout_title){k, {rect.row, rect.column, 1, rect.columns}};
}

/* The top side has neither titles nor lines. Returns its rows. */
static int fill_top(const struct shape *shape, struct rect body, struct pane *panes, int n)
{
    int rows = 0;
    for (int k = 0; k < PLACES_MAX && shape->places[k].views; k++) {
        const struct place *place = &shape->places[k];
        if (place->side != TOP)
            continue;
        fill_inside(place, (struct rect){body.row + rows, 0, place->share, body.columns}, panes, n);
        rows += place->share;
    }
    return rows;
}

static void fill_side(struct layout *layout, const struct shape *shape, enum side side,
                      struct rect rect, struct pane *panes, int n)
{
    int shares = 0, used = 0;
    for (int k = 0; k < PLACES_MAX && shape->places[k].views; k++)
        shares += shape->places[k].side == side ? shape->places[k].share : 0;
    int left = shares;
    for (int k = 0; k < PLACES_MAX && shape->places[k].views; k++) {
        const struct place *place = &shape->places[k];
        if (place->side != side)
            continue;
        int rows = (rect.rows - used) * place->share / left;
        left -= place->share;
        fill_place(layout, place, (struct rect){rect.row + used, rect.column, rows, rect.columns},
                   panes, n);
        /* A line reaches the one beside it, so that they meet. */
        bool is_right = side == RIGHT;
        add_line(layout, (struct rect){rect.row + used, rect.column - is_right, 1,
                                       rect.columns + (side == LEFT || is_right)});
        used += rows;
    }
}

/* Rows of the bottom side with its title; 0 when there is none. */
static int bottom_rows(const struct shape *shape, int rows)
{
    for (int k = 0; k < PLACES_MAX && shape->places[k].views; k++) {
        if (shape->places[k].side != BOTTOM)
            continue;
        int want = rows * shape->places[k].share / 100;
        if (want < shape->min_bottom)
            want = shape->min_bottom;
        return (want > shape->max_bottom ? shape->max_bottom : want) + 1;
    }
    return 0;
}

/* Of so many rows above the bottom side, those that it may have when it asks for more: a quarter. */
static int given_below(int above, int more_below)
{
    return more_below < above / 4 ? more_below : above / 4;
}

static void place_all(struct layout *layout, const struct shape *shape, struct rect body,
                      struct pane *panes, int n, int more_below)
{
    int top = fill_top(shape, body, panes, n);
    body.row += top;
    body.rows -= top;
    int below = bottom_rows(shape, layout->rows);
    below += below ? given_below(body.rows - below, more_below) : 0;
    int above = body.rows - below;
    bool has_right = shape->left_percent < 100;
    int left = has_right ? body.columns * shape->left_percent / 100 : body.columns;
    fill_side(layout, shape, LEFT, (struct rect){body.row, 0, above, left}, panes, n);
    if (has_right) {
        fill_side(layout, shape, RIGHT,
                  (struct rect){body.row, left + 1, above, body.columns - left - 1}, panes, n);
        add_line(layout, (struct rect){body.row, left, above + (below > 0), 1});
    }
    if (below)
        fill_side(layout, shape, BOTTOM, (struct rect){body.row + above, 0, below, body.columns},
                  panes, n);
}

/* Which panes would have a place. */
static void mark_places(const struct shape *shape, struct pane *panes, int n)
{
    for (int k = 0; k < n; k++)
        for (int p = 0; p < PLACES_MAX && shape->places[p].views; p++)
            panes[k].has_place |= place_has(&shape->places[p], panes[k].view->name);
}

void layout_make(struct layout *layout, int rows, int columns, struct pane *panes, int n, int focus,
                 bool is_zoomed, int more_below)
{
    *layout = (struct layout){
        .fits = rows >= LAYOUT_MIN_ROWS && columns >= LAYOUT_MIN_COLUMNS,
        .rows = rows > LAYOUT_MIN_ROWS ? rows : LAYOUT_MIN_ROWS,
        .columns = columns > LAYOUT_MIN_COLUMNS ? columns : LAYOUT_MIN_COLUMNS,
    };
    for (int k = 0; k < n; k++)
        panes[k].is_shown = panes[k].has_place = false;
    if (!layout->fits)
        return;
    layout->status = (struct rect){0, 0, 1, columns};
    layout->keys = (struct rect){rows - 1, 0, 1, columns};
    struct rect body = {1, 0, rows - 2, columns};
    const struct shape *shape = shapes;
    while (rows < shape->min_rows || columns < shape->min_columns)
        shape++;
    if (is_zoomed) {
        mark_places(shape, panes, n);
        struct place alone = {LEFT, 1, panes[focus].view->name};
        bool has_place = panes[focus].has_place;
        fill_place(layout, &alone, body, panes, n);
        panes[focus].has_place = has_place;
        add_line(layout, (struct rect){body.row, 0, 1, columns});
        return;
    }
    place_all(layout, shape, body, panes, n, more_below);
}
