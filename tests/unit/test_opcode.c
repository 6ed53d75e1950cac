/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of opcodes, and the mapping of Python 2 names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "vm/brine.h"

struct expected {
    int code;
    const char *name;
    int protocol;
    const char *arg;
    const char *before, *after;
};

/* From pickletools.opcodes of CPython 3.11. */
/* clang-format off */
static const struct expected python[] = {
    {0x28, "MARK", 0, NULL, "", "mark"},
    {0x29, "EMPTY_TUPLE", 1, NULL, "", "tuple"},
    {0x2e, "STOP", 0, NULL, "any", ""},
    {0x30, "POP", 0, NULL, "any", ""},
    {0x31, "POP_MARK", 1, NULL, "mark stackslice", ""},
    {0x32, "DUP", 0, NULL, "any", "any any"},
    {0x42, "BINBYTES", 3, "bytes4", "", "bytes"},
    {0x43, "SHORT_BINBYTES", 3, "bytes1", "", "bytes"},
    {0x46, "FLOAT", 0, "floatnl", "", "float"},
    {0x47, "BINFLOAT", 1, "float8", "", "float"},
    {0x49, "INT", 0, "decimalnl_short", "", "int_or_bool"},
    {0x4a, "BININT", 1, "int4", "", "int"},
    {0x4b, "BININT1", 1, "uint1", "", "int"},
    {0x4c, "LONG", 0, "decimalnl_long", "", "int"},
    {0x4d, "BININT2", 1, "uint2", "", "int"},
    {0x4e, "NONE", 0, NULL, "", "None"},
    {0x50, "PERSID", 0, "stringnl_noescape", "", "any"},
    {0x51, "BINPERSID", 1, NULL, "any", "any"},
    {0x52, "REDUCE", 0, NULL, "any any", "any"},
    {0x53, "STRING", 0, "stringnl", "", "bytes_or_str"},
    {0x54, "BINSTRING", 1, "string4", "", "bytes_or_str"},
    {0x55, "SHORT_BINSTRING", 1, "string1", "", "bytes_or_str"},
    {0x56, "UNICODE", 0, "unicodestringnl", "", "str"},
    {0x58, "BINUNICODE", 1, "unicodestring4", "", "str"},
    {0x5d, "EMPTY_LIST", 1, NULL, "", "list"},
    {0x61, "APPEND", 0, NULL, "list any", "list"},
    {0x62, "BUILD", 0, NULL, "any any", "any"},
    {0x63, "GLOBAL", 0, "stringnl_noescape_pair", "", "any"},
    {0x64, "DICT", 0, NULL, "mark stackslice", "dict"},
    {0x65, "APPENDS", 1, NULL, "list mark stackslice", "list"},
    {0x67, "GET", 0, "decimalnl_short", "", "any"},
    {0x68, "BINGET", 1, "uint1", "", "any"},
    {0x69, "INST", 0, "stringnl_noescape_pair", "mark stackslice", "any"},
    {0x6a, "LONG_BINGET", 1, "uint4", "", "any"},
    {0x6c, "LIST", 0, NULL, "mark stackslice", "list"},
    {0x6f, "OBJ", 1, NULL, "mark any stackslice", "any"},
    {0x70, "PUT", 0, "decimalnl_short", "", ""},
    {0x71, "BINPUT", 1, "uint1", "", ""},
    {0x72, "LONG_BINPUT", 1, "uint4", "", ""},
    {0x73, "SETITEM", 0, NULL, "dict any any", "dict"},
    {0x74, "TUPLE", 0, NULL, "mark stackslice", "tuple"},
    {0x75, "SETITEMS", 1, NULL, "dict mark stackslice", "dict"},
    {0x7d, "EMPTY_DICT", 1, NULL, "", "dict"},
    {0x80, "PROTO", 2, "uint1", "", ""},
    {0x81, "NEWOBJ", 2, NULL, "any any", "any"},
    {0x82, "EXT1", 2, "uint1", "", "any"},
    {0x83, "EXT2", 2, "uint2", "", "any"},
    {0x84, "EXT4", 2, "int4", "", "any"},
    {0x85, "TUPLE1", 2, NULL, "any", "tuple"},
    {0x86, "TUPLE2", 2, NULL, "any any", "tuple"},
    {0x87, "TUPLE3", 2, NULL, "any any any", "tuple"},
    {0x88, "NEWTRUE", 2, NULL, "", "bool"},
    {0x89, "NEWFALSE", 2, NULL, "", "bool"},
    {0x8a, "LONG1", 2, "long1", "", "int"},
    {0x8b, "LONG4", 2, "long4", "", "int"},
    {0x8c, "SHORT_BINUNICODE", 4, "unicodestring1", "", "str"},
    {0x8d, "BINUNICODE8", 4, "unicodestring8", "", "str"},
    {0x8e, "BINBYTES8", 4, "bytes8", "", "bytes"},
    {0x8f, "EMPTY_SET", 4, NULL, "", "set"},
    {0x90, "ADDITEMS", 4, NULL, "set mark stackslice", "set"},
    {0x91, "FROZENSET", 4, NULL, "mark stackslice", "frozenset"},
    {0x92, "NEWOBJ_EX", 4, NULL, "any any any", "any"},
    {0x93, "STACK_GLOBAL", 4, NULL, "str str", "any"},
    {0x94, "MEMOIZE", 4, NULL, "any", "any"},
    {0x95, "FRAME", 4, "uint8", "", ""},
    {0x96, "BYTEARRAY8", 5, "bytearray8", "", "bytearray"},
    {0x97, "NEXT_BUFFER", 5, NULL, "", "buffer"},
    {0x98, "READONLY_BUFFER", 5, NULL, "buffer", "buffer"},
};
/* clang-format on */
enum { N_PYTHON = sizeof python / sizeof *python };

