/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The characters of string arguments. Expected values are CPython 3.11's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/catch.h"
#include "vm/chars.h"

struct row {
    enum chars_form form;
    const char *bytes;
    size_t n;
    const char *utf8; /* of the content, lone surrogates as 3 bytes; NULL: not valid */
    size_t utf8_n;
    uint64_t count;
    const char *fault; /* str() of the exception */
};

/* clang-format off */
static const struct row rows[] = {
    {CHARS_UTF8, "", 0, "", 0, 0, NULL},
    {CHARS_UTF8, "abc", 3, "abc", 3, 3, NULL},
    {CHARS_UTF8, "12345678", 8, "12345678", 8, 8, NULL},
    {CHARS_UTF8, "123456789 and more than sixteen bytes", 37,
     "123456789 and more than sixteen bytes", 37, 37, NULL},
    {CHARS_UTF8, "\xc3\xa9", 2, "\xc3\xa9", 2, 1, NULL},
    {CHARS_UTF8, "abcdefgh\xc3\xa9", 10, "abcdefgh\xc3\xa9", 10, 9, NULL},
    {CHARS_UTF8, "abcdefg\xe4\xb8\xad", 10, "abcdefg\xe4\xb8\xad", 10, 8, NULL},
    {CHARS_UTF8, "\xf0\x9f\x98\x80", 4, "\xf0\x9f\x98\x80", 4, 1, NULL},
    {CHARS_UTF8, "\xed\xa0\x80", 3, "\xed\xa0\x80", 3, 1, NULL},
    {CHARS_UTF8, "\xed\xa0\xbd\xed\xb8\x80", 6, "\xed\xa0\xbd\xed\xb8\x80", 6, 2, NULL},
    {CHARS_UTF8, "a\x00" "b", 3, "a\x00" "b", 3, 3, NULL},
    {CHARS_UTF8, "\xff", 1, NULL, 0, 0,
     "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"},
    {CHARS_UTF8, "ab\x80", 3, NULL, 0, 0,
     "'utf-8' codec can't decode byte 0x80 in position 2: invalid start byte"},
    {CHARS_UTF8, "\xc0\xaf", 2, NULL, 0, 0,
     "'utf-8' codec can't decode byte 0xc0 in position 0: invalid start byte"},
    {CHARS_UTF8, "\xc1\xbf", 2, NULL, 0, 0,
     "'utf-8' codec can't decode byte 0xc1 in position 0: invalid start byte"},
    {CHARS_UTF8, "\xe0\x80\x80", 3, NULL, 0, 0,
     "'utf-8' codec can't decode byte 0xe0 in position 0: invalid continuation byte"},
    {CHARS_UTF8, "\xe0\x9f\xbf", 3, NULL, 0, 0,
     "'utf-8' codec can't decode byte 0xe0 in position 0: invalid continuation byte"},
    {CHARS_UTF8, "\xf0\x8f\xbf\xbf", 4, NULL, 0, 0,
     "'utf-8' codec can't decode byte 0xf0 in position 0: invalid continuation byte"},
    {CHARS_UTF8, "\xf4\x8f\xbf\xbf", 4, "\xf4\x8f\xbf\xbf", 4, 1, NULL},
    {CHARS_UTF8, "\xf4\x90\x80\x80", 4, NULL, 0, 0,
     "'utf-8' codec can't decode byte 0xf4 in position 0: invalid continuation byte"},
    {CHARS_UTF8, "\xf5\x80\x80\x80", 4, NULL, 0, 0,
     "'utf-8' codec can't decode byte 0xf5 in position 0: invalid start byte"},
    {CHARS_UTF8, "\xc3", 1, NULL, 0, 0,
     "'utf-8' codec can't decode byte 0xc3 in position 0: unexpected end of data"},
    {CHARS_UTF8, "abc\xe2\x82", 5, NULL, 0, 0,
     "'utf-8' codec can't decode bytes in position 3-4: unexpected end of data"},
    {CHARS_UTF8, "\xe2\x82" "A", 3, NULL, 0, 0,
     "'utf-8' codec can't decode bytes in position 0-1: invalid continuation byte"},
    {CHARS_UTF8, "\xf0\x9f\x98", 3, NULL, 0, 0,
     "'utf-8' codec can't decode bytes in position 0-2: unexpected end of data"},
    {CHARS_UTF8, "\xf0\x9f\x98" "A", 4, NULL, 0, 0,
     "'utf-8' codec can't decode bytes in position 0-2: invalid continuation byte"},
    {CHARS_UTF8, "\xed\xa0", 2, NULL, 0, 0,
     "'utf-8' codec can't decode byte 0xed in position 0: invalid continuation byte"},
    {CHARS_UTF8, "\xed\xa0" "A", 3, NULL, 0, 0,
     "'utf-8' codec can't decode byte 0xed in position 0: invalid continuation byte"},
    {CHARS_UTF8, "1234567\x80", 8, NULL, 0, 0,
     "'utf-8' codec can't decode byte 0x80 in position 7: invalid start byte"},
    {CHARS_UTF8, "123456789012345\xff", 16, NULL, 0, 0,
     "'utf-8' codec can't decode byte 0xff in position 15: invalid start byte"},
    {CHARS_UTF8, "1234567890123456789012345678901\xe9", 32, NULL, 0, 0,
     "'utf-8' codec can't decode byte 0xe9 in position 31: unexpected end of data"},
    {CHARS_STRICT_UTF8, "os", 2, "os", 2, 2, NULL},
    {CHARS_STRICT_UTF8, "m\xc3\xa9", 3, "m\xc3\xa9", 3, 2, NULL},
    {CHARS_STRICT_UTF8, "\xed\xa0\x80", 3, NULL, 0, 0,
     "'utf-8' codec can't decode byte 0xed in position 0: invalid continuation byte"},
    {CHARS_STRICT_UTF8, "a\xed\xb0\x80" "b", 5, NULL, 0, 0,
     "'utf-8' codec can't decode byte 0xed in position 1: invalid continuation byte"},
    {CHARS_ESCAPED, "", 0, "", 0, 0, NULL},
    {CHARS_ESCAPED, "plain", 5, "plain", 5, 5, NULL},
    {CHARS_ESCAPED, "\\u0041", 6, "A", 1, 1, NULL},
    {CHARS_ESCAPED, "\\ud83d\\ude00", 12, "\xed\xa0\xbd\xed\xb8\x80", 6, 2, NULL},
    {CHARS_ESCAPED, "\\U0001f600", 10, "\xf0\x9f\x98\x80", 4, 1, NULL},
    {CHARS_ESCAPED, "\\\\u0041", 7, "\\\\u0041", 7, 7, NULL},
    {CHARS_ESCAPED, "\\\\\\u0041", 8, "\\\\A", 3, 3, NULL},
    {CHARS_ESCAPED, "\\n", 2, "\\n", 2, 2, NULL},
    {CHARS_ESCAPED, "a\\", 2, "a\\", 2, 2, NULL},
    {CHARS_ESCAPED, "\\u12", 4, NULL, 0, 0,
     "'rawunicodeescape' codec can't decode bytes in position 0-3: truncated \\uXXXX escape"},
    {CHARS_ESCAPED, "\\u123g", 6, NULL, 0, 0,
     "'rawunicodeescape' codec can't decode bytes in position 0-4: truncated \\uXXXX escape"},
    {CHARS_ESCAPED, "\\U0001f60", 9, NULL, 0, 0,
     "'rawunicodeescape' codec can't decode bytes in position 0-8: truncated \\UXXXXXXXX esca"
     "pe"},
    {CHARS_ESCAPED, "\\U00110000", 10, NULL, 0, 0,
     "'rawunicodeescape' codec can't decode bytes in position 0-9: \\Uxxxxxxxx out of range"},
    {CHARS_ESCAPED, "\xe9\xff", 2, "\xc3\xa9\xc3\xbf", 4, 2, NULL},
    {CHARS_ESCAPED, "\\uABCD\\uabcd", 12, "\xea\xaf\x8d\xea\xaf\x8d", 6, 2, NULL},
    {CHARS_ESCAPED, "\\", 1, "\\", 1, 1, NULL},
    {CHARS_ESCAPED, "\\u", 2, NULL, 0, 0,
     "'rawunicodeescape' codec can't decode bytes in position 0-1: truncated \\uXXXX escape"},
    {CHARS_ESCAPED, "ab\\U", 4, NULL, 0, 0,
     "'rawunicodeescape' codec can't decode bytes in position 2-3: truncated \\UXXXXXXXX esca"
     "pe"},
    {CHARS_ESCAPED, "\\\\\\\\\\u00e9", 10, "\\\\\\\\\xc3\xa9", 6, 5, NULL},
    {CHARS_QUOTED, "", 0, "", 0, 0, NULL},
    {CHARS_QUOTED, "plain", 5, "plain", 5, 5, NULL},
    {CHARS_QUOTED, "\\\\\\'\\\"\\a\\b\\f\\n\\r\\t\\v", 20, "\\'\"\x07\x08\x0c\x0a\x0d\x09\x0b", 10,
     10, NULL},
    {CHARS_QUOTED, "\\0\\7\\08\\101\\1011", 16, "\x00\x07\x00" "8AA1", 7, 7, NULL},
    {CHARS_QUOTED, "\\x41\\x6A", 8, "Aj", 2, 2, NULL},
    {CHARS_QUOTED, "\\x4", 3, NULL, 0, 0, "invalid \\x escape at position 0"},
    {CHARS_QUOTED, "\\x", 2, NULL, 0, 0, "invalid \\x escape at position 0"},
    {CHARS_QUOTED, "ab\\xg1", 6, NULL, 0, 0, "invalid \\x escape at position 2"},
    {CHARS_QUOTED, "a\\", 2, NULL, 0, 0, "Trailing \\ in string"},
    {CHARS_QUOTED, "\\q\\_", 4, "\\q\\_", 4, 4, NULL},
    {CHARS_QUOTED, "it's \"so\"", 9, "it's \"so\"", 9, 9, NULL},
    {CHARS_QUOTED, "\xe9", 1, NULL, 0, 0,
     "'ascii' codec can't decode byte 0xe9 in position 0: ordinal not in range(128)"},
    {CHARS_QUOTED, "\\xe9", 4, NULL, 0, 0,
     "'ascii' codec can't decode byte 0xe9 in position 0: ordinal not in range(128)"},
    {CHARS_QUOTED, "ab\\351", 6, NULL, 0, 0,
     "'ascii' codec can't decode byte 0xe9 in position 2: ordinal not in range(128)"},
    {CHARS_QUOTED, "\\101\\x80", 8, NULL, 0, 0,
     "'ascii' codec can't decode byte 0x80 in position 1: ordinal not in range(128)"},
    {CHARS_QUOTED, "\\777", 4, NULL, 0, 0,
     "'ascii' codec can't decode byte 0xff in position 0: ordinal not in range(128)"},
    {CHARS_QUOTED, "\\501", 4, "A", 1, 1, NULL},
    {CHARS_QUOTED, "\\\\x41", 5, "\\x41", 4, 4, NULL},
    {CHARS_ASCII, "", 0, "", 0, 0, NULL},
    {CHARS_ASCII, "abc", 3, "abc", 3, 3, NULL},
    {CHARS_ASCII, "\x7f\x00", 2, "\x7f\x00", 2, 2, NULL},
    {CHARS_ASCII, "ab\x80", 3, NULL, 0, 0,
     "'ascii' codec can't decode byte 0x80 in position 2: ordinal not in range(128)"},
    {CHARS_ASCII, "12345678\xe9", 9, NULL, 0, 0,
     "'ascii' codec can't decode byte 0xe9 in position 8: ordinal not in range(128)"},
    {CHARS_LATIN1, "", 0, "", 0, 0, NULL},
    {CHARS_LATIN1, "ab\xe9\x80\xff", 5, "ab\xc3\xa9\xc2\x80\xc3\xbf", 8, 5, NULL},
};
/* clang-format on */
enum { N_ROWS = sizeof rows / sizeof *rows };

