/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run would do, judged: each event of a record against a policy, indirection followed where
 * it can be, and what only evaders do. Reads the record, changes nothing, prints nothing.
 *
 * What always holds
 *   - analysis_update() judges what was added to the record since the last call; every other
 *     function answers for what was judged until then ("so far" while the record grows).
 *   - A module and name is asked of the policy once; both as in the stream and as Python 2 names
 *     are mapped under the protocol in force, and the worse answer counts.
 *   - Findings stand in the order of their opcodes. An event may have none; one event has at most
 *     a few, the worst of which is the event's severity.
 *   - Texts in a finding live as long as the analysis, are not yet safe to print, and the record
 *     and the policy must outlive it. */
#ifndef BRINE_ANALYSIS_ANALYSIS_H
#define BRINE_ANALYSIS_ANALYSIS_H

#include <stdbool.h>
#include <stdint.h>

#include "src/analysis/severity.h"
#include "src/base/err.h"
#include "vm/brine.h"

struct policy;
struct analysis;
struct buf;

#define ANALYSIS_NO_EVENT UINT64_MAX

/* One row of the table of rules (rules.def): what a finding is called and why it exists. */
struct rule {
    const char *name; /* "denied-call" */
    enum severity severity;
    const char *sentence; /* what the rule says, for people */
};

struct finding {
    const struct rule *rule;
    enum severity severity; /* mostly the rule's */
    br_op op;               /* br_ops(rec): the opcode that broke */
    uint64_t pos;
    uint64_t event;     /* its number, or ANALYSIS_NO_EVENT */
    const char *module; /* what is imported or called in the end, indirection and Python 2 names */
    const char *name;   /* resolved, as shown.h shows them; NULL where there is none */
    bool resolved;      /* module and name were reached by indirection */
    bool
        is_fetched; /* a call gives it and does not call it: the call's arguments are not its own */
    const char *args;     /* what that is called with, as Python text; NULL: what the event shows */
    unsigned shown;       /* enum shown (shown.h), of module, name and args */
    const char *given;    /* what the event's arguments come to; NULL: what it shows, or args */
    const char *category; /* of the policy: "process"; "" where there is none */
    const char *why;      /* one sentence: the policy's, else the rule's */
};

/* The row of a rule's name, or NULL. Static. */
const struct rule *rule_named(const char *name);

/* NULL with err set when memory fails. Nothing is judged yet. */
struct analysis *analysis_new(const struct policy *policy, const br_record *rec, struct err *err);
void analysis_free(struct analysis *an);

/* Judges what the record has gained. False when memory failed; it may be called again. */
bool analysis_update(struct analysis *an, struct err *err);

/* Follows the paths of what was judged since the last call, for analysis_path; whoever asks for no
 * paths needs none. False when memory failed; a path that was begun stays as it is. */
bool analysis_follow(struct analysis *an, struct err *err);

/* ---- Questions ------------------------------------------------------------------------------- */

enum severity analysis_worst(const struct analysis *an);
uint64_t analysis_count(const struct analysis *an);                            /* findings */
uint64_t analysis_count_of(const struct analysis *an, enum severity severity); /* of exactly this */
/* The nth finding; false past the last. */
bool analysis_finding(const struct analysis *an, uint64_t n, struct finding *out);

/* The severity of an event, SEVERITY_NONE when nothing is against it. When out is not NULL and the
 * severity is above none, *out is the event's worst finding. */
enum severity analysis_event(const struct analysis *an, uint64_t event, struct finding *out);
/* What the callee of an event is after indirection: true when brine resolved it to another thing
 * than is spelled. *module and *name as in struct finding. */
bool analysis_resolved(const struct analysis *an, uint64_t event, const char **module,
                       const char **name);

/* What it is then called with, as Python text ("('id',)"); NULL: what the event shows. */
const char *analysis_resolved_args(const struct analysis *an, uint64_t event);
/* enum shown (shown.h), of all of these. */
unsigned analysis_resolved_shown(const struct analysis *an, uint64_t event);

/* One of the calls, or imports of computed names, through which an event's callee is reached. */
struct link {
    br_op op;
    br_value value; /* what it left */
};
/* At most max links of an event, in the order of the run; returns how many. For events whose callee,
 * or what they call in turn, is resolved; 0 for others. Takes a bounded time. */
size_t analysis_chain(const struct analysis *an, uint64_t event, struct link *links, size_t max);
/* Appends what a link gave ("os.system"), at most max_bytes; nothing where that is not known. Not
 * safe to print yet. Returns enum shown. */
unsigned analysis_link(const struct analysis *an, const struct link *link, size_t max_bytes,
                       struct buf *out);

/* Appends what a call, or an import of computed names, is known to have given, as analysis_link does;
 * nothing for any other value, or where that is not known. */
void analysis_gave(const struct analysis *an, br_value value, size_t max_bytes, struct buf *out);

/* How many of the findings are about opcodes before op. O(log n). */
uint64_t analysis_findings_before(const struct analysis *an, br_op op);

/* The worst of what the opcode's events, and the opcode itself, are found guilty of. */
enum severity analysis_op(const struct analysis *an, br_op op);
/* The nearest op after (before) op with a finding of at least this severity, or BR_NO_OP. O(log n). */
br_op analysis_next(const struct analysis *an, br_op op, enum severity at_least);
br_op analysis_prev(const struct analysis *an, br_op op, enum severity at_least);

/* Where an opcode's work goes: it makes, fetches or holds the callable or an argument of a call (or
 * the names of an import) that something is found against. */
struct path {
    uint64_t event; /* the last call it goes into, as far as each is as bad as the one before */
    br_op op;       /* of that event */
    enum severity severity;
};
/* False: into nothing that is known (what is followed, and how far, paths.h says). */
bool analysis_path(const struct analysis *an, br_op op, struct path *out);

/* How a value is painted: a global or a call's result by what it is; callable and arguments of a
 * dangerous call by that call, from wherever one looks. SEVERITY_NONE for anything else. */
enum severity analysis_value(const struct analysis *an, br_value value);

#endif
