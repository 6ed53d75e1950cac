/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `brine calls`: everything that loading would import, call or touch, in order. */
#include <inttypes.h>
#include <string.h>

#include "src/analysis/readers.h"
#include "src/command.h"
#include "src/output/event.h"
#include "src/output/eventjson.h"
#include "src/output/jsontext.h"
#include "src/output/paint.h"
#include "src/output/safe.h"
#include "src/policies.h"
#include "src/streams.h"

static void calls_run(struct run *run);

const struct command command_calls = {
    .name = "calls",
    .synopsis = "[OPTION]... FILE...",
    .summary = "What loading would import, call or touch, in order, with arguments",
    .help = "Prints a line for each thing that loading the pickle would import, call or\n"
            "change, in the order in which Python would do it, with its arguments as they\n"
            "are at that moment, and what loading would return. Nothing is imported or\n"
            "called. Signs: $D known to be dangerous, $S unknown or doubtful, nothing:\n"
            "harmless. With --json: one object per pickle stream.\n"
            "\n"
            "With --restrict it tells where an Unpickler would stop whose find_class allows\n"
            "only the names given, what had run before, and what then never runs:\n"
            "\n"
            "  brine calls --restrict list,dict,str,int FILE\n"
            "\n"
            "Such a find_class is asked for names as the stream spells them: __builtin__.list\n"
            "of Python 2 is not builtins.list.\n",
    .full = "Cut nothing to the width of the terminal",
    .accepts = OPTS_RUN | OPTS_JUDGE | OPT_BIT(json) | OPT_BIT(nested) | OPT_BIT(full) |
               OPT_BIT(restrict) | OPT_BIT(restrict_file),
    .min_files = 1,
    .run = calls_run,
};

struct calls {
    struct run *run;
    struct jsontext text;            /* its budget and failure are those of lines for people too */
    struct buf line;                 /* scratch */
    bool is_first;                   /* nothing is printed yet */
    struct restriction *restriction; /* of --restrict; NULL: none is asked about */
    struct restricted restricted;    /* where it stops the stream at hand */
};

/* ---- JSON ------------------------------------------------------------------------------------ */

static enum difference difference_at(const br_record *rec, br_op op, bool is_c)
{
    if (is_c)
        return readers_row(rec, op);
    return br_frame_broken(rec, op) ? DIFFERENCE_frame : DIFFERENCE_NONE;
}

/* Where Python's readers part, as far as a row of this run alone shows it; only when there is such
 * a place. */
static void json_divergences(struct jsonl *json, const br_record *rec, bool is_c)
{
    bool has_one = false;
    for (br_op op = 0; op < br_ops(rec) && (is_c || br_frames_broken(rec)); op++) {
        enum difference difference = difference_at(rec, op, is_c);
        if (difference <= DIFFERENCE_MAYBE)
            continue;
        if (!has_one) {
            jsonl_key(json, "divergences");
            jsonl_array(json);
        }
        has_one = true;
        jsonl_object(json);
        jsonl_key(json, "pos");
        jsonl_number(json, br_pos(rec, op));
        jsonl_key(json, "kind");
        jsonl_str(json, difference_row(difference)->name);
        jsonl_object_end(json);
    }
    if (has_one)
        jsonl_array_end(json);
}

static void json_head(struct jsonl *json, const struct stream *stream)
{
    const struct br_error *error = br_error_of(stream->rec);
    stream_json(stream, json);
    jsonl_key(json, "end");
    jsonl_number(json, stream->base + stream->end);
    jsonl_key(json, "protocol");
    jsonl_signed(json, br_protocol(stream->rec, br_ops(stream->rec)));
    jsonl_key(json, "opcodes");
    jsonl_number(json, br_ops(stream->rec));
    jsonl_key(json, "dialect");
    jsonl_str(json, stream->dialect);
    jsonl_key(json, "status");
    jsonl_str(json, error ? "error" : "ok");
    jsonl_key(json, "error");
    eventjson_error(json, error);
}

static void restrict_json(struct calls *calls, const struct stream *stream)
{
    struct jsonl *json = &calls->text.json;
    struct restricted *run = &calls->restricted;
    struct br_event event;
    jsonl_key(json, "restrict");
    jsonl_object(json);
    jsonl_key(json, "allowed");
    jsonl_number(json, restriction_count(calls->restriction));
    jsonl_key(json, "refused");
    if (run->is_refused && br_event(stream->rec, run->event, &event))
        eventjson_event(&calls->text, stream->rec, stream->an, &event);
    else
        jsonl_null(json);
    jsonl_key(json, "event");
    if (run->is_refused)
        jsonl_number(json, run->event);
    else
        jsonl_null(json);
    jsonl_key(json, "ran");
    jsonl_number(json, run->n_before);
    jsonl_key(json, "never_runs");
    jsonl_number(json, run->n_after);
    jsonl_object_end(json);
}

