/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/scan_source.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "src/input/format.h"
#include "src/scan_divergence.h"
#include "src/scan_restrict.h"

/* Oddities of one kind, and members with the same trouble, that are told one by one. */
enum { TOLD_MAX = 20 };

/* ---- Streams --------------------------------------------------------------------------------- */

/* What the walk over a file works on. */
struct visit {
    struct report *report;
    const struct policy *policy;
    struct restriction *restriction; /* of --restrict; NULL: none */
    struct buf same_why;             /* what the last member could not be read for, */
    uint64_t same_count;             /* and how many in a row */
};

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
    bool is_value = stream->source->in.members[stream->member].value.is_one;
    return stream->rest == PICKLES_PADDING ||
           (stream->rest == PICKLES_JUNK && (!stream->is_last || is_value));
}

/* After what must stand before it. */
static void tell_finding(struct report *report, const struct stream *stream,
                         struct refusal *refusal, struct finding *finding)
{
    struct finding refused;
    if (refusal_finding(refusal, stream, finding->op, &refused))
        report_finding(report, stream, &refused);
    refusal_soften(refusal, finding);
    report_finding(report, stream, finding);
}

/* In the order of the opcodes. */
static void tell_findings(struct report *report, const struct stream *stream,
                          struct refusal *refusal, struct parted *parted)
{
    struct finding finding;
    for (uint64_t n = 0; analysis_finding(stream->an, n, &finding); n++) {
        if (scan_says_less(&finding, parted))
            continue;
        if (parted->found && finding.op > parted->finding.op) {
            tell_finding(report, stream, refusal, &parted->finding);
            parted->found = false;
        }
        tell_finding(report, stream, refusal, &finding);
    }
    if (parted->found)
        tell_finding(report, stream, refusal, &parted->finding);
    if (refusal_finding(refusal, stream, BR_NO_OP, &finding))
        report_finding(report, stream, &finding);
}

static void tell_stream(struct visit *visit, const struct stream *stream, struct parted *parted)
{
    struct report *report = visit->report;
    struct refusal refusal;
    report->failed |= !refusal_find(&refusal, visit->restriction, stream);
    report->streams++;
    report_stream(report, stream);
    tell_findings(report, stream, &refusal, parted);
    report->failed |= refusal.later.failed;
    refusal_free(&refusal);
}

static bool scan_visit(void *context, const struct stream *stream)
{
    struct visit *visit = context;
    struct report *report = visit->report;
    struct parted parted = {.found = false};
    bool is_numbers = input_member_is_numbers(&stream->source->in, stream->member);
    if (is_accounted_for(stream) && !is_numbers)
        report_rest(report, stream);
    if (stream->rest != PICKLES_PADDING) {
        report->failed |= !is_numbers && !scan_find_part(report, stream, visit->policy, &parted);
        if (!stream->is_noise || parted.found)
            tell_stream(visit, stream, &parted);
    }
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
    struct buf message = {.limit = ERR_TEXT_MAX};
    report->no_pickles += stream && report->streams == 0 && stream->is_noise;
    if (error) {
        trouble.stream = &stream->number;
        trouble.pos = &error->pos;
        bool is_harmless =
            report->findings[SEVERITY_SUSPICIOUS] == 0 && report->findings[SEVERITY_DANGEROUS] == 0;
        if (is_harmless && stream_no_pickle(stream, error, &message))
            buf_str(&message, ": ");
        buf_str(&message, error->message);
        trouble.message = buf_text(&message);
    }
    report_error(report, &trouble);
    buf_free(&message);
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

/* Padding: whoever reads it finds nothing. list tells it all the same. */
static bool is_empty(const struct input *in, const struct input_gap *gap)
{
    enum { MOST = 1 << 20 };
    const uint8_t *bytes = in->bytes + gap->off;
    return gap->size > 0 && gap->size <= MOST && bytes[0] == 0 &&
           memcmp(bytes, bytes + 1, (size_t)gap->size - 1) == 0;
}

static void scan_gaps(struct report *report)
{
    const struct input *in = &report->source->in;
    for (size_t n = 0; n < in->gap_count; n++) {
        if (is_empty(in, &in->gaps[n]))
            continue;
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
        if (in->members[m].child_count == 0 && /* else what is in it is told */
            (in->members[m].is_array || !input_member_is_numbers(in, m)))
            report_no_pickle(report, m);
}

const char *scan_encoding(const struct options *options)
{
    return options->encoding ? options->encoding : "latin1";
}

void scan_source(struct report *report, struct source *source, const struct policy *policy,
                 struct restriction *restriction)
{
    struct visit visit = {.report = report, .policy = policy, .restriction = restriction};
    struct walk walk = {.visit = scan_visit,
                        .broken = scan_broken,
                        .context = &visit,
                        .policy = policy,
                        .nested = true,
                        .reads_on = true};
    scan_members(&visit, source, &walk);
    report->holds_none = report->streams == 0 && report->errors == 0 && !report->failed &&
                         !source->entry && !input_is_arrays(&source->in);
    scan_anomalies(report);
    /* Bytes outside of members were searched too. */
    if (!report->holds_none)
        scan_gaps(report);
    if (report->failed)
        report_plain_error(report, INPUT_NO_MEMBER, "out of memory");
    if (report->streams == 0 && report->errors == 0)
        tell_no_pickle(report, &source->in);
    if (input_changed(&source->in))
        report_plain_error(report, INPUT_NO_MEMBER, "the file changed while it was read");
}
