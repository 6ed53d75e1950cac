/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The module string: Template, Formatter, capwords. */
#include <string.h>

#include "src/analysis/models.h"
#include "src/analysis/render.h"

/* ---- string.Template ------------------------------------------------------------------------- */

static bool is_name_char(char c, bool is_first)
{
    char low = (char)(c | 0x20);
    return c == '_' || (low >= 'a' && low <= 'z') || (!is_first && c >= '0' && c <= '9');
}

/* What a Template was made with; NULL: not known. */
static const struct meaning *template_of(struct evaluator *ev, const struct meaning *self)
{
    struct arguments made;
    if (!meaning_is(self, MEANING_OBJECT) || !ev_made_with(ev, self, &made))
        return NULL;
    const struct meaning *text = made.n ? arg(ev, &made, 0) : arg_named(ev, &made, "template");
    return meaning_is(text, MEANING_TEXT) && ev_spend(ev, text->text_len) ? text : NULL;
}

/* The name behind a '$', braces around it or not: how many characters that are; 0: there is none. */
static size_t take_name(const char *place, size_t left, const char **name, size_t *name_len)
{
    bool has_brace = left > 1 && place[1] == '{';
    size_t from = 1 + has_brace, n = from;
    while (n < left && is_name_char(place[n], n == from))
        n++;
    *name = place + from;
    *name_len = n - from;
    bool is_good = n > from && (!has_brace || (n < left && place[n] == '}'));
    return is_good ? n + has_brace : 0;
}

/* Template(text).substitute(mapping, **named): self is the first argument, and knows its text. */
MODEL_RUN(model_substitute)
{
    const struct meaning *text = template_of(ev, arg(ev, args, 0)), *mapping = arg(ev, args, 1);
    struct buf out = {.limit = MEANING_TEXT_MAX};
    bool good = text != NULL;
    (void)model;
    for (size_t at = 0; good && at < text->text_len; at++) {
        const char *place = text->text + at, *name;
        size_t left = text->text_len - at, name_len;
        if (*place != '$' || (left > 1 && place[1] == '$')) {
            buf_char(&out, *place);
            at += *place == '$';
            continue;
        }
        size_t n = take_name(place, left, &name, &name_len);
        const struct meaning *key =
            n ? meaning_text(&ev->store, MEANING_TEXT, name, name_len) : NULL;
        const struct meaning *value = key ? arg_named(ev, args, key->text) : NULL;
        if (key && !value && mapping)
            value = ev_subscript(ev, mapping, key);
        good = value && render_str(ev, value, &out);
        at += n ? n - 1 : 0;
    }
    if (!good) {
        buf_free(&out);
        return NULL;
    }
    return meaning_buf(&ev->store, MEANING_TEXT, &out);
}

/* get_identifiers(): each once. */
MODEL_RUN(model_identifiers)
{
    const struct meaning *text = template_of(ev, arg(ev, args, 0));
    struct meaning *list = text ? meaning_new(&ev->store, MEANING_LIST) : NULL;
    (void)model;
    for (size_t at = 0; list && !list->is_lost && at < text->text_len; at++) {
        const char *name;
        size_t left = text->text_len - at, name_len;
        if (text->text[at] != '$')
            continue;
        bool is_dollar = left > 1 && text->text[at + 1] == '$';
        size_t n = is_dollar ? 2 : take_name(text->text + at, left, &name, &name_len);
        const struct meaning *key =
            n && !is_dollar ? meaning_text(&ev->store, MEANING_TEXT, name, name_len) : NULL;
        bool is_new = key != NULL;
        for (uint32_t k = 0; is_new && k < list->n_items; k++)
            is_new = !meaning_equal(list->items[k], key);
        if (is_new)
            meaning_add(&ev->store, list, key);
        at += n ? n - 1 : 0;
    }
    return list && !list->is_lost ? list : NULL;
}

