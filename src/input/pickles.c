/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/pickles.h"

#include <string.h>

void pickles_begin(struct pickles *pickles, uint64_t offset, uint64_t len)
{
    *pickles = (struct pickles){
        .at = {.offset = offset, .limit = len},
        .more = true,
        .len = len,
    };
}

/* Takes up what stands inside one of those in a row, and where the next of these begins. */
static bool look_inside(struct pickles *pickles, const br_record *rec)
{
    struct br_inset inset;
    uint64_t base = pickles->at.offset;
    pickles->after = base + br_end(rec);
    pickles->has_after = !br_error_of(rec) && pickles->after < pickles->len;
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
    if (!to->inside.failed)
        return true;
    pickles_free(to);
    return false;
}

void pickles_free(struct pickles *pickles)
{
    buf_free(&pickles->inside);
    pickles->more = false;
}
