/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arithmetic, comparisons and truth of what is known, as the module operator and the methods of int
 * name them. */
#include <math.h>
#include <string.h>

#include "src/analysis/counters.h"
#include "src/analysis/models.h"
#include "src/analysis/numbers.h"
#include "src/analysis/render.h"

/* ---- Truth and order ------------------------------------------------------------------------- */

static bool is_module(const struct meaning *global)
{
    return meaning_is(global, MEANING_GLOBAL) && global->text_len == 0;
}

bool ev_truth(struct evaluator *ev, const struct meaning *meaning, bool *truth)
{
    meaning = ev_ask(ev, meaning);
    uint64_t n;
    switch (meaning->kind) {
    case MEANING_NONE:
        *truth = false;
        return true;
    case MEANING_BOOL:
    case MEANING_INT:
        *truth = meaning->number != 0;
        return true;
    case MEANING_FLOAT:
        *truth = meaning->real != 0;
        return true;
    case MEANING_GLOBAL: /* imported data may be anything */
        *truth = true;
        return is_module(meaning) || model_of(meaning);
    case MEANING_BIG:
    case MEANING_METHOD:
    case MEANING_PARTIAL:
        *truth = true;
        return true;
    default:
        if (!ev_len(ev, meaning, &n))
            return false;
        *truth = n > 0;
        return true;
    }
}

static bool compare_texts(const struct meaning *a, const struct meaning *b, int *order)
{
    size_t n = a->text_len < b->text_len ? a->text_len : b->text_len;
    int first = memcmp(a->text, b->text, n); /* UTF-8 keeps the order of code points */
    *order = first                       ? (first > 0) - (first < 0)
             : a->text_len < b->text_len ? -1
                                         : a->text_len > b->text_len;
    return true;
}

static bool compare_at(struct evaluator *ev, const struct meaning *a, const struct meaning *b,
                       bool has_order, int *order, unsigned depth);

static bool compare_lists(struct evaluator *ev, const struct meaning *a, const struct meaning *b,
                          bool has_order, int *order, unsigned depth)
{
    const struct meaning *first = ev_listed(ev, a, MEANING_LIST);
    const struct meaning *second = ev_listed(ev, b, MEANING_LIST);
    if (!first || !second)
        return false;
    uint32_t n = first->n_items < second->n_items ? first->n_items : second->n_items;
    for (uint32_t k = 0; k < n; k++) {
        if (!compare_at(ev, ev_ask(ev, first->items[k]), ev_ask(ev, second->items[k]), has_order,
                        order, depth + 1))
            return false;
        if (*order)
            return true;
    }
    *order = first->n_items < second->n_items ? -1 : first->n_items > second->n_items;
    return true;
}

enum { COMPARE_DEPTH = 4 };

/* has_order: false is also said of what Python does not order. */
static bool compare_at(struct evaluator *ev, const struct meaning *a, const struct meaning *b,
                       bool has_order, int *order, unsigned depth)
{
    if (!ev_spend(ev, 1) || depth > COMPARE_DEPTH)
        return false;
    if (meaning_is_number(a) && meaning_is_number(b)) {
        *order = (a->number > b->number) - (a->number < b->number);
        return true;
    }
    if (num_is(a) && num_is(b))
        return num_compare(a, b, order);
    bool is_text = a->kind == MEANING_TEXT || a->kind == MEANING_BYTES;
    if (is_text && a->kind == b->kind)
        return ev_spend(ev, a->text_len / 16) && compare_texts(a, b, order);
    if (meaning_equal(a, b)) { /* in lists what is equal is passed over */
        *order = 0;
        return !has_order || depth > 0 || a->kind == MEANING_TUPLE;
    }
    const char *type = ev_type_name(ev, a), *other = ev_type_name(ev, b);
    if (!type || !other)
        return false;
    bool is_list = strcmp(type, "list") == 0 || strcmp(type, "tuple") == 0;
    if (is_list && strcmp(type, other) == 0 && (a->type ? meaning_is_typed(b, a->type) : !b->type))
        return compare_lists(ev, a, b, has_order, order, depth);
    *order = 1; /* of different types, as a deque and a list are: equal they are not */
    return !has_order && (is_list || strcmp(type, other) != 0);
}

