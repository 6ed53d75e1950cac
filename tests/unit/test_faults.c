/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that fails: each allocation in turn, and each budget. The run then breaks with a limit,
 * and what was recorded before is as good as ever; a reader says so and can be asked again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/failing.h"
#include "tests/unit/generate.h"
#include "tests/unit/machine_run.h"
#include "tests/unit/pickle_asm.h"

/* ---- Answers --------------------------------------------------------------------------------- */

/* Where answers are written: not with malloc. */
struct answer {
    char *text;
    size_t n, max;
};

static bool answer_write(void *context, const char *bytes, size_t n)
{
    struct answer *answer = context;
    if (n > answer->max - answer->n)
        n = answer->max - answer->n;
    memcpy(answer->text + answer->n, bytes, n);
    answer->n += n;
    return true;
}

static void answer_number(struct answer *answer, uint64_t number)
{
    char text[24];
    int n = snprintf(text, sizeof text, "%llu ", (unsigned long long)number);
    answer_write(answer, text, (size_t)n);
}

static enum br_status add_text(struct br_state at, br_value value, struct answer *answer)
{
    struct br_text_options options = {.max_bytes = 500};
    return br_text(at, value, &options, (struct br_sink){answer_write, answer}, NULL);
}

/* A question about the state before an opcode. BR_NOMEM: memory failed. */
typedef enum br_status question(struct br_state at, struct answer *answer);

static enum br_status ask_texts(struct br_state at, struct answer *answer)
{
    struct br_memo_line line;
    enum br_status status = BR_OK;
    for (uint32_t k = 0; k < br_depth(at) && !status; k++) {
        br_value value = br_stack(at, k);
        if (value == BR_NO_VALUE)
            return BR_NOMEM;
        status = add_text(at, value, answer);
    }
    for (uint32_t n = 0; n < br_memo_count(at) && !status; n++) {
        if (!br_memo_line(at, n, &line))
            return BR_NOMEM;
        status = add_text(at, line.value, answer);
    }
    return status;
}

static enum br_status add_items(struct br_state at, br_value value, struct answer *answer)
{
    uint64_t len;
    enum br_status status = br_len(at, value, &len);
    if (status)
        return status;
    answer_number(answer, len);
    for (uint64_t n = 0; n < len && !status; n++) {
        struct br_item item, found_item;
        bool found;
        status = br_item(at, value, n, &item, &found);
        if (status || !found)
            return status;
        answer_number(answer, item.key);
        answer_number(answer, item.value);
        answer_number(answer, item.put_by);
        if (br_kind(at.rec, value) != BR_KIND_DICT)
            continue;
        status = br_lookup(at, value, item.key, &found_item, &found);
        answer_number(answer, found);
        if (found)
            answer_number(answer, found_item.value);
    }
    return status;
}

static enum br_status ask_items(struct br_state at, struct answer *answer)
{
    struct br_memo_line line;
    enum br_status status = BR_OK;
    for (uint32_t n = 0; n < br_memo_count(at) && !status; n++) {
        if (!br_memo_line(at, n, &line))
            return BR_NOMEM;
        answer_number(answer, line.key);
        answer_number(answer, line.stored_by);
        status = add_items(at, line.value, answer);
    }
    return status;
}

static enum br_status ask_stack(struct br_state at, struct answer *answer)
{
    struct br_stack_line line;
    for (uint32_t k = br_height(at); k-- > 0;) {
        if (!br_stack_line(at, k, &line))
            return BR_NOMEM;
        answer_number(answer, line.value);
        answer_number(answer, line.pushed_by);
        answer_number(answer, line.number);
    }
    return BR_OK;
}

static enum br_status ask_events(struct br_state at, struct answer *answer)
{
    enum { MOST = 40 };
    struct br_event event;
    struct br_sink sink = {answer_write, answer};
    struct br_text_options options = {.max_bytes = 200};
    uint64_t all = br_event_count(at.rec), step = 1 + all / MOST;
    for (uint64_t n = 0; br_event(at.rec, n, &event); n += step) {
        answer_number(answer, event.callee);
        for (enum br_field field = BR_FIELD_CALLEE; field <= BR_FIELD_NAME; field++) {
            bool present;
            if (br_event_text(at.rec, &event, field, &options, sink, NULL, &present) != BR_OK)
                return BR_NOMEM;
        }
    }
    return BR_OK;
}

