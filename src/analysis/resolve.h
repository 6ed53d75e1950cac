/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Indirection followed by meaning: what a harmless function gives for known arguments, so that
 * getattr(import_module('o' + 's'), 'system')('id') is known to call os.system. A function that is
 * understood is a row of the table of models in resolve.c; nothing is ever called.
 *
 * Meanings are kept for the results of calls, within a budget: past it nothing more is resolved,
 * and a call that is not resolved is suspicious. */
#ifndef BRINE_ANALYSIS_RESOLVE_H
#define BRINE_ANALYSIS_RESOLVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/base/valuemap.h"
#include "vm/brine.h"

struct global;
struct model; /* what a function does with known arguments */

enum meaning_kind {
    MEANING_TEXT,         /* a str: text */
    MEANING_BYTES,        /* a bytes object: text */
    MEANING_GLOBAL,       /* module and text; text "" is the module itself */
    MEANING_ATTRGETTER,   /* gets the attribute text of what it is called with */
    MEANING_METHODCALLER, /* calls the method text of what it is called with */
    MEANING_PARTIAL,      /* calls inner */
};

/* What a value is known to be. Lives as long as its resolver. */
struct meaning {
    enum meaning_kind kind;
    const char *module;
    size_t module_len;
    const char *text;
    size_t text_len;
    const struct meaning *inner;
};

struct resolver {
    const br_record *rec;
    struct valuemap meanings; /* result of a call: index + 1 into rows */
    const struct meaning **rows;
    uint32_t count, cap;
    struct resolver_block *blocks; /* where meanings and their texts are */
    size_t bytes;                  /* of all blocks */
    bool failed; /* memory failed: what is not resolved might be. Not set by a spent budget */
};

void resolver_init(struct resolver *resolver, const br_record *rec);
void resolver_free(struct resolver *resolver);

/* What a value is known to be: a text, a global, what a call that was resolved gave. NULL: none of
 * these, or the budget is spent. */
const struct meaning *resolve_value(struct resolver *resolver, br_value value);

/* What one call comes to. */
struct resolution {
    const struct meaning *result; /* what it gives, or NULL */
    const struct meaning *called; /* what it calls in turn, or NULL */
};

/* The model of a global, by its Python 3 names; NULL: it is not understood. */
const struct model *model_of_global(const struct global *global);

/* What the call of an event comes to, and remembers the result for resolve_value. callee is
 * resolve_value() of the callee; model is that of the global it is, if it is one, else NULL. */
struct resolution resolve_call(struct resolver *resolver, const struct br_event *event,
                               const struct meaning *callee, const struct model *model);

#endif
