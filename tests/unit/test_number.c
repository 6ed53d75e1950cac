/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as text. Expected values are those of CPython 3.11's C unpickler, int() and float(). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/catch.h"
#include "vm/dialect.h"
#include "vm/repr.h"

struct row {
    const char *text;
    size_t n;
    const char *value; /* repr(); NULL: refused */
};
struct float_row {
    const char *text;
    size_t n;
    const char *value;  /* FLOAT */
    const char *python; /* float() */
};

/* clang-format off */
static const struct row ints[] = {
    {"0", 1, "0"},
    {"1", 1, "1"},
    {"00", 2, "False"},
    {"01", 2, "True"},
    {"-1", 2, "-1"},
    {"+1", 2, "True"},
    {" 0", 2, "False"},
    {"-0", 2, "False"},
    {"1\x00", 2, "True"},
    {"\x00", 1, "0"},
    {"\x00x", 2, "False"},
    {"\x00\x00", 2, "False"},
    {"010", 3, "8"},
    {"0777", 4, "511"},
    {"08", 2, NULL},
    {"0x1F", 4, "31"},
    {"0X1f", 4, "31"},
    {"-0x10", 5, "-16"},
    {"0x", 2, NULL},
    {"0b11", 4, "3"},
    {"0o17", 4, "15"},
    {"0B1_0", 5, "2"},
    {"12L", 3, NULL},
    {"1_000", 5, "1000"},
    {"1__0", 4, NULL},
    {"_1", 2, NULL},
    {"1_", 2, NULL},
    {"0_0", 3, "0"},
    {"00_0", 4, "0"},
    {"0_1", 3, NULL},
    {"0x_1", 4, "1"},
    {"0x__1", 5, NULL},
    {"12\x00zz", 5, "12"},
    {" 12 ", 4, "12"},
    {"\x09" "12\x0b", 4, "12"},
    {"1 2", 3, NULL},
    {"- 1", 3, NULL},
    {"+-1", 3, NULL},
    {"x", 1, NULL},
    {" ", 1, NULL},
    {"9223372036854775807", 19, "9223372036854775807"},
    {"9223372036854775808", 19, "9223372036854775808"},
    {"-9223372036854775808", 20, "-9223372036854775808"},
    {"-9223372036854775809", 20, "-9223372036854775809"},
    {"0777777777777777777777", 22, "9223372036854775807"},
    {"01777777777777777777777", 23, NULL},
    {"-01000000000000000000000", 24, "-9223372036854775808"},
    {"0o1000000000000000000000", 24, "9223372036854775808"},
    {"-0o1000000000000000000000", 25, "-9223372036854775808"},
    {"0x7fffffffffffffff", 18, "9223372036854775807"},
    {"0x8000000000000000", 18, "9223372036854775808"},
    {"-0x8000000000000000", 19, "-9223372036854775808"},
    {"0xffffffffffffffffffff", 22, "1208925819614629174706175"},
    {"0o7777777777777777777777777", 27, "37778931862957161709567"},
    {"0b1111111111111111111111111111111111111111111111111111111111111111111111", 72,
     "1180591620717411303423"},
    {"123456789012345678901234567890", 30, "123456789012345678901234567890"},
    {"\xe9", 1, NULL},
    {"1\x0d", 2, "1"},
    {"0x1g", 4, NULL},
    {"1.0", 3, NULL},
    {"1e3", 3, NULL},
    {"00000000000000000000000000000", 29, "0"},
};
static const struct row longs[] = {
    {"0L", 2, "0"},
    {"1L", 2, "1"},
    {"12", 2, "12"},
    {"12LL", 4, NULL},
    {"L", 1, NULL},
    {"l", 1, NULL},
    {"12l", 3, NULL},
    {"-5L", 3, "-5"},
    {"010L", 4, NULL},
    {"00L", 3, "0"},
    {"0x1FL", 5, "31"},
    {" 7L", 3, "7"},
    {"7 L", 3, "7"},
    {"7L ", 3, NULL},
    {"12\x00L", 4, "12"},
    {"12\x00zL", 5, "12"},
    {"1_0L", 4, "10"},
    {"01", 2, NULL},
    {"-9223372036854775809L", 21, "-9223372036854775809"},
    {"340282366920938463463374607431768211456L", 40, "340282366920938463463374607431768211456"},
    {"+3L", 3, "3"},
    {"--3L", 4, NULL},
    {"0xL", 3, NULL},
    {"\x00L", 2, NULL},
    {"0b102L", 6, NULL},
};
static const struct row indices[] = {
    {"0", 1, "0"},
    {"00", 2, "0"},
    {"010", 3, "10"},
    {"1_0", 3, "10"},
    {" 5 ", 3, "5"},
    {"+5", 2, "5"},
    {"-1", 2, "-1"},
    {"5L", 2, NULL},
    {"0x5", 3, NULL},
    {"5\x00x", 3, "5"},
    {"\x00", 1, NULL},
    {"9223372036854775807", 19, "9223372036854775807"},
    {"9223372036854775808", 19, NULL},
    {"-9223372036854775808", 20, "-9223372036854775808"},
    {"-9223372036854775809", 20, NULL},
    {"_5", 2, NULL},
    {"5_", 2, NULL},
    {"x", 1, NULL},
    {"1e1", 3, NULL},
    {"00000000000000000000000000007", 29, "7"},
};
static const struct row decimals[] = {
    {"0", 1, "0"},
    {"00", 2, "0"},
    {"-0", 2, "0"},
    {" 12 ", 4, "12"},
    {"1_0", 3, "10"},
    {"_1", 2, NULL},
    {"1__0", 4, NULL},
    {"1_", 2, NULL},
    {"+7", 2, "7"},
    {"-7", 2, "-7"},
    {"0x7", 3, NULL},
    {"7L", 2, NULL},
    {"", 0, NULL},
    {" ", 1, NULL},
    {"-", 1, NULL},
    {"9223372036854775807", 19, "9223372036854775807"},
    {"9223372036854775808", 19, "9223372036854775808"},
    {"-9223372036854775808", 20, "-9223372036854775808"},
    {"-9223372036854775809", 20, "-9223372036854775809"},
    {"-00_1_2345678901_2345678901", 27, "-123456789012345678901"},
    {"7\x00", 2, NULL},
    {"\x1c" "7", 2, NULL},
    {"0000000000000000000000000000000000000012", 40, "12"},
};
static const struct float_row floats[] = {
    {"0", 1, "0.0", "0.0"},
    {"1.5", 3, "1.5", "1.5"},
    {"-0", 2, "-0.0", "-0.0"},
    {".5", 2, "0.5", "0.5"},
    {"5.", 2, "5.0", "5.0"},
    {".", 1, NULL, NULL},
    {"", 0, NULL, NULL},
    {"+1e5", 4, "100000.0", "100000.0"},
    {"1e", 2, NULL, NULL},
    {"1e+", 3, NULL, NULL},
    {"1E-3", 4, "0.001", "0.001"},
    {" 1.5", 4, NULL, "1.5"},
    {"1.5 ", 4, NULL, "1.5"},
    {"1_0.0", 5, NULL, "10.0"},
    {"inf", 3, "inf", "inf"},
    {"-INF", 4, "-inf", "-inf"},
    {"infinity", 8, "inf", "inf"},
    {"infinit", 7, NULL, NULL},
    {"nan", 3, "nan", "nan"},
    {"-NaN", 4, "nan", "nan"},
    {"nano", 4, NULL, NULL},
    {"1e999", 5, NULL, "inf"},
    {"-1e999", 6, NULL, "-inf"},
    {"1e-999", 6, "0.0", "0.0"},
    {"0e99999999999999999999", 22, "0.0", "0.0"},
    {"1e99999999999999999999", 22, NULL, "inf"},
    {"1.5\x00x", 5, "1.5", NULL},
    {"0x1p3", 5, NULL, NULL},
    {"1,5", 3, NULL, NULL},
    {"1.7976931348623158e308", 22, "1.7976931348623157e+308", "1.7976931348623157e+308"},
    {"1.7976931348623159e308", 22, NULL, "inf"},
    {"2.4703282292062327e-324", 23, "0.0", "0.0"},
    {"2.4703282292062328e-324", 23, "5e-324", "5e-324"},
    {"9007199254740993", 16, "9007199254740992.0", "9007199254740992.0"},
    {"9007199254740992.9999999999999999999999999999999999", 51, "9007199254740992.0",
     "9007199254740992.0"},
    {"9007199254740993.00000000000000000000000000000000000000000000000001", 67,
     "9007199254740994.0", "9007199254740994.0"},
    {"123456789012345678901234567890e-10", 34, "1.2345678901234567e+19", "1.2345678901234567e+19"},
    {"0.1", 3, "0.1", "0.1"},
    {"8.5e-323", 8, "8.4e-323", "8.4e-323"},
    {"1.5\x0d", 4, NULL, "1.5"},
    {"00001.50000", 11, "1.5", "1.5"},
    {"1e0000000000000005", 18, "100000.0", "100000.0"},
};
/* clang-format on */
#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

