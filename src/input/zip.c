/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stages of a walk:
 *   1. the end record, searched backward as Python's zipfile does, and the directory it names;
 *   2. the local header of every member in it, where the directory's offsets lead (counted from
 *      the start of the file, or of the archive when something stands before it);
 *   3. in the bytes not accounted for yet: local headers, central records, end records;
 *   4. central records of stage 3 are joined to local headers, in whatever way their offsets can
 *      be counted;
 *   5. all views are compared (zip_check.c); what is still open are the gaps. */
#include "src/input/zip.h"

#include <stdlib.h>
#include <string.h>

#include "src/input/grow.h"
#include "src/input/span.h"
#include "src/input/zip_check.h"

enum {
    MAX_COMMENT = 65536,   /* bytes behind an end record that Python looks at */
    MAX_SHIFTS = 16,       /* different ways of counting offsets that are tried */
    MAX_DESCRIPTOR = 24,   /* bytes of the longest form */
    MAX_SEARCH = 64 << 20, /* bytes that are searched for a member when there is no directory */
    MAX_ZEROS = 1 << 20,   /* bytes that are looked at to call a gap zeros */
};

/* The methods of APPNOTE 4.4.5 that are in use. */
static const uint16_t METHODS[] = {0, 8, 9, 12, 14, 20, 93, 95, 98, 99};

struct walk {
    struct zip_bytes in;
    struct zip_archive *out;
    size_t max_members;
    struct spans covered;
    struct zip_end end;
    bool has_end;
    uint64_t dir_start;
    /* What is added to an offset that a record gives: first as the end record has it, then 0,
     * then as other end records have it. Sums may wrap around, and are then past the end. */
    uint64_t shifts[MAX_SHIFTS];
    size_t shift_count;
    struct zip_record *strays; /* central records outside the directory */
    size_t stray_count, stray_cap;
    uint64_t searched; /* bytes, for the end of data that only a local header tells of */
    bool is_full;
    bool failed; /* memory */
};

const struct zip_record *zip_entry_view(const struct zip_entry *entry)
{
    return entry->central.is_there ? &entry->central : &entry->local;
}

static void cover(struct walk *w, uint64_t off, uint64_t size)
{
    w->failed |= !span_add(&w->covered, off, size);
}

static void report(struct walk *w, enum input_anomaly_kind kind, uint64_t off, size_t member,
                   uint64_t central, uint64_t local)
{
    anomaly_add(&w->out->anomalies, (struct input_anomaly){.kind = kind,
                                                           .member = member,
                                                           .off = off,
                                                           .central = claim_number(central),
                                                           .local = claim_number(local)});
}

static void add_area(struct walk *w, uint64_t off, uint64_t size, bool is_extra)
{
    struct zip_area *area = size ? GROW(w->out->areas, w->out->area_count, w->out->area_cap) : NULL;
    if (area)
        *area = (struct zip_area){off, size, is_extra};
    w->failed |= size && !area;
}

