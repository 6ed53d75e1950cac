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
    {{name, max, text}, offsetof(struct debug_settings, field), fallback},
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

uint32_t debug_settings_get(const struct debug_settings *settings, unsigned n)
{
    uint32_t value;
    memcpy(&value, (const char *)settings + setting_rows[n].offset, sizeof value);
    return value;
}

bool debug_settings_set(struct debug_settings *settings, unsigned n, const char *value,
                        struct err *err)
{
    const struct debug_setting *row = &setting_rows[n].row;
    uint64_t number;
    if (row->max == 1 && strcmp(value, "on") == 0)
        number = 1;
    else if (row->max == 1 && strcmp(value, "off") == 0)
        number = 0;
    else if (!parse_number(value, UNIT_COUNT, &number) || number > row->max)
        return row->max == 1 ? err_set(err, "%s: \"%s\" is neither on nor off", row->name, value)
                             : err_set(err, "%s: \"%s\" is not a number from 0 to %lu", row->name,
                                       value, (unsigned long)row->max);
    setting_put(settings, n, (uint32_t)number);
    return true;
}

void debug_settings_say(const struct debug_settings *settings, unsigned n, struct buf *out)
{
    uint32_t value = debug_settings_get(settings, n);
    if (setting_rows[n].row.max == 1)
        buf_str(out, value ? "on" : "off");
    else
        buf_printf(out, "%lu", (unsigned long)value);
}
