/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists, dicts, sets and bytearrays that calls change in place. What stands in the record is copied
 * when a call first changes it; what opcodes put into it later is added to the copy. */
#include <stdlib.h>
#include <string.h>

#include "src/analysis/models.h"
#include "src/analysis/render.h"
#include "src/analysis/resolve.h"
#include "src/analysis/streams.h"

/* ---- Owning ---------------------------------------------------------------------------------- */

static bool is_mutable(const struct meaning *meaning)
{
    return meaning->kind == MEANING_LIST || meaning->kind == MEANING_SET ||
           meaning->kind == MEANING_DICT || meaning->kind == MEANING_FACTORY ||
           (meaning->kind == MEANING_BYTES && meaning->is_mutable);
}

static enum meaning_kind kind_of_record(enum br_kind kind)
{
    return kind == BR_KIND_LIST   ? MEANING_LIST
           : kind == BR_KIND_DICT ? MEANING_DICT
           : kind == BR_KIND_SET  ? MEANING_SET
                                  : MEANING_UNKNOWN;
}

/* Puts items of the record, from the nth that an opcode put on, behind those that are there. */
static void take_items(struct evaluator *ev, struct meaning *own, uint64_t until)
{
    struct br_state at = {ev->rec, ev->op};
    for (; (uint64_t)own->number < until && !own->is_lost; own->number++) {
        struct br_item item;
        bool found;
        if (!ev_spend(ev, 1) ||
            br_put_item(at, own->value, (uint64_t)own->number, &item, &found) != BR_OK || !found) {
            own->is_lost = true;
            return;
        }
        const struct meaning *value = meaning_ref(&ev->store, item.value);
        if (own->kind == MEANING_DICT)
            ev_put(ev, own, ev_ask(ev, meaning_ref(&ev->store, item.key)), value);
        else if (value)
            meaning_add(&ev->store, own, value);
        own->is_lost |= value == NULL;
    }
}

void ev_catch_up(struct evaluator *ev, struct meaning *own)
{
    bool is_list = own->kind == MEANING_LIST || own->kind == MEANING_SET;
    if (own->value != BR_NO_VALUE && (is_list || own->kind == MEANING_DICT))
        take_items(ev, own, br_put_count((struct br_state){ev->rec, ev->op}, own->value));
}

struct meaning *ev_own(struct evaluator *ev, const struct meaning *container)
{
    container = ev_ask(ev, container);
    struct meaning *own = (struct meaning *)container; /* all of the store may be written to */
    if (is_mutable(container)) {
        if (container->kind == MEANING_BYTES && container->value != BR_NO_VALUE)
            resolve_remember(ev, container->value, container);
        return own;
    }
    enum meaning_kind kind = container->kind == MEANING_RECORD
                                 ? kind_of_record(br_kind(ev->rec, container->value))
                                 : MEANING_UNKNOWN;
    own = kind == MEANING_UNKNOWN ? NULL : meaning_new(&ev->store, kind);
    if (!own)
        return NULL;
    own->value = container->value;
    resolve_remember(ev, own->value, own);
    ev_catch_up(ev, own);
    return own;
}

const struct meaning *ev_copy(struct evaluator *ev, const struct meaning *container)
{
    bool is_record = container->kind == MEANING_RECORD;
    enum meaning_kind kind =
        is_record ? kind_of_record(br_kind(ev->rec, container->value)) : container->kind;
    if (kind == MEANING_LIST || kind == MEANING_SET)
        return ev_listed(ev, container, kind);
    if (stream_held(container))
        return stream_copy(ev, container);
    if (!is_record && !is_mutable(container))
        return container;
    struct meaning *copy = kind == MEANING_UNKNOWN ? NULL : meaning_new(&ev->store, kind);
    if (!copy)
        return is_record && kind == MEANING_UNKNOWN ? container : NULL;
    if (!is_record)
        *copy = *container;
    copy->items = NULL;
    copy->n_items = copy->cap_items = 0;
    copy->value = BR_NO_VALUE;
    const struct meaning *key;
    struct meaning *keys = kind == MEANING_BYTES ? NULL : ev_iterator(ev, container);
    while (keys && !copy->is_lost && (key = ev_next(ev, keys)) != NULL)
        ev_put(ev, copy, key, ev_lookup(ev, container, key));
    return copy;
}

/* Of which nothing is known any more but that it is one. */
static void lose(struct meaning *own)
{
    own->is_lost = true;
}

