/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FILE as given on the command line: a path, or a path and a member: model.pt!archive/data.pkl */
#ifndef BRINE_INPUT_ARGUMENT_H
#define BRINE_INPUT_ARGUMENT_H

#include <stdbool.h>

#include "src/base/err.h"

struct input_argument {
    char *path;  /* owned; "-" for standard input */
    char *entry; /* owned; NULL when none is named */
};

/* Splits at a "!" only if no file has the whole name: then at the last "!" before which the name
 * of a file stands; when there is no such file, at the first. False when memory fails.
 * input_argument_free frees. */
bool input_argument_split(const char *text, struct input_argument *out, struct err *err);
void input_argument_free(struct input_argument *argument);

#endif
