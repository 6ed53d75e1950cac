/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions that make callables of others, that call what they are given, and that give back what they
 * are given. */
#include <string.h>

#include "src/analysis/models.h"

MODEL_RUN(model_attrgetter)
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

MODEL_RUN(model_itemgetter)
{
    (void)model;
    return meaning_items(&ev->store, MEANING_ITEMGETTER, args->items, args->n);
}

MODEL_RUN(model_methodcaller)
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

const struct meaning *partial_of(struct evaluator *ev, const struct arguments *args)
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

MODEL_RUN(model_partial)
{
    (void)model;
    struct arguments rest = args_from(args, 1);
    ev_note(ev, args->items[0], &rest, CALL_PREPARED);
    return partial_of(ev, args);
}

/* What gives back what it is given: cache, wraps, copy, iter of an iterator ... number is which. */
MODEL_RUN(model_same)
{
    const struct meaning *same = arg(ev, args, (uint32_t)model->number);
    return same->kind == MEANING_UNKNOWN ? NULL : same;
}

/* weakref.ref(object, callback): called it gives the object, which it does not call. */
MODEL_RUN(model_weak_reference)
{
    (void)model;
    const struct meaning *held = arg(ev, args, 0);
    const struct meaning *parts[2] = {meaning_named(&ev->store, "weakref", "ref.__call__"), held};
    const struct meaning *callback = arg(ev, args, 1);
    if (callback && callback->kind != MEANING_NONE)
        ev_note(ev, callback, &(struct arguments){.items = args->items, .n = 1}, CALL_LATER);
    return held->kind == MEANING_UNKNOWN || !parts[0]
               ? NULL
               : partial_of(ev, &(struct arguments){.items = parts, .n = 2});
}

/* property(f).__get__(object) is f(object). */
MODEL_RUN(model_get)
{
    struct arguments made;
    const struct meaning *self = arg(ev, args, 0), *object = arg(ev, args, 1);
    (void)model;
    bool has_getter = self->kind == MEANING_OBJECT && ev_made_with(ev, self, &made) && made.n > 0;
    return has_getter && object->kind != MEANING_NONE ? ev_call_1(ev, made.items[0], object) : NULL;
}

/* lru_cache(maxsize)(f), wraps(g)(f): what they give gives back what it is given. */
MODEL_RUN(model_decorator)
{
    const struct meaning *first = arg(ev, args, 0);
    bool is_bare = model->number == 0 && first && first->kind != MEANING_INT &&
                   first->kind != MEANING_NONE && first->kind != MEANING_BOOL;
    return is_bare ? first : meaning_named(&ev->store, "copy", "copy");
}

MODEL_RUN(model_call)
{
    struct arguments rest = args_from(args, (uint32_t)model->number + 1);
    return ev_call(ev, args->items[model->number], &rest);
}

/* copyreg.__newobj__(class, *args); __newobj_ex__ and py2's apply take them as a tuple. */
MODEL_RUN(model_apply)
{
    (void)model;
    const struct meaning *list = ev_listed(ev, args->items[1], MEANING_LIST), *key;
    const struct meaning *dict = arg(ev, args, 2);
    static const struct meaning *const none[1];
    struct arguments all = {.items = list && list->n_items ? list->items : none,
                            .n = list ? list->n_items : 0};
    struct meaning *named = meaning_new(&ev->store, MEANING_LIST);
    struct meaning *keys = dict && named ? ev_iterator(ev, dict) : NULL;
    while (keys && !named->is_lost && (key = ev_next(ev, keys)) != NULL) {
        meaning_add(&ev->store, named, key);
        meaning_add(&ev->store, named, ev_subscript(ev, dict, key));
    }
    if (keys && !named->is_lost && named->n_items % 2 == 0) {
        all.named = named->items;
        all.n_named = named->n_items;
    }
    return ev_call(ev, args->items[0], &all);
}

