/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that make, change and remove breakpoints. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/settings.h"
#include "src/debugger/breakpoint.h"
#include "src/debugger/groups.h"
#include "src/output/safe.h"

static const char *skip_word(const char *args, size_t len)
{
    args += len;
    while (isspace((unsigned char)*args))
        args++;
    return args;
}

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

/* The breakpoint whose number begins args; *rest: what follows. */
static struct breakpoint *read_one(struct session *session, const char *args, const char **rest,
                                   struct err *err)
{
    char digits[24];
    uint64_t number;
    size_t len = strcspn(args, " \t");
    if (len == 0) {
        err_set(err, "expected the number of a breakpoint (info breakpoints lists them)");
        return NULL;
    }
    if (len < sizeof digits) {
        memcpy(digits, args, len);
        digits[len] = '\0';
    }
    if (len >= sizeof digits || !parse_number(digits, UNIT_COUNT, &number)) {
        err_set(err, "\"%.*s\" is no number of a breakpoint", (int)(len < 60 ? len : 60), args);
        return NULL;
    }
    struct breakpoint *found = breakpoint_numbered(session->breakpoints, number);
    if (!found)
        err_set(err, "there is no breakpoint %llu", (unsigned long long)number);
    *rest = skip_word(args, len);
    return found;
}

typedef void (*each_fn)(struct session *session, struct breakpoint *breakpoint);

