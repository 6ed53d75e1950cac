/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the calls of a pickle make of its values, as bytes. src/input looks for pickles in them and does not know
 * what functions do; src/analysis does (follow_calls, in src/analysis/follow.h), and does not know of files. The
 * program hands the one to the other: struct input's `follow`. */
#ifndef BRINE_BASE_FOLLOW_H
#define BRINE_BASE_FOLLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vm/brine.h"

/* What a call, or several in a row, make; or a value of the pickle as it stands, that a call loads. */
struct followed {
    br_op op;     /* the last of the calls; BR_NO_OP: there is none, the root is what is loaded */
    br_op root;   /* the opcode that pushes what most of it is made of; BR_NO_OP: none is known */
    bool is_root; /* the bytes are still those of that value: they are not here */
    const char *bytes; /* of a text: in UTF-8 */
    size_t len;
    const char *path;   /* "base64.b64decode > zlib.decompress"; "": nothing is told */
    const char *loader; /* what is then called to load it: "pickle.loads"; NULL: nothing is */
    bool is_code;       /* it loads what marshal wrote, not a pickle */
};

struct follow_limits {
    uint64_t work;  /* bytes and items that may be looked at and made */
    uint64_t bytes; /* that may be made in all, where more than a little is made at once */
};

struct follow_spent {
    uint64_t work, bytes;
    bool is_cut; /* a limit was met: not all is there */
};

/* Each is valid while it is taken. */
struct follow_sink {
    void (*take)(void *context, const struct followed *row);
    void *context;
};

/* Tells all of a record, in the order of the calls: of what other calls make something else of, only what is
 * loaded. */
typedef struct follow_spent
follow_function(const br_record *rec, const struct follow_limits *limits, struct follow_sink sink);

#endif
