/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Methods of sets, also of those that change them. */
#include <string.h>

#include "src/analysis/containers.h"
#include "src/analysis/models.h"

static void remove_item(struct evaluator *ev, struct meaning *own, const struct meaning *item)
{
    if (!ev_spend(ev, 1 + own->n_items / 16)) {
        container_lose(own);
        return;
    }
    for (uint32_t n = 0; n < own->n_items; n++) {
        if (meaning_equal(ev_ask(ev, own->items[n]), item)) {
            container_splice(ev, own, n, 1, NULL);
            return;
        }
    }
}

METHOD_RUN(set_add)
{
    struct meaning *own = ev_own(ev, self);
    const struct meaning *item = arg(ev, args, 0);
    if (!meaning_is(own, MEANING_SET))
        return NULL;
    remove_item(ev, own, item);
    if (method->number)
        meaning_add(&ev->store, own, item);
    return NULL;
}

/* Which one it gives is known of a set of one. */
METHOD_RUN(set_pop)
{
    struct meaning *own = ev_own(ev, self);
    (void)method;
    (void)args;
    if (!meaning_is(own, MEANING_SET) || own->is_lost || own->n_items != 1) {
        if (meaning_is(own, MEANING_SET))
            container_lose(own);
        return NULL;
    }
    own->n_items = 0;
    return ev_ask(ev, own->items[0]);
}

METHOD_RUN(set_union)
{
    struct meaning *set = ev_listed(ev, self, MEANING_SET);
    const struct meaning *item;
    (void)method;
    for (uint32_t n = 0; n < args->n; n++) {
        struct meaning *items = ev_iterator(ev, args->items[n]);
        while (items && (item = ev_next(ev, items)) != NULL) {
            if (!set)
                continue;
            remove_item(ev, set, item);
            meaning_add(&ev->store, set, item);
        }
    }
    return set && !set->is_lost ? set : NULL;
}

/* difference (number 0) and intersection. */
METHOD_RUN(set_difference)
{
    struct meaning *set = ev_listed(ev, self, MEANING_SET);
    struct meaning *left = set ? meaning_new(&ev->store, MEANING_SET) : NULL;
    const struct meaning *other = ev_listed(ev, args->items[0], MEANING_LIST);
    for (uint32_t n = 0; left && other && n < set->n_items; n++) {
        bool is_in = false;
        for (uint32_t k = 0; k < other->n_items && !is_in && ev_spend(ev, 1); k++)
            is_in = meaning_equal(ev_ask(ev, set->items[n]), ev_ask(ev, other->items[k]));
        if (is_in == (method->number == 1))
            meaning_add(&ev->store, left, set->items[n]);
    }
    return other ? left : NULL;
}

/* ---- The table ------------------------------------------------------------------------------- */

#define BIT METHOD_BIT
enum { SETS = BIT(SET) };

/* clang-format off */
const struct method set_methods[] = {
    {SETS, "add", 1, set_add, 1},
    {SETS, "discard", 1, set_add, 0},
    {SETS, "remove", 1, set_add, 0},
    {SETS, "pop", 0, set_pop, 0},
    {SETS | BIT(RECORD), "union", 0, set_union, 0},
    {SETS | BIT(RECORD), "difference", 1, set_difference, 0},
    {SETS | BIT(RECORD), "intersection", 1, set_difference, 1},
};
/* clang-format on */
const size_t n_set_methods = sizeof set_methods / sizeof set_methods[0];
