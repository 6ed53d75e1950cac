/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/output/budget.h"

struct budget budget_new(const struct settings *settings)
{
    return (struct budget){
        .text_limit = settings->text_limit,
        .total = settings->text_total,
        .max_digits = settings->max_digits,
    };
}

struct br_text_options budget_options(const struct budget *budget)
{
    uint64_t limit = budget->text_limit;
    if (budget->total) {
        uint64_t left = budget->total > budget->spent ? budget->total - budget->spent : 0;
        if (left < BUDGET_SPENT_LIMIT)
            left = BUDGET_SPENT_LIMIT;
        if (limit == 0 || left < limit)
            limit = left;
    }
    return (struct br_text_options){.max_bytes = limit, .max_digits = budget->max_digits};
}
