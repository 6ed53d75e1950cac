/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/analysis/analysis.h"

#include <stdlib.h>
#include <string.h>

#include "src/analysis/chain.h"
#include "src/analysis/globals.h"
#include "src/analysis/oddities.h"
#include "src/analysis/paths.h"
#include "src/analysis/policy.h"
#include "src/analysis/resolve.h"
#include "src/base/valuemap.h"
#include "src/base/buf.h"

/* Nothing that is known has longer names; of a longer one this much is judged. */
enum { NAME_MAX_BYTES = 4096 };
/* Items of the arguments of a dangerous call that are painted; the others are seen through it. */
enum { PAINT_ITEMS_MAX = 64 };
/* Set in the number of a global that is not what is spelled. */
#define KNOWN_RESOLVED (UINT32_C(1) << 31)
/* Of the calls that one event brings with it so many are told, their arguments up to so many bytes. */
enum { NOTED_SHOWN = 16, ARGS_TEXT_BYTES = 4096 };

enum rule_id {
#define RULE(id, name, severity, sentence) RULE_##id,
#include "src/analysis/rules.def"
    RULE_COUNT
};

static const struct rule rules[RULE_COUNT] = {
#define RULE(id, name, severity, sentence) {name, severity, sentence},
#include "src/analysis/rules.def"
};

const struct rule *rule_named(const char *name)
{
    for (int id = 0; id < RULE_COUNT; id++) {
        if (strcmp(rules[id].name, name) == 0)
            return &rules[id];
    }
    return NULL;
}

#define NO_EVENT UINT32_MAX

/* One finding, packed: a file can have millions. */
struct found {
    br_op op;
    uint32_t event;  /* NO_EVENT: none */
    uint32_t global; /* what it is about, or GLOBALS_NONE */
    uint8_t rule;
    uint8_t severity;
    bool resolved;
    const char *args; /* of a call that the event brings with it; NULL: those of the event */
    /* How many of the findings up to this one are suspicious or worse, and how many dangerous: the
     * next of a severity is found by halving. */
    uint32_t suspicious, dangerous;
};

/* The callee of an event after indirection. */
struct resolved {
    uint32_t event;
    uint32_t global;
    const char *args; /* NULL: those of the event */
};

struct analysis {
    const br_record *rec;
    struct globals globals;
    struct evaluator ev;
    struct valuemap paint; /* value: its severity */
    struct valuemap known; /* value of a global: its index in globals, KNOWN_RESOLVED */
    struct found *found;
    size_t n_found, found_cap;
    struct resolved *resolved;
    size_t n_resolved, resolved_cap;
    uint64_t counts[SEVERITY_COUNT];
    enum severity worst;
    uint64_t next_event;
    struct paths paths;
    uint64_t next_followed; /* event */
    br_op next_op;          /* ops below are looked through */
    uint64_t frames_found;  /* of br_frames_broken() */
    bool told[ODDITY_NAME_LOOKS_LIKE + 1];
    bool is_redirected;      /* a table of modules or an imported object was written to */
    uint32_t last_import;    /* global of the newest import event */
    struct buf module, name; /* scratch */
};

/* ---- What the policy's answers mean ---------------------------------------------------------- */

enum use { USE_IMPORT, USE_CALL };

static enum severity severity_of(enum policy_verdict verdict)
{
    static const enum severity severities[] = {
        [POLICY_ALLOW] = SEVERITY_NONE,
        [POLICY_UNKNOWN] = SEVERITY_SUSPICIOUS,
        [POLICY_WARN] = SEVERITY_SUSPICIOUS,
        [POLICY_DENY] = SEVERITY_DANGEROUS,
    };
    return severities[verdict];
}

static enum rule_id rule_of(enum policy_verdict verdict, enum use use)
{
    static const enum rule_id by_verdict[][2] = {
        [POLICY_ALLOW] = {RULE_COUNT, RULE_COUNT},
        [POLICY_UNKNOWN] = {RULE_unknown_import, RULE_unknown_call},
        [POLICY_WARN] = {RULE_doubtful_import, RULE_doubtful_call},
        [POLICY_DENY] = {RULE_denied_import, RULE_denied_call},
    };
    return by_verdict[verdict][use];
}

/* ---- Findings -------------------------------------------------------------------------------- */

static bool add_finding(struct analysis *an, const struct found *finding)
{
    if (an->n_found == an->found_cap) {
        size_t cap = an->found_cap ? an->found_cap * 2 : 32;
        struct found *grown =
            cap > SIZE_MAX / sizeof *grown ? NULL : realloc(an->found, cap * sizeof *grown);
        if (!grown)
            return false;
        an->found = grown;
        an->found_cap = cap;
    }
    const struct found *before = an->n_found ? &an->found[an->n_found - 1] : NULL;
    struct found *added = &an->found[an->n_found++];
    *added = *finding;
    added->suspicious =
        (before ? before->suspicious : 0) + (finding->severity >= SEVERITY_SUSPICIOUS);
    added->dangerous = (before ? before->dangerous : 0) + (finding->severity >= SEVERITY_DANGEROUS);
    return true;
}

