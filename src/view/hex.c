/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes of the stream, 16 or 8 on a line. Those of the row at the cursor stand out, its opcode,
 * length and argument each in its own way; each byte can be gone to and tells what it is. */
#include "src/view/bytes.h"
#include "src/view/needle.h"

enum { HALF = 8 }; /* bytes; a blank stands between two halves of a line */

/* How a line is laid out. */
struct hex_columns {
    unsigned per_line;
    bool has_text;        /* the characters stand behind the bytes */
    unsigned first, text; /* columns of the first byte's sign and of the first character */
};

static struct hex_columns hex_columns(const struct view_source *source)
{
    unsigned first = part_offset_digits(source->rec) + 3;
    struct hex_columns columns = {.per_line = 2 * HALF, .has_text = true, .first = first};
    if (source->width && source->width < first + 16 * 3 + 1 + 2 + 16)
        columns.per_line = HALF;
    if (source->width && source->width < first + 8 * 3 + 2 + 8)
        columns.has_text = false;
    columns.text = first + columns.per_line * 3 + (columns.per_line > HALF) + 2;
    return columns;
}

static uint64_t hex_count(const struct view_source *source)
{
    unsigned per_line = hex_columns(source).per_line;
    uint64_t len = br_bytes(source->rec).len;
    return len / per_line + (len % per_line != 0);
}

/* ---- Places: bytes ---------------------------------------------------------------------------- */

static uint64_t byte_count(const struct view_source *source)
{
    return br_bytes(source->rec).len;
}

/* Where the row at the cursor begins. */
static uint64_t byte_home(const struct view_source *source)
{
    const struct br_error *error = br_error_of(source->rec);
    if (error && source->cursor >= br_ops(source->rec))
        return error->pos;
    return br_pos(source->rec, source->cursor);
}

static uint64_t byte_line(const struct view_source *source, uint64_t pos)
{
    return pos / hex_columns(source).per_line;
}

static uint64_t byte_step(const struct view_source *source)
{
    return hex_columns(source).per_line;
}

static uint64_t byte_at(const struct view_source *source, uint64_t i, unsigned column)
{
    struct hex_columns columns = hex_columns(source);
    uint64_t begin = i * columns.per_line, n;
    if (columns.has_text && column >= columns.text) {
        n = column - columns.text;
    } else {
        n = column > columns.first ? column - columns.first : 0;
        n = (n > HALF * 3 ? n - 1 : n) / 3;
    }
    return begin + (n < columns.per_line ? n : columns.per_line - 1);
}

static bool byte_tell(const struct view_source *source, uint64_t pos, unsigned columns,
                      struct line *out)
{
    line_clear(out);
    if (pos >= br_bytes(source->rec).len)
        return false;
    bytes_tell(out, source, pos, columns);
    if (columns)
        line_cut(out, columns);
    return true;
}

static uint64_t byte_find(const struct view_source *source, const struct needle *needle,
                          uint64_t low, uint64_t high, bool backwards, uint64_t *n)
{
    struct br_slice bytes = br_bytes(source->rec);
    const struct needle_range range = {bytes.data, bytes.len, low, high};
    return needle_in_range(needle, &range, backwards, n);
}

static const struct view_places hex_places = {
    .count = byte_count,
    .home = byte_home,
    .line = byte_line,
    .at = byte_at,
    .step = byte_step,
    .tell = byte_tell,
    .find = byte_find,
};

/* ---- Lines ------------------------------------------------------------------------------------ */

static uint64_t hex_home(const struct view_source *source)
{
    return byte_line(source, byte_home(source));
}

/* The row at the cursor. */
struct hex_here {
    bool is_break;
    bool has_inset;
    struct br_inset inset; /* read after it */
    struct br_ins ins;
    uint64_t from, length;
};

static struct hex_here hex_here(const struct view_source *source)
{
    struct hex_here here = {.from = byte_home(source)};
    here.is_break = part_is_break(source->rec, source->cursor);
    if (source->cursor < br_ops(source->rec)) {
        br_ins_at(source->rec, source->cursor, &here.ins);
        here.length = here.ins.length;
        here.has_inset = br_inset_of(source->rec, source->cursor, &here.inset);
    } else if (here.is_break) {
        here.length = 1;
    }
    return here;
}

struct hex_look {
    enum style style;
    const char *sign;
};

static bool hex_has(const struct hex_here *here, uint64_t pos)
{
    return here->length && br_ins_has(&here->ins, pos);
}

