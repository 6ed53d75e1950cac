/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loop: paint, read a key, do what it stands for, and let the record grow while none comes. */
#include "ui/screen.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curses.h>

#include "src/debugger/command.h"
#include "src/debugger/lines.h"
#include "src/debugger/prompt.h"
#include "src/debugger/survey.h"
#include "ui/actions.h"
#include "ui/leave.h"
#include "ui/lineedit.h"
#include "ui/mouse.h"
#include "ui/paint.h"
#include "ui/state.h"
#include "ui/terminal.h"
#include "ui/theme.h"

enum {
    IDLE_MILLISECONDS = 1000,  /* a signal that came between two reads is seen by then */
    ESCAPE_MILLISECONDS = 50,  /* an Esc that nothing follows so soon is the key itself */
    REPAINT_MILLISECONDS = 80, /* while the record grows */
    INDEX_OPS = 1 << 15,       /* a slice of the index of uses between two looks at the keyboard */
    SURVEY_OPS = 1 << 15,      /* the same of other pickles in the file */
    WINDOW_FRAME = 2, /* columns at the sides of a window that shows what a command printed */
    TIMES_MAX = 1000, /* a count at most, of a command that takes none */
};

/* The panes, in the order in which Tab goes through them. Where each is, layout.c says. */
static const char *const pane_views[] = {"code", "stack",    "memo",     "calls", "explain",
                                         "hex",  "findings", "timeline", "python"};
enum { N_PANES = sizeof pane_views / sizeof pane_views[0] };

/* ---- State ------------------------------------------------------------------------------------ */

void screen_source(const struct screen *screen, struct view_source *out)
{
    session_view(screen->session, out);
    out->displays = &screen->displays;
}

/* The place of the keys when so many windows lie over the panes. A pane that has all of the screen,
 * and no place of its own on it, is closed like a window. */
static enum keys_place keys_place_at(const struct screen *screen, int n_overlays)
{
    if (n_overlays <= 0)
        return screen->panes[screen->focus].has_place ? KEYS_SCREEN : KEYS_OVERLAY;
    const struct overlay *top = &screen->overlays[n_overlays - 1];
    if (overlay_is_tree(top))
        return KEYS_TREE;
    if (!top->menu)
        return KEYS_OVERLAY;
    return top->menu->has_switches ? KEYS_SWITCHES : top->menu->has_items ? KEYS_ITEMS : KEYS_MENU;
}

enum keys_place screen_keys_place(const struct screen *screen)
{
    return keys_place_at(screen, screen->n_overlays);
}

