/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Patterns of the module re as objects, and a search by one: what patterns.c and matches.c share. */
#ifndef BRINE_ANALYSIS_PATTERNS_H
#define BRINE_ANALYSIS_PATTERNS_H

#include "src/analysis/models.h"
#include "src/base/regex.h"

struct pattern_search {
    struct evaluator *ev;
    const struct meaning *pattern; /* the object */
    struct regex *regex;
    const struct meaning *text;
    uint32_t *codes, *places; /* of each character: its code, and where it begins */
    size_t n;
};

bool pattern_is_text(const struct meaning *meaning);
/* Whether it is an object of this class of re. */
bool pattern_is_object(const struct meaning *object, const char *class);
/* What a Pattern searches with; regex_free frees it. NULL: it is not known here. */
struct regex *pattern_compile(struct evaluator *ev, const struct meaning *pattern);
/* False: nothing is known of it. What was opened is closed with pattern_close either way. */
bool pattern_search(struct pattern_search *search, struct evaluator *ev,
                    const struct meaning *pattern, const struct meaning *text);
void pattern_close(struct pattern_search *search);
/* Appends a template, with what a match has for its groups. False: Python refuses it, or it is not known. */
bool pattern_add_template(struct pattern_search *search, const struct regex_match *match,
                          const struct meaning *template, struct buf *out);

#endif
