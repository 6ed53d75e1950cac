/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program that a pattern becomes: regex_read.c writes it, regex.c runs it. Nobody else includes this. */
#ifndef BRINE_BASE_REGEX_PROGRAM_H
#define BRINE_BASE_REGEX_PROGRAM_H

#include "src/base/regex.h"

enum {
    CLASS_ROWS_MAX = 512, /* ranges and categories of all classes */
};

enum op {
    OP_CHAR,  /* a: the character */
    OP_ANY,   /* any; a: but not a newline */
    OP_CLASS, /* a: the first row, b: how many; negated where is_negated */
    OP_SPLIT, /* tries a, then b */
    OP_JUMP,  /* a */
    OP_SAVE,  /* a: which end of which group */
    OP_START, /* ^; a: of each line */
    OP_END,   /* $ */
    OP_HEAD,  /* \A */
    OP_TAIL,  /* \Z */
    OP_WORD,  /* \b; negated: \B */
    OP_BACK,  /* a: the group */
    OP_LOOK,  /* a: behind the part that is looked for, b: characters back; negated */
    OP_MATCH,
};

struct instruction {
    enum op op;
    bool is_negated;
    int32_t a, b;
};

/* A range of a class, or a category (from 'd', 'D', 's' ..., to 0 and is_category). */
struct class_row {
    uint32_t from, to;
    bool is_category;
};

struct regex {
    struct instruction *program;
    uint32_t n, cap;
    struct class_row rows[CLASS_ROWS_MAX];
    uint32_t n_rows;
    unsigned n_groups;
    char names[REGEX_GROUPS_MAX][REGEX_NAME_MAX];
    int64_t flags;
    bool is_bytes;
};

static inline bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static inline bool is_ascii_letter(uint32_t c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static inline bool is_ascii(const uint32_t *text, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        if (text[k] >= 0x80)
            return false;
    }
    return true;
}

#endif
