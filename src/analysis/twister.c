/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/analysis/twister.h"

enum { MIDDLE = 397 };

/* init_genrand */
static void begin(struct twister *twister, uint32_t seed)
{
    twister->words[0] = seed;
    for (uint32_t k = 1; k < TWISTER_WORDS; k++) {
        uint32_t last = twister->words[k - 1];
        twister->words[k] = 1812433253u * (last ^ (last >> 30)) + k;
    }
    twister->at = TWISTER_WORDS;
}

/* init_by_array, of one word or two. */
void twister_seed(struct twister *twister, uint64_t seed)
{
    uint32_t key[2] = {(uint32_t)seed, (uint32_t)(seed >> 32)}, *words = twister->words;
    uint32_t n = key[1] ? 2 : 1, at = 1, of_key = 0;
    begin(twister, 19650218u);
    for (unsigned k = 0; k < 2 * TWISTER_WORDS - 1; k++) {
        uint32_t last = words[at - 1];
        if (k < TWISTER_WORDS) {
            words[at] = (words[at] ^ ((last ^ (last >> 30)) * 1664525u)) + key[of_key] + of_key;
            of_key = (of_key + 1) % n;
        } else {
            words[at] = (words[at] ^ ((last ^ (last >> 30)) * 1566083941u)) - at;
        }
        if (++at == TWISTER_WORDS) {
            words[0] = words[TWISTER_WORDS - 1];
            at = 1;
        }
    }
    words[0] = 0x80000000u;
}

static void turn(struct twister *twister)
{
    uint32_t *words = twister->words;
    for (uint32_t k = 0; k < TWISTER_WORDS; k++) {
        uint32_t both = (words[k] & 0x80000000u) | (words[(k + 1) % TWISTER_WORDS] & 0x7fffffffu);
        words[k] = words[(k + MIDDLE) % TWISTER_WORDS] ^ (both >> 1) ^ (both & 1 ? 0x9908b0dfu : 0);
    }
    twister->at = 0;
}

uint32_t twister_next(struct twister *twister)
{
    if (twister->at >= TWISTER_WORDS)
        turn(twister);
    uint32_t word = twister->words[twister->at++];
    word ^= word >> 11;
    word ^= (word << 7) & 0x9d2c5680u;
    word ^= (word << 15) & 0xefc60000u;
    return word ^ (word >> 18);
}
