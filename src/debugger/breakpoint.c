/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/breakpoint.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/debugger/args.h"
#include "src/debugger/ask.h"
#include "src/debugger/place.h"
#include "src/debugger/position.h"
#include "src/debugger/session.h"

/* ---- Making one ------------------------------------------------------------------------------ */

/* Where " if " begins in args, outside quotes; the end without one. */
static size_t find_if(const char *args)
{
    char quote = 0;
    size_t n;
    for (n = 0; args[n]; n++) {
        bool begins_word = n == 0 || isspace((unsigned char)args[n - 1]);
        if (!quote && begins_word && strncmp(args + n, "if", 2) == 0 &&
            (args[n + 2] == '\0' || isspace((unsigned char)args[n + 2]) || args[n + 2] == '('))
            return n;
        if (quote ? args[n] == quote : args[n] == '"' || args[n] == '\'')
            quote = quote ? 0 : args[n];
    }
    return n;
}

/* A place that says where it is only now is kept as its byte. */
static bool keep_byte(struct breakpoint *breakpoint, struct err *err)
{
    char text[32];
    snprintf(text, sizeof text, "0x%04llx", (unsigned long long)breakpoint->place);
    free(breakpoint->text);
    breakpoint->text = strdup(text);
    return breakpoint->text || err_set(err, "out of memory");
}

/* Nothing typed: the place where the cursor is; a condition alone: everywhere. */
static bool parse_place(struct breakpoint *breakpoint, struct session *session, const char *command,
                        bool has_condition, struct err *err)
{
    bool is_break = strcmp(command, "break") == 0;
    if (breakpoint->text[0] || !is_break)
        return place_read(breakpoint, session, command, breakpoint->text, err) &&
               (!is_break || !position_begins(breakpoint->text) ||
                !position_is_relative(breakpoint->text) || keep_byte(breakpoint, err));
    if (has_condition) {
        place_anywhere(breakpoint);
        return true;
    }
    place_here(breakpoint, session);
    return keep_byte(breakpoint, err);
}

static void breakpoint_free(struct breakpoint *breakpoint)
{
    if (!breakpoint)
        return;
    expr_free(breakpoint->condition);
    expr_free(breakpoint->watched);
    lines_free(breakpoint->commands);
    free(breakpoint->pattern);
    free(breakpoint->text);
    free(breakpoint);
}

static bool breakpoint_parse(struct breakpoint *breakpoint, struct session *session,
                             const char *command, const char *args, struct err *err)
{
    size_t end = find_if(args), n = end;
    while (n > 0 && isspace((unsigned char)args[n - 1]))
        n--;
    breakpoint->enabled = true;
    breakpoint->command = command;
    breakpoint->temporary = command[0] == 't';
    breakpoint->text = strndup(args, n);
    if (!breakpoint->text)
        return err_set(err, "out of memory");
    if (!parse_place(breakpoint, session, breakpoint->temporary ? "break" : command,
                     args[end] != '\0', err))
        return false;
    if (args[end] == '\0')
        return true;
    breakpoint->condition = expr_new(args + end + strlen("if"), err);
    return breakpoint->condition != NULL;
}

static bool breakpoints_push(struct breakpoints *list, struct breakpoint *breakpoint)
{
    if (list->count == list->cap) {
        size_t cap = list->cap ? list->cap * 2 : 8;
        struct breakpoint **rows = realloc(list->rows, cap * sizeof *rows);
        if (!rows)
            return false;
        list->rows = rows;
        list->cap = cap;
    }
    list->rows[list->count++] = breakpoint;
    breakpoint->number = ++list->last_number;
    return true;
}

struct breakpoint *breakpoint_add(struct session *session, const char *command, const char *args,
                                  struct err *err)
{
    struct breakpoint *breakpoint = calloc(1, sizeof *breakpoint);
    if (!breakpoint) {
        err_set(err, "out of memory");
        return NULL;
    }
    breakpoint->asked_byte = UINT64_MAX;
    if (!breakpoint_parse(breakpoint, session, command, args, err)) {
        breakpoint_free(breakpoint);
        return NULL;
    }
    if (!breakpoints_push(session->breakpoints, breakpoint)) {
        breakpoint_free(breakpoint);
        err_set(err, "out of memory");
        return NULL;
    }
    return breakpoint;
}

bool breakpoint_set_condition(struct breakpoint *breakpoint, const char *text, struct err *err)
{
    text = args_skip(text);
    struct expr *expr = NULL;
    if (*text && !(expr = expr_new(text, err)))
        return false;
    expr_free(breakpoint->condition);
    breakpoint->condition = expr;
    return true;
}

void breakpoint_text(const struct breakpoint *breakpoint, struct buf *out)
{
    buf_str(out, breakpoint->text);
    if (breakpoint->condition)
        buf_printf(out, "%sif %s", breakpoint->text[0] ? " " : "", breakpoint->condition->text);
}

