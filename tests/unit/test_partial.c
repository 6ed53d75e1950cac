/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is only part of an answer says so: what was interrupted, cut, or not read at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "src/analysis/diverge.h"
#include "src/debugger/breakmap.h"
#include "src/debugger/survey.h"
#include "tests/unit/session_maker.h"

static void has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("no \"%s\" in: %s", part, text);
}

static void has_not(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("\"%s\" in: %s", part, text);
}

/* ---- Interrupted ----------------------------------------------------------------------------- */

static void who_asks_about_all_is_told_of_an_interrupt(void **state)
{
    static const char *const lines[] = {"info findings", "info calls", "info globals", "info file",
                                        "info strings",  "info stats", "danger",       "rdanger"};
    (void)state;
    for (size_t n = 0; n < sizeof lines / sizeof *lines; n++) {
        struct session_maker m;
        maker_open(&m, "MARK 300000*NONE LIST GLOBAL 'posix' 'system' STOP");
        m.interrupted = 1;
        assert_string_equal(maker_fail(&m, lines[n]), "interrupted");
        has_not(buf_text(&m.out), "Nothing");
        has_not(buf_text(&m.out), "No opcode");
        m.interrupted = 0;
        maker_run(&m, lines[n]);
        has(maker_run(&m, "info findings"), "posix.system");
        maker_close(&m);
    }
}

static void an_interrupted_list_is_no_end(void **state)
{
    struct session_maker m;
    (void)state;
    maker_open(&m, "MARK 300000*NONE LIST STOP");
    m.interrupted = 1;
    assert_string_equal(maker_fail(&m, "list 290000,290010"), "interrupted");
    assert_string_equal(maker_fail(&m, "x/300000i 0"), "interrupted");
    m.interrupted = 0;
    has(maker_run(&m, "list #290000,#290003"), "NONE");
    maker_close(&m);
}

/* ---- Cut by a limit --------------------------------------------------------------------------- */

static void a_run_that_a_limit_ended_says_what_was_not_read(void **state)
{
    static const char *const lines[] = {"info findings", "info calls",      "info globals",
                                        "info strings",  "info divergence", "danger"};
    struct session_maker m;
    (void)state;
    maker_open(&m, "NONE POP GLOBAL 'posix' 'system' STOP");
    maker_run(&m, "set max-ops 2");
    maker_run(&m, "restart");
    for (size_t n = 0; n < sizeof lines / sizeof *lines; n++)
        has(maker_run(&m, lines[n]), "Not read, from #2 on: ");
    maker_run(&m, "set max-ops 0");
    maker_run(&m, "restart");
    for (size_t n = 0; n < sizeof lines / sizeof *lines; n++)
        has_not(maker_run(&m, lines[n]), "Not read");
    maker_close(&m);
}

/* What pickle.py goes on with after what C refuses may be anything when it is cut short. */
static void a_reader_that_a_limit_ended_is_in_doubt(void **state)
{
    struct session_maker m;
    static const char text[] = "F 1\n0N0N0N0N0N0N0N0cos\nsystem\n(S'id'\ntR.";
    (void)state;
    maker_open(&m, "STOP");
    for (uint64_t max_ops = 0; max_ops <= 8; max_ops += 8) {
        struct br_options options = {.max_ops = max_ops};
        struct diverge *d =
            diverge_new((const uint8_t *)text, sizeof text - 1, &options, NULL, m.policy);
        assert_non_null(d);
        assert_int_equal(diverge_run(d, 0), BR_OK);
        assert_true(diverge_in_events(d));
        for (unsigned n = 0; diverge_reader(d, n); n++) {
            const struct diverge_reader *reader = diverge_reader(d, n);
            bool is_py = strcmp(reader->dialect.name, "py") == 0;
            if (is_py)
                assert_true(reader->is_doubtful);
            assert_int_equal(reader->limited, max_ops && reader->parts);
            assert_int_equal(reader->same_events, !is_py);
        }
        diverge_free(d);
    }
    maker_close(&m);
}

static void a_dump_says_that_more_is_there(void **state)
{
    struct session_maker m;
    (void)state;
    maker_open(&m, "9000*NONE STOP");
    maker_run(&m, "set max-lines 3");
    has(maker_run(&m, "x/200 0"), "and more (set max-lines)");
    has(maker_run(&m, "x/200i 0"), "and more (set max-lines)");
    has_not(maker_run(&m, "x/40 0"), "and more");
    has_not(maker_run(&m, "x/3i 0"), "and more");
    has_not(maker_run(&m, "x/999999 8990"), "and more");
    maker_close(&m);
}

/* Nobody has asked for the other streams before. */
static void danger_looks_into_the_other_streams(void **state)
{
    struct session_maker m;
    (void)state;
    maker_open(&m, "NONE STOP NONE STOP GLOBAL 'posix' 'system' STOP");
    assert_string_equal(maker_run(&m, "danger"),
                        "Went on to stream 2.\n0x0000 #0 GLOBAL   would IMPORT posix.system   !! "
                        "DANGEROUS: process: runs a shell command\n");
    maker_close(&m);
}

