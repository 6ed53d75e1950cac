/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers that random.Random gives after it was seeded with an integer: the Mersenne Twister MT19937, as
 * _randommodule.c seeds and reads it. */
#ifndef BRINE_ANALYSIS_TWISTER_H
#define BRINE_ANALYSIS_TWISTER_H

#include <stdint.h>

enum { TWISTER_WORDS = 624 };

struct twister {
    uint32_t words[TWISTER_WORDS];
    uint32_t at;
};

/* Seeds it with an integer without its sign. */
void twister_seed(struct twister *twister, uint64_t seed);
uint32_t twister_next(struct twister *twister);

#endif