static struct catch caught;

static const struct number_rules *c_rules(void)
{
    return &dialect_named("c")->numbers;
}

static struct br_slice slice(const char *text, size_t n)
{
    return (struct br_slice){(const uint8_t *)text, n};
}

/* What the number prints as; it is cleared. */
static const char *text_of(struct number *number)
{
    struct out out;
    out_init(&out, catch_begin(&caught), 0);
    repr_number(&out, number, 0);
    out_finish(&out, NULL);
    number_clear(number);
    return caught.text;
}

static void check_rows(const struct row *rows, size_t count,
                       bool (*read)(const struct number_rules *, struct br_slice, struct number *))
{
    for (size_t k = 0; k < count; k++) {
        struct number number;
        bool is_read = read(c_rules(), slice(rows[k].text, rows[k].n), &number);
        if (is_read != (rows[k].value != NULL))
            fail_msg("row %u: %s", (unsigned)k, rows[k].text);
        if (is_read)
            assert_string_equal(text_of(&number), rows[k].value);
        else
            assert_false(number.too_big);
    }
}

static void int_lines_are_read_as_by_the_c_unpickler(void **state)
{
    (void)state;
    check_rows(ints, COUNT(ints), number_int_line);
}

static void long_lines_are_read_as_by_the_c_unpickler(void **state)
{
    (void)state;
    check_rows(longs, COUNT(longs), number_long_line);
}

