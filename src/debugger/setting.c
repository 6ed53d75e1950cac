/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/setting.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/settings.h"

static const struct {
    struct debug_setting row;
    size_t offset; /* of its field */
    uint32_t fallback;
} setting_rows[] = {
#define DEBUG_SETTING(field, name, max, fallback, text)                                            \
    {{name, max, NULL, text}, offsetof(struct debug_settings, field), fallback},
#define DEBUG_CHOICE(field, name, words, fallback, text)                                           \
    {{name, 0, words, text}, offsetof(struct debug_settings, field), fallback},
#include "src/debugger/setting.def"
};

enum { N_SETTINGS = sizeof setting_rows / sizeof *setting_rows };

static void setting_put(struct debug_settings *settings, unsigned n, uint32_t value)
{
    memcpy((char *)settings + setting_rows[n].offset, &value, sizeof value);
}

struct debug_settings *debug_settings_new(void)
{
    struct debug_settings *settings = calloc(1, sizeof *settings);
    for (unsigned n = 0; settings && n < N_SETTINGS; n++)
        setting_put(settings, n, setting_rows[n].fallback);
    return settings;
}

void debug_settings_free(struct debug_settings *settings)
{
    free(settings);
}

const struct debug_setting *debug_setting_nth(unsigned n)
{
    return n < N_SETTINGS ? &setting_rows[n].row : NULL;
}

static uint32_t setting_get(const struct debug_settings *settings, unsigned n)
{
    uint32_t value;
    memcpy(&value, (const char *)settings + setting_rows[n].offset, sizeof value);
    return value;
}

const char *debug_setting_word(const char *words, uint32_t n, size_t *len)
{
    for (; n > 0 && *words; n--) {
        words += strcspn(words, " ");
        words += *words == ' ';
    }
    *len = strcspn(words, " ");
    return words;
}

static bool find_word(const char *words, const char *value, uint64_t *number)
{
    size_t len, wanted = strlen(value);
    for (uint32_t n = 0;; n++) {
        const char *word = debug_setting_word(words, n, &len);
        if (len == 0)
            return false;
        *number = n;
        if (len == wanted && memcmp(word, value, len) == 0)
            return true;
    }
}

bool debug_settings_set(struct debug_settings *settings, unsigned n, const char *value,
                        struct err *err)
{
    const struct debug_setting *row = &setting_rows[n].row;
    uint64_t number;
    if (row->words && !find_word(row->words, value, &number))
        return err_set(err, "%s: \"%s\" is none of: %s", row->name, value, row->words);
    if (!row->words && (!parse_number(value, UNIT_COUNT, &number) || number > row->max))
        return err_set(err, "%s: \"%s\" is not a number from 0 to %lu", row->name, value,
                       (unsigned long)row->max);
    setting_put(settings, n, (uint32_t)number);
    return true;
}

bool debug_settings_set_named(struct debug_settings *settings, const char *name, const char *value,
                              struct err *err)
{
    for (unsigned n = 0; n < N_SETTINGS; n++)
        if (strcmp(setting_rows[n].row.name, name) == 0)
            return debug_settings_set(settings, n, value, err);
    return err_set(err, "\"%s\" is no setting", name);
}

void debug_settings_say(const struct debug_settings *settings, unsigned n, struct buf *out)
{
    const char *words = setting_rows[n].row.words;
    uint32_t value = setting_get(settings, n);
    size_t len;
    if (!words) {
        buf_printf(out, "%lu", (unsigned long)value);
        return;
    }
    const char *word = debug_setting_word(words, value, &len);
    buf_add(out, word, len);
}
