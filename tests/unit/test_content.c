/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "src/input/content.h"

static uint64_t on_disk;
static const uint8_t letters[] = "abcdefghijklmnopqrstuvwxyz";

static struct content_limits limits_of(uint64_t to_disk, uint64_t max_memory, uint64_t max_disk)
{
    on_disk = 0;
    return (struct content_limits){to_disk, max_memory, max_disk, &on_disk};
}

static void assert_letters(const struct content *content, size_t count)
{
    assert_int_equal(content_len(content), 26 * count);
    for (size_t k = 0; k < count; k++)
        assert_memory_equal(content_bytes(content) + 26 * k, letters, 26);
}

static void few_bytes_stay_in_memory(void **state)
{
    (void)state;
    struct content content = {.spool = NULL};
    struct content_limits limits = limits_of(52, 0, 0);
    struct err err;
    assert_non_null(content_bytes(&content)); /* nothing was added */
    assert_true(content_add(&content, &limits, letters, 26, &err));
    assert_true(content_add(&content, &limits, letters, 26, &err));
    assert_true(content_end(&content, &err));
    assert_null(content.spool);
    assert_letters(&content, 2);
    assert_int_equal(content_held(&content), 52);
    assert_int_equal(on_disk, 0);
    content_free(&content);
}

static void many_bytes_go_into_a_file(void **state)
{
    (void)state;
    struct content content = {.spool = NULL};
    struct content_limits limits = limits_of(52, 1, 0);
    struct err err;
    for (unsigned k = 0; k < 1000; k++)
        assert_true(content_add(&content, &limits, letters, 26, &err));
    assert_int_equal(content_len(&content), 26000);
    assert_true(content_end(&content, &err));
    assert_letters(&content, 1000);
    content_drop(&content, 20000);
    assert_letters(&content, 1000);
    assert_int_equal(content_held(&content), 0);
    assert_int_equal(on_disk, 26000);
    content_free(&content);
    assert_int_equal(on_disk, 0);
    assert_int_equal(content_len(&content), 0);
}

static void files_have_a_limit_together(void **state)
{
    (void)state;
    struct content first = {.spool = NULL}, second = {.spool = NULL};
    struct content_limits limits = limits_of(1, 0, 60);
    struct err err;
    assert_true(content_add(&first, &limits, letters, 26, &err));
    assert_true(content_add(&second, &limits, letters, 26, &err));
    assert_false(content_add(&second, &limits, letters, 26, &err));
    assert_non_null(strstr(err.text, "only its first 0x1a bytes"));
    assert_true(content_end(&second, &err));
    assert_letters(&second, 1); /* what was taken before is there */
    content_free(&first);
    content_free(&second);
}

static void what_has_no_room_in_a_file_stays_in_memory(void **state)
{
    (void)state;
    struct content content = {.spool = NULL};
    struct content_limits limits = limits_of(30, 0, 20);
    struct err err;
    assert_true(content_add(&content, &limits, letters, 26, &err));
    assert_false(content_add(&content, &limits, letters, 26, &err));
    assert_true(content_end(&content, &err));
    assert_letters(&content, 1); /* what was taken before is there */
    assert_int_equal(on_disk, 0);
    content_free(&content);
}

static void without_a_folder_for_files_there_is_memory(void **state)
{
    (void)state;
    struct content content = {.spool = NULL};
    struct content_limits limits = limits_of(30, 60, 0);
    struct err err;
    setenv("TMPDIR", "/nonexistent/folder", 1);
    assert_true(content_add(&content, &limits, letters, 26, &err));
    assert_true(content_add(&content, &limits, letters, 26, &err));
    assert_false(content_add(&content, &limits, letters, 26, &err));
    assert_non_null(strstr(err.text, "no temporary file can be made in /nonexistent/folder"));
    assert_true(content_end(&content, &err));
    assert_letters(&content, 2);
    content_free(&content);
    unsetenv("TMPDIR");
}

static void what_was_ended_takes_no_more(void **state)
{
    (void)state;
    struct content content = {.spool = NULL};
    struct content_limits limits = limits_of(30, 0, 0);
    struct err err;
    assert_true(content_add(&content, &limits, letters, 26, &err));
    assert_true(content_add(&content, &limits, letters, 26, &err));
    assert_true(content_end(&content, &err));
    assert_false(content_add(&content, &limits, letters, 26, &err)); /* it was ended */
    assert_letters(&content, 2);
    content_free(&content);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_bytes_stay_in_memory),
        cmocka_unit_test(many_bytes_go_into_a_file),
        cmocka_unit_test(files_have_a_limit_together),
        cmocka_unit_test(what_has_no_room_in_a_file_stays_in_memory),
        cmocka_unit_test(without_a_folder_for_files_there_is_memory),
        cmocka_unit_test(what_was_ended_takes_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
