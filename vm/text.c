/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values and events as text: what CPython's repr() prints, with the contract's additions for what
 * only CPython would have. Depth, sharing and size are the attacker's: nothing recurses (a frame
 * per value that is being printed), and nothing is looked at that the budget does not let print. */
#include "vm/brine.h"

#include <stdlib.h>
#include <string.h>

#include "vm/out.h"
#include "vm/repr.h"
#include "vm/values.h"

struct printer;
struct frame;

/* What a frame does each time it is on top: print a little, enter one value, or leave. */
typedef void step(struct printer *p, struct frame *f);

struct frame {
    step *step;
    br_value value;
    br_value held;   /* dict: the value whose key is being printed; keyword likewise */
    uint32_t number; /* items begun; of a chain of callees: the step now printed */
    br_op before;    /* dict, set: items put there before this opcode */
    uint32_t count;  /* how many that is, duplicates counted; of a chain: its length */
    uint8_t phase;
    bool entered; /* counted in `active` */
    bool is_low;  /* of a chain: step `number` is noted as its low end */
    const char *open, *close;
    struct raw raw;
};

struct printer {
    const br_record *rec;
    br_op op; /* the state */
    uint64_t max_digits;
    bool failed; /* memory */
    struct frame *frames;
    uint32_t n, max;
    struct steps {   /* a stretch of the chain that is being printed, found at once */
        br_value chain;
        uint32_t first, n;
        br_value at[64];
    } steps;
    struct map active; /* containers and named calls being printed -> how often */
    struct map low_ends; /* of chains being printed -> frame + 1; 0: no longer */
    struct lows {        /* how deep those are, rising, and how many are so deep */
        struct low {
            uint32_t depth, count;
        } *at;
        uint32_t n, max;
    } lows;
    struct budget budget;
    struct out out;
};

static void print_value(struct printer *p, br_value value);

/* ---- Frames ---------------------------------------------------------------------------------- */

static struct frame *enter(struct printer *p, step *does, br_value value)
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

static void set_active(struct printer *p, br_value value, bool on)
{
    uint64_t *count = map_put(&p->active, value);
    if (!count)
        p->failed = true;
    else
        *count = on ? *count + 1 : *count - 1;
}

static void leave(struct printer *p)
{
    struct frame *f = &p->frames[--p->n];
    if (f->entered)
        set_active(p, f->value, false);
}

static bool fail(struct printer *p)
{
    p->failed = true;
    return false;
}

/* ---- Names ----------------------------------------------------------------------------------- */

static void print_chars(struct printer *p, enum chars_form form, struct br_slice text)
{
    struct chars at = chars_start(form, text);
    int32_t c;
    while ((c = chars_next(&at)) >= 0 && !out_done(&p->out))
        out_char(&p->out, (uint32_t)c);
}

/* module.name, where an unknown part is {its text}: phases 0 and 1 are the parts. */
static void step_global(struct printer *p, struct frame *f)
{
    if (f->held != BR_NO_VALUE) { /* an unknown part has just been printed */
        out_str(&p->out, "}");
        f->held = BR_NO_VALUE;
    }
    if (f->phase > 1) {
        leave(p);
        return;
    }
    if (f->phase == 1)
        out_str(&p->out, ".");
    struct name name;
    value_name(p->rec, f->value, f->phase ? BR_PART_NAME : BR_PART_MODULE, &name);
    f->phase++;
    if (name.unknown == BR_NO_VALUE) {
        print_chars(p, name.form, name.text);
        return;
    }
    f->held = name.unknown;
    out_str(&p->out, "{");
    print_value(p, name.unknown);
}

/* ---- Containers ------------------------------------------------------------------------------ */

/* The next raw item: its value. False: no more, or no memory. */
static bool next_raw(struct printer *p, struct raw *raw, br_value *value)
{
    uint32_t id = raw_next(raw, p->rec);
    if (id == UINT32_MAX)
        return fail(p);
    if (id)
        *value = node_value(p->rec, id);
    return id;
}

static void close_frame(struct printer *p, struct frame *f)
{
    out_str(&p->out, f->close);
    leave(p);
}

