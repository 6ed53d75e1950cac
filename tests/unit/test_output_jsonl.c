/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON as it is written, read back by jansson. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "src/output/budget.h"
#include "src/output/jsonl.h"

static struct out out;
static struct buf text;
static struct jsonl json;

static int set_up(void **state)
{
    (void)state;
    out_open_memory(&out, &text);
    jsonl_open(&json, &out);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    buf_free(&text);
    return 0;
}

static const char *written(void)
{
    struct err err;
    assert_true(out_flush(&out, &err));
    return buf_text(&text);
}

/* The one string in an array, as jansson reads it, must be this. */
static void assert_string(const char *bytes, size_t n, const char *expected)
{
    json_error_t error;
    buf_clear(&text);
    jsonl_open(&json, &out);
    jsonl_array(&json);
    jsonl_bytes(&json, bytes, n);
    jsonl_array_end(&json);
    json_t *array = json_loads(written(), 0, &error);
    assert_non_null(array);
    assert_string_equal(json_string_value(json_array_get(array, 0)), expected);
    json_decref(array);
    for (size_t k = 0; k < text.len; k++)
        assert_true((unsigned char)text.data[k] >= 0x20 && text.data[k] != 0x7f);
}

static void objects_and_arrays_nest_with_their_commas(void **state)
{
    (void)state;
    jsonl_object(&json);
    jsonl_key(&json, "a");
    jsonl_number(&json, 1);
    jsonl_key(&json, "b");
    jsonl_array(&json);
    jsonl_null(&json);
    jsonl_bool(&json, true);
    jsonl_object(&json);
    jsonl_object_end(&json);
    jsonl_array(&json);
    jsonl_array_end(&json);
    jsonl_signed(&json, INT64_MIN);
    jsonl_array_end(&json);
    jsonl_key(&json, "c");
    jsonl_str(&json, NULL);
    jsonl_object_end(&json);
    jsonl_line(&json);
    jsonl_object(&json);
    jsonl_object_end(&json);
    jsonl_line(&json);
    assert_string_equal(written(), "{\"a\": 1, \"b\": [null, true, {}, [], -9223372036854775808], "
                                   "\"c\": null}\n{}\n");
}

static void indented_members_have_lines_of_their_own(void **state)
{
    (void)state;
    jsonl_indent(&json, 2);
    jsonl_object(&json);
    jsonl_string_begin(&json);
    jsonl_string_end(&json);
    jsonl_key_end(&json);
    jsonl_array(&json);
    jsonl_literal(&json, "1e+16", 5);
    jsonl_array(&json);
    jsonl_array_end(&json);
    jsonl_array_end(&json);
    jsonl_key(&json, "b");
    jsonl_null(&json);
    jsonl_object_end(&json);
    jsonl_line(&json);
    assert_string_equal(written(), "{\n  \"\": [\n    1e+16,\n    []\n  ],\n  \"b\": null\n}\n");
}

/* Blanks for each of a million brackets would be a terabyte. */
static void what_nests_deep_is_not_indented_further(void **state)
{
    (void)state;
    jsonl_indent(&json, 16);
    for (unsigned n = 0; n < 2000; n++)
        jsonl_array(&json);
    for (unsigned n = 0; n < 2000; n++)
        jsonl_array_end(&json);
    assert_true(strlen(written()) < 40000);
}

static void strings_come_back_as_they_were(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "plain",
        "\"quoted\" \\back\\",
        "a\nb\tc\rd\be\fg",
        "\x01\x1f\x7f",
        "bl\xc3\xa5 \xe6\xbc\xa2 \xf0\x9f\x8e\x89",
        "\xc2\x9b\xe2\x80\xae\xe2\x80\xa8",
        "\xf4\x8f\xbf\xbf\xf0\x90\x80\x80\xf3\xa0\x81\x81",
        "\\ud800",
    };
    for (size_t n = 0; n < sizeof texts / sizeof texts[0]; n++)
        assert_string(texts[n], strlen(texts[n]), texts[n]);
}

static void what_reorders_or_hides_is_an_escape_in_json_too(void **state)
{
    (void)state;
    jsonl_array(&json);
    jsonl_str(&json, "\xe2\x80\xae\xc2\x9b");
    jsonl_array_end(&json);
    assert_string_equal(written(), "[\"\\u202e\\u009b\"]");
}

