/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each opcode does to stack, memo and events, and how it breaks: the checks of _pickle.c in
 * their order. Then whole pickles, which the C unpickler has run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>
#include <jansson.h>

#include "tests/unit/machine_run.h"
#include "tests/unit/pickle_asm.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Opcodes without STOP: what they leave on the stack, marks as "(". */
struct effect {
    const char *ops;
    const char *stack;
};

static void check_effects(const struct effect *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct run run;
        run_ops(&run, rows[i].ops);
        const char *stack = run_stack(&run, BR_NO_OP);
        const char *status = run_status(&run);
        if (strncmp(status, "truncated", 9) || br_error_of(run.rec)->opcode)
            fail_msg("%s: breaks: %s", rows[i].ops, status);
        if (strcmp(stack, rows[i].stack))
            fail_msg("%s: leaves %s, not %s", rows[i].ops, stack, rows[i].stack);
        run_free(&run);
    }
}

struct break_row {
    const char *ops;
    const char *status; /* of run_status() */
};

static void check_breaks(const struct break_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct run run;
        run_ops(&run, rows[i].ops);
        if (strcmp(run_status(&run), rows[i].status))
            fail_msg("%s: %s, not %s", rows[i].ops, run_status(&run), rows[i].status);
        const struct br_error *error = br_error_of(run.rec);
        assert_true(br_done(run.rec));
        assert_int_equal(br_end(run.rec), error->pos);
        assert_int_equal(br_result(run.rec), BR_NO_VALUE);
        assert_true(strlen(error->message) > 0);
        run_free(&run);
    }
}

static void check_result(const char *ops, const char *result)
{
    struct run run;
    run_ops(&run, ops);
    if (strcmp(run_status(&run), "ok") || strcmp(run_result(&run), result))
        fail_msg("%s: %s %s, not %s", ops, run_status(&run), run_result(&run), result);
    run_free(&run);
}

static void check_events(const char *ops, const char *events)
{
    struct run run;
    run_ops(&run, ops);
    if (strcmp(run_events(&run), events))
        fail_msg("%s: %s: events\n%s\nnot\n%s", ops, run_status(&run), run_events(&run), events);
    run_free(&run);
}

/* ---- Effects --------------------------------------------------------------------------------- */

static const struct effect literals[] = {
    {"NONE NEWTRUE NEWFALSE", "None True False"},
    {"INT '0' INT '00' INT '01' INT '1' INT '-1'", "0 False True 1 -1"},
    {"INT '+1' INT ' 0' INT '-0' INT '1\\x00'", "True False False True"},
    {"INT '\\x00' INT '001' INT '0x1F' INT '010' INT '1_000'", "0 1 31 8 1000"},
    {"INT '9223372036854775807' INT '9223372036854775808'",
     "9223372036854775807 9223372036854775808"},
    {"BININT 0 BININT -1 BININT 0x7fffffff BININT 0x80000000", "0 -1 2147483647 -2147483648"},
    {"BININT1 0 BININT1 255 BININT2 256 BININT2 65535", "0 255 256 65535"},
    {"LONG '5L' LONG '5' LONG '-0x10L' LONG '00'", "5 5 -16 0"},
    {"LONG1 '' LONG1 '\\xff' LONG1 '\\xff\\x00' LONG1 '\\x00\\x80'", "0 -1 255 -32768"},
    {"LONG4 '' LONG4 '\\x01\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x01'", "0 18446744073709551617"},
    {"FLOAT '1.5' FLOAT '-0' FLOAT 'inf' FLOAT '-Infinity' FLOAT 'nan' FLOAT '.5' FLOAT '5.'",
     "1.5 -0.0 inf -inf nan 0.5 5.0"},
    {"FLOAT '1e16' FLOAT '1e-5' FLOAT '1e-999'", "1e+16 1e-05 0.0"},
    {"BINFLOAT 0.1 BINFLOAT -0.0 BINFLOAT 1e300", "0.1 -0.0 1e+300"},
    {"STRING '\\'a\\\\x41\\\\n\\\\q\\'' STRING '\"it\\'s\"' STRING '\\'\\''",
     "'aA\\n\\\\q' \"it's\" ''"},
    {"BINSTRING 'ab' SHORT_BINSTRING '' SHORT_BINSTRING 'c'", "'ab' '' 'c'"},
    {"UNICODE '' UNICODE 'a\\\\u0041\\\\\\\\u0041\\xe9' UNICODE 'a\\\\'",
     "'' 'aA\\\\\\\\u0041\xc3\xa9' 'a\\\\'"},
    {"BINUNICODE 'a' SHORT_BINUNICODE '\\xc3\\xa9' BINUNICODE8 '\\xed\\xa0\\x80'",
     "'a' '\xc3\xa9' '\\ud800'"},
    {"BINBYTES 'a\\x00' SHORT_BINBYTES '\\xff' BINBYTES8 ''", "b'a\\x00' b'\\xff' b''"},
    {"BYTEARRAY8 'hi' BYTEARRAY8 ''", "bytearray(b'hi') bytearray(b'')"},
};

static void literals_are_pushed(void **state)
{
    (void)state;
    check_effects(literals, COUNT(literals));
}

static const struct effect stack_rows[] = {
    {"", ""},
    {"PROTO 0 PROTO 5", ""},
    {"FRAME 0", ""},
    {"FRAME 1 NONE", "None"},
    {"MARK", "("},
    {"MARK MARK", "( ("},
    {"NONE POP", ""},
    {"MARK POP", ""},
    {"NONE MARK POP", "None"},
    {"MARK NONE POP", "("},
    {"MARK MARK POP", "("},
    {"NONE MARK NONE NEWTRUE POP_MARK", "None"},
    {"MARK POP_MARK", ""},
    {"MARK NONE MARK NEWTRUE POP_MARK", "( None"},
    {"NEWTRUE DUP", "True True"},
    {"EMPTY_LIST DUP NONE APPEND", "[None] [None]"},
    {"MARK NEWTRUE DUP", "( True True"},
};

static void marks_hide_what_is_below_them(void **state)
{
    (void)state;
    check_effects(stack_rows, COUNT(stack_rows));
}

