/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Panes as lines: what each view shows of a run, without a screen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "src/debugger/session.h"
#include "src/output/safe.h"
#include "src/view/abridge.h"
#include "src/view/fold.h"
#include "src/view/needle.h"
#include "src/view/view.h"
#include "src/view/wrap.h"
#include "tests/unit/session_maker.h"

static const char payload[] =
    "PROTO 2  GLOBAL 'posix' 'system'  BINPUT 0  BINUNICODE 'echo \"boom\"' "
    "TUPLE1  REDUCE  STOP";

struct fixture {
    struct session_maker maker;
    struct view_source source;
    struct buf text;
    struct line line;
    struct fold fold; /* of the view that is a tree and was asked last */
};

static void look(struct fixture *f, const char *ops, br_op cursor, unsigned width)
{
    if (f->maker.session)
        maker_close(&f->maker);
    maker_open(&f->maker, ops);
    session_grow(f->maker.session, 0);
    session_goto(f->maker.session, cursor);
    session_view(f->maker.session, &f->source);
    f->source.width = width;
}

static int set_up(void **state)
{
    *state = calloc(1, sizeof(struct fixture));
    return *state && setlocale(LC_ALL, "C.UTF-8") ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    if (f->maker.session)
        maker_close(&f->maker);
    buf_free(&f->text);
    line_free(&f->line);
    fold_free(&f->fold);
    free(f);
    return 0;
}

/* What is unfolded first, where the view is a tree. */
static const struct view *unfolded(struct fixture *f, const struct view *view)
{
    f->source.fold = &f->fold;
    if (view->unfold)
        assert_true(view->unfold(&f->source, &f->fold));
    return view;
}

/* All of a view. */
static const char *shown(struct fixture *f, const char *name)
{
    buf_clear(&f->text);
    assert_true(view_print(unfolded(f, view_find(name)), &f->source, 0, 0, &f->text));
    return buf_text(&f->text);
}

static const struct line *line_of(struct fixture *f, const char *name, uint64_t i)
{
    assert_true(view_find(name)->line(&f->source, i, &f->line));
    return &f->line;
}

static enum style style_at(const struct line *line, const char *part)
{
    const char *found = strstr(buf_text(&line->text), part);
    assert_non_null(found);
    size_t at = (size_t)(found - line->text.data), k = 0;
    while (line->spans[k].end <= at)
        k++;
    return line->spans[k].style;
}

/* ---- What each view shows --------------------------------------------------------------------- */

static void code_has_a_line_per_row(void **state)
{
    struct fixture *f = *state;
    look(f, payload, 1, 0);
    assert_string_equal(
        shown(f, "code"),
        "   0x0000  80 02              PROTO            2\n"
        " ▶┃0x0002  63 70 6f 73 69 78+ GLOBAL           posix system  ✖\n"
        "   0x0010  71 00              BINPUT           0\n"
        "  ┃0x0012  58 0b 00 00 00 65+ BINUNICODE       'echo \"boom\"'\n"
        "  ┃0x0022  85                 TUPLE1\n"
        "   0x0023  52                 REDUCE           posix.system('echo \"boom\"')  ✖\n"
        "   0x0024  2e                 STOP\n");
}

/* The call that matters is read whole before the columns stand in line, and moves no further than that
 * takes. */
static void blanks_give_way_to_what_matters(void **state)
{
    struct fixture *f = *state;
    look(f, payload, 0, 52);
    assert_string_equal(buf_text(&line_of(f, "code", 5)->text),
                        "   0x0023  REDUCE      posix.system('echo \"boom\"') ✖");
    assert_string_equal(buf_text(&line_of(f, "code", 2)->text), "   0x0010  BINPUT           0");
}

