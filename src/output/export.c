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
    export_begin(ex, br_result(ex->rec), br_ops(ex->rec) - 1);
    while (ex->n_frames > 0 && !export_is_over(ex)) {
        struct frame *top = &ex->frames[ex->n_frames - 1];
        struct frame frame = *top; /* the steps may move them */
        if (frame.n == frame.count) {
            export_end(ex);
        } else {
            top->n++;
            steps[frame.kind](ex, &frame, frame.n);
        }
    }
    ex->n_frames = 0;
}

/* ---- What loading does beside ---------------------------------------------------------------- */

static bool is_seen(struct export *ex, br_value value)
{
    return value == BR_NO_VALUE || valuemap_get(&ex->seen, value);
}

/* All that loading imports, calls and changes must stand in what is written: who reads that shall not
 * take the rest for nothing. */
static void look_at_event(struct export *ex, const struct br_event *event)
{
    br_value value =
        object_is_change(event->kind) || event->kind == BR_EV_IMPORT ? event->callee : event->value;
    if (value == BR_NO_VALUE) /* INST imports what it then calls */
        value = event->value;
    if (object_is_change(event->kind) && !br_kind_is_unknown(br_kind(ex->rec, value)))
        return;
    if (!is_seen(ex, value))
        export_refuse(ex, event->op, "does what has no place in the data (decompile tells it)");
    else if (object_is_change(event->kind) && leaf_is_one(ex, value))
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
        object_find_changes(ex);
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