/* ---- The list -------------------------------------------------------------------------------- */

struct breakpoints *breakpoints_new(void)
{
    return calloc(1, sizeof(struct breakpoints));
}

void breakpoints_free(struct breakpoints *list)
{
    if (!list)
        return;
    for (size_t n = 0; n < list->count; n++)
        breakpoint_free(list->rows[n]);
    free(list->rows);
    free(list);
}

struct breakpoint *breakpoint_numbered(const struct breakpoints *list, uint64_t number)
{
    for (size_t n = 0; n < list->count; n++) {
        if (list->rows[n]->number == number)
            return list->rows[n];
    }
    return NULL;
}

void breakpoint_delete(struct breakpoints *list, struct breakpoint *breakpoint)
{
    size_t n = 0;
    while (n < list->count && list->rows[n] != breakpoint)
        n++;
    if (n == list->count)
        return;
    list->count--;
    memmove(list->rows + n, list->rows + n + 1, (list->count - n) * sizeof *list->rows);
    breakpoint_free(breakpoint);
}

/* ---- Looking for the next -------------------------------------------------------------------- */

/* The place is reached: does it stop there? Counts the hit. */
static bool breakpoint_hits(const struct session *session, struct breakpoint *breakpoint, br_op op)
{
    if (breakpoint->condition && !ask_holds(session, breakpoint->condition, op))
        return false;
    breakpoint->hits++;
    if (breakpoint->ignore == 0)
        return true;
    breakpoint->ignore--;
    return false;
}

/* The run so far: for each breakpoint the nearest row of its place that was not asked yet. */
struct run {
    struct session *session;
    bool backward;
    br_op low, high; /* what is left of the range */
    br_op *next;     /* per breakpoint */
};

static void run_seek_all(struct run *run)
{
    struct breakpoints *list = run->session->breakpoints;
    for (size_t n = 0; n < list->count; n++)
        run->next[n] = list->rows[n]->enabled ? place_seek(run->session, list->rows[n], run->low,
                                                           run->high, run->backward)
                                              : BR_NO_OP;
}

static br_op run_nearest(const struct run *run)
{
    br_op nearest = BR_NO_OP;
    for (size_t n = 0; n < run->session->breakpoints->count; n++) {
        br_op op = run->next[n];
        if (op != BR_NO_OP &&
            (nearest == BR_NO_OP || (run->backward ? op > nearest : op < nearest)))
            nearest = op;
    }
    return nearest;
}

/* Looks within the range; on RUN_NONE nothing in it stops. */
static enum run_end run_range(struct run *run, br_op *op, struct breakpoint **why, size_t max_why,
                              size_t *n_why)
{
    struct breakpoints *list = run->session->breakpoints;
    run_seek_all(run);
    for (;;) {
        *op = run_nearest(run);
        if (session_interrupted(run->session))
            return RUN_INTERRUPTED;
        if (*op == BR_NO_OP)
            return RUN_NONE;
        if (run->backward)
            run->high = *op;
        else
            run->low = *op + 1;
        bool stops = false;
        for (size_t n = 0; n < list->count; n++) {
            if (run->next[n] != *op)
                continue;
            if (breakpoint_hits(run->session, list->rows[n], *op)) {
                stops = true;
                if (*n_why < max_why)
                    why[(*n_why)++] = list->rows[n];
            }
        }
        if (stops)
            return RUN_STOPPED;
        for (size_t n = 0; n < list->count; n++) {
            if (run->next[n] == *op)
                run->next[n] =
                    place_seek(run->session, list->rows[n], run->low, run->high, run->backward);
        }
    }
}

/* Whatever the breakpoints must know of the stream as a whole. */
static bool run_prepare(struct session *session)
{
    struct breakpoints *list = session->breakpoints;
    struct err err;
    for (size_t n = 0; n < list->count; n++)
        if (list->rows[n]->enabled && !place_prepare(session, list->rows[n], &err))
            return false;
    return true;
}

enum run_end breakpoints_run(struct session *session, bool backward, br_op *op,
                             struct breakpoint **why, size_t max_why, size_t *n_why)
{
    size_t count = session->breakpoints->count;
    struct run run = {.session = session, .backward = backward};
    run.next = calloc(count + 1, sizeof *run.next);
    *n_why = 0;
    if (!run.next)
        return RUN_INTERRUPTED;
    enum run_end end;
    bool is_whole;
    if (!session_reach(session, session->cursor) || !run_prepare(session)) {
        end = RUN_INTERRUPTED;
    } else if (backward) {
        run.high = session->cursor;
        end = run_range(&run, op, why, max_why, n_why);
    } else {
        br_op from = session->is_fresh ? 0 : session->cursor + 1;
        do { /* what has run already, then what runs for this */
            run.low = from;
            run.high = session_last(session) + 1;
            from = run.high > from ? run.high : from;
            end = run_range(&run, op, why, max_why, n_why);
            is_whole = br_done(session->rec);
            if (end == RUN_NONE && !is_whole && !session_reach(session, br_ops(session->rec)))
                end = RUN_INTERRUPTED;
        } while (end == RUN_NONE && !is_whole);
    }
    free(run.next);
    return end;
}

