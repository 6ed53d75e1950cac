/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values as text: cycles, calls met inside themselves, limits, and what is deep or shared a
 * million times. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/machine_run.h"
#include "tests/unit/pickle_asm.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* A pickle and the text of its result. */
struct row {
    const char *ops, *text;
};

static void check_results(const struct row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct run run;
        run_ops(&run, rows[i].ops);
        if (strcmp(run_status(&run), "ok") || strcmp(run_result(&run), rows[i].text))
            fail_msg("%s: %s %s, not %s", rows[i].ops, run_status(&run), run_result(&run),
                     rows[i].text);
        run_free(&run);
    }
}

/* ---- Cycles ---------------------------------------------------------------------------------- */

static void containers_met_inside_themselves_are_dots(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"EMPTY_LIST MEMOIZE BINGET 0 APPEND STOP", "[[...]]"},
        {"EMPTY_LIST MEMOIZE BINGET 0 TUPLE1 APPEND STOP", "[([...],)]"},
        {"EMPTY_LIST MEMOIZE BINGET 0 TUPLE1 MEMOIZE APPEND BINGET 1 STOP", "([(...)],)"},
        {"EMPTY_DICT MEMOIZE NONE BINGET 0 SETITEM STOP", "{None: {...}}"},
        {"EMPTY_LIST MEMOIZE EMPTY_DICT MEMOIZE NONE BINGET 0 SETITEM APPEND BINGET 1 STOP",
         "{None: [{...}]}"},
        {"EMPTY_LIST MEMOIZE MARK BINGET 0 BINGET 0 APPENDS STOP", "[[...], [...]]"},
        {"EMPTY_LIST NONE APPEND MEMOIZE BINGET 0 TUPLE2 STOP", "([None], [None])"},
        /* A set is in a cycle only through a call. */
        {"EMPTY_SET MEMOIZE MARK GLOBAL 'a' 'f' BINGET 0 TUPLE1 REDUCE ADDITEMS STOP",
         "{a.f(set(...))}"},
        {"EMPTY_LIST MEMOIZE POP MARK GLOBAL 'a' 'f' BINGET 0 TUPLE1 REDUCE FROZENSET MEMOIZE "
         "BINGET 0 BINGET 1 APPEND POP STOP",
         "frozenset({a.f([frozenset(...)])})"},
    };
    check_results(rows, COUNT(rows));
}

/* L is a list in the memo, empty until the end; the result is appended to it. */
#define L "EMPTY_LIST BINPUT 0 POP "
#define IN_L " BINPUT 1 BINGET 0 BINGET 1 APPEND POP STOP"

static void calls_met_inside_themselves_have_no_arguments(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {L "GLOBAL 'a' 'f' BINGET 0 TUPLE1 REDUCE" IN_L, "a.f([a.f(...)])"},
        {L "GLOBAL 'a' 'f' BINGET 0 TUPLE1 NEWOBJ" IN_L, "a.f.__new__([a.f.__new__(...)])"},
        {L "MARK BINGET 0 INST 'a' 'f'" IN_L, "a.f([a.f(...)])"},
        {L "MARK GLOBAL 'a' 'f' BINGET 0 OBJ" IN_L, "a.f([a.f(...)])"},
        {L "BINGET 0 BINPERSID" IN_L, "persistent_load([persistent_load(...)])"},
        {L "GLOBAL 'a' 'f' EMPTY_TUPLE REDUCE BINGET 0 TUPLE1 REDUCE" IN_L, "a.f()([a.f()(...)])"},
        /* Both steps are being printed. */
        {L "GLOBAL 'a' 'f' BINGET 0 TUPLE1 REDUCE EMPTY_TUPLE REDUCE" IN_L,
         "a.f([a.f(...)(...)])()"},
        {L "GLOBAL 'a' 'f' BINGET 0 TUPLE1 REDUCE READONLY_BUFFER EMPTY_TUPLE NEWOBJ" IN_L,
         "a.f([a.f(...).toreadonly().__new__(...)]).toreadonly().__new__()"},
        {L "GLOBAL 'a' 'f' BINGET 0 TUPLE1 REDUCE READONLY_BUFFER" IN_L,
         "a.f([a.f(...).toreadonly()]).toreadonly()"},
        /* The callee is a name with an unknown part, which leads back. */
        {L "GLOBAL 'a' 'f' BINGET 0 TUPLE1 REDUCE SHORT_BINUNICODE 'n' STACK_GLOBAL EMPTY_TUPLE "
           "REDUCE" IN_L,
         "{a.f([{a.f(...)}.n(...)])}.n()"},
        {L "GLOBAL 'a' 'f' EMPTY_TUPLE EMPTY_DICT SHORT_BINUNICODE 'k' BINGET 0 SETITEM "
           "NEWOBJ_EX" IN_L,
         "a.f.__new__(k=[a.f.__new__(...)])"},
    };
    check_results(rows, COUNT(rows));
}

