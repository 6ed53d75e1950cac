/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/analysis/chain.h"

#include <stdlib.h>
#include <string.h>

#include "src/analysis/resolve.h"

enum {
    VALUES_MAX = 128, /* looked at for one event */
    ITEMS_MAX = 16,   /* of one container */
};

struct walk {
    const struct evaluator *ev;
    br_value values[VALUES_MAX];
    size_t n, looked;
};

static void walk_add(struct walk *walk, br_value value)
{
    if (value == BR_NO_VALUE || walk->n == VALUES_MAX)
        return;
    enum br_kind kind = br_kind(walk->ev->rec, value);
    if (!br_kind_is_unknown(kind) && !br_kind_is_sequence(kind))
        return;
    for (size_t k = 0; k < walk->n; k++) {
        if (walk->values[k] == value)
            return;
    }
    walk->values[walk->n++] = value;
}

static void walk_items(struct walk *walk, br_value value, br_op op)
{
    struct br_state at = {walk->ev->rec, op};
    struct br_item item;
    bool found = true;
    for (uint64_t n = 0; found && n < ITEMS_MAX; n++) {
        if (br_put_item(at, value, n, &item, &found) != BR_OK)
            return;
        if (found)
            walk_add(walk, item.value);
    }
}

/* What a value is made of. */
static void walk_parts(struct walk *walk, br_value value, br_op op)
{
    const br_record *rec = walk->ev->rec;
    struct br_call call;
    enum br_kind kind = br_kind(rec, value);
    struct br_state before = {rec, br_maker(rec, value)};
    if (br_kind_is_sequence(kind))
        walk_items(walk, value, op);
    else if (kind == BR_KIND_GLOBAL && br_opcode_at(rec, before.op)->arg == BR_ARG_NONE) {
        walk_add(walk, br_stack(before, 1)); /* STACK_GLOBAL */
        walk_add(walk, br_stack(before, 0));
    } else if (br_call(rec, value, &call)) {
        walk_add(walk, call.callee);
        walk_add(walk, call.args);
        for (uint32_t n = 0; n < call.n_args && n < ITEMS_MAX; n++)
            walk_add(walk, br_call_arg(rec, value, n));
    }
}

/* Whether an import by names that the stream spells gives something else: sys.modules or an attribute was
 * written to before. */
static bool is_redirected(const struct evaluator *ev, const struct meaning *known,
                          const struct buf *spelled)
{
    if (ev->n_changed_globals == 0 && !ev->modules)
        return false;
    if (known->kind == MEANING_TEXT || known->kind == MEANING_BYTES)
        return true;
    if (known->kind != MEANING_GLOBAL)
        return false;
    return spelled->failed || spelled->len != known->module_len + known->text_len ||
           memcmp(spelled->data, known->module, known->module_len) != 0 ||
           memcmp(spelled->data + known->module_len, known->text, known->text_len) != 0;
}

/* An import that says itself what it imports is no link. */
bool chain_is_link(const struct evaluator *ev, br_value value)
{
    const struct meaning *known = resolve_known(ev, value);
    if (!known || !br_kind_is_unknown(br_kind(ev->rec, value)))
        return false;
    bool literal = true;
    struct buf name = {.limit = known->module_len + known->text_len + 1};
    if (br_kind(ev->rec, value) != BR_KIND_GLOBAL)
        return known->kind != MEANING_OBJECT && known->kind != MEANING_UNKNOWN;
    for (int part = BR_PART_MODULE; part <= BR_PART_NAME && literal; part++) {
        struct br_sink sink = {.write = meaning_sink, .context = &name};
        if (br_global_part(ev->rec, value, (enum br_part)part, sink, &literal) != BR_OK)
            literal = true;
    }
    bool is_other = literal && is_redirected(ev, known, &name);
    buf_free(&name);
    return !literal || is_other;
}

static int compare_links(const void *a, const void *b)
{
    const struct link *first = a, *second = b;
    return (first->op > second->op) - (first->op < second->op);
}

size_t chain_of(const struct evaluator *ev, const struct br_event *event, struct link *links,
                size_t max)
{
    struct walk walk = {.ev = ev};
    size_t n = 0;
    walk_add(&walk, event->callee);
    walk_add(&walk, event->args);
    if (event->kind == BR_EV_INST)
        walk_parts(&walk, event->value, event->op);
    if (event->kind == BR_EV_IMPORT && event->callee != BR_NO_VALUE) {
        walk.n = 0;
        walk_parts(&walk, event->callee, event->op);
    }
    for (; walk.looked < walk.n; walk.looked++) {
        br_value value = walk.values[walk.looked];
        walk_parts(&walk, value, event->op);
        if (n < max && chain_is_link(ev, value) && br_maker(ev->rec, value) < event->op)
            links[n++] = (struct link){.op = br_maker(ev->rec, value), .value = value};
    }
    qsort(links, n, sizeof *links, compare_links);
    return n;
}
