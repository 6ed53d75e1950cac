/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists, dicts, sets and bytearrays that calls change in place. What stands in the record is copied
 * when a call first changes it; what opcodes put into it later is added to the copy. */
#include <stdlib.h>
#include <string.h>

#include "src/analysis/containers.h"
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
    if (kind == MEANING_LIST || kind == MEANING_SET) {
        struct meaning *list = ev_listed(ev, container, kind);
        if (list && !is_record) {
            meaning_typed(list, container->module, container->type);
            list->way = container->way;
            list->number = container->type ? container->number : 0;
        }
        return list;
    }
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

void container_lose(struct meaning *own)
{
    own->is_lost = true;
}

void ev_put(struct evaluator *ev, struct meaning *dict, const struct meaning *key,
            const struct meaning *value)
{
    value = value ? value : &meaning_unknown;
    if (!key || key->kind == MEANING_UNKNOWN) {
        container_lose(dict);
        return;
    }
    for (uint32_t n = 0; n + 1 < dict->n_items; n += 2) {
        if (!meaning_equal(dict->items[n], key))
            continue;
        dict->items[n + 1] = value;
        return;
    }
    if (!ev_spend(ev, 1 + dict->n_items / 16)) {
        container_lose(dict);
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
        container_lose(own);
        return own;
    }
    own->items = items->items;
    own->n_items = items->n_items;
    own->cap_items = items->n_items; /* what is added moves to a place of its own */
    return own;
}

/* ---- Places ---------------------------------------------------------------------------------- */

void container_splice(struct evaluator *ev, struct meaning *own, uint32_t at, uint32_t gone,
                      const struct meaning *items)
{
    struct meaning *made = meaning_items(&ev->store, own->kind, own->items, at);
    for (uint32_t n = 0; made && items && n < items->n_items; n++)
        meaning_add(&ev->store, made, items->items[n]);
    for (uint32_t n = at + gone; made && n < own->n_items; n++)
        meaning_add(&ev->store, made, own->items[n]);
    if (!made || made->is_lost || !ev_spend(ev, made->n_items))
        container_lose(own);
    else
        ev_become(ev, own, made);
}

void container_put(struct evaluator *ev, struct meaning *own, const struct meaning *item,
                   bool is_left)
{
    if (is_left)
        container_splice(ev, own, 0, 0, meaning_items(&ev->store, MEANING_LIST, &item, 1));
    else
        meaning_add(&ev->store, own, item);
    if (!own->way || own->is_lost)
        return;
    while (own->n_items > own->way - 1 && !own->is_lost)
        container_splice(ev, own, is_left ? own->n_items - 1 : 0, 1, NULL);
}

void container_remove_key(struct evaluator *ev, struct meaning *own, const struct meaning *key)
{
    if (!ev_spend(ev, 1 + own->n_items / 16)) {
        container_lose(own);
        return;
    }
    for (uint32_t n = 0; n + 1 < own->n_items; n += 2) {
        if (meaning_equal(own->items[n], key)) {
            container_splice(ev, own, n, 2, NULL);
            return;
        }
    }
}

