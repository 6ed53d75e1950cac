/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What events do, as Python would write it, and what they come to. What is declared in parts.h. */
#include <stdio.h>
#include <string.h>

#include "src/analysis/analysis.h"
#include "src/output/event.h"
#include "src/output/out.h"
#include "src/view/parts.h"
#include "src/view/parts_text.h"

enum { MIN_SPELLED = 12 }; /* columns that a spelling is worth showing in */

/* How an event reads, as near to Python as one line can be: %c callee, %a args, %v what the opcode
 * leaves, which prints as the call; %0 and %1 the values that it finds on the stack, the top first.
 * _pickle.c do_append tries extend first, load_additems add. */
static const char *const event_words[] = {
    [BR_EV_IMPORT] = "import %c",
    [BR_EV_REDUCE] = "%v",
    [BR_EV_NEWOBJ] = "%v",
    [BR_EV_INST] = "%v",
    [BR_EV_BUILD] = "%c.__setstate__(%a)",
    [BR_EV_APPEND] = "%c.extend(%a)",
    [BR_EV_SETITEM] = "%c[k] = v for k, v in %a",
    [BR_EV_ADDITEM] = "%c.add(v) for v in %a",
    [BR_EV_PERSID] = "%v",
    [BR_EV_EXT] = "%v",
    [BR_EV_BUFFER] = "%v",
};

/* What the row leaves on top of the stack, else what it stores or takes, for whoever wants to look
 * into it. */
static br_value row_value(const struct view_source *source, br_op op)
{
    uint32_t popped, pushed;
    struct br_memo_line memo;
    br_effect(source->rec, op, &popped, &pushed);
    if (pushed)
        return br_stack((struct br_state){source->rec, op + 1}, 0);
    if (br_memo_written(source->rec, op, &memo))
        return memo.value;
    return popped ? br_stack((struct br_state){source->rec, op}, 0) : BR_NO_VALUE;
}

void part_inset_words(struct line *line, const struct view_source *source,
                      const struct br_inset *inset)
{
    char words[256];
    br_inset_words(source->rec, inset, words, sizeof words);
    line_safe(line, STYLE_PLAIN, words, strlen(words), 0);
}

void part_inset(struct line *line, const struct view_source *source, const struct br_inset *inset)
{
    line_printf(line, STYLE_NUMBER, "%llu byte%s", (unsigned long long)inset->size,
                inset->size == 1 ? "" : "s");
    line_str(line, STYLE_PLAIN, " at ");
    part_offset(line, inset->pos, 0);
    line_str(line, STYLE_PLAIN, ": ");
    part_inset_words(line, source, inset);
}

void part_about_row(struct line *line, const struct view_source *source, br_op op)
{
    line->op = op;
    line->value = op < br_ops(source->rec) ? row_value(source, op) : BR_NO_VALUE;
    snprintf(line->expr, sizeof line->expr, "#%u", (unsigned)op);
}

bool part_event_at(const struct view_source *source, br_op op, struct br_event *event)
{
    struct br_event next;
    uint64_t number = br_event_from(source->rec, op);
    if (!br_event(source->rec, number, event) || event->op != op)
        return false;
    while (br_event(source->rec, ++number, &next) && next.op == op)
        *event = next;
    return true;
}

static void add_field(struct buf *text, const struct view_source *source,
                      const struct br_event *event, enum br_field field,
                      const struct br_text_options *options, bool *cut)
{
    struct br_text_result result = {0};
    bool present = false;
    if (br_event_text(source->rec, event, field, options, buf_sink(text), &result, &present) !=
        BR_OK)
        text->failed = true;
    *cut |= result.cut;
}

static void add_result(struct buf *text, const struct view_source *source,
                       const struct br_event *event, const struct br_text_options *options,
                       bool *cut)
{
    struct br_state after = {source->rec, event->op + 1};
    struct br_text_result result = {0};
    if (br_text(after, event->value, options, buf_sink(text), &result) != BR_OK)
        text->failed = true;
    *cut |= result.cut;
}

/* A part of a name, at most so many bytes. A lone surrogate, which comes as three bytes that are no
 * UTF-8, is written as everywhere: \udXXX. */
