/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/values.h"

#include <stdlib.h>
#include <string.h>

#include "src/input/behind.h"
#include "src/input/codetype.h"
#include "src/input/evidence.h"
#include "src/input/format.h"
#include "src/input/nested.h"
#include "src/input/pickles.h"
#include "src/input/unwrap.h"

enum { LEAST_BYTES = 8 }; /* nothing shorter imports anything */

/* What a value is made of. */
struct carried {
    const uint8_t *bytes;
    size_t len;
    bool is_there; /* the bytes stand in the pickle as they are, at pos */
    uint64_t pos;
    struct buf made;  /* else they are here */
    uint64_t skipped; /* bytes of the value before these */
};

static bool take_bytes(void *context, const char *bytes, size_t n)
{
    struct buf *buf = context;
    buf_add(buf, bytes, n);
    return !buf->failed;
}

/* The bytes of a long number, little-endian, as int.to_bytes gives them back. */
static bool is_long(const struct br_ins *ins)
{
    return (ins->opcode->arg == BR_ARG_LONG1 || ins->opcode->arg == BR_ARG_LONG4) && ins->gap == 0;
}

static bool is_str_or_bytes(const br_record *rec, br_op op, const struct br_ins *ins)
{
    enum br_arg arg = ins->opcode->arg;
    bool has_text = arg >= BR_ARG_STRING1 && arg <= BR_ARG_UNICODESTRING8;
    if (!has_text && arg != BR_ARG_STRINGNL && arg != BR_ARG_UNICODESTRINGNL)
        return false;
    enum br_kind kind = br_kind(rec, br_stack((struct br_state){rec, op + 1}, 0));
    return kind == BR_KIND_STR || kind == BR_KIND_BYTES || kind == BR_KIND_BYTEARRAY;
}

static bool is_ascii(const uint8_t *bytes, size_t len)
{
    for (size_t k = 0; k < len; k++)
        if (bytes[k] >= 0x80)
            return false;
    return true;
}

/* Python 3 writes bytes for protocol 2 and below as a str of Latin-1. False: some character is none. */
static bool to_latin1(struct carried *carried)
{
    struct buf out = {0};
    const uint8_t *bytes = carried->bytes;
    for (size_t k = 0; k < carried->len; k++) {
        bool is_pair = (bytes[k] & 0xfe) == 0xc2 && k + 1 < carried->len;
        if (bytes[k] >= 0x80 && !is_pair) {
            buf_free(&out);
            return false;
        }
        buf_char(&out, (char)(is_pair ? (bytes[k] & 3) << 6 | (bytes[k + 1] & 0x3f) : bytes[k]));
        k += is_pair;
    }
    buf_free(&carried->made);
    carried->made = out;
    carried->bytes = (const uint8_t *)out.data;
    carried->len = out.len;
    carried->is_there = false;
    return !out.failed;
}

/* The bytes of the value that op pushes. False: it is no str or bytes, has fewer than `least`, or memory
 * fails. */
static bool carry(const br_record *rec, br_op op, size_t least, struct carried *out)
{
    struct br_ins ins;
    bool is_text;
    *out = (struct carried){.bytes = NULL};
    br_ins_at(rec, op, &ins);
    if (ins.length <= least || (!is_long(&ins) && !is_str_or_bytes(rec, op, &ins)))
        return false;
    br_value value = br_stack((struct br_state){rec, op + 1}, 0);
    bool is_line = ins.opcode->arg == BR_ARG_STRINGNL || ins.opcode->arg == BR_ARG_UNICODESTRINGNL;
    if (!is_line && ins.gap == 0) {
        out->bytes = ins.text.data;
        out->len = (size_t)ins.text.len;
        out->is_there = true;
        out->pos = (uint64_t)(ins.text.data - br_bytes(rec).data);
    } else {
        br_content(rec, value, (struct br_sink){take_bytes, &out->made}, &is_text);
        out->bytes = (const uint8_t *)out->made.data;
        out->len = out->made.len;
    }
    bool is_str = br_kind(rec, value) == BR_KIND_STR;
    if (out->made.failed || (is_str && !is_ascii(out->bytes, out->len) && !to_latin1(out)))
        return false;
    return out->len >= least;
}

