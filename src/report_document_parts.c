/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The small forms that the files of a report's document share. */
#include "src/report_document_parts.h"

bool document_is_full(const struct report *report)
{
    return OPT_GIVEN(report->run->options, full);
}

const struct doc_form *document_form(const struct options *options)
{
    return OPT_GIVEN(options, html) ? &doc_html : &doc_markdown;
}

void document_heading(struct doc *doc, unsigned level, const char *words)
{
    doc->form->heading(doc, level);
    doc_text(doc, words);
    doc->form->end_heading(doc, level);
}

void document_paragraph(struct doc *doc, const char *words)
{
    doc->form->paragraph(doc);
    doc_text(doc, words);
    doc->form->end_paragraph(doc);
}

void document_block(struct doc *doc, const char *title, struct buf *lines)
{
    doc->to->failed |= lines->failed;
    if (lines->len > 0) {
        doc->form->paragraph(doc);
        doc_text(doc, title);
        doc->form->end_paragraph(doc);
        doc->form->block(doc, buf_text(lines), lines->len);
    }
    buf_free(lines);
}