static enum br_status ask_uses(struct br_state at, struct answer *answer)
{
    for (br_op op = 0; op < at.op; op++) {
        br_value value = br_depth((struct br_state){at.rec, op + 1})
                             ? br_stack((struct br_state){at.rec, op + 1}, 0)
                             : BR_NO_VALUE;
        bool found = value != BR_NO_VALUE;
        br_op user, next;
        for (uint64_t n = 0; found; n++) {
            if (br_use(at.rec, value, n, &user, &found) != BR_OK ||
                br_next_call(at.rec, value, op, &next) != BR_OK)
                return BR_NOMEM;
            answer_number(answer, found ? user : next);
        }
    }
    return BR_OK;
}

static enum br_status ask_puts(struct br_state at, struct answer *answer)
{
    for (uint32_t k = 0; k < br_depth(at); k++) {
        br_value value = br_stack(at, k);
        struct br_item item;
        uint64_t changes;
        br_op op;
        bool found = true;
        if (value == BR_NO_VALUE || br_change_count(at, value, &changes) != BR_OK)
            return BR_NOMEM;
        answer_number(answer, changes);
        for (uint64_t n = 0; n < changes; n += 1 + changes / 8) {
            if (br_change(at, value, n, &op, &found) != BR_OK)
                return BR_NOMEM;
            answer_number(answer, op);
        }
        uint64_t puts = br_put_count(at, value);
        for (uint64_t n = 0; n < puts; n += 1 + puts / 8) {
            if (br_put_item(at, value, n, &item, &found) != BR_OK)
                return BR_NOMEM;
            answer_number(answer, item.value);
        }
    }
    return BR_OK;
}

static enum br_status ask_marks(struct br_state at, struct answer *answer)
{
    for (br_op op = 0; op < at.op; op++) {
        answer_number(answer, br_mark_of(at.rec, op));
        answer_number(answer, br_mark_taker(at.rec, op));
    }
    return BR_OK; /* br_mark_taker has no way to say that memory failed */
}

static enum br_status ask_parts(struct br_state at, struct answer *answer)
{
    struct br_sink sink = {answer_write, answer};
    for (br_op op = 0; op < at.op; op++) {
        br_value value = br_depth((struct br_state){at.rec, op + 1})
                             ? br_stack((struct br_state){at.rec, op + 1}, 0)
                             : BR_NO_VALUE;
        bool flag;
        if (value == BR_NO_VALUE)
            continue;
        if (br_content(at.rec, value, sink, &flag) != BR_OK ||
            br_global_part(at.rec, value, BR_PART_NAME, sink, &flag) != BR_OK)
            return BR_NOMEM;
        answer_number(answer, flag);
    }
    return BR_OK;
}

static question *const questions[] = {
    ask_texts, ask_items, ask_stack, ask_events, ask_uses, ask_marks, ask_parts, ask_puts,
};
enum { QUESTIONS = sizeof questions / sizeof *questions };

static char first_text[1 << 20], second_text[1 << 20];

static struct answer answer_in(char *text)
{
    return (struct answer){text, 0, 1 << 20};
}

static bool same_answer(const struct answer *a, const struct answer *b)
{
    return a->n == b->n && !memcmp(a->text, b->text, a->n);
}

/* ---- Programs -------------------------------------------------------------------------------- */

static br_record *new_record_as(const struct buf *bytes, uint64_t max_bytes, const char *dialect)
{
    struct br_options options = {.max_bytes = max_bytes, .dialect = dialect};
    return br_record_new((const uint8_t *)buf_text(bytes), bytes->len, &options);
}

static br_record *new_record(const struct buf *bytes, uint64_t max_bytes)
{
    return new_record_as(bytes, max_bytes, NULL);
}

static void generate(struct buf *bytes, unsigned seed, unsigned size)
{
    struct dice dice = {seed * 7919};
    buf_clear(bytes);
    generate_pickle(bytes, &dice, (enum flavour)(seed % FLAVOUR_COUNT), size);
}

/* What a broken record says of all that it carried out is what the whole one says of it, but for
 * what comes later. */
