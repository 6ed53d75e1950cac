/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/actions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curses.h>

#include "src/base/settings.h"
#include "ui/lineedit.h"
#include "ui/state.h"
#include "ui/terminal.h"
#include "ui/theme.h"
#include "ui/trees.h"

static struct screen *screen_of(struct session *session)
{
    return session->front;
}

/* ---- Panes ------------------------------------------------------------------------------------ */

/* The next pane that has a place, in either direction. */
static int beside(const struct screen *screen, int step)
{
    int n = screen->n_panes;
    int at = screen->focus;
    for (int k = 0; k < n; k++) {
        at = (at + step + n) % n;
        if (screen->panes[at].has_place)
            break;
    }
    return at;
}

/* The pane that keys went to before the one they go to now. */
static int before(const struct screen *screen)
{
    int latest = 0;
    for (int k = 0; k < screen->n_panes; k++)
        if (k != screen->focus && screen->panes[k].focused_at > screen->panes[latest].focused_at)
            latest = k;
    return latest;
}

/* Asked for again, a pane gives the keys back, and its place to whom it was before. */
static void give_back(struct screen *screen)
{
    struct pane *pane = &screen->panes[screen->focus];
    int n = before(screen);
    pane->focused_at = 0;
    screen->is_zoomed = screen->is_zoomed && pane->has_place;
    screen_focus(screen, n);
}

static enum session_result do_pane(struct session *session, const char *args, struct buf *out,
                                   struct err *err)
{
    (void)out;
    struct screen *screen = screen_of(session);
    int n = strcmp(args, "next") == 0       ? beside(screen, 1)
            : strcmp(args, "previous") == 0 ? beside(screen, -1)
                                            : screen_pane(screen, args);
    if (n < 0) {
        err_set(err, "\"%s\": next, previous, or the name of a pane was expected (code, stack ...)",
                args);
        return SESSION_ERROR;
    }
    bool is_again = n == screen->focus && n != 0 && screen->n_overlays == 0;
    overlay_pop_all(screen);
    if (is_again)
        give_back(screen);
    else
        screen_focus(screen, n);
    return SESSION_OK;
}

static enum session_result do_zoom(struct session *session, const char *args, struct buf *out,
                                   struct err *err)
{
    (void)args, (void)out, (void)err;
    struct screen *screen = screen_of(session);
    screen->is_zoomed = !screen->is_zoomed;
    if (!screen->is_zoomed && !screen->panes[screen->focus].has_place)
        screen->focus = 0;
    screen_layout(screen);
    return SESSION_OK;
}

static enum session_result do_close(struct session *session, const char *args, struct buf *out,
                                    struct err *err)
{
    struct screen *screen = screen_of(session);
    if (screen->n_overlays > 0)
        overlay_pop(screen);
    else if (screen->is_zoomed)
        return do_zoom(session, args, out, err);
    else
        buf_clear(&screen->searched);
    return SESSION_OK;
}

/* ---- Scrolling -------------------------------------------------------------------------------- */

/* Where `scroll` goes: so many lines, or so many heights of the pane. */
static const struct {
    const char *name;
    int lines, pages;
} ways[] = {
    {"up", -1, 0},
    {"down", 1, 0},
    {"page-up", 0, -1},
    {"page-down", 0, 1},
};

/* The end of all there is, not of what has been read by now. */
static void scroll_to_bottom(struct session *session, struct pane *pane,
                             const struct view_source *source)
{
    session_grow(session, 0);
    pane_bottom(pane, source);
}

/* To the side: to another place of the line, or, where a line is one thing, to another pane. */
static enum session_result scroll_aside(struct session *session, int64_t places, struct buf *out,
                                        struct err *err)
{
    struct view_source source;
    struct pane *pane = screen_target(screen_of(session), &source);
    if (!pane->view->places)
        return do_pane(session, places < 0 ? "previous" : "next", out, err);
    pane_shift(pane, &source, places);
    return SESSION_OK;
}