static struct catch caught;

static struct br_slice slice(const char *bytes, size_t n)
{
    return (struct br_slice){(const uint8_t *)bytes, n};
}

static void what_python_decodes_is_valid(void **state)
{
    (void)state;
    for (unsigned k = 0; k < N_ROWS; k++)
        if (chars_valid(rows[k].form, slice(rows[k].bytes, rows[k].n)) != (rows[k].utf8 != NULL))
            fail_msg("row %u", k);
}

static void content_goes_to_a_sink_as_utf8(void **state)
{
    (void)state;
    for (unsigned k = 0; k < N_ROWS; k++) {
        const struct row *row = &rows[k];
        struct br_slice bytes = slice(row->bytes, row->n);
        if (!row->utf8)
            continue;
        assert_true(chars_to_sink(row->form, bytes, catch_begin(&caught)));
        assert_int_equal(caught.n, row->utf8_n);
        assert_memory_equal(caught.text, row->utf8, row->utf8_n);
        assert_int_equal(chars_count(row->form, bytes), row->count);
        assert_int_equal(chars_utf8_len(row->form, bytes), row->utf8_n);
    }
}

static void verbatim_bytes_are_their_own_content(void **state)
{
    (void)state;
    for (unsigned k = 0; k < N_ROWS; k++) {
        const struct row *row = &rows[k];
        if (!row->utf8 || !chars_verbatim(row->form, slice(row->bytes, row->n)))
            continue;
        assert_int_equal(row->n, row->utf8_n);
        assert_memory_equal(row->bytes, row->utf8, row->n);
    }
    assert_true(chars_verbatim(CHARS_UTF8, slice("\xed\xa0\x80", 3)));
    assert_true(chars_verbatim(CHARS_ESCAPED, slice("plain", 5)));
    assert_false(chars_verbatim(CHARS_ESCAPED, slice("\\u0041", 6)));
    assert_false(chars_verbatim(CHARS_LATIN1, slice("\xe9", 1)));
}

