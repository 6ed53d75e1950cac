/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The topics of `info`. Where the screen has a pane for one, both print the same view. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "src/analysis/analysis.h"
#include "src/base/settings.h"
#include "src/debugger/breakpoint.h"
#include "src/debugger/divergence.h"
#include "src/debugger/groups.h"
#include "src/debugger/lines.h"
#include "src/debugger/pattern.h"
#include "src/debugger/setting.h"
#include "src/debugger/text.h"
#include "src/input/format.h"
#include "src/input/input.h"
#include "src/output/out.h"
#include "src/output/safe.h"

static enum session_result no_memory(struct err *err)
{
    err_set(err, "out of memory");
    return SESSION_ERROR;
}

/* ---- Views ----------------------------------------------------------------------------------- */

/* At most as many lines as args say, else max-lines; what is left out is said. nothing: what to say
 * when there is no line at all. */
static enum session_result print_view(struct session *session, const struct view *view,
                                      const char *nothing, const char *args, struct buf *out,
                                      struct err *err)
{
    uint64_t at_most = session->settings->max_lines;
    if (args[0] && !parse_number(args, UNIT_COUNT, &at_most)) {
        err_set(err, "\"%s\": expected at most how many lines to show", args);
        return SESSION_ERROR;
    }
    struct view_source source;
    session_view(session, &source);
    uint64_t count = view->count(&source);
    if (!view_print(view, &source, 0, at_most, out))
        return no_memory(err);
    if (count == 0)
        buf_str(out, nothing);
    if (at_most && count > at_most)
        buf_printf(out, "%s and %llu more (info %s %llu shows all)\n", safe_ellipsis(),
                   (unsigned long long)(count - at_most), view->name, (unsigned long long)count);
    return SESSION_OK;
}

static enum session_result do_stack(struct session *session, const char *args, struct buf *out,
                                    struct err *err)
{
    return print_view(session, &view_stack, "The stack is empty.\n", args, out, err);
}

static enum session_result do_memo(struct session *session, const char *args, struct buf *out,
                                   struct err *err)
{
    return print_view(session, &view_memo, "The memo is empty.\n", args, out, err);
}

static enum session_result do_calls(struct session *session, const char *args, struct buf *out,
                                    struct err *err)
{
    session_grow(session, 0);
    return print_view(session, &view_calls, "Nothing is imported or called.\n", args, out, err);
}

static enum session_result do_findings(struct session *session, const char *args, struct buf *out,
                                       struct err *err)
{
    session_grow(session, 0);
    return print_view(session, &view_findings, "Nothing is known against it.\n", args, out, err);
}

/* ---- Breakpoints ----------------------------------------------------------------------------- */

static void say_breakpoint(const struct breakpoint *breakpoint, struct buf *out)
{
    struct buf text = {0};
    breakpoint_text(breakpoint, &text);
    buf_printf(out, "%3u  %-3s %5llu  %s ", breakpoint->number, breakpoint->enabled ? "yes" : "no",
               (unsigned long long)breakpoint->hits, breakpoint->command);
    safe_str(out, buf_text(&text));
    if (breakpoint->ignore)
        buf_printf(out, "   (ignores the next %llu)", (unsigned long long)breakpoint->ignore);
    buf_char(out, '\n');
    buf_free(&text);
    for (size_t n = 0; breakpoint->commands && n < breakpoint->commands->count; n++) {
        buf_pad(out, ' ', 18);
        safe_str(out, breakpoint->commands->rows[n]);
        buf_char(out, '\n');
    }
}

static enum session_result do_breakpoints(struct session *session, const char *args,
                                          struct buf *out, struct err *err)
{
    const struct breakpoints *list = session->breakpoints;
    (void)args;
    (void)err;
    if (list->count == 0) {
        buf_str(out, "No breakpoints.\n");
        return SESSION_OK;
    }
    buf_str(out, "Num  On   Hits  What\n");
    for (size_t n = 0; n < list->count; n++)
        say_breakpoint(list->rows[n], out);
    return SESSION_OK;
}

static enum session_result do_displays(struct session *session, const char *args, struct buf *out,
                                       struct err *err)
{
    (void)args;
    (void)err;
    if (session->displays->count == 0)
        buf_str(out, "Nothing is on display.\n");
    for (size_t n = 0; n < session->displays->count; n++) {
        buf_printf(out, "%zu: ", n + 1);
        safe_str(out, session->displays->rows[n]);
        buf_char(out, '\n');
    }
    return SESSION_OK;
}

/* ---- The file and the run -------------------------------------------------------------------- */

