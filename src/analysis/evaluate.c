/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The limits of what is evaluated, arguments, and calls: what each kind of callable gives, and which
 * calls of globals are noted. */
#include "src/analysis/evaluate.h"

#include <string.h>

#include "src/analysis/classes.h"
#include "src/analysis/constants.h"
#include "src/analysis/evaluate_parts.h"
#include "src/analysis/models.h"
#include "src/analysis/objects.h"
#include "src/analysis/origins.h"
#include "src/analysis/resolve.h"
#include "src/analysis/streams.h"

/* ---- Arguments ------------------------------------------------------------------------------- */

bool ev_spend(struct evaluator *ev, uint64_t work)
{
    if (work <= UINT64_MAX - ev->step_cost)
        work += ev->step_cost;
    if (ev->steps == 0 || ev->work < work) {
        ev->is_out |= ev->work < work;
        ev->is_unresolved = true;
        return false;
    }
    ev->steps--;
    ev->work -= work;
    return true;
}

size_t ev_room(const struct evaluator *ev)
{
    size_t room = store_text_max(&ev->store);
    return room > MEANING_TEXT_MAX && room > ev->work + 1 ? (size_t)ev->work + 1 : room;
}

const struct meaning *ev_ask(struct evaluator *ev, const struct meaning *meaning)
{
    if (!meaning)
        return &meaning_unknown;
    if (meaning->kind == MEANING_RECORD) { /* a call may have changed it: see ev_own */
        const struct meaning *own = resolve_value(ev, meaning->value);
        return own ? own : meaning;
    }
    if (meaning->kind == MEANING_REF)
        meaning = resolve_value(ev, meaning->value);
    if (meaning_is(meaning, MEANING_GLOBAL))
        meaning = constants_value(ev, meaning);
    return meaning ? meaning : &meaning_unknown;
}

const struct meaning *arg(struct evaluator *ev, const struct arguments *args, uint32_t n)
{
    return n < args->n ? ev_ask(ev, args->items[n]) : NULL;
}

const struct meaning *arg_of_kind(struct evaluator *ev, const struct arguments *args, uint32_t n,
                                  enum meaning_kind kind)
{
    const struct meaning *meaning = arg(ev, args, n);
    return meaning_is(meaning, kind) ? meaning : NULL;
}

const struct meaning *arg_named(struct evaluator *ev, const struct arguments *args,
                                const char *name)
{
    for (uint32_t n = 0; n + 1 < args->n_named; n += 2) {
        if (meaning_says(ev_ask(ev, args->named[n]), name))
            return ev_ask(ev, args->named[n + 1]);
    }
    return NULL;
}

struct arguments args_from(const struct arguments *args, uint32_t n)
{
    struct arguments rest = *args;
    n = n < args->n ? n : args->n;
    if (n == 0) /* the items may be none at all */
        return rest;
    rest.items += n;
    rest.n -= n;
    return rest;
}

/* ---- Calls ----------------------------------------------------------------------------------- */

void ev_write(struct evaluator *ev, const struct meaning *object)
{
    object = ev_ask(ev, object);
    if (object->kind == MEANING_NAMESPACE && object->self)
        return; /* of an object of the pickle's own */
    if (object->kind == MEANING_NAMESPACE)
        object = meaning_global(&ev->store, object->module, object->module_len, object->text,
                                object->text_len);
    if (meaning_is(object, MEANING_GLOBAL)) {
        ev->written = object;
        ev->has_written = true;
    }
}

static const struct meaning *tuple_of(struct evaluator *ev, const struct arguments *args)
{
    struct meaning *tuple = meaning_new(&ev->store, MEANING_TUPLE);
    for (uint32_t n = 0; tuple && n < args->n && n < EVALUATE_ARGS_MAX; n++)
        meaning_add(&ev->store, tuple, ev_ask(ev, args->items[n]));
    if (tuple && args->n > EVALUATE_ARGS_MAX)
        tuple->is_lost = true;
    return tuple;
}

/* os.system of `os` + `system.__call__`, which calls it: that is what runs. */
static const struct meaning *without_call(struct evaluator *ev, const struct meaning *callee)
{
    static const char suffix[] = ".__call__";
    size_t n = sizeof suffix - 1;
    while (callee->text_len > n && memcmp(callee->text + callee->text_len - n, suffix, n) == 0 &&
           !model_of(callee)) {
        struct meaning *called = meaning_new(&ev->store, MEANING_GLOBAL);
        if (!called)
            break;
        called->is_old = callee->is_old;
        called->module = callee->module;
        called->module_len = callee->module_len;
        called->text = callee->text;
        called->text_len = callee->text_len - n;
        callee = called;
    }
    return callee;
}

