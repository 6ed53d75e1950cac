/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is believed to be a pickle, and what is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "src/base/buf.h"
#include "src/input/evidence.h"

struct row {
    const char *bytes;
    size_t len;
};

#define ROW(text)                                                                                  \
    {                                                                                              \
        text, sizeof text - 1                                                                      \
    }

/* Looks at a copy of just the bytes, so that the sanitizer sees a read past them. */
static struct evidence judge(const char *bytes, size_t len, bool is_whole)
{
    uint8_t *copy = malloc(len + 1);
    assert_non_null(copy);
    memcpy(copy, bytes, len);
    uint8_t *exact = realloc(copy, len ? len : 1);
    assert_non_null(exact);
    struct evidence e = evidence_of_pickle(exact, len, is_whole);
    free(exact);
    return e;
}

static void assert_all(const struct row *rows, size_t count, bool is_pickle)
{
    for (size_t k = 0; k < count; k++) {
        if (judge(rows[k].bytes, rows[k].len, true).is_pickle == is_pickle)
            continue;
        fail_msg("row %zu is %sbelieved", k, is_pickle ? "not " : "");
    }
}

static void pickles_of_each_protocol_are_believed(void **state)
{
    (void)state;
    static const struct row rows[] = {
        ROW("N."),
        ROW("I1\n."),
        ROW("I01\n."),
        ROW("F1.5e3\n."),
        ROW("Vtext\\u1234\np0\n."),
        ROW("S'text'\np0\n."),
        ROW("(lp0\nI1\naI2\na."),
        ROW("(dp0\nVa\np1\nI1\ns."),
        ROW("cos\nsystem\n(S'id'\ntR."),
        ROW("(S'id'\nios\nsystem\n."),
        ROW("]q\0(K\1K\2e."),
        ROW("\x80\x02]q\0(K\1K\2e."),
        ROW("\x80\x02)."),
        ROW("\x80\x03N."),
        ROW("\x80\x04\x95\x04\0\0\0\0\0\0\0]K\1a."),
        ROW("\x80\x05N."),
        ROW("\x80\x02"
            "cos\nsystem\nU\2id\x85R."),
        ROW("\x80\x02"
            "co s\n\x1b[m\nU\2id\x85R."),
        ROW("V\x1b[31m\np0\n."),
        ROW("co s\nsy\x1bstem\n(S'id'\ntR."),
        ROW("I1\n.I2\n.I3\n."),
        ROW("N.N.cos\nsystem\n(S'id'\ntR.junk"),
    };
    assert_all(rows, sizeof rows / sizeof rows[0], true);
}

static void text_and_numbers_are_not(void **state)
{
    (void)state;
    static const struct row rows[] = {
        ROW(""),
        ROW("."),
        ROW("3\n"),
        ROW("little"),
        ROW("{\"key\": 1}"),
        ROW("import os\nclass A:\n    pass\n"),
        ROW("I love you.\n"),
        ROW("I am\n."),
        ROW("comment line\nsecond line\n."),
        ROW("PK\3\4\x14\0\0\0\0\0"),
        ROW("\x93NUMPY\1\0v\0{'descr': '<f8', }"),
        ROW("\0\0\x80\x3f\0\0\x80\x3f\0\0\x80\x3f"),
        ROW("\x80\x02"),
        ROW("\x80\x07N."),
        ROW("\x80\x02\x80\x02\xff\xff\xff\xff"),
        ROW("\x80\x02R."),
        ROW("00000000."),
        ROW("#!/bin/sh\necho hello\n"),
        ROW("(1(1(1"),
        ROW("code/a.py,sha256=1\ncode/b.py,sha256=2\ncode/c.py,sha256=3\ncode/d.py\n"),
        ROW("N.N. and"),
        ROW("NNN and more text that follows"),
        /* two words in two lines are the names of a global, and a dot is STOP */
        ROW("coverage\nnode_modules\n.env\n"),
        ROW("cat\ndog\n.PP\n"),
        ROW("core\nname\nVersion 1\nPlease read\n"),
        ROW("classes\nfunctions\nNational\n"),
        ROW("code\nyear\n2000\n2001\n"),
        ROW("co.uk\nco.us\nco.at\nco.de\n.\n\n"),
    };
    assert_all(rows, sizeof rows / sizeof rows[0], false);
}

