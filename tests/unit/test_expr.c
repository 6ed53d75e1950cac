/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Expressions: what parses, what it means at a moment, what equals what. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "src/analysis/analysis.h"
#include "src/debugger/eval.h"
#include "src/debugger/pattern.h"
#include "tests/unit/pickle_asm.h"
#include "tests/unit/session_maker.h"

/* True, false, or one of these. */
enum { ABSENT = 2, TYPE = 3, FAILED = 4 };

static int ask(struct session_maker *m, br_op op, const char *text)
{
    struct err err = {0};
    struct expr *expr = expr_new(text, &err);
    if (!expr)
        fail_msg("%s: %s", text, err.text);
    struct eval eval = {.rec = m->session->rec,
                        .op = op,
                        .analysis = m->session->analysis,
                        .interrupted = &m->interrupted,
                        .err = &err};
    bool holds = false;
    enum eval_status status = eval_holds(&eval, expr->root, &holds);
    eval_end(&eval);
    expr_free(expr);
    return status == EVAL_OK       ? holds
           : status == EVAL_ABSENT ? ABSENT
           : status == EVAL_TYPE   ? TYPE
                                   : FAILED;
}

static void holds_all(struct session_maker *m, br_op op, const char *const *texts)
{
    for (; *texts; texts++) {
        int answer = ask(m, op, *texts);
        if (answer != 1)
            fail_msg("%s: %d", *texts, answer);
    }
}

static void is_each(struct session_maker *m, br_op op, int wanted, const char *const *texts)
{
    for (; *texts; texts++) {
        int answer = ask(m, op, *texts);
        if (answer != wanted)
            fail_msg("%s: %d, not %d", *texts, answer, wanted);
    }
}

#define HOLD(m, op, ...) holds_all(m, op, (const char *const[]){__VA_ARGS__, NULL})
#define EACH(m, op, wanted, ...) is_each(m, op, wanted, (const char *const[]){__VA_ARGS__, NULL})

/* ---- Parsing ----------------------------------------------------------------------------------- */

static const char *mistake(const char *text)
{
    static struct err err;
    struct expr *expr = expr_new(text, &err);
    if (expr) {
        expr_free(expr);
        fail_msg("%s is taken", text);
    }
    return err.text;
}

static void a_mistake_says_what_was_expected_and_where(void **state)
{
    (void)state;
    assert_string_equal(mistake("stack[0"), "expected ] after \"stack[0\"");
    assert_string_equal(mistake("depth = 3"),
                        "expected == (a single = is no comparison) at column 7, not \"= 3\"");
    assert_string_equal(mistake("depth =="), "expected a value after \"depth ==\"");
    assert_string_equal(mistake("depth 3"),
                        "expected and, or, a comparison, or the end at column 7, not \"3\"");
    assert_string_equal(
        mistake("stack[0].calle"),
        "expected callee, args, kwargs, module, name, kind or resolved after the dot at "
        "column 10, not \"calle\"");
    assert_string_equal(mistake("(1, 2"), "expected a comma or ) after \"(1, 2\"");
    assert_string_equal(mistake("{1: 2, 3}"), "expected a colon at column 9, not \"}\"");
    assert_string_equal(mistake("(1, depth)"),
                        "\"depth\": inside (), [] and {} stand literals only");
    assert_string_equal(mistake("'abc"), "the string has no closing '");
    assert_string_equal(mistake("'\\x1'"), "an escape in a string needs 2 hex digits");
    assert_string_equal(mistake("12abc"), "\"12a\" is not a number");
    assert_string_equal(mistake(""), "expected an expression, such as stack[0] == 'id'");
    assert_string_equal(mistake("depth == -stack[0]"),
                        "expected a number after - at column 11, not \"stack[0]\"");
    assert_non_null(strstr(mistake("os.system"), "unknown word \"os\""));
}

