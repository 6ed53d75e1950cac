/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What takes all that can be iterated, and makes one thing of it: sums, reductions, questions. */
#include <string.h>

#include "src/analysis/models.h"
#include "src/analysis/render.h"

/* sum(iterable, start): tuples and lists are joined by it. */
MODEL_RUN(model_sum)
{
    (void)model;
    const struct meaning *list = ev_listed(ev, args->items[0], MEANING_LIST);
    const struct meaning *sum = args->n > 1 ? arg(ev, args, 1) : meaning_int(&ev->store, 0);
    if (meaning_is(sum, MEANING_TEXT) ||
        meaning_is(sum, MEANING_BYTES)) /* that is what join is for */
        return NULL;
    for (uint32_t n = 0; list && sum && n < list->n_items; n++)
        sum = render_add(ev, sum, ev_ask(ev, list->items[n]));
    return list ? sum : NULL;
}

MODEL_RUN(model_reduce)
{
    (void)model;
    struct meaning *iterator = ev_iterator(ev, args->items[1]);
    const struct meaning *sum = args->n > 2 ? arg(ev, args, 2) : NULL, *item;
    if (iterator && !sum)
        sum = ev_next(ev, iterator);
    while (iterator && sum && (item = ev_next(ev, iterator)) != NULL) {
        const struct meaning *two[2] = {sum, item};
        sum = ev_call(ev, args->items[0], &(struct arguments){.items = two, .n = 2});
        if (!sum)
            sum = &meaning_unknown;
    }
    return sum && sum->kind != MEANING_UNKNOWN ? sum : NULL;
}

/* What an iterator would give happens: the argument whose number is the model's is taken whole, and
 * the key (by name, or where text says) called for each item. */
MODEL_RUN(model_consume)
{
    uint32_t at = (uint32_t)model->number,
             key_at = model->text ? (uint32_t)(model->text[0] - '0') : 0;
    const struct meaning *list = at < args->n ? ev_listed(ev, args->items[at], MEANING_LIST) : NULL;
    const struct meaning *key = arg_named(ev, args, "key");
    if (!key && key_at)
        key = arg(ev, args, key_at);
    for (uint32_t n = 0; key && key->kind != MEANING_NONE && list && n < list->n_items; n++)
        ev_call_1(ev, key, list->items[n]);
    return NULL;
}

/* any and all (number 1). */
MODEL_RUN(model_any)
{
    const struct meaning *list = ev_listed(ev, args->items[0], MEANING_LIST);
    bool is_sure = list != NULL;
    for (uint32_t n = 0; list && n < list->n_items; n++) {
        bool truth;
        if (!ev_truth(ev, ev_ask(ev, list->items[n]), &truth))
            is_sure = false;
        else if (truth != (model->number == 1))
            return meaning_bool(&ev->store, truth);
    }
    return is_sure ? meaning_bool(&ev->store, model->number == 1) : NULL;
}

/* x in items, and how many or which of them equal x: number 0, 1, 2. */
MODEL_RUN(model_contains)
{
    const struct meaning *held = arg(ev, args, 0), *wanted = arg(ev, args, 1);
    bool is_text = held->kind == MEANING_TEXT || held->kind == MEANING_BYTES;
    if (is_text && model->number == 0 && wanted->kind == held->kind) {
        return ev_spend(ev, held->text_len)
                   ? meaning_bool(&ev->store, memmem(held->text, held->text_len, wanted->text,
                                                     wanted->text_len) != NULL)
                   : NULL;
    }
    const struct meaning *list = ev_listed(ev, held, MEANING_LIST);
    int64_t count = 0, first = -1;
    for (uint32_t n = 0; list && n < list->n_items; n++) {
        int order = 1;
        if (!ev_compare(ev, ev_ask(ev, list->items[n]), wanted, &order))
            return NULL;
        count += order == 0;
        first = order == 0 && first < 0 ? n : first;
    }
    if (!list || (model->number == 2 && first < 0))
        return NULL;
    return model->number == 0   ? meaning_bool(&ev->store, count > 0)
           : model->number == 1 ? meaning_int(&ev->store, count)
                                : meaning_int(&ev->store, first);
}

/* statistics.mode: the first of those that are there most often. */
MODEL_RUN(model_mode)
{
    const struct meaning *list = ev_listed(ev, args->items[0], MEANING_LIST), *mode = NULL;
    uint32_t most = 0;
    (void)model;
    for (uint32_t n = 0; list && n < list->n_items; n++) {
        uint32_t count = 0;
        for (uint32_t k = n; k < list->n_items; k++) {
            int order = 1;
            if (!ev_compare(ev, list->items[n], list->items[k], &order))
                return NULL;
            count += order == 0;
        }
        mode = count > most ? ev_ask(ev, list->items[n]) : mode;
        most = count > most ? count : most;
    }
    return mode;
}

/* operator.length_hint(object, default) */
MODEL_RUN(model_length)
{
    uint64_t n;
    (void)model;
    return ev_len(ev, arg(ev, args, 0), &n) ? meaning_int(&ev->store, (int64_t)n) : NULL;
}

/* ---- The table ------------------------------------------------------------------------------- */

/* clang-format off */
const struct model takers[] = {
    {"statistics", "mode", 1, model_mode, 0, NULL},
    {"operator", "length_hint", 1, model_length, 0, NULL},
    {"builtins", "any", 1, model_any, 0, NULL},
    {"builtins", "all", 1, model_any, 1, NULL},
    {"builtins", "sum", 1, model_sum, 0, NULL},
    {"functools", "reduce", 2, model_reduce, 0, NULL},
    {"builtins", "reduce", 2, model_reduce, 0, NULL},
    {"math", "dist", 1, model_consume, 0, NULL},
    {"math", "sumprod", 1, model_consume, 0, NULL},
    {"statistics", "fmean", 1, model_consume, 0, NULL},
    {"operator", "contains", 2, model_contains, 0, NULL},
    {"operator", "countOf", 2, model_contains, 1, NULL},
    {"operator", "indexOf", 2, model_contains, 2, NULL},
};
/* clang-format on */
const size_t n_takers = sizeof takers / sizeof takers[0];
