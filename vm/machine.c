/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pickle machine: applies one instruction after another and writes the record. It does what
 * Modules/_pickle.c (class Unpickler, the load_* functions) does to stack, marks and memo, in the
 * same order of checks; where CPython would import or call, it notes an event and goes on with a
 * symbolic value. Nothing is looked up, ever.
 *
 * An unknown object (a global, the result of a call ...) is accepted wherever CPython could accept
 * some object. */
#include "vm/brine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vm/chars.h"
#include "vm/decode.h"
#include "vm/index.h"
#include "vm/number.h"
#include "vm/record.h"

typedef enum br_error_kind handler(br_record *rec, const struct ins *in);

/* ---- Errors ---------------------------------------------------------------------------------- */

static enum br_error_kind fail(br_record *rec, enum br_error_kind kind, const char *message)
{
    snprintf(rec->error.message, sizeof rec->error.message, "%s", message);
    return kind;
}

/* What stands where something else was wanted: "arguments are an int, not a tuple". */
static enum br_error_kind fail_type(br_record *rec, const char *what, uint32_t value,
                                    const char *wanted)
{
    snprintf(rec->error.message, sizeof rec->error.message, "%s %s, %s", what,
             br_kind_name(value_kind(rec, value)), wanted);
    return BR_ERR_TYPE;
}

static enum br_error_kind out_of_memory(br_record *rec)
{
    if (rec->budget.max)
        snprintf(rec->error.message, sizeof rec->error.message,
                 "the record would need more than its limit of %llu bytes, or memory ran out",
                 (unsigned long long)rec->budget.max);
    else
        fail(rec, BR_ERR_LIMIT, "memory ran out");
    return BR_ERR_LIMIT;
}

/* Which of the two messages of Pdata_stack_underflow (_pickle.c). */
static enum br_error_kind underflow(br_record *rec)
{
    return fail(rec, BR_ERR_STACK_UNDERFLOW,
                rec->mark ? "needs more values than there are above the topmost mark"
                          : "needs more values than there are on the stack");
}

/* ---- Stack ----------------------------------------------------------------------------------- */

static inline bool has(const br_record *rec, uint32_t n)
{
    return rec->height - rec->fence >= n;
}

static inline enum br_error_kind push(br_record *rec, uint32_t value)
{
    uint32_t id = rec->nodes.count;
    struct node *node = arena_add(&rec->nodes);
    if (!node)
        return out_of_memory(rec);
    node->value = value;
    node->below = rec->top;
    node->mark = rec->mark;
    node->height = ++rec->height;
    rec->top = id;
    return BR_ERR_NONE;
}

/* The opcode being run, as the name of the value that it makes. */
static inline uint32_t here(const br_record *rec)
{
    return rec->rows.count;
}

/* Call only after has(): the top is then a value, not a mark. */
static inline uint32_t pop(br_record *rec)
{
    const struct node *node = record_node(rec, rec->top);
    rec->top = node->below;
    rec->height--;
    return node->value;
}

static inline uint32_t peek(const br_record *rec)
{
    return record_node(rec, rec->top)->value;
}

/* Takes the topmost mark and all above it. False if no mark is open. */
static bool take_mark(br_record *rec, struct items *items)
{
    if (!rec->mark)
        return false;
    const struct node *mark = record_node(rec, rec->mark);
    items->top = rec->top;
    items->count = rec->height - mark->height;
    rec->top = mark->below;
    const struct node *below = record_node(rec, rec->top);
    rec->mark = below->mark;
    rec->height = below->height;
    rec->fence = record_node(rec, rec->mark)->height;
    return true;
}

static enum br_error_kind no_mark(br_record *rec)
{
    return fail(rec, BR_ERR_NO_MARK, "needs a mark and none is open");
}

static void add_events(br_record *rec, unsigned n)
{
    rec->flags = (uint8_t)(rec->flags | n);
    rec->events += n;
}

/* Pushes the value that this opcode makes, and notes its event. */
static enum br_error_kind push_event(br_record *rec)
{
    add_events(rec, 1);
    return push(rec, here(rec));
}

static inline bool is_unknown(const br_record *rec, uint32_t value)
{
    return br_kind_is_unknown(value_kind(rec, value));
}

/* ---- Literals -------------------------------------------------------------------------------- */

static enum br_error_kind op_push(br_record *rec, const struct ins *in)
{
    (void)in;
    return push(rec, here(rec));
}

static struct br_slice slice_of(const struct ins *in)
{
    return (struct br_slice){in->arg, in->n};
}

/* A number that Python reads and brine will not: above what number.h allows. */
static enum br_error_kind bad_number(br_record *rec, const struct number *number, const char *text)
{
    if (number->too_big)
        return fail(rec, BR_ERR_LIMIT, "the integer has more digits than the limit of 67108864");
    return fail(rec, BR_ERR_BAD_ARGUMENT, text);
}

static enum br_error_kind op_push_int(br_record *rec, const struct ins *in)
{
    struct number number;
    if (!number_int_line(slice_of(in), &number))
        return bad_number(rec, &number, "the line is no integer that Python's INT reads");
    if (number.is_bool)
        rec->flags |= ROW_BOOL;
    number_clear(&number);
    return push(rec, here(rec));
}

static enum br_error_kind op_push_long(br_record *rec, const struct ins *in)
{
    struct number number;
    if (!number_long_line(slice_of(in), &number))
        return bad_number(rec, &number, "the line is no integer that Python's LONG reads");
    number_clear(&number);
    return push(rec, here(rec));
}

static enum br_error_kind op_push_float(br_record *rec, const struct ins *in)
{
    if (!number_float_valid(slice_of(in)))
        return fail(rec, BR_ERR_BAD_ARGUMENT, "the line is no float that Python's FLOAT reads");
    return push(rec, here(rec));
}