/* A step of the outer call is the callee of another call in its arguments. */
static void calls_that_share_a_callee_begin_with_it(void **state)
{
    (void)state;
    struct run run;
    run_ops(&run, L "GLOBAL 'a' 'f' BINGET 0 TUPLE1 REDUCE BINPUT 1 EMPTY_TUPLE REDUCE BINPUT 2 "
                    "BINGET 0 BINGET 1 BININT1 7 TUPLE1 REDUCE APPEND POP STOP");
    assert_string_equal(run_result(&run), "a.f([a.f(...)(7)])()");
    run_free(&run);
}

static void add_calls(struct buf *to, unsigned n)
{
    for (; n > 0; n--)
        pickle_asm(to, "EMPTY_TUPLE REDUCE");
}

static void add_times(struct buf *to, const char *text, unsigned n)
{
    for (; n > 0; n--)
        buf_str(to, text);
}

/* f()()...([...])()(): what is met inside is known step by step, however long the chain is. */
static void long_chains_are_met_inside_themselves(void **state)
{
    (void)state;
    static const unsigned lengths[][2] = {{0, 1},    {1, 0},    {30, 40},
                                          {1, 1100}, {1100, 3}, {700, 700}};
    for (size_t i = 0; i < COUNT(lengths); i++) {
        unsigned before = lengths[i][0], after = lengths[i][1];
        struct run run = {0};
        struct buf text = {0};
        pickle_asm(&run.bytes, L "GLOBAL 'a' 'f'");
        add_calls(&run.bytes, before);
        pickle_asm(&run.bytes, "BINGET 0 TUPLE1 REDUCE");
        add_calls(&run.bytes, after);
        pickle_asm(&run.bytes, IN_L);
        run_bytes(&run);
        buf_str(&text, "a.f");
        add_times(&text, "()", before);
        buf_str(&text, "([a.f");
        add_times(&text, "()", before);
        add_times(&text, "(...)", after + 1);
        buf_str(&text, "])");
        add_times(&text, "()", after);
        assert_string_equal(run_result(&run), buf_text(&text));
        buf_free(&text);
        run_free(&run);
    }
}

/* Two long chains from one stem, each in an argument of the other. */
static void long_chains_may_meet_each_other(void **state)
{
    (void)state;
    enum { STEM = 1200, TWIG = 1300 };
    struct run run = {0};
    struct buf text = {0};
    pickle_asm(&run.bytes, "EMPTY_LIST BINPUT 0 POP EMPTY_LIST BINPUT 9 POP GLOBAL 'a' 'f'");
    add_calls(&run.bytes, STEM);
    pickle_asm(&run.bytes, "BINPUT 1 BINGET 0 TUPLE1 REDUCE");
    add_calls(&run.bytes, TWIG);
    pickle_asm(&run.bytes, "BINPUT 2 BINGET 1 BINGET 9 TUPLE1 REDUCE");
    add_calls(&run.bytes, TWIG);
    pickle_asm(&run.bytes, "BINPUT 3 BINGET 0 BINGET 3 APPEND POP BINGET 9 BINGET 2 APPEND POP "
                           "BINGET 2 STOP");
    run_bytes(&run);
    buf_str(&text, "a.f");
    add_times(&text, "()", STEM);
    buf_str(&text, "([a.f");
    add_times(&text, "()", STEM);
    buf_str(&text, "([a.f");
    add_times(&text, "()", STEM);
    add_times(&text, "(...)", TWIG + 1);
    buf_str(&text, "])");
    add_times(&text, "()", TWIG);
    buf_str(&text, "])");
    add_times(&text, "()", TWIG);
    const char *result = run_text(&run, br_ops(run.rec),
                                  br_stack((struct br_state){run.rec, br_ops(run.rec) - 1}, 0));
    assert_string_equal(result, buf_text(&text));
    buf_free(&text);
    run_free(&run);
}

