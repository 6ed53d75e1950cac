/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a value is: its kind, its number or characters, its parts. All of it is read from the
 * opcode that made it, in the stream and on the stack before that opcode. */
#include "vm/brine.h"

#include <string.h>

#include "vm/chars.h"
#include "vm/decode.h"
#include "vm/number.h"
#include "vm/reads.h"
#include "vm/values.h"

/* ---- Kinds ----------------------------------------------------------------------------------- */

/* By the opcode that made the value. */
const uint8_t kind_of_code[256] = {
    ['N'] = BR_KIND_NONE,       [0x88] = BR_KIND_BOOL,      [0x89] = BR_KIND_BOOL,
    ['I'] = BR_KIND_INT,        ['J'] = BR_KIND_INT,        ['K'] = BR_KIND_INT,
    ['M'] = BR_KIND_INT,        ['L'] = BR_KIND_INT,        [0x8a] = BR_KIND_INT,
    [0x8b] = BR_KIND_INT,       ['F'] = BR_KIND_FLOAT,      ['G'] = BR_KIND_FLOAT,
    ['S'] = BR_KIND_STR,        ['T'] = BR_KIND_STR,        ['U'] = BR_KIND_STR,
    ['V'] = BR_KIND_STR,        ['X'] = BR_KIND_STR,        [0x8c] = BR_KIND_STR,
    [0x8d] = BR_KIND_STR,       ['B'] = BR_KIND_BYTES,      ['C'] = BR_KIND_BYTES,
    [0x8e] = BR_KIND_BYTES,     [')'] = BR_KIND_TUPLE,      ['t'] = BR_KIND_TUPLE,
    [0x85] = BR_KIND_TUPLE,     [0x86] = BR_KIND_TUPLE,     [0x87] = BR_KIND_TUPLE,
    [0x91] = BR_KIND_FROZENSET, ['c'] = BR_KIND_GLOBAL,     [0x93] = BR_KIND_GLOBAL,
    ['i'] = BR_KIND_INSTANCE,   ['o'] = BR_KIND_INSTANCE,   ['R'] = BR_KIND_CALL,
    [0x81] = BR_KIND_NEWOBJ,    [0x92] = BR_KIND_NEWOBJ,    ['P'] = BR_KIND_PERSISTENT,
    ['Q'] = BR_KIND_PERSISTENT, [0x82] = BR_KIND_EXTENSION, [0x83] = BR_KIND_EXTENSION,
    [0x84] = BR_KIND_EXTENSION, [0x98] = BR_KIND_READONLY,  ['b'] = BR_KIND_INSET,
};

/* Where a row has ROW_OTHER: INT that is a bool, strings that are left as bytes, the view of a
 * bytearray. */
const uint8_t other_kind_of_code[256] = {
    ['I'] = BR_KIND_BOOL,  ['S'] = BR_KIND_BYTES,       ['T'] = BR_KIND_BYTES,
    ['U'] = BR_KIND_BYTES, [0x98] = BR_KIND_MEMORYVIEW,
};

static const char *const kind_names[BR_KIND_COUNT] = {
    [BR_KIND_NONE] = "None",
    [BR_KIND_BOOL] = "bool",
    [BR_KIND_INT] = "int",
    [BR_KIND_FLOAT] = "float",
    [BR_KIND_STR] = "str",
    [BR_KIND_BYTES] = "bytes",
    [BR_KIND_BYTEARRAY] = "bytearray",
    [BR_KIND_TUPLE] = "tuple",
    [BR_KIND_LIST] = "list",
    [BR_KIND_DICT] = "dict",
    [BR_KIND_SET] = "set",
    [BR_KIND_FROZENSET] = "frozenset",
    [BR_KIND_MEMORYVIEW] = "memoryview",
    [BR_KIND_GLOBAL] = "global",
    [BR_KIND_CALL] = "call",
    [BR_KIND_INSTANCE] = "instance",
    [BR_KIND_NEWOBJ] = "newobj",
    [BR_KIND_PERSISTENT] = "persistent",
    [BR_KIND_EXTENSION] = "extension",
    [BR_KIND_BUFFER] = "buffer",
    [BR_KIND_READONLY] = "readonly",
    [BR_KIND_INSET] = "inset",
};

enum br_kind br_kind(const br_record *rec, br_value value)
{
    return value_kind(rec, value);
}

const char *br_kind_name(enum br_kind kind)
{
    return (unsigned)kind < BR_KIND_COUNT ? kind_names[kind] : NULL;
}

