/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The row at the cursor, in words: what the policy minds, what Python would do with these values,
 * what goes off the stack and onto it, the opcode's own sentence, and a line of Python that does
 * the same. What matters most stands first: a small pane shows the first lines. */
#include <string.h>

#include "src/analysis/analysis.h"
#include "src/view/apart.h"
#include "src/view/explain_picture.h"
#include "src/view/parts.h"
#include "src/view/python.h"
#include "src/view/sheet.h"

/* Links of the way to a callee that are told, and bytes of what each gave. */
enum { CHAIN_MAX = 8, CHAIN_BYTES = 200 };

enum {
    TEXT_COLUMNS = 240,       /* of a value in a sentence */
    WHOLE_TEXT_MAX = 1 << 16, /* of one text: the page is made for each of its lines */
    WORD_COLUMNS = 30,        /* "Here Python would call ", and what two lines are indented by */
    MIN_TEXT_COLUMNS = 24,
    ARG_SHOWN_IN_CODE = 8, /* bytes: longer arguments may be cut there */
    INDEXED_OPS = 1 << 20, /* an index over more takes longer than a key press may */
};

/* Two lines of a pane, with the words around; 0: all of it, to the source's limit. */
static size_t text_columns(const struct sheet *sheet, const struct view_source *source)
{
    size_t two_lines = 2 * (size_t)sheet->width;
    if (source->is_whole)
        return 0;
    if (two_lines == 0 || two_lines > TEXT_COLUMNS + WORD_COLUMNS)
        return TEXT_COLUMNS;
    return two_lines > MIN_TEXT_COLUMNS + WORD_COLUMNS ? two_lines - WORD_COLUMNS
                                                       : MIN_TEXT_COLUMNS;
}

/* ---- What Python would do, and what the policy minds ------------------------------------------- */

static const char *const deeds[] = {
    [BR_EV_IMPORT] = "Here Python would ",
    [BR_EV_REDUCE] = "Here Python would call ",
    [BR_EV_NEWOBJ] = "Here Python would make an object by calling ",
    [BR_EV_INST] = "Here Python would call ",
    [BR_EV_BUILD] = "Here Python would give an object its state: ",
    [BR_EV_APPEND] = "Here Python would call a method of an object that may be no plain list: ",
    [BR_EV_SETITEM] = "Here Python would store items in an object that may be no plain dict: ",
    [BR_EV_ADDITEM] = "Here Python would call a method of an object that may be no plain set: ",
    [BR_EV_PERSID] = "Here Python would ask the loading program for an object: ",
    [BR_EV_EXT] = "Here Python would import what is registered under a number: ",
    [BR_EV_BUFFER] = "Here Python would take a buffer that lies outside the file: ",
};

static enum severity event_severity(const struct view_source *source, const struct br_event *event,
                                    struct finding *out)
{
    return source->analysis ? analysis_event(source->analysis, event->number, out) : SEVERITY_NONE;
}

/* What is fetched: in a small pane nothing else may be in sight. How it is spelled stands below. */
static void explain_import(struct sheet *sheet, const struct view_source *source,
                           const struct br_event *event)
{
    const char *module, *name;
    size_t columns = text_columns(sheet, source);
    if (!source->analysis || !analysis_resolved(source->analysis, event->number, &module, &name)) {
        part_import(sheet->para, source, event, "import ", " and take ", " from it", columns);
        return;
    }
    line_str(sheet->para, STYLE_PLAIN, "import ");
    line_safe(sheet->para, STYLE_GLOBAL, module, strlen(module), columns);
    line_str(sheet->para, STYLE_PLAIN, " and take ");
    line_safe(sheet->para, STYLE_GLOBAL, name, strlen(name), columns);
    line_str(sheet->para, STYLE_PLAIN, " from it");
}

