/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/zip_check.h"

#include <stdlib.h>
#include <string.h>

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

/* Characters that move or hide what follows when they are shown: U+200B to 200F, 202A to 202E,
 * 2066 to 2069, FEFF, in UTF-8. */
static bool is_hiding(const uint8_t *s, size_t left)
{
    if (left < 3)
        return false;
    if (s[0] == 0xe2 && s[1] == 0x80)
        return (s[2] >= 0x8b && s[2] <= 0x8f) || (s[2] >= 0xaa && s[2] <= 0xae);
    if (s[0] == 0xe2 && s[1] == 0x81)
        return s[2] >= 0xa6 && s[2] <= 0xa9;
    return s[0] == 0xef && s[1] == 0xbb && s[2] == 0xbf;
}

static bool is_separator(uint8_t c)
{
    return c == '/' || c == '\\';
}

static bool is_dot_dot(const uint8_t *part, size_t len)
{
    return len >= 2 && part[0] == '.' && part[1] == '.' && (len == 2 || is_separator(part[2]));
}

static bool is_odd_name(const uint8_t *name, size_t len)
{
    if (len == 0 || is_separator(name[0]) || (len >= 2 && name[1] == ':'))
        return true;
    for (size_t k = 0; k < len; k++) {
        bool is_start = k == 0 || is_separator(name[k - 1]);
        if (name[k] < 0x20 || name[k] == 0x7f || name[k] == '\\' || is_hiding(name + k, len - k) ||
            (is_start && is_dot_dot(name + k, len - k)))
            return true;
    }
    return false;
}

static void check_entry(const struct check *c, const struct zip_entry *entry)
{
    static const uint16_t refused =
        ZIP_FLAG_ENCRYPTED | ZIP_FLAG_PATCHED | ZIP_FLAG_STRONG | ZIP_FLAG_MASKED;
    const struct zip_record *view = zip_entry_view(entry);
    uint16_t flags = entry->central.flags | entry->local.flags;
    if (entry->place == ZIP_NOT_LISTED)
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
    if (is_odd_name(view->name, view->name_len))
        report(c, INPUT_ANOMALY_NAME_BYTES, claim_name(view), claim_none());
    bool is_folder = view->name_len > 0 && view->name[view->name_len - 1] == '/';
    if (is_folder && entry->data_size > 0)
        report(c, INPUT_ANOMALY_DIRECTORY_DATA, claim_number(entry->data_size), claim_none());
}

/* ---- Members among each other ---------------------------------------------------------------- */

struct named {
    const uint8_t *name;
    size_t len;
    size_t member;
};

static int lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

/* Names that differ only in the case of ASCII letters are 0 apart. */
static int folded_order(const struct named *x, const struct named *y)
{
    size_t len = x->len < y->len ? x->len : y->len;
    for (size_t k = 0; k < len; k++)
        if (lower(x->name[k]) != lower(y->name[k]))
            return lower(x->name[k]) < lower(y->name[k]) ? -1 : 1;
    return x->len < y->len ? -1 : x->len > y->len;
}

static int named_order(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    int order = folded_order(x, y);
    if (order == 0)
        order = memcmp(x->name, y->name, x->len);
    if (order == 0)
        order = x->member < y->member ? -1 : x->member > y->member;
    return order;
}

static void check_neighbours(struct zip_archive *archive, const struct named *x,
                             const struct named *y)
{
    if (folded_order(x, y) != 0)
        return;
    bool is_same = memcmp(x->name, y->name, x->len) == 0;
    struct check c = {archive, y->member, zip_entry_view(&archive->entries[y->member])->off};
    report(&c, is_same ? INPUT_ANOMALY_DUPLICATE_NAME : INPUT_ANOMALY_CASE_TWIN,
           claim_text(x->name, x->len), claim_text(y->name, y->len));
}

static bool check_names(struct zip_archive *archive)
{
    struct named *rows = calloc(archive->count + 1, sizeof *rows);
    if (!rows)
        return false;
    for (size_t n = 0; n < archive->count; n++) {
        const struct zip_record *view = zip_entry_view(&archive->entries[n]);
        rows[n] = (struct named){view->name, view->name_len, n};
    }
    qsort(rows, archive->count, sizeof *rows, named_order);
    for (size_t k = 1; k < archive->count; k++)
        check_neighbours(archive, &rows[k - 1], &rows[k]);
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
