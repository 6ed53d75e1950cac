/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What x[key] comes to: of dicts, sequences and their slices, modules' tables, and what a class says. */
#include <string.h>

#include "src/analysis/classes.h"
#include "src/analysis/enums.h"
#include "src/analysis/evaluate_parts.h"
#include "src/analysis/objects.h"

static const struct meaning *lookup_record(struct evaluator *ev, const struct meaning *dict,
                                           const struct meaning *key)
{
    uint64_t n = br_put_count(ev_now(ev), dict->value);
    while (n-- > 0) { /* the last that was put under a key holds */
        const struct meaning *found = ev_record_item(ev, dict, n, true, false);
        if (!found)
            return NULL;
        if (meaning_equal(found, key))
            return ev_record_item(ev, dict, n, true, true);
    }
    return NULL;
}

const struct meaning *ev_lookup(struct evaluator *ev, const struct meaning *dict,
                                const struct meaning *key)
{
    dict = ev_ask(ev, dict);
    if (dict->kind == MEANING_RECORD)
        return lookup_record(ev, dict, key);
    if (dict->is_lost) /* what is not known may stand under the key */
        return NULL;
    for (uint32_t n = dict->n_items / 2; n-- > 0 && ev_spend(ev, 1);) {
        if (meaning_equal(ev_ask(ev, dict->items[2 * n]), key))
            return ev_ask(ev, dict->items[2 * n + 1]);
    }
    return NULL;
}

#define FAR (INT64_C(1) << 60) /* behind the end of whatever there is */

bool ev_slice_bounds(struct evaluator *ev, const struct meaning *slice, int64_t n, int64_t *start,
                     int64_t *step, int64_t *count)
{
    int64_t bounds[3];
    bool has[3];
    for (uint32_t k = 0; k < 3; k++) {
        const struct meaning *bound = ev_ask(ev, slice->items[k]);
        has[k] = meaning_is_number(bound);
        bounds[k] = !has[k]                ? 0
                    : bound->number < -FAR ? -FAR
                    : bound->number > FAR  ? FAR
                                           : bound->number;
        if (!has[k] && bound->kind != MEANING_NONE)
            return false;
    }
    *step = has[2] ? bounds[2] : 1;
    if (*step == 0)
        return false;
    int64_t low = *step < 0 ? -1 : 0, high = *step < 0 ? n - 1 : n;
    int64_t ends[2] = {*step < 0 ? high : low, *step < 0 ? low : high};
    for (int k = 0; k < 2; k++) {
        if (!has[k])
            continue;
        int64_t bound = bounds[k] < 0 ? bounds[k] + n : bounds[k];
        ends[k] = bound < low ? low : bound > high ? high : bound;
    }
    *start = ends[0];
    int64_t span = *step < 0 ? ends[0] - ends[1] : ends[1] - ends[0];
    int64_t stride = *step < 0 ? -*step : *step;
    *count = span > 0 ? (span + stride - 1) / stride : 0;
    return true;
}

/* Where each character of a text begins, and its end; NULL: no memory. */
static const uint32_t *character_starts(struct evaluator *ev, const struct meaning *text,
                                        uint64_t n)
{
    uint32_t *starts = store_alloc(&ev->store, (n + 1) * sizeof *starts);
    uint64_t k = 0;
    for (size_t at = 0; starts && at < text->text_len; at++) {
        if (((unsigned char)text->text[at] & 0xc0) != 0x80)
            starts[k++] = (uint32_t)at;
    }
    if (starts)
        starts[n] = (uint32_t)text->text_len;
    return starts;
}

static const struct meaning *slice_text(struct evaluator *ev, const struct meaning *text, int64_t n,
                                        int64_t start, int64_t step, int64_t count)
{
    bool is_each_one = (size_t)n == text->text_len; /* a byte */
    if (is_each_one && step == 1)
        return meaning_text(&ev->store, text->kind, text->text + (count ? start : 0),
                            (size_t)count);
    struct buf out = {.limit = ev_room(ev)};
    const uint32_t *starts = is_each_one ? NULL : character_starts(ev, text, (uint64_t)n);
    if (!is_each_one && !starts)
        return NULL;
    for (int64_t k = 0, at = start; k < count; k++, at += step) {
        size_t from = starts ? starts[at] : (size_t)at;
        size_t to = starts ? starts[at + 1] : (size_t)at + 1;
        buf_add(&out, text->text + from, to - from);
    }
    return meaning_buf(&ev->store, text->kind, &out);
}

