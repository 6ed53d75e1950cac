/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/analysis/classes.h"

#include <string.h>

#include "src/analysis/enums.h"
#include "src/analysis/models.h"
#include "src/base/words.h"

enum {
    BASES_MAX = 16, /* classes looked at for one attribute */
};

static bool is_name(const char *name, size_t n, const char *text)
{
    return n == strlen(text) && memcmp(name, text, n) == 0;
}

/* ---- Attributes ------------------------------------------------------------------------------ */

static const struct meaning *attribute_in(struct evaluator *ev, const struct meaning *holder,
                                          const char *name, size_t n)
{
    struct meaning key = {.kind = MEANING_TEXT, .value = BR_NO_VALUE, .text = name, .text_len = n};
    return holder->attributes ? ev_lookup(ev, holder->attributes, &key) : NULL;
}

/* In the class and those that it derives from, nearest first. */
static const struct meaning *inherited(struct evaluator *ev, const struct meaning *class,
                                       const char *name, size_t n)
{
    const struct meaning *row[BASES_MAX] = {class};
    size_t count = 1;
    for (size_t at = 0; at < count; at++) {
        const struct meaning *found = attribute_in(ev, row[at], name, n);
        if (found)
            return found;
        for (uint32_t k = 0; k < row[at]->n_items && count < BASES_MAX; k++) {
            const struct meaning *base = ev_ask(ev, row[at]->items[k]);
            if (base->kind == MEANING_CLASS)
                row[count++] = base;
        }
    }
    return NULL;
}

const struct meaning *classes_special(struct evaluator *ev, const struct meaning *object,
                                      const char *name)
{
    return meaning_is(object, MEANING_INSTANCE) ? inherited(ev, object->self, name, strlen(name))
                                                : NULL;
}

/* The field of a named tuple. */
static const struct meaning *field_of(struct evaluator *ev, const struct meaning *object,
                                      const char *name, size_t n)
{
    struct meaning key = {.kind = MEANING_TEXT, .value = BR_NO_VALUE, .text = name, .text_len = n};
    const struct meaning *class = object->self;
    for (uint32_t k = 0; k < class->n_named && k < object->n_items; k++) {
        if (meaning_equal(class->named[k], &key))
            return ev_ask(ev, object->items[k]);
    }
    return NULL;
}

static const struct meaning *class_attribute(struct evaluator *ev, const struct meaning *class,
                                             const char *name, size_t n)
{
    if (is_name(name, n, "__name__") || is_name(name, n, "__qualname__"))
        return meaning_text(&ev->store, MEANING_TEXT, class->text, class->text_len);
    if (is_name(name, n, "_fields"))
        return meaning_items(&ev->store, MEANING_TUPLE, class->named, class->n_named);
    const struct meaning *found = inherited(ev, class, name, n);
    if (!found && enums_members(class))
        return enums_attribute(ev, class, name, n);
    return found || class->n_named == 0 ? found : meaning_method(&ev->store, class, name, n);
}

/* property(f) of a class: f is called with the instance. */
static const struct meaning *got_from(struct evaluator *ev, const struct meaning *object,
                                      const struct meaning *found)
{
    struct arguments made;
    bool is_property =
        found->kind == MEANING_OBJECT && is_name(found->text, found->text_len, "property");
    if (!is_property || !ev_made_with(ev, found, &made) || made.n == 0)
        return found;
    return ev_call_1(ev, made.items[0], object);
}

const struct meaning *classes_attribute(struct evaluator *ev, const struct meaning *object,
                                        const char *name, size_t n)
{
    if (object->kind == MEANING_CLASS)
        return class_attribute(ev, object, name, n);
    if (is_name(name, n, "__class__"))
        return object->self;
    const struct meaning *found = attribute_in(ev, object, name, n);
    if (!found)
        found = field_of(ev, object, name, n);
    if (found)
        return found;
    found = inherited(ev, object->self, name, n);
    if (found)
        return got_from(ev, object, found);
    const struct meaning *made = classes_special(ev, object, "__getattr__");
    if (made)
        return ev_call_1(ev, made, meaning_text(&ev->store, MEANING_TEXT, name, n));
    return meaning_method(&ev->store, object, name, n);
}

/* ---- Calls ----------------------------------------------------------------------------------- */

/* What a field of a named tuple is where it is not given. */
static const struct meaning *field_default(struct evaluator *ev, const struct meaning *class,
                                           const struct meaning *field)
{
    const struct meaning *defaults = attribute_in(ev, class, "_field_defaults", 15);
    return defaults ? ev_lookup(ev, defaults, field) : NULL;
}