/* The text of the exception, from the parts of a fault. */
static void fault_text(const struct chars_fault *fault, char *text, size_t size)
{
    if (!fault->codec && fault->reason[0] == 'T')
        snprintf(text, size, "%s", fault->reason);
    else if (!fault->codec)
        snprintf(text, size, "%s at position %u", fault->reason, (unsigned)fault->first);
    else if (fault->first == fault->last)
        snprintf(text, size, "'%s' codec can't decode byte 0x%02x in position %u: %s", fault->codec,
                 fault->byte, (unsigned)fault->first, fault->reason);
    else
        snprintf(text, size, "'%s' codec can't decode bytes in position %u-%u: %s", fault->codec,
                 (unsigned)fault->first, (unsigned)fault->last, fault->reason);
}

static void a_fault_is_told_as_python_tells_it(void **state)
{
    (void)state;
    for (unsigned k = 0; k < N_ROWS; k++) {
        struct chars_fault fault;
        char text[200];
        bool found = chars_fault(rows[k].form, slice(rows[k].bytes, rows[k].n), &fault);
        assert_int_equal(found, rows[k].fault != NULL);
        if (!found)
            continue;
        fault_text(&fault, text, sizeof text);
        assert_string_equal(text, rows[k].fault);
    }
}

static void reading_what_is_not_valid_ends(void **state)
{
    (void)state;
    for (unsigned k = 0; k < N_ROWS; k++) {
        struct chars at = chars_start(rows[k].form, slice(rows[k].bytes, rows[k].n));
        size_t steps = 0;
        while (chars_next(&at) >= 0)
            assert_true(++steps <= rows[k].n);
    }
}

