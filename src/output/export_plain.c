/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of plain data: items, members and pairs. */
#include "src/output/export_run.h"

void step_items(struct export *ex, const struct frame *frame, uint64_t n)
{
    struct br_item item = export_item(ex, frame->value, n, frame->has_each);
    if (!ex->failed)
        export_begin(ex, item.value, item.put_by);
}

void step_members(struct export *ex, const struct frame *frame, uint64_t n)
{
    struct br_item item = export_item(ex, frame->value, n, frame->has_each);
    if (ex->failed)
        return;
    if (!ex->is_looking)
        leaf_write_text(ex, item.key);
    jsonl_key_end(ex->json);
    export_begin(ex, item.value, item.put_by);
}

void step_pairs(struct export *ex, const struct frame *frame, uint64_t n)
{
    struct br_item item = export_item(ex, frame->value, n / 2, frame->has_each);
    if (!ex->failed)
        export_begin_pair(ex, n, n % 2 == 0 ? item.key : item.value, item.put_by);
}

void step_below(struct export *ex, const struct frame *frame, uint64_t n)
{
    br_op maker = br_maker(ex->rec, frame->value);
    (void)n;
    export_begin(ex, br_stack((struct br_state){ex->rec, maker}, 0), maker);
}