bool ev_compare(struct evaluator *ev, const struct meaning *a, const struct meaning *b, int *order)
{
    return compare_at(ev, ev_ask(ev, a), ev_ask(ev, b), false, order, 0);
}

bool ev_order(struct evaluator *ev, const struct meaning *a, const struct meaning *b, int *order)
{
    return compare_at(ev, ev_ask(ev, a), ev_ask(ev, b), true, order, 0);
}

/* ---- Numbers --------------------------------------------------------------------------------- */

/* Towards minus infinity, as Python divides; the divisor is not 0. */
static bool floor_divide(int64_t a, int64_t b, int64_t *quotient, int64_t *rest)
{
    if (a == INT64_MIN && b == -1)
        return false;
    *quotient = a / b;
    *rest = a % b;
    if (*rest != 0 && (*rest < 0) != (b < 0)) {
        --*quotient;
        *rest += b;
    }
    return true;
}

static bool power(int64_t base, int64_t exponent, int64_t *out)
{
    *out = 1;
    if (exponent < 0 || exponent > 63)
        return false;
    while (exponent-- > 0) {
        if (__builtin_mul_overflow(*out, base, out))
            return false;
    }
    return true;
}

/* False: it is no number of 64 bits. */
static bool compute(enum operator_name name, int64_t a, int64_t b, int64_t *out)
{
    int64_t other;
    switch (name) {
    case OPERATOR_ADD:
        return !__builtin_add_overflow(a, b, out);
    case OPERATOR_SUB:
        return !__builtin_sub_overflow(a, b, out);
    case OPERATOR_MUL:
        return !__builtin_mul_overflow(a, b, out);
    case OPERATOR_FLOORDIV:
        return b != 0 && floor_divide(a, b, out, &other);
    case OPERATOR_MOD:
        return b != 0 && floor_divide(a, b, &other, out);
    case OPERATOR_POW:
        return power(a, b, out);
    case OPERATOR_AND:
        *out = a & b;
        return true;
    case OPERATOR_OR:
        *out = a | b;
        return true;
    case OPERATOR_XOR:
        *out = a ^ b;
        return true;
    case OPERATOR_LSHIFT:
        return b >= 0 && b < 63 && !__builtin_mul_overflow(a, INT64_C(1) << b, out);
    case OPERATOR_RSHIFT:
        *out = b > 62 ? (a < 0 ? -1 : 0) : a >> (b < 0 ? 0 : b);
        return b >= 0;
    case OPERATOR_NEG:
        return !__builtin_sub_overflow(INT64_C(0), a, out);
    case OPERATOR_POS:
        *out = a;
        return true;
    case OPERATOR_INVERT:
        *out = ~a;
        return true;
    case OPERATOR_TRUEDIV:
    case OPERATOR_TURNED:
        return false;
    case OPERATOR_ABS:
        return a < 0 ? !__builtin_sub_overflow(INT64_C(0), a, out) : (*out = a, true);
    }
    return false;
}

static bool has_two(enum operator_name name)
{
    return name < OPERATOR_NEG;
}

/* ---- Sets and dicts -------------------------------------------------------------------------- */

static bool holds(struct evaluator *ev, const struct meaning *list, const struct meaning *item)
{
    for (uint32_t n = 0; n < list->n_items && ev_spend(ev, 1); n++) {
        if (meaning_equal(ev_ask(ev, list->items[n]), item))
            return true;
    }
    return false;
}

