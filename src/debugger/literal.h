/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A Python literal: what stands in an expression beside the words of the debugger. */
#ifndef BRINE_DEBUGGER_LITERAL_H
#define BRINE_DEBUGGER_LITERAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/base/err.h"
#include "src/debugger/pool.h"

enum literal_kind {
    LITERAL_NONE,
    LITERAL_BOOL,  /* number */
    LITERAL_INT,   /* number */
    LITERAL_BIG,   /* an int of more than 63 bits: text, "-123" or "0x1f" in lower case */
    LITERAL_FLOAT, /* real */
    LITERAL_STR,   /* text: UTF-8, a lone surrogate as three bytes ED A0..BF xx */
    LITERAL_BYTES, /* text */
    LITERAL_TUPLE, /* items */
    LITERAL_LIST,
    LITERAL_SET,
    LITERAL_DICT, /* items: key, value, key, value */
};

struct literal {
    enum literal_kind kind;
    bool is_pos; /* an int that is a place in the stream: prints in hex */
    int64_t number;
    double real;
    const char *text; /* in a pool */
    size_t len;
    const struct literal *items;
    size_t count;
};

/* Reads a number at the start of text[0 .. len) (no sign; 12, 1_000, 0x1f, 0o17, 0b1, 1.5, 2e3).
 * *used: the bytes it takes. False, err set: it is none. */
bool literal_number(const char *text, size_t len, struct pool *pool, struct literal *out,
                    size_t *used, struct err *err);
/* Reads 'text', "text", r'..', b'..', rb'..' with Python's escapes. */
bool literal_string(const char *text, size_t len, struct pool *pool, struct literal *out,
                    size_t *used, struct err *err);
/* Whether a string begins here: a quote, or a prefix and a quote. */
bool literal_is_string(const char *text, size_t len);
/* Changes the sign of a number. False: it is none. */
bool literal_negate(struct literal *literal, struct pool *pool, struct err *err);

#endif
