/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pickle and the record of its run, with texts of what the record says. */
#ifndef BRINE_TESTS_MACHINE_RUN_H
#define BRINE_TESTS_MACHINE_RUN_H

#include "src/base/buf.h"
#include "vm/brine.h"

struct run {
    struct buf bytes;
    br_record *rec;
    struct buf texts[8]; /* the last ones asked for, in turn */
    unsigned next_text;
};

/* Runs opcodes (pickle_asm.h), or what is in run->bytes, to the end. run_free is due. */
void run_ops(struct run *run, const char *ops);
void run_bytes(struct run *run);
void run_bytes_as(struct run *run, const struct br_options *options);
void run_free(struct run *run);

/* Where br_text and the like write to a buffer. */
struct br_sink sink_to(struct buf *buf);

/* A value before an opcode, whole. The texts of this header live until eight more were made. */
const char *run_text(struct run *run, br_op op, br_value value);
/* At most max_bytes of it; *result may be NULL. */
const char *run_text_cut(struct run *run, br_op op, br_value value, uint64_t max_bytes,
                         struct br_text_result *result);
/* The result, or "-" when there is none. */
const char *run_result(struct run *run);
/* The stack before an opcode, the lowest first; marks are "(". BR_NO_OP: at the end. */
const char *run_stack(struct run *run, br_op op);
/* All events: "kind callee args kwargs", one a line. Fields that are absent are left out. */
const char *run_events(struct run *run);
/* "ok", or the break: "type at 4 SETITEM". */
const char *run_status(struct run *run);

#endif
