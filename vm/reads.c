/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sources: _pickle.c _Unpickler_ReadImpl, _Unpickler_ReadInto, _Unpickler_Readline, load_frame (over
 * a stream that cannot peek a fetch replaces what is buffered); pickle.py _Unframer. Both come down
 * to one number, the end of what was fetched, since the stream's own position is there too. */
#include "vm/reads.h"

#include "vm/values.h"

static const char *const past_frame = "the read goes past the end of the frame";

/* The frame is used up: the next read is done behind it, and behind the insets there. */
static void leave_frame(struct reads *r)
{
    r->frame_end = NO_FRAME;
    if (r->resume == NO_RESUME)
        return;
    r->gap = (struct gap){.from = r->at, .to = r->resume};
    r->at = r->resume;
    r->resume = NO_RESUME;
}

/* n bytes are to be read: may they be? `keeps`: what is left of the frame is read first. */
static enum br_error_kind enter_read(const struct dialect *dialect, struct reads *r, uint64_t n,
                                     bool keeps)
{
    if (r->at >= r->frame_end)
        leave_frame(r);
    if (r->frame_end == NO_FRAME || n <= r->frame_end - r->at)
        return BR_ERR_NONE;
    r->straddles = true;
    if (dialect->frames == FRAMES_STRICT) {
        r->message = past_frame;
        return BR_ERR_FRAME;
    }
    if (!keeps) {
        r->gap = (struct gap){.from = r->at, .to = r->frame_end};
        r->at = r->frame_end;
    }
    r->frame_end = NO_FRAME;
    return BR_ERR_NONE;
}

/* A field of the given width: in->arg. */
static enum br_error_kind read_field(const br_record *rec, struct reads *r, unsigned width,
                                     struct ins *in)
{
    enum br_error_kind kind = enter_read(rec->dialect, r, width, false);
    if (kind)
        return kind;
    if (rec->len - r->at < width)
        return BR_ERR_TRUNCATED;
    in->arg = rec->data + r->at;
    in->n = width;
    r->at += width;
    return BR_ERR_NONE;
}

/* BINBYTES and its like, BYTEARRAY8: _Unpickler_ReadInto takes what is left, then the rest. */
static bool is_read_into(uint8_t code)
{
    return code == 'B' || code == 'C' || code == 0x8e || code == 0x96;
}

static enum br_error_kind read_counted(const br_record *rec, const struct layout *lay,
                                       struct reads *r, struct ins *in)
{
    uint8_t code = rec->data[in->pos];
    enum br_error_kind kind = read_field(rec, r, lay->width, in);
    if (kind)
        return kind;
    uint64_t n = le_load(in->arg, lay->width);
    bool is_signed = lay->is_signed || (rec->dialect->binstring_signed && code == 'T');
    if (lay->width == 8 ? n > MAX_SIZE : is_signed && n > INT32_MAX)
        return BR_ERR_BAD_ARGUMENT;
    kind = enter_read(rec->dialect, r, n, is_read_into(code));
    if (kind)
        return kind;
    uint64_t left = rec->len - r->at;
    if (n > left && !rec->dialect->short_data_passes)
        return BR_ERR_TRUNCATED;
    in->n = n < left ? n : left;
    in->arg = rec->data + r->at;
    r->at += in->n;
    return BR_ERR_NONE;
}

static const uint8_t *newline_between(const br_record *rec, uint64_t from, uint64_t to)
{
    return from < to ? memchr(rec->data + from, '\n', (size_t)(to - from)) : NULL;
}

/* A line that the end of the data ends: all but INT's reader take its last byte for the newline. */
static uint64_t line_without_newline(uint8_t code, uint64_t n)
{
    return n && code != 'I' ? n - 1 : n;
}

static enum br_error_kind read_line(const br_record *rec, const struct layout *lay, struct reads *r,
                                    uint8_t code, struct br_slice *line)
{
    const uint8_t *end = NULL;
    if (r->at < r->frame_end && r->frame_end != NO_FRAME) {
        end = newline_between(rec, r->at, r->frame_end);
        enum br_error_kind kind =
            end ? BR_ERR_NONE : enter_read(rec->dialect, r, r->frame_end - r->at + 1, false);
        if (kind)
            return kind;
    } else {
        leave_frame(r);
    }
    if (!end)
        end = newline_between(rec, r->at, rec->len);
    if (!end && rec->dialect->line_needs_newline)
        return BR_ERR_TRUNCATED;
    uint64_t from = r->at, left = rec->len - from;
    *line = (struct br_slice){rec->data + from, end ? (uint64_t)(end - (rec->data + from))
                                                    : line_without_newline(code, left)};
    r->at = end ? from + line->len + 1 : rec->len;
    if (line->len < lay->min && rec->dialect->empty_line_is_error) {
        r->message = "an empty line where a number or name must stand";
        return BR_ERR_TRUNCATED;
    }
    return BR_ERR_NONE;
}

static enum br_error_kind read_lines(const br_record *rec, const struct layout *lay,
                                     struct reads *r, struct ins *in)
{
    struct br_slice line;
    uint8_t code = rec->data[in->pos];
    enum br_error_kind kind = read_line(rec, lay, r, code, &line);
    if (kind)
        return kind;
    in->arg = line.data;
    in->n = line.len;
    if (lay->form == FORM_LINE)
        return BR_ERR_NONE;
    kind = read_line(rec, lay, r, code, &line);
    if (kind)
        return kind;
    in->name = line.data;
    in->name_n = line.len;
    return BR_ERR_NONE;
}

