/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loop: instruction after instruction, each a row of the record or the break of the run. */
#include "vm/brine.h"

#include <stdio.h>
#include <stdlib.h>

#include "vm/chars.h"
#include "vm/index.h"
#include "vm/machine.h"
#include "vm/reads.h"

/* ---- The run --------------------------------------------------------------------------------- */

/* A reader that enforces frames checks each read by itself: the code, a fixed field or a count, the
 * data, a line (A.3 of pickle.py's _Unframer.read and readline). Called when the instruction
 * reaches the end of the frame. */
static void check_frame(br_record *rec, const struct layout *lay, const struct ins *in)
{
    uint64_t ends[3] = {in->pos + 1, in->end, in->end};
    if (lay->form == FORM_COUNTED)
        ends[1] = in->pos + 1 + lay->width;
    if (lay->form == FORM_PAIR)
        ends[1] = in->pos + 1 + in->n + 1;
    uint64_t from = in->pos;
    for (int i = 0; i < 3; i++) {
        if (from >= rec->frame_end) {
            rec->frame_end = UINT64_MAX;
            return;
        }
        if (ends[i] > rec->frame_end) {
            rec->flags |= ROW_FRAME;
            rec->frame_end = UINT64_MAX;
            return;
        }
        from = ends[i];
    }
}

static void break_run(br_record *rec, enum br_error_kind kind, const struct br_opcode *opcode)
{
    rec->error.kind = kind;
    rec->error.pos = rec->pos;
    rec->error.opcode = opcode;
    rec->done = true;
}

/* The kind of a break while the argument was read. Two opcodes look at something before all of
 * their argument is there: INST at the mark (load_inst), GLOBAL and INST at the first name. */
static enum br_error_kind names_failed(br_record *rec, const struct layout *lay,
                                       const struct ins *in)
{
    bool is_inst = rec->data[in->pos] == 'i';
    if (is_inst && rec->dialect->inst_mark_first && !rec->link.mark)
        return machine_no_mark(rec);
    if (lay->form == FORM_PAIR && in->arg &&
        !chars_valid(is_inst ? CHARS_ASCII : CHARS_STRICT_UTF8, (struct br_slice){in->arg, in->n}))
        return machine_fail(rec, BR_ERR_BAD_ARGUMENT,
                            is_inst ? "a name is not ASCII" : "a name is not UTF-8");
    return BR_ERR_NONE;
}

static const char *decode_message(enum br_error_kind kind)
{
    return kind == BR_ERR_TRUNCATED ? "the data ends inside the argument"
                                    : "the size in the argument is impossible";
}

static enum br_error_kind decode_failed(br_record *rec, const struct layout *lay,
                                        const struct ins *in, enum br_error_kind kind)
{
    enum br_error_kind earlier = names_failed(rec, lay, in);
    if (earlier)
        return earlier;
    if (lay->form == FORM_LINE || lay->form == FORM_PAIR) {
        const uint8_t *from = in->arg ? in->arg + in->n + 1 : rec->data + in->pos + 1;
        if (from < rec->data + rec->len && *from == '\n')
            return machine_fail(rec, kind, "an empty line where a number or name must stand");
    }
    return machine_fail(rec, kind, decode_message(kind));
}

/* ---- The argument ---------------------------------------------------------------------------- */

static inline enum br_error_kind read_plainly(br_record *rec, const struct layout *lay,
                                              struct ins *in)
{
    in->pos = rec->pos;
    in->arg = NULL;
    enum br_error_kind kind = decode(rec->data, rec->len, lay, in);
    if (kind)
        return decode_failed(rec, lay, in, kind);
    if (in->end >= rec->frame_end)
        check_frame(rec, lay, in);
    return BR_ERR_NONE;
}

static enum br_error_kind read_by_frames(br_record *rec, const struct layout *lay, struct ins *in)
{
    struct reads reads;
    enum br_error_kind kind = reads_instruction(rec, lay, in, &reads);
    if (kind) {
        enum br_error_kind earlier = names_failed(rec, lay, in);
        if (earlier)
            return earlier;
        return machine_fail(rec, kind, reads.message ? reads.message : decode_message(kind));
    }
    rec->frame_end = reads.frame_end;
    rec->resume = reads.resume;
    if (reads.straddles)
        rec->flags |= ROW_FRAME;
    if (reads.gap.from == reads.gap.to)
        return BR_ERR_NONE;
    struct gap *gap = arena_add(&rec->gaps);
    if (!gap)
        return machine_out_of_memory(rec);
    *gap = reads.gap;
    gap->op = rec->rows.count;
    rec->flags |= ROW_GAP;
    return BR_ERR_NONE;
}