static void add_part(struct buf *text, const char *part, size_t most)
{
    size_t len = part ? strnlen(part, most) : 0;
    for (size_t k = 0; k < len; k++) {
        const unsigned char *bytes = (const unsigned char *)part + k;
        if (bytes[0] == 0xed && len - k >= 3 && bytes[1] >= 0xa0) {
            buf_printf(text, "\\u%04x", 0xd000u | (bytes[1] & 0x3fu) << 6 | (bytes[2] & 0x3fu));
            k += 2;
        } else {
            buf_char(text, part[k]);
        }
    }
}

/* "os.system", no more of it than columns can show; either may be NULL. */
static void add_name(struct buf *text, const char *module, const char *name, size_t columns)
{
    size_t most = columns ? columns * 4 + 16 : SIZE_MAX;
    add_part(text, module, most);
    if (module && name && *name)
        buf_char(text, '.');
    add_part(text, name, most);
}

static enum style event_style(const struct view_source *source, const struct br_event *event)
{
    enum severity severity =
        source->analysis ? analysis_event(source->analysis, event->number, NULL) : SEVERITY_NONE;
    return part_severity_style(severity, STYLE_GLOBAL);
}

void part_field(struct line *line, const struct view_source *source, const struct br_event *event,
                enum br_field field, size_t columns)
{
    struct buf text = {0};
    struct br_text_options options = parttext_ends_options(source, columns);
    bool cut = false;
    add_field(&text, source, event, field, &options, &cut);
    parttext_ends(line, event_style(source, event), source, &text, cut, columns);
    buf_free(&text);
}

/* The arguments as they stand in a call: "('id',)" is "('id')", an unknown object X is "(*X)". */
static void add_arguments(struct buf *text, const struct view_source *source,
                          const struct br_event *event, const struct br_text_options *options,
                          bool *cut)
{
    struct buf args = {0};
    add_field(&args, source, event, BR_FIELD_ARGS, options, cut);
    bool is_tuple = args.len > 0 && args.data[0] == '(';
    if (is_tuple && args.len > 3 && strcmp(args.data + args.len - 2, ",)") == 0)
        args.data[args.len - 2] = ')', args.data[--args.len] = '\0';
    if (!is_tuple)
        buf_str(text, "(*");
    buf_add(text, buf_text(&args), args.len);
    if (!is_tuple)
        buf_char(text, ')');
    text->failed |= args.failed;
    buf_free(&args);
}

static void add_operand(struct buf *text, const struct view_source *source,
                        const struct br_event *event, uint32_t k,
                        const struct br_text_options *options, bool *cut)
{
    struct br_state before = {source->rec, event->op};
    struct br_text_result result = {0};
    if (br_text(before, br_stack(before, k), options, buf_sink(text), &result) != BR_OK)
        text->failed = true;
    *cut |= result.cut;
}

/* SETITEM stores one item, SETITEMS many. */
static const char *words_of(const struct view_source *source, const struct br_event *event)
{
    bool is_one = event->kind == BR_EV_SETITEM && br_opcode_at(source->rec, event->op)->code == 's';
    return is_one ? "%c[%1] = %0" : event_words[event->kind];
}

static void add_words(struct buf *text, const struct view_source *source,
                      const struct br_event *event, const struct br_text_options *options,
                      bool *cut)
{
    for (const char *c = words_of(source, event); *c; c++) {
        if (*c != '%')
            buf_char(text, *c);
        else if (c[1] == '0' || c[1] == '1')
            add_operand(text, source, event, (uint32_t)(*++c - '0'), options, cut);
        else if (*++c == 'c')
            add_field(text, source, event, BR_FIELD_CALLEE, options, cut);
        else if (*c == 'a')
            add_field(text, source, event, BR_FIELD_ARGS, options, cut);
        else
            add_result(text, source, event, options, cut);
    }
}

void part_event(struct line *line, const struct view_source *source, const struct br_event *event,
                size_t columns)
{
    struct buf text = {0};
    struct br_text_options options = parttext_ends_options(source, columns);
    bool cut = false;
    add_words(&text, source, event, &options, &cut);
    parttext_ends(line, event_style(source, event), source, &text, cut, columns);
    buf_free(&text);
}

