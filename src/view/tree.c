/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/view/tree.h"

#include <stdio.h>

#include "src/view/parts.h"

enum {
    INDENT_COLUMNS = 2,
    STACK_LOOKED_MAX = 64, /* for what pushed a value */
    EVENTS_AMONG = 1024,   /* uses looked at for the events of one object */
    WAY_OPEN_MAX = 512,    /* lines unfolded on the way to what is dangerous */
    WAY_CHILDREN_MAX = 64, /* looked at for it, of one line */
    TEXT_CHILDREN_MAX = 12 /* unfolded in a text */
};

/* ---- The root --------------------------------------------------------------------------------- */

static uint64_t page_count(const struct view_source *source, const struct fold_item *item)
{
    (void)source;
    return item->value != BR_NO_VALUE;
}

/* Which opcode put it on the stack, where that is not what made it: how it came there is part of why.
 * BR_NO_OP: it is not among the uppermost. */
static br_op pushed_by(const struct view_source *source, const struct fold_item *item)
{
    struct br_stack_line line;
    struct br_state at = {source->rec, item->at};
    for (uint32_t n = 0; n < STACK_LOOKED_MAX && br_stack_line(at, n, &line); n++)
        if (line.value == item->value)
            return line.pushed_by;
    return BR_NO_OP;
}

static bool page_child(const struct view_source *source, const struct fold_item *item, uint64_t n,
                       struct fold_item *out)
{
    (void)n;
    *out = (struct fold_item){(uint32_t)item->n, item->value, item->at,
                              item->n == TREE_WHY ? pushed_by(source, item) : BR_NO_OP,
                              tree_label(ROLE_NONE, 0)};
    return true;
}

static const struct tree_kind tree_page = {.count = page_count, .child = page_child};

static const struct tree_kind *const kinds[TREE_WHAT_COUNT] = {
    [TREE_PAGE] = &tree_page,     [TREE_VALUE] = &tree_value,       [TREE_PAIR] = &tree_pair,
    [TREE_FACT] = &tree_fact,     [TREE_TEXT] = &tree_text,         [TREE_HEX] = &tree_hex,
    [TREE_WHY] = &tree_why,       [TREE_WHY_PAIR] = &tree_why_pair, [TREE_HOP] = &tree_hop,
    [TREE_CHANGE] = &tree_change, [TREE_USED] = &tree_used,         [TREE_USE] = &tree_use,
    [TREE_NO_USE] = &tree_no_use,
};

static const char *const roles[ROLE_COUNT] = {
    [ROLE_NONE] = "",       [ROLE_ITEM] = "",         [ROLE_KEY] = "key",
    [ROLE_VALUE] = "value", [ROLE_CALLEE] = "callee", [ROLE_CLASS] = "class",
    [ROLE_ARGS] = "args",   [ROLE_KWARGS] = "kwargs", [ROLE_STATE] = "state",
    [ROLE_ID] = "id",       [ROLE_BUFFER] = "buffer", [ROLE_MODULE] = "module",
    [ROLE_NAME] = "name",   [ROLE_OBJECT] = "object",
};

/* ---- The provider ----------------------------------------------------------------------------- */

static bool provide_has(const void *context, const struct fold_item *item)
{
    const struct tree_kind *kind = kinds[item->what];
    return kind->has && kind->has(context, item);
}

static uint64_t provide_count(const void *context, const struct fold_item *item)
{
    const struct tree_kind *kind = kinds[item->what];
    return kind->count ? kind->count(context, item) : 0;
}

static bool provide_child(const void *context, const struct fold_item *item, uint64_t n,
                          struct fold_item *out)
{
    *out = (struct fold_item){.value = BR_NO_VALUE, .op = BR_NO_OP};
    return kinds[item->what]->child(context, item, n, out);
}

const struct fold_provider tree_provider = {provide_has, provide_count, provide_child};

bool tree_start(const struct view_source *source, struct fold *fold, enum tree_what what)
{
    struct fold_item root = {TREE_PAGE, source->value, source->cursor, BR_NO_OP, what};
    return fold_start(fold, &tree_provider, source, &root);
}

