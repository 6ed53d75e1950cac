/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much text one stream may print: sharing can make a text exponentially longer than the file,
 * and a chain of calls quadratically. Each text has a limit, all texts together another, spent in
 * the order of output; past that each text is cut at 256 bytes. */
#ifndef BRINE_OUTPUT_BUDGET_H
#define BRINE_OUTPUT_BUDGET_H

#include <stdint.h>

#include "src/base/settings.h"
#include "vm/brine.h"

enum { BUDGET_SPENT_LIMIT = 256 }; /* bytes of a text when the total is spent */

struct budget {
    uint64_t text_limit; /* of one text; 0: none */
    uint64_t total;      /* of all; 0: none */
    uint64_t spent;
    uint64_t max_digits;
};

struct budget budget_new(const struct settings *settings);
/* What the next text may take. */
struct br_text_options budget_options(const struct budget *budget);
static inline void budget_spend(struct budget *budget, uint64_t bytes)
{
    budget->spent += bytes;
}

#endif
