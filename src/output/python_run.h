/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files that write a function share: python.c (the run), python_statements.h, python_expr.c,
 * python_names.c. */
#ifndef BRINE_OUTPUT_PYTHON_RUN_H
#define BRINE_OUTPUT_PYTHON_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/output/python.h"
#include "vm/brine.h"

/* What is known of a value, kept under the opcode that made it. */
enum note {
    NOTE_DEPTH = 31,   /* how deep its brackets nest, while it has no name */
    NOTE_SHARED = 32,  /* GET or DUP pushed it: it may be used in several places */
    NOTE_NAMED = 64,   /* a variable holds it */
    NOTE_OPAQUE = 128, /* to hash it runs code of an unknown object */
    NOTE_PLAIN = 256,  /* a global under its own name, as no other is */
};

enum {
    DEPTH_MAX = 16,    /* what nests deeper gets a name */
    NAME_MAX_LEN = 64, /* of a global's own name in the source */
    NAMES_BITS = 1 << 16,
};

struct python {
    const br_record *rec;
    const struct python_options *options;
    struct pywriter *out;
    br_op op;        /* the opcode at hand */
    br_op at;        /* containers are read as they are before this one: op, or the next */
    uint16_t *notes; /* by maker, one more than there are opcodes */
    br_value *stack; /* as it is before op */
    size_t len, cap;
    uint32_t helpers;
    bool failed;
    uint8_t taken[NAMES_BITS / 8]; /* hashes of names that are in use */
};

static inline uint16_t *note_of(struct python *py, br_value value)
{
    return &py->notes[br_maker(py->rec, value)];
}

/* ---- python_names.c ---- */

/* An identifier of ASCII that is no keyword: what Python would normalize or refuse is none. */
bool name_is_identifier(const char *text, size_t len);
/* Identifiers with dots between them, that may stand after `from`. */
bool name_is_module(const char *text, size_t len);
/* The texts of a global as Python 3 has them, NUL-terminated and in the caller's arrays of
 * NAME_TEXT_MAX bytes; false where they are longer, unknown, or memory fails. */
enum { NAME_TEXT_MAX = 256 };
struct global_names {
    char module[NAME_TEXT_MAX], name[NAME_TEXT_MAX];
    char old_module[NAME_TEXT_MAX], old_name[NAME_TEXT_MAX]; /* as in the stream */
    bool is_mapped;
};
bool name_global(struct python *py, br_value value, struct global_names *out);
/* Gives a global that is about to be imported the name that it has from here on. */
void name_claim(struct python *py, br_value value);
/* Writes the variable of a value; of the class that INST imports. */
void name_write(struct python *py, br_value value);
void name_write_class(struct python *py, br_value inst);

/* ---- python_expr.c ---- */

/* A literal that is written again wherever it is used. */
bool expr_is_small(struct python *py, br_value value);
/* Writes a value: its variable, or itself. */
void expr_write(struct python *py, br_value value);
/* Itself, though it may have a variable. */
void expr_write_content(struct python *py, br_value value);
/* The items of a tuple as arguments, without its brackets. */
void expr_write_items(struct python *py, br_value tuple);
/* n of the values at items, each step apart; pairs: with what stands before each as its key. */
void expr_write_row(struct python *py, const br_value *items, size_t n);
void expr_write_pairs(struct python *py, const br_value *items, size_t n);

#endif