static void explain_deed(struct sheet *sheet, const struct view_source *source,
                         const struct br_event *event)
{
    struct line *para = sheet->para;
    enum severity severity = event_severity(source, event, NULL);
    if (severity >= SEVERITY_SUSPICIOUS)
        line_printf(para, part_severity_style(severity, STYLE_PLAIN), "%s ",
                    part_severity_sign(severity));
    const char *module, *name;
    bool is_import = event->kind == BR_EV_IMPORT ||
                     (event->kind == BR_EV_EXT && source->analysis &&
                      analysis_resolved(source->analysis, event->number, &module, &name));
    line_str(para, STYLE_PLAIN, deeds[is_import ? BR_EV_IMPORT : event->kind]);
    if (is_import)
        explain_import(sheet, source, event);
    else if (!part_resolved(para, source, event, text_columns(sheet, source)))
        part_event(para, source, event, text_columns(sheet, source));
    para->value = event->value;
    para->traits |= part_severity_trait(severity);
    sheet_flow(sheet, 2);
}

static void explain_finding(struct sheet *sheet, const struct view_source *source,
                            const struct br_event *event)
{
    struct finding finding;
    struct line *para = sheet->para;
    enum severity severity = event_severity(source, event, &finding);
    if (severity == SEVERITY_NONE)
        return;
    line_str(para, part_severity_style(severity, STYLE_PLAIN), severity_name(severity));
    if (finding.category && *finding.category) {
        line_str(para, STYLE_LABEL, " (");
        line_safe(para, STYLE_LABEL, finding.category, strlen(finding.category), 0);
        line_str(para, STYLE_LABEL, ")");
    }
    line_str(para, STYLE_PLAIN, ": ");
    /* The policy's sentence is about the thing, a rule's about the opcode. */
    if (finding.module && finding.why != finding.rule->sentence) {
        part_name(para, STYLE_GLOBAL, finding.module, finding.name, text_columns(sheet, source));
        line_str(para, STYLE_PLAIN, " ");
    }
    line_safe(para, STYLE_STRONG, finding.why, strlen(finding.why), 0);
    line_printf(para, STYLE_MUTED, "  %s", finding.rule->name);
    sheet_flow(sheet, 2);
}

/* How a callable is spelled that is another in the end. */
static void explain_spelling(struct sheet *sheet, const struct view_source *source,
                             const struct br_event *event)
{
    const char *module, *name;
    if (!source->analysis || !analysis_resolved(source->analysis, event->number, &module, &name))
        return;
    line_str(sheet->para, STYLE_LABEL, "spelled ");
    part_event(sheet->para, source, event, text_columns(sheet, source));
    sheet_flow(sheet, 2);
}

/* What gave what on the way to the callee. */
static void explain_chain(struct sheet *sheet, const struct view_source *source,
                          const struct br_event *event)
{
    struct link links[CHAIN_MAX];
    size_t n =
        source->analysis ? analysis_chain(source->analysis, event->number, links, CHAIN_MAX) : 0;
    for (size_t k = 0; k < n; k++) {
        struct buf gives = {.limit = 2 * CHAIN_BYTES};
        analysis_link(source->analysis, &links[k], CHAIN_BYTES, &gives);
        line_str(sheet->para, STYLE_LABEL, k ? "then " : "reached through ");
        line_safe(sheet->para, STYLE_GLOBAL, buf_text(&gives), gives.len, 0);
        line_printf(sheet->para, STYLE_LABEL, ", made at ");
        line_printf(sheet->para, STYLE_OPCODE, "0x%llx",
                    (unsigned long long)br_pos(source->rec, links[k].op));
        sheet_flow(sheet, 2);
        buf_free(&gives);
    }
}

static void explain_python(struct sheet *sheet, const struct view_source *source)
{
    line_str(sheet->para, STYLE_LABEL, "Python ");
    size_t words = sheet->para->text.len;
    python_line(sheet->para, source, source->is_whole ? 0 : sheet->width);
    if (sheet->para->text.len == words)
        line_clear(sheet->para);
    else if (source->is_whole)
        sheet_flow(sheet, 2);
    else
        sheet_line(sheet);
}