/* ---- Parts ----------------------------------------------------------------------------------- */

static void keywords_follow_the_arguments(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"GLOBAL 'a' 'f' EMPTY_TUPLE EMPTY_DICT MARK SHORT_BINUNICODE 'k' BININT1 1 BININT1 2 "
         "BININT1 3 SHORT_BINUNICODE 'l' BININT1 4 SETITEMS NEWOBJ_EX STOP",
         "a.f.__new__(k=1, **{2: 3}, l=4)"},
        {"GLOBAL 'a' 'f' BININT1 7 TUPLE1 EMPTY_DICT BININT1 2 BININT1 3 SETITEM NEWOBJ_EX STOP",
         "a.f.__new__(7, **{2: 3})"},
        /* A copy is made for the call. */
        {"GLOBAL 'a' 'f' EMPTY_TUPLE EMPTY_DICT MEMOIZE SHORT_BINUNICODE 'k' BININT1 1 SETITEM "
         "NEWOBJ_EX BINGET 0 SHORT_BINUNICODE 'k' BININT1 2 SETITEM TUPLE2 STOP",
         "(a.f.__new__(k=1), {'k': 2})"},
        {"GLOBAL 'a' 'f' EMPTY_TUPLE EMPTY_DICT SHORT_BINUNICODE '\\xed\\xa0\\x80' NONE SETITEM "
         "NEWOBJ_EX STOP",
         "a.f.__new__(\\ud800=None)"},
    };
    check_results(rows, COUNT(rows));
}

static void equal_keys_keep_the_first_and_take_the_last_value(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"EMPTY_DICT MARK BININT1 1 NONE NEWTRUE NEWTRUE BINFLOAT 1 NEWFALSE SETITEMS STOP",
         "{1: False}"},
        {"EMPTY_DICT MARK BININT1 5 NONE BININT1 1 NONE BININT1 5 NEWTRUE SETITEMS STOP",
         "{5: True, 1: None}"},
        {"EMPTY_SET MARK BINFLOAT 0 NEWFALSE BINFLOAT -0.0 BININT1 0 ADDITEMS STOP", "{0.0}"},
        {"EMPTY_SET MARK BININT1 3 BININT1 1 BININT1 2 BININT1 1 ADDITEMS STOP", "{3, 1, 2}"},
        {"EMPTY_SET MARK SHORT_BINUNICODE 'a' SHORT_BINBYTES 'a' ADDITEMS STOP", "{'a', b'a'}"},
    };
    check_results(rows, COUNT(rows));
}

static void surrogates_are_told(void **state)
{
    (void)state;
    static const struct {
        const char *ops;
        bool escaped;
    } rows[] = {
        {"SHORT_BINUNICODE '\\xed\\xa0\\x80' STOP", true},
        {"SHORT_BINUNICODE '\\xf0\\x90\\x80\\x80' STOP", false},
        {"SHORT_BINUNICODE '\\xed\\xa0\\x80' SHORT_BINUNICODE 'n' STACK_GLOBAL STOP", true},
        {"UNICODE '\\\\ud83d\\\\ude00' STOP", true},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct run run;
        struct br_text_result result;
        run_ops(&run, rows[i].ops);
        run_text_cut(&run, br_ops(run.rec), br_result(run.rec), 0, &result);
        assert_int_equal(result.escaped, rows[i].escaped);
        assert_false(result.cut);
        run_free(&run);
    }
}

/* ---- Limits ---------------------------------------------------------------------------------- */

/* What a limit leaves: whole characters and an ellipsis, or all when all fits. */
static void check_cuts(const char *ops)
{
    struct run run;
    run_ops(&run, ops);
    struct buf whole = {0};
    buf_str(&whole, run_result(&run));
    for (uint64_t limit = 1; limit <= whole.len + 2; limit++) {
        struct br_text_result result;
        const char *text = run_text_cut(&run, br_ops(run.rec), br_result(run.rec), limit, &result);
        assert_int_equal(result.bytes, strlen(text));
        assert_int_equal(result.cut, limit < whole.len);
        if (limit >= whole.len) {
            assert_string_equal(text, buf_text(&whole));
            continue;
        }
        size_t keep = limit < 3 ? 0 : limit - 3;
        while (keep && ((uint8_t)whole.data[keep] & 0xc0) == 0x80)
            keep--;
        assert_memory_equal(text, whole.data, keep);
        assert_string_equal(text + keep, limit < 3 ? "" : "\xe2\x80\xa6");
    }
    buf_free(&whole);
    run_free(&run);
}

