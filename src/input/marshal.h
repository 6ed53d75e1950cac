/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Code objects as Python's marshal module writes them (Python/marshal.c, r_object), of 2.7 and 3.0 to
 * 3.14: what each is called and the names and constants in it. Nothing is run or built: a name or a
 * constant is a stretch of the bytes. Does not recurse; takes a time linear in the bytes. */
#ifndef BRINE_INPUT_MARSHAL_H
#define BRINE_INPUT_MARSHAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/base/buf.h"

struct marshal_span {
    uint64_t off, len; /* in the bytes that were read */
};

enum marshal_kind { MARSHAL_NAME, MARSHAL_STRING, MARSHAL_INT };

/* A name that code uses (co_names), or a constant of its own. */
struct marshal_item {
    enum marshal_kind kind;
    struct marshal_span text; /* of an int its 4 bytes, little-endian */
    uint32_t next;            /* of the same code, plus one; 0: none */
};

struct marshal_code {
    struct marshal_span name, file;
    uint64_t off, end;    /* of all of it */
    uint32_t first, last; /* of its items, plus one; 0: none */
};

struct marshal {
    struct marshal_code *codes; /* in the order in which they begin */
    size_t code_count;
    struct marshal_item *items; /* of all */
    size_t item_count;
    const char *version; /* which Pythons write it so; static */
    uint64_t begin, end; /* begin: after the header of a .pyc */
    bool is_cut;         /* not all items are there: they are too many */
    /* The rest is this module's own. */
    size_t code_cap, item_cap;
};

/* Reads what begins bytes[0 .. len): a value of marshal, or a .pyc. False: it is none, or there is no
 * code in it, or it is not whole; nothing is to be freed then. */
bool marshal_read(const uint8_t *bytes, uint64_t len, struct marshal *out);
void marshal_free(struct marshal *marshal);

/* The fields of a code object of the Pythons whose types.CodeType takes so many numbers first, and behind the
 * name a qualified one or none: letters, see marshal.c. NULL: there are none such. Static. */
const char *marshal_fields(unsigned numbers, bool has_qualname);

/* Appends "3 names: os, system, exec; constants: 'id', 5": of one code. Bytes of the file are in it. */
void marshal_describe(const struct marshal *marshal, size_t code, const uint8_t *bytes,
                      struct buf *out);

#endif
