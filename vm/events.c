/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What loading would import, call or touch, read from the rows that are marked as events. */
#include "vm/values.h"

#include <string.h>

/* By opcode: the kind of its (last) event. INST has an import before it. READONLY_BUFFER and the
 * others of this table have an event only where the row says so. */
static const uint8_t event_of_code[256] = {
    ['c'] = BR_EV_IMPORT,   [0x93] = BR_EV_IMPORT, ['R'] = BR_EV_REDUCE,  [0x81] = BR_EV_NEWOBJ,
    [0x92] = BR_EV_NEWOBJ,  ['i'] = BR_EV_INST,    ['o'] = BR_EV_INST,    ['b'] = BR_EV_BUILD,
    ['a'] = BR_EV_APPEND,   ['e'] = BR_EV_APPEND,  ['s'] = BR_EV_SETITEM, ['u'] = BR_EV_SETITEM,
    [0x90] = BR_EV_ADDITEM, ['P'] = BR_EV_PERSID,  ['Q'] = BR_EV_PERSID,  [0x82] = BR_EV_EXT,
    [0x83] = BR_EV_EXT,     [0x84] = BR_EV_EXT,    [0x97] = BR_EV_BUFFER, [0x98] = BR_EV_BUFFER,
};

const char *br_event_kind_name(enum br_event_kind kind)
{
    static const char *const names[] = {
        [BR_EV_IMPORT] = "import",   [BR_EV_REDUCE] = "reduce",   [BR_EV_NEWOBJ] = "newobj",
        [BR_EV_INST] = "inst",       [BR_EV_BUILD] = "build",     [BR_EV_APPEND] = "append",
        [BR_EV_SETITEM] = "setitem", [BR_EV_ADDITEM] = "additem", [BR_EV_PERSID] = "persid",
        [BR_EV_EXT] = "ext",         [BR_EV_BUFFER] = "buffer",
    };
    return (unsigned)kind < sizeof names / sizeof *names ? names[kind] : NULL;
}

uint64_t br_event_count(const br_record *rec)
{
    return rec->events;
}

static unsigned row_events(const br_record *rec, uint32_t op)
{
    return record_row(rec, op)->flags & ROW_EVENTS;
}

static const struct block *block_at(const br_record *rec, uint32_t i)
{
    return arena_at(&rec->blocks, i, sizeof(struct block));
}

/* Does the search that found an event last lead on to this one, in the same block? */
static bool same_block(const br_record *rec, const struct index *index, uint64_t number)
{
    uint32_t next = (index->event_op >> BLOCK_SHIFT) + 1;
    return index->event_op && number >= index->event &&
           (next >= rec->blocks.count || number < block_at(rec, next)->events);
}

/* The opcode where a search for an event begins: the one found last, or the first of its block.
 * *at: the number of that opcode's first event. */
static br_op search_from(const br_record *rec, uint64_t number, uint64_t *at)
{
    const struct index *index = index_of(rec);
    if (index && same_block(rec, index, number)) {
        *at = index->event;
        return index->event_op;
    }
    uint32_t low = 0, high = rec->blocks.count;
    while (high - low > 1) {
        uint32_t mid = low + (high - low) / 2;
        if (block_at(rec, mid)->events <= number)
            low = mid;
        else
            high = mid;
    }
    *at = block_at(rec, low)->events;
    return low << BLOCK_SHIFT;
}

/* The opcode of an event, and the number of the first event of that opcode. */
static br_op find_event(const br_record *rec, uint64_t number, uint64_t *first)
{
    uint64_t at;
    br_op op = search_from(rec, number, &at);
    for (; at + row_events(rec, op) <= number; op++)
        at += row_events(rec, op);
    *first = at;
    struct index *index = index_of(rec);
    if (index) {
        index->event = at;
        index->event_op = op;
    }
    return op;
}

uint64_t br_event_from(const br_record *rec, br_op op)
{
    if (op >= rec->rows.count) /* at it: the event of the opcode that broke, if it has one */
        return rec->events - (rec->tail_event && op == rec->rows.count);
    uint32_t block = op >> BLOCK_SHIFT;
    uint64_t at = block_at(rec, block)->events;
    for (br_op i = block << BLOCK_SHIFT; i < op; i++)
        at += row_events(rec, i);
    return at;
}

/* The object that APPEND, SETITEM and the like were given: it stayed on the stack. */
static br_value target_of(const br_record *rec, br_op op)
{
    return node_value(rec, record_row(rec, op)->top);
}

static void fill_parts(const br_record *rec, struct br_event *event)
{
    struct br_call call;
    switch (event->kind) {
    case BR_EV_IMPORT:
        event->callee = event->value;
        break;
    case BR_EV_REDUCE:
    case BR_EV_NEWOBJ:
    case BR_EV_INST:
    case BR_EV_PERSID:
        br_call(rec, event->value, &call);
        event->callee = call.callee;
        event->args = call.args;
        event->kwargs = call.kwargs;
        break;
    case BR_EV_BUILD:
        event->callee = stack_before(rec, event->op, 1);
        event->args = stack_before(rec, event->op, 0);
        break;
    case BR_EV_APPEND:
    case BR_EV_SETITEM:
    case BR_EV_ADDITEM:
        event->callee = target_of(rec, event->op);
        break;
    case BR_EV_EXT:
        event->callee = event->value;
        break;
    case BR_EV_BUFFER:
        event->callee = event->value & SLOT_BIT ? event->value : stack_before(rec, event->op, 0);
        break;
    }
}

bool br_event(const br_record *rec, uint64_t number, struct br_event *out)
{
    if (number >= rec->events)
        return false;
    uint64_t first;
    br_op op = find_event(rec, number, &first);
    uint8_t code = record_row(rec, op)->code;
    *out = (struct br_event){.number = number,
                             .op = op,
                             .pos = br_pos(rec, op),
                             .kind = (enum br_event_kind)event_of_code[code],
                             .callee = BR_NO_VALUE,
                             .args = BR_NO_VALUE,
                             .kwargs = BR_NO_VALUE,
                             .value = target_of(rec, op)};
    if (code == 'i' && number == first)
        out->kind = BR_EV_IMPORT;
    fill_parts(rec, out);
    return true;
}
