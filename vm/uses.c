/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who uses a value later, and who takes a mark: one pass over the rows, then reads. */
#include "vm/values.h"

#include <stdlib.h>

/* The opcodes that used a value, in order: uses.op[first[m] .. first[m + 1]), m being the opcode
 * that made the value. */
struct uses {
    uint32_t *first; /* ops + 1 of them */
    uint32_t *op;    /* NULL until all are counted */
    uint32_t ops;    /* rows to look at; so many are */
    uint32_t counted, added;
    bool is_ready;
    struct map takers; /* node of a mark -> opcode that took it, + 1 */
    uint32_t takers_seen;
};

static struct uses *uses_of(const br_record *rec)
{
    struct index *index = index_of(rec);
    if (index && !index->uses) {
        index->uses = calloc(1, sizeof *index->uses);
        if (index->uses)
            index->uses->takers.budget = &index->budget;
    }
    return index ? index->uses : NULL;
}

/* Of all that were counted. */
static size_t uses_bytes(const struct uses *uses)
{
    return ((size_t)uses->first[uses->ops] + 1) * sizeof *uses->op;
}

static void drop_lists(struct index *index, struct uses *uses)
{
    if (uses->first) {
        if (uses->op)
            budget_free(&index->budget, uses->op, uses_bytes(uses));
        budget_free(&index->budget, uses->first, (uses->ops + 1) * sizeof *uses->first);
    }
    uses->first = uses->op = NULL;
    uses->counted = uses->added = 0;
    uses->is_ready = false;
}

void uses_free(struct index *index)
{
    if (!index->uses)
        return;
    drop_lists(index, index->uses);
    map_free(&index->uses->takers);
    free(index->uses);
    index->uses = NULL;
}

/* Calls visit for each value that an opcode takes off the stack or changes in place. */
static void each_used(const br_record *rec, br_op op, struct uses *uses,
                      void (*visit)(struct uses *, br_op maker, br_op user))
{
    uint32_t popped, pushed;
    br_effect(rec, op, &popped, &pushed);
    uint8_t code = record_row(rec, op)->code;
    if (code == '2' || code == 0x94) /* DUP and MEMOIZE leave what they look at */
        return;
    uint32_t id = top_before(rec, op);
    while (popped && id) {
        if (!node_is_mark(rec, id)) {
            visit(uses, br_maker(rec, node_value(rec, id)), op);
            popped--;
        }
        id = node_below(rec, id);
    }
}

static void count_use(struct uses *uses, br_op maker, br_op user)
{
    (void)user;
    uses->first[maker + 1]++;
}

static void add_use(struct uses *uses, br_op maker, br_op user)
{
    uses->op[uses->first[maker]++] = user;
}

/* Begins anew over the rows that there are now. */
static bool start_lists(struct index *index, struct uses *uses, uint32_t ops)
{
    drop_lists(index, uses);
    size_t bytes = ((size_t)ops + 1) * sizeof *uses->first;
    uses->first = budget_calloc(&index->budget, bytes); /* pages come when they are written to */
    uses->ops = ops;
    return uses->first;
}

/* All are counted: each maker gets its place in the list. */
static bool place_lists(struct index *index, struct uses *uses)
{
    uint32_t total = 0;
    for (uint32_t i = 0; i <= uses->ops; i++)
        total += uses->first[i];
    uses->op = budget_realloc(&index->budget, NULL, 0, ((size_t)total + 1) * sizeof *uses->op);
    if (!uses->op)
        return false;
    for (uint32_t i = 0; i < uses->ops; i++)
        uses->first[i + 1] += uses->first[i];
    return true;
}

/* Visits rows from *next on, until it is told to stop. */
static void visit_rows(const br_record *rec, struct uses *uses, uint32_t *next, uint64_t *max_rows,
                       void (*visit)(struct uses *, br_op maker, br_op user))
{
    while (*next<uses->ops && * max_rows> 0) {
        if (!index_goes_on(rec, (uint64_t)uses->counted + uses->added, 2 * (uint64_t)uses->ops))
            return;
        each_used(rec, (*next)++, uses, visit);
        --*max_rows;
    }
}

/* Counting sort by maker, max_rows rows of its two passes. Done anew when the record has grown; a
 * finished record never is. */
