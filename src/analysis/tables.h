/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the pickle writes into the dicts by which the unpickler itself looks things up: sys.modules
 * (find_class) and those of copyreg (EXT1, EXT2, EXT4: get_extension of Lib/pickle.py). */
#ifndef BRINE_ANALYSIS_TABLES_H
#define BRINE_ANALYSIS_TABLES_H

#include "src/analysis/evaluate.h"

/* What a method puts into the table that a global names, or into the __dict__ of what was imported:
 * update(dict), __setitem__(key, value). Any other object is left as it is. */
void tables_write(struct evaluator *ev, const struct meaning *table, const char *method, size_t n,
                  const struct arguments *args);
/* Items as objects_put gives them: key, value, key ... */
void tables_put_all(struct evaluator *ev, const struct meaning *table, const struct meaning *items);
/* copyreg.add_extension(module, name, code) */
void tables_add_extension(struct evaluator *ev, const struct arguments *args);

/* What was put into sys.modules under a name, or NULL. */
const struct meaning *tables_module(struct evaluator *ev, const char *name, size_t n);
/* What an extension code stands for, or NULL. */
const struct meaning *tables_extension(struct evaluator *ev, int64_t code);

#endif
