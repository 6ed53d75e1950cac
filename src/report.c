/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/report.h"

#include <inttypes.h>
#include <string.h>

#include "src/analysis/shown.h"
#include "src/output/event.h"
#include "src/output/out.h"

/* Bytes of an event in words, unless --full. */
enum { WORDS_MAX = 4096 };
/* Links of the way to a callee that are told. */
enum { LINKS_MAX = 16 };

const char *verdict_name(enum verdict verdict)
{
    static const char *const names[VERDICT_COUNT] = {
        [VERDICT_BENIGN] = "benign",
        [VERDICT_ERROR] = "error",
        [VERDICT_SUSPICIOUS] = "suspicious",
        [VERDICT_DANGEROUS] = "dangerous",
    };
    return names[verdict];
}

bool report_open(struct report *report, struct run *run, const struct report_form *form,
                 const char *path, struct source *source)
{
    *report = (struct report){.run = run, .form = form, .path = path, .source = source};
    if (source)
        input_digest(&source->in, report->hash);
    report_stream(report, NULL);
    return form->open(report);
}

void report_stream(struct report *report, const struct stream *stream)
{
    report->budget = budget_new(&report->run->options->settings);
    if (stream && report->form->stream)
        report->form->stream(report, stream);
}

/* ---- Findings -------------------------------------------------------------------------------- */

static void add_global(struct buf *out, const struct finding *finding)
{
    buf_str(out, finding->module);
    buf_str(out, *finding->name ? "." : "");
    buf_str(out, finding->name);
}

/* The event in words, into told->callee. */
static void take_words(struct report *report, const struct stream *stream,
                       const struct finding *finding, const struct br_event *event,
                       struct told *told)
{
    struct br_text_options options = budget_options(&report->budget);
    if (!OPT_GIVEN(report->run->options, full) &&
        (options.max_bytes == 0 || options.max_bytes > WORDS_MAX))
        options.max_bytes = WORDS_MAX;
    buf_str(&report->callee, event_verb(event->kind));
    buf_char(&report->callee, ' ');
    if (!event_object(stream->rec, event, &options, &report->callee))
        report->failed = true;
    if (finding->resolved || finding->given) {
        buf_str(&report->callee, "  = ");
        add_global(&report->callee, finding);
        event_call_args(&report->callee, finding->given ? finding->given : finding->args);
    }
    told->callee = &report->callee;
    budget_spend(&report->budget, report->callee.len);
}

static bool take_field(struct report *report, const struct stream *stream,
                       const struct br_event *event, enum br_field field, struct buf *out,
                       unsigned *shown)
{
    struct br_text_options options = budget_options(&report->budget);
    struct br_text_result result = {.bytes = 0};
    bool present = false;
    if (br_event_text(stream->rec, event, field, &options, buf_sink(out), &result, &present) !=
        BR_OK)
        report->failed = true;
    budget_spend(&report->budget, result.bytes);
    *shown |= (result.escaped ? SHOWN_ESCAPED : 0) | (result.cut ? SHOWN_CUT : 0);
    return present;
}

/* Callee, or what it is resolved to, and arguments. */
static void take_texts(struct report *report, const struct stream *stream,
                       const struct finding *finding, const struct br_event *event,
                       struct told *told)
{
    told->shown = finding->shown;
    if (finding->resolved) {
        add_global(&report->callee, finding);
        budget_spend(&report->budget, report->callee.len);
        told->callee = &report->callee;
    } else if (take_field(report, stream, event, BR_FIELD_CALLEE, &report->callee, &told->shown)) {
        told->callee = &report->callee;
    }
    if (finding->args) {
        buf_str(&report->args, finding->args);
        budget_spend(&report->budget, report->args.len);
        told->args = &report->args;
    } else if (!finding->is_fetched &&
               take_field(report, stream, event, BR_FIELD_ARGS, &report->args, &told->shown)) {
        told->args = &report->args;
    }
    if (finding->given) {
        buf_str(&report->given, finding->given);
        budget_spend(&report->budget, report->given.len);
        told->given = &report->given;
    }
}

