/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inspector: a value that unfolds into its parts, its items, its text and bytes, and what is
 * known of it, each of which unfolds in turn. */
#include "src/view/parts.h"
#include "src/view/tree.h"

enum {
    SHORT_BYTES = 24, /* what is no longer stands whole on its line */
    STATES_MAX = 16,  /* of one object */
};

static struct br_state item_state(const struct view_source *source, const struct fold_item *item)
{
    return (struct br_state){source->rec, item->at};
}

static void value_item(struct fold_item *out, br_value value, br_op at, enum tree_role role,
                       uint64_t number)
{
    out->what = TREE_VALUE;
    out->value = value;
    out->at = at;
    out->n = tree_label(role, number);
}

/* ---- Parts ------------------------------------------------------------------------------------ */

/* Part n of a call, or the value that something is made over. */
static bool part_of(const struct view_source *source, const struct fold_item *item, uint64_t n,
                    struct fold_item *out)
{
    struct br_call call;
    if (!br_call(source->rec, item->value, &call))
        return false;
    enum br_kind kind = br_kind(source->rec, item->value);
    bool is_over = kind == BR_KIND_MEMORYVIEW || kind == BR_KIND_READONLY;
    const struct {
        br_value value;
        enum tree_role role;
    } parts[] = {
        {call.callee, is_over                                              ? ROLE_BUFFER
                      : kind == BR_KIND_INSET                              ? ROLE_OBJECT
                      : kind == BR_KIND_NEWOBJ || kind == BR_KIND_INSTANCE ? ROLE_CLASS
                                                                           : ROLE_CALLEE},
        {call.args, kind == BR_KIND_PERSISTENT ? ROLE_ID : ROLE_ARGS},
        {call.kwargs, ROLE_KWARGS},
    };
    for (size_t k = 0; k < sizeof parts / sizeof parts[0]; k++) {
        if (parts[k].value == BR_NO_VALUE || n-- > 0)
            continue;
        if (out)
            value_item(out, parts[k].value, br_maker(source->rec, item->value), parts[k].role, 0);
        return true;
    }
    return false;
}

static uint64_t parts_count(const struct view_source *source, const struct fold_item *item)
{
    uint64_t n = 0;
    while (part_of(source, item, n, NULL))
        n++;
    return n;
}

/* ---- Items ------------------------------------------------------------------------------------ */

bool tree_is_as_put(const struct view_source *source, br_value value)
{
    enum br_kind kind = br_kind(source->rec, value);
    struct br_state end = {source->rec, br_ops(source->rec)};
    return kind >= BR_KIND_DICT && kind <= BR_KIND_FROZENSET &&
           br_put_count(end, value) > PART_KEYS_MAX;
}

static uint64_t items_count(const struct view_source *source, const struct fold_item *item)
{
    struct br_call call;
    uint64_t n = 0;
    enum br_kind kind = br_kind(source->rec, item->value);
    if (br_call(source->rec, item->value, &call))
        return call.n_args;
    if (kind < BR_KIND_TUPLE || kind > BR_KIND_FROZENSET)
        return 0;
    struct br_state at = item_state(source, item);
    if (tree_is_as_put(source, item->value))
        return br_put_count(at, item->value);
    return br_len(at, item->value, &n) == BR_OK ? n : 0;
}

static bool items_child(const struct view_source *source, const struct fold_item *item, uint64_t n,
                        struct fold_item *out)
{
    struct br_call call;
    struct br_item found_item;
    bool found = false;
    struct br_state at = item_state(source, item);
    if (br_call(source->rec, item->value, &call)) {
        br_value value = br_call_arg(source->rec, item->value, (uint32_t)n);
        value_item(out, value, br_maker(source->rec, item->value), ROLE_ITEM, n);
        return value != BR_NO_VALUE;
    }
    enum br_status status = tree_is_as_put(source, item->value)
                                ? br_put_item(at, item->value, n, &found_item, &found)
                                : br_item(at, item->value, n, &found_item, &found);
    if (status != BR_OK || !found)
        return false;
    value_item(out, found_item.value, item->at, ROLE_ITEM, n);
    if (found_item.key != BR_NO_VALUE) {
        out->what = TREE_PAIR;
        out->op = found_item.key;
    }
    return true;
}

/* ---- The state that BUILD gives an object ----------------------------------------------------- */