static void deep_nesting_is_a_mistake_and_no_crash(void **state)
{
    static char text[40000];
    (void)state;
    static const char *const openers[] = {"(", "[", "not ", "{", "len(", "stack["};
    for (size_t n = 0; n < sizeof openers / sizeof *openers; n++) {
        size_t len = strlen(openers[n]), at = 0;
        while (at + len < sizeof text - 1) {
            memcpy(text + at, openers[n], len);
            at += len;
        }
        text[at] = '\0';
        mistake(text);
    }
    size_t at = 0;
    for (text[at++] = '1'; at + 7 < sizeof text; at += 6)
        memcpy(text + at, " and 1", 6);
    text[at] = '\0';
    mistake(text);
}

static void words_bind_as_in_python(void **state)
{
    struct session_maker *m = *state;
    HOLD(m, 0, "True or False and False", "not False and True", "not (True and False)",
         "1 == 1 and 2 == 2", "not 1 == 2", "not not True", "0 < 1 < 2", "not 0 < 2 < 1",
         "1 < 2 == True or True", "(1) == 1", "((1)) < (2)", "(1,) != 1");
    EACH(m, 0, 0, "0 < 2 < 1", "not True or False", "''", "()", "[]", "{}", "0.0", "b''", "None");
}

static void literals_are_python_literals(void **state)
{
    struct session_maker *m = *state;
    HOLD(m, 0, "0x1f == 31", "0o17 == 15", "0b101 == 5", "1_000 == 1000", "0x_ff == 255",
         "1e3 == 1000", ".5 == 0.5", "1. == 1", "-1 < 0", "-0.0 == 0", "'a' == \"a\"",
         "'\\x41\\u0042\\103' == 'ABC'", "'\\n' != 'n'", "r'\\n' == '\\\\n'", "b'\\x00' == b'\\0'",
         "'\\'' == \"'\"", "(1, 'a', None) == (1, 'a', None)", "[1, [2]] == [1, [2]]",
         "{1, 2} == {2, 1}", "{'a': 1, 'b': [2]} == {'b': [2], 'a': 1}", "(1, 2) != [1, 2]",
         "'\\U0001F600' == '\xf0\x9f\x98\x80'", "'\\ud800' == '\\ud800'", "True == 1",
         "123456789012345678901234567890 > 1", "-123456789012345678901234567890 < 1",
         "9223372036854775808 > 9223372036854775807", "-9223372036854775808 < -9223372036854775807",
         "123456789012345678901234567890 == 123456789012345678901234567890",
         "0xffffffffffffffffffff == 0xFFFFFFFFFFFFFFFFFFFF", "1e400 > 1", "'b' > 'a'",
         "'abc' > 'ab'", "b'\\xff' > b'a'");
    EACH(m, 0, 0, "1 == '1'", "'a' == b'a'", "() == []", "{} == ()", "1 == 2", "{1: 2} == {1: 3}",
         "{1, 2} == {1, 3}", "{1: 2} == {2: 2}", "'a' == 'b'", "'a' == 'aa'");
}

/* ---- Moments ----------------------------------------------------------------------------------- */

static void the_stack_counts_from_its_top_and_marks_do_not_count(void **state)
{
    struct session_maker *m = *state; /* before #4: 1, mark, 2, 3 */
    HOLD(m, 4, "stack[0] == 3", "stack[1] == 2", "stack[2] == 1", "stack[-1] == 1",
         "stack[-3] == 3", "depth == 3", "len(stack) == 3", "stack > 2", "stack == 3", "op == 4",
         "pos == 7", "opcode == 'TUPLE'");
    EACH(m, 4, ABSENT, "stack[3]", "stack[-4]", "stack[99999999999999999999]", "memo[0]",
         "event.callee");
    EACH(m, 4, TYPE, "stack['a']", "stack[1.5]", "depth[0]", "len(depth)", "stack[0] < 'a'",
         "stack[0] ~ 3", "memo['a']");
    HOLD(m, 5, "stack[0] == (2, 3)", "stack[0][0] == 2", "stack[0][-1] == 3", "len(stack[0]) == 2",
         "stack[0].kind == 'tuple'", "stack[0] != [2, 3]");
    EACH(m, 5, ABSENT, "stack[0][2]", "stack[0].callee", "stack[0].module");
}

