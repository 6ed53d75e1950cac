/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All rows of the tables of models.def by their names. Made on the first question, once for the process and
 * without memory of its own to be had: nothing of it fails, and it is never freed. */
#ifndef BRINE_ANALYSIS_MODELINDEX_H
#define BRINE_ANALYSIS_MODELINDEX_H

#include "src/analysis/models.h"

/* What a row tells of. */
enum model_list {
    MODEL_CALLED,   /* a function */
    MODEL_COMPUTED, /* an attribute that is computed */
};

/* The row of exactly this module and name, that of the first table which has one; NULL: there is none. */
const struct model *modelindex_find(enum model_list list, const char *module, size_t module_len,
                                    const char *name, size_t name_len);

/* The first method of this name that a meaning of this kind has, or NULL. */
const struct method *modelindex_method(enum meaning_kind kind, const char *name, size_t name_len);

/* The tables, for tests: the n-th, or false after the last one; rows of methods or of models. */
struct model_table {
    const char *name;
    enum model_list list;
    const struct model *models; /* NULL: they are methods */
    const struct method *methods;
    size_t n;
};
bool modelindex_table(size_t n, struct model_table *out);

#endif
