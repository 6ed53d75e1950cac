/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loop: paint, read a key, do what it stands for, and let the record grow while none comes. */
#include "ui/screen.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <curses.h>

#include "src/debugger/prompt.h"
#include "src/output/safe.h"
#include "ui/actions.h"
#include "ui/lineedit.h"
#include "ui/paint.h"
#include "ui/state.h"
#include "ui/terminal.h"
#include "ui/theme.h"

enum {
    IDLE_MILLISECONDS = 1000,  /* a signal that came between two reads is seen by then */
    ESCAPE_MILLISECONDS = 50,  /* an Esc that nothing follows so soon is the key itself */
    GROW_OPS = 1 << 16,        /* a slice between two looks at the keyboard: some milliseconds */
    REPAINT_MILLISECONDS = 80, /* while the record grows */
};

/* The panes, in the order in which Tab goes through them. Where each is, layout.c says. */
static const char *const pane_views[] = {"code",    "stack", "memo",    "calls",
                                         "explain", "hex",   "findings"};
enum { N_PANES = sizeof pane_views / sizeof pane_views[0] };

/* ---- State ------------------------------------------------------------------------------------ */

void screen_source(const struct screen *screen, struct view_source *out)
{
    session_view(screen->session, out);
}

struct pane *screen_target(struct screen *screen, struct view_source *source)
{
    if (screen->n_overlays > 0) {
        struct overlay *top = &screen->overlays[screen->n_overlays - 1];
        overlay_source(screen, top, source);
        return &top->pane;
    }
    screen_source(screen, source);
    return &screen->panes[screen->focus];
}

void screen_say(struct screen *screen, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    buf_clear(&screen->message);
    buf_str(&screen->message, text);
    screen->is_complaint = false;
}

void screen_complain(struct screen *screen, const char *text)
{
    screen_say(screen, "%s", text);
    screen->is_complaint = true;
}

int screen_pane(const struct screen *screen, const char *name)
{
    for (int k = 0; k < screen->n_panes; k++)
        if (strcmp(screen->panes[k].view->name, name) == 0)
            return k;
    return -1;
}

void screen_layout(struct screen *screen)
{
    int rows, columns;
    getmaxyx(stdscr, rows, columns);
    if (screen->session->width) /* what commands cut their lines to */
        screen->session->width = (unsigned)columns;
    layout_make(&screen->layout, rows, columns, screen->panes, screen->n_panes, screen->focus,
                screen->is_zoomed);
    struct view_source source;
    screen_source(screen, &source);
    for (int k = 0; k < screen->n_panes; k++)
        if (screen->panes[k].is_shown)
            pane_settle(&screen->panes[k], &source);
    for (int k = 0; k < screen->n_overlays && screen->layout.fits; k++)
        overlay_place(screen, &screen->overlays[k]);
}

void screen_focus(struct screen *screen, int n)
{
    screen->focus = n;
    screen->panes[n].focused_at = ++screen->clock;
    if (!screen->panes[n].has_place)
        screen->is_zoomed = true;
    bool was_shown = screen->panes[n].is_shown;
    screen_layout(screen);
    if (was_shown)
        return;
    struct view_source source;
    screen_source(screen, &source);
    pane_home(&screen->panes[n], &source);
}

static void all_home(struct screen *screen)
{
    struct view_source source;
    screen_source(screen, &source);
    for (int k = 0; k < screen->n_panes; k++)
        pane_home(&screen->panes[k], &source);
}

/* ---- Commands --------------------------------------------------------------------------------- */

static size_t count_lines(const struct buf *text)
{
    size_t n = 0;
    for (size_t k = 0; k < text->len; k++)
        n += text->data[k] == '\n';
    return n;
}

/* The first line as the message. */
static void say_first_line(struct screen *screen, const struct buf *text)
{
    const char *bytes = buf_text(text);
    screen_say(screen, "%.*s", (int)strcspn(bytes, "\n"), bytes);
}

/* What fits on the line at the bottom stands there; what does not lies over the panes. */
static bool fits_below(const struct screen *screen, const struct buf *text)
{
    return count_lines(text) <= 1 &&
           safe_width(buf_text(text), text->len) < (size_t)screen->layout.columns;
}

static void show_output(struct screen *screen, const char *line, const struct buf *text)
{
    if (!fits_below(screen, text))
        overlay_push_text(screen, line, text);
    else if (text->len > 0)
        say_first_line(screen, text);
}

static void show_error(struct screen *screen, const char *line, const struct err *err)
{
    struct buf text = {0};
    safe_str(&text, err->text);
    if (fits_below(screen, &text))
        screen_complain(screen, buf_text(&text));
    else
        overlay_push_text(screen, line, &text);
    buf_free(&text);
}

/* Why it stopped, if that is said; where it stands, the panes show. */
static void show_stop(struct screen *screen, const struct buf *text)
{
    overlay_pop_all(screen);
    all_home(screen);
    if (strncmp(buf_text(text), "0x", 2) != 0)
        say_first_line(screen, text);
}

