/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of the screen needs no terminal: the text of keys, where panes stand, how they scroll. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <locale.h>
#include <string.h>

#include <cmocka.h>

#include <curses.h>

#include "src/debugger/menu.h"
#include "ui/actions.h"
#include "ui/keys.h"
#include "ui/layout.h"
#include "ui/pane.h"

/* ---- Keys ------------------------------------------------------------------------------------- */

static struct terminal_key typed(unsigned code)
{
    return (struct terminal_key){.kind = KEY_KIND_CHAR, .code = code};
}

static struct terminal_key named(unsigned code)
{
    return (struct terminal_key){.kind = KEY_KIND_NAMED, .code = code};
}

static const char *command_of(const struct keys *keys, enum keys_place place,
                              struct terminal_key key)
{
    const struct key_row *row = keys_find(keys, place, key);
    return row ? row->command : NULL;
}

static void add(struct keys *keys, const char *text)
{
    struct err err = {0};
    if (!keys_add(keys, "test", text, strlen(text), &err))
        fail_msg("%s", err.text);
}

static void the_keys_that_are_compiled_in_are_read(void **state)
{
    (void)state;
    struct keys keys = {0};
    struct err err;
    assert_true(keys_add_default(&keys, &err));
    assert_string_equal(command_of(&keys, KEYS_SCREEN, typed('s')), "step %n");
    assert_string_equal(command_of(&keys, KEYS_SCREEN, named(KEY_F(9))), "toggle");
    assert_string_equal(command_of(&keys, KEYS_SCREEN, typed('\n')), "open");
    assert_string_equal(command_of(&keys, KEYS_SCREEN, named(KEY_ENTER)), "open");
    assert_string_equal(command_of(&keys, KEYS_SCREEN, typed('q')), "leave");
    assert_string_equal(command_of(&keys, KEYS_OVERLAY, typed('q')), "close");
    /* Where the overlay has no row of its own, the screen's holds. */
    assert_string_equal(command_of(&keys, KEYS_OVERLAY, typed('s')), "step %n");
    assert_null(command_of(&keys, KEYS_SCREEN, typed('~')));
    keys_free(&keys);
}

static void a_later_row_takes_the_place_of_an_earlier(void **state)
{
    (void)state;
    struct keys keys = {0};
    add(&keys, "s step step %n\n# a comment\n\nC-x - quit\n");
    add(&keys, "[overlay]\nq - close\n[screen]\ns - stepi\nx -\n\xc3\xa9 - print 1");
    assert_string_equal(command_of(&keys, KEYS_SCREEN, typed('s')), "stepi");
    assert_string_equal(command_of(&keys, KEYS_SCREEN, typed('x' & 0x1f)), "quit");
    assert_string_equal(command_of(&keys, KEYS_SCREEN, typed('x')), "");
    assert_string_equal(command_of(&keys, KEYS_SCREEN, typed(0xe9)), "print 1");
    assert_null(command_of(&keys, KEYS_SCREEN, typed('q')));
    assert_int_equal(keys.n, 5);
    keys_free(&keys);
}

static void a_mistake_is_told_with_its_line(void **state)
{
    (void)state;
    static const char *const wrong[] = {"s - step\nF99 - quit", "s - step\nss - quit",
                                        "s - step\ns", "s - step\ns a-very-long-label step"};
    for (size_t k = 0; k < sizeof wrong / sizeof wrong[0]; k++) {
        struct keys keys = {0};
        struct err err = {0};
        struct buf text = {0};
        buf_printf(&text, "%s\nX - quit", wrong[k]);
        assert_false(keys_add(&keys, "my.keys", buf_text(&text), text.len, &err));
        assert_string_equal(command_of(&keys, KEYS_SCREEN, typed('X')), "quit");
        buf_free(&text);
        assert_int_equal(
            strncmp(err.text, "my.keys:2: s", 12) && strncmp(err.text, "my.keys:2: F", 12), 0);
        assert_string_equal(command_of(&keys, KEYS_SCREEN, typed('s')), "step");
        keys_free(&keys);
    }
}

