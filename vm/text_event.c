/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events as text: each of their fields, at their moment, before their own effect. */
#include "vm/printer.h"

#include "vm/repr.h"

/* Pairs of SETITEM(S) as (key, value): two raw items at a time. */
static void step_pairs(struct printer *p, struct frame *f)
{
    br_value item;
    bool is_value = f->phase++ & 1;
    if (!printer_next_raw(p, &f->raw, &item)) {
        printer_close(p, f);
        return;
    }
    out_str(&p->out, is_value ? ", " : f->number++ ? "), (" : "(");
    printer_value(p, item);
}

/* The items that an opcode took, as a list or tuple would print them. */
static void print_taken(struct printer *p, const struct br_event *event)
{
    struct items items = record_items(p->rec, event->op);
    bool is_tuple = event->kind == BR_EV_INST;
    bool is_pairs = event->kind == BR_EV_SETITEM;
    out_str(&p->out, is_tuple ? "(" : "[");
    struct frame *f = printer_enter(p, is_pairs ? step_pairs : printer_step_items, BR_NO_VALUE);
    if (!f)
        return;
    f->close = is_tuple ? ")" : is_pairs ? ")]" : "]";
    f->raw = (struct raw){.value = BR_NO_VALUE, .op = event->op};
    walk_start(&f->raw.walk, p->rec, items);
}

/* A persistent id as a 1-tuple; PERSID's id is a line of ASCII. */
static void step_persistent_id(struct printer *p, struct frame *f)
{
    if (f->phase++) {
        out_str(&p->out, ",)");
        printer_leave(p);
        return;
    }
    out_str(&p->out, "(");
    if (f->held == BR_NO_VALUE)
        printer_str(p, f->value, CHARS_ASCII, br_raw(p->rec, f->value));
    else
        printer_value(p, f->held);
}

/* Python makes a tuple of it, for the call alone. */
static bool is_other_iterable(enum br_kind kind)
{
    return kind != BR_KIND_TUPLE && !br_kind_is_unknown(kind);
}

static void print_event_args(struct printer *p, const struct br_event *event)
{
    struct frame *f;
    switch (event->kind) {
    case BR_EV_REDUCE:
    case BR_EV_NEWOBJ:
        if (is_other_iterable(value_kind(p->rec, event->args)))
            printer_arguments(p, event->args, event->op, true);
        else
            printer_value(p, event->args);
        return;
    case BR_EV_BUILD:
        printer_value(p, event->args);
        return;
    case BR_EV_PERSID:
        f = printer_enter(p, step_persistent_id, event->value);
        if (f)
            f->held = event->args;
        return;
    default:
        print_taken(p, event);
        return;
    }
}

static void print_name(struct printer *p, const struct br_event *event, enum br_part part)
{
    struct name name;
    value_name(p->rec, event->value, part, &name);
    if (name.unknown == BR_NO_VALUE) {
        printer_chars(p, name.form, name.text);
        return;
    }
    struct frame *f = printer_enter(p, printer_step_global, event->value);
    if (!f)
        return;
    f->held = name.unknown; /* as if this part had just begun, and were the last */
    f->phase = 2;
    out_str(&p->out, "{");
    printer_value(p, name.unknown);
}

static void print_callee(struct printer *p, const struct br_event *event)
{
    if (event->kind == BR_EV_PERSID)
        out_str(&p->out, "persistent_load");
    else if (event->callee == BR_NO_VALUE || event->kind == BR_EV_IMPORT)
        printer_enter(p, printer_step_global, event->value);
    else
        printer_value(p, event->callee);
}

static bool has_field(const struct br_event *event, enum br_field field)
{
    switch (field) {
    case BR_FIELD_CALLEE:
        return true;
    case BR_FIELD_ARGS:
        return event->kind != BR_EV_IMPORT && event->kind != BR_EV_EXT &&
               event->kind != BR_EV_BUFFER;
    case BR_FIELD_KWARGS:
        return event->kwargs != BR_NO_VALUE;
    default:
        return event->kind == BR_EV_IMPORT;
    }
}

enum br_status br_event_text(const br_record *rec, const struct br_event *event,
                             enum br_field field, const struct br_text_options *options,
                             struct br_sink sink, struct br_text_result *result, bool *present)
{
    *present = has_field(event, field);
    if (!*present)
        return BR_OK;
    struct printer p;
    printer_init(&p, rec, event->op, options, sink);
    switch (field) {
    case BR_FIELD_CALLEE:
        print_callee(&p, event);
        break;
    case BR_FIELD_ARGS:
        print_event_args(&p, event);
        break;
    case BR_FIELD_KWARGS:
        printer_value(&p, event->kwargs);
        break;
    case BR_FIELD_MODULE:
    case BR_FIELD_NAME:
        print_name(&p, event, field == BR_FIELD_MODULE ? BR_PART_MODULE : BR_PART_NAME);
        break;
    }
    return printer_run(&p, result);
}

static bool put_braced(struct br_sink sink, struct br_state at, br_value value)
{
    struct br_text_options options = {.max_bytes = 256};
    return sink.write(sink.context, "{", 1) && br_text(at, value, &options, sink, NULL) == BR_OK &&
           sink.write(sink.context, "}", 1);
}

enum br_status br_global_part(const br_record *rec, br_value value, enum br_part part,
                              struct br_sink sink, bool *literal)
{
    struct name name;
    *literal = false;
    if (!value_name(rec, value, part, &name))
        return BR_OK;
    *literal = name.unknown == BR_NO_VALUE;
    bool ok = *literal
                  ? chars_to_sink(name.form, name.text, sink)
                  : put_braced(sink, (struct br_state){rec, br_maker(rec, value)}, name.unknown);
    return ok ? BR_OK : BR_NOMEM;
}