/* pickletools reads an argument and all that it says; then nothing is done but to note PROTO. */
static enum br_error_kind read_only(br_record *rec, struct ins *in)
{
    in->pos = rec->pos;
    enum br_error_kind kind = pickletools_argument(rec->data, rec->len, in, &rec->error);
    return kind ? kind : machine_note(rec, in);
}

/* Reads the argument and does what the opcode does. */
static inline enum br_error_kind carry_out(br_record *rec, uint8_t code, const struct layout *lay,
                                           struct ins *in)
{
    enum br_error_kind kind;
    if (rec->dialect->plain_reads)
        kind = read_plainly(rec, lay, in);
    else if (rec->dialect->decodes_only)
        return read_only(rec, in);
    else
        kind = read_by_frames(rec, lay, in);
    return kind ? kind : handlers[code](rec, in);
}

/* ---- A row ----------------------------------------------------------------------------------- */

/* The block that the next row belongs to is begun. */
static bool block_ready(br_record *rec)
{
    if (rec->blocks.count > rec->rows.count >> BLOCK_SHIFT)
        return true;
    struct block *block = arena_add(&rec->blocks);
    if (block)
        *block = (struct block){rec->pos, rec->events, rec->pushes.count};
    return block;
}

/* Makes room for the next row, and says where it stands in its block, or FAR and its position
 * beside. Done before its opcode: what a container was given must not be without a row. */
static bool row_ready(br_record *rec, uint16_t *off)
{
    if (!block_ready(rec) || (rec->rows.next == rec->rows.end && !arena_grow(&rec->rows)))
        return false;
    uint64_t away = rec->pos - record_block(rec, rec->rows.count)->pos;
    *off = away < FAR ? (uint16_t)away : FAR;
    if (away < FAR)
        return true;
    struct far_row *far = arena_add(&rec->far);
    if (far)
        *far = (struct far_row){rec->pos, rec->rows.count};
    return far;
}

/* Goes on behind the insets, when the frame in which their BUILDs are is used up. */
static void pass_insets(br_record *rec)
{
    bool has_frame = rec->dialect->frames != FRAMES_IGNORED && rec->frame_end != UINT64_MAX;
    if (has_frame && rec->pos < rec->frame_end && !rec->done)
        return;
    rec->pos = rec->resume;
    rec->resume = NO_RESUME;
    if (has_frame)
        rec->frame_end = UINT64_MAX;
}

static void finish_row(br_record *rec, const struct ins *in, uint16_t off)
{
    struct row *row = arena_add(&rec->rows);
    *row = (struct row){rec->top, off, rec->data[in->pos], rec->flags};
    if (rec->flags & ROW_FRAME)
        rec->frames_broken++;
    rec->pos = in->end;
    if (rec->resume != NO_RESUME)
        pass_insets(rec);
}

/* The opcode broke, and an event of it had happened: it has a row that is not counted. */
static void tail_row(br_record *rec, const struct ins *in, uint16_t off)
{
    struct row *row = (struct row *)(void *)rec->rows.next;
    *row = (struct row){rec->top, off, rec->data[in->pos], rec->flags};
    rec->tail_end = in->end;
}

