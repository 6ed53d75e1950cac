/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/format_zip.h"

#include <stdlib.h>
#include <string.h>

#include "src/input/evidence.h"
#include "src/input/nested.h"
#include "src/input/zip.h"

enum { CLAIM_SLACK = 65536 }; /* bytes */

int zip_format_bid(const uint8_t *bytes, uint64_t len)
{
    uint64_t dir_off;
    int bid = zip_bid(bytes, len, &dir_off);
    bool is_inside = bid == 80 && evidence_run(bytes, len) > dir_off;
    return is_inside ? 40 : bid;
}

/* Makes a member one that was read and gave nothing. False when memory fails. */
static bool refuse(struct input_member *member, const char *why)
{
    member->is_plain = false;
    member->is_loaded = true;
    member->is_partial = true;
    member->why = strdup(why);
    return member->why != NULL;
}

static bool add_entry(struct input *in, const struct zip_entry *entry, bool is_too_much)
{
    const struct zip_record *view = zip_entry_view(entry);
    struct input_member *member = input_add_member(in);
    if (!member)
        return false;
    bool is_deferred = !entry->central.is_there && (view->flags & ZIP_FLAG_DESCRIPTOR);
    *member = (struct input_member){
        .name = view->name,
        .name_len = view->name_len,
        .off = entry->data_off,
        .size = entry->data_size,
        .unpacked = is_deferred ? entry->descriptor_unpacked : view->unpacked,
        .method = unpack_method_name(view->method),
        .method_number = view->method,
        .flags = view->flags | entry->local.flags,
        .crc = is_deferred ? entry->descriptor_crc : view->crc,
        .has_crc = !is_deferred || entry->has_descriptor,
        .is_plain = view->method == 0 && entry->local.is_there,
        .is_unlisted = entry->place == ZIP_NOT_LISTED,
        .is_folder = view->name_len > 0 && view->name[view->name_len - 1] == '/',
    };
    if (!entry->local.is_there)
        return refuse(member, "its header is not where the directory says");
    return !is_too_much || refuse(member, "too many members claim the same bytes");
}

/* Members that overlap let a small file claim any amount of work, and archives in archives the more. What
 * is claimed more than once may in all be as much as the file has, and what was unpacked of it: no honest
 * archive claims anything twice. */
static bool may_claim(struct input *in, const struct zip_entry *entry, uint64_t *left)
{
    struct input *top = nested_top(in);
    uint64_t once = entry->data_size < *left ? entry->data_size : *left;
    uint64_t again = entry->data_size - once;
    *left -= once;
    top->claimed += again;
    return again == 0 || top->claimed <= top->len + top->kept + CLAIM_SLACK;
}

static bool add_all(struct input *in, struct zip_archive *archive)
{
    uint64_t left = in->len;
    for (size_t n = 0; n < archive->count; n++)
        if (!add_entry(in, &archive->entries[n], !may_claim(in, &archive->entries[n], &left)))
            return false;
    for (size_t n = 0; n < archive->gap_count; n++)
        if (!input_add_stray(in, archive->gaps[n].off, archive->gaps[n].size, archive->gaps[n].why))
            return false;
    in->anomalies = archive->anomalies;
    archive->anomalies = (struct input_anomalies){0};
    return true;
}

bool zip_list_members(struct input *in, struct err *err)
{
    struct zip_archive archive;
    if (!zip_walk(in->bytes, in->len, in->limits.max_members, &archive, err))
        return false;
    bool is_zip = archive.count > 0 || archive.has_end;
    bool is_done = is_zip && add_all(in, &archive);
    zip_archive_free(&archive);
    if (!is_zip)
        return err_set(err, "is not a zip: it has no member and no end record");
    return is_done || err_set(err, "not enough memory for the list of members");
}

void zip_unpack_member(const struct input *in, const struct input_member *m,
                       const struct unpack_limits *limits, struct unpack_sink sink,
                       struct unpack_result *result)
{
    struct unpack_promise promise = {m->unpacked, m->crc};
    unpack_zip(m->method_number, in->bytes + m->off, m->size, m->has_crc ? &promise : NULL, limits,
               sink, result);
}

const struct input_format input_format_zip = {
    .name = "zip",
    .about = "a zip archive",
    .bid = zip_format_bid,
    .list = zip_list_members,
    .unpack = zip_unpack_member,
};
