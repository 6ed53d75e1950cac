/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a pickle within a pickle comes to, where a call loads it: it is run by the machine, and its events are
 * asked for as those of the one around it. What it calls is told where it is judged itself. */
#include <string.h>

#include "src/analysis/models.h"
#include "src/analysis/resolve.h"
#include "src/analysis/streams.h"

enum {
    NESTED_MAX = 4,             /* pickles around each other */
    NESTED_BYTES_MAX = 1 << 16, /* of one of them, */
    NESTED_OPS_MAX = 1 << 14,
    NESTED_RECORD_MAX = 4 << 20,
    NESTED_COST = 1 << 10, /* beside that of its bytes: */
    BYTE_COST = 32,
    ALONE_DEPTH = 8, /* of what it gives; what is deeper is not known */
};

/* ---- What it gives, without its record ---------------------------------------------------------- */

static const struct meaning *alone(struct evaluator *ev, const struct meaning *meaning,
                                   unsigned depth);

/* The same items, without the record. Depth is bounded. */
static void add_alone(struct evaluator *ev, struct meaning *to, const struct meaning *const *items,
                      uint32_t n, unsigned depth)
{
    for (uint32_t k = 0; k < n && !to->is_lost; k++)
        meaning_add(&ev->store, to, alone(ev, items[k], depth + 1));
}

/* A container of the record as one of its own. */
static const struct meaning *held_alone(struct evaluator *ev, const struct meaning *held,
                                        unsigned depth)
{
    static const enum meaning_kind kinds[BR_KIND_COUNT] = {
        [BR_KIND_TUPLE] = MEANING_TUPLE,   [BR_KIND_LIST] = MEANING_LIST,
        [BR_KIND_DICT] = MEANING_DICT,     [BR_KIND_SET] = MEANING_SET,
        [BR_KIND_FROZENSET] = MEANING_SET,
    };
    enum meaning_kind kind = kinds[br_kind(ev->rec, held->value)];
    struct meaning *own = kind == MEANING_UNKNOWN ? NULL : meaning_new(&ev->store, kind);
    struct meaning *items = own ? ev_iterator(ev, held) : NULL;
    const struct meaning *item;
    while (items && !own->is_lost && (item = ev_next(ev, items)) != NULL) {
        const struct meaning *kept = alone(ev, item, depth + 1);
        if (kind == MEANING_DICT)
            ev_put(ev, own, kept, alone(ev, ev_lookup(ev, held, item), depth + 1));
        else
            meaning_add(&ev->store, own, kept);
    }
    return own ? own : &meaning_unknown;
}

/* What an object was made with stands in the record, perhaps. */
static const struct meaning *object_alone(struct evaluator *ev, const struct meaning *object,
                                          unsigned depth)
{
    struct arguments made;
    struct meaning *own = meaning_new(&ev->store, MEANING_OBJECT);
    if (!own)
        return &meaning_unknown;
    *own = *object;
    own->value = BR_NO_VALUE;
    own->items = own->named = NULL;
    own->n_items = own->cap_items = own->n_named = 0;
    own->attributes = NULL;
    own->self = object->self ? alone(ev, object->self, depth + 1) : NULL;
    if (ev_made_with(ev, object, &made))
        add_alone(ev, own, made.items, made.n, depth);
    else
        own->is_lost = true;
    return own;
}

/* A copy of what has all of it in itself: data, what is imported, and what is made of these. */
static const struct meaning *copy_alone(struct evaluator *ev, const struct meaning *meaning,
                                        unsigned depth)
{
    struct meaning *own = meaning_new(&ev->store, meaning->kind);
    struct meaning *named = meaning_new(&ev->store, MEANING_LIST);
    if (!own || !named)
        return &meaning_unknown;
    *own = *meaning;
    own->value = BR_NO_VALUE;
    own->origin = NULL;
    own->items = NULL;
    own->n_items = own->cap_items = 0;
    own->attributes = NULL;
    own->self = meaning->self ? alone(ev, meaning->self, depth + 1) : NULL;
    add_alone(ev, own, meaning->items, meaning->n_items, depth);
    add_alone(ev, named, meaning->named, meaning->n_named, depth);
    own->named = named->items;
    own->n_named = named->n_items;
    return named->is_lost ? &meaning_unknown : own;
}

