/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A report for people: verdict, then the findings, the worst first, then what could not be read. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "src/output/paint.h"
#include "src/output/safe.h"
#include "src/report.h"
#include "src/report_hint.h"

/* Findings of one severity, and errors, that are shown unless --full. */
enum { SHOWN_MAX = 12 };
/* Bytes of what one link of the way to a callee gave. */
enum { LINK_MAX = 60 };
/* Findings of one severity that are put into words, so that equal ones are counted together. */
enum { LOOKED_MAX = 4096 };

/* A finding and those like it. */
struct shown {
    struct buf lines; /* safe */
    struct buf key;   /* what those like it have in common */
    uint64_t more;    /* how many are like it */
    uint64_t last_pos;
};

/* The findings of a severity; with --full all lines are the first one's. */
struct shown_list {
    struct shown rows[SHOWN_MAX];
    unsigned count;
};

struct report_text {
    struct shown_list shown[SEVERITY_COUNT];
    struct buf errors;
    struct buf line, key; /* scratch */
    struct hint_choice next;
    size_t way_of; /* the member whose way out of a value was told last, plus 1 */
};

static bool text_open(struct report *report)
{
    report->own = calloc(1, sizeof(struct report_text));
    return report->own != NULL;
}

static void text_close(struct report *report)
{
    struct report_text *own = report->own;
    for (int n = 0; n < SEVERITY_COUNT; n++) {
        for (unsigned k = 0; k < SHOWN_MAX; k++) {
            buf_free(&own->shown[n].rows[k].lines);
            buf_free(&own->shown[n].rows[k].key);
        }
    }
    buf_free(&own->errors);
    buf_free(&own->line);
    buf_free(&own->key);
    free(own);
}

static bool is_full(const struct report *report)
{
    return OPT_GIVEN(report->run->options, full);
}

static bool text_wants(const struct report *report, enum severity severity)
{
    return is_full(report) || report->findings[severity] < LOOKED_MAX;
}

/* Ends the line in own->line: made safe, cut to the terminal, added to lines. */
static void add_line(struct report *report, struct buf *lines)
{
    struct report_text *own = report->own;
    size_t columns = is_full(report) ? 0 : report->run->out->columns;
    safe_cut(lines, buf_text(&own->line), own->line.len, columns);
    buf_char(lines, '\n');
    report->failed |= own->line.failed || lines->failed;
    buf_clear(&own->line);
}

/* Adds "archive/data.pkl stream 1 0x002e  ", as much of it as there is to say. */
static void add_place(struct buf *line, const struct report *report, const struct told *told)
{
    size_t before = line->len;
    if (told->member != INPUT_NO_MEMBER)
        input_member_called(&report->source->in, told->member, line);
    if (line->len > before)
        buf_char(line, ' ');
    if (told->stream && told->stream->number > 0)
        buf_printf(line, "stream %" PRIu64 " ", told->stream->number);
    if (told->stream)
        buf_printf(line, "0x%04" PRIx64 "  ", told->pos);
}

/* "reached through os (0x1c), os.system (0x2e)" */
static void add_chain(struct report *report, struct buf *lines, const struct told *told)
{
    struct buf *line = &((struct report_text *)report->own)->line;
    for (size_t k = 0; k < told->n_links; k++) {
        buf_str(line, k ? ", " : "      reached through ");
        analysis_link(told->an, &told->links[k], LINK_MAX, line);
        buf_printf(line, " (0x%" PRIx64 ")", br_pos(told->stream->rec, told->links[k].op));
    }
    if (told->n_links)
        add_line(report, lines);
}

/* "at 0x12a of the file: 71 03 85 [52] 71 04 2e", and how the pickle comes out of a value. */
static void add_bytes(struct report *report, struct buf *lines, const struct told *told)
{
    struct report_text *own = report->own;
    if (told->severity < SEVERITY_SUSPICIOUS || !told->stream || told->length == 0)
        return;
    if (told->has_offset)
        buf_printf(&own->line, "      at 0x%" PRIx64 " of the file: ", told->file_offset);
    else
        buf_str(&own->line, "      unpacked bytes: ");
    hint_bytes(told, &own->line);
    add_line(report, lines);
    if (own->way_of == told->member + 1)
        return;
    own->way_of = told->member + 1;
    buf_str(&own->line, "      it comes from ");
    size_t after = own->line.len;
    stream_way(told->stream, &own->line);
    if (own->line.len > after)
        add_line(report, lines);
    else
        buf_clear(&own->line);
}

/* What findings that are told once have in common: all but the place. */
static void make_key(struct report *report, const struct told *told)
{
    struct report_text *own = report->own;
    buf_clear(&own->key);
    buf_printf(&own->key, "%zu %" PRIu64 " %s %s ", told->member,
               told->stream ? told->stream->number : 0, told->rule, told->message);
    if (told->callee)
        buf_add(&own->key, buf_text(told->callee), told->callee->len);
    report->failed |= own->key.failed;
}

static bool is_same_text(const struct buf *a, const struct buf *b)
{
    return a->len == b->len && memcmp(buf_text(a), buf_text(b), a->len) == 0;
}

/* Where a finding's lines go; NULL: it is only counted. */
static struct buf *place_for(struct report *report, const struct told *told)
{
    struct report_text *own = report->own;
    struct shown_list *list = &own->shown[told->severity];
    if (is_full(report))
        return &list->rows[0].lines;
    make_key(report, told);
    for (unsigned n = 0; n < list->count; n++) {
        struct shown *row = &list->rows[n];
        if (told->stream && is_same_text(&row->key, &own->key)) {
            row->more++;
            row->last_pos = told->pos;
            return NULL;
        }
    }
    if (list->count == SHOWN_MAX)
        return NULL;
    struct shown *row = &list->rows[list->count++];
    buf_add(&row->key, buf_text(&own->key), own->key.len);
    return &row->lines;
}