/* list, tuple, and items that stand for one: everything in order. */
static void step_items(struct printer *p, struct frame *f)
{
    br_value item;
    if (!next_raw(p, &f->raw, &item)) {
        if (f->number == 1 && f->close[0] == ')' && f->phase == 0)
            out_str(&p->out, ",");
        close_frame(p, f);
        return;
    }
    if (f->number)
        out_str(&p->out, ", ");
    bool is_slot = f->value != BR_NO_VALUE && f->value & SLOT_BIT;
    if (is_slot && record_slot(p->rec, f->value)->rewritten) {
        bool ok;
        const struct rewrite *rewrite = rewrite_of(p->rec, f->value, f->number, p->op, &ok);
        if (!ok)
            p->failed = true;
        else if (rewrite)
            item = rewrite->value;
    }
    f->number++;
    print_value(p, item);
}

/* Goes to the next key that no earlier one equals; *last is the raw item that gave its value. */
static bool next_key(struct printer *p, struct frame *f, br_value *key, uint32_t *at,
                     uint32_t *last)
{
    if (f->count == 1) { /* nothing to be equal to */
        *at = *last = 0;
        return f->number == 0 && next_raw(p, &f->raw, key);
    }
    const struct keyed *keyed = keyed_of(p->rec, f->value);
    if (!keyed)
        return fail(p);
    if (f->number >= keyed->firsts.n || keyed->firsts.at[f->number] >= f->count)
        return false;
    *at = keyed->firsts.at[f->number];
    *last = keyed->n_again ? keyed_last(keyed, *at, f->count) : *at;
    bool is_next = f->number ? *at == keyed->firsts.at[f->number - 1] + 1 : *at == 0;
    if (!is_next && !raw_start(&f->raw, p->rec, f->value, f->before, *at))
        return fail(p);
    return next_raw(p, &f->raw, key);
}

static void step_set(struct printer *p, struct frame *f)
{
    br_value item;
    uint32_t at, last;
    if (!next_key(p, f, &item, &at, &last)) {
        close_frame(p, f);
        return;
    }
    if (f->number++)
        out_str(&p->out, ", ");
    print_value(p, item);
}

/* The key of the next pair; its value is held in f->held. */
static bool next_pair(struct printer *p, struct frame *f, br_value *key)
{
    uint32_t at, last;
    if (!next_key(p, f, key, &at, &last))
        return false;
    if (!next_raw(p, &f->raw, &f->held))
        return fail(p);
    if (last != at) { /* the key was stored again: the old key, the new value */
        struct raw again;
        br_value unused;
        if (!raw_start(&again, p->rec, f->value, f->before, last) || !next_raw(p, &again, &unused) ||
            !next_raw(p, &again, &f->held))
            return fail(p);
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
        print_value(p, value);
        return;
    }
    br_value key;
    bool first = f->number == 0;
    if (!next_pair(p, f, &key)) {
        close_frame(p, f);
        return;
    }
    if (!first)
        out_str(&p->out, ", ");
    print_value(p, key);
}

/* name=value, ... of a call; a key that is not str as **{key: value}. */
static void step_keywords(struct printer *p, struct frame *f)
{
    if (f->phase) { /* a key that is not str has just been printed */
        br_value value = f->held;
        f->held = BR_NO_VALUE;
        out_str(&p->out, f->phase == 1 ? ": " : "}");
        f->phase = f->phase == 1 ? 2 : 0;
        if (f->phase)
            print_value(p, value);
        return;
    }
    br_value key;
    bool first = f->number == 0;
    if (!next_pair(p, f, &key)) {
        leave(p);
        return;
    }
    if (!first || f->open[0]) /* positional arguments stand before */
        out_str(&p->out, ", ");
    if (value_kind(p->rec, key) == BR_KIND_STR) {
        enum chars_form form;
        struct br_slice text = value_chars(p->rec, key, &form);
        print_chars(p, form, text);
        out_str(&p->out, "=");
        br_value value = f->held;
        f->held = BR_NO_VALUE;
        print_value(p, value);
        return;
    }
    out_str(&p->out, "**{");
    f->phase = 1;
    print_value(p, key);
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
    struct br_slice base = br_raw(p->rec, value);
    struct br_state at = {p->rec, p->op};
    uint64_t n = 0, len = 0;
    if (!record_slot(p->rec, value)->rewritten) {
        repr_bytearray_piece(&p->out, base.data, (size_t)base.len, quote);
        n = base.len;
    }
    if (br_len(at, value, &len) != BR_OK)
        p->failed = true;
    for (; n < len && !out_done(&p->out) && !p->failed; n++) {
        struct br_item item;
        bool found;
        if (br_item(at, value, n, &item, &found) != BR_OK || !found)
            p->failed = true;
        else
            repr_bytearray_piece(&p->out, &item.byte, 1, quote);
    }
    out_ascii(&p->out, &quote, 1);
}

