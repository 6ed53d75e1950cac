/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is in a container, how much of it, and going over it item by item. */
#include "src/analysis/classes.h"
#include "src/analysis/enums.h"
#include "src/analysis/evaluate_parts.h"

/* ---- Containers ------------------------------------------------------------------------------ */

const char *ev_type_name(struct evaluator *ev, const struct meaning *meaning)
{
    static const char *const names[MEANING_KIND_COUNT] = {
        [MEANING_NONE] = "NoneType",  [MEANING_BOOL] = "bool",   [MEANING_INT] = "int",
        [MEANING_TEXT] = "str",       [MEANING_BYTES] = "bytes", [MEANING_TUPLE] = "tuple",
        [MEANING_LIST] = "list",      [MEANING_SET] = "set",     [MEANING_DICT] = "dict",
        [MEANING_FLOAT] = "float",    [MEANING_BIG] = "int",     [MEANING_SLICE] = "slice",
        [MEANING_NAMESPACE] = "dict",
    };
    static const char *const kinds[BR_KIND_COUNT] = {
        [BR_KIND_TUPLE] = "tuple", [BR_KIND_LIST] = "list",           [BR_KIND_DICT] = "dict",
        [BR_KIND_SET] = "set",     [BR_KIND_FROZENSET] = "frozenset",
    };
    if (meaning->kind == MEANING_RECORD)
        return kinds[br_kind(ev->rec, meaning->value)];
    return names[meaning->kind];
}

struct br_state ev_now(const struct evaluator *ev)
{
    return (struct br_state){ev->rec, ev->op};
}

bool ev_is_held(const struct meaning *meaning)
{
    return meaning->kind == MEANING_TUPLE || meaning->kind == MEANING_LIST ||
           meaning->kind == MEANING_SET;
}

bool ev_is_pairs(const struct meaning *meaning)
{
    return meaning->kind == MEANING_DICT || meaning->kind == MEANING_FACTORY;
}

static uint64_t count_characters(const struct meaning *text)
{
    uint64_t n = 0;
    for (size_t k = 0; k < text->text_len; k++)
        n += ((unsigned char)text->text[k] & 0xc0) != 0x80;
    return n;
}

/* Each key once, as Python lists them, where that is cheap to know. */
static bool is_listed(const struct evaluator *ev, br_value container)
{
    enum br_kind kind = br_kind(ev->rec, container);
    bool has_keys = kind == BR_KIND_DICT || kind == BR_KIND_SET || kind == BR_KIND_FROZENSET;
    return !has_keys || br_keys_near(ev->rec, container, MEANING_ITEMS_MAX);
}

bool ev_len(struct evaluator *ev, const struct meaning *container, uint64_t *n)
{
    container = ev_ask(ev, container);
    if (container->is_lost || !ev_spend(ev, 1))
        return false;
    if (container->kind == MEANING_RECORD) {
        if (is_listed(ev, container->value))
            return br_len(ev_now(ev), container->value, n) == BR_OK;
        *n = br_put_count(ev_now(ev), container->value);
        return true;
    }
    if (container->kind == MEANING_TEXT && !ev_spend(ev, container->text_len))
        return false;
    if (container->kind == MEANING_BYTES)
        *n = container->text_len;
    else if (container->kind == MEANING_TEXT)
        *n = count_characters(container);
    else if (ev_is_pairs(container))
        *n = container->n_items / 2;
    else if (ev_is_held(container))
        *n = container->n_items;
    else
        return false;
    return true;
}

enum { LOOK_COST = 32 }; /* the record has to look for it */

/* Item n that was put into a container of the record, or stands in it; the key of a dict. */
const struct meaning *ev_record_item(struct evaluator *ev, const struct meaning *container,
                                     uint64_t n, bool is_put, bool wants_value)
{
    struct br_item item;
    bool found;
    if (!ev_spend(ev, LOOK_COST))
        return NULL;
    enum br_status status = is_put ? br_put_item(ev_now(ev), container->value, n, &item, &found)
                                   : br_item(ev_now(ev), container->value, n, &item, &found);
    if (status != BR_OK) {
        ev->store.failed = true;
        return NULL;
    }
    if (!found)
        return NULL;
    bool is_key = item.key != BR_NO_VALUE && !wants_value;
    struct meaning ref = {.kind = MEANING_REF, .value = is_key ? item.key : item.value};
    return ev_ask(ev, &ref);
}