void ev_put(struct evaluator *ev, struct meaning *dict, const struct meaning *key,
            const struct meaning *value)
{
    value = value ? value : &meaning_unknown;
    if (!key || key->kind == MEANING_UNKNOWN) {
        lose(dict);
        return;
    }
    for (uint32_t n = 0; n + 1 < dict->n_items; n += 2) {
        if (!meaning_equal(dict->items[n], key))
            continue;
        dict->items[n + 1] = value;
        return;
    }
    if (!ev_spend(ev, 1 + dict->n_items / 16)) {
        lose(dict);
        return;
    }
    meaning_add(&ev->store, dict, key);
    meaning_add(&ev->store, dict, value);
}

static void set_bytes(struct evaluator *ev, struct meaning *own, const char *bytes, size_t n)
{
    const struct meaning *made =
        ev_spend(ev, n) ? meaning_text(&ev->store, MEANING_BYTES, bytes, n) : NULL;
    if (!made) {
        own->kind = MEANING_UNKNOWN;
        return;
    }
    own->text = made->text;
    own->text_len = n;
}

const struct meaning *ev_become(struct evaluator *ev, const struct meaning *container,
                                const struct meaning *items)
{
    struct meaning *own = ev_own(ev, container);
    if (!own || own == items)
        return own;
    if (own->kind == MEANING_BYTES) {
        bool is_known = meaning_is(items, MEANING_BYTES);
        if (is_known)
            set_bytes(ev, own, items->text, items->text_len);
        else
            own->kind = MEANING_UNKNOWN;
        return own;
    }
    bool is_alike = items && items->kind != MEANING_RECORD && !items->is_lost;
    if (!is_alike) {
        lose(own);
        return own;
    }
    own->items = items->items;
    own->n_items = items->n_items;
    own->cap_items = items->n_items; /* what is added moves to a place of its own */
    return own;
}

/* ---- Lists ----------------------------------------------------------------------------------- */

/* Puts one item at a place, or takes what stands there away (item NULL). */
static void splice(struct evaluator *ev, struct meaning *own, uint32_t at, uint32_t gone,
                   const struct meaning *items)
{
    struct meaning *made = meaning_items(&ev->store, own->kind, own->items, at);
    for (uint32_t n = 0; made && items && n < items->n_items; n++)
        meaning_add(&ev->store, made, items->items[n]);
    for (uint32_t n = at + gone; made && n < own->n_items; n++)
        meaning_add(&ev->store, made, own->items[n]);
    if (!made || made->is_lost || !ev_spend(ev, made->n_items))
        lose(own);
    else
        ev_become(ev, own, made);
}

static const struct meaning *one_item(struct evaluator *ev, const struct meaning *item)
{
    return meaning_items(&ev->store, MEANING_LIST, &item, 1);
}

/* An index as Python takes it, a negative one from the end. */
static bool index_in(const struct meaning *number, uint64_t n, uint32_t *at)
{
    if (!meaning_is_number(number))
        return false;
    int64_t index = number->number < 0 ? number->number + (int64_t)n : number->number;
    *at = (uint32_t)index;
    return index >= 0 && (uint64_t)index < n;
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
    if (own && method->number == END_RIGHT)
        meaning_add(&ev->store, own, args->items[0]);
    else if (own)
        splice(ev, own, 0, 0, one_item(ev, args->items[0]));
    return NULL;
}

METHOD_RUN(list_extend)
{
    struct meaning *own = own_list(ev, self);
    struct meaning *items = ev_iterator(ev, args->items[0]);
    const struct meaning *item;
    while (items && (item = ev_next(ev, items)) != NULL) {
        if (own && own->is_lost)
            continue; /* what the others would do happens all the same */
        if (own && method->number == END_RIGHT)
            meaning_add(&ev->store, own, item);
        else if (own)
            splice(ev, own, 0, 0, one_item(ev, item));
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
        lose(own);
    else if (own)
        splice(ev, own, place_in(at, own->n_items), 0, one_item(ev, args->items[1]));
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
    if (!own || own->is_lost || !index_in(index, own->n_items, &at)) {
        if (own)
            lose(own);
        return NULL;
    }
    const struct meaning *item = ev_ask(ev, own->items[at]);
    splice(ev, own, at, 1, NULL);
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
            splice(ev, own, n, 1, NULL);
            return NULL;
        }
    }
    if (own)
        lose(own);
    return NULL;
}

