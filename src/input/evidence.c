/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/evidence.h"

#include <string.h>

#include "vm/brine.h"

enum {
    MAX_OPS = 100000, /* as many opcodes in a row that make sense are no accident */
    MAX_MARKS = 256,
    MAX_NAME = 1024, /* bytes of a module's or a global's name */
    MAX_PROTOCOL = 5,
};

/* How many values lie above each open mark, the lowest segment first; and the opcodes that are
 * more to us than their rows say. */
struct shape {
    const struct br_opcode *proto, *stop, *pop, *frame;
    uint64_t above[MAX_MARKS + 1];
    unsigned marks;
    bool is_lost; /* more marks than are counted: operands are taken on trust from there on */
};

static bool only_of(struct br_slice text, const char *allowed)
{
    for (uint64_t k = 0; k < text.len; k++)
        if (text.data[k] == '\0' || !strchr(allowed, text.data[k]))
            return false;
    return text.len > 0;
}

static bool is_number(struct br_slice text)
{
    return only_of(text, "0123456789abcdefABCDEFxXoOlL_+- \t\r");
}

static bool is_float(struct br_slice text)
{
    return only_of(text, "0123456789.eE+-_ \t\rinfatyINFATY");
}

static bool is_quoted(struct br_slice text)
{
    while (text.len > 0 && strchr(" \t\r", text.data[text.len - 1]))
        text.len--;
    return text.len >= 2 && (text.data[0] == '\'' || text.data[0] == '"') &&
           text.data[text.len - 1] == text.data[0];
}

static bool is_line(struct br_slice text)
{
    for (uint64_t k = 0; k < text.len; k++)
        if (text.data[k] < 0x20 && text.data[k] != '\t' && text.data[k] != '\r')
            return false;
    return true;
}

/* Dotted identifiers, with what else the names of Python's own functions have. */
static bool is_name(struct br_slice text)
{
    for (uint64_t k = 0; k < text.len; k++) {
        uint8_t c = text.data[k];
        bool is_word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!is_word && c < 0x80 && (c == '\0' || !strchr("._<>", c)))
            return false;
    }
    return text.len > 0 && text.len <= MAX_NAME;
}

/* Whether the text of an argument is of the kind its opcode asks for. */
static bool makes_sense(const struct br_ins *ins)
{
    switch (ins->opcode->arg) {
    case BR_ARG_DECIMALNL_SHORT:
    case BR_ARG_DECIMALNL_LONG:
        return is_number(ins->text);
    case BR_ARG_FLOATNL:
        return is_float(ins->text);
    case BR_ARG_STRINGNL:
        return is_quoted(ins->text);
    case BR_ARG_STRINGNL_NOESCAPE:
        return is_line(ins->text);
    case BR_ARG_UNICODESTRINGNL: /* pickle escapes NUL in it, and few others */
        return memchr(ins->text.data, '\0', ins->text.len) == NULL;
    case BR_ARG_STRINGNL_NOESCAPE_PAIR:
        return is_name(ins->text) && is_name(ins->name);
    default:
        return true;
    }
}

/* Takes n values from above the topmost mark. */
static bool shape_take(struct shape *shape, size_t n)
{
    if (shape->above[shape->marks] < n)
        return false;
    shape->above[shape->marks] -= n;
    return true;
}

/* Takes the topmost mark and all above it, which must be at least n values. */
static bool shape_take_mark(struct shape *shape, size_t n)
{
    if (shape->marks == 0 || shape->above[shape->marks] < n)
        return false;
    shape->marks--;
    return true;
}

/* Takes what the letters of `before` ask for, the top at the right: "aa", or "l(*", or "(a*". */
static bool shape_take_before(struct shape *shape, const char *before)
{
    const char *mark = strchr(before, '(');
    if (!mark)
        return shape_take(shape, strlen(before));
    return shape_take_mark(shape, strcspn(mark + 1, "*")) &&
           shape_take(shape, (size_t)(mark - before));
}

static void shape_leave(struct shape *shape, const char *after)
{
    for (; *after; after++) {
        if (*after != '(')
            shape->above[shape->marks]++;
        else if (shape->marks < MAX_MARKS)
            shape->above[++shape->marks] = 0;
        else
            shape->is_lost = true;
    }
}

static bool shape_step(struct shape *shape, const struct br_opcode *opcode)
{
    if (shape->is_lost)
        return true;
    if (opcode == shape->pop &&
        shape->above[shape->marks] == 0) /* POP takes a mark where no value is */
        return shape_take_mark(shape, 0);
    if (!shape_take_before(shape, opcode->before))
        return false;
    shape_leave(shape, opcode->after);
    return true;
}

/* What was read, weighed: each line is one kind of proof. */
static bool is_believed(const struct evidence *e, uint64_t len, bool ran_out, bool is_odd)
{
    if (is_odd) /* text that is none of its kind, without a header: all else must fit */
        return e->has_stop && e->end == len && e->ops >= 4;
    if (e->ops >= MAX_OPS)
        return true;
    if (e->has_header)
        return e->has_stop ? e->ops >= 3 : e->has_import || e->ops >= 5 || ran_out;
    if (e->has_stop)
        return e->ops >= 2 && (e->end == len || e->has_import || e->ops >= 8);
    return e->has_import ? e->ops >= 3 : ran_out && e->ops >= 8;
}

static struct evidence judge(const uint8_t *bytes, uint64_t len, bool is_whole, uint64_t max_ops)
{
    struct evidence e = {0};
    struct shape shape = {
        .proto = br_opcode_named("PROTO"),
        .stop = br_opcode_named("STOP"),
        .pop = br_opcode_named("POP"),
        .frame = br_opcode_named("FRAME"),
    };
    bool ran_out = false, has_frame = false, is_odd = false;
    while (!e.has_stop && e.ops < max_ops) {
        struct br_ins ins;
        enum br_error_kind kind = br_decode(bytes, len, e.end, &ins);
        ran_out = kind == BR_ERR_TRUNCATED && !is_whole;
        has_frame |= e.has_header && e.ops == 1 && ins.opcode == shape.frame;
        if (kind != BR_ERR_NONE || !shape_step(&shape, ins.opcode))
            break;
        /* With a header, odd text is no reason for doubt: it may be there to raise some. */
        is_odd |= !e.has_header && !makes_sense(&ins);
        bool is_proto = ins.opcode == shape.proto;
        if (is_proto && ins.number > MAX_PROTOCOL)
            break;
        e.has_header |= is_proto && e.ops == 0;
        e.has_import |= ins.opcode->arg == BR_ARG_STRINGNL_NOESCAPE_PAIR;
        e.has_stop = ins.opcode == shape.stop;
        e.end = ins.pos + ins.length;
        e.ops++;
    }
    e.is_pickle = has_frame || is_believed(&e, len, ran_out, is_odd);
    return e;
}

struct evidence evidence_of_pickle(const uint8_t *bytes, size_t len, bool is_whole)
{
    struct evidence first = judge(bytes, len, is_whole, MAX_OPS);
    struct evidence e = first;
    uint64_t end = first.end, ops = first.ops;
    /* Small ones in a row prove each other: one that is believed, or the last that ends it all. */
    while (!e.is_pickle && e.has_stop && end < len && ops < MAX_OPS) {
        e = judge(bytes + end, len - end, is_whole, MAX_OPS);
        end += e.end;
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
    const struct br_opcode *stop = br_opcode_named("STOP");
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
