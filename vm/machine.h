/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machine's own parts: the stack as it is now, the memo, what an opcode does. run.c drives it. */
#ifndef BRINE_VM_MACHINE_H
#define BRINE_VM_MACHINE_H

#include "vm/decode.h"
#include "vm/record.h"

/* What an opcode does to stack, memo and record; row and position are run.c's. On an error the
 * message is in rec->error, and the record is as it was but for nodes that no row names. */
typedef enum br_error_kind handler(br_record *rec, const struct ins *in);
extern handler *const handlers[256]; /* NULL: no opcode */

/* By opcode: the kind of the slot that it makes. */
extern const uint8_t slot_kind_of[256];

/* What is noted of an opcode that is only decoded: PROTO, STOP. */
enum br_error_kind machine_note(br_record *rec, const struct ins *in);

/* Asks whether an inset follows a BUILD, which has done its work, and notes it. insets.c */
enum br_error_kind machine_inset(br_record *rec, const struct ins *in, uint32_t object,
                                 uint32_t state);

enum br_error_kind machine_fail(br_record *rec, enum br_error_kind kind, const char *message);
enum br_error_kind machine_out_of_memory(br_record *rec);
enum br_error_kind machine_no_mark(br_record *rec);

/* ---- The stack ------------------------------------------------------------------------------- */

static inline uint32_t height(const br_record *rec)
{
    return rec->link.height + (rec->top - rec->link.id);
}

/* At least n values above the topmost mark. */
static inline bool has(const br_record *rec, uint32_t n)
{
    return height(rec) - rec->fence >= n;
}

/* Begins a link with the next node. */
bool link_begin(br_record *rec, struct link link);

/* The block that finds the next node's link is there. */
bool link_block_add(br_record *rec);
static inline bool link_block_ready(br_record *rec)
{
    return rec->link_blocks.count > rec->pushes.count >> 6 || link_block_add(rec);
}

static inline enum br_error_kind push(br_record *rec, uint32_t value)
{
    uint32_t id = rec->pushes.count;
    if (!link_block_ready(rec))
        return machine_out_of_memory(rec);
    if (rec->top != id - 1 &&
        !link_begin(rec, (struct link){id, rec->top, rec->link.mark, height(rec) + 1}))
        return machine_out_of_memory(rec);
    uint32_t *place = arena_add(&rec->pushes);
    if (!place)
        return machine_out_of_memory(rec);
    *place = value;
    rec->top = id;
    return BR_ERR_NONE;
}

enum br_error_kind push_mark(br_record *rec);

/* Names the node below as the top. */
static inline void drop(br_record *rec)
{
    if (rec->top != rec->link.id) {
        rec->top--;
        return;
    }
    rec->top = rec->link.below;
    rec->link = *link_of(rec, rec->top);
}

/* Call only after has(): the top is then a value, not a mark. */
static inline uint32_t pop(br_record *rec)
{
    uint32_t value = node_value(rec, rec->top);
    drop(rec);
    return value;
}

static inline uint32_t peek(const br_record *rec)
{
    return node_value(rec, rec->top);
}

/* Takes the topmost mark and all above it. False if no mark is open. */
bool take_mark(br_record *rec, struct items *items);

/* Reads a slice of the stack from the last item to the first. */
struct down {
    uint32_t id;
    struct link link;
};

static inline struct down down_start(const br_record *rec, uint32_t top)
{
    return (struct down){top, *link_of(rec, top)};
}

static inline uint32_t down_next(struct down *at, const br_record *rec)
{
    uint32_t value = node_value(rec, at->id);
    if (at->id != at->link.id) {
        at->id--;
    } else {
        at->id = at->link.below;
        at->link = *link_of(rec, at->id);
    }
    return value;
}

/* ---- The memo (memo.c) ----------------------------------------------------------------------- */

/* Makes value the newest entry of a key, for the opcode being run. */
enum br_error_kind memo_store(br_record *rec, uint64_t key, uint32_t value);
/* The key that MEMOIZE takes. */
uint64_t memo_next_key(const br_record *rec);
/* A GET found this key. */
void memo_got(br_record *rec, uint64_t key);

#endif