METHOD_RUN(list_reverse)
{
    struct meaning *own = own_list(ev, self);
    (void)method;
    (void)args;
    if (own && !ev_spend(ev, own->n_items / 16 + 1)) {
        lose(own);
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
        lose(own);
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
        lose(own);
        return NULL;
    }
    int64_t n = own->n_items, first = ((-by->number % n) + n) % n;
    struct meaning *turned = meaning_new(&ev->store, MEANING_LIST);
    for (int64_t k = 0; turned && k < n; k++)
        meaning_add(&ev->store, turned, own->items[(first + k) % n]);
    ev_become(ev, own, turned);
    return NULL;
}

/* clear, of anything. */
METHOD_RUN(any_clear)
{
    struct meaning *own = ev_own(ev, self);
    (void)method;
    (void)args;
    if (!own)
        return NULL;
    own->n_items = 0;
    own->text_len = own->kind == MEANING_BYTES ? 0 : own->text_len;
    own->is_lost = false;
    return NULL;
}

METHOD_RUN(any_copy)
{
    (void)method;
    (void)args;
    return ev_copy(ev, self);
}

/* ---- Dicts ----------------------------------------------------------------------------------- */

static struct meaning *own_dict(struct evaluator *ev, const struct meaning *self)
{
    struct meaning *own = ev_own(ev, self);
    return meaning_is(own, MEANING_DICT) || meaning_is(own, MEANING_FACTORY) ? own : NULL;
}

static void remove_key(struct evaluator *ev, struct meaning *own, const struct meaning *key)
{
    if (!ev_spend(ev, 1 + own->n_items / 16)) {
        lose(own);
        return;
    }
    for (uint32_t n = 0; n + 1 < own->n_items; n += 2) {
        if (meaning_equal(own->items[n], key)) {
            splice(ev, own, n, 2, NULL);
            return;
        }
    }
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
            lose(own);
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
        remove_key(ev, own, arg(ev, args, 0));
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
    splice(ev, own, at, 2, NULL);
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
            lose(own);
        return NULL;
    }
    remove_key(ev, own, key);
    ev_put(ev, own, key, found);
    return NULL;
}

/* ---- Sets ------------------------------------------------------------------------------------ */