/* a & b, a - b, a | b, a ^ b of sets. */
static const struct meaning *combine_sets(struct evaluator *ev, enum operator_name name,
                                          const struct meaning *a, const struct meaning *b)
{
    const struct meaning *first = ev_listed(ev, a, MEANING_SET);
    const struct meaning *second = ev_listed(ev, b, MEANING_SET);
    struct meaning *set = first && second ? meaning_new(&ev->store, MEANING_SET) : NULL;
    for (uint32_t n = 0; set && n < first->n_items; n++) {
        const struct meaning *item = ev_ask(ev, first->items[n]);
        bool is_kept = name == OPERATOR_OR || holds(ev, second, item) == (name == OPERATOR_AND);
        if (is_kept)
            meaning_add(&ev->store, set, item);
    }
    bool wants_second = name == OPERATOR_OR || name == OPERATOR_XOR;
    for (uint32_t n = 0; set && wants_second && n < second->n_items; n++) {
        const struct meaning *item = ev_ask(ev, second->items[n]);
        if (!holds(ev, first, item))
            meaning_add(&ev->store, set, item);
    }
    return set && !set->is_lost ? set : NULL;
}

/* {**a, **b} */
static const struct meaning *merge_dicts(struct evaluator *ev, const struct meaning *a,
                                         const struct meaning *b)
{
    struct meaning *dict = meaning_new(&ev->store, MEANING_DICT);
    const struct meaning *const both[2] = {a, b}, *key;
    for (int n = 0; n < 2; n++) {
        struct meaning *keys = dict ? ev_iterator(ev, both[n]) : NULL;
        while (keys && !dict->is_lost && (key = ev_next(ev, keys)) != NULL)
            ev_put(ev, dict, key, ev_subscript(ev, both[n], key));
    }
    return dict && !dict->is_lost ? dict : NULL;
}

static bool is_type(struct evaluator *ev, const struct meaning *meaning, const char *name)
{
    const char *type = ev_type_name(ev, meaning);
    return type && strcmp(type, name) == 0;
}

static bool is_set(struct evaluator *ev, const struct meaning *meaning)
{
    return is_type(ev, meaning, "set") || is_type(ev, meaning, "frozenset");
}

/* ---- Any operand ----------------------------------------------------------------------------- */

const struct meaning *operator_run(struct evaluator *ev, int name, const struct meaning *a,
                                   const struct meaning *b)
{
    int64_t number;
    if (!a || (!b && has_two((enum operator_name)name)))
        return NULL;
    if (meaning_is_number(a) && (!has_two((enum operator_name)name) || meaning_is_number(b))) {
        bool good = compute((enum operator_name)name, a->number, b ? b->number : 0, &number);
        bool is_truth = a->kind == MEANING_BOOL && meaning_is(b, MEANING_BOOL) &&
                        name >= OPERATOR_AND && name <= OPERATOR_XOR;
        return !good      ? num_operate(ev, name, a, b)
               : is_truth ? meaning_bool(&ev->store, number != 0)
                          : meaning_int(&ev->store, number);
    }
    if (num_is(a) && (!has_two((enum operator_name)name) || num_is(b)))
        return num_operate(ev, name, a, b);
    if (meaning_is_typed(a, "Counter") && meaning_is_typed(b, "Counter"))
        return counters_operate(ev, name, a, b);
    if (name == OPERATOR_ADD)
        return render_add(ev, a, b);
    if (name == OPERATOR_MUL)
        return render_multiply(ev, a, b);
    if (name == OPERATOR_MOD)
        return render_percent(ev, a, b);
    if (!b)
        return NULL;
    if (name == OPERATOR_OR && is_type(ev, a, "dict") && is_type(ev, b, "dict"))
        return merge_dicts(ev, a, b);
    bool is_of_sets =
        name == OPERATOR_OR || name == OPERATOR_AND || name == OPERATOR_XOR || name == OPERATOR_SUB;
    return is_of_sets && is_set(ev, a) && is_set(ev, b)
               ? combine_sets(ev, (enum operator_name)name, a, b)
               : NULL;
}

