/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that look: at values, at what an opcode does, at expressions. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/settings.h"
#include "src/debugger/args.h"
#include "src/debugger/ask.h"
#include "src/debugger/examine.h"
#include "src/debugger/groups.h"
#include "src/debugger/lines.h"
#include "src/debugger/infos.h"
#include "src/debugger/looks.h"
#include "src/debugger/position.h"
#include "src/debugger/setting.h"
#include "src/debugger/text.h"
#include "src/output/out.h"
#include "src/output/safe.h"

/* ---- print ----------------------------------------------------------------------------------- */

/* "  tuple, made by #10 TUPLE1 at 0x0026" */
static void print_origin(struct session *session, const struct eval *eval,
                         const struct operand *operand, struct buf *out)
{
    if (operand->kind != OPERAND_VALUE && operand->kind != OPERAND_CLASS)
        return;
    br_op maker = br_maker(session->rec, operand->value);
    buf_printf(out, "  %s", operand_kind_text(eval, operand));
    if (!operand->is_callee || !text_resolved(session, operand->number, out))
        text_found_to_be(session, operand->value, out);
    if (maker != BR_NO_OP) {
        buf_str(out, ", made by ");
        text_place(session, maker, out);
    }
    buf_char(out, '\n');
}

/* "/x" at the start of *args; 0: there is none. */
static bool read_format(const char **args, char *format, struct err *err)
{
    size_t len = strcspn(*args, " \t");
    *format = 0;
    if (**args != '/')
        return true;
    if (len != 2 || !strchr("xduotcf", (*args)[1]))
        return err_set(err, "\"%.*s\": expected one format of x d u o t c f, as in print/x",
                       (int)len, *args);
    *format = (*args)[1];
    *args = args_skip(*args + len);
    return true;
}

/* An int that is wider than the formats are: its text when nothing may be decimal. */
static bool print_wide(const struct eval *eval, const struct operand *operand, char format,
                       struct buf *out)
{
    struct br_text_options options = {.max_digits = 1};
    struct br_text_result result;
    if (format != 'x' || !operand_is_value(eval, operand, BR_KIND_INT))
        return false;
    br_text(eval_state(eval, operand->at), operand->value, &options, buf_sink(out), &result);
    return true;
}

/* Without the zeros in front. */
static void print_binary(uint64_t number, struct buf *out)
{
    struct buf text = {0};
    examine_number('t', 8, number, &text);
    const char *first = strchr(buf_text(&text), '1');
    buf_str(out, first ? first : "0");
    buf_free(&text);
}

/* A number as gdb's letters have it; of a float the bits. */
static bool print_formatted(struct eval *eval, const struct operand *operand, char format,
                            struct buf *out)
{
    struct literal number;
    bool is_scalar;
    if (operand_scalar(eval, operand, &number, &is_scalar) != EVAL_OK)
        return false;
    bool is_int = is_scalar && (number.kind == LITERAL_INT || number.kind == LITERAL_BOOL);
    bool is_float = is_scalar && number.kind == LITERAL_FLOAT;
    uint64_t bits = (uint64_t)number.number;
    if (is_float)
        memcpy(&bits, &number.real, sizeof bits);
    if (format == 'f' && (is_float || is_int))
        examine_float(8, is_float ? number.real : (double)number.number, out);
    else if (is_int && format == 'x' && number.number >= 0)
        buf_printf(out, "0x%llx", (unsigned long long)bits);
    else if (is_int && format == 't')
        print_binary(bits, out);
    else if (is_int || (is_float && strchr("xot", format)))
        examine_number(format, 8, bits, out);
    else if (!print_wide(eval, operand, format, out))
        return err_set(eval->err, "print/%c is for an int%s, not for %s", format,
                       strchr("xotf", format) ? " or a float" : "",
                       is_scalar && number.kind == LITERAL_BIG ? "one of more than 64 bits"
                                                               : operand_kind_text(eval, operand));
    return true;
}

/* The stack or the memo, as their panes have them. */
static enum session_result print_listed(struct session *session, enum operand_kind kind,
                                        struct buf *out, struct err *err)
{
    info_fn *info = kind == OPERAND_STACK ? info_stack : info_memo;
    return info(session, "", out, err);
}

