/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/analysis/counters.h"

#include <string.h>

#include "src/analysis/containers.h"
#include "src/analysis/models.h"

static struct meaning *counter_new(struct evaluator *ev)
{
    return meaning_typed(meaning_new(&ev->store, MEANING_DICT), "collections", "Counter");
}

/* How often a key stands in it. False: not known. */
static bool count_of(struct evaluator *ev, const struct meaning *counter, const struct meaning *key,
                     int64_t *n)
{
    const struct meaning *found = ev_lookup(ev, counter, key);
    *n = meaning_is_number(found) ? found->number : 0;
    return !counter->is_lost && (!found || meaning_is_number(found));
}

/* Of a key that is found again when it is asked for (meaning_equal). */
static bool is_plain_key(const struct meaning *key)
{
    return meaning_is_number(key) || meaning_is(key, MEANING_TEXT) ||
           meaning_is(key, MEANING_NONE) || meaning_is(key, MEANING_FLOAT) ||
           meaning_is(key, MEANING_BIG) || meaning_is(key, MEANING_GLOBAL) ||
           (meaning_is(key, MEANING_BYTES) && !key->is_mutable);
}

static void count(struct evaluator *ev, struct meaning *counter, const struct meaning *key,
                  const struct meaning *more, int64_t sign)
{
    int64_t n, sum;
    bool good = is_plain_key(key) && meaning_is_number(more) && count_of(ev, counter, key, &n) &&
                !(sign < 0 ? __builtin_sub_overflow(n, more->number, &sum)
                           : __builtin_add_overflow(n, more->number, &sum));
    if (good)
        ev_put(ev, counter, key, meaning_int(&ev->store, sum));
    else
        container_lose(counter);
}

/* Counts what is iterated, or of a mapping what stands under its keys. */
static void count_all(struct evaluator *ev, struct meaning *counter, const struct arguments *args,
                      int64_t sign)
{
    const struct meaning *from = arg(ev, args, 0), *item, *one = meaning_int(&ev->store, 1);
    const char *type = from && from->kind != MEANING_NONE ? ev_type_name(ev, from) : NULL;
    bool has_counts = meaning_is(from, MEANING_FACTORY) || (type && strcmp(type, "dict") == 0);
    if (from && meaning_is_typed(from, "Counter"))
        from = ev_copy(ev, from); /* may be itself */
    struct meaning *items = from && from->kind != MEANING_NONE ? ev_iterator(ev, from) : NULL;
    while (items && (item = ev_next(ev, items)) != NULL)
        count(ev, counter, item, has_counts ? ev_subscript(ev, from, item) : one, sign);
    for (uint32_t n = 0; n + 1 < args->n_named; n += 2)
        count(ev, counter, ev_ask(ev, args->named[n]), ev_ask(ev, args->named[n + 1]), sign);
}

MODEL_RUN(model_counter)
{
    struct meaning *counter = counter_new(ev);
    (void)model;
    if (counter)
        count_all(ev, counter, args, 1);
    return counter;
}

/* update, and subtract: number is the sign. */
METHOD_RUN(counter_update)
{
    struct meaning *own = ev_own(ev, self);
    if (meaning_is(own, MEANING_DICT))
        count_all(ev, own, args, method->number);
    return NULL;
}

METHOD_RUN(counter_elements)
{
    struct meaning *all = meaning_new(&ev->store, MEANING_LIST);
    (void)method;
    (void)args;
    bool good = all && !self->is_lost;
    for (uint32_t k = 0; good && k + 1 < self->n_items; k += 2) {
        const struct meaning *n = ev_ask(ev, self->items[k + 1]);
        good = meaning_is_number(n);
        for (int64_t i = 0; good && i < n->number && !all->is_lost && ev_spend(ev, 1); i++)
            meaning_add(&ev->store, all, self->items[k]);
    }
    return good && !all->is_lost ? ev_iterator(ev, all) : NULL;
}

