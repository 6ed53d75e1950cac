/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Methods of Python's own types: what they give for known objects and arguments. */
#include <string.h>

#include "src/analysis/classes.h"
#include "src/analysis/modelindex.h"
#include "src/analysis/models.h"
#include "src/analysis/render.h"
#include "src/analysis/tables.h"

/* ---- Operators of most types ----------------------------------------------------------------- */

METHOD_RUN(method_add)
{
    (void)method;
    return render_add(ev, self, arg(ev, args, 0));
}

METHOD_RUN(method_multiply)
{
    (void)method;
    return render_multiply(ev, self, arg(ev, args, 0));
}

/* __mod__; number 1: the operands turned */
METHOD_RUN(method_percent)
{
    const struct meaning *other = arg(ev, args, 0);
    return method->number ? render_percent(ev, other, self) : render_percent(ev, self, other);
}

/* Of a memoryview. */
METHOD_RUN(method_bytes_list)
{
    (void)method;
    (void)args;
    return ev_listed(ev, self, MEANING_LIST);
}

/* The operators of int: __sub__ and the like, __rsub__ with the operands turned. */
METHOD_RUN(method_operator)
{
    const struct meaning *other = arg(ev, args, 0);
    bool is_turned = method->number >= OPERATOR_TURNED;
    return is_turned ? operator_run(ev, method->number - OPERATOR_TURNED, other, self)
                     : operator_run(ev, method->number, self, other);
}

METHOD_RUN(method_same)
{
    (void)ev;
    (void)method;
    (void)args;
    return self;
}

/* ---- Containers ------------------------------------------------------------------------------ */

METHOD_RUN(method_getitem)
{
    (void)method;
    return ev_subscript(ev, self, args->items[0]);
}

/* get, pop, setdefault: the default where the key is not there. */
METHOD_RUN(method_get)
{
    (void)method;
    bool is_lookup = self->kind == MEANING_FACTORY || self->type; /* nothing is made then */
    const struct meaning *found =
        is_lookup ? ev_lookup(ev, self, arg(ev, args, 0)) : ev_subscript(ev, self, args->items[0]);
    return found ? found : arg(ev, args, 1);
}

enum dict_view { VIEW_KEYS, VIEW_VALUES, VIEW_ITEMS };

METHOD_RUN(method_view)
{
    (void)args;
    struct meaning *list = meaning_new(&ev->store, MEANING_LIST);
    struct meaning *keys = list ? ev_iterator(ev, self) : NULL;
    const struct meaning *key;
    while (keys && !list->is_lost && (key = ev_next(ev, keys)) != NULL) {
        const struct meaning *pair[2] = {key, ev_subscript(ev, self, key)};
        meaning_add(&ev->store, list,
                    method->number == VIEW_KEYS ? key
                    : method->number == VIEW_VALUES
                        ? pair[1]
                        : meaning_items(&ev->store, MEANING_TUPLE, pair, 2));
    }
    static const char *const types[] = {
        [VIEW_KEYS] = "dict_keys", [VIEW_VALUES] = "dict_values", [VIEW_ITEMS] = "dict_items"};
    return meaning_typed(list, "builtins", types[method->number]);
}

/* issubset and the like: what they take from an iterator happens. */
METHOD_RUN(method_consume)
{
    (void)method;
    (void)self;
    ev_listed(ev, args->items[0], MEANING_LIST);
    return NULL;
}

METHOD_RUN(method_next)
{
    (void)method;
    (void)args;
    const struct meaning *item = ev_next(ev, (struct meaning *)self);
    return item && item->kind != MEANING_UNKNOWN ? item : NULL;
}

METHOD_RUN(method_iterator)
{
    (void)method;
    (void)args;
    return ev_iterator(ev, self);
}

METHOD_RUN(method_len)
{
    (void)method;
    (void)args;
    uint64_t n;
    return ev_len(ev, self, &n) ? meaning_int(&ev->store, (int64_t)n) : NULL;
}

/* ---- Any object ------------------------------------------------------------------------------ */

METHOD_RUN(method_call_self)
{
    (void)method;
    return ev_call(ev, self, args);
}

METHOD_RUN(method_getattribute)
{
    (void)method;
    const struct meaning *name = arg_of_kind(ev, args, 0, MEANING_TEXT);
    return name ? ev_attribute(ev, self, name->text, name->text_len) : NULL;
}

METHOD_RUN(method_str)
{
    (void)method;
    (void)args;
    struct buf text = {.limit = MEANING_TEXT_MAX};
    bool good = method->number ? render_repr(ev, self, &text) : render_str(ev, self, &text);
    if (!good)
        buf_free(&text);
    return good ? meaning_buf(&ev->store, MEANING_TEXT, &text) : NULL;
}

METHOD_RUN(method_spec)
{
    const struct meaning *spec = arg_of_kind(ev, args, 0, MEANING_TEXT);
    struct buf text = {.limit = MEANING_TEXT_MAX};
    (void)method;
    bool good = spec && render_spec(ev, self, spec->text, spec->text_len, &text);
    if (!good)
        buf_free(&text);
    return good ? meaning_buf(&ev->store, MEANING_TEXT, &text) : NULL;
}

