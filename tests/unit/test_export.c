/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run returns, as JSON. That it comes back is another test's question
 * (tests/differential/run-export); here it is what is written, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "src/output/export.h"
#include "src/output/out.h"
#include "tests/unit/machine_run.h"
#include "tests/unit/pickle_asm.h"

struct fixture {
    struct run run;
    struct buf text;
    struct out out;
    struct jsonl json;
    struct export_refusal refusal;
};

static int set_up(void **state)
{
    *state = calloc(1, sizeof(struct fixture));
    return *state ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    run_free(&f->run);
    buf_free(&f->text);
    free(f);
    return 0;
}

/* What is written of these opcodes; NULL: it was refused. */
static const char *exported(struct fixture *f, const char *ops, struct export_options options)
{
    struct err err;
    run_free(&f->run);
    f->run = (struct run){.rec = NULL};
    pickle_asm(&f->run.bytes, ops);
    run_bytes(&f->run);
    struct export *ex = export_new(f->run.rec, &options);
    assert_non_null(ex);
    buf_clear(&f->text);
    out_open_memory(&f->out, &f->text);
    jsonl_open(&f->json, &f->out);
    bool is_good = export_check(ex, &f->refusal);
    if (is_good)
        assert_true(export_write(ex, &f->json));
    export_free(ex);
    assert_true(out_flush(&f->out, &err));
    return is_good ? buf_text(&f->text) : NULL;
}

static void assert_exported(struct fixture *f, const char *ops, struct export_options options,
                            const char *expected)
{
    const char *text = exported(f, ops, options);
    assert_non_null(text);
    assert_string_equal(text, expected);
}

static void assert_refused(struct fixture *f, const char *ops, struct export_options options,
                           br_op op)
{
    assert_null(exported(f, ops, options));
    assert_int_equal(f->refusal.op, op);
    assert_string_equal(buf_text(&f->text), "");
}

static const struct export_options plain = {.max_bytes = 0};

static void a_dict_with_other_keys_than_names_is_a_form(void **state)
{
    assert_exported(*state, "EMPTY_DICT SHORT_BINUNICODE 'a' BININT1 1 SETITEM STOP", plain,
                    "{\"a\": 1}");
    assert_exported(*state, "EMPTY_DICT SHORT_BINUNICODE '$a' BININT1 1 SETITEM STOP", plain,
                    "{\"$dict\": [[\"$a\", 1]]}");
    assert_exported(*state, "EMPTY_DICT BININT1 1 NONE SETITEM STOP", plain,
                    "{\"$dict\": [[1, null]]}");
    assert_exported(*state, "EMPTY_DICT STOP", plain, "{}");
}

static void equal_keys_are_one(void **state)
{
    assert_exported(*state,
                    "EMPTY_DICT MARK BININT1 1 NONE NEWTRUE BININT1 2 SHORT_BINUNICODE 'a' "
                    "BININT1 3 SETITEMS STOP",
                    plain, "{\"$dict\": [[1, 2], [\"a\", 3]]}");
}

static void a_tuple_of_atoms_is_written_again_in_each_place(void **state)
{
    assert_exported(*state, "BININT1 1 TUPLE1 DUP TUPLE2 STOP", plain,
                    "{\"$tuple\": [{\"$tuple\": [1]}, {\"$tuple\": [1]}]}");
}

static void a_list_in_two_places_is_refused_or_referenced(void **state)
{
    struct export_options options = {.references = true};
    const char *ops = "EMPTY_LIST DUP TUPLE2 STOP", *deep = "EMPTY_LIST TUPLE1 DUP TUPLE2 STOP";
    assert_refused(*state, ops, plain, 2);
    assert_refused(*state, deep, plain, 3);
    assert_exported(*state, ops, options,
                    "{\"$tuple\": [{\"$id\": 1, \"$value\": []}, {\"$ref\": 1}]}");
}

static void what_holds_itself_is_refused_or_referenced(void **state)
{
    struct export_options options = {.references = true};
    const char *ops = "EMPTY_LIST DUP APPEND STOP";
    assert_refused(*state, ops, plain, 2);
    assert_exported(*state, ops, options, "{\"$id\": 1, \"$value\": [{\"$ref\": 1}]}");
}

static void what_sharing_unfolds_to_is_bounded(void **state)
{
    struct buf ops = {.limit = 0};
    struct export_options options = {.max_bytes = 1 << 20};
    buf_str(&ops, "BININT1 1 TUPLE1");
    for (unsigned n = 0; n < 100; n++)
        buf_str(&ops, " DUP TUPLE2");
    buf_str(&ops, " STOP");
    assert_null(exported(*state, buf_text(&ops), options));
    buf_free(&ops);
}

static void an_import_is_refused_also_where_nothing_comes_of_it(void **state)
{
    struct export_options options = {.has_calls = true};
    const char *ops = "GLOBAL 'os' 'system' POP NONE STOP";
    assert_refused(*state, ops, plain, 0);
    assert_refused(*state, ops, options, 0);
    assert_exported(*state, "GLOBAL 'os' 'system' SHORT_BINUNICODE 'id' TUPLE1 REDUCE STOP",
                    options,
                    "{\"$call\": {\"$global\": [\"os\", \"system\"]}, \"$args\": [\"id\"]}");
}

static void what_json_has_not_is_refused_where_it_must_be(void **state)
{
    struct export_options options = {.is_strict = true};
    assert_refused(*state, "EMPTY_LIST BININT1 1 TUPLE1 APPEND STOP", options, 2);
    assert_refused(*state, "EMPTY_LIST SHORT_BINBYTES 'a' APPEND STOP", options, 1);
    assert_exported(*state, "EMPTY_LIST BINFLOAT 1e16 APPEND STOP", options, "[1e+16]");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_dict_with_other_keys_than_names_is_a_form),
        TEST(equal_keys_are_one),
        TEST(a_tuple_of_atoms_is_written_again_in_each_place),
        TEST(a_list_in_two_places_is_refused_or_referenced),
        TEST(what_holds_itself_is_refused_or_referenced),
        TEST(what_sharing_unfolds_to_is_bounded),
        TEST(an_import_is_refused_also_where_nothing_comes_of_it),
        TEST(what_json_has_not_is_refused_where_it_must_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
