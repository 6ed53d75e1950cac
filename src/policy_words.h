/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `brine policy`: what its words (show, check, list) share. */
#ifndef BRINE_POLICY_WORDS_H
#define BRINE_POLICY_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "src/analysis/policy.h"
#include "src/command.h"
#include "src/output/jsonl.h"

/* One invocation. */
struct asked {
    struct run *run;
    struct policy *policy;
    struct jsonl json;
    bool is_json;
};

/* The words, each given what stands behind it on the command line. (policy_show.c, policy_check.c) */
void policy_show(struct asked *asked, const char *const *names, size_t count);
void policy_check(struct asked *asked, const char *const *files, size_t count);

/* ---- For people: bytes of a file of rules are made safe --------------------------------------- */

void policy_print_safe(struct out *out, const char *bytes, size_t n);
/* "deny", painted. */
void policy_print_verdict(struct out *out, enum policy_verdict verdict);
/* The pattern of a rule, and "(FILE:LINE)". */
void policy_print_place(struct out *out, const struct judgement *answer);

/* ---- JSON: members of the open object --------------------------------------------------------- */

void policy_json_bytes(struct jsonl *json, const char *key, const char *bytes, size_t n);
void policy_json_text(struct jsonl *json, const char *key, const char *text);
/* What a rule says; null where no rule speaks. */
void policy_json_rule(struct jsonl *json, const struct judgement *answer);

#endif