/* A finding by a rule alone. */
static bool found_rule(struct analysis *an, const struct br_event *event, enum rule_id rule)
{
    return add_finding(an, &(struct found){.op = event->op,
                                           .event = (uint32_t)event->number,
                                           .global = GLOBALS_NONE,
                                           .rule = (uint8_t)rule,
                                           .severity = (uint8_t)rules[rule].severity});
}

/* A finding by what the policy says of a global; none when it is allowed. */
static bool found_global(struct analysis *an, const struct br_event *event, uint32_t global,
                         enum policy_verdict verdict, enum use use, bool resolved)
{
    if (severity_of(verdict) == SEVERITY_NONE)
        return true;
    return add_finding(an, &(struct found){.op = event->op,
                                           .event = (uint32_t)event->number,
                                           .global = global,
                                           .rule = (uint8_t)rule_of(verdict, use),
                                           .severity = (uint8_t)severity_of(verdict),
                                           .resolved = resolved});
}

static bool add_resolved(struct analysis *an, const struct br_event *event, uint32_t global,
                         const char *args)
{
    if (an->n_resolved == an->resolved_cap) {
        size_t cap = an->resolved_cap ? an->resolved_cap * 2 : 32;
        struct resolved *grown =
            cap > SIZE_MAX / sizeof *grown ? NULL : realloc(an->resolved, cap * sizeof *grown);
        if (!grown)
            return false;
        an->resolved = grown;
        an->resolved_cap = cap;
    }
    an->resolved[an->n_resolved++] =
        (struct resolved){.event = (uint32_t)event->number, .global = global, .args = args};
    return true;
}

/* ---- Paint ----------------------------------------------------------------------------------- */

static bool paint(struct analysis *an, br_value value, enum severity severity)
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
        if (found && is_paintable(an, item.value) && !paint(an, item.value, SEVERITY_DANGEROUS))
            return false;
    }
    bool is_shared = kind == BR_KIND_TUPLE && n == 0; /* every () may be one object */
    return is_shared || paint(an, event->args, SEVERITY_DANGEROUS);
}

/* Callee, arguments and result of a call take its colour. */
static bool paint_call(struct analysis *an, const struct br_event *event, enum severity severity)
{
    if (!paint(an, event->value, severity))
        return false;
    if (severity < SEVERITY_DANGEROUS)
        return true;
    return paint(an, event->callee, severity) && paint_arguments(an, event);
}

/* ---- Globals --------------------------------------------------------------------------------- */

/* A sink that takes what fits and lets the rest go. */
static bool name_write(void *context, const char *bytes, size_t n)
{
    struct buf *buf = context;
    size_t room = NAME_MAX_BYTES - buf->len;
    buf_add(buf, bytes, n < room ? n : room);
    return !buf->failed;
}

/* Module and name of an import, as texts in an->module and an->name. *computed: a part of them is
 * no text of the stream but what a call gave. */
static bool read_names(struct analysis *an, const struct br_event *event, bool *computed)
{
    br_value value = event->callee != BR_NO_VALUE ? event->callee : event->value;
    struct br_sink module = {.write = name_write, .context = &an->module};
    struct br_sink name = {.write = name_write, .context = &an->name};
    bool literal = true, name_literal = true;
    buf_clear(&an->module);
    buf_clear(&an->name);
    if (br_global_part(an->rec, value, BR_PART_MODULE, module, &literal) != BR_OK ||
        br_global_part(an->rec, value, BR_PART_NAME, name, &name_literal) != BR_OK)
        return false;
    *computed = !literal || !name_literal;
    return true;
}

static uint32_t index_of_meaning(struct analysis *an, const struct meaning *meaning)
{
    return globals_index(&an->globals, meaning->module, meaning->module_len, meaning->text,
                         meaning->text_len, meaning->is_old);
}

/* ---- Judging, a function for each kind of event ---------------------------------------------- */

/* Characters that make one read another name. */
static bool judge_names(struct analysis *an, const struct br_event *event, uint32_t global)
{
    static const enum rule_id names[] = {[ODDITY_NAME_INVISIBLE] = RULE_name_invisible,
                                         [ODDITY_NAME_LOOKS_LIKE] = RULE_name_looks_like};
    const struct global *row = &an->globals.rows[global];
    enum oddity oddity = oddity_of_name(row->module, row->module_len);
    if (oddity == ODDITY_NONE)
        oddity = oddity_of_name(row->name, row->name_len);
    return oddity == ODDITY_NONE || found_rule(an, event, names[oddity]);
}

