/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules by number, and the page of each: rules.def and pages.def as tables. */
#ifndef BRINE_ANALYSIS_PAGES_H
#define BRINE_ANALYSIS_PAGES_H

#include <stddef.h>

#include "src/analysis/analysis.h"

/* What there is to say of a rule, a paragraph each. */
struct page {
    const char *rule;    /* its name */
    const char *meaning; /* what was seen */
    const char *why;     /* why it is told */
    const char *example;
    const char *todo; /* what to do */
};

/* The nth rule in the order of rules.def; NULL past the last. Static. */
const struct rule *rule_nth(size_t n);
/* The page of a rule's name; NULL: it has none. Static. */
const struct page *page_named(const char *rule);

#endif
