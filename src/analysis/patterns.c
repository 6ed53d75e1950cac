/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The module re, on known patterns and texts. A compiled pattern is an object of re.Pattern made with
 * its text and flags; a match one of re.Match, made with that, the text, and where its groups begin
 * and end. */
#include "src/analysis/patterns.h"

#include <string.h>

#include "src/analysis/render.h"

/* ---- What is searched, and with what --------------------------------------------------------- */

bool pattern_is_text(const struct meaning *meaning)
{
    return meaning_is(meaning, MEANING_TEXT) || meaning_is(meaning, MEANING_BYTES);
}

/* False: the flags are not known here. */
static bool flags_of(struct evaluator *ev, const struct meaning *flags, int64_t *number)
{
    static const struct {
        const char *name;
        int64_t number;
    } names[] = {
        {"I", REGEX_IGNORECASE}, {"IGNORECASE", REGEX_IGNORECASE},
        {"M", REGEX_MULTILINE},  {"MULTILINE", REGEX_MULTILINE},
        {"S", REGEX_DOTALL},     {"DOTALL", REGEX_DOTALL},
        {"U", REGEX_UNICODE},    {"UNICODE", REGEX_UNICODE},
        {"A", REGEX_ASCII},      {"ASCII", REGEX_ASCII},
        {"NOFLAG", 0},
    };
    struct arguments made;
    *number = 0;
    if (!flags)
        return true;
    if (flags->kind == MEANING_OBJECT && ev_made_with(ev, flags, &made) && made.n == 1)
        flags = arg(ev, &made, 0); /* RegexFlag(2) */
    *number = meaning_is_number(flags) ? flags->number : 0;
    for (size_t k = 0; flags->kind == MEANING_GLOBAL && k < sizeof names / sizeof names[0]; k++) {
        size_t n = strlen(names[k].name);
        bool is_last = flags->text_len >= n && /* re.I, or re.RegexFlag.I */
                       memcmp(flags->text + flags->text_len - n, names[k].name, n) == 0 &&
                       (flags->text_len == n || flags->text[flags->text_len - n - 1] == '.');
        if (!is_last)
            continue;
        *number = names[k].number;
        return true;
    }
    return meaning_is_number(flags);
}

static const struct meaning *object_new(struct evaluator *ev, const char *class,
                                        const struct meaning *const *parts, uint32_t n)
{
    struct meaning *object = meaning_items(&ev->store, MEANING_OBJECT, parts, n);
    if (!object)
        return NULL;
    object->module = "re";
    object->module_len = 2;
    object->text = class;
    object->text_len = strlen(class);
    return object;
}

bool pattern_is_object(const struct meaning *object, const char *class)
{
    return meaning_is(object, MEANING_OBJECT) && object->n_items >= 2 && object->module_len == 2 &&
           memcmp(object->module, "re", 2) == 0 && object->text_len == strlen(class) &&
           memcmp(object->text, class, object->text_len) == 0;
}

/* A pattern is a text, or compiled already. */
static const struct meaning *pattern_of(struct evaluator *ev, const struct meaning *pattern,
                                        const struct meaning *flags)
{
    int64_t number;
    if (pattern_is_object(pattern, "Pattern"))
        return pattern;
    if (!pattern_is_text(pattern) || !flags_of(ev, flags, &number))
        return NULL;
    const struct meaning *parts[2] = {pattern, meaning_int(&ev->store, number)};
    return parts[1] ? object_new(ev, "Pattern", parts, 2) : NULL;
}

static bool read_codes(struct pattern_search *search)
{
    struct meaning_store *store = &search->ev->store;
    size_t bytes = search->text->text_len, at = 0;
    search->codes = store_alloc(store, (bytes + 1) * sizeof *search->codes);
    search->places = store_alloc(store, (bytes + 1) * sizeof *search->places);
    if (!search->codes || !search->places || !ev_spend(search->ev, bytes))
        return false;
    while (at < bytes) {
        search->places[search->n] = (uint32_t)at;
        search->codes[search->n++] = search->text->kind == MEANING_BYTES
                                         ? (uint8_t)search->text->text[at++]
                                         : render_next_code(search->text, &at);
    }
    search->places[search->n] = (uint32_t)bytes;
    return true;
}

