/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The memo as it is now: the newest entry of each key. Every entry ever written stays in the
 * record; this only finds them while the machine runs. */
#include "vm/machine.h"

#include <string.h>

#include "vm/map.h"

static inline uint32_t hash_key(const br_record *rec, uint64_t key)
{
    return (uint32_t)map_mix(key ^ rec->seed);
}

uint32_t memo_find(const br_record *rec, uint64_t key)
{
    const struct memo_table *table = &rec->table;
    if (key < table->dense_size && table->dense[key].entry)
        return table->dense[key].entry;
    if (!table->hash_used)
        return 0;
    uint32_t mask = table->hash_size - 1;
    for (uint32_t i = hash_key(rec, key) & mask; table->hash[i]; i = (i + 1) & mask)
        if (record_memo(rec, table->hash[i] - 1)->key == key)
            return table->hash[i];
    return 0;
}

/* Keys are taken into the array while it stays at most a quarter longer than there are entries. */
static bool table_grow_dense(br_record *rec, uint32_t key)
{
    struct memo_table *table = &rec->table;
    uint32_t size = table->dense_size + table->dense_size / 8 + 64;
    if (size <= key)
        size = key + 1;
    struct memo_dense *dense = budget_realloc(
        &rec->budget, table->dense, table->dense_size * sizeof *dense, size * sizeof *dense);
    if (!dense)
        return false;
    memset(dense + table->dense_size, 0, (size - table->dense_size) * sizeof *dense);
    table->dense = dense;
    table->dense_size = size;
    return true;
}

static bool table_grow_hash(br_record *rec)
{
    struct memo_table *table = &rec->table;
    uint32_t size = table->hash_size ? table->hash_size * 2 : 64;
    uint32_t *hash = budget_realloc(&rec->budget, NULL, 0, size * sizeof *hash);
    if (!hash)
        return false;
    memset(hash, 0, size * sizeof *hash);
    for (uint32_t i = 0; i < table->hash_size; i++) {
        if (!table->hash[i])
            continue;
        uint32_t at = hash_key(rec, record_memo(rec, table->hash[i] - 1)->key) & (size - 1);
        while (hash[at])
            at = (at + 1) & (size - 1);
        hash[at] = table->hash[i];
    }
    budget_free(&rec->budget, table->hash, table->hash_size * sizeof *hash);
    table->hash = hash;
    table->hash_size = size;
    return true;
}

/* Makes `entry` (+ 1) the newest of its key. */
static bool table_set(br_record *rec, uint64_t key, uint32_t entry)
{
    struct memo_table *table = &rec->table;
    if (key >= table->dense_size && key < rec->memo.count + (uint64_t)rec->memo.count / 4 + 256 &&
        key < UINT32_MAX / 8 && !table_grow_dense(rec, (uint32_t)key))
        return false;
    if (key < table->dense_size) {
        table->dense[key] = (struct memo_dense){entry, record_memo(rec, entry - 1)->value};
        return true;
    }
    if (table->hash_used >= table->hash_size - table->hash_size / 4 && !table_grow_hash(rec))
        return false;
    uint32_t mask = table->hash_size - 1;
    uint32_t i = hash_key(rec, key) & mask;
    while (table->hash[i] && record_memo(rec, table->hash[i] - 1)->key != key)
        i = (i + 1) & mask;
    table->hash_used += !table->hash[i];
    table->hash[i] = entry;
    return true;
}

/* ---- What 3.15 counts ------------------------------------------------------------------------ */

/* Its unpickler has an array and, for keys far beyond it, a dict whose keys are not counted until they
 * are stored again with the array long enough (_Unpickler_MemoPut). */
static bool sparse_store(br_record *rec, uint64_t key, bool is_known)
{
    struct memo_sparse *sparse = &rec->sparse;
    uint64_t *apart = map_get(&sparse->keys, key);
    if (key >= sparse->size && key > (uint64_t)sparse->counted * 2) {
        apart = map_put(&sparse->keys, key);
        if (apart)
            *apart = 1;
        return apart;
    }
    if (key >= sparse->size)
        sparse->size = key * 2;
    sparse->counted += !is_known || (apart && *apart);
    if (apart)
        *apart = 0;
    return true;
}

/* A GET takes a key from the dict into the array, which does not count it (_Unpickler_MemoGet). */
void memo_got(br_record *rec, uint64_t key)
{
    uint64_t *apart = key < rec->sparse.size ? map_get(&rec->sparse.keys, key) : NULL;
    if (apart)
        *apart = 0;
}

uint64_t memo_next_key(const br_record *rec)
{
    return rec->dialect->memo_sparse_uncounted ? rec->sparse.counted : rec->distinct_keys;
}

/* ---- Storing --------------------------------------------------------------------------------- */

enum br_error_kind memo_store(br_record *rec, uint64_t key, uint32_t value)
{
    uint32_t prev = memo_find(rec, key);
    if (rec->dialect->memo_sparse_uncounted && !sparse_store(rec, key, prev))
        return machine_out_of_memory(rec);
    struct memo_entry *entry = arena_add(&rec->memo);
    if (!entry)
        return machine_out_of_memory(rec);
    rec->distinct_keys += !prev;
    *entry = (struct memo_entry){.key = key,
                                 .value = value,
                                 .op = rec->rows.count,
                                 .prev = prev,
                                 .rank = rec->distinct_keys};
    return table_set(rec, key, rec->memo.count) ? BR_ERR_NONE : machine_out_of_memory(rec);
}
