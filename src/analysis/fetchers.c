/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions that fetch: attributes, modules, items and types; and those that write where these fetch. */
#include <string.h>

#include "src/analysis/classes.h"
#include "src/analysis/models.h"
#include "src/analysis/tables.h"

/* ---- Attributes and imports ------------------------------------------------------------------ */

MODEL_RUN(model_getattr)
{
    (void)model;
    const struct meaning *name = arg_of_kind(ev, args, 1, MEANING_TEXT);
    if (!name)
        return NULL;
    const struct meaning *object = arg(ev, args, 0);
    const struct meaning *found = ev_attribute(ev, object, name->text, name->text_len);
    const char *type = ev_type_name(ev, object);
    bool may_lack = type && meaning_is(found, MEANING_METHOD) && args->n > 2 &&
                    !method_is_known(object, name->text, name->text_len);
    return may_lack ? arg(ev, args, 2) : found;
}

static const struct meaning *module_named(struct evaluator *ev, const char *name, size_t n)
{
    const struct meaning *put = tables_module(ev, name, n);
    return put ? put : meaning_global(&ev->store, name, n, "", 0);
}

MODEL_RUN(model_import_module)
{
    (void)model;
    const struct meaning *name = arg_of_kind(ev, args, 0, MEANING_TEXT);
    return name ? module_named(ev, name->text, name->text_len) : NULL;
}

/* A module and a name of it, as numpy keeps its functions: numpy.core._ufunc_reconstruct. */
MODEL_RUN(model_import_from)
{
    (void)model;
    const struct meaning *module = arg_of_kind(ev, args, 0, MEANING_TEXT);
    const struct meaning *name = arg_of_kind(ev, args, 1, MEANING_TEXT);
    if (!module || !name)
        return NULL;
    return ev_attribute_path(ev, module_named(ev, module->text, module->text_len), name->text,
                             name->text_len);
}

/* __import__('a.b') gives a; with a fromlist it gives a.b. */
MODEL_RUN(model_dunder_import)
{
    (void)model;
    const struct meaning *name = arg_of_kind(ev, args, 0, MEANING_TEXT);
    if (!name)
        return NULL;
    const char *dot = memchr(name->text, '.', name->text_len);
    size_t n = dot && args->n < 4 ? (size_t)(dot - name->text) : name->text_len;
    return module_named(ev, name->text, n);
}

/* All but the last part is taken for the module. */
const struct meaning *model_named_object(struct evaluator *ev, const char *name, size_t n)
{
    const char *border = memchr(name, ':', n);
    if (!border)
        border = memrchr(name, '.', n);
    if (!border)
        return module_named(ev, name, n);
    size_t module_len = (size_t)(border - name);
    return ev_attribute_path(ev, module_named(ev, name, module_len), border + 1,
                             n - module_len - 1);
}

/* number: which argument is the name. */
MODEL_RUN(model_resolve_name)
{
    const struct meaning *name = arg_of_kind(ev, args, (uint32_t)model->number, MEANING_TEXT);
    return name ? model_named_object(ev, name->text, name->text_len) : NULL;
}

/* resolve_dotted_attribute(object, 'a.b') */
MODEL_RUN(model_dotted)
{
    (void)model;
    const struct meaning *path = arg_of_kind(ev, args, 1, MEANING_TEXT);
    return path ? ev_attribute_path(ev, arg(ev, args, 0), path->text, path->text_len) : NULL;
}

/* The same as functions give it that say more of it: a pair, what is found first. */
static const struct meaning *found_first(struct evaluator *ev, const struct meaning *found)
{
    const struct meaning *pair[2] = {found, &meaning_unknown};
    return found ? meaning_items(&ev->store, MEANING_TUPLE, pair, 2) : NULL;
}

MODEL_RUN(model_dotted_pair)
{
    return found_first(ev, model_dotted(ev, model, args));
}

/* pydoc.resolve(thing): what has a name is looked up. */
MODEL_RUN(model_resolve_pair)
{
    const struct meaning *thing = arg(ev, args, 0);
    return found_first(ev, thing->kind == MEANING_TEXT      ? model_resolve_name(ev, model, args)
                           : thing->kind == MEANING_UNKNOWN ? NULL
                                                            : thing);
}

/* Unpickler.find_class(self, module, name) */
MODEL_RUN(model_find_class)
{
    struct arguments rest = args_from(args, 1);
    return model_import_from(ev, model, &rest);
}

