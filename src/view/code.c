/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of the run: breakpoint, cursor, whether readers part there, offset, bytes, opcode, argument, and a sign at the right
 * end of what is dangerous. The break of a run is a row of its own. */
#include <stdio.h>
#include <string.h>

#include "src/view/apart.h"
#include "src/view/parts.h"

enum {
    INDENT_MARKS_MAX = 8, /* deeper marks are not shown as indentation */
    BYTES_MAX = 6,
};

/* How much room a row has for what is not the opcode. */
struct code_columns {
    unsigned bytes;  /* of the instruction, in hex */
    unsigned indent; /* per open mark */
    unsigned name; /* of the opcode, with the blanks after it; a longer name takes what it needs */
};

static struct code_columns code_columns(unsigned width)
{
    if (width == 0 || width >= 76)
        return (struct code_columns){BYTES_MAX, 2, 17}; /* SHORT_BINUNICODE and a blank */
    if (width >= 64)
        return (struct code_columns){3, 2, 17};
    if (width >= 52)
        return (struct code_columns){0, 2, 17};
    return (struct code_columns){0, 1, 9};
}

static uint64_t code_count(const struct view_source *source)
{
    return part_rows(source->rec);
}

static uint64_t code_home(const struct view_source *source)
{
    return source->cursor;
}

static void code_margin(const struct view_source *source, br_op op, struct line *out)
{
    bool has_break = source->break_at && source->break_at(source->context, op);
    line_str(out, STYLE_BREAKPOINT, has_break ? view_sign(SIGN_BREAKPOINT) : " ");
    bool is_here = op == source->cursor;
    line_str(out, STYLE_CURRENT, is_here ? view_sign(SIGN_CURRENT) : " ");
    bool parts = apart_is_at(source, op);
    line_str(out, parts ? STYLE_SUSPICIOUS : STYLE_PLAIN, parts ? view_sign(SIGN_PARTS) : " ");
}

static void code_bytes(const struct view_source *source, const struct br_ins *ins, unsigned columns,
                       struct line *out)
{
    if (columns == 0)
        return;
    static const char digits[] = "0123456789abcdef";
    uint8_t bytes[BYTES_MAX];
    size_t shown = br_ins_bytes(source->rec, ins, 0, bytes, columns);
    char text[3 * BYTES_MAX + 1];
    for (size_t k = 0; k < shown; k++) {
        text[3 * k] = digits[bytes[k] >> 4];
        text[3 * k + 1] = digits[bytes[k] & 15];
        text[3 * k + 2] = ' ';
    }
    text[3 * shown - 1] = '\0';
    size_t begin = out->width;
    line_str(out, STYLE_BYTES, text);
    if (ins->length > columns)
        line_str(out, STYLE_MUTED, "+");
    line_pad(out, begin + columns * 3 + 1);
}

/* What stands where an argument would, for opcodes whose argument is on the stack: what the row
 * does, which memo key it writes, where the mark is that it takes. */
static void code_effect(const struct view_source *source, br_op op, struct line *out,
                        size_t columns)
{
    struct br_event event;
    uint64_t number = br_event_from(source->rec, op);
    /* INST's call comes after its import. */
    while (br_event(source->rec, number, &event) && event.op == op) {
        struct br_event next;
        if (br_event(source->rec, number + 1, &next) && next.op == op) {
            number++;
            continue;
        }
        part_deed(out, source, &event, columns);
        return;
    }
    struct br_memo_line memo;
    if (br_memo_written(source->rec, op, &memo)) {
        line_printf(out, STYLE_MUTED, "memo %llu", (unsigned long long)memo.key);
        return;
    }
    br_op mark = br_mark_of(source->rec, op);
    if (mark != BR_NO_OP) {
        line_str(out, STYLE_MUTED, "mark ");
        part_offset(out, br_pos(source->rec, mark), 0);
    }
}

static void code_break(const struct view_source *source, struct line *out)
{
    const struct br_error *error = br_error_of(source->rec);
    code_margin(source, br_ops(source->rec), out);
    part_offset(out, error->pos, part_offset_digits(source->rec));
    line_str(out, STYLE_ERROR, "  BREAKS");
    if (error->opcode) {
        line_str(out, STYLE_ERROR, " in ");
        line_str(out, STYLE_ERROR, error->opcode->name);
    }
    line_str(out, STYLE_PLAIN, ": ");
    line_safe(out, STYLE_ERROR, error->message, strlen(error->message), 0);
}

static void code_row(const struct view_source *source, br_op op, struct line *out)
{
    struct code_columns columns = code_columns(source->width);
    struct br_ins ins;
    br_ins_at(source->rec, op, &ins);
    code_margin(source, op, out);
    part_offset(out, ins.pos, part_offset_digits(source->rec));
    line_str(out, STYLE_PLAIN, "  ");
    code_bytes(source, &ins, columns.bytes, out);

    uint32_t marks = br_marks((struct br_state){source->rec, op});
    if (marks > INDENT_MARKS_MAX)
        marks = INDENT_MARKS_MAX;
    line_pad(out, out->width + marks * columns.indent);
    size_t begin = out->width;
    enum severity severity = part_op_severity(source, op);
    line_str(out, part_severity_style(severity, STYLE_OPCODE), ins.opcode->name);
    line_str(out, STYLE_PLAIN, " ");
    line_pad(out, begin + columns.name);

    unsigned sign = severity >= SEVERITY_SUSPICIOUS ? 2 : 0;
    size_t room = 0;
    if (source->width)
        room = source->width > out->width + sign ? source->width - out->width - sign : 1;
    if (ins.opcode->arg == BR_ARG_NONE) {
        code_effect(source, op, out, room);
    } else {
        size_t from = out->text.len;
        part_arg(out, source, &ins, room);
        if (severity >= SEVERITY_SUSPICIOUS)
            line_restyle(out, from, part_severity_style(severity, STYLE_PLAIN));
    }
    if (sign) {
        struct line tail = {0};
        line_str(&tail, part_severity_style(severity, STYLE_PLAIN), part_severity_sign(severity));
        line_right(out, &tail, source->width);
        line_free(&tail);
    }
    out->traits |= part_severity_trait(severity);
}

/* What the row leaves on top of the stack, for whoever wants to look into it. */
static br_value code_value(const struct view_source *source, br_op op)
{
    uint32_t popped, pushed;
    br_effect(source->rec, op, &popped, &pushed);
    return pushed ? br_stack((struct br_state){source->rec, op + 1}, 0) : BR_NO_VALUE;
}

static bool code_line(const struct view_source *source, uint64_t i, struct line *out)
{
    line_clear(out);
    if (i >= part_rows(source->rec))
        return false;
    br_op op = (br_op)i;
    if (part_is_break(source->rec, op)) {
        code_break(source, out);
    } else {
        code_row(source, op, out);
        out->value = code_value(source, op);
    }
    if (source->width)
        line_cut(out, source->width);
    if (op == source->cursor)
        out->traits |= LINE_CURRENT;
    out->op = op;
    snprintf(out->expr, sizeof out->expr, "#%u", (unsigned)op);
    return true;
}

const struct view view_code = {
    .name = "code",
    .about = "the opcodes of the run, the cursor among them",
    .count = code_count,
    .line = code_line,
    .home = code_home,
};
