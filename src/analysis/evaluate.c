/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/analysis/evaluate.h"

#include <string.h>

#include "src/analysis/classes.h"
#include "src/analysis/models.h"
#include "src/analysis/objects.h"
#include "src/analysis/resolve.h"

enum { DEPTH_MAX = 24 };

/* ---- Arguments ------------------------------------------------------------------------------- */

bool ev_spend(struct evaluator *ev, uint64_t work)
{
    if (ev->steps == 0 || ev->work < work) {
        ev->is_unresolved = true;
        return false;
    }
    ev->steps--;
    ev->work -= work;
    return true;
}

const struct meaning *ev_ask(struct evaluator *ev, const struct meaning *meaning)
{
    if (!meaning)
        return &meaning_unknown;
    if (meaning->kind == MEANING_RECORD) { /* a call may have changed it: see ev_own */
        const struct meaning *own = resolve_value(ev, meaning->value);
        return own ? own : meaning;
    }
    if (meaning->kind != MEANING_REF)
        return meaning;
    const struct meaning *asked = resolve_value(ev, meaning->value);
    return asked ? asked : &meaning_unknown;
}

const struct meaning *arg(struct evaluator *ev, const struct arguments *args, uint32_t n)
{
    return n < args->n ? ev_ask(ev, args->items[n]) : NULL;
}

const struct meaning *arg_of_kind(struct evaluator *ev, const struct arguments *args, uint32_t n,
                                  enum meaning_kind kind)
{
    const struct meaning *meaning = arg(ev, args, n);
    return meaning_is(meaning, kind) ? meaning : NULL;
}

const struct meaning *arg_named(struct evaluator *ev, const struct arguments *args,
                                const char *name)
{
    for (uint32_t n = 0; n + 1 < args->n_named; n += 2) {
        if (meaning_says(ev_ask(ev, args->named[n]), name))
            return ev_ask(ev, args->named[n + 1]);
    }
    return NULL;
}

struct arguments args_from(const struct arguments *args, uint32_t n)
{
    struct arguments rest = *args;
    n = n < args->n ? n : args->n;
    if (n == 0) /* the items may be none at all */
        return rest;
    rest.items += n;
    rest.n -= n;
    return rest;
}

/* ---- Attributes ------------------------------------------------------------------------------ */

static bool is_name(const char *name, size_t n, const char *text)
{
    return n == strlen(text) && memcmp(name, text, n) == 0;
}

/* Modules that others import and so hold as an attribute: what is reached through one is named as
 * itself. */
static const char *module_known(const char *name, size_t n)
{
    static const char *const modules[] = {
        "os",      "sys",       "subprocess", "builtins",  "posix",  "importlib", "io",
        "types",   "functools", "operator",   "shutil",    "ctypes", "socket",    "pickle",
        "marshal", "runpy",     "inspect",    "threading", "pty",
    };
    if (n > 1 && name[0] == '_') {
        name++;
        n--;
    }
    for (size_t k = 0; k < sizeof modules / sizeof modules[0]; k++) {
        if (is_name(name, n, modules[k]))
            return modules[k];
    }
    return NULL;
}

/* A class named as its module, socket.socket or _thread's, is no module. */
static bool is_own_name(const struct meaning *object, const char *module)
{
    const char *dot = memrchr(object->module, '.', object->module_len);
    const char *last = dot ? dot + 1 : object->module;
    const char *end = object->module + object->module_len;
    last += last < end && *last == '_';
    return object->text_len == 0 && is_name(last, (size_t)(end - last), module);
}

static const char *module_attribute(const struct meaning *object, const char *name, size_t n)
{
    const char *module = module_known(name, n);
    return module && !is_own_name(object, module) ? module : NULL;
}

bool ev_is_module(const struct meaning *global, const char *name, size_t n)
{
    struct meaning module = {.module = global->module, .module_len = global->module_len};
    return module_attribute(&module, name, n) != NULL;
}

