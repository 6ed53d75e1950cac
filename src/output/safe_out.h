/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Long texts of the machine to people, made safe piece by piece, so that none is ever held whole.
 *
 *     struct safe_out safe = {.out = out};
 *     br_arg_text(&ins, NULL, safe_out_sink(&safe), &result);
 *     safe_out_end(&safe); */
#ifndef BRINE_OUTPUT_SAFE_OUT_H
#define BRINE_OUTPUT_SAFE_OUT_H

#include <stddef.h>

#include "src/base/buf.h"
#include "src/output/out.h"
#include "vm/brine.h"

struct safe_out {
    struct out *out;
    /* Its own: */
    struct buf line; /* scratch; freed by safe_out_end */
    char cut[4];     /* the beginning of a code point whose end is in the next piece */
    size_t n_cut;
};

struct br_sink safe_out_sink(struct safe_out *safe);
void safe_out_end(struct safe_out *safe);

#endif
