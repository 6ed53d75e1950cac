/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pickles are found where they begin, and nowhere else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "src/base/buf.h"
#include "src/input/carve.h"

#define LIST "\x80\x02]q\0(K\1K\2e."
#define CALL "cos\nsystem\n(S'id'\ntR."

#define ROW(text)                                                                                  \
    {                                                                                              \
        text, sizeof text - 1                                                                      \
    }

enum { MOST = 64 };

struct finds {
    struct carve_found rows[MOST];
    size_t count; /* may be more than are kept */
};

/* Searches a copy of just the bytes, so that the sanitizer sees a read past them. */
static void search(const void *bytes, size_t len, const struct carve_options *options,
                   struct finds *finds)
{
    static struct carve carve;
    uint8_t *copy = malloc(len ? len : 1);
    assert_non_null(copy);
    memcpy(copy, bytes, len);
    struct carve_found found;
    struct err err;
    finds->count = 0;
    carve_begin(&carve, copy, len, options);
    while (carve_next(&carve, &found, &err)) {
        assert_true(found.offset < found.end && found.end <= len);
        if (finds->count < MOST)
            finds->rows[finds->count] = found;
        finds->count++;
        carve_found_free(&found);
    }
    assert_string_equal(err.text, "");
    free(copy);
}

static struct finds finds_in(const void *bytes, size_t len)
{
    struct finds finds;
    search(bytes, len, &(struct carve_options){.from = 0}, &finds);
    return finds;
}

#define FINDS(text) finds_in(text, sizeof text - 1)

static void assert_found(const struct finds *finds, size_t n, uint64_t offset, uint64_t end)
{
    assert_true(n < finds->count);
    assert_int_equal(finds->rows[n].offset, offset);
    assert_int_equal(finds->rows[n].end, end);
}

static void a_pickle_amid_other_bytes_is_found(void **state)
{
    (void)state;
    struct finds finds = FINDS("some text" LIST "\xff\xff and more");
    assert_int_equal(finds.count, 1);
    assert_found(&finds, 0, 9, 9 + sizeof LIST - 1);
    assert_int_equal(finds.rows[0].protocol, 2);
    assert_int_equal(finds.rows[0].opcodes, 8);
    assert_string_equal(carve_status(&finds.rows[0]), "ok");
    assert_true(finds.rows[0].inside == CARVE_NOT_INSIDE);
}

static void protocols_without_a_header_are_found(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t len;
    } rows[] = {
        ROW(CALL),
        ROW("(dp0\nVkey\np1\nI1\ns."),
        ROW("(lp0\nI1\naI2\na."),
        ROW("(S'id'\nios\nsystem\n."),
        ROW("]q\0(K\1K\2e."),
        ROW("}q\1(U\3keyq\2K\1u."),
        ROW("(U\2idq\1cos\nsystem\nq\2t."),
    };
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        struct buf file = {0};
        buf_str(&file, "foo(bar): ");
        size_t off = file.len;
        buf_add(&file, rows[k].bytes, rows[k].len);
        buf_str(&file, "\n\n# the rest (of it)\n");
        struct finds finds = finds_in(file.data, file.len);
        if (finds.count != 1)
            fail_msg("row %zu: %zu are found", k, finds.count);
        assert_found(&finds, 0, off, off + rows[k].len);
        buf_free(&file);
    }
}

static void text_programs_and_numbers_hold_none(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "coverage\nnode_modules\n.env\n",
        "cat\ncobra\ncondor\ncoyote\ncrab\ncrow\n.\n",
        "co.uk\nco.us\nco.at\n.\nco.de\nco.fr\n",
        "a { color: red; } .b:not(.c) { d: calc(1px + (2 * 3)) }\n",
        "{\"a\": [1, [], {}], \"b\": {\"c\": null}}\n",
        "#include <stdio.h>\nint main(void) { puts(\"(lp0\"); return a[i](b)(c); }\n",
        "for (I = 0; (Number)(N); ) (K)[(M)](L);\n",
        "()V\n()Ljava/lang/String;\n(I)V\n(JI)J\n(Lx;)I\n",
    };
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        struct finds finds = finds_in(rows[k], strlen(rows[k]));
        if (finds.count)
            fail_msg("row %zu: one is found at %zu", k, (size_t)finds.rows[0].offset);
    }
}

static void chance_is_no_pickle(void **state)
{
    (void)state;
    enum { BYTES = 8 << 20 };
    uint8_t *bytes = malloc(BYTES);
    assert_non_null(bytes);
    uint64_t x = 88172645463325252u; /* xorshift64 */
    for (size_t k = 0; k < BYTES; k++) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        bytes[k] = (uint8_t)(x >> 32);
    }
    assert_int_equal(finds_in(bytes, BYTES).count, 0);
    free(bytes);
}