static void say_end_of_run(const struct session *session, struct buf *out)
{
    const struct br_error *error = br_error_of(session->rec);
    if (!br_done(session->rec)) {
        buf_printf(out, "so far %lu opcodes have run\n", (unsigned long)br_ops(session->rec));
    } else if (error) {
        buf_printf(out, "breaks at 0x%04llx: %s: ", (unsigned long long)error->pos,
                   br_error_kind_name(error->kind));
        safe_str(out, error->message);
        buf_char(out, '\n');
    } else {
        buf_printf(out, "whole, ends with STOP at 0x%04llx\n",
                   (unsigned long long)session_pos(session, session_last(session)));
    }
}

static enum session_result do_file(struct session *session, const char *args, struct buf *out,
                                   struct err *err)
{
    struct input *in = session->input;
    (void)args;
    (void)err;
    session_grow(session, 0);
    buf_str(out, "File:     ");
    safe_str(out, in->path);
    buf_printf(out, "\nFormat:   %s, 0x%llx bytes, %zu member%s\n", in->format->name,
               (unsigned long long)in->len, in->member_count, in->member_count == 1 ? "" : "s");
    if (session->entry)
        buf_printf(out, "Entry:    %s\n", session->entry);
    buf_printf(out, "Stream:   %llu, from byte 0x%llx", (unsigned long long)session->stream,
               (unsigned long long)session->base);
    buf_printf(out, "\nBytes:    0x%llx in this stream", (unsigned long long)br_end(session->rec));
    uint64_t after = br_bytes(session->rec).len - br_end(session->rec);
    if (br_done(session->rec) && after)
        buf_printf(out, ", 0x%llx after it", (unsigned long long)after);
    buf_printf(out,
               "\nOpcodes:  %lu\nProtocol: %d\nRun:      ", (unsigned long)br_ops(session->rec),
               br_protocol(session->rec, br_ops(session->rec)));
    say_end_of_run(session, out);
    buf_printf(out, "Worst:    %s, %llu findings\n",
               severity_name(analysis_worst(session->analysis)),
               (unsigned long long)analysis_count(session->analysis));
    struct buf note = {0};
    input_member_note(in, session->member, &note);
    if (note.len) {
        buf_str(out, "Note:     ");
        safe_line(out, note.data, note.len);
        buf_char(out, '\n');
    }
    buf_free(&note);
    return SESSION_OK;
}

static enum session_result do_record(struct session *session, const char *args, struct buf *out,
                                     struct err *err)
{
    struct br_usage usage;
    (void)args;
    (void)err;
    br_usage(session->rec, &usage);
    buf_printf(out,
               "Opcodes:  %llu%s\nStack:    %llu nodes\nSlots:    %llu, of what can change\n"
               "Runs:     %llu, of items\nMemo:     %llu entries\nEvents:   %llu\n",
               (unsigned long long)usage.ops, br_done(session->rec) ? "" : " so far",
               (unsigned long long)usage.nodes, (unsigned long long)usage.slots,
               (unsigned long long)usage.runs, (unsigned long long)usage.memo,
               (unsigned long long)usage.events);
    buf_printf(out, "Memory:   %llu bytes used, %llu reserved, %llu of indexes\n",
               (unsigned long long)usage.bytes, (unsigned long long)usage.reserved,
               (unsigned long long)usage.index_bytes);
    if (usage.ops)
        buf_printf(out, "          %.1f bytes per opcode\n",
                   (double)usage.bytes / (double)usage.ops);
    return SESSION_OK;
}

static bool is_interrupted(const struct session *session)
{
    const volatile sig_atomic_t *flag = session->options.interrupted;
    return flag && *flag;
}

static enum session_result stopped(const struct session *session, struct err *err)
{
    session_stopped(session, err);
    return SESSION_ERROR;
}

static enum session_result do_protocol(struct session *session, const char *args, struct buf *out,
                                       struct err *err)
{
    const br_record *rec = session->rec;
    const struct br_opcode *newest = NULL;
    br_op newest_op = 0;
    uint64_t protos = 0, max_lines = session->settings->max_lines;
    (void)args;
    session_grow(session, 0);
    buf_printf(out, "Here:     %d\n", br_protocol(rec, session->cursor));
    for (br_op op = 0; op < br_ops(rec); op++) {
        const struct br_opcode *opcode = br_opcode_at(rec, op);
        if (opcode->code == 0x80 && (!max_lines || protos < max_lines)) {
            protos++;
            buf_str(out, "Said by:  ");
            text_row(session, op, out);
            buf_char(out, ' ');
            text_arg(session, op, out);
            buf_char(out, '\n');
        }
        if (!newest || opcode->protocol > newest->protocol) {
            newest = opcode;
            newest_op = op;
        }
        if (is_interrupted(session))
            return stopped(session, err);
    }
    if (protos == 0)
        buf_str(out, "No PROTO says it: protocol 0 or 1.\n");
    if (newest)
        buf_printf(out, "Needs:    %u, for #%lu %s\n", (unsigned)newest->protocol,
                   (unsigned long)newest_op, newest->name);
    return SESSION_OK;
}

