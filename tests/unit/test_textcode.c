/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text that stands for a pickle is read as the pickle; other text is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "src/base/buf.h"
#include "src/input/format.h"
#include "src/input/input.h"

/* \x80\x02]q\x00(K\x01K\x02e. */
#define BASE64 "gAJdcQAoSwFLAmUu"
#define B85 "fC61{04PfVO9Evs"
#define A85 "J-'\"r!%:J@9*/ZW"
#define HEX "80025d7100284b014b02652e"

/* It is what the last of these bytes, or of what is in them, stands for. */
static void assert_holds_list_in(const void *text, size_t text_len, const char *format)
{
    struct input in;
    struct err err;
    const uint8_t *bytes;
    size_t len;
    assert_true(input_open_bytes(&in, "x", text, text_len, NULL, NULL, &err));
    if (strcmp(in.format->name, format) != 0)
        fail_msg("%.*s: %s, not %s", (int)text_len, (const char *)text, in.format->name, format);
    for (size_t m = 0; m < in.member_count; m++)
        input_member_holds_pickle(&in, m);
    size_t last = in.member_count - 1;
    assert_int_equal(in.members[last].pickle, INPUT_PICKLE);
    assert_true(input_member_bytes(&in, last, &bytes, &len, &err));
    assert_int_equal(len, 12);
    assert_memory_equal(bytes, "\x80\x02]q\0(K\1K\2e.", 12);
    assert_int_equal(in.gap_count, 0);
    input_close(&in);
}

static void assert_holds_list(const char *text, const char *format)
{
    struct input in;
    struct err err;
    const uint8_t *bytes;
    size_t len;
    if (!input_open_bytes(&in, "x", (const uint8_t *)text, strlen(text), NULL, NULL, &err))
        fail_msg("%s: %s", text, err.text);
    if (strcmp(in.format->name, format) != 0)
        fail_msg("%s: %s, not %s", text, in.format->name, format);
    assert_int_equal(in.member_count, 1);
    assert_null(in.members[0].name);
    assert_string_equal(in.members[0].method, format);
    assert_true(input_member_holds_pickle(&in, 0));
    assert_true(input_member_bytes(&in, 0, &bytes, &len, &err));
    assert_int_equal(len, 12);
    assert_int_equal(in.members[0].unpacked, 12);
    assert_memory_equal(bytes, "\x80\x02]q\0(K\1K\2e.", 12);
    input_close(&in);
}

static void base64_is_read_in_each_form(void **state)
{
    (void)state;
    static const char *const rows[] = {
        BASE64,
        BASE64 "\n",
        "\r\n  gAJdcQAo\r\nSwFLAmUu\r\n",
        "data:;base64," BASE64,
        "data:application/octet-stream;charset=x;base64," BASE64 "\n",
    };
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++)
        assert_holds_list(rows[k], "base64");
}

static void hex_is_read_in_each_form(void **state)
{
    (void)state;
    static const char *const rows[] = {
        HEX,
        "80025D7100284B014B02652E\n",
        "80 02 5d 71 00 28\n4b 01 4b 02 65 2e\n",
        "80:02:5d:71:00:28:4b:01:4b:02:65:2e",
        "0x80, 0x02, 0x5d, 0x71, 0x00, 0x28, 0x4b, 0x01, 0x4b, 0x02, 0x65, 0x2e",
        "\\x80\\x02\\x5d\\x71\\x00\\x28\\x4b\\x01\\x4b\\x02\\x65\\x2e",
    };
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++)
        assert_holds_list(rows[k], "hex");
}

static void what_dresses_the_text_is_passed_over(void **state)
{
    (void)state;
    static const struct {
        const char *before, *after;
    } rows[] = {{"\xef\xbb\xbf", ""}, {"b'", "'\n"}, {"\"", "\""}, {" {", "};\n"}, {"[", "]"}};
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        char text[100];
        snprintf(text, sizeof text, "%s%s%s", rows[k].before, BASE64, rows[k].after);
        assert_holds_list_in(text, strlen(text), "base64");
        snprintf(text, sizeof text, "%s%s%s", rows[k].before, HEX, rows[k].after);
        assert_holds_list_in(text, strlen(text), "hex");
    }
    assert_holds_list_in(BASE64 "\0\0", sizeof BASE64 + 1, "base64");
}