static void what_a_run_returns_is_known_at_any_moment(void **state)
{
    struct session_maker *m = *state;
    HOLD(m, 0, "result == (2, 3)", "result[0] < result[1]");
}

static int open_numbers(void **state)
{
    static struct session_maker maker;
    maker_open(&maker, "BININT1 1 MARK BININT1 2 BININT1 3 TUPLE STOP");
    session_grow(maker.session, 0);
    *state = &maker;
    return 0;
}

static int close_session(void **state)
{
    maker_close(*state);
    return 0;
}

static void run_over(struct session_maker *m, const char *ops)
{
    maker_open(m, ops);
    session_grow(m->session, 0);
}

static void values_equal_literals_by_their_meaning(void **state)
{
    struct session_maker m;
    (void)state;
    run_over(&m, "PROTO 4 MARK NONE NEWTRUE BININT1 1 BINFLOAT 1.5 BINUNICODE 'a\\'b' "
                 "SHORT_BINBYTES '\\x00\\xff' EMPTY_LIST EMPTY_DICT EMPTY_SET LONG1 "
                 "'\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x01' BYTEARRAY8 'ab' TUPLE STOP");
    br_op end = session_last(m.session);
    HOLD(&m, end, "stack[0][0] == None", "stack[0][1] == True", "stack[0][1] == 1",
         "stack[0][2] == 1", "stack[0][2] == 1.0", "stack[0][2] == True", "stack[0][3] == 1.5",
         "stack[0][3] > 1", "stack[0][4] == \"a'b\"", "stack[0][4] > 'a'", "len(stack[0][4]) == 3",
         "stack[0][5] == b'\\x00\\xff'", "stack[0][5][1] == 255", "len(stack[0][5]) == 2",
         "stack[0][6] == []", "stack[0][7] == {}", "not stack[0][8]",
         "stack[0][9] == 18446744073709551616", "stack[0][9] == 0x10000000000000000",
         "0x10000000000000000 == stack[0][9]", "stack[0][9] > 18446744073709551615",
         "stack[0][9] > 1", "stack[0][10] == b'ab'", "stack[0][10] == stack[0][10]",
         "stack[0][10].kind == 'bytearray'", "len(stack[0]) == 11");
    EACH(&m, end, 0, "stack[0][0] == 0", "stack[0][2] == 2", "stack[0][4] == b\"a'b\"",
         "stack[0][4] == 'a'", "stack[0][4] == \"a'bc\"", "stack[0][5] == 'a'", "stack[0][6] == ()",
         "stack[0][9] == 18446744073709551617", "stack[0] == ()", "stack[0] == 1");
    maker_close(&m);
}

static void containers_are_compared_as_they_are_at_the_moment(void **state)
{
    struct session_maker m;
    (void)state;
    run_over(&m, "EMPTY_LIST BININT1 1 APPEND MARK BININT1 2 BININT1 3 APPENDS "
                 "EMPTY_DICT BINUNICODE 'k' BININT1 7 SETITEM TUPLE2 STOP");
    HOLD(&m, 1, "stack[0] == []");
    HOLD(&m, 3, "stack[0] == [1]", "len(stack[0]) == 1", "result[0] == [1, 2, 3]");
    HOLD(&m, 7, "stack[0] == [1, 2, 3]", "stack[0] == result[0]", "stack[0] != [1, 2]");
    HOLD(&m, 11, "stack[0] == {'k': 7}", "stack[0]['k'] == 7", "stack[1][2] == 3");
    EACH(&m, 11, ABSENT, "stack[0]['x']", "stack[0][0]");
    HOLD(&m, 12, "stack[0] == ([1, 2, 3], {'k': 7})", "stack[0][1] == stack[0][1]");
    maker_close(&m);
}