static enum br_error_kind op_push_quoted(br_record *rec, const struct ins *in)
{
    struct br_slice inside;
    if (!chars_unquote(slice_of(in), &inside))
        return fail(rec, BR_ERR_BAD_ARGUMENT, "the line does not stand between two equal quotes");
    if (!chars_valid(CHARS_QUOTED, inside))
        return fail(rec, BR_ERR_BAD_ARGUMENT, "the string has a bad escape or is not ASCII");
    return push(rec, here(rec));
}

static enum br_error_kind op_push_ascii(br_record *rec, const struct ins *in)
{
    if (!chars_valid(CHARS_ASCII, slice_of(in)))
        return fail(rec, BR_ERR_BAD_ARGUMENT, "the string is not ASCII");
    return push(rec, here(rec));
}

static enum br_error_kind op_push_escaped(br_record *rec, const struct ins *in)
{
    if (!chars_valid(CHARS_ESCAPED, slice_of(in)))
        return fail(rec, BR_ERR_BAD_ARGUMENT, "the string has a bad \\u escape");
    return push(rec, here(rec));
}

static enum br_error_kind op_push_utf8(br_record *rec, const struct ins *in)
{
    if (!chars_valid(CHARS_UTF8, slice_of(in)))
        return fail(rec, BR_ERR_BAD_ARGUMENT, "the string is not UTF-8");
    return push(rec, here(rec));
}

/* ---- Containers that change ------------------------------------------------------------------ */

static const uint8_t slot_kind_of[256] = {
    [0x5d] = BR_KIND_LIST,       [0x6c] = BR_KIND_LIST,      [0x7d] = BR_KIND_DICT,
    [0x64] = BR_KIND_DICT,       [0x8f] = BR_KIND_SET,       [0x96] = BR_KIND_BYTEARRAY,
    [0x97] = BR_KIND_BUFFER,
};

/* A new slot for the object that this opcode makes; its value, or BR_NO_VALUE. */
static uint32_t new_slot(br_record *rec, const struct ins *in)
{
    uint32_t number = rec->slots.count;
    struct slot *slot = arena_add(&rec->slots);
    if (!slot)
        return BR_NO_VALUE;
    *slot = (struct slot){.op = here(rec), .kind = slot_kind_of[rec->data[in->pos]]};
    return SLOT_BIT | number;
}

static enum br_error_kind op_push_slot(br_record *rec, const struct ins *in)
{
    uint32_t value = new_slot(rec, in);
    return value == BR_NO_VALUE ? out_of_memory(rec) : push(rec, value);
}

static enum br_error_kind op_next_buffer(br_record *rec, const struct ins *in)
{
    uint32_t value = new_slot(rec, in);
    if (value == BR_NO_VALUE)
        return out_of_memory(rec);
    record_slot(rec, value)->run = rec->buffers++;
    add_events(rec, 1);
    return push(rec, value);
}

/* Notes that this opcode added n items to a container (0: rewrote some). */
static enum br_error_kind add_run(br_record *rec, uint32_t value, uint32_t n)
{
    struct slot *slot = record_slot(rec, value);
    if (n > UINT32_MAX - slot->added)
        return fail(rec, BR_ERR_LIMIT, "more than 2^32 - 1 items in one container");
    uint32_t number = rec->runs.count;
    struct run *run = arena_add(&rec->runs);
    if (!run)
        return out_of_memory(rec);
    slot->added += n;
    *run = (struct run){.prev = slot->run, .op = here(rec), .end = slot->added};
    slot->run = number + 1;
    return BR_ERR_NONE;
}

/* Every `step`th of the items, from the last down, offset from it: can all be hashed? */
static enum br_error_kind check_hashable(br_record *rec, struct items items, uint32_t step,
                                         const char *what)
{
    uint32_t bad = BR_NO_VALUE; /* the first in order is the one CPython would name */
    uint32_t id = items.top;
    for (uint32_t i = 0; i < items.count; i++) {
        const struct node *node = record_node(rec, id);
        if ((i + 1) % step == 0 && !value_hashable(rec, node->value))
            bad = node->value;
        id = node->below;
    }
    return bad == BR_NO_VALUE ? BR_ERR_NONE : fail_type(rec, what, bad, "which cannot be hashed");
}

static enum br_error_kind op_from_mark(br_record *rec, const struct ins *in)
{
    struct items items;
    if (!take_mark(rec, &items))
        return no_mark(rec);
    uint32_t value = new_slot(rec, in);
    if (value == BR_NO_VALUE)
        return out_of_memory(rec);
    uint32_t n = items.count;
    if (record_slot(rec, value)->kind == BR_KIND_DICT) {
        if (n % 2)
            return fail(rec, BR_ERR_TYPE, "odd number of items: a key without a value");
        enum br_error_kind kind = check_hashable(rec, items, 2, "a key is a");
        if (kind)
            return kind;
        n /= 2;
    }
    enum br_error_kind kind = n ? add_run(rec, value, n) : BR_ERR_NONE;
    return kind ? kind : push(rec, value);
}

/* ---- Containers that do not change ----------------------------------------------------------- */

static void note_unhashable(br_record *rec, struct items items)
{
    uint32_t id = items.top;
    for (uint32_t i = 0; i < items.count; i++) {
        const struct node *node = record_node(rec, id);
        if (!value_hashable(rec, node->value)) {
            rec->flags |= ROW_UNHASHABLE;
            return;
        }
        id = node->below;
    }
}

