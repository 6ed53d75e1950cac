/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The debugger's commands: moves both ways, breakpoints, the table, completion. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "src/debugger/breakmap.h"
#include "src/debugger/breakpoint.h"
#include "src/debugger/command.h"
#include "src/debugger/complete.h"
#include "src/debugger/menu.h"
#include "src/debugger/script.h"
#include "tests/unit/pickle_asm.h"
#include "tests/unit/session_maker.h"

/*  #0 PROTO  #1 GLOBAL posix system  #2 MARK  #3 BINUNICODE id  #4 MARK  #5 BININT1 1  #6 LIST
 *  #7 BINPUT 3  #8 TUPLE  #9 REDUCE  #10 GLOBAL os getcwd  #11 EMPTY_TUPLE  #12 REDUCE  #13 TUPLE2
 *  #14 STOP; the bytes begin at 0 2 10 11 18 19 1b 1c 1e 1f 20 2b 2c 2d 2e */
static const char calls[] = "PROTO 4 GLOBAL 'posix' 'system' MARK BINUNICODE 'id' MARK BININT1 1 "
                            "LIST BINPUT 3 TUPLE REDUCE "
                            "GLOBAL 'os' 'getcwd' EMPTY_TUPLE REDUCE TUPLE2 STOP";

static int open_calls(void **state)
{
    static struct session_maker maker;
    maker_open(&maker, calls);
    *state = &maker;
    return 0;
}

static int close_session(void **state)
{
    maker_close(*state);
    return 0;
}

static void has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("\"%s\" is not in: %s", part, text);
}

static void has_not(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("\"%s\" is in: %s", part, text);
}

/* ---- Moves -------------------------------------------------------------------------------------- */

static void steps_go_both_ways_and_stay_inside(void **state)
{
    struct session_maker *m = *state;
    maker_walk(m, "step", 1, "s 3", 4, "back", 3, "rs 2", 1, "back 99", 0, "back", 0, "step 100",
               14, "step", 14, "reverse-step", 13, NULL);
    assert_string_equal(maker_fail(m, "step x"), "\"x\" is no count: expected a number from 1");
    assert_string_equal(maker_fail(m, "step 0"), "\"0\" is no count: expected a number from 1");
    has(maker_run(m, "step 100"), "Cut short at the end: STOP.");
    has(maker_run(m, "step"), "Already at the end: STOP.");
}

static void an_empty_line_repeats(void **state)
{
    struct session_maker *m = *state;
    maker_walk(m, "", 0, "step 2", 2, "", 4, "", 6, "back", 5, "", 4, "break REDUCE", 4, "", 4,
               NULL);
}

static void next_passes_over_what_a_mark_holds(void **state)
{
    struct session_maker *m = *state;
    maker_walk(m, "next", 1, "next", 2, "next", 8, "next", 9, "goto #4", 4, "next", 6, "n 2", 8,
               "n 99", 14, NULL);
}

static void finish_goes_after_what_takes_the_innermost_mark(void **state)
{
    struct session_maker *m = *state;
    maker_walk(m, "goto #3", 3, "finish", 9, "goto #5", 5, "finish", 7, "finish", 9, "finish", 14,
               "goto #2", 2, "finish", 14, NULL);
}

static void a_mark_that_nothing_takes_runs_to_the_end(void **state)
{
    struct session_maker m;
    (void)state;
    maker_open(&m, "MARK MARK NONE NONE STOP");
    has(maker_run(&m, "next"), "No opcode takes this mark; the end: STOP.");
    maker_walk(&m, "goto #2", 2, "finish", 4, NULL);
    maker_close(&m);
}

static void positions_are_opcodes_or_bytes(void **state)
{
    struct session_maker *m = *state;
    maker_walk(m, "goto #7", 7, "goto 0x11", 3, "goto 0x12", 3, "goto 17", 3, "goto end", 14,
               "goto start", 0, "goto 0x2e", 14, "goto start", 0, "until 0x10", 2, "until 0x12", 4,
               "until 0x11", 4, "until #6", 6, "until 0xff", 14, NULL);
    assert_string_equal(maker_fail(m, "goto #15"), "there is no #15: the last is #14");
    assert_string_equal(maker_fail(m, "goto 0x2f"),
                        "there is no byte 0x2f: the stream ends at 0x2f");
    assert_string_equal(maker_fail(m, "goto 99999999999999999999999"),
                        "\"99999999999999999999999\" is no position: expected #12, 0x1f, 31, +3, "
                        "-3, 50%, @NAME, start or end");
    maker_fail(m, "goto #4294967295");
    maker_fail(m, "goto #18446744073709551615");
    maker_fail(m, "goto 18446744073709551615");
    maker_fail(m, "goto");
    maker_fail(m, "goto #");
}

static void the_break_of_a_run_is_the_last_row(void **state)
{
    struct session_maker m;
    (void)state;
    maker_open(&m, "NONE NONE REDUCE STOP");
    has(maker_run(&m, "continue"), "0x0002 #2 REDUCE   the run BREAKS here: type: ");
    maker_walk(&m, "step", 2, "back", 1, "goto 2", 2, "goto end", 2, NULL);
    maker_fail(&m, "goto #3");
    maker_close(&m);
    maker_open(&m, "NONE");
    maker_walk(&m, "goto end", 1, "goto 1", 1, NULL);
    maker_fail(&m, "goto 2");
    maker_close(&m);
    maker_open(&m, "");
    has(maker_run(&m, "step"), "0x0000 #0   the run BREAKS here: truncated: ");
    maker_walk(&m, "back", 0, "goto end", 0, "finish", 0, "next", 0, "continue", 0, "rc", 0, NULL);
    maker_run(&m, "info stack");
    maker_run(&m, "info calls");
    maker_run(&m, "info stats");
    maker_run(&m, "list");
    maker_run(&m, "explain");
    maker_close(&m);
}

