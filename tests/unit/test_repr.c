/* SPDX-License-Identifier: GPL-3.0-or-later */
/* repr() of the plain kinds. Expected values are CPython 3.11's. */
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

struct str_row {
    enum chars_form form;
    const char *bytes;
    size_t n;
    const char *repr;
};
struct bytes_row {
    const char *bytes;
    size_t n;
    const char *repr;
    const char *bytearray;
};
struct int_row {
    const char *bytes;
    size_t n;
    const char *decimal;
    const char *hex;
};
struct float_row {
    uint64_t bits;
    const char *repr;
};

/* clang-format off */
static const struct str_row strs[] = {
    {CHARS_UTF8, "", 0, "''"},
    {CHARS_UTF8, "a", 1, "'a'"},
    {CHARS_UTF8, "it's", 4, "\"it's\""},
    {CHARS_UTF8, "say \"hi\"", 8, "'say \"hi\"'"},
    {CHARS_UTF8, "it's \"so\"", 9, "'it\\'s \"so\"'"},
    {CHARS_UTF8, "tab\x09nl\x0a" "cr\x0d\\", 11, "'tab\\tnl\\ncr\\r\\\\'"},
    {CHARS_UTF8, "\x00\x1f\x7f", 3, "'\\x00\\x1f\\x7f'"},
    {CHARS_UTF8, "\xc3\xa9", 2, "'\xc3\xa9'"},
    {CHARS_UTF8, "\xc2\xa0\xc2\xad\xc2\x80", 6, "'\\xa0\\xad\\x80'"},
    {CHARS_UTF8, "\xe4\xb8\xad\xe6\x96\x87", 6, "'\xe4\xb8\xad\xe6\x96\x87'"},
    {CHARS_UTF8, "\xe2\x80\xa8\xe2\x80\x8b", 6, "'\\u2028\\u200b'"},
    {CHARS_UTF8, "\xf0\x9f\x98\x80", 4, "'\xf0\x9f\x98\x80'"},
    {CHARS_UTF8, "\xf3\xa0\x80\x81", 4, "'\\U000e0001'"},
    {CHARS_UTF8, "\xed\xa0\x80", 3, "'\\ud800'"},
    {CHARS_UTF8, "a\xed\xbf\xbf" "b", 5, "'a\\udfffb'"},
    {CHARS_UTF8, "\xcd\xb8", 2, "'\\u0378'"},
    {CHARS_UTF8, "\xce\xa9\xe2\x89\x88\xc3\xa7", 7, "'\xce\xa9\xe2\x89\x88\xc3\xa7'"},
    {CHARS_UTF8,
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy", 81,
     "\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\""},
    {CHARS_UTF8, "\xf0\x90\xbf\xbf", 4, "'\\U00010fff'"},
    {CHARS_UTF8, "\xe1\xb2\x89", 3, "'\\u1c89'"},
    {CHARS_UTF8, "\xf0\x9f\xab\xa8", 4, "'\\U0001fae8'"},
    {CHARS_UTF8, "\xef\xac\x80\xef\xbb\xbf", 6, "'\xef\xac\x80\\ufeff'"},
    {CHARS_ESCAPED, "it\\u0027s \\u00e9\xe9\\n", 19, "\"it's \xc3\xa9\xc3\xa9\\\\n\""},
    {CHARS_ESCAPED, "\"\\u0027", 7, "'\"\\''"},
    {CHARS_QUOTED, "it\\x27s", 7, "\"it's\""},
    {CHARS_QUOTED, "\\x22\\x27\\n", 10, "'\"\\'\\n'"},
    {CHARS_LATIN1, "\xe9\xad\x80", 3, "'\xc3\xa9\\xad\\x80'"},
    {CHARS_ASCII, "plain", 5, "'plain'"},
};
static const struct bytes_row bytes_rows[] = {
    {"", 0, "b''", "bytearray(b'')"},
    {"abc", 3, "b'abc'", "bytearray(b'abc')"},
    {"it's", 4, "b\"it's\"", "bytearray(b\"it\\'s\")"},
    {"say \"hi\"", 8, "b'say \"hi\"'", "bytearray(b'say \"hi\"')"},
    {"it's \"so\"", 9, "b'it\\'s \"so\"'", "bytearray(b'it\\'s \"so\"')"},
    {"\x09\x0a\x0d\\", 4, "b'\\t\\n\\r\\\\'", "bytearray(b'\\t\\n\\r\\\\')"},
    {"\x00\x1f\x7f\x80\xff", 5, "b'\\x00\\x1f\\x7f\\x80\\xff'",
     "bytearray(b'\\x00\\x1f\\x7f\\x80\\xff')"},
    {"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyy", 61,
     "b\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\"",
     "bytearray(b\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\\'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\")"},
};
static const struct int_row ints[] = {
    {"", 0, "0", "0x0"},
    {"\x00", 1, "0", "0x0"},
    {"\x7f", 1, "127", "0x7f"},
    {"\x80", 1, "-128", "-0x80"},
    {"\xff", 1, "-1", "-0x1"},
    {"\xff\x00", 2, "255", "0xff"},
    {"\x00\xff", 2, "-256", "-0x100"},
    {"\x00\x80", 2, "-32768", "-0x8000"},
    {"\xff\xff\xff\xff\xff\xff\xff\xff", 8, "-1", "-0x1"},
    {"\xff\xff\xff\xff\xff\xff\xff\x7f", 8, "9223372036854775807", "0x7fffffffffffffff"},
    {"\x00\x00\x00\x00\x00\x00\x00\x80", 8, "-9223372036854775808", "-0x8000000000000000"},
    {"\x00\x00\x00\x00\x00\x00\x00\x00", 8, "0", "0x0"},
    {"\x00\x00\x00\x00\x00\x00\x00\x00\x01", 9, "18446744073709551616", "0x10000000000000000"},
    {"\x00\x00\x00\x00\x00\x00\x00\x00\xff", 9, "-18446744073709551616", "-0x10000000000000000"},
    {"\x00\x00\x00\x00\x00\x00\x00\x00\x80", 9, "-2361183241434822606848", "-0x800000000000000000"},
    {"\xff\xff\xff\xff\xff\xff\xff\xff\x00", 9, "18446744073709551615", "0xffffffffffffffff"},
    {"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 20, "-1",
     "-0x1"},
    {"\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01", 12, "310698676526526814092329217",
     "0x10101010101010101010101"},
    {"\xfe\xfe\xfe\xfe\xfe\xfe\xfe\xfe\xfe\xfe\xfe\xfe\xfe\xfe\xfe\xfe\xfe", 17,
     "-341616807575530379006368233343265341698", "-0x101010101010101010101010101010102"},
    {"\x05\x00\x00\x00\x00\x00\x00\x00\x00\x00", 10, "5", "0x5"},
    {"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80", 17,
     "-43556142965880123323311949751266331066368", "-0x8000000000000000000000000000000000"},
};
static const struct float_row floats[] = {
    {UINT64_C(0x0000000000000000), "0.0"},
    {UINT64_C(0x8000000000000000), "-0.0"},
    {UINT64_C(0x3ff0000000000000), "1.0"},
    {UINT64_C(0xbff8000000000000), "-1.5"},
    {UINT64_C(0x3fb999999999999a), "0.1"},
    {UINT64_C(0x3fd5555555555555), "0.3333333333333333"},
    {UINT64_C(0x4059000000000000), "100.0"},
    {UINT64_C(0x40fe240c9fbe76c9), "123456.789"},
    {UINT64_C(0x430c6bf526340000), "1000000000000000.0"},
    {UINT64_C(0x4341c37937e07fff), "9999999999999998.0"},
    {UINT64_C(0x4341c37937e08000), "1e+16"},
    {UINT64_C(0x4345ee2a2eb5a5c4), "1.2345678901234568e+16"},
    {UINT64_C(0x4480f0cf064dd592), "1e+22"},
    {UINT64_C(0x44b52d02c7e14af6), "1e+23"},
    {UINT64_C(0x3f1a36e2eb1c432d), "0.0001"},
    {UINT64_C(0x3f202e4b6ce5dc68), "0.00012345"},
    {UINT64_C(0x3ee4f8b588e368f1), "1e-05"},
    {UINT64_C(0x3f1a36371ea531a8), "9.999e-05"},
    {UINT64_C(0x0000000000000001), "5e-324"},
    {UINT64_C(0x0010000000000000), "2.2250738585072014e-308"},
    {UINT64_C(0x7fefffffffffffff), "1.7976931348623157e+308"},
    {UINT64_C(0x0060000000000000), "7.120236347223045e-307"},
    {UINT64_C(0x3d30000000000000), "5.684341886080802e-14"},
    {UINT64_C(0x4340000000000000), "9007199254740992.0"},
    {UINT64_C(0x4340000000000001), "9007199254740994.0"},
    {UINT64_C(0x43e0000000000000), "9.223372036854776e+18"},
    {UINT64_C(0x43b0000000000000), "1.152921504606847e+18"},
    {UINT64_C(0xfe37e43c8800759c), "-1e+300"},
    {UINT64_C(0x54b249ad2594c37d), "1e+100"},
    {UINT64_C(0x000000000003cc7b), "1.23e-318"},
    {UINT64_C(0x3fd3333333333333), "0.3"},
    {UINT64_C(0x3fe5555555555555), "0.6666666666666666"},
    {UINT64_C(0x4011666666666666), "4.35"},
    {UINT64_C(0x3f50624dd2f1a9fc), "0.001"},
    {UINT64_C(0x4340000000000000), "9007199254740992.0"},
    {UINT64_C(0x444b1ae4d6e2ef50), "1e+21"},
    {UINT64_C(0x3f0a36e2eb1c432d), "5e-05"},
    {UINT64_C(0x0060000000000000), "7.120236347223045e-307"},
    {UINT64_C(0x3eb0000000000000), "9.5367431640625e-07"},
    {UINT64_C(0x447c7e83209e90b2), "8.41e+21"},
    {UINT64_C(0x7fe0000000000000), "8.98846567431158e+307"},
    {UINT64_C(0x001fffffffffffff), "4.4501477170144023e-308"},
    {UINT64_C(0x0000000000000002), "1e-323"},
    {UINT64_C(0x3ff72f17f1f49aad), "1.448997445238699"},
};
/* clang-format on */
#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

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
    return result;
}