/* The same of another kind, of what the attribute is said of. */
static const struct meaning *namespace_of(struct evaluator *ev, const struct meaning *object,
                                          bool is_module)
{
    struct meaning *space = meaning_new(&ev->store, MEANING_NAMESPACE);
    if (!space)
        return NULL;
    space->module = object->module;
    space->module_len = object->module_len;
    space->text = is_module ? "" : object->text;
    space->text_len = is_module ? 0 : object->text_len;
    return space;
}

static const struct meaning *path_of(struct evaluator *ev, const struct meaning *object,
                                     const char *name, size_t n)
{
    struct buf path = {.limit = MEANING_TEXT_MAX};
    buf_add(&path, object->text, object->text_len);
    buf_str(&path, object->text_len ? "." : "");
    buf_add(&path, name, n);
    const struct meaning *text = meaning_buf(&ev->store, MEANING_TEXT, &path);
    if (!text || !ev_spend(ev, text->text_len))
        return NULL;
    struct meaning *global = meaning_new(&ev->store, MEANING_GLOBAL);
    if (!global)
        return NULL;
    global->module = object->module;
    global->module_len = object->module_len;
    global->is_old = object->is_old;
    global->text = text->text;
    global->text_len = text->text_len;
    return global;
}

/* __name__: the last part of a name, or the module's. */
static const struct meaning *name_of(struct evaluator *ev, const struct meaning *object)
{
    if (object->text_len == 0)
        return meaning_text(&ev->store, MEANING_TEXT, object->module, object->module_len);
    const char *dot = memrchr(object->text, '.', object->text_len);
    const char *last = dot ? dot + 1 : object->text;
    return meaning_text(&ev->store, MEANING_TEXT, last,
                        object->text_len - (size_t)(last - object->text));
}

static const struct meaning *attribute_of_global(struct evaluator *ev, const struct meaning *object,
                                                 const char *name, size_t n)
{
    const char *module = module_attribute(object, name, n);
    if (is_name(name, n, "__dict__"))
        return namespace_of(ev, object, false);
    bool is_named = is_name(name, n, "__name__") || is_name(name, n, "__qualname__");
    if (is_named)
        return name_of(ev, object);
    if (is_name(name, n, "__module__") && object->text_len)
        return meaning_text(&ev->store, MEANING_TEXT, object->module, object->module_len);
    /* staticmethod, lru_cache and the like, which are taken for what they hold */
    if (object->text_len && (is_name(name, n, "__func__") || is_name(name, n, "__wrapped__")))
        return object;
    if (is_name(name, n, "__globals__") || is_name(name, n, "func_globals"))
        return namespace_of(ev, object, true);
    bool is_builtin = is_name(object->module, object->module_len, "builtins");
    if (is_name(name, n, "__builtins__") || (is_name(name, n, "__self__") && is_builtin))
        return meaning_named(&ev->store, "builtins", "");
    if (module)
        return meaning_named(&ev->store, module, "");
    const struct meaning *set = objects_global_attribute(ev, object, name, n);
    return set ? set : path_of(ev, object, name, n);
}

static const struct meaning *
attribute_of_partial(struct evaluator *ev, const struct meaning *object, const char *name, size_t n)
{
    if (is_name(name, n, "func"))
        return object->self;
    if (is_name(name, n, "args"))
        return meaning_items(&ev->store, MEANING_TUPLE, object->items, object->n_items);
    if (is_name(name, n, "__func__"))
        return object->self;
    struct meaning *dict =
        is_name(name, n, "keywords") ? meaning_new(&ev->store, MEANING_DICT) : NULL;
    for (uint32_t k = 0; dict && k + 1 < object->n_named; k += 2)
        ev_put(ev, dict, ev_ask(ev, object->named[k]), object->named[k + 1]);
    return dict;
}

static const struct meaning *method_of(struct evaluator *ev, const struct meaning *object,
                                       const char *name, size_t n)
{
    const struct meaning *text = meaning_text(&ev->store, MEANING_TEXT, name, n);
    struct meaning *method = text ? meaning_new(&ev->store, MEANING_METHOD) : NULL;
    if (!method)
        return NULL;
    method->self = object;
    method->text = text->text;
    method->text_len = n;
    return method;
}