static void streams_that_are_not_looked_at_are_said(void **state)
{
    enum { STREAMS = (1 << 20) + 1 };
    struct session_maker m = {0};
    (void)state;
    for (int n = 0; n < STREAMS; n++)
        buf_str(&m.bytes, "N.");
    maker_open_bytes(&m);
    maker_run(&m, "set max-lines 2");
    has(maker_run(&m, "streams"), "and more: only the first 1048576 are listed");
    has(maker_run(&m, "danger"), "only the first 1048576 pickles in a row were looked at.");
    maker_close(&m);
}

/* ---- What has changed since -------------------------------------------------------------------- */

static void other_streams_are_judged_anew_under_another_reader(void **state)
{
    struct session_maker m = {0};
    struct err err;
    (void)state;
    buf_str(&m.bytes, "N.F 1\n0cposix\nsystem\n."); /* only pickle.py reads on in the second */
    maker_open_bytes(&m);
    assert_true(survey_finish(m.session, &err));
    assert_int_equal(survey_worst(m.session).severity, SEVERITY_NONE);
    maker_run(&m, "set dialect py");
    assert_true(survey_finish(m.session, &err));
    assert_int_equal(survey_worst(m.session).severity, SEVERITY_DANGEROUS);
    assert_int_equal(survey_worst(m.session).stream, 1);
    maker_run(&m, "set dialect c");
    assert_true(survey_finish(m.session, &err));
    assert_int_equal(survey_worst(m.session).severity, SEVERITY_NONE);
    maker_close(&m);
}

static void a_bookmark_that_leads_nowhere_leaves_a_way_back(void **state)
{
    struct session_maker m;
    (void)state;
    maker_open(&m, "NONE NONE POP STOP NONE STOP");
    maker_run(&m, "bookmark there 0x99 stream 1"); /* as saved by another session */
    maker_run(&m, "goto #2");
    maker_fail(&m, "goto @there");
    assert_int_equal(m.session->stream, 1);
    maker_run(&m, "jump-back");
    assert_int_equal(m.session->stream, 0);
    assert_int_equal(m.session->cursor, 2);
    maker_close(&m);
}

static void margins_see_which_breakpoints_are_on(void **state)
{
    static const char *const lines[] = {"disable 1", "disable 2", "enable 1 2", "disable 1 2",
                                        "enable 2"};
    static const bool on[][2] = {
        {false, true}, {false, false}, {true, true}, {false, false}, {false, true}};
    struct session_maker m;
    (void)state;
    maker_open(&m, "NONE POP NONE POP NONE STOP");
    maker_run(&m, "break #1");
    maker_run(&m, "break #3");
    for (size_t n = 0; n < sizeof lines / sizeof *lines; n++) {
        maker_run(&m, lines[n]);
        assert_int_equal(breakmap_at(m.session, 1), on[n][0] ? 1 : 0);
        assert_int_equal(breakmap_at(m.session, 3), on[n][1] ? 2 : 0);
    }
    maker_close(&m);
}

static void a_diff_says_the_same_only_of_what_is(void **state)
{
    enum { STORES = (1 << 18) + 9 };
    struct session_maker m = {0};
    (void)state;
    buf_str(&m.bytes, "]r0000");
    for (int n = 0; n < STORES; n++)
        buf_str(&m.bytes, "r0000");
    buf_str(&m.bytes, "]r0000.");
    maker_open_bytes(&m);
    has(maker_run(&m, "diff #2 #900"), "Memo: the same.");
    maker_run(&m, "goto end");
    has(maker_run(&m, "diff #2 end"), "keys stored again were looked for up to #");
    has_not(buf_text(&m.out), "Memo: the same.");
    maker_close(&m);
}

/* ---- Long lines ------------------------------------------------------------------------------- */

static void text_is_found_behind_megabytes(void **state)
{
    struct session_maker m = {0};
    (void)state;
    buf_char(&m.bytes, 'V');
    buf_pad(&m.bytes, 'a', 2 << 20);
    buf_str(&m.bytes, "needle\n0N.");
    maker_open_bytes(&m);
    maker_run(&m, "goto end");
    has(maker_run(&m, "rfind text *needle*"), "#0 UNICODE");
    maker_close(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_asks_about_all_is_told_of_an_interrupt),
        cmocka_unit_test(an_interrupted_list_is_no_end),
        cmocka_unit_test(a_run_that_a_limit_ended_says_what_was_not_read),
        cmocka_unit_test(a_reader_that_a_limit_ended_is_in_doubt),
        cmocka_unit_test(a_dump_says_that_more_is_there),
        cmocka_unit_test(danger_looks_into_the_other_streams),
        cmocka_unit_test(streams_that_are_not_looked_at_are_said),
        cmocka_unit_test(other_streams_are_judged_anew_under_another_reader),
        cmocka_unit_test(a_bookmark_that_leads_nowhere_leaves_a_way_back),
        cmocka_unit_test(margins_see_which_breakpoints_are_on),
        cmocka_unit_test(a_diff_says_the_same_only_of_what_is),
        cmocka_unit_test(text_is_found_behind_megabytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
