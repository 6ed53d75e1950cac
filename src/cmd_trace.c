/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `brine trace`: one row per opcode, with the state after it. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "src/command.h"
#include "src/output/jsontext.h"
#include "src/output/paint.h"
#include "src/output/safe.h"
#include "src/policies.h"
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
    .full =
        "Cut nothing to the width of the terminal, and print all of stack and memo after each row",
    .accepts = OPTS_RUN | OPTS_JUDGE | OPT_BIT(json) | OPT_BIT(full),
    .min_files = 1,
    .run = trace_run,
};

enum {
    CODE_COLUMNS = 36, /* of name and argument; on a terminal they are cut to it */
    COLUMN_BYTES = 16, /* no column of a terminal shows more: a character and its marks */
};

struct trace {
    struct run *run;
    struct jsontext text;   /* its budget and failure are those of rows for people too */
    struct buf words, line; /* scratch */
    bool is_full;
    bool is_first; /* nothing is printed yet */
};

/* ---- JSON ------------------------------------------------------------------------------------ */

static void json_memo_line(struct trace *trace, struct br_state at, const struct br_memo_line *line)
{
    char key[24];
    snprintf(key, sizeof key, "%" PRIu64, line->key);
    jsonl_key(&trace->text.json, key);
    jsontext_value(&trace->text, at, line->value);
}

/* The stack, the top first, a mark as null; and the memo in the order of its keys' first use. */
static void json_state(struct trace *trace, struct br_state at)
{
    struct jsonl *json = &trace->text.json;
    struct br_stack_line line;
    struct br_memo_line memo;
    jsonl_key(json, "stack");
    jsonl_array(json);
    for (uint32_t k = 0; br_stack_line(at, k, &line) && !out_failed(json->out); k++)
        jsontext_value(&trace->text, at, line.value);
    jsonl_array_end(json);
    jsonl_key(json, "whole_memo");
    jsonl_object(json);
    for (uint32_t n = 0; br_memo_line(at, n, &memo) && !out_failed(json->out); n++)
        json_memo_line(trace, at, &memo);
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
    struct jsonl *json = &trace->text.json;
    struct br_state after = {rec, op + 1};
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
    jsonl_key(json, "arg");
    jsontext_arg(&trace->text, &ins);
    jsonl_key(json, "depth");
    jsonl_number(json, br_depth(after));
    jsonl_key(json, "marks");
    jsonl_number(json, br_marks(after));
    jsonl_key(json, "popped");
    jsonl_number(json, popped);
    jsonl_key(json, "pushed");
    jsonl_number(json, pushed);
    jsonl_key(json, "top");
    jsontext_value(&trace->text, after, br_stack(after, 0));
    jsonl_key(json, "memo");
    jsonl_object(json);
    if (br_memo_written(rec, op, &memo))
        json_memo_line(trace, after, &memo);
    jsonl_object_end(json);
    json_event_number(json, rec, op);
    if (trace->is_full)
        json_state(trace, after);
    jsontext_marks(&trace->text);
    jsonl_object_end(json);
    jsonl_line(json);
}

/* ---- Text for people ------------------------------------------------------------------------- */

static bool is_cut(const struct trace *trace)
{
    return trace->run->out->columns && !trace->is_full;
}

/* Columns that are left of a line; 0: it is not cut. */
static size_t room_after(const struct trace *trace, size_t used)
{
    unsigned columns = trace->run->out->columns;
    if (!is_cut(trace))
        return 0;
    return columns > used + 8 ? columns - used : 8;
}

static struct br_text_options row_options(const struct trace *trace)
{
    struct br_text_options options = budget_options(&trace->text.budget);
    uint64_t shown = COLUMN_BYTES * (uint64_t)trace->run->out->columns;
    if (is_cut(trace) && (options.max_bytes == 0 || options.max_bytes > shown))
        options.max_bytes = shown;
    return options;
}

/* Adds a value to trace->words. */
static void add_value(struct trace *trace, struct br_state at, br_value value)
{
    struct br_text_options options = row_options(trace);
    struct br_text_result result = {.bytes = 0};
    if (value == BR_NO_VALUE)
        return;
    if (br_text(at, value, &options, buf_sink(&trace->words), &result) != BR_OK)
        trace->text.failed = true;
    budget_spend(&trace->text.budget, result.bytes);
}

/* Ends a line, of which `used` columns are taken, with trace->words. */
static void print_text(struct trace *trace, size_t used)
{
    buf_clear(&trace->line);
    safe_cut(&trace->line, buf_text(&trace->words), trace->words.len, room_after(trace, used));
    trace->text.failed |= trace->words.failed;
    out_buf(trace->run->out, &trace->line);
    out_char(trace->run->out, '\n');
}