static void text_in_text_is_read(void **state)
{
    (void)state;
    static const struct {
        const char *text, *format;
    } rows[] = {
        {"Z0FKZGNRQW9Td0ZMQW1VdQ==", "base64"},         /* base64 of base64 */
        {"ODAwMjVkNzEwMDI4NGIwMTRiMDI2NTJl", "base64"}, /* base64 of hex */
        {"67414a6463"
         "51416f5377464c416d5575",
         "hex"}, /* hex of base64 */
    };
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++)
        assert_holds_list_in(rows[k].text, strlen(rows[k].text), rows[k].format);
}

/* Each character of a text in a unit of so many bytes, at this place in it. */
static size_t widen(const char *text, size_t unit, size_t place, char *out)
{
    size_t len = strlen(text) * unit;
    memset(out, 0, len);
    for (size_t k = 0; text[k]; k++)
        out[k * unit + place] = text[k];
    return len;
}

static void wide_text_is_read(void **state)
{
    (void)state;
    static const struct {
        const char *mark;
        size_t mark_len, unit, place;
    } rows[] = {
        {"", 0, 2, 0},         {"", 0, 2, 1},           {"\xff\xfe", 2, 2, 0},
        {"\xfe\xff", 2, 2, 1}, {"\xff\xfe\0", 4, 4, 0}, {"\0\0\xfe\xff", 4, 4, 3},
    };
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        char text[200];
        memcpy(text, rows[k].mark, rows[k].mark_len);
        size_t len = widen(BASE64 "\n", rows[k].unit, rows[k].place, text + rows[k].mark_len);
        assert_holds_list_in(text, rows[k].mark_len + len, "utf-16");
    }
}

/* Python's base64.b85encode, a85encode, and that with adobe=True, of the same twelve bytes. */
static void base85_is_read(void **state)
{
    (void)state;
    static const struct {
        const char *text, *format;
    } rows[] = {
        {B85, "base85"},
        {B85 "\n", "base85"},
        {A85, "ascii85"},
        {"<~" A85 "~>\n", "ascii85"},
    };
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++)
        assert_holds_list_in(rows[k].text, strlen(rows[k].text), rows[k].format);
    /* Four zeros are one letter, and a last group may be short. */
    struct input in;
    struct err err;
    const uint8_t *bytes;
    size_t len;
    static const char zeros[] = "z!!!";
    assert_true(input_open_bytes(&in, "x", (const uint8_t *)zeros, sizeof zeros - 1, "ascii85",
                                 NULL, &err));
    assert_true(input_member_bytes(&in, 0, &bytes, &len, &err));
    assert_int_equal(len, 6);
    assert_memory_equal(bytes, "\0\0\0\0\0\0", 6);
    input_close(&in);
}

static int bid_of(const struct input_format *format, const char *text)
{
    return format->bid((const uint8_t *)text, strlen(text));
}

static void padding_and_both_alphabets_count(void **state)
{
    (void)state;
    assert_true(bid_of(&input_format_base64, "gAJdcQAoSwFLAksDZS4=") > 0);
    assert_true(bid_of(&input_format_base64, "gAJdcQAoSwFLAksDZS4") > 0);
    assert_true(bid_of(&input_format_base64, "gARDBPv/vv+ULg==") > 0); /* b'\xfb\xff\xbe\xff' */
    assert_true(bid_of(&input_format_base64, "gARDBPv_vv-ULg") > 0);
}

static void containers_count_too(void **state)
{
    (void)state;
    assert_true(bid_of(&input_format_base64, "UEsDBBQAAAAI") > 0);
    assert_true(bid_of(&input_format_hex, "1f8b080000000000") > 0);
}

