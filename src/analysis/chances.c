/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The modules random and secrets: after a seed that is known all is, as random.py makes it of the twister's numbers;
 * without one, where chance has nothing to choose: one item, or several that are equal. */
#include <math.h>
#include <string.h>

#include "src/analysis/containers.h"
#include "src/analysis/models.h"
#include "src/analysis/numbers.h"
#include "src/analysis/twister.h"

enum { TWISTER_COST = TWISTER_WORDS };

/* A generator: an object whose attributes are its twister, as bytes that are changed in place; NULL: the seed is not
 * known. The functions of the module have one in the evaluator. */
static const struct meaning state_name = {
    .kind = MEANING_TEXT, .value = BR_NO_VALUE, .text = "(state)", .text_len = 7};

static struct twister *state_of(struct evaluator *ev, const struct meaning *object)
{
    const struct meaning *state = object && object->kind == MEANING_OBJECT && object->attributes
                                      ? ev_lookup(ev, object->attributes, &state_name)
                                      : NULL;
    return meaning_is(state, MEANING_BYTES) && ev_spend(ev, 1) ? (struct twister *)state->text
                                                               : NULL;
}

/* seed(a): of an integer of 64 bits; of anything else it is not known. */
static void set_seed(struct evaluator *ev, const struct meaning *object, const struct meaning *seed)
{
    struct twister *twister = meaning_is_number(seed) && ev_spend(ev, TWISTER_COST)
                                  ? store_alloc(&ev->store, sizeof *twister)
                                  : NULL;
    const struct meaning *state = &meaning_unknown;
    if (twister) {
        int64_t number = seed->number;
        twister_seed(twister, number < 0 ? (uint64_t)0 - (uint64_t)number : (uint64_t)number);
        state = meaning_there(&ev->store, MEANING_BYTES, (const char *)twister, sizeof *twister);
    }
    ev_set_attribute(ev, object, &state_name, state);
}

static const struct meaning *generator_new(struct evaluator *ev, const struct arguments *args)
{
    const struct meaning *class = meaning_named(&ev->store, "random", "Random");
    return class ? ev_object(ev, class, args) : NULL;
}

/* The generator of a call: its first argument where number is 1, else the module's. */
static const struct meaning *generator_of(struct evaluator *ev, const struct model *model,
                                          const struct arguments *args)
{
    if (model->number)
        return arg(ev, args, 0);
    if (!ev->chance)
        ev->chance = generator_new(ev, &(struct arguments){.items = NULL});
    return ev->chance;
}

/* getrandbits(k), of at most 32. */
static uint32_t bits(struct twister *twister, unsigned k)
{
    return k ? twister_next(twister) >> (32 - k) : 0;
}

/* _randbelow_with_getrandbits(n), n above 0 */
static uint32_t below(struct twister *twister, uint32_t n)
{
    unsigned k = 0;
    while (k < 32 && n >> k)
        k++;
    uint32_t number;
    do
        number = bits(twister, k);
    while (number >= n);
    return number;
}

static double real(struct twister *twister)
{
    uint32_t a = twister_next(twister) >> 5, b = twister_next(twister) >> 6;
    return (a * 67108864.0 + b) * (1.0 / 9007199254740992.0);
}

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

/* ---- Functions of the module, methods of Random ------------------------------------------------- */

MODEL_RUN(model_random)
{
    const struct meaning *object = generator_new(ev, args);
    (void)model;
    if (object)
        set_seed(ev, object, arg(ev, args, 0));
    return object;
}

MODEL_RUN(chance_seed)
{
    const struct meaning *generator = generator_of(ev, model, args);
    if (generator)
        set_seed(ev, generator, arg(ev, args, (uint32_t)model->number));
    return NULL;
}

MODEL_RUN(chance_choice)
{
    uint32_t at = (uint32_t)model->number;
    const struct meaning *list = args->n > at ? ev_listed(ev, args->items[at], MEANING_LIST) : NULL;
    struct twister *twister = state_of(ev, generator_of(ev, model, args));
    if (twister && list && list->n_items)
        return ev_ask(ev, list->items[below(twister, list->n_items)]);
    return only_item(ev, list);
}

