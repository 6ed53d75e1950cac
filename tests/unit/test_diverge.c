/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where Python's readers part: the points in which they are known to differ, each with the smallest
 * program that shows it. What the readers do there was seen with CPython 3.8 to 3.13, but for those
 * of c-strict and c-3.15, which were read (vm/dialect.c). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "src/analysis/diverge.h"
#include "src/analysis/readers.h"

enum { PART_NONE = -1 };

/* The readers, in the order of br_dialect_nth, that part at the first part: one letter each. */
#define STREAM "s"
#define STRICT "t"
#define NEWER "n"
#define PY "p"
#define TOOLS "l"

struct row {
    const char *about;
    const char *bytes;
    size_t n;
    int pos; /* PART_NONE: all agree */
    const char *difference;
    const char *readers; /* those that part there */
};

#define ROW(about, bytes, pos, difference, readers)                                                \
    {                                                                                              \
        about, bytes, sizeof(bytes) - 1, pos, difference, readers                                  \
    }
#define FRAME(n) "\x95" n "\0\0\0\0\0\0\0"
#define TWO_63 "9223372036854775808"

/* clang-format off */
static const struct row rows[] = {
    ROW("INT 010", "I010\n.", 0, "int-base", NEWER PY TOOLS),
    ROW("INT 007 is 7 to most", "I007\n.", 0, "int-base", PY),
    ROW("INT 000 is 0 to all", "I000\n.", PART_NONE, "", ""),
    ROW("INT 0 and a blank", "I0 \n.", PART_NONE, "", ""),
    ROW("INT with a sign, blanks and underscores", "I -1_0 \n.", PART_NONE, "", ""),
    ROW("INT -2^63", "I-9223372036854775808\n.", PART_NONE, "", ""),
    ROW("INT 2^64", "I18446744073709551616\n.", PART_NONE, "", ""),
    ROW("PUT 0 and a blank", "Np0 \n.", PART_NONE, "", ""),
    ROW("INT 0x1F", "I0x1F\n.", 0, "int-base", NEWER TOOLS),
    ROW("LONG 0x1F", "L0x1FL\n.", 0, "int-base", NEWER TOOLS),
    ROW("LONG 010", "L010L\n.", 0, "int-base", NEWER TOOLS),
    ROW("INT +1", "I+1\n.", 0, "int-bool", NEWER PY TOOLS),
    ROW("INT 01", "I01\n.", PART_NONE, "", ""),
    ROW("INT with a NUL", "I12\0zz\n.", 0, "number-nul", PY TOOLS),
    ROW("FLOAT with a NUL", "F1.5\0z\n.", 0, "number-nul", PY TOOLS),
    ROW("GET with a NUL", "Np0\n0g0\0z\n.", 5, "number-nul", PY TOOLS),
    ROW("FLOAT 1e999", "F1e999\n.", 0, "float-overflow", PY TOOLS),
    ROW("FLOAT after a blank", "F 1.5\n.", 0, "float-blanks", PY TOOLS),
    ROW("FLOAT with underscores", "F1_0.0\n.", 0, "float-blanks", PY TOOLS),
    ROW("FLOAT and a carriage return", "F1.5\r\n.", 0, "float-blanks", PY TOOLS),
    ROW("BINSTRING of 2^32 - 1 bytes", "T\xff\xff\xff\xffhi.", 0, "binstring-sign", NEWER PY TOOLS),
    ROW("STRING of one quote", "S'\n.", 0, "string-quotes", TOOLS),
    ROW("SHORT_BINSTRING e9", "U\x01\xe9.", 0, "string-encoding", TOOLS),
    ROW("STRING e9", "S'\xe9'\n.", PART_NONE, "", ""),
    ROW("GLOBAL in UTF-8", "cm\xc3\xa9\nn\n.", 0, "names-encoding", TOOLS),
    ROW("GLOBAL with an escape", "cm\\x41\nn\\n\n.", 0, "names-escapes", TOOLS),
    ROW("PERSID with an escape", "P\\\\\n.", 0, "names-escapes", TOOLS),
    ROW("GLOBAL with a backslash that is no escape", "cm\\q\nn\n.", PART_NONE, "", ""),
    ROW("GLOBAL of no module", "c\nfoo\n.", 0, "empty-line", PY TOOLS),
    ROW("INT of nothing", "I\n.", 0, "empty-line", PY TOOLS),
    ROW("GLOBAL up to the end of the file", "ca\nbc", 0, "line-without-newline", PY),
    ROW("PERSID up to the end of the file", "Pabc", 0, "line-without-newline", PY),
    ROW("INST without a mark", "ia\nb\n.", 0, "inst-mark", PY),
    ROW("REDUCE with a list", "ca\nb\n]R.", 6, "args-iterable", PY),
    ROW("NEWOBJ with a str", "ca\nb\nX\1\0\0\0s\x81.", 11, "args-iterable", PY),
    ROW("BUILD of [] with {}", "]}b.", 2, "build-truth", PY),
    ROW("BUILD of [] with None", "]Nb.", PART_NONE, "", ""),
    ROW("BUILD with (None, set())", "NN\x8f\x86" "b.", 4, "build-truth", PY),
    ROW("APPENDS of nothing to an int", "K\x01(e.", 3, "empty-slice", NEWER PY),
    ROW("APPENDS of nothing to a list", "](e.", PART_NONE, "", ""),
    ROW("APPENDS of nothing to an object", "ca\nb\n(e.", 6, "empty-slice", NEWER PY),
    ROW("ADDITEMS of nothing to an int", "K\x01(\x90.", 3, "empty-slice", NEWER PY),
    ROW("DICT of an odd number", "(K\x01" "d.", PART_NONE, "", ""),
    ROW("TUPLE2 over a mark", "(N\x86.", PART_NONE, "", ""),
    ROW("an open mark at STOP", "(K\x01K\x02.", PART_NONE, "", ""),
    ROW("values left at STOP", "NK\x01.", PART_NONE, "", ""),
    ROW("a memo key again", "Nq\0q\0K\x07\x94h\x01.", PART_NONE, "", ""),
    ROW("PUT 2^63", "Np" TWO_63 "\n.", 1, "memo-key", PY TOOLS),
    ROW("PUT 2^64", "Np18446744073709551616\n.", 1, "memo-key", PY TOOLS),
    ROW("PUT -1", "Np-1\n.", PART_NONE, "", ""),
    ROW("PUT far beyond, then MEMOIZE", "Np1000\nK\x07\x94h\x01.", 9, "memo-key", NEWER),
    ROW("GET 2^63", "g" TWO_63 "\n.", 0, "memo-key", PY TOOLS),
    ROW("PUT 00", "Np00\n0g00\n.", 1, "key-bool", TOOLS),
    ROW("a frame that is too long", FRAME("d") "N.", 0, "frame-length", PY TOOLS),
    ROW("a frame that ends in an argument", FRAME("\2") "J\1\0\0\0..", 9, "frame",
        STREAM STRICT NEWER PY),
    ROW("a frame in a frame", FRAME("\x0b") FRAME("\2") "N.", 9, "frame", STRICT NEWER PY),
    ROW("a frame in a frame, and beyond it", FRAME("\4") "NN" FRAME("\2") "N.", 11, "frame",
        STREAM STRICT NEWER PY),
    ROW("a frame that ends between an opcode and its argument", FRAME("\1") "K\x07.", PART_NONE, "",
        ""),
    ROW("a frame that ends in bytes", FRAME("\7") "B\5\0\0\0hello.", 9, "frame", STRICT NEWER PY),
    ROW("a frame that ends in a line", FRAME("\3") "I12\n.\n.", 9, "frame",
        STREAM STRICT NEWER PY),
    ROW("PERSID e9", "P\xe9\n.", PART_NONE, "", ""),
    ROW("no opcode", "\xff", PART_NONE, "", ""),
    ROW("nothing", "", PART_NONE, "", ""),
    ROW("no mark", "t.", PART_NONE, "", ""),
    ROW("bytes that are not there", "\x8e\0\0\0\0\0\0\0\x40", 0, "short-data", PY),
    ROW("NEWOBJ with a list", "ca\nfnx\n]\x81.", 8, "args-iterable", PY),
    ROW("protocol 5", "\x80\5N.", PART_NONE, "", ""),
    ROW("protocol 6", "\x80\6N.", PART_NONE, "", ""),
    ROW("EXT1 0", "\x82\0.", PART_NONE, "", ""),
    ROW("GET of what is not there", "g5\n.", PART_NONE, "", ""),
    ROW("PUT z on an empty stack", "pz\n.", 0, "put-order", PY),
    ROW("GLOBAL with dots", "ca.b\nc.d\n.", PART_NONE, "", ""),
    ROW("a list of all sorts", "\x80\4]\x94(K\1J\1\0\0\0G\0\0\0\0\0\0\0\0\x88N\x8c\1a\x94h\1e.",
        PART_NONE, "", ""),
};
/* clang-format on */