static struct zip_entry *entry_add(struct walk *w, enum zip_place place)
{
    if (w->max_members && w->out->count >= w->max_members) {
        if (!w->is_full)
            report(w, INPUT_ANOMALY_MEMBER_LIMIT, 0, INPUT_NO_MEMBER, w->max_members, 0);
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

static void add_record_areas(struct walk *w, const struct zip_record *record)
{
    add_area(w, record->extra_off, record->extra_len, true);
    add_area(w, record->comment_off, record->comment_len, false);
}

static int area_order(const void *a, const void *b)
{
    const struct zip_area *x = a, *y = b;
    if (x->off != y->off)
        return x->off < y->off ? -1 : 1;
    return (x->size < y->size) - (x->size > y->size);
}

/* All extra fields and comments, each byte once: records may share a header, or overlap. */
static void list_areas(struct walk *w)
{
    struct zip_archive *out = w->out;
    uint64_t seen = 0;
    size_t kept = 0;
    for (size_t n = 0; n < out->count; n++) {
        add_record_areas(w, &out->entries[n].central);
        add_record_areas(w, &out->entries[n].local);
    }
    if (out->area_count)
        qsort(out->areas, out->area_count, sizeof *out->areas, area_order);
    for (size_t n = 0; n < out->area_count; n++) {
        struct zip_area area = out->areas[n];
        uint64_t end = area.off + area.size;
        if (end <= seen)
            continue;
        area.off = area.off < seen ? seen : area.off;
        area.size = end - area.off;
        seen = end;
        out->areas[kept++] = area;
    }
    out->area_count = kept;
}

static bool is_zeros(struct zip_bytes in, uint64_t off, uint64_t size)
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
static uint64_t next_mark(struct zip_bytes in, uint64_t off, uint64_t end)
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
    for (; (off = next_mark(in, off, end)) < end; off++)
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
static uint64_t sure_size(struct walk *w, const struct zip_record *central)
{
    uint64_t from = central->off + ZIP_CENTRAL_SIZE, end = central->off + central->size;
    end = end < w->in.len ? end : w->in.len;
    if (w->searched > 2 * w->in.len)
        return central->size;
    uint64_t off = find_credible(w->in, from, end);
    w->searched += off - from;
    return off < end ? (uint64_t)ZIP_CENTRAL_SIZE : central->size;
}

/* ---- Stage 1: end record and directory ------------------------------------------------------- */

/* The last end record that begins at or before `from`, no further back than a comment is long. */
static bool find_end(struct zip_bytes in, uint64_t from, struct zip_end *end)
{
    uint64_t lowest = in.len > MAX_COMMENT + ZIP_END_SIZE ? in.len - MAX_COMMENT - ZIP_END_SIZE : 0;
    for (uint64_t off = from + 1; off-- > lowest;)
        if (in.data[off] == 'P' && zip_read_end(in, off, end))
            return true;
    return false;
}

/* Where Python looks for the directory: directly before the end record. */
static bool directory_before(struct zip_bytes in, const struct zip_end *end, uint64_t *start)
{
    *start = end->base - end->all.dir_size;
    return end->all.dir_size <= end->base && end->all.dir_size > 0 &&
           zip_signature_at(in, *start) == ZIP_CENTRAL;
}

/* Where PyTorch's miniz and others look: at the offset that the end record gives. */
static bool directory_claimed(struct zip_bytes in, const struct zip_end *end, uint64_t *start)
{
    *start = end->all.dir_off;
    return end->all.dir_off < end->base && zip_signature_at(in, end->all.dir_off) == ZIP_CENTRAL;
}

static void add_shift(struct walk *w, uint64_t shift)
{
    for (size_t k = 0; k < w->shift_count; k++)
        if (w->shifts[k] == shift)
            return;
    if (w->shift_count < MAX_SHIFTS)
        w->shifts[w->shift_count++] = shift;
}

/* Reads records from w->dir_start to where the directory should end. */
static void read_directory(struct walk *w)
{
    uint64_t off = w->dir_start;
    uint64_t room = w->end.base - off;
    uint64_t end = off + (w->end.all.dir_size < room ? w->end.all.dir_size : room);
    struct zip_bytes directory = {w->in.data, end};
    struct zip_record record;
    while (off < end && zip_read_central(directory, off, &record)) {
        struct zip_entry *entry = entry_add(w, ZIP_LISTED);
        if (!entry)
            break;
        entry->central = record;
        cover(w, off, sure_size(w, &record));
        off += record.size;
    }
    if (off != end)
        report(w, INPUT_ANOMALY_DIRECTORY_END, w->dir_start, INPUT_NO_MEMBER, end, off);
    if (w->end.all.count != w->out->count)
        report(w, INPUT_ANOMALY_ENTRY_COUNT, w->end.off, INPUT_NO_MEMBER, w->end.all.count,
               w->out->count);
}

static void cover_end(struct walk *w, const struct zip_end *end)
{
    cover(w, end->off, end->size);
    bool is_around = end->off < w->end.off && end->off + end->size > w->end.off;
    if (!is_around) /* else the archive stands in its comment */
        add_area(w, end->off + ZIP_END_SIZE, end->size - ZIP_END_SIZE, false);
    if (end->has_locator)
        cover(w, end->off - ZIP_LOCATOR64_SIZE, ZIP_LOCATOR64_SIZE);
    if (end->has_zip64)
        cover(w, end->off64, ZIP_END64_SIZE);
}

/* Where both the end record and the zip64 one give a value: Python takes the latter, others only where the
 * former is all ones. */
static void check_end64(struct walk *w)
{
    const struct zip_end *end = &w->end;
    const struct zip_counts *own = &end->own, *all = &end->all;
    const struct {
        enum input_anomaly_kind kind;
        uint64_t none, own, all;
    } rows[] = {
        {INPUT_ANOMALY_ZIP64_DISK, UINT16_MAX, own->disk, all->disk},
        {INPUT_ANOMALY_ZIP64_DISK, UINT16_MAX, own->dir_disk, all->dir_disk},
        {INPUT_ANOMALY_ZIP64_COUNT, UINT16_MAX, own->count_here, all->count_here},
        {INPUT_ANOMALY_ZIP64_COUNT, UINT16_MAX, own->count, all->count},
        {INPUT_ANOMALY_ZIP64_SIZE, UINT32_MAX, own->dir_size, all->dir_size},
        {INPUT_ANOMALY_ZIP64_OFFSET, UINT32_MAX, own->dir_off, all->dir_off},
    };
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++)
        if (rows[k].own != rows[k].none && rows[k].own != rows[k].all)
            report(w, rows[k].kind, end->off, INPUT_NO_MEMBER, rows[k].own, rows[k].all);
    uint64_t locator = end->off - ZIP_LOCATOR64_SIZE, first = end->off64 + ZIP_END64_LEAD;
    uint64_t size = first < locator ? locator - first : 0;
    if (end->size64 != size)
        report(w, INPUT_ANOMALY_ZIP64_RECORD, end->off64, INPUT_NO_MEMBER, end->size64, size);
    uint64_t shift = w->shifts[0];
    if (end->claimed64 != end->off64 && end->claimed64 + shift != end->off64)
        report(w, INPUT_ANOMALY_ZIP64, end->off, INPUT_NO_MEMBER, end->claimed64, end->off64);
}

/* Some readers want the comment to end where the file does, others take what there is. */
static void check_comment(struct walk *w)
{
    const struct zip_end *end = &w->end;
    uint64_t behind = end->off + ZIP_END_SIZE + end->comment;
    bool is_padded = end->left > end->comment && is_zeros(w->in, behind, end->left - end->comment);
    if (end->comment != end->left)
        report(w, is_padded ? INPUT_ANOMALY_COMMENT_PADDED : INPUT_ANOMALY_COMMENT, end->off,
               INPUT_NO_MEMBER, end->comment, end->left);
}

static void check_end(struct walk *w)
{
    const struct zip_end *end = &w->end;
    const struct zip_counts *all = &end->all;
    if (all->disk || all->dir_disk)
        report(w, INPUT_ANOMALY_DISK, end->off, INPUT_NO_MEMBER, all->disk, all->dir_disk);
    if (end->has_locator && end->disks > 1)
        report(w, INPUT_ANOMALY_DISKS, end->off - ZIP_LOCATOR64_SIZE, INPUT_NO_MEMBER, end->disks,
               1);
    if (all->count_here != all->count)
        report(w, INPUT_ANOMALY_COUNT_HERE, end->off, INPUT_NO_MEMBER, all->count_here, all->count);
    if (end->has_zip64)
        check_end64(w);
    else if (end->has_locator)
        report(w, INPUT_ANOMALY_ZIP64_MISSING, end->off - ZIP_LOCATOR64_SIZE, INPUT_NO_MEMBER,
               end->claimed64, 0);
    check_comment(w);
}

static void walk_directory(struct walk *w)
{
    w->has_end = w->in.len >= ZIP_END_SIZE && find_end(w->in, w->in.len - ZIP_END_SIZE, &w->end);
    if (!w->has_end) {
        report(w, INPUT_ANOMALY_NO_END_RECORD, w->in.len, INPUT_NO_MEMBER, 0, 0);
        add_shift(w, 0);
        return;
    }
    cover_end(w, &w->end);
    uint64_t before, claimed;
    bool is_before = directory_before(w->in, &w->end, &before);
    bool is_claimed = directory_claimed(w->in, &w->end, &claimed);
    w->dir_start = is_before ? before : is_claimed ? claimed : w->end.base;
    add_shift(w, is_before ? before - claimed : 0);
    add_shift(w, 0);
    check_end(w);
    if (is_before && before != claimed)
        report(w, is_claimed ? INPUT_ANOMALY_DIRECTORY_OFFSET : INPUT_ANOMALY_PREFIX, w->end.off,
               INPUT_NO_MEMBER, claimed, before);
    if (!is_before && is_claimed)
        report(w, INPUT_ANOMALY_DIRECTORY_SIZE, w->end.off, INPUT_NO_MEMBER, w->end.all.dir_size,
               w->end.base - claimed);
    if (is_before || is_claimed)
        read_directory(w);
    else if (w->end.all.dir_size || w->end.all.count)
        report(w, INPUT_ANOMALY_NO_DIRECTORY, w->end.off, INPUT_NO_MEMBER, claimed, 0);
}

/* ---- Stage 2: local headers and data --------------------------------------------------------- */

static bool same_name(const struct zip_record *a, const struct zip_record *b)
{
    return a->name_len == b->name_len && memcmp(a->name, b->name, a->name_len) == 0;
}

/* How well what stands at off fits as the local header of a central record: 0 not at all. */
static int header_fit(struct zip_bytes in, uint64_t off, const struct zip_record *central,
                      struct zip_record *local)
{
    if (!zip_read_local_fields(in, off, local))
        return 0;
    bool is_signed = zip_signature_at(in, off) == ZIP_LOCAL;
    bool is_named = local->name_len > 0 && same_name(central, local);
    return is_signed ? (is_named ? 3 : 2) : (is_named ? 1 : 0);
}

/* The local header that a central record means, counting its offset in each way there is: the
 * best fit, of equal ones the first. False without one. */
static bool find_header(const struct walk *w, const struct zip_record *central,
                        struct zip_record *local)
{
    int best = 0;
    for (size_t k = 0; k < w->shift_count; k++) {
        struct zip_record found;
        int fit = header_fit(w->in, central->header_off + w->shifts[k], central, &found);
        if (fit > best)
            *local = found;
        best = fit > best ? fit : best;
    }
    return best > 0;
}

static void check_header(struct walk *w, size_t n)
{
    const struct zip_record *local = &w->out->entries[n].local;
    const struct zip_record *central = &w->out->entries[n].central;
    uint64_t due = central->header_off + w->shifts[0];
    uint32_t signature = zip_signature_at(w->in, local->off);
    if (local->off != due && w->out->entries[n].place == ZIP_LISTED)
        report(w, INPUT_ANOMALY_HEADER_OFFSET, central->off, n, due, local->off);
    if (signature != ZIP_LOCAL)
        report(w, INPUT_ANOMALY_SIGNATURE, local->off, n, 0, signature);
}

/* How many bytes of data some reader would take. One that is stored has two sizes, and readers
 * differ in which they trust: the larger, if the file has as many. */
static uint64_t wanted_size(const struct zip_record *view, uint64_t left)
{
    bool is_longer = view->method == 0 && view->unpacked > view->packed && view->unpacked <= left;
    return is_longer ? view->unpacked : view->packed;
}

static void lessen(uint64_t *size, uint64_t claimed)
{
    if (claimed < *size)
        *size = claimed;
}

/* The least of all sizes that are claimed of the data. */
static uint64_t least_size(const struct zip_entry *entry)
{
    const struct zip_record *central = &entry->central, *local = &entry->local;
    uint64_t least = entry->data_size;
    if (central->is_there)
        lessen(&least, central->packed);
    if (central->is_there && central->method == 0)
        lessen(&least, central->unpacked);
    if (local->flags & ZIP_FLAG_DESCRIPTOR) /* it may claim nothing */
        return least;
    lessen(&least, local->packed);
    if (local->method == 0)
        lessen(&least, local->unpacked);
    return least;
}

/* Sets where the data stand and end, given how many bytes are wanted. */
static void place_data(struct walk *w, size_t n, uint64_t want)
{
    struct zip_entry *entry = &w->out->entries[n];
    const struct zip_record *local = &entry->local;
    entry->data_off = local->off + local->size;
    uint64_t left = w->in.len - local->off;
    left = local->size < left ? left - local->size : 0;
    if (want > left)
        report(w, INPUT_ANOMALY_DATA_RANGE, local->off, n, entry->data_off + want, w->in.len);
    entry->data_size = want < left ? want : left;
    if (left == 0)
        entry->data_off = w->in.len;
    entry->end = entry->data_off + entry->data_size;
    if ((local->flags | entry->central.flags) & ZIP_FLAG_DESCRIPTOR) {
        uint64_t size = zip_read_descriptor(w->in, entry->end, entry->data_size,
                                            &entry->descriptor_crc, &entry->descriptor_unpacked);
        entry->has_descriptor = size > 0;
        entry->end += size;
    }
    uint64_t least = least_size(entry);
    entry->sure_end = least < entry->data_size ? entry->data_off + least : entry->end;
    cover(w, local->off, entry->sure_end - local->off);
}

/* The size of data that no record tells: up to a descriptor that agrees, or the next record. */
static uint64_t size_by_search(struct zip_bytes in, uint64_t off, uint64_t end);

/* How far the data reach by the local header alone. All members together may be searched for as many
 * bytes as the file has: they may share one header. */
static uint64_t own_wanted(struct walk *w, const struct zip_entry *entry, uint64_t left)
{
    const struct zip_record *local = &entry->local;
    uint64_t want = wanted_size(local, left);
    if (want == 0 && (local->flags & ZIP_FLAG_DESCRIPTOR)) {
        if (entry->has_descriptor || w->searched > w->in.len)
            return entry->data_size;
        want = size_by_search(w->in, entry->data_off, w->in.len);
        w->searched += want;
        if (want - entry->data_size <= MAX_DESCRIPTOR) /* no data: a descriptor that disagrees */
            want = entry->data_size;
    }
    if (want <= left)
        return want;
    return local->method == 0 ? 0 : left; /* packed data end by themselves */
}

/* Readers that go from header to header, and those that trust it more than the directory. */
static void place_own(struct walk *w, size_t n)
{
    struct zip_entry *entry = &w->out->entries[n];
    const struct zip_record *local = &entry->local;
    if (zip_signature_at(w->in, local->off) != ZIP_LOCAL || local->is_extra_bad)
        return;
    uint64_t left = w->in.len - entry->data_off;
    uint64_t want = own_wanted(w, entry, left);
    bool is_same_method = local->method == entry->central.method;
    bool is_less = local->method != 0 && want < entry->data_size; /* a part of the same */
    if (is_same_method && (want == entry->data_size || is_less))
        return;
    entry->own_size = want;
}

/* Joins entry n, which has its central record, to its local header and data. */
static void join_header(struct walk *w, size_t n)
{
    struct zip_record local;
    const struct zip_record *central = &w->out->entries[n].central;
    if (!find_header(w, central, &local)) {
        report(w, INPUT_ANOMALY_NO_HEADER, central->off, n, central->header_off, 0);
        return;
    }
    w->out->entries[n].local = local;
    check_header(w, n);
    uint64_t left = w->in.len - local.off;
    left = local.size < left ? left - local.size : 0;
    place_data(w, n, wanted_size(central, left));
    place_own(w, n);
}

/* ---- Stage 3: what stands between ------------------------------------------------------------ */

static bool is_record(uint32_t signature)
{
    return signature == ZIP_LOCAL || signature == ZIP_CENTRAL || signature == ZIP_END ||
           signature == ZIP_END64;
}

/* The size of data that no record tells: up to a descriptor that agrees, or the next record. */
static uint64_t size_by_search(struct zip_bytes in, uint64_t off, uint64_t end)
{
    uint64_t at = off;
    while ((at = next_mark(in, at, end)) < end) {
        uint32_t signature = zip_signature_at(in, at), crc;
        uint64_t unpacked;
        if (is_record(signature) ||
            (signature == ZIP_DESCRIPTOR && zip_read_descriptor(in, at, at - off, &crc, &unpacked)))
            break;
        at++;
    }
    return at - off;
}

/* Each takes the record at off, in a gap that ends at end, and gives where to go on; off if it is
 * none. */
static uint64_t take_local(struct walk *w, uint64_t off, uint64_t end)
{
    struct zip_record local;
    if (!zip_read_local(w->in, off, &local) || local.name_len == 0 || local.size > end - off)
        return off;
    struct zip_entry *entry = entry_add(w, ZIP_NOT_LISTED);
    if (!entry)
        return off;
    entry->local = local;
    uint64_t left = end - off - local.size;
    uint64_t want = wanted_size(&local, left);
    if (want > left)
        report(w, INPUT_ANOMALY_DATA_RANGE, off, w->out->count - 1, off + local.size + want, end);
    if (want > left || (want == 0 && (local.flags & ZIP_FLAG_DESCRIPTOR)))
        want = size_by_search(w->in, off + local.size, end);
    place_data(w, w->out->count - 1, want);
    uint64_t next = w->out->entries[w->out->count - 1].sure_end;
    return next < end ? next : end;
}

static uint64_t take_central(struct walk *w, uint64_t off, uint64_t end)
{
    struct zip_record record;
    bool is_full = w->max_members && w->stray_count >= w->max_members;
    if (is_full || !zip_read_central(w->in, off, &record) || record.size > end - off)
        return off;
    struct zip_record *stray = GROW(w->strays, w->stray_count, w->stray_cap);
    if (stray)
        *stray = record;
    w->failed |= !stray;
    return off + sure_size(w, &record);
}

static uint64_t take_end(struct walk *w, uint64_t off, uint64_t end)
{
    struct zip_end other;
    uint64_t start;
    if (!zip_read_end(w->in, off, &other))
        return off;
    if (w->has_end)
        report(w, INPUT_ANOMALY_END_RECORD, off, INPUT_NO_MEMBER, w->end.off, off);
    if (directory_before(w->in, &other, &start))
        add_shift(w, start - other.all.dir_off);
    cover_end(w, &other);
    uint64_t next = off + other.size;
    return next < end ? next : end;
}

static const struct {
    uint32_t signature;
    uint64_t (*take)(struct walk *w, uint64_t off, uint64_t end);
} takers[] = {
    {ZIP_LOCAL, take_local},
    {ZIP_CENTRAL, take_central},
    {ZIP_END, take_end},
};

static uint64_t take_record(struct walk *w, uint64_t off, uint64_t end)
{
    uint32_t signature = zip_signature_at(w->in, off);
    for (size_t k = 0; k < sizeof takers / sizeof takers[0]; k++) {
        uint64_t next = takers[k].signature == signature ? takers[k].take(w, off, end) : off;
        if (next > off)
            return next;
    }
    return off + 1;
}

static void scan_gaps(struct walk *w)
{
    struct spans gaps = {0};
    w->failed |= !span_gaps(&w->covered, w->in.len, &gaps);
    for (size_t k = 0; k < gaps.count && !w->failed; k++) {
        uint64_t end = gaps.rows[k].off + gaps.rows[k].size;
        uint64_t off = gaps.rows[k].off;
        while ((off = next_mark(w->in, off, end)) < end && !w->failed)
            off = take_record(w, off, end);
    }
    span_free(&gaps);
}

/* ---- Stage 4: central records outside the directory ------------------------------------------ */

/* glibc's qsort has no context, and this sorts rows that carry their own key. */
struct header_row {
    uint64_t off;
    size_t entry;
};

static int header_order(const void *a, const void *b)
{
    const struct header_row *x = a, *y = b;
    if (x->off != y->off)
        return x->off < y->off ? -1 : 1;
    return x->entry < y->entry ? -1 : x->entry > y->entry;
}

static struct header_row *sort_headers(const struct zip_archive *out)
{
    struct header_row *rows = calloc(out->count + 1, sizeof *rows);
    if (!rows)
        return NULL;
    for (size_t n = 0; n < out->count; n++)
        rows[n] = (struct header_row){out->entries[n].local.off, n};
    qsort(rows, out->count, sizeof *rows, header_order);
    return rows;
}

/* The first entry whose local header is at off, as a row; NULL without one. */
static const struct header_row *row_at(const struct header_row *rows, size_t count, uint64_t off)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (rows[middle].off < off)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && rows[low].off == off ? &rows[low] : NULL;
}

