/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `brine scan`: a verdict for each file, with what it rests on. */
#include <inttypes.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/analysis/diverge.h"
#include "src/command.h"
#include "src/filelist.h"
#include "src/input/format.h"
#include "src/output/divergence.h"
#include "src/paths.h"
#include "src/policies.h"
#include "src/progress.h"
#include "src/report.h"
#include "src/sarif.h"
#include "src/scan.h"
#include "src/streams.h"
#include "src/workers.h"

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
            "A file of a folder that is no pickle and holds none is only counted; one that is\n"
            "named is an error. In folders hidden files are read too; links are not followed\n"
            "(see --follow), and what is no file is not opened: both are told.\n"
            "\n"
            "Each file is read by a process of its own: one on which a process dies is an error,\n"
            "and the others get their answers, in the order in which they were given.\n"
            "\n"
            "Exit code: 1 if something is dangerous or suspicious (see --fail-on), else 2\n"
            "if something could not be read, else 0. With --json: one object per file; with\n"
            "--sarif: one document.\n",
    .accepts = OPTS_RUN | OPTS_JUDGE | OPT_BIT(json) | OPT_BIT(sarif) | OPT_BIT(fail_on) |
               OPT_BIT(full) | OPT_BIT(quiet) | OPT_BIT(jobs) | OPT_BIT(follow) |
               OPT_BIT(files_from) | OPT_BIT(null_names),
    .max_files = UINT_MAX, /* none with --files-from */
    .run = scan_run,
};

/* Oddities of one kind, and members with the same trouble, that are told one by one. */
enum { TOLD_MAX = 20 };

/* What the process that reads a file sends: lines of the report; errors; the worst finding so far, which
 * is told even if that process dies of the next; and the verdict. */
enum { FRAME_OUT = 1, FRAME_ERROR, FRAME_SKIPPED, FRAME_FAILED, FRAME_VERDICT };
enum { FRAME_ALARM = WORKERS_KEPT | 1 };

/* A finding, cut short. */
struct alarm {
    enum severity severity;
    char rule[40], message[200], callee[400], args[400];
};

struct verdict_frame {
    enum verdict verdict;
    bool is_bystander;
};

/* All files of one invocation. */
struct scan {
    struct run *run;
    struct options options; /* of those who read a file: memory is shared out */
    struct policy *policy;
    const struct report_form *form;
    struct workers *workers;
    struct sarif sarif; /* with --sarif */
    struct progress progress;
    struct alarm alarm;            /* of the file that is being told */
    uint64_t files[VERDICT_COUNT]; /* how many have this verdict */
    uint64_t skipped, bystanders;
    bool is_stdin_read;
};

/* ---- Streams --------------------------------------------------------------------------------- */

/* What the walk over a file works on. */
struct visit {
    struct report *report;
    const struct policy *policy;
    struct buf same_why; /* what the last member could not be read for, */
    uint64_t same_count; /* and how many in a row */
};

/* A finding for what other readers of Python make of the same bytes. */
struct parted {
    bool found;
    struct finding finding;
    struct buf why;
};

/* Readers are compared where a look at the run says that they may part. */
static bool may_part(const struct stream *stream)
{
    struct readers_look look = {0};
    bool is_c = strcmp(stream->dialect, "c") == 0;
    return !is_c || readers_look_on(&look, stream->rec, UINT64_MAX);
}

/* The first danger of a run that was judged. */
static bool find_danger(const struct analysis *an, struct finding *out)
{
    for (uint64_t n = 0; analysis_finding(an, n, out); n++)
        if (out->severity == SEVERITY_DANGEROUS)
            return true;
    return false;
}

/* A stream whose loader reads more than opcodes may be given to pickle.load all the same, which takes
 * all bytes for opcodes: what would it do, where its own loader does nothing bad? False when memory
 * fails. */
