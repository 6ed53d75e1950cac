/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Methods that change a list or a deque in place. */
#include <string.h>

#include "src/analysis/containers.h"
#include "src/analysis/models.h"

static const struct meaning *one_item(struct evaluator *ev, const struct meaning *item)
{
    return meaning_items(&ev->store, MEANING_LIST, &item, 1);
}

/* The same bounded, as list.insert takes it. */
static uint32_t place_in(const struct meaning *number, uint64_t n)
{
    int64_t index = number->number < 0 ? number->number + (int64_t)n : number->number;
    return index < 0 ? 0 : (uint64_t)index > n ? (uint32_t)n : (uint32_t)index;
}

enum list_end { END_RIGHT, END_LEFT };

static struct meaning *own_list(struct evaluator *ev, const struct meaning *self)
{
    struct meaning *own = ev_own(ev, self);
    return meaning_is(own, MEANING_LIST) ? own : NULL;
}

METHOD_RUN(list_append)
{
    struct meaning *own = own_list(ev, self);
    if (own)
        container_put(ev, own, args->items[0], method->number == END_LEFT);
    return NULL;
}

METHOD_RUN(list_extend)
{
    struct meaning *own = own_list(ev, self);
    const struct meaning *from = arg(ev, args, 0), *item;
    if (own == from) /* itself, as it was */
        from = ev_copy(ev, from);
    struct meaning *items = from ? ev_iterator(ev, from) : NULL;
    while (items && (item = ev_next(ev, items)) != NULL) {
        if (own && !own->is_lost) /* what the others would do happens all the same */
            container_put(ev, own, item, method->number == END_LEFT);
    }
    return NULL;
}

METHOD_RUN(list_iadd)
{
    static const struct method extend = {.number = END_RIGHT};
    (void)method;
    list_extend(ev, &extend, self, args);
    return own_list(ev, self);
}

METHOD_RUN(list_insert)
{
    struct meaning *own = own_list(ev, self);
    const struct meaning *at = arg(ev, args, 0);
    (void)method;
    if (own && !meaning_is_number(at))
        container_lose(own);
    else if (own)
        container_splice(ev, own, place_in(at, own->n_items), 0, one_item(ev, args->items[1]));
    return NULL;
}

/* pop, popleft (number: which end without an index), __delitem__ gives it too, to nobody. */
METHOD_RUN(list_pop)
{
    struct meaning *own = own_list(ev, self);
    const struct meaning *index = arg(ev, args, 0);
    uint32_t at = 0;
    if (!index)
        index = meaning_int(&ev->store, method->number == END_LEFT ? 0 : -1);
    if (!own || own->is_lost || !container_index(index, own->n_items, &at)) {
        if (own)
            container_lose(own);
        return NULL;
    }
    const struct meaning *item = ev_ask(ev, own->items[at]);
    container_splice(ev, own, at, 1, NULL);
    return item->kind == MEANING_UNKNOWN ? NULL : item;
}

METHOD_RUN(list_remove)
{
    struct meaning *own = own_list(ev, self);
    (void)method;
    for (uint32_t n = 0; own && n < own->n_items; n++) {
        int order = 1;
        if (!ev_compare(ev, own->items[n], args->items[0], &order))
            break;
        if (order == 0) {
            container_splice(ev, own, n, 1, NULL);
            return NULL;
        }
    }
    if (own)
        container_lose(own);
    return NULL;
}

METHOD_RUN(list_reverse)
{
    struct meaning *own = own_list(ev, self);
    (void)method;
    (void)args;
    if (own && !ev_spend(ev, own->n_items / 16 + 1)) {
        container_lose(own);
        return NULL;
    }
    for (uint32_t n = 0; own && n < own->n_items / 2; n++) {
        const struct meaning *item = own->items[n];
        own->items[n] = own->items[own->n_items - 1 - n];
        own->items[own->n_items - 1 - n] = item;
    }
    return NULL;
}

METHOD_RUN(list_sort)
{
    bool is_reverse = false;
    struct meaning *own = own_list(ev, self);
    const struct meaning *reverse = arg_named(ev, args, "reverse");
    (void)method;
    bool is_known = !reverse || ev_truth(ev, reverse, &is_reverse);
    if (own && (!ev_sort(ev, own, arg_named(ev, args, "key"), is_reverse) || !is_known))
        container_lose(own);
    return NULL;
}

METHOD_RUN(list_rotate)
{
    struct meaning *own = own_list(ev, self);
    const struct meaning *by = args->n ? arg(ev, args, 0) : meaning_int(&ev->store, 1);
    (void)method;
    if (!own || own->n_items == 0)
        return NULL;
    if (!meaning_is_number(by)) {
        container_lose(own);
        return NULL;
    }
    int64_t n = own->n_items, first = (n - by->number % n) % n;
    struct meaning *turned = meaning_new(&ev->store, MEANING_LIST);
    for (int64_t k = 0; turned && k < n; k++)
        meaning_add(&ev->store, turned, own->items[(first + k) % n]);
    ev_become(ev, own, turned);
    return NULL;
}

/* ---- The table ------------------------------------------------------------------------------- */

#define BIT METHOD_BIT
enum { LISTS = BIT(LIST) | BIT(RECORD) };

/* clang-format off */
const struct method list_methods[] = {
    {BIT(LIST), "append", 1, list_append, END_RIGHT},
    {BIT(RECORD), "append", 1, list_append, END_RIGHT},
    {BIT(LIST), "appendleft", 1, list_append, END_LEFT},
    {BIT(LIST), "extend", 1, list_extend, END_RIGHT},
    {BIT(LIST), "extendleft", 1, list_extend, END_LEFT},
    {LISTS, "__iadd__", 1, list_iadd, 0},
    {LISTS, "insert", 2, list_insert, 0},
    {BIT(LIST), "pop", 0, list_pop, END_RIGHT},
    {BIT(LIST), "popleft", 0, list_pop, END_LEFT},
    {BIT(LIST), "remove", 1, list_remove, 0},
    {LISTS, "reverse", 0, list_reverse, 0},
    {BIT(LIST), "sort", 0, list_sort, 0},
    {BIT(LIST), "rotate", 0, list_rotate, 0},
};
/* clang-format on */
const size_t n_list_methods = sizeof list_methods / sizeof list_methods[0];
