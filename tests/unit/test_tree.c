/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Views that are trees: what stands below a value, why it is there, what uses it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "src/debugger/session.h"
#include "src/view/fold.h"
#include "src/view/view.h"
#include "src/view/wrap.h"
#include "tests/unit/session_maker.h"

struct fixture {
    struct session_maker maker;
    struct view_source source;
    struct fold fold;
    const struct view *view;
    struct buf text;
    struct line line;
};

static int set_up(void **state)
{
    *state = calloc(1, sizeof(struct fixture));
    return *state && setlocale(LC_ALL, "C.UTF-8") ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    if (f->maker.session)
        maker_close(&f->maker);
    fold_free(&f->fold);
    buf_free(&f->text);
    line_free(&f->line);
    free(f);
    return 0;
}

/* The top of the stack before `cursor`, in a view of a tree. */
static void look(struct fixture *f, const char *view, const char *ops, br_op cursor, unsigned width)
{
    if (f->maker.session)
        maker_close(&f->maker);
    maker_open(&f->maker, ops);
    session_grow(f->maker.session, 0);
    session_goto(f->maker.session, cursor);
    session_view(f->maker.session, &f->source);
    f->source.width = width;
    f->source.value = br_stack((struct br_state){f->source.rec, cursor}, 0);
    f->source.fold = &f->fold;
    f->view = view_find(view);
    assert_true(f->view->unfold(&f->source, &f->fold));
}

static const char *shown(struct fixture *f)
{
    buf_clear(&f->text);
    assert_true(view_print(f->view, &f->source, 0, 0, &f->text));
    return buf_text(&f->text);
}

static const struct line *line_of(struct fixture *f, uint64_t i)
{
    assert_true(f->view->line(&f->source, i, &f->line));
    return &f->line;
}

/* ---- The inspector ---------------------------------------------------------------------------- */

static void a_call_unfolds_into_callee_and_arguments(void **state)
{
    struct fixture *f = *state;
    look(f, "value", "GLOBAL 'posix' 'system' BINUNICODE 'id' TUPLE1 REDUCE STOP", 4, 64);
    assert_string_equal(shown(f),
                        "▾  ✖ posix.system('id')                     call       #3 0x0016\n"
                        "    policy ✖ dangerous: process: runs a shell command\n"
                        "  ▾ callee ✖ posix.system                   global     #0 0x0000\n"
                        "      module posix\n"
                        "      name system\n"
                        "      policy ✖ dangerous: process: runs a shell command\n"
                        "  ▾ args ✖ ('id',)                          tuple      #2 0x0015\n"
                        "      0 ✖ 'id'                              str        #1 0x000e\n");
    /* Each line knows its opcode and its value. */
    assert_int_equal(line_of(f, 0)->op, 3);
    assert_int_equal(line_of(f, 7)->op, 1);
    assert_int_equal(br_maker(f->source.rec, line_of(f, 7)->value), 1);
    assert_int_equal(line_of(f, 3)->op, 0);
    assert_true(line_of(f, 7)->traits & LINE_DANGER);
}

static void a_dict_unfolds_into_pairs_and_their_keys(void **state)
{
    struct fixture *f = *state;
    look(f, "value",
         "EMPTY_DICT MARK BININT1 1 TUPLE1 EMPTY_LIST BINUNICODE 'k' BININT1 5 SETITEMS STOP", 8,
         60);
    assert_string_equal(shown(f), "▾    {(1,): [], 'k': 5}                 dict       #0 0x0000\n"
                                  "  ▸ 0   (1,): []                        list       #4 0x0005\n"
                                  "    1   'k': 5                          int        #6 0x000c\n");
    assert_int_equal(fold_unfold(&f->fold, &f->source, 1), FOLD_DONE);
    assert_int_equal(fold_unfold(&f->fold, &f->source, 2), FOLD_DONE);
    assert_string_equal(shown(f), "▾    {(1,): [], 'k': 5}                 dict       #0 0x0000\n"
                                  "  ▾ 0   (1,): []                        list       #4 0x0005\n"
                                  "    ▾ key   (1,)                        tuple      #3 0x0004\n"
                                  "        0   1                           int        #2 0x0002\n"
                                  "    1   'k': 5                          int        #6 0x000c\n");
}

