/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The record of a run, as the machine writes it and the readers of this folder see it.
 *
 * What can be derived is not stored. A value is named by the opcode that made it, and all there is
 * to know of it is found from there: literals in the stream, the items of a tuple and the callee
 * and arguments of a call on the stack as it was before that opcode, which is still there. Only
 * what changes after it was made (lists, dicts, sets, bytearrays) or is counted (buffers) has a
 * slot.
 *
 *   row    8 bytes per opcode: where it is, and the top of the stack after it
 *   push   4 bytes per push: the value. Each push is a node of a stack that is only ever added to;
 *          a pop only names a lower node, so every past stack is still there. Node 0 is the empty
 *          stack.
 *   link  16 bytes per push that does not follow the push before it: what is below, the nearest
 *          mark, the height. The nodes after it, up to the next link, lie on each other, so theirs
 *          are counted from it. A mark begins a link of its own, is its own nearest mark, and its
 *          value is how many marks are open with it.
 *   slot  16 bytes per container
 *   run   12 bytes per opcode that adds to a container: the items are on the stack before it
 *   memo  24 bytes per opcode that stores into the memo
 *
 * The first touch of fresh memory costs more than the machine itself: that is why rows are small.
 *
 * All of it is only ever added to, but for the head and length in a slot and the tables that find
 * the newest entry of a memo key. */
#ifndef BRINE_VM_RECORD_H
#define BRINE_VM_RECORD_H

#include "vm/brine.h"

#include "vm/arena.h"
#include "vm/dialect.h"
#include "vm/map.h"

struct row {
    uint32_t top; /* node after the opcode */
    uint16_t off; /* bytes after the first opcode of its block of 64, or FAR */
    uint8_t code;
    uint8_t flags;
};
#define FAR 0xffff /* its position is in record.far */

enum row_flag {
    ROW_EVENTS = 3,     /* how many events: 0 to 2 (INST) */
    ROW_UNHASHABLE = 4, /* the tuple made here holds something unhashable, or the view is one */
    ROW_FRAME = 8,      /* straddles a frame, or begins one inside another */
    ROW_OTHER = 16,     /* the value is of the other kind that its opcode can make */
    ROW_GAP = 32,       /* bytes inside the instruction were dropped: see struct gap */
    ROW_INSET = 64,     /* an inset was read after it: record.insets */
};

struct link {
    uint32_t id; /* of the node that it begins with */
    uint32_t below;
    uint32_t mark;   /* nearest mark at or below; 0: none */
    uint32_t height; /* values and marks from the bottom, this one included */
};

/* Finds the link of a node: for each 64 nodes, which of them begin one, and how many did before. */
struct link_block {
    uint64_t begins;
    uint32_t before;
};

/* A value is SLOT_BIT|slot, or the opcode that made it. */
#define SLOT_BIT 0x80000000u
#define MAX_OPS (SLOT_BIT - 1)

struct slot {
    uint32_t op;    /* maker */
    uint32_t run;   /* newest run + 1; 0: none. Of a buffer: its number */
    uint32_t added; /* items that the runs hold together (dict: pairs, duplicates counted) */
    uint8_t kind;   /* enum br_kind */
    bool rewritten; /* SETITEM on a list or bytearray: some runs rewrite instead of adding */
};

struct run {
    uint32_t prev; /* older run + 1; 0: none */
    uint32_t op;
    uint32_t end; /* items in all after it; equal to the older run's end: a rewriting run */
};

struct memo_entry {
    uint64_t key;
    uint32_t value;
    uint32_t op;
    uint32_t prev; /* older entry of the key + 1; 0: none */
    uint32_t rank; /* different keys so far, this one included */
};

/* What was before each 64th opcode, so that positions, nodes and events are found by number
 * without storing numbers in the rows. */
enum { BLOCK_SHIFT = 6, BLOCK_OPS = 1 << BLOCK_SHIFT };
struct block {
    uint64_t pos;
    uint64_t events;
    uint32_t nodes;
};

/* An opcode that is 64 KiB or more behind the first of its block. */
struct far_row {
    uint64_t pos;
    uint32_t op;
};

/* Bytes that a reader dropped in the middle of an instruction (dialect.h, FRAMES_STREAM). */
struct gap {
    uint64_t from, to; /* to: the first byte after them */
    uint32_t op;
};

struct proto_change {
    uint32_t op;
    uint32_t protocol;
};

/* Finds the newest entry of a memo key: an array while keys are dense, a hash for the others. Both
 * hold entry + 1. */
