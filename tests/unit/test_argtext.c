/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arguments as text that an assembler can read back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/catch.h"
#include "vm/brine.h"

struct row {
    const char *bytes; /* of the whole instruction */
    size_t n;
    const char *text;
};

#define ROW(bytes, text)                                                                           \
    {                                                                                              \
        bytes, sizeof(bytes) - 1, text                                                             \
    }
/* clang-format off */
static const struct row rows[] = {
    ROW("N", ""),
    ROW("K\xff", "255"),
    ROW("M\x00\x01", "256"),
    ROW("J\xff\xff\xff\xff", "-1"),
    ROW("j\xff\xff\xff\xff", "4294967295"),
    ROW("\x84\xfe\xff\xff\xff", "-2"),
    ROW("\x95\x08\x00\x00\x00\x00\x00\x00\x00" "12345678", "8"),
    /* Floats; the bits of a NaN are not lost. */
    ROW("G\x3f\xb9\x99\x99\x99\x99\x99\x9a", "0.1"),
    ROW("G\x80\x00\x00\x00\x00\x00\x00\x00", "-0.0"),
    ROW("G\x7f\xf0\x00\x00\x00\x00\x00\x00", "inf"),
    ROW("G\x7f\xf8\x00\x00\x00\x00\x00\x00", "nan"),
    ROW("G\xff\xf8\x00\x00\x00\x00\x00\x00", "0xfff8000000000000"),
    ROW("G\x7f\xf0\x00\x00\x00\x00\x00\x01", "0x7ff0000000000001"),
    /* Integers; superfluous bytes are not lost. */
    ROW("\x8a\x00", "0"),
    ROW("\x8a\x01\x00", "b'\\x00'"),
    ROW("\x8a\x01\xff", "-1"),
    ROW("\x8a\x02\xff\x00", "255"),
    ROW("\x8a\x02\x01\x00", "b'\\x01\\x00'"),
    ROW("\x8a\x02\x80\xff", "b'\\x80\\xff'"),
    ROW("\x8b\x09\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01", "18446744073709551616"),
    /* Lines. */
    ROW("I01\n", "01"),
    ROW("I 1\n", "' 1'"),
    ROW("I1\x00zz\n", "'1\\x00zz'"),
    ROW("L12L\n", "12L"),
    ROW("F1e999\n", "1e999"),
    ROW("p10\n", "10"),
    ROW("P\n", "''"),
    ROW("Pid;1\n", "'id;1'"),
    ROW("P\xe9\n", "b'\\xe9'"),
    ROW("cos\nsystem\n", "os system"),
    ROW("cm\xc3\xa9\nn m\n", "'m\xc3\xa9' 'n m'"),
    ROW("ca\\x41\nb'\n", "'a\\\\x41' \"b'\""),
    /* Quoted lines stand as they are, if a reader finds their end. */
    ROW("S'a\\'b'\n", "'a\\'b'"),
    ROW("S\"it's\"\n", "\"it's\""),
    ROW("S'it's'\n", "b\"'it's'\""),
    ROW("S'a\\'\n", "b\"'a\\\\'\""),
    ROW("S'\n", "b\"'\""),
    ROW("Sabc\n", "b'abc'"),
    ROW("S'\xe9'\n", "b\"'\\xe9'\""),
    ROW("S'\t'\n", "b\"'\\t'\""),
    ROW("S''\n", "''"),
    /* As a pickler writes it, or the line. */
    ROW("Vab\\u005cn\\u4e2d\n", "'ab\\\\n\xe4\xb8\xad'"),
    ROW("V\xe9\n", "'\xc3\xa9'"),
    ROW("V\\ud800\n", "'\\ud800'"),
    ROW("V\\U0001f600\n", "'\xf0\x9f\x98\x80'"),
    ROW("V\\u00e9\n", "b'\\\\u00e9'"),
    ROW("V\\n\n", "b'\\\\n'"),
    ROW("V\\u4E2D\n", "b'\\\\u4E2D'"),
    ROW("V\\u12\n", "b'\\\\u12'"),
    /* Counted. */
    ROW("U\x02hi", "'hi'"),
    ROW("U\x01\xe9", "b'\\xe9'"),
    ROW("T\x02\x00\x00\x00\x00'", "\"\\x00'\""),
    ROW("C\x03it'", "b\"it'\""),
    ROW("\x96\x03\x00\x00\x00\x00\x00\x00\x00it'", "b\"it'\""),
    ROW("\x8c\x02\xc3\xa9", "'\xc3\xa9'"),
    ROW("\x8c\x03\xed\xa0\x80", "'\\ud800'"),
    ROW("\x8c\x01\xff", "b'\\xff'"),
    ROW("X\x00\x00\x00\x00", "''"),
};
/* clang-format on */