static const struct meaning *alone(struct evaluator *ev, const struct meaning *meaning,
                                   unsigned depth)
{
    static const struct meaning *(*const ways[MEANING_KIND_COUNT])(
        struct evaluator *, const struct meaning *, unsigned) = {
        [MEANING_NONE] = copy_alone,         [MEANING_BOOL] = copy_alone,
        [MEANING_INT] = copy_alone,          [MEANING_FLOAT] = copy_alone,
        [MEANING_BIG] = copy_alone,          [MEANING_TEXT] = copy_alone,
        [MEANING_BYTES] = copy_alone,        [MEANING_TUPLE] = copy_alone,
        [MEANING_LIST] = copy_alone,         [MEANING_SET] = copy_alone,
        [MEANING_DICT] = copy_alone,         [MEANING_FACTORY] = copy_alone,
        [MEANING_SLICE] = copy_alone,        [MEANING_GLOBAL] = copy_alone,
        [MEANING_NAMESPACE] = copy_alone,    [MEANING_METHOD] = copy_alone,
        [MEANING_ATTRGETTER] = copy_alone,   [MEANING_ITEMGETTER] = copy_alone,
        [MEANING_METHODCALLER] = copy_alone, [MEANING_PARTIAL] = copy_alone,
        [MEANING_RECORD] = held_alone,       [MEANING_OBJECT] = object_alone,
    };
    meaning = ev_ask(ev, meaning);
    bool is_known = depth < ALONE_DEPTH && ways[meaning->kind] && ev_spend(ev, 1);
    return is_known ? ways[meaning->kind](ev, meaning, depth) : &meaning_unknown;
}

/* ---- Running it --------------------------------------------------------------------------------- */

static void take_event(struct evaluator *ev, const struct br_event *event)
{
    bool is_call =
        event->kind == BR_EV_REDUCE || event->kind == BR_EV_NEWOBJ || event->kind == BR_EV_INST;
    const struct meaning *callee = event->callee != BR_NO_VALUE ? resolve_value(ev, event->callee)
                                   : event->kind == BR_EV_INST  ? resolve_named(ev, event->value)
                                                                : NULL;
    if (is_call && callee && callee->kind != MEANING_UNKNOWN)
        resolve_call(ev, event, callee);
    else if (event->kind >= BR_EV_BUILD && event->kind <= BR_EV_ADDITEM &&
             br_kind_is_unknown(br_kind(ev->rec, event->callee)))
        resolve_change(ev, event);
}

/* What a record that has run comes to; ev lends its memory and its work. */
static const struct meaning *record_value(struct evaluator *ev, const br_record *rec)
{
    struct evaluator inner;
    struct br_event event;
    resolve_init(&inner, rec);
    inner.store = ev->store;
    inner.work = ev->work;
    inner.event_steps = ev->steps < inner.event_steps ? ev->steps : inner.event_steps;
    inner.step_cost = ev->step_cost;
    inner.is_lenient = ev->is_lenient;
    inner.nested = ev->nested + 1;
    inner.has_written = ev->has_written;
    uint64_t count = br_event_count(rec);
    for (uint64_t n = 0; n < count && !inner.is_out && br_event(rec, n, &event); n++) {
        resolve_begin(&inner, &event);
        take_event(&inner, &event);
    }
    inner.op = br_ops(rec);
    inner.steps = inner.event_steps;
    const struct meaning *result = alone(&inner, meaning_ref(&inner.store, br_result(rec)), 0);
    ev->store = inner.store;
    ev->work = inner.work;
    ev->is_out |= inner.is_out;
    ev->has_written |= inner.has_written;
    inner.store = (struct meaning_store){.blocks = NULL};
    resolve_free(&inner);
    return result->kind == MEANING_UNKNOWN ? NULL : result;
}

