/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an analysis holds. For the files that judge and those that answer (analysis.c, findings.c, judge.c,
 * names.c, paint.c, persistent.c, questions.c); whoever asks includes analysis.h. */
#ifndef BRINE_ANALYSIS_ANALYSIS_STATE_H
#define BRINE_ANALYSIS_ANALYSIS_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/analysis/evaluate.h"
#include "src/analysis/globals.h"
#include "src/analysis/oddities.h"
#include "src/analysis/paths.h"
#include "src/analysis/severity.h"
#include "src/base/buf.h"
#include "src/base/valuemap.h"
#include "vm/brine.h"

#define NO_EVENT UINT32_MAX

/* One finding, packed: a file can have millions. */
struct found {
    br_op op;
    uint32_t event;  /* NO_EVENT: none */
    uint32_t global; /* what it is about, or GLOBALS_NONE */
    uint8_t rule;
    uint8_t severity;
    bool resolved;
    uint8_t args_shown; /* enum shown, of args and given */
    const char *args;   /* of a call that the event brings with it; NULL: those of the event */
    const char *given;  /* what those of the event come to: see given.h; NULL: what they show */
    /* How many of the findings up to this one are suspicious or worse, and how many dangerous: the
     * next of a severity is found by halving. */
    uint32_t suspicious, dangerous;
};

/* The callee of an event after indirection. */
struct resolved {
    uint32_t event;
    uint32_t global;
    const char *args;   /* NULL: those of the event */
    uint8_t args_shown; /* enum shown, of args */
};

/* An import of what the policy says to follow: see indirect.h. */
struct indirect {
    br_value value;
    size_t found;           /* the finding against it */
    uint64_t there, called; /* how often it came onto the stack, and was called to no harm */
};

struct analysis {
    const br_record *rec;
    struct globals globals;
    struct evaluator ev;
    struct valuemap paint;       /* value: its severity */
    struct valuemap known;       /* value of a global: its index in globals, KNOWN_RESOLVED */
    struct valuemap indirect_of; /* value: its row in indirect + 1 */
    struct indirect *indirect;
    uint32_t n_indirect, indirect_cap;
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
    struct memo_numbers numbers;
    char gaps_why[160];      /* of the finding about them; grows with the record */
    bool is_last_resolved;   /* last_import is not what is spelled */
    bool is_redirected;      /* a table of modules or an imported object was written to */
    uint32_t last_import;    /* global of the newest import event */
    struct buf module, name; /* scratch */
};

#endif
