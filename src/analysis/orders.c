/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What puts items into an order: sorted and its like, heapq, bisect. */
#include "src/analysis/orders.h"

#include <string.h>

#include "src/analysis/containers.h"
#include "src/analysis/models.h"

/* ---- Sorting --------------------------------------------------------------------------------- */

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

/* What functools.cmp_to_key(function) gives: it is called with two of the items. */
static const struct meaning *comparer_of(const struct meaning *key)
{
    bool is_comparer = meaning_is(key, MEANING_OBJECT) && key->text_len == 10 &&
                       memcmp(key->text, "cmp_to_key", 10) == 0 && key->n_items == 1;
    return is_comparer ? key->items[0] : NULL;
}

/* Whether a stands before b: as ev_order, or by a comparer (NULL: none). False: not known. */
static bool stands_before(struct evaluator *ev, const struct meaning *comparer,
                          const struct meaning *a, const struct meaning *b, bool *is_before)
{
    int order;
    const struct meaning *two[2] = {a, b};
    if (!comparer) {
        bool is_known = ev_order(ev, a, b, &order);
        *is_before = is_known && order < 0;
        return is_known;
    }
    const struct meaning *said = ev_call(ev, comparer, &(struct arguments){.items = two, .n = 2});
    *is_before = meaning_is_number(said) && said->number < 0;
    return meaning_is_number(said);
}

bool ev_sort(struct evaluator *ev, struct meaning *list, const struct meaning *key, bool is_reverse)
{
    const struct meaning *comparer = comparer_of(key);
    const struct meaning *kept = sort_keys(ev, list, comparer ? NULL : key);
    struct meaning *keys =
        kept ? meaning_items(&ev->store, MEANING_LIST, kept->items, kept->n_items) : NULL;
    if (!keys || keys->n_items != list->n_items || list->n_items > SORT_ITEMS_MAX)
        return false;
    for (uint32_t n = 1; n < list->n_items; n++) {
        const struct meaning *item = list->items[n], *its_key = keys->items[n];
        uint32_t at = n;
        bool is_before = false;
        for (; at > 0; at--) {
            const struct meaning *other = keys->items[at - 1];
            if (!stands_before(ev, comparer, is_reverse ? other : its_key,
                               is_reverse ? its_key : other, &is_before))
                return false;
            if (!is_before)
                break;
            list->items[at] = list->items[at - 1];
            keys->items[at] = keys->items[at - 1];
        }
        list->items[at] = item;
        keys->items[at] = its_key;
    }
    return true;
}

