/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lies over the panes for a while: what a command printed, a value looked into. It stands at
 * the bottom, as high as it needs to be, so that what is above can still be seen. */
#include <stdio.h>
#include <stdlib.h>

#include "src/output/safe.h"
#include "ui/state.h"

enum {
    HANG_COLUMNS = 4,           /* of what does not fit on a line of a text */
    INDEX_AT_ONCE_OPS = 1 << 16 /* while a key press waits: some 10 milliseconds */
};

static void overlay_free(struct overlay *overlay)
{
    buf_free(&overlay->title);
    buf_free(&overlay->text);
    wrap_free(&overlay->wrap);
    buf_marks_free(&overlay->marks);
    fold_free(&overlay->fold);
    *overlay = (struct overlay){0};
}

void overlay_source(const struct screen *screen, const struct overlay *overlay,
                    struct view_source *out)
{
    screen_source(screen, out);
    if (overlay->op != BR_NO_OP) {
        out->cursor = overlay->op;
        out->previous = BR_NO_OP;
    }
    out->is_whole = true;
    out->displays = NULL;
    out->value = overlay->value;
    out->text = &overlay->wrap;
    out->marks = &overlay->marks;
    out->fold = overlay_is_tree(overlay) ? &overlay->fold : NULL;
}

bool overlay_is_tree(const struct overlay *overlay)
{
    return overlay->pane.view->unfold != NULL;
}

struct overlay *overlay_top(struct screen *screen)
{
    return screen->n_overlays > 0 ? &screen->overlays[screen->n_overlays - 1] : NULL;
}

bool overlay_waits(const struct screen *screen)
{
    return screen->n_overlays > 0 && screen->overlays[screen->n_overlays - 1].is_waiting;
}

void overlay_index_is_done(struct screen *screen)
{
    for (int k = 0; k < screen->n_overlays; k++) {
        if (screen->overlays[k].is_waiting)
            screen->overlays[k].made_for = 0;
        screen->overlays[k].is_waiting = false;
    }
    screen_layout(screen);
}

/* Lines that go with the width are made for it; what was selected stays so. */
static void make_lines(struct overlay *overlay, struct view_source *source)
{
    if (overlay->made_for == source->width)
        return;
    overlay->made_for = source->width;
    if (overlay_is_tree(overlay))
        overlay->pane.selected = fold_refresh(&overlay->fold, source, overlay->pane.selected);
    else
        wrap_text(&overlay->wrap, buf_text(&overlay->text), overlay->text.len, source->width,
                  HANG_COLUMNS);
}

/* A frame around it: one row and one column on each side. */
void overlay_place(struct screen *screen, struct overlay *overlay)
{
    const struct layout *layout = &screen->layout;
    struct rect *rect = &overlay->pane.rect;
    rect->column = 1;
    rect->columns = layout->columns - 2;
    struct view_source source;
    overlay_source(screen, overlay, &source);
    source.width = (unsigned)rect->columns;
    make_lines(overlay, &source);
    uint64_t lines = overlay->pane.view->count(&source);
    int room = layout->rows - 4; /* status, frame, frame, keys */
    rect->rows = lines < (uint64_t)room ? (int)lines : room;
    if (rect->rows < 1)
        rect->rows = 1;
    rect->row = layout->rows - 2 - rect->rows;
    pane_settle(&overlay->pane, &source);
}

static struct overlay *overlay_new(struct screen *screen, const struct view *view,
                                   const char *title)
{
    if (screen->n_overlays == OVERLAYS_MAX) {
        screen_complain(screen, "too many windows are open: q closes one");
        return NULL;
    }
    struct overlay *overlay = &screen->overlays[screen->n_overlays++];
    *overlay = (struct overlay){.op = BR_NO_OP, .value = BR_NO_VALUE};
    overlay->pane.view = view;
    overlay->pane.is_shown = true;
    safe_str(&overlay->title, title);
    return overlay;
}

static void start_tree(struct screen *screen, struct overlay *overlay)
{
    struct view_source source;
    bool is_short = session_last(screen->session) < INDEX_AT_ONCE_OPS;
    if (overlay->pane.view->waits_for_uses)
        overlay->is_waiting = !is_short || session_index_uses(screen->session, 0) == BR_RUNNING;
    overlay_source(screen, overlay, &source);
    source.width = (unsigned)screen->layout.columns - 2;
    if (!overlay->pane.view->unfold(&source, &overlay->fold))
        screen_complain(screen, "out of memory");
    overlay->made_for = source.width;
}

void overlay_push(struct screen *screen, const char *view, const char *title, br_op op,
                  br_value value)
{
    struct overlay *overlay = overlay_new(screen, view_find(view), title);
    if (!overlay)
        return;
    overlay->op = op;
    overlay->value = value;
    if (overlay_is_tree(overlay))
        start_tree(screen, overlay);
    overlay_place(screen, overlay);
}