static enum session_result do_print(struct session *session, const char *args, struct buf *out,
                                    struct err *err)
{
    uint64_t limit = session->settings->print_limit;
    char format;
    if (!read_format(&args, &format, err))
        return SESSION_ERROR;
    if (args_take(&args, "--full"))
        limit = 0;
    limit = limit ? limit : TEXT_WHOLE_MAX;
    struct expr *expr = expr_new(args, err);
    if (!expr)
        return SESSION_ERROR;
    struct eval eval = ask_start(session, err);
    struct operand operand;
    enum eval_status status = eval_expr(&eval, expr->root, &operand);
    if (status == EVAL_OK && format && !print_formatted(&eval, &operand, format, out))
        status = EVAL_TYPE;
    size_t before = out->len;
    if (status == EVAL_OK && !format)
        status = text_operand(&eval, &operand, limit, out);
    if (status != EVAL_OK)
        out->len = before;
    enum session_result result = status == EVAL_OK ? SESSION_OK : SESSION_ERROR;
    if (status == EVAL_OK) {
        if (operand.kind == OPERAND_EVENT)
            text_resolved(session, operand.number, out);
        buf_char(out, '\n');
        print_origin(session, &eval, &operand, out);
    }
    if (status == EVAL_OK && (operand.kind == OPERAND_STACK || operand.kind == OPERAND_MEMO))
        result = print_listed(session, operand.kind, out, err);
    eval_end(&eval);
    expr_free(expr);
    return result;
}

/* ---- assert ---------------------------------------------------------------------------------- */

/* The part that makes the whole false: of `a and b` the first that does not hold. */
static const struct expr_node *failing_part(struct eval *eval, const struct expr_node *node)
{
    while (node->kind == EXPR_AND) {
        bool holds;
        bool first_fails = eval_holds(eval, node->a, &holds) != EVAL_OK || !holds;
        node = first_fails ? node->a : node->b;
    }
    return node;
}

static void assert_side(struct session *session, struct eval *eval, const struct expr_node *node,
                        struct buf *out)
{
    struct operand operand;
    if (node->kind == EXPR_LITERAL)
        return; /* it says itself what it is */
    buf_str(out, "  ");
    safe_line(out, node->text, node->len);
    if (eval_expr(eval, node, &operand) == EVAL_OK) {
        buf_str(out, " is ");
        text_operand(eval, &operand, text_brief(session), out);
        if (operand.kind == OPERAND_VALUE || operand.kind == OPERAND_CLASS)
            buf_printf(out, "   (%s)", operand_kind_text(eval, &operand));
        if (operand.is_callee)
            text_resolved(session, operand.number, out);
    } else {
        buf_str(out, ": ");
        safe_str(out, eval->err->text);
    }
    buf_char(out, '\n');
}

static void assert_report(struct session *session, struct eval *eval, const struct expr *expr,
                          struct buf *out)
{
    const struct expr_node *part = failing_part(eval, expr->root);
    buf_str(out, "Assertion failed: ");
    safe_str(out, expr->text);
    buf_str(out, "\n  at ");
    text_row(session, session->cursor, out);
    buf_char(out, '\n');
    if (part->kind == EXPR_COMPARE) {
        assert_side(session, eval, part->a, out);
        assert_side(session, eval, part->b, out);
    } else {
        assert_side(session, eval, part, out);
    }
}

static enum session_result do_assert(struct session *session, const char *args, struct buf *out,
                                     struct err *err)
{
    struct expr *expr = expr_new(args, err);
    if (!expr)
        return SESSION_ERROR;
    struct eval eval = ask_start(session, err);
    bool holds = false;
    enum eval_status status = eval_holds(&eval, expr->root, &holds);
    enum session_result result = SESSION_OK;
    if (status == EVAL_FAILED) {
        result = SESSION_ERROR;
    } else if (status != EVAL_OK || !holds) {
        assert_report(session, &eval, expr, out);
        err->text[0] = '\0';
        session->assert_failed = true;
        result = SESSION_ASSERT_FAILED;
    }
    eval_end(&eval);
    expr_free(expr);
    return result;
}

/* ---- explain --------------------------------------------------------------------------------- */

/* "any any", "nothing": the letters of opcodes.def in words. */
static void say_stack(const char *letters, struct buf *out)
{
    if (!*letters)
        buf_str(out, "nothing");
    for (const char *c = letters; *c; c++) {
        const char *name = br_stack_object_name(*c);
        buf_printf(out, "%s%s", c == letters ? "" : " ", name ? name : "?");
    }
}

