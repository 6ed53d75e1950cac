/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions that make, fetch or take apart: what they give for known arguments. */
#include "src/analysis/models.h"

#include <inttypes.h>
#include <string.h>

#include "src/analysis/render.h"

typedef const struct meaning *model_result;
#define MODEL(name)                                                                                \
    static model_result name(struct evaluator *ev, const struct model *model,                      \
                             const struct arguments *args)

/* ---- Attributes and imports ------------------------------------------------------------------ */

MODEL(model_getattr)
{
    (void)model;
    const struct meaning *name = arg_of_kind(ev, args, 1, MEANING_TEXT);
    if (!name)
        return NULL;
    return ev_attribute(ev, args->items[0], name->text, name->text_len);
}

static model_result module_named(struct evaluator *ev, const char *name, size_t n)
{
    return meaning_global(&ev->store, name, n, "", 0);
}

MODEL(model_import_module)
{
    (void)model;
    const struct meaning *name = arg_of_kind(ev, args, 0, MEANING_TEXT);
    return name ? module_named(ev, name->text, name->text_len) : NULL;
}

/* __import__('a.b') gives a; with a fromlist it gives a.b. */
MODEL(model_dunder_import)
{
    (void)model;
    const struct meaning *name = arg_of_kind(ev, args, 0, MEANING_TEXT);
    if (!name)
        return NULL;
    const char *dot = memchr(name->text, '.', name->text_len);
    size_t n = dot && args->n < 4 ? (size_t)(dot - name->text) : name->text_len;
    return module_named(ev, name->text, n);
}

/* 'os:system' or 'os.system', of which all but the last part is taken for the module. */
MODEL(model_resolve_name)
{
    (void)model;
    const struct meaning *name = arg_of_kind(ev, args, 0, MEANING_TEXT);
    if (!name)
        return NULL;
    const char *border = memchr(name->text, ':', name->text_len);
    if (!border)
        border = memrchr(name->text, '.', name->text_len);
    if (!border)
        return module_named(ev, name->text, name->text_len);
    size_t module_len = (size_t)(border - name->text);
    return ev_attribute_path(ev, module_named(ev, name->text, module_len), border + 1,
                             name->text_len - module_len - 1);
}

/* vars(module), globals() and locals() of a pickle: those of pickle itself, with builtins in them. */
MODEL(model_vars)
{
    const struct meaning *object = arg(ev, args, 0);
    if (model->number)
        object = meaning_named(&ev->store, "pickle", "");
    if (object && object->kind == MEANING_GLOBAL)
        return ev_attribute(ev, object, "__dict__", 8);
    return NULL;
}

MODEL(model_type)
{
    (void)model;
    const struct meaning *object = arg(ev, args, 0);
    const char *name = ev_type_name(ev, object);
    if (args->n != 1)
        return NULL;
    if (object->kind == MEANING_OBJECT)
        return meaning_global(&ev->store, object->module, object->module_len, object->text,
                              object->text_len);
    bool is_builtin = name && object->kind != MEANING_NONE; /* NoneType stands in types alone */
    return is_builtin ? meaning_named(&ev->store, "builtins", name) : NULL;
}

/* ---- Callables ------------------------------------------------------------------------------- */

MODEL(model_attrgetter)
{
    (void)model;
    struct meaning *getter = meaning_new(&ev->store, MEANING_ATTRGETTER);
    for (uint32_t n = 0; getter && n < args->n; n++) {
        const struct meaning *name = arg_of_kind(ev, args, n, MEANING_TEXT);
        if (!name)
            return NULL;
        meaning_add(&ev->store, getter, name);
    }
    return getter;
}

MODEL(model_itemgetter)
{
    (void)model;
    return meaning_items(&ev->store, MEANING_ITEMGETTER, args->items, args->n);
}

MODEL(model_methodcaller)
{
    (void)model;
    const struct meaning *name = arg_of_kind(ev, args, 0, MEANING_TEXT);
    struct meaning *caller =
        name ? meaning_items(&ev->store, MEANING_METHODCALLER, args->items + 1, args->n - 1) : NULL;
    if (!caller)
        return NULL;
    caller->text = name->text;
    caller->text_len = name->text_len;
    caller->named = (const struct meaning **)args->named;
    caller->n_named = args->n_named;
    return caller;
}

model_result partial_of(struct evaluator *ev, const struct arguments *args)
{
    const struct meaning *inner = arg(ev, args, 0);
    struct meaning *partial = meaning_new(&ev->store, MEANING_PARTIAL);
    if (!partial || !inner || inner->kind == MEANING_UNKNOWN)
        return NULL;
    partial->self = inner;
    partial->named = (const struct meaning **)args->named;
    partial->n_named = args->n_named;
    if (inner->kind == MEANING_PARTIAL) { /* so that a chain of them is never walked */
        struct arguments both = {.named = NULL};
        partial->self = inner->self;
        if (!ev_named_both(ev, args, inner, &both))
            return NULL;
        partial->named = (const struct meaning **)both.named;
        partial->n_named = both.n_named;
        for (uint32_t n = 0; n < inner->n_items && ev_spend(ev, 1); n++)
            meaning_add(&ev->store, partial, inner->items[n]);
    }
    for (uint32_t n = 1; n < args->n; n++)
        meaning_add(&ev->store, partial, args->items[n]);
    return partial->is_lost ? NULL : partial;
}

