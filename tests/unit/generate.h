/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pickles by the dice: mostly valid programs that use what is rare in real ones, the same for the
 * same seed everywhere. */
#ifndef BRINE_TESTS_GENERATE_H
#define BRINE_TESTS_GENERATE_H

#include "src/base/buf.h"

struct dice {
    uint64_t state;
};

uint64_t dice_roll(struct dice *dice);
/* 0 .. n-1. */
uint32_t dice_below(struct dice *dice, uint32_t n);
/* True one time in n. */
bool dice_one_in(struct dice *dice, uint32_t n);

enum flavour {
    FLAVOUR_MIXED,
    FLAVOUR_STACK,  /* marks, POP, POP_MARK, DUP, deep pops */
    FLAVOUR_MEMO,   /* few keys written often, gaps, huge keys */
    FLAVOUR_LISTS,  /* shared lists and bytearrays, index writes */
    FLAVOUR_KEYS,   /* dicts and sets, equal keys, nested tuples as keys */
    FLAVOUR_CALLS,  /* calls of calls, cycles through their arguments */
    FLAVOUR_CHAINS, /* calls of calls of calls, up to 1,300 deep, meeting themselves */
    FLAVOUR_COUNT,
};

/* Appends a program of about n opcodes. One in 16 breaks before its end. */
void generate_pickle(struct buf *to, struct dice *dice, enum flavour flavour, unsigned n);

#endif