/* ---- Lists ----------------------------------------------------------------------------------- */

/* One global: its value, the first event that imports it, how many do. */
struct import {
    br_value value;
    uint64_t first, count;
};

static int by_value(const void *a, const void *b)
{
    const struct import *left = a, *right = b;
    if (left->value != right->value)
        return left->value < right->value ? -1 : 1;
    return left->first < right->first ? -1 : left->first > right->first;
}

static int by_first(const void *a, const void *b)
{
    const struct import *left = a, *right = b;
    return left->first < right->first ? -1 : left->first > right->first;
}

/* All imports, each global once, in order. NULL: memory failed. INST has no value for its class,
 * so each stands for itself. */
static struct import *collect_imports(const br_record *rec, size_t *n_out)
{
    size_t n = 0, kept = 0;
    uint64_t count = br_event_count(rec);
    struct import *imports = calloc(count ? count : 1, sizeof *imports);
    struct br_event event;
    for (uint64_t number = 0; imports && br_event(rec, number, &event); number++) {
        if (event.kind != BR_EV_IMPORT)
            continue;
        br_value value = event.callee != BR_NO_VALUE ? event.callee : event.value;
        imports[n++] = (struct import){value, number, 1};
    }
    if (!imports)
        return NULL;
    qsort(imports, n, sizeof *imports, by_value);
    for (size_t i = 0; i < n; i++) {
        if (kept && imports[kept - 1].value == imports[i].value)
            imports[kept - 1].count++;
        else
            imports[kept++] = imports[i];
    }
    qsort(imports, kept, sizeof *imports, by_first);
    *n_out = kept;
    return imports;
}

/* "0x0016 #8 STACK_GLOBAL   import posix.system   dangerous: process ..." */
static void say_import(const struct session *session, const struct import *import, struct buf *out)
{
    struct br_event event;
    struct finding finding;
    br_event(session->rec, import->first, &event);
    text_row(session, event.op, out);
    buf_str(out, "   ");
    struct br_text_options options = {.max_bytes = session->settings->print_limit};
    struct br_text_result result;
    struct buf raw = {0};
    bool present;
    br_event_text(session->rec, &event, BR_FIELD_CALLEE, &options, buf_sink(&raw), &result,
                  &present);
    safe_line(out, buf_text(&raw), raw.len);
    buf_free(&raw);
    if (import->count > 1)
        buf_printf(out, "   %llu times", (unsigned long long)import->count);
    enum severity severity = analysis_event(session->analysis, import->first, &finding);
    if (severity != SEVERITY_NONE) {
        buf_printf(out, "   %s: ", severity_name(severity));
        safe_str(out, finding.category && finding.category[0] ? finding.category
                                                              : finding.rule->sentence);
    }
    buf_char(out, '\n');
}

static enum session_result do_globals(struct session *session, const char *args, struct buf *out,
                                      struct err *err)
{
    size_t n, max_lines = session->settings->max_lines;
    (void)args;
    session_grow(session, 0);
    struct import *imports = collect_imports(session->rec, &n);
    if (!imports)
        return no_memory(err);
    for (size_t i = 0; i < n && (!max_lines || i < max_lines); i++)
        say_import(session, &imports[i], out);
    if (max_lines && n > max_lines)
        buf_printf(out, "%s and %zu more (set max-lines)\n", safe_ellipsis(), n - max_lines);
    if (n == 0)
        buf_str(out, "Nothing is imported.\n");
    free(imports);
    return SESSION_OK;
}

/* The opcode's argument becomes a str, or names a module. */
static bool is_string_row(const struct br_opcode *opcode)
{
    switch (opcode->arg) {
    case BR_ARG_STRINGNL:
    case BR_ARG_STRING1:
    case BR_ARG_STRING4:
    case BR_ARG_UNICODESTRINGNL:
    case BR_ARG_UNICODESTRING1:
    case BR_ARG_UNICODESTRING4:
    case BR_ARG_UNICODESTRING8:
        return true;
    default:
        return false;
    }
}

