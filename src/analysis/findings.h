/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of rules, and the findings of an analysis as they are added. Each function that adds one
 * returns false when memory failed; the counts are whoever judges' to keep (analysis.c). */
#ifndef BRINE_ANALYSIS_FINDINGS_H
#define BRINE_ANALYSIS_FINDINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "src/analysis/analysis.h"
#include "src/analysis/analysis_state.h"
#include "src/analysis/policy.h"

enum rule_id {
#define RULE(id, name, severity, sentence) RULE_##id,
#include "src/analysis/rules.def"
    RULE_COUNT
};

extern const struct rule rules[RULE_COUNT];

enum use { USE_IMPORT, USE_CALL };

/* What the policy's answers mean. Of what is allowed there is no rule: RULE_COUNT. */
enum severity verdict_severity(enum policy_verdict verdict);
enum rule_id verdict_rule(enum policy_verdict verdict, enum use use);

/* Adds a copy, behind those that are there. */
bool findings_add(struct analysis *an, const struct found *finding);
/* A finding by a rule alone. */
bool findings_add_rule(struct analysis *an, const struct br_event *event, enum rule_id rule);
/* A finding by an opcode alone. */
bool findings_add_op(struct analysis *an, br_op op, enum rule_id rule);
/* A finding by what the policy says of a global (its number); none when it is allowed. */
bool findings_add_global(struct analysis *an, const struct br_event *event, uint32_t global,
                         enum policy_verdict verdict, enum use use, bool resolved);
/* Arguments of a call as text. */
struct args_said {
    const char *text; /* lives as long as the analysis; NULL: those of the event */
    uint8_t shown;    /* enum shown */
};
/* What an event's callee comes to. */
bool findings_add_resolved(struct analysis *an, const struct br_event *event, uint32_t global,
                           struct args_said args);

#endif
