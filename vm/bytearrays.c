/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a bytearray holds at any moment: the bytes that it came with, those that were appended (each is
 * read from its opcode once), and over both what was written by index. And which quotes are among them:
 * its repr begins with that, so it must be known without looking at all bytes each time it is printed. */
#include "vm/values.h"

#include <stdlib.h>
#include <string.h>

/* ---- Its bytes --------------------------------------------------------------------------------- */

/* All that opcodes appended. */
struct appended {
    uint8_t *at;
    uint32_t n, max;
};

void appended_free(struct index *index, void *object)
{
    struct appended *appended = object;
    budget_free(&index->budget, appended->at, appended->max);
    free(appended);
}

static bool appended_extend(const br_record *rec, struct index *index, struct appended *appended,
                            br_value value)
{
    uint32_t count = raw_count(rec, value, UINT32_MAX);
    if (appended->n == count)
        return true;
    if (count > appended->max) {
        uint32_t max = count / 2 > appended->max ? count : count + count / 2;
        uint8_t *at =
            max < count ? NULL : budget_realloc(&index->budget, appended->at, appended->max, max);
        if (!at)
            return false;
        appended->at = at;
        appended->max = max;
    }
    struct raw raw;
    if (!raw_start(&raw, rec, value, UINT32_MAX, appended->n))
        return false;
    while (appended->n < count) {
        uint32_t id = raw_next(&raw, rec);
        if (id == 0 || id == UINT32_MAX || !index_goes_on(rec, appended->n, count))
            return false;
        appended->at[appended->n++] = value_byte(rec, node_value(rec, id));
    }
    return true;
}

static const struct appended *appended_of(const br_record *rec, br_value value)
{
    struct index *index = index_of(rec);
    uint64_t *place = index ? map_put(&index->appended, value) : NULL;
    if (place && !*place)
        *place = (uintptr_t)calloc(1, sizeof(struct appended));
    struct appended *appended = place ? (struct appended *)(uintptr_t)*place : NULL;
    return appended && appended_extend(rec, index, appended, value) ? appended : NULL;
}

/* Puts over a piece, which begins at byte `from`, what had been written by index. */
static void write_over(const br_record *rec, const struct rewrites *list, br_op before,
                       uint64_t from, uint8_t *piece, size_t n)
{
    uint32_t next = rewrites_before(list, 0, from, 0);
    while (next < list->n && list->at[next].index - from < n) {
        uint64_t index = list->at[next].index;
        uint32_t end = rewrites_before(list, next, index, before);
        if (end > next)
            piece[index - from] = value_byte(rec, list->at[end - 1].value);
        next = rewrites_before(list, end, index, UINT32_MAX);
    }
}

static bool write_rewritten(struct br_state at, br_value value, struct br_slice base,
                            struct br_slice more, struct br_sink sink)
{
    uint8_t piece[1024];
    const struct rewrites *list = rewrites_of(at.rec, value);
    uint64_t len = base.len + more.len;
    for (uint64_t from = 0; list && from < len; from += sizeof piece) {
        size_t n = len - from < sizeof piece ? (size_t)(len - from) : sizeof piece;
        size_t old = from >= base.len ? 0 : base.len - from < n ? (size_t)(base.len - from) : n;
        if (old)
            memcpy(piece, base.data + from, old);
        if (old < n)
            memcpy(piece + old, more.data + (from + old - base.len), n - old);
        write_over(at.rec, list, at.op, from, piece, n);
        if (!sink.write(sink.context, (const char *)piece, n))
            return false;
    }
    return list;
}

enum br_status br_bytes_at(struct br_state at, br_value value, struct br_sink sink)
{
    if (value_kind(at.rec, value) != BR_KIND_BYTEARRAY)
        return BR_OK;
    struct br_slice base = br_raw(at.rec, value), more = {.len = raw_count(at.rec, value, at.op)};
    if (more.len) {
        const struct appended *appended = appended_of(at.rec, value);
        if (!appended)
            return BR_NOMEM;
        more.data = appended->at;
    }
    if (record_slot(at.rec, value)->rewritten)
        return write_rewritten(at, value, base, more, sink) ? BR_OK : BR_NOMEM;
    bool good = !base.len || sink.write(sink.context, (const char *)base.data, (size_t)base.len);
    good =
        good && (!more.len || sink.write(sink.context, (const char *)more.data, (size_t)more.len));
    return good ? BR_OK : BR_NOMEM;
}

/* ---- Its quotes -------------------------------------------------------------------------------- */

/* What one opcode changed, then: what has changed up to and with it. */
struct quote_step {
    uint32_t op;
    int64_t single, twice; /* bytes that are ' and " */
};

struct quotes {
    int64_t single, twice; /* in the bytes that came with BYTEARRAY8 */
    struct quote_step *steps;
    uint32_t n, max;
    uint32_t runs; /* of the chain, looked at */
};

static void count_byte(struct quote_step *step, uint8_t byte, int by)
{
    step->single += byte == '\'' ? by : 0;
    step->twice += byte == '"' ? by : 0;
}

