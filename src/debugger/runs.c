/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that run to what is looked for: breakpoints, places, danger; forward and back. */
#include <string.h>

#include "src/analysis/analysis.h"
#include "src/debugger/args.h"
#include "src/debugger/breakpoint.h"
#include "src/debugger/groups.h"
#include "src/debugger/jumps.h"
#include "src/debugger/lines.h"
#include "src/debugger/moves.h"
#include "src/debugger/readers.h"
#include "src/debugger/survey.h"
#include "src/debugger/text.h"
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

/* The next opcode after *op that is dangerous (is_fresh: or at it), round the end of the run; *is_round
 * is set when it went round. BR_NO_OP: there is none at all. Reads no further than to what it finds. False: interrupted, or
 * memory failed, before that was known. */
static bool danger_after(struct session *session, bool is_fresh, br_op *op, bool *is_round)
{
    enum { STEP = 1 << 16 };
    const struct analysis *analysis = session->analysis;
    bool is_first = analysis_op(analysis, 0) == SEVERITY_DANGEROUS;
    if (is_fresh && is_first) {
        *op = 0;
        return true;
    }
    br_op from = *op;
    enum br_status status = BR_RUNNING;
    while ((*op = analysis_next(analysis, from, SEVERITY_DANGEROUS)) == BR_NO_OP &&
           status == BR_RUNNING) {
        status = session_grow(session, STEP);
        if (status == BR_NOMEM || session_interrupted(session))
            return false;
    }
    if (*op != BR_NO_OP)
        return true;
    *is_round = true;
    *op = is_first ? 0 : analysis_next(analysis, 0, SEVERITY_DANGEROUS);
    return true;
}

static bool danger_before(struct session *session, bool is_fresh, br_op *op, bool *is_round)
{
    (void)is_fresh; /* before the first opcode comes the last */
    const struct analysis *analysis = session->analysis;
    if (session_grow(session, 0) != BR_OK) /* round the start, the last of all */
        return false;
    *op = analysis_prev(analysis, *op, SEVERITY_DANGEROUS);
    if (*op != BR_NO_OP)
        return true;
    *is_round = true;
    *op = analysis_prev(analysis, session_last(session) + 1, SEVERITY_DANGEROUS);
    return true;
}

static void say_no_danger(const struct session *session, struct buf *out)
{
    uint64_t stream;
    const struct br_error *error = br_error_of(session->rec);
    enum severity worst = session_worst(session);
    enum severity other = survey_worst(session, &stream);
    bool is_limited = error && error->kind == BR_ERR_LIMIT;
    if (other > worst && other >= SEVERITY_SUSPICIOUS)
        buf_printf(out, "No opcode here is dangerous; stream %llu is %s (stream %llu opens it).\n",
                   (unsigned long long)stream, severity_name(other), (unsigned long long)stream);
    else
        buf_printf(out, "No opcode%s is dangerous; the worst that is known: %s.\n",
                   is_limited ? " that was read" : "", severity_name(worst));
    text_unread(session, out);
    if (session->survey->is_cut)
        buf_printf(out, "Only the first %zu pickles of this file were looked at.\n",
                   session->survey->n_streams);
}

static enum session_result go_to_danger(struct session *session, const char *args,
                                        bool (*nearest)(struct session *, bool, br_op *, bool *),
                                        const char *round, struct buf *out, struct err *err)
{
    uint64_t count;
    bool is_round = false, is_fresh = session->is_fresh;
    br_op start = session->cursor, op = start;
    struct spot from = spot_of(session, start);
    if (!args_count(args, &count, err))
        return SESSION_ERROR;
    for (; count > 0 && !is_round; count--) {
        if (!nearest(session, is_fresh, &op, &is_round))
            return command_stopped(session, err);
        if (op == BR_NO_OP) {
            if (!survey_finish(session, err)) /* there may be one in another stream */
                return SESSION_ERROR;
            say_no_danger(session, out);
            return SESSION_OK;
        }
        is_fresh = false;
    }
    session_goto(session, op);
    session->is_fresh = false;
    if (is_round)
        buf_printf(out, "%s\n", round);
    if (op != start)
        jumps_add(session->jumps, &from);
    session->previous = start;
    session_stop_text(session, out);
    return SESSION_MOVED;
}

static enum session_result do_danger(struct session *session, const char *args, struct buf *out,
                                     struct err *err)
{
    return go_to_danger(session, args, danger_after, "None after this one; from the start:", out,
                        err);
}

static enum session_result do_rdanger(struct session *session, const char *args, struct buf *out,
                                      struct err *err)
{
    return go_to_danger(session, args, danger_before, "None before this one; from the end:", out,
                        err);
}

/* ---- The rows -------------------------------------------------------------------------------- */

/* clang-format off */
static const struct debug_command run_rows[] = {
    {.name = "continue", .aliases = "c", .args = "[N]", .repeat = REPEAT_SAME,
     .summary = "Run to the next breakpoint, else to the end",
     .help = "It stops before the opcode at which the breakpoint holds. With N, to the Nth stop.\n"
             "The opcode at which the cursor stands does not count, except at the very start.\n",
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
             "Breakpoints have no part in it; find breakpoint 2 goes where that one would stop.\n"
             "Again: the one after.\n",
     .run = do_find},
    {.name = "rfind", .aliases = "rf", .args = "PLACE [if EXPRESSION]",
     .complete = COMPLETE_PLACES, .repeat = REPEAT_SAME,
     .summary = "Go back to the opcode of a kind before", .help = "", .run = do_rfind},
    {.name = "danger", .aliases = "", .args = "[N]", .repeat = REPEAT_SAME,
     .summary = "Go to the next opcode that would do something dangerous",
     .help = "From the last one on to the first. Breakpoints have no part in it.\n",
     .run = do_danger},
    {.name = "rdanger", .aliases = "", .args = "[N]", .repeat = REPEAT_SAME,
     .summary = "Go back to the opcode before that would do something dangerous",
     .help = "From the first one on to the last.\n", .run = do_rdanger},
};
/* clang-format on */

DEBUG_GROUP(group_runs, "Running to what is looked for", run_rows);
