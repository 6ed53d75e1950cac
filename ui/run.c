/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A command line is run, and what came of it shown: on the line at the bottom, in a window, by the
 * panes. */
#include <stdio.h>
#include <string.h>

#include "src/debugger/command.h"
#include "src/debugger/setting.h"
#include "src/output/safe.h"
#include "ui/actions.h"
#include "ui/lineedit.h"
#include "ui/paint.h"
#include "ui/state.h"
#include "ui/terminal.h"
#include "ui/theme.h"

enum { BUSY_MILLISECONDS = 150 }; /* before a command says how far it is, and between two times */

void screen_tell_busy(void *front, const char *what, uint64_t done, uint64_t all)
{
    struct screen *screen = front;
    long now = terminal_milliseconds();
    if (screen->told_at == 0 || now - screen->told_at < BUSY_MILLISECONDS)
        return;
    screen->told_at = now;
    if (terminal_escaped())
        terminal_interrupted = 1;
    if (all == 0)
        screen_say(screen, "%s   Ctrl-C stops it", what);
    else
        screen_say(screen, "%s: %u%%   Ctrl-C stops it", what,
                   (unsigned)((double)done / (double)all * 100));
    paint_busy(screen);
    buf_clear(&screen->message);
}

void screen_home(struct screen *screen)
{
    struct view_source source;
    screen_source(screen, &source);
    /* One that is not in sight is asked nothing: its lines may be dear. screen_layout brings it home. */
    for (int k = 0; k < screen->n_panes; k++)
        if (screen->panes[k].is_shown)
            pane_home(&screen->panes[k], &source);
}

/* The row of the command that a line begins with; NULL: of none. */
static const struct debug_command *row_of(const struct screen *screen, const char *line)
{
    struct err ignored;
    return debug_command_find(screen->session, line, debug_word(line), &ignored);
}

/* ---- What it printed --------------------------------------------------------------------------- */

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

/* A command of the screen itself. */
static bool is_own(const struct debug_command *row)
{
    const struct debug_command *own = actions_group.rows;
    return row && row >= own && row < own + actions_group.count;
}

static bool is_list(const struct screen *screen, const char *line)
{
    const struct debug_command *row = row_of(screen, line);
    return row && row->is_list;
}

static void show_output(struct screen *screen, const char *line, const struct buf *text)
{
    if (!fits_below(screen, text) || (text->len > 0 && is_list(screen, line)))
        overlay_push_text(screen, line, text);
    else if (text->len > 0)
        say_first_line(screen, text);
    screen->is_answered = text->len > 0 && screen->n_overlays == 0 && !is_own(row_of(screen, line));
}

/* A mistake is told on a few rows at the bottom, which the next key clears. */
static bool fits_over(const struct screen *screen, const struct buf *text)
{
    enum { ROWS = 6 };
    int half = screen->layout.rows / 2;
    size_t room = (size_t)screen->layout.columns * (size_t)((half < ROWS ? half : ROWS) - 1);
    return count_lines(text) <= 1 && text->len < SCREEN_MESSAGE_MAX &&
           safe_width(buf_text(text), text->len) < room;
}

static void show_error(struct screen *screen, const char *line, const struct err *err)
{
    struct buf text = {0};
    safe_str(&text, err->text);
    if (fits_over(screen, &text) && !is_list(screen, line))
        screen_complain(screen, buf_text(&text));
    else
        overlay_push_text(screen, line, &text);
    buf_free(&text);
}

/* Why it stopped, if that is said; where it stands, the panes show. */
static void show_stop(struct screen *screen, const struct buf *text)
{
    overlay_pop_all(screen);
    screen_home(screen);
    if (strncmp(buf_text(text), "0x", 2) != 0)
        say_first_line(screen, text);
}

/* ---- Running it -------------------------------------------------------------------------------- */

void screen_apply_settings(const struct screen *screen)
{
    const struct debug_settings *settings = screen->session->settings;
    char name[16];
    size_t len;
    const char *word = debug_setting_word(DEBUG_THEMES, settings->theme, &len);
    snprintf(name, sizeof name, "%.*s", (int)len, word);
    theme_use(name);
    terminal_set_mouse(settings->mouse);
}

void screen_display(struct screen *screen)
{
    buf_clear(&screen->displays);
    session_displays_text(screen->session, &screen->displays);
}

/* What a command of the screen's own cannot change is not asked for again. */
static void after_command(struct screen *screen, const char *line)
{
    if (is_own(row_of(screen, line)))
        return;
    screen_display(screen);
}

void screen_run_line(struct screen *screen, const char *line)
{
    struct buf_marks marks = {0};
    struct buf out = {.marks = &marks};
    struct err err = {0};
    const struct session *session = screen->session;
    uint64_t n_records = session->n_records;
    size_t member = session->member;
    br_op cursor = session->cursor;
    terminal_interrupted = 0;
    screen->is_answered = false;
    screen->told_at = terminal_milliseconds();
    enum session_result result = session_command(screen->session, line, &out, &err);
    screen->told_at = 0;
    /* Whatever the result: a script may move and say so of no move, a run be interrupted half way. */
    if (session->n_records != n_records)
        overlay_pop_all(screen); /* of a record that is gone */
    if (session->n_records != n_records || session->cursor != cursor)
        screen_home(screen);
    after_command(screen, line);
    switch (result) {
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
    if (terminal_interrupted)
        terminal_drop_typed(); /* meant for what was stopped */
    terminal_interrupted = 0;
    buf_free(&out);
    buf_marks_free(&marks);
    if (session->member != member)
        screen->is_told = false;
    screen_apply_settings(screen);
    screen->is_growing = true; /* asked when no key comes */
    screen_layout(screen);
    /* Lines that belong together, `commands` to `end`, are typed one after another. */
    if (session_wants(screen->session) && !lineedit_is_open()) {
        screen->lead = ':';
        lineedit_open("", LINEEDIT_COMMAND);
    }
}