static void the_end_of_a_long_name_is_seen(void **state)
{
    struct fixture *f = *state;
    static const char name[] = "a/very/long/name\x1b[31m/of\xe6\xbc\xa2\xe5\xad\x97/a/member.pkl";
    line_clear(&f->line);
    line_safe_ends(&f->line, STYLE_PLAIN, name, sizeof name - 1, 0);
    assert_string_equal(buf_text(&f->line.text), "a/very/long/name\\x1b[31m/of漢字/a/member.pkl");
    line_clear(&f->line);
    line_safe_ends(&f->line, STYLE_PLAIN, name, sizeof name - 1, 20);
    assert_string_equal(buf_text(&f->line.text), "a/very…/a/member.pkl");
    for (size_t columns = 1; columns < 60; columns++) {
        line_clear(&f->line);
        line_safe_ends(&f->line, STYLE_PLAIN, name, sizeof name - 1, columns);
        assert_in_range(f->line.width, 1, columns);
    }
    /* However long it is, no more of it is read than can be seen. */
    size_t n = (size_t)1 << 20;
    char *many = malloc(n);
    memset(many, '\xbc', n); /* bytes that begin no character */
    memcpy(many + n - 4, ".pkl", 4);
    line_clear(&f->line);
    line_safe_ends(&f->line, STYLE_PLAIN, many, n, 30);
    assert_in_range(f->line.width, 20, 30);
    assert_non_null(strstr(buf_text(&f->line.text), "xbc.pkl"));
    free(many);
}

static void danger_is_signed_before_it_is_reached(void **state)
{
    struct fixture *f = *state;
    look(f, payload, 0, 50);
    const struct line *line = line_of(f, "code", 5);
    assert_true(line->traits & LINE_DANGER);
    assert_int_equal(line->width, 50);
    assert_string_equal(line->text.data + line->text.len - strlen("✖"), "✖");
    assert_int_equal(style_at(line, "posix.system"), STYLE_DANGER);
    assert_int_equal(style_at(line, "REDUCE"), STYLE_DANGER);
}

static void the_break_of_a_run_is_its_last_row(void **state)
{
    struct fixture *f = *state;
    look(f, "NONE BINGET 7 STOP", 1, 0);
    assert_int_equal(view_code.count(&f->source), 2);
    const struct line *line = line_of(f, "code", 1);
    assert_non_null(strstr(buf_text(&line->text), " ▶ 0x0001  BREAKS in BINGET: "));
    assert_true(line->traits & LINE_CURRENT);
    assert_int_equal(line->op, 1);
}

static void breakpoints_stand_in_the_margin(void **state)
{
    struct fixture *f = *state;
    look(f, payload, 0, 40);
    maker_run(&f->maker, "break #3");
    assert_non_null(strstr(buf_text(&line_of(f, "code", 3)->text), "●"));
    assert_null(strstr(buf_text(&line_of(f, "code", 2)->text), "●"));
}

static void the_stack_stands_top_first_with_its_marks(void **state)
{
    struct fixture *f = *state;
    look(f, "PROTO 2 NONE MARK BININT1 7 EMPTY_LIST STOP", 5, 40);
    assert_string_equal(shown(f, "stack"), "+0   []                           0x0006\n"
                                           "+1   7                            0x0004\n"
                                           "+── mark ───────────────────────  0x0003\n"
                                           "+2   None                         0x0002\n");
    assert_string_equal(line_of(f, "stack", 1)->expr, "stack[1]");
    assert_int_equal(line_of(f, "stack", 2)->value, BR_NO_VALUE);
}

static void what_the_last_move_changed_is_marked(void **state)
{
    struct fixture *f = *state;
    look(f, "PROTO 2 EMPTY_LIST NONE APPEND STOP", 2, 0);
    session_goto(f->maker.session, 3);
    session_view(f->maker.session, &f->source);
    assert_string_equal(shown(f, "stack"), "+0   None  None       from 0x0003\n"
                                           " 1   []  list       from 0x0002\n");
    /* An item went into a list that was there before. */
    session_goto(f->maker.session, 4);
    session_view(f->maker.session, &f->source);
    assert_string_equal(shown(f, "stack"), "+0   [None]  list       from 0x0002\n");
    /* Backwards too. */
    session_goto(f->maker.session, 3);
    session_view(f->maker.session, &f->source);
    assert_string_equal(shown(f, "stack"), "+0   None  None       from 0x0003\n"
                                           "+1   []  list       from 0x0002\n");
}

