/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What iterates, lazily as Python does, and what takes all that an iterator gives. */
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

enum { REPEATS_MAX = 16 }; /* of what has no end */

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

/* accumulate: items are the source, and the sum so far. */
static const struct meaning *step_accumulate(struct evaluator *ev, struct meaning *sums)
{
    const struct meaning *item = ev_next(ev, (struct meaning *)sums->items[0]);
    const struct meaning *sum = sums->items[1];
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
    meaning_add(&ev->store, sums, arg_named(ev, args, "initial"));
    return sums->is_lost ? NULL : sums;
}

static const struct meaning *step_compress(struct evaluator *ev, struct meaning *compress)
{
    const struct meaning *item, *said;
    while ((item = ev_next(ev, (struct meaning *)compress->items[0])) != NULL &&
           (said = ev_next(ev, (struct meaning *)compress->items[1])) != NULL) {
        bool truth;
        if (!ev_truth(ev, said, &truth) || truth)
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

/* product of at most a few: the first of each changes slowest. */
MODEL_RUN(model_product)
{
    (void)model;
    const struct meaning *lists[4];
    uint64_t n = 1;
    if (args->n > 4 || args->n_named)
        return NULL;
    for (uint32_t k = 0; k < args->n; k++) {
        lists[k] = ev_listed(ev, args->items[k], MEANING_LIST);
        if (!lists[k])
            return NULL;
        n *= lists[k]->n_items;
    }
    struct meaning *all =
        n <= MEANING_ITEMS_MAX && ev_spend(ev, n) ? meaning_new(&ev->store, MEANING_LIST) : NULL;
    for (uint64_t at = 0; all && at < n; at++) {
        struct meaning *tuple = meaning_new(&ev->store, MEANING_TUPLE);
        uint64_t left = n, rest = at;
        for (uint32_t k = 0; tuple && k < args->n; k++) {
            left /= lists[k]->n_items;
            meaning_add(&ev->store, tuple, lists[k]->items[rest / left]);
            rest %= left;
        }
        meaning_add(&ev->store, all, tuple);
    }
    return all ? ev_iterator(ev, all) : NULL;
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
    (void)model;
    const struct meaning *count = arg(ev, args, 1);
    struct meaning *repeat = ev_iterator_new(ev, step_repeat, arg(ev, args, 0));
    if (!repeat)
        return NULL;
    bool is_counted = meaning_is_number(count) && count->number < REPEATS_MAX;
    repeat->number = is_counted ? count->number : REPEATS_MAX;
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
    const struct meaning *special = /* a stream is an iterator, too */
        ev_special(ev, iterator, "__iter__", &(struct arguments){.items = args->items});
    iterator = special ? special : iterator;
    bool is_known = iterator->kind == MEANING_ITERATOR;
    const struct meaning *item = is_known ? ev_next(ev, (struct meaning *)iterator) : NULL;
    if (is_known && !item && args->n > 1)
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
    return list;
}

/* sum(iterable, start): tuples and lists are joined by it. */
MODEL_RUN(model_sum)
{
    (void)model;
    const struct meaning *list = ev_listed(ev, args->items[0], MEANING_LIST);
    const struct meaning *sum = args->n > 1 ? arg(ev, args, 1) : meaning_int(&ev->store, 0);
    for (uint32_t n = 0; list && sum && n < list->n_items; n++)
        sum = render_add(ev, sum, ev_ask(ev, list->items[n]));
    return list ? sum : NULL;
}

MODEL_RUN(model_reduce)
{
    (void)model;
    struct meaning *iterator = ev_iterator(ev, args->items[1]);
    const struct meaning *sum = args->n > 2 ? arg(ev, args, 2) : NULL, *item;
    if (iterator && !sum)
        sum = ev_next(ev, iterator);
    while (iterator && sum && (item = ev_next(ev, iterator)) != NULL) {
        const struct meaning *two[2] = {sum, item};
        sum = ev_call(ev, args->items[0], &(struct arguments){.items = two, .n = 2});
        if (!sum)
            sum = &meaning_unknown;
    }
    return sum && sum->kind != MEANING_UNKNOWN ? sum : NULL;
}

/* ---- What takes all -------------------------------------------------------------------------- */

/* What an iterator would give happens: the argument whose number is the model's is taken whole, and
 * the key (by name, or where text says) called for each item. */
MODEL_RUN(model_consume)
{
    uint32_t at = (uint32_t)model->number,
             key_at = model->text ? (uint32_t)(model->text[0] - '0') : 0;
    const struct meaning *list = at < args->n ? ev_listed(ev, args->items[at], MEANING_LIST) : NULL;
    const struct meaning *key = arg_named(ev, args, "key");
    if (!key && key_at)
        key = arg(ev, args, key_at);
    for (uint32_t n = 0; key && key->kind != MEANING_NONE && list && n < list->n_items; n++)
        ev_call_1(ev, key, list->items[n]);
    return NULL;
}

/* The keys by which items are sorted: themselves where there is no key. */
static const struct meaning *sort_keys(struct evaluator *ev, const struct meaning *list,
                                       const struct meaning *key)
{
    if (!key || key->kind == MEANING_NONE)
        return list;
    struct meaning *keys = meaning_new(&ev->store, MEANING_LIST);
    for (uint32_t n = 0; keys && n < list->n_items; n++) {
        const struct meaning *one = ev_call_1(ev, key, list->items[n]);
        meaning_add(&ev->store, keys, one ? one : &meaning_unknown);
    }
    return keys;
}

enum { SORT_ITEMS_MAX = 128 }; /* sorted by moving each to its place */

bool ev_sort(struct evaluator *ev, struct meaning *list, const struct meaning *key, bool is_reverse)
{
    const struct meaning *kept = sort_keys(ev, list, key);
    struct meaning *keys =
        kept ? meaning_items(&ev->store, MEANING_LIST, kept->items, kept->n_items) : NULL;
    if (!keys || keys->n_items != list->n_items || list->n_items > SORT_ITEMS_MAX)
        return false;
    for (uint32_t n = 1; n < list->n_items; n++) {
        const struct meaning *item = list->items[n], *its_key = keys->items[n];
        uint32_t at = n;
        int order = 0;
        for (; at > 0; at--) {
            if (!ev_compare(ev, keys->items[at - 1], its_key, &order))
                return false;
            if (is_reverse ? order >= 0 : order <= 0)
                break;
            list->items[at] = list->items[at - 1];
            keys->items[at] = keys->items[at - 1];
        }
        list->items[at] = item;
        keys->items[at] = its_key;
    }
    return true;
}

static bool is_reversed(struct evaluator *ev, const struct arguments *args)
{
    bool truth;
    const struct meaning *said = arg_named(ev, args, "reverse");
    return said && ev_truth(ev, said, &truth) && truth;
}

MODEL_RUN(model_sorted)
{
    (void)model;
    struct meaning *list = ev_listed(ev, args->items[0], MEANING_LIST);
    bool good = list && ev_sort(ev, list, arg_named(ev, args, "key"), is_reversed(ev, args));
    return good || (list && list->n_items < 2) ? list : NULL;
}

/* max and min (number 1), of one iterable or of several arguments. */
MODEL_RUN(model_extreme)
{
    struct meaning *list = args->n == 1
                               ? ev_listed(ev, args->items[0], MEANING_LIST)
                               : meaning_items(&ev->store, MEANING_LIST, args->items, args->n);
    if (list && list->n_items == 0)
        return arg_named(ev, args, "default");
    for (uint32_t n = 0; list && n < list->n_items; n++)
        list->items[n] = ev_ask(ev, list->items[n]);
    bool good = list && ev_sort(ev, list, arg_named(ev, args, "key"), model->number == 0);
    const struct meaning *first = list && (good || list->n_items == 1) ? list->items[0] : NULL;
    return first && first->kind != MEANING_UNKNOWN ? first : NULL;
}

/* any and all (number 1). */
MODEL_RUN(model_any)
{
    const struct meaning *list = ev_listed(ev, args->items[0], MEANING_LIST);
    bool is_sure = list != NULL;
    for (uint32_t n = 0; list && n < list->n_items; n++) {
        bool truth;
        if (!ev_truth(ev, ev_ask(ev, list->items[n]), &truth))
            is_sure = false;
        else if (truth != (model->number == 1))
            return meaning_bool(&ev->store, truth);
    }
    return is_sure ? meaning_bool(&ev->store, model->number == 1) : NULL;
}

/* x in items, and how many or which of them equal x: number 0, 1, 2. */
MODEL_RUN(model_contains)
{
    const struct meaning *held = arg(ev, args, 0), *wanted = arg(ev, args, 1);
    if (held->kind == MEANING_TEXT || held->kind == MEANING_BYTES) {
        bool is_same = wanted->kind == held->kind && model->number == 0;
        return is_same && ev_spend(ev, held->text_len)
                   ? meaning_bool(&ev->store, memmem(held->text, held->text_len, wanted->text,
                                                     wanted->text_len) != NULL)
                   : NULL;
    }
    const struct meaning *list = ev_listed(ev, held, MEANING_LIST);
    int64_t count = 0, first = -1;
    for (uint32_t n = 0; list && n < list->n_items; n++) {
        int order = 1;
        if (!ev_compare(ev, ev_ask(ev, list->items[n]), wanted, &order))
            return NULL;
        count += order == 0;
        first = order == 0 && first < 0 ? n : first;
    }
    if (!list || (model->number == 2 && first < 0))
        return NULL;
    return model->number == 0   ? meaning_bool(&ev->store, count > 0)
           : model->number == 1 ? meaning_int(&ev->store, count)
                                : meaning_int(&ev->store, first);
}

/* ---- The table ------------------------------------------------------------------------------- */

/* clang-format off */
const struct model iterators[] = {
    {"collections", "Counter", 0, model_consume, 0, NULL},
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
    {"itertools", "accumulate", 1, model_accumulate, 0, NULL},
    {"itertools", "tee", 1, model_tee, 0, NULL},
    {"itertools", "product", 1, model_product, 0, NULL},
    {"itertools", "permutations", 1, model_consume, 0, NULL},
    {"itertools", "combinations", 1, model_consume, 0, NULL},
    {"itertools", "combinations_with_replacement", 1, model_consume, 0, NULL},
    {"itertools", "pairwise", 1, model_consume, 0, NULL},
    {"itertools", "batched", 1, model_consume, 0, NULL},
    {"itertools", "groupby", 1, model_consume, 0, "1"},
    {"builtins", "zip", 0, model_lazy, STEP_ZIP, NULL},
    {"itertools", "repeat", 1, model_repeat, 0, NULL},
    {"itertools", "cycle", 1, model_cycle, 0, NULL},
    {"itertools", "islice", 2, model_islice, 0, NULL},
    {"builtins", "iter", 1, model_iter, 0, NULL},
    {"builtins", "next", 1, model_next, 0, NULL},
    {"builtins", "reversed", 1, model_reversed, 0, NULL},
    {"builtins", "enumerate", 1, model_enumerate, 0, NULL},
    {"builtins", "range", 1, model_range, 0, NULL},
    {"builtins", "xrange", 1, model_range, 0, NULL},
    {"builtins", "any", 1, model_any, 0, NULL},
    {"builtins", "all", 1, model_any, 1, NULL},
    {"builtins", "max", 1, model_extreme, 0, NULL},
    {"builtins", "min", 1, model_extreme, 1, NULL},
    {"builtins", "sum", 1, model_sum, 0, NULL},
    {"builtins", "sorted", 1, model_sorted, 0, NULL},
    {"functools", "reduce", 2, model_reduce, 0, NULL},
    {"builtins", "reduce", 2, model_reduce, 0, NULL},
    {"math", "dist", 1, model_consume, 0, NULL},
    {"math", "sumprod", 1, model_consume, 0, NULL},
    {"statistics", "fmean", 1, model_consume, 0, NULL},
    {"statistics", "mode", 1, model_consume, 0, NULL},
    {"builtins", "dict.fromkeys", 1, model_consume, 0, NULL},
    {"operator", "contains", 2, model_contains, 0, NULL},
    {"operator", "countOf", 2, model_contains, 1, NULL},
    {"operator", "indexOf", 2, model_contains, 2, NULL},
    {"heapq", "nlargest", 2, model_consume, 1, "2"},
    {"heapq", "nsmallest", 2, model_consume, 1, "2"},
    {"heapq", "merge", 1, model_consume, 0, NULL},
    {"bisect", "bisect", 2, model_consume, 0, NULL},
    {"bisect", "bisect_left", 2, model_consume, 0, NULL},
    {"bisect", "bisect_right", 2, model_consume, 0, NULL},
};
/* clang-format on */
const size_t n_iterators = sizeof iterators / sizeof iterators[0];