static struct br_slice slice(const char *bytes, size_t n)
{
    return (struct br_slice){(const uint8_t *)bytes, n};
}

static void strs_print_as_in_python(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(strs); k++) {
        begin(0);
        repr_str(&out, strs[k].form, slice(strs[k].bytes, strs[k].n));
        struct br_text_result result = end();
        assert_string_equal(caught.text, strs[k].repr);
        assert_int_equal(result.escaped, strstr(strs[k].repr, "\\ud") != NULL);
    }
}

static void a_str_in_pieces_has_one_pair_of_quotes(void **state)
{
    (void)state;
    struct br_slice a = slice("it's", 4), b = slice("plain", 5);
    bool has_single = false, has_double = false;
    repr_str_quotes(CHARS_UTF8, a, &has_single, &has_double);
    repr_str_quotes(CHARS_UTF8, b, &has_single, &has_double);
    assert_true(has_single);
    assert_false(has_double);
    char quote = repr_quote(has_single, has_double);
    assert_int_equal(quote, '"');
    begin(0);
    repr_str_piece(&out, CHARS_UTF8, a, quote);
    repr_str_piece(&out, CHARS_UTF8, b, quote);
    end();
    assert_string_equal(caught.text, "it'splain");
}

static void a_long_str_is_cut_within_the_limit(void **state)
{
    (void)state;
    static char text[100000];
    memset(text, 'a', sizeof text);
    begin(1000);
    repr_str(&out, CHARS_UTF8, slice(text, sizeof text));
    assert_true(end().cut);
    assert_int_equal(caught.n, 1000);
    assert_int_equal(caught.text[0], '\'');
}