static enum br_status uses_work(const br_record *rec, struct uses *uses, uint64_t max_rows)
{
    struct index *index = rec->index;
    uint32_t ops = rec->rows.count;
    if ((!uses->first || uses->ops != ops) && !start_lists(index, uses, ops))
        return BR_NOMEM;
    if (uses->is_ready)
        return BR_OK;
    visit_rows(rec, uses, &uses->counted, &max_rows, count_use);
    if (uses->counted < ops)
        return BR_RUNNING;
    if (!uses->op && !place_lists(index, uses))
        return BR_NOMEM;
    visit_rows(rec, uses, &uses->added, &max_rows, add_use);
    if (uses->added < ops)
        return BR_RUNNING;
    for (uint32_t i = ops; i > 0; i--) /* each start has moved to the next one's place */
        uses->first[i] = uses->first[i - 1];
    uses->first[0] = 0;
    uses->is_ready = true;
    return BR_OK;
}

static const struct uses *uses_ready(const br_record *rec)
{
    struct uses *uses = uses_of(rec);
    return uses && uses_work(rec, uses, UINT64_MAX) == BR_OK ? uses : NULL;
}

enum br_status br_index_uses(const br_record *rec, uint64_t max_ops)
{
    struct uses *uses = uses_of(rec);
    return uses ? uses_work(rec, uses, max_ops ? max_ops : UINT64_MAX) : BR_NOMEM;
}

bool br_uses_ready(const br_record *rec)
{
    const struct uses *uses = rec->index ? rec->index->uses : NULL;
    return uses && uses->is_ready && uses->ops == rec->rows.count;
}

/* Where the opcodes that use a value stand in uses->op. That of a run's last event may be of no row:
 * nothing uses it. */
struct stretch {
    uint32_t begin, end;
};

static struct stretch stretch_of(const br_record *rec, const struct uses *uses, br_value value)
{
    br_op maker = br_maker(rec, value);
    return maker < uses->ops ? (struct stretch){uses->first[maker], uses->first[maker + 1]}
                             : (struct stretch){0};
}

enum br_status br_use_count(const br_record *rec, br_value value, uint64_t *out)
{
    *out = 0;
    const struct uses *uses = uses_ready(rec);
    if (!uses)
        return BR_NOMEM;
    struct stretch stretch = stretch_of(rec, uses, value);
    *out = stretch.end - stretch.begin;
    return BR_OK;
}

enum br_status br_use(const br_record *rec, br_value value, uint64_t n, br_op *op, bool *found)
{
    *found = false;
    const struct uses *uses = uses_ready(rec);
    if (!uses)
        return BR_NOMEM;
    struct stretch stretch = stretch_of(rec, uses, value);
    if (n >= stretch.end - stretch.begin)
        return BR_OK;
    *op = uses->op[stretch.begin + n];
    *found = true;
    return BR_OK;
}

/* Does this opcode call the value, rather than pass it as an argument? */
static bool calls(const br_record *rec, br_op op, br_value value)
{
    uint8_t code = record_row(rec, op)->code;
    if (code != 'R' && code != 'o' && code != 0x81 && code != 0x92)
        return false;
    struct br_call call;
    return br_call(rec, node_value(rec, record_row(rec, op)->top), &call) && call.callee == value;
}

enum br_status br_next_call(const br_record *rec, br_value value, br_op op, br_op *out)
{
    *out = BR_NO_OP;
    const struct uses *uses = uses_ready(rec);
    if (!uses)
        return BR_NOMEM;
    struct stretch stretch = stretch_of(rec, uses, value);
    uint32_t low = stretch.begin, end = stretch.end, high = end;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (uses->op[mid] < op)
            low = mid + 1;
        else
            high = mid;
    }
    for (; low < end; low++) {
        if (calls(rec, uses->op[low], value)) {
            *out = uses->op[low];
            return BR_OK;
        }
    }
    return BR_OK;
}

br_op br_mark_taker(const br_record *rec, br_op op)
{
    struct uses *uses = uses_of(rec);
    if (!uses || record_row(rec, op)->code != '(')
        return BR_NO_OP;
    for (; uses->takers_seen < rec->rows.count; uses->takers_seen++) {
        if (!index_goes_on(rec, uses->takers_seen, rec->rows.count))
            return BR_NO_OP;
        uint32_t mark = mark_taken(rec, uses->takers_seen);
        uint64_t *place = mark ? map_put(&uses->takers, mark) : NULL;
        if (mark && !place)
            return BR_NO_OP;
        if (place)
            *place = (uint64_t)uses->takers_seen + 1;
    }
    const uint64_t *place = map_get(&uses->takers, record_row(rec, op)->top);
    return place ? (br_op)(*place - 1) : BR_NO_OP;
}