static bool find_plain_reading(const struct visit *visit, const struct stream *stream,
                               struct parted *parted)
{
    struct br_options machine = machine_options(visit->report->run->options);
    struct br_slice data = br_bytes(stream->rec);
    struct br_inset inset;
    struct finding danger;
    if (analysis_worst(stream->an) == SEVERITY_DANGEROUS || !br_inset(stream->rec, 0, &inset))
        return true;
    br_record *rec = br_record_new(data.data, data.len, &machine);
    struct analysis *an = rec ? analysis_new(visit->policy, rec, NULL) : NULL;
    if (an)
        br_record_run(rec, 0);
    bool good = an && analysis_update(an, NULL);
    parted->found = good && find_danger(an, &danger);
    if (parted->found) {
        buf_printf(&parted->why,
                   "what follows is an array to its loader; pickle.load takes it for opcodes, and "
                   "reaches %s%s%s at 0x%" PRIx64,
                   danger.module ? danger.module : "what is dangerous", danger.name ? "." : "",
                   danger.name ? danger.name : "", danger.pos);
        parted->finding = (struct finding){
            .rule = rule_named("reader-divergence"),
            .severity = SEVERITY_SUSPICIOUS,
            .op = inset.op,
            .pos = br_pos(stream->rec, inset.op),
            .event = ANALYSIS_NO_EVENT,
            .category = "",
            .why = buf_text(&parted->why),
        };
    }
    analysis_free(an);
    br_record_free(rec);
    return good && !parted->why.failed;
}

/* A reader that a limit ended before it parted may part where nobody looked: that is no benign file. */
static void report_limits(struct report *report, const struct stream *stream,
                          const struct diverge *d)
{
    const struct diverge_reader *reader;
    for (unsigned n = 0; (reader = diverge_reader(d, n)) != NULL; n++) {
        struct buf text = {.limit = ERR_TEXT_MAX}, line = {.limit = ERR_TEXT_MAX};
        if (!reader->parts && divergence_limit(d, n, &text)) {
            stream_label(stream, &line);
            buf_printf(&line, ": %s", buf_text(&text));
            struct trouble trouble = {.member = stream->member,
                                      .stream = &stream->number,
                                      .message = buf_text(&text),
                                      .line = buf_text(&line)};
            report_error(report, &trouble);
        }
        buf_free(&text);
        buf_free(&line);
    }
}

/* One that parts comes to a STOP: what is noise to `c` is a pickle to it. */
static bool ends_elsewhere(const struct diverge *d)
{
    const struct diverge_reader *reader;
    for (unsigned n = 0; (reader = diverge_reader(d, n)) != NULL; n++)
        if (reader->parts && reader->dialect.runs && reader->tale.breaks == BR_ERR_NONE)
            return true;
    return false;
}

/* False when memory fails. */
static bool find_part(const struct visit *visit, const struct stream *stream, struct parted *parted)
{
    const struct options *options = visit->report->run->options;
    struct br_options machine = machine_options(options);
    struct br_slice data = br_bytes(stream->rec);
    bool is_c = strcmp(stream->dialect, "c") == 0;
    if (br_inset_count(stream->rec) > 0)
        return find_plain_reading(visit, stream, parted);
    if (!may_part(stream))
        return true;
    struct diverge *d =
        diverge_new(data.data, data.len, &machine, is_c ? stream->rec : NULL, visit->policy);
    bool good = d && diverge_run(d, 0) == BR_OK;
    parted->found = good && divergence_finding(d, &parted->finding, &parted->why);
    parted->found &= !stream->is_noise || ends_elsewhere(d);
    if (good)
        report_limits(visit->report, stream, d);
    diverge_free(d);
    return good && !parted->why.failed;
}

/* Two findings say the same of one opcode: a frame that lies, and that readers part there. The one
 * that says what they then do is told. */
static bool says_less(const struct finding *finding, struct parted *parted)
{
    bool is_frame = strcmp(finding->rule->name, "frame-broken") == 0;
    if (!parted->found || !is_frame || finding->op != parted->finding.op)
        return false;
    if (parted->finding.severity >= finding->severity)
        return true;
    parted->found = false;
    return false;
}

/* What stands behind a STOP and is no pickle: padding can be there for any reason, other bytes before
 * another pickle for few. At the end they are an error. */
