/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Enumerations that a call makes, and what their classes give. Each gives NULL for any other class. */
#ifndef BRINE_ANALYSIS_ENUMS_H
#define BRINE_ANALYSIS_ENUMS_H

#include "src/analysis/evaluate.h"

/* Its members, in their order: a MEANING_LIST. */
const struct meaning *enums_members(const struct meaning *class);
/* E(value), E[name]; NULL too: it has no such member that is known. */
const struct meaning *enums_by_value(struct evaluator *ev, const struct meaning *class,
                                     const struct meaning *value);
const struct meaning *enums_by_name(struct evaluator *ev, const struct meaning *class,
                                    const struct meaning *name);
/* E.__members__ */
const struct meaning *enums_attribute(struct evaluator *ev, const struct meaning *class,
                                      const char *name, size_t n);

#endif