static void an_empty_slice_may_have_no_address(void **state)
{
    (void)state;
    struct br_slice nothing = {NULL, 0};
    for (int form = CHARS_UTF8; form <= CHARS_STRICT_UTF8; form++) {
        assert_true(chars_valid((enum chars_form)form, nothing));
        struct chars at = chars_start((enum chars_form)form, nothing);
        assert_int_equal(chars_next(&at), -1);
        assert_int_equal(chars_count((enum chars_form)form, nothing), 0);
        assert_true(chars_to_sink((enum chars_form)form, nothing, catch_begin(&caught)));
    }
}

/* A byte that is not ASCII is found at every distance from the start and the end. */
static void no_byte_is_overlooked(void **state)
{
    (void)state;
    char text[80];
    for (size_t n = 1; n < sizeof text; n++) {
        memset(text, 'a', sizeof text);
        assert_true(chars_valid(CHARS_UTF8, slice(text, n)));
        for (size_t at = 0; at < n; at++) {
            text[at] = (char)0x80;
            assert_false(chars_valid(CHARS_UTF8, slice(text, n)));
            assert_false(chars_valid(CHARS_ASCII, slice(text, n)));
            text[at] = 'a';
        }
    }
}

static void a_string_line_needs_the_same_quote_at_both_ends(void **state)
{
    (void)state;
    struct br_slice inside;
    assert_true(chars_unquote(slice("'abc'", 5), &inside));
    assert_int_equal(inside.len, 3);
    assert_memory_equal(inside.data, "abc", 3);
    assert_true(chars_unquote(slice("\"\"", 2), &inside));
    assert_int_equal(inside.len, 0);
    assert_true(chars_unquote(slice("\x27''", 3), &inside));
    assert_false(chars_unquote(slice("'", 1), &inside));
    assert_false(chars_unquote(slice("", 0), &inside));
    assert_false(chars_unquote(slice("'abc\"", 5), &inside));
    assert_false(chars_unquote(slice("'abc' ", 6), &inside));
    assert_false(chars_unquote(slice("abc", 3), &inside));
}

