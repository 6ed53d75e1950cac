/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The SARIF document, read with jansson. tests/scan/run checks that of whole scans. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "src/sarif.h"

static struct out out;
static struct buf text;
static struct sarif sarif;

static int tear_down(void **state)
{
    (void)state;
    buf_free(&text);
    text = (struct buf){0};
    return 0;
}

static void begin(void)
{
    out_open_memory(&out, &text);
    sarif_begin(&sarif, &out);
}

/* The run of the document; the caller's. */
static json_t *end(int exit_code)
{
    struct err err;
    json_error_t error;
    sarif_end(&sarif, exit_code);
    assert_true(out_flush(&out, &err));
    json_t *document = json_loads(buf_text(&text), 0, &error);
    assert_non_null(document);
    assert_string_equal(json_string_value(json_object_get(document, "version")), "2.1.0");
    json_t *run = json_incref(json_array_get(json_object_get(document, "runs"), 0));
    json_decref(document);
    return run;
}

static json_t *notes_of(json_t *run)
{
    json_t *invocation = json_array_get(json_object_get(run, "invocations"), 0);
    return json_object_get(invocation, "toolExecutionNotifications");
}

static void a_scan_that_finds_nothing_is_a_document(void **state)
{
    (void)state;
    begin();
    json_t *run = end(0);
    json_t *invocation = json_array_get(json_object_get(run, "invocations"), 0);
    assert_int_equal(json_array_size(json_object_get(run, "results")), 0);
    assert_true(json_is_true(json_object_get(invocation, "executionSuccessful")));
    assert_int_equal(json_integer_value(json_object_get(invocation, "exitCode")), 0);
    json_decref(run);
}

static void every_rule_stands_in_its_place(void **state)
{
    (void)state;
    begin();
    json_t *run = end(0), *rule;
    json_t *driver = json_object_get(json_object_get(run, "tool"), "driver");
    size_t n;
    json_array_foreach(json_object_get(driver, "rules"), n, rule)
    {
        const char *id = json_string_value(json_object_get(rule, "id"));
        assert_int_equal(sarif_rule_index(id), n);
    }
    assert_true(n > 20);
    assert_int_equal(sarif_rule_index("no-such-rule"), -1);
    json_decref(run);
}

static void records_of_both_kinds_find_their_places(void **state)
{
    static const char records[] = "\x1er{\"a\": 1}\x1en{\"b\": 2}\x1er{\"a\": 3}";
    (void)state;
    begin();
    sarif_records(&sarif, records, sizeof records - 1);
    sarif_records(&sarif, records, sizeof records - 1);
    json_t *run = end(1), *results = json_object_get(run, "results");
    assert_int_equal(json_array_size(results), 4);
    assert_int_equal(json_integer_value(json_object_get(json_array_get(results, 1), "a")), 3);
    assert_int_equal(json_array_size(notes_of(run)), 2);
    json_t *invocation = json_array_get(json_object_get(run, "invocations"), 0);
    assert_true(json_is_false(json_object_get(invocation, "executionSuccessful")));
    json_decref(run);
}

static json_int_t index_of(json_t *run, size_t n)
{
    json_t *result = json_array_get(json_object_get(run, "results"), n);
    return json_integer_value(json_object_get(result, "index"));
}

/* Numbers in a record are those of its file; one that was told before keeps the document's. */
static void artifacts_get_the_numbers_of_the_document(void **state)
{
    static const char first[] = "\x1e"
                                "a{\"f\": 1}\x1e"
                                "a{\"m\": \x1d"
                                "0\x1d}\x1e"
                                "r{\"index\": \x1d"
                                "1\x1d}";
    static const char second[] = "\x1e"
                                 "a{\"f\": 2}\x1e"
                                 "a{\"f\": 1}\x1e"
                                 "a{\"m\": \x1d"
                                 "0\x1d}\x1e"
                                 "r{\"index\": \x1d"
                                 "2\x1d}\x1e"
                                 "r{\"index\": \x1d"
                                 "1\x1d}\x1e"
                                 "r{\"index\": \x1d"
                                 "9\x1d}";
    (void)state;
    begin();
    sarif_records(&sarif, first, sizeof first - 1);
    sarif_next_file(&sarif);
    sarif_records(&sarif, second, sizeof second - 1);
    json_t *run = end(0);
    json_t *artifacts = json_object_get(run, "artifacts");
    assert_int_equal(json_array_size(artifacts), 4);
    assert_int_equal(json_integer_value(json_object_get(json_array_get(artifacts, 1), "m")), 0);
    assert_int_equal(json_integer_value(json_object_get(json_array_get(artifacts, 3), "m")), 2);
    assert_int_equal(index_of(run, 0), 1);
    assert_int_equal(index_of(run, 1), 3);
    assert_int_equal(index_of(run, 2), 0);
    assert_int_equal(index_of(run, 3), -1);
    json_decref(run);
}

static void notes_beyond_the_limit_are_counted(void **state)
{
    (void)state;
    static char much[SARIF_NOTES_MAX / 4];
    memset(much, 'x', sizeof much - 1);
    begin();
    for (int n = 0; n < 6; n++)
        sarif_tell(&sarif, "p", much, true);
    json_t *run = end(2), *notes = notes_of(run);
    size_t count = json_array_size(notes);
    assert_int_equal(count, 4);
    json_t *message = json_object_get(json_array_get(notes, count - 1), "message");
    assert_string_equal(json_string_value(json_object_get(message, "text")),
                        "3 more could not be read, which is not told here");
    json_decref(run);
}

static void assert_uri(const char *path, const char *expected)
{
    struct buf uri = {0};
    sarif_uri(path, &uri);
    assert_string_equal(buf_text(&uri), expected);
    buf_free(&uri);
}

static void paths_become_uris(void **state)
{
    (void)state;
    assert_uri("a/b.pkl", "a/b.pkl");
    assert_uri("/a b/c", "file:///a%20b/c");
    assert_uri("//host/c", "file:///host/c");
    assert_uri("c:d", "c%3Ad");
    assert_uri("100%?#", "100%25%3F%23");
    assert_uri("\xff\n\xc3\xa4", "%FF%0A%C3%A4");
}

static void assert_message(const char *plain, const char *expected)
{
    struct buf line = {0};
    struct out to;
    struct jsonl json;
    struct err err;
    out_open_memory(&to, &line);
    jsonl_open(&json, &to);
    sarif_message(&json, plain, strlen(plain));
    assert_true(out_flush(&to, &err));
    json_t *message = json_loads(buf_text(&line), 0, NULL);
    assert_string_equal(json_string_value(json_object_get(message, "text")), expected);
    json_decref(message);
    buf_free(&line);
}

static void a_message_holds_no_argument_and_no_link(void **state)
{
    (void)state;
    assert_message("os.system('id')", "os.system('id')");
    assert_message("f({0}, [1])", "f({{0}}, [1])");
    assert_message("[x](0)", "\\[x\\](0)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_scan_that_finds_nothing_is_a_document, tear_down),
        cmocka_unit_test_teardown(every_rule_stands_in_its_place, tear_down),
        cmocka_unit_test_teardown(records_of_both_kinds_find_their_places, tear_down),
        cmocka_unit_test_teardown(artifacts_get_the_numbers_of_the_document, tear_down),
        cmocka_unit_test_teardown(notes_beyond_the_limit_are_counted, tear_down),
        cmocka_unit_test(paths_become_uris),
        cmocka_unit_test(a_message_holds_no_argument_and_no_link),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
