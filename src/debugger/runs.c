/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that run to what is looked for: breakpoints, places, danger; forward and back. */
#include <string.h>

#include "src/debugger/args.h"
#include "src/debugger/breakpoint.h"
#include "src/debugger/danger.h"
#include "src/debugger/groups.h"
#include "src/debugger/jumps.h"
#include "src/debugger/lines.h"
#include "src/debugger/moves.h"
#include "src/output/safe.h"

enum { MAX_REASONS = 16 }; /* breakpoints named at one stop */

/* "Breakpoint 1, import os.*; 3, danger" */
static void say_reasons(struct breakpoint *const *why, size_t n_why, struct buf *out)
{
    for (size_t n = 0; n < n_why; n++) {
        struct buf text = {0};
        breakpoint_text(why[n], &text);
        buf_printf(out, "%s%u, ", n == 0 ? "Breakpoint " : "; ", why[n]->number);
        if (strcmp(why[n]->command, "watch") == 0 || strcmp(why[n]->command, "catch") == 0)
            buf_printf(out, "%s ", why[n]->command);
        safe_str(out, buf_text(&text));
        buf_free(&text);
    }
    buf_char(out, '\n');
}

/* gdb's: a breakpoint whose commands begin so says nothing of its own at a stop. */
static bool is_silent(const struct breakpoint *breakpoint)
{
    const struct lines *commands = breakpoint->commands;
    return commands && commands->count > 0 && strcmp(commands->rows[0], "silent") == 0;
}

static bool all_are_silent(struct breakpoint *const *why, size_t n_why)
{
    size_t n = 0;
    while (n < n_why && is_silent(why[n]))
        n++;
    return n == n_why;
}

/* Their commands wait in the queue; those that were temporary go. */
static void settle_reasons(struct session *session, struct breakpoint *const *why, size_t n_why)
{
    lines_clear(session->queue);
    for (size_t n = 0; n < n_why; n++) {
        for (size_t k = is_silent(why[n]); why[n]->commands && k < why[n]->commands->count; k++)
            lines_add(session->queue, why[n]->commands->rows[k]);
        if (why[n]->temporary)
            breakpoint_delete(session->breakpoints, why[n]);
    }
}

static enum session_result run_to_end(struct session *session, bool backward, struct buf *out)
{
    br_op end = backward ? 0 : session_last(session);
    const char *before = session->cursor == end            ? "Already at"
                         : session->breakpoints->count > 0 ? "No breakpoint stops before"
                                                           : "No breakpoint is set; at";
    if (backward)
        buf_printf(out, "%s the start.\n", before);
    else
        move_say_end(session, before, out);
    return move_to(session, end, out);
}

/* To one stop; is_last: it is told. */
static enum session_result run_once(struct session *session, bool backward, bool is_last,
                                    bool *ended, struct buf *out, struct err *err)
{
    struct breakpoint *why[MAX_REASONS];
    size_t n_why;
    br_op op;
    enum run_end end = breakpoints_run(session, backward, &op, why, MAX_REASONS, &n_why);
    *ended = end != RUN_STOPPED;
    if (end == RUN_INTERRUPTED)
        return command_stopped(session, err);
    if (end == RUN_NONE)
        return run_to_end(session, backward, out);
    bool is_told = is_last && !all_are_silent(why, n_why);
    if (is_told)
        say_reasons(why, n_why, out);
    session_goto(session, op);
    session->is_fresh = false;
    settle_reasons(session, why, n_why);
    if (is_told)
        session_stop_text(session, out);
    return SESSION_MOVED;
}

static enum session_result run_on(struct session *session, const char *args, bool backward,
                                  struct buf *out, struct err *err)
{
    uint64_t count;
    if (!args_count(args, &count, err))
        return SESSION_ERROR;
    br_op start = session->cursor;
    struct spot from = spot_of(session, start);
    enum session_result result = SESSION_MOVED;
    bool ended = false;
    for (; count > 0 && !ended; count--)
        result = run_once(session, backward, count == 1, &ended, out, err);
    if (session->cursor != start)
        jumps_add(session->jumps, &from);
    session->previous = start;
    return result;
}