static const struct meaning *attribute_of_slice(struct evaluator *ev, const struct meaning *object,
                                                const char *name, size_t n)
{
    static const char *const parts[] = {"start", "stop", "step"};
    for (uint32_t k = 0; k < 3 && k < object->n_items; k++) {
        if (is_name(name, n, parts[k]))
            return ev_ask(ev, object->items[k]);
    }
    return NULL;
}

/* x.__dict__, whose items are the attributes. */
static const struct meaning *own_namespace(struct evaluator *ev, const struct meaning *object)
{
    struct meaning *space = meaning_new(&ev->store, MEANING_NAMESPACE);
    if (space)
        space->self = object;
    return space;
}

/* A method of an object that a class made: its class's, with the object in front. */
static const struct meaning *attribute_of_object(struct evaluator *ev, const struct meaning *object,
                                                 const char *name, size_t n)
{
    const struct meaning *made = objects_made_attribute(ev, object, name, n);
    if (made)
        return made;
    struct meaning *path = (struct meaning *)path_of(ev, object, name, n);
    if (path)
        path->self = object;
    return path;
}

const struct meaning *ev_attribute(struct evaluator *ev, const struct meaning *object,
                                   const char *name, size_t n)
{
    object = ev_ask(ev, object);
    if (!ev_spend(ev, n + 1) || object->kind == MEANING_UNKNOWN)
        return NULL;
    bool is_made = object->kind == MEANING_OBJECT || object->kind == MEANING_INSTANCE;
    if (is_made && is_name(name, n, "__dict__"))
        return own_namespace(ev, object);
    const struct meaning *set = objects_attribute(ev, object, object->value, name, n);
    if (set)
        return set;
    if (object->kind == MEANING_GLOBAL)
        return attribute_of_global(ev, object, name, n);
    if (object->kind == MEANING_OBJECT)
        return attribute_of_object(ev, object, name, n);
    if (object->kind == MEANING_CLASS || object->kind == MEANING_INSTANCE)
        return classes_attribute(ev, object, name, n);
    const char *type = ev_type_name(ev, object);
    if (is_name(name, n, "__class__") && type)
        return meaning_named(&ev->store, "builtins", type);
    const struct meaning *part = NULL;
    if (object->kind == MEANING_PARTIAL)
        part = attribute_of_partial(ev, object, name, n);
    if (object->kind == MEANING_SLICE)
        part = attribute_of_slice(ev, object, name, n);
    bool is_number = meaning_is_number(object);
    if (is_number && (is_name(name, n, "real") || is_name(name, n, "numerator")))
        part = meaning_int(&ev->store, object->number);
    return part ? part : method_of(ev, object, name, n);
}

void ev_set_attribute(struct evaluator *ev, const struct meaning *object,
                      const struct meaning *name, const struct meaning *value)
{
    struct meaning *own = (struct meaning *)ev_ask(ev, object);
    bool is_made =
        own->kind == MEANING_OBJECT || own->kind == MEANING_INSTANCE || own->kind == MEANING_CLASS;
    if (!is_made || !meaning_is(name, MEANING_TEXT))
        return;
    if (!own->attributes)
        own->attributes = meaning_new(&ev->store, MEANING_DICT);
    if (own->attributes)
        ev_put(ev, own->attributes, name, value);
}

const struct meaning *ev_attribute_path(struct evaluator *ev, const struct meaning *object,
                                        const char *path, size_t n)
{
    while (object && n > 0) {
        const char *dot = memchr(path, '.', n);
        size_t part = dot ? (size_t)(dot - path) : n;
        object = ev_attribute(ev, object, path, part);
        path += dot ? part + 1 : part;
        n -= dot ? part + 1 : part;
    }
    return object;
}

/* ---- Containers ------------------------------------------------------------------------------ */