struct regex *pattern_compile(struct evaluator *ev, const struct meaning *pattern)
{
    const struct meaning *text = ev_ask(ev, pattern->items[0]);
    bool good = pattern_is_text(text) && ev_spend(ev, 16 * (text->text_len + 16));
    return good ? regex_new(text->text, text->text_len, text->kind == MEANING_BYTES,
                            pattern->items[1]->number)
                : NULL;
}

/* False: nothing is known of it. What was opened is closed with search_close either way. */
bool pattern_search(struct pattern_search *search, struct evaluator *ev,
                    const struct meaning *pattern, const struct meaning *text)
{
    *search = (struct pattern_search){.ev = ev, .pattern = pattern, .text = text};
    if (!pattern || !pattern_is_text(text))
        return false;
    search->regex = pattern_compile(ev, pattern);
    return search->regex && ev_ask(ev, pattern->items[0])->kind == text->kind && read_codes(search);
}

void pattern_close(struct pattern_search *search)
{
    regex_free(search->regex);
    search->regex = NULL;
}

/* The next match from a place on. */
static enum regex_result find(struct pattern_search *search, size_t from, enum regex_mode mode,
                              bool must_advance, struct regex_match *match)
{
    uint64_t steps = 0;
    enum regex_result result =
        regex_run(search->regex, search->codes, search->n, from, mode, must_advance, match, &steps);
    return ev_spend(search->ev, steps) ? result : REGEX_UNKNOWN;
}

static const struct meaning *part_of(const struct pattern_search *search, int32_t from, int32_t to)
{
    if (from < 0)
        return meaning_none(&search->ev->store);
    return meaning_text(&search->ev->store, search->text->kind,
                        search->text->text + search->places[from],
                        search->places[to] - search->places[from]);
}

static const struct meaning *match_new(struct pattern_search *search,
                                       const struct regex_match *match)
{
    const struct meaning *parts[2 + 2 * REGEX_GROUPS_MAX] = {search->pattern, search->text};
    unsigned groups = regex_groups(search->regex);
    for (unsigned k = 0; k < groups; k++) {
        parts[2 + 2 * k] = meaning_int(&search->ev->store, match->start[k]);
        parts[3 + 2 * k] = meaning_int(&search->ev->store, match->end[k]);
        if (!parts[2 + 2 * k] || !parts[3 + 2 * k])
            return NULL;
    }
    return object_new(search->ev, "Match", parts, 2 + 2 * groups);
}

/* ---- Functions that take a pattern first ----------------------------------------------------- */

/* The arguments of the module's functions, or of a pattern's methods: the same but for the flags. */
static const struct meaning *pattern_arg(struct evaluator *ev, const struct arguments *args,
                                         uint32_t flags_at)
{
    const struct meaning *pattern = arg(ev, args, 0);
    const struct meaning *flags =
        flags_at < args->n ? arg(ev, args, flags_at) : arg_named(ev, args, "flags");
    if (pattern_is_object(pattern, "Pattern") && flags)
        return NULL; /* pos and endpos */
    return pattern_of(ev, pattern, flags);
}

MODEL_RUN(model_compile)
{
    (void)model;
    return pattern_arg(ev, args, 1);
}

/* match, search, fullmatch: number is how. */
MODEL_RUN(model_match)
{
    struct pattern_search search;
    struct regex_match match;
    const struct meaning *result = NULL;
    enum regex_result found = REGEX_UNKNOWN;
    if (pattern_search(&search, ev, pattern_arg(ev, args, 2), arg(ev, args, 1)))
        found = find(&search, 0, (enum regex_mode)model->number, false, &match);
    if (found == REGEX_NO)
        result = meaning_none(&ev->store);
    if (found == REGEX_YES)
        result = match_new(&search, &match);
    pattern_close(&search);
    return result;
}