void screen_run_line(struct screen *screen, const char *line)
{
    struct buf out = {0};
    struct err err = {0};
    const void *record = screen->session->rec;
    terminal_interrupted = 0;
    switch (session_command(screen->session, line, &out, &err)) {
    case SESSION_MOVED:
        show_stop(screen, &out);
        break;
    case SESSION_OK:
        show_output(screen, line, &out);
        break;
    case SESSION_ASSERT_FAILED:
        show_output(screen, line, &out);
        screen->is_complaint = true;
        break;
    case SESSION_ERROR:
        show_output(screen, line, &out);
        show_error(screen, line, &err);
        break;
    case SESSION_QUIT:
        screen->is_ended = true;
        break;
    }
    terminal_interrupted = 0;
    buf_free(&out);
    /* What lies over the panes may be about a record that is gone. */
    if (screen->session->rec != record) {
        overlay_pop_all(screen);
        all_home(screen);
    }
    screen->is_growing = session_work(screen->session, 1) == BR_RUNNING;
    screen_layout(screen);
    /* Lines that belong together, `commands` to `end`, are typed one after another. */
    if (session_wants(screen->session) && !lineedit_is_open()) {
        screen->lead = ':';
        lineedit_open("");
    }
}

/* ---- Keys ------------------------------------------------------------------------------------- */

/* What the placeholders of a key's command stand for now. */
static bool expand(struct screen *screen, const char *command, struct buf *out, struct err *err)
{
    struct view_source source;
    struct line line = {0};
    char row[24] = "";
    struct pane *pane = screen_target(screen, &source);
    bool has_line = pane_line(pane, &source, &line);
    if (has_line && line.op != BR_NO_OP)
        snprintf(row, sizeof row, "#%u", (unsigned)line.op);
    const char *value = has_line && line.expr[0] != '#' ? line.expr : "";
    bool is_fine = keys_expand(command, screen->count, row, value, out, err);
    line_free(&line);
    return is_fine;
}

static void press(struct screen *screen, struct terminal_key key)
{
    buf_clear(&screen->message);
    bool is_digit = key.kind == KEY_KIND_CHAR && key.code >= '0' && key.code <= '9';
    size_t len = strlen(screen->count);
    if (is_digit && (len > 0 || key.code != '0')) {
        if (len < COUNT_DIGITS_MAX) {
            screen->count[len] = (char)key.code;
            screen->count[len + 1] = '\0';
        }
        return;
    }
    const struct key_row *row =
        keys_find(&screen->keys, screen->n_overlays ? KEYS_OVERLAY : KEYS_SCREEN, key);
    struct buf line = {0};
    struct err err = {0};
    if (row && !expand(screen, row->command, &line, &err))
        screen_complain(screen, err.text);
    else if (line.len > 0)
        screen_run_line(screen, buf_text(&line));
    screen->count[0] = '\0';
    buf_free(&line);
}

static void run_typed(struct screen *screen, char *line)
{
    if (!line)
        return;
    if (screen->lead == '/') {
        struct buf command = {0};
        buf_str(&command, "search ");
        buf_str(&command, line);
        screen_run_line(screen, buf_text(&command));
        buf_free(&command);
    } else if (*line || session_wants(screen->session)) {
        lineedit_remember(line);
        screen_run_line(screen, line);
    }
    free(line);
}

static void give_up_line(struct screen *screen)
{
    lineedit_close();
    /* A list of commands that was begun must be ended. */
    if (session_wants(screen->session))
        screen_run_line(screen, "end");
}

/* What a word could become is shown until the next key. */
static void drop_choices(struct screen *screen)
{
    if (screen->has_choices)
        overlay_pop(screen);
    screen->has_choices = false;
}

static void type(struct screen *screen, struct terminal_key key)
{
    buf_clear(&screen->message);
    drop_choices(screen);
    bool is_erase = key.code == 127 || key.code == '\b';
    if (is_erase && lineedit_is_empty()) {
        give_up_line(screen);
        return;
    }
    if (key.code == 27) {
        /* Esc alone gives up; before anything else it is the beginning of a key. */
        struct terminal_key next = terminal_read(ESCAPE_MILLISECONDS);
        char *line = NULL;
        if (next.kind != KEY_KIND_CHAR) {
            give_up_line(screen);
            return;
        }
        lineedit_feed(27, &line);
        key = next;
    }
    char *line = NULL;
    if (lineedit_feed((unsigned char)key.code, &line))
        run_typed(screen, line);
    struct buf choices = {0};
    if (lineedit_is_open() && lineedit_take_choices(&choices)) {
        overlay_push_text(screen, "choices", &choices);
        screen->has_choices = true;
    }
    buf_free(&choices);
}

/* ---- The mouse -------------------------------------------------------------------------------- */

