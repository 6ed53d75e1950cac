/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The module itertools, where it keeps something from one item to the next. */
#include <string.h>

#include "src/analysis/models.h"
#include "src/analysis/numbers.h"
#include "src/analysis/render.h"

/* accumulate: items are the source, and the sum so far; number: it was asked. Where it began with one, that
 * comes first. */
static const struct meaning *step_accumulate(struct evaluator *ev, struct meaning *sums)
{
    const struct meaning *sum = sums->items[1];
    if (!sums->number++ && sum)
        return sum;
    const struct meaning *item = ev_next(ev, (struct meaning *)sums->items[0]);
    if (!item)
        return NULL;
    const struct meaning *two[2] = {sum, item};
    if (!sum)
        sum = item;
    else
        sum = sums->self ? ev_call(ev, sums->self, &(struct arguments){.items = two, .n = 2})
                         : render_add(ev, sum, item);
    return sums->items[1] = sum ? sum : &meaning_unknown;
}

MODEL_RUN(model_accumulate)
{
    (void)model;
    const struct meaning *function = args->n > 1 ? arg(ev, args, 1) : arg_named(ev, args, "func");
    bool has_function = function && function->kind != MEANING_NONE;
    struct meaning *sums = ev_iterator_new(ev, step_accumulate, has_function ? function : NULL);
    const struct meaning *source = ev_iterator(ev, args->items[0]);
    if (!sums || !source)
        return NULL;
    if (has_function)
        ev_note(
            ev, function,
            &(struct arguments){.items = (const struct meaning *const[]){&meaning_unknown}, .n = 1},
            CALL_PREPARED);
    meaning_add(&ev->store, sums, source);
    const struct meaning *initial = arg_named(ev, args, "initial");
    meaning_add(&ev->store, sums, initial && initial->kind != MEANING_NONE ? initial : NULL);
    return sums->is_lost ? NULL : sums;
}

/* islice: items are the source, start, stop, step; number is how many were given. */
static const struct meaning *step_slice(struct evaluator *ev, struct meaning *slice)
{
    int64_t start = slice->items[1]->number, step = slice->items[3]->number;
    int64_t taken = slice->number ? start + (slice->number - 1) * step + 1 : 0;
    int64_t wanted = start + slice->number * step;
    bool has_end = slice->items[2]->kind == MEANING_INT;
    if (has_end && wanted >= slice->items[2]->number)
        return NULL;
    const struct meaning *item = NULL;
    for (; taken <= wanted; taken++) {
        item = ev_next(ev, (struct meaning *)slice->items[0]);
        if (!item)
            return NULL;
    }
    slice->number++;
    return item;
}

MODEL_RUN(model_islice)
{
    (void)model;
    const struct meaning *source = ev_iterator(ev, args->items[0]);
    struct meaning *slice = ev_iterator_new(ev, step_slice, NULL);
    if (!slice || !source)
        return NULL;
    meaning_add(&ev->store, slice, source);
    bool has_start = args->n > 2;
    for (uint32_t part = 0; part < 3; part++) {
        bool is_said = part == 1 ? true : part == 0 ? has_start : args->n > 3;
        const struct meaning *bound = is_said ? arg(ev, args, part + has_start) : NULL;
        bool is_number = meaning_is_number(bound) && bound->number >= (part == 2) &&
                         bound->number <= MEANING_TEXT_MAX;
        if (bound && !is_number && bound->kind != MEANING_NONE)
            return NULL;
        const struct meaning *none =
            part == 1 ? meaning_none(&ev->store) : meaning_int(&ev->store, part == 2);
        meaning_add(&ev->store, slice, is_number ? meaning_int(&ev->store, bound->number) : none);
    }
    for (uint32_t n = 0; n < slice->n_items; n++) {
        if (!slice->items[n])
            return NULL;
    }
    return slice->n_items == 4 ? slice : NULL;
}

/* What several iterators read: self is a list of what was taken from items of it, source last. */
static const struct meaning *step_shared(struct evaluator *ev, struct meaning *tee)
{
    struct meaning *taken = (struct meaning *)tee->self;
    if (tee->number == (int64_t)taken->n_items) {
        const struct meaning *item = ev_next(ev, (struct meaning *)taken->self);
        if (!item)
            return NULL;
        meaning_add(&ev->store, taken, item);
    }
    return tee->number < (int64_t)taken->n_items ? taken->items[tee->number++] : NULL;
}

