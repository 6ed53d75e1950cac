/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Methods that change a dict in place, and update, which sets have too. */
#include <string.h>

#include "src/analysis/containers.h"
#include "src/analysis/models.h"

static struct meaning *own_dict(struct evaluator *ev, const struct meaning *self)
{
    struct meaning *own = ev_own(ev, self);
    return meaning_is(own, MEANING_DICT) || meaning_is(own, MEANING_FACTORY) ? own : NULL;
}

static void update_from(struct evaluator *ev, struct meaning *own, const struct meaning *from)
{
    const char *type = ev_type_name(ev, from);
    bool has_keys = from->kind == MEANING_FACTORY || (type && strcmp(type, "dict") == 0);
    struct meaning *items = ev_iterator(ev, from);
    const struct meaning *item;
    while (items && (item = ev_next(ev, items)) != NULL) {
        const struct meaning *pair = has_keys ? NULL : ev_listed(ev, item, MEANING_LIST);
        if (has_keys)
            ev_put(ev, own, item, ev_subscript(ev, from, item));
        else if (pair && pair->n_items == 2)
            ev_put(ev, own, ev_ask(ev, pair->items[0]), pair->items[1]);
        else
            container_lose(own);
    }
}

/* update and __ior__ of a dict, update of a set. */
METHOD_RUN(dict_update)
{
    struct meaning *own = ev_own(ev, self);
    const struct meaning *from = arg(ev, args, 0), *item;
    (void)method;
    if (!own) {
        if (from)
            ev_listed(ev, from, MEANING_LIST);
        return NULL;
    }
    if (own->kind != MEANING_SET) {
        if (from)
            update_from(ev, own, from);
        for (uint32_t n = 0; n + 1 < args->n_named; n += 2)
            ev_put(ev, own, ev_ask(ev, args->named[n]), args->named[n + 1]);
        return own;
    }
    for (uint32_t n = 0; n < args->n; n++) {
        struct meaning *items = ev_iterator(ev, args->items[n]);
        while (items && (item = ev_next(ev, items)) != NULL)
            meaning_add(&ev->store, own, item);
    }
    return own;
}

METHOD_RUN(dict_update_only)
{
    dict_update(ev, method, self, args);
    return NULL;
}

METHOD_RUN(dict_pop)
{
    struct meaning *own = own_dict(ev, self);
    const struct meaning *found = own ? ev_lookup(ev, own, arg(ev, args, 0)) : NULL;
    (void)method;
    if (own)
        container_remove_key(ev, own, arg(ev, args, 0));
    return found ? found : arg(ev, args, 1);
}

METHOD_RUN(dict_setdefault)
{
    struct meaning *own = own_dict(ev, self);
    const struct meaning *key = arg(ev, args, 0), *value = arg(ev, args, 1);
    const struct meaning *found = own ? ev_lookup(ev, own, key) : NULL;
    (void)method;
    if (found)
        return found;
    value = value ? value : meaning_none(&ev->store);
    if (own)
        ev_put(ev, own, key, value);
    return value;
}

/* The last pair, or with last=False the first. */
METHOD_RUN(dict_popitem)
{
    struct meaning *own = own_dict(ev, self);
    bool is_last = true;
    const struct meaning *last = args->n ? arg(ev, args, 0) : arg_named(ev, args, "last");
    (void)method;
    if (!own || own->is_lost || own->n_items < 2 || (last && !ev_truth(ev, last, &is_last)))
        return NULL;
    uint32_t at = is_last ? own->n_items - 2 : 0;
    const struct meaning *pair = meaning_items(&ev->store, MEANING_TUPLE, own->items + at, 2);
    container_splice(ev, own, at, 2, NULL);
    return pair;
}

METHOD_RUN(dict_move)
{
    struct meaning *own = own_dict(ev, self);
    const struct meaning *key = arg(ev, args, 0), *found = own ? ev_lookup(ev, own, key) : NULL;
    bool is_last = true;
    const struct meaning *last = args->n > 1 ? arg(ev, args, 1) : arg_named(ev, args, "last");
    (void)method;
    if (!found || (last && !ev_truth(ev, last, &is_last)) || !is_last) {
        if (own)
            container_lose(own);
        return NULL;
    }
    container_remove_key(ev, own, key);
    ev_put(ev, own, key, found);
    return NULL;
}

/* ---- The table ------------------------------------------------------------------------------- */

#define BIT METHOD_BIT
enum { DICTS = BIT(DICT) | BIT(FACTORY), SETS = BIT(SET) };

/* clang-format off */
const struct method dict_methods[] = {
    {DICTS, "update", 0, dict_update_only, 0},
    {SETS, "update", 0, dict_update_only, 0},
    {DICTS, "__ior__", 1, dict_update, 0},
    {DICTS, "pop", 1, dict_pop, 0},
    {DICTS, "setdefault", 1, dict_setdefault, 0},
    {DICTS, "popitem", 0, dict_popitem, 0},
    {DICTS, "move_to_end", 1, dict_move, 0},
};
/* clang-format on */
const size_t n_dict_methods = sizeof dict_methods / sizeof dict_methods[0];
