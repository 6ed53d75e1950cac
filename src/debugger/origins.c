/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that tell where values come from and go, and what a stretch of the run changed. */
#include <string.h>

#include "src/debugger/args.h"
#include "src/debugger/ask.h"
#include "src/debugger/diff.h"
#include "src/debugger/groups.h"
#include "src/debugger/position.h"
#include "src/debugger/setting.h"
#include "src/debugger/text.h"
#include "src/output/safe.h"
#include "src/view/origin.h"

/* ---- why ------------------------------------------------------------------------------------- */

/* ", from memo[3]: stored by #9, fetched by #41" */
static void why_way(const struct origin *origin, struct buf *out)
{
    if (origin->way == ORIGIN_MEMO)
        buf_printf(out, ", from memo[%llu]: stored by #%lu, fetched by #%lu",
                   (unsigned long long)origin->key, (unsigned long)origin->stored_by,
                   (unsigned long)origin->pushed_by);
    else if (origin->way == ORIGIN_COPY)
        buf_printf(out, ", copied by #%lu", (unsigned long)origin->pushed_by);
}

static void why_value(const struct session *session, const struct origin *origin, struct buf *out)
{
    text_value(session, origin->at, origin->value, out);
    if (origin->kind == ORIGIN_AGAIN && origin->op != BR_NO_OP) {
        buf_printf(out, "   as #%lu above", (unsigned long)origin->op);
    } else {
        buf_printf(out, "   %s", br_kind_name(br_kind(session->rec, origin->value)));
        if (origin->op != BR_NO_OP) {
            buf_str(out, ", made by ");
            text_place(session, origin->op, out);
        }
    }
    why_way(origin, out);
}

static void why_print(const struct session *session, const struct origin *origin, struct buf *out)
{
    buf_pad(out, ' ', 2 * (size_t)origin->depth);
    switch (origin->kind) {
    case ORIGIN_VALUE:
    case ORIGIN_AGAIN:
        why_value(session, origin, out);
        break;
    case ORIGIN_CHANGE:
        buf_str(out, "changed by ");
        text_place(session, origin->op, out);
        break;
    case ORIGIN_MORE:
        buf_printf(out, "%s and %llu more", safe_ellipsis(), (unsigned long long)origin->left_out);
        break;
    case ORIGIN_MORE_CHANGES:
        buf_printf(out, "%s and later changes (uses lists them)", safe_ellipsis());
        break;
    case ORIGIN_DEEPER:
        buf_printf(out, "%s and %llu below it (goto its opcode, and why again)", safe_ellipsis(),
                   (unsigned long long)origin->left_out);
        break;
    }
    buf_char(out, '\n');
}

static enum session_result do_why(struct session *session, const char *args, struct buf *out,
                                  struct err *err)
{
    struct operand operand;
    struct origins origins;
    if (!ask_value(session, args, &operand, err))
        return SESSION_ERROR;
    br_op at = operand.kind == OPERAND_CLASS ? br_ops(session->rec) : operand.at;
    if (!origins_make(&origins, session->rec, operand.value, at, session->settings->max_lines))
        return command_no_memory(err);
    for (size_t n = 0; n < origins.count; n++)
        why_print(session, &origins.rows[n], out);
    if (origins.is_cut)
        buf_printf(out, "%s and more (set max-lines)\n", safe_ellipsis());
    origins_free(&origins);
    return SESSION_OK;
}

/* ---- uses ------------------------------------------------------------------------------------ */

static void say_use(const struct session *session, br_op op, struct buf *out)
{
    struct buf events = {0};
    text_row(session, op, out);
    if (text_events(session, op, false, &events)) {
        buf_str(out, "   ");
        buf_add(out, events.data, events.len);
    }
    buf_free(&events);
    buf_char(out, '\n');
}

static enum session_result do_uses(struct session *session, const char *args, struct buf *out,
                                   struct err *err)
{
    struct operand operand;
    if (!ask_value(session, args, &operand, err))
        return SESSION_ERROR;
    session_grow(session, 0);
    uint64_t max_lines = session->settings->max_lines, n = 0;
    for (;; n++) {
        br_op op;
        bool found;
        if (session_interrupted(session))
            return command_stopped(session, err);
        if (br_use(session->rec, operand.value, n, &op, &found) != BR_OK)
            return command_no_memory(err);
        if (!found)
            break;
        if (max_lines && n == max_lines) {
            buf_printf(out, "%s and more (set max-lines)\n", safe_ellipsis());
            return SESSION_OK;
        }
        say_use(session, op, out);
    }
    if (n == 0)
        buf_printf(out, "No opcode takes it%s.\n", br_done(session->rec) ? "" : " so far");
    return SESSION_OK;
}

/* ---- diff ------------------------------------------------------------------------------------ */

/* "A B", "A": to the cursor; "": from where the cursor stood before to where it is. */
static bool diff_ends(struct session *session, const char *args, br_op *from, br_op *to,
                      struct err *err)
{
    char first[256];
    size_t len = strcspn(args, " \t");
    const char *second = args_skip(args + len);
    *from = session->previous;
    *to = session->cursor;
    if (!args[0])
        return *from != BR_NO_OP ||
               err_set(err, "the cursor has not moved yet: expected diff A [B], two positions");
    if (len >= sizeof first)
        return err_set(err, "expected diff A [B], each %s", POSITION_EXPECTED);
    memcpy(first, args, len);
    first[len] = '\0';
    return position_read(session, first, from, err) &&
           (!*second || position_read(session, second, to, err));
}

static enum session_result do_diff(struct session *session, const char *args, struct buf *out,
                                   struct err *err)
{
    br_op from, to;
    if (!diff_ends(session, args, &from, &to, err))
        return SESSION_ERROR;
    return diff_print(session, from, to, out) ? SESSION_OK : command_stopped(session, err);
}

/* ---- The rows -------------------------------------------------------------------------------- */

/* clang-format off */
static const struct debug_command origin_rows[] = {
    {.name = "why", .aliases = "", .args = "[VALUE]", .complete = COMPLETE_WORDS,
     .summary = "Show the opcodes that made a value, as a tree",
     .help = "Under each value stand those that the opcode took to make it, and the opcodes that put\n"
             "something into it later. Every line has its opcode: goto #N follows it. A value that\n"
             "came before is referred to; what came through the memo says so. Without VALUE: the\n"
             "top of the stack.\n",
     .run = do_why},
    {.name = "uses", .aliases = "", .args = "[VALUE]", .complete = COMPLETE_WORDS,
     .summary = "Show the opcodes that take a value, or change it",
     .help = "All of the run, also what lies ahead. Without VALUE: the top of the stack.\n",
     .run = do_uses},
    {.name = "diff", .aliases = "", .args = "[A [B]]", .complete = COMPLETE_POSITIONS,
     .summary = "Show what differs between the states before two opcodes",
     .help = "A and B are positions. Without B: A and the cursor; without both: where the cursor\n"
             "stood before the last move, and where it is. - is only at A, + only at B, and ~ is\n"
             "at both, with something else inside. B may be before A.\n",
     .run = do_diff},
};
/* clang-format on */

DEBUG_GROUP(group_origins, "Where values come from", origin_rows);
