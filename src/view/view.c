/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/view/view.h"

#include <string.h>

static const struct view *const views[] = {
#define VIEW(id) &view_##id,
#include "src/view/views.def"
};
enum { N_VIEWS = sizeof views / sizeof views[0] };

const struct view *view_nth(unsigned n)
{
    return n < N_VIEWS ? views[n] : NULL;
}

const struct view *view_find(const char *name)
{
    for (unsigned n = 0; n < N_VIEWS; n++)
        if (strcmp(views[n]->name, name) == 0)
            return views[n];
    return NULL;
}

static void print_line(const struct line *line, struct buf *out)
{
    size_t len = line->text.len;
    while (len > 0 && line->text.data[len - 1] == ' ')
        len--;
    buf_add(out, line->text.data, len);
    buf_char(out, '\n');
}

bool view_print(const struct view *view, const struct view_source *source, uint64_t from,
                uint64_t at_most, struct buf *out)
{
    struct line line = {0};
    bool is_whole = true;
    for (uint64_t k = 0; at_most == 0 || k < at_most; k++) {
        if (!view->line(source, from + k, &line)) {
            is_whole = is_whole && from + k >= view->count(source);
            break;
        }
        if (line.op != BR_NO_OP)
            buf_mark(out, line.op);
        print_line(&line, out);
        is_whole = is_whole && !line.text.failed && !out->failed;
    }
    line_free(&line);
    return is_whole;
}
