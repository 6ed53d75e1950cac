/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CommonMark, with nothing that GitHub's extensions take for more: no table holds a text of a file, where
 * a bar would part it even within code; no bare address is left to become a link.
 *
 * Source: CommonMark 0.30, 6.1 (code spans), 4.5 (fenced code), 2.4 (backslash escapes). */
#include <ctype.h>
#include <string.h>

#include "src/output/doc.h"

enum { FENCE_MIN = 3 };

static void markdown_begin(struct doc *doc, const char *title)
{
    (void)doc; /* the first heading says it */
    (void)title;
}

static void nothing(struct doc *doc)
{
    (void)doc;
}

static void markdown_section(struct doc *doc, const char *kind)
{
    (void)doc; /* the heading says it */
    (void)kind;
}

static void markdown_heading(struct doc *doc, unsigned level)
{
    buf_pad(doc->to, '#', level);
    buf_char(doc->to, ' ');
}

static void markdown_end_heading(struct doc *doc, unsigned level)
{
    (void)level;
    buf_str(doc->to, "\n\n");
}

static void end_block(struct doc *doc)
{
    buf_str(doc->to, "\n\n");
}

static void markdown_field(struct doc *doc, const char *label)
{
    buf_str(doc->to, "- **");
    buf_str(doc->to, label);
    buf_str(doc->to, ":** ");
}

static void end_line(struct doc *doc)
{
    buf_char(doc->to, '\n');
}

/* ---- Text ------------------------------------------------------------------------------------ */

/* What may begin markup anywhere in a line, or at its start, since a text may stand there. An address
 * (www.x, http://x) becomes a link on GitHub where its dot or colon is bare. */
static bool is_markup(const char *text, size_t at)
{
    char c = text[at];
    bool is_address = (c == '.' && at >= 3 && tolower((unsigned char)text[at - 1]) == 'w' &&
                       tolower((unsigned char)text[at - 2]) == 'w') ||
                      (c == ':' && text[at + 1] == '/');
    bool is_start = at == 0 && strchr("#+-=", c) && c;
    return is_address || is_start || (c && strchr("\\`*_{}[]<>!|~$^&", c));
}

/* An address of mail becomes a link whatever stands before its signs; code does not. */
static size_t add_ats(struct doc *doc, const char *safe)
{
    size_t n = strspn(safe, "@");
    buf_char(doc->to, '`');
    buf_pad(doc->to, '@', n);
    buf_char(doc->to, '`');
    return n;
}

static void markdown_text(struct doc *doc, const char *safe, size_t n)
{
    for (size_t at = 0; at < n; at++) {
        if (safe[at] == '@')
            at += add_ats(doc, safe + at) - 1;
        else if (safe[at] == '<')
            buf_str(doc->to, "&lt;");
        else if (safe[at] == '>')
            buf_str(doc->to, "&gt;");
        else if (safe[at] == '&')
            buf_str(doc->to, "&amp;");
        else if (is_markup(safe, at))
            buf_printf(doc->to, "\\%c", safe[at]);
        else
            buf_char(doc->to, safe[at]);
    }
}

static void markdown_strong(struct doc *doc, const char *safe, size_t n)
{
    buf_str(doc->to, "**");
    markdown_text(doc, safe, n);
    buf_str(doc->to, "**");
}

/* ---- Code ------------------------------------------------------------------------------------ */

/* Of backquotes in a row, the most. */
static size_t longest_run(const char *text, size_t n)
{
    size_t longest = 0, run = 0;
    for (size_t at = 0; at < n; at++) {
        run = text[at] == '`' ? run + 1 : 0;
        if (run > longest)
            longest = run;
    }
    return longest;
}

/* Between more backquotes than it has in a row. A blank, or a backquote, at an end needs a blank more,
 * which is not shown. */
static void markdown_code(struct doc *doc, const char *safe, size_t n)
{
    if (n == 0) {
        buf_str(doc->to, "(empty)");
        return;
    }
    size_t fence = longest_run(safe, n) + 1;
    bool is_padded = strchr("` ", safe[0]) || strchr("` ", safe[n - 1]);
    buf_pad(doc->to, '`', fence);
    buf_str(doc->to, is_padded ? " " : "");
    buf_add(doc->to, safe, n);
    buf_str(doc->to, is_padded ? " " : "");
    buf_pad(doc->to, '`', fence);
}

static void markdown_block(struct doc *doc, const char *lines, size_t n)
{
    size_t run = longest_run(lines, n);
    size_t fence = run < FENCE_MIN ? FENCE_MIN : run + 1;
    buf_pad(doc->to, '`', fence);
    buf_str(doc->to, "text\n");
    buf_add(doc->to, lines, n);
    buf_pad(doc->to, '`', fence);
    end_block(doc);
}

const struct doc_form doc_markdown = {
    .name = "markdown",
    .begin = markdown_begin,
    .end = nothing,
    .section = markdown_section,
    .end_section = nothing,
    .heading = markdown_heading,
    .end_heading = markdown_end_heading,
    .paragraph = nothing,
    .end_paragraph = end_block,
    .fields = nothing,
    .field = markdown_field,
    .end_field = end_line,
    .end_fields = end_line,
    .text = markdown_text,
    .strong = markdown_strong,
    .code = markdown_code,
    .block = markdown_block,
};
