/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/view/line.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "src/output/safe.h"

void line_clear(struct line *line)
{
    buf_clear(&line->text);
    line->n_spans = 0;
    line->width = 0;
    line->tail = 0;
    line->traits = 0;
    line->op = BR_NO_OP;
    line->value = BR_NO_VALUE;
    line->expr[0] = '\0';
}

void line_free(struct line *line)
{
    buf_free(&line->text);
}

/* What was appended since byte `from` gets a style and its width is counted. */
static void line_close(struct line *line, size_t from, enum style style)
{
    size_t end = line->text.len;
    if (end <= from)
        return;
    line->width += safe_width(line->text.data + from, end - from);
    struct span *last = line->n_spans ? &line->spans[line->n_spans - 1] : NULL;
    if (last && (last->style == style || line->n_spans == LINE_SPANS_MAX))
        last->end = end;
    else
        line->spans[line->n_spans++] = (struct span){end, style};
}

void line_str(struct line *line, enum style style, const char *text)
{
    size_t from = line->text.len;
    buf_str(&line->text, text);
    line_close(line, from, style);
}

void line_printf(struct line *line, enum style style, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    line_str(line, style, text);
}

bool line_safe(struct line *line, enum style style, const char *bytes, size_t n, size_t columns)
{
    size_t from = line->text.len;
    bool cut = safe_cut(&line->text, bytes, n, columns);
    line_close(line, from, style);
    return cut;
}

/* The last bytes from which so many columns can be filled, from the beginning of a character. */
static size_t tail_start(const char *bytes, size_t n, size_t columns)
{
    enum { BYTES_PER_COLUMN = 8 };
    size_t from = n > columns * BYTES_PER_COLUMN ? n - columns * BYTES_PER_COLUMN : 0;
    for (int k = 0; k < 3 && from > 0 && ((unsigned char)bytes[from] & 0xc0) == 0x80; k++)
        from++;
    return from;
}

void line_safe_ends(struct line *line, enum style style, const char *bytes, size_t n,
                    size_t columns)
{
    const char *ellipsis = safe_ellipsis();
    size_t mark = safe_width(ellipsis, strlen(ellipsis));
    size_t from = columns ? tail_start(bytes, n, columns) : 0;
    struct buf tail = {0};
    safe_line(&tail, bytes + from, n - from);
    size_t width = safe_width(buf_text(&tail), tail.len);
    if (from == 0 && (columns == 0 || width <= columns)) {
        line_str(line, style, buf_text(&tail));
    } else if (columns > 2 * mark) {
        size_t head = (columns - mark) / 3, used = line->width;
        struct buf begin = {0};
        size_t part = n < columns * 4 ? n : columns * 4;
        safe_line(&begin, bytes, part);
        size_t at = line->text.len;
        buf_add(&line->text, buf_text(&begin), safe_fit(buf_text(&begin), begin.len, head, NULL));
        buf_str(&line->text, ellipsis);
        line_close(line, at, style);
        size_t room = columns - (line->width - used);
        size_t skip = width > room ? width - room : 0, skipped = 0;
        size_t cut = safe_fit(buf_text(&tail), tail.len, skip, &skipped);
        if (skipped < skip) /* a wide character stands across the border */
            cut = safe_fit(buf_text(&tail), tail.len, skip + 1, NULL);
        line_str(line, style, buf_text(&tail) + cut);
        buf_free(&begin);
    } else {
        line_safe(line, style, bytes, n, columns);
    }
    buf_free(&tail);
}

void line_fill(struct line *line, enum style style, const char *sign, size_t column)
{
    while (line->width < column && !line->text.failed)
        line_str(line, style, sign);
}

void line_pad(struct line *line, size_t column)
{
    if (line->width >= column)
        return;
    size_t from = line->text.len;
    buf_pad(&line->text, ' ', column - line->width);
    line_close(line, from, STYLE_PLAIN);
}

void line_truncate(struct line *line, size_t len)
{
    if (len >= line->text.len)
        return;
    line->text.len = len;
    line->text.data[len] = '\0';
    while (line->n_spans > 1 && line->spans[line->n_spans - 2].end >= len)
        line->n_spans--;
    if (line->n_spans)
        line->spans[line->n_spans - 1].end = len;
    if (len == 0)
        line->n_spans = 0;
    line->width = safe_width(buf_text(&line->text), len);
}

void line_restyle(struct line *line, size_t from, enum style style)
{
    if (from >= line->text.len)
        return;
    size_t end = line->text.len;
    while (line->n_spans > 0 &&
           (line->n_spans > 1 ? line->spans[line->n_spans - 2].end : 0) >= from)
        line->n_spans--;
    if (line->n_spans > 0)
        line->spans[line->n_spans - 1].end = from;
    if (line->n_spans == LINE_SPANS_MAX)
        line->n_spans--;
    line->spans[line->n_spans++] = (struct span){end, style};
}

void line_cut(struct line *line, size_t columns)
{
    if (line->width <= columns)
        return;
    const char *ellipsis = safe_ellipsis();
    size_t mark = safe_width(ellipsis, strlen(ellipsis));
    if (mark > columns)
        ellipsis = "", mark = 0;
    line_truncate(line, safe_fit(buf_text(&line->text), line->text.len, columns - mark, NULL));
    enum style style = line->n_spans ? line->spans[line->n_spans - 1].style : STYLE_PLAIN;
    line_str(line, style, ellipsis);
}

void line_add_piece(struct line *line, const struct line *more, size_t from, size_t len)
{
    size_t begin = 0;
    for (size_t k = 0; k < more->n_spans && begin < from + len; k++) {
        size_t end = more->spans[k].end;
        size_t first = begin > from ? begin : from;
        size_t last = end < from + len ? end : from + len;
        begin = end;
        if (first >= last)
            continue;
        size_t at = line->text.len;
        buf_add(&line->text, more->text.data + first, last - first);
        line_close(line, at, more->spans[k].style);
    }
}

void line_add(struct line *line, const struct line *more)
{
    line_add_piece(line, more, 0, more->text.len);
    line->text.failed |= more->text.failed;
}

void line_right(struct line *line, const struct line *tail, size_t columns)
{
    line->text.failed |= tail->text.failed;
    if (tail->width == 0)
        return;
    if (columns == 0) {
        line_str(line, STYLE_PLAIN, "  ");
    } else {
        size_t room = columns > tail->width + 1 ? columns - tail->width - 1 : 0;
        line_cut(line, room);
        line_pad(line, columns > tail->width ? columns - tail->width : 0);
    }
    line->tail = line->width;
    line_add(line, tail);
    if (columns)
        line_cut(line, columns);
}