static struct meaning *instance_of(struct evaluator *ev, const struct meaning *class,
                                   const struct arguments *args)
{
    struct meaning *instance = meaning_new(&ev->store, MEANING_INSTANCE);
    if (!instance)
        return NULL;
    instance->self = class;
    for (uint32_t n = 0; n < args->n && n < EVALUATE_ARGS_MAX; n++)
        meaning_add(&ev->store, instance, args->items[n]);
    for (uint32_t n = args->n; class->n_named && n < class->n_named; n++) {
        const char *name = class->named[n]->text;
        const struct meaning *named = arg_named(ev, args, name);
        if (!named && class->attributes)
            named = field_default(ev, class, class->named[n]);
        meaning_add(&ev->store, instance, named ? named : &meaning_unknown);
    }
    return instance;
}

const struct meaning *classes_call(struct evaluator *ev, const struct meaning *callee,
                                   const struct arguments *args)
{
    if (callee->kind == MEANING_INSTANCE) {
        const struct meaning *call = classes_special(ev, callee, "__call__");
        ev->is_unresolved |= !call;
        return call ? ev_call(ev, call, args) : NULL;
    }
    if (enums_members(callee))
        return args->n == 1 ? enums_by_value(ev, callee, arg(ev, args, 0)) : NULL;
    const struct meaning *init = inherited(ev, callee, "__init__", 8);
    const struct meaning *new = inherited(ev, callee, "__new__", 7);
    if (new && args->n < EVALUATE_ARGS_MAX) {
        const struct meaning *room[EVALUATE_ARGS_MAX + 1] = {callee};
        if (args->n)
            memcpy(room + 1, args->items, args->n * sizeof *room);
        ev_call(ev, new, &(struct arguments){.items = room, .n = args->n + 1});
    }
    if (init)
        ev_call(ev, init, args);
    return instance_of(ev, callee, args);
}

/* Functions and the special methods that they call of their first argument. */
static const struct {
    const char *module, *name, *special;
    bool takes_rest;
} specials[] = {
    {"builtins", "len", "__len__", false},
    {"builtins", "str", "__str__", false},
    {"builtins", "str", "__repr__", false},
    {"builtins", "repr", "__repr__", false},
    {"builtins", "ascii", "__repr__", false},
    {"builtins", "format", "__format__", true},
    {"builtins", "int", "__int__", false},
    {"builtins", "int", "__index__", false},
    {"builtins", "float", "__float__", false},
    {"builtins", "complex", "__complex__", false},
    {"builtins", "bytes", "__bytes__", false},
    {"builtins", "bool", "__bool__", false},
    {"builtins", "bool", "__len__", false},
    {"builtins", "hash", "__hash__", false},
    {"builtins", "iter", "__iter__", false},
    {"builtins", "list", "__iter__", false},
    {"builtins", "tuple", "__iter__", false},
    {"builtins", "set", "__iter__", false},
    {"builtins", "next", "__next__", false},
    {"builtins", "reversed", "__reversed__", false},
    {"builtins", "dir", "__dir__", false},
    {"builtins", "abs", "__abs__", false},
    {"builtins", "round", "__round__", true},
    {"builtins", "hex", "__index__", false},
    {"operator", "truth", "__bool__", false},
    {"operator", "not_", "__bool__", false},
    {"operator", "index", "__index__", false},
    {"operator", "and_", "__and__", true},
    {"operator", "or_", "__or__", true},
    {"operator", "concat", "__add__", true},
    {"operator", "length_hint", "__length_hint__", false},
    {"copy", "copy", "__copy__", false},
    {"copy", "copy", "__reduce_ex__", false},
    {"copy", "deepcopy", "__deepcopy__", false},
};

static bool is_global(const struct meaning *function, const char *module, const char *name)
{
    return is_name(function->module, function->module_len, module) &&
           is_name(function->text, function->text_len, name);
}

static const struct meaning *special_of(struct evaluator *ev, const struct meaning *function,
                                        const struct meaning *object, bool *takes_rest)
{
    for (size_t k = 0; k < sizeof specials / sizeof specials[0]; k++) {
        if (!is_global(function, specials[k].module, specials[k].name))
            continue;
        const struct meaning *found = classes_special(ev, object, specials[k].special);
        *takes_rest = specials[k].takes_rest;
        if (found)
            return found;
    }
    /* operator.add is __add__, and so for most of its names. */
    char name[40] = "__";
    bool is_operator = is_name(function->module, function->module_len, "operator");
    if (!is_operator || function->text_len > 30)
        return NULL;
    memcpy(name + 2, function->text, function->text_len);
    memcpy(name + 2 + function->text_len, "__", 3);
    *takes_rest = true;
    return classes_special(ev, object, name);
}

