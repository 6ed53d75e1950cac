/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/frame.h"

#include <stdlib.h>
#include <string.h>

#include <curses.h>

#include "src/output/safe.h"

/* ---- Lines of views --------------------------------------------------------------------------- */

void frame_line(int row, int column, int columns, struct line *line, enum theme_ground ground)
{
    if (columns <= 0)
        return;
    line_cut(line, (size_t)columns);
    size_t from = 0;
    move(row, column);
    for (size_t k = 0; k < line->n_spans; k++) {
        const struct span *span = &line->spans[k];
        theme_set((int)span->style, ground);
        addnstr(line->text.data + from, (int)(span->end - from));
        from = span->end;
    }
    theme_set(STYLE_PLAIN, ground);
    for (int used = (int)line->width; used < columns; used++)
        mvaddch(row, column + used, ' ');
}

int frame_text(int row, int column, int columns, int style, enum theme_ground ground,
               const char *text)
{
    if (columns <= 0)
        return 0;
    size_t used = 0;
    size_t len = safe_fit(text, strlen(text), (size_t)columns, &used);
    theme_set(style, ground);
    mvaddnstr(row, column, text, (int)len);
    return (int)used;
}

/* ---- Lines between panes ---------------------------------------------------------------------- */

enum { UP = 1, DOWN = 2, LEFT = 4, RIGHT = 8 };

struct frame_lines {
    int rows, columns;
    unsigned char arms[]; /* which ways a line leaves each cell */
};

/* By the arms of a cell. */
static const struct {
    const char *drawn;
    char ascii;
} glyphs[16] = {
    [LEFT] = {"─", '-'},
    [RIGHT] = {"─", '-'},
    [LEFT | RIGHT] = {"─", '-'},
    [UP] = {"│", '|'},
    [DOWN] = {"│", '|'},
    [UP | DOWN] = {"│", '|'},
    [DOWN | RIGHT] = {"┌", '+'},
    [DOWN | LEFT] = {"┐", '+'},
    [UP | RIGHT] = {"└", '+'},
    [UP | LEFT] = {"┘", '+'},
    [UP | DOWN | RIGHT] = {"├", '+'},
    [UP | DOWN | LEFT] = {"┤", '+'},
    [LEFT | RIGHT | DOWN] = {"┬", '+'},
    [LEFT | RIGHT | UP] = {"┴", '+'},
    [LEFT | RIGHT | UP | DOWN] = {"┼", '+'},
};

struct frame_lines *frame_lines_new(int rows, int columns)
{
    struct frame_lines *lines = calloc(1, sizeof *lines + (size_t)rows * (size_t)columns);
    if (lines) {
        lines->rows = rows;
        lines->columns = columns;
    }
    return lines;
}

void frame_lines_free(struct frame_lines *lines)
{
    free(lines);
}

static void add_arm(struct frame_lines *lines, int row, int column, unsigned arm)
{
    if (row >= 0 && row < lines->rows && column >= 0 && column < lines->columns)
        lines->arms[row * lines->columns + column] |= (unsigned char)arm;
}

void frame_horizontal(struct frame_lines *lines, int row, int column, int columns)
{
    for (int k = 0; k < columns; k++) {
        if (k > 0)
            add_arm(lines, row, column + k, LEFT);
        if (k + 1 < columns)
            add_arm(lines, row, column + k, RIGHT);
    }
}

void frame_vertical(struct frame_lines *lines, int row, int column, int rows)
{
    for (int k = 0; k < rows; k++) {
        if (k > 0)
            add_arm(lines, row + k, column, UP);
        if (k + 1 < rows)
            add_arm(lines, row + k, column, DOWN);
    }
}

void frame_lines_draw(const struct frame_lines *lines)
{
    bool is_utf8 = safe_is_utf8();
    theme_set(STYLE_FRAME, GROUND_PLAIN);
    for (int row = 0; row < lines->rows; row++) {
        for (int column = 0; column < lines->columns; column++) {
            unsigned arms = lines->arms[row * lines->columns + column];
            if (arms == 0)
                continue;
            if (is_utf8)
                mvaddstr(row, column, glyphs[arms].drawn);
            else
                mvaddch(row, column, (chtype)glyphs[arms].ascii);
        }
    }
}
