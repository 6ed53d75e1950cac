/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names that match a pattern with '*', '?' and sets (fnmatch, glob); small functions on lines and parts of
 * texts (difflib.restore, the old ones of urllib.parse). */
#include <string.h>

#include "src/analysis/models.h"

/* ---- Patterns -------------------------------------------------------------------------------- */

enum answer { ANSWER_NO, ANSWER_YES, ANSWER_UNKNOWN };

static bool is_plain(const struct meaning *text)
{
    for (size_t k = 0; k < text->text_len; k++) {
        if ((unsigned char)text->text[k] >= 0x80)
            return false;
    }
    return true;
}

static bool is_letter(char c)
{
    char low = (char)(c | 0x20);
    return (low >= 'a' && low <= 'z') || (c >= '0' && c <= '9');
}

/* How long the set is that begins at '['; 0: it does not end, and the bracket stands for itself. */
static size_t set_length(const char *at, const char *end)
{
    const char *close = at + 1;
    close += close < end && *close == '!';
    close += close < end && *close == ']';
    while (close < end && *close != ']')
        close++;
    return close < end ? (size_t)(close - at) + 1 : 0;
}

/* Whether a set of n characters, its brackets with it, has c. Ranges of letters and digits alone are known. */
static enum answer set_has(const char *set, size_t n, char c)
{
    bool is_not = set[1] == '!', has = false;
    const char *end = set + n - 1;
    for (const char *at = set + 1 + is_not; at < end; at++) {
        bool is_range = end - at > 2 && at[1] == '-';
        if (*at == '-' || (is_range && (!is_letter(at[0]) || !is_letter(at[2]) || at[2] < at[0])))
            return ANSWER_UNKNOWN;
        has |= is_range ? c >= at[0] && c <= at[2] : c == *at;
        at += is_range ? 2 : 0;
    }
    return has != is_not ? ANSWER_YES : ANSWER_NO;
}

/* One step of a pattern against one character, *n: how long it is. */
static enum answer step(const char *pattern, const char *end, char c, size_t *n)
{
    *n = 1;
    if (*pattern == '?')
        return ANSWER_YES;
    size_t set = *pattern == '[' ? set_length(pattern, end) : 0;
    if (set == 0)
        return *pattern == c ? ANSWER_YES : ANSWER_NO;
    *n = set;
    return set_has(pattern, set, c);
}

/* The last star is gone back to, with one character more. */
static enum answer matches(struct evaluator *ev, const struct meaning *name,
                           const struct meaning *pattern)
{
    const char *text = name->text, *end = text + name->text_len, *star = NULL, *from = NULL;
    const char *at = pattern->text, *at_end = at + pattern->text_len;
    while (text < end) {
        size_t n = 0;
        enum answer fits = ANSWER_NO;
        if (!ev_spend(ev, 1))
            return ANSWER_UNKNOWN;
        if (at < at_end && *at == '*') {
            star = ++at;
            from = text;
            continue;
        }
        if (at < at_end)
            fits = step(at, at_end, *text, &n);
        if (fits == ANSWER_UNKNOWN || (fits == ANSWER_NO && !star))
            return fits;
        at = fits == ANSWER_YES ? at + n : star;
        text = fits == ANSWER_YES ? text + 1 : ++from;
    }
    while (at < at_end && *at == '*')
        at++;
    return at == at_end ? ANSWER_YES : ANSWER_NO;
}

static enum answer ask_match(struct evaluator *ev, const struct meaning *name,
                             const struct meaning *pattern)
{
    bool is_known = meaning_is(name, MEANING_TEXT) && meaning_is(pattern, MEANING_TEXT) &&
                    is_plain(name) && is_plain(pattern);
    return is_known ? matches(ev, name, pattern) : ANSWER_UNKNOWN;
}

/* fnmatch(name, pattern), fnmatchcase. */
MODEL_RUN(model_match)
{
    enum answer answer = ask_match(ev, arg(ev, args, 0), arg(ev, args, 1));
    (void)model;
    return answer == ANSWER_UNKNOWN ? NULL : meaning_bool(&ev->store, answer == ANSWER_YES);
}

/* filter(names, pattern) */
MODEL_RUN(model_filter)
{
    const struct meaning *list = ev_listed(ev, args->items[0], MEANING_LIST);
    const struct meaning *pattern = arg(ev, args, 1);
    struct meaning *kept = list ? meaning_new(&ev->store, MEANING_LIST) : NULL;
    (void)model;
    for (uint32_t k = 0; kept && k < list->n_items; k++) {
        enum answer answer = ask_match(ev, ev_ask(ev, list->items[k]), pattern);
        if (answer == ANSWER_UNKNOWN)
            return NULL;
        if (answer == ANSWER_YES)
            meaning_add(&ev->store, kept, list->items[k]);
    }
    return kept;
}