static void json_stream(struct calls *calls, const struct stream *stream)
{
    struct jsonl *json = &calls->text.json;
    struct br_state end = {stream->rec, br_ops(stream->rec)};
    jsonl_object(json);
    json_head(json, stream);
    jsonl_key(json, "events");
    eventjson_events(&calls->text, stream->rec, stream->an);
    jsonl_key(json, "result");
    jsontext_value(&calls->text, end, br_result(stream->rec));
    jsontext_marks(&calls->text);
    json_divergences(json, stream->rec, strcmp(stream->dialect, "c") == 0);
    if (calls->restriction)
        restrict_json(calls, stream);
    jsonl_object_end(json);
    jsonl_line(json);
}

/* ---- Text for people ------------------------------------------------------------------------- */

/* What a line may hold: all of the text, or what the terminal shows. */
static struct br_text_options line_options(const struct calls *calls)
{
    struct br_text_options options = budget_options(&calls->text.budget);
    unsigned columns = calls->run->out->columns;
    /* No column takes more than four bytes and four marks of three. */
    uint64_t shown = 16 * (uint64_t)columns;
    if (columns && !OPT_GIVEN(calls->run->options, full) &&
        (options.max_bytes == 0 || shown < options.max_bytes))
        options.max_bytes = shown;
    return options;
}

/* Prints raw text as the end of a line whose first `used` columns are taken. */
static void print_rest(struct calls *calls, enum paint meaning, size_t used)
{
    struct out *out = calls->run->out;
    struct buf line = {.limit = 0};
    size_t room = 0;
    if (out->columns && !OPT_GIVEN(calls->run->options, full))
        room = out->columns > used + 8 ? out->columns - used : 8;
    safe_cut(&line, buf_text(&calls->line), calls->line.len, room);
    calls->text.failed |= calls->line.failed;
    paint(out, meaning);
    out_buf(out, &line);
    paint(out, PAINT_PLAIN);
    out_char(out, '\n');
    buf_free(&line);
}

/* What --restrict tells. */
static void restrict_line(struct calls *calls, enum paint meaning)
{
    out_str(calls->run->out, "  ");
    print_rest(calls, meaning, 2);
}

/* Before the event that is refused. */
static void restrict_stop(struct calls *calls, const struct br_event *event)
{
    buf_clear(&calls->line);
    buf_str(&calls->line, event->kind == BR_EV_EXT
                              ? "--- find_class is asked here for a name that only the loading "
                                "program knows; taken as refused:"
                              : "--- find_class refuses the next import; nothing from here on "
                                "runs:");
    restrict_line(calls, PAINT_BROKEN);
}

/* Behind the last event: what it comes to. */
static void restrict_sum(struct calls *calls)
{
    const struct restricted *run = &calls->restricted;
    uint64_t count = restriction_count(calls->restriction);
    buf_clear(&calls->line);
    if (run->is_refused)
        buf_printf(&calls->line,
                   "restricted to %" PRIu64 " name%s: stops there; calls and changes that had run: "
                   "%" PRIu64 ", that never run: %" PRIu64,
                   count, count == 1 ? "" : "s", run->n_before, run->n_after);
    else
        buf_printf(&calls->line,
                   "restricted to %" PRIu64 " name%s: refuses nothing of this; calls and changes "
                   "that run: %" PRIu64,
                   count, count == 1 ? "" : "s", run->n_before);
    restrict_line(calls, run->is_refused ? PAINT_BROKEN : PAINT_PLAIN);
}

static void add_mapped(struct calls *calls, const struct stream *stream,
                       const struct br_event *event)
{
    struct buf mapped = {.limit = 0};
    if (!event_mapped(stream->rec, event, &mapped))
        calls->text.failed = true;
    if (mapped.len)
        buf_printf(&calls->line, "  = %s", buf_text(&mapped));
    buf_free(&mapped);
}

static void print_event(struct calls *calls, const struct stream *stream,
                        const struct br_event *event)
{
    struct out *out = calls->run->out;
    struct br_text_options options = line_options(calls);
    enum severity severity = analysis_event(stream->an, event->number, NULL);
    const char *verb = event_verb(event->kind);
    const char *module, *name;
    const char *args = analysis_resolved_args(stream->an, event->number);
    buf_clear(&calls->line);
    if (!event_object(stream->rec, event, &options, &calls->line))
        calls->text.failed = true;
    if (analysis_resolved(stream->an, event->number, &module, &name)) {
        buf_printf(&calls->line, "  = %s%s%s", module, *name ? "." : "", name);
        event_call_args(&calls->line, args);
    }
    add_mapped(calls, stream, event);
    budget_spend(&calls->text.budget, calls->line.len);
    out_str(out, "  ");
    paint(out, PAINT_DIM);
    out_str(out, "0x");
    out_hex(out, event->pos, stream_digits(stream));
    paint(out, paint_of(severity));
    out_printf(out, " %s %-6s  ", severity_sign(severity), verb);
    print_rest(calls, paint_of(severity), 15 + stream_digits(stream));
}

