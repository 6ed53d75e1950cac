/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions that make, fetch or take apart: what they give for known arguments. */
#include "src/analysis/models.h"

#include <inttypes.h>
#include <string.h>

#include "src/analysis/classes.h"
#include "src/analysis/objects.h"
#include "src/analysis/render.h"

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
    return meaning_global(&ev->store, name, n, "", 0);
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

/* 'os:system' or 'os.system', of which all but the last part is taken for the module. */
MODEL_RUN(model_resolve_name)
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
    return is_builtin ? meaning_named(&ev->store, "builtins", name) : NULL;
}

/* ---- Callables ------------------------------------------------------------------------------- */

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

/* A copy that is changed leaves the other as it is. */
MODEL_RUN(model_copy)
{
    const struct meaning *same = model_same(ev, model, args);
    return same ? ev_copy(ev, same) : NULL;
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
    const struct meaning *list = ev_listed(ev, args->items[1], MEANING_LIST);
    static const struct meaning *const none[1];
    return ev_call(ev, args->items[0],
                   &(struct arguments){.items = list && list->n_items ? list->items : none,
                                       .n = list ? list->n_items : 0});
}

/* MethodType(function, object): the object comes first when it is called. */
MODEL_RUN(model_method)
{
    (void)model;
    struct arguments two = *args;
    two.n = 2;
    ev_note(ev, args->items[0], &(struct arguments){.items = args->items + 1, .n = 1},
            CALL_PREPARED);
    return partial_of(ev, &two);
}

/* ---- Plain data ------------------------------------------------------------------------------ */

static const struct meaning *made_text(struct evaluator *ev, enum meaning_kind kind,
                                       struct buf *text)
{
    return ev_spend(ev, text->len) ? meaning_buf(&ev->store, kind, text)
                                   : (buf_free(text), (const struct meaning *)NULL);
}

MODEL_RUN(model_str)
{
    (void)model;
    const struct meaning *value = arg(ev, args, 0);
    struct buf text = {.limit = MEANING_TEXT_MAX};
    if (!value)
        return meaning_text(&ev->store, MEANING_TEXT, "", 0);
    if (value->kind == MEANING_TEXT)
        return value;
    struct arguments made;
    if (value->kind == MEANING_OBJECT && objects_is_exception(value) &&
        ev_made_with(ev, value, &made) && made.n == 1)
        value = ev_ask(ev, made.items[0]);
    const struct meaning *codec = arg_of_kind(ev, args, 1, MEANING_TEXT);
    if (value->kind == MEANING_BYTES && args->n > 1)
        return codec ? coder_run(ev, value, codec->text, codec->text_len, true) : NULL;
    if (!render_str(ev, value, &text)) {
        buf_free(&text);
        return NULL;
    }
    return made_text(ev, MEANING_TEXT, &text);
}

MODEL_RUN(model_repr)
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
MODEL_RUN(model_bytes)
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

MODEL_RUN(model_bytearray)
{
    const struct meaning *bytes = model_bytes(ev, model, args);
    struct meaning *own = bytes ? (struct meaning *)meaning_text(&ev->store, MEANING_BYTES,
                                                                 bytes->text, bytes->text_len)
                                : NULL;
    if (own)
        own->is_mutable = true;
    return own;
}

MODEL_RUN(model_chr)
{
    (void)model;
    const struct meaning *value = arg(ev, args, 0);
    struct buf text = {.limit = 8};
    if (!meaning_is_number(value) || !render_character(value->number, &text))
        return NULL;
    return meaning_buf(&ev->store, MEANING_TEXT, &text);
}

MODEL_RUN(model_ord)
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

MODEL_RUN(model_int)
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
MODEL_RUN(model_digits)
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

MODEL_RUN(model_len)
{
    (void)model;
    uint64_t n;
    return ev_len(ev, arg(ev, args, 0), &n) ? meaning_int(&ev->store, (int64_t)n) : NULL;
}