static void a_stop_says_what_comes_and_what_it_would_do(void **state)
{
    struct session_maker *m = *state;
    assert_string_equal(maker_run(m, "goto #3"), "0x0011 #3 BINUNICODE 'id'\n");
    assert_string_equal(maker_run(m, "goto #2"), "0x0010 #2 MARK\n");
    assert_string_equal(maker_run(m, "goto #9"),
                        "0x001f #9 REDUCE   would CALL posix.system('id', [1])   !! DANGEROUS: "
                        "process: runs a shell command\n");
    has(maker_run(m, "goto #1"), "#1 GLOBAL   would IMPORT posix.system   !! DANGEROUS");
    has(maker_run(m, "goto end"),
        "#14 STOP   the end: loading returns (posix.system('id', [1]), os.getcwd())");
}

static void every_kind_of_event_has_its_words(void **state)
{
    static const struct {
        const char *ops;
        int op;
        const char *words;
    } rows[] = {
        {"GLOBAL 'a' 'B' EMPTY_TUPLE NEWOBJ STOP", 2, "would CALL a.B.__new__()"},
        {"MARK NONE INST 'a' 'B' STOP", 2, "would IMPORT a.B and CALL a.B(None)"},
        {"MARK GLOBAL 'a' 'B' BININT1 1 OBJ STOP", 3, "would CALL a.B(1)"},
        {"GLOBAL 'a' 'B' NONE BUILD STOP", 2, "would BUILD a.B <- None"},
        {"GLOBAL 'a' 'B' NONE APPEND STOP", 2, "would APPEND a.B <- [None]"},
        {"GLOBAL 'a' 'B' NONE NONE SETITEM STOP", 3, "would SET a.B <- [(None, None)]"},
        {"GLOBAL 'a' 'B' MARK NONE ADDITEMS STOP", 3, "would ADD a.B <- [None]"},
        {"PERSID 'x' STOP", 0, "would LOAD persistent_load('x')"},
        {"EXT1 7 STOP", 0, "would IMPORT copyreg.extension(7)"},
        {"NEXT_BUFFER STOP", 0, "would TAKE next_buffer(0)"},
    };
    (void)state;
    for (size_t n = 0; n < sizeof rows / sizeof *rows; n++) {
        struct session_maker m;
        struct buf line = {0};
        maker_open(&m, rows[n].ops);
        buf_printf(&line, "goto #%d", rows[n].op);
        has(maker_run(&m, buf_text(&line)), rows[n].words);
        buf_free(&line);
        maker_close(&m);
    }
}

static void find_goes_to_any_place_and_back(void **state)
{
    struct session_maker *m = *state;
    maker_walk(m, "break #1", 0, "find REDUCE", 9, "", 12, "", 12, "rfind REDUCE", 9, "rf MARK", 4,
               "rf text id", 3, "find text getcwd", 10, "goto start", 0, "find text p*x", 1,
               "find bytes 29 52", 11, "find bytes 5286", 12, "rf bytes 28", 4, "rf bytes 80", 0,
               "find PROTO", 0, "rf bytes 04", 0, "find if depth == 3", 6, NULL);
    has(maker_run(m, "find text nothing"), "Nothing of the kind after here.");
    has(maker_fail(m, "find bytes 8"), "pairs of hex digits");
    has(maker_fail(m, "find text"), "expected text");
    has(maker_fail(m, "find"), "find what?");
    has(maker_fail(m, "find foo"), "text PATTERN, bytes HEX");
    has(maker_run(m, "info breakpoints"), "    0  break #1");
}

static void bytes_are_shown_in_hex(void **state)
{
    struct session_maker *m = *state;
    has(maker_run(m, "x/4 0"), "0x0000 [80");
    has(maker_run(m, "x/2 #13"), "0x0020  ");
    has(maker_run(m, "x end"), "0x0020  ");
    maker_fail(m, "x/4q");
    maker_fail(m, "x/0");
    maker_fail(m, "x 0x999");
    maker_fail(m, "x foo");
    maker_run(m, "x/99999999999999999999 0");
}

static void danger_is_one_command_away_from_anywhere(void **state)
{
    struct session_maker *m = *state;
    maker_walk(m, "danger", 1, "danger", 9, "danger", 1, "goto end", 14, "danger", 1, NULL);
}

/* ---- Breakpoints --------------------------------------------------------------------------------- */