static void remove_item(struct evaluator *ev, struct meaning *own, const struct meaning *item)
{
    if (!ev_spend(ev, 1 + own->n_items / 16)) {
        lose(own);
        return;
    }
    for (uint32_t n = 0; n < own->n_items; n++) {
        if (meaning_equal(ev_ask(ev, own->items[n]), item)) {
            splice(ev, own, n, 1, NULL);
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
            lose(own);
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

/* ---- Items by index or key ------------------------------------------------------------------- */

/* What an iterator gives happens; where it goes is not asked. */
static void set_slice(struct evaluator *ev, struct meaning *own, const struct meaning *items)
{
    ev_listed(ev, items, MEANING_LIST);
    lose(own);
}

METHOD_RUN(any_setitem)
{
    struct meaning *own = ev_own(ev, self);
    const struct meaning *key = arg(ev, args, 0), *value = arg(ev, args, 1);
    uint32_t at;
    (void)method;
    if (!own)
        return NULL;
    if (own->kind == MEANING_DICT || own->kind == MEANING_FACTORY) {
        ev_put(ev, own, key, value);
    } else if (own->kind == MEANING_BYTES) {
        bool good = index_in(key, own->text_len, &at) && meaning_is_number(value);
        char *copy = good ? store_alloc(&ev->store, own->text_len + 1) : NULL;
        if (!copy) {
            own->kind = MEANING_UNKNOWN;
            return NULL;
        }
        memcpy(copy, own->text, own->text_len);
        copy[own->text_len] = '\0';
        copy[at] = (char)value->number;
        own->text = copy;
    } else if (key->kind == MEANING_SLICE) {
        set_slice(ev, own, value);
    } else if (index_in(key, own->n_items, &at)) {
        own->items[at] = value;
    } else {
        lose(own);
    }
    return NULL;
}

METHOD_RUN(any_delitem)
{
    struct meaning *own = ev_own(ev, self);
    uint32_t at;
    (void)method;
    if (!own)
        return NULL;
    if (own->kind == MEANING_DICT || own->kind == MEANING_FACTORY)
        remove_key(ev, own, arg(ev, args, 0));
    else if (own->kind == MEANING_LIST && index_in(arg(ev, args, 0), own->n_items, &at))
        splice(ev, own, at, 1, NULL);
    else if (own->kind == MEANING_BYTES)
        own->kind = MEANING_UNKNOWN;
    else
        lose(own);
    return NULL;
}

/* ---- Bytearrays ------------------------------------------------------------------------------ */

/* A change that is made on the list of its bytes. */
METHOD_RUN(bytes_as_list)
{
    struct meaning *own = self->is_mutable ? ev_own(ev, self) : NULL;
    struct meaning *list = own ? ev_listed(ev, own, MEANING_LIST) : NULL;
    if (!list)
        return NULL;
    const struct meaning *result = method_run(ev, list, method->name, strlen(method->name), args);
    char *bytes = store_alloc(&ev->store, list->n_items + 1);
    bool good = bytes && !list->is_lost;
    for (uint32_t n = 0; good && n < list->n_items; n++) {
        const struct meaning *item = ev_ask(ev, list->items[n]);
        good = meaning_is_number(item);
        bytes[n] = (char)item->number;
    }
    if (good)
        set_bytes(ev, own, bytes, list->n_items);
    else
        own->kind = MEANING_UNKNOWN;
    return result == list ? own : result;
}

/* ---- The table ------------------------------------------------------------------------------- */

#define BIT METHOD_BIT
enum {
    LISTS = BIT(LIST) | BIT(RECORD),
    DICTS = BIT(DICT) | BIT(FACTORY),
    SETS = BIT(SET),
    CHANGED = LISTS | DICTS | SETS,
};

/* A container of the record has the methods of its type alone. */
METHOD_RUN(by_type)
{
    struct meaning *own = ev_own(ev, self);
    if (!own || own->kind == MEANING_RECORD)
        return NULL;
    return method_run(ev, own, method->name, strlen(method->name), args);
}

/* clang-format off */
const struct method container_methods[] = {
    {BIT(RECORD), "pop", 0, by_type, 0},
    {BIT(RECORD), "update", 0, by_type, 0},
    {BIT(RECORD), "extend", 1, by_type, 0},
    {BIT(RECORD), "sort", 0, by_type, 0},
    {BIT(RECORD), "setdefault", 1, by_type, 0},
    {BIT(RECORD), "popitem", 0, by_type, 0},
    {BIT(RECORD), "add", 1, by_type, 0},
    {BIT(RECORD), "discard", 1, by_type, 0},
    {BIT(RECORD), "remove", 1, by_type, 0},
    {BIT(RECORD), "__ior__", 1, by_type, 0},
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
    {CHANGED, "clear", 0, any_clear, 0},
    {CHANGED | BIT(BYTES), "copy", 0, any_copy, 0},
    {DICTS, "update", 0, dict_update_only, 0},
    {SETS, "update", 0, dict_update_only, 0},
    {DICTS, "__ior__", 1, dict_update, 0},
    {DICTS, "pop", 1, dict_pop, 0},
    {DICTS, "setdefault", 1, dict_setdefault, 0},
    {DICTS, "popitem", 0, dict_popitem, 0},
    {DICTS, "move_to_end", 1, dict_move, 0},
    {SETS, "add", 1, set_add, 1},
    {SETS, "discard", 1, set_add, 0},
    {SETS, "remove", 1, set_add, 0},
    {SETS, "pop", 0, set_pop, 0},
    {SETS | BIT(RECORD), "union", 0, set_union, 0},
    {SETS | BIT(RECORD), "difference", 1, set_difference, 0},
    {SETS | BIT(RECORD), "intersection", 1, set_difference, 1},
    {CHANGED | BIT(BYTES), "__setitem__", 2, any_setitem, 0},
    {CHANGED | BIT(BYTES), "__delitem__", 1, any_delitem, 0},
    {BIT(BYTES), "append", 1, bytes_as_list, 0},
    {BIT(BYTES), "extend", 1, bytes_as_list, 0},
    {BIT(BYTES), "insert", 2, bytes_as_list, 0},
    {BIT(BYTES), "pop", 0, bytes_as_list, 0},
    {BIT(BYTES), "remove", 1, bytes_as_list, 0},
    {BIT(BYTES), "reverse", 0, bytes_as_list, 0},
    {BIT(BYTES), "__iadd__", 1, bytes_as_list, 0},
};
/* clang-format on */
const size_t n_container_methods = sizeof container_methods / sizeof container_methods[0];