uint64_t tree_sections_count(const struct tree_section *const *sections, int n_sections,
                             const struct view_source *source, const struct fold_item *item)
{
    uint64_t n = 0;
    for (int k = 0; k < n_sections; k++)
        n += sections[k]->count(source, item);
    return n;
}

bool tree_sections_child(const struct tree_section *const *sections, int n_sections,
                         const struct view_source *source, const struct fold_item *item, uint64_t n,
                         struct fold_item *out)
{
    for (int k = 0; k < n_sections; k++) {
        uint64_t here = sections[k]->count(source, item);
        if (n < here)
            return sections[k]->child(source, item, n, out);
        n -= here;
    }
    return false;
}

/* ---- Lines ------------------------------------------------------------------------------------ */

uint64_t tree_count(const struct view_source *source)
{
    return source->fold ? fold_lines(source->fold) : 0;
}

/* Deep lines would stand past the right end: from half the width on, a number says how deep. */
static void indent(const struct view_source *source, uint32_t depth, struct line *out)
{
    size_t columns = (size_t)depth * INDENT_COLUMNS;
    size_t most = source->width ? source->width / 2 / INDENT_COLUMNS * INDENT_COLUMNS : columns;
    if (columns > most) {
        char deep[16];
        int len = snprintf(deep, sizeof deep, "%u", (unsigned)depth);
        line_str(out, STYLE_MUTED, deep);
        most += most < (size_t)len + 1 ? (size_t)len + 1 - most : 0;
        columns = most;
    }
    line_pad(out, columns);
}

bool tree_line(const struct view_source *source, uint64_t i, struct line *out)
{
    line_clear(out);
    struct fold_line at;
    if (i >= tree_count(source))
        return false;
    if (!fold_at(source->fold, source, i, &at)) {
        out->text.failed = true;
        return true;
    }
    indent(source, at.depth, out);
    bool has = at.open != FOLD_CLOSED || provide_has(source, &at.item);
    line_str(out, STYLE_LABEL,
             !has                     ? " "
             : at.open == FOLD_CLOSED ? view_sign(SIGN_FOLDED)
                                      : view_sign(SIGN_UNFOLDED));
    kinds[at.item.what]->line(source, &at, out);
    out->value = at.item.value;
    if (source->width)
        line_cut(out, source->width);
    return true;
}

/* The line stands for a value, not for what happened to it. */
static bool is_value(const struct fold_item *item)
{
    return item->what == TREE_VALUE || item->what == TREE_PAIR || item->what == TREE_WHY ||
           item->what == TREE_WHY_PAIR;
}

/* How many levels up the same value stands; 0: it does not. */
static unsigned levels_up(const struct view_source *source, const struct fold_line *at,
                          br_value value)
{
    const struct fold *fold = source->fold;
    unsigned up = 1;
    for (size_t k = at->parent; k > 0; k = fold->open[k].parent, up++)
        if (is_value(&fold->open[k].item) && fold->open[k].item.value == value)
            return up;
    return 0;
}

static void row_line(const struct view_source *source, const struct fold_line *at,
                     struct table_row *row, struct line *out)
{
    enum tree_role role = (enum tree_role)(at->item.n >> 48);
    uint64_t number = at->item.n & ((1ull << 48) - 1);
    const struct fold_open *parent = &source->fold->open[at->parent];
    if (role == ROLE_ITEM) {
        snprintf(row->number, sizeof row->number, "%llu", (unsigned long long)number);
        row->number_columns = table_digits(parent->count);
    } else {
        snprintf(row->number, sizeof row->number, "%s", roles[role]);
    }
    char lead[48] = "";
    unsigned up =
        tree_value_has(source, at->item.value) ? levels_up(source, at, at->item.value) : 0;
    if (up == 1)
        snprintf(lead, sizeof lead, "%s same as 1 level up: ", view_sign(SIGN_CYCLE));
    else if (up > 1)
        snprintf(lead, sizeof lead, "%s same as %u levels up: ", view_sign(SIGN_CYCLE), up);
    row->lead = up ? lead : NULL;
    row->value = at->item.value;
    row->from = br_maker(source->rec, row->value);
    /* Containers as they were at the moment that the line is about. */
    struct view_source then = *source;
    then.cursor = at->item.at;
    table_line(&then, row, out);
    row->lead = NULL;
}

