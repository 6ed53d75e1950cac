/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Matches of the module re: their groups, and templates that these are put into. */
#include <string.h>

#include "src/analysis/patterns.h"
#include "src/analysis/render.h"

/* ---- Templates ------------------------------------------------------------------------------- */

/* Which group \1, \g<1> or \g<name> names, from the character behind the backslash on; moves on. -1: none. */
static int template_group(const struct pattern_search *search, const char *at, size_t n,
                          size_t *taken)
{
    if (n && at[0] >= '1' && at[0] <= '9') {
        bool is_longer = n > 1 && at[1] >= '0' && at[1] <= '9';
        *taken = 1;
        return is_longer ? -1 : at[0] - '0'; /* of two digits, or octal */
    }
    const char *end = n > 2 && at[0] == 'g' && at[1] == '<' ? memchr(at, '>', n) : NULL;
    if (!end)
        return -1;
    *taken = (size_t)(end - at) + 1;
    size_t len = *taken - 3;
    if (len == 1 && at[2] >= '0' && at[2] <= '9')
        return at[2] - '0';
    return regex_group_named(search->regex, at + 2, len);
}

static bool add_group(struct pattern_search *search, const struct regex_match *match, int group,
                      struct buf *out)
{
    if (group < 0 || group >= (int)regex_groups(search->regex))
        return false;
    int32_t from = match->start[group], to = match->end[group];
    if (from >= 0)
        buf_add(out, search->text->text + search->places[from],
                search->places[to] - search->places[from]);
    return true;
}

bool pattern_add_template(struct pattern_search *search, const struct regex_match *match,
                          const struct meaning *template, struct buf *out)
{
    static const char plain[] = "n\nt\tr\rf\fv\va\ab\b\\\\";
    for (size_t at = 0; at < template->text_len; at++) {
        const char *place = template->text + at + 1;
        size_t left = template->text_len - at - 1, taken = 1;
        if (template->text[at] != '\\') {
            buf_char(out, template->text[at]);
            continue;
        }
        const char *found = NULL;
        for (size_t k = 0; left && !found && k + 1 < sizeof plain; k += 2)
            found = plain[k] == *place ? plain + k + 1 : NULL;
        if (found)
            buf_char(out, *found);
        else if (!add_group(search, match, template_group(search, place, left, &taken), out))
            return false;
        at += taken;
    }
    return ev_spend(search->ev, template->text_len) && !out->failed;
}

/* ---- Matches --------------------------------------------------------------------------------- */

static unsigned groups_of(const struct meaning *match)
{
    return (match->n_items - 2) / 2;
}

/* The number of a group that is named by number or name; -1: there is none. */
static int group_number(struct evaluator *ev, const struct meaning *match,
                        const struct meaning *group)
{
    if (meaning_is_number(group) && group->number >= 0 && group->number < groups_of(match))
        return (int)group->number;
    struct regex *regex =
        meaning_is(group, MEANING_TEXT) ? pattern_compile(ev, ev_ask(ev, match->items[0])) : NULL;
    int number = regex ? regex_group_named(regex, group->text, group->text_len) : -1;
    regex_free(regex);
    return number;
}

/* The byte at which a character begins. */
static size_t place_of(const struct meaning *text, int64_t character)
{
    size_t at = 0;
    if (text->kind == MEANING_BYTES)
        return (size_t)character;
    while (character-- > 0 && at < text->text_len)
        render_next_code(text, &at);
    return at;
}

static const struct meaning *group_text(struct evaluator *ev, const struct meaning *match,
                                        int number)
{
    const struct meaning *text = ev_ask(ev, match->items[1]);
    if (number < 0 || !pattern_is_text(text) || !ev_spend(ev, text->text_len))
        return NULL;
    int64_t from = match->items[2 + 2 * number]->number, to = match->items[3 + 2 * number]->number;
    if (from < 0)
        return meaning_none(&ev->store);
    size_t first = place_of(text, from);
    return meaning_text(&ev->store, text->kind, text->text + first, place_of(text, to) - first);
}

static const struct meaning *match_arg(struct evaluator *ev, const struct arguments *args)
{
    const struct meaning *match = arg(ev, args, 0);
    return pattern_is_object(match, "Match") ? match : NULL;
}

