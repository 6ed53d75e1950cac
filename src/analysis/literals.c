/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values that stand in a text: JSON as the module json reads it, and Python's literals as
 * ast.literal_eval does. What is not known to be one is refused. */
#include "src/analysis/literals.h"

#include <math.h>
#include <string.h>

#include "src/analysis/numbers.h"
#include "src/analysis/render.h"

static bool take_word(struct literal_reader *reader, const char *word)
{
    size_t n = strlen(word);
    if ((size_t)(reader->end - reader->at) < n || memcmp(reader->at, word, n) != 0)
        return false;
    const char *next = reader->at + n;
    char low = next < reader->end ? (char)(*next | 0x20) : ' ';
    bool is_longer = (low >= 'a' && low <= 'z') || (next < reader->end && *next == '_');
    reader->at += is_longer ? 0 : n;
    return !is_longer;
}

static void skip_blanks(struct literal_reader *reader)
{
    while (literal_is_at(reader, ' ') || literal_is_at(reader, '\t') ||
           literal_is_at(reader, '\n') || (reader->is_json && literal_is_at(reader, '\r')))
        reader->at++;
}

static const struct meaning *read_value(struct literal_reader *reader);

/* ---- Numbers --------------------------------------------------------------------------------- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* What a hook of json.loads makes of a part of the text. */
static const struct meaning *call_with_text(struct literal_reader *reader,
                                            const struct meaning *hook, const char *text, size_t n)
{
    const struct meaning *part = meaning_text(&reader->ev->store, MEANING_TEXT, text, n);
    return part ? ev_call_1(reader->ev, hook, part) : NULL;
}

/* Digits, a fraction, an exponent; JSON has no leading zeros, and nor has Python. */
static const struct meaning *read_number(struct literal_reader *reader)
{
    const char *from = reader->at;
    bool is_float = false, is_negative = literal_take(reader, '-');
    if (!reader->is_json && is_negative)
        while (literal_is_at(reader, ' '))
            reader->at++;
    const char *digits = reader->at;
    bool is_hex = !reader->is_json && reader->end - digits > 2 && digits[0] == '0' &&
                  (digits[1] | 0x20) >= 'b';
    while (reader->at < reader->end) {
        char c = *reader->at;
        bool is_sign = (c == '-' || c == '+') && (reader->at[-1] | 0x20) == 'e' && is_float;
        bool is_letter = is_hex && ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
        is_float |= !is_hex && (c == '.' || (c | 0x20) == 'e');
        if (!is_digit(c) && !is_letter && !is_sign &&
            !(!is_hex && (c == '.' || (c | 0x20) == 'e')) && !(c == '_' && !reader->is_json))
            break;
        reader->at++;
    }
    size_t n = (size_t)(reader->at - digits);
    struct meaning text = {.kind = MEANING_TEXT, .text = digits, .text_len = n};
    int64_t number;
    double real;
    bool is_odd = n == 0 || (!is_digit(digits[0]) && (reader->is_json || digits[0] != '.')) ||
                  (n > 1 && digits[0] == '0' && is_digit(digits[1])) || from == reader->at;
    if (is_odd)
        return NULL;
    const struct meaning *parse = is_float ? reader->parse_float : reader->parse_int;
    if (parse)
        return call_with_text(reader, parse, from, (size_t)(reader->at - from));
    if (is_float) {
        bool is_whole = memchr(digits, '_', n) == NULL && is_digit(digits[n - 1]) &&
                        num_read_float(digits, n, &real);
        return is_whole ? num_float(&reader->ev->store, is_negative ? -real : real) : NULL;
    }
    const struct meaning *value = render_int(&text, reader->is_json ? 10 : 0, &number)
                                      ? meaning_int(&reader->ev->store, number)
                                      : render_big(reader->ev, &text, reader->is_json ? 10 : 0);
    return value && is_negative ? operator_run(reader->ev, OPERATOR_NEG, value, NULL) : value;
}

/* ---- Containers ------------------------------------------------------------------------------ */

