/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a value is there: below it the opcodes by which it came through the memo, the values that its
 * maker took off the stack, and the opcodes that changed it; below those the same. */

#include "src/analysis/analysis.h"
#include "src/base/buf.h"
#include "src/view/parts.h"
#include "src/view/tree.h"

enum {
    SHOWN_LEVELS = 4,    /* unfolded at first: of values, and of the opcodes that changed them */
    SHOWN_CHILDREN = 12, /* ... where there are no more */
};

/* ---- Operands --------------------------------------------------------------------------------- */

/* What the values that an opcode takes are to it, the lowest first; items where it names none. */
static const struct {
    uint8_t code;
    enum tree_role roles[3];
} operand_roles[] = {
    {'R', {ROLE_CALLEE, ROLE_ARGS}},
    {0x81, {ROLE_CLASS, ROLE_ARGS}}, /* NEWOBJ */
    {0x92, {ROLE_CLASS, ROLE_ARGS, ROLE_KWARGS}},
    {0x93, {ROLE_MODULE, ROLE_NAME}},
    {'Q', {ROLE_ID}},
    {'o', {ROLE_CLASS}},
    {0x98, {ROLE_BUFFER}},
    {'b', {ROLE_NONE, ROLE_STATE}},
};

static uint64_t operand_label(uint8_t code, uint64_t n)
{
    uint64_t named = 0;
    for (size_t k = 0; k < sizeof operand_roles / sizeof operand_roles[0]; k++) {
        const enum tree_role *roles = operand_roles[k].roles;
        if (operand_roles[k].code != code)
            continue;
        if (n < 3 && roles[n] != ROLE_NONE)
            return tree_label(roles[n], 0);
        while (named < 3 && roles[named] != ROLE_NONE)
            named++;
    }
    return tree_label(ROLE_ITEM, n - (n >= named ? named : 0));
}

static bool takes_pairs(uint8_t code)
{
    return code == 'd' || code == 's' || code == 'u';
}

/* How many lines the operands of an opcode are, the lowest `skipped` of them left out. */
static uint64_t operands_count(const struct view_source *source, br_op op, uint32_t skipped)
{
    uint32_t popped, pushed;
    br_effect(source->rec, op, &popped, &pushed);
    uint64_t n = popped > skipped ? popped - skipped : 0;
    return takes_pairs(br_opcode_at(source->rec, op)->code) ? n / 2 : n;
}

static void why_item(struct fold_item *out, const struct br_stack_line *line, br_op at,
                     uint64_t label)
{
    *out = (struct fold_item){TREE_WHY, line->value, at, line->pushed_by, label};
}

static bool operands_child(const struct view_source *source, br_op op, uint32_t skipped, uint64_t n,
                           struct fold_item *out)
{
    uint32_t popped, pushed;
    struct br_stack_line line, key;
    struct br_state before = {source->rec, op};
    uint8_t code = br_opcode_at(source->rec, op)->code;
    br_effect(source->rec, op, &popped, &pushed);
    if (takes_pairs(code)) {
        uint32_t value_at = popped - skipped - 2 - 2 * (uint32_t)n;
        if (!br_stack_line(before, value_at, &line) || !br_stack_line(before, value_at + 1, &key))
            return false;
        *out =
            (struct fold_item){TREE_WHY_PAIR, line.value, op, key.value, tree_label(ROLE_ITEM, n)};
        return true;
    }
    /* No mark lies between the top and these: a line of the stack is a value. */
    if (!br_stack_line(before, popped - skipped - 1 - (uint32_t)n, &line) ||
        line.value == BR_NO_VALUE)
        return false;
    bool is_change = skipped > 0 && code != 'b';
    why_item(out, &line, op,
             is_change ? tree_label(ROLE_ITEM, n) : operand_label(code, n + skipped));
    return true;
}

/* ---- Hops through the memo -------------------------------------------------------------------- */

static uint64_t hops_count(const struct view_source *source, const struct fold_item *item)
{
    struct br_memo_line memo;
    if (item->op == BR_NO_OP || item->op == br_maker(source->rec, item->value))
        return 0;
    return br_memo_fetched(source->rec, item->op, &memo) ? 2 : 1;
}

