/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/prompt.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sys/stat.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "src/debugger/complete.h"

enum { HISTORY_LINES = 1000 };

/* Readline calls back without a context. */
static struct session *prompt_session;
static const volatile sig_atomic_t *prompt_interrupted;
static struct completions prompt_words;

/* ---- History --------------------------------------------------------------------------------- */

/* The history's path; folders are made when make is set. False: there is no home. */
static bool history_path(bool make, struct buf *out)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    if (state && state[0] == '/')
        buf_str(out, state);
    else if (home && home[0] == '/')
        buf_printf(out, "%s/.local/state", home);
    else
        return false;
    buf_str(out, "/brine");
    for (size_t n = 1; make && n <= out->len; n++) {
        if (out->data[n] != '/' && n != out->len)
            continue;
        char kept = out->data[n];
        out->data[n] = '\0';
        mkdir(out->data, 0700); /* where it fails, opening the file says no later */
        out->data[n] = kept;
    }
    buf_str(out, "/history");
    return !out->failed;
}

void prompt_history_load(void)
{
    struct buf path = {0};
    using_history();
    stifle_history(HISTORY_LINES);
    if (history_path(false, &path))
        read_history(buf_text(&path));
    buf_free(&path);
}

void prompt_history_save(void)
{
    struct buf path = {0};
    mode_t mask = umask(077);
    if (history_path(true, &path) && write_history(buf_text(&path)) == 0)
        chmod(buf_text(&path), 0600); /* also one that was there before */
    umask(mask);
    buf_free(&path);
}

/* ---- Completion ------------------------------------------------------------------------------ */

static char *prompt_next_word(const char *text, int state)
{
    static size_t next;
    (void)text;
    if (state == 0)
        next = 0;
    return next < prompt_words.words.count ? strdup(prompt_words.words.rows[next++]) : NULL;
}

static char **prompt_complete(const char *text, int start, int end)
{
    char **matches = NULL;
    (void)start;
    if (session_complete(prompt_session, rl_line_buffer, (size_t)end, &prompt_words)) {
        rl_attempted_completion_over = !prompt_words.is_file;
        if (!prompt_words.is_file)
            matches = rl_completion_matches(text, prompt_next_word);
        rl_completion_append_character = prompt_words.is_expr ? '\0' : ' ';
    }
    completions_free(&prompt_words);
    return matches;
}

/* Readline asks where the word begins; it must be where session_complete says. */
static char *prompt_breaks(void)
{
    static char blanks[] = " \t", marks[] = " \t.[]()=!<>~,";
    struct completions words;
    char *breaks = blanks;
    if (session_complete(prompt_session, rl_line_buffer, (size_t)rl_point, &words) &&
        words.start > 0 && !strchr(blanks, rl_line_buffer[words.start - 1]))
        breaks = marks;
    completions_free(&words);
    return breaks;
}

/* ---- Reading --------------------------------------------------------------------------------- */

/* Ctrl-C throws the line away: an empty one is given back, and the flag tells why. */
static int prompt_getc(FILE *file)
{
    for (;;) {
        unsigned char c;
        ssize_t n = read(fileno(file), &c, 1);
        if (n == 0 || (n < 0 && errno != EINTR))
            return EOF;
        rl_check_signals();
        if (*prompt_interrupted) {
            if (n == 1)
                rl_stuff_char(c); /* it was typed after the Ctrl-C */
            rl_replace_line("", 0);
            return '\n';
        }
        if (n == 1)
            return c;
    }
}

static void prompt_setup(struct session *session, const volatile sig_atomic_t *interrupted)
{
    prompt_session = session;
    prompt_interrupted = interrupted;
    rl_readline_name = "brine";
    rl_getc_function = prompt_getc;
    rl_attempted_completion_function = prompt_complete;
    rl_completion_word_break_hook = prompt_breaks;
    rl_completer_quote_characters = "";
    prompt_history_load();
}

static void prompt_remember(const char *line)
{
    const HIST_ENTRY *last = history_length ? history_get(history_base + history_length - 1) : NULL;
    if (line[0] && (!last || strcmp(last->line, line) != 0))
        add_history(line);
}

void prompt_run(struct session *session, volatile sig_atomic_t *interrupted, script_show_fn show,
                void (*tell)(void *context, const struct err *err), void *context)
{
    struct buf out = {0};
    enum session_result result = SESSION_OK;
    prompt_setup(session, interrupted);
    while (result != SESSION_QUIT) {
        const char *wants = session_wants(session);
        char *line = readline(wants ? wants : "(brine) ");
        if (!line && wants) { /* Ctrl-D ends what is collected, as in gdb */
            line = strdup("end");
            buf_char(&out, '\n');
        }
        if (!line) {
            buf_char(&out, '\n');
            show(context, &out);
            break;
        }
        if (*interrupted) {
            *interrupted = 0;
            session->collects = 0;
            free(line);
            continue;
        }
        struct err err;
        prompt_remember(line);
        if (session->width) { /* the window may have another size now */
            int rows, columns;
            rl_get_screen_size(&rows, &columns);
            session->width = columns > 0 ? (unsigned)columns : session->width;
        }
        result = session_command(session, line, &out, &err);
        free(line);
        if (!show(context, &out))
            break;
        if (result == SESSION_ERROR)
            tell(context, &err);
        if (result == SESSION_ERROR && *interrupted) { /* it may have come some of the way */
            session_stop_text(session, &out);
            show(context, &out);
        }
        *interrupted = 0;
    }
    prompt_history_save();
    buf_free(&out);
}