/* What the first pickle of some bytes gives (NULL: not known), and where it ends (0: not known). */
static const struct meaning *loaded(struct evaluator *ev, const struct meaning *bytes,
                                    uint64_t *end)
{
    const struct br_options options = {.max_bytes = NESTED_RECORD_MAX, .max_ops = NESTED_OPS_MAX};
    *end = 0;
    if (meaning_is_typed(bytes, "array"))
        bytes = method_run(ev, bytes, "tobytes", 7, &(struct arguments){.items = NULL});
    bool is_good = meaning_is(bytes, MEANING_BYTES) && bytes->text_len <= NESTED_BYTES_MAX &&
                   ev->nested < NESTED_MAX &&
                   ev_spend(ev, NESTED_COST + BYTE_COST * (uint64_t)bytes->text_len);
    br_record *rec =
        is_good ? br_record_new((const uint8_t *)bytes->text, bytes->text_len, &options) : NULL;
    if (!rec)
        return NULL;
    const struct meaning *result = NULL;
    bool is_whole = br_record_run(rec, 0) == BR_OK && br_done(rec) && !br_error_of(rec) &&
                    br_result(rec) != BR_NO_VALUE;
    if (is_whole) {
        *end = br_end(rec);
        result = record_value(ev, rec);
    }
    br_record_free(rec);
    return result;
}

/* ---- Functions ---------------------------------------------------------------------------------- */

/* Whether nothing is said that changes what strings become, or brings data from elsewhere. */
static bool is_plain(struct evaluator *ev, const struct arguments *args)
{
    return !arg_named(ev, args, "encoding") && !arg_named(ev, args, "errors") &&
           !arg_named(ev, args, "buffers");
}

MODEL_RUN(model_loads)
{
    uint64_t end;
    (void)model;
    return is_plain(ev, args) ? loaded(ev, arg(ev, args, 0), &end) : NULL;
}

/* load(stream), which goes on behind the pickle then. */
static const struct meaning *load(struct evaluator *ev, const struct meaning *stream, bool is_known)
{
    uint64_t end = 0;
    const struct meaning *rest = stream_rest(ev, stream);
    const struct meaning *result = rest && is_known ? loaded(ev, rest, &end) : NULL;
    if (rest && end)
        ((struct meaning *)stream)->number += (int64_t)end;
    else if (stream_held(stream))
        ((struct meaning *)stream)->number = -1;
    return result;
}

MODEL_RUN(model_load)
{
    (void)model;
    return load(ev, arg(ev, args, 0), is_plain(ev, args));
}

/* Unpickler(stream) */
MODEL_RUN(model_unpickler)
{
    return ev_object(ev, meaning_named(&ev->store, model->module, model->name), args);
}

MODEL_RUN(model_unpickler_load)
{
    struct arguments made;
    const struct meaning *self = arg_of_kind(ev, args, 0, MEANING_OBJECT);
    (void)model;
    if (!self || !ev_made_with(ev, self, &made) || made.n == 0)
        return NULL;
    return load(ev, arg(ev, &made, 0), is_plain(ev, &made));
}

/* clang-format off */
const struct model load_models[] = {
    {"pickle", "loads", 1, model_loads, 0, NULL},
    {"pickle", "_loads", 1, model_loads, 0, NULL},
    {"pickle", "load", 1, model_load, 0, NULL},
    {"pickle", "_load", 1, model_load, 0, NULL},
    {"pickle", "Unpickler", 1, model_unpickler, 0, NULL},
    {"pickle", "_Unpickler", 1, model_unpickler, 0, NULL},
    {"pickle", "Unpickler.load", 1, model_unpickler_load, 0, NULL},
    {"cloudpickle", "loads", 1, model_loads, 0, NULL},
    {"cloudpickle", "load", 1, model_load, 0, NULL},
    {"dill", "loads", 1, model_loads, 0, NULL},
    {"dill", "load", 1, model_load, 0, NULL},
};
/* clang-format on */
const size_t n_load_models = sizeof load_models / sizeof load_models[0];