static enum br_error_kind op_tuple(br_record *rec, const struct ins *in)
{
    (void)in;
    struct items items;
    if (!take_mark(rec, &items))
        return no_mark(rec);
    note_unhashable(rec, items);
    return push(rec, here(rec));
}

static enum br_error_kind op_tuple_n(br_record *rec, const struct ins *in)
{
    uint32_t n = rec->data[in->pos] - 0x85u + 1; /* TUPLE1, TUPLE2, TUPLE3 follow each other */
    if (!has(rec, n))
        return underflow(rec);
    note_unhashable(rec, (struct items){rec->top, n});
    for (uint32_t i = 0; i < n; i++)
        pop(rec);
    return push(rec, here(rec));
}

static enum br_error_kind op_frozenset(br_record *rec, const struct ins *in)
{
    (void)in;
    struct items items;
    if (!take_mark(rec, &items))
        return no_mark(rec);
    enum br_error_kind kind = check_hashable(rec, items, 1, "an item is a");
    return kind ? kind : push(rec, here(rec));
}

/* ---- Adding to containers -------------------------------------------------------------------- */

/* The items of APPEND, SETITEM (n of them on the stack), or of the opcodes that take a mark
 * (n == 0), and the object that they go to, which stays on the stack. */
static enum br_error_kind take_items(br_record *rec, uint32_t n, struct items *items,
                                     uint32_t *target)
{
    if (n) {
        if (!has(rec, n + 1))
            return underflow(rec);
        *items = (struct items){rec->top, n};
        for (uint32_t i = 0; i < n; i++)
            pop(rec);
    } else {
        if (!take_mark(rec, items))
            return no_mark(rec);
        if (!has(rec, 1))
            return underflow(rec);
    }
    *target = peek(rec);
    return BR_ERR_NONE;
}

/* An int or bool from low to high; an unknown object may be one. */
static bool may_be_index(const br_record *rec, uint32_t value, int64_t low, int64_t high)
{
    if (is_unknown(rec, value))
        return true;
    int64_t v;
    return br_int(rec, value, &v) && v >= low && v <= high;
}

static enum br_error_kind append_bytes(br_record *rec, uint32_t target, struct items items)
{
    uint32_t id = items.top;
    for (uint32_t i = 0; i < items.count; i++) {
        const struct node *node = record_node(rec, id);
        if (!may_be_index(rec, node->value, 0, 255))
            return fail(rec, BR_ERR_TYPE, "what is appended to a bytearray must be 0 to 255");
        id = node->below;
    }
    add_events(rec, 1);
    return add_run(rec, target, items.count);
}

static enum br_error_kind op_append(br_record *rec, const struct ins *in)
{
    struct items items;
    uint32_t target;
    enum br_error_kind kind = take_items(rec, rec->data[in->pos] == 'a', &items, &target);
    if (kind || items.count == 0)
        return kind;
    switch (value_kind(rec, target)) {
    case BR_KIND_LIST:
        return add_run(rec, target, items.count);
    case BR_KIND_BYTEARRAY:
        return append_bytes(rec, target, items);
    default:
        if (!is_unknown(rec, target))
            return fail_type(rec, "appends to a", target, "not to a list");
        add_events(rec, 1);
        return BR_ERR_NONE;
    }
}

/* Keys of SETITEM on a list or bytearray: an index that exists. */
static enum br_error_kind rewrite(br_record *rec, uint32_t target, struct items items)
{
    struct slot *slot = record_slot(rec, target);
    bool is_bytes = slot->kind == BR_KIND_BYTEARRAY;
    int64_t len = slot->added;
    if (is_bytes)
        len += (int64_t)br_raw(rec, target).len;
    uint32_t id = items.top;
    for (uint32_t i = 0; i < items.count; i += 2) {
        const struct node *value = record_node(rec, id);
        const struct node *key = record_node(rec, value->below);
        if (!may_be_index(rec, key->value, -len, len - 1))
            return fail(rec, BR_ERR_TYPE, "the key is no index into the list or bytearray");
        if (is_bytes && !may_be_index(rec, value->value, 0, 255))
            return fail(rec, BR_ERR_TYPE, "what is stored in a bytearray must be 0 to 255");
        id = key->below;
    }
    slot->rewritten = true;
    add_events(rec, 1);
    return add_run(rec, target, 0);
}

static enum br_error_kind op_setitem(br_record *rec, const struct ins *in)
{
    struct items items;
    uint32_t target;
    enum br_error_kind kind = take_items(rec, rec->data[in->pos] == 's' ? 2 : 0, &items, &target);
    if (kind || items.count == 0)
        return kind;
    if (items.count % 2)
        return fail(rec, BR_ERR_TYPE, "odd number of items: a key without a value");
    switch (value_kind(rec, target)) {
    case BR_KIND_DICT:
        kind = check_hashable(rec, items, 2, "a key is a");
        return kind ? kind : add_run(rec, target, items.count / 2);
    case BR_KIND_LIST:
    case BR_KIND_BYTEARRAY:
        return rewrite(rec, target, items);
    default:
        if (!is_unknown(rec, target))
            return fail_type(rec, "sets an item of a", target, "which takes none");
        add_events(rec, 1);
        return BR_ERR_NONE;
    }
}

static enum br_error_kind op_additems(br_record *rec, const struct ins *in)
{
    (void)in;
    struct items items;
    uint32_t target;
    enum br_error_kind kind = take_items(rec, 0, &items, &target);
    if (kind || items.count == 0)
        return kind;
    if (value_kind(rec, target) == BR_KIND_SET) {
        kind = check_hashable(rec, items, 1, "an item is a");
        return kind ? kind : add_run(rec, target, items.count);
    }
    if (!is_unknown(rec, target))
        return fail_type(rec, "adds to a", target, "not to a set");
    add_events(rec, 1);
    return BR_ERR_NONE;
}