/* What is written to is imported: from now on no name is sure to be what it says. */
static bool found_written(struct analysis *an, const struct br_event *event, enum rule_id rule,
                          uint32_t global, bool resolved)
{
    an->is_redirected = true;
    return add_finding(an, &(struct found){.op = event->op,
                                           .event = (uint32_t)event->number,
                                           .global = global,
                                           .rule = (uint8_t)rule,
                                           .severity = (uint8_t)rules[rule].severity,
                                           .resolved = resolved});
}

/* What the imported thing is, where that is not what its names say: they were computed, lead through
 * another module (`shutil` + `os.system`), or to an attribute that BUILD set. GLOBALS_NONE: it is, or
 * nobody knows. A name that is ruled worse than what it leads to stays. */
static uint32_t import_leads_to(struct analysis *an, const struct br_event *event, uint32_t spelled,
                                bool computed)
{
    const struct global *row = &an->globals.rows[spelled];
    bool is_dotted = memchr(row->name, '.', row->name_len) && br_protocol(an->rec, event->op) >= 4;
    if (!computed && !is_dotted && an->ev.n_changed_globals == 0)
        return GLOBALS_NONE;
    const struct meaning *meaning = resolve_value(&an->ev, event->callee);
    if (!meaning_is(meaning, MEANING_GLOBAL) || (!computed && meaning->text_len == 0))
        return GLOBALS_NONE;
    uint32_t global = index_of_meaning(an, meaning);
    if (global == GLOBALS_NONE || computed)
        return global;
    bool is_milder =
        an->globals.rows[global].judgement.verdict < an->globals.rows[spelled].judgement.verdict;
    return global == spelled || (is_dotted && is_milder) ? GLOBALS_NONE : global;
}

static bool judge_import(struct analysis *an, const struct br_event *event)
{
    bool computed;
    if (!read_names(an, event, &computed))
        return false;
    uint32_t global =
        globals_index(&an->globals, buf_text(&an->module), an->module.len, buf_text(&an->name),
                      an->name.len, br_protocol(an->rec, event->op) < 3);
    if (global == GLOBALS_NONE)
        return false;
    uint32_t leads_to = import_leads_to(an, event, global, computed);
    bool resolved = leads_to != GLOBALS_NONE;
    if (resolved)
        global = leads_to;
    if (resolved && !add_resolved(an, event, global, NULL))
        return false;
    bool is_global = event->callee != BR_NO_VALUE &&
                     br_kind(an->rec, event->callee) == BR_KIND_GLOBAL; /* of INST it is not */
    if (is_global) {
        uint32_t *place = valuemap_put(&an->known, event->callee);
        if (!place)
            return false;
        *place = global | (resolved ? KNOWN_RESOLVED : 0);
    }
    an->last_import = global;
    enum policy_verdict verdict = an->globals.rows[global].judgement.verdict;
    return found_global(an, event, global, verdict, USE_IMPORT, resolved) &&
           judge_names(an, event, global) &&
           (!computed || found_rule(an, event, RULE_computed_name)) &&
           (!an->is_redirected || found_rule(an, event, RULE_may_be_redirected)) &&
           paint(an, is_global ? event->callee : BR_NO_VALUE, severity_of(verdict));
}

/* What is called, as far as it is known. */
struct callee {
    uint32_t global;               /* or GLOBALS_NONE */
    bool resolved;                 /* global is not what is spelled */
    const struct meaning *meaning; /* or NULL */
    struct meaning named;          /* where meaning points to, of INST */
};

static void callee_named(struct analysis *an, uint32_t global, struct callee *out)
{
    const struct global *row = &an->globals.rows[global];
    out->global = global;
    out->named = (struct meaning){.kind = MEANING_GLOBAL,
                                  .value = BR_NO_VALUE,
                                  .is_old = row->mapped_module != NULL,
                                  .module = row->module,
                                  .module_len = row->module_len,
                                  .text = row->name,
                                  .text_len = row->name_len};
    out->meaning = &out->named;
}

static bool find_callee(struct analysis *an, const struct br_event *event, struct callee *out)
{
    *out = (struct callee){.global = GLOBALS_NONE};
    if (event->callee == BR_NO_VALUE) { /* INST: imported by the event before this one */
        if (an->last_import != GLOBALS_NONE)
            callee_named(an, an->last_import, out);
        return true;
    }
    const uint32_t *known = valuemap_get(&an->known, event->callee);
    if (known) {
        callee_named(an, *known & ~KNOWN_RESOLVED, out);
        out->resolved = *known & KNOWN_RESOLVED;
        const struct meaning *held = resolve_known(&an->ev, event->callee);
        if (meaning_is(held, MEANING_METHOD)) /* os + walk.__globals__.get */
            out->meaning = held;
        return true;
    }
    out->meaning = resolve_value(&an->ev, event->callee);
    if (!meaning_is(out->meaning, MEANING_GLOBAL))
        return true;
    out->resolved = true;
    out->global = index_of_meaning(an, out->meaning);
    return out->global != GLOBALS_NONE;
}

