/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pickle machine: applies one instruction after another and writes the record. It does what
 * Modules/_pickle.c (class Unpickler, the load_* functions) does to stack, marks and memo, in the
 * same order of checks; where CPython would import or call, it notes an event and goes on with a
 * symbolic value. Nothing is looked up, ever.
 *
 * An unknown object (a global, the result of a call ...) is accepted wherever CPython could accept
 * some object. */
#include "vm/machine.h"

#include <stdio.h>
#include <string.h>

#include "vm/chars.h"
#include "vm/number.h"
#include "vm/reads.h"
#include "vm/values.h"

/* ---- Errors ---------------------------------------------------------------------------------- */

enum br_error_kind machine_fail(br_record *rec, enum br_error_kind kind, const char *message)
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

enum br_error_kind machine_out_of_memory(br_record *rec)
{
    if (rec->budget.max)
        snprintf(rec->error.message, sizeof rec->error.message,
                 "the record would need more than its limit of %llu bytes, or memory ran out",
                 (unsigned long long)rec->budget.max);
    else
        machine_fail(rec, BR_ERR_LIMIT, "memory ran out");
    return BR_ERR_LIMIT;
}

/* Which of the two messages of Pdata_stack_underflow (_pickle.c). */
static enum br_error_kind underflow(br_record *rec)
{
    return machine_fail(rec, BR_ERR_STACK_UNDERFLOW,
                        rec->link.mark ? "needs more values than there are above the topmost mark"
                                       : "needs more values than there are on the stack");
}

/* ---- Stack ----------------------------------------------------------------------------------- */

bool link_block_add(br_record *rec)
{
    struct link_block *block = arena_add(&rec->link_blocks);
    if (block)
        *block = (struct link_block){0, rec->links.count};
    return block;
}

bool link_begin(br_record *rec, struct link link)
{
    struct link *place = arena_add(&rec->links);
    if (!place)
        return false;
    *place = link;
    struct link_block *block = arena_at(&rec->link_blocks, link.id >> 6, sizeof *block);
    block->begins |= (uint64_t)1 << (link.id & 63);
    rec->link = link;
    return true;
}

/* A mark always begins a link, so that it can be its own nearest mark. */
enum br_error_kind push_mark(br_record *rec)
{
    uint32_t id = rec->pushes.count;
    uint32_t open = rec->link.mark ? node_value(rec, rec->link.mark) : 0;
    if (!link_block_ready(rec))
        return machine_out_of_memory(rec);
    if (!link_begin(rec, (struct link){id, rec->top, id, height(rec) + 1}))
        return machine_out_of_memory(rec);
    uint32_t *place = arena_add(&rec->pushes);
    if (!place)
        return machine_out_of_memory(rec);
    *place = open + 1;
    rec->top = id;
    rec->fence = rec->link.height;
    return BR_ERR_NONE;
}

bool take_mark(br_record *rec, struct items *items)
{
    if (!rec->link.mark)
        return false;
    items->top = rec->top;
    items->count = height(rec) - rec->fence;
    rec->top = link_of(rec, rec->link.mark)->below;
    rec->link = *link_of(rec, rec->top);
    rec->fence = rec->link.mark ? link_of(rec, rec->link.mark)->height : 0;
    return true;
}

/* The opcode being run, as the name of the value that it makes. */
static inline uint32_t here(const br_record *rec)
{
    return rec->rows.count;
}

enum br_error_kind machine_no_mark(br_record *rec)
{
    return machine_fail(rec, BR_ERR_NO_MARK, "needs a mark and none is open");
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
        return machine_fail(rec, BR_ERR_LIMIT,
                            "the integer has more digits than the limit of 67108864");
    return machine_fail(rec, BR_ERR_BAD_ARGUMENT, text);
}

/* Pushes a literal and keeps its number, if it fits and its text is long. */
static enum br_error_kind push_number(br_record *rec, const struct ins *in, bool fits,
                                      uint64_t bits)
{
    if (fits && in->n > WIDE) {
        struct wide *wide = arena_add(&rec->wides);
        if (!wide)
            return machine_out_of_memory(rec);
        *wide = (struct wide){here(rec), bits};
    }
    return push(rec, here(rec));
}

static enum br_error_kind op_push_le(br_record *rec, const struct ins *in)
{
    int64_t small = 0;
    bool fits = in->n > WIDE && number_le_small(slice_of(in), &small);
    return push_number(rec, in, fits, (uint64_t)small);
}