/* Items up to a bracket; *has_comma: the last has one behind it. */
static struct meaning *read_items(struct literal_reader *reader, char close, enum meaning_kind kind,
                                  bool *has_comma)
{
    struct meaning *list = meaning_new(&reader->ev->store, kind);
    *has_comma = false;
    for (;;) {
        skip_blanks(reader);
        if (literal_take(reader, close))
            return *has_comma && reader->is_json ? NULL : list;
        if (list && list->n_items && !*has_comma)
            return NULL;
        const struct meaning *item = read_value(reader);
        if (!item || !list || list->is_lost)
            return NULL;
        meaning_add(&reader->ev->store, list, item);
        skip_blanks(reader);
        *has_comma = literal_take(reader, ',');
    }
}

/* What the hooks of json.loads make of an object. */
static const struct meaning *hooked(struct literal_reader *reader, struct meaning *dict,
                                    struct meaning *pairs)
{
    if (reader->pairs_hook)
        return ev_call_1(reader->ev, reader->pairs_hook, pairs);
    return reader->object_hook ? ev_call_1(reader->ev, reader->object_hook, dict) : dict;
}

/* A dict; where the first item has no colon, a set. */
static const struct meaning *read_braces(struct literal_reader *reader)
{
    struct meaning_store *store = &reader->ev->store;
    struct meaning *dict = meaning_new(store, MEANING_DICT);
    struct meaning *set = meaning_new(store, MEANING_SET),
                   *pairs = meaning_new(store, MEANING_LIST);
    bool has_comma = true;
    for (;;) {
        skip_blanks(reader);
        bool is_empty = dict && set && pairs && dict->n_items + set->n_items == 0;
        if (literal_take(reader, '}')) {
            if (!dict || !set || (reader->is_json && has_comma && !is_empty))
                return NULL;
            return set->n_items ? set : hooked(reader, dict, pairs);
        }
        if (!has_comma || !dict || !set || !pairs)
            return NULL;
        const struct meaning *two[2] = {read_value(reader), NULL};
        skip_blanks(reader);
        if (!two[0] || (reader->is_json && two[0]->kind != MEANING_TEXT))
            return NULL;
        bool has_value = literal_take(reader, ':');
        if ((has_value && set->n_items) || (!has_value && (reader->is_json || dict->n_items)))
            return NULL;
        skip_blanks(reader);
        two[1] = has_value ? read_value(reader) : NULL;
        if (has_value && !two[1])
            return NULL;
        if (has_value) {
            ev_put(reader->ev, dict, two[0], two[1]);
            meaning_add(store, pairs, meaning_items(store, MEANING_TUPLE, two, 2));
        } else {
            meaning_add(store, set, two[0]);
        }
        if (dict->is_lost || set->is_lost || pairs->is_lost)
            return NULL;
        skip_blanks(reader);
        has_comma = literal_take(reader, ',');
    }
}

static const struct meaning *read_container(struct literal_reader *reader)
{
    bool has_comma;
    if (literal_take(reader, '['))
        return read_items(reader, ']', MEANING_LIST, &has_comma);
    if (literal_take(reader, '{'))
        return read_braces(reader);
    reader->at++; /* a bracket of a tuple, or around one value */
    struct meaning *tuple = read_items(reader, ')', MEANING_TUPLE, &has_comma);
    return tuple && tuple->n_items == 1 && !has_comma ? tuple->items[0] : tuple;
}

static const struct meaning *read_word(struct literal_reader *reader)
{
    struct meaning_store *store = &reader->ev->store;
    if (take_word(reader, reader->is_json ? "true" : "True"))
        return meaning_bool(store, true);
    if (take_word(reader, reader->is_json ? "false" : "False"))
        return meaning_bool(store, false);
    return take_word(reader, reader->is_json ? "null" : "None") ? meaning_none(store) : NULL;
}

/* NaN and its like, which json.loads reads; NULL: it is none, or no longer one by itself. */
static const struct meaning *read_constant(struct literal_reader *reader)
{
    static const struct {
        const char *word;
        double value;
    } constants[] = {{"NaN", NAN}, {"Infinity", INFINITY}, {"-Infinity", -INFINITY}};
    const char *from = reader->at;
    for (size_t k = 0; reader->is_json && k < sizeof constants / sizeof constants[0]; k++) {
        if (!take_word(reader, constants[k].word))
            continue;
        return reader->parse_constant
                   ? call_with_text(reader, reader->parse_constant, from, strlen(constants[k].word))
                   : num_float(&reader->ev->store, constants[k].value);
    }
    return NULL;
}

