/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/lineedit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "src/debugger/complete.h"
#include "src/debugger/lines.h"
#include "src/output/safe.h"
#include "ui/terminal.h"

enum { CHOICE_ROWS = 6 };

static struct session *completes; /* whose words they are */
static bool is_open;
static bool is_ended;
static char *ended_line;
static int fed = EOF;        /* the byte that readline gets next */
static struct lines choices; /* safe texts */
static enum lineedit_kind kind;
static HISTORY_STATE histories[LINEEDIT_KINDS]; /* of the kinds that are not open */

/* ---- Completion ------------------------------------------------------------------------------- */

/* How much all words have in common. */
static size_t common_length(const struct lines *words)
{
    size_t len = strlen(words->rows[0]);
    for (size_t k = 1; k < words->count; k++) {
        size_t same = 0;
        while (same < len && words->rows[k][same] == words->rows[0][same])
            same++;
        len = same;
    }
    return len;
}

static void add_choice(const char *word)
{
    struct buf safe = {0};
    safe_str(&safe, word);
    lines_add(&choices, buf_text(&safe));
    buf_free(&safe);
}

static void list_choices(const struct lines *words)
{
    for (size_t k = 0; k < words->count; k++)
        add_choice(words->rows[k]);
}

/* Puts what is certain in place of the word; when that is no more than is typed, says what could
 * follow. */
static void complete_word(const struct completions *found)
{
    const struct lines *words = &found->words;
    size_t typed = (size_t)rl_point - found->start;
    size_t common = common_length(words);
    if (common <= typed && words->count > 1) {
        list_choices(words);
        return;
    }
    char *word = strndup(words->rows[0], common);
    if (!word)
        return;
    rl_begin_undo_group();
    rl_delete_text((int)found->start, rl_point);
    rl_point = (int)found->start;
    rl_insert_text(word);
    if (words->count == 1 && common > 0 && !strchr("(.", word[common - 1]))
        rl_insert_text(" ");
    rl_end_undo_group();
    free(word);
}

static int on_tab(int count, int key)
{
    struct completions found = {0};
    if (kind != LINEEDIT_COMMAND)
        return rl_insert(count, key);
    if (session_complete(completes, rl_line_buffer, (size_t)rl_point, &found)) {
        if (found.is_file)
            rl_complete(count, key);
        else if (found.words.count > 0 && found.start <= (size_t)rl_point)
            complete_word(&found);
    }
    completions_free(&found);
    return 0;
}

/* Names of files, which readline completes itself. */
static void keep_matches(char **words, int count, int longest)
{
    (void)longest;
    for (int k = 1; k <= count; k++)
        add_choice(words[k]);
}

/* Down the columns, then right; the last place says how many are left out. */
static void lay_out_choices(size_t width, size_t columns, struct buf *out)
{
    size_t per_row = columns / width ? columns / width : 1;
    size_t rows = (choices.count + per_row - 1) / per_row;
    bool is_cut = rows > CHOICE_ROWS;
    rows = is_cut ? CHOICE_ROWS : rows;
    for (size_t row = 0; row < rows; row++) {
        for (size_t at = row, used = 0; at < choices.count && used < per_row; at += rows, used++) {
            if (is_cut && row + 1 == rows && used + 1 == per_row) {
                buf_printf(out, "%s %zu more", safe_ellipsis(), choices.count - at);
                break;
            }
            const char *word = choices.rows[at];
            size_t own = safe_width(word, strlen(word));
            buf_str(out, word);
            if (at + rows < choices.count && used + 1 < per_row && own < width)
                buf_pad(out, ' ', width - own);
        }
        buf_char(out, '\n');
    }
}

bool lineedit_take_choices(size_t columns, struct buf *out)
{
    size_t longest = 0;
    for (size_t k = 0; k < choices.count; k++) {
        size_t own = safe_width(choices.rows[k], strlen(choices.rows[k]));
        longest = own > longest ? own : longest;
    }
    bool has_any = choices.count > 0;
    if (has_any)
        lay_out_choices(longest + 2, columns, out);
    lines_clear(&choices);
    return has_any;
}

/* ---- What readline calls ---------------------------------------------------------------------- */

static int next_byte(FILE *file)
{
    (void)file;
    if (fed != EOF) {
        int byte = fed;
        fed = EOF;
        return byte;
    }
    /* It wants more than it was given: the rest of a key, mostly there already. */
    struct terminal_key key = terminal_read(500);
    return key.kind == KEY_KIND_CHAR ? (int)key.code : 0;
}

static int has_byte(void)
{
    return fed != EOF;
}

/* readline may have more to do before it returns (a macro), so it goes on having us. */
static void on_line(char *line)
{
    if (is_ended)
        free(line);
    else
        ended_line = line;
    is_ended = true;
}

static void do_nothing(void)
{
}

static void do_nothing_with(int argument)
{
    (void)argument;
}

/* ---- The line --------------------------------------------------------------------------------- */