/* As random.sample: of few items from a pool that shrinks, of many by what was not chosen yet. */
static struct meaning *sampled(struct evaluator *ev, struct twister *twister,
                               const struct meaning *list, uint32_t k)
{
    uint32_t n = list->n_items;
    double few = 21;
    if (k > 5)
        few += pow(4, ceil(log(k * 3.0) / log(4)));
    struct meaning *all = meaning_new(&ev->store, MEANING_LIST);
    struct meaning *pool = meaning_items(&ev->store, MEANING_LIST, list->items, n);
    bool is_few = n <= few;
    for (uint32_t i = 0; all && pool && i < k && !all->is_lost; i++) {
        uint32_t j = below(twister, is_few ? n - i : n);
        while (!is_few && !pool->items[j])
            j = below(twister, n);
        meaning_add(&ev->store, all, pool->items[j]);
        pool->items[j] = is_few ? pool->items[n - i - 1] : NULL;
    }
    return pool ? all : NULL;
}

/* choices(population, k=1) */
static struct meaning *chosen(struct evaluator *ev, struct twister *twister,
                              const struct meaning *list, uint32_t k)
{
    struct meaning *all = meaning_new(&ev->store, MEANING_LIST);
    for (uint32_t i = 0; all && i < k && !all->is_lost; i++)
        meaning_add(&ev->store, all, list->items[(uint32_t)floor(real(twister) * list->n_items)]);
    return all;
}

/* sample(population, k), whose row has a text, and choices(population, weights, cum_weights, k). */
MODEL_RUN(chance_several)
{
    uint32_t at = (uint32_t)model->number;
    bool is_sample = model->text != NULL;
    const struct meaning *list = args->n > at ? ev_listed(ev, args->items[at], MEANING_LIST) : NULL;
    const struct meaning *item = only_item(ev, list), *k = arg_named(ev, args, "k");
    struct twister *twister = state_of(ev, generator_of(ev, model, args));
    bool is_plain = args->n_named <= (k ? 2u : 0u) && args->n <= at + 1 + is_sample;
    k = k || !is_sample ? k : arg(ev, args, at + 1);
    bool is_known = list && is_plain && (k ? meaning_is_number(k) : !is_sample);
    int64_t n = k && is_known ? k->number : 1;
    is_known = is_known && n >= 0 && n <= (is_sample ? list->n_items : MEANING_ITEMS_MAX) &&
               (list->n_items || n == 0);
    struct meaning *all = NULL;
    if (is_known && twister)
        all = (is_sample ? sampled : chosen)(ev, twister, list, (uint32_t)n);
    else if (is_known && item)
        all = meaning_new(&ev->store, MEANING_LIST);
    for (; !twister && all && n > 0 && !all->is_lost; n--)
        meaning_add(&ev->store, all, item);
    if (twister && !all) /* how far it went is not known */
        set_seed(ev, generator_of(ev, model, args), NULL);
    return all && !all->is_lost ? all : NULL;
}

MODEL_RUN(chance_shuffle)
{
    uint32_t at = (uint32_t)model->number;
    struct meaning *own = args->n > at ? ev_own(ev, args->items[at]) : NULL;
    struct twister *twister = state_of(ev, generator_of(ev, model, args));
    bool is_list = meaning_is(own, MEANING_LIST) && !own->is_lost && ev_spend(ev, own->n_items);
    for (uint32_t n = is_list && twister ? own->n_items : 0; n-- > 1;) {
        uint32_t j = below(twister, n + 1);
        const struct meaning *item = own->items[n];
        own->items[n] = own->items[j];
        own->items[j] = item;
    }
    if (own && !(is_list && twister) && own->n_items > 1 && !only_item(ev, own))
        container_lose(own);
    return NULL;
}