enum keys_place screen_keys_below(const struct screen *screen)
{
    return keys_place_at(screen, screen->n_overlays - 1);
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
    char text[SCREEN_MESSAGE_MAX];
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

const char *screen_marked(const struct screen *screen)
{
    return screen->is_marked ? buf_text(&screen->searched) : "";
}

int screen_pane(const struct screen *screen, const char *name)
{
    for (int k = 0; k < screen->n_panes; k++)
        if (strcmp(screen->panes[k].view->name, name) == 0)
            return k;
    return -1;
}

static int displayed_lines(const struct screen *screen)
{
    enum { LINES_MAX = 100 };
    size_t n = screen->session->displays->count;
    return n < LINES_MAX ? (int)n : LINES_MAX;
}

void screen_layout(struct screen *screen)
{
    int rows, columns;
    bool was_shown[PANES_MAX];
    for (int k = 0; k < screen->n_panes; k++)
        was_shown[k] = screen->panes[k].is_shown;
    getmaxyx(stdscr, rows, columns);
    layout_make(&screen->layout, rows, columns, screen->panes, screen->n_panes, screen->focus,
                screen->is_zoomed, displayed_lines(screen));
    if (screen->session->width && columns > WINDOW_FRAME)
        screen->session->width = (unsigned)(columns - WINDOW_FRAME);
    struct view_source source;
    screen_source(screen, &source);
    for (int k = 0; k < screen->n_panes; k++) {
        if (screen->panes[k].is_shown && !was_shown[k])
            pane_home(&screen->panes[k], &source);
        else if (screen->panes[k].is_shown)
            pane_settle(&screen->panes[k], &source);
    }
    for (int k = 0; k < screen->n_overlays && screen->layout.fits; k++)
        overlay_place(screen, &screen->overlays[k]);
}

void screen_focus(struct screen *screen, int n)
{
    screen->focus = n;
    screen->panes[n].focused_at = ++screen->clock;
    if (!screen->panes[n].has_place)
        screen->is_zoomed = true;
    screen_layout(screen);
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

/* As often as its count says, where the command itself takes none. */
static void run_counted(struct screen *screen, const char *line, const char *command)
{
    struct err ignored;
    const struct debug_command *row =
        debug_command_find(screen->session, line, debug_word(line), &ignored);
    bool is_repeated = row && row->repeat == REPEAT_SAME && !strstr(command, "%n");
    int times = is_repeated && screen->count[0] ? atoi(screen->count) : 1;
    if (times > TIMES_MAX)
        times = TIMES_MAX;
    for (screen->is_complaint = false; times > 0 && !screen->is_complaint; times--)
        screen_run_line(screen, line);
}

/* A key without a row: something else was meant. */
static void tell_no_key(struct screen *screen, struct terminal_key key)
{
    const struct key_row *help = keys_of_command(&screen->keys, "keys");
    char name[16] = "This key";
    if (key.kind == KEY_KIND_CHAR && key.code > ' ' && key.code < 127)
        snprintf(name, sizeof name, "The key %c", (char)key.code);
    screen_say(screen, "%s has no command%s%s%s", name, help ? ": " : "", help ? help->name : "",
               help ? " shows those that have one" : "");
}

void screen_press(struct screen *screen, struct terminal_key key)
{
    buf_clear(&screen->message);
    screen->is_told = true;
    screen->presses++;
    bool is_digit = key.kind == KEY_KIND_CHAR && key.code >= '0' && key.code <= '9';
    size_t len = strlen(screen->count);
    if (is_digit && (len > 0 || key.code != '0')) {
        if (len < COUNT_DIGITS_MAX) {
            screen->count[len] = (char)key.code;
            screen->count[len + 1] = '\0';
        }
        return;
    }
    const struct key_row *row = keys_find(&screen->keys, screen_keys_place(screen), key);
    if (!row && key.is_alt) { /* as it was typed: Esc, then the character */
        screen_press(screen, (struct terminal_key){.kind = KEY_KIND_CHAR, .code = 27});
        key.is_alt = false;
        screen_press(screen, key);
        return;
    }
    struct buf line = {0};
    struct err err = {0};
    if (!row)
        tell_no_key(screen, key);
    else if (!expand(screen, row->command, &line, &err))
        screen_complain(screen, err.text);
    else if (line.len > 0)
        run_counted(screen, buf_text(&line), row->command);
    screen->count[0] = '\0';
    buf_free(&line);
}

/* What an empty line repeats, as at the prompt; keys run commands too, which it does not mean. */
static void keep_for_repeat(struct screen *screen)
{
    const char *repeat = screen->session->repeat;
    buf_clear(&screen->again);
    buf_str(&screen->again, repeat ? repeat : "");
}

static void repeat_typed(struct screen *screen)
{
    struct buf line = {0};
    buf_str(&line, buf_text(&screen->again));
    screen_run_line(screen, buf_text(&line));
    keep_for_repeat(screen);
    buf_free(&line);
}

/* It printed something, and that stands at the bottom. */
static void note_answer(struct screen *screen)
{
    if (screen->is_answered)
        screen->answered_at = screen->presses;
}

static void run_typed(struct screen *screen, char *line)
{
    if (!line)
        return;
    if (screen->lead != ':') {
        struct buf command = {0};
        lineedit_remember(line);
        buf_printf(&command, "%s %s", screen->lead == '/' ? "search" : "search-up", line);
        screen_run_line(screen, buf_text(&command));
        buf_free(&command);
    } else if (*line || session_wants(screen->session)) {
        lineedit_remember(line);
        screen_run_line(screen, line);
        note_answer(screen);
        keep_for_repeat(screen);
    } else if (screen->again.len > 0) {
        repeat_typed(screen);
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
    struct terminal_key prefix = {.kind = KEY_KIND_NONE};
    if (key.code == 27) {
        /* Esc alone gives up; before anything else it is the beginning of a key. */
        prefix = key;
        key = terminal_read(ESCAPE_MILLISECONDS);
        if (key.kind != KEY_KIND_CHAR) {
            give_up_line(screen);
            return;
        }
    }
    char *line = NULL;
    /* The line may end with what is only the beginning of a key; the rest is then nobody's. */
    bool is_ended = prefix.kind == KEY_KIND_CHAR && lineedit_feed(27, &line);
    if (is_ended || lineedit_feed((unsigned char)key.code, &line))
        run_typed(screen, line);
    struct buf choices = {0};
    if (lineedit_is_open() && lineedit_take_choices((size_t)screen->layout.columns - 2, &choices)) {
        int below = screen->n_overlays;
        overlay_push_text(screen, "choices", &choices);
        screen->has_choices = screen->n_overlays > below;
    }
    buf_free(&choices);
}

/* Pasted text is no keys: it waits on the line for whoever pasted it, as one line. */
static void on_paste(struct screen *screen)
{
    struct buf text = {0};
    terminal_pasted(&text);
    for (size_t k = 0; k < text.len; k++) {
        if ((unsigned char)text.data[k] < ' ' || text.data[k] == 0x7f)
            text.data[k] = ' ';
    }
    buf_clear(&screen->message);
    screen->lead = ':';
    if (text.len > 0)
        lineedit_open(buf_text(&text), LINEEDIT_COMMAND);
    buf_free(&text);
}

/* ---- The loop --------------------------------------------------------------------------------- */

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
            mouse_point(screen, key);
        break;
    case KEY_KIND_PASTE:
        on_paste(screen);
        break;
    case KEY_KIND_CHAR:
    case KEY_KIND_NAMED:
        if (lineedit_is_open() && key.kind == KEY_KIND_CHAR)
            type(screen, key);
        else if (!lineedit_is_open())
            screen_press(screen, key);
        break;
    }
}

/* What else the file holds is said once, when it is known and nothing else is said. */
static void tell_choice(struct screen *screen)
{
    struct buf text = {0};
    const struct key_row *row = keys_of_command(&screen->keys, "menu entries");
    survey_say(screen->session, &text);
    if (!screen->is_told && text.len && screen->message.len == 0)
        screen_say(screen, row ? "%s: %s chooses" : "%s", buf_text(&text), row ? row->name : "");
    screen->is_told = true;
    buf_free(&text);
}

/* The index of uses, as far as somebody waits for it. False: nobody does. */
static bool find_uses(struct screen *screen)
{
    if (!overlay_waits(screen))
        return false;
    if (session_index_uses(screen->session, INDEX_OPS) != BR_RUNNING)
        overlay_index_is_done(screen);
    return true;
}

/* Finds more for the list that is open; what was selected stays so where lines come in above it. */
static enum br_status find_more(struct screen *screen, const struct debug_menu *menu,
                                struct pane *pane)
{
    struct session *session = screen->session;
    uint64_t item = menu->item_at ? menu->item_at(session, pane->selected) : 0;
    enum br_status status = menu->more(session, SURVEY_OPS);
    if (!menu->item_at)
        return status;
    uint64_t line = menu->line_of(session, item), back = pane->selected - line;
    if (line >= pane->selected)
        pane->top += line - pane->selected;
    else
        pane->top -= pane->top < back ? pane->top : back;
    pane->selected = line;
    return status;
}

/* A slice of what is still to be found out: the record, what somebody waits for, then what else there
 * is to open, as long as somebody looks at that. False: nothing is left. */
static bool find_out(struct screen *screen)
{
    if (session_idle(screen->session) || find_uses(screen))
        return true;
    struct overlay *top = overlay_top(screen);
    bool is_asked = top && top->menu && top->menu->more;
    enum br_status status = is_asked ? find_more(screen, top->menu, &top->pane)
                                     : survey_idle(screen->session, SURVEY_OPS);
    if (status != BR_RUNNING)
        tell_choice(screen);
    return status == BR_RUNNING;
}

/* Lets that go on until a key comes, or it is time to paint; waits for a key when nothing is left. */
static struct terminal_key next_key(struct screen *screen)
{
    long until = terminal_milliseconds() + REPAINT_MILLISECONDS;
    if (!screen->is_growing)
        return terminal_read(IDLE_MILLISECONDS);
    struct terminal_key key = {.kind = KEY_KIND_NONE};
    while (key.kind == KEY_KIND_NONE && screen->is_growing && terminal_milliseconds() < until) {
        screen->is_growing = find_out(screen);
        key = terminal_read(0);
    }
    if (screen->n_overlays)
        screen_layout(screen);
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
        struct terminal_key key = next_key(screen);
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
    buf_free(&screen->again);
    buf_free(&screen->displays);
}

static void screen_on(struct screen *screen, const struct err *complaint)
{
    theme_start();
    screen_apply_settings(screen);
    make_panes(screen);
    screen->is_growing = true;
    screen->presses = 1; /* so that nothing was asked at the one before */
    leave_keep(screen);
    screen_display(screen);
    screen_layout(screen);
    screen_home(screen);
    if (complaint->text[0])
        screen_complain(screen, complaint->text);
    loop(screen);
    lineedit_close();
    lineedit_end();
}

/* A key of the user's whose command does not exist would be dead without a word. */
static void check_keys(const struct screen *screen, struct err *said)
{
    const struct keys *keys = &screen->keys;
    struct err err;
    for (size_t k = 0; k < keys->n && !said->text[0]; k++) {
        const char *command = keys->rows[k].command;
        if (*command && !debug_command_find(screen->session, command, debug_word(command), &err))
            err_set(said, "key %s: %s", keys->rows[k].name, err.text);
    }
}

int screen_run(struct session *session, const struct err *complaint, struct err *err)
{
    struct screen screen = {.session = session};
    struct err said = *complaint;
    if (!terminal_check(err) || !keys_add_default(&screen.keys, err)) {
        keys_free(&screen.keys);
        return 2;
    }
    struct err keys_said = {0};
    if (!keys_add_user(&screen.keys, &keys_said))
        err_set(&said, "%s%s%s", complaint->text, complaint->text[0] ? "; " : "", keys_said.text);
    prompt_history_load();
    lineedit_start(session);
    if (!terminal_start(err)) {
        keys_free(&screen.keys);
        return 2;
    }
    const volatile sig_atomic_t *interrupted = session->options.interrupted;
    session->options.interrupted = &terminal_interrupted;
    session->extra = &actions_group;
    session->absent = NULL;
    check_keys(&screen, &said);
    session->front = &screen;
    session->busy = screen_tell_busy;
    session->show_byte = actions_show_byte;
    session->show_list = actions_show_list;
    session->flows = true;
    screen_on(&screen, &said);
    session->extra = NULL;
    session->absent = &actions_group;
    session->front = NULL;
    session->busy = NULL;
    session->show_byte = NULL;
    session->show_list = NULL;
    session->flows = false;
    session->options.interrupted = interrupted;
    terminal_stop();
    screen_free(&screen);
    prompt_history_save();
    terminal_die();
    return 0;
}
