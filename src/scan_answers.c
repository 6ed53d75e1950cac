/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/scan.h"

#include <inttypes.h>
#include <string.h>

static void scan_out(struct scan *scan, const char *bytes, size_t n)
{
    progress_clear(&scan->progress);
    if (scan->form == &report_form_sarif)
        sarif_records(&scan->sarif, bytes, n);
    else
        out_bytes(scan->run->out, bytes, n);
}

static void scan_error(struct scan *scan, const struct err *err)
{
    progress_clear(&scan->progress);
    run_error(scan->run, err);
}

static void scan_note(struct scan *scan, const struct err *why, bool is_error)
{
    if (scan->form == &report_form_sarif)
        sarif_tell(&scan->sarif, NULL, why->text, is_error);
    if (is_error) {
        scan_error(scan, why);
        return;
    }
    scan->skipped++;
    progress_clear(&scan->progress);
    if (!OPT_GIVEN(scan->run->options, quiet))
        run_note(scan->run, why);
}

static void count_verdict(struct scan *scan, enum verdict verdict, bool is_bystander)
{
    struct run *run = scan->run;
    if (is_bystander) {
        scan->bystanders++;
        return;
    }
    bool only_dangerous = strcmp(run->options->fail_on, "dangerous") == 0;
    scan->files[verdict]++;
    if (verdict == VERDICT_DANGEROUS || (verdict == VERDICT_SUSPICIOUS && !only_dangerous))
        run_found(run);
    else if (verdict == VERDICT_ERROR && run->code != EXIT_FOUND)
        run->code = EXIT_FAILED;
}

/* What comes next is about another file. */
static void next_file(struct scan *scan)
{
    scan->n_alarms = 0;
    if (scan->form == &report_form_sarif)
        sarif_next_file(&scan->sarif);
}

static void scan_verdict(struct scan *scan, const struct verdict_frame *frame)
{
    count_verdict(scan, frame->verdict, frame->is_bystander);
    next_file(scan);
}

void scan_frame(void *context, const struct workers_task *task, uint8_t kind, const char *bytes,
                size_t n)
{
    struct scan *scan = context;
    struct err err;
    struct verdict_frame verdict;
    (void)task;
    if (kind == FRAME_OUT) {
        scan_out(scan, bytes, n);
    } else if (kind == FRAME_ALARM && n == sizeof *scan->alarms) {
        if (scan->n_alarms < REPORT_ALARMS_MAX)
            memcpy(&scan->alarms[scan->n_alarms++], bytes, n);
    } else if (kind == FRAME_VERDICT && n == sizeof verdict) {
        memcpy(&verdict, bytes, n);
        scan_verdict(scan, &verdict);
    } else if (n == sizeof err) {
        memcpy(&err, bytes, n);
        if (kind == FRAME_ERROR)
            scan_error(scan, &err);
        else
            scan_note(scan, &err, kind == FRAME_FAILED);
    }
}

/* What was found in a file before the process that read it died. */
static void report_alarm(struct report *report, const struct alarm *alarm)
{
    struct buf callee = {.limit = 0}, args = {.limit = 0};
    buf_str(&callee, alarm->callee);
    buf_str(&args, alarm->args);
    struct told told = {.severity = alarm->severity,
                        .rule = alarm->rule,
                        .member = INPUT_NO_MEMBER,
                        .has_offset = alarm->has_offset,
                        .file_offset = alarm->file_offset,
                        .length = alarm->length,
                        .callee = callee.len ? &callee : NULL,
                        .args = args.len ? &args : NULL,
                        .message = alarm->message};
    report->findings[alarm->severity]++;
    report->form->finding(report, &told);
    buf_free(&callee);
    buf_free(&args);
}

static bool dead_write(void *context, const char *bytes, size_t n)
{
    scan_out(context, bytes, n);
    return true;
}

/* Too long is what a file is that was made for it; any other death is the file's own error. */
static void report_death(struct report *report, const struct workers_death *death,
                         const struct err *err)
{
    if (death->is_late)
        report_whole(report, "time-limit", err->text);
    else
        report_plain_error(report, INPUT_NO_MEMBER, err->text);
}

static void tell_dead(struct scan *scan, struct reader *reader, const char *path,
                      const struct workers_death *death, const struct err *err)
{
    struct report report;
    if (!report_open(&report, &reader->run, scan->form, path, NULL)) {
        count_verdict(scan, VERDICT_ERROR, false);
        return;
    }
    for (size_t n = 0; n < scan->n_alarms; n++)
        report_alarm(&report, &scan->alarms[n]);
    report_death(&report, death, err);
    count_verdict(scan, report_verdict(&report), false);
    report_close(&report);
}

void scan_died(void *context, const struct workers_task *task, const struct workers_death *death)
{
    struct scan *scan = context;
    struct reader reader = {.scan = scan};
    struct err err, lost;
    reader_open(&reader, scan, (struct br_sink){.write = dead_write, .context = scan});
    if (death->is_late)
        err_set(&err, "not read to its end: %s (--timeout)", death->why);
    else
        err_set(&err, "%.300s: not read to its end: %s", task->path, death->why);
    if (death->is_begun && scan->form != &report_form_sarif)
        out_char(&reader.out, '\n');
    next_file(scan);
    tell_dead(scan, &reader, task->path, death, &err);
    out_flush(&reader.out, &lost);
    next_file(scan);
    if (!death->is_late)
        scan_error(scan, &err);
}

/* Standard input is as slow as who writes it: it has a limit only where one is asked for. */
uint64_t scan_limit(void *context, const struct workers_task *task)
{
    const struct options *options = ((const struct scan *)context)->run->options;
    return scan_is_stdin(task->path) && !OPT_GIVEN(options, timeout) ? 0 : options->timeout;
}

/* The reader of the output has gone, or there is no room for it. */
bool scan_is_over(void *context)
{
    return out_failed(((const struct scan *)context)->run->out);
}

uint64_t scan_total(const struct scan *scan)
{
    uint64_t total = scan->bystanders;
    for (int n = 0; n < VERDICT_COUNT; n++)
        total += scan->files[n];
    return total;
}

void scan_tick(void *context, const char *path)
{
    struct scan *scan = context;
    if (!scan->progress.is_on)
        return;
    struct buf text = {.limit = ERR_TEXT_MAX};
    buf_printf(&text, "%" PRIu64 " read, %" PRIu64 " dangerous, %" PRIu64 " suspicious; %s",
               scan_total(scan), scan->files[VERDICT_DANGEROUS], scan->files[VERDICT_SUSPICIOUS],
               path ? path : "");
    progress_show(&scan->progress, buf_text(&text));
    buf_free(&text);
}