/* What findall lists of a match. */
static const struct meaning *listed(const struct pattern_search *search,
                                    const struct regex_match *match)
{
    struct meaning_store *store = &search->ev->store;
    unsigned groups = regex_groups(search->regex);
    struct meaning *tuple = groups > 2 ? meaning_new(store, MEANING_TUPLE) : NULL;
    if (groups == 1)
        return part_of(search, match->start[0], match->end[0]);
    for (unsigned k = 1; k < groups; k++) {
        const struct meaning *part = match->start[k] < 0
                                         ? meaning_text(store, search->text->kind, "", 0)
                                         : part_of(search, match->start[k], match->end[k]);
        if (groups == 2)
            return part;
        if (tuple)
            meaning_add(store, tuple, part);
    }
    return tuple;
}

/* findall, finditer (number 1). */
MODEL_RUN(model_findall)
{
    struct pattern_search search;
    struct regex_match match;
    struct meaning *list = meaning_new(&ev->store, MEANING_LIST);
    enum regex_result found = REGEX_UNKNOWN;
    bool good = pattern_search(&search, ev, pattern_arg(ev, args, 2), arg(ev, args, 1)) && list,
         must_advance = false;
    for (size_t at = 0;
         good && (found = find(&search, at, REGEX_SEARCH, must_advance, &match)) == REGEX_YES;) {
        const struct meaning *item =
            model->number ? match_new(&search, &match) : listed(&search, &match);
        meaning_add(&ev->store, list, item);
        good = item && !list->is_lost;
        at = (size_t)match.end[0];
        must_advance = match.start[0] == match.end[0];
    }
    pattern_close(&search);
    if (!good || found != REGEX_NO)
        return NULL;
    return model->number ? ev_iterator(ev, list) : list;
}

/* How often at most; -1: no limit. False: not known. */
static bool count_of(const struct meaning *count, int64_t *most)
{
    *most = meaning_is_number(count) && count->number ? count->number : -1;
    return !count || (meaning_is_number(count) && count->number >= 0);
}

MODEL_RUN(model_split)
{
    struct pattern_search search;
    struct regex_match match;
    struct meaning *list = meaning_new(&ev->store, MEANING_LIST);
    const struct meaning *count = args->n > 2 ? arg(ev, args, 2) : arg_named(ev, args, "maxsplit");
    enum regex_result found = REGEX_NO;
    int64_t most = -1;
    size_t at = 0;
    bool is_open = pattern_search(&search, ev, pattern_arg(ev, args, 3), arg(ev, args, 1));
    bool good = is_open && list && count_of(count, &most), must_advance = false;
    (void)model;
    while (good && most-- != 0 &&
           (found = find(&search, at, REGEX_SEARCH, must_advance, &match)) == REGEX_YES) {
        meaning_add(&ev->store, list, part_of(&search, (int32_t)at, match.start[0]));
        for (unsigned k = 1; k < regex_groups(search.regex); k++)
            meaning_add(&ev->store, list, part_of(&search, match.start[k], match.end[k]));
        good = !list->is_lost;
        at = (size_t)match.end[0];
        must_advance = match.start[0] == match.end[0];
    }
    if (good && found != REGEX_UNKNOWN)
        meaning_add(&ev->store, list, part_of(&search, (int32_t)at, (int32_t)search.n));
    pattern_close(&search);
    return good && found != REGEX_UNKNOWN && !list->is_lost ? list : NULL;
}

/* What stands in the place of a match: a text with references, or what a callable says. */
static bool add_replacement(struct pattern_search *search, const struct regex_match *match,
                            const struct meaning *with, struct buf *out)
{
    if (with->kind == search->text->kind)
        return pattern_add_template(search, match, with, out);
    if (pattern_is_text(with))
        return false;
    const struct meaning *object = match_new(search, match);
    const struct meaning *said = object ? ev_call_1(search->ev, with, object) : NULL;
    said = said ? ev_ask(search->ev, said) : NULL;
    if (!meaning_is(said, search->text->kind))
        return false;
    buf_add(out, said->text, said->text_len);
    return true;
}

/* Python reads a template before it looks for anything: what names no group is refused without a match too. */
static bool is_good_template(struct pattern_search *search, const struct meaning *with)
{
    struct regex_match none;
    struct buf ignored = {.limit = MEANING_TEXT_MAX};
    for (unsigned k = 0; k < REGEX_GROUPS_MAX; k++)
        none.start[k] = none.end[k] = -1;
    bool good =
        with->kind != search->text->kind || pattern_add_template(search, &none, with, &ignored);
    buf_free(&ignored);
    return good;
}

