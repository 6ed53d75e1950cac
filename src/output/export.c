/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The walk over what holds others. It is done twice: the first time nothing goes out, each object is
 * looked at once, and its weight, and whether it stands in several places, are kept. The second time
 * writes, and writes what has no reference again in each place.
 *
 * A frame is a JSON array or object that is open: it knows which of its parts is next, and what has to
 * be closed behind the last. */
#include "src/output/export.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/output/export_run.h"

enum {
    WEIGHT_ITEM = 2,
    WEIGHT_OBJECT = 24, /* its brackets and its name */
};

/* What stands behind the last part, in this order. */
enum close {
    CLOSE_PAIR = 1,   /* ] of the last pair, if there is one */
    CLOSE_ARRAY = 2,  /* ] */
    CLOSE_OBJECT = 4, /* } */
    CLOSE_ESCAPE = 8, /* } of {"$tuple": */
    CLOSE_VALUE = 16, /* } of {"$id": 1, "$value": */
    CLOSE_ARGS = 32,  /* nothing: it is a tuple that stands as an array */
};

enum frame_kind {
    FRAME_ITEMS,   /* of a list, tuple, set */
    FRAME_MEMBERS, /* of a dict whose keys are names */
    FRAME_PAIRS,   /* of another dict: key, value, key ... */
    FRAME_BELOW,   /* the one thing that a view is of */
    FRAME_OBJECT,  /* the members of what only the run would know */
    FRAME_ARGS,    /* of INST and OBJ */
    FRAME_CHANGES, /* what was done to such an object */
    FRAME_PUT,     /* what one opcode put into it */
    FRAME_PUT_PAIRS,
    FRAME_STATE,
    FRAME_KINDS,
};

struct frame {
    br_value value;
    br_op op;          /* FRAME_PUT...: the opcode */
    uint64_t n, count; /* next part, and how many there are */
    uint64_t before;   /* weight of what was looked at before it */
    uint32_t row;      /* index + 1 in rows; 0: it is part of another object */
    uint8_t kind;      /* enum frame_kind */
    uint8_t close;
    bool is_lasting;
    bool has_each; /* SEEN_EACH */
};

/* ---- Refusals -------------------------------------------------------------------------------- */

void export_refuse(struct export *ex, br_op op, const char *format, ...)
{
    va_list args;
    if (ex->is_refused)
        return;
    ex->is_refused = true;
    ex->refusal.op = op;
    va_start(args, format);
    vsnprintf(ex->refusal.message, sizeof ex->refusal.message, format, args);
    va_end(args);
}

void export_weigh(struct export *ex, uint64_t bytes, br_op op)
{
    uint64_t max = ex->options.max_bytes;
    ex->weight = bytes > UINT64_MAX - ex->weight ? UINT64_MAX : ex->weight + bytes;
    if (max && ex->weight > max)
        export_refuse(ex, op,
                      "up to here it would be more than %" PRIu64
                      " bytes of JSON, the limit (--max-output)",
                      max);
}

void export_escape(struct export *ex, const char *name, const char *what, br_value value)
{
    char key[32];
    if (ex->options.is_strict)
        export_refuse(ex, br_maker(ex->rec, value), "JSON has nothing for %s", what);
    snprintf(key, sizeof key, "$%s", name);
    jsonl_object(ex->json);
    jsonl_key(ex->json, key);
}

void export_escape_end(struct export *ex)
{
    jsonl_object_end(ex->json);
}

/* ---- What was seen --------------------------------------------------------------------------- */

/* The row of a value; *is_new: it was just made. NULL: no memory. */
static struct seen_row *row_of(struct export *ex, br_value value, bool *is_new)
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
static void meet_again(struct export *ex, br_value value, struct seen_row *row, br_op put_by)
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
static bool write_reference(struct export *ex, struct seen_row *row, uint8_t *close)
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

/* ---- Frames ---------------------------------------------------------------------------------- */

static void push(struct export *ex, struct frame frame)
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

/* has_each: without asking which keys are equal, since the index that knows may be gone by now, and is
 * costly to make again and again. */
