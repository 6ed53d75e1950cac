/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The topics of `info`. Where the screen has a pane for one, both print the same view. */
#include "src/analysis/analysis.h"
#include "src/base/settings.h"
#include "src/debugger/breakpoint.h"
#include "src/debugger/divergence.h"
#include "src/debugger/groups.h"
#include "src/debugger/infos.h"
#include "src/debugger/lines.h"
#include "src/debugger/readers.h"
#include "src/debugger/setting.h"
#include "src/debugger/text.h"
#include "src/input/format.h"
#include "src/input/input.h"
#include "src/output/safe.h"

/* ---- Views ----------------------------------------------------------------------------------- */

static bool lines_wanted(const char *args, uint64_t *at_most, struct err *err)
{
    return !args[0] || parse_number(args, UNIT_COUNT, at_most) ||
           err_set(err, "\"%.100s\": expected at most how many lines to show", args);
}

/* At most as many lines as args say, else max-lines; what is left out is said. nothing: what to say
 * when there is no line at all. */
static enum session_result print_view(struct session *session, const struct view *view,
                                      const char *nothing, const char *args, struct buf *out,
                                      struct err *err)
{
    uint64_t at_most = session->settings->max_lines;
    if (!lines_wanted(args, &at_most, err))
        return SESSION_ERROR;
    struct view_source source;
    session_view(session, &source);
    uint64_t count = view->count(&source);
    if (!view_print(view, &source, 0, at_most, out))
        return command_no_memory(err);
    if (count == 0)
        buf_str(out, nothing);
    if (at_most && count > at_most)
        buf_printf(out, "%s and %llu more (info %s %llu shows all)\n", safe_ellipsis(),
                   (unsigned long long)(count - at_most), view->name, (unsigned long long)count);
    return SESSION_OK;
}

enum session_result info_stack(struct session *session, const char *args, struct buf *out,
                               struct err *err)
{
    return print_view(session, &view_stack, "The stack is empty.\n", args, out, err);
}

enum session_result info_memo(struct session *session, const char *args, struct buf *out,
                              struct err *err)
{
    return print_view(session, &view_memo, "The memo is empty.\n", args, out, err);
}

static enum session_result do_calls(struct session *session, const char *args, struct buf *out,
                                    struct err *err)
{
    if (!command_reads_all(session, err))
        return SESSION_ERROR;
    enum session_result result =
        print_view(session, &view_calls, "Nothing is imported or called.\n", args, out, err);
    text_unread(session, out);
    return result;
}

static enum session_result do_findings(struct session *session, const char *args, struct buf *out,
                                       struct err *err)
{
    if (!session_compare_all(session, err)) /* how readers part is one */
        return SESSION_ERROR;
    enum session_result result =
        print_view(session, &view_findings, "Nothing is known against it.\n", args, out, err);
    text_unread(session, out);
    return result;
}

