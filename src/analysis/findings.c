/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of rules, what the policy's answers mean by it, and the packed findings, which grow. */
#include "src/analysis/findings.h"

#include <stdlib.h>
#include <string.h>

const struct rule rules[RULE_COUNT] = {
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

/* ---- What the policy's answers mean ---------------------------------------------------------- */

enum severity verdict_severity(enum policy_verdict verdict)
{
    static const enum severity severities[] = {
        [POLICY_ALLOW] = SEVERITY_NONE,
        [POLICY_FOLLOW] = SEVERITY_SUSPICIOUS, /* where it could not be followed */
        [POLICY_UNKNOWN] = SEVERITY_SUSPICIOUS,
        [POLICY_WARN] = SEVERITY_SUSPICIOUS,
        [POLICY_DENY] = SEVERITY_DANGEROUS,
    };
    return severities[verdict];
}

enum rule_id verdict_rule(enum policy_verdict verdict, enum use use)
{
    static const enum rule_id by_verdict[][2] = {
        [POLICY_ALLOW] = {RULE_COUNT, RULE_COUNT},
        [POLICY_FOLLOW] = {RULE_doubtful_import, RULE_doubtful_call},
        [POLICY_UNKNOWN] = {RULE_unknown_import, RULE_unknown_call},
        [POLICY_WARN] = {RULE_doubtful_import, RULE_doubtful_call},
        [POLICY_DENY] = {RULE_denied_import, RULE_denied_call},
    };
    return by_verdict[verdict][use];
}

/* ---- Findings -------------------------------------------------------------------------------- */

bool findings_add(struct analysis *an, const struct found *finding)
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
bool findings_add_rule(struct analysis *an, const struct br_event *event, enum rule_id rule)
{
    return findings_add(an, &(struct found){.op = event->op,
                                            .event = (uint32_t)event->number,
                                            .global = GLOBALS_NONE,
                                            .rule = (uint8_t)rule,
                                            .severity = (uint8_t)rules[rule].severity});
}

/* A finding by what the policy says of a global; none when it is allowed. */
bool findings_add_global(struct analysis *an, const struct br_event *event, uint32_t global,
                         enum policy_verdict verdict, enum use use, bool resolved)
{
    if (verdict_severity(verdict) == SEVERITY_NONE)
        return true;
    return findings_add(an, &(struct found){.op = event->op,
                                            .event = (uint32_t)event->number,
                                            .global = global,
                                            .rule = (uint8_t)verdict_rule(verdict, use),
                                            .severity = (uint8_t)verdict_severity(verdict),
                                            .resolved = resolved});
}

/* A finding by an opcode alone. */
bool findings_add_op(struct analysis *an, br_op op, enum rule_id rule)
{
    return findings_add(an, &(struct found){.op = op,
                                            .event = NO_EVENT,
                                            .global = GLOBALS_NONE,
                                            .rule = (uint8_t)rule,
                                            .severity = (uint8_t)rules[rule].severity});
}

bool findings_add_resolved(struct analysis *an, const struct br_event *event, uint32_t global,
                           struct args_said args)
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
    an->resolved[an->n_resolved++] = (struct resolved){.event = (uint32_t)event->number,
                                                       .global = global,
                                                       .args = args.text,
                                                       .args_shown = args.shown};
    return true;
}