static uint64_t states_count(const struct view_source *source, const struct fold_item *item)
{
    struct br_event event;
    uint64_t n = tree_object_events(source, item, 1u << BR_EV_BUILD, 0, &event);
    return n < STATES_MAX ? n : STATES_MAX;
}

static bool states_child(const struct view_source *source, const struct fold_item *item, uint64_t n,
                         struct fold_item *out)
{
    struct br_event event;
    if (tree_object_events(source, item, 1u << BR_EV_BUILD, n, &event) <= n)
        return false;
    value_item(out, event.args, event.op, ROLE_STATE, 0);
    return true;
}

/* ---- A value ---------------------------------------------------------------------------------- */

static const struct tree_section parts_section = {parts_count, part_of};
static const struct tree_section items_section = {items_count, items_child};
static const struct tree_section states_section = {states_count, states_child};

/* What stands below a value, from top to bottom. */
static const struct tree_section *const sections[] = {
    &tree_facts_section, &parts_section,    &items_section,
    &tree_text_section,  &tree_hex_section, &states_section,
};
enum { N_SECTIONS = sizeof sections / sizeof sections[0] };

/* It has a text, and maybe bytes, that may be longer than a line. */
static bool is_text(enum br_kind kind)
{
    return kind == BR_KIND_STR || kind == BR_KIND_INT || kind == BR_KIND_BYTES;
}

bool tree_value_has(const struct view_source *source, br_value value)
{
    enum br_kind kind = br_kind(source->rec, value);
    if (is_text(kind) || kind == BR_KIND_BYTEARRAY)
        return br_raw(source->rec, value).len > SHORT_BYTES || kind == BR_KIND_BYTEARRAY;
    if (kind >= BR_KIND_TUPLE && kind <= BR_KIND_FROZENSET)
        return br_put_count((struct br_state){source->rec, br_ops(source->rec)}, value) > 0;
    return kind == BR_KIND_MEMORYVIEW || br_kind_is_unknown(kind);
}

/* The value that is looked into says more of itself than one among many. */
static bool is_top(const struct fold_item *item)
{
    return item->n == tree_label(ROLE_NONE, 0);
}

static bool value_has(const struct view_source *source, const struct fold_item *item)
{
    enum br_kind kind = br_kind(source->rec, item->value);
    bool is_long = is_top(item) && is_text(kind);
    return is_long || tree_value_has(source, item->value);
}

static uint64_t value_count(const struct view_source *source, const struct fold_item *item)
{
    return tree_sections_count(sections, N_SECTIONS, source, item);
}

static bool value_child(const struct view_source *source, const struct fold_item *item, uint64_t n,
                        struct fold_item *out)
{
    return tree_sections_child(sections, N_SECTIONS, source, item, n, out);
}

const struct tree_kind tree_value = {value_has, value_count, value_child, tree_value_line};

/* ---- A pair ----------------------------------------------------------------------------------- */

static bool pair_has(const struct view_source *source, const struct fold_item *item)
{
    return tree_value_has(source, item->op) || tree_value_has(source, item->value);
}

/* A key that unfolds has a line of its own. */
static uint64_t pair_count(const struct view_source *source, const struct fold_item *item)
{
    return value_count(source, item) + tree_value_has(source, item->op);
}

static bool pair_child(const struct view_source *source, const struct fold_item *item, uint64_t n,
                       struct fold_item *out)
{
    if (!tree_value_has(source, item->op))
        return value_child(source, item, n, out);
    if (n > 0)
        return value_child(source, item, n - 1, out);
    value_item(out, item->op, item->at, ROLE_KEY, 0);
    return true;
}

const struct tree_kind tree_pair = {pair_has, pair_count, pair_child, tree_pair_line};

/* ---- The view --------------------------------------------------------------------------------- */

static bool value_unfold(const struct view_source *source, struct fold *fold)
{
    if (!tree_start(source, fold, TREE_VALUE))
        return false;
    tree_unfold(source, fold, 1, 0);
    return true;
}

static void value_note(const struct view_source *source, struct line *out)
{
    if (source->value != BR_NO_VALUE)
        part_value(out, source, part_now(source), source->value, 40);
}

const struct view view_value = {
    .name = "value",
    .about = "one value, looked into: its parts, items, text and bytes, each of which unfolds",
    .count = tree_count,
    .line = tree_line,
    .note = value_note,
    .unfold = value_unfold,
};