static enum br_error_kind op_push_int(br_record *rec, const struct ins *in)
{
    struct number number;
    if (!number_int_line(reads_number_rules(rec, in), slice_of(in), &number))
        return bad_number(rec, &number, "the line is no integer that Python's INT reads");
    if (number.is_bool)
        rec->flags |= ROW_OTHER;
    bool fits = number.fits;
    number_clear(&number);
    return push_number(rec, in, fits, (uint64_t)number.small);
}

static enum br_error_kind op_push_long(br_record *rec, const struct ins *in)
{
    struct number number;
    if (!number_long_line(&rec->dialect->numbers, slice_of(in), &number))
        return bad_number(rec, &number, "the line is no integer that Python's LONG reads");
    bool fits = number.fits;
    number_clear(&number);
    return push_number(rec, in, fits, (uint64_t)number.small);
}

static enum br_error_kind op_push_float(br_record *rec, const struct ins *in)
{
    const struct number_rules *rules = &rec->dialect->numbers;
    double d = 0;
    uint64_t bits;
    bool is_wide = in->n > WIDE;
    if (is_wide ? !number_float_line(rules, slice_of(in), &d)
                : !number_float_valid(rules, slice_of(in)))
        return machine_fail(rec, BR_ERR_BAD_ARGUMENT,
                            "the line is no float that Python's FLOAT reads");
    memcpy(&bits, &d, sizeof bits);
    return push_number(rec, in, is_wide, bits);
}

/* A string of Python 2, decoded by the encoding or, if that is so, left as bytes. */
static enum br_error_kind push_string(br_record *rec, enum chars_form form, struct br_slice text)
{
    if (!chars_valid(form, text)) {
        snprintf(rec->error.message, sizeof rec->error.message, "the string %sis not %s",
                 form == rec->encoding->quoted ? "has a bad escape or " : "", rec->encoding->name);
        return BR_ERR_BAD_ARGUMENT;
    }
    if (rec->encoding->is_bytes)
        rec->flags |= ROW_OTHER;
    return push(rec, here(rec));
}

static enum br_error_kind op_push_quoted(br_record *rec, const struct ins *in)
{
    struct br_slice inside;
    if (!chars_unquote(slice_of(in), &inside))
        return machine_fail(rec, BR_ERR_BAD_ARGUMENT,
                            "the line does not stand between two equal quotes");
    return push_string(rec, rec->encoding->quoted, inside);
}

static enum br_error_kind op_push_ascii(br_record *rec, const struct ins *in)
{
    return push_string(rec, rec->encoding->counted, slice_of(in));
}

static enum br_error_kind op_push_escaped(br_record *rec, const struct ins *in)
{
    if (!chars_valid(CHARS_ESCAPED, slice_of(in)))
        return machine_fail(rec, BR_ERR_BAD_ARGUMENT, "the string has a bad \\u escape");
    return push(rec, here(rec));
}

static enum br_error_kind op_push_utf8(br_record *rec, const struct ins *in)
{
    if (!chars_valid(CHARS_UTF8, slice_of(in)))
        return machine_fail(rec, BR_ERR_BAD_ARGUMENT, "the string is not UTF-8");
    return push(rec, here(rec));
}

/* ---- Containers that change ------------------------------------------------------------------ */

const uint8_t slot_kind_of[256] = {
    [0x5d] = BR_KIND_LIST,   [0x6c] = BR_KIND_LIST, [0x7d] = BR_KIND_DICT,
    [0x64] = BR_KIND_DICT,   [0x8f] = BR_KIND_SET,  [0x96] = BR_KIND_BYTEARRAY,
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
    return value == BR_NO_VALUE ? machine_out_of_memory(rec) : push(rec, value);
}

static enum br_error_kind op_next_buffer(br_record *rec, const struct ins *in)
{
    uint32_t value = new_slot(rec, in);
    if (value == BR_NO_VALUE)
        return machine_out_of_memory(rec);
    record_slot(rec, value)->run = rec->buffers++;
    add_events(rec, 1);
    return push(rec, value);
}

