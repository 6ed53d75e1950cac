/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Members of one archive that have the same bytes of the file, packed in the same way: a small archive can
 * list its bytes thousands of times. They are read once. For src/input alone. */
#ifndef BRINE_INPUT_SAME_BYTES_H
#define BRINE_INPUT_SAME_BYTES_H

#include <stdbool.h>

#include "src/input/input.h"

/* Marks each member that has another's bytes, and is the same to its format, as the "twin" of the first
 * such, with a note that says so; the member to open first stays what it is. Once all are listed.
 * O(n log n). False when memory fails. */
bool same_bytes_pass_over(struct input *in);

/* Makes of member one that is not read, since the first has the same bytes and is; it says so, where nothing else
 * is told of it. False when memory fails. */
bool same_bytes_make_twin(struct input_member *member, const struct input_member *first);

#endif
