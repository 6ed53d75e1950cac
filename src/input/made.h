/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the calls of a pickle make of its values: members by the opcode that makes the last of the calls
 * (src/base/follow.h, codetype.h). For values.c. */
#ifndef BRINE_INPUT_MADE_H
#define BRINE_INPUT_MADE_H

#include "src/base/valuemap.h"
#include "src/input/input.h"
#include "src/input/values.h"
#include "vm/brine.h"

/* The values of one record. */
struct made_look {
    struct input *in;
    size_t m;
    const struct value_stream *from;
    const br_record *rec;
    struct valuemap members; /* of the opcodes whose value is one */
    uint64_t left;           /* bytes that may be compared */
};

/* What calls make of the values of one pickle. The bytes that may be compared are those of its share,
 * and of what is one for the whole file. */
void made_add(struct made_look *look);

#endif
