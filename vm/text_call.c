/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls as text: f(a, b), and the chains of callees in f(a)(b)(c). */
#include "vm/printer.h"

#include <stdlib.h>

#include "vm/repr.h"

enum call_phase { CALL_ROOT, CALL_OPEN, CALL_ARGS, CALL_KEYWORDS, CALL_CLOSE };

/* Enters the items of a tuple, or above a mark, as arguments: no brackets of their own. */
static void enter_args(struct printer *p, br_value tuple)
{
    struct frame *f = printer_enter(p, printer_step_items, BR_NO_VALUE);
    if (!f)
        return;
    f->open = f->close = "";
    f->phase = 1;
    if (!raw_start(&f->raw, p->rec, tuple, p->op, 0))
        p->failed = true;
}

static bool has_args(struct printer *p, br_value value, const struct br_call *call)
{
    if (call->args == BR_NO_VALUE)
        return call->n_args;
    return printer_has_arguments(p, call->args, br_maker(p->rec, value));
}

static void print_args(struct printer *p, br_value value, const struct br_call *call)
{
    if (value_kind(p->rec, value) == BR_KIND_PERSISTENT) {
        if (call->args == BR_NO_VALUE) /* PERSID: a line of ASCII */
            printer_str(p, value, CHARS_ASCII, br_raw(p->rec, value));
        else
            printer_value(p, call->args);
    } else if (call->args == BR_NO_VALUE) {
        if (call->n_args)
            enter_args(p, value); /* INST, OBJ: the items that its opcode took */
    } else if (!br_kind_is_unknown(value_kind(p->rec, call->args))) {
        printer_arguments(p, call->args, br_maker(p->rec, value), false);
    } else {
        out_str(&p->out, "*");
        printer_value(p, call->args);
    }
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
            printer_value(p, value);
        return;
    }
    br_value key;
    bool first = f->number == 0;
    if (!printer_next_pair(p, f, &key)) {
        printer_leave(p);
        return;
    }
    if (!first || f->open[0]) /* positional arguments stand before */
        out_str(&p->out, ", ");
    if (value_kind(p->rec, key) == BR_KIND_STR) {
        enum chars_form form;
        struct br_slice text = value_chars(p->rec, key, &form);
        printer_chars(p, form, text);
        out_str(&p->out, "=");
        br_value value = f->held;
        f->held = BR_NO_VALUE;
        printer_value(p, value);
        return;
    }
    out_str(&p->out, "**{");
    f->phase = 1;
    printer_value(p, key);
}

/* A call takes the keywords that the dict holds then: **kwargs is a copy. */
static void print_keywords(struct printer *p, br_value value, const struct br_call *call)
{
    if (call->kwargs == BR_NO_VALUE)
        return;
    bool after = has_args(p, value, call);
    if (value_kind(p->rec, call->kwargs) != BR_KIND_DICT) {
        out_str(&p->out, after ? ", **" : "**");
        printer_value(p, call->kwargs);
        return;
    }
    br_op before = br_maker(p->rec, value);
    uint32_t count = raw_count(p->rec, call->kwargs, before);
    struct frame *f = count ? printer_enter(p, step_keywords, call->kwargs) : NULL;
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
    enum { FEW = 4, MOST = sizeof steps->at / sizeof *steps->at };
    if (steps->chain != f->value || f->number - steps->first >= steps->n) {
        bool goes_on = steps->chain == f->value && f->number - steps->first == steps->n;
        uint32_t most = goes_on ? MOST : FEW; /* the next one may begin in its arguments */
        uint32_t left = f->count - f->number + 1;
        steps->n = left < most ? left : most;
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

/* The kinds that print as a method of what they are made over; NULL: another kind. */
static const char *method_of(enum br_kind kind)
{
    return kind == BR_KIND_READONLY ? ".toreadonly()" : kind == BR_KIND_INSET ? ".read()" : NULL;
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
        printer_value(p, root);
        return;
    }
    if (f->number > f->count) {
        printer_leave(p);
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
        if (method_of(kind)) {
            out_str(&p->out, method_of(kind));
            break;
        }
        out_str(&p->out, kind == BR_KIND_NEWOBJ ? ".__new__(" : "(");
        f->phase = has_args(p, value, &call) ? CALL_ARGS : CALL_KEYWORDS;
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
    return method_of(kind) ? method_of(kind) : kind == BR_KIND_NEWOBJ ? ".__new__(...)" : "(...)";
}

/* A call met inside itself prints as f(...), and so does what f is made of as far as it is being
 * printed. f->number is the step that is not, then the one printed. */
static void step_inside_itself(struct printer *p, struct frame *f)
{
    if (f->number > f->count) {
        printer_leave(p);
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
        printer_value(p, value);
    }
}

/* How far down from step `depth` a chain prints as inside itself. */
static uint32_t inside_from(struct printer *p, br_value value, uint32_t value_depth, uint32_t depth)
{
    while (depth) {
        struct active active = active_step(p, value, value_depth, depth);
        if (active.depth == depth)
            depth = active.low - 1;
        else if (method_of(value_kind(p->rec, callee_at(p->rec, value, value_depth, depth))))
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
    struct frame *f = printer_enter(p, is_inside ? step_inside_itself : step_chain, value);
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
            printer_enter(p, printer_step_global, f->value);
        return;
    case CALL_OPEN:
        f->phase = CALL_CLOSE;
        out_str(&p->out, f->entered ? "(" : "(...");
        if (f->entered)
            print_args(p, f->value, &call);
        return;
    default:
        out_str(&p->out, ")");
        printer_leave(p);
        return;
    }
}

bool printer_is_active(const struct printer *p, br_value value)
{
    const uint64_t *count = map_get(&p->active, value);
    return count && *count;
}

void printer_call(struct printer *p, br_value value)
{
    if (callee_parent(p->rec, value) != BR_NO_VALUE) {
        enter_chain(p, value);
        return;
    }
    bool is_inside = printer_is_active(p, value);
    struct frame *f = printer_enter(p, step_named_call, value);
    if (f && !is_inside) {
        f->entered = true;
        printer_mark(p, value, true);
    }
}