static struct hex_look hex_look(const struct view_source *source, const struct hex_here *here,
                                uint64_t pos)
{
    if (here->is_break ? pos == here->from : hex_has(here, pos)) {
        enum byte_part part =
            here->is_break ? BYTE_BREAK : bytes_part(source->rec, &here->ins, pos);
        return (struct hex_look){bytes_style(part), bytes_sign(part)};
    }
    if (here->has_inset && pos - here->inset.pos < here->inset.size) {
        enum byte_part part = bytes_inset_part(&here->inset, pos);
        return (struct hex_look){bytes_style(part), bytes_sign(part)};
    }
    struct br_inset inset;
    if (br_inset_at(source->rec, pos, &inset))
        return (struct hex_look){STYLE_MUTED, " "};
    /* Where reading ended, a bar tells it. */
    if (bytes_is_unread(source->rec, pos))
        return (struct hex_look){STYLE_MUTED,
                                 pos == br_end(source->rec) ? view_sign(SIGN_BAR) : " "};
    return (struct hex_look){STYLE_BYTES, " "};
}

static bool hex_is_place(const struct view_source *source, uint64_t pos)
{
    uint64_t n = source->places ? source->places : 1;
    return source->has_place && pos >= source->place && pos - source->place < n;
}

static void hex_bytes(const struct view_source *source, const struct hex_here *here, uint64_t begin,
                      uint64_t end, struct line *out)
{
    const uint8_t *bytes = br_bytes(source->rec).data;
    for (uint64_t pos = begin; pos < end; pos++) {
        struct hex_look look = hex_look(source, here, pos);
        bool is_place = hex_is_place(source, pos);
        if (pos - begin == HALF)
            line_str(out, STYLE_PLAIN, " ");
        line_str(out, look.style,
                 is_place && pos == source->place ? view_sign(SIGN_INTO) : look.sign);
        line_printf(out, is_place ? STYLE_PLACE : look.style, "%02x", bytes[pos]);
    }
}

static void hex_text(const struct view_source *source, const struct hex_here *here, uint64_t begin,
                     uint64_t end, struct line *out)
{
    const uint8_t *bytes = br_bytes(source->rec).data;
    for (uint64_t pos = begin; pos < end; pos++) {
        char c = (char)bytes[pos];
        bool is_plain = c >= 0x20 && c < 0x7f;
        enum style style = hex_look(source, here, pos).style;
        line_safe(out,
                  hex_is_place(source, pos) ? STYLE_PLACE
                  : is_plain                ? style
                                            : STYLE_MUTED,
                  is_plain ? &c : ".", 1, 0);
    }
}

static bool hex_line(const struct view_source *source, uint64_t i, struct line *out)
{
    line_clear(out);
    if (i >= hex_count(source))
        return false;
    struct hex_columns columns = hex_columns(source);
    struct hex_here here = hex_here(source);
    uint64_t len = br_bytes(source->rec).len, begin = i * columns.per_line;
    uint64_t end = len - begin < columns.per_line ? len : begin + columns.per_line;
    part_offset(out, begin, part_offset_digits(source->rec));
    line_pad(out, columns.first);
    hex_bytes(source, &here, begin, end, out);
    if (columns.has_text) {
        line_pad(out, columns.text);
        hex_text(source, &here, begin, end, out);
    }
    if (source->width)
        line_cut(out, source->width);
    if (here.from >= begin && here.from < end)
        out->traits |= LINE_CURRENT;
    out->op = br_op_at(source->rec, begin);
    return true;
}

/* The numbers that begin at the byte that keys go to; else how many bytes there are, and how many
 * of them are left over where the run ended. */
static void hex_note(const struct view_source *source, struct line *out)
{
    if (source->has_place) {
        bytes_numbers(out, source, source->place, source->width);
        return;
    }
    uint64_t len = br_bytes(source->rec).len, end = br_end(source->rec);
    const struct br_error *error = br_error_of(source->rec);
    line_printf(out, STYLE_TITLE, "%llu byte%s", (unsigned long long)len, len == 1 ? "" : "s");
    if (br_done(source->rec) && end < len)
        line_printf(out, STYLE_TITLE, ", %llu not read after %s", (unsigned long long)(len - end),
                    error ? "the break" : "STOP");
}

const struct view view_hex = {
    .name = "hex",
    .about = "the bytes around the cursor, and what each of them is",
    .count = hex_count,
    .line = hex_line,
    .home = hex_home,
    .note = hex_note,
    .places = &hex_places,
};
