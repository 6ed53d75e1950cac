/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A report as a document to be attached to something: what the file is, the verdict, each finding with its
 * bytes and opcodes, what is in the file, and what could not be read. Findings wait in memory, since the
 * verdict and the worst stand before them. */
#include "src/report_document.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "src/analysis/pages.h"
#include "src/input/format.h"
#include "src/output/doc.h"
#include "src/output/event.h"
#include "src/output/safe.h"
#include "src/report.h"
#include "src/report_around.h"
#include "src/report_hint.h"

enum {
    FOUND_MAX = 50,      /* findings of one severity that are told, unless --full, */
    LOOKED_MAX = 4096,   /* and looked at, so that equal ones are counted together */
    HELD_MAX = 64 << 20, /* bytes of findings that wait, --full or not */
    TEXT_COLUMNS = 2000, /* of a callee, or of arguments, unless --full */
    TITLE_COLUMNS = 100, /* of what a finding is about, above it */
    NAME_COLUMNS = 200,  /* of a member, in the list of all */
    LINK_MAX = 200,      /* bytes of what one link of the way to a callee gave */
    COMMANDS_MAX = 1000, /* findings that tell what to type, --full or not */
    LISTED_MAX = 500,    /* members, and pickles, that are listed, */
    LISTED_FULL = 100000 /* with --full */
};

/* A finding and those like it. */
struct found {
    struct buf key;         /* what those like it have in common */
    struct buf title, body; /* written in the document's form */
    uint64_t more;          /* how many are like it */
    uint64_t last_pos;
};

struct found_list {
    struct found *rows; /* owned */
    size_t count, cap;
};

/* A pickle that was judged, and how much of it there is. */
struct judged {
    size_t member;
    uint64_t number, offset, end;
    uint32_t ops;
    int protocol;
    bool is_broken;
    uint64_t unread;     /* bytes behind the break that are its own */
    const char *dialect; /* static */
};

struct report_document {
    struct doc doc;
    struct buf text; /* of the document */
    struct found_list lists[SEVERITY_COUNT];
    uint64_t held;         /* bytes of them */
    struct judged *judged; /* owned; in the order of members */
    size_t judged_count, judged_cap;
    uint64_t judged_more;
    struct buf errors; /* safe lines */
    unsigned commands; /* that were told: each looks through the names of all members */
    struct hint_choice worst;
    struct buf worst_words, worst_why;
    struct buf key; /* scratch */
};

static bool is_full(const struct report *report)
{
    return OPT_GIVEN(report->run->options, full);
}

static const struct doc_form *form_of(const struct options *options)
{
    return OPT_GIVEN(options, html) ? &doc_html : &doc_markdown;
}

