/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/view/parts.h"

#include <stdio.h>
#include <string.h>

#include "src/analysis/analysis.h"
#include "src/output/event.h"
#include "src/output/out.h"
#include "src/output/safe.h"
#include "src/view/abridge.h"
#include "src/view/parts_text.h"

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
struct br_text_options parttext_options(const struct view_source *source, size_t columns)
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

struct br_text_options parttext_ends_options(const struct view_source *source, size_t columns)
{
    struct br_text_options options = parttext_options(source, columns);
    uint64_t half = source->text_limit / 2;
    options.ends = columns ? ENDS_BYTES : half < ENDS_ALL_BYTES ? ENDS_ALL_BYTES : half;
    options.max_bytes = columns ? ENDS_TEXT_BYTES : 4 * options.ends;
    return options;
}

enum { ELLIPSIS_BYTES = 3 };

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

void parttext_ends(struct line *line, enum style style, const struct view_source *source,
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
    struct br_text_options options =
        (matters ? parttext_ends_options : parttext_options)(source, columns);
    struct br_text_result result = {0};
    enum style style = part_value_style(source, value);
    if (br_text(at, value, &options, buf_sink(&text), &result) != BR_OK)
        line->text.failed = true;
    if (matters)
        parttext_ends(line, style, source, &text, result.cut, columns);
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
    struct br_text_options options =
        (matters ? parttext_ends_options : parttext_options)(source, columns);
    struct br_text_result result = {0};
    if (br_arg_text_in(source->rec, ins, &options, buf_sink(&text), &result) != BR_OK)
        line->text.failed = true;
    if (matters)
        parttext_ends(line, arg_style(ins->opcode), source, &text, result.cut, columns);
    else
        add_text(line, arg_style(ins->opcode), &text, result.cut, columns);
    buf_free(&text);
}
