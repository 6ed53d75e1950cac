/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/analysis/exhaust.h"

#include <string.h>

#include "src/analysis/models.h"
#include "src/analysis/resolve.h"

enum {
    NESTED_MAX = 8, /* iterators within iterators */
    ENDLESS = -1,   /* a length */
    UNKNOWN = -2,
    MANY_PERMUTED = 12, /* items with more orders than EXHAUST_MAX */
    FACTORIAL_MAX = 1 << 22,
};

/* What a call is given. */
struct call {
    struct evaluator *ev;
    br_op op;
    br_value value, args; /* the result, and its argument tuple or BR_NO_VALUE */
    uint32_t n_args;      /* of INST and OBJ */
    unsigned depth;
};

/* ---- Arguments --------------------------------------------------------------------------------- */

static uint64_t argument_count(const struct call *call)
{
    uint64_t n = 0;
    if (call->args == BR_NO_VALUE)
        return call->n_args;
    bool is_tuple = br_kind(call->ev->rec, call->args) == BR_KIND_TUPLE;
    return is_tuple && br_len((struct br_state){call->ev->rec, call->op}, call->args, &n) == BR_OK
               ? n
               : 0;
}

static br_value argument(const struct call *call, uint64_t n)
{
    struct br_item item;
    bool found = false;
    if (n >= argument_count(call))
        return BR_NO_VALUE;
    if (call->args == BR_NO_VALUE)
        return br_call_arg(call->ev->rec, call->value, (uint32_t)n);
    struct br_state at = {call->ev->rec, call->op};
    return br_item(at, call->args, n, &item, &found) == BR_OK && found ? item.value : BR_NO_VALUE;
}

static const struct meaning *known(const struct call *call, uint64_t n)
{
    br_value value = argument(call, n);
    return value == BR_NO_VALUE ? NULL : resolve_value(call->ev, value);
}

/* An int, one beyond 64 bits as the nearest there is. */
static bool number(const struct meaning *meaning, int64_t *out)
{
    if (meaning_is(meaning, MEANING_BIG)) {
        *out = meaning->text[0] == '-' ? INT64_MIN : INT64_MAX;
        return true;
    }
    *out = meaning_is_number(meaning) ? meaning->number : 0;
    return meaning_is_number(meaning);
}

static bool is_huge(const struct meaning *meaning)
{
    int64_t n;
    return number(meaning, &n) && n >= EXHAUST_MAX;
}

/* a * b, at most INT64_MAX; of what is not known, or endless, that. */
static int64_t times(int64_t a, int64_t b)
{
    int64_t product;
    if (a < 0 || b < 0)
        return a == ENDLESS || b == ENDLESS ? ENDLESS : UNKNOWN;
    return __builtin_mul_overflow(a, b, &product) ? INT64_MAX : product;
}

/* ---- How long an iterable is ------------------------------------------------------------------- */

static int64_t length_of(const struct call *call, uint64_t n);

struct source {
    const char *module, *name;
    int64_t (*length)(const struct call *call, int number);
    int number; /* of the argument that it goes through */
};

static int64_t endless(const struct call *call, int n)
{
    (void)call;
    (void)n;
    return ENDLESS;
}

static int64_t length_repeat(const struct call *call, int n)
{
    int64_t count;
    if (argument_count(call) < 2)
        return ENDLESS;
    return number(known(call, (uint64_t)n), &count) ? (count > 0 ? count : 0) : UNKNOWN;
}

static int64_t length_range(const struct call *call, int n)
{
    int64_t start = 0, stop, step = 1, length;
    uint64_t count = argument_count(call);
    (void)n;
    if (!number(known(call, count > 1), &stop) || (count > 1 && !number(known(call, 0), &start)) ||
        (count > 2 && !number(known(call, 2), &step)) || step == 0 || step == INT64_MIN)
        return UNKNOWN;
    if (__builtin_sub_overflow(step > 0 ? stop : start, step > 0 ? start : stop, &length))
        return INT64_MAX;
    return length <= 0 ? 0 : (length - 1) / (step > 0 ? step : -step) + 1;
}

/* As long as what it goes through. */
static int64_t length_same(const struct call *call, int n)
{
    return length_of(call, (uint64_t)n);
}