MODEL_RUN(model_operator)
{
    const struct meaning *a = arg(ev, args, 0);
    char name[32] = "__";
    struct arguments rest = args_from(args, 1);
    if (a->kind == MEANING_OBJECT && strlen(model->name) < 20 && model->name[0] != '_') {
        strcat(strcat(name, model->name), "__");
        return ev_special(ev, a, name, &rest);
    }
    return operator_run(ev, model->number, a, arg(ev, args, 1));
}

/* a += b and its like: a list is changed in place. */
MODEL_RUN(model_in_place)
{
    const struct meaning *a = arg(ev, args, 0);
    const char *type = ev_type_name(ev, a);
    bool is_list = type && strcmp(type, "list") == 0;
    bool is_changed =
        is_list || is_type(ev, a, "dict") || is_type(ev, a, "set") || (a && a->is_mutable);
    if (is_list && model->number == OPERATOR_ADD) {
        struct arguments rest = args_from(args, 1);
        return method_run(ev, a, "__iadd__", 8, &rest);
    }
    const struct meaning *both = operator_run(ev, model->number, a, arg(ev, args, 1));
    if (meaning_is(a, MEANING_GLOBAL) || meaning_is(a, MEANING_NAMESPACE))
        ev_write(ev, a);
    return is_changed ? ev_become(ev, a, both) : both;
}

/* ---- Comparisons ----------------------------------------------------------------------------- */

enum comparison { IS_EQ, IS_NE, IS_LT, IS_LE, IS_GT, IS_GE };

MODEL_RUN(model_compare)
{
    int order = 0;
    const struct meaning *a = arg(ev, args, 0), *b = arg(ev, args, 1);
    bool has_order = model->number > IS_NE;
    if (!(has_order ? ev_order : ev_compare)(ev, a, b, &order))
        return NULL;
    const bool answers[] = {order == 0, order != 0, order<0, order <= 0, order> 0, order >= 0};
    return meaning_bool(&ev->store, answers[model->number]);
}

/* Whether what it is can be told from None and bools: of imported data it cannot. */
static bool is_told_apart(const struct meaning *value)
{
    return value->kind != MEANING_UNKNOWN &&
           (value->kind != MEANING_GLOBAL || is_module(value) || model_of(value));
}

/* `is` is known of None and bools alone. */
MODEL_RUN(model_is)
{
    const struct meaning *a = arg(ev, args, 0), *b = arg(ev, args, 1);
    bool is_single = a->kind == MEANING_NONE || a->kind == MEANING_BOOL ||
                     b->kind == MEANING_NONE || b->kind == MEANING_BOOL;
    bool is_known = is_told_apart(a) && is_told_apart(b);
    bool is_same = a->kind == b->kind && meaning_equal(a, b);
    return is_single && is_known ? meaning_bool(&ev->store, is_same == (model->number == 0)) : NULL;
}

/* bool, operator.truth and not_ (number 1). */
MODEL_RUN(model_truth)
{
    bool truth = false;
    bool is_known = args->n == 0 || ev_truth(ev, args->items[0], &truth);
    return is_known ? meaning_bool(&ev->store, truth != (model->number == 1)) : NULL;
}

MODEL_RUN(model_callable)
{
    (void)model;
    const struct meaning *value = arg(ev, args, 0);
    bool is_data = ev_type_name(ev, value) != NULL || is_module(value);
    bool is_function = value->kind == MEANING_PARTIAL || value->kind == MEANING_METHOD ||
                       (value->kind == MEANING_GLOBAL && !is_data && model_of(value));
    return is_data || is_function ? meaning_bool(&ev->store, is_function) : NULL;
}

/* The type that type() gives: of what a call gave that is like a list, a set or a dict, only the pickle's
 * own are known for certain. */
static const char *exact_type(struct evaluator *ev, const struct meaning *value)
{
    bool is_made = value->kind == MEANING_LIST || value->kind == MEANING_TUPLE ||
                   value->kind == MEANING_SET || value->kind == MEANING_DICT ||
                   value->kind == MEANING_NAMESPACE || value->kind == MEANING_BYTES;
    return is_made ? NULL : ev_type_name(ev, value);
}