/* "breakpoint N": that one alone, also when it is disabled; nothing is counted. */
static bool find_numbered(struct session *session, const char *text, bool backward, br_op *op,
                          enum run_end *end, struct err *err)
{
    struct breakpoint *why[1];
    size_t n_why;
    uint64_t number;
    struct breakpoints *kept_list = session->breakpoints;
    struct breakpoint *row =
        parse_number(text, UNIT_COUNT, &number) ? breakpoint_numbered(kept_list, number) : NULL;
    if (!row)
        return err_set(err, "\"%.40s\" is no number of a breakpoint", text);
    struct breakpoints alone = {.rows = &row, .count = 1};
    struct breakpoint kept = *row;
    row->enabled = true;
    row->ignore = 0;
    session->breakpoints = &alone;
    *end = breakpoints_run(session, backward, op, why, 1, &n_why);
    session->breakpoints = kept_list;
    row->enabled = kept.enabled;
    row->ignore = kept.ignore;
    row->hits = kept.hits;
    return true;
}

bool breakpoint_find(struct session *session, const char *place, bool backward, br_op *op,
                     enum run_end *end, struct err *err)
{
    static const char numbered[] = "breakpoint ";
    if (strncmp(place, numbered, sizeof numbered - 1) == 0)
        return find_numbered(session, place + sizeof numbered - 1, backward, op, end, err);
    struct breakpoint *why[1];
    size_t n_why;
    struct breakpoints *kept = session->breakpoints;
    session->breakpoints = breakpoints_new();
    bool made = session->breakpoints && breakpoint_add(session, "break", place, err);
    if (!session->breakpoints)
        err_set(err, "out of memory");
    if (made)
        *end = breakpoints_run(session, backward, op, why, 1, &n_why);
    breakpoints_free(session->breakpoints);
    session->breakpoints = kept;
    return made;
}

bool breakpoint_is_at(struct session *session, const struct breakpoint *breakpoint, br_op op)
{
    return breakpoint->enabled && place_seek(session, breakpoint, op, op + 1, false) == op;
}

struct breakpoint *breakpoint_of(struct session *session, br_op op)
{
    const struct breakpoints *list = session->breakpoints;
    for (size_t n = 0; n < list->count; n++) {
        struct breakpoint *row = list->rows[n];
        if (place_is_position(row) && place_seek(session, row, op, op + 1, false) == op)
            return row;
    }
    return NULL;
}

/* ---- Another record --------------------------------------------------------------------------- */

/* The byte at which a breakpoint by number is wanted: in another reader's run its row may be only the
 * nearest. */
static uint64_t wanted_byte(const struct breakpoint *breakpoint, const br_record *rec)
{
    if (breakpoint->asked_byte != UINT64_MAX)
        return breakpoint->asked_byte;
    return breakpoint->place < br_ops(rec) ? br_pos(rec, (br_op)breakpoint->place) : br_end(rec);
}

uint64_t breakpoints_farthest(const struct session *session)
{
    uint64_t farthest = 0;
    for (size_t n = 0; n < session->breakpoints->count; n++) {
        const struct breakpoint *breakpoint = session->breakpoints->rows[n];
        uint64_t pos = place_is_number(breakpoint) ? wanted_byte(breakpoint, session->rec) : 0;
        farthest = pos > farthest ? pos : farthest;
    }
    return farthest;
}

void breakpoints_follow(struct session *session, const br_record *old)
{
    for (size_t n = 0; n < session->breakpoints->count; n++) {
        struct breakpoint *breakpoint = session->breakpoints->rows[n];
        char text[24];
        if (!place_is_number(breakpoint))
            continue;
        uint64_t pos = wanted_byte(breakpoint, old);
        br_op op = pos < br_end(session->rec) ? br_op_at(session->rec, pos) : session_last(session);
        op = op == BR_NO_OP ? 0 : op;
        bool is_exact = op < br_ops(session->rec) && br_pos(session->rec, op) == pos;
        breakpoint->asked_byte = is_exact ? UINT64_MAX : pos;
        snprintf(text, sizeof text, "#%u", (unsigned)op);
        char *copy = breakpoint->text[0] == '#' ? strdup(text) : NULL; /* `start`, `end` stay */
        breakpoint->place = op;
        if (copy) {
            free(breakpoint->text);
            breakpoint->text = copy;
        }
    }
}