/* A call judged. NEWOBJ leaves __init__ out. */
static bool judge_called(struct analysis *an, const struct br_event *event, uint32_t global,
                         bool resolved)
{
    const struct judgement *judgement = &an->globals.rows[global].judgement;
    enum policy_verdict verdict =
        event->kind == BR_EV_NEWOBJ ? judgement->verdict : judgement->called;
    return found_global(an, event, global, verdict, USE_CALL, resolved);
}

/* Arguments as text, which lives as long as the analysis; NULL: there is no room for it. */
static const char *args_text(struct analysis *an, const struct br_event *event,
                             const struct meaning *args)
{
    struct buf text = {.limit = MEANING_TEXT_MAX};
    meaning_print(args, (struct br_state){an->rec, event->op}, ARGS_TEXT_BYTES, &text);
    const struct meaning *kept = meaning_buf(&an->ev.store, MEANING_TEXT, &text);
    return kept ? kept->text : NULL;
}

/* A call that the event brings with it, or prepares. */
static bool judge_noted(struct analysis *an, const struct br_event *event,
                        const struct call_made *call, uint32_t global, const char *args)
{
    static const enum rule_id unlike[] = {
        [CALL_PREPARED] = RULE_prepared_call, [CALL_LATER] = RULE_later_call};
    enum policy_verdict verdict = an->globals.rows[global].judgement.called;
    if (severity_of(verdict) == SEVERITY_NONE)
        return true;
    enum rule_id rule = call->when == CALL_NOW ? rule_of(verdict, USE_CALL) : unlike[call->when];
    return add_finding(an, &(struct found){.op = event->op,
                                           .event = (uint32_t)event->number,
                                           .global = global,
                                           .rule = (uint8_t)rule,
                                           .severity = (uint8_t)severity_of(verdict),
                                           .resolved = true,
                                           .args = args});
}

/* The calls that the event brings with it. The worst of them is what its callee is said to come to,
 * if that is worse than the callee itself (own; GLOBALS_NONE: it is not known, or as spelled). */
static bool judge_calls(struct analysis *an, const struct br_event *event, uint32_t own)
{
    uint32_t worst = own;
    const char *worst_args = NULL;
    for (uint32_t n = 0; n < an->ev.n_calls; n++) {
        const struct call_made *call = &an->ev.calls[n];
        uint32_t global = index_of_meaning(an, call->callee);
        if (global == GLOBALS_NONE)
            return false;
        enum policy_verdict verdict = an->globals.rows[global].judgement.called;
        const char *args = n < NOTED_SHOWN ? args_text(an, event, call->args) : NULL;
        if (n < NOTED_SHOWN && !judge_noted(an, event, call, global, args))
            return false;
        if (worst == GLOBALS_NONE || verdict > an->globals.rows[worst].judgement.called) {
            worst = global;
            worst_args = args;
        }
    }
    return worst == GLOBALS_NONE || add_resolved(an, event, worst, worst_args);
}

/* What a call gives is judged too, by what it is and not by how it is spelled. */
static bool judge_result(struct analysis *an, const struct br_event *event,
                         const struct meaning *result)
{
    if (!meaning_is(result, MEANING_GLOBAL) || result->text_len == 0)
        return true;
    uint32_t global = index_of_meaning(an, result);
    return global != GLOBALS_NONE &&
           found_global(an, event, global, an->globals.rows[global].judgement.verdict, USE_IMPORT,
                        true);
}

/* Calling it is no call of something that nobody knows. */
static bool is_known_callee(const struct meaning *meaning)
{
    return meaning && meaning->kind != MEANING_UNKNOWN && meaning->kind != MEANING_OBJECT;
}

static enum severity worst_since(const struct analysis *an, size_t n)
{
    enum severity worst = SEVERITY_NONE;
    for (; n < an->n_found; n++) {
        if (an->found[n].severity > worst)
            worst = an->found[n].severity;
    }
    return worst;
}

