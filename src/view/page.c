/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text that is there already and safe, line by line: the output of a command. */
#include <stdio.h>

#include "src/view/view.h"
#include "src/view/wrap.h"

static uint64_t page_count(const struct view_source *source)
{
    return source->text ? source->text->n : 0;
}

/* The opcode that a line is about, as whoever wrote it noted. */
static br_op page_op(const struct view_source *source, const struct wrap_piece *piece)
{
    size_t end = piece->at + piece->len;
    const struct buf_mark *mark =
        source->marks ? buf_marks_find(source->marks, piece->line, end) : NULL;
    return mark ? mark->number : BR_NO_OP;
}

static bool page_line(const struct view_source *source, uint64_t i, struct line *out)
{
    line_clear(out);
    if (i >= page_count(source))
        return false;
    struct wrap_piece piece = source->text->pieces[i];
    line_pad(out, piece.indent);
    /* Safe text made safe again is the same: a mistake above cannot reach the terminal. */
    line_safe(out, STYLE_PLAIN, source->text->text + piece.at, piece.len, 0);
    out->op = page_op(source, &piece);
    if (out->op != BR_NO_OP)
        snprintf(out->expr, sizeof out->expr, "#%u", (unsigned)out->op);
    return true;
}

const struct view view_page = {
    .name = "page",
    .about = "what a command printed",
    .count = page_count,
    .line = page_line,
};