/* Notes that this opcode added n items to a container (0: rewrote some). */
static enum br_error_kind add_run(br_record *rec, uint32_t value, uint32_t n)
{
    struct slot *slot = record_slot(rec, value);
    if (n > UINT32_MAX - slot->added)
        return machine_fail(rec, BR_ERR_LIMIT, "more than 2^32 - 1 items in one container");
    uint32_t number = rec->runs.count;
    struct run *run = arena_add(&rec->runs);
    if (!run)
        return machine_out_of_memory(rec);
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
    struct down at = down_start(rec, items.top);
    for (uint32_t i = 1; i <= items.count; i++) {
        uint32_t value = down_next(&at, rec);
        if (i % step == 0 && !value_hashable(rec, value))
            bad = value;
    }
    return bad == BR_NO_VALUE ? BR_ERR_NONE : fail_type(rec, what, bad, "which cannot be hashed");
}

static enum br_error_kind op_from_mark(br_record *rec, const struct ins *in)
{
    struct items items;
    if (!take_mark(rec, &items))
        return machine_no_mark(rec);
    uint32_t value = new_slot(rec, in);
    if (value == BR_NO_VALUE)
        return machine_out_of_memory(rec);
    uint32_t n = items.count;
    if (record_slot(rec, value)->kind == BR_KIND_DICT) {
        if (n % 2)
            return machine_fail(rec, BR_ERR_TYPE, "odd number of items: a key without a value");
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
    struct down at = down_start(rec, items.top);
    for (uint32_t i = 0; i < items.count; i++) {
        if (!value_hashable(rec, down_next(&at, rec))) {
            rec->flags |= ROW_UNHASHABLE;
            return;
        }
    }
}

static enum br_error_kind op_tuple(br_record *rec, const struct ins *in)
{
    (void)in;
    struct items items;
    if (!take_mark(rec, &items))
        return machine_no_mark(rec);
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
        drop(rec);
    return push(rec, here(rec));
}

static enum br_error_kind op_frozenset(br_record *rec, const struct ins *in)
{
    (void)in;
    struct items items;
    if (!take_mark(rec, &items))
        return machine_no_mark(rec);
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
            drop(rec);
    } else {
        if (!take_mark(rec, items))
            return machine_no_mark(rec);
        if (!has(rec, 1))
            return underflow(rec);
    }
    *target = peek(rec);
    return BR_ERR_NONE;
}

/* No items, and whatever should take them is not even asked. */
static bool does_nothing(const br_record *rec, struct items items)
{
    return items.count == 0 && !rec->dialect->empty_slice_looks_up;
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
    struct down at = down_start(rec, items.top);
    for (uint32_t i = 0; i < items.count; i++)
        if (!may_be_index(rec, down_next(&at, rec), 0, 255))
            return machine_fail(rec, BR_ERR_TYPE,
                                "what is appended to a bytearray must be 0 to 255");
    add_events(rec, 1);
    return items.count ? add_run(rec, target, items.count) : BR_ERR_NONE;
}

