/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes of the stream, 16 or 8 on a line; those of the opcode at the cursor stand out. */
#include "src/output/safe.h"
#include "src/view/parts.h"

static unsigned hex_per_line(const struct view_source *source)
{
    unsigned wide = part_offset_digits(source->rec) + 2 + 2 + 16 * 3 + 1 + 1 + 16;
    return source->width == 0 || source->width >= wide ? 16 : 8;
}

static uint64_t hex_count(const struct view_source *source)
{
    unsigned per_line = hex_per_line(source);
    uint64_t len = br_bytes(source->rec).len;
    return len / per_line + (len % per_line != 0);
}

/* The row at the cursor; where the run broke, the byte at which it did. */
static struct br_ins hex_here(const struct view_source *source)
{
    struct br_ins ins;
    const struct br_error *error = br_error_of(source->rec);
    if (source->cursor < br_ops(source->rec))
        br_ins_at(source->rec, source->cursor, &ins);
    else
        ins = (struct br_ins){.pos = error ? error->pos : br_end(source->rec),
                              .length = error != NULL};
    return ins;
}

static uint64_t hex_home(const struct view_source *source)
{
    return hex_here(source).pos / hex_per_line(source);
}

static enum style hex_style(uint64_t pos, const struct br_ins *ins)
{
    if (!br_ins_has(ins, pos))
        return STYLE_BYTES;
    return pos == ins->pos ? STYLE_CURRENT : STYLE_STRONG;
}

static bool hex_line(const struct view_source *source, uint64_t i, struct line *out)
{
    line_clear(out);
    unsigned per_line = hex_per_line(source);
    struct br_slice bytes = br_bytes(source->rec);
    if (i >= hex_count(source))
        return false;
    uint64_t begin = i * per_line;
    struct br_ins here = hex_here(source);
    part_offset(out, begin, part_offset_digits(source->rec));
    line_str(out, STYLE_PLAIN, " ");
    size_t column = out->width;
    for (unsigned k = 0; k < per_line && begin + k < bytes.len; k++) {
        if (k == 8)
            line_str(out, STYLE_PLAIN, " ");
        /* A bracket tells the opcode's byte without colour. */
        enum style style = hex_style(begin + k, &here);
        line_str(out, style, style == STYLE_CURRENT ? "[" : style == STYLE_STRONG ? "." : " ");
        line_printf(out, style, "%02x", bytes.data[begin + k]);
    }
    line_pad(out, column + per_line * 3 + per_line / 16 + 2);
    for (unsigned k = 0; k < per_line && begin + k < bytes.len; k++) {
        char c = (char)bytes.data[begin + k];
        bool is_plain = c >= 0x20 && c < 0x7f;
        line_safe(out, is_plain ? hex_style(begin + k, &here) : STYLE_MUTED, is_plain ? &c : ".", 1,
                  0);
    }
    if (source->width)
        line_cut(out, source->width);
    if (here.pos >= begin && here.pos - begin < per_line)
        out->traits |= LINE_CURRENT;
    out->op = br_op_at(source->rec, begin);
    return true;
}

const struct view view_hex = {
    .name = "hex",
    .about = "the bytes around the cursor",
    .count = hex_count,
    .line = hex_line,
    .home = hex_home,
};