static bool same_claims(const struct zip_record *a, const struct zip_record *b)
{
    return same_name(a, b) && a->method == b->method && a->packed == b->packed &&
           a->unpacked == b->unpacked && a->crc == b->crc && a->flags == b->flags;
}

/* Gives a central record outside the directory to the member that it describes. */
static void join_stray(struct walk *w, const struct zip_record *stray,
                       const struct header_row *rows, size_t row_count)
{
    const struct header_row *row = NULL;
    struct zip_record local;
    if (find_header(w, stray, &local))
        row = row_at(rows, row_count, local.off);
    size_t n = row ? row->entry : 0;
    bool is_known = row && w->out->entries[n].central.is_there;
    if (is_known && same_claims(&w->out->entries[n].central, stray)) {
        cover(w, stray->off, stray->size);
        add_record_areas(w, stray);
        return;
    }
    if (!row || is_known) {
        n = w->out->count;
        if (!entry_add(w, ZIP_LISTED_ELSE))
            return;
    }
    w->out->entries[n].place = ZIP_LISTED_ELSE;
    w->out->entries[n].central = *stray;
    cover(w, stray->off, stray->size);
    join_header(w, n);
}

static void join_strays(struct walk *w)
{
    if (w->stray_count == 0)
        return;
    size_t count = w->out->count;
    struct header_row *rows = sort_headers(w->out);
    w->failed |= !rows;
    for (size_t k = 0; k < w->stray_count && rows && !w->failed; k++)
        join_stray(w, &w->strays[k], rows, count);
    free(rows);
}