/* EntryPoint(name, 'module:attribute', group).load() */
MODEL_RUN(model_load_entry)
{
    struct arguments made;
    const struct meaning *self = arg(ev, args, 0);
    if (self->kind != MEANING_OBJECT || !ev_made_with(ev, self, &made))
        return NULL;
    const struct meaning *value = arg(ev, &made, 1);
    value = value ? value : arg_named(ev, &made, "value");
    if (!meaning_is(value, MEANING_TEXT))
        return NULL;
    struct arguments one = {.items = &value, .n = 1};
    return memchr(value->text, ':', value->text_len) ? model_resolve_name(ev, model, &one)
                                                     : model_import_module(ev, model, &one);
}

/* inspect.getmembers(object): pairs, of which its __dict__ has most; a predicate is called with each. */
MODEL_RUN(model_members)
{
    (void)model;
    const struct meaning *object = arg(ev, args, 0);
    const struct meaning *predicate =
        args->n > 1 ? arg(ev, args, 1) : arg_named(ev, args, "predicate");
    if (predicate && predicate->kind != MEANING_NONE) {
        ev_call_1(ev, predicate, &meaning_unknown);
        return NULL;
    }
    return object->kind == MEANING_GLOBAL ? ev_attribute(ev, object, "__dict__", 8) : NULL;
}

/* vars(module), globals() and locals() of a pickle: those of pickle itself, with builtins in them. */
MODEL_RUN(model_vars)
{
    const struct meaning *object = arg(ev, args, 0);
    if (model->number)
        object = meaning_named(&ev->store, "pickle", "");
    bool is_made = object && (object->kind == MEANING_OBJECT || object->kind == MEANING_INSTANCE);
    if (is_made || meaning_is(object, MEANING_GLOBAL))
        return ev_attribute(ev, object, "__dict__", 8);
    return NULL;
}

MODEL_RUN(model_type)
{
    (void)model;
    const struct meaning *object = arg(ev, args, 0);
    const char *name = ev_type_name(ev, object);
    if (args->n == 3)
        return classes_make(ev, args);
    if (args->n != 1)
        return NULL;
    if (object->kind == MEANING_INSTANCE)
        return object->self;
    if (object->kind == MEANING_OBJECT)
        return meaning_global(&ev->store, object->module, object->module_len, object->text,
                              object->text_len);
    bool is_builtin = name && object->kind != MEANING_NONE; /* NoneType stands in types alone */
    if (object->type)
        return meaning_named(&ev->store, object->module, object->type);
    return is_builtin ? meaning_named(&ev->store, "builtins", name) : NULL;
}

MODEL_RUN(model_getitem)
{
    (void)model;
    return ev_subscript(ev, args->items[0], args->items[1]);
}

/* numpy.shape and the like: the attribute that text names, of what need be no array; with number 1 an
 * item of it, numpy.size(a, axis) being a.shape[axis]. */
MODEL_RUN(model_array_attribute)
{
    const struct meaning *value =
        ev_attribute(ev, arg(ev, args, 0), model->text, strlen(model->text));
    return value && model->number ? ev_subscript(ev, value, args->items[1]) : value;
}

/* ---- Writes ---------------------------------------------------------------------------------- */

/* setitem and the like: the method that text names, of the first argument. */
MODEL_RUN(model_change)
{
    struct arguments rest = args_from(args, 1);
    ev_write(ev, args->items[0]);
    tables_write(ev, arg(ev, args, 0), model->text, strlen(model->text), &rest);
    method_run(ev, arg(ev, args, 0), model->text, strlen(model->text), &rest);
    return NULL;
}

MODEL_RUN(model_setattr)
{
    (void)model;
    ev_write(ev, args->items[0]);
    ev_set_attribute(ev, arg(ev, args, 0), arg(ev, args, 1), arg(ev, args, 2));
    return NULL;
}

MODEL_RUN(model_add_extension)
{
    (void)model;
    tables_add_extension(ev, args);
    return NULL;
}

/* ---- The table ------------------------------------------------------------------------------- */

