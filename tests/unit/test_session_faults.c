/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that fails in the debugger. Of a command each allocation in turn, in a session of its own: it
 * fails, or says all that it says else. Of views, trees, lists and idle moments one after another in
 * the same session. Nothing crashes, and the session goes on: what is asked afterwards is answered as
 * if nothing had been. Leaks are found where the test is built with sanitizers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "src/analysis/analysis.h"
#include "src/debugger/breakmap.h"
#include "src/debugger/menu.h"
#include "src/debugger/survey.h"
#include "src/view/fold.h"
#include "src/view/needle.h"
#include "src/view/wrap.h"
#include "tests/unit/failing.h"
#include "tests/unit/session_maker.h"
#include "tests/unit/zip_maker.h"

/* Of everything a little; more pickles follow. */
static const char program[] =
    "PROTO 2 GLOBAL 'posix' 'system' BINPUT 1 MARK BINUNICODE 'id' TUPLE REDUCE BINPUT 2 POP "
    "EMPTY_DICT BINPUT 3 MARK BININT1 1 EMPTY_LIST MARK NONE BINGET 1 BINGET 3 APPENDS "
    "BINUNICODE 'key' BINGET 2 BININT1 1 BINUNICODE 'again' SETITEMS "
    "GLOBAL 'm' 'C' EMPTY_TUPLE NEWOBJ BINGET 3 BUILD BINPUT 3 MARK BINGET 2 BINGET 3 NONE TUPLE "
    "BINPUT 4 STOP EMPTY_LIST STOP EMPTY_LIST STOP NONE STOP NONE STOP NONE STOP";

static const char *const lines[] = {
    "goto end",
    "back 3",
    "step",
    "next",
    "finish",
    "goto 50%",
    "info stack",
    "info memo",
    "info calls",
    "info findings",
    "info strings",
    "info globals",
    "info stats",
    "info record",
    "print result",
    "print memo[3]",
    "print len(memo) > 2 and depth < 9",
    "assert result[2] == None",
    "why result",
    "uses memo[2]",
    "diff start end",
    "explain REDUCE",
    "x/8i 0",
    "x/20xb 0",
    "list",
    "find text key",
    "rfind event",
    "find import posix*",
    "danger",
    "info divergence",
    "find divergence",
    "info file",
    "set dialect py",
    "break call posix.*",
    "break if depth > 2",
    "watch memo[3]",
    "tbreak #7",
    "catch unknown",
    "condition 1 depth > 1",
    "ignore 1 1",
    "continue",
    "reverse-continue",
    "info break",
    "bookmark here #3",
    "info bookmarks",
    "jump-back",
    "jump-forward",
    "info jumps",
    "display result",
    "undisplay",
    "delete",
    "set print-limit 9",
    "show",
    "help",
    "help break",
    "apropos memo",
    "entries",
    "streams",
    "stream 2",
    "stream 0",
    "restart",
    "echo x",
};

static const char *const menus[] = {"entries", "streams", "breakpoints", "bookmarks", "jumps"};
static const char *const trees[] = {"value", "why", "uses"};

static void open_maker(struct session_maker *maker)
{
    maker_open(maker, program);
    maker_run(maker, "break call");
    maker_run(maker, "bookmark place #4");
    maker_run(maker, "goto end");
}

/* What is done while memory fails: the same each time, whatever came of it the time before. */
typedef void deed(struct session_maker *maker, const void *what);

/* Does it with the first allocation failing, with the second, until none does. */
static void do_failing(struct session_maker *maker, deed *act, const void *what)
{
    bool has_failed = true;
    for (unsigned n = 1; has_failed; n += 1 + n / 64) {
        failing_arm(n);
        act(maker, what);
        has_failed = failing_disarm();
    }
}

/* ---- Commands -------------------------------------------------------------------------------- */

/* What is said of the run when memory is there again. */
static void answer(struct session_maker *maker, struct buf *text)
{
    maker_do(maker, "set print-limit 200");
    maker_do(maker, "delete");
    maker_run(maker, "set dialect c");
    maker_run(maker, "stream 0");
    maker_run(maker, "goto end");
    buf_str(text, maker_run(maker, "print result"));
}

/* A line that memory failed says so, or all of what it says else; and the session goes on. */
static void check_line(const char *line, const char *whole, const char *answered)
{
    bool has_failed = true;
    bool may_fold = strncmp(line, "why", 3) == 0; /* what could not be counted stays folded */
    for (unsigned n = 1; has_failed; n++) {
        struct session_maker maker;
        struct buf text = {0};
        open_maker(&maker);
        failing_arm(n);
        enum session_result result = maker_do(&maker, line);
        has_failed = failing_disarm();
        /* A record that memory ended says so where it breaks, a display where its value would be. */
        bool is_told = result == SESSION_ERROR || strstr(buf_text(&maker.out), "memory ran out") ||
                       strstr(buf_text(&maker.out), "out of memory");
        if (!is_told && !may_fold && strcmp(buf_text(&maker.out), whole) != 0)
            fail_msg("%s, allocation %u: %s", line, n, buf_text(&maker.out));
        answer(&maker, &text);
        assert_string_equal(buf_text(&text), answered);
        buf_free(&text);
        maker_close(&maker);
    }
}

