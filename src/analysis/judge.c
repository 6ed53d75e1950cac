/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judging, a function for each kind of event: imports, calls with what they bring with them, changes. */
#include "src/analysis/judge.h"

#include <string.h>

#include "src/analysis/exhaust.h"
#include "src/analysis/findings.h"
#include "src/analysis/given.h"
#include "src/analysis/indirect.h"
#include "src/analysis/names.h"
#include "src/analysis/paint.h"
#include "src/analysis/persistent.h"
#include "src/analysis/resolve.h"
#include "src/analysis/shown.h"

/* Set in the number of a global that is not what is spelled. */
#define KNOWN_RESOLVED (UINT32_C(1) << 31)
/* Of the calls that one event brings with it so many are told, their arguments up to so many bytes. */
enum { NOTED_SHOWN = 16, ARGS_TEXT_BYTES = 4096 };

/* C.__new__, which picklers of protocols 2 and 3 keep with its arguments, is judged as C is. */
uint32_t judge_index(struct analysis *an, const struct meaning *meaning)
{
    static const char suffix[] = ".__new__";
    size_t n = meaning->text_len, n_suffix = sizeof suffix - 1;
    if (n > n_suffix && memcmp(meaning->text + n - n_suffix, suffix, n_suffix) == 0)
        n -= n_suffix;
    return globals_index(&an->globals, meaning->module, meaning->module_len, meaning->text, n,
                         meaning->is_old);
}

/* ---- Imports --------------------------------------------------------------------------------- */

/* Characters that make one read another name. Of a part that is shown as what is not known, none is
 * the stream's. */
static bool judge_names(struct analysis *an, const struct br_event *event, uint32_t global,
                        struct names_computed unknown)
{
    static const enum rule_id names[] = {[ODDITY_NAME_INVISIBLE] = RULE_name_invisible,
                                         [ODDITY_NAME_LOOKS_LIKE] = RULE_name_looks_like};
    const struct global *row = &an->globals.rows[global];
    enum oddity oddity = ODDITY_NONE;
    if (!unknown.module)
        oddity = oddity_of_name(row->module, row->module_len);
    if (oddity == ODDITY_NONE && !unknown.name)
        oddity = oddity_of_name(row->name, row->name_len);
    return oddity == ODDITY_NONE || findings_add_rule(an, event, names[oddity]);
}