/* Each event of the row is told. */
static void explain_each(struct sheet *sheet, const struct view_source *source,
                         void (*tell)(struct sheet *sheet, const struct view_source *source,
                                      const struct br_event *event))
{
    struct br_event event;
    uint64_t first = br_event_from(source->rec, source->cursor);
    for (uint64_t n = first; br_event(source->rec, n, &event) && event.op == source->cursor; n++)
        tell(sheet, source, &event);
}

static bool has_event(const struct view_source *source)
{
    struct br_event event;
    return part_event_at(source, source->cursor, &event);
}

static void explain_way(struct sheet *sheet, const struct view_source *source,
                        const struct br_event *event)
{
    explain_spelling(sheet, source, event);
    explain_chain(sheet, source, event);
}

/* What it does, and what that is, before how: where there is little room, that is read. */
static void explain_events(struct sheet *sheet, const struct view_source *source)
{
    explain_each(sheet, source, explain_deed);
    explain_each(sheet, source, explain_finding);
    if (has_event(source))
        explain_python(sheet, source);
    explain_each(sheet, source, explain_way);
}

/* What stands against the row itself: a frame that lies. */
static void explain_row(struct sheet *sheet, const struct view_source *source)
{
    if (apart_explain(sheet, source) || !br_frame_broken(source->rec, source->cursor))
        return;
    line_printf(sheet->para, STYLE_SUSPICIOUS, "%s ", view_sign(SIGN_SUSPICIOUS));
    line_str(sheet->para, STYLE_STRONG,
             "A frame ends or begins inside this opcode: Python's readers part here.");
    sheet_flow(sheet, 2);
}

/* What comes of the row, when something bad does. */
static void explain_path(struct sheet *sheet, const struct view_source *source)
{
    struct path path;
    struct br_event event;
    struct line *para = sheet->para;
    if (!source->analysis || !analysis_path(source->analysis, source->cursor, &path) ||
        !br_event(source->rec, path.event, &event))
        return;
    line_printf(para, part_severity_style(path.severity, STYLE_PLAIN), "%s ",
                part_thread_sign(path.severity));
    line_str(para, STYLE_LABEL, "goes into ");
    part_deed(para, source, &event, text_columns(sheet, source));
    line_str(para, STYLE_LABEL, " at ");
    part_offset(para, event.pos, 0);
    sheet_flow(sheet, 2);
}

/* What is still to come where nothing dangerous is reached yet: at the start it comes first. */
static void explain_ahead(struct sheet *sheet, const struct view_source *source)
{
    struct path path;
    struct br_event event;
    br_op op = source->analysis
                   ? analysis_next(source->analysis, source->cursor, SEVERITY_DANGEROUS)
                   : BR_NO_OP;
    struct line *para = sheet->para;
    if (op == BR_NO_OP || analysis_path(source->analysis, source->cursor, &path))
        return;
    uint64_t n =
        analysis_path(source->analysis, op, &path) ? path.event : br_event_from(source->rec, op);
    if (!br_event(source->rec, n, &event))
        return;
    line_printf(para, part_severity_style(SEVERITY_DANGEROUS, STYLE_PLAIN), "%s ",
                part_severity_sign(SEVERITY_DANGEROUS));
    line_str(para, STYLE_LABEL, "ahead ");
    part_deed(para, source, &event, text_columns(sheet, source));
    line_str(para, STYLE_LABEL, " at ");
    part_offset(para, event.pos, 0);
    sheet_flow(sheet, 2);
}

/* ---- Where it comes from and goes -------------------------------------------------------------- */

/* " by #9 BINPUT at 0x9f" */
static void explain_place(struct line *para, const struct view_source *source, br_op op)
{
    line_printf(para, STYLE_LABEL, " by ");
    line_printf(para, STYLE_OPCODE, "#%u %s", (unsigned)op, br_opcode_at(source->rec, op)->name);
    line_str(para, STYLE_LABEL, " at ");
    part_offset(para, br_pos(source->rec, op), 0);
}

