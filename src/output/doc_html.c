/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTML in one file: no script, and nothing is fetched, which the page's own policy forbids beside. Light
 * or dark as the reader has it, and black on white on paper. */
#include <string.h>

#include "src/output/doc.h"
#include "src/output/safe.h"

static const char head[] =
    "<!DOCTYPE html>\n"
    "<html lang=\"en\" dir=\"ltr\">\n"
    "<head>\n"
    "<meta charset=\"utf-8\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" "
    "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta name=\"color-scheme\" content=\"light dark\">\n";

static const char style[] =
    "<style>\n"
    ":root { --ink: #1f2328; --ground: #ffffff; --soft: #f3f4f6; --line: #d0d7de;\n"
    "  --dangerous: #b3261e; --suspicious: #8a5300; --error: #7b3fa0; --benign: #1a7f37; }\n"
    "@media (prefers-color-scheme: dark) {\n"
    "  :root { --ink: #d6d9dd; --ground: #16181b; --soft: #22262b; --line: #3a4048;\n"
    "    --dangerous: #ff8078; --suspicious: #f0b429; --error: #c99bea; --benign: #57c26f; } }\n"
    "@media print {\n"
    "  :root { --ink: #000000; --ground: #ffffff; --soft: #ffffff; --line: #888888;\n"
    "    --dangerous: #b3261e; --suspicious: #8a5300; --error: #7b3fa0; --benign: #1a7f37; }\n"
    "  body { max-width: none; font-size: 10pt; margin: 0; }\n"
    "  pre { white-space: pre-wrap; font-size: 8pt !important; } pre, tr { break-inside: avoid; }\n"
    "  h2, h3 { break-after: avoid; } }\n"
    "body { color: var(--ink); background: var(--ground); max-width: 62rem; margin: 2rem auto;\n"
    "  padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; }\n"
    "h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2rem; } h3 { font-size: 1rem; "
    "}\n"
    "code, pre { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 0.9em;\n"
    "  unicode-bidi: isolate; overflow-wrap: anywhere; }\n"
    "code { white-space: break-spaces; }\n"
    "pre { background: var(--soft); border: 1px solid; border-color: var(--line); padding: "
    "0.6rem;\n"
    "  overflow-x: auto; overflow-wrap: normal; line-height: 1.35; }\n"
    "table { border-collapse: collapse; }\n"
    "th, td { text-align: left; vertical-align: top; padding: 0.15rem 1rem 0.15rem 0; }\n"
    "th { font-weight: 600; white-space: nowrap; }\n"
    "section section { border-left: 4px solid; border-color: var(--line); padding-left: 1rem; "
    "margin: 1.2rem 0; "
    "}\n"
    ".dangerous { border-color: var(--dangerous) !important; }\n"
    ".dangerous > h3, .dangerous > p strong { color: var(--dangerous); }\n"
    ".suspicious { border-color: var(--suspicious) !important; }\n"
    ".suspicious > h3, .suspicious > p strong { color: var(--suspicious); }\n"
    ".error { border-color: var(--error) !important; }\n"
    ".error > p strong { color: var(--error); }\n"
    ".benign > p strong { color: var(--benign); }\n"
    "</style>\n"
    "</head>\n"
    "<body>\n";

static void add_escaped(struct buf *out, const char *safe, size_t n)
{
    for (size_t at = 0; at < n; at++) {
        switch (safe[at]) {
        case '<':
            buf_str(out, "&lt;");
            break;
        case '>':
            buf_str(out, "&gt;");
            break;
        case '&':
            buf_str(out, "&amp;");
            break;
        case '"':
            buf_str(out, "&quot;");
            break;
        case '\'':
            buf_str(out, "&#39;");
            break;
        default:
            buf_char(out, safe[at]);
        }
    }
}

static void html_begin(struct doc *doc, const char *title)
{
    struct buf safe = {.limit = 0};
    safe_str(&safe, title);
    buf_str(doc->to, head);
    buf_str(doc->to, "<title>");
    add_escaped(doc->to, buf_text(&safe), safe.len);
    buf_str(doc->to, "</title>\n");
    buf_str(doc->to, style);
    doc->to->failed |= safe.failed;
    buf_free(&safe);
}

static void html_end(struct doc *doc)
{
    buf_str(doc->to, "</body>\n</html>\n");
}

static void html_section(struct doc *doc, const char *kind)
{
    buf_str(doc->to, "<section class=\"");
    buf_str(doc->to, kind);
    buf_str(doc->to, "\">\n");
}

static void html_end_section(struct doc *doc)
{
    buf_str(doc->to, "</section>\n");
}

static void html_heading(struct doc *doc, unsigned level)
{
    buf_printf(doc->to, "<h%u>", level);
}

static void html_end_heading(struct doc *doc, unsigned level)
{
    buf_printf(doc->to, "</h%u>\n", level);
}

static void html_paragraph(struct doc *doc)
{
    buf_str(doc->to, "<p>");
}

static void html_end_paragraph(struct doc *doc)
{
    buf_str(doc->to, "</p>\n");
}

static void html_fields(struct doc *doc)
{
    buf_str(doc->to, "<table>\n");
}

static void html_field(struct doc *doc, const char *label)
{
    buf_str(doc->to, "<tr><th scope=\"row\">");
    add_escaped(doc->to, label, strlen(label));
    buf_str(doc->to, "</th><td>");
}

static void html_end_field(struct doc *doc)
{
    buf_str(doc->to, "</td></tr>\n");
}

static void html_end_fields(struct doc *doc)
{
    buf_str(doc->to, "</table>\n");
}

static void html_text(struct doc *doc, const char *safe, size_t n)
{
    add_escaped(doc->to, safe, n);
}

static void html_strong(struct doc *doc, const char *safe, size_t n)
{
    buf_str(doc->to, "<strong>");
    add_escaped(doc->to, safe, n);
    buf_str(doc->to, "</strong>");
}

static void html_code(struct doc *doc, const char *safe, size_t n)
{
    buf_str(doc->to, "<code>");
    add_escaped(doc->to, safe, n);
    buf_str(doc->to, "</code>");
}

/* The first end of a line in a pre is not shown; a text never begins with one. */
static void html_block(struct doc *doc, const char *lines, size_t n)
{
    buf_str(doc->to, "<pre>");
    add_escaped(doc->to, lines, n);
    buf_str(doc->to, "</pre>\n");
}

const struct doc_form doc_html = {
    .name = "html",
    .begin = html_begin,
    .end = html_end,
    .section = html_section,
    .end_section = html_end_section,
    .heading = html_heading,
    .end_heading = html_end_heading,
    .paragraph = html_paragraph,
    .end_paragraph = html_end_paragraph,
    .fields = html_fields,
    .field = html_field,
    .end_field = html_end_field,
    .end_fields = html_end_fields,
    .text = html_text,
    .strong = html_strong,
    .code = html_code,
    .block = html_block,
};
