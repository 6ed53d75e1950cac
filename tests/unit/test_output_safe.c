/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a terminal may be shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "src/output/safe.h"
#include "src/output/safe_out.h"

static int in_utf8(void **state)
{
    (void)state;
    return setlocale(LC_CTYPE, "C.UTF-8") ? 0 : -1;
}

static int in_ascii(void **state)
{
    (void)state;
    return setlocale(LC_CTYPE, "C") ? 0 : -1;
}

static void assert_safe_n(const char *bytes, size_t n, const char *expected)
{
    struct buf out = {.limit = 0}, again = {.limit = 0};
    safe_line(&out, bytes, n);
    assert_string_equal(buf_text(&out), expected);
    safe_line(&again, buf_text(&out), out.len);
    assert_string_equal(buf_text(&again), expected); /* safe text stays as it is */
    buf_free(&out);
    buf_free(&again);
}

static void assert_safe(const char *text, const char *expected)
{
    assert_safe_n(text, strlen(text), expected);
}

static void plain_text_stays_as_it_is(void **state)
{
    (void)state;
    assert_safe("", "");
    assert_safe("os.system('id') \\n ~", "os.system('id') \\n ~");
    assert_safe("bl\xc3\xa5 \xe6\xbc\xa2\xe5\xad\x97 \xf0\x9f\x8e\x89",
                "bl\xc3\xa5 \xe6\xbc\xa2\xe5\xad\x97 \xf0\x9f\x8e\x89");
}

static void control_characters_never_get_through(void **state)
{
    (void)state;
    char bytes[33];
    struct buf out = {.limit = 0};
    for (char c = 0; c < 32; c++)
        bytes[(int)c] = c;
    bytes[32] = 0x7f;
    safe_line(&out, bytes, sizeof bytes);
    for (size_t k = 0; k < out.len; k++)
        assert_true(out.data[k] >= 0x20 && out.data[k] < 0x7f);
    buf_free(&out);
    assert_safe("\x1b[31mred", "\\x1b[31mred");
    assert_safe("a\nb\r\tc", "a\\nb\\r\\tc");
    assert_safe_n("a\0b", 3, "a\\x00b");
    assert_safe("\xc2\x9b"
                "31m",
                "\\u009b31m"); /* C1 CSI as a code point ... */
    assert_safe("\x9b"
                "31m",
                "\\x9b31m"); /* ... and as a byte */
}

static void what_is_not_utf8_is_shown_as_bytes(void **state)
{
    (void)state;
    assert_safe("\xff\xfe", "\\xff\\xfe");
    assert_safe("\xc3", "\\xc3");                            /* cut */
    assert_safe("\xc0\xaf", "\\xc0\\xaf");                   /* overlong */
    assert_safe("\xed\xa0\x80", "\\xed\\xa0\\x80");          /* surrogate */
    assert_safe("\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"); /* above 10FFFF */
    assert_safe("\xe2\x82"
                "A",
                "\\xe2\\x82"
                "A");
}

static void what_is_invisible_or_reorders_is_escaped(void **state)
{
    (void)state;
    assert_safe("a\xe2\x80\xae"
                "b",
                "a\\u202eb"); /* right-to-left override */
    assert_safe("a\xe2\x80\x8b"
                "b",
                "a\\u200bb");                              /* zero width space */
    assert_safe("\xef\xbb\xbf", "\\ufeff");                /* byte order mark */
    assert_safe("\xe2\x80\xa8", "\\u2028");                /* line separator */
    assert_safe("\xc2\xa0\xe3\x80\x80", "\\u00a0\\u3000"); /* blanks that are none */
    assert_safe("\xe3\x85\xa4", "\\u3164");                /* Hangul filler */
    assert_safe("\xee\x80\x80", "\\ue000");                /* private use */
    assert_safe("\xf3\xa0\x81\x81", "\\U000e0041");        /* tag */
    assert_safe("\xf4\x8f\xbf\xbf", "\\U0010ffff");
    assert_safe("\xef\xb8\x8f", "\\ufe0f");
}

static void marks_do_not_pile_up_and_need_a_letter(void **state)
{
    (void)state;
    assert_safe("e\xcc\x81", "e\xcc\x81");
    assert_safe("\xcc\x81", "\\u0301");
    assert_safe("\n\xcc\x81", "\\n\\u0301");
    assert_safe("e\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81",
                "e\xcc\x81\xcc\x81\xcc\x81\xcc\x81\\u0301\\u0301");
}

