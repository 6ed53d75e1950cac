/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/analysis/resolve.h"

#include <stdlib.h>
#include <string.h>

#include "src/analysis/classes.h"
#include "src/analysis/constants.h"
#include "src/analysis/containers.h"
#include "src/analysis/models.h"
#include "src/analysis/numbers.h"
#include "src/analysis/objects.h"
#include "src/analysis/origins.h"
#include "src/analysis/states.h"
#include "src/analysis/streams.h"
#include "src/analysis/tables.h"

enum {
    STEPS_OF_EVENT = 1 << 14,
    WORK_OF_RUN = 1 << 26,
    NAME_MAX_BYTES = 4096, /* of module or name: nothing that is known has longer ones */
};

void resolve_init(struct evaluator *ev, const br_record *rec)
{
    *ev = (struct evaluator){.rec = rec, .work = WORK_OF_RUN, .event_steps = STEPS_OF_EVENT};
}

void resolve_free(struct evaluator *ev)
{
    store_free(&ev->store);
    valuemap_free(&ev->meanings);
    valuemap_free(&ev->changed);
    free(ev->rows);
    free(ev->changes);
    *ev = (struct evaluator){.rec = NULL};
}

void resolve_begin(struct evaluator *ev, const struct br_event *event)
{
    ev->op = event->op;
    ev->n_calls = 0;
    ev->written = NULL;
    ev->is_unresolved = false;
    ev->steps = ev->event_steps;
    ev->depth = 0;
    ev->store.failed = false;
}

/* ---- What is remembered ---------------------------------------------------------------------- */

const struct meaning *resolve_known(const struct evaluator *ev, br_value value)
{
    const uint32_t *index = valuemap_get(&ev->meanings, value);
    return index && *index ? ev->rows[*index - 1] : NULL;
}

const struct meaning *resolve_remember(struct evaluator *ev, br_value value,
                                       const struct meaning *meaning)
{
    if (!meaning || value == BR_NO_VALUE)
        return meaning;
    if (ev->n_rows == ev->cap_rows) {
        uint32_t cap = ev->cap_rows ? ev->cap_rows * 2 : 64;
        const struct meaning **rows = realloc(ev->rows, cap * sizeof *rows);
        if (!rows) {
            ev->store.failed = true;
            return meaning;
        }
        ev->rows = rows;
        ev->cap_rows = cap;
    }
    uint32_t *index = valuemap_put(&ev->meanings, value);
    if (!index) {
        ev->store.failed = true;
        return meaning;
    }
    ev->rows[ev->n_rows++] = meaning;
    *index = ev->n_rows;
    return meaning;
}

/* ---- Values of the record, by kind ----------------------------------------------------------- */

/* An integer of more than 64 bits: as the record prints it. */
static const struct meaning *big_of(struct evaluator *ev, br_value value)
{
    struct buf text = {.limit = MEANING_TEXT_MAX};
    struct br_sink sink = {.write = meaning_sink, .context = &text};
    struct br_text_options options = {.max_bytes = 2400, .max_digits = 2399};
    struct br_text_result result;
    bool good =
        ev_spend(ev, 4096) &&
        br_text((struct br_state){ev->rec, ev->op}, value, &options, sink, &result) == BR_OK &&
        !result.cut;
    const struct meaning *big = good ? num_read(&ev->store, buf_text(&text), text.len, 10) : NULL;
    buf_free(&text);
    return resolve_remember(ev, value, big);
}

static const struct meaning *float_of(struct evaluator *ev, br_value value)
{
    double real;
    return br_float(ev->rec, value, &real) ? num_float(&ev->store, real) : NULL;
}

static const struct meaning *number_of(struct evaluator *ev, br_value value)
{
    int64_t number;
    if (!br_int(ev->rec, value, &number))
        return big_of(ev, value);
    bool is_bool = br_kind(ev->rec, value) == BR_KIND_BOOL;
    return is_bool ? meaning_bool(&ev->store, number != 0) : meaning_int(&ev->store, number);
}

