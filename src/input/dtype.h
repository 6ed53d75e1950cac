/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many bytes an item of an array has, and whether it holds Python objects, by what a pickle says
 * of its dtype: numpy.dtype('f8', False, True) and the state that BUILD gives it. */
#ifndef BRINE_INPUT_DTYPE_H
#define BRINE_INPUT_DTYPE_H

#include <stdbool.h>
#include <stdint.h>

#include "vm/brine.h"

struct dtype {
    bool is_known;   /* else only numpy could tell */
    bool has_object; /* numpy's dtype.hasobject */
    uint64_t itemsize;
};

/* The value is what a call of numpy.dtype returned. */
bool dtype_is_call(const br_record *rec, br_value value);
/* The dtype that such a call makes. */
struct dtype dtype_of_call(struct br_state at, br_value value);
/* The same once BUILD has given it a state. */
struct dtype dtype_of_state(struct br_state at, br_value value, br_value state);

/* What the call names: "f8", or "float64"; false where that is not known. size as known.h. */
bool dtype_name(struct br_state at, br_value value, char *out);

#endif