void overlay_push_view(struct screen *screen, const struct view *view, const char *title)
{
    struct overlay *overlay = overlay_new(screen, view, title);
    if (overlay)
        overlay_place(screen, overlay);
}

void overlay_push_menu(struct screen *screen, const struct debug_menu *menu)
{
    struct overlay *overlay = overlay_new(screen, &menu->view, menu->view.name);
    if (!overlay)
        return;
    overlay->menu = menu;
    overlay_place(screen, overlay);
    struct view_source source;
    overlay_source(screen, overlay, &source);
    pane_home(&overlay->pane, &source);
}

void overlay_push_text(struct screen *screen, const char *title, const struct buf *text)
{
    struct overlay *overlay = overlay_new(screen, view_find("page"), title);
    if (!overlay)
        return;
    overlay->text.marks = &overlay->marks;
    buf_add_marked(&overlay->text, text);
    overlay_place(screen, overlay);
}

void overlay_pop(struct screen *screen)
{
    if (screen->n_overlays > 0)
        overlay_free(&screen->overlays[--screen->n_overlays]);
}

void overlay_pop_all(struct screen *screen)
{
    while (screen->n_overlays > 0)
        overlay_pop(screen);
}

/* " 12/340 " at the right of the upper edge: where the selected line is; and how many windows lie one
 * over the other. */
static int title_place(const struct screen *screen, const struct overlay *overlay)
{
    const struct rect *rect = &overlay->pane.rect;
    struct view_source source;
    char text[80], deep[24] = "";
    overlay_source(screen, overlay, &source);
    source.width = (unsigned)rect->columns;
    uint64_t lines = overlay->pane.view->count(&source);
    if (screen->n_overlays > 1)
        snprintf(deep, sizeof deep, "window %d  ", screen->n_overlays);
    int len = snprintf(text, sizeof text, " %s%llu/%llu ", deep,
                       (unsigned long long)(lines ? overlay->pane.selected + 1 : 0),
                       (unsigned long long)lines);
    if (len > rect->columns / 2)
        return 0;
    frame_text(rect->row - 1, rect->column + rect->columns - len - 1, len, STYLE_TITLE,
               GROUND_PLAIN, text);
    return len + 1;
}

/* What a list says of itself. */
static void add_note(const struct screen *screen, const struct overlay *overlay, struct line *title)
{
    struct view_source source;
    if (!overlay->menu || !overlay->pane.view->note)
        return;
    overlay_source(screen, overlay, &source);
    source.width = (unsigned)overlay->pane.rect.columns;
    size_t before = title->text.len;
    line_str(title, STYLE_TITLE, "  ");
    size_t blank = title->text.len;
    overlay->pane.view->note(&source, title);
    if (title->text.len == blank)
        line_truncate(title, before);
}

static void overlay_title(const struct screen *screen, const struct overlay *overlay)
{
    const struct rect *rect = &overlay->pane.rect;
    int columns = rect->columns - 2 - title_place(screen, overlay);
    struct line title = {0};
    line_clear(&title);
    line_str(&title, STYLE_TITLE, " ");
    line_safe(&title, STYLE_TITLE, buf_text(&overlay->title), overlay->title.len,
              (size_t)(columns > 6 ? columns - 2 : 4));
    add_note(screen, overlay, &title);
    line_str(&title, STYLE_TITLE, " ");
    frame_text(rect->row - 1, rect->column + 1, columns, STYLE_FOCUS, GROUND_PLAIN,
               buf_text(&title.text));
    line_free(&title);
}

/* Why a list has no lines. */
static void say_nothing(const struct overlay *overlay, const struct view_source *source)
{
    const struct rect *rect = &overlay->pane.rect;
    const char *nothing = overlay->menu ? overlay->menu->nothing : NULL;
    if (nothing && overlay->pane.view->count(source) == 0)
        frame_text(rect->row, rect->column, rect->columns, STYLE_MUTED, GROUND_PLAIN, nothing);
}

void overlay_draw(const struct screen *screen, const struct overlay *overlay)
{
    const struct rect *rect = &overlay->pane.rect;
    struct view_source source;
    overlay_source(screen, overlay, &source);
    pane_draw(&overlay->pane, &source, true, screen_marked(screen));
    say_nothing(overlay, &source);
    struct frame_lines *lines = frame_lines_new(screen->layout.rows, screen->layout.columns);
    if (lines) {
        frame_horizontal(lines, rect->row - 1, rect->column - 1, rect->columns + 2);
        frame_horizontal(lines, rect->row + rect->rows, rect->column - 1, rect->columns + 2);
        frame_vertical(lines, rect->row - 1, rect->column - 1, rect->rows + 2);
        frame_vertical(lines, rect->row - 1, rect->column + rect->columns, rect->rows + 2);
        frame_lines_draw(lines);
        frame_lines_free(lines);
    }
    overlay_title(screen, overlay);
}