static void a_limit_cuts_between_characters(void **state)
{
    (void)state;
    check_cuts("NONE STOP");
    check_cuts("SHORT_BINUNICODE '\\xc3\\xa9\\xe4\\xb8\\xad\\xf0\\x9f\\x98\\x80x' STOP");
    check_cuts("EMPTY_LIST MARK 5*NONE APPENDS STOP");
    check_cuts("EMPTY_DICT MARK BININT1 1 NEWTRUE SHORT_BINUNICODE 'k' EMPTY_SET SETITEMS STOP");
    check_cuts("GLOBAL 'm\\xc3\\xa9' 'f' 3*EMPTY_TUPLE TUPLE3 REDUCE EMPTY_TUPLE REDUCE STOP");
    check_cuts("LONG1 '\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\x7f' STOP");
    check_cuts("SHORT_BINBYTES '\\x00\\xff\\'\"' STOP");
    check_cuts("BYTEARRAY8 '\\x00\\xff\\'\"' BININT1 65 APPEND STOP");
    check_cuts("SHORT_BINUNICODE '\\xed\\xa0\\x80' STOP");
}

static bool refuse(void *context, const char *bytes, size_t n)
{
    (void)context;
    (void)bytes;
    (void)n;
    return false;
}

static void a_sink_that_refuses_stops_the_text(void **state)
{
    (void)state;
    struct run run;
    run_ops(&run, "EMPTY_LIST MARK 5000*NONE APPENDS STOP");
    struct br_state at = {run.rec, br_ops(run.rec)};
    struct br_sink sink = {refuse, NULL};
    assert_int_equal(br_text(at, br_result(run.rec), NULL, sink, NULL), BR_NOMEM);
    run_free(&run);
}

static void an_integer_of_too_many_digits_is_hexadecimal(void **state)
{
    (void)state;
    struct run run;
    run_ops(&run, "LONG1 '\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x01' STOP");
    struct br_state at = {run.rec, br_ops(run.rec)};
    struct br_text_options options = {.max_digits = 19};
    struct buf text = {0};
    assert_int_equal(br_text(at, br_result(run.rec), &options, sink_to(&text), NULL), BR_OK);
    assert_string_equal(buf_text(&text), "0x10000000000000000");
    options.max_digits = 20;
    buf_clear(&text);
    assert_int_equal(br_text(at, br_result(run.rec), &options, sink_to(&text), NULL), BR_OK);
    assert_string_equal(buf_text(&text), "18446744073709551616");
    buf_free(&text);
    run_free(&run);
}

/* ---- Depth ----------------------------------------------------------------------------------- */

enum { DEEP = 50000, DEEPER = 1000000 };

/* Many levels: `ops` is written that often after `first`; the text is `open` as often, then
 * `middle`, then `close` as often. */
static void check_deep(unsigned depth, const char *first, const char *ops, const char *open,
                       const char *middle, const char *close)
{
    struct run run = {0};
    struct buf once = {0}, text = {0};
    pickle_asm(&run.bytes, first);
    pickle_asm(&once, ops);
    for (unsigned i = 0; i < depth; i++)
        buf_add(&run.bytes, once.data, once.len);
    pickle_asm(&run.bytes, "STOP");
    run_bytes(&run);
    add_times(&text, open, depth);
    buf_str(&text, middle);
    add_times(&text, close, depth);
    const char *result = run_result(&run);
    if (strcmp(result, buf_text(&text)))
        fail_msg("%s %s: %.60s...", first, ops, result);
    buf_free(&once);
    buf_free(&text);
    run_free(&run);
}

