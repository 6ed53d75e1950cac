/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes that a string literal stands for: of Python (b'\x80\x04...', in one, two or three quotes, r too,
 * several in a row), of C, shell and JSON, whose escapes are much the same. For src/input alone. */
#ifndef BRINE_INPUT_LITERAL_H
#define BRINE_INPUT_LITERAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct literal {
    const uint8_t *text;
    uint64_t len;
    uint64_t at; /* the next byte to read */
    uint8_t quote;
    bool is_triple, is_raw;
    bool is_closed; /* the end quote was read, and no other literal follows it: at is behind it */
};

/* A literal begins at text[at], with its quote or the letters before it. False: none does. */
bool literal_begin(struct literal *literal, const uint8_t *text, uint64_t len, uint64_t at);

/* The next bytes, as many as fit; 0: there are no more, or what is there is no part of a literal (then it
 * is not closed). */
size_t literal_read(struct literal *literal, uint8_t *out, size_t room);

#endif