static const struct meaning *none_of(struct evaluator *ev, br_value value)
{
    (void)value;
    return meaning_none(&ev->store);
}

/* The content of a str, bytes or bytearray stands in the stream as it is, at *out. */
static bool stands_there(struct evaluator *ev, br_value value, struct br_slice *out)
{
    struct br_ins ins;
    br_ins_at(ev->rec, br_maker(ev->rec, value), &ins);
    *out = br_raw(ev->rec, value);
    return ins.gap == 0 && ins.opcode->arg >= BR_ARG_BYTES1 &&
           ins.opcode->arg <= BR_ARG_UNICODESTRING8;
}

static const struct meaning *copied_content(struct evaluator *ev, br_value value,
                                            enum meaning_kind kind)
{
    struct buf text = {.limit = ev_room(ev)};
    struct br_sink sink = {.write = meaning_sink, .context = &text};
    bool is_text = false;
    uint64_t raw = br_raw(ev->rec, value).len;
    /* Escapes only shrink a text, Latin-1 at most doubles it. */
    if (raw / 4 > text.limit || !ev_spend(ev, raw))
        return NULL;
    if (br_content(ev->rec, value, sink, &is_text) != BR_OK || !is_text) {
        buf_free(&text);
        return NULL;
    }
    return meaning_buf(&ev->store, kind, &text);
}

static const struct meaning *content_of(struct evaluator *ev, br_value value)
{
    enum meaning_kind kind = br_kind(ev->rec, value) == BR_KIND_STR ? MEANING_TEXT : MEANING_BYTES;
    struct br_slice raw = br_raw(ev->rec, value);
    bool is_long = raw.len > MEANING_TEXT_MAX && raw.len <= store_text_max(&ev->store);
    const struct meaning *content =
        is_long && stands_there(ev, value, &raw)
            ? meaning_there(&ev->store, kind, (const char *)raw.data, (size_t)raw.len)
            : copied_content(ev, value, kind);
    origins_of_value(ev, value, content);
    return resolve_remember(ev, value, content);
}

/* A bytearray changes: it is read as it is now, and not remembered. */
static const struct meaning *bytearray_of(struct evaluator *ev, br_value value)
{
    struct br_state at = {ev->rec, ev->op};
    struct buf text = {.limit = ev_room(ev)};
    uint64_t n = 0;
    if (br_len(at, value, &n) != BR_OK || n > text.limit || !ev_spend(ev, n))
        return NULL;
    struct br_sink sink = {.write = meaning_sink, .context = &text};
    if (br_bytes_at(at, value, sink) != BR_OK || text.len != n) {
        buf_free(&text);
        return NULL;
    }
    struct meaning *bytes = (struct meaning *)meaning_buf(&ev->store, MEANING_BYTES, &text);
    if (bytes) {
        bytes->value = value;
        bytes->is_mutable = true;
        origins_of_value(ev, value, bytes);
    }
    return bytes;
}

static const struct meaning *container_of(struct evaluator *ev, br_value value)
{
    const struct meaning *known = resolve_known(ev, value);
    if (known)
        return known;
    struct meaning *container = meaning_new(&ev->store, MEANING_RECORD);
    if (!container)
        return NULL;
    container->value = value;
    return resolve_remember(ev, value, container);
}

/* Module or name of a global as the stream has it; NULL with *literal false: it was computed. */
static const struct meaning *part_literal(struct evaluator *ev, br_value value, enum br_part part,
                                          bool *literal)
{
    struct buf text = {.limit = NAME_MAX_BYTES};
    struct br_sink sink = {.write = meaning_sink, .context = &text};
    *literal = false;
    bool good = br_global_part(ev->rec, value, part, sink, literal) == BR_OK && *literal;
    if (!good) {
        buf_free(&text);
        return NULL;
    }
    return meaning_buf(&ev->store, MEANING_TEXT, &text);
}

