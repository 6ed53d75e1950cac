/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes among the opcodes that are none: asked for after a BUILD, noted, and found again. */
#include "vm/machine.h"

#include <stdio.h>

#include "vm/values.h"

/* ---- While it runs --------------------------------------------------------------------------- */

/* A frame was taken from the file as a whole (pickle.py load_frame): while it lasts, whoever reads
 * from the file reads behind it. */
static bool is_in_frame(const br_record *rec, const struct ins *in)
{
    return rec->dialect->frames != FRAMES_IGNORED && rec->frame_end != UINT64_MAX &&
           in->end < rec->frame_end;
}

/* Where the file is read on from after an opcode. */
static uint64_t file_pos(const br_record *rec, const struct ins *in)
{
    if (!is_in_frame(rec, in))
        return in->end;
    return rec->resume == NO_RESUME ? rec->frame_end : rec->resume;
}

static enum br_error_kind note_inset(br_record *rec, const struct br_inset *inset)
{
    struct br_inset *place = arena_add(&rec->insets);
    if (!place)
        return machine_out_of_memory(rec);
    *place = *inset;
    rec->resume = inset->pos + inset->size;
    rec->flags |= ROW_INSET;
    pop(rec);
    return push(rec, inset->op);
}

enum br_error_kind machine_inset(br_record *rec, const struct ins *in, uint32_t object,
                                 uint32_t state)
{
    struct br_inset_answer answer = {.is_inset = false};
    struct br_built built = {rec, rec->rows.count, object, state, file_pos(rec, in)};
    enum br_error_kind kind = rec->inset_reader->built(rec->inset_own, &built, &answer);
    if (kind)
        return machine_fail(rec, kind, answer.message);
    if (!answer.is_inset)
        return BR_ERR_NONE;
    if (answer.size > rec->len - built.pos)
        return machine_fail(rec, BR_ERR_TRUNCATED, "the data ends inside what it reads");
    /* Over a stream, the rest of the frame may be read together with what is behind the inset. */
    if (is_in_frame(rec, in) && rec->dialect->frames == FRAMES_STREAM)
        return machine_fail(rec, BR_ERR_LIMIT,
                            "reads from the file inside a frame: not followed in this dialect");
    return note_inset(rec, &(struct br_inset){.op = built.op,
                                              .pos = built.pos,
                                              .size = answer.size,
                                              .lead = answer.lead,
                                              .is_pickle = answer.is_pickle});
}

/* ---- Afterwards ------------------------------------------------------------------------------ */

static const struct br_inset *inset_row(const br_record *rec, uint32_t number)
{
    return arena_at(&rec->insets, number, sizeof(struct br_inset));
}

/* How many insets begin at or before pos. */
static uint32_t insets_until(const br_record *rec, uint64_t pos)
{
    uint32_t low = 0, high = rec->insets.count;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (inset_row(rec, mid)->pos <= pos)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

uint64_t inset_after(const br_record *rec, uint64_t pos)
{
    uint32_t n = insets_until(rec, pos);
    return n < rec->insets.count ? inset_row(rec, n)->pos : UINT64_MAX;
}

uint64_t br_inset_count(const br_record *rec)
{
    return rec->insets.count;
}

bool br_inset(const br_record *rec, uint64_t number, struct br_inset *out)
{
    if (number >= rec->insets.count)
        return false;
    *out = *inset_row(rec, (uint32_t)number);
    return true;
}

bool br_inset_of(const br_record *rec, br_op op, struct br_inset *out)
{
    uint32_t low = 0, high = rec->insets.count; /* the first at or after op */
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (inset_row(rec, mid)->op < op)
            low = mid + 1;
        else
            high = mid;
    }
    return br_inset(rec, low, out) && out->op == op;
}

bool br_inset_at(const br_record *rec, uint64_t pos, struct br_inset *out)
{
    uint32_t n = insets_until(rec, pos);
    return n > 0 && br_inset(rec, n - 1, out) && pos - out->pos < out->size;
}

void br_inset_words(const br_record *rec, const struct br_inset *inset, char *out, size_t size)
{
    struct br_state at = {rec, inset->op};
    struct br_built built = {rec, inset->op, br_stack(at, 1), br_stack(at, 0), inset->pos};
    rec->inset_reader->words(&built, inset, out, size);
}
