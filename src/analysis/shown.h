/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names and literals that were computed, as they are shown: what no reader of text could tell apart,
 * or would stop at, stands as an escape. What comes out is UTF-8 without a NUL. */
#ifndef BRINE_ANALYSIS_SHOWN_H
#define BRINE_ANALYSIS_SHOWN_H

#include <stdbool.h>
#include <stddef.h>

#include "src/base/buf.h"

/* What befell a text while it was written. */
enum shown {
    SHOWN_ESCAPED = 1, /* a lone surrogate, or in a name a NUL, stands as its escape */
    SHOWN_CUT = 2,     /* not all of it is there */
};

/* Would shown_name write other bytes than these? */
bool shown_differs(const char *name, size_t n);
/* Appends a name: a lone surrogate as \ud800, a NUL as \x00. Returns enum shown. */
unsigned shown_name(struct buf *out, const char *name, size_t n);

/* Appends the literal of a str (UTF-8, lone surrogates as three bytes) or of bytes, as repr() does, until
 * the buffer holds `end` bytes; then an ellipsis. Returns enum shown. */
unsigned shown_literal(struct buf *out, const char *text, size_t n, bool is_bytes, size_t end);

#endif
