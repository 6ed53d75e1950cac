/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/policy_words.h"

#include <string.h>

#include "src/base/buf.h"
#include "src/output/paint.h"
#include "src/output/safe.h"

static enum severity severity_of(enum policy_verdict verdict)
{
    static const enum severity severities[] = {[POLICY_ALLOW] = SEVERITY_NONE,
                                               [POLICY_FOLLOW] = SEVERITY_SUSPICIOUS,
                                               [POLICY_UNKNOWN] = SEVERITY_SUSPICIOUS,
                                               [POLICY_WARN] = SEVERITY_SUSPICIOUS,
                                               [POLICY_DENY] = SEVERITY_DANGEROUS};
    return severities[verdict];
}

void policy_print_safe(struct out *out, const char *bytes, size_t n)
{
    struct buf line = {.limit = 0};
    safe_line(&line, bytes, n);
    out_buf(out, &line);
    buf_free(&line);
}

void policy_print_verdict(struct out *out, enum policy_verdict verdict)
{
    enum severity severity = severity_of(verdict);
    paint(out, verdict == POLICY_ALLOW ? PAINT_GOOD : paint_of(severity));
    out_printf(out, "%s", policy_verdict_name(verdict));
    paint(out, PAINT_PLAIN);
}

void policy_print_place(struct out *out, const struct judgement *answer)
{
    policy_print_safe(out, answer->rule, strlen(answer->rule));
    out_str(out, "  (");
    policy_print_safe(out, answer->file, strlen(answer->file));
    if (answer->line) /* of --allow and --deny there is none */
        out_printf(out, ":%u", answer->line);
    out_char(out, ')');
}

void policy_json_bytes(struct jsonl *json, const char *key, const char *bytes, size_t n)
{
    jsonl_key(json, key);
    jsonl_bytes(json, bytes, n);
}

void policy_json_text(struct jsonl *json, const char *key, const char *text)
{
    policy_json_bytes(json, key, text, strlen(text));
}

void policy_json_rule(struct jsonl *json, const struct judgement *answer)
{
    policy_json_text(json, "imported", policy_verdict_name(answer->verdict));
    policy_json_text(json, "called", policy_verdict_name(answer->called));
    bool has_rule = answer->reach != POLICY_BY_NONE;
    const char *const keys[] = {"category", "category_text", "why", "rule", "rule_file"};
    const char *const texts[] = {answer->category, answer->category_text, answer->why, answer->rule,
                                 answer->file};
    for (size_t n = 0; n < sizeof keys / sizeof keys[0]; n++) {
        if (has_rule) {
            policy_json_text(json, keys[n], texts[n]);
        } else {
            jsonl_key(json, keys[n]);
            jsonl_null(json);
        }
    }
    jsonl_key(json, "rule_line");
    if (has_rule)
        jsonl_number(json, answer->line);
    else
        jsonl_null(json);
}
