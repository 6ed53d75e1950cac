/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/machine_run.h"

/* The machine between two opcodes. */
struct machine {
    struct model *model;
    struct line *lines;
    size_t n_lines;
    struct stored *memo;
    size_t n_memo;
    br_op op;
    int protocol;
    uint64_t buffers;
    struct deed *deed;
};

/* An array of n has room for the next power of two: room for one more. */
static void *grow(void *array, size_t n, size_t size)
{
    if (n & (n - 1))
        return array;
    void *p = realloc(array, (n ? 2 * n : 1) * size);
    if (!p)
        abort();
    return p;
}

static void *new_array(size_t n, size_t size)
{
    size_t room = 1;
    while (room < n)
        room *= 2;
    void *p = calloc(room, size);
    if (!p)
        abort();
    return p;
}

static void *copy_of(const void *array, size_t n, size_t size)
{
    void *p = new_array(n, size);
    if (n)
        memcpy(p, array, n * size);
    return p;
}

/* ---- Objects --------------------------------------------------------------------------------- */

static struct object *new_object(struct machine *m, enum br_kind kind)
{
    struct object *object = calloc(1, sizeof *object);
    if (!object)
        abort();
    *object = (struct object){.kind = kind, .maker = m->op, .value = BR_NO_VALUE};
    object->is_hashable = kind != BR_KIND_LIST && kind != BR_KIND_DICT && kind != BR_KIND_SET &&
                          kind != BR_KIND_BYTEARRAY && kind != BR_KIND_MEMORYVIEW;
    struct model *model = m->model;
    model->objects = grow(model->objects, model->n_objects, sizeof *model->objects);
    model->objects[model->n_objects++] = object;
    return object;
}

static bool is_unknown(const struct object *object)
{
    return br_kind_is_unknown(object->kind);
}

static bool is_plain(const struct object *object)
{
    return !is_unknown(object);
}

const struct contents *model_contents(const struct object *object, br_op op)
{
    static const struct contents nothing;
    if (!object->n_kept)
        return &object->fixed;
    const struct contents *found = &nothing;
    for (size_t i = 0; i < object->n_kept && object->kept[i].from <= op; i++)
        found = &object->kept[i];
    return found;
}

/* A copy of the newest contents, to be changed; it holds after the present opcode. */
static struct contents *change(struct machine *m, struct object *object)
{
    struct contents last = {0};
    if (object->n_kept)
        last = object->kept[object->n_kept - 1];
    struct item *items = copy_of(last.items, last.n, sizeof *items);
    object->kept = grow(object->kept, object->n_kept, sizeof *object->kept);
    struct contents *next = &object->kept[object->n_kept++];
    *next = (struct contents){m->op + 1, items, last.n};
    return next;
}

static void add_item(struct contents *contents, struct item item)
{
    contents->items = grow(contents->items, contents->n, sizeof item);
    contents->items[contents->n++] = item;
}

static void add_bytes(struct contents *contents, struct br_slice bytes, br_op op)
{
    for (uint64_t i = 0; i < bytes.len; i++)
        add_item(contents, (struct item){.put_by = op, .byte = bytes.data[i]});
}

/* ---- Equality -------------------------------------------------------------------------------- */

/* An integer as a sign and bytes, the lowest first, or a float that is none. */
struct exact {
    bool is_integer, is_negative;
    double fraction;
    size_t n;
    uint8_t bytes[1200];
};

static void exact_int(struct exact *out, uint64_t magnitude, bool is_negative)
{
    *out = (struct exact){.is_integer = true, .is_negative = is_negative && magnitude};
    for (; magnitude; magnitude >>= 8)
        out->bytes[out->n++] = (uint8_t)magnitude;
}

static void exact_float(struct exact *out, double d)
{
    *out = (struct exact){.fraction = d};
    if (isnan(d) || isinf(d) || d != floor(d))
        return;
    *out = (struct exact){.is_integer = true, .is_negative = d < 0};
    for (d = fabs(d); d >= 1; d = floor(d / 256))
        out->bytes[out->n++] = (uint8_t)fmod(d, 256);
}

/* LONG1 and LONG4 that do not fit: two's complement. */
static bool exact_bytes(struct exact *out, struct br_slice raw)
{
    if (raw.len > sizeof out->bytes)
        return false;
    *out = (struct exact){.is_integer = true, .is_negative = raw.data[raw.len - 1] >= 0x80};
    unsigned carry = 1;
    for (uint64_t i = 0; i < raw.len; i++) {
        unsigned byte = out->is_negative ? (uint8_t)~raw.data[i] + carry : raw.data[i];
        carry = out->is_negative ? byte >> 8 : 0;
        out->bytes[out->n++] = (uint8_t)byte;
    }
    while (out->n && !out->bytes[out->n - 1])
        out->n--;
    return true;
}

static bool exact_of(struct model *model, const struct object *object, struct exact *out)
{
    int64_t i;
    double d;
    if (br_int(model->rec, object->value, &i)) {
        exact_int(out, i < 0 ? 0 - (uint64_t)i : (uint64_t)i, i < 0);
        return true;
    }
    if (br_float(model->rec, object->value, &d)) {
        exact_float(out, d);
        return true;
    }
    uint8_t code = br_opcode_at(model->rec, object->maker)->code;
    return (code == 0x8a || code == 0x8b) && exact_bytes(out, br_raw(model->rec, object->value));
}

static bool is_number(const struct object *object)
{
    return object->kind == BR_KIND_BOOL || object->kind == BR_KIND_INT ||
           object->kind == BR_KIND_FLOAT;
}

static bool equal_numbers(struct model *model, const struct object *a, const struct object *b)
{
    struct exact x, y;
    if (!exact_of(model, a, &x) || !exact_of(model, b, &y)) {
        model->is_too_hard = true;
        return false;
    }
    if (x.is_integer != y.is_integer)
        return false;
    if (!x.is_integer)
        return x.fraction == y.fraction;
    return x.is_negative == y.is_negative && x.n == y.n && !memcmp(x.bytes, y.bytes, x.n);
}

