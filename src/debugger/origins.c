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
#include "src/view/fold.h"

/* ---- why ------------------------------------------------------------------------------------- */

static bool print_why(struct session *session, br_value value, br_op at, struct buf *out)
{
    struct fold fold = {0};
    struct view_source source;
    uint64_t at_most = session->settings->max_lines;
    session_view(session, &source);
    source.cursor = at;
    source.value = value;
    bool is_good = view_why.unfold(&source, &fold) && view_unfold_all(&source, &fold);
    source.fold = &fold;
    uint64_t lines = view_why.count(&source);
    is_good = is_good && view_print(&view_why, &source, 0, at_most, out);
    if (is_good && at_most && lines > at_most)
        buf_printf(out, "%s and %llu more (set max-lines)\n", safe_ellipsis(),
                   (unsigned long long)(lines - at_most));
    fold_free(&fold);
    return is_good;
}

static enum session_result do_why(struct session *session, const char *args, struct buf *out,
                                  struct err *err)
{
    br_value value;
    br_op at;
    if (!session_value(session, args, &value, &at, err))
        return SESSION_ERROR;
    bool is_good = print_why(session, value, at, out);
    if (session_interrupted(session))
        return command_stopped(session, err);
    return is_good ? SESSION_OK : command_no_memory(err);
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
    if (!command_reads_all(session, err))
        return SESSION_ERROR;
    uint64_t max_lines = session->settings->max_lines, n = 0;
    for (;; n++) {
        br_op op;
        bool found;
        if (session_interrupted(session))
            return command_stopped(session, err);
        if (br_use(session->rec, operand.value, n, &op, &found) != BR_OK)
            return command_stopped(session, err);
        if (!found)
            break;
        if (max_lines && n == max_lines) {
            buf_printf(out, "%s and more (set max-lines)\n", safe_ellipsis());
            return SESSION_OK;
        }
        say_use(session, op, out);
    }
    if (n == 0)
        buf_str(out, "No opcode takes it.\n");
    text_unread(session, out);
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
     .help = "Under each value stand the opcodes by which it came through the memo, the\n"
             "values that were taken to make it, and the opcodes that changed it later.\n"
             "Every line has its opcode: goto #N follows it. What stands before, or has many\n"
             "parts, is folded. Without VALUE: the top of the stack; #12 or 0x1f: what that\n"
             "opcode left. On the screen, tree why unfolds it.\n",
     .run = do_why},
    {.name = "uses", .aliases = "", .args = "[VALUE]", .complete = COMPLETE_WORDS,
     .summary = "Show the opcodes that take a value, or change it",
     .help = "All of the run, also what lies ahead. Without VALUE: the top of the stack; #12\n"
             "or 0x1f: what that opcode left.\n",
     .run = do_uses},
    {.name = "diff", .aliases = "", .is_list = true, .args = "[A [B]]", .complete = COMPLETE_POSITIONS,
     .summary = "Show what differs between the states before two opcodes",
     .help = "A and B are positions. Without B: A and the cursor; without both: where the\n"
             "cursor stood before the last move, and where it is. - is only at A, + only at\n"
             "B, and ~ is at both, with something else inside. B may be before A.\n",
     .run = do_diff},
};
/* clang-format on */

DEBUG_GROUP(group_origins, "Where values come from", origin_rows);
