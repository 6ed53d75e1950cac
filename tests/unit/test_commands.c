/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands about places and values: positions, bookmarks, jumps, diff, x, dump, why. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "src/debugger/bookmark.h"
#include "src/debugger/complete.h"
#include "src/debugger/jumps.h"
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

/* ---- Positions ---------------------------------------------------------------------------------- */

static void positions_may_be_relative_to_the_cursor_or_the_run(void **state)
{
    struct session_maker *m = *state;
    maker_walk(m, "goto 50%", 7, "goto +3", 10, "goto -1", 9, "goto 0%", 0, "goto 100%", 14,
               "goto 99%", 13, "until 100%", 14, "goto +0", 14, NULL);
    assert_string_equal(maker_fail(m, "goto -15"),
                        "there is no -15: only 14 opcodes are before the cursor");
    assert_string_equal(maker_fail(m, "goto +1"), "there is no #15: the last is #14");
    maker_fail(m, "goto +18446744073709551615");
    maker_fail(m, "goto +18446744073709551616");
    static const char *const wrong[] = {"goto 101%", "goto %",   "goto 5%%",        "goto #5%",
                                        "goto +",    "goto -",   "goto +-3",        "goto @",
                                        "goto @x",   "goto 0x%", "goto 1234567890%"};
    for (size_t n = 0; n < sizeof wrong / sizeof *wrong; n++)
        maker_fail(m, wrong[n]);
    assert_int_equal(m->session->cursor, 14);
}

static void a_relative_breakpoint_is_kept_as_its_byte(void **state)
{
    struct session_maker *m = *state;
    maker_run(m, "goto #2");
    assert_string_equal(maker_run(m, "break +3"), "Breakpoint 1: 0x0019\n");
    assert_string_equal(maker_run(m, "break 100%"), "Breakpoint 2: 0x002e\n");
    maker_walk(m, "c", 5, "c", 14, NULL);
}

/* ---- Bookmarks ---------------------------------------------------------------------------------- */

static void a_bookmark_is_a_position_everywhere(void **state)
{
    struct session_maker *m = *state;
    assert_string_equal(maker_run(m, "bookmark pay #9"), "@pay         0x001f #9 REDUCE\n");
    maker_walk(m, "goto @pay", 9, "bookmark", 9, "bookmark 0x11", 9, "goto @2", 3, "until @pay", 9,
               "goto start", 0, "break @pay", 0, "c", 9, "list @2", 9, "x/4 @2", 9, "diff @2 @pay",
               9, NULL);
    assert_string_equal(maker_run(m, "info bookmarks"), "@pay         0x001f #9 REDUCE\n"
                                                        "@1           0x001f #9 REDUCE\n"
                                                        "@2           0x0011 #3 BINUNICODE\n");
    maker_run(m, "bookmark pay #2");
    maker_walk(m, "goto @pay", 2, NULL);
    assert_string_equal(session_bookmark_at(m->session, 2), "pay");
    assert_null(session_bookmark_at(m->session, 4));
    maker_run(m, "delete bookmark pay 1");
    assert_int_equal(m->session->bookmarks->count, 1);
    assert_string_equal(maker_fail(m, "goto @pay"),
                        "there is no bookmark \"pay\" (info bookmarks lists them)");
    maker_fail(m, "delete bookmark pay");
    maker_fail(m, "delete bookmark");
    maker_fail(m, "bookmark a.b");
    maker_fail(m, "bookmark a b");
    maker_fail(m, "bookmark !");
    maker_fail(m, "bookmark a #99");
    maker_fail(m, "bookmark a 3 stream x");
    maker_fail(m, "bookmark a 3 entry x");
    maker_fail(m, "bookmark a 3 nonsense");
    assert_int_equal(m->session->bookmarks->count, 1);
}

