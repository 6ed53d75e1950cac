/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that move the cursor. A move is a question to the record: where would that be? */
#include <string.h>

#include "src/analysis/analysis.h"
#include "src/base/settings.h"
#include "src/debugger/breakpoint.h"
#include "src/debugger/groups.h"
#include "src/debugger/lines.h"
#include "src/debugger/position.h"
#include "src/output/safe.h"

enum { MAX_REASONS = 16 }; /* breakpoints named at one stop */

/* Puts the cursor at op and tells where that is. */
static enum session_result move_to(struct session *session, br_op op, struct buf *out)
{
    session_goto(session, op);
    session_stop_text(session, out);
    return SESSION_MOVED;
}

static enum session_result stopped(const struct session *session, struct err *err)
{
    session_stopped(session, err);
    return SESSION_ERROR;
}

/* "" is 1. */
static bool read_count(const char *args, uint64_t *out, struct err *err)
{
    *out = 1;
    if (args[0] == '\0' || (parse_number(args, UNIT_COUNT, out) && *out > 0))
        return true;
    return err_set(err, "\"%s\" is no count: expected a number from 1", args);
}

static bool no_args(const char *args, struct err *err)
{
    return args[0] == '\0' || err_set(err, "nothing is expected after it, not \"%s\"", args);
}

/* "At the end, STOP.": said before the stop's text when a move was cut short. */
static void say_end(const struct session *session, const char *before, struct buf *out)
{
    bool is_break = session_is_break(session, session_last(session));
    buf_printf(out, "%s the end: %s.\n", before, is_break ? "the run breaks" : "STOP");
}

/* ---- One by one ------------------------------------------------------------------------------ */

static enum session_result do_step(struct session *session, const char *args, struct buf *out,
                                   struct err *err)
{
    uint64_t count;
    if (!read_count(args, &count, err))
        return SESSION_ERROR;
    uint64_t target = session->cursor + (count < BR_NO_OP ? count : BR_NO_OP);
    if (target >= BR_NO_OP)
        target = BR_NO_OP - 1;
    if (!session_reach(session, (br_op)target))
        return stopped(session, err);
    if (session->cursor == session_last(session))
        say_end(session, "Already at", out);
    else if (target > session_last(session))
        say_end(session, "Cut short at", out);
    return move_to(session, (br_op)target, out);
}

static enum session_result do_back(struct session *session, const char *args, struct buf *out,
                                   struct err *err)
{
    uint64_t count;
    if (!read_count(args, &count, err))
        return SESSION_ERROR;
    if (session->cursor == 0)
        buf_str(out, "Already at the start.\n");
    else if (count > session->cursor)
        buf_str(out, "Cut short at the start.\n");
    return move_to(session, count < session->cursor ? session->cursor - (br_op)count : 0, out);
}

/* The opcode that takes the mark pushed by MARK op; grows the record until it is met. False:
 * interrupted. */
static bool find_taker(struct session *session, br_op mark, br_op *taker)
{
    *taker = br_mark_taker(session->rec, mark);
    while (*taker == BR_NO_OP && !br_done(session->rec)) {
        if (!session_reach(session, br_ops(session->rec)))
            return false;
        *taker = br_mark_taker(session->rec, mark);
    }
    return true;
}

static bool is_mark(const struct session *session, br_op op)
{
    return !session_is_break(session, op) && br_opcode_at(session->rec, op)->code == '(';
}

/* One step of next. False: interrupted. */
static bool next_once(struct session *session, br_op *op, struct buf *out)
{
    if (!is_mark(session, *op)) {
        bool reached = session_reach(session, *op + 1);
        *op = *op < session_last(session) ? *op + 1 : session_last(session);
        return reached;
    }
    br_op taker;
    if (!find_taker(session, *op, &taker))
        return false;
    if (taker == BR_NO_OP)
        say_end(session, "No opcode takes this mark;", out);
    *op = taker == BR_NO_OP ? session_last(session) : taker;
    return true;
}

static enum session_result do_next(struct session *session, const char *args, struct buf *out,
                                   struct err *err)
{
    uint64_t count;
    if (!read_count(args, &count, err))
        return SESSION_ERROR;
    br_op op = session->cursor;
    if (op == session_last(session) && br_done(session->rec))
        say_end(session, "Already at", out);
    for (; count > 0 && !(op == session_last(session) && br_done(session->rec)); count--) {
        if (!next_once(session, &op, out))
            return stopped(session, err);
    }
    return move_to(session, op, out);
}

/* The MARK of the innermost open mark before op; BR_NO_OP: none is open. The lines of the stack
 * from the top are values above it, then it: halving finds the border. */
