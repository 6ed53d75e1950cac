/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Into pickles that are values of the one that is open, and out again. */
#ifndef BRINE_DEBUGGER_DIVE_H
#define BRINE_DEBUGGER_DIVE_H

#include "src/debugger/session.h"

/* Opens what the value holds that args mean; without args, what the opcode at the cursor pushes, else
 * what it takes: the value on top of the stack, what a tuple or list holds, what a call was given.
 * False, err set: none of them holds a pickle; nothing has changed. */
bool dive_in(struct session *session, const char *args, struct err *err);

/* Opens the pickle in which the one that is open is a value, at the opcode that pushes it. False, err
 * set: it is no value. */
bool dive_out(struct session *session, struct err *err);

#endif
