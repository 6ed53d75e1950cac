/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole screen, painted anew each time; curses sends what differs. From back to front: status,
 * panes, the lines between them, their titles, what lies over them, the line at the bottom. */
#include "ui/paint.h"

#include <stdio.h>
#include <string.h>

#include <curses.h>

#include "src/output/safe.h"
#include "src/view/wrap.h"
#include "ui/lineedit.h"
#include "ui/state.h"
#include "ui/theme.h"

/* Also remembers where the verdict stands, at its right end. */
static void paint_status(struct screen *screen)
{
    struct view_source source;
    struct line line = {0};
    screen_source(screen, &source);
    source.width = (unsigned)screen->layout.columns;
    view_find("status")->line(&source, 0, &line);
    frame_line(0, 0, screen->layout.columns, &line, GROUND_BAR);
    screen->verdict = (struct rect){0, (int)line.tail, 1,
                                    line.tail ? screen->layout.columns - (int)line.tail : 0};
    line_free(&line);
}

static bool is_tab(const struct layout *layout, int k)
{
    int row = layout->titles[k].rect.row, column = layout->titles[k].rect.column;
    for (int other = 0; other < layout->n_titles; other++)
        if (other != k && layout->titles[other].rect.row == row &&
            layout->titles[other].rect.column == column)
            return true;
    return false;
}

/* The titles that share a place stand one after another. */
static void paint_titles(struct screen *screen)
{
    const struct layout *layout = &screen->layout;
    struct view_source source;
    screen_source(screen, &source);
    int end = 0; /* of the title before */
    for (int k = 0; k < layout->n_titles; k++) {
        const struct rect *rect = &layout->titles[k].rect;
        bool is_first = k == 0 || layout->titles[k - 1].rect.row != rect->row ||
                        layout->titles[k - 1].rect.column != rect->column;
        bool shares = is_tab(layout, k);
        int from = is_first ? rect->column + !shares : end + 1;
        int pane = layout->titles[k].pane;
        bool has_focus = pane == screen->focus && screen->n_overlays == 0;
        int columns = pane_title(&screen->panes[pane], &source, has_focus, shares, rect->row, from,
                                 rect->column + rect->columns - from);
        screen->titles[k] = (struct rect){rect->row, from, 1, columns};
        end = from + columns;
    }
}

static void paint_lines(const struct layout *layout)
{
    struct frame_lines *lines = frame_lines_new(layout->rows, layout->columns);
    if (!lines)
        return;
    for (int k = 0; k < layout->n_lines; k++) {
        const struct rect *rect = &layout->lines[k];
        if (rect->rows == 1)
            frame_horizontal(lines, rect->row, rect->column, rect->columns);
        else
            frame_vertical(lines, rect->row, rect->column, rect->rows);
    }
    frame_lines_draw(lines);
    frame_lines_free(lines);
}

/* The rows of the key line, in order; those of what lies over the panes come first. */
static size_t key_line(const struct screen *screen, const struct key_row **out, size_t max)
{
    enum keys_place now = screen_keys_place(screen);
    size_t n = 0;
    for (int place = (int)now; place >= 0; place--) {
        for (size_t k = 0; k < screen->keys.n && n < max; k++) {
            const struct key_row *row = &screen->keys.rows[k];
            if (row->place == (enum keys_place)place && row->label[0] &&
                keys_find(&screen->keys, now, row->key) == row)
                out[n++] = row;
        }
    }
    return n;
}

enum { WIDE_COLUMNS = 80 };

static int key_gap(const struct screen *screen)
{
    return screen->layout.columns < WIDE_COLUMNS ? 1 : 2;
}

static int key_columns(const struct screen *screen, const struct key_row *row)
{
    return (int)(safe_width(row->name, strlen(row->name)) +
                 safe_width(row->label, strlen(row->label))) +
           1 + key_gap(screen);
}

/* Columns of the pinned keys. */
static int pinned_columns(const struct screen *screen, const struct key_row *const *rows, size_t n)
{
    int columns = 0;
    for (size_t k = 0; k < n; k++)
        columns += rows[k]->is_pinned ? key_columns(screen, rows[k]) : 0;
    return columns;
}

/* The pinned keys, and of the others the first that fit beside them, from a column on. */
static void paint_keys(struct screen *screen, int at)
{
    const struct key_row *rows[KEY_SPOTS_MAX];
    int y = screen->layout.keys.row;
    int columns = screen->layout.columns - (int)strlen(screen->count) - 1;
    size_t n = key_line(screen, rows, KEY_SPOTS_MAX);
    int room = columns - at - pinned_columns(screen, rows, n);
    for (size_t k = 0; k < n; k++) {
        int need = rows[k]->is_pinned ? 0 : key_columns(screen, rows[k]);
        if (need > room)
            room = 0; /* none after it, however short: the order tells what matters */
        if (need > room)
            continue;
        room -= need;
        screen->spots[screen->n_spots++] =
            (struct key_spot){{y, at, 1, key_columns(screen, rows[k])}, rows[k]->key};
        at += frame_text(y, at, columns - at, STYLE_KEY, GROUND_PLAIN, rows[k]->name) + 1;
        at += frame_text(y, at, columns - at, STYLE_KEY_LABEL, GROUND_PLAIN, rows[k]->label) +
              key_gap(screen);
    }
    frame_text(y, columns, screen->layout.columns - columns, STYLE_STRONG, GROUND_PLAIN,
               screen->count);
}

