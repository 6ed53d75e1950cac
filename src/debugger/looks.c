/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that look: at values, at rows, at where a value comes from and goes. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/settings.h"
#include "src/debugger/eval.h"
#include "src/debugger/groups.h"
#include "src/debugger/lines.h"
#include "src/debugger/position.h"
#include "src/debugger/setting.h"
#include "src/debugger/text.h"
#include "src/output/out.h"
#include "src/output/safe.h"

enum {
    WHY_MAX_DEPTH = 12,   /* of the tree of `why` */
    WHY_MAX_CHILDREN = 8, /* shown of one opcode's operands */
    WHY_MAX_CHANGES = 5,  /* shown of those that changed a container */
    WHY_MAX_USES = 10000, /* looked at to find them */
    FULL_MAX = 64 << 20,  /* bytes that even --full prints: sharing can make a text without end */
};

static struct eval eval_at_cursor(struct session *session, struct err *err)
{
    return (struct eval){.rec = session->rec,
                         .op = session->cursor,
                         .analysis = session->analysis,
                         .interrupted = session->options.interrupted,
                         .err = err};
}

/* " #12 REDUCE at 0x0027" */
static void say_place(const struct session *session, br_op op, struct buf *out)
{
    const struct br_opcode *opcode = br_opcode_at(session->rec, op);
    buf_printf(out, "#%lu %s at 0x%04llx", (unsigned long)op, opcode->name,
               (unsigned long long)br_pos(session->rec, op));
}

/* The value that an expression gives; a plain number or text is none. *expr is the caller's. */
static bool read_value(struct session *session, const char *args, struct operand *out,
                       struct err *err)
{
    struct expr *expr = expr_new(args, err);
    if (!expr)
        return false;
    struct eval eval = eval_at_cursor(session, err);
    enum eval_status status = eval_expr(&eval, expr->root, out);
    if (status == EVAL_OK && out->kind != OPERAND_VALUE && out->kind != OPERAND_CLASS) {
        err_set(err, "\"%s\" is %s, not a value of the run, such as stack[0] or memo[3]", args,
                operand_kind_text(&eval, out));
        status = EVAL_TYPE;
    }
    eval_end(&eval);
    expr_free(expr);
    return status == EVAL_OK;
}

bool session_value(struct session *session, const char *text, br_value *value, br_op *at,
                   struct err *err)
{
    struct operand operand;
    if (!read_value(session, text, &operand, err))
        return false;
    *value = operand.value;
    *at = operand.kind == OPERAND_CLASS ? br_ops(session->rec) : operand.at;
    return true;
}

/* ---- print ----------------------------------------------------------------------------------- */

/* "  tuple, made by #10 TUPLE1 at 0x0026" */
static void print_origin(struct session *session, const struct eval *eval,
                         const struct operand *operand, struct buf *out)
{
    if (operand->kind != OPERAND_VALUE && operand->kind != OPERAND_CLASS)
        return;
    br_op maker = br_maker(session->rec, operand->value);
    buf_printf(out, "  %s", operand_kind_text(eval, operand));
    if (maker != BR_NO_OP) {
        buf_str(out, ", made by ");
        say_place(session, maker, out);
    }
    buf_char(out, '\n');
}