METHOD_RUN(method_write)
{
    tables_write(ev, self, method->name, strlen(method->name), args);
    ev_write(ev, self);
    return NULL;
}

/* ---- The table ------------------------------------------------------------------------------- */

#define BIT METHOD_BIT
enum {
    TEXTS = BIT(TEXT) | BIT(BYTES),
    LISTS = BIT(LIST) | BIT(TUPLE) | BIT(RECORD),
    DICTS = BIT(DICT) | BIT(FACTORY) | BIT(RECORD) | BIT(NAMESPACE),
    HELD = LISTS | DICTS | BIT(SET),
    NUMBERS = BIT(INT) | BIT(BOOL) | BIT(FLOAT) | BIT(BIG),
    CALLABLES = BIT(PARTIAL) | BIT(ATTRGETTER) | BIT(ITEMGETTER) | BIT(METHODCALLER) | BIT(METHOD) |
                BIT(GLOBAL),
};
#define ANY (~0u)
#define INT_OPERATOR(name, number)                                                                 \
    {NUMBERS, "__" name "__", 1, method_operator, number},                                         \
    {                                                                                              \
        NUMBERS, "__r" name "__", 1, method_operator, OPERATOR_TURNED + (number)                   \
    }

/* clang-format off */
const struct method common_methods[] = {
    {BIT(BYTES), "tolist", 0, method_bytes_list, 0},
    {TEXTS, "__rmod__", 1, method_percent, 1},
    {TEXTS | LISTS, "__add__", 1, method_add, 0},
    {TEXTS | LISTS, "__mul__", 1, method_multiply, 0},
    {TEXTS | LISTS, "__rmul__", 1, method_multiply, 0},
    INT_OPERATOR("add", OPERATOR_ADD),
    INT_OPERATOR("sub", OPERATOR_SUB),
    INT_OPERATOR("mul", OPERATOR_MUL),
    INT_OPERATOR("truediv", OPERATOR_TRUEDIV),
    INT_OPERATOR("floordiv", OPERATOR_FLOORDIV),
    INT_OPERATOR("mod", OPERATOR_MOD),
    INT_OPERATOR("pow", OPERATOR_POW),
    INT_OPERATOR("and", OPERATOR_AND),
    INT_OPERATOR("or", OPERATOR_OR),
    INT_OPERATOR("xor", OPERATOR_XOR),
    INT_OPERATOR("lshift", OPERATOR_LSHIFT),
    INT_OPERATOR("rshift", OPERATOR_RSHIFT),
    {NUMBERS, "__neg__", 0, method_operator, OPERATOR_NEG},
    {NUMBERS, "__pos__", 0, method_operator, OPERATOR_POS},
    {NUMBERS, "__invert__", 0, method_operator, OPERATOR_INVERT},
    {NUMBERS, "__abs__", 0, method_operator, OPERATOR_ABS},
    {BIT(INT), "__index__", 0, method_same, 0},
    {NUMBERS, "conjugate", 0, method_same, 0},
    {TEXTS, "__mod__", 1, method_percent, 0},
    {TEXTS | HELD, "__getitem__", 1, method_getitem, 0},
    {TEXTS | HELD, "__iter__", 0, method_iterator, 0},
    {TEXTS | HELD, "__len__", 0, method_len, 0},
    {BIT(NAMESPACE), "update", 0, method_write, 0},
    {BIT(NAMESPACE), "__setitem__", 2, method_write, 0},
    {BIT(NAMESPACE), "__delitem__", 1, method_write, 0},
    {BIT(NAMESPACE), "clear", 0, method_write, 0},
    {DICTS, "get", 1, method_get, 0},
    {BIT(NAMESPACE), "pop", 1, method_get, 0},
    {BIT(NAMESPACE), "setdefault", 1, method_get, 0},
    {TEXTS, "__iadd__", 1, method_add, 0},
    {DICTS, "__missing__", 1, method_getitem, 0},
    {DICTS, "keys", 0, method_view, VIEW_KEYS},
    {DICTS, "values", 0, method_view, VIEW_VALUES},
    {DICTS, "items", 0, method_view, VIEW_ITEMS},
    {HELD, "issubset", 1, method_consume, 0},
    {HELD, "issuperset", 1, method_consume, 0},
    {HELD, "isdisjoint", 1, method_consume, 0},
    {HELD, "fromkeys", 1, method_consume, 0},
    {BIT(ITERATOR), "__next__", 0, method_next, 0},
    {BIT(ITERATOR), "__iter__", 0, method_same, 0},
    {CALLABLES, "__call__", 0, method_call_self, 0},
    {ANY, "__getattribute__", 1, method_getattribute, 0},
    {TEXTS | NUMBERS | BIT(NONE), "__str__", 0, method_str, 0},
    {TEXTS | NUMBERS | BIT(NONE), "__repr__", 0, method_str, 1},
    {BIT(TEXT) | NUMBERS, "__format__", 1, method_spec, 0},
};
/* clang-format on */