static void bookmarks_and_jumps_lead_into_other_streams(void **state)
{
    struct session_maker m;
    (void)state;
    maker_open(&m, "NONE STOP BININT1 5 BININT1 6 STOP");
    maker_walk(&m, "goto end", 1, "bookmark first", 1, "stream 1", 0, "goto #2", 2,
               "bookmark second", 2, NULL);
    assert_string_equal(maker_run(&m, "info bookmarks"), "@first       0x0001 in stream 0\n"
                                                         "@second      0x0004 #2 STOP\n");
    assert_string_equal(maker_fail(&m, "list @first"),
                        "bookmark first is in another stream (goto @first opens it)");
    maker_walk(&m, "goto @first", 1, NULL);
    assert_int_equal(m.session->stream, 0);
    maker_walk(&m, "jump-back", 2, NULL);
    assert_int_equal(m.session->stream, 1);
    maker_walk(&m, "jump-back", 0, "jump-back", 1, NULL);
    assert_int_equal(m.session->stream, 0);
    maker_walk(&m, "jump-forward 9", 1, "restart", 0, "goto @first", 1, NULL);
    maker_close(&m);
}

static void bookmarks_are_saved_as_commands(void **state)
{
    struct session_maker m;
    char path[] = "/tmp/brine-test-XXXXXX";
    struct buf line = {0};
    (void)state;
    maker_open(&m, "NONE STOP BININT1 5 BININT1 6 STOP");
    close(mkstemp(path));
    maker_run(&m, "bookmark a 1");
    maker_run(&m, "stream 1");
    maker_run(&m, "bookmark b 2");
    buf_printf(&line, "save bookmarks %s", path);
    has(maker_fail(&m, buf_text(&line)), "there is such a file already");
    unlink(path);
    assert_string_equal(maker_run(&m, buf_text(&line)), "2 bookmarks saved.\n");
    maker_run(&m, "delete bookmark a b");
    buf_clear(&line);
    buf_printf(&line, "source %s", path);
    maker_run(&m, buf_text(&line));
    assert_string_equal(maker_run(&m, "info bookmarks"), "@a           0x0001 in stream 0\n"
                                                         "@b           0x0002 #1 BININT1\n");
    unlink(path);
    buf_free(&line);
    maker_close(&m);
}

/* ---- Jumps -------------------------------------------------------------------------------------- */

static void jumps_are_undone_and_done_again(void **state)
{
    struct session_maker *m = *state;
    has(maker_run(m, "jump-back"), "There was no jump before this.");
    has(maker_run(m, "jump-forward"), "no jump back");
    has(maker_run(m, "info jumps"), "has not jumped yet");
    maker_walk(m, "goto #3", 3, "step", 4, "step", 5, "find REDUCE", 9, "danger", 1, "jump-back", 9,
               "jump-back", 5, "jump-back", 0, "jump-back", 0, "jump-forward", 5, "jump-forward 2",
               1, "jump-back 2", 5, NULL);
    assert_string_equal(maker_run(m, "info jumps"), "    -1  0x0000 #0 PROTO\n"
                                                    ">   +0  0x0019 #5 BININT1\n"
                                                    "    +1  0x001f #9 REDUCE\n"
                                                    "    +2  0x0002 #1 GLOBAL\n");
    maker_walk(m, "goto #7", 7, NULL);
    has(maker_run(m, "jump-forward"), "no jump back"); /* what lay ahead is forgotten */
    maker_walk(m, "jump-back", 5, "jump-back", 0, NULL);
    maker_fail(m, "jump-back x");
}

static void the_oldest_jumps_are_forgotten(void **state)
{
    struct session_maker *m = *state;
    for (int n = 0; n < 3 * JUMPS_MAX; n++)
        maker_run(m, n % 2 ? "goto #3" : "goto #4");
    assert_int_equal(m->session->jumps->count, JUMPS_MAX);
    maker_walk(m, "jump-back 1000", 3, "jump-forward 1000", 3, "jump-back", 4, "goto #9", 9, NULL);
    assert_in_range(m->session->jumps->count, 1, JUMPS_MAX + 1);
}