/* ---- Names that lead elsewhere --------------------------------------------------------------- */

struct name_row {
    const struct zip_record *local;
    size_t entry;
};

static int name_order(const struct zip_record *a, const struct zip_record *b)
{
    size_t n = a->name_len < b->name_len ? a->name_len : b->name_len;
    int order = n ? memcmp(a->name, b->name, n) : 0;
    return order ? order : (a->name_len > b->name_len) - (a->name_len < b->name_len);
}

static int name_row_order(const void *a, const void *b)
{
    const struct name_row *x = a, *y = b;
    return name_order(x->local, y->local);
}

static size_t sort_unlisted(const struct zip_archive *out, struct name_row *rows)
{
    size_t count = 0;
    for (size_t n = 0; n < out->count; n++)
        if (out->entries[n].place == ZIP_NOT_LISTED)
            rows[count++] = (struct name_row){&out->entries[n].local, n};
    if (count)
        qsort(rows, count, sizeof *rows, name_row_order);
    return count;
}

/* A central record that leads to the header of another name, while one of its own name stands in the
 * file: that one is not unlisted, it is misplaced. */
static void find_misplaced(struct walk *w)
{
    struct zip_archive *out = w->out;
    struct name_row *rows = calloc(out->count + 1, sizeof *rows);
    size_t count = rows ? sort_unlisted(out, rows) : 0;
    for (size_t n = 0; n < out->count && count; n++) {
        const struct zip_entry *entry = &out->entries[n];
        if (entry->place != ZIP_LISTED || !entry->local.is_there ||
            same_name(&entry->central, &entry->local))
            continue;
        struct name_row key = {&entry->central, n};
        struct name_row *row = bsearch(&key, rows, count, sizeof *rows, name_row_order);
        if (!row || out->entries[row->entry].is_misplaced)
            continue;
        out->entries[row->entry].is_misplaced = true;
        report(w, INPUT_ANOMALY_HEADER_OFFSET, entry->central.off, n,
               entry->central.header_off + w->shifts[0], row->local->off);
    }
    w->failed |= !rows;
    free(rows);
}