struct memo_dense {
    uint32_t entry; /* + 1; 0: none */
    uint32_t value; /* of that entry, so that a GET looks at one place */
};
struct memo_table {
    struct memo_dense *dense;
    uint32_t dense_size;
    uint32_t *hash; /* open addressing; size is a power of two */
    uint32_t hash_size;
    uint32_t hash_used;
};

/* What the unpickler of 3.15 has of the memo beside its content (memo.c). */
enum { MEMO_SPARSE_FIRST = 32 }; /* MEMO_SIZE of _Unpickler_New */
struct memo_sparse {
    uint32_t counted; /* its memo_len: the key that MEMOIZE takes */
    uint64_t size;    /* its memo_size */
    struct map keys;  /* keys that are not in its array -> 1, or 0: by now they are */
};

struct br_record {
    const uint8_t *data;
    uint64_t len;
    const struct dialect *dialect;
    const struct encoding *encoding; /* of the strings of Python 2 */
    uint64_t seed;                   /* of the hashes, so that a file cannot choose what collides */
    uint32_t max_ops;
    struct budget budget;

    struct arena rows, pushes, links, link_blocks, slots, runs, memo, blocks, far, protos, wides,
        gaps, insets;
    struct memo_table table;

    /* The machine, between two opcodes. */
    uint64_t pos;
    uint64_t frame_end; /* UINT64_MAX: no frame */
    uint64_t resume;    /* where reading goes on after the frame, or after the opcode, since insets
                           were read there; UINT64_MAX: right behind it */
    uint32_t top;
    uint32_t fence;   /* height of the topmost mark; 0: none */
    struct link link; /* of top */
    uint32_t distinct_keys;
    struct memo_sparse sparse;
    uint32_t buffers;
    uint8_t flags; /* of the row being written */
    int protocol;
    uint64_t events;
    uint64_t frames_broken;

    bool done;
    bool tail_event;   /* the opcode that broke has made an event: its row stands after the last */
    uint64_t tail_end; /* byte after that opcode */
    uint32_t result;
    struct br_error error;

    const struct br_inset_reader *inset_reader; /* NULL: none */
    void *inset_own;

    struct index *index; /* readers' own, built on the first question; not part of the record */
    bool (*go_on)(void *context, uint64_t done, uint64_t all); /* br_watch */
    void *watcher;
};

/* The number of a literal that fits in 64 bits though its text is longer than WIDE bytes. Such a
 * text may be as long as the file, and its number asked for by every opcode: it is read once. */
enum { WIDE = 64 };
struct wide {
    uint32_t op;
    uint64_t bits; /* an int64_t, or a double */
};

/* All arenas of a record, with the sizes of their rows. */
struct arena_row {
    struct arena *arena;
    size_t row;
};
#define RECORD_ARENAS(rec)                                                                         \
    {&(rec)->rows, sizeof(struct row)}, {&(rec)->pushes, sizeof(uint32_t)},                        \
        {&(rec)->links, sizeof(struct link)}, {&(rec)->link_blocks, sizeof(struct link_block)},    \
        {&(rec)->slots, sizeof(struct slot)}, {&(rec)->runs, sizeof(struct run)},                  \
        {&(rec)->memo, sizeof(struct memo_entry)}, {&(rec)->blocks, sizeof(struct block)},         \
        {&(rec)->far, sizeof(struct far_row)}, {&(rec)->protos, sizeof(struct proto_change)},      \
        {&(rec)->wides, sizeof(struct wide)}, {&(rec)->gaps, sizeof(struct gap)},                  \
    {                                                                                              \
        &(rec)->insets, sizeof(struct br_inset)                                                    \
    }

static inline struct row *record_row(const br_record *rec, uint32_t op)
{
    return arena_at(&rec->rows, op, sizeof(struct row));
}

static inline struct link *record_link(const br_record *rec, uint32_t i)
{
    return arena_at(&rec->links, i, sizeof(struct link));
}

/* How many bits are set (Hacker's Delight): no library call, whatever the machine is. */
static inline uint32_t count_bits(uint64_t x)
{
    x -= x >> 1 & 0x5555555555555555u;
    x = (x & 0x3333333333333333u) + (x >> 2 & 0x3333333333333333u);
    x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0fu;
    return (uint32_t)(x * 0x0101010101010101u >> 56);
}

static inline struct link *link_of(const br_record *rec, uint32_t id)
{
    const struct link_block *block = arena_at(&rec->link_blocks, id >> 6, sizeof *block);
    uint64_t up_to = block->begins & (UINT64_MAX >> (63 - (id & 63)));
    return record_link(rec, block->before + count_bits(up_to) - 1);
}

