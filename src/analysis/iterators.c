/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What iterates, lazily as Python does: of builtins, and what of itertools is like it. */
#include <string.h>

#include "src/analysis/models.h"
#include "src/analysis/render.h"

/* ---- Builtins -------------------------------------------------------------------------------- */

static const struct meaning *step_map(struct evaluator *ev, struct meaning *map)
{
    struct meaning *args = meaning_new(&ev->store, MEANING_TUPLE);
    for (uint32_t n = 0; args && n < map->n_items; n++) {
        const struct meaning *item = ev_next(ev, (struct meaning *)map->items[n]);
        if (!item)
            return NULL;
        meaning_add(&ev->store, args, item);
    }
    if (!args)
        return NULL;
    const struct meaning *result =
        ev_call(ev, map->self, &(struct arguments){.items = args->items, .n = args->n_items});
    return result ? result : &meaning_unknown;
}

static const struct meaning *step_starmap(struct evaluator *ev, struct meaning *map)
{
    const struct meaning *item = ev_next(ev, (struct meaning *)map->items[0]);
    const struct meaning *list = item ? ev_listed(ev, item, MEANING_LIST) : NULL;
    static const struct meaning *const none[1];
    if (!list)
        return NULL;
    const struct meaning *result = ev_call(
        ev, map->self,
        &(struct arguments){.items = list->n_items ? list->items : none, .n = list->n_items});
    return result ? result : &meaning_unknown;
}

static const struct meaning *step_zip(struct evaluator *ev, struct meaning *zip)
{
    struct meaning *tuple = meaning_new(&ev->store, MEANING_TUPLE);
    for (uint32_t n = 0; tuple && n < zip->n_items; n++) {
        const struct meaning *item = ev_next(ev, (struct meaning *)zip->items[n]);
        if (!item)
            return NULL;
        meaning_add(&ev->store, tuple, item);
    }
    return zip->n_items ? tuple : NULL;
}

static const struct meaning *step_chain(struct evaluator *ev, struct meaning *chain)
{
    while (chain->number < (int64_t)chain->n_items) {
        const struct meaning *item = ev_next(ev, (struct meaning *)chain->items[chain->number]);
        if (item)
            return item;
        chain->number++;
    }
    return NULL;
}

static const struct meaning *step_repeat(struct evaluator *ev, struct meaning *repeat)
{
    return repeat->number-- > 0 ? ev_ask(ev, repeat->self) : NULL;
}

/* iter(callable, sentinel), items: until a call gives that; one that gives what is not known shows what it does. */
static const struct meaning *step_calls(struct evaluator *ev, struct meaning *calls)
{
    static const struct meaning *const none[1];
    int order = 1;
    if (calls->number)
        return NULL;
    const struct meaning *result = ev_call(ev, calls->self, &(struct arguments){.items = none});
    bool is_known = result && ev_compare(ev, result, calls->items[0], &order);
    calls->number = !is_known || order == 0;
    return order == 0 ? NULL : result ? result : &meaning_unknown;
}

/* ---- Those of itertools ---------------------------------------------------------------------- */

enum filter_way { FILTER_TRUE, FILTER_FALSE, FILTER_WHILE, FILTER_BEHIND };

/* Whether the callable of a filter says yes; what is not known does, as far as is known. */
static bool filter_says(struct evaluator *ev, const struct meaning *filter,
                        const struct meaning *item)
{
    bool truth = true, has_callable = filter->self && filter->self->kind != MEANING_NONE;
    const struct meaning *said = has_callable ? ev_call_1(ev, filter->self, item) : item;
    return said && ev_truth(ev, said, &truth) ? truth : filter->way != FILTER_FALSE;
}

/* filter, filterfalse, takewhile, dropwhile; number: it is over, or the items are let through. */
static const struct meaning *step_filter(struct evaluator *ev, struct meaning *filter)
{
    const struct meaning *item;
    enum filter_way way = (enum filter_way)filter->way;
    while ((item = ev_next(ev, (struct meaning *)filter->items[0])) != NULL) {
        if (way == FILTER_BEHIND && filter->number)
            return item;
        bool says = filter_says(ev, filter, item);
        if (way == FILTER_WHILE && !says)
            break;
        filter->number = way == FILTER_BEHIND && !says;
        bool is_given = way == FILTER_TRUE || way == FILTER_WHILE ? says : !says;
        if (is_given)
            return item;
    }
    return NULL;
}

