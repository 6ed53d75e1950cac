/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which keys are equal, as a dict or set of Python decides: every value that is used as a key gets
 * the number of its class, and equal keys have equal numbers. A tuple's class follows from those of
 * its items, so structure that is shared a million times over is looked at once, and nothing
 * recurses.
 *
 * The rules are CPython's (PyObject_RichCompare with the identity shortcut of dicts): bool, int and
 * float are compared by exact value; a NaN equals only itself, the same object; an unknown object
 * equals only itself, a global being one object per module and name. */
#include "vm/values.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum tag {
    TAG_NONE,
    TAG_INT,
    TAG_BIG,
    TAG_FLOAT,
    TAG_STR,
    TAG_BYTES,
    TAG_TUPLE,
    TAG_FROZENSET,
    TAG_GLOBAL,
    TAG_EXTENSION,
    TAG_ITSELF
};

/* What a class is known by: a tag and bytes, in the stream or owned. */
struct class_row {
    uint64_t hash;
    const uint8_t *bytes;
    uint64_t len;
    uint32_t next; /* of the same hash, + 1 */
    uint8_t tag;
    bool owned;
};

struct classes {
    struct arena rows;   /* class n is row n - 1 */
    struct map by_hash;  /* hash -> newest row + 1 */
    struct map by_value; /* what is composed, or long: value -> class */
};

/* Bytes that stand for a value; freed after use when owned. */
struct content {
    enum tag tag;
    const uint8_t *bytes;
    uint64_t len;
    uint8_t *owned;
    uint8_t small[16];
};

static struct classes *classes_of(const br_record *rec)
{
    struct index *index = index_of(rec);
    if (!index || index->classes)
        return index ? index->classes : NULL;
    struct classes *classes = calloc(1, sizeof *classes);
    if (!classes)
        return NULL;
    arena_init(&classes->rows, sizeof(struct class_row), &index->budget);
    classes->by_hash.budget = &index->budget;
    classes->by_value.budget = &index->budget;
    index->classes = classes;
    return classes;
}

static struct class_row *row_at(const struct classes *classes, uint32_t i)
{
    return arena_at(&classes->rows, i, sizeof(struct class_row));
}

void classes_free(struct index *index)
{
    struct classes *classes = index->classes;
    if (!classes)
        return;
    for (uint32_t i = 0; i < classes->rows.count; i++)
        if (row_at(classes, i)->owned)
            free((void *)(uintptr_t)row_at(classes, i)->bytes);
    arena_free(&classes->rows);
    map_free(&classes->by_hash);
    map_free(&classes->by_value);
    free(classes);
    index->classes = NULL;
}

/* Seeded, so that a file cannot choose what collides. */
static uint64_t hash_bytes(uint64_t seed, const uint8_t *bytes, uint64_t len)
{
    uint64_t h = seed ^ map_mix(len);
    while (len >= 8) {
        uint64_t word;
        memcpy(&word, bytes, 8);
        h = map_mix(h ^ word) + seed;
        bytes += 8;
        len -= 8;
    }
    uint64_t word = 0;
    if (len)
        memcpy(&word, bytes, len);
    h = map_mix(h ^ word);
    return h == UINT64_MAX ? 0 : h; /* no key of a map */
}

/* The class of a content; takes over what it owns. 0: no memory. */
static uint64_t intern(const br_record *rec, struct classes *classes, struct content *content)
{
    uint64_t seed = rec->seed ^ content->tag;
    uint64_t hash = hash_bytes(seed, content->bytes, content->len);
    uint64_t *place = map_put(&classes->by_hash, hash);
    uint64_t class = 0;
    for (uint32_t i = place ? (uint32_t)*place : 0; i; i = row_at(classes, i - 1)->next) {
        const struct class_row *row = row_at(classes, i - 1);
        if (row->tag == content->tag && row->len == content->len &&
            (!row->len || !memcmp(row->bytes, content->bytes, row->len)))
            class = i;
    }
    if (!place || class) {
        free(content->owned);
        return class;
    }
    const uint8_t *bytes = content->owned ? content->owned : content->bytes;
    bool owned = content->owned;
    if (content->bytes == content->small) {
        uint8_t *copy = malloc(sizeof content->small);
        if (!copy)
            return 0;
        memcpy(copy, content->small, sizeof content->small);
        bytes = copy;
        owned = true;
    }
    struct class_row *row = arena_add(&classes->rows);
    if (!row) {
        if (owned)
            free((void *)(uintptr_t)bytes);
        return 0;
    }
    *row = (struct class_row){.hash = hash,
                              .bytes = bytes,
                              .len = content->len,
                              .next = (uint32_t)*place,
                              .tag = (uint8_t)content->tag,
                              .owned = owned};
    *place = classes->rows.count;
    return classes->rows.count;
}

/* ---- Leaves ---------------------------------------------------------------------------------- */

static void content_small(struct content *content, enum tag tag, uint64_t word)
{
    content->tag = tag;
    memcpy(content->small, &word, sizeof word);
    content->bytes = content->small;
    content->len = sizeof word;
}

