/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Instructions, read as the reader of a dialect does whose reads are not just the next bytes: each
 * one (the code, a fixed field or a count, the data, a line) asks the frame, may be done elsewhere,
 * or may come back short. decode.h is the quick way for the others. */
#ifndef BRINE_VM_READS_H
#define BRINE_VM_READS_H

#include "vm/decode.h"
#include "vm/record.h"

#define NO_FRAME UINT64_MAX

struct reads {
    uint64_t at;         /* of the next read */
    uint64_t frame_end;  /* of the bytes that are fetched; NO_FRAME */
    uint64_t resume;     /* where the file goes on behind them; NO_RESUME: right there */
    struct gap gap;      /* what was dropped: from == to: nothing */
    bool straddles;      /* a read does not fit into the frame, or a frame begins inside one */
    const char *message; /* of a break; NULL: only its kind is known */
};

/* Reads the instruction at rec->pos, whose code lay belongs to; a FRAME with its bytes. On a break
 * in->arg and in->name tell what had been read before it. Nothing of rec is changed. */
enum br_error_kind reads_instruction(const br_record *rec, const struct layout *lay, struct ins *in,
                                     struct reads *reads);

/* The instruction of an opcode that has a row. Nothing is looked for in the stream: a line may be as
 * long as the file. */
void reads_row(const br_record *rec, br_op op, struct ins *in);

/* How the number of INT is read. Where lines need their newline it was there: if it is no longer, the
 * file was written to meanwhile. */
static inline const struct number_rules *reads_number_rules(const br_record *rec,
                                                            const struct ins *in)
{
    bool is_ended = rec->data[in->end - 1] == '\n' || rec->dialect->line_needs_newline;
    return is_ended ? &rec->dialect->numbers : rec->dialect->unended;
}

#endif
