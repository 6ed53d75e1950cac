/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/text.h"

#include <ctype.h>

#include "src/analysis/analysis.h"
#include "src/debugger/setting.h"
#include "src/output/event.h"
#include "src/output/out.h"
#include "src/output/safe.h"
#include "src/view/abridge.h"

enum {
    BRIEF_BYTES = 300,
    ENDS_BYTES = 1 << 12, /* of a literal in the text of an event, from which the ends are taken */
    ENDS_TEXT_BYTES = 1 << 16, /* of that text */
    FULL_BYTES = 1 << 20,
    BRIEF_KEYS = 1 << 16, /* compared for a text that stands among others: some 50 ms */
};

uint64_t text_brief(const struct session *session)
{
    uint64_t limit = session->settings->print_limit;
    return limit == 0 ? FULL_BYTES : limit < BRIEF_BYTES ? limit : BRIEF_BYTES;
}

static struct br_text_options text_options(const struct session *session)
{
    return (struct br_text_options){.max_bytes = text_brief(session),
                                    .max_digits = session->limits.max_digits,
                                    .max_keys = BRIEF_KEYS};
}

/* Moves what was made to out, safe. */
static void text_end(struct buf *raw, struct buf *out)
{
    safe_line(out, buf_text(raw), raw->len);
    if (raw->failed)
        out->failed = true;
    buf_free(raw);
}

void text_value(const struct session *session, br_op op, br_value value, struct buf *out)
{
    struct br_text_options options = text_options(session);
    struct br_text_result result;
    struct buf raw = {0};
    raw.failed |= br_text((struct br_state){session->rec, op}, value, &options, buf_sink(&raw),
                          &result) == BR_NOMEM;
    text_end(&raw, out);
}

enum eval_status text_operand(struct eval *eval, const struct operand *operand, uint64_t max_bytes,
                              struct buf *out)
{
    struct buf raw = {0};
    enum eval_status status = operand_text(eval, operand, max_bytes, &raw);
    text_end(&raw, out);
    return status;
}

void text_row(const struct session *session, br_op op, struct buf *out)
{
    const struct br_error *error = br_error_of(session->rec);
    const struct br_opcode *opcode;
    buf_mark(out, op);
    if (session_is_break(session, op))
        opcode = error ? error->opcode : NULL;
    else
        opcode = br_opcode_at(session->rec, op);
    buf_printf(out, "0x%04llx #%lu", (unsigned long long)session_pos(session, op),
               (unsigned long)op);
    if (opcode)
        buf_printf(out, " %s", opcode->name);
}

void text_place(const struct session *session, br_op op, struct buf *out)
{
    buf_printf(out, "#%lu %s at 0x%04llx", (unsigned long)op, br_opcode_at(session->rec, op)->name,
               (unsigned long long)br_pos(session->rec, op));
}

void text_arg(const struct session *session, br_op op, struct buf *out)
{
    if (session_is_break(session, op))
        return;
    struct br_ins ins;
    struct br_text_options options = text_options(session);
    struct br_text_result result;
    struct buf raw = {0};
    br_ins_at(session->rec, op, &ins);
    if (ins.opcode->arg != BR_ARG_NONE)
        raw.failed |=
            br_arg_text_in(session->rec, &ins, &options, buf_sink(&raw), &result) == BR_NOMEM;
    text_end(&raw, out);
}

struct br_slice text_characters(const struct session *session, br_op op, struct buf *room)
{
    struct br_ins ins;
    bool is_text;
    br_ins_at(session->rec, op, &ins);
    if (ins.opcode->arg != BR_ARG_STRINGNL && ins.opcode->arg != BR_ARG_UNICODESTRINGNL)
        return ins.text;
    br_value value = br_stack((struct br_state){session->rec, op + 1}, 0);
    room->failed |= br_content(session->rec, value, buf_sink(room), &is_text) == BR_NOMEM;
    return (struct br_slice){(const uint8_t *)buf_text(room), room->len};
}

/* The same of what an event does: padding must not hide what comes after it. */
static void text_end_abridged(const struct session *session, struct buf *raw, struct buf *out)
{
    struct line line = {0};
    abridge_add(&line, STYLE_PLAIN, buf_text(raw), raw->len, (size_t)text_brief(session));
    buf_add(out, buf_text(&line.text), line.text.len);
    out->failed |= raw->failed || line.text.failed;
    line_free(&line);
    buf_free(raw);
}

