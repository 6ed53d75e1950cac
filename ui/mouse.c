/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/mouse.h"

#include <string.h>

#include "ui/state.h"

/* What is below the mouse. */
enum spot {
    SPOT_LINE,    /* a line of a pane, or of what lies over them */
    SPOT_MARGIN,  /* the columns of a line where its breakpoint is shown */
    SPOT_TITLE,   /* of a pane */
    SPOT_VERDICT, /* on the status line */
    SPOT_OUTSIDE, /* of what lies over the panes */
    SPOT_NOTHING,
};

enum gesture {
    PRESS,       /* the left button */
    PRESS_AGAIN, /* the same where it was pressed before */
    PRESS_RIGHT,
    WHEEL_UP,
    WHEEL_DOWN,
};

/* A line below the mouse is selected, and a pane gets the keys, before the command runs, or the key
 * is pressed. */
#define ENTER "\r"
/* clang-format off */
static const struct {
    enum spot spot;
    enum gesture gesture;
    const char *command; /* "": none; ENTER: that key */
    const char *name, *about;
} rows[] = {
    {SPOT_LINE,    PRESS,       "",              "click",       "select a line"},
    {SPOT_LINE,    PRESS_AGAIN, ENTER,           "again",       "look into it, choose it"},
    {SPOT_LINE,    PRESS_RIGHT, ENTER,           "right",       "the same at once"},
    {SPOT_LINE,    WHEEL_UP,    "scroll up 3",   "wheel",       "scroll what is below it"},
    {SPOT_LINE,    WHEEL_DOWN,  "scroll down 3", "wheel",       NULL},
    {SPOT_MARGIN,  PRESS,       "toggle",        "left edge",   "code: set a breakpoint"},
    {SPOT_MARGIN,  PRESS_AGAIN, "toggle",        "left edge",   NULL},
    {SPOT_MARGIN,  PRESS_RIGHT, ENTER,           "right",       NULL},
    {SPOT_MARGIN,  WHEEL_UP,    "scroll up 3",   "wheel",       NULL},
    {SPOT_MARGIN,  WHEEL_DOWN,  "scroll down 3", "wheel",       NULL},
    {SPOT_TITLE,   PRESS,       "",              "a title",     "that pane; again: zoom"},
    {SPOT_TITLE,   PRESS_AGAIN, "zoom",          "a title",     NULL},
    {SPOT_TITLE,   WHEEL_UP,    "scroll up 3",   "wheel",       NULL},
    {SPOT_TITLE,   WHEEL_DOWN,  "scroll down 3", "wheel",       NULL},
    {SPOT_VERDICT, PRESS,       "danger",        "the verdict", "the next danger"},
    {SPOT_OUTSIDE, PRESS,       "close",         "beside it",   "close a window"},
    {SPOT_OUTSIDE, PRESS_AGAIN, "close",         "beside it",   NULL},
    {SPOT_OUTSIDE, WHEEL_UP,    "scroll up 3",   "wheel",       NULL},
    {SPOT_OUTSIDE, WHEEL_DOWN,  "scroll down 3", "wheel",       NULL},
};
/* clang-format on */
enum { N_ROWS = sizeof rows / sizeof rows[0] };

bool mouse_nth(size_t n, const char **gesture, const char **about)
{
    /* Words of the last line are keys: that has no row, as what they do is theirs. */
    if (n > N_ROWS)
        return false;
    *gesture = n < N_ROWS ? rows[n].name : "last line";
    *about = n < N_ROWS ? rows[n].about : "press that key";
    return true;
}

/* ---- What is where ---------------------------------------------------------------------------- */

/* The pane whose line, or title, is at a place; -1: none. */
static int pane_at(const struct screen *screen, int row, int column, enum spot *spot)
{
    *spot = SPOT_LINE;
    for (int k = 0; k < screen->n_panes; k++)
        if (screen->panes[k].is_shown && rect_has(&screen->panes[k].rect, row, column))
            return k;
    *spot = SPOT_TITLE;
    for (int k = 0; k < screen->layout.n_titles; k++)
        if (rect_has(&screen->titles[k], row, column))
            return screen->layout.titles[k].pane;
    *spot = SPOT_NOTHING;
    return -1;
}