static void moves_are_undone_where_they_pass_a_mark(void **state)
{
    struct session_maker *m = *state;
    maker_walk(m, "goto #8", 8, "reverse-next", 2, "next", 8, "rn", 2, "rn", 1, "rn 5", 0, "rn", 0,
               "goto #5", 5, "reverse-finish", 4, "reverse-finish", 2, "reverse-finish", 0,
               "goto end", 14, "rdanger", 9, "rdanger", 1, "rdanger", 9, "rdanger 2", 9, NULL);
}

/* ---- diff --------------------------------------------------------------------------------------- */

static void what_differs_is_said_both_ways(void **state)
{
    struct session_maker m;
    (void)state;
    maker_open(&m,
               "EMPTY_LIST MEMOIZE NONE BINPUT 7 POP NEWTRUE BINPUT 7 APPEND BININT1 1 MARK STOP");
    assert_string_equal(maker_run(&m, "diff #5 #10"),
                        "From #5 to #10: 5 opcodes on.\n"
                        "Stack: 1 value, then 2; marks: 0, then 1; the lowest 1 is the same\n"
                        "+ mark, put there by #9\n"
                        "+ stack[0]  1   int, put there by #8\n"
                        "Memo: 2 keys, then 2\n"
                        "~ memo[7]  None, then True\n"
                        "Changed inside:\n"
                        "~ [True]   list, made by #0 EMPTY_LIST at 0x0000: 0 items, then 1, first "
                        "changed by #7\n"
                        "Events between: 0\n");
    assert_string_equal(maker_run(&m, "diff #10 #5"),
                        "From #10 to #5: 5 opcodes back.\n"
                        "Stack: 2 values, then 1; marks: 1, then 0; the lowest 1 is the same\n"
                        "- mark, put there by #9\n"
                        "- stack[0]  1   int, put there by #8\n"
                        "Memo: 2 keys, then 2\n"
                        "~ memo[7]  True, then None\n"
                        "Changed inside:\n"
                        "~ []   list, made by #0 EMPTY_LIST at 0x0000: 1 item, then 0, first "
                        "changed by #7\n"
                        "Events between: 0\n");
    assert_string_equal(maker_run(&m, "diff #3 #3"), "From #3 to #3: the same.\n");
    has(maker_run(&m, "diff #4 #5"), "Memo: the same.\n");
    maker_run(&m, "goto #1");
    has(maker_run(&m, "diff"), "From #0 to #1: 1 opcode on.\n");
    has(maker_run(&m, "diff #3"), "From #3 to #1: 2 opcodes back.\n");
    maker_fail(&m, "diff x");
    maker_fail(&m, "diff #1 #99");
    maker_fail(&m, "diff #1 #2 #3");
    maker_close(&m);
}

static void events_between_are_counted_and_the_dangerous_shown(void **state)
{
    struct session_maker m;
    (void)state;
    maker_open(&m, "20*NEXT_BUFFER GLOBAL 'posix' 'system' MARK MARK 9*NEXT_BUFFER STOP");
    const char *text = maker_run(&m, "diff start end");
    has(text, "Events between: 30\n  0x0000 #0 NEXT_BUFFER   take next_buffer(0)");
    has(text,
        "and 25 more; dangerous of those:\n"
        "  0x0014 #20 GLOBAL   import posix.system   dangerous: process: runs a shell command");
    maker_close(&m);
    maker_open(&m, "1000*NEXT_BUFFER MARK STOP");
    maker_run(&m, "set max-lines 3");
    has(maker_run(&m, "diff start end"), "and 998 more (set max-lines)\nMemo: the same.");
    has(buf_text(&m.out), "dangerous of those:\n  none\n");
    m.interrupted = 1;
    assert_string_equal(maker_fail(&m, "diff #1 end"), "interrupted");
    m.interrupted = 0;
    maker_close(&m);
}

static void diff_needs_two_moments(void **state)
{
    struct session_maker *m = *state;
    has(maker_fail(m, "diff"), "the cursor has not moved yet: expected diff A [B]");
}

/* ---- x ------------------------------------------------------------------------------------------ */

