/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which objects were met, and where: sharing and cycles are refused, or get numbers. */
#include <inttypes.h>
#include <stdlib.h>

#include "src/output/export_run.h"

/* The row of a value; *is_new: it was just made. NULL: no memory. */
struct seen_row *seen_row_of(struct export *ex, br_value value, bool *is_new)
{
    uint32_t *number = valuemap_put(&ex->seen, value);
    *is_new = number && *number == 0;
    if (*is_new && ex->n_rows == ex->cap_rows) {
        uint32_t cap = ex->cap_rows ? ex->cap_rows * 2 : 64;
        struct seen_row *rows =
            ex->cap_rows > UINT32_MAX / 4 ? NULL : realloc(ex->rows, cap * sizeof *rows);
        if (!rows)
            number = NULL;
        else {
            ex->rows = rows;
            ex->cap_rows = cap;
        }
    }
    if (!number) {
        ex->failed = true;
        return NULL;
    }
    if (*is_new) {
        ex->rows[ex->n_rows++] = (struct seen_row){.weight = 0};
        *number = ex->n_rows;
    }
    return &ex->rows[*number - 1];
}

static const char *kind_text(const struct export *ex, br_value value)
{
    enum br_kind kind = br_kind(ex->rec, value);
    return br_kind_is_unknown(kind) ? "object" : br_kind_name(kind);
}

/* While looking: an object is met once more. */
void seen_again(struct export *ex, br_value value, struct seen_row *row, br_op put_by)
{
    uint64_t made = br_pos(ex->rec, br_maker(ex->rec, value));
    if (ex->options.references) {
        row->notes |= SEEN_SHARED;
        export_weigh(ex, WEIGHT_OBJECT, put_by);
    } else if (row->notes & SEEN_OPEN) {
        export_refuse(ex, put_by,
                      "the %s made at 0x%" PRIx64 " holds itself (--references writes such)",
                      kind_text(ex, value), made);
    } else if (row->notes & SEEN_LASTING) {
        export_refuse(ex, put_by,
                      "the %s made at 0x%" PRIx64 " stands in two places, the first by 0x%" PRIx64
                      " (--references writes such)",
                      kind_text(ex, value), made, br_pos(ex->rec, row->put_by));
    } else {
        export_weigh(ex, row->weight, put_by);
    }
    if (ex->n_frames && row->notes & SEEN_LASTING)
        ex->frames[ex->n_frames - 1].is_lasting = true;
}

/* While writing: true if a reference was written, else *close is what has to be closed. */
bool seen_reference(struct export *ex, struct seen_row *row, uint8_t *close)
{
    *close = 0;
    if (!(row->notes & SEEN_SHARED))
        return false;
    jsonl_object(ex->json);
    jsonl_key(ex->json, row->id ? "$ref" : "$id");
    if (row->id) {
        jsonl_number(ex->json, row->id);
        jsonl_object_end(ex->json);
        return true;
    }
    row->id = ++ex->n_ids;
    jsonl_number(ex->json, row->id);
    jsonl_key(ex->json, "$value");
    *close = CLOSE_VALUE;
    return false;
}
