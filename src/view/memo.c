/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The memo at the cursor, in the order in which its keys were first stored. */
#include <stdio.h>

#include "src/view/parts.h"
#include "src/view/table.h"

static uint64_t memo_count(const struct view_source *source)
{
    return br_memo_count(part_now(source));
}

static bool memo_is_changed(const struct view_source *source, const struct br_memo_line *line)
{
    if (source->previous == BR_NO_OP || source->previous == source->cursor)
        return false;
    struct br_state then = {source->rec, source->previous};
    struct br_memo_line old;
    return !br_memo_get(then, line->key, &old) || old.stored_by != line->stored_by ||
           part_grew(source, then, line->value);
}

static bool memo_line(const struct view_source *source, uint64_t i, struct line *out)
{
    line_clear(out);
    struct br_state now = part_now(source);
    uint32_t count = br_memo_count(now);
    struct br_memo_line line;
    if (i >= count || !br_memo_line(now, (uint32_t)i, &line))
        return false;
    struct table_row row = {
        .is_changed = memo_is_changed(source, &line),
        .value = line.value,
        .from = line.stored_by,
        .from_word = "from",
        .number_columns = table_digits(count),
    };
    snprintf(row.number, sizeof row.number, "%llu", (unsigned long long)line.key);
    table_line(source, &row, out);
    snprintf(out->expr, sizeof out->expr, "memo[%llu]", (unsigned long long)line.key);
    return true;
}

/* What was stored last is what one looks for. */
static uint64_t memo_home(const struct view_source *source)
{
    uint64_t count = memo_count(source);
    return count ? count - 1 : 0;
}

const struct view view_memo = {
    .name = "memo",
    .about = "the memo at the cursor: what later opcodes can fetch again",
    .count = memo_count,
    .line = memo_line,
    .home = memo_home,
};