static void print_bytearray(struct printer *p, br_value value)
{
    if (!raw_count(p->rec, value, p->op) && !record_slot(p->rec, value)->rewritten) {
        struct br_slice base = br_raw(p->rec, value);
        repr_bytearray(&p->out, base.data, (size_t)base.len);
        return;
    }
    out_str(&p->out, "bytearray(");
    print_bytes_now(p, value);
    out_str(&p->out, ")");
}

/* ---- Calls ----------------------------------------------------------------------------------- */

enum call_phase { CALL_ROOT, CALL_OPEN, CALL_ARGS, CALL_KEYWORDS, CALL_CLOSE };

/* Enters the items of a tuple, or above a mark, as arguments: no brackets of their own. */
static void enter_args(struct printer *p, br_value tuple)
{
    struct frame *f = enter(p, step_items, BR_NO_VALUE);
    if (!f)
        return;
    f->open = f->close = "";
    f->phase = 1;
    if (!raw_start(&f->raw, p->rec, tuple, p->op, 0))
        p->failed = true;
}

static bool has_args(const struct printer *p, const struct br_call *call)
{
    if (call->args == BR_NO_VALUE)
        return call->n_args;
    return value_kind(p->rec, call->args) != BR_KIND_TUPLE ||
           record_items(p->rec, call->args).count;
}

static void print_args(struct printer *p, br_value value, const struct br_call *call)
{
    if (value_kind(p->rec, value) == BR_KIND_PERSISTENT) {
        if (call->args == BR_NO_VALUE) /* PERSID: a line of ASCII */
            repr_str(&p->out, CHARS_ASCII, br_raw(p->rec, value));
        else
            print_value(p, call->args);
    } else if (call->args == BR_NO_VALUE) {
        if (call->n_args)
            enter_args(p, value); /* INST, OBJ: the items that its opcode took */
    } else if (value_kind(p->rec, call->args) == BR_KIND_TUPLE) {
        enter_args(p, call->args);
    } else {
        out_str(&p->out, "*");
        print_value(p, call->args);
    }
}

/* A call takes the keywords that the dict holds then: **kwargs is a copy. */
static void print_keywords(struct printer *p, br_value value, const struct br_call *call)
{
    if (call->kwargs == BR_NO_VALUE)
        return;
    bool after = has_args(p, call);
    if (value_kind(p->rec, call->kwargs) != BR_KIND_DICT) {
        out_str(&p->out, after ? ", **" : "**");
        print_value(p, call->kwargs);
        return;
    }
    br_op before = br_maker(p->rec, value);
    uint32_t count = raw_count(p->rec, call->kwargs, before);
    struct frame *f = count ? enter(p, step_keywords, call->kwargs) : NULL;
    if (!f)
        return;
    f->before = before;
    f->count = count;
    f->open = after ? ", " : "";
    if (!raw_start(&f->raw, p->rec, call->kwargs, before, 0))
        p->failed = true;
}

/* Steps of chains that are being printed. A chain f(a)(b)(c) is printed from its root outwards, so
 * the steps from the one now printed, its low end, up to the whole are met inside themselves. No
 * two chains share such a step: one that would begins with it, as a call met inside itself. So of
 * the low ends below a value the nearest one tells, and only low ends are noted, and how deep they
 * are: what was printed below the deepest is at least as long as it is deep. */

static bool lows_add(struct printer *p, uint32_t depth)
{
    struct lows *lows = &p->lows;
    uint32_t i = lows->n;
    while (i && lows->at[i - 1].depth > depth)
        i--;
    if (i && lows->at[i - 1].depth == depth) {
        lows->at[i - 1].count++;
        return true;
    }
    if (lows->n == lows->max) {
        uint32_t max = lows->max ? lows->max * 2 : 16;
        struct low *at = realloc(lows->at, max * sizeof *at);
        if (!at)
            return false;
        lows->at = at;
        lows->max = max;
    }
    memmove(lows->at + i + 1, lows->at + i, (lows->n - i) * sizeof *lows->at);
    lows->at[i] = (struct low){depth, 1};
    lows->n++;
    return true;
}

static void lows_remove(struct printer *p, uint32_t depth)
{
    struct lows *lows = &p->lows;
    uint32_t i = lows->n;
    while (lows->at[i - 1].depth != depth)
        i--;
    if (--lows->at[i - 1].count)
        return;
    memmove(lows->at + i - 1, lows->at + i, (lows->n - i) * sizeof *lows->at);
    lows->n--;
}

