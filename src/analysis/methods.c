/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Methods of Python's own types: what they give for known objects and arguments. */
#include <string.h>

#include "src/analysis/classes.h"
#include "src/analysis/modelindex.h"
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
    const struct meaning *codec = args->n ? arg(ev, args, 0) : arg_named(ev, args, "encoding");
    const struct meaning *errors = args->n > 1 ? arg(ev, args, 1) : arg_named(ev, args, "errors");
    if (codec && codec->kind != MEANING_TEXT)
        return NULL;
    const char *name = codec ? codec->text : "utf-8";
    size_t n = codec ? codec->text_len : 5;
    return coder_handle(ev, self, name, n, method->number, errors);
}

static bool same_kind(const struct meaning *a, const struct meaning *b)
{
    return a && b && a->kind == b->kind;
}

/* Appends from with each old replaced, at most count times (-1: all). */
static void add_replaced(const struct meaning *from, const struct meaning *old,
                         const struct meaning *new, int64_t count, struct buf *out)
{
    size_t at = 0;
    while (at < from->text_len && !out->failed) {
        const char *place =
            count != 0 ? memmem(from->text + at, from->text_len - at, old->text, old->text_len)
                       : NULL;
        size_t until = place ? (size_t)(place - from->text) : from->text_len;
        buf_add(out, from->text + at, until - at);
        at = until;
        if (!place)
            return;
        buf_add(out, new->text, new->text_len);
        at += old->text_len;
        count--;
    }
}

/* What replaces nothing stands before each character and at the end. */
static const struct meaning *put_between(struct evaluator *ev, const struct meaning *self,
                                         const struct meaning *new, int64_t count)
{
    struct buf out = {.limit = MEANING_TEXT_MAX};
    for (size_t at = 0; at <= self->text_len && !out.failed;) {
        size_t from = at;
        if (count != 0 && ev_spend(ev, new->text_len)) {
            buf_add(&out, new->text, new->text_len);
            count--;
        }
        if (at == self->text_len)
            break;
        if (self->kind == MEANING_BYTES)
            at++;
        else
            render_next_code(self, &at);
        buf_add(&out, self->text + from, at - from);
    }
    return meaning_buf(&ev->store, self->kind, &out);
}

METHOD_RUN(method_replace)
{
    (void)method;
    const struct meaning *old = arg(ev, args, 0), *new = arg(ev, args, 1);
    const struct meaning *count = arg(ev, args, 2);
    struct buf out = {.limit = ev_room(ev)};
    if (!same_kind(self, old) || !same_kind(self, new) || (count && !meaning_is_number(count)))
        return NULL;
    if (old->text_len == 0)
        return put_between(ev, self, new, count ? count->number : -1);
    if (!ev_spend(ev, self->text_len))
        return NULL;
    add_replaced(self, old, new, meaning_is_number(count) ? count->number : -1, &out);
    if (!ev_spend(ev, out.len)) {
        buf_free(&out);
        return NULL;
    }
    return meaning_buf(&ev->store, self->kind, &out);
}

enum letter_case { CASE_LOWER, CASE_UPPER, CASE_SWAP, CASE_TITLE, CASE_CAPITAL };

static bool is_letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* Letters of ASCII, and those of full width, which are as far apart. False: of other characters it is
 * not known here whether they have a case; general punctuation has none. */
static bool case_of(uint32_t code, bool *is_letter_code)
{
    bool is_wide = (code >= 0xff21 && code <= 0xff3a) || (code >= 0xff41 && code <= 0xff5a);
    *is_letter_code = is_wide || (code < 0x80 && is_letter((char)code));
    return is_wide || code < 0x80 || (code >= 0x2000 && code <= 0x206f);
}

static uint32_t cased(uint32_t code, bool wants_upper)
{
    uint32_t first = code < 0x80 ? 'A' : 0xff21;
    bool is_upper = code < first + 26;
    return wants_upper ? (is_upper ? code : code - 0x20) : (is_upper ? code + 0x20 : code);
}

