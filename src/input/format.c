/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/format.h"

#include <string.h>

#include "src/input/grow.h"

static const struct input_format *const rows[] = {
#define FORMAT(name) &input_format_##name,
#include "src/input/formats.def"
};

enum { ROW_COUNT = sizeof rows / sizeof rows[0] };

const struct input_format *input_format_named(const char *name)
{
    for (size_t n = 0; n < ROW_COUNT; n++)
        if (strcmp(rows[n]->name, name) == 0)
            return rows[n];
    return NULL;
}

const struct input_format *input_format_nth(size_t n)
{
    return n < ROW_COUNT ? rows[n] : NULL;
}

const struct input_format *input_format_of(const uint8_t *bytes, uint64_t len)
{
    const struct input_format *best = &input_format_raw;
    int best_bid = 0;
    for (size_t n = 0; n < ROW_COUNT; n++) {
        int bid = rows[n]->bid(bytes, len);
        if (bid > best_bid) {
            best = rows[n];
            best_bid = bid;
        }
    }
    return best;
}

struct input_member *input_add_member(struct input *in)
{
    return GROW(in->members, in->member_count, in->member_cap);
}

bool input_add_whole(struct input *in, const char *format)
{
    struct input_member *member = input_add_member(in);
    if (!member)
        return false;
    member->size = in->len;
    member->unpacked = in->len;
    member->method = "stored";
    member->is_plain = true;
    member->pickle = INPUT_PICKLE;
    member->format = format;
    return true;
}

bool input_add_gap(struct input *in, uint64_t off, uint64_t size, const char *why)
{
    struct input_gap *gap = GROW(in->gaps, in->gap_count, in->gap_cap);
    if (!gap)
        return false;
    *gap = (struct input_gap){off, size, why};
    return true;
}
