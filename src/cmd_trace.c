/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `brine trace`: one row per opcode, with the state after it. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "src/command.h"
#include "src/output/budget.h"
#include "src/output/jsonl.h"
#include "src/output/paint.h"
#include "src/output/safe.h"
#include "src/streams.h"

static void trace_run(struct run *run);

const struct command command_trace = {
    .name = "trace",
    .synopsis = "[OPTION]... FILE...",
    .summary = "One row per opcode with the state after it: depth, top of the stack, memo",
    .help = "Prints one row per opcode: its number, offset, name and argument, how many\n"
            "values are on the stack after it, what is then on top, and what it stored in\n"
            "the memo. With --full the whole stack and memo follow each row.\n"
            "With --json: one object per opcode.\n",
    .accepts = OPTS_RUN | OPT_BIT(json) | OPT_BIT(full),
    .min_files = 1,
    .run = trace_run,
};

enum {
    CODE_COLUMNS = 36, /* of name and argument */
    ROW_BYTES = 256,   /* of one text in a row for people, unless --full */
};

struct trace {
    struct run *run;
    struct jsonl json;
    struct budget budget;
    struct buf text, line; /* scratch */
    bool is_full;
    bool failed;   /* memory */
    bool is_first; /* nothing is printed yet */
};

/* ---- JSON ------------------------------------------------------------------------------------ */

/* What the texts of one row were. */
struct marks {
    bool cut, escaped;
};

static void json_value(struct trace *trace, struct br_state at, br_value value, struct marks *marks)
{
    struct br_text_options options = budget_options(&trace->budget);
    struct br_text_result result = {.bytes = 0};
    if (value == BR_NO_VALUE) {
        jsonl_null(&trace->json);
        return;
    }
    jsonl_string_begin(&trace->json);
    if (br_text(at, value, &options, jsonl_sink(&trace->json), &result) != BR_OK)
        trace->failed = true;
    jsonl_string_end(&trace->json);
    budget_spend(&trace->budget, result.bytes);
    marks->cut |= result.cut;
    marks->escaped |= result.escaped;
}

static void json_memo_line(struct trace *trace, struct br_state at, const struct br_memo_line *line,
                           struct marks *marks)
{
    char key[24];
    snprintf(key, sizeof key, "%" PRIu64, line->key);
    jsonl_key(&trace->json, key);
    json_value(trace, at, line->value, marks);
}

static void json_arg(struct trace *trace, const struct br_ins *ins, struct marks *marks)
{
    struct br_text_options options = budget_options(&trace->budget);
    struct br_text_result result = {.bytes = 0};
    jsonl_key(&trace->json, "arg");
    if (ins->opcode->arg == BR_ARG_NONE) {
        jsonl_null(&trace->json);
        return;
    }
    jsonl_string_begin(&trace->json);
    if (br_arg_text(ins, &options, jsonl_sink(&trace->json), &result) != BR_OK)
        trace->failed = true;
    jsonl_string_end(&trace->json);
    budget_spend(&trace->budget, result.bytes);
    marks->cut |= result.cut;
    marks->escaped |= result.escaped;
}

/* The stack, the top first, a mark as null; and the memo in the order of its keys' first use. */
static void json_state(struct trace *trace, struct br_state at, struct marks *marks)
{
    struct jsonl *json = &trace->json;
    struct br_stack_line line;
    struct br_memo_line memo;
    jsonl_key(json, "stack");
    jsonl_array(json);
    for (uint32_t k = 0; br_stack_line(at, k, &line) && !out_failed(json->out); k++)
        json_value(trace, at, line.value, marks);
    jsonl_array_end(json);
    jsonl_key(json, "whole_memo");
    jsonl_object(json);
    for (uint32_t n = 0; br_memo_line(at, n, &memo) && !out_failed(json->out); n++)
        json_memo_line(trace, at, &memo, marks);
    jsonl_object_end(json);
}

static void json_event_number(struct jsonl *json, const br_record *rec, br_op op)
{
    struct br_event event;
    uint64_t number = br_event_from(rec, op);
    jsonl_key(json, "event");
    if (br_event(rec, number, &event) && event.op == op)
        jsonl_number(json, number);
    else
        jsonl_null(json);
}

