/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What repr() and str() say of classes and functions of builtins. */
#ifndef BRINE_ANALYSIS_REPRS_H
#define BRINE_ANALYSIS_REPRS_H

#include "src/analysis/meaning.h"

/* Appends it; false: of this global it is not known. */
bool reprs_add(const struct meaning *global, struct buf *out);

#endif
