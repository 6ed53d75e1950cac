/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values are begun and ended: each kind with its brackets, and what stands behind its last part. */
#include <stdlib.h>

#include "src/output/export_run.h"

void export_push(struct export *ex, struct frame frame)
{
    if (ex->n_frames == ex->cap_frames) {
        size_t cap = ex->cap_frames ? ex->cap_frames * 2 : 64;
        struct frame *frames =
            cap > SIZE_MAX / sizeof *frames / 2 ? NULL : realloc(ex->frames, cap * sizeof *frames);
        if (!frames) {
            ex->failed = true;
            return;
        }
        ex->frames = frames;
        ex->cap_frames = cap;
    }
    ex->frames[ex->n_frames++] = frame;
}

static uint64_t count_of(struct export *ex, br_value value)
{
    uint64_t count = 0;
    if (br_len(ex->end, value, &count) != BR_OK)
        ex->failed = true;
    return count;
}

struct br_item export_item(struct export *ex, br_value value, uint64_t n, bool has_each)
{
    struct br_item item = {.value = BR_NO_VALUE, .key = BR_NO_VALUE};
    bool found = false;
    enum br_status status = has_each ? br_put_item(ex->end, value, n, &item, &found)
                                     : br_item(ex->end, value, n, &item, &found);
    ex->failed |= status != BR_OK || !found;
    return item;
}

/* While looking: is there a key that no JSON object can have? The keys are weighed before they are read:
 * a long one may be that of any number of dicts. */
static bool needs_pairs(struct export *ex, br_value dict, uint64_t count, bool has_each)
{
    for (uint64_t n = 0; n < count && !export_is_over(ex); n++) {
        struct br_item item = export_item(ex, dict, n, has_each);
        if (ex->failed)
            break;
        export_weigh(ex, WEIGHT_ITEM + br_raw(ex->rec, item.key).len, item.put_by);
        if (!leaf_is_name(ex, item.key))
            return true;
    }
    return false;
}

/* How a container is written. */
static const struct shape {
    const char *name; /* of its escape; NULL: it has none */
    const char *what;
    bool is_lasting;
} shapes[BR_KIND_COUNT] = {
    [BR_KIND_TUPLE] = {"tuple", "a tuple", false},
    [BR_KIND_LIST] = {NULL, "a list", true},
    [BR_KIND_SET] = {"set", "a set", true},
    [BR_KIND_FROZENSET] = {"frozenset", "a frozenset", false},
    [BR_KIND_DICT] = {"dict", "a dict with other keys than text", true},
    [BR_KIND_BYTEARRAY] = {"bytearray", "a bytearray", true},
    [BR_KIND_MEMORYVIEW] = {"memoryview", "a memoryview", true},
};

static void open_dict(struct export *ex, struct frame *frame, const struct seen_row *row)
{
    if (row->notes & SEEN_PAIRS) {
        export_escape(ex, "dict", shapes[BR_KIND_DICT].what, frame->value);
        jsonl_array(ex->json);
        frame->kind = FRAME_PAIRS;
        frame->count *= 2;
        frame->close |= CLOSE_PAIR | CLOSE_ARRAY | CLOSE_ESCAPE;
    } else {
        jsonl_object(ex->json);
        frame->kind = FRAME_MEMBERS;
        frame->close |= CLOSE_OBJECT;
    }
}

static void open_object(struct export *ex, struct frame *frame)
{
    jsonl_object(ex->json);
    frame->kind = FRAME_OBJECT;
    frame->count = 4;
    frame->close |= CLOSE_OBJECT;
    frame->is_lasting = true;
}

static void open_items(struct export *ex, struct frame *frame, enum br_kind kind)
{
    if (shapes[kind].name && !(frame->close & CLOSE_ARGS)) {
        export_escape(ex, shapes[kind].name, shapes[kind].what, frame->value);
        frame->close |= CLOSE_ESCAPE;
    }
    frame->kind = FRAME_ITEMS;
    if (kind == BR_KIND_BYTEARRAY) {
        if (!ex->is_looking)
            leaf_write_base64(ex, frame->value);
        frame->count = 0;
    } else if (kind == BR_KIND_MEMORYVIEW) {
        frame->kind = FRAME_BELOW;
        frame->count = 1;
    } else {
        jsonl_array(ex->json);
        frame->close |= CLOSE_ARRAY;
    }
}