/* Name and argument in their columns. */
static void print_code(struct trace *trace, const struct br_ins *ins, enum severity severity)
{
    struct out *out = trace->run->out;
    struct br_text_options options = row_options(trace);
    struct br_text_result result = {.bytes = 0};
    buf_clear(&trace->words);
    buf_str(&trace->words, ins->opcode->name);
    if (ins->opcode->arg != BR_ARG_NONE) {
        buf_char(&trace->words, ' ');
        if (br_arg_text(ins, &options, buf_sink(&trace->words), &result) != BR_OK)
            trace->text.failed = true;
        budget_spend(&trace->text.budget, result.bytes);
    }
    buf_clear(&trace->line);
    safe_cut(&trace->line, buf_text(&trace->words), trace->words.len,
             is_cut(trace) ? CODE_COLUMNS : 0);
    trace->text.failed |= trace->words.failed;
    size_t width = safe_width(buf_text(&trace->line), trace->line.len);
    paint(out, paint_of(severity));
    out_buf(out, &trace->line);
    paint(out, PAINT_PLAIN);
    out_pad(out, ' ', width < CODE_COLUMNS ? CODE_COLUMNS - width : 0);
}

static void print_state(struct trace *trace, struct br_state at)
{
    struct out *out = trace->run->out;
    struct br_stack_line line;
    struct br_memo_line memo;
    for (uint32_t k = 0; br_stack_line(at, k, &line) && !out_failed(out); k++) {
        buf_clear(&trace->words);
        if (line.value == BR_NO_VALUE)
            buf_str(&trace->words, "            mark");
        else
            buf_printf(&trace->words, "            stack %" PRIu32 "  ", line.number);
        add_value(trace, at, line.value);
        print_text(trace, 0);
    }
    for (uint32_t n = 0; br_memo_line(at, n, &memo) && !out_failed(out); n++) {
        buf_clear(&trace->words);
        buf_printf(&trace->words, "            memo %" PRIu64 "  ", memo.key);
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
    buf_clear(&trace->words);
    buf_str(&trace->words, "  ");
    struct br_stack_line top;
    if (br_stack_line(after, 0, &top) && top.value == BR_NO_VALUE)
        buf_str(&trace->words, "mark");
    else
        add_value(trace, after, br_stack(after, 0));
    if (br_memo_written(stream->rec, op, &memo))
        buf_printf(&trace->words, "  -> memo %" PRIu64, memo.key);
    if (trace->words.len == 2)
        buf_clear(&trace->words);
    print_text(trace, 56 + stream_digits(stream));
    if (trace->is_full)
        print_state(trace, after);
}

static void print_break(struct trace *trace, const br_record *rec)
{
    const struct br_error *error = br_error_of(rec);
    if (!error)
        return;
    buf_clear(&trace->words);
    buf_str(&trace->words, "  breaks at ");
    break_text(error, &trace->words);
    paint(trace->run->out, PAINT_BROKEN);
    print_text(trace, 0);
    paint(trace->run->out, PAINT_PLAIN);
}

static void print_head(struct trace *trace, const struct stream *stream)
{
    if (stream_is_plain(stream, trace->run->options))
        return;
    if (!trace->is_first)
        out_char(trace->run->out, '\n');
    buf_clear(&trace->words);
    stream_label(stream, &trace->words);
    print_text(trace, 0);
}

/* ---- The command ----------------------------------------------------------------------------- */

static bool trace_visit(void *context, const struct stream *stream)
{
    struct trace *trace = context;
    bool is_json = OPT_GIVEN(trace->run->options, json);
    trace->text.budget = budget_new(&trace->run->options->settings);
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
    return !trace->text.failed;
}

static void trace_run(struct run *run)
{
    struct trace trace = {.run = run, .is_full = OPT_GIVEN(run->options, full), .is_first = true};
    struct err err;
    bool is_json = OPT_GIVEN(run->options, json);
    struct policy *policy = is_json ? NULL : policies_open(run->options, &err);
    if (!policy && !is_json) {
        run_error(run, &err);
        return;
    }
    jsonl_open(&trace.text.json, run->out);
    walk_files(run, policy, trace_visit, &trace);
    if (trace.text.failed && !out_failed(run->out)) {
        err_set(&err, "brine trace: out of memory");
        run_error(run, &err);
    }
    buf_free(&trace.words);
    buf_free(&trace.line);
    policy_free(policy);
}