static void each_kind_of_place_stops_both_ways(void **state)
{
    static const struct {
        const char *place;
        int first, second; /* -1: no second stop */
    } rows[] = {
        {"REDUCE", 9, 12},
        {"reduce", 9, 12},
        {"#5", 5, -1},
        {"0x11", 3, -1},
        {"import", 1, 10},
        {"import os.*", 10, -1},
        {"import *.system", 1, -1},
        {"call", 9, 12},
        {"call os.getcwd", 12, -1},
        {"call 'posix.*'", 9, -1},
        {"danger", 1, 9},
        {"if depth == 3 and opcode != 'BINPUT'", 6, 8},
        {"REDUCE if depth == 3", 12, -1},
        {"import if event.name == 'getcwd'", 10, -1},
        {"MARK if stack[0] == 'id'", 4, -1},
    };
    struct session_maker *m = *state;
    for (size_t n = 0; n < sizeof rows / sizeof *rows; n++) {
        struct buf line = {0};
        buf_printf(&line, "break %s", rows[n].place);
        int second = rows[n].second < 0 ? 14 : rows[n].second;
        maker_walk(m, "goto start", 0, buf_text(&line), 0, "continue", rows[n].first, "c", second,
                   NULL);
        if (rows[n].second >= 0)
            maker_walk(m, "reverse-continue", rows[n].first, "rc", 0, NULL);
        else
            maker_walk(m, "rc", rows[n].first, "rc", 0, NULL);
        maker_run(m, "delete");
        buf_free(&line);
    }
}

static void an_opcode_under_the_cursor_does_not_stop_again(void **state)
{
    struct session_maker *m = *state;
    maker_walk(m, "break PROTO", 0, "continue", 0, "continue", 14, "rc", 0, "c", 14, "goto #9", 9,
               "break", 9, "c", 14, "rc", 9, NULL);
}

/* A protocol 0 pickle may begin with its payload's GLOBAL. */
static void the_first_opcode_can_stop_a_run_that_begins_there(void **state)
{
    struct session_maker m;
    (void)state;
    maker_open(&m, "GLOBAL 'posix' 'system' EMPTY_TUPLE REDUCE STOP");
    has(maker_run(&m, "break import"), "Breakpoint 1");
    has(maker_run(&m, "continue"), "Breakpoint 1, import\n0x0000 #0 GLOBAL   would IMPORT");
    maker_walk(&m, "c", 3, "rc", 0, "c", 3, "goto start", 0, "c", 0, "c", 3, "danger", 0, "danger",
               2, "restart", 0, "danger", 0, "danger", 2, NULL);
    maker_close(&m);
}

static void a_temporary_breakpoint_stops_once(void **state)
{
    struct session_maker *m = *state;
    maker_walk(m, "tbreak REDUCE", 0, "c", 9, "c", 14, NULL);
    assert_string_equal(maker_run(m, "info breakpoints"), "No breakpoints.\n");
}

static void ignored_and_disabled_breakpoints_are_passed(void **state)
{
    struct session_maker *m = *state;
    maker_walk(m, "break REDUCE", 0, "ignore 1 1", 0, "c", 12, "goto start", 0, "disable", 0, "c",
               14, "goto start", 0, "enable 1", 0, "c", 9, "goto start", 0,
               "condition 1 depth == 3", 0, "c", 12, "goto start", 0, "condition 1", 0, "c", 9,
               NULL);
    assert_string_equal(maker_run(m, "info breakpoints"),
                        "Num  On   Hits  What\n  1  yes     5  break REDUCE\n");
    maker_run(m, "goto start");
    maker_walk(m, "continue 2", 12, NULL);
}

static void several_that_hold_are_all_named(void **state)
{
    struct session_maker *m = *state;
    maker_run(m, "break REDUCE");
    maker_run(m, "break danger");
    maker_run(m, "break if depth == 2 and opcode == 'REDUCE'");
    maker_walk(m, "goto #2", 2, NULL);
    has(maker_run(m, "c"), "Breakpoint 1, REDUCE; 2, danger; 3, if depth == 2 and");
}

static void what_is_watched_stops_where_it_begins_to_hold(void **state)
{
    struct session_maker *m = *state;
    maker_walk(m, "watch memo[3]", 0, "c", 7, "c", 14, "delete", 14, "goto start", 0,
               "watch stack > 2", 0, "c", 6, "c", 12, "c", 14, "rc", 12, NULL);
    has(maker_fail(m, "watch"), "watch memo[N]");
}

static void what_is_caught(void **state)
{
    struct session_maker *m = *state;
    maker_walk(m, "catch dangerous", 0, "c", 1, "c", 9, "delete", 9, "catch unknown", 9, "c", 10,
               "c", 12, NULL);
    maker_fail(m, "catch");
    maker_fail(m, "catch x");
    maker_close(m);
    maker_open(m, "NONE NONE '\\xff'");
    maker_walk(m, "catch error", 0, "c", 2, "c", 2, NULL);
}

static void commands_run_at_a_stop(void **state)
{
    struct session_maker *m = *state;
    maker_run(m, "break REDUCE");
    maker_run(m, "commands");
    assert_string_equal(session_wants(m->session), "breakpoint 1 (end ends it)> ");
    maker_run(m, "echo here");
    maker_run(m, "print depth");
    maker_run(m, "end");
    assert_null(session_wants(m->session));
    has(maker_run(m, "c"), "\nhere\n2\n");
    maker_run(m, "commands 1");
    maker_run(m, "continue");
    maker_run(m, "end");
    maker_walk(m, "goto start", 0, "c", 14, NULL);
    maker_run(m, "commands 1");
    maker_run(m, "foo");
    maker_run(m, "end");
    maker_run(m, "goto start");
    has(maker_fail(m, "c"), "\"foo\" is no command");
}