/* ---- Stack, marks, control ------------------------------------------------------------------- */

static enum br_error_kind op_mark(br_record *rec, const struct ins *in)
{
    (void)in;
    uint32_t id = rec->nodes.count;
    uint32_t open = rec->mark ? record_node(rec, rec->mark)->value : 0;
    enum br_error_kind kind = push(rec, open + 1);
    if (kind)
        return kind;
    record_node(rec, id)->mark = id;
    rec->mark = id;
    rec->fence = rec->height;
    return BR_ERR_NONE;
}

static enum br_error_kind op_pop_mark(br_record *rec, const struct ins *in)
{
    (void)in;
    struct items items;
    return take_mark(rec, &items) ? BR_ERR_NONE : no_mark(rec);
}

/* _pickle.c load_pop: directly above a mark it is the mark that goes. */
static enum br_error_kind op_pop(br_record *rec, const struct ins *in)
{
    if (rec->mark && rec->mark == rec->top)
        return op_pop_mark(rec, in);
    if (!has(rec, 1))
        return underflow(rec);
    pop(rec);
    return BR_ERR_NONE;
}

static enum br_error_kind op_dup(br_record *rec, const struct ins *in)
{
    (void)in;
    return has(rec, 1) ? push(rec, peek(rec)) : underflow(rec);
}

static enum br_error_kind op_stop(br_record *rec, const struct ins *in)
{
    (void)in;
    if (!has(rec, 1))
        return underflow(rec);
    rec->result = pop(rec);
    rec->done = true;
    return BR_ERR_NONE;
}

static enum br_error_kind op_proto(br_record *rec, const struct ins *in)
{
    if (in->arg[0] > 5)
        return fail(rec, BR_ERR_PROTOCOL, "a protocol above 5 is refused");
    struct proto_change *change = arena_add(&rec->protos);
    if (!change)
        return out_of_memory(rec);
    *change = (struct proto_change){here(rec), in->arg[0]};
    rec->protocol = in->arg[0];
    return BR_ERR_NONE;
}

static enum br_error_kind op_frame(br_record *rec, const struct ins *in)
{
    uint64_t n = le_load(in->arg, 8);
    if (n > MAX_SIZE)
        return fail(rec, BR_ERR_BAD_ARGUMENT, "the length of the frame is above 2^63 - 1");
    if (n > rec->len - in->end)
        return fail(rec, BR_ERR_TRUNCATED, "the data ends inside the frame");
    if (in->end < rec->frame_end && rec->frame_end != UINT64_MAX)
        rec->flags |= ROW_FRAME; /* a frame inside another */
    rec->frame_end = in->end + n;
    return BR_ERR_NONE;
}

/* ---- Memo ------------------------------------------------------------------------------------ */

static inline uint32_t hash_key(const br_record *rec, uint64_t key)
{
    return (uint32_t)map_mix(key ^ rec->seed);
}

uint32_t memo_find(const br_record *rec, uint64_t key)
{
    const struct memo_table *table = &rec->table;
    if (key < table->dense_size && table->dense[key])
        return table->dense[key];
    if (!table->hash_used)
        return 0;
    uint32_t mask = table->hash_size - 1;
    for (uint32_t i = hash_key(rec, key) & mask; table->hash[i]; i = (i + 1) & mask)
        if (record_memo(rec, table->hash[i] - 1)->key == key)
            return table->hash[i];
    return 0;
}

/* Keys are taken into the array while it stays at most twice as long as there are entries. */
static bool table_grow_dense(br_record *rec, uint32_t key)
{
    struct memo_table *table = &rec->table;
    uint32_t size = table->dense_size + table->dense_size / 8 + 64;
    if (size <= key)
        size = key + 1;
    uint32_t *dense = budget_realloc(&rec->budget, table->dense,
                                     table->dense_size * sizeof *dense, size * sizeof *dense);
    if (!dense)
        return false;
    memset(dense + table->dense_size, 0, (size - table->dense_size) * sizeof *dense);
    table->dense = dense;
    table->dense_size = size;
    return true;
}

static bool table_grow_hash(br_record *rec)
{
    struct memo_table *table = &rec->table;
    uint32_t size = table->hash_size ? table->hash_size * 2 : 64;
    uint32_t *hash = budget_realloc(&rec->budget, NULL, 0, size * sizeof *hash);
    if (!hash)
        return false;
    memset(hash, 0, size * sizeof *hash);
    for (uint32_t i = 0; i < table->hash_size; i++) {
        if (!table->hash[i])
            continue;
        uint32_t at = hash_key(rec, record_memo(rec, table->hash[i] - 1)->key) & (size - 1);
        while (hash[at])
            at = (at + 1) & (size - 1);
        hash[at] = table->hash[i];
    }
    budget_free(&rec->budget, table->hash, table->hash_size * sizeof *hash);
    table->hash = hash;
    table->hash_size = size;
    return true;
}

/* Makes `entry` (+ 1) the newest of its key. */
static bool table_set(br_record *rec, uint64_t key, uint32_t entry)
{
    struct memo_table *table = &rec->table;
    if (key >= table->dense_size && key < 2 * (uint64_t)rec->memo.count + 256 &&
        key < UINT32_MAX / 8 && !table_grow_dense(rec, (uint32_t)key))
        return false;
    if (key < table->dense_size) {
        table->dense[key] = entry;
        return true;
    }
    if (table->hash_used >= table->hash_size - table->hash_size / 4 && !table_grow_hash(rec))
        return false;
    uint32_t mask = table->hash_size - 1;
    uint32_t i = hash_key(rec, key) & mask;
    while (table->hash[i] && record_memo(rec, table->hash[i] - 1)->key != key)
        i = (i + 1) & mask;
    table->hash_used += !table->hash[i];
    table->hash[i] = entry;
    return true;
}

