/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/shape.h"

#include <string.h>

enum { MAX_NAME = 65536 }; /* bytes of a module's or a global's name */

/* ---- Arguments ------------------------------------------------------------------------------- */

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

bool shape_is_name_byte(uint8_t byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z') || byte >= 0x80 || (byte && strchr("._<>", byte));
}

static bool is_name(struct br_slice text)
{
    if (text.len == 0 || text.len > MAX_NAME)
        return false;
    for (uint64_t k = 0; k < text.len; k++)
        if (!shape_is_name_byte(text.data[k]))
            return false;
    return true;
}

bool shape_makes_sense(const struct br_ins *ins)
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

bool shape_has_lines(const struct br_opcode *opcode)
{
    return opcode->arg >= BR_ARG_DECIMALNL_SHORT && opcode->arg <= BR_ARG_UNICODESTRINGNL;
}

/* ---- Operands -------------------------------------------------------------------------------- */

/* Takes n values from above the topmost mark. */
static bool take(struct shape *shape, size_t n)
{
    if (shape->above[shape->marks] < n)
        return false;
    shape->above[shape->marks] -= n;
    return true;
}

/* Takes the topmost mark and all above it, which must be at least n values. */
static bool take_mark(struct shape *shape, size_t n)
{
    if (shape->marks == 0 || shape->above[shape->marks] < n)
        return false;
    shape->marks--;
    return true;
}

/* Takes what the letters of `before` ask for, the top at the right: "aa", or "l(*", or "(a*". */
static bool take_before(struct shape *shape, const char *before)
{
    const char *mark = strchr(before, '(');
    if (!mark)
        return take(shape, strlen(before));
    return take_mark(shape, strcspn(mark + 1, "*")) && take(shape, (size_t)(mark - before));
}

static void leave(struct shape *shape, const char *after)
{
    for (; *after; after++) {
        if (*after != '(')
            shape->above[shape->marks]++;
        else if (shape->marks < SHAPE_MARKS)
            shape->above[++shape->marks] = 0;
        else
            shape->is_lost = true;
    }
}

static bool move(struct shape *shape, const struct br_opcode *opcode)
{
    if (shape->is_lost)
        return true;
    if (opcode == shape->pop &&
        shape->above[shape->marks] == 0) /* POP takes a mark where no value is */
        return take_mark(shape, 0);
    if (!take_before(shape, opcode->before))
        return false;
    leave(shape, opcode->after);
    return true;
}

bool shape_is_clean(const struct shape *shape)
{
    return !shape->is_lost && shape->marks == 0 && shape->above[0] == 0;
}

/* ---- Proof ----------------------------------------------------------------------------------- */

/* What each kind of argument proves when it makes sense. A line that may be any text proves next to
 * nothing. */
static const struct {
    uint8_t bits;
    uint8_t text_bits; /* more, when what it counts is text */
} arg_proof[] = {
    [BR_ARG_NONE] = {2, 0},
    [BR_ARG_UINT1] = {2, 0},
    [BR_ARG_UINT2] = {2, 0},
    [BR_ARG_INT4] = {2, 0},
    [BR_ARG_UINT4] = {3, 0},
    [BR_ARG_UINT8] = {0, 0},
    [BR_ARG_FLOAT8] = {3, 0},
    [BR_ARG_DECIMALNL_SHORT] = {8, 0},
    [BR_ARG_DECIMALNL_LONG] = {8, 0},
    [BR_ARG_FLOATNL] = {8, 0},
    [BR_ARG_STRINGNL] = {10, 0},
    [BR_ARG_STRINGNL_NOESCAPE] = {1, 0},
    [BR_ARG_STRINGNL_NOESCAPE_PAIR] = {6, 0},
    [BR_ARG_UNICODESTRINGNL] = {1, 0},
    [BR_ARG_LONG1] = {2, 0},
    [BR_ARG_LONG4] = {2, 0},
    [BR_ARG_STRING1] = {2, 1},
    [BR_ARG_STRING4] = {2, 4},
    [BR_ARG_BYTES1] = {2, 1},
    [BR_ARG_BYTES4] = {2, 4},
    [BR_ARG_BYTES8] = {2, 8},
    [BR_ARG_BYTEARRAY8] = {2, 8},
    [BR_ARG_UNICODESTRING1] = {2, 1},
    [BR_ARG_UNICODESTRING4] = {2, 4},
    [BR_ARG_UNICODESTRING8] = {2, 8},
};

enum {
    BITS_TEXT = 8,   /* at most, for counted bytes that are text: a bit for each */
    BITS_NAMES = 10, /* the names are no plain words, or a module that pickles often name */
    BITS_MARK = 3,   /* a mark is taken that is there */
    BITS_STOP = 6,   /* beside what an opcode proves */
    BITS_CLEAN = 3,  /* and nothing is left behind */
    BITS_PUT = 12,   /* a key of the memo that is the next */
    BITS_FRAME = 16, /* a frame that is not longer than the data */
};

