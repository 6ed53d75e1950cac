/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/view/bytes.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { ARG_COLUMNS_MIN = 8 };

static const struct {
    enum style style;
    const char *sign; /* one column */
    const char *words;
} parts[BYTE_PARTS] = {
    [BYTE_CODE] = {STYLE_CURRENT, "[", "the opcode"},
    [BYTE_LENGTH] = {STYLE_LENGTH, ":", "the length"},
    [BYTE_ARGUMENT] = {STYLE_ARGUMENT, ".", "the argument"},
    [BYTE_NAME] = {STYLE_ARGUMENT, ".", "the name"},
    [BYTE_NEWLINE] = {STYLE_LENGTH, ",", "the end of a line"},
    [BYTE_DROPPED] = {STYLE_SUSPICIOUS, "x", "the rest of a frame, dropped in the middle"},
    [BYTE_BREAK] = {STYLE_ERROR, "!", "the break"},
    [BYTE_PADDING] = {STYLE_LENGTH, "-", "the padding"},
    [BYTE_INSET] = {STYLE_ARGUMENT, "~", "what is read"},
    [BYTE_UNREAD] = {STYLE_MUTED, " ", "what is not read"},
};

enum style bytes_style(enum byte_part part)
{
    return parts[part].style;
}

const char *bytes_sign(enum byte_part part)
{
    return parts[part].sign;
}

/* ---- Which part ------------------------------------------------------------------------------- */

/* Where a slice of the stream begins, from the stream's first byte; the end of the opcode's byte
 * for one that is empty and nowhere. */
static uint64_t slice_pos(const br_record *rec, const struct br_ins *ins,
                          const struct br_slice *slice)
{
    return slice->data ? (uint64_t)(slice->data - br_bytes(rec).data) : ins->pos + 1;
}

/* The part, where it begins, and where what is of it ends. */
static enum byte_part find_part(const br_record *rec, const struct br_ins *ins, uint64_t pos,
                                uint64_t *begin, uint64_t *end)
{
    uint64_t gap = ins->pos + ins->before_gap, gap_end = gap + ins->gap;
    uint64_t text = slice_pos(rec, ins, &ins->text), text_end = text + ins->text.len;
    uint64_t name = slice_pos(rec, ins, &ins->name), name_end = name + ins->name.len;
    bool has_name = ins->opcode->arg == BR_ARG_STRINGNL_NOESCAPE_PAIR;
    const struct {
        enum byte_part part;
        uint64_t begin, end;
    } spans[] = {
        {BYTE_DROPPED, gap, gap_end},
        {BYTE_CODE, ins->pos, ins->pos + 1},
        /* A count is read in one: what is dropped lies before it or after it. */
        {BYTE_LENGTH, gap == ins->pos + 1 ? gap_end : ins->pos + 1,
         gap > ins->pos + 1 && gap_end == text ? gap : text},
        {BYTE_ARGUMENT, text, text_end},
        {BYTE_NAME, has_name ? name : 0, has_name ? name_end : 0},
    };
    for (size_t k = 0; k < sizeof spans / sizeof spans[0]; k++) {
        *begin = spans[k].begin;
        *end = spans[k].end;
        if (pos >= *begin && pos < *end)
            return spans[k].part;
    }
    *begin = pos;
    *end = pos + 1;
    return BYTE_NEWLINE;
}

enum byte_part bytes_part(const br_record *rec, const struct br_ins *ins, uint64_t pos)
{
    uint64_t begin, end;
    return find_part(rec, ins, pos, &begin, &end);
}

enum byte_part bytes_inset_part(const struct br_inset *inset, uint64_t pos)
{
    return pos - inset->pos < inset->lead ? BYTE_PADDING : BYTE_INSET;
}

bool bytes_is_unread(const br_record *rec, uint64_t pos)
{
    return pos >= br_end(rec);
}

/* A byte in its row. */
struct byte_place {
    enum byte_part part;
    br_op op;     /* BR_NO_OP: unread */
    uint64_t nth; /* which byte of the part, from 1 */
    uint64_t of;  /* how many the part has */
};

static struct byte_place inset_place(const struct br_inset *inset, uint64_t pos)
{
    uint64_t at = pos - inset->pos, lead = inset->lead;
    if (at < lead)
        return (struct byte_place){BYTE_PADDING, inset->op, at + 1, lead};
    return (struct byte_place){BYTE_INSET, inset->op, at - lead + 1, inset->size - lead};
}