bool classes_run(struct evaluator *ev, const struct meaning *function, const struct arguments *args,
                 const struct meaning **result)
{
    bool takes_rest = false;
    const struct meaning *first = arg(ev, args, 0), *second = arg(ev, args, 1);
    *result = NULL;
    if (meaning_is(second, MEANING_INSTANCE) && is_global(function, "builtins", "isinstance")) {
        const struct meaning *check = classes_special(ev, second, "__instancecheck__");
        *result = check ? ev_call_1(ev, check, first) : NULL;
        return check != NULL;
    }
    if (!meaning_is(first, MEANING_INSTANCE))
        return false;
    const struct meaning *special = special_of(ev, function, first, &takes_rest);
    if (!special)
        return false;
    static const struct meaning *const none[1];
    struct arguments rest = args_from(args, 1);
    *result = ev_call(ev, special, takes_rest ? &rest : &(struct arguments){.items = none});
    return true;
}

/* ---- Named tuples ---------------------------------------------------------------------------- */

const struct meaning *classes_method(struct evaluator *ev, const struct meaning *object,
                                     const char *name, size_t n, const struct arguments *args)
{
    bool is_class = object->kind == MEANING_CLASS;
    const struct meaning *class = is_class ? object : object->self;
    if (class->n_named == 0) {
        ev->is_unresolved = true;
        return NULL;
    }
    if (is_class && is_name(name, n, "_make")) {
        const struct meaning *list = args->n ? ev_listed(ev, args->items[0], MEANING_LIST) : NULL;
        return list && list->n_items
                   ? instance_of(ev, class,
                                 &(struct arguments){.items = list->items, .n = list->n_items})
                   : NULL;
    }
    struct meaning *dict = meaning_new(&ev->store, MEANING_DICT);
    for (uint32_t k = 0; dict && k < class->n_named && k < object->n_items; k++)
        ev_put(ev, dict, class->named[k], object->items[k]);
    if (is_name(name, n, "_asdict"))
        return dict;
    struct meaning *copy =
        is_name(name, n, "_replace") ? meaning_new(&ev->store, MEANING_INSTANCE) : NULL;
    if (!copy)
        return NULL;
    copy->self = class;
    for (uint32_t k = 0; k < class->n_named && k < object->n_items; k++) {
        const struct meaning *named = arg_named(ev, args, class->named[k]->text);
        meaning_add(&ev->store, copy, named ? named : object->items[k]);
    }
    return copy;
}

/* ---- Making classes -------------------------------------------------------------------------- */

static bool is_special(const struct meaning *name)
{
    return meaning_is(name, MEANING_TEXT) && name->text_len > 4 &&
           memcmp(name->text, "__", 2) == 0 &&
           memcmp(name->text + name->text_len - 2, "__", 2) == 0;
}

static bool is_callable(const struct meaning *value)
{
    return value->kind == MEANING_GLOBAL || value->kind == MEANING_PARTIAL ||
           value->kind == MEANING_METHOD;
}

/* Callables of which only a call tells what they do: it comes later, on what nobody knows yet. */
static bool is_getter(const struct meaning *value)
{
    return value->kind == MEANING_ATTRGETTER || value->kind == MEANING_ITEMGETTER ||
           value->kind == MEANING_METHODCALLER || value->kind == MEANING_METHOD;
}

void classes_note(struct evaluator *ev, const struct meaning *dict)
{
    static const struct meaning *const unknown[] = {&meaning_unknown};
    const struct meaning *key;
    struct meaning *keys = dict ? ev_iterator(ev, dict) : NULL;
    for (unsigned n = 0; keys && n < 4 * EVALUATE_ARGS_MAX && (key = ev_next(ev, keys)) != NULL;
         n++) {
        const struct meaning *value = is_special(key) ? ev_lookup(ev, dict, key) : NULL;
        if (value && (is_getter(value) ||
                      (value->kind == MEANING_PARTIAL && is_getter(ev_ask(ev, value->self)))))
            ev->is_unresolved = true;
        if (value && is_callable(value))
            ev_note(ev, value,
                    &(struct arguments){.items = unknown, .n = value->kind == MEANING_GLOBAL},
                    meaning_says(key, "__del__") ? CALL_LATER : CALL_PREPARED);
    }
}

static bool is_dict(struct evaluator *ev, const struct meaning *meaning)
{
    const char *type = meaning ? ev_type_name(ev, meaning) : NULL;
    return type && strcmp(type, "dict") == 0;
}

