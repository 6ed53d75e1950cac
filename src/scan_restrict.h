/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `scan --restrict`: what of the findings in a stream is left where an Unpickler's find_class allows only some
 * names (src/analysis/restrict.h). */
#ifndef BRINE_SCAN_RESTRICT_H
#define BRINE_SCAN_RESTRICT_H

#include <stdbool.h>
#include <stdint.h>

#include "src/analysis/analysis.h"
#include "src/analysis/restrict.h"
#include "src/base/buf.h"
#include "src/streams.h"

/* Where one stream is refused. */
struct refusal {
    struct restricted run;
    br_op op; /* of the import that is refused */
    uint64_t pos;
    bool is_told;     /* the finding that says so is given away */
    struct buf why;   /* owned: the text of that finding, */
    struct buf later; /* and of the last that was changed */
};

/* Fills *refusal; list NULL: nothing is ever refused. What stands in a value of a pickle is loaded by somebody
 * else, who has no such find_class. False when memory fails. Ended by refusal_free in any case. */
bool refusal_find(struct refusal *refusal, struct restriction *list, const struct stream *stream);
void refusal_free(struct refusal *refusal);

/* The finding that tells of the refusal, once, when the next one is at `op` or there is none (BR_NO_OP) and it
 * stands before that. False: not now. */
bool refusal_finding(struct refusal *refusal, const struct stream *stream, br_op op,
                     struct finding *out);
/* Makes a finding that stands at or behind the refusal one to know of; its text is then refusal's. */
void refusal_soften(struct refusal *refusal, struct finding *finding);

#endif