static void memo_keys_are_read_as_by_the_c_unpickler(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(indices); k++) {
        struct number_index index;
        char text[REPR_INT64_SIZE];
        bool is_read = number_index_line(c_rules(), slice(indices[k].text, indices[k].n), &index);
        is_read = is_read && index.fits && index.magnitude <= (uint64_t)INT64_MAX + index.negative;
        if (is_read != (indices[k].value != NULL))
            fail_msg("row %u: %s", (unsigned)k, indices[k].text);
        if (!is_read)
            continue;
        repr_int64(text,
                   index.negative ? (int64_t)(0 - index.magnitude) : (int64_t)index.magnitude);
        assert_string_equal(text, indices[k].value);
    }
}

static void check_float(const char *expected, bool is_read, double value)
{
    char text[REPR_FLOAT_SIZE];
    assert_int_equal(is_read, expected != NULL);
    if (!is_read)
        return;
    repr_float(text, value);
    assert_string_equal(text, expected);
}

static void floats_are_rounded_once_and_refused_when_they_overflow(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(floats); k++) {
        struct br_slice line = slice(floats[k].text, floats[k].n);
        double value = 0;
        bool is_read = number_float_line(c_rules(), line, &value);
        check_float(floats[k].value, is_read, value);
        assert_int_equal(number_float_valid(c_rules(), line), floats[k].value != NULL);
    }
}

static void pickletools_reads_floats_as_python_does(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(floats); k++) {
        double value = 0;
        bool is_read = number_python_float(slice(floats[k].text, floats[k].n), &value);
        check_float(floats[k].python, is_read, value);
    }
}

