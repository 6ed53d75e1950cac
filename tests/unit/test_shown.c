/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names and literals that were computed, as they are shown; what a file is that is not read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "src/analysis/shown.h"
#include "src/input/signature.h"

static void assert_name(const char *name, size_t n, const char *expected, unsigned marks)
{
    struct buf out = {.limit = 0};
    assert_int_equal(shown_name(&out, name, n), marks);
    assert_string_equal(buf_text(&out), expected);
    assert_int_equal(shown_differs(name, n), marks != 0);
    buf_free(&out);
}

static void a_name_has_escapes_for_what_no_text_can_hold(void **state)
{
    (void)state;
    assert_name("system", 6, "system", 0);
    assert_name("", 0, "", 0);
    assert_name("\xc3\xa9\xed\x9f\xbf", 5, "\xc3\xa9\xed\x9f\xbf", 0); /* U+D7FF is none of them */
    assert_name("a\xed\xa0\x80z", 5, "a\\ud800z", SHOWN_ESCAPED);
    assert_name("\xed\xbf\xbf", 3, "\\udfff", SHOWN_ESCAPED);
    assert_name("a\0b", 3, "a\\x00b", SHOWN_ESCAPED);
}

static void assert_literal(const char *text, size_t n, bool is_bytes, size_t end,
                           const char *expected, unsigned marks)
{
    struct buf out = {.limit = 0};
    assert_int_equal(shown_literal(&out, text, n, is_bytes, end), marks);
    assert_string_equal(buf_text(&out), expected);
    buf_free(&out);
}

static void a_literal_is_what_repr_writes(void **state)
{
    (void)state;
    assert_literal("it's", 4, false, SIZE_MAX, "\"it's\"", 0);
    assert_literal("it's \"so\"", 9, false, SIZE_MAX, "'it\\'s \"so\"'", 0);
    assert_literal("\\\n\t\0\x7f", 5, false, SIZE_MAX, "'\\\\\\n\\t\\x00\\x7f'", 0);
    assert_literal("\xc3\xa9\xc2\xad\xe2\x80\x8b\xf3\xa0\x80\x81", 11, false, SIZE_MAX,
                   "'\xc3\xa9\\xad\\u200b\\U000e0001'", 0);
    assert_literal("\xed\xa0\x80", 3, false, SIZE_MAX, "'\\ud800'", SHOWN_ESCAPED);
    assert_literal("\xed\xa0\x80", 3, true, SIZE_MAX, "b'\\xed\\xa0\\x80'", 0);
    assert_literal("abcdef", 6, false, 4, "'abc\xe2\x80\xa6'", SHOWN_CUT);
}

static void assert_words(const char *bytes, size_t n, const char *expected)
{
    const char *words = signature_words((const uint8_t *)bytes, n);
    assert_true(expected ? words && strstr(words, expected) : !words);
}

static void first_bytes_say_what_a_file_is(void **state)
{
    (void)state;
    assert_words("\x89HDF\r\n\x1a\n", 8, "HDF5");
    assert_words("\x89HDF\r\n\x1a", 7, NULL);
    assert_words("\x08\x01\x12\x00", 4, "protobuf");
    assert_words("\x10\0\0\0\0\0\0\0{\"a\":1}", 15, "safetensors");
    assert_words("", 0, NULL);
    assert_words("\x80\x04N.", 4, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_has_escapes_for_what_no_text_can_hold),
        cmocka_unit_test(a_literal_is_what_repr_writes),
        cmocka_unit_test(first_bytes_say_what_a_file_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