static enum session_result do_strings(struct session *session, const char *args, struct buf *out,
                                      struct err *err)
{
    uint64_t shown = 0, max_lines = session->settings->max_lines;
    session_grow(session, 0);
    for (br_op op = 0; op < br_ops(session->rec); op++) {
        if (is_interrupted(session))
            return stopped(session, err);
        if (!is_string_row(br_opcode_at(session->rec, op)))
            continue;
        struct br_ins ins;
        br_ins_at(session->rec, op, &ins);
        if (args[0] &&
            !pattern_match(args, strlen(args), (const char *)ins.text.data, (size_t)ins.text.len))
            continue;
        if (max_lines && shown++ == max_lines) {
            buf_printf(out, "%s and more (set max-lines)\n", safe_ellipsis());
            break;
        }
        text_row(session, op, out);
        buf_char(out, ' ');
        text_arg(session, op, out);
        buf_char(out, '\n');
    }
    return SESSION_OK;
}

static int by_count(const void *a, const void *b)
{
    const uint64_t *left = a, *right = b; /* {count, code} */
    if (left[0] != right[0])
        return left[0] > right[0] ? -1 : 1;
    return left[1] < right[1] ? -1 : left[1] > right[1];
}

static enum session_result do_stats(struct session *session, const char *args, struct buf *out,
                                    struct err *err)
{
    uint64_t counts[256][2] = {{0}};
    uint32_t deepest = 0;
    br_op deepest_op = 0;
    (void)args;
    session_grow(session, 0);
    for (unsigned code = 0; code < 256; code++)
        counts[code][1] = code;
    for (br_op op = 0; op < br_ops(session->rec); op++) {
        counts[br_opcode_at(session->rec, op)->code][0]++;
        uint32_t depth = br_depth((struct br_state){session->rec, op});
        if (depth > deepest) {
            deepest = depth;
            deepest_op = op;
        }
        if (is_interrupted(session))
            return stopped(session, err);
    }
    qsort(counts, 256, sizeof counts[0], by_count);
    for (unsigned n = 0; n < 256 && counts[n][0]; n++)
        buf_printf(out, "%10llu  %s\n", (unsigned long long)counts[n][0],
                   br_opcode((uint8_t)counts[n][1])->name);
    buf_printf(out, "%10lu  opcodes; the stack is deepest before #%lu: %lu\n",
               (unsigned long)br_ops(session->rec), (unsigned long)deepest_op,
               (unsigned long)deepest);
    return SESSION_OK;
}

/* ---- The rows -------------------------------------------------------------------------------- */

/* clang-format off */
static const struct debug_command info_rows[] = {
    {.name = "stack", .aliases = "s st", .args = "[LINES]", .summary = "The stack, its top first",
     .help = "", .run = do_stack},
    {.name = "memo", .aliases = "m", .args = "[LINES]", .summary = "The memo", .help = "",
     .run = do_memo},
    {.name = "calls", .aliases = "", .args = "[LINES]",
     .summary = "What was, is, and would be imported and called", .help = "", .run = do_calls},
    {.name = "findings", .aliases = "", .args = "[LINES]",
     .summary = "What is known against the stream", .help = "", .run = do_findings},
    {.name = "breakpoints", .aliases = "b", .args = "", .summary = "The breakpoints", .help = "",
     .run = do_breakpoints},
    {.name = "display", .aliases = "", .args = "", .summary = "What is shown at each stop",
     .help = "", .run = do_displays},
    {.name = "file", .aliases = "", .args = "", .summary = "What is open", .help = "",
     .run = do_file},
    {.name = "record", .aliases = "", .args = "", .summary = "The record of the run and its size",
     .help = "", .run = do_record},
    {.name = "protocol", .aliases = "", .args = "",
     .summary = "The protocol: in force, said, needed", .help = "", .run = do_protocol},
    {.name = "globals", .aliases = "", .args = "", .summary = "Everything that is imported",
     .help = "", .run = do_globals},
    {.name = "strings", .aliases = "", .args = "[PATTERN]",
     .summary = "The strings, or those that a pattern fits", .help = "", .run = do_strings},
    {.name = "divergence", .aliases = "", .args = "",
     .summary = "Where Python's readers part over this stream, and how", .help = "",
     .run = divergence_info},
    {.name = "stats", .aliases = "", .args = "", .summary = "How often each opcode occurs",
     .help = "", .run = do_stats},
};
/* clang-format on */

DEBUG_GROUP(group_info, "Topics of info", info_rows);