static const struct key_spot *key_at(const struct screen *screen, int row, int column)
{
    for (int k = 0; k < screen->n_spots; k++)
        if (rect_has(&screen->spots[k].rect, row, column))
            return &screen->spots[k];
    return NULL;
}

/* What is there; a pane below the mouse gets the keys. */
static enum spot find_spot(struct screen *screen, int row, int column)
{
    enum spot spot;
    const struct overlay *top = overlay_top(screen);
    if (top) {
        struct rect frame = top->pane.rect;
        frame = (struct rect){frame.row - 1, frame.column - 1, frame.rows + 2, frame.columns + 2};
        return rect_has(&top->pane.rect, row, column) ? SPOT_LINE
               : rect_has(&frame, row, column)        ? SPOT_NOTHING
                                                      : SPOT_OUTSIDE;
    }
    if (rect_has(&screen->verdict, row, column))
        return SPOT_VERDICT;
    int n = pane_at(screen, row, column, &spot);
    if (n >= 0 && n != screen->focus)
        screen_focus(screen, n);
    if (spot == SPOT_LINE && column < screen->panes[n].rect.column + screen->panes[n].view->margin)
        return SPOT_MARGIN;
    return spot;
}

/* ---- What is done ----------------------------------------------------------------------------- */

/* The same for a place in a line; where one presses to go there, the first time is enough. */
static bool select_place(struct pane *pane, const struct view_source *source, uint64_t line,
                         unsigned column)
{
    uint64_t place = pane_place_at(pane, source, line, column);
    bool was_selected = place == pane->place && pane->has_moved;
    pane_put(pane, source, place);
    return was_selected || pane->view->places->is_goal;
}

/* Selects the line below the mouse. True: it was already, by the user. */
static bool select_line(struct screen *screen, int row, int column)
{
    struct view_source source;
    struct pane *pane = screen_target(screen, &source);
    uint64_t line = pane->top + (uint64_t)(row - pane->rect.row);
    if (pane->view->places)
        return select_place(pane, &source, line, (unsigned)(column - pane->rect.column));
    bool was_selected = line == pane->selected && pane->has_moved;
    pane_select(pane, &source, line);
    pane->has_moved = true;
    return was_selected;
}

static bool is_line(enum spot spot)
{
    return spot == SPOT_LINE || spot == SPOT_MARGIN;
}

static enum gesture find_gesture(struct screen *screen, struct terminal_key key, enum spot spot,
                                 int focus_before)
{
    if (key.kind == KEY_KIND_WHEEL)
        return key.code ? WHEEL_DOWN : WHEEL_UP;
    bool is_again = is_line(spot) ? select_line(screen, key.row, key.column)
                                  : spot == SPOT_TITLE && screen->focus == focus_before;
    return key.code == 3 ? PRESS_RIGHT : is_again ? PRESS_AGAIN : PRESS;
}

static void run(struct screen *screen, const char *command)
{
    if (strcmp(command, ENTER) == 0)
        screen_press(screen, (struct terminal_key){.kind = KEY_KIND_CHAR, .code = '\r'});
    else
        screen_run_line(screen, command);
}

void mouse_point(struct screen *screen, struct terminal_key key)
{
    buf_clear(&screen->message);
    const struct key_spot *word = key_at(screen, key.row, key.column);
    if (word && key.kind == KEY_KIND_PRESS) {
        screen_press(screen, word->key);
        return;
    }
    int focus = screen->focus;
    enum spot spot = find_spot(screen, key.row, key.column);
    enum gesture gesture = find_gesture(screen, key, spot, focus);
    for (size_t k = 0; k < N_ROWS; k++)
        if (rows[k].spot == spot && rows[k].gesture == gesture && rows[k].command[0])
            run(screen, rows[k].command);
}
