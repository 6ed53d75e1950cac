/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/actions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curses.h>

#include "src/base/settings.h"
#include "src/debugger/setting.h"
#include "ui/help.h"
#include "ui/leave.h"
#include "ui/lineedit.h"
#include "ui/state.h"
#include "ui/terminal.h"
#include "ui/trees.h"

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
        screen->is_marked = false;
    return SESSION_OK;
}

enum { COUNT_MAX = 999999999 }; /* as many digits as can be typed before a key */

/* ---- Scrolling -------------------------------------------------------------------------------- */

/* A line by its number, from 0; where that is not there yet, and at the end, all is run first. */
static void scroll_to(struct session *session, struct pane *pane, const struct view_source *source,
                      uint64_t line)
{
    if (line < pane->view->count(source)) {
        pane_select(pane, source, line);
    } else {
        session_grow(session, 0);
        pane_bottom(pane, source);
    }
}

/* To the side: to another place of the line, or, where a line is one thing, to another pane; what lies
 * over the panes has nothing there. */
static enum session_result scroll_aside(struct session *session, int64_t places, struct buf *out,
                                        struct err *err)
{
    struct view_source source;
    struct screen *screen = screen_of(session);
    struct pane *pane = screen_target(screen, &source);
    if (!pane->view->places && screen->n_overlays > 0)
        return SESSION_OK;
    if (!pane->view->places)
        return do_pane(session, places < 0 ? "previous" : "next", out, err);
    pane_shift(pane, &source, places);
    return SESSION_OK;
}

/* So many lines, or so many heights of the pane. */
static void scroll_by(struct pane *pane, const struct view_source *source, int lines, int pages,
                      int64_t count)
{
    int64_t page = pane->rect.rows > 2 ? pane->rect.rows - 1 : 1;
    pane_move(pane, source, (lines + pages * page) * (count ? count : 1));
}

/* Where `scroll` goes. */
enum way { WAY_LINES, WAY_PAGES, WAY_ASIDE, WAY_LINE, WAY_HOME };
static const struct {
    const char *name;
    enum way way;
    int by;        /* LINES, PAGES, ASIDE: in which direction */
    uint64_t line; /* LINE: without a count */
} ways[] = {
    {"up", WAY_LINES, -1, 0},      {"down", WAY_LINES, 1, 0},
    {"page-up", WAY_PAGES, -1, 0}, {"page-down", WAY_PAGES, 1, 0},
    {"left", WAY_ASIDE, -1, 0},    {"right", WAY_ASIDE, 1, 0},
    {"top", WAY_LINE, 0, 0},       {"bottom", WAY_LINE, 0, UINT64_MAX},
    {"home", WAY_HOME, 0, 0},
};
enum { N_WAYS = sizeof ways / sizeof ways[0] };

/* "up 3" */
static bool read_way(const char *args, size_t *way, uint64_t *count, struct err *err)
{
    size_t len = strcspn(args, " \t");
    const char *rest = args + len + strspn(args + len, " \t");
    *count = 0;
    for (*way = 0; *way < N_WAYS; ++*way)
        if (strlen(ways[*way].name) == len && memcmp(ways[*way].name, args, len) == 0)
            break;
    if (*way == N_WAYS)
        return err_set(err,
                       "\"%.*s\": up, down, left, right, page-up, page-down, top, bottom or "
                       "home was expected",
                       (int)(len < 60 ? len : 60), args);
    if (!*rest || (parse_number(rest, UNIT_COUNT, count) && *count <= COUNT_MAX))
        return true;
    return err_set(err, "\"%.60s\": expected how often, a number up to %d", rest, COUNT_MAX);
}

static enum session_result do_scroll(struct session *session, const char *args, struct buf *out,
                                     struct err *err)
{
    struct view_source source;
    struct pane *pane = screen_target(screen_of(session), &source);
    size_t n;
    uint64_t count;
    if (!read_way(args, &n, &count, err))
        return SESSION_ERROR;
    switch (ways[n].way) {
    case WAY_LINES:
        scroll_by(pane, &source, ways[n].by, 0, (int64_t)count);
        break;
    case WAY_PAGES:
        scroll_by(pane, &source, 0, ways[n].by, (int64_t)count);
        break;
    case WAY_ASIDE:
        return scroll_aside(session, ways[n].by * (int64_t)(count ? count : 1), out, err);
    case WAY_LINE:
        scroll_to(session, pane, &source, count ? count : ways[n].line);
        break;
    case WAY_HOME:
        pane_home(pane, &source);
        break;
    }
    return SESSION_OK;
}

