/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/evidence.h"

#include "src/input/shape.h"
#include "vm/brine.h"

enum {
    MAX_OPS = 100000, /* as many opcodes in a row that make sense are no accident */
    MAX_PROTOCOL = 5,
    /* What proves that bytes without a header, which go on after it, are no text: see shape.h. */
    BITS_STOP = 30,
    BITS_BREAK = 24,
};

/* What was read, weighed: each line is one kind of proof. */
static bool is_believed(const struct evidence *e, bool is_end, bool ran_out, bool is_odd)
{
    if (is_odd) /* text that is none of its kind, without a header: all else must fit */
        return e->has_stop && is_end && e->ops >= 4;
    if (e->ops >= MAX_OPS)
        return true;
    if (e->has_header)
        return e->has_stop ? e->ops >= 3 : e->has_import || e->ops >= 5 || ran_out;
    if (e->has_stop)
        return e->ops >= 2 && (is_end || e->bits >= BITS_STOP);
    return (e->has_import || (ran_out && e->ops >= 8)) && e->bits >= BITS_BREAK;
}

uint64_t evidence_padding(const uint8_t *bytes, uint64_t len, uint64_t from)
{
    while (from < len && (bytes[from] == '\0' || bytes[from] == ' ' ||
                          (bytes[from] >= '\t' && bytes[from] <= '\r')))
        from++;
    return from;
}

static struct evidence judge(const uint8_t *bytes, uint64_t len, bool is_whole, uint64_t max_ops)
{
    struct evidence e = {0};
    struct shape shape;
    shape_begin(&shape);
    bool ran_out = false, has_frame = false, is_odd = false;
    while (!e.has_stop && e.ops < max_ops) {
        struct br_ins ins;
        enum br_error_kind kind = br_decode(bytes, len, e.end, &ins);
        ran_out = kind == BR_ERR_TRUNCATED && !is_whole;
        has_frame |= e.has_header && e.ops == 1 && ins.opcode == shape.frame;
        if (kind != BR_ERR_NONE || !shape_step(&shape, &ins, len - ins.pos - ins.length))
            break;
        /* With a header, odd text is no reason for doubt: it may be there to raise some. */
        is_odd |= !e.has_header && !shape_makes_sense(&ins);
        bool is_proto = ins.opcode == shape.proto;
        if (is_proto && ins.number > MAX_PROTOCOL)
            break;
        e.has_header |= is_proto && e.ops == 0;
        e.has_import |= ins.opcode->arg == BR_ARG_STRINGNL_NOESCAPE_PAIR;
        e.has_stop = ins.opcode == shape.stop;
        e.end = ins.pos + ins.length;
        e.ops = shape.ops;
        e.bits = shape.bits;
    }
    e.is_pickle = has_frame || is_believed(&e, e.end == len, ran_out, is_odd);
    return e;
}

struct evidence evidence_of_pickle(const uint8_t *bytes, size_t len, bool is_whole)
{
    struct evidence first = judge(bytes, len, is_whole, MAX_OPS);
    struct evidence e = first;
    uint64_t end = evidence_padding(bytes, len, first.end), ops = first.ops;
    /* Small ones in a row prove each other: one that is believed, or the last that ends it all. */
    while (!e.is_pickle && e.has_stop && end < len && ops < MAX_OPS) {
        e = judge(bytes + end, len - end, is_whole, MAX_OPS);
        end = evidence_padding(bytes, len, end + e.end);
        ops += e.ops;
    }
    first.is_pickle = e.is_pickle;
    return first;
}

uint64_t evidence_run(const uint8_t *bytes, uint64_t len)
{
    uint64_t end = 0;
    bool goes_on = true;
    while (goes_on && end < len) {
        struct evidence e = judge(bytes + end, len - end, true, UINT64_MAX);
        goes_on = e.is_pickle && e.has_stop;
        end += e.is_pickle ? e.end : 0;
    }
    return end;
}

uint64_t evidence_stop(const uint8_t *bytes, uint64_t len, uint64_t max_ops)
{
    const struct br_opcode *stop = br_opcode('.');
    struct br_ins ins;
    uint64_t pos = 0, ops = 0;
    while ((max_ops == 0 || ops++ < max_ops) && br_decode(bytes, len, pos, &ins) == BR_ERR_NONE) {
        pos = ins.pos + ins.length;
        if (ins.opcode == stop)
            return pos;
    }
    return 0;
}

bool input_looks_like_pickle(const uint8_t *bytes, size_t len)
{
    return evidence_of_pickle(bytes, len, true).is_pickle;
}
