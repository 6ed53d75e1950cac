/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/zip_check.h"

#include <stdlib.h>
#include <string.h>

#include <sys/stat.h>

#include "src/input/name_check.h"

enum {
    MAX_VERSION = 63,    /* 6.3: above it Python's zipfile gives up */
    MADE_BY_UNIX = 3,    /* APPNOTE 4.4.2.2; the mode is then in the upper half of the attributes */
    DOS_DIRECTORY = 0x10 /* a bit of the lower half */
};

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
    report_numbers(c, INPUT_ANOMALY_TIME, central->time, local->time);
    if (local->version <= MAX_VERSION)
        report_numbers(c, INPUT_ANOMALY_VERSION_DIFFERS, central->version, local->version);
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

/* What a record says that can be wrong by itself. */
static void check_record(const struct check *at, const struct zip_record *record)
{
    struct check c = {at->archive, at->member, record->off};
    bool is_host = (record->version & 0xff) <= MAX_VERSION; /* with that of "made by" above it */
    if (record->version > MAX_VERSION)
        report(&c, is_host ? INPUT_ANOMALY_VERSION_HOST : INPUT_ANOMALY_VERSION,
               claim_number(record->version), claim_none());
    if (record->is_split)
        report_numbers(&c, INPUT_ANOMALY_ENTRY_ZIP64, record->narrow, record->wide);
    if ((record->flags & ZIP_FLAG_UTF8) && !name_is_utf8(record->name, record->name_len))
        report(&c, INPUT_ANOMALY_NAME_UTF8, claim_number(record->flags), claim_name(record));
    c.off = record->bad_off;
    bool is_many = record->bad_needs == 0;
    if (record->is_extra_bad)
        report(&c, is_many ? INPUT_ANOMALY_EXTRA_MANY : INPUT_ANOMALY_EXTRA,
               claim_number(record->bad_needs), claim_number(record->bad_has));
}

static bool is_mode(const struct zip_record *central, unsigned type)
{
    unsigned mode = central->attributes >> 16;
    return central->made_by >> 8 == MADE_BY_UNIX && (mode & S_IFMT) == type;
}

/* Java's writers pack the nothing of a folder, into the two bytes in which only nothing has room. */
static bool has_data(const struct zip_entry *entry)
{
    const struct zip_record *view = zip_entry_view(entry);
    bool is_nothing = view->method == 8 && entry->data_size == 2 && view->unpacked == 0;
    return entry->data_size > 0 && !is_nothing;
}

/* A name, data and attributes: some readers make a folder of what others read as a file. */
static void check_folder(const struct check *c, const struct zip_entry *entry)
{
    const struct zip_record *view = zip_entry_view(entry);
    uint32_t attributes = entry->central.attributes;
    bool is_named = view->name_len > 0 && view->name[view->name_len - 1] == '/';
    bool is_marked = (attributes & DOS_DIRECTORY) || is_mode(&entry->central, S_IFDIR);
    if (is_named && has_data(entry))
        report(c, INPUT_ANOMALY_DIRECTORY_DATA, claim_number(entry->data_size), claim_none());
    else if (is_marked && has_data(entry))
        report(c, INPUT_ANOMALY_DIRECTORY_BIT, claim_number(attributes),
               claim_number(entry->data_size));
    else if (is_named && !is_marked && is_mode(&entry->central, S_IFREG))
        report(c, INPUT_ANOMALY_FILE_BIT, claim_number(attributes), claim_none());
}

static void check_name(const struct check *c, const struct zip_record *view)
{
    if (name_is_odd(view->name, view->name_len))
        report(c, name_oddity(view->name_len), claim_name(view), claim_none());
    else if (view->name_len == 1 && view->name[0] == '.')
        report(c, INPUT_ANOMALY_NAME_DOT, claim_name(view), claim_none());
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
    if (entry->central.is_there)
        check_record(c, &entry->central);
    if (entry->local.is_there)
        check_record(c, &entry->local);
    if (entry->place == ZIP_LISTED)
        report_numbers(c, INPUT_ANOMALY_ENTRY_DISK, entry->central.disk, c->archive->disk);
    if (entry->local.is_there)
        check_descriptor(c, entry);
    bool is_deferred = !entry->central.is_there && (flags & ZIP_FLAG_DESCRIPTOR);
    if (view->method == 0 && !is_deferred)
        report_numbers(c, INPUT_ANOMALY_STORED_SIZE, view->packed, view->unpacked);
    if (flags & refused)
        report(c, INPUT_ANOMALY_FLAG_BITS, claim_number(flags), claim_none());
    check_name(c, view);
    check_folder(c, entry);
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