static bool is_container(const struct input_member *judged)
{
    return judged->format && input_format_named(judged->format) &&
           strcmp(judged->format, input_format_raw.name) != 0;
}

bool values_believe(const uint8_t *bytes, size_t len, struct input_member *judged)
{
    *judged = (struct input_member){.name = NULL};
    input_judge(judged, bytes, len, true);
    if (is_container(judged))
        return true;
    if (judged->pickle != INPUT_PICKLE)
        return false;
    struct evidence e = evidence_of_pickle(bytes, len, true);
    return e.has_import || (e.has_header && e.has_stop);
}

/* Judges the bytes as those of a member: whoever opens that need not do so again. */
static bool is_believed(const struct carried *carried, struct input_member *judged)
{
    return values_believe(carried->bytes, carried->len, judged);
}

/* "outer.pkl!@0x1f"; of what begins inside the value "@0x1f+0x2". */
static bool name_value(const struct input_member *outer, uint64_t pos, uint64_t skipped,
                       struct input_member *value)
{
    struct buf name = {0};
    if (outer->name) {
        nested_outer_name(outer, &name);
        buf_char(&name, '!');
    }
    buf_printf(&name, "@0x%llx", (unsigned long long)pos);
    if (skipped)
        buf_printf(&name, "+0x%llx", (unsigned long long)skipped);
    value->full_name = (uint8_t *)name.data;
    value->name = value->full_name;
    value->name_len = name.len;
    return !name.failed;
}

/* The value that was made of the opcode at this byte before. */
static size_t find_value(const struct input *in, size_t m, uint64_t pos)
{
    size_t at = in->members[m].value.first;
    while (at && in->members[at].value.pos != pos)
        at = in->members[at].value.next;
    return at ? at : INPUT_NO_MEMBER;
}