METHOD_RUN(method_case)
{
    (void)args;
    struct buf out = {.limit = MEANING_TEXT_MAX};
    bool is_inside = false, is_known = true, is_bytes = self->kind == MEANING_BYTES;
    for (size_t n = 0; is_known && n < self->text_len;) {
        uint32_t c = is_bytes ? (uint8_t)self->text[n++] : render_next_code(self, &n);
        bool has_case = is_bytes && c < 0x80 && is_letter((char)c);
        if (!is_bytes)
            is_known = case_of(c, &has_case);
        bool is_lower = has_case && cased(c, false) == c;
        bool wants_upper = method->number == CASE_UPPER ||
                           (method->number == CASE_SWAP && is_lower) ||
                           (method->number >= CASE_TITLE && !is_inside);
        if (has_case)
            c = cased(c, wants_upper);
        if (is_bytes)
            buf_char(&out, (char)c);
        else
            render_character(c, &out);
        is_inside = method->number == CASE_CAPITAL || has_case;
    }
    if (!is_known || !ev_spend(ev, self->text_len)) {
        buf_free(&out);
        return NULL;
    }
    return meaning_buf(&ev->store, self->kind, &out);
}

enum strip_side { STRIP_LEFT = 1, STRIP_RIGHT = 2 };

bool render_is_blank(const struct meaning *text, uint32_t code)
{
    static const uint16_t wide[] = {0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000};
    if (code == ' ' || (code >= '\t' && code <= '\r'))
        return true;
    if (text->kind == MEANING_BYTES)
        return false;
    bool is_blank = (code >= 0x1c && code <= 0x1f) || (code >= 0x2000 && code <= 0x200a);
    for (size_t k = 0; k < sizeof wide / sizeof wide[0]; k++)
        is_blank |= wide[k] == code;
    return is_blank;
}

/* Whether a character is taken off: one of those that are given, else a blank. */
static bool is_stripped(const struct meaning *self, const struct meaning *what, uint32_t code)
{
    if (!what)
        return render_is_blank(self, code);
    for (size_t at = 0; at < what->text_len;) {
        uint32_t one =
            what->kind == MEANING_BYTES ? (uint8_t)what->text[at++] : render_next_code(what, &at);
        if (one == code)
            return true;
    }
    return false;
}