static void note_global(struct evaluator *ev, const struct meaning *callee,
                        const struct arguments *args, enum call_when when)
{
    const struct meaning *tuple = tuple_of(ev, args), *named = NULL;
    if (ev->n_calls == EVALUATE_CALLS_MAX || !tuple) {
        ev->is_unresolved = true;
        return;
    }
    if (args->n_named)
        named = meaning_items(&ev->store, MEANING_DICT, args->named, args->n_named);
    ev->calls[ev->n_calls++] = (struct call_made){
        .callee = without_call(ev, callee), .args = tuple, .named = named, .when = when};
}

bool ev_named_both(struct evaluator *ev, const struct arguments *first,
                   const struct meaning *partial, struct arguments *all)
{
    uint32_t n = first->n_named + partial->n_named;
    bool is_one = first->n_named == 0 || partial->n_named == 0;
    all->named = first->n_named ? first->named : partial->named;
    all->n_named = n;
    if (is_one)
        return true;
    const struct meaning **both =
        n <= 2 * EVALUATE_ARGS_MAX ? store_alloc(&ev->store, n * sizeof *both) : NULL;
    if (!both)
        return false;
    memcpy(both, first->named, first->n_named * sizeof *both);
    memcpy(both + first->n_named, partial->named, partial->n_named * sizeof *both);
    all->named = both;
    return true;
}

/* What is called with a partial's arguments in front; false: too many. */
static bool partial_arguments(struct evaluator *ev, const struct meaning *partial,
                              const struct arguments *args, const struct meaning **room,
                              struct arguments *all)
{
    if (partial->n_items + args->n > EVALUATE_ARGS_MAX)
        return false;
    for (uint32_t n = 0; n < partial->n_items; n++)
        room[n] = partial->items[n];
    for (uint32_t n = 0; n < args->n; n++)
        room[partial->n_items + n] = args->items[n];
    *all = (struct arguments){.items = room, .n = partial->n_items + args->n};
    return ev_named_both(ev, args, partial, all);
}

void ev_note(struct evaluator *ev, const struct meaning *callee, const struct arguments *args,
             enum call_when when)
{
    const struct meaning *room[EVALUATE_ARGS_MAX];
    struct arguments all;
    callee = ev_ask(ev, callee);
    if (callee->kind == MEANING_PARTIAL && partial_arguments(ev, callee, args, room, &all)) {
        callee = ev_ask(ev, callee->self); /* which is no partial: see partial_of */
        args = &all;
    }
    if (callee->kind == MEANING_GLOBAL)
        note_global(ev, callee, args, when);
    else if (callee->kind == MEANING_UNKNOWN || callee->kind == MEANING_OBJECT)
        ev->is_unresolved = true;
}

/* X.__new__(X, ...) and X.__call__(...) are calls of X, where no model says more. */
static const struct meaning *call_through(struct evaluator *ev, const struct meaning *callee,
                                          const struct arguments *args)
{
    static const struct {
        const char *suffix;
        uint32_t skipped;
    } ways[] = {{".__new__", 1}, {".__call__", 0}, {".__get__", UINT32_MAX}};
    for (size_t k = 0; k < sizeof ways / sizeof ways[0]; k++) {
        size_t n = strlen(ways[k].suffix);
        if (callee->text_len <= n ||
            memcmp(callee->text + callee->text_len - n, ways[k].suffix, n) != 0)
            continue;
        struct meaning called = *callee;
        called.text_len -= n;
        struct arguments rest = args_from(args, ways[k].skipped);
        struct meaning *kept = meaning_new(&ev->store, MEANING_GLOBAL);
        if (!kept)
            return NULL;
        *kept = called;
        kept->value = BR_NO_VALUE;
        kept->self = NULL;
        if (ways[k].skipped == UINT32_MAX) /* staticmethod(f).__get__(x) is f */
            return kept;
        return ev_call(ev, kept, &rest);
    }
    return NULL;
}