/* All of it, or the lines around the statement of the opcode at the cursor. */
static enum session_result do_python(struct session *session, const char *args, struct buf *out,
                                     struct err *err)
{
    enum { BEFORE = 4 }; /* lines shown in front of that one */
    uint64_t at_most = session->settings->max_lines;
    if (!lines_wanted(args, &at_most, err))
        return SESSION_ERROR;
    if (!command_reads_all(session, err))
        return SESSION_ERROR;
    if (!br_runs(session->rec)) {
        err_set(err, "this reader only decodes: there is nothing to write");
        return SESSION_ERROR;
    }
    if (!session->python)
        return command_no_memory(err);
    struct view_source source;
    session_view(session, &source);
    uint64_t count = view_python.count(&source), from = 0, home = view_python.home(&source);
    if (at_most && count > at_most) {
        uint64_t before = at_most / 2 < BEFORE ? at_most / 2 : BEFORE;
        from = home > before ? home - before : 0;
        from = from > count - at_most ? count - at_most : from;
    }
    if (!view_print(&view_python, &source, from, at_most, out))
        return command_no_memory(err);
    if (at_most && count > at_most)
        buf_printf(out, "%s lines %llu to %llu of %llu (info python %llu shows all)\n",
                   safe_ellipsis(), (unsigned long long)from + 1,
                   (unsigned long long)(from + at_most), (unsigned long long)count,
                   (unsigned long long)count);
    return SESSION_OK;
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
    if (!session_compare_all(session, err))
        return SESSION_ERROR;
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
    buf_printf(out, "Worst:    %s, %llu findings\n", severity_name(session_worst(session)),
               (unsigned long long)(analysis_count(session->analysis) +
                                    (session_parting_finding(session) != NULL)));
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

/* ---- The rows -------------------------------------------------------------------------------- */

/* clang-format off */
static const struct debug_command info_rows[] = {
    {.name = "stack", .aliases = "s st", .args = "[LINES]", .summary = "The stack, its top first",
     .help = "", .run = info_stack},
    {.name = "memo", .aliases = "m", .args = "[LINES]", .summary = "The memo",
     .help = "Its keys in the order in which they were first stored, the latest last, here\n"
             "and in the pane: where they stand by number is nothing that a run of millions\n"
             "of them keeps.\n",
     .run = info_memo},
    {.name = "calls", .aliases = "", .args = "[LINES]",
     .summary = "What was, is, and would be imported and called", .help = "", .run = do_calls},
    {.name = "findings", .aliases = "", .args = "[LINES]",
     .summary = "What is known against the stream", .help = "", .run = do_findings},
    {.name = "python", .aliases = "", .args = "[LINES]",
     .summary = "The run as Python source that does the same",
     .help = "The statement that the opcode at the cursor belongs to is marked.\n"
             "brine decompile FILE writes the source whole, with the functions that it\n"
             "calls.\n",
     .run = do_python},
    {.name = "breakpoints", .aliases = "b watchpoints", .args = "", .summary = "The breakpoints", .help = "",
     .run = do_breakpoints},
    {.name = "bookmarks", .aliases = "", .args = "", .summary = "The bookmarks, of all streams",
     .help = "", .run = info_bookmarks},
    {.name = "jumps", .aliases = "", .args = "", .summary = "Where the cursor jumped away from",
     .help = "The numbers are what jump-back and jump-forward take.\n", .run = info_jumps},
    {.name = "display", .aliases = "", .args = "", .summary = "What is shown at each stop",
     .help = "", .run = do_displays},
    {.name = "file", .aliases = "", .args = "", .summary = "What is open", .help = "",
     .run = do_file},
    {.name = "record", .aliases = "", .args = "", .summary = "The record of the run and its size",
     .help = "", .run = do_record},
    {.name = "protocol", .aliases = "", .args = "",
     .summary = "The protocol: in force, said, needed", .help = "", .run = info_protocol},
    {.name = "globals", .aliases = "functions", .args = "", .summary = "Everything that is imported",
     .help = "", .run = info_globals},
    {.name = "strings", .aliases = "", .args = "[PATTERN]",
     .summary = "The strings, or those that a pattern fits", .help = "", .run = info_strings},
    {.name = "divergence", .aliases = "", .args = "",
     .summary = "Where Python's readers part over this stream, and how", .help = "",
     .run = divergence_info},
    {.name = "restrict", .aliases = "", .args = "NAME...",
     .summary = "Where an Unpickler stops whose find_class allows only these names",
     .help = "A NAME is MODULE:NAME or dotted; one without a dot is a builtin. find_class is\n"
             "asked for names as the stream spells them, before those of Python 2 are\n"
             "mapped.\n",
     .run = info_restrict},
    {.name = "stats", .aliases = "", .args = "", .summary = "How often each opcode occurs",
     .help = "", .run = info_stats},
};
/* clang-format on */

DEBUG_GROUP(group_info, "Topics of info", info_rows);
