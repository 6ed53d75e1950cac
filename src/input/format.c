/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/format.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "src/input/behind.h"
#include "src/input/evidence.h"
#include "src/input/grow.h"
#include "src/input/prefixed.h"

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

const char *input_format_kind(const struct input_format *format)
{
    return format->kind ? format->kind : format->name;
}

const struct input_format *input_format_among(const uint8_t *bytes, uint64_t len, bool *has_other)
{
    const struct input_format *best = &input_format_raw;
    int bids[ROW_COUNT], best_bid = 0;
    for (size_t n = 0; n < ROW_COUNT; n++) {
        bids[n] = rows[n]->bid(bytes, len);
        if (bids[n] > best_bid) {
            best = rows[n];
            best_bid = bids[n];
        }
    }
    *has_other = false;
    for (size_t n = 0; n < ROW_COUNT; n++)
        *has_other |= bids[n] >= INPUT_BID_READ &&
                      strcmp(input_format_kind(rows[n]), input_format_kind(best)) != 0;
    return best;
}

const struct input_format *input_format_of(const uint8_t *bytes, uint64_t len)
{
    bool has_other;
    return input_format_among(bytes, len, &has_other);
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

struct input_member *input_add_plain(struct input *in, uint64_t off, uint64_t size)
{
    struct input_member *member = input_add_member(in);
    if (!member)
        return NULL;
    member->off = off;
    member->size = size;
    member->unpacked = size;
    member->method = "stored";
    member->is_plain = true;
    return member;
}

struct input_member *input_add_pickles(struct input *in, uint64_t off, uint64_t size)
{
    struct input_member *member = input_add_plain(in, off, size);
    if (!member)
        return NULL;
    member->pickle = INPUT_PICKLE;
    member->format = input_format_raw.name;
    return member;
}

/* Where in these bytes, which do not begin with a pickle, one stands; len: nowhere. */
static uint64_t find_pickle(const uint8_t *bytes, uint64_t len)
{
    /* What stands where no reader looks is told in any case: the least belief is enough. */
    static const struct behind_proof proof = {.least = CARVE_LOW};
    struct carve carve;
    struct carve_found found;
    struct err err;
    behind_begin(&carve, bytes, len, false);
    if (!behind_next(&carve, &proof, &found, &err))
        return len;
    carve_found_free(&found);
    return found.offset;
}

/* The member that was added last is where readers of the format do not look. */
static void tell_stray(struct input *in)
{
    const char *outer = in->format->name;
    bool is_pickle = in->members[in->member_count - 1].pickle == INPUT_PICKLE;
    const char *inner = is_pickle ? "pickle" : in->members[in->member_count - 1].format;
    anomaly_add(&in->anomalies, (struct input_anomaly){
                                    .kind = INPUT_ANOMALY_STRAY,
                                    .member = in->member_count - 1,
                                    .off = in->members[in->member_count - 1].off,
                                    .central = claim_text((const uint8_t *)outer, strlen(outer)),
                                    .local = claim_text((const uint8_t *)inner, strlen(inner)),
                                });
}

/* Adds as a gap what stands before the first pickle, or container, in these bytes, and leaves the rest of
 * them; size 0: there is none. False when memory fails. */
static bool pass_junk(struct input *in, uint64_t *off, uint64_t *size,
                      const struct input_format **format, const char *why)
{
    uint64_t junk = find_pickle(in->bytes + *off, *size);
    struct prefixed found = prefixed_find(in, in->bytes + *off, *size, junk);
    if (found.kind == PREFIXED_PICKLE) {
        junk = found.off;
        *format = found.format;
    }
    if (junk > 0 && !input_add_gap(in, *off, junk, why))
        return false;
    *off += junk;
    *size -= junk;
    return true;
}

bool input_is_full(const struct input *in)
{
    return in->limits.max_members && in->member_count >= in->limits.max_members;
}

bool input_add_too_many(struct input *in, uint64_t off)
{
    anomaly_add(&in->anomalies,
                (struct input_anomaly){.kind = INPUT_ANOMALY_MEMBER_LIMIT,
                                       .member = INPUT_NO_MEMBER,
                                       .off = off,
                                       .central = claim_number(in->limits.max_members),
                                       .local = claim_none()});
    return input_add_gap(in, off, in->len - off, "more members than the limit");
}

bool input_set_text(char **text, const char *format, ...)
{
    enum { SHOWN = 300 };
    char line[SHOWN + 1];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    free(*text);
    *text = strdup(line);
    return *text != NULL;
}

bool input_add_stray(struct input *in, uint64_t off, uint64_t size, const char *why)
{
    if (size == 0)
        return true;
    bool is_begun = off == 0 && evidence_run(in->bytes, in->len) > size;
    if (is_begun)
        size = in->len;
    bool is_pickle = is_begun || (evidence_run(in->bytes + off, size) > 0 &&
                                  evidence_of_pickle(in->bytes + off, size, true).has_header);
    if (!is_pickle && input_is_full(in))
        return input_add_gap(in, off, size, why);
    /* What begins the file has been bid for. */
    const struct input_format *format =
        is_pickle || off == 0 ? &input_format_raw : input_format_of(in->bytes + off, size);
    if (!is_pickle && format == &input_format_raw) {
        if (!pass_junk(in, &off, &size, &format, why) || size == 0)
            return size == 0;
    }
    struct input_member *member = format == &input_format_raw ? input_add_pickles(in, off, size)
                                                              : input_add_plain(in, off, size);
    if (!member)
        return false;
    member->is_unlisted = true;
    member->format = format->name;
    if (format == &input_format_raw)
        member->pickle = INPUT_PICKLE;
    tell_stray(in);
    return input_set_text(&in->members[in->member_count - 1].about, "where readers do not look: %s",
                          why);
}
