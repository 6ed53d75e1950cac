/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/pickles.h"

#include <stdlib.h>
#include <string.h>

#include "src/input/behind.h"
#include "src/input/evidence.h"

enum {
    BEFORE_BREAK = 4096, /* bytes before a break in which the next may begin */
    TASTED_BYTES = 4096, /* behind padding */
    HEADERS_TRIED = 64,  /* before the break of the first */
};

void pickles_begin(struct pickles *pickles, uint64_t offset, uint64_t len)
{
    *pickles = (struct pickles){
        .at = {.offset = offset, .limit = len},
        .more = true,
        .len = len,
    };
}

/* ---- Behind a break --------------------------------------------------------------------------- */

static bool begin_search(struct pickles *pickles, const uint8_t *bytes)
{
    if (pickles->search)
        return true;
    pickles->search = malloc(sizeof *pickles->search);
    if (pickles->search)
        behind_begin(pickles->search, bytes, pickles->len, false);
    return pickles->search != NULL;
}

/* Before the break stand opcodes of what breaks: a part of these is no pickle of its own unless it says
 * where it begins, or ends. */
static bool is_apart(const struct carve_found *found, uint64_t end)
{
    return found->offset >= end || found->error.kind == BR_ERR_NONE ||
           (found->reasons & BEHIND_BIT(CARVE_HEADER));
}

/* Behind one of several in a row another is likely: what carve believes at all is read. Behind the first
 * of a file, which may be anything, it must say where it begins, or import. */
static const struct behind_proof in_row = {.least = CARVE_LOW};
static const struct behind_proof behind_first = {.any = BEHIND_BIT(CARVE_HEADER) |
                                                        BEHIND_BIT(CARVE_IMPORT)};

/* Goes on with the search at `from`, or where it has come to: no byte is searched twice, and what
 * long lines may cost is counted over all searches. The offset of the next that proves so much and
 * stands apart from what begins at `start` and breaks at `end`, or len. */
static uint64_t search(struct pickles *pickles, const uint8_t *bytes, uint64_t from, uint64_t end,
                       uint64_t start, const struct behind_proof *proof)
{
    struct carve_found found;
    struct err err;
    if (!begin_search(pickles, bytes)) {
        pickles->is_limited = true;
        return pickles->len;
    }
    carve_skip(pickles->search, from);
    while (behind_next(pickles->search, &in_row, &found, &err)) {
        bool is_next =
            found.offset > start && behind_proves(&found, proof) && is_apart(&found, end);
        carve_found_free(&found);
        if (is_next)
            return found.offset;
    }
    pickles->is_limited |= pickles->search->is_limited || err.text[0];
    return pickles->len;
}

/* Where the row goes on behind what begins at `start` and breaks at `end`; len: nowhere. */
static uint64_t find_next(struct pickles *pickles, const uint8_t *bytes, uint64_t start,
                          uint64_t end)
{
    uint64_t len = pickles->len, padded = evidence_padding(bytes, len, start);
    uint64_t left = len - padded;
    uint64_t size = left < TASTED_BYTES ? left : TASTED_BYTES;
    bool is_next = padded > start && left > 0 &&
                   evidence_of_pickle(bytes + padded, size, size == left).is_pickle;
    uint64_t from = end - start > BEFORE_BREAK ? end - BEFORE_BREAK : start + 1;
    uint64_t next =
        is_next || left == 0 ? padded : search(pickles, bytes, from, end, start, &in_row);
    pickles->rest = next == padded && padded > start ? PICKLES_PADDING : PICKLES_JUNK;
    return next;
}

/* Before the break: opcodes of a pickle whose middle is missing run into the header of the next, and break in
 * there. Where the last begins that goes on behind the break; len: nowhere. */
static uint64_t find_across(const uint8_t *bytes, uint64_t len, uint64_t start, uint64_t end)
{
    uint64_t stop = len - end > TASTED_BYTES ? end + TASTED_BYTES : len;
    unsigned tries = 0;
    uint64_t from = end - start > BEFORE_BREAK ? end - BEFORE_BREAK : start + 1;
    for (uint64_t off = end; off-- > from && tries < HEADERS_TRIED;) {
        if (bytes[off] != 0x80)
            continue;
        struct evidence e = evidence_of_pickle(bytes + off, stop - off, stop == len);
        tries++;
        if (e.is_pickle && e.has_header && off + e.end > end)
            return off;
    }
    return len;
}

