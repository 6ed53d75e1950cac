/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What needs no index, and the index that is built in slices. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/machine_run.h"

/* {1: 2, 3: 4} to which 1: 5 and 6: 7 come, a pair each. */
static const char twice[] = "MARK BININT1 1 BININT1 2 BININT1 3 BININT1 4 DICT "
                            "MARK BININT1 1 BININT1 5 BININT1 6 BININT1 7 SETITEMS STOP";

static br_value top_of(const struct run *run)
{
    return br_stack((struct br_state){run->rec, br_ops(run->rec) - 1}, 0);
}

static int64_t number_of(const struct run *run, br_value value)
{
    int64_t out = -1;
    br_int(run->rec, value, &out);
    return out;
}

static void items_stand_in_the_order_in_which_they_were_put(void **state)
{
    (void)state;
    struct run run = {0};
    run_ops(&run, twice);
    br_value dict = top_of(&run);
    struct br_state end = {run.rec, br_ops(run.rec) - 1};
    static const int64_t keys[] = {1, 3, 1, 6}, values[] = {2, 4, 5, 7};
    struct br_item item;
    bool found;
    assert_int_equal(br_put_count(end, dict), 4);
    for (uint64_t n = 0; n < 4; n++) {
        assert_int_equal(br_put_item(end, dict, n, &item, &found), BR_OK);
        assert_true(found);
        assert_int_equal(number_of(&run, item.key), keys[n]);
        assert_int_equal(number_of(&run, item.value), values[n]);
        assert_int_equal(item.put_by, n < 2 ? 5 : 11);
    }
    assert_int_equal(br_put_item(end, dict, 4, &item, &found), BR_OK);
    assert_false(found);
    assert_int_equal(br_put_count((struct br_state){run.rec, 7}, dict), 2);
    run_free(&run);
}

static void a_change_is_what_came_after_the_maker(void **state)
{
    (void)state;
    struct run run = {0};
    uint64_t n = 9;
    br_op op;
    bool found;
    run_ops(&run, twice);
    struct br_state end = {run.rec, br_ops(run.rec) - 1};
    assert_int_equal(br_change_count(end, top_of(&run), &n), BR_OK);
    assert_int_equal(n, 1);
    assert_int_equal(br_change(end, top_of(&run), 0, &op, &found), BR_OK);
    assert_true(found);
    assert_int_equal(op, 11);
    assert_int_equal(br_change(end, top_of(&run), 1, &op, &found), BR_OK);
    assert_false(found);
    /* Before it was changed. */
    assert_int_equal(br_change_count((struct br_state){run.rec, 11}, top_of(&run), &n), BR_OK);
    assert_int_equal(n, 0);
    run_free(&run);
    run_ops(&run, "EMPTY_LIST NONE APPEND BININT1 0 NONE SETITEM STOP");
    end.rec = run.rec, end.op = br_ops(run.rec) - 1;
    assert_int_equal(br_change_count(end, top_of(&run), &n), BR_OK);
    assert_int_equal(n, 2);
    assert_int_equal(br_change(end, top_of(&run), 1, &op, &found), BR_OK);
    assert_int_equal(op, 5);
    run_free(&run);
}

static void what_cannot_change_was_never_changed(void **state)
{
    (void)state;
    struct run run = {0};
    uint64_t n = 9;
    run_ops(&run, "NONE TUPLE1 STOP");
    struct br_state end = {run.rec, br_ops(run.rec) - 1};
    assert_int_equal(br_change_count(end, top_of(&run), &n), BR_OK);
    assert_int_equal(n, 0);
    assert_int_equal(br_put_count(end, top_of(&run)), 1);
    run_free(&run);
    run_ops(&run, "GLOBAL 'a' 'b' STOP");
    end.rec = run.rec, end.op = br_ops(run.rec) - 1;
    assert_int_equal(br_change_count(end, top_of(&run), &n), BR_OK);
    assert_int_equal(n, 0);
    assert_int_equal(br_put_count(end, top_of(&run)), 0);
    run_free(&run);
}

static void a_text_compares_no_more_keys_than_it_may(void **state)
{
    (void)state;
    struct run run = {0};
    run_ops(&run, twice);
    struct br_state end = {run.rec, br_ops(run.rec) - 1};
    struct br_text_options few = {.max_keys = 3}, enough = {.max_keys = 4};
    struct buf text = {0};
    assert_false(br_keys_near(run.rec, top_of(&run), 3));
    assert_true(br_keys_near(run.rec, top_of(&run), 4));
    assert_int_equal(br_text(end, top_of(&run), &few, sink_to(&text), NULL), BR_OK);
    assert_string_equal(buf_text(&text), "{4 items}");
    buf_clear(&text);
    assert_int_equal(br_text(end, top_of(&run), &enough, sink_to(&text), NULL), BR_OK);
    assert_string_equal(buf_text(&text), "{1: 5, 3: 4, 6: 7}");
    /* Once compared, they are near. */
    buf_clear(&text);
    assert_true(br_keys_near(run.rec, top_of(&run), 0));
    assert_int_equal(br_text(end, top_of(&run), &few, sink_to(&text), NULL), BR_OK);
    assert_string_equal(buf_text(&text), "{1: 5, 3: 4, 6: 7}");
    buf_free(&text);
    run_free(&run);
}