static void commands_that_run_in_circles_can_be_stopped(void **state)
{
    struct session_maker *m = *state;
    maker_run(m, "break #3");
    maker_run(m, "commands");
    maker_run(m, "goto start");
    maker_run(m, "continue");
    maker_run(m, "end");
    m->interrupted = 1; /* what a Ctrl-C in the middle comes to */
    maker_fail(m, "c");
    m->interrupted = 0;
}

static void mistakes_about_breakpoints_are_told(void **state)
{
    struct session_maker *m = *state;
    has(maker_fail(m, "break foo"), "\"foo\": expected an opcode's name, #12, 0x1f, 31, +3, -3, "
                                    "50%, @NAME, start or end, import");
    has(maker_fail(m, "break REDUCE if"), "expected an expression");
    has(maker_fail(m, "break REDUCE if depth ="), "expected ==");
    has(maker_fail(m, "break import a b"), "expected one pattern");
    assert_string_equal(maker_fail(m, "delete 1"), "there is no breakpoint 1");
    assert_string_equal(maker_fail(m, "delete x"),
                        "\"x\" is no number of a breakpoint, nor a range such as 2-4");
    maker_fail(m, "break #99");
    maker_fail(m, "ignore 1");
    maker_fail(m, "condition");
    maker_fail(m, "commands");
    assert_int_equal(m->session->breakpoints->count, 0);
    maker_run(m, "break #1");
    maker_fail(m, "delete 1 2");
    assert_int_equal(m->session->breakpoints->count, 1);
    maker_fail(m, "ignore 1 x");
    maker_fail(m, "condition 1 (");
    maker_run(m, "delete 1 1");
    assert_int_equal(m->session->breakpoints->count, 0);
}

static void python_2_names_are_seen_through(void **state)
{
    struct session_maker m;
    (void)state;
    maker_open(&m, "PROTO 2 GLOBAL '__builtin__' 'eval' BINUNICODE '1' TUPLE1 REDUCE STOP");
    maker_walk(&m, "break import builtins.eval", 0, "break call builtins.*", 0, "c", 1, "c", 4,
               NULL);
    maker_close(&m);
    /* From protocol 3 on they are what they are. */
    maker_open(&m, "PROTO 4 GLOBAL '__builtin__' 'eval' BINUNICODE '1' TUPLE1 REDUCE STOP");
    maker_walk(&m, "break import builtins.*", 0, "break call builtins.*", 0, "goto start", 0, NULL);
    maker_do(&m, "continue");
    assert_int_equal(m.session->cursor, 5);
    maker_close(&m);
}

static void an_interrupt_stops_a_run_and_not_the_session(void **state)
{
    struct session_maker m;
    (void)state;
    maker_open(&m, "MARK 300000*NONE LIST STOP");
    maker_run(&m, "break REDUCE");
    m.interrupted = 1;
    assert_string_equal(maker_fail(&m, "continue"), "interrupted");
    m.interrupted = 0;
    maker_walk(&m, "step", 1, "goto end", 300002, "info record", 300002, NULL);
    maker_close(&m);
}

static void front_ends_toggle_places(void **state)
{
    struct session_maker *m = *state;
    struct err err;
    assert_true(session_toggle_break(m->session, 5, &err));
    assert_int_equal(breakmap_at(m->session, 5), 1);
    assert_int_equal(breakmap_at(m->session, 4), 0);
    maker_walk(m, "c", 5, NULL);
    assert_false(session_toggle_break(m->session, 5, &err));
    assert_int_equal(breakmap_at(m->session, 5), 0);
    /* However it was written, and however often. */
    maker_run(m, "break #5");
    maker_run(m, "tbreak +0 if depth == 1");
    assert_int_equal(breakmap_at(m->session, 5), 2);
    maker_run(m, "disable");
    assert_false(session_toggle_break(m->session, 5, &err));
    assert_string_equal(maker_run(m, "info breakpoints"), "No breakpoints.\n");
    maker_run(m, "break REDUCE if depth == 99");
    maker_run(m, "break if depth == 2");
    assert_int_equal(breakmap_at(m->session, 9), 4);
    assert_int_equal(breakmap_at(m->session, 8), 0);
}

/* ---- Looking ------------------------------------------------------------------------------------- */

static void values_are_printed_with_where_they_come_from(void **state)
{
    struct session_maker *m = *state;
    maker_run(m, "goto #9");
    assert_string_equal(maker_run(m, "print stack[0]"),
                        "('id', [1])\n  tuple, made by #8 TUPLE at 0x001e\n");
    assert_string_equal(maker_run(m, "p depth"), "2\n");
    assert_string_equal(maker_run(m, "p pos"), "0x1f\n");
    assert_string_equal(maker_run(m, "p opcode"), "'REDUCE'\n");
    assert_string_equal(maker_run(m, "p danger"), "'dangerous'\n");
    assert_string_equal(maker_run(m, "p depth == 2"), "True\n");
    assert_string_equal(maker_run(m, "why"),
                        "-  X ('id', [1])  tuple      TUPLE             #8 0x001e\n"
                        "    0 X 'id'  str        BINUNICODE        #3 0x0011\n"
                        "  - 1 X [1]  list       LIST              #6 0x001b\n"
                        "      0   1  int        BININT1           #5 0x0019\n");
    assert_string_equal(maker_run(m, "uses stack[1]"),
                        "0x001f #9 REDUCE   call posix.system('id', [1])\n");
    assert_string_equal(maker_fail(m, "p stack[7]"), "there is no [7]: the stack has 2");
    has(maker_fail(m, "why depth"), "not a value of the run");
    has(maker_run(m, "explain REDUCE"), "Takes a callable and its arguments off the stack");
    maker_fail(m, "explain FOO");
}