static bool add_step(struct index *index, struct quotes *quotes, struct quote_step step)
{
    if (!step.single && !step.twice)
        return true;
    if (quotes->n == quotes->max) {
        uint32_t max = quotes->max ? quotes->max * 2 : 8;
        struct quote_step *steps = budget_realloc(&index->budget, quotes->steps,
                                                  quotes->max * sizeof *steps, max * sizeof *steps);
        if (!steps)
            return false;
        quotes->steps = steps;
        quotes->max = max;
    }
    quotes->steps[quotes->n++] = step;
    return true;
}

void quotes_free(struct index *index, void *object)
{
    struct quotes *quotes = object;
    budget_free(&index->budget, quotes->steps, quotes->max * sizeof *quotes->steps);
    free(quotes);
}

static bool add_appended(const br_record *rec, struct index *index, struct quotes *quotes,
                         br_value value)
{
    struct raw raw;
    if (!raw_start(&raw, rec, value, UINT32_MAX, 0))
        return false;
    struct quote_step step = {.op = raw.op};
    for (uint32_t id; (id = raw_next(&raw, rec)) != 0;) {
        if (id == UINT32_MAX)
            return false;
        if (raw.op != step.op) {
            if (!add_step(index, quotes, step))
                return false;
            step = (struct quote_step){.op = raw.op};
        }
        count_byte(&step, value_byte(rec, node_value(rec, id)), 1);
    }
    return add_step(index, quotes, step);
}

/* The byte that stood at an index before anything was rewritten. */
static bool first_byte(const br_record *rec, br_value value, uint64_t at, uint8_t *byte)
{
    struct br_slice base = br_raw(rec, value);
    if (at < base.len) {
        *byte = base.data[at];
        return true;
    }
    struct raw raw;
    uint32_t id = UINT32_MAX;
    if (raw_start(&raw, rec, value, UINT32_MAX, (uint32_t)(at - base.len)))
        id = raw_next(&raw, rec);
    if (id == 0 || id == UINT32_MAX)
        return false;
    *byte = value_byte(rec, node_value(rec, id));
    return true;
}

static bool add_rewritten(const br_record *rec, struct index *index, struct quotes *quotes,
                          br_value value)
{
    const struct rewrites *list = rewrites_of(rec, value);
    if (!list)
        return false;
    for (uint32_t i = 0; i < list->n; i++) {
        const struct rewrite *now = &list->at[i];
        uint8_t old;
        if (i && list->at[i - 1].index == now->index)
            old = value_byte(rec, list->at[i - 1].value);
        else if (!first_byte(rec, value, now->index, &old))
            return false;
        struct quote_step step = {.op = now->op};
        count_byte(&step, old, -1);
        count_byte(&step, value_byte(rec, now->value), 1);
        if (!add_step(index, quotes, step))
            return false;
    }
    return true;
}

static int compare_steps(const void *a, const void *b)
{
    const struct quote_step *x = a, *y = b;
    return (x->op > y->op) - (x->op < y->op);
}

static bool build(const br_record *rec, struct index *index, struct quotes *quotes, br_value value)
{
    const struct chain *chain = runs_of(rec, value);
    if (!chain)
        return false;
    if (quotes->runs == chain->n)
        return true;
    struct br_slice base = br_raw(rec, value);
    struct quote_step in_base = {0};
    for (uint64_t i = 0; i < base.len && !quotes->runs; i++)
        count_byte(&in_base, base.data[i], 1);
    if (!quotes->runs) {
        quotes->single = in_base.single;
        quotes->twice = in_base.twice;
    }
    quotes->n = 0;
    if (!add_appended(rec, index, quotes, value))
        return false;
    if (record_slot(rec, value)->rewritten && !add_rewritten(rec, index, quotes, value))
        return false;
    if (quotes->n)
        qsort(quotes->steps, quotes->n, sizeof *quotes->steps, compare_steps);
    for (uint32_t i = 1; i < quotes->n; i++) {
        quotes->steps[i].single += quotes->steps[i - 1].single;
        quotes->steps[i].twice += quotes->steps[i - 1].twice;
    }
    quotes->runs = chain->n;
    return true;
}

int bytearray_quotes(const br_record *rec, br_value value, br_op before)
{
    struct index *index = index_of(rec);
    uint64_t *place = index ? map_put(&index->quotes, value) : NULL;
    if (place && !*place)
        *place = (uintptr_t)calloc(1, sizeof(struct quotes));
    struct quotes *quotes = place ? (struct quotes *)(uintptr_t)*place : NULL;
    if (!quotes || !build(rec, index, quotes, value))
        return -1;
    uint32_t low = 0, high = quotes->n; /* steps before `before` */
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (quotes->steps[mid].op < before)
            low = mid + 1;
        else
            high = mid;
    }
    int64_t single = quotes->single + (low ? quotes->steps[low - 1].single : 0);
    int64_t twice = quotes->twice + (low ? quotes->steps[low - 1].twice : 0);
    return (single > 0) | (twice > 0) << 1;
}
