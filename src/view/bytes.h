/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a byte of the stream is: of which row, and of which part of it. For src/view alone. */
#ifndef BRINE_VIEW_BYTES_H
#define BRINE_VIEW_BYTES_H

#include "src/view/parts.h"

enum byte_part {
    BYTE_CODE,     /* the opcode's own */
    BYTE_LENGTH,   /* says how long the argument is */
    BYTE_ARGUMENT, /* ... itself; of a GLOBAL or INST the module */
    BYTE_NAME,     /* of a GLOBAL or INST the name */
    BYTE_NEWLINE,  /* ends a line */
    BYTE_DROPPED,  /* lies between two of its parts, and is not read: br_ins.gap */
    BYTE_BREAK,    /* where the run breaks */
    BYTE_PADDING,  /* in front of what the loader reads after a row: br_inset.lead */
    BYTE_INSET,    /* ... itself */
    BYTE_UNREAD,   /* no row has it: after STOP or the break, or not read yet */
    BYTE_PARTS
};

/* The part of an instruction that byte pos belongs to; pos lies in it. */
enum byte_part bytes_part(const br_record *rec, const struct br_ins *ins, uint64_t pos);

/* Of a byte that the loader read after the row of its inset. */
enum byte_part bytes_inset_part(const struct br_inset *inset, uint64_t pos);

/* How a byte of the row at the cursor is painted, and what stands before it where no colour does. */
enum style bytes_style(enum byte_part part);
const char *bytes_sign(enum byte_part part);

/* Whether pos is past all that has been read. */
bool bytes_is_unread(const br_record *rec, uint64_t pos);

/* "byte 3 of the argument of #12 BINUNICODE 'echo'": what stands at byte pos, in about
 * so many columns (0: as many as it takes). */
void bytes_tell(struct line *out, const struct view_source *source, uint64_t pos, size_t columns);
/* "uint8 101  uint16 26725 ...": the numbers that begin there, lowest byte first, as many as so many
 * columns hold. */
void bytes_numbers(struct line *out, const struct view_source *source, uint64_t pos,
                   size_t columns);

#endif
