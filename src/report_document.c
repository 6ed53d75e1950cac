/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A report as a document to be attached to something: what the file is, the verdict, each finding with its
 * bytes and opcodes, what is in the file, and what could not be read. Findings wait in memory, since the
 * verdict and the worst stand before them. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/input/format.h"
#include "src/output/safe.h"
#include "src/report_document_parts.h"

enum {
    FOUND_MAX = 50,     /* findings of one severity that are told, unless --full, */
    LOOKED_MAX = 4096,  /* and looked at, so that equal ones are counted together */
    HELD_MAX = 64 << 20 /* bytes of findings that wait, --full or not */
};

static bool document_open(struct report *report)
{
    struct report_document *own = calloc(1, sizeof *own);
    if (!own)
        return false;
    own->doc.form = document_form(report->run->options);
    own->doc.to = &own->text;
    report->own = own;
    return true;
}

static void free_list(struct found_list *list)
{
    for (size_t n = 0; n < list->count; n++) {
        buf_free(&list->rows[n].key);
        buf_free(&list->rows[n].title);
        buf_free(&list->rows[n].body);
    }
    free(list->rows);
}

static void document_close(struct report *report)
{
    struct report_document *own = report->own;
    for (int n = 0; n < SEVERITY_COUNT; n++)
        free_list(&own->lists[n]);
    free(own->judged);
    buf_free(&own->text);
    buf_free(&own->errors);
    buf_free(&own->worst_words);
    buf_free(&own->worst_why);
    buf_free(&own->key);
    free(own);
}

/* ---- Findings -------------------------------------------------------------------------------- */

static bool document_wants(const struct report *report, enum severity severity)
{
    const struct report_document *own = report->own;
    return own->held < HELD_MAX &&
           (document_is_full(report) || report->findings[severity] < LOOKED_MAX);
}

static void make_key(struct report *report, const struct told *told)
{
    struct buf *key = &((struct report_document *)report->own)->key;
    buf_clear(key);
    buf_printf(key, "%zu %" PRIu64 " %s %s ", told->member, told->stream ? told->stream->number : 0,
               told->rule, told->message);
    if (told->callee)
        buf_add(key, buf_text(told->callee), told->callee->len);
    buf_char(key, ' ');
    if (told->args)
        buf_add(key, buf_text(told->args), told->args->len);
    report->failed |= key->failed;
}

/* One that says the same at another place. */
static struct found *find_same(const struct report_document *own, const struct found_list *list)
{
    for (size_t n = 0; n < list->count; n++) {
        struct buf *key = &list->rows[n].key;
        if (key->len == own->key.len && memcmp(buf_text(key), buf_text(&own->key), key->len) == 0)
            return &list->rows[n];
    }
    return NULL;
}

static struct found *add_row(struct report *report, struct found_list *list)
{
    if (list->count == list->cap) {
        size_t cap = list->cap ? list->cap * 2 : 16;
        struct found *grown = realloc(list->rows, cap * sizeof *grown);
        if (!grown) {
            report->failed = true;
            return NULL;
        }
        list->rows = grown;
        list->cap = cap;
    }
    struct found *row = &list->rows[list->count++];
    *row = (struct found){.more = 0};
    return row;
}

/* Where a finding is written; NULL: it is only counted. */
static struct found *place_for(struct report *report, const struct told *told)
{
    struct report_document *own = report->own;
    struct found_list *list = &own->lists[told->severity];
    if (document_is_full(report))
        return add_row(report, list);
    make_key(report, told);
    struct found *same = told->stream ? find_same(own, list) : NULL;
    if (same) {
        same->more++;
        same->last_pos = told->pos;
        return NULL;
    }
    struct found *row = list->count < FOUND_MAX ? add_row(report, list) : NULL;
    if (row)
        buf_add(&row->key, buf_text(&own->key), own->key.len);
    return row;
}