/* What is written to is imported: from now on no name is sure to be what it says. */
static bool found_written(struct analysis *an, const struct br_event *event, enum rule_id rule,
                          uint32_t global, bool resolved)
{
    an->is_redirected = true;
    return findings_add(an, &(struct found){.op = event->op,
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
    if (!computed && !is_dotted && an->ev.n_changed_globals == 0 && !an->ev.modules)
        return GLOBALS_NONE;
    br_value named = event->callee != BR_NO_VALUE ? event->callee : event->value;
    if (named == BR_NO_VALUE)
        return GLOBALS_NONE;
    const struct meaning *meaning = br_kind(an->rec, named) == BR_KIND_GLOBAL
                                        ? resolve_value(&an->ev, named)
                                        : resolve_named(&an->ev, named); /* what INST made */
    if (!meaning_is(meaning, MEANING_GLOBAL) || (!computed && meaning->text_len == 0))
        return GLOBALS_NONE;
    uint32_t global = judge_index(an, meaning);
    if (global == GLOBALS_NONE || computed)
        return global;
    bool is_milder =
        an->globals.rows[global].judgement.verdict < an->globals.rows[spelled].judgement.verdict;
    return global == spelled || (is_dotted && is_milder) ? GLOBALS_NONE : global;
}

static bool judge_import(struct analysis *an, const struct br_event *event)
{
    struct names_computed unknown;
    if (!names_read(an, event, &unknown))
        return false;
    bool computed = unknown.module || unknown.name;
    uint32_t global =
        globals_index(&an->globals, buf_text(&an->module), an->module.len, buf_text(&an->name),
                      an->name.len, br_protocol(an->rec, event->op) < 3);
    if (global == GLOBALS_NONE)
        return false;
    uint32_t leads_to = import_leads_to(an, event, global, computed);
    bool resolved = leads_to != GLOBALS_NONE;
    if (resolved) {
        global = leads_to;
        unknown = (struct names_computed){false, false};
    }
    if (resolved && !findings_add_resolved(an, event, global, (struct args_said){NULL, 0}))
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
    an->is_last_resolved = resolved;
    enum policy_verdict verdict = an->globals.rows[global].judgement.verdict;
    return findings_add_global(an, event, global, verdict, USE_IMPORT, resolved) &&
           (verdict != POLICY_FOLLOW || !is_global || indirect_import(an, event->callee)) &&
           judge_names(an, event, global, unknown) &&
           (!computed ||
            findings_add_rule(an, event, resolved ? RULE_computed_name : RULE_hidden_name)) &&
           (!an->is_redirected || findings_add_rule(an, event, RULE_may_be_redirected)) &&
           paint_value(an, is_global ? event->callee : BR_NO_VALUE, verdict_severity(verdict));
}

/* ---- Calls ----------------------------------------------------------------------------------- */

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
        out->resolved = out->global != GLOBALS_NONE && an->is_last_resolved;
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
    out->global = judge_index(an, out->meaning);
    return out->global != GLOBALS_NONE;
}

/* What a call that is found dangerous gets in the end, if that is not what it shows. */
static struct args_said args_given(struct analysis *an, const struct br_event *event,
                                   struct found *found)
{
    unsigned shown = 0;
    found->given = given_text(&an->ev, event, ARGS_TEXT_BYTES, &shown);
    found->args_shown |= (uint8_t)shown;
    return (struct args_said){found->given, (uint8_t)shown};
}

/* NEWOBJ leaves __init__ out. */
static enum policy_verdict verdict_called(const struct analysis *an, const struct br_event *event,
                                          uint32_t global)
{
    const struct judgement *judgement = &an->globals.rows[global].judgement;
    return event->kind == BR_EV_NEWOBJ ? judgement->verdict : judgement->called;
}

static bool judge_called(struct analysis *an, const struct br_event *event, uint32_t global,
                         bool resolved, struct args_said *given)
{
    enum policy_verdict verdict = verdict_called(an, event, global);
    size_t before = an->n_found;
    if (!findings_add_global(an, event, global, verdict, USE_CALL, resolved))
        return false;
    if (an->n_found > before && an->found[before].severity == SEVERITY_DANGEROUS)
        *given = args_given(an, event, &an->found[before]);
    return true;
}

static bool is_identifier(const struct meaning *name)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";
    static const char digits[] = "0123456789";
    if (name->kind != MEANING_TEXT || name->text_len == 0 || !strchr(letters, name->text[0]))
        return false;
    for (size_t n = 0; n < name->text_len; n++) {
        if (!name->text[n] || (!strchr(letters, name->text[n]) && !strchr(digits, name->text[n])))
            return false;
    }
    return true;
}

/* Keyword arguments behind the others: ('a',) becomes ('a', key=1). Returns enum shown. */
static unsigned add_named(struct evaluator *ev, const struct meaning *named, struct br_state at,
                          struct buf *text)
{
    bool is_empty = text->len == 2;
    unsigned shown = 0;
    if (text->len < 2 || text->data[text->len - 1] != ')')
        return SHOWN_CUT;
    buf_cut(text, text->len - (text->data[text->len - 2] == ',' ? 2 : 1));
    for (uint32_t n = 0; n + 1 < named->n_items && text->len < ARGS_TEXT_BYTES; n += 2) {
        buf_str(text, is_empty && n == 0 ? "" : ", ");
        const struct meaning *name = ev_ask(ev, named->items[n]);
        if (is_identifier(name))
            buf_add(text, name->text, name->text_len);
        else
            shown |= meaning_print(name, at, ARGS_TEXT_BYTES, text);
        buf_char(text, '=');
        shown |= meaning_print(named->items[n + 1], at, ARGS_TEXT_BYTES, text);
    }
    buf_char(text, ')');
    return shown;
}

/* Arguments as text; no text where there is no room for it. */
static struct args_said args_text(struct analysis *an, const struct br_event *event,
                                  const struct call_made *call)
{
    struct buf text = {.limit = MEANING_TEXT_MAX};
    struct br_state at = {an->rec, event->op};
    unsigned shown = meaning_print(call->args, at, ARGS_TEXT_BYTES, &text);
    if (call->named && !text.failed)
        shown |= add_named(&an->ev, call->named, at, &text);
    const struct meaning *kept = meaning_buf(&an->ev.store, MEANING_TEXT, &text);
    return (struct args_said){kept ? kept->text : NULL, (uint8_t)shown};
}