static bool equal_content(const struct buf *a, const struct buf *b)
{
    return a->len == b->len && !memcmp(buf_text(a), buf_text(b), a->len);
}

static bool contains(struct model *model, const struct contents *set, const struct object *value)
{
    for (size_t i = 0; i < set->n; i++)
        if (model_equal(model, set->items[i].value, value))
            return true;
    return false;
}

bool model_equal(struct model *model, const struct object *a, const struct object *b)
{
    if (a == b)
        return true;
    if (model->compared++ > 20000000)
        model->is_too_hard = true;
    if (model->is_too_hard)
        return false;
    if (is_number(a) && is_number(b))
        return equal_numbers(model, a, b);
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case BR_KIND_NONE:
        return true;
    case BR_KIND_STR:
    case BR_KIND_BYTES:
        return equal_content(&a->content, &b->content);
    case BR_KIND_GLOBAL: /* one object per module and name */
        return a->content.len && a->number == b->number && equal_content(&a->content, &b->content);
    case BR_KIND_EXTENSION:
        return a->number == b->number;
    case BR_KIND_TUPLE:
        for (size_t i = 0; i < a->fixed.n && i < b->fixed.n; i++)
            if (!model_equal(model, a->fixed.items[i].value, b->fixed.items[i].value))
                return false;
        return a->fixed.n == b->fixed.n;
    case BR_KIND_FROZENSET:
        for (size_t i = 0; i < a->fixed.n; i++)
            if (!contains(model, &b->fixed, a->fixed.items[i].value))
                return false;
        return a->fixed.n == b->fixed.n;
    default:
        return false;
    }
}

static void put_pair(struct machine *m, struct contents *dict, struct object *key,
                     struct object *value)
{
    for (size_t i = 0; i < dict->n; i++) {
        if (model_equal(m->model, dict->items[i].key, key)) {
            dict->items[i].value = value;
            dict->items[i].put_by = m->op;
            return;
        }
    }
    add_item(dict, (struct item){.key = key, .value = value, .put_by = m->op});
}

static void put_in_set(struct machine *m, struct contents *set, struct object *value)
{
    if (!contains(m->model, set, value))
        add_item(set, (struct item){.value = value, .put_by = m->op});
}

/* ---- Stack ----------------------------------------------------------------------------------- */

static void push(struct machine *m, struct object *object)
{
    m->lines = grow(m->lines, m->n_lines, sizeof *m->lines);
    m->lines[m->n_lines++] = (struct line){object, m->op};
    if (object)
        m->deed->pushed++;
}

/* Values above the topmost mark. */
static size_t reach(const struct machine *m)
{
    size_t n = 0;
    while (n < m->n_lines && m->lines[m->n_lines - 1 - n].object)
        n++;
    return n;
}

static void use(struct machine *m, struct object *object)
{
    object->uses = grow(object->uses, object->n_uses, sizeof *object->uses);
    object->uses[object->n_uses++] = m->op;
}

static struct object *pop(struct machine *m)
{
    struct object *object = m->lines[--m->n_lines].object;
    use(m, object);
    m->deed->popped++;
    return object;
}

static struct object *top(const struct machine *m)
{
    return m->lines[m->n_lines - 1].object;
}

/* The n topmost values, popped, in order. */
static struct item *take(struct machine *m, size_t n)
{
    struct item *items = new_array(n, sizeof *items);
    for (size_t i = n; i-- > 0;)
        items[i] = (struct item){.value = pop(m), .put_by = m->op};
    return items;
}

/* What is above the mark, and the mark. NULL: no mark is open. */
static struct item *take_marked(struct machine *m, size_t *n)
{
    *n = reach(m);
    if (*n == m->n_lines)
        return NULL;
    struct item *items = take(m, *n);
    br_op mark = m->lines[--m->n_lines].pushed_by;
    m->deed->mark = mark;
    m->model->deeds[mark].taker = m->op;
    return items;
}

/* ---- Opcodes --------------------------------------------------------------------------------- */

static struct happening *happens(struct machine *m, enum br_event_kind kind, struct object *callee)
{
    struct model *model = m->model;
    model->events = grow(model->events, model->n_events, sizeof *model->events);
    struct happening *event = &model->events[model->n_events++];
    *event = (struct happening){.kind = kind, .op = m->op, .callee = callee};
    return event;
}

static enum br_error_kind literal(struct machine *m, enum br_kind kind)
{
    push(m, new_object(m, kind));
    return BR_ERR_NONE;
}

static enum br_error_kind counted(struct machine *m, enum br_kind kind, enum br_event_kind event,
                                  uint64_t number)
{
    struct object *object = new_object(m, kind);
    object->number = number;
    push(m, object);
    happens(m, event, object)->value = object;
    return BR_ERR_NONE;
}

static struct object *new_tuple(struct machine *m, struct item *items, size_t n)
{
    struct object *tuple = new_object(m, BR_KIND_TUPLE);
    tuple->fixed = (struct contents){0, items, n};
    for (size_t i = 0; i < n; i++)
        if (!items[i].value->is_hashable)
            tuple->is_hashable = false;
    return tuple;
}

static bool all_hashable(const struct item *items, size_t n, size_t step)
{
    for (size_t i = 0; i < n; i += step)
        if (!items[i].value->is_hashable)
            return false;
    return true;
}

