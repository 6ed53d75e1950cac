/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that make, change and remove breakpoints. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/settings.h"
#include "src/debugger/args.h"
#include "src/debugger/bookmark.h"
#include "src/debugger/breakpoint.h"
#include "src/debugger/groups.h"
#include "src/debugger/lines.h"
#include "src/debugger/looks.h"
#include "src/debugger/position.h"
#include "src/output/safe.h"

/* ---- Making ---------------------------------------------------------------------------------- */

/* "Breakpoint 1: import os.*", also for watch and catch. */
static void say_made(const struct breakpoint *breakpoint, struct buf *out)
{
    struct buf text = {0};
    bool is_break = strcmp(breakpoint->command, "break") == 0 || breakpoint->temporary;
    breakpoint_text(breakpoint, &text);
    buf_printf(out, "Breakpoint %u: %s%s", breakpoint->number, is_break ? "" : breakpoint->command,
               is_break ? "" : " ");
    safe_str(out, buf_text(&text));
    buf_str(out, breakpoint->temporary ? " (temporary)\n" : "\n");
    buf_free(&text);
}

static enum session_result make(struct session *session, const char *command, const char *args,
                                struct buf *out, struct err *err)
{
    struct breakpoint *made = breakpoint_add(session, command, args, err);
    if (!made)
        return SESSION_ERROR;
    say_made(made, out);
    return SESSION_OK;
}

static enum session_result do_break(struct session *session, const char *args, struct buf *out,
                                    struct err *err)
{
    return make(session, "break", args, out, err);
}

static enum session_result do_tbreak(struct session *session, const char *args, struct buf *out,
                                     struct err *err)
{
    return make(session, "tbreak", args, out, err);
}

static enum session_result do_watch(struct session *session, const char *args, struct buf *out,
                                    struct err *err)
{
    return make(session, "watch", args, out, err);
}

static enum session_result do_catch(struct session *session, const char *args, struct buf *out,
                                    struct err *err)
{
    return make(session, "catch", args, out, err);
}

/* ---- Numbers of breakpoints ------------------------------------------------------------------ */

/* "$" at the start of *args: the breakpoint that was made last. */
static bool read_last(const struct session *session, const char **args, uint64_t *number)
{
    const struct breakpoints *list = session->breakpoints;
    if (**args != '$' || ((*args)[1] && !isspace((unsigned char)(*args)[1])) || list->count == 0)
        return false;
    *number = list->rows[list->count - 1]->number;
    *args = args_skip(*args + 1);
    return true;
}

/* "3", "3-5" or "$" at the start of *args, which is then after it. */
static bool read_range(const struct session *session, const char **args, uint64_t *first,
                       uint64_t *last, struct err *err)
{
    char digits[48];
    size_t len = strcspn(*args, " \t");
    if (read_last(session, args, first)) {
        *last = *first;
        return true;
    }
    if (len == 0)
        return err_set(err, "expected the number of a breakpoint (info breakpoints lists them)");
    if (len < sizeof digits) {
        memcpy(digits, *args, len);
        digits[len] = '\0';
    }
    char *dash = len < sizeof digits ? strchr(digits, '-') : NULL;
    if (dash)
        *dash++ = '\0';
    if (len >= sizeof digits || !parse_number(digits, UNIT_COUNT, first) ||
        !parse_number(dash ? dash : digits, UNIT_COUNT, last) || *last < *first)
        return err_set(err, "\"%.*s\" is no number of a breakpoint, nor a range such as 2-4",
                       (int)(len < 60 ? len : 60), *args);
    *args = args_skip(*args + len);
    return true;
}

static struct breakpoint *numbered(const struct session *session, uint64_t number, struct err *err)
{
    struct breakpoint *found = breakpoint_numbered(session->breakpoints, number);
    if (!found)
        err_set(err, "there is no breakpoint %llu", (unsigned long long)number);
    return found;
}

/* The breakpoint whose number begins args; *rest: what follows. */
static struct breakpoint *read_one(struct session *session, const char *args, const char **rest,
                                   struct err *err)
{
    uint64_t first, last;
    *rest = args;
    if (!read_range(session, rest, &first, &last, err))
        return NULL;
    if (first != last) {
        err_set(err, "expected the number of one breakpoint, not a range");
        return NULL;
    }
    return numbered(session, first, err);
}

