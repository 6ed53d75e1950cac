/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which names a restriction allows, and where it stops a run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "src/analysis/restrict.h"

static bool allows(struct restriction *list, const char *module, const char *name)
{
    return restriction_allows(list, module, strlen(module), name, strlen(name));
}

static struct restriction *list_of(const char *names)
{
    struct err err;
    struct restriction *list = restriction_new();
    assert_non_null(list);
    if (*names && !restriction_add(list, "--restrict", names, &err))
        fail_msg("%s", err.text);
    return list;
}

static void a_name_without_a_dot_is_a_builtin(void **state)
{
    (void)state;
    struct restriction *list = list_of("list, dict,collections.OrderedDict");
    assert_int_equal(restriction_count(list), 3);
    assert_true(allows(list, "builtins", "list"));
    assert_true(allows(list, "builtins", "dict"));
    assert_true(allows(list, "collections", "OrderedDict"));
    assert_false(allows(list, "builtins", "lists"));
    assert_false(allows(list, "builtins", ""));
    assert_false(allows(list, "os", "list"));
    restriction_free(list);
}

static void the_border_of_module_and_name_counts(void **state)
{
    (void)state;
    struct restriction *list = list_of("a:b.c,d.e.f");
    assert_true(allows(list, "a", "b.c"));
    assert_false(allows(list, "a.b", "c"));
    assert_true(allows(list, "d.e", "f"));
    assert_false(allows(list, "d", "e.f"));
    restriction_free(list);
}

static void an_empty_list_allows_nothing(void **state)
{
    (void)state;
    struct restriction *list = list_of("");
    assert_false(allows(list, "builtins", "list"));
    assert_false(allows(list, "", ""));
    restriction_free(list);
}

static void half_a_name_is_a_mistake(void **state)
{
    static const char *const wrong[] = {"", "a,", ",a", "a.", ".a", "a:", ":a", "a,,b", " "};
    (void)state;
    for (size_t n = 0; n < sizeof wrong / sizeof wrong[0]; n++) {
        struct restriction *list = restriction_new();
        struct err err = {""};
        assert_false(restriction_add(list, "here", wrong[n], &err));
        assert_memory_equal(err.text, "here: \"", 7);
        restriction_free(list);
    }
}

static void a_file_has_comments_and_lines(void **state)
{
    static char text[] = "# names\r\nlist , dict # two\r\n\r\nos.path:join\r\n";
    (void)state;
    struct restriction *list = restriction_new();
    struct err err = {""};
    FILE *file = fmemopen(text, sizeof text - 1, "r");
    assert_true(restriction_add_stream(list, "file", file, &err));
    fclose(file);
    assert_int_equal(restriction_count(list), 3);
    assert_true(allows(list, "builtins", "dict"));
    assert_true(allows(list, "os.path", "join"));
    restriction_free(list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_without_a_dot_is_a_builtin),
        cmocka_unit_test(the_border_of_module_and_name_counts),
        cmocka_unit_test(an_empty_list_allows_nothing),
        cmocka_unit_test(half_a_name_is_a_mistake),
        cmocka_unit_test(a_file_has_comments_and_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