static enum br_error_kind put_items(struct machine *m, struct object *object,
                                    const struct item *items, size_t n)
{
    if (object->kind == BR_KIND_LIST) {
        struct contents *contents = change(m, object);
        for (size_t i = 0; i < n; i++)
            add_item(contents, items[i]);
        return BR_ERR_NONE;
    }
    if (!all_hashable(items, n, object->kind == BR_KIND_DICT ? 2 : 1))
        return BR_ERR_TYPE;
    struct contents *contents = change(m, object);
    for (size_t i = 0; i < n; i += object->kind == BR_KIND_DICT ? 2 : 1) {
        if (object->kind == BR_KIND_DICT)
            put_pair(m, contents, items[i].value, items[i + 1].value);
        else
            put_in_set(m, contents, items[i].value);
    }
    return BR_ERR_NONE;
}

/* LIST, DICT, TUPLE, FROZENSET. */
static enum br_error_kind from_mark(struct machine *m, enum br_kind kind)
{
    size_t n;
    struct item *items = take_marked(m, &n);
    if (!items)
        return BR_ERR_NO_MARK;
    if (kind == BR_KIND_TUPLE) {
        push(m, new_tuple(m, items, n));
        return BR_ERR_NONE;
    }
    enum br_error_kind error = BR_ERR_NONE;
    struct object *object = new_object(m, kind);
    if (kind == BR_KIND_DICT && n % 2)
        error = BR_ERR_TYPE;
    else
        error = put_items(m, object, items, n);
    free(items);
    if (error)
        return error;
    if (kind == BR_KIND_FROZENSET) {
        object->fixed = object->kept[0];
        free(object->kept);
        object->kept = NULL;
        object->n_kept = 0;
    }
    push(m, object);
    return BR_ERR_NONE;
}

static bool is_int_between(struct machine *m, struct object *object, int64_t low, int64_t high,
                           int64_t *out)
{
    *out = INT64_MIN;
    if (is_unknown(object))
        return true;
    return br_int(m->model->rec, object->value, out) && *out >= low && *out <= high;
}

static enum br_error_kind append_bytes(struct machine *m, struct object *object,
                                       const struct item *items, size_t n)
{
    int64_t byte;
    for (size_t i = 0; i < n; i++)
        if (!is_int_between(m, items[i].value, 0, 255, &byte))
            return BR_ERR_TYPE;
    struct contents *contents = change(m, object);
    for (size_t i = 0; i < n; i++) {
        is_int_between(m, items[i].value, 0, 255, &byte);
        uint8_t put = byte == INT64_MIN ? 0 : (uint8_t)byte;
        add_item(contents, (struct item){.put_by = m->op, .byte = put});
    }
    return BR_ERR_NONE;
}

/* SETITEM(S) on a list or bytearray. */
static enum br_error_kind put_at(struct machine *m, struct object *object, const struct item *items,
                                 size_t n)
{
    const struct contents *now = model_contents(object, BR_NO_OP);
    int64_t len = (int64_t)now->n, at, byte;
    bool is_bytes = object->kind == BR_KIND_BYTEARRAY;
    for (size_t i = 0; i < n; i += 2)
        if (!is_int_between(m, items[i].value, -len, len - 1, &at) ||
            (is_bytes && !is_int_between(m, items[i + 1].value, 0, 255, &byte)))
            return BR_ERR_TYPE;
    struct contents *contents = change(m, object);
    for (size_t i = 0; i < n; i += 2) {
        is_int_between(m, items[i].value, -len, len - 1, &at);
        if (at == INT64_MIN)
            continue; /* only Python knows where */
        struct item put = {.put_by = m->op, .value = items[i + 1].value};
        if (is_bytes) {
            is_int_between(m, items[i + 1].value, 0, 255, &byte);
            put.value = NULL;
            put.byte = byte == INT64_MIN ? 0 : (uint8_t)byte;
        }
        contents->items[at < 0 ? at + len : at] = put;
    }
    return BR_ERR_NONE;
}

static enum br_error_kind add_to(struct machine *m, enum br_event_kind kind, struct object *object,
                                 struct item *items, size_t n)
{
    static const enum br_kind real[] = {
        [BR_EV_APPEND] = BR_KIND_LIST,
        [BR_EV_SETITEM] = BR_KIND_DICT,
        [BR_EV_ADDITEM] = BR_KIND_SET,
    };
    if (kind == BR_EV_SETITEM && n % 2)
        return BR_ERR_TYPE;
    if (object->kind == real[kind])
        return put_items(m, object, items, n);
    enum br_error_kind error = BR_ERR_NONE;
    bool is_bytes = object->kind == BR_KIND_BYTEARRAY;
    if (kind == BR_EV_APPEND && is_bytes)
        error = append_bytes(m, object, items, n);
    else if (kind == BR_EV_SETITEM && (is_bytes || object->kind == BR_KIND_LIST))
        error = put_at(m, object, items, n);
    else if (is_plain(object))
        error = BR_ERR_TYPE;
    if (error)
        return error;
    struct happening *event = happens(m, kind, object);
    event->value = object;
    event->items = copy_of(items, n, sizeof *items);
    event->n_items = n;
    return BR_ERR_NONE;
}

/* n: how many items are on the stack; 0: those above the mark. */
static enum br_error_kind add(struct machine *m, enum br_event_kind kind, size_t n)
{
    struct item *items;
    if (n) {
        if (reach(m) < n + 1)
            return BR_ERR_STACK_UNDERFLOW;
        items = take(m, n);
    } else {
        items = take_marked(m, &n);
        if (!items)
            return BR_ERR_NO_MARK;
    }
    enum br_error_kind error = BR_ERR_NONE;
    if (reach(m) < 1) {
        error = BR_ERR_STACK_UNDERFLOW;
    } else {
        use(m, top(m));
        m->deed->popped++;
        m->deed->pushed++;
        if (n)
            error = add_to(m, kind, top(m), items, n);
    }
    free(items);
    return error;
}

