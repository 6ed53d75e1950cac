/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/command.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "src/debugger/args.h"
#include "src/debugger/breakpoint.h"
#include "src/debugger/groups.h"
#include "src/debugger/lines.h"

enum { OUTPUT_MAX = 256 << 20 }; /* bytes that one line may print: commands of breakpoints loop */

/* In the order of help. */
static const struct debug_group *const groups[] = {
    &group_moves, &group_runs,    &group_spots, &group_breaks, &group_looks,
    &group_rows,  &group_origins, &group_saves, &group_files,  &group_general,
};
enum { N_GROUPS = sizeof groups / sizeof *groups };

/* ---- Finding --------------------------------------------------------------------------------- */

const struct debug_group *debug_group_nth(const struct session *session, size_t n)
{
    if (n < N_GROUPS)
        return groups[n];
    return n == N_GROUPS && session ? session->extra : NULL;
}

size_t debug_word(const char *text)
{
    size_t n = 0;
    while (isalnum((unsigned char)text[n]) || text[n] == '-' || text[n] == '_')
        n++;
    return n;
}

static bool aliases_have(const char *aliases, const char *word, size_t len)
{
    while (*aliases) {
        size_t n = strcspn(aliases, " ");
        if (n == len && memcmp(aliases, word, len) == 0)
            return true;
        aliases += n + (aliases[n] == ' ');
    }
    return false;
}

/* What a word may mean so far. */
struct search {
    const char *word;
    size_t len;
    const struct debug_command *exact;
    const struct debug_command *first; /* whose name begins so */
    size_t count;
    struct buf names; /* of all that begin so */
};

static void search_group(struct search *search, const struct debug_group *group)
{
    for (size_t n = 0; n < group->count; n++) {
        const struct debug_command *row = &group->rows[n];
        if (aliases_have(row->aliases, search->word, search->len))
            search->exact = row;
        if (strncmp(row->name, search->word, search->len) != 0)
            continue;
        if (row->name[search->len] == '\0')
            search->exact = row;
        if (search->count++ == 0)
            search->first = row;
        buf_printf(&search->names, "%s%s", search->names.len ? ", " : "", row->name);
    }
}

/* group: whose rows they are, "info"; NULL: those of all commands. */
static const struct debug_command *search_end(struct search *search, const char *group,
                                              struct err *err)
{
    const struct debug_command *found = search->exact;
    if (!found && search->count == 1)
        found = search->first;
    if (!found && search->count == 0)
        err_set(err, "\"%.*s\" is no %s (help%s%s lists them)", (int)search->len, search->word,
                group ? "topic of it" : "command", group ? " " : "", group ? group : "");
    else if (!found)
        err_set(err, "\"%.*s\" may be %s", (int)search->len, search->word,
                buf_text(&search->names));
    buf_free(&search->names);
    return found;
}

/* A command of a front end that is not there. */
static const struct debug_command *find_absent(const struct session *session, const char *word,
                                               size_t len)
{
    const struct debug_group *group = session ? session->absent : NULL;
    for (size_t n = 0; group && n < group->count; n++) {
        const struct debug_command *row = &group->rows[n];
        if (strlen(row->name) == len && memcmp(row->name, word, len) == 0)
            return row;
        if (aliases_have(row->aliases, word, len))
            return row;
    }
    return NULL;
}

const struct debug_command *debug_topic_find(const struct debug_command *command, const char *word,
                                             size_t len, struct err *err)
{
    struct search search = {.word = word, .len = len};
    search_group(&search, command->sub ? command->sub : command->topics);
    return search_end(&search, command->name, err);
}

const struct debug_command *debug_command_find(const struct session *session, const char *word,
                                               size_t len, struct err *err)
{
    struct search search = {.word = word, .len = len};
    const struct debug_group *group;
    for (size_t n = 0; (group = debug_group_nth(session, n)) != NULL; n++)
        search_group(&search, group);
    if (search.count == 0 && !search.exact)
        search.exact = find_absent(session, word, len);
    return search_end(&search, NULL, err);
}

enum session_result command_stopped(const struct session *session, struct err *err)
{
    session_stopped(session, err);
    return SESSION_ERROR;
}

bool command_reads_all(struct session *session, struct err *err)
{
    return session_grow(session, 0) == BR_OK || session_stopped(session, err);
}

enum session_result command_no_memory(struct err *err)
{
    err_set(err, "out of memory");
    return SESSION_ERROR;
}

/* ---- Running a line -------------------------------------------------------------------------- */

/* A copy without blanks at its ends. */
static char *trimmed(const char *text)
{
    text = args_skip(text);
    size_t len = strlen(text);
    while (len > 0 && isspace((unsigned char)text[len - 1]))
        len--;
    return strndup(text, len);
}

static void remember(struct session *session, const struct debug_command *command, const char *line)
{
    bool is_same = command->repeat == REPEAT_SAME || line[strlen(line) - 1] == '-';
    char *copy = command->repeat == REPEAT_NO ? NULL : strdup(is_same ? line : command->name);
    free(session->repeat);
    session->repeat = copy;
}