/* What a call gave, or an attribute that BUILD set, may be the name that STACK_GLOBAL takes. */
static const struct meaning *part_of(struct evaluator *ev, br_value value, enum br_part part)
{
    bool literal;
    const struct meaning *meaning = part_literal(ev, value, part, &literal);
    if (meaning || literal)
        return meaning;
    struct br_state before = {ev->rec, br_maker(ev->rec, value)};
    br_value operand = br_stack(before, part == BR_PART_MODULE ? 1 : 0);
    const struct meaning *computed = resolve_known(ev, operand);
    computed = computed ? ev_ask(ev, computed) : NULL; /* a constant of a module */
    return meaning_is(computed, MEANING_TEXT) ? computed : NULL;
}

/* `shutil` + `os.system` is os.system, `os` + `walk.__globals__` a namespace: find_class of protocol 4
 * follows the dots. NULL: the name leads nowhere else. */
static const struct meaning *through_module(struct evaluator *ev, const struct meaning *global)
{
    bool has_dots = memchr(global->text, '.', global->text_len) != NULL;
    if (has_dots ? br_protocol(ev->rec, br_maker(ev->rec, global->value)) < 4
                 : !ev_is_module(global, global->text, global->text_len))
        return NULL;
    const struct meaning *module =
        meaning_global(&ev->store, global->module, global->module_len, "", 0);
    const struct meaning *found =
        module ? ev_attribute_path(ev, module, global->text, global->text_len) : NULL;
    if (!found || found->kind == MEANING_UNKNOWN || meaning_equal(found, global))
        return NULL;
    return found;
}

const struct meaning *resolve_named(struct evaluator *ev, br_value value)
{
    const struct meaning *module = part_of(ev, value, BR_PART_MODULE);
    const struct meaning *name = part_of(ev, value, BR_PART_NAME);
    if (!module || !name)
        return NULL;
    struct meaning *global = meaning_new(&ev->store, MEANING_GLOBAL);
    if (!global)
        return NULL;
    global->value = value;
    global->module = module->text;
    global->module_len = module->text_len;
    global->text = name->text;
    global->text_len = name->text_len;
    global->is_old = br_protocol(ev->rec, br_maker(ev->rec, value)) < 3;
    const struct meaning *redirected = objects_redirected(ev, global);
    const struct meaning *put = tables_module(ev, global->module, global->module_len);
    if (!redirected && put)
        redirected = ev_attribute_path(ev, put, global->text, global->text_len);
    if (!redirected)
        redirected = through_module(ev, global);
    return redirected ? redirected : global;
}

static const struct meaning *global_of(struct evaluator *ev, br_value value)
{
    return resolve_remember(ev, value, resolve_named(ev, value));
}

/* A class as torch's older files name it: persistent_load(('module', class, file, source)), or, in its tar
 * era, without the word. */
static const struct meaning *persistent_of(struct evaluator *ev, br_value value)
{
    struct br_state at = {ev->rec, br_maker(ev->rec, value)};
    struct br_call call;
    struct br_item item;
    uint64_t n = 0;
    bool found = false;
    bool is_tuple = br_call(ev->rec, value, &call) && call.args != BR_NO_VALUE &&
                    br_kind(ev->rec, call.args) == BR_KIND_TUPLE;
    if (!is_tuple || br_len(at, call.args, &n) != BR_OK || n < 3 || n > 4)
        return NULL;
    if (n == 4 && (br_item(at, call.args, 0, &item, &found) != BR_OK || !found ||
                   !meaning_says(resolve_value(ev, item.value), "module")))
        return NULL;
    bool good = br_item(at, call.args, n - 3, &item, &found) == BR_OK && found &&
                br_kind(ev->rec, item.value) == BR_KIND_GLOBAL;
    return good ? resolve_remember(ev, value, resolve_value(ev, item.value)) : NULL;
}