MODEL(model_partial)
{
    (void)model;
    struct arguments rest = args_from(args, 1);
    ev_note(ev, args->items[0], &rest, CALL_PREPARED);
    return partial_of(ev, args);
}

/* What gives back what it is given: cache, wraps, copy, iter of an iterator ... number is which. */
MODEL(model_same)
{
    const struct meaning *same = arg(ev, args, (uint32_t)model->number);
    return same->kind == MEANING_UNKNOWN ? NULL : same;
}

/* lru_cache(maxsize)(f), wraps(g)(f): what they give gives back what it is given. */
MODEL(model_decorator)
{
    const struct meaning *first = arg(ev, args, 0);
    bool is_bare = model->number == 0 && first && first->kind != MEANING_INT &&
                   first->kind != MEANING_NONE && first->kind != MEANING_BOOL;
    return is_bare ? first : meaning_named(&ev->store, "copy", "copy");
}

MODEL(model_call)
{
    struct arguments rest = args_from(args, (uint32_t)model->number + 1);
    return ev_call(ev, args->items[model->number], &rest);
}

/* copyreg.__newobj__(class, *args); __newobj_ex__ and py2's apply take them as a tuple. */
MODEL(model_apply)
{
    (void)model;
    const struct meaning *list = ev_listed(ev, args->items[1], MEANING_LIST);
    static const struct meaning *const none[1];
    return ev_call(ev, args->items[0],
                   &(struct arguments){.items = list && list->n_items ? list->items : none,
                                       .n = list ? list->n_items : 0});
}

/* MethodType(function, object): the object comes first when it is called. */
MODEL(model_method)
{
    (void)model;
    struct arguments two = *args;
    two.n = 2;
    ev_note(ev, args->items[0], &(struct arguments){.items = args->items + 1, .n = 1},
            CALL_PREPARED);
    return partial_of(ev, &two);
}

/* ---- Plain data ------------------------------------------------------------------------------ */

static model_result made_text(struct evaluator *ev, enum meaning_kind kind, struct buf *text)
{
    return ev_spend(ev, text->len) ? meaning_buf(&ev->store, kind, text)
                                   : (buf_free(text), (model_result)NULL);
}

MODEL(model_str)
{
    (void)model;
    const struct meaning *value = arg(ev, args, 0);
    struct buf text = {.limit = MEANING_TEXT_MAX};
    if (!value)
        return meaning_text(&ev->store, MEANING_TEXT, "", 0);
    if (value->kind == MEANING_TEXT)
        return value;
    const struct meaning *codec = arg_of_kind(ev, args, 1, MEANING_TEXT);
    if (value->kind == MEANING_BYTES && args->n > 1)
        return codec ? coder_run(ev, value, codec->text, codec->text_len, true) : NULL;
    if (!render_str(ev, value, &text)) {
        buf_free(&text);
        return NULL;
    }
    return made_text(ev, MEANING_TEXT, &text);
}

MODEL(model_repr)
{
    (void)model;
    struct buf text = {.limit = MEANING_TEXT_MAX};
    if (!render_repr(ev, arg(ev, args, 0), &text)) {
        buf_free(&text);
        return NULL;
    }
    return made_text(ev, MEANING_TEXT, &text);
}

static bool add_byte(struct buf *out, const struct meaning *item)
{
    bool is_byte = meaning_is_number(item) && item->number >= 0 && item->number < 256;
    buf_char(out, is_byte ? (char)item->number : 0);
    return is_byte;
}

/* bytes(n), bytes(text, codec), bytes(bytes), bytes(numbers). */
MODEL(model_bytes)
{
    (void)model;
    const struct meaning *value = arg(ev, args, 0), *item;
    const struct meaning *codec = arg_of_kind(ev, args, 1, MEANING_TEXT);
    struct buf bytes = {.limit = MEANING_TEXT_MAX};
    if (!value || value->kind == MEANING_BYTES)
        return value ? value : meaning_text(&ev->store, MEANING_BYTES, "", 0);
    if (value->kind == MEANING_TEXT)
        return codec ? coder_run(ev, value, codec->text, codec->text_len, false) : NULL;
    if (value->kind == MEANING_INT) {
        if (value->number < 0 || value->number > MEANING_TEXT_MAX)
            return NULL;
        buf_pad(&bytes, '\0', (size_t)value->number);
        return made_text(ev, MEANING_BYTES, &bytes);
    }
    struct meaning *iterator = ev_iterator(ev, value);
    bool good = iterator != NULL;
    while (iterator && (item = ev_next(ev, iterator)) != NULL)
        good &= add_byte(&bytes, item);
    if (!good) {
        buf_free(&bytes);
        return NULL;
    }
    return made_text(ev, MEANING_BYTES, &bytes);
}