/* The same of the first in its row. */
static uint64_t find_after_first(struct pickles *pickles, const uint8_t *bytes, uint64_t start,
                                 uint64_t end)
{
    uint64_t left = pickles->len - start;
    uint64_t size = left - (end - start) > TASTED_BYTES ? end - start + TASTED_BYTES : left;
    struct evidence e = evidence_of_pickle(bytes + start, size, size == left);
    if (!pickles->reads_on || (!e.is_pickle && !e.has_import))
        return pickles->len;
    uint64_t next = find_across(bytes, pickles->len, start, end);
    if (next == pickles->len)
        next = search(pickles, bytes, end - start > BEFORE_BREAK ? end - BEFORE_BREAK : start, end,
                      start, &behind_first);
    if (next < pickles->len)
        pickles->rest = PICKLES_JUNK;
    return next;
}

static void look_behind(struct pickles *pickles, const br_record *rec)
{
    uint64_t start = pickles->at.offset, end = start + br_error_of(rec)->pos;
    const uint8_t *bytes = br_bytes(rec).data - start; /* of the member */
    pickles->after = !pickles->reads_on     ? pickles->len
                     : pickles->number == 0 ? find_after_first(pickles, bytes, start, end)
                                            : find_next(pickles, bytes, start, end);
    pickles->rest_end = pickles->after;
    pickles->has_after = pickles->after < pickles->len;
}

/* ---- In a row --------------------------------------------------------------------------------- */

/* Takes up what stands inside one of those in a row, and where the next of these begins. */
static bool look_inside(struct pickles *pickles, const br_record *rec)
{
    struct br_inset inset;
    uint64_t base = pickles->at.offset;
    pickles->after = base + br_end(rec);
    pickles->has_after = !br_error_of(rec) && pickles->after < pickles->len;
    const struct br_error *error = br_error_of(rec);
    if (error && error->kind != BR_ERR_LIMIT)
        look_behind(pickles, rec);
    pickles->given = 0;
    buf_clear(&pickles->inside);
    for (uint64_t n = 0; br_inset(rec, n, &inset); n++) {
        struct pickle_spot spot = {
            .offset = base + inset.pos + inset.lead,
            .limit = base + inset.pos + inset.size,
            .is_inside = true,
            .parent = pickles->number,
            .parent_pos = br_pos(rec, inset.op),
        };
        if (inset.is_pickle)
            buf_add(&pickles->inside, &spot, sizeof spot);
    }
    return !pickles->inside.failed;
}

bool pickles_next(struct pickles *pickles, const br_record *rec)
{
    pickles->rest = PICKLES_NO_REST;
    pickles->is_limited = false;
    bool good = pickles->at.is_inside || look_inside(pickles, rec);
    bool has_inside = pickles->given < pickles->inside.len / sizeof pickles->at;
    pickles->more = good && (has_inside || pickles->has_after);
    if (!pickles->more)
        return good;
    pickles->number++;
    if (has_inside) {
        memcpy(&pickles->at, pickles->inside.data + pickles->given++ * sizeof pickles->at,
               sizeof pickles->at);
        return true;
    }
    pickles->at = (struct pickle_spot){.offset = pickles->after, .limit = pickles->len};
    pickles->has_after = false;
    return true;
}

bool pickles_copy(struct pickles *to, const struct pickles *from)
{
    *to = *from;
    to->inside = (struct buf){.limit = 0};
    if (from->inside.len)
        buf_add(&to->inside, from->inside.data, from->inside.len);
    to->search = from->search ? malloc(sizeof *to->search) : NULL;
    if (to->search)
        *to->search = *from->search;
    if (!to->inside.failed && !from->search == !to->search)
        return true;
    pickles_free(to);
    return false;
}

void pickles_free(struct pickles *pickles)
{
    buf_free(&pickles->inside);
    free(pickles->search);
    pickles->search = NULL;
    pickles->more = false;
}