/* The names of the objects that letters stand for, with blanks between. */
static void spell(const char *letters, char text[128])
{
    text[0] = '\0';
    for (; *letters; letters++) {
        strcat(text, br_stack_object_name(*letters));
        if (letters[1])
            strcat(text, " ");
    }
}

static void every_row_is_as_in_pickletools(void **state)
{
    (void)state;
    char text[128];
    for (unsigned n = 0; n < N_PYTHON; n++) {
        const struct expected *row = &python[n];
        const struct br_opcode *opcode = br_opcode((uint8_t)row->code);
        assert_non_null(opcode);
        assert_int_equal(opcode->code, row->code);
        assert_string_equal(opcode->name, row->name);
        assert_int_equal(opcode->protocol, row->protocol);
        if (row->arg)
            assert_string_equal(br_arg_name(opcode->arg), row->arg);
        else
            assert_null(br_arg_name(opcode->arg));
        spell(opcode->before, text);
        assert_string_equal(text, row->before);
        spell(opcode->after, text);
        assert_string_equal(text, row->after);
    }
}

static void the_nth_rows_are_all_rows_in_the_order_of_their_codes(void **state)
{
    (void)state;
    for (unsigned n = 0; n < N_PYTHON; n++)
        assert_int_equal(br_opcode_nth(n)->code, python[n].code);
    assert_null(br_opcode_nth(N_PYTHON));
    assert_null(br_opcode_nth(UINT32_MAX));
}

static void a_byte_that_is_no_opcode_has_no_row(void **state)
{
    (void)state;
    unsigned known = 0;
    for (unsigned code = 0; code < 256; code++)
        known += br_opcode((uint8_t)code) != NULL;
    assert_int_equal(known, N_PYTHON);
    assert_null(br_opcode(0x00));
    assert_null(br_opcode('A'));
    assert_null(br_opcode(0xff));
}

static void a_name_is_found_in_any_case_and_whole(void **state)
{
    (void)state;
    for (unsigned n = 0; n < N_PYTHON; n++)
        assert_ptr_equal(br_opcode_named(python[n].name), br_opcode_nth(n));
    assert_ptr_equal(br_opcode_named("reduce"), br_opcode('R'));
    assert_ptr_equal(br_opcode_named("Long1"), br_opcode(0x8a));
    assert_null(br_opcode_named("LONG2"));
    assert_null(br_opcode_named("REDUC"));
    assert_null(br_opcode_named("REDUCES"));
    assert_null(br_opcode_named(""));
}

static void every_row_has_one_sentence(void **state)
{
    (void)state;
    for (unsigned n = 0; n < N_PYTHON; n++) {
        const char *sentence = br_opcode_nth(n)->sentence;
        size_t len = strlen(sentence);
        assert_true(len > 10);
        assert_int_equal(sentence[len - 1], '.');
        assert_null(strchr(sentence, '\n'));
    }
}

static void a_letter_that_stands_for_nothing_has_no_name(void **state)
{
    (void)state;
    assert_null(br_stack_object_name('q'));
    assert_null(br_stack_object_name('\0'));
    assert_null(br_stack_object_name((char)0xff));
}

static void check_mapped(const char *module, const char *name, const char *new_module,
                         const char *new_name)
{
    const char *got_module = NULL, *got_name = NULL;
    assert_true(br_mapped(module, strlen(module), name, strlen(name), &got_module, &got_name));
    assert_string_equal(got_module, new_module);
    if (new_name)
        assert_string_equal(got_name, new_name);
    else
        assert_null(got_name);
}

static void assert_not_mapped(const char *module, size_t module_len, const char *name)
{
    const char *got_module, *got_name;
    assert_false(br_mapped(module, module_len, name, strlen(name), &got_module, &got_name));
}

static void python_2_names_are_mapped(void **state)
{
    (void)state;
    check_mapped("__builtin__", "xrange", "builtins", "range");
    check_mapped("__builtin__", "eval", "builtins", NULL);
    check_mapped("copy_reg", "_reconstructor", "copyreg", NULL);
    check_mapped("UserDict", "IterableUserDict", "collections", "UserDict");
    check_mapped("whichdb", "whichdb", "dbm", "whichdb");
    check_mapped("itertools", "izip", "builtins", "zip");
    check_mapped("commands", "getoutput", "subprocess", NULL);
    check_mapped("xmlrpclib", "x", "xmlrpc.client", NULL);
}

static void only_exact_names_are_mapped(void **state)
{
    (void)state;
    assert_not_mapped("builtins", 8, "eval");
    assert_not_mapped("__builtin__.x", 13, "eval");
    assert_not_mapped("__builtin_", 10, "eval");
    assert_not_mapped("__builtin__\0", 12, "eval");
    assert_not_mapped("", 0, "");
    assert_not_mapped("itertools", 9, "count");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_as_in_pickletools),
        cmocka_unit_test(the_nth_rows_are_all_rows_in_the_order_of_their_codes),
        cmocka_unit_test(a_byte_that_is_no_opcode_has_no_row),
        cmocka_unit_test(a_name_is_found_in_any_case_and_whole),
        cmocka_unit_test(every_row_has_one_sentence),
        cmocka_unit_test(a_letter_that_stands_for_nothing_has_no_name),
        cmocka_unit_test(python_2_names_are_mapped),
        cmocka_unit_test(only_exact_names_are_mapped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
