/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a file can make its readers do: each program here is plain, each text is cut after a few
 * bytes, and a reader that looks at all of something for each event takes minutes. The limit is of
 * processor time and far above what is needed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "tests/unit/machine_run.h"
#include "tests/unit/pickle_asm.h"

enum { LIMIT_SECONDS = 10, LONG = 8 << 20, EVENTS = 20000 };

static double cpu_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void write_times(struct buf *to, const char *ops, unsigned n)
{
    struct buf once = {0};
    pickle_asm(&once, ops);
    for (; n > 0; n--)
        buf_add(to, once.data, once.len);
    buf_free(&once);
}

/* Runs what is in run->bytes, and prints the last events, each text cut at max_bytes. */
static void check_cheap(struct run *run, uint64_t max_bytes, unsigned events)
{
    double began = cpu_seconds();
    run_bytes(run);
    assert_string_equal(run_status(run), "ok");
    uint64_t n = br_event_count(run->rec);
    struct br_text_options options = {.max_bytes = max_bytes};
    struct buf text = {0};
    for (unsigned i = 0; i < events && i < n; i++) {
        struct br_event event;
        br_event(run->rec, n - 1 - i, &event);
        for (enum br_field field = BR_FIELD_CALLEE; field <= BR_FIELD_KWARGS; field++) {
            bool present;
            buf_clear(&text);
            assert_int_equal(
                br_event_text(run->rec, &event, field, &options, sink_to(&text), NULL, &present),
                BR_OK);
            assert_true(text.len <= max_bytes);
        }
        if (cpu_seconds() - began > LIMIT_SECONDS)
            fail_msg("%u events took %d seconds", i, LIMIT_SECONDS);
    }
    buf_free(&text);
    run_free(run);
}

/* ---- Long literals --------------------------------------------------------------------------- */

/* A literal of LONG bytes, made of `fill` between `first` and `last`. */
static void write_literal(struct buf *to, const char *opcode, const char *first, const char *fill,
                          const char *last)
{
    struct buf text = {0};
    buf_str(&text, first);
    while (text.len < LONG)
        buf_str(&text, fill);
    buf_str(&text, last);
    pickle_bytes(to, opcode, text.data, text.len);
    buf_free(&text);
}

/* One literal in the arguments of very many events. */
static void check_literal(const char *opcode, const char *first, const char *fill, const char *last)
{
    struct run run = {0};
    write_literal(&run.bytes, opcode, first, fill, last);
    pickle_asm(&run.bytes, "BINPUT 0");
    write_times(&run.bytes, "BINGET 0 BINPERSID POP", EVENTS);
    pickle_asm(&run.bytes, "STOP");
    check_cheap(&run, 256, EVENTS);
}

static void a_long_str_is_looked_through_once(void **state)
{
    (void)state;
    check_literal("BINUNICODE", "", "abcdefgh", "\"'");
    check_literal("UNICODE", "", "abcdefgh", "\\u0041");
    check_literal("UNICODE", "", "\\u0041", "");
    check_literal("STRING", "'", "abcdefgh", "'");
}

static void long_bytes_are_looked_through_once(void **state)
{
    (void)state;
    check_literal("BINBYTES", "", "abcdefgh", "'");
    check_literal("BYTEARRAY8", "", "abcdefgh", "'");
}

static void a_long_integer_is_converted_once(void **state)
{
    (void)state;
    check_literal("INT", "0x", "12345678", "");
    check_literal("INT", "0x", "00000000", "1");
    check_literal("LONG", "0b", "00000000", "1L");
    check_literal("LONG4", "", "12345678", "");
    check_literal("FLOAT", "0.", "00000000", "1");
}

static void an_integer_of_many_digits_is_converted_once(void **state)
{
    (void)state;
    struct run run = {0};
    struct buf text = {0};
    while (text.len < 400000)
        buf_str(&text, "12345678");
    pickle_bytes(&run.bytes, "LONG4", text.data, text.len);
    pickle_asm(&run.bytes, "BINPUT 0");
    write_times(&run.bytes, "BINGET 0 BINPERSID POP", EVENTS);
    pickle_asm(&run.bytes, "STOP");
    check_cheap(&run, 256, EVENTS);
    buf_free(&text);
}