static void report_rest(struct report *report, const struct stream *stream)
{
    struct buf why = {.limit = 0};
    bool is_odd = stream->rest == PICKLES_JUNK && !stream->is_last;
    stream_rest_text(stream, &why);
    struct finding finding = {.rule = rule_named("bytes-after-stop"),
                              .severity = is_odd ? SEVERITY_SUSPICIOUS : SEVERITY_INFO,
                              .event = ANALYSIS_NO_EVENT,
                              .category = "",
                              .why = buf_text(&why)};
    report->failed |= why.failed;
    report_finding(report, stream, &finding);
    buf_free(&why);
}

/* A value is one of its pickle's, whatever stands behind the pickle in it. */
static bool is_accounted_for(const struct stream *stream)
{
    bool is_value = stream->source->in.members[stream->member].is_value;
    return stream->rest == PICKLES_PADDING ||
           (stream->rest == PICKLES_JUNK && (!stream->is_last || is_value));
}

static bool scan_visit(void *context, const struct stream *stream)
{
    const struct visit *visit = context;
    struct report *report = visit->report;
    struct parted parted = {.found = false};
    struct finding finding;
    bool goes_on = !report->failed && !out_failed(report->run->out);
    bool is_numbers = input_member_is_numbers(&stream->source->in, stream->member);
    if (is_accounted_for(stream) && !is_numbers)
        report_rest(report, stream);
    if (stream->rest == PICKLES_PADDING)
        return goes_on;
    report->failed |= !is_numbers && !find_part(visit, stream, &parted);
    if (stream->is_noise && !parted.found) {
        buf_free(&parted.why);
        return goes_on;
    }
    report->streams++;
    report_stream(report, stream);
    for (uint64_t n = 0; analysis_finding(stream->an, n, &finding); n++) {
        if (says_less(&finding, &parted))
            continue;
        if (parted.found && finding.op > parted.finding.op) {
            report_finding(report, stream, &parted.finding);
            parted.found = false;
        }
        report_finding(report, stream, &finding);
    }
    if (parted.found)
        report_finding(report, stream, &parted.finding);
    buf_free(&parted.why);
    return !report->failed && !out_failed(report->run->out);
}

static void scan_broken(void *context, const struct stream *stream, size_t member,
                        const struct err *err)
{
    struct report *report = ((const struct visit *)context)->report;
    const struct br_error *error = stream ? br_error_of(stream->rec) : NULL;
    const struct input *in = &report->source->in;
    if (input_member_is_numbers(in, member) && (stream || in->members[member].depth > 0))
        return;
    if (stream && is_accounted_for(stream) && (stream->rest == PICKLES_PADDING || stream->is_noise))
        return;
    struct trouble trouble = {.member = member, .message = err->text, .line = err->text};
    report->no_pickles += stream && report->streams == 0 && stream->is_noise;
    if (error) {
        trouble.stream = &stream->number;
        trouble.pos = &error->pos;
        trouble.message = error->message;
    }
    report_error(report, &trouble);
}

/* ---- What is not in a stream ----------------------------------------------------------------- */

static void scan_anomalies(struct report *report)
{
    const struct input_anomalies *list = &report->source->in.anomalies;
    uint64_t counts[INPUT_ANOMALY_KINDS] = {0};
    char text[80];
    for (size_t n = 0; n < list->count; n++)
        if (counts[list->rows[n].kind]++ < TOLD_MAX)
            report_anomaly(report, &list->rows[n]);
    for (int kind = 0; kind < INPUT_ANOMALY_KINDS; kind++)
        if (counts[kind] > TOLD_MAX)
            report_more_anomalies(report, (enum input_anomaly_kind)kind, counts[kind] - TOLD_MAX);
    if (list->left_out == 0)
        return;
    snprintf(text, sizeof text, "%" PRIu64 " more oddities of the container are left out",
             list->left_out);
    report_plain_error(report, INPUT_NO_MEMBER, text);
}

