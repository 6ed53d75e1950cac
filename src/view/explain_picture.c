/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an opcode takes off the stack and puts onto it, in one line. */
#include "src/view/explain_picture.h"

#include "src/view/parts.h"

enum {
    SHOWN_ITEMS = 6, /* of a side; the rest is counted */
    MIN_ITEM_COLUMNS = 8,
    WIDE_COLUMNS = 480, /* where no pane sets a width */
    PICTURE_WORDS = 13, /* columns of what stands around the two sides */
};

/* One side, in at most so many columns: the lowest item first, as the stack grows to the right. Of
 * many items the lowest and the top are shown; those between are counted. */
static void picture_side(struct line *out, const struct view_source *source, struct br_state at,
                         uint32_t lines, size_t columns)
{
    line_clear(out);
    line_str(out, STYLE_MUTED, view_sign(SIGN_MORE));
    uint32_t shown = lines < SHOWN_ITEMS ? lines : SHOWN_ITEMS;
    for (uint32_t n = 0; n < shown; n++) {
        bool is_last = n + 1 == shown;
        if (is_last && lines > shown)
            line_printf(out, STYLE_MUTED, " %s %u more", view_sign(SIGN_BAR), lines - shown);
        line_printf(out, STYLE_MUTED, n ? " %s " : " ", view_sign(SIGN_BAR));
        struct br_stack_line item;
        if (!br_stack_line(at, is_last ? 0 : lines - 1 - n, &item))
            return;
        /* What one item leaves of its share is for those after it. */
        size_t left = columns > out->width ? (columns - out->width) / (shown - n) : 0;
        if (item.value == BR_NO_VALUE)
            line_str(out, STYLE_MARK, "mark");
        else
            part_value(out, source, at, item.value,
                       left > MIN_ITEM_COLUMNS + 3 ? left - (is_last ? 0 : 3) : MIN_ITEM_COLUMNS);
    }
}

void explain_picture(struct sheet *sheet, const struct view_source *source)
{
    struct br_state before = part_now(source), after = {source->rec, source->cursor + 1};
    uint32_t popped, pushed;
    br_effect(source->rec, source->cursor, &popped, &pushed);
    uint32_t was = br_height(before), is = br_height(after);
    /* Marks are in no count of br_effect: what is left of both heights is the same below. */
    bool takes_mark = br_mark_of(source->rec, source->cursor) != BR_NO_OP;
    uint32_t off = popped + (takes_mark ? 1 : 0);
    if (off > was)
        off = was;
    uint32_t below = was - off;
    uint32_t on = is > below ? is - below : 0;
    bool is_same = off == 1 && on == 1 && br_stack(before, 0) == br_stack(after, 0);
    if ((off == 0 && on == 0) || is_same)
        return;
    struct line left = {0}, right = {0};
    size_t width = sheet->width ? sheet->width : WIDE_COLUMNS;
    size_t room =
        width > PICTURE_WORDS + 4 * MIN_ITEM_COLUMNS ? width - PICTURE_WORDS : 4 * MIN_ITEM_COLUMNS;
    picture_side(&right, source, after, on, room);
    picture_side(&left, source, before, off, room);
    if (left.width + right.width > room) {
        /* The shorter side is whole, if half is enough for it. */
        size_t half = room / 2;
        if (left.width > half)
            picture_side(&left, source, before, off,
                         right.width < half ? room - right.width : half);
        if (left.width + right.width > room)
            picture_side(&right, source, after, on, room > left.width ? room - left.width : half);
    }
    line_str(sheet->para, STYLE_LABEL, "stack  ");
    line_add(sheet->para, &left);
    line_printf(sheet->para, STYLE_STRONG, "  %s  ", view_sign(SIGN_ARROW));
    line_add(sheet->para, &right);
    line_free(&left);
    line_free(&right);
    sheet_line(sheet);
}
