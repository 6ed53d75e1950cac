/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/output/doc.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "src/output/safe.h"

enum { FORMAT_MAX = 512 };

/* Makes a text safe, and hands it to one function of the form. */
static void give(struct doc *doc, const char *text, size_t n, size_t columns,
                 void (*take)(struct doc *doc, const char *safe, size_t n))
{
    struct buf safe = {.limit = 0};
    safe_cut(&safe, text, n, columns);
    doc->to->failed |= safe.failed;
    take(doc, buf_text(&safe), safe.len);
    buf_free(&safe);
}

void doc_text(struct doc *doc, const char *text)
{
    give(doc, text, strlen(text), 0, doc->form->text);
}

void doc_textf(struct doc *doc, const char *format, ...)
{
    char text[FORMAT_MAX];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    doc_text(doc, text);
}

void doc_strong(struct doc *doc, const char *text)
{
    give(doc, text, strlen(text), 0, doc->form->strong);
}

void doc_code(struct doc *doc, const char *text, size_t n, size_t columns)
{
    give(doc, text, n, columns, doc->form->code);
}

void doc_code_str(struct doc *doc, const char *text)
{
    doc_code(doc, text, strlen(text), 0);
}

void doc_field_text(struct doc *doc, const char *label, const char *text)
{
    doc->form->field(doc, label);
    doc_text(doc, text);
    doc->form->end_field(doc);
}

void doc_field_code(struct doc *doc, const char *label, const char *text)
{
    doc->form->field(doc, label);
    doc_code_str(doc, text);
    doc->form->end_field(doc);
}
