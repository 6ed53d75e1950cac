/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A second pickle machine, slow and obvious: marks stand on its stack, its memo is a list, and it
 * keeps a plain copy of everything after each opcode. What the record says is compared with it.
 *
 * Literals are its one loan: their numbers, characters and texts are asked of the record. */
#ifndef BRINE_TESTS_MODEL_H
#define BRINE_TESTS_MODEL_H

#include "src/base/buf.h"
#include "vm/brine.h"

struct object;

struct item {
    struct object *key;   /* dict */
    struct object *value; /* NULL: a byte */
    br_op put_by;
    uint8_t byte;
};

/* What a container holds, from the state `from` on. */
struct contents {
    br_op from;
    struct item *items;
    size_t n;
};

struct object {
    enum br_kind kind;
    br_op maker;
    br_value value; /* its name in the record */
    bool is_hashable;
    uint64_t number;       /* of a buffer or extension; GLOBAL, INST: bytes of the module */
    struct contents *kept; /* list, dict, set, bytearray: one for each change */
    size_t n_kept;
    struct contents fixed; /* tuple, frozenset, arguments of INST and OBJ, bytes */
    struct object *callee, *args, *kwargs;
    struct object *module, *name; /* STACK_GLOBAL: its parts */
    struct buf content;           /* str, bytes; GLOBAL, INST: module, NUL, name */
    br_op *uses;
    size_t n_uses;
};

struct line {
    struct object *object; /* NULL: a mark */
    br_op pushed_by;
};

struct stored {
    uint64_t key;
    struct object *object;
    br_op by;
};

/* Stack and memo before an opcode. */
struct moment {
    struct line *lines; /* the lowest first */
    size_t n_lines;
    struct stored *memo; /* in the order in which keys were first stored */
    size_t n_memo;
};

struct happening {
    enum br_event_kind kind;
    br_op op;
    struct object *callee, *args, *kwargs, *value;
    struct item *items; /* what an opcode took, where it has no args */
    size_t n_items;
};

/* What an opcode did. */
struct deed {
    uint32_t popped, pushed;
    br_op mark;  /* the opcode whose mark it took, or BR_NO_OP */
    br_op taker; /* of a MARK */
    bool has_stored;
    struct stored stored;
    int protocol; /* before it */
};

struct model {
    const br_record *rec;
    br_op ops;
    struct moment *moments; /* ops + 1 */
    struct deed *deeds;
    struct object **objects; /* in the order in which they were made */
    size_t n_objects;
    struct happening *events;
    size_t n_events;
    struct object *result;
    enum br_error_kind error; /* that it would break with after the last opcode */
    bool is_too_hard;         /* a key that takes too long to compare naively */
    uint64_t compared;
};

/* Runs what the (finished) record has run. False: the machines disagree, and why is in *why. */
bool model_run(struct model *model, const br_record *rec, struct buf *why);
void model_free(struct model *model);

/* What a container held before an opcode. */
const struct contents *model_contents(const struct object *object, br_op op);
/* Python's ==, as a dict asks it of two keys. */
bool model_equal(struct model *model, const struct object *a, const struct object *b);
/* The text of an object; most: where it may stop. */
void model_text(struct model *model, br_op op, struct object *object, struct buf *out, size_t most);
/* The texts of an event. False: it has no such field. */
bool model_event_text(struct model *model, const struct happening *event, enum br_field field,
                      struct buf *out, size_t most);

#endif
