/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Code that a pickle writes out as the arguments of types.CodeType, as dill and cloudpickle do: put down as
 * marshal would write it (marshal.h), it is read and told as marshalled code is. For src/input alone. */
#ifndef BRINE_INPUT_CODETYPE_H
#define BRINE_INPUT_CODETYPE_H

#include <stdbool.h>

#include "src/base/buf.h"
#include "vm/brine.h"

#define CODETYPE_NAME "types.CodeType"

/* The event calls types.CodeType, by that name or by those by which dill and cloudpickle reach it. */
bool codetype_is_called(const br_record *rec, const struct br_event *event);

/* Appends the code object that these arguments make: its name and file, names, constants that are texts,
 * bytes or numbers, and co_code; all else is put down as None or empty. False: they are none of
 * types.CodeType, of any version of Python; out may have been added to. Costs what it writes. */
bool codetype_write(struct br_state at, br_value args, struct buf *out);

#endif