static const struct meaning *slice_of(struct evaluator *ev, const struct meaning *object,
                                      const struct meaning *slice)
{
    int64_t start, step, count;
    bool is_text = object->kind == MEANING_TEXT || object->kind == MEANING_BYTES;
    if (meaning_is_typed(object, "deque")) /* it takes numbers alone */
        return NULL;
    const struct meaning *list = is_text ? object : ev_listed(ev, object, MEANING_LIST);
    uint64_t n;
    if (!list || !ev_len(ev, list, &n) || !ev_spend(ev, n) ||
        !ev_slice_bounds(ev, slice, (int64_t)n, &start, &step, &count))
        return NULL;
    const char *type = ev_type_name(ev, object);
    bool is_tuple = object->kind == MEANING_TUPLE || (type && strcmp(type, "tuple") == 0);
    struct meaning *part =
        is_text ? (struct meaning *)slice_text(ev, object, (int64_t)n, start, step, count)
                : meaning_new(&ev->store, is_tuple ? MEANING_TUPLE : MEANING_LIST);
    for (int64_t k = 0, at = start; part && !is_text && k < count; k++, at += step)
        meaning_add(&ev->store, part, list->items[at]);
    if (part && object->type) { /* a range, an array, a view */
        meaning_typed(part, object->module, object->type);
        part->number = object->number;
    }
    return part;
}

static const struct meaning *item_at(struct evaluator *ev, const struct meaning *object, int64_t at)
{
    uint64_t n;
    if (!ev_len(ev, object, &n))
        return NULL;
    at = at < 0 ? at + (int64_t)n : at;
    if (at < 0 || (uint64_t)at >= n)
        return NULL;
    if (object->kind == MEANING_BYTES)
        return meaning_int(&ev->store, (unsigned char)object->text[at]);
    if (object->kind == MEANING_TEXT)
        return slice_text(ev, object, (int64_t)n, at, 1, 1);
    if (object->kind == MEANING_RECORD)
        return ev_listed_item(ev, object, (uint64_t)at);
    return ev_is_held(object) ? ev_ask(ev, object->items[at]) : NULL;
}

/* sys.modules, also as it is in the stream of a module that imports sys. */
static bool is_modules_table(const struct meaning *object)
{
    size_t n = object->text_len;
    bool is_sys = ev_is_name(object->module, object->module_len, "sys");
    if (is_sys && ev_is_name(object->text, n, "modules"))
        return true;
    return n > 12 && memcmp(object->text + n - 12, ".sys.modules", 12) == 0;
}

/* List[int] is what List is, to whoever calls it; Annotated[X, ...] is X. */
static const struct meaning *
subscript_annotation(struct evaluator *ev, const struct meaning *object, const struct meaning *key)
{
    if (!ev_is_name(object->text, object->text_len, "Annotated"))
        return object;
    const struct meaning *parts = ev_listed(ev, key, MEANING_TUPLE);
    return parts && parts->n_items ? ev_ask(ev, parts->items[0]) : NULL;
}

static const struct meaning *subscript_global(struct evaluator *ev, const struct meaning *object,
                                              const struct meaning *key)
{
    static const char dict[] = ".__dict__";
    size_t n = sizeof dict - 1;
    bool has_dot = object->text_len && memchr(object->text, '.', object->text_len);
    if (object->text_len && !has_dot && ev_is_name(object->module, object->module_len, "typing"))
        return subscript_annotation(ev, object, key);
    if (key->kind != MEANING_TEXT)
        return NULL;
    if (is_modules_table(object))
        return meaning_global(&ev->store, key->text, key->text_len, "", 0);
    bool is_builtins =
        object->text_len == 0 && ev_is_name(object->module, object->module_len, "builtins");
    if (is_builtins || ev_is_name(object->text, object->text_len, "__builtins__"))
        return meaning_global(&ev->store, "builtins", 8, key->text, key->text_len);
    if (ev_is_name(object->text, object->text_len, "__dict__"))
        return meaning_global(&ev->store, object->module, object->module_len, key->text,
                              key->text_len);
    if (object->text_len <= n || memcmp(object->text + object->text_len - n, dict, n) != 0)
        return NULL;
    struct meaning holder = *object;
    holder.text_len -= n;
    holder.value = BR_NO_VALUE;
    return ev_attribute(ev, &holder, key->text, key->text_len);
}

