/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text on its way to a sink: its limit, its cut, its buffer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/catch.h"
#include "vm/out.h"

static struct catch caught;
static struct out out;

static void begin(uint64_t max_bytes)
{
    out_init(&out, catch_begin(&caught), max_bytes);
}

static struct br_text_result end(void)
{
    struct br_text_result result;
    assert_int_equal(out_finish(&out, &result), BR_OK);
    assert_int_equal(result.bytes, caught.n);
    return result;
}

static void a_text_of_exactly_the_limit_is_not_cut(void **state)
{
    (void)state;
    begin(5);
    out_str(&out, "abc");
    out_str(&out, "de");
    assert_false(out_done(&out));
    assert_false(end().cut);
    assert_string_equal(caught.text, "abcde");
}

static void a_longer_text_gives_way_to_an_ellipsis_within_the_limit(void **state)
{
    (void)state;
    begin(5);
    out_str(&out, "abcde");
    out_str(&out, "f");
    assert_true(out_done(&out));
    out_str(&out, "ghi");
    assert_true(end().cut);
    assert_string_equal(caught.text, "ab\xe2\x80\xa6");
}

static void a_cut_never_splits_a_character(void **state)
{
    (void)state;
    static const char text[] = "a\xc3\xa9\xe4\xb8\xad\xf0\x9f\x98\x80z";
    static const size_t ends[] = {0, 1, 3, 6, 10, 11};
    for (uint64_t max = 1; max < 11; max++) {
        begin(max);
        out_utf8(&out, text, 11);
        assert_true(end().cut);
        assert_true(caught.n <= max);
        if (max < 3) {
            assert_int_equal(caught.n, 0);
            continue;
        }
        size_t kept = 0;
        for (size_t k = 0; k < sizeof ends / sizeof *ends; k++)
            if (ends[k] <= max - 3)
                kept = ends[k];
        assert_int_equal(caught.n, kept + 3);
        assert_memory_equal(caught.text, text, kept);
        assert_string_equal(caught.text + kept, "\xe2\x80\xa6");
    }
}

static void pieces_of_any_size_arrive_in_order(void **state)
{
    (void)state;
    static char text[60000];
    for (size_t k = 0; k < sizeof text; k++)
        text[k] = (char)('a' + k % 23);
    for (size_t piece = 1; piece < 30000; piece = piece * 3 + 1) {
        begin(0);
        for (size_t at = 0; at < sizeof text; at += piece)
            out_ascii(&out, text + at, at + piece < sizeof text ? piece : sizeof text - at);
        assert_false(end().cut);
        assert_int_equal(caught.n, sizeof text);
        assert_memory_equal(caught.text, text, sizeof text);

        begin(20000);
        for (size_t at = 0; at < sizeof text; at += piece)
            out_ascii(&out, text + at, at + piece < sizeof text ? piece : sizeof text - at);
        assert_true(end().cut);
        assert_int_equal(caught.n, 20000);
        assert_memory_equal(caught.text, text, 19997);
    }
}

static void a_cut_is_right_wherever_the_buffer_was_sent(void **state)
{
    (void)state;
    for (uint64_t max = OUT_BUFFER - 12; max < OUT_BUFFER + 12; max++) {
        begin(max);
        for (int k = 0; k < OUT_BUFFER; k++)
            out_char(&out, 0x4e2d);
        assert_true(end().cut);
        assert_int_equal(caught.n, (max - 3) / 3 * 3 + 3);
        assert_memory_equal(caught.text + caught.n - 6, "\xe4\xb8\xad\xe2\x80\xa6", 6);
    }
}

static void a_lone_surrogate_goes_out_as_six_characters(void **state)
{
    (void)state;
    begin(0);
    out_char(&out, 'x');
    out_char(&out, 0xe9);
    out_char(&out, 0xd83d);
    out_char(&out, 0xdfff);
    out_char(&out, 0xffff);
    out_char(&out, 0x10ffff);
    assert_true(end().escaped);
    assert_string_equal(caught.text, "x\xc3\xa9\\ud83d\\udfff\xef\xbf\xbf\xf4\x8f\xbf\xbf");
    assert_int_equal(out.bytes - out.continued, 16);
}

static void a_sink_that_refuses_ends_the_text(void **state)
{
    (void)state;
    begin(0);
    caught.refuses = true;
    out_blanks(&out, 3 * OUT_BUFFER);
    assert_true(out_done(&out));
    assert_int_equal(out_finish(&out, NULL), BR_NOMEM);
}

static void what_is_reserved_is_taken_when_committed(void **state)
{
    (void)state;
    begin(0);
    for (int k = 0; k < 1000; k++) {
        char *to = out_reserve(&out, OUT_RESERVE);
        assert_non_null(to);
        memcpy(to, "0123456789", 10);
        out_commit(&out, 10);
    }
    end();
    assert_int_equal(caught.n, 10000);
    begin(100);
    assert_null(out_reserve(&out, OUT_RESERVE));
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_of_exactly_the_limit_is_not_cut),
        cmocka_unit_test(a_longer_text_gives_way_to_an_ellipsis_within_the_limit),
        cmocka_unit_test(a_cut_never_splits_a_character),
        cmocka_unit_test(pieces_of_any_size_arrive_in_order),
        cmocka_unit_test(a_cut_is_right_wherever_the_buffer_was_sent),
        cmocka_unit_test(a_lone_surrogate_goes_out_as_six_characters),
        cmocka_unit_test(a_sink_that_refuses_ends_the_text),
        cmocka_unit_test(what_is_reserved_is_taken_when_committed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