/* capwords(text, separator) */
MODEL_RUN(model_capwords)
{
    static const struct meaning blank = {.kind = MEANING_TEXT, .text = " ", .text_len = 1};
    static const struct meaning *const none[1];
    const struct meaning *text = arg_of_kind(ev, args, 0, MEANING_TEXT);
    const struct meaning *by = args->n > 1 ? arg(ev, args, 1) : arg_named(ev, args, "sep");
    bool has_separator = meaning_is(by, MEANING_TEXT);
    (void)model;
    if (!text || (by && !has_separator && by->kind != MEANING_NONE))
        return NULL;
    const struct meaning *words =
        method_run(ev, text, "split", 5,
                   has_separator ? &(struct arguments){.items = &by, .n = 1}
                                 : &(struct arguments){.items = none});
    struct meaning *list = words ? ev_listed(ev, words, MEANING_LIST) : NULL;
    for (uint32_t k = 0; list && k < list->n_items; k++) {
        list->items[k] =
            method_run(ev, list->items[k], "capitalize", 10, &(struct arguments){.items = none});
        if (!list->items[k])
            return NULL;
    }
    return list ? render_join(ev, has_separator ? by : &blank, list) : NULL;
}

/* ---- string.Formatter ------------------------------------------------------------------------ */

/* Formatter().format(text, *args, **named) */
MODEL_RUN(model_formatter)
{
    const struct meaning *text = arg_of_kind(ev, args, 1, MEANING_TEXT);
    struct arguments rest = args_from(args, 2);
    (void)model;
    return text ? render_format(ev, text, &rest, NULL) : NULL;
}

/* Formatter().vformat(text, args, kwargs), and get_field, which gives the object and its key. */
MODEL_RUN(model_vformat)
{
    static const struct meaning *const none[1];
    const struct meaning *text = arg_of_kind(ev, args, 1, MEANING_TEXT);
    const struct meaning *list = ev_listed(ev, args->items[2], MEANING_LIST);
    struct arguments all = {.items = none};
    if (!text || !list)
        return NULL;
    if (list->n_items)
        all = (struct arguments){.items = list->items, .n = list->n_items};
    const struct meaning *mapping = arg(ev, args, 3);
    if (model->number == 0)
        return render_format(ev, text, &all, mapping);
    const struct meaning *two[2] = {render_field(ev, text, &all, mapping), &meaning_unknown};
    return two[0] ? meaning_items(&ev->store, MEANING_TUPLE, two, 2) : NULL;
}

/* get_value(key, args, kwargs) */
MODEL_RUN(model_get_value)
{
    const struct meaning *key = arg(ev, args, 1);
    (void)model;
    return ev_subscript(ev, args->items[meaning_is_number(key) ? 2 : 3], key);
}

/* convert_field(value, letter) */
MODEL_RUN(model_convert)
{
    const struct meaning *value = arg(ev, args, 1), *letter = arg(ev, args, 2);
    struct buf out = {.limit = MEANING_TEXT_MAX};
    (void)model;
    if (letter->kind == MEANING_NONE)
        return value;
    bool good = meaning_says(letter, "s") ? render_str(ev, value, &out)
                : meaning_says(letter, "r")
                    ? render_repr(ev, value, &out)
                    : meaning_says(letter, "a") && render_ascii(ev, value, &out);
    if (!good) {
        buf_free(&out);
        return NULL;
    }
    return meaning_buf(&ev->store, MEANING_TEXT, &out);
}

/* format_field(value, spec) */
MODEL_RUN(model_format_field)
{
    const struct meaning *spec = arg_of_kind(ev, args, 2, MEANING_TEXT);
    struct buf out = {.limit = MEANING_TEXT_MAX};
    (void)model;
    if (!spec || !render_spec(ev, arg(ev, args, 1), spec->text, spec->text_len, &out)) {
        buf_free(&out);
        return NULL;
    }
    return meaning_buf(&ev->store, MEANING_TEXT, &out);
}

/* ---- What _string parses --------------------------------------------------------------------- */

/* Where a field ends: braces within it are counted. */
static size_t field_length(const char *text, size_t n)
{
    size_t at = 0;
    for (unsigned depth = 1; at < n; at++) {
        depth += text[at] == '{';
        depth -= text[at] == '}';
        if (depth == 0)
            break;
    }
    return at;
}