/* "": all; else numbers. All are looked up before anything is done to one. */
static enum session_result for_each(struct session *session, const char *args, each_fn each,
                                    struct err *err)
{
    struct breakpoints *list = session->breakpoints;
    const char *rest;
    for (rest = args; *rest;) {
        if (!read_one(session, rest, &rest, err))
            return SESSION_ERROR;
    }
    for (rest = args; *rest;) {
        struct breakpoint *breakpoint = read_one(session, rest, &rest, err);
        if (breakpoint) /* not when its number is there twice */
            each(session, breakpoint);
    }
    for (size_t n = args[0] ? 0 : list->count; n > 0; n--)
        each(session, list->rows[n - 1]);
    err->text[0] = '\0';
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

static enum session_result do_delete(struct session *session, const char *args, struct buf *out,
                                     struct err *err)
{
    (void)out;
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
    if (!parse_number(args, UNIT_COUNT, &count)) {
        err_set(err, "expected how many of its stops to ignore, not \"%s\"", args);
        return SESSION_ERROR;
    }
    breakpoint->ignore = count;
    buf_printf(out, "Breakpoint %u ignores its next %llu stops.\n", breakpoint->number,
               (unsigned long long)count);
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
    struct lines *empty = lines_new();
    if (!empty) {
        err_set(err, "out of memory");
        return SESSION_ERROR;
    }
    lines_free(breakpoint->commands);
    breakpoint->commands = empty;
    session->collects = breakpoint->number;
    return SESSION_OK;
}

/* ---- For front ends -------------------------------------------------------------------------- */

unsigned session_break_at(struct session *session, br_op op)
{
    struct breakpoints *list = session->breakpoints;
    for (size_t n = 0; n < list->count; n++) {
        if (breakpoint_is_place(list->rows[n]) && breakpoint_is_at(session, list->rows[n], op))
            return list->rows[n]->number;
    }
    return 0;
}

bool session_toggle_break(struct session *session, br_op op, struct err *err)
{
    struct breakpoints *list = session->breakpoints;
    struct buf place = {0};
    bool is_made = false;
    buf_printf(&place, "0x%04llx", (unsigned long long)session_pos(session, op));
    for (size_t n = 0; n < list->count; n++) {
        if (strcmp(list->rows[n]->text, buf_text(&place)) == 0 ||
            (list->rows[n]->text[0] == '#' && breakpoint_is_at(session, list->rows[n], op))) {
            breakpoint_delete(list, list->rows[n]);
            buf_free(&place);
            return false;
        }
    }
    is_made = breakpoint_add(session, "break", buf_text(&place), err) != NULL;
    buf_free(&place);
    return is_made;
}

/* ---- The rows -------------------------------------------------------------------------------- */

#define PLACES                                                                                     \
    "  break REDUCE           at each opcode of that name\n"                                       \
    "  break #12              at an opcode by number\n"                                            \
    "  break 0x1f             at the opcode that the byte belongs to\n"                            \
    "  break import os.*      where that is imported: GLOBAL, STACK_GLOBAL and INST alike,\n"      \
    "                         also as Python 2 names are mapped\n"                                 \
    "  break call             at each call; with a pattern, where the callee is that,\n"           \
    "                         also after indirection: break call *.system\n"                       \
    "  break danger           at each opcode that is dangerous\n"                                  \
    "  break divergence       where Python's readers part\n"                                       \
    "  break text http*       where the characters of an argument are that; without * and ?,\n"    \
    "                         where they hold that\n"                                              \
    "  break bytes 80 04      where these bytes begin\n"                                           \
    "  break                  at the cursor\n"                                                     \
    "Any of them may end in `if EXPRESSION`; `break if EXPRESSION` asks at each opcode.\n"         \
    "A stop is before the opcode; where the expression asks for what is not there (stack[3]\n"     \
    "of two) it does not hold.\n"

/* clang-format off */
static const struct debug_command break_rows[] = {
    {.name = "break", .aliases = "b br", .args = "[PLACE] [if EXPRESSION]",
     .complete = COMPLETE_PLACES, .summary = "Stop at a place, or wherever something holds",
     .help = PLACES, .run = do_break},
    {.name = "tbreak", .aliases = "tb", .args = "[PLACE] [if EXPRESSION]",
     .complete = COMPLETE_PLACES, .summary = "Like break, but stop once only", .help = PLACES,
     .run = do_tbreak},
    {.name = "watch", .aliases = "", .args = "memo[N] | EXPRESSION", .complete = COMPLETE_WORDS,
     .summary = "Stop before memo[N] is written, or where an expression begins to hold",
     .help = "  watch memo[3]          before each opcode that stores memo[3]\n"
             "  watch stack > 100      where the stack has grown past 100 values\n"
             "  watch stack[0] == 'x'  where it was not so one opcode before\n",
     .run = do_watch},
    {.name = "catch", .aliases = "", .args = "dangerous | unknown | error | divergence",
     .complete = COMPLETE_PLACES,
     .summary = "Stop at what is dangerous or unknown, where the run breaks, or readers part",
     .help = "  catch divergence   where Python's readers part; info divergence says how\n", .run = do_catch},
    {.name = "delete", .aliases = "d", .args = "[N]...", .complete = COMPLETE_BREAKPOINTS,
     .summary = "Delete breakpoints, or all", .help = "", .run = do_delete},
    {.name = "enable", .aliases = "", .args = "[N]...", .complete = COMPLETE_BREAKPOINTS,
     .summary = "Let breakpoints stop again", .help = "", .run = do_enable},
    {.name = "disable", .aliases = "dis", .args = "[N]...", .complete = COMPLETE_BREAKPOINTS,
     .summary = "Keep breakpoints without stopping at them", .help = "", .run = do_disable},
    {.name = "ignore", .aliases = "", .args = "N COUNT", .complete = COMPLETE_BREAKPOINTS,
     .summary = "Pass over the next COUNT stops of breakpoint N", .help = "", .run = do_ignore},
    {.name = "condition", .aliases = "cond", .args = "N [EXPRESSION]",
     .complete = COMPLETE_BREAKPOINTS, .summary = "Give breakpoint N a condition, or take it away",
     .help = "", .run = do_condition},
    {.name = "commands", .aliases = "", .args = "[N]", .complete = COMPLETE_BREAKPOINTS,
     .summary = "Type commands that run whenever breakpoint N stops (the last one made)",
     .help = "The lines that follow are kept, up to a line `end`. They run after the stop's text.\n"
             "A command that goes on to another stop ends them.\n",
     .run = do_commands},
};
/* clang-format on */

DEBUG_GROUP(group_breaks, "Breakpoints", break_rows);