static void those_in_a_row_come_in_order(void **state)
{
    (void)state;
    enum { LEN = sizeof LIST - 1, CALL_LEN = sizeof CALL - 1 };
    struct finds finds = FINDS("xx" LIST LIST CALL "\x80\x04N.\xff");
    assert_int_equal(finds.count, 4);
    assert_found(&finds, 0, 2, 2 + LEN);
    assert_found(&finds, 1, 2 + LEN, 2 + 2 * LEN);
    assert_found(&finds, 2, 2 + 2 * LEN, 2 + 2 * LEN + CALL_LEN);
    /* too small to be believed, if it did not follow one */
    assert_found(&finds, 3, 2 + 2 * LEN + CALL_LEN, 6 + 2 * LEN + CALL_LEN);
    assert_int_equal(FINDS("xx\x80\x04N.\xff").count, 0);
}

static void one_in_a_string_is_inside(void **state)
{
    (void)state;
    struct finds finds =
        FINDS("--\x80\x03}q\0(X\4\0\0\0dataq\1C\x0e" LIST "q\2X\4\0\0\0nameq\3K\7u.--");
    assert_int_equal(finds.count, 2);
    assert_int_equal(finds.rows[0].offset, 2);
    assert_true(finds.rows[0].inside == CARVE_NOT_INSIDE);
    assert_int_equal(finds.rows[1].inside, 2);
    assert_int_equal(finds.rows[1].end - finds.rows[1].offset, sizeof LIST - 1);
}

static void the_opcodes_of_one_are_no_others(void **state)
{
    (void)state;
    struct finds finds = FINDS("\x80\x02(" LIST "--"); /* the header stands twice */
    assert_int_equal(finds.count, 1);
    finds = FINDS("\x80\x02]q\0(]q\1(K\1K\2e]q\2(K\1K\2ee.");
    assert_int_equal(finds.count, 1);
}

static void a_break_is_told_with_how_far_it_came(void **state)
{
    (void)state;
    struct finds finds = FINDS("--\x80\x02"
                               "cos\nsystem\nq\0X\2\0\0\0idq\1\x85q\2\xff--");
    assert_int_equal(finds.count, 1);
    assert_found(&finds, 0, 2, 2 + 2 + 11 + 2 + 7 + 2 + 1 + 2);
    assert_string_equal(carve_status(&finds.rows[0]), "bad-opcode");
    finds = FINDS("--\x80\x02"
                  "cos\nsystem\nq\0X\2\0\0\0idq\1\x85q\2R"); /* the data end */
    assert_int_equal(finds.count, 1);
    assert_string_equal(carve_status(&finds.rows[0]), "truncated");
}

/* What was left of the first swallowed the beginning of the second, and the search went on behind both. */
static void a_whole_one_is_not_hidden_by_one_that_runs_into_it(void **state)
{
    (void)state;
    struct finds finds = FINDS("\x80\x02}q\0(X\3\0\0\0oneq\1X\3\0\0\0twoq\2X\7\0\0\0thr" CALL);
    assert_int_equal(finds.count, 2);
    assert_found(&finds, 0, 0, 34);
    assert_int_equal(finds.rows[0].error.pos, 38);
    assert_found(&finds, 1, 34, 34 + sizeof CALL - 1);
    assert_string_equal(carve_status(&finds.rows[1]), "ok");
    finds = FINDS("(dp0\nS'one'\np1\nI1\nsS'two'\np2\n(lp3\nI1\naI2\naI" CALL);
    assert_int_equal(finds.rows[finds.count - 1].error.kind, BR_ERR_NONE);
    assert_int_equal(finds.rows[finds.count - 1].opcodes, 6);
}

static void a_frame_cut_off_by_the_end_is_told(void **state)
{
    (void)state;
    struct finds finds = FINDS(
        "--\x80\x04\x95\x40\0\0\0\0\0\0\0\x8c\2os\x94\x8c\6system\x94\x93\x94\x8c\2id\x94\x85");
    assert_int_equal(finds.count, 1);
    assert_int_equal(finds.rows[0].offset, 2);
    assert_string_equal(carve_status(&finds.rows[0]), "truncated");
}

static void a_line_longer_than_what_is_shown_first_is_followed(void **state)
{
    (void)state;
    struct buf file = {0};
    buf_str(&file, "--cos\nsystem\n(S'");
    buf_pad(&file, 'a', 300000);
    buf_str(&file, "'\ntR.--");
    struct finds finds = finds_in(file.data, file.len);
    assert_int_equal(finds.count, 1);
    assert_found(&finds, 0, 2, file.len - 2);
    buf_free(&file);
}

static void the_search_begins_where_it_is_told(void **state)
{
    (void)state;
    struct finds finds;
    search(LIST LIST, 2 * (sizeof LIST - 1), &(struct carve_options){.from = 4}, &finds);
    assert_int_equal(finds.count, 1);
    assert_found(&finds, 0, sizeof LIST - 1, 2 * (sizeof LIST - 1));
    search(LIST, sizeof LIST - 1, &(struct carve_options){.from = 1000}, &finds);
    assert_int_equal(finds.count, 0);
    assert_int_equal(FINDS("").count, 0);
    assert_int_equal(FINDS("\x80").count, 0);
}