MODEL(model_chr)
{
    (void)model;
    const struct meaning *value = arg(ev, args, 0);
    struct buf text = {.limit = 8};
    if (!meaning_is_number(value) || !render_character(value->number, &text))
        return NULL;
    return meaning_buf(&ev->store, MEANING_TEXT, &text);
}

MODEL(model_ord)
{
    (void)model;
    const struct meaning *value = arg(ev, args, 0);
    int64_t number;
    bool is_one = value->kind == MEANING_BYTES && value->text_len == 1;
    if (is_one)
        return meaning_int(&ev->store, (unsigned char)value->text[0]);
    return value->kind == MEANING_TEXT && render_code(value, &number)
               ? meaning_int(&ev->store, number)
               : NULL;
}

MODEL(model_int)
{
    (void)model;
    const struct meaning *value = arg(ev, args, 0), *base = arg(ev, args, 1);
    int64_t number;
    if (!value)
        return meaning_int(&ev->store, 0);
    if (meaning_is_number(value))
        return meaning_int(&ev->store, value->number);
    bool is_good = value->kind == MEANING_TEXT || value->kind == MEANING_BYTES;
    return is_good && render_int(value, meaning_is_number(base) ? base->number : 10, &number)
               ? meaning_int(&ev->store, number)
               : NULL;
}

/* hex, oct, bin: number is the base, text what stands in front. */
MODEL(model_digits)
{
    const struct meaning *value = arg(ev, args, 0);
    char digits[72];
    size_t at = sizeof digits;
    if (!meaning_is_number(value))
        return NULL;
    struct buf text = {.limit = sizeof digits + 8};
    uint64_t rest =
        value->number < 0 ? (uint64_t)0 - (uint64_t)value->number : (uint64_t)value->number;
    unsigned base = (unsigned)model->number;
    do {
        digits[--at] = "0123456789abcdef"[rest % base];
        rest /= base;
    } while (rest);
    buf_str(&text, value->number < 0 ? "-" : "");
    buf_str(&text, model->text);
    buf_add(&text, digits + at, sizeof digits - at);
    return meaning_buf(&ev->store, MEANING_TEXT, &text);
}

MODEL(model_len)
{
    (void)model;
    uint64_t n;
    return ev_len(ev, arg(ev, args, 0), &n) ? meaning_int(&ev->store, (int64_t)n) : NULL;
}

MODEL(model_slice)
{
    (void)model;
    const struct meaning *none = meaning_none(&ev->store);
    const struct meaning *parts[3] = {none, none, none};
    if (args->n == 1)
        parts[1] = args->items[0];
    for (uint32_t n = 0; args->n > 1 && n < args->n && n < 3; n++)
        parts[n] = args->items[n];
    return meaning_items(&ev->store, MEANING_SLICE, parts, 3);
}

/* ---- Containers ------------------------------------------------------------------------------ */

/* list, tuple, set, deque, sorted: number is the kind. */
MODEL(model_listed)
{
    enum meaning_kind kind = (enum meaning_kind)model->number;
    struct meaning *list =
        args->n ? ev_listed(ev, args->items[0], kind) : meaning_new(&ev->store, kind);
    return list;
}

static void add_pair(struct evaluator *ev, struct meaning *dict, const struct meaning *pair)
{
    const struct meaning *two = ev_listed(ev, pair, MEANING_LIST);
    bool good = two && two->n_items == 2;
    dict->is_lost |= !good;
    for (uint32_t n = 0; good && n < 2; n++)
        meaning_add(&ev->store, dict, two->items[n]);
}

/* Whether iterating over it gives its keys. */
static bool is_mapping(struct evaluator *ev, const struct meaning *meaning)
{
    const char *type = ev_type_name(ev, meaning);
    return meaning->kind == MEANING_FACTORY || (type && strcmp(type, "dict") == 0);
}

static void fill_dict(struct evaluator *ev, struct meaning *dict, const struct meaning *from)
{
    bool has_keys = is_mapping(ev, from);
    const struct meaning *item;
    struct meaning *iterator = ev_iterator(ev, from);
    while (iterator && !dict->is_lost && (item = ev_next(ev, iterator)) != NULL) {
        if (!has_keys) {
            add_pair(ev, dict, item);
            continue;
        }
        meaning_add(&ev->store, dict, item);
        meaning_add(&ev->store, dict, ev_subscript(ev, from, item));
    }
}