/* Depth is bounded. */
static const struct meaning *read_value(struct literal_reader *reader)
{
    struct literal_prefix prefix;
    if (reader->at == reader->end || !ev_spend(reader->ev, 1))
        return NULL;
    char c = *reader->at;
    bool is_bracket = c == '[' || c == '{' || (c == '(' && !reader->is_json);
    if (is_bracket) {
        if (reader->depth == LITERAL_DEPTH_MAX)
            return NULL;
        reader->depth++;
        const struct meaning *container = read_container(reader);
        reader->depth--;
        return container;
    }
    if (reader->is_json && literal_take(reader, '"'))
        return literal_json_text(reader);
    if (!reader->is_json && literal_prefix(reader, &prefix))
        return literal_python_text(reader, prefix);
    const struct meaning *constant = read_constant(reader);
    if (constant || reader->at == reader->end)
        return constant;
    if (is_digit(c) || c == '-' || (c == '.' && !reader->is_json))
        return read_number(reader);
    return read_word(reader);
}

/* ---- Functions ------------------------------------------------------------------------------- */

/* The text of JSON: bytes are UTF-8 where no byte is zero. NULL: not known. */
static const struct meaning *json_text(struct evaluator *ev, const struct meaning *text)
{
    if (meaning_is(text, MEANING_TEXT)) /* a mark before it is refused */
        return strncmp(text->text, "\xef\xbb\xbf", 3) == 0 ? NULL : text;
    bool is_utf8 = meaning_is(text, MEANING_BYTES) && !memchr(text->text, '\0', text->text_len) &&
                   text->text_len && (unsigned char)text->text[0] < 0x80;
    return is_utf8 ? coder_run(ev, text, "utf-8", 5, true) : NULL;
}

static const struct meaning *given(struct evaluator *ev, const struct arguments *args,
                                   const char *name)
{
    const struct meaning *hook = arg_named(ev, args, name);
    return hook && hook->kind != MEANING_NONE ? hook : NULL;
}

/* One value of JSON, and the place behind it in characters of which all before are ASCII. */
static const struct meaning *read_json(struct evaluator *ev, const struct meaning *text,
                                       const struct arguments *args, size_t *at, bool is_whole)
{
    struct literal_reader reader = {.ev = ev,
                                    .at = text->text + *at,
                                    .end = text->text + text->text_len,
                                    .is_json = true,
                                    .object_hook = given(ev, args, "object_hook"),
                                    .pairs_hook = given(ev, args, "object_pairs_hook"),
                                    .parse_int = given(ev, args, "parse_int"),
                                    .parse_float = given(ev, args, "parse_float"),
                                    .parse_constant = given(ev, args, "parse_constant")};
    bool is_changed = given(ev, args, "cls") || given(ev, args, "strict");
    if (is_changed || !ev_spend(ev, text->text_len))
        return NULL;
    if (is_whole)
        skip_blanks(&reader);
    const struct meaning *value = read_value(&reader);
    if (is_whole)
        skip_blanks(&reader);
    *at = (size_t)(reader.at - text->text);
    return is_whole && reader.at < reader.end ? NULL : value;
}

/* json.loads(text), JSONDecoder().decode(text): number is where the text stands. */
MODEL_RUN(model_json)
{
    static const struct meaning *const none[1];
    const struct meaning *text = json_text(ev, arg(ev, args, (uint32_t)model->number));
    struct arguments made = *args;
    size_t at = 0;
    if (model->number && !ev_made_with(ev, arg(ev, args, 0), &made))
        made = (struct arguments){.items = none};
    return text ? read_json(ev, text, &made, &at, true) : NULL;
}

/* json.load(file), of a buffer in memory. */
MODEL_RUN(model_json_load)
{
    static const struct model loads = {.number = 0};
    const struct meaning *file = arg(ev, args, 0);
    const struct meaning *read =
        file->kind == MEANING_OBJECT ? ev_attribute(ev, file, "read", 4) : NULL;
    const struct meaning *text =
        read ? ev_call(ev, read, &(struct arguments){.items = args->items}) : NULL;
    struct arguments all = *args;
    (void)model;
    all.items = &text;
    all.n = 1;
    return text ? model_json(ev, &loads, &all) : NULL;
}