/* Step f->number of a chain. Found 64 at a time: down from one to the next is a single read. */
static br_value chain_step(struct printer *p, const struct frame *f)
{
    struct steps *steps = &p->steps;
    enum { MOST = sizeof steps->at / sizeof *steps->at };
    if (steps->chain != f->value || f->number - steps->first >= steps->n) {
        uint32_t left = f->count - f->number + 1;
        steps->n = left < MOST ? left : MOST;
        steps->chain = f->value;
        steps->first = f->number;
        br_value at = callee_at(p->rec, f->value, f->count, f->number + steps->n - 1);
        for (uint32_t i = steps->n; i--;) {
            steps->at[i] = at;
            at = at == BR_NO_VALUE ? at : callee_parent(p->rec, at);
        }
    }
    br_value value = steps->at[f->number - steps->first];
    if (value == BR_NO_VALUE)
        p->failed = true;
    return value;
}

/* Something that may lead back into the chain is about to be printed: step f->number is its low
 * end, until low_end_done(). */
static void low_end_begins(struct printer *p, struct frame *f, br_value value)
{
    if (f->is_low)
        return;
    uint64_t *place = lows_add(p, f->number) ? map_put(&p->low_ends, value) : NULL;
    if (!place) {
        p->failed = true;
        return;
    }
    *place = (uint64_t)(f - p->frames) + 1;
    f->is_low = true;
}

static void low_end_done(struct printer *p, struct frame *f, br_value value)
{
    if (!f->is_low)
        return;
    f->is_low = false;
    lows_remove(p, f->number);
    *map_get(&p->low_ends, value) = 0;
}

/* The deepest step that two chains share, or 0. Steps are shared from the root up to one. */
static uint32_t shared_steps(const struct printer *p, br_value a, uint32_t a_depth, br_value b,
                             uint32_t b_depth)
{
    uint32_t low = 0, high = a_depth < b_depth ? a_depth : b_depth;
    while (low < high) {
        uint32_t mid = high - (high - low) / 2;
        if (callee_at(p->rec, a, a_depth, mid) == callee_at(p->rec, b, b_depth, mid))
            low = mid;
        else
            high = mid - 1;
    }
    return low;
}

/* Of a value and the steps that it is made of, up to `depth`, the nearest that is being printed, and
 * the low end of its chain. Depth 0: none is. */
struct active {
    uint32_t depth, low;
};

static struct active active_step(struct printer *p, br_value value, uint32_t value_depth,
                                 uint32_t depth)
{
    for (uint32_t i = p->lows.n; i--;) {
        uint32_t low = p->lows.at[i].depth;
        if (low > depth)
            continue;
        br_value low_end = callee_at(p->rec, value, value_depth, low);
        const uint64_t *place = map_get(&p->low_ends, low_end);
        p->failed = p->failed || low_end == BR_NO_VALUE;
        if (!place || !*place)
            continue;
        const struct frame *f = &p->frames[*place - 1];
        uint32_t shared = shared_steps(p, value, value_depth, f->value, f->count);
        return (struct active){shared < depth ? shared : depth, low};
    }
    return (struct active){0, 0};
}

/* A call, and the calls that its callee is made of, from the innermost outwards. f->number counts
 * the steps whose text is complete; the root is step 0, or the first that is printed already. */
static void step_chain(struct printer *p, struct frame *f)
{
    struct br_call call;
    if (f->phase == CALL_ROOT) {
        br_value root = chain_step(p, f);
        f->number++;
        f->phase = CALL_OPEN;
        if (p->failed)
            return;
        low_end_begins(p, f, chain_step(p, f));
        print_value(p, root);
        return;
    }
    if (f->number > f->count) {
        leave(p);
        return;
    }
    br_value value = chain_step(p, f);
    if (p->failed || !br_call(p->rec, value, &call)) {
        p->failed = true;
        return;
    }
    enum br_kind kind = value_kind(p->rec, value);
    switch (f->phase) {
    case CALL_OPEN:
        if (kind == BR_KIND_READONLY) {
            out_str(&p->out, ".toreadonly()");
            break;
        }
        out_str(&p->out, kind == BR_KIND_NEWOBJ ? ".__new__(" : "(");
        f->phase = has_args(p, &call) ? CALL_ARGS : CALL_KEYWORDS;
        return;
    case CALL_ARGS:
        f->phase = CALL_KEYWORDS;
        low_end_begins(p, f, value);
        print_args(p, value, &call);
        return;
    case CALL_KEYWORDS:
        f->phase = CALL_CLOSE;
        if (call.kwargs != BR_NO_VALUE) {
            low_end_begins(p, f, value);
            print_keywords(p, value, &call);
            return;
        }
        /* fall through */
    default:
        out_str(&p->out, ")");
        break;
    }
    low_end_done(p, f, value);
    f->number++;
    f->phase = CALL_OPEN;
}