/* What works on a front end that is not there cannot be done, and is nobody's mistake: scripts are shared. */
bool debug_is_absent(const struct session *session, const struct debug_command *command)
{
    const struct debug_group *group = session->absent;
    return group && !command->is_setting && command >= group->rows &&
           command < group->rows + group->count;
}

static enum session_result pass_over(const struct session *session,
                                     const struct debug_command *command, struct buf *out)
{
    if (!session->passes_quietly)
        buf_printf(out, "%s is for the screen: passed over.\n", command->name);
    return SESSION_OK;
}

/* A row that takes nothing is given nothing. group: before its name, as "info". */
static enum session_result run_checked(struct session *session, const struct debug_command *row,
                                       const char *group, const char *args, struct buf *out,
                                       struct err *err)
{
    if (row->args[0] || args[0] == '\0')
        return row->run(session, args, out, err);
    return command_wrong(err, "%s%s%s: nothing is expected after it, not \"%.100s\"", group,
                         *group ? " " : "", row->name, args);
}

static enum session_result run_row(struct session *session, const struct debug_command *command,
                                   const char *args, struct buf *out, struct err *err)
{
    if (!command->sub)
        return run_checked(session, command, "", args, out, err);
    size_t len = debug_word(args);
    if (len == 0) {
        err_set(err, "%s what? (help %s lists it)", command->name, command->name);
        return SESSION_ERROR;
    }
    const struct debug_command *topic = debug_topic_find(command, args, len, err);
    if (!topic) {
        err_prefix(err, "%s", command->name);
        return SESSION_ERROR;
    }
    return run_checked(session, topic, command->name, args_skip(args + len), out, err);
}

/* One line, trimmed and not empty. */
static enum session_result run_line(struct session *session, const char *line, bool is_typed,
                                    struct buf *out, struct err *err)
{
    size_t len = debug_word(line);
    if (line[0] == '#') /* a comment */
        return SESSION_OK;
    if (len == 0) {
        err_set(err, "\"%.100s\" begins with no command (help lists them)", line);
        return SESSION_ERROR;
    }
    const struct debug_command *command = debug_command_find(session, line, len, err);
    if (!command)
        return SESSION_ERROR;
    if (debug_is_absent(session, command))
        return pass_over(session, command, out);
    if (is_typed)
        remember(session, command, line);
    return run_row(session, command, args_skip(line + len), out, err);
}

/* A line of `commands ... end`. */
static enum session_result collect(struct session *session, const char *line, struct err *err)
{
    struct breakpoint *breakpoint = breakpoint_numbered(session->breakpoints, session->collects);
    if (strcmp(line, "end") == 0 || !breakpoint) {
        session->collects = 0;
        return SESSION_OK;
    }
    if (line[0] == '\0' || lines_add(breakpoint->commands, line))
        return SESSION_OK;
    err_set(err, "out of memory");
    return SESSION_ERROR;
}

/* What breakpoints that were met want to have run; a move among it may bring more. */
static enum session_result run_queue(struct session *session, enum session_result result,
                                     struct buf *out, struct err *err)
{
    char *line;
    while ((result == SESSION_OK || result == SESSION_MOVED) &&
           (line = lines_take(session->queue)) != NULL) {
        enum session_result one = run_line(session, line, false, out, err);
        free(line);
        if (one != SESSION_OK)
            result = one;
        if (session_interrupted(session) || out->len > OUTPUT_MAX) {
            err_set(err, "the commands of the breakpoint were stopped");
            result = SESSION_ERROR;
        }
    }
    if (result != SESSION_OK && result != SESSION_MOVED)
        lines_clear(session->queue);
    return result;
}

static enum session_result run_trimmed(struct session *session, const char *line, struct buf *out,
                                       struct err *err)
{
    if (session->collects)
        return collect(session, line, err);
    if (line[0])
        return run_queue(session, run_line(session, line, session->sourcing == 0, out, err), out,
                         err);
    if (!session->repeat)
        return SESSION_OK;
    char *again = strdup(session->repeat);
    enum session_result result = SESSION_ERROR;
    if (again)
        result = run_queue(session, run_line(session, again, true, out, err), out, err);
    else
        err_set(err, "out of memory");
    free(again);
    return result;
}

enum session_result session_command(struct session *session, const char *line, struct buf *out,
                                    struct err *err)
{
    err->text[0] = '\0';
    if (session->sourcing == 0)
        session->is_placed = false;
    char *copy = trimmed(line);
    if (!copy) {
        err_set(err, "out of memory");
        return SESSION_ERROR;
    }
    session->no_memory = false;
    unsigned long failures = buf_failures();
    enum session_result result = run_trimmed(session, copy, out, err);
    free(copy);
    session->no_memory |= buf_failures() != failures;
    if ((out->failed || session->no_memory) && (result == SESSION_OK || result == SESSION_MOVED)) {
        err_set(err, "out of memory: this is not all of it");
        return SESSION_ERROR;
    }
    return result;
}

const char *session_wants(const struct session *session)
{
    return session->collects ? session->wants : NULL;
}
