/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `brine scan`: a verdict for each file, with what it rests on. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "src/command.h"
#include "src/input/format.h"
#include "src/output/budget.h"
#include "src/output/event.h"
#include "src/output/jsonl.h"
#include "src/output/paint.h"
#include "src/output/safe.h"
#include "src/paths.h"
#include "src/streams.h"

static void scan_run(struct run *run);

const struct command command_scan = {
    .name = "scan",
    .synopsis = "[OPTION]... PATH...",
    .summary = "A verdict for files and folders: dangerous, suspicious, benign or error",
    .help = "Prints a verdict for each file, and for each file in a folder, with what it\n"
            "would run and where. Nothing is imported or called.\n"
            "\n"
            "  dangerous   it would run, import or change something known to be dangerous\n"
            "  suspicious  it would import or call what is unknown, or does what only\n"
            "              evaders do\n"
            "  benign      all of it was read, and all that it does is known as harmless\n"
            "  error       some of it could not be read, and nothing worse was found\n"
            "\n"
            "Exit code: 1 if something is dangerous or suspicious (see --fail-on), else 2\n"
            "if something could not be read, else 0. With --json: one object per file.\n",
    .accepts = OPTS_RUN | OPT_BIT(json) | OPT_BIT(sarif) | OPT_BIT(fail_on) | OPT_BIT(full),
    .min_files = 1,
    .run = scan_run,
};

enum {
    SHOWN_MAX = 12,         /* findings of one severity that are shown to people, unless --full */
    TEXT_SHOWN = 4096,      /* bytes of one text for people, unless --full */
    BUFFERED_MAX = 4 << 20, /* bytes of JSON kept back so that the verdict can stand first */
};

enum verdict { VERDICT_BENIGN, VERDICT_ERROR, VERDICT_SUSPICIOUS, VERDICT_DANGEROUS };
enum { VERDICT_COUNT = VERDICT_DANGEROUS + 1 };

static const char *const verdict_names[VERDICT_COUNT] = {
    [VERDICT_BENIGN] = "benign",
    [VERDICT_ERROR] = "error",
    [VERDICT_SUSPICIOUS] = "suspicious",
    [VERDICT_DANGEROUS] = "dangerous",
};

/* All files of one invocation. */
struct scan {
    struct run *run;
    struct policy *policy;
    bool is_json;
    uint64_t files[VERDICT_COUNT]; /* how many have this verdict */
    uint64_t skipped;
};

/* One file. Texts are collected, and go out when the verdict is known. */
struct report {
    struct scan *scan;
    struct source *source; /* NULL while it could not be opened */
    const char *path;
    char hash[DIGEST_HEX_SIZE];
    uint64_t streams;
    uint64_t n_findings[SEVERITY_COUNT], n_shown[SEVERITY_COUNT];
    uint64_t n_errors;
    struct budget budget;
    bool failed; /* memory */
    /* JSON of findings and errors; findings go straight out once there are too many. */
    struct out *spool; /* writes to findings */
    struct jsonl json, error_json;
    struct out *error_spool;
    struct buf findings, errors;
    bool is_begun;
    /* Text for people: one per severity, one for errors. */
    struct buf shown[SEVERITY_COUNT], shown_errors;
    struct buf callee, args, message; /* scratch */
};

/* ---- One finding ------------------------------------------------------------------------------ */

/* What is told of a finding, wherever it comes from. */
struct told {
    enum severity severity;
    const char *rule;
    size_t member;               /* INPUT_NO_MEMBER: the file as a whole */
    const struct stream *stream; /* NULL: not in a stream */
    uint64_t pos;
    bool has_callee, has_args;
    bool has_offset;
    uint64_t file_offset;
};