/* ---- Stage 5: what is left ------------------------------------------------------------------- */

static const char *gap_why(const struct walk *w, struct span gap)
{
    if (gap.off + gap.size <= w->out->start)
        return "before the archive";
    if (w->has_end && gap.off > w->end.off)
        return "after the archive";
    return is_zeros(w->in, gap.off, gap.size) ? "zeros between records" : "between records";
}

static void list_gaps(struct walk *w)
{
    struct spans gaps = {0};
    for (size_t n = 0; n < w->out->count; n++) {
        const struct zip_entry *entry = &w->out->entries[n];
        cover(w, entry->central.off, entry->central.size);
        cover(w, entry->data_off, entry->own_size);
        cover(w, entry->data_off, entry->data_size);
    }
    w->failed |= !span_gaps(&w->covered, w->in.len, &gaps);
    for (size_t k = 0; k < gaps.count && !w->failed; k++) {
        struct zip_gap *gap = GROW(w->out->gaps, w->out->gap_count, w->out->gap_cap);
        if (gap)
            *gap = (struct zip_gap){gaps.rows[k].off, gaps.rows[k].size, gap_why(w, gaps.rows[k])};
        w->failed |= !gap;
    }
    span_free(&gaps);
}

static uint64_t first_record(const struct walk *w)
{
    uint64_t start = w->has_end ? w->dir_start : w->in.len;
    for (size_t n = 0; n < w->out->count; n++) {
        const struct zip_entry *entry = &w->out->entries[n];
        uint64_t off = entry->local.is_there ? entry->local.off : entry->central.off;
        if (off < start)
            start = off;
    }
    return start;
}