static const struct effect memo_rows[] = {
    {"NONE BINPUT 3 POP BINGET 3", "None"},
    {"NONE LONG_BINPUT 0xffffffff BINPUT 0 POP LONG_BINGET 0xffffffff", "None"},
    {"NONE PUT '07' POP GET ' +7 '", "None"},
    {"NONE PUT '9223372036854775807' POP GET '9223372036854775807'", "None"},
    {"NONE MEMOIZE NEWTRUE MEMOIZE BINGET 0 BINGET 1", "None True None True"},
    /* MEMOIZE stores under the number of different keys, which another key may have. */
    {"NONE PUT '1000' NEWTRUE MEMOIZE BINGET 1", "None True True"},
    {"NONE BINPUT 1 NEWTRUE MEMOIZE BINGET 1 NEWFALSE MEMOIZE BINGET 1",
     "None True True False False"},
    {"NONE BINPUT 0 BINPUT 0 BINPUT 0 NEWTRUE MEMOIZE BINGET 1", "None True True"},
    {"MARK NONE BINPUT 0 POP_MARK BINGET 0", "None"},
};

static void the_memo_keeps_what_was_stored_last(void **state)
{
    (void)state;
    check_effects(memo_rows, COUNT(memo_rows));
}

static const struct effect containers[] = {
    {"EMPTY_TUPLE EMPTY_LIST EMPTY_DICT EMPTY_SET", "() [] {} set()"},
    {"NONE TUPLE1", "(None,)"},
    {"BININT1 1 BININT1 2 TUPLE2", "(1, 2)"},
    {"BININT1 0 BININT1 1 BININT1 2 BININT1 3 TUPLE3", "0 (1, 2, 3)"},
    {"MARK BININT1 1 TUPLE1", "( (1,)"},
    {"NONE MARK TUPLE", "None ()"},
    {"MARK BININT1 1 BININT1 2 TUPLE", "(1, 2)"},
    {"MARK LIST", "[]"},
    {"MARK BININT1 1 BININT1 2 LIST", "[1, 2]"},
    {"MARK DICT", "{}"},
    {"MARK BININT1 1 BININT1 2 NEWTRUE BININT1 3 DICT", "{1: 3}"},
    {"MARK FROZENSET", "frozenset()"},
    {"MARK BININT1 1 BININT1 2 NEWTRUE FROZENSET", "frozenset({1, 2})"},
    {"EMPTY_LIST BININT1 1 APPEND", "[1]"},
    {"EMPTY_LIST MARK BININT1 1 BININT1 2 APPENDS", "[1, 2]"},
    {"EMPTY_LIST MARK APPENDS", "[]"},
    {"BININT1 1 MARK APPENDS", "1"},
    {"BININT1 1 MARK SETITEMS", "1"},
    {"BININT1 1 MARK ADDITEMS", "1"},
    {"EMPTY_DICT BININT1 1 BININT1 2 SETITEM", "{1: 2}"},
    {"EMPTY_DICT MARK BININT1 1 BININT1 2 BININT1 3 BININT1 4 SETITEMS", "{1: 2, 3: 4}"},
    {"EMPTY_SET MARK BININT1 1 BININT1 2 NEWTRUE ADDITEMS", "{1, 2}"},
    {"BYTEARRAY8 'a' BININT1 39 APPEND", "bytearray(b\"a\\'\")"},
    {"BYTEARRAY8 '' MARK BININT1 98 NEWTRUE APPENDS", "bytearray(b'b\\x01')"},
    {"BYTEARRAY8 'abc' BININT -1 BININT1 120 SETITEM", "bytearray(b'abx')"},
    {"BYTEARRAY8 'abc' MARK BININT1 0 BININT1 120 NEWTRUE BININT1 121 SETITEMS",
     "bytearray(b'xyc')"},
    {"EMPTY_LIST MARK NONE NONE APPENDS BININT -2 BININT1 7 SETITEM", "[7, None]"},
    {"EMPTY_LIST MARK NONE NONE APPENDS MARK BININT1 0 BININT1 7 NEWTRUE BININT1 8 BININT1 0 "
     "BININT1 9 SETITEMS",
     "[9, 8]"},
};

static void containers_take_their_items(void **state)
{
    (void)state;
    check_effects(containers, COUNT(containers));
}