/* dict, OrderedDict; text: the first argument is a factory. */
MODEL(model_dict)
{
    struct meaning *dict = meaning_new(&ev->store, (enum meaning_kind)model->number);
    uint32_t first = model->number == MEANING_FACTORY;
    if (!dict)
        return NULL;
    if (first && args->n) {
        const struct meaning *factory = arg(ev, args, 0);
        dict->self = factory->kind == MEANING_NONE ? NULL : factory;
    }
    const struct meaning *from = arg(ev, args, first);
    if (meaning_is(from, MEANING_NAMESPACE))
        return from;
    if (from)
        fill_dict(ev, dict, from);
    for (uint32_t n = 0; n < args->n_named; n++)
        meaning_add(&ev->store, dict, ev_ask(ev, args->named[n]));
    return dict;
}

MODEL(model_getitem)
{
    (void)model;
    return ev_subscript(ev, args->items[0], args->items[1]);
}

MODEL(model_add)
{
    (void)model;
    return render_add(ev, arg(ev, args, 0), arg(ev, args, 1));
}

MODEL(model_multiply)
{
    (void)model;
    return render_multiply(ev, arg(ev, args, 0), arg(ev, args, 1));
}

MODEL(model_percent)
{
    (void)model;
    return render_percent(ev, arg(ev, args, 0), arg(ev, args, 1));
}

/* ---- Iterators ------------------------------------------------------------------------------- */

static model_result step_map(struct evaluator *ev, struct meaning *map)
{
    struct meaning *args = meaning_new(&ev->store, MEANING_TUPLE);
    for (uint32_t n = 0; args && n < map->n_items; n++) {
        const struct meaning *item = ev_next(ev, (struct meaning *)map->items[n]);
        if (!item)
            return NULL;
        meaning_add(&ev->store, args, item);
    }
    if (!args)
        return NULL;
    const struct meaning *result =
        ev_call(ev, map->self, &(struct arguments){.items = args->items, .n = args->n_items});
    return result ? result : &meaning_unknown;
}

static model_result step_starmap(struct evaluator *ev, struct meaning *map)
{
    const struct meaning *item = ev_next(ev, (struct meaning *)map->items[0]);
    const struct meaning *list = item ? ev_listed(ev, item, MEANING_LIST) : NULL;
    static const struct meaning *const none[1];
    if (!list)
        return NULL;
    const struct meaning *result = ev_call(
        ev, map->self,
        &(struct arguments){.items = list->n_items ? list->items : none, .n = list->n_items});
    return result ? result : &meaning_unknown;
}

/* Whether a filter keeps an item is not asked: it is, as far as is known. */
static model_result step_filter(struct evaluator *ev, struct meaning *filter)
{
    const struct meaning *item = ev_next(ev, (struct meaning *)filter->items[0]);
    if (item && filter->self && filter->self->kind != MEANING_NONE)
        ev_call_1(ev, filter->self, item);
    return item;
}

static model_result step_zip(struct evaluator *ev, struct meaning *zip)
{
    struct meaning *tuple = meaning_new(&ev->store, MEANING_TUPLE);
    for (uint32_t n = 0; tuple && n < zip->n_items; n++) {
        const struct meaning *item = ev_next(ev, (struct meaning *)zip->items[n]);
        if (!item)
            return NULL;
        meaning_add(&ev->store, tuple, item);
    }
    return zip->n_items ? tuple : NULL;
}

static model_result step_chain(struct evaluator *ev, struct meaning *chain)
{
    while (chain->number < (int64_t)chain->n_items) {
        const struct meaning *item = ev_next(ev, (struct meaning *)chain->items[chain->number]);
        if (item)
            return item;
        chain->number++;
    }
    return NULL;
}

enum { REPEATS_MAX = 16 }; /* of what has no end */

static model_result step_repeat(struct evaluator *ev, struct meaning *repeat)
{
    return repeat->number-- > 0 ? ev_ask(ev, repeat->self) : NULL;
}

/* iter(callable, sentinel): one call shows what it does. */
static model_result step_calls(struct evaluator *ev, struct meaning *calls)
{
    static const struct meaning *const none[1];
    if (calls->number++)
        return NULL;
    const struct meaning *result = ev_call(ev, calls->self, &(struct arguments){.items = none});
    return result ? result : &meaning_unknown;
}

static meaning_step *const steps[] = {step_map, step_starmap, step_filter, step_zip, step_chain};
enum { STEP_MAP, STEP_STARMAP, STEP_FILTER, STEP_ZIP, STEP_CHAIN };

/* map, filter, starmap: a callable and iterables; number is how they go on. */
MODEL(model_lazy)
{
    bool has_callable = model->number <= STEP_FILTER;
    struct arguments rest = args_from(args, has_callable);
    if (has_callable)
        ev_note(
            ev, args->items[0],
            &(struct arguments){.items = (const struct meaning *const[]){&meaning_unknown}, .n = 1},
            CALL_PREPARED);
    struct meaning *iterator =
        ev_iterator_new(ev, steps[model->number], has_callable ? arg(ev, args, 0) : NULL);
    for (uint32_t n = 0; iterator && n < rest.n; n++) {
        const struct meaning *source = ev_iterator(ev, rest.items[n]);
        if (!source)
            return NULL;
        meaning_add(&ev->store, iterator, source);
    }
    return iterator && !iterator->is_lost ? iterator : NULL;
}