static br_op innermost_mark(const struct session *session, br_op op)
{
    struct br_state state = {session->rec, op};
    struct br_stack_line line;
    uint32_t low = 0, high = br_height(state);
    if (br_marks(state) == 0)
        return BR_NO_OP;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        br_stack_line(state, middle, &line);
        bool is_above = line.value != BR_NO_VALUE && line.number == middle;
        if (is_above)
            low = middle + 1;
        else
            high = middle;
    }
    return br_stack_line(state, low, &line) ? line.pushed_by : BR_NO_OP;
}

static enum session_result do_finish(struct session *session, const char *args, struct buf *out,
                                     struct err *err)
{
    if (!no_args(args, err))
        return SESSION_ERROR;
    br_op mark = innermost_mark(session, session->cursor), taker = BR_NO_OP;
    if (mark == BR_NO_OP) {
        if (session_grow(session, 0) != BR_OK)
            return stopped(session, err);
        say_end(session, "No mark is open;", out);
        return move_to(session, session_last(session), out);
    }
    if (!find_taker(session, mark, &taker))
        return stopped(session, err);
    if (taker == BR_NO_OP) {
        say_end(session, "No opcode takes the mark;", out);
        return move_to(session, session_last(session), out);
    }
    if (!session_reach(session, taker + 1))
        return stopped(session, err);
    return move_to(session, taker + 1, out);
}

/* ---- To a place ------------------------------------------------------------------------------ */

static enum session_result do_goto(struct session *session, const char *args, struct buf *out,
                                   struct err *err)
{
    br_op op;
    if (!position_read(session, args, &op, err))
        return SESSION_ERROR;
    return move_to(session, op, out);
}

/* The first row at or after a position; past the end, the end. False: interrupted. */
static bool until_find(struct session *session, const struct position *position, br_op *out)
{
    struct err ignored;
    if (!position_find(session, position, out, &ignored)) {
        *out = session_last(session);
        return br_done(session->rec);
    }
    bool is_inside =
        position->kind == POSITION_BYTE && position->number > session_pos(session, *out);
    if (is_inside && *out < session_last(session))
        (*out)++;
    return true;
}

static enum session_result do_until(struct session *session, const char *args, struct buf *out,
                                    struct err *err)
{
    struct position position;
    br_op op;
    if (!position_parse(args, &position)) {
        err_set(err, "\"%s\" is no position: expected " POSITION_EXPECTED, args);
        return SESSION_ERROR;
    }
    if (!until_find(session, &position, &op))
        return stopped(session, err);
    if (op < session->cursor) {
        buf_str(out, "The cursor is past that already (goto goes back).\n");
        op = session->cursor;
    }
    return move_to(session, op, out);
}

/* ---- To what is looked for ------------------------------------------------------------------- */

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

