/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every finding can be explained. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "src/analysis/pages.h"

static void assert_paragraph(const char *rule, const char *text)
{
    if (!text || strlen(text) < 4 || text[strlen(text) - 1] == ' ' || strchr(text, '\n'))
        fail_msg("%s: a paragraph of its page is none", rule);
}

static void every_rule_has_a_page(void **state)
{
    (void)state;
    const struct rule *rule;
    for (size_t n = 0; (rule = rule_nth(n)) != NULL; n++) {
        const struct page *page = page_named(rule->name);
        if (!page)
            fail_msg("%s has no page in pages.def", rule->name);
        assert_paragraph(rule->name, page->meaning);
        assert_paragraph(rule->name, page->why);
        assert_paragraph(rule->name, page->example);
        assert_paragraph(rule->name, page->todo);
    }
}

static void the_rows_are_those_that_findings_name(void **state)
{
    (void)state;
    const struct rule *rule;
    size_t n = 0;
    for (; (rule = rule_nth(n)) != NULL; n++) {
        assert_non_null(rule_named(rule->name));
        assert_string_equal(rule_named(rule->name)->sentence, rule->sentence);
    }
    assert_true(n > 10);
    assert_null(page_named("no-such-rule"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_has_a_page),
        cmocka_unit_test(the_rows_are_those_that_findings_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
