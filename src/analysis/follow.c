/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/analysis/follow.h"

#include <string.h>

#include "src/analysis/models.h"
#include "src/analysis/origins.h"
#include "src/analysis/resolve.h"
#include "src/analysis/streams.h"
#include "src/base/words.h"

enum {
    NAME_MAX_BYTES = 256, /* of "module.name": nothing that is known has longer ones */
    STORE_SHARE = 8, /* bytes of meanings per byte of the pickle, beyond what any run may have */
    EVENT_STEPS = 1 << 18,
    STEP_COST = 16,
};

/* What a global may do to bytes. */
enum interest {
    INTEREST_NONE,   /* nothing that is known */
    INTEREST_PLAIN,  /* it makes no bytes but by others: a container, an object, a number */
    INTEREST_SPELLS, /* a codec, by which bytes are written for the older protocols */
    INTEREST_MAKES,  /* something else */
    INTEREST_LOADS,  /* it loads them, or it is not told by the name alone */
};

struct follow {
    struct evaluator ev;
    enum interest least; /* of a call that is followed */
    bool loads;          /* the event calls a loader, or what is not known */
    bool was_full;       /* from here on not all is kept */
    bool is_cut;         /* and then something was loaded. What nobody loads need not be kept */
    struct origins origins;
    struct valuemap interests; /* of globals, plus one */
    struct valuemap readers;   /* of a reader of files: number of its row, plus one */
    struct origin **held;      /* rows of readers; in the store */
    uint32_t n_held, cap_held;
};

/* ---- Which globals matter ---------------------------------------------------------------------- */

struct names {
    const char *module, *names; /* separated by blanks */
};

enum takes { TAKES_BYTES, TAKES_FILE };

static const struct loader {
    struct names names;
    enum takes takes;
    bool is_code;
} loaders[] = {
#define LOADER(module, names, takes, is_code) {{module, names}, TAKES_##takes, is_code},
#include "src/analysis/loaders.def"
#undef LOADER
};

/* Rows of INTEREST_PLAIN. */
static const struct names plain[] = {
    {"builtins", "list tuple set frozenset dict object int float complex bool len slice long "
                 "map filter zip reversed enumerate range iter next sorted sum min max any all"},
    {"collections", "OrderedDict deque defaultdict UserDict UserList"},
    {"copyreg", "_reconstructor __newobj__ __newobj_ex__"},
};

static bool has_name(const struct names *row, const struct model_name *key)
{
    return strlen(row->module) == key->module_len &&
           memcmp(row->module, key->module, key->module_len) == 0 &&
           words_have(row->names, key->name, key->name_len);
}

static bool is_in(const struct names *rows, size_t n, const struct model_name *key)
{
    while (n-- > 0)
        if (has_name(&rows[n], key))
            return true;
    return false;
}

static bool is_plain(const struct model_name *key)
{
    return is_in(plain, sizeof plain / sizeof plain[0], key);
}

static const struct loader *loader_of(const struct model_name *key)
{
    for (size_t k = 0; k < sizeof loaders / sizeof loaders[0]; k++)
        if (has_name(&loaders[k].names, key))
            return &loaders[k];
    return NULL;
}

bool follow_loads_bytes(const struct meaning *global)
{
    struct model_name key = model_name_of(global);
    const struct loader *loader = loader_of(&key);
    return loader && loader->takes == TAKES_BYTES && !loader->is_code;
}

static enum interest interest_of(const struct meaning *global)
{
    struct model_name key = model_name_of(global);
    const struct model *model = model_of(global);
    if (is_plain(&key))
        return INTEREST_PLAIN;
    if (model && strcmp(model->module, "codecs") == 0 && strcmp(model->name, "encode") == 0)
        return INTEREST_SPELLS;
    bool has_dot =
        memchr(global->text, '.', global->text_len) != NULL; /* a method, or another module's */
    if (loader_of(&key) || (has_dot && !model))
        return INTEREST_LOADS;
    return model ? INTEREST_MAKES : INTEREST_NONE;
}