/* For people: what the event does, in report->callee. */
static void take_event_words(struct report *report, const struct stream *stream,
                             const struct finding *finding, struct told *told)
{
    struct br_event event;
    struct br_text_options options = budget_options(&report->budget);
    if (finding->event == ANALYSIS_NO_EVENT || !br_event(stream->rec, finding->event, &event))
        return;
    if (!OPT_GIVEN(report->scan->run->options, full) &&
        (options.max_bytes == 0 || options.max_bytes > TEXT_SHOWN))
        options.max_bytes = TEXT_SHOWN;
    buf_printf(&report->callee, "%s ", event_verb(event.kind));
    if (!event_object(stream->rec, &event, &options, &report->callee))
        report->failed = true;
    if (finding->resolved)
        buf_printf(&report->callee, "  = %s%s%s", finding->module, *finding->name ? "." : "",
                   finding->name);
    told->has_callee = true;
    budget_spend(&report->budget, report->callee.len);
}

/* For JSON: callee and arguments of the event, in report->callee and report->args. */
static void take_event_texts(struct report *report, const struct stream *stream,
                             const struct finding *finding, struct told *told)
{
    struct br_event event;
    struct br_text_options options = budget_options(&report->budget);
    struct br_text_result result = {.bytes = 0};
    bool present = false;
    if (finding->event == ANALYSIS_NO_EVENT || !br_event(stream->rec, finding->event, &event))
        return;
    if (finding->resolved) {
        buf_printf(&report->callee, "%s%s%s", finding->module, *finding->name ? "." : "",
                   finding->name);
        told->has_callee = true;
    } else if (br_event_text(stream->rec, &event, BR_FIELD_CALLEE, &options,
                             buf_sink(&report->callee), &result, &told->has_callee) != BR_OK) {
        report->failed = true;
    }
    budget_spend(&report->budget, report->callee.len);
    options = budget_options(&report->budget);
    if (event.kind != BR_EV_IMPORT &&
        br_event_text(stream->rec, &event, BR_FIELD_ARGS, &options, buf_sink(&report->args),
                      &result, &present) != BR_OK)
        report->failed = true;
    told->has_args = present;
    budget_spend(&report->budget, report->args.len);
}

static void json_entry(struct jsonl *json, const struct report *report, size_t member)
{
    const struct input_member *row =
        report->source && member != INPUT_NO_MEMBER ? &report->source->in.members[member] : NULL;
    jsonl_key(json, "entry");
    if (row && row->name)
        jsonl_bytes(json, (const char *)row->name, row->name_len);
    else
        jsonl_null(json);
}

static void json_text_or_null(struct jsonl *json, const char *key, bool present,
                              const struct buf *text)
{
    jsonl_key(json, key);
    if (present)
        jsonl_bytes(json, buf_text(text), text->len);
    else
        jsonl_null(json);
}

static void json_number_or_null(struct jsonl *json, const char *key, bool present, uint64_t number)
{
    jsonl_key(json, key);
    if (present)
        jsonl_number(json, number);
    else
        jsonl_null(json);
}

static void json_finding(struct report *report, const struct told *told)
{
    struct jsonl *json = &report->json;
    jsonl_object(json);
    json_entry(json, report, told->member);
    json_number_or_null(json, "stream", told->stream, told->stream ? told->stream->number : 0);
    json_number_or_null(json, "pos", told->stream, told->pos);
    json_number_or_null(json, "file_offset", told->has_offset, told->file_offset);
    jsonl_key(json, "severity");
    jsonl_str(json, severity_name(told->severity));
    jsonl_key(json, "rule");
    jsonl_str(json, told->rule);
    json_text_or_null(json, "callee", told->has_callee, &report->callee);
    json_text_or_null(json, "args", told->has_args, &report->args);
    json_text_or_null(json, "message", true, &report->message);
    jsonl_object_end(json);
}

/* ---- The same for people ---------------------------------------------------------------------- */

/* Adds "archive/data.pkl, stream 1, " for what is not in the only stream of a plain file. */
static void add_place(struct buf *out, const struct report *report, const struct told *told)
{
    const struct input_member *row =
        told->member != INPUT_NO_MEMBER ? &report->source->in.members[told->member] : NULL;
    if (row && row->name) {
        safe_line(out, (const char *)row->name, row->name_len);
        buf_str(out, " ");
    }
    if (told->stream && told->stream->number > 0)
        buf_printf(out, "stream %" PRIu64 " ", told->stream->number);
    if (told->stream)
        buf_printf(out, "0x%04" PRIx64 "  ", told->pos);
}