/* A call that the event brings with it, or prepares. */
static bool judge_noted(struct analysis *an, const struct br_event *event,
                        const struct call_made *call, uint32_t global, struct args_said args)
{
    static const enum rule_id unlike[] = {
        [CALL_PREPARED] = RULE_prepared_call, [CALL_LATER] = RULE_later_call};
    enum policy_verdict verdict = an->globals.rows[global].judgement.called;
    if (verdict_severity(verdict) == SEVERITY_NONE)
        return true;
    enum rule_id rule =
        call->when == CALL_NOW ? verdict_rule(verdict, USE_CALL) : unlike[call->when];
    return findings_add(an, &(struct found){.op = event->op,
                                            .event = (uint32_t)event->number,
                                            .global = global,
                                            .rule = (uint8_t)rule,
                                            .severity = (uint8_t)verdict_severity(verdict),
                                            .resolved = true,
                                            .args_shown = args.shown,
                                            .args = args.text});
}

/* The calls that the event brings with it. The worst of them is what its callee is said to come to,
 * if that is worse than the callee itself (own, and what it is given; GLOBALS_NONE: it is not known, or as
 * spelled). */
static bool judge_calls(struct analysis *an, const struct br_event *event, uint32_t own,
                        struct args_said given)
{
    uint32_t worst = own;
    struct args_said worst_args = given;
    for (uint32_t n = 0; n < an->ev.n_calls; n++) {
        const struct call_made *call = &an->ev.calls[n];
        uint32_t global = judge_index(an, call->callee);
        if (global == GLOBALS_NONE)
            return false;
        enum policy_verdict verdict = an->globals.rows[global].judgement.called;
        bool is_told = n < NOTED_SHOWN || verdict != POLICY_ALLOW;
        struct args_said args = {NULL, 0};
        if (is_told)
            args = args_text(an, event, call);
        if (is_told && !judge_noted(an, event, call, global, args))
            return false;
        if (worst == GLOBALS_NONE || verdict > an->globals.rows[worst].judgement.called) {
            worst = global;
            worst_args = args;
        }
    }
    return worst == GLOBALS_NONE || findings_add_resolved(an, event, worst, worst_args);
}

/* The names of a module or class, as the policy knows them: `json` + `__dict__`. */
static void namespace_named(struct analysis *an, const struct meaning *space, struct meaning *out)
{
    buf_clear(&an->name);
    buf_add(&an->name, space->text, space->text_len);
    buf_str(&an->name, space->text_len ? ".__dict__" : "__dict__");
    out->module = space->module;
    out->module_len = space->module_len;
    out->text = buf_text(&an->name);
    out->text_len = an->name.len;
}

