/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/scan.h"

#include <stdio.h>
#include <string.h>

#include "src/scan_source.h"
#include "src/streams.h"

static bool reader_write(void *context, const char *bytes, size_t n)
{
    return wire_send(((struct reader *)context)->wire, FRAME_OUT, bytes, n);
}

/* After what was written before. */
static void reader_error(struct reader *reader, const struct err *err)
{
    struct err lost;
    out_flush(&reader->out, &lost);
    wire_send(reader->wire, FRAME_ERROR, err, sizeof *err);
}

static void reader_alarm(void *context, const struct told *told)
{
    struct reader *reader = context;
    struct alarm alarm;
    memset(&alarm, 0, sizeof alarm);
    alarm.severity = told->severity;
    alarm.has_offset = told->has_offset;
    alarm.file_offset = told->file_offset;
    alarm.length = told->length;
    snprintf(alarm.rule, sizeof alarm.rule, "%s", told->rule);
    snprintf(alarm.message, sizeof alarm.message, "%s", told->message);
    snprintf(alarm.callee, sizeof alarm.callee, "%s", told->callee ? buf_text(told->callee) : "");
    snprintf(alarm.args, sizeof alarm.args, "%s", told->args ? buf_text(told->args) : "");
    wire_send(reader->wire, FRAME_ALARM, &alarm, sizeof alarm);
}

static void reader_verdict(struct reader *reader, enum verdict verdict, bool is_bystander)
{
    struct verdict_frame frame;
    struct err lost;
    memset(&frame, 0, sizeof frame);
    frame.verdict = verdict;
    frame.is_bystander = is_bystander;
    out_flush(&reader->out, &lost);
    wire_send(reader->wire, FRAME_VERDICT, &frame, sizeof frame);
}

/* The report of a file that is open, or of why it is not. */
static void read_source(struct reader *reader, const struct workers_task *task,
                        struct source *source, const struct err *why)
{
    const struct scan *scan = reader->scan;
    struct report report;
    struct err err;
    if (!report_open(&report, &reader->run, scan->form, task->path, source)) {
        err_set(&err, "%.300s: out of memory", task->path);
        reader_error(reader, &err);
        reader_verdict(reader, VERDICT_ERROR, false);
        return;
    }
    report.is_found = task->is_found;
    report.alarm = reader_alarm;
    report.alarm_context = reader;
    if (source)
        scan_source(&report, source, scan->policy, scan->restriction);
    else
        report_plain_error(&report, INPUT_NO_MEMBER, why->text);
    enum verdict verdict = report_verdict(&report);
    bool is_bystander = report_is_bystander(&report);
    report_close(&report);
    reader_verdict(reader, verdict, is_bystander);
}

void reader_open(struct reader *reader, const struct scan *scan, struct br_sink sink)
{
    const struct out *shown = scan->run->out;
    reader->scan = scan;
    reader->run = (struct run){.options = &scan->options, .out = &reader->out};
    out_open_sink(&reader->out, sink);
    reader->out.is_terminal = shown->is_terminal;
    reader->out.colour = shown->colour;
    reader->out.columns = shown->columns;
}

void scan_work(void *context, const struct workers_task *task, struct wire *wire)
{
    struct reader reader = {.wire = wire};
    struct source source;
    struct err err = {.text = ""};
    reader_open(&reader, context, (struct br_sink){.write = reader_write, .context = &reader});
    bool is_open = source_open(&source, reader.run.options, task->path, &err);
    if (!is_open)
        reader_error(&reader, &err);
    read_source(&reader, task, is_open ? &source : NULL, &err);
    if (is_open)
        source_close(&source);
}
