/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Open addressing: a row stands in the first free slot from that of its hash on. None is ever taken out,
 * so that rows of the same key are met in the order of the tables. What is asked for is hostile, what
 * the slots hold is not: a question meets few rows whatever its name. */
#include "src/analysis/modelindex.h"

#include <pthread.h>
#include <string.h>

enum {
    ROWS_MAX = 4096,        /* of one index; tests/unit/test_models.c finds each row */
    N_SLOTS = 2 * ROWS_MAX, /* a power of two */
    METHOD_INDEX = MODEL_COMPUTED + 1,
    N_INDEXES
};

static struct row_index {
    const void *rows[ROWS_MAX];
    uint16_t slots[N_SLOTS]; /* number of a row + 1; 0: free */
    uint16_t n;
    size_t longest; /* of the keys: longer ones are not looked for */
} indexes[N_INDEXES];

static const struct {
    const char *name;
    enum model_list list;
    const struct model *models;
    const struct method *methods;
    const size_t *n;
} tables[] = {
#define MODELS(table) {#table, MODEL_CALLED, table, NULL, &n_##table},
#define COMPUTED(table) {#table, MODEL_COMPUTED, table, NULL, &n_##table},
#define METHODS(table) {#table, MODEL_CALLED, NULL, table, &n_##table},
#include "src/analysis/models.def"
#undef MODELS
#undef COMPUTED
#undef METHODS
};

/* FNV-1a. */
static uint32_t hash_of(const char *module, size_t module_len, const char *name, size_t name_len)
{
    uint32_t hash = UINT32_C(2166136261);
    for (size_t k = 0; k < module_len; k++)
        hash = (hash ^ (unsigned char)module[k]) * UINT32_C(16777619);
    hash = (hash ^ 0xff) * UINT32_C(16777619); /* so that (a, bc) and (ab, c) differ */
    for (size_t k = 0; k < name_len; k++)
        hash = (hash ^ (unsigned char)name[k]) * UINT32_C(16777619);
    return hash ^ hash >> 15;
}

/* The next row in the run of slots at *slot, which is moved on; NULL: its end. */
static const void *next_row(const struct row_index *index, uint32_t *slot)
{
    uint16_t number = index->slots[*slot % N_SLOTS];
    ++*slot;
    return number ? index->rows[number - 1] : NULL;
}

static void add_row(struct row_index *index, const void *row, const char *module, const char *name)
{
    size_t module_len = strlen(module), name_len = strlen(name);
    uint32_t slot = hash_of(module, module_len, name, name_len);
    if (index->n == ROWS_MAX)
        return;
    if (module_len + name_len > index->longest)
        index->longest = module_len + name_len;
    while (index->slots[slot % N_SLOTS])
        slot++;
    index->rows[index->n++] = row;
    index->slots[slot % N_SLOTS] = index->n;
}

static void make_indexes(void)
{
    struct model_table table;
    for (size_t k = 0; modelindex_table(k, &table); k++) {
        for (size_t n = 0; n < table.n; n++) {
            if (table.methods)
                add_row(&indexes[METHOD_INDEX], &table.methods[n], "", table.methods[n].name);
            else
                add_row(&indexes[table.list], &table.models[n], table.models[n].module,
                        table.models[n].name);
        }
    }
}

static const struct row_index *made_index(int which)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make_indexes);
    return &indexes[which];
}

static bool is_text(const char *text, const char *bytes, size_t n)
{
    return strlen(text) == n && memcmp(text, bytes, n) == 0;
}

const struct model *modelindex_find(enum model_list list, const char *module, size_t module_len,
                                    const char *name, size_t name_len)
{
    const struct row_index *index = made_index((int)list);
    if (module_len > index->longest || name_len > index->longest - module_len)
        return NULL;
    uint32_t slot = hash_of(module, module_len, name, name_len);
    const struct model *row;
    while ((row = next_row(index, &slot)) != NULL &&
           !(is_text(row->name, name, name_len) && is_text(row->module, module, module_len)))
        ;
    return row;
}

const struct method *modelindex_method(enum meaning_kind kind, const char *name, size_t name_len)
{
    const struct row_index *index = made_index(METHOD_INDEX);
    if (name_len > index->longest)
        return NULL;
    uint32_t slot = hash_of("", 0, name, name_len);
    const struct method *row;
    while ((row = next_row(index, &slot)) != NULL &&
           !((row->kinds >> kind & 1) && is_text(row->name, name, name_len)))
        ;
    return row;
}

bool modelindex_table(size_t n, struct model_table *out)
{
    if (n >= sizeof tables / sizeof tables[0])
        return false;
    *out = (struct model_table){tables[n].name, tables[n].list, tables[n].models, tables[n].methods,
                                *tables[n].n};
    return true;
}