/* The same of what an opcode imports by a name that stands in the stream; of others only the run tells. */
static enum interest interest_of_import(const br_record *rec, br_value named)
{
    struct buf parts[2] = {{.limit = NAME_MAX_BYTES}, {.limit = NAME_MAX_BYTES}};
    bool is_literal = true;
    for (int k = 0; k < 2 && is_literal; k++) {
        struct br_sink sink = {.write = meaning_sink, .context = &parts[k]};
        bool is_there = false;
        is_literal = br_global_part(rec, named, k ? BR_PART_NAME : BR_PART_MODULE, sink,
                                    &is_there) == BR_OK &&
                     is_there;
    }
    struct meaning global = {.kind = MEANING_GLOBAL,
                             .is_old = br_protocol(rec, br_maker(rec, named)) < 3,
                             .module = buf_text(&parts[0]),
                             .module_len = parts[0].len,
                             .text = buf_text(&parts[1]),
                             .text_len = parts[1].len};
    bool is_long = parts[0].failed || parts[1].failed;
    enum interest interest = !is_literal ? INTEREST_LOADS
                             : is_long   ? INTEREST_NONE
                                         : interest_of(&global);
    buf_free(&parts[0]);
    buf_free(&parts[1]);
    return interest;
}

static br_value named_by(const struct br_event *event)
{
    return event->callee != BR_NO_VALUE ? event->callee : event->value;
}

/* The most that any import of the record is of interest. What calls give is made of these. */
static enum interest interest_of_record(const br_record *rec)
{
    enum interest most = INTEREST_NONE;
    struct br_event event;
    for (uint64_t n = 0; most < INTEREST_MAKES && br_event(rec, n, &event); n++) {
        if (event.kind != BR_EV_IMPORT || named_by(&event) == BR_NO_VALUE)
            continue;
        enum interest interest = interest_of_import(rec, named_by(&event));
        most = interest > most ? interest : most;
    }
    return most;
}

/* Of what is called; asked of each value once. */
static enum interest interest_of_callee(struct follow *follow, const struct br_event *event)
{
    const br_record *rec = follow->ev.rec;
    br_value named = named_by(event);
    bool is_global = event->callee == BR_NO_VALUE || br_kind(rec, named) == BR_KIND_GLOBAL;
    if (!is_global || follow->ev.n_changed_globals || follow->ev.modules)
        return INTEREST_LOADS;
    uint32_t *known = valuemap_put(&follow->interests, named);
    if (!known)
        return INTEREST_LOADS;
    if (*known == 0)
        *known = 1 + (uint32_t)interest_of_import(rec, named);
    return (enum interest)(*known - 1);
}

/* ---- What is loaded ---------------------------------------------------------------------------- */

static bool is_text(const struct meaning *meaning)
{
    return meaning_is(meaning, MEANING_TEXT) || meaning_is(meaning, MEANING_BYTES);
}

static const struct meaning *first_of(const struct arguments *args)
{
    return args->n ? args->items[0] : args->n_named > 1 ? args->named[1] : NULL;
}

/* A part of what a stream holds comes from where all of it does. */
static struct origin *part_row(struct follow *follow, const struct meaning *part,
                               const struct meaning *whole)
{
    struct origin row = {.op = follow->ev.op, .root = BR_NO_OP, .path = "", .what = part};
    if (whole && whole->origin) {
        row.root = whole->origin->root;
        row.path = whole->origin->path;
    }
    return origins_add(&follow->ev, &row);
}

/* The row of what is loaded, the bytes themselves or by a reader of files; NULL: they are not known. */
static struct origin *given_row(struct follow *follow, const struct meaning *given,
                                enum takes takes)
{
    struct evaluator *ev = &follow->ev;
    given = origins_peek(ev, given);
    if (takes == TAKES_FILE && meaning_is(given, MEANING_TEXT))
        return NULL;
    const struct meaning *whole = stream_held(given), *stream = given;
    if (whole) {
        const struct meaning *rest = stream_rest(ev, stream);
        given = rest ? rest : whole;
        uint32_t *held = valuemap_get(&follow->readers, stream->value);
        if (held && *held && follow->held[*held - 1]->what == given)
            return follow->held[*held - 1];
    }
    if (!is_text(given) && !meaning_is(given, MEANING_DEFERRED))
        return NULL;
    return given->origin ? given->origin : part_row(follow, given, whole);
}

static void note_loaded(struct follow *follow, const struct meaning *callee,
                        const struct meaning *given)
{
    struct model_name key = model_name_of(callee);
    const struct loader *loader = loader_of(&key);
    follow->loads |= loader != NULL;
    struct origin *row = loader ? given_row(follow, given, loader->takes) : NULL;
    if (!row || row->loader)
        return;
    struct buf name = {.limit = NAME_MAX_BYTES};
    buf_add(&name, callee->module, callee->module_len);
    buf_char(&name, '.');
    buf_add(&name, callee->text, callee->text_len);
    const struct meaning *kept = meaning_buf(&follow->ev.store, MEANING_TEXT, &name);
    row->loader = kept ? kept->text : loader->names.module;
    row->is_code = loader->is_code;
}