MODEL(model_chain_from)
{
    (void)model;
    const struct meaning *list = ev_listed(ev, args->items[0], MEANING_LIST);
    struct model chain = {.number = STEP_CHAIN};
    return list ? model_lazy(ev, &chain,
                             &(struct arguments){.items = list->items, .n = list->n_items})
                : NULL;
}

MODEL(model_repeat)
{
    (void)model;
    const struct meaning *count = arg(ev, args, 1);
    struct meaning *repeat = ev_iterator_new(ev, step_repeat, arg(ev, args, 0));
    if (!repeat)
        return NULL;
    bool is_counted = meaning_is_number(count) && count->number < REPEATS_MAX;
    repeat->number = is_counted ? count->number : REPEATS_MAX;
    return repeat;
}

MODEL(model_iter)
{
    if (args->n == 1 || model->number)
        return ev_iterator(ev, args->items[0]);
    ev_note(ev, args->items[0], &(struct arguments){.items = args->items}, CALL_PREPARED);
    return ev_iterator_new(ev, step_calls, arg(ev, args, 0));
}

MODEL(model_next)
{
    (void)model;
    const struct meaning *iterator = arg_of_kind(ev, args, 0, MEANING_ITERATOR);
    const struct meaning *item = iterator ? ev_next(ev, (struct meaning *)iterator) : NULL;
    return item && item->kind != MEANING_UNKNOWN ? item : NULL;
}

static struct meaning *reversed_list(struct evaluator *ev, const struct meaning *from)
{
    const struct meaning *list = ev_listed(ev, from, MEANING_LIST);
    struct meaning *back = list ? meaning_new(&ev->store, MEANING_LIST) : NULL;
    for (uint32_t n = list ? list->n_items : 0; back && n-- > 0;)
        meaning_add(&ev->store, back, list->items[n]);
    return back;
}

MODEL(model_reversed)
{
    (void)model;
    const struct meaning *back = reversed_list(ev, args->items[0]);
    return back ? ev_iterator(ev, back) : NULL;
}

MODEL(model_enumerate)
{
    (void)model;
    const struct meaning *list = ev_listed(ev, args->items[0], MEANING_LIST);
    struct meaning *pairs = list ? meaning_new(&ev->store, MEANING_LIST) : NULL;
    for (uint32_t n = 0; pairs && n < list->n_items; n++) {
        const struct meaning *two[2] = {meaning_int(&ev->store, n), list->items[n]};
        meaning_add(&ev->store, pairs, meaning_items(&ev->store, MEANING_TUPLE, two, 2));
    }
    return pairs ? ev_iterator(ev, pairs) : NULL;
}

MODEL(model_range)
{
    (void)model;
    int64_t bounds[3] = {0, 0, 1};
    for (uint32_t n = 0; n < args->n && n < 3; n++) {
        const struct meaning *bound = arg(ev, args, n);
        if (!meaning_is_number(bound) || bound->number > MEANING_TEXT_MAX ||
            bound->number < -MEANING_TEXT_MAX)
            return NULL;
        bounds[args->n == 1 ? 1 : n] = bound->number;
    }
    struct meaning *list = bounds[2] ? meaning_new(&ev->store, MEANING_LIST) : NULL;
    for (int64_t at = bounds[0];
         list && !list->is_lost && (bounds[2] > 0 ? at < bounds[1] : at > bounds[1]);
         at += bounds[2])
        meaning_add(&ev->store, list, meaning_int(&ev->store, at));
    return list;
}

/* any, all, sum, max, min: what they give may not be known, what they take from an iterator happens.
 * A key is called for each item. */
MODEL(model_consume)
{
    const struct meaning *list = ev_listed(ev, args->items[0], MEANING_LIST);
    const struct meaning *key = arg_named(ev, args, "key");
    for (uint32_t n = 0; key && key->kind != MEANING_NONE && list && n < list->n_items; n++)
        ev_call_1(ev, key, list->items[n]);
    (void)model;
    return NULL;
}

/* sum(iterable, start): tuples and lists are joined by it. */
MODEL(model_sum)
{
    (void)model;
    const struct meaning *list = ev_listed(ev, args->items[0], MEANING_LIST);
    const struct meaning *sum = args->n > 1 ? arg(ev, args, 1) : meaning_int(&ev->store, 0);
    for (uint32_t n = 0; list && sum && n < list->n_items; n++)
        sum = render_add(ev, sum, ev_ask(ev, list->items[n]));
    return list ? sum : NULL;
}