/* Their commands wait in the queue; those that were temporary go. */
static void settle_reasons(struct session *session, struct breakpoint *const *why, size_t n_why)
{
    lines_clear(session->queue);
    for (size_t n = 0; n < n_why; n++) {
        if (why[n]->commands)
            lines_append(session->queue, why[n]->commands);
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
        say_end(session, before, out);
    return move_to(session, end, out);
}

static enum session_result run_on(struct session *session, const char *args, bool backward,
                                  struct buf *out, struct err *err)
{
    uint64_t count;
    if (!read_count(args, &count, err))
        return SESSION_ERROR;
    br_op start = session->cursor;
    for (; count > 0; count--) {
        struct breakpoint *why[MAX_REASONS];
        size_t n_why;
        br_op op;
        enum run_end end = breakpoints_run(session, backward, &op, why, MAX_REASONS, &n_why);
        if (end == RUN_INTERRUPTED)
            return stopped(session, err);
        if (end == RUN_NONE) {
            session->previous = start;
            return run_to_end(session, backward, out);
        }
        if (count == 1)
            say_reasons(why, n_why, out);
        session_goto(session, op);
        session->is_fresh = false;
        settle_reasons(session, why, n_why);
    }
    session->previous = start;
    session_stop_text(session, out);
    return SESSION_MOVED;
}

static enum session_result do_continue(struct session *session, const char *args, struct buf *out,
                                       struct err *err)
{
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
        return stopped(session, err);
    if (end == RUN_NONE) {
        buf_printf(out, "Nothing of the kind %s here.\n", backward ? "before" : "after");
        return SESSION_OK;
    }
    enum session_result result = move_to(session, op, out);
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

static enum session_result do_danger(struct session *session, const char *args, struct buf *out,
                                     struct err *err)
{
    if (!no_args(args, err))
        return SESSION_ERROR;
    if (session_grow(session, 0) != BR_OK)
        return stopped(session, err);
    bool is_first = analysis_op(session->analysis, 0) == SEVERITY_DANGEROUS;
    br_op op = session->is_fresh && is_first
                   ? 0
                   : analysis_next(session->analysis, session->cursor, SEVERITY_DANGEROUS);
    bool is_round = op == BR_NO_OP;
    if (is_round)
        op = is_first ? 0 : analysis_next(session->analysis, 0, SEVERITY_DANGEROUS);
    if (op == BR_NO_OP) {
        buf_printf(out, "No opcode is dangerous; the worst that is known: %s.\n",
                   severity_name(analysis_worst(session->analysis)));
        return SESSION_OK;
    }
    if (is_round)
        buf_str(out, "None after this one; from the start:\n");
    enum session_result result = move_to(session, op, out);
    session->is_fresh = false;
    return result;
}

static enum session_result do_where(struct session *session, const char *args, struct buf *out,
                                    struct err *err)
{
    if (!no_args(args, err))
        return SESSION_ERROR;
    session_stop_text(session, out);
    return SESSION_OK;
}

/* ---- The rows -------------------------------------------------------------------------------- */

/* clang-format off */
static const struct debug_command move_rows[] = {
    {.name = "step", .aliases = "s si stepi", .args = "[N]", .repeat = REPEAT_SAME,
     .summary = "Carry out one opcode, or N",
     .help = "The cursor then stands before the next one. At the end (STOP, or the opcode that\n"
             "breaks the run) it stays.\n",
     .run = do_step},
    {.name = "back", .aliases = "rs reverse-step reverse-stepi rsi", .args = "[N]",
     .repeat = REPEAT_SAME, .summary = "Take one opcode back, or N", .help = "", .run = do_back},
    {.name = "next", .aliases = "n ni nexti", .args = "[N]", .repeat = REPEAT_SAME,
     .summary = "Like step, but a MARK runs to the opcode that takes it",
     .help = "The cursor then stands before the opcode that takes the mark: all that is above the\n"
             "mark is on the stack.\n",
     .run = do_next},
    {.name = "finish", .aliases = "fin", .args = "", .repeat = REPEAT_SAME,
     .summary = "Run until after the opcode that takes the innermost open mark",
     .help = "To the end when no mark is open.\n", .run = do_finish},
    {.name = "until", .aliases = "u", .args = "POS", .complete = COMPLETE_POSITIONS,
     .summary = "Run forward to the first opcode at or after POS",
     .help = "POS: " POSITION_EXPECTED ".\n", .run = do_until},
    {.name = "goto", .aliases = "g jump j", .args = "POS", .complete = COMPLETE_POSITIONS,
     .summary = "Go anywhere, forward or back",
     .help = "POS: #12 is the opcode of that number, from 0; 31 or 0x1f the opcode that the byte\n"
             "belongs to; start; end: STOP, or where the run breaks.\n",
     .run = do_goto},
    {.name = "continue", .aliases = "c", .args = "[N]", .repeat = REPEAT_SAME,
     .summary = "Run to the next breakpoint, else to the end",
     .help = "It stops before the opcode at which the breakpoint holds. With N, to the Nth stop.\n"
             "The opcode at which the cursor stands does not count, except at the very start.\n",
     .run = do_continue},
    {.name = "reverse-continue", .aliases = "rc", .args = "[N]", .repeat = REPEAT_SAME,
     .summary = "Run back to the breakpoint before, else to the start", .help = "",
     .run = do_reverse_continue},
    {.name = "find", .aliases = "", .args = "PLACE [if EXPRESSION]", .complete = COMPLETE_PLACES,
     .repeat = REPEAT_SAME, .summary = "Go to the next opcode of a kind, as break has them",
     .help = "find REDUCE, find import os.*, find text http*, find bytes 80 04, find if op > 9.\n"
             "Breakpoints have no part in it; find breakpoint 2 goes where that one would stop.\n"
             "Again: the one after.\n",
     .run = do_find},
    {.name = "rfind", .aliases = "rf", .args = "PLACE [if EXPRESSION]",
     .complete = COMPLETE_PLACES, .repeat = REPEAT_SAME,
     .summary = "Go back to the one before", .help = "", .run = do_rfind},
    {.name = "danger", .aliases = "", .args = "", .repeat = REPEAT_SAME,
     .summary = "Go to the next opcode that would do something dangerous",
     .help = "From the last one on to the first. Breakpoints have no part in it.\n",
     .run = do_danger},
    {.name = "where", .aliases = "w", .args = "", .summary = "Tell again where the cursor stands",
     .help = "", .run = do_where},
};
/* clang-format on */

DEBUG_GROUP(group_moves, "Moving", move_rows);
