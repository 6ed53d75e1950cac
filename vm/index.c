/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vm/index.h"

#include <stdlib.h>
#include <string.h>

struct index *index_of(const br_record *rec)
{
    /* The record is const to its readers; what they build beside it is not part of it. */
    br_record *owner = (br_record *)(uintptr_t)rec;
    if (owner->index)
        return owner->index;
    struct index *index = calloc(1, sizeof *index);
    if (!index)
        return NULL;
    index->runs.budget = &index->budget;
    index->entries.budget = &index->budget;
    index->keyeds.budget = &index->budget;
    index->rewrites.budget = &index->budget;
    index->quotes.budget = &index->budget;
    index->appended.budget = &index->budget;
    index->literals.budget = &index->budget;
    owner->index = index;
    return index;
}

void br_watch(br_record *rec, bool (*go_on)(void *context, uint64_t done, uint64_t all),
              void *context)
{
    rec->go_on = go_on;
    rec->watcher = context;
}

bool index_goes_on(const br_record *rec, uint64_t done, uint64_t all)
{
    enum { STEPS = 1 << 15 }; /* some milliseconds at most */
    return !rec->go_on || done == 0 || done % STEPS || rec->go_on(rec->watcher, done, all);
}

void u32s_free(struct index *index, struct u32s *list)
{
    budget_free(&index->budget, list->at, list->max * sizeof *list->at);
    *list = (struct u32s){0};
}

bool u32s_room(struct index *index, struct u32s *list)
{
    if (list->n < list->max)
        return true;
    uint32_t max = list->max ? list->max * 2 : 8;
    if (max < list->max)
        return false;
    uint32_t *at =
        budget_realloc(&index->budget, list->at, list->max * sizeof *at, max * sizeof *at);
    if (!at)
        return false;
    list->at = at;
    list->max = max;
    return true;
}

bool u32s_add(struct index *index, struct u32s *list, uint32_t value)
{
    if (!u32s_room(index, list))
        return false;
    list->at[list->n++] = value;
    return true;
}

/* Calls free_one for each object that a map points to, and frees the map. */
static void map_free_objects(struct index *index, struct map *map,
                             void (*free_one)(struct index *, void *))
{
    for (uint32_t i = 0; i < map->size; i++)
        if (map->table[i].key1 && map->table[i].value)
            free_one(index, (void *)(uintptr_t)map->table[i].value);
    map_free(map);
}

static void free_chain(struct index *index, void *object)
{
    struct chain *chain = object;
    budget_free(&index->budget, chain->at, chain->max * sizeof *chain->at);
    free(chain);
}

static void free_keyed(struct index *index, void *object)
{
    struct keyed *keyed = object;
    u32s_free(index, &keyed->firsts);
    budget_free(&index->budget, keyed->again, keyed->max_again * sizeof *keyed->again);
    map_free(&keyed->classes);
    free(keyed);
}

static void free_rewrites(struct index *index, void *object)
{
    struct rewrites *rewrites = object;
    budget_free(&index->budget, rewrites->at, rewrites->max * sizeof *rewrites->at);
    free(rewrites);
}

void index_free_containers(struct index *index)
{
    map_free_objects(index, &index->runs, free_chain);
    map_free_objects(index, &index->keyeds, free_keyed);
    map_free_objects(index, &index->rewrites, free_rewrites);
    map_free_objects(index, &index->quotes, quotes_free);
    map_free_objects(index, &index->appended, appended_free);
}

void record_index_free(br_record *rec)
{
    struct index *index = rec->index;
    if (!index)
        return;
    u32s_free(index, &index->node_jump);
    u32s_free(index, &index->memo_first);
    map_free_objects(index, &index->entries, free_chain);
    map_free_objects(index, &index->literals, literal_free);
    index_free_containers(index);
    classes_free(index);
    uses_free(index);
    callees_free(index);
    free(index);
    rec->index = NULL;
}