static struct diverge *compare(const char *bytes, size_t n)
{
    struct diverge *d = diverge_new((const uint8_t *)bytes, n, NULL, NULL, NULL);
    assert_non_null(d);
    assert_int_equal(diverge_run(d, 0), BR_OK);
    return d;
}

static const char *readers_at(const struct diverge *d, br_op op)
{
    static const char letters[] = "c" STREAM STRICT NEWER PY TOOLS;
    static char text[DIVERGE_READERS_MAX];
    const struct diverge_reader *reader;
    size_t n = 0;
    for (unsigned k = 0; (reader = diverge_reader(d, k)) != NULL; k++)
        if (reader->parts && reader->op == op)
            text[n++] = letters[k];
    text[n] = '\0';
    return text;
}

static void known_differences_are_found_and_named(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        struct diverge *d = compare(rows[k].bytes, rows[k].n);
        struct diverge_part part;
        bool parts = diverge_part(d, &part);
        print_message("%s\n", rows[k].about);
        assert_int_equal(parts, rows[k].pos != PART_NONE);
        if (parts) {
            assert_int_equal(part.pos, rows[k].pos);
            assert_string_equal(difference_row(part.difference)->name, rows[k].difference);
            assert_string_equal(readers_at(d, part.op), rows[k].readers);
        }
        diverge_free(d);
    }
}

