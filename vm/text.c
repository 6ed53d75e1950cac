/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values and events as text: what CPython's repr() prints, with the contract's additions for what
 * only CPython would have. Depth, sharing and size are the attacker's: nothing recurses (a frame
 * per value that is being printed), and nothing is looked at that the budget does not let print. */
#include "vm/printer.h"

#include <stdlib.h>
#include <string.h>

#include "vm/repr.h"

/* ---- Frames ---------------------------------------------------------------------------------- */

struct frame *printer_enter(struct printer *p, step *does, br_value value)
{
    if (p->n == p->max) {
        uint32_t max = p->max ? p->max * 2 : 16;
        struct frame *frames = max > p->max ? realloc(p->frames, max * sizeof *frames) : NULL;
        if (!frames) {
            p->failed = true;
            return NULL;
        }
        p->frames = frames;
        p->max = max;
    }
    struct frame *f = &p->frames[p->n++];
    *f = (struct frame){.step = does, .value = value, .held = BR_NO_VALUE};
    return f;
}

void printer_mark(struct printer *p, br_value value, bool on)
{
    uint64_t *count = map_put(&p->active, value);
    if (!count)
        p->failed = true;
    else
        *count = on ? *count + 1 : *count - 1;
}

void printer_leave(struct printer *p)
{
    struct frame *f = &p->frames[--p->n];
    if (f->entered)
        printer_mark(p, f->value, false);
}

bool printer_fail(struct printer *p)
{
    p->failed = true;
    return false;
}

/* ---- Names ----------------------------------------------------------------------------------- */

void printer_chars(struct printer *p, enum chars_form form, struct br_slice text)
{
    struct chars at = chars_start(form, text);
    int32_t c;
    while ((c = chars_next(&at)) >= 0 && !out_done(&p->out))
        out_char(&p->out, (uint32_t)c);
}

/* module.name, where an unknown part is {its text}: phases 0 and 1 are the parts. */
void printer_step_global(struct printer *p, struct frame *f)
{
    if (f->held != BR_NO_VALUE) { /* an unknown part has just been printed */
        out_str(&p->out, "}");
        f->held = BR_NO_VALUE;
    }
    if (f->phase > 1) {
        printer_leave(p);
        return;
    }
    if (f->phase == 1)
        out_str(&p->out, ".");
    struct name name;
    value_name(p->rec, f->value, f->phase ? BR_PART_NAME : BR_PART_MODULE, &name);
    f->phase++;
    if (name.unknown == BR_NO_VALUE) {
        printer_chars(p, name.form, name.text);
        return;
    }
    f->held = name.unknown;
    out_str(&p->out, "{");
    printer_value(p, name.unknown);
}

/* ---- Containers ------------------------------------------------------------------------------ */

/* The next raw item: its value. False: no more, or no memory. */
bool printer_next_raw(struct printer *p, struct raw *raw, br_value *value)
{
    uint32_t id = raw_next(raw, p->rec);
    if (id == UINT32_MAX)
        return printer_fail(p);
    if (id)
        *value = node_value(p->rec, id);
    return id;
}

void printer_close(struct printer *p, struct frame *f)
{
    out_str(&p->out, f->close);
    printer_leave(p);
}

/* list, tuple, and items that stand for one: everything in order. */
void printer_step_items(struct printer *p, struct frame *f)
{
    br_value item;
    if (!printer_next_raw(p, &f->raw, &item)) {
        if (f->number == 1 && f->close[0] == ')' && f->phase == 0)
            out_str(&p->out, ",");
        printer_close(p, f);
        return;
    }
    if (f->number)
        out_str(&p->out, ", ");
    bool is_slot = f->value != BR_NO_VALUE && f->value & SLOT_BIT;
    if (is_slot && record_slot(p->rec, f->value)->rewritten) {
        bool ok;
        const struct rewrite *rewrite = rewrite_of(p->rec, f->value, f->number, f->before, &ok);
        if (!ok)
            p->failed = true;
        else if (rewrite)
            item = rewrite->value;
    }
    f->number++;
    printer_value(p, item);
}

/* The keys are more than may be compared: says how many items were put there. */
static bool print_far(struct printer *p, const struct frame *f)
{
    if (!p->max_keys || br_keys_near(p->rec, f->value, p->max_keys))
        return false;
    char text[REPR_INT64_SIZE];
    out_ascii(&p->out, text, repr_uint64(text, f->count));
    out_str(&p->out, " items");
    return true;
}