static const struct effect unknowns[] = {
    {"GLOBAL 'os' 'system'", "os.system"},
    {"GLOBAL 'm\\xc3\\xa9' '\\\\n'", "m\xc3\xa9.\\n"},
    {"SHORT_BINUNICODE 'os' STRING '\\'a.b\\'' STACK_GLOBAL", "os.a.b"},
    {"SHORT_BINUNICODE '' SHORT_BINUNICODE '' STACK_GLOBAL", "."},
    {"SHORT_BINUNICODE 'os' GLOBAL 'a' 'b' STACK_GLOBAL", "os.{a.b}"},
    {"GLOBAL 'a' 'b' SHORT_BINUNICODE 'n' STACK_GLOBAL", "{a.b}.n"},
    {"GLOBAL 'a' 'b' BININT1 1 TUPLE1 REDUCE", "a.b(1)"},
    {"GLOBAL 'a' 'b' EMPTY_TUPLE REDUCE EMPTY_TUPLE REDUCE", "a.b()()"},
    {"GLOBAL 'a' 'b' GLOBAL 'c' 'd' REDUCE", "a.b(*c.d)"},
    {"MARK BININT1 1 BININT1 2 INST 'a' 'b'", "a.b(1, 2)"},
    {"MARK GLOBAL 'a' 'b' BININT1 1 OBJ", "a.b(1)"},
    {"MARK GLOBAL 'a' 'b' OBJ", "a.b()"},
    {"GLOBAL 'a' 'b' BININT1 1 TUPLE1 NEWOBJ", "a.b.__new__(1)"},
    {"GLOBAL 'a' 'b' GLOBAL 'c' 'd' NEWOBJ", "a.b.__new__(*c.d)"},
    {"GLOBAL 'a' 'b' BININT1 1 TUPLE1 EMPTY_DICT SHORT_BINUNICODE 'k' BININT1 2 SETITEM NEWOBJ_EX",
     "a.b.__new__(1, k=2)"},
    {"GLOBAL 'a' 'b' EMPTY_TUPLE EMPTY_DICT NEWOBJ_EX", "a.b.__new__()"},
    {"GLOBAL 'a' 'b' EMPTY_TUPLE GLOBAL 'c' 'd' NEWOBJ_EX", "a.b.__new__(**c.d)"},
    {"GLOBAL 'a' 'b' GLOBAL 'e' 'f' GLOBAL 'c' 'd' NEWOBJ_EX", "a.b.__new__(*e.f, **c.d)"},
    {"GLOBAL 'a' 'b' BININT1 1 TUPLE1 GLOBAL 'c' 'd' NEWOBJ_EX", "a.b.__new__(1, **c.d)"},
    {"GLOBAL 'a' 'b' BININT1 1 BUILD", "a.b"},
    {"GLOBAL 'a' 'b' GLOBAL 'c' 'd' BUILD", "a.b"},
    {"EMPTY_LIST NONE BUILD", "[]"},
    {"NONE NONE EMPTY_DICT TUPLE2 BUILD", "None"},
    {"GLOBAL 'a' 'b' BININT1 1 APPEND", "a.b"},
    {"GLOBAL 'a' 'b' BININT1 1 BININT1 2 SETITEM", "a.b"},
    {"GLOBAL 'a' 'b' EMPTY_LIST BININT1 2 SETITEM", "a.b"},
    {"GLOBAL 'a' 'b' MARK BININT1 1 ADDITEMS", "a.b"},
    {"PERSID '' PERSID '7'", "persistent_load('') persistent_load('7')"},
    {"EMPTY_LIST BINPERSID", "persistent_load([])"},
    {"EXT1 1 EXT2 65535 EXT4 0x7fffffff",
     "copyreg.extension(1) copyreg.extension(65535) copyreg.extension(2147483647)"},
    {"NEXT_BUFFER NEXT_BUFFER", "next_buffer(0) next_buffer(1)"},
    {"NEXT_BUFFER READONLY_BUFFER", "next_buffer(0).toreadonly()"},
    {"SHORT_BINBYTES 'a' READONLY_BUFFER", "b'a'"},
    {"BYTEARRAY8 'a' READONLY_BUFFER READONLY_BUFFER", "memoryview(bytearray(b'a')).toreadonly()"},
    {"GLOBAL 'a' 'b' READONLY_BUFFER", "a.b.toreadonly()"},
    /* What only Python could know is taken to fit. */
    {"EMPTY_LIST GLOBAL 'a' 'b' BININT1 7 SETITEM", "[]"},
    {"BYTEARRAY8 'a' GLOBAL 'a' 'b' APPEND", "bytearray(b'a\\x00')"},
    {"EMPTY_DICT GLOBAL 'a' 'b' NONE SETITEM", "{a.b: None}"},
};

static void unknown_objects_are_accepted_where_python_could(void **state)
{
    (void)state;
    check_effects(unknowns, COUNT(unknowns));
}

static void add_names(const char *ops, bool seen[256])
{
    struct buf bytes = {0};
    pickle_asm(&bytes, ops);
    struct br_ins ins;
    for (uint64_t pos = 0; pos < bytes.len; pos += ins.length) {
        assert_int_equal(br_decode((uint8_t *)bytes.data, bytes.len, pos, &ins), BR_ERR_NONE);
        seen[ins.opcode->code] = true;
    }
    buf_free(&bytes);
}

static void no_opcode_is_left_out(void **state)
{
    (void)state;
    static const struct {
        const struct effect *rows;
        size_t n;
    } tables[] = {{literals, COUNT(literals)},
                  {stack_rows, COUNT(stack_rows)},
                  {memo_rows, COUNT(memo_rows)},
                  {containers, COUNT(containers)},
                  {unknowns, COUNT(unknowns)}};
    bool seen[256] = {false};
    for (size_t i = 0; i < COUNT(tables); i++)
        for (size_t k = 0; k < tables[i].n; k++)
            add_names(tables[i].rows[k].ops, seen);
    seen['.'] = true;
    for (unsigned n = 0; br_opcode_nth(n); n++)
        if (!seen[br_opcode_nth(n)->code])
            fail_msg("%s has no row", br_opcode_nth(n)->name);
}

/* ---- Breaks ---------------------------------------------------------------------------------- */