/* group(), group(1), group('name'), group(1, 2); number 1: __getitem__ */
MODEL_RUN(model_group)
{
    const struct meaning *match = match_arg(ev, args);
    struct meaning *several =
        args->n > 2 && model->number == 0 ? meaning_new(&ev->store, MEANING_TUPLE) : NULL;
    if (!match)
        return NULL;
    if (args->n == 1)
        return group_text(ev, match, 0);
    for (uint32_t k = 1; k < args->n; k++) {
        const struct meaning *text =
            group_text(ev, match, group_number(ev, match, arg(ev, args, k)));
        if (!several || !text)
            return text;
        meaning_add(&ev->store, several, text);
    }
    return several;
}

MODEL_RUN(model_groups)
{
    const struct meaning *match = match_arg(ev, args), *lacking = arg(ev, args, 1);
    struct meaning *tuple = match ? meaning_new(&ev->store, MEANING_TUPLE) : NULL;
    (void)model;
    for (unsigned k = 1; tuple && k < groups_of(match); k++) {
        const struct meaning *text = group_text(ev, match, (int)k);
        if (!text)
            return NULL;
        meaning_add(&ev->store, tuple, text->kind == MEANING_NONE && lacking ? lacking : text);
    }
    return tuple;
}

MODEL_RUN(model_groupdict)
{
    const struct meaning *match = match_arg(ev, args), *lacking = arg(ev, args, 1);
    struct regex *regex = match ? pattern_compile(ev, ev_ask(ev, match->items[0])) : NULL;
    struct meaning *dict = regex ? meaning_new(&ev->store, MEANING_DICT) : NULL;
    (void)model;
    for (unsigned k = 1; dict && k < groups_of(match); k++) {
        const char *name = regex_group_name(regex, k);
        const struct meaning *text = *name ? group_text(ev, match, (int)k) : NULL;
        if (text)
            ev_put(ev, dict, meaning_text(&ev->store, MEANING_TEXT, name, strlen(name)),
                   text->kind == MEANING_NONE && lacking ? lacking : text);
    }
    regex_free(regex);
    return dict;
}

/* start, end, span: number 0, 1, 2. */
MODEL_RUN(model_span)
{
    const struct meaning *match = match_arg(ev, args), *group = arg(ev, args, 1);
    int number = !match ? -1 : group ? group_number(ev, match, group) : 0;
    if (number < 0)
        return NULL;
    const struct meaning *const *ends = match->items + 2 + 2 * number;
    return model->number == 2 ? meaning_items(&ev->store, MEANING_TUPLE, ends, 2)
                              : ends[model->number];
}

MODEL_RUN(model_expand)
{
    const struct meaning *match = match_arg(ev, args), *template = arg(ev, args, 1);
    struct pattern_search search;
    struct regex_match places;
    struct buf out = {.limit = MEANING_TEXT_MAX};
    (void)model;
    if (!match || groups_of(match) > REGEX_GROUPS_MAX)
        return NULL;
    for (unsigned k = 0; k < groups_of(match); k++) {
        places.start[k] = (int32_t)match->items[2 + 2 * k]->number;
        places.end[k] = (int32_t)match->items[3 + 2 * k]->number;
    }
    bool good =
        pattern_search(&search, ev, ev_ask(ev, match->items[0]), ev_ask(ev, match->items[1])) &&
        meaning_is(template, search.text->kind) &&
        pattern_add_template(&search, &places, template, &out);
    pattern_close(&search);
    if (!good) {
        buf_free(&out);
        return NULL;
    }
    return meaning_buf(&ev->store, template->kind, &out);
}

/* clang-format off */
const struct model match_models[] = {
    {"re", "Match.group", 1, model_group, 0, NULL},
    {"re", "Match.__getitem__", 2, model_group, 1, NULL},
    {"re", "Match.groups", 1, model_groups, 0, NULL},
    {"re", "Match.groupdict", 1, model_groupdict, 0, NULL},
    {"re", "Match.start", 1, model_span, 0, NULL},
    {"re", "Match.end", 1, model_span, 1, NULL},
    {"re", "Match.span", 1, model_span, 2, NULL},
    {"re", "Match.expand", 2, model_expand, 0, NULL},
};
/* clang-format on */
const size_t n_match_models = sizeof match_models / sizeof match_models[0];
