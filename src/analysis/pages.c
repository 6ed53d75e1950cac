/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/analysis/pages.h"

#include <string.h>

static const struct rule rows[] = {
#define RULE(id, name, severity, sentence) {name, severity, sentence},
#include "src/analysis/rules.def"
};

static const struct page pages[] = {
#define PAGE(rule, meaning, why, example, todo) {rule, meaning, why, example, todo},
#include "src/analysis/pages.def"
};

const struct rule *rule_nth(size_t n)
{
    return n < sizeof rows / sizeof rows[0] ? &rows[n] : NULL;
}

const struct page *page_named(const char *rule)
{
    for (size_t n = 0; n < sizeof pages / sizeof pages[0]; n++) {
        if (strcmp(pages[n].rule, rule) == 0)
            return &pages[n];
    }
    return NULL;
}
