/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/analysis/objects.h"

#include <stdlib.h>
#include <string.h>

#include "src/analysis/resolve.h"

enum {
    CHANGES_MAX = 64, /* of one object that are looked through */
};

bool objects_remember(struct evaluator *ev, const struct br_event *event)
{
    if (ev->n_changes == ev->cap_changes) {
        uint32_t cap = ev->cap_changes ? ev->cap_changes * 2 : 64;
        struct object_change *grown =
            cap > UINT32_MAX / 2 ? NULL : realloc(ev->changes, cap * sizeof *grown);
        if (!grown)
            return false;
        ev->changes = grown;
        ev->cap_changes = cap;
    }
    uint32_t *last = valuemap_put(&ev->changed, event->callee);
    if (!last)
        return false;
    ev->changes[ev->n_changes++] = (struct object_change){.event = event->number, .before = *last};
    *last = ev->n_changes;
    return true;
}

/* ---- Attributes ------------------------------------------------------------------------------ */

/* The attribute that a state sets: a dict, or a pair of a dict and one of slots. */
static const struct meaning *state_attribute(struct evaluator *ev, const struct meaning *state,
                                             const struct meaning *name)
{
    const char *type = ev_type_name(ev, state);
    if (!type)
        return NULL;
    if (strcmp(type, "dict") == 0)
        return ev_lookup(ev, state, name);
    uint64_t n;
    if (strcmp(type, "tuple") != 0 || !ev_len(ev, state, &n) || n != 2)
        return NULL;
    for (int64_t k = 1; k >= 0; k--) {
        const struct meaning *number = meaning_int(&ev->store, k);
        const struct meaning *part = number ? ev_subscript(ev, state, number) : NULL;
        const char *part_type = part ? ev_type_name(ev, part) : NULL;
        const struct meaning *found =
            part_type && strcmp(part_type, "dict") == 0 ? ev_lookup(ev, part, name) : NULL;
        if (found)
            return found;
    }
    return NULL;
}

static const struct meaning *change_attribute(struct evaluator *ev, uint64_t number,
                                              const struct meaning *name)
{
    struct br_event event;
    if (!br_event(ev->rec, number, &event) || event.kind != BR_EV_BUILD)
        return NULL;
    const struct meaning *state = resolve_value(ev, event.args);
    return state ? state_attribute(ev, state, name) : NULL;
}

const struct meaning *objects_attribute(struct evaluator *ev, br_value object, const char *name,
                                        size_t n)
{
    const uint32_t *last = object == BR_NO_VALUE ? NULL : valuemap_get(&ev->changed, object);
    uint32_t at = last ? *last : 0;
    const struct meaning *text = at ? meaning_text(&ev->store, MEANING_TEXT, name, n) : NULL;
    for (unsigned looked = 0; text && at; looked++) {
        const struct meaning *found = change_attribute(ev, ev->changes[at - 1].event, text);
        if (found)
            return found;
        if (looked == CHANGES_MAX) {
            ev->is_unresolved = true;
            return NULL;
        }
        at = ev->changes[at - 1].before;
    }
    return NULL;
}

const struct meaning *objects_global_attribute(struct evaluator *ev, const struct meaning *global,
                                               const char *name, size_t n)
{
    const struct meaning *text =
        ev->n_changed_globals ? meaning_text(&ev->store, MEANING_TEXT, name, n) : NULL;
    for (uint32_t k = ev->n_changed_globals; text && k-- > 0;) {
        const struct meaning *found = meaning_equal(ev->changed_globals[k].global, global)
                                          ? change_attribute(ev, ev->changed_globals[k].event, text)
                                          : NULL;
        if (found)
            return found;
    }
    return NULL;
}

void objects_remember_global(struct evaluator *ev, const struct meaning *global,
                             const struct br_event *event)
{
    if (ev->n_changed_globals == EVALUATE_GLOBALS_MAX) {
        ev->is_unresolved = true;
        return;
    }
    ev->changed_globals[ev->n_changed_globals].global = global;
    ev->changed_globals[ev->n_changed_globals++].event = event->number;
}

const struct meaning *objects_redirected(struct evaluator *ev, const struct meaning *global)
{
    for (size_t n = global->text_len; ev->n_changed_globals && n-- > 0;) {
        if (global->text[n] != '.' || !ev_spend(ev, global->text_len))
            continue;
        struct meaning holder = *global;
        holder.text_len = n;
        const char *rest = global->text + n + 1;
        size_t rest_len = global->text_len - n - 1;
        const char *dot = memchr(rest, '.', rest_len);
        size_t first = dot ? (size_t)(dot - rest) : rest_len;
        const struct meaning *found = objects_global_attribute(ev, &holder, rest, first);
        if (found && dot)
            return ev_attribute_path(ev, found, dot + 1, rest_len - first - 1);
        if (found)
            return found;
    }
    return NULL;
}

/* ---- Items ----------------------------------------------------------------------------------- */

struct meaning *objects_put(struct evaluator *ev, const struct br_event *event)
{
    uint32_t popped, pushed;
    struct br_state before = {ev->rec, event->op};
    struct meaning *list = meaning_new(&ev->store, MEANING_LIST);
    br_effect(ev->rec, event->op, &popped, &pushed);
    for (uint32_t k = popped > 1 ? popped - 1 : 0; list && !list->is_lost && k-- > 0;) {
        const struct meaning *item = meaning_ref(&ev->store, br_stack(before, k));
        if (item)
            meaning_add(&ev->store, list, item);
        list->is_lost |= !item;
    }
    return list;
}

const struct meaning *objects_item(struct evaluator *ev, br_value object, const struct meaning *key)
{
    const uint32_t *last = object == BR_NO_VALUE ? NULL : valuemap_get(&ev->changed, object);
    struct br_event event;
    uint32_t at = last ? *last : 0;
    for (unsigned looked = 0; at && looked < CHANGES_MAX;
         looked++, at = ev->changes[at - 1].before) {
        if (!br_event(ev->rec, ev->changes[at - 1].event, &event) || event.kind != BR_EV_SETITEM)
            continue;
        const struct meaning *pairs = objects_put(ev, &event);
        const struct meaning *found = pairs ? ev_lookup(ev, pairs, key) : NULL;
        if (found)
            return found;
    }
    return NULL;
}
