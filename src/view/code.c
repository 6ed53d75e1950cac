/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of the run: breakpoint, cursor, whether readers part there, offset, bytes, opcode, argument, and a sign at the right
 * end of what is dangerous. The break of a run is a row of its own. */
#include <string.h>

#include "src/view/bytes.h"
#include "src/view/needle.h"
#include "src/view/apart.h"
#include "src/view/parts.h"

enum {
    INDENT_MARKS_MAX = 8, /* deeper marks are not shown as indentation */
    BYTES_MAX = 6,
    GAP_MIN = 4, /* blanks after a name that are worth taking */
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

/* A thread runs along the rows that make or fetch what a bad call is given. */
static void code_thread(const struct view_source *source, br_op op, struct line *out)
{
    enum severity severity = part_path_severity(source, op);
    line_str(out, part_severity_style(severity, STYLE_PLAIN), part_thread_sign(severity));
}

/* Where readers part is told before where something goes. */
static void code_sign(const struct view_source *source, br_op op, struct line *out)
{
    if (apart_is_at(source, op))
        line_str(out, STYLE_SUSPICIOUS, view_sign(SIGN_PARTS));
    else
        code_thread(source, op, out);
}

static void code_margin(const struct view_source *source, br_op op, struct line *out)
{
    bool has_break = source->break_at && source->break_at(source->context, op);
    bool has_bookmark = source->bookmark_at && source->bookmark_at(source->context, op);
    line_str(out, STYLE_BREAKPOINT,
             has_break      ? view_sign(SIGN_BREAKPOINT)
             : has_bookmark ? view_sign(SIGN_BOOKMARK)
                            : " ");
    bool is_here = op == source->cursor;
    line_str(out, STYLE_CURRENT, is_here ? view_sign(SIGN_CURRENT) : " ");
    code_sign(source, op, out);
}
enum { MARGIN_COLUMNS = 3 };

/* At the cursor each byte is styled as in the hex pane. */
static enum style code_byte_style(const struct view_source *source, br_op op,
                                  const struct br_ins *ins, uint64_t n)
{
    if (op != source->cursor)
        return STYLE_BYTES;
    uint64_t pos = ins->pos + n + (n < ins->before_gap ? 0 : ins->gap);
    return bytes_style(bytes_part(source->rec, ins, pos));
}

static void code_bytes(const struct view_source *source, br_op op, const struct br_ins *ins,
                       unsigned columns, struct line *out)
{
    if (columns == 0)
        return;
    uint8_t bytes[BYTES_MAX];
    size_t shown = br_ins_bytes(source->rec, ins, 0, bytes, columns), begin = out->width;
    for (size_t k = 0; k < shown; k++)
        line_printf(out, code_byte_style(source, op, ins, k), k ? " %02x" : "%02x", bytes[k]);
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
    struct br_inset inset;
    if (br_inset_of(source->rec, op, &inset)) { /* what BUILD gives is told by the explanation */
        line_str(out, STYLE_MUTED, "reads ");
        part_inset_words(out, source, &inset);
        line_printf(out, STYLE_MUTED, ", %llu byte%s", (unsigned long long)inset.size,
                    inset.size == 1 ? "" : "s");
        return;
    }
    if (part_event_at(source, op, &event)) {
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

/* An argument from byte `from` of the line on: at the cursor as its bytes, else by how bad that is
 * which it goes into. */
static void code_light(const struct view_source *source, br_op op, enum severity severity,
                       size_t from, struct line *out)
{
    enum severity goes_into = part_path_severity(source, op);
    if (goes_into > severity)
        severity = goes_into;
    if (op == source->cursor)
        line_restyle(out, from, STYLE_ARGUMENT);
    else if (severity >= SEVERITY_SUSPICIOUS)
        line_restyle(out, from, part_severity_style(severity, STYLE_PLAIN));
}

/* What stands after the opcode's name, in so many columns (0: all of it). */
static void code_text(const struct view_source *source, br_op op, const struct br_ins *ins,
                      enum severity severity, size_t columns, struct line *out)
{
    line_clear(out);
    if (ins->opcode->arg == BR_ARG_NONE) {
        code_effect(source, op, out, columns);
        return;
    }
    part_arg(out, source, ins, columns);
    code_light(source, op, severity, 0, out);
}

/* The name, and what stands after it in a column of its own; where that matters and is cut there, it
 * begins as much further left as it needs, if there are more than a few blanks to take. */
static void code_opcode(const struct view_source *source, br_op op, const struct br_ins *ins,
                        enum severity severity, unsigned name_columns, struct line *out)
{
    struct line text = {0};
    bool matters = severity >= SEVERITY_SUSPICIOUS;
    unsigned sign = matters ? 2 : 0;
    size_t begin = out->width, room = 0, end = source->width > sign ? source->width - sign : 0;
    line_str(out, part_severity_style(severity, STYLE_OPCODE), ins->opcode->name);
    line_str(out, STYLE_PLAIN, " ");
    size_t column = begin + name_columns > out->width ? begin + name_columns : out->width;
    if (source->width)
        room = end > column ? end - column : 1;
    code_text(source, op, ins, severity, room, &text);
    if (matters && room && text.width >= room && column >= out->width + GAP_MIN) {
        code_text(source, op, ins, severity, end > out->width ? end - out->width : 1, &text);
        size_t begins = end > text.width ? end - text.width : 0;
        column = begins < out->width ? out->width : begins < column ? begins : column;
    }
    line_pad(out, column);
    line_add(out, &text);
    line_free(&text);
    if (sign) {
        struct line tail = {0};
        line_str(&tail, part_severity_style(severity, STYLE_PLAIN), part_severity_sign(severity));
        line_right(out, &tail, source->width);
        line_free(&tail);
    }
    out->traits |= part_severity_trait(severity);
}

static void code_row(const struct view_source *source, br_op op, struct line *out)
{
    struct code_columns columns = code_columns(source->width);
    struct br_ins ins;
    br_ins_at(source->rec, op, &ins);
    code_margin(source, op, out);
    part_offset(out, ins.pos, part_offset_digits(source->rec));
    line_str(out, STYLE_PLAIN, "  ");
    code_bytes(source, op, &ins, columns.bytes, out);

    uint32_t marks = br_marks((struct br_state){source->rec, op});
    if (marks > INDENT_MARKS_MAX)
        marks = INDENT_MARKS_MAX;
    line_pad(out, out->width + marks * columns.indent);
    code_opcode(source, op, &ins, part_op_severity(source, op), columns.name, out);
}

static bool code_line(const struct view_source *source, uint64_t i, struct line *out)
{
    line_clear(out);
    if (i >= part_rows(source->rec))
        return false;
    br_op op = (br_op)i;
    if (part_is_break(source->rec, op))
        code_break(source, out);
    else
        code_row(source, op, out);
    if (source->width)
        line_cut(out, source->width);
    if (op == source->cursor)
        out->traits |= LINE_CURRENT;
    part_about_row(out, source, op);
    return true;
}

/* The argument is in the stream as it is read on the line, but for what is escaped there. */
static bool arg_may_have(const struct needle *needle, const struct br_ins *ins)
{
    bool is_escaped = ins->opcode->arg == BR_ARG_UNICODESTRINGNL &&
                      memchr(ins->text.data, '\\', (size_t)ins->text.len);
    return is_escaped || !needle->is_plain ||
           needle_in_bytes(needle, ins->text.data, ins->text.len) ||
           needle_in_bytes(needle, ins->name.data, ins->name.len);
}

static bool code_may_have(const struct view_source *source, const struct needle *needle, uint64_t i)
{
    br_op op = (br_op)i;
    if (needle->is_numeric || i >= br_ops(source->rec))
        return true;
    const struct br_opcode *opcode = br_opcode_at(source->rec, op);
    if (needle->in_name[opcode->code])
        return true;
    struct br_event event; /* what it does is told with texts from anywhere */
    if (opcode->arg == BR_ARG_NONE)
        return part_event_at(source, op, &event);
    struct br_ins ins;
    br_ins_at(source->rec, op, &ins);
    return arg_may_have(needle, &ins);
}

const struct view view_code = {
    .name = "code",
    .about = "the opcodes of the run, the cursor among them",
    .margin = MARGIN_COLUMNS,
    .count = code_count,
    .line = code_line,
    .home = code_home,
    .may_have = code_may_have,
};
