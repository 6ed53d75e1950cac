/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tasks done by processes of their own, some of which die. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "src/base/buf.h"
#include "src/workers.h"

enum { SAY = 1, KEPT = WORKERS_KEPT | 1 };

/* What a task does is the first letter of its path:
 *   s: says it        k: says and keeps it, and is killed     x: ends by itself
 *   l: says it late   b: says more than is held back, and is killed
 *   m: says much   w: says, keeps it, and never ends    i: interrupts all, and never ends
 *   n: never ends; nobody reads when all before it is told */
static void work(void *context, const struct workers_task *task, struct wire *wire)
{
    static char much[WORKERS_HELD + 1];
    (void)context;
    switch (task->path[0]) {
    case 'l':
        usleep(50000);
        break;
    case 'k':
        wire_send(wire, SAY, task->path, strlen(task->path));
        wire_send(wire, KEPT, "kept", 4);
        raise(SIGKILL);
        break;
    case 'b':
        wire_send(wire, SAY, much, sizeof much);
        usleep(200000);
        raise(SIGKILL);
        break;
    case 'm':
        for (int n = 0; n < 40; n++)
            wire_send(wire, SAY, much, 100000);
        break;
    case 'w':
        wire_send(wire, SAY, task->path, strlen(task->path));
        wire_send(wire, KEPT, "kept", 4);
        pause();
        break;
    case 'n':
        pause();
        break;
    case 'i':
        kill(getppid(), SIGUSR1);
        pause();
        break;
    case 'x':
        _exit(7);
    default:
        break;
    }
    wire_send(wire, SAY, task->path, strlen(task->path));
}

static void frame(void *context, const struct workers_task *task, uint8_t kind, const char *bytes,
                  size_t n)
{
    struct buf *told = context;
    if (n > 40)
        buf_printf(told, "(%zu)", n);
    else
        buf_printf(told, "%s%.*s%s", kind == KEPT ? "!" : "", (int)n, bytes, task->path ? "" : "*");
    buf_char(told, ' ');
}

static void died(void *context, const struct workers_task *task, const struct workers_death *death)
{
    buf_printf(context, "%s %s%s%s; ", task->path, death->why, death->is_late ? ", late" : "",
               death->is_begun ? ", begun" : "");
}

static struct workers *workers;
static struct buf told;

static int set_up(void **state)
{
    (void)state;
    signal(SIGPIPE, SIG_IGN);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    workers_free(workers);
    workers = NULL;
    buf_free(&told);
    told = (struct buf){0};
    return 0;
}

static uint64_t limit_s(void *context, const struct workers_task *task)
{
    (void)context;
    return task->path[0] == 'w' ? 1 : 0;
}

static bool is_ended_by_n;

static void tick(void *context, const char *path)
{
    (void)context;
    is_ended_by_n |= path[0] == 'n';
}

static bool is_over(void *context)
{
    (void)context;
    return is_ended_by_n;
}

static volatile sig_atomic_t interrupted;

static void interrupt_all(int number)
{
    (void)number;
    interrupted = 1;
}

static void begin(unsigned jobs)
{
    struct workers_calls calls = {.work = work,
                                  .frame = frame,
                                  .died = died,
                                  .limit_s = limit_s,
                                  .tick = tick,
                                  .is_over = is_over,
                                  .interrupted = &interrupted,
                                  .context = &told};
    interrupted = 0;
    is_ended_by_n = false;
    workers = workers_new(jobs, &calls);
    assert_non_null(workers);
}

/* Tasks by their words; "*x" is a frame of the caller's. */
static void run(unsigned jobs, const char *words)
{
    char text[512];
    begin(jobs);
    snprintf(text, sizeof text, "%s", words);
    for (char *word = strtok(text, " "); word; word = strtok(NULL, " ")) {
        if (word[0] == '*')
            assert_true(workers_tell(workers, SAY, word + 1, strlen(word + 1)));
        else
            assert_true(workers_add(workers, word, false));
    }
    workers_finish(workers);
}

static void answers_come_in_the_order_of_the_tasks(void **state)
{
    (void)state;
    run(4, "l1 s2 *a s3 l4 s5 s6 *b");
    assert_string_equal(buf_text(&told), "l1 s2 a* s3 l4 s5 s6 b* ");
}

static void one_process_does_the_same(void **state)
{
    (void)state;
    run(1, "l1 s2 *a s3 l4 s5 s6 *b");
    assert_string_equal(buf_text(&told), "l1 s2 a* s3 l4 s5 s6 b* ");
}

static void a_process_that_dies_costs_only_its_own_task(void **state)
{
    (void)state;
    run(2, "s1 k2 s3 x4 s5 k6 k7 s8");
    assert_string_equal(buf_text(&told),
                        "s1 "
                        "!kept k2 its process was killed by signal 9 (Killed); s3 "
                        "x4 its process ended with exit code 7; s5 "
                        "!kept k6 its process was killed by signal 9 (Killed); "
                        "!kept k7 its process was killed by signal 9 (Killed); s8 ");
}