static const struct meaning *extension_of(struct evaluator *ev, br_value value)
{
    const struct meaning *found = tables_extension(ev, br_number(ev->rec, value));
    return found ? resolve_remember(ev, value, found) : NULL;
}

/* What a class gives, where nothing else is known of the call. */
static const struct meaning *object_of(struct evaluator *ev, br_value value)
{
    struct br_call call;
    if (!br_call(ev->rec, value, &call))
        return NULL;
    br_value class = call.callee != BR_NO_VALUE ? call.callee : value;
    if (call.callee != BR_NO_VALUE && br_kind(ev->rec, class) != BR_KIND_GLOBAL)
        return NULL;
    const struct meaning *global = resolve_known(ev, class);
    if (!global)
        global = class == value ? resolve_named(ev, value) : global_of(ev, class);
    if (!meaning_is(global, MEANING_GLOBAL) || model_of(global))
        return NULL;
    struct meaning *object = meaning_new(&ev->store, MEANING_OBJECT);
    if (!object)
        return NULL;
    object->module = global->module;
    object->module_len = global->module_len;
    object->text = global->text;
    object->text_len = global->text_len;
    object->value = value;
    return resolve_remember(ev, value, object);
}

const struct meaning *resolve_value(struct evaluator *ev, br_value value)
{
    static const struct meaning *(*const readers[BR_KIND_COUNT])(struct evaluator *, br_value) = {
        [BR_KIND_NONE] = none_of,           [BR_KIND_BOOL] = number_of,
        [BR_KIND_INT] = number_of,          [BR_KIND_STR] = content_of,
        [BR_KIND_FLOAT] = float_of,         [BR_KIND_BYTES] = content_of,
        [BR_KIND_BYTEARRAY] = bytearray_of, [BR_KIND_TUPLE] = container_of,
        [BR_KIND_LIST] = container_of,      [BR_KIND_DICT] = container_of,
        [BR_KIND_SET] = container_of,       [BR_KIND_FROZENSET] = container_of,
        [BR_KIND_GLOBAL] = global_of,       [BR_KIND_CALL] = object_of,
        [BR_KIND_INSTANCE] = object_of,     [BR_KIND_NEWOBJ] = object_of,
        [BR_KIND_EXTENSION] = extension_of, [BR_KIND_PERSISTENT] = persistent_of,
    };
    if (value == BR_NO_VALUE)
        return NULL;
    const struct meaning *known = resolve_known(ev, value);
    enum br_kind kind = br_kind(ev->rec, value);
    if (meaning_is(known, MEANING_DEFERRED))
        return resolve_remember(ev, value, origins_force(ev, known));
    if (known && known->value == value)
        ev_catch_up(ev, (struct meaning *)known);
    return known || !readers[kind] ? known : readers[kind](ev, value);
}

/* ---- Calls of events ------------------------------------------------------------------------- */

/* Items of INST and OBJ stand on the stack. */
static struct meaning *stacked_arguments(struct evaluator *ev, const struct br_event *event)
{
    struct br_call parts;
    struct meaning *list = meaning_new(&ev->store, MEANING_LIST);
    if (!list || !br_call(ev->rec, event->value, &parts))
        return NULL;
    for (uint32_t n = 0; n < parts.n_args && !list->is_lost; n++) {
        const struct meaning *item = meaning_ref(&ev->store, br_call_arg(ev->rec, event->value, n));
        if (item)
            meaning_add(&ev->store, list, item);
        list->is_lost |= !item;
    }
    return list;
}

static const struct meaning *listed_arguments(struct evaluator *ev, const struct br_event *event)
{
    if (event->args == BR_NO_VALUE)
        return stacked_arguments(ev, event);
    const struct meaning *args = resolve_value(ev, event->args);
    if (meaning_is(args, MEANING_TUPLE) || meaning_is(args, MEANING_LIST))
        return args;
    return args && args->kind != MEANING_OBJECT ? ev_listed(ev, args, MEANING_LIST) : NULL;
}