static enum session_result do_scroll(struct session *session, const char *args, struct buf *out,
                                     struct err *err)
{
    struct view_source source;
    struct pane *pane = screen_target(screen_of(session), &source);
    char way[16] = "";
    long count = 0;
    sscanf(args, "%15s %9ld", way, &count);
    if (strcmp(way, "left") == 0 || strcmp(way, "right") == 0)
        return scroll_aside(session, (way[0] == 'l' ? -1 : 1) * (count ? count : 1), out, err);
    for (size_t k = 0; k < sizeof ways / sizeof ways[0]; k++) {
        if (strcmp(ways[k].name, way) != 0)
            continue;
        int64_t page = pane->rect.rows > 2 ? pane->rect.rows - 1 : 1;
        pane_move(pane, &source, (ways[k].lines + ways[k].pages * page) * (count ? count : 1));
        return SESSION_OK;
    }
    if (strcmp(way, "top") == 0)
        pane_select(pane, &source, count > 0 ? (uint64_t)count : 0);
    else if (strcmp(way, "bottom") == 0)
        scroll_to_bottom(session, pane, &source);
    else if (strcmp(way, "home") == 0)
        pane_home(pane, &source);
    else
        err_set(
            err,
            "\"%s\": up, down, left, right, page-up, page-down, top, bottom or home was expected",
            way);
    return err->text[0] ? SESSION_ERROR : SESSION_OK;
}

/* ---- Searching -------------------------------------------------------------------------------- */

static void tell_search(void *context, uint64_t done, uint64_t all)
{
    session_busy(context, "searching", done, all);
}

static enum session_result search(struct session *session, bool backwards, struct err *err)
{
    struct screen *screen = screen_of(session);
    struct view_source source;
    struct pane *pane = screen_target(screen, &source);
    const char *text = buf_text(&screen->searched);
    if (!*text) {
        err_set(err, "nothing was searched for yet: / begins");
        return SESSION_ERROR;
    }
    session_grow(session, 0);
    const struct pane_watch watch = {&terminal_interrupted, tell_search, session};
    if (pane_search(pane, &source, text, backwards, &watch))
        return SESSION_OK;
    if (terminal_interrupted)
        err_set(err, "the search was interrupted");
    else
        err_set(err, "\"%s\" is not in %s", text, pane->view->name);
    return SESSION_ERROR;
}

static enum session_result do_search(struct session *session, const char *args, struct buf *out,
                                     struct err *err)
{
    (void)out;
    struct screen *screen = screen_of(session);
    if (*args) {
        buf_clear(&screen->searched);
        buf_str(&screen->searched, args);
    }
    return search(session, false, err);
}

static enum session_result do_search_next(struct session *session, const char *args,
                                          struct buf *out, struct err *err)
{
    (void)args, (void)out;
    return search(session, false, err);
}

static enum session_result do_search_previous(struct session *session, const char *args,
                                              struct buf *out, struct err *err)
{
    (void)args, (void)out;
    return search(session, true, err);
}

/* ---- The selected line ------------------------------------------------------------------------ */

static enum session_result do_toggle(struct session *session, const char *args, struct buf *out,
                                     struct err *err)
{
    (void)args;
    struct view_source source;
    struct line line = {0};
    struct pane *pane = screen_target(screen_of(session), &source);
    enum session_result result = SESSION_ERROR;
    if (!pane_line(pane, &source, &line) || line.op == BR_NO_OP) {
        err_set(err, "the selected line is about no opcode");
    } else {
        err->text[0] = '\0';
        bool is_set = session_toggle_break(session, line.op, err);
        result = err->text[0] ? SESSION_ERROR : SESSION_OK;
        if (result == SESSION_OK)
            buf_printf(out, "%s at #%u.\n", is_set ? "Breakpoint" : "No breakpoint any more",
                       (unsigned)line.op);
    }
    line_free(&line);
    return result;
}

/* The hex pane gets the keys, a byte in it is selected; the line at the bottom tells what it is. */
static enum session_result do_byte(struct session *session, const char *args, struct buf *out,
                                   struct err *err)
{
    (void)out;
    struct screen *screen = screen_of(session);
    struct view_source source;
    uint64_t pos;
    screen_source(screen, &source);
    if (!parse_number(args, UNIT_COUNT, &pos)) {
        err_set(err, "\"%s\": the position of a byte was expected, such as 0x2f", args);
        return SESSION_ERROR;
    }
    if (pos >= source.total_bytes) {
        err_set(err, "there is no byte 0x%llx: the data end at 0x%llx", (unsigned long long)pos,
                (unsigned long long)source.total_bytes);
        return SESSION_ERROR;
    }
    int hex = screen_pane(screen, "hex");
    overlay_pop_all(screen);
    screen_focus(screen, hex);
    pane_put(&screen->panes[hex], &source, pos);
    return SESSION_OK;
}

