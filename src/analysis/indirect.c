/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/analysis/indirect.h"

#include <stdlib.h>
#include <string.h>

#include "src/analysis/findings.h"
#include "src/analysis/follow.h"
#include "src/analysis/judge.h"
#include "src/analysis/models.h"
#include "src/analysis/resolve.h"

/* ---- What a call comes to -------------------------------------------------------------------- */

static const struct judgement *judgement_of(const struct analysis *an, uint32_t global)
{
    static const struct judgement nothing = {.verdict = POLICY_DENY, .called = POLICY_DENY};
    return global == GLOBALS_NONE ? &nothing : &an->globals.rows[global].judgement;
}

/* The number of module:prefix + text. */
static uint32_t index_of(struct analysis *an, const char *module, const char *prefix,
                         const struct meaning *text)
{
    struct buf name = {.limit = 256};
    buf_str(&name, prefix);
    buf_add(&name, text->text, text->text_len);
    uint32_t global = name.failed ? GLOBALS_NONE
                                  : globals_index(&an->globals, module, strlen(module),
                                                  buf_text(&name), name.len, false);
    buf_free(&name);
    return global;
}

static bool is_allowed(struct analysis *an, const struct meaning *global)
{
    const struct judgement *judgement = judgement_of(an, judge_index(an, global));
    return global->text_len && judgement->called == POLICY_ALLOW;
}

uint32_t indirect_method(struct analysis *an, const struct meaning *method)
{
    struct buf prefix = {.limit = 64};
    const char *type = ev_type_name(&an->ev, ev_ask(&an->ev, method->self));
    buf_str(&prefix, type ? type : "");
    buf_char(&prefix, '.');
    uint32_t global =
        type && !prefix.failed ? index_of(an, "builtins", buf_text(&prefix), method) : GLOBALS_NONE;
    buf_free(&prefix);
    return global;
}

static bool is_allowed_method(struct analysis *an, const struct meaning *method)
{
    return judgement_of(an, indirect_method(an, method))->verdict == POLICY_ALLOW;
}

/* Parts between dots that no rule knows as parts of names, and that are no one's inside. */
static bool is_plain_path(struct analysis *an, const struct meaning *path)
{
    const struct judgement *judgement = judgement_of(an, index_of(an, "", "", path));
    bool is_plain = path->text_len > 0 && judgement->reach == POLICY_BY_NONE;
    for (size_t n = 0; is_plain && n < path->text_len; n++) {
        bool begins = n == 0 || path->text[n - 1] == '.';
        is_plain = !begins || (path->text[n] != '_' && path->text[n] != '.');
    }
    return is_plain;
}

static bool is_harmless_getter(struct analysis *an, const struct meaning *getter)
{
    bool is_plain = getter->n_items > 0;
    for (uint32_t n = 0; is_plain && n < getter->n_items; n++)
        is_plain = is_plain_path(an, ev_ask(&an->ev, getter->items[n]));
    return is_plain;
}

/* Which methods do no harm, whatever they are called of, the policy says. */
static bool is_harmless_caller(struct analysis *an, const struct meaning *caller)
{
    uint32_t global = index_of(an, "operator", "methodcaller.", caller);
    return judgement_of(an, global)->called == POLICY_ALLOW;
}

static bool is_always(struct analysis *an, const struct meaning *meaning)
{
    (void)an;
    (void)meaning;
    return true;
}

/* What is fetched is judged again where it is called. */
static bool may_be_fetched(struct analysis *an, const struct meaning *meaning)
{
    const struct judgement *judgement = judgement_of(an, judge_index(an, meaning));
    return meaning->text_len && judgement->verdict == POLICY_ALLOW;
}

/* Of each kind, whether it may be anywhere; NULL: never. What stands in a container was judged where
 * it was made. */
static bool (*const harmless[MEANING_KIND_COUNT])(struct analysis *, const struct meaning *) = {
    [MEANING_NONE] = is_always,
    [MEANING_BOOL] = is_always,
    [MEANING_INT] = is_always,
    [MEANING_FLOAT] = is_always,
    [MEANING_BIG] = is_always,
    [MEANING_TEXT] = is_always,
    [MEANING_BYTES] = is_always,
    [MEANING_TUPLE] = is_always,
    [MEANING_LIST] = is_always,
    [MEANING_SET] = is_always,
    [MEANING_DICT] = is_always,
    [MEANING_RECORD] = is_always,
    [MEANING_SLICE] = is_always,
    [MEANING_FACTORY] = is_always,
    [MEANING_OBJECT] = is_always,
    [MEANING_ITEMGETTER] = is_always,
    [MEANING_GLOBAL] = is_allowed,
    [MEANING_METHOD] = is_allowed_method,
    [MEANING_ATTRGETTER] = is_harmless_getter,
    [MEANING_METHODCALLER] = is_harmless_caller,
};

static bool is_harmless(struct analysis *an, const struct meaning *meaning)
{
    return meaning && harmless[meaning->kind] && harmless[meaning->kind](an, meaning);
}

/* map, filter: what they call is among the arguments, and is called by whoever takes the items. */
static bool are_harmless_arguments(struct analysis *an, const struct br_event *event)
{
    struct arguments args = resolve_arguments(&an->ev, event);
    bool good = args.n <= EVALUATE_ARGS_MAX && args.n_named == 0;
    for (uint32_t n = 0; good && n < args.n; n++) {
        const struct meaning *item = arg(&an->ev, &args, n);
        bool is_iterator = item->kind == MEANING_ITERATOR; /* judged as it was made */
        good = is_iterator ||
               is_harmless(an, item->kind == MEANING_PARTIAL ? ev_ask(&an->ev, item->self) : item);
    }
    return good;
}

