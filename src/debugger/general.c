/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands about the debugger itself: help, settings, scripts, the end. */
#include <ctype.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "src/base/settings.h"
#include "src/debugger/args.h"
#include "src/debugger/groups.h"
#include "src/debugger/lines.h"
#include "src/debugger/script.h"
#include "src/debugger/setting.h"
#include "src/debugger/divergence.h"
#include "src/input/input.h"
#include "src/output/safe.h"
#include "src/view/wrap.h"

enum {
    HELP_COLUMN = 19,      /* where summaries begin */
    HELP_COLUMNS = 78,     /* of lines that nobody wraps */
    FULL_COLUMNS = 68,     /* a line of at least so many, with the first word of the next one, was
                              ended for want of room */
    TOPIC_LETTERS_MIN = 4, /* "expr", "posi", "patt" begin no command */
};

/* ---- help ------------------------------------------------------------------------------------ */

/* A summary in lines, one below the other, where the front end does not wrap them itself. */
static void say_in_lines(const struct session *session, const char *text, size_t column,
                         struct buf *out)
{
    struct wrapper wrapper = {
        .text = text, .len = strlen(text), .width = session->flows ? 0 : HELP_COLUMNS - column};
    struct wrap_piece piece;
    for (size_t n = 0; wrapper_next(&wrapper, &piece); n++) {
        buf_pad(out, ' ', n ? column : 0);
        buf_add(out, text + piece.at, piece.len);
        buf_char(out, '\n');
    }
}

static void say_summary(const struct session *session, const struct debug_command *row,
                        const char *before, struct buf *out)
{
    size_t used = strlen(before) + strlen(row->name);
    size_t blanks = used + 2 < HELP_COLUMN ? HELP_COLUMN - used : 2;
    buf_printf(out, "  %s%s", before, row->name);
    buf_pad(out, ' ', blanks);
    say_in_lines(session, row->summary, 2 + used + blanks, out);
}

static void say_group(const struct session *session, const struct debug_group *group,
                      const char *before, struct buf *out)
{
    for (size_t n = 0; n < group->count; n++)
        say_summary(session, &group->rows[n], before, out);
}

/* The line after this one goes on with its sentence: it was only too long for one line. */
static bool goes_on(const char *line, size_t len, const char *next)
{
    size_t blanks = strspn(next, " ");
    size_t indent = strspn(line, " ");
    bool is_below = blanks == 0 ? indent == 0 : blanks > indent + 1;
    return next[blanks] && is_below && len + strcspn(next + blanks, " \n") >= FULL_COLUMNS;
}

/* As it stands; for a front end that wraps, each paragraph as one line. */
static void say_help(const struct session *session, const char *help, struct buf *out)
{
    for (const char *line = help; *line;) {
        size_t len = strcspn(line, "\n");
        const char *next = line + len + 1;
        bool is_joined = session->flows && goes_on(line, len, next);
        buf_add(out, line, len);
        buf_char(out, is_joined ? ' ' : '\n');
        line = is_joined ? next + strspn(next, " ") : next;
    }
}

static void say_command(const struct session *session, const struct debug_command *row,
                        const char *before, struct buf *out)
{
    buf_printf(out, "%s%s%s%s\n", before, row->name, row->args[0] ? " " : "", row->args);
    if (row->aliases[0])
        buf_printf(out, "also: %s\n", row->aliases);
    buf_printf(out, "%s.\n", row->summary);
    say_help(session, row->help, out);
    const struct debug_group *topics = row->sub ? row->sub : row->topics;
    if (topics) {
        char prefix[32];
        snprintf(prefix, sizeof prefix, "%s ", row->name);
        say_group(session, topics, prefix, out);
    }
}

static void say_all(const struct session *session, struct buf *out)
{
    const struct debug_group *group;
    for (size_t n = 0; (group = debug_group_nth(session, n)) != NULL; n++) {
        buf_printf(out, "%s%s\n", n ? "\n" : "", group->title);
        say_group(session, group, "", out);
    }
    buf_str(out, "\nhelp COMMAND tells more, also help expressions, help positions and help\n"
                 "patterns; apropos WORD finds. Words may be shortened while they are unique; an\n"
                 "empty line repeats.\n");
}

/* What is no command, and all that its word can mean. */
static const struct debug_command *topic_of_help(const char *word, size_t len)
{
    static const struct debug_command help = {.name = "help", .topics = &group_topics};
    struct err ignored;
    /* Shortened it may be a command: `p`, `e`. */
    return len < TOPIC_LETTERS_MIN ? NULL : debug_topic_find(&help, word, len, &ignored);
}