static bool content_big(struct content *content, const mpz_t big)
{
    size_t n = (mpz_sizeinbase(big, 2) + 7) / 8;
    uint8_t *bytes = malloc(n + 1);
    if (!bytes)
        return false;
    bytes[0] = mpz_sgn(big) < 0;
    mpz_export(bytes + 1, NULL, -1, 1, 0, 0, big);
    *content = (struct content){.tag = TAG_BIG, .bytes = bytes, .len = n + 1, .owned = bytes};
    return true;
}

static bool content_number(const br_record *rec, br_value value, struct content *content)
{
    struct number number;
    if (!value_number(rec, value, &number)) {
        content_small(content, TAG_ITSELF, value);
        return true;
    }
    bool ok = true;
    if (number.fits)
        content_small(content, TAG_INT, (uint64_t)number.small);
    else
        ok = content_big(content, number.big);
    number_clear(&number);
    return ok;
}

static bool content_float(const br_record *rec, br_value value, struct content *content)
{
    double d = 0;
    br_float(rec, value, &d);
    if (isnan(d)) {
        content_small(content, TAG_ITSELF, value);
    } else if (d == trunc(d) && d >= -0x1p63 && d < 0x1p63) {
        content_small(content, TAG_INT, (uint64_t)(int64_t)d);
    } else if (isinf(d) || d != trunc(d)) {
        uint64_t bits;
        memcpy(&bits, &d, sizeof bits);
        content_small(content, TAG_FLOAT, bits);
    } else {
        mpz_t big;
        mpz_init_set_d(big, d);
        bool ok = content_big(content, big);
        mpz_clear(big);
        return ok;
    }
    return true;
}

struct copy {
    uint8_t *to;
    uint64_t n;
};

static bool copy_write(void *context, const char *bytes, size_t n)
{
    struct copy *copy = context;
    memcpy(copy->to + copy->n, bytes, n);
    copy->n += n;
    return true;
}

/* Appends the characters of a name or str to bytes that have room for them. */
static void copy_chars(struct copy *copy, enum chars_form form, struct br_slice text)
{
    chars_to_sink(form, text, (struct br_sink){copy_write, copy});
}

static bool content_str(const br_record *rec, br_value value, struct content *content)
{
    enum chars_form form;
    struct br_slice text = value_chars(rec, value, &form);
    content->tag = TAG_STR;
    content->bytes = text.data;
    content->len = text.len;
    if (chars_verbatim(form, text))
        return true;
    uint64_t n = chars_utf8_len(form, text);
    struct copy copy = {malloc(n + 1), 0};
    if (!copy.to)
        return false;
    copy_chars(&copy, form, text);
    content->bytes = content->owned = copy.to;
    content->len = n;
    return true;
}

static bool content_bytes(const br_record *rec, br_value value, struct content *content)
{
    enum chars_form form;
    struct br_slice text = value_bytes(rec, value, &form);
    *content = (struct content){.tag = TAG_BYTES, .bytes = text.data, .len = text.len};
    if (form == CHARS_LATIN1)
        return true;
    struct copy copy = {malloc(text.len), 0}; /* escapes make it shorter, and it is not empty */
    bool is_text;
    if (!copy.to)
        return false;
    br_content(rec, value, (struct br_sink){copy_write, &copy}, &is_text);
    content->bytes = content->owned = copy.to;
    content->len = copy.n;
    return true;
}

static bool content_global(const br_record *rec, br_value value, struct content *content)
{
    struct name module, name;
    if (!value_name(rec, value, BR_PART_MODULE, &module) ||
        !value_name(rec, value, BR_PART_NAME, &name) || module.unknown != BR_NO_VALUE ||
        name.unknown != BR_NO_VALUE) {
        content_small(content, TAG_ITSELF, value);
        return true;
    }
    uint64_t first = chars_utf8_len(module.form, module.text);
    uint64_t n = sizeof first + first + chars_utf8_len(name.form, name.text);
    struct copy copy = {malloc(n), 0};
    if (!copy.to)
        return false;
    copy_write(&copy, (const char *)&first, sizeof first);
    copy_chars(&copy, module.form, module.text);
    copy_chars(&copy, name.form, name.text);
    *content = (struct content){.tag = TAG_GLOBAL, .bytes = copy.to, .len = n, .owned = copy.to};
    return true;
}

static bool content_of(const br_record *rec, br_value value, struct content *content)
{
    *content = (struct content){.tag = TAG_NONE};
    switch (value_kind(rec, value)) {
    case BR_KIND_NONE:
        return true;
    case BR_KIND_BOOL:
    case BR_KIND_INT:
        return content_number(rec, value, content);
    case BR_KIND_FLOAT:
        return content_float(rec, value, content);
    case BR_KIND_STR:
        return content_str(rec, value, content);
    case BR_KIND_BYTES:
        return content_bytes(rec, value, content);
    case BR_KIND_GLOBAL:
        return content_global(rec, value, content);
    case BR_KIND_EXTENSION:
        content_small(content, TAG_EXTENSION, (uint64_t)br_number(rec, value));
        return true;
    default:
        content_small(content, TAG_ITSELF, value);
        return true;
    }
}

