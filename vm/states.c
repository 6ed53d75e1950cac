/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Readers of the record: rows, and the stack and memo before any opcode. */
#include "vm/brine.h"

#include <string.h>

#include "vm/decode.h"
#include "vm/index.h"
#include "vm/number.h"
#include "vm/reads.h"
#include "vm/record.h"
#include "vm/values.h"

/* ---- The run --------------------------------------------------------------------------------- */

bool br_runs(const br_record *rec)
{
    return !rec->dialect->decodes_only;
}

bool br_done(const br_record *rec)
{
    return rec->done;
}

br_op br_ops(const br_record *rec)
{
    return rec->rows.count;
}

const struct br_error *br_error_of(const br_record *rec)
{
    return rec->error.kind ? &rec->error : NULL;
}

const char *br_error_kind_name(enum br_error_kind kind)
{
    static const char *const names[] = {
        [BR_ERR_NONE] = "none",
        [BR_ERR_TRUNCATED] = "truncated",
        [BR_ERR_BAD_OPCODE] = "bad-opcode",
        [BR_ERR_BAD_ARGUMENT] = "bad-argument",
        [BR_ERR_STACK_UNDERFLOW] = "stack-underflow",
        [BR_ERR_NO_MARK] = "no-mark",
        [BR_ERR_MEMO_MISS] = "memo-miss",
        [BR_ERR_TYPE] = "type",
        [BR_ERR_FRAME] = "frame",
        [BR_ERR_PROTOCOL] = "protocol",
        [BR_ERR_LIMIT] = "limit",
    };
    return (unsigned)kind < sizeof names / sizeof *names ? names[kind] : NULL;
}

br_value br_result(const br_record *rec)
{
    return rec->result;
}

uint64_t br_end(const br_record *rec)
{
    return rec->pos;
}

struct br_slice br_bytes(const br_record *rec)
{
    return (struct br_slice){rec->data, rec->len};
}

int br_protocol(const br_record *rec, br_op op)
{
    uint32_t low = 0, high = rec->protos.count; /* how many changes are before op */
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        const struct proto_change *change = arena_at(&rec->protos, mid, sizeof *change);
        if (change->op < op)
            low = mid + 1;
        else
            high = mid;
    }
    if (!low)
        return 0;
    const struct proto_change *last = arena_at(&rec->protos, low - 1, sizeof *last);
    return (int)last->protocol;
}

static uint64_t arena_used(const struct arena *a)
{
    return (uint64_t)a->count * a->row + (uint64_t)a->max_chunks * sizeof *a->chunks;
}

void br_usage(const br_record *rec, struct br_usage *out)
{
    const struct arena *arenas[] = {&rec->rows,  &rec->pushes, &rec->links, &rec->link_blocks,
                                    &rec->slots, &rec->runs,   &rec->memo,  &rec->blocks,
                                    &rec->far,   &rec->protos, &rec->wides, &rec->gaps,
                                    &rec->insets};
    *out = (struct br_usage){.ops = rec->rows.count,
                             .nodes = rec->pushes.count - 1,
                             .slots = rec->slots.count,
                             .runs = rec->runs.count,
                             .memo = rec->memo.count,
                             .events = rec->events};
    out->bytes = sizeof *rec + rec->table.dense_size * sizeof *rec->table.dense +
                 rec->table.hash_size * sizeof *rec->table.hash;
    for (size_t i = 0; i < sizeof arenas / sizeof *arenas; i++)
        out->bytes += arena_used(arenas[i]);
    out->reserved = rec->budget.held;
    out->index_bytes = rec->index ? rec->index->budget.held : 0;
}

uint64_t far_pos(const br_record *rec, uint32_t op)
{
    uint32_t low = 0, high = rec->far.count;
    while (high - low > 1) {
        uint32_t mid = low + (high - low) / 2;
        const struct far_row *row = arena_at(&rec->far, mid, sizeof *row);
        if (row->op <= op)
            low = mid;
        else
            high = mid;
    }
    const struct far_row *row = arena_at(&rec->far, low, sizeof *row);
    return row->pos;
}

/* ---- Rows ------------------------------------------------------------------------------------ */

void br_ins_at(const br_record *rec, br_op op, struct br_ins *out)
{
    const struct gap *gap = gap_of(rec, op);
    struct ins in;
    reads_row(rec, op, &in);
    ins_show(&in, record_row(rec, op)->code, out);
    if (!gap)
        return;
    out->before_gap = gap->from - in.pos;
    out->gap = gap->to - gap->from;
    out->length -= out->gap;
}

