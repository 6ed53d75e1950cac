/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opcodes as text, in the form that `dis` prints, into the bytes of pickles.
 *
 * A line is: a sign, an offset and bytes, all of which may be left out and are not looked at; the name of an
 * opcode; its argument, in the forms of vm/argtext.c; and a comment, from a semicolon on. */
#ifndef BRINE_ASSEMBLE_H
#define BRINE_ASSEMBLE_H

#include <stdbool.h>
#include <stddef.h>

#include "src/base/buf.h"
#include "src/base/err.h"
#include "src/debugger/pool.h"
#include "vm/brine.h"

/* What of a line is still to be read. */
struct asm_line {
    const char *at, *end;
    struct pool pool; /* of its literals */
};

/* Appends what the text stands for. False: err says which line is wrong, "line 3: ...", or that memory
 * failed; out then holds what came before. */
bool assemble(const char *text, size_t len, struct buf *out, struct err *err);

/* Appends the bytes of an argument, which is taken from the line. (assemble_arg.c) */
bool assemble_arg(struct asm_line *line, enum br_arg arg, struct buf *out, struct err *err);

/* Passes over blanks. */
void asm_skip(struct asm_line *line);
/* Takes what stands before the next blank or semicolon: its length, 0 at the end of the line. */
size_t asm_word(struct asm_line *line, const char **word);

#endif
