/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The modules random and secrets, where chance has nothing to choose: one item, or several that are equal. */
#include <string.h>

#include "src/analysis/containers.h"
#include "src/analysis/models.h"

/* The item that all of a list are; NULL: they differ, or are not known. */
static const struct meaning *only_item(struct evaluator *ev, const struct meaning *list)
{
    int order;
    for (uint32_t n = 1; list && n < list->n_items; n++) {
        if (!ev_compare(ev, list->items[0], list->items[n], &order) || order != 0)
            return NULL;
    }
    const struct meaning *item = list && list->n_items ? ev_ask(ev, list->items[0]) : NULL;
    return item && item->kind != MEANING_UNKNOWN ? item : NULL;
}

/* Functions of the module, or methods of an object: number is where the arguments begin. */
MODEL_RUN(chance_choice)
{
    uint32_t at = (uint32_t)model->number;
    return args->n > at ? only_item(ev, ev_listed(ev, args->items[at], MEANING_LIST)) : NULL;
}

/* sample(population, k), choices(population, k=1): text is how k is said. */
MODEL_RUN(chance_several)
{
    uint32_t at = (uint32_t)model->number;
    const struct meaning *list = args->n > at ? ev_listed(ev, args->items[at], MEANING_LIST) : NULL;
    const struct meaning *item = only_item(ev, list), *k = arg_named(ev, args, "k");
    bool is_sample = model->text != NULL;
    k = k || !is_sample ? k : arg(ev, args, at + 1);
    bool is_known = item && args->n_named <= 2 && (k ? meaning_is_number(k) : !is_sample);
    int64_t n = k && is_known ? k->number : 1;
    struct meaning *all = is_known ? meaning_new(&ev->store, MEANING_LIST) : NULL;
    if (is_sample && list && n > list->n_items)
        return NULL;
    for (; all && n > 0 && !all->is_lost; n--)
        meaning_add(&ev->store, all, item);
    return all && !all->is_lost ? all : NULL;
}

MODEL_RUN(chance_shuffle)
{
    uint32_t at = (uint32_t)model->number;
    struct meaning *own = args->n > at ? ev_own(ev, args->items[at]) : NULL;
    if (own && own->n_items > 1 && !only_item(ev, own))
        container_lose(own);
    return NULL;
}

/* randint(a, b), and randrange(start, stop), randbelow(stop): text is what the last is beyond. */
MODEL_RUN(chance_number)
{
    uint32_t at = (uint32_t)model->number;
    const struct meaning *first = arg(ev, args, at), *second = arg(ev, args, at + 1);
    bool has_two = second != NULL;
    const struct meaning *from = has_two ? first : meaning_int(&ev->store, 0);
    const struct meaning *to = has_two ? second : first;
    if (!meaning_is_number(from) || !meaning_is_number(to) || args->n > at + 2)
        return NULL;
    bool is_one = model->text ? to->number > from->number && to->number - 1 == from->number
                              : to->number == from->number;
    return is_one ? meaning_int(&ev->store, from->number) : NULL;
}

#define BOTH(name, run, text)                                                                      \
    {"random", name, 1, run, 0, text}, {"random", "Random." name, 2, run, 1, text},                \
    {                                                                                              \
        "random", "SystemRandom." name, 2, run, 1, text                                            \
    }

/* clang-format off */
const struct model chances[] = {
    BOTH("choice", chance_choice, NULL),
    BOTH("choices", chance_several, NULL),
    BOTH("sample", chance_several, "k"),
    BOTH("shuffle", chance_shuffle, NULL),
    BOTH("randint", chance_number, NULL),
    BOTH("randrange", chance_number, "stop"),
    {"secrets", "choice", 1, chance_choice, 0, NULL},
    {"secrets", "randbelow", 1, chance_number, 0, "stop"},
};
/* clang-format on */
const size_t n_chances = sizeof chances / sizeof chances[0];