static struct br_item item_of(struct export *ex, br_value value, uint64_t n, bool has_each)
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
        struct br_item item = item_of(ex, dict, n, has_each);
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
static void open_value(struct export *ex, br_value value, const struct seen_row *row, uint8_t close)
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
    push(ex, frame);
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
    open_value(ex, value, row, 0);
    export_weigh(ex, WEIGHT_OBJECT, put_by);
}

/* Writes a value, or opens its frame; put_by is the opcode that put it there. */
static void begin(struct export *ex, br_value value, br_op put_by)
{
    bool is_leaf = leaf_is_one(ex, value), is_new = false;
    bool is_plain_leaf = is_leaf && !br_kind_is_unknown(br_kind(ex->rec, value));
    uint8_t close;
    struct seen_row *row = is_plain_leaf ? NULL : row_of(ex, value, &is_new);
    if (ex->is_looking)
        export_weigh(ex, WEIGHT_ITEM, put_by);
    if (ex->failed)
        return;
    if (is_leaf)
        leaf_write(ex, value);
    else if (ex->is_looking && is_new)
        meet(ex, value, row, put_by);
    else if (ex->is_looking)
        meet_again(ex, value, row, put_by);
    else if (!write_reference(ex, row, &close))
        open_value(ex, value, row, close);
}

static void end_frame(struct export *ex)
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

/* ---- The parts of plain data ----------------------------------------------------------------- */

static void step_items(struct export *ex, const struct frame *frame, uint64_t n)
{
    struct br_item item = item_of(ex, frame->value, n, frame->has_each);
    if (!ex->failed)
        begin(ex, item.value, item.put_by);
}

static void step_members(struct export *ex, const struct frame *frame, uint64_t n)
{
    struct br_item item = item_of(ex, frame->value, n, frame->has_each);
    if (ex->failed)
        return;
    if (!ex->is_looking)
        leaf_write_text(ex, item.key);
    jsonl_key_end(ex->json);
    begin(ex, item.value, item.put_by);
}

/* [key, value], [key, value ... : the last bracket is closed with the frame. */
static void begin_of_pair(struct export *ex, uint64_t n, br_value value, br_op put_by)
{
    if (n % 2 == 0 && n > 0)
        jsonl_array_end(ex->json);
    if (n % 2 == 0)
        jsonl_array(ex->json);
    begin(ex, value, put_by);
}

static void step_pairs(struct export *ex, const struct frame *frame, uint64_t n)
{
    struct br_item item = item_of(ex, frame->value, n / 2, frame->has_each);
    if (!ex->failed)
        begin_of_pair(ex, n, n % 2 == 0 ? item.key : item.value, item.put_by);
}

static void step_below(struct export *ex, const struct frame *frame, uint64_t n)
{
    br_op maker = br_maker(ex->rec, frame->value);
    (void)n;
    begin(ex, br_stack((struct br_state){ex->rec, maker}, 0), maker);
}

/* ---- The parts of what only the run would know ----------------------------------------------- */

