/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes of records that the readers of a format pass over: comments, extra fields.
 * Where a pickle or a container hides in them it becomes a member, and that is an anomaly; the rest of a
 * comment or field is accounted for by its record. For src/input alone. */
#ifndef BRINE_INPUT_HIDDEN_H
#define BRINE_INPUT_HIDDEN_H

#include <stdbool.h>
#include <stdint.h>

#include "src/input/input.h"

/* Looks through bytes off .. off + size of the file, which belong to a record. where goes on from "it
 * stands in": "the comment of the archive". Costs what there is in bytes. False when memory fails. */
bool hidden_look(struct input *in, uint64_t off, uint64_t size, const char *where);

/* The same where members must not move: adds only as many as there is room for. */
bool hidden_look_in_room(struct input *in, uint64_t off, uint64_t size, const char *where);

#endif
