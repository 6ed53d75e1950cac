/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands before the first file of a report's document and behind the last: how all was made. */
#include <inttypes.h>
#include <time.h>

#include "src/report_document.h"
#include "src/report_document_parts.h"

static void write_text(const struct run *run, struct buf *text)
{
    out_buf(run->out, text);
    buf_free(text);
}

void report_document_begin(const struct run *run)
{
    struct buf text = {.limit = 0}, title = {.limit = 0};
    struct doc doc = {.form = document_form(run->options), .to = &text};
    buf_str(&title, "Report");
    if (run->options->n_files == 1)
        buf_printf(&title, " on %s", run->options->files[0]);
    text.failed |= title.failed;
    doc.form->begin(&doc, buf_text(&title));
    buf_free(&title);
    write_text(run, &text);
}

/* The rules of the command line, which are added to those that are built in. */
static void put_policy(struct doc *doc, const struct options *options)
{
    static const struct {
        enum option_id id;
        const char *name;
    } words[] = {{OPT_policy, "--policy"}, {OPT_allow, "--allow"}, {OPT_deny, "--deny"}};
    doc->form->field(doc, "Rules");
    doc_text(doc, "the built-in policy, the files of this machine and user");
    for (size_t n = 0; n < options->n_words; n++)
        for (size_t k = 0; k < sizeof words / sizeof *words; k++)
            if (options->words[n].id == words[k].id) {
                doc_textf(doc, ", %s ", words[k].name);
                doc_code_str(doc, options->words[n].text);
            }
    doc->form->end_field(doc);
}

/* What of the files was asked for. */
static void put_part(struct doc *doc, const struct options *options)
{
    if (options->entry)
        doc_field_code(doc, "Only the member", options->entry);
    if (options->format)
        doc_field_code(doc, "Taken as the format", options->format);
    if (OPT_GIVEN(options, stream)) {
        doc->form->field(doc, "Only the pickle");
        doc_textf(doc, "number %" PRIu64, options->stream);
        doc->form->end_field(doc);
    }
    if (OPT_GIVEN(options, offset)) {
        doc->form->field(doc, "From");
        doc_textf(doc, "byte 0x%" PRIx64, options->offset);
        doc->form->end_field(doc);
    }
}

static void put_limits(struct doc *doc, const struct settings *settings)
{
    struct buf lines = {.limit = 0};
    for (enum setting_id id = 0; id < SETTING_COUNT; id++)
        buf_printf(&lines, "%-13s %-12" PRIu64 " %s\n", settings_table[id].name,
                   settings_get(settings, id), settings_table[id].text);
    document_block(doc, "Limits:", &lines);
}

static void put_date(struct doc *doc)
{
    char text[40] = "";
    struct tm when;
    time_t now = time(NULL);
    if (gmtime_r(&now, &when))
        strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S UTC", &when);
    doc_field_text(doc, "Date", text);
}

void report_document_end(const struct run *run)
{
    const struct options *options = run->options;
    struct buf text = {.limit = 0};
    struct doc doc = {.form = document_form(options), .to = &text};
    document_heading(&doc, 2, "How this was made");
    doc.form->fields(&doc);
    doc_field_text(&doc, "Program", "brine " BR_VERSION "; nothing was imported or called");
    if (OPT_GIVEN(options, date))
        put_date(&doc);
    doc_field_text(&doc, "Reader modelled",
                   OPT_GIVEN(options, dialect) ? options->dialect : "that of the format; else c");
    doc_field_text(&doc, "Strings of Python 2", options->encoding ? options->encoding : "ASCII");
    put_policy(&doc, options);
    put_part(&doc, options);
    doc.form->end_fields(&doc);
    put_limits(&doc, &options->settings);
    doc.form->end(&doc);
    write_text(run, &text);
}
