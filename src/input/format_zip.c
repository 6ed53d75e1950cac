/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/format_zip.h"

#include <stdlib.h>
#include <string.h>

#include "src/input/evidence.h"
#include "src/input/hidden.h"
#include "src/input/le.h"
#include "src/input/nested.h"
#include "src/input/source_code.h"
#include "src/input/same_bytes.h"
#include "src/input/zip.h"
#include "src/input/zip_data.h"

enum {
    CLAIM_SLACK = 65536, /* bytes */
    FIELD_HEAD = 4,      /* of an extra field: its id and its size */
    TRIED_SHARE = 16,    /* bytes per byte of the archive, to see what data are that records deny */
};

/* No directory, and something else at the start: a member somewhere is all that there is. Behind a pickle
 * it is another reading of the file; behind anything else, the last that comes to mind. */
static int bid_on_member(const uint8_t *bytes, uint64_t len)
{
    uint64_t off = zip_find_member(bytes, len, 0);
    if (off < len && zip_begins(bytes, len))
        return 60;
    uint64_t run = off < len ? evidence_run(bytes, len) : 0;
    if (run == 0)
        return off < len ? 30 : 0;
    return (off < run ? zip_find_member(bytes, len, run) : off) < len ? 45 : 0;
}

int zip_format_bid(const uint8_t *bytes, uint64_t len)
{
    uint64_t dir_off;
    int bid = zip_bid(bytes, len, &dir_off);
    if (bid == 0)
        return bid_on_member(bytes, len);
    /* A header at the start is that of a zip, though its first line could be a persistent id. */
    bool is_zip = zip_begins(bytes, len);
    bool is_inside = bid == 80 && !is_zip && evidence_run(bytes, len) > dir_off;
    if (is_inside)
        return 39;
    /* What begins the bytes, and accounts for them, comes first. */
    return bid == 80 && !is_zip ? 78 : bid;
}

/* Makes a member one that was read and gave nothing. False when memory fails. */
static bool refuse(struct input_member *member, const char *why)
{
    member->is_plain = false;
    member->held.is_loaded = true;
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
        .is_unlisted = entry->place != ZIP_LISTED, /* by what readers take for the directory */
        .is_folder = view->name_len > 0 && view->name[view->name_len - 1] == '/',
    };
    if (!entry->local.is_there)
        return refuse(member, "its header is not where the directory says");
    return !is_too_much || refuse(member, "too many members claim the same bytes");
}

/* Members that overlap let a small file claim any amount of work, and archives in archives the more. What
 * is claimed more than once may in all be as much as the file has, and what was unpacked of it: no honest
 * archive claims anything twice. */
static bool may_claim(struct input *in, uint64_t size, uint64_t *left)
{
    struct input *top = nested_top(in);
    uint64_t once = size < *left ? size : *left;
    uint64_t again = size - once;
    *left -= once;
    top->claimed += again;
    return again == 0 || top->claimed <= top->len + top->kept + top->on_disk + CLAIM_SLACK;
}

/* A member in another reading than that of the directory: "m.pkl@local". */
static struct input_member *add_reading(struct input *in, const struct zip_record *record,
                                        const char *suffix, const char *about)
{
    struct buf name = {0};
    struct input_member *member = input_add_member(in);
    if (!member)
        return NULL;
    buf_add(&name, record->name, record->name_len);
    buf_str(&name, suffix);
    *member = (struct input_member){
        .name = (const uint8_t *)name.data,
        .full_name = (uint8_t *)name.data,
        .name_len = name.failed ? 0 : name.len,
        .unpacked = record->unpacked,
        .flags = record->flags,
        .crc = record->crc,
        .has_crc = true,
        .is_unlisted = true,
    };
    return !name.failed && input_set_text(&member->about, "%s", about) ? member : NULL;
}

static void set_packing(struct input_member *member, uint64_t off, uint64_t size, uint16_t method)
{
    member->off = off;
    member->size = size;
    member->method = unpack_method_name(method);
    member->method_number = method;
    member->is_plain = method == 0;
}

/* The same member as its own header has it, where the directory says otherwise. */
static bool add_own(struct input *in, const struct zip_entry *entry, bool is_too_much)
{
    const struct zip_record *local = &entry->local;
    struct input_member *member =
        add_reading(in, local, "@local", "as its own header says: the directory says otherwise");
    if (!member)
        return false;
    set_packing(member, entry->data_off, entry->own_size, local->method);
    member->has_crc = !(local->flags & ZIP_FLAG_DESCRIPTOR) || local->unpacked;
    return !is_too_much || refuse(member, "too many members claim the same bytes");
}

static void report_data(struct input *in, size_t n, const struct zip_entry *entry,
                        const struct zip_data *data)
{
    const struct zip_record *view = zip_entry_view(entry);
    const char *method = unpack_method_name(data->method);
    bool is_method = data->method != view->method;
    struct input_anomaly row = {
        .kind = is_method ? INPUT_ANOMALY_DATA_METHOD : INPUT_ANOMALY_DATA_LONGER,
        .member = n,
        .off = view->off,
        .central = claim_number(is_method ? view->method : view->packed),
        .local = is_method ? claim_text((const uint8_t *)method, strlen(method))
                           : claim_number(data->size),
    };
    anomaly_add(&in->anomalies, row);
}