static void sets_and_dicts_of_the_file_compare_with_each_other(void **state)
{
    struct session_maker m;
    (void)state;
    run_over(&m, "PROTO 4 EMPTY_SET MARK BININT1 1 BININT1 2 ADDITEMS MARK BININT1 2 BININT1 1 "
                 "FROZENSET EMPTY_DICT BINUNICODE 'a' BININT1 1 SETITEM EMPTY_DICT BINUNICODE 'a' "
                 "NEWTRUE SETITEM EMPTY_DICT STOP");
    br_op end = session_last(m.session);
    HOLD(&m, end, "stack[4] == stack[3]", "stack[4] == {1, 2}", "stack[2] == stack[1]",
         "stack[2] != stack[0]", "stack[1]['a'] == True", "stack[4] != {1, 3}");
    maker_close(&m);
}

static void a_global_and_a_call_equal_their_text(void **state)
{
    struct session_maker m;
    (void)state;
    run_over(&m, "GLOBAL 'posix' 'system' BINUNICODE 'id' TUPLE1 REDUCE BINUNICODE 'posix.system' "
                 "TUPLE2 STOP");
    HOLD(&m, 3, "opcode == 'REDUCE'", "event.callee == 'posix.system'", "event.args == ('id',)",
         "event.args[0] == 'id'", "event.kind == 'reduce'", "stack[1] == 'posix.system'",
         "stack[1].kind == 'global'", "stack[1].module == 'posix'", "stack[1].name == 'system'",
         "event.callee ~ 'posix.*'", "event.callee ~ '*sys?em'", "event.module == 'posix'",
         "event.name == 'system'", "stack[0] ~ \"*'id'*\"", "danger", "danger == 'dangerous'",
         "danger == True", "danger != None", "event", "event.callee == stack[1]",
         "event.callee != 'os.system'");
    EACH(&m, 3, 0, "event.callee ~ 'os.*'", "not danger", "event == None");
    EACH(&m, 3, ABSENT, "event.kwargs");
    HOLD(&m, 4, "stack[0] == \"posix.system('id')\"", "stack[0].callee == 'posix.system'",
         "stack[0].args == ('id',)", "stack[0].args[0] == 'id'", "stack[0].kind == 'call'",
         "event == None", "not event", "not danger");
    HOLD(&m, 6, "stack[0][0].callee.name == 'system'", "stack[0][1] == 'posix.system'",
         "stack[0][1].kind == 'str'", "stack[0][0] == stack[0][0]", "result[1] ~ 'posix*'");
    EACH(&m, 6, 0, "stack[0][0] == stack[0][1]", "stack[0][0] == 1");
    EACH(&m, 6, TYPE, "stack[0][0] < stack[0][1]", "stack[0][0][0]", "len(stack[0][0])");
    maker_close(&m);
}

/* As the titles of windows name it: "uses #2". */
static void a_value_is_named_by_the_opcode_that_left_it(void **state)
{
    struct session_maker m;
    (void)state;
    run_over(&m, "EMPTY_LIST BININT1 7 APPEND BININT1 8 APPEND PROTO 2 STOP");
    HOLD(&m, 3, "#1 == 7", "#0 == [7]", "len(#0) == 1", "#0[0] == #1");
    HOLD(&m, 5, "#0 == [7, 8]");
    HOLD(&m, 0, "#0 == []", "#3 == 8");
    HOLD(&m, 3, "#6 == [7, 8]", "#2 == [7]");
    EACH(&m, 3, ABSENT, "#5", "#99", "#4000000000");
    maker_fail(&m, "print #");
    maker_fail(&m, "print #4294967295");
    maker_fail(&m, "print #99999999999999999999999");
    assert_string_equal(maker_run(&m, "uses #1"), maker_run(&m, "uses 0x1"));
    maker_run(&m, "why #3");
    maker_fail(&m, "why 0x99");
    maker_close(&m);
}

