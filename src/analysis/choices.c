/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What itertools chooses out of lists that it takes whole: product, permutations, combinations. All are made at
 * once, as far as there are not too many. */
#include <string.h>

#include "src/analysis/models.h"

enum {
    CHOSEN_MAX = 16,                 /* items of one choice */
    CHOICES_MAX = MEANING_ITEMS_MAX, /* of which more are not kept */
};

/* The tuple of those items of the lists (of one list, where all are the same) that stand at these places. */
static bool add_choice(struct evaluator *ev, struct meaning *all,
                       const struct meaning *const *lists, const uint32_t *places, uint32_t n)
{
    struct meaning *tuple = ev_spend(ev, n) ? meaning_new(&ev->store, MEANING_TUPLE) : NULL;
    for (uint32_t k = 0; tuple && k < n; k++)
        meaning_add(&ev->store, tuple, lists[k]->items[places[k]]);
    if (tuple)
        meaning_add(&ev->store, all, tuple);
    return tuple && !all->is_lost;
}

static const struct meaning *choices_of(struct evaluator *ev, const struct meaning *all, bool good)
{
    return good && all && !all->is_lost ? ev_iterator(ev, all) : NULL;
}

/* product(*iterables, repeat): the first of each changes slowest. */
MODEL_RUN(model_product)
{
    const struct meaning *lists[CHOSEN_MAX], *repeat = arg_named(ev, args, "repeat");
    uint32_t places[CHOSEN_MAX], n_lists = 0;
    uint64_t n = 1;
    int64_t again = repeat ? (meaning_is_number(repeat) ? repeat->number : -1) : 1;
    (void)model;
    bool good = again >= 0 && again <= CHOSEN_MAX && args->n <= CHOSEN_MAX &&
                args->n * (uint64_t)again <= CHOSEN_MAX;
    for (uint32_t k = 0; k < args->n; k++) { /* what they take from an iterator happens */
        const struct meaning *list = ev_listed(ev, args->items[k], MEANING_LIST);
        good = good && list;
        if (good)
            lists[k] = list;
    }
    n_lists = good ? args->n * (uint32_t)again : 0;
    for (uint32_t k = 0; k < n_lists; k++) {
        lists[k] = lists[k % args->n];
        n = n > CHOICES_MAX ? n : n * lists[k]->n_items;
    }
    good = good && n <= CHOICES_MAX;
    struct meaning *all = good ? meaning_new(&ev->store, MEANING_LIST) : NULL;
    for (uint64_t at = 0; all && good && at < n; at++) {
        uint64_t rest = at;
        for (uint32_t k = n_lists; k-- > 0;) {
            places[k] = (uint32_t)(rest % lists[k]->n_items);
            rest /= lists[k]->n_items;
        }
        good = add_choice(ev, all, lists, places, n_lists);
    }
    return choices_of(ev, all, good);
}

enum choice { CHOOSE_ORDERED, CHOOSE_ONCE, CHOOSE_AGAIN };

/* Whether places is a choice of that kind: of permutations none twice, of combinations each behind the last. */
static bool is_choice(enum choice kind, const uint32_t *places, uint32_t k)
{
    if (k == 0)
        return true;
    if (kind != CHOOSE_ORDERED)
        return kind == CHOOSE_ONCE ? places[k] > places[k - 1] : places[k] >= places[k - 1];
    for (uint32_t other = 0; other < k; other++) {
        if (places[other] == places[k])
            return false;
    }
    return true;
}

/* permutations(iterable, r), combinations(iterable, r) and those with replacement: each place goes over all
 * items, the last one fastest. */
MODEL_RUN(model_choose)
{
    const struct meaning *list = ev_listed(ev, args->items[0], MEANING_LIST);
    const struct meaning *said = args->n > 1 ? arg(ev, args, 1) : arg_named(ev, args, "r");
    bool is_all = model->number == CHOOSE_ORDERED && (!said || said->kind == MEANING_NONE);
    if (!list || (!is_all && (!meaning_is_number(said) || said->number < 0)))
        return NULL;
    uint32_t n = list->n_items;
    int64_t wanted = is_all ? n : said->number;
    const struct meaning *lists[CHOSEN_MAX];
    uint32_t places[CHOSEN_MAX] = {0}, depth = 0, r = (uint32_t)wanted;
    struct meaning *all = meaning_new(&ev->store, MEANING_LIST);
    bool good = wanted <= CHOSEN_MAX, is_over = !good || n == 0;
    for (uint32_t k = 0; k < CHOSEN_MAX; k++)
        lists[k] = list;
    if (all && wanted == 0)
        return choices_of(ev, all, add_choice(ev, all, lists, places, 0));
    while (all && good && !is_over) {
        good = ev_spend(ev, 1);
        bool is_in = places[depth] < n;
        if (!is_in && depth == 0) {
            is_over = true;
        } else if (!is_in) {
            places[--depth]++;
        } else if (!is_choice((enum choice)model->number, places, depth)) {
            places[depth]++;
        } else if (depth + 1 < r) {
            places[++depth] = 0;
        } else {
            good = good && add_choice(ev, all, lists, places, r);
            places[depth]++;
        }
    }
    return choices_of(ev, all, good);
}

/* ---- The table ------------------------------------------------------------------------------- */

/* clang-format off */
const struct model choices[] = {
    {"itertools", "product", 0, model_product, 0, NULL},
    {"itertools", "permutations", 1, model_choose, CHOOSE_ORDERED, NULL},
    {"itertools", "combinations", 2, model_choose, CHOOSE_ONCE, NULL},
    {"itertools", "combinations_with_replacement", 2, model_choose, CHOOSE_AGAIN, NULL},
};
/* clang-format on */
const size_t n_choices = sizeof choices / sizeof choices[0];