/* Runs the opcode at rec->pos and writes its row, or notes the break. */
static void step(br_record *rec)
{
    if (rec->pos >= rec->len) {
        machine_fail(rec, BR_ERR_TRUNCATED,
                     rec->len ? "the data ends before STOP" : "there is no data at all");
        break_run(rec, BR_ERR_TRUNCATED, NULL);
        return;
    }
    uint8_t code = rec->data[rec->pos];
    const struct layout *lay = &layout_of[code];
    if (lay->form == FORM_NONE) {
        snprintf(rec->error.message, sizeof rec->error.message, "0x%02x is no opcode", code);
        break_run(rec, BR_ERR_BAD_OPCODE, NULL);
        return;
    }
    enum br_error_kind kind = BR_ERR_NONE;
    uint16_t off = FAR;
    if (!row_ready(rec, &off))
        kind = machine_out_of_memory(rec);
    struct ins in;
    rec->flags = 0;
    if (!kind)
        kind = carry_out(rec, code, lay, &in);
    if (!kind) {
        finish_row(rec, &in, off);
        return;
    }
    if (rec->tail_event)
        tail_row(rec, &in, off);
    else
        rec->events -= rec->flags & ROW_EVENTS;
    break_run(rec, kind, br_opcode(code));
}

/* ---- The fast lane ---------------------------------------------------------------------------
 *
 * Most of a big pickle is literals, memo stores and gets, marks and small tuples, which cannot fail
 * where the bytes are there. They are done here with the machine in local variables; whatever is
 * not as simple as it looks (an end, a frame's end, a full chunk, a key that was there before) is
 * left, untouched, to step(). Measured: three times as fast as step() alone on a list of integers.
 * What an opcode does is in its op_ function; the cases here are those functions, shortened, as far
 * as the dialects with a fast_lane agree on them: none of these opcodes reads a line, and where data
 * or a frame ends nothing is done here. */

enum lane {
    LANE_NO,
    LANE_PUSH,
    LANE_SLOT,
    LANE_UTF8,
    LANE_MARK,
    LANE_TUPLE,
    LANE_PUT,
    LANE_GET,
};

struct fast {
    uint8_t lane;
    uint8_t length; /* bytes of the instruction, without counted data */
};

/* clang-format off */
static const struct fast fast_of[256] = {
    ['N']  = {LANE_PUSH, 1},  [0x88] = {LANE_PUSH, 1},  [0x89] = {LANE_PUSH, 1},
    ['K']  = {LANE_PUSH, 2},  ['M']  = {LANE_PUSH, 3},  ['J']  = {LANE_PUSH, 5},
    ['G']  = {LANE_PUSH, 9},  [')']  = {LANE_PUSH, 1},  [']']  = {LANE_SLOT, 1},
    ['}']  = {LANE_SLOT, 1},  [0x8f] = {LANE_SLOT, 1},  [0x8c] = {LANE_UTF8, 2},
    ['X']  = {LANE_UTF8, 5},  ['(']  = {LANE_MARK, 1},  [0x85] = {LANE_TUPLE, 1},
    [0x86] = {LANE_TUPLE, 1}, [0x87] = {LANE_TUPLE, 1}, [0x94] = {LANE_PUT, 1},
    ['q']  = {LANE_PUT, 2},   ['r']  = {LANE_PUT, 5},   ['h']  = {LANE_GET, 2},
    ['j']  = {LANE_GET, 5},
};
/* clang-format on */

/* The parts of the record that change with nearly every opcode. */
struct hot {
    uint64_t pos;
    uint32_t op;
    uint32_t id; /* of the next node */
    uint32_t top;
    uint32_t fence;
    struct link link;
    uint32_t *push;
    struct row *row;
};

static inline void hot_load(struct hot *h, const br_record *rec)
{
    *h = (struct hot){.pos = rec->pos,
                      .op = rec->rows.count,
                      .id = rec->pushes.count,
                      .top = rec->top,
                      .fence = rec->fence,
                      .link = rec->link,
                      .push = (uint32_t *)(void *)rec->pushes.next,
                      .row = (struct row *)(void *)rec->rows.next};
}

static inline void hot_store(const struct hot *h, br_record *rec)
{
    rec->pos = h->pos;
    rec->rows.count = h->op;
    rec->rows.next = (unsigned char *)h->row;
    rec->pushes.count = h->id;
    rec->pushes.next = (unsigned char *)h->push;
    rec->top = h->top;
    rec->fence = h->fence;
    rec->link = h->link;
}

static inline uint32_t hot_height(const struct hot *h)
{
    return h->link.height + (h->top - h->link.id);
}

