/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Members that one name stands for: who gives the name gets the one that Python's zipfile and tarfile take,
 * the last; the others get names by which they can be told apart, "a/data.pkl#0". For src/input alone. */
#ifndef BRINE_INPUT_PART_NAMES_H
#define BRINE_INPUT_PART_NAMES_H

#include <stdbool.h>

#include "src/input/input.h"

/* Names anew all but one of the members that are called the same up to a NUL, once all are listed: "#" and
 * the member's number are added. The one that keeps the name is the last that can be read, of those that a
 * directory lists if there is one; of pieces of one member the first. Where all these names would take more memory than the file they stay as
 * they are. O(n log n) names are compared. False when memory fails. */
bool part_names(struct input *in);

#endif
