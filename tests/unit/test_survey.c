/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of the other pickles of a file: of other members too, within bounds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "src/debugger/menu.h"
#include "src/debugger/survey.h"
#include "src/view/view.h"
#include "tests/unit/pickle_asm.h"
#include "tests/unit/session_maker.h"
#include "tests/unit/zip_maker.h"

#define EVIL "GLOBAL 'posix' 'system' STOP"

static void has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("no \"%s\" in: %s", part, text);
}

/* Opcodes; "LONG" stands for one of more bytes than are unpacked between two keys. */
static void make_pickle(struct buf *to, const char *ops)
{
    static const char zeros[9 << 20];
    static const char word[] = "LONG ";
    if (strncmp(ops, word, sizeof word - 1) == 0) {
        pickle_number(to, "PROTO", 3);
        pickle_bytes(to, "BINBYTES", zeros, sizeof zeros);
        ops += sizeof word - 1;
    }
    pickle_asm(to, ops);
}

/* A zip of members "m/0", "m/1" ..., pickles written as opcodes; NULL ends the list. */
static void open_zip(struct session_maker *m, const char *const *members)
{
    struct zip_maker maker = {0};
    memset(m, 0, sizeof *m);
    for (unsigned n = 0; members[n]; n++) {
        struct buf pickle = {0};
        char name[16];
        snprintf(name, sizeof name, "m/%u", n);
        make_pickle(&pickle, members[n]);
        zip_maker_add(&maker, (struct zip_spec){.name = name,
                                                .data = buf_text(&pickle),
                                                .len = pickle.len,
                                                .is_deflated = true});
        buf_free(&pickle);
    }
    zip_maker_end(&maker, (struct zip_end_spec){0});
    buf_add(&m->bytes, maker.out.data, maker.out.len);
    zip_maker_free(&maker);
    m->format = "zip";
    maker_open_bytes(m);
}
#define OPEN_ZIP(m, ...) open_zip((m), (const char *const[]){__VA_ARGS__, NULL})

static void idle(struct session_maker *m)
{
    while (session_idle(m->session) || survey_idle(m->session, 1 << 12) == BR_RUNNING)
        ;
}

static const char *title(struct session_maker *m)
{
    struct view_source source;
    buf_clear(&m->out);
    session_view(m->session, &source);
    source.width = 0;
    assert_true(view_print(&view_status, &source, 0, 0, &m->out));
    return buf_text(&m->out);
}

static void at(struct session_maker *m, size_t member, uint64_t stream, br_op op)
{
    assert_int_equal(m->session->member, member);
    assert_int_equal(m->session->stream, stream);
    assert_int_equal(m->session->cursor, op);
}

/* A zip of 30 harmless pickles but one: the title said "benign: 1 of 30", `danger` that there is none. */
static void a_danger_in_another_member_is_seen(void **state)
{
    struct session_maker m;
    (void)state;
    OPEN_ZIP(&m, "NONE STOP", "NONE STOP", EVIL, "NONE STOP");
    has(title(&m), "benign");
    idle(&m);
    has(title(&m), "DANGEROUS m/2");
    assert_int_equal(survey_member(m.session, 1).worst, SEVERITY_NONE);
    assert_int_equal(survey_member(m.session, 1).state, JUDGED_WHOLE);
    assert_int_equal(survey_member(m.session, 2).worst, SEVERITY_DANGEROUS);
    for (size_t n = 1; n < m.in.member_count; n++)
        assert_null(m.in.members[n].held.content.memory.data); /* given back */
    maker_run(&m, "danger");
    has(buf_text(&m.out), "Went on to m/2.\n");
    at(&m, 2, 0, 0);
    maker_run(&m, "jump-back");
    at(&m, 0, 0, 0);
    idle(&m);
    has(title(&m), "DANGEROUS m/2");
    maker_close(&m);
}

/* A harmless pickle that carries a dangerous one: `danger` said that there is none before one dived. */
static void a_danger_in_a_value_is_seen(void **state)
{
    static const char evil[] = "cposix\nsystem\n(U\1xtR.";
    struct session_maker m = {.format = "raw"};
    (void)state;
    pickle_number(&m.bytes, "PROTO", 4);
    pickle_bytes(&m.bytes, "BINBYTES", evil, sizeof evil - 1);
    pickle_asm(&m.bytes, "STOP");
    maker_open_bytes(&m);
    idle(&m);
    assert_int_equal(m.in.member_count, 2);
    assert_int_equal(survey_member(m.session, 1).worst, SEVERITY_DANGEROUS);
    has(title(&m), "DANGEROUS @0x2");
    maker_run(&m, "danger");
    at(&m, 1, 0, 0);
    maker_close(&m);
}