static void long_names_are_divided_once(void **state)
{
    (void)state;
    struct run run = {0};
    write_literal(&run.bytes, "GLOBAL", "", "abcdefgh", "");
    buf_str(&run.bytes, "name\n");
    pickle_asm(&run.bytes, "BINPUT 0");
    write_times(&run.bytes, "BINGET 0 BINPERSID POP", EVENTS);
    pickle_asm(&run.bytes, "STOP");
    check_cheap(&run, 256, EVENTS);
}

static void a_long_persistent_id_is_looked_through_once(void **state)
{
    (void)state;
    check_literal("PERSID", "", "abcdefgh", "'");
}

/* The number of an index, or of a byte, in as many digits as the file has room for. */
static void a_padded_number_is_read_once(void **state)
{
    (void)state;
    struct run run = {0};
    write_literal(&run.bytes, "INT", "0x", "00000000", "1");
    pickle_asm(&run.bytes, "BINPUT 0 EMPTY_LIST NONE APPEND NONE APPEND");
    write_times(&run.bytes, "BINGET 0 NONE SETITEM", EVENTS);
    pickle_asm(&run.bytes, "STOP");
    check_cheap(&run, 256, EVENTS);
    struct buf zeros = {0};
    buf_char(&zeros, 'A');
    buf_pad(&zeros, '\0', LONG);
    pickle_bytes(&run.bytes, "LONG4", zeros.data, zeros.len);
    pickle_asm(&run.bytes, "BINPUT 0 BYTEARRAY8 'abc'");
    write_times(&run.bytes, "BINGET 0 APPEND", EVENTS);
    pickle_asm(&run.bytes, "STOP");
    check_cheap(&run, 256, EVENTS);
    buf_free(&zeros);
}

static void a_long_key_is_hashed_once(void **state)
{
    (void)state;
    static const char *const keys[] = {"BINGET 0", "BINGET 0 TUPLE1",
                                       "BINGET 0 BINGET 0 STACK_GLOBAL"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        struct run run = {0};
        write_literal(&run.bytes, "BINUNICODE", "", "abcdefgh", "");
        pickle_asm(&run.bytes, "BINPUT 0 POP EMPTY_DICT");
        if (i == 2) {
            pickle_asm(&run.bytes, keys[i]);
            pickle_asm(&run.bytes, "BINPUT 0 NONE SETITEM");
        }
        for (unsigned n = 0; n < EVENTS; n++) {
            pickle_asm(&run.bytes, i == 2 ? keys[0] : keys[i]);
            pickle_asm(&run.bytes, "NONE SETITEM");
        }
        pickle_asm(&run.bytes, "BINPERSID STOP");
        check_cheap(&run, 256, 1);
    }
}

/* ---- Containers ------------------------------------------------------------------------------ */

static void a_list_does_not_remember_each_time_what_was_written_over(void **state)
{
    (void)state;
    struct run run = {0};
    pickle_asm(&run.bytes, "EMPTY_LIST NONE APPEND");
    write_times(&run.bytes, "BININT1 0 NEWTRUE SETITEM", 200000);
    pickle_asm(&run.bytes, "NONE APPEND");
    write_times(&run.bytes, "BININT1 0 NEWTRUE SETITEM", 200000);
    pickle_asm(&run.bytes, "STOP");
    check_cheap(&run, 256, EVENTS);
}

static void containers_that_grow_item_by_item_print_their_beginning(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"EMPTY_LIST BINPUT 0", "NONE APPEND"},
        {"EMPTY_DICT BINPUT 0 NONE BINPUT 1", "POP BINGET 0 BINGET 1 DUP TUPLE1 BINPUT 1 SETITEM"},
        {"EMPTY_SET BINPUT 0", "MARK NONE ADDITEMS"},
        {"BYTEARRAY8 'abc' BINPUT 0", "BININT1 66 APPEND"},
        {"BYTEARRAY8 'abc' BINPUT 0", "BININT1 66 APPEND BININT1 0 BININT1 39 SETITEM"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct run run = {0};
        pickle_asm(&run.bytes, rows[i][0]);
        struct buf once = {0};
        pickle_asm(&once, rows[i][1]);
        pickle_asm(&once, "BINGET 0 BINPERSID POP");
        if (i == 1)
            pickle_asm(&once, "BINGET 0");
        for (unsigned n = 0; n < 100000; n++)
            buf_add(&run.bytes, once.data, once.len);
        buf_free(&once);
        pickle_asm(&run.bytes, "STOP");
        check_cheap(&run, 64, EVENTS);
    }
}

