/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the cursor stood before it jumped: back through those places and forward again, also into
 * other streams. A jump after going back forgets what lay ahead, as a browser does. */
#ifndef BRINE_DEBUGGER_JUMPS_H
#define BRINE_DEBUGGER_JUMPS_H

#include "src/debugger/spot.h"

enum { JUMPS_MAX = 100 }; /* the oldest are forgotten */

struct jumps {
    struct spot rows[JUMPS_MAX + 1]; /* and the one from which it went back */
    size_t count;
    size_t at; /* the cursor's place among them: those before lie behind; count: it has none yet */
};

/* The cursor jumped away from a spot. */
void jumps_add(struct jumps *jumps, const struct spot *from);
/* The row that lies so many jumps behind (ahead), the furthest when there are fewer. here: where
 * the cursor stands. False: there is none. */
bool jumps_back(const struct jumps *jumps, const struct spot *here, uint64_t count, size_t *to);
bool jumps_forward(const struct jumps *jumps, uint64_t count, size_t *to);
/* The cursor went from `here` to row `to`. */
void jumps_arrive(struct jumps *jumps, const struct spot *here, size_t to);

#endif