/* glob.escape(path), has_magic: number 1. */
MODEL_RUN(model_magic)
{
    const struct meaning *text = arg_of_kind(ev, args, 0, MEANING_TEXT);
    struct buf out = {.limit = MEANING_TEXT_MAX};
    bool has_magic = false;
    for (size_t k = 0; text && k < text->text_len; k++) {
        bool is_magic = text->text[k] && strchr("*?[", text->text[k]);
        has_magic |= is_magic;
        buf_str(&out, is_magic ? "[" : "");
        buf_char(&out, text->text[k]);
        buf_str(&out, is_magic ? "]" : "");
    }
    if (!text || !ev_spend(ev, text->text_len) || model->number) {
        buf_free(&out);
        return text && model->number ? meaning_bool(&ev->store, has_magic) : NULL;
    }
    return meaning_buf(&ev->store, MEANING_TEXT, &out);
}

/* ---- Lines and parts ------------------------------------------------------------------------- */

/* difflib.restore(lines, which): those of one side, their sign taken off. */
MODEL_RUN(model_restore)
{
    const struct meaning *list = ev_listed(ev, args->items[0], MEANING_LIST);
    const struct meaning *which = arg(ev, args, 1);
    bool is_first = meaning_is_number(which) && which->number == 1;
    bool is_second = meaning_is_number(which) && which->number == 2;
    struct meaning *kept =
        list && (is_first || is_second) ? meaning_new(&ev->store, MEANING_LIST) : NULL;
    (void)model;
    for (uint32_t k = 0; kept && k < list->n_items; k++) {
        const struct meaning *line = ev_ask(ev, list->items[k]);
        if (line->kind != MEANING_TEXT || !ev_spend(ev, 1))
            return NULL;
        bool is_it = line->text_len >= 2 && line->text[1] == ' ' &&
                     (line->text[0] == ' ' || line->text[0] == (is_first ? '-' : '+'));
        if (is_it)
            meaning_add(&ev->store, kept,
                        meaning_text(&ev->store, MEANING_TEXT, line->text + 2, line->text_len - 2));
    }
    return kept && !kept->is_lost ? ev_iterator(ev, kept) : NULL;
}

static const struct meaning *pair_at(struct evaluator *ev, const struct meaning *text,
                                     const char *place, bool is_second_whole)
{
    size_t n = place ? (size_t)(place - text->text) : text->text_len;
    const struct meaning *first = meaning_text(&ev->store, MEANING_TEXT, text->text, n);
    const struct meaning *rest =
        place ? meaning_text(&ev->store, MEANING_TEXT, place + 1, text->text_len - n - 1)
              : meaning_none(&ev->store);
    const struct meaning *two[2] = {!place && is_second_whole ? rest : first,
                                    !place && is_second_whole ? first : rest};
    return meaning_items(&ev->store, MEANING_TUPLE, two, 2);
}

/* splitquery, splittag, splitvalue, splitpasswd, splituser: at the first or last (number 1) of a character;
 * what is not there is None, of splituser the first. */
MODEL_RUN(model_split_at)
{
    const struct meaning *text = arg_of_kind(ev, args, 0, MEANING_TEXT);
    if (!text || !ev_spend(ev, text->text_len))
        return NULL;
    const char *place = !text->text_len ? NULL
                        : model->number ? memrchr(text->text, *model->text, text->text_len)
                                        : memchr(text->text, *model->text, text->text_len);
    return pair_at(ev, text, place, *model->text == '@');
}

/* clang-format off */
const struct model wildcard_models[] = {
    {"fnmatch", "fnmatch", 2, model_match, 0, NULL},
    {"fnmatch", "fnmatchcase", 2, model_match, 0, NULL},
    {"fnmatch", "filter", 2, model_filter, 0, NULL},
    {"glob", "escape", 1, model_magic, 0, NULL},
    {"glob", "has_magic", 1, model_magic, 1, NULL},
    {"difflib", "restore", 2, model_restore, 0, NULL},
    {"urllib.parse", "splitquery", 1, model_split_at, 1, "?"},
    {"urllib.parse", "splittag", 1, model_split_at, 1, "#"},
    {"urllib.parse", "splitvalue", 1, model_split_at, 0, "="},
    {"urllib.parse", "splitpasswd", 1, model_split_at, 0, ":"},
    {"urllib.parse", "splituser", 1, model_split_at, 1, "@"},
};
/* clang-format on */
const size_t n_wildcard_models = sizeof wildcard_models / sizeof wildcard_models[0];