static size_t line_columns(const struct report *report)
{
    const struct run *run = report->scan->run;
    return OPT_GIVEN(run->options, full) ? 0 : run->out->columns;
}

/* Adds a line that is made safe and cut to the terminal. */
static void add_line(struct report *report, struct buf *out, const struct buf *line)
{
    safe_cut(out, buf_text(line), line->len, line_columns(report));
    buf_char(out, '\n');
}

static void show_finding(struct report *report, const struct told *told)
{
    struct buf *out = &report->shown[told->severity];
    struct buf line = {.limit = 0};
    if (report->n_shown[told->severity]++ >= SHOWN_MAX &&
        !OPT_GIVEN(report->scan->run->options, full))
        return;
    buf_printf(&line, "  %s ", severity_sign(told->severity));
    add_place(&line, report, told);
    const struct buf *text = told->has_callee ? &report->callee : &report->message;
    buf_add(&line, buf_text(text), text->len);
    add_line(report, out, &line);
    if (told->has_callee) {
        buf_clear(&line);
        buf_str(&line, "      ");
        buf_add(&line, buf_text(&report->message), report->message.len);
        buf_printf(&line, " (%s)", told->rule);
        add_line(report, out, &line);
    }
    report->failed |= line.failed || out->failed;
    buf_free(&line);
}

/* ---- Collecting ------------------------------------------------------------------------------- */

static void json_begin(struct report *report, struct jsonl *json);

static void add_told(struct report *report, const struct told *told)
{
    struct out *out = report->scan->run->out;
    report->n_findings[told->severity]++;
    if (!report->scan->is_json) {
        show_finding(report, told);
        return;
    }
    json_finding(report, told);
    out_flush(report->spool, &(struct err){.text = ""});
    if (report->findings.len < BUFFERED_MAX)
        return;
    if (!report->is_begun) { /* too many to wait for the verdict: it comes at the end */
        struct jsonl json;
        jsonl_open(&json, out);
        json_begin(report, &json);
        jsonl_key(&json, "findings");
        out_char(out, '[');
        report->is_begun = true;
    }
    out_buf(out, &report->findings);
    buf_clear(&report->findings);
}

/* False when people were shown enough of this severity: the rest is only counted. */
static bool is_shown(const struct report *report, enum severity severity)
{
    return report->scan->is_json || report->n_shown[severity] < SHOWN_MAX ||
           OPT_GIVEN(report->scan->run->options, full);
}

static void add_finding(struct report *report, const struct stream *stream,
                        const struct finding *finding)
{
    struct told told = {
        .severity = finding->severity,
        .rule = finding->rule->name,
        .member = stream->member,
        .stream = stream,
        .pos = finding->pos,
    };
    told.has_offset = input_file_offset(&stream->source->in, stream->member,
                                        stream->offset + finding->pos, &told.file_offset);
    buf_clear(&report->callee);
    buf_clear(&report->args);
    buf_clear(&report->message);
    if (!is_shown(report, finding->severity)) {
        report->n_findings[finding->severity]++;
        report->n_shown[finding->severity]++;
        return;
    }
    if (report->scan->is_json)
        take_event_texts(report, stream, finding, &told);
    else
        take_event_words(report, stream, finding, &told);
    buf_str(&report->message, finding->why);
    add_told(report, &told);
}

/* pos: of the break, NULL: the trouble is not at an opcode. */
static void add_error(struct report *report, size_t member, const uint64_t *stream,
                      const uint64_t *pos, const char *message)
{
    struct jsonl *json = &report->error_json;
    report->n_errors++;
    if (report->scan->is_json) {
        jsonl_object(json);
        json_entry(json, report, member);
        json_number_or_null(json, "stream", stream, stream ? *stream : 0);
        json_number_or_null(json, "pos", pos, pos ? *pos : 0);
        jsonl_key(json, "message");
        jsonl_str(json, message);
        jsonl_object_end(json);
        out_flush(report->error_spool, &(struct err){.text = ""});
        return;
    }
    if (report->n_errors > SHOWN_MAX && !OPT_GIVEN(report->scan->run->options, full))
        return;
    struct buf line = {.limit = 0};
    buf_str(&line, "  ! ");
    buf_str(&line, message);
    add_line(report, &report->shown_errors, &line);
    buf_free(&line);
}