static bool document_open(struct report *report)
{
    struct report_document *own = calloc(1, sizeof *own);
    if (!own)
        return false;
    own->doc.form = form_of(report->run->options);
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

/* ---- A finding ------------------------------------------------------------------------------- */

static const struct input_member *member_of(const struct report *report, size_t member)
{
    return report->source && member != INPUT_NO_MEMBER ? &report->source->in.members[member] : NULL;
}

static void put_name(struct doc *doc, const struct input_member *member)
{
    doc_code(doc, (const char *)member->name, member->name_len, 0);
}

/* "byte 0x2e of the pickle, byte 0x12a of the file, in archive/data.pkl" */
static void put_where(struct doc *doc, const struct report *report, const struct told *told)
{
    const struct input_member *member = member_of(report, told->member);
    doc->form->field(doc, "Where");
    if (told->stream)
        doc_textf(doc, "byte 0x%" PRIx64 " of stream %" PRIu64, told->pos, told->stream->number);
    if (told->stream && told->has_offset)
        doc_text(doc, ", ");
    if (told->has_offset)
        doc_textf(doc, "byte 0x%" PRIx64 " of the file", told->file_offset);
    else if (told->stream)
        doc_text(doc, ", which stands packed in the file");
    else if (!member || !member->name)
        doc_text(doc, "the file as a whole");
    if (member && member->name) {
        doc_text(doc, told->stream || told->has_offset ? ", in " : "");
        put_name(doc, member);
    }
    doc->form->end_field(doc);
}

/* How the pickle comes out of a value of another one. */
static void put_way(struct doc *doc, const struct told *told)
{
    struct buf way = {.limit = 0};
    if (!told->stream)
        return;
    stream_way(told->stream, &way);
    if (way.len > 0) {
        doc->form->field(doc, "That pickle");
        doc_text(doc, "is a value: ");
        doc_code(doc, buf_text(&way), way.len, 0);
        doc->form->end_field(doc);
    }
    doc->to->failed |= way.failed;
    buf_free(&way);
}

static void put_value(struct doc *doc, const struct report *report, const char *label,
                      const struct buf *text)
{
    if (!text)
        return;
    doc->form->field(doc, label);
    doc_code(doc, buf_text(text), text->len, is_full(report) ? 0 : TEXT_COLUMNS);
    doc->form->end_field(doc);
}

/* How the callee was reached: what each step gave. */
static void put_chain(struct doc *doc, const struct told *told)
{
    if (told->n_links == 0)
        return;
    doc->form->field(doc, "Reached through");
    for (size_t k = 0; k < told->n_links; k++) {
        struct buf gives = {.limit = 0};
        analysis_link(told->an, &told->links[k], LINK_MAX, &gives);
        doc_text(doc, k ? ", then " : "");
        doc_code(doc, buf_text(&gives), gives.len, 0);
        doc_textf(doc, " (0x%" PRIx64 ")", br_pos(told->stream->rec, told->links[k].op));
        doc->to->failed |= gives.failed;
        buf_free(&gives);
    }
    doc->form->end_field(doc);
}

/* A text of ours, in which code stands between backquotes. */
static void put_words(struct doc *doc, const char *label, const char *text)
{
    bool is_code = false;
    doc->form->field(doc, label);
    for (;; is_code = !is_code) {
        struct buf part = {.limit = 0};
        size_t n = strcspn(text, "`");
        buf_add(&part, text, n);
        if (is_code)
            doc_code(doc, buf_text(&part), part.len, 0);
        else
            doc_text(doc, buf_text(&part));
        doc->to->failed |= part.failed;
        buf_free(&part);
        if (!text[n])
            break;
        text += n + 1;
    }
    doc->form->end_field(doc);
}

static void put_rule(struct doc *doc, const struct told *told)
{
    const struct rule *rule = rule_named(told->rule);
    const struct page *page = page_named(told->rule);
    doc->form->field(doc, "Rule");
    doc_code_str(doc, told->rule);
    if (rule)
        doc_textf(doc, ": %s", rule->sentence);
    doc->form->end_field(doc);
    if (page && told->severity > SEVERITY_INFO)
        put_words(doc, "What to do", page->todo);
}

static void put_command(struct doc *doc, const struct report *report, const struct told *told)
{
    struct report_document *own = report->own;
    struct buf command = {.limit = 0};
    if (!told->stream || told->length == 0 || own->commands >= COMMANDS_MAX)
        return;
    own->commands++;
    struct hint_spot spot = {
        .member = told->member, .stream = told->stream->number, .pos = told->pos};
    if (hint_command(report, &spot, &command))
        doc_field_code(doc, "To look at it", buf_text(&command));
    doc->to->failed |= command.failed;
    buf_free(&command);
}

static void put_block(struct doc *doc, const char *title, struct buf *lines)
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

static void put_around(struct doc *doc, const struct report *report, const struct told *told)
{
    struct buf bytes = {.limit = 0}, opcodes = {.limit = 0};
    around_opcodes(told, &opcodes);
    put_block(doc, "Opcodes there:", &opcodes);
    around_bytes(report, told, &bytes);
    put_block(
        doc,
        told->stream ? "Bytes there, counted in the pickle:" : "Bytes there, in the file:", &bytes);
}

/* "posix.system('id')", "a.B() <- {'x': 1}" */
static void add_deed(const struct told *told, struct buf *out)
{
    if (told->callee)
        buf_add(out, buf_text(told->callee), told->callee->len);
    if (!told->callee || !told->args)
        return;
    if (told->is_change) {
        buf_str(out, " <- ");
        buf_add(out, buf_text(told->args), told->args->len);
    } else {
        event_call_args(out, buf_text(told->args));
    }
}

static void put_title(struct doc *doc, const struct told *told)
{
    struct buf deed = {.limit = 0};
    add_deed(told, &deed);
    doc_textf(doc, "%s: ", severity_name(told->severity));
    if (deed.len > 0)
        doc_code(doc, buf_text(&deed), deed.len, TITLE_COLUMNS);
    doc->to->failed |= deed.failed;
    buf_free(&deed);
    doc_textf(doc, "%s%s", told->callee ? ", " : "", told->rule);
}

static void put_finding(struct report *report, const struct told *told, struct found *row)
{
    struct report_document *own = report->own;
    struct doc doc = {.form = own->doc.form, .to = &row->title};
    put_title(&doc, told);
    doc.to = &row->body;
    doc.form->paragraph(&doc);
    doc_text(&doc, told->message);
    doc.form->end_paragraph(&doc);
    doc.form->fields(&doc);
    put_where(&doc, report, told);
    put_way(&doc, told);
    put_value(&doc, report, told->is_change ? "Changed" : "Callee", told->callee);
    put_value(&doc, report, told->is_change ? "Given" : "Arguments", told->args);
    put_chain(&doc, told);
    put_rule(&doc, told);
    put_command(&doc, report, told);
    doc.form->end_fields(&doc);
    put_around(&doc, report, told);
    own->held += row->title.len + row->body.len + row->key.len;
    report->failed |= row->title.failed || row->body.failed || row->key.failed;
}

/* ---- Findings -------------------------------------------------------------------------------- */

static bool document_wants(const struct report *report, enum severity severity)
{
    const struct report_document *own = report->own;
    return own->held < HELD_MAX && (is_full(report) || report->findings[severity] < LOOKED_MAX);
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
    if (is_full(report))
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
    add_deed(told, &own->worst_words);
    buf_str(&own->worst_why, told->message);
    report->failed |= own->worst_words.failed || own->worst_why.failed;
}

static void document_finding(struct report *report, const struct told *told)
{
    note_worst(report, told);
    struct found *row = place_for(report, told);
    if (row)
        put_finding(report, told, row);
}

static void document_error(struct report *report, const struct trouble *trouble)
{
    struct report_document *own = report->own;
    if (report->errors > LISTED_MAX && !is_full(report))
        return;
    safe_str(&own->errors, trouble->line);
    buf_char(&own->errors, '\n');
}

static void document_stream(struct report *report, const struct stream *stream)
{
    struct report_document *own = report->own;
    size_t most = is_full(report) ? LISTED_FULL : LISTED_MAX;
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

static void put_heading(struct doc *doc, unsigned level, const char *words)
{
    doc->form->heading(doc, level);
    doc_text(doc, words);
    doc->form->end_heading(doc, level);
}

static void put_paragraph(struct doc *doc, const char *words)
{
    doc->form->paragraph(doc);
    doc_text(doc, words);
    doc->form->end_paragraph(doc);
}

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
              is_full(report) ? ", for which there is no room" : " (--full tells all)");
    doc->form->end_paragraph(doc);
}