static void bytes_print_as_in_python(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(bytes_rows); k++) {
        begin(0);
        repr_bytes(&out, (const uint8_t *)bytes_rows[k].bytes, bytes_rows[k].n);
        end();
        assert_string_equal(caught.text, bytes_rows[k].repr);
    }
}

/* CPython escapes the single quote of a bytearray even where it need not. */
static void bytearrays_print_as_in_python(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(bytes_rows); k++) {
        begin(0);
        repr_bytearray(&out, (const uint8_t *)bytes_rows[k].bytes, bytes_rows[k].n);
        end();
        assert_string_equal(caught.text, bytes_rows[k].bytearray);
    }
}

static void ints_print_in_decimal_up_to_a_number_of_digits(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(ints); k++) {
        const struct int_row *row = &ints[k];
        size_t digits = strlen(row->decimal) - (row->decimal[0] == '-');
        struct br_slice bytes = slice(row->bytes, row->n);
        begin(0);
        repr_int_le(&out, bytes, 0);
        end();
        assert_string_equal(caught.text, row->decimal);
        begin(0);
        repr_int_le(&out, bytes, digits);
        end();
        assert_string_equal(caught.text, row->decimal);
        if (digits == 1)
            continue;
        begin(0);
        repr_int_le(&out, bytes, digits - 1);
        assert_false(end().cut);
        assert_string_equal(caught.text, row->hex);
    }
}

