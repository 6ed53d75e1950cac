/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The arguments of a call as text: the items of a tuple or, in the dialect py, of whatever can be
 * iterated, as they were when the call was made. */
#include "vm/printer.h"

#include "vm/repr.h"

/* One plain item after another, each already known to be there. */
static void print_comma(struct printer *p, uint64_t n)
{
    if (n)
        out_str(&p->out, ", ");
}

static uint64_t print_characters(struct printer *p, br_value args)
{
    enum chars_form form;
    struct br_slice text = value_chars(p->rec, args, &form);
    struct chars at = chars_start(form, text);
    uint64_t n = 0;
    for (const uint8_t *from = at.p; !out_done(&p->out) && chars_next(&at) >= 0; from = at.p) {
        struct br_slice one = {from, (uint64_t)(at.p - from)};
        print_comma(p, n++);
        /* A byte alone is itself: also a backslash that escapes nothing, and what follows it. */
        repr_str(&p->out, one.len == 1 ? CHARS_LATIN1 : form, one);
    }
    return n;
}

static void print_byte_number(struct printer *p, uint64_t n, uint8_t byte)
{
    char text[REPR_INT64_SIZE];
    print_comma(p, n);
    out_ascii(&p->out, text, repr_int64(text, byte));
}

static uint64_t print_bytes(struct printer *p, br_value args)
{
    enum chars_form form;
    struct br_slice text = value_bytes(p->rec, args, &form);
    struct chars at = chars_start(form, text);
    uint64_t n = 0;
    for (int32_t c; !out_done(&p->out) && (c = chars_next(&at)) >= 0;)
        print_byte_number(p, n++, (uint8_t)c);
    return n;
}

static uint64_t print_bytearray(struct printer *p, br_value args, br_op before)
{
    uint64_t n = 0;
    for (bool found = true; !out_done(&p->out); n++) {
        struct br_item item;
        if (br_item((struct br_state){p->rec, before}, args, n, &item, &found) != BR_OK)
            p->failed = true;
        if (!found || p->failed)
            break;
        print_byte_number(p, n, item.byte);
    }
    return n;
}

/* Keys of a dict, items of a set. */
static void step_keys(struct printer *p, struct frame *f)
{
    br_value key;
    bool is_dict = value_kind(p->rec, f->value) == BR_KIND_DICT;
    if (!(is_dict ? printer_next_pair(p, f, &key) : printer_next_key(p, f, &key))) {
        if (f->number == 1 && f->phase == 0)
            out_str(&p->out, ",");
        printer_close(p, f);
        return;
    }
    print_comma(p, f->number - 1);
    printer_value(p, key);
}

static bool is_keyed(enum br_kind kind)
{
    return kind == BR_KIND_DICT || kind == BR_KIND_SET || kind == BR_KIND_FROZENSET;
}

static void enter_items(struct printer *p, br_value args, br_op before, bool is_tuple)
{
    bool has_keys = is_keyed(value_kind(p->rec, args));
    struct frame *f = printer_enter(p, has_keys ? step_keys : printer_step_items, args);
    if (!f)
        return;
    f->phase = !is_tuple; /* 0: a single one has a comma after it */
    f->close = is_tuple ? ")" : "";
    f->before = before;
    f->count = raw_count(p->rec, args, before);
    if (!raw_start(&f->raw, p->rec, args, before, 0))
        p->failed = true;
}

void printer_arguments(struct printer *p, br_value args, br_op before, bool is_tuple)
{
    enum br_kind kind = value_kind(p->rec, args);
    uint64_t n;
    if (kind == BR_KIND_MEMORYVIEW)
        args = stack_before(p->rec, args, 0);
    if (is_tuple)
        out_str(&p->out, "(");
    switch (kind) {
    case BR_KIND_STR:
        n = print_characters(p, args);
        break;
    case BR_KIND_BYTES:
        n = print_bytes(p, args);
        break;
    case BR_KIND_BYTEARRAY:
    case BR_KIND_MEMORYVIEW:
        n = print_bytearray(p, args, before);
        break;
    default:
        enter_items(p, args, before, is_tuple);
        return;
    }
    if (is_tuple)
        out_str(&p->out, n == 1 ? ",)" : ")");
}

bool printer_has_arguments(struct printer *p, br_value args, br_op before)
{
    enum br_kind kind = value_kind(p->rec, args);
    enum chars_form form;
    uint64_t n = 0;
    if (kind == BR_KIND_STR)
        return value_chars(p->rec, args, &form).len;
    if (kind == BR_KIND_BYTES)
        return value_bytes(p->rec, args, &form).len;
    if (kind == BR_KIND_BYTEARRAY) {
        if (br_len((struct br_state){p->rec, before}, args, &n) != BR_OK)
            p->failed = true;
        return n;
    }
    if (kind == BR_KIND_MEMORYVIEW)
        return printer_has_arguments(p, stack_before(p->rec, args, 0), before);
    return br_kind_is_unknown(kind) || raw_count(p->rec, args, before);
}