static void bytes_are_shown_in_gdbs_formats(void **state)
{
    static const struct {
        const char *line, *text;
    } rows[] = {
        {"x/4xb 0", "0x0000: 0x80 0x04 0x63 0x70\n"},
        {"x/2xh 0", "0x0000: 0x0480 0x7063\n"},
        {"x/w 2", "0x0002: 0x736f7063\n"},
        {"x/2db 0", "0x0000: -128    4\n"},
        {"x/2ub 0", "0x0000: 128   4\n"},
        {"x/2ob 0", "0x0000: 0200   04\n"},
        {"x/2tb 0", "0x0000: 10000000 00000100\n"},
        {"x/2cb 2", "0x0002:     99 'c'    112 'p'\n"},
        {"x/dg 0", "0x0000:  8676593079570072704\n"},
        {"x/2s 3", "0x0003: \"posix\"\n0x0009: \"system\"\n"},
        {"x/xb end", "0x002e: 0x2e\n"},
        {"x/4xb 0x2d", "0x002d: 0x86 0x2e\nThe data end at 0x2f.\n"},
        {"x/s memo[3]", "0x001b: \"l\"\n"},
        {"x/s stack[1]", "0x0003: \"posix\"\n"},
    };
    struct session_maker *m = *state;
    maker_run(m, "goto #9");
    for (size_t n = 0; n < sizeof rows / sizeof *rows; n++) {
        const char *text = maker_run(m, rows[n].line);
        if (strcmp(text, rows[n].text) != 0)
            fail_msg("%s: %s", rows[n].line, text);
    }
    has(maker_run(m, "x/i #3"), "BINUNICODE       'id'\n");
    has(maker_run(m, ""), "MARK");
    static const char *const wrong[] = {"x/q",   "x/0",     "x/4y 0",   "x/-1",    "x/fb 0",
                                        "x 999", "x depth", "x stack[", "x/4x 5 6"};
    for (size_t n = 0; n < sizeof wrong / sizeof *wrong; n++)
        maker_fail(m, wrong[n]);
}

static void bytes_go_on_with_the_letters_that_were_given(void **state)
{
    struct session_maker *m = *state;
    maker_run(m, "x/2xb 0");
    assert_string_equal(maker_run(m, ""), "0x0002: 0x63 0x70\n");
    assert_string_equal(maker_run(m, "x"), "0x0004: 0x6f 0x73\n");
    maker_run(m, "x/s 3");
    assert_string_equal(maker_run(m, ""), "0x0009: \"system\"\n");
    maker_run(m, "step");
    assert_string_equal(maker_run(m, "x"), "0x0002: \"cposix\"\n"); /* at the cursor again */
    has(maker_run(m, "x/4 0"), "0x0000  80 04[63");
    has(maker_run(m, "x/4f 0x2e"), "The data end at 0x2f.");
    maker_run(m, "x/xb end");
    assert_string_equal(maker_run(m, ""), "The data end at 0x2f.\n");
}

static void floats_are_read_as_BINFLOAT_has_them(void **state)
{
    struct session_maker m;
    (void)state;
    maker_open(&m, "BINFLOAT 1.5 BINFLOAT 0.1 STOP");
    assert_string_equal(maker_run(&m, "x/f 1"), "0x0001:                      1.5\n");
    assert_string_equal(maker_run(&m, "x/fg 10"), "0x000a:                      0.1\n");
    maker_run(&m, "goto end");
    assert_string_equal(maker_run(&m, "x/f stack[0]"), "0x000a:                      0.1\n");
    assert_string_equal(maker_run(&m, "p/x stack[1]"),
                        "0x3ff8000000000000\n  float, made by #0 BINFLOAT at 0x0000\n");
    maker_close(&m);
}