/* clang-format off */
const struct model fetchers[] = {
    {"builtins", "getattr", 2, model_getattr, 0, NULL},
    {"builtins", "object.__getattribute__", 2, model_getattr, 0, NULL},
    {"builtins", "type.__getattribute__", 2, model_getattr, 0, NULL},
    {"types", "ModuleType.__getattribute__", 2, model_getattr, 0, NULL},
    {"pickle", "_getattribute", 2, model_dotted_pair, 0, NULL},
    {"pickle", "Unpickler.find_class", 3, model_find_class, 0, NULL},
    {"pickle", "_Unpickler.find_class", 3, model_find_class, 0, NULL},
    {"_pickle", "Unpickler.find_class", 3, model_find_class, 0, NULL},
    {"xmlrpc.server", "resolve_dotted_attribute", 2, model_dotted, 0, NULL},
    {"logging.config", "_resolve", 1, model_resolve_name, 0, NULL},
    {"logging.config", "BaseConfigurator.resolve", 2, model_resolve_name, 1, NULL},
    {"logging.config", "BaseConfigurator.ext_convert", 2, model_resolve_name, 1, NULL},
    {"logging.config", "DictConfigurator.resolve", 2, model_resolve_name, 1, NULL},
    {"logging.config", "DictConfigurator.ext_convert", 2, model_resolve_name, 1, NULL},
    {"pydoc", "resolve", 1, model_resolve_pair, 0, NULL},
    {"importlib.metadata", "EntryPoint.load", 1, model_load_entry, 0, NULL},
    {"inspect", "getmembers", 1, model_members, 0, NULL},
    {"inspect", "getattr_static", 2, model_getattr, 0, NULL},
    {"importlib", "import_module", 1, model_import_module, 0, NULL},
    {"importlib", "__import__", 1, model_dunder_import, 0, NULL},
    {"builtins", "__import__", 1, model_dunder_import, 0, NULL},
    {"importlib._bootstrap", "_gcd_import", 1, model_import_module, 0, NULL},
    {"importlib._bootstrap", "__import__", 1, model_dunder_import, 0, NULL},
    {"pydoc", "safeimport", 1, model_import_module, 0, NULL},
    {"numpy.core", "_ufunc_reconstruct", 2, model_import_from, 0, NULL},
    {"numpy._core", "_ufunc_reconstruct", 2, model_import_from, 0, NULL},
    {"numpy", "size", 2, model_array_attribute, 1, "shape"},
    {"numpy", "shape", 1, model_array_attribute, 0, "shape"},
    {"numpy", "real", 1, model_array_attribute, 0, "real"},
    {"numpy", "imag", 1, model_array_attribute, 0, "imag"},
    {"pkgutil", "resolve_name", 1, model_resolve_name, 0, NULL},
    {"pydoc", "locate", 1, model_resolve_name, 0, NULL},
    {"unittest.mock", "_importer", 1, model_resolve_name, 0, NULL},
    {"test.support.import_helper", "import_module", 1, model_import_module, 0, NULL},
    {"django.utils.module_loading", "import_string", 1, model_resolve_name, 0, NULL},
    {"werkzeug.utils", "import_string", 1, model_resolve_name, 0, NULL},
    {"six", "_import_module", 1, model_import_module, 0, NULL},
    {"builtins", "setattr", 3, model_setattr, 0, NULL},
    {"builtins", "delattr", 2, model_setattr, 0, NULL},
    {"builtins", "object.__setattr__", 3, model_setattr, 0, NULL},
    {"builtins", "type.__setattr__", 3, model_setattr, 0, NULL},
    {"operator", "setitem", 3, model_change, 0, "__setitem__"},
    {"operator", "__setitem__", 3, model_change, 0, "__setitem__"},
    {"operator", "delitem", 2, model_change, 0, "__delitem__"},
    {"builtins", "dict.update", 2, model_change, 0, "update"},
    {"builtins", "dict.__setitem__", 3, model_change, 0, "__setitem__"},
    {"builtins", "dict.__delitem__", 2, model_change, 0, "__delitem__"},
    {"copyreg", "add_extension", 3, model_add_extension, 0, NULL},
    {"builtins", "vars", 1, model_vars, 0, NULL},
    {"builtins", "globals", 0, model_vars, 1, NULL},
    {"builtins", "locals", 0, model_vars, 1, NULL},
    {"builtins", "type", 1, model_type, 0, NULL},
    {"operator", "getitem", 2, model_getitem, 0, NULL},
    {"operator", "__getitem__", 2, model_getitem, 0, NULL},
};
/* clang-format on */

const size_t n_fetchers = sizeof fetchers / sizeof fetchers[0];