const size_t n_common_methods = sizeof common_methods / sizeof common_methods[0];

/* That of its own type, "Counter.update", before that of its kind. */
static const struct method *find_method(const struct meaning *self, const char *name, size_t n)
{
    char path[64];
    size_t type_len = self->type ? strlen(self->type) : 0;
    const struct method *own = NULL;
    if (self->type && n < sizeof path && type_len < sizeof path - n) {
        memcpy(path, self->type, type_len);
        path[type_len] = '.';
        memcpy(path + type_len + 1, name, n);
        own = modelindex_method(self->kind, path, type_len + 1 + n);
    }
    return own ? own : modelindex_method(self->kind, name, n);
}

bool method_is_known(const struct meaning *self, const char *name, size_t n)
{
    return find_method(self, name, n) != NULL;
}

const struct meaning *method_run(struct evaluator *ev, const struct meaning *self, const char *name,
                                 size_t n, const struct arguments *args)
{
    self = ev_ask(ev, self);
    const struct method *method = find_method(self, name, n);
    return method && args->n >= method->min_args ? method->run(ev, method, self, args) : NULL;
}

const struct meaning *method_call(struct evaluator *ev, const struct meaning *method,
                                  const struct arguments *args)
{
    const struct meaning *self = ev_ask(ev, method->self);
    if (self->kind == MEANING_CLASS || self->kind == MEANING_INSTANCE)
        return classes_method(ev, self, method->text, method->text_len, args);
    return method_run(ev, self, method->text, method->text_len, args);
}

/* A dict that is an attribute: sys.modules, __dict__, copyreg.dispatch_table. */
bool method_is_table(const struct meaning *holder)
{
    static const char *const tables[] = {"modules",          "__dict__",
                                         "dispatch_table",   "_inverted_registry",
                                         "_extension_cache", "_extension_registry",
                                         "__builtins__"};
    const char *dot = memrchr(holder->text, '.', holder->text_len);
    const char *last = dot ? dot + 1 : holder->text;
    size_t n = holder->text_len - (size_t)(last - holder->text);
    for (size_t k = 0; k < sizeof tables / sizeof tables[0]; k++) {
        if (strlen(tables[k]) == n && memcmp(tables[k], last, n) == 0)
            return true;
    }
    return false;
}

/* A global of which the first n bytes of the name are those of another. */
static const struct meaning *holder_of(struct evaluator *ev, const struct meaning *global, size_t n)
{
    struct meaning *holder = (struct meaning *)meaning_global(&ev->store, global->module,
                                                              global->module_len, global->text, n);
    if (holder)
        holder->is_old = global->is_old;
    return holder;
}

/* sys.modules.copy() and dict.items(sys.modules) hold what the table does; dict.get(sys.modules, 'os')
 * gives a part of it. table: what the method is called of; NULL: it is another method. */
static const struct meaning *read_table(struct evaluator *ev, const struct meaning *table,
                                        const char *name, size_t n, const struct arguments *args)
{
    static const char *const whole[] = {"copy", "items"}, *const part[] = {"__getitem__", "get"};
    for (size_t k = 0; k < 2; k++) {
        if (args->n == 0 && strlen(whole[k]) == n && memcmp(whole[k], name, n) == 0)
            return table;
        if (args->n > 0 && strlen(part[k]) == n && memcmp(part[k], name, n) == 0)
            return ev_subscript(ev, table, args->items[0]);
    }
    return NULL;
}

const struct meaning *method_call_unbound(struct evaluator *ev, const struct meaning *global,
                                          const struct arguments *args)
{
    const char *dot = memrchr(global->text, '.', global->text_len);
    if (!dot)
        return NULL;
    const char *name = dot + 1;
    size_t n = global->text_len - (size_t)(name - global->text);
    struct meaning holder = *global;
    holder.text_len = (size_t)(dot - global->text);
    holder.value = BR_NO_VALUE;
    /* sys.modules.get, M.__dict__.get: the holder itself is the table */
    const struct method *own =
        args->n ? find_method(&(struct meaning){.kind = MEANING_NAMESPACE}, name, n) : NULL;
    if (own && method_is_table(&holder))
        tables_write(ev, &holder, name, n, args);
    if (own && own->run == method_write && method_is_table(&holder))
        ev_write(ev, meaning_global(&ev->store, holder.module, holder.module_len, holder.text,
                                    holder.text_len));
    const struct meaning *item = own ? ev_subscript(ev, &holder, args->items[0]) : NULL;
    if (item)
        return item;
    if (args->n == 0)
        return method_is_table(&holder)
                   ? read_table(ev, holder_of(ev, global, holder.text_len), name, n, args)
                   : NULL;
    struct arguments rest = args_from(args, 1);
    const struct meaning *self = arg(ev, args, 0);
    if (self->kind == MEANING_GLOBAL)
        return method_is_table(self) ? read_table(ev, self, name, n, &rest) : NULL;
    return method_run(ev, self, name, n, &rest);
}
