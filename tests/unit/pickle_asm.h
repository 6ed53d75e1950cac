/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pickles written as opcodes, by the table of opcodes:
 *
 *   PROTO 4  GLOBAL 'os' 'system'  MARK SHORT_BINUNICODE 'id' TUPLE  REDUCE  STOP
 *
 * A name is followed by its arguments: a number, or a text between single quotes with the escapes
 * \n \\ \' \xNN. A line gets its newline, a text its count, BINFLOAT takes any number of C. A text
 * without a name is bytes as they are. `3*NAME` writes the opcode, arguments included, three
 * times. */
#ifndef BRINE_TESTS_PICKLE_ASM_H
#define BRINE_TESTS_PICKLE_ASM_H

#include "src/base/buf.h"
#include "vm/brine.h"

/* Appends the bytes; a mistake in the text ends the program. */
void pickle_asm(struct buf *to, const char *text);

/* One opcode at a time, for pickles that are computed. */
void pickle_op(struct buf *to, const char *name);
void pickle_number(struct buf *to, const char *name, int64_t number);
void pickle_float(struct buf *to, const char *name, double number);
/* Line or counted bytes; of a pair the first line. */
void pickle_bytes(struct buf *to, const char *name, const void *bytes, size_t n);
void pickle_pair(struct buf *to, const char *name, const char *first, const char *second);

#endif
