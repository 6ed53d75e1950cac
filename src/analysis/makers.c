/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Types and functions that make plain data and containers: what they give for known arguments. */
#include <math.h>
#include <string.h>

#include "src/analysis/containers.h"
#include "src/analysis/models.h"
#include "src/analysis/numbers.h"
#include "src/analysis/objects.h"
#include "src/analysis/render.h"

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
    const struct meaning *special =
        args->n == 1 ? ev_special(ev, value, "__str__", &(struct arguments){.items = &value})
                     : NULL;
    if (special)
        return special;
    if (value->kind == MEANING_OBJECT && objects_is_exception(value) &&
        ev_made_with(ev, value, &made) && made.n == 1)
        value = ev_ask(ev, made.items[0]);
    const struct meaning *codec = arg_of_kind(ev, args, 1, MEANING_TEXT),
                         *errors = arg(ev, args, 2);
    if (value->kind == MEANING_BYTES && args->n > 1)
        return codec ? coder_as_text(ev, value, codec->text, codec->text_len, true, errors) : NULL;
    if (!render_str(ev, value, &text)) {
        buf_free(&text);
        return NULL;
    }
    return made_text(ev, MEANING_TEXT, &text);
}

MODEL_RUN(model_repr)
{
    struct buf text = {.limit = MEANING_TEXT_MAX};
    const struct meaning *value = arg(ev, args, 0);
    if (!(model->number ? render_ascii : render_repr)(ev, value, &text)) {
        buf_free(&text);
        return NULL;
    }
    return made_text(ev, MEANING_TEXT, &text);
}

/* reprlib.repr, pprint.pformat, saferepr: of a text that is short enough not to be cut or wrapped. */
MODEL_RUN(model_short_repr)
{
    enum { SHORTEST_LIMIT = 28 };
    const struct meaning *value = arg(ev, args, 0);
    bool is_alone = args->n == 1 && args->n_named == 0;
    bool is_short = (value->kind == MEANING_TEXT && value->text_len < SHORTEST_LIMIT / 2 &&
                     !memchr(value->text, '\n', value->text_len)) ||
                    value->kind == MEANING_INT;
    return is_short && is_alone ? model_repr(ev, model, args) : NULL;
}

static bool add_byte(struct buf *out, const struct meaning *item)
{
    bool is_byte = meaning_is_number(item) && item->number >= 0 && item->number < 256;
    buf_char(out, is_byte ? (char)item->number : 0);
    return is_byte;
}

/* Bytes of a list or tuple of ints in the record, all at once: there may be millions. False: some are
 * not plain ints, or too many. */
static bool add_record_bytes(struct evaluator *ev, const struct meaning *list, struct buf *out)
{
    enum { ITEM_COST = 16 };
    enum br_kind kind = br_kind(ev->rec, list->value);
    struct br_state now = {ev->rec, ev->op};
    uint64_t n = 0;
    if ((kind != BR_KIND_LIST && kind != BR_KIND_TUPLE) || br_len(now, list->value, &n) != BR_OK ||
        n > out->limit || !ev_spend(ev, n * ITEM_COST))
        return false;
    for (uint64_t k = 0; k < n; k++) {
        struct br_item item;
        bool found = false;
        int64_t byte;
        if (br_item(now, list->value, k, &item, &found) != BR_OK || !found ||
            !br_int(ev->rec, item.value, &byte) || byte < 0 || byte > UINT8_MAX)
            return false;
        buf_char(out, (char)byte);
    }
    return true;
}

/* Bytes of their own, of a bytearray or memoryview. */
static const struct meaning *own_bytes(struct evaluator *ev, const struct meaning *of)
{
    struct meaning *own = meaning_new(&ev->store, MEANING_BYTES);
    if (!own)
        return NULL;
    own->text = of->text; /* which nobody changes where it stands */
    own->text_len = of->text_len;
    own->origin = of->origin;
    return own;
}