MODEL(model_sorted)
{
    static const struct model consume = {.number = 0};
    const struct meaning *list = ev_listed(ev, args->items[0], MEANING_LIST);
    (void)model;
    if (!list)
        return NULL;
    struct arguments again = *args;
    again.items = &list;
    again.n = 1;
    model_consume(ev, &consume, &again);
    return list->n_items < 2 ? list : NULL; /* which order is not asked */
}

MODEL(model_reduce)
{
    (void)model;
    struct meaning *iterator = ev_iterator(ev, args->items[1]);
    const struct meaning *sum = args->n > 2 ? arg(ev, args, 2) : NULL, *item;
    if (iterator && !sum)
        sum = ev_next(ev, iterator);
    while (iterator && sum && (item = ev_next(ev, iterator)) != NULL) {
        const struct meaning *two[2] = {sum, item};
        sum = ev_call(ev, args->items[0], &(struct arguments){.items = two, .n = 2});
        if (!sum)
            sum = &meaning_unknown;
    }
    return sum && sum->kind != MEANING_UNKNOWN ? sum : NULL;
}

MODEL(model_join)
{
    (void)model;
    return render_join(ev, arg(ev, args, 1), arg(ev, args, 0));
}

MODEL(model_maketrans)
{
    (void)model;
    return render_maketrans(ev, args);
}

MODEL(model_format)
{
    (void)model;
    const struct meaning *spec = arg(ev, args, 1);
    if (spec && !(spec->kind == MEANING_TEXT && spec->text_len == 0))
        return NULL;
    struct arguments one = *args;
    one.n = 1;
    return model_str(ev, model, &one);
}

/* setattr, setitem and the like: what they write to is all that matters. */
MODEL(model_write)
{
    (void)model;
    ev_write(ev, args->items[0]);
    return NULL;
}

/* ---- The table ------------------------------------------------------------------------------- */

