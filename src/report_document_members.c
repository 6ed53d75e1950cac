/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is in a file, in a report's document: members, and the pickles that were judged in each. */
#include <inttypes.h>
#include <string.h>

#include "src/input/format.h"
#include "src/output/safe.h"
#include "src/report_document_parts.h"

enum { NAME_COLUMNS = 200 }; /* of a member */

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
        struct buf called = {.limit = 0};
        input_member_called(in, m, &called);
        buf_str(lines, called.len ? "  " : "");
        safe_cut(lines, buf_text(&called), called.len, NAME_COLUMNS);
        buf_free(&called);
        buf_char(lines, '\n');
        add_hash(in, m, in->members[m].depth, lines);
    }
    add_note(in, m, in->members[m].depth, lines);
}

void document_put_members(struct doc *doc, struct report *report)
{
    const struct report_document *own = report->own;
    struct input *in = (struct input *)&report->source->in;
    struct buf lines = {.limit = 0};
    size_t listed = 0, most = document_is_full(report) ? LISTED_FULL : LISTED_MAX;
    size_t m = in->member_count ? 0 : INPUT_NO_MEMBER;
    document_heading(doc, 2, "What is in it");
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
        document_paragraph(doc, "Nothing.");
    buf_free(&lines);
}
