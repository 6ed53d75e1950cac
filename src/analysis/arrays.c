/* SPDX-License-Identifier: GPL-3.0-or-later */
/* array.array, a list of that type (meaning_typed) whose number is the letter of its items; and memoryview, bytes
 * of that type, or where it was cast a list like an array. */
#include <string.h>

#include "src/analysis/containers.h"
#include "src/analysis/models.h"
#include "src/analysis/structs.h"

static bool is_character(char letter)
{
    return letter == 'u' || letter == 'w';
}

static char letter_of(const struct meaning *code, const char *letters)
{
    bool is_one = (meaning_is(code, MEANING_TEXT) || meaning_is(code, MEANING_BYTES)) &&
                  code->text_len == 1 && code->text[0] && strchr(letters, code->text[0]);
    return is_one ? code->text[0] : '\0';
}

static struct meaning *list_new(struct evaluator *ev, const char *module, const char *type,
                                char letter)
{
    struct meaning *list = meaning_typed(meaning_new(&ev->store, MEANING_LIST), module, type);
    if (list)
        list->number = letter;
    return list;
}

/* Puts on what stands in bytes, as numbers of that letter. */
static void add_bytes(struct evaluator *ev, struct meaning *list, char letter, bool is_little,
                      const struct meaning *bytes)
{
    uint32_t size = structs_size(letter);
    if (size == 0 || bytes->text_len % size || !ev_spend(ev, bytes->text_len)) {
        container_lose(list);
        return;
    }
    for (size_t at = 0; at < bytes->text_len && !list->is_lost; at += size)
        meaning_add(&ev->store, list, structs_read(ev, letter, is_little, bytes->text + at));
}

static void add_items(struct evaluator *ev, struct meaning *list, const struct meaning *from)
{
    struct meaning *items = ev_iterator(ev, from);
    const struct meaning *item;
    while (items && (item = ev_next(ev, items)) != NULL)
        meaning_add(&ev->store, list, item);
}

/* Bytes are taken as they are in C, of anything else its items. */
static void add_given(struct evaluator *ev, struct meaning *list, const struct meaning *from)
{
    bool is_text = is_character((char)list->number);
    if (from->kind == MEANING_BYTES)
        add_bytes(ev, list, (char)list->number, true, from);
    else if (is_text ? from->kind == MEANING_TEXT : from->kind != MEANING_TEXT)
        add_items(ev, list, from);
    else
        container_lose(list);
}

/* array(typecode, items) */
MODEL_RUN(model_array)
{
    const struct meaning *items = arg(ev, args, 1);
    char letter = letter_of(arg(ev, args, 0), "bBhHiIlLqQfduw");
    struct meaning *list = list_new(ev, "array", "array", letter);
    (void)model;
    if (!list)
        return NULL;
    if (!letter)
        container_lose(list);
    if (items && letter)
        add_given(ev, list, items);
    else if (items)
        ev_listed(ev, items, MEANING_LIST);
    return list;
}

/* _array_reconstructor(class, typecode, format, bytes), as pickles of arrays have it. */
MODEL_RUN(model_reconstruct)
{
    static const char formats[] = "BbHHhhIIiiQQqqffdd"; /* from 2 on little and big in turn */
    const struct meaning *format = arg(ev, args, 2), *bytes = arg(ev, args, 3);
    char letter = letter_of(arg(ev, args, 1), "bBhHiIlLqQfd");
    bool is_known = letter && meaning_is_number(format) && format->number >= 0 &&
                    format->number < (int64_t)sizeof formats - 1 && bytes->kind == MEANING_BYTES;
    struct meaning *list = list_new(ev, "array", "array", letter);
    (void)model;
    if (list && is_known)
        add_bytes(ev, list, formats[format->number], format->number < 2 || format->number % 2 == 0,
                  bytes);
    else if (list)
        container_lose(list);
    return list;
}

/* ---- Methods --------------------------------------------------------------------------------- */

/* tobytes */
METHOD_RUN(array_bytes)
{
    struct buf out = {.limit = MEANING_TEXT_MAX};
    bool good = !self->is_lost;
    (void)method;
    (void)args;
    for (uint32_t n = 0; good && n < self->n_items; n++)
        good = structs_pack(ev, (char)self->number, ev_ask(ev, self->items[n]), &out);
    if (!good || !ev_spend(ev, out.len)) {
        buf_free(&out);
        return NULL;
    }
    return meaning_buf(&ev->store, MEANING_BYTES, &out);
}

METHOD_RUN(array_list)
{
    (void)method;
    (void)args;
    return self->is_lost ? NULL
                         : meaning_items(&ev->store, MEANING_LIST, self->items, self->n_items);
}

/* tounicode */
METHOD_RUN(array_text)
{
    const struct meaning *nothing = meaning_text(&ev->store, MEANING_TEXT, "", 0);
    (void)method;
    (void)args;
    bool is_text = nothing && is_character((char)self->number);
    return is_text ? method_run(ev, nothing, "join", 4, &(struct arguments){.items = &self, .n = 1})
                   : NULL;
}