/* The bytes of a frame are fetched with it. in->end is where the next opcode is: behind what was left
 * of another frame, if that is dropped. */
static enum br_error_kind read_frame(const br_record *rec, struct reads *r, const struct ins *in)
{
    const struct dialect *dialect = rec->dialect;
    uint64_t n = le_load(in->arg, 8);
    if (n > MAX_SIZE) {
        r->message = "the length of the frame is above 2^63 - 1";
        return BR_ERR_BAD_ARGUMENT;
    }
    bool is_nested = r->at < r->frame_end && r->frame_end != NO_FRAME;
    r->straddles |= is_nested;
    if (is_nested && dialect->frames == FRAMES_STRICT) {
        r->message = "a frame begins before the end of the one around it";
        return BR_ERR_FRAME;
    }
    if (is_nested && n <= r->frame_end - r->at)
        return BR_ERR_NONE;
    if (is_nested)
        r->at = r->frame_end;
    uint64_t left = rec->len - r->at;
    if (n > left && dialect->frame_length_checked) {
        r->message = "the data ends inside the frame";
        return BR_ERR_TRUNCATED;
    }
    r->frame_end = r->at + (n < left ? n : left);
    return BR_ERR_NONE;
}

enum br_error_kind reads_instruction(const br_record *rec, const struct layout *lay, struct ins *in,
                                     struct reads *r)
{
    enum br_error_kind kind;
    *r = (struct reads){.at = rec->pos, .frame_end = rec->frame_end, .resume = rec->resume};
    *in = (struct ins){.pos = rec->pos};
    enter_read(rec->dialect, r, 1, false); /* the code: at least one byte of a frame is there */
    r->at++;
    switch (lay->form) {
    case FORM_FIXED:
        kind = lay->width ? read_field(rec, r, lay->width, in) : BR_ERR_NONE;
        if (!kind && rec->data[in->pos] == 0x95)
            kind = read_frame(rec, r, in);
        break;
    case FORM_COUNTED:
        kind = read_counted(rec, lay, r, in);
        break;
    default:
        kind = read_lines(rec, lay, r, in);
        break;
    }
    in->end = r->at;
    return kind;
}

/* ---- What was read --------------------------------------------------------------------------- */

const struct gap *gap_of(const br_record *rec, uint32_t op)
{
    if (!(record_row(rec, op)->flags & ROW_GAP))
        return NULL;
    uint32_t low = 0, high = rec->gaps.count;
    while (high - low > 1) {
        uint32_t mid = low + (high - low) / 2;
        const struct gap *gap = arena_at(&rec->gaps, mid, sizeof *gap);
        if (gap->op <= op)
            low = mid;
        else
            high = mid;
    }
    return arena_at(&rec->gaps, low, sizeof(struct gap));
}

/* Where a read that begins at `at` was done. */
static uint64_t past_gap(const struct gap *gap, uint64_t at)
{
    return gap && gap->from == at ? gap->to : at;
}

static void row_lines(const br_record *rec, br_op op, const struct layout *lay,
                      const struct gap *gap, struct ins *in)
{
    uint64_t at = past_gap(gap, in->pos + 1);
    in->end = op < rec->rows.count ? br_pos(rec, op + 1) : rec->tail_end;
    uint64_t inset = inset_after(rec, gap ? gap->to : in->pos);
    in->end = inset < in->end ? inset : in->end;
    in->arg = rec->data + at;
    in->n = in->end - at;
    bool is_ended = in->n && rec->data[in->end - 1] == '\n';
    in->n = is_ended ? in->n - 1 : line_without_newline(rec->data[in->pos], in->n);
    if (lay->form == FORM_LINE)
        return;
    if (gap && gap->from > at) { /* between the lines */
        in->n = gap->from - at - 1;
        in->name = rec->data + gap->to;
        in->name_n = in->end - gap->to - 1;
        return;
    }
    uint64_t first = literal_first_line(rec, op, (struct br_slice){in->arg, in->n});
    uint64_t rest = in->n - first;
    in->name = in->arg + first + (rest != 0);
    in->name_n = rest ? rest - 1 : 0;
    in->n = first;
}

void reads_row(const br_record *rec, br_op op, struct ins *in)
{
    const struct gap *gap = gap_of(rec, op);
    *in = (struct ins){.pos = br_pos(rec, op)};
    const struct layout *lay = &layout_of[record_row(rec, op)->code];
    if (lay->form == FORM_LINE || lay->form == FORM_PAIR) {
        row_lines(rec, op, lay, gap, in);
        return;
    }
    uint64_t at = past_gap(gap, in->pos + 1), left;
    in->arg = rec->data + at;
    in->n = lay->width;
    at += lay->width;
    if (lay->form == FORM_COUNTED) {
        in->n = le_load(in->arg, lay->width);
        at = past_gap(gap, at);
        left = rec->len - at;
        in->n = in->n < left ? in->n : left;
        in->arg = rec->data + at;
        at += in->n;
    }
    in->end = at;
}
