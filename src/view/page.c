/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text that is there already and safe, line by line: the output of a command. */
#include "src/output/safe.h"
#include "src/view/view.h"
#include "src/view/wrap.h"

static uint64_t page_count(const struct view_source *source)
{
    return source->text ? source->text->n : 0;
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
    return true;
}

const struct view view_page = {
    .name = "page",
    .about = "what a command printed",
    .count = page_count,
    .line = page_line,
};