/* A type of Python itself: list, dict, str ... */
static bool is_plain_type(const struct meaning *type)
{
    static const char *const modules[] = {"builtins", "__builtin__"};
    for (size_t k = 0; meaning_is(type, MEANING_GLOBAL) && k < 2; k++) {
        if (type->module_len == strlen(modules[k]) &&
            memcmp(type->module, modules[k], type->module_len) == 0)
            return true;
    }
    return false;
}

/* list, str, int ... are made of the state as a call makes them; type, whose call with one argument only
 * asks, and object are not. */
static bool is_made_of_state(const struct meaning *class, const struct meaning *base)
{
    static const char *const others[] = {"type", "object"};
    if (!is_plain_type(base) || !meaning_equal(class, base))
        return false;
    for (size_t k = 0; k < sizeof others / sizeof *others; k++)
        if (base->text_len == strlen(others[k]) &&
            memcmp(base->text, others[k], base->text_len) == 0)
            return false;
    return true;
}

/* copyreg._reconstructor(class, base, state): base.__new__(class), and base.__init__ where base is not
 * object, which calls __init__ of whatever class that is. */
MODEL_RUN(model_reconstruct)
{
    (void)model;
    const struct meaning *class = arg(ev, args, 0), *base = arg(ev, args, 1);
    struct arguments state = args_from(args, 2);
    if (!is_plain_type(base))
        ev_note(ev, base, &state, CALL_NOW);
    if (is_made_of_state(class, base))
        return ev_call(ev, base, &state);
    if (class->kind != MEANING_GLOBAL)
        return class->kind == MEANING_CLASS ? ev_call(ev, class, &state) : NULL;
    struct meaning *object =
        (struct meaning *)ev_object(ev, class, &(struct arguments){.items = NULL});
    if (object) {
        object->is_old = class->is_old;
        object->is_lost = true; /* nothing was given to the class itself */
    }
    return object;
}

/* MethodType(function, object): the object comes first when it is called. */
MODEL_RUN(model_method)
{
    (void)model;
    struct arguments two = *args;
    two.n = 2;
    ev_note(ev, args->items[0], &(struct arguments){.items = args->items + 1, .n = 1},
            CALL_PREPARED);
    struct meaning *method = (struct meaning *)partial_of(ev, &two);
    if (method && !meaning_is(arg(ev, args, 0), MEANING_PARTIAL)) /* whose parts it then has */
        method->number = PARTIAL_METHOD;
    return method;
}

/* ---- The table ------------------------------------------------------------------------------- */

/* clang-format off */
const struct model callables[] = {
    {"importlib", "reload", 1, model_same, 0, NULL},
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
    {"builtins", "staticmethod", 1, model_same, 0, NULL},
    {"builtins", "classmethod", 1, model_same, 0, NULL},
    {"typing", "cast", 2, model_same, 1, NULL},
    {"operator", "call", 1, model_call, 0, NULL},
    {"copyreg", "__newobj__", 1, model_call, 0, NULL},
    {"copyreg", "__newobj_ex__", 2, model_apply, 0, NULL},
    {"copyreg", "_reconstructor", 3, model_reconstruct, 0, NULL},
    {"builtins", "apply", 2, model_apply, 0, NULL},
    {"builtins", "type.__call__", 1, model_call, 0, NULL},
    {"builtins", "property.__get__", 2, model_get, 0, NULL},
    {"types", "MethodType", 2, model_method, 0, NULL},
    {"types", "GenericAlias", 2, model_same, 0, NULL},
    {"typing", "_GenericAlias", 2, model_same, 0, NULL},
    {"weakref", "ref", 1, model_weak_reference, 0, NULL},
    {"weakref", "ref.__call__", 1, model_same, 0, NULL},
    {"weakref", "proxy", 1, model_same, 0, NULL},
};
/* clang-format on */

const size_t n_callables = sizeof callables / sizeof callables[0];