static bool is_import(const struct br_event *event)
{
    return event->kind == BR_EV_IMPORT || event->kind == BR_EV_EXT;
}

bool part_resolved(struct line *line, const struct view_source *source,
                   const struct br_event *event, size_t columns)
{
    const char *module, *name;
    if (!source->analysis || is_import(event) ||
        !analysis_resolved(source->analysis, event->number, &module, &name))
        return false;
    struct buf text = {0};
    struct br_text_options options = parttext_ends_options(source, columns);
    bool cut = false;
    const char *args = analysis_resolved_args(source->analysis, event->number);
    add_name(&text, module, name, columns);
    if (args)
        event_call_args(&text, args);
    else
        add_arguments(&text, source, event, &options, &cut);
    parttext_ends(line, event_style(source, event), source, &text, cut, columns);
    buf_free(&text);
    return true;
}

/* An import whose names the pickle makes, or its registry tells: what is imported stands first, as spelled only if it fits. */
static bool part_import_resolved(struct line *line, const struct view_source *source,
                                 const struct br_event *event, size_t columns)
{
    const char *module, *name;
    if (!source->analysis || !is_import(event) ||
        !analysis_resolved(source->analysis, event->number, &module, &name))
        return false;
    size_t begin = line->width;
    struct buf text = {0};
    buf_str(&text, "import ");
    add_name(&text, module, name, columns);
    parttext_ends(line, event_style(source, event), source, &text, false, columns);
    buf_free(&text);
    size_t used = line->width - begin + strlen(" = ");
    if (columns && used + MIN_SPELLED > columns)
        return true;
    line_str(line, STYLE_MUTED, " = ");
    part_field(line, source, event, BR_FIELD_CALLEE, columns ? columns - used : 0);
    return true;
}

bool part_fetches(const struct view_source *source, const struct br_event *event,
                  struct finding *out)
{
    return source->analysis && event->kind != BR_EV_IMPORT &&
           analysis_event(source->analysis, event->number, out) != SEVERITY_NONE && out->resolved &&
           strstr(out->rule->name, "-import");
}

void part_deed(struct line *line, const struct view_source *source, const struct br_event *event,
               size_t columns)
{
    if (part_resolved(line, source, event, columns) ||
        part_import_resolved(line, source, event, columns))
        return;
    struct finding finding;
    size_t begin = line->width;
    if (part_fetches(source, event, &finding)) {
        part_name(line, event_style(source, event), finding.module, finding.name, columns);
        line_str(line, STYLE_MUTED, " = ");
    }
    size_t used = line->width - begin;
    if (columns == 0 || used < columns)
        part_event(line, source, event, columns ? columns - used : 0);
}

void part_made(struct line *line, const struct view_source *source, br_value value, size_t columns)
{
    struct br_event event;
    struct finding finding;
    bool is_known = source->analysis && br_kind_is_unknown(br_kind(source->rec, value)) &&
                    part_event_at(source, br_maker(source->rec, value), &event) &&
                    event.value == value && event.kind != BR_EV_IMPORT &&
                    analysis_event(source->analysis, event.number, &finding) != SEVERITY_NONE &&
                    finding.resolved;
    if (is_known)
        part_deed(line, source, &event, columns);
    else
        part_value(line, source, part_now(source), value, columns);
}

void part_import(struct line *line, const struct view_source *source, const struct br_event *event,
                 const char *before, const char *between, const char *after, size_t columns)
{
    line_str(line, STYLE_PLAIN, before);
    part_field(line, source, event, BR_FIELD_MODULE, columns);
    line_str(line, STYLE_PLAIN, between);
    part_field(line, source, event, BR_FIELD_NAME, columns);
    line_str(line, STYLE_PLAIN, after);
}

void part_name(struct line *line, enum style style, const char *module, const char *name,
               size_t columns)
{
    struct buf text = {0};
    add_name(&text, module, name, columns);
    line_safe(line, style, buf_text(&text), text.len, columns);
    line->text.failed |= text.failed;
    buf_free(&text);
}