void tree_value_line(const struct view_source *source, const struct fold_line *at, struct line *out)
{
    struct table_row row = {.key = BR_NO_VALUE};
    row_line(source, at, &row, out);
}

void tree_pair_line(const struct view_source *source, const struct fold_line *at, struct line *out)
{
    struct table_row row = {.key = at->item.op, .has_key = true};
    row_line(source, at, &row, out);
}

void tree_op_tail(const struct view_source *source, br_op op, struct line *out)
{
    struct line tail = {0};
    line_clear(&tail);
    line_printf(&tail, STYLE_MUTED, "#%u ", (unsigned)op);
    part_offset(&tail, br_pos(source->rec, op), part_offset_digits(source->rec));
    line_right(out, &tail, source->width);
    line_free(&tail);
    out->op = op;
}

uint64_t tree_object_events(const struct view_source *source, const struct fold_item *item,
                            unsigned kinds_wanted, uint64_t n, struct br_event *out)
{
    br_op op;
    bool found = true;
    uint64_t count = 0;
    struct br_event event;
    bool is_cheap = br_uses_ready(source->rec) || br_ops(source->rec) <= PART_KEYS_MAX;
    if (!is_cheap || !br_kind_is_unknown(br_kind(source->rec, item->value)))
        return 0;
    for (uint64_t k = 0; k < EVENTS_AMONG; k++) {
        if (br_use(source->rec, item->value, k, &op, &found) != BR_OK || !found || op >= item->at)
            break;
        if (!br_event(source->rec, br_event_from(source->rec, op), &event) || event.op != op ||
            !(kinds_wanted & 1u << event.kind) || event.callee != item->value)
            continue;
        if (count++ == n)
            *out = event;
    }
    return count;
}

/* ---- What is unfolded first -------------------------------------------------------------------- */

static bool is_dangerous(const struct view_source *source, const struct fold_item *item)
{
    return item->value != BR_NO_VALUE &&
           part_value_severity(source, item->value) >= SEVERITY_DANGEROUS;
}

/* What a value is made of is unfolded once: above, or where it stood before. */
static bool is_unfolded(const struct fold *fold, const struct fold_line *at)
{
    for (size_t k = 1; is_value(&at->item) && k < fold->n; k++)
        if (is_value(&fold->open[k].item) && fold->open[k].item.value == at->item.value)
            return true;
    return false;
}

bool tree_unfold(const struct view_source *source, struct fold *fold, uint32_t levels,
                 uint64_t most)
{
    struct fold_line at;
    bool is_whole = true;
    for (uint64_t i = 0; i < fold_lines(fold) && fold->n < WAY_OPEN_MAX; i++) {
        if (!fold_at(fold, source, i, &at)) {
            is_whole = false;
            continue;
        }
        if (at.depth > 0 && at.n >= WAY_CHILDREN_MAX) {
            /* The rest of its siblings would be looked at one by one: on to what follows them. */
            const struct fold_open *parent = &fold->open[at.parent];
            i += parent->count - at.n - 1;
            continue;
        }
        bool is_way = is_dangerous(source, &at.item);
        if (is_unfolded(fold, &at) || (at.depth >= levels && !is_way))
            continue;
        if (provide_has(source, &at.item) &&
            (at.depth == 0 || provide_count(source, &at.item) <= most || is_way))
            is_whole = fold_unfold(fold, source, i) != FOLD_FULL && is_whole;
    }
    return is_whole;
}

bool view_unfold_all(const struct view_source *source, struct fold *fold)
{
    return tree_unfold(source, fold, UINT32_MAX, TEXT_CHILDREN_MAX);
}