/* ---- Searching -------------------------------------------------------------------------------- */

static void tell_search(void *context, uint64_t done, uint64_t all)
{
    session_busy(context, "searching", done, all);
}

static enum session_result search(struct session *session, bool backwards, struct buf *out,
                                  struct err *err)
{
    struct screen *screen = screen_of(session);
    struct view_source source;
    struct pane *pane = screen_target(screen, &source);
    const char *text = buf_text(&screen->searched);
    if (!*text) {
        err_set(err, "nothing was searched for yet: / begins");
        return SESSION_ERROR;
    }
    bool is_all_there = pane->view->places && pane->view->places->find;
    if (!is_all_there)
        session_grow(session, 0);
    screen->is_marked = true;
    const struct pane_watch watch = {&terminal_interrupted, tell_search, session};
    enum pane_found found = pane_search(pane, &source, text, backwards, &watch);
    if (found == PANE_FOUND_ROUND)
        buf_printf(out, "from the %s\n", backwards ? "bottom" : "top");
    if (found != PANE_FOUND_NOT)
        return SESSION_OK;
    if (terminal_interrupted)
        err_set(err, "the search was interrupted");
    else
        err_set(err, "\"%s\" is not in %s", text, pane->view->name);
    return SESSION_ERROR;
}

/* Another text to look for; "": the last one again. */
static enum session_result search_for(struct session *session, const char *text, bool backwards,
                                      struct buf *out, struct err *err)
{
    struct screen *screen = screen_of(session);
    if (*text) {
        buf_clear(&screen->searched);
        buf_str(&screen->searched, text);
    }
    return search(session, backwards, out, err);
}

static enum session_result do_search(struct session *session, const char *args, struct buf *out,
                                     struct err *err)
{
    return search_for(session, args, false, out, err);
}

static enum session_result do_search_up(struct session *session, const char *args, struct buf *out,
                                        struct err *err)
{
    return search_for(session, args, true, out, err);
}

/* The Nth from here on. */
static enum session_result search_on(struct session *session, const char *args, bool backwards,
                                     struct buf *out, struct err *err)
{
    uint64_t count = 1;
    if (*args && (!parse_number(args, UNIT_COUNT, &count) || count == 0)) {
        err_set(err, "\"%s\" is no count: expected a number from 1", args);
        return SESSION_ERROR;
    }
    enum session_result result = SESSION_OK;
    for (; count > 0 && result == SESSION_OK; count--) {
        buf_clear(out);
        result = search(session, backwards, out, err);
    }
    return result;
}

static enum session_result do_search_next(struct session *session, const char *args,
                                          struct buf *out, struct err *err)
{
    return search_on(session, args, false, out, err);
}

static enum session_result do_search_previous(struct session *session, const char *args,
                                              struct buf *out, struct err *err)
{
    return search_on(session, args, true, out, err);
}

/* ---- Lists to choose from --------------------------------------------------------------------- */

bool actions_show_list(void *front, const char *name, struct err *err)
{
    const struct debug_menu *menu = debug_menu_find(name, err);
    if (!menu)
        return false;
    overlay_pop_all(front);
    overlay_push_menu(front, menu);
    return true;
}

static enum session_result do_menu(struct session *session, const char *args, struct buf *out,
                                   struct err *err)
{
    (void)out;
    return actions_show_list(session->front, args, err) ? SESSION_OK : SESSION_ERROR;
}

/* Runs what the selected line of the list says. */
static enum session_result choose(struct session *session, const struct overlay *top,
                                  enum menu_verb verb, struct buf *out, struct err *err)
{
    struct buf line = {0};
    enum session_result result = SESSION_ERROR;
    if (top->menu->command(session, top->pane.selected, verb, &line, err))
        result = session_command(session, buf_text(&line), out, err);
    buf_free(&line);
    return result;
}

static enum session_result do_item(struct session *session, const char *args, struct buf *out,
                                   struct err *err)
{
    const struct overlay *top = overlay_top(screen_of(session));
    int verb = 0;
    while (verb < MENU_VERBS && strcmp(menu_verbs[verb], args) != 0)
        verb++;
    if (top && top->menu && verb < MENU_VERBS)
        return choose(session, top, (enum menu_verb)verb, out, err);
    err_set(err, "item open, delete or toggle was expected, while there is a list to choose from");
    return SESSION_ERROR;
}