/* ---- The stack: a tree of nodes -------------------------------------------------------------- */

/* Myers 1983, "An applicative random-access stack": where two jumps of equal length would follow
 * each other, one jump goes over both. */
static bool extend_jumps(const br_record *rec, struct index *index, uint32_t count)
{
    struct u32s *jump = &index->node_jump;
    while (jump->n < count) {
        uint32_t id = jump->n, to = 0;
        if (id) {
            to = node_below(rec, id);
            uint32_t j = jump->at[to], jj = jump->at[j];
            uint32_t h = node_height(rec, to);
            uint32_t hj = node_height(rec, j), hjj = node_height(rec, jj);
            if (to && h - hj == hj - hjj)
                to = jj;
        }
        if (!index_goes_on(rec, id, count) || !u32s_add(index, jump, to))
            return false;
    }
    return true;
}

enum br_status br_index_stack(const br_record *rec, uint64_t max_values)
{
    struct index *index = index_of(rec);
    if (!index)
        return BR_NOMEM;
    uint64_t left = rec->pushes.count - index->node_jump.n;
    uint64_t now = max_values && max_values < left ? max_values : left;
    if (!extend_jumps(rec, index, index->node_jump.n + (uint32_t)now))
        return BR_NOMEM;
    return now < left ? BR_RUNNING : BR_OK;
}

static uint32_t height_of(const br_record *rec, uint32_t id)
{
    return node_height(rec, id);
}

/* Goes down from id as long as what is below still measures at least `wanted`. The measure does
 * not rise on the way down. */
static uint32_t seek(const br_record *rec, uint32_t id, uint32_t wanted,
                     uint32_t (*measure)(const br_record *, uint32_t))
{
    for (int i = 0; i < 32; i++) { /* near the top no index is needed */
        uint32_t below = node_below(rec, id);
        if (!id || measure(rec, below) < wanted)
            return id;
        id = below;
    }
    /* Without memory, or interrupted, every node is walked over: slower, and as true. */
    struct index *index = index_of(rec);
    if (index)
        extend_jumps(rec, index, (uint32_t)rec->pushes.count);
    uint32_t known = index ? index->node_jump.n : 0;
    for (;;) {
        uint32_t below = node_below(rec, id);
        if (!id || measure(rec, below) < wanted)
            return id;
        uint32_t jump = id < known ? index->node_jump.at[id] : below;
        id = measure(rec, jump) >= wanted ? jump : below;
    }
}

uint32_t node_at_height(const br_record *rec, uint32_t id, uint32_t height)
{
    return seek(rec, id, height, height_of);
}

uint32_t node_at_depth(const br_record *rec, uint32_t id, uint32_t depth)
{
    return seek(rec, id, depth, depth_of);
}

/* The first opcode of the last block before which at most `id` nodes had been pushed. */
static uint32_t block_of_node(const br_record *rec, uint32_t id)
{
    uint32_t low = 0, high = rec->blocks.count;
    while (high - low > 1) {
        uint32_t mid = low + (high - low) / 2;
        const struct block *block = arena_at(&rec->blocks, mid, sizeof *block);
        if (block->nodes <= id)
            low = mid;
        else
            high = mid;
    }
    return low << BLOCK_SHIFT;
}

uint32_t node_pusher(const br_record *rec, uint32_t id)
{
    uint32_t op = block_of_node(rec, id);
    while (op < rec->rows.count && record_row(rec, op)->top != id)
        op++;
    return op;
}

/* ---- Slices of the stack --------------------------------------------------------------------- */

/* Nodes get numbers in the order of pushes, so a slice whose heights and numbers differ by the
 * same is made of neighbours. */
static uint32_t neighbours_base(const br_record *rec, struct items items)
{
    uint32_t less = items.count - 1;
    if (items.count == 0 || items.top <= less)
        return 0;
    uint32_t base = items.top - less;
    return node_height(rec, base) + less == node_height(rec, items.top) ? base : 0;
}

