/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machine's texts as JSON strings, within a budget. What was cut or escaped is remembered until
 * it is said at the end of their object. */
#ifndef BRINE_OUTPUT_JSONTEXT_H
#define BRINE_OUTPUT_JSONTEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "src/output/budget.h"
#include "src/output/jsonl.h"
#include "vm/brine.h"

struct jsontext {
    struct jsonl json;
    struct budget budget;
    bool cut, escaped; /* a text of the object under way was */
    bool failed;       /* memory: some text is not whole */
};

/* Each writes one value: a string, or null where there is no text. */
void jsontext_value(struct jsontext *text, struct br_state at, br_value value);
void jsontext_event(struct jsontext *text, const br_record *rec, const struct br_event *event,
                    enum br_field field);
void jsontext_arg(struct jsontext *text, const struct br_ins *ins);
/* A text that is at hand, cut like the others. */
void jsontext_bytes(struct jsontext *text, const char *bytes, size_t n);

/* What befell a text that is at hand when it was made (enum shown, src/analysis/shown.h). */
void jsontext_shown(struct jsontext *text, unsigned shown);

/* Says "escaped" and "cut" where they are true, and forgets them. */
void jsontext_marks(struct jsontext *text);

#endif
