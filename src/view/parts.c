/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/view/parts.h"

#include <stdio.h>
#include <string.h>

#include "src/analysis/analysis.h"
#include "src/output/event.h"
#include "src/output/out.h"
#include "src/output/safe.h"
#include "src/view/abridge.h"

/* ---- Rows ------------------------------------------------------------------------------------- */

bool part_is_break(const br_record *rec, br_op op)
{
    return op == br_ops(rec) && br_error_of(rec) != NULL;
}

br_op part_rows(const br_record *rec)
{
    return br_ops(rec) + (br_error_of(rec) ? 1 : 0);
}

/* ---- Severity --------------------------------------------------------------------------------- */

static const struct {
    enum style style;
    enum view_sign sign, thread;
    unsigned trait;
} severities[SEVERITY_COUNT] = {
    [SEVERITY_INFO] = {STYLE_INFO, SIGN_INFO, SIGN_STRAND, 0},
    [SEVERITY_SUSPICIOUS] = {STYLE_SUSPICIOUS, SIGN_SUSPICIOUS, SIGN_STRAND, LINE_SUSPICIOUS},
    [SEVERITY_DANGEROUS] = {STYLE_DANGER, SIGN_DANGER, SIGN_THREAD, LINE_DANGER},
};

enum style part_severity_style(enum severity severity, enum style fallback)
{
    return severity == SEVERITY_NONE ? fallback : severities[severity].style;
}

const char *part_severity_sign(enum severity severity)
{
    return severity == SEVERITY_NONE ? " " : view_sign(severities[severity].sign);
}

const char *part_thread_sign(enum severity severity)
{
    return severity == SEVERITY_NONE ? " " : view_sign(severities[severity].thread);
}

unsigned part_severity_trait(enum severity severity)
{
    return severities[severity].trait;
}

enum severity part_op_severity(const struct view_source *source, br_op op)
{
    return source->analysis ? analysis_op(source->analysis, op) : SEVERITY_NONE;
}

enum severity part_path_severity(const struct view_source *source, br_op op)
{
    struct path path;
    bool has_path = source->analysis && analysis_path(source->analysis, op, &path);
    return has_path ? path.severity : SEVERITY_NONE;
}

enum severity part_value_severity(const struct view_source *source, br_value value)
{
    if (!source->analysis || value == BR_NO_VALUE)
        return SEVERITY_NONE;
    return analysis_value(source->analysis, value);
}

static const enum style kinds[BR_KIND_COUNT] = {
    [BR_KIND_NONE] = STYLE_NUMBER,       [BR_KIND_BOOL] = STYLE_NUMBER,
    [BR_KIND_INT] = STYLE_NUMBER,        [BR_KIND_FLOAT] = STYLE_NUMBER,
    [BR_KIND_STR] = STYLE_STRING,        [BR_KIND_BYTES] = STYLE_STRING,
    [BR_KIND_BYTEARRAY] = STYLE_STRING,  [BR_KIND_TUPLE] = STYLE_CONTAINER,
    [BR_KIND_LIST] = STYLE_CONTAINER,    [BR_KIND_DICT] = STYLE_CONTAINER,
    [BR_KIND_SET] = STYLE_CONTAINER,     [BR_KIND_FROZENSET] = STYLE_CONTAINER,
    [BR_KIND_MEMORYVIEW] = STYLE_STRING, [BR_KIND_GLOBAL] = STYLE_GLOBAL,
    [BR_KIND_CALL] = STYLE_GLOBAL,       [BR_KIND_INSTANCE] = STYLE_GLOBAL,
    [BR_KIND_NEWOBJ] = STYLE_GLOBAL,     [BR_KIND_PERSISTENT] = STYLE_GLOBAL,
    [BR_KIND_EXTENSION] = STYLE_GLOBAL,  [BR_KIND_BUFFER] = STYLE_GLOBAL,
    [BR_KIND_READONLY] = STYLE_GLOBAL,   [BR_KIND_INSET] = STYLE_GLOBAL,
};

enum style part_value_style(const struct view_source *source, br_value value)
{
    enum severity severity = part_value_severity(source, value);
    if (severity >= SEVERITY_SUSPICIOUS)
        return severities[severity].style;
    return kinds[br_kind(source->rec, value)];
}

/* ---- Positions -------------------------------------------------------------------------------- */

unsigned part_offset_digits(const br_record *rec)
{
    unsigned digits = OFFSET_DIGITS_MIN;
    uint64_t last = br_bytes(rec).len;
    while (digits < 16 && last >> (4 * digits))
        digits++;
    return digits;
}

