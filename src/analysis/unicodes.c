/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The module unicodedata, as far as it comes to ASCII. */
#include <string.h>

#include "src/analysis/models.h"
#include "src/analysis/numbers.h"
#include "src/analysis/render.h"
#include "src/base/characters.h"

/* normalize(form, text) */
MODEL_RUN(model_normalize)
{
    static const char *const forms[] = {"NFC", "NFD", "NFKC", "NFKD"};
    enum { CHARACTER_COST = 256 }; /* it is looked for in tables */
    const struct meaning *form = arg_of_kind(ev, args, 0, MEANING_TEXT);
    const struct meaning *text = arg_of_kind(ev, args, 1, MEANING_TEXT);
    size_t k = 0;
    struct buf out = {.limit = MEANING_TEXT_MAX};
    (void)model;
    while (k < 4 && !meaning_says(form, forms[k]))
        k++;
    uint64_t cost = 1;
    for (size_t at = 0; text && at < text->text_len; at++)
        cost += (unsigned char)text->text[at] < 0x80 ? 1 : CHARACTER_COST;
    bool good = k < 4 && text && ev_spend(ev, cost);
    for (size_t at = 0; good && at < text->text_len;)
        good = characters_normalize(render_next_code(text, &at), (enum characters_form)k, &out);
    if (!good) {
        buf_free(&out);
        return NULL;
    }
    return meaning_buf(&ev->store, MEANING_TEXT, &out);
}

MODEL_RUN(model_lookup)
{
    const struct meaning *name = arg_of_kind(ev, args, 0, MEANING_TEXT);
    struct buf out = {.limit = 8};
    uint32_t code;
    (void)model;
    if (!name || !characters_named(name->text, name->text_len, &code))
        return NULL;
    render_character(code, &out);
    return meaning_buf(&ev->store, MEANING_TEXT, &out);
}

/* The code of the first argument; false: it is no character of ASCII. */
static bool ascii_arg(struct evaluator *ev, const struct arguments *args, uint32_t *code)
{
    const struct meaning *text = arg_of_kind(ev, args, 0, MEANING_TEXT);
    bool is_one = text && text->text_len == 1 && (unsigned char)text->text[0] < 0x80;
    *code = is_one ? (unsigned char)text->text[0] : 0;
    return is_one;
}

/* name(character, default) */
MODEL_RUN(model_name)
{
    struct buf out = {.limit = 64};
    uint32_t code;
    (void)model;
    if (!ascii_arg(ev, args, &code))
        return NULL;
    if (characters_name(code, &out))
        return meaning_buf(&ev->store, MEANING_TEXT, &out);
    buf_free(&out);
    return arg(ev, args, 1);
}

MODEL_RUN(model_category)
{
    uint32_t code;
    (void)model;
    return ascii_arg(ev, args, &code)
               ? meaning_text(&ev->store, MEANING_TEXT, characters_category(code), 2)
               : NULL;
}

/* digit, decimal, numeric (number 1: a float), with a default. */
MODEL_RUN(model_digit)
{
    uint32_t code;
    if (!ascii_arg(ev, args, &code))
        return NULL;
    if (code < '0' || code > '9')
        return arg(ev, args, 1);
    return model->number ? num_float(&ev->store, code - '0') : meaning_int(&ev->store, code - '0');
}

/* clang-format off */
const struct model unicode_models[] = {
    {"unicodedata", "normalize", 2, model_normalize, 0, NULL},
    {"unicodedata", "lookup", 1, model_lookup, 0, NULL},
    {"unicodedata", "name", 1, model_name, 0, NULL},
    {"unicodedata", "category", 1, model_category, 0, NULL},
    {"unicodedata", "digit", 1, model_digit, 0, NULL},
    {"unicodedata", "decimal", 1, model_digit, 0, NULL},
    {"unicodedata", "numeric", 1, model_digit, 1, NULL},
};
/* clang-format on */
const size_t n_unicode_models = sizeof unicode_models / sizeof unicode_models[0];