static void a_list_of_members_looks_at_all_first(void **state)
{
    struct session_maker m;
    (void)state;
    OPEN_ZIP(&m, "NONE STOP", "NONE STOP NONE STOP " EVIL, "GLOBAL 'a' 'b' STOP");
    maker_run(&m, "entries");
    has(buf_text(&m.out), "m/1  dangerous  pickle");
    has(buf_text(&m.out), "m/2  suspicious  pickle");
    maker_run(&m, "set max-lines 1");
    has(maker_run(&m, "entries"), "Dangerous: #1.\n");
    maker_close(&m);
}

/* Pickles in a row come in above the members after the open one, which stay what they are. */
static void lines_keep_their_item(void **state)
{
    struct session_maker m;
    struct err err;
    const struct debug_menu *menu = debug_menu_find("entries", &err);
    (void)state;
    OPEN_ZIP(&m, "NONE STOP NONE STOP NONE STOP", "NONE STOP");
    uint64_t first = menu->item_at(m.session, 0), other = menu->item_at(m.session, 1);
    assert_int_equal(menu->line_of(m.session, other), 1);
    while (menu->more(m.session, 1) == BR_RUNNING)
        ;
    assert_int_equal(menu->line_of(m.session, first), 0);
    assert_int_equal(menu->line_of(m.session, other), 4);
    assert_int_equal(menu->line_of(m.session, menu->item_at(m.session, 2)), 2);
    maker_close(&m);
}

static void danger_goes_through_all_and_round(void **state)
{
    struct session_maker m;
    (void)state;
    OPEN_ZIP(&m, "NONE STOP", "NONE STOP NONE POP " EVIL " NONE STOP " EVIL, EVIL);
    maker_run(&m, "danger");
    at(&m, 1, 1, 2);
    has(maker_run(&m, "danger"), "No danger comes after this in this pickle; once more goes on to "
                                 "stream 3.\n");
    at(&m, 1, 1, 2);
    has(maker_run(&m, "danger"), "Went on to stream 3.\n");
    at(&m, 1, 3, 0);
    maker_run(&m, "danger");
    has(maker_run(&m, "danger"), "Went on to m/2.\n");
    at(&m, 2, 0, 0);
    has(maker_run(&m, "danger"), "once more goes round to stream 1 of m/1.\n");
    has(maker_run(&m, "danger"), "Went round to stream 1 of m/1.\n");
    at(&m, 1, 1, 2);
    maker_run(&m, "rdanger 2");
    at(&m, 2, 0, 0);
    maker_run(&m, "rdanger 2");
    at(&m, 1, 1, 2);
    maker_run(&m, "jump-back");
    at(&m, 2, 0, 0);
    maker_close(&m);
}

/* Who moves, or turns, has not asked again. */
static void only_who_asks_again_is_taken_elsewhere(void **state)
{
    struct session_maker m;
    (void)state;
    OPEN_ZIP(&m, EVIL, EVIL);
    maker_run(&m, "danger");
    maker_run(&m, "danger");
    has(maker_run(&m, "rdanger"), "once more");
    maker_run(&m, "step");
    has(maker_run(&m, "danger"), "once more");
    at(&m, 0, 0, 1);
    maker_close(&m);
    OPEN_ZIP(&m, "NONE POP " EVIL, EVIL);
    maker_run(&m, "danger");
    has(maker_run(&m, "danger"), "once more");
    maker_run(&m, "step");
    has(maker_run(&m, "danger"), "once more");
    at(&m, 0, 0, 3);
    maker_close(&m);
}

static void what_cannot_be_read_is_said(void **state)
{
    struct session_maker m;
    (void)state;
    OPEN_ZIP(&m, "NONE STOP", "NONE POP NONE STOP", "NONE STOP");
    maker_run(&m, "set max-ops 3");
    has(maker_run(&m, "danger"), "#1 on the way cannot be read whole");
    has(maker_run(&m, "entries"), "Not looked through to the end: #1.\n");
    has(title(&m), "benign; 1 member unread");
    maker_run(&m, "set max-ops 0");
    assert_null(strstr(maker_run(&m, "danger"), "cannot be read"));
    maker_close(&m);
}

/* Of several the number is told; a pickle in a row of the open member is one, too. */
static void all_that_cannot_be_read_is_counted(void **state)
{
    struct session_maker m;
    (void)state;
    OPEN_ZIP(&m, "NONE STOP", "NONE POP NONE STOP", "NONE STOP", "NONE POP NONE STOP");
    maker_run(&m, "set max-ops 3");
    has(maker_run(&m, "danger"), "2 members on the way cannot be read whole");
    has(title(&m), "benign; 2 members unread");
    maker_close(&m);
    maker_open(&m, "NONE STOP NONE POP NONE STOP");
    maker_run(&m, "set max-ops 3");
    idle(&m);
    has(title(&m), "benign; not all is read");
    maker_run(&m, "set max-ops 0");
    idle(&m);
    has(title(&m), "benign; all 2 pickles");
    maker_close(&m);
}