/* What the report begins with: "posix.system('id')". */
static void note_worst(struct report *report, const struct told *told)
{
    struct report_document *own = report->own;
    if (!hint_choose(&own->worst, told))
        return;
    buf_clear(&own->worst_words);
    buf_clear(&own->worst_why);
    document_add_deed(told, &own->worst_words);
    buf_str(&own->worst_why, told->message);
    report->failed |= own->worst_words.failed || own->worst_why.failed;
}

static void document_finding(struct report *report, const struct told *told)
{
    note_worst(report, told);
    struct found *row = place_for(report, told);
    if (row)
        document_put_finding(report, told, row);
}

static void document_error(struct report *report, const struct trouble *trouble)
{
    struct report_document *own = report->own;
    if (report->errors > LISTED_MAX && !document_is_full(report))
        return;
    safe_str(&own->errors, trouble->line);
    buf_char(&own->errors, '\n');
}

static void document_stream(struct report *report, const struct stream *stream)
{
    struct report_document *own = report->own;
    size_t most = document_is_full(report) ? LISTED_FULL : LISTED_MAX;
    if (own->judged_count == most) {
        own->judged_more++;
        return;
    }
    if (own->judged_count == own->judged_cap) {
        size_t cap = own->judged_cap ? own->judged_cap * 2 : 16;
        struct judged *grown = realloc(own->judged, cap * sizeof *grown);
        if (!grown) {
            report->failed = true;
            return;
        }
        own->judged = grown;
        own->judged_cap = cap;
    }
    own->judged[own->judged_count++] = (struct judged){
        .member = stream->member,
        .number = stream->number,
        .offset = stream->base + stream->offset,
        .end = stream->base + stream->end,
        .ops = br_ops(stream->rec),
        .protocol = br_protocol(stream->rec, br_ops(stream->rec)),
        .is_broken = br_error_of(stream->rec) != NULL,
        .unread = stream->spot->limit > stream->end ? stream->spot->limit - stream->end : 0,
        .dialect = stream->dialect,
    };
}

/* ---- The file -------------------------------------------------------------------------------- */

static void put_verdict(struct doc *doc, const struct report *report)
{
    const struct report_document *own = report->own;
    char words[40];
    snprintf(words, sizeof words, "Verdict: %s.", verdict_name(report_verdict(report)));
    doc->form->paragraph(doc);
    doc_strong(doc, words);
    doc_textf(doc,
              " Findings: %" PRIu64 " dangerous, %" PRIu64 " suspicious, %" PRIu64
              " to know of. Not read: %" PRIu64 " (see below).",
              report->findings[SEVERITY_DANGEROUS], report->findings[SEVERITY_SUSPICIOUS],
              report->findings[SEVERITY_INFO], report->errors);
    doc->form->end_paragraph(doc);
    if (own->worst.rank == 0)
        return;
    doc->form->paragraph(doc);
    doc_text(doc, "The worst: ");
    if (own->worst_words.len > 0) {
        doc_code(doc, buf_text(&own->worst_words), own->worst_words.len, TEXT_COLUMNS);
        doc_text(doc, ", ");
    }
    doc_text(doc, buf_text(&own->worst_why));
    doc_text(doc, ".");
    doc->form->end_paragraph(doc);
}

static void put_file(struct doc *doc, struct report *report)
{
    struct input *in = (struct input *)&report->source->in;
    char sha1[DIGEST_SHA1_SIZE], md5[DIGEST_MD5_SIZE];
    input_old_digests(in, sha1, md5);
    doc->form->fields(doc);
    doc_field_code(doc, "File", report->source->argument.path);
    doc->form->field(doc, "Size");
    doc_textf(doc, "%" PRIu64 " byte%s", in->len, in->len == 1 ? "" : "s");
    doc->form->end_field(doc);
    doc_field_code(doc, "SHA-256", report->hash);
    doc_field_code(doc, "SHA-1", sha1);
    doc_field_code(doc, "MD5", md5);
    doc->form->field(doc, "Format");
    doc_textf(doc, "%s (%s)", in->format->name, in->format->about);
    doc->form->end_field(doc);
    doc->form->field(doc, "Members");
    doc_textf(doc, "%zu, with %" PRIu64 " pickle%s", in->member_count, report->streams,
              report->streams == 1 ? "" : "s");
    doc->form->end_field(doc);
    doc->form->end_fields(doc);
}