const char *ev_type_name(struct evaluator *ev, const struct meaning *meaning)
{
    static const char *const names[MEANING_KIND_COUNT] = {
        [MEANING_NONE] = "NoneType", [MEANING_BOOL] = "bool",      [MEANING_INT] = "int",
        [MEANING_TEXT] = "str",      [MEANING_BYTES] = "bytes",    [MEANING_TUPLE] = "tuple",
        [MEANING_LIST] = "list",     [MEANING_SET] = "set",        [MEANING_DICT] = "dict",
        [MEANING_SLICE] = "slice",   [MEANING_NAMESPACE] = "dict",
    };
    static const char *const kinds[BR_KIND_COUNT] = {
        [BR_KIND_TUPLE] = "tuple", [BR_KIND_LIST] = "list",           [BR_KIND_DICT] = "dict",
        [BR_KIND_SET] = "set",     [BR_KIND_FROZENSET] = "frozenset",
    };
    if (meaning->kind == MEANING_RECORD)
        return kinds[br_kind(ev->rec, meaning->value)];
    return names[meaning->kind];
}

static struct br_state now(const struct evaluator *ev)
{
    return (struct br_state){ev->rec, ev->op};
}

static bool is_held(const struct meaning *meaning)
{
    return meaning->kind == MEANING_TUPLE || meaning->kind == MEANING_LIST ||
           meaning->kind == MEANING_SET;
}

static bool is_pairs(const struct meaning *meaning)
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
            return br_len(now(ev), container->value, n) == BR_OK;
        *n = br_put_count(now(ev), container->value);
        return true;
    }
    if (container->kind == MEANING_BYTES)
        *n = container->text_len;
    else if (container->kind == MEANING_TEXT)
        *n = ev_spend(ev, container->text_len) ? count_characters(container) : 0;
    else if (is_pairs(container))
        *n = container->n_items / 2;
    else if (is_held(container))
        *n = container->n_items;
    else
        return false;
    return true;
}

/* Item n that was put into a container of the record, or stands in it; the key of a dict. */
static const struct meaning *record_item(struct evaluator *ev, const struct meaning *container,
                                         uint64_t n, bool is_put, bool wants_value)
{
    struct br_item item;
    bool found;
    if (!ev_spend(ev, 1))
        return NULL;
    enum br_status status = is_put ? br_put_item(now(ev), container->value, n, &item, &found)
                                   : br_item(now(ev), container->value, n, &item, &found);
    if (status != BR_OK) {
        ev->store.failed = true;
        return NULL;
    }
    if (!found)
        return NULL;
    bool is_key = item.key != BR_NO_VALUE && !wants_value;
    return ev_ask(ev, meaning_ref(&ev->store, is_key ? item.key : item.value));
}

static const struct meaning *listed_item(struct evaluator *ev, const struct meaning *container,
                                         uint64_t n)
{
    return record_item(ev, container, n, !is_listed(ev, container->value), false);
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
        return listed_item(ev, container, n);
    if (is_pairs(container))
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
    if (iterable->kind == MEANING_INSTANCE && iterable->self->n_named)
        iterable = meaning_items(&ev->store, MEANING_TUPLE, iterable->items, iterable->n_items);
    if (!iterable)
        return NULL;
    bool is_known = iterable->kind == MEANING_TEXT || iterable->kind == MEANING_BYTES ||
                    iterable->kind == MEANING_RECORD || is_held(iterable) || is_pairs(iterable);
    is_known = is_known && !iterable->is_lost;
    return ev_iterator_new(ev, is_known ? step_items : step_unknown, iterable);
}

