/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Other readings of the same bytes. A file can be a pickle to one loader and an archive to the next,
 * which falls back on another when one fails: each reading that the bytes allow is listed beside the
 * first, and that there are several is odd in itself. For src/input alone. */
#ifndef BRINE_INPUT_READINGS_H
#define BRINE_INPUT_READINGS_H

#include "src/input/input.h"

/* Adds to the members that in->format has listed one for each other reading: a container by the name
 * "@zip", whose members are added when it is judged, or "@pytorch-legacy", for pickles that a row reads
 * better than plain ones are read; plain pickles, where a believed one begins the bytes, without a name.
 * What stands whole in another member is none; in numbers, which nobody opens, it is listed as a part of the
 * file, and that is a remark.
 * False when memory fails. */
bool readings_add(struct input *in);

#endif