static enum br_error_kind store(struct machine *m, uint64_t key)
{
    struct stored stored = {key, top(m), m->op};
    m->deed->has_stored = true;
    m->deed->stored = stored;
    for (size_t i = 0; i < m->n_memo; i++) {
        if (m->memo[i].key == key) {
            m->memo[i] = stored;
            return BR_ERR_NONE;
        }
    }
    m->memo = grow(m->memo, m->n_memo, sizeof stored);
    m->memo[m->n_memo++] = stored;
    return BR_ERR_NONE;
}

static enum br_error_kind get(struct machine *m, uint64_t key)
{
    for (size_t i = 0; i < m->n_memo; i++) {
        if (m->memo[i].key == key) {
            push(m, m->memo[i].object);
            return BR_ERR_NONE;
        }
    }
    return BR_ERR_MEMO_MISS;
}

static bool may_be(const struct object *object, enum br_kind kind)
{
    return object->kind == kind || is_unknown(object);
}

static enum br_error_kind call(struct machine *m, enum br_kind kind, bool has_kwargs)
{
    if (reach(m) < 2 + (size_t)has_kwargs)
        return BR_ERR_STACK_UNDERFLOW;
    struct object *kwargs = has_kwargs ? pop(m) : NULL;
    struct object *args = pop(m);
    struct object *callee = pop(m);
    if (is_plain(callee) || !may_be(args, BR_KIND_TUPLE) ||
        (kwargs && !may_be(kwargs, BR_KIND_DICT)))
        return BR_ERR_TYPE;
    struct object *object = new_object(m, kind);
    object->callee = callee;
    object->args = args;
    object->kwargs = kwargs;
    push(m, object);
    struct happening *event =
        happens(m, kind == BR_KIND_CALL ? BR_EV_REDUCE : BR_EV_NEWOBJ, callee);
    event->args = args;
    event->kwargs = kwargs;
    event->value = object;
    return BR_ERR_NONE;
}

/* INST: no callee but its names; OBJ: the lowest item is the class. */
static enum br_error_kind instance(struct machine *m, bool is_obj)
{
    size_t n;
    struct item *items = take_marked(m, &n);
    if (!items)
        return BR_ERR_NO_MARK;
    struct object *callee = NULL;
    if (is_obj) {
        enum br_error_kind error = n == 0                     ? BR_ERR_STACK_UNDERFLOW
                                   : is_plain(items[0].value) ? BR_ERR_TYPE
                                                              : BR_ERR_NONE;
        if (error) {
            free(items);
            return error;
        }
        callee = items[0].value;
        memmove(items, items + 1, --n * sizeof *items);
    }
    struct object *object = new_object(m, BR_KIND_INSTANCE);
    object->callee = callee;
    object->fixed = (struct contents){0, items, n};
    push(m, object);
    if (!is_obj)
        happens(m, BR_EV_IMPORT, object)->value = object;
    struct happening *event = happens(m, BR_EV_INST, callee);
    event->value = object;
    event->items = copy_of(items, n, sizeof *items);
    event->n_items = n;
    return BR_ERR_NONE;
}

static enum br_error_kind stack_global(struct machine *m)
{
    if (reach(m) < 2)
        return BR_ERR_STACK_UNDERFLOW;
    struct object *name = pop(m), *module = pop(m);
    if (!may_be(name, BR_KIND_STR) || !may_be(module, BR_KIND_STR))
        return BR_ERR_TYPE;
    struct object *object = new_object(m, BR_KIND_GLOBAL);
    object->module = module;
    object->name = name;
    if (name->kind == BR_KIND_STR && module->kind == BR_KIND_STR) {
        buf_add(&object->content, buf_text(&module->content), module->content.len);
        object->number = object->content.len;
        buf_char(&object->content, '\0');
        buf_add(&object->content, buf_text(&name->content), name->content.len);
    }
    push(m, object);
    happens(m, BR_EV_IMPORT, object)->value = object;
    return BR_ERR_NONE;
}

static void read_names(struct object *object, const struct br_ins *ins)
{
    buf_add(&object->content, ins->text.data, ins->text.len);
    object->number = object->content.len;
    buf_char(&object->content, '\0');
    buf_add(&object->content, ins->name.data, ins->name.len);
}

static enum br_error_kind global(struct machine *m, const struct br_ins *ins)
{
    struct object *object = new_object(m, BR_KIND_GLOBAL);
    read_names(object, ins);
    push(m, object);
    happens(m, BR_EV_IMPORT, object)->value = object;
    return BR_ERR_NONE;
}

static enum br_error_kind persistent(struct machine *m, bool is_line)
{
    if (!is_line && reach(m) < 1)
        return BR_ERR_STACK_UNDERFLOW;
    struct object *id = is_line ? NULL : pop(m);
    struct object *object = new_object(m, BR_KIND_PERSISTENT);
    object->args = id;
    push(m, object);
    struct happening *event = happens(m, BR_EV_PERSID, NULL);
    event->args = id;
    event->value = object;
    return BR_ERR_NONE;
}

static enum br_error_kind readonly(struct machine *m)
{
    if (reach(m) < 1)
        return BR_ERR_STACK_UNDERFLOW;
    struct object *buffer = pop(m);
    enum br_kind kind = buffer->kind;
    if (kind == BR_KIND_BYTES || kind == BR_KIND_MEMORYVIEW) {
        m->n_lines++; /* as if it had never been touched */
        m->deed->pushed++;
        return BR_ERR_NONE;
    }
    if (kind != BR_KIND_BYTEARRAY && is_plain(buffer))
        return BR_ERR_TYPE;
    bool is_view = kind == BR_KIND_BYTEARRAY;
    struct object *object = new_object(m, is_view ? BR_KIND_MEMORYVIEW : BR_KIND_READONLY);
    object->callee = buffer;
    push(m, object);
    if (!is_view)
        happens(m, BR_EV_BUFFER, buffer)->value = object;
    return BR_ERR_NONE;
}

