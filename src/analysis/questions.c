/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The questions to an analysis (analysis.h): they read what was judged and change nothing. */
#include "src/analysis/chain.h"
#include "src/analysis/findings.h"
#include "src/analysis/resolve.h"
#include "src/analysis/shown.h"

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

static const bool is_of_import[RULE_COUNT] = {
    [RULE_denied_import] = true, [RULE_doubtful_import] = true, [RULE_unknown_import] = true};

/* Whether the policy's sentence says why it was found: it says what the thing is, not what is done to it,
 * and of an attribute what that is an attribute of. */
static bool is_told_by_policy(const struct found *found, const struct judgement *judgement)
{
    static const bool is_write[RULE_COUNT] = {
        [RULE_build_on_import] = true, [RULE_write_to_import] = true};
    return !is_write[found->rule] && judgement->reach != POLICY_BY_NONE &&
           judgement->reach != POLICY_BY_ATTRIBUTE && judgement->why[0];
}

static bool is_fetched(const struct analysis *an, const struct found *found)
{
    struct br_event event;
    return found->resolved && found->event != NO_EVENT && is_of_import[found->rule] &&
           br_event(an->rec, found->event, &event) && event.kind != BR_EV_IMPORT &&
           event.kind != BR_EV_EXT;
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
        .is_fetched = is_fetched(an, found),
        .args = found->args,
        .shown = found->args_shown,
        .given = found->given,
        .category = "",
        .why = rule->sentence,
    };
    if (found->rule == RULE_memo_gaps)
        out->why = an->gaps_why;
    if (found->global == GLOBALS_NONE)
        return;
    const struct global *global = &an->globals.rows[found->global];
    out->module = global->shown_module;
    out->name = global->shown_name;
    out->shown |= global->shown ? SHOWN_ESCAPED : 0;
    bool is_policy = is_told_by_policy(found, &global->judgement);
    if (is_policy || global->judgement.reach == POLICY_BY_NONE)
        out->category = global->judgement.category;
    if (is_policy)
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
    *module = global->shown_module;
    *name = global->shown_name;
    return true;
}

unsigned analysis_resolved_shown(const struct analysis *an, uint64_t event)
{
    const struct resolved *resolved = resolved_of(an, event);
    bool is_escaped = resolved && an->globals.rows[resolved->global].shown;
    return resolved ? resolved->args_shown | (is_escaped ? SHOWN_ESCAPED : 0u) : 0;
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

unsigned analysis_link(const struct analysis *an, const struct link *link, size_t max_bytes,
                       struct buf *out)
{
    const struct meaning *gave = resolve_known(&an->ev, link->value);
    return gave ? meaning_print(gave, (struct br_state){an->rec, link->op}, max_bytes, out) : 0;
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