/* The last hop first: fetched by, stored by. */
static bool hops_child(const struct view_source *source, const struct fold_item *item, uint64_t n,
                       struct fold_item *out)
{
    struct br_memo_line memo = {0};
    br_memo_fetched(source->rec, item->op, &memo);
    *out = (struct fold_item){TREE_HOP, item->value, item->at, n ? memo.stored_by : item->op,
                              memo.key};
    return true;
}

static void hop_line(const struct view_source *source, const struct fold_line *at, struct line *out)
{
    struct br_memo_line memo;
    br_op op = at->item.op;
    const char *name = br_opcode_at(source->rec, op)->name;
    unsigned long long key = at->item.n;
    if (br_memo_written(source->rec, op, &memo))
        line_printf(out, STYLE_LABEL, " stored in memo[%llu] by ", key);
    else if (br_memo_fetched(source->rec, op, &memo))
        line_printf(out, STYLE_LABEL, " fetched from memo[%llu] by ", key);
    else
        line_str(out, STYLE_LABEL, " pushed again by ");
    line_str(out, STYLE_OPCODE, name);
    tree_op_tail(source, op, out);
}

const struct tree_kind tree_hop = {.line = hop_line};

/* ---- What changed it -------------------------------------------------------------------------- */

enum {
    CHANGING_EVENTS =
        1u << BR_EV_BUILD | 1u << BR_EV_APPEND | 1u << BR_EV_SETITEM | 1u << BR_EV_ADDITEM
};

static uint64_t changes_count(const struct view_source *source, const struct fold_item *item)
{
    uint64_t n = 0;
    struct br_event event;
    if (!br_kind_is_unknown(br_kind(source->rec, item->value)))
        return br_change_count((struct br_state){source->rec, item->at}, item->value, &n) == BR_OK
                   ? n
                   : 0;
    return tree_object_events(source, item, CHANGING_EVENTS, 0, &event);
}

static bool changes_child(const struct view_source *source, const struct fold_item *item,
                          uint64_t n, struct fold_item *out)
{
    struct br_event event;
    bool found;
    *out = (struct fold_item){TREE_CHANGE, item->value, item->at, BR_NO_OP, n};
    if (!br_kind_is_unknown(br_kind(source->rec, item->value)))
        return br_change((struct br_state){source->rec, item->at}, item->value, n, &out->op,
                         &found) == BR_OK &&
               found;
    if (tree_object_events(source, item, CHANGING_EVENTS, n, &event) <= n)
        return false;
    out->op = event.op;
    return true;
}

static bool change_has(const struct view_source *source, const struct fold_item *item)
{
    return operands_count(source, item->op, 1) > 0;
}

static uint64_t change_count(const struct view_source *source, const struct fold_item *item)
{
    return operands_count(source, item->op, 1);
}

static bool change_child(const struct view_source *source, const struct fold_item *item, uint64_t n,
                         struct fold_item *out)
{
    return operands_child(source, item->op, 1, n, out);
}

static void change_line(const struct view_source *source, const struct fold_line *at,
                        struct line *out)
{
    br_op op = at->item.op;
    uint64_t n = operands_count(source, op, 1);
    enum severity severity = part_op_severity(source, op);
    line_str(out, STYLE_LABEL, " changed by ");
    if (severity != SEVERITY_NONE)
        line_printf(out, part_severity_style(severity, STYLE_PLAIN), "%s ",
                    part_severity_sign(severity));
    line_str(out, part_severity_style(severity, STYLE_OPCODE), br_opcode_at(source->rec, op)->name);
    if (br_opcode_at(source->rec, op)->code != 'b')
        line_printf(out, STYLE_LABEL, ", %llu item%s", (unsigned long long)n, n == 1 ? "" : "s");
    tree_op_tail(source, op, out);
    out->traits |= part_severity_trait(severity);
}

const struct tree_kind tree_change = {change_has, change_count, change_child, change_line};

/* ---- What made it ----------------------------------------------------------------------------- */

static uint64_t made_count(const struct view_source *source, const struct fold_item *item)
{
    return operands_count(source, br_maker(source->rec, item->value), 0);
}

