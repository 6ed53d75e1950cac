/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/made.h"

#include <stdlib.h>
#include <string.h>

#include "src/input/carried.h"
#include "src/input/codetype.h"
#include "src/input/format.h"
#include "src/input/nested.h"

static void set_via(struct input_member *member, const char *path)
{
    free(member->value.via);
    member->value.via = strdup(path); /* without memory it is not told */
}

/* The member among what is in the one at `top` that has these bytes; INPUT_NO_MEMBER. */
static size_t find_bytes(struct made_look *look, size_t top, const struct buf *bytes)
{
    struct input *in = look->in;
    const uint8_t *there;
    size_t len;
    struct err err;
    for (size_t at = top;
         at != INPUT_NO_MEMBER && (at == top || in->members[at].depth > in->members[top].depth);
         at = input_member_after(in, at)) {
        enum { STEP_COST = 256 };
        input_member_holds_pickle(in, at);
        uint64_t cost = STEP_COST + bytes->len;
        if (cost > look->left)
            return INPUT_NO_MEMBER;
        look->left -= cost;
        bool is_read = input_member_within(in, at, bytes->len, &there, &len, &err) == INPUT_READ;
        bool is_same = is_read && len == bytes->len && memcmp(there, bytes->data, len) == 0;
        input_member_drop(in, at);
        if (is_same)
            return at;
    }
    return INPUT_NO_MEMBER;
}

/* A member of bytes that are believed, or that are given to a function which loads them, whatever they
 * look like. carried is used up. */
static size_t add_given(struct made_look *look, const struct followed *row, uint64_t pos,
                        struct carried *carried)
{
    bool is_loaded = row->loader && !row->is_code && carried->len > 0;
    struct input_member judged;
    size_t at = INPUT_NO_MEMBER;
    bool is_good = carried_is_believed(carried, &judged) && carried->len >= CARRIED_LEAST;
    if (is_loaded && !carried_is_container(&judged)) {
        judged.pickle = INPUT_PICKLE;
        judged.format = input_format_raw.name;
    }
    if (is_loaded || is_good)
        at = carried_add(look->in, look->m, look->from, pos, carried, &judged);
    buf_free(&carried->made);
    return at;
}

/* What is in a value is given with it. */
static void set_given(struct input *in, size_t m, bool is_given)
{
    for (; is_given && !in->members[m].value.is_one && in->members[m].depth > 0;)
        m = in->members[m].parent;
    in->members[m].value.is_given |= is_given;
}

/* Where the member of these bytes is, or that of the root; else what is to become one, in *carried. */
static size_t find_made(struct made_look *look, const struct followed *row, struct carried *carried)
{
    const uint32_t *root = row->root != BR_NO_OP ? valuemap_get(&look->members, row->root) : NULL;
    size_t at = INPUT_NO_MEMBER;
    if (!row->is_root && row->len)
        buf_add(&carried->made, row->bytes, row->len);
    carried->bytes = (const uint8_t *)buf_text(&carried->made);
    carried->len = carried->made.len;
    if (root && row->is_root)
        at = *root;
    else if (root && carried->len) /* nothing is in everything */
        at = find_bytes(look, *root, &carried->made);
    return at;
}

/* The bytes are those of the root, which is no member yet. */
static bool is_root_itself(struct made_look *look, const struct followed *row,
                           const struct carried *made, struct carried *root)
{
    if (row->root == BR_NO_OP || valuemap_get(&look->members, row->root) ||
        !carried_of(look->rec, row->root, 1, root))
        return false;
    return row->is_root ||
           (root->len == made->len && memcmp(root->bytes, made->bytes, made->len) == 0);
}

