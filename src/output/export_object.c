/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of what only the run would know: what was called, with what, and what was done to it then. */
#include <stdlib.h>

#include "src/output/export_run.h"

static int compare_changes(const void *a, const void *b)
{
    const struct change *x = a, *y = b;
    if (x->object != y->object)
        return x->object < y->object ? -1 : 1;
    return (x->event > y->event) - (x->event < y->event);
}

bool object_is_change(enum br_event_kind kind)
{
    return kind >= BR_EV_BUILD && kind <= BR_EV_ADDITEM;
}

/* What was done to objects that only the run would know; a plain one shows it in what it holds. */
void object_find_changes(struct export *ex)
{
    uint64_t count = br_event_count(ex->rec);
    struct br_event event;
    ex->changes = count ? malloc(count * sizeof *ex->changes) : NULL;
    ex->failed |= count && !ex->changes;
    for (uint64_t n = 0; !ex->failed && br_event(ex->rec, n, &event); n++)
        if (object_is_change(event.kind) && br_kind_is_unknown(br_kind(ex->rec, event.callee)))
            ex->changes[ex->n_changes++] = (struct change){event.callee, n};
    if (ex->n_changes)
        qsort(ex->changes, ex->n_changes, sizeof *ex->changes, compare_changes);
}

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
        export_begin(ex, call.callee, maker);
}

static void head_persistent(struct export *ex, br_value value)
{
    br_op maker = br_maker(ex->rec, value);
    struct br_ins ins;
    br_ins_at(ex->rec, maker, &ins);
    if (ins.opcode->arg == BR_ARG_NONE) { /* BINPERSID */
        export_begin(ex, br_stack((struct br_state){ex->rec, maker}, 0), maker);
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
    export_begin(ex, br_stack((struct br_state){ex->rec, maker}, 0), maker);
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
        export_open(ex, args, row, CLOSE_ARGS);
    } else {
        export_begin(ex, args, op);
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
        export_begin(ex, object, maker);
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
    export_push(ex, (struct frame){.value = frame->value,
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
    export_begin(ex, call.kwargs, br_maker(ex->rec, frame->value));
}

static void part_changes(struct export *ex, const struct frame *frame)
{
    size_t count = count_changes(ex, frame->value);
    if (count == 0)
        return;
    jsonl_key(ex->json, "$then");
    jsonl_array(ex->json);
    export_push(ex, (struct frame){.value = frame->value,
                                   .count = count,
                                   .kind = FRAME_CHANGES,
                                   .close = CLOSE_ARRAY});
}

void step_object(struct export *ex, const struct frame *frame, uint64_t n)
{
    static void (*const parts[])(struct export * ex, const struct frame *frame) = {
        part_head, part_args, part_kwargs, part_changes};
    parts[n](ex, frame);
}

void step_args(struct export *ex, const struct frame *frame, uint64_t n)
{
    export_begin(ex, br_call_arg(ex->rec, frame->value, (uint32_t)n),
                 br_maker(ex->rec, frame->value));
}

/* What an opcode does to an object: {"$state": ...}, {"$append": [...]}. */
void step_changes(struct export *ex, const struct frame *frame, uint64_t n)
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
    export_push(ex, next);
}

/* The opcode's operands stand on the stack before it, the object below them. */
static br_value operand(struct export *ex, const struct frame *frame, uint64_t n)
{
    return br_stack((struct br_state){ex->rec, frame->op}, (uint32_t)(frame->count - 1 - n));
}

void step_put(struct export *ex, const struct frame *frame, uint64_t n)
{
    export_begin(ex, operand(ex, frame, n), frame->op);
}

void step_put_pairs(struct export *ex, const struct frame *frame, uint64_t n)
{
    export_begin_pair(ex, n, operand(ex, frame, n), frame->op);
}
