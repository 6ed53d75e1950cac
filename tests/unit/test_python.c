/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run as Python source. That the source does what the unpickler does is another test's question
 * (tests/differential/run-decompile); here it is what stands where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "src/output/out.h"
#include "src/output/pysource.h"
#include "src/output/python.h"
#include "tests/unit/machine_run.h"
#include "tests/unit/pickle_asm.h"

struct fixture {
    struct run run;
    struct buf text;
    struct pywriter writer;
    uint32_t helpers;
};

static int set_up(void **state)
{
    *state = calloc(1, sizeof(struct fixture));
    return *state && setlocale(LC_ALL, "C.UTF-8") ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    run_free(&f->run);
    buf_free(&f->text);
    free(f);
    return 0;
}

/* The statements of what is in f->run.bytes. */
static const char *written(struct fixture *f, bool is_ascii)
{
    static const char head[] = "def stream_0():\n";
    struct python_options options = {.number = 0};
    br_record_free(f->run.rec);
    run_bytes(&f->run);
    f->text.len = 0;
    f->helpers = 0;
    pywriter_open(&f->writer, buf_sink(&f->text), is_ascii);
    assert_true(python_function(f->run.rec, &options, &f->writer, &f->helpers));
    assert_memory_equal(buf_text(&f->text), head, sizeof head - 1);
    return buf_text(&f->text) + sizeof head - 1;
}

/* The statements of these opcodes. */
static const char *source(struct fixture *f, const char *ops)
{
    run_free(&f->run);
    f->run = (struct run){.rec = NULL};
    pickle_asm(&f->run.bytes, ops);
    return written(f, false);
}

/* ---- Where data stands ------------------------------------------------------------------------ */

static void data_that_one_place_has_is_written_where_it_is_taken(void **state)
{
    assert_string_equal(source(*state,
                               "EMPTY_DICT BININT1 1 EMPTY_LIST MARK BININT1 2 NONE APPENDS "
                               "SETITEM TUPLE1 STOP"),
                        "    return ({1: [2, None]},)  # 0xb STOP\n");
}

static void an_object_that_two_places_have_is_made_once(void **state)
{
    assert_string_equal(source(*state, "EMPTY_LIST NEWTRUE APPEND DUP TUPLE2 STOP"),
                        "    list_0x0 = [True]\n"
                        "    return (list_0x0, list_0x0)  # 0x5 STOP\n");
}

static void a_cycle_is_closed_by_the_opcode_that_closes_it(void **state)
{
    assert_string_equal(source(*state, "EMPTY_LIST BINPUT 0 BINGET 0 APPEND STOP"),
                        "    list_0x0 = []\n"
                        "    list_0x0.append(list_0x0)  # 0x5 APPEND\n"
                        "    return list_0x0  # 0x6 STOP\n");
}

static void what_changes_after_it_was_taken_is_changed_by_a_statement(void **state)
{
    assert_string_equal(source(*state,
                               "EMPTY_DICT BINPUT 0 TUPLE1 BINGET 0 MARK BININT1 1 BININT1 2 "
                               "BININT1 3 NONE SETITEMS POP STOP"),
                        "    dict_0x0 = {}\n"
                        "    dict_0x0.update({1: 2, 3: None})  # 0xe SETITEMS\n"
                        "    return (dict_0x0,)  # 0x10 STOP\n");
}

/* The brackets that are open at once on some line. */
static int deepest(const char *text)
{
    int open = 0, most = 0;
    for (; *text; text++) {
        open = *text == '\n' ? 0 : open + (*text == '[') - (*text == ']');
        most = open > most ? open : most;
    }
    return most;
}

static void what_nests_deeply_is_written_flat(void **state)
{
    const char *text = source(*state, "100000*EMPTY_LIST 99999*APPEND STOP");
    assert_in_range(deepest(text), 2, 40);
    assert_non_null(strstr(text, "    return [[[["));
}

static void what_sharing_would_unfold_to_is_not_written(void **state)
{
    struct fixture *f = *state;
    pickle_asm(&f->run.bytes, "EMPTY_LIST");
    for (int n = 0; n < 1000; n++)
        pickle_asm(&f->run.bytes, "DUP TUPLE2");
    pickle_asm(&f->run.bytes, "STOP");
    written(f, false);
    assert_in_range(f->text.len, 1000, 100000);
}

/* ---- What is called --------------------------------------------------------------------------- */