static void long_values_are_cut_unless_asked(void **state)
{
    struct session_maker m;
    (void)state;
    maker_open(&m, "MARK 5000*BININT1 7 LIST STOP");
    maker_run(&m, "goto end");
    assert_in_range(strlen(maker_run(&m, "where")), 100, 600);
    assert_in_range(strlen(maker_run(&m, "p result")), 1900, 2200);
    assert_in_range(strlen(maker_run(&m, "p --full result")), 15000, 15100);
    maker_run(&m, "goto #4000");
    has(maker_run(&m, "info stack 3"), "and 3997 more");
    has(maker_run(&m, "info stack"), "and 3000 more");
    maker_close(&m);
}

static void an_assert_tells_both_sides(void **state)
{
    struct session_maker *m = *state;
    maker_run(m, "goto #9");
    maker_run(m, "assert depth == 2 and event.callee == 'posix.system'");
    assert_false(m->session->assert_failed);
    assert_int_equal(maker_do(m, "assert depth == 2 and len(stack[0]) == 3"),
                     SESSION_ASSERT_FAILED);
    assert_string_equal(buf_text(&m->out), "Assertion failed: depth == 2 and len(stack[0]) == 3\n"
                                           "  at 0x001f #9 REDUCE\n"
                                           "  len(stack[0]) is 2\n");
    assert_true(m->session->assert_failed);
    assert_int_equal(maker_do(m, "assert stack[5] == 1"), SESSION_ASSERT_FAILED);
    has(buf_text(&m->out), "stack[5]: there is no [5]: the stack has 2");
    assert_int_equal(maker_do(m, "assert stack[1] == stack[0]"), SESSION_ASSERT_FAILED);
    has(buf_text(&m->out),
        "stack[1] is posix.system   (global)\n  stack[0] is ('id', [1])   (tuple)");
    maker_fail(m, "assert");
    maker_fail(m, "assert depth ==");
}

static void nothing_from_the_file_is_printed_raw(void **state)
{
    struct session_maker m;
    static const char *const lines[] = {
        "where",         "p stack[0]",   "p stack[1]",    "info stack",   "info memo",
        "info calls",    "info strings", "why",           "info globals", "list",
        "info findings", "p event",      "uses stack[1]", "explain",      "p stack[1].name"};
    (void)state;
    maker_open(&m, "GLOBAL 'os\\x1b[31m' 'sys\\xc2\\x9btem' BINPUT 0 "
                   "BINUNICODE '\\x1b]0;owned\\x07\\xe2\\x80\\xae' TUPLE1 REDUCE STOP");
    for (int op = 0; op <= 5; op++) {
        struct buf move = {0};
        buf_printf(&move, "goto #%d", op);
        maker_run(&m, buf_text(&move));
        buf_free(&move);
        for (size_t n = 0; n < sizeof lines / sizeof *lines; n++) {
            maker_do(&m, lines[n]);
            has_not(buf_text(&m.out), "\x1b");
            has_not(buf_text(&m.out), "\xc2\x9b");
            has_not(buf_text(&m.out), "\xe2\x80\xae");
        }
    }
    maker_close(&m);
}

static void list_goes_on(void **state)
{
    struct session_maker *m = *state;
    maker_run(m, "set list-lines 4");
    has(maker_run(m, "list"), "0x0000");
    has(maker_run(m, ""), "0x0018");
    has(maker_run(m, "list #12"), "0x002c");
    has(maker_run(m, ""), "0x002e");
    has(maker_run(m, ""), "That was the end");
    has(maker_run(m, "list"), "That was the end");
    maker_run(m, "step");
    has(maker_run(m, "list"), "0x0000");
}

static void displays_are_shown_at_each_stop(void **state)
{
    struct session_maker *m = *state;
    maker_run(m, "display depth");
    maker_run(m, "display stack[0]");
    assert_string_equal(maker_run(m, "goto #3"),
                        "0x0011 #3 BINUNICODE 'id'\n1: depth = 1\n2: stack[0] = posix.system\n");
    maker_run(m, "undisplay 1");
    has_not(maker_run(m, "step"), "depth");
    maker_run(m, "undisplay");
    has_not(maker_run(m, "step"), "stack[0]");
    maker_fail(m, "undisplay 1");
    maker_fail(m, "display stack[");
}

/* ---- Streams --------------------------------------------------------------------------------------- */