static void many_small_dicts_are_not_indexed_again_for_each_event(void **state)
{
    (void)state;
    struct run run = {0};
    pickle_asm(&run.bytes, "EMPTY_LIST BINPUT 0 MARK");
    write_times(&run.bytes, "EMPTY_DICT MARK NONE NONE NEWTRUE NONE SETITEMS", 100000);
    pickle_asm(&run.bytes, "APPENDS");
    write_times(&run.bytes, "BINGET 0 BINPERSID POP", EVENTS);
    pickle_asm(&run.bytes, "STOP");
    check_cheap(&run, 256, EVENTS);
}

/* Keywords, and the arguments of OBJ, far down a stack whose nodes do not follow each other. */
static void arguments_far_down_are_found(void **state)
{
    (void)state;
    struct run run = {0};
    pickle_asm(&run.bytes, "MARK GLOBAL 'a' 'f'");
    write_times(&run.bytes, "NONE NONE POP", 500000);
    pickle_asm(&run.bytes, "OBJ BINPUT 0");
    write_times(&run.bytes, "BINGET 0 BINPERSID POP", EVENTS);
    pickle_asm(&run.bytes, "STOP");
    check_cheap(&run, 256, EVENTS);
}

/* ---- Calls ----------------------------------------------------------------------------------- */

enum { CHAIN = 300000 };

static void a_deep_chain_prints_its_root(void **state)
{
    (void)state;
    struct run run = {0};
    pickle_asm(&run.bytes, "GLOBAL 'a' 'f'");
    write_times(&run.bytes, "EMPTY_TUPLE REDUCE", CHAIN);
    pickle_asm(&run.bytes, "STOP");
    check_cheap(&run, 256, EVENTS);
}

static void a_deep_chain_that_meets_itself_prints_its_root(void **state)
{
    (void)state;
    struct run run = {0};
    pickle_asm(&run.bytes, "EMPTY_LIST BINPUT 0 POP GLOBAL 'a' 'f' BINGET 0 TUPLE1 REDUCE");
    write_times(&run.bytes, "EMPTY_TUPLE REDUCE", CHAIN);
    pickle_asm(&run.bytes, "BINPUT 1 BINGET 0 BINGET 1 APPEND POP");
    write_times(&run.bytes, "EMPTY_TUPLE REDUCE", EVENTS);
    pickle_asm(&run.bytes, "STOP");
    check_cheap(&run, 256, EVENTS);
}

/* Each chain is in the first arguments of the next: many are entered before any is done. */
static void long_chains_in_each_others_arguments_are_entered_quickly(void **state)
{
    (void)state;
    struct run run = {0};
    pickle_asm(&run.bytes, "GLOBAL 'a' 'f' BINPUT 0");
    for (unsigned i = 0; i < 700; i++) {
        pickle_asm(&run.bytes, "BINPUT 1 POP BINGET 0 BINGET 1 TUPLE1 REDUCE");
        write_times(&run.bytes, "EMPTY_TUPLE REDUCE", 1100);
    }
    pickle_asm(&run.bytes, "STOP");
    check_cheap(&run, 4096, 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_long_str_is_looked_through_once),
        cmocka_unit_test(long_bytes_are_looked_through_once),
        cmocka_unit_test(a_long_integer_is_converted_once),
        cmocka_unit_test(an_integer_of_many_digits_is_converted_once),
        cmocka_unit_test(long_names_are_divided_once),
        cmocka_unit_test(a_long_persistent_id_is_looked_through_once),
        cmocka_unit_test(a_padded_number_is_read_once),
        cmocka_unit_test(a_long_key_is_hashed_once),
        cmocka_unit_test(a_list_does_not_remember_each_time_what_was_written_over),
        cmocka_unit_test(containers_that_grow_item_by_item_print_their_beginning),
        cmocka_unit_test(many_small_dicts_are_not_indexed_again_for_each_event),
        cmocka_unit_test(arguments_far_down_are_found),
        cmocka_unit_test(a_deep_chain_prints_its_root),
        cmocka_unit_test(a_deep_chain_that_meets_itself_prints_its_root),
        cmocka_unit_test(long_chains_in_each_others_arguments_are_entered_quickly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