void part_offset(struct line *line, uint64_t pos, unsigned digits)
{
    char text[20];
    size_t at = sizeof text;
    text[--at] = '\0';
    for (unsigned n = 0; n == 0 || n < digits || pos; n++, pos >>= 4)
        text[--at] = "0123456789abcdef"[pos & 15];
    text[--at] = 'x';
    text[--at] = '0';
    line_str(line, STYLE_OFFSET, text + at);
}

/* ---- Texts ------------------------------------------------------------------------------------ */

/* How long a text the machine is asked for: a column is at most 4 bytes. What shows less, such as
 * many marks on one letter, is cut earlier, and says so. */
static struct br_text_options text_options(const struct view_source *source, size_t columns)
{
    return (struct br_text_options){
        .max_bytes = columns ? (uint64_t)columns * 4 + 16 : source->text_limit,
        .max_digits = PART_DIGITS_MAX,
        .max_keys = PART_KEYS_MAX,
    };
}

enum {
    ENDS_BYTES = 1 << 11,      /* of a literal where a line has columns: more than they can show */
    ENDS_ALL_BYTES = 1 << 13,  /* ... and where it has none: at least */
    ENDS_TEXT_BYTES = 1 << 15, /* of all texts together: at least */
};

/* The same where both ends of a text matter: padding must not hide what comes after it. */
static struct br_text_options ends_options(const struct view_source *source, size_t columns)
{
    struct br_text_options options = text_options(source, columns);
    uint64_t half = source->text_limit / 2;
    options.ends = columns ? ENDS_BYTES : half < ENDS_ALL_BYTES ? ENDS_ALL_BYTES : half;
    options.max_bytes = columns ? ENDS_TEXT_BYTES : 4 * options.ends;
    return options;
}

enum { ELLIPSIS_BYTES = 3, MIN_SPELLED = 12 };

static bool ends_in_ellipsis(const struct buf *text)
{
    return text->len >= ELLIPSIS_BYTES &&
           memcmp(text->data + text->len - ELLIPSIS_BYTES, "\xe2\x80\xa6", ELLIPSIS_BYTES) == 0;
}

/* Puts a text of the machine on the line. The ellipsis it ends in when it was cut is UTF-8 in any
 * locale: ours takes its place. */
static void add_text(struct line *line, enum style style, const struct buf *text, bool cut,
                     size_t columns)
{
    size_t len = text->len;
    const char *bytes = buf_text(text);
    bool ends = cut && ends_in_ellipsis(text);
    if (ends)
        len -= ELLIPSIS_BYTES;
    bool was_cut = line_safe(line, style, bytes, len, columns);
    if (ends && !was_cut)
        line_str(line, style, safe_ellipsis());
}

/* A text of which both ends matter, made with ends_options. Of one that is longer than even that only
 * the first is known. */
static void add_ends(struct line *line, enum style style, const struct view_source *source,
                     const struct buf *text, bool cut, size_t columns)
{
    size_t room = columns ? columns : (size_t)source->text_limit;
    struct line all = {0};
    line->text.failed |= text->failed;
    if (!cut) {
        abridge_add(line, style, buf_text(text), text->len, room);
        return;
    }
    size_t len = text->len - (ends_in_ellipsis(text) ? ELLIPSIS_BYTES : 0);
    line_clear(&all);
    abridge_add(&all, style, buf_text(text), len, 0);
    line_str(&all, style, safe_ellipsis());
    if (room)
        line_cut(&all, room);
    line_add(line, &all);
    line_free(&all);
}

/* Something bad is done with it, or to get it. */
static bool value_matters(const struct view_source *source, br_value value)
{
    return part_value_severity(source, value) >= SEVERITY_SUSPICIOUS ||
           part_path_severity(source, br_maker(source->rec, value)) >= SEVERITY_SUSPICIOUS;
}

void part_value(struct line *line, const struct view_source *source, struct br_state at,
                br_value value, size_t columns)
{
    if (value == BR_NO_VALUE) /* of a reader that runs nothing */
        return;
    bool matters = value_matters(source, value);
    struct buf text = {0};
    struct br_text_options options = (matters ? ends_options : text_options)(source, columns);
    struct br_text_result result = {0};
    enum style style = part_value_style(source, value);
    if (br_text(at, value, &options, buf_sink(&text), &result) != BR_OK)
        line->text.failed = true;
    if (matters)
        add_ends(line, style, source, &text, result.cut, columns);
    else
        add_text(line, style, &text, result.cut, columns);
    buf_free(&text);
}