static void numbers_are_printed_in_gdbs_formats(void **state)
{
    struct session_maker *m = *state;
    maker_run(m, "goto #9");
    assert_string_equal(maker_run(m, "print/x 255"), "0xff\n");
    assert_string_equal(maker_run(m, "p/x -1"), "0xffffffffffffffff\n");
    assert_string_equal(maker_run(m, "p/t 5"), "101\n");
    assert_string_equal(maker_run(m, "p/t 0"), "0\n");
    assert_string_equal(maker_run(m, "p/o 8"), "010\n");
    assert_string_equal(maker_run(m, "p/d True"), "1\n");
    assert_string_equal(maker_run(m, "p/u -1"), "18446744073709551615\n");
    assert_string_equal(maker_run(m, "p/c 65"), "65 'A'\n");
    assert_string_equal(maker_run(m, "p/f 1.5"), "1.5\n");
    assert_string_equal(maker_run(m, "p/x memo[3][0]"),
                        "0x1\n  int, made by #5 BININT1 at 0x0019\n");
    assert_string_equal(maker_fail(m, "p/x stack[0]"),
                        "print/x is for an int or a float, not for tuple");
    has(maker_fail(m, "p/c 1.5"), "print/c is for an int, not for float");
    has(maker_fail(m, "p/s 1"), "expected one format");
    has(maker_fail(m, "p/xx 1"), "expected one format");
    maker_fail(m, "p/x");
}

/* ---- dump --------------------------------------------------------------------------------------- */

/* What a dump wrote; the file is gone then. */
static void dumps_as(struct session_maker *m, const char *value, const char *bytes, size_t n)
{
    char path[] = "/tmp/brine test-XXXXXX", read[256];
    struct buf line = {0};
    close(mkstemp(path));
    buf_printf(&line, "dump %s \"%s\"", value, path);
    has(maker_fail(m, buf_text(&line)), "there is such a file already");
    unlink(path);
    maker_run(m, buf_text(&line));
    buf_free(&line);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t got = fread(read, 1, sizeof read, file);
    fclose(file);
    unlink(path);
    assert_int_equal(got, n);
    assert_memory_equal(read, bytes, n);
}

static void values_are_dumped_whole(void **state)
{
    struct session_maker m;
    (void)state;
    maker_open(&m, "BINUNICODE 'a\\xed\\xa0\\x80\\n' SHORT_BINBYTES '\\x00\\xff' BYTEARRAY8 'ab' "
                   "MARK BININT1 7 APPENDS EMPTY_LIST STOP");
    maker_run(&m, "goto end");
    dumps_as(&m, "stack[3]", "a\xed\xa0\x80\n", 5);
    dumps_as(&m, "stack[2]", "\0\xff", 2);
    dumps_as(&m, "stack[1]", "ab\x07", 3);
    dumps_as(&m, "stack[0]", "[]", 2);
    dumps_as(&m, "bytes 1 2", "\x05\0", 2);
    maker_run(&m, "goto #3");
    dumps_as(&m, "stack[0]", "ab", 2); /* as it is at the cursor */
    static const char *const wrong[] = {"dump",
                                        "dump stack[0]",
                                        "dump stack[9] /tmp/brine-x",
                                        "dump depth /tmp/brine-x",
                                        "dump bytes 1 /tmp/brine-x",
                                        "dump bytes 1 999 /tmp/brine-x",
                                        "dump bytes x 1 /tmp/brine-x",
                                        "dump stack[0] /nonexistent/x",
                                        "dump stack[0] \"\"",
                                        "dump stack[0] /tmp"};
    for (size_t n = 0; n < sizeof wrong / sizeof *wrong; n++)
        maker_fail(&m, wrong[n]);
    assert_int_not_equal(access("/tmp/brine-x", F_OK), 0);
    maker_close(&m);
}

static void a_dump_that_is_interrupted_says_how_far_it_came(void **state)
{
    struct session_maker m;
    char path[] = "/tmp/brine-test-XXXXXX";
    struct buf line = {0};
    (void)state;
    maker_open(&m, "MARK 5000*BININT1 7 LIST STOP");
    maker_run(&m, "goto end");
    close(mkstemp(path));
    unlink(path);
    buf_printf(&line, "dump result %s", path);
    m.interrupted = 1;
    has(maker_fail(&m, buf_text(&line)), ": interrupted; 0 bytes are written");
    m.interrupted = 0;
    unlink(path);
    buf_free(&line);
    maker_close(&m);
}