MODEL_RUN(model_cmp_to_key)
{
    static const struct meaning *const two[2] = {&meaning_unknown, &meaning_unknown};
    const struct meaning *function = arg(ev, args, 0);
    (void)model;
    ev_note(ev, function, &(struct arguments){.items = two, .n = 2}, CALL_PREPARED);
    return ev_object(ev, meaning_named(&ev->store, "functools", "cmp_to_key"),
                     &(struct arguments){.items = &function, .n = 1});
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

/* nlargest and nsmallest (number 1): (n, iterable, key) */
MODEL_RUN(model_some)
{
    const struct meaning *n = arg(ev, args, 0);
    const struct meaning *key = args->n > 2 ? arg(ev, args, 2) : arg_named(ev, args, "key");
    struct meaning *list = ev_listed(ev, args->items[1], MEANING_LIST);
    bool good = list && ev_sort(ev, list, key, model->number == 0) && meaning_is_number(n);
    if (!good)
        return NULL;
    uint32_t wanted = n->number < 0               ? 0
                      : n->number < list->n_items ? (uint32_t)n->number
                                                  : list->n_items;
    return meaning_items(&ev->store, MEANING_LIST, list->items, wanted);
}

/* ---- Heaps ----------------------------------------------------------------------------------- */

/* As _siftdown, _siftup of heapq.py. False: the order is not known. */
static bool sift_down(struct evaluator *ev, struct meaning *heap, uint32_t start, uint32_t at)
{
    const struct meaning *item = heap->items[at];
    bool is_before = true;
    for (; at > start && is_before;) {
        uint32_t parent = (at - 1) / 2;
        if (!stands_before(ev, NULL, item, heap->items[parent], &is_before))
            return false;
        if (is_before) {
            heap->items[at] = heap->items[parent];
            at = parent;
        }
    }
    heap->items[at] = item;
    return true;
}

static bool sift_up(struct evaluator *ev, struct meaning *heap, uint32_t at)
{
    uint32_t start = at;
    const struct meaning *item = heap->items[at];
    for (uint32_t child = 2 * at + 1; child < heap->n_items; child = 2 * at + 1) {
        bool is_before = false;
        if (child + 1 < heap->n_items &&
            !stands_before(ev, NULL, heap->items[child], heap->items[child + 1], &is_before))
            return false;
        child += child + 1 < heap->n_items && !is_before;
        heap->items[at] = heap->items[child];
        at = child;
    }
    heap->items[at] = item;
    return sift_down(ev, heap, start, at);
}

void orders_push(struct evaluator *ev, struct meaning *heap, const struct meaning *item)
{
    meaning_add(&ev->store, heap, item);
    if (!heap->is_lost && !sift_down(ev, heap, 0, heap->n_items - 1))
        container_lose(heap);
}

/* The least, with another item in its place. */
static const struct meaning *replaced(struct evaluator *ev, struct meaning *heap,
                                      const struct meaning *item)
{
    const struct meaning *least = ev_ask(ev, heap->items[0]);
    heap->items[0] = item;
    if (!sift_up(ev, heap, 0))
        container_lose(heap);
    return least->kind == MEANING_UNKNOWN ? NULL : least;
}

const struct meaning *orders_pop(struct evaluator *ev, struct meaning *heap)
{
    if (heap->is_lost || heap->n_items == 0)
        return NULL;
    const struct meaning *last = heap->items[--heap->n_items];
    return heap->n_items == 0 ? ev_ask(ev, last) : replaced(ev, heap, last);
}

/* The list that is the first argument, to be changed; NULL: it is none, or lost. */
static struct meaning *own_heap(struct evaluator *ev, const struct arguments *args)
{
    struct meaning *own = ev_own(ev, args->items[0]);
    return meaning_is(own, MEANING_LIST) && !own->is_lost ? own : NULL;
}

enum heap_way { HEAP_PUSH, HEAP_POP, HEAP_MAKE, HEAP_PUSH_POP, HEAP_REPLACE };

MODEL_RUN(model_heap)
{
    struct meaning *heap = own_heap(ev, args);
    const struct meaning *item = arg(ev, args, 1);
    bool is_before = false;
    if (!heap)
        return NULL;
    switch ((enum heap_way)model->number) {
    case HEAP_PUSH:
        orders_push(ev, heap, item);
        return NULL;
    case HEAP_POP:
        return orders_pop(ev, heap);
    case HEAP_MAKE:
        for (uint32_t n = heap->n_items / 2; n-- > 0;) {
            if (!sift_up(ev, heap, n)) {
                container_lose(heap);
                return NULL;
            }
        }
        return NULL;
    case HEAP_PUSH_POP:
        if (heap->n_items == 0)
            return item;
        if (!stands_before(ev, NULL, heap->items[0], item, &is_before)) {
            container_lose(heap);
            return NULL;
        }
        return is_before ? replaced(ev, heap, item) : item;
    case HEAP_REPLACE:
        return heap->n_items ? replaced(ev, heap, item) : NULL;
    }
    return NULL;
}

/* The list whose first item stands before those of the others; UINT32_MAX: all are empty, or not known. */
static uint32_t first_list(struct evaluator *ev, const struct meaning *const *keys,
                           const uint32_t *at, uint32_t n, bool is_reverse, bool *is_known)
{
    uint32_t first = UINT32_MAX;
    for (uint32_t k = 0; k < n && *is_known; k++) {
        bool is_before = true;
        if (at[k] == keys[k]->n_items)
            continue;
        if (first != UINT32_MAX) {
            const struct meaning *best = keys[first]->items[at[first]],
                                 *own = keys[k]->items[at[k]];
            *is_known = stands_before(ev, NULL, is_reverse ? best : own, is_reverse ? own : best,
                                      &is_before);
        }
        first = is_before ? k : first;
    }
    return *is_known ? first : UINT32_MAX;
}

/* merge(*iterables, key, reverse), all at once. */
MODEL_RUN(model_merge)
{
    enum { MERGED_MAX = 16 };
    const struct meaning *lists[MERGED_MAX], *keys[MERGED_MAX];
    uint32_t at[MERGED_MAX] = {0}, first;
    struct meaning *all = meaning_new(&ev->store, MEANING_LIST);
    bool good = all && args->n <= MERGED_MAX, is_known = true;
    (void)model;
    for (uint32_t k = 0; k < args->n; k++) { /* what they take from an iterator happens */
        const struct meaning *list = ev_listed(ev, args->items[k], MEANING_LIST);
        const struct meaning *key = list ? sort_keys(ev, list, arg_named(ev, args, "key")) : NULL;
        good = good && key && key->n_items == list->n_items;
        if (good) {
            lists[k] = list;
            keys[k] = key;
        }
    }
    bool is_reverse = is_reversed(ev, args);
    while (good && !all->is_lost &&
           (first = first_list(ev, keys, at, args->n, is_reverse, &is_known)) != UINT32_MAX)
        meaning_add(&ev->store, all, lists[first]->items[at[first]++]);
    return good && is_known && !all->is_lost ? ev_iterator(ev, all) : NULL;
}

/* ---- Places in a list that is sorted ----------------------------------------------------------- */

static const struct meaning *option(struct evaluator *ev, const struct arguments *args, uint32_t n,
                                    const char *name)
{
    return args->n > n ? arg(ev, args, n) : arg_named(ev, args, name);
}

/* bisect(list, x, lo, hi, key) and its like, as bisect.py: left where is_left. False: not known. */
static bool find_place(struct evaluator *ev, const struct arguments *args, bool is_left,
                       const struct meaning *x, uint32_t *place)
{
    const struct meaning *list = ev_listed(ev, args->items[0], MEANING_LIST);
    const struct meaning *from = option(ev, args, 2, "lo"), *to = option(ev, args, 3, "hi");
    const struct meaning *key = arg_named(ev, args, "key");
    bool has_key = key && key->kind != MEANING_NONE, has_end = to && to->kind != MEANING_NONE;
    if (!list || (from && !meaning_is_number(from)) || (has_end && !meaning_is_number(to)))
        return false;
    int64_t low = from ? from->number : 0, high = has_end ? to->number : list->n_items;
    if (low < 0 || high > list->n_items)
        return false;
    while (low < high) {
        int64_t middle = (low + high) / 2;
        bool is_before = false;
        const struct meaning *item = list->items[middle];
        item = has_key ? ev_call_1(ev, key, item) : item;
        if (!item || !stands_before(ev, NULL, is_left ? item : x, is_left ? x : item, &is_before))
            return false;
        bool is_behind = is_left ? is_before : !is_before;
        low = is_behind ? middle + 1 : low;
        high = is_behind ? high : middle;
    }
    *place = (uint32_t)low;
    return true;
}

/* number: 1 to the left of what is equal */
MODEL_RUN(model_bisect)
{
    uint32_t place;
    bool is_known = find_place(ev, args, model->number, arg(ev, args, 1), &place);
    return is_known ? meaning_int(&ev->store, place) : NULL;
}

MODEL_RUN(model_insort)
{
    const struct meaning *x = arg(ev, args, 1), *key = arg_named(ev, args, "key");
    uint32_t place = 0;
    if (key && key->kind != MEANING_NONE)
        x = ev_call_1(ev, key, x);
    bool is_known = x && find_place(ev, args, model->number, x, &place);
    struct meaning *own = ev_own(ev, args->items[0]);
    const struct meaning *item = meaning_items(&ev->store, MEANING_LIST, args->items + 1, 1);
    if (!meaning_is(own, MEANING_LIST))
        return NULL;
    if (is_known && item && place <= own->n_items)
        container_splice(ev, own, place, 0, item);
    else
        container_lose(own);
    return NULL;
}

/* ---- The table ------------------------------------------------------------------------------- */

/* clang-format off */
const struct model orders[] = {
    {"builtins", "max", 1, model_extreme, 0, NULL},
    {"builtins", "min", 1, model_extreme, 1, NULL},
    {"builtins", "sorted", 1, model_sorted, 0, NULL},
    {"functools", "cmp_to_key", 1, model_cmp_to_key, 0, NULL},
    {"heapq", "nlargest", 2, model_some, 0, NULL},
    {"heapq", "nsmallest", 2, model_some, 1, NULL},
    {"heapq", "heappush", 2, model_heap, HEAP_PUSH, NULL},
    {"heapq", "heappop", 1, model_heap, HEAP_POP, NULL},
    {"heapq", "heapify", 1, model_heap, HEAP_MAKE, NULL},
    {"heapq", "heappushpop", 2, model_heap, HEAP_PUSH_POP, NULL},
    {"heapq", "heapreplace", 2, model_heap, HEAP_REPLACE, NULL},
    {"heapq", "merge", 0, model_merge, 0, NULL},
    {"bisect", "bisect", 2, model_bisect, 0, NULL},
    {"bisect", "bisect_right", 2, model_bisect, 0, NULL},
    {"bisect", "bisect_left", 2, model_bisect, 1, NULL},
    {"bisect", "insort", 2, model_insort, 0, NULL},
    {"bisect", "insort_right", 2, model_insort, 0, NULL},
    {"bisect", "insort_left", 2, model_insort, 1, NULL},
};
/* clang-format on */
const size_t n_orders = sizeof orders / sizeof orders[0];
