/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that move the cursor. A move is a question to the record: where would that be? */
#include "src/debugger/moves.h"

#include <string.h>

#include "src/debugger/args.h"
#include "src/debugger/bookmark.h"
#include "src/debugger/groups.h"
#include "src/debugger/jumps.h"
#include "src/debugger/position.h"

enum session_result move_to(struct session *session, br_op op, struct buf *out)
{
    session_goto(session, op);
    session_stop_text(session, out);
    return SESSION_MOVED;
}

enum session_result move_jump(struct session *session, br_op op, struct buf *out)
{
    struct spot from = spot_of(session, session->cursor);
    if (op != session->cursor)
        jumps_add(session->jumps, &from);
    return move_to(session, op, out);
}

void move_say_end(const struct session *session, const char *before, struct buf *out)
{
    bool is_break = session_is_break(session, session_last(session));
    buf_printf(out, "%s the end: %s.\n", before, is_break ? "the run breaks" : "STOP");
}

/* ---- One by one ------------------------------------------------------------------------------ */

static enum session_result do_step(struct session *session, const char *args, struct buf *out,
                                   struct err *err)
{
    uint64_t count;
    if (!args_count(args, &count, err))
        return SESSION_ERROR;
    uint64_t target = session->cursor + (count < BR_NO_OP ? count : BR_NO_OP);
    if (target >= BR_NO_OP)
        target = BR_NO_OP - 1;
    if (!session_reach(session, (br_op)target))
        return command_stopped(session, err);
    if (session->cursor == session_last(session))
        move_say_end(session, "Already at", out);
    else if (target > session_last(session))
        move_say_end(session, "Cut short at", out);
    return move_to(session, (br_op)target, out);
}

static enum session_result do_back(struct session *session, const char *args, struct buf *out,
                                   struct err *err)
{
    uint64_t count;
    if (!args_count(args, &count, err))
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
    return !session_interrupted(session);
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
        move_say_end(session, "No opcode takes this mark;", out);
    *op = taker == BR_NO_OP ? session_last(session) : taker;
    return true;
}

static enum session_result do_next(struct session *session, const char *args, struct buf *out,
                                   struct err *err)
{
    uint64_t count;
    if (!args_count(args, &count, err))
        return SESSION_ERROR;
    br_op op = session->cursor;
    if (op == session_last(session) && br_done(session->rec))
        move_say_end(session, "Already at", out);
    for (; count > 0 && !(op == session_last(session) && br_done(session->rec)); count--) {
        if (!next_once(session, &op, out))
            return command_stopped(session, err);
    }
    return move_to(session, op, out);
}

/* The row from which `next` would come to op. */
static br_op next_before(const struct session *session, br_op op)
{
    br_op mark = session_is_break(session, op) ? BR_NO_OP : br_mark_of(session->rec, op);
    return mark != BR_NO_OP ? mark : op - 1;
}

static enum session_result do_reverse_next(struct session *session, const char *args,
                                           struct buf *out, struct err *err)
{
    uint64_t count;
    br_op op = session->cursor;
    if (!args_count(args, &count, err))
        return SESSION_ERROR;
    if (op == 0)
        buf_str(out, "Already at the start.\n");
    for (; count > 0 && op > 0; count--)
        op = next_before(session, op);
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
    (void)args;
    br_op mark = innermost_mark(session, session->cursor), taker = BR_NO_OP;
    if (mark == BR_NO_OP) {
        if (!command_reads_all(session, err))
            return SESSION_ERROR;
        move_say_end(session, "No mark is open;", out);
        return move_jump(session, session_last(session), out);
    }
    if (!find_taker(session, mark, &taker))
        return command_stopped(session, err);
    if (taker == BR_NO_OP) {
        move_say_end(session, "No opcode takes the mark;", out);
        return move_jump(session, session_last(session), out);
    }
    if (!session_reach(session, taker + 1))
        return command_stopped(session, err);
    return move_jump(session, taker + 1, out);
}

static enum session_result do_reverse_finish(struct session *session, const char *args,
                                             struct buf *out, struct err *err)
{
    (void)args;
    (void)err;
    br_op mark = innermost_mark(session, session->cursor);
    if (mark == BR_NO_OP)
        buf_str(out, "No mark is open; the start.\n");
    return move_jump(session, mark == BR_NO_OP ? 0 : mark, out);
}