/* ---- The selected line ------------------------------------------------------------------------ */

/* Where a breakpoint on it belongs: a line about a value, of the stack say, is a line of this moment,
 * though it names the opcode that made the value. */
static br_op break_op(const struct session *session, const struct line *line)
{
    bool is_value = line->expr[0] && line->expr[0] != '#';
    return is_value ? session->cursor : line->op;
}

static enum session_result do_toggle(struct session *session, const char *args, struct buf *out,
                                     struct err *err)
{
    (void)args;
    struct view_source source;
    struct line line = {0};
    struct pane *pane = screen_target(screen_of(session), &source);
    enum session_result result = SESSION_ERROR;
    if (!pane_line(pane, &source, &line) || break_op(session, &line) == BR_NO_OP) {
        err_set(err, "the selected line is about no opcode");
    } else {
        err->text[0] = '\0';
        br_op op = break_op(session, &line);
        bool is_set = session_toggle_break(session, op, err);
        result = err->text[0] ? SESSION_ERROR : SESSION_OK;
        if (result == SESSION_OK)
            buf_printf(out, "%s at #%u.\n", is_set ? "Breakpoint" : "No breakpoint any more",
                       (unsigned)op);
    }
    line_free(&line);
    return result;
}

/* The hex pane gets the keys, a byte in it is selected; the line at the bottom tells what it is. */
void actions_show_byte(void *front, uint64_t pos)
{
    struct screen *screen = front;
    struct view_source source;
    int hex = screen_pane(screen, "hex");
    screen_source(screen, &source);
    overlay_pop_all(screen);
    screen_focus(screen, hex);
    pane_put(&screen->panes[hex], &source, pos);
}

/* ---- The rest --------------------------------------------------------------------------------- */

/* The blanks that a line ends in were taken off it, and a word is to follow, or the rest of one. */
static bool ends_word(const char *text, size_t len)
{
    bool is_begun =
        len && (strchr("@#", text[len - 1]) || (len > 1 && !strcmp(text + len - 2, "0x")));
    return len && !is_begun;
}

static enum session_result do_line(struct session *session, const char *args, struct buf *out,
                                   struct err *err)
{
    (void)out, (void)err;
    struct screen *screen = screen_of(session);
    bool is_search = args[0] == '/' || args[0] == '\\';
    screen->lead = is_search ? args[0] : ':';
    struct buf text = {0};
    buf_str(&text, is_search ? args + 1 : args);
    if (!is_search && ends_word(buf_text(&text), text.len))
        buf_char(&text, ' ');
    lineedit_open(buf_text(&text), is_search ? LINEEDIT_SEARCH : LINEEDIT_COMMAND);
    buf_free(&text);
    return SESSION_OK;
}

static void push_help(struct screen *screen)
{
    const struct key_row *find = keys_of_command(&screen->keys, "line /");
    char title[48];
    snprintf(title, sizeof title, find ? "keys  %s finds" : "keys", find ? find->name : "");
    overlay_push_view(screen, &help_view, title);
}

static enum session_result do_keys(struct session *session, const char *args, struct buf *out,
                                   struct err *err)
{
    (void)args, (void)out, (void)err;
    struct screen *screen = screen_of(session);
    const struct overlay *top = overlay_top(screen);
    if (top && top->pane.view == &help_view)
        overlay_pop(screen);
    else
        push_help(screen);
    return SESSION_OK;
}

static enum session_result do_redraw(struct session *session, const char *args, struct buf *out,
                                     struct err *err)
{
    (void)session, (void)args, (void)out, (void)err;
    clearok(curscr, TRUE);
    return SESSION_OK;
}

/* The screen does what settings say after each command. */
static enum session_result set(struct session *session, const char *name, const char *value,
                               struct buf *out, struct err *err)
{
    if (!debug_settings_set_named(session->settings, name, value, err))
        return SESSION_ERROR;
    buf_printf(out, "%s %s\n", name, value);
    return SESSION_OK;
}

static enum session_result do_theme(struct session *session, const char *args, struct buf *out,
                                    struct err *err)
{
    if (*args)
        return set(session, "theme", args, out, err);
    buf_printf(out, "theme is one of: %s\n", DEBUG_THEMES);
    return SESSION_OK;
}