static void put_found(struct doc *doc, const struct found *row, enum severity severity,
                      size_t number)
{
    doc->form->section(doc, severity_name(severity));
    doc->form->heading(doc, 3);
    doc_textf(doc, "%zu. ", number);
    buf_add(doc->to, buf_text(&row->title), row->title.len);
    doc->form->end_heading(doc, 3);
    buf_add(doc->to, buf_text(&row->body), row->body.len);
    if (row->more > 0) {
        doc->form->paragraph(doc);
        doc_textf(doc,
                  "The same %" PRIu64 " time%s more in this pickle, the last at 0x%" PRIx64 ".",
                  row->more, row->more == 1 ? "" : "s", row->last_pos);
        doc->form->end_paragraph(doc);
    }
    doc->form->end_section(doc);
}

static void put_left_out(struct doc *doc, const struct report *report, enum severity severity,
                         uint64_t told)
{
    uint64_t more = report->findings[severity] - told;
    if (more == 0)
        return;
    doc->form->paragraph(doc);
    doc_textf(doc, "And %" PRIu64 " more that %s %s%s.", more, more == 1 ? "is" : "are",
              severity == SEVERITY_INFO ? "to know of" : severity_name(severity),
              document_is_full(report) ? ", for which there is no room" : " (--full tells all)");
    doc->form->end_paragraph(doc);
}

static void put_findings(struct doc *doc, const struct report *report)
{
    const struct report_document *own = report->own;
    size_t number = 0;
    document_heading(doc, 2, "Findings");
    for (enum severity severity = SEVERITY_DANGEROUS; severity > SEVERITY_NONE; severity--) {
        const struct found_list *list = &own->lists[severity];
        uint64_t told = 0;
        for (size_t n = 0; n < list->count; n++) {
            put_found(doc, &list->rows[n], severity, ++number);
            told += 1 + list->rows[n].more;
        }
        put_left_out(doc, report, severity, told);
    }
    if (number == 0)
        document_paragraph(doc, "None.");
}

/* The command line names a part of the file. */
static bool is_part(const struct report *report)
{
    const struct options *options = report->run->options;
    return (report->source && report->source->entry) || OPT_GIVEN(options, stream) ||
           OPT_GIVEN(options, offset);
}

static void put_errors(struct doc *doc, const struct report *report)
{
    struct report_document *own = report->own;
    document_heading(doc, 2, "What was not read");
    if (is_part(report))
        document_paragraph(doc, "Only the part was read that was asked for (see at the end).");
    else if (report->errors == 0)
        document_paragraph(doc, "All of it was read.");
    if (report->errors == 0)
        return;
    if (report->errors > LISTED_MAX && !document_is_full(report))
        buf_printf(&own->errors, "and %" PRIu64 " more (--full tells all)\n",
                   report->errors - LISTED_MAX);
    doc->to->failed |= own->errors.failed;
    doc->form->block(doc, buf_text(&own->errors), own->errors.len);
}

static void document_finish(struct report *report)
{
    struct report_document *own = report->own;
    struct doc *doc = &own->doc;
    doc->form->section(doc, verdict_name(report_verdict(report)));
    doc->form->heading(doc, 1);
    doc_text(doc, "Report on ");
    doc_code_str(doc, report->source ? report->source->argument.path : report->path);
    doc->form->end_heading(doc, 1);
    put_verdict(doc, report);
    if (report->source) {
        put_file(doc, report);
        put_findings(doc, report);
        document_put_members(doc, report);
    }
    put_errors(doc, report);
    doc->form->end_section(doc);
    out_buf(report->run->out, &own->text);
}

const struct report_form report_form_document = {
    .open = document_open,
    .close = document_close,
    .wants = document_wants,
    .stream = document_stream,
    .finding = document_finding,
    .error = document_error,
    .finish = document_finish,
};
