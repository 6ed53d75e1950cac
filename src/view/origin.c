/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/view/origin.h"

#include <stdlib.h>
#include <string.h>

enum {
    USES_MAX = 10000, /* of a container, looked at to find those that change it */
    /* Each row on the way down may leave its operands, its changes and a row for each that are more. */
    PENDING_MAX = ORIGIN_MAX_DEPTH * (ORIGIN_MAX_OPERANDS + ORIGIN_MAX_CHANGES + 2),
};

/* The tree as it is made: what is still to come, the next last. */
struct growing {
    const br_record *rec;
    struct origins *out;
    struct origin pending[PENDING_MAX];
    size_t count;
};

static void push(struct growing *tree, struct origin origin)
{
    if (tree->count < PENDING_MAX)
        tree->pending[tree->count++] = origin;
}

/* ---- Operands -------------------------------------------------------------------------------- */

static void find_way(const br_record *rec, struct origin *origin)
{
    struct br_memo_line line;
    if (br_opcode_at(rec, origin->pushed_by)->code == '2')
        origin->way = ORIGIN_COPY;
    if (!br_memo_fetched(rec, origin->pushed_by, &line))
        return;
    origin->way = ORIGIN_MEMO;
    origin->key = line.key;
    origin->stored_by = line.stored_by;
}

/* The kth value from the top that op took, of `popped`. A mark that it took stands above as many
 * values as its row of the table names before the mark. */
static bool operand_at(const br_record *rec, br_op op, uint32_t popped, uint32_t k,
                       struct origin *out)
{
    const char *before = br_opcode_at(rec, op)->before, *mark = strchr(before, '(');
    uint32_t below = mark && br_mark_of(rec, op) != BR_NO_OP ? (uint32_t)(mark - before) : 0;
    struct br_stack_line line;
    uint32_t lines_up = below > 0 && k >= popped - below ? k + 1 : k;
    if (!br_stack_line((struct br_state){rec, op}, lines_up, &line) || line.value == BR_NO_VALUE)
        return false;
    *out = (struct origin){.kind = ORIGIN_VALUE,
                           .value = line.value,
                           .at = op,
                           .op = br_maker(rec, line.value),
                           .pushed_by = line.pushed_by};
    if (line.pushed_by != out->op)
        find_way(rec, out);
    return true;
}

/* What op took but for the value itself, so that the lowest on the stack comes first. */
static void push_operands(struct growing *tree, const struct origin *of, br_op op)
{
    uint32_t popped, pushed;
    br_effect(tree->rec, op, &popped, &pushed);
    struct origin operand;
    bool takes_itself = popped > 0 && operand_at(tree->rec, op, popped, popped - 1, &operand) &&
                        operand.value == of->value;
    uint32_t count = popped - takes_itself;
    uint32_t shown = count < ORIGIN_MAX_OPERANDS ? count : ORIGIN_MAX_OPERANDS;
    if (count > 0 && of->depth + 1 >= ORIGIN_MAX_DEPTH) {
        push(tree,
             (struct origin){.kind = ORIGIN_DEEPER, .depth = of->depth + 1, .left_out = count});
        return;
    }
    if (count > shown)
        push(tree, (struct origin){
                       .kind = ORIGIN_MORE, .depth = of->depth + 1, .left_out = count - shown});
    for (uint32_t k = count - shown; k < count; k++) {
        if (!operand_at(tree->rec, op, popped, k, &operand))
            continue;
        operand.depth = of->depth + 1;
        push(tree, operand);
    }
}

/* ---- Changes --------------------------------------------------------------------------------- */

/* Opcodes may put something into it, or set its state. */
static bool can_change(const br_record *rec, br_value value)
{
    enum br_kind kind = br_kind(rec, value);
    return br_kind_is_unknown(kind) || kind == BR_KIND_BYTEARRAY || kind == BR_KIND_LIST ||
           kind == BR_KIND_DICT || kind == BR_KIND_SET;
}

/* The first opcodes before of->at that changed the value. */
static void push_changes(struct growing *tree, const struct origin *of)
{
    br_op ops[ORIGIN_MAX_CHANGES], op;
    unsigned count = 0;
    bool found = true, is_more = false;
    for (uint64_t n = 0;
         !is_more && br_use(tree->rec, of->value, n, &op, &found) == BR_OK && found && op < of->at;
         n++) {
        is_more = n == USES_MAX;
        bool is_again = count > 0 && ops[count - 1] == op; /* it put the value into itself */
        if (is_again || br_changed(tree->rec, op) != of->value)
            continue;
        if (count == ORIGIN_MAX_CHANGES)
            is_more = true;
        else
            ops[count++] = op;
    }
    if (is_more)
        push(tree, (struct origin){.kind = ORIGIN_MORE_CHANGES, .depth = of->depth + 1});
    while (count > 0)
        push(tree, (struct origin){.kind = ORIGIN_CHANGE,
                                   .depth = of->depth + 1,
                                   .value = of->value,
                                   .at = of->at,
                                   .op = ops[--count]});
}

/* ---- The tree -------------------------------------------------------------------------------- */

static bool is_above(const struct origins *origins, br_value value)
{
    for (size_t n = 0; n < origins->count; n++) {
        if (origins->rows[n].kind == ORIGIN_VALUE && origins->rows[n].value == value)
            return true;
    }
    return false;
}

static void grow(struct growing *tree, struct origin origin)
{
    if (origin.kind == ORIGIN_VALUE && is_above(tree->out, origin.value))
        origin.kind = ORIGIN_AGAIN;
    tree->out->rows[tree->out->count++] = origin;
    if (origin.op == BR_NO_OP || origin.depth >= ORIGIN_MAX_DEPTH)
        return;
    if (origin.kind == ORIGIN_VALUE && can_change(tree->rec, origin.value))
        push_changes(tree, &origin);
    if (origin.kind == ORIGIN_VALUE || origin.kind == ORIGIN_CHANGE)
        push_operands(tree, &origin, origin.op);
}

bool origins_make(struct origins *out, const br_record *rec, br_value value, br_op at,
                  size_t max_rows)
{
    struct growing *tree = malloc(sizeof *tree);
    size_t limit = max_rows && max_rows < ORIGIN_MAX_ROWS ? max_rows : ORIGIN_MAX_ROWS;
    *out = (struct origins){.rows = malloc(limit * sizeof *out->rows)};
    if (!tree || !out->rows) {
        free(tree);
        origins_free(out);
        return false;
    }
    tree->rec = rec;
    tree->out = out;
    tree->count = 0;
    push(tree, (struct origin){.kind = ORIGIN_VALUE,
                               .value = value,
                               .at = at,
                               .op = br_maker(rec, value),
                               .pushed_by = BR_NO_OP});
    while (tree->count > 0 && out->count < limit)
        grow(tree, tree->pending[--tree->count]);
    out->is_cut = tree->count > 0;
    free(tree);
    return true;
}

void origins_free(struct origins *origins)
{
    free(origins->rows);
    *origins = (struct origins){0};
}
