/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions that give back the text that they are given, where it has none of what they look for; and objects that
 * hold one value. */
#include <string.h>

#include "src/analysis/models.h"
#include "src/analysis/numbers.h"
#include "src/base/utf8.h"

/* ---- Texts that stay as they are -------------------------------------------------------------- */

/* text: characters of which none may be there; number: which argument it is. */
MODEL_RUN(model_plain)
{
    const struct meaning *of = arg(ev, args, (uint32_t)model->number);
    if (!meaning_is(of, MEANING_TEXT) || !ev_spend(ev, of->text_len))
        return NULL;
    for (size_t n = 0; n < of->text_len; n++) {
        if (!of->text[n] || strchr(model->text, of->text[n]))
            return NULL;
    }
    return of;
}

/* inspect.cleandoc of one line */
MODEL_RUN(model_cleandoc)
{
    static const struct model plain = {.text = "\t\n\r\v\f\x1c\x1d\x1e"};
    const struct meaning *of = model_plain(ev, &plain, args);
    (void)model;
    return of ? method_run(ev, of, "lstrip", 6, &(struct arguments){.items = args->items}) : NULL;
}

/* email.utils.unquote: of quotes or angle brackets around it. */
MODEL_RUN(model_unquote)
{
    const struct meaning *of = arg_of_kind(ev, args, 0, MEANING_TEXT);
    (void)model;
    if (!of || !ev_spend(ev, of->text_len) || memchr(of->text, '\\', of->text_len))
        return NULL;
    size_t n = of->text_len;
    bool is_quoted = n > 1 && ((of->text[0] == '"' && of->text[n - 1] == '"') ||
                               (of->text[0] == '<' && of->text[n - 1] == '>'));
    return is_quoted ? meaning_text(&ev->store, MEANING_TEXT, of->text + 1, n - 2) : of;
}

/* ---- unicodedata.normalize --------------------------------------------------------------------- */

/* What a character is that only looks otherwise: letters and digits of full width, of mathematics, in circles. 0: it
 * is not known here whether it is another. */
static uint32_t compatible(uint32_t code)
{
    static const struct {
        uint32_t first, last, is;
        uint32_t letters; /* of these, and then as many small ones; 0: one after the other */
    } rows[] = {
        {0xff01, 0xff5e, '!', 0}, {0x1d400, 0x1d6a3, 'A', 26}, {0x1d7ce, 0x1d7ff, '0', 10},
        {0x24b6, 0x24cf, 'A', 0}, {0x24d0, 0x24e9, 'a', 0},    {0x210e, 0x210e, 'h', 0},
        {0x2102, 0x2102, 'C', 0}, {0x2115, 0x2115, 'N', 0},    {0x2119, 0x2119, 'P', 0},
        {0x211a, 0x211a, 'Q', 0}, {0x211d, 0x211d, 'R', 0},    {0x2124, 0x2124, 'Z', 0},
        {0x3000, 0x3000, ' ', 0}, {0xa0, 0xa0, ' ', 0},
    };
    static const uint32_t holes[] = {0x1d455, 0x1d49d, 0x1d4a0, 0x1d4a1, 0x1d4a3, 0x1d4a4,
                                     0x1d4a7, 0x1d4a8, 0x1d4ad, 0x1d4ba, 0x1d4bc, 0x1d4c4,
                                     0x1d506, 0x1d50b, 0x1d50c, 0x1d515, 0x1d51d, 0x1d53a,
                                     0x1d53f, 0x1d545, 0x1d547, 0x1d548, 0x1d549, 0x1d551};
    for (size_t k = 0; k < sizeof holes / sizeof holes[0]; k++) {
        if (holes[k] == code)
            return 0;
    }
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        if (code < rows[k].first || code > rows[k].last)
            continue;
        uint32_t n = code - rows[k].first;
        if (rows[k].letters == 26)
            return n % 52 < 26 ? 'A' + n % 52 : 'a' + n % 52 - 26;
        return rows[k].is + (rows[k].letters ? n % rows[k].letters : n);
    }
    return 0;
}

