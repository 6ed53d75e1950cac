/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of words in a table: one string, with single blanks between them. */
#ifndef BRINE_BASE_WORDS_H
#define BRINE_BASE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the n bytes are one of the words. */
bool words_have(const char *words, const char *word, size_t n);
/* The word at *at, which is moved to the next one: its length; 0 at the end of the list. */
size_t words_next(const char **at, const char **word);

#endif