static void a_number_prints_as_its_bytes_do(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(ints); k++) {
        struct number number;
        assert_true(number_le(slice(ints[k].bytes, ints[k].n), &number));
        begin(0);
        repr_number(&out, &number, 0);
        out_char(&out, ' ');
        repr_number(&out, &number, 1);
        end();
        const char *second = strchr(caught.text, ' ') + 1;
        assert_int_equal(strncmp(caught.text, ints[k].decimal, strlen(ints[k].decimal)), 0);
        bool is_short = strlen(ints[k].decimal) - (ints[k].decimal[0] == '-') == 1;
        assert_string_equal(second, is_short ? ints[k].decimal : ints[k].hex);
        number_clear(&number);
    }
}

static void bools_print_as_words(void **state)
{
    (void)state;
    struct number number;
    assert_true(number_int_line(&dialect_named(NULL)->numbers, slice("01", 2), &number));
    begin(0);
    repr_number(&out, &number, 0);
    assert_true(number_int_line(&dialect_named(NULL)->numbers, slice("00", 2), &number));
    repr_number(&out, &number, 0);
    end();
    assert_string_equal(caught.text, "TrueFalse");
}

static void the_largest_long_of_4300_digits_prints(void **state)
{
    (void)state;
    static char digits[NUMBER_PYTHON_DIGITS];
    static char text[REPR_LONG_SIZE];
    static uint8_t bytes[2000];
    struct number number;
    size_t n;
    memset(digits, '9', sizeof digits);
    assert_true(
        number_long_line(&dialect_named(NULL)->numbers, slice(digits, sizeof digits), &number));
    mpz_export(bytes, &n, -1, 1, 0, 0, number.big);
    assert_true(n <= REPR_LONG_BYTES);
    struct br_slice as_bytes = {bytes, n + 1};
    assert_int_equal(repr_long(text, as_bytes), 4300);
    assert_memory_equal(text, digits, 4300);
    mpz_add_ui(number.big, number.big, 1);
    memset(bytes, 0, sizeof bytes);
    mpz_export(bytes, &n, -1, 1, 0, 0, number.big);
    assert_int_equal(repr_long(text, as_bytes), 0);
    number_clear(&number);
}