MODEL_RUN(model_tee)
{
    (void)model;
    const struct meaning *count = arg(ev, args, 1);
    struct meaning *taken = meaning_new(&ev->store, MEANING_LIST);
    struct meaning *all = meaning_new(&ev->store, MEANING_TUPLE);
    int64_t n = meaning_is_number(count) ? count->number : 2;
    if (!taken || !all || n < 0 || n > EVALUATE_ARGS_MAX)
        return NULL;
    taken->self = ev_iterator(ev, args->items[0]);
    while (taken->self && n-- > 0)
        meaning_add(&ev->store, all, ev_iterator_new(ev, step_shared, taken));
    return taken->self && !all->is_lost ? all : NULL;
}

static const struct meaning *step_cycle(struct evaluator *ev, struct meaning *cycle)
{
    struct meaning *taken = (struct meaning *)cycle->self;
    const struct meaning *item = step_shared(ev, cycle);
    if (item || taken->n_items == 0)
        return item;
    cycle->number = 1;
    return taken->items[0];
}

MODEL_RUN(model_cycle)
{
    (void)model;
    struct meaning *taken = meaning_new(&ev->store, MEANING_LIST);
    if (!taken)
        return NULL;
    taken->self = ev_iterator(ev, args->items[0]);
    return taken->self ? ev_iterator_new(ev, step_cycle, taken) : NULL;
}

/* count(start, step): self is the next, items the step. */
static const struct meaning *step_count(struct evaluator *ev, struct meaning *count)
{
    const struct meaning *next = count->self;
    count->self = next ? operator_run(ev, OPERATOR_ADD, next, count->items[0]) : NULL;
    return next;
}

MODEL_RUN(model_count)
{
    const struct meaning *start = args->n ? arg(ev, args, 0) : arg_named(ev, args, "start");
    const struct meaning *step = args->n > 1 ? arg(ev, args, 1) : arg_named(ev, args, "step");
    struct meaning *count =
        ev_iterator_new(ev, step_count, start ? start : meaning_int(&ev->store, 0));
    (void)model;
    if (!count || (start && !num_is(start)) || (step && !num_is(step)))
        return NULL;
    meaning_add(&ev->store, count, step ? step : meaning_int(&ev->store, 1));
    return count->is_lost || !count->items[0] ? NULL : count;
}

/* pairwise; items are the source, and the item before. */
static const struct meaning *step_pairs(struct evaluator *ev, struct meaning *pairs)
{
    if (!pairs->items[1])
        pairs->items[1] = ev_next(ev, (struct meaning *)pairs->items[0]);
    const struct meaning *next =
        pairs->items[1] ? ev_next(ev, (struct meaning *)pairs->items[0]) : NULL;
    const struct meaning *two[2] = {pairs->items[1], next};
    pairs->items[1] = next;
    return next ? meaning_items(&ev->store, MEANING_TUPLE, two, 2) : NULL;
}

/* batched; number is how many. */
static const struct meaning *step_batch(struct evaluator *ev, struct meaning *batches)
{
    struct meaning *batch = meaning_new(&ev->store, MEANING_TUPLE);
    const struct meaning *item;
    while (batch && !batch->is_lost && batch->n_items < (uint64_t)batches->number &&
           (item = ev_next(ev, (struct meaning *)batches->items[0])) != NULL)
        meaning_add(&ev->store, batch, item);
    return batch && batch->n_items ? batch : NULL;
}

MODEL_RUN(model_parts)
{
    const struct meaning *source = ev_iterator(ev, args->items[0]), *n = arg(ev, args, 1);
    bool is_batch = model->number;
    struct meaning *parts = ev_iterator_new(ev, is_batch ? step_batch : step_pairs, NULL);
    if (!source || !parts || (is_batch && (!meaning_is_number(n) || n->number < 1)))
        return NULL;
    parts->number = is_batch ? n->number : 0;
    meaning_add(&ev->store, parts, source);
    meaning_add(&ev->store, parts, NULL);
    return parts->is_lost ? NULL : parts;
}