static enum br_error_kind op_append(br_record *rec, const struct ins *in)
{
    struct items items;
    uint32_t target = BR_NO_VALUE;
    enum br_error_kind kind = take_items(rec, rec->data[in->pos] == 'a', &items, &target);
    if (kind || does_nothing(rec, items))
        return kind;
    switch (value_kind(rec, target)) {
    case BR_KIND_LIST:
        return items.count ? add_run(rec, target, items.count) : BR_ERR_NONE;
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
    struct down at = down_start(rec, items.top);
    for (uint32_t i = 0; i < items.count; i += 2) {
        uint32_t value = down_next(&at, rec);
        if (!may_be_index(rec, down_next(&at, rec), -len, len - 1))
            return machine_fail(rec, BR_ERR_TYPE, "the key is no index into the list or bytearray");
        if (is_bytes && !may_be_index(rec, value, 0, 255))
            return machine_fail(rec, BR_ERR_TYPE, "what is stored in a bytearray must be 0 to 255");
    }
    enum br_error_kind kind = add_run(rec, target, 0);
    if (kind)
        return kind;
    slot->rewritten = true;
    add_events(rec, 1);
    return BR_ERR_NONE;
}

static enum br_error_kind op_setitem(br_record *rec, const struct ins *in)
{
    struct items items;
    uint32_t target = BR_NO_VALUE;
    enum br_error_kind kind = take_items(rec, rec->data[in->pos] == 's' ? 2 : 0, &items, &target);
    if (kind || items.count == 0)
        return kind;
    if (items.count % 2)
        return machine_fail(rec, BR_ERR_TYPE, "odd number of items: a key without a value");
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
    uint32_t target = BR_NO_VALUE;
    enum br_error_kind kind = take_items(rec, 0, &items, &target);
    if (kind || does_nothing(rec, items))
        return kind;
    bool is_set = value_kind(rec, target) == BR_KIND_SET;
    if (!is_set && !is_unknown(rec, target))
        return fail_type(rec, "adds to a", target, "not to a set");
    if (items.count == 0)
        return BR_ERR_NONE;
    if (is_set) {
        kind = check_hashable(rec, items, 1, "an item is a");
        return kind ? kind : add_run(rec, target, items.count);
    }
    add_events(rec, 1);
    return BR_ERR_NONE;
}

/* ---- Stack, marks, control ------------------------------------------------------------------- */

static enum br_error_kind op_mark(br_record *rec, const struct ins *in)
{
    (void)in;
    return push_mark(rec);
}

static enum br_error_kind op_pop_mark(br_record *rec, const struct ins *in)
{
    (void)in;
    struct items items;
    return take_mark(rec, &items) ? BR_ERR_NONE : machine_no_mark(rec);
}

/* _pickle.c load_pop: directly above a mark it is the mark that goes. */
static enum br_error_kind op_pop(br_record *rec, const struct ins *in)
{
    if (rec->link.mark && rec->link.mark == rec->top)
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

static enum br_error_kind note_proto(br_record *rec, uint8_t protocol)
{
    struct proto_change *change = arena_add(&rec->protos);
    if (!change)
        return machine_out_of_memory(rec);
    *change = (struct proto_change){here(rec), protocol};
    rec->protocol = protocol;
    return BR_ERR_NONE;
}

static enum br_error_kind op_proto(br_record *rec, const struct ins *in)
{
    if (in->arg[0] > 5)
        return machine_fail(rec, BR_ERR_PROTOCOL, "a protocol above 5 is refused");
    return note_proto(rec, in->arg[0]);
}

enum br_error_kind machine_note(br_record *rec, const struct ins *in)
{
    uint8_t code = rec->data[in->pos];
    if (code == '.')
        rec->done = true;
    return code == 0x80 ? note_proto(rec, rec->data[in->pos + 1]) : BR_ERR_NONE;
}

/* Where frames matter they are begun as they are read (reads.c); else only where one ends is noted. */
static enum br_error_kind op_frame(br_record *rec, const struct ins *in)
{
    if (rec->dialect->frames != FRAMES_IGNORED)
        return BR_ERR_NONE;
    uint64_t n = le_load(in->arg, 8);
    if (n > MAX_SIZE)
        return machine_fail(rec, BR_ERR_BAD_ARGUMENT, "the length of the frame is above 2^63 - 1");
    if (n > rec->len - in->end)
        return machine_fail(rec, BR_ERR_TRUNCATED, "the data ends inside the frame");
    if (in->end < rec->frame_end && rec->frame_end != UINT64_MAX)
        rec->flags |= ROW_FRAME; /* a frame inside another */
    rec->frame_end = in->end + n;
    return BR_ERR_NONE;
}

/* ---- Memo ------------------------------------------------------------------------------------ */

/* The largest key: what a record can index, which is one less than 64 bits hold; in C 2^63 - 1. */
static uint64_t largest_key(const br_record *rec)
{
    return rec->dialect->memo_any_key ? UINT64_MAX - 1 : INT64_MAX;
}

/* A line that is not just a few digits. */
static enum br_error_kind odd_key(br_record *rec, const struct ins *in, struct number_index *key)
{
    if (!number_index_line(&rec->dialect->numbers, slice_of(in), key))
        return machine_fail(rec, BR_ERR_BAD_ARGUMENT, "the line is no decimal integer");
    key->fits = key->fits && key->magnitude <= largest_key(rec) + key->negative;
    if (!key->fits && !rec->dialect->memo_any_key)
        return machine_fail(rec, BR_ERR_BAD_ARGUMENT, "the number does not fit in 64 bits");
    return BR_ERR_NONE;
}

/* The key of PUT, GET (a line) or their binary forms. */
static inline enum br_error_kind memo_key(br_record *rec, const struct ins *in, bool is_line,
                                          struct number_index *key)
{
    key->negative = false;
    key->fits = true;
    if (!is_line)
        key->magnitude = le_load(in->arg, (unsigned)in->n);
    else if (!number_index_short(slice_of(in), &key->magnitude))
        return odd_key(rec, in, key);
    return BR_ERR_NONE;
}

static enum br_error_kind op_put(br_record *rec, const struct ins *in)
{
    bool is_late = rec->dialect->put_key_first; /* the look at the stack */
    if (!is_late && !has(rec, 1))
        return underflow(rec);
    struct number_index key;
    enum br_error_kind kind = memo_key(rec, in, rec->data[in->pos] == 'p', &key);
    if (kind)
        return kind;
    if (key.negative)
        return machine_fail(rec, BR_ERR_BAD_ARGUMENT, "the memo has no negative numbers");
    if (is_late && !has(rec, 1))
        return underflow(rec);
    if (!key.fits)
        return machine_fail(rec, BR_ERR_LIMIT, "the key is above the limit of 2^64 - 2");
    return memo_store(rec, key.magnitude, peek(rec));
}

static enum br_error_kind op_memoize(br_record *rec, const struct ins *in)
{
    (void)in;
    return has(rec, 1) ? memo_store(rec, memo_next_key(rec), peek(rec)) : underflow(rec);
}

static enum br_error_kind memo_miss(br_record *rec, const struct number_index *key)
{
    snprintf(rec->error.message, sizeof rec->error.message, "the memo holds nothing under %s%s%llu",
             key->fits       ? ""
             : key->negative ? "a number below "
                             : "a number above ",
             key->negative ? "-" : "",
             (unsigned long long)(key->fits ? key->magnitude : largest_key(rec)));
    return BR_ERR_MEMO_MISS;
}

static enum br_error_kind op_get(br_record *rec, const struct ins *in)
{
    struct number_index key;
    enum br_error_kind kind = memo_key(rec, in, rec->data[in->pos] == 'g', &key);
    if (kind)
        return kind;
    bool may_be = key.fits && !key.negative;
    uint32_t entry = may_be ? memo_find(rec, key.magnitude) : 0;
    if (!entry)
        return memo_miss(rec, &key);
    if (rec->dialect->memo_sparse_uncounted)
        memo_got(rec, key.magnitude);
    return push(rec, record_memo(rec, entry - 1)->value);
}

/* ---- Globals and calls ----------------------------------------------------------------------- */

static enum br_error_kind check_names(br_record *rec, const struct ins *in, enum chars_form form,
                                      const char *message)
{
    struct br_slice name = {in->name, in->name_n};
    if (!chars_valid(form, slice_of(in)) || !chars_valid(form, name))
        return machine_fail(rec, BR_ERR_BAD_ARGUMENT, message);
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
    if (rec->dialect->inst_mark_first && !rec->link.mark)
        return machine_no_mark(rec);
    enum br_error_kind kind = check_names(rec, in, CHARS_ASCII, "a name is not ASCII");
    if (kind)
        return kind;
    bool is_marked = take_mark(rec, &items);
    add_events(rec, is_marked ? 2 : 1); /* the import, then the call */
    kind = push(rec, here(rec));
    if (kind || is_marked)
        return kind;
    rec->tail_event = true;
    return machine_no_mark(rec);
}

static enum br_error_kind op_obj(br_record *rec, const struct ins *in)
{
    (void)in;
    struct items items;
    if (!take_mark(rec, &items))
        return machine_no_mark(rec);
    if (items.count == 0)
        return underflow(rec);
    struct down at = down_start(rec, items.top);
    uint32_t cls = BR_NO_VALUE; /* the lowest */
    for (uint32_t i = 0; i < items.count; i++)
        cls = down_next(&at, rec);
    if (!is_unknown(rec, cls))
        return fail_type(rec, "the class is a", cls, "not a class");
    return push_event(rec);
}

static bool may_be(const br_record *rec, uint32_t value, enum br_kind wanted)
{
    enum br_kind kind = value_kind(rec, value);
    return kind == wanted || br_kind_is_unknown(kind);
}

static enum br_error_kind check_args(br_record *rec, uint32_t args)
{
    enum br_kind kind = value_kind(rec, args);
    if (!rec->dialect->args_any_iterable)
        return may_be(rec, args, BR_KIND_TUPLE)
                   ? BR_ERR_NONE
                   : fail_type(rec, "the arguments are a", args, "not a tuple");
    bool is_single = kind == BR_KIND_NONE || kind == BR_KIND_BOOL || kind == BR_KIND_INT ||
                     kind == BR_KIND_FLOAT;
    return is_single ? fail_type(rec, "the arguments are a", args, "which cannot be iterated")
                     : BR_ERR_NONE;
}

static enum br_error_kind new_object(br_record *rec, uint32_t cls, uint32_t args)
{
    if (!is_unknown(rec, cls))
        return fail_type(rec, "the class is a", cls, "not a class");
    return check_args(rec, args);
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
    enum br_error_kind kind = check_args(rec, args);
    if (kind)
        return kind;
    if (!is_unknown(rec, callable))
        return fail_type(rec, "calls a", callable, "which is not callable");
    return push_event(rec);
}

/* Can this be taken for no state at all, or be it: an empty dict for attributes? */
static bool is_falsy(const br_record *rec, uint32_t value)
{
    double d;
    int64_t v;
    switch (value_kind(rec, value)) {
    case BR_KIND_NONE:
        return true;
    case BR_KIND_BOOL:
    case BR_KIND_INT:
        return br_int(rec, value, &v) && v == 0;
    case BR_KIND_FLOAT:
        return br_float(rec, value, &d) && d == 0;
    case BR_KIND_STR: {
        enum chars_form form;
        return value_chars(rec, value, &form).len == 0;
    }
    case BR_KIND_MEMORYVIEW:
        return is_falsy(rec, stack_before(rec, value, 0));
    case BR_KIND_BYTES:
        return br_raw(rec, value).len == (record_row(rec, value)->code == 'S' ? 2 : 0); /* quotes */
    case BR_KIND_BYTEARRAY:
        return br_raw(rec, value).len + record_slot(rec, value)->added == 0;
    case BR_KIND_TUPLE:
    case BR_KIND_FROZENSET:
        return record_items(rec, value).count == 0;
    case BR_KIND_LIST:
    case BR_KIND_DICT:
    case BR_KIND_SET:
        return record_slot(rec, value)->added == 0;
    default:
        return true; /* an unknown object may be */
    }
}

static bool is_none(const br_record *rec, uint32_t value)
{
    return value_kind(rec, value) == BR_KIND_NONE;
}

static bool is_empty_dict(const br_record *rec, uint32_t value)
{
    return value_kind(rec, value) == BR_KIND_DICT && record_slot(rec, value)->added == 0;
}

/* What load_build does when the object is a plain one, which has no __setstate__, no __dict__ and
 * takes no attributes: only None and (None, {}) pass, in pickle.py all that is empty. */
static bool plain_takes_state(const br_record *rec, uint32_t state)
{
    bool by_truth = rec->dialect->build_tests_truth;
    struct items items = {0, 0};
    if (value_kind(rec, state) == BR_KIND_TUPLE)
        items = record_items(rec, state);
    if (items.count != 2)
        return by_truth ? is_falsy(rec, state) : is_none(rec, state);
    struct down at = down_start(rec, items.top);
    uint32_t attributes = down_next(&at, rec);
    state = down_next(&at, rec);
    return by_truth ? is_falsy(rec, state) && is_falsy(rec, attributes)
                    : is_none(rec, state) && is_empty_dict(rec, attributes);
}

static enum br_error_kind op_build(br_record *rec, const struct ins *in)
{
    if (!has(rec, 2))
        return underflow(rec);
    uint32_t state = pop(rec);
    uint32_t object = peek(rec);
    if (!is_unknown(rec, object) && !plain_takes_state(rec, state))
        return fail_type(rec, "gives a state to a", object, "which takes none");
    add_events(rec, 1);
    return rec->inset_reader ? machine_inset(rec, in, object, state) : BR_ERR_NONE;
}

static enum br_error_kind op_persid(br_record *rec, const struct ins *in)
{
    if (!chars_valid(CHARS_ASCII, slice_of(in)))
        return machine_fail(rec, BR_ERR_BAD_ARGUMENT, "the persistent id is not ASCII");
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
        return machine_fail(rec, BR_ERR_BAD_ARGUMENT, "an extension code must be 1 or more");
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
        rec->flags |= ROW_OTHER | ROW_UNHASHABLE;
    else
        add_events(rec, 1);
    return push(rec, here(rec));
}

/* ---- All of them ----------------------------------------------------------------------------- */

handler *const handlers[256] = {
#define OPCODE(code, name, protocol, argument, before, after, handler, sentence, python)           \
    [code] = op_##handler,
#include "vm/opcodes.def"
};
