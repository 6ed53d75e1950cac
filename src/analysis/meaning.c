/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/analysis/meaning.h"

#include <stdlib.h>
#include <string.h>

#include "src/analysis/numbers.h"

enum {
    BUDGET_MAX = 64 << 20, /* bytes of all meanings */
    BLOCK_BYTES = 64 << 10,
};

const struct meaning meaning_unknown = {.kind = MEANING_UNKNOWN, .value = BR_NO_VALUE};

/* ---- The store ------------------------------------------------------------------------------- */

struct meaning_block {
    struct meaning_block *next;
    size_t used, size;
    max_align_t data[];
};

struct meaning_long {
    struct meaning_long *next;
    char *text; /* owned */
};

void *store_alloc(struct meaning_store *store, size_t n)
{
    size_t budget = BUDGET_MAX + store->more;
    store->is_full |= n > budget;
    if (n > budget)
        return NULL;
    n = (n + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
    struct meaning_block *block = store->blocks;
    if (!block || n > block->size - block->used) {
        size_t size = n > BLOCK_BYTES ? n : BLOCK_BYTES;
        store->is_full |= size > budget - store->bytes;
        if (size > budget - store->bytes)
            return NULL;
        block = malloc(sizeof *block + size);
        if (!block) {
            store->failed = true;
            return NULL;
        }
        *block = (struct meaning_block){.next = store->blocks, .size = size};
        store->blocks = block;
        store->bytes += size;
    }
    void *place = (char *)block->data + block->used;
    block->used += n;
    return place;
}

void store_free(struct meaning_store *store)
{
    for (; store->longer; store->longer = store->longer->next) /* which stand in the blocks */
        free(store->longer->text);
    while (store->blocks) {
        struct meaning_block *next = store->blocks->next;
        free(store->blocks);
        store->blocks = next;
    }
    *store = (struct meaning_store){.blocks = NULL};
}

/* ---- Constructors ---------------------------------------------------------------------------- */

struct meaning *meaning_new(struct meaning_store *store, enum meaning_kind kind)
{
    struct meaning *meaning = store_alloc(store, sizeof *meaning);
    if (meaning)
        *meaning = (struct meaning){.kind = kind, .value = BR_NO_VALUE, .module = "", .text = ""};
    return meaning;
}

static const struct meaning *number_meaning(struct meaning_store *store, enum meaning_kind kind,
                                            int64_t number)
{
    struct meaning *meaning = meaning_new(store, kind);
    if (meaning)
        meaning->number = number;
    return meaning;
}

const struct meaning *meaning_int(struct meaning_store *store, int64_t number)
{
    return number_meaning(store, MEANING_INT, number);
}

const struct meaning *meaning_bool(struct meaning_store *store, bool is_true)
{
    return number_meaning(store, MEANING_BOOL, is_true);
}

const struct meaning *meaning_none(struct meaning_store *store)
{
    return meaning_new(store, MEANING_NONE);
}

const struct meaning *meaning_ref(struct meaning_store *store, br_value value)
{
    struct meaning *meaning = meaning_new(store, MEANING_REF);
    if (meaning)
        meaning->value = value;
    return meaning;
}

const struct meaning *meaning_there(struct meaning_store *store, enum meaning_kind kind,
                                    const char *text, size_t n)
{
    struct meaning *meaning = meaning_new(store, kind);
    if (!meaning)
        return NULL;
    meaning->text = text;
    meaning->text_len = n;
    return meaning;
}

/* Takes a long text over; buf keeps it where there is no room. */
static const struct meaning *long_meaning(struct meaning_store *store, enum meaning_kind kind,
                                          struct buf *buf)
{
    struct meaning_long *row =
        buf->len <= store->long_left ? store_alloc(store, sizeof *row) : NULL;
    store->is_full |= !row;
    if (!row)
        return NULL;
    *row = (struct meaning_long){.next = store->longer, .text = buf->data};
    store->longer = row;
    store->long_left -= buf->len;
    const struct meaning *meaning = meaning_there(store, kind, buf->data, buf->len);
    buf->data = NULL;
    return meaning;
}

const struct meaning *meaning_text(struct meaning_store *store, enum meaning_kind kind,
                                   const char *text, size_t n)
{
    if (n > MEANING_TEXT_MAX) {
        struct buf copy = {.limit = store_text_max(store)};
        buf_add(&copy, text, n);
        return meaning_buf(store, kind, &copy);
    }
    char *copy = store_alloc(store, n + 1);
    if (!copy)
        return NULL;
    if (n)
        memcpy(copy, text, n);
    copy[n] = '\0';
    return meaning_there(store, kind, copy, n);
}

const struct meaning *meaning_buf(struct meaning_store *store, enum meaning_kind kind,
                                  struct buf *buf)
{
    const struct meaning *meaning = NULL;
    store->is_full |= buf->failed;
    if (!buf->failed && buf->len > MEANING_TEXT_MAX)
        meaning = long_meaning(store, kind, buf);
    else if (!buf->failed)
        meaning = meaning_text(store, kind, buf_text(buf), buf->len);
    buf_free(buf);
    return meaning;
}

const struct meaning *meaning_global(struct meaning_store *store, const char *module,
                                     size_t module_len, const char *name, size_t name_len)
{
    struct meaning *meaning = meaning_new(store, MEANING_GLOBAL);
    if (!meaning)
        return NULL;
    meaning->module = module;
    meaning->module_len = module_len;
    meaning->text = name;
    meaning->text_len = name_len;
    return meaning;
}

const struct meaning *meaning_named(struct meaning_store *store, const char *module,
                                    const char *name)
{
    return meaning_global(store, module, strlen(module), name, strlen(name));
}

const struct meaning *meaning_method(struct meaning_store *store, const struct meaning *self,
                                     const char *name, size_t n)
{
    const struct meaning *text = meaning_text(store, MEANING_TEXT, name, n);
    struct meaning *method = text ? meaning_new(store, MEANING_METHOD) : NULL;
    if (!method)
        return NULL;
    method->self = self;
    method->text = text->text;
    method->text_len = n;
    return method;
}

struct meaning *meaning_typed(struct meaning *made, const char *module, const char *type)
{
    if (!made)
        return NULL;
    made->module = module;
    made->module_len = strlen(module);
    made->type = type;
    return made;
}

bool meaning_is_typed(const struct meaning *meaning, const char *type)
{
    return meaning && meaning->type && strcmp(meaning->type, type) == 0;
}

struct meaning *meaning_items(struct meaning_store *store, enum meaning_kind kind,
                              const struct meaning *const *items, uint32_t n)
{
    struct meaning *meaning = meaning_new(store, kind);
    for (uint32_t k = 0; meaning && k < n; k++)
        meaning_add(store, meaning, items[k]);
    return meaning;
}

void meaning_add(struct meaning_store *store, struct meaning *container, const struct meaning *item)
{
    if (container->n_items == container->cap_items) {
        uint32_t cap = container->cap_items ? container->cap_items * 2 : 4;
        const struct meaning **grown =
            cap <= MEANING_ITEMS_MAX ? store_alloc(store, cap * sizeof *grown) : NULL;
        if (!grown) {
            container->is_lost = true;
            return;
        }
        if (container->n_items)
            memcpy(grown, container->items, container->n_items * sizeof *grown);
        container->items = grown;
        container->cap_items = cap;
    }
    container->items[container->n_items++] = item;
}

/* ---- Questions ------------------------------------------------------------------------------- */

bool meaning_says(const struct meaning *meaning, const char *text)
{
    return meaning_is(meaning, MEANING_TEXT) && meaning->text_len == strlen(text) &&
           memcmp(meaning->text, text, meaning->text_len) == 0;
}

/* Who compares many pays for none of them: long ones are not looked at. */
static bool same_text(const struct meaning *a, const struct meaning *b)
{
    if (a->text_len != b->text_len || a->text == b->text)
        return a->text_len == b->text_len;
    return a->text_len <= MEANING_TEXT_MAX && memcmp(a->text, b->text, a->text_len) == 0;
}

/* Of tuples that a call gave: the same items, or items that are the same value. */
static bool same_items(const struct meaning *a, const struct meaning *b)
{
    if (a->n_items != b->n_items || a->is_lost || b->is_lost)
        return false;
    for (uint32_t n = 0; n < a->n_items; n++) {
        const struct meaning *first = a->items[n], *second = b->items[n];
        bool is_plain = first && second && first->kind != MEANING_TUPLE;
        bool is_value = is_plain && first->kind == MEANING_REF && second->kind == MEANING_REF &&
                        first->value == second->value;
        if (first != second && !is_value && !(is_plain && meaning_equal(first, second)))
            return false;
    }
    return true;
}

bool meaning_equal(const struct meaning *a, const struct meaning *b)
{
    if (!a || !b)
        return false;
    if (meaning_is_number(a) && meaning_is_number(b))
        return a->number == b->number;
    bool has_other = a->kind == MEANING_FLOAT || a->kind == MEANING_BIG ||
                     b->kind == MEANING_FLOAT || b->kind == MEANING_BIG;
    if (has_other) {
        int order;
        return num_compare(a, b, &order) && order == 0;
    }
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case MEANING_NONE:
        return true;
    case MEANING_TEXT:
    case MEANING_BYTES:
        return same_text(a, b);
    case MEANING_TUPLE:
        return same_items(a, b);
    case MEANING_CLASS:
        return a == b;
    case MEANING_GLOBAL:
        return same_text(a, b) && a->module_len == b->module_len &&
               memcmp(a->module, b->module, a->module_len) == 0;
    default:
        return false;
    }
}