/* The shortest of them. */
static int64_t length_zip(const struct call *call, int n)
{
    int64_t least = ENDLESS;
    for (uint64_t k = (uint64_t)n; k < argument_count(call) && k < EVALUATE_ARGS_MAX; k++) {
        int64_t one = length_of(call, k);
        if (one == UNKNOWN)
            return UNKNOWN;
        if (one != ENDLESS && (least == ENDLESS || one < least))
            least = one;
    }
    return argument_count(call) > (uint64_t)n ? least : 0;
}

static int64_t length_chain(const struct call *call, int n)
{
    int64_t all = 0;
    (void)n;
    for (uint64_t k = 0; k < argument_count(call) && k < EVALUATE_ARGS_MAX; k++) {
        int64_t one = length_of(call, k);
        if (one < 0)
            return one;
        all = one > INT64_MAX - all ? INT64_MAX : all + one;
    }
    return all;
}

static int64_t length_product(const struct call *call, int n)
{
    int64_t all = 1;
    (void)n;
    for (uint64_t k = 0; k < argument_count(call) && k < EVALUATE_ARGS_MAX; k++)
        all = times(all, length_of(call, k));
    return all;
}

static int64_t length_orders(const struct call *call, int n)
{
    int64_t items = length_of(call, (uint64_t)n);
    return argument_count(call) == 1 && items > MANY_PERMUTED ? INT64_MAX : UNKNOWN;
}

static int64_t length_slice(const struct call *call, int n)
{
    int64_t all = length_of(call, 0), stop;
    const struct meaning *end = known(call, argument_count(call) > 2 ? 2 : 1);
    (void)n;
    if (meaning_is(end, MEANING_NONE))
        return all;
    if (!number(end, &stop))
        return UNKNOWN;
    return all == ENDLESS || (all >= 0 && all > stop) ? stop : all;
}

/* clang-format off */
static const struct source sources[] = {
    {"itertools", "count", endless, 0},         {"itertools", "cycle", endless, 0},
    {"itertools", "repeat", length_repeat, 1},  {"builtins", "range", length_range, 0},
    {"builtins", "map", length_zip, 1},         {"builtins", "filter", length_same, 1},
    {"builtins", "zip", length_zip, 0},         {"builtins", "enumerate", length_same, 0},
    {"builtins", "iter", length_same, 0},       {"builtins", "reversed", length_same, 0},
    {"itertools", "chain", length_chain, 0},    {"itertools", "starmap", length_same, 1},
    {"itertools", "accumulate", length_same, 0}, {"itertools", "filterfalse", length_same, 1},
    {"itertools", "islice", length_slice, 0},   {"itertools", "product", length_product, 0},
    {"itertools", "permutations", length_orders, 0},
};
/* clang-format on */

static bool is_named(const struct model_name *key, const char *module, const char *name)
{
    return key->name_len == strlen(name) && memcmp(key->name, name, key->name_len) == 0 &&
           key->module_len == strlen(module) && memcmp(key->module, module, key->module_len) == 0;
}

/* The parts of the call that gave a value; false: none did, or its callee is not known. */
static bool call_of(const struct call *from, br_value value, struct call *out,
                    const struct meaning **callee)
{
    struct br_call parts;
    if (from->depth == NESTED_MAX || !br_call(from->ev->rec, value, &parts) ||
        parts.callee == BR_NO_VALUE)
        return false;
    *out = (struct call){from->ev, from->op, value, parts.args, parts.n_args, from->depth + 1};
    *callee = resolve_value(from->ev, parts.callee);
    return meaning_is(*callee, MEANING_GLOBAL);
}

/* How many items the nth argument has. Depth is bounded. */
static int64_t length_of(const struct call *call, uint64_t n)
{
    struct call inner;
    const struct meaning *callee;
    br_value value = argument(call, n);
    uint64_t length;
    if (value == BR_NO_VALUE || !ev_spend(call->ev, 1)) /* shared ones are asked again and again */
        return UNKNOWN;
    if (call_of(call, value, &inner, &callee)) {
        struct model_name key = model_name_of(callee);
        for (size_t k = 0; k < sizeof sources / sizeof sources[0]; k++) {
            if (is_named(&key, sources[k].module, sources[k].name))
                return sources[k].length(&inner, sources[k].number);
        }
    }
    const struct meaning *meaning = resolve_value(call->ev, value);
    bool is_plain = meaning && ev_type_name(call->ev, meaning);
    return is_plain && ev_len(call->ev, meaning, &length) && length <= INT64_MAX ? (int64_t)length
                                                                                 : UNKNOWN;
}