/* `break call posix.system` stopped where event.callee == "posix.system" was false. */
static void the_callee_goes_by_all_its_names(void **state)
{
    struct session_maker m;
    (void)state;
    run_over(&m, "GLOBAL 'builtins' 'getattr' GLOBAL 'importlib' 'import_module' UNICODE 'posix' "
                 "TUPLE1 REDUCE UNICODE 'system' TUPLE2 REDUCE UNICODE 'id' TUPLE1 REDUCE POP "
                 "GLOBAL '__builtin__' 'xrange' EMPTY_TUPLE REDUCE STOP");
    HOLD(&m, 10, "event.callee == 'posix.system'", "event.callee ~ 'posix.*'",
         "event.callee ~ 'builtins.getattr(*'", "event.callee != 'posix.popen'",
         "event.resolved == 'posix.system'", "'posix.system' == event.callee");
    EACH(&m, 10, 0, "event.callee != 'posix.system'", "stack[1] == 'posix.system'");
    EACH(&m, 10, ABSENT, "event.module");
    HOLD(&m, 12, "event.callee == '__builtin__.xrange'", "event.callee == 'builtins.range'",
         "event.module == '__builtin__'", "event.resolved == 'builtins.range'");
    HOLD(&m, 14, "event.callee == 'builtins.range'", "event.resolved == 'builtins.range'");
    HOLD(&m, 4, "event.resolved == 'importlib.import_module'");
    EACH(&m, 11, ABSENT, "event.resolved");
    maker_close(&m);
}

static void arguments_above_a_mark_are_arguments_too(void **state)
{
    struct session_maker m;
    (void)state;
    run_over(&m, "MARK BINUNICODE 'id' BININT1 7 INST 'posix' 'system' "
                 "MARK GLOBAL 'posix' 'system' BINUNICODE 'ls' OBJ "
                 "MARK BININT1 1 BININT1 2 APPENDS BININT1 3 APPEND "
                 "MARK BINUNICODE 'k' BININT1 4 SETITEMS STOP");
    HOLD(&m, 3, "opcode == 'INST'", "event.kind == 'inst'", "event.callee == 'posix.system'",
         "event.args == ('id', 7)", "event.args[0] == 'id'", "event.args[-1] == 7",
         "len(event.args) == 2", "event.args != ['id', 7]", "event.module == 'posix'");
    HOLD(&m, 7, "opcode == 'OBJ'", "event.args == ('ls',)", "event.callee == stack[1]",
         "stack[2].args == ('id', 7)", "stack[2].callee == 'posix.system'",
         "stack[2].callee ~ '*.system'", "stack[2].callee == stack[1]",
         "stack[2].name == 'system'");
    HOLD(&m, 8, "stack[0].args == ('ls',)", "stack[0].callee == 'posix.system'");
    HOLD(&m, 11, "opcode == 'APPENDS'", "event.args == [1, 2]", "event.callee == stack[2]");
    HOLD(&m, 13, "opcode == 'APPEND'", "event.args == [3]");
    HOLD(&m, 17, "opcode == 'SETITEMS'", "event.args == [('k', 4)]", "event.args[0][1] == 4",
         "event.args ~ '*k*'");
    maker_close(&m);
}

static void persistent_ids_have_an_event(void **state)
{
    struct session_maker m;
    (void)state;
    run_over(&m, "PERSID 'abc' BININT1 5 BINPERSID TUPLE2 STOP");
    HOLD(&m, 0, "event.kind == 'persid'", "event.callee == 'persistent_load'",
         "event.args == ('abc',)");
    HOLD(&m, 2, "event.args == (5,)", "stack[1] == \"persistent_load('abc')\"");
    maker_close(&m);
}

static void the_break_of_a_run_can_be_asked_about(void **state)
{
    struct session_maker m;
    (void)state;
    run_over(&m, "NONE '\\xff'");
    HOLD(&m, 1, "opcode == None", "pos == 1", "op == 1", "depth == 1", "not event", "protocol == 0",
         "stack[0] == None");
    EACH(&m, 1, ABSENT, "result");
    maker_close(&m);
}

