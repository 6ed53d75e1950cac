/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every limit and switch with a value: one table (settings.def) gives the field, the option, the
 * range, the default and the sentence that --help, `set`, `show` and the manual print. */
#ifndef BRINE_BASE_SETTINGS_H
#define BRINE_BASE_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/base/err.h"

struct settings {
#define SETTING(field, name, unit, min, max, fallback, text) uint64_t field;
#include "src/base/settings.def"
};

enum setting_id {
#define SETTING(field, name, unit, min, max, fallback, text) SETTING_##field,
#include "src/base/settings.def"
    SETTING_COUNT
};

enum setting_unit {
    UNIT_COUNT, /* a plain number */
    UNIT_BYTES, /* a size: k, M, G after it multiply by 1024 */
};

struct setting {
    const char *name; /* "text-limit": the option is --text-limit */
    enum setting_unit unit;
    uint64_t min, max, fallback;
    const char *text; /* one sentence without its dot */
};

extern const struct setting settings_table[SETTING_COUNT];

void settings_default(struct settings *settings);
/* The row of a name, or SETTING_COUNT. */
enum setting_id settings_find(const char *name);
uint64_t settings_get(const struct settings *settings, enum setting_id id);
/* How many bytes a record may take, of what stands in a file of so many bytes: max_record. Where that is
 * 0, what the file can need by its size (where it is packed, each of its bytes can be a thousand opcodes),
 * within three quarters of the memory of this machine, shared by so many who make one at once. */
uint64_t settings_record_bytes(const struct settings *settings, uint64_t file_bytes,
                               unsigned shares);

/* Parses text by the unit and range of the row; on false the setting is as it was. */
bool settings_set(struct settings *settings, enum setting_id id, const char *text, struct err *err);
/* "BYTES" or "N": what stands for the value in --help. */
const char *settings_unit_name(enum setting_unit unit);

/* A value as people type it, the shortest: "64k", "1000". */
void settings_value_text(const struct setting *row, uint64_t value, char *out, size_t size);

/* A number as people type it: decimal or 0x..., with k, M, G where sizes are meant. */
bool parse_number(const char *text, enum setting_unit unit, uint64_t *out);

#endif