static enum br_error_kind store(br_record *rec, uint64_t key)
{
    uint32_t prev = memo_find(rec, key);
    struct memo_entry *entry = arena_add(&rec->memo);
    if (!entry)
        return out_of_memory(rec);
    rec->distinct_keys += !prev;
    *entry = (struct memo_entry){.key = key,
                                 .value = peek(rec),
                                 .op = here(rec),
                                 .prev = prev,
                                 .rank = rec->distinct_keys};
    return table_set(rec, key, rec->memo.count) ? BR_ERR_NONE : out_of_memory(rec);
}

/* The key of PUT, GET (a line) or their binary forms. */
static bool memo_key(const struct ins *in, bool is_line, int64_t *key)
{
    if (!is_line) {
        *key = (int64_t)le_load(in->arg, (unsigned)in->n);
        return true;
    }
    return number_index_line(slice_of(in), key);
}

static enum br_error_kind op_put(br_record *rec, const struct ins *in)
{
    if (!has(rec, 1))
        return underflow(rec);
    int64_t key;
    if (!memo_key(in, rec->data[in->pos] == 'p', &key))
        return fail(rec, BR_ERR_BAD_ARGUMENT, "the line is no decimal integer of 64 bits");
    if (key < 0)
        return fail(rec, BR_ERR_BAD_ARGUMENT, "the memo has no negative numbers");
    return store(rec, (uint64_t)key);
}

static enum br_error_kind op_memoize(br_record *rec, const struct ins *in)
{
    (void)in;
    return has(rec, 1) ? store(rec, rec->distinct_keys) : underflow(rec);
}

static enum br_error_kind op_get(br_record *rec, const struct ins *in)
{
    int64_t key;
    if (!memo_key(in, rec->data[in->pos] == 'g', &key))
        return fail(rec, BR_ERR_BAD_ARGUMENT, "the line is no decimal integer of 64 bits");
    uint32_t entry = key < 0 ? 0 : memo_find(rec, (uint64_t)key);
    if (!entry) {
        snprintf(rec->error.message, sizeof rec->error.message,
                 "the memo holds nothing under %lld", (long long)key);
        return BR_ERR_MEMO_MISS;
    }
    return push(rec, record_memo(rec, entry - 1)->value);
}

/* ---- Globals and calls ----------------------------------------------------------------------- */

static enum br_error_kind check_names(br_record *rec, const struct ins *in, enum chars_form form,
                                      const char *message)
{
    struct br_slice name = {in->name, in->name_n};
    if (!chars_valid(form, slice_of(in)) || !chars_valid(form, name))
        return fail(rec, BR_ERR_BAD_ARGUMENT, message);
    return BR_ERR_NONE;
}

static enum br_error_kind op_global(br_record *rec, const struct ins *in)
{
    enum br_error_kind kind = check_names(rec, in, CHARS_STRICT_UTF8, "a name is not UTF-8");
    return kind ? kind : push_event(rec);
}

static enum br_error_kind op_stack_global(br_record *rec, const struct ins *in)
{
    (void)in;
    if (!has(rec, 2))
        return underflow(rec);
    for (int i = 0; i < 2; i++) {
        uint32_t part = pop(rec);
        enum br_kind kind = value_kind(rec, part);
        if (kind != BR_KIND_STR && !br_kind_is_unknown(kind))
            return fail_type(rec, i ? "the module is a" : "the name is a", part, "not a str");
    }
    return push_event(rec);
}

static enum br_error_kind op_inst(br_record *rec, const struct ins *in)
{
    struct items items;
    if (!rec->mark)
        return no_mark(rec);
    enum br_error_kind kind = check_names(rec, in, CHARS_ASCII, "a name is not ASCII");
    if (kind)
        return kind;
    take_mark(rec, &items);
    add_events(rec, 2); /* the import, then the call */
    return push(rec, here(rec));
}

static enum br_error_kind op_obj(br_record *rec, const struct ins *in)
{
    (void)in;
    struct items items;
    if (!take_mark(rec, &items))
        return no_mark(rec);
    if (items.count == 0)
        return underflow(rec);
    uint32_t id = items.top;
    for (uint32_t i = 1; i < items.count; i++)
        id = record_node(rec, id)->below;
    uint32_t cls = record_node(rec, id)->value;
    if (!is_unknown(rec, cls))
        return fail_type(rec, "the class is a", cls, "not a class");
    return push_event(rec);
}

static bool may_be(const br_record *rec, uint32_t value, enum br_kind wanted)
{
    enum br_kind kind = value_kind(rec, value);
    return kind == wanted || br_kind_is_unknown(kind);
}

static enum br_error_kind new_object(br_record *rec, uint32_t cls, uint32_t args)
{
    if (!is_unknown(rec, cls))
        return fail_type(rec, "the class is a", cls, "not a class");
    if (!may_be(rec, args, BR_KIND_TUPLE))
        return fail_type(rec, "the arguments are a", args, "not a tuple");
    return BR_ERR_NONE;
}

static enum br_error_kind op_newobj(br_record *rec, const struct ins *in)
{
    (void)in;
    if (!has(rec, 2))
        return underflow(rec);
    uint32_t args = pop(rec);
    uint32_t cls = pop(rec);
    enum br_error_kind kind = new_object(rec, cls, args);
    return kind ? kind : push_event(rec);
}

