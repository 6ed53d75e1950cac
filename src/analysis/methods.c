/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Methods of Python's own types: what they give for known objects and arguments. */
#include <string.h>

#include "src/analysis/classes.h"
#include "src/analysis/models.h"
#include "src/analysis/render.h"
#include "src/analysis/tables.h"

/* ---- Texts and bytes ------------------------------------------------------------------------- */

METHOD_RUN(method_join)
{
    (void)method;
    return render_join(ev, self, arg(ev, args, 0));
}

METHOD_RUN(method_format)
{
    (void)method;
    return render_format(ev, self, args, NULL);
}

METHOD_RUN(method_format_map)
{
    static const struct meaning *const none[1];
    (void)method;
    return render_format(ev, self, &(struct arguments){.items = none}, arg(ev, args, 0));
}

METHOD_RUN(method_coded)
{
    const struct meaning *codec = arg_of_kind(ev, args, 0, MEANING_TEXT);
    return coder_run(ev, self, codec ? codec->text : "utf-8", codec ? codec->text_len : 5,
                     method->number);
}

static bool same_kind(const struct meaning *a, const struct meaning *b)
{
    return a && b && a->kind == b->kind;
}

/* Appends from with each old replaced, at most count times (-1: all). */
static void add_replaced(struct evaluator *ev, const struct meaning *from,
                         const struct meaning *old, const struct meaning *new, int64_t count,
                         struct buf *out)
{
    size_t at = 0;
    while (at < from->text_len && !out->failed) {
        const char *place =
            old->text_len && count != 0
                ? memmem(from->text + at, from->text_len - at, old->text, old->text_len)
                : NULL;
        size_t until = place ? (size_t)(place - from->text) : from->text_len;
        buf_add(out, from->text + at, until - at);
        at = until;
        if (!place || !ev_spend(ev, new->text_len + 1))
            continue;
        buf_add(out, new->text, new->text_len);
        at += old->text_len;
        count--;
    }
}

METHOD_RUN(method_replace)
{
    (void)method;
    const struct meaning *old = arg(ev, args, 0), *new = arg(ev, args, 1);
    const struct meaning *count = arg(ev, args, 2);
    struct buf out = {.limit = MEANING_TEXT_MAX};
    if (!same_kind(self, old) || !same_kind(self, new) || old->text_len == 0)
        return NULL;
    add_replaced(ev, self, old, new, meaning_is_number(count) ? count->number : -1, &out);
    return meaning_buf(&ev->store, self->kind, &out);
}

enum letter_case { CASE_LOWER, CASE_UPPER, CASE_SWAP, CASE_TITLE, CASE_CAPITAL };

static bool is_letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

METHOD_RUN(method_case)
{
    (void)args;
    struct buf out = {.limit = MEANING_TEXT_MAX};
    bool is_inside = false;
    for (size_t n = 0; n < self->text_len; n++) {
        char c = self->text[n];
        bool wants_upper = method->number == CASE_UPPER ||
                           (method->number == CASE_SWAP && c >= 'a') ||
                           (method->number >= CASE_TITLE && !is_inside);
        buf_char(&out, !is_letter(c) ? c : wants_upper ? (char)(c & ~0x20) : (char)(c | 0x20));
        is_inside = method->number == CASE_CAPITAL || is_letter(c);
    }
    return ev_spend(ev, self->text_len) ? meaning_buf(&ev->store, self->kind, &out)
                                        : (buf_free(&out), (const struct meaning *)NULL);
}

enum strip_side { STRIP_LEFT = 1, STRIP_RIGHT = 2 };

METHOD_RUN(method_strip)
{
    static const struct meaning blanks = {.text = " \t\n\r\f\v", .text_len = 6};
    const struct meaning *what = arg(ev, args, 0);
    size_t from = 0, to = self->text_len;
    what = same_kind(self, what) ? what : &blanks;
    while ((method->number & STRIP_LEFT) && from < to &&
           memchr(what->text, self->text[from], what->text_len))
        from++;
    while ((method->number & STRIP_RIGHT) && to > from &&
           memchr(what->text, self->text[to - 1], what->text_len))
        to--;
    return ev_spend(ev, self->text_len)
               ? meaning_text(&ev->store, self->kind, self->text + from, to - from)
               : NULL;
}

METHOD_RUN(method_remove)
{
    const struct meaning *what = arg(ev, args, 0);
    size_t from = 0, n = self->text_len;
    if (!same_kind(self, what) || what->text_len > n)
        return same_kind(self, what) ? self : NULL;
    bool is_suffix = method->number;
    if (memcmp(self->text + (is_suffix ? n - what->text_len : 0), what->text, what->text_len) != 0)
        return self;
    from = is_suffix ? 0 : what->text_len;
    return meaning_text(&ev->store, self->kind, self->text + from, n - what->text_len);
}

static void add_part(struct evaluator *ev, struct meaning *list, const struct meaning *self,
                     size_t from, size_t to)
{
    meaning_add(&ev->store, list,
                meaning_text(&ev->store, self->kind, self->text + from, to - from));
}