static void scan_gaps(struct report *report)
{
    const struct input *in = &report->source->in;
    for (size_t n = 0; n < in->gap_count; n++) {
        char text[160];
        snprintf(text, sizeof text, "0x%" PRIx64 " bytes at 0x%" PRIx64 " are not read: %s",
                 in->gaps[n].size, in->gaps[n].off, in->gaps[n].why);
        report_plain_error(report, INPUT_NO_MEMBER, text);
    }
}

/* A member that holds no pickle must be readable too, or nobody knows that it holds none. */
static void tell_same(struct visit *visit)
{
    if (visit->same_count <= TOLD_MAX)
        return;
    struct buf text = {.limit = ERR_TEXT_MAX};
    buf_printf(&text, "%" PRIu64 " more members: %s", visit->same_count - TOLD_MAX,
               buf_text(&visit->same_why));
    report_plain_error(visit->report, INPUT_NO_MEMBER, buf_text(&text));
    buf_free(&text);
}

/* Counts those that the same is wrong with. False: so many were told that this one is not. */
static bool is_worth_telling(struct visit *visit, const char *why)
{
    if (visit->same_count == 0 || strcmp(buf_text(&visit->same_why), why) != 0) {
        tell_same(visit);
        visit->same_count = 0;
        buf_clear(&visit->same_why);
        buf_str(&visit->same_why, why);
    }
    return ++visit->same_count <= TOLD_MAX;
}

static void check_member(struct visit *visit, const struct input *in, size_t m)
{
    const char *why = input_member_why(in, m);
    if (!why || !is_worth_telling(visit, why))
        return;
    struct buf text = {.limit = ERR_TEXT_MAX};
    input_member_label(in, m, &text);
    buf_printf(&text, ": %s", why);
    report_plain_error(visit->report, m, buf_text(&text));
    buf_free(&text);
}

/* ---- Files ----------------------------------------------------------------------------------- */

/* Code that stands in a value of a pickle; what an archive holds as a file is nothing that a pickle runs. */
static void scan_code(struct report *report, struct input *in, size_t m,
                      const struct policy *policy)
{
    const char *format = in->members[m].format;
    struct input_place place;
    struct buf path = {0};
    if (format && strcmp(format, input_format_marshal.name) == 0 &&
        input_member_place(in, m, &place, &path))
        report_marshal(report, in, m, policy);
    buf_free(&path);
}

static void scan_member(struct visit *visit, struct source *source, size_t m,
                        const struct walk *walk)
{
    struct report *report = visit->report;
    uint64_t n_streams, before = report->errors;
    if (input_member_holds_pickle(&source->in, m))
        walk_member(source, report->run->options, m, walk, &n_streams);
    else
        input_member_check(&source->in, m);
    scan_code(report, &source->in, m, walk->policy);
    if (report->errors == before)
        check_member(visit, &source->in, m);
}

/* m is the member `outer`, or in it, or in a value of what is. */
static bool stands_in(const struct input *in, size_t m, size_t outer)
{
    while (m != outer && in->members[m].depth > 0)
        m = in->members[m].parent;
    return m == outer;
}

static void scan_members(struct visit *visit, struct source *source, const struct walk *walk)
{
    struct report *report = visit->report;
    size_t member;
    struct err err;
    if (!source->entry) {
        for (member = 0; member < source->in.member_count && !report->failed; member++)
            scan_member(visit, source, member, walk);
    } else if (source_find(report->run, source, &member, &err)) {
        for (size_t m = member; m < source->in.member_count && !report->failed; m++)
            if (stands_in(&source->in, m, member))
                scan_member(visit, source, m, walk);
    } else {
        report_plain_error(report, INPUT_NO_MEMBER, err.text);
    }
    tell_same(visit);
    buf_free(&visit->same_why);
}

/* Arrays of numbers are an answer; else nobody knows what the file is. */
static void tell_no_pickle(struct report *report, const struct input *in)
{
    if (!input_is_arrays(in)) {
        report->no_pickles++;
        report_plain_error(report, INPUT_NO_MEMBER, "no pickle was found in it");
        return;
    }
    for (size_t m = 0; m < in->member_count; m++)
        if (in->members[m].is_array || !input_member_is_numbers(in, m))
            report_no_pickle(report, m);
}

