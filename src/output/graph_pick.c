/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/output/graph_pick.h"

#include <stdlib.h>

enum { ARGS_MAX = 16 }; /* of a call whose arguments are edges of its own */

/* ---- What a value leads to ------------------------------------------------------------------- */

/* Edges of one value, on their way to whoever asked. */
struct walk {
    struct graph_pick *pick;
    const br_record *rec;
    void (*each)(void *context, const struct graph_edge *edge);
    void *context;
};

static void tell(struct walk *walk, br_value to, enum graph_role role, uint64_t n, br_value key,
                 uint64_t pos)
{
    struct graph_edge edge = {.to = to, .role = role, .n = n, .key = key, .pos = pos};
    if (to != BR_NO_VALUE)
        walk->each(walk->context, &edge);
}

static void tell_plain(struct walk *walk, br_value to, enum graph_role role)
{
    tell(walk, to, role, 0, BR_NO_VALUE, 0);
}

static bool is_container(enum br_kind kind)
{
    return br_kind_is_sequence(kind) || kind == BR_KIND_DICT;
}

static bool holds_values(const br_record *rec, br_value value)
{
    enum br_kind kind = br_kind(rec, value);
    return br_kind_is_unknown(kind) || is_container(kind);
}

/* A key that is plain stands on the arrow to its value. */
static void tell_pair(struct walk *walk, br_value key, br_value value, uint64_t n)
{
    if (holds_values(walk->rec, key))
        tell(walk, key, GRAPH_KEY, n, BR_NO_VALUE, 0);
    tell(walk, value, GRAPH_ENTRY, n, key, 0);
}

/* All that was ever put in, what was written over too. */
static void tell_items(struct walk *walk, br_value value, enum graph_role role)
{
    struct br_state end = {walk->rec, br_ops(walk->rec)};
    uint64_t count = br_put_count(end, value);
    struct br_item item;
    bool found = true;
    for (uint64_t n = 0; n < count && found; n++) {
        if (br_put_item(end, value, n, &item, &found) != BR_OK) {
            walk->pick->failed = true;
            return;
        }
        if (!found)
            return;
        if (item.key == BR_NO_VALUE)
            tell(walk, item.value, role, n, BR_NO_VALUE, 0);
        else
            tell_pair(walk, item.key, item.value, n);
    }
}

/* A tuple of arguments is not worth a node: its items are. A long one may be shared by many calls. */
static void tell_args(struct walk *walk, br_value args)
{
    struct br_state end = {walk->rec, br_ops(walk->rec)};
    if (args != BR_NO_VALUE && br_kind(walk->rec, args) == BR_KIND_TUPLE &&
        br_put_count(end, args) <= ARGS_MAX)
        tell_items(walk, args, GRAPH_ARG);
    else
        tell_plain(walk, args, GRAPH_ARGS);
}

static void tell_call(struct walk *walk, br_value value)
{
    enum br_kind kind = br_kind(walk->rec, value);
    bool is_over = kind == BR_KIND_READONLY || kind == BR_KIND_MEMORYVIEW || kind == BR_KIND_INSET;
    struct br_call call;
    if (!br_call(walk->rec, value, &call))
        return;
    tell_plain(walk, call.callee, is_over ? GRAPH_BELOW : GRAPH_CALLEE);
    tell_args(walk, call.args);
    tell_plain(walk, call.kwargs, GRAPH_KWARGS);
    for (uint32_t n = 0; n < call.n_args; n++)
        tell(walk, br_call_arg(walk->rec, value, n), GRAPH_ARG, n, BR_NO_VALUE, 0);
}

/* A module or a name that is no text in the stream came from somewhere. */
static void tell_names(struct walk *walk, br_value value)
{
    static const enum graph_role roles[] = {GRAPH_NAME, GRAPH_MODULE};
    br_op op = br_maker(walk->rec, value);
    uint32_t popped, pushed;
    br_effect(walk->rec, op, &popped, &pushed);
    for (uint32_t k = popped == 2 ? 2 : 0; k-- > 0;) {
        br_value part = br_stack((struct br_state){walk->rec, op}, k);
        if (part != BR_NO_VALUE && br_kind(walk->rec, part) != BR_KIND_STR)
            tell_plain(walk, part, roles[k]);
    }
}