static void check_up_to_break(const br_record *rec, const br_record *whole)
{
    assert_true(br_done(rec));
    assert_true(br_ops(rec) <= br_ops(whole));
    const struct br_error *error = br_error_of(rec);
    if (br_ops(rec) < br_ops(whole)) {
        assert_non_null(error);
        assert_int_equal(error->kind, BR_ERR_LIMIT);
        assert_int_equal(error->pos, br_pos(whole, br_ops(rec)));
        assert_int_equal(br_result(rec), BR_NO_VALUE);
        assert_true(strlen(error->message) > 0);
    }
    assert_int_equal(br_end(rec), br_pos(whole, br_ops(rec)));
    assert_int_equal(br_event_count(rec), br_event_from(whole, br_ops(rec)));
    assert_int_equal(br_protocol(rec, br_ops(rec)), br_protocol(whole, br_ops(rec)));
    for (int q = 0; q < 3; q++) {
        struct answer a = answer_in(first_text), b = answer_in(second_text);
        assert_int_equal(questions[q]((struct br_state){rec, br_ops(rec)}, &a), BR_OK);
        assert_int_equal(questions[q]((struct br_state){whole, br_ops(rec)}, &b), BR_OK);
        if (!same_answer(&a, &b))
            fail_msg("op %u, question %d:\n%.300s\nnot\n%.300s", br_ops(rec), q, a.text, b.text);
    }
    for (int q = 3; q < QUESTIONS; q++) {
        struct answer a = answer_in(first_text);
        assert_int_equal(questions[q]((struct br_state){rec, br_ops(rec)}, &a), BR_OK);
    }
}

static void every_allocation_of_a_run_may_fail(void **state)
{
    (void)state;
    static const char *const dialects[] = {"c", "c-stream", "c-3.15", "py"};
    struct buf bytes = {0};
    for (unsigned seed = 0; seed < 4 * FLAVOUR_COUNT; seed++) {
        const char *dialect = dialects[seed / FLAVOUR_COUNT];
        generate(&bytes, seed, 400);
        br_record *whole = new_record_as(&bytes, 0, dialect);
        br_record_run(whole, 0);
        bool has_more = true;
        for (unsigned n = 1; has_more; n++) {
            failing_held = 0;
            failing_count = true;
            failing_arm(n);
            br_record *rec = new_record_as(&bytes, 0, dialect);
            if (rec)
                assert_int_equal(br_record_run(rec, 0), BR_OK);
            has_more = failing_disarm();
            failing_count = false;
            if (rec)
                check_up_to_break(rec, whole);
            assert_true(rec || has_more);
            failing_count = true;
            if (rec)
                br_record_free(rec);
            failing_count = false;
        }
        br_record_free(whole);
    }
    buf_free(&bytes);
}

static void every_budget_breaks_the_run_somewhere(void **state)
{
    (void)state;
    struct buf bytes = {0};
    for (unsigned seed = 0; seed < FLAVOUR_COUNT; seed++) {
        generate(&bytes, seed + 100, 1000);
        br_record *whole = new_record(&bytes, 0);
        br_record_run(whole, 0);
        struct br_usage usage = {0};
        bool is_whole = false;
        for (uint64_t budget = 1; !is_whole; budget += 1 + budget / 10) {
            br_record *rec = new_record(&bytes, budget);
            if (!rec)
                continue;
            assert_int_equal(br_record_run(rec, 0), BR_OK);
            br_usage(rec, &usage);
            assert_true(usage.reserved <= budget);
            assert_true(usage.bytes > 0);
            check_up_to_break(rec, whole);
            is_whole = br_ops(rec) == br_ops(whole);
            br_record_free(rec);
        }
        br_record_free(whole);
    }
    buf_free(&bytes);
}

/* Beyond the first chunks of the arenas, where memory is mapped. */
static void a_long_run_may_fail_where_it_grows(void **state)
{
    (void)state;
    struct buf bytes = {0};
    pickle_asm(&bytes, "EMPTY_LIST MEMOIZE");
    struct buf once = {0};
    pickle_asm(&once, "EMPTY_LIST MEMOIZE POP NONE APPEND GLOBAL 'a' 'b' POP PROTO 2 MARK POP");
    for (unsigned i = 0; i < 70000; i++)
        buf_add(&bytes, once.data, once.len);
    pickle_asm(&bytes, "STOP");
    buf_free(&once);
    br_record *whole = new_record(&bytes, 0);
    br_record_run(whole, 0);
    assert_null(br_error_of(whole));
    bool has_more = true;
    for (unsigned n = 1; has_more; n++) {
        failing_arm(n);
        br_record *rec = new_record(&bytes, 0);
        if (rec)
            br_record_run(rec, 0);
        has_more = failing_disarm();
        if (rec) {
            br_op ops = br_ops(rec);
            assert_true(has_more || ops == br_ops(whole));
            assert_int_equal(br_event_count(rec), br_event_from(whole, ops));
            struct br_state at = {rec, ops};
            br_value list = br_stack(at, br_depth(at) - 1);
            uint64_t len, wanted;
            if (list != BR_NO_VALUE) {
                assert_int_equal(br_len(at, list, &len), BR_OK);
                assert_int_equal(br_len((struct br_state){whole, ops}, list, &wanted), BR_OK);
                assert_int_equal(len, wanted);
            }
            struct answer a = answer_in(first_text);
            assert_int_equal(ask_stack(at, &a), BR_OK);
            br_record_free(rec);
        }
    }
    br_record_free(whole);
    buf_free(&bytes);
}

