/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all stages of a walk over a zip do: members and areas are noted, records looked for. */
#include "src/input/zip_walk.h"

#include <string.h>

#include "src/input/grow.h"

enum {
    MAX_SEARCH = 64 << 20, /* bytes that are searched for a member when there is no directory */
    MAX_ZEROS = 1 << 20,   /* bytes that are looked at to call a gap zeros */
};

/* The methods of APPNOTE 4.4.5 that are in use. */
static const uint16_t METHODS[] = {0, 8, 9, 12, 14, 20, 93, 95, 98, 99};

void zip_walk_cover(struct zip_walk_state *w, uint64_t off, uint64_t size)
{
    w->failed |= !span_add(&w->covered, off, size);
}

void zip_walk_report(struct zip_walk_state *w, enum input_anomaly_kind kind, uint64_t off,
                     size_t member, uint64_t central, uint64_t local)
{
    anomaly_add(&w->out->anomalies, (struct input_anomaly){.kind = kind,
                                                           .member = member,
                                                           .off = off,
                                                           .central = claim_number(central),
                                                           .local = claim_number(local)});
}

void zip_walk_area(struct zip_walk_state *w, uint64_t off, uint64_t size, bool is_extra)
{
    struct zip_area *area = size ? GROW(w->out->areas, w->out->area_count, w->out->area_cap) : NULL;
    if (area)
        *area = (struct zip_area){off, size, is_extra};
    w->failed |= size && !area;
}

struct zip_entry *zip_walk_entry(struct zip_walk_state *w, enum zip_place place)
{
    if (w->max_members && w->out->count >= w->max_members) {
        if (!w->is_full)
            zip_walk_report(w, INPUT_ANOMALY_MEMBER_LIMIT, 0, INPUT_NO_MEMBER, w->max_members, 0);
        w->is_full = true;
        return NULL;
    }
    struct zip_entry *entry = GROW(w->out->entries, w->out->count, w->out->cap);
    if (entry)
        entry->place = place;
    else
        w->failed = true;
    return entry;
}

void zip_walk_areas(struct zip_walk_state *w, const struct zip_record *record)
{
    zip_walk_area(w, record->extra_off, record->extra_len, true);
    zip_walk_area(w, record->comment_off, record->comment_len, false);
}

bool zip_is_zeros(struct zip_bytes in, uint64_t off, uint64_t size)
{
    if (size > MAX_ZEROS)
        return false;
    for (uint64_t k = 0; k < size; k++)
        if (in.data[off + k])
            return false;
    return true;
}

/* ---- Looking for records --------------------------------------------------------------------- */

/* The next "PK" in [off, end), or end. */
uint64_t zip_next_mark(struct zip_bytes in, uint64_t off, uint64_t end)
{
    while (off < end) {
        const uint8_t *p = memchr(in.data + off, 'P', end - off);
        if (!p)
            return end;
        off = (uint64_t)(p - in.data);
        if (end - off >= 4 && in.data[off + 1] == 'K')
            return off;
        off++;
    }
    return end;
}

/* What is written into a local header where one is: a name that can be shown, a method that exists, data
 * that the file has room for. */
static bool is_credible(struct zip_bytes in, const struct zip_record *local)
{
    bool is_named = local->name_len > 0, is_packed = false;
    for (size_t k = 0; k < local->name_len; k++)
        is_named &= local->name[k] >= 0x20 && local->name[k] != 0x7f;
    for (size_t k = 0; k < sizeof METHODS / sizeof METHODS[0]; k++)
        is_packed |= local->method == METHODS[k];
    uint64_t left = in.len - local->off - local->size;
    bool is_deferred = local->flags & ZIP_FLAG_DESCRIPTOR;
    return is_named && is_packed && !local->is_extra_bad &&
           (is_deferred || (local->packed > 0 && local->packed <= left));
}

/* The first local header in [off, end) that can be believed for itself; end without one. */
static uint64_t find_credible(struct zip_bytes in, uint64_t off, uint64_t end)
{
    struct zip_record local;
    for (; (off = zip_next_mark(in, off, end)) < end; off++)
        if (zip_read_local(in, off, &local) && is_credible(in, &local))
            return off;
    return end;
}

uint64_t zip_find_member(const uint8_t *bytes, uint64_t len, uint64_t from)
{
    uint64_t end = len - from < MAX_SEARCH ? len : from + MAX_SEARCH;
    uint64_t off = find_credible((struct zip_bytes){bytes, len}, from, end);
    return off < end ? off : len;
}

/* How much of a central record is no more than that: its name or comment may claim to reach over the
 * header of a member. All records together may be searched for as much as the file twice. */
uint64_t zip_walk_sure_size(struct zip_walk_state *w, const struct zip_record *central)
{
    uint64_t from = central->off + ZIP_CENTRAL_SIZE, end = central->off + central->size;
    end = end < w->in.len ? end : w->in.len;
    if (w->searched > 2 * w->in.len)
        return central->size;
    uint64_t off = find_credible(w->in, from, end);
    w->searched += off - from;
    return off < end ? (uint64_t)ZIP_CENTRAL_SIZE : central->size;
}

static bool is_record(uint32_t signature)
{
    return signature == ZIP_LOCAL || signature == ZIP_CENTRAL || signature == ZIP_END ||
           signature == ZIP_END64;
}

/* The size of data that no record tells: up to a descriptor that agrees, or the next record. */
uint64_t zip_size_by_search(struct zip_bytes in, uint64_t off, uint64_t end)
{
    uint64_t at = off;
    while ((at = zip_next_mark(in, at, end)) < end) {
        uint32_t signature = zip_signature_at(in, at), crc;
        uint64_t unpacked;
        if (is_record(signature) ||
            (signature == ZIP_DESCRIPTOR && zip_read_descriptor(in, at, at - off, &crc, &unpacked)))
            break;
        at++;
    }
    return at - off;
}

bool zip_begins(const uint8_t *bytes, uint64_t len)
{
    return is_record(zip_signature_at((struct zip_bytes){bytes, len}, 0));
}
