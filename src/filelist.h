/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of names in a file, read one at a time. */
#ifndef BRINE_FILELIST_H
#define BRINE_FILELIST_H

#include <stdbool.h>

#include "src/base/err.h"

/* Tells each name that the list holds; empty ones are passed over. list: "-" is standard input. end:
 * '\n' or '\0', what stands behind each name (the last may go without). each: false ends it. False, err
 * set: the list, or the rest of it, cannot be read. */
bool filelist_read(const char *list, char end, bool (*each)(void *context, const char *name),
                   void *context, struct err *err);

#endif
