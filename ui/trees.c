/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/trees.h"

#include <stdio.h>

#include "ui/state.h"

/* ---- Opening ---------------------------------------------------------------------------------- */

/* Views of a value, laid over the panes; a value is shown as it is before `at`. */
static void push_tree(struct screen *screen, const char *view, const char *name, br_op at,
                      br_value value)
{
    struct buf title = {0};
    buf_str(&title, view);
    if (*name)
        buf_printf(&title, " %s", name);
    else
        buf_printf(&title, " #%u", (unsigned)br_maker(screen->session->rec, value));
    overlay_push(screen, view, buf_text(&title), at == screen->session->cursor ? BR_NO_OP : at,
                 value);
    buf_free(&title);
}

/* A place, a byte say, leads to its opcode. */
static enum session_result go_to_place(struct session *session, const struct line *line,
                                       struct buf *out, struct err *err)
{
    char command[LINE_EXPR_MAX + 8];
    if (line->op == BR_NO_OP) {
        err_set(err, "no opcode has this byte");
        return SESSION_ERROR;
    }
    snprintf(command, sizeof command, "goto %s", line->expr);
    return session_command(session, command, out, err);
}

/* A row is explained, a value is looked into. */
enum session_result trees_open(struct session *session, const char *args, struct buf *out,
                               struct err *err)
{
    (void)args;
    struct screen *screen = screen_of(session);
    struct view_source source;
    struct line line = {0};
    struct pane *pane = screen_target(screen, &source);
    bool has_line = pane_line(pane, &source, &line);
    bool is_row = line.expr[0] == '#' || line.value == BR_NO_VALUE;
    enum session_result result = SESSION_OK;
    if (has_line && pane->view->places) {
        result = go_to_place(session, &line, out, err);
    } else if (has_line && is_row && line.op != BR_NO_OP && line.op <= session_last(session)) {
        char title[64];
        snprintf(title, sizeof title, "#%u at 0x%llx", (unsigned)line.op,
                 (unsigned long long)session_pos(session, line.op));
        overlay_push(screen, "explain", title, line.op, BR_NO_VALUE);
    } else if (has_line && line.value != BR_NO_VALUE) {
        /* Looked into from where the pane looks: a list as it was then. */
        push_tree(screen, "value", line.expr, source.cursor, line.value);
    } else {
        err_set(err, "there is nothing to look into on this line");
        result = SESSION_ERROR;
    }
    line_free(&line);
    return result;
}

/* The value of the selected line, and a name for it; what an opcode leaves is looked at after it. */
static bool selected_value(struct screen *screen, char name[LINE_EXPR_MAX], br_op *at,
                           br_value *value, struct err *err)
{
    struct view_source source;
    struct line line = {0};
    struct pane *pane = screen_target(screen, &source);
    bool has_value = pane_line(pane, &source, &line) && line.value != BR_NO_VALUE;
    *value = line.value;
    *at = line.expr[0] == '#' ? line.op + 1 : source.cursor;
    if (line.expr[0] || line.op == BR_NO_OP)
        snprintf(name, LINE_EXPR_MAX, "%s", line.expr);
    else
        snprintf(name, LINE_EXPR_MAX, "#%u", (unsigned)line.op);
    line_free(&line);
    return has_value || err_set(err, "the selected line is about no value");
}

/* args: an expression; "": the selected line. */
static enum session_result open_tree(struct session *session, const char *view, const char *args,
                                     struct err *err)
{
    struct screen *screen = screen_of(session);
    char name[LINE_EXPR_MAX] = "";
    br_op at;
    br_value value;
    if (*args ? !session_value(session, args, &value, &at, err)
              : !selected_value(screen, name, &at, &value, err))
        return SESSION_ERROR;
    push_tree(screen, view, *args ? args : name, at, value);
    return SESSION_OK;
}

static enum session_result do_tree_value(struct session *session, const char *args, struct buf *out,
                                         struct err *err)
{
    (void)out;
    return open_tree(session, "value", args, err);
}

static enum session_result do_tree_why(struct session *session, const char *args, struct buf *out,
                                       struct err *err)
{
    (void)out;
    return open_tree(session, "why", args, err);
}

static enum session_result do_tree_uses(struct session *session, const char *args, struct buf *out,
                                        struct err *err)
{
    (void)out;
    return open_tree(session, "uses", args, err);
}

