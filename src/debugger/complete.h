/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Completion of a line of the debugger's language, from the tables of commands, opcodes, settings
 * and from what is open: globals of this pickle, members, breakpoints. */
#ifndef BRINE_DEBUGGER_COMPLETE_H
#define BRINE_DEBUGGER_COMPLETE_H

#include "src/debugger/lines.h"
#include "src/debugger/session.h"

struct completions {
    size_t start;       /* where in the line the word begins that each of `words` could replace */
    struct lines words; /* sorted as their tables are; owned: completions_free */
    bool is_file;       /* a file's name is wanted: the front end knows better */
    bool is_expr;       /* part of an expression: no blank should follow it by itself */
};

/* What the word that ends at byte `point` of the line could become. False: memory failed. */
bool session_complete(struct session *session, const char *line, size_t point,
                      struct completions *out);
void completions_free(struct completions *completions);

#endif