/* ---- Calls --------------------------------------------------------------------------------------- */

struct maker {
    const char *module, *name;
    bool (*is_too_much)(const struct call *call, int number);
    int number; /* of the argument that decides */
};

static bool takes_all(const struct call *call, int n)
{
    int64_t length = length_of(call, (uint64_t)n);
    return length == ENDLESS || length >= EXHAUST_MAX;
}

/* A number is a size; anything else is gone through. */
static bool takes_size(const struct call *call, int n)
{
    return is_huge(known(call, (uint64_t)n)) || takes_all(call, n);
}

/* The sides of an array. */
static bool takes_shape(const struct call *call, int n)
{
    const struct meaning *shape = known(call, (uint64_t)n);
    struct meaning *sides;
    int64_t all = 1, side;
    if (is_huge(shape))
        return true;
    sides = meaning_is(shape, MEANING_TUPLE) || meaning_is(shape, MEANING_RECORD)
                ? ev_listed(call->ev, shape, MEANING_LIST)
                : NULL;
    for (uint32_t k = 0; sides && k < sides->n_items; k++)
        all = times(all, number(ev_ask(call->ev, sides->items[k]), &side) ? side : UNKNOWN);
    return sides && all >= EXHAUST_MAX;
}

static bool multiplies(const struct call *call, int n)
{
    (void)n;
    for (unsigned k = 0; k < 2; k++) {
        int64_t count;
        if (number(known(call, k), &count) && !number(known(call, 1 - k), &(int64_t){0}) &&
            times(length_of(call, 1 - k), count) >= EXHAUST_MAX)
            return true;
    }
    return false;
}

static bool shifts(const struct call *call, int n)
{
    int64_t value, by;
    (void)n;
    return number(known(call, 0), &value) && value && number(known(call, 1), &by) &&
           by / 8 >= EXHAUST_MAX;
}

static bool raises(const struct call *call, int n)
{
    int64_t base, exponent;
    (void)n;
    if (argument_count(call) != 2 || !number(known(call, 0), &base) ||
        !number(known(call, 1), &exponent) || (base >= -1 && base <= 1))
        return false;
    int64_t bits = 1;
    for (uint64_t rest = base < 0 ? (uint64_t)0 - (uint64_t)base : (uint64_t)base; rest > 3;
         rest /= 2)
        bits++;
    return exponent > 0 && times(bits, exponent) / 8 >= EXHAUST_MAX / 16;
}

static bool is_great_factorial(const struct call *call, int n)
{
    int64_t of;
    return number(known(call, (uint64_t)n), &of) && of >= FACTORIAL_MAX;
}

/* A width or precision of so many digits; in a whole template, behind what begins a field. */
static bool has_great_width(const struct meaning *text, bool is_template)
{
    bool in_field = !is_template;
    uint64_t width = 0;
    if (!meaning_is(text, MEANING_TEXT) && !meaning_is(text, MEANING_BYTES))
        return false;
    for (size_t k = 0; k < text->text_len; k++) {
        char c = text->text[k];
        in_field |= c == '%' || c == ':';
        bool is_digit = c >= '0' && c <= '9';
        width = !is_digit ? 0 : width < EXHAUST_MAX ? width * 10 + (uint64_t)(c - '0') : width;
        if (in_field && width >= EXHAUST_MAX)
            return true;
    }
    return false;
}

static bool takes_spec(const struct call *call, int n)
{
    return has_great_width(known(call, (uint64_t)n), false);
}

static bool takes_template(const struct call *call, int n)
{
    return has_great_width(known(call, (uint64_t)n), true);
}

#define DRAIN(name, n)                                                                             \
    {                                                                                              \
        "builtins", name, takes_all, n                                                             \
    }
