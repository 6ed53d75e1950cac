/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/zip_check.h"

#include <stdlib.h>
#include <string.h>

#include "src/input/name_check.h"

enum { MAX_VERSION = 63 }; /* 6.3: above it Python's zipfile gives up */

struct check {
    struct zip_archive *archive;
    size_t member;
    uint64_t off;
};

static void report(const struct check *c, enum input_anomaly_kind kind, struct input_claim central,
                   struct input_claim local)
{
    anomaly_add(
        &c->archive->anomalies,
        (struct input_anomaly){
            .kind = kind, .member = c->member, .off = c->off, .central = central, .local = local});
}

static void report_numbers(const struct check *c, enum input_anomaly_kind kind, uint64_t central,
                           uint64_t local)
{
    if (central != local)
        report(c, kind, claim_number(central), claim_number(local));
}

static struct input_claim claim_name(const struct zip_record *record)
{
    return claim_text(record->name, record->name_len);
}

static bool same_name(const struct zip_record *a, const struct zip_record *b)
{
    return a->name_len == b->name_len && memcmp(a->name, b->name, a->name_len) == 0;
}

/* Central record against local header. A header whose member ends in a descriptor may leave CRC
 * and sizes at 0: those are in the descriptor then. */
static void check_views(const struct check *c, const struct zip_entry *entry)
{
    const struct zip_record *central = &entry->central, *local = &entry->local;
    if (!same_name(central, local))
        report(c, INPUT_ANOMALY_NAME, claim_name(central), claim_name(local));
    report_numbers(c, INPUT_ANOMALY_METHOD, central->method, local->method);
    report_numbers(c, INPUT_ANOMALY_FLAGS, central->flags, local->flags);
    bool is_deferred = local->flags & ZIP_FLAG_DESCRIPTOR;
    if (!is_deferred || local->crc)
        report_numbers(c, INPUT_ANOMALY_CRC, central->crc, local->crc);
    if (!is_deferred || local->packed)
        report_numbers(c, INPUT_ANOMALY_COMPRESSED_SIZE, central->packed, local->packed);
    if (!is_deferred || local->unpacked)
        report_numbers(c, INPUT_ANOMALY_UNCOMPRESSED_SIZE, central->unpacked, local->unpacked);
}

static void check_descriptor(const struct check *c, const struct zip_entry *entry)
{
    const struct zip_record *view = zip_entry_view(entry);
    bool is_announced = (entry->central.flags | entry->local.flags) & ZIP_FLAG_DESCRIPTOR;
    if (is_announced && !entry->has_descriptor)
        report(c, INPUT_ANOMALY_DESCRIPTOR, claim_number(entry->data_size), claim_none());
    if (!entry->has_descriptor || !entry->central.is_there)
        return;
    report_numbers(c, INPUT_ANOMALY_CRC, view->crc, entry->descriptor_crc);
    report_numbers(c, INPUT_ANOMALY_UNCOMPRESSED_SIZE, view->unpacked, entry->descriptor_unpacked);
}

static void check_entry(const struct check *c, const struct zip_entry *entry)
{
    static const uint16_t refused =
        ZIP_FLAG_ENCRYPTED | ZIP_FLAG_PATCHED | ZIP_FLAG_STRONG | ZIP_FLAG_MASKED;
    const struct zip_record *view = zip_entry_view(entry);
    uint16_t flags = entry->central.flags | entry->local.flags;
    if (entry->place == ZIP_NOT_LISTED && !entry->is_misplaced)
        report(c, INPUT_ANOMALY_NOT_LISTED, claim_none(), claim_number(entry->local.off));
    if (entry->place == ZIP_LISTED_ELSE)
        report(c, INPUT_ANOMALY_OTHER_DIRECTORY, claim_number(entry->central.off), claim_none());
    if (entry->central.is_there && entry->local.is_there)
        check_views(c, entry);
    if (entry->local.is_there)
        check_descriptor(c, entry);
    bool is_deferred = !entry->central.is_there && (flags & ZIP_FLAG_DESCRIPTOR);
    if (view->method == 0 && !is_deferred)
        report_numbers(c, INPUT_ANOMALY_STORED_SIZE, view->packed, view->unpacked);
    if (flags & refused)
        report(c, INPUT_ANOMALY_FLAG_BITS, claim_number(flags), claim_none());
    if (view->version > MAX_VERSION)
        report(c, INPUT_ANOMALY_VERSION, claim_number(view->version), claim_none());
    if (entry->central.is_extra_bad || entry->local.is_extra_bad)
        report(c, INPUT_ANOMALY_EXTRA, claim_none(), claim_none());
    if (name_is_odd(view->name, view->name_len))
        report(c, name_oddity(view->name_len), claim_name(view), claim_none());
    bool is_folder = view->name_len > 0 && view->name[view->name_len - 1] == '/';
    if (is_folder && entry->data_size > 0)
        report(c, INPUT_ANOMALY_DIRECTORY_DATA, claim_number(entry->data_size), claim_none());
}

/* ---- Members among each other ---------------------------------------------------------------- */

static bool check_names(struct zip_archive *archive)
{
    struct named *rows = calloc(archive->count + 1, sizeof *rows);
    if (!rows)
        return false;
    size_t count = 0;
    for (size_t n = 0; n < archive->count; n++) {
        const struct zip_record *view = zip_entry_view(&archive->entries[n]);
        if (!archive->entries[n].is_misplaced)
            rows[count++] = (struct named){view->name, view->name_len, n, view->off};
    }
    name_check_twins(rows, count, &archive->anomalies);
    free(rows);
    return true;
}

struct extent {
    uint64_t off, end;
    size_t member;
};

static int extent_order(const void *a, const void *b)
{
    const struct extent *x = a, *y = b;
    if (x->off != y->off)
        return x->off < y->off ? -1 : 1;
    return x->member < y->member ? -1 : x->member > y->member;
}

/* As Python's zipfile: a member may not reach into the next header or the directory. */
static bool check_overlaps(uint64_t dir_start, struct zip_archive *archive)
{
    struct extent *rows = calloc(archive->count + 1, sizeof *rows);
    if (!rows)
        return false;
    size_t count = 0;
    rows[count++] = (struct extent){dir_start, dir_start, INPUT_NO_MEMBER};
    for (size_t n = 0; n < archive->count; n++) {
        const struct zip_entry *entry = &archive->entries[n];
        if (entry->local.is_there)
            rows[count++] = (struct extent){entry->local.off, entry->end, n};
    }
    qsort(rows, count, sizeof *rows, extent_order);
    for (size_t k = 0; k + 1 < count; k++) {
        struct check c = {archive, rows[k].member, rows[k].off};
        if (rows[k].end > rows[k + 1].off)
            report(&c, INPUT_ANOMALY_OVERLAP, claim_number(rows[k].end),
                   claim_number(rows[k + 1].off));
    }
    free(rows);
    return true;
}

bool zip_check(uint64_t dir_start, struct zip_archive *archive)
{
    for (size_t n = 0; n < archive->count; n++) {
        const struct zip_entry *entry = &archive->entries[n];
        struct check c = {archive, n, zip_entry_view(entry)->off};
        check_entry(&c, entry);
    }
    return check_names(archive) && check_overlaps(dir_start, archive);
}