/* ---- To a place ------------------------------------------------------------------------------ */

/* A bookmark may be in another stream, which is opened. */
static enum session_result goto_bookmark(struct session *session, const char *name, struct buf *out,
                                         struct err *err)
{
    const struct bookmark *bookmark = bookmark_named(session->bookmarks, name, strlen(name));
    struct spot from = spot_of(session, session->cursor);
    if (!bookmark) {
        err_set(err, "there is no bookmark \"%s\" (info bookmarks lists them)", name);
        return SESSION_ERROR;
    }
    if (!spot_go(session, &bookmark->spot, err))
        return SESSION_ERROR;
    if (!spot_equal(&from, &bookmark->spot))
        jumps_add(session->jumps, &from);
    session_stop_text(session, out);
    return SESSION_MOVED;
}

static enum session_result do_goto(struct session *session, const char *args, struct buf *out,
                                   struct err *err)
{
    br_op op;
    if (args[0] == '@')
        return goto_bookmark(session, args + 1, out, err);
    if (!position_read(session, args, &op, err))
        return SESSION_ERROR;
    return move_jump(session, op, out);
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
    if (!position_parse(session, args, &position, err))
        return SESSION_ERROR;
    if (!until_find(session, &position, &op))
        return command_stopped(session, err);
    if (op < session->cursor) {
        buf_str(out, "The cursor is past that already (goto goes back).\n");
        op = session->cursor;
    }
    return move_jump(session, op, out);
}

static enum session_result do_where(struct session *session, const char *args, struct buf *out,
                                    struct err *err)
{
    (void)args;
    (void)err;
    session_stop_text(session, out);
    return SESSION_OK;
}

/* ---- The rows -------------------------------------------------------------------------------- */

/* clang-format off */
static const struct debug_command move_rows[] = {
    {.name = "step", .aliases = "s si stepi", .args = "[N]", .repeat = REPEAT_SAME,
     .summary = "Carry out one opcode, or N",
     .help = "The cursor then stands before the next one. At the end (STOP, or the opcode\n"
             "that breaks the run) it stays.\n",
     .run = do_step},
    {.name = "back", .aliases = "rs reverse-step reverse-stepi rsi", .args = "[N]",
     .repeat = REPEAT_SAME, .summary = "Take one opcode back, or N", .help = "", .run = do_back},
    {.name = "next", .aliases = "n ni nexti", .args = "[N]", .repeat = REPEAT_SAME,
     .summary = "Like step, but a MARK runs to the opcode that takes it",
     .help = "The cursor then stands before the opcode that takes the mark: all that is\n"
             "above the mark is on the stack.\n",
     .run = do_next},
    {.name = "reverse-next", .aliases = "rn rni reverse-nexti", .args = "[N]",
     .repeat = REPEAT_SAME,
     .summary = "Like back, but from an opcode that takes a mark to its MARK", .help = "",
     .run = do_reverse_next},
    {.name = "finish", .aliases = "fin", .args = "", .repeat = REPEAT_SAME,
     .summary = "Run until after the opcode that takes the innermost open mark",
     .help = "To the end when no mark is open.\n", .run = do_finish},
    {.name = "reverse-finish", .aliases = "", .args = "", .repeat = REPEAT_SAME,
     .summary = "Go back to the MARK of the innermost open mark",
     .help = "To the start when no mark is open.\n", .run = do_reverse_finish},
    {.name = "until", .aliases = "u adv advance", .args = "POS", .complete = COMPLETE_POSITIONS,
     .summary = "Run forward to the first opcode at or after POS",
     .help = "POS: " POSITION_EXPECTED ".\n", .run = do_until},
    {.name = "goto", .aliases = "g jump j", .args = "POS", .complete = COMPLETE_POSITIONS,
     .summary = "Go anywhere, forward or back",
     .help = "POS: help positions tells. The stream that a bookmark is in is opened.\n",
     .run = do_goto},
    {.name = "where", .aliases = "w bt backtrace frame", .args = "", .summary = "Tell again where the cursor stands",
     .help = "", .run = do_where},
};
/* clang-format on */

DEBUG_GROUP(group_moves, "Moving", move_rows);