static bool is_command(const char *word, size_t len)
{
    const struct debug_group *group;
    for (size_t n = 0; (group = debug_group_nth(NULL, n)) || n < 100; n++) {
        group = group ? group : &actions_group;
        for (size_t k = 0; k < group->count; k++)
            if (strlen(group->rows[k].name) == len && memcmp(group->rows[k].name, word, len) == 0)
                return true;
        if (group == &actions_group)
            break;
    }
    return false;
}

/* In full: a command that is added must not make a key's word ambiguous. */
static void each_key_names_a_command_that_there_is(void **state)
{
    (void)state;
    struct keys keys = {0};
    struct err err;
    assert_true(keys_add_default(&keys, &err));
    for (size_t k = 0; k < keys.n; k++) {
        const struct key_row *row = &keys.rows[k];
        size_t len = debug_word(row->command);
        if (len == 0 || !is_command(row->command, len))
            fail_msg("%s: %s is no command", row->name, row->command);
        if (strncmp(row->command, "menu ", 5) == 0 && !debug_menu_find(row->command + 5, &err))
            fail_msg("%s: %s", row->name, err.text);
    }
    keys_free(&keys);
}

/* Lines of help that are wider than a terminal of 80 columns break in two, in the middle of a word. */
static void check_widths(const struct debug_group *group, int *wide)
{
    enum { WIDTH = 78 };
    for (size_t k = 0; k < group->count; k++) {
        const struct debug_command *row = &group->rows[k];
        if (strlen(row->name) + strlen(row->args) >= WIDTH)
            fail_msg("%s %s", row->name, row->args);
        assert_true(strlen(row->summary) <= WIDTH);
        for (const char *line = row->help; *line; line += strcspn(line, "\n") + 1)
            if (strcspn(line, "\n") > WIDTH && ++*wide)
                print_message("%s: %.*s\n", row->name, (int)strcspn(line, "\n"), line);
        const struct debug_group *topics = row->sub ? row->sub : row->topics;
        if (topics)
            check_widths(topics, wide);
    }
}

static void help_fits_a_terminal(void **state)
{
    (void)state;
    const struct debug_group *group;
    int wide = 0;
    for (size_t n = 0; (group = debug_group_nth(NULL, n)) != NULL; n++)
        check_widths(group, &wide);
    check_widths(&actions_group, &wide);
    assert_int_equal(wide, 0);
}

/* Two columns of help in 80 columns have so much room beside the names of keys. */
static void each_key_has_a_heading_and_a_few_words(void **state)
{
    (void)state;
    struct keys keys = {0};
    struct err err;
    assert_true(keys_add_default(&keys, &err));
    for (size_t k = 0; k < keys.n; k++) {
        const struct key_row *row = &keys.rows[k];
        if (!row->heading[0] || !row->about[0] || strlen(row->about) > 25)
            fail_msg("%s: \"%s\" below \"%s\"", row->name, row->about, row->heading);
    }
    keys_free(&keys);
}

static void rows_stand_under_headings(void **state)
{
    (void)state;
    struct keys keys = {0};
    add(&keys, "[screen] Moving\ns step step %n  ## one on\n[menu] In a list\nd - item delete");
    add(&keys, "s - step 2\nX - print 1 ## one\n[items]\nd -\n");
    const struct key_row *row = keys_find(&keys, KEYS_ITEMS, typed('s'));
    assert_string_equal(row->command, "step 2");
    assert_string_equal(row->heading, "Moving"); /* where the row was that it replaces */
    assert_string_equal(row->about, "");
    row = keys_find(&keys, KEYS_SCREEN, typed('X'));
    assert_string_equal(row->command, "print 1");
    assert_string_equal(row->heading, "");
    assert_string_equal(row->about, "one");
    assert_string_equal(command_of(&keys, KEYS_MENU, typed('d')), "item delete");
    assert_string_equal(command_of(&keys, KEYS_ITEMS, typed('d')), "");
    assert_null(command_of(&keys, KEYS_OVERLAY, typed('d')));
    keys_free(&keys);
}