/* ---- why ---------------------------------------------------------------------------------------- */

/* The lines are the view's; here it is what of it is unfolded. */
static void why_unfolds_a_value_once(void **state)
{
    struct session_maker m;
    (void)state;
    maker_open(&m, "BINUNICODE 'a' BINPUT 3 EMPTY_LIST DUP BINGET 3 APPEND TUPLE3 STOP");
    maker_run(&m, "goto end");
    assert_string_equal(maker_run(&m, "why"),
                        "-    ('a', ['a'], ['a'])  tuple      TUPLE3           #6 0x000d\n"
                        "    0   'a'  str        BINUNICODE       #0 0x0000\n"
                        "  - 1   ['a']  list       EMPTY_LIST       #2 0x0008\n"
                        "    - changed by APPEND, 1 item  #5 0x000c\n"
                        "      - 0   'a'  str        BINUNICODE       #0 0x0000\n"
                        "          fetched from memo[3] by BINGET  #4 0x000a\n"
                        "          stored in memo[3] by BINPUT  #1 0x0006\n"
                        "  + 2   ['a']  list       EMPTY_LIST       #2 0x0008\n");
    maker_close(&m);
}

/* TUPLE1 upon TUPLE1; a tuple of many. */
static void why_is_bounded(void **state)
{
    struct session_maker m;
    (void)state;
    maker_open(&m, "NONE 1000*TUPLE1 STOP");
    maker_run(&m, "goto end");
    size_t lines = 0;
    for (const char *c = maker_run(&m, "why"); *c; c++)
        lines += *c == '\n';
    assert_in_range(lines, 100, 600);
    maker_run(&m, "set max-lines 3");
    has(maker_run(&m, "why"), " more (set max-lines)");
    maker_close(&m);
    maker_open(&m, "MARK 20*NONE TUPLE TUPLE1 STOP");
    maker_run(&m, "goto end");
    const char *tree = maker_run(&m, "why");
    has(tree, "\n  + 0   (None, None, ");
    assert_string_equal(strchr(tree, '+') + strcspn(strchr(tree, '+'), "\n"), "\n");
    maker_close(&m);
}

static void a_list_in_itself_is_referred_to(void **state)
{
    struct session_maker m;
    (void)state;
    maker_open(&m, "EMPTY_LIST BINPUT 0 BINGET 0 APPEND STOP");
    maker_run(&m, "goto end");
    assert_string_equal(
        maker_run(&m, "why"),
        "-    [[...]]  list       EMPTY_LIST       #0 0x0000\n"
        "  - changed by APPEND, 1 item  #3 0x0005\n"
        "    + 0   @ same as 2 levels up: []  list       EMPTY_LIST       #0 0x0000\n");
    maker_close(&m);
}

/* ---- list, find, commands ----------------------------------------------------------------------- */

static void rows_are_listed_from_a_to_b_and_before(void **state)
{
    struct session_maker *m = *state;
    maker_run(m, "set list-lines 3");
    const char *text = maker_run(m, "list #2,#4");
    has(text, "MARK");
    assert_null(strstr(text, "BININT1"));
    has(maker_run(m, ""), "BININT1");
    maker_run(m, "list #9");
    has(maker_run(m, "list -"), "0x001b");
    has(maker_run(m, ""), "0x0011");
    has(maker_run(m, ""), "0x0000");
    has(maker_run(m, ""), "That was the start");
    has(maker_run(m, "list #12,"), "0x002c");
    has(maker_run(m, "list ,#3"), "0x0011");
    maker_run(m, "set max-lines 2");
    has(maker_run(m, "list start, end"), "and 13 more (set max-lines)");
    maker_fail(m, "list #4,#2");
    maker_fail(m, "list ,");
    maker_fail(m, "list a,b");
}