static uint32_t item_by_height(const br_record *rec, uint32_t top, uint32_t count, uint32_t n)
{
    return node_at_height(rec, top, node_height(rec, top) - (count - 1 - n));
}

uint32_t items_node(const br_record *rec, struct items items, uint32_t n)
{
    uint32_t base = neighbours_base(rec, items);
    return base ? base + n : item_by_height(rec, items.top, items.count, n);
}

void walk_start(struct walk *walk, const br_record *rec, struct items items)
{
    *walk =
        (struct walk){.top = items.top, .count = items.count, .base = neighbours_base(rec, items)};
}

uint32_t walk_next(struct walk *walk, const br_record *rec)
{
    enum { HELD = sizeof walk->held / sizeof *walk->held };
    if (walk->next >= walk->count)
        return 0;
    if (walk->base)
        return walk->base + walk->next++;
    if (walk->next == walk->until) { /* find one, and take those below it on the way down */
        uint32_t until = walk->count - walk->next < HELD ? walk->count : walk->next + HELD;
        uint32_t id = item_by_height(rec, walk->top, walk->count, until - 1);
        if (id == UINT32_MAX)
            return UINT32_MAX;
        walk->from = walk->next;
        walk->until = until;
        for (uint32_t i = until; i > walk->from; i--) {
            walk->held[i - 1 - walk->from] = id;
            id = node_below(rec, id);
        }
    }
    return walk->held[walk->next++ - walk->from];
}

/* ---- Chains: runs of a container, entries of a memo key --------------------------------------- */

static uint32_t prev_run(const br_record *rec, uint32_t i)
{
    return record_run_at(rec, i)->prev;
}

static uint32_t prev_entry(const br_record *rec, uint32_t i)
{
    return record_memo(rec, i)->prev;
}

/* Brings a chain up to date: what is newer than its last stands, in reverse, behind `newest`. */
static bool chain_extend(struct index *index, struct chain *chain, const br_record *rec,
                         uint32_t newest, uint32_t (*prev)(const br_record *, uint32_t))
{
    uint32_t last = chain->n ? chain->at[chain->n - 1] + 1 : 0;
    uint32_t more = 0;
    for (uint32_t i = newest; i && i != last; i = prev(rec, i - 1))
        more++;
    if (!more)
        return true;
    if (chain->n + more > chain->max) {
        uint32_t max = chain->n + more + chain->n / 2;
        uint32_t *at =
            budget_realloc(&index->budget, chain->at, chain->max * sizeof *at, max * sizeof *at);
        if (!at)
            return false;
        chain->at = at;
        chain->max = max;
    }
    chain->n += more;
    uint32_t put = chain->n;
    for (uint32_t i = newest; i && i != last; i = prev(rec, i - 1))
        chain->at[--put] = i - 1;
    return true;
}

static const struct chain *chain_of(struct index *index, struct map *map, const br_record *rec,
                                    uint64_t key, uint32_t newest,
                                    uint32_t (*prev)(const br_record *, uint32_t))
{
    uint64_t *place = map_put(map, key);
    if (!place)
        return NULL;
    if (!*place)
        *place = (uintptr_t)calloc(1, sizeof(struct chain));
    struct chain *chain = (struct chain *)(uintptr_t)*place;
    return chain && chain_extend(index, chain, rec, newest, prev) ? chain : NULL;
}

const struct chain *runs_of(const br_record *rec, uint32_t value)
{
    struct index *index = index_of(rec);
    return index ? chain_of(index, &index->runs, rec, value, record_slot(rec, value)->run, prev_run)
                 : NULL;
}

const struct chain *memo_chain(const br_record *rec, uint64_t key, uint32_t newest)
{
    struct index *index = index_of(rec);
    return index ? chain_of(index, &index->entries, rec, key, newest, prev_entry) : NULL;
}