static struct byte_place bytes_place(const br_record *rec, uint64_t pos)
{
    const struct br_error *error = br_error_of(rec);
    struct byte_place place = {.part = BYTE_UNREAD, .op = BR_NO_OP, .nth = 1, .of = 1};
    if (error && pos == error->pos) {
        place.part = BYTE_BREAK;
        place.op = br_ops(rec);
        return place;
    }
    struct br_inset inset;
    if (br_inset_at(rec, pos, &inset))
        return inset_place(&inset, pos);
    if (bytes_is_unread(rec, pos))
        return place;
    struct br_ins ins;
    uint64_t begin, end;
    place.op = br_op_at(rec, pos);
    br_ins_at(rec, place.op, &ins);
    place.part = find_part(rec, &ins, pos, &begin, &end);
    place.nth = pos - begin + 1;
    place.of = end - begin;
    return place;
}

/* ---- In words --------------------------------------------------------------------------------- */

static void tell_unread(struct line *out, const struct view_source *source)
{
    const struct br_error *error = br_error_of(source->rec);
    line_str(out, STYLE_STRONG, "not read");
    if (error) {
        line_str(out, STYLE_PLAIN,
                 error->kind == BR_ERR_LIMIT ? ": brine stopped before it, at "
                                             : ": the run breaks before it, at ");
        part_offset(out, error->pos, 0);
    } else if (br_done(source->rec)) {
        line_str(out, STYLE_PLAIN, ": it comes after STOP at ");
        part_offset(out, br_end(source->rec) - 1, 0);
    } else {
        line_str(out, STYLE_PLAIN, " yet");
    }
}

static void tell_break(struct line *out, const struct view_source *source)
{
    const struct br_error *error = br_error_of(source->rec);
    line_str(out, STYLE_ERROR,
             br_error_of(source->rec)->kind == BR_ERR_LIMIT ? "read no further: "
                                                            : "the run breaks here: ");
    line_safe(out, STYLE_ERROR, error->message, strlen(error->message), 0);
}

static void tell_row(struct line *out, const struct view_source *source,
                     const struct byte_place *place, size_t columns)
{
    struct br_ins ins;
    struct br_inset inset;
    br_ins_at(source->rec, place->op, &ins);
    if (place->of > 1)
        line_printf(out, STYLE_PLAIN, "byte %" PRIu64 " of ", place->nth);
    line_str(out, parts[place->part].style, parts[place->part].words);
    bool is_after = place->part == BYTE_PADDING || place->part == BYTE_INSET;
    line_printf(out, STYLE_PLAIN, " %s #%u ", is_after ? "after" : "of", (unsigned)place->op);
    line_str(out, STYLE_OPCODE, ins.opcode->name);
    if (is_after && br_inset_of(source->rec, place->op, &inset)) {
        line_str(out, STYLE_PLAIN, ": ");
        part_inset(out, source, &inset);
    }
    if (ins.opcode->arg == BR_ARG_NONE)
        return;
    line_str(out, STYLE_PLAIN, " ");
    size_t room = columns > out->width + ARG_COLUMNS_MIN ? columns - out->width : ARG_COLUMNS_MIN;
    part_arg(out, source, &ins, columns ? room : 0);
}

void bytes_tell(struct line *out, const struct view_source *source, uint64_t pos, size_t columns)
{
    struct byte_place place = bytes_place(source->rec, pos);
    part_offset(out, pos, part_offset_digits(source->rec));
    if (source->is_in_file && source->file_off) {
        line_str(out, STYLE_MUTED, " (file ");
        part_offset(out, source->file_off + pos, 0);
        line_str(out, STYLE_MUTED, ")");
    }
    line_str(out, STYLE_PLAIN, ": ");
    if (place.part == BYTE_UNREAD)
        tell_unread(out, source);
    else if (place.part == BYTE_BREAK)
        tell_break(out, source);
    else
        tell_row(out, source, &place, columns);
    if (place.op != BR_NO_OP)
        part_about_row(out, source, place.op);
}

void bytes_numbers(struct line *out, const struct view_source *source, uint64_t pos, size_t columns)
{
    struct br_slice bytes = br_bytes(source->rec);
    uint64_t value = 0;
    for (unsigned width = 1, read = 0; width <= 8; width *= 2) {
        char text[64];
        if (pos + width > bytes.len)
            return;
        for (; read < width; read++)
            value |= (uint64_t)bytes.data[pos + read] << (8 * read);
        unsigned bits = width * 8;
        bool is_negative = value >> (bits - 1);
        uint64_t magnitude = bits == 64 ? -value : (UINT64_C(1) << bits) - value;
        const char *blank = width > 1 ? "  " : "";
        int len = snprintf(text, sizeof text, "%suint%u %" PRIu64, blank, bits, value);
        if (is_negative)
            snprintf(text + len, sizeof text - (size_t)len, " int%u -%" PRIu64, bits, magnitude);
        if (columns && out->width + strlen(text) > columns)
            return;
        line_str(out, STYLE_NUMBER, text);
    }
}