static enum br_error_kind build(struct machine *m)
{
    if (reach(m) < 2)
        return BR_ERR_STACK_UNDERFLOW;
    struct object *state = pop(m), *object = top(m);
    use(m, object);
    m->deed->popped++;
    m->deed->pushed++;
    if (is_plain(object) && state->kind != BR_KIND_NONE) {
        const struct contents *pair = &state->fixed;
        if (state->kind != BR_KIND_TUPLE || pair->n != 2 ||
            pair->items[0].value->kind != BR_KIND_NONE ||
            pair->items[1].value->kind != BR_KIND_DICT ||
            model_contents(pair->items[1].value, BR_NO_OP)->n)
            return BR_ERR_TYPE;
    }
    struct happening *event = happens(m, BR_EV_BUILD, object);
    event->args = state;
    event->value = object;
    return BR_ERR_NONE;
}

static enum br_error_kind pop_op(struct machine *m)
{
    if (m->n_lines && !top(m)) {
        size_t n;
        free(take_marked(m, &n));
        return BR_ERR_NONE;
    }
    if (reach(m) < 1)
        return BR_ERR_STACK_UNDERFLOW;
    pop(m);
    return BR_ERR_NONE;
}

static enum br_error_kind pop_mark(struct machine *m)
{
    size_t n;
    struct item *items = take_marked(m, &n);
    if (!items)
        return BR_ERR_NO_MARK;
    free(items);
    return BR_ERR_NONE;
}

static enum br_error_kind container(struct machine *m, enum br_kind kind, const struct br_ins *ins)
{
    struct object *object = new_object(m, kind);
    struct contents *contents = change(m, object);
    if (kind == BR_KIND_BYTEARRAY)
        add_bytes(contents, ins->text, m->op);
    push(m, object);
    return BR_ERR_NONE;
}

/* As a row of the table counts them, though nothing moves. */
static enum br_error_kind counted_as(struct machine *m, uint32_t popped, uint32_t pushed)
{
    m->deed->popped = popped;
    m->deed->pushed = pushed;
    return BR_ERR_NONE;
}

static uint64_t key_of(const struct br_ins *ins)
{
    if (ins->opcode->arg != BR_ARG_DECIMALNL_SHORT)
        return (uint64_t)ins->number & (ins->opcode->arg == BR_ARG_UINT4 ? 0xffffffff : 0xff);
    char text[64] = "";
    size_t n = 0;
    for (uint64_t i = 0; i < ins->text.len && n < sizeof text - 1; i++)
        if (ins->text.data[i] != '_')
            text[n++] = (char)ins->text.data[i];
    return (uint64_t)strtoll(text, NULL, 10);
}

static enum br_error_kind run_op(struct machine *m, const struct br_ins *ins)
{
    switch (ins->opcode->code) {
    case '(':
        push(m, NULL);
        return BR_ERR_NONE;
    case '.':
        if (reach(m) < 1)
            return BR_ERR_STACK_UNDERFLOW;
        m->model->result = pop(m);
        return BR_ERR_NONE;
    case '0':
        return pop_op(m);
    case '1':
        return pop_mark(m);
    case '2':
        if (reach(m) < 1)
            return BR_ERR_STACK_UNDERFLOW;
        push(m, top(m));
        return counted_as(m, 1, 2);
    case 'p':
    case 'q':
    case 'r':
        return reach(m) < 1 ? BR_ERR_STACK_UNDERFLOW : store(m, key_of(ins));
    case 0x94:
        if (reach(m) < 1)
            return BR_ERR_STACK_UNDERFLOW;
        counted_as(m, 1, 1);
        return store(m, m->n_memo);
    case 'g':
    case 'h':
    case 'j':
        return get(m, key_of(ins));
    case 0x80:
        m->protocol = (int)ins->number;
        return BR_ERR_NONE;
    case 0x95:
        return BR_ERR_NONE;
    case 'N':
        return literal(m, BR_KIND_NONE);
    case 0x88:
    case 0x89:
        return literal(m, BR_KIND_BOOL);
    case 'I':
    case 'J':
    case 'K':
    case 'M':
    case 'L':
    case 0x8a:
    case 0x8b:
        return literal(m, BR_KIND_INT);
    case 'F':
    case 'G':
        return literal(m, BR_KIND_FLOAT);
    case 'S':
    case 'T':
    case 'U':
    case 'V':
    case 'X':
    case 0x8c:
    case 0x8d:
        return literal(m, BR_KIND_STR);
    case 'B':
    case 'C':
    case 0x8e: {
        literal(m, BR_KIND_BYTES);
        add_bytes(&top(m)->fixed, ins->text, m->op);
        return BR_ERR_NONE;
    }
    case ']':
        return container(m, BR_KIND_LIST, ins);
    case '}':
        return container(m, BR_KIND_DICT, ins);
    case 0x8f:
        return container(m, BR_KIND_SET, ins);
    case 0x96:
        return container(m, BR_KIND_BYTEARRAY, ins);
    case ')':
        push(m, new_tuple(m, take(m, 0), 0));
        return BR_ERR_NONE;
    case 0x85:
    case 0x86:
    case 0x87: {
        size_t n = ins->opcode->code - 0x84u;
        if (reach(m) < n)
            return BR_ERR_STACK_UNDERFLOW;
        struct item *items = take(m, n);
        push(m, new_tuple(m, items, n));
        return BR_ERR_NONE;
    }
    case 't':
        return from_mark(m, BR_KIND_TUPLE);
    case 'l':
        return from_mark(m, BR_KIND_LIST);
    case 'd':
        return from_mark(m, BR_KIND_DICT);
    case 0x91:
        return from_mark(m, BR_KIND_FROZENSET);
    case 'a':
        return add(m, BR_EV_APPEND, 1);
    case 'e':
        return add(m, BR_EV_APPEND, 0);
    case 's':
        return add(m, BR_EV_SETITEM, 2);
    case 'u':
        return add(m, BR_EV_SETITEM, 0);
    case 0x90:
        return add(m, BR_EV_ADDITEM, 0);
    case 'c':
        return global(m, ins);
    case 0x93:
        return stack_global(m);
    case 'R':
        return call(m, BR_KIND_CALL, false);
    case 0x81:
        return call(m, BR_KIND_NEWOBJ, false);
    case 0x92:
        return call(m, BR_KIND_NEWOBJ, true);
    case 'i': {
        enum br_error_kind error = instance(m, false);
        if (!error)
            read_names(top(m), ins);
        return error;
    }
    case 'o':
        return instance(m, true);
    case 'b':
        return build(m);
    case 'P':
        return persistent(m, true);
    case 'Q':
        return persistent(m, false);
    case 0x82:
    case 0x83:
    case 0x84:
        return counted(m, BR_KIND_EXTENSION, BR_EV_EXT, (uint64_t)ins->number);
    case 0x97:
        return counted(m, BR_KIND_BUFFER, BR_EV_BUFFER, m->buffers++);
    case 0x98:
        return readonly(m);
    default:
        return BR_ERR_BAD_OPCODE;
    }
}