static void print_head(struct calls *calls, const struct stream *stream)
{
    struct out *out = calls->run->out;
    struct buf label = {.limit = 0}, line = {.limit = 0};
    stream_label(stream, &label);
    safe_line(&line, buf_text(&label), label.len);
    calls->text.failed |= label.failed;
    if (!calls->is_first)
        out_char(out, '\n');
    calls->is_first = false;
    paint(out, PAINT_NAME);
    out_buf(out, &line);
    paint(out, PAINT_PLAIN);
    out_printf(out, ": protocol %d, ", br_protocol(stream->rec, br_ops(stream->rec)));
    out_count(out, br_ops(stream->rec), "opcode");
    out_str(out, ", ");
    out_count(out, stream->end - stream->offset, "byte");
    out_char(out, '\n');
    buf_clear(&label);
    buf_clear(&line);
    stream_way(stream, &label);
    if (label.len) {
        safe_line(&line, buf_text(&label), label.len);
        out_str(out, "  comes from ");
        out_buf(out, &line);
        out_char(out, '\n');
    }
    calls->text.failed |= label.failed || line.failed;
    buf_free(&label);
    buf_free(&line);
}

static void print_end(struct calls *calls, const struct stream *stream)
{
    struct br_state end = {stream->rec, br_ops(stream->rec)};
    const struct br_error *error = br_error_of(stream->rec);
    struct br_text_options options = line_options(calls);
    struct br_text_result result;
    bool is_run = br_runs(stream->rec);
    buf_clear(&calls->line);
    if (is_run && br_event_count(stream->rec) == 0 && br_ops(stream->rec) > 0)
        out_str(calls->run->out, "  nothing is imported, called or touched\n");
    if (error) {
        buf_str(&calls->line, "breaks at ");
        break_text(error, &calls->line);
    } else if (!is_run) {
        buf_str(&calls->line, "is decoded up to STOP; this reader does nothing with it");
    } else {
        buf_str(&calls->line, "returns ");
        if (br_text(end, br_result(stream->rec), &options, buf_sink(&calls->line), &result) !=
            BR_OK)
            calls->text.failed = true;
    }
    out_str(calls->run->out, "  ");
    print_rest(calls, error ? PAINT_BROKEN : PAINT_PLAIN, 2);
}

static void print_stream(struct calls *calls, const struct stream *stream)
{
    struct br_event event;
    bool is_nothing = br_ops(stream->rec) == 0 && br_event_count(stream->rec) == 0;
    if (is_nothing && stream->number == 0 && stream->offset == 0)
        return; /* not a pickle: the error says all */
    print_head(calls, stream);
    for (uint64_t n = 0; br_event(stream->rec, n, &event) && !out_failed(calls->run->out); n++) {
        if (calls->restriction && calls->restricted.is_refused && n == calls->restricted.event)
            restrict_stop(calls, &event);
        print_event(calls, stream, &event);
    }
    if (!calls->restriction || !calls->restricted.is_refused)
        print_end(calls, stream);
    if (calls->restriction)
        restrict_sum(calls);
}

/* ---- The command ----------------------------------------------------------------------------- */

static bool calls_visit(void *context, const struct stream *stream)
{
    struct calls *calls = context;
    calls->text.budget = budget_new(&calls->run->options->settings);
    if (calls->restriction &&
        !restriction_run(calls->restriction, stream->rec, &calls->restricted)) {
        calls->text.failed = true;
        return false;
    }
    if (OPT_GIVEN(calls->run->options, json))
        json_stream(calls, stream);
    else
        print_stream(calls, stream);
    return !calls->text.failed;
}

static void calls_run(struct run *run)
{
    struct calls calls = {.run = run, .is_first = true};
    struct err err;
    struct policy *policy = policies_open(run->options, &err);
    if (!policy || !restriction_open(&calls.restriction, run->options, &err)) {
        policy_free(policy);
        run_error(run, &err);
        return;
    }
    restriction_hint(run);
    jsonl_open(&calls.text.json, run->out);
    walk_files(run, policy, calls_visit, &calls);
    if (calls.text.failed && !out_failed(run->out)) {
        err_set(&err, "brine calls: out of memory");
        run_error(run, &err);
    }
    buf_free(&calls.line);
    restriction_free(calls.restriction);
    policy_free(policy);
}