/* The same of what is found without an event of this run: another reader would call it. */
static void take_names(struct report *report, const struct finding *finding, struct told *told)
{
    if (!finding->module || report->form->wants_words)
        return; /* the words say it */
    told->shown = finding->shown;
    buf_str(&report->callee, finding->module); /* it is a name that is called, be it an empty one */
    buf_char(&report->callee, '.');
    buf_str(&report->callee, finding->name);
    told->callee = &report->callee;
    if (finding->args) {
        buf_str(&report->args, finding->args);
        told->args = &report->args;
    }
    budget_spend(&report->budget, report->callee.len + report->args.len);
}

/* What is bad is worth knowing even if the rest of the file is never read. */
static void tell(struct report *report, const struct told *told)
{
    if (report->alarm && told->severity >= SEVERITY_SUSPICIOUS &&
        report->alarms[told->severity]++ < REPORT_ALARMS_MAX / 2)
        report->alarm(report->alarm_context, told);
    report->form->finding(report, told);
}

/* Bytes of the opcode that a finding is about. */
static uint64_t length_of(const struct stream *stream, const struct finding *finding)
{
    struct br_ins ins;
    if (finding->op >= br_ops(stream->rec) || finding->pos != br_pos(stream->rec, finding->op))
        return 0;
    br_ins_at(stream->rec, finding->op, &ins);
    return ins.length + ins.gap;
}

/* Counts one; true if the form wants to be told of it. */
static bool count_finding(struct report *report, enum severity severity)
{
    bool wanted = !report->form->wants || report->form->wants(report, severity);
    report->findings[severity]++;
    return wanted;
}

/* A dangerous pickle that is only kept as bytes by one that does nothing to mind runs nothing: whoever
 * loads it is not in this file. */
static enum severity severity_in_use(struct report *report, const struct stream *stream,
                                     const struct finding *finding)
{
    bool is_kept = input_member_is_kept(&stream->source->in, stream->member);
    report->in_use += !is_kept && finding->severity >= SEVERITY_SUSPICIOUS;
    return is_kept && report->in_use == 0 && finding->severity > SEVERITY_SUSPICIOUS
               ? SEVERITY_SUSPICIOUS
               : finding->severity;
}

/* Why, with the reason for which it is told as less than it is. */
static const char *reason(struct report *report, const struct finding *finding,
                          enum severity severity)
{
    if (severity == finding->severity)
        return finding->why;
    buf_clear(&report->why);
    buf_printf(&report->why, "%s, but stands in a value that nothing here loads", finding->why);
    report->failed |= report->why.failed;
    return buf_text(&report->why);
}

void report_finding(struct report *report, const struct stream *stream,
                    const struct finding *finding)
{
    enum severity severity = severity_in_use(report, stream, finding);
    struct told told = {
        .severity = severity,
        .rule = finding->rule->name,
        .member = stream->member,
        .stream = stream,
        .pos = finding->pos,
        .length = length_of(stream, finding),
        .message = reason(report, finding, severity),
    };
    struct br_event event;
    struct link links[LINKS_MAX];
    report->is_beyond_ascii |= strcmp(finding->rule->name, "not-ascii") == 0;
    if (!count_finding(report, severity))
        return;
    told.has_offset = input_file_offset(&stream->source->in, stream->member,
                                        stream->offset + finding->pos, &told.file_offset);
    buf_clear(&report->callee);
    buf_clear(&report->args);
    buf_clear(&report->given);
    if (finding->event != ANALYSIS_NO_EVENT && br_event(stream->rec, finding->event, &event)) {
        if (report->form->wants_words)
            take_words(report, stream, finding, &event, &told);
        else
            take_texts(report, stream, finding, &event, &told);
        told.is_change = event.kind >= BR_EV_BUILD && event.kind <= BR_EV_ADDITEM;
        told.an = stream->an;
        told.links = links;
        told.n_links =
            finding->resolved ? analysis_chain(stream->an, finding->event, links, LINKS_MAX) : 0;
    } else {
        take_names(report, finding, &told);
    }
    tell(report, &told);
}

/* Some kinds are a rule of their own, others what containers say of themselves. */
static const struct rule *rule_of(enum input_anomaly_kind kind)
{
    const struct rule *own = rule_named(input_anomaly_word(kind));
    return own ? own : rule_named("container-anomaly");
}

/* What loaders may read otherwise is no alarm in a file of which all was read and nothing is a pickle;
 * what was not looked at still is. */
