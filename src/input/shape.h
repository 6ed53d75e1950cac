/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opcodes in a row, judged without running them: are the operands there that each takes, is the text
 * of an argument of the kind it asks for, and how much does all that prove? The rows of the table of
 * opcodes say what each takes and leaves.
 *
 * What is proven is counted in bits, roughly: by how many halvings chance, or text, would rarely
 * have come so far. A step costs the same whatever the stack holds. */
#ifndef BRINE_INPUT_SHAPE_H
#define BRINE_INPUT_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vm/brine.h"

enum { SHAPE_MARKS = 256 };

struct shape {
    uint64_t above[SHAPE_MARKS + 1]; /* values above each open mark, the lowest segment first */
    unsigned marks;
    bool is_lost;    /* more marks than are counted: operands are taken on trust from there on */
    bool has_global; /* names in two lines that are no plain words were seen */
    uint64_t ops, bits;
    uint64_t puts; /* stores into the memo */
    const struct br_opcode *last, *pop, *stop, *proto, *frame;
};

/* Nothing was read yet. shape_reset does the same again, and is cheap. */
void shape_begin(struct shape *shape);
void shape_reset(struct shape *shape);

/* Carries out what ins takes and leaves, and counts what it proves. bytes_left: how many follow it.
 * False: its operands are not there, and nothing is changed but for the worse. */
bool shape_step(struct shape *shape, const struct br_ins *ins, uint64_t bytes_left);

/* Nothing but what STOP took was on the stack: ask after it. */
bool shape_is_clean(const struct shape *shape);

/* Whether the text of an argument is of the kind its opcode asks for. */
bool shape_makes_sense(const struct br_ins *ins);

/* The argument of the opcode is one line, or two. */
bool shape_has_lines(const struct br_opcode *opcode);

/* May stand in the name of a module or global: dotted identifiers, and what else the names of
 * Python's own functions have. */
bool shape_is_name_byte(uint8_t byte);

#endif
