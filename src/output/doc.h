/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A document for people, in one of several forms: headings, named fields, text, code. Each form is a row
 * of functions in a file of its own.
 *
 * What always holds
 *   - Every text is made safe (output/safe.h) here, and nothing in it means anything to the form: no
 *     markup, no link, no end of a block.
 *   - What comes from a file goes in by doc_code or doc_block; doc_text is for sentences of ours, which
 *     may have a name in them.
 *   - Blocks do not nest, but for sections around others; what is begun must be ended. */
#ifndef BRINE_OUTPUT_DOC_H
#define BRINE_OUTPUT_DOC_H

#include <stdbool.h>
#include <stddef.h>

#include "src/base/buf.h"

struct doc_form;

struct doc {
    const struct doc_form *form;
    struct buf *to; /* the caller's; it remembers that memory failed */
};

struct doc_form {
    const char *name;
    /* The whole; title is not yet safe. */
    void (*begin)(struct doc *doc, const char *title);
    void (*end)(struct doc *doc);
    /* Around blocks; kind is a word of ours: "dangerous". */
    void (*section)(struct doc *doc, const char *kind);
    void (*end_section)(struct doc *doc);
    /* Around text and code. Level 1 to 3. */
    void (*heading)(struct doc *doc, unsigned level);
    void (*end_heading)(struct doc *doc, unsigned level);
    void (*paragraph)(struct doc *doc);
    void (*end_paragraph)(struct doc *doc);
    /* A list of fields; each is a label of ours, then text and code. */
    void (*fields)(struct doc *doc);
    void (*field)(struct doc *doc, const char *label);
    void (*end_field)(struct doc *doc);
    void (*end_fields)(struct doc *doc);
    /* Safe text. strong: of ours, it stands out. */
    void (*text)(struct doc *doc, const char *safe, size_t n);
    void (*strong)(struct doc *doc, const char *safe, size_t n);
    void (*code)(struct doc *doc, const char *safe, size_t n);
    /* Lines as they stand; each line is safe, the last has its end too. */
    void (*block)(struct doc *doc, const char *lines, size_t n);
};

extern const struct doc_form doc_markdown; /* doc_markdown.c: CommonMark */
extern const struct doc_form doc_html;     /* doc_html.c: one file, nothing from elsewhere */

void doc_text(struct doc *doc, const char *text);
void doc_textf(struct doc *doc, const char *format, ...) __attribute__((format(printf, 2, 3)));
void doc_strong(struct doc *doc, const char *text);
/* At most so many columns (0: not cut). */
void doc_code(struct doc *doc, const char *text, size_t n, size_t columns);
void doc_code_str(struct doc *doc, const char *text);
/* A field of one text, of one code. */
void doc_field_text(struct doc *doc, const char *label, const char *text);
void doc_field_code(struct doc *doc, const char *label, const char *text);

#endif