/* Goes to the next key that no earlier one equals; *last is the raw item that gave its value. */
static bool next_key(struct printer *p, struct frame *f, br_value *key, uint32_t *at,
                     uint32_t *last)
{
    if (f->count == 1) { /* nothing to be equal to */
        *at = *last = 0;
        return f->number == 0 && printer_next_raw(p, &f->raw, key);
    }
    if (f->number == 0 && print_far(p, f))
        return false;
    const struct keyed *keyed = keyed_of(p->rec, f->value);
    if (!keyed)
        return printer_fail(p);
    if (f->number >= keyed->firsts.n || keyed->firsts.at[f->number] >= f->count)
        return false;
    *at = keyed->firsts.at[f->number];
    *last = keyed->n_again ? keyed_last(keyed, *at, f->count) : *at;
    bool is_next = f->number ? *at == keyed->firsts.at[f->number - 1] + 1 : *at == 0;
    if (!is_next && !raw_start(&f->raw, p->rec, f->value, f->before, *at))
        return printer_fail(p);
    return printer_next_raw(p, &f->raw, key);
}

bool printer_next_key(struct printer *p, struct frame *f, br_value *item)
{
    uint32_t at, last;
    if (!next_key(p, f, item, &at, &last))
        return false;
    f->number++;
    return true;
}

static void step_set(struct printer *p, struct frame *f)
{
    br_value item;
    if (!printer_next_key(p, f, &item)) {
        printer_close(p, f);
        return;
    }
    if (f->number > 1)
        out_str(&p->out, ", ");
    printer_value(p, item);
}

/* The key of the next pair; its value is held in f->held. */
bool printer_next_pair(struct printer *p, struct frame *f, br_value *key)
{
    uint32_t at, last;
    if (!next_key(p, f, key, &at, &last))
        return false;
    if (!printer_next_raw(p, &f->raw, &f->held))
        return printer_fail(p);
    if (last != at) { /* the key was stored again: the old key, the new value */
        struct raw again;
        br_value unused;
        if (!raw_start(&again, p->rec, f->value, f->before, last) ||
            !printer_next_raw(p, &again, &unused) || !printer_next_raw(p, &again, &f->held))
            return printer_fail(p);
    }
    f->number++;
    return true;
}

static void step_dict(struct printer *p, struct frame *f)
{
    if (f->held != BR_NO_VALUE) {
        br_value value = f->held;
        f->held = BR_NO_VALUE;
        out_str(&p->out, ": ");
        printer_value(p, value);
        return;
    }
    br_value key;
    bool first = f->number == 0;
    if (!printer_next_pair(p, f, &key)) {
        printer_close(p, f);
        return;
    }
    if (!first)
        out_str(&p->out, ", ");
    printer_value(p, key);
}

struct piece_sink {
    struct out *out;
    char quote;
    bool
        is_literal; /* the next piece is as it stands in the stream: of a long one the ends are shown */
};

static bool print_piece(void *context, const char *bytes, size_t n)
{
    struct piece_sink *to = context;
    uint64_t ends = to->out->ends;
    to->out->ends = to->is_literal ? ends : 0;
    repr_bytearray_piece(to->out, (const uint8_t *)bytes, n, to->quote);
    to->out->ends = ends;
    to->is_literal = false;
    return !out_done(to->out);
}

/* A bytearray's bytes as they are at the state. */
static void print_bytes_now(struct printer *p, br_value value)
{
    int quotes = bytearray_quotes(p->rec, value, p->op);
    if (quotes < 0) {
        p->failed = true;
        return;
    }
    char quote = repr_quote(quotes & 1, quotes & 2);
    out_ascii(&p->out, (char[]){'b', quote}, 2);
    bool is_literal = br_raw(p->rec, value).len && !record_slot(p->rec, value)->rewritten;
    struct piece_sink pieces = {&p->out, quote, is_literal};
    struct br_sink sink = {.write = print_piece, .context = &pieces};
    if (br_bytes_at((struct br_state){p->rec, p->op}, value, sink) != BR_OK && !out_done(&p->out))
        p->failed = true;
    out_ascii(&p->out, &quote, 1);
}