static void printable_is_what_unicode_14_has(void **state)
{
    (void)state;
    static const uint32_t yes[] = {0x20, 0x7e, 0xa1, 0xac, 0xae, 0xe9, 0x377, 0x4e2d, 0x1f600};
    static const uint32_t no[] = {0,      0x1f,   0x7f,   0xa0,   0xad,    0x378,   0x2028,
                                  0xd800, 0xdfff, 0xfeff, 0xe000, 0xe0001, 0x1fae8, 0x10ffff};
    for (size_t k = 0; k < sizeof yes / sizeof *yes; k++)
        assert_true(br_printable(yes[k]));
    for (size_t k = 0; k < sizeof no / sizeof *no; k++)
        assert_false(br_printable(no[k]));
    uint32_t count = 0;
    for (uint32_t c = 0; c < 0x110000; c++)
        count += br_printable(c);
    assert_int_equal(count, 144516);
}

static void assert_border(enum chars_form form, const char *text, uint64_t at, uint64_t expected)
{
    struct br_slice bytes = {(const uint8_t *)text, strlen(text)};
    assert_true(chars_border(form, bytes, &at));
    assert_int_equal(at, expected);
}

static void a_border_stands_between_characters(void **state)
{
    (void)state;
    assert_border(CHARS_UTF8,
                  "a\xe4\xb8\xad"
                  "b",
                  2, 4);
    assert_border(CHARS_UTF8,
                  "a\xe4\xb8\xad"
                  "b",
                  1, 1);
    assert_border(CHARS_LATIN1, "\\u0041", 3, 3);
    assert_border(CHARS_ESCAPED, "\\u0041\\u0042", 3, 6);
    assert_border(CHARS_ESCAPED, "\\u0041\\u0042", 6, 6);
    assert_border(CHARS_ESCAPED, "\\\\u0041", 4, 4); /* a backslash and u0041 */
    assert_border(CHARS_ESCAPED, "\\\\\\u0041", 4, 8);
    assert_border(CHARS_ESCAPED, "a\\bcd", 2, 3);
    assert_border(CHARS_QUOTED, "\\x41\\101\\n", 2, 4);
    assert_border(CHARS_QUOTED, "\\x41\\101\\n", 9, 10);
}

/* Where that depends on what stands far before, it is not looked for: padding costs nothing. */
static void a_border_among_thousands_of_backslashes_is_not_looked_for(void **state)
{
    (void)state;
    enum { LEN = 1 << 16 };
    static uint8_t text[LEN];
    memset(text, '\\', LEN);
    uint64_t at = LEN - 1;
    assert_false(chars_border(CHARS_ESCAPED, (struct br_slice){text, LEN}, &at));
    assert_int_equal(at, LEN - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_border_stands_between_characters),
        cmocka_unit_test(a_border_among_thousands_of_backslashes_is_not_looked_for),
        cmocka_unit_test(what_python_decodes_is_valid),
        cmocka_unit_test(content_goes_to_a_sink_as_utf8),
        cmocka_unit_test(verbatim_bytes_are_their_own_content),
        cmocka_unit_test(a_fault_is_told_as_python_tells_it),
        cmocka_unit_test(reading_what_is_not_valid_ends),
        cmocka_unit_test(an_empty_slice_may_have_no_address),
        cmocka_unit_test(no_byte_is_overlooked),
        cmocka_unit_test(a_string_line_needs_the_same_quote_at_both_ends),
        cmocka_unit_test(printable_is_what_unicode_14_has),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