static void pickletools_reads_ints_as_python_does(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(decimals); k++) {
        struct decimal decimal;
        char text[64], *to = text;
        enum decimal_status status =
            decimal_parse(slice(decimals[k].text, decimals[k].n), &decimal);
        assert_int_equal(status, decimals[k].value ? DECIMAL_OK : DECIMAL_INVALID);
        if (status != DECIMAL_OK)
            continue;
        if (decimal.fits) {
            repr_int64(text, decimal.small);
        } else {
            if (decimal.negative)
                *to++ = '-';
            for (uint64_t d = 0; d < decimal.digits.len; d++)
                if (decimal.digits.data[d] != '_')
                    *to++ = (char)decimal.digits.data[d];
            *to = '\0';
            assert_int_equal(decimal.n_digits, strlen(text) - decimal.negative);
        }
        assert_string_equal(text, decimals[k].value);
    }
}

/* A text of n digits between two others. */
static struct br_slice long_text(char **text, const char *before, size_t n, const char *after)
{
    size_t a = strlen(before), b = strlen(after);
    *text = malloc(a + n + b);
    assert_non_null(*text);
    memcpy(*text, before, a);
    memset(*text + a, '1', n);
    memcpy(*text + a + n, after, b);
    return slice(*text, a + n + b);
}

static void decimal_texts_end_at_4300_digits(void **state)
{
    (void)state;
    static const struct {
        size_t digits;
        bool read;
    } cases[] = {{4300, true}, {4301, false}, {100000, false}};
    for (size_t k = 0; k < COUNT(cases); k++) {
        char *text;
        struct number number;
        struct decimal decimal;
        struct br_slice line = long_text(&text, "", cases[k].digits, "");
        assert_int_equal(number_int_line(c_rules(), line, &number), cases[k].read);
        if (cases[k].read) {
            assert_int_equal(strlen(text_of(&number)), 4300);
        } else {
            assert_int_equal(decimal_parse(line, &decimal), DECIMAL_TOO_LONG);
            assert_int_equal(decimal.n_digits, cases[k].digits);
        }
        free(text);
    }
}

static void leading_zeros_count_as_digits(void **state)
{
    (void)state;
    static char zeros[4302];
    struct decimal decimal;
    memset(zeros, '0', sizeof zeros);
    assert_int_equal(decimal_parse(slice(zeros, 4300), &decimal), DECIMAL_OK);
    assert_int_equal(decimal_parse(slice(zeros, 4301), &decimal), DECIMAL_TOO_LONG);
}

static void hexadecimal_texts_have_no_such_end(void **state)
{
    (void)state;
    char *text;
    struct number number;
    struct br_slice line = long_text(&text, "-0x", 1000000, "");
    assert_true(number_int_line(c_rules(), line, &number));
    assert_false(number.fits);
    assert_int_equal(mpz_sizeinbase(number.big, 2), 3999997);
    number_clear(&number);
    free(text);
}

static void more_digits_than_gmp_is_trusted_with_are_a_limit(void **state)
{
    (void)state;
    char *text;
    struct number number;
    struct br_slice line = long_text(&text, "0b", NUMBER_MAX_DIGITS + 1, "");
    assert_false(number_int_line(c_rules(), line, &number));
    assert_true(number.too_big);
    free(text);
}

/* Digits that are needed to decide a halfway case stand behind 4000 others. */
static void no_digit_of_a_float_is_forgotten(void **state)
{
    (void)state;
    char text[5000];
    double value;
    memset(text, '0', sizeof text);
    memcpy(text, "9007199254740993.", 17);
    assert_true(number_float_line(c_rules(), slice(text, sizeof text), &value));
    assert_true(value == 9007199254740992.0);
    text[sizeof text - 1] = '1';
    assert_true(number_float_line(c_rules(), slice(text, sizeof text), &value));
    assert_true(value == 9007199254740994.0);
}