static void a_call_is_a_statement_that_names_its_opcode(void **state)
{
    assert_string_equal(
        source(*state, "GLOBAL 'posix' 'system' BINUNICODE 'id' TUPLE1 REDUCE STOP"),
        "    from posix import system  # 0x0 GLOBAL\n"
        "    obj_0x16 = system('id')  # 0x16 REDUCE\n"
        "    return obj_0x16  # 0x17 STOP\n");
}

static void a_name_that_is_taken_gets_a_number(void **state)
{
    assert_string_equal(source(*state, "GLOBAL 'os' 'set' GLOBAL 'io' 'x' GLOBAL 'ast' 'x' "
                                       "GLOBAL 'bz2' 'x_0x2' TUPLE3 STOP"),
                        "    from os import set as set_from_0x0  # 0x0 GLOBAL\n"
                        "    from io import x  # 0x8 GLOBAL\n"
                        "    from ast import x as x_from_0xe  # 0xe GLOBAL\n"
                        "    from bz2 import x_0x2 as x_0x2_from_0x15  # 0x15 GLOBAL\n"
                        "    return (x, x_from_0xe, x_0x2_from_0x15)  # 0x21 STOP\n");
}

static void names_that_no_import_takes_are_found_by_a_function(void **state)
{
    static const struct {
        const char *ops, *text;
    } rows[] = {
        {"GLOBAL 'a' 'lambda'", "global_from_0x0 = find_class('a', 'lambda', 0)"},
        {"GLOBAL 'a' '<lambda>'", "global_from_0x0 = find_class('a', '<lambda>', 0)"},
        {"GLOBAL 'a' '__debug__'", "global_from_0x0 = find_class('a', '__debug__', 0)"},
        {"GLOBAL '__future__' 'x'", "x = find_class('__future__', 'x', 0)"},
        {"GLOBAL 'a-b' 'x'", "x = find_class('a-b', 'x', 0)"},
        {"GLOBAL 'a..b' 'x'", "x = find_class('a..b', 'x', 0)"},
        {"GLOBAL 'a' 'b.c'", "c = find_class('a', 'b.c', 0)"},
        {"GLOBAL 'a' '*'", "global_from_0x0 = find_class('a', '*', 0)"},
        {"GLOBAL 'a' '\\'\\\\\\xc3\\xa9\\xe2\\x80\\xae'",
         "global_from_0x0 = find_class('a', '\\x27\\x5c\xc3\xa9\\u202e', 0)"},
    };
    struct fixture *f = *state;
    for (size_t n = 0; n < sizeof rows / sizeof *rows; n++) {
        char ops[128];
        snprintf(ops, sizeof ops, "%s STOP", rows[n].ops);
        const char *text = source(f, ops);
        assert_memory_equal(text + 4, rows[n].text, strlen(rows[n].text));
        assert_int_equal(f->helpers, 1u << HELPER_find_class);
    }
}

/* `from M import N` would import M.N. */
static void a_name_that_may_be_a_module_is_found_as_the_unpickler_does(void **state)
{
    assert_string_equal(source(*state, "GLOBAL 'xml' 'dom' GLOBAL 'xml' 'other' GLOBAL 'torch' 'x' "
                                       "TUPLE3 STOP"),
                        "    dom = find_class('xml', 'dom', 0)  # 0x0 GLOBAL\n"
                        "    from xml import other  # 0x9 GLOBAL\n"
                        "    x = find_class('torch', 'x', 0)  # 0x14 GLOBAL\n"
                        "    return (dom, other, x)  # 0x1e STOP\n");
}

static void a_set_is_made_when_its_items_are_hashed(void **state)
{
    assert_string_equal(source(*state, "EMPTY_SET MARK GLOBAL 'a' 'b' BINPUT 0 ADDITEMS BINGET 0 "
                                       "EMPTY_DICT BUILD POP STOP"),
                        "    b = find_class('a', 'b', 0)  # 0x2 GLOBAL\n"
                        "    set_0x0 = {b}\n"
                        "    build(b, {})  # 0xd BUILD\n"
                        "    return set_0x0  # 0xf STOP\n");
}

/* ---- Literals --------------------------------------------------------------------------------- */