const struct meaning *ev_listed_item(struct evaluator *ev, const struct meaning *container,
                                     uint64_t n)
{
    return ev_record_item(ev, container, n, !is_listed(ev, container->value), false);
}

/* ---- Iterators ------------------------------------------------------------------------------- */

/* The next character; number is where it begins. */
static const struct meaning *next_character(struct evaluator *ev, struct meaning *iterator)
{
    const struct meaning *text = iterator->self;
    size_t from = (size_t)iterator->number, to = from + 1;
    if (from >= text->text_len)
        return NULL;
    while (to < text->text_len && ((unsigned char)text->text[to] & 0xc0) == 0x80)
        to++;
    iterator->number = (int64_t)to;
    return meaning_text(&ev->store, MEANING_TEXT, text->text + from, to - from);
}

static const struct meaning *step_items(struct evaluator *ev, struct meaning *iterator)
{
    const struct meaning *container = ev_ask(ev, iterator->self);
    uint64_t n = (uint64_t)iterator->number;
    if (container->kind == MEANING_TEXT)
        return next_character(ev, iterator);
    iterator->number++;
    if (container->kind == MEANING_BYTES)
        return n < container->text_len ? meaning_int(&ev->store, (unsigned char)container->text[n])
                                       : NULL;
    if (container->kind == MEANING_RECORD)
        return ev_listed_item(ev, container, n);
    if (ev_is_pairs(container))
        n *= 2;
    return n < container->n_items ? ev_ask(ev, container->items[n]) : NULL;
}

static const struct meaning *step_unknown(struct evaluator *ev, struct meaning *iterator)
{
    (void)ev;
    return iterator->number++ ? NULL : &meaning_unknown;
}

struct meaning *ev_iterator_new(struct evaluator *ev, meaning_step *step,
                                const struct meaning *self)
{
    struct meaning *iterator = meaning_new(&ev->store, MEANING_ITERATOR);
    if (!iterator)
        return NULL;
    iterator->step = step;
    iterator->self = self;
    return iterator;
}

struct meaning *ev_iterator(struct evaluator *ev, const struct meaning *iterable)
{
    iterable = ev_ask(ev, iterable);
    if (iterable->kind == MEANING_ITERATOR)
        return (struct meaning *)iterable; /* its place moves on, as Python's does */
    const struct meaning *iter = classes_special(ev, iterable, "__iter__");
    if (iter) {
        static const struct meaning *const none[1];
        const struct meaning *made = ev_call(ev, iter, &(struct arguments){.items = none});
        return made && made->kind == MEANING_ITERATOR ? (struct meaning *)made
                                                      : ev_iterator_new(ev, step_unknown, iterable);
    }
    const struct meaning *special =
        ev_special(ev, iterable, "__iter__", &(struct arguments){.items = &iterable});
    if (meaning_is(special, MEANING_ITERATOR))
        return (struct meaning *)special;
    if (enums_members(iterable))
        iterable = enums_members(iterable);
    if (iterable->kind == MEANING_INSTANCE && iterable->self->n_named)
        iterable = meaning_items(&ev->store, MEANING_TUPLE, iterable->items, iterable->n_items);
    if (!iterable)
        return NULL;
    bool is_known = iterable->kind == MEANING_TEXT || iterable->kind == MEANING_BYTES ||
                    iterable->kind == MEANING_RECORD || ev_is_held(iterable) ||
                    ev_is_pairs(iterable);
    is_known = is_known && !iterable->is_lost;
    return ev_iterator_new(ev, is_known ? step_items : step_unknown, iterable);
}

const struct meaning *ev_next(struct evaluator *ev, struct meaning *iterator)
{
    if (!ev_spend(ev, 1) || ev->depth >= EVALUATE_DEPTH_MAX) {
        ev->is_unresolved = true;
        return NULL;
    }
    ev->depth++;
    const struct meaning *item = iterator->step(ev, iterator);
    ev->depth--;
    return item;
}

struct meaning *ev_listed(struct evaluator *ev, const struct meaning *iterable,
                          enum meaning_kind kind)
{
    struct meaning *iterator = ev_iterator(ev, iterable);
    struct meaning *list = meaning_new(&ev->store, kind);
    const struct meaning *item;
    while (iterator && list && !list->is_lost && (item = ev_next(ev, iterator)) != NULL)
        meaning_add(&ev->store, list, item);
    return iterator && list && !list->is_lost ? list : NULL;
}