static void put_findings(struct doc *doc, const struct report *report)
{
    const struct report_document *own = report->own;
    size_t number = 0;
    put_heading(doc, 2, "Findings");
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
        put_paragraph(doc, "None.");
}

/* ---- What is in it --------------------------------------------------------------------------- */

static size_t first_judged(const struct report_document *own, size_t member)
{
    size_t low = 0, high = own->judged_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (own->judged[middle].member < member)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void add_judged(const struct report_document *own, size_t member, unsigned depth,
                       struct buf *lines)
{
    for (size_t n = first_judged(own, member);
         n < own->judged_count && own->judged[n].member == member; n++) {
        const struct judged *row = &own->judged[n];
        buf_pad(lines, ' ', 2 * (size_t)depth + 2);
        buf_printf(lines,
                   "stream %" PRIu64 " at 0x%" PRIx64 ": %" PRIu64 " bytes, protocol %d, %" PRIu32
                   " opcodes, read as by %s%s",
                   row->number, row->offset, row->end - row->offset, row->protocol, row->ops,
                   row->dialect, row->is_broken ? ", BREAKS at its end" : "");
        if (row->is_broken)
            buf_printf(lines, "; %" PRIu64 " byte%s behind that not read", row->unread,
                       row->unread == 1 ? "" : "s");
        buf_char(lines, '\n');
    }
}

/* What stands in the file as it is, all of it, and has no name is the file itself. */
static bool is_file(const struct input *in, size_t m)
{
    const struct input_member *member = &in->members[m];
    return !member->name && member->off == 0 && member->size == in->len && member->is_plain;
}

/* Of what holds a pickle, which is what somebody may look for elsewhere. */
static void add_hash(struct input *in, size_t m, unsigned depth, struct buf *lines)
{
    char hash[DIGEST_HEX_SIZE];
    struct err err;
    if (in->members[m].pickle != INPUT_PICKLE || !input_member_digest(in, m, hash, &err))
        return;
    buf_pad(lines, ' ', 2 * (size_t)depth + 2);
    buf_printf(lines, "sha256 %s\n", hash);
}

static void add_note(const struct input *in, size_t m, unsigned depth, struct buf *lines)
{
    struct buf note = {.limit = 0};
    input_member_note(in, m, &note);
    if (note.len > 0) {
        buf_pad(lines, ' ', 2 * (size_t)depth + 2);
        buf_str(lines, "note: ");
        safe_line(lines, buf_text(&note), note.len);
        buf_char(lines, '\n');
    }
    lines->failed |= note.failed;
    buf_free(&note);
}

/* "0x000040  1244 bytes  deflated  pickle  archive/data.pkl" */
static void add_member(struct input *in, size_t m, struct buf *lines)
{
    const struct input_member *member = &in->members[m];
    const char *format = member->format ? member->format : "not read";
    if (!is_file(in, m)) {
        buf_pad(lines, ' ', 2 * (size_t)member->depth);
        buf_printf(lines, "0x%06" PRIx64 "  %" PRIu64 " bytes  %s  %s", member->off,
                   member->unpacked, member->method,
                   strcmp(format, input_format_raw.name) == 0 ? "pickle" : format);
        buf_str(lines, member->name ? "  " : "");
        if (member->name)
            safe_cut(lines, (const char *)member->name, member->name_len, NAME_COLUMNS);
        buf_char(lines, '\n');
        add_hash(in, m, in->members[m].depth, lines);
    }
    add_note(in, m, in->members[m].depth, lines);
}

static void put_members(struct doc *doc, struct report *report)
{
    const struct report_document *own = report->own;
    struct input *in = (struct input *)&report->source->in;
    struct buf lines = {.limit = 0};
    size_t listed = 0, most = is_full(report) ? LISTED_FULL : LISTED_MAX;
    size_t m = in->member_count ? 0 : INPUT_NO_MEMBER;
    put_heading(doc, 2, "What is in it");
    for (; m != INPUT_NO_MEMBER && listed < most; m = input_member_after(in, m), listed++) {
        add_member(in, m, &lines);
        add_judged(own, m, in->members[m].depth, &lines);
    }
    if (in->member_count > listed)
        buf_printf(&lines, "and %zu more members\n", in->member_count - listed);
    if (own->judged_more > 0)
        buf_printf(&lines, "and %" PRIu64 " more pickles\n", own->judged_more);
    doc->to->failed |= lines.failed;
    if (lines.len > 0)
        doc->form->block(doc, buf_text(&lines), lines.len);
    else
        put_paragraph(doc, "Nothing.");
    buf_free(&lines);
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
    put_heading(doc, 2, "What was not read");
    if (is_part(report))
        put_paragraph(doc, "Only the part was read that was asked for (see at the end).");
    else if (report->errors == 0)
        put_paragraph(doc, "All of it was read.");
    if (report->errors == 0)
        return;
    if (report->errors > LISTED_MAX && !is_full(report))
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
        put_members(doc, report);
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

/* ---- Around the files ------------------------------------------------------------------------ */

static void write_text(const struct run *run, struct buf *text)
{
    out_buf(run->out, text);
    buf_free(text);
}

void report_document_begin(const struct run *run)
{
    struct buf text = {.limit = 0}, title = {.limit = 0};
    struct doc doc = {.form = form_of(run->options), .to = &text};
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
    put_block(doc, "Limits:", &lines);
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
    struct doc doc = {.form = form_of(options), .to = &text};
    put_heading(&doc, 2, "How this was made");
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