static void a_cycle_says_so_and_unfolds_for_ever(void **state)
{
    struct fixture *f = *state;
    look(f, "value", "EMPTY_LIST DUP APPEND STOP", 3, 64);
    assert_string_equal(shown(f),
                        "▾    [[...]]                                list       #0 0x0000\n"
                        "  ▸ 0   ↺ same as 1 level up: [[...]]       list       #0 0x0000\n");
    for (uint64_t i = 1; i < 100; i++)
        assert_int_equal(fold_unfold(&f->fold, &f->source, i), FOLD_DONE);
    assert_int_equal(f->view->count(&f->source), 101);
    /* However deep, a line fits; from half the width on a number says how deep. */
    assert_string_equal(buf_text(&line_of(f, 100)->text),
                        "100                             ▸ 0   ↺ sa… list       #0 0x0000");
}

static void a_str_unfolds_into_its_own_lines(void **state)
{
    struct fixture *f = *state;
    look(f, "value", "BINUNICODE 'import os\\nos.system(\"id\") # \\xc3\\xa9\\x1b[2J' STOP", 1, 60);
    assert_string_equal(shown(f),
                        "▾    'import os\\nos.system(\"id\") # é\\x… str        #0 0x0000\n"
                        "    length 33 characters, 34 bytes in the stream\n"
                        "   │ import os\n"
                        "   │ os.system(\"id\") # é\\x1b[2J\n");
}

static void bytes_unfold_into_hex(void **state)
{
    struct fixture *f = *state;
    look(f, "value", "SHORT_BINBYTES '\\x00\\x01AB' STOP", 1, 60);
    assert_string_equal(shown(f), "▾    b'\\x00\\x01AB'                      bytes      #0 0x0000\n"
                                  "    length 4 bytes\n"
                                  "    0x0000  00 01 41 42              ..AB\n");
}

static void a_name_of_python_2_is_told_with_that_of_python_3(void **state)
{
    struct fixture *f = *state;
    look(f, "value", "GLOBAL '__builtin__' 'eval' STOP", 1, 60);
    assert_non_null(strstr(shown(f), "    Python 3 builtins.eval\n"));
    look(f, "value", "PROTO 4 GLOBAL '__builtin__' 'eval' STOP", 2, 60);
    assert_null(strstr(shown(f), "Python 3"));
}

static void objects_have_their_state(void **state)
{
    struct fixture *f = *state;
    look(f, "value",
         "GLOBAL 'a' 'B' EMPTY_TUPLE NEWOBJ EMPTY_DICT BINUNICODE 'k' BININT1 5 SETITEM BUILD STOP",
         8, 60);
    const char *text = shown(f);
    assert_non_null(strstr(text, "  ▸ class ◆ a.B "));
    assert_non_null(strstr(text, "    args   () "));
    assert_non_null(strstr(text, "  ▸ state   {'k': 5} "));
}

static void what_only_python_has_is_told_by_its_number(void **state)
{
    struct fixture *f = *state;
    look(f, "value", "EXT1 7 STOP", 1, 60);
    assert_non_null(strstr(shown(f), "    extension code 7\n"));
    look(f, "value", "NEXT_BUFFER STOP", 1, 60);
    assert_non_null(strstr(shown(f), "    buffer 0\n"));
    look(f, "value", "BINUNICODE 'me' BINPERSID STOP", 2, 60);
    assert_non_null(strstr(shown(f), "    id   'me' "));
}

/* ---- Why -------------------------------------------------------------------------------------- */

static void why_shows_operands_and_hops_through_the_memo(void **state)
{
    struct fixture *f = *state;
    look(f, "why",
         "BINUNICODE 'id' BINPUT 1 POP GLOBAL 'posix' 'system' BINGET 1 TUPLE1 REDUCE STOP", 7, 64);
    assert_string_equal(shown(f),
                        "▾  ✖ posix.system('id')                     call       #6 0x001b\n"
                        "    callee ✖ posix.system                   global     #3 0x000a\n"
                        "  ▾ args ✖ ('id',)                          tuple      #5 0x001a\n"
                        "    ▾ 0 ✖ 'id'                              str        #0 0x0000\n"
                        "        fetched from memo[1] by BINGET                 #4 0x0018\n"
                        "        stored in memo[1] by BINPUT                    #1 0x0007\n");
    assert_int_equal(line_of(f, 4)->op, 4);
}

static void why_shows_what_changed_a_container(void **state)
{
    struct fixture *f = *state;
    look(f, "why",
         "EMPTY_DICT BINUNICODE 'a' BININT1 1 SETITEM MARK BINUNICODE 'b' NONE BINUNICODE 'c' NONE "
         "SETITEMS STOP",
         10, 60);
    assert_string_equal(shown(f), "▾    {'a': 1, 'b': None, 'c': None}    dict        #0 0x0000\n"
                                  "  ▾ changed by SETITEM, 1 item                     #3 0x0009\n"
                                  "      0   'a': 1                       int         #2 0x0007\n"
                                  "  ▾ changed by SETITEMS, 2 items                   #9 0x0019\n"
                                  "      0   'b': None                    None        #6 0x0011\n"
                                  "      1   'c': None                    None        #8 0x0018\n");
}