/* normalize(form, text): what is ASCII stays; others where the form makes what is compatible the same. */
MODEL_RUN(model_normalize)
{
    const struct meaning *form = arg_of_kind(ev, args, 0, MEANING_TEXT);
    const struct meaning *text = arg_of_kind(ev, args, 1, MEANING_TEXT);
    struct buf out = {.limit = MEANING_TEXT_MAX};
    bool is_compatible = meaning_says(form, "NFKC") || meaning_says(form, "NFKD");
    bool good = form && text && ev_spend(ev, text->text_len);
    (void)model;
    for (size_t at = 0; good && at < text->text_len;) {
        uint32_t code = utf8_next(text->text, text->text_len, &at);
        uint32_t other = code < 0x80 ? code : is_compatible ? compatible(code) : 0;
        good = other != 0 || code == 0;
        buf_char(&out, (char)other);
    }
    if (!good) {
        buf_free(&out);
        return NULL;
    }
    return meaning_buf(&ev->store, MEANING_TEXT, &out);
}

/* ---- Objects that hold a value ------------------------------------------------------------------ */

static const struct meaning held_name = {
    .kind = MEANING_TEXT, .value = BR_NO_VALUE, .text = "(held)", .text_len = 6};

/* ContextVar.set(value): what it gives is a token. */
MODEL_RUN(model_variable_set)
{
    (void)model;
    ev_set_attribute(ev, args->items[0], &held_name, arg(ev, args, 1));
    return NULL;
}

/* ContextVar.get(default): what was set, that default, or the one that it was made with. */
MODEL_RUN(model_variable_get)
{
    struct arguments made;
    const struct meaning *self = arg_of_kind(ev, args, 0, MEANING_OBJECT);
    const struct meaning *set =
        self && self->attributes ? ev_lookup(ev, self->attributes, &held_name) : NULL;
    (void)model;
    if (set || !self || args->n > 1)
        return set ? set : arg(ev, args, 1);
    return ev_made_with(ev, self, &made) ? arg_named(ev, &made, "default") : NULL;
}

/* typing.NewType(name, type): called it gives what it is given. */
MODEL_RUN(model_new_type)
{
    (void)model;
    (void)args;
    return meaning_named(&ev->store, "typing", "NewType.__call__");
}

MODEL_RUN(model_given)
{
    (void)model;
    const struct meaning *given = arg(ev, args, 0);
    return given->kind == MEANING_UNKNOWN ? NULL : given;
}

/* clang-format off */
const struct model samenesses[] = {
    {"gettext", "gettext", 1, model_plain, 0, ""},
    {"gettext", "dgettext", 2, model_plain, 1, ""},
    {"locale", "gettext", 1, model_plain, 0, ""},
    {"inspect", "cleandoc", 1, model_cleandoc, 0, NULL},
    {"os.path", "expanduser", 1, model_plain, 0, "~"},
    {"posixpath", "expanduser", 1, model_plain, 0, "~"},
    {"os.path", "expandvars", 1, model_plain, 0, "$%'"},
    {"posixpath", "expandvars", 1, model_plain, 0, "$"},
    {"glob", "escape", 1, model_plain, 0, "*?["},
    {"http.cookies", "_unquote", 1, model_plain, 0, "\""},
    {"email.utils", "unquote", 1, model_unquote, 0, NULL},
    {"unicodedata", "normalize", 2, model_normalize, 0, NULL},
    {"contextvars", "ContextVar.get", 1, model_variable_get, 0, NULL},
    {"contextvars", "ContextVar.set", 2, model_variable_set, 0, NULL},
    {"typing", "NewType", 2, model_new_type, 0, NULL},
    {"typing", "NewType.__call__", 1, model_given, 0, NULL},
};
/* clang-format on */
const size_t n_samenesses = sizeof samenesses / sizeof samenesses[0];
