/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stack at the cursor, top first, marks as lines of their own. */
#include <stdio.h>

#include "src/output/safe.h"
#include "src/view/parts.h"
#include "src/view/table.h"

static uint64_t stack_count(const struct view_source *source)
{
    return br_height(part_now(source));
}

/* The same place of the stack before the last move holds something else, or nothing. */
static bool stack_is_changed(const struct view_source *source, uint32_t k,
                             const struct br_stack_line *line)
{
    if (source->previous == BR_NO_OP || source->previous == source->cursor)
        return false;
    struct br_state then = {source->rec, source->previous};
    uint32_t below = br_height(part_now(source)) - 1 - k;
    uint32_t height = br_height(then);
    struct br_stack_line old;
    if (below >= height || !br_stack_line(then, height - 1 - below, &old))
        return true;
    if (old.value != line->value || old.pushed_by != line->pushed_by)
        return true;
    return line->value != BR_NO_VALUE && part_grew(source, then, line->value);
}

static bool stack_line(const struct view_source *source, uint64_t i, struct line *out)
{
    line_clear(out);
    struct br_state now = part_now(source);
    struct br_stack_line line;
    if (i >= br_height(now) || !br_stack_line(now, (uint32_t)i, &line))
        return false;
    struct table_row row = {
        .is_changed = stack_is_changed(source, (uint32_t)i, &line),
        .value = line.value,
        .from = line.pushed_by,
        .from_word = "from",
        .number_columns = table_digits(br_depth(now)),
    };
    if (line.value == BR_NO_VALUE)
        snprintf(row.label, sizeof row.label, "mark");
    else
        snprintf(row.number, sizeof row.number, "%u", (unsigned)line.number);
    table_line(source, &row, out);
    if (line.value != BR_NO_VALUE)
        snprintf(out->expr, sizeof out->expr, "stack[%u]", (unsigned)line.number);
    return true;
}

const struct view view_stack = {
    .name = "stack",
    .about = "the stack at the cursor, its top first",
    .count = stack_count,
    .line = stack_line,
};