static bool scan_visit(void *context, const struct stream *stream)
{
    struct report *report = context;
    struct finding finding;
    report->streams++;
    report->budget = budget_new(&report->scan->run->options->settings);
    for (uint64_t n = 0; analysis_finding(stream->an, n, &finding); n++)
        add_finding(report, stream, &finding);
    return !report->failed && !out_failed(report->scan->run->out);
}

static void scan_broken(void *context, const struct stream *stream, size_t member,
                        const struct err *err)
{
    struct report *report = context;
    const struct br_error *error = stream ? br_error_of(stream->rec) : NULL;
    if (error && report->scan->is_json)
        add_error(report, member, &stream->number, &error->pos, error->message);
    else
        add_error(report, member, NULL, NULL, err->text);
}

/* ---- What is not in a stream ------------------------------------------------------------------ */

static void add_anomalies(struct report *report)
{
    const struct input_anomalies *list = &report->source->in.anomalies;
    for (size_t n = 0; n < list->count; n++) {
        const struct input_anomaly *anomaly = &list->rows[n];
        const struct rule *rule = rule_named("container-anomaly");
        struct told told = {
            .severity = rule->severity,
            .rule = rule->name,
            .member = anomaly->member,
            .has_offset = true,
            .file_offset = anomaly->off,
        };
        buf_clear(&report->message);
        buf_printf(&report->message, "%s: ", input_anomaly_word(anomaly->kind));
        input_anomaly_text(anomaly, &report->message);
        add_told(report, &told);
    }
    if (list->left_out > 0) {
        char text[80];
        snprintf(text, sizeof text, "%" PRIu64 " more oddities of the container are left out",
                 list->left_out);
        add_error(report, INPUT_NO_MEMBER, NULL, NULL, text);
    }
}

static void add_gaps(struct report *report)
{
    const struct input *in = &report->source->in;
    for (size_t n = 0; n < in->gap_count; n++) {
        char text[160];
        snprintf(text, sizeof text, "0x%" PRIx64 " bytes at 0x%" PRIx64 " are not read: %s",
                 in->gaps[n].size, in->gaps[n].off, in->gaps[n].why);
        add_error(report, INPUT_NO_MEMBER, NULL, NULL, text);
    }
}

/* Members that hold no pickle must be readable too, or nobody knows that they hold none. */
static void check_member(struct report *report, size_t m)
{
    struct input *in = &report->source->in;
    const struct input_member *member = &in->members[m];
    if (member->why) {
        struct buf text = {.limit = ERR_TEXT_MAX};
        input_member_label(in, m, &text);
        buf_printf(&text, ": %s", member->why);
        add_error(report, m, NULL, NULL, buf_text(&text));
        buf_free(&text);
    }
}

static void scan_member(struct report *report, size_t m, const struct walk *walk)
{
    uint64_t n_streams, before = report->n_errors;
    if (input_member_holds_pickle(&report->source->in, m))
        walk_member(report->source, report->scan->run->options, m, walk, &n_streams);
    if (report->n_errors == before)
        check_member(report, m);
}