static enum br_error_kind op_newobj_ex(br_record *rec, const struct ins *in)
{
    (void)in;
    if (!has(rec, 3))
        return underflow(rec);
    uint32_t kwargs = pop(rec);
    uint32_t args = pop(rec);
    uint32_t cls = pop(rec);
    enum br_error_kind kind = new_object(rec, cls, args);
    if (kind)
        return kind;
    if (!may_be(rec, kwargs, BR_KIND_DICT))
        return fail_type(rec, "the keyword arguments are a", kwargs, "not a dict");
    return push_event(rec);
}

/* _pickle.c load_reduce: the arguments are checked before the callable. */
static enum br_error_kind op_reduce(br_record *rec, const struct ins *in)
{
    (void)in;
    if (!has(rec, 2))
        return underflow(rec);
    uint32_t args = pop(rec);
    uint32_t callable = pop(rec);
    if (!may_be(rec, args, BR_KIND_TUPLE))
        return fail_type(rec, "the arguments are a", args, "not a tuple");
    if (!is_unknown(rec, callable))
        return fail_type(rec, "calls a", callable, "which is not callable");
    return push_event(rec);
}

/* What load_build does when the object is a plain one, which has no __setstate__, no __dict__ and
 * takes no attributes: only None and (None, {}) pass. */
static bool plain_takes_state(const br_record *rec, uint32_t state)
{
    enum br_kind kind = value_kind(rec, state);
    if (kind == BR_KIND_NONE)
        return true;
    if (kind != BR_KIND_TUPLE)
        return false;
    struct items items = record_items(rec, state);
    if (items.count != 2)
        return false;
    const struct node *slots = record_node(rec, items.top);
    const struct node *first = record_node(rec, slots->below);
    return value_kind(rec, first->value) == BR_KIND_NONE &&
           value_kind(rec, slots->value) == BR_KIND_DICT &&
           record_slot(rec, slots->value)->added == 0;
}

static enum br_error_kind op_build(br_record *rec, const struct ins *in)
{
    (void)in;
    if (!has(rec, 2))
        return underflow(rec);
    uint32_t state = pop(rec);
    uint32_t object = peek(rec);
    if (!is_unknown(rec, object) && !plain_takes_state(rec, state))
        return fail_type(rec, "gives a state to a", object, "which takes none");
    add_events(rec, 1);
    return BR_ERR_NONE;
}

static enum br_error_kind op_persid(br_record *rec, const struct ins *in)
{
    if (!chars_valid(CHARS_ASCII, slice_of(in)))
        return fail(rec, BR_ERR_BAD_ARGUMENT, "the persistent id is not ASCII");
    return push_event(rec);
}

static enum br_error_kind op_binpersid(br_record *rec, const struct ins *in)
{
    (void)in;
    if (!has(rec, 1))
        return underflow(rec);
    pop(rec);
    return push_event(rec);
}

static enum br_error_kind op_ext(br_record *rec, const struct ins *in)
{
    int64_t code = (int64_t)le_load(in->arg, (unsigned)in->n);
    if (code == 0 || code > INT32_MAX)
        return fail(rec, BR_ERR_BAD_ARGUMENT, "an extension code must be 1 or more");
    return push_event(rec);
}

/* _pickle.c load_readonly_buffer: what is read-only already stays as it is. */
static enum br_error_kind op_readonly(br_record *rec, const struct ins *in)
{
    (void)in;
    if (!has(rec, 1))
        return underflow(rec);
    uint32_t value = peek(rec);
    enum br_kind kind = value_kind(rec, value);
    if (kind == BR_KIND_BYTES || kind == BR_KIND_MEMORYVIEW)
        return BR_ERR_NONE;
    if (kind != BR_KIND_BYTEARRAY && !br_kind_is_unknown(kind))
        return fail_type(rec, "the object is a", value, "not a buffer");
    pop(rec);
    if (kind == BR_KIND_BYTEARRAY)
        rec->flags |= ROW_MEMORYVIEW;
    else
        add_events(rec, 1);
    return push(rec, here(rec));
}

/* ---- The run --------------------------------------------------------------------------------- */

static handler *const handlers[256] = {
#define OPCODE(code, name, protocol, argument, before, after, handler, sentence)                   \
    [code] = op_##handler,
#include "vm/opcodes.def"
};

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

static const char *decode_message(enum br_error_kind kind)
{
    return kind == BR_ERR_TRUNCATED ? "the data ends inside the argument"
                                    : "the size in the argument is impossible";
}

/* The kind of a break while the argument was read. Two opcodes look at something before all of
 * their argument is there: INST at the mark (load_inst), GLOBAL and INST at the first name. */
static enum br_error_kind decode_failed(br_record *rec, const struct layout *lay,
                                        const struct ins *in, enum br_error_kind kind)
{
    bool is_inst = rec->data[in->pos] == 'i';
    if (is_inst && !rec->mark)
        return no_mark(rec);
    if (lay->form == FORM_PAIR && in->arg &&
        !chars_valid(is_inst ? CHARS_ASCII : CHARS_STRICT_UTF8, slice_of(in)))
        return fail(rec, BR_ERR_BAD_ARGUMENT,
                    is_inst ? "a name is not ASCII" : "a name is not UTF-8");
    bool is_line = lay->form == FORM_LINE || lay->form == FORM_PAIR;
    const uint8_t *from = in->arg ? in->arg + in->n + 1 : rec->data + in->pos + 1;
    if (is_line && from < rec->data + rec->len && *from == '\n')
        return fail(rec, kind, "an empty line where a number or name must stand");
    return fail(rec, kind, decode_message(kind));
}

static enum br_error_kind add_checkpoint(br_record *rec)
{
    struct checkpoint *point = arena_add(&rec->checkpoints);
    if (!point)
        return out_of_memory(rec);
    *point = (struct checkpoint){rec->nodes.count, rec->events};
    return BR_ERR_NONE;
}