static void what_is_a_million_deep_prints(void **state)
{
    (void)state;
    check_deep(DEEPER, "EMPTY_TUPLE", "TUPLE1", "(", "()", ",)");
    check_deep(DEEPER, "GLOBAL 'a' 'f'", "EMPTY_TUPLE REDUCE", "", "a.f", "()");
    check_deep(DEEP, "GLOBAL 'a' 'f'", "EMPTY_TUPLE NEWOBJ", "", "a.f", ".__new__()");
    check_deep(DEEP, "GLOBAL 'a' 'f'", "READONLY_BUFFER", "", "a.f", ".toreadonly()");
    check_deep(DEEP, "NONE", "BINPERSID", "persistent_load(", "None", ")");
    check_deep(DEEP, "GLOBAL 'a' 'f'", "SHORT_BINUNICODE 'n' STACK_GLOBAL", "{", "a.f", "}.n");
}

/* The same, made from the outside in: first all that is around, then all that closes it. */
static void check_nested(unsigned depth, const char *ops, const char *middle_op,
                         const char *closing, const char *open, const char *middle,
                         const char *close)
{
    struct run run = {0};
    struct buf once = {0}, text = {0};
    pickle_asm(&once, ops);
    for (unsigned i = 0; i < depth; i++)
        buf_add(&run.bytes, once.data, once.len);
    pickle_asm(&run.bytes, middle_op);
    buf_clear(&once);
    pickle_asm(&once, closing);
    for (unsigned i = 0; i < depth; i++)
        buf_add(&run.bytes, once.data, once.len);
    pickle_asm(&run.bytes, "STOP");
    run_bytes(&run);
    add_times(&text, open, depth);
    buf_str(&text, middle);
    add_times(&text, close, depth);
    const char *result = run_result(&run);
    if (strcmp(result, buf_text(&text)))
        fail_msg("%s: %.60s...", ops, result);
    buf_free(&once);
    buf_free(&text);
    run_free(&run);
}

static void what_is_nested_a_million_deep_prints(void **state)
{
    (void)state;
    check_nested(DEEPER, "EMPTY_LIST", "NONE", "APPEND", "[", "None", "]");
    check_nested(DEEP, "MARK", "NONE", "LIST", "[", "None", "]");
    check_nested(DEEP, "EMPTY_DICT NONE", "NONE", "SETITEM", "{None: ", "None", "}");
    check_nested(DEEP, "MARK", "NONE", "FROZENSET", "frozenset({", "None", "})");
    check_nested(DEEPER, "GLOBAL 'a' 'f'", "NONE", "TUPLE1 REDUCE", "a.f(", "None", ")");
    check_nested(DEEP, "MARK", "NONE", "INST 'a' 'f'", "a.f(", "None", ")");
    check_nested(DEEP, "MARK GLOBAL 'a' 'f'", "NONE", "OBJ", "a.f(", "None", ")");
}

/* ---- Sharing --------------------------------------------------------------------------------- */

static void a_text_that_is_shared_exponentially_stops_at_its_limit(void **state)
{
    (void)state;
    struct run run = {0};
    pickle_asm(&run.bytes, "NONE");
    for (int i = 0; i < 100; i++)
        pickle_asm(&run.bytes, "DUP TUPLE2");
    pickle_asm(&run.bytes, "STOP");
    run_bytes(&run);
    struct br_text_result result;
    run_text_cut(&run, br_ops(run.rec), br_result(run.rec), 65536, &result);
    assert_true(result.cut);
    assert_in_range(result.bytes, 65534, 65536);
    run_free(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(containers_met_inside_themselves_are_dots),
        cmocka_unit_test(calls_met_inside_themselves_have_no_arguments),
        cmocka_unit_test(calls_that_share_a_callee_begin_with_it),
        cmocka_unit_test(long_chains_are_met_inside_themselves),
        cmocka_unit_test(long_chains_may_meet_each_other),
        cmocka_unit_test(keywords_follow_the_arguments),
        cmocka_unit_test(equal_keys_keep_the_first_and_take_the_last_value),
        cmocka_unit_test(surrogates_are_told),
        cmocka_unit_test(a_limit_cuts_between_characters),
        cmocka_unit_test(a_sink_that_refuses_stops_the_text),
        cmocka_unit_test(an_integer_of_too_many_digits_is_hexadecimal),
        cmocka_unit_test(what_is_a_million_deep_prints),
        cmocka_unit_test(what_is_nested_a_million_deep_prints),
        cmocka_unit_test(a_text_that_is_shared_exponentially_stops_at_its_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
