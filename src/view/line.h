/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line of a view: safe text, spans that say what its parts mean, and what the line is about,
 * so that a key or a click on it can act on that.
 *
 * What always holds
 *   - The text is safe for any terminal (output/safe.h): line_str takes words of ours, everything
 *     from a file enters by line_safe.
 *   - Spans stand in order, touch and cover the text; neighbours of one style are one span.
 *   - A line is made, painted and made again: line_clear keeps its memory. A failure of memory is
 *     remembered by text.failed; the line is then shorter than it should be. */
#ifndef BRINE_VIEW_LINE_H
#define BRINE_VIEW_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/base/buf.h"
#include "src/view/style.h"
#include "vm/brine.h"

enum { LINE_SPANS_MAX = 512, LINE_EXPR_MAX = 32 };

struct span {
    size_t end; /* in bytes of the text; it begins where the one before ends */
    enum style style;
};

/* What holds for a line as a whole. */
enum line_trait {
    LINE_CURRENT = 1,    /* the cursor stands here */
    LINE_CHANGED = 2,    /* the last move made or changed it */
    LINE_DANGER = 4,     /* runs something dangerous */
    LINE_SUSPICIOUS = 8, /* ... something suspicious */
};

struct line {
    struct buf text;
    struct span spans[LINE_SPANS_MAX]; /* what comes after the last gets its style */
    size_t n_spans;
    size_t width;             /* columns of the text */
    size_t tail;              /* the column where line_right put a tail; 0: it did not */
    unsigned traits;          /* enum line_trait, ored */
    br_op op;                 /* the row it is about, or BR_NO_OP */
    br_value value;           /* the value it is about, or BR_NO_VALUE */
    char expr[LINE_EXPR_MAX]; /* what the debugger calls it: "stack[2]", "memo[7]", "#12", "" */
};

/* Makes it empty, about nothing. Zero-initialise a line before its first use; line_free at the end. */
void line_clear(struct line *line);
void line_free(struct line *line);

/* Appends words of ours: plain text without control characters. */
void line_str(struct line *line, enum style style, const char *text);
void line_printf(struct line *line, enum style style, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Appends bytes of any origin as safe text, at most so many columns (0: all of them). True when it
 * was cut; it then ends in an ellipsis. */
bool line_safe(struct line *line, enum style style, const char *bytes, size_t n, size_t columns);
/* The same, but what does not fit is left out of the middle: names are known by their ends. Reads no
 * more bytes than it needs. */
void line_safe_ends(struct line *line, enum style style, const char *bytes, size_t n,
                    size_t columns);
/* Blanks up to a column; none when the text is there already. */
void line_pad(struct line *line, size_t column);
/* The same with a sign of one column in place of a blank. */
void line_fill(struct line *line, enum style style, const char *sign, size_t column);
/* Puts tail at the right end of so many columns; what is there is cut to make room. columns 0: two
 * blanks, then the tail. */
void line_right(struct line *line, const struct line *tail, size_t columns);
/* What was appended from byte `from` on gets another style. */
void line_restyle(struct line *line, size_t from, enum style style);
/* Keeps the first len bytes of the text, which must end a character. */
void line_truncate(struct line *line, size_t len);
/* Cuts the line to so many columns; an ellipsis stands at its end if something was cut off. */
void line_cut(struct line *line, size_t columns);
/* Appends all of another line, or len bytes of its text from `from` on. */
void line_add(struct line *line, const struct line *more);
void line_add_piece(struct line *line, const struct line *more, size_t from, size_t len);

#endif