const struct meaning *ev_object(struct evaluator *ev, const struct meaning *class,
                                const struct arguments *args)
{
    struct meaning *object = meaning_new(&ev->store, MEANING_OBJECT);
    if (!object)
        return NULL;
    for (uint32_t n = 0; n < args->n && n < EVALUATE_ARGS_MAX; n++)
        meaning_add(&ev->store, object, args->items[n]);
    object->named = (const struct meaning **)args->named;
    object->n_named = args->n_named;
    object->module = class->module;
    object->module_len = class->module_len;
    object->text = class->text;
    object->text_len = class->text_len;
    return object;
}

/* What an iterator would give happens when something takes it, and who does is not known; and so of streams. */
static void take_iterators(struct evaluator *ev, const struct arguments *args)
{
    for (uint32_t n = 0; n < args->n && n < EVALUATE_ARGS_MAX; n++) {
        const struct meaning *item = arg(ev, args, n);
        if (item->kind == MEANING_ITERATOR)
            ev_listed(ev, item, MEANING_LIST);
        stream_lose(item->kind == MEANING_GLOBAL ? item->self : item); /* or a method of it */
    }
}

/* Who is given a function by a keyword (object_hook, default, converters) most often calls it. */
static void note_named(struct evaluator *ev, const struct arguments *args)
{
    static const struct meaning *const unknown[] = {&meaning_unknown};
    for (uint32_t n = 0; n + 1 < args->n_named && n < EVALUATE_ARGS_MAX; n += 2) {
        const struct meaning *value = ev_ask(ev, args->named[n + 1]);
        if (value->kind == MEANING_GLOBAL || value->kind == MEANING_PARTIAL)
            ev_note(ev, value, &(struct arguments){.items = unknown, .n = 1}, CALL_PREPARED);
    }
}

/* What a model gives, a method's object put in front. */
static const struct meaning *call_model(struct evaluator *ev, const struct meaning *callee,
                                        const struct model *model, const struct arguments *args)
{
    const struct meaning *room[EVALUATE_ARGS_MAX + 1];
    struct arguments all = *args;
    if (callee->self && args->n < EVALUATE_ARGS_MAX) {
        room[0] = callee->self;
        if (args->n)
            memcpy(room + 1, args->items, args->n * sizeof *room);
        all.items = room;
        all.n = args->n + 1;
    }
    return all.n >= model->min_args ? model->run(ev, model, &all) : NULL;
}

static const struct meaning *call_global(struct evaluator *ev, const struct meaning *callee,
                                         const struct arguments *args)
{
    const struct meaning *room[EVALUATE_ARGS_MAX + 1], *result;
    struct arguments all = *args;
    const struct model *model = model_of(callee);
    if (ev->depth > 1) /* the event's own callee is known to whoever asks */
        note_global(ev, callee, args, CALL_NOW);
    if (ev->depth > 1 && ev->origins && ev->origins->called)
        ev->origins->called(ev, callee, args);
    if (callee->self && args->n < EVALUATE_ARGS_MAX) { /* a method: its object comes first */
        room[0] = callee->self;
        if (args->n)
            memcpy(room + 1, args->items, args->n * sizeof *room);
        all.items = room;
        all.n = args->n + 1;
    }
    note_named(ev, args);
    if (classes_run(ev, callee, &all, &result))
        return result;
    if (model && model_arguments(ev, model, &all))
        return all.n >= model->min_args ? model->run(ev, model, &all) : NULL;
    /* of an object that is not known the arguments are no object */
    const struct meaning *bound = callee->self ? NULL : method_call_unbound(ev, callee, args);
    if (bound)
        return bound;
    const struct meaning *through = call_through(ev, callee, args);
    if (through)
        return through;
    take_iterators(ev, args);
    stream_lose(callee->self);
    return ev_object(ev, callee, args);
}

const struct meaning *ev_special(struct evaluator *ev, const struct meaning *object,
                                 const char *name, const struct arguments *args)
{
    const struct meaning *method =
        object->kind == MEANING_OBJECT ? ev_attribute(ev, object, name, strlen(name)) : NULL;
    bool is_modelled = meaning_is(method, MEANING_GLOBAL) && model_of(method);
    if (!is_modelled || ev->depth >= EVALUATE_DEPTH_MAX)
        return NULL;
    ev->depth++; /* not ev_call: nobody named the method */
    const struct meaning *result = call_model(ev, method, model_of(method), args);
    ev->depth--;
    return result;
}