static const struct break_row arguments[] = {
    {"", "truncated at 0 -"},
    {"NONE", "truncated at 1 -"},
    {"NONE '\\xff'", "bad-opcode at 1 -"},
    {"'\\x80'", "truncated at 0 PROTO"},
    {"PROTO 6", "protocol at 0 PROTO"},
    {"'\\x95\\x00\\x00\\x00'", "truncated at 0 FRAME"},
    {"FRAME 1", "truncated at 0 FRAME"},
    {"FRAME 0x7fffffffffffffff", "truncated at 0 FRAME"},
    {"FRAME 0x8000000000000000", "bad-argument at 0 FRAME"},
    {"'I1'", "truncated at 0 INT"},
    {"INT ''", "truncated at 0 INT"},
    {"INT '08'", "bad-argument at 0 INT"},
    {"INT '1L'", "bad-argument at 0 INT"},
    {"INT 'x'", "bad-argument at 0 INT"},
    {"'J\\x01\\x02\\x03'", "truncated at 0 BININT"},
    {"'K'", "truncated at 0 BININT1"},
    {"'M\\x01'", "truncated at 0 BININT2"},
    {"LONG ''", "truncated at 0 LONG"},
    {"LONG 'L'", "bad-argument at 0 LONG"},
    {"LONG '1LL'", "bad-argument at 0 LONG"},
    {"LONG '010L'", "bad-argument at 0 LONG"},
    {"'\\x8a'", "truncated at 0 LONG1"},
    {"'\\x8a\\x02a'", "truncated at 0 LONG1"},
    {"'\\x8b\\x00\\x00'", "truncated at 0 LONG4"},
    {"'\\x8b\\xff\\xff\\xff\\xff'", "bad-argument at 0 LONG4"},
    {"'\\x8b\\x02\\x00\\x00\\x00a'", "truncated at 0 LONG4"},
    {"FLOAT ''", "truncated at 0 FLOAT"},
    {"FLOAT ' 1'", "bad-argument at 0 FLOAT"},
    {"FLOAT '1_0'", "bad-argument at 0 FLOAT"},
    {"FLOAT '1e999'", "bad-argument at 0 FLOAT"},
    {"'G1234567'", "truncated at 0 BINFLOAT"},
    {"STRING ''", "bad-argument at 0 STRING"},
    {"STRING '\\''", "bad-argument at 0 STRING"},
    {"STRING '\\'a\"'", "bad-argument at 0 STRING"},
    {"STRING '\\'\\\\x1\\''", "bad-argument at 0 STRING"},
    {"STRING '\\'\\xe9\\''", "bad-argument at 0 STRING"},
    {"STRING '\\'\\\\xe9\\''", "bad-argument at 0 STRING"},
    {"'S\\'a\\''", "truncated at 0 STRING"},
    {"'T\\x01\\x00\\x00'", "truncated at 0 BINSTRING"},
    {"'T\\x02\\x00\\x00\\x00a'", "truncated at 0 BINSTRING"},
    {"BINSTRING '\\xe9'", "bad-argument at 0 BINSTRING"},
    {"'U\\x02\\xe9'", "truncated at 0 SHORT_BINSTRING"},
    {"SHORT_BINSTRING '\\xe9'", "bad-argument at 0 SHORT_BINSTRING"},
    {"'Va'", "truncated at 0 UNICODE"},
    {"UNICODE '\\\\u12'", "bad-argument at 0 UNICODE"},
    {"UNICODE '\\\\U00110000'", "bad-argument at 0 UNICODE"},
    {"'X\\x02\\x00\\x00\\x00a'", "truncated at 0 BINUNICODE"},
    {"BINUNICODE '\\xff'", "bad-argument at 0 BINUNICODE"},
    {"'\\x8c\\x01'", "truncated at 0 SHORT_BINUNICODE"},
    {"SHORT_BINUNICODE '\\xc0\\x80'", "bad-argument at 0 SHORT_BINUNICODE"},
    {"'\\x8d\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x80'", "bad-argument at 0 BINUNICODE8"},
    {"'\\x8d\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x40'", "truncated at 0 BINUNICODE8"},
    {"BINUNICODE8 '\\xf4\\x90\\x80\\x80'", "bad-argument at 0 BINUNICODE8"},
    {"'B\\x02\\x00\\x00\\x00a'", "truncated at 0 BINBYTES"},
    {"'C\\x02a'", "truncated at 0 SHORT_BINBYTES"},
    {"'\\x8e\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x80'", "bad-argument at 0 BINBYTES8"},
    {"'\\x96\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x80'", "bad-argument at 0 BYTEARRAY8"},
    {"'\\x96\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\x7f'", "truncated at 0 BYTEARRAY8"},
    {"EXT1 0", "bad-argument at 0 EXT1"},
    {"EXT2 0", "bad-argument at 0 EXT2"},
    {"EXT4 0", "bad-argument at 0 EXT4"},
    {"EXT4 -1", "bad-argument at 0 EXT4"},
    {"'\\x82'", "truncated at 0 EXT1"},
    {"PERSID '\\xe9'", "bad-argument at 0 PERSID"},
    {"'P1'", "truncated at 0 PERSID"},
    {"GLOBAL 'a' ''", "truncated at 0 GLOBAL"},
    {"GLOBAL '' 'a'", "truncated at 0 GLOBAL"},
    {"'ca\\nb'", "truncated at 0 GLOBAL"},
    {"GLOBAL '\\xff' 'a'", "bad-argument at 0 GLOBAL"},
    {"GLOBAL 'a' '\\xed\\xa0\\x80'", "bad-argument at 0 GLOBAL"},
    {"'c\\xff\\nb'", "bad-argument at 0 GLOBAL"}, /* the first line is looked at first */
    {"'c\\xff'", "truncated at 0 GLOBAL"},
};

static void bad_arguments_break_the_run(void **state)
{
    (void)state;
    check_breaks(arguments, COUNT(arguments));
}

static const struct break_row fences[] = {
    {"STOP", "stack-underflow at 0 STOP"},
    {"NONE MARK STOP", "stack-underflow at 2 STOP"},
    {"POP", "stack-underflow at 0 POP"},
    {"DUP", "stack-underflow at 0 DUP"},
    {"NONE MARK DUP", "stack-underflow at 2 DUP"},
    {"POP_MARK", "no-mark at 0 POP_MARK"},
    {"NONE MARK POP_MARK POP_MARK", "no-mark at 3 POP_MARK"},
    {"TUPLE", "no-mark at 0 TUPLE"},
    {"LIST", "no-mark at 0 LIST"},
    {"DICT", "no-mark at 0 DICT"},
    {"FROZENSET", "no-mark at 0 FROZENSET"},
    {"NONE APPENDS", "no-mark at 1 APPENDS"},
    {"NONE SETITEMS", "no-mark at 1 SETITEMS"},
    {"NONE ADDITEMS", "no-mark at 1 ADDITEMS"},
    {"OBJ", "no-mark at 0 OBJ"},
    {"TUPLE1", "stack-underflow at 0 TUPLE1"},
    {"NONE TUPLE2", "stack-underflow at 1 TUPLE2"},
    {"NONE NONE MARK NONE NONE TUPLE3", "stack-underflow at 5 TUPLE3"},
    {"NONE MARK BINPUT 0", "stack-underflow at 2 BINPUT"},
    {"LONG_BINPUT 0", "stack-underflow at 0 LONG_BINPUT"},
    {"PUT '0'", "stack-underflow at 0 PUT"},
    {"NONE MARK MEMOIZE", "stack-underflow at 2 MEMOIZE"},
    {"EMPTY_LIST APPEND", "stack-underflow at 1 APPEND"},
    {"EMPTY_LIST MARK NONE APPEND", "stack-underflow at 3 APPEND"},
    {"EMPTY_DICT NONE SETITEM", "stack-underflow at 2 SETITEM"},
    {"EMPTY_DICT MARK NONE NONE SETITEM", "stack-underflow at 4 SETITEM"},
    {"MARK APPENDS", "stack-underflow at 1 APPENDS"},
    {"EMPTY_LIST MARK MARK NONE APPENDS", "stack-underflow at 4 APPENDS"},
    {"MARK NONE SETITEMS", "stack-underflow at 2 SETITEMS"},
    {"EMPTY_SET MARK MARK ADDITEMS", "stack-underflow at 3 ADDITEMS"},
    {"NONE MARK OBJ", "stack-underflow at 2 OBJ"},
    {"EMPTY_TUPLE REDUCE", "stack-underflow at 1 REDUCE"},
    {"GLOBAL 'a' 'b' MARK EMPTY_TUPLE REDUCE", "stack-underflow at 7 REDUCE"},
    {"EMPTY_TUPLE NEWOBJ", "stack-underflow at 1 NEWOBJ"},
    {"EMPTY_TUPLE EMPTY_DICT NEWOBJ_EX", "stack-underflow at 2 NEWOBJ_EX"},
    {"NONE BUILD", "stack-underflow at 1 BUILD"},
    {"BINPERSID", "stack-underflow at 0 BINPERSID"},
    {"SHORT_BINUNICODE '' STACK_GLOBAL", "stack-underflow at 2 STACK_GLOBAL"},
    {"READONLY_BUFFER", "stack-underflow at 0 READONLY_BUFFER"},
};

