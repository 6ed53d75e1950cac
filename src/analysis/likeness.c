/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How like two texts are: difflib.get_close_matches and SequenceMatcher's ratio, of short texts of ASCII. */
#include <string.h>

#include "src/analysis/models.h"
#include "src/analysis/numbers.h"

enum { TEXT_MAX = 64, WORDS_MAX = 64 };

/* A part of each of two texts. */
struct pair {
    uint8_t a, a_end, b, b_end;
};

/* difflib.py, find_longest_match: of the longest that agree the first in a, then in b. */
static struct pair longest(const char *a, const char *b, struct pair in)
{
    uint8_t lengths[TEXT_MAX + 1] = {0}, best = 0;
    struct pair found = {in.a, in.a, in.b, in.b};
    for (uint8_t at = in.a; at < in.a_end; at++) {
        for (uint8_t k = in.b_end;
             k-- > in.b;) /* from behind: what stands before is of the last row */
            lengths[k + 1] = a[at] != b[k] ? 0 : (uint8_t)((k > in.b ? lengths[k] : 0) + 1);
        for (uint8_t k = in.b; k < in.b_end; k++) {
            if (lengths[k + 1] <= best)
                continue;
            best = lengths[k + 1];
            found = (struct pair){(uint8_t)(at + 1 - best), (uint8_t)(at + 1),
                                  (uint8_t)(k + 1 - best), (uint8_t)(k + 1)};
        }
    }
    return found;
}

/* How many characters stand in blocks that agree. */
static unsigned agreeing(const char *a, size_t a_len, const char *b, size_t b_len)
{
    struct pair open[2 * TEXT_MAX + 2];
    unsigned n_open = 1, sum = 0;
    open[0] = (struct pair){0, (uint8_t)a_len, 0, (uint8_t)b_len};
    while (n_open) {
        struct pair in = open[--n_open], found = longest(a, b, in);
        if (found.a == found.a_end)
            continue;
        sum += (unsigned)(found.a_end - found.a);
        open[n_open++] = (struct pair){in.a, found.a, in.b, found.b};
        open[n_open++] = (struct pair){found.a_end, in.a_end, found.b_end, in.b_end};
    }
    return sum;
}

static bool is_short(const struct meaning *text)
{
    if (!meaning_is(text, MEANING_TEXT) || text->text_len > TEXT_MAX)
        return false;
    for (size_t k = 0; k < text->text_len; k++) {
        if ((unsigned char)text->text[k] >= 0x80)
            return false;
    }
    return true;
}

static bool ratio_of(struct evaluator *ev, const struct meaning *a, const struct meaning *b,
                     double *ratio)
{
    size_t n = is_short(a) && is_short(b) ? a->text_len + b->text_len : 0;
    if (!is_short(a) || !is_short(b) || !ev_spend(ev, 64 + 4 * a->text_len * b->text_len))
        return false;
    *ratio = n ? 2.0 * agreeing(a->text, a->text_len, b->text, b->text_len) / (double)n : 1.0;
    return true;
}

struct match {
    double ratio;
    const struct meaning *word;
};

/* Whether a stands before b: by likeness, then by the text, the greater one first. */
static bool is_before(struct evaluator *ev, const struct match *a, const struct match *b)
{
    int order = 0;
    if (a->ratio > b->ratio || a->ratio < b->ratio)
        return a->ratio > b->ratio;
    return ev_compare(ev, a->word, b->word, &order) && order > 0;
}

/* get_close_matches(word, possibilities, n, cutoff) */
MODEL_RUN(model_close)
{
    struct match found[WORDS_MAX];
    const struct meaning *word = arg(ev, args, 0),
                         *list = ev_listed(ev, args->items[1], MEANING_LIST);
    const struct meaning *count = args->n > 2 ? arg(ev, args, 2) : arg_named(ev, args, "n");
    const struct meaning *least = args->n > 3 ? arg(ev, args, 3) : arg_named(ev, args, "cutoff");
    double cutoff = 0.6;
    uint32_t n = 0;
    (void)model;
    if (!list || list->n_items > WORDS_MAX || (least && !num_double(least, &cutoff)) ||
        (count && (!meaning_is_number(count) || count->number < 1)))
        return NULL;
    for (uint32_t k = 0; k < list->n_items; k++) {
        struct match match = {.word = ev_ask(ev, list->items[k])};
        if (!ratio_of(ev, match.word, word, &match.ratio))
            return NULL;
        if (match.ratio < cutoff)
            continue;
        uint32_t at = n++;
        for (; at > 0 && is_before(ev, &match, &found[at - 1]); at--)
            found[at] = found[at - 1];
        found[at] = match;
    }
    struct meaning *kept = meaning_new(&ev->store, MEANING_LIST);
    for (uint32_t k = 0; kept && k < n && k < (count ? (uint64_t)count->number : 3); k++)
        meaning_add(&ev->store, kept, found[k].word);
    return kept;
}

/* clang-format off */
const struct model likeness_models[] = {
    {"difflib", "get_close_matches", 2, model_close, 0, NULL},
};
/* clang-format on */
const size_t n_likeness_models = sizeof likeness_models / sizeof likeness_models[0];
