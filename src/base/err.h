/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One error with its text ready to print. A function that can fail takes `struct err *` last and
 * returns false after filling it: what, where, what was expected. The text is written once, where
 * it is known, and printed by main or the command loop alone. It may hold bytes of a file: whoever
 * prints it sends it through output/safe.h. */
#ifndef BRINE_BASE_ERR_H
#define BRINE_BASE_ERR_H

#include <stdbool.h>

enum { ERR_TEXT_MAX = 512 };

struct err {
    char text[ERR_TEXT_MAX]; /* always NUL-terminated; cut when longer; "" when nothing failed */
};

/* Fills err (NULL is allowed) and returns false, so that callers write `return err_set(...)`. */
bool err_set(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Puts "context: " before the text that is there. Returns false. */
bool err_prefix(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
