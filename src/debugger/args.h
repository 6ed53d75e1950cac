/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What follows a command's name, taken apart. */
#ifndef BRINE_DEBUGGER_ARGS_H
#define BRINE_DEBUGGER_ARGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/base/err.h"

/* The first character that is no blank. */
const char *args_skip(const char *text);
/* True when the word stands at the start of args, up to a blank or the end; *args is then after
 * it and the blanks. */
bool args_take(const char **args, const char *word);

/* For commands that take nothing. */
bool args_none(const char *args, struct err *err);
/* A count from 1; "" is 1. */
bool args_count(const char *args, uint64_t *out, struct err *err);

/* The name of a file at the end of args, in quotes if it has blanks. *path is the caller's to
 * free; *before: how long what stands before it is, without the blanks. expected: what to say when
 * there is none. */
bool args_file(const char *args, const char *expected, char **path, size_t *before,
               struct err *err);

#endif
