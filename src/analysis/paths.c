/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/analysis/paths.h"

/* One path being followed: opcodes that are marked, of which those from `next` on are not looked
 * through yet. */
struct walk {
    struct paths *paths;
    const br_record *rec;
    uint64_t event;
    enum severity severity;
    br_op end; /* of the event: containers are read as they were there */
    br_op ops[PATH_OPS];
    unsigned count, next;
    bool failed;
};

static bool is_marked(const struct walk *walk, br_op op)
{
    for (unsigned severity = walk->severity; severity < SEVERITY_COUNT; severity++) {
        if (valuemap_get(&walk->paths->into[severity], op))
            return true;
    }
    return false;
}

/* Puts an opcode on the path. */
static void add_op(struct walk *walk, br_op op)
{
    struct valuemap *into = &walk->paths->into[walk->severity];
    if (op >= walk->end || walk->count == PATH_OPS || into->count >= PATH_OPS_IN_ALL ||
        is_marked(walk, op))
        return;
    uint32_t *place = valuemap_put(into, op);
    if (!place) {
        walk->failed = true;
        return;
    }
    *place = (uint32_t)walk->event + 1;
    walk->ops[walk->count++] = op;
}

/* What put the kth line of the stack there, before op. */
static void add_line(struct walk *walk, br_op op, uint32_t k)
{
    struct br_stack_line line;
    if (br_stack_line((struct br_state){walk->rec, op}, k, &line))
        add_op(walk, line.pushed_by);
}

/* What op took off the stack, its mark too; the lowest first: of a call that is the callable. */
static void add_taken(struct walk *walk, br_op op)
{
    uint32_t popped, pushed;
    br_op mark = br_mark_of(walk->rec, op);
    br_effect(walk->rec, op, &popped, &pushed);
    uint32_t lines = popped + (mark != BR_NO_OP);
    for (uint32_t n = 0; n < lines && n < PATH_ITEMS; n++)
        add_line(walk, op, lines - 1 - n);
}

/* Reading the first item of a dict or set makes an index of all that was ever put there, by
 * opcodes between its own and the event. */
static bool is_dear(const struct walk *walk, br_value value, enum br_kind kind)
{
    bool is_keyed = kind >= BR_KIND_DICT && kind <= BR_KIND_FROZENSET;
    return is_keyed && walk->end - br_maker(walk->rec, value) > PATH_DICT_OPS;
}

/* What put items into the container that op made. */
static void add_items(struct walk *walk, br_op op)
{
    br_value value = br_stack((struct br_state){walk->rec, op + 1}, 0);
    enum br_kind kind = value == BR_NO_VALUE ? BR_KIND_NONE : br_kind(walk->rec, value);
    bool may_grow = kind == BR_KIND_LIST || kind == BR_KIND_DICT || kind == BR_KIND_SET;
    if (!may_grow || br_maker(walk->rec, value) != op || is_dear(walk, value, kind))
        return;
    struct br_item item;
    bool found = true;
    for (uint64_t n = 0; n < PATH_ITEMS && found; n++) {
        if (br_item((struct br_state){walk->rec, walk->end}, value, n, &item, &found) != BR_OK) {
            walk->failed = true;
            return;
        }
        if (found)
            add_op(walk, item.put_by);
    }
}

/* What an opcode on the path got: from the memo, the PUT and what was on top of the stack there; else
 * what it took off the stack. */
static void look_through(struct walk *walk, br_op op)
{
    struct br_memo_line line;
    if (br_memo_fetched(walk->rec, op, &line)) {
        add_op(walk, line.stored_by);
        add_line(walk, line.stored_by, 0);
    } else {
        add_taken(walk, op);
        add_items(walk, op);
    }
}

bool paths_follow(struct paths *paths, const br_record *rec, const struct br_event *event,
                  enum severity severity)
{
    struct walk walk = {
        .paths = paths, .rec = rec, .event = event->number, .severity = severity, .end = event->op};
    add_taken(&walk, event->op);
    while (walk.next < walk.count && !walk.failed)
        look_through(&walk, walk.ops[walk.next++]);
    return !walk.failed;
}

/* The event that op goes into next, as bad as `at_least`. */
static bool next_event(const struct paths *paths, br_op op, enum severity at_least, uint64_t *event,
                       enum severity *severity)
{
    for (unsigned s = SEVERITY_COUNT; s-- > at_least;) {
        const uint32_t *number = valuemap_get(&paths->into[s], op);
        if (!number)
            continue;
        *event = *number - 1;
        *severity = (enum severity)s;
        return true;
    }
    return false;
}

bool paths_of(const struct paths *paths, const br_record *rec, br_op op, uint64_t *event,
              enum severity *severity)
{
    if (!next_event(paths, op, SEVERITY_INFO, event, severity))
        return false;
    struct br_event last, same;
    for (int n = 0; n < PATH_OPS && br_event(rec, *event, &last); n++) {
        if (!next_event(paths, last.op, *severity, event, severity))
            break;
    }
    /* INST imports and calls: the call is what matters. */
    if (br_event(rec, *event, &last) && br_event(rec, *event + 1, &same) && same.op == last.op)
        ++*event;
    return true;
}

void paths_free(struct paths *paths)
{
    for (unsigned severity = 0; severity < SEVERITY_COUNT; severity++)
        valuemap_free(&paths->into[severity]);
    *paths = (struct paths){0};
}
