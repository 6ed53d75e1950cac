/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/values.h"

#include <stdlib.h>
#include <string.h>

#include "src/input/behind.h"
#include "src/input/carried.h"
#include "src/input/evidence.h"
#include "src/input/format.h"
#include "src/input/made.h"
#include "src/input/nested.h"
#include "src/input/pickles.h"

/* The value that was made of the opcode at this byte before. */
static size_t find_value(const struct input *in, size_t m, uint64_t pos)
{
    size_t at = in->members[m].value.first;
    while (at && in->members[at].value.pos != pos)
        at = in->members[at].value.next;
    return at ? at : INPUT_NO_MEMBER;
}

/* All values of that pickle were. */
static bool was_looked_at(const struct input *in, size_t m, const struct value_stream *from)
{
    return from->number < UINT32_MAX &&
           valuemap_get(&in->members[m].value.looked_at, (br_value)from->number);
}

/* That nothing more may be added was told of m: there is nothing to look for. */
static bool is_refused(const struct input *in, size_t m)
{
    const struct input_member *member = &in->members[m];
    const char *why = nested_no_room(in, member->depth, 1);
    return why && member->inner_why && strstr(member->inner_why, why);
}

/* ---- Behind other bytes of a value --------------------------------------------------------------- */

/* A value may be any bytes, most of them numbers, and each find is a member: one says where it begins,
 * comes to its STOP, and imports or is more than chance brings. */
const struct behind_proof values_behind = {
    .least = CARVE_MEDIUM,
    .instead = BEHIND_BIT(CARVE_IMPORT),
    .all = BEHIND_BIT(CARVE_HEADER),
    .is_whole = true,
};

/* A value that is searched: its pages are given back on the way. */
struct passing {
    struct input *in;
    size_t m;
    uint64_t pos; /* in the bytes of m */
    bool is_there;
};

static bool pass_on(void *context, uint64_t off)
{
    struct passing *passing = context;
    if (passing->is_there)
        input_member_passed(passing->in, passing->m, passing->pos + off);
    return true;
}

/* Pickles with a header that stand behind other bytes of a value, from `from` on: whoever cuts these off
 * loads them. */
static size_t add_inside(struct input *in, size_t m, const struct value_stream *stream,
                         uint64_t pos, const struct carried *whole, size_t from)
{
    enum { MOST = 1000 };
    static const char too_much[] =
        "not all of its values were looked through for pickles behind other "
        "bytes: they are too much";
    const struct input_member pickle = {.pickle = INPUT_PICKLE, .format = input_format_raw.name};
    uint64_t len = nested_take_search(in, whole->len - from);
    struct passing passing = {in, m, stream->base + whole->pos + from, whole->is_there};
    size_t first = INPUT_NO_MEMBER, n = 0;
    struct carve carve;
    struct carve_found found;
    struct err err = {.text = ""};
    behind_begin(&carve, whole->bytes + from, len, true);
    carve.options.go_on = pass_on;
    carve.options.context = &passing;
    while (n < MOST && behind_next(&carve, &values_behind, &found, &err)) {
        struct carried part = carried_part(whole, from + found.offset);
        part.len = found.end - found.offset;
        size_t added = carried_add(in, m, stream, pos, &part, &pickle);
        buf_free(&part.made);
        first = first == INPUT_NO_MEMBER ? added : first;
        carve_found_free(&found);
        n++;
    }
    if (len < whole->len - from || n == MOST || carve.is_limited || err.text[0])
        nested_refuse(in, m, too_much);
    return first;
}

/* ---- One value ----------------------------------------------------------------------------------- */

/* A member of what is carried, and of what stands behind other bytes of it. */
static size_t add_all_of(struct input *in, size_t m, const struct value_stream *from, uint64_t pos,
                         struct carried *carried)
{
    size_t at = INPUT_NO_MEMBER;
    struct input_member judged;
    const uint8_t *bytes = carried->bytes; /* the member's then */
    struct carried whole = *carried;
    bool is_good = carried_is_believed(carried, &judged), is_raw = !carried_is_container(&judged);
    if (is_good)
        at = carried_add(in, m, from, pos, carried, &judged);
    size_t behind = is_raw && at != INPUT_NO_MEMBER ? (size_t)evidence_run(bytes, whole.len) : 0;
    if (is_raw) {
        size_t inside = add_inside(in, m, from, pos, &whole, behind);
        at = at == INPUT_NO_MEMBER ? inside : at;
    }
    return at;
}

/* The value of an opcode that none was made of before. */
static size_t add_new(struct input *in, size_t m, const struct value_stream *from,
                      const br_record *rec, br_op op)
{
    struct carried carried;
    struct br_ins ins;
    size_t at = INPUT_NO_MEMBER;
    if (is_refused(in, m))
        return at;
    if (carried_of(rec, op, CARRIED_LEAST, &carried)) {
        at = add_all_of(in, m, from, br_pos(rec, op), &carried);
        br_ins_at(rec, op, &ins);
        if (at == INPUT_NO_MEMBER && carried_is_long(&ins) && carried_turn(&carried))
            at = add_all_of(in, m, from, br_pos(rec, op), &carried);
    }
    buf_free(&carried.made);
    return at;
}