static inline uint32_t node_value(const br_record *rec, uint32_t id)
{
    return *(uint32_t *)arena_at(&rec->pushes, id, sizeof(uint32_t));
}

static inline uint32_t node_below(const br_record *rec, uint32_t id)
{
    const struct link *link = link_of(rec, id);
    return id == link->id ? link->below : id - 1;
}

static inline uint32_t node_mark(const br_record *rec, uint32_t id)
{
    return link_of(rec, id)->mark;
}

static inline uint32_t node_height(const br_record *rec, uint32_t id)
{
    const struct link *link = link_of(rec, id);
    return link->height + (id - link->id);
}

static inline struct slot *record_slot(const br_record *rec, uint32_t value)
{
    return arena_at(&rec->slots, value & ~SLOT_BIT, sizeof(struct slot));
}

static inline struct run *record_run_at(const br_record *rec, uint32_t run)
{
    return arena_at(&rec->runs, run, sizeof(struct run));
}

static inline struct memo_entry *record_memo(const br_record *rec, uint32_t entry)
{
    return arena_at(&rec->memo, entry, sizeof(struct memo_entry));
}

static inline struct block *record_block(const br_record *rec, uint32_t op)
{
    return arena_at(&rec->blocks, op >> BLOCK_SHIFT, sizeof(struct block));
}

uint64_t far_pos(const br_record *rec, uint32_t op);

static inline uint64_t row_pos(const br_record *rec, uint32_t op)
{
    uint16_t off = record_row(rec, op)->off;
    return off == FAR ? far_pos(rec, op) : record_block(rec, op)->pos + off;
}

/* Is there a row for it? Also for the opcode that broke, if it has made an event. */
static inline bool has_row(const br_record *rec, uint32_t op)
{
    return op < rec->rows.count + rec->tail_event;
}

/* Top of the stack before an opcode. */
static inline uint32_t top_before(const br_record *rec, uint32_t op)
{
    return op ? record_row(rec, op - 1)->top : 0;
}

static inline bool node_is_mark(const br_record *rec, uint32_t id)
{
    return id && node_mark(rec, id) == id;
}

static inline uint32_t open_marks(const br_record *rec, uint32_t id)
{
    uint32_t mark = node_mark(rec, id);
    return mark ? node_value(rec, mark) : 0;
}

/* Values at and below a node, marks not counted. */
static inline uint32_t depth_of(const br_record *rec, uint32_t id)
{
    return node_height(rec, id) - open_marks(rec, id);
}

/* The mark that op takes: a node, or 0. */
uint32_t mark_taken(const br_record *rec, uint32_t op);

/* The objects that an opcode took as its items: a slice of the stack before it. */
struct items {
    uint32_t top;   /* node of the last item */
    uint32_t count; /* how many, downwards from top */
};
/* Of TUPLE*, LIST, DICT, FROZENSET, APPEND(S), SETITEM(S), ADDITEMS, INST, OBJ (without its class)
 * and POP_MARK; none for other opcodes. */
struct items record_items(const br_record *rec, uint32_t op);

extern const uint8_t kind_of_code[256]; /* values.c */
extern const uint8_t other_kind_of_code[256];

static inline enum br_kind value_kind(const br_record *rec, uint32_t value)
{
    if (value & SLOT_BIT)
        return (enum br_kind)record_slot(rec, value)->kind;
    const struct row *row = record_row(rec, value);
    const uint8_t *kinds = row->flags & ROW_OTHER ? other_kind_of_code : kind_of_code;
    return (enum br_kind)kinds[row->code];
}

/* dict, list, set, bytearray and memoryview cannot be, nor a tuple with one of them deep inside. */
static inline bool value_hashable(const br_record *rec, uint32_t value)
{
    if (value & SLOT_BIT)
        return record_slot(rec, value)->kind == BR_KIND_BUFFER;
    return !(record_row(rec, value)->flags & ROW_UNHASHABLE);
}

/* The number of a wide literal; NULL: it does not fit in 64 bits. */
const struct wide *wide_of(const br_record *rec, uint32_t op);

/* Where reading goes on is behind it and, if it is not behind a frame, at once. */
#define NO_RESUME UINT64_MAX

/* The first byte of the first inset that begins after pos; UINT64_MAX: none does. */
uint64_t inset_after(const br_record *rec, uint64_t pos);

/* What was dropped inside an instruction; NULL: nothing. */
const struct gap *gap_of(const br_record *rec, uint32_t op);

/* The newest memo entry of a key, + 1; 0: none. */
uint32_t memo_find(const br_record *rec, uint64_t key);

#endif