size_t br_ins_bytes(const br_record *rec, const struct br_ins *ins, uint64_t from, uint8_t *to,
                    size_t n)
{
    size_t used = 0;
    for (; used < n && from < ins->length; used++, from++) {
        uint64_t gap = ins->gap && from >= ins->before_gap ? ins->gap : 0;
        to[used] = rec->data[ins->pos + from + gap];
    }
    return used;
}

bool br_ins_has(const struct br_ins *ins, uint64_t pos)
{
    uint64_t at = pos - ins->pos;
    if (ins->gap && pos >= ins->pos && at >= ins->before_gap)
        return at - ins->before_gap >= ins->gap && at - ins->gap < ins->length;
    return pos >= ins->pos && at < ins->length;
}

uint64_t br_pos(const br_record *rec, br_op op)
{
    return op < rec->rows.count ? row_pos(rec, op) : rec->pos;
}

const struct br_opcode *br_opcode_at(const br_record *rec, br_op op)
{
    return has_row(rec, op) ? br_opcode(record_row(rec, op)->code) : NULL;
}

br_op br_op_at(const br_record *rec, uint64_t pos)
{
    uint32_t low = 0, high = rec->rows.count; /* how many rows begin at or before pos */
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (row_pos(rec, mid) <= pos)
            low = mid + 1;
        else
            high = mid;
    }
    return low ? low - 1 : BR_NO_OP;
}

uint32_t mark_taken(const br_record *rec, br_op op)
{
    const struct row *row = record_row(rec, op);
    uint32_t top = top_before(rec, op);
    uint32_t mark = node_mark(rec, top);
    if (row->code == '0') /* POP takes a mark that is on top */
        return top && mark == top ? mark : 0;
    return strchr(br_opcode(row->code)->before, '(') ? mark : 0;
}

void br_effect(const br_record *rec, br_op op, uint32_t *popped, uint32_t *pushed)
{
    const struct br_opcode *opcode = br_opcode(record_row(rec, op)->code);
    const char *mark = strchr(opcode->before, '(');
    *popped = *pushed = 0;
    if (rec->dialect->decodes_only)
        return;
    *popped = (uint32_t)(mark ? (size_t)(mark - opcode->before) : strlen(opcode->before));
    *pushed = opcode->after[0] == '(' ? 0 : (uint32_t)strlen(opcode->after);
    uint32_t taken = mark_taken(rec, op);
    if (!taken)
        return;
    uint32_t top = top_before(rec, op);
    if (opcode->code == '0')
        *popped = 0;
    else
        *popped += node_height(rec, top) - node_height(rec, taken);
}

br_op br_mark_of(const br_record *rec, br_op op)
{
    uint32_t mark = mark_taken(rec, op);
    return mark ? node_pusher(rec, mark) : BR_NO_OP;
}

bool br_frame_broken(const br_record *rec, br_op op)
{
    return record_row(rec, op)->flags & ROW_FRAME;
}

uint64_t br_frames_broken(const br_record *rec)
{
    return rec->frames_broken;
}

struct items record_items(const br_record *rec, uint32_t op)
{
    const struct row *row = record_row(rec, op);
    uint32_t top = top_before(rec, op);
    if (!top)
        return (struct items){0, 0};
    switch (row->code) {
    case 0x85: /* TUPLE1, TUPLE2, TUPLE3 */
    case 0x86:
    case 0x87:
        return (struct items){top, row->code - 0x85u + 1};
    case 'a':
        return (struct items){top, 1};
    case 's':
        return (struct items){top, 2};
    default: {
        uint32_t mark = mark_taken(rec, op);
        if (!mark || row->code == '0')
            return (struct items){0, 0};
        uint32_t count = node_height(rec, top) - node_height(rec, mark);
        return (struct items){top, count - (row->code == 'o')};
    }
    }
}

/* ---- Stack ----------------------------------------------------------------------------------- */

uint32_t br_depth(struct br_state at)
{
    return depth_of(at.rec, top_before(at.rec, at.op));
}

uint32_t br_marks(struct br_state at)
{
    return open_marks(at.rec, top_before(at.rec, at.op));
}

uint32_t br_height(struct br_state at)
{
    return node_height(at.rec, top_before(at.rec, at.op));
}

br_value br_stack(struct br_state at, uint32_t k)
{
    const br_record *rec = at.rec;
    uint32_t id = top_before(rec, at.op);
    uint32_t depth = depth_of(rec, id);
    if (k >= depth)
        return BR_NO_VALUE;
    return node_value(rec, node_at_depth(rec, id, depth - k));
}