typedef void (*each_fn)(struct session *session, struct breakpoint *breakpoint);

/* What is in a range; a single number must be there, of a range any. */
static bool check_range(const struct session *session, uint64_t first, uint64_t last,
                        struct err *err)
{
    const struct breakpoints *list = session->breakpoints;
    if (first == last)
        return numbered(session, first, err) != NULL;
    for (size_t n = 0; n < list->count; n++) {
        if (list->rows[n]->number >= first && list->rows[n]->number <= last)
            return true;
    }
    return err_set(err, "there is no breakpoint from %llu to %llu", (unsigned long long)first,
                   (unsigned long long)last);
}

static void each_in_range(struct session *session, uint64_t first, uint64_t last, each_fn each)
{
    const struct breakpoints *list = session->breakpoints;
    for (size_t n = list->count; n > 0; n--) {
        if (list->rows[n - 1]->number >= first && list->rows[n - 1]->number <= last)
            each(session, list->rows[n - 1]);
    }
}

/* "": all; else numbers and ranges, with gdb's word before them or not. All are looked up before
 * anything is done to one. */
static enum session_result for_each(struct session *session, const char *args, each_fn each,
                                    struct err *err)
{
    const char *rest;
    uint64_t first, last;
    args_take(&args, "breakpoints");
    for (rest = args; *rest;) {
        if (!read_range(session, &rest, &first, &last, err) ||
            !check_range(session, first, last, err))
            return SESSION_ERROR;
    }
    for (rest = args; *rest && read_range(session, &rest, &first, &last, err);)
        each_in_range(session, first, last, each);
    if (!args[0])
        each_in_range(session, 0, UINT64_MAX, each);
    return SESSION_OK;
}

static void delete_one(struct session *session, struct breakpoint *breakpoint)
{
    breakpoint_delete(session->breakpoints, breakpoint);
}

static void enable_one(struct session *session, struct breakpoint *breakpoint)
{
    (void)session;
    breakpoint->enabled = true;
}

static void disable_one(struct session *session, struct breakpoint *breakpoint)
{
    (void)session;
    breakpoint->enabled = false;
}

static enum session_result delete_bookmarks(struct session *session, const char *args,
                                            struct err *err)
{
    if (args[0] == '\0')
        return command_wrong(err, "delete which bookmark? (info bookmarks lists them)");
    while (*args) {
        size_t len = strcspn(args, " \t");
        if (!bookmark_delete(session->bookmarks, args, len))
            return command_wrong(err, "there is no bookmark \"%.*s\" (info bookmarks lists them)",
                                 (int)(len < 60 ? len : 60), args);
        args = args_skip(args + len);
    }
    return SESSION_OK;
}

/* Those at a position and nowhere else; their numbers are appended. */
static size_t delete_at(struct session *session, br_op op, struct buf *out)
{
    size_t n = 0;
    for (struct breakpoint *row; (row = breakpoint_of(session, op)) != NULL; n++) {
        buf_printf(out, "%s%u", n ? " " : "", row->number);
        breakpoint_delete(session->breakpoints, row);
    }
    return n;
}

static enum session_result do_clear(struct session *session, const char *args, struct buf *out,
                                    struct err *err)
{
    br_op op = session->cursor;
    struct buf numbers = {0};
    if (args[0] && !position_read(session, args, &op, err))
        return SESSION_ERROR;
    size_t n = delete_at(session, op, &numbers);
    if (n > 0)
        buf_printf(out, "Deleted breakpoint%s %s\n", n > 1 ? "s" : "", buf_text(&numbers));
    buf_free(&numbers);
    if (n > 0)
        return SESSION_OK;
    return command_wrong(err, "no breakpoint is at 0x%llx alone (delete N takes any by its number)",
                         (unsigned long long)session_pos(session, op));
}

