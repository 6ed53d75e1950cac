/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/analysis/objects.h"

#include <stdlib.h>
#include <string.h>

#include "src/analysis/resolve.h"
#include "src/base/words.h"

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

static const struct meaning *attribute_set(struct evaluator *ev, const struct meaning *object,
                                           const char *name, size_t n)
{
    struct meaning key = {.kind = MEANING_TEXT, .value = BR_NO_VALUE, .text = name, .text_len = n};
    bool is_object = object && object->attributes && object->kind == MEANING_OBJECT;
    return is_object ? ev_lookup(ev, object->attributes, &key) : NULL;
}

const struct meaning *objects_attribute(struct evaluator *ev, const struct meaning *object,
                                        br_value value, const char *name, size_t n)
{
    const struct meaning *set = attribute_set(ev, object, name, n);
    if (set)
        return set;
    const uint32_t *last = value == BR_NO_VALUE ? NULL : valuemap_get(&ev->changed, value);
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
        if (!meaning_equal(ev->changed_globals[k].global, global))
            continue;
        const struct meaning *set = ev->changed_globals[k].attributes;
        const struct meaning *found =
            set ? ev_lookup(ev, set, text)
                : change_attribute(ev, ev->changed_globals[k].event, text);
        if (found)
            return found;
    }
    return NULL;
}

/* A row for one more change; false: there are too many. */
static bool add_changed(struct evaluator *ev, const struct meaning *global,
                        struct meaning *attributes, uint64_t event)
{
    if (ev->n_changed_globals == EVALUATE_GLOBALS_MAX) {
        ev->is_unresolved = true;
        return false;
    }
    ev->changed_globals[ev->n_changed_globals].global = global;
    ev->changed_globals[ev->n_changed_globals].attributes = attributes;
    ev->changed_globals[ev->n_changed_globals++].event = event;
    return true;
}

void objects_remember_global(struct evaluator *ev, const struct meaning *global,
                             const struct br_event *event)
{
    add_changed(ev, global, NULL, event->number);
}

void objects_set_global(struct evaluator *ev, const struct meaning *global,
                        const struct meaning *name, const struct meaning *value)
{
    uint32_t n = ev->n_changed_globals;
    bool is_again = n > 0 && ev->changed_globals[n - 1].attributes &&
                    meaning_equal(ev->changed_globals[n - 1].global, global);
    struct meaning *set =
        is_again ? ev->changed_globals[n - 1].attributes : meaning_new(&ev->store, MEANING_DICT);
    if (set && meaning_is(name, MEANING_TEXT) && (is_again || add_changed(ev, global, set, 0)))
        ev_put(ev, set, name, ev_ask(ev, value));
}

/* Where what was set on the holder, which ends at `end` of the name, leads to; `rest` is what follows. */
static const struct meaning *redirected_by(struct evaluator *ev, const struct meaning *global,
                                           size_t end, size_t rest)
{
    struct meaning holder = *global;
    const char *name = global->text + rest;
    size_t n = global->text_len - rest;
    const char *dot = memchr(name, '.', n);
    size_t first = dot ? (size_t)(dot - name) : n;
    holder.text_len = end;
    const struct meaning *found = objects_global_attribute(ev, &holder, name, first);
    return found && dot ? ev_attribute_path(ev, found, dot + 1, n - first - 1) : found;
}

const struct meaning *objects_redirected(struct evaluator *ev, const struct meaning *global)
{
    const struct meaning *found = NULL;
    for (size_t n = global->text_len; ev->n_changed_globals && !found && n-- > 0;) {
        if (global->text[n] == '.' && ev_spend(ev, global->text_len))
            found = redirected_by(ev, global, n, n + 1);
    }
    return found || ev->n_changed_globals == 0 ? found : redirected_by(ev, global, 0, 0);
}

/* ---- What it was made with ------------------------------------------------------------------- */