/* frombytes, fromlist, fromunicode */
METHOD_RUN(array_take)
{
    (void)method;
    add_given(ev, (struct meaning *)self, arg(ev, args, 0));
    return NULL;
}

METHOD_RUN(array_swap)
{
    struct meaning *own = (struct meaning *)self;
    const struct meaning *bytes = array_bytes(ev, method, self, args);
    char letter = (char)self->number;
    char big = letter == 'l' ? 'q' : letter == 'L' ? 'Q' : letter; /* the same of 8 bytes */
    if (bytes) {
        own->n_items = 0;
        add_bytes(ev, own, big, false, bytes);
    } else {
        container_lose(own);
    }
    return NULL;
}

/* ---- memoryview ------------------------------------------------------------------------------- */

/* Of a bytearray it is that itself: what is written is written there. */
MODEL_RUN(model_view)
{
    const struct meaning *of = arg(ev, args, 0);
    (void)model;
    if (meaning_is_typed(of, "array") && of->number == 'B')
        of = method_run(ev, of, "tobytes", 7, &(struct arguments){.items = NULL});
    if (!meaning_is(of, MEANING_BYTES))
        return NULL;
    struct meaning *view = of->is_mutable ? NULL : meaning_new(&ev->store, MEANING_BYTES);
    if (!view)
        return of->is_mutable ? of : NULL;
    *view = *of;
    view->value = BR_NO_VALUE;
    return meaning_typed(view, "builtins", "memoryview");
}

/* What it shows now, as bytes that do not change with it. */
static const struct meaning *bytes_of(struct evaluator *ev, const struct meaning *view)
{
    struct meaning *bytes = meaning_new(&ev->store, MEANING_BYTES);
    if (bytes) {
        *bytes = *view;
        bytes->type = NULL;
        bytes->is_mutable = false;
        bytes->value = BR_NO_VALUE;
    }
    return bytes;
}

METHOD_RUN(view_bytes)
{
    (void)method;
    (void)args;
    return bytes_of(ev, self);
}

METHOD_RUN(view_cast)
{
    const struct meaning *code = arg_of_kind(ev, args, 0, MEANING_TEXT);
    char letter = letter_of(code, "bBhHiIlLqQfd");
    struct meaning *list =
        letter && letter != 'B' ? list_new(ev, "builtins", "memoryview", letter) : NULL;
    (void)method;
    if (list && args->n == 1)
        add_bytes(ev, list, letter, true, self);
    return letter == 'B' ? self : list && args->n == 1 && !list->is_lost ? list : NULL;
}

/* obj; nbytes (number 1) */
MODEL_RUN(view_attribute)
{
    const struct meaning *self = arg(ev, args, 0);
    if (self->kind != MEANING_BYTES)
        return NULL;
    return model->number ? meaning_int(&ev->store, (int64_t)self->text_len) : bytes_of(ev, self);
}

/* ---- The tables ------------------------------------------------------------------------------ */

#define BIT METHOD_BIT

/* clang-format off */
const struct model arrays[] = {
    {"array", "array", 1, model_array, 0, NULL},
    {"array", "ArrayType", 1, model_array, 0, NULL},
    {"array", "_array_reconstructor", 4, model_reconstruct, 0, NULL},
    {"builtins", "memoryview", 1, model_view, 0, NULL},
};
const struct model array_attributes[] = {
    {"builtins", "memoryview.obj", 1, view_attribute, 0, NULL},
    {"builtins", "memoryview.nbytes", 1, view_attribute, 1, NULL},
};
const struct method array_methods[] = {
    {BIT(LIST), "array.tobytes", 0, array_bytes, 0},
    {BIT(LIST), "array.tostring", 0, array_bytes, 0},
    {BIT(LIST), "array.__bytes__", 0, array_bytes, 0},
    {BIT(LIST), "array.tolist", 0, array_list, 0},
    {BIT(LIST), "array.tounicode", 0, array_text, 0},
    {BIT(LIST), "array.frombytes", 1, array_take, 0},
    {BIT(LIST), "array.fromstring", 1, array_take, 0},
    {BIT(LIST), "array.fromlist", 1, array_take, 0},
    {BIT(LIST), "array.fromunicode", 1, array_take, 0},
    {BIT(LIST), "array.byteswap", 0, array_swap, 0},
    {BIT(LIST), "memoryview.tobytes", 0, array_bytes, 0},
    {BIT(LIST), "memoryview.tolist", 0, array_list, 0},
    {BIT(BYTES), "tobytes", 0, view_bytes, 0}, /* the view of a bytearray is that itself */
    {BIT(BYTES), "memoryview.cast", 1, view_cast, 0},
};
/* clang-format on */
const size_t n_arrays = sizeof arrays / sizeof arrays[0];
const size_t n_array_attributes = sizeof array_attributes / sizeof array_attributes[0];
const size_t n_array_methods = sizeof array_methods / sizeof array_methods[0];