static void nothing_past_the_line_is_read(void **state)
{
    (void)state;
    struct number number;
    struct number_index index;
    double value;
    char *line = malloc(2);
    assert_non_null(line);
    memcpy(line, "12", 2);
    assert_true(number_int_line(c_rules(), slice(line, 2), &number));
    assert_int_equal(number.small, 12);
    assert_true(number_long_line(c_rules(), slice(line, 2), &number));
    assert_true(number_index_line(c_rules(), slice(line, 1), &index));
    assert_int_equal(index.magnitude, 1);
    assert_true(number_float_line(c_rules(), slice(line, 2), &value));
    memcpy(line, "0x", 2);
    assert_false(number_int_line(c_rules(), slice(line, 2), &number));
    assert_false(number_float_line(c_rules(), slice(line, 2), &value));
    free(line);
}

static void an_empty_line_is_no_number(void **state)
{
    (void)state;
    struct number number;
    struct number_index index;
    double value;
    struct br_slice nothing = {NULL, 0};
    assert_false(number_int_line(c_rules(), nothing, &number));
    assert_false(number_long_line(c_rules(), nothing, &number));
    assert_false(number_index_line(c_rules(), nothing, &index));
    assert_false(number_float_line(c_rules(), nothing, &value));
}

static void ints_and_floats_compare_exactly(void **state)
{
    (void)state;
    static const struct {
        const char *a;
        double b;
        int order;
    } cases[] = {
        {"9007199254740993", 9007199254740992.0, 1},
        {"9007199254740992", 9007199254740992.0, 0},
        {"-3", -3.5, 1},
        {"3", 3.5, -1},
        {"0", -0.0, 0},
        {"9223372036854775807", 9223372036854775808.0, -1},
        {"9223372036854775808", 9223372036854775808.0, 0},
        {"-9223372036854775808", -9223372036854775808.0, 0},
        {"-9223372036854775809", -9223372036854775808.0, -1},
        {"5", 1e300, -1},
        {"5", -1e300, 1},
    };
    for (size_t k = 0; k < COUNT(cases); k++) {
        struct number a;
        assert_true(number_long_line(c_rules(), slice(cases[k].a, strlen(cases[k].a)), &a));
        assert_int_equal(number_compare_double(&a, cases[k].b), cases[k].order);
        assert_int_equal(number_compare_double(&a, 1.0 / 0.0), -1);
        assert_int_equal(number_compare_double(&a, -1.0 / 0.0), 1);
        number_clear(&a);
    }
}

static void ints_compare_with_ints(void **state)
{
    (void)state;
    static const char *const ascending[] = {
        "-99999999999999999999", "-9223372036854775808", "-1", "0", "9223372036854775807",
        "9223372036854775808",   "99999999999999999999"};
    for (size_t i = 0; i < COUNT(ascending); i++)
        for (size_t j = 0; j < COUNT(ascending); j++) {
            struct number a, b;
            assert_true(number_long_line(c_rules(), slice(ascending[i], strlen(ascending[i])), &a));
            assert_true(number_long_line(c_rules(), slice(ascending[j], strlen(ascending[j])), &b));
            assert_int_equal(number_compare(&a, &b), (i > j) - (i < j));
            number_clear(&a);
            number_clear(&b);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(int_lines_are_read_as_by_the_c_unpickler),
        cmocka_unit_test(long_lines_are_read_as_by_the_c_unpickler),
        cmocka_unit_test(memo_keys_are_read_as_by_the_c_unpickler),
        cmocka_unit_test(floats_are_rounded_once_and_refused_when_they_overflow),
        cmocka_unit_test(pickletools_reads_floats_as_python_does),
        cmocka_unit_test(pickletools_reads_ints_as_python_does),
        cmocka_unit_test(decimal_texts_end_at_4300_digits),
        cmocka_unit_test(leading_zeros_count_as_digits),
        cmocka_unit_test(hexadecimal_texts_have_no_such_end),
        cmocka_unit_test(more_digits_than_gmp_is_trusted_with_are_a_limit),
        cmocka_unit_test(no_digit_of_a_float_is_forgotten),
        cmocka_unit_test(nothing_past_the_line_is_read),
        cmocka_unit_test(an_empty_line_is_no_number),
        cmocka_unit_test(ints_and_floats_compare_exactly),
        cmocka_unit_test(ints_compare_with_ints),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