bool zip_begins(const uint8_t *bytes, uint64_t len)
{
    return is_record(zip_signature_at((struct zip_bytes){bytes, len}, 0));
}

int zip_bid(const uint8_t *bytes, uint64_t len, uint64_t *dir_off)
{
    struct zip_bytes in = {bytes, len};
    struct zip_end end;
    struct zip_record local;
    uint64_t from = len >= ZIP_END_SIZE ? len - ZIP_END_SIZE : 0;
    while (len >= ZIP_END_SIZE && find_end(in, from, &end)) {
        if (directory_before(in, &end, dir_off) || directory_claimed(in, &end, dir_off))
            return 80;
        if (end.off == 0)
            break;
        from = end.off - 1;
    }
    *dir_off = len;
    if (zip_read_end(in, 0, &end) && end.size == len && end.all.count == 0)
        return 80; /* an archive of nothing */
    return zip_read_local(in, 0, &local) && local.name_len > 0 ? 60 : 0;
}

/* A reader that takes offsets from the start of the bytes may find another directory there. */
static bool has_one_directory(const struct walk *w)
{
    uint64_t before, claimed;
    if (!w->has_end || !directory_before(w->in, &w->end, &before) || w->end.all.dir_off > before)
        return false;
    return !directory_claimed(w->in, &w->end, &claimed) || claimed == before;
}