bool container_index(const struct meaning *number, uint64_t n, uint32_t *at)
{
    if (!meaning_is_number(number))
        return false;
    int64_t index = number->number < 0 ? number->number + (int64_t)n : number->number;
    *at = (uint32_t)index;
    return index >= 0 && (uint64_t)index < n;
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

/* ---- Items by index or key ------------------------------------------------------------------- */

/* list[slice] = items, del list[slice] (items NULL). Of slices with a step other than 1 it is not followed. */
static void set_slice(struct evaluator *ev, struct meaning *own, const struct meaning *slice,
                      const struct meaning *items)
{
    int64_t start, step, count;
    const struct meaning *list = items ? ev_listed(ev, items, MEANING_LIST) : NULL;
    bool is_known = !own->is_lost && (list || !items) &&
                    ev_slice_bounds(ev, slice, own->n_items, &start, &step, &count) && step == 1;
    if (is_known)
        container_splice(ev, own, (uint32_t)start, (uint32_t)count, list);
    else
        container_lose(own);
}

/* The same of a bytearray. */
static void set_bytes_slice(struct evaluator *ev, struct meaning *own, const struct meaning *slice,
                            const struct meaning *with)
{
    int64_t start, step, count;
    struct buf out = {.limit = ev_room(ev)};
    bool is_known = (!with || with->kind == MEANING_BYTES) &&
                    ev_slice_bounds(ev, slice, (int64_t)own->text_len, &start, &step, &count) &&
                    step == 1;
    if (!is_known) {
        own->kind = MEANING_UNKNOWN;
        return;
    }
    buf_add(&out, own->text, (size_t)start);
    if (with)
        buf_add(&out, with->text, with->text_len);
    buf_add(&out, own->text + start + count, own->text_len - (size_t)(start + count));
    if (out.failed)
        own->kind = MEANING_UNKNOWN;
    else
        set_bytes(ev, own, buf_text(&out), out.len);
    buf_free(&out);
}

static void set_byte(struct evaluator *ev, struct meaning *own, const struct meaning *key,
                     const struct meaning *value)
{
    uint32_t at;
    bool good = container_index(key, own->text_len, &at) && meaning_is_number(value);
    char *copy = good ? store_alloc(&ev->store, own->text_len + 1) : NULL;
    if (!copy) {
        own->kind = MEANING_UNKNOWN;
        return;
    }
    memcpy(copy, own->text, own->text_len);
    copy[own->text_len] = '\0';
    copy[at] = (char)value->number;
    own->text = copy;
}

METHOD_RUN(any_setitem)
{
    struct meaning *own = ev_own(ev, self);
    const struct meaning *key = arg(ev, args, 0), *value = arg(ev, args, 1);
    uint32_t at;
    (void)method;
    if (!own)
        return NULL;
    if (own->kind == MEANING_DICT || own->kind == MEANING_FACTORY)
        ev_put(ev, own, key, value);
    else if (own->kind == MEANING_BYTES && key->kind == MEANING_SLICE)
        set_bytes_slice(ev, own, key, value);
    else if (own->kind == MEANING_BYTES)
        set_byte(ev, own, key, value);
    else if (key->kind == MEANING_SLICE)
        set_slice(ev, own, key, value);
    else if (container_index(key, own->n_items, &at))
        own->items[at] = value;
    else
        container_lose(own);
    return NULL;
}

METHOD_RUN(any_delitem)
{
    struct meaning *own = ev_own(ev, self);
    const struct meaning *key = arg(ev, args, 0);
    uint32_t at;
    (void)method;
    if (!own)
        return NULL;
    bool is_slice = key->kind == MEANING_SLICE;
    if (own->kind == MEANING_DICT || own->kind == MEANING_FACTORY)
        container_remove_key(ev, own, key);
    else if (own->kind == MEANING_LIST && !is_slice && container_index(key, own->n_items, &at))
        container_splice(ev, own, at, 1, NULL);
    else if (own->kind == MEANING_LIST && is_slice)
        set_slice(ev, own, key, NULL);
    else if (own->kind == MEANING_BYTES && is_slice)
        set_bytes_slice(ev, own, key, NULL);
    else if (own->kind == MEANING_BYTES)
        own->kind = MEANING_UNKNOWN;
    else
        container_lose(own);
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

/* ---- Attributes ------------------------------------------------------------------------------ */

MODEL_RUN(deque_length)
{
    const struct meaning *self = arg(ev, args, 0);
    (void)model;
    return self->way ? meaning_int(&ev->store, self->way - 1) : meaning_none(&ev->store);
}

/* start of a range */
MODEL_RUN(range_start)
{
    const struct meaning *self = arg(ev, args, 0);
    (void)model;
    return self->n_items && !self->is_lost ? ev_ask(ev, self->items[0]) : NULL;
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
    {CHANGED, "clear", 0, any_clear, 0},
    {CHANGED | BIT(BYTES), "copy", 0, any_copy, 0},
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

const struct model container_attributes[] = {
    {"collections", "deque.maxlen", 1, deque_length, 0, NULL},
    {"builtins", "range.start", 1, range_start, 0, NULL},
};
const size_t n_container_attributes = sizeof container_attributes / sizeof container_attributes[0];