static const struct meaning *step_compress(struct evaluator *ev, struct meaning *compress)
{
    const struct meaning *item, *said;
    while ((item = ev_next(ev, (struct meaning *)compress->items[0])) != NULL &&
           (said = ev_next(ev, (struct meaning *)compress->items[1])) != NULL) {
        bool truth;
        if (compress->number || !ev_truth(ev, said, &truth)) { /* and so on: which is which? */
            compress->number = 1;
            return &meaning_unknown;
        }
        if (truth)
            return item;
    }
    return NULL;
}

/* zip_longest; self is what fills up. */
static const struct meaning *step_longest(struct evaluator *ev, struct meaning *zip)
{
    struct meaning *tuple = meaning_new(&ev->store, MEANING_TUPLE);
    bool is_over = true;
    for (uint32_t n = 0; tuple && n < zip->n_items; n++) {
        const struct meaning *item = ev_next(ev, (struct meaning *)zip->items[n]);
        is_over &= item == NULL;
        meaning_add(&ev->store, tuple, item ? item : zip->self);
    }
    return is_over ? NULL : tuple;
}

static meaning_step *const steps[] = {step_map,    step_starmap, step_filter, step_filter,
                                      step_filter, step_filter,  step_zip,    step_longest,
                                      step_chain,  step_compress};
enum {
    STEP_MAP,
    STEP_STARMAP,
    STEP_FILTER, /* the ways of a filter follow each other */
    STEP_FALSE,
    STEP_WHILE,
    STEP_BEHIND,
    STEP_ZIP,
    STEP_LONGEST,
    STEP_CHAIN,
    STEP_COMPRESS
};

/* map, filter, starmap: a callable and iterables; number is how they go on. */
MODEL_RUN(model_lazy)
{
    bool has_callable = model->number <= STEP_BEHIND;
    struct arguments rest = args_from(args, has_callable);
    if (has_callable)
        ev_note(
            ev, args->items[0],
            &(struct arguments){.items = (const struct meaning *const[]){&meaning_unknown}, .n = 1},
            CALL_PREPARED);
    struct meaning *iterator =
        ev_iterator_new(ev, steps[model->number], has_callable ? arg(ev, args, 0) : NULL);
    if (iterator && model->number >= STEP_FILTER && model->number <= STEP_BEHIND)
        iterator->way = (uint32_t)(model->number - STEP_FILTER);
    if (iterator && model->number == STEP_LONGEST) {
        iterator->self = arg_named(ev, args, "fillvalue");
        iterator->self = iterator->self ? iterator->self : meaning_none(&ev->store);
    }
    for (uint32_t n = 0; iterator && n < rest.n; n++) {
        const struct meaning *source = ev_iterator(ev, rest.items[n]);
        if (!source)
            return NULL;
        meaning_add(&ev->store, iterator, source);
    }
    return iterator && !iterator->is_lost ? iterator : NULL;
}

MODEL_RUN(model_chain_from)
{
    (void)model;
    const struct meaning *list = ev_listed(ev, args->items[0], MEANING_LIST);
    struct model chain = {.number = STEP_CHAIN};
    return list ? model_lazy(ev, &chain,
                             &(struct arguments){.items = list->items, .n = list->n_items})
                : NULL;
}

MODEL_RUN(model_repeat)
{
    const struct meaning *count = args->n > 1 ? arg(ev, args, 1) : arg_named(ev, args, "times");
    struct meaning *repeat = ev_iterator_new(ev, step_repeat, arg(ev, args, 0));
    (void)model;
    if (!repeat || (count && !meaning_is_number(count)))
        return NULL;
    repeat->number = count ? count->number : INT64_MAX;
    return repeat;
}

MODEL_RUN(model_iter)
{
    if (args->n == 1 || model->number)
        return ev_iterator(ev, args->items[0]);
    ev_note(ev, args->items[0], &(struct arguments){.items = args->items}, CALL_PREPARED);
    struct meaning *calls = ev_iterator_new(ev, step_calls, arg(ev, args, 0));
    if (calls)
        meaning_add(&ev->store, calls, args->items[1]);
    return calls && !calls->is_lost ? calls : NULL;
}

MODEL_RUN(model_next)
{
    (void)model;
    const struct meaning *iterator = arg(ev, args, 0);
    const struct arguments items = {.items = args->items};
    if (iterator->kind != MEANING_ITERATOR) { /* a stream is an iterator, too */
        const struct meaning *special = ev_special(ev, iterator, "__iter__", &items);
        iterator = special ? special : iterator;
    }
    if (iterator->kind != MEANING_ITERATOR)
        return ev_special(ev, iterator, "__next__", &items);
    const struct meaning *item = ev_next(ev, (struct meaning *)iterator);
    if (!item && args->n > 1)
        item = arg(ev, args, 1);
    return item && item->kind != MEANING_UNKNOWN ? item : NULL;
}

