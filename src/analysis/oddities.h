/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What no pickler writes: opcodes out of their place, and names that are made to be misread. Each
 * question is about one opcode or one name, and takes no longer than reading it. */
#ifndef BRINE_ANALYSIS_ODDITIES_H
#define BRINE_ANALYSIS_ODDITIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vm/brine.h"

enum oddity {
    ODDITY_NONE,
    ODDITY_PROTO_AGAIN,    /* a PROTO that is not the first opcode */
    ODDITY_LATER_PROTOCOL, /* an opcode of a later protocol than the stream says to be of */
    ODDITY_MEMO_REWRITTEN, /* a key of the memo that held another value before */
    ODDITY_NOT_ASCII, /* a string of Python 2 that pickle.load refuses unless an encoding is named */
    ODDITY_NAME_INVISIBLE,  /* characters that are not seen, or turn what is seen around */
    ODDITY_NAME_LOOKS_LIKE, /* letters of another script, or wide ones, among Latin letters */
};

enum oddity oddity_of_op(const br_record *rec, br_op op);
/* The numbers of the memo, opcode by opcode. Zero-initialise to start. */
struct memo_numbers {
    bool has_begun;
    uint64_t next; /* the one after the highest */
    uint64_t gaps;
    uint64_t first_after, first; /* the first gap: the highest before it, the number behind it */
};
/* Takes what opcode op puts into the memo, each opcode in turn. True at the first number that is new
 * and not the next one; where it begins is free. */
bool memo_numbers_take(struct memo_numbers *numbers, const br_record *rec, br_op op);

/* A module or name, as UTF-8. */
enum oddity oddity_of_name(const char *name, size_t n);

#endif