/* bytes(n), bytes(text, codec), bytes(bytes), bytes(numbers). */
MODEL_RUN(model_bytes)
{
    (void)model;
    const struct meaning *value = arg(ev, args, 0), *item;
    const struct meaning *codec = arg_of_kind(ev, args, 1, MEANING_TEXT);
    struct buf bytes = {.limit = ev_room(ev)};
    if (!value || value->kind == MEANING_BYTES)
        return value && !value->type && !value->is_mutable
                   ? value
                   : own_bytes(ev, value ? value : &(struct meaning){.text = ""});
    if (value->kind == MEANING_TEXT)
        return codec
                   ? coder_as_text(ev, value, codec->text, codec->text_len, false, arg(ev, args, 2))
                   : NULL;
    if (value->kind == MEANING_INT) {
        if (value->number < 0 || value->number > MEANING_TEXT_MAX)
            return NULL;
        buf_pad(&bytes, '\0', (size_t)value->number);
        return made_text(ev, MEANING_BYTES, &bytes);
    }
    if (value->kind == MEANING_RECORD && add_record_bytes(ev, value, &bytes))
        return made_text(ev, MEANING_BYTES, &bytes);
    buf_clear(&bytes);
    const struct meaning *special =
        ev_special(ev, value, "__bytes__", &(struct arguments){.items = &value});
    if (meaning_is_typed(value, "array"))
        return method_run(ev, value, "tobytes", 7, &(struct arguments){.items = NULL});
    if (special)
        return special;
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
    if (meaning_is(value, MEANING_BIG))
        return value;
    if (meaning_is(value, MEANING_FLOAT))
        return num_of_double(&ev->store, trunc(value->real));
    if (meaning_is(value, MEANING_OBJECT))
        return ev_special(ev, value, "__int__", &(struct arguments){.items = &value});
    bool is_good = value->kind == MEANING_TEXT || value->kind == MEANING_BYTES;
    int64_t said = meaning_is_number(base) ? base->number : 10;
    if (!is_good)
        return NULL;
    if (render_int(value, said, &number))
        return meaning_int(&ev->store, number);
    return render_big(ev, value, said);
}

/* operator.index: of what is an int, or has a method that says so. */
MODEL_RUN(model_index)
{
    const struct meaning *value = arg(ev, args, 0);
    (void)model;
    if (meaning_is_number(value))
        return meaning_int(&ev->store, value->number);
    if (meaning_is(value, MEANING_BIG))
        return value;
    return meaning_is(value, MEANING_OBJECT)
               ? ev_special(ev, value, "__index__", &(struct arguments){.items = &value})
               : NULL;
}

MODEL_RUN(model_float)
{
    (void)model;
    const struct meaning *value = arg(ev, args, 0);
    double real = 0;
    bool is_text = meaning_is(value, MEANING_TEXT) || meaning_is(value, MEANING_BYTES);
    bool good = !value || (is_text ? ev_spend(ev, value->text_len) &&
                                         num_read_float(value->text, value->text_len, &real)
                                   : num_double(value, &real));
    return good ? num_float(&ev->store, real) : NULL;
}

