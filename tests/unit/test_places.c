/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places on lines: bytes in the hex view, stretches of the run in the timeline; threads on the way
 * to what is dangerous; a text looked for without making lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "src/debugger/breakmap.h"
#include "src/debugger/session.h"
#include "src/view/needle.h"
#include "src/view/view.h"
#include "tests/unit/session_maker.h"

static const char payload[] = "PROTO 2  GLOBAL 'posix' 'system'  BINPUT 0  BINUNICODE 'echo' "
                              "TUPLE1  REDUCE  STOP";

struct fixture {
    struct session_maker maker;
    struct view_source source;
    struct line line;
};

static void settle(struct fixture *f, br_op cursor, unsigned width)
{
    session_grow(f->maker.session, 0);
    session_goto(f->maker.session, cursor);
    session_view(f->maker.session, &f->source);
    f->source.width = width;
}

static void look(struct fixture *f, const char *ops, br_op cursor, unsigned width)
{
    maker_open(&f->maker, ops);
    settle(f, cursor, width);
}

static int set_up(void **state)
{
    *state = calloc(1, sizeof(struct fixture));
    return *state && setlocale(LC_ALL, "C.UTF-8") ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    maker_close(&f->maker);
    line_free(&f->line);
    free(f);
    setlocale(LC_ALL, "C.UTF-8");
    return 0;
}

static const char *line_of(struct fixture *f, const char *view, uint64_t i)
{
    assert_true(view_find(view)->line(&f->source, i, &f->line));
    return buf_text(&f->line.text);
}

static const char *told(struct fixture *f, const char *view, uint64_t place, unsigned columns)
{
    assert_true(view_find(view)->places->tell(&f->source, place, columns, &f->line));
    return buf_text(&f->line.text);
}

static enum style style_at(const struct line *line, size_t byte)
{
    size_t k = 0;
    while (line->spans[k].end <= byte)
        k++;
    return line->spans[k].style;
}

/* ---- Bytes ------------------------------------------------------------------------------------ */

static void each_byte_tells_what_it_is(void **state)
{
    struct fixture *f = *state;
    look(f, payload, 0, 80);
    assert_string_equal(told(f, "hex", 0, 0), "0x0000: the opcode of #0 PROTO 2");
    assert_string_equal(told(f, "hex", 1, 0), "0x0001: the argument of #0 PROTO 2");
    assert_string_equal(told(f, "hex", 3, 0),
                        "0x0003: byte 1 of the argument of #1 GLOBAL posix system");
    assert_string_equal(told(f, "hex", 8, 0),
                        "0x0008: the end of a line of #1 GLOBAL posix system");
    assert_string_equal(told(f, "hex", 14, 0),
                        "0x000e: byte 6 of the name of #1 GLOBAL posix system");
    assert_string_equal(told(f, "hex", 20, 0),
                        "0x0014: byte 2 of the length of #3 BINUNICODE 'echo'");
    assert_string_equal(told(f, "hex", 25, 0),
                        "0x0019: byte 3 of the argument of #3 BINUNICODE 'echo'");
    assert_int_equal(f->line.op, 3);
    assert_string_equal(f->line.expr, "#3");
    assert_string_equal(told(f, "hex", 27, 0), "0x001b: the opcode of #4 TUPLE1");
    assert_true(f->line.width <= 80);
    assert_true(strlen(told(f, "hex", 25, 40)) > 0 && f->line.width <= 40);
    assert_false(view_hex.places->tell(&f->source, 30, 0, &f->line));
}

static void bytes_that_nobody_reads_are_named_as_such(void **state)
{
    struct fixture *f = *state;
    static const char bytes[] = "N.ab";
    buf_add(&f->maker.bytes, bytes, sizeof bytes - 1);
    maker_open_bytes(&f->maker);
    settle(f, 0, 80);
    assert_string_equal(told(f, "hex", 2, 0), "0x0002: not read: it comes after STOP at 0x1");
    assert_int_equal(f->line.op, BR_NO_OP);
    assert_non_null(strstr(line_of(f, "hex", 0), "[4e 2e│61 62"));
    maker_close(&f->maker);
    static const char broken[] = "N\xff"
                                 "ab";
    f->maker = (struct session_maker){.session = NULL};
    buf_add(&f->maker.bytes, broken, sizeof broken - 1);
    maker_open_bytes(&f->maker);
    settle(f, 1, 80);
    assert_non_null(strstr(told(f, "hex", 1, 0), "0x0001: the run breaks here: "));
    assert_int_equal(f->line.op, 1);
    assert_string_equal(told(f, "hex", 2, 0), "0x0002: not read: the run breaks before it, at 0x1");
    assert_non_null(strstr(line_of(f, "hex", 0), " 4e!ff 61 62"));
}