/* What stands at the place that keys go to, in front of the pinned keys. False: keys go to no such
 * place. */
static bool paint_place(struct screen *screen)
{
    const struct key_row *rows[KEY_SPOTS_MAX];
    struct view_source source;
    struct line line = {0};
    size_t n = key_line(screen, rows, KEY_SPOTS_MAX);
    int keys = pinned_columns(screen, rows, n) + (int)strlen(screen->count);
    int room = screen->layout.columns - keys - 3;
    const struct pane *pane = screen_target(screen, &source);
    if (room < 1 || !pane_tell(pane, &source, (unsigned)room, &line)) {
        line_free(&line);
        return false;
    }
    frame_line(screen->layout.keys.row, 1, room, &line, GROUND_PLAIN);
    paint_keys(screen, room + 2);
    line_free(&line);
    return true;
}

/* One row of a message, which is safe text. */
static void paint_row(const struct screen *screen, int row, enum style style, const char *text,
                      size_t n)
{
    size_t columns = (size_t)screen->layout.columns - 1;
    struct line line = {0};
    line_clear(&line);
    line_str(&line, STYLE_PLAIN, " ");
    line_safe(&line, style, text, n, columns);
    frame_line(row, 0, screen->layout.columns, &line, GROUND_PLAIN);
    line_free(&line);
}

/* What went wrong is told on as many rows as it needs; the last that there is has the rest. */
static void paint_complaint(const struct screen *screen, const struct buf *text)
{
    enum { ROWS_MAX = 8 };
    const int bottom = screen->layout.keys.row;
    struct wrap_piece pieces[ROWS_MAX];
    struct wrapper wrapper = {
        .text = buf_text(text), .len = text->len, .width = (unsigned)screen->layout.columns - 1};
    int n = 0;
    while (n < ROWS_MAX && n <= bottom / 2 && wrapper_next(&wrapper, &pieces[n]))
        n++;
    for (int k = 0; k < n; k++) {
        size_t end = k + 1 < n ? pieces[k].at + pieces[k].len : text->len;
        paint_row(screen, bottom - n + 1 + k, STYLE_ERROR, buf_text(text) + pieces[k].at,
                  end - pieces[k].at);
    }
}

static void paint_message(const struct screen *screen)
{
    struct buf text = {0};
    safe_line(&text, buf_text(&screen->message), screen->message.len);
    if (screen->is_complaint)
        paint_complaint(screen, &text);
    else
        paint_row(screen, screen->layout.keys.row, STYLE_STRONG, buf_text(&text), text.len);
    buf_free(&text);
}

/* The line being typed, scrolled so that the cursor is on it. */
static void paint_typed(const struct screen *screen)
{
    struct buf text = {0};
    size_t cursor = 0;
    const char *wants = session_wants(screen->session);
    if (wants && screen->lead == ':')
        safe_str(&text, wants);
    else
        buf_char(&text, screen->lead);
    size_t lead = safe_width(buf_text(&text), text.len);
    struct buf typed = {0};
    lineedit_text(&typed, &cursor);
    buf_add(&text, buf_text(&typed), typed.len);
    cursor += lead;
    size_t columns = (size_t)screen->layout.columns;
    size_t skipped = 0, used = 0;
    if (cursor + 1 > columns)
        skipped = safe_fit(buf_text(&text), text.len, cursor + 1 - columns + columns / 3, &used);
    frame_text(screen->layout.keys.row, 0, (int)columns, STYLE_PLAIN, GROUND_PLAIN,
               buf_text(&text) + skipped);
    move(screen->layout.keys.row, (int)(cursor - used));
    buf_free(&typed);
    buf_free(&text);
}

static void paint_panes(struct screen *screen)
{
    struct view_source source;
    screen_source(screen, &source);
    paint_status(screen);
    for (int k = 0; k < screen->n_panes; k++) {
        const struct pane *pane = &screen->panes[k];
        if (pane->is_shown)
            pane_draw(pane, &source, k == screen->focus && screen->n_overlays == 0,
                      screen_marked(screen));
    }
    paint_lines(&screen->layout);
    paint_titles(screen);
    if (screen->n_overlays > 0)
        overlay_draw(screen, &screen->overlays[screen->n_overlays - 1]);
}

void paint_busy(struct screen *screen)
{
    if (!screen->layout.fits)
        return;
    paint_status(screen);
    paint_message(screen);
    refresh();
}

void paint_screen(struct screen *screen)
{
    erase();
    if (!screen->layout.fits) {
        theme_set(STYLE_PLAIN, GROUND_PLAIN);
        char text[64];
        snprintf(text, sizeof text, "too small: brine needs %dx%d", LAYOUT_MIN_COLUMNS,
                 LAYOUT_MIN_ROWS);
        mvaddnstr(0, 0, text, getmaxx(stdscr));
        refresh();
        return;
    }
    paint_panes(screen);
    screen->n_spots = 0;
    bool is_typing = lineedit_is_open();
    if (is_typing)
        paint_typed(screen);
    else if (screen->message.len > 0)
        paint_message(screen);
    else if (!paint_place(screen))
        paint_keys(screen, 1);
    curs_set(is_typing);
    refresh();
}