static void scan_source(struct report *report)
{
    struct source *source = report->source;
    struct walk walk = {.visit = scan_visit,
                        .broken = scan_broken,
                        .context = report,
                        .policy = report->scan->policy};
    struct err err;
    size_t member;
    input_digest(&source->in, report->hash);
    if (source->entry) {
        if (input_find_member(&source->in, source->entry, 0, &member, &err))
            scan_member(report, member, &walk);
        else
            add_error(report, INPUT_NO_MEMBER, NULL, NULL, err.text);
    } else {
        for (member = 0; member < source->in.member_count && !report->failed; member++)
            scan_member(report, member, &walk);
    }
    if (report->failed)
        add_error(report, INPUT_NO_MEMBER, NULL, NULL, "out of memory");
    add_anomalies(report);
    add_gaps(report);
    if (report->streams == 0 && report->n_errors == 0)
        add_error(report, INPUT_NO_MEMBER, NULL, NULL, "no pickle was found in it");
    if (input_changed(&source->in))
        add_error(report, INPUT_NO_MEMBER, NULL, NULL, "the file changed while it was read");
}

/* ---- The report of a file --------------------------------------------------------------------- */

static enum verdict verdict_of(const struct report *report)
{
    if (report->n_findings[SEVERITY_DANGEROUS])
        return VERDICT_DANGEROUS;
    if (report->n_findings[SEVERITY_SUSPICIOUS])
        return VERDICT_SUSPICIOUS;
    return report->n_errors ? VERDICT_ERROR : VERDICT_BENIGN;
}

static void json_begin(struct report *report, struct jsonl *json)
{
    const struct source *source = report->source;
    jsonl_object(json);
    jsonl_key(json, "file");
    jsonl_str(json, report->path);
    jsonl_key(json, "sha256");
    jsonl_str(json, source ? report->hash : NULL);
    jsonl_key(json, "format");
    jsonl_str(json, source ? source->in.format->name : NULL);
}

static void json_report(struct report *report)
{
    struct out *out = report->scan->run->out;
    struct jsonl json;
    jsonl_open(&json, out);
    if (!report->is_begun) {
        json_begin(report, &json);
        jsonl_key(&json, "verdict");
        jsonl_str(&json, verdict_names[verdict_of(report)]);
        jsonl_key(&json, "findings");
        out_char(out, '[');
    }
    out_buf(out, &report->findings);
    out_char(out, ']');
    json.comma = true;
    jsonl_key(&json, "errors");
    out_char(out, '[');
    out_buf(out, &report->errors);
    out_char(out, ']');
    json.comma = true;
    if (report->is_begun) {
        jsonl_key(&json, "verdict");
        jsonl_str(&json, verdict_names[verdict_of(report)]);
    }
    jsonl_key(&json, "streams");
    jsonl_number(&json, report->streams);
    jsonl_key(&json, "bytes");
    jsonl_number(&json, report->source ? report->source->in.len : 0);
    jsonl_object_end(&json);
    jsonl_line(&json);
}

static void print_shown(struct report *report, enum severity severity)
{
    struct out *out = report->scan->run->out;
    uint64_t left =
        report->n_shown[severity] > SHOWN_MAX ? report->n_shown[severity] - SHOWN_MAX : 0;
    paint(out, paint_of(severity));
    out_buf(out, &report->shown[severity]);
    paint(out, PAINT_PLAIN);
    if (left && !OPT_GIVEN(report->scan->run->options, full))
        out_printf(out, "    and %" PRIu64 " more that are %s (--full shows all)\n", left,
                   severity_name(severity));
}

/* The first line: path and verdict. */
static void print_verdict(struct report *report, enum verdict verdict)
{
    static const enum paint paints[VERDICT_COUNT] = {
        [VERDICT_BENIGN] = PAINT_GOOD,
        [VERDICT_ERROR] = PAINT_BROKEN,
        [VERDICT_SUSPICIOUS] = PAINT_SUSPICIOUS,
        [VERDICT_DANGEROUS] = PAINT_DANGEROUS,
    };
    struct out *out = report->scan->run->out;
    struct buf name = {.limit = 0};
    safe_str(&name, report->path);
    paint(out, PAINT_NAME);
    out_buf(out, &name);
    paint(out, PAINT_PLAIN);
    out_str(out, ": ");
    paint_str(out, paints[verdict], verdict_names[verdict]);
    out_char(out, '\n');
    buf_free(&name);
}