/* Opens the frame of an object of its own. */
void export_open(struct export *ex, br_value value, const struct seen_row *row, uint8_t close)
{
    enum br_kind kind = br_kind(ex->rec, value);
    bool has_each = row->notes & SEEN_EACH;
    struct frame frame = {.value = value,
                          .count = has_each ? br_put_count(ex->end, value) : count_of(ex, value),
                          .has_each = has_each,
                          .before = ex->weight,
                          .row = (uint32_t)(row - ex->rows) + 1,
                          .close = close,
                          .is_lasting = shapes[kind].is_lasting};
    if (br_kind_is_unknown(kind))
        open_object(ex, &frame);
    else if (kind == BR_KIND_DICT)
        open_dict(ex, &frame, row);
    else
        open_items(ex, &frame, kind);
    export_push(ex, frame);
}

/* While looking: the first time. */
static void meet(struct export *ex, br_value value, struct seen_row *row, br_op put_by)
{
    enum br_kind kind = br_kind(ex->rec, value);
    uint64_t count = count_of(ex, value);
    bool has_each = br_put_count(ex->end, value) == count;
    row->put_by = put_by;
    row->notes = SEEN_OPEN | (has_each && shapes[kind].what ? SEEN_EACH : 0);
    if (kind == BR_KIND_BYTEARRAY)
        export_weigh(ex, count, put_by);
    if (kind == BR_KIND_DICT && needs_pairs(ex, value, count, has_each))
        row->notes |= SEEN_PAIRS;
    export_open(ex, value, row, 0);
    export_weigh(ex, WEIGHT_OBJECT, put_by);
}

/* Writes a value, or opens its frame; put_by is the opcode that put it there. */
void export_begin(struct export *ex, br_value value, br_op put_by)
{
    bool is_leaf = leaf_is_one(ex, value), is_new = false;
    bool is_plain_leaf = is_leaf && !br_kind_is_unknown(br_kind(ex->rec, value));
    uint8_t close;
    struct seen_row *row = is_plain_leaf ? NULL : seen_row_of(ex, value, &is_new);
    if (ex->is_looking)
        export_weigh(ex, WEIGHT_ITEM, put_by);
    if (ex->failed)
        return;
    if (is_leaf)
        leaf_write(ex, value);
    else if (ex->is_looking && is_new)
        meet(ex, value, row, put_by);
    else if (ex->is_looking)
        seen_again(ex, value, row, put_by);
    else if (!seen_reference(ex, row, &close))
        export_open(ex, value, row, close);
}

void export_end(struct export *ex)
{
    struct frame frame = ex->frames[--ex->n_frames];
    if (frame.close & CLOSE_PAIR && frame.count > 0)
        jsonl_array_end(ex->json);
    if (frame.close & CLOSE_ARRAY)
        jsonl_array_end(ex->json);
    for (unsigned bit = CLOSE_OBJECT; bit <= CLOSE_VALUE; bit *= 2)
        if (frame.close & bit)
            jsonl_object_end(ex->json);
    if (ex->n_frames && frame.is_lasting)
        ex->frames[ex->n_frames - 1].is_lasting = true;
    if (!ex->is_looking || !frame.row)
        return;
    struct seen_row *row = &ex->rows[frame.row - 1];
    row->weight = ex->weight - frame.before;
    row->notes &= (uint8_t)~SEEN_OPEN;
    row->notes |= frame.is_lasting ? SEEN_LASTING : 0;
}

/* [key, value], [key, value ... : the last bracket is closed with the frame. */
void export_begin_pair(struct export *ex, uint64_t n, br_value value, br_op put_by)
{
    if (n % 2 == 0 && n > 0)
        jsonl_array_end(ex->json);
    if (n % 2 == 0)
        jsonl_array(ex->json);
    export_begin(ex, value, put_by);
}
