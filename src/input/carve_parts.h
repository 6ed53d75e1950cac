/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rooms of the search for pickles share: where one could begin and what its opcodes prove by their
 * shape (carve_taste.c), what a run of it proves (carve_belief.c), and the search (carve.c). */
#ifndef BRINE_INPUT_CARVE_PARTS_H
#define BRINE_INPUT_CARVE_PARTS_H

#include "src/input/carve.h"

/* The bits of proof (shape.h) that are asked for, and what adds to them. In a gigabyte of chance
 * some 2^30 places are tried. */
enum {
    BITS_RUN = 34,    /* to be run by the machine, and to be believed with a STOP */
    BITS_VAIN = 4,    /* to be run, where opcodes in a row that prove nothing (numbers) go on */
    BITS_STOP = 11,   /* a clean STOP that was not tasted, but run to, */
    BITS_LONG = 20,   /* behind so many opcodes that run */
    BITS_BROKEN = 48, /* to be believed without one, */
    BITS_IMPORT = 43, /* if it imports */
    BITS_MEDIUM = 48, /* confidence */
    BITS_HIGH = 64,
    BITS_HEADER = 14, /* the two bytes of PROTO */
    BITS_EXACT = 32,  /* the frame ends with STOP */
    BITS_EDGE = 12,   /* begins, or ends, where the bytes do; with a header, else half of it */
};

enum {
    TASTED_OPS = 64,
    VAIN_OPS = 48, /* in a row that prove nothing: enough of them */
    PROTO = 0x80,
    MAX_PROTOCOL = 5,
    BROKEN_OPS = 8,          /* without STOP: so many, or an import */
    SHORT_LINE = 4096,       /* bytes of a line that is always followed to its end */
    CREDIT_FIRST = 16 << 20, /* bytes of longer ones: at the start, */
    CREDIT_EACH = 8,         /* and for each byte of the file */
    NAME_BYTES = 256,        /* of a module's name, where a pickle begins with it */
    STRING_BYTES = 4,        /* of a string that is looked through, at least */
    FIRST_WINDOW = 65536,    /* bytes shown to the machine at first */
    OPS_BETWEEN = 1 << 20,   /* go_on is asked after so many opcodes, */
    BYTES_BETWEEN = 1 << 20, /* or bytes */
    EVENTS_SEEN = 1000,      /* in which imports are looked for */
};

struct carve_place {
    uint64_t first, end; /* the bytes that are looked through */
    uint64_t off;
};

struct carve_taste {
    uint64_t pos[TASTED_OPS]; /* where each opcode begins */
    uint64_t end, ops, bits;
    bool has_header, has_import, has_text, has_stop, is_over, is_vain;
};

/* Once, before anything else is asked. */
void carve_fill_starts(void);
/* Whether the two bytes at `at` may be the first of a pickle. */
bool carve_is_start(const uint8_t *at);
/* Whether a line that is the name of a module begins at `from`. */
bool carve_is_module_line(struct carve *carve, uint64_t from, uint64_t end);
/* Where from carve->off on, before end, one could begin; end without one. */
uint64_t carve_find_start(struct carve *carve, const struct carve_place *place, uint64_t end);
/* What begins with the opcode at off failed; those before off are forgotten. */
void carve_failed_add(struct carve *carve, uint64_t off);
void carve_failed_pass(struct carve *carve, uint64_t off);

/* Pays for bytes that were looked at, or will be, and may come to nothing. False: not all is there. */
bool carve_spend(struct carve *carve, uint64_t n);
/* br_decode, with a limit to how far the end of a line is searched for. */
enum br_error_kind carve_decode(struct carve *carve, uint64_t pos, uint64_t end,
                                struct br_ins *ins);
/* What the opcodes from off on prove, at most max_ops of them. */
struct carve_taste carve_taste(struct carve *carve, uint64_t off, uint64_t end, uint64_t max_ops);

/* Whether that is enough to run them. */
bool carve_is_worth_a_run(const struct carve *carve, const struct carve_place *place,
                          const struct carve_taste *taste);
/* Fills found, but for its imports, from what was run. False: it is not believed. */
bool carve_judge(struct carve *carve, const struct carve_place *place, struct carve_taste *taste,
                 const br_record *rec, struct carve_found *found);
void carve_find_imports(const br_record *rec, struct carve_found *found);
void carve_add_reason(struct carve_found *found, enum carve_reason reason, bool holds);

#endif