static void streams_in_a_row_are_opened_by_number(void **state)
{
    struct session_maker m;
    (void)state;
    maker_open(&m, "NONE STOP BININT1 5 BININT1 6 STOP EMPTY_TUPLE");
    has(maker_run(&m, "streams"),
        "> stream 0   0x0000 to 0x0002  proto 0  2 opcodes\n"
        "  stream 1   0x0002 to 0x0007  proto 0  3 opcodes\n"
        "  stream 2   0x0007 to 0x0008  proto 0  1 opcode  breaks: truncated");
    maker_run(&m, "break #1");
    maker_run(&m, "stream 1");
    assert_int_equal(m.session->base, 2);
    maker_walk(&m, "c", 1, "stream 2", 0, "goto end", 1, NULL);
    assert_string_equal(maker_fail(&m, "stream 3"),
                        "there is no stream 3: the last that can be read is 2");
    assert_int_equal(m.session->stream, 2);
    maker_walk(&m, "restart", 0, "c", 1, NULL);
    maker_fail(&m, "entry x");
    maker_run(&m, "entry #0 1");
    assert_int_equal(m.session->stream, 1);
    assert_string_equal(maker_fail(&m, "entry #1"), "there is no member #1: the last is #0");
    has(maker_run(&m, "entries"), "test.pkl");
    maker_close(&m);
}

static void the_worst_of_streams_in_a_row_is_known(void **state)
{
    struct session_maker m;
    struct view_source source;
    (void)state;
    maker_open(&m, "NONE STOP GLOBAL 'x' 'y' STOP GLOBAL 'posix' 'system' STOP "
                   "GLOBAL 'posix' 'system' STOP NONE STOP");
    has(maker_run(&m, "streams"), "  stream 1 ? 0x0002 to 0x0008  proto 0  2 opcodes  suspicious\n"
                                  "  stream 2 X 0x0008 to 0x0017  proto 0  2 opcodes  dangerous\n"
                                  "  stream 3 X 0x0017 to 0x0026  proto 0  2 opcodes  dangerous\n"
                                  "  stream 4   0x0026 to 0x0028  proto 0  2 opcodes\n");
    session_view(m.session, &source);
    assert_int_equal(source.others, 4);
    assert_int_equal(source.worst_other, SEVERITY_DANGEROUS);
    assert_int_equal(source.worst_stream, 2);
    maker_run(&m, "stream 2");
    session_view(m.session, &source);
    assert_int_equal(source.worst_other, SEVERITY_NONE);
    maker_walk(&m, "danger", 0, NULL);
    maker_close(&m);
}

static struct err chosen(struct session_maker *m, const struct debug_menu *menu, uint64_t line,
                         enum menu_verb verb, const char *command)
{
    struct buf out = {0};
    struct err err = {0};
    assert_int_equal(menu->command(m->session, line, verb, &out, &err), command[0] != '\0');
    assert_string_equal(buf_text(&out), command);
    buf_free(&out);
    return err;
}

static void lists_say_the_commands_of_their_lines(void **state)
{
    struct session_maker m;
    struct err err;
    (void)state;
    maker_open(&m, "NONE STOP BININT1 5 BININT1 6 STOP NEWTRUE STOP");
    maker_run(&m, "streams");
    const struct debug_menu *entries = debug_menu_find("entries", &err);
    struct view_source source;
    session_view(m.session, &source);
    assert_int_equal(entries->view.count(&source), 4); /* the file, and its three streams */
    assert_int_equal(entries->view.home(&source), 1);
    err = chosen(&m, entries, 1, MENU_OPEN, "");
    assert_string_equal(err.text, "this is the one that is open");
    chosen(&m, entries, 3, MENU_OPEN, "stream 2");
    chosen(&m, entries, 3, MENU_DELETE, "");
    maker_run(&m, "stream 2");
    assert_int_equal(entries->view.home(&source), 3);

    const struct debug_menu *breakpoints = debug_menu_find("breakpoints", &err);
    maker_run(&m, "break STOP");
    maker_run(&m, "watch depth > 0");
    chosen(&m, breakpoints, 0, MENU_OPEN, "find breakpoint 1");
    chosen(&m, breakpoints, 1, MENU_DELETE, "delete 2");
    chosen(&m, breakpoints, 1, MENU_TOGGLE, "disable 2");
    maker_run(&m, "disable 2");
    chosen(&m, breakpoints, 1, MENU_TOGGLE, "enable 2");
    chosen(&m, breakpoints, 2, MENU_OPEN, "");
    assert_null(debug_menu_find("nothing", &err));
    assert_string_equal(err.text,
                        "\"nothing\" is no list: entries, streams, breakpoints, bookmarks, jumps");
    maker_close(&m);
}

static void a_breakpoint_is_found_by_its_number_and_not_counted(void **state)
{
    struct session_maker m;
    (void)state;
    maker_open(&m, "NONE POP BININT1 5 POP NONE STOP");
    maker_run(&m, "break POP");
    maker_run(&m, "disable 1");
    maker_walk(&m, "find breakpoint 1", 1, "find breakpoint 1", 3, "rfind breakpoint 1", 1, NULL);
    has(maker_run(&m, "info breakpoints"), "  1  no      0  break POP");
    assert_string_equal(maker_fail(&m, "find breakpoint 2"), "\"2\" is no number of a breakpoint");
    maker_close(&m);
}

/* ---- The language ----------------------------------------------------------------------------------- */