/* Of counted bytes: a bit for each of the first that is text, and where all of them are, some for the
 * zeros in the count. */
static uint64_t text_bits(const struct br_ins *ins)
{
    uint64_t n = ins->text.len < BITS_TEXT ? ins->text.len : BITS_TEXT;
    if (!arg_proof[ins->opcode->arg].text_bits)
        return 0;
    for (uint64_t k = 0; k < n; k++)
        if (ins->text.data[k] < 0x20 || ins->text.data[k] >= 0x7f)
            return 0;
    return n ? n + arg_proof[ins->opcode->arg].text_bits : 0;
}

/* Each part begins as an identifier does. */
static bool is_dotted(struct br_slice text)
{
    uint8_t before = '.';
    for (uint64_t k = 0; k < text.len; before = text.data[k++])
        if (before == '.' && (text.data[k] == '.' || (text.data[k] >= '0' && text.data[k] <= '9')))
            return false;
    return text.len > 0;
}

/* A list of words, one in a line, is no list of globals. */
static bool names_are_telling(const struct br_ins *ins)
{
    static const char *const modules[] = {
        "os",     "nt",     "posix",  "builtins", "sys",         "subprocess", "pickle",    "types",
        "socket", "pty",    "numpy",  "torch",    "collections", "datetime",   "pathlib",   "runpy",
        "shutil", "codecs", "timeit", "marshal",  "operator",    "functools",  "importlib",
    };
    if (!is_dotted(ins->text) || !is_dotted(ins->name))
        return false;
    if (memchr(ins->text.data, '.', ins->text.len) || memchr(ins->text.data, '_', ins->text.len) ||
        memchr(ins->name.data, '_', ins->name.len))
        return true;
    for (size_t k = 0; k < sizeof modules / sizeof modules[0]; k++)
        if (strlen(modules[k]) == ins->text.len &&
            memcmp(modules[k], ins->text.data, ins->text.len) == 0)
            return true;
    return false;
}

/* The key that a store into the memo names: picklers count from 0, the first of Python 2's in C from
 * 1. */
static bool is_next_key(const struct shape *shape, const struct br_ins *ins)
{
    uint64_t key = (uint64_t)ins->number;
    if (ins->opcode->arg == BR_ARG_DECIMALNL_SHORT) {
        key = 0;
        for (uint64_t k = 0; k < ins->text.len && k < 9; k++) {
            if (ins->text.data[k] < '0' || ins->text.data[k] > '9')
                return false;
            key = 10 * key + (uint64_t)(ins->text.data[k] - '0');
        }
    }
    return key == shape->puts || key == shape->puts + 1;
}

/* PUT and its binary forms: an argument, no operand, and nothing left. */
static bool is_put(const struct shape *shape, const struct br_opcode *opcode)
{
    return opcode->arg != BR_ARG_NONE && !opcode->before[0] && !opcode->after[0] &&
           opcode != shape->proto && opcode != shape->frame;
}

static void prove(struct shape *shape, const struct br_ins *ins, uint64_t bytes_left)
{
    const struct br_opcode *opcode = ins->opcode;
    bool has_names = opcode->arg == BR_ARG_STRINGNL_NOESCAPE_PAIR;
    bool is_telling = has_names && names_are_telling(ins);
    shape->has_global |= is_telling;
    if (opcode == shape->last || opcode == shape->proto)
        return; /* any byte may be repeated, and lines of text begin alike */
    shape->bits += arg_proof[opcode->arg].bits + text_bits(ins);
    if (is_telling)
        shape->bits += BITS_NAMES;
    if (strchr(opcode->before, '('))
        shape->bits += BITS_MARK;
    if (opcode == shape->stop)
        shape->bits += BITS_STOP;
    if (opcode == shape->stop && shape_is_clean(shape))
        shape->bits += BITS_CLEAN;
    if (is_put(shape, opcode) && is_next_key(shape, ins))
        shape->bits += BITS_PUT;
    if (opcode == shape->frame && (uint64_t)ins->number <= bytes_left)
        shape->bits += BITS_FRAME;
}

void shape_begin(struct shape *shape)
{
    shape->pop = br_opcode('0');
    shape->stop = br_opcode('.');
    shape->proto = br_opcode(0x80);
    shape->frame = br_opcode(0x95);
    shape_reset(shape);
}

void shape_reset(struct shape *shape)
{
    shape->above[0] = 0;
    shape->marks = 0;
    shape->is_lost = shape->has_global = false;
    shape->ops = shape->bits = shape->puts = 0;
    shape->last = NULL;
}

bool shape_step(struct shape *shape, const struct br_ins *ins, uint64_t bytes_left)
{
    if (!move(shape, ins->opcode))
        return false;
    if (shape_makes_sense(ins))
        prove(shape, ins, bytes_left);
    shape->puts += is_put(shape, ins->opcode);
    shape->last = ins->opcode;
    shape->ops++;
    return true;
}