static void text_that_is(const char *module, const char *name, const char *args, struct buf *out)
{
    struct buf call = {0};
    if (args)
        event_call_args(&call, args);
    buf_str(out, " (that is ");
    safe_str(out, module);
    buf_char(out, '.');
    safe_str(out, name);
    safe_str(out, buf_text(&call));
    buf_free(&call);
    buf_char(out, ')');
}

bool text_resolved(const struct session *session, uint64_t event, struct buf *out)
{
    const char *module, *name;
    if (!analysis_resolved(session->analysis, event, &module, &name))
        return false;
    text_that_is(module, name, analysis_resolved_args(session->analysis, event), out);
    return true;
}

/* The event that made a value. */
static bool text_event_of(const struct session *session, br_value value, struct br_event *event)
{
    br_op maker = br_maker(session->rec, value);
    if (maker == BR_NO_OP)
        return false;
    for (uint64_t n = br_event_from(session->rec, maker);
         br_event(session->rec, n, event) && event->op == maker; n++) {
        if (event->value == value && event->kind != BR_EV_IMPORT)
            return true;
    }
    return false;
}

void text_found_to_be(const struct session *session, br_value value, struct buf *out)
{
    struct br_event event;
    struct finding finding;
    if (text_event_of(session, value, &event) &&
        analysis_event(session->analysis, event.number, &finding) != SEVERITY_NONE &&
        finding.resolved)
        text_that_is(finding.module, finding.name, finding.args, out);
}

/* After "would": the object of NEWOBJ says itself that __new__ is called. */
static const char *text_verb(enum br_event_kind kind)
{
    return kind == BR_EV_NEWOBJ ? "call" : kind == BR_EV_BUFFER ? "take" : event_verb(kind);
}

bool text_events(const struct session *session, br_op op, bool verb_upper, struct buf *out)
{
    struct br_text_options options = text_options(session);
    struct br_event event;
    bool found = false;
    options.ends = text_brief(session) < ENDS_BYTES ? ENDS_BYTES : text_brief(session);
    options.max_bytes = options.ends + ENDS_TEXT_BYTES;
    if (session_is_break(session, op))
        return false;
    for (uint64_t n = br_event_from(session->rec, op);
         br_event(session->rec, n, &event) && event.op == op; n++) {
        struct buf raw = {0};
        buf_str(out, found ? " and " : "");
        for (const char *c = text_verb(event.kind); *c; c++)
            buf_char(out, (char)(verb_upper ? toupper((unsigned char)*c) : *c));
        buf_char(out, ' ');
        raw.failed |= !event_object(session->rec, &event, &options, &raw);
        text_end_abridged(session, &raw, out);
        text_resolved(session, n, out);
        found = true;
    }
    return found;
}

/* The first finding at or after op. */
static uint64_t finding_from(const struct analysis *analysis, br_op op)
{
    uint64_t low = 0, high = analysis_count(analysis);
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        struct finding finding;
        analysis_finding(analysis, middle, &finding);
        if (finding.op < op)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool text_finding(const struct session *session, br_op op, struct buf *out)
{
    struct finding worst = {.severity = SEVERITY_NONE}, finding;
    for (uint64_t n = finding_from(session->analysis, op);
         analysis_finding(session->analysis, n, &finding) && finding.op == op; n++) {
        if (finding.severity > worst.severity)
            worst = finding;
    }
    if (worst.severity == SEVERITY_NONE)
        return false;
    buf_printf(out, "%s: ", severity_name(worst.severity));
    if (worst.category && worst.category[0]) {
        safe_str(out, worst.category);
        buf_str(out, ": ");
    }
    safe_str(out, worst.why ? worst.why : worst.rule->sentence);
    return true;
}

void text_unread(const struct session *session, struct buf *out)
{
    const struct br_error *error = br_error_of(session->rec);
    if (!br_runs(session->rec))
        buf_str(out,
                "Only decoded, as this reader runs nothing: nothing is judged (set dialect c).\n");
    if (!error || error->kind != BR_ERR_LIMIT)
        return;
    buf_printf(out, "Not read, from #%lu on: ", (unsigned long)br_ops(session->rec));
    safe_str(out, error->message);
    buf_str(out, ".\n");
}