/* split without a separator: at runs of blanks. */
static void split_blanks(struct evaluator *ev, const struct meaning *self, struct meaning *list)
{
    size_t at = 0;
    while (at < self->text_len && !list->is_lost) {
        size_t from = at;
        while (at < self->text_len && !strchr(" \t\n\r\f\v", self->text[at]))
            at++;
        if (at > from)
            add_part(ev, list, self, from, at);
        at++;
    }
}

METHOD_RUN(method_split)
{
    (void)method;
    const struct meaning *by = arg(ev, args, 0), *count = arg(ev, args, 1);
    struct meaning *list = meaning_new(&ev->store, MEANING_LIST);
    int64_t left = meaning_is_number(count) && count->number >= 0 ? count->number : INT64_MAX;
    if (!list || !ev_spend(ev, self->text_len))
        return NULL;
    if (!same_kind(self, by) || by->text_len == 0) {
        split_blanks(ev, self, list);
        return list;
    }
    size_t at = 0;
    const char *place;
    while (left-- > 0 && !list->is_lost &&
           (place = memmem(self->text + at, self->text_len - at, by->text, by->text_len))) {
        add_part(ev, list, self, at, (size_t)(place - self->text));
        at = (size_t)(place - self->text) + by->text_len;
    }
    add_part(ev, list, self, at, self->text_len);
    return list;
}

METHOD_RUN(method_partition)
{
    (void)method;
    const struct meaning *by = arg(ev, args, 0);
    struct meaning *list = meaning_new(&ev->store, MEANING_TUPLE);
    if (!list || !same_kind(self, by) || !ev_spend(ev, self->text_len))
        return NULL;
    const char *place = memmem(self->text, self->text_len, by->text, by->text_len);
    size_t at = place ? (size_t)(place - self->text) : self->text_len;
    size_t end = place ? at + by->text_len : at;
    add_part(ev, list, self, 0, at);
    add_part(ev, list, self, at, end);
    add_part(ev, list, self, end, self->text_len);
    return list;
}

METHOD_RUN(method_translate)
{
    (void)method;
    return render_translate(ev, self, arg(ev, args, 0));
}

METHOD_RUN(method_hex)
{
    (void)method;
    (void)args;
    struct buf out = {.limit = MEANING_TEXT_MAX};
    for (size_t n = 0; n < self->text_len; n++)
        buf_printf(&out, "%02x", (unsigned char)self->text[n]);
    return ev_spend(ev, self->text_len) ? meaning_buf(&ev->store, MEANING_TEXT, &out)
                                        : (buf_free(&out), (const struct meaning *)NULL);
}

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

METHOD_RUN(method_percent)
{
    (void)method;
    return render_percent(ev, self, arg(ev, args, 0));
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
    const struct meaning *found = ev_subscript(ev, self, args->items[0]);
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
    return list;
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
    (void)method;
    (void)args;
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
static const struct method methods[] = {
    {TEXTS, "join", 1, method_join, 0},
    {BIT(TEXT), "format", 0, method_format, 0},
    {BIT(TEXT), "format_map", 1, method_format_map, 0},
    {BIT(BYTES), "decode", 0, method_coded, 1},
    {BIT(TEXT), "encode", 0, method_coded, 0},
    {TEXTS, "replace", 2, method_replace, 0},
    {TEXTS, "lower", 0, method_case, CASE_LOWER},
    {TEXTS, "casefold", 0, method_case, CASE_LOWER},
    {TEXTS, "upper", 0, method_case, CASE_UPPER},
    {TEXTS, "swapcase", 0, method_case, CASE_SWAP},
    {TEXTS, "title", 0, method_case, CASE_TITLE},
    {TEXTS, "capitalize", 0, method_case, CASE_CAPITAL},
    {TEXTS, "strip", 0, method_strip, STRIP_LEFT | STRIP_RIGHT},
    {TEXTS, "lstrip", 0, method_strip, STRIP_LEFT},
    {TEXTS, "rstrip", 0, method_strip, STRIP_RIGHT},
    {TEXTS, "removeprefix", 1, method_remove, 0},
    {TEXTS, "removesuffix", 1, method_remove, 1},
    {TEXTS, "split", 0, method_split, 0},
    {TEXTS, "partition", 1, method_partition, 0},
    {TEXTS, "translate", 1, method_translate, 0},
    {BIT(BYTES), "hex", 0, method_hex, 0},
    {BIT(BYTES), "tobytes", 0, method_same, 0},
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
    {BIT(TEXT), "__mod__", 1, method_percent, 0},
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

static const struct method *find_in(const struct method *rows, size_t n_rows,
                                    const struct meaning *self, const char *name, size_t n)
{
    for (size_t k = 0; k < n_rows; k++) {
        if ((rows[k].kinds >> self->kind & 1) && strlen(rows[k].name) == n &&
            memcmp(rows[k].name, name, n) == 0)
            return &rows[k];
    }
    return NULL;
}

static const struct method *find_method(const struct meaning *self, const char *name, size_t n)
{
    const struct {
        const struct method *rows;
        size_t n;
    } tables[] = {
        {container_methods, n_container_methods},
        {text_methods, n_text_methods},
        {number_methods, n_number_methods},
        {methods, sizeof methods / sizeof methods[0]},
    };
    const struct method *found = NULL;
    for (size_t k = 0; !found && k < sizeof tables / sizeof tables[0]; k++)
        found = find_in(tables[k].rows, tables[k].n, self, name, n);
    return found;
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