size_t values_add(struct input *in, size_t m, const struct value_stream *from, const br_record *rec,
                  br_op op)
{
    size_t at = find_value(in, m, from->base + br_pos(rec, op));
    if (at != INPUT_NO_MEMBER || was_looked_at(in, m, from) || !br_runs(rec))
        return at;
    in->members[m].value.is_picked = true;
    return add_new(in, m, from, rec, op);
}

/* ---- All values of a pickle ------------------------------------------------------------------ */

/* The values that were made out of turn, by their bytes: looking for each in the list costs the square of
 * what there is. */
struct picked {
    struct picked_value {
        uint64_t pos;
        size_t member;
    } * rows;
    size_t count;
};

static int picked_order(const void *a, const void *b)
{
    const struct picked_value *x = a, *y = b;
    if (x->pos != y->pos)
        return x->pos < y->pos ? -1 : 1;
    return (x->member > y->member) - (x->member < y->member);
}

static bool collect_picked(const struct input *in, size_t m, struct picked *out)
{
    size_t count = 0;
    *out = (struct picked){.rows = NULL};
    if (!in->members[m].value.is_picked)
        return true;
    for (size_t at = in->members[m].value.first; at; at = in->members[at].value.next)
        count++;
    out->rows = calloc(count + 1, sizeof *out->rows);
    if (!out->rows)
        return false;
    for (size_t at = in->members[m].value.first; at; at = in->members[at].value.next)
        out->rows[out->count++] = (struct picked_value){in->members[at].value.pos, at};
    qsort(out->rows, count, sizeof *out->rows, picked_order);
    return true;
}

/* The first member of the value at pos; INPUT_NO_MEMBER. */
static size_t find_picked(const struct picked *picked, uint64_t pos)
{
    size_t low = 0, high = picked->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (picked->rows[middle].pos < pos)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < picked->count && picked->rows[low].pos == pos;
    return found ? picked->rows[low].member : INPUT_NO_MEMBER;
}

static void add_values(struct made_look *look, const struct picked *picked)
{
    for (br_op op = 0; op < br_ops(look->rec); op++) {
        size_t at = find_picked(picked, look->from->base + br_pos(look->rec, op));
        if (at == INPUT_NO_MEMBER)
            at = add_new(look->in, look->m, look->from, look->rec, op);
        uint32_t *place = at < UINT32_MAX ? valuemap_put(&look->members, op) : NULL;
        if (place)
            *place = (uint32_t)at;
    }
}

void values_add_all(struct input *in, size_t m, const struct value_stream *from,
                    const br_record *rec)
{
    struct picked picked;
    struct made_look look = {.in = in, .m = m, .from = from, .rec = rec};
    if (was_looked_at(in, m, from) || !br_runs(rec)) /* what is only decoded has no values */
        return;
    if (!collect_picked(in, m, &picked)) {
        nested_refuse(in, m, "not enough memory for what its values hold");
        return;
    }
    add_values(&look, &picked);
    free(picked.rows);
    made_add(&look);
    valuemap_free(&look.members);
    uint32_t *seen = from->number < UINT32_MAX
                         ? valuemap_put(&in->members[m].value.looked_at, (br_value)from->number)
                         : NULL;
    if (seen)
        *seen = 1;
}

/* ---- By name --------------------------------------------------------------------------------- */

/* Adds the values of all pickles in a row in m. */
static void add_those_of(struct input *in, size_t m, const struct br_options *machine)
{
    const uint8_t *bytes;
    size_t len;
    struct err err;
    struct pickles pickles;
    if (!input_member_bytes(in, m, &bytes, &len, &err))
        return;
    pickles_begin(&pickles, 0, len);
    while (pickles.more) {
        struct value_stream from = {pickles.at.offset, pickles.number};
        struct br_options options = *machine;
        input_machine(in, m, pickles.at.is_inside, &options);
        br_record *rec = br_record_new(bytes + from.base, len - from.base, &options);
        if (!rec)
            break;
        br_record_run(rec, 0);
        values_add_all(in, m, &from, rec);
        pickles_next(&pickles, rec);
        br_record_free(rec);
    }
    pickles_free(&pickles);
}

/* "@0x1f" at the start of a part of a name; NULL past the last. */
static const char *next_mark(const char *name, const char *at)
{
    for (; (at = strstr(at, "@0x")) != NULL; at++)
        if (at == name || at[-1] == '!')
            return at;
    return NULL;
}

/* What the first len bytes of the name, up to a "!", stand for. */
static size_t find_outer(struct input *in, const char *name, size_t len)
{
    struct err ignored;
    size_t m = INPUT_NO_MEMBER;
    char *outer = len > 0 ? strndup(name, len - 1) : NULL;
    bool is_found = outer && input_find_member(in, outer, 0, &m, &ignored);
    free(outer);
    return len == 0 ? input_default_member(in) : is_found ? m : INPUT_NO_MEMBER;
}

size_t values_find(struct input *in, const char *name)
{
    size_t found = INPUT_NO_MEMBER;
    for (const char *mark = name; (mark = next_mark(name, mark)) != NULL; mark++) {
        size_t m = find_outer(in, name, (size_t)(mark - name));
        if (m == INPUT_NO_MEMBER)
            return m;
        char *end;
        uint64_t pos = strtoull(mark + 1, &end, 16);
        add_those_of(in, m, &in->machine);
        found = *end == '\0' ? find_value(in, m, pos) : INPUT_NO_MEMBER;
    }
    return found;
}