static void a_key_with_alt_is_another_key(void **state)
{
    (void)state;
    struct keys keys = {0};
    add(&keys, "x - step\nM-x - back\nC-Left - quit");
    struct terminal_key alt = typed('x');
    alt.is_alt = true;
    assert_string_equal(command_of(&keys, KEYS_SCREEN, typed('x')), "step");
    assert_string_equal(command_of(&keys, KEYS_SCREEN, alt), "back");
    assert_string_equal(command_of(&keys, KEYS_SCREEN, named(TERMINAL_C_LEFT)), "quit");
    keys_free(&keys);
}

static const char *expanded(struct buf *out, const char *command, const char *count,
                            const char *row, const char *value)
{
    struct err err = {0};
    buf_clear(out);
    return keys_expand(command, count, row, value, out, &err) ? buf_text(out)
           : err.text[0]                                      ? "?"
                                                              : "";
}

static void placeholders_are_replaced(void **state)
{
    (void)state;
    struct buf out = {0};
    assert_string_equal(expanded(&out, "step %n", "12", "", ""), "step 12");
    assert_string_equal(expanded(&out, "step %n", "", "", ""), "step");
    assert_string_equal(expanded(&out, "goto %row", "", "#7", ""), "goto #7");
    assert_string_equal(expanded(&out, "goto %row", "", "", ""), "?");
    assert_string_equal(expanded(&out, "why %value", "", "#7", "stack[0]"), "why stack[0]");
    assert_string_equal(expanded(&out, "print 5 % 3", "", "", ""), "print 5 % 3");
    buf_free(&out);
}

/* ---- Layout ----------------------------------------------------------------------------------- */

enum { N_PANES = 8, FINDINGS = 6, TIMELINE = 7 };
static const char *const views[N_PANES] = {"code",    "stack", "memo",     "calls",
                                           "explain", "hex",   "findings", "timeline"};

static void make_panes(struct pane *panes)
{
    memset(panes, 0, N_PANES * sizeof *panes);
    for (int k = 0; k < N_PANES; k++)
        panes[k].view = view_find(views[k]);
}

static void no_two_panes_overlap_at_any_size(void **state)
{
    (void)state;
    struct pane panes[N_PANES];
    struct layout layout;
    make_panes(panes);
    for (int rows = 1; rows < 90; rows++) {
        for (int columns = 1; columns < 260; columns += 3) {
            static char cells[90][260];
            layout_make(&layout, rows, columns, panes, N_PANES, 0, false, 0);
            assert_int_equal(layout.fits, rows >= LAYOUT_MIN_ROWS && columns >= LAYOUT_MIN_COLUMNS);
            memset(cells, 0, sizeof cells);
            bool has_code = false;
            for (int k = 0; k < N_PANES; k++) {
                const struct rect *rect = &panes[k].rect;
                if (!panes[k].is_shown)
                    continue;
                has_code |= k == 0;
                assert_true(rect->rows >= 1 && rect->columns >= 10);
                for (int row = rect->row; row < rect->row + rect->rows; row++) {
                    for (int column = rect->column; column < rect->column + rect->columns;
                         column++) {
                        assert_in_range(row, k == TIMELINE ? 1 : 2, rows - 2);
                        assert_in_range(column, 0, columns - 1);
                        assert_int_equal(cells[row][column]++, 0);
                    }
                }
            }
            assert_int_equal(has_code, layout.fits);
        }
    }
}