static enum session_result do_mouse(struct session *session, const char *args, struct buf *out,
                                    struct err *err)
{
    static const char *const words[] = {"off", "on"};
    bool is_on = session->settings->mouse;
    const char *value = !*args ? words[is_on] : strcmp(args, "toggle") == 0 ? words[!is_on] : args;
    return set(session, "mouse", value, out, err);
}

/* clang-format off */
static const struct debug_command rows[] = {
    {.name = "pane", .aliases = "focus fs", .args = "NAME|next|previous",
     .repeat = REPEAT_SAME, .summary = "Give the keys to another pane", .help =
     "NAME is code, stack, memo, calls, explain, hex, findings, timeline or python.\n"
     "A pane that has no place on the screen takes all of it until zoom or close.\n"
     "Asked for again, it gives the keys back.\n", .run = do_pane},
    {.name = "zoom", .aliases = "", .args = "",
     .summary = "Give the pane all of the screen, or take it back", .help = "", .run = do_zoom},
    {.name = "close", .aliases = "", .args = "",
     .summary = "Close what lies over the panes, or stop marking what was searched", .help = "", .run = do_close},
    {.name = "scroll", .aliases = "", .args = "WHERE [N]",
     .summary = "Select another line of the pane", .help =
     "WHERE is up, down, page-up, page-down, top, bottom, or home: where the cursor\n"
     "is; left and right go to the byte of the hex pane, or the stretch of the\n"
     "timeline, beside the selected.\n",
     .run = do_scroll},
    {.name = "search", .aliases = "", .args = "[TEXT]",
     .summary = "Select the next line of the pane that has the text", .help =
     "Upper and lower case differ only if TEXT has an upper case letter. From the\n"
     "end the search goes on at the top. Without TEXT the last one is meant.\n", .run = do_search},
    {.name = "search-up", .aliases = "", .args = "[TEXT]",
     .summary = "Select the line before of the pane that has the text", .help = "",
     .run = do_search_up},
    {.name = "search-next", .aliases = "", .args = "[N]",
     .summary = "Select the next line with the text searched for", .help = "",
     .run = do_search_next},
    {.name = "search-previous", .aliases = "", .args = "[N]",
     .summary = "Select the line before with the text searched for", .help = "",
     .run = do_search_previous},
    {.name = "toggle", .aliases = "", .args = "",
     .summary = "Set or delete a breakpoint on the selected line",
     .help = "On a line about a value of the stack or the memo: where the cursor stands.\n", .run = do_toggle},
    {.name = "open", .aliases = "", .args = "",
     .summary = "Look into the selected line: its value, or its opcode", .help = "",
     .run = trees_open},
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
     .summary = "Open the command line, with TEXT on it; / or \\ to search down or up", .help = "",
     .run = do_line},
    {.name = "menu", .aliases = "", .args = "LIST",
     .summary = "Choose from a list", .help =
     "LIST is entries, the members of the file and the pickles in a row in the open\n"
     "one; streams, these alone; breakpoints; bookmarks; jumps, where the cursor was\n"
     "before.\n", .run = do_menu},
    {.name = "item", .aliases = "", .args = "open|delete|toggle",
     .summary = "Do something with the selected line of a list", .help = "", .run = do_item},
    {.name = "keys", .aliases = "", .args = "",
     .summary = "Show what each key does", .help = "", .run = do_keys},
    {.name = "theme", .aliases = "", .args = "[NAME]",
     .summary = "Change the colours", .help =
     "NAME is auto, dark, light, contrast or mono. set theme NAME in\n"
     "~/.config/brine/rc does it once for all.\n", .run = do_theme, .is_setting = true},
    {.name = "mouse", .aliases = "", .args = "[on|off|toggle]",
     .summary = "Show or change whether the mouse is the screen's", .help =
     "While it is off, it selects text as in any terminal; while it is on, it does\n"
     "so with Shift held. set mouse off in ~/.config/brine/rc does it once for all.\n", .run = do_mouse,
     .is_setting = true},
    {.name = "leave", .aliases = "", .args = "",
     .summary = "Leave brine, asking once where something would be lost", .help =
     "Asks where breakpoints, bookmarks or displays were set on the screen and are\n"
     "not saved. quit does not ask.\n", .run = leave_run},
    {.name = "redraw", .aliases = "refresh", .args = "",
     .summary = "Paint the screen anew", .help = "", .run = do_redraw},
};
/* clang-format on */

DEBUG_GROUP(actions_group, "The screen", rows);
