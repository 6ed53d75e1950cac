/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A long text as lines: cut at its newlines and, where a width is given, at blanks, so that each
 * piece fits; what a line goes on with stands a little further in than its beginning. Holds only
 * where each piece begins and ends; the text stays the caller's. */
#ifndef BRINE_VIEW_WRAP_H
#define BRINE_VIEW_WRAP_H

#include <stdbool.h>
#include <stddef.h>

struct wrap_piece {
    size_t at, len; /* in bytes of the text; without the newline, or the blanks it was cut at */
    size_t indent;  /* blanks that belong before it */
    size_t line;    /* where the line begins that it is cut from, in bytes of the text */
};

/* One piece after another, without a table. */
struct wrapper {
    const char *text; /* safe text (output/safe.h), and newlines */
    size_t len;
    size_t width;    /* 0: cut at newlines only */
    unsigned hang;   /* how much further in a line goes on */
    size_t at;       /* where the next piece begins */
    size_t indent;   /* of the line that is being cut */
    size_t line;     /* where that begins */
    size_t line_end; /* its newline, or the end of the text */
    bool goes_on;    /* the next piece is not the first of its line */
};

/* Zero-initialise, set text, len, width, hang. False at the end of the text. */
bool wrapper_next(struct wrapper *wrapper, struct wrap_piece *out);

struct wrap {
    const char *text;
    struct wrap_piece *pieces; /* owned */
    size_t n, cap;
};

/* Fills *out (zero-initialised, or wrapped before). False when memory failed; *out then holds what
 * was wrapped until then. */
bool wrap_text(struct wrap *out, const char *text, size_t len, size_t width, unsigned hang);
void wrap_free(struct wrap *wrap);

#endif
