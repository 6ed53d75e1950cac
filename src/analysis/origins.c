/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/analysis/origins.h"

#include <string.h>

#include "src/analysis/resolve.h"
#include "src/analysis/streams.h"

enum {
    PARTS_MAX = 16, /* of what is joined, that are asked where they come from */
    PATH_MAX = 400, /* bytes */
    LEAST_WITHIN =
        8, /* bytes of what a call within a call makes: nothing shorter imports anything */
};

static bool is_text(const struct meaning *meaning)
{
    return meaning_is(meaning, MEANING_TEXT) || meaning_is(meaning, MEANING_BYTES);
}

const struct meaning *origins_peek(struct evaluator *ev, const struct meaning *meaning)
{
    if (!meaning_is(meaning, MEANING_REF))
        return meaning;
    const struct meaning *known = resolve_known(ev, meaning->value);
    return known ? known : resolve_value(ev, meaning->value);
}

struct origin *origins_add(struct evaluator *ev, const struct origin *origin)
{
    struct origins *all = ev->origins;
    struct origin *row = store_alloc(&ev->store, sizeof *row);
    if (!row)
        return NULL;
    *row = *origin;
    row->next = NULL;
    if (all->last)
        all->last->next = row;
    else
        all->first = row;
    all->last = row;
    return row;
}

void origins_of_value(struct evaluator *ev, br_value value, const struct meaning *meaning)
{
    if (!ev->origins || !meaning)
        return;
    ((struct meaning *)meaning)->origin =
        origins_add(ev, &(struct origin){.op = BR_NO_OP,
                                         .root = br_maker(ev->rec, value),
                                         .is_root = true,
                                         .path = "",
                                         .what = meaning});
}

/* ---- What a call makes ------------------------------------------------------------------------- */

/* What is given to a call. */
struct given {
    struct origin *parts[PARTS_MAX]; /* that it makes something else of */
    unsigned n;
    struct origin *most; /* of the longest text; NULL: none has an origin */
    size_t most_len;
    br_value value; /* else, a container of the record; BR_NO_VALUE */
};

static void add_part(struct given *given, const struct meaning *part)
{
    bool has_length = is_text(part);
    if (!part || !part->origin || (!has_length && part->kind != MEANING_DEFERRED))
        return;
    size_t len = has_length ? part->text_len : SIZE_MAX;
    if (given->n < PARTS_MAX)
        given->parts[given->n++] = part->origin;
    if (!given->most || len > given->most_len) {
        given->most = part->origin;
        given->most_len = len;
    }
}

static void add_items(struct evaluator *ev, struct given *given, const struct meaning *list)
{
    for (uint32_t k = 0; k < list->n_items && k < PARTS_MAX; k++)
        add_part(given, origins_peek(ev, list->items[k]));
}

static void add_record(struct evaluator *ev, struct given *given, br_value container)
{
    struct br_state now = {ev->rec, ev->op};
    struct br_item item;
    bool found = true;
    for (uint64_t k = 0;
         k < PARTS_MAX && br_put_item(now, container, k, &item, &found) == BR_OK && found; k++)
        add_part(given, resolve_known(ev, item.value));
    given->value = given->value == BR_NO_VALUE ? container : given->value;
}

static void add_given(struct evaluator *ev, struct given *given, const struct meaning *meaning)
{
    meaning = origins_peek(ev, meaning);
    meaning = stream_held(meaning) ? stream_held(meaning) : meaning;
    if (!meaning)
        return;
    if (meaning->kind == MEANING_RECORD)
        add_record(ev, given, meaning->value);
    else if (meaning->kind == MEANING_LIST || meaning->kind == MEANING_TUPLE)
        add_items(ev, given, meaning);
    else
        add_part(given, meaning);
}

static struct given given_to(struct evaluator *ev, const struct meaning *callee,
                             const struct arguments *args)
{
    struct given given = {.value = BR_NO_VALUE};
    if (callee->kind == MEANING_METHOD || callee->kind == MEANING_GLOBAL)
        add_given(ev, &given, callee->self);
    for (uint32_t k = 0; k < args->n && k < PARTS_MAX; k++)
        add_given(ev, &given, args->items[k]);
    for (uint32_t k = 1; k < args->n_named && k < PARTS_MAX; k += 2)
        add_given(ev, &given, args->named[k]);
    return given;
}

/* "base64.b64decode", "bytes.join"; nothing of what has no name. */
static void add_name(struct evaluator *ev, const struct meaning *callee, struct buf *out)
{
    static const char old[] = "__builtin__";
    if (callee->kind == MEANING_METHOD) {
        const struct meaning *self = origins_peek(ev, callee->self);
        const char *type = self ? ev_type_name(ev, self) : NULL;
        buf_str(out, type ? type : "");
    } else if (callee->kind == MEANING_GLOBAL) {
        bool is_old = callee->module_len == sizeof old - 1 &&
                      memcmp(callee->module, old, callee->module_len) == 0;
        buf_add(out, is_old ? "builtins" : callee->module, is_old ? 8 : callee->module_len);
    } else {
        return;
    }
    buf_char(out, '.');
    buf_add(out, callee->text, callee->text_len);
}