static void the_memo_stands_in_the_order_of_its_keys(void **state)
{
    struct fixture *f = *state;
    look(f, "BININT1 1 BINPUT 9 BININT1 2 BINPUT 3 STOP", 4, 40);
    assert_string_equal(shown(f, "memo"), "+9   1                            0x0002\n"
                                          "+3   2                            0x0006\n");
    assert_string_equal(line_of(f, "memo", 0)->expr, "memo[9]");
    assert_int_equal(view_memo.home(&f->source), 1);
}

static void calls_are_done_now_pending_or_ahead(void **state)
{
    struct fixture *f = *state;
    look(f, "GLOBAL 'posix' 'system' EMPTY_TUPLE REDUCE GLOBAL 'a' 'b' EMPTY_TUPLE REDUCE STOP", 2,
         64);
    assert_string_equal(shown(f, "calls"),
                        "✓✖ import posix.system                             ran at 0x0000\n"
                        "▶✖ posix.system()                                  now at 0x000f\n"
                        "·◆ import a.b                                     runs at 0x0010\n"
                        "·◆ a.b()                                          runs at 0x0016\n");
    session_goto(f->maker.session, 1);
    session_view(f->maker.session, &f->source);
    f->source.width = 40;
    assert_string_equal(buf_text(&line_of(f, "calls", 1)->text),
                        "…✖ posix.system()                 0x000f");
}

static void an_explanation_begins_with_what_matters(void **state)
{
    struct fixture *f = *state;
    look(f, payload, 5, 100);
    assert_string_equal(
        shown(f, "explain"),
        "✖ Here Python would call posix.system('echo \"boom\"')\n"
        "dangerous (process): posix.system runs a shell command  denied-call\n"
        "Python values[-2:] = [values[-2](*values[-1])]  # posix.system('echo \"boom\"')\n"
        "stack  … posix.system │ ('echo \"boom\"',)  →  … posix.system('echo \"boom\"')\n"
        "REDUCE  Takes a callable and its arguments off the stack and CALLS it; pushes the "
        "result.\n");
    assert_true(line_of(f, "explain", 0)->traits & LINE_DANGER);
}

static void what_is_on_display_stands_before_the_explanation(void **state)
{
    struct fixture *f = *state;
    struct buf displays = {0};
    look(f, "NONE STOP", 0, 100);
    buf_str(&displays, "1: depth = 0\n2: op = 0\n");
    f->source.displays = &displays;
    assert_string_equal(buf_text(&line_of(f, "explain", 0)->text), "1: depth = 0");
    assert_string_equal(buf_text(&line_of(f, "explain", 1)->text), "2: op = 0");
    buf_free(&displays);
}

static void a_memo_key_written_again_is_told_with_what_is_lost(void **state)
{
    struct fixture *f = *state;
    look(f, "BININT1 1 BINPUT 7 BININT1 2 BINPUT 7 BINGET 7 STOP", 3, 100);
    assert_string_equal(buf_text(&line_of(f, "explain", 0)->text),
                        "memo 7  1  →  2  the old one was stored by #1 BINPUT at 0x2");
    session_goto(f->maker.session, 1);
    session_view(f->maker.session, &f->source);
    f->source.width = 100;
    assert_string_equal(buf_text(&line_of(f, "explain", 0)->text), "memo 7  nothing  →  1");
    session_goto(f->maker.session, 4);
    session_view(f->maker.session, &f->source);
    f->source.width = 100;
    assert_string_equal(
        shown(f, "explain"),
        "stack  …  →  … 2\n"
        "memo 7  stored by #3 BINPUT at 0x6\n"
        "BINGET  Pushes the object that the memo holds under this number (0 to 255).\n"
        "Python values.append(memo[7])  # 2\n");
}

static void both_ends_of_a_mark_name_the_other(void **state)
{
    struct fixture *f = *state;
    look(f, "MARK NONE TUPLE STOP", 0, 100);
    assert_non_null(strstr(shown(f, "explain"), "mark   taken by #2 TUPLE at 0x2\n"));
    session_goto(f->maker.session, 2);
    session_view(f->maker.session, &f->source);
    f->source.width = 100;
    assert_non_null(strstr(shown(f, "explain"), "mark   pushed by #0 MARK at 0x0\n"));
    assert_non_null(
        strstr(shown(f, "explain"),
               "Python m = marks.pop(); values[m:] = [tuple(values[m:])]  # (None,)\n"));
}