static void a_quick_look_at_c_misses_none_of_them(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        struct readers_look look = {0};
        br_record *c = br_record_new((const uint8_t *)rows[k].bytes, rows[k].n, NULL);
        br_record_run(c, 0);
        assert_false(readers_look_done(&look));
        bool may = readers_look_on(&look, c, UINT64_MAX);
        print_message("%s\n", rows[k].about);
        assert_true(readers_look_done(&look));
        assert_true(may || rows[k].pos == PART_NONE);
        br_record_free(c);
    }
}

static void a_clean_pickle_is_not_compared_at_all(void **state)
{
    static const char clean[] =
        "(lp0\nI1\naI-20\naL5L\naF1.5\naS'x y'\naVu\np1\nacos\npath\nag1\na.";
    struct readers_look look = {0};
    (void)state;
    br_record *c = br_record_new((const uint8_t *)clean, sizeof clean - 1, NULL);
    assert_int_equal(br_record_run(c, 0), BR_OK);
    assert_null(br_error_of(c));
    assert_false(readers_look_on(&look, c, UINT64_MAX));
    assert_true(readers_look_done(&look));
    br_record_free(c);
}

/* The frame ends inside a number, whose bytes are opcodes to who drops what is left of it. */
static void what_each_reader_calls_is_told(void **state)
{
    static const char straddle[] = FRAME("\2") "J\1\0\0\0..";
    static const char reduce[] = "ca\nb\n]R.";
    (void)state;
    struct diverge *d = compare(straddle, sizeof straddle - 1);
    const struct diverge_reader *stream = diverge_reader(d, 1), *strict = diverge_reader(d, 2);
    assert_string_equal(stream->tale.rows[0].arg, "771751936");
    assert_int_equal(stream->tale.rows[0].gap, 1);
    assert_string_equal(stream->tale.result, "771751936");
    assert_int_equal(strict->tale.rows[0].breaks, BR_ERR_FRAME);
    assert_false(diverge_in_events(d));
    assert_true(diverge_in_result(d));
    diverge_free(d);

    d = compare(reduce, sizeof reduce - 1);
    const struct diverge_reader *py = diverge_reader(d, 4);
    assert_int_equal(py->tale.n_events, 1);
    assert_string_equal(py->tale.events[0].what, "a.b()");
    assert_true(diverge_in_events(d));
    diverge_free(d);
}

/* PERSID has no second line: its name is empty and nowhere, from which nothing may be counted on. */
static void a_name_that_is_not_there_has_no_escapes(void **state)
{
    (void)state;
    assert_false(readers_name_is_escaped((struct br_slice){NULL, 0}));
    assert_true(readers_name_is_escaped((struct br_slice){(const uint8_t *)"a\\x41", 5}));
    assert_false(readers_name_is_escaped((struct br_slice){(const uint8_t *)"a\\y", 3}));
}

static void the_work_can_be_cut_into_slices(void **state)
{
    static const char bytes[] = "(I010\nI1\nI+1\nt.";
    struct diverge_part part;
    (void)state;
    struct diverge *d = diverge_new((const uint8_t *)bytes, sizeof bytes - 1, NULL, NULL, NULL);
    unsigned slices = 0;
    while (diverge_run(d, 1) == BR_RUNNING)
        slices++;
    assert_true(slices > 5);
    assert_true(diverge_part(d, &part));
    assert_int_equal(part.op, 1);
    assert_int_equal(part.pos, 1);
    diverge_free(d);
}

/* Where our own limit ends the run, no reader parts from it: none is run as well. */
static void a_limit_of_ours_is_no_part(void **state)
{
    (void)state;
    static const uint8_t bytes[] = "NNNN.";
    struct br_options options = {.max_ops = 2};
    struct readers_look look = {0};
    br_record *rec = br_record_new(bytes, sizeof bytes - 1, &options);
    assert_non_null(rec);
    br_record_run(rec, 0);
    assert_int_equal(br_error_of(rec)->kind, BR_ERR_LIMIT);
    assert_non_null(br_error_of(rec)->opcode);
    assert_false(readers_look_on(&look, rec, UINT64_MAX));
    assert_true(readers_look_done(&look));
    br_record_free(rec);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_differences_are_found_and_named),
        cmocka_unit_test(a_quick_look_at_c_misses_none_of_them),
        cmocka_unit_test(a_limit_of_ours_is_no_part),
        cmocka_unit_test(a_clean_pickle_is_not_compared_at_all),
        cmocka_unit_test(what_each_reader_calls_is_told),
        cmocka_unit_test(a_name_that_is_not_there_has_no_escapes),
        cmocka_unit_test(the_work_can_be_cut_into_slices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