/* The path of what it is made of, with the call behind it: once, where calls within one event repeat it. */
static const char *path_of(struct evaluator *ev, const struct origin *from,
                           const struct meaning *callee)
{
    struct buf path = {.limit = PATH_MAX}, name = {.limit = PATH_MAX};
    const char *before = from ? from->path : "";
    add_name(ev, callee, &name);
    size_t n = strlen(before), more = name.len;
    bool is_again = from && from->op == ev->op && more <= n && !name.failed &&
                    memcmp(before + n - more, buf_text(&name), more) == 0;
    const char *result = before;
    if (more && !is_again && !name.failed) {
        buf_str(&path, before);
        buf_str(&path, n ? " > " : "");
        buf_str(&path, buf_text(&name));
        const struct meaning *kept =
            path.failed ? NULL : meaning_text(&ev->store, MEANING_TEXT, path.data, path.len);
        result = kept ? kept->text : before;
    }
    buf_free(&name);
    buf_free(&path);
    return result;
}

static void set_origin(struct evaluator *ev, const struct meaning *made,
                       const struct origin *origin)
{
    if (!is_text(made) || made->origin || (ev->depth > 0 && made->text_len < LEAST_WITHIN))
        return;
    struct origin *row = origins_add(ev, origin);
    if (row)
        row->what = made;
    ((struct meaning *)made)->origin = row;
}

void origins_of_call(struct evaluator *ev, const struct meaning *callee,
                     const struct arguments *args, const struct meaning *result)
{
    bool has_parts = meaning_is(result, MEANING_TUPLE) || meaning_is(result, MEANING_LIST);
    result = stream_held(result) ? stream_held(result) : result;
    if (!ev->origins || !result || result->origin || (!is_text(result) && !has_parts))
        return;
    struct given given = given_to(ev, callee, args);
    struct origin origin = {.op = ev->op, .root = BR_NO_OP};
    if (given.most)
        origin.root = given.most->root;
    else if (given.value != BR_NO_VALUE)
        origin.root = br_maker(ev->rec, given.value);
    bool is_new = is_text(result);
    for (uint32_t k = 0; has_parts && k < result->n_items && k < PARTS_MAX; k++)
        is_new |= is_text(result->items[k]) && !result->items[k]->origin;
    if (!is_new)
        return;
    origin.path = path_of(ev, given.most, callee);
    set_origin(ev, result, &origin);
    for (uint32_t k = 0; has_parts && k < result->n_items && k < PARTS_MAX; k++)
        set_origin(ev, result->items[k], &origin);
    for (unsigned k = 0; k < given.n; k++)
        given.parts[k]->is_used = true;
}

uint64_t origins_cost(struct evaluator *ev, const struct meaning *callee,
                      const struct arguments *args)
{
    uint64_t cost = 0;
    for (uint32_t k = 0; ev->origins && k <= args->n && k <= EVALUATE_ARGS_MAX; k++) {
        const struct meaning *given = k < args->n ? args->items[k] : callee->self;
        if (meaning_is(given, MEANING_REF))
            given = resolve_known(ev, given->value);
        if (is_text(given) && given->text_len > MEANING_TEXT_MAX)
            cost += given->text_len;
    }
    return cost;
}

/* ---- Deferred ---------------------------------------------------------------------------------- */

bool origins_defer(struct evaluator *ev, const struct br_event *event, const struct meaning *callee,
                   const struct arguments *args)
{
    struct meaning *deferred = meaning_items(&ev->store, MEANING_DEFERRED, args->items, args->n);
    if (!deferred || deferred->is_lost)
        return false;
    deferred->self = callee;
    if (ev->origins->spelling != callee) {
        ev->origins->spelling = callee;
        ev->origins->path = path_of(ev, NULL, callee);
    }
    deferred->origin =
        origins_add(ev, &(struct origin){.op = event->op,
                                         .root = br_maker(ev->rec, args->items[0]->value),
                                         .is_root = true,
                                         .path = ev->origins->path,
                                         .what = deferred});
    return deferred->origin && resolve_remember(ev, event->value, deferred);
}

const struct meaning *origins_force(struct evaluator *ev, const struct meaning *deferred)
{
    const struct meaning *result = ev_call(
        ev, deferred->self, &(struct arguments){.items = deferred->items, .n = deferred->n_items});
    if (!is_text(result))
        return &meaning_unknown;
    struct meaning *own = meaning_new(&ev->store, result->kind);
    if (!own)
        return &meaning_unknown;
    *own = *result; /* whose origin is the text of the record, or this call in another event */
    own->origin = deferred->origin;
    return own;
}