static const struct meaning *subscript_namespace(struct evaluator *ev, const struct meaning *space,
                                                 const struct meaning *key)
{
    struct meaning holder = *space;
    holder.kind = MEANING_GLOBAL;
    if (space->self)
        return key->kind == MEANING_TEXT ? ev_attribute(ev, space->self, key->text, key->text_len)
                                         : NULL;
    return key->kind == MEANING_TEXT ? ev_attribute(ev, &holder, key->text, key->text_len) : NULL;
}

/* By what its class says, or the field of a named tuple. */
static const struct meaning *subscript_instance(struct evaluator *ev, const struct meaning *object,
                                                const struct meaning *key)
{
    const struct meaning *get = classes_special(ev, object, "__getitem__");
    if (!get)
        get = classes_special(ev, object, "__missing__");
    if (enums_members(object))
        return enums_by_name(ev, object, key);
    if (object->kind == MEANING_CLASS)
        get = classes_attribute(ev, object, "__class_getitem__", 17);
    if (get)
        return ev_call_1(ev, get, key);
    bool is_tuple = object->kind == MEANING_INSTANCE && object->self->n_named;
    int64_t n = meaning_is_number(key) ? key->number : -1;
    n = n < 0 ? n + object->n_items : n;
    return is_tuple && n >= 0 && n < object->n_items ? ev_ask(ev, object->items[n]) : NULL;
}

/* A key that stands no longer than the question, as one of the store; NULL: not known. */
static const struct meaning *kept_key(struct evaluator *ev, const struct meaning *key)
{
    if (key->kind == MEANING_TEXT || key->kind == MEANING_BYTES)
        return meaning_text(&ev->store, key->kind, key->text, key->text_len);
    return meaning_is_number(key) ? meaning_int(&ev->store, key->number) : NULL;
}

/* What a factory makes stands in it from then on. */
static const struct meaning *made_item(struct evaluator *ev, struct meaning *factory,
                                       const struct meaning *key)
{
    const struct meaning *made = ev_call(ev, factory->self, &(struct arguments){.items = NULL});
    if (!factory->is_lost)
        ev_put(ev, factory, kept_key(ev, key), made);
    return made;
}

/* Not sets and views of a dict: what is in them has no number. */
static bool has_places(struct evaluator *ev, const struct meaning *object)
{
    static const char *const views[] = {"dict_keys", "dict_values", "dict_items"};
    const char *type = ev_type_name(ev, object);
    for (size_t k = 0; k < sizeof views / sizeof views[0]; k++) {
        if (meaning_is_typed(object, views[k]))
            return false;
    }
    return !type || (strcmp(type, "set") != 0 && strcmp(type, "frozenset") != 0);
}

const struct meaning *ev_subscript(struct evaluator *ev, const struct meaning *object,
                                   const struct meaning *key)
{
    object = ev_ask(ev, object);
    key = ev_ask(ev, key);
    if (!ev_spend(ev, 1))
        return NULL;
    if (object->kind == MEANING_GLOBAL)
        return subscript_global(ev, object, key);
    if (object->kind == MEANING_NAMESPACE)
        return subscript_namespace(ev, object, key);
    if (object->kind == MEANING_OBJECT) {
        const struct meaning *put = objects_item(ev, object->value, key);
        return put ? put
                   : ev_special(ev, object, "__getitem__",
                                &(struct arguments){.items = &key, .n = 1});
    }
    if (object->kind == MEANING_INSTANCE || object->kind == MEANING_CLASS)
        return subscript_instance(ev, object, key);
    bool is_dict = ev_is_pairs(object) || (object->kind == MEANING_RECORD &&
                                           br_kind(ev->rec, object->value) == BR_KIND_DICT);
    if (is_dict) {
        const struct meaning *found = ev_lookup(ev, object, key);
        if (!found && meaning_is_typed(object, "Counter") && !object->is_lost)
            return meaning_int(&ev->store, 0);
        bool is_made = !found && object->kind == MEANING_FACTORY && object->self;
        return is_made ? made_item(ev, (struct meaning *)object, key) : found;
    }
    if (!has_places(ev, object))
        return NULL;
    if (key->kind == MEANING_SLICE)
        return slice_of(ev, object, key);
    return meaning_is_number(key) ? item_at(ev, object, key->number) : NULL;
}
