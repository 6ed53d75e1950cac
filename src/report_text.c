/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A report for people: verdict, then the findings, the worst first, then what could not be read. */
#include <inttypes.h>
#include <stdlib.h>

#include "src/output/paint.h"
#include "src/output/safe.h"
#include "src/report.h"

/* Findings of one severity, and errors, that are shown unless --full. */
enum { SHOWN_MAX = 12 };
/* Bytes of what one link of the way to a callee gave. */
enum { LINK_MAX = 60 };

struct report_text {
    struct buf shown[SEVERITY_COUNT]; /* lines, safe */
    struct buf errors;
    struct buf line; /* scratch */
};

static bool text_open(struct report *report)
{
    report->own = calloc(1, sizeof(struct report_text));
    return report->own != NULL;
}

static void text_close(struct report *report)
{
    struct report_text *own = report->own;
    for (int n = 0; n < SEVERITY_COUNT; n++)
        buf_free(&own->shown[n]);
    buf_free(&own->errors);
    buf_free(&own->line);
    free(own);
}

static bool is_full(const struct report *report)
{
    return OPT_GIVEN(report->run->options, full);
}

static bool text_wants(const struct report *report, enum severity severity)
{
    return is_full(report) || report->findings[severity] < SHOWN_MAX;
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
    const struct input_member *row =
        told->member != INPUT_NO_MEMBER ? &report->source->in.members[told->member] : NULL;
    if (row && row->name) {
        buf_add(line, row->name, row->name_len);
        buf_char(line, ' ');
    }
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

static void text_finding(struct report *report, const struct told *told)
{
    struct report_text *own = report->own;
    struct buf *lines = &own->shown[told->severity];
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
    safe_str(&name, report->source->argument.path);
    paint(out, PAINT_NAME);
    out_buf(out, &name);
    paint(out, PAINT_PLAIN);
    out_str(out, ": ");
    paint_str(out, paints[verdict], verdict_name(verdict));
    out_char(out, '\n');
    buf_free(&name);
}

static void print_lines(struct report *report, enum paint meaning, const struct buf *lines,
                        uint64_t count, const char *what)
{
    struct out *out = report->run->out;
    paint(out, meaning);
    out_buf(out, lines);
    paint(out, PAINT_PLAIN);
    if (count > SHOWN_MAX && !is_full(report))
        out_printf(out, "    and %" PRIu64 " more %s (--full shows all)\n", count - SHOWN_MAX,
                   what);
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
    if (report_is_bystander(report))
        return; /* the summary counts them */
    if (!report->source)
        return; /* it was told that it could not be opened */
    print_verdict(report);
    for (enum severity severity = SEVERITY_DANGEROUS; severity > SEVERITY_NONE; severity--) {
        print_lines(report, paint_of(severity), &own->shown[severity], report->findings[severity],
                    what[severity]);
    }
    print_lines(report, PAINT_BROKEN, &own->errors, report->errors, "errors");
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
