/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions to the table of opcodes: opcodes.def expanded into one static array. */
#include "vm/brine.h"

static const struct br_opcode opcodes[256] = {
#define OPCODE(code, name, protocol, argument, before, after, handler, sentence, python)           \
    [code] = {code, protocol, BR_ARG_##argument, #name, before, after, sentence, python},
#include "vm/opcodes.def"
};

/* In the order of opcodes.def, which is that of the codes. */
static const uint8_t codes[] = {
#define OPCODE(code, name, protocol, argument, before, after, handler, sentence, python) code,
#include "vm/opcodes.def"
};

static const char *const arg_names[] = {
    [BR_ARG_NONE] = NULL,
    [BR_ARG_UINT1] = "uint1",
    [BR_ARG_UINT2] = "uint2",
    [BR_ARG_INT4] = "int4",
    [BR_ARG_UINT4] = "uint4",
    [BR_ARG_UINT8] = "uint8",
    [BR_ARG_FLOAT8] = "float8",
    [BR_ARG_DECIMALNL_SHORT] = "decimalnl_short",
    [BR_ARG_DECIMALNL_LONG] = "decimalnl_long",
    [BR_ARG_FLOATNL] = "floatnl",
    [BR_ARG_STRINGNL] = "stringnl",
    [BR_ARG_STRINGNL_NOESCAPE] = "stringnl_noescape",
    [BR_ARG_STRINGNL_NOESCAPE_PAIR] = "stringnl_noescape_pair",
    [BR_ARG_UNICODESTRINGNL] = "unicodestringnl",
    [BR_ARG_LONG1] = "long1",
    [BR_ARG_LONG4] = "long4",
    [BR_ARG_STRING1] = "string1",
    [BR_ARG_STRING4] = "string4",
    [BR_ARG_BYTES1] = "bytes1",
    [BR_ARG_BYTES4] = "bytes4",
    [BR_ARG_BYTES8] = "bytes8",
    [BR_ARG_BYTEARRAY8] = "bytearray8",
    [BR_ARG_UNICODESTRING1] = "unicodestring1",
    [BR_ARG_UNICODESTRING4] = "unicodestring4",
    [BR_ARG_UNICODESTRING8] = "unicodestring8",
};

static const char *const object_names[128] = {
    ['a'] = "any",         ['n'] = "None",       ['b'] = "bool",         ['i'] = "int",
    ['j'] = "int_or_bool", ['f'] = "float",      ['s'] = "bytes_or_str", ['u'] = "str",
    ['y'] = "bytes",       ['Y'] = "bytearray",  ['t'] = "tuple",        ['l'] = "list",
    ['d'] = "dict",        ['e'] = "set",        ['z'] = "frozenset",    ['r'] = "buffer",
    ['('] = "mark",        ['*'] = "stackslice",
};

/* Letters of the C locale only: names must not depend on the reader's language. */
static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same_name(const char *a, const char *b)
{
    while (*a && lower(*a) == lower(*b)) {
        a++;
        b++;
    }
    return lower(*a) == lower(*b);
}

const struct br_opcode *br_opcode(uint8_t code)
{
    return opcodes[code].name ? &opcodes[code] : NULL;
}

const struct br_opcode *br_opcode_nth(unsigned n)
{
    return n < sizeof codes ? &opcodes[codes[n]] : NULL;
}

const struct br_opcode *br_opcode_named(const char *name)
{
    for (size_t n = 0; n < sizeof codes; n++)
        if (same_name(opcodes[codes[n]].name, name))
            return &opcodes[codes[n]];
    return NULL;
}

const char *br_arg_name(enum br_arg arg)
{
    return (size_t)arg < sizeof arg_names / sizeof *arg_names ? arg_names[arg] : NULL;
}

const char *br_stack_object_name(char letter)
{
    return (unsigned char)letter < 128 ? object_names[(unsigned char)letter] : NULL;
}
