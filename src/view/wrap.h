/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A long text as lines: cut at its newlines and, where a width is given, at blanks, so that each
 * piece fits. Holds only where each line begins and ends; the text stays the caller's. */
#ifndef BRINE_VIEW_WRAP_H
#define BRINE_VIEW_WRAP_H

#include <stdbool.h>
#include <stddef.h>

struct wrap_piece {
    size_t at, len; /* in bytes of the text; without the newline, or the blanks it was cut at */
};

struct wrap {
    const char *text; /* safe text (output/safe.h), and newlines */
    struct wrap_piece *pieces; /* owned */
    size_t n, cap;
};

/* Fills *out (zero-initialised, or wrapped before). width 0: at newlines only. False when memory
 * failed; *out then holds what was wrapped until then. */
bool wrap_text(struct wrap *out, const char *text, size_t len, size_t width);
void wrap_free(struct wrap *wrap);

/* The next piece of a text of len bytes from *at on; false at its end. Moves *at. For callers that
 * want no table. */
bool wrap_next(const char *text, size_t len, size_t width, size_t *at, struct wrap_piece *out);

#endif