/* (literal, name, spec, conversion) of a field that stands between braces; of none, n is SIZE_MAX. */
static const struct meaning *parsed_field(struct evaluator *ev, const struct buf *literal,
                                          const char *field, size_t n)
{
    const struct meaning *none = meaning_none(&ev->store);
    const struct meaning *four[4] = {
        meaning_text(&ev->store, MEANING_TEXT, buf_text(literal), literal->len), none, none, none};
    if (n == SIZE_MAX)
        return meaning_items(&ev->store, MEANING_TUPLE, four, 4);
    size_t name = 0;
    bool is_within = false;
    for (; name < n && (is_within || (field[name] != ':' && field[name] != '!')); name++)
        is_within = field[name] == '[' || (is_within && field[name] != ']');
    size_t spec = name;
    if (spec < n && field[spec] == '!') {
        if (n - spec < 2 || (n - spec > 2 && field[spec + 2] != ':'))
            return NULL;
        four[3] = meaning_text(&ev->store, MEANING_TEXT, field + spec + 1, 1);
        spec += 2;
    }
    spec += spec < n;
    four[1] = meaning_text(&ev->store, MEANING_TEXT, field, name);
    four[2] = meaning_text(&ev->store, MEANING_TEXT, field + spec, n - spec);
    return meaning_items(&ev->store, MEANING_TUPLE, four, 4);
}

/* formatter_parser(text), Formatter().parse(text): number is where the text is. */
MODEL_RUN(model_parse)
{
    const struct meaning *text = arg_of_kind(ev, args, (uint32_t)model->number, MEANING_TEXT);
    struct meaning *list = text ? meaning_new(&ev->store, MEANING_LIST) : NULL;
    struct buf literal = {.limit = MEANING_TEXT_MAX};
    bool good = list && ev_spend(ev, text->text_len);
    for (size_t at = 0; good && at < text->text_len && !list->is_lost;) {
        char c = text->text[at++];
        bool is_brace = c == '{' || c == '}';
        bool is_twice = is_brace && at < text->text_len && text->text[at] == c;
        bool is_last = at == text->text_len;
        if (!is_brace || is_twice)
            buf_char(&literal, c);
        at += is_twice;
        size_t n = SIZE_MAX;
        const char *field = text->text + at;
        if (is_brace && !is_twice) {
            n = c == '{' ? field_length(field, text->text_len - at) : SIZE_MAX;
            good = n != SIZE_MAX && n < text->text_len - at;
            at += good ? n + 1 : 0;
        }
        if (!good || (!is_brace && !is_last))
            continue;
        meaning_add(&ev->store, list, parsed_field(ev, &literal, field, n));
        good = list->items[list->n_items - 1] != NULL;
        buf_clear(&literal);
    }
    buf_free(&literal);
    return good && !list->is_lost ? ev_iterator(ev, list) : NULL;
}

/* formatter_field_name_split(name): its first part, and what follows, of which nothing is said. */
MODEL_RUN(model_split_name)
{
    const struct meaning *name = arg_of_kind(ev, args, 0, MEANING_TEXT);
    size_t n = 0;
    int64_t number;
    (void)model;
    while (name && n < name->text_len && name->text[n] != '.' && name->text[n] != '[')
        n++;
    const struct meaning *first =
        name ? meaning_text(&ev->store, MEANING_TEXT, name->text, n) : NULL;
    if (!first)
        return NULL;
    bool is_number = n > 0 && n < 10;
    for (size_t k = 0; is_number && k < n; k++)
        is_number = name->text[k] >= '0' && name->text[k] <= '9';
    if (is_number && render_int(first, 10, &number))
        first = meaning_int(&ev->store, number);
    const struct meaning *two[2] = {first, &meaning_unknown};
    return meaning_items(&ev->store, MEANING_TUPLE, two, 2);
}

/* clang-format off */
const struct model template_models[] = {
    {"string", "capwords", 1, model_capwords, 0, NULL},
    {"string", "Template.substitute", 1, model_substitute, 0, NULL},
    {"string", "Template.safe_substitute", 1, model_substitute, 0, NULL},
    {"string", "Template.get_identifiers", 1, model_identifiers, 0, NULL},
    {"string", "Formatter.format", 2, model_formatter, 0, NULL},
    {"string", "Formatter.vformat", 3, model_vformat, 0, NULL},
    {"string", "Formatter.get_field", 3, model_vformat, 1, NULL},
    {"string", "Formatter.get_value", 4, model_get_value, 0, NULL},
    {"string", "Formatter.convert_field", 3, model_convert, 0, NULL},
    {"string", "Formatter.format_field", 3, model_format_field, 0, NULL},
    {"string", "Formatter.parse", 2, model_parse, 1, NULL},
    {"_string", "formatter_parser", 1, model_parse, 0, NULL},
    {"_string", "formatter_field_name_split", 1, model_split_name, 0, NULL},
};
/* clang-format on */
const size_t n_template_models = sizeof template_models / sizeof template_models[0];