static void anything_that_would_be_done_is_found(void **state)
{
    struct session_maker *m = *state;
    maker_walk(m, "find event", 1, "find event", 9, "find global os.*", 10, "rfind event", 9,
               "rfind suspicious", 1, "find finding", 9, "goto start", 0, "break event", 0, "c", 1,
               "c 3", 12, NULL);
    maker_fail(m, "find event x");
    maker_fail(m, "break suspicious x");
}

static void text_is_found_by_its_characters(void **state)
{
    struct session_maker m;
    (void)state;
    maker_open(&m, "STRING '\\x27a\\\\x41b\\x27' UNICODE '\\\\u0041c' STOP");
    maker_walk(&m, "find text aAb", 0, "goto end", 2, "rfind text Ac", 1, "rfind text a?b", 0,
               NULL);
    has(maker_run(&m, "info strings aAb"), "#0 STRING");
    has(maker_run(&m, "info strings Ac"), "#1 UNICODE");
    maker_close(&m);
}

static void breakpoints_go_by_ranges(void **state)
{
    struct session_maker *m = *state;
    for (int n = 0; n < 5; n++)
        maker_run(m, "break REDUCE");
    maker_run(m, "disable 2-3");
    has(maker_run(m, "info breakpoints"), "  3  no ");
    maker_run(m, "delete 1-2 4");
    assert_string_equal(maker_run(m, "info br"), "Num  On   Hits  What\n"
                                                 "  3  no      0  break REDUCE\n"
                                                 "  5  yes     0  break REDUCE\n");
    maker_fail(m, "delete 1-2");
    maker_fail(m, "delete 5-3");
    maker_fail(m, "delete 3-");
    maker_fail(m, "delete -");
    maker_fail(m, "ignore 3-5 1");
    maker_run(m, "delete 3-99");
    assert_string_equal(maker_run(m, "info b"), "No breakpoints.\n");
}

static void a_silent_breakpoint_lets_its_commands_speak(void **state)
{
    struct session_maker *m = *state;
    maker_run(m, "break REDUCE");
    maker_run(m, "commands");
    maker_run(m, "silent");
    maker_run(m, "echo here");
    maker_run(m, "continue");
    maker_run(m, "end");
    assert_string_equal(maker_run(m, "c"), "here\nhere\nNo breakpoint stops before the end: STOP.\n"
                                           "0x002e #14 STOP   the end: loading returns "
                                           "(posix.system('id', [1]), os.getcwd())\n");
}

static void commands_end_with_their_script(void **state)
{
    struct session_maker *m = *state;
    char path[] = "/tmp/brine-test-XXXXXX";
    int fd = mkstemp(path);
    static const char script[] = "break REDUCE\ncommands\necho here\n";
    struct buf line = {0};
    assert_int_equal(write(fd, script, sizeof script - 1), (ssize_t)sizeof script - 1);
    close(fd);
    buf_printf(&line, "source %s", path);
    has(maker_fail(m, buf_text(&line)), ":4: the commands of breakpoint 1 have no end");
    assert_null(session_wants(m->session));
    unlink(path);
    buf_free(&line);
}

static void what_takes_nothing_is_given_nothing(void **state)
{
    struct session_maker *m = *state;
    assert_string_equal(maker_fail(m, "finish 3"),
                        "finish: nothing is expected after it, not \"3\"");
    assert_string_equal(maker_fail(m, "info stats x"),
                        "info stats: nothing is expected after it, not \"x\"");
    maker_fail(m, "quit now");
    maker_fail(m, "commands 1 2");
    maker_fail(m, "save");
    maker_fail(m, "save breakpoints");
    maker_fail(m, "save nothing /tmp/brine-x");
    maker_fail(m, "save bookmarks a b");
}

/* ---- Completion --------------------------------------------------------------------------------- */