/* clang-format off */
static const struct model models[] = {
    {"builtins", "getattr", 2, model_getattr, 0, NULL},
    {"builtins", "object.__getattribute__", 2, model_getattr, 0, NULL},
    {"builtins", "type.__getattribute__", 2, model_getattr, 0, NULL},
    {"inspect", "getattr_static", 2, model_getattr, 0, NULL},
    {"importlib", "import_module", 1, model_import_module, 0, NULL},
    {"importlib", "reload", 1, model_same, 0, NULL},
    {"importlib", "__import__", 1, model_dunder_import, 0, NULL},
    {"builtins", "__import__", 1, model_dunder_import, 0, NULL},
    {"importlib._bootstrap", "_gcd_import", 1, model_import_module, 0, NULL},
    {"importlib._bootstrap", "__import__", 1, model_dunder_import, 0, NULL},
    {"pydoc", "safeimport", 1, model_import_module, 0, NULL},
    {"pkgutil", "resolve_name", 1, model_resolve_name, 0, NULL},
    {"pydoc", "locate", 1, model_resolve_name, 0, NULL},
    {"unittest.mock", "_importer", 1, model_resolve_name, 0, NULL},
    {"test.support.import_helper", "import_module", 1, model_import_module, 0, NULL},
    {"django.utils.module_loading", "import_string", 1, model_resolve_name, 0, NULL},
    {"werkzeug.utils", "import_string", 1, model_resolve_name, 0, NULL},
    {"six", "_import_module", 1, model_import_module, 0, NULL},
    {"builtins", "setattr", 3, model_write, 0, NULL},
    {"builtins", "delattr", 2, model_write, 0, NULL},
    {"builtins", "object.__setattr__", 3, model_write, 0, NULL},
    {"builtins", "type.__setattr__", 3, model_write, 0, NULL},
    {"operator", "setitem", 3, model_write, 0, NULL},
    {"operator", "__setitem__", 3, model_write, 0, NULL},
    {"operator", "delitem", 2, model_write, 0, NULL},
    {"operator", "ior", 2, model_write, 0, NULL},
    {"builtins", "dict.update", 2, model_write, 0, NULL},
    {"builtins", "dict.__setitem__", 3, model_write, 0, NULL},
    {"builtins", "dict.pop", 2, model_write, 0, NULL},
    {"builtins", "vars", 1, model_vars, 0, NULL},
    {"builtins", "globals", 0, model_vars, 1, NULL},
    {"builtins", "locals", 0, model_vars, 1, NULL},
    {"builtins", "type", 1, model_type, 0, NULL},

    {"operator", "attrgetter", 1, model_attrgetter, 0, NULL},
    {"operator", "itemgetter", 1, model_itemgetter, 0, NULL},
    {"operator", "methodcaller", 1, model_methodcaller, 0, NULL},
    {"functools", "partial", 1, model_partial, 0, NULL},
    {"functools", "partialmethod", 1, model_partial, 0, NULL},
    {"functools", "cache", 1, model_same, 0, NULL},
    {"functools", "lru_cache", 0, model_decorator, 0, NULL},
    {"functools", "_lru_cache_wrapper", 1, model_same, 0, NULL},
    {"functools", "wraps", 1, model_decorator, 1, NULL},
    {"functools", "update_wrapper", 1, model_same, 0, NULL},
    {"functools", "singledispatch", 1, model_same, 0, NULL},
    {"functools", "cmp_to_key", 1, model_partial, 0, NULL},
    {"builtins", "staticmethod", 1, model_same, 0, NULL},
    {"builtins", "classmethod", 1, model_same, 0, NULL},
    {"copy", "copy", 1, model_same, 0, NULL},
    {"copy", "deepcopy", 1, model_same, 0, NULL},
    {"typing", "cast", 2, model_same, 1, NULL},
    {"operator", "call", 1, model_call, 0, NULL},
    {"copyreg", "__newobj__", 1, model_call, 0, NULL},
    {"copyreg", "__newobj_ex__", 2, model_apply, 0, NULL},
    {"builtins", "apply", 2, model_apply, 0, NULL},
    {"builtins", "type.__call__", 1, model_call, 0, NULL},
    {"types", "MethodType", 2, model_method, 0, NULL},
    {"weakref", "ref", 1, model_partial, 0, NULL},

    {"builtins", "str", 0, model_str, 0, NULL},
    {"builtins", "unicode", 0, model_str, 0, NULL},
    {"collections", "UserString", 1, model_str, 0, NULL},
    {"builtins", "repr", 1, model_repr, 0, NULL},
    {"builtins", "ascii", 1, model_repr, 0, NULL},
    {"builtins", "format", 1, model_format, 0, NULL},
    {"builtins", "bytes", 0, model_bytes, 0, NULL},
    {"builtins", "bytearray", 0, model_bytes, 0, NULL},
    {"builtins", "memoryview", 1, model_same, 0, NULL},
    {"builtins", "chr", 1, model_chr, 0, NULL},
    {"builtins", "unichr", 1, model_chr, 0, NULL},
    {"builtins", "ord", 1, model_ord, 0, NULL},
    {"builtins", "int", 0, model_int, 0, NULL},
    {"builtins", "long", 0, model_int, 0, NULL},
    {"operator", "index", 1, model_int, 0, NULL},
    {"builtins", "hex", 1, model_digits, 16, "0x"},
    {"builtins", "oct", 1, model_digits, 8, "0o"},
    {"builtins", "bin", 1, model_digits, 2, "0b"},
    {"builtins", "len", 1, model_len, 0, NULL},
    {"builtins", "slice", 1, model_slice, 0, NULL},
    {"builtins", "str.maketrans", 1, model_maketrans, 0, NULL},
    {"builtins", "bytes.maketrans", 2, model_maketrans, 1, NULL},
    {"string", "join", 1, model_join, 0, NULL},

    {"builtins", "list", 0, model_listed, MEANING_LIST, NULL},
    {"builtins", "tuple", 0, model_listed, MEANING_TUPLE, NULL},
    {"builtins", "set", 0, model_listed, MEANING_SET, NULL},
    {"builtins", "frozenset", 0, model_listed, MEANING_SET, NULL},
    {"collections", "deque", 0, model_listed, MEANING_LIST, NULL},
    {"collections", "UserList", 0, model_listed, MEANING_LIST, NULL},
    {"builtins", "dict", 0, model_dict, MEANING_DICT, NULL},
    {"collections", "OrderedDict", 0, model_dict, MEANING_DICT, NULL},
    {"collections", "ChainMap", 0, model_dict, MEANING_DICT, NULL},
    {"types", "MappingProxyType", 1, model_dict, MEANING_DICT, NULL},
    {"collections", "Counter", 0, model_consume, 0, NULL},
    {"collections", "defaultdict", 0, model_dict, MEANING_FACTORY, NULL},

    {"operator", "getitem", 2, model_getitem, 0, NULL},
    {"operator", "__getitem__", 2, model_getitem, 0, NULL},
    {"operator", "add", 2, model_add, 0, NULL},
    {"operator", "iadd", 2, model_add, 0, NULL},
    {"operator", "concat", 2, model_add, 0, NULL},
    {"operator", "iconcat", 2, model_add, 0, NULL},
    {"operator", "__add__", 2, model_add, 0, NULL},
    {"operator", "__concat__", 2, model_add, 0, NULL},
    {"operator", "mul", 2, model_multiply, 0, NULL},
    {"operator", "imul", 2, model_multiply, 0, NULL},
    {"operator", "mod", 2, model_percent, 0, NULL},
    {"operator", "imod", 2, model_percent, 0, NULL},
    {"operator", "__mod__", 2, model_percent, 0, NULL},

    {"builtins", "map", 2, model_lazy, STEP_MAP, NULL},
    {"builtins", "filter", 2, model_lazy, STEP_FILTER, NULL},
    {"itertools", "filterfalse", 2, model_lazy, STEP_FILTER, NULL},
    {"itertools", "takewhile", 2, model_lazy, STEP_FILTER, NULL},
    {"itertools", "dropwhile", 2, model_lazy, STEP_FILTER, NULL},
    {"itertools", "starmap", 2, model_lazy, STEP_STARMAP, NULL},
    {"itertools", "imap", 2, model_lazy, STEP_MAP, NULL},
    {"itertools", "ifilter", 2, model_lazy, STEP_FILTER, NULL},
    {"itertools", "chain", 0, model_lazy, STEP_CHAIN, NULL},
    {"itertools", "chain.from_iterable", 1, model_chain_from, 0, NULL},
    {"itertools", "zip_longest", 1, model_lazy, STEP_ZIP, NULL},
    {"builtins", "zip", 0, model_lazy, STEP_ZIP, NULL},
    {"itertools", "repeat", 1, model_repeat, 0, NULL},
    {"itertools", "cycle", 1, model_iter, 1, NULL},
    {"itertools", "islice", 2, model_iter, 1, NULL},
    {"builtins", "iter", 1, model_iter, 0, NULL},
    {"builtins", "next", 1, model_next, 0, NULL},
    {"builtins", "reversed", 1, model_reversed, 0, NULL},
    {"builtins", "enumerate", 1, model_enumerate, 0, NULL},
    {"builtins", "range", 1, model_range, 0, NULL},
    {"builtins", "xrange", 1, model_range, 0, NULL},
    {"builtins", "any", 1, model_consume, MEANING_LIST, NULL},
    {"builtins", "all", 1, model_consume, MEANING_LIST, NULL},
    {"builtins", "max", 1, model_consume, MEANING_LIST, NULL},
    {"builtins", "min", 1, model_consume, MEANING_LIST, NULL},
    {"builtins", "sum", 1, model_sum, 0, NULL},
    {"math", "fsum", 1, model_consume, MEANING_LIST, NULL},
    {"math", "prod", 1, model_consume, MEANING_LIST, NULL},
    {"statistics", "mean", 1, model_consume, MEANING_LIST, NULL},
    {"builtins", "sorted", 1, model_sorted, 0, NULL},
    {"functools", "reduce", 2, model_reduce, 0, NULL},
    {"builtins", "reduce", 2, model_reduce, 0, NULL},
};