static void bytes_that_are_no_text_become_escapes(void **state)
{
    (void)state;
    assert_string("a\xff", 2, "a\\xff");
    assert_string("\xc3", 1, "\\xc3");
    assert_string("\xe6\xbc", 2, "\\xe6\\xbc");
    assert_string("\xc0\xaf\xed\xa0\x80", 5, "\\xc0\\xaf\\xed\\xa0\\x80");
    jsonl_open(&json, &out);
    assert_true(jsonl_bytes(&json, "\xff", 1));
    assert_false(jsonl_bytes(&json, "ok", 2));
    written();
}

static void a_string_may_come_in_pieces(void **state)
{
    (void)state;
    const char *bytes = "a\xe6\xbc\xa2\xf0\x9f\x8e\x89\xe6\xbc\"\xf0\x9f";
    size_t n = strlen(bytes);
    for (size_t piece = 1; piece <= n; piece++) {
        buf_clear(&text);
        jsonl_open(&json, &out);
        jsonl_string_begin(&json);
        struct br_sink sink = jsonl_sink(&json);
        for (size_t at = 0; at < n; at += piece)
            assert_true(sink.write(sink.context, bytes + at, n - at < piece ? n - at : piece));
        jsonl_string_end(&json);
        assert_string_equal(written(), "\"a\xe6\xbc\xa2\xf0\x9f\x8e\x89\\\\xe6\\\\xbc\\\"\\\\xf0"
                                       "\\\\x9f\"");
    }
}

static void long_output_passes_through_whole(void **state)
{
    (void)state;
    size_t n = 3 * OUT_ROOM + 17;
    char *bytes = malloc(n);
    assert_non_null(bytes);
    memset(bytes, 'x', n);
    jsonl_array(&json);
    jsonl_bytes(&json, bytes, n);
    jsonl_number(&json, UINT64_MAX);
    jsonl_array_end(&json);
    written();
    assert_int_equal(text.len, n + 2 + 2 + 2 + 20);
    free(bytes);
}

static void a_failed_output_is_remembered(void **state)
{
    (void)state;
    struct buf small = {.limit = 10};
    struct err err;
    out_open_memory(&out, &small);
    out_str(&out, "more than ten bytes");
    assert_false(out_flush(&out, &err));
    assert_true(out_failed(&out));
    struct br_sink sink = out_sink(&out);
    assert_false(sink.write(sink.context, "x", 1));
    buf_free(&small);
}

static void the_budget_is_spent_in_order(void **state)
{
    (void)state;
    struct settings settings;
    settings_default(&settings);
    settings.text_limit = 1000;
    settings.text_total = 1500;
    struct budget budget = budget_new(&settings);
    assert_int_equal(budget_options(&budget).max_bytes, 1000);
    budget_spend(&budget, 1000);
    assert_int_equal(budget_options(&budget).max_bytes, 500);
    budget_spend(&budget, 400);
    assert_int_equal(budget_options(&budget).max_bytes, 256); /* the last ones, and past it */
    budget_spend(&budget, 256);
    assert_int_equal(budget_options(&budget).max_bytes, 256);
    settings.text_limit = 100;
    budget = budget_new(&settings);
    budget_spend(&budget, 5000);
    assert_int_equal(budget_options(&budget).max_bytes, 100);
    settings.text_limit = settings.text_total = 0;
    budget = budget_new(&settings);
    budget_spend(&budget, 5000);
    assert_int_equal(budget_options(&budget).max_bytes, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(objects_and_arrays_nest_with_their_commas, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(indented_members_have_lines_of_their_own, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_nests_deep_is_not_indented_further, set_up, tear_down),
        cmocka_unit_test_setup_teardown(strings_come_back_as_they_were, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_reorders_or_hides_is_an_escape_in_json_too, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(bytes_that_are_no_text_become_escapes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_string_may_come_in_pieces, set_up, tear_down),
        cmocka_unit_test_setup_teardown(long_output_passes_through_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_failed_output_is_remembered, set_up, tear_down),
        cmocka_unit_test(the_budget_is_spent_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