/* What a call gives is judged too, by what it is and not by how it is spelled. */
static bool judge_result(struct analysis *an, const struct br_event *event,
                         const struct meaning *result)
{
    struct meaning space = {.kind = MEANING_GLOBAL};
    if (meaning_is(result, MEANING_NAMESPACE) && !result->self) {
        namespace_named(an, result, &space);
        result = &space;
    }
    if (!meaning_is(result, MEANING_GLOBAL) || result->text_len == 0)
        return true;
    uint32_t global = judge_index(an, result);
    return global != GLOBALS_NONE &&
           findings_add_global(an, event, global, an->globals.rows[global].judgement.verdict,
                               USE_IMPORT, true);
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

/* A callable that a followed call made. */
static bool is_made_callable(const struct meaning *callee)
{
    static const bool is_made[MEANING_KIND_COUNT] = {[MEANING_METHOD] = true,
                                                     [MEANING_ATTRGETTER] = true,
                                                     [MEANING_ITEMGETTER] = true,
                                                     [MEANING_METHODCALLER] = true};
    return callee && is_made[callee->kind];
}

/* What is called is a method of plain data: the policy knows it by its class. */
static bool judge_method(struct analysis *an, const struct br_event *event,
                         const struct meaning *callee)
{
    struct args_said given = {NULL, 0};
    uint32_t global =
        meaning_is(callee, MEANING_METHOD) ? indirect_method(an, callee) : GLOBALS_NONE;
    return global == GLOBALS_NONE || judge_called(an, event, global, true, &given);
}

/* The call is of what the policy says to follow. first: the number of its first finding, which is that
 * against the callee, and goes if there is no other and the call comes to no harm. */
static void follow_call(struct analysis *an, const struct br_event *event,
                        const struct callee *callee, const struct meaning *result, size_t first)
{
    if (an->n_found != first + 1 || !indirect_is_harmless(an, event, callee->meaning, result))
        return;
    an->n_found = first;
    indirect_called(an, event->callee);
}

static bool judge_call(struct analysis *an, const struct br_event *event)
{
    size_t first = an->n_found;
    struct callee callee;
    if (!find_callee(an, event, &callee))
        return false;
    bool is_global = callee.global != GLOBALS_NONE;
    struct args_said given = {NULL, 0};
    if (is_global && !judge_called(an, event, callee.global, callee.resolved, &given))
        return false;
    bool is_followed = is_global && an->n_found > first &&
                       verdict_called(an, event, callee.global) == POLICY_FOLLOW;
    if (exhausts(&an->ev, event, callee.meaning) &&
        !findings_add_rule(an, event, RULE_exhausting_call))
        return false;
    const struct meaning *result = NULL;
    bool is_understood = !is_global || an->globals.rows[callee.global].is_understood;
    bool may_call = is_known_callee(callee.meaning) || meaning_is(callee.meaning, MEANING_OBJECT);
    if (is_understood && may_call)
        result = resolve_call(&an->ev, event, callee.meaning);
    if (!judge_result(an, event, result) ||
        !judge_calls(an, event, callee.resolved ? callee.global : GLOBALS_NONE, given))
        return false;
    if (an->ev.written) {
        uint32_t global = judge_index(an, an->ev.written);
        if (global == GLOBALS_NONE ||
            !found_written(an, event, RULE_write_to_import, global, false))
            return false;
    }
    if (is_followed)
        follow_call(an, event, &callee, result, first);
    bool is_made = is_made_callable(callee.meaning) && !is_global;
    if (is_made && !judge_method(an, event, callee.meaning))
        return false;
    bool is_lost = is_made && !result && callee.meaning->kind != MEANING_METHOD;
    bool is_known = is_global || (may_call && !an->ev.is_unresolved && !is_lost);
    if (!is_known && !findings_add_rule(an, event, RULE_unresolved_call))
        return false;
    return paint_call(an, event, worst_since(an, first));
}

/* ---- Changes --------------------------------------------------------------------------------- */

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
        if (!judge_calls(an, event, GLOBALS_NONE, (struct args_said){NULL, 0}) ||
            (an->ev.is_unresolved && !findings_add_rule(an, event, RULE_unresolved_call)) ||
            !paint_call(an, event, worst_since(an, first)))
            return false;
    }
    /* a container that opcodes made is never what was imported: it is not read each time it grows */
    bool is_asked = !known && br_kind_is_unknown(kind);
    const struct meaning *meaning = is_asked ? resolve_value(&an->ev, event->callee) : NULL;
    if (known || (meaning && meaning->kind == MEANING_GLOBAL)) {
        enum rule_id rule = on_import[is_build];
        uint32_t global = known ? *known & ~KNOWN_RESOLVED : judge_index(an, meaning);
        return global != GLOBALS_NONE && found_written(an, event, rule, global, !known) &&
               paint_value(an, event->callee, rules[rule].severity);
    }
    if (!br_kind_is_unknown(kind))
        return findings_add_rule(an, event, RULE_odd_container);
    if (kind >= BR_KIND_PERSISTENT)
        return findings_add_rule(an, event, on_foreign[is_build]);
    return true; /* made by a call that was judged */
}

/* ---- Others ---------------------------------------------------------------------------------- */

static bool judge_persid(struct analysis *an, const struct br_event *event)
{
    if (persistent_is_known(an, event))
        return true;
    return findings_add_rule(an, event, RULE_persistent_id) &&
           paint_value(an, event->value, rules[RULE_persistent_id].severity);
}

/* What the pickle itself put into the registry before is known. */
static bool judge_extension(struct analysis *an, const struct br_event *event)
{
    const struct meaning *result = resolve_value(&an->ev, event->value);
    if (meaning_is(result, MEANING_GLOBAL)) {
        uint32_t global = judge_index(an, result);
        if (global == GLOBALS_NONE ||
            !findings_add_resolved(an, event, global, (struct args_said){NULL, 0}))
            return false;
    }
    return findings_add_rule(an, event, RULE_extension_code) && judge_result(an, event, result) &&
           paint_value(an, event->value, rules[RULE_extension_code].severity);
}

static bool judge_nothing(struct analysis *an, const struct br_event *event)
{
    (void)an;
    (void)event;
    return true;
}

bool (*const judges[])(struct analysis *an, const struct br_event *event) = {
    [BR_EV_IMPORT] = judge_import,  [BR_EV_REDUCE] = judge_call,    [BR_EV_NEWOBJ] = judge_call,
    [BR_EV_INST] = judge_call,      [BR_EV_BUILD] = judge_change,   [BR_EV_APPEND] = judge_change,
    [BR_EV_SETITEM] = judge_change, [BR_EV_ADDITEM] = judge_change, [BR_EV_PERSID] = judge_persid,
    [BR_EV_EXT] = judge_extension,  [BR_EV_BUFFER] = judge_nothing,
};