/* A member of these bytes, the last of m's values. What it is made of is the member's then. */
static size_t add_member(struct input *in, size_t m, uint64_t pos, const struct value_stream *from,
                         struct carried *carried, const struct input_member *judged)
{
    uint64_t off = 0, base = from->base;
    size_t at = in->member_count;
    bool is_plain = carried->is_there && input_file_offset(in, m, base + carried->pos, &off);
    if (!is_plain && !carried->made.data)
        buf_add(&carried->made, carried->bytes, carried->len);
    struct input_member *value = carried->made.failed ? NULL : input_add_member(in);
    if (!value)
        return INPUT_NO_MEMBER;
    struct input_member *outer = &in->members[m];
    *value = (struct input_member){
        .off = off,
        .size = carried->len,
        .unpacked = carried->len,
        .method = is_plain ? "stored" : "value",
        .is_plain = is_plain,
        .is_unlisted = true,
        .value.is_one = true,
        .held.is_loaded = !is_plain,
        .pickle = judged->pickle,
        .format = judged->format,
        .has_other = judged->has_other,
        .is_seen_whole = true,
        .value.pos = pos,
        .value.base = base,
        .value.stream = from->number,
        .parent = m,
        .depth = outer->depth + 1,
    };
    if (!name_value(outer, pos, carried->skipped, value)) {
        free(value->full_name);
        in->member_count--;
        return INPUT_NO_MEMBER;
    }
    in->kept += value->name_len;
    if (!is_plain) {
        value->held.content.memory = carried->made;
        in->kept += carried->len;
        carried->made = (struct buf){0};
    }
    if (outer->value.last)
        in->members[outer->value.last].value.next = at;
    else
        outer->value.first = at;
    outer->value.last = at;
    return at;
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

/* Bytes that have to be held for a value: none where it stands in the file. */
static uint64_t bytes_to_hold(const struct input *in, size_t m, uint64_t base,
                              const struct carried *carried)
{
    uint64_t off;
    bool is_plain = carried->is_there && input_file_offset(in, m, base + carried->pos, &off);
    return is_plain ? 1 : carried->len; /* its name is held all the same */
}

/* A member of what was made out of a value, while there is room; judged as is_believed left it. */
static size_t add_carried(struct input *in, size_t m, const struct value_stream *from, uint64_t pos,
                          struct carried *carried, const struct input_member *judged)
{
    size_t at = INPUT_NO_MEMBER;
    const char *why =
        nested_no_room(in, in->members[m].depth, bytes_to_hold(in, m, from->base, carried));
    if (!why) {
        at = add_member(in, m, from->base + pos, from, carried, judged);
        why = at == INPUT_NO_MEMBER ? "not enough memory for a pickle in it" : NULL;
    }
    if (why)
        nested_refuse(in, m, why);
    return at;
}

/* What stands at an offset of a value that is kept elsewhere. */
static struct carried part_of(const struct carried *whole, size_t at)
{
    return (struct carried){
        .bytes = whole->bytes + at,
        .len = whole->len - at,
        .is_there = whole->is_there,
        .pos = whole->pos + at,
        .skipped = at,
    };
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

/* How many of n bytes may still be searched, of all values of the file. */
static uint64_t take_search(struct input *in, uint64_t n)
{
    enum { FLOOR = 256 << 20, SHARE = 8 };
    struct input *top = nested_top(in);
    uint64_t most = FLOOR + SHARE * top->len;
    uint64_t left = most > top->searched ? most - top->searched : 0;
    n = n < left ? n : left;
    top->searched += n;
    return n;
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
    uint64_t len = take_search(in, whole->len - from);
    struct passing passing = {in, m, stream->base + whole->pos + from, whole->is_there};
    size_t first = INPUT_NO_MEMBER, n = 0;
    struct carve carve;
    struct carve_found found;
    struct err err = {.text = ""};
    behind_begin(&carve, whole->bytes + from, len, true);
    carve.options.go_on = pass_on;
    carve.options.context = &passing;
    while (n < MOST && behind_next(&carve, &values_behind, &found, &err)) {
        struct carried part = part_of(whole, from + found.offset);
        part.len = found.end - found.offset;
        size_t added = add_carried(in, m, stream, pos, &part, &pickle);
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
    bool is_good = is_believed(carried, &judged), is_raw = !is_container(&judged);
    if (is_good)
        at = add_carried(in, m, from, pos, carried, &judged);
    size_t behind = is_raw && at != INPUT_NO_MEMBER ? (size_t)evidence_run(bytes, whole.len) : 0;
    if (is_raw) {
        size_t inside = add_inside(in, m, from, pos, &whole, behind);
        at = at == INPUT_NO_MEMBER ? inside : at;
    }
    return at;
}

/* The bytes of a number the other way round: int.to_bytes gives the last first. The byte of its sign is none
 * of them. */
static bool turn(struct carried *carried)
{
    struct buf out = {0};
    size_t n = carried->len;
    while (n > 0 && carried->bytes[n - 1] == 0)
        n--;
    while (n > 0)
        buf_char(&out, (char)carried->bytes[--n]);
    buf_free(&carried->made);
    *carried = (struct carried){.bytes = (const uint8_t *)out.data, .len = out.len, .made = out};
    return !out.failed && out.len >= LEAST_BYTES;
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
    if (carry(rec, op, LEAST_BYTES, &carried)) {
        at = add_all_of(in, m, from, br_pos(rec, op), &carried);
        br_ins_at(rec, op, &ins);
        if (at == INPUT_NO_MEMBER && is_long(&ins) && turn(&carried))
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

/* ---- What calls make of values ------------------------------------------------------------------ */

/* The values of one record. */
struct look {
    struct input *in;
    size_t m;
    const struct value_stream *from;
    const br_record *rec;
    struct valuemap members; /* of the opcodes whose value is one */
    uint64_t left;           /* bytes that may be compared */
};

static void set_via(struct input_member *member, const char *path)
{
    free(member->value.via);
    member->value.via = strdup(path); /* without memory it is not told */
}

/* The member among what is in the one at `top` that has these bytes; INPUT_NO_MEMBER. */
static size_t find_bytes(struct look *look, size_t top, const struct buf *bytes)
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
static size_t add_given(struct look *look, const struct unwrapped *row, uint64_t pos,
                        struct carried *carried)
{
    bool is_loaded = row->loader && !is_marshal_loader(row->loader) && carried->len > 0;
    struct input_member judged;
    size_t at = INPUT_NO_MEMBER;
    bool is_good = is_believed(carried, &judged) && carried->len >= LEAST_BYTES;
    if (is_loaded && !is_container(&judged)) {
        judged.pickle = INPUT_PICKLE;
        judged.format = input_format_raw.name;
    }
    if (is_loaded || is_good)
        at = add_carried(look->in, look->m, look->from, pos, carried, &judged);
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
static void add_row(struct look *look, struct unwrapped *row)
{
    const uint32_t *root = valuemap_get(&look->members, row->root);
    const char *path = row->path.len ? buf_text(&row->path) : row->loader;
    size_t at = INPUT_NO_MEMBER;
    struct carried carried = {.bytes = NULL};
    if (root && (row->is_root || row->bytes.len)) /* nothing is in everything */
        at = row->is_root ? *root : find_bytes(look, *root, &row->bytes);
    if (at == INPUT_NO_MEMBER && row->is_root) {
        if (!root && row->loader && carry(look->rec, row->root, 1, &carried))
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

static void add_made(struct look *look)
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
static void add_codes(struct look *look)
{
    enum { CALL_COST = 256 };
    struct br_event event;
    struct input_member judged;
    for (uint64_t n = 0; look->left > 0 && br_event(look->rec, n, &event); n++) {
        struct carried carried = {.bytes = NULL};
        if (!codetype_is_called(look->rec, &event))
            continue;
        carried.made.limit = look->left < SIZE_MAX ? (size_t)look->left : SIZE_MAX;
        bool is_code =
            codetype_write((struct br_state){look->rec, event.op}, event.args, &carried.made);
        uint64_t cost = CALL_COST + (carried.made.failed ? look->left : carried.made.len);
        look->left -= cost < look->left ? cost : look->left;
        carried.bytes = (const uint8_t *)buf_text(&carried.made);
        carried.len = carried.made.len;
        size_t at = is_code && is_believed(&carried, &judged)
                        ? add_carried(look->in, look->m, look->from, br_pos(look->rec, event.op),
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

static void add_values(struct look *look, const struct picked *picked)
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

/* What calls make of the values of one pickle. The bytes that may be compared are those of its share,
 * and of what is one for the whole file. */
static void add_made_within(struct look *look)
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

void values_add_all(struct input *in, size_t m, const struct value_stream *from,
                    const br_record *rec)
{
    struct picked picked;
    struct look look = {.in = in, .m = m, .from = from, .rec = rec};
    if (was_looked_at(in, m, from) || !br_runs(rec)) /* what is only decoded has no values */
        return;
    if (!collect_picked(in, m, &picked)) {
        nested_refuse(in, m, "not enough memory for what its values hold");
        return;
    }
    add_values(&look, &picked);
    free(picked.rows);
    add_made_within(&look);
    valuemap_free(&look.members);
    uint32_t *seen = from->number < UINT32_MAX
                         ? valuemap_put(&in->members[m].value.looked_at, (br_value)from->number)
                         : NULL;
    if (seen)
        *seen = 1;
}

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