static void other_text_is_none(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "",         "Ti4=", /* N. */
        "KFMu",             /* words that happen to stand for opcodes */
        "Hello",    "deadbeef",      "4e2e",  "2020202020",
        BASE64 "!", HEX " and more", HEX "0", "aGVsbG8sIHdvcmxkLCB0aGlzIGlzIHRleHQ=",
    };
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++)
        if (bid_of(&input_format_base64, rows[k]) || bid_of(&input_format_hex, rows[k]))
            fail_msg("row %zu is taken", k);
}

/* A pickle of protocol 0 is text as well; as what it says it is, it is read. */
static void a_pickle_that_is_text_stays_a_pickle(void **state)
{
    (void)state;
    struct input in;
    struct err err;
    static const char text[] = "cos\nsystem\n(S'id'\ntR.";
    assert_true(
        input_open_bytes(&in, "x", (const uint8_t *)text, sizeof text - 1, NULL, NULL, &err));
    assert_string_equal(in.format->name, "raw");
    input_close(&in);
}

static void long_text_is_judged_by_its_beginning(void **state)
{
    (void)state;
    struct buf text = {0};
    struct input in;
    struct err err;
    const uint8_t *bytes;
    size_t len;
    buf_str(&text, "80025d7100");
    while (text.len < 200001)
        buf_str(&text, "\\x4b\\x0161");
    buf_str(&text, "2e");
    assert_true(input_open_bytes(&in, "x", (const uint8_t *)text.data, text.len, NULL, NULL, &err));
    assert_string_equal(in.format->name, "hex");
    assert_true(input_member_bytes(&in, 0, &bytes, &len, &err));
    assert_int_equal(len, in.members[0].unpacked);
    assert_int_equal(bytes[len - 1], '.');
    input_close(&in);
    buf_free(&text);
}

static void what_follows_the_text_is_told(void **state)
{
    (void)state;
    struct input in;
    struct err err;
    static const char text[] = HEX "zz";
    assert_true(
        input_open_bytes(&in, "x", (const uint8_t *)text, sizeof text - 1, "hex", NULL, &err));
    assert_int_equal(in.gap_count, 1);
    assert_int_equal(in.gaps[0].off, 24);
    assert_int_equal(in.gaps[0].size, 2);
    input_close(&in);
    assert_false(input_open_bytes(&in, "x", (const uint8_t *)"zz", 2, "hex", NULL, &err));
    assert_string_equal(err.text, "x: is no hex text");
}

static void the_limit_of_a_member_holds(void **state)
{
    (void)state;
    struct input in;
    struct err err;
    struct input_limits limits = input_limits_default;
    const uint8_t *bytes;
    size_t len;
    limits.max_unpacked = 5;
    assert_true(
        input_open_bytes(&in, "x", (const uint8_t *)HEX, sizeof HEX - 1, NULL, &limits, &err));
    assert_false(input_member_bytes(&in, 0, &bytes, &len, &err));
    assert_string_equal(err.text, "x: unpacks to more than the limit of 5 bytes");
    input_close(&in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(base64_is_read_in_each_form),
        cmocka_unit_test(hex_is_read_in_each_form),
        cmocka_unit_test(what_dresses_the_text_is_passed_over),
        cmocka_unit_test(text_in_text_is_read),
        cmocka_unit_test(wide_text_is_read),
        cmocka_unit_test(base85_is_read),
        cmocka_unit_test(padding_and_both_alphabets_count),
        cmocka_unit_test(containers_count_too),
        cmocka_unit_test(other_text_is_none),
        cmocka_unit_test(a_pickle_that_is_text_stays_a_pickle),
        cmocka_unit_test(long_text_is_judged_by_its_beginning),
        cmocka_unit_test(what_follows_the_text_is_told),
        cmocka_unit_test(the_limit_of_a_member_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