static void nothing_reaches_through_a_mark(void **state)
{
    (void)state;
    check_breaks(fences, COUNT(fences));
}

static const struct break_row types[] = {
    {"MARK NONE DICT", "type at 2 DICT"},
    {"MARK EMPTY_LIST NONE DICT", "type at 3 DICT"},
    {"MARK EMPTY_SET FROZENSET", "type at 2 FROZENSET"},
    {"EMPTY_DICT EMPTY_LIST TUPLE1 TUPLE1 NONE SETITEM", "type at 5 SETITEM"},
    {"EMPTY_DICT BYTEARRAY8 '' NONE SETITEM", "type at 11 SETITEM"},
    {"EMPTY_DICT BYTEARRAY8 '' READONLY_BUFFER NONE SETITEM", "type at 12 SETITEM"},
    {"EMPTY_DICT MARK NONE SETITEMS", "type at 3 SETITEMS"},
    {"EMPTY_SET MARK EMPTY_DICT ADDITEMS", "type at 3 ADDITEMS"},
    {"EMPTY_TUPLE NONE APPEND", "type at 2 APPEND"},
    {"EMPTY_SET NONE APPEND", "type at 2 APPEND"},
    {"EMPTY_DICT NONE APPEND", "type at 2 APPEND"},
    {"SHORT_BINBYTES '' BININT1 1 APPEND", "type at 4 APPEND"},
    {"EMPTY_LIST MARK NONE ADDITEMS", "type at 3 ADDITEMS"},
    {"BYTEARRAY8 '' MARK NONE ADDITEMS", "type at 11 ADDITEMS"},
    {"EMPTY_TUPLE NONE NONE SETITEM", "type at 3 SETITEM"},
    {"EMPTY_SET NONE NONE SETITEM", "type at 3 SETITEM"},
    {"EMPTY_LIST BININT1 0 NONE SETITEM", "type at 4 SETITEM"},
    {"EMPTY_LIST NONE APPEND BININT -2 NONE SETITEM", "type at 9 SETITEM"},
    {"EMPTY_LIST NONE APPEND BINFLOAT 0 NONE SETITEM", "type at 13 SETITEM"},
    {"BYTEARRAY8 'a' BININT2 256 APPEND", "type at 13 APPEND"},
    {"BYTEARRAY8 'a' BININT -1 APPEND", "type at 15 APPEND"},
    {"BYTEARRAY8 'a' NONE APPEND", "type at 11 APPEND"},
    {"BYTEARRAY8 'a' BININT1 1 BININT1 1 SETITEM", "type at 14 SETITEM"},
    {"BYTEARRAY8 'a' BININT1 0 NONE SETITEM", "type at 13 SETITEM"},
    {"GLOBAL 'a' 'b' EMPTY_LIST REDUCE", "type at 6 REDUCE"},
    {"NONE EMPTY_TUPLE REDUCE", "type at 2 REDUCE"},
    {"NONE EMPTY_TUPLE NEWOBJ", "type at 2 NEWOBJ"},
    {"GLOBAL 'a' 'b' EMPTY_LIST NEWOBJ", "type at 6 NEWOBJ"},
    {"GLOBAL 'a' 'b' EMPTY_TUPLE NONE NEWOBJ_EX", "type at 7 NEWOBJ_EX"},
    {"GLOBAL 'a' 'b' NONE EMPTY_DICT NEWOBJ_EX", "type at 7 NEWOBJ_EX"},
    {"NONE EMPTY_TUPLE EMPTY_DICT NEWOBJ_EX", "type at 3 NEWOBJ_EX"},
    {"MARK NONE OBJ", "type at 2 OBJ"},
    {"MARK SHORT_BINUNICODE 'C' GLOBAL 'a' 'b' OBJ", "type at 9 OBJ"},
    {"SHORT_BINUNICODE 'a' SHORT_BINBYTES 'b' STACK_GLOBAL", "type at 6 STACK_GLOBAL"},
    {"NONE SHORT_BINUNICODE 'b' STACK_GLOBAL", "type at 4 STACK_GLOBAL"},
    {"EMPTY_LIST EMPTY_DICT BUILD", "type at 2 BUILD"},
    {"EMPTY_LIST EMPTY_TUPLE BUILD", "type at 2 BUILD"},
    {"EMPTY_LIST NEWFALSE BUILD", "type at 2 BUILD"},
    {"NONE NONE NONE TUPLE2 BUILD", "type at 4 BUILD"},
    {"NONE EMPTY_DICT EMPTY_DICT TUPLE2 BUILD", "type at 4 BUILD"},
    {"NONE NONE EMPTY_DICT NONE NONE SETITEM TUPLE2 BUILD", "type at 7 BUILD"},
    {"NONE NONE EMPTY_DICT NONE TUPLE3 BUILD", "type at 5 BUILD"},
    {"NONE READONLY_BUFFER", "type at 1 READONLY_BUFFER"},
    {"SHORT_BINUNICODE '' READONLY_BUFFER", "type at 2 READONLY_BUFFER"},
};