/* Bytes that a call made, by another name: it is the reader that is told of. */
static void note_reader(struct follow *follow, const struct br_event *event)
{
    struct evaluator *ev = &follow->ev;
    const struct meaning *object = resolve_known(ev, event->value);
    struct origin *row =
        meaning_is(object, MEANING_OBJECT) ? given_row(follow, object, TAKES_FILE) : NULL;
    if (!row || row->op == BR_NO_OP || row->op == ev->op)
        return;
    if (follow->n_held == follow->cap_held) {
        uint32_t cap = follow->cap_held ? 2 * follow->cap_held : 8;
        struct origin **held = store_alloc(&ev->store, cap * sizeof(struct origin *));
        if (!held)
            return;
        if (follow->n_held)
            memcpy(held, follow->held, follow->n_held * sizeof(struct origin *));
        follow->held = held;
        follow->cap_held = cap;
    }
    uint32_t *number = valuemap_put(&follow->readers, event->value);
    struct origin *own = number ? origins_add(ev, row) : NULL;
    if (!own)
        return;
    own->op = event->op;
    row->is_used = true;
    follow->held[follow->n_held++] = own;
    *number = follow->n_held;
}

/* ---- Events ------------------------------------------------------------------------------------ */

/* Names are followed when they are imported: what they lead to may change. */
static void see_import(struct follow *follow, const struct br_event *event)
{
    if (event->callee != BR_NO_VALUE && interest_of_callee(follow, event) >= INTEREST_MAKES)
        resolve_value(&follow->ev, event->callee);
}

/* The arguments, as long as nothing is asked of them but the name of a codec. */
static bool plain_arguments(struct follow *follow, const struct br_event *event,
                            const struct meaning *items[2], struct arguments *args)
{
    struct evaluator *ev = &follow->ev;
    struct br_state now = {ev->rec, event->op};
    struct br_item item[2];
    bool found = event->args != BR_NO_VALUE && event->kwargs == BR_NO_VALUE &&
                 br_kind(ev->rec, event->args) == BR_KIND_TUPLE &&
                 br_put_count(now, event->args) == 2;
    for (uint64_t k = 0; k < 2 && found; k++)
        if (br_put_item(now, event->args, k, &item[k], &found) != BR_OK)
            found = false;
    if (!found || br_kind(ev->rec, item[0].value) != BR_KIND_STR)
        return false;
    items[0] = meaning_ref(&ev->store, item[0].value);
    items[1] = resolve_value(ev, item[1].value);
    *args = (struct arguments){.items = items, .n = 2};
    return items[0] && items[1];
}

static bool defer(struct follow *follow, const struct br_event *event, const struct meaning *callee,
                  const struct model *model)
{
    const struct meaning *items[2];
    struct arguments args;
    return plain_arguments(follow, event, items, &args) &&
           coder_spells_bytes(&follow->ev, model, &args) &&
           origins_defer(&follow->ev, event, callee, &args);
}

static void run_global(struct follow *follow, const struct br_event *event,
                       const struct meaning *callee)
{
    struct evaluator *ev = &follow->ev;
    struct model_name key = model_name_of(callee);
    const struct model *model = model_of(callee);
    if (model && defer(follow, event, callee, model))
        return;
    if (loader_of(&key)) {
        struct br_item item;
        bool found = false;
        struct br_state now = {ev->rec, event->op};
        bool is_tuple =
            event->args != BR_NO_VALUE && br_kind(ev->rec, event->args) == BR_KIND_TUPLE;
        if (is_tuple && br_put_item(now, event->args, 0, &item, &found) == BR_OK && found) {
            struct meaning ref = {.kind = MEANING_REF, .value = item.value};
            note_loaded(follow, callee, &ref);
        } else {
            struct arguments args = resolve_arguments(ev, event);
            note_loaded(follow, callee, first_of(&args));
        }
    }
    if (model || memchr(callee->text, '.', callee->text_len))
        resolve_call(ev, event, callee);
    if (stream_held(resolve_known(ev, event->value)))
        note_reader(follow, event);
}

