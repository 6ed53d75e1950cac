/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/analysis/given.h"

#include "src/analysis/chain.h"
#include "src/analysis/resolve.h"

enum {
    ITEMS_MAX = 32,   /* of one tuple or list that are looked at */
    LOOKED_MAX = 128, /* values of one event */
    DEEP = 4,         /* tuples and lists around each other: subprocess.run((['sh', X],)) */
};

struct given {
    struct evaluator *ev;
    unsigned looked; /* values of this event that were looked at */
    bool is_other;   /* something is another than is shown */
};

static const struct meaning *of_value(struct given *given, br_value value, unsigned depth);

/* A tuple or list with what its items are; NULL: as it is shown. */
static const struct meaning *of_items(struct given *given, br_value value, unsigned depth)
{
    struct evaluator *ev = given->ev;
    struct br_state at = {ev->rec, ev->op};
    bool is_list = br_kind(ev->rec, value) == BR_KIND_LIST;
    uint64_t n = br_put_count(at, value);
    struct meaning *made =
        n <= ITEMS_MAX ? meaning_new(&ev->store, is_list ? MEANING_LIST : MEANING_TUPLE) : NULL;
    struct br_item item;
    bool found = true;
    for (uint64_t k = 0; made && k < n; k++) {
        if (br_put_item(at, value, k, &item, &found) != BR_OK || !found)
            return NULL;
        meaning_add(&ev->store, made, of_value(given, item.value, depth + 1));
    }
    return made && !made->is_lost ? made : NULL;
}

static const struct meaning *of_value(struct given *given, br_value value, unsigned depth)
{
    struct evaluator *ev = given->ev;
    enum br_kind kind = br_kind(ev->rec, value);
    const struct meaning *known = NULL;
    if (given->looked++ >= LOOKED_MAX || !ev_spend(ev, 1))
        return meaning_ref(&ev->store, value);
    if (chain_is_link(ev, value)) {
        known = resolve_value(ev, value);
        given->is_other |= known != NULL;
    } else if ((kind == BR_KIND_TUPLE || kind == BR_KIND_LIST) && depth < DEEP) {
        known = of_items(given, value, depth);
    }
    return known ? known : meaning_ref(&ev->store, value);
}

/* Arguments of INST and OBJ stand on the stack. */
static const struct meaning *of_stack(struct given *given, br_value called)
{
    struct evaluator *ev = given->ev;
    struct br_call call;
    struct meaning *made = meaning_new(&ev->store, MEANING_TUPLE);
    if (!made || !br_call(ev->rec, called, &call) || call.n_args > ITEMS_MAX)
        return NULL;
    for (uint32_t k = 0; k < call.n_args; k++)
        meaning_add(&ev->store, made, of_value(given, br_call_arg(ev->rec, called, k), 1));
    return made->is_lost ? NULL : made;
}

const char *given_text(struct evaluator *ev, const struct br_event *event, size_t max_bytes,
                       unsigned *shown)
{
    struct given given = {.ev = ev};
    const struct meaning *args = event->args == BR_NO_VALUE ? of_stack(&given, event->value)
                                                            : of_value(&given, event->args, 0);
    if (!args || !given.is_other || event->kwargs != BR_NO_VALUE)
        return NULL;
    struct buf text = {.limit = MEANING_TEXT_MAX};
    *shown = meaning_print(args, (struct br_state){ev->rec, event->op}, max_bytes, &text);
    const struct meaning *kept = meaning_buf(&ev->store, MEANING_TEXT, &text);
    return kept ? kept->text : NULL;
}
