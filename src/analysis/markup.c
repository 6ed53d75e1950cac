/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Characters that are written as references: the module html, and xml.sax.saxutils. */
#include <string.h>

#include "src/analysis/models.h"
#include "src/base/utf8.h"

/* html5 has other brackets under two of the old names. */
enum { OLD_LANG = 9001, OLD_RANG = 9002, LANG = 0x27e8, RANG = 0x27e9 };

/* clang-format off */
static const struct {
    const char *name;
    uint32_t code;
} entities[] = {
#define ENTITY(name, code) {name, (code) == OLD_LANG ? LANG : (code) == OLD_RANG ? RANG : (code)},
#define MORE(name, code) {name, code},
#include "src/analysis/entities.def"
#undef ENTITY
#undef MORE
};

/* What browsers take for the controls from 0x80 on (html/__init__.py, _invalid_charrefs). */
static const uint16_t controls[32] = {
    0x20ac, 0x81, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8d,
    0x017d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a,
    0x0153, 0x9d, 0x017e, 0x0178,
};
/* clang-format on */

/* ---- html.unescape --------------------------------------------------------------------------- */

/* What a number stands for; nothing, where it stands for no character. */
static void put_number(uint32_t code, struct buf *out)
{
    bool is_odd = (code >= 0x1 && code <= 0x8) || code == 0xb || (code >= 0xe && code <= 0x1f) ||
                  code == 0x7f || (code >= 0xfdd0 && code <= 0xfdef) || (code & 0xfffe) == 0xfffe;
    if (code == 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
        utf8_put(0xfffd, out);
    else if (code >= 0x80 && code < 0xa0)
        utf8_put(controls[code - 0x80], out);
    else if (!is_odd)
        utf8_put(code, out);
}

/* '#38;', '#x26': how many characters behind '&' that is; 0: it is no reference. */
static size_t take_number(const char *text, size_t n, struct buf *out)
{
    bool is_hex = n > 1 && (text[1] | 0x20) == 'x';
    uint64_t code = 0;
    size_t first = is_hex ? 2 : 1, at = first;
    for (; at < n; at++) {
        const char *digits = "0123456789abcdef";
        char c = text[at] >= 'A' && text[at] <= 'F' ? (char)(text[at] | 0x20) : text[at];
        const char *digit = memchr(digits, c, is_hex ? 16 : 10);
        if (!digit)
            break;
        code = code > UINT32_MAX ? code : code * (is_hex ? 16 : 10) + (uint64_t)(digit - digits);
    }
    if (at == first)
        return 0;
    put_number(code > UINT32_MAX ? UINT32_MAX : (uint32_t)code, out);
    return at + (at < n && text[at] == ';');
}

/* Those that need no ';'. */
static bool is_short(size_t row)
{
    static const char *const capitals[] = {"AMP", "LT", "GT", "QUOT", "COPY", "REG"};
    bool is_capital = false;
    for (size_t k = 0; k < sizeof capitals / sizeof capitals[0]; k++)
        is_capital |= strcmp(entities[row].name, capitals[k]) == 0;
#define ENTITY(name, code) +1
#define MORE(name, code)
    static const size_t n_old = 0
#include "src/analysis/entities.def"
        ;
#undef ENTITY
#undef MORE
    return is_capital || (row < n_old && entities[row].code < 0x100);
}

enum { N_ENTITIES = sizeof entities / sizeof entities[0], NAME_MAX_BYTES = 32, SHORT_MAX = 6 };

static bool is_named(size_t row, const char *name, size_t n)
{
    const char *own = entities[row].name;
    return own[0] == name[0] && strlen(own) == n && memcmp(own, name, n) == 0;
}

/* The row of a name that is not empty; N_ENTITIES: there is none. */
static size_t find_name(const char *name, size_t n, bool wants_short)
{
    size_t k = 0;
    while (k < N_ENTITIES && !(is_named(k, name, n) && (!wants_short || is_short(k))))
        k++;
    return k;
}

/* A name behind '&', with ';' or without: how long it is; SIZE_MAX: it is not known here. */
static size_t take_name(const char *text, size_t n, struct buf *out)
{
    size_t len = 0;
    while (len < n && len < NAME_MAX_BYTES && !(text[len] && strchr("\t\n\f <&#;", text[len])))
        len++;
    bool has_end = len < n && text[len] == ';';
    size_t row = has_end && len ? find_name(text, len, false) : N_ENTITIES;
    if (has_end && row == N_ENTITIES)
        return len ? SIZE_MAX : 0;
    for (size_t part = len < SHORT_MAX ? len : SHORT_MAX; row == N_ENTITIES && part > 1; part--) {
        row = find_name(text, part, true);
        len = row == N_ENTITIES ? len : part;
    }
    if (row == N_ENTITIES)
        return 0;
    utf8_put(entities[row].code, out);
    return len + has_end;
}

static bool unescape(struct evaluator *ev, const struct meaning *text, struct buf *out)
{
    enum { NAME_COST = 1024 };
    for (size_t at = 0; at < text->text_len; at++) {
        size_t left = text->text_len - at - 1, n = 0;
        const char *first = text->text + at + 1;
        if (text->text[at] == '&' && left) {
            if (!ev_spend(ev, NAME_COST))
                return false;
            n = *first == '#' ? take_number(first, left, out) : take_name(first, left, out);
        }
        if (n == SIZE_MAX)
            return false;
        if (n == 0)
            buf_char(out, text->text[at]);
        at += n;
    }
    return ev_spend(ev, text->text_len);
}

MODEL_RUN(model_unescape)
{
    const struct meaning *text = arg_of_kind(ev, args, 0, MEANING_TEXT);
    struct buf out = {.limit = MEANING_TEXT_MAX};
    (void)model;
    if (!text || !unescape(ev, text, &out)) {
        buf_free(&out);
        return NULL;
    }
    return meaning_buf(&ev->store, MEANING_TEXT, &out);
}

/* ---- Escaping -------------------------------------------------------------------------------- */

/* html.escape(text, quote), saxutils.escape(text): number 1, which leaves quotes. */
MODEL_RUN(model_escape)
{
    static const char letters[] = "&<>\"'";
    static const char *const names[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#x27;"};
    const struct meaning *text = arg_of_kind(ev, args, 0, MEANING_TEXT);
    const struct meaning *said = args->n > 1 ? arg(ev, args, 1) : arg_named(ev, args, "quote");
    bool quotes = model->number == 0;
    struct buf out = {.limit = MEANING_TEXT_MAX};
    if (!text || (said && (model->number || !ev_truth(ev, said, &quotes))) ||
        arg_named(ev, args, "entities") || !ev_spend(ev, text->text_len))
        return NULL;
    for (size_t k = 0; k < text->text_len; k++) {
        const char *letter = text->text[k] ? strchr(letters, text->text[k]) : NULL;
        if (letter && (quotes || letter - letters < 3))
            buf_str(&out, names[letter - letters]);
        else
            buf_char(&out, text->text[k]);
    }
    return meaning_buf(&ev->store, MEANING_TEXT, &out);
}

static const struct meaning *replaced(struct evaluator *ev, const struct meaning *text,
                                      const struct meaning *old, const struct meaning *new)
{
    const struct meaning *two[2] = {old, new};
    return text && old && new
               ? method_run(ev, text, "replace", 7, &(struct arguments){.items = two, .n = 2})
               : NULL;
}

static const struct meaning *word(struct evaluator *ev, const char *text)
{
    return meaning_there(&ev->store, MEANING_TEXT, text, strlen(text));
}

/* saxutils.unescape(text, entities) */
MODEL_RUN(model_sax_unescape)
{
    const struct meaning *text = arg_of_kind(ev, args, 0, MEANING_TEXT), *key;
    const struct meaning *more = args->n > 1 ? arg(ev, args, 1) : arg_named(ev, args, "entities");
    struct meaning *keys = more ? ev_iterator(ev, more) : NULL;
    (void)model;
    text = replaced(ev, text, word(ev, "&lt;"), word(ev, "<"));
    text = replaced(ev, text, word(ev, "&gt;"), word(ev, ">"));
    while (keys && text && (key = ev_next(ev, keys)) != NULL)
        text = replaced(ev, text, key, ev_subscript(ev, more, key));
    return replaced(ev, text, word(ev, "&amp;"), word(ev, "&"));
}

/* clang-format off */
const struct model markup_models[] = {
    {"html", "unescape", 1, model_unescape, 0, NULL},
    {"html", "escape", 1, model_escape, 0, NULL},
    {"xml.sax.saxutils", "escape", 1, model_escape, 1, NULL},
    {"xml.sax.saxutils", "unescape", 1, model_sax_unescape, 0, NULL},
};
/* clang-format on */
const size_t n_markup_models = sizeof markup_models / sizeof markup_models[0];