/* Values of what has very many are looked at when somebody asks; until then that is said. */
static void values_that_were_left_out_are_said(void **state)
{
    struct session_maker m;
    (void)state;
    maker_open(&m, "300000*NONE STOP");
    idle(&m);
    assert_null(strstr(title(&m), "not looked"));
    maker_close(&m);
    maker_open(&m, "300000*SHORT_BINBYTES 'x' STOP");
    idle(&m);
    has(title(&m), "benign; 1 not looked at (! looks)");
    maker_run(&m, "danger");
    assert_null(strstr(title(&m), "not looked"));
    maker_close(&m);
}

/* While members are still looked at the title counts; praise comes at the end. */
static void nothing_is_praised_before_it_is_seen(void **state)
{
    struct session_maker m;
    (void)state;
    OPEN_ZIP(&m, "NONE STOP", "NONE STOP");
    assert_null(strstr(title(&m), "all"));
    idle(&m);
    has(title(&m), "benign; all 2 pickles");
    assert_int_equal(survey_gap(m.session, 1), GAP_NONE);
    maker_run(&m, "set dialect pickletools");
    assert_int_equal(survey_gap(m.session, 1), GAP_LATER);
    maker_close(&m);
}

/* Whichever was judged first. */
static void of_two_that_are_as_bad_the_first_is_named(void **state)
{
    struct session_maker m;
    struct judged judged;
    struct err err;
    (void)state;
    OPEN_ZIP(&m, "NONE STOP", EVIL, EVIL);
    assert_true(survey_judge(m.session, 2, &judged, &err));
    has(title(&m), "DANGEROUS m/2");
    idle(&m);
    has(title(&m), "DANGEROUS m/1");
    maker_close(&m);
}

/* Lists are painted, and read nothing. */
static void painting_reads_nothing(void **state)
{
    struct session_maker m;
    struct err err;
    (void)state;
    OPEN_ZIP(&m, "NONE STOP", "NONE STOP");
    struct view_source source;
    struct line line = {0};
    session_view(m.session, &source);
    assert_true(debug_menu_find("entries", &err)->view.line(&source, 1, &line));
    has(buf_text(&line.text), "not yet");
    assert_int_equal(m.in.members[1].pickle, INPUT_NOT_JUDGED);
    line_free(&line);
    maker_close(&m);
}

/* Unpacked only when somebody asks: no key waits for it. */
static void what_is_long_waits_until_somebody_asks(void **state)
{
    struct session_maker m;
    (void)state;
    OPEN_ZIP(&m, "NONE STOP", "LONG POP " EVIL);
    idle(&m);
    assert_int_equal(survey_member(m.session, 1).state, JUDGED_LATER);
    has(title(&m), "benign; 1 not looked at (! looks)");
    has(maker_run(&m, "entries"), "m/1  dangerous");
    has(title(&m), "DANGEROUS m/1");
    maker_close(&m);
}

/* Its bytes are used by both. */
static void the_member_that_is_judged_may_be_opened_meanwhile(void **state)
{
    struct session_maker m;
    (void)state;
    OPEN_ZIP(&m, "NONE STOP", "2000*NONE " EVIL, "NONE STOP");
    while (session_idle(m.session))
        ;
    for (int n = 0; n < 20 && m.session->survey->walk.member != 1; n++)
        survey_idle(m.session, 700);
    assert_int_equal(m.session->survey->walk.member, 1);
    maker_run(&m, "entry #1");
    idle(&m);
    maker_run(&m, "danger");
    at(&m, 1, 0, 2000);
    maker_run(&m, "entry #2");
    idle(&m);
    has(title(&m), "DANGEROUS m/1");
    maker_close(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_danger_in_another_member_is_seen),
        cmocka_unit_test(a_danger_in_a_value_is_seen),
        cmocka_unit_test(a_list_of_members_looks_at_all_first),
        cmocka_unit_test(lines_keep_their_item),
        cmocka_unit_test(danger_goes_through_all_and_round),
        cmocka_unit_test(only_who_asks_again_is_taken_elsewhere),
        cmocka_unit_test(what_cannot_be_read_is_said),
        cmocka_unit_test(all_that_cannot_be_read_is_counted),
        cmocka_unit_test(values_that_were_left_out_are_said),
        cmocka_unit_test(nothing_is_praised_before_it_is_seen),
        cmocka_unit_test(of_two_that_are_as_bad_the_first_is_named),
        cmocka_unit_test(painting_reads_nothing),
        cmocka_unit_test(what_is_long_waits_until_somebody_asks),
        cmocka_unit_test(the_member_that_is_judged_may_be_opened_meanwhile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