static size_t first_change(const struct export *ex, br_value object)
{
    size_t low = 0, high = ex->n_changes;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (ex->changes[mid].object < object)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static size_t count_changes(const struct export *ex, br_value object)
{
    size_t first = first_change(ex, object), n = first;
    while (n < ex->n_changes && ex->changes[n].object == object)
        n++;
    return n - first;
}

static void head_callee(struct export *ex, br_value value)
{
    struct br_call call;
    br_op maker = br_maker(ex->rec, value);
    if (!br_call(ex->rec, value, &call))
        export_refuse(ex, maker, "calls what is not known");
    else if (call.callee == BR_NO_VALUE)
        leaf_write_global(ex, value); /* INST */
    else
        begin(ex, call.callee, maker);
}

static void head_persistent(struct export *ex, br_value value)
{
    br_op maker = br_maker(ex->rec, value);
    struct br_ins ins;
    br_ins_at(ex->rec, maker, &ins);
    if (ins.opcode->arg == BR_ARG_NONE) { /* BINPERSID */
        begin(ex, br_stack((struct br_state){ex->rec, maker}, 0), maker);
        return;
    }
    jsonl_bytes(ex->json, (const char *)ins.text.data, (size_t)ins.text.len);
}

static void head_buffer(struct export *ex, br_value value)
{
    jsonl_signed(ex->json, br_number(ex->rec, value));
}

static void head_below(struct export *ex, br_value value)
{
    br_op maker = br_maker(ex->rec, value);
    begin(ex, br_stack((struct br_state){ex->rec, maker}, 0), maker);
}

static void head_inset(struct export *ex, br_value value)
{
    struct br_inset inset = {.pos = 0};
    br_inset_of(ex->rec, br_maker(ex->rec, value), &inset);
    jsonl_array(ex->json);
    jsonl_number(ex->json, inset.pos);
    jsonl_number(ex->json, inset.size);
    jsonl_array_end(ex->json);
}

/* How each kind begins, by the name of its first member. */
static const struct head {
    const char *name;
    void (*write)(struct export *ex, br_value value);
} heads[BR_KIND_COUNT] = {
    [BR_KIND_CALL] = {"$call", head_callee},
    [BR_KIND_INSTANCE] = {"$instance", head_callee},
    [BR_KIND_NEWOBJ] = {"$new", head_callee},
    [BR_KIND_PERSISTENT] = {"$persistent", head_persistent},
    [BR_KIND_BUFFER] = {"$buffer", head_buffer},
    [BR_KIND_READONLY] = {"$readonly", head_below},
    [BR_KIND_INSET] = {"$inset", head_inset},
};

/* A tuple stands as an array, unless it is an object that others have too. */
static void write_args(struct export *ex, br_value args, br_op op)
{
    const uint32_t *number = valuemap_get(&ex->seen, args);
    struct seen_row *row = number ? &ex->rows[*number - 1] : NULL;
    bool is_array = br_kind(ex->rec, args) == BR_KIND_TUPLE;
    jsonl_key(ex->json, "$args");
    if (is_array && leaf_is_one(ex, args)) {
        jsonl_array(ex->json);
        jsonl_array_end(ex->json);
    } else if (is_array && !ex->is_looking && row && !(row->notes & SEEN_SHARED)) {
        open_value(ex, args, row, CLOSE_ARGS);
    } else {
        begin(ex, args, op);
    }
}

static void part_head(struct export *ex, const struct frame *frame)
{
    enum br_kind kind = br_kind(ex->rec, frame->value);
    jsonl_key(ex->json, heads[kind].name);
    heads[kind].write(ex, frame->value);
}

static void part_args(struct export *ex, const struct frame *frame)
{
    br_op maker = br_maker(ex->rec, frame->value);
    struct br_call call;
    if (br_kind(ex->rec, frame->value) == BR_KIND_INSET) {
        br_value object = br_stack((struct br_state){ex->rec, maker}, 1);
        jsonl_key(ex->json, "$object");
        begin(ex, object, maker);
        return;
    }
    if (!br_call(ex->rec, frame->value, &call) || !heads[br_kind(ex->rec, frame->value)].write ||
        heads[br_kind(ex->rec, frame->value)].write != head_callee)
        return;
    if (call.args != BR_NO_VALUE) {
        write_args(ex, call.args, maker);
        return;
    }
    jsonl_key(ex->json, "$args");
    jsonl_array(ex->json);
    push(ex, (struct frame){.value = frame->value,
                            .count = call.n_args,
                            .kind = FRAME_ARGS,
                            .close = CLOSE_ARRAY});
}

static void part_kwargs(struct export *ex, const struct frame *frame)
{
    struct br_call call;
    if (br_kind(ex->rec, frame->value) != BR_KIND_NEWOBJ ||
        !br_call(ex->rec, frame->value, &call) || call.kwargs == BR_NO_VALUE)
        return;
    jsonl_key(ex->json, "$kwargs");
    begin(ex, call.kwargs, br_maker(ex->rec, frame->value));
}

static void part_changes(struct export *ex, const struct frame *frame)
{
    size_t count = count_changes(ex, frame->value);
    if (count == 0)
        return;
    jsonl_key(ex->json, "$then");
    jsonl_array(ex->json);
    push(ex,
         (struct frame){
             .value = frame->value, .count = count, .kind = FRAME_CHANGES, .close = CLOSE_ARRAY});
}

static void step_object(struct export *ex, const struct frame *frame, uint64_t n)
{
    static void (*const parts[])(struct export * ex, const struct frame *frame) = {
        part_head, part_args, part_kwargs, part_changes};
    parts[n](ex, frame);
}

static void step_args(struct export *ex, const struct frame *frame, uint64_t n)
{
    begin(ex, br_call_arg(ex->rec, frame->value, (uint32_t)n), br_maker(ex->rec, frame->value));
}

/* What an opcode does to an object: {"$state": ...}, {"$append": [...]}. */
static void step_changes(struct export *ex, const struct frame *frame, uint64_t n)
{
    static const struct {
        const char *name;
        enum frame_kind kind;
    } verbs[] = {
        [BR_EV_BUILD] = {"$state", FRAME_STATE},
        [BR_EV_APPEND] = {"$append", FRAME_PUT},
        [BR_EV_SETITEM] = {"$setitem", FRAME_PUT_PAIRS},
        [BR_EV_ADDITEM] = {"$add", FRAME_PUT},
    };
    const struct change *change = &ex->changes[first_change(ex, frame->value) + n];
    struct br_event event = {.op = 0};
    uint32_t popped, pushed;
    br_event(ex->rec, change->event, &event);
    br_effect(ex->rec, event.op, &popped, &pushed);
    struct frame next = {.op = event.op,
                         .value = frame->value,
                         .kind = (uint8_t)verbs[event.kind].kind,
                         .count = popped - 1,
                         .close = CLOSE_OBJECT};
    jsonl_object(ex->json);
    jsonl_key(ex->json, verbs[event.kind].name);
    if (next.kind != FRAME_STATE) {
        jsonl_array(ex->json);
        next.close |= CLOSE_ARRAY;
    }
    if (next.kind == FRAME_PUT_PAIRS)
        next.close |= CLOSE_PAIR;
    push(ex, next);
}

/* The opcode's operands stand on the stack before it, the object below them. */
static br_value operand(struct export *ex, const struct frame *frame, uint64_t n)
{
    return br_stack((struct br_state){ex->rec, frame->op}, (uint32_t)(frame->count - 1 - n));
}

static void step_put(struct export *ex, const struct frame *frame, uint64_t n)
{
    begin(ex, operand(ex, frame, n), frame->op);
}

static void step_put_pairs(struct export *ex, const struct frame *frame, uint64_t n)
{
    begin_of_pair(ex, n, operand(ex, frame, n), frame->op);
}

/* ---- The walk -------------------------------------------------------------------------------- */

static void walk(struct export *ex)
{
    static void (*const steps[FRAME_KINDS])(struct export * ex, const struct frame *frame,
                                            uint64_t n) = {
        [FRAME_ITEMS] = step_items,         [FRAME_MEMBERS] = step_members,
        [FRAME_PAIRS] = step_pairs,         [FRAME_BELOW] = step_below,
        [FRAME_OBJECT] = step_object,       [FRAME_ARGS] = step_args,
        [FRAME_CHANGES] = step_changes,     [FRAME_PUT] = step_put,
        [FRAME_PUT_PAIRS] = step_put_pairs, [FRAME_STATE] = step_put,
    };
    begin(ex, br_result(ex->rec), br_ops(ex->rec) - 1);
    while (ex->n_frames > 0 && !export_is_over(ex)) {
        struct frame *top = &ex->frames[ex->n_frames - 1];
        struct frame frame = *top; /* the steps may move them */
        if (frame.n == frame.count) {
            end_frame(ex);
        } else {
            top->n++;
            steps[frame.kind](ex, &frame, frame.n);
        }
    }
    ex->n_frames = 0;
}

/* ---- What loading does beside ---------------------------------------------------------------- */

static int compare_changes(const void *a, const void *b)
{
    const struct change *x = a, *y = b;
    if (x->object != y->object)
        return x->object < y->object ? -1 : 1;
    return (x->event > y->event) - (x->event < y->event);
}

static bool is_change(enum br_event_kind kind)
{
    return kind >= BR_EV_BUILD && kind <= BR_EV_ADDITEM;
}

/* What was done to objects that only the run would know; a plain one shows it in what it holds. */
static void find_changes(struct export *ex)
{
    uint64_t count = br_event_count(ex->rec);
    struct br_event event;
    ex->changes = count ? malloc(count * sizeof *ex->changes) : NULL;
    ex->failed |= count && !ex->changes;
    for (uint64_t n = 0; !ex->failed && br_event(ex->rec, n, &event); n++)
        if (is_change(event.kind) && br_kind_is_unknown(br_kind(ex->rec, event.callee)))
            ex->changes[ex->n_changes++] = (struct change){event.callee, n};
    if (ex->n_changes)
        qsort(ex->changes, ex->n_changes, sizeof *ex->changes, compare_changes);
}

static bool is_seen(struct export *ex, br_value value)
{
    return value == BR_NO_VALUE || valuemap_get(&ex->seen, value);
}

/* All that loading imports, calls and changes must stand in what is written: who reads that shall not
 * take the rest for nothing. */
static void look_at_event(struct export *ex, const struct br_event *event)
{
    br_value value =
        is_change(event->kind) || event->kind == BR_EV_IMPORT ? event->callee : event->value;
    if (value == BR_NO_VALUE) /* INST imports what it then calls */
        value = event->value;
    if (is_change(event->kind) && !br_kind_is_unknown(br_kind(ex->rec, value)))
        return;
    if (!is_seen(ex, value))
        export_refuse(ex, event->op, "does what has no place in the data (decompile tells it)");
    else if (is_change(event->kind) && leaf_is_one(ex, value))
        export_refuse(ex, event->op, "changes what was imported (decompile tells it)");
}

static void look_at_events(struct export *ex)
{
    struct br_event event;
    for (uint64_t n = 0; br_event(ex->rec, n, &event) && !export_is_over(ex); n++)
        look_at_event(ex, &event);
}

/* ---- What is asked for ----------------------------------------------------------------------- */

struct export *export_new(const br_record *rec, const struct export_options *options)
{
    struct export *ex = calloc(1, sizeof *ex);
    if (!ex)
        return NULL;
    ex->rec = rec;
    ex->end = (struct br_state){rec, br_ops(rec)};
    ex->options = *options;
    return ex;
}

void export_free(struct export *ex)
{
    if (!ex)
        return;
    valuemap_free(&ex->seen);
    buf_free(&ex->text);
    free(ex->rows);
    free(ex->frames);
    free(ex->changes);
    free(ex);
}

static bool nowhere(void *context, const char *bytes, size_t n)
{
    (void)context;
    (void)bytes;
    (void)n;
    return true;
}

static void refuse_event(struct export *ex)
{
    struct br_event event;
    if (br_event(ex->rec, 0, &event))
        export_refuse(ex, event.op, "it is not plain data (--keep-calls writes such)");
}

bool export_check(struct export *ex, struct export_refusal *refusal)
{
    struct out *out = malloc(sizeof *out);
    struct jsonl json;
    if (out) {
        out_open_sink(out, (struct br_sink){nowhere, NULL});
        jsonl_open(&json, out);
        ex->json = &json;
        ex->is_looking = true;
        if (!ex->options.has_calls)
            refuse_event(ex);
        find_changes(ex);
        if (!export_is_over(ex))
            walk(ex);
        if (!export_is_over(ex))
            look_at_events(ex);
    }
    ex->failed |= !out;
    ex->is_looking = false;
    ex->json = NULL;
    free(out);
    if (ex->failed)
        ex->refusal = (struct export_refusal){.op = BR_NO_OP, .message = "out of memory"};
    *refusal = ex->refusal;
    return !ex->failed && !ex->is_refused;
}

bool export_write(struct export *ex, struct jsonl *json)
{
    ex->json = json;
    walk(ex);
    return !export_is_over(ex);
}
