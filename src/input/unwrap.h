/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a pickle's own calls would make of its str and bytes values: `base64.b64decode('gASV...')`,
 * `zlib.decompress(...)` of that. Nothing is called: for each function that is known here there is a row
 * that says how to do the same, within limits. All else that a call makes is not known. */
#ifndef BRINE_INPUT_UNWRAP_H
#define BRINE_INPUT_UNWRAP_H

#include "src/base/buf.h"
#include "src/base/valuemap.h"
#include "src/input/input.h"
#include "vm/brine.h"

/* What one call, or several in a row, make of a value. */
struct unwrapped {
    br_op op;     /* the last of the calls */
    br_op root;   /* the opcode that pushes the str or bytes */
    bool is_root; /* its bytes are still those of that value; `bytes` is then empty */
    bool is_str;  /* text, in UTF-8 */
    bool is_used; /* another call makes something else of it */
    const char
        *loader; /* what is then called to load it: "pickle.loads"; static; NULL: nothing is */
    struct buf bytes;
    struct buf path; /* "base64.b64decode > zlib.decompress" */
};

struct unwrap {
    struct unwrapped *rows; /* in the order of the calls */
    size_t count;
    bool is_cut; /* a limit was met: what came after is not there */
    /* The rest is this module's own. */
    struct input *in; /* whose limits hold */
    const br_record *rec;
    struct valuemap numbers; /* of a row, plus one, for the value that a call left */
    size_t cap;
    uint64_t left; /* bytes that may still be read or made */
};

/* Follows the calls of a record. unwrap_free frees, whatever came of it. */
void unwrap_all(struct unwrap *unwrap, struct input *in, const br_record *rec);
void unwrap_free(struct unwrap *unwrap);

#endif
