/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chains of callees: in f(a)(b)(c) the text begins with the innermost callee, f, and a hostile
 * chain is a million calls deep. So the chain is read from its root outwards, each step found in
 * O(log n), and a printer whose budget is spent after some steps has looked at no others. */
#include "vm/values.h"

#include <stdlib.h>

/* Myers' jumps (index.c) over the tree of callees; one entry per opcode that made a call. */
struct callees {
    struct map entry_of; /* value -> entry */
    struct u32s value, parent, depth, jump;
    uint32_t seen; /* rows looked at */
};

static bool has_callee(enum br_kind kind)
{
    return kind == BR_KIND_CALL || kind == BR_KIND_NEWOBJ || kind == BR_KIND_INSTANCE ||
           kind == BR_KIND_READONLY;
}

br_value callee_parent(const br_record *rec, br_value value)
{
    enum br_kind kind = value_kind(rec, value);
    struct br_call call;
    bool is_build = kind == BR_KIND_INSET; /* of these few make a value */
    if (is_build ? !(record_row(rec, value)->flags & ROW_INSET) : !has_callee(kind))
        return BR_NO_VALUE;
    return br_call(rec, value, &call) ? call.callee : BR_NO_VALUE;
}

void callees_free(struct index *index)
{
    struct callees *callees = index->callees;
    if (!callees)
        return;
    map_free(&callees->entry_of);
    u32s_free(index, &callees->value);
    u32s_free(index, &callees->parent);
    u32s_free(index, &callees->depth);
    u32s_free(index, &callees->jump);
    free(callees);
    index->callees = NULL;
}

/* Entry 0 stands for every root: depth 0, its own parent. */
static bool add_entry(struct index *index, struct callees *callees, br_value value, uint32_t parent)
{
    uint32_t depth = 0, jump = 0;
    if (callees->value.n) {
        uint32_t j = callees->jump.at[parent], jj = callees->jump.at[j];
        const uint32_t *d = callees->depth.at;
        depth = d[parent] + 1;
        jump = parent && d[parent] - d[j] == d[j] - d[jj] ? jj : parent;
    }
    if (!u32s_room(index, &callees->value) || !u32s_room(index, &callees->parent) ||
        !u32s_room(index, &callees->depth) || !u32s_room(index, &callees->jump))
        return false;
    u32s_add(index, &callees->value, value);
    u32s_add(index, &callees->parent, parent);
    u32s_add(index, &callees->depth, depth);
    u32s_add(index, &callees->jump, jump);
    return true;
}

static bool add_row(const br_record *rec, struct index *index, struct callees *callees, br_op op)
{
    br_value parent = callee_parent(rec, op);
    if (parent == BR_NO_VALUE)
        return true;
    const uint64_t *known = map_get(&callees->entry_of, parent);
    if (!add_entry(index, callees, op, known ? (uint32_t)*known : 0))
        return false;
    uint64_t *place = map_put(&callees->entry_of, op);
    if (place)
        *place = callees->value.n - 1;
    return place;
}

static struct callees *callees_of(const br_record *rec)
{
    struct index *index = index_of(rec);
    if (!index)
        return NULL;
    if (!index->callees) {
        index->callees = calloc(1, sizeof *index->callees);
        if (!index->callees)
            return NULL;
        index->callees->entry_of.budget = &index->budget;
    }
    struct callees *callees = index->callees;
    if (!callees->value.n && !add_entry(index, callees, BR_NO_VALUE, 0))
        return NULL;
    for (; callees->seen < rec->rows.count; callees->seen++)
        if (!index_goes_on(rec, callees->seen, rec->rows.count) ||
            !add_row(rec, index, callees, callees->seen))
            return NULL;
    return callees;
}

enum { NEAR = 32 };

bool callee_depth(const br_record *rec, br_value value, uint32_t *depth)
{
    br_value at = value;
    for (*depth = 0; *depth < NEAR; (*depth)++) {
        at = callee_parent(rec, at);
        if (at == BR_NO_VALUE)
            return true;
    }
    const struct callees *callees = callees_of(rec);
    const uint64_t *entry = callees ? map_get(&callees->entry_of, value) : NULL;
    if (!entry)
        return false;
    *depth = callees->depth.at[*entry];
    return true;
}

br_value callee_at(const br_record *rec, br_value value, uint32_t depth, uint32_t wanted)
{
    if (depth - wanted <= NEAR) {
        for (; depth > wanted; depth--)
            value = callee_parent(rec, value);
        return value;
    }
    const struct callees *callees = callees_of(rec);
    if (!callees)
        return BR_NO_VALUE;
    /* The root itself has no entry: it is the callee of the one above it. */
    uint32_t entry = (uint32_t)*map_get(&callees->entry_of, value);
    uint32_t target = wanted ? wanted : 1;
    while (callees->depth.at[entry] > target) {
        uint32_t jump = callees->jump.at[entry];
        entry = callees->depth.at[jump] >= target ? jump : callees->parent.at[entry];
    }
    br_value found = callees->value.at[entry];
    return wanted ? found : callee_parent(rec, found);
}