static bool made_child(const struct view_source *source, const struct fold_item *item, uint64_t n,
                       struct fold_item *out)
{
    return operands_child(source, br_maker(source->rec, item->value), 0, n, out);
}

/* ---- A value ---------------------------------------------------------------------------------- */

static const struct tree_section hops_section = {hops_count, hops_child};
static const struct tree_section made_section = {made_count, made_child};
static const struct tree_section changes_section = {changes_count, changes_child};
static const struct tree_section *const sections[] = {&hops_section, &made_section,
                                                      &changes_section};
enum { N_SECTIONS = sizeof sections / sizeof sections[0] };

static bool why_has(const struct view_source *source, const struct fold_item *item)
{
    if (hops_count(source, item) || made_count(source, item))
        return true;
    enum br_kind kind = br_kind(source->rec, item->value);
    bool is_changing = kind == BR_KIND_BYTEARRAY || (kind >= BR_KIND_LIST && kind <= BR_KIND_SET);
    return (is_changing || br_kind_is_unknown(kind)) && changes_count(source, item) > 0;
}

static uint64_t why_count(const struct view_source *source, const struct fold_item *item)
{
    return tree_sections_count(sections, N_SECTIONS, source, item);
}

static bool why_child(const struct view_source *source, const struct fold_item *item, uint64_t n,
                      struct fold_item *out)
{
    return tree_sections_child(sections, N_SECTIONS, source, item, n, out);
}

const struct tree_kind tree_why = {why_has, why_count, why_child, tree_value_line};

/* ---- A pair ----------------------------------------------------------------------------------- */

/* The key or the value of a pair, with the opcode that pushed it. */
static bool pair_part(const struct view_source *source, const struct fold_item *item,
                      enum tree_role role, struct fold_item *out)
{
    struct br_stack_line line;
    uint32_t popped, pushed;
    uint64_t pair = item->n & ((1ull << 48) - 1);
    uint32_t skipped = br_opcode_at(source->rec, item->at)->code != 'd';
    br_effect(source->rec, item->at, &popped, &pushed);
    uint32_t value_at = popped - skipped - 2 - 2 * (uint32_t)pair;
    if (!br_stack_line((struct br_state){source->rec, item->at}, value_at + (role == ROLE_KEY),
                       &line))
        return false;
    why_item(out, &line, item->at, tree_label(role, 0));
    return true;
}

static bool part_has(const struct view_source *source, const struct fold_item *item,
                     enum tree_role role)
{
    struct fold_item part;
    return pair_part(source, item, role, &part) && why_has(source, &part);
}

static bool pair_has(const struct view_source *source, const struct fold_item *item)
{
    return part_has(source, item, ROLE_KEY) || part_has(source, item, ROLE_VALUE);
}

/* A key that unfolds has a line of its own; what stands below the value follows. */
static uint64_t pair_count(const struct view_source *source, const struct fold_item *item)
{
    struct fold_item value;
    return part_has(source, item, ROLE_KEY) +
           (pair_part(source, item, ROLE_VALUE, &value) ? why_count(source, &value) : 0);
}

static bool pair_child(const struct view_source *source, const struct fold_item *item, uint64_t n,
                       struct fold_item *out)
{
    struct fold_item value;
    bool has_key = part_has(source, item, ROLE_KEY);
    if (has_key && n == 0)
        return pair_part(source, item, ROLE_KEY, out);
    return pair_part(source, item, ROLE_VALUE, &value) &&
           why_child(source, &value, n - has_key, out);
}

const struct tree_kind tree_why_pair = {pair_has, pair_count, pair_child, tree_pair_line};

/* ---- The view --------------------------------------------------------------------------------- */

static bool why_unfold(const struct view_source *source, struct fold *fold)
{
    if (!tree_start(source, fold, TREE_WHY))
        return false;
    tree_unfold(source, fold, SHOWN_LEVELS, SHOWN_CHILDREN);
    return true;
}

const struct view view_why = {
    .name = "why",
    .about = "the opcodes that made and changed a value, as a tree",
    .count = tree_count,
    .line = tree_line,
    .unfold = why_unfold,
};