/* ---- Readers --------------------------------------------------------------------------------- */

static void check_question(const struct buf *bytes, int q)
{
    br_record *rec = new_record(bytes, 0);
    br_record_run(rec, 0);
    struct answer wanted = answer_in(first_text);
    assert_int_equal(questions[q]((struct br_state){rec, br_ops(rec)}, &wanted), BR_OK);
    br_record_free(rec);
    bool has_more = true;
    for (unsigned n = 1; has_more; n += 1 + n / 32) {
        failing_held = 0;
        failing_count = true;
        rec = new_record(bytes, 0);
        br_record_run(rec, 0);
        struct br_state at = {rec, br_ops(rec)};
        struct answer got = answer_in(second_text);
        failing_arm(n);
        enum br_status status = questions[q](at, &got);
        has_more = failing_disarm();
        if (!has_more || (status == BR_OK && q != 5)) {
            assert_int_equal(status, BR_OK);
            if (!same_answer(&wanted, &got))
                fail_msg("question %d with failure %u:\n%.300s\nnot\n%.300s", q, n, got.text,
                         wanted.text);
        }
        got = answer_in(second_text); /* nothing was lost */
        assert_int_equal(questions[q](at, &got), BR_OK);
        if (!same_answer(&wanted, &got))
            fail_msg("question %d after failure %u:\n%.300s\nnot\n%.300s", q, n, got.text,
                     wanted.text);
        br_record_free(rec);
        failing_count = false;
        assert_int_equal(failing_held, 0);
    }
}

static void every_allocation_of_a_reader_may_fail(void **state)
{
    (void)state;
    struct buf bytes = {0};
    for (unsigned seed = 0; seed < 6 * FLAVOUR_COUNT; seed++) {
        generate(&bytes, seed + 200, 40 + seed % 3 * 60);
        for (int q = 0; q < QUESTIONS; q++)
            check_question(&bytes, q);
    }
    buf_free(&bytes);
}

/* ---- Bytes that change ----------------------------------------------------------------------- */

/* A file that is written to while it is open: what is read then is of no use, and harmless. */
static void bytes_may_change_after_they_were_read(void **state)
{
    (void)state;
    struct buf bytes = {0};
    for (unsigned seed = 0; seed < 8 * FLAVOUR_COUNT; seed++) {
        struct dice dice = {seed};
        generate(&bytes, seed + 300, 300);
        uint8_t *data = malloc(bytes.len); /* no byte more, for the sanitizer */
        memcpy(data, buf_text(&bytes), bytes.len);
        br_record *rec = br_record_new(data, bytes.len, NULL);
        br_record_run(rec, 0);
        for (unsigned round = 0; round < 4; round++) {
            for (size_t k = 0; k < bytes.len; k++)
                if (round == 3 || dice_one_in(&dice, 64u >> (3 * round)))
                    data[k] = round == 3 ? 0 : (uint8_t)dice_roll(&dice);
            for (int q = 0; q < QUESTIONS; q++) {
                struct answer a = answer_in(first_text);
                questions[q]((struct br_state){rec, br_ops(rec)}, &a);
            }
            for (br_op op = 0; op < br_ops(rec); op++) {
                struct answer a = answer_in(first_text);
                struct br_memo_line line;
                struct br_ins ins;
                br_ins_at(rec, op, &ins);
                assert_non_null(ins.opcode);
                br_arg_text(&ins, NULL, (struct br_sink){answer_write, &a}, NULL);
                br_memo_fetched(rec, op, &line);
            }
        }
        br_record_free(rec);
        free(data);
    }
    buf_free(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_of_a_run_may_fail),
        cmocka_unit_test(every_budget_breaks_the_run_somewhere),
        cmocka_unit_test(a_long_run_may_fail_where_it_grows),
        cmocka_unit_test(every_allocation_of_a_reader_may_fail),
        cmocka_unit_test(bytes_may_change_after_they_were_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
