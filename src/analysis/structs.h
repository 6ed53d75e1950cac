/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as the module struct packs them one by one, by the letter of their type: b B h H i I l L q Q n N f d. */
#ifndef BRINE_ANALYSIS_STRUCTS_H
#define BRINE_ANALYSIS_STRUCTS_H

#include "src/analysis/evaluate.h"

/* How many bytes one takes in C; 0: it is no such letter. */
uint32_t structs_size(char letter);
/* Appends a number as C has it. False: it does not fit, or is none. */
bool structs_pack(struct evaluator *ev, char letter, const struct meaning *value, struct buf *out);
/* The number that stands in so many bytes; of those that are not little the sizes are the standard ones. NULL: it
 * is no such letter. */
const struct meaning *structs_read(struct evaluator *ev, char letter, bool is_little,
                                   const char *bytes);

#endif
