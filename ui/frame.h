/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rectangles, the lines between them, and lines of views on the screen. */
#ifndef BRINE_UI_FRAME_H
#define BRINE_UI_FRAME_H

#include <stdbool.h>

#include "src/view/line.h"
#include "ui/theme.h"

struct rect {
    int row, column;
    int rows, columns;
};

static inline bool rect_has(const struct rect *rect, int row, int column)
{
    return row >= rect->row && row < rect->row + rect->rows && column >= rect->column &&
           column < rect->column + rect->columns;
}

/* Paints one line at the left of (row, column), so many columns in all. What is longer is cut. */
void frame_line(int row, int column, int columns, struct line *line, enum theme_ground ground);
/* The same for a text of ours. Returns the columns it took. */
int frame_text(int row, int column, int columns, int style, enum theme_ground ground,
               const char *text);
/* Lines between panes are drawn last, all at once, so that they meet properly. */
struct frame_lines;
void frame_horizontal(struct frame_lines *lines, int row, int column, int columns);
void frame_vertical(struct frame_lines *lines, int row, int column, int rows);
/* NULL when memory fails. */
struct frame_lines *frame_lines_new(int rows, int columns);
void frame_lines_free(struct frame_lines *lines);
void frame_lines_draw(const struct frame_lines *lines);

#endif