static bool substitute(struct pattern_search *search, const struct meaning *with, int64_t most,
                       struct buf *out, int64_t *done)
{
    struct regex_match match;
    enum regex_result found = REGEX_NO;
    bool good = true, must_advance = false;
    size_t at = 0;
    for (;
         most-- != 0 && (found = find(search, at, REGEX_SEARCH, must_advance, &match)) == REGEX_YES;
         ++*done) {
        size_t from = search->places[at];
        buf_add(out, search->text->text + from, search->places[match.start[0]] - from);
        good &= add_replacement(search, &match, with, out); /* a callable is called all the same */
        at = (size_t)match.end[0];
        must_advance = match.start[0] == match.end[0];
    }
    buf_add(out, search->text->text + search->places[at],
            search->text->text_len - search->places[at]);
    return good && found != REGEX_UNKNOWN;
}

/* sub and subn (number 1) */
MODEL_RUN(model_sub)
{
    static const struct meaning *const unknown[] = {&meaning_unknown};
    struct pattern_search search;
    const struct meaning *with = arg(ev, args, 1), *text = arg(ev, args, 2);
    const struct meaning *count = args->n > 3 ? arg(ev, args, 3) : arg_named(ev, args, "count");
    struct buf out = {.limit = MEANING_TEXT_MAX};
    int64_t most = -1, done = 0;
    bool is_open = pattern_search(&search, ev, pattern_arg(ev, args, 4), text);
    bool good = is_open && count_of(count, &most) && is_good_template(&search, with) &&
                substitute(&search, with, most, &out, &done);
    bool may_call = !pattern_is_text(with) && !ev_type_name(ev, with);
    if (may_call && done == 0)
        ev_call(ev, with, &(struct arguments){.items = unknown, .n = 1});
    pattern_close(&search);
    if (!good) {
        buf_free(&out);
        return NULL;
    }
    const struct meaning *pair[2] = {meaning_buf(&ev->store, text->kind, &out),
                                     meaning_int(&ev->store, done)};
    return !pair[0] || model->number == 0 ? pair[0]
                                          : meaning_items(&ev->store, MEANING_TUPLE, pair, 2);
}

MODEL_RUN(model_escape)
{
    static const char special[] = "()[]{}?*+-|^$\\.&~# \t\n\r\v\f";
    const struct meaning *text = arg(ev, args, 0);
    struct buf out = {.limit = MEANING_TEXT_MAX};
    (void)model;
    if (!pattern_is_text(text) || !ev_spend(ev, text->text_len))
        return NULL;
    for (size_t k = 0; k < text->text_len; k++) {
        if (memchr(special, text->text[k], sizeof special - 1))
            buf_char(&out, '\\');
        buf_char(&out, text->text[k]);
    }
    return meaning_buf(&ev->store, text->kind, &out);
}

/* ---- The table ------------------------------------------------------------------------------- */

#define BOTH(name, min_args, run, number)                                                          \
    {"re", name, min_args, run, number, NULL},                                                     \
    {                                                                                              \
        "re", "Pattern." name, min_args, run, number, NULL                                         \
    }

/* clang-format off */
const struct model patterns[] = {
    {"re", "compile", 1, model_compile, 0, NULL},
    {"re", "_compile", 1, model_compile, 0, NULL},
    {"re", "escape", 1, model_escape, 0, NULL},
    BOTH("match", 2, model_match, REGEX_MATCH),
    BOTH("search", 2, model_match, REGEX_SEARCH),
    BOTH("fullmatch", 2, model_match, REGEX_FULLMATCH),
    BOTH("findall", 2, model_findall, 0),
    BOTH("finditer", 2, model_findall, 1),
    BOTH("split", 2, model_split, 0),
    BOTH("sub", 3, model_sub, 0),
    BOTH("subn", 3, model_sub, 1),
};
/* clang-format on */
const size_t n_patterns = sizeof patterns / sizeof patterns[0];
