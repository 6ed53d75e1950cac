/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What opcodes put into containers, in the order in which they did: no key is compared. */
#include "vm/values.h"

#include <string.h>

static bool is_container(enum br_kind kind)
{
    return kind >= BR_KIND_TUPLE && kind <= BR_KIND_FROZENSET;
}

uint64_t br_put_count(struct br_state at, br_value value)
{
    return is_container(value_kind(at.rec, value)) ? raw_count(at.rec, value, at.op) : 0;
}

enum br_status br_put_item(struct br_state at, br_value value, uint64_t n, struct br_item *out,
                           bool *found)
{
    const br_record *rec = at.rec;
    enum br_kind kind = value_kind(rec, value);
    *found = false;
    if (n >= br_put_count(at, value))
        return BR_OK;
    if (kind == BR_KIND_LIST || kind == BR_KIND_TUPLE) /* without keys; what was rewritten shows */
        return br_item(at, value, n, out, found);
    struct raw raw;
    uint32_t id = UINT32_MAX;
    if (raw_start(&raw, rec, value, at.op, (uint32_t)n))
        id = raw_next(&raw, rec);
    if (id == UINT32_MAX || id == 0)
        return BR_NOMEM;
    *out = (struct br_item){node_value(rec, id), BR_NO_VALUE, raw.op, 0};
    if (kind == BR_KIND_DICT) {
        id = raw_next(&raw, rec);
        if (id == UINT32_MAX || id == 0)
            return BR_NOMEM;
        out->key = out->value;
        out->value = node_value(rec, id);
    }
    *found = true;
    return BR_OK;
}

br_value br_changed(const br_record *rec, br_op op)
{
    static const char codes[] = "aesub\x90"; /* APPEND(S), SETITEM(S), BUILD, ADDITEMS */
    uint32_t popped, pushed;
    if (!strchr(codes, record_row(rec, op)->code))
        return BR_NO_VALUE;
    br_effect(rec, op, &popped, &pushed);
    return br_stack((struct br_state){rec, op}, popped - 1);
}

/* The runs of a value that changed it, from *first of *chain up to *end; what it was made with is
 * a run of its maker. False: no memory. */
static bool changes_of(struct br_state at, br_value value, const struct chain **chain,
                       uint32_t *first, uint32_t *end)
{
    enum br_kind kind = value_kind(at.rec, value);
    *first = *end = 0;
    bool is_changed = is_container(kind) || kind == BR_KIND_BYTEARRAY;
    if (!is_changed || !(value & SLOT_BIT) || !record_slot(at.rec, value)->run)
        return true;
    *chain = runs_of(at.rec, value);
    if (!*chain)
        return false;
    *first = record_run_at(at.rec, (*chain)->at[0])->op == br_maker(at.rec, value);
    *end = chain_before(at.rec, *chain, at.op);
    if (*end < *first)
        *end = *first;
    return true;
}

enum br_status br_change_count(struct br_state at, br_value value, uint64_t *out)
{
    const struct chain *chain;
    uint32_t first, end;
    bool is_known = changes_of(at, value, &chain, &first, &end);
    *out = is_known ? end - first : 0;
    return is_known ? BR_OK : BR_NOMEM;
}

enum br_status br_change(struct br_state at, br_value value, uint64_t n, br_op *op, bool *found)
{
    const struct chain *chain;
    uint32_t first, end;
    *found = false;
    if (!changes_of(at, value, &chain, &first, &end))
        return BR_NOMEM;
    if (n >= end - first)
        return BR_OK;
    *op = record_run_at(at.rec, chain->at[first + n])->op;
    *found = true;
    return BR_OK;
}