/* There is room for it: run_fast saw to that. */
static inline void hot_link(struct hot *h, br_record *rec, uint32_t mark)
{
    h->link = (struct link){h->id, h->top, mark, hot_height(h) + 1};
    *(struct link *)arena_add(&rec->links) = h->link;
    struct link_block *block = arena_at(&rec->link_blocks, h->id >> 6, sizeof *block);
    block->begins |= (uint64_t)1 << (h->id & 63);
}

static inline void hot_push(struct hot *h, br_record *rec, uint32_t value)
{
    if (h->top != h->id - 1)
        hot_link(h, rec, h->link.mark);
    *h->push++ = value;
    h->top = h->id++;
}

static inline uint32_t hot_pop(struct hot *h, const br_record *rec)
{
    uint32_t value = node_value(rec, h->top);
    if (h->top != h->link.id) {
        h->top--;
    } else {
        h->top = h->link.below;
        h->link = *link_of(rec, h->top);
    }
    return value;
}

static inline void hot_mark(struct hot *h, br_record *rec)
{
    uint32_t open = h->link.mark ? node_value(rec, h->link.mark) : 0;
    hot_link(h, rec, h->id);
    *h->push++ = open + 1;
    h->top = h->id++;
    h->fence = h->link.height;
}

/* Key of a PUT or GET: the argument, or the next free one of MEMOIZE. */
static inline uint64_t fast_key(const br_record *rec, const uint8_t *p, unsigned length)
{
    return length == 1 ? rec->distinct_keys : length == 2 ? p[1] : le_load(p + 1, 4);
}

/* A new key in the array that has room for it. */
static inline bool fast_store(br_record *rec, uint64_t key, uint32_t value, uint32_t op)
{
    struct memo_table *table = &rec->table;
    if (key >= table->dense_size || table->dense[key].entry || table->hash_used ||
        rec->memo.next == rec->memo.end)
        return false;
    struct memo_entry *entry = arena_add(&rec->memo);
    *entry = (struct memo_entry){key, value, op, 0, ++rec->distinct_keys};
    table->dense[key] = (struct memo_dense){rec->memo.count, value};
    return true;
}

/* The value under a key that the array has; BR_NO_VALUE: ask step(). */
static inline uint32_t fast_get(const br_record *rec, uint64_t key)
{
    if (key >= rec->table.dense_size || !rec->table.dense[key].entry)
        return BR_NO_VALUE;
    return rec->table.dense[key].value;
}

/* A new slot, or BR_NO_VALUE: ask step(). */
static inline uint32_t fast_slot(br_record *rec, uint8_t code, uint32_t op)
{
    if (rec->slots.next == rec->slots.end)
        return BR_NO_VALUE;
    struct slot *slot = arena_add(&rec->slots);
    *slot = (struct slot){.op = op, .kind = slot_kind_of[code]};
    return SLOT_BIT | (rec->slots.count - 1);
}

static inline uint8_t fast_tuple(struct hot *h, const br_record *rec, uint32_t n)
{
    uint8_t flags = 0;
    for (uint32_t i = 0; i < n; i++)
        if (!value_hashable(rec, hot_pop(h, rec)))
            flags = ROW_UNHASHABLE;
    return flags;
}

/* Literals and gets in a row, each pushed onto the one before: nothing changes but positions. At
 * most n of them, for which there is room; `from` is the position of the block. */
static void run_pushes(br_record *rec, uint32_t n, uint64_t limit, uint64_t from)
{
    const uint8_t *data = rec->data, *p = data + rec->pos, *end = data + limit;
    struct row *row = (struct row *)(void *)rec->rows.next;
    uint32_t *push = (uint32_t *)(void *)rec->pushes.next, *stop = push + n;
    uint32_t op = rec->rows.count, id = rec->pushes.count;
    while (push != stop && p < end) {
        struct fast fast = fast_of[*p];
        uint32_t value = op;
        if (fast.length > end - p)
            break;
        if (fast.lane == LANE_GET)
            value = fast_get(rec, fast_key(rec, p, fast.length));
        else if (fast.lane != LANE_PUSH)
            break;
        if (value == BR_NO_VALUE)
            break;
        *row++ = (struct row){id++, (uint16_t)((uint64_t)(p - data) - from), *p, 0};
        *push++ = value;
        op++;
        p += fast.length;
    }
    if (rec->pushes.count != id)
        rec->top = id - 1;
    rec->pos = (uint64_t)(p - data);
    rec->rows.count = op;
    rec->rows.next = (unsigned char *)row;
    rec->pushes.count = id;
    rec->pushes.next = (unsigned char *)push;
}

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* How many rows fit into the chunk that an arena is filling; it is made if it is full. */
static uint32_t room_in(struct arena *a)
{
    if (a->next == a->end && !arena_grow(a))
        return 0;
    return (uint32_t)((size_t)(a->end - a->next) / a->row);
}