/* ---- The rest --------------------------------------------------------------------------------- */

static enum session_result do_line(struct session *session, const char *args, struct buf *out,
                                   struct err *err)
{
    (void)out, (void)err;
    struct screen *screen = screen_of(session);
    bool is_search = args[0] == '/';
    screen->lead = is_search ? '/' : ':';
    lineedit_open(is_search ? args + 1 : args);
    return SESSION_OK;
}

enum { KEY_COLUMNS = 10, KEY_COMMAND_COLUMNS = 18 };

/* The row of the debugger's commands, or of a group below it, that a key stands for. */
static const struct debug_command *key_command(const struct screen *screen, const char *text)
{
    struct err ignored;
    size_t len = debug_word(text);
    const struct debug_command *command = debug_command_find(screen->session, text, len, &ignored);
    if (!command || !command->sub)
        return command;
    const char *topic = text + len + strspn(text + len, " ");
    return debug_group_find(command->sub, "topic", topic, debug_word(topic), &ignored);
}

/* "s         step              Carry out one opcode, or N", what is too long below itself. */
static void tell_key(const struct screen *screen, const struct key_row *row, struct buf *out)
{
    const struct debug_command *command = key_command(screen, row->command);
    const char *summary = command ? command->summary : "";
    size_t indent = KEY_COLUMNS + KEY_COMMAND_COLUMNS;
    size_t columns = (size_t)screen->layout.columns - 2;
    int len = (int)strcspn(row->command, "%");
    buf_printf(out, "%-*s%-*.*s", KEY_COLUMNS, row->name, KEY_COMMAND_COLUMNS, len, row->command);
    if (len >= KEY_COMMAND_COLUMNS)
        buf_char(out, ' ');
    struct wrapper wrapper = {.text = summary,
                              .len = strlen(summary),
                              .width = columns > 2 * indent ? columns - indent : 0};
    struct wrap_piece piece;
    bool is_first = true;
    while (wrapper_next(&wrapper, &piece)) {
        if (!is_first)
            buf_pad(out, ' ', indent);
        buf_add(out, summary + piece.at, piece.len);
        buf_char(out, '\n');
        is_first = false;
    }
    if (is_first)
        buf_char(out, '\n');
}

/* The keys of a place that hold now; on the screen, all of them. */
static void tell_keys(const struct screen *screen, enum keys_place place, enum keys_place now,
                      struct buf *out)
{
    for (size_t k = 0; k < screen->keys.n; k++) {
        const struct key_row *row = &screen->keys.rows[k];
        if (row->place == place && row->command[0] &&
            (now == KEYS_SCREEN || keys_find(&screen->keys, now, row->key) == row))
            tell_key(screen, row, out);
    }
}

static enum session_result do_keys(struct session *session, const char *args, struct buf *out,
                                   struct err *err)
{
    (void)args, (void)err;
    const struct screen *screen = screen_of(session);
    static const char *const heads[KEYS_PLACES] = {"Keys", "While something lies over the panes",
                                                   "While it unfolds"};
    enum keys_place now = screen_keys_place(screen);
    /* Over the panes: what holds here, the nearest first; else all. */
    for (int k = 0; k < (now == KEYS_SCREEN ? KEYS_PLACES : (int)now + 1); k++) {
        enum keys_place place = (enum keys_place)(now == KEYS_SCREEN ? k : (int)now - k);
        buf_printf(out, "%s%s\n", k ? "\n" : "", heads[place]);
        tell_keys(screen, place, now, out);
    }
    buf_str(out, "\nA number typed before a key is its count: 5s makes five steps.\n"
                 "Keys are set in ~/.config/brine/keys. All commands: type :help\n");
    return SESSION_OK;
}

static enum session_result do_redraw(struct session *session, const char *args, struct buf *out,
                                     struct err *err)
{
    (void)session, (void)args, (void)out, (void)err;
    clearok(curscr, TRUE);
    return SESSION_OK;
}

static enum session_result do_theme(struct session *session, const char *args, struct buf *out,
                                    struct err *err)
{
    (void)session;
    if (*args && !theme_use(args)) {
        err_set(err, "\"%s\": dark, light or mono was expected", args);
        return SESSION_ERROR;
    }
    buf_printf(out, "The theme is %s.\n", theme_name());
    return SESSION_OK;
}