/* After a handler failed, the row being written never was: take its events back. */
static void finish_row(br_record *rec, const struct ins *in)
{
    struct row *row = arena_add(&rec->rows);
    if (!row) {
        rec->events -= rec->flags & ROW_EVENTS;
        rec->done = false;
        rec->result = BR_NO_VALUE;
        break_run(rec, out_of_memory(rec), br_opcode(rec->data[in->pos]));
        return;
    }
    row->pos_low = (uint32_t)in->pos;
    row->pos_high = (uint16_t)(in->pos >> 32);
    row->code = rec->data[in->pos];
    row->flags = rec->flags;
    row->top = rec->top;
    if (rec->flags & ROW_FRAME)
        rec->frames_broken++;
    rec->pos = in->end;
}

/* Runs the opcode at rec->pos and writes its row, or notes the break. */
static void step(br_record *rec)
{
    if (rec->pos >= rec->len) {
        fail(rec, BR_ERR_TRUNCATED,
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
    if ((rec->rows.count & ((1u << CHECKPOINT_SHIFT) - 1)) == 0)
        kind = add_checkpoint(rec);
    struct ins in;
    in.pos = rec->pos;
    in.arg = NULL;
    rec->flags = 0;
    if (!kind) {
        kind = decode(rec->data, rec->len, lay, &in);
        if (kind)
            kind = decode_failed(rec, lay, &in, kind);
        else if (in.end >= rec->frame_end)
            check_frame(rec, lay, &in);
    }
    if (!kind)
        kind = handlers[code](rec, &in);
    if (kind) {
        rec->events -= rec->flags & ROW_EVENTS;
        break_run(rec, kind, br_opcode(code));
        return;
    }
    finish_row(rec, &in);
}

/* ---- The fast lane ---------------------------------------------------------------------------
 *
 * Most of a big pickle is literals, memo stores and gets, marks and small tuples, which cannot fail
 * where the bytes are there. They are done here, up to 64 in a row with the machine in registers;
 * whatever is not as simple as it looks (an end, a frame's end, a full chunk, a new kind of memo
 * key) is left, untouched, to step(). Measured: a third of the time of step() for every opcode.
 * What an opcode does is in its op_ function; the cases here are those functions, shortened. */

enum lane { LANE_NO, LANE_PUSH, LANE_SLOT, LANE_UTF8, LANE_MARK, LANE_TUPLE, LANE_PUT, LANE_GET };

struct fast {
    uint8_t lane;
    uint8_t length; /* bytes of the instruction, without counted data */
};

static const struct fast fast_of[256] = {
    ['N'] = {LANE_PUSH, 1},   [0x88] = {LANE_PUSH, 1}, [0x89] = {LANE_PUSH, 1},
    ['K'] = {LANE_PUSH, 2},   ['M'] = {LANE_PUSH, 3},  ['J'] = {LANE_PUSH, 5},
    ['G'] = {LANE_PUSH, 9},   [')'] = {LANE_PUSH, 1},  [']'] = {LANE_SLOT, 1},
    ['}'] = {LANE_SLOT, 1},   [0x8f] = {LANE_SLOT, 1}, [0x8c] = {LANE_UTF8, 2},
    ['X'] = {LANE_UTF8, 5},   ['('] = {LANE_MARK, 1},  [0x85] = {LANE_TUPLE, 1},
    [0x86] = {LANE_TUPLE, 1}, [0x87] = {LANE_TUPLE, 1}, [0x94] = {LANE_PUT, 1},
    ['q'] = {LANE_PUT, 2},    ['r'] = {LANE_PUT, 5},   ['h'] = {LANE_GET, 2},
    ['j'] = {LANE_GET, 5},
};

/* Key of a PUT or GET of the fast lane: the argument, or the next free one of MEMOIZE. */
static inline uint64_t fast_key(const br_record *rec, const uint8_t *p, unsigned length)
{
    return length == 1 ? rec->distinct_keys : length == 2 ? p[1] : le_load(p + 1, 4);
}

/* A new key in the array that has room for it. */
static inline bool fast_store(br_record *rec, uint64_t key, uint32_t value, uint32_t op)
{
    struct memo_table *table = &rec->table;
    if (key >= table->dense_size || table->dense[key] || table->hash_used ||
        rec->memo.next == rec->memo.end)
        return false;
    struct memo_entry *entry = arena_add(&rec->memo);
    *entry = (struct memo_entry){key, value, op, 0, ++rec->distinct_keys};
    table->dense[key] = rec->memo.count;
    return true;
}

/* Runs at most `most` opcodes, none beyond the next checkpoint; returns how many it ran. */
static uint32_t run_fast(br_record *rec, uint32_t most)
{
    uint32_t op = rec->rows.count;
    uint32_t in_block = op & ((1u << CHECKPOINT_SHIFT) - 1);
    uint32_t room = (1u << CHECKPOINT_SHIFT) - in_block;
    if (!in_block || rec->rows.next == rec->rows.end)
        return 0; /* step() makes the checkpoint, and room for the rows up to the next */
    uint32_t last = op + (most < room ? most : room);
    const uint8_t *data = rec->data;
    /* In front of a frame's end each read is looked at: step() does. */
    uint64_t limit = rec->frame_end <= rec->len ? rec->frame_end - 1 : rec->len;
    uint64_t pos = rec->pos;
    uint32_t top = rec->top, height = rec->height;
    struct row *row = (struct row *)(void *)rec->rows.next;
    uint32_t first = op;
    for (; op < last && pos < limit; op++) {
        const uint8_t *p = data + pos;
        struct fast fast = fast_of[*p];
        uint64_t end = pos + fast.length;
        uint32_t value = op, below = top;
        uint8_t flags = 0;
        if (fast.lane == LANE_NO || end > limit)
            break;
        switch (fast.lane) {
        case LANE_SLOT: {
            struct slot *slot = (struct slot *)(void *)rec->slots.next;
            if (rec->slots.next == rec->slots.end || rec->nodes.next == rec->nodes.end)
                goto out;
            value = SLOT_BIT | rec->slots.count++;
            rec->slots.next += sizeof *slot;
            *slot = (struct slot){.op = op, .kind = slot_kind_of[*p]};
            break;
        }
        case LANE_UTF8: {
            uint64_t n = fast.length == 2 ? p[1] : le_load(p + 1, 4);
            if (n > limit - end ||
                !chars_valid(CHARS_UTF8, (struct br_slice){p + fast.length, n}))
                goto out;
            end += n;
            break;
        }
        case LANE_MARK:
            if (rec->nodes.next == rec->nodes.end)
                goto out;
            value = (rec->mark ? record_node(rec, rec->mark)->value : 0) + 1;
            rec->mark = rec->nodes.count;
            rec->fence = height + 1;
            break;
        case LANE_TUPLE: {
            uint32_t n = *p - 0x85u + 1;
            if (height - rec->fence < n || rec->nodes.next == rec->nodes.end)
                goto out;
            for (uint32_t i = 0; i < n; i++) {
                const struct node *node = record_node(rec, below);
                if (!value_hashable(rec, node->value))
                    flags = ROW_UNHASHABLE;
                below = node->below;
            }
            height -= n;
            break;
        }
        case LANE_PUT:
            if (height == rec->fence ||
                !fast_store(rec, fast_key(rec, p, fast.length), record_node(rec, top)->value, op))
                goto out;
            goto write_row;
        case LANE_GET: {
            uint64_t key = fast_key(rec, p, fast.length);
            if (key >= rec->table.dense_size || !rec->table.dense[key])
                goto out;
            value = record_memo(rec, rec->table.dense[key] - 1)->value;
            break;
        }
        default:
            break;
        }
        if (rec->nodes.next == rec->nodes.end)
            break;
        struct node *node = (struct node *)(void *)rec->nodes.next;
        rec->nodes.next += sizeof *node;
        top = rec->nodes.count++;
        *node = (struct node){value, below, rec->mark, ++height};
    write_row:
        *row++ = (struct row){(uint32_t)pos, top, (uint16_t)(pos >> 32), *p, flags};
        rec->rows.count = op + 1; /* what was made above is looked up by its row */
        pos = end;
    }
out:
    rec->pos = pos;
    rec->top = top;
    rec->height = height;
    rec->rows.next = (unsigned char *)row;
    return op - first;
}

enum br_status br_record_run(br_record *rec, uint64_t max_ops)
{
    uint64_t left = max_ops ? max_ops : UINT64_MAX;
    while (!rec->done && left) {
        uint32_t most = rec->max_ops - rec->rows.count;
        if (!most) {
            fail(rec, BR_ERR_LIMIT, "more opcodes than the limit allows");
            break_run(rec, BR_ERR_LIMIT, rec->pos < rec->len ? br_opcode(rec->data[rec->pos]) : NULL);
            break;
        }
        uint32_t ran = run_fast(rec, left < most ? (uint32_t)left : most);
        left -= ran;
        if (left && rec->rows.count < rec->max_ops) {
            step(rec);
            left--;
        }
    }
    return rec->done ? BR_OK : BR_RUNNING;
}

/* ---- Birth and death ------------------------------------------------------------------------- */

br_record *br_record_new(const uint8_t *data, uint64_t len, const struct br_options *options)
{
    const struct dialect *dialect = dialect_named(options ? options->dialect : NULL);
    br_record *rec = dialect ? calloc(1, sizeof *rec) : NULL;
    if (!rec)
        return NULL;
    rec->data = data;
    rec->len = len;
    rec->dialect = dialect;
    rec->seed = map_mix((uintptr_t)rec);
    rec->budget.max = options ? options->max_bytes : 0;
    uint64_t max_ops = options && options->max_ops ? options->max_ops : MAX_OPS;
    rec->max_ops = max_ops < MAX_OPS ? (uint32_t)max_ops : MAX_OPS;
    arena_init(&rec->rows, sizeof(struct row), &rec->budget);
    arena_init(&rec->nodes, sizeof(struct node), &rec->budget);
    arena_init(&rec->slots, sizeof(struct slot), &rec->budget);
    arena_init(&rec->runs, sizeof(struct run), &rec->budget);
    arena_init(&rec->memo, sizeof(struct memo_entry), &rec->budget);
    arena_init(&rec->checkpoints, sizeof(struct checkpoint), &rec->budget);
    arena_init(&rec->protos, sizeof(struct proto_change), &rec->budget);
    rec->frame_end = UINT64_MAX;
    rec->result = BR_NO_VALUE;
    struct node *bottom = arena_add(&rec->nodes);
    if (!bottom) {
        br_record_free(rec);
        return NULL;
    }
    *bottom = (struct node){.value = BR_NO_VALUE};
    return rec;
}

void br_record_free(br_record *rec)
{
    if (!rec)
        return;
    index_free(rec);
    arena_free(&rec->rows);
    arena_free(&rec->nodes);
    arena_free(&rec->slots);
    arena_free(&rec->runs);
    arena_free(&rec->memo);
    arena_free(&rec->checkpoints);
    arena_free(&rec->protos);
    free(rec->table.dense);
    free(rec->table.hash);
    free(rec);
}