static const struct meaning *keyword_arguments(struct evaluator *ev, const struct br_event *event)
{
    const struct meaning *dict = resolve_value(ev, event->kwargs);
    struct meaning *pairs = meaning_new(&ev->store, MEANING_LIST);
    const struct meaning *name;
    struct meaning *names = dict && pairs ? ev_iterator(ev, dict) : NULL;
    while (names && !pairs->is_lost && (name = ev_next(ev, names)) != NULL) {
        meaning_add(&ev->store, pairs, name);
        meaning_add(&ev->store, pairs, ev_subscript(ev, dict, name));
    }
    return pairs;
}

bool ev_made_with(struct evaluator *ev, const struct meaning *object, struct arguments *args)
{
    static const struct meaning *const none[1];
    struct br_call call;
    *args = (struct arguments){.items = object->n_items ? object->items : none,
                               .n = object->n_items,
                               .named = object->named,
                               .n_named = object->n_named};
    bool is_kept = object->n_items || object->n_named || object->value == BR_NO_VALUE;
    if (object->is_lost)
        return false;
    if (is_kept || !br_call(ev->rec, object->value, &call))
        return is_kept;
    struct br_event event = {.args = call.args, .kwargs = call.kwargs, .value = object->value};
    const struct meaning *list = listed_arguments(ev, &event);
    const struct meaning *named = call.kwargs == BR_NO_VALUE ? NULL : keyword_arguments(ev, &event);
    if (!list || list->is_lost || (named && named->is_lost))
        return false;
    if (list->n_items)
        *args = (struct arguments){.items = list->items, .n = list->n_items};
    args->named = named ? named->items : NULL;
    args->n_named = named ? named->n_items : 0;
    return true;
}

struct arguments resolve_arguments(struct evaluator *ev, const struct br_event *event)
{
    static const struct meaning *const none[1], *const unknown[] = {&meaning_unknown};
    const struct meaning *list = listed_arguments(ev, event);
    struct arguments args = {.items = none};
    if (list && !list->is_lost) {
        args.items = list->items ? list->items : none;
        args.n = list->n_items;
    } else {
        args.items = unknown;
        args.n = 1;
    }
    const struct meaning *named =
        event->kwargs != BR_NO_VALUE ? keyword_arguments(ev, event) : NULL;
    if (named && !named->is_lost) {
        args.named = named->items;
        args.n_named = named->n_items;
    }
    return args;
}

const struct meaning *resolve_call(struct evaluator *ev, const struct br_event *event,
                                   const struct meaning *callee)
{
    struct arguments args = resolve_arguments(ev, event);
    const struct meaning *result = ev_call(ev, callee, &args);
    bool is_named =
        callee->kind == MEANING_GLOBAL &&
        (event->callee == BR_NO_VALUE || br_kind(ev->rec, event->callee) == BR_KIND_GLOBAL);
    if (!result || result->kind == MEANING_UNKNOWN ||
        (result->kind == MEANING_OBJECT && is_named && !model_of(callee)))
        return NULL; /* what resolve_value finds of itself, when it is asked */
    if (result->kind == MEANING_OBJECT && result->value == BR_NO_VALUE)
        ((struct meaning *)result)->value = event->value;
    return resolve_remember(ev, event->value, result);
}

/* ---- Changes --------------------------------------------------------------------------------- */

