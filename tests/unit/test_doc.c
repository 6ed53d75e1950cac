/* SPDX-License-Identifier: GPL-3.0-or-later */
/* No text of a file means anything to the form in which it is written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "src/output/doc.h"
#include "src/output/graph.h"

typedef void (*put_fn)(struct doc *doc, const char *text);

static void assert_puts(const struct doc_form *form, put_fn put, const char *text,
                        const char *expected)
{
    struct buf out = {.limit = 0};
    struct doc doc = {.form = form, .to = &out};
    put(&doc, text);
    assert_false(out.failed);
    assert_string_equal(buf_text(&out), expected);
    buf_free(&out);
}

static void put_block(struct doc *doc, const char *text)
{
    doc->form->block(doc, text, strlen(text));
}

static void code_of_markdown_stands_between_more_backquotes_than_it_has(void **state)
{
    (void)state;
    assert_puts(&doc_markdown, doc_code_str, "os.system", "`os.system`");
    assert_puts(&doc_markdown, doc_code_str, "a`b", "``a`b``");
    assert_puts(&doc_markdown, doc_code_str, "``", "``` `` ```");
    assert_puts(&doc_markdown, doc_code_str, " x", "`  x `");
    assert_puts(&doc_markdown, doc_code_str, "", "(empty)");
    assert_puts(&doc_markdown, doc_code_str, "a\nb", "`a\\nb`");
}

static void a_block_of_markdown_ends_where_it_should(void **state)
{
    (void)state;
    assert_puts(&doc_markdown, put_block, "x\n", "```text\nx\n```\n\n");
    assert_puts(&doc_markdown, put_block, "```\n# x\n", "````text\n```\n# x\n````\n\n");
}

static void text_of_markdown_is_no_markup_and_no_link(void **state)
{
    (void)state;
    assert_puts(&doc_markdown, doc_text, "runs a command.", "runs a command.");
    assert_puts(&doc_markdown, doc_text, "# *a* [b](c) <i>", "\\# \\*a\\* \\[b\\](c) &lt;i&gt;");
    assert_puts(&doc_markdown, doc_text, "www.x http://x &amp;", "www\\.x http\\://x &amp;amp;");
    assert_puts(&doc_markdown, doc_text, "a@@b.c", "a`@@`b.c");
}

static void a_page_escapes_what_html_reads(void **state)
{
    (void)state;
    assert_puts(&doc_html, doc_text, "<a href=\"x\">&'", "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
    assert_puts(&doc_html, doc_code_str, "</code>\x1b", "<code>&lt;/code&gt;\\x1b</code>");
    assert_puts(&doc_html, put_block, "</pre>\n", "<pre>&lt;/pre&gt;\n</pre>\n");
}

static void a_label_of_a_graph_is_one_string(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected;
    } rows[] = {
        {"a\"b", "\"a\\\"b\""},         {"\\", "\"\\\\\""},
        {"\\N\\l", "\"\\\\N\\\\l\""},   {"a\nb", "\"a\\\\nb\""},
        {"&lt;<b>", "\"&amp;lt;<b>\""},
    };
    for (size_t n = 0; n < sizeof rows / sizeof *rows; n++) {
        struct buf out = {.limit = 0};
        graph_quote(&out, rows[n].text, strlen(rows[n].text), 0);
        assert_string_equal(buf_text(&out), rows[n].expected);
        buf_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(code_of_markdown_stands_between_more_backquotes_than_it_has),
        cmocka_unit_test(a_block_of_markdown_ends_where_it_should),
        cmocka_unit_test(text_of_markdown_is_no_markup_and_no_link),
        cmocka_unit_test(a_page_escapes_what_html_reads),
        cmocka_unit_test(a_label_of_a_graph_is_one_string),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