static void many_items_of_a_stack_picture_are_counted(void **state)
{
    struct fixture *f = *state;
    look(f, "EMPTY_LIST MARK 500*NONE APPENDS STOP", 502, 100);
    assert_string_equal(
        buf_text(&line_of(f, "explain", 0)->text),
        "stack  … [] │ mark │ None │ None │ None │ 496 more │ None  →  … [None, None, "
        "None, None, None, Non…");
}

static void the_bytes_of_the_cursor_stand_out_without_colour(void **state)
{
    struct fixture *f = *state;
    look(f, "BININT1 7 BININT 300 STOP", 1, 0);
    assert_string_equal(shown(f, "hex"), "0x0000  4b 07[4a.2c.01.00.00 2e"
                                         "                           K.J,....\n");
}

static void the_status_never_says_benign_before_stop(void **state)
{
    struct fixture *f = *state;
    look(f, "NONE STOP", 0, 0);
    assert_non_null(strstr(shown(f, "status"), "benign"));
    assert_null(strstr(shown(f, "status"), "benign;"));
    look(f, "NONE STOP NONE", 0, 0);
    assert_non_null(strstr(shown(f, "status"), "benign; more follows"));
    f->source.others = 2;
    f->source.has_more = f->source.is_looking = false;
    assert_non_null(strstr(shown(f, "status"), "benign; all 3 pickles"));
    f->source.is_looking = true;
    assert_non_null(strstr(shown(f, "status"), "benign; 1 of 3 pickles"));
    f->source.is_looking = false;
    f->source.later = 2;
    assert_non_null(strstr(shown(f, "status"), "benign; 2 not looked at (! looks)"));
    f->source.unread = 1;
    f->source.is_one = false;
    assert_non_null(strstr(shown(f, "status"), "benign; 1 member unread"));
    f->source.is_one = true;
    assert_non_null(strstr(shown(f, "status"), "benign; not all is read"));
    f->source.worst_other = SEVERITY_SUSPICIOUS;
    f->source.worst_stream = 7;
    assert_non_null(strstr(shown(f, "status"), "◆ SUSPICIOUS stream 7"));
    look(f, payload, 0, 0);
    f->source.worst_other = SEVERITY_DANGEROUS;
    assert_non_null(strstr(shown(f, "status"), "✖ DANGEROUS posix.system"));
    look(f, "NONE", 0, 0);
    assert_null(strstr(shown(f, "status"), "benign"));
    assert_non_null(strstr(shown(f, "status"), "BROKEN"));
    look(f, payload, 0, 0);
    assert_non_null(strstr(shown(f, "status"), "✖ DANGEROUS posix.system"));
}

/* ---- What holds for all of them --------------------------------------------------------------- */

static void every_line_of_every_view_fits(void **state)
{
    struct fixture *f = *state;
    look(f,
         "PROTO 4 MARK BINUNICODE '\\xe6\\xbc\\xa2\\x1b[31m\\xe2\\x80\\xae' GLOBAL 'a\\x07b' 'c' "
         "BINUNICODE '\\xcc\\x81\\xcc\\x81x' TUPLE EMPTY_DICT BININT1 1 BINPUT 5 NONE SETITEM "
         "POP POP GLOBAL 'posix' 'system' EMPTY_TUPLE REDUCE BINGET 200 STOP",
         0, 0);
    br_op rows = br_ops(f->source.rec);
    for (br_op op = 0; op <= rows; op++) {
        session_goto(f->maker.session, op);
        session_view(f->maker.session, &f->source);
        f->source.value = br_stack((struct br_state){f->source.rec, f->source.cursor}, 0);
        for (f->source.width = 2; f->source.width < 120; f->source.width += 7) {
            for (unsigned n = 0; view_nth(n); n++) {
                const struct view *view = unfolded(f, view_nth(n));
                uint64_t count = view->count(&f->source);
                for (uint64_t i = 0; i < count; i++) {
                    assert_true(view->line(&f->source, i, &f->line));
                    if (f->line.width > f->source.width)
                        fail_msg("%s at %u: \"%s\"", view->name, f->source.width,
                                 buf_text(&f->line.text));
                    assert_int_equal(safe_width(buf_text(&f->line.text), f->line.text.len),
                                     f->line.width);
                    assert_null(strpbrk(buf_text(&f->line.text), "\x1b\x07\n"));
                }
                assert_false(view->line(&f->source, count, &f->line));
            }
        }
    }
}