/* What a call made of a value; of one that is a member already, that may be in it. */
static void add_row(void *context, const struct followed *row)
{
    struct made_look *look = context;
    const char *path = row->path[0] ? row->path : row->loader;
    struct carried carried = {.bytes = NULL}, whole = {.bytes = NULL};
    size_t at = find_made(look, row, &carried);
    bool is_root = row->is_root;
    if (at == INPUT_NO_MEMBER && row->loader && is_root_itself(look, row, &carried, &whole)) {
        is_root = true;
        at = add_given(look, row, br_pos(look->rec, row->root), &whole);
    } else if (at == INPUT_NO_MEMBER && !row->is_root) {
        at = add_given(look, row, br_pos(look->rec, row->op), &carried);
    }
    buf_free(&whole.made);
    buf_free(&carried.made);
    if (at == INPUT_NO_MEMBER)
        return;
    if (path)
        set_via(&look->in->members[at], path);
    set_given(look->in, at, row->loader != NULL);
    uint32_t *place = is_root ? valuemap_put(&look->members, row->root) : NULL;
    if (place && at < UINT32_MAX)
        *place = (uint32_t)at;
}

static void add_made(struct made_look *look)
{
    enum { WORK_FLOOR = 64 << 20, WORK_SHARE = 32, BYTES_FLOOR = 64 << 20, BYTES_SHARE = 8 };
    struct input *top = nested_top(look->in);
    const struct br_error *error = br_error_of(look->rec);
    uint64_t len = error ? error->pos : br_end(look->rec), share = WORK_SHARE * len;
    struct follow_limits limits = {
        .work = share + (WORK_FLOOR > top->followed ? WORK_FLOOR - top->followed : 0),
        .bytes = BYTES_FLOOR + BYTES_SHARE * len};
    if (!top->follow)
        return;
    if (top->limits.max_unpacked && top->limits.max_unpacked < limits.bytes)
        limits.bytes = top->limits.max_unpacked;
    struct follow_spent spent =
        top->follow(look->rec, &limits, (struct follow_sink){add_row, look});
    if (spent.is_cut)
        nested_refuse(look->in, look->m,
                      "not all that its calls would unpack is looked at: it is too much");
    look->in->unpacked_total += spent.bytes;
    top->followed += spent.work > share ? spent.work - share : 0;
}

/* Code that is written out as arguments, as marshal would write it. */
static void add_codes(struct made_look *look)
{
    enum { CALL_COST = 256, BYTE_COST = 8 }; /* a name in few bytes is judged as any other */
    struct br_event event;
    struct input_member judged;
    for (uint64_t n = 0; look->left > 0 && br_event(look->rec, n, &event); n++) {
        struct carried carried = {.bytes = NULL};
        if (!codetype_is_called(look->rec, &event))
            continue;
        uint64_t most = look->left / BYTE_COST + 1;
        carried.made.limit = most < SIZE_MAX ? (size_t)most : SIZE_MAX;
        bool is_code =
            codetype_write((struct br_state){look->rec, event.op}, event.args, &carried.made);
        uint64_t cost =
            CALL_COST + (carried.made.failed ? look->left : BYTE_COST * carried.made.len);
        look->left -= cost < look->left ? cost : look->left;
        carried.bytes = (const uint8_t *)buf_text(&carried.made);
        carried.len = carried.made.len;
        size_t at = is_code && carried_is_believed(&carried, &judged)
                        ? carried_add(look->in, look->m, look->from, br_pos(look->rec, event.op),
                                      &carried, &judged)
                        : INPUT_NO_MEMBER;
        buf_free(&carried.made);
        if (at == INPUT_NO_MEMBER)
            continue;
        set_via(&look->in->members[at], CODETYPE_NAME);
        set_given(look->in, at, true);
    }
    if (look->left == 0)
        nested_refuse(look->in, look->m,
                      "not all code that it writes out is looked at: it is too much");
}

void made_add(struct made_look *look)
{
    enum { COMPARED_FLOOR = 16 << 20, COMPARED_SHARE = 8 };
    struct input *top = nested_top(look->in);
    const struct br_error *error = br_error_of(look->rec);
    uint64_t share = COMPARED_SHARE * (error ? error->pos : br_end(look->rec));
    uint64_t most = share + (COMPARED_FLOOR > top->compared ? COMPARED_FLOOR - top->compared : 0);
    look->left = most;
    add_made(look);
    add_codes(look);
    uint64_t used = most - look->left;
    top->compared += used > share ? used - share : 0;
}