/* functools.reduce gives what its function gives, which was judged as it was called. */
static bool is_reduction(const struct analysis *an, const struct meaning *callee)
{
    const struct model *model = model_of(callee);
    return model && strcmp(model->name, "reduce") == 0 && an->ev.n_calls > 0;
}

/* What a loader is given is looked at as a file of its own, if it is known. */
static bool loads_what_is_known(struct analysis *an, const struct br_event *event)
{
    struct arguments args = resolve_arguments(&an->ev, event);
    return args.n == 1 && arg_of_kind(&an->ev, &args, 0, MEANING_BYTES);
}

/* A class without a model reads what it is given first: of None there is nothing to read. */
static bool reads_nothing(struct analysis *an, const struct br_event *event)
{
    struct arguments args = resolve_arguments(&an->ev, event);
    return args.n_named == 0 && (args.n == 0 || arg_of_kind(&an->ev, &args, 0, MEANING_NONE));
}

/* An attribute by the name of a special method: no pickler fetches one but __new__, and there is much behind
 * it. */
static bool has_special_name(struct analysis *an, const struct br_event *event)
{
    struct arguments args = resolve_arguments(&an->ev, event);
    const struct meaning *name = arg_of_kind(&an->ev, &args, 1, MEANING_TEXT);
    return name && name->text_len >= 2 && memcmp(name->text, "__", 2) == 0 &&
           !meaning_says(name, "__new__");
}

bool indirect_is_harmless(struct analysis *an, const struct br_event *event,
                          const struct meaning *callee, const struct meaning *result)
{
    if (an->ev.is_unresolved || an->ev.written)
        return false;
    if (follow_loads_bytes(callee))
        return loads_what_is_known(an, event);
    if (event->kind == BR_EV_NEWOBJ &&
        !model_of(callee)) /* an instance: what it is given is judged */
        return true;
    if (!model_of(callee))
        return reads_nothing(an, event);
    if (!result || result->kind == MEANING_UNKNOWN)
        return is_reduction(an, callee);
    if (result->kind == MEANING_ITERATOR)
        return are_harmless_arguments(an, event);
    if (result->kind != MEANING_PARTIAL && has_special_name(an, event))
        return false;
    if (result->kind == MEANING_GLOBAL)
        return may_be_fetched(an, result);
    return is_harmless(an,
                       result->kind == MEANING_PARTIAL ? ev_ask(&an->ev, result->self) : result);
}

/* ---- What becomes of an import --------------------------------------------------------------- */

bool indirect_import(struct analysis *an, br_value value)
{
    if (an->n_indirect == an->indirect_cap) {
        uint32_t cap = an->indirect_cap ? an->indirect_cap * 2 : 16;
        struct indirect *grown = realloc(an->indirect, cap * sizeof *grown);
        if (!grown)
            return false;
        an->indirect = grown;
        an->indirect_cap = cap;
    }
    uint32_t *place = valuemap_put(&an->indirect_of, value);
    if (!place)
        return false;
    an->indirect[an->n_indirect++] =
        (struct indirect){.value = value, .found = an->n_found - 1, .there = 1};
    *place = an->n_indirect;
    return true;
}

static struct indirect *indirect_of(struct analysis *an, br_value value)
{
    const uint32_t *place =
        an->n_indirect && value != BR_NO_VALUE ? valuemap_get(&an->indirect_of, value) : NULL;
    return place && *place ? &an->indirect[*place - 1] : NULL;
}

void indirect_called(struct analysis *an, br_value value)
{
    struct indirect *row = indirect_of(an, value);
    if (row)
        row->called++;
}

void indirect_see(struct analysis *an, br_op op)
{
    static const char pushes[] = "ghj2"; /* GET, BINGET, LONG_BINGET, DUP */
    if (an->n_indirect == 0 || op + 1 >= br_ops(an->rec) ||
        !memchr(pushes, br_opcode_at(an->rec, op)->code, sizeof pushes - 1))
        return;
    struct indirect *row = indirect_of(an, br_stack((struct br_state){an->rec, op + 1}, 0));
    if (row)
        row->there++;
}

/* Takes out the findings that have no severity any more, and counts anew. */
static void drop_findings(struct analysis *an)
{
    size_t n_left = 0;
    uint32_t suspicious = 0, dangerous = 0;
    memset(an->counts, 0, sizeof an->counts);
    an->worst = SEVERITY_NONE;
    for (size_t n = 0; n < an->n_found; n++) {
        struct found found = an->found[n];
        enum severity severity = found.severity;
        if (severity == SEVERITY_NONE)
            continue;
        found.suspicious = suspicious += severity >= SEVERITY_SUSPICIOUS;
        found.dangerous = dangerous += severity >= SEVERITY_DANGEROUS;
        an->found[n_left++] = found;
        an->counts[severity]++;
        if (severity > an->worst)
            an->worst = severity;
    }
    an->n_found = n_left;
}

void indirect_settle(struct analysis *an)
{
    bool is_changed = false;
    for (uint32_t n = 0; n < an->n_indirect; n++) {
        const struct indirect *row = &an->indirect[n];
        uint32_t *colour = valuemap_put(&an->paint, row->value);
        if (row->called != row->there || row->found >= an->n_found)
            continue;
        an->found[row->found].severity = SEVERITY_NONE;
        if (colour && *colour == SEVERITY_SUSPICIOUS)
            *colour = SEVERITY_NONE;
        is_changed = true;
    }
    if (is_changed)
        drop_findings(an);
    an->n_indirect = 0;
}

void indirect_free(struct analysis *an)
{
    valuemap_free(&an->indirect_of);
    free(an->indirect);
}