bool part_grew(const struct view_source *source, struct br_state then, br_value value)
{
    uint64_t was = 0, is = 0;
    struct br_state now = part_now(source);
    if (kinds[br_kind(source->rec, value)] == STYLE_CONTAINER)
        return br_put_count(then, value) != br_put_count(now, value);
    return br_len(then, value, &was) == BR_OK && br_len(now, value, &is) == BR_OK && was != is;
}

static enum style arg_style(const struct br_opcode *opcode)
{
    switch (opcode->arg) {
    case BR_ARG_NONE:
        return STYLE_MUTED;
    case BR_ARG_STRINGNL_NOESCAPE_PAIR:
        return STYLE_GLOBAL;
    case BR_ARG_UINT1:
    case BR_ARG_UINT2:
    case BR_ARG_INT4:
    case BR_ARG_UINT4:
    case BR_ARG_UINT8:
    case BR_ARG_FLOAT8:
    case BR_ARG_DECIMALNL_SHORT:
    case BR_ARG_DECIMALNL_LONG:
    case BR_ARG_FLOATNL:
    case BR_ARG_LONG1:
    case BR_ARG_LONG4:
        return STYLE_NUMBER;
    default:
        return STYLE_STRING;
    }
}

void part_arg(struct line *line, const struct view_source *source, const struct br_ins *ins,
              size_t columns)
{
    br_op op = br_op_at(source->rec, ins->pos);
    bool matters = part_path_severity(source, op) >= SEVERITY_SUSPICIOUS;
    struct buf text = {0};
    struct br_text_options options = (matters ? ends_options : text_options)(source, columns);
    struct br_text_result result = {0};
    if (br_arg_text_in(source->rec, ins, &options, buf_sink(&text), &result) != BR_OK)
        line->text.failed = true;
    if (matters)
        add_ends(line, arg_style(ins->opcode), source, &text, result.cut, columns);
    else
        add_text(line, arg_style(ins->opcode), &text, result.cut, columns);
    buf_free(&text);
}

/* ---- Events ----------------------------------------------------------------------------------- */

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
    struct br_text_options options = ends_options(source, columns);
    bool cut = false;
    add_field(&text, source, event, field, &options, &cut);
    add_ends(line, event_style(source, event), source, &text, cut, columns);
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
    struct br_text_options options = ends_options(source, columns);
    bool cut = false;
    add_words(&text, source, event, &options, &cut);
    add_ends(line, event_style(source, event), source, &text, cut, columns);
    buf_free(&text);
}

bool part_resolved(struct line *line, const struct view_source *source,
                   const struct br_event *event, size_t columns)
{
    const char *module, *name;
    if (!source->analysis || event->kind == BR_EV_IMPORT ||
        !analysis_resolved(source->analysis, event->number, &module, &name))
        return false;
    struct buf text = {0};
    struct br_text_options options = ends_options(source, columns);
    bool cut = false;
    const char *args = analysis_resolved_args(source->analysis, event->number);
    add_name(&text, module, name, columns);
    if (args)
        event_call_args(&text, args);
    else
        add_arguments(&text, source, event, &options, &cut);
    add_ends(line, event_style(source, event), source, &text, cut, columns);
    buf_free(&text);
    return true;
}

/* An import whose names the pickle makes: what is imported stands first, as spelled only if it fits. */
static bool part_import_resolved(struct line *line, const struct view_source *source,
                                 const struct br_event *event, size_t columns)
{
    const char *module, *name;
    if (!source->analysis || event->kind != BR_EV_IMPORT ||
        !analysis_resolved(source->analysis, event->number, &module, &name))
        return false;
    size_t begin = line->width;
    struct buf text = {0};
    buf_str(&text, "import ");
    add_name(&text, module, name, columns);
    add_ends(line, event_style(source, event), source, &text, false, columns);
    buf_free(&text);
    size_t used = line->width - begin + strlen(" = ");
    if (columns && used + MIN_SPELLED > columns)
        return true;
    line_str(line, STYLE_MUTED, " = ");
    part_field(line, source, event, BR_FIELD_CALLEE, columns ? columns - used : 0);
    return true;
}

void part_deed(struct line *line, const struct view_source *source, const struct br_event *event,
               size_t columns)
{
    if (part_resolved(line, source, event, columns) ||
        part_import_resolved(line, source, event, columns))
        return;
    struct finding finding;
    size_t begin = line->width;
    if (source->analysis && event->kind != BR_EV_IMPORT &&
        analysis_event(source->analysis, event->number, &finding) != SEVERITY_NONE &&
        finding.resolved) {
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