static void print_bytearray(struct printer *p, br_value value)
{
    struct br_slice base = br_raw(p->rec, value);
    bool is_base = !raw_count(p->rec, value, p->op) && !record_slot(p->rec, value)->rewritten;
    if (is_base && base.len <= LONG_LITERAL) {
        repr_bytearray(&p->out, base.data, (size_t)base.len);
        return;
    }
    out_str(&p->out, "bytearray(");
    if (is_base) {
        char quote = literal_quote(p->rec, value, CHARS_LATIN1, base);
        p->failed = p->failed || !quote;
        out_ascii(&p->out, (char[]){'b', quote}, 2);
        repr_bytearray_piece(&p->out, base.data, (size_t)base.len, quote);
        out_ascii(&p->out, &quote, 1);
    } else {
        print_bytes_now(p, value);
    }
    out_str(&p->out, ")");
}

/* ---- Values ---------------------------------------------------------------------------------- */

/* An integer of which the text is kept. False: more of it is wanted than that. */
static bool print_long_number(struct printer *p, br_value value)
{
    struct br_slice text;
    bool whole;
    if (!literals_number(p->rec, value, p->max_digits, &text, &whole))
        return !printer_fail(p);
    if (!whole && p->out.max_bytes - p->out.bytes >= text.len)
        return false;
    out_ascii(&p->out, (const char *)text.data, (size_t)text.len);
    return true;
}

static void print_number(struct printer *p, br_value value)
{
    struct ins in;
    uint8_t code = value_ins(p->rec, value, &in);
    if (in.n > LONG_LITERAL && print_long_number(p, value))
        return;
    int64_t small;
    bool may_be_long = in.n > 8 || (p->max_digits && p->max_digits < 20); /* 2^63 has 19 digits */
    if ((code == 0x8a || code == 0x8b) && may_be_long) {
        repr_int_le(&p->out, (struct br_slice){in.arg, in.n}, p->max_digits);
    } else if (value_kind(p->rec, value) == BR_KIND_INT && br_int(p->rec, value, &small)) {
        char text[REPR_INT64_SIZE];
        out_ascii(&p->out, text, repr_int64(text, small));
    } else {
        struct number number;
        if (value_number(p->rec, value, &number)) {
            repr_number(&p->out, &number, p->max_digits);
            number_clear(&number);
        }
    }
}

static void print_float(struct printer *p, br_value value)
{
    double d = 0;
    br_float(p->rec, value, &d);
    char text[REPR_FLOAT_SIZE];
    out_ascii(&p->out, text, repr_float(text, d));
}

void printer_str(struct printer *p, br_value value, enum chars_form form, struct br_slice text)
{
    if (text.len <= LONG_LITERAL) {
        repr_str(&p->out, form, text);
        return;
    }
    char quote = literal_quote(p->rec, value, form, text);
    p->failed = p->failed || !quote;
    out_ascii(&p->out, &quote, 1);
    repr_str_piece(&p->out, form, text, quote);
    out_ascii(&p->out, &quote, 1);
}

static void print_str(struct printer *p, br_value value)
{
    enum chars_form form;
    struct br_slice text = value_chars(p->rec, value, &form);
    printer_str(p, value, form, text);
}

/* Bytes that stand in the stream with escapes among them. */
static void print_unescaped(struct printer *p, enum chars_form form, struct br_slice text,
                            char quote)
{
    struct chars at = chars_start(form, text);
    for (int32_t c; !out_done(&p->out) && (c = chars_next(&at)) >= 0;)
        repr_bytes_piece(&p->out, &(uint8_t){(uint8_t)c}, 1, quote);
}

static void print_bytes(struct printer *p, br_value value)
{
    enum chars_form form;
    struct br_slice text = value_bytes(p->rec, value, &form);
    if (text.len <= LONG_LITERAL && form == CHARS_LATIN1) {
        repr_bytes(&p->out, text.data, (size_t)text.len);
        return;
    }
    char quote = literal_quote(p->rec, value, form, text);
    p->failed = p->failed || !quote;
    out_ascii(&p->out, (char[]){'b', quote}, 2);
    if (form == CHARS_LATIN1)
        repr_bytes_piece(&p->out, text.data, (size_t)text.len, quote);
    else
        print_unescaped(p, form, text, quote);
    out_ascii(&p->out, &quote, 1);
}

