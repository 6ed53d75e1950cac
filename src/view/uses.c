/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What uses a value: the opcodes that take it off the stack or change it, and below each what uses
 * the value that it made. */
#include "src/view/parts.h"
#include "src/view/tree.h"

/* Of a long run, they are known when it was looked through. */
static bool is_known(const struct view_source *source)
{
    return br_uses_ready(source->rec) || br_ops(source->rec) <= PART_KEYS_MAX;
}

/* ---- The opcodes that use a value ------------------------------------------------------------- */

static uint64_t uses_of(const struct view_source *source, br_value value)
{
    uint64_t n = 0;
    return is_known(source) && br_use_count(source->rec, value, &n) == BR_OK ? n : 0;
}

static bool used_has(const struct view_source *source, const struct fold_item *item)
{
    (void)source;
    return item->value != BR_NO_VALUE;
}

/* Where there is none, a line says so. */
static uint64_t used_count(const struct view_source *source, const struct fold_item *item)
{
    uint64_t n = uses_of(source, item->value);
    return n ? n : 1;
}

/* The value that an opcode made; BR_NO_VALUE: none. */
static br_value made_by(const struct view_source *source, br_op op)
{
    br_value top = br_stack((struct br_state){source->rec, op + 1}, 0);
    return top != BR_NO_VALUE && br_maker(source->rec, top) == op ? top : BR_NO_VALUE;
}

static bool used_child(const struct view_source *source, const struct fold_item *item, uint64_t n,
                       struct fold_item *out)
{
    bool found = false;
    *out = (struct fold_item){TREE_NO_USE, BR_NO_VALUE, item->at, BR_NO_OP, n};
    if (!is_known(source) || br_use(source->rec, item->value, n, &out->op, &found) != BR_OK ||
        !found)
        return n == 0;
    out->what = TREE_USE;
    out->value = made_by(source, out->op);
    return true;
}

const struct tree_kind tree_used = {used_has, used_count, used_child, tree_value_line};

/* ---- One of them ------------------------------------------------------------------------------ */

static void use_line(const struct view_source *source, const struct fold_line *at, struct line *out)
{
    br_op op = at->item.op;
    struct br_event event;
    enum severity severity = part_op_severity(source, op);
    enum style style = part_severity_style(severity, STYLE_OPCODE);
    line_printf(out, style, " %s %s", part_severity_sign(severity),
                br_opcode_at(source->rec, op)->name);
    if (br_event(source->rec, br_event_from(source->rec, op), &event) && event.op == op) {
        line_str(out, STYLE_PLAIN, "  ");
        size_t room = source->width > out->width + 1 ? source->width - out->width : 1;
        part_deed(out, source, &event, source->width ? room : 0);
    } else if (at->item.value != BR_NO_VALUE) {
        line_printf(out, STYLE_MUTED, "  %s ", view_sign(SIGN_ARROW));
        size_t room = source->width > out->width + 1 ? source->width - out->width : 1;
        part_value(out, source, (struct br_state){source->rec, op + 1}, at->item.value,
                   source->width ? room : 0);
    }
    tree_op_tail(source, op, out);
    out->traits |= part_severity_trait(severity);
}

const struct tree_kind tree_use = {used_has, used_count, used_child, use_line};

static void no_use_line(const struct view_source *source, const struct fold_line *at,
                        struct line *out)
{
    (void)at;
    const char *words = is_known(source)       ? br_done(source->rec) ? " no opcode takes it"
                                                                      : " no opcode takes it so far"
                        : br_done(source->rec) ? " the run is being looked through"
                                               : " the run is still being read";
    line_str(out, STYLE_LABEL, words);
    if (!is_known(source))
        line_str(out, STYLE_LABEL, view_sign(SIGN_MORE));
}

const struct tree_kind tree_no_use = {.line = no_use_line};

/* ---- The view --------------------------------------------------------------------------------- */

static bool uses_unfold(const struct view_source *source, struct fold *fold)
{
    return tree_start(source, fold, TREE_USED) && fold_unfold(fold, source, 0) != FOLD_FULL;
}

const struct view view_uses = {
    .name = "uses",
    .about = "the opcodes that use a value, and what uses what they make of it",
    .count = tree_count,
    .line = tree_line,
    .unfold = uses_unfold,
    .waits_for_uses = true,
};
