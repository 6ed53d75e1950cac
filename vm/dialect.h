/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The points in which Python's readers differ, as fields that are read where they matter. */
#ifndef BRINE_VM_DIALECT_H
#define BRINE_VM_DIALECT_H

#include <stdbool.h>

#include "vm/chars.h"
#include "vm/number.h"

/* What a FRAME means to the reads after it. */
enum frames {
    FRAMES_IGNORED, /* nothing: bytes are read one after the other */
    FRAMES_STREAM,  /* its bytes are fetched at once; a read that they are too few for drops those
                       that are left, and is done after the frame */
    FRAMES_STRICT,  /* such a read is an error, and so is a frame that begins inside another */
};

struct dialect {
    const char *name;
    const char *reader; /* which Python it is, for people: a sentence without its dot */

    /* Reading (run.c, reads.c). */
    bool plain_reads; /* bytes follow each other whatever they are, and are there or not: decode.h
                         is all of it, and the fields of this part say nothing else */
    enum frames frames;
    bool frame_length_checked; /* FRAME: all of its bytes must be there */
    bool short_data_passes;    /* counted data may end with the file: there is then less of it */
    bool line_needs_newline;   /* else the end of the file ends a line, less its last byte (all but
                                  INT cut one byte without a look at it) */
    bool empty_line_is_error;  /* where a number or a name must stand */
    bool binstring_signed;     /* the count of BINSTRING */

    struct number_rules numbers;        /* INT, LONG, FLOAT, GET, PUT */
    const struct number_rules *unended; /* INT, where the end of the file ends the line */

    /* The memo. */
    bool put_key_first;         /* PUT looks at its key, then at the stack */
    bool memo_any_key;          /* keys have no largest one; else 2^63 - 1 */
    bool memo_sparse_uncounted; /* MEMOIZE does not count keys that are far beyond the others */

    /* Objects. */
    bool inst_mark_first;      /* INST looks for its mark first, and has then imported nothing */
    bool args_any_iterable;    /* what REDUCE, NEWOBJ, NEWOBJ_EX take as arguments; else a tuple */
    bool build_tests_truth;    /* BUILD: an empty state is no state; else only None is none */
    bool empty_slice_looks_up; /* APPENDS, ADDITEMS: the method is looked up without items too, and
                                  extend() called */

    bool decodes_only; /* pickletools.genops: arguments are read, nothing is done with them */
    bool fast_lane;    /* what the fast lane of run.c does is what this reader does */
};

/* The row of a name, or NULL. NULL is the name of the default, "c". */
const struct dialect *dialect_named(const char *name);

/* How the strings of Python 2 (STRING, BINSTRING, SHORT_BINSTRING) are read: Unpickler's
 * `encoding`. */
struct encoding {
    const char *name;
    enum chars_form counted; /* BINSTRING, SHORT_BINSTRING */
    enum chars_form quoted;  /* STRING, between its quotes */
    bool is_bytes;           /* they are not decoded: bytes are pushed */
};

/* The row of any of the names that Python takes for an encoding, or NULL. NULL: ASCII. */
const struct encoding *encoding_named(const char *name);

#endif