static void measure(const struct walk *w)
{
    struct zip_archive *archive = w->out;
    archive->has_extent = has_one_directory(w);
    archive->from = archive->has_extent ? w->dir_start - w->end.all.dir_off : 0;
    archive->to = archive->has_extent ? w->end.off + w->end.size : w->in.len;
    for (size_t n = 0; n < archive->count && archive->has_extent; n++) {
        const struct zip_entry *entry = &archive->entries[n];
        uint64_t end = entry->data_off + entry->data_size;
        archive->has_extent =
            entry->place != ZIP_LISTED ||
            (entry->local.is_there && entry->local.off >= archive->from && end <= archive->to);
    }
}

bool zip_extent(const uint8_t *bytes, uint64_t len, uint64_t *from, uint64_t *to)
{
    struct zip_archive archive;
    if (!zip_walk(bytes, len, 0, &archive, NULL))
        return false;
    bool has_extent = archive.has_extent;
    *from = archive.from;
    *to = archive.to;
    zip_archive_free(&archive);
    return has_extent;
}

bool zip_walk(const uint8_t *bytes, uint64_t len, size_t max_members, struct zip_archive *archive,
              struct err *err)
{
    *archive = (struct zip_archive){0};
    struct walk w = {.in = {bytes, len}, .out = archive, .max_members = max_members};
    walk_directory(&w);
    size_t listed = archive->count;
    for (size_t n = 0; n < listed && !w.failed; n++)
        join_header(&w, n);
    scan_gaps(&w);
    join_strays(&w);
    find_misplaced(&w);
    measure(&w);
    archive->start = first_record(&w);
    archive->has_end = w.has_end;
    archive->disk = w.end.all.disk;
    list_gaps(&w);
    list_areas(&w);
    w.failed |= !zip_check(w.has_end ? w.dir_start : len, archive);
    w.failed |= archive->anomalies.failed;
    free(w.strays);
    span_free(&w.covered);
    if (!w.failed)
        return true;
    zip_archive_free(archive);
    return err_set(err, "not enough memory for the list of members");
}

void zip_archive_free(struct zip_archive *archive)
{
    free(archive->entries);
    anomaly_free(&archive->anomalies);
    free(archive->gaps);
    free(archive->areas);
    *archive = (struct zip_archive){0};
}