static enum session_result do_delete(struct session *session, const char *args, struct buf *out,
                                     struct err *err)
{
    size_t count = session->breakpoints->count;
    if (args_take(&args, "bookmark"))
        return delete_bookmarks(session, args, err);
    if (args_take(&args, "display"))
        return display_delete(session, args, err);
    args_take(&args, "breakpoints");
    if (args[0] == '\0' && count > 0) /* gdb asks; here the answer tells what was done */
        buf_printf(out, "Deleted %zu breakpoint%s.\n", count, count == 1 ? "" : "s");
    return for_each(session, args, delete_one, err);
}

static enum session_result do_enable(struct session *session, const char *args, struct buf *out,
                                     struct err *err)
{
    (void)out;
    return for_each(session, args, enable_one, err);
}

static enum session_result do_disable(struct session *session, const char *args, struct buf *out,
                                      struct err *err)
{
    (void)out;
    return for_each(session, args, disable_one, err);
}

/* ---- Changing one ---------------------------------------------------------------------------- */

static enum session_result do_ignore(struct session *session, const char *args, struct buf *out,
                                     struct err *err)
{
    uint64_t count;
    struct breakpoint *breakpoint = read_one(session, args, &args, err);
    if (!breakpoint)
        return SESSION_ERROR;
    if (!parse_number(args, UNIT_COUNT, &count))
        return command_wrong(err, "expected how many of its stops to ignore, not \"%.100s\"", args);
    breakpoint->ignore = count;
    buf_printf(out, "Breakpoint %u ignores its next %llu stop%s.\n", breakpoint->number,
               (unsigned long long)count, count == 1 ? "" : "s");
    return SESSION_OK;
}

static enum session_result do_condition(struct session *session, const char *args, struct buf *out,
                                        struct err *err)
{
    struct breakpoint *breakpoint = read_one(session, args, &args, err);
    if (!breakpoint || !breakpoint_set_condition(breakpoint, args, err))
        return SESSION_ERROR;
    say_made(breakpoint, out);
    return SESSION_OK;
}

static enum session_result do_commands(struct session *session, const char *args, struct buf *out,
                                       struct err *err)
{
    struct breakpoints *list = session->breakpoints;
    struct breakpoint *breakpoint = NULL;
    (void)out;
    if (args[0])
        breakpoint = read_one(session, args, &args, err);
    else if (list->count)
        breakpoint = list->rows[list->count - 1];
    else
        err_set(err, "there is no breakpoint yet that could have commands");
    if (!breakpoint)
        return SESSION_ERROR;
    if (args[0])
        return command_wrong(err, "nothing is expected after the number, not \"%.100s\"", args);
    struct lines *empty = lines_new();
    if (!empty)
        return command_no_memory(err);
    lines_free(breakpoint->commands);
    breakpoint->commands = empty;
    session->collects = breakpoint->number;
    snprintf(session->wants, sizeof session->wants, "breakpoint %u (end ends it)> ",
             breakpoint->number);
    return SESSION_OK;
}

/* ---- For front ends -------------------------------------------------------------------------- */

bool session_toggle_break(struct session *session, br_op op, struct err *err)
{
    struct buf text = {0};
    bool is_made = false;
    bool was_there = delete_at(session, op, &text) > 0;
    buf_clear(&text);
    buf_printf(&text, "0x%04llx", (unsigned long long)session_pos(session, op));
    if (!was_there)
        is_made = breakpoint_add(session, "break", buf_text(&text), err) != NULL;
    buf_free(&text);
    return is_made;
}

/* ---- The rows -------------------------------------------------------------------------------- */

#define PLACES                                                                                     \
    "  break REDUCE        at each opcode of that name\n"                                          \
    "  break #12           at an opcode by number\n"                                               \
    "  break 0x1f          at the opcode that the byte belongs to\n"                               \
    "  break import os.*   where that is imported, by GLOBAL, STACK_GLOBAL or INST;\n"             \
    "                      also under the name that Python 2's is mapped to; global\n"             \
    "                      os.* is the same\n"                                                     \
    "  break call          at each call; with a pattern, where the callee is that,\n"              \
    "                      also after indirection: break call *.system\n"                          \
    "  break event         wherever anything would be imported, called or touched\n"               \
    "  break danger        at each opcode that is dangerous; suspicious: at those\n"               \
    "                      and at what is suspicious\n"                                            \
    "  break divergence    where Python's readers part\n"                                          \
    "  break text http*    where the characters of an argument are that; without *\n"              \
    "                      and ?, where they hold that\n"                                          \
    "  break bytes 80 04   where these bytes begin\n"                                              \
    "  break               at the cursor\n"                                                        \
    "Any of them may end in `if EXPRESSION`; `break if EXPRESSION` asks at each\n"                 \
    "opcode. A stop is before the opcode; where the expression asks for what is not\n"             \
    "there (stack[3] of two) it does not hold.\n"