/* What the memo holds from here on, and what is lost by that. */
static void explain_store(struct sheet *sheet, const struct view_source *source,
                          const struct br_memo_line *now)
{
    struct br_memo_line old;
    size_t columns = sheet->width ? sheet->width / 3 : TEXT_COLUMNS;
    line_printf(sheet->para, STYLE_LABEL, "memo %llu  ", (unsigned long long)now->key);
    bool is_again = br_memo_get(part_now(source), now->key, &old);
    if (is_again)
        part_value(sheet->para, source, part_now(source), old.value, columns);
    else
        line_str(sheet->para, STYLE_MUTED, "nothing");
    line_printf(sheet->para, STYLE_STRONG, "  %s  ", view_sign(SIGN_ARROW));
    part_value(sheet->para, source, part_now(source), now->value, columns);
    if (is_again) {
        line_str(sheet->para, STYLE_LABEL, "  the old one was stored");
        explain_place(sheet->para, source, old.stored_by);
    }
    sheet_flow(sheet, 2);
}

static void explain_memo(struct sheet *sheet, const struct view_source *source)
{
    struct br_memo_line memo;
    if (br_memo_written(source->rec, source->cursor, &memo)) {
        explain_store(sheet, source, &memo);
    } else if (br_memo_fetched(source->rec, source->cursor, &memo)) {
        line_printf(sheet->para, STYLE_LABEL, "memo %llu  stored", (unsigned long long)memo.key);
        explain_place(sheet->para, source, memo.stored_by);
        sheet_flow(sheet, 2);
    }
}

/* What belongs together between a mark and the opcode that takes it, seen from both ends. */
static void explain_mark(struct sheet *sheet, const struct view_source *source)
{
    br_op pushed_by = br_mark_of(source->rec, source->cursor);
    br_op taken_by =
        br_ops(source->rec) <= INDEXED_OPS ? br_mark_taker(source->rec, source->cursor) : BR_NO_OP;
    if (pushed_by == BR_NO_OP && taken_by == BR_NO_OP)
        return;
    line_str(sheet->para, STYLE_LABEL, pushed_by != BR_NO_OP ? "mark   pushed" : "mark   taken");
    explain_place(sheet->para, source, pushed_by != BR_NO_OP ? pushed_by : taken_by);
    sheet_flow(sheet, 2);
}

/* What is no opcode, and is read all the same. */
static void explain_inset(struct sheet *sheet, const struct view_source *source)
{
    struct br_inset inset;
    if (!br_inset_of(source->rec, source->cursor, &inset))
        return;
    line_str(sheet->para, STYLE_PLAIN, "Then its loader reads ");
    part_inset(sheet->para, source, &inset);
    line_str(sheet->para, STYLE_PLAIN,
             inset.is_pickle ? ". They are a pickle of its own (streams lists it); what "
                               "comes of it takes the object's place."
                             : ". What comes of it takes the object's place.");
    sheet_flow(sheet, 2);
}

/* ---- The page --------------------------------------------------------------------------------- */

static void explain_sentence(struct sheet *sheet, const struct view_source *source)
{
    const struct br_opcode *opcode = br_opcode_at(source->rec, source->cursor);
    line_str(sheet->para, STYLE_OPCODE, opcode->name);
    line_printf(sheet->para, STYLE_PLAIN, "  %s", opcode->sentence);
    sheet_flow(sheet, 2);
}

/* All of an argument that a row of the code pane has no room for. */
static void explain_argument(struct sheet *sheet, const struct view_source *source)
{
    struct br_ins ins;
    br_ins_at(source->rec, source->cursor, &ins);
    if (ins.text.len <= ARG_SHOWN_IN_CODE && ins.name.len == 0)
        return;
    line_str(sheet->para, STYLE_LABEL, "argument ");
    part_arg(sheet->para, source, &ins, 0);
    sheet_flow(sheet, 2);
}