static enum session_result do_continue(struct session *session, const char *args, struct buf *out,
                                       struct err *err)
{
    return run_on(session, args, false, out, err);
}

static enum session_result do_run(struct session *session, const char *args, struct buf *out,
                                  struct err *err)
{
    struct spot from = spot_of(session, session->cursor);
    if (!session_visit(session, session->member, session->stream, err))
        return SESSION_ERROR;
    jumps_add(session->jumps, &from);
    return run_on(session, args, false, out, err);
}

static enum session_result do_reverse_continue(struct session *session, const char *args,
                                               struct buf *out, struct err *err)
{
    return run_on(session, args, true, out, err);
}

static enum session_result find(struct session *session, const char *args, bool backward,
                                struct buf *out, struct err *err)
{
    enum run_end end;
    br_op op;
    if (args[0] == '\0') {
        err_set(err, "find what? Expected a place as after break: REDUCE, import os.*, text x ...");
        return SESSION_ERROR;
    }
    if (!breakpoint_find(session, args, backward, &op, &end, err))
        return SESSION_ERROR;
    if (end == RUN_INTERRUPTED)
        return command_stopped(session, err);
    if (end == RUN_NONE) {
        buf_printf(out, "Nothing of the kind %s here.\n", backward ? "before" : "after");
        return SESSION_OK;
    }
    enum session_result result = move_jump(session, op, out);
    session->is_fresh = false;
    return result;
}

static enum session_result do_find(struct session *session, const char *args, struct buf *out,
                                   struct err *err)
{
    return find(session, args, false, out, err);
}

static enum session_result do_rfind(struct session *session, const char *args, struct buf *out,
                                    struct err *err)
{
    return find(session, args, true, out, err);
}

/* ---- The rows -------------------------------------------------------------------------------- */

/* clang-format off */
static const struct debug_command run_rows[] = {
    {.name = "continue", .aliases = "c", .args = "[N]", .repeat = REPEAT_SAME,
     .summary = "Run to the next breakpoint, else to the end",
     .help = "It stops before the opcode at which the breakpoint holds. With N, to the Nth\n"
             "stop. The opcode at which the cursor stands does not count, except at the very\n"
             "start.\n",
     .run = do_continue},
    {.name = "run", .aliases = "r", .args = "",
     .summary = "Start over, and run to the first breakpoint, else to the end",
     .help = "As restart, then continue.\n", .run = do_run},
    {.name = "reverse-continue", .aliases = "rc rev reverse", .args = "[N]", .repeat = REPEAT_SAME,
     .summary = "Run back to the breakpoint before, else to the start", .help = "",
     .run = do_reverse_continue},
    {.name = "find", .aliases = "", .args = "PLACE [if EXPRESSION]", .complete = COMPLETE_PLACES,
     .repeat = REPEAT_SAME, .summary = "Go to the next opcode of a kind, as break has them",
     .help = "find REDUCE, find global os.*, find event, find suspicious, find text http*,\n"
             "find bytes 80 04, find if op > 9.\n"
             "Breakpoints have no part in it; find breakpoint 2 goes where that one would\n"
             "stop. Again: the one after.\n",
     .run = do_find},
    {.name = "rfind", .aliases = "rf", .args = "PLACE [if EXPRESSION]",
     .complete = COMPLETE_PLACES, .repeat = REPEAT_SAME,
     .summary = "Go back to the opcode of a kind before", .help = "", .run = do_rfind},
    {.name = "danger", .aliases = "", .args = "[N]", .repeat = REPEAT_SAME,
     .summary = "Go to the next opcode that would do something dangerous",
     .help = "After the last one of this pickle it says so, and once more goes on to the\n"
             "next pickle of the file that has one, in a row or in another member, and from\n"
             "the last of all round to the first; jump-back comes back. Breakpoints have no\n"
             "part in it.\n",
     .run = do_danger},
    {.name = "rdanger", .aliases = "", .args = "[N]", .repeat = REPEAT_SAME,
     .summary = "Go back to the opcode before that would do something dangerous",
     .help = "Before the first one of this pickle it goes on as danger does, the other way.\n",
     .run = do_rdanger},
};
/* clang-format on */

DEBUG_GROUP(group_runs, "Running to what is looked for", run_rows);