static void the_extremes_of_64_bits_print(void **state)
{
    (void)state;
    char text[REPR_INT64_SIZE];
    repr_int64(text, INT64_MIN);
    assert_string_equal(text, "-9223372036854775808");
    repr_int64(text, INT64_MAX);
    assert_string_equal(text, "9223372036854775807");
    assert_int_equal(repr_uint64(text, UINT64_MAX), 20);
    assert_memory_equal(text, "18446744073709551615", 20);
    uint64_t power = 1;
    for (size_t n = 1; n <= 20; n++, power *= 10) {
        assert_int_equal(repr_uint64(text, power), n);
        assert_int_equal(repr_uint64(text, power - 1), n > 1 ? n - 1 : 1);
    }
}

static void small_numbers_print_without_branches(void **state)
{
    (void)state;
    for (uint32_t v = 0; v < 10000; v++) {
        char small[8], other[REPR_INT64_SIZE];
        size_t n = repr_small(small, v);
        assert_int_equal(n, repr_int64(other, v));
        assert_memory_equal(small, other, n);
    }
}

static void floats_print_the_shortest_digits_that_read_back(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(floats); k++) {
        char text[REPR_FLOAT_SIZE];
        double value;
        memcpy(&value, &floats[k].bits, sizeof value);
        assert_int_equal(repr_float(text, value), strlen(floats[k].repr));
        assert_string_equal(text, floats[k].repr);
    }
}

static void infinities_and_nans_print_as_words(void **state)
{
    (void)state;
    static const struct float_row rows[] = {
        {UINT64_C(0x7ff0000000000000), "inf"},
        {UINT64_C(0xfff0000000000000), "-inf"},
        {UINT64_C(0x7ff8000000000000), "nan"},
        {UINT64_C(0xfff8000000000001), "nan"},
    };
    for (size_t k = 0; k < COUNT(rows); k++) {
        char text[REPR_FLOAT_SIZE];
        double value;
        memcpy(&value, &rows[k].bits, sizeof value);
        repr_float(text, value);
        assert_string_equal(text, rows[k].repr);
    }
}

/* Doubles of all exponents: what is printed reads back, and one digit less does not. */
static void every_float_reads_back(void **state)
{
    (void)state;
    uint64_t bits = 0x9e3779b97f4a7c15;
    for (int k = 0; k < 20000; k++) {
        bits = bits * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        uint64_t wanted = bits & INT64_MAX;
        if (wanted >> 52 == 0x7ff)
            continue;
        char text[REPR_FLOAT_SIZE];
        double value, again;
        memcpy(&value, &wanted, sizeof value);
        size_t n = repr_float(text, value);
        assert_true(number_float_line(&dialect_named(NULL)->numbers, slice(text, n), &again));
        assert_memory_equal(&again, &value, sizeof value);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strs_print_as_in_python),
        cmocka_unit_test(a_str_in_pieces_has_one_pair_of_quotes),
        cmocka_unit_test(a_long_str_is_cut_within_the_limit),
        cmocka_unit_test(bytes_print_as_in_python),
        cmocka_unit_test(bytearrays_print_as_in_python),
        cmocka_unit_test(ints_print_in_decimal_up_to_a_number_of_digits),
        cmocka_unit_test(a_number_prints_as_its_bytes_do),
        cmocka_unit_test(bools_print_as_words),
        cmocka_unit_test(the_largest_long_of_4300_digits_prints),
        cmocka_unit_test(the_extremes_of_64_bits_print),
        cmocka_unit_test(small_numbers_print_without_branches),
        cmocka_unit_test(floats_print_the_shortest_digits_that_read_back),
        cmocka_unit_test(infinities_and_nans_print_as_words),
        cmocka_unit_test(every_float_reads_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