static void print_report(struct report *report)
{
    struct out *out = report->scan->run->out;
    print_verdict(report, verdict_of(report));
    for (enum severity severity = SEVERITY_COUNT; severity-- > SEVERITY_INFO;)
        print_shown(report, severity);
    paint(out, PAINT_BROKEN);
    out_buf(out, &report->shown_errors);
    paint(out, PAINT_PLAIN);
}

static void count_verdict(struct scan *scan, enum verdict verdict)
{
    struct run *run = scan->run;
    bool only_dangerous = strcmp(run->options->fail_on, "dangerous") == 0;
    scan->files[verdict]++;
    if (verdict == VERDICT_DANGEROUS || (verdict == VERDICT_SUSPICIOUS && !only_dangerous))
        run_found(run);
    else if (verdict == VERDICT_ERROR && run->code != EXIT_FOUND)
        run->code = EXIT_FAILED;
}

static bool scan_file(void *context, const char *path)
{
    struct scan *scan = context;
    static struct out spool, error_spool; /* large */
    struct report report = {
        .scan = scan, .path = path, .spool = &spool, .error_spool = &error_spool};
    struct source source;
    struct err err;
    out_open_memory(&spool, &report.findings);
    out_open_memory(&error_spool, &report.errors);
    jsonl_open(&report.json, &spool);
    jsonl_open(&report.error_json, &error_spool);
    if (source_open(&source, scan->run->options, path, &err)) {
        report.source = &source;
        report.path = source.argument.path;
        scan_source(&report);
    } else {
        add_error(&report, INPUT_NO_MEMBER, NULL, NULL, err.text);
        run_error(scan->run, &err);
    }
    if (scan->is_json)
        json_report(&report);
    else if (report.source)
        print_report(&report);
    count_verdict(scan, verdict_of(&report));
    if (report.source)
        source_close(&source);
    for (int n = 0; n < SEVERITY_COUNT; n++)
        buf_free(&report.shown[n]);
    buf_free(&report.shown_errors);
    buf_free(&report.findings);
    buf_free(&report.errors);
    buf_free(&report.callee);
    buf_free(&report.args);
    buf_free(&report.message);
    return !out_failed(scan->run->out);
}

/* ---- The command ------------------------------------------------------------------------------ */

static void scan_skipped(void *context, const struct err *why)
{
    struct scan *scan = context;
    scan->skipped++;
    run_note(scan->run, why);
}

static void scan_failed(void *context, const struct err *why)
{
    struct scan *scan = context;
    run_error(scan->run, why);
}

static void print_summary(const struct scan *scan)
{
    struct out *out = scan->run->out;
    uint64_t total = 0;
    for (int n = 0; n < VERDICT_COUNT; n++)
        total += scan->files[n];
    if (scan->is_json || total + scan->skipped < 2)
        return;
    out_char(out, '\n');
    out_count(out, total, "file");
    const char *before = ": ";
    for (int n = VERDICT_COUNT; n-- > 0;) {
        if (scan->files[n] == 0)
            continue;
        out_printf(out, "%s%" PRIu64 " %s", before, scan->files[n], verdict_names[n]);
        before = ", ";
    }
    if (scan->skipped)
        out_printf(out, "%s%" PRIu64 " not opened", before, scan->skipped);
    out_char(out, '\n');
}

static void scan_run(struct run *run)
{
    struct scan scan = {.run = run, .is_json = OPT_GIVEN(run->options, json)};
    struct path_visitor visitor = {
        .file = scan_file, .skipped = scan_skipped, .failed = scan_failed, .context = &scan};
    struct err err;
    if (OPT_GIVEN(run->options, sarif)) {
        err_set(&err, "brine scan: --sarif: not in this version");
        run_error(run, &err);
        return;
    }
    scan.policy = policy_new_default(&err);
    if (!scan.policy) {
        run_error(run, &err);
        return;
    }
    bool goes_on = true;
    for (size_t n = 0; goes_on && n < run->options->n_files; n++)
        goes_on = paths_walk(run->options->files[n], &visitor);
    print_summary(&scan);
    policy_free(scan.policy);
}
