/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one way in which bytes of a file reach text for people.
 *
 * What comes out is one line that any terminal shows as it stands: no control character (C0, DEL,
 * C1), no invalid UTF-8, nothing invisible or that reorders text (bidi, zero-width and other format
 * characters, fillers, odd blanks, private and unassigned code points), no heap of combining marks.
 * Those become escapes: \n \r \t, \xNN for other ASCII and for a byte that is not UTF-8, \uNNNN
 * and \UNNNNNNNN for code points. Where LC_CTYPE is not UTF-8, all that is not ASCII becomes an
 * escape too. Making safe text safe again changes nothing; a backslash stays one backslash. */
#ifndef BRINE_OUTPUT_SAFE_H
#define BRINE_OUTPUT_SAFE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/base/buf.h"

/* True when LC_CTYPE, as main set it, is UTF-8. */
bool safe_is_utf8(void);

/* Appends the bytes as safe text. Memory failures are remembered by out. */
void safe_line(struct buf *out, const char *bytes, size_t n);
void safe_str(struct buf *out, const char *text);

/* As safe_line, but at most so many columns: what does not fit is replaced by one ellipsis.
 * True when it was cut. columns 0: not cut. Reads no more bytes than it needs. */
bool safe_cut(struct buf *out, const char *bytes, size_t n, size_t columns);

/* Columns that safe text takes on a terminal. */
size_t safe_width(const char *text, size_t n);
/* How many bytes of safe text fit into so many columns; *used (may be NULL): columns they take. */
size_t safe_fit(const char *text, size_t n, size_t columns, size_t *used);

/* An escape is not torn: where the one begins that byte `at` of safe text, which is not its end, is
 * inside of; else `at`. */
size_t safe_escape_start(const char *text, size_t at);
/* Bytes of the escape that begins here, of n that are left. */
size_t safe_escape_length(const char *text, size_t n);

/* "…" or "...", for the locale in force. Static. */
const char *safe_ellipsis(void);

/* True for a code point that is not shown as it is whatever the locale: control, format, filler,
 * blank other than space, private use. */
bool safe_is_hidden(uint32_t c);

#endif
