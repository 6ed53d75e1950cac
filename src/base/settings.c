/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/base/settings.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

const struct setting settings_table[SETTING_COUNT] = {
#define SETTING(field, name, unit, min, max, fallback, text) {name, unit, min, max, fallback, text},
#include "src/base/settings.def"
};

/* Where each row's number stands in the struct. */
static const size_t setting_place[SETTING_COUNT] = {
#define SETTING(field, name, unit, min, max, fallback, text) offsetof(struct settings, field),
#include "src/base/settings.def"
};

static uint64_t *setting_field(struct settings *settings, enum setting_id id)
{
    return (uint64_t *)(void *)((char *)settings + setting_place[id]);
}

void settings_default(struct settings *settings)
{
    for (enum setting_id id = 0; id < SETTING_COUNT; id++)
        *setting_field(settings, id) = settings_table[id].fallback;
}

enum setting_id settings_find(const char *name)
{
    for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
        if (strcmp(settings_table[id].name, name) == 0)
            return id;
    }
    return SETTING_COUNT;
}

uint64_t settings_get(const struct settings *settings, enum setting_id id)
{
    return *(const uint64_t *)(const void *)((const char *)settings + setting_place[id]);
}

/* An opcode has one byte or more, and takes some 20 of a record, never 64. */
enum { RECORD_FLOOR = 1 << 30, RECORD_PER_BYTE = 64 };

uint64_t settings_record_bytes(const struct settings *settings, uint64_t file_bytes,
                               unsigned shares)
{
    if (settings->max_record)
        return settings->max_record;
    bool is_huge = file_bytes > (UINT64_MAX - RECORD_FLOOR) / RECORD_PER_BYTE;
    uint64_t needed = is_huge ? UINT64_MAX : RECORD_FLOOR + file_bytes * RECORD_PER_BYTE;
    long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
    if (pages <= 0 || page <= 0) /* a system that does not tell its memory has enough */
        return needed;
    uint64_t room = (uint64_t)pages / 4 * 3 * (uint64_t)page / (shares ? shares : 1);
    return needed < room ? needed : room;
}

const char *settings_unit_name(enum setting_unit unit)
{
    return unit == UNIT_BYTES ? "BYTES" : "N";
}

static int digit_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return 16;
}

/* The shift that a letter after a size stands for; 0 for none, 64 for a wrong one. */
static unsigned suffix_shift(const char *suffix)
{
    static const char letters[] = "kKmMgG";
    if (suffix[0] == '\0')
        return 0;
    const char *found = strchr(letters, suffix[0]);
    if (!found || suffix[1] != '\0')
        return 64;
    return 10 * (1 + (unsigned)(found - letters) / 2);
}

bool parse_number(const char *text, enum setting_unit unit, uint64_t *out)
{
    unsigned base = 10;
    if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
        base = 16;
        text += 2;
    }
    uint64_t number = 0;
    const char *at = text;
    for (; digit_value(*at) < (int)base; at++) {
        unsigned digit = (unsigned)digit_value(*at);
        if (number > (UINT64_MAX - digit) / base)
            return false;
        number = number * base + digit;
    }
    if (at == text)
        return false;
    unsigned shift = suffix_shift(at);
    if (shift == 64 || (shift && unit != UNIT_BYTES) || (shift && number > UINT64_MAX >> shift))
        return false;
    *out = number << shift;
    return true;
}

void settings_value_text(const struct setting *row, uint64_t value, char *out, size_t size)
{
    static const char suffixes[] = "kMG";
    size_t n = 0;
    while (row->unit == UNIT_BYTES && n < 3 && value > 0 && value % 1024 == 0) {
        value /= 1024;
        n++;
    }
    snprintf(out, size, "%" PRIu64 "%.1s", value, n ? suffixes + n - 1 : "");
}

bool settings_set(struct settings *settings, enum setting_id id, const char *text, struct err *err)
{
    const struct setting *row = &settings_table[id];
    uint64_t number;
    if (!parse_number(text, row->unit, &number)) {
        return err_set(err, "%s: \"%s\" is not a number%s", row->name, text,
                       row->unit == UNIT_BYTES ? " of bytes (64k, 16M, 2G ...)" : "");
    }
    if (number < row->min || number > row->max) {
        if (row->max == UINT64_MAX)
            return err_set(err, "%s: %s is less than %" PRIu64, row->name, text, row->min);
        return err_set(err, "%s: %s is not in the range %" PRIu64 " to %" PRIu64, row->name, text,
                       row->min, row->max);
    }
    *setting_field(settings, id) = number;
    return true;
}