/* How many opcodes there is room for without another look: in the block (begun here), and for a
 * push and a link each. 0: no memory, which step() will say. */
static uint32_t make_room(br_record *rec)
{
    if (!block_ready(rec) || !link_block_ready(rec))
        return 0;
    uint32_t n = least(BLOCK_OPS - rec->rows.count % BLOCK_OPS, 64 - rec->pushes.count % 64);
    return least(n, least(room_in(&rec->rows), least(room_in(&rec->pushes), room_in(&rec->links))));
}

/* How far behind its block's position an opcode of the fast lane may begin: 64 literals more, and
 * it is still not FAR. */
enum { FAST_FAR = FAR - BLOCK_OPS * 9 };

/* Runs one opcode, or leaves everything as it was and returns false. limit: see run_fast. */
static inline __attribute__((always_inline)) bool fast_op(struct hot *h, br_record *rec,
                                                          uint64_t limit, uint64_t block_pos)
{
    const uint8_t *p = rec->data + h->pos;
    struct fast fast = fast_of[*p];
    uint64_t end = h->pos + fast.length;
    uint32_t value = h->op;
    uint8_t flags = 0;
    if (end > limit)
        return false;
    switch (fast.lane) {
    case LANE_PUSH:
        hot_push(h, rec, value);
        break;
    case LANE_GET:
        value = fast_get(rec, fast_key(rec, p, fast.length));
        if (value == BR_NO_VALUE)
            return false;
        hot_push(h, rec, value);
        break;
    case LANE_PUT:
        if (hot_height(h) == h->fence ||
            !fast_store(rec, fast_key(rec, p, fast.length), node_value(rec, h->top), h->op))
            return false;
        break;
    case LANE_UTF8: {
        uint64_t n = fast.length == 2 ? p[1] : le_load(p + 1, 4);
        if (n > limit - end || !chars_valid(CHARS_UTF8, (struct br_slice){p + fast.length, n}))
            return false;
        end += n;
        hot_push(h, rec, value);
        break;
    }
    case LANE_SLOT:
        value = fast_slot(rec, *p, h->op);
        if (value == BR_NO_VALUE)
            return false;
        hot_push(h, rec, value);
        break;
    case LANE_TUPLE: {
        uint32_t n = *p - 0x85u + 1;
        if (hot_height(h) - h->fence < n)
            return false;
        flags = fast_tuple(h, rec, n);
        hot_push(h, rec, value);
        break;
    }
    case LANE_MARK:
        hot_mark(h, rec);
        break;
    default:
        return false;
    }
    *h->row++ = (struct row){h->top, (uint16_t)(h->pos - block_pos), *p, flags};
    h->op++;
    h->pos = end;
    return true;
}

/* Do three literals or gets begin here? Fewer are not worth the change of loop. */
static inline bool pushes_ahead(const uint8_t *data, uint64_t pos, uint64_t limit)
{
    for (int i = 0; i < 3; i++) {
        if (pos >= limit)
            return false;
        struct fast fast = fast_of[data[pos]];
        if (fast.lane != LANE_PUSH && fast.lane != LANE_GET)
            return false;
        pos += fast.length;
    }
    return true;
}