/* A list in a list in a list ... and one that holds itself. */
static void deep_and_endless_values_are_refused_not_followed(void **state)
{
    struct session_maker m;
    (void)state;
    memset(&m, 0, sizeof m);
    for (int side = 0; side < 2; side++) {
        pickle_asm(&m.bytes, "EMPTY_LIST");
        for (int n = 0; n < 100000; n++)
            pickle_asm(&m.bytes, "TUPLE1");
    }
    pickle_asm(&m.bytes, "TUPLE2 STOP");
    maker_open_bytes(&m);
    session_grow(m.session, 0);
    EACH(&m, session_last(m.session), TYPE, "result[0] == result[1]");
    maker_close(&m);
    run_over(&m,
             "EMPTY_LIST MEMOIZE BINGET 0 APPEND EMPTY_LIST MEMOIZE BINGET 1 APPEND TUPLE2 STOP");
    EACH(&m, session_last(m.session), TYPE, "result[0] == result[1]");
    HOLD(&m, session_last(m.session), "result[0][0][0] == result[0]");
    maker_close(&m);
}

static void lone_surrogates_are_characters(void **state)
{
    struct session_maker m;
    (void)state;
    run_over(&m, "BINUNICODE '\\xed\\xa0\\x80' STOP");
    HOLD(&m, 1, "stack[0] == '\\ud800'", "len(stack[0]) == 1");
    EACH(&m, 1, 0, "stack[0] == '\\ud801'");
    maker_close(&m);
}

static void a_long_question_can_be_interrupted(void **state)
{
    struct session_maker m;
    (void)state;
    run_over(&m, "MARK 20000*BININT1 1 LIST MARK 20000*BININT1 1 LIST TUPLE2 STOP");
    HOLD(&m, 0, "result[0] == result[1]");
    m.interrupted = 1;
    EACH(&m, 0, FAILED, "result[0] == result[1]");
    maker_close(&m);
}

static void patterns_know_stars_and_question_marks(void **state)
{
    static const struct {
        const char *pattern, *text;
        bool fits;
    } rows[] = {
        {"", "", true},
        {"*", "", true},
        {"?", "", false},
        {"os.*", "os.system", true},
        {"os.*", "os", false},
        {"*.system", "a.b.system", true},
        {"a*b*c", "aXbYbZc", true},
        {"a*b*c", "aXbYbZ", false},
        {"?", "\xc3\xa9", true},
        {"??", "\xc3\xa9", false},
        {"**a", "bba", true},
        {"a", "A", false},
        {"*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false},
    };
    (void)state;
    for (size_t n = 0; n < sizeof rows / sizeof *rows; n++) {
        bool fits = pattern_match(rows[n].pattern, strlen(rows[n].pattern), rows[n].text,
                                  strlen(rows[n].text));
        if (fits != rows[n].fits)
            fail_msg("%s on %s", rows[n].pattern, rows[n].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mistake_says_what_was_expected_and_where),
        cmocka_unit_test(deep_nesting_is_a_mistake_and_no_crash),
        cmocka_unit_test_setup_teardown(words_bind_as_in_python, open_numbers, close_session),
        cmocka_unit_test_setup_teardown(literals_are_python_literals, open_numbers, close_session),
        cmocka_unit_test_setup_teardown(the_stack_counts_from_its_top_and_marks_do_not_count,
                                        open_numbers, close_session),
        cmocka_unit_test_setup_teardown(what_a_run_returns_is_known_at_any_moment, open_numbers,
                                        close_session),
        cmocka_unit_test(values_equal_literals_by_their_meaning),
        cmocka_unit_test(containers_are_compared_as_they_are_at_the_moment),
        cmocka_unit_test(sets_and_dicts_of_the_file_compare_with_each_other),
        cmocka_unit_test(a_global_and_a_call_equal_their_text),
        cmocka_unit_test(a_value_is_named_by_the_opcode_that_left_it),
        cmocka_unit_test(the_callee_goes_by_all_its_names),
        cmocka_unit_test(arguments_above_a_mark_are_arguments_too),
        cmocka_unit_test(persistent_ids_have_an_event),
        cmocka_unit_test(the_break_of_a_run_can_be_asked_about),
        cmocka_unit_test(deep_and_endless_values_are_refused_not_followed),
        cmocka_unit_test(lone_surrogates_are_characters),
        cmocka_unit_test(a_long_question_can_be_interrupted),
        cmocka_unit_test(patterns_know_stars_and_question_marks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