static enum session_result do_mouse(struct session *session, const char *args, struct buf *out,
                                    struct err *err)
{
    (void)session;
    bool is_on = strcmp(args, "on") == 0, is_off = strcmp(args, "off") == 0;
    if (*args && !is_on && !is_off) {
        err_set(err, "\"%s\": on or off was expected", args);
        return SESSION_ERROR;
    }
    if (*args)
        terminal_set_mouse(is_on);
    buf_printf(out, "The mouse is %s.\n",
               terminal_has_mouse() ? "on: hold Shift to select text" : "off");
    return SESSION_OK;
}

/* clang-format off */
static const struct debug_command rows[] = {
    {.name = "pane", .aliases = "", .args = "NAME|next|previous",
     .summary = "Give the keys to another pane", .help =
     "NAME is code, stack, memo, calls, explain, hex, findings or timeline. A pane that has no\n"
     "place on the screen takes all of it until zoom or close. Asked for again, it gives the keys\n"
     "back.\n", .run = do_pane},
    {.name = "zoom", .aliases = "", .args = "",
     .summary = "Give the pane all of the screen, or take it back", .help = "", .run = do_zoom},
    {.name = "close", .aliases = "", .args = "",
     .summary = "Close what lies over the panes, or stop marking what was searched", .help = "", .run = do_close},
    {.name = "scroll", .aliases = "", .args = "WHERE [N]",
     .summary = "Select another line of the pane", .help =
     "WHERE is up, down, page-up, page-down, top, bottom, or home: where the cursor is; left and\n"
     "right go to the byte of the hex pane, or the stretch of the timeline, beside the selected.\n",
     .run = do_scroll},
    {.name = "search", .aliases = "", .args = "[TEXT]",
     .summary = "Select the next line of the pane that has the text", .help =
     "Upper and lower case differ only if TEXT has an upper case letter. From the end the search\n"
     "goes on at the top. Without TEXT the last one is meant.\n", .run = do_search},
    {.name = "search-next", .aliases = "", .args = "",
     .summary = "Select the next line with the text searched for", .help = "",
     .run = do_search_next},
    {.name = "search-previous", .aliases = "", .args = "",
     .summary = "Select the line before with the text searched for", .help = "",
     .run = do_search_previous},
    {.name = "toggle", .aliases = "", .args = "",
     .summary = "Set or delete a breakpoint on the selected line", .help = "", .run = do_toggle},
    {.name = "open", .aliases = "", .args = "",
     .summary = "Look into the selected line: its value, or its opcode", .help = "",
     .run = trees_open},
    {.name = "byte", .aliases = "", .args = "POS",
     .summary = "Select a byte in the hex pane and tell what it is",
     .help = "Bytes that no opcode has, after STOP or where the run broke, can be looked at too.\n",
     .run = do_byte},
    {.name = "tree", .aliases = "", .args = "WHAT [VALUE]", .complete = COMPLETE_SUB,
     .summary = "Unfold what a value is made of, why it is there, or what uses it", .help = "",
     .sub = &trees_group},
    {.name = "fold-toggle", .aliases = "", .args = "",
     .summary = "Unfold the selected line, or fold it", .help = "", .run = trees_toggle},
    {.name = "fold-open", .aliases = "", .args = "",
     .summary = "Unfold the selected line, or go into it", .help = "", .run = trees_unfold},
    {.name = "fold-close", .aliases = "", .args = "",
     .summary = "Fold the selected line, or go to what it is part of", .help = "",
     .run = trees_fold},
    {.name = "fold-children", .aliases = "", .args = "",
     .summary = "Unfold the selected line and what is directly below it", .help = "",
     .run = trees_children},
    {.name = "line", .aliases = "", .args = "[TEXT]",
     .summary = "Open the command line, with TEXT on it; / to search", .help = "", .run = do_line},
    {.name = "keys", .aliases = "", .args = "",
     .summary = "Show what each key does", .help = "", .run = do_keys},
    {.name = "theme", .aliases = "", .args = "[dark|light|mono]",
     .summary = "Show or change the colours", .help = "", .run = do_theme},
    {.name = "mouse", .aliases = "", .args = "[on|off]",
     .summary = "Show or change whether the mouse selects lines", .help = "", .run = do_mouse},
    {.name = "redraw", .aliases = "", .args = "",
     .summary = "Paint the screen anew", .help = "", .run = do_redraw},
};
/* clang-format on */

DEBUG_GROUP(actions_group, "The screen", rows);