static void json_row(struct trace *trace, const br_record *rec, br_op op)
{
    struct jsonl *json = &trace->json;
    struct br_state after = {rec, op + 1};
    struct marks marks = {.cut = false};
    struct br_memo_line memo;
    struct br_ins ins;
    uint32_t popped, pushed;
    br_ins_at(rec, op, &ins);
    br_effect(rec, op, &popped, &pushed);
    jsonl_object(json);
    jsonl_key(json, "op");
    jsonl_number(json, op);
    jsonl_key(json, "pos");
    jsonl_number(json, ins.pos);
    jsonl_key(json, "opcode");
    jsonl_str(json, ins.opcode->name);
    json_arg(trace, &ins, &marks);
    jsonl_key(json, "depth");
    jsonl_number(json, br_depth(after));
    jsonl_key(json, "marks");
    jsonl_number(json, br_marks(after));
    jsonl_key(json, "popped");
    jsonl_number(json, popped);
    jsonl_key(json, "pushed");
    jsonl_number(json, pushed);
    jsonl_key(json, "top");
    json_value(trace, after, br_stack(after, 0), &marks);
    jsonl_key(json, "memo");
    jsonl_object(json);
    if (br_memo_written(rec, op, &memo))
        json_memo_line(trace, after, &memo, &marks);
    jsonl_object_end(json);
    json_event_number(json, rec, op);
    if (trace->is_full)
        json_state(trace, after, &marks);
    if (marks.escaped) {
        jsonl_key(json, "escaped");
        jsonl_bool(json, true);
    }
    if (marks.cut) {
        jsonl_key(json, "cut");
        jsonl_bool(json, true);
    }
    jsonl_object_end(json);
    jsonl_line(json);
}

/* ---- Text for people ------------------------------------------------------------------------- */

/* Columns that are left of a line; 0: it is not cut. */
static size_t room_after(const struct trace *trace, size_t used)
{
    unsigned columns = trace->run->out->columns;
    if (columns == 0 || trace->is_full)
        return 0;
    return columns > used + 8 ? columns - used : 8;
}

static struct br_text_options row_options(const struct trace *trace)
{
    struct br_text_options options = budget_options(&trace->budget);
    if (!trace->is_full && (options.max_bytes == 0 || options.max_bytes > ROW_BYTES))
        options.max_bytes = ROW_BYTES;
    return options;
}

/* Adds a value to trace->text. */
static void add_value(struct trace *trace, struct br_state at, br_value value)
{
    struct br_text_options options = row_options(trace);
    struct br_text_result result = {.bytes = 0};
    if (value == BR_NO_VALUE)
        return;
    if (br_text(at, value, &options, buf_sink(&trace->text), &result) != BR_OK)
        trace->failed = true;
    budget_spend(&trace->budget, result.bytes);
}

/* Ends a line, of which `used` columns are taken, with trace->text. */
static void print_text(struct trace *trace, size_t used)
{
    buf_clear(&trace->line);
    safe_cut(&trace->line, buf_text(&trace->text), trace->text.len, room_after(trace, used));
    trace->failed |= trace->text.failed;
    out_buf(trace->run->out, &trace->line);
    out_char(trace->run->out, '\n');
}

/* Name and argument in their columns. */
static void print_code(struct trace *trace, const struct br_ins *ins, enum severity severity)
{
    struct out *out = trace->run->out;
    struct br_text_options options = {.max_bytes = ROW_BYTES};
    struct br_text_result result;
    buf_clear(&trace->text);
    buf_str(&trace->text, ins->opcode->name);
    if (ins->opcode->arg != BR_ARG_NONE) {
        buf_char(&trace->text, ' ');
        if (br_arg_text(ins, &options, buf_sink(&trace->text), &result) != BR_OK)
            trace->failed = true;
    }
    buf_clear(&trace->line);
    safe_cut(&trace->line, buf_text(&trace->text), trace->text.len, CODE_COLUMNS);
    size_t width = safe_width(buf_text(&trace->line), trace->line.len);
    paint(out, paint_of(severity));
    out_buf(out, &trace->line);
    paint(out, PAINT_PLAIN);
    out_pad(out, ' ', CODE_COLUMNS - width);
}

