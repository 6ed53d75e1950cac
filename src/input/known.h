/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a pickle says outright of its values: short texts, names, numbers. Each answer is false where
 * only the run itself would know, or where the text is too long to be any that is looked for; none
 * costs more than that. */
#ifndef BRINE_INPUT_KNOWN_H
#define BRINE_INPUT_KNOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vm/brine.h"

enum { KNOWN_TEXT_MAX = 256 }; /* bytes, the NUL included */

/* A str or bytes, NUL-terminated. */
bool known_text(const br_record *rec, br_value value, char out[KNOWN_TEXT_MAX]);
/* A global, or the class of what INST made, as "module.name". */
bool known_name(const br_record *rec, br_value value, char out[KNOWN_TEXT_MAX]);
/* The name of what a call, NEWOBJ, INST or OBJ called. */
bool known_callee(const br_record *rec, br_value value, char out[KNOWN_TEXT_MAX]);
/* Argument n of a call, NEWOBJ, INST or OBJ whose arguments are known, at a state; BR_NO_VALUE. */
br_value known_arg(struct br_state at, br_value value, uint64_t n);
/* Item n of a tuple or list; BR_NO_VALUE past its end, or of another kind. */
br_value known_item(struct br_state at, br_value value, uint64_t n);

static inline bool known_is_none(const br_record *rec, br_value value)
{
    return value != BR_NO_VALUE && br_kind(rec, value) == BR_KIND_NONE;
}

#endif