/* The keyword arguments that the state of a partial holds; false: not known. */
static bool named_of(struct evaluator *ev, const struct meaning *parts, struct arguments *out)
{
    const struct meaning *dict = parts->n_items > 2 ? ev_ask(ev, parts->items[2]) : NULL, *name;
    struct meaning *pairs = meaning_new(&ev->store, MEANING_LIST);
    bool is_none = !dict || dict->kind == MEANING_NONE;
    struct meaning *names = !is_none && pairs ? ev_iterator(ev, dict) : NULL;
    while (names && !pairs->is_lost && (name = ev_next(ev, names)) != NULL) {
        meaning_add(&ev->store, pairs, name);
        meaning_add(&ev->store, pairs, ev_subscript(ev, dict, name));
    }
    if (!pairs || pairs->is_lost || (!is_none && !names))
        return false;
    out->named = pairs->items;
    out->n_named = pairs->n_items;
    return true;
}

/* The state of a partial is what it calls: (callable, arguments, keywords, its __dict__). */
static void build_partial(struct evaluator *ev, const struct br_event *event)
{
    const struct meaning *state = resolve_value(ev, event->args);
    const struct meaning *parts = state ? ev_listed(ev, state, MEANING_LIST) : NULL;
    if (!parts || parts->n_items < 2) {
        resolve_remember(ev, event->callee, &meaning_unknown);
        return;
    }
    const struct meaning *held = ev_listed(ev, parts->items[1], MEANING_LIST);
    struct meaning *all =
        held ? meaning_items(&ev->store, MEANING_LIST, &parts->items[0], 1) : NULL;
    for (uint32_t n = 0; all && n < held->n_items; n++)
        meaning_add(&ev->store, all, held->items[n]);
    const struct meaning *partial = NULL;
    struct arguments args = {.items = NULL};
    if (all && named_of(ev, parts, &args)) {
        args.items = all->items;
        args.n = all->n_items;
        struct arguments rest = args_from(&args, 1);
        ev_note(ev, args.items[0], &rest, CALL_PREPARED);
        partial = partial_of(ev, &args);
    }
    resolve_remember(ev, event->callee, partial ? partial : &meaning_unknown);
}

/* Items that are put on what a call gave: list(), dict(), deque() ... */
static void put_on(struct evaluator *ev, struct meaning *container, const struct br_event *event)
{
    const struct meaning *items = objects_put(ev, event);
    if (!items || items->is_lost) {
        container->is_lost = true;
        return;
    }
    bool has_pairs = container->kind == MEANING_DICT || container->kind == MEANING_FACTORY;
    for (uint32_t n = 0; has_pairs && n + 1 < items->n_items; n += 2)
        ev_put(ev, container, ev_ask(ev, items->items[n]), items->items[n + 1]);
    for (uint32_t n = 0; !has_pairs && n < items->n_items && !container->is_lost; n++)
        container_put(ev, container, items->items[n], false);
}

/* Set on the object, or, of a class that the pickle made, there. */
static const struct meaning *own_method(struct evaluator *ev, const struct meaning *object,
                                        br_value value, const char *name)
{
    const struct meaning *set = objects_attribute(ev, object, value, name, strlen(name));
    if (set || !meaning_is(object, MEANING_INSTANCE))
        return set;
    set = classes_attribute(ev, object, name, strlen(name));
    return meaning_is(set, MEANING_METHOD) ? NULL : set;
}

/* load_build, do_append and load_additems of _pickle.c look these up on the object itself, where
 * BUILD may have put anything. */
static void call_own(struct evaluator *ev, const struct meaning *object,
                     const struct br_event *event)
{
    static const struct {
        enum br_event_kind kind;
        const char *name;
        bool takes_all; /* the items as one list */
    } own[] = {
        {BR_EV_BUILD, "__setstate__", true},
        {BR_EV_APPEND, "extend", true},
        {BR_EV_APPEND, "append", false},
        {BR_EV_ADDITEM, "add", false},
    };
    for (size_t k = 0; k < sizeof own / sizeof own[0]; k++) {
        const struct meaning *method =
            own[k].kind == event->kind ? own_method(ev, object, event->callee, own[k].name) : NULL;
        if (!method)
            continue;
        ev->depth = 1; /* so that what is called is noted */
        struct meaning *items = event->kind == BR_EV_BUILD ? NULL : objects_put(ev, event);
        const struct meaning *whole = items ? items
                                      : event->kind == BR_EV_BUILD
                                          ? meaning_ref(&ev->store, event->args)
                                          : NULL;
        if (own[k].takes_all || !items)
            ev_call_1(ev, method, whole);
        for (uint32_t n = 0; !own[k].takes_all && items && n < items->n_items; n++)
            ev_call_1(ev, method, items->items[n]);
        ev->depth = 0;
        return;
    }
}