static bool judge_call(struct analysis *an, const struct br_event *event)
{
    size_t first = an->n_found;
    struct callee callee;
    if (!find_callee(an, event, &callee))
        return false;
    bool is_global = callee.global != GLOBALS_NONE;
    if (is_global && !judge_called(an, event, callee.global, callee.resolved))
        return false;
    const struct meaning *result = NULL;
    bool is_understood = !is_global || an->globals.rows[callee.global].is_understood;
    bool may_call = is_known_callee(callee.meaning) || meaning_is(callee.meaning, MEANING_OBJECT);
    if (is_understood && may_call)
        result = resolve_call(&an->ev, event, callee.meaning);
    if (!judge_result(an, event, result) ||
        !judge_calls(an, event, callee.resolved ? callee.global : GLOBALS_NONE))
        return false;
    if (an->ev.written) {
        uint32_t global = index_of_meaning(an, an->ev.written);
        if (global == GLOBALS_NONE ||
            !found_written(an, event, RULE_write_to_import, global, false))
            return false;
    }
    bool is_known = is_global || (may_call && !an->ev.is_unresolved);
    if (!is_known && !found_rule(an, event, RULE_unresolved_call))
        return false;
    return paint_call(an, event, worst_since(an, first));
}

/* BUILD, APPEND, SETITEM, ADDITEMS: what matters is what they change. */
static bool judge_change(struct analysis *an, const struct br_event *event)
{
    static const enum rule_id on_import[2] = {RULE_write_to_import, RULE_build_on_import};
    static const enum rule_id on_foreign[2] = {RULE_write_to_foreign, RULE_build_on_foreign};
    bool is_build = event->kind == BR_EV_BUILD;
    enum br_kind kind = br_kind(an->rec, event->callee);
    const uint32_t *known = valuemap_get(&an->known, event->callee);
    size_t first = an->n_found;
    if (br_kind_is_unknown(kind)) {
        resolve_change(&an->ev, event);
        if (!judge_calls(an, event, GLOBALS_NONE) ||
            (an->ev.is_unresolved && !found_rule(an, event, RULE_unresolved_call)) ||
            !paint_call(an, event, worst_since(an, first)))
            return false;
    }
    const struct meaning *meaning = known ? NULL : resolve_value(&an->ev, event->callee);
    if (known || (meaning && meaning->kind == MEANING_GLOBAL)) {
        enum rule_id rule = on_import[is_build];
        uint32_t global = known ? *known & ~KNOWN_RESOLVED : index_of_meaning(an, meaning);
        return global != GLOBALS_NONE && found_written(an, event, rule, global, !known) &&
               paint(an, event->callee, rules[rule].severity);
    }
    if (!br_kind_is_unknown(kind))
        return found_rule(an, event, RULE_odd_container);
    if (kind >= BR_KIND_PERSISTENT)
        return found_rule(an, event, on_foreign[is_build]);
    return true; /* made by a call that was judged */
}

/* ---- Persistent ids: the shapes that torch writes -------------------------------------------- */

/* True if the value is a str equal to text. */
static bool is_str(struct analysis *an, br_value value, const char *text)
{
    bool is_text = false;
    if (br_kind(an->rec, value) != BR_KIND_STR || br_raw(an->rec, value).len > 64)
        return false;
    buf_clear(&an->name);
    struct br_sink sink = {.write = name_write, .context = &an->name};
    return br_content(an->rec, value, sink, &is_text) == BR_OK && is_text &&
           strcmp(buf_text(&an->name), text) == 0;
}

/* A letter per item: s str, i int, c a global (class), * anything; tag is the first item, NULL
 * any. */
static const struct {
    const char *tag;
    const char *items;
} id_shapes[] = {
    {"storage", "scssi"},  /* torch: class, key, location, number of elements */
    {"storage", "scssi*"}, /* and a view, before 1.6 */
    {"module", "scss"},    /* class, file and text of its source */
    {NULL, "c**"},         /* the same in its tar era: text and file may be None */
};

static bool is_item(struct analysis *an, br_value value, char letter)
{
    enum br_kind kind = br_kind(an->rec, value);
    return letter == '*' || (letter == 's' && kind == BR_KIND_STR) ||
           (letter == 'i' && kind == BR_KIND_INT) || (letter == 'c' && kind == BR_KIND_GLOBAL);
}

static bool is_id_shape(struct analysis *an, struct br_state at, br_value id, uint64_t n,
                        const char *tag, const char *items)
{
    if (n != strlen(items))
        return false;
    for (uint64_t k = 0; k < n; k++) {
        struct br_item item;
        bool found;
        if (br_item(at, id, k, &item, &found) != BR_OK || !found ||
            !is_item(an, item.value, items[k]) || (k == 0 && tag && !is_str(an, item.value, tag)))
            return false;
    }
    return true;
}

static bool is_digits(const char *text, size_t n)
{
    size_t k = 0;
    while (k < n && text[k] >= '0' && text[k] <= '9')
        k++;
    return n > 0 && n < 20 && k == n;
}