/* Runs opcodes until one is not for here; at most `most`. */
static uint32_t run_fast(br_record *rec, uint32_t most)
{
    uint32_t first = rec->rows.count;
    uint32_t last = first + most;
    /* In front of a frame's end each read is looked at: step() does. */
    uint64_t limit = rec->frame_end <= rec->len ? rec->frame_end - 1 : rec->len;
    while (rec->rows.count < last) {
        uint32_t n = least(make_room(rec), last - rec->rows.count), until = rec->rows.count + n;
        if (!n)
            break;
        uint64_t block_pos = record_block(rec, rec->rows.count)->pos;
        if (rec->top == rec->pushes.count - 1 && pushes_ahead(rec->data, rec->pos, limit) &&
            rec->pos - block_pos < FAST_FAR)
            run_pushes(rec, n, limit, block_pos);
        struct hot h; /* its address goes to nobody who keeps it, so it stays in registers */
        hot_load(&h, rec);
        while (h.op < until && h.pos < limit && h.pos - block_pos < FAST_FAR)
            if (!fast_op(&h, rec, limit, block_pos))
                break;
        hot_store(&h, rec);
        if (h.op < until)
            break;
    }
    return rec->rows.count - first;
}

enum br_status br_record_run(br_record *rec, uint64_t max_ops)
{
    uint64_t left = max_ops ? max_ops : UINT64_MAX;
    bool has_lane = rec->dialect->fast_lane;
    while (!rec->done && left) {
        uint32_t most = rec->max_ops - rec->rows.count;
        if (!most) {
            machine_fail(rec, BR_ERR_LIMIT, "more opcodes than the limit allows");
            break_run(rec, BR_ERR_LIMIT,
                      rec->pos < rec->len ? br_opcode(rec->data[rec->pos]) : NULL);
            break;
        }
        if (has_lane && rec->pos < rec->len && fast_of[rec->data[rec->pos]].lane != LANE_NO)
            left -= run_fast(rec, left < most ? (uint32_t)left : most);
        if (left && rec->rows.count < rec->max_ops) {
            step(rec);
            left--;
        }
    }
    return rec->done ? BR_OK : BR_RUNNING;
}

/* ---- Birth and death ------------------------------------------------------------------------- */

/* Node 0, the empty stack, and its link. */
static bool add_bottom(br_record *rec)
{
    uint32_t *place =
        link_block_ready(rec) && link_begin(rec, (struct link){0}) ? arena_add(&rec->pushes) : NULL;
    if (place)
        *place = BR_NO_VALUE;
    return place;
}

br_record *br_record_new(const uint8_t *data, uint64_t len, const struct br_options *options)
{
    const struct dialect *dialect = dialect_named(options ? options->dialect : NULL);
    const struct encoding *encoding = encoding_named(options ? options->encoding : NULL);
    br_record *rec = dialect && encoding ? calloc(1, sizeof *rec) : NULL;
    if (!rec)
        return NULL;
    rec->data = data;
    rec->len = len;
    rec->dialect = dialect;
    rec->encoding = encoding;
    rec->sparse = (struct memo_sparse){.size = MEMO_SPARSE_FIRST, .keys.budget = &rec->budget};
    rec->seed = map_mix((uintptr_t)rec);
    rec->budget.max = options ? options->max_bytes : 0;
    uint64_t max_ops = options && options->max_ops ? options->max_ops : MAX_OPS;
    rec->max_ops = max_ops < MAX_OPS ? (uint32_t)max_ops : MAX_OPS;
    struct arena_row arenas[] = {RECORD_ARENAS(rec)};
    for (size_t i = 0; i < sizeof arenas / sizeof *arenas; i++)
        arena_init(arenas[i].arena, (uint32_t)arenas[i].row, &rec->budget);
    rec->frame_end = UINT64_MAX;
    rec->resume = NO_RESUME;
    rec->result = BR_NO_VALUE;
    rec->inset_reader = options ? options->insets : NULL;
    bool is_ready = !rec->inset_reader || (rec->inset_own = rec->inset_reader->open()) != NULL;
    if (!is_ready || !add_bottom(rec)) {
        br_record_free(rec);
        return NULL;
    }
    return rec;
}

void br_record_free(br_record *rec)
{
    if (!rec)
        return;
    record_index_free(rec);
    if (rec->inset_reader)
        rec->inset_reader->close(rec->inset_own);
    struct arena_row arenas[] = {RECORD_ARENAS(rec)};
    for (size_t i = 0; i < sizeof arenas / sizeof *arenas; i++)
        arena_free(arenas[i].arena);
    map_free(&rec->sparse.keys);
    free(rec->table.dense);
    free(rec->table.hash);
    free(rec);
}