static void print_state(struct trace *trace, struct br_state at)
{
    struct out *out = trace->run->out;
    struct br_stack_line line;
    struct br_memo_line memo;
    for (uint32_t k = 0; br_stack_line(at, k, &line) && !out_failed(out); k++) {
        buf_clear(&trace->text);
        if (line.value == BR_NO_VALUE)
            buf_str(&trace->text, "            mark");
        else
            buf_printf(&trace->text, "            stack %" PRIu32 "  ", line.number);
        add_value(trace, at, line.value);
        print_text(trace, 0);
    }
    for (uint32_t n = 0; br_memo_line(at, n, &memo) && !out_failed(out); n++) {
        buf_clear(&trace->text);
        buf_printf(&trace->text, "            memo %" PRIu64 "  ", memo.key);
        add_value(trace, at, memo.value);
        print_text(trace, 0);
    }
}

static void print_row(struct trace *trace, const struct stream *stream, br_op op)
{
    struct out *out = trace->run->out;
    struct br_state after = {stream->rec, op + 1};
    struct br_memo_line memo;
    struct br_ins ins;
    br_ins_at(stream->rec, op, &ins);
    enum severity severity = analysis_op(stream->an, op);
    paint(out, paint_of(severity));
    out_str(out, severity_sign(severity));
    paint(out, PAINT_DIM);
    out_printf(out, " #%-6" PRIu32 " 0x", op);
    out_hex(out, ins.pos, stream_digits(stream));
    paint(out, PAINT_PLAIN);
    out_str(out, "  ");
    print_code(trace, &ins, severity);
    out_printf(out, " %4" PRIu32, br_depth(after));
    buf_clear(&trace->text);
    buf_str(&trace->text, "  ");
    struct br_stack_line top;
    if (br_stack_line(after, 0, &top) && top.value == BR_NO_VALUE)
        buf_str(&trace->text, "mark");
    else
        add_value(trace, after, br_stack(after, 0));
    if (br_memo_written(stream->rec, op, &memo))
        buf_printf(&trace->text, "  -> memo %" PRIu64, memo.key);
    if (trace->text.len == 2)
        buf_clear(&trace->text);
    print_text(trace, 56 + stream_digits(stream));
    if (trace->is_full)
        print_state(trace, after);
}

static void print_break(struct trace *trace, const br_record *rec)
{
    const struct br_error *error = br_error_of(rec);
    if (!error)
        return;
    buf_clear(&trace->text);
    buf_str(&trace->text, "  breaks at ");
    break_text(error, &trace->text);
    paint(trace->run->out, PAINT_BROKEN);
    print_text(trace, 0);
    paint(trace->run->out, PAINT_PLAIN);
}

static void print_head(struct trace *trace, const struct stream *stream)
{
    bool is_only = trace->run->options->n_files == 1 && stream->number == 0 &&
                   stream->offset == 0 && stream->source->in.members[stream->member].name == NULL;
    if (is_only)
        return;
    if (!trace->is_first)
        out_char(trace->run->out, '\n');
    buf_clear(&trace->text);
    stream_label(stream, &trace->text);
    print_text(trace, 0);
}

/* ---- The command ----------------------------------------------------------------------------- */

static bool trace_visit(void *context, const struct stream *stream)
{
    struct trace *trace = context;
    bool is_json = OPT_GIVEN(trace->run->options, json);
    trace->budget = budget_new(&trace->run->options->settings);
    if (!is_json)
        print_head(trace, stream);
    trace->is_first = false;
    for (br_op op = 0; op < br_ops(stream->rec) && !out_failed(trace->run->out); op++) {
        if (is_json)
            json_row(trace, stream->rec, op);
        else
            print_row(trace, stream, op);
    }
    if (!is_json)
        print_break(trace, stream->rec);
    return !trace->failed;
}

static void trace_run(struct run *run)
{
    struct trace trace = {.run = run, .is_full = OPT_GIVEN(run->options, full), .is_first = true};
    struct err err;
    bool is_json = OPT_GIVEN(run->options, json);
    struct policy *policy = is_json ? NULL : policy_new_default(&err);
    if (!policy && !is_json) {
        run_error(run, &err);
        return;
    }
    jsonl_open(&trace.json, run->out);
    walk_files(run, policy, trace_visit, &trace);
    if (trace.failed && !out_failed(run->out)) {
        err_set(&err, "brine trace: out of memory");
        run_error(run, &err);
    }
    buf_free(&trace.text);
    buf_free(&trace.line);
    policy_free(policy);
}