static void a_character_that_no_terminal_shows_is_an_escape(void **state)
{
    struct fixture *f = *state;
    const char *ops = "BINUNICODE '\\x1b\\xc3\\xa9\\xe2\\x80\\xae\\xcc\\x81\\xed\\xa0\\x80' STOP";
    assert_string_equal(source(f, ops),
                        "    return '\\x1b\xc3\xa9\\u202e\\u0301\\ud800'  # 0x10 STOP\n");
    assert_string_equal(written(f, true),
                        "    return '\\x1b\\u00e9\\u202e\\u0301\\ud800'  # 0x10 STOP\n");
}

static void floats_that_python_has_no_literal_for_are_made(void **state)
{
    struct fixture *f = *state;
    pickle_float(&f->run.bytes, "BINFLOAT", HUGE_VAL);
    pickle_float(&f->run.bytes, "BINFLOAT", -HUGE_VAL);
    pickle_asm(&f->run.bytes, "TUPLE2 STOP");
    assert_string_equal(written(f, false),
                        "    return (float('inf'), float('-inf'))  # 0x13 STOP\n");
}

/* Python refuses more than 4300 decimal digits in its source. */
static void a_long_integer_is_hexadecimal(void **state)
{
    struct fixture *f = *state;
    char bytes[2000];
    memset(bytes, 0x11, sizeof bytes);
    pickle_bytes(&f->run.bytes, "LONG4", bytes, sizeof bytes);
    pickle_asm(&f->run.bytes, "STOP");
    const char *text = written(f, false);
    assert_memory_equal(text, "    return 0x1111", 17);
    assert_in_range(f->text.len, 4000, 4100);
}

/* ---- The end ---------------------------------------------------------------------------------- */

static void what_breaks_raises_after_what_was_read(void **state)
{
    assert_string_equal(
        source(*state, "BININT1 7 EMPTY_LIST REDUCE"),
        "    int_0x0 = 7\n"
        "    list_0x2 = []\n"
        "    import pickle\n"
        "    raise pickle.UnpicklingError('0x3: REDUCE: the arguments are a list, not "
        "a tuple')\n");
}

static bool refuse(void *context, const char *bytes, size_t n)
{
    (void)context;
    (void)bytes;
    (void)n;
    return false;
}

static void a_sink_that_fails_is_told(void **state)
{
    struct fixture *f = *state;
    struct python_options options = {.number = 0};
    source(f, "NONE STOP");
    pywriter_open(&f->writer, (struct br_sink){.write = refuse}, false);
    assert_false(python_function(f->run.rec, &options, &f->writer, &f->helpers));
}

static void each_line_knows_its_opcode(void **state)
{
    struct fixture *f = *state;
    struct pysource_line line;
    source(f, "GLOBAL 'a' 'b' EMPTY_TUPLE REDUCE STOP");
    struct pysource *lines = pysource_new(f->run.rec, 3);
    assert_int_equal(pysource_count(lines), 4);
    assert_true(pysource_line(lines, 0, &line));
    assert_memory_equal(line.text, "def stream_3():", line.len);
    assert_int_equal(line.op, BR_NO_OP);
    assert_int_equal(pysource_of(lines, 0), 1);
    assert_int_equal(pysource_of(lines, 1), 2); /* what it pushes is for the call */
    assert_int_equal(pysource_of(lines, 2), 2);
    assert_int_equal(pysource_of(lines, 3), 3);
    assert_true(pysource_line(lines, 2, &line));
    assert_int_equal(line.op, 2);
    assert_false(pysource_line(lines, 4, &line));
    pysource_free(lines);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(data_that_one_place_has_is_written_where_it_is_taken),
        TEST(an_object_that_two_places_have_is_made_once),
        TEST(a_cycle_is_closed_by_the_opcode_that_closes_it),
        TEST(what_changes_after_it_was_taken_is_changed_by_a_statement),
        TEST(what_nests_deeply_is_written_flat),
        TEST(what_sharing_would_unfold_to_is_not_written),
        TEST(a_call_is_a_statement_that_names_its_opcode),
        TEST(a_name_that_is_taken_gets_a_number),
        TEST(a_name_that_may_be_a_module_is_found_as_the_unpickler_does),
        TEST(names_that_no_import_takes_are_found_by_a_function),
        TEST(a_set_is_made_when_its_items_are_hashed),
        TEST(a_character_that_no_terminal_shows_is_an_escape),
        TEST(floats_that_python_has_no_literal_for_are_made),
        TEST(a_long_integer_is_hexadecimal),
        TEST(what_breaks_raises_after_what_was_read),
        TEST(a_sink_that_fails_is_told),
        TEST(each_line_knows_its_opcode),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