void scan_source(struct report *report, struct source *source, const struct policy *policy)
{
    struct visit visit = {.report = report, .policy = policy};
    struct walk walk = {.visit = scan_visit,
                        .broken = scan_broken,
                        .context = &visit,
                        .policy = policy,
                        .nested = true,
                        .reads_on = true};
    scan_members(&visit, source, &walk);
    scan_anomalies(report);
    scan_gaps(report);
    if (report->failed)
        report_plain_error(report, INPUT_NO_MEMBER, "out of memory");
    if (report->streams == 0 && report->errors == 0)
        tell_no_pickle(report, &source->in);
    if (input_changed(&source->in))
        report_plain_error(report, INPUT_NO_MEMBER, "the file changed while it was read");
}

/* ---- In the process that reads a file ---------------------------------------------------------- */

struct reader {
    const struct scan *scan;
    struct wire *wire;
    struct run run; /* what is reported goes to out, from there into frames */
    struct out out;
};

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
        scan_source(&report, source, scan->policy);
    else
        report_plain_error(&report, INPUT_NO_MEMBER, why->text);
    enum verdict verdict = report_verdict(&report);
    bool is_bystander = report_is_bystander(&report);
    report_close(&report);
    reader_verdict(reader, verdict, is_bystander);
}

static void reader_open(struct reader *reader, const struct scan *scan)
{
    const struct out *shown = scan->run->out;
    reader->scan = scan;
    reader->run = (struct run){.options = &scan->options, .out = &reader->out};
    out_open_sink(&reader->out, (struct br_sink){.write = reader_write, .context = reader});
    reader->out.is_terminal = shown->is_terminal;
    reader->out.colour = shown->colour;
    reader->out.columns = shown->columns;
}

static void scan_work(void *context, const struct workers_task *task, struct wire *wire)
{
    struct reader reader = {.wire = wire};
    struct source source;
    struct err err = {.text = ""};
    reader_open(&reader, context);
    bool is_open = source_open(&source, reader.run.options, task->path, &err);
    if (!is_open)
        reader_error(&reader, &err);
    read_source(&reader, task, is_open ? &source : NULL, &err);
    if (is_open)
        source_close(&source);
}

/* ---- What comes of it -------------------------------------------------------------------------- */

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

static void scan_verdict(struct scan *scan, const struct verdict_frame *frame)
{
    count_verdict(scan, frame->verdict, frame->is_bystander);
    scan->alarm.severity = SEVERITY_NONE;
}