static bool is_known_id(struct analysis *an, const struct br_event *event)
{
    struct br_state at = {an->rec, event->op};
    struct br_ins ins;
    br_ins_at(an->rec, event->op, &ins);
    if (ins.opcode->arg != BR_ARG_NONE) /* PERSID */
        return is_digits((const char *)ins.text.data, (size_t)ins.text.len);
    br_value id = event->args != BR_NO_VALUE ? event->args : br_stack(at, 0);
    enum br_kind kind = br_kind(an->rec, id);
    struct br_slice raw = br_raw(an->rec, id);
    if (kind == BR_KIND_INT) /* torch's tar era numbers its storages */
        return true;
    if (kind == BR_KIND_STR)
        return is_digits((const char *)raw.data, (size_t)raw.len);
    uint64_t n;
    if (kind != BR_KIND_TUPLE || br_len(at, id, &n) != BR_OK)
        return false;
    for (size_t k = 0; k < sizeof id_shapes / sizeof id_shapes[0]; k++) {
        if (is_id_shape(an, at, id, n, id_shapes[k].tag, id_shapes[k].items))
            return true;
    }
    return false;
}

static bool judge_persid(struct analysis *an, const struct br_event *event)
{
    if (is_known_id(an, event))
        return true;
    return found_rule(an, event, RULE_persistent_id) &&
           paint(an, event->value, rules[RULE_persistent_id].severity);
}

static bool judge_extension(struct analysis *an, const struct br_event *event)
{
    return found_rule(an, event, RULE_extension_code) &&
           paint(an, event->value, rules[RULE_extension_code].severity);
}

static bool judge_nothing(struct analysis *an, const struct br_event *event)
{
    (void)an;
    (void)event;
    return true;
}

static bool (*const judges[])(struct analysis *an, const struct br_event *event) = {
    [BR_EV_IMPORT] = judge_import,  [BR_EV_REDUCE] = judge_call,    [BR_EV_NEWOBJ] = judge_call,
    [BR_EV_INST] = judge_call,      [BR_EV_BUILD] = judge_change,   [BR_EV_APPEND] = judge_change,
    [BR_EV_SETITEM] = judge_change, [BR_EV_ADDITEM] = judge_change, [BR_EV_PERSID] = judge_persid,
    [BR_EV_EXT] = judge_extension,  [BR_EV_BUFFER] = judge_nothing,
};

/* ---- Going through the record ---------------------------------------------------------------- */

/* A finding by an opcode alone. */
static bool found_op(struct analysis *an, br_op op, enum rule_id rule)
{
    return add_finding(an, &(struct found){.op = op,
                                           .event = NO_EVENT,
                                           .global = GLOBALS_NONE,
                                           .rule = (uint8_t)rule,
                                           .severity = (uint8_t)rules[rule].severity});
}

/* The rules that an oddity stands for. One that says nothing alone is told once. */
static const struct {
    enum rule_id rule;
    bool is_told_once;
} odd_rules[] = {
    [ODDITY_PROTO_AGAIN] = {RULE_proto_again, false},
    [ODDITY_LATER_PROTOCOL] = {RULE_later_protocol, true},
    [ODDITY_MEMO_REWRITTEN] = {RULE_memo_rewritten, true},
    [ODDITY_NOT_ASCII] = {RULE_not_ascii, true},
};

static bool find_oddity(struct analysis *an, br_op op)
{
    enum oddity oddity = oddity_of_op(an->rec, op);
    if (oddity == ODDITY_NONE || (odd_rules[oddity].is_told_once && an->told[oddity]))
        return true;
    an->told[oddity] = true;
    return found_op(an, op, odd_rules[oddity].rule);
}

/* POP takes off the stack what a call left that something was found against. */
static bool find_dropped(struct analysis *an, br_op op)
{
    static const char calls[] = "Rio\x81\x92";
    if (op == 0 || br_opcode_at(an->rec, op)->code != '0' ||
        !memchr(calls, br_opcode_at(an->rec, op - 1)->code, sizeof calls - 1))
        return true;
    struct br_stack_line top;
    struct br_state before = {an->rec, op};
    if (!br_stack_line(before, 0, &top) || top.value == BR_NO_VALUE ||
        br_maker(an->rec, top.value) + 1 != op)
        return true;
    const uint32_t *colour = valuemap_get(&an->paint, top.value);
    return !colour || *colour < SEVERITY_SUSPICIOUS || found_op(an, op, RULE_result_dropped);
}

/* What is found by opcodes below end that were not looked at. */
static bool find_ops(struct analysis *an, br_op end)
{
    for (; an->next_op < end; an->next_op++) {
        size_t first = an->n_found;
        bool is_broken =
            an->frames_found < br_frames_broken(an->rec) && br_frame_broken(an->rec, an->next_op);
        bool good = (!is_broken || found_op(an, an->next_op, RULE_frame_broken)) &&
                    find_dropped(an, an->next_op) && find_oddity(an, an->next_op);
        if (!good) {
            an->n_found = first;
            return false;
        }
        an->frames_found += is_broken;
    }
    return true;
}