static void explain_opcode(const struct br_opcode *opcode, struct buf *out)
{
    const char *arg = br_arg_name(opcode->arg);
    buf_printf(out, "%s   0x%02x", opcode->name, (unsigned)opcode->code);
    if (isgraph(opcode->code))
        buf_printf(out, " '%c'", opcode->code);
    buf_printf(out, ", protocol %u, argument: %s\n", (unsigned)opcode->protocol,
               arg ? arg : "none");
    buf_str(out, "  Stack: takes ");
    say_stack(opcode->before, out);
    buf_str(out, "; leaves ");
    say_stack(opcode->after, out);
    buf_printf(out, ".\n  %s\n", opcode->sentence);
}

/* With the values that it finds there. */
static enum session_result explain_row(struct session *session, br_op op, struct buf *out,
                                       struct err *err)
{
    struct view_source source;
    session_view(session, &source);
    source.previous = op == source.cursor ? source.previous : BR_NO_OP;
    source.cursor = op;
    source.is_whole = true;
    return view_print(&view_explain, &source, 0, 0, out) ? SESSION_OK : command_no_memory(err);
}

static enum session_result do_explain(struct session *session, const char *args, struct buf *out,
                                      struct err *err)
{
    br_op op = session->cursor;
    if (position_begins(args) && !position_read(session, args, &op, err))
        return SESSION_ERROR;
    if (args[0] == '\0' || position_begins(args))
        return explain_row(session, op, out, err);
    const struct br_opcode *opcode = br_opcode_named(args);
    if (!opcode)
        return command_wrong(err,
                             "\"%.100s\" is no opcode's name, such as REDUCE, nor a position: %s",
                             args, POSITION_EXPECTED);
    explain_opcode(opcode, out);
    return SESSION_OK;
}

/* ---- display --------------------------------------------------------------------------------- */

static enum session_result do_display(struct session *session, const char *args, struct buf *out,
                                      struct err *err)
{
    struct expr *expr = args[0] ? expr_new(args, err) : NULL;
    if (args[0] && !expr)
        return SESSION_ERROR;
    if (expr && !lines_add(session->displays, expr->text)) {
        expr_free(expr);
        err_set(err, "out of memory");
        return SESSION_ERROR;
    }
    expr_free(expr);
    session_stop_text(session, out);
    return SESSION_OK;
}

enum session_result display_delete(struct session *session, const char *args, struct err *err)
{
    uint64_t number;
    if (args[0] == '\0')
        lines_clear(session->displays);
    else if (!parse_number(args, UNIT_COUNT, &number) || !lines_remove(session->displays, number))
        return command_wrong(err, "\"%.100s\": expected a number that info display shows", args);
    return SESSION_OK;
}

static enum session_result do_undisplay(struct session *session, const char *args, struct buf *out,
                                        struct err *err)
{
    (void)out;
    return display_delete(session, args, err);
}

/* ---- The rows -------------------------------------------------------------------------------- */

/* clang-format off */
static const struct debug_command look_rows[] = {
    {.name = "info", .aliases = "i", .args = "TOPIC", .complete = COMPLETE_SUB,
     .summary = "Show the stack, the memo, the calls, the breakpoints, and more", .help = "",
     .sub = &group_info},
    {.name = "print", .aliases = "p inspect output ptype whatis", .args = "[/F] [--full] EXPRESSION",
     .complete = COMPLETE_WORDS, .repeat = REPEAT_SAME,
     .summary = "Show a value, its kind, and the opcode that made it",
     .help = "EXPRESSION: help expressions tells. A long value is cut (set print-limit);\n"
             "--full shows all of it.\n"
             "print/x, /d /u /o /t /c /f show a number in hex and so on; of a float /x the\n"
             "bits.\n",
     .run = do_print},
    {.name = "explain", .aliases = "", .args = "[POS | OPCODE]", .complete = COMPLETE_OPCODES,
     .summary = "Explain the opcode at the cursor, or at POS, with its values, or any opcode",
     .help = "",
     .run = do_explain},
    {.name = "assert", .aliases = "", .args = "EXPRESSION", .complete = COMPLETE_WORDS,
     .summary = "Fail unless the expression holds: the exit code becomes 1",
     .help = "EXPRESSION: help expressions tells. A script goes on after it. What is not\n"
             "there fails too.\n",
     .run = do_assert},
    {.name = "display", .aliases = "", .args = "[EXPRESSION]", .complete = COMPLETE_WORDS,
     .summary = "Show an expression at each stop",
     .help = "EXPRESSION: help expressions tells. Its value is cut as in other lines; print\n"
             "shows more.\n",
     .run = do_display},
    {.name = "undisplay", .aliases = "", .args = "[N]",
     .summary = "Show expression N no longer, or none of them", .help = "", .run = do_undisplay},
};
/* clang-format on */

DEBUG_GROUP(group_looks, "Looking", look_rows);