static struct meaning *reversed_list(struct evaluator *ev, const struct meaning *from)
{
    const struct meaning *list = ev_listed(ev, from, MEANING_LIST);
    struct meaning *back = list ? meaning_new(&ev->store, MEANING_LIST) : NULL;
    for (uint32_t n = list ? list->n_items : 0; back && n-- > 0;)
        meaning_add(&ev->store, back, list->items[n]);
    return back;
}

MODEL_RUN(model_reversed)
{
    (void)model;
    const struct meaning *back = reversed_list(ev, args->items[0]);
    return back ? ev_iterator(ev, back) : NULL;
}

MODEL_RUN(model_enumerate)
{
    (void)model;
    const struct meaning *start = args->n > 1 ? arg(ev, args, 1) : arg_named(ev, args, "start");
    int64_t first =
        meaning_is_number(start) && start->number < INT32_MAX && start->number > -INT32_MAX
            ? start->number
            : 0;
    const struct meaning *list = ev_listed(ev, args->items[0], MEANING_LIST);
    struct meaning *pairs = list ? meaning_new(&ev->store, MEANING_LIST) : NULL;
    for (uint32_t n = 0; pairs && n < list->n_items; n++) {
        const struct meaning *two[2] = {meaning_int(&ev->store, first + n), list->items[n]};
        meaning_add(&ev->store, pairs, meaning_items(&ev->store, MEANING_TUPLE, two, 2));
    }
    return pairs ? ev_iterator(ev, pairs) : NULL;
}

MODEL_RUN(model_range)
{
    (void)model;
    int64_t bounds[3] = {0, 0, 1};
    for (uint32_t n = 0; n < args->n && n < 3; n++) {
        const struct meaning *bound = arg(ev, args, n);
        if (!meaning_is_number(bound) || bound->number > MEANING_TEXT_MAX ||
            bound->number < -MEANING_TEXT_MAX)
            return NULL;
        bounds[args->n == 1 ? 1 : n] = bound->number;
    }
    struct meaning *list = bounds[2] ? meaning_new(&ev->store, MEANING_LIST) : NULL;
    for (int64_t at = bounds[0];
         list && !list->is_lost && (bounds[2] > 0 ? at < bounds[1] : at > bounds[1]);
         at += bounds[2])
        meaning_add(&ev->store, list, meaning_int(&ev->store, at));
    return meaning_typed(list, "builtins", "range");
}

/* ---- The table ------------------------------------------------------------------------------- */

/* clang-format off */
const struct model iterators[] = {
    {"builtins", "map", 2, model_lazy, STEP_MAP, NULL},
    {"builtins", "filter", 2, model_lazy, STEP_FILTER, NULL},
    {"itertools", "filterfalse", 2, model_lazy, STEP_FALSE, NULL},
    {"itertools", "takewhile", 2, model_lazy, STEP_WHILE, NULL},
    {"itertools", "dropwhile", 2, model_lazy, STEP_BEHIND, NULL},
    {"itertools", "starmap", 2, model_lazy, STEP_STARMAP, NULL},
    {"itertools", "imap", 2, model_lazy, STEP_MAP, NULL},
    {"itertools", "ifilter", 2, model_lazy, STEP_FILTER, NULL},
    {"itertools", "chain", 0, model_lazy, STEP_CHAIN, NULL},
    {"itertools", "chain.from_iterable", 1, model_chain_from, 0, NULL},
    {"itertools", "zip_longest", 1, model_lazy, STEP_LONGEST, NULL},
    {"itertools", "compress", 2, model_lazy, STEP_COMPRESS, NULL},
    {"builtins", "zip", 0, model_lazy, STEP_ZIP, NULL},
    {"itertools", "repeat", 1, model_repeat, 0, NULL},
    {"builtins", "iter", 1, model_iter, 0, NULL},
    {"builtins", "next", 1, model_next, 0, NULL},
    {"builtins", "reversed", 1, model_reversed, 0, NULL},
    {"builtins", "enumerate", 1, model_enumerate, 0, NULL},
    {"builtins", "range", 1, model_range, 0, NULL},
    {"builtins", "xrange", 1, model_range, 0, NULL},
};
/* clang-format on */
const size_t n_iterators = sizeof iterators / sizeof iterators[0];