static enum severity severity_of(const struct report *report, enum input_anomaly_kind kind)
{
    bool is_unread = kind == INPUT_ANOMALY_MEMBER_LIMIT;
    bool is_own = rule_of(kind) == rule_named(input_anomaly_word(kind));
    bool is_void = report->holds_none && !is_own && !is_unread;
    return input_anomaly_is_remark(kind) || is_void ? SEVERITY_INFO : rule_of(kind)->severity;
}

void report_anomaly(struct report *report, const struct input_anomaly *anomaly)
{
    const struct rule *rule = rule_of(anomaly->kind);
    const char *word = input_anomaly_word(anomaly->kind);
    enum severity severity = severity_of(report, anomaly->kind);
    if (!count_finding(report, severity))
        return;
    buf_clear(&report->args);
    if (strcmp(word, rule->name) != 0) {
        buf_str(&report->args, word);
        buf_str(&report->args, ": ");
    }
    input_anomaly_text(anomaly, &report->args);
    struct told told = {
        .severity = severity,
        .rule = rule->name,
        .member = anomaly->member,
        .has_offset = true,
        .file_offset = anomaly->off,
        .message = buf_text(&report->args),
    };
    tell(report, &told);
}

void report_more_anomalies(struct report *report, enum input_anomaly_kind kind, uint64_t count)
{
    enum severity severity = severity_of(report, kind);
    if (count == 0 || !count_finding(report, severity))
        return;
    buf_clear(&report->args);
    buf_printf(&report->args, "%s: and %" PRIu64 " more of the kind", input_anomaly_word(kind),
               count);
    struct told told = {
        .severity = severity,
        .rule = rule_of(kind)->name,
        .member = INPUT_NO_MEMBER,
        .message = buf_text(&report->args),
    };
    tell(report, &told);
}

void report_whole(struct report *report, const char *rule, const char *message)
{
    const struct rule *row = rule_named(rule);
    if (count_finding(report, row->severity))
        tell(report, &(struct told){.severity = row->severity,
                                    .rule = row->name,
                                    .member = INPUT_NO_MEMBER,
                                    .message = message});
}

void report_no_pickle(struct report *report, size_t member)
{
    const struct rule *rule = rule_named("no-pickle");
    const struct input_member *row = &report->source->in.members[member];
    const struct input_member *own = row->owner ? &row->owner->members[row->own] : row;
    if (!count_finding(report, rule->severity))
        return;
    tell(report, &(struct told){.severity = rule->severity,
                                .rule = rule->name,
                                .member = member,
                                .message = own->about ? own->about : rule->sentence});
}

void report_marshal_words(struct report *report, size_t member, const char *message,
                          const struct buf *callee)
{
    const struct rule *rule = rule_named("marshalled-code");
    struct told told = {
        .severity = rule->severity,
        .rule = rule->name,
        .member = member,
        .callee = report->form->wants_words ? NULL : callee, /* the message has it */
        .message = message,
    };
    if (!count_finding(report, rule->severity))
        return;
    told.has_offset = input_file_offset(&report->source->in, member, 0, &told.file_offset);
    tell(report, &told);
}

/* ---- Errors and the verdict ------------------------------------------------------------------ */

void report_error(struct report *report, const struct trouble *trouble)
{
    report->errors++;
    report->form->error(report, trouble);
}

void report_plain_error(struct report *report, size_t member, const char *line)
{
    report_error(report, &(struct trouble){.member = member, .message = line, .line = line});
}

enum verdict report_verdict(const struct report *report)
{
    if (report->findings[SEVERITY_DANGEROUS])
        return VERDICT_DANGEROUS;
    if (report->findings[SEVERITY_SUSPICIOUS])
        return VERDICT_SUSPICIOUS;
    return report->errors ? VERDICT_ERROR : VERDICT_BENIGN;
}

bool report_is_bystander(const struct report *report)
{
    return report->is_found && report_verdict(report) == VERDICT_ERROR &&
           report->errors == report->no_pickles;
}

void report_close(struct report *report)
{
    report->form->finish(report);
    report->form->close(report);
    buf_free(&report->callee);
    buf_free(&report->args);
    buf_free(&report->given);
    buf_free(&report->why);
}