static void without_utf8_all_is_ascii(void **state)
{
    struct fixture *f = *state;
    setlocale(LC_ALL, "C");
    look(f, "GLOBAL 'posix' 'system' BINUNICODE '\\xc3\\xa9' TUPLE1 REDUCE STOP", 3, 60);
    for (unsigned n = 0; view_nth(n); n++) {
        const char *text = shown(f, view_nth(n)->name);
        for (const char *c = text; *c; c++)
            assert_true(*c == '\n' || (*c >= 0x20 && *c < 0x7f));
    }
    setlocale(LC_ALL, "C.UTF-8");
}

static void a_narrow_line_of_a_long_value_costs_little(void **state)
{
    struct fixture *f = *state;
    look(f, "EMPTY_LIST MARK 100000*NONE APPENDS STOP", 100003, 30);
    assert_string_equal(buf_text(&line_of(f, "stack", 0)->text), "+0   [None, None, Non… 0x00000");
}

/* ---- Lines and wrapping ----------------------------------------------------------------------- */

static void a_line_is_cut_with_its_spans(void **state)
{
    struct line *line = &((struct fixture *)*state)->line;
    line_clear(line);
    line_str(line, STYLE_OPCODE, "REDUCE");
    line_str(line, STYLE_STRING, " text");
    line_cut(line, 8);
    assert_string_equal(buf_text(&line->text), "REDUCE …");
    assert_int_equal(line->width, 8);
    assert_int_equal(line->n_spans, 2);
    assert_int_equal(line->spans[1].end, line->text.len);
    line_cut(line, 0);
    assert_string_equal(buf_text(&line->text), "");
    assert_int_equal(line->n_spans, 0);
}

static void a_tail_stands_at_the_right_end(void **state)
{
    struct line *line = &((struct fixture *)*state)->line, tail = {0};
    line_clear(line);
    line_clear(&tail);
    line_str(line, STYLE_PLAIN, "a long beginning");
    line_str(&tail, STYLE_DANGER, "✖");
    line_right(line, &tail, 10);
    assert_string_equal(buf_text(&line->text), "a long … ✖");
    assert_int_equal(line->width, 10);
    line_free(&tail);
}

static void pieces_keep_their_spans(void **state)
{
    struct line *line = &((struct fixture *)*state)->line, piece = {0};
    line_clear(line);
    line_clear(&piece);
    line_str(line, STYLE_OPCODE, "abc");
    line_str(line, STYLE_STRING, "def");
    line_add_piece(&piece, line, 2, 2);
    assert_string_equal(buf_text(&piece.text), "cd");
    assert_int_equal(piece.n_spans, 2);
    assert_int_equal(piece.spans[0].style, STYLE_OPCODE);
    assert_int_equal(piece.spans[1].style, STYLE_STRING);
    line_restyle(&piece, 0, STYLE_MATCH);
    assert_int_equal(piece.n_spans, 1);
    assert_int_equal(piece.spans[0].end, 2);
    line_free(&piece);
}

static void more_spans_than_there_is_room_for_end_as_one(void **state)
{
    struct line *line = &((struct fixture *)*state)->line;
    line_clear(line);
    for (int k = 0; k < 3 * LINE_SPANS_MAX; k++)
        line_str(line, k % 2 ? STYLE_OPCODE : STYLE_STRING, "x");
    assert_int_equal(line->n_spans, LINE_SPANS_MAX);
    assert_int_equal(line->spans[LINE_SPANS_MAX - 1].end, line->text.len);
}