/* ---- The run --------------------------------------------------------------------------------- */

/* Gives objects their names in the record: those on the stack, where they first are. */
static void name_objects(struct machine *m)
{
    struct br_state at = {m->model->rec, m->op + 1};
    struct object *object = m->n_lines ? top(m) : NULL;
    if (!object || object->value != BR_NO_VALUE)
        return;
    object->value = br_stack(at, 0);
    if (object->kind == BR_KIND_STR || object->kind == BR_KIND_BYTES) {
        bool is_text;
        br_content(at.rec, object->value, sink_to(&object->content), &is_text);
    }
    /* INT makes a bool of some spellings: a question of how numbers are read. */
    if (object->kind == BR_KIND_INT && br_kind(at.rec, object->value) == BR_KIND_BOOL)
        object->kind = BR_KIND_BOOL;
}

static void keep_moment(struct machine *m)
{
    m->model->moments[m->op] =
        (struct moment){copy_of(m->lines, m->n_lines, sizeof *m->lines), m->n_lines,
                        copy_of(m->memo, m->n_memo, sizeof *m->memo), m->n_memo};
}

static void run_all(struct machine *m, struct buf *why)
{
    struct model *model = m->model;
    struct br_slice bytes = br_bytes(model->rec);
    struct br_ins ins;
    uint64_t pos = 0;
    for (;; m->op++) {
        m->deed = &model->deeds[m->op];
        *m->deed = (struct deed){.mark = BR_NO_OP, .taker = BR_NO_OP, .protocol = m->protocol};
        keep_moment(m);
        const struct br_error *error = br_error_of(model->rec);
        bool is_last = m->op == model->ops;
        if (model->result)
            return;
        if (br_decode(bytes.data, bytes.len, pos, &ins) != BR_ERR_NONE) {
            model->error = is_last && error ? error->kind : BR_ERR_NONE;
            return;
        }
        if (is_last &&
            (!error || error->kind == BR_ERR_BAD_ARGUMENT || error->kind == BR_ERR_TRUNCATED ||
             error->kind == BR_ERR_PROTOCOL || error->kind == BR_ERR_LIMIT)) {
            model->error = error ? error->kind : BR_ERR_NONE;
            return; /* what the argument means is not asked here */
        }
        struct deed before = *m->deed;
        model->error = run_op(m, &ins);
        if (is_last || model->error) {
            if (!is_last || !model->error)
                buf_printf(why, "op %u %s: %s", m->op, ins.opcode->name,
                           br_error_kind_name(model->error));
            *m->deed = before;
            return;
        }
        name_objects(m);
        pos += ins.length;
    }
}

bool model_run(struct model *model, const br_record *rec, struct buf *why)
{
    *model = (struct model){.rec = rec, .ops = br_ops(rec)};
    model->moments = calloc((size_t)model->ops + 2, sizeof *model->moments);
    model->deeds = calloc((size_t)model->ops + 2, sizeof *model->deeds);
    if (!model->moments || !model->deeds)
        abort();
    struct machine m = {.model = model};
    size_t before = why->len;
    run_all(&m, why);
    free(m.lines);
    free(m.memo);
    const struct br_error *error = br_error_of(rec);
    if (why->len == before && (error ? error->kind : BR_ERR_NONE) != model->error &&
        !(error && !error->opcode))
        buf_printf(why, "ends in %s", br_error_kind_name(model->error));
    return why->len == before;
}

void model_free(struct model *model)
{
    for (size_t i = 0; model->moments && i < (size_t)model->ops + 2; i++) {
        free(model->moments[i].lines);
        free(model->moments[i].memo);
    }
    for (size_t i = 0; i < model->n_objects; i++) {
        struct object *object = model->objects[i];
        for (size_t k = 0; k < object->n_kept; k++)
            free(object->kept[k].items);
        free(object->kept);
        free(object->fixed.items);
        free(object->uses);
        buf_free(&object->content);
        free(object);
    }
    for (size_t i = 0; i < model->n_events; i++)
        free(model->events[i].items);
    free(model->events);
    free(model->objects);
    free(model->moments);
    free(model->deeds);
    *model = (struct model){0};
}

/* ---- Texts ----------------------------------------------------------------------------------- */

struct writer {
    struct model *model;
    br_op op;
    struct buf *out;
    size_t most;
    const struct object **active;
    size_t n_active;
};

static void write_object(struct writer *w, const struct object *object);

static bool is_active(const struct writer *w, const struct object *object)
{
    for (size_t i = 0; i < w->n_active; i++)
        if (w->active[i] == object)
            return true;
    return false;
}

static void enter(struct writer *w, const struct object *object)
{
    w->active = grow(w->active, w->n_active, sizeof *w->active);
    w->active[w->n_active++] = object;
}

