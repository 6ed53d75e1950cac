/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings of the debugger: one table (setting.def) gives field, name, range, default and text. */
#ifndef BRINE_DEBUGGER_SETTING_H
#define BRINE_DEBUGGER_SETTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/base/buf.h"
#include "src/base/err.h"

#define DEBUG_THEMES "auto dark light contrast mono"

struct debug_settings {
#define DEBUG_SETTING(field, name, max, fallback, text) uint32_t field;
#define DEBUG_CHOICE(field, name, words, fallback, text) uint32_t field;
#include "src/debugger/setting.def"
};

struct debug_setting {
    const char *name;
    uint32_t max;
    const char *words; /* that it takes in place of numbers, with blanks between; NULL: numbers */
    const char *text;
};

/* With the defaults. */
struct debug_settings *debug_settings_new(void);
void debug_settings_free(struct debug_settings *settings);

/* The nth row of the table, NULL past the last. */
const struct debug_setting *debug_setting_nth(unsigned n);
/* value: a number in the row's range, or one of its words. */
bool debug_settings_set(struct debug_settings *settings, unsigned n, const char *value,
                        struct err *err);
/* The same by name, which must be one of the table's. */
bool debug_settings_set_named(struct debug_settings *settings, const char *name, const char *value,
                              struct err *err);
/* Appends the value as it is typed: a number or a word. */
void debug_settings_say(const struct debug_settings *settings, unsigned n, struct buf *out);

/* Word number n of a list of words with blanks between; *len is 0 past the last. */
const char *debug_setting_word(const char *words, uint32_t n, size_t *len);

#endif
