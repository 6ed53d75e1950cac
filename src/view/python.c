/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/view/python.h"

#include <inttypes.h>
#include <string.h>

#include "src/analysis/analysis.h"
#include "src/output/pysource.h"
#include "src/view/parts.h"

enum { LEAST_COLUMNS = 24 }; /* of a text on a line that is full */

/* The row at the cursor, and the states around it. */
struct effect {
    const struct view_source *source;
    struct br_state before, after;
    struct br_ins ins;
    uint32_t pushed;
    size_t columns;
};

/* ---- What stands for a letter after % in the opcode's line ------------------------------------- */

static void put_value(struct line *line, const struct effect *effect)
{
    part_value(line, effect->source, effect->after, br_stack(effect->after, 0), effect->columns);
}

static void put_part(struct line *line, const struct effect *effect, enum br_field field)
{
    struct br_event event;
    const struct view_source *source = effect->source;
    if (br_event(source->rec, br_event_from(source->rec, source->cursor), &event))
        part_field(line, source, &event, field, effect->columns);
}

static void put_module(struct line *line, const struct effect *effect)
{
    put_part(line, effect, BR_FIELD_MODULE);
}

static void put_name(struct line *line, const struct effect *effect)
{
    put_part(line, effect, BR_FIELD_NAME);
}

/* The memo's key where there is one, else the number in the argument. */
static void put_number(struct line *line, const struct effect *effect)
{
    const br_record *rec = effect->before.rec;
    struct br_memo_line memo;
    if (br_memo_written(rec, effect->before.op, &memo) ||
        br_memo_fetched(rec, effect->before.op, &memo))
        line_printf(line, STYLE_PLAIN, "%" PRIu64, memo.key);
    else
        line_printf(line, STYLE_PLAIN, "%" PRId64, effect->ins.number);
}

static const struct {
    char letter;
    void (*put)(struct line *line, const struct effect *effect);
} letters[] = {{'v', put_value}, {'m', put_module}, {'n', put_name}, {'k', put_number}};

static void put_letter(struct line *line, const struct effect *effect, char letter)
{
    for (size_t k = 0; k < sizeof letters / sizeof letters[0]; k++)
        if (letters[k].letter == letter)
            letters[k].put(line, effect);
}

static void put_code(struct line *line, const struct effect *effect)
{
    for (const char *c = effect->ins.opcode->python; *c; c++) {
        char text[2] = {*c, '\0'};
        if (*c == '%' && c[1])
            put_letter(line, effect, *++c);
        else
            line_str(line, STYLE_PLAIN, text);
    }
}

/* ---- The line --------------------------------------------------------------------------------- */

/* The object that the line is about, where the line does not spell it: what came of a call, what
 * the memo gives or is given, a container as it is now. */
static br_value unspelled(const struct effect *effect)
{
    const br_record *rec = effect->before.rec;
    const char *code = effect->ins.opcode->python;
    struct br_memo_line memo;
    if (strstr(code, "%v") || strstr(code, "%n"))
        return BR_NO_VALUE;
    if (br_memo_written(rec, effect->before.op, &memo))
        return memo.value;
    if (effect->after.op == br_ops(rec) && br_result(rec) != BR_NO_VALUE)
        return br_result(rec);
    return effect->pushed ? br_stack(effect->after, 0) : BR_NO_VALUE;
}

/* A call by the name of what is called in the end. */
static bool put_resolved(struct line *line, const struct effect *effect)
{
    const struct view_source *source = effect->source;
    struct br_event event;
    return br_event(source->rec, br_event_from(source->rec, source->cursor), &event) &&
           event.op == source->cursor && part_resolved(line, source, &event, effect->columns);
}

void python_line(struct line *line, const struct view_source *source, size_t columns)
{
    struct effect effect = {.source = source,
                            .before = {source->rec, source->cursor},
                            .after = {source->rec, source->cursor + 1},
                            .columns = columns};
    uint32_t popped;
    if (!br_runs(source->rec)) /* there are no values to do anything with */
        return;
    br_ins_at(source->rec, source->cursor, &effect.ins);
    br_effect(source->rec, source->cursor, &popped, &effect.pushed);
    put_code(line, &effect);
    br_value value = unspelled(&effect);
    if (value == BR_NO_VALUE)
        return;
    line_str(line, STYLE_MUTED, "  # ");
    if (columns) /* what the line leaves, so that its end is seen */
        effect.columns =
            columns > line->width + LEAST_COLUMNS ? columns - line->width : LEAST_COLUMNS;
    if (!put_resolved(line, &effect))
        part_value(line, source, effect.after, value, effect.columns);
}

/* ---- The whole run as source ------------------------------------------------------------------ */

static uint64_t source_count(const struct view_source *source)
{
    return source->python ? pysource_count(source->python) : 0;
}

static uint64_t source_home(const struct view_source *source)
{
    /* Each pane is asked after each move: one that nobody has looked at must not make the source. */
    bool is_made = source->python && pysource_is_made(source->python);
    return is_made ? pysource_of(source->python, source->cursor) : 0;
}

/* How bad the worst is of what an opcode does. */
static enum severity worst_of(const struct view_source *source, br_op op)
{
    enum severity worst = SEVERITY_NONE;
    struct br_event event;
    if (!source->analysis)
        return worst;
    for (uint64_t n = br_event_from(source->rec, op);
         br_event(source->rec, n, &event) && event.op == op; n++) {
        enum severity severity = analysis_event(source->analysis, n, NULL);
        worst = severity > worst ? severity : worst;
    }
    return worst;
}

/* The statement is one line, or its last lines go on with it. */
static bool source_line(const struct view_source *source, uint64_t i, struct line *out)
{
    struct pysource_line line;
    line_clear(out);
    if (!source->python || !pysource_line(source->python, i, &line))
        return false;
    bool is_current = line.is_first && i == source_home(source);
    enum severity severity = line.is_first ? worst_of(source, line.op) : SEVERITY_NONE;
    line_str(out, STYLE_PLAIN, is_current ? view_sign(SIGN_CURRENT) : " ");
    line_str(out, part_severity_style(severity, STYLE_PLAIN),
             severity >= SEVERITY_SUSPICIOUS ? part_severity_sign(severity) : " ");
    line_safe(out, STYLE_PLAIN, line.text, line.len,
              source->width ? source->width : (size_t)source->text_limit);
    if (source->width)
        line_cut(out, source->width);
    out->traits |= part_severity_trait(severity) | (is_current ? LINE_CURRENT : 0u);
    if (line.op != BR_NO_OP)
        part_about_row(out, source, line.op);
    return true;
}

const struct view view_python = {
    .name = "python",
    .about = "the run as Python source that does the same, and the statement of this opcode",
    .count = source_count,
    .line = source_line,
    .home = source_home,
};