static void text_finding(struct report *report, const struct told *told)
{
    struct report_text *own = report->own;
    hint_choose(&own->next, told);
    struct buf *lines = place_for(report, told);
    if (!lines)
        return;
    buf_printf(&own->line, "  %s ", severity_sign(told->severity));
    add_place(&own->line, report, told);
    if (told->callee) {
        buf_add(&own->line, buf_text(told->callee), told->callee->len);
        add_line(report, lines);
        buf_str(&own->line, "      ");
    }
    buf_str(&own->line, told->message);
    buf_printf(&own->line, " (%s)", told->rule);
    add_line(report, lines);
    add_chain(report, lines, told);
    add_bytes(report, lines, told);
}

static void text_error(struct report *report, const struct trouble *trouble)
{
    struct report_text *own = report->own;
    if (report->errors > SHOWN_MAX && !is_full(report))
        return;
    buf_str(&own->line, "  ! ");
    buf_str(&own->line, trouble->line);
    add_line(report, &own->errors);
}

/* ---- At the end ------------------------------------------------------------------------------ */

static void print_verdict(struct report *report)
{
    static const enum paint paints[VERDICT_COUNT] = {
        [VERDICT_BENIGN] = PAINT_GOOD,
        [VERDICT_ERROR] = PAINT_BROKEN,
        [VERDICT_SUSPICIOUS] = PAINT_SUSPICIOUS,
        [VERDICT_DANGEROUS] = PAINT_DANGEROUS,
    };
    struct out *out = report->run->out;
    struct buf name = {.limit = 0};
    enum verdict verdict = report_verdict(report);
    safe_str(&name, report->source ? report->source->argument.path : report->path);
    paint(out, PAINT_NAME);
    out_buf(out, &name);
    paint(out, PAINT_PLAIN);
    out_str(out, ": ");
    paint_str(out, paints[verdict], verdict_name(verdict));
    out_char(out, '\n');
    buf_free(&name);
}

static void print_more(struct report *report, uint64_t more, const char *what)
{
    if (more > 0)
        out_printf(report->run->out, "    and %" PRIu64 " more %s (--full shows all)\n", more,
                   what);
}

static void print_findings(struct report *report, enum severity severity, const char *what)
{
    const struct report_text *own = report->own;
    const struct shown_list *list = &own->shown[severity];
    struct out *out = report->run->out;
    uint64_t told = 0;
    paint(out, paint_of(severity));
    for (unsigned n = 0; n < SHOWN_MAX; n++) {
        const struct shown *row = &list->rows[n];
        out_buf(out, &row->lines);
        told += row->lines.len > 0 ? 1 + row->more : 0;
        if (row->more == 1)
            out_printf(out, "      and once more, at 0x%04" PRIx64 "\n", row->last_pos);
        else if (row->more > 1)
            out_printf(out, "      and %" PRIu64 " times more, the last at 0x%04" PRIx64 "\n",
                       row->more, row->last_pos);
    }
    paint(out, PAINT_PLAIN);
    if (!is_full(report))
        print_more(report, report->findings[severity] - told, what);
}

static void print_errors(struct report *report, const struct buf *lines)
{
    paint(report->run->out, PAINT_BROKEN);
    out_buf(report->run->out, lines);
    paint(report->run->out, PAINT_PLAIN);
    if (report->errors > SHOWN_MAX && !is_full(report))
        print_more(report, report->errors - SHOWN_MAX, "errors");
}

/* What to type to see it for oneself. */
static void print_next(struct report *report)
{
    const struct report_text *own = report->own;
    struct buf command = {.limit = 0}, line = {.limit = 0};
    if (own->next.rank == 0 || !hint_command(report, &own->next.spot, &command))
        return;
    safe_line(&line, buf_text(&command), command.len);
    out_str(report->run->out, "  to look at it: ");
    out_buf(report->run->out, &line);
    out_char(report->run->out, '\n');
    buf_free(&command);
    buf_free(&line);
}

static bool is_untold(const struct report *report)
{
    enum verdict verdict = report_verdict(report);
    if (report_is_bystander(report))
        return true; /* the summary counts them */
    if (!report->source && verdict == VERDICT_ERROR)
        return true; /* it was told that it could not be opened */
    return verdict == VERDICT_BENIGN && OPT_GIVEN(report->run->options, quiet);
}

static void text_finish(struct report *report)
{
    static const char *const what[SEVERITY_COUNT] = {
        [SEVERITY_NONE] = "",
        [SEVERITY_INFO] = "to know of",
        [SEVERITY_SUSPICIOUS] = "that are suspicious",
        [SEVERITY_DANGEROUS] = "that are dangerous",
    };
    struct report_text *own = report->own;
    if (is_untold(report))
        return;
    print_verdict(report);
    for (enum severity severity = SEVERITY_DANGEROUS; severity > SEVERITY_NONE; severity--)
        print_findings(report, severity, what[severity]);
    print_errors(report, &own->errors);
    print_next(report);
}

const struct report_form report_form_text = {
    .wants_words = true,
    .open = text_open,
    .close = text_close,
    .wants = text_wants,
    .finding = text_finding,
    .error = text_error,
    .finish = text_finish,
};