static void why_is_about_the_moment(void **state)
{
    struct fixture *f = *state;
    /* Before the second APPEND. */
    look(f, "why", "EMPTY_LIST NONE APPEND DUP BININT1 1 APPEND STOP", 3, 60);
    assert_non_null(strstr(shown(f), "changed by APPEND, 1 item"));
    assert_null(strstr(shown(f), "0x0006"));
}

/* ---- Uses ------------------------------------------------------------------------------------- */

static void uses_unfold_into_what_uses_the_result(void **state)
{
    struct fixture *f = *state;
    look(f, "uses", "GLOBAL 'posix' 'system' MEMOIZE BINUNICODE 'id' TUPLE1 REDUCE TUPLE1 STOP", 1,
         64);
    assert_string_equal(shown(f),
                        "▾  ✖ posix.system                           global     #0 0x0000\n"
                        "  ▸ ✖ REDUCE  posix.system('id')                       #4 0x0017\n");
    assert_int_equal(fold_unfold(&f->fold, &f->source, 1), FOLD_DONE);
    assert_int_equal(fold_unfold(&f->fold, &f->source, 2), FOLD_DONE);
    assert_string_equal(shown(f),
                        "▾  ✖ posix.system                           global     #0 0x0000\n"
                        "  ▾ ✖ REDUCE  posix.system('id')                       #4 0x0017\n"
                        "    ▾   TUPLE1  → (posix.system('id'),)                #5 0x0018\n"
                        "          STOP                                         #6 0x0019\n");
    assert_int_equal(line_of(f, 3)->op, 6);
}

static void what_nothing_uses_says_so(void **state)
{
    struct fixture *f = *state;
    look(f, "uses", "NONE NONE STOP", 1, 60);
    assert_non_null(strstr(shown(f), "no opcode takes it\n"));
}

/* ---- Pages ------------------------------------------------------------------------------------ */

static void lines_of_a_page_know_the_opcodes_that_were_noted(void **state)
{
    struct fixture *f = *state;
    struct buf_marks marks = {0};
    struct buf page = {.marks = &marks};
    struct wrap wrap = {0};
    maker_open(&f->maker, "NONE TUPLE1 STOP");
    session_grow(f->maker.session, 0);
    session_goto(f->maker.session, 1);
    buf_str(&page, "0x0000 #2 TUPLE1, says whoever wrote the file\n");
    assert_int_equal(session_command(f->maker.session, "uses stack[0]", &page, &f->maker.err),
                     SESSION_OK);
    session_view(f->maker.session, &f->source);
    assert_true(wrap_text(&wrap, buf_text(&page), page.len, 12, 2));
    f->source.text = &wrap;
    f->source.marks = &marks;
    f->view = &view_page;
    uint64_t n = 0;
    for (; strncmp(buf_text(&line_of(f, n)->text), "0x0001", 6) != 0; n++)
        assert_int_equal(line_of(f, n)->op, BR_NO_OP);
    assert_int_equal(line_of(f, n)->op, 1);
    /* And what it goes on with. */
    assert_int_equal(line_of(f, n + 1)->op, 1);
    wrap_free(&wrap);
    buf_marks_free(&marks);
    buf_free(&page);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(a_call_unfolds_into_callee_and_arguments),
        TEST(a_dict_unfolds_into_pairs_and_their_keys),
        TEST(a_cycle_says_so_and_unfolds_for_ever),
        TEST(a_str_unfolds_into_its_own_lines),
        TEST(bytes_unfold_into_hex),
        TEST(a_name_of_python_2_is_told_with_that_of_python_3),
        TEST(objects_have_their_state),
        TEST(what_only_python_has_is_told_by_its_number),
        TEST(why_shows_operands_and_hops_through_the_memo),
        TEST(why_shows_what_changed_a_container),
        TEST(why_is_about_the_moment),
        TEST(uses_unfold_into_what_uses_the_result),
        TEST(what_nothing_uses_says_so),
        TEST(lines_of_a_page_know_the_opcodes_that_were_noted),
    };
    return cmocka_run_group_tests_name("tree", tests, NULL, NULL);
}