/* How each kind of container is written: empty, in brackets, at a cycle. */
static const struct brackets {
    const char *empty, *open, *close, *cycle;
    step *step;
} brackets[BR_KIND_COUNT] = {
    [BR_KIND_TUPLE] = {"()", "(", ")", "(...)", printer_step_items},
    [BR_KIND_LIST] = {"[]", "[", "]", "[...]", printer_step_items},
    [BR_KIND_DICT] = {"{}", "{", "}", "{...}", step_dict},
    [BR_KIND_SET] = {"set()", "{", "}", "set(...)", step_set},
    [BR_KIND_FROZENSET] = {"frozenset()", "frozenset({", "})", "frozenset(...)", step_set},
};

static void print_container(struct printer *p, br_value value, const struct brackets *b)
{
    uint32_t count = raw_count(p->rec, value, p->op);
    if (!count) {
        out_str(&p->out, b->empty);
        return;
    }
    if (printer_is_active(p, value)) {
        out_str(&p->out, b->cycle);
        return;
    }
    struct frame *f = printer_enter(p, b->step, value);
    if (!f)
        return;
    f->entered = true;
    f->before = p->op;
    f->count = count;
    f->close = b->close;
    if (!raw_start(&f->raw, p->rec, value, p->op, 0))
        p->failed = true;
    printer_mark(p, value, true);
    out_str(&p->out, b->open);
}

static void print_counted(struct printer *p, br_value value, const char *before, const char *after)
{
    char text[REPR_INT64_SIZE];
    out_str(&p->out, before);
    out_ascii(&p->out, text, repr_int64(text, br_number(p->rec, value)));
    out_str(&p->out, after);
}

/* Writes a value that has no parts, or enters one that has. */
void printer_value(struct printer *p, br_value value)
{
    enum br_kind kind = value_kind(p->rec, value);
    switch (kind) {
    case BR_KIND_NONE:
        out_str(&p->out, "None");
        return;
    case BR_KIND_BOOL:
    case BR_KIND_INT:
        print_number(p, value);
        return;
    case BR_KIND_FLOAT:
        print_float(p, value);
        return;
    case BR_KIND_STR:
        print_str(p, value);
        return;
    case BR_KIND_BYTES:
        print_bytes(p, value);
        return;
    case BR_KIND_BYTEARRAY:
        print_bytearray(p, value);
        return;
    case BR_KIND_MEMORYVIEW:
        out_str(&p->out, "memoryview(");
        print_bytearray(p, stack_before(p->rec, value, 0));
        out_str(&p->out, ").toreadonly()");
        return;
    case BR_KIND_GLOBAL:
        printer_enter(p, printer_step_global, value);
        return;
    case BR_KIND_EXTENSION:
        print_counted(p, value, "copyreg.extension(", ")");
        return;
    case BR_KIND_BUFFER:
        print_counted(p, value, "next_buffer(", ")");
        return;
    case BR_KIND_CALL:
    case BR_KIND_INSTANCE:
    case BR_KIND_NEWOBJ:
    case BR_KIND_READONLY:
    case BR_KIND_INSET:
        printer_call(p, value);
        return;
    case BR_KIND_PERSISTENT:
        printer_call(p, value);
        return;
    default:
        print_container(p, value, &brackets[kind]);
        return;
    }
}

/* ---- Public ---------------------------------------------------------------------------------- */

void printer_init(struct printer *p, const br_record *rec, br_op op,
                  const struct br_text_options *options, struct br_sink sink)
{
    memset(p, 0, offsetof(struct printer, out));
    p->rec = rec;
    p->op = op;
    p->max_digits = options ? options->max_digits : 0;
    p->max_keys = options ? options->max_keys : 0;
    p->steps.chain = BR_NO_VALUE;
    p->active.budget = p->low_ends.budget = &p->budget;
    out_init(&p->out, sink, options ? options->max_bytes : 0);
    p->out.ends = options ? options->ends : 0;
    containers_trim(rec);
}

enum br_status printer_run(struct printer *p, struct br_text_result *result)
{
    while (p->n && !p->failed && !out_done(&p->out)) {
        struct frame *f = &p->frames[p->n - 1];
        f->step(p, f);
    }
    free(p->frames);
    free(p->lows.at);
    map_free(&p->active);
    map_free(&p->low_ends);
    enum br_status status = out_finish(&p->out, result);
    return p->failed ? BR_NOMEM : status;
}

enum br_status br_text(struct br_state at, br_value value, const struct br_text_options *options,
                       struct br_sink sink, struct br_text_result *result)
{
    struct printer p;
    printer_init(&p, at.rec, at.op, options, sink);
    printer_value(&p, value);
    return printer_run(&p, result);
}
