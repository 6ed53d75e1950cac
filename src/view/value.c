/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One value, looked into at the cursor: what it is, its text, its parts, its items, and the opcodes
 * that use it. A part or an item is a line whose value can be looked into in turn. */
#include <stdio.h>
#include <string.h>

#include "src/output/out.h"
#include "src/output/safe.h"
#include "src/view/parts.h"
#include "src/view/table.h"
#include "src/view/wrap.h"

enum {
    TEXT_MAX_BYTES = 1 << 14,
    INDEXED_OPS = 1 << 20, /* an index over more takes longer than a key press may */
};

/* The value is made of items that have lines of their own. */
static bool has_items(enum br_kind kind)
{
    return kind >= BR_KIND_TUPLE && kind <= BR_KIND_FROZENSET;
}

/* ---- Head: kind, size, origin ----------------------------------------------------------------- */

static uint64_t head_count(const struct view_source *source)
{
    (void)source;
    return 1;
}

static void head_line(const struct view_source *source, uint64_t i, struct line *out)
{
    (void)i;
    enum br_kind kind = br_kind(source->rec, source->value);
    line_str(out, STYLE_KIND, br_kind_name(kind));
    uint64_t n = 0;
    bool is_bytes = kind == BR_KIND_BYTES || kind == BR_KIND_BYTEARRAY;
    if ((has_items(kind) || is_bytes) && br_len(part_now(source), source->value, &n) == BR_OK)
        line_printf(out, STYLE_LABEL, " of %llu %s%s", (unsigned long long)n,
                    is_bytes ? "byte" : "item", n == 1 ? "" : "s");
    br_op maker = br_maker(source->rec, source->value);
    if (maker >= br_ops(source->rec))
        return;
    line_printf(out, STYLE_LABEL, ", made by %s at ", br_opcode_at(source->rec, maker)->name);
    part_offset(out, br_pos(source->rec, maker), 0);
    out->op = maker;
}

/* ---- The whole text --------------------------------------------------------------------------- */

/* Line `want` of the text into out (NULL: only counted); returns how many there are. */
static uint64_t text_lines(const struct view_source *source, uint64_t want, struct line *out)
{
    struct buf raw = {0}, text = {0};
    struct br_text_options options = {.max_bytes = TEXT_MAX_BYTES};
    struct br_text_result result = {0};
    br_text(part_now(source), source->value, &options, buf_sink(&raw), &result);
    safe_line(&text, buf_text(&raw), raw.len);
    uint64_t n = 0;
    struct wrapper wrapper = {.text = buf_text(&text), .len = text.len, .width = source->width};
    struct wrap_piece piece;
    while (wrapper_next(&wrapper, &piece)) {
        if (n == want && out)
            line_safe(out, part_value_style(source, source->value), text.data + piece.at, piece.len,
                      0);
        n++;
    }
    if (result.cut && n++ == want && out)
        line_printf(out, STYLE_LABEL, " the first %d bytes of its text: print --full shows all",
                    TEXT_MAX_BYTES);
    buf_free(&raw);
    buf_free(&text);
    return n;
}

static uint64_t text_count(const struct view_source *source)
{
    return has_items(br_kind(source->rec, source->value)) ? 0
                                                          : text_lines(source, VIEW_NO_LINE, NULL);
}

static void text_line(const struct view_source *source, uint64_t i, struct line *out)
{
    text_lines(source, i, out);
}

/* ---- Parts of a call -------------------------------------------------------------------------- */

static const char *const part_names[] = {"callee", "args", "kwargs"};

/* The nth part that there is; *name says which. */
static br_value part_of(const struct view_source *source, uint64_t n, const char **name)
{
    struct br_call call;
    if (!br_call(source->rec, source->value, &call))
        return BR_NO_VALUE;
    const br_value parts[] = {call.callee, call.args, call.kwargs};
    for (size_t k = 0; k < sizeof parts / sizeof parts[0]; k++) {
        *name = part_names[k];
        if (parts[k] != BR_NO_VALUE && n-- == 0)
            return parts[k];
    }
    return BR_NO_VALUE;
}

static uint64_t parts_count(const struct view_source *source)
{
    uint64_t n = 0;
    const char *name;
    while (part_of(source, n, &name) != BR_NO_VALUE)
        n++;
    return n;
}

static void parts_line(const struct view_source *source, uint64_t i, struct line *out)
{
    const char *name = "";
    struct table_row row = {.key = BR_NO_VALUE};
    row.value = part_of(source, i, &name);
    row.from = br_maker(source->rec, row.value);
    row.from_word = "from";
    row.number_columns = 6;
    snprintf(row.number, sizeof row.number, "%s", name);
    table_line(source, &row, out);
}

/* ---- Items ------------------------------------------------------------------------------------ */

