/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a call is found guilty of, said of the values that go into it. */
#include "src/analysis/paint.h"

/* Items of the arguments of a dangerous call that are painted; the others are seen through it. */
enum { PAINT_ITEMS_MAX = 64 };

bool paint_value(struct analysis *an, br_value value, enum severity severity)
{
    if (severity == SEVERITY_NONE || value == BR_NO_VALUE)
        return true;
    uint32_t *place = valuemap_put(&an->paint, value);
    if (!place)
        return false;
    if (*place < severity)
        *place = severity;
    return true;
}

/* Numbers and the like are the same everywhere; only what can be told apart is painted. */
static bool is_paintable(struct analysis *an, br_value value)
{
    enum br_kind kind = br_kind(an->rec, value);
    return br_kind_is_unknown(kind) || (kind >= BR_KIND_STR && kind <= BR_KIND_FROZENSET);
}

/* The arguments of a dangerous call, and what stands in them one level down. */
static bool paint_arguments(struct analysis *an, const struct br_event *event)
{
    struct br_state at = {an->rec, event->op};
    if (event->args == BR_NO_VALUE || !is_paintable(an, event->args))
        return true;
    enum br_kind kind = br_kind(an->rec, event->args);
    const uint32_t *colour = valuemap_get(&an->paint, event->args);
    /* A list (which pickle.py takes for arguments) may change, and a milder call paints less. */
    bool is_fixed = kind == BR_KIND_TUPLE || kind == BR_KIND_FROZENSET;
    if (is_fixed && colour && *colour >= SEVERITY_DANGEROUS)
        return true;
    uint64_t n = 0;
    bool has_items = br_kind_is_sequence(kind);
    if (has_items && br_len(at, event->args, &n) != BR_OK)
        return false;
    for (uint64_t k = 0; k < n && k < PAINT_ITEMS_MAX; k++) {
        struct br_item item;
        bool found;
        if (br_item(at, event->args, k, &item, &found) != BR_OK)
            return false;
        if (found && is_paintable(an, item.value) &&
            !paint_value(an, item.value, SEVERITY_DANGEROUS))
            return false;
    }
    bool is_shared = kind == BR_KIND_TUPLE && n == 0; /* every () may be one object */
    return is_shared || paint_value(an, event->args, SEVERITY_DANGEROUS);
}

/* Callee, arguments and result of a call take its colour. */
bool paint_call(struct analysis *an, const struct br_event *event, enum severity severity)
{
    if (!paint_value(an, event->value, severity))
        return false;
    if (severity < SEVERITY_DANGEROUS)
        return true;
    return paint_value(an, event->callee, severity) && paint_arguments(an, event);
}