/* The pane whose line, or title, is at a place; -1: none. */
static int pane_at(const struct screen *screen, int row, int column)
{
    for (int k = 0; k < screen->n_panes; k++)
        if (screen->panes[k].is_shown && rect_has(&screen->panes[k].rect, row, column))
            return k;
    for (int k = 0; k < screen->layout.n_titles; k++)
        if (rect_has(&screen->titles[k], row, column))
            return screen->layout.titles[k].pane;
    return -1;
}

/* A press selects a line; on the one that is selected it looks into it. */
static void press_line(struct screen *screen, int row, int column)
{
    struct view_source source;
    struct pane *pane = screen_target(screen, &source);
    if (!rect_has(&pane->rect, row, column))
        return;
    uint64_t line = pane->top + (uint64_t)(row - pane->rect.row);
    if (line == pane->selected && pane->has_moved)
        screen_run_line(screen, "open");
    else
        pane_select(pane, &source, line);
    pane->has_moved = true;
}

static void point(struct screen *screen, struct terminal_key key)
{
    buf_clear(&screen->message);
    int n = screen->n_overlays ? -1 : pane_at(screen, key.row, key.column);
    if (n >= 0 && n != screen->focus)
        screen_focus(screen, n);
    if (key.kind == KEY_KIND_WHEEL)
        screen_run_line(screen, key.code ? "scroll down 3" : "scroll up 3");
    else
        press_line(screen, key.row, key.column);
}

static void on_key(struct screen *screen, struct terminal_key key)
{
    switch (key.kind) {
    case KEY_KIND_NONE:
        break;
    case KEY_KIND_RESIZE:
        screen_layout(screen);
        break;
    case KEY_KIND_PRESS:
    case KEY_KIND_WHEEL:
        if (!lineedit_is_open())
            point(screen, key);
        break;
    case KEY_KIND_CHAR:
    case KEY_KIND_NAMED:
        if (lineedit_is_open() && key.kind == KEY_KIND_CHAR)
            type(screen, key);
        else if (!lineedit_is_open())
            press(screen, key);
        break;
    }
}

/* ---- The loop --------------------------------------------------------------------------------- */

static long milliseconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Lets the record grow until a key comes, or it is time to paint. */
static struct terminal_key grow(struct screen *screen)
{
    long until = milliseconds_now() + REPAINT_MILLISECONDS;
    struct terminal_key key = {.kind = KEY_KIND_NONE};
    while (key.kind == KEY_KIND_NONE && screen->is_growing && milliseconds_now() < until) {
        screen->is_growing = session_work(screen->session, GROW_OPS) == BR_RUNNING;
        key = terminal_read(0);
    }
    return key;
}

static void on_interrupt(struct screen *screen)
{
    terminal_interrupted = 0;
    drop_choices(screen);
    if (lineedit_is_open())
        give_up_line(screen);
    else if (screen->n_overlays > 0)
        overlay_pop(screen);
    else
        screen_say(screen, "q quits; Ctrl-C stops a run");
    screen->count[0] = '\0';
}

static void loop(struct screen *screen)
{
    while (!screen->is_ended) {
        paint_screen(screen);
        struct terminal_key key =
            screen->is_growing ? grow(screen) : terminal_read(IDLE_MILLISECONDS);
        if (!terminal_attend())
            break;
        if (terminal_interrupted)
            on_interrupt(screen);
        on_key(screen, key);
    }
}

/* ---- Opening ---------------------------------------------------------------------------------- */

static void make_panes(struct screen *screen)
{
    screen->n_panes = N_PANES;
    for (int k = 0; k < N_PANES; k++)
        screen->panes[k].view = view_find(pane_views[k]);
}

static void screen_free(struct screen *screen)
{
    overlay_pop_all(screen);
    keys_free(&screen->keys);
    buf_free(&screen->message);
    buf_free(&screen->searched);
}

static void screen_on(struct screen *screen, const struct err *complaint)
{
    theme_start();
    make_panes(screen);
    screen->is_growing = session_work(screen->session, 1) == BR_RUNNING;
    screen_layout(screen);
    all_home(screen);
    if (complaint->text[0])
        screen_complain(screen, complaint->text);
    loop(screen);
    lineedit_close();
}

int screen_run(struct session *session, struct err *err)
{
    struct screen screen = {.session = session};
    struct err complaint = {0};
    if (!terminal_check(err) || !keys_add_default(&screen.keys, err)) {
        keys_free(&screen.keys);
        return 2;
    }
    keys_add_user(&screen.keys, &complaint);
    prompt_history_load();
    lineedit_start(session);
    if (!terminal_start(err)) {
        keys_free(&screen.keys);
        return 2;
    }
    const volatile sig_atomic_t *interrupted = session->options.interrupted;
    session->options.interrupted = &terminal_interrupted;
    session->extra = &actions_group;
    session->front = &screen;
    screen_on(&screen, &complaint);
    session->extra = NULL;
    session->front = NULL;
    session->options.interrupted = interrupted;
    terminal_stop();
    screen_free(&screen);
    prompt_history_save();
    terminal_die();
    return 0;
}
