/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pickles at any offset of any bytes: a disk image, a core dump, a network capture.
 *
 * Stages. A table of two bytes tells where a pickle could begin. From there its opcodes are tasted: at
 * most so many, by shape alone (shape.h). What that proves enough of, the machine runs, to STOP or to
 * its break; what it then proves in all decides. The bytes of a candidate are passed over, but for
 * those of its strings, in which others may be: such a one is inside it.
 *
 * What always holds: candidates come in the order of their offsets; the bytes are only read; what a
 * byte costs does not grow with their number, whatever they are (see the credit in carve_taste.c). */
#ifndef BRINE_INPUT_CARVE_H
#define BRINE_INPUT_CARVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/base/buf.h"
#include "src/base/err.h"
#include "src/input/shape.h"
#include "vm/brine.h"

/* How deep candidates inside candidates are looked for. */
enum { CARVE_DEPTH = 16, CARVE_IMPORTS = 8, CARVE_IMPORT_BYTES = 120, CARVE_FAILED = 512 };

/* Why a candidate is believed, or doubted: each has its words in carve_belief.c, and there its order. */
enum carve_reason {
    CARVE_HEADER,
    CARVE_FRAME,
    CARVE_IMPORT,
    CARVE_CLEAN,
    CARVE_LEFTOVER,
    CARVE_WHOLE,
    CARVE_FOLLOWS,
    CARVE_LONG,
    CARVE_TEXT,
    CARVE_CUT,
    CARVE_BROKEN,
    CARVE_REASONS
};

enum carve_confidence { CARVE_LOW, CARVE_MEDIUM, CARVE_HIGH };

struct carve_found {
    uint64_t offset, end;  /* end: after STOP, or where the opcode begins that broke, or
                              where before it a whole one begins that this one ran into */
    uint64_t opcodes;      /* carried out */
    int protocol;          /* of the last PROTO; 0 without one */
    struct br_error error; /* BR_ERR_NONE: to STOP */
    uint64_t inside;       /* the offset of the candidate in whose string it is; CARVE_NOT_INSIDE */
    enum carve_confidence confidence;
    uint32_t reasons; /* bits: 1 << enum carve_reason */
    struct buf
        imports; /* what it imports, each once, at most CARVE_IMPORTS: texts that end in NUL */
    bool has_more_imports;
};
#define CARVE_NOT_INSIDE UINT64_MAX

struct carve_options {
    struct br_options machine;
    uint64_t from;   /* the first byte to look at */
    bool has_header; /* only what begins with PROTO is looked for */
    /* Asked now and then; off: all before was looked at. False ends the search. May be NULL. */
    bool (*go_on)(void *context, uint64_t off);
    void *context;
};

/* A candidate whose strings are being looked through. */
struct carve_level {
    uint64_t offset, end;
    uint64_t next;              /* its next opcode */
    uint64_t arg_from, arg_end; /* the string that is being looked through */
};

struct carve {
    const uint8_t *bytes; /* the caller's */
    uint64_t len;
    struct carve_options options;
    bool is_stopped; /* go_on said so */
    bool is_limited; /* so many long lines and frames had no end that the last were not followed */
    uint64_t off;    /* all before was looked at */
    /* The rest is this module's own. */
    struct carve_level levels[CARVE_DEPTH];
    unsigned depth;
    struct shape shape;
    uint64_t credit;                    /* bytes of long lines that may still be followed */
    uint64_t told;                      /* go_on was asked there */
    uint64_t name_end;                  /* the next byte that is none of a name */
    uint64_t failed_at;                 /* from there on were failed opcodes: */
    uint64_t failed[CARVE_FAILED / 64]; /* one began at failed_at + n: bit n */
    uint64_t
        barren_end; /* to there, opcodes of no use were run: none but a header or import begins */
    uint64_t
        vain_end; /* to there, numbers in a row were run that came to nothing: once is enough */
    uint64_t last_end; /* of the last candidate that ran to STOP */
};

/* bytes stay the caller's and outlive the search. Nothing to free. */
void carve_begin(struct carve *carve, const uint8_t *bytes, uint64_t len,
                 const struct carve_options *options);

/* The next candidate; false when there is none, the search was stopped, or memory failed (err then
 * has a text, else it is ""). carve_found_free frees what it holds. */
bool carve_next(struct carve *carve, struct carve_found *found, struct err *err);
void carve_found_free(struct carve_found *found);

/* Goes on with the search at `from`, or where it is if it is past that; what was found before is not
 * looked into. */
void carve_skip(struct carve *carve, uint64_t from);

/* "high" ... Static. */
const char *carve_confidence_name(enum carve_confidence confidence);
/* "ok", or the kind of its break. Static. */
const char *carve_status(const struct carve_found *found);
/* Appends the reasons in words, "; " between them. */
void carve_why(const struct carve_found *found, struct buf *out);

#endif