/* ---- Tuples and frozensets, from the inside out ------------------------------------------------ */

struct class_frame {
    br_value value;
    struct walk walk;
};

struct class_stack {
    struct class_frame *frames;
    uint32_t n_frames, max_frames;
    uint64_t *done; /* classes of items not yet taken by their tuple */
    uint32_t n_done, max_done;
};

static bool stack_enter(struct class_stack *stack, const br_record *rec, br_value value)
{
    if (stack->n_frames == stack->max_frames) {
        uint32_t max = stack->max_frames ? stack->max_frames * 2 : 16;
        struct class_frame *frames = realloc(stack->frames, max * sizeof *frames);
        if (!frames)
            return false;
        stack->frames = frames;
        stack->max_frames = max;
    }
    struct class_frame *frame = &stack->frames[stack->n_frames++];
    frame->value = value;
    walk_start(&frame->walk, rec, record_items(rec, value));
    return true;
}

static bool stack_done(struct class_stack *stack, uint64_t class)
{
    if (stack->n_done == stack->max_done) {
        uint32_t max = stack->max_done ? stack->max_done * 2 : 64;
        uint64_t *done = realloc(stack->done, max * sizeof *done);
        if (!done)
            return false;
        stack->done = done;
        stack->max_done = max;
    }
    stack->done[stack->n_done++] = class;
    return class != 0;
}

static bool is_composite(const br_record *rec, br_value value)
{
    enum br_kind kind = value_kind(rec, value);
    return kind == BR_KIND_TUPLE || kind == BR_KIND_FROZENSET;
}

/* The class of such a value is kept: a key may be as long as the file, and a key of every dict. */
static bool is_long(const br_record *rec, br_value value)
{
    enum br_kind kind = value_kind(rec, value);
    bool has_text = kind == BR_KIND_INT || kind == BR_KIND_STR || kind == BR_KIND_BYTES;
    return kind == BR_KIND_GLOBAL || (has_text && br_raw(rec, value).len > WIDE);
}

/* Takes the next item: its class is known, or it is entered. */
static bool stack_item(struct class_stack *stack, const br_record *rec, struct classes *classes,
                       br_value value)
{
    bool is_kept = is_composite(rec, value) || is_long(rec, value);
    const uint64_t *known = is_kept ? map_get(&classes->by_value, value) : NULL;
    if (known)
        return stack_done(stack, *known);
    if (is_composite(rec, value))
        return stack_enter(stack, rec, value);
    struct content content;
    uint64_t class = content_of(rec, value, &content) ? intern(rec, classes, &content) : 0;
    uint64_t *place = class && is_kept ? map_put(&classes->by_value, value) : NULL;
    if (place)
        *place = class;
    return class && (place || !is_kept) && stack_done(stack, class);
}

static int compare_class(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* All items of the top frame are classed: class the tuple itself. */
static bool stack_leave(struct class_stack *stack, const br_record *rec, struct classes *classes)
{
    struct class_frame *frame = &stack->frames[--stack->n_frames];
    uint32_t n = frame->walk.count;
    uint64_t *items = n ? stack->done + (stack->n_done - n) : NULL;
    stack->n_done -= n;
    bool is_set = value_kind(rec, frame->value) == BR_KIND_FROZENSET;
    if (is_set && n) {
        qsort(items, n, sizeof *items, compare_class);
        uint32_t kept = 1;
        for (uint32_t i = 1; i < n; i++)
            if (items[i] != items[kept - 1])
                items[kept++] = items[i];
        n = kept;
    }
    struct content content = {.tag = is_set ? TAG_FROZENSET : TAG_TUPLE, .len = n * sizeof *items};
    content.owned = malloc(content.len + 1);
    if (!content.owned)
        return false;
    if (n)
        memcpy(content.owned, items, content.len);
    content.bytes = content.owned;
    uint64_t class = intern(rec, classes, &content);
    uint64_t *place = class ? map_put(&classes->by_value, frame->value) : NULL;
    if (!place)
        return false;
    *place = class;
    return stack_done(stack, class);
}

uint64_t class_of(const br_record *rec, uint32_t value)
{
    struct classes *classes = classes_of(rec);
    if (!classes)
        return 0;
    struct class_stack stack = {0};
    bool ok = stack_item(&stack, rec, classes, value);
    while (ok && stack.n_frames) {
        uint32_t id = walk_next(&stack.frames[stack.n_frames - 1].walk, rec);
        if (id == 0)
            ok = stack_leave(&stack, rec, classes);
        else
            ok = id != UINT32_MAX && stack_item(&stack, rec, classes, node_value(rec, id));
    }
    uint64_t class = ok && stack.n_done ? stack.done[0] : 0;
    free(stack.frames);
    free(stack.done);
    return class;
}