static void explain_break(struct sheet *sheet, const struct view_source *source)
{
    const struct br_error *error = br_error_of(source->rec);
    line_str(sheet->para, STYLE_ERROR,
             error->kind == BR_ERR_LIMIT ? "Read no further" : "The run breaks here");
    if (error->opcode)
        line_printf(sheet->para, STYLE_ERROR, ", in %s", error->opcode->name);
    line_str(sheet->para, STYLE_PLAIN, ": ");
    line_safe(sheet->para, STYLE_STRONG, error->message, strlen(error->message), 0);
    line_printf(sheet->para, STYLE_MUTED, "  %s", br_error_kind_name(error->kind));
    sheet_flow(sheet, 2);
    apart_explain(sheet, source);
    line_str(
        sheet->para, STYLE_PLAIN,
        error->kind == BR_ERR_LIMIT
            ? "It is brine that stops here: Python reads on, and what it would do from here on is "
              "not known."
            : "Python's reader raises an error at this byte. What stands above has happened by "
              "then; nothing after it is read.");
    sheet_flow(sheet, 2);
    if (error->opcode) {
        line_str(sheet->para, STYLE_OPCODE, error->opcode->name);
        line_printf(sheet->para, STYLE_PLAIN, "  %s", error->opcode->sentence);
        sheet_flow(sheet, 2);
    }
}

/* What the user put on display. */
static void explain_displays(struct sheet *sheet, const struct view_source *source)
{
    const char *at = source->displays ? buf_text(source->displays) : "";
    while (*at) {
        size_t len = strcspn(at, "\n");
        line_safe(sheet->para, STYLE_STRONG, at, len, sheet->width);
        sheet_line(sheet);
        at += len + (at[len] == '\n');
    }
}

static void explain_opcode(struct sheet *sheet, const struct view_source *source)
{
    explain_events(sheet, source);
    explain_inset(sheet, source);
    explain_row(sheet, source);
    explain_path(sheet, source);
    explain_picture(sheet, source);
    explain_memo(sheet, source);
    explain_sentence(sheet, source);
    if (!has_event(source))
        explain_python(sheet, source);
    explain_mark(sheet, source);
    explain_argument(sheet, source);
}

static uint64_t explain_page(const struct view_source *seen, uint64_t want, struct line *out)
{
    struct view_source own = *seen, *source = &own;
    if (own.text_limit == 0 || own.text_limit > WHOLE_TEXT_MAX)
        own.text_limit = WHOLE_TEXT_MAX;
    struct line para = {0};
    line_clear(&para);
    struct sheet sheet = {.width = source->width, .want = want, .out = out, .para = &para};
    explain_displays(&sheet, source);
    if (part_is_break(source->rec, source->cursor)) {
        explain_break(&sheet, source);
    } else if (source->cursor < br_ops(source->rec)) {
        if (source->cursor == 0)
            explain_ahead(&sheet, source);
        explain_opcode(&sheet, source);
        if (source->cursor > 0)
            explain_ahead(&sheet, source);
    }
    line_free(&para);
    return sheet.n;
}

static uint64_t explain_count(const struct view_source *source)
{
    return explain_page(source, VIEW_NO_LINE, NULL);
}

static bool explain_line(const struct view_source *source, uint64_t i, struct line *out)
{
    line_clear(out);
    return explain_page(source, i, out) > i;
}

/* The opcode's name is what the page is about; how many lines it has is not. */
static void explain_note(const struct view_source *source, struct line *out)
{
    const struct br_error *error = br_error_of(source->rec);
    const struct br_opcode *opcode = source->cursor < br_ops(source->rec)
                                         ? br_opcode_at(source->rec, source->cursor)
                                     : error ? error->opcode
                                             : NULL;
    if (opcode)
        line_str(out, STYLE_TITLE, opcode->name);
}

const struct view view_explain = {
    .name = "explain",
    .about = "the row at the cursor in words, with the values it works on",
    .count = explain_count,
    .line = explain_line,
    .note = explain_note,
    .is_read = true,
};
