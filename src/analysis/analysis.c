/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An analysis from its beginning to its end: it goes through the record, has each event judged
 * (judge.c), looks at the opcodes in between, and counts. */
#include "src/analysis/analysis.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/analysis/findings.h"
#include "src/analysis/indirect.h"
#include "src/analysis/judge.h"
#include "src/analysis/resolve.h"

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
    return findings_add_op(an, op, odd_rules[oddity].rule);
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
    return !colour || *colour < SEVERITY_SUSPICIOUS || findings_add_op(an, op, RULE_result_dropped);
}

static bool find_gap(struct analysis *an, br_op op)
{
    return !memo_numbers_take(&an->numbers, an->rec, op) || findings_add_op(an, op, RULE_memo_gaps);
}

/* One finding stands for all gaps so far: the first, and how many. */
static void tell_gaps(struct analysis *an)
{
    const struct memo_numbers *numbers = &an->numbers;
    int n = snprintf(an->gaps_why, sizeof an->gaps_why, "%s: here %" PRIu64 " comes after %" PRIu64,
                     rules[RULE_memo_gaps].sentence, numbers->first, numbers->first_after);
    if (numbers->gaps > 1)
        snprintf(an->gaps_why + n, sizeof an->gaps_why - (size_t)n, ", %" PRIu64 " gaps in all",
                 numbers->gaps);
}

/* What is found by opcodes below end that were not looked at. */
static bool find_ops(struct analysis *an, br_op end)
{
    for (; an->next_op < end; an->next_op++) {
        size_t first = an->n_found;
        struct memo_numbers numbers = an->numbers;
        bool is_broken =
            an->frames_found < br_frames_broken(an->rec) && br_frame_broken(an->rec, an->next_op);
        bool good = (!is_broken || findings_add_op(an, an->next_op, RULE_frame_broken)) &&
                    find_dropped(an, an->next_op) && find_oddity(an, an->next_op) &&
                    find_gap(an, an->next_op);
        if (!good) {
            an->n_found = first;
            an->numbers = numbers;
            return false;
        }
        an->frames_found += is_broken;
        indirect_see(an, an->next_op);
    }
    if (an->numbers.gaps)
        tell_gaps(an);
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
    if (good && br_done(an->rec))
        indirect_settle(an);
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
    indirect_free(an);
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
