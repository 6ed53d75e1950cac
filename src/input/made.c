/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/made.h"

#include <stdlib.h>
#include <string.h>

#include "src/input/carried.h"
#include "src/input/codetype.h"
#include "src/input/format.h"
#include "src/input/nested.h"
#include "src/input/unwrap.h"

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

static bool is_marshal_loader(const char *loader)
{
    return strncmp(loader, "marshal.", 8) == 0;
}

/* A member of bytes that are believed, or that are given to a function which loads them, whatever they
 * look like. carried is used up. */
static size_t add_given(struct made_look *look, const struct unwrapped *row, uint64_t pos,
                        struct carried *carried)
{
    bool is_loaded = row->loader && !is_marshal_loader(row->loader) && carried->len > 0;
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

/* What a call made of a value; of one that is a member already, that may be in it. */
static void add_row(struct made_look *look, struct unwrapped *row)
{
    const uint32_t *root = valuemap_get(&look->members, row->root);
    const char *path = row->path.len ? buf_text(&row->path) : row->loader;
    size_t at = INPUT_NO_MEMBER;
    struct carried carried = {.bytes = NULL};
    if (root && (row->is_root || row->bytes.len)) /* nothing is in everything */
        at = row->is_root ? *root : find_bytes(look, *root, &row->bytes);
    if (at == INPUT_NO_MEMBER && row->is_root) {
        if (!root && row->loader && carried_of(look->rec, row->root, 1, &carried))
            at = add_given(look, row, br_pos(look->rec, row->root), &carried);
    } else if (at == INPUT_NO_MEMBER) {
        carried.made = row->bytes;
        carried.bytes = (const uint8_t *)buf_text(&row->bytes);
        carried.len = row->bytes.len;
        row->bytes = (struct buf){0};
        at = add_given(look, row, br_pos(look->rec, row->op), &carried);
    }
    if (at == INPUT_NO_MEMBER)
        return;
    if (path)
        set_via(&look->in->members[at], path);
    set_given(look->in, at, row->loader != NULL);
    uint32_t *place = row->is_root ? valuemap_put(&look->members, row->root) : NULL;
    if (place && at < UINT32_MAX)
        *place = (uint32_t)at;
}

static void add_made(struct made_look *look)
{
    struct unwrap unwrap;
    unwrap_all(&unwrap, look->in, look->rec);
    for (size_t n = 0; n < unwrap.count; n++)
        if (!unwrap.rows[n].is_used || unwrap.rows[n].loader)
            add_row(look, &unwrap.rows[n]);
    if (unwrap.is_cut)
        nested_refuse(look->in, look->m,
                      "not all that its calls would unpack is looked at: it is too much");
    unwrap_free(&unwrap);
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
