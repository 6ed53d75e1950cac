/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Patterns as people type them for names: `*` is any run of characters, `?` any one character,
 * everything else is itself. Upper and lower case differ. */
#ifndef BRINE_DEBUGGER_PATTERN_H
#define BRINE_DEBUGGER_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

/* True when the whole text matches. Both are UTF-8. Time is at most pattern_len * text_len. */
bool pattern_match(const char *pattern, size_t pattern_len, const char *text, size_t text_len);

#endif