static void argument_and_bytes_light_up_together(void **state)
{
    struct fixture *f = *state;
    look(f, "NONE BINUNICODE 'echo' STOP", 1, 80);
    const char *hex = line_of(f, "hex", 0);
    const char *text = strstr(hex, " 4e[58:04:00:00:00.65.63 .68.6f 2e");
    assert_non_null(text);
    assert_int_equal(style_at(&f->line, (size_t)(text - hex) + 19), STYLE_ARGUMENT);
    assert_int_equal(style_at(&f->line, (size_t)(text - hex) + 7), STYLE_LENGTH);
    const char *code = line_of(f, "code", 1);
    text = strstr(code, "'echo'");
    assert_non_null(text);
    assert_int_equal(style_at(&f->line, (size_t)(text - code)), STYLE_ARGUMENT);
    text = strstr(code, "65");
    assert_non_null(text);
    assert_int_equal(style_at(&f->line, (size_t)(text - code)), STYLE_ARGUMENT);
}

static void each_byte_is_where_a_press_on_it_says(void **state)
{
    struct fixture *f = *state;
    look(f, payload, 0, 80);
    static const unsigned widths[] = {80, 60, 36};
    for (size_t k = 0; k < sizeof widths / sizeof widths[0]; k++) {
        f->source.width = widths[k];
        f->source.has_place = true;
        for (uint64_t pos = 0; pos < br_bytes(f->source.rec).len; pos++) {
            f->source.place = pos;
            uint64_t i = view_hex.places->line(&f->source, pos);
            const char *text = line_of(f, "hex", i), *sign = strstr(text, "›");
            assert_non_null(sign);
            assert_true(f->line.width <= widths[k]);
            unsigned column = (unsigned)(sign - text);
            for (unsigned c = column; c < column + 3; c++)
                assert_int_equal(view_hex.places->at(&f->source, i, c), pos);
        }
    }
}

static void numbers_that_begin_at_a_byte_stand_on_the_title(void **state)
{
    struct fixture *f = *state;
    look(f, "BININT -2 STOP", 0, 80);
    f->source.has_place = true;
    f->source.place = 1;
    line_clear(&f->line);
    view_hex.note(&f->source, &f->line);
    assert_string_equal(buf_text(&f->line.text),
                        "uint8 254 int8 -2  uint16 65534 int16 -2  uint32 4294967294 int32 -2");
    f->source.width = 40;
    line_clear(&f->line);
    view_hex.note(&f->source, &f->line);
    assert_string_equal(buf_text(&f->line.text), "uint8 254 int8 -2  uint16 65534 int16 -2");
}

/* ---- The timeline ----------------------------------------------------------------------------- */

static void a_short_run_has_a_place_for_each_row(void **state)
{
    struct fixture *f = *state;
    look(f, payload, 3, 35);
    assert_string_equal(line_of(f, "timeline", 0), "─────✖─────────▶─────────✖─────────");
    assert_int_equal(view_timeline.places->count(&f->source), 7);
    assert_int_equal(view_timeline.places->home(&f->source), 3);
    for (unsigned column = 0; column < 35; column++)
        assert_int_equal(view_timeline.places->at(&f->source, 0, column), column / 5);
    assert_string_equal(told(f, "timeline", 5, 0), "#5 0x1c  ✖ posix.system('echo') at 0x1c");
    assert_int_equal(f->line.op, 5);
    assert_string_equal(told(f, "timeline", 3, 0), "#3 0x12  BINUNICODE 'echo'");
    assert_string_equal(told(f, "timeline", 6, 0), "#6 0x1d  STOP");
}