#define ARITHMETIC(module, prefix)                                                                 \
    {module, prefix "mul", multiplies, 0}, {module, prefix "lshift", shifts, 0},                   \
        {module, prefix "pow", raises, 0},                                                         \
    {                                                                                              \
        module, prefix "mod", takes_template, 0                                                    \
    }

/* clang-format off */
static const struct maker makers_of_much[] = {
    {"builtins", "bytes", takes_size, 0}, {"builtins", "bytearray", takes_size, 0},
    DRAIN("list", 0), DRAIN("tuple", 0), DRAIN("set", 0), DRAIN("frozenset", 0), DRAIN("dict", 0),
    DRAIN("sorted", 0), DRAIN("sum", 0), DRAIN("max", 0), DRAIN("min", 0),
    DRAIN("any", 0), DRAIN("all", 0), DRAIN("dict.fromkeys", 0), DRAIN("str.join", 1),
    {"builtins", "pow", raises, 0}, {"builtins", "format", takes_spec, 1},
    ARITHMETIC("operator", ""), ARITHMETIC("operator", "i"),
    {"operator", "contains", takes_all, 0}, {"operator", "countOf", takes_all, 0},
    {"operator", "indexOf", takes_all, 0}, {"functools", "reduce", takes_all, 1},
    {"builtins", "reduce", takes_all, 1},
    {"collections", "Counter", takes_all, 0}, {"collections", "OrderedDict", takes_all, 0},
    {"array", "array", takes_all, 1}, {"math", "fsum", takes_all, 0}, {"math", "prod", takes_all, 0},
    {"math", "factorial", is_great_factorial, 0},
    {"numpy", "zeros", takes_shape, 0}, {"numpy", "ones", takes_shape, 0},
    {"numpy", "full", takes_shape, 0}, {"numpy", "empty", takes_shape, 0},
    {"numpy", "arange", takes_shape, 0},
};

/* Methods of texts. */
static const struct maker methods_of_much[] = {
    {NULL, "center", takes_size, 0}, {NULL, "ljust", takes_size, 0}, {NULL, "rjust", takes_size, 0},
    {NULL, "zfill", takes_size, 0}, {NULL, "expandtabs", takes_size, 0}, {NULL, "join", takes_all, 0},
    {NULL, "__mul__", takes_size, 0}, {NULL, "__rmul__", takes_size, 0},
};
/* clang-format on */

/* collections.deque(iterable) keeps all; with a length it still goes through all of what never ends. */
static bool fills_deque(const struct call *call)
{
    int64_t length = length_of(call, 0);
    return length == ENDLESS || (argument_count(call) == 1 && length >= EXHAUST_MAX);
}

static bool method_exhausts(const struct call *call, const struct meaning *method)
{
    const struct meaning *self = ev_ask(call->ev, method->self);
    uint64_t n;
    if (!meaning_is(self, MEANING_TEXT) && !meaning_is(self, MEANING_BYTES))
        return false;
    for (size_t k = 0; k < sizeof methods_of_much / sizeof methods_of_much[0]; k++) {
        const struct maker *row = &methods_of_much[k];
        if (strlen(row->name) == method->text_len &&
            memcmp(row->name, method->text, method->text_len) == 0)
            return row->is_too_much(call, row->number) && ev_len(call->ev, self, &n) &&
                   (n > 0 || row->name[0] != '_');
    }
    bool is_format = method->text_len == 6 && memcmp(method->text, "format", 6) == 0;
    return is_format && has_great_width(self, true);
}

bool exhausts(struct evaluator *ev, const struct br_event *event, const struct meaning *callee)
{
    struct call call = {ev, event->op, event->value, event->args, 0, 0};
    struct br_call parts;
    if (event->args == BR_NO_VALUE && br_call(ev->rec, event->value, &parts))
        call.n_args = parts.n_args;
    if (meaning_is(callee, MEANING_METHOD))
        return method_exhausts(&call, callee);
    if (!meaning_is(callee, MEANING_GLOBAL))
        return false;
    struct model_name key = model_name_of(callee);
    for (size_t k = 0; k < sizeof makers_of_much / sizeof makers_of_much[0]; k++) {
        const struct maker *row = &makers_of_much[k];
        if (is_named(&key, row->module, row->name))
            return row->is_too_much(&call, row->number);
    }
    return is_named(&key, "collections", "deque") && fills_deque(&call);
}
