/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pickles inside pickles: a bytes or str value may be a pickle itself, or a container of one (zipped,
 * base64, a whole PyTorch file), which the outer one hands to pickle.loads or keeps for whoever loads
 * what it carries. Such a value becomes a member of the input, "outer.pkl!@0x1f" by the byte of the
 * opcode that pushes it, and is read like any other. */
#ifndef BRINE_INPUT_VALUES_H
#define BRINE_INPUT_VALUES_H

#include "src/input/input.h"
#include "vm/brine.h"

/* The pickle whose record it is. */
struct value_stream {
    uint64_t base;   /* where it begins in the bytes of its member */
    uint64_t number; /* of the pickles of that member (pickles.h) */
};

/* Looks at the value that opcode op of a record pushes; the record is of a pickle of member m. Where the
 * value is believed to hold a pickle it becomes a member: its number is returned, that of the first call
 * for the same opcode too; INPUT_NO_MEMBER: it is nothing of the kind, or a limit was met, which m then
 * says (input_member_why). Members may have moved. */
size_t values_add(struct input *in, size_t m, const struct value_stream *from, const br_record *rec,
                  br_op op);

/* The same for all opcodes of a record that has run to its end, and for what the pickle's own calls would
 * make of these values (struct input's `follow`): such a one is a member by the opcode that makes the last of the calls;
 * it is looked for in what was found without them first. Costs what its strings have in bytes, and what
 * is unpacked. */
void values_add_all(struct input *in, size_t m, const struct value_stream *from,
                    const br_record *rec);

/* For src/input: whether these bytes are believed to hold a pickle, or a container, where they are a value of
 * something else; judged is filled as input_judge does. */
bool values_believe(const uint8_t *bytes, size_t len, struct input_member *judged);
/* What a pickle behind other bytes of a value must prove. */
struct behind_proof;
extern const struct behind_proof values_behind;

/* The member of a name that ends in "@0x1f", as values_add would call it; also where a part before the end is
 * such a one: what each stands in is run for that, to its end, under the limits of in->machine, and the values
 * become members. INPUT_NO_MEMBER: there is none, or the name has no such end. */
size_t values_find(struct input *in, const char *name);

#endif
