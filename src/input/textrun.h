/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pickles within text that is something else: base64 in a letter, a PEM frame, JSON, XML, source code; digits
 * of hexadecimal; string literals. For src/input alone. */
#ifndef BRINE_INPUT_TEXTRUN_H
#define BRINE_INPUT_TEXTRUN_H

#include "src/input/input.h"

/* in is taken for plain pickles because nothing else wants it, and begins with none. Where it is text, each
 * stretch that stands for a pickle, or for a container that holds one, becomes a member called by its offset,
 * "@0x1f"; the whole then is text, which is no pickle. False when memory fails. */
bool textrun_add_all(struct input *in);

#endif
