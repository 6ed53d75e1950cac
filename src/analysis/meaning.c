/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/analysis/meaning.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "src/analysis/numbers.h"
#include "src/analysis/shown.h"

enum {
    BUDGET_MAX = 64 << 20, /* bytes of all meanings */
    BLOCK_BYTES = 64 << 10,
    PRINT_ITEMS = 16, /* items of one container that are printed */
    PRINT_DEPTH = 4,
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

/* ---- As text --------------------------------------------------------------------------------- */

struct print {
    struct br_state at;
    size_t end; /* the buffer's length at which no more is written */
    struct buf *out;
    unsigned marks; /* enum shown */
};

static void print_meaning(struct print *print, const struct meaning *meaning, unsigned depth);

static void print_quoted(struct print *print, const struct meaning *meaning)
{
    buf_str(print->out, meaning->is_mutable ? "bytearray(" : "");
    print->marks |= shown_literal(print->out, meaning->text, meaning->text_len,
                                  meaning->kind == MEANING_BYTES, print->end);
    buf_str(print->out, meaning->is_mutable ? ")" : "");
}

static void print_name(struct print *print, const char *name, size_t n)
{
    print->marks |= shown_name(print->out, name, n);
}

bool meaning_sink(void *context, const char *bytes, size_t n)
{
    buf_add(context, bytes, n);
    return true;
}

static void print_value(struct print *print, br_value value)
{
    struct br_sink sink = {.write = meaning_sink, .context = print->out};
    size_t room = print->out->len < print->end ? print->end - print->out->len : 8;
    struct br_text_options options = {.max_bytes = room, .max_digits = 100, .max_keys = 1000};
    struct br_text_result result = {.bytes = 0};
    if (br_text(print->at, value, &options, sink, &result) != BR_OK)
        print->out->failed = true;
    print->marks |= (result.escaped ? SHOWN_ESCAPED : 0) | (result.cut ? SHOWN_CUT : 0);
}

static void print_dotted(struct print *print, const struct meaning *meaning)
{
    print_name(print, meaning->module, meaning->module_len);
    buf_str(print->out, meaning->module_len && meaning->text_len ? "." : "");
    print_name(print, meaning->text, meaning->text_len);
}

/* In place of what is left out. */
static void print_ellipsis(struct print *print)
{
    buf_str(print->out, "…");
    print->marks |= SHOWN_CUT;
}

/* Items with commas; pairs with colons. */
static void print_items(struct print *print, const struct meaning *meaning, bool has_pairs,
                        unsigned depth)
{
    for (uint32_t k = 0; k < meaning->n_items; k++) {
        if (k)
            buf_str(print->out, has_pairs && k % 2 ? ": " : ", ");
        if (k >= PRINT_ITEMS || print->out->len >= print->end) {
            print_ellipsis(print);
            return;
        }
        print_meaning(print, meaning->items[k], depth + 1);
    }
    buf_str(print->out, meaning->is_lost ? "…" : "");
}

static void print_held(struct print *print, const struct meaning *meaning, unsigned depth,
                       const char *open, const char *close)
{
    buf_str(print->out, open);
    print_items(print, meaning, meaning->kind == MEANING_DICT, depth);
    bool is_one = meaning->kind == MEANING_TUPLE && meaning->n_items == 1;
    buf_str(print->out, is_one ? "," : "");
    buf_str(print->out, close);
}

/* Keyword arguments, behind the others. */
static void print_named(struct print *print, const struct meaning *meaning, unsigned depth)
{
    for (uint32_t k = 0; k + 1 < meaning->n_named; k += 2) {
        const struct meaning *name = meaning->named[k];
        buf_str(print->out, ", ");
        if (k >= PRINT_ITEMS || print->out->len >= print->end) {
            print_ellipsis(print);
            return;
        }
        if (meaning_is(name, MEANING_TEXT))
            print_name(print, name->text, name->text_len);
        else
            print_meaning(print, name, depth + 1);
        buf_char(print->out, '=');
        print_meaning(print, meaning->named[k + 1], depth + 1);
    }
}

/* weakref.ref(x), which is kept as a call of ref.__call__(x) that is to be made: see callables.c. */
static bool is_weak_reference(const struct meaning *meaning)
{
    const struct meaning *self = meaning->self;
    return meaning_is(self, MEANING_GLOBAL) && self->module_len == strlen("weakref") &&
           memcmp(self->module, "weakref", self->module_len) == 0 &&
           self->text_len == strlen("ref.__call__") &&
           memcmp(self->text, "ref.__call__", self->text_len) == 0;
}

static void print_partial(struct print *print, const struct meaning *meaning, unsigned depth)
{
    bool is_weak = is_weak_reference(meaning);
    const char *open =
        meaning->number == PARTIAL_METHOD ? "types.MethodType(" : "functools.partial(";
    buf_str(print->out, is_weak ? "weakref.ref(" : open);
    if (!is_weak)
        print_meaning(print, meaning->self, depth + 1);
    buf_str(print->out, !is_weak && meaning->n_items ? ", " : "");
    print_items(print, meaning, false, depth);
    print_named(print, meaning, depth);
    buf_char(print->out, ')');
}

static void print_methodcaller(struct print *print, const struct meaning *meaning, unsigned depth)
{
    buf_str(print->out, "operator.methodcaller(");
    print_quoted(print, meaning); /* the method's name is its text */
    buf_str(print->out, meaning->n_items ? ", " : "");
    print_items(print, meaning, false, depth);
    print_named(print, meaning, depth);
    buf_char(print->out, ')');
}

static void print_meaning(struct print *print, const struct meaning *meaning, unsigned depth)
{
    static const char *const words[MEANING_KIND_COUNT] = {
        [MEANING_NONE] = "None",
        [MEANING_DEFERRED] = "…",
        [MEANING_ITERATOR] = "<iterator>",
    };
    static const char *const brackets[MEANING_KIND_COUNT][2] = {
        [MEANING_TUPLE] = {"(", ")"},
        [MEANING_LIST] = {"[", "]"},
        [MEANING_SET] = {"{", "}"},
        [MEANING_DICT] = {"{", "}"},
        [MEANING_FACTORY] = {"collections.defaultdict({", "})"},
        [MEANING_ATTRGETTER] = {"operator.attrgetter(", ")"},
        [MEANING_ITEMGETTER] = {"operator.itemgetter(", ")"},
        [MEANING_SLICE] = {"slice(", ")"},
    };
    if (depth > PRINT_DEPTH || print->out->len >= print->end) {
        print_ellipsis(print);
        return;
    }
    if (!meaning || meaning->kind == MEANING_UNKNOWN) {
        buf_str(print->out, "…");
        return;
    }
    switch (meaning->kind) {
    case MEANING_BOOL:
        buf_str(print->out, meaning->number ? "True" : "False");
        return;
    case MEANING_INT:
        buf_printf(print->out, "%" PRId64, meaning->number);
        return;
    case MEANING_FLOAT:
    case MEANING_BIG:
        num_print(meaning, print->out);
        return;
    case MEANING_TEXT:
    case MEANING_BYTES:
        print_quoted(print, meaning);
        return;
    case MEANING_RECORD:
    case MEANING_REF:
        print_value(print, meaning->value);
        return;
    case MEANING_NAMESPACE:
        if (meaning->self) {
            print_meaning(print, meaning->self, depth + 1);
            buf_str(print->out, ".__dict__");
            return;
        }
        print_dotted(print, meaning);
        buf_str(print->out, ".__dict__");
        return;
    case MEANING_GLOBAL:
        print_dotted(print, meaning);
        return;
    case MEANING_CLASS:
        buf_str(print->out, "<class '");
        print_name(print, meaning->text, meaning->text_len);
        buf_str(print->out, "'>");
        return;
    case MEANING_INSTANCE:
        print_name(print, meaning->self->text, meaning->self->text_len);
        buf_str(print->out, "(…)");
        return;
    case MEANING_OBJECT:
        print_dotted(print, meaning);
        buf_str(print->out, "(…)");
        return;
    case MEANING_METHOD:
        print_meaning(print, meaning->self, depth + 1);
        buf_char(print->out, '.');
        print_name(print, meaning->text, meaning->text_len);
        return;
    case MEANING_PARTIAL:
        print_partial(print, meaning, depth);
        return;
    case MEANING_METHODCALLER:
        print_methodcaller(print, meaning, depth);
        return;
    default:
        if (words[meaning->kind])
            buf_str(print->out, words[meaning->kind]);
        else
            print_held(print, meaning, depth, brackets[meaning->kind][0],
                       brackets[meaning->kind][1]);
    }
}

unsigned meaning_print(const struct meaning *meaning, struct br_state at, size_t max_bytes,
                       struct buf *out)
{
    struct print print = {.at = at, .end = out->len + max_bytes, .out = out};
    print_meaning(&print, meaning, 0);
    return print.marks;
}