br_op br_maker(const br_record *rec, br_value value)
{
    return value & SLOT_BIT ? record_slot(rec, value)->op : value;
}

bool br_hashable(const br_record *rec, br_value value)
{
    return value_hashable(rec, value);
}

/* ---- Literals -------------------------------------------------------------------------------- */

const struct wide *wide_of(const br_record *rec, uint32_t op)
{
    uint32_t low = 0, high = rec->wides.count;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        const struct wide *wide = arena_at(&rec->wides, mid, sizeof *wide);
        if (wide->op == op)
            return wide;
        if (wide->op < op)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

uint8_t value_ins(const br_record *rec, br_value value, struct ins *in)
{
    br_op op = br_maker(rec, value);
    reads_row(rec, op, in);
    return record_row(rec, op)->code;
}

struct br_slice br_raw(const br_record *rec, br_value value)
{
    struct ins in;
    value_ins(rec, value, &in);
    return (struct br_slice){in.arg, in.n};
}

bool value_number(const br_record *rec, br_value value, struct number *out)
{
    struct ins in;
    uint8_t code = value_ins(rec, value, &in);
    struct br_slice text = {in.arg, in.n};
    *out = (struct number){.fits = true};
    const struct wide *wide = in.n > WIDE ? wide_of(rec, value) : NULL;
    if (wide) {
        out->small = (int64_t)wide->bits;
        return true;
    }
    switch (code) {
    case 'I':
        return number_int_line(reads_number_rules(rec, &in), text, out);
    case 'L':
        return number_long_line(&rec->dialect->numbers, text, out);
    case 0x8a:
    case 0x8b:
        return number_le(text, out);
    case 'J':
        out->small = (int32_t)(uint32_t)le_load(in.arg, 4);
        return true;
    case 'K':
    case 'M':
        out->small = (int64_t)le_load(in.arg, (unsigned)in.n);
        return true;
    case 0x88:
    case 0x89:
        out->is_bool = true;
        out->small = code == 0x88;
        return true;
    default:
        return false;
    }
}

bool br_int(const br_record *rec, br_value value, int64_t *out)
{
    enum br_kind kind = value_kind(rec, value);
    struct number number;
    struct ins in;
    if (kind != BR_KIND_INT && kind != BR_KIND_BOOL)
        return false;
    value_ins(rec, value, &in);
    if (in.n > WIDE && !wide_of(rec, value))
        return false;
    if (!value_number(rec, value, &number))
        return false;
    bool fits = number.fits;
    if (fits)
        *out = number.small;
    number_clear(&number);
    return fits;
}

bool br_float(const br_record *rec, br_value value, double *out)
{
    if (value_kind(rec, value) != BR_KIND_FLOAT)
        return false;
    struct ins in;
    uint8_t code = value_ins(rec, value, &in);
    const struct wide *wide = in.n > WIDE ? wide_of(rec, value) : NULL;
    if (code == 'F' && !wide)
        return number_float_line(&rec->dialect->numbers, (struct br_slice){in.arg, in.n}, out);
    uint64_t bits = wide ? wide->bits : 0;
    for (int i = 0; i < 8 && !wide; i++)
        bits = bits << 8 | in.arg[i];
    memcpy(out, &bits, sizeof bits);
    return true;
}

struct br_slice value_chars(const br_record *rec, br_value value, enum chars_form *form)
{
    struct ins in;
    uint8_t code = value_ins(rec, value, &in);
    struct br_slice text = {in.arg, in.n};
    switch (code) {
    case 'S':
        *form = rec->encoding->quoted;
        chars_unquote(text, &text);
        break;
    case 'V':
        *form = CHARS_ESCAPED;
        break;
    case 'T':
    case 'U':
        *form = rec->encoding->counted;
        break;
    default:
        *form = CHARS_UTF8;
        break;
    }
    return text;
}

struct br_slice value_bytes(const br_record *rec, br_value value, enum chars_form *form)
{
    struct br_slice text = br_raw(rec, value);
    *form = CHARS_LATIN1;
    if (record_row(rec, value)->code != 'S')
        return text;
    chars_unquote(text, &text);
    if (literal_has_escapes(rec, value, text))
        *form = CHARS_QUOTED_LATIN1;
    return text;
}

/* The bytes that escapes stand for. */
static bool write_unescaped(struct br_sink sink, enum chars_form form, struct br_slice text)
{
    struct chars at = chars_start(form, text);
    for (int32_t c; (c = chars_next(&at)) >= 0;)
        if (!sink.write(sink.context, &(char){(char)c}, 1))
            return false;
    return true;
}

static bool write_slice(struct br_sink sink, struct br_slice slice)
{
    return sink.write(sink.context, (const char *)slice.data, (size_t)slice.len);
}

enum br_status br_content(const br_record *rec, br_value value, struct br_sink sink, bool *is_text)
{
    enum br_kind kind = value_kind(rec, value);
    *is_text = kind == BR_KIND_STR || kind == BR_KIND_BYTES;
    if (!*is_text)
        return BR_OK;
    enum chars_form form;
    struct br_slice text;
    if (kind == BR_KIND_BYTES) {
        text = value_bytes(rec, value, &form);
        bool is_whole = form == CHARS_LATIN1;
        return (is_whole ? write_slice(sink, text) : write_unescaped(sink, form, text)) ? BR_OK
                                                                                        : BR_NOMEM;
    }
    text = value_chars(rec, value, &form);
    return chars_to_sink(form, text, sink) ? BR_OK : BR_NOMEM;
}

int64_t br_number(const br_record *rec, br_value value)
{
    switch (value_kind(rec, value)) {
    case BR_KIND_BUFFER:
        return record_slot(rec, value)->run;
    case BR_KIND_EXTENSION: {
        struct ins in;
        value_ins(rec, value, &in);
        return (int64_t)le_load(in.arg, (unsigned)in.n);
    }
    default:
        return -1;
    }
}

/* ---- Calls and names ------------------------------------------------------------------------- */

br_value stack_before(const br_record *rec, br_op op, uint32_t k)
{
    uint32_t id = top_before(rec, op);
    while (k--)
        id = node_below(rec, id);
    return node_value(rec, id);
}

bool br_call(const br_record *rec, br_value value, struct br_call *out)
{
    *out = (struct br_call){BR_NO_VALUE, BR_NO_VALUE, BR_NO_VALUE, 0};
    br_op op = br_maker(rec, value);
    switch (record_row(rec, op)->code) {
    case 'R':
    case 0x81: /* NEWOBJ */
        out->args = stack_before(rec, op, 0);
        out->callee = stack_before(rec, op, 1);
        return true;
    case 0x92: /* NEWOBJ_EX */
        out->kwargs = stack_before(rec, op, 0);
        out->args = stack_before(rec, op, 1);
        out->callee = stack_before(rec, op, 2);
        return true;
    case 'o': {
        struct items items = record_items(rec, op);
        uint32_t cls = node_at_height(rec, items.top, node_height(rec, items.top) - items.count);
        out->callee = node_value(rec, cls);
        out->n_args = items.count;
        return true;
    }
    case 'i':
        out->n_args = record_items(rec, op).count;
        return true;
    case 'Q':
        out->args = stack_before(rec, op, 0);
        return true;
    case 0x98: /* READONLY_BUFFER */
        out->callee = stack_before(rec, op, 0);
        return true;
    case 'b':
        out->callee = stack_before(rec, op, 1);
        return true;
    default:
        return false;
    }
}

br_value br_call_arg(const br_record *rec, br_value value, uint32_t n)
{
    struct items items = record_items(rec, br_maker(rec, value));
    if (n >= items.count)
        return BR_NO_VALUE;
    uint32_t id = items_node(rec, items, n);
    return id == UINT32_MAX ? BR_NO_VALUE : node_value(rec, id);
}

bool value_name(const br_record *rec, br_value value, enum br_part part, struct name *out)
{
    br_op op = br_maker(rec, value);
    uint8_t code = record_row(rec, op)->code;
    if (code == 0x93) { /* STACK_GLOBAL */
        br_value text = stack_before(rec, op, part == BR_PART_MODULE ? 1 : 0);
        out->unknown = value_kind(rec, text) == BR_KIND_STR ? BR_NO_VALUE : text;
        if (out->unknown == BR_NO_VALUE)
            out->text = value_chars(rec, text, &out->form);
        return true;
    }
    if (code != 'c' && code != 'i')
        return false;
    struct ins in;
    value_ins(rec, op, &in);
    out->unknown = BR_NO_VALUE;
    out->form = code == 'c' ? CHARS_STRICT_UTF8 : CHARS_ASCII;
    out->text = part == BR_PART_MODULE ? (struct br_slice){in.arg, in.n}
                                       : (struct br_slice){in.name, in.name_n};
    return true;
}