enum { STATE_KEYS_MAX = 256 }; /* of one state that are looked at */

/* A text of the stream that begins and ends as the names of special methods do. */
static bool is_special_key(const struct evaluator *ev, br_value key)
{
    struct br_slice raw = br_raw(ev->rec, key);
    return br_kind(ev->rec, key) == BR_KIND_STR && raw.len > 4 && raw.len < 32 &&
           memcmp(raw.data, "__", 2) == 0 && memcmp(raw.data + raw.len - 2, "__", 2) == 0;
}

/* Most states have no such key, and there are millions of them: the record is asked first. */
static void note_dict(struct evaluator *ev, br_value dict)
{
    struct br_state at = {ev->rec, ev->op};
    struct br_item item;
    bool found = br_kind(ev->rec, dict) == BR_KIND_DICT;
    for (uint64_t n = 0; found && n < STATE_KEYS_MAX; n++) {
        if (br_put_item(at, dict, n, &item, &found) != BR_OK || !found)
            return;
        if (is_special_key(ev, item.key)) {
            classes_note(ev, resolve_value(ev, dict));
            return;
        }
    }
}

/* Special methods that a state sets, a dict, or a pair with a dict of slots. */
static void note_state(struct evaluator *ev, br_value state)
{
    struct br_item item;
    bool found = state != BR_NO_VALUE && br_kind(ev->rec, state) == BR_KIND_TUPLE;
    if (state != BR_NO_VALUE)
        note_dict(ev, state);
    for (uint64_t k = 0; found && k < 2; k++) {
        if (br_put_item((struct br_state){ev->rec, ev->op}, state, k, &item, &found) == BR_OK &&
            found)
            note_dict(ev, item.value);
    }
}

void resolve_change(struct evaluator *ev, const struct br_event *event)
{
    const struct meaning *object = resolve_value(ev, event->callee);
    bool is_put = event->kind != BR_EV_BUILD;
    if (meaning_is(object, MEANING_GLOBAL) && is_put)
        object = constants_value(ev, object); /* a list of a module, which is changed */
    if (!is_put) {
        note_state(ev, event->args);
        states_note(ev, object, event->args);
    }
    if (meaning_is(object, MEANING_PARTIAL) && !is_put) {
        build_partial(ev, event);
        return;
    }
    if (!is_put && stream_held(object))
        stream_build(ev, object, resolve_value(ev, event->args));
    if (meaning_is(object, MEANING_GLOBAL) && !is_put) {
        objects_remember_global(ev, object, event);
        return;
    }
    if (object && event->kind == BR_EV_SETITEM)
        tables_put_all(ev, object, objects_put(ev, event));
    const struct meaning *data = is_put ? NULL : objects_user_data(ev, event);
    if (data) {
        resolve_remember(ev, event->callee, data);
        return;
    }
    bool is_container = object && (object->kind == MEANING_LIST || object->kind == MEANING_DICT ||
                                   object->kind == MEANING_SET || object->kind == MEANING_FACTORY);
    if (is_container && is_put) {
        put_on(ev, (struct meaning *)object, event);
        return;
    }
    call_own(ev, object, event);
    if ((event->kind == BR_EV_BUILD || event->kind == BR_EV_SETITEM) &&
        !objects_remember(ev, event))
        ev->store.failed = true;
}
