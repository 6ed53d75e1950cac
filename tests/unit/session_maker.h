/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A debugging session over a pickle written as opcodes (pickle_asm.h), under a small policy:
 * posix:system is dangerous, collections:OrderedDict harmless, the rest unknown. */
#ifndef BRINE_TESTS_SESSION_MAKER_H
#define BRINE_TESTS_SESSION_MAKER_H

#include <signal.h>

#include "src/analysis/policy.h"
#include "src/base/buf.h"
#include "src/debugger/session.h"
#include "src/input/input.h"

struct session_maker {
    struct buf bytes;
    const char *format; /* NULL: "raw" */
    struct input in;
    struct policy *policy;
    struct session *session;
    struct buf out; /* what the last line printed */
    struct err err;
    volatile sig_atomic_t interrupted;
};

void maker_open(struct session_maker *maker, const char *ops);
/* The same over what is in maker->bytes. */
void maker_open_bytes(struct session_maker *maker);
void maker_close(struct session_maker *maker);

/* Runs a line that must succeed; what it printed, until the next line. */
const char *maker_run(struct session_maker *maker, const char *line);
/* Runs a line that must fail; the error's text. */
const char *maker_fail(struct session_maker *maker, const char *line);
/* Runs a line, whatever comes of it. */
enum session_result maker_do(struct session_maker *maker, const char *line);

/* Runs lines in turn; after each the cursor must be at the opcode named. The list ends with NULL:
 *   maker_walk(m, "step", 1, "back", 0, NULL) */
void maker_walk(struct session_maker *maker, ...);

#endif