static void write_literal(struct writer *w, const struct object *object)
{
    struct br_state at = {w->model->rec, w->op};
    struct br_text_options options = {.max_bytes = w->most + 8};
    br_text(at, object->value, &options, sink_to(w->out), NULL);
}

static void write_bytearray(struct writer *w, const struct object *object)
{
    const struct contents *contents = model_contents(object, w->op);
    bool has_single = false, has_double = false;
    for (size_t i = 0; i < contents->n; i++) {
        has_single = has_single || contents->items[i].byte == '\'';
        has_double = has_double || contents->items[i].byte == '"';
    }
    char quote = has_single && !has_double ? '"' : '\'';
    buf_printf(w->out, "bytearray(b%c", quote);
    for (size_t i = 0; i < contents->n && w->out->len <= w->most; i++) {
        uint8_t byte = contents->items[i].byte;
        const char *named = memchr("\t\n\r\\'", byte, 5);
        if (named && byte)
            buf_printf(w->out, "\\%c",
                       "tnr\\'"[named - (const char *)memchr("\t\n\r\\'", '\t', 5)]);
        else if (byte < 0x20 || byte >= 0x7f)
            buf_printf(w->out, "\\x%02x", byte);
        else
            buf_char(w->out, (char)byte);
    }
    buf_printf(w->out, "%c)", quote);
}

static void write_items(struct writer *w, const struct item *items, size_t n)
{
    for (size_t i = 0; i < n && w->out->len <= w->most; i++) {
        if (i)
            buf_str(w->out, ", ");
        if (items[i].key) {
            write_object(w, items[i].key);
            buf_str(w->out, ": ");
        }
        write_object(w, items[i].value);
    }
}

static void write_container(struct writer *w, const struct object *object, const char *empty,
                            const char *open, const char *close, const char *cycle)
{
    const struct contents *contents = model_contents(object, w->op);
    if (contents->n == 0) {
        buf_str(w->out, empty);
        return;
    }
    if (is_active(w, object)) {
        buf_str(w->out, cycle);
        return;
    }
    enter(w, object);
    buf_str(w->out, open);
    write_items(w, contents->items, contents->n);
    if (object->kind == BR_KIND_TUPLE && contents->n == 1)
        buf_str(w->out, ",");
    buf_str(w->out, close);
    w->n_active--;
}

/* A name between `from` and `to` of a global's content: lone surrogates as six characters. */
static void write_name(struct writer *w, const char *name, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint8_t a = (uint8_t)name[i];
        if (a == 0xed && i + 2 < n && (uint8_t)name[i + 1] >= 0xa0) {
            unsigned c =
                0xd000u | ((uint8_t)name[i + 1] & 0x3fu) << 6 | ((uint8_t)name[i + 2] & 0x3f);
            buf_printf(w->out, "\\u%04x", c);
            i += 2;
        } else {
            buf_char(w->out, name[i]);
        }
    }
}

static void write_part(struct writer *w, const struct object *object, enum br_part part)
{
    const struct object *value = part == BR_PART_MODULE ? object->module : object->name;
    if (value && value->kind != BR_KIND_STR) {
        buf_str(w->out, "{");
        write_object(w, value);
        buf_str(w->out, "}");
    } else if (value) {
        write_name(w, buf_text(&value->content), value->content.len);
    } else {
        const char *module = buf_text(&object->content);
        size_t n = object->number;
        if (part == BR_PART_MODULE)
            write_name(w, module, n);
        else
            write_name(w, module + n + 1, object->content.len - n - 1);
    }
}

static void write_global(struct writer *w, const struct object *object)
{
    write_part(w, object, BR_PART_MODULE);
    buf_str(w->out, ".");
    write_part(w, object, BR_PART_NAME);
}

static void write_callee(struct writer *w, const struct object *object)
{
    if (object->kind == BR_KIND_PERSISTENT)
        buf_str(w->out, "persistent_load");
    else if (object->callee)
        write_object(w, object->callee);
    else
        write_global(w, object);
    if (object->kind == BR_KIND_NEWOBJ)
        buf_str(w->out, ".__new__");
}

static bool write_args(struct writer *w, const struct object *object)
{
    const struct object *args = object->args;
    if (object->kind == BR_KIND_PERSISTENT) {
        write_object(w, args);
        return true;
    }
    if (args && args->kind != BR_KIND_TUPLE) {
        buf_str(w->out, "*");
        write_object(w, args);
        return true;
    }
    const struct contents *items = args ? &args->fixed : &object->fixed;
    write_items(w, items->items, items->n);
    return items->n;
}

/* Keywords are a copy, made when the call is. */
static void write_kwargs(struct writer *w, const struct object *object, bool after)
{
    const struct object *kwargs = object->kwargs;
    if (kwargs->kind != BR_KIND_DICT) {
        buf_str(w->out, after ? ", **" : "**");
        write_object(w, kwargs);
        return;
    }
    const struct contents *pairs = model_contents(kwargs, object->maker);
    for (size_t i = 0; i < pairs->n && w->out->len <= w->most; i++) {
        const struct object *key = pairs->items[i].key;
        if (i || after)
            buf_str(w->out, ", ");
        if (key->kind == BR_KIND_STR) {
            write_name(w, buf_text(&key->content), key->content.len);
            buf_str(w->out, "=");
            write_object(w, pairs->items[i].value);
        } else {
            buf_str(w->out, "**{");
            write_object(w, key);
            buf_str(w->out, ": ");
            write_object(w, pairs->items[i].value);
            buf_str(w->out, "}");
        }
    }
}

