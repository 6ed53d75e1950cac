/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end record of a zip and the directory that it names, as its readers look for them. */
#include "src/input/zip_walk.h"

enum {
    MAX_COMMENT = 65536, /* bytes behind an end record that Python looks at */
};

/* The last end record that begins at or before `from`, no further back than a comment is long. */
bool zip_find_end(struct zip_bytes in, uint64_t from, struct zip_end *end)
{
    uint64_t lowest = in.len > MAX_COMMENT + ZIP_END_SIZE ? in.len - MAX_COMMENT - ZIP_END_SIZE : 0;
    for (uint64_t off = from + 1; off-- > lowest;)
        if (in.data[off] == 'P' && zip_read_end(in, off, end))
            return true;
    return false;
}

/* Where Python looks for the directory: directly before the end record. */
bool zip_directory_before(struct zip_bytes in, const struct zip_end *end, uint64_t *start)
{
    *start = end->base - end->all.dir_size;
    return end->all.dir_size <= end->base && end->all.dir_size > 0 &&
           zip_signature_at(in, *start) == ZIP_CENTRAL;
}

/* Where PyTorch's miniz and others look: at the offset that the end record gives. */
bool zip_directory_claimed(struct zip_bytes in, const struct zip_end *end, uint64_t *start)
{
    *start = end->all.dir_off;
    return end->all.dir_off < end->base && zip_signature_at(in, end->all.dir_off) == ZIP_CENTRAL;
}

void zip_walk_shift(struct zip_walk_state *w, uint64_t shift)
{
    for (size_t k = 0; k < w->shift_count; k++)
        if (w->shifts[k] == shift)
            return;
    if (w->shift_count < ZIP_MAX_SHIFTS)
        w->shifts[w->shift_count++] = shift;
}

/* Reads records from w->dir_start to where the directory should end. */
static void read_directory(struct zip_walk_state *w)
{
    uint64_t off = w->dir_start;
    uint64_t room = w->end.base - off;
    uint64_t end = off + (w->end.all.dir_size < room ? w->end.all.dir_size : room);
    struct zip_bytes directory = {w->in.data, end};
    struct zip_record record;
    while (off < end && zip_read_central(directory, off, &record)) {
        struct zip_entry *entry = zip_walk_entry(w, ZIP_LISTED);
        if (!entry)
            break;
        entry->central = record;
        zip_walk_cover(w, off, zip_walk_sure_size(w, &record));
        off += record.size;
    }
    if (off != end)
        zip_walk_report(w, INPUT_ANOMALY_DIRECTORY_END, w->dir_start, INPUT_NO_MEMBER, end, off);
    if (w->end.all.count != w->out->count)
        zip_walk_report(w, INPUT_ANOMALY_ENTRY_COUNT, w->end.off, INPUT_NO_MEMBER, w->end.all.count,
                        w->out->count);
}

void zip_walk_cover_end(struct zip_walk_state *w, const struct zip_end *end)
{
    zip_walk_cover(w, end->off, end->size);
    bool is_around = end->off < w->end.off && end->off + end->size > w->end.off;
    if (!is_around) /* else the archive stands in its comment */
        zip_walk_area(w, end->off + ZIP_END_SIZE, end->size - ZIP_END_SIZE, false);
    if (end->has_locator)
        zip_walk_cover(w, end->off - ZIP_LOCATOR64_SIZE, ZIP_LOCATOR64_SIZE);
    if (end->has_zip64)
        zip_walk_cover(w, end->off64, ZIP_END64_SIZE);
}

/* Where both the end record and the zip64 one give a value: Python takes the latter, others only where the
 * former is all ones. */
