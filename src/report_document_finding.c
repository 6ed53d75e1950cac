/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One finding as a section of a report's document: where it is, what is called with what, how that was
 * reached, its rule, what to type, and the bytes and opcodes around it. */
#include <inttypes.h>
#include <string.h>

#include "src/analysis/pages.h"
#include "src/output/event.h"
#include "src/report_around.h"
#include "src/report_document_parts.h"

enum {
    TITLE_COLUMNS = 100, /* of what a finding is about, above it */
    LINK_MAX = 200,      /* bytes of what one link of the way to a callee gave */
    COMMANDS_MAX = 1000  /* findings that tell what to type, --full or not */
};

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
    doc_code(doc, buf_text(text), text->len, document_is_full(report) ? 0 : TEXT_COLUMNS);
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

static void put_around(struct doc *doc, const struct report *report, const struct told *told)
{
    struct buf bytes = {.limit = 0}, opcodes = {.limit = 0};
    around_opcodes(told, &opcodes);
    document_block(doc, "Opcodes there:", &opcodes);
    around_bytes(report, told, &bytes);
    document_block(
        doc,
        told->stream ? "Bytes there, counted in the pickle:" : "Bytes there, in the file:", &bytes);
}

/* "posix.system('id')", "a.B() <- {'x': 1}" */
void document_add_deed(const struct told *told, struct buf *out)
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
    document_add_deed(told, &deed);
    doc_textf(doc, "%s: ", severity_name(told->severity));
    if (deed.len > 0)
        doc_code(doc, buf_text(&deed), deed.len, TITLE_COLUMNS);
    doc->to->failed |= deed.failed;
    buf_free(&deed);
    doc_textf(doc, "%s%s", told->callee ? ", " : "", told->rule);
}

void document_put_finding(struct report *report, const struct told *told, struct found *row)
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