static void text_is_wrapped_at_blanks(void **state)
{
    (void)state;
    static const char text[] = "one two three\n\nabcdefghij k\n漢字漢字\n  a b c d e";
    static const char *const pieces[] = {"one two", "three", "",        "abcdefg", "hij k",
                                         "漢字漢",  "字",    "  a b c", "d e"};
    static const size_t indents[] = {0, 1, 0, 0, 1, 0, 1, 0, 3};
    struct wrap wrap = {0};
    assert_true(wrap_text(&wrap, text, sizeof text - 1, 7, 1));
    assert_int_equal(wrap.n, sizeof pieces / sizeof pieces[0]);
    for (size_t k = 0; k < wrap.n; k++) {
        assert_int_equal(wrap.pieces[k].len, strlen(pieces[k]));
        assert_memory_equal(text + wrap.pieces[k].at, pieces[k], wrap.pieces[k].len);
        assert_int_equal(wrap.pieces[k].indent, indents[k]);
    }
    wrap_free(&wrap);
}

static void wrapping_tears_no_escape(void **state)
{
    (void)state;
    static const char text[] = "abcde\\nfgh\\\\\\n\\x1b\\u202e";
    static const char *const pieces[] = {"abcde", "\\nfgh", "\\\\\\n", "\\x1b", "\\u202e"};
    struct wrap wrap = {0};
    assert_true(wrap_text(&wrap, text, sizeof text - 1, 6, 0));
    assert_int_equal(wrap.n, sizeof pieces / sizeof pieces[0]);
    for (size_t k = 0; k < wrap.n; k++) {
        assert_int_equal(wrap.pieces[k].len, strlen(pieces[k]));
        assert_memory_equal(text + wrap.pieces[k].at, pieces[k], wrap.pieces[k].len);
    }
    wrap_free(&wrap);
}

/* ---- Both ends of long texts ------------------------------------------------------------------ */

static void assert_abridged(const char *text, size_t columns, const char *expected)
{
    struct line line = {0};
    line_clear(&line);
    abridge_add(&line, STYLE_PLAIN, text, strlen(text), columns);
    assert_string_equal(buf_text(&line.text), expected);
    assert_true(columns == 0 || line.width <= columns);
    line_free(&line);
}

static void a_long_text_is_cut_in_its_middle(void **state)
{
    (void)state;
    assert_abridged("f('0123456789abcdefghij; rm')", 29, "f('0123456789abcdefghij; rm')");
    /* Where little is hidden and there is little room, the first words count most. */
    assert_abridged("f('0123456789abcdefghij; rm')", 20, "f('0123456789…; rm')");
    assert_abridged("f('0123456789abcdefghij; rm')", 8, "f('0123…");
    assert_abridged(
        "f('0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz; rm')", 20,
        "f('01234…65…yz; rm')");
    assert_abridged("f('0123456789abcdefghijklmnopqrstuvwxyz; rm')", 40,
                    "f('0123456789abcde…9…opqrstuvwxyz; rm')");
    /* No escape is torn, at neither end, nor is a wide character. */
    assert_abridged("f('a\\x1b\\x1b0123456789012345678901234567890\\x1b')", 20,
                    "f('a\\x1b\\x1b0…\\x1b')");
    assert_abridged("f('漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢')", 18, "f('漢漢漢漢…漢')");
}

static void many_blanks_are_counted(void **state)
{
    (void)state;
    assert_abridged("'a              b'", 0, "'a              b'");
    assert_abridged("'a                b'", 0, "'a…16 blanks…b'");
    assert_abridged("'a \\n\\t\\n\\t\\n\\t\\n\\t\\n\\t\\n\\t\\n\\t \\\\nb'", 0,
                    "'a…16 blanks…\\\\nb'");
    assert_abridged("'a                b'", 16, "'a…16 blanks…b'");
}

static void what_the_machine_left_out_is_counted_with_what_a_line_leaves_out(void **state)
{
    (void)state;
    const char *text = "'0123456789abcdef" BR_LEFT_OUT "1000" BR_LEFT_OUT "0123456789abcdef'";
    assert_abridged(text, 0, "'0123456789abcdef…1000…0123456789abcdef'");
    assert_abridged(text, 20, "'012345…1020…abcdef'");
    assert_abridged("'a" BR_LEFT_OUT "1000" BR_LEFT_OUT "                b'", 0, "'a…1016…b'");
}

/* ---- Among bytes ------------------------------------------------------------------------------ */