/* randint(a, b), and randrange(start, stop), randbelow(stop): text is what the last is beyond. */
MODEL_RUN(chance_number)
{
    uint32_t at = (uint32_t)model->number;
    const struct meaning *first = arg(ev, args, at), *second = arg(ev, args, at + 1);
    const struct meaning *from = second ? first : meaning_int(&ev->store, 0);
    const struct meaning *to = second ? second : first;
    struct twister *twister = state_of(ev, generator_of(ev, model, args));
    int64_t width;
    if (!meaning_is_number(from) || !meaning_is_number(to) || args->n > at + 2 ||
        __builtin_sub_overflow(to->number, from->number, &width))
        return NULL;
    width += model->text == NULL && width < INT64_MAX;
    if (twister && width > 0 && width <= UINT32_MAX)
        return meaning_int(&ev->store, from->number + below(twister, (uint32_t)width));
    if (twister)
        set_seed(ev, generator_of(ev, model, args), NULL);
    return width == 1 ? meaning_int(&ev->store, from->number) : NULL;
}

/* random() */
MODEL_RUN(chance_real)
{
    struct twister *twister = state_of(ev, generator_of(ev, model, args));
    return twister ? num_float(&ev->store, real(twister)) : NULL;
}

/* What takes numbers in ways that are not known here. */
MODEL_RUN(chance_other)
{
    const struct meaning *generator = generator_of(ev, model, args);
    if (generator)
        set_seed(ev, generator, NULL);
    return NULL;
}

/* getrandbits(k) */
MODEL_RUN(chance_bits)
{
    struct twister *twister = state_of(ev, generator_of(ev, model, args));
    const struct meaning *k = arg(ev, args, (uint32_t)model->number);
    if (twister && meaning_is_number(k) && k->number >= 0 && k->number <= 32)
        return meaning_int(&ev->store, bits(twister, (unsigned)k->number));
    if (twister)
        set_seed(ev, generator_of(ev, model, args), NULL);
    return NULL;
}

/* ---- secrets ----------------------------------------------------------------------------------- */

MODEL_RUN(secret_choice)
{
    (void)model;
    return only_item(ev, ev_listed(ev, args->items[0], MEANING_LIST));
}

/* randbelow(1) */
MODEL_RUN(secret_number)
{
    const struct meaning *n = arg(ev, args, 0);
    (void)model;
    return meaning_is_number(n) && n->number == 1 ? meaning_int(&ev->store, 0) : NULL;
}

#define BOTH(name, least, run, text)                                                               \
    {"random", name, least, run, 0, text},                                                         \
    {                                                                                              \
        "random", "Random." name, 1 + (least), run, 1, text                                        \
    }

/* clang-format off */
const struct model chances[] = {
    {"random", "Random", 0, model_random, 0, NULL},
    BOTH("seed", 0, chance_seed, NULL),
    BOTH("choice", 1, chance_choice, NULL),
    BOTH("choices", 1, chance_several, NULL),
    BOTH("sample", 1, chance_several, "k"),
    BOTH("shuffle", 1, chance_shuffle, NULL),
    BOTH("randint", 2, chance_number, NULL),
    BOTH("randrange", 1, chance_number, "stop"),
    BOTH("random", 0, chance_real, NULL),
    BOTH("getrandbits", 1, chance_bits, NULL),
    BOTH("uniform", 0, chance_other, NULL),
    BOTH("triangular", 0, chance_other, NULL),
    BOTH("betavariate", 0, chance_other, NULL),
    BOTH("binomialvariate", 0, chance_other, NULL),
    BOTH("expovariate", 0, chance_other, NULL),
    BOTH("gammavariate", 0, chance_other, NULL),
    BOTH("gauss", 0, chance_other, NULL),
    BOTH("lognormvariate", 0, chance_other, NULL),
    BOTH("normalvariate", 0, chance_other, NULL),
    BOTH("vonmisesvariate", 0, chance_other, NULL),
    BOTH("paretovariate", 0, chance_other, NULL),
    BOTH("weibullvariate", 0, chance_other, NULL),
    BOTH("randbytes", 0, chance_other, NULL),
    BOTH("setstate", 0, chance_other, NULL),
    {"random", "SystemRandom.choice", 2, chance_choice, 1, NULL},
    {"random", "SystemRandom.shuffle", 2, chance_shuffle, 1, NULL},
    {"secrets", "choice", 1, secret_choice, 0, NULL},
    {"secrets", "randbelow", 1, secret_number, 0, NULL},
};
/* clang-format on */
const size_t n_chances = sizeof chances / sizeof chances[0];