static enum session_result do_print(struct session *session, const char *args, struct buf *out,
                                    struct err *err)
{
    uint64_t limit = session->settings->print_limit;
    if (strncmp(args, "--full", 6) == 0 && (isspace((unsigned char)args[6]) || !args[6])) {
        limit = 0;
        args += 6;
    }
    limit = limit ? limit : FULL_MAX;
    struct expr *expr = expr_new(args, err);
    if (!expr)
        return SESSION_ERROR;
    struct eval eval = eval_at_cursor(session, err);
    struct operand operand;
    enum eval_status status = eval_expr(&eval, expr->root, &operand);
    if (status == EVAL_OK) {
        text_operand(&eval, &operand, limit, out);
        buf_char(out, '\n');
        print_origin(session, &eval, &operand, out);
    }
    eval_end(&eval);
    expr_free(expr);
    return status == EVAL_OK ? SESSION_OK : SESSION_ERROR;
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
    struct eval eval = eval_at_cursor(session, err);
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

/* ---- list ------------------------------------------------------------------------------------ */

static enum session_result do_list(struct session *session, const char *args, struct buf *out,
                                   struct err *err)
{
    br_op around = session->cursor, from;
    uint32_t lines = session->settings->list_lines;
    if (args[0] && !position_read(session, args, &around, err))
        return SESSION_ERROR;
    if (args[0] == '\0' && session->listed != BR_NO_OP)
        from = session->listed;
    else
        from = around > lines / 2 ? around - lines / 2 : 0;
    session_reach(session, from + lines);
    if (from > session_last(session)) {
        buf_str(out, "That was the end of the stream.\n");
        return SESSION_OK;
    }
    struct view_source source;
    session_view(session, &source);
    if (!view_print(&view_code, &source, from, lines, out)) {
        err_set(err, "out of memory");
        return SESSION_ERROR;
    }
    session->listed = from + lines;
    return SESSION_OK;
}

/* ---- x --------------------------------------------------------------------------------------- */

/* The count of "/32xb"; letters of gdb's that mean bytes in hex are taken, others are not. */
static bool read_count(const char **args, uint64_t *count, struct err *err)
{
    char *end;
    *count = 64;
    if (**args != '/')
        return true;
    unsigned long long n = strtoull(*args + 1, &end, 10);
    if (end > *args + 1)
        *count = n;
    while (*end == 'x' || *end == 'b')
        end++;
    if ((*end && !isspace((unsigned char)*end)) || *count == 0)
        return err_set(err, "\"%s\": expected /N, how many bytes to show in hex", *args);
    while (isspace((unsigned char)*end))
        end++;
    *args = end;
    return true;
}

static enum session_result do_x(struct session *session, const char *args, struct buf *out,
                                struct err *err)
{
    struct position position;
    struct view_source source;
    uint64_t count, pos = session_pos(session, session->cursor);
    if (!read_count(&args, &count, err))
        return SESSION_ERROR;
    if (args[0]) {
        br_op op;
        if (!position_read(session, args, &op, err))
            return SESSION_ERROR;
        position_parse(args, &position);
        pos = position.kind == POSITION_BYTE ? position.number : session_pos(session, op);
    }
    session_view(session, &source);
    source.width = 0; /* 16 bytes on a line */
    uint64_t max_lines = session->settings->max_lines, first = pos / 16;
    uint64_t lines = count > UINT64_MAX - pos ? UINT64_MAX : (pos + count - 1) / 16 - first + 1;
    if (max_lines && lines > max_lines)
        lines = max_lines;
    if (view_print(&view_hex, &source, first, lines, out))
        return SESSION_OK;
    err_set(err, "out of memory");
    return SESSION_ERROR;
}

/* ---- why ------------------------------------------------------------------------------------- */

/* One value of the tree that is still to be printed. */
struct why_item {
    br_value value;
    br_op at; /* the state in which it is shown */
    unsigned depth;
    uint32_t left_out; /* instead of a value: so many operands are not shown */
};

struct why {
    struct session *session;
    struct buf *out;
    struct why_item items[WHY_MAX_DEPTH * (WHY_MAX_CHILDREN + 1)]; /* the last is the next */
    size_t count;
};

static void why_push(struct why *why, struct why_item item)
{
    if (why->count < sizeof why->items / sizeof *why->items)
        why->items[why->count++] = item;
}

static bool changes_container(uint8_t code)
{
    static const char codes[] = "aesub\x90"; /* APPEND(S), SETITEM(S), BUILD, ADDITEMS */
    return strchr(codes, code) != NULL;
}

/* ", changed by #20 APPENDS, #24 APPENDS ..." */
static void why_changes(struct why *why, br_value value, br_op until)
{
    const br_record *rec = why->session->rec;
    unsigned shown = 0;
    br_op op;
    bool found = true;
    for (uint64_t n = 0;
         n < WHY_MAX_USES && br_use(rec, value, n, &op, &found) == BR_OK && found && op < until;
         n++) {
        if (!changes_container(br_opcode_at(rec, op)->code))
            continue;
        if (shown++ == WHY_MAX_CHANGES) {
            buf_str(why->out, " and more");
            return;
        }
        buf_str(why->out, shown == 1 ? ", used or changed by " : ", ");
        say_place(why->session, op, why->out);
    }
}

/* The values that the maker took, the topmost last to be printed. */
static void why_operands(struct why *why, const struct why_item *item, br_op maker)
{
    uint32_t popped, pushed;
    br_effect(why->session->rec, maker, &popped, &pushed);
    if (item->depth + 1 >= WHY_MAX_DEPTH || popped == 0)
        return;
    uint32_t shown = popped < WHY_MAX_CHILDREN ? popped : WHY_MAX_CHILDREN;
    if (popped > shown)
        why_push(why, (struct why_item){.depth = item->depth + 1, .left_out = popped - shown});
    struct br_state before = {why->session->rec, maker};
    for (uint32_t n = shown; n > 0; n--) {
        br_value operand = br_stack(before, popped - n);
        if (operand != BR_NO_VALUE && operand != item->value)
            why_push(why,
                     (struct why_item){.value = operand, .at = maker, .depth = item->depth + 1});
    }
}

static void why_print(struct why *why, const struct why_item *item)
{
    const struct session *session = why->session;
    buf_pad(why->out, ' ', 2 * item->depth);
    if (item->left_out) {
        buf_printf(why->out, "%s and %lu more\n", safe_ellipsis(), (unsigned long)item->left_out);
        return;
    }
    br_op maker = br_maker(session->rec, item->value);
    text_value(session, item->at, item->value, why->out);
    buf_printf(why->out, "   %s", br_kind_name(br_kind(session->rec, item->value)));
    if (maker != BR_NO_OP) {
        buf_str(why->out, ", made by ");
        say_place(session, maker, why->out);
        why_changes(why, item->value, item->at);
    }
    buf_char(why->out, '\n');
    if (maker != BR_NO_OP)
        why_operands(why, item, maker);
}

static enum session_result do_why(struct session *session, const char *args, struct buf *out,
                                  struct err *err)
{
    struct operand operand;
    if (!read_value(session, args[0] ? args : "stack[0]", &operand, err))
        return SESSION_ERROR;
    struct why why = {.session = session, .out = out};
    uint64_t lines = 0, max_lines = session->settings->max_lines;
    why_push(&why, (struct why_item){.value = operand.value, .at = operand.at});
    if (operand.kind == OPERAND_CLASS)
        why.items[0].at = br_ops(session->rec);
    while (why.count > 0) {
        struct why_item item = why.items[--why.count];
        if (max_lines && lines++ == max_lines) {
            buf_printf(out, "%s and more (set max-lines)\n", safe_ellipsis());
            break;
        }
        why_print(&why, &item);
    }
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
    if (!read_value(session, args[0] ? args : "stack[0]", &operand, err))
        return SESSION_ERROR;
    session_grow(session, 0);
    uint64_t max_lines = session->settings->max_lines, n = 0;
    for (;; n++) {
        br_op op;
        bool found;
        if (br_use(session->rec, operand.value, n, &op, &found) != BR_OK) {
            err_set(err, "out of memory");
            return SESSION_ERROR;
        }
        if (!found)
            break;
        if (max_lines && n == max_lines) {
            buf_printf(out, "%s and more (set max-lines)\n", safe_ellipsis());
            return SESSION_OK;
        }
        say_use(session, op, out);
    }
    const char *so_far = br_done(session->rec) ? "" : " so far";
    if (n == 0)
        buf_printf(out, "No opcode takes it%s.\n", so_far);
    return SESSION_OK;
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

static enum session_result do_explain(struct session *session, const char *args, struct buf *out,
                                      struct err *err)
{
    if (args[0] == '\0') {
        struct view_source source;
        session_view(session, &source);
        if (view_print(&view_explain, &source, 0, 0, out))
            return SESSION_OK;
        err_set(err, "out of memory");
        return SESSION_ERROR;
    }
    const struct br_opcode *opcode = br_opcode_named(args);
    if (!opcode) {
        err_set(err, "\"%s\" is no opcode's name, such as REDUCE", args);
        return SESSION_ERROR;
    }
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

static enum session_result do_undisplay(struct session *session, const char *args, struct buf *out,
                                        struct err *err)
{
    uint64_t number;
    (void)out;
    if (args[0] == '\0') {
        lines_clear(session->displays);
        return SESSION_OK;
    }
    if (!parse_number(args, UNIT_COUNT, &number) || !lines_remove(session->displays, number)) {
        err_set(err, "\"%s\": expected a number that display shows", args);
        return SESSION_ERROR;
    }
    return SESSION_OK;
}

/* ---- The rows -------------------------------------------------------------------------------- */

#define EXPRESSIONS                                                                                \
    "  stack[0] the top, stack[-1] the lowest; memo[3]; result, what loading returns; event,\n"    \
    "  what the opcode would do: event.callee event.args event.kwargs event.module event.name\n"   \
    "  event.kind; of any value: [0] [-1] ['key'] .callee .args .kwargs .module .name .kind\n"     \
    "  len(VALUE); depth pos op opcode protocol danger; literals as in Python\n"                   \
    "  == != < <= > >= ~ (a pattern with * and ?), and or not, parentheses\n"                      \
    "A global or a call equals the string that is its text: event.callee == 'os.system'.\n"

/* clang-format off */
static const struct debug_command look_rows[] = {
    {.name = "info", .aliases = "i", .args = "TOPIC", .complete = COMPLETE_SUB,
     .summary = "Show the stack, the memo, the calls, the breakpoints, and more", .help = "",
     .sub = &group_info},
    {.name = "print", .aliases = "p inspect", .args = "[--full] EXPRESSION",
     .complete = COMPLETE_WORDS, .repeat = REPEAT_SAME,
     .summary = "Show a value, its kind, and the opcode that made it",
     .help = EXPRESSIONS "A long value is cut (set print-limit); --full shows all of it.\n",
     .run = do_print},
    {.name = "list", .aliases = "l", .args = "[POS]", .complete = COMPLETE_POSITIONS,
     .repeat = REPEAT_BARE, .summary = "Show opcodes around the cursor, or around POS; again: more",
     .help = "", .run = do_list},
    {.name = "x", .aliases = "", .args = "[/N] [POS]", .complete = COMPLETE_POSITIONS,
     .summary = "Show the bytes of the stream at the cursor, or at POS, in hex",
     .help = "x/32 0x10 shows 32 bytes, and the rest of the lines of 16 that they are on.\n",
     .run = do_x},
    {.name = "why", .aliases = "", .args = "[VALUE]", .complete = COMPLETE_WORDS,
     .summary = "Show the opcodes that made a value, as a tree",
     .help = "Under each value stand those that the opcode took to make it. Without VALUE: the\n"
             "top of the stack.\n",
     .run = do_why},
    {.name = "uses", .aliases = "", .args = "[VALUE]", .complete = COMPLETE_WORDS,
     .summary = "Show the opcodes that take a value, or change it",
     .help = "All of the run, also what lies ahead. Without VALUE: the top of the stack.\n",
     .run = do_uses},
    {.name = "explain", .aliases = "", .args = "[OPCODE]", .complete = COMPLETE_OPCODES,
     .summary = "Explain the opcode at the cursor with its values, or any opcode", .help = "",
     .run = do_explain},
    {.name = "assert", .aliases = "", .args = "EXPRESSION", .complete = COMPLETE_WORDS,
     .summary = "Fail unless the expression holds: the exit code becomes 1",
     .help = EXPRESSIONS "A script goes on after it. What is not there fails too.\n",
     .run = do_assert},
    {.name = "display", .aliases = "", .args = "[EXPRESSION]", .complete = COMPLETE_WORDS,
     .summary = "Show an expression at each stop", .help = "", .run = do_display},
    {.name = "undisplay", .aliases = "", .args = "[N]",
     .summary = "Show it no longer, or none of them", .help = "", .run = do_undisplay},
};
/* clang-format on */

DEBUG_GROUP(group_looks, "Looking", look_rows);