/* isinstance(value, class), of plain data and a class of builtins. */
MODEL_RUN(model_isinstance)
{
    (void)model;
    const struct meaning *value = arg(ev, args, 0),
                         *class = arg_of_kind(ev, args, 1, MEANING_GLOBAL);
    const char *type = exact_type(ev, value);
    struct meaning named = {.kind = MEANING_GLOBAL, .module = "builtins", .module_len = 8};
    if (!class || class->module_len != 8 || memcmp(class->module, "builtins", 8) != 0)
        return NULL;
    if (class->text_len == 6 && memcmp(class->text, "object", 6) == 0)
        return meaning_bool(&ev->store, true);
    if (!type)
        return NULL;
    named.text = type;
    named.text_len = strlen(type);
    bool is_of = meaning_equal(&named, class);
    return is_of || value->kind != MEANING_BOOL ? meaning_bool(&ev->store, is_of) : NULL;
}

/* ---- The table ------------------------------------------------------------------------------- */

#define BOTH(name, op)                                                                             \
    {"operator", name, 2, model_operator, op, NULL},                                               \
        {"operator", "__" name "__", 2, model_operator, op, NULL},                                 \
        {"builtins", "int.__" name "__", 2, model_operator, op, NULL},                             \
        {"operator", "i" name, 2, model_in_place, op, NULL},                                       \
    {                                                                                              \
        "operator", "__i" name "__", 2, model_in_place, op, NULL                                   \
    }

/* clang-format off */
const struct model operators[] = {
    BOTH("add", OPERATOR_ADD), BOTH("sub", OPERATOR_SUB), BOTH("mul", OPERATOR_MUL), BOTH("truediv", OPERATOR_TRUEDIV), BOTH("floordiv", OPERATOR_FLOORDIV),
    BOTH("mod", OPERATOR_MOD), BOTH("pow", OPERATOR_POW), BOTH("xor", OPERATOR_XOR), BOTH("lshift", OPERATOR_LSHIFT),
    BOTH("rshift", OPERATOR_RSHIFT), BOTH("and", OPERATOR_AND), BOTH("or", OPERATOR_OR), BOTH("concat", OPERATOR_ADD),
    {"operator", "and_", 2, model_operator, OPERATOR_AND, NULL},
    {"operator", "or_", 2, model_operator, OPERATOR_OR, NULL},
    {"operator", "neg", 1, model_operator, OPERATOR_NEG, NULL},
    {"operator", "pos", 1, model_operator, OPERATOR_POS, NULL},
    {"operator", "invert", 1, model_operator, OPERATOR_INVERT, NULL},
    {"operator", "inv", 1, model_operator, OPERATOR_INVERT, NULL},
    {"operator", "abs", 1, model_operator, OPERATOR_ABS, NULL},
    {"builtins", "abs", 1, model_operator, OPERATOR_ABS, NULL},

    {"operator", "eq", 2, model_compare, IS_EQ, NULL},
    {"operator", "ne", 2, model_compare, IS_NE, NULL},
    {"operator", "lt", 2, model_compare, IS_LT, NULL},
    {"operator", "le", 2, model_compare, IS_LE, NULL},
    {"operator", "gt", 2, model_compare, IS_GT, NULL},
    {"operator", "ge", 2, model_compare, IS_GE, NULL},
    {"operator", "is_", 2, model_is, 0, NULL},
    {"operator", "is_not", 2, model_is, 1, NULL},
    {"operator", "truth", 1, model_truth, 0, NULL},
    {"operator", "not_", 1, model_truth, 1, NULL},
    {"builtins", "bool", 0, model_truth, 0, NULL},
    {"builtins", "callable", 1, model_callable, 0, NULL},
    {"builtins", "isinstance", 2, model_isinstance, 0, NULL},
};
/* clang-format on */
const size_t n_operators = sizeof operators / sizeof operators[0];
