/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which bytes of a file are accounted for. Ranges are added in any order and may overlap;
 * span_gaps sorts them and gives what none of them covers. */
#ifndef BRINE_INPUT_SPAN_H
#define BRINE_INPUT_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct span {
    uint64_t off, size; /* bytes of the file */
};

/* Zero-initialise to start; span_free frees. */
struct spans {
    struct span *rows;
    size_t count, cap;
};

/* False when memory fails. A range of size 0 is not kept. */
bool span_add(struct spans *spans, uint64_t off, uint64_t size);

/* Sorts covered and adds to gaps, in order, the ranges of [0, len) that it leaves open. */
bool span_gaps(struct spans *covered, uint64_t len, struct spans *gaps);

void span_free(struct spans *spans);

#endif
