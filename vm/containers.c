/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What containers hold at any moment. A list is the slices of the stack that were added to it; a
 * dict or set the same, less what has an equal key before it. */
#include "vm/values.h"

#include <stdlib.h>

/* ---- Raw items ------------------------------------------------------------------------------- */

/* The run of a SETITEM on a list or bytearray puts nothing new there. */
static bool rewrites_only(const br_record *rec, br_value value, const struct run *run)
{
    uint8_t code = record_row(rec, run->op)->code;
    enum br_kind kind = value_kind(rec, value);
    return (code == 's' || code == 'u') && kind != BR_KIND_DICT;
}

uint32_t chain_before(const br_record *rec, const struct chain *chain, br_op before)
{
    uint32_t low = 0, high = chain->n;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (record_run_at(rec, chain->at[mid])->op < before)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* The newest run before op, + 1, found without an index when it is near the end; *near false: it
 * is not near. */
static uint32_t newest_run(const br_record *rec, br_value value, br_op before, bool *near)
{
    uint32_t run = record_slot(rec, value)->run;
    *near = true;
    for (int i = 0; i < 16; i++) {
        if (!run || record_run_at(rec, run - 1)->op < before)
            return run;
        run = record_run_at(rec, run - 1)->prev;
    }
    *near = false;
    return 0;
}

uint32_t raw_count(const br_record *rec, br_value value, br_op before)
{
    if (!(value & SLOT_BIT))
        return record_items(rec, value).count;
    bool near;
    uint32_t run = newest_run(rec, value, before, &near);
    if (!near) {
        const struct chain *chain = runs_of(rec, value);
        uint32_t n = chain ? chain_before(rec, chain, before) : 0;
        run = n ? chain->at[n - 1] + 1 : 0;
    }
    return run ? record_run_at(rec, run - 1)->end : 0;
}

/* Skips n items of a walk that has just begun. */
static void walk_skip(struct walk *walk, uint32_t n)
{
    walk->next = walk->until = walk->from = n;
}

/* The first run from `low` to before `high` that ends after item n; high when there is none. */
static uint32_t run_beyond(const br_record *rec, const struct chain *chain, uint32_t low,
                           uint32_t high, uint32_t n)
{
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (record_run_at(rec, chain->at[mid])->end <= n)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* Begins with the items of the next run. */
static void raw_enter(struct raw *raw, const br_record *rec, const struct chain *chain)
{
    const struct run *run = record_run_at(rec, chain->at[raw->run++]);
    raw->op = run->op;
    raw->end = run->end;
    walk_start(&raw->walk, rec, record_items(rec, run->op));
}

bool raw_start(struct raw *raw, const br_record *rec, br_value value, br_op before, uint32_t n)
{
    *raw = (struct raw){.value = value};
    uint32_t step = value_kind(rec, value) == BR_KIND_DICT ? 2 : 1;
    if (!(value & SLOT_BIT)) {
        raw->op = value;
        walk_start(&raw->walk, rec, record_items(rec, value));
        walk_skip(&raw->walk, n);
        return true;
    }
    uint32_t newest = record_slot(rec, value)->run;
    if (!newest)
        return true;
    const struct run *only = record_run_at(rec, newest - 1);
    if (!only->prev) { /* one run: no index needed */
        if (only->op < before && !rewrites_only(rec, value, only)) {
            raw->op = only->op;
            walk_start(&raw->walk, rec, record_items(rec, only->op));
            walk_skip(&raw->walk, n * step);
        }
        return true;
    }
    const struct chain *chain = runs_of(rec, value);
    if (!chain)
        return false;
    raw->runs = chain_before(rec, chain, before);
    raw->run = run_beyond(rec, chain, 0, raw->runs, n);
    if (raw->run == raw->runs)
        return true;
    uint32_t start = raw->run ? record_run_at(rec, chain->at[raw->run - 1])->end : 0;
    raw_enter(raw, rec, chain);
    walk_skip(&raw->walk, (n - start) * step);
    return true;
}

uint32_t raw_next(struct raw *raw, const br_record *rec)
{
    for (;;) {
        uint32_t id = walk_next(&raw->walk, rec);
        if (id || raw->run >= raw->runs)
            return id;
        const struct chain *chain = runs_of(rec, raw->value);
        if (!chain)
            return UINT32_MAX;
        if (record_run_at(rec, chain->at[raw->run])->end == raw->end) /* it only rewrites */
            raw->run = run_beyond(rec, chain, raw->run, raw->runs, raw->end);
        if (raw->run == raw->runs)
            return 0;
        raw_enter(raw, rec, chain);
    }
}

/* ---- Equal keys ------------------------------------------------------------------------------ */

static bool again_room(struct index *index, struct keyed *keyed)
{
    if (keyed->n_again < keyed->max_again)
        return true;
    uint32_t max = keyed->max_again ? keyed->max_again * 2 : 8;
    uint64_t *at = budget_realloc(&index->budget, keyed->again, keyed->max_again * sizeof *at,
                                  max * sizeof *at);
    if (!at)
        return false;
    keyed->again = at;
    keyed->max_again = max;
    return true;
}

static int compare_u64(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static bool keyed_add(const br_record *rec, struct index *index, struct keyed *keyed, uint32_t key)
{
    uint64_t class = class_of(rec, key);
    bool has_room = class && u32s_room(index, &keyed->firsts) && again_room(index, keyed);
    uint64_t *place = has_room ? map_put(&keyed->classes, class) : NULL;
    if (!place)
        return false;
    uint32_t number = keyed->seen++;
    if (*place) {
        keyed->again[keyed->n_again++] = (*place - 1) << 32 | number;
    } else {
        *place = (uint64_t)number + 1;
        u32s_add(index, &keyed->firsts, number);
    }
    return true;
}

static bool keyed_extend(const br_record *rec, struct index *index, struct keyed *keyed,
                         br_value value)
{
    bool is_dict = value_kind(rec, value) == BR_KIND_DICT;
    uint32_t count = raw_count(rec, value, UINT32_MAX);
    if (keyed->seen == count && keyed->n_sorted == keyed->n_again)
        return true;
    struct raw raw;
    if (!raw_start(&raw, rec, value, UINT32_MAX, keyed->seen))
        return false;
    while (keyed->seen < count) {
        if (!index_goes_on(rec, keyed->seen, count))
            return false;
        uint32_t id = raw_next(&raw, rec);
        if (id == 0 || id == UINT32_MAX)
            return false;
        if (!keyed_add(rec, index, keyed, node_value(rec, id)))
            return false;
        if (is_dict && raw_next(&raw, rec) == UINT32_MAX)
            return false;
    }
    if (keyed->n_again > keyed->n_sorted)
        qsort(keyed->again, keyed->n_again, sizeof *keyed->again, compare_u64);
    keyed->n_sorted = keyed->n_again;
    return true;
}

const struct keyed *keyed_of(const br_record *rec, br_value value)
{
    struct index *index = index_of(rec);
    uint64_t *place = index ? map_put(&index->keyeds, value) : NULL;
    if (!place)
        return NULL;
    struct keyed *keyed = (struct keyed *)(uintptr_t)*place;
    if (!keyed) {
        keyed = calloc(1, sizeof *keyed);
        if (!keyed)
            return NULL;
        keyed->classes.budget = &index->budget;
        *place = (uintptr_t)keyed;
    }
    return keyed_extend(rec, index, keyed, value) ? keyed : NULL;
}

bool br_keys_near(const br_record *rec, br_value value, uint64_t max_keys)
{
    enum br_kind kind = value_kind(rec, value);
    if (kind != BR_KIND_DICT && kind != BR_KIND_SET && kind != BR_KIND_FROZENSET)
        return true;
    const uint64_t *place = rec->index ? map_get(&rec->index->keyeds, value) : NULL;
    const struct keyed *keyed = place ? (const struct keyed *)(uintptr_t)*place : NULL;
    return raw_count(rec, value, UINT32_MAX) - (keyed ? keyed->seen : 0) <= max_keys;
}

uint32_t keyed_last(const struct keyed *keyed, uint32_t first, uint32_t count)
{
    uint64_t wanted = (uint64_t)first << 32 | count;
    uint32_t low = 0, high = keyed->n_again; /* how many are below wanted */
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (keyed->again[mid] < wanted)
            low = mid + 1;
        else
            high = mid;
    }
    return low && keyed->again[low - 1] >> 32 == first ? (uint32_t)keyed->again[low - 1] : first;
}

/* How many different keys the first `count` raw items have. */
static uint32_t keyed_count(const struct keyed *keyed, uint32_t count)
{
    uint32_t low = 0, high = keyed->firsts.n;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (keyed->firsts.at[mid] < count)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* ---- Writes by index ------------------------------------------------------------------------- */

uint8_t value_byte(const br_record *rec, br_value value)
{
    int64_t v;
    return br_int(rec, value, &v) ? (uint8_t)v : 0;
}

static bool rewrites_add(struct index *index, struct rewrites *list, struct rewrite rewrite)
{
    if (list->n == list->max) {
        uint32_t max = list->max ? list->max * 2 : 8;
        struct rewrite *at =
            budget_realloc(&index->budget, list->at, list->max * sizeof *at, max * sizeof *at);
        if (!at)
            return false;
        list->at = at;
        list->max = max;
    }
    list->at[list->n++] = rewrite;
    return true;
}

static int compare_rewrites(const void *a, const void *b)
{
    const struct rewrite *x = a, *y = b;
    if (x->index != y->index)
        return x->index < y->index ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

/* The pairs of one SETITEM or SETITEMS. A key that only Python could know changes nothing here. */
static bool rewrites_add_run(const br_record *rec, struct index *index, struct rewrites *list,
                             const struct run *run, int64_t len)
{
    struct walk walk;
    walk_start(&walk, rec, record_items(rec, run->op));
    for (;;) {
        uint32_t key = walk_next(&walk, rec);
        if (key == 0)
            return true;
        uint32_t value = key == UINT32_MAX ? UINT32_MAX : walk_next(&walk, rec);
        if (value == UINT32_MAX)
            return false;
        int64_t at;
        if (!br_int(rec, node_value(rec, key), &at))
            continue;
        struct rewrite rewrite = {.index = (uint64_t)(at < 0 ? at + len : at),
                                  .order = list->n,
                                  .op = run->op,
                                  .value = node_value(rec, value)};
        if (!rewrites_add(index, list, rewrite))
            return false;
    }
}

static bool rewrites_extend(const br_record *rec, struct index *index, struct rewrites *list,
                            br_value value)
{
    const struct chain *chain = runs_of(rec, value);
    if (!chain)
        return false;
    if (list->runs_seen == chain->n)
        return true;
    int64_t base =
        value_kind(rec, value) == BR_KIND_BYTEARRAY ? (int64_t)br_raw(rec, value).len : 0;
    for (; list->runs_seen < chain->n; list->runs_seen++) {
        const struct run *run = record_run_at(rec, chain->at[list->runs_seen]);
        if (rewrites_only(rec, value, run) &&
            !rewrites_add_run(rec, index, list, run, base + run->end))
            return false;
    }
    if (list->n)
        qsort(list->at, list->n, sizeof *list->at, compare_rewrites);
    return true;
}

const struct rewrites *rewrites_of(const br_record *rec, br_value value)
{
    struct index *index = index_of(rec);
    uint64_t *place = index ? map_put(&index->rewrites, value) : NULL;
    if (place && !*place)
        *place = (uintptr_t)calloc(1, sizeof(struct rewrites));
    struct rewrites *list = place ? (struct rewrites *)(uintptr_t)*place : NULL;
    return list && rewrites_extend(rec, index, list, value) ? list : NULL;
}

uint32_t rewrites_before(const struct rewrites *list, uint32_t low, uint64_t at, br_op before)
{
    uint32_t high = list->n;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        const struct rewrite *r = &list->at[mid];
        if (r->index < at || (r->index == at && r->op < before))
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

const struct rewrite *rewrite_of(const br_record *rec, br_value value, uint64_t at, br_op before,
                                 bool *ok)
{
    const struct rewrites *list = rewrites_of(rec, value);
    *ok = list;
    uint32_t n = list ? rewrites_before(list, 0, at, before) : 0;
    return n && list->at[n - 1].index == at ? &list->at[n - 1] : NULL;
}

/* ---- Public ---------------------------------------------------------------------------------- */

void containers_trim(const br_record *rec)
{
    enum { MANY = 1 << 16 };
    struct index *index = rec->index;
    if (index && (index->keyeds.used > MANY || index->runs.used > MANY))
        index_free_containers(index);
}

enum br_status br_len(struct br_state at, br_value value, uint64_t *out)
{
    const br_record *rec = at.rec;
    *out = 0;
    switch (value_kind(rec, value)) {
    case BR_KIND_BYTES: {
        enum chars_form form;
        struct br_slice text = value_bytes(rec, value, &form);
        *out = text.len;
        bool is_counted = form == CHARS_LATIN1 || literal_count(rec, value, form, text, out);
        return is_counted ? BR_OK : BR_NOMEM;
    }
    case BR_KIND_BYTEARRAY:
        *out = br_raw(rec, value).len + raw_count(rec, value, at.op);
        return BR_OK;
    case BR_KIND_TUPLE:
    case BR_KIND_LIST:
        *out = raw_count(rec, value, at.op);
        return BR_OK;
    case BR_KIND_DICT:
    case BR_KIND_SET:
    case BR_KIND_FROZENSET: {
        const struct keyed *keyed = keyed_of(rec, value);
        if (!keyed)
            return BR_NOMEM;
        *out = keyed_count(keyed, raw_count(rec, value, at.op));
        return BR_OK;
    }
    default:
        return BR_OK;
    }
}

/* Byte n of bytes that stand in the stream with escapes among them. */
static enum br_status escaped_item(const br_record *rec, br_value value, enum chars_form form,
                                   struct br_slice text, uint64_t n, struct br_item *out,
                                   bool *found)
{
    struct chars at = chars_start(form, text);
    int32_t c = chars_next(&at);
    for (; n && c >= 0; n--)
        c = chars_next(&at);
    *found = c >= 0;
    *out = (struct br_item){BR_NO_VALUE, BR_NO_VALUE, br_maker(rec, value), (uint8_t)c};
    return BR_OK;
}

static enum br_status byte_item(struct br_state at, br_value value, uint64_t n, struct br_item *out,
                                bool *found)
{
    const br_record *rec = at.rec;
    bool changes = value_kind(rec, value) == BR_KIND_BYTEARRAY;
    enum chars_form form = CHARS_LATIN1;
    struct br_slice base = changes ? br_raw(rec, value) : value_bytes(rec, value, &form);
    if (form != CHARS_LATIN1)
        return escaped_item(rec, value, form, base, n, out, found);
    uint64_t len = base.len + (changes ? raw_count(rec, value, at.op) : 0);
    *out = (struct br_item){BR_NO_VALUE, BR_NO_VALUE, br_maker(rec, value), 0};
    if (n >= len)
        return BR_OK;
    *found = true;
    if (changes && record_slot(rec, value)->rewritten) {
        bool ok;
        const struct rewrite *rewrite = rewrite_of(rec, value, n, at.op, &ok);
        if (!ok)
            return BR_NOMEM;
        if (rewrite) {
            out->byte = value_byte(rec, rewrite->value);
            out->put_by = rewrite->op;
            return BR_OK;
        }
    }
    if (n < base.len) {
        out->byte = base.data[n];
        return BR_OK;
    }
    struct raw raw;
    uint32_t id = UINT32_MAX;
    if (raw_start(&raw, rec, value, at.op, (uint32_t)(n - base.len)))
        id = raw_next(&raw, rec);
    if (id == UINT32_MAX || id == 0)
        return BR_NOMEM;
    out->byte = value_byte(rec, node_value(rec, id));
    out->put_by = raw.op;
    return BR_OK;
}

static enum br_status keyed_item(struct br_state at, br_value value, uint64_t n,
                                 struct br_item *out, bool *found)
{
    const br_record *rec = at.rec;
    const struct keyed *keyed = keyed_of(rec, value);
    if (!keyed)
        return BR_NOMEM;
    uint32_t count = raw_count(rec, value, at.op);
    if (n >= keyed_count(keyed, count))
        return BR_OK;
    uint32_t first = keyed->firsts.at[n];
    struct raw raw;
    uint32_t id = UINT32_MAX;
    if (raw_start(&raw, rec, value, at.op, first))
        id = raw_next(&raw, rec);
    if (id == UINT32_MAX || id == 0)
        return BR_NOMEM;
    *out = (struct br_item){node_value(rec, id), BR_NO_VALUE, raw.op, 0};
    *found = true;
    if (value_kind(rec, value) != BR_KIND_DICT)
        return BR_OK;
    out->key = out->value; /* a dict keeps the first key and takes the last value */
    uint32_t last = keyed_last(keyed, first, count);
    if (last != first) {
        if (!raw_start(&raw, rec, value, at.op, last) || raw_next(&raw, rec) == UINT32_MAX)
            return BR_NOMEM;
    }
    id = raw_next(&raw, rec);
    if (id == UINT32_MAX || id == 0)
        return BR_NOMEM;
    out->value = node_value(rec, id);
    out->put_by = raw.op;
    return BR_OK;
}

static enum br_status list_item(struct br_state at, br_value value, uint64_t n, struct br_item *out,
                                bool *found)
{
    const br_record *rec = at.rec;
    if (n >= raw_count(rec, value, at.op))
        return BR_OK;
    *out = (struct br_item){BR_NO_VALUE, BR_NO_VALUE, 0, 0};
    if (value & SLOT_BIT && record_slot(rec, value)->rewritten) {
        bool ok;
        const struct rewrite *rewrite = rewrite_of(rec, value, n, at.op, &ok);
        if (!ok)
            return BR_NOMEM;
        if (rewrite) {
            out->value = rewrite->value;
            out->put_by = rewrite->op;
            *found = true;
            return BR_OK;
        }
    }
    struct raw raw;
    uint32_t id = UINT32_MAX;
    if (raw_start(&raw, rec, value, at.op, (uint32_t)n))
        id = raw_next(&raw, rec);
    if (id == UINT32_MAX || id == 0)
        return BR_NOMEM;
    out->value = node_value(rec, id);
    out->put_by = raw.op;
    *found = true;
    return BR_OK;
}

enum br_status br_item(struct br_state at, br_value value, uint64_t n, struct br_item *out,
                       bool *found)
{
    *found = false;
    switch (value_kind(at.rec, value)) {
    case BR_KIND_BYTES:
    case BR_KIND_BYTEARRAY:
        return byte_item(at, value, n, out, found);
    case BR_KIND_TUPLE:
    case BR_KIND_LIST:
        return list_item(at, value, n, out, found);
    case BR_KIND_DICT:
    case BR_KIND_SET:
    case BR_KIND_FROZENSET:
        return keyed_item(at, value, n, out, found);
    default:
        return BR_OK;
    }
}

enum br_status br_lookup(struct br_state at, br_value dict, br_value key, struct br_item *out,
                         bool *found)
{
    const br_record *rec = at.rec;
    *found = false;
    if (value_kind(rec, dict) != BR_KIND_DICT || !value_hashable(rec, key))
        return BR_OK;
    const struct keyed *keyed = keyed_of(rec, dict);
    uint64_t class = keyed ? class_of(rec, key) : 0;
    if (!class)
        return BR_NOMEM;
    const uint64_t *place = map_get(&keyed->classes, class);
    if (!place)
        return BR_OK;
    uint32_t first = (uint32_t)(*place - 1);
    uint32_t low = 0, high = keyed->firsts.n; /* its number among the different keys */
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (keyed->firsts.at[mid] < first)
            low = mid + 1;
        else
            high = mid;
    }
    return keyed_item(at, dict, low, out, found);
}