/* What APPENDS, SETITEMS and the like took off the stack, the lowest first. */
static void tell_put(struct walk *walk, const struct br_event *event)
{
    struct br_state before = {walk->rec, event->op};
    bool is_pairs = event->kind == BR_EV_SETITEM;
    uint32_t popped, pushed;
    br_effect(walk->rec, event->op, &popped, &pushed);
    for (uint32_t k = popped > 1 ? popped - 1 : 0; k-- > 0;) {
        br_value value = br_stack(before, k);
        if (is_pairs && k > 0)
            tell_pair(walk, value, br_stack(before, --k), 0);
        else
            tell(walk, value, GRAPH_PUT, 0, BR_NO_VALUE, event->pos);
    }
}

static size_t first_change(const struct graph_pick *pick, br_value object)
{
    size_t low = 0, high = pick->change_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (pick->changes[middle].object < object)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void tell_changes(struct walk *walk, br_value object)
{
    const struct graph_pick *pick = walk->pick;
    struct br_event event;
    for (size_t k = first_change(pick, object);
         k < pick->change_count && pick->changes[k].object == object; k++) {
        if (!br_event(walk->rec, pick->changes[k].event, &event))
            continue;
        if (event.kind == BR_EV_BUILD)
            tell(walk, event.args, GRAPH_STATE, 0, BR_NO_VALUE, event.pos);
        else
            tell_put(walk, &event);
    }
}

void graph_edges(struct graph_pick *pick, br_value value,
                 void (*each)(void *context, const struct graph_edge *edge), void *context)
{
    struct walk walk = {.pick = pick, .rec = pick->rec, .each = each, .context = context};
    enum br_kind kind = br_kind(pick->rec, value);
    if (is_container(kind)) {
        tell_items(&walk, value, GRAPH_ITEM);
    } else if (kind == BR_KIND_GLOBAL) {
        tell_names(&walk, value);
        tell_changes(&walk, value);
    } else if (br_kind_is_unknown(kind) || kind == BR_KIND_MEMORYVIEW) {
        tell_call(&walk, value);
        tell_changes(&walk, value);
    }
}

/* ---- Picking --------------------------------------------------------------------------------- */

enum severity graph_severity(const struct graph_pick *pick, br_value value)
{
    struct path path;
    enum severity severity = analysis_value(pick->an, value);
    if (analysis_path(pick->an, br_maker(pick->rec, value), &path) && path.severity > severity)
        return path.severity;
    return severity;
}

static enum graph_class class_of(const struct graph_pick *pick, br_value value)
{
    enum severity severity = graph_severity(pick, value);
    enum br_kind kind = br_kind(pick->rec, value);
    if (severity >= SEVERITY_SUSPICIOUS)
        return severity == SEVERITY_DANGEROUS ? GRAPH_DANGEROUS : GRAPH_SUSPICIOUS;
    if (br_kind_is_unknown(kind))
        return GRAPH_DEED;
    return is_container(kind) ? GRAPH_CONTAINER : GRAPH_PLAIN;
}

static void push(struct graph_pick *pick, br_value value)
{
    struct graph_queue *queue = &pick->queues[class_of(pick, value)];
    if (queue->count == queue->cap) {
        size_t cap = queue->cap ? queue->cap * 2 : 64;
        br_value *grown = realloc(queue->rows, cap * sizeof *grown);
        if (!grown) {
            pick->failed = true;
            return;
        }
        queue->rows = grown;
        queue->cap = cap;
    }
    queue->rows[queue->count++] = value;
}

/* A value that something leads to: once. */
static void discover(struct graph_pick *pick, br_value value)
{
    if (value == BR_NO_VALUE || pick->failed || valuemap_get(&pick->seen, value))
        return;
    uint32_t *number = valuemap_put(&pick->seen, value);
    if (!number) {
        pick->failed = true;
        return;
    }
    *number = UINT32_MAX;
    push(pick, value);
}

static void discover_edge(void *context, const struct graph_edge *edge)
{
    discover(context, edge->to);
}

/* The next value of the first class that has one. */
static bool pop(struct graph_pick *pick, br_value *value)
{
    for (int k = 0; k < GRAPH_CLASSES; k++) {
        struct graph_queue *queue = &pick->queues[k];
        if (queue->next < queue->count) {
            *value = queue->rows[queue->next++];
            return true;
        }
    }
    return false;
}

static void draw(struct graph_pick *pick, br_value value, uint32_t *room)
{
    if (pick->node_count == *room) {
        uint32_t more = *room < UINT32_MAX / 4 ? *room * 2 + 64 : UINT32_MAX - 1;
        br_value *grown = realloc(pick->nodes, more * sizeof *grown);
        if (!grown) {
            pick->failed = true;
            return;
        }
        pick->nodes = grown;
        *room = more;
    }
    pick->nodes[pick->node_count++] = value;
    *valuemap_get(&pick->seen, value) = pick->node_count;
}

/* What an event leaves, or touches. */
static br_value value_of(const struct br_event *event)
{
    return event->kind == BR_EV_BUILD || event->value == BR_NO_VALUE ? event->callee : event->value;
}

static void discover_events(struct graph_pick *pick)
{
    struct finding finding;
    struct br_event event;
    for (uint64_t n = 0; analysis_finding(pick->an, n, &finding); n++)
        if (finding.event != ANALYSIS_NO_EVENT && br_event(pick->rec, finding.event, &event))
            discover(pick, value_of(&event));
    for (uint64_t n = 0; br_event(pick->rec, n, &event) && !pick->failed; n++)
        discover(pick, value_of(&event));
}

static int by_object(const void *left, const void *right)
{
    const struct graph_change *a = left, *b = right;
    if (a->object != b->object)
        return a->object < b->object ? -1 : 1;
    return a->event < b->event ? -1 : a->event > b->event;
}

static bool is_change(const struct br_event *event)
{
    return event->kind >= BR_EV_BUILD && event->kind <= BR_EV_ADDITEM &&
           event->callee != BR_NO_VALUE;
}

static void collect_changes(struct graph_pick *pick)
{
    struct br_event event;
    size_t count = 0;
    for (uint64_t n = 0; br_event(pick->rec, n, &event); n++)
        count += is_change(&event);
    if (count == 0)
        return;
    pick->changes = malloc(count * sizeof *pick->changes);
    if (!pick->changes) {
        pick->failed = true;
        return;
    }
    for (uint64_t n = 0; br_event(pick->rec, n, &event); n++)
        if (is_change(&event))
            pick->changes[pick->change_count++] =
                (struct graph_change){.object = event.callee, .event = n};
    qsort(pick->changes, count, sizeof *pick->changes, by_object);
}

bool graph_pick(struct graph_pick *pick, const br_record *rec, const struct analysis *an,
                bool calls_only, uint64_t max_nodes)
{
    *pick = (struct graph_pick){.rec = rec, .an = an};
    uint32_t room = 0;
    br_value value;
    collect_changes(pick);
    if (!calls_only)
        discover(pick, br_result(rec));
    discover_events(pick);
    while (!pick->failed && pop(pick, &value)) {
        if (max_nodes == 0 || pick->node_count < max_nodes)
            draw(pick, value, &room);
        else
            pick->left_out++;
        if (!pick->failed)
            graph_edges(pick, value, discover_edge, pick);
    }
    return !pick->failed;
}

void graph_pick_close(struct graph_pick *pick)
{
    for (int k = 0; k < GRAPH_CLASSES; k++)
        free(pick->queues[k].rows);
    free(pick->nodes);
    free(pick->changes);
    valuemap_free(&pick->seen);
}

uint32_t graph_node(const struct graph_pick *pick, br_value value)
{
    const uint32_t *number = valuemap_get(&pick->seen, value);
    return number && *number != UINT32_MAX ? *number - 1 : UINT32_MAX;
}