static const char *inside_itself(const struct printer *p, br_value value)
{
    enum br_kind kind = value_kind(p->rec, value);
    return kind == BR_KIND_READONLY ? ".toreadonly()"
           : kind == BR_KIND_NEWOBJ ? ".__new__(...)"
                                    : "(...)";
}

/* A call met inside itself prints as f(...), and so does what f is made of as far as it is being
 * printed. f->number is the step that is not, then the one printed. */
static void step_inside_itself(struct printer *p, struct frame *f)
{
    if (f->number > f->count) {
        leave(p);
        return;
    }
    br_value value = chain_step(p, f);
    if (p->failed)
        return;
    f->number++;
    if (f->phase) {
        out_str(&p->out, inside_itself(p, value));
    } else {
        f->phase = 1;
        print_value(p, value);
    }
}

/* How far down from step `depth` a chain prints as inside itself. */
static uint32_t inside_from(struct printer *p, br_value value, uint32_t value_depth, uint32_t depth)
{
    while (depth) {
        struct active active = active_step(p, value, value_depth, depth);
        if (active.depth == depth)
            depth = active.low - 1;
        else if (value_kind(p->rec, callee_at(p->rec, value, value_depth, depth)) ==
                 BR_KIND_READONLY)
            depth--;
        else
            break;
    }
    return depth;
}

static void enter_chain(struct printer *p, br_value value)
{
    uint32_t depth;
    if (!callee_depth(p->rec, value, &depth)) {
        p->failed = true;
        return;
    }
    struct active active = active_step(p, value, depth, depth);
    bool is_inside = active.depth == depth;
    uint32_t start = is_inside ? inside_from(p, value, depth, depth) : active.depth;
    struct frame *f = enter(p, is_inside ? step_inside_itself : step_chain, value);
    if (f) {
        f->count = depth;
        f->number = start;
    }
}

/* INST and persistent ids: calls whose callee is no value. */
static void step_named_call(struct printer *p, struct frame *f)
{
    struct br_call call;
    br_call(p->rec, f->value, &call);
    switch (f->phase) {
    case CALL_ROOT:
        f->phase = CALL_OPEN;
        if (value_kind(p->rec, f->value) == BR_KIND_PERSISTENT)
            out_str(&p->out, "persistent_load");
        else
            enter(p, step_global, f->value);
        return;
    case CALL_OPEN:
        f->phase = CALL_CLOSE;
        out_str(&p->out, f->entered ? "(" : "(...");
        if (f->entered)
            print_args(p, f->value, &call);
        return;
    default:
        out_str(&p->out, ")");
        leave(p);
        return;
    }
}

static bool is_active(const struct printer *p, br_value value)
{
    const uint64_t *count = map_get(&p->active, value);
    return count && *count;
}

static void print_call(struct printer *p, br_value value)
{
    if (callee_parent(p->rec, value) != BR_NO_VALUE) {
        enter_chain(p, value);
        return;
    }
    bool is_inside = is_active(p, value);
    struct frame *f = enter(p, step_named_call, value);
    if (f && !is_inside) {
        f->entered = true;
        set_active(p, value, true);
    }
}

/* ---- Values ---------------------------------------------------------------------------------- */