static void a_pickle_that_breaks_is_believed_for_what_it_did(void **state)
{
    (void)state;
    static const struct row rows[] = {
        ROW("\x80\x02"
            "cos\nsystem\n\xff"),
        ROW("\x80\x02]K\1aK\2a\xff"),
        ROW("cos\nsystem\n(S'id'\ntR.trailing junk"),
        ROW("\x80\x04\x95\xff\xff\xff\xff\xff\xff\xff\x7f"),
    };
    assert_all(rows, sizeof rows / sizeof rows[0], true);
}

static void names_may_be_long(void **state)
{
    (void)state;
    struct buf bytes = {0};
    buf_str(&bytes, "ca");
    for (unsigned k = 0; k < 7000; k++)
        buf_str(&bytes, ".a");
    buf_str(&bytes, "\nname\n.");
    assert_true(judge(bytes.data, bytes.len, true).is_pickle);
    buf_free(&bytes);
}

static void a_call_without_a_header_is_believed_where_it_breaks(void **state)
{
    (void)state;
    static const struct row rows[] = {
        ROW("cos\nsystem\n(Vid\ntR\xff\xff"),
        ROW("cos\nsystem\n(S'id'\nt"),
        ROW("(S'id'\nios\nsystem\n\xff"),
        ROW("c__builtin__\neval\np0\n(Vx\n"),
    };
    assert_all(rows, sizeof rows / sizeof rows[0], true);
}

static void running_out_of_bytes_at_hand_is_no_objection(void **state)
{
    (void)state;
    assert_false(judge("\x80\x04\x8c\x20half", 8, true).is_pickle);
    assert_true(judge("\x80\x04\x8c\x20half", 8, false).is_pickle);
    assert_false(judge("half a text", 11, false).is_pickle);
}

static void the_end_is_the_byte_after_stop(void **state)
{
    (void)state;
    struct evidence e = judge("\x80\x04N.\x80\x04K\1.", 9, true);
    assert_true(e.has_stop);
    assert_int_equal(e.end, 4);
    assert_int_equal(e.ops, 3);
    e = judge("\x80\x02"
              "cos\nsystem\n\xff",
              13, true);
    assert_false(e.has_stop);
    assert_true(e.has_import);
    assert_int_equal(e.end, 13);
}

static void pickles_in_a_row_end_with_the_last(void **state)
{
    (void)state;
    static const char two[] = "\x80\x04N.\x80\x04K\1.PK\3\4";
    assert_int_equal(evidence_run((const uint8_t *)two, sizeof two - 1), 9);
    assert_int_equal(evidence_run((const uint8_t *)"text", 4), 0);
}

static void marks_deeper_than_are_counted_are_taken_on_trust(void **state)
{
    (void)state;
    struct buf bytes = {0};
    buf_add(&bytes, "\x80\x02", 2);
    buf_pad(&bytes, '(', 40000);
    buf_pad(&bytes, 't', 40000);
    buf_char(&bytes, '.');
    struct evidence e = judge(bytes.data, bytes.len, true);
    assert_true(e.is_pickle && e.has_stop);
    assert_int_equal(e.end, bytes.len);
    buf_free(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pickles_of_each_protocol_are_believed),
        cmocka_unit_test(text_and_numbers_are_not),
        cmocka_unit_test(a_pickle_that_breaks_is_believed_for_what_it_did),
        cmocka_unit_test(names_may_be_long),
        cmocka_unit_test(a_call_without_a_header_is_believed_where_it_breaks),
        cmocka_unit_test(running_out_of_bytes_at_hand_is_no_objection),
        cmocka_unit_test(the_end_is_the_byte_after_stop),
        cmocka_unit_test(pickles_in_a_row_end_with_the_last),
        cmocka_unit_test(marks_deeper_than_are_counted_are_taken_on_trust),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