static void the_tab_that_had_the_focus_last_is_in_front(void **state)
{
    (void)state;
    struct pane panes[N_PANES];
    struct layout layout;
    make_panes(panes);
    layout_make(&layout, 15, 60, panes, N_PANES, 0, false, 0);
    assert_true(panes[1].is_shown && !panes[2].is_shown && !panes[3].is_shown);
    assert_true(panes[2].has_place && !panes[FINDINGS].has_place);
    panes[3].focused_at = 1;
    layout_make(&layout, 15, 60, panes, N_PANES, 3, false, 0);
    assert_true(panes[3].is_shown && !panes[1].is_shown);
}

static void a_zoomed_pane_has_all(void **state)
{
    (void)state;
    struct pane panes[N_PANES];
    struct layout layout;
    make_panes(panes);
    layout_make(&layout, 24, 80, panes, N_PANES, FINDINGS, true, 0);
    assert_true(panes[FINDINGS].is_shown && !panes[0].is_shown);
    assert_false(panes[FINDINGS].has_place);
    assert_true(panes[0].has_place);
    assert_int_equal(panes[FINDINGS].rect.rows, 21);
    assert_int_equal(panes[FINDINGS].rect.columns, 80);
}

static void the_timeline_is_as_wide_as_the_screen(void **state)
{
    (void)state;
    struct pane panes[N_PANES];
    struct layout layout;
    make_panes(panes);
    layout_make(&layout, 24, 80, panes, N_PANES, 0, false, 0);
    assert_true(panes[TIMELINE].is_shown);
    const struct rect *rect = &panes[TIMELINE].rect;
    assert_true(rect->row == 1 && rect->rows == 1 && rect->column == 0 && rect->columns == 80);
    layout_make(&layout, 15, 60, panes, N_PANES, TIMELINE, false, 0);
    assert_true(panes[TIMELINE].has_place && !panes[TIMELINE].is_shown);
}

/* ---- Panes ------------------------------------------------------------------------------------ */

static const uint64_t many = 10000000;

static uint64_t many_count(const struct view_source *source)
{
    (void)source;
    return many;
}

static bool many_line(const struct view_source *source, uint64_t i, struct line *out)
{
    (void)source;
    line_clear(out);
    line_printf(out, STYLE_PLAIN, "line %llu", (unsigned long long)i);
    return i < many;
}

static const struct view view_many = {.name = "many", .count = many_count, .line = many_line};

static void the_selected_line_is_always_in_sight(void **state)
{
    (void)state;
    static const int64_t moves[] = {1, 5, 20, -3, -100, 1000000, -7, 9999999, 1, -20, -40};
    struct view_source source = {0};
    for (int rows = 1; rows < 30; rows++) {
        struct pane pane = {.view = &view_many, .rect = {0, 0, rows, 20}};
        pane_home(&pane, &source);
        for (size_t k = 0; k < sizeof moves / sizeof moves[0]; k++) {
            pane_move(&pane, &source, moves[k]);
            assert_in_range(pane.selected, pane.top, pane.top + (uint64_t)rows - 1);
            assert_true(pane.top + (uint64_t)rows <= many);
        }
    }
}

static void a_short_way_scrolls_and_a_long_one_jumps(void **state)
{
    (void)state;
    struct view_source source = {0};
    struct pane pane = {.view = &view_many, .rect = {0, 0, 20, 20}};
    pane_select(&pane, &source, 16);
    assert_int_equal(pane.top, 0);
    pane_select(&pane, &source, 17);
    assert_int_equal(pane.top, 1);
    pane_select(&pane, &source, 5000);
    assert_int_equal(pane.top, 5000 - 20 / 3);
}

/* Ten places to a line. */

static uint64_t ten_line(const struct view_source *source, uint64_t place)
{
    (void)source;
    return place / 10;
}

static uint64_t ten_at(const struct view_source *source, uint64_t i, unsigned column)
{
    (void)source;
    return i * 10 + (column < 10 ? column : 9);
}

static uint64_t ten_home(const struct view_source *source)
{
    return source->cursor;
}

static uint64_t ten_step(const struct view_source *source)
{
    (void)source;
    return 10;
}