bool objects_is_exception(const struct meaning *object)
{
    static const char *const ends[] = {"Error", "Exception", "Exit", "StopIteration", "Interrupt"};
    bool is_builtin = object->module_len == 8 && memcmp(object->module, "builtins", 8) == 0;
    for (size_t k = 0; is_builtin && k < sizeof ends / sizeof ends[0]; k++) {
        size_t n = strlen(ends[k]);
        if (object->text_len >= n && memcmp(object->text + object->text_len - n, ends[k], n) == 0)
            return true;
    }
    return false;
}

enum { BY_NAME = 100 };
static const struct {
    const char *module, *classes, *name;
    uint32_t at, least, most;
} made_attributes[] = {
#define MADE(module, classes, name, at) {module, classes, name, at, 0, UINT32_MAX},
#define MADE_OF(module, classes, name, at, least, most) {module, classes, name, at, least, most},
#include "src/analysis/made.def"
#undef MADE
#undef MADE_OF
};

static bool is_text(const char *text, size_t n, const char *expected)
{
    return n == strlen(expected) && memcmp(text, expected, n) == 0;
}

static const struct meaning *named_argument(struct evaluator *ev, const struct arguments *args,
                                            const char *name, size_t n)
{
    struct meaning key = {.kind = MEANING_TEXT, .value = BR_NO_VALUE, .text = name, .text_len = n};
    for (uint32_t k = 0; k + 1 < args->n_named; k += 2) {
        if (meaning_equal(ev_ask(ev, args->named[k]), &key))
            return ev_ask(ev, args->named[k + 1]);
    }
    return NULL;
}

const struct meaning *objects_made_attribute(struct evaluator *ev, const struct meaning *object,
                                             const char *name, size_t n)
{
    struct arguments made;
    bool wants_args = is_text(name, n, "args") && objects_is_exception(object);
    if (is_text(name, n, "code") && is_text(object->text, object->text_len, "SystemExit") &&
        ev_made_with(ev, object, &made) && made.n == 1)
        return arg(ev, &made, 0); /* of several it is their tuple */
    if (wants_args && ev_made_with(ev, object, &made))
        return meaning_items(&ev->store, MEANING_TUPLE, made.items, made.n);
    for (size_t k = 0; k < sizeof made_attributes / sizeof made_attributes[0]; k++) {
        if (!is_text(object->module, object->module_len, made_attributes[k].module) ||
            !words_have(made_attributes[k].classes, object->text, object->text_len) ||
            (made_attributes[k].name && !is_text(name, n, made_attributes[k].name)) ||
            !ev_made_with(ev, object, &made))
            continue;
        bool is_placed = made.n >= made_attributes[k].least && made.n <= made_attributes[k].most;
        const struct meaning *found = is_placed ? arg(ev, &made, made_attributes[k].at) : NULL;
        found = found ? found : named_argument(ev, &made, name, n);
        if (found)
            return found;
    }
    return NULL;
}

const struct meaning *objects_user_data(struct evaluator *ev, const struct br_event *event)
{
    static const char *const classes[] = {"UserDict", "UserList", "UserString"};
    static const struct meaning data = {
        .kind = MEANING_TEXT, .value = BR_NO_VALUE, .text = "data", .text_len = 4};
    struct br_call call;
    bool is_user = false;
    if (!br_call(ev->rec, event->callee, &call) || call.callee == BR_NO_VALUE)
        return NULL;
    const struct meaning *class = resolve_value(ev, call.callee);
    for (size_t k = 0; meaning_is(class, MEANING_GLOBAL) && k < 3; k++)
        is_user |= is_text(class->text, class->text_len, classes[k]) &&
                   is_text(class->module, class->module_len, "collections");
    const struct meaning *state = is_user ? resolve_value(ev, event->args) : NULL;
    const struct meaning *held = state ? state_attribute(ev, state, &data) : NULL;
    return held ? ev_copy(ev, ev_ask(ev, held)) : NULL;
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