static void check_end64(struct zip_walk_state *w)
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
            zip_walk_report(w, rows[k].kind, end->off, INPUT_NO_MEMBER, rows[k].own, rows[k].all);
    uint64_t locator = end->off - ZIP_LOCATOR64_SIZE, first = end->off64 + ZIP_END64_LEAD;
    uint64_t size = first < locator ? locator - first : 0;
    if (end->size64 != size)
        zip_walk_report(w, INPUT_ANOMALY_ZIP64_RECORD, end->off64, INPUT_NO_MEMBER, end->size64,
                        size);
    uint64_t shift = w->shifts[0];
    if (end->claimed64 != end->off64 && end->claimed64 + shift != end->off64)
        zip_walk_report(w, INPUT_ANOMALY_ZIP64, end->off, INPUT_NO_MEMBER, end->claimed64,
                        end->off64);
}

/* Some readers want the comment to end where the file does, others take what there is. */
static void check_comment(struct zip_walk_state *w)
{
    const struct zip_end *end = &w->end;
    uint64_t behind = end->off + ZIP_END_SIZE + end->comment;
    bool is_padded =
        end->left > end->comment && zip_is_zeros(w->in, behind, end->left - end->comment);
    if (end->comment != end->left)
        zip_walk_report(w, is_padded ? INPUT_ANOMALY_COMMENT_PADDED : INPUT_ANOMALY_COMMENT,
                        end->off, INPUT_NO_MEMBER, end->comment, end->left);
}

static void check_end(struct zip_walk_state *w)
{
    const struct zip_end *end = &w->end;
    const struct zip_counts *all = &end->all;
    if (all->disk || all->dir_disk)
        zip_walk_report(w, INPUT_ANOMALY_DISK, end->off, INPUT_NO_MEMBER, all->disk, all->dir_disk);
    if (end->has_locator && end->disks > 1)
        zip_walk_report(w, INPUT_ANOMALY_DISKS, end->off - ZIP_LOCATOR64_SIZE, INPUT_NO_MEMBER,
                        end->disks, 1);
    if (all->count_here != all->count)
        zip_walk_report(w, INPUT_ANOMALY_COUNT_HERE, end->off, INPUT_NO_MEMBER, all->count_here,
                        all->count);
    if (end->has_zip64)
        check_end64(w);
    else if (end->has_locator)
        zip_walk_report(w, INPUT_ANOMALY_ZIP64_MISSING, end->off - ZIP_LOCATOR64_SIZE,
                        INPUT_NO_MEMBER, end->claimed64, 0);
    check_comment(w);
}

void zip_walk_directory(struct zip_walk_state *w)
{
    w->has_end =
        w->in.len >= ZIP_END_SIZE && zip_find_end(w->in, w->in.len - ZIP_END_SIZE, &w->end);
    if (!w->has_end) {
        zip_walk_report(w, INPUT_ANOMALY_NO_END_RECORD, w->in.len, INPUT_NO_MEMBER, 0, 0);
        zip_walk_shift(w, 0);
        return;
    }
    zip_walk_cover_end(w, &w->end);
    uint64_t before, claimed;
    bool is_before = zip_directory_before(w->in, &w->end, &before);
    bool is_claimed = zip_directory_claimed(w->in, &w->end, &claimed);
    w->dir_start = is_before ? before : is_claimed ? claimed : w->end.base;
    zip_walk_shift(w, is_before ? before - claimed : 0);
    zip_walk_shift(w, 0);
    check_end(w);
    if (is_before && before != claimed)
        zip_walk_report(w, is_claimed ? INPUT_ANOMALY_DIRECTORY_OFFSET : INPUT_ANOMALY_PREFIX,
                        w->end.off, INPUT_NO_MEMBER, claimed, before);
    if (!is_before && is_claimed)
        zip_walk_report(w, INPUT_ANOMALY_DIRECTORY_SIZE, w->end.off, INPUT_NO_MEMBER,
                        w->end.all.dir_size, w->end.base - claimed);
    if (is_before || is_claimed)
        read_directory(w);
    else if (w->end.all.dir_size || w->end.all.count)
        zip_walk_report(w, INPUT_ANOMALY_NO_DIRECTORY, w->end.off, INPUT_NO_MEMBER, claimed, 0);
}
