/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening, and how members stand to each other and in the file. */
#include "src/input/input.h"

#include <stdlib.h>
#include <string.h>

#include "src/input/format.h"
#include "src/input/nested.h"
#include "src/input/part_names.h"
#include "src/input/readings.h"

const struct input_limits input_limits_default = {
    .max_pipe_bytes = 4ull << 30,
    .max_unpacked = 16ull << 30,
    .max_ratio = 1000,
    .ratio_floor = 64ull << 20,
    .max_total = 16ull << 30,
    .max_members = 1000000,
    .max_depth = 16,
    .max_kept = 1ull << 30,
    .max_disk = 16ull << 30,
    .to_disk = 64ull << 20,
};

/* ---- Opening --------------------------------------------------------------------------------- */

static int anomaly_order(const void *a, const void *b)
{
    const struct input_anomaly *x = a, *y = b;
    if (x->member != y->member)
        return x->member < y->member ? -1 : 1;
    if (x->off != y->off)
        return x->off < y->off ? -1 : 1;
    return (x->kind > y->kind) - (x->kind < y->kind);
}

/* Sorts what the format found odd by member, and tells each member which are its own; again where more was
 * found. */
static void share_anomalies(struct input *in)
{
    struct input_anomalies *list = &in->anomalies;
    for (size_t m = 0; m < in->member_count; m++)
        in->members[m].anomaly_count = 0;
    if (list->count)
        qsort(list->rows, list->count, sizeof *list->rows, anomaly_order);
    for (size_t k = 0; k < list->count; k++) {
        if (list->rows[k].member >= in->member_count)
            continue;
        struct input_member *member = &in->members[list->rows[k].member];
        if (member->anomaly_count++ == 0)
            member->first_anomaly = k;
    }
}

/* Lists the members of an input whose row is known. has_other: there may be other readings. */
static bool list_members(struct input *in, bool has_other, struct err *err)
{
    in->preferred = INPUT_NO_MEMBER;
    if (!in->format->list(in, err))
        return err_prefix(err, "%.*s", INPUT_PATH_SHOWN, in->path);
    if ((has_other && !readings_add(in)) || !part_names(in))
        return err_set(err, "%.*s: not enough memory", INPUT_PATH_SHOWN, in->path);
    share_anomalies(in);
    return true;
}

bool input_open_judged(struct input *in, const char *label, const uint8_t *bytes, uint64_t len,
                       const struct input_format *format, bool has_other,
                       const struct input_limits *limits, struct input *top, struct err *err)
{
    *in = (struct input){
        .path = strdup(label),
        .bytes = bytes,
        .len = len,
        .format = format,
        .limits = limits ? *limits : input_limits_default,
        .file = {.fd = -1, .guard = -1},
        .top = top,
    };
    bool is_open = in->path ? list_members(in, has_other, err) : err_set(err, "not enough memory");
    if (!is_open)
        input_close(in);
    return is_open;
}

static bool pass_lead(struct input *in, struct err *err)
{
    if (!input_pass_lead(in)) {
        err_set(err, "%.*s: not enough memory", INPUT_PATH_SHOWN, in->path);
        input_close(in);
        return false;
    }
    if (in->member_count == 1 && in->members[0].off > 0)
        share_anomalies(in); /* there were none before */
    return true;
}

bool input_open_bytes(struct input *in, const char *label, const uint8_t *bytes, uint64_t len,
                      const char *format, const struct input_limits *limits, struct err *err)
{
    bool has_other = false;
    const struct input_format *row =
        format ? input_format_named(format) : input_format_among(bytes, len, &has_other);
    if (row)
        return input_open_judged(in, label, bytes, len, row, has_other, limits, NULL, err) &&
               (format || row != &input_format_raw || pass_lead(in, err));
    *in = (struct input){.file = {.fd = -1, .guard = -1}};
    return err_set(err, "no format is called %.40s", format);
}

bool input_open(struct input *in, const char *path, const char *format,
                const struct input_limits *limits, struct err *err)
{
    struct input_file file;
    uint64_t max_bytes = (limits ? limits : &input_limits_default)->max_pipe_bytes;
    if (!input_file_open(&file, path, max_bytes, err))
        return false;
    if (!input_open_bytes(in, path, file.bytes, file.len, format, limits, err)) {
        input_file_close(&file);
        return false;
    }
    in->file = file;
    return true;
}

void input_close(struct input *in)
{
    if (in->format && in->format->close)
        in->format->close(in);
    for (size_t m = 0; m < in->member_count; m++) {
        struct input_member *member = &in->members[m];
        if (member->inner)
            input_close(member->inner); /* which has no nested members of its own */
        free(member->inner);
        free(member->full_name);
        free(member->part_name);
        free(member->inner_why);
        free(member->value.via);
        valuemap_free(&member->value.looked_at);
        free(member->about);
        content_free(&member->held.content);
        free(member->why);
    }
    free(in->members);
    free(in->gaps);
    anomaly_free(&in->anomalies);
    free(in->path);
    input_file_close(&in->file);
    *in = (struct input){.file = in->file};
}

