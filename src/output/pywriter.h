/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of Python source as they are written: where they break, how text of a file stands in them.
 *
 * What always holds: a byte of a file reaches the source only inside a literal, as printable ASCII,
 * as an escape, or as a character of UTF-8 that any terminal shows as it stands. */
#ifndef BRINE_OUTPUT_PYWRITER_H
#define BRINE_OUTPUT_PYWRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vm/brine.h"

enum { PYWRITER_ROOM = 8192 };

struct pywriter {
    struct br_sink sink;
    bool is_ascii;   /* no character above 7f, also where a terminal shows it */
    bool failed;     /* the sink did; nothing more goes out */
    uint64_t lines;  /* that were ended */
    uint64_t column; /* of the line under way, in bytes */
    size_t n_cut; /* of a literal: the beginning of a code point whose end is in the next piece */
    char cut[4];
    size_t len;
    char room[PYWRITER_ROOM];
};

void pywriter_open(struct pywriter *writer, struct br_sink sink, bool is_ascii);
/* Writes what is pending. False when anything was lost. */
bool pywriter_flush(struct pywriter *writer);

/* Text of ours: ASCII, without an end of line. */
void pywriter_str(struct pywriter *writer, const char *text);
void pywriter_printf(struct pywriter *writer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void pywriter_end_line(struct pywriter *writer);
/* Lines of ours, each with its end. */
void pywriter_lines(struct pywriter *writer, const char *text);
/* A comma inside brackets, where a line that is long may break. */
void pywriter_comma(struct pywriter *writer);
/* Printable ASCII as a str in quotes. */
void pywriter_quoted(struct pywriter *writer, const char *text, size_t n);

/* For the machine's texts of literals, which are Python's but for the characters that it shows:
 * any UTF-8 in pieces. Ended by pywriter_literal_end. */
struct br_sink pywriter_literal(struct pywriter *writer);
void pywriter_literal_end(struct pywriter *writer);
/* The same for text that is to stand between single quotes as it is: what would end the literal, or
 * is no printable ASCII, becomes an escape. */
struct br_sink pywriter_quoted_sink(struct pywriter *writer);

#endif