static void signs_differ_without_colour_and_in_ascii(void **state)
{
    struct fixture *f = *state;
    look(f,
         "NONE NONE GLOBAL 'new' 'thing' POP GLOBAL 'posix' 'system' POP GLOBAL 'collections' "
         "'OrderedDict' POP BINGET 7",
         1, 18);
    maker_run(&f->maker, "break #3");
    setlocale(LC_ALL, "C");
    assert_string_equal(line_of(f, "timeline", 0), "-->-?-*-X---o---!-");
    assert_non_null(strstr(told(f, "timeline", 8, 0), "! breaks: "));
    assert_string_equal(told(f, "timeline", 3, 0), "#3 0xd  * breakpoint 1 at 0xd");
    f->source.width = 80;
    assert_non_null(strstr(line_of(f, "timeline", 1), "X dangerous"));
}

/* 12,000 rows; a call in the middle, an import of what nobody knows near the end. */
static void make_long(struct fixture *f)
{
    for (int n = 0; n < 6000; n++)
        buf_char(&f->maker.bytes, n % 2 ? '0' : 'N');
    buf_str(&f->maker.bytes, "cposix\nsystem\n(X");
    buf_add(&f->maker.bytes, "\2\0\0\0idtR0", 9);
    for (int n = 0; n < 6000; n++)
        buf_char(&f->maker.bytes, n % 2 ? '0' : 'N');
    buf_str(&f->maker.bytes, "cnew\nthing\n.");
}

static void the_worst_of_a_stretch_is_shown(void **state)
{
    struct fixture *f = *state;
    make_long(f);
    maker_open_bytes(&f->maker);
    settle(f, 0, 40);
    const char *text = line_of(f, "timeline", 0);
    assert_string_equal(text, "▶──────────────────✖✖──────────────────◆");
    assert_int_equal(f->line.width, 40);
    assert_int_equal(view_timeline.places->count(&f->source), 40);
    uint64_t middle = view_timeline.places->at(&f->source, 0, 19);
    told(f, "timeline", middle, 80);
    assert_int_equal(f->line.op, 6000);
    assert_non_null(strstr(buf_text(&f->line.text), "✖ import posix.system at 0x1770"));
    assert_true(f->line.width <= 80);
    for (unsigned column = 0; column < 40; column++)
        assert_int_equal(view_timeline.places->at(&f->source, 0, column), column);
}

static void what_is_not_read_yet_is_drawn_as_such(void **state)
{
    struct fixture *f = *state;
    for (int n = 0; n < 100000; n++)
        buf_char(&f->maker.bytes, n % 2 ? '0' : 'N');
    buf_str(&f->maker.bytes, "N.");
    maker_open_bytes(&f->maker); /* runs a first slice */
    session_view(f->maker.session, &f->source);
    f->source.width = 20;
    assert_false(br_done(f->source.rec));
    assert_string_equal(line_of(f, "timeline", 0), "▶──░░░░░░░░░░░░░░░░░");
    assert_int_equal(view_timeline.places->at(&f->source, 0, 19),
                     view_timeline.places->count(&f->source) - 1);
}

static double cpu_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* A million rows that no one but a search finds, a thousand paints: what is not known is not looked
 * for then. */
static void breakpoints_cost_no_search_per_paint(void **state)
{
    struct fixture *f = *state;
    for (int n = 0; n < 1000000; n++)
        buf_char(&f->maker.bytes, n % 2 ? '0' : 'N');
    buf_str(&f->maker.bytes, "]0N.");
    maker_open_bytes(&f->maker);
    settle(f, 0, 100);
    maker_run(&f->maker, "break EMPTY_LIST");
    maker_run(&f->maker, "break EMPTY_SET");
    maker_run(&f->maker, "break text nowhere");
    double began = cpu_seconds();
    for (int n = 0; n < 1000; n++)
        line_of(f, "timeline", 0);
    assert_true(cpu_seconds() - began < 5);
    assert_null(strstr(line_of(f, "timeline", 0), "●"));
    while (session_idle(f->maker.session))
        ;
    assert_non_null(strstr(line_of(f, "timeline", 0), "●"));
    assert_int_equal(breakmap_in(f->maker.session, 0, 1000004), 1000000);
    assert_int_equal(breakmap_in(f->maker.session, 1000001, 1000004), BR_NO_OP);
    assert_int_equal(breakmap_at(f->maker.session, 1000000), 1);
    maker_run(&f->maker, "delete 1");
    assert_null(strstr(line_of(f, "timeline", 0), "●"));
    assert_int_equal(breakmap_at(f->maker.session, 1000000), 0);
}