static bool ten_tell(const struct view_source *source, uint64_t place, unsigned columns,
                     struct line *out)
{
    (void)source, (void)columns;
    line_clear(out);
    out->op = (br_op)place;
    return place < many;
}

static const struct view_places tens = {
    .count = many_count,
    .home = ten_home,
    .line = ten_line,
    .at = ten_at,
    .step = ten_step,
    .tell = ten_tell,
};
static const struct view view_tens = {
    .name = "tens", .count = many_count, .line = many_line, .places = &tens};

static void places_are_gone_to_one_by_one_and_line_by_line(void **state)
{
    (void)state;
    struct view_source source = {.cursor = 34};
    struct pane pane = {.view = &view_tens, .rect = {0, 0, 20, 20}};
    struct line line = {0};
    pane_home(&pane, &source);
    assert_int_equal(pane_place(&pane, &source), 34);
    source.cursor = 56; /* it follows the cursor until it is moved */
    assert_int_equal(pane_place(&pane, &source), 56);
    pane_shift(&pane, &source, 5);
    assert_int_equal(pane.place, 61);
    assert_int_equal(pane.selected, 6);
    pane_move(&pane, &source, -2);
    assert_int_equal(pane.place, 41);
    assert_true(pane_line(&pane, &source, &line));
    assert_int_equal(line.op, 41);
    pane_shift(&pane, &source, -50);
    assert_int_equal(pane.place, 0);
    pane_bottom(&pane, &source);
    assert_int_equal(pane.place, many - 1);
    pane_select(&pane, &source, 7);
    assert_int_equal(pane.place, 70);
    assert_int_equal(pane_place_at(&pane, &source, 3, 4), 34);
    pane_home(&pane, &source);
    assert_int_equal(pane_place(&pane, &source), 56);
    line_free(&line);
}

static void a_search_goes_around_the_end(void **state)
{
    (void)state;
    volatile int interrupted = 0;
    const struct pane_watch watch = {.interrupted = &interrupted};
    struct view_source source = {0};
    struct pane pane = {.view = &view_many, .rect = {0, 0, 20, 20}};
    pane_select(&pane, &source, many - 3);
    assert_true(pane_search(&pane, &source, "line 77", false, &watch));
    assert_int_equal(pane.selected, 77);
    assert_true(pane_search(&pane, &source, "line 9999", true, &watch));
    assert_int_equal(pane.selected, 9999999);
    interrupted = 1;
    assert_false(pane_search(&pane, &source, "nowhere", false, &watch));
}

int main(void)
{
    setlocale(LC_ALL, "C.UTF-8");
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_keys_that_are_compiled_in_are_read),
        cmocka_unit_test(a_later_row_takes_the_place_of_an_earlier),
        cmocka_unit_test(a_mistake_is_told_with_its_line),
        cmocka_unit_test(help_fits_a_terminal),
        cmocka_unit_test(each_key_names_a_command_that_there_is),
        cmocka_unit_test(each_key_has_a_heading_and_a_few_words),
        cmocka_unit_test(rows_stand_under_headings),
        cmocka_unit_test(a_key_with_alt_is_another_key),
        cmocka_unit_test(placeholders_are_replaced),
        cmocka_unit_test(no_two_panes_overlap_at_any_size),
        cmocka_unit_test(the_tab_that_had_the_focus_last_is_in_front),
        cmocka_unit_test(a_zoomed_pane_has_all),
        cmocka_unit_test(the_timeline_is_as_wide_as_the_screen),
        cmocka_unit_test(places_are_gone_to_one_by_one_and_line_by_line),
        cmocka_unit_test(the_selected_line_is_always_in_sight),
        cmocka_unit_test(a_short_way_scrolls_and_a_long_one_jumps),
        cmocka_unit_test(a_search_goes_around_the_end),
    };
    return cmocka_run_group_tests_name("ui", tests, NULL, NULL);
}