static void every_allocation_of_a_command_may_fail(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof lines / sizeof lines[0]; k++) {
        struct session_maker maker;
        struct buf whole = {0}, answered = {0};
        open_maker(&maker);
        maker_do(&maker, lines[k]);
        buf_str(&whole, buf_text(&maker.out));
        answer(&maker, &answered);
        maker_close(&maker);
        check_line(lines[k], buf_text(&whole), buf_text(&answered));
        buf_free(&whole);
        buf_free(&answered);
    }
}

/* ---- Views ----------------------------------------------------------------------------------- */

enum { LINES_MAX = 60 };

static void read_lines(const struct view *view, const struct view_source *source)
{
    struct line line = {0};
    struct needle needle;
    needle_make(&needle, "key");
    uint64_t count = view->count(source);
    for (uint64_t i = 0; i < count && i < LINES_MAX; i++) {
        if (view->may_have)
            view->may_have(source, &needle, i);
        view->line(source, i, &line);
    }
    if (view->home)
        view->home(source);
    line_clear(&line);
    if (view->note)
        view->note(source, &line);
    uint64_t places = view->places ? view->places->count(source) : 0;
    for (uint64_t place = 0; place < places && place < LINES_MAX; place++) {
        view->places->line(source, place);
        view->places->tell(source, place, 40, &line);
    }
    line_free(&line);
}

static void see(struct session_maker *maker, const void *what)
{
    const struct view *view = what;
    static const unsigned widths[] = {0, 1, 20, 100};
    struct view_source source;
    struct wrap text = {0};
    session_view(maker->session, &source);
    wrap_text(&text, "one two three\nfour", 18, 7, 2);
    source.text = &text;
    source.value = br_result(source.rec);
    for (size_t k = 0; k < sizeof widths / sizeof widths[0]; k++) {
        source.width = widths[k];
        read_lines(view, &source);
    }
    wrap_free(&text);
}

static void every_allocation_of_a_view_may_fail(void **state)
{
    (void)state;
    struct session_maker maker;
    open_maker(&maker);
    const struct view *view;
    for (unsigned n = 0; (view = view_nth(n)); n++)
        if (!view->unfold)
            do_failing(&maker, see, view);
    maker_close(&maker);
}

static void unfold(struct session_maker *maker, const void *what)
{
    const struct view *view = what;
    struct view_source source;
    struct fold fold = {0};
    session_view(maker->session, &source);
    source.value = br_result(source.rec);
    source.width = 60;
    if (view->unfold(&source, &fold)) {
        source.fold = &fold;
        for (uint64_t i = 0; i < LINES_MAX; i += 3)
            fold_unfold_children(&fold, &source, i, 5);
        read_lines(view, &source);
        fold_fold(&fold, 2);
        fold_refresh(&fold, &source, 7);
        read_lines(view, &source);
    }
    fold_free(&fold);
}

static void every_allocation_of_a_tree_may_fail(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof trees / sizeof trees[0]; k++) {
        struct session_maker maker;
        open_maker(&maker);
        do_failing(&maker, unfold, view_find(trees[k]));
        maker_close(&maker);
    }
}

/* ---- Lists ----------------------------------------------------------------------------------- */

static void choose(struct session_maker *maker, const void *what)
{
    const struct debug_menu *menu = what;
    struct view_source source;
    struct err err;
    session_view(maker->session, &source);
    source.width = 60;
    for (unsigned n = 0; menu->more && n < 20; n++)
        menu->more(maker->session, 4);
    read_lines(&menu->view, &source);
    for (int verb = 0; verb < MENU_VERBS; verb++) {
        struct buf line = {0};
        menu->command(maker->session, 0, (enum menu_verb)verb, &line, &err);
        buf_free(&line);
    }
}

static void every_allocation_of_a_list_may_fail(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof menus / sizeof menus[0]; k++) {
        struct session_maker maker;
        open_maker(&maker);
        maker_run(&maker, "goto start"); /* a jump is in its list */
        const struct debug_menu *menu = debug_menu_find(menus[k], &maker.err);
        assert_non_null(menu);
        do_failing(&maker, choose, menu);
        maker_close(&maker);
    }
}

/* ---- Opening and growing --------------------------------------------------------------------- */