static uint64_t items_count(const struct view_source *source)
{
    struct br_call call;
    if (br_call(source->rec, source->value, &call))
        return call.n_args;
    uint64_t n = 0;
    if (!has_items(br_kind(source->rec, source->value)) ||
        br_len(part_now(source), source->value, &n) != BR_OK)
        return 0;
    return n;
}

static void items_line(const struct view_source *source, uint64_t i, struct line *out)
{
    struct table_row row = {.key = BR_NO_VALUE, .from = BR_NO_OP, .from_word = "put at"};
    struct br_call call;
    struct br_item item;
    bool found = false;
    if (br_call(source->rec, source->value, &call)) {
        row.value = br_call_arg(source->rec, source->value, (uint32_t)i);
        row.from = br_maker(source->rec, row.value);
        row.from_word = "from";
    } else if (br_item(part_now(source), source->value, i, &item, &found) == BR_OK && found) {
        row.value = item.value;
        row.key = item.key;
        row.has_key = item.key != BR_NO_VALUE;
        row.from = item.put_by;
    } else {
        out->text.failed = true;
        return;
    }
    row.number_columns = table_digits(items_count(source));
    snprintf(row.number, sizeof row.number, "%llu", (unsigned long long)i);
    table_line(source, &row, out);
}

/* ---- Uses ------------------------------------------------------------------------------------- */

static bool use_at(const struct view_source *source, uint64_t n, br_op *op)
{
    bool found = false;
    return br_use(source->rec, source->value, n, op, &found) == BR_OK && found;
}

static bool uses_are_cheap(const struct view_source *source)
{
    return br_ops(source->rec) <= INDEXED_OPS;
}

/* Found by doubling, then halving: a use is found by its number at once, their number is not. */
static uint64_t uses_count(const struct view_source *source)
{
    uint64_t low = 0, high = 1;
    br_op op;
    if (!uses_are_cheap(source))
        return 1;
    if (!use_at(source, 0, &op))
        return 0;
    while (use_at(source, high, &op)) {
        low = high;
        high *= 2;
    }
    while (high - low > 1) {
        uint64_t mid = low + (high - low) / 2;
        if (use_at(source, mid, &op))
            low = mid;
        else
            high = mid;
    }
    return high;
}

static void uses_line(const struct view_source *source, uint64_t i, struct line *out)
{
    br_op op;
    if (!uses_are_cheap(source)) {
        line_str(out, STYLE_LABEL, " used by: the command uses tells, and looks at the whole run");
        return;
    }
    if (!use_at(source, i, &op))
        return;
    enum severity severity = part_op_severity(source, op);
    enum style style = part_severity_style(severity, STYLE_OPCODE);
    line_str(out, STYLE_LABEL, " used by ");
    line_str(out, style, part_severity_sign(severity));
    line_printf(out, style, " %s", br_opcode_at(source->rec, op)->name);
    line_str(out, STYLE_MUTED, " at ");
    part_offset(out, br_pos(source->rec, op), 0);
    struct br_event event;
    if (br_event(source->rec, br_event_from(source->rec, op), &event) && event.op == op) {
        line_str(out, STYLE_PLAIN, "  ");
        size_t room = source->width > out->width + 1 ? source->width - out->width : 1;
        part_event(out, source, &event, source->width ? room : 0);
    }
    if (source->width)
        line_cut(out, source->width);
    out->op = op;
    out->traits |= part_severity_trait(severity);
}

/* ---- The view --------------------------------------------------------------------------------- */

/* What is shown, from top to bottom. */
static const struct {
    uint64_t (*count)(const struct view_source *source);
    void (*line)(const struct view_source *source, uint64_t i, struct line *out);
} sections[] = {
    {head_count, head_line},   {text_count, text_line}, {parts_count, parts_line},
    {items_count, items_line}, {uses_count, uses_line},
};
enum { N_SECTIONS = sizeof sections / sizeof sections[0] };

static uint64_t value_count(const struct view_source *source)
{
    uint64_t n = 0;
    for (int k = 0; k < N_SECTIONS && source->value != BR_NO_VALUE; k++)
        n += sections[k].count(source);
    return n;
}

static bool value_line(const struct view_source *source, uint64_t i, struct line *out)
{
    line_clear(out);
    if (source->value == BR_NO_VALUE)
        return false;
    for (int k = 0; k < N_SECTIONS; k++) {
        uint64_t n = sections[k].count(source);
        if (i < n) {
            sections[k].line(source, i, out);
            if (source->width)
                line_cut(out, source->width);
            return true;
        }
        i -= n;
    }
    return false;
}

static void value_note(const struct view_source *source, struct line *out)
{
    if (source->value != BR_NO_VALUE)
        part_value(out, source, part_now(source), source->value, 40);
}

const struct view view_value = {
    .name = "value",
    .about = "one value, looked into: text, parts, items, uses",
    .count = value_count,
    .line = value_line,
    .note = value_note,
};