/* Where there are no lines at all, none is waited for: a program has places that begin as one. */
static void what_is_no_text_costs_no_credit(void **state)
{
    (void)state;
    static struct carve carve;
    struct carve_found found;
    struct err err;
    struct buf file = {0};
    for (unsigned k = 0; k < 40; k++) {
        buf_str(&file, "(Vx");
        buf_pad(&file, '\0', 1 << 20);
    }
    carve_begin(&carve, (const uint8_t *)file.data, file.len, &(struct carve_options){.from = 0});
    assert_false(carve_next(&carve, &found, &err));
    assert_false(carve.is_limited);
    assert_int_equal(carve.off, file.len);
    buf_free(&file);
}

static bool stop_at_once(void *context, uint64_t off)
{
    (void)off;
    ++*(unsigned *)context;
    return false;
}

static void a_search_can_be_stopped(void **state)
{
    (void)state;
    enum { BYTES = 4 << 20 };
    unsigned asked = 0;
    struct carve_options options = {.go_on = stop_at_once, .context = &asked};
    struct finds finds;
    uint8_t *bytes = calloc(1, BYTES);
    assert_non_null(bytes);
    memcpy(bytes, LIST, sizeof LIST - 1);
    memcpy(bytes + BYTES - 20, LIST, sizeof LIST - 1);
    search(bytes, BYTES, &options, &finds);
    assert_int_equal(finds.count, 1);
    assert_int_equal(asked, 1);
    free(bytes);
}

/* What repeats is tried at each byte: a search that came back to what it saw would not end today. */
static void hostile_bytes_cost_no_more_the_more_there_are(void **state)
{
    (void)state;
    enum { BYTES = 1 << 20, SECONDS = 60 };
    static const struct {
        const char *bytes;
        size_t len;
    } rows[] = {
        ROW("\x80\x04"),
        ROW("("),
        ROW("c"),
        ROW("ca\n"),
        ROW("cos\nsystem\n"),
        ROW("(V"),
        ROW("(S'"),
        ROW("]q\0"),
        ROW("}q\0("),
        ROW("\x80\x04X\0\0\4\0"),
        ROW("\x80\x02]q\0(K\1K\2e"),
        ROW("\x80\x02]q\0(K\1K\2eR"),
        ROW("\x80\x04\x95\xff\xff\x0f\0\0\0\0\0]q\0(K\1K\2eV"),
        ROW("\x80\x04\x95\x20\0\0\0\0\0\0\0]\x94(K\1K\2B\0\0\4\0"),
        ROW("cos\nsystem\nq\0(S'id'\nt\xff"),
    };
    clock_t begin = clock();
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        struct buf file = {0};
        while (file.len < BYTES)
            buf_add(&file, rows[k].bytes, rows[k].len);
        finds_in(file.data, file.len);
        buf_free(&file);
        if ((clock() - begin) / CLOCKS_PER_SEC > SECONDS)
            fail_msg("row %zu takes too long", k);
    }
}

static void nesting_has_a_limit_and_no_cost(void **state)
{
    (void)state;
    struct buf inner = {0};
    buf_add(&inner, LIST, sizeof LIST - 1);
    for (unsigned depth = 0; depth < 500; depth++) {
        struct buf outer = {0};
        buf_add(&outer, "\x80\x03]q\0B", 6);
        for (unsigned byte = 0; byte < 4; byte++)
            buf_char(&outer, (char)(inner.len >> 8 * byte & 0xff));
        buf_add(&outer, inner.data, inner.len);
        buf_str(&outer, "a.");
        buf_free(&inner);
        inner = outer;
    }
    assert_int_equal(finds_in(inner.data, inner.len).count, CARVE_DEPTH + 1);
    buf_free(&inner);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pickle_amid_other_bytes_is_found),
        cmocka_unit_test(protocols_without_a_header_are_found),
        cmocka_unit_test(text_programs_and_numbers_hold_none),
        cmocka_unit_test(chance_is_no_pickle),
        cmocka_unit_test(those_in_a_row_come_in_order),
        cmocka_unit_test(one_in_a_string_is_inside),
        cmocka_unit_test(the_opcodes_of_one_are_no_others),
        cmocka_unit_test(a_break_is_told_with_how_far_it_came),
        cmocka_unit_test(a_whole_one_is_not_hidden_by_one_that_runs_into_it),
        cmocka_unit_test(a_frame_cut_off_by_the_end_is_told),
        cmocka_unit_test(a_line_longer_than_what_is_shown_first_is_followed),
        cmocka_unit_test(the_search_begins_where_it_is_told),
        cmocka_unit_test(what_is_no_text_costs_no_credit),
        cmocka_unit_test(a_search_can_be_stopped),
        cmocka_unit_test(hostile_bytes_cost_no_more_the_more_there_are),
        cmocka_unit_test(nesting_has_a_limit_and_no_cost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
