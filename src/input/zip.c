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
#include "src/input/zip_walk.h"

const struct zip_record *zip_entry_view(const struct zip_entry *entry)
{
    return entry->central.is_there ? &entry->central : &entry->local;
}

static int area_order(const void *a, const void *b)
{
    const struct zip_area *x = a, *y = b;
    if (x->off != y->off)
        return x->off < y->off ? -1 : 1;
    return (x->size < y->size) - (x->size > y->size);
}

/* All extra fields and comments, each byte once: records may share a header, or overlap. */
static void list_areas(struct zip_walk_state *w)
{
    struct zip_archive *out = w->out;
    uint64_t seen = 0;
    size_t kept = 0;
    for (size_t n = 0; n < out->count; n++) {
        zip_walk_areas(w, &out->entries[n].central);
        zip_walk_areas(w, &out->entries[n].local);
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

/* ---- Stage 3: what stands between ------------------------------------------------------------ */

/* Each takes the record at off, in a gap that ends at end, and gives where to go on; off if it is
 * none. */
static uint64_t take_local(struct zip_walk_state *w, uint64_t off, uint64_t end)
{
    struct zip_record local;
    if (!zip_read_local(w->in, off, &local) || local.name_len == 0 || local.size > end - off)
        return off;
    struct zip_entry *entry = zip_walk_entry(w, ZIP_NOT_LISTED);
    if (!entry)
        return off;
    entry->local = local;
    uint64_t left = end - off - local.size;
    uint64_t want = zip_wanted_size(&local, left);
    if (want > left)
        zip_walk_report(w, INPUT_ANOMALY_DATA_RANGE, off, w->out->count - 1,
                        off + local.size + want, end);
    if (want > left || (want == 0 && (local.flags & ZIP_FLAG_DESCRIPTOR)))
        want = zip_size_by_search(w->in, off + local.size, end);
    zip_walk_place(w, w->out->count - 1, want);
    uint64_t next = w->out->entries[w->out->count - 1].sure_end;
    return next < end ? next : end;
}

static uint64_t take_central(struct zip_walk_state *w, uint64_t off, uint64_t end)
{
    struct zip_record record;
    bool is_full = w->max_members && w->stray_count >= w->max_members;
    if (is_full || !zip_read_central(w->in, off, &record) || record.size > end - off)
        return off;
    struct zip_record *stray = GROW(w->strays, w->stray_count, w->stray_cap);
    if (stray)
        *stray = record;
    w->failed |= !stray;
    return off + zip_walk_sure_size(w, &record);
}

static uint64_t take_end(struct zip_walk_state *w, uint64_t off, uint64_t end)
{
    struct zip_end other;
    uint64_t start;
    if (!zip_read_end(w->in, off, &other))
        return off;
    if (w->has_end)
        zip_walk_report(w, INPUT_ANOMALY_END_RECORD, off, INPUT_NO_MEMBER, w->end.off, off);
    if (zip_directory_before(w->in, &other, &start))
        zip_walk_shift(w, start - other.all.dir_off);
    zip_walk_cover_end(w, &other);
    uint64_t next = off + other.size;
    return next < end ? next : end;
}

static const struct {
    uint32_t signature;
    uint64_t (*take)(struct zip_walk_state *w, uint64_t off, uint64_t end);
} takers[] = {
    {ZIP_LOCAL, take_local},
    {ZIP_CENTRAL, take_central},
    {ZIP_END, take_end},
};

static uint64_t take_record(struct zip_walk_state *w, uint64_t off, uint64_t end)
{
    uint32_t signature = zip_signature_at(w->in, off);
    for (size_t k = 0; k < sizeof takers / sizeof takers[0]; k++) {
        uint64_t next = takers[k].signature == signature ? takers[k].take(w, off, end) : off;
        if (next > off)
            return next;
    }
    return off + 1;
}

static void scan_gaps(struct zip_walk_state *w)
{
    struct spans gaps = {0};
    w->failed |= !span_gaps(&w->covered, w->in.len, &gaps);
    for (size_t k = 0; k < gaps.count && !w->failed; k++) {
        uint64_t end = gaps.rows[k].off + gaps.rows[k].size;
        uint64_t off = gaps.rows[k].off;
        while ((off = zip_next_mark(w->in, off, end)) < end && !w->failed)
            off = take_record(w, off, end);
    }
    span_free(&gaps);
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
static void find_misplaced(struct zip_walk_state *w)
{
    struct zip_archive *out = w->out;
    struct name_row *rows = calloc(out->count + 1, sizeof *rows);
    size_t count = rows ? sort_unlisted(out, rows) : 0;
    for (size_t n = 0; n < out->count && count; n++) {
        const struct zip_entry *entry = &out->entries[n];
        if (entry->place != ZIP_LISTED || !entry->local.is_there ||
            zip_same_name(&entry->central, &entry->local))
            continue;
        struct name_row key = {&entry->central, n};
        struct name_row *row = bsearch(&key, rows, count, sizeof *rows, name_row_order);
        if (!row || out->entries[row->entry].is_misplaced)
            continue;
        out->entries[row->entry].is_misplaced = true;
        zip_walk_report(w, INPUT_ANOMALY_HEADER_OFFSET, entry->central.off, n,
                        entry->central.header_off + w->shifts[0], row->local->off);
    }
    w->failed |= !rows;
    free(rows);
}

/* ---- Stage 5: what is left ------------------------------------------------------------------- */

static const char *gap_why(const struct zip_walk_state *w, struct span gap)
{
    if (gap.off + gap.size <= w->out->start)
        return "before the archive";
    if (w->has_end && gap.off > w->end.off)
        return "after the archive";
    return zip_is_zeros(w->in, gap.off, gap.size) ? "zeros between records" : "between records";
}

static void list_gaps(struct zip_walk_state *w)
{
    struct spans gaps = {0};
    for (size_t n = 0; n < w->out->count; n++) {
        const struct zip_entry *entry = &w->out->entries[n];
        zip_walk_cover(w, entry->central.off, entry->central.size);
        zip_walk_cover(w, entry->data_off, entry->own_size);
        zip_walk_cover(w, entry->data_off, entry->data_size);
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

static uint64_t first_record(const struct zip_walk_state *w)
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

int zip_bid(const uint8_t *bytes, uint64_t len, uint64_t *dir_off)
{
    struct zip_bytes in = {bytes, len};
    struct zip_end end;
    struct zip_record local;
    uint64_t from = len >= ZIP_END_SIZE ? len - ZIP_END_SIZE : 0;
    while (len >= ZIP_END_SIZE && zip_find_end(in, from, &end)) {
        if (zip_directory_before(in, &end, dir_off) || zip_directory_claimed(in, &end, dir_off))
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
static bool has_one_directory(const struct zip_walk_state *w)
{
    uint64_t before, claimed;
    if (!w->has_end || !zip_directory_before(w->in, &w->end, &before) ||
        w->end.all.dir_off > before)
        return false;
    return !zip_directory_claimed(w->in, &w->end, &claimed) || claimed == before;
}

static void measure(const struct zip_walk_state *w)
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
    struct zip_walk_state w = {.in = {bytes, len}, .out = archive, .max_members = max_members};
    zip_walk_directory(&w);
    size_t listed = archive->count;
    for (size_t n = 0; n < listed && !w.failed; n++)
        zip_walk_join(&w, n);
    scan_gaps(&w);
    zip_walk_join_strays(&w);
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