/* ---- groupby --------------------------------------------------------------------------------- */

/* As groupby_next and _grouper_next of itertoolsmodule.c. The iterator has these items; self is the function
 * that gives the key, number the group that is being read. */
enum { GROUP_SOURCE, GROUP_KEY, GROUP_WANTED, GROUP_ITEM, GROUP_ITEMS };

/* The next item of the source, with its key; false: there is none. */
static bool step_source(struct evaluator *ev, struct meaning *groups)
{
    const struct meaning *item = ev_next(ev, (struct meaning *)groups->items[GROUP_SOURCE]);
    if (!item)
        return false;
    const struct meaning *key = groups->self ? ev_call_1(ev, groups->self, item) : item;
    groups->items[GROUP_ITEM] = item;
    groups->items[GROUP_KEY] = key ? key : &meaning_unknown;
    return true;
}

/* Keys whose order is not known are taken for different ones, and the groups for unknown from there on. */
static bool is_wanted(struct evaluator *ev, struct meaning *groups)
{
    int order = 1;
    if (!ev_compare(ev, groups->items[GROUP_KEY], groups->items[GROUP_WANTED], &order))
        groups->is_lost = true;
    return order == 0;
}

static const struct meaning *step_group(struct evaluator *ev, struct meaning *group)
{
    struct meaning *groups = (struct meaning *)group->self;
    if (groups->number != group->number ||
        (!groups->items[GROUP_ITEM] && !step_source(ev, groups)) || !is_wanted(ev, groups))
        return NULL;
    const struct meaning *item = groups->items[GROUP_ITEM];
    groups->items[GROUP_ITEM] = NULL;
    return groups->is_lost ? &meaning_unknown : item;
}

static const struct meaning *step_groups(struct evaluator *ev, struct meaning *groups)
{
    groups->number++;
    while (!groups->items[GROUP_KEY] || (groups->items[GROUP_WANTED] && is_wanted(ev, groups))) {
        if (!step_source(ev, groups))
            return NULL;
    }
    groups->items[GROUP_WANTED] = groups->items[GROUP_KEY];
    struct meaning *group = ev_iterator_new(ev, step_group, groups);
    if (!group)
        return NULL;
    group->number = groups->number;
    const struct meaning *two[2] = {groups->is_lost ? &meaning_unknown : groups->items[GROUP_KEY],
                                    group};
    return meaning_items(&ev->store, MEANING_TUPLE, two, 2);
}

MODEL_RUN(model_groupby)
{
    const struct meaning *source = ev_iterator(ev, args->items[0]);
    const struct meaning *key = args->n > 1 ? arg(ev, args, 1) : arg_named(ev, args, "key");
    struct meaning *groups = ev_iterator_new(ev, step_groups, NULL);
    (void)model;
    if (!source || !groups)
        return NULL;
    bool has_key = key && key->kind != MEANING_NONE;
    groups->self = has_key ? key : NULL;
    if (has_key)
        ev_note(
            ev, key,
            &(struct arguments){.items = (const struct meaning *const[]){&meaning_unknown}, .n = 1},
            CALL_PREPARED);
    meaning_add(&ev->store, groups, source);
    while (groups->n_items < GROUP_ITEMS && !groups->is_lost)
        meaning_add(&ev->store, groups, NULL);
    return groups->is_lost ? NULL : groups;
}

/* ---- The table ------------------------------------------------------------------------------- */

/* clang-format off */
const struct model itertools[] = {
    {"itertools", "accumulate", 1, model_accumulate, 0, NULL},
    {"itertools", "tee", 1, model_tee, 0, NULL},
    {"itertools", "cycle", 1, model_cycle, 0, NULL},
    {"itertools", "islice", 2, model_islice, 0, NULL},
    {"itertools", "count", 0, model_count, 0, NULL},
    {"itertools", "pairwise", 1, model_parts, 0, NULL},
    {"itertools", "batched", 2, model_parts, 1, NULL},
    {"itertools", "groupby", 1, model_groupby, 0, NULL},
};
/* clang-format on */
const size_t n_itertools = sizeof itertools / sizeof itertools[0];