/* Other names of these modules. */
static const char *const same_modules[][2] = {
    {"__builtin__", "builtins"},
    {"_operator", "operator"},
    {"_functools", "functools"},
    {"_collections", "collections"},
    {"_codecs", "codecs"},
    {"_frozen_importlib", "importlib._bootstrap"},
    {"_weakref", "weakref"},
    {"_signal", "signal"},
    {"UserDict", "collections"},
    {"UserList", "collections"},
    {"copy_reg", "copyreg"},
    {"future_builtins", "builtins"},
};
/* clang-format on */

static const char *module_of(const char *module, size_t n)
{
    for (size_t k = 0; k < sizeof same_modules / sizeof same_modules[0]; k++) {
        if (strlen(same_modules[k][0]) == n && memcmp(same_modules[k][0], module, n) == 0)
            return same_modules[k][1];
    }
    return NULL;
}

static const struct model *find_model(const struct model *rows, size_t n_rows, const char *module,
                                      size_t module_len, const char *name, size_t name_len)
{
    for (size_t n = 0; n < n_rows; n++) {
        if (strlen(rows[n].name) == name_len && memcmp(rows[n].name, name, name_len) == 0 &&
            strlen(rows[n].module) == module_len && memcmp(rows[n].module, module, module_len) == 0)
            return &rows[n];
    }
    return NULL;
}

const struct model *model_of(const struct meaning *global)
{
    const char *module = global->module, *name = global->text;
    size_t module_len = global->module_len, name_len = global->text_len;
    const char *mapped_module = NULL, *mapped_name = NULL;
    if (global->is_old &&
        br_mapped(module, module_len, name, name_len, &mapped_module, &mapped_name)) {
        module = mapped_module;
        module_len = strlen(module);
        name = mapped_name ? mapped_name : name;
        name_len = mapped_name ? strlen(name) : name_len;
    }
    const char *same = module_of(module, module_len);
    module = same ? same : module;
    module_len = same ? strlen(same) : module_len;
    const struct {
        const struct model *rows;
        size_t n;
    } tables[] = {
        {models, sizeof models / sizeof models[0]}, {consumers, n_consumers}, {coders, n_coders}};
    for (size_t k = 0; k < sizeof tables / sizeof tables[0]; k++) {
        const struct model *found =
            find_model(tables[k].rows, tables[k].n, module, module_len, name, name_len);
        if (found)
            return found;
    }
    return NULL;
}