/* hex, oct, bin: number is the base, text what stands in front. */
MODEL_RUN(model_digits)
{
    const struct meaning *value = arg(ev, args, 0);
    struct buf digits = {.limit = MEANING_TEXT_MAX}, text = {.limit = MEANING_TEXT_MAX};
    bool good = num_digits(value, model->number, &digits);
    bool is_negative = good && *buf_text(&digits) == '-';
    buf_str(&text, is_negative ? "-" : "");
    buf_str(&text, model->text);
    buf_str(&text, buf_text(&digits) + is_negative);
    buf_free(&digits);
    if (good)
        return made_text(ev, MEANING_TEXT, &text);
    buf_free(&text);
    return NULL;
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

/* ---- Texts ----------------------------------------------------------------------------------- */

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
    const struct meaning *of = arg(ev, args, 0);
    struct arguments rest = args_from(args, 1);
    (void)model;
    if (of->kind == MEANING_OBJECT && spec && spec->text_len)
        return ev_special(ev, of, "__format__", &rest);
    bool good =
        (!spec || spec->kind == MEANING_TEXT) &&
        render_spec(ev, arg(ev, args, 0), spec ? spec->text : "", spec ? spec->text_len : 0, &text);
    if (!good) {
        buf_free(&text);
        return NULL;
    }
    return made_text(ev, MEANING_TEXT, &text);
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

/* deque(iterable, maxlen) */
MODEL_RUN(model_deque)
{
    const struct meaning *from = args->n ? arg(ev, args, 0) : arg_named(ev, args, "iterable");
    const struct meaning *most = args->n > 1 ? arg(ev, args, 1) : arg_named(ev, args, "maxlen");
    struct meaning *deque =
        meaning_typed(meaning_new(&ev->store, MEANING_LIST), "collections", "deque");
    bool is_bound = most && most->kind != MEANING_NONE;
    (void)model;
    if (!deque || (is_bound && meaning_is_number(most) && most->number < 0))
        return NULL;
    if (is_bound && meaning_is_number(most) && most->number >= 0 &&
        most->number < MEANING_ITEMS_MAX)
        deque->way = 1 + (uint32_t)most->number;
    else if (is_bound && !(meaning_is_number(most) && most->number >= MEANING_ITEMS_MAX))
        deque->is_lost = true;
    struct meaning *items = from ? ev_iterator(ev, from) : NULL;
    const struct meaning *item;
    while (items && (item = ev_next(ev, items)) != NULL) {
        if (!deque->is_lost)
            container_put(ev, deque, item, false);
    }
    return deque;
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
    bool is_table = meaning_is(from, MEANING_GLOBAL) && method_is_table(from);
    if (is_table || meaning_is(from, MEANING_NAMESPACE))
        return from;
    if (from)
        fill_dict(ev, dict, from);
    for (uint32_t n = 0; n + 1 < args->n_named; n += 2)
        ev_put(ev, dict, ev_ask(ev, args->named[n]), ev_ask(ev, args->named[n + 1]));
    return dict;
}

/* The names of a module or class, where no map before them has any. NULL: it is another. */
static const struct meaning *first_namespace(struct evaluator *ev, const struct arguments *args)
{
    for (uint32_t n = 0; n < args->n; n++) {
        const struct meaning *map = arg(ev, args, n);
        uint64_t length = 1;
        bool is_table = meaning_is(map, MEANING_GLOBAL) && method_is_table(map);
        if (is_table || map->kind == MEANING_NAMESPACE)
            return map;
        if (!ev_len(ev, map, &length) || length > 0)
            return NULL;
    }
    return NULL;
}

/* dict.fromkeys(iterable, value) */
MODEL_RUN(model_fromkeys)
{
    struct meaning *dict = meaning_new(&ev->store, MEANING_DICT);
    struct meaning *keys = ev_iterator(ev, args->items[0]);
    const struct meaning *value = args->n > 1 ? arg(ev, args, 1) : meaning_none(&ev->store), *key;
    (void)model;
    while (keys && (key = ev_next(ev, keys)) != NULL) {
        if (dict)
            ev_put(ev, dict, key, value);
    }
    return dict;
}

/* ChainMap(a, b): what a lacks is taken from b. A factory among them makes what all lack. */
MODEL_RUN(model_chain_map)
{
    static const struct model plain = {.number = MEANING_DICT};
    struct meaning *all = (struct meaning *)model_dict(ev, &plain, &(struct arguments){.n = 0});
    const struct meaning *space = first_namespace(ev, args);
    (void)model;
    if (space)
        return space;
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

/* ---- The table ------------------------------------------------------------------------------- */

/* clang-format off */
const struct model makers[] = {
    {"builtins", "str", 0, model_str, 0, NULL},
    {"builtins", "unicode", 0, model_str, 0, NULL},
    {"collections", "UserString", 1, model_str, 0, NULL},
    {"builtins", "repr", 1, model_repr, 0, NULL},
    {"builtins", "ascii", 1, model_repr, 1, NULL},
    {"reprlib", "repr", 1, model_short_repr, 0, NULL},
    {"pprint", "pformat", 1, model_short_repr, 0, NULL},
    {"pprint", "saferepr", 1, model_short_repr, 0, NULL},
    {"builtins", "format", 1, model_format, 0, NULL},
    {"builtins", "bytes", 0, model_bytes, 0, NULL},
    {"builtins", "bytearray", 0, model_bytearray, 0, NULL},
    {"builtins", "chr", 1, model_chr, 0, NULL},
    {"builtins", "unichr", 1, model_chr, 0, NULL},
    {"builtins", "ord", 1, model_ord, 0, NULL},
    {"builtins", "int", 0, model_int, 0, NULL},
    {"builtins", "long", 0, model_int, 0, NULL},
    {"builtins", "float", 0, model_float, 0, NULL},
    {"operator", "index", 1, model_index, 0, NULL},
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
    {"collections", "deque", 0, model_deque, 0, NULL},
    {"collections", "UserList", 0, model_listed, MEANING_LIST, NULL},
    {"builtins", "dict", 0, model_dict, MEANING_DICT, NULL},
    {"builtins", "dict.fromkeys", 1, model_fromkeys, 0, NULL},
    {"collections", "OrderedDict.fromkeys", 1, model_fromkeys, 0, NULL},
    {"collections", "OrderedDict", 0, model_dict, MEANING_DICT, NULL},
    {"collections", "ChainMap", 0, model_chain_map, 0, NULL},
    {"collections", "UserDict", 0, model_dict, MEANING_DICT, NULL},
    {"types", "MappingProxyType", 1, model_dict, MEANING_DICT, NULL},
    {"collections", "defaultdict", 0, model_dict, MEANING_FACTORY, NULL},
};
/* clang-format on */

const size_t n_makers = sizeof makers / sizeof makers[0];