static void words_may_be_shortened_while_they_are_unique(void **state)
{
    struct session_maker *m = *state;
    struct err err;
    static const struct {
        const char *word, *name;
    } rows[] = {{"b", "break"},
                {"c", "continue"},
                {"s", "step"},
                {"rs", "back"},
                {"p", "print"},
                {"l", "list"},
                {"q", "quit"},
                {"n", "next"},
                {"i", "info"},
                {"rc", "reverse-continue"},
                {"cont", "continue"},
                {"fin", "finish"},
                {"u", "until"},
                {"d", "delete"},
                {"h", "help"},
                {"step", "step"},
                {"stre", NULL},
                {"streams", "streams"},
                {"stream", "stream"},
                {"re", NULL},
                {"rev", "reverse-continue"},
                {"rn", "reverse-next"},
                {"j", "goto"},
                {"jump", "goto"},
                {"bo", "bookmark"},
                {"advance", "until"},
                {"dump", "dump"},
                {"foo", NULL}};
    for (size_t n = 0; n < sizeof rows / sizeof *rows; n++) {
        const struct debug_command *row =
            debug_command_find(m->session, rows[n].word, strlen(rows[n].word), &err);
        if (rows[n].name ? !row || strcmp(row->name, rows[n].name) != 0 : row != NULL)
            fail_msg("%s is %s", rows[n].word, row ? row->name : "nothing");
    }
    assert_string_equal(maker_fail(m, "re"),
                        "\"re\" may be reverse-next, reverse-finish, reverse-continue, restart");
    assert_string_equal(maker_fail(m, "info foo"),
                        "info: \"foo\" is no topic of it (help info lists them)");
    maker_run(m, "  info   st  ");
    maker_run(m, "# a comment");
    maker_fail(m, "!ls");
}

/* The table is what help, the manual and completion are made of. */
static void every_row_is_whole(void **state)
{
    const struct debug_group *group;
    (void)state;
    for (size_t g = 0; (group = debug_group_nth(NULL, g)) != NULL; g++) {
        for (size_t n = 0; n < group->count; n++) {
            const struct debug_command *row = &group->rows[n];
            struct err err;
            if (debug_command_find(NULL, row->name, strlen(row->name), &err) != row)
                fail_msg("%s is another row", row->name);
            assert_true(!row->run == (row->sub != NULL));
            assert_non_null(row->args);
            assert_true(strlen(row->summary) > 10 && strlen(row->summary) <= 78);
            assert_true(row->help[0] == '\0' || row->help[strlen(row->help) - 1] == '\n');
            for (const char *alias = row->aliases; *alias;) {
                size_t len = strcspn(alias, " ");
                if (debug_command_find(NULL, alias, len, &err) != row)
                    fail_msg("%.*s is not %s", (int)len, alias, row->name);
                alias += len + (alias[len] == ' ');
            }
        }
    }
}

static void help_comes_from_the_table(void **state)
{
    struct session_maker *m = *state;
    has(maker_run(m, "help"), "  step               Carry out one opcode, or N\n");
    has(maker_run(m, "help s"), "step [N]\nalso: s si stepi\n");
    has(maker_run(m, "help info"), "info stack");
    has(maker_run(m, "help info st"), "The stack, its top first.");
    has(maker_run(m, "apropos mark"), "finish");
    assert_string_equal(maker_run(m, "apropos xyzzy"), "Nothing.\n");
    maker_fail(m, "help foo");
    maker_fail(m, "apropos");
}

static void settings_have_ranges(void **state)
{
    struct session_maker *m = *state;
    has(maker_run(m, "show"), "print-limit 2000");
    maker_run(m, "set print-limit 10");
    has(maker_run(m, "show print"), "print-limit 10");
    maker_run(m, "set echo on");
    has(maker_run(m, "show echo"), "echo on");
    assert_string_equal(maker_fail(m, "set echo 2"), "echo: \"2\" is none of: off on");
    maker_fail(m, "set list-lines 99999");
    maker_fail(m, "set foo 1");
    maker_fail(m, "set");
    maker_fail(m, "set max- 1");
    maker_run(m, "set max-ops 3");
    has(maker_run(m, "restart"), "#0 PROTO");
    has(maker_run(m, "goto end"), "#3 BINUNICODE   brine reads NO FURTHER: limit");
}

static void scripts_end_at_the_first_mistake(void **state)
{
    struct session_maker *m = *state;
    char path[] = "/tmp/brine-test-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    static const char script[] = "# a script\nstep 2\n\n  step\nassert depth == 99\necho on\n";
    assert_int_equal(write(fd, script, sizeof script - 1), (ssize_t)sizeof script - 1);
    struct buf line = {0};
    buf_printf(&line, "source %s", path);
    has(maker_run(m, buf_text(&line)), "Assertion failed: depth == 99");
    assert_int_equal(m->session->cursor, 3);
    assert_true(m->session->assert_failed);
    static const char more[] = "nonsense\nstep\n";
    assert_int_equal(write(fd, more, sizeof more - 1), (ssize_t)sizeof more - 1);
    has(maker_fail(m, buf_text(&line)), ":7: \"nonsense\" is no command");
    assert_int_equal(m->session->cursor, 6);
    assert_int_equal(ftruncate(fd, 0), 0);
    assert_int_equal(pwrite(fd, buf_text(&line), line.len, 0), (ssize_t)line.len);
    has(maker_fail(m, buf_text(&line)), "scripts may run scripts at most 16 deep");
    close(fd);
    unlink(path);
    buf_free(&line);
    maker_fail(m, "source /nonexistent");
    maker_fail(m, "source /tmp");
    maker_fail(m, "source");
}