static enum session_result do_help(struct session *session, const char *args, struct buf *out,
                                   struct err *err)
{
    if (args[0] == '\0') {
        say_all(session, out);
        return SESSION_OK;
    }
    size_t len = debug_word(args);
    const struct debug_command *topic = topic_of_help(args, len);
    if (topic) {
        say_command(session, topic, "", out);
        return SESSION_OK;
    }
    const struct debug_command *row = debug_command_find(session, args, len, err);
    if (!row)
        return SESSION_ERROR;
    args = args_skip(args + len);
    if (!row->sub || args[0] == '\0') {
        say_command(session, row, "", out);
        if (debug_is_absent(session, row))
            buf_str(out, "Only on the screen.\n");
        return SESSION_OK;
    }
    topic = debug_topic_find(row, args, debug_word(args), err);
    if (!topic)
        return SESSION_ERROR;
    char before[32];
    snprintf(before, sizeof before, "%s ", row->name);
    say_command(session, topic, before, out);
    return SESSION_OK;
}

static bool row_mentions(const struct debug_command *row, const char *word)
{
    return strcasestr(row->name, word) || strcasestr(row->aliases, word) ||
           strcasestr(row->summary, word) || strcasestr(row->help, word);
}

static size_t apropos_group(const struct session *session, const struct debug_group *group,
                            const char *before, const char *word, struct buf *out)
{
    size_t found = 0;
    for (size_t n = 0; n < group->count; n++) {
        const struct debug_command *row = &group->rows[n];
        if (row_mentions(row, word)) {
            say_summary(session, row, before, out);
            found++;
        }
        const struct debug_group *topics = row->sub ? row->sub : row->topics;
        if (topics) { /* topics have none themselves */
            char prefix[32];
            snprintf(prefix, sizeof prefix, "%s ", row->name);
            found += apropos_group(session, topics, prefix, word, out);
        }
    }
    return found;
}

static enum session_result do_apropos(struct session *session, const char *args, struct buf *out,
                                      struct err *err)
{
    const struct debug_group *group;
    size_t found = 0;
    if (args[0] == '\0') {
        err_set(err, "apropos what? Expected a word");
        return SESSION_ERROR;
    }
    for (size_t n = 0; (group = debug_group_nth(session, n)) != NULL; n++)
        found += apropos_group(session, group, "", args, out);
    if (found == 0)
        buf_str(out, "Nothing.\n");
    return SESSION_OK;
}

/* ---- set, show ------------------------------------------------------------------------------- */

/* A row of any table, by number: the debugger's own first, then those that are names, then the
 * limits of the program. */
struct any_setting {
    const char *name, *text;
    const struct name_setting *is_name; /* NULL: it is a number */
    bool is_limit;
    unsigned number;
};

static bool any_setting_nth(unsigned n, struct any_setting *out)
{
    unsigned own = 0;
    while (debug_setting_nth(own))
        own++;
    if (n < own) {
        const struct debug_setting *row = debug_setting_nth(n);
        *out = (struct any_setting){row->name, row->text, NULL, false, n};
        return true;
    }
    n -= own;
    const struct name_setting *name = name_setting_nth(n);
    if (name) {
        *out = (struct any_setting){name->name, name->text, name, false, n};
        return true;
    }
    for (own = 0; name_setting_nth(own);)
        own++;
    n -= own;
    if (n >= SETTING_COUNT)
        return false;
    *out = (struct any_setting){settings_table[n].name, settings_table[n].text, NULL, true, n};
    return true;
}

static bool any_setting_find(const char *word, size_t len, struct any_setting *out, struct err *err)
{
    struct any_setting row;
    size_t found = 0;
    for (unsigned n = 0; any_setting_nth(n, &row); n++) {
        if (strncmp(row.name, word, len) != 0)
            continue;
        *out = row;
        if (row.name[len] == '\0')
            return true;
        found++;
    }
    if (found == 1)
        return true;
    return err_set(err, "\"%.*s\" is %s setting (show lists them)", (int)len, word,
                   found ? "the beginning of more than one" : "no");
}

static void say_setting(const struct session *session, const struct any_setting *row,
                        struct buf *out)
{
    struct buf left = {0};
    buf_printf(&left, "%s ", row->name);
    if (row->is_name)
        buf_str(&left, row->is_name->now(session));
    else if (row->is_limit)
        buf_printf(
            &left, "%llu",
            (unsigned long long)settings_get(&session->limits, (enum setting_id)row->number));
    else
        debug_settings_say(session->settings, row->number, &left);
    buf_printf(out, "%-26s  %s\n", buf_text(&left), row->text);
    buf_free(&left);
}