bool input_changed(const struct input *in)
{
    return input_file_changed(&in->file);
}

/* ---- Where members stand --------------------------------------------------------------------- */

void input_machine(const struct input *in, size_t m, bool is_inside, struct br_options *machine)
{
    const struct input_member *member = &in->members[m];
    const struct input_format *format = member->owner ? member->owner->format : in->format;
    /* What is inside another one was written and is read by the plain functions of pickle. */
    bool is_plain = is_inside || member->value.is_one;
    machine->insets = is_plain ? NULL : format->insets;
    if (!machine->dialect && !is_plain)
        machine->dialect = format->dialect;
}

bool input_member_is_numbers(const struct input *in, size_t m)
{
    while (!in->members[m].is_storage && in->members[m].depth > 0)
        m = in->members[m].parent;
    return in->members[m].is_storage;
}

bool input_is_arrays(const struct input *in)
{
    bool any = false;
    for (size_t m = 0; m < in->member_count; m++) {
        if (in->members[m].child_count)
            continue; /* what is in it counts */
        if (!in->members[m].is_array && !input_member_is_numbers(in, m))
            return false;
        any |= in->members[m].is_array;
    }
    return any;
}

bool input_file_offset(const struct input *in, size_t m, uint64_t pos, uint64_t *off)
{
    for (;;) {
        const struct input_member *member = &in->members[m];
        const struct input_member *own =
            member->owner ? &member->owner->members[member->own] : member;
        if (!own->is_plain || pos > own->size)
            return false;
        pos += own->off;
        if (!member->owner)
            break;
        m = member->parent;
    }
    *off = pos;
    return true;
}

uint64_t input_member_base(const struct input *in, size_t m)
{
    const struct input_member *member = &in->members[m];
    const struct input_member *own = member->owner ? &member->owner->members[member->own] : member;
    return own->is_plain && !own->name ? own->off : 0;
}

const char *input_member_why(const struct input *in, size_t m)
{
    const struct input_member *member = &in->members[m];
    const struct input_member *own = member->owner ? &member->owner->members[member->own] : member;
    if (input_member_is_numbers(in, m)) /* chance promises nothing */
        return member->depth == 0 || !input_member_is_numbers(in, member->parent) ? own->why : NULL;
    return own->why ? own->why : own->inner_why ? own->inner_why : member->inner_why;
}

bool input_member_is_cut(const struct input *in, size_t m)
{
    const struct input_member *member = &in->members[m];
    return member->owner ? member->owner->members[member->own].held.is_cut : member->held.is_cut;
}

size_t input_member_after(const struct input *in, size_t m)
{
    const struct input_member *member = &in->members[m];
    if (member->child_count)
        return member->first_child;
    if (member->value.first)
        return member->value.first;
    for (; member->depth; member = &in->members[m]) {
        const struct input_member *parent = &in->members[member->parent];
        size_t last_child = parent->first_child + parent->child_count - 1;
        size_t next = member->value.is_one || member->is_late ? member->value.next
                      : m < last_child                        ? m + 1
                                                              : parent->value.first;
        if (next)
            return next;
        m = member->parent;
    }
    /* Those of the file itself come first, but for what was learnt of late. */
    for (m++; m < in->member_count && in->members[m].depth > 0; m++)
        ;
    return m == in->member_count ? INPUT_NO_MEMBER : m;
}

bool input_member_is_kept(const struct input *in, size_t m)
{
    bool is_kept = false;
    for (;; m = in->members[m].parent) {
        const struct input_member *member = &in->members[m];
        if (member->value.is_one && !member->value.is_given)
            return true;
        is_kept = (is_kept || member->is_constant) && !member->value.is_one;
        if (member->depth == 0)
            return is_kept;
    }
}

/* What members are unpacked as, from the outermost to m, whose depth is small. */
static void add_formats(const struct input *in, size_t value, size_t m, struct buf *path)
{
    size_t way[64], n = 0;
    for (size_t at = m; at != value && n < 64; at = in->members[at].parent)
        way[n++] = in->members[at].parent;
    while (n > 0)
        buf_printf(path, "%s%s", path->len ? " > " : "", in->members[way[--n]].format);
}

bool input_member_place(const struct input *in, size_t m, struct input_place *place,
                        struct buf *path)
{
    size_t value = m, from = INPUT_NO_MEMBER; /* the nearest of which the calls are known */
    for (;; value = in->members[value].parent) {
        if (from == INPUT_NO_MEMBER && in->members[value].value.via)
            from = value;
        if (in->members[value].value.is_one)
            break;
        if (in->members[value].depth == 0)
            return false;
    }
    const struct input_member *member = &in->members[value];
    *place = (struct input_place){
        .member = member->parent,
        .stream = member->value.stream,
        .pos = member->value.pos - member->value.base,
    };
    if (from != INPUT_NO_MEMBER)
        buf_str(path, in->members[from].value.via);
    add_formats(in, from == INPUT_NO_MEMBER ? value : from, m, path);
    if (path->len == 0)
        buf_str(path, INPUT_PLACE_PLAIN);
    return true;
}
