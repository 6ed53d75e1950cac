/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run as Python source that does the same: one function, whose statements import, call and change
 * what the pickle names in the order in which the unpickler does, and which returns its result.
 *
 * What always holds: the source compiles, whatever the pickle holds. Its size grows with the record
 * and not with what sharing would unfold to: what is used in several places has a name. Its brackets
 * nest no deeper than a few dozen levels, since Python's parser refuses more: what lies deeper has
 * a name too. */
#ifndef BRINE_OUTPUT_PYTHON_H
#define BRINE_OUTPUT_PYTHON_H

#include <stdbool.h>
#include <stdint.h>

#include "src/output/pywriter.h"
#include "vm/brine.h"

/* Functions of the source that is written, each where a statement calls it: what CPython does there
 * is more than an expression. */
enum python_helper {
    HELPER_find_class,
    HELPER_get_extension,
    HELPER_instantiate,
    HELPER_build,
    HELPER_append_items,
    HELPER_add_items,
    HELPER_persistent_load,
    HELPER_next_buffer,
    HELPER_readonly_buffer,
    HELPER_read_inset,
    HELPER_float_of_bits,
    HELPER_COUNT,
};

struct python_options {
    uint64_t number; /* the function is stream_NUMBER */
    /* A statement begins on this line of what the writer has written (from 0), which an opcode makes
     * or needs; op is br_ops() for the break. NULL: nobody asks. False stops. */
    bool (*statement)(void *context, br_op op, uint64_t line);
    void *context;
};

/* The two lines that a source begins with. What they say stands there so that no name of a file
 * can: Python looks for an encoding in them (PEP 263). */
void python_head(struct pywriter *writer);
/* Writes the function of a run that is over; *helpers (bits of enum python_helper) are those that it
 * calls, added to what was there. False when memory or the sink failed, or statement said so. */
bool python_function(const br_record *rec, const struct python_options *options,
                     struct pywriter *writer, uint32_t *helpers);
/* Writes those helpers that are in `wanted` but not in *written, and adds them to it. */
void python_helpers(struct pywriter *writer, uint32_t wanted, uint32_t *written);

#endif
