/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/view/apart.h"

#include <string.h>

#include "src/analysis/diverge.h"
#include "src/output/divergence.h"

bool apart_is_at(const struct view_source *source, br_op op)
{
    struct diverge_part part;
    return source->readers && diverge_part(source->readers, &part) && part.op == op;
}

static void explain_line(struct sheet *sheet, const char *names, const struct reading *reading)
{
    struct buf text = {0};
    divergence_reading(reading, &text);
    line_str(sheet->para, STYLE_STRONG, names);
    line_str(sheet->para, STYLE_PLAIN, reading->breaks ? ": " : ": reads ");
    line_safe(sheet->para, STYLE_PLAIN, buf_text(&text), text.len, 0);
    sheet_flow(sheet, 2);
    buf_free(&text);
}

/* One line for all readers that read the same. */
static void explain_reader(struct sheet *sheet, const struct diverge *d,
                           const struct diverge_part *part, unsigned n)
{
    const struct diverge_reader *reader = diverge_reader(d, n);
    struct buf names = {0};
    if (!reader->parts || reader->op != part->op || reader->tale.n_rows == 0)
        return;
    divergence_names(d, n, &names);
    size_t len = strlen(reader->dialect.name);
    bool is_first = strncmp(buf_text(&names), reader->dialect.name, len) == 0 &&
                    (names.len == len || names.data[len] == ',');
    if (is_first)
        explain_line(sheet, buf_text(&names), &reader->tale.rows[0]);
    buf_free(&names);
}

bool apart_explain(struct sheet *sheet, const struct view_source *source)
{
    const struct diverge *d = source->readers;
    struct diverge_part part;
    struct reading by_c;
    if (!apart_is_at(source, source->cursor) || !diverge_part(d, &part))
        return false;
    const struct difference_row *row = difference_row(part.difference);
    reading_of(diverge_c(d), part.op, true, &by_c);
    line_printf(sheet->para, STYLE_SUSPICIOUS, "%s ", view_sign(SIGN_PARTS));
    line_str(sheet->para, STYLE_STRONG, "Python's readers part here");
    line_printf(sheet->para, STYLE_PLAIN, ": %s", row->sentence);
    line_printf(sheet->para, STYLE_MUTED, "  %s", row->name);
    sheet_flow(sheet, 2);
    explain_line(sheet, "c", &by_c);
    for (unsigned n = 1; diverge_reader(d, n); n++)
        explain_reader(sheet, d, &part, n);
    return true;
}