/* Takes the findings from number first on into the counts. */
static void count_findings(struct analysis *an, size_t first)
{
    for (; first < an->n_found; first++) {
        enum severity severity = an->found[first].severity;
        an->counts[severity]++;
        if (severity > an->worst)
            an->worst = severity;
    }
}

/* One event, and the opcodes up to it: all of its findings or none. */
static bool judge_event(struct analysis *an, const struct br_event *event)
{
    br_op ops = br_ops(an->rec);
    size_t first = an->n_found;
    bool good = find_ops(an, event->op < ops ? event->op + 1 : ops);
    count_findings(an, first);
    if (!good)
        return false;
    first = an->n_found;
    size_t first_resolved = an->n_resolved;
    resolve_begin(&an->ev, event);
    if (!judges[event->kind](an, event) || an->ev.store.failed) {
        an->n_found = first;
        an->n_resolved = first_resolved;
        return false;
    }
    count_findings(an, first);
    return true;
}

bool analysis_update(struct analysis *an, struct err *err)
{
    struct br_event event;
    uint64_t end = br_event_count(an->rec);
    for (; an->next_event < end && br_event(an->rec, an->next_event, &event); an->next_event++) {
        if (!judge_event(an, &event))
            return err_set(err, "out of memory while judging what the pickle does");
    }
    size_t first = an->n_found;
    bool good = find_ops(an, br_ops(an->rec));
    count_findings(an, first);
    return good || err_set(err, "out of memory while judging what the pickle does");
}

/* Paths begin at events that something is found against. */
bool analysis_follow(struct analysis *an, struct err *err)
{
    struct br_event event;
    for (; an->next_followed < an->next_event && br_event(an->rec, an->next_followed, &event);
         an->next_followed++) {
        enum severity severity = analysis_event(an, an->next_followed, NULL);
        if (severity >= SEVERITY_SUSPICIOUS && !paths_follow(&an->paths, an->rec, &event, severity))
            return err_set(err, "out of memory while following what a call is given");
    }
    return true;
}

struct analysis *analysis_new(const struct policy *policy, const br_record *rec, struct err *err)
{
    struct analysis *an = calloc(1, sizeof *an);
    if (!an) {
        err_set(err, "out of memory");
        return NULL;
    }
    an->rec = rec;
    an->globals.policy = policy;
    an->last_import = GLOBALS_NONE;
    resolve_init(&an->ev, rec);
    return an;
}

void analysis_free(struct analysis *an)
{
    if (!an)
        return;
    globals_free(&an->globals);
    resolve_free(&an->ev);
    valuemap_free(&an->paint);
    valuemap_free(&an->known);
    paths_free(&an->paths);
    free(an->found);
    free(an->resolved);
    buf_free(&an->module);
    buf_free(&an->name);
    free(an);
}

/* ---- Questions ------------------------------------------------------------------------------- */

enum severity analysis_worst(const struct analysis *an)
{
    return an->worst;
}

uint64_t analysis_count(const struct analysis *an)
{
    return an->n_found;
}

uint64_t analysis_count_of(const struct analysis *an, enum severity severity)
{
    return an->counts[severity];
}

static void describe(const struct analysis *an, const struct found *found, struct finding *out)
{
    const struct rule *rule = &rules[found->rule];
    *out = (struct finding){
        .rule = rule,
        .severity = found->severity,
        .op = found->op,
        .pos = br_pos(an->rec, found->op),
        .event = found->event == NO_EVENT ? ANALYSIS_NO_EVENT : found->event,
        .resolved = found->resolved,
        .args = found->args,
        .category = "",
        .why = rule->sentence,
    };
    if (found->global == GLOBALS_NONE)
        return;
    const struct global *global = &an->globals.rows[found->global];
    out->module = global->module;
    out->name = global->name;
    out->category = global->judgement.category;
    if (global->judgement.reach != POLICY_BY_NONE && global->judgement.why[0])
        out->why = global->judgement.why;
}

bool analysis_finding(const struct analysis *an, uint64_t n, struct finding *out)
{
    if (n >= an->n_found)
        return false;
    describe(an, &an->found[n], out);
    return true;
}

