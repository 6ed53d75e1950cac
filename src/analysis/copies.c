/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The module copy: copies that are changed leave the others as they are. */
#include <string.h>

#include "src/analysis/models.h"

enum {
    COPY_DEPTH = 8,
    COPIES_MAX = 64, /* containers of one call; what stands in it twice is copied once */
};

struct copies {
    const struct meaning *from[COPIES_MAX], *to[COPIES_MAX];
    uint32_t n;
};

static const struct meaning *deep_copy(struct evaluator *ev, const struct meaning *of,
                                       struct copies *done, unsigned depth);

/* Each item in turn, of pairs too. Depth is bounded. */
static void copy_items(struct evaluator *ev, struct meaning *copy, struct copies *done,
                       unsigned depth)
{
    for (uint32_t n = 0; n < copy->n_items; n++)
        copy->items[n] = deep_copy(ev, ev_ask(ev, copy->items[n]), done, depth + 1);
}

static const struct meaning *deep_copy(struct evaluator *ev, const struct meaning *of,
                                       struct copies *done, unsigned depth)
{
    const char *type = ev_type_name(ev, of);
    bool is_tuple = type && strcmp(type, "tuple") == 0;
    for (uint32_t k = 0; k < done->n; k++) {
        if (done->from[k] == of)
            return done->to[k];
    }
    const struct meaning *copy = is_tuple ? ev_listed(ev, of, MEANING_TUPLE) : ev_copy(ev, of);
    if (!copy || copy == of)
        return copy ? copy : &meaning_unknown;
    if (depth >= COPY_DEPTH || done->n == COPIES_MAX || !ev_spend(ev, 1))
        return &meaning_unknown;
    done->from[done->n] = of;
    done->to[done->n++] = copy;
    copy_items(ev, (struct meaning *)copy, done, depth);
    return copy;
}

/* copy, and deepcopy: number 1 */
MODEL_RUN(model_copy)
{
    struct copies done = {.n = 0};
    const struct meaning *of = arg(ev, args, 0);
    if (of->kind == MEANING_UNKNOWN)
        return NULL;
    const struct meaning *copy = model->number ? deep_copy(ev, of, &done, 0) : ev_copy(ev, of);
    return meaning_is(copy, MEANING_UNKNOWN) ? NULL : copy;
}

/* clang-format off */
const struct model copies[] = {
    {"copy", "copy", 1, model_copy, 0, NULL},
    {"copy", "deepcopy", 1, model_copy, 1, NULL},
};
/* clang-format on */
const size_t n_copies = sizeof copies / sizeof copies[0];