static uint64_t found(const char *text, const char *data, uint64_t low, bool backwards,
                      uint64_t *len)
{
    struct needle needle;
    needle_make(&needle, text);
    const struct needle_range range = {(const uint8_t *)data, strlen(data), low, strlen(data)};
    return needle_in_range(&needle, &range, backwards, len);
}

static void bytes_are_found_as_text_and_as_hex_digits(void **state)
{
    (void)state;
    static const char data[] = "posix.System rch. 7263 rch.";
    uint64_t len = 0;
    assert_int_equal(found("system", data, 0, false, &len), 6);
    assert_int_equal(len, 6);
    assert_int_equal(found("SYSTEM", data, 0, false, &len), NEEDLE_NOWHERE);
    assert_int_equal(found("7263682e", data, 0, false, &len), 13);
    assert_int_equal(len, 4);
    assert_int_equal(found("72 63 68 2E", data, 14, false, &len), 23);
    assert_int_equal(found("72 63 68 2e", data, 0, true, &len), 23);
    /* What is both is found as either. */
    assert_int_equal(found("7263", data, 0, false, &len), 13);
    assert_int_equal(len, 2);
    assert_int_equal(found("7263", data, 14, false, &len), 18);
    assert_int_equal(len, 4);
    /* Half a byte is none, nor is what ends behind the data. */
    assert_int_equal(found("726", data, 0, false, &len), 18);
    assert_int_equal(found("rch.x", data, 0, false, &len), NEEDLE_NOWHERE);
}

/* A text printed whole may be one line of tens of megabytes: each piece costs what it shows. */
static void a_line_of_megabytes_is_wrapped_piece_by_piece(void **state)
{
    (void)state;
    enum { LEN = 8 << 20, WIDTH = 64 };
    struct wrap wrap = {0};
    char *text = malloc(LEN);
    assert_non_null(text);
    memset(text, 'x', LEN);
    assert_true(wrap_text(&wrap, text, LEN, WIDTH, 0));
    assert_int_equal(wrap.n, LEN / WIDTH);
    assert_int_equal(wrap.pieces[wrap.n - 1].at, LEN - WIDTH);
    wrap_free(&wrap);
    free(text);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(code_has_a_line_per_row),
        TEST(blanks_give_way_to_what_matters),
        TEST(the_end_of_a_long_name_is_seen),
        TEST(danger_is_signed_before_it_is_reached),
        TEST(the_break_of_a_run_is_its_last_row),
        TEST(breakpoints_stand_in_the_margin),
        TEST(the_stack_stands_top_first_with_its_marks),
        TEST(what_the_last_move_changed_is_marked),
        TEST(the_memo_stands_in_the_order_of_its_keys),
        TEST(calls_are_done_now_pending_or_ahead),
        TEST(an_explanation_begins_with_what_matters),
        TEST(what_is_on_display_stands_before_the_explanation),
        TEST(a_memo_key_written_again_is_told_with_what_is_lost),
        TEST(both_ends_of_a_mark_name_the_other),
        TEST(many_items_of_a_stack_picture_are_counted),
        TEST(the_bytes_of_the_cursor_stand_out_without_colour),
        TEST(the_status_never_says_benign_before_stop),
        TEST(every_line_of_every_view_fits),
        TEST(without_utf8_all_is_ascii),
        TEST(a_narrow_line_of_a_long_value_costs_little),
        TEST(a_line_is_cut_with_its_spans),
        TEST(a_tail_stands_at_the_right_end),
        TEST(pieces_keep_their_spans),
        TEST(more_spans_than_there_is_room_for_end_as_one),
        TEST(text_is_wrapped_at_blanks),
        TEST(wrapping_tears_no_escape),
        TEST(a_long_text_is_cut_in_its_middle),
        TEST(many_blanks_are_counted),
        TEST(bytes_are_found_as_text_and_as_hex_digits),
        TEST(what_the_machine_left_out_is_counted_with_what_a_line_leaves_out),
        cmocka_unit_test(a_line_of_megabytes_is_wrapped_piece_by_piece),
    };
    return cmocka_run_group_tests_name("view", tests, NULL, NULL);
}