static const char *completed(struct session_maker *m, const char *line)
{
    static char text[4096];
    struct completions words;
    assert_true(session_complete(m->session, line, strlen(line), &words));
    text[0] = '\0';
    for (size_t n = 0; n < words.words.count; n++) {
        strcat(text, n ? " " : "");
        strcat(text, words.words.rows[n]);
    }
    if (words.is_file)
        strcat(text, "FILE");
    completions_free(&words);
    return text;
}

static void arguments_are_completed(void **state)
{
    static const struct {
        const char *line, *words;
    } rows[] = {
        {"goto ", "start end @pay"},
        {"goto @", "@pay"},
        {"list #1,@p", "@pay"},
        {"diff start e", "end"},
        {"break @", "@pay"},
        {"break ev", "event"},
        {"break call ", "posix.system os.getcwd"},
        {"break global p", "posix.system"},
        {"break REDUCE ", "if"},
        {"break call os.* ", "if"},
        {"find text ", ""},
        {"find text x ", "if"},
        {"find bytes 8", ""},
        {"help posi", "positions"},
        {"break REDUCE if dep", "depth"},
        {"catch d", "dangerous divergence"},
        {"catch error if opc", "opcode"},
        {"delete b", "bookmark breakpoints"},
        {"delete bookmark p", "pay"},
        {"set echo o", "off on"},
        {"set list-lines ", ""},
        {"save bo", "bookmarks"},
        {"save bookmarks ", "FILE"},
        {"help info sta", "stack stats"},
        {"help save b", "breakpoints bookmarks"},
        {"dump sta", "stack"},
        {"dump stack[0].mo", "module"},
        {"dump stack[0] x", "FILE"},
        {"x/s mem", "memo"},
        {"x/4xb @", "@pay"},
        {"p/x dep", "depth"},
        {"info jum", "jumps"},
        {"jump-", "jump-back jump-forward"},
    };
    struct session_maker *m = *state;
    maker_run(m, "bookmark pay #9");
    for (size_t n = 0; n < sizeof rows / sizeof *rows; n++) {
        const char *words = completed(m, rows[n].line);
        if (strcmp(words, rows[n].words) != 0)
            fail_msg("%s: %s", rows[n].line, words);
    }
}

int main(void)
{
#define CALLS(name) cmocka_unit_test_setup_teardown(name, open_calls, close_session)
    const struct CMUnitTest tests[] = {
        CALLS(positions_may_be_relative_to_the_cursor_or_the_run),
        CALLS(a_relative_breakpoint_is_kept_as_its_byte),
        CALLS(a_bookmark_is_a_position_everywhere),
        cmocka_unit_test(bookmarks_and_jumps_lead_into_other_streams),
        cmocka_unit_test(bookmarks_are_saved_as_commands),
        CALLS(jumps_are_undone_and_done_again),
        CALLS(the_oldest_jumps_are_forgotten),
        CALLS(moves_are_undone_where_they_pass_a_mark),
        cmocka_unit_test(what_differs_is_said_both_ways),
        cmocka_unit_test(events_between_are_counted_and_the_dangerous_shown),
        CALLS(diff_needs_two_moments),
        CALLS(bytes_are_shown_in_gdbs_formats),
        CALLS(bytes_go_on_with_the_letters_that_were_given),
        cmocka_unit_test(floats_are_read_as_BINFLOAT_has_them),
        CALLS(numbers_are_printed_in_gdbs_formats),
        cmocka_unit_test(values_are_dumped_whole),
        cmocka_unit_test(a_dump_that_is_interrupted_says_how_far_it_came),
        cmocka_unit_test(why_unfolds_a_value_once),
        cmocka_unit_test(why_is_bounded),
        cmocka_unit_test(a_list_in_itself_is_referred_to),
        CALLS(rows_are_listed_from_a_to_b_and_before),
        CALLS(anything_that_would_be_done_is_found),
        cmocka_unit_test(text_is_found_by_its_characters),
        CALLS(breakpoints_go_by_ranges),
        CALLS(a_silent_breakpoint_lets_its_commands_speak),
        CALLS(commands_end_with_their_script),
        CALLS(what_takes_nothing_is_given_nothing),
        CALLS(arguments_are_completed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