/* The id of PERSID is in no value: its line, which is ASCII. */
static void write_persid(struct writer *w, const struct object *object)
{
    struct br_ins ins;
    br_ins_at(w->model->rec, object->maker, &ins);
    bool has_single = memchr(ins.text.data, '\'', ins.text.len);
    bool has_double = memchr(ins.text.data, '"', ins.text.len);
    char quote = has_single && !has_double ? '"' : '\'';
    buf_char(w->out, quote);
    for (uint64_t i = 0; i < ins.text.len; i++) {
        uint8_t c = ins.text.data[i];
        if (c == '\\' || c == (uint8_t)quote)
            buf_printf(w->out, "\\%c", c);
        else if (c == '\t' || c == '\r')
            buf_str(w->out, c == '\t' ? "\\t" : "\\r");
        else if (c < 0x20 || c >= 0x7f)
            buf_printf(w->out, "\\x%02x", c);
        else
            buf_char(w->out, (char)c);
    }
    buf_char(w->out, quote);
}

static void write_call(struct writer *w, const struct object *object)
{
    if (is_active(w, object)) {
        write_callee(w, object);
        buf_str(w->out, "(...)");
        return;
    }
    enter(w, object);
    write_callee(w, object);
    buf_str(w->out, "(");
    bool after = true;
    if (object->kind == BR_KIND_PERSISTENT && !object->args)
        write_persid(w, object);
    else
        after = write_args(w, object);
    if (object->kwargs)
        write_kwargs(w, object, after);
    buf_str(w->out, ")");
    w->n_active--;
}

static void write_object(struct writer *w, const struct object *object)
{
    if (w->out->len > w->most)
        return;
    switch (object->kind) {
    case BR_KIND_BYTEARRAY:
        write_bytearray(w, object);
        return;
    case BR_KIND_TUPLE:
        write_container(w, object, "()", "(", ")", "(...)");
        return;
    case BR_KIND_LIST:
        write_container(w, object, "[]", "[", "]", "[...]");
        return;
    case BR_KIND_DICT:
        write_container(w, object, "{}", "{", "}", "{...}");
        return;
    case BR_KIND_SET:
        write_container(w, object, "set()", "{", "}", "set(...)");
        return;
    case BR_KIND_FROZENSET:
        write_container(w, object, "frozenset()", "frozenset({", "})", "frozenset(...)");
        return;
    case BR_KIND_MEMORYVIEW:
        buf_str(w->out, "memoryview(");
        write_bytearray(w, object->callee);
        buf_str(w->out, ").toreadonly()");
        return;
    case BR_KIND_GLOBAL:
        write_global(w, object);
        return;
    case BR_KIND_EXTENSION:
        buf_printf(w->out, "copyreg.extension(%llu)", (unsigned long long)object->number);
        return;
    case BR_KIND_BUFFER:
        buf_printf(w->out, "next_buffer(%llu)", (unsigned long long)object->number);
        return;
    case BR_KIND_READONLY:
        write_object(w, object->callee);
        buf_str(w->out, ".toreadonly()");
        return;
    case BR_KIND_CALL:
    case BR_KIND_NEWOBJ:
    case BR_KIND_INSTANCE:
    case BR_KIND_PERSISTENT:
        write_call(w, object);
        return;
    default:
        write_literal(w, object);
        return;
    }
}

void model_text(struct model *model, br_op op, struct object *object, struct buf *out, size_t most)
{
    struct writer w = {.model = model, .op = op, .out = out, .most = most};
    write_object(&w, object);
    free(w.active);
}

static void write_pairs(struct writer *w, const struct happening *event)
{
    for (size_t i = 0; i + 1 < event->n_items && w->out->len <= w->most; i += 2) {
        buf_str(w->out, i ? ", (" : "(");
        write_object(w, event->items[i].value);
        buf_str(w->out, ", ");
        write_object(w, event->items[i + 1].value);
        buf_str(w->out, ")");
    }
}

static bool write_event_args(struct writer *w, const struct happening *event)
{
    switch (event->kind) {
    case BR_EV_REDUCE:
    case BR_EV_NEWOBJ:
    case BR_EV_BUILD:
        write_object(w, event->args);
        return true;
    case BR_EV_PERSID:
        buf_str(w->out, "(");
        if (event->args)
            write_object(w, event->args);
        else
            write_persid(w, event->value);
        buf_str(w->out, ",)");
        return true;
    case BR_EV_INST:
        buf_str(w->out, "(");
        write_items(w, event->items, event->n_items);
        buf_str(w->out, event->n_items == 1 ? ",)" : ")");
        return true;
    case BR_EV_APPEND:
    case BR_EV_ADDITEM:
    case BR_EV_SETITEM:
        buf_str(w->out, "[");
        if (event->kind == BR_EV_SETITEM)
            write_pairs(w, event);
        else
            write_items(w, event->items, event->n_items);
        buf_str(w->out, "]");
        return true;
    default:
        return false;
    }
}

static bool write_field(struct writer *w, const struct happening *event, enum br_field field)
{
    switch (field) {
    case BR_FIELD_CALLEE:
        if (event->kind == BR_EV_PERSID)
            buf_str(w->out, "persistent_load");
        else if (!event->callee || event->kind == BR_EV_IMPORT)
            write_global(w, event->value);
        else
            write_object(w, event->callee);
        return true;
    case BR_FIELD_ARGS:
        return write_event_args(w, event);
    case BR_FIELD_KWARGS:
        if (event->kwargs)
            write_object(w, event->kwargs);
        return event->kwargs;
    default:
        if (event->kind == BR_EV_IMPORT)
            write_part(w, event->value, field == BR_FIELD_MODULE ? BR_PART_MODULE : BR_PART_NAME);
        return event->kind == BR_EV_IMPORT;
    }
}

bool model_event_text(struct model *model, const struct happening *event, enum br_field field,
                      struct buf *out, size_t most)
{
    struct writer w = {.model = model, .op = event->op, .out = out, .most = most};
    bool is_there = write_field(&w, event, field);
    free(w.active);
    return is_there;
}