/* Keys that readline has for this do nothing. */
static void unbind(const char *name)
{
    static const char *const maps[] = {"emacs", "emacs-meta", "emacs-ctlx"};
    rl_command_func_t *function = rl_named_function(name);
    for (size_t k = 0; function && k < sizeof maps / sizeof maps[0]; k++)
        rl_unbind_function_in_map(function, rl_get_keymap_by_name(maps[k]));
}

static int pass_over(int count, int key)
{
    (void)count, (void)key;
    return 0;
}

void lineedit_start(struct session *session)
{
    /* readline leaves the terminal, the signals, the sizes and the screen to us; what it still
     * wants to print (a bell, a newline) goes nowhere. */
    static FILE *nowhere;
    completes = session;
    if (!nowhere)
        nowhere = fopen("/dev/null", "r+");
    rl_readline_name = "brine";
    rl_change_environment = 0;
    rl_catch_signals = 0;
    rl_catch_sigwinch = 0;
    rl_instream = rl_outstream = nowhere;
    rl_prep_term_function = do_nothing_with;
    rl_deprep_term_function = do_nothing;
    rl_redisplay_function = do_nothing;
    rl_getc_function = next_byte;
    rl_input_available_hook = has_byte;
    rl_completion_display_matches_hook = keep_matches;
    rl_initialize();
    /* After the user's inputrc has been read. */
    rl_variable_bind("enable-bracketed-paste", "off");
    rl_variable_bind("bell-style", "none");
    rl_variable_bind("show-all-if-ambiguous", "on");
    /* A prefix of keys that comes while the history is searched ends that: readline 8.2 crashes on
     * what follows it (C-r C-x C-v). */
    rl_variable_bind("isearch-terminators", "\"\\e\\C-j\\C-x\"");
    rl_bind_key('\t', on_tab);
    /* Text may be pasted while the terminal is being told that it need not be marked any more; readline
     * would wait for the end of it, come what may. */
    rl_bind_keyseq_in_map("\\e[200~", pass_over, emacs_standard_keymap);
    rl_bind_keyseq_in_map("\\e[201~", pass_over, emacs_standard_keymap);
    /* It fills in the line that is opened next: here that is another one, for something else. Done
     * twice, it fills in each from then on. */
    unbind("operate-and-get-next");
    /* Esc leaves the line, so there is no way to vi's commands; and in that mode readline 8.2 crashes
     * on the keys of the arrows. */
    rl_variable_bind("editing-mode", "emacs");
    unbind("vi-editing-mode");
}

/* Puts another kind's history in place of the one that readline has. */
static void use_history(enum lineedit_kind wanted)
{
    if (wanted == kind)
        return;
    HISTORY_STATE *now = history_get_history_state();
    if (!now)
        return;
    histories[kind] = *now;
    free(now);
    history_set_history_state(&histories[wanted]);
    using_history();
    kind = wanted;
}

void lineedit_end(void)
{
    use_history(LINEEDIT_COMMAND);
}

void lineedit_open(const char *text, enum lineedit_kind wanted)
{
    use_history(wanted);
    is_ended = false;
    ended_line = NULL;
    fed = EOF;
    rl_callback_handler_install("", on_line);
    rl_insert_text(text);
    is_open = true;
    terminal_set_keys(TERMINAL_BYTES);
}

bool lineedit_is_open(void)
{
    return is_open;
}

static void leave(void)
{
    is_open = false;
    terminal_set_keys(TERMINAL_KEYS);
}

void lineedit_close(void)
{
    if (!is_open)
        return;
    /* What comes next is a new line: not what is left of a search of the history or of half a key,
     * nor changes that could be undone, which readline would free again with the next line. */
    rl_callback_sigcleanup();
    rl_free_line_state();
    rl_callback_handler_remove();
    leave();
}

bool lineedit_feed(unsigned char byte, char **line)
{
    fed = byte;
    rl_callback_read_char();
    rl_free_undo_list();
    if (!is_ended)
        return false;
    rl_callback_handler_remove();
    leave();
    *line = ended_line;
    return true;
}

void lineedit_remember(const char *line)
{
    const HIST_ENTRY *last = history_length ? history_get(history_base + history_length - 1) : NULL;
    if (*line && (!last || strcmp(last->line, line) != 0))
        add_history(line);
}

void lineedit_text(struct buf *out, size_t *cursor)
{
    /* While it searches its history, readline says so in its prompt. */
    if (rl_display_prompt)
        safe_str(out, rl_display_prompt);
    /* After a search of its history readline may have the cursor past the end. */
    int point = rl_point < rl_end ? rl_point : rl_end;
    safe_line(out, rl_line_buffer, (size_t)point);
    *cursor = safe_width(buf_text(out), out->len);
    safe_line(out, rl_line_buffer + point, (size_t)(rl_end - point));
}

bool lineedit_is_empty(void)
{
    return rl_end == 0;
}
