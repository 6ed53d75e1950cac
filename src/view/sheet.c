/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/view/sheet.h"

#include <string.h>

#include "src/view/wrap.h"

/* What the line is about goes with it. */
static void keep_subject(const struct line *from, struct line *to)
{
    to->traits = from->traits;
    to->op = from->op;
    to->value = from->value;
    memcpy(to->expr, from->expr, sizeof to->expr);
}

void sheet_flow(struct sheet *sheet, unsigned hang)
{
    struct wrapper wrapper = {.text = buf_text(&sheet->para->text),
                              .len = sheet->para->text.len,
                              .width = sheet->width,
                              .hang = hang};
    struct wrap_piece piece;
    while (wrapper_next(&wrapper, &piece)) {
        if (sheet_wants(sheet)) {
            line_clear(sheet->out);
            line_pad(sheet->out, piece.indent);
            line_add_piece(sheet->out, sheet->para, piece.at, piece.len);
            keep_subject(sheet->para, sheet->out);
        }
        sheet->n++;
    }
    line_clear(sheet->para);
}

void sheet_line(struct sheet *sheet)
{
    if (sheet_wants(sheet)) {
        line_clear(sheet->out);
        line_add(sheet->out, sheet->para);
        if (sheet->width)
            line_cut(sheet->out, sheet->width);
        keep_subject(sheet->para, sheet->out);
    }
    sheet->n++;
    line_clear(sheet->para);
}