static void run_call(struct follow *follow, const struct br_event *event)
{
    struct evaluator *ev = &follow->ev;
    enum interest interest = interest_of_callee(follow, event);
    if (interest < follow->least)
        return;
    follow->loads = interest == INTEREST_LOADS;
    const struct meaning *callee = event->callee != BR_NO_VALUE ? resolve_value(ev, event->callee)
                                                                : resolve_named(ev, event->value);
    if (meaning_is(callee, MEANING_GLOBAL))
        run_global(follow, event, callee);
    else if (callee && callee->kind != MEANING_UNKNOWN)
        resolve_call(ev, event, callee);
}

static void see_change(struct follow *follow, const struct br_event *event)
{
    if (follow->least == INTEREST_PLAIN &&
        br_kind_is_unknown(br_kind(follow->ev.rec, event->callee)))
        resolve_change(&follow->ev, event);
}

static void see_event(struct follow *follow, const struct br_event *event)
{
    static void (*const see[])(struct follow *, const struct br_event *) = {
        [BR_EV_IMPORT] = see_import,  [BR_EV_REDUCE] = run_call,
        [BR_EV_NEWOBJ] = run_call,    [BR_EV_INST] = run_call,
        [BR_EV_BUILD] = see_change,   [BR_EV_APPEND] = see_change,
        [BR_EV_SETITEM] = see_change, [BR_EV_ADDITEM] = see_change,
        [BR_EV_BUFFER] = NULL, /* the last of them */
    };
    struct evaluator *ev = &follow->ev;
    if (!see[event->kind])
        return;
    resolve_begin(ev, event);
    follow->loads = false;
    see[event->kind](follow, event);
    follow->loads |= ev->is_unresolved;
    for (uint32_t n = 0; n < ev->n_calls; n++) {
        const struct meaning *args = ev->calls[n].args;
        if (args->n_items &&
            ev->calls[n].when != CALL_NOW) /* those were noted when they were made */
            note_loaded(follow, ev->calls[n].callee, args->items[0]);
    }
}

static void see_called(struct evaluator *ev, const struct meaning *callee,
                       const struct arguments *args)
{
    if (args->n)
        note_loaded((struct follow *)ev, callee,
                    args->items[0]); /* of which it is the first member */
}

/* ---- All of it --------------------------------------------------------------------------------- */

static void tell(const struct origin *row, struct follow_sink sink)
{
    struct followed told = {.op = row->op,
                            .root = row->root,
                            .is_root = row->is_root,
                            .path = row->path,
                            .loader = row->loader,
                            .is_code = row->is_code};
    bool is_made = row->op != BR_NO_OP && !row->is_used;
    if (!row->is_root && is_text(row->what)) {
        told.bytes = row->what->text;
        told.len = row->what->text_len;
    }
    if (row->loader || is_made)
        sink.take(sink.context, &told);
}

struct follow_spent follow_calls(const br_record *rec, const struct follow_limits *limits,
                                 struct follow_sink sink)
{
    enum interest most = interest_of_record(rec);
    struct follow_spent spent = {.work = 0};
    struct follow follow = {.least = most == INTEREST_SPELLS ? most : INTEREST_PLAIN};
    struct evaluator *ev = &follow.ev;
    struct br_event event;
    if (most < INTEREST_SPELLS)
        return spent;
    resolve_init(ev, rec);
    ev->work = limits->work;
    ev->event_steps = EVENT_STEPS;
    ev->step_cost = STEP_COST;
    ev->is_lenient = true;
    ev->origins = &follow.origins;
    follow.origins.called = see_called;
    ev->store.more = STORE_SHARE * (size_t)br_pos(rec, br_ops(rec));
    ev->store.long_left = limits->bytes < SIZE_MAX ? (size_t)limits->bytes : SIZE_MAX;
    size_t room = ev->store.long_left;
    for (uint64_t n = 0; !ev->is_out && !ev->store.failed && br_event(rec, n, &event); n++) {
        ev->store.is_full = false;
        see_event(&follow, &event);
        follow.was_full |= ev->store.is_full;
        follow.is_cut |= follow.was_full && follow.loads;
    }
    for (const struct origin *row = follow.origins.first; row; row = row->next)
        tell(row, sink);
    spent.work = limits->work - ev->work;
    spent.bytes = room - ev->store.long_left;
    spent.is_cut = ev->is_out || follow.is_cut || ev->store.failed;
    valuemap_free(&follow.interests);
    valuemap_free(&follow.readers);
    resolve_free(ev);
    return spent;
}