static void many_breaks_are_found_in_every_stretch(void **state)
{
    struct fixture *f = *state;
    for (int n = 0; n < 100000; n++)
        buf_char(&f->maker.bytes, n % 2 ? '0' : 'N');
    buf_str(&f->maker.bytes, "N.");
    maker_open_bytes(&f->maker);
    maker_run(&f->maker, "break POP"); /* while the record grows */
    while (session_idle(f->maker.session))
        ;
    for (br_op low = 0; low + 100 < 100000; low += 100)
        assert_in_range(breakmap_in(f->maker.session, low, low + 100), low, low + 99);
}

/* ---- Threads ---------------------------------------------------------------------------------- */

static void a_thread_leads_to_what_is_dangerous(void **state)
{
    struct fixture *f = *state;
    look(f, payload, 3, 60);
    assert_non_null(strstr(line_of(f, "code", 1), "┃0x0002"));
    assert_null(strstr(line_of(f, "code", 2), "┃"));
    assert_non_null(strstr(line_of(f, "code", 3), "▶┃0x0012"));
    assert_non_null(strstr(line_of(f, "code", 4), "┃0x001b"));
    assert_null(strstr(line_of(f, "code", 5), "┃"));
    assert_string_equal(line_of(f, "explain", 0), "┃ goes into posix.system('echo') at 0x1c");
    settle(f, 0, 60);
    const char *code = line_of(f, "code", 3), *text = strstr(code, "'echo'");
    assert_int_equal(style_at(&f->line, (size_t)(text - code)), STYLE_DANGER);
}

static void a_thread_to_what_is_suspicious_is_another(void **state)
{
    struct fixture *f = *state;
    look(f, "GLOBAL 'new' 'thing' NONE TUPLE1 REDUCE STOP", 0, 60);
    assert_non_null(strstr(line_of(f, "code", 1), "╎0x"));
    setlocale(LC_ALL, "C");
    assert_non_null(strstr(line_of(f, "code", 1), ":0x"));
}

/* ---- Searching -------------------------------------------------------------------------------- */

/* Whatever is on a line must not be passed over. */
static void no_line_with_the_text_is_passed_over(void **state)
{
    struct fixture *f = *state;
    static const char *const texts[] = {
        "posix", "SYSTEM", "system", "echo", "O \\", "memo", "memo 0", "0x00", "reduce", "REDUCE",
        "72",    "'",      "TUPLE1", "bi",   "u",    " ",    "ab c",   "é",    "\\x",    "mark",
    };
    look(f,
         "PROTO 2  GLOBAL 'posix' 'system'  BINPUT 0  BINUNICODE 'echo' UNICODE 'a\\\\u0062 "
         "c\\\\u00e9' "
         "SHORT_BINBYTES 'ab\\x01' POP POP TUPLE1  REDUCE BININT1 72 MARK POP_MARK STOP",
         0, 0);
    uint64_t passed = 0;
    for (size_t k = 0; k < sizeof texts / sizeof texts[0]; k++) {
        struct needle needle;
        needle_make(&needle, texts[k]);
        for (uint64_t i = 0; i < view_code.count(&f->source); i++) {
            bool has = needle_find(&needle, line_of(f, "code", i)) != NULL;
            bool may = view_code.may_have(&f->source, &needle, i);
            if (has && !may)
                fail_msg("\"%s\" is on line %d: %s", texts[k], (int)i, buf_text(&f->line.text));
            passed += !may;
        }
    }
    assert_true(passed > 50);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(each_byte_tells_what_it_is),
        TEST(bytes_that_nobody_reads_are_named_as_such),
        TEST(argument_and_bytes_light_up_together),
        TEST(each_byte_is_where_a_press_on_it_says),
        TEST(numbers_that_begin_at_a_byte_stand_on_the_title),
        TEST(a_short_run_has_a_place_for_each_row),
        TEST(signs_differ_without_colour_and_in_ascii),
        TEST(the_worst_of_a_stretch_is_shown),
        TEST(what_is_not_read_yet_is_drawn_as_such),
        TEST(breakpoints_cost_no_search_per_paint),
        TEST(many_breaks_are_found_in_every_stretch),
        TEST(a_thread_leads_to_what_is_dangerous),
        TEST(a_thread_to_what_is_suspicious_is_another),
        TEST(no_line_with_the_text_is_passed_over),
    };
    return cmocka_run_group_tests_name("places", tests, NULL, NULL);
}