METHOD_RUN(method_strip)
{
    const struct meaning *what = arg(ev, args, 0);
    size_t from = 0, to = self->text_len;
    bool is_bytes = self->kind == MEANING_BYTES;
    if (what && what->kind == MEANING_NONE)
        what = NULL;
    if ((what && !same_kind(self, what)) ||
        !ev_spend(ev, self->text_len * (1 + (what ? what->text_len : 0) / 16)))
        return NULL;
    while ((method->number & STRIP_LEFT) && from < to) {
        size_t next = from;
        uint32_t code = is_bytes ? (uint8_t)self->text[next++] : render_next_code(self, &next);
        if (!is_stripped(self, what, code))
            break;
        from = next;
    }
    while ((method->number & STRIP_RIGHT) && to > from) {
        size_t before = to - 1, at;
        while (!is_bytes && before > from && ((uint8_t)self->text[before] & 0xc0) == 0x80)
            before--;
        at = before;
        uint32_t code = is_bytes ? (uint8_t)self->text[at] : render_next_code(self, &at);
        if (!is_stripped(self, what, code))
            break;
        to = before;
    }
    return meaning_text(&ev->store, self->kind, self->text + from, to - from);
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

/* Where the next character that is a blank, or is none, begins. */
static size_t find_blank(const struct meaning *self, size_t at, bool wants_blank)
{
    while (at < self->text_len) {
        size_t next = at;
        uint32_t code = self->kind == MEANING_BYTES ? (uint8_t)self->text[next++]
                                                    : render_next_code(self, &next);
        if (render_is_blank(self, code) == wants_blank)
            break;
        at = next;
    }
    return at;
}

/* split without a separator: at runs of blanks. What is left when `left` are split off keeps those within
 * and behind it. */
static void split_blanks(struct evaluator *ev, const struct meaning *self, int64_t left,
                         struct meaning *list)
{
    size_t at = find_blank(self, 0, false);
    while (at < self->text_len && !list->is_lost) {
        size_t end = left-- > 0 ? find_blank(self, at, true) : self->text_len;
        add_part(ev, list, self, at, end);
        at = find_blank(self, end, false);
    }
}

/* The separator and the count of split and rsplit, by place or name; false: not known. */
static bool split_arguments(struct evaluator *ev, const struct meaning *self,
                            const struct arguments *args, const struct meaning **by, int64_t *left)
{
    const struct meaning *count = args->n > 1 ? arg(ev, args, 1) : arg_named(ev, args, "maxsplit");
    *by = args->n ? arg(ev, args, 0) : arg_named(ev, args, "sep");
    *left = meaning_is_number(count) && count->number >= 0 ? count->number : INT64_MAX;
    if (meaning_is(*by, MEANING_NONE))
        *by = NULL;
    bool is_good = !*by || (same_kind(self, *by) && (*by)->text_len > 0);
    return is_good && (!count || meaning_is_number(count)) && ev_spend(ev, self->text_len);
}

METHOD_RUN(method_split)
{
    (void)method;
    const struct meaning *by;
    struct meaning *list = meaning_new(&ev->store, MEANING_LIST);
    int64_t left;
    if (!list || !split_arguments(ev, self, args, &by, &left))
        return NULL;
    if (!by) {
        split_blanks(ev, self, left, list);
        return list->is_lost ? NULL : list;
    }
    size_t at = 0;
    const char *place;
    while (left-- > 0 && !list->is_lost &&
           (place = memmem(self->text + at, self->text_len - at, by->text, by->text_len))) {
        add_part(ev, list, self, at, (size_t)(place - self->text));
        at = (size_t)(place - self->text) + by->text_len;
    }
    add_part(ev, list, self, at, self->text_len);
    return list->is_lost ? NULL : list;
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
    const struct meaning *table = arg(ev, args, 0), *gone = arg(ev, args, 1);
    gone = gone ? gone : arg_named(ev, args, "delete");
    (void)method;
    if (self->kind != MEANING_BYTES || !(gone || table->kind == MEANING_NONE))
        return render_translate(ev, self, table);
    bool has_table = table->kind != MEANING_NONE;
    struct buf out = {.limit = ev_room(ev)};
    bool is_gone[256] = {false};
    if ((gone && gone->kind != MEANING_BYTES) || !ev_spend(ev, self->text_len) ||
        (gone && !ev_spend(ev, gone->text_len)))
        return NULL;
    for (size_t k = 0; gone && k < gone->text_len; k++)
        is_gone[(uint8_t)gone->text[k]] = true;
    for (size_t k = 0; k < self->text_len; k++) {
        if (!is_gone[(uint8_t)self->text[k]])
            buf_char(&out, self->text[k]);
    }
    const struct meaning *left = meaning_buf(&ev->store, MEANING_BYTES, &out);
    return left && has_table ? render_translate(ev, left, table) : left;
}

METHOD_RUN(method_maketrans)
{
    (void)method;
    (void)self;
    return render_maketrans(ev, args);
}

/* hex(), hex(':') */
METHOD_RUN(method_hex)
{
    (void)method;
    const struct meaning *between = args->n ? arg(ev, args, 0) : arg_named(ev, args, "sep");
    struct buf out = {.limit = MEANING_TEXT_MAX};
    bool is_text = meaning_is(between, MEANING_TEXT) || meaning_is(between, MEANING_BYTES);
    if (args->n > 1 || (between && !(is_text && between->text_len == 1)) ||
        !ev_spend(ev, self->text_len))
        return NULL;
    for (size_t n = 0; n < self->text_len; n++) {
        if (n && between)
            buf_char(&out, between->text[0]);
        buf_printf(&out, "%02x", (unsigned char)self->text[n]);
    }
    return meaning_buf(&ev->store, MEANING_TEXT, &out);
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
    {BIT(BYTES), "tolist", 0, method_bytes_list, 0},
    {TEXTS, "maketrans", 1, method_maketrans, 0},
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