/* clang-format off */
static const struct debug_command tree_rows[] = {
    {.name = "value", .aliases = "", .args = "[VALUE]", .complete = COMPLETE_WORDS,
     .summary = "Unfold a value: its parts, items, text and bytes", .help =
     "Without VALUE: that of the selected line.\n", .run = do_tree_value},
    {.name = "why", .aliases = "", .args = "[VALUE]", .complete = COMPLETE_WORDS,
     .summary = "Unfold why a value is there: the opcodes that made and changed it", .help =
     "Without VALUE: that of the selected line.\n", .run = do_tree_why},
    {.name = "uses", .aliases = "", .args = "[VALUE]", .complete = COMPLETE_WORDS,
     .summary = "Unfold what uses a value, and what uses what comes of that", .help =
     "Without VALUE: that of the selected line.\n", .run = do_tree_uses},
};
/* clang-format on */

DEBUG_GROUP(trees_group, "Trees", tree_rows);

/* ---- Folding ---------------------------------------------------------------------------------- */

enum { UNFOLD_CHILDREN_MAX = 1000 };

static enum fold_result fold_toggle(struct overlay *overlay, const struct view_source *source)
{
    uint64_t line = overlay->pane.selected;
    enum fold_result result = fold_fold(&overlay->fold, line);
    return result == FOLD_NOTHING ? fold_unfold(&overlay->fold, source, line) : result;
}

/* What is unfolded already is gone into. */
static enum fold_result fold_open(struct overlay *overlay, const struct view_source *source)
{
    uint64_t line = overlay->pane.selected;
    struct fold_line at;
    enum fold_result result = fold_unfold(&overlay->fold, source, line);
    if (result != FOLD_NOTHING || !fold_at(&overlay->fold, source, line, &at) ||
        at.open == FOLD_CLOSED)
        return result;
    overlay->pane.selected = line + 1;
    return FOLD_DONE;
}

/* From what is not unfolded it goes up. */
static enum fold_result fold_close(struct overlay *overlay, const struct view_source *source)
{
    (void)source;
    uint64_t line = overlay->pane.selected;
    uint64_t parent = fold_parent(&overlay->fold, line);
    enum fold_result result = fold_fold(&overlay->fold, line);
    if (result != FOLD_NOTHING || parent == FOLD_NO_LINE)
        return result;
    overlay->pane.selected = parent;
    return FOLD_DONE;
}

static enum fold_result fold_children(struct overlay *overlay, const struct view_source *source)
{
    return fold_unfold_children(&overlay->fold, source, overlay->pane.selected,
                                UNFOLD_CHILDREN_MAX);
}

static enum session_result fold_selected(struct session *session, struct err *err,
                                         enum fold_result (*fold)(struct overlay *,
                                                                  const struct view_source *))
{
    struct screen *screen = screen_of(session);
    struct overlay *top = overlay_top(screen);
    struct view_source source;
    if (!top || !overlay_is_tree(top)) {
        err_set(err, "nothing unfolds here: Enter on a value, w or a open what does");
        return SESSION_ERROR;
    }
    overlay_source(screen, top, &source);
    source.width = (unsigned)top->pane.rect.columns;
    top->pane.has_moved = true;
    if (fold(top, &source) != FOLD_FULL)
        return SESSION_OK;
    err_set(err, "%d lines are unfolded, and no more can be: fold some", FOLD_OPEN_MAX);
    return SESSION_ERROR;
}

enum session_result trees_toggle(struct session *session, const char *args, struct buf *out,
                                 struct err *err)
{
    (void)args, (void)out;
    return fold_selected(session, err, fold_toggle);
}

enum session_result trees_unfold(struct session *session, const char *args, struct buf *out,
                                 struct err *err)
{
    (void)args, (void)out;
    return fold_selected(session, err, fold_open);
}

enum session_result trees_fold(struct session *session, const char *args, struct buf *out,
                               struct err *err)
{
    (void)args, (void)out;
    return fold_selected(session, err, fold_close);
}

enum session_result trees_children(struct session *session, const char *args, struct buf *out,
                                   struct err *err)
{
    (void)args, (void)out;
    return fold_selected(session, err, fold_children);
}