const struct meaning *ev_next(struct evaluator *ev, struct meaning *iterator)
{
    if (!ev_spend(ev, 1) || ev->depth >= DEPTH_MAX) {
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

/* ---- Subscripts ------------------------------------------------------------------------------ */

static const struct meaning *lookup_record(struct evaluator *ev, const struct meaning *dict,
                                           const struct meaning *key)
{
    uint64_t n = br_put_count(now(ev), dict->value);
    while (n-- > 0) { /* the last that was put under a key holds */
        const struct meaning *found = record_item(ev, dict, n, true, false);
        if (!found)
            return NULL;
        if (meaning_equal(found, key))
            return record_item(ev, dict, n, true, true);
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

/* Bounds of a slice over n items, as Python's slice.indices. */
static bool slice_bounds(struct evaluator *ev, const struct meaning *slice, int64_t n,
                         int64_t *start, int64_t *step, int64_t *count)
{
    int64_t bounds[3];
    bool has[3];
    for (uint32_t k = 0; k < 3; k++) {
        const struct meaning *bound = ev_ask(ev, slice->items[k]);
        has[k] = meaning_is_number(bound);
        bounds[k] = has[k] ? bound->number : 0;
        if ((!has[k] && bound->kind != MEANING_NONE) || bounds[k] > MEANING_TEXT_MAX * 2 ||
            bounds[k] < -MEANING_TEXT_MAX * 2)
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
    struct buf out = {.limit = MEANING_TEXT_MAX};
    const uint32_t *starts =
        text->kind == MEANING_TEXT ? character_starts(ev, text, (uint64_t)n) : NULL;
    if (text->kind == MEANING_TEXT && !starts)
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
    const struct meaning *list = is_text ? object : ev_listed(ev, object, MEANING_LIST);
    uint64_t n;
    if (!list || !ev_len(ev, list, &n) || !ev_spend(ev, n) ||
        !slice_bounds(ev, slice, (int64_t)n, &start, &step, &count))
        return NULL;
    if (is_text)
        return slice_text(ev, object, (int64_t)n, start, step, count);
    struct meaning *part = meaning_new(&ev->store, MEANING_LIST);
    for (int64_t k = 0, at = start; part && k < count; k++, at += step)
        meaning_add(&ev->store, part, list->items[at]);
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
        return listed_item(ev, object, (uint64_t)at);
    return is_held(object) ? ev_ask(ev, object->items[at]) : NULL;
}

/* sys.modules, also as it is in the stream of a module that imports sys. */
static bool is_modules_table(const struct meaning *object)
{
    size_t n = object->text_len;
    bool is_sys = is_name(object->module, object->module_len, "sys");
    if (is_sys && is_name(object->text, n, "modules"))
        return true;
    return n > 12 && memcmp(object->text + n - 12, ".sys.modules", 12) == 0;
}

static const struct meaning *subscript_global(struct evaluator *ev, const struct meaning *object,
                                              const struct meaning *key)
{
    static const char dict[] = ".__dict__";
    size_t n = sizeof dict - 1;
    if (key->kind != MEANING_TEXT)
        return NULL;
    if (is_modules_table(object))
        return meaning_global(&ev->store, key->text, key->text_len, "", 0);
    bool is_builtins =
        object->text_len == 0 && is_name(object->module, object->module_len, "builtins");
    if (is_builtins || is_name(object->text, object->text_len, "__builtins__"))
        return meaning_global(&ev->store, "builtins", 8, key->text, key->text_len);
    if (is_name(object->text, object->text_len, "__dict__"))
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
    if (object->kind == MEANING_CLASS)
        get = classes_attribute(ev, object, "__class_getitem__", 17);
    if (get)
        return ev_call_1(ev, get, key);
    bool is_tuple = object->kind == MEANING_INSTANCE && object->self->n_named;
    int64_t n = meaning_is_number(key) ? key->number : -1;
    n = n < 0 ? n + object->n_items : n;
    return is_tuple && n >= 0 && n < object->n_items ? ev_ask(ev, object->items[n]) : NULL;
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
    if (object->kind == MEANING_OBJECT)
        return objects_item(ev, object->value, key);
    if (object->kind == MEANING_INSTANCE || object->kind == MEANING_CLASS)
        return subscript_instance(ev, object, key);
    bool is_dict = is_pairs(object) || (object->kind == MEANING_RECORD &&
                                        br_kind(ev->rec, object->value) == BR_KIND_DICT);
    if (is_dict) {
        const struct meaning *found = ev_lookup(ev, object, key);
        bool is_made = !found && object->kind == MEANING_FACTORY && object->self;
        return is_made ? ev_call(ev, object->self, &(struct arguments){.items = NULL}) : found;
    }
    if (key->kind == MEANING_SLICE)
        return slice_of(ev, object, key);
    return meaning_is_number(key) ? item_at(ev, object, key->number) : NULL;
}

/* ---- Calls ----------------------------------------------------------------------------------- */

void ev_write(struct evaluator *ev, const struct meaning *object)
{
    object = ev_ask(ev, object);
    if (object->kind == MEANING_NAMESPACE && object->self)
        return; /* of an object of the pickle's own */
    if (object->kind == MEANING_NAMESPACE)
        object = meaning_global(&ev->store, object->module, object->module_len, object->text,
                                object->text_len);
    if (meaning_is(object, MEANING_GLOBAL))
        ev->written = object;
}

static const struct meaning *tuple_of(struct evaluator *ev, const struct arguments *args)
{
    struct meaning *tuple = meaning_new(&ev->store, MEANING_TUPLE);
    for (uint32_t n = 0; tuple && n < args->n && n < EVALUATE_ARGS_MAX; n++)
        meaning_add(&ev->store, tuple, ev_ask(ev, args->items[n]));
    if (tuple && args->n > EVALUATE_ARGS_MAX)
        tuple->is_lost = true;
    return tuple;
}

static void note_global(struct evaluator *ev, const struct meaning *callee,
                        const struct arguments *args, enum call_when when)
{
    const struct meaning *tuple = tuple_of(ev, args);
    if (ev->n_calls == EVALUATE_CALLS_MAX || !tuple) {
        ev->is_unresolved = true;
        return;
    }
    ev->calls[ev->n_calls++] = (struct call_made){.callee = callee, .args = tuple, .when = when};
}

bool ev_named_both(struct evaluator *ev, const struct arguments *first,
                   const struct meaning *partial, struct arguments *all)
{
    uint32_t n = first->n_named + partial->n_named;
    bool is_one = first->n_named == 0 || partial->n_named == 0;
    all->named = first->n_named ? first->named : partial->named;
    all->n_named = n;
    if (is_one)
        return true;
    const struct meaning **both =
        n <= 2 * EVALUATE_ARGS_MAX ? store_alloc(&ev->store, n * sizeof *both) : NULL;
    if (!both)
        return false;
    memcpy(both, first->named, first->n_named * sizeof *both);
    memcpy(both + first->n_named, partial->named, partial->n_named * sizeof *both);
    all->named = both;
    return true;
}

/* What is called with a partial's arguments in front; false: too many. */
static bool partial_arguments(struct evaluator *ev, const struct meaning *partial,
                              const struct arguments *args, const struct meaning **room,
                              struct arguments *all)
{
    if (partial->n_items + args->n > EVALUATE_ARGS_MAX)
        return false;
    for (uint32_t n = 0; n < partial->n_items; n++)
        room[n] = partial->items[n];
    for (uint32_t n = 0; n < args->n; n++)
        room[partial->n_items + n] = args->items[n];
    *all = (struct arguments){.items = room, .n = partial->n_items + args->n};
    return ev_named_both(ev, args, partial, all);
}

void ev_note(struct evaluator *ev, const struct meaning *callee, const struct arguments *args,
             enum call_when when)
{
    const struct meaning *room[EVALUATE_ARGS_MAX];
    struct arguments all;
    callee = ev_ask(ev, callee);
    if (callee->kind == MEANING_PARTIAL && partial_arguments(ev, callee, args, room, &all)) {
        callee = ev_ask(ev, callee->self); /* which is no partial: see partial_of */
        args = &all;
    }
    if (callee->kind == MEANING_GLOBAL)
        note_global(ev, callee, args, when);
    else if (callee->kind == MEANING_UNKNOWN || callee->kind == MEANING_OBJECT)
        ev->is_unresolved = true;
}

/* X.__new__(X, ...) and X.__call__(...) are calls of X, where no model says more. */
static const struct meaning *call_through(struct evaluator *ev, const struct meaning *callee,
                                          const struct arguments *args)
{
    static const struct {
        const char *suffix;
        uint32_t skipped;
    } ways[] = {{".__new__", 1}, {".__call__", 0}, {".__get__", UINT32_MAX}};
    for (size_t k = 0; k < sizeof ways / sizeof ways[0]; k++) {
        size_t n = strlen(ways[k].suffix);
        if (callee->text_len <= n ||
            memcmp(callee->text + callee->text_len - n, ways[k].suffix, n) != 0)
            continue;
        struct meaning called = *callee;
        called.text_len -= n;
        struct arguments rest = args_from(args, ways[k].skipped);
        struct meaning *kept = meaning_new(&ev->store, MEANING_GLOBAL);
        if (!kept)
            return NULL;
        *kept = called;
        kept->value = BR_NO_VALUE;
        kept->self = NULL;
        if (ways[k].skipped == UINT32_MAX) /* staticmethod(f).__get__(x) is f */
            return kept;
        return ev_call(ev, kept, &rest);
    }
    return NULL;
}

const struct meaning *ev_object(struct evaluator *ev, const struct meaning *class,
                                const struct arguments *args)
{
    struct meaning *object = meaning_new(&ev->store, MEANING_OBJECT);
    if (!object)
        return NULL;
    for (uint32_t n = 0; n < args->n && n < EVALUATE_ARGS_MAX; n++)
        meaning_add(&ev->store, object, args->items[n]);
    object->named = (const struct meaning **)args->named;
    object->n_named = args->n_named;
    object->module = class->module;
    object->module_len = class->module_len;
    object->text = class->text;
    object->text_len = class->text_len;
    return object;
}

/* What an iterator would give happens when something takes it, and who does is not known. */
static void take_iterators(struct evaluator *ev, const struct arguments *args)
{
    for (uint32_t n = 0; n < args->n && n < EVALUATE_ARGS_MAX; n++) {
        const struct meaning *item = arg(ev, args, n);
        if (item->kind == MEANING_ITERATOR)
            ev_listed(ev, item, MEANING_LIST);
    }
}

/* Who is given a function by a keyword (object_hook, default, converters) most often calls it. */
static void note_named(struct evaluator *ev, const struct arguments *args)
{
    static const struct meaning *const unknown[] = {&meaning_unknown};
    for (uint32_t n = 0; n + 1 < args->n_named && n < EVALUATE_ARGS_MAX; n += 2) {
        const struct meaning *value = ev_ask(ev, args->named[n + 1]);
        if (value->kind == MEANING_GLOBAL || value->kind == MEANING_PARTIAL)
            ev_note(ev, value, &(struct arguments){.items = unknown, .n = 1}, CALL_PREPARED);
    }
}

static const struct meaning *call_global(struct evaluator *ev, const struct meaning *callee,
                                         const struct arguments *args)
{
    const struct meaning *room[EVALUATE_ARGS_MAX + 1], *result;
    struct arguments all = *args;
    const struct model *model = model_of(callee);
    if (ev->depth > 1) /* the event's own callee is known to whoever asks */
        note_global(ev, callee, args, CALL_NOW);
    if (callee->self && args->n < EVALUATE_ARGS_MAX) { /* a method: its object comes first */
        room[0] = callee->self;
        if (args->n)
            memcpy(room + 1, args->items, args->n * sizeof *room);
        all.items = room;
        all.n = args->n + 1;
    }
    note_named(ev, args);
    if (classes_run(ev, callee, &all, &result))
        return result;
    if (model && model_arguments(ev, model, &all))
        return all.n >= model->min_args ? model->run(ev, model, &all) : NULL;
    const struct meaning *bound = method_call_unbound(ev, callee, args);
    if (bound)
        return bound;
    const struct meaning *through = call_through(ev, callee, args);
    if (through)
        return through;
    take_iterators(ev, args);
    return ev_object(ev, callee, args);
}

static const struct meaning *call_attrgetter(struct evaluator *ev, const struct meaning *callee,
                                             const struct arguments *args)
{
    struct meaning *all = meaning_new(&ev->store, MEANING_TUPLE);
    const struct meaning *object = arg(ev, args, 0), *found = NULL;
    for (uint32_t n = 0; all && object && n < callee->n_items; n++) {
        const struct meaning *name = callee->items[n];
        found = ev_attribute_path(ev, object, name->text, name->text_len);
        meaning_add(&ev->store, all, found);
    }
    return callee->n_items == 1 ? found : all;
}

static const struct meaning *call_itemgetter(struct evaluator *ev, const struct meaning *callee,
                                             const struct arguments *args)
{
    struct meaning *all = meaning_new(&ev->store, MEANING_TUPLE);
    const struct meaning *object = arg(ev, args, 0), *found = NULL;
    for (uint32_t n = 0; all && object && n < callee->n_items; n++) {
        found = ev_subscript(ev, object, callee->items[n]);
        meaning_add(&ev->store, all, found);
    }
    return callee->n_items == 1 ? found : all;
}

static const struct meaning *call_methodcaller(struct evaluator *ev, const struct meaning *callee,
                                               const struct arguments *args)
{
    const struct meaning *object = arg(ev, args, 0);
    const struct meaning *method =
        object ? ev_attribute(ev, object, callee->text, callee->text_len) : NULL;
    if (!method) {
        ev->is_unresolved = true;
        return NULL;
    }
    return ev_call(ev, method,
                   &(struct arguments){.items = callee->items,
                                       .n = callee->n_items,
                                       .named = callee->named,
                                       .n_named = callee->n_named});
}

static const struct meaning *call_partial(struct evaluator *ev, const struct meaning *callee,
                                          const struct arguments *args)
{
    const struct meaning *room[EVALUATE_ARGS_MAX];
    struct arguments all;
    if (!partial_arguments(ev, callee, args, room, &all)) {
        ev->is_unresolved = true;
        return NULL;
    }
    return ev_call(ev, callee->self, &all);
}

/* A mock calls its side_effect; of other objects nothing is known. */
static const struct meaning *call_object(struct evaluator *ev, const struct meaning *callee,
                                         const struct arguments *args)
{
    const struct meaning *effect = objects_made_attribute(ev, callee, "side_effect", 11);
    ev->is_unresolved |= !effect;
    return effect ? ev_call(ev, effect, args) : NULL;
}

static const struct meaning *call_nothing(struct evaluator *ev, const struct meaning *callee,
                                          const struct arguments *args)
{
    (void)callee;
    (void)args;
    ev->is_unresolved = true;
    return NULL;
}

const struct meaning *ev_call(struct evaluator *ev, const struct meaning *callee,
                              const struct arguments *args)
{
    static const struct meaning *(*const calls[MEANING_KIND_COUNT])(
        struct evaluator *, const struct meaning *, const struct arguments *) = {
        [MEANING_GLOBAL] = call_global,
        [MEANING_METHOD] = method_call,
        [MEANING_ATTRGETTER] = call_attrgetter,
        [MEANING_ITEMGETTER] = call_itemgetter,
        [MEANING_METHODCALLER] = call_methodcaller,
        [MEANING_PARTIAL] = call_partial,
        [MEANING_OBJECT] = call_object,
        [MEANING_CLASS] = classes_call,
        [MEANING_INSTANCE] = classes_call,
    };
    callee = ev_ask(ev, callee);
    if (ev->depth >= DEPTH_MAX || !ev_spend(ev, 1 + args->n)) {
        ev->is_unresolved = true;
        return NULL;
    }
    ev->depth++;
    const struct meaning *result =
        (calls[callee->kind] ? calls[callee->kind] : call_nothing)(ev, callee, args);
    ev->depth--;
    return result;
}

const struct meaning *ev_call_1(struct evaluator *ev, const struct meaning *callee,
                                const struct meaning *argument)
{
    return ev_call(ev, callee, &(struct arguments){.items = &argument, .n = 1});
}