static void operands_of_a_wrong_kind_break_the_run(void **state)
{
    (void)state;
    check_breaks(types, COUNT(types));
}

static const struct break_row memo_breaks[] = {
    {"BINGET 0", "memo-miss at 0 BINGET"},
    {"LONG_BINGET 0", "memo-miss at 0 LONG_BINGET"},
    {"GET '0'", "memo-miss at 0 GET"},
    {"GET '-1'", "memo-miss at 0 GET"},
    {"GET ''", "truncated at 0 GET"},
    {"GET 'x'", "bad-argument at 0 GET"},
    {"GET '0x1'", "bad-argument at 0 GET"},
    {"GET '9223372036854775808'", "bad-argument at 0 GET"},
    {"GET '-9223372036854775809'", "bad-argument at 0 GET"},
    {"NONE PUT '-1'", "bad-argument at 1 PUT"},
    {"NONE PUT ''", "truncated at 1 PUT"},
    {"NONE PUT '9223372036854775808'", "bad-argument at 1 PUT"},
    {"NONE BINPUT 1 BINGET 0", "memo-miss at 3 BINGET"},
    {"NONE LONG_BINPUT 0x10000 LONG_BINGET 0x10001", "memo-miss at 6 LONG_BINGET"},
};

static void the_memo_has_only_what_was_stored(void **state)
{
    (void)state;
    check_breaks(memo_breaks, COUNT(memo_breaks));
}

/* Both things are wrong: which does C see first? */
static const struct break_row orders[] = {
    {"PUT 'x'", "stack-underflow at 0 PUT"},
    {"'p'", "truncated at 0 PUT"},
    {"'q'", "truncated at 0 BINPUT"},
    {"'r\\x00\\x00\\x00'", "truncated at 0 LONG_BINPUT"},
    {"NONE PUT '-x'", "bad-argument at 1 PUT"},
    {"'i'", "no-mark at 0 INST"},
    {"INST '\\xff' 'b'", "no-mark at 0 INST"},
    {"MARK 'ia'", "truncated at 1 INST"},
    {"MARK 'i\\xff\\nb'", "bad-argument at 1 INST"},
    {"MARK INST 'a' '\\xc3\\xa9'", "bad-argument at 1 INST"},
    {"MARK INST '' 'a'", "truncated at 1 INST"},
    {"NONE EMPTY_LIST REDUCE", "type at 2 REDUCE"}, /* "argument list must be a tuple" */
    {"MARK EMPTY_LIST DICT", "type at 2 DICT"},     /* odd, before unhashable */
    {"NONE MARK NONE SETITEMS", "type at 3 SETITEMS"},
    {"MARK NONE NONE NONE SETITEMS", "stack-underflow at 4 SETITEMS"},
    {"'P\\xe9'", "truncated at 0 PERSID"},
    {"'\\x8b\\xff\\xff\\xff\\xff\\x00'", "bad-argument at 0 LONG4"},
};

static void the_first_check_of_c_names_the_break(void **state)
{
    (void)state;
    check_breaks(orders, COUNT(orders));
}