static struct catch caught;

static struct br_text_result text_of(const struct row *row, const struct br_text_options *options)
{
    struct br_ins ins;
    struct br_text_result result;
    assert_int_equal(br_decode((const uint8_t *)row->bytes, row->n, 0, &ins), BR_ERR_NONE);
    assert_int_equal(br_arg_text(&ins, options, catch_begin(&caught), &result), BR_OK);
    return result;
}

static void every_kind_of_argument_has_its_text(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        struct br_text_result result = text_of(&rows[k], NULL);
        assert_string_equal(caught.text, rows[k].text);
        assert_int_equal(result.bytes, strlen(rows[k].text));
        assert_false(result.cut);
    }
}

static void two_different_arguments_have_different_texts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t j = 0; j < i; j++)
            if (rows[i].bytes[0] == rows[j].bytes[0])
                assert_string_not_equal(rows[i].text, rows[j].text);
}

static void an_integer_of_too_many_digits_is_hexadecimal(void **state)
{
    (void)state;
    static const struct row row = ROW("\x8a\x02\x00\x80", NULL);
    text_of(&row, &(struct br_text_options){.max_digits = 5});
    assert_string_equal(caught.text, "-32768");
    text_of(&row, &(struct br_text_options){.max_digits = 4});
    assert_string_equal(caught.text, "-0x8000");
}

static void a_text_is_cut_at_its_limit(void **state)
{
    (void)state;
    static const struct row row = ROW("\x8c\x0ahello, you", NULL);
    assert_true(text_of(&row, &(struct br_text_options){.max_bytes = 8}).cut);
    assert_string_equal(caught.text, "'hell\xe2\x80\xa6");
}

static struct br_text_result ends_of(const char *bytes, size_t n)
{
    const struct row row = {bytes, n, NULL};
    return text_of(&row, &(struct br_text_options){.ends = 10});
}

/* 100 characters, of which the first and the last 10 are asked for. */
static void of_a_long_literal_both_ends_may_be_asked_for(void **state)
{
    (void)state;
    static char text[4096];
#define HEAD "abcdefghij"
#define MIDDLE "................................................................................"
#define BOTH(begin, end) begin HEAD BR_LEFT_OUT "80" BR_LEFT_OUT HEAD end
    static const struct row whole[] = {
        ROW("\x8c\x64" HEAD MIDDLE HEAD, BOTH("'", "'")),
        ROW("C\x64" HEAD MIDDLE HEAD, BOTH("b'", "'")),
        ROW("U\x64" HEAD MIDDLE HEAD, BOTH("'", "'")),
        ROW("V" HEAD MIDDLE HEAD "\n", BOTH("'", "'")),
        ROW("c" HEAD MIDDLE HEAD "\nx\n", BOTH("", " x")),
    };
    for (size_t k = 0; k < sizeof whole / sizeof *whole; k++) {
        ends_of(whole[k].bytes, whole[k].n);
        assert_string_equal(caught.text, whole[k].text);
    }
    /* No escape is torn: what is inside of one when the count is full ends later. */
    int n = snprintf(text, sizeof text, "V%s", HEAD);
    for (int k = 0; k < 100; k++)
        n += snprintf(text + n, sizeof text - (size_t)n, "\\u0142");
    n += snprintf(text + n, sizeof text - (size_t)n, "end\n");
    ends_of(text, (size_t)n);
    assert_string_equal(caught.text, "'" HEAD BR_LEFT_OUT "594" BR_LEFT_OUT "łend'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_argument_has_its_text),
        cmocka_unit_test(two_different_arguments_have_different_texts),
        cmocka_unit_test(an_integer_of_too_many_digits_is_hexadecimal),
        cmocka_unit_test(a_text_is_cut_at_its_limit),
        cmocka_unit_test(of_a_long_literal_both_ends_may_be_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