static enum session_result do_show(struct session *session, const char *args, struct buf *out,
                                   struct err *err)
{
    struct any_setting row;
    size_t len = debug_word(args);
    if (args[0] && !any_setting_find(args, len, &row, err))
        return SESSION_ERROR;
    if (args[0])
        say_setting(session, &row, out);
    for (unsigned n = 0; !args[0] && any_setting_nth(n, &row); n++)
        say_setting(session, &row, out);
    return SESSION_OK;
}

/* Another record is in place: says where the cursor stands in it. */
static enum session_result set_moved(struct session *session, struct buf *out)
{
    session_stop_text(session, out);
    return SESSION_MOVED;
}

static enum session_result do_set(struct session *session, const char *args, struct buf *out,
                                  struct err *err)
{
    struct any_setting row;
    size_t len = debug_word(args);
    if (len == 0) {
        err_set(err, "set what? Expected a setting and its value (show lists them)");
        return SESSION_ERROR;
    }
    if (!any_setting_find(args, len, &row, err))
        return SESSION_ERROR;
    const char *value = args + len;
    while (isspace((unsigned char)*value) || *value == '=')
        value++;
    if (row.is_name)
        return name_setting_set(session, row.is_name, value, err) ? set_moved(session, out)
                                                                  : SESSION_ERROR;
    bool done = row.is_limit
                    ? settings_set(&session->limits, (enum setting_id)row.number, value, err)
                    : debug_settings_set(session->settings, row.number, value, err);
    if (!done)
        return SESSION_ERROR;
    if (row.is_limit) { /* of the next record */
        session->options.machine.max_bytes =
            settings_record_bytes(&session->limits, session->input->len, 1);
        session->options.machine.max_ops = session->limits.max_ops;
    }
    return SESSION_OK;
}

/* ---- Scripts --------------------------------------------------------------------------------- */

static enum session_result do_source(struct session *session, const char *args, struct buf *out,
                                     struct err *err)
{
    if (args[0] == '\0') {
        err_set(err, "source what? Expected the name of a file of commands");
        return SESSION_ERROR;
    }
    if (session->sourcing >= SCRIPT_MAX_DEPTH) {
        err_set(err, "scripts may run scripts at most %d deep", SCRIPT_MAX_DEPTH);
        return SESSION_ERROR;
    }
    struct lines *outer = session->queue; /* what is left of it runs after the script */
    session->queue = lines_new();
    if (!session->queue) {
        session->queue = outer;
        err_set(err, "out of memory");
        return SESSION_ERROR;
    }
    enum session_result result = script_run_file(session, args, out, NULL, NULL, err);
    lines_free(session->queue);
    session->queue = outer;
    return result;
}

static enum session_result do_echo(struct session *session, const char *args, struct buf *out,
                                   struct err *err)
{
    (void)session;
    (void)err;
    safe_str(out, args);
    buf_char(out, '\n');
    return SESSION_OK;
}

static enum session_result do_quit(struct session *session, const char *args, struct buf *out,
                                   struct err *err)
{
    (void)session;
    (void)args;
    (void)out;
    (void)err;
    return SESSION_QUIT;
}

/* ---- The rows -------------------------------------------------------------------------------- */

/* clang-format off */
static const struct debug_command general_rows[] = {
    {.name = "help", .aliases = "h", .args = "[COMMAND | TOPIC]", .complete = COMPLETE_COMMANDS,
     .summary = "List the commands, or tell more of one", .help = "", .run = do_help,
     .topics = &group_topics},
    {.name = "apropos", .aliases = "", .args = "WORD",
     .summary = "Find the commands whose help has a word", .help = "", .run = do_apropos},
    {.name = "set", .aliases = "", .args = "SETTING VALUE", .complete = COMPLETE_SETTINGS,
     .summary = "Change a setting", .help = "Limits of the run hold from the next restart on.\n",
     .run = do_set},
    {.name = "show", .aliases = "", .args = "[SETTING]", .complete = COMPLETE_SETTINGS,
     .summary = "Show a setting, or all", .help = "", .run = do_show},
    {.name = "source", .aliases = "", .args = "FILE", .complete = COMPLETE_FILES,
     .summary = "Run the commands in a file",
     .help = "A command that fails ends the script; an assert that fails does not.\n",
     .run = do_source},
    {.name = "echo", .aliases = "", .args = "[TEXT]", .summary = "Print a text", .help = "",
     .run = do_echo},
    {.name = "quit", .aliases = "q exit", .args = "", .summary = "Leave the debugger", .help = "",
     .run = do_quit},
};
/* clang-format on */

DEBUG_GROUP(group_general, "The debugger", general_rows);