static void only_what_was_told_before_is_told_of_the_dead(void **state)
{
    (void)state;
    run(1, "b1 s2");
    assert_string_equal(buf_text(&told),
                        "(1048577) b1 its process was killed by signal 9 (Killed), begun; s2 ");
}

static void much_output_waits_for_its_turn(void **state)
{
    (void)state;
    run(3, "l1 m2 m3 s4");
    assert_int_equal(strncmp(buf_text(&told), "l1 (100000) ", 12), 0);
    assert_string_equal(buf_text(&told) + told.len - 9, "0) m3 s4 ");
}

static void more_tasks_than_may_wait_are_all_done(void **state)
{
    (void)state;
    struct buf expected = {0};
    begin(2);
    for (int n = 0; n < 500; n++) {
        char path[16];
        snprintf(path, sizeof path, "%c%d", n % 50 == 49 ? 'x' : 's', n);
        assert_true(workers_add(workers, path, false));
        buf_printf(&expected, path[0] == 'x' ? "%s its process ended with exit code 7; " : "%s ",
                   path);
    }
    workers_finish(workers);
    assert_string_equal(buf_text(&told), buf_text(&expected));
    buf_free(&expected);
}

static void a_task_that_takes_too_long_is_ended(void **state)
{
    (void)state;
    run(2, "s1 w2 s3 *a");
    assert_string_equal(buf_text(&told), "s1 !kept w2 it takes longer than 1 s, late; s3 a* ");
}

/* What is done is told, though a task before it is not; then nothing is waited for. */
static void an_interrupt_ends_all_at_once(void **state)
{
    (void)state;
    signal(SIGUSR1, interrupt_all);
    run(2, "s1 i2 s3 *a s4 s5");
    assert_int_equal(strncmp(buf_text(&told), "s1 ", 3), 0);
    assert_null(strstr(buf_text(&told), "i2"));
    assert_true(workers_left(workers) >= 1);
    assert_true(workers_tell(workers, SAY, "b", 1));
    assert_true(workers_add(workers, "s6", false));
    workers_finish(workers);
    assert_null(strstr(buf_text(&told), "s6"));
    assert_non_null(strstr(buf_text(&told), "b* "));
}

/* It comes while a task waits for room in the ring: that one is left too, and nothing waits for it. */
static void an_interrupt_leaves_who_waits_for_room(void **state)
{
    (void)state;
    signal(SIGUSR1, interrupt_all);
    begin(1);
    assert_true(workers_add(workers, "i1", false));
    for (int n = 0; n < 2 * WORKERS_AHEAD; n++)
        assert_true(workers_add(workers, "s2", false));
    workers_finish(workers);
    assert_true(workers_left(workers) >= 2 * WORKERS_AHEAD);
}

/* The ring of tasks is not filled by what is told after an interrupt. */
static void after_an_interrupt_much_may_be_told(void **state)
{
    (void)state;
    begin(1);
    interrupted = 1;
    for (int n = 0; n < 3 * WORKERS_AHEAD; n++)
        assert_true(workers_tell(workers, SAY, "c", 1));
    workers_finish(workers);
    assert_int_equal(told.len, 3 * 3 * WORKERS_AHEAD);
}

/* That task never ends: whoever waits for it hangs. */
static void nothing_is_waited_for_when_nobody_reads(void **state)
{
    (void)state;
    begin(1);
    assert_true(workers_add(workers, "s1", false));
    assert_true(workers_add(workers, "n2", false));
    assert_true(workers_add(workers, "s3", false));
    workers_finish(workers);
    assert_string_equal(buf_text(&told), "s1 ");
}

static void what_still_runs_is_ended(void **state)
{
    (void)state;
    begin(2);
    assert_true(workers_add(workers, "l1", false));
    assert_true(workers_add(workers, "m2", false));
    workers_free(workers);
    workers = NULL;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(answers_come_in_the_order_of_the_tasks, tear_down),
        cmocka_unit_test_teardown(one_process_does_the_same, tear_down),
        cmocka_unit_test_teardown(a_process_that_dies_costs_only_its_own_task, tear_down),
        cmocka_unit_test_teardown(only_what_was_told_before_is_told_of_the_dead, tear_down),
        cmocka_unit_test_teardown(much_output_waits_for_its_turn, tear_down),
        cmocka_unit_test_teardown(more_tasks_than_may_wait_are_all_done, tear_down),
        cmocka_unit_test_teardown(a_task_that_takes_too_long_is_ended, tear_down),
        cmocka_unit_test_teardown(an_interrupt_ends_all_at_once, tear_down),
        cmocka_unit_test_teardown(an_interrupt_leaves_who_waits_for_room, tear_down),
        cmocka_unit_test_teardown(after_an_interrupt_much_may_be_told, tear_down),
        cmocka_unit_test_teardown(nothing_is_waited_for_when_nobody_reads, tear_down),
        cmocka_unit_test_teardown(what_still_runs_is_ended, tear_down),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
