/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/values.h"

#include <stdlib.h>
#include <string.h>

#include "src/input/evidence.h"
#include "src/input/format.h"
#include "src/input/nested.h"

enum { LEAST_BYTES = 8 }; /* nothing shorter imports anything */

/* What a value is made of. */
struct carried {
    const uint8_t *bytes;
    size_t len;
    bool is_there; /* the bytes stand in the pickle as they are, at pos */
    uint64_t pos;
    struct buf made; /* else they are here */
};

static bool take_bytes(void *context, const char *bytes, size_t n)
{
    struct buf *buf = context;
    buf_add(buf, bytes, n);
    return !buf->failed;
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

/* The bytes of the value that op pushes. False: it is no str or bytes, or memory fails. */
static bool carry(const br_record *rec, br_op op, struct carried *out)
{
    struct br_ins ins;
    bool is_text;
    *out = (struct carried){.bytes = NULL};
    br_ins_at(rec, op, &ins);
    if (ins.length <= LEAST_BYTES || !is_str_or_bytes(rec, op, &ins))
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
    return out->len >= LEAST_BYTES;
}

/* Judges the bytes as those of a member: whoever opens that need not do so again. */
static bool is_believed(const struct carried *carried, struct input_member *judged)
{
    *judged = (struct input_member){.name = NULL};
    input_judge(judged, carried->bytes, carried->len, true);
    if (input_format_named(judged->format) && strcmp(judged->format, input_format_raw.name) != 0)
        return true;
    if (judged->pickle != INPUT_PICKLE)
        return false;
    struct evidence e = evidence_of_pickle(carried->bytes, carried->len, true);
    return e.has_import || (e.has_header && e.has_stop);
}

/* "outer.pkl!@0x1f" */
static bool name_value(const struct input_member *outer, uint64_t pos, struct input_member *value)
{
    struct buf name = {0};
    if (outer->name) {
        nested_outer_name(outer, &name);
        buf_char(&name, '!');
    }
    buf_printf(&name, "@0x%llx", (unsigned long long)pos);
    value->full_name = (uint8_t *)name.data;
    value->name = value->full_name;
    value->name_len = name.len;
    return !name.failed;
}

/* The value that was made of the opcode at this byte before. */
static size_t find_value(const struct input *in, size_t m, uint64_t pos)
{
    size_t at = in->members[m].first_value;
    while (at && in->members[at].value_pos != pos)
        at = in->members[at].next_value;
    return at ? at : INPUT_NO_MEMBER;
}

/* A member of these bytes, the last of m's values. What it is made of is the member's then. */
static size_t add_member(struct input *in, size_t m, uint64_t pos, uint64_t base,
                         struct carried *carried, const struct input_member *judged)
{
    uint64_t off = 0;
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
        .is_value = true,
        .is_loaded = !is_plain,
        .pickle = judged->pickle,
        .format = judged->format,
        .has_other = judged->has_other,
        .is_seen_whole = true,
        .value_pos = pos,
        .value_base = base,
        .parent = m,
        .depth = outer->depth + 1,
    };
    if (!name_value(outer, pos, value)) {
        free(value->full_name);
        in->member_count--;
        return INPUT_NO_MEMBER;
    }
    in->kept += value->name_len;
    if (!is_plain) {
        value->content = carried->made;
        in->kept += carried->len;
        carried->made = (struct buf){0};
    }
    if (outer->last_value)
        in->members[outer->last_value].next_value = at;
    else
        outer->first_value = at;
    outer->last_value = at;
    return at;
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

/* A member of what was carried, if it is believed to hold anything. */
static size_t add_carried(struct input *in, size_t m, uint64_t base, uint64_t pos,
                          struct carried *carried)
{
    struct input_member judged;
    size_t at = INPUT_NO_MEMBER;
    if (!is_believed(carried, &judged))
        return at;
    const char *why = nested_no_room(in, in->members[m].depth, bytes_to_hold(in, m, base, carried));
    if (!why) {
        at = add_member(in, m, pos, base, carried, &judged);
        why = at == INPUT_NO_MEMBER ? "not enough memory for a pickle in it" : NULL;
    }
    if (why)
        nested_refuse(in, m, why);
    return at;
}

/* The value of an opcode that none was made of before. */
static size_t add_new(struct input *in, size_t m, uint64_t base, const br_record *rec, br_op op)
{
    struct carried carried;
    size_t at = INPUT_NO_MEMBER;
    if (is_refused(in, m))
        return at;
    if (carry(rec, op, &carried))
        at = add_carried(in, m, base, base + br_pos(rec, op), &carried);
    buf_free(&carried.made);
    return at;
}

size_t values_add(struct input *in, size_t m, uint64_t base, const br_record *rec, br_op op)
{
    size_t at = find_value(in, m, base + br_pos(rec, op));
    if (at != INPUT_NO_MEMBER)
        return at;
    in->members[m].is_picked = true;
    return add_new(in, m, base, rec, op);
}

/* The values that were made out of turn, by their bytes. */
struct picked {
    uint64_t *pos;
    size_t count;
};

static int pos_order(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static bool collect_picked(const struct input *in, size_t m, struct picked *out)
{
    size_t count = 0;
    *out = (struct picked){.pos = NULL};
    if (!in->members[m].is_picked)
        return true;
    for (size_t at = in->members[m].first_value; at; at = in->members[at].next_value)
        count++;
    out->pos = calloc(count + 1, sizeof *out->pos);
    if (!out->pos)
        return false;
    for (size_t at = in->members[m].first_value; at; at = in->members[at].next_value)
        out->pos[out->count++] = in->members[at].value_pos;
    qsort(out->pos, count, sizeof *out->pos, pos_order);
    return true;
}

static bool is_picked(const struct picked *picked, uint64_t pos)
{
    return picked->count &&
           bsearch(&pos, picked->pos, picked->count, sizeof pos, pos_order) != NULL;
}

void values_add_all(struct input *in, size_t m, uint64_t base, const br_record *rec)
{
    struct picked picked;
    if (base < in->members[m].values_end)
        return;
    if (!collect_picked(in, m, &picked)) {
        nested_refuse(in, m, "not enough memory for what its values hold");
        return;
    }
    for (br_op op = 0; op < br_ops(rec); op++)
        if (!is_picked(&picked, base + br_pos(rec, op)))
            add_new(in, m, base, rec, op);
    free(picked.pos);
    in->members[m].values_end = base + 1; /* pickles inside this one begin before its end */
}

/* Adds the values of all pickles in a row in m. */
static void add_those_of(struct input *in, size_t m)
{
    const uint8_t *bytes;
    size_t len;
    struct err err;
    if (!input_member_bytes(in, m, &bytes, &len, &err))
        return;
    uint64_t base = 0;
    bool more = true;
    while (more && base < len) {
        br_record *rec = br_record_new(bytes + base, len - base, NULL);
        if (!rec)
            return;
        br_record_run(rec, 0);
        values_add_all(in, m, base, rec);
        more = !br_error_of(rec);
        base += br_end(rec);
        br_record_free(rec);
    }
}

size_t values_find(struct input *in, const char *name)
{
    const char *mark = strrchr(name, '@');
    size_t m;
    struct err err;
    if (!mark || mark[1] != '0' || mark[2] != 'x' || (mark > name && mark[-1] != '!'))
        return INPUT_NO_MEMBER;
    uint64_t pos = strtoull(mark + 1, NULL, 16);
    if (mark == name) {
        m = input_default_member(in);
    } else {
        char *outer = strndup(name, (size_t)(mark - name) - 1);
        bool found = outer && input_find_member(in, outer, 0, &m, &err);
        free(outer);
        m = found ? m : INPUT_NO_MEMBER;
    }
    if (m == INPUT_NO_MEMBER)
        return m;
    add_those_of(in, m);
    return find_value(in, m, pos);
}