MODEL_RUN(model_slice)
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
MODEL_RUN(model_listed)
{
    enum meaning_kind kind = (enum meaning_kind)model->number;
    struct meaning *list =
        args->n ? ev_listed(ev, args->items[0], kind) : meaning_new(&ev->store, kind);
    return list;
}

static void add_pair(struct evaluator *ev, struct meaning *dict, const struct meaning *pair)
{
    const struct meaning *two = ev_listed(ev, pair, MEANING_LIST);
    if (two && two->n_items == 2)
        ev_put(ev, dict, two->items[0], two->items[1]);
    else
        dict->is_lost = true;
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
        ev_put(ev, dict, item, ev_subscript(ev, from, item));
    }
}

/* dict, OrderedDict; text: the first argument is a factory. */
MODEL_RUN(model_dict)
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
    for (uint32_t n = 0; n + 1 < args->n_named; n += 2)
        ev_put(ev, dict, ev_ask(ev, args->named[n]), ev_ask(ev, args->named[n + 1]));
    return dict;
}

/* ChainMap(a, b): what a lacks is taken from b. A factory among them makes what all lack. */
MODEL_RUN(model_chain_map)
{
    static const struct model plain = {.number = MEANING_DICT};
    struct meaning *all = (struct meaning *)model_dict(ev, &plain, &(struct arguments){.n = 0});
    (void)model;
    for (uint32_t n = args->n; all && n-- > 0;) {
        const struct meaning *map = arg(ev, args, n);
        if (map->kind == MEANING_FACTORY) {
            all->kind = MEANING_FACTORY;
            all->self = map->self;
        }
        fill_dict(ev, all, map);
    }
    return all;
}

MODEL_RUN(model_namedtuple)
{
    (void)model;
    return classes_make_tuple(ev, args);
}

MODEL_RUN(model_getitem)
{
    (void)model;
    return ev_subscript(ev, args->items[0], args->items[1]);
}

/* ---- Texts and writes ------------------------------------------------------------------------- */

MODEL_RUN(model_join)
{
    (void)model;
    return render_join(ev, arg(ev, args, 1), arg(ev, args, 0));
}

MODEL_RUN(model_maketrans)
{
    (void)model;
    return render_maketrans(ev, args);
}

MODEL_RUN(model_format)
{
    const struct meaning *spec = arg(ev, args, 1);
    struct buf text = {.limit = MEANING_TEXT_MAX};
    (void)model;
    bool good =
        (!spec || spec->kind == MEANING_TEXT) &&
        render_spec(ev, arg(ev, args, 0), spec ? spec->text : "", spec ? spec->text_len : 0, &text);
    if (!good) {
        buf_free(&text);
        return NULL;
    }
    return made_text(ev, MEANING_TEXT, &text);
}

