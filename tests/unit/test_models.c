/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "src/analysis/modelindex.h"

static const struct model *model_by_name(enum model_list list, const char *module, const char *name)
{
    return modelindex_find(list, module, strlen(module), name, strlen(name));
}

/* A row that another of the same name stands before would never be asked. */
static void each_model_is_found_by_its_name_alone(void **state)
{
    (void)state;
    struct model_table table;
    size_t n_rows = 0;
    for (size_t k = 0; modelindex_table(k, &table); k++) {
        for (size_t n = 0; table.models && n < table.n; n++, n_rows++) {
            const struct model *row = &table.models[n];
            if (model_by_name(table.list, row->module, row->name) != row)
                fail_msg("%s: %s.%s is not found, or another of this name is", table.name,
                         row->module, row->name);
        }
    }
    assert_true(n_rows > 1000);
}

/* A method may stand in many rows, each for other kinds; for one of them at least it must be asked. */
static void each_method_is_found_for_some_kind(void **state)
{
    (void)state;
    struct model_table table;
    for (size_t k = 0; modelindex_table(k, &table); k++) {
        for (size_t n = 0; table.methods && n < table.n; n++) {
            const struct method *row = &table.methods[n];
            bool is_found = false;
            for (unsigned kind = 0; kind < MEANING_KIND_COUNT; kind++)
                is_found |=
                    modelindex_method((enum meaning_kind)kind, row->name, strlen(row->name)) == row;
            if (!is_found)
                fail_msg("%s: rows before it have all kinds of %s", table.name, row->name);
        }
    }
}

static void what_has_no_row_is_not_found(void **state)
{
    (void)state;
    char longer[5000];
    memset(longer, 'a', sizeof longer);
    assert_null(model_by_name(MODEL_CALLED, "builtins", "no such"));
    assert_null(model_by_name(MODEL_CALLED, "builtin", "sstr"));
    assert_null(model_by_name(MODEL_CALLED, "", ""));
    assert_null(model_by_name(MODEL_COMPUTED, "builtins", "str"));
    assert_null(modelindex_find(MODEL_CALLED, "builtins", 8, longer, sizeof longer));
    assert_null(modelindex_find(MODEL_CALLED, longer, sizeof longer, "str", 3));
    assert_null(modelindex_method(MEANING_TEXT, longer, sizeof longer));
    assert_null(modelindex_method(MEANING_NONE, "join", 4));
    assert_null(modelindex_method(MEANING_TEXT, "", 0));
}

/* A name is not ended by a NUL: it may be the beginning of a longer one. */
static void a_name_is_as_long_as_it_is_said_to_be(void **state)
{
    (void)state;
    assert_string_equal(modelindex_find(MODEL_CALLED, "builtinsX", 8, "strong", 3)->name, "str");
    assert_string_equal(modelindex_method(MEANING_TEXT, "joined", 4)->name, "join");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_model_is_found_by_its_name_alone),
        cmocka_unit_test(each_method_is_found_for_some_kind),
        cmocka_unit_test(what_has_no_row_is_not_found),
        cmocka_unit_test(a_name_is_as_long_as_it_is_said_to_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
