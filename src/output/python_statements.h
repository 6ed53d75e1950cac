/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The statements of opcodes, and what those that write them share. */
#ifndef BRINE_OUTPUT_PYTHON_STATEMENTS_H
#define BRINE_OUTPUT_PYTHON_STATEMENTS_H

#include "src/output/python_run.h"

/* What the opcode at hand takes off the stack, lowest first, and what it leaves on top. */
struct operands {
    const br_value *at;
    size_t n;
    br_value result;
};

/* ---- python_take.c ---- */

/* Begins the line of a statement. */
void line_begin(struct python *py);
/* Ends a statement, saying which opcode it is of. */
void line_end(struct python *py);
/* Begins `variable = ` of a value, which has it from here on. */
void line_assign(struct python *py, br_value value);

bool take_is_named(struct python *py, br_value value);
/* From here on a variable holds it. */
void take_name_now(struct python *py, br_value value);
/* The same as the value is after the opcode at hand: hashing what is unknown runs code of its class, so a
 * container that has just done so is made here. */
void take_name_after(struct python *py, br_value value);
/* An opcode takes it: what must have a variable gets one. */
void take(struct python *py, br_value value);
/* What an opcode puts into something: how deep that then nests. */
unsigned take_all(struct python *py, const br_value *items, size_t n);
/* To hash any of n, each step apart, runs code of an unknown object. */
bool take_any_opaque(struct python *py, const br_value *items, size_t n, size_t step);
/* Its brackets nest at least so deep. */
void take_deepen(struct python *py, br_value value, unsigned depth);

/* ---- python_containers.c ---- */

void do_tuple(struct python *py, const struct operands *in);
void do_list(struct python *py, const struct operands *in);
void do_dict(struct python *py, const struct operands *in);
void do_frozenset(struct python *py, const struct operands *in);
void do_append(struct python *py, const struct operands *in);
void do_setitem(struct python *py, const struct operands *in);
void do_additems(struct python *py, const struct operands *in);

/* ---- python_imports.c ---- */

/* Imports what a global, or INST, names; in: the operands of STACK_GLOBAL, else NULL. */
void import_global(struct python *py, br_value value, const struct operands *in,
                   const char *opcode);
void do_global(struct python *py, const struct operands *in);
void do_stack_global(struct python *py, const struct operands *in);
void do_ext(struct python *py, const struct operands *in);

/* ---- python_calls.c ---- */

void do_reduce(struct python *py, const struct operands *in);
void do_newobj(struct python *py, const struct operands *in);
void do_newobj_ex(struct python *py, const struct operands *in);
void do_inst(struct python *py, const struct operands *in);
void do_obj(struct python *py, const struct operands *in);
void do_build(struct python *py, const struct operands *in);
void do_persid(struct python *py, const struct operands *in);
void do_binpersid(struct python *py, const struct operands *in);
void do_next_buffer(struct python *py, const struct operands *in);
void do_readonly(struct python *py, const struct operands *in);

#endif
