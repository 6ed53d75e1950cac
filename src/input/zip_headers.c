/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Central records of a zip are joined to local headers, and these to their data. */
#include <stdlib.h>
#include <string.h>

#include "src/input/zip_walk.h"

enum {
    MAX_DESCRIPTOR = 24, /* bytes of the longest form */
};

bool zip_same_name(const struct zip_record *a, const struct zip_record *b)
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
    bool is_named = local->name_len > 0 && zip_same_name(central, local);
    return is_signed ? (is_named ? 3 : 2) : (is_named ? 1 : 0);
}

/* The local header that a central record means, counting its offset in each way there is: the
 * best fit, of equal ones the first. False without one. */
static bool find_header(const struct zip_walk_state *w, const struct zip_record *central,
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

static void check_header(struct zip_walk_state *w, size_t n)
{
    const struct zip_record *local = &w->out->entries[n].local;
    const struct zip_record *central = &w->out->entries[n].central;
    uint64_t due = central->header_off + w->shifts[0];
    uint32_t signature = zip_signature_at(w->in, local->off);
    if (local->off != due && w->out->entries[n].place == ZIP_LISTED)
        zip_walk_report(w, INPUT_ANOMALY_HEADER_OFFSET, central->off, n, due, local->off);
    if (signature != ZIP_LOCAL)
        zip_walk_report(w, INPUT_ANOMALY_SIGNATURE, local->off, n, 0, signature);
}

/* How many bytes of data some reader would take. One that is stored has two sizes, and readers
 * differ in which they trust: the larger, if the file has as many. */
uint64_t zip_wanted_size(const struct zip_record *view, uint64_t left)
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
void zip_walk_place(struct zip_walk_state *w, size_t n, uint64_t want)
{
    struct zip_entry *entry = &w->out->entries[n];
    const struct zip_record *local = &entry->local;
    entry->data_off = local->off + local->size;
    uint64_t left = w->in.len - local->off;
    left = local->size < left ? left - local->size : 0;
    if (want > left)
        zip_walk_report(w, INPUT_ANOMALY_DATA_RANGE, local->off, n, entry->data_off + want,
                        w->in.len);
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
    zip_walk_cover(w, local->off, entry->sure_end - local->off);
}

/* How far the data reach by the local header alone. All members together may be searched for as many
 * bytes as the file has: they may share one header. */
static uint64_t own_wanted(struct zip_walk_state *w, const struct zip_entry *entry, uint64_t left)
{
    const struct zip_record *local = &entry->local;
    uint64_t want = zip_wanted_size(local, left);
    if (want == 0 && (local->flags & ZIP_FLAG_DESCRIPTOR)) {
        if (entry->has_descriptor || w->searched > w->in.len)
            return entry->data_size;
        want = zip_size_by_search(w->in, entry->data_off, w->in.len);
        w->searched += want;
        if (want - entry->data_size <= MAX_DESCRIPTOR) /* no data: a descriptor that disagrees */
            want = entry->data_size;
    }
    if (want <= left)
        return want;
    return local->method == 0 ? 0 : left; /* packed data end by themselves */
}

/* Readers that go from header to header, and those that trust it more than the directory. */
static void place_own(struct zip_walk_state *w, size_t n)
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
void zip_walk_join(struct zip_walk_state *w, size_t n)
{
    struct zip_record local;
    const struct zip_record *central = &w->out->entries[n].central;
    if (!find_header(w, central, &local)) {
        zip_walk_report(w, INPUT_ANOMALY_NO_HEADER, central->off, n, central->header_off, 0);
        return;
    }
    w->out->entries[n].local = local;
    check_header(w, n);
    uint64_t left = w->in.len - local.off;
    left = local.size < left ? left - local.size : 0;
    zip_walk_place(w, n, zip_wanted_size(central, left));
    place_own(w, n);
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
    return zip_same_name(a, b) && a->method == b->method && a->packed == b->packed &&
           a->unpacked == b->unpacked && a->crc == b->crc && a->flags == b->flags;
}

/* Gives a central record outside the directory to the member that it describes. */
static void join_stray(struct zip_walk_state *w, const struct zip_record *stray,
                       const struct header_row *rows, size_t row_count)
{
    const struct header_row *row = NULL;
    struct zip_record local;
    if (find_header(w, stray, &local))
        row = row_at(rows, row_count, local.off);
    size_t n = row ? row->entry : 0;
    bool is_known = row && w->out->entries[n].central.is_there;
    if (is_known && same_claims(&w->out->entries[n].central, stray)) {
        zip_walk_cover(w, stray->off, stray->size);
        zip_walk_areas(w, stray);
        return;
    }
    if (!row || is_known) {
        n = w->out->count;
        if (!zip_walk_entry(w, ZIP_LISTED_ELSE))
            return;
    }
    w->out->entries[n].place = ZIP_LISTED_ELSE;
    w->out->entries[n].central = *stray;
    zip_walk_cover(w, stray->off, stray->size);
    zip_walk_join(w, n);
}

void zip_walk_join_strays(struct zip_walk_state *w)
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