/* The gap that begins at off; NULL without one. They are in order. */
static struct zip_gap *gap_at(const struct zip_archive *archive, uint64_t off)
{
    size_t low = 0, high = archive->gap_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (archive->gaps[middle].off < off)
            low = middle + 1;
        else
            high = middle;
    }
    bool is_there = low < archive->gap_count && archive->gaps[low].off == off;
    return is_there ? &archive->gaps[low] : NULL;
}

/* "m.pkl@data": the same member as its bytes are, where all records of it say otherwise. */
static bool add_by_data(struct input *in, struct zip_archive *archive, size_t n, uint64_t *work,
                        uint64_t *left)
{
    const struct zip_entry *entry = &archive->entries[n];
    const struct zip_record *view = zip_entry_view(entry);
    struct zip_data data;
    bool is_deferred = !entry->central.is_there && (view->flags & ZIP_FLAG_DESCRIPTOR);
    if (!entry->local.is_there || entry->own_size || is_deferred || input_is_full(in))
        return true;
    struct zip_gap *gap = gap_at(archive, entry->data_off + entry->data_size);
    uint64_t room = entry->data_size + (gap ? gap->size : 0);
    if (!zip_data_find(in->bytes + entry->data_off, room, entry, work, &data))
        return true;
    report_data(in, n, entry, &data);
    struct input_member *member =
        add_reading(in, view, "@data", "as its bytes are: its records say otherwise");
    if (!member)
        return false;
    set_packing(member, entry->data_off, data.size, data.method);
    if (gap && data.size > entry->data_size) {
        gap->off += data.size - entry->data_size;
        gap->size -= data.size - entry->data_size;
    }
    return may_claim(in, data.size, left) ||
           refuse(member, "too many members claim the same bytes");
}

/* Extra fields, each by itself; what does not divide into fields, as it is. */
static bool look_into_fields(struct input *in, const struct zip_area *area)
{
    uint64_t off = area->off, end = area->off + area->size;
    while (end - off >= FIELD_HEAD) {
        uint64_t size = le16(in->bytes + off + 2);
        if (size > end - off - FIELD_HEAD)
            break;
        if (!hidden_look(in, off + FIELD_HEAD, size, "an extra field"))
            return false;
        off += FIELD_HEAD + size;
    }
    return hidden_look(in, off, end - off, "an extra field");
}

static bool look_into_areas(struct input *in, const struct zip_archive *archive)
{
    bool good = true;
    for (size_t n = 0; n < archive->area_count && good; n++) {
        const struct zip_area *area = &archive->areas[n];
        good = area->is_extra ? look_into_fields(in, area)
                              : hidden_look(in, area->off, area->size, "a comment");
    }
    return good;
}

static bool add_all(struct input *in, struct zip_archive *archive)
{
    uint64_t left = in->len, work = TRIED_SHARE * in->len + CLAIM_SLACK;
    in->anomalies = archive->anomalies;
    archive->anomalies = (struct input_anomalies){0};
    for (size_t n = 0; n < archive->count; n++) {
        const struct zip_entry *entry = &archive->entries[n];
        if (!add_entry(in, entry, !may_claim(in, entry->data_size, &left)))
            return false;
    }
    for (size_t n = 0; n < archive->count; n++) {
        const struct zip_entry *entry = &archive->entries[n];
        if (entry->own_size && input_is_full(in))
            return input_add_too_many(in, entry->data_off);
        if (entry->own_size && !add_own(in, entry, !may_claim(in, entry->own_size, &left)))
            return false;
    }
    for (size_t n = 0; n < archive->count; n++)
        if (!add_by_data(in, archive, n, &work, &left))
            return false;
    for (size_t n = 0; n < archive->gap_count; n++)
        if (!input_add_stray(in, archive->gaps[n].off, archive->gaps[n].size, archive->gaps[n].why))
            return false;
    return look_into_areas(in, archive);
}

bool zip_list_members(struct input *in, struct err *err)
{
    struct zip_archive archive;
    if (!zip_walk(in->bytes, in->len, in->limits.max_members, &archive, err))
        return false;
    bool is_zip = archive.count > 0 || archive.has_end;
    bool is_done = is_zip && add_all(in, &archive);
    zip_archive_free(&archive);
    if (is_done)
        source_code_tell(in);
    if (!is_zip)
        return err_set(err, "is not a zip: it has no member and no end record");
    return is_done || err_set(err, "not enough memory for the list of members");
}

static bool zip_list(struct input *in, struct err *err)
{
    return zip_list_members(in, err) &&
           (same_bytes_pass_over(in) || err_set(err, "not enough memory for the list of members"));
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
    .extent = zip_extent,
    .list = zip_list,
    .unpack = zip_unpack_member,
};