static const struct meaning *call_attrgetter(struct evaluator *ev, const struct meaning *callee,
                                             const struct arguments *args)
{
    struct meaning *all = meaning_new(&ev->store, MEANING_TUPLE);
    const struct meaning *object = arg(ev, args, 0), *found = NULL;
    for (uint32_t n = 0; all && object && n < callee->n_items; n++) {
        const struct meaning *name = callee->items[n];
        found = ev_attribute_path(ev, object, name->text, name->text_len);
        meaning_add(&ev->store, all, found);
    }
    return callee->n_items == 1 ? found : all;
}

static const struct meaning *call_itemgetter(struct evaluator *ev, const struct meaning *callee,
                                             const struct arguments *args)
{
    struct meaning *all = meaning_new(&ev->store, MEANING_TUPLE);
    const struct meaning *object = arg(ev, args, 0), *found = NULL;
    for (uint32_t n = 0; all && object && n < callee->n_items; n++) {
        found = ev_subscript(ev, object, callee->items[n]);
        meaning_add(&ev->store, all, found);
    }
    return callee->n_items == 1 ? found : all;
}

static const struct meaning *call_methodcaller(struct evaluator *ev, const struct meaning *callee,
                                               const struct arguments *args)
{
    const struct meaning *object = arg(ev, args, 0);
    const struct meaning *method =
        object ? ev_attribute(ev, object, callee->text, callee->text_len) : NULL;
    if (!method) {
        ev->is_unresolved = true;
        return NULL;
    }
    return ev_call(ev, method,
                   &(struct arguments){.items = callee->items,
                                       .n = callee->n_items,
                                       .named = callee->named,
                                       .n_named = callee->n_named});
}

static const struct meaning *call_partial(struct evaluator *ev, const struct meaning *callee,
                                          const struct arguments *args)
{
    const struct meaning *room[EVALUATE_ARGS_MAX];
    struct arguments all;
    if (!partial_arguments(ev, callee, args, room, &all)) {
        ev->is_unresolved = true;
        return NULL;
    }
    return ev_call(ev, callee->self, &all);
}

/* A mock calls its side_effect, or gives its return_value; of other objects nothing is known. */
static const struct meaning *call_object(struct evaluator *ev, const struct meaning *callee,
                                         const struct arguments *args)
{
    const struct meaning *effect = objects_made_attribute(ev, callee, "side_effect", 11);
    const struct meaning *given =
        effect ? NULL : objects_made_attribute(ev, callee, "return_value", 12);
    ev->is_unresolved |= !effect && !given;
    return effect ? ev_call(ev, effect, args) : given;
}

static const struct meaning *call_nothing(struct evaluator *ev, const struct meaning *callee,
                                          const struct arguments *args)
{
    (void)callee;
    (void)args;
    ev->is_unresolved = true;
    return NULL;
}

const struct meaning *ev_call(struct evaluator *ev, const struct meaning *callee,
                              const struct arguments *args)
{
    static const struct meaning *(*const calls[MEANING_KIND_COUNT])(
        struct evaluator *, const struct meaning *, const struct arguments *) = {
        [MEANING_GLOBAL] = call_global,
        [MEANING_METHOD] = method_call,
        [MEANING_ATTRGETTER] = call_attrgetter,
        [MEANING_ITEMGETTER] = call_itemgetter,
        [MEANING_METHODCALLER] = call_methodcaller,
        [MEANING_PARTIAL] = call_partial,
        [MEANING_OBJECT] = call_object,
        [MEANING_CLASS] = classes_call,
        [MEANING_INSTANCE] = classes_call,
    };
    callee = ev_ask(ev, callee);
    if (ev->depth >= EVALUATE_DEPTH_MAX ||
        !ev_spend(ev, 1 + args->n + origins_cost(ev, callee, args))) {
        ev->is_unresolved = true;
        return NULL;
    }
    ev->depth++;
    const struct meaning *result =
        (calls[callee->kind] ? calls[callee->kind] : call_nothing)(ev, callee, args);
    ev->depth--;
    origins_of_call(ev, callee, args, result);
    return result;
}

const struct meaning *ev_call_1(struct evaluator *ev, const struct meaning *callee,
                                const struct meaning *argument)
{
    return ev_call(ev, callee, &(struct arguments){.items = &argument, .n = 1});
}
