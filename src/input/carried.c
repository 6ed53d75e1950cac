/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/carried.h"

#include <stdlib.h>
#include <string.h>

#include "src/input/evidence.h"
#include "src/input/format.h"
#include "src/input/nested.h"

static bool take_bytes(void *context, const char *bytes, size_t n)
{
    struct buf *buf = context;
    buf_add(buf, bytes, n);
    return !buf->failed;
}

bool carried_is_long(const struct br_ins *ins)
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

bool carried_of(const br_record *rec, br_op op, size_t least, struct carried *out)
{
    struct br_ins ins;
    bool is_text;
    *out = (struct carried){.bytes = NULL};
    br_ins_at(rec, op, &ins);
    if (ins.length <= least || (!carried_is_long(&ins) && !is_str_or_bytes(rec, op, &ins)))
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

bool carried_is_container(const struct input_member *judged)
{
    return judged->format && input_format_named(judged->format) &&
           strcmp(judged->format, input_format_raw.name) != 0;
}

bool values_believe(const uint8_t *bytes, size_t len, struct input_member *judged)
{
    *judged = (struct input_member){.name = NULL};
    input_judge(judged, bytes, len, true);
    if (carried_is_container(judged))
        return true;
    if (judged->pickle != INPUT_PICKLE)
        return false;
    struct evidence e = evidence_of_pickle(bytes, len, true);
    return e.has_import || (e.has_header && e.has_stop);
}

bool carried_is_believed(const struct carried *carried, struct input_member *judged)
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

/* Bytes that have to be held for a value: none where it stands in the file. */
static uint64_t bytes_to_hold(const struct input *in, size_t m, uint64_t base,
                              const struct carried *carried)
{
    uint64_t off;
    bool is_plain = carried->is_there && input_file_offset(in, m, base + carried->pos, &off);
    return is_plain ? 1 : carried->len; /* its name is held all the same */
}

size_t carried_add(struct input *in, size_t m, const struct value_stream *from, uint64_t pos,
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

struct carried carried_part(const struct carried *whole, size_t at)
{
    return (struct carried){
        .bytes = whole->bytes + at,
        .len = whole->len - at,
        .is_there = whole->is_there,
        .pos = whole->pos + at,
        .skipped = at,
    };
}

bool carried_turn(struct carried *carried)
{
    struct buf out = {0};
    size_t n = carried->len;
    while (n > 0 && carried->bytes[n - 1] == 0)
        n--;
    while (n > 0)
        buf_char(&out, (char)carried->bytes[--n]);
    buf_free(&carried->made);
    *carried = (struct carried){.bytes = (const uint8_t *)out.data, .len = out.len, .made = out};
    return !out.failed && out.len >= CARRIED_LEAST;
}