/* clang-format off */
static const struct debug_command break_rows[] = {
    {.name = "break", .aliases = "b br", .args = "[PLACE] [if EXPRESSION]",
     .complete = COMPLETE_PLACES, .summary = "Stop at a place, or wherever something holds",
     .help = PLACES, .run = do_break},
    {.name = "tbreak", .aliases = "tb", .args = "[PLACE] [if EXPRESSION]",
     .complete = COMPLETE_PLACES, .summary = "Like break, but stop once only",
     .help = "PLACE: help break tells.\n", .run = do_tbreak},
    {.name = "watch", .aliases = "", .args = "memo[N] | EXPRESSION", .complete = COMPLETE_WORDS,
     .summary = "Stop before memo[N] is written, or where an expression begins to hold",
     .help = "  watch memo[3]          before each opcode that stores memo[3]\n"
             "  watch stack > 100      where the stack has grown past 100 values\n"
             "  watch stack[0] == 'x'  where it was not so one opcode before\n",
     .run = do_watch},
    {.name = "catch", .aliases = "", .args = "dangerous | unknown | error | divergence",
     .complete = COMPLETE_CATCH,
     .summary = "Stop at what is dangerous or unknown, where the run breaks, or readers part",
     .help = "  catch divergence   where Python's readers part; info divergence says how\n",
     .run = do_catch},
    {.name = "delete", .aliases = "d", .args = "[N]...", .complete = COMPLETE_DELETE,
     .summary = "Delete breakpoints, or all",
     .help = "  delete 1 3-5 $          these, and the one made last; enable and disable\n"
             "                          take the same, and $ is one wherever a number is\n"
             "  delete bookmark NAME    a bookmark\n"
             "  delete display N        as undisplay N\n",
     .run = do_delete},
    {.name = "clear", .aliases = "cl", .args = "[POS]", .complete = COMPLETE_POSITIONS,
     .summary = "Delete the breakpoints at the cursor, or at POS",
     .help = "Those that are there and nowhere else: break 0x1f, break #12. delete takes\n"
             "others.\n",
     .run = do_clear},
    {.name = "enable", .aliases = "en", .args = "[N]...", .complete = COMPLETE_BREAKPOINTS,
     .summary = "Let breakpoints stop again", .help = "", .run = do_enable},
    {.name = "disable", .aliases = "dis", .args = "[N]...", .complete = COMPLETE_BREAKPOINTS,
     .summary = "Keep breakpoints without stopping at them", .help = "", .run = do_disable},
    {.name = "ignore", .aliases = "", .args = "N COUNT", .complete = COMPLETE_BREAKPOINTS,
     .summary = "Pass over the next COUNT stops of breakpoint N", .help = "", .run = do_ignore},
    {.name = "condition", .aliases = "cond", .args = "N [EXPRESSION]",
     .complete = COMPLETE_BREAKPOINTS, .summary = "Give breakpoint N a condition, or take it away",
     .help = "", .run = do_condition},
    {.name = "commands", .aliases = "", .args = "[N]", .complete = COMPLETE_BREAKPOINTS,
     .summary = "Type commands that run whenever a breakpoint stops",
     .help = "Breakpoint N, or the last one made. The lines that follow are kept, up to a\n"
             "line `end`. They run after the stop's text, which is left out when the first\n"
             "of them is `silent`. A command that goes on to another stop ends them.\n",
     .run = do_commands},
};
/* clang-format on */

DEBUG_GROUP(group_breaks, "Breakpoints", break_rows);