static void a_fetch_names_what_had_stored_it(void **state)
{
    (void)state;
    struct run run = {0};
    struct br_memo_line line;
    run_ops(&run, "NONE BINPUT 3 PUT '3' BINGET 3 GET '3' BINPUT 3 LONG_BINGET 3 STOP");
    assert_true(br_memo_fetched(run.rec, 3, &line));
    assert_int_equal(line.key, 3);
    assert_int_equal(line.stored_by, 2);
    assert_true(br_memo_fetched(run.rec, 4, &line));
    assert_int_equal(line.stored_by, 2);
    assert_true(br_memo_fetched(run.rec, 6, &line));
    assert_int_equal(line.stored_by, 5);
    assert_false(br_memo_fetched(run.rec, 0, &line));
    assert_false(br_memo_fetched(run.rec, 2, &line));
    run_free(&run);
}

static void uses_are_found_in_slices(void **state)
{
    (void)state;
    struct run run = {0};
    run_ops(&run, "NONE MEMOIZE TUPLE1 BINGET 0 TUPLE2 STOP");
    assert_false(br_uses_ready(run.rec));
    unsigned slices = 1;
    while (br_index_uses(run.rec, 1) == BR_RUNNING)
        slices++;
    assert_int_equal(slices, 12); /* two looks at each of six */
    assert_true(br_uses_ready(run.rec));
    uint64_t n;
    br_op op;
    bool found;
    br_value none = br_stack((struct br_state){run.rec, 1}, 0);
    assert_int_equal(br_use_count(run.rec, none, &n), BR_OK);
    assert_int_equal(n, 2);
    assert_int_equal(br_use(run.rec, none, 1, &op, &found), BR_OK);
    assert_true(found);
    assert_int_equal(op, 4);
    run_free(&run);
}

static void a_record_that_grew_is_looked_through_anew(void **state)
{
    (void)state;
    static const uint8_t bytes[] = {'N', 0x85, 'N', 0x86, '.'}; /* NONE TUPLE1 NONE TUPLE2 STOP */
    br_record *rec = br_record_new(bytes, sizeof bytes, NULL);
    assert_non_null(rec);
    uint64_t n;
    br_record_run(rec, 3);
    assert_int_equal(br_index_uses(rec, 4), BR_RUNNING);
    br_record_run(rec, 0);
    assert_false(br_uses_ready(rec));
    assert_int_equal(br_index_uses(rec, 0), BR_OK);
    assert_int_equal(br_use_count(rec, br_stack((struct br_state){rec, 2}, 0), &n), BR_OK);
    assert_int_equal(n, 1);
    br_record_free(rec);
}

/* The import of an INST that breaks then is an event of no row. */
static void the_value_of_the_event_that_ended_a_run_is_used_by_nothing(void **state)
{
    (void)state;
    struct run run = {0};
    struct br_event event;
    uint64_t n;
    br_op op;
    bool found;
    buf_str(&run.bytes, "N0iposix\nsystem\n");
    struct br_options options = {.dialect = "py"}; /* which imports before it looks for a mark */
    run_bytes_as(&run, &options);
    assert_non_null(br_error_of(run.rec));
    assert_int_equal(br_event_count(run.rec), 1);
    assert_true(br_event(run.rec, 0, &event));
    assert_int_equal(event.op, br_ops(run.rec));
    assert_int_equal(br_use_count(run.rec, event.value, &n), BR_OK);
    assert_int_equal(n, 0);
    assert_int_equal(br_use(run.rec, event.value, 0, &op, &found), BR_OK);
    assert_false(found);
    run_free(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_stand_in_the_order_in_which_they_were_put),
        cmocka_unit_test(a_change_is_what_came_after_the_maker),
        cmocka_unit_test(what_cannot_change_was_never_changed),
        cmocka_unit_test(a_text_compares_no_more_keys_than_it_may),
        cmocka_unit_test(a_fetch_names_what_had_stored_it),
        cmocka_unit_test(uses_are_found_in_slices),
        cmocka_unit_test(a_record_that_grew_is_looked_through_anew),
        cmocka_unit_test(the_value_of_the_event_that_ended_a_run_is_used_by_nothing),
    };
    return cmocka_run_group_tests_name("puts", tests, NULL, NULL);
}