static void open_again(struct session_maker *maker, const void *what)
{
    (void)what;
    struct session_options options = maker->session->options;
    struct session *other;
    if (!session_open(&other, &options, &maker->err))
        return;
    struct buf out = {0};
    session_command(other, "break MARK", &out, &maker->err);
    for (unsigned n = 0; n < 100 && session_idle(other); n++)
        ;
    for (unsigned n = 0; n < 20; n++)
        survey_idle(other, 4);
    for (br_op op = 0; op < 20; op++)
        breakmap_at(other, op);
    breakmap_in(other, 0, 20);
    buf_clear(&out);
    survey_say(other, &out);
    session_stop_text(other, &out);
    buf_free(&out);
    session_close(other);
}

static void every_allocation_of_opening_may_fail(void **state)
{
    (void)state;
    struct session_maker maker;
    open_maker(&maker);
    do_failing(&maker, open_again, NULL);
    maker_close(&maker);
}

/* ---- Other members --------------------------------------------------------------------------- */

/* Two members, the second dangerous. */
static void open_members(struct session_maker *maker)
{
    static const char evil[] = "cposix\nsystem\n.N.";
    struct zip_maker zip = {0};
    *maker = (struct session_maker){.format = "zip"};
    zip_maker_add(&zip, (struct zip_spec){.name = "a", .data = "N.", .len = 2});
    zip_maker_add(
        &zip,
        (struct zip_spec){.name = "b", .data = evil, .len = sizeof evil - 1, .is_deflated = true});
    zip_maker_end(&zip, (struct zip_end_spec){0});
    buf_add(&maker->bytes, zip.out.data, zip.out.len);
    zip_maker_free(&zip);
    maker_open_bytes(maker);
}

static void judge_members(struct session_maker *maker)
{
    static const char *const asked[] = {"entries", "danger", "rdanger 3", "entry #0"};
    struct view_source source;
    for (unsigned n = 0; n < 40; n++)
        survey_idle(maker->session, 4);
    session_view(maker->session, &source);
    for (size_t n = 0; n < sizeof asked / sizeof *asked; n++)
        maker_do(maker, asked[n]);
}

static void every_allocation_of_judging_members_may_fail(void **state)
{
    bool has_failed = true;
    (void)state;
    for (unsigned n = 1; has_failed; n++) {
        struct session_maker maker;
        open_members(&maker);
        failing_arm(n);
        judge_members(&maker);
        has_failed = failing_disarm();
        maker_run(&maker, "entry #0");
        maker_run(&maker, "danger"); /* where the danger is found no more, that is said */
        if (maker.session->member != 1)
            assert_non_null(strstr(buf_text(&maker.out), "cannot be read whole"));
        maker_close(&maker);
    }
}

/* ---- The verdict ----------------------------------------------------------------------------- */

/* Its danger is behind what is read at first. */
static void open_long(struct session_maker *maker)
{
    enum { PAIRS = 1 << 14 };
    struct buf text = {0};
    for (int i = 0; i < PAIRS; i++)
        buf_str(&text, "NONE POP ");
    buf_str(&text, "GLOBAL 'posix' 'system' MARK BINUNICODE 'id' TUPLE REDUCE STOP");
    maker_open(maker, buf_text(&text));
    buf_free(&text);
    assert_int_equal(analysis_worst(maker->session->analysis), SEVERITY_NONE);
}

/* A record that memory failed says so itself, and stays as it is. */
static bool is_read_whole(const struct session *session)
{
    const struct br_error *error = br_error_of(session->rec);
    return !error || error->kind != BR_ERR_LIMIT;
}

static void memory_that_fails_hides_no_danger(void **state)
{
    (void)state;
    static const char *const ways[] = {"danger", "rdanger", "continue", "info findings"};
    for (size_t k = 0; k < sizeof ways / sizeof ways[0]; k++) {
        bool has_failed = true;
        for (unsigned n = 1; has_failed; n++) {
            struct session_maker maker;
            open_long(&maker);
            maker_run(&maker, "catch dangerous");
            failing_arm(n);
            maker_do(&maker, ways[k]);
            has_failed = failing_disarm();
            assert_null(strstr(buf_text(&maker.out), "No opcode is dangerous"));
            assert_int_equal(session_grow(maker.session, 0), BR_OK);
            if (is_read_whole(maker.session)) {
                assert_null(strstr(buf_text(&maker.out), "Nothing"));
                assert_null(strstr(buf_text(&maker.out), "No breakpoint"));
                assert_int_equal(analysis_worst(maker.session->analysis), SEVERITY_DANGEROUS);
            }
            maker_close(&maker);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_of_a_command_may_fail),
        cmocka_unit_test(every_allocation_of_a_view_may_fail),
        cmocka_unit_test(every_allocation_of_a_tree_may_fail),
        cmocka_unit_test(every_allocation_of_a_list_may_fail),
        cmocka_unit_test(every_allocation_of_opening_may_fail),
        cmocka_unit_test(every_allocation_of_judging_members_may_fail),
        cmocka_unit_test(memory_that_fails_hides_no_danger),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