static void scan_frame(void *context, const struct workers_task *task, uint8_t kind,
                       const char *bytes, size_t n)
{
    struct scan *scan = context;
    struct err err;
    struct verdict_frame verdict;
    (void)task;
    if (kind == FRAME_OUT) {
        scan_out(scan, bytes, n);
    } else if (kind == FRAME_ALARM && n == sizeof scan->alarm) {
        memcpy(&scan->alarm, bytes, n);
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

/* The worst that was found in a file before the process that read it died. */
static void report_alarm(struct report *report, const struct alarm *alarm)
{
    struct buf callee = {.limit = 0}, args = {.limit = 0};
    buf_str(&callee, alarm->callee);
    buf_str(&args, alarm->args);
    struct told told = {.severity = alarm->severity,
                        .rule = alarm->rule,
                        .member = INPUT_NO_MEMBER,
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

/* That is the file's own error, and dangerous still wins over it. */
static void scan_died(void *context, const struct workers_task *task, const char *why,
                      bool is_begun)
{
    struct scan *scan = context;
    struct reader reader = {.scan = scan};
    struct report report;
    struct err err;
    reader_open(&reader, scan);
    out_open_sink(&reader.out, (struct br_sink){.write = dead_write, .context = scan});
    err_set(&err, "%.300s: not read to its end: the process that read it %s", task->path, why);
    if (is_begun && scan->form != &report_form_sarif)
        out_char(&reader.out, '\n');
    if (report_open(&report, &reader.run, scan->form, task->path, NULL)) {
        if (scan->alarm.severity > SEVERITY_NONE)
            report_alarm(&report, &scan->alarm);
        report_plain_error(&report, INPUT_NO_MEMBER, err.text);
        count_verdict(scan, report_verdict(&report), false);
        report_close(&report);
    }
    scan->alarm.severity = SEVERITY_NONE;
    struct err lost;
    out_flush(&reader.out, &lost);
    scan_error(scan, &err);
}

static void scan_tick(void *context, const char *path)
{
    struct scan *scan = context;
    if (!scan->progress.is_on)
        return;
    struct buf text = {.limit = ERR_TEXT_MAX};
    uint64_t total = scan->bystanders;
    for (int n = 0; n < VERDICT_COUNT; n++)
        total += scan->files[n];
    buf_printf(&text, "%" PRIu64 " read, %" PRIu64 " dangerous, %" PRIu64 " suspicious; %s", total,
               scan->files[VERDICT_DANGEROUS], scan->files[VERDICT_SUSPICIOUS], path ? path : "");
    progress_show(&scan->progress, buf_text(&text));
    buf_free(&text);
}

/* ---- The files --------------------------------------------------------------------------------- */

static void scan_tell(struct scan *scan, uint8_t kind, const struct err *err)
{
    if (!workers_tell(scan->workers, kind, (const char *)err, sizeof *err))
        run_error(scan->run, err);
}

static void scan_skipped(void *context, const struct err *why)
{
    scan_tell(context, FRAME_SKIPPED, why);
}

static void scan_failed(void *context, const struct err *why)
{
    scan_tell(context, FRAME_FAILED, why);
}

static bool is_stdin(const char *path)
{
    return path[0] == '-' && (path[1] == '\0' || path[1] == '!');
}

static bool scan_path(void *context, const char *path, bool is_found)
{
    struct scan *scan = context;
    struct err err;
    if (is_stdin(path) && scan->is_stdin_read) {
        err_set(&err, "brine scan: -: standard input can be read only once");
        scan_failed(scan, &err);
        return true;
    }
    scan->is_stdin_read |= is_stdin(path);
    if (!workers_add(scan->workers, path, is_found)) {
        err_set(&err, "%.300s: out of memory", path);
        scan_failed(scan, &err);
    }
    return !out_failed(scan->run->out);
}

static bool scan_named(void *context, const char *path)
{
    struct scan *scan = context;
    struct path_visitor visitor = {.file = scan_path,
                                   .skipped = scan_skipped,
                                   .failed = scan_failed,
                                   .context = scan,
                                   .follows = OPT_GIVEN(scan->run->options, follow)};
    return paths_walk(path, &visitor);
}

static void scan_list(struct scan *scan)
{
    const struct options *options = scan->run->options;
    struct err err;
    char end = OPT_GIVEN(options, null_names) ? '\0' : '\n';
    scan->is_stdin_read |= is_stdin(options->files_from);
    if (!filelist_read(options->files_from, end, scan_named, scan, &err))
        scan_failed(scan, &err);
}

static void scan_all(struct scan *scan)
{
    const struct options *options = scan->run->options;
    bool goes_on = true;
    for (size_t n = 0; goes_on && n < options->n_files; n++)
        goes_on = scan_named(scan, options->files[n]);
    if (goes_on && options->files_from)
        scan_list(scan);
    if (!out_failed(scan->run->out))
        workers_finish(scan->workers);
    progress_clear(&scan->progress);
}

/* ---- How many at once -------------------------------------------------------------------------- */

/* One file needs one process, with all of the memory. */
static bool is_one_file(const struct options *options)
{
    struct stat stat_of;
    return options->n_files == 1 && !options->files_from &&
           (stat(options->files[0], &stat_of) != 0 || !S_ISDIR(stat_of.st_mode));
}

/* As many as there are processors to run on, and a GiB of memory for each. */
static unsigned default_jobs(void)
{
    cpu_set_t set;
    long count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set)
                                                             : sysconf(_SC_NPROCESSORS_ONLN);
    long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
    long room = pages > 0 && page > 0 ? pages / ((1L << 30) / page) : 1;
    long jobs = count < room ? count : room;
    return jobs < 1 ? 1 : jobs > OPTION_JOBS_MAX ? OPTION_JOBS_MAX : (unsigned)jobs;
}

/* How many at once; what memory the record of each may take. */
static unsigned share_out(struct scan *scan)
{
    const struct options *options = scan->run->options;
    unsigned jobs = options->jobs ? (unsigned)options->jobs : default_jobs();
    if (is_one_file(options))
        jobs = 1;
    scan->options = *options;
    if (jobs > 1 && options->settings.max_record == 0)
        scan->options.settings.max_record = settings_record_bytes(&options->settings) / jobs;
    return jobs;
}

/* ---- The command ----------------------------------------------------------------------------- */

static void print_summary(const struct scan *scan)
{
    struct out *out = scan->run->out;
    uint64_t total = scan->bystanders;
    for (int n = 0; n < VERDICT_COUNT; n++)
        total += scan->files[n];
    if (scan->form != &report_form_text || total + scan->skipped < 2 ||
        OPT_GIVEN(scan->run->options, quiet))
        return;
    out_char(out, '\n');
    out_count(out, total, "file");
    const char *before = ": ";
    for (int n = VERDICT_COUNT; n-- > 0;) {
        if (scan->files[n] == 0)
            continue;
        out_printf(out, "%s%" PRIu64 " %s", before, scan->files[n], verdict_name((enum verdict)n));
        before = ", ";
    }
    if (scan->bystanders) {
        out_printf(out, "%s%" PRIu64 " no pickle", before, scan->bystanders);
        before = ", ";
    }
    if (scan->skipped)
        out_printf(out, "%s%" PRIu64 " not opened", before, scan->skipped);
    if (out->is_terminal)
        out_printf(out, ", in %.1f s", (double)progress_ms(&scan->progress) / 1000);
    out_char(out, '\n');
}

static bool dialect_runs(const char *name)
{
    struct br_dialect dialect;
    for (unsigned n = 0; br_dialect_nth(n, &dialect); n++)
        if (!strcmp(dialect.name, name))
            return dialect.runs;
    return false;
}

/* What the command line asks for and cannot be had. */
static bool check_usage(const struct options *options, struct err *err)
{
    if (options->n_files == 0 && !options->files_from)
        return err_set(err, "brine scan: no PATH given (see brine scan --help)");
    if (OPT_GIVEN(options, json) && OPT_GIVEN(options, sarif))
        return err_set(err, "brine scan: --json and --sarif cannot both be had");
    if (OPT_GIVEN(options, null_names) && !options->files_from)
        return err_set(err, "brine scan: -0 is about --files-from, which is not given");
    if (!dialect_runs(options->dialect))
        return err_set(err, "brine scan: --dialect: %s only decodes, so there is nothing to judge",
                       options->dialect);
    return true;
}

static const struct report_form *form_of(const struct options *options)
{
    if (OPT_GIVEN(options, sarif))
        return &report_form_sarif;
    return OPT_GIVEN(options, json) ? &report_form_json : &report_form_text;
}

static void scan_run(struct run *run)
{
    struct scan scan = {.run = run, .form = form_of(run->options)};
    struct workers_calls calls = {.work = scan_work,
                                  .frame = scan_frame,
                                  .died = scan_died,
                                  .tick = scan_tick,
                                  .context = &scan};
    struct err err;
    if (!check_usage(run->options, &err)) {
        run_error(run, &err);
        return;
    }
    scan.policy = policies_open(run->options, &err);
    if (!scan.policy) {
        run_error(run, &err);
        return;
    }
    scan.workers = workers_new(share_out(&scan), &calls);
    if (!scan.workers) {
        err_set(&err, "brine scan: out of memory");
        run_error(run, &err);
        policy_free(scan.policy);
        return;
    }
    progress_begin(&scan.progress);
    if (scan.form == &report_form_sarif)
        sarif_begin(&scan.sarif, run->out);
    scan_all(&scan);
    if (scan.form == &report_form_sarif)
        sarif_end(&scan.sarif, (int)run->code);
    print_summary(&scan);
    workers_free(scan.workers);
    policy_free(scan.policy);
}