static void messages_name_what_was_wrong(void **state)
{
    (void)state;
    static const struct {
        const char *ops, *message;
    } rows[] = {
        {"GLOBAL 'a' 'b' EMPTY_LIST REDUCE", "the arguments are a list, not a tuple"},
        {"NONE EMPTY_LIST REDUCE", "the arguments are a list, not a tuple"},
        {"NONE EMPTY_TUPLE REDUCE", "calls a None, which is not callable"},
        {"MARK MARK NONE TUPLE2", "needs more values than there are above the topmost mark"},
        {"NONE TUPLE2", "needs more values than there are on the stack"},
        {"EMPTY_LIST MARK APPENDS APPENDS", "needs a mark and none is open"},
        {"EMPTY_DICT MARK EMPTY_LIST NONE EMPTY_SET NONE SETITEMS",
         "a key is a list, which cannot be hashed"},
        {"INT ''", "an empty line where a number or name must stand"},
        {"GET '-5'", "the memo holds nothing under -5"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct run run;
        run_ops(&run, rows[i].ops);
        assert_non_null(br_error_of(run.rec));
        assert_string_equal(br_error_of(run.rec)->message, rows[i].message);
        run_free(&run);
    }
}

/* ---- Events ---------------------------------------------------------------------------------- */

static void each_opcode_has_its_events(void **state)
{
    (void)state;
    check_events("GLOBAL 'a' 'b' STOP", "import a.b");
    check_events("MARK BININT1 1 INST 'a' 'b' STOP", "import a.b\ninst a.b (1,)");
    check_events("MARK GLOBAL 'a' 'b' BININT1 1 BININT1 2 OBJ STOP", "import a.b\ninst a.b (1, 2)");
    check_events("EMPTY_LIST NONE BUILD", "build [] None");
    check_events("EXT1 7 EXT1 7", "ext copyreg.extension(7)\next copyreg.extension(7)");
    check_events("NEXT_BUFFER READONLY_BUFFER READONLY_BUFFER",
                 "buffer next_buffer(0)\nbuffer next_buffer(0)\n"
                 "buffer next_buffer(0).toreadonly()");
    check_events("PERSID 'x' BINPERSID", "persid persistent_load ('x',)\n"
                                         "persid persistent_load (persistent_load('x'),)");
    check_events("GLOBAL 'a' 'b' EMPTY_TUPLE EMPTY_DICT NEWOBJ_EX", "import a.b\nnewobj a.b () {}");
}

static void an_opcode_that_fails_has_no_event(void **state)
{
    (void)state;
    check_events("NONE EMPTY_TUPLE REDUCE", "");
    check_events("GLOBAL 'a' 'b' EMPTY_LIST REDUCE", "import a.b");
    check_events("BYTEARRAY8 'a' MARK BININT1 1 BININT2 256 APPENDS", "");
    check_events("MARK INST 'a' '\\xff'", "");
}

static void nothing_added_is_no_event(void **state)
{
    (void)state;
    check_events("GLOBAL 'a' 'b' MARK APPENDS MARK SETITEMS MARK ADDITEMS STOP", "import a.b");
}

static void real_containers_have_no_event(void **state)
{
    (void)state;
    check_events("EMPTY_LIST NONE APPEND EMPTY_DICT NONE NONE SETITEM EMPTY_SET MARK NONE ADDITEMS",
                 "");
}

static void an_event_shows_what_was_before_it(void **state)
{
    (void)state;
    check_events("BYTEARRAY8 'a' BININT1 98 APPEND BININT1 0 BININT1 99 SETITEM STOP",
                 "append bytearray(b'a') [98]\nsetitem bytearray(b'ab') [(0, 99)]");
    check_events("EMPTY_LIST NONE APPEND MARK BININT1 0 NEWTRUE BININT1 0 NEWFALSE SETITEMS",
                 "setitem [None] [(0, True), (0, False)]");
    check_events("GLOBAL 'a' 'b' EMPTY_LIST BINPUT 0 TUPLE1 REDUCE BINGET 0 NONE APPEND POP STOP",
                 "import a.b\nreduce a.b ([],)");
}

/* ---- The run --------------------------------------------------------------------------------- */

static void stop_ends_the_run_whatever_is_left(void **state)
{
    (void)state;
    struct run run;
    run_ops(&run, "NONE MARK NEWTRUE STOP NONE 'rest'");
    assert_string_equal(run_status(&run), "ok");
    assert_string_equal(run_result(&run), "True");
    assert_int_equal(br_end(run.rec), 4);
    assert_int_equal(br_ops(run.rec), 4);
    run_free(&run);
}

static void the_protocol_is_the_last_argument_of_proto(void **state)
{
    (void)state;
    struct run run;
    run_ops(&run, "NONE PROTO 4 NONE PROTO 2 STOP");
    static const int in_force[] = {0, 0, 4, 4, 2, 2};
    for (br_op op = 0; op <= br_ops(run.rec); op++)
        assert_int_equal(br_protocol(run.rec, op), in_force[op]);
    run_free(&run);
}

static void a_run_in_slices_is_the_same_run(void **state)
{
    (void)state;
    struct buf bytes = {0};
    pickle_asm(&bytes, "EMPTY_LIST MARK 200*NONE APPENDS STOP");
    br_record *rec = br_record_new((uint8_t *)bytes.data, bytes.len, NULL);
    for (br_op op = 0; op < 204; op++) {
        assert_false(br_done(rec));
        assert_int_equal(br_ops(rec), op);
        assert_int_equal(br_result(rec), BR_NO_VALUE);
        assert_int_equal(br_record_run(rec, 1), op == 203 ? BR_OK : BR_RUNNING);
    }
    assert_int_equal(br_record_run(rec, 1), BR_OK);
    assert_int_equal(br_ops(rec), 204);
    br_record_free(rec);
    buf_free(&bytes);
}

static void a_record_may_be_told_to_hold_few_opcodes(void **state)
{
    (void)state;
    struct buf bytes = {0};
    pickle_asm(&bytes, "100*NONE STOP");
    for (uint64_t most = 1; most <= 101; most += 10) {
        struct br_options options = {.max_ops = most};
        br_record *rec = br_record_new((uint8_t *)bytes.data, bytes.len, &options);
        assert_int_equal(br_record_run(rec, 0), BR_OK);
        assert_int_equal(br_ops(rec), most);
        if (most < 101) {
            assert_int_equal(br_error_of(rec)->kind, BR_ERR_LIMIT);
            assert_int_equal(br_error_of(rec)->pos, most);
            assert_int_equal(br_depth((struct br_state){rec, br_ops(rec)}), most);
        } else {
            assert_null(br_error_of(rec));
        }
        br_record_free(rec);
    }
    buf_free(&bytes);
}

static void frames_that_lie_are_noted(void **state)
{
    (void)state;
    static const struct {
        const char *ops;
        br_op broken; /* BR_NO_OP: none */
    } rows[] = {
        {"FRAME 2 NONE STOP", BR_NO_OP},
        {"FRAME 2 BININT 1 STOP STOP", 1},           /* cut in the argument */
        {"FRAME 1 BININT1 7 STOP", BR_NO_OP},        /* the argument begins behind the frame */
        {"FRAME 11 FRAME 2 NONE STOP", 1},           /* a frame in a frame */
        {"FRAME 5 BINBYTES 'hello' STOP", BR_NO_OP}, /* the count ends the frame */
        {"FRAME 7 BINBYTES 'hello' STOP", 1},
        {"FRAME 3 BINBYTES 'hello' STOP", 1},
        {"FRAME 3 INT '12' STOP", 1},
        {"FRAME 4 INT '12' STOP", BR_NO_OP},
        {"FRAME 3 GLOBAL 'a' 'b' STOP", BR_NO_OP}, /* each line by itself */
        {"FRAME 4 GLOBAL 'a' 'b' STOP", 1},
        {"FRAME 2 GLOBAL 'a' 'b' STOP", 1},
        {"FRAME 1 NONE FRAME 1 STOP", BR_NO_OP},
        {"FRAME 4 NONE NONE FRAME 1 NONE STOP", 3},
        {"FRAME 0 FRAME 0 NONE STOP", BR_NO_OP},
        {"FRAME 9 SHORT_BINUNICODE '1234567' NONE STOP", BR_NO_OP},
        {"FRAME 8 SHORT_BINUNICODE '1234567' NONE STOP", 1},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct run run;
        run_ops(&run, rows[i].ops);
        assert_string_equal(run_status(&run), "ok");
        uint64_t n = 0;
        for (br_op op = 0; op < br_ops(run.rec); op++) {
            if (br_frame_broken(run.rec, op) != (op == rows[i].broken))
                fail_msg("%s: frame at op %u", rows[i].ops, op);
            n += br_frame_broken(run.rec, op);
        }
        assert_int_equal(br_frames_broken(run.rec), n);
        run_free(&run);
    }
}

static void unknown_dialects_are_refused(void **state)
{
    (void)state;
    assert_true(br_dialect_known("c"));
    assert_false(br_dialect_known("d"));
    assert_null(br_record_new((const uint8_t *)"N.", 2, &(struct br_options){.dialect = "d"}));
}

/* ---- Vectors --------------------------------------------------------------------------------- */

static uint8_t hex_digit(char c)
{
    return (uint8_t)(c <= '9' ? c - '0' : c - 'a' + 10);
}

static const char *field_of(json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

static void check_event(struct run *run, uint64_t n, json_t *expected)
{
    struct br_event event;
    assert_true(br_event(run->rec, n, &event));
    assert_int_equal(event.number, n);
    assert_int_equal(event.pos, json_integer_value(json_object_get(expected, "pos")));
    assert_string_equal(br_event_kind_name(event.kind), field_of(expected, "kind"));
    static const struct {
        enum br_field field;
        const char *name;
    } fields[] = {{BR_FIELD_CALLEE, "callee"},
                  {BR_FIELD_ARGS, "args"},
                  {BR_FIELD_KWARGS, "kwargs"},
                  {BR_FIELD_MODULE, "module"},
                  {BR_FIELD_NAME, "name"}};
    for (size_t i = 0; i < COUNT(fields); i++) {
        struct buf text = {0};
        bool present;
        assert_int_equal(
            br_event_text(run->rec, &event, fields[i].field, NULL, sink_to(&text), NULL, &present),
            BR_OK);
        const char *wanted = field_of(expected, fields[i].name);
        if (wanted)
            assert_string_equal(buf_text(&text), wanted);
        if (fields[i].field <= BR_FIELD_KWARGS)
            assert_int_equal(present, wanted != NULL);
        buf_free(&text);
    }
}

static void check_vector(json_t *vector)
{
    struct run run = {0};
    const char *hex = field_of(vector, "hex");
    for (; *hex; hex += 2)
        buf_char(&run.bytes, (char)(hex_digit(hex[0]) << 4 | hex_digit(hex[1])));
    run_bytes(&run);
    const struct br_error *error = br_error_of(run.rec);
    assert_string_equal(error ? "error" : "ok", field_of(vector, "status"));
    assert_int_equal(br_ops(run.rec), json_integer_value(json_object_get(vector, "opcodes")));
    json_t *expected = json_object_get(vector, "error");
    if (error) {
        const char *opcode = field_of(expected, "opcode");
        assert_string_equal(br_error_kind_name(error->kind), field_of(expected, "kind"));
        assert_int_equal(error->pos, json_integer_value(json_object_get(expected, "pos")));
        assert_string_equal(error->opcode ? error->opcode->name : "null", opcode ? opcode : "null");
    } else {
        assert_int_equal(br_end(run.rec), json_integer_value(json_object_get(vector, "end")));
        assert_string_equal(run_result(&run), field_of(vector, "result"));
    }
    json_t *events = json_object_get(vector, "events");
    assert_int_equal(br_event_count(run.rec), json_array_size(events));
    for (size_t n = 0; n < json_array_size(events); n++)
        check_event(&run, n, json_array_get(events, n));
    run_free(&run);
}

static void the_vectors_run_as_in_the_c_unpickler(void **state)
{
    (void)state;
    const char *top = getenv("top_srcdir");
    struct buf name = {0};
    buf_printf(&name, "%s/tests/differential/vectors.jsonl", top ? top : ".");
    FILE *file = fopen(buf_text(&name), "r");
    buf_free(&name);
    if (!file)
        skip();
    int n = 0;
    char *line = NULL;
    size_t size = 0;
    while (getline(&line, &size, file) > 0) {
        json_t *vector = json_loads(line, 0, NULL);
        assert_non_null(vector);
        check_vector(vector);
        json_decref(vector);
        n++;
    }
    free(line);
    fclose(file);
    assert_true(n >= 98);
}

static void results_follow_the_last_effect(void **state)
{
    (void)state;
    check_result("EMPTY_LIST BINPUT 0 BINGET 0 APPEND STOP", "[[...]]");
    check_result("EMPTY_LIST BINPUT 0 BINGET 0 TUPLE1 APPEND STOP", "[([...],)]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(literals_are_pushed),
        cmocka_unit_test(marks_hide_what_is_below_them),
        cmocka_unit_test(the_memo_keeps_what_was_stored_last),
        cmocka_unit_test(containers_take_their_items),
        cmocka_unit_test(unknown_objects_are_accepted_where_python_could),
        cmocka_unit_test(no_opcode_is_left_out),
        cmocka_unit_test(bad_arguments_break_the_run),
        cmocka_unit_test(nothing_reaches_through_a_mark),
        cmocka_unit_test(operands_of_a_wrong_kind_break_the_run),
        cmocka_unit_test(the_memo_has_only_what_was_stored),
        cmocka_unit_test(the_first_check_of_c_names_the_break),
        cmocka_unit_test(messages_name_what_was_wrong),
        cmocka_unit_test(each_opcode_has_its_events),
        cmocka_unit_test(an_opcode_that_fails_has_no_event),
        cmocka_unit_test(nothing_added_is_no_event),
        cmocka_unit_test(real_containers_have_no_event),
        cmocka_unit_test(an_event_shows_what_was_before_it),
        cmocka_unit_test(stop_ends_the_run_whatever_is_left),
        cmocka_unit_test(the_protocol_is_the_last_argument_of_proto),
        cmocka_unit_test(a_run_in_slices_is_the_same_run),
        cmocka_unit_test(a_record_may_be_told_to_hold_few_opcodes),
        cmocka_unit_test(frames_that_lie_are_noted),
        cmocka_unit_test(unknown_dialects_are_refused),
        cmocka_unit_test(the_vectors_run_as_in_the_c_unpickler),
        cmocka_unit_test(results_follow_the_last_effect),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
