/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the attributes of what is known come to, and which are set. */
#include <string.h>

#include "src/analysis/classes.h"
#include "src/analysis/evaluate_parts.h"
#include "src/analysis/models.h"
#include "src/analysis/numbers.h"
#include "src/analysis/objects.h"

bool ev_is_name(const char *name, size_t n, const char *text)
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
        if (ev_is_name(name, n, modules[k]))
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
    return object->text_len == 0 && ev_is_name(last, (size_t)(end - last), module);
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
    if (ev_is_name(name, n, "__dict__"))
        return namespace_of(ev, object, false);
    bool is_named = ev_is_name(name, n, "__name__") || ev_is_name(name, n, "__qualname__");
    if (is_named)
        return name_of(ev, object);
    if (ev_is_name(name, n, "__module__") && object->text_len)
        return meaning_text(&ev->store, MEANING_TEXT, object->module, object->module_len);
    /* staticmethod, lru_cache, a generic alias and the like, which are taken for what they hold */
    if (object->text_len &&
        (ev_is_name(name, n, "__func__") || ev_is_name(name, n, "__wrapped__") ||
         ev_is_name(name, n, "__origin__")))
        return object;
    if (ev_is_name(name, n, "__globals__") || ev_is_name(name, n, "func_globals"))
        return namespace_of(ev, object, true);
    bool is_builtin = ev_is_name(object->module, object->module_len, "builtins");
    if (ev_is_name(name, n, "__builtins__") || (ev_is_name(name, n, "__self__") && is_builtin))
        return meaning_named(&ev->store, "builtins", "");
    if (module)
        return meaning_named(&ev->store, module, "");
    if (object->text_len == 0 && ev_is_name(name, n, "__getattribute__"))
        return meaning_method(&ev->store, object, name, n);
    const struct meaning *set = objects_global_attribute(ev, object, name, n);
    return set ? set : path_of(ev, object, name, n);
}

static const struct meaning *
attribute_of_partial(struct evaluator *ev, const struct meaning *object, const char *name, size_t n)
{
    if (ev_is_name(name, n, "func"))
        return object->self;
    if (ev_is_name(name, n, "args"))
        return meaning_items(&ev->store, MEANING_TUPLE, object->items, object->n_items);
    if (ev_is_name(name, n, "__func__"))
        return object->self;
    struct meaning *dict =
        ev_is_name(name, n, "keywords") ? meaning_new(&ev->store, MEANING_DICT) : NULL;
    for (uint32_t k = 0; dict && k + 1 < object->n_named; k += 2)
        ev_put(ev, dict, ev_ask(ev, object->named[k]), object->named[k + 1]);
    return dict;
}

static const struct meaning *attribute_of_slice(struct evaluator *ev, const struct meaning *object,
                                                const char *name, size_t n)
{
    static const char *const parts[] = {"start", "stop", "step"};
    for (uint32_t k = 0; k < 3 && k < object->n_items; k++) {
        if (ev_is_name(name, n, parts[k]))
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
    const struct model *computed = model_of_attribute(object, name, n);
    if (computed)
        made = computed->run(ev, computed, &(struct arguments){.items = &object, .n = 1});
    if (made)
        return made;
    struct meaning *path = (struct meaning *)path_of(ev, object, name, n);
    if (path)
        path->self = object;
    return path;
}

/* A UserDict, UserList and UserString is taken for the data that it holds. */
static bool has_data(const struct meaning *object)
{
    return object->kind == MEANING_TEXT || object->kind == MEANING_LIST ||
           object->kind == MEANING_DICT;
}

const struct meaning *ev_attribute(struct evaluator *ev, const struct meaning *object,
                                   const char *name, size_t n)
{
    object = ev_ask(ev, object);
    if (!ev_spend(ev, n + 1) || object->kind == MEANING_UNKNOWN)
        return NULL;
    bool is_made = object->kind == MEANING_OBJECT || object->kind == MEANING_INSTANCE;
    if (is_made && ev_is_name(name, n, "__dict__"))
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
    if (ev_is_name(name, n, "__class__") && object->type)
        return meaning_named(&ev->store, object->module, object->type);
    const struct model *computed = object->type ? model_of_attribute(object, name, n) : NULL;
    if (computed)
        return computed->run(ev, computed, &(struct arguments){.items = &object, .n = 1});
    if (ev_is_name(name, n, "__class__") && type)
        return meaning_named(&ev->store, "builtins", type);
    const struct meaning *part = NULL;
    if (has_data(object) && ev_is_name(name, n, "data"))
        return object;
    if (object->kind == MEANING_FACTORY && ev_is_name(name, n, "default_factory"))
        return object->self ? ev_ask(ev, object->self) : meaning_none(&ev->store);
    if (object->kind == MEANING_PARTIAL)
        part = attribute_of_partial(ev, object, name, n);
    if (object->kind == MEANING_SLICE)
        part = attribute_of_slice(ev, object, name, n);
    bool is_user =
        object->kind == MEANING_TEXT || object->kind == MEANING_LIST ||
        object->kind == MEANING_DICT; /* UserString and its like, which are taken for these */
    if (is_user && ev_is_name(name, n, "data"))
        part = object;
    bool is_part = ev_is_name(name, n, "real") || ev_is_name(name, n, "numerator");
    if (num_is(object) && is_part)
        part = operator_run(ev, OPERATOR_POS, object, NULL);
    return part ? part : meaning_method(&ev->store, object, name, n);
}

void ev_set_attribute(struct evaluator *ev, const struct meaning *object,
                      const struct meaning *name, const struct meaning *value)
{
    struct meaning *own = (struct meaning *)ev_ask(ev, object);
    if (own->kind == MEANING_GLOBAL)
        objects_set_global(ev, own, name, value);
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
    bool has_more = n > 0; /* behind the last dot too: what has no name is no attribute */
    while (object && has_more) {
        const char *dot = memchr(path, '.', n);
        size_t part = dot ? (size_t)(dot - path) : n;
        object = part ? ev_attribute(ev, object, path, part) : NULL;
        has_more = dot != NULL;
        path += has_more ? part + 1 : part;
        n -= has_more ? part + 1 : part;
    }
    return object;
}