/* setitem and the like: the method that text names, of the first argument. */
MODEL_RUN(model_change)
{
    struct arguments rest = args_from(args, 1);
    ev_write(ev, args->items[0]);
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
    {"numpy.core", "_ufunc_reconstruct", 2, model_import_from, 0, NULL},
    {"numpy._core", "_ufunc_reconstruct", 2, model_import_from, 0, NULL},
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
    {"builtins", "vars", 1, model_vars, 0, NULL},
    {"builtins", "globals", 0, model_vars, 1, NULL},
    {"builtins", "locals", 0, model_vars, 1, NULL},
    {"builtins", "type", 1, model_type, 0, NULL},
    {"collections", "namedtuple", 2, model_namedtuple, 0, NULL},

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
    {"copy", "copy", 1, model_copy, 0, NULL},
    {"copy", "deepcopy", 1, model_copy, 0, NULL},
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
    {"builtins", "bytearray", 0, model_bytearray, 0, NULL},
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
    {"collections", "ChainMap", 0, model_chain_map, 0, NULL},
    {"collections", "UserDict", 0, model_dict, MEANING_DICT, NULL},
    {"types", "MappingProxyType", 1, model_dict, MEANING_DICT, NULL},
    {"collections", "defaultdict", 0, model_dict, MEANING_FACTORY, NULL},

    {"operator", "getitem", 2, model_getitem, 0, NULL},
    {"operator", "__getitem__", 2, model_getitem, 0, NULL},

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

/* The names of parameters, of functions that one also calls with keywords. */
static const struct {
    const char *module, *name, *parameters;
} parameters[] = {
    {"builtins", "str", "object encoding errors"},
    {"builtins", "bytes", "source encoding errors"},
    {"builtins", "bytearray", "source encoding errors"},
    {"builtins", "__import__", "name globals locals fromlist level"},
    {"builtins", "sum", "iterable start"},
    {"codecs", "decode", "obj encoding errors"},
    {"codecs", "encode", "obj encoding errors"},
    {"base64", "b64decode", "s altchars validate"},
    {"base64", "b32decode", "s casefold map01"},
    {"base64", "b16decode", "s casefold"},
    {"base64", "b85decode", "b"},
    {"base64", "a85decode", "b"},
    {"base64", "urlsafe_b64decode", "s"},
    {"base64", "standard_b64decode", "s"},
    {"binascii", "unhexlify", "hexstr"},
    {"binascii", "a2b_hex", "hexstr"},
    {"binascii", "a2b_base64", "data"},
    {"zlib", "decompress", "data wbits bufsize"},
    {"gzip", "decompress", "data"},
    {"bz2", "decompress", "data"},
    {"lzma", "decompress", "data format"},
    {"importlib", "import_module", "name package"},
    {"importlib", "__import__", "name globals locals fromlist level"},
    {"pkgutil", "resolve_name", "name"},
    {"pydoc", "locate", "path forceload"},
    {"inspect", "getattr_static", "obj attr default"},
    {"json", "loads", "s"},
    {"ast", "literal_eval", "node_or_string"},
    {"collections", "namedtuple", "typename field_names"},
    {"urllib.parse", "unquote", "string encoding errors"},
};

enum { PARAMETERS_MAX = 8 };

/* Puts keyword arguments where their positions are; false: too many. Those without a place stay. */
static bool place_named(struct evaluator *ev, const char *names, struct arguments *args)
{
    const struct meaning **items =
        store_alloc(&ev->store, (EVALUATE_ARGS_MAX + PARAMETERS_MAX) * sizeof *items);
    if (!items || args->n > EVALUATE_ARGS_MAX)
        return false;
    if (args->n)
        memcpy(items, args->items, args->n * sizeof *items);
    char name[32];
    uint32_t at = 0;
    for (const char *from = names; *from; at++) {
        size_t n = strcspn(from, " ");
        memcpy(name, from, n);
        name[n] = '\0';
        from += n + (from[n] == ' ');
        const struct meaning *value = at < args->n ? NULL : arg_named(ev, args, name);
        if (value && at == args->n)
            items[args->n++] = value;
    }
    args->items = items;
    return true;
}

bool model_arguments(struct evaluator *ev, const struct model *model, struct arguments *args)
{
    for (size_t k = 0; args->n_named && k < sizeof parameters / sizeof parameters[0]; k++) {
        if (strcmp(parameters[k].name, model->name) == 0 &&
            strcmp(parameters[k].module, model->module) == 0)
            return place_named(ev, parameters[k].parameters, args);
    }
    return true;
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
        {models, sizeof models / sizeof models[0]},
        {iterators, n_iterators},
        {operators, n_operators},
        {text_models, n_text_models},
        {consumers, n_consumers},
        {coders, n_coders},
    };
    for (size_t k = 0; k < sizeof tables / sizeof tables[0]; k++) {
        const struct model *found =
            find_model(tables[k].rows, tables[k].n, module, module_len, name, name_len);
        if (found)
            return found;
    }
    return NULL;
}