static void print_number(struct printer *p, br_value value)
{
    struct ins in;
    value_ins(p->rec, value, &in);
    uint8_t code = p->rec->data[in.pos];
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

static void print_str(struct printer *p, br_value value)
{
    enum chars_form form;
    struct br_slice text = value_chars(p->rec, value, &form);
    repr_str(&p->out, form, text);
}

/* How each kind of container is written: empty, in brackets, at a cycle. */
static const struct brackets {
    const char *empty, *open, *close, *cycle;
    step *step;
} brackets[BR_KIND_COUNT] = {
    [BR_KIND_TUPLE] = {"()", "(", ")", "(...)", step_items},
    [BR_KIND_LIST] = {"[]", "[", "]", "[...]", step_items},
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
    if (is_active(p, value)) {
        out_str(&p->out, b->cycle);
        return;
    }
    struct frame *f = enter(p, b->step, value);
    if (!f)
        return;
    f->entered = true;
    f->before = p->op;
    f->count = count;
    f->close = b->close;
    if (!raw_start(&f->raw, p->rec, value, p->op, 0))
        p->failed = true;
    set_active(p, value, true);
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
static void print_value(struct printer *p, br_value value)
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
    case BR_KIND_BYTES: {
        struct br_slice raw = br_raw(p->rec, value);
        repr_bytes(&p->out, raw.data, (size_t)raw.len);
        return;
    }
    case BR_KIND_BYTEARRAY:
        print_bytearray(p, value);
        return;
    case BR_KIND_MEMORYVIEW:
        out_str(&p->out, "memoryview(");
        print_bytearray(p, stack_before(p->rec, value, 0));
        out_str(&p->out, ").toreadonly()");
        return;
    case BR_KIND_GLOBAL:
        enter(p, step_global, value);
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
        print_call(p, value);
        return;
    case BR_KIND_PERSISTENT:
        print_call(p, value);
        return;
    default:
        print_container(p, value, &brackets[kind]);
        return;
    }
}

/* ---- Public ---------------------------------------------------------------------------------- */

static void printer_init(struct printer *p, const br_record *rec, br_op op,
                         const struct br_text_options *options, struct br_sink sink)
{
    memset(p, 0, offsetof(struct printer, out));
    p->rec = rec;
    p->op = op;
    p->max_digits = options ? options->max_digits : 0;
    p->steps.chain = BR_NO_VALUE;
    p->active.budget = p->low_ends.budget = &p->budget;
    out_init(&p->out, sink, options ? options->max_bytes : 0);
    containers_trim(rec);
}

static enum br_status printer_run(struct printer *p, struct br_text_result *result)
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
    print_value(&p, value);
    return printer_run(&p, result);
}

/* Pairs of SETITEM(S) as (key, value): two raw items at a time. */
static void step_pairs(struct printer *p, struct frame *f)
{
    br_value item;
    bool is_value = f->phase++ & 1;
    if (!next_raw(p, &f->raw, &item)) {
        close_frame(p, f);
        return;
    }
    out_str(&p->out, is_value ? ", " : f->number++ ? "), (" : "(");
    print_value(p, item);
}

/* The items that an opcode took, as a list or tuple would print them. */
static void print_taken(struct printer *p, const struct br_event *event)
{
    struct items items = record_items(p->rec, event->op);
    bool is_tuple = event->kind == BR_EV_INST;
    bool is_pairs = event->kind == BR_EV_SETITEM;
    out_str(&p->out, is_tuple ? "(" : "[");
    struct frame *f = enter(p, is_pairs ? step_pairs : step_items, BR_NO_VALUE);
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
        leave(p);
        return;
    }
    out_str(&p->out, "(");
    if (f->held == BR_NO_VALUE)
        repr_str(&p->out, CHARS_ASCII, br_raw(p->rec, f->value));
    else
        print_value(p, f->held);
}

static void print_event_args(struct printer *p, const struct br_event *event)
{
    struct frame *f;
    switch (event->kind) {
    case BR_EV_REDUCE:
    case BR_EV_NEWOBJ:
    case BR_EV_BUILD:
        print_value(p, event->args);
        return;
    case BR_EV_PERSID:
        f = enter(p, step_persistent_id, event->value);
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
        print_chars(p, name.form, name.text);
        return;
    }
    struct frame *f = enter(p, step_global, event->value);
    if (!f)
        return;
    f->held = name.unknown; /* as if this part had just begun, and were the last */
    f->phase = 2;
    out_str(&p->out, "{");
    print_value(p, name.unknown);
}

static void print_callee(struct printer *p, const struct br_event *event)
{
    if (event->kind == BR_EV_PERSID)
        out_str(&p->out, "persistent_load");
    else if (event->callee == BR_NO_VALUE || event->kind == BR_EV_IMPORT)
        enter(p, step_global, event->value);
    else
        print_value(p, event->callee);
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
        print_value(&p, event->kwargs);
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
    bool ok = *literal ? chars_to_sink(name.form, name.text, sink)
                       : put_braced(sink, (struct br_state){rec, br_maker(rec, value)},
                                    name.unknown);
    return ok ? BR_OK : BR_NOMEM;
}