static void breakpoints_are_saved_as_commands(void **state)
{
    struct session_maker *m = *state;
    char path[] = "/tmp/brine-test-XXXXXX";
    int fd = mkstemp(path);
    struct buf save = {0}, load = {0};
    buf_printf(&save, "save breakpoints %s", path);
    buf_printf(&load, "source %s", path);
    maker_run(m, "break import os.* if depth == 2");
    maker_run(m, "watch memo[3]");
    maker_run(m, "commands");
    maker_run(m, "echo stored");
    maker_run(m, "end");
    maker_fail(m, buf_text(&save)); /* there is a file of that name */
    close(fd);
    unlink(path);
    maker_run(m, buf_text(&save));
    maker_run(m, "delete");
    maker_run(m, buf_text(&load));
    has(maker_run(m, "info breakpoints"), "break import os.* if depth == 2\n");
    has(maker_run(m, "c"), "stored");
    unlink(path);
    buf_free(&save);
    buf_free(&load);
}

/* ---- Completion ---------------------------------------------------------------------------------------- */

/* The completions of a line, joined by blanks. */
static const char *completed(struct session_maker *m, const char *line)
{
    static char text[4096];
    struct completions words;
    text[0] = '\0';
    assert_true(session_complete(m->session, line, strlen(line), &words));
    for (size_t n = 0; n < words.words.count; n++) {
        strcat(text, n ? " " : "");
        strcat(text, words.words.rows[n]);
    }
    completions_free(&words);
    return text;
}

static void words_are_completed(void **state)
{
    struct session_maker *m = *state;
    maker_run(m, "break #2");
    assert_string_equal(completed(m, "fini"), "finish");
    assert_string_equal(completed(m, "info st"), "stack strings stats");
    assert_string_equal(completed(m, "break import p"), "posix.system");
    assert_string_equal(completed(m, "break RED"), "REDUCE");
    assert_string_equal(completed(m, "break red"), "reduce");
    assert_string_equal(completed(m, "break REDUCE if de"), "depth");
    assert_string_equal(completed(m, "p (event.cal"), "callee");
    assert_string_equal(completed(m, "p stack[0].mod"), "module");
    assert_string_equal(completed(m, "delete "), "1 bookmark display breakpoints");
    assert_string_equal(completed(m, "goto e"), "end");
    assert_string_equal(completed(m, "set print"), "print-limit");
    assert_string_equal(completed(m, "explain STACK"), "STACK_GLOBAL");
    assert_string_equal(completed(m, "foo x"), "");
    assert_string_equal(completed(m, "step "), "");
    assert_string_equal(completed(m, "help rev"), "reverse-next reverse-finish reverse-continue");
}

int main(void)
{
#define CALLS(name) cmocka_unit_test_setup_teardown(name, open_calls, close_session)
    const struct CMUnitTest tests[] = {
        CALLS(steps_go_both_ways_and_stay_inside),
        CALLS(an_empty_line_repeats),
        CALLS(next_passes_over_what_a_mark_holds),
        CALLS(finish_goes_after_what_takes_the_innermost_mark),
        cmocka_unit_test(a_mark_that_nothing_takes_runs_to_the_end),
        CALLS(positions_are_opcodes_or_bytes),
        cmocka_unit_test(the_break_of_a_run_is_the_last_row),
        CALLS(a_stop_says_what_comes_and_what_it_would_do),
        cmocka_unit_test(every_kind_of_event_has_its_words),
        CALLS(find_goes_to_any_place_and_back),
        CALLS(bytes_are_shown_in_hex),
        CALLS(danger_is_one_command_away_from_anywhere),
        CALLS(each_kind_of_place_stops_both_ways),
        CALLS(an_opcode_under_the_cursor_does_not_stop_again),
        cmocka_unit_test(the_first_opcode_can_stop_a_run_that_begins_there),
        CALLS(a_temporary_breakpoint_stops_once),
        CALLS(ignored_and_disabled_breakpoints_are_passed),
        CALLS(several_that_hold_are_all_named),
        CALLS(what_is_watched_stops_where_it_begins_to_hold),
        CALLS(what_is_caught),
        CALLS(commands_run_at_a_stop),
        CALLS(commands_that_run_in_circles_can_be_stopped),
        CALLS(mistakes_about_breakpoints_are_told),
        cmocka_unit_test(python_2_names_are_seen_through),
        cmocka_unit_test(an_interrupt_stops_a_run_and_not_the_session),
        CALLS(front_ends_toggle_places),
        CALLS(values_are_printed_with_where_they_come_from),
        cmocka_unit_test(long_values_are_cut_unless_asked),
        CALLS(an_assert_tells_both_sides),
        cmocka_unit_test(nothing_from_the_file_is_printed_raw),
        CALLS(list_goes_on),
        CALLS(displays_are_shown_at_each_stop),
        cmocka_unit_test(streams_in_a_row_are_opened_by_number),
        cmocka_unit_test(the_worst_of_streams_in_a_row_is_known),
        cmocka_unit_test(lists_say_the_commands_of_their_lines),
        cmocka_unit_test(a_breakpoint_is_found_by_its_number_and_not_counted),
        CALLS(words_may_be_shortened_while_they_are_unique),
        cmocka_unit_test(every_row_is_whole),
        CALLS(help_comes_from_the_table),
        CALLS(settings_have_ranges),
        CALLS(scripts_end_at_the_first_mistake),
        CALLS(breakpoints_are_saved_as_commands),
        CALLS(words_are_completed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
