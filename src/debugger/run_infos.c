/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Topics of `info` that go through the whole run: protocol, globals, strings, counts. */
#include "src/debugger/infos.h"

#include <stdlib.h>
#include <string.h>

#include "src/analysis/analysis.h"
#include "src/analysis/restrict.h"
#include "src/debugger/pattern.h"
#include "src/debugger/setting.h"
#include "src/debugger/text.h"
#include "src/output/out.h"
#include "src/output/safe.h"

/* The nth PROTO, from 0. */
static void say_proto(const struct session *session, br_op op, uint64_t n, struct buf *out)
{
    uint64_t max_lines = session->settings->max_lines;
    if (max_lines && n == max_lines)
        buf_printf(out, "%s and more (set max-lines)\n", safe_ellipsis());
    if (max_lines && n >= max_lines)
        return;
    buf_str(out, "Said by:  ");
    text_row(session, op, out);
    buf_char(out, ' ');
    text_arg(session, op, out);
    buf_char(out, '\n');
}

enum session_result info_protocol(struct session *session, const char *args, struct buf *out,
                                  struct err *err)
{
    const br_record *rec = session->rec;
    const struct br_opcode *newest = NULL;
    br_op newest_op = 0;
    uint64_t protos = 0;
    (void)args;
    if (!command_reads_all(session, err))
        return SESSION_ERROR;
    buf_printf(out, "Here:     %d\n", br_protocol(rec, session->cursor));
    for (br_op op = 0; op < br_ops(rec); op++) {
        const struct br_opcode *opcode = br_opcode_at(rec, op);
        if (opcode->code == 0x80)
            say_proto(session, op, protos++, out);
        if (!newest || opcode->protocol > newest->protocol) {
            newest = opcode;
            newest_op = op;
        }
        if (!session_goes_on(session, "looking", op, br_ops(session->rec)))
            return command_stopped(session, err);
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
    out->failed |= br_event_text(session->rec, &event, BR_FIELD_CALLEE, &options, buf_sink(&raw),
                                 &result, &present) == BR_NOMEM;
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

enum session_result info_globals(struct session *session, const char *args, struct buf *out,
                                 struct err *err)
{
    size_t n, max_lines = session->settings->max_lines;
    (void)args;
    if (!command_reads_all(session, err))
        return SESSION_ERROR;
    struct import *imports = collect_imports(session->rec, &n);
    if (!imports)
        return command_no_memory(err);
    for (size_t i = 0; i < n && (!max_lines || i < max_lines); i++)
        say_import(session, &imports[i], out);
    if (max_lines && n > max_lines)
        buf_printf(out, "%s and %zu more (set max-lines)\n", safe_ellipsis(), n - max_lines);
    if (n == 0)
        buf_str(out, "Nothing is imported.\n");
    text_unread(session, out);
    free(imports);
    return SESSION_OK;
}

/* The opcode's argument becomes a str. */
static bool is_string_row(const struct br_opcode *opcode)
{
    static const enum br_arg args[] = {
        BR_ARG_STRINGNL,       BR_ARG_STRING1,        BR_ARG_STRING4,       BR_ARG_UNICODESTRINGNL,
        BR_ARG_UNICODESTRING1, BR_ARG_UNICODESTRING4, BR_ARG_UNICODESTRING8};
    for (size_t n = 0; n < sizeof args / sizeof *args; n++) {
        if (args[n] == opcode->arg)
            return true;
    }
    return false;
}

static bool string_fits(struct session *session, br_op op, const char *pattern)
{
    struct buf room = {0};
    struct br_slice text = text_characters(session, op, &room);
    session->no_memory |= room.failed;
    bool fits = pattern_match(pattern, strlen(pattern), (const char *)text.data, (size_t)text.len);
    buf_free(&room);
    return fits;
}

enum session_result info_strings(struct session *session, const char *args, struct buf *out,
                                 struct err *err)
{
    uint64_t shown = 0, max_lines = session->settings->max_lines;
    if (!command_reads_all(session, err))
        return SESSION_ERROR;
    for (br_op op = 0; op < br_ops(session->rec); op++) {
        if (!session_goes_on(session, "looking", op, br_ops(session->rec)))
            return command_stopped(session, err);
        if (!is_string_row(br_opcode_at(session->rec, op)))
            continue;
        if (args[0] && !string_fits(session, op, args))
            continue;
        if (shown++ == max_lines && max_lines) {
            buf_printf(out, "%s and more (set max-lines)\n", safe_ellipsis());
            break;
        }
        text_row(session, op, out);
        buf_char(out, ' ');
        text_arg(session, op, out);
        buf_char(out, '\n');
    }
    if (shown == 0)
        buf_printf(out, "No string %s.\n", args[0] ? "fits that" : "is in this pickle");
    text_unread(session, out);
    return SESSION_OK;
}

static int by_count(const void *a, const void *b)
{
    const uint64_t *left = a, *right = b; /* {count, code} */
    if (left[0] != right[0])
        return left[0] > right[0] ? -1 : 1;
    return left[1] < right[1] ? -1 : left[1] > right[1];
}

enum session_result info_stats(struct session *session, const char *args, struct buf *out,
                               struct err *err)
{
    uint64_t counts[256][2] = {{0}};
    uint32_t deepest = 0;
    br_op deepest_op = 0;
    (void)args;
    if (!command_reads_all(session, err))
        return SESSION_ERROR;
    for (unsigned code = 0; code < 256; code++)
        counts[code][1] = code;
    for (br_op op = 0; op < br_ops(session->rec); op++) {
        counts[br_opcode_at(session->rec, op)->code][0]++;
        uint32_t depth = br_depth((struct br_state){session->rec, op});
        if (depth > deepest) {
            deepest = depth;
            deepest_op = op;
        }
        if (!session_goes_on(session, "looking", op, br_ops(session->rec)))
            return command_stopped(session, err);
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

/* ---- Restrictions ---------------------------------------------------------------------------- */

/* Names parted by blanks, commas, or both. */
static bool add_names(struct restriction *list, const char *args, struct err *err)
{
    static const char between[] = " \t,";
    bool good = true;
    for (args += strspn(args, between); good && *args; args += strspn(args, between)) {
        size_t len = strcspn(args, between);
        char *name = strndup(args, len);
        good = name ? restriction_add(list, "info restrict", name, err)
                    : err_set(err, "out of memory");
        free(name);
        args += len;
    }
    if (good && restriction_count(list) == 0)
        return err_set(err,
                       "info restrict: which names are allowed? For example: list dict str int");
    return good;
}

static void say_restricted(const struct session *session, const struct restricted *run,
                           struct buf *out)
{
    struct br_event event;
    if (!run->is_refused || !br_event(session->rec, run->event, &event)) {
        buf_printf(out, "Nothing is refused; calls and changes that run: %llu\n",
                   (unsigned long long)run->n_before);
        return;
    }
    buf_str(out, "Stops at: ");
    text_row(session, event.op, out);
    buf_str(out, "  ");
    text_events(session, event.op, false, out);
    buf_printf(out, "\nCalls and changes before it: %llu, that never run: %llu\n",
               (unsigned long long)run->n_before, (unsigned long long)run->n_after);
    if (event.kind == BR_EV_EXT)
        buf_str(out, "Which name that is only the loading program knows.\n");
}

enum session_result info_restrict(struct session *session, const char *args, struct buf *out,
                                  struct err *err)
{
    struct restriction *list = restriction_new();
    struct restricted run;
    enum session_result result = SESSION_ERROR;
    if (!list) {
        command_no_memory(err);
    } else if (add_names(list, args, err) && command_reads_all(session, err)) {
        if (restriction_run(list, session->rec, &run)) {
            say_restricted(session, &run, out);
            text_unread(session, out);
            result = SESSION_OK;
        } else {
            command_no_memory(err);
        }
    }
    restriction_free(list);
    return result;
}