METHOD_RUN(counter_common)
{
    const struct meaning *n = args->n ? arg(ev, args, 0) : arg_named(ev, args, "n");
    const struct meaning *second = meaning_int(&ev->store, 1);
    const struct meaning *by_count = meaning_items(&ev->store, MEANING_ITEMGETTER, &second, 1);
    struct meaning *pairs = meaning_new(&ev->store, MEANING_LIST);
    (void)method;
    for (uint32_t k = 0; pairs && k + 1 < self->n_items; k += 2)
        meaning_add(&ev->store, pairs,
                    meaning_items(&ev->store, MEANING_TUPLE, self->items + k, 2));
    bool has_n = n && n->kind != MEANING_NONE;
    bool good = pairs && !pairs->is_lost && !self->is_lost && second && by_count &&
                (!has_n || meaning_is_number(n)) && ev_sort(ev, pairs, by_count, true);
    if (!good)
        return NULL;
    int64_t most = !has_n ? pairs->n_items : n->number < 0 ? 0 : n->number;
    return meaning_items(&ev->store, MEANING_LIST, pairs->items,
                         most < pairs->n_items ? (uint32_t)most : pairs->n_items);
}

METHOD_RUN(counter_total)
{
    int64_t sum = 0;
    (void)method;
    (void)args;
    for (uint32_t k = 1; k < self->n_items; k += 2) {
        const struct meaning *n = ev_ask(ev, self->items[k]);
        if (!meaning_is_number(n) || __builtin_add_overflow(sum, n->number, &sum))
            return NULL;
    }
    return self->is_lost ? NULL : meaning_int(&ev->store, sum);
}

/* One key's count of two; false: not such an operator. */
static bool combine(int name, int64_t a, int64_t b, int64_t *out)
{
    switch (name) {
    case OPERATOR_ADD:
        return !__builtin_add_overflow(a, b, out);
    case OPERATOR_SUB:
        return !__builtin_sub_overflow(a, b, out);
    case OPERATOR_OR:
        *out = a > b ? a : b;
        return true;
    case OPERATOR_AND:
        *out = a < b ? a : b;
        return true;
    default:
        return false;
    }
}

/* Those keys that then stand in it more than 0 times. */
const struct meaning *counters_operate(struct evaluator *ev, int name, const struct meaning *a,
                                       const struct meaning *b)
{
    struct meaning *counter = counter_new(ev);
    const struct meaning *const both[2] = {a, b};
    bool good = counter && !a->is_lost && !b->is_lost;
    for (int which = 0; which < 2; which++) {
        for (uint32_t k = 0; good && k + 1 < both[which]->n_items && ev_spend(ev, 1); k += 2) {
            int64_t n, m, sum;
            const struct meaning *key = ev_ask(ev, both[which]->items[k]);
            good =
                count_of(ev, a, key, &n) && count_of(ev, b, key, &m) && combine(name, n, m, &sum);
            if (good && sum > 0)
                ev_put(ev, counter, key, meaning_int(&ev->store, sum));
        }
    }
    return good && !counter->is_lost ? counter : NULL;
}

/* clang-format off */
const struct model counters[] = {
    {"collections", "Counter", 0, model_counter, 0, NULL},
};
const struct method counter_methods[] = {
    {METHOD_BIT(DICT), "Counter.update", 0, counter_update, 1},
    {METHOD_BIT(DICT), "Counter.subtract", 0, counter_update, -1},
    {METHOD_BIT(DICT), "Counter.elements", 0, counter_elements, 0},
    {METHOD_BIT(DICT), "Counter.most_common", 0, counter_common, 0},
    {METHOD_BIT(DICT), "Counter.total", 0, counter_total, 0},
};
/* clang-format on */
const size_t n_counters = sizeof counters / sizeof counters[0];
const size_t n_counter_methods = sizeof counter_methods / sizeof counter_methods[0];