/* The first finding at or after op. */
static size_t found_from(const struct analysis *an, br_op op)
{
    size_t low = 0, high = an->n_found;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (an->found[mid].op < op)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

uint64_t analysis_findings_before(const struct analysis *an, br_op op)
{
    return found_from(an, op);
}

enum severity analysis_op(const struct analysis *an, br_op op)
{
    enum severity worst = SEVERITY_NONE;
    for (size_t n = found_from(an, op); n < an->n_found && an->found[n].op == op; n++) {
        if (an->found[n].severity > worst)
            worst = an->found[n].severity;
    }
    return worst;
}

enum severity analysis_event(const struct analysis *an, uint64_t event, struct finding *out)
{
    struct br_event row;
    const struct found *worst = NULL;
    if (!br_event(an->rec, event, &row))
        return SEVERITY_NONE;
    for (size_t n = found_from(an, row.op); n < an->n_found && an->found[n].op == row.op; n++) {
        const struct found *found = &an->found[n];
        if (found->event == event && (!worst || found->severity > worst->severity))
            worst = found;
    }
    if (!worst)
        return SEVERITY_NONE;
    if (out)
        describe(an, worst, out);
    return worst->severity;
}

static const struct resolved *resolved_of(const struct analysis *an, uint64_t event)
{
    size_t low = 0, high = an->n_resolved;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (an->resolved[mid].event < event)
            low = mid + 1;
        else
            high = mid;
    }
    return low < an->n_resolved && an->resolved[low].event == event ? &an->resolved[low] : NULL;
}

bool analysis_resolved(const struct analysis *an, uint64_t event, const char **module,
                       const char **name)
{
    const struct resolved *resolved = resolved_of(an, event);
    if (!resolved)
        return false;
    const struct global *global = &an->globals.rows[resolved->global];
    *module = global->module;
    *name = global->name;
    return true;
}

const char *analysis_resolved_args(const struct analysis *an, uint64_t event)
{
    const struct resolved *resolved = resolved_of(an, event);
    return resolved ? resolved->args : NULL;
}

size_t analysis_chain(const struct analysis *an, uint64_t event, struct link *links, size_t max)
{
    struct br_event row;
    bool is_through = resolved_of(an, event) && br_event(an->rec, event, &row);
    return is_through ? chain_of(&an->ev, &row, links, max) : 0;
}

void analysis_link(const struct analysis *an, const struct link *link, size_t max_bytes,
                   struct buf *out)
{
    const struct meaning *gave = resolve_known(&an->ev, link->value);
    if (gave)
        meaning_print(gave, (struct br_state){an->rec, link->op}, max_bytes, out);
}

/* Containers are left out: they may have changed since. */
void analysis_gave(const struct analysis *an, br_value value, size_t max_bytes, struct buf *out)
{
    struct link link = {.op = br_maker(an->rec, value), .value = value};
    const struct meaning *gave = resolve_known(&an->ev, value);
    bool may_change = gave && (gave->kind == MEANING_LIST || gave->kind == MEANING_DICT ||
                               gave->kind == MEANING_SET || gave->kind == MEANING_FACTORY);
    if (gave && !may_change && br_kind_is_unknown(br_kind(an->rec, value)) &&
        chain_is_link(&an->ev, value))
        analysis_link(an, &link, max_bytes, out);
}

/* How many of the first n findings are at least so severe. */
static uint64_t count_of_first(const struct analysis *an, size_t n, enum severity at_least)
{
    if (n == 0 || at_least <= SEVERITY_INFO)
        return n;
    const struct found *last = &an->found[n - 1];
    return at_least == SEVERITY_SUSPICIOUS ? last->suspicious : last->dangerous;
}

/* The opcode of the nth finding, from 1, that is at least so severe. */
static br_op op_of_nth(const struct analysis *an, uint64_t nth, enum severity at_least)
{
    size_t low = 0, high = an->n_found;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (count_of_first(an, mid + 1, at_least) < nth)
            low = mid + 1;
        else
            high = mid;
    }
    return nth > 0 && low < an->n_found ? an->found[low].op : BR_NO_OP;
}

br_op analysis_next(const struct analysis *an, br_op op, enum severity at_least)
{
    if (op == BR_NO_OP)
        return BR_NO_OP;
    return op_of_nth(an, count_of_first(an, found_from(an, op + 1), at_least) + 1, at_least);
}

br_op analysis_prev(const struct analysis *an, br_op op, enum severity at_least)
{
    return op_of_nth(an, count_of_first(an, found_from(an, op), at_least), at_least);
}

bool analysis_path(const struct analysis *an, br_op op, struct path *out)
{
    struct br_event event;
    if (!paths_of(&an->paths, an->rec, op, &out->event, &out->severity) ||
        !br_event(an->rec, out->event, &event))
        return false;
    out->op = event.op;
    return true;
}

enum severity analysis_value(const struct analysis *an, br_value value)
{
    const uint32_t *severity = valuemap_get(&an->paint, value);
    return severity ? *severity : SEVERITY_NONE;
}