/* JSONDecoder().raw_decode(text, from): the value, and the place behind it. */
MODEL_RUN(model_raw_decode)
{
    const struct meaning *text = arg_of_kind(ev, args, 1, MEANING_TEXT), *from = arg(ev, args, 2);
    static const struct meaning *const none[1];
    struct arguments made;
    size_t at = meaning_is_number(from) && from->number > 0 ? (size_t)from->number : 0;
    (void)model;
    if (!text || at > text->text_len || (at && !meaning_is_number(from)))
        return NULL;
    if (!ev_made_with(ev, arg(ev, args, 0), &made))
        made = (struct arguments){.items = none};
    const struct meaning *two[2] = {read_json(ev, text, &made, &at, false), NULL};
    for (size_t k = 0; k < at; k++) {
        if ((unsigned char)text->text[k] >= 0x80)
            return NULL;
    }
    two[1] = meaning_int(&ev->store, (int64_t)at);
    return two[0] && two[1] ? meaning_items(&ev->store, MEANING_TUPLE, two, 2) : NULL;
}

/* json.decoder.scanstring(text, place behind the quote) */
MODEL_RUN(model_scanstring)
{
    const struct meaning *text = arg_of_kind(ev, args, 0, MEANING_TEXT), *from = arg(ev, args, 1);
    size_t at = meaning_is_number(from) && from->number > 0 ? (size_t)from->number : 0;
    (void)model;
    if (!text || at == 0 || at > text->text_len || !ev_spend(ev, text->text_len))
        return NULL;
    struct literal_reader reader = {
        .ev = ev, .at = text->text + at, .end = text->text + text->text_len, .is_json = true};
    const struct meaning *two[2] = {literal_json_text(&reader), NULL};
    for (const char *k = text->text; k < reader.at; k++) {
        if ((unsigned char)*k >= 0x80)
            return NULL;
    }
    two[1] = meaning_int(&ev->store, reader.at - text->text);
    return two[0] && two[1] ? meaning_items(&ev->store, MEANING_TUPLE, two, 2) : NULL;
}

MODEL_RUN(model_literal)
{
    (void)model;
    const struct meaning *text = arg_of_kind(ev, args, 0, MEANING_TEXT);
    bool is_refused = !text || memchr(text->text, '\r', text->text_len) ||
                      memchr(text->text, '\0', text->text_len) || !ev_spend(ev, text->text_len);
    if (is_refused)
        return NULL;
    struct literal_reader reader = {.ev = ev, .at = text->text, .end = text->text + text->text_len};
    while (literal_is_at(&reader, ' ') || literal_is_at(&reader, '\t'))
        reader.at++;
    struct meaning *tuple = NULL;
    const struct meaning *value = read_value(&reader);
    while (literal_is_at(&reader, ' ') || literal_is_at(&reader, '\t'))
        reader.at++;
    while (value && literal_take(&reader, ',')) { /* a tuple without brackets */
        tuple = tuple ? tuple : meaning_items(&ev->store, MEANING_TUPLE, &value, 1);
        while (literal_is_at(&reader, ' '))
            reader.at++;
        if (!tuple || reader.at == reader.end)
            break;
        value = read_value(&reader);
        meaning_add(&ev->store, tuple, value ? value : &meaning_unknown);
        while (literal_is_at(&reader, ' '))
            reader.at++;
    }
    while (literal_is_at(&reader, '\n') || literal_is_at(&reader, ' '))
        reader.at++;
    return reader.at < reader.end || !value ? NULL : tuple ? tuple : value;
}

/* clang-format off */
const struct model literals[] = {
    {"ast", "literal_eval", 1, model_literal, 0, NULL},
    {"json", "loads", 1, model_json, 0, NULL},
    {"json", "load", 1, model_json_load, 0, NULL},
    {"json", "JSONDecoder.decode", 2, model_json, 1, NULL},
    {"json", "JSONDecoder.raw_decode", 2, model_raw_decode, 0, NULL},
    {"json.decoder", "JSONDecoder.decode", 2, model_json, 1, NULL},
    {"json.decoder", "JSONDecoder.raw_decode", 2, model_raw_decode, 0, NULL},
    {"json.decoder", "scanstring", 2, model_scanstring, 0, NULL},
    {"_json", "scanstring", 2, model_scanstring, 0, NULL},
    {"json.decoder", "py_scanstring", 2, model_scanstring, 0, NULL},
};
/* clang-format on */
const size_t n_literals = sizeof literals / sizeof literals[0];