/* type(name, bases, dict), also types.new_class and Enum's like: a class of its own. */
const struct meaning *classes_make(struct evaluator *ev, const struct arguments *args)
{
    const struct meaning *name = arg_of_kind(ev, args, 0, MEANING_TEXT), *dict = arg(ev, args, 2);
    const struct meaning *bases = args->n > 1 ? ev_listed(ev, args->items[1], MEANING_LIST) : NULL;
    struct meaning *class =
        name && bases && is_dict(ev, dict)
            ? meaning_items(&ev->store, MEANING_CLASS, bases->items, bases->n_items)
            : NULL;
    if (!class)
        return NULL;
    class->text = name->text;
    class->text_len = name->text_len;
    class->attributes = meaning_new(&ev->store, MEANING_DICT);
    const struct meaning *key;
    struct meaning *keys = class->attributes ? ev_iterator(ev, dict) : NULL;
    while (keys && !class->attributes->is_lost && (key = ev_next(ev, keys)) != NULL)
        ev_put(ev, class->attributes, key, ev_lookup(ev, dict, key));
    classes_note(ev, dict);
    return class;
}

/* The names of fields are a list, or a text with commas or blanks. */
static const struct meaning *field_names(struct evaluator *ev, const struct meaning *fields)
{
    static const struct meaning *const none[1];
    if (fields->kind != MEANING_TEXT)
        return ev_listed(ev, fields, MEANING_LIST);
    const struct meaning *two[2] = {meaning_text(&ev->store, MEANING_TEXT, ",", 1),
                                    meaning_text(&ev->store, MEANING_TEXT, " ", 1)};
    const struct meaning *blanks =
        two[0] && two[1]
            ? method_run(ev, fields, "replace", 7, &(struct arguments){.items = two, .n = 2})
            : NULL;
    return blanks ? method_run(ev, blanks, "split", 5, &(struct arguments){.items = none}) : NULL;
}

void classes_set(struct evaluator *ev, struct meaning *object, const char *name,
                 const struct meaning *value)
{
    const struct meaning *key = meaning_text(&ev->store, MEANING_TEXT, name, strlen(name));
    if (!object->attributes)
        object->attributes = meaning_new(&ev->store, MEANING_DICT);
    if (object->attributes && key)
        ev_put(ev, object->attributes, key, value);
}

/* defaults=[...] of a named tuple: those of its last fields. */
static void set_defaults(struct evaluator *ev, struct meaning *class, const struct meaning *said)
{
    const struct meaning *list = said ? ev_listed(ev, said, MEANING_LIST) : NULL;
    struct meaning *defaults = list ? meaning_new(&ev->store, MEANING_DICT) : NULL;
    if (!defaults || list->n_items > class->n_named)
        return;
    for (uint32_t k = 0; k < list->n_items; k++)
        ev_put(ev, defaults, class->named[class->n_named - list->n_items + k], list->items[k]);
    classes_set(ev, class, "_field_defaults", defaults);
}

const struct meaning *classes_make_tuple(struct evaluator *ev, const struct arguments *args)
{
    const struct meaning *name = arg_of_kind(ev, args, 0, MEANING_TEXT), *fields = arg(ev, args, 1);
    const struct meaning *names = fields ? field_names(ev, fields) : NULL;
    struct meaning *class = name && names && names->n_items && names->n_items <= EVALUATE_ARGS_MAX
                                ? meaning_new(&ev->store, MEANING_CLASS)
                                : NULL;
    if (!class)
        return NULL;
    class->text = name->text;
    class->text_len = name->text_len;
    struct meaning *kept = meaning_new(&ev->store, MEANING_LIST);
    for (uint32_t n = 0; kept && n < names->n_items; n++) {
        const struct meaning *field = ev_ask(ev, names->items[n]);
        if (field->kind != MEANING_TEXT)
            return NULL;
        meaning_add(&ev->store, kept, field);
    }
    if (!kept || kept->is_lost)
        return NULL;
    class->named = kept->items;
    class->n_named = kept->n_items;
    set_defaults(ev, class, arg_named(ev, args, "defaults"));
    return arg_named(ev, args, "rename") ? NULL : class;
}

struct meaning *classes_record(struct evaluator *ev, const char *name, const char *fields,
                               const struct meaning *const *values)
{
    struct meaning *class = meaning_new(&ev->store, MEANING_CLASS);
    struct meaning *instance = meaning_new(&ev->store, MEANING_INSTANCE);
    struct meaning *kept = meaning_new(&ev->store, MEANING_LIST);
    const char *word;
    if (!class || !instance || !kept)
        return NULL;
    for (size_t n, k = 0; (n = words_next(&fields, &word)) > 0; k++) {
        const struct meaning *field = meaning_text(&ev->store, MEANING_TEXT, word, n);
        if (!field || !values[k])
            return NULL;
        meaning_add(&ev->store, kept, field);
        meaning_add(&ev->store, instance, values[k]);
    }
    class->text = name;
    class->text_len = strlen(name);
    class->named = kept->items;
    class->n_named = kept->n_items;
    instance->self = class;
    return kept->is_lost || instance->is_lost ? NULL : instance;
}
