/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/view/table.h"

#include <stdio.h>
#include <string.h>

#include "src/analysis/analysis.h"
#include "src/base/buf.h"
#include "src/view/parts.h"

enum {
    WITH_KIND_COLUMNS = 44, /* a line this wide shows the kind */
    WITH_FROM_COLUMNS = 24, /* ... the position it came from */
    WITH_WORD_COLUMNS = 52, /* ... and "from" before that, or the opcode's number */
    WITH_NAME_COLUMNS = 92, /* ... or its name too */
    NAME_COLUMNS = 16,      /* "SHORT_BINUNICODE" */
    GAVE_BYTES = 200,       /* of what a call gave */
};

unsigned table_digits(uint64_t count)
{
    unsigned digits = 1;
    for (uint64_t last = count ? count - 1 : 0; last >= 10; last /= 10)
        digits++;
    return digits;
}

static bool table_has(const struct view_source *source, unsigned columns)
{
    return source->width == 0 || source->width >= columns;
}

/* "REDUCE           #12 ", as much of it as the width has room for. */
static void table_opcode(const struct view_source *source, br_op op, struct line *tail)
{
    char number[16];
    size_t column = tail->width;
    if (table_has(source, WITH_NAME_COLUMNS)) {
        line_str(tail, STYLE_OPCODE, br_opcode_at(source->rec, op)->name);
        line_pad(tail, column + NAME_COLUMNS + 1);
    }
    if (!table_has(source, WITH_WORD_COLUMNS))
        return;
    snprintf(number, sizeof number, "#%u", (unsigned)op);
    line_pad(tail, tail->width + 1 + table_digits(br_ops(source->rec)) - strlen(number));
    line_printf(tail, STYLE_MUTED, "%s ", number);
}

/* Kind and origin, which stand at the right end, one below the other. */
static void table_tail(const struct view_source *source, const struct table_row *row,
                       struct line *tail)
{
    if (row->value != BR_NO_VALUE && table_has(source, WITH_KIND_COLUMNS)) {
        line_str(tail, STYLE_KIND, br_kind_name(br_kind(source->rec, row->value)));
        line_str(tail, STYLE_PLAIN, " ");
        line_pad(tail, KIND_COLUMNS + 1);
    }
    if (row->from != BR_NO_OP && table_has(source, WITH_FROM_COLUMNS)) {
        if (!row->from_word)
            table_opcode(source, row->from, tail);
        else if (table_has(source, WITH_WORD_COLUMNS))
            line_printf(tail, STYLE_MUTED, "%s ", row->from_word);
        part_offset(tail, br_pos(source->rec, row->from), part_offset_digits(source->rec));
    }
}

static void table_label(const struct view_source *source, const struct table_row *row,
                        struct line *out, const struct line *tail)
{
    const char *dash = view_sign(SIGN_LINE);
    for (int k = 0; k < 2; k++)
        line_str(out, STYLE_MARK, dash);
    line_printf(out, STYLE_MARK, " %s ", row->label);
    size_t end = source->width > tail->width + 1 ? source->width - tail->width - 1 : out->width;
    if (source->width && end)
        line_fill(out, STYLE_MARK, dash, end - 1);
    line_str(out, STYLE_PLAIN, " ");
}

/* What is left of the room for a value when the line has grown since it was so wide. */
static size_t room_after(size_t room, size_t before, const struct line *out)
{
    size_t used = out->width - before;
    return room == 0 ? 0 : room > used ? room - used : 1;
}

/* The text of the value says itself what it comes to. */
static bool says_itself(const struct view_source *source, br_value value)
{
    struct br_event event;
    struct finding finding;
    return part_event_at(source, br_maker(source->rec, value), &event) &&
           part_fetches(source, &event, &finding);
}

/* What indirection gave stands before the value: os = import_module('os'). */
static void table_gave(const struct view_source *source, br_value value, size_t room,
                       struct line *out)
{
    struct buf gave = {.limit = 2 * GAVE_BYTES};
    if (source->analysis && !says_itself(source, value))
        analysis_gave(source->analysis, value, GAVE_BYTES, &gave);
    if (gave.len) {
        line_safe(out, STYLE_GLOBAL, buf_text(&gave), gave.len, room > 8 ? room / 2 : room);
        line_str(out, STYLE_MUTED, " = ");
    }
    buf_free(&gave);
}

void table_line(const struct view_source *source, const struct table_row *row, struct line *out)
{
    struct line tail = {0};
    line_clear(&tail);
    table_tail(source, row, &tail);

    line_str(out, STYLE_CHANGED, row->is_changed ? view_sign(SIGN_CHANGED) : " ");
    if (row->value == BR_NO_VALUE) {
        table_label(source, row, out, &tail);
    } else {
        enum severity severity = part_value_severity(source, row->value);
        size_t len = strlen(row->number);
        line_pad(out, out->width + (row->number_columns > len ? row->number_columns - len : 0));
        line_str(out, STYLE_OFFSET, row->number);
        line_str(out, STYLE_PLAIN, " ");
        line_str(out, part_severity_style(severity, STYLE_PLAIN), part_severity_sign(severity));
        line_str(out, STYLE_PLAIN, " ");
        size_t room = 0;
        if (source->width)
            room = source->width > out->width + tail.width + 1
                       ? source->width - out->width - tail.width - 1
                       : 1;
        if (row->has_key) {
            size_t before = out->width;
            part_value(out, source, part_now(source), row->key, room > 8 ? room / 2 : room);
            line_str(out, STYLE_PLAIN, ": ");
            room = room_after(room, before, out);
        }
        if (row->lead) {
            size_t before = out->width;
            line_str(out, STYLE_LABEL, row->lead);
            room = room_after(room, before, out);
        }
        size_t before = out->width;
        table_gave(source, row->value, room, out);
        room = room_after(room, before, out);
        part_made(out, source, row->value, room);
        out->traits |= part_severity_trait(severity);
    }
    line_right(out, &tail, source->width);
    line_free(&tail);
    if (source->width)
        line_cut(out, source->width);
    out->value = row->value;
    out->op = row->from;
    if (row->is_changed)
        out->traits |= LINE_CHANGED;
}
