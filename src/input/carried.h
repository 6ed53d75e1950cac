/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a value of a pickle carries, as bytes, and the member that is made of it. For values.c and made.c. */
#ifndef BRINE_INPUT_CARRIED_H
#define BRINE_INPUT_CARRIED_H

#include "src/input/input.h"
#include "src/input/values.h"
#include "vm/brine.h"

enum { CARRIED_LEAST = 8 }; /* bytes: nothing shorter imports anything */

/* What a value is made of. */
struct carried {
    const uint8_t *bytes;
    size_t len;
    bool is_there; /* the bytes stand in the pickle as they are, at pos */
    uint64_t pos;
    struct buf made;  /* else they are here */
    uint64_t skipped; /* bytes of the value before these */
};

/* The bytes of a long number, little-endian, as int.to_bytes gives them back. */
bool carried_is_long(const struct br_ins *ins);

/* The bytes of the value that op pushes. False: it is no str or bytes, has fewer than `least`, or memory
 * fails. `made` of out is to be freed either way. */
bool carried_of(const br_record *rec, br_op op, size_t least, struct carried *out);

/* The bytes of a number the other way round: int.to_bytes gives the last first. The byte of its sign is none
 * of them. False: they are too few, or memory fails. */
bool carried_turn(struct carried *carried);

/* What stands at an offset of a value that is kept elsewhere. */
struct carried carried_part(const struct carried *whole, size_t at);

/* The judged member is a container, by another row than plain pickles. */
bool carried_is_container(const struct input_member *judged);

/* Judges the bytes as those of a member: whoever opens that need not do so again. */
bool carried_is_believed(const struct carried *carried, struct input_member *judged);

/* A member of what was made out of a value, while there is room; judged as carried_is_believed left it. pos:
 * of the opcode, in the pickle. INPUT_NO_MEMBER: m says why not. The member takes carried->made where it
 * needs it; what is left of that is the caller's to free. */
size_t carried_add(struct input *in, size_t m, const struct value_stream *from, uint64_t pos,
                   struct carried *carried, const struct input_member *judged);

#endif