static void in_another_locale_all_but_ascii_is_escaped(void **state)
{
    (void)state;
    assert_false(safe_is_utf8());
    assert_safe("bl\xc3\xa5 \xe6\xbc\xa2 \xf0\x9f\x8e\x89 \xff",
                "bl\\u00e5 \\u6f22 \\U0001f389 \\xff");
    assert_string_equal(safe_ellipsis(), "...");
}

static void assert_cut(const char *text, size_t columns, const char *expected, bool is_cut)
{
    struct buf out = {.limit = 0};
    buf_str(&out, "> ");
    assert_int_equal(safe_cut(&out, text, strlen(text), columns), is_cut);
    assert_string_equal(buf_text(&out) + 2, expected);
    assert_true(columns == 0 || safe_width(out.data + 2, out.len - 2) <= columns);
    buf_free(&out);
}

static void a_line_is_cut_to_columns_with_an_ellipsis(void **state)
{
    (void)state;
    assert_cut("abcdef", 6, "abcdef", false);
    assert_cut("abcdefg", 6, "abcde\xe2\x80\xa6", true);
    assert_cut("abcdefg", 1, "\xe2\x80\xa6", true);
    assert_cut("abcdefg", 0, "abcdefg", false);
    assert_cut("", 3, "", false);
    /* A wide character takes two columns and is never halved. */
    assert_cut("\xe6\xbc\xa2\xe5\xad\x97", 4, "\xe6\xbc\xa2\xe5\xad\x97", false);
    assert_cut("\xe6\xbc\xa2\xe5\xad\x97", 3, "\xe6\xbc\xa2\xe2\x80\xa6", true);
    assert_cut("\xe6\xbc\xa2\xe5\xad\x97", 2, "\xe2\x80\xa6", true);
    /* Nor is an escape. */
    assert_cut("ab\x1b\x1b", 8, "ab\\x1b\xe2\x80\xa6", true);
    assert_cut("e\xcc\x81"
               "bc",
               3,
               "e\xcc\x81"
               "bc",
               false);
}

static void in_another_locale_the_ellipsis_is_three_dots(void **state)
{
    (void)state;
    assert_cut("abcdefg", 6, "abc...", true);
    assert_cut("abcdefg", 2, "ab", true);
}

static void widths_are_those_of_the_terminal(void **state)
{
    (void)state;
    size_t used;
    const char *text = "a\xe6\xbc\xa2"
                       "e\xcc\x81";
    assert_int_equal(safe_width(text, strlen(text)), 4);
    assert_int_equal(safe_fit(text, strlen(text), 2, &used), 1);
    assert_int_equal(used, 1);
    assert_int_equal(safe_fit(text, strlen(text), 4, &used), strlen(text));
    assert_int_equal(used, 4);
}

static void pieces_come_out_as_the_whole(void **state)
{
    (void)state;
    const char *text = "bl\xc3\xa5 \xe6\xbc\xa2 \xf0\x9f\x8e\x89 \x1b \xe6\xbc";
    struct buf whole = {.limit = 0};
    safe_line(&whole, text, strlen(text));
    for (size_t piece = 1; piece < 6; piece++) {
        static struct out out;
        struct buf got = {.limit = 0};
        struct safe_out safe = {.out = &out};
        struct err err;
        out_open_memory(&out, &got);
        struct br_sink sink = safe_out_sink(&safe);
        for (size_t at = 0; at < strlen(text); at += piece) {
            size_t left = strlen(text) - at;
            assert_true(sink.write(sink.context, text + at, left < piece ? left : piece));
        }
        safe_out_end(&safe);
        assert_true(out_flush(&out, &err));
        assert_string_equal(buf_text(&got), buf_text(&whole));
        buf_free(&got);
    }
    buf_free(&whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(plain_text_stays_as_it_is, in_utf8),
        cmocka_unit_test_setup(control_characters_never_get_through, in_utf8),
        cmocka_unit_test_setup(what_is_not_utf8_is_shown_as_bytes, in_utf8),
        cmocka_unit_test_setup(what_is_invisible_or_reorders_is_escaped, in_utf8),
        cmocka_unit_test_setup(marks_do_not_pile_up_and_need_a_letter, in_utf8),
        cmocka_unit_test_setup(in_another_locale_all_but_ascii_is_escaped, in_ascii),
        cmocka_unit_test_setup(a_line_is_cut_to_columns_with_an_ellipsis, in_utf8),
        cmocka_unit_test_setup(in_another_locale_the_ellipsis_is_three_dots, in_ascii),
        cmocka_unit_test_setup(widths_are_those_of_the_terminal, in_utf8),
        cmocka_unit_test_setup(pieces_come_out_as_the_whole, in_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
