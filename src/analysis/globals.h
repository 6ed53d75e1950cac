/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The globals of a run, each asked of the policy once: (module, name, are Python 2 names mapped)
 * is one entry, named by its index. Zero-initialise, set policy; globals_free frees. */
#ifndef BRINE_ANALYSIS_GLOBALS_H
#define BRINE_ANALYSIS_GLOBALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/analysis/policy.h"
#include "src/analysis/severity.h"

struct global {
    char *texts;        /* owned: module, NUL, name, NUL */
    const char *module; /* as in the stream, or as resolved */
    const char *name;   /* "" for a module itself */
    size_t module_len, name_len;
    const char *mapped_module; /* Python 3's name for it, NULL where it is the same; static */
    const char *mapped_name;   /* NULL: the name stays */
    struct judgement judgement;
    char *shown;              /* owned; NULL: they are shown as they are */
    const char *shown_module; /* as src/analysis/shown.h shows them */
    const char *shown_name;
    bool is_understood; /* what calling it comes to is asked of the tables of models */
};

struct globals {
    const struct policy *policy;
    struct global *rows;
    uint32_t count, cap;
    uint32_t *slots; /* index + 1, 0: free */
    size_t n_slots;
    uint64_t keys[2]; /* random: a file cannot be made to collide */
};

#define GLOBALS_NONE UINT32_MAX

/* The index of the global, judged; GLOBALS_NONE when memory fails. old_names: a protocol below 3
 * is in force, where CPython maps Python 2 names. */
uint32_t globals_index(struct globals *globals, const char *module, size_t module_len,
                       const char *name, size_t name_len, bool old_names);
void globals_free(struct globals *globals);

#endif