bool br_stack_line(struct br_state at, uint32_t k, struct br_stack_line *out)
{
    const br_record *rec = at.rec;
    uint32_t id = top_before(rec, at.op);
    uint32_t height = node_height(rec, id);
    if (k >= height)
        return false;
    uint32_t depth = depth_of(rec, id);
    id = node_at_height(rec, id, height - k);
    bool is_mark = node_is_mark(rec, id);
    out->value = is_mark ? BR_NO_VALUE : node_value(rec, id);
    out->number = is_mark ? open_marks(rec, id) - 1 : depth - depth_of(rec, id);
    out->pushed_by = node_pusher(rec, id);
    return true;
}

/* ---- Memo ------------------------------------------------------------------------------------ */

/* How many entries of the memo were written before op. */
static uint32_t entries_before(const br_record *rec, br_op op)
{
    uint32_t low = 0, high = rec->memo.count;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (record_memo(rec, mid)->op < op)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

uint32_t br_memo_count(struct br_state at)
{
    uint32_t n = entries_before(at.rec, at.op);
    return n ? record_memo(at.rec, n - 1)->rank : 0;
}

static void fill_memo(const struct memo_entry *entry, struct br_memo_line *out)
{
    *out = (struct br_memo_line){entry->key, entry->value, entry->op};
}

/* The newest entry of a key before op, + 1; 0: none (or no memory for the index). */
static uint32_t memo_before(const br_record *rec, uint64_t key, br_op op)
{
    uint32_t newest = memo_find(rec, key);
    uint32_t entry = newest;
    for (int i = 0; i < 16; i++) { /* a key is rarely written more than once */
        if (!entry || record_memo(rec, entry - 1)->op < op)
            return entry;
        entry = record_memo(rec, entry - 1)->prev;
    }
    const struct chain *chain = memo_chain(rec, key, newest);
    if (!chain)
        return 0;
    uint32_t low = 0, high = chain->n;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (record_memo(rec, chain->at[mid])->op < op)
            low = mid + 1;
        else
            high = mid;
    }
    return low ? chain->at[low - 1] + 1 : 0;
}

bool br_memo_get(struct br_state at, uint64_t key, struct br_memo_line *out)
{
    uint32_t entry = memo_before(at.rec, key, at.op);
    if (!entry)
        return false;
    fill_memo(record_memo(at.rec, entry - 1), out);
    return true;
}

bool br_memo_line(struct br_state at, uint32_t n, struct br_memo_line *out)
{
    const br_record *rec = at.rec;
    if (n >= br_memo_count(at))
        return false;
    if (rec->distinct_keys == rec->memo.count) { /* no key was written twice */
        fill_memo(record_memo(rec, n), out);
        return true;
    }
    struct index *index = index_of(rec);
    if (!index)
        return false;
    for (; index->memo_seen < rec->memo.count; index->memo_seen++)
        if (!index_goes_on(rec, index->memo_seen, rec->memo.count) ||
            (!record_memo(rec, index->memo_seen)->prev &&
             !u32s_add(index, &index->memo_first, index->memo_seen)))
            return false;
    return br_memo_get(at, record_memo(rec, index->memo_first.at[n])->key, out);
}

uint64_t br_store_from(const br_record *rec, br_op op)
{
    return entries_before(rec, op);
}

bool br_store(const br_record *rec, uint64_t number, struct br_memo_line *out)
{
    if (number >= rec->memo.count)
        return false;
    fill_memo(record_memo(rec, (uint32_t)number), out);
    return true;
}

/* The key of a GET that was carried out: it is a number that the memo can have. */
static uint64_t fetched_key(const br_record *rec, const struct ins *in, bool is_line)
{
    struct br_slice line = {in->arg, in->n};
    struct number_index key = {0};
    if (!is_line)
        return le_load(in->arg, (unsigned)in->n);
    if (!number_index_short(line, &key.magnitude))
        number_index_line(&rec->dialect->numbers, line, &key);
    return key.magnitude;
}

bool br_memo_fetched(const br_record *rec, br_op op, struct br_memo_line *out)
{
    uint8_t code = record_row(rec, op)->code;
    struct ins in;
    if (!br_runs(rec) || (code != 'g' && code != 'h' && code != 'j'))
        return false;
    value_ins(rec, op, &in);
    return br_memo_get((struct br_state){rec, op}, fetched_key(rec, &in, code == 'g'), out);
}

bool br_memo_written(const br_record *rec, br_op op, struct br_memo_line *out)
{
    uint32_t n = entries_before(rec, op + 1);
    if (!n || record_memo(rec, n - 1)->op != op)
        return false;
    fill_memo(record_memo(rec, n - 1), out);
    return true;
}
