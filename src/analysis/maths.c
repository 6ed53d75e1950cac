/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The module math and its like, and the methods of int and float. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/analysis/models.h"
#include "src/analysis/numbers.h"
#include "src/analysis/render.h"

/* ---- Functions of one or two numbers --------------------------------------------------------- */

enum { ROUND_DOWN, ROUND_UP, ROUND_ZERO };

/* floor, ceil, trunc: an int of a float. */
MODEL_RUN(model_whole)
{
    const struct meaning *value = arg(ev, args, 0);
    if (meaning_is(value, MEANING_FLOAT))
        return num_of_double(&ev->store, model->number == ROUND_DOWN ? floor(value->real)
                                         : model->number == ROUND_UP ? ceil(value->real)
                                                                     : trunc(value->real));
    return num_is(value) ? operator_run(ev, OPERATOR_POS, value, NULL) : NULL;
}

enum { REAL_SQRT, REAL_FABS };

/* What IEEE says exactly. */
MODEL_RUN(model_real)
{
    double real;
    if (!num_double(arg(ev, args, 0), &real))
        return NULL;
    if (model->number == REAL_SQRT)
        return real >= 0 ? num_float(&ev->store, sqrt(real)) : NULL;
    return num_float(&ev->store, fabs(real));
}

/* math.pow and fmod (number 1), of numbers that come to a whole one. */
MODEL_RUN(model_two)
{
    double a, b;
    if (!num_double(arg(ev, args, 0), &a) || !num_double(arg(ev, args, 1), &b) || !isfinite(a) ||
        !isfinite(b) || (model->number && b == 0))
        return NULL;
    double result = model->number ? fmod(a, b) : pow(a, b);
    bool is_sure = model->number == 1 || (result == trunc(result) && fabs(result) < 1e15);
    return is_sure ? num_float(&ev->store, result) : NULL;
}

static uint64_t size_of(int64_t number)
{
    return number < 0 ? (uint64_t)0 - (uint64_t)number : (uint64_t)number;
}

/* gcd, lcm (number 1), of any count. */
MODEL_RUN(model_gcd)
{
    uint64_t all = (uint64_t)model->number;
    for (uint32_t n = 0; n < args->n; n++) {
        const struct meaning *value = arg(ev, args, n);
        if (!meaning_is_number(value))
            return NULL;
        uint64_t a = all, b = size_of(value->number), product;
        while (b) {
            uint64_t rest = a % b;
            a = b;
            b = rest;
        }
        if (model->number &&
            (a == 0 || __builtin_mul_overflow(all / a, size_of(value->number), &product)))
            return a == 0 ? meaning_int(&ev->store, 0) : NULL;
        all = model->number ? product : a;
    }
    return all <= INT64_MAX ? meaning_int(&ev->store, (int64_t)all) : NULL;
}

MODEL_RUN(model_isqrt)
{
    const struct meaning *value = arg(ev, args, 0);
    (void)model;
    if (!meaning_is_number(value) || value->number < 0 || value->number > INT64_C(1) << 52)
        return NULL;
    return num_of_double(&ev->store, floor(sqrt((double)value->number)));
}

/* factorial, perm, comb: products that are small enough to be written out. */
enum { MANY_FACTORIAL, MANY_PERM, MANY_COMB };

MODEL_RUN(model_many)
{
    enum { FACTORS_MAX = 512 };
    const struct meaning *n = arg(ev, args, 0), *k = arg(ev, args, 1);
    bool is_all = model->number == MANY_FACTORIAL || !k;
    if (!meaning_is_number(n) || (k && !meaning_is_number(k)) || n->number < 0)
        return NULL;
    int64_t count = is_all ? n->number : k->number;
    const struct meaning *product = meaning_int(&ev->store, 1);
    if (count < 0 || count > FACTORS_MAX)
        return NULL;
    if (count > n->number)
        return meaning_int(&ev->store, 0);
    for (int64_t at = 0; product && at < count; at++) {
        product = operator_run(ev, OPERATOR_MUL, product, meaning_int(&ev->store, n->number - at));
        if (model->number == MANY_COMB)
            product = operator_run(ev, OPERATOR_FLOORDIV, product, meaning_int(&ev->store, at + 1));
    }
    return product;
}

/* fsum, prod (number 1), mean, median: what takes all that an iterable gives. */
enum { ALL_FSUM, ALL_PROD, ALL_MEAN, ALL_MEDIAN, ALL_MODE };

/* The mean of whole numbers that is whole, which is the int that Python gives. */
static const struct meaning *mean_of(struct evaluator *ev, const struct meaning *sum, uint32_t n)
{
    const struct meaning *count = meaning_int(&ev->store, n);
    const struct meaning *rest = n ? operator_run(ev, OPERATOR_MOD, sum, count) : NULL;
    bool is_whole = meaning_is_number(rest) && rest->number == 0;
    return is_whole ? operator_run(ev, OPERATOR_FLOORDIV, sum, count) : NULL;
}

MODEL_RUN(model_all)
{
    struct meaning *list = ev_listed(ev, args->items[0], MEANING_LIST);
    const struct meaning *start = arg_named(ev, args, "start");
    const struct meaning *sum = start ? start : meaning_int(&ev->store, model->number == ALL_PROD);
    bool are_ints = list != NULL;
    for (uint32_t n = 0; list && n < list->n_items; n++) {
        const struct meaning *item = ev_ask(ev, list->items[n]);
        are_ints &= meaning_is_number(item);
        sum = sum ? operator_run(ev, model->number == ALL_PROD ? OPERATOR_MUL : OPERATOR_ADD, sum,
                                 item)
                  : NULL;
    }
    if (!list || !sum || !are_ints)
        return NULL;
    if (model->number == ALL_PROD)
        return sum;
    double real;
    if (model->number == ALL_FSUM)
        return num_double(sum, &real) && fabs(real) < 1e15 ? num_float(&ev->store, real) : NULL;
    if (model->number == ALL_MEAN)
        return mean_of(ev, sum, list->n_items);
    bool is_odd = list->n_items % 2 == 1;
    return is_odd && ev_sort(ev, list, NULL, false) ? ev_ask(ev, list->items[list->n_items / 2])
                                                    : NULL;
}

/* hash(int): of small ones themselves. */
MODEL_RUN(model_hash)
{
    const struct meaning *value = arg(ev, args, 0);
    (void)model;
    if (!meaning_is_number(value) || value->number >= (INT64_C(1) << 61) - 1 || value->number < -1)
        return NULL;
    return meaning_int(&ev->store, value->number == -1 ? -2 : value->number);
}

/* int.from_bytes(bytes, order, signed); number: how many arguments stand before. */
MODEL_RUN(model_from_bytes)
{
    uint32_t at = (uint32_t)model->number;
    const struct meaning *data = arg(ev, args, at), *order = arg(ev, args, at + 1);
    const struct meaning *is_signed = arg_named(ev, args, "signed");
    order = order ? order : arg_named(ev, args, "byteorder");
    bool has_sign = false, is_little = meaning_says(order, "little");
    if (data && data->kind != MEANING_BYTES)
        data = ev_call_1(ev, meaning_named(&ev->store, "builtins", "bytes"), data);
    if (!meaning_is(data, MEANING_BYTES) || (order && order->kind != MEANING_TEXT) ||
        (is_signed && (!ev_truth(ev, is_signed, &has_sign) || has_sign)))
        return NULL;
    return num_from_bytes(&ev->store, (const uint8_t *)data->text, data->text_len, is_little);
}

/* ---- Methods --------------------------------------------------------------------------------- */

/* int.to_bytes(length, order) */
METHOD_RUN(number_bytes)
{
    const struct meaning *length = arg(ev, args, 0), *order = arg(ev, args, 1);
    const struct meaning *is_signed = arg_named(ev, args, "signed");
    bool has_sign = false;
    (void)method;
    length = length ? length : arg_named(ev, args, "length");
    order = order ? order : arg_named(ev, args, "byteorder");
    int64_t n = length && meaning_is_number(length) ? length->number : 1;
    if ((length && !meaning_is_number(length)) || n < 0 || n > NUMBER_BITS_MAX / 8 ||
        (is_signed && (!ev_truth(ev, is_signed, &has_sign) || has_sign)))
        return NULL;
    uint8_t bytes[NUMBER_BITS_MAX / 8];
    return num_to_bytes(self, meaning_says(order, "little"), bytes, (size_t)n)
               ? meaning_text(&ev->store, MEANING_BYTES, (const char *)bytes, (size_t)n)
               : NULL;
}

METHOD_RUN(number_from)
{
    static const struct model plain = {.number = 0};
    (void)method;
    (void)self;
    return model_from_bytes(ev, &plain, args);
}

/* bit_length, bit_count (number 1) */
METHOD_RUN(number_bits)
{
    uint64_t bits, ones;
    (void)args;
    return num_bits(self, &bits, &ones)
               ? meaning_int(&ev->store, (int64_t)(method->number ? ones : bits))
               : NULL;
}

METHOD_RUN(float_is_integer)
{
    (void)method;
    (void)args;
    return meaning_bool(&ev->store, isfinite(self->real) && self->real == trunc(self->real));
}

/* Of whole numbers. */
METHOD_RUN(number_ratio)
{
    const struct meaning *two[2] = {self, meaning_int(&ev->store, 1)};
    (void)method;
    (void)args;
    if (self->kind == MEANING_FLOAT)
        two[0] = num_of_double(&ev->store, self->real);
    return two[0] && two[1] ? meaning_items(&ev->store, MEANING_TUPLE, two, 2) : NULL;
}

METHOD_RUN(number_whole)
{
    struct model whole = {.number = method->number};
    (void)args;
    return model_whole(ev, &whole, &(struct arguments){.items = &self, .n = 1});
}

METHOD_RUN(number_float)
{
    double real;
    (void)method;
    (void)args;
    return num_double(self, &real) ? num_float(&ev->store, real) : NULL;
}

/* float.fromhex of what the C library reads the same. */
MODEL_RUN(model_fromhex)
{
    const struct meaning *text = arg_of_kind(ev, args, 0, MEANING_TEXT);
    char *end;
    (void)model;
    if (!text || text->text_len < 3 || text->text_len > 64 ||
        strspn(text->text, "0123456789abcdefx.p+-") != text->text_len || !strstr(text->text, "0x"))
        return NULL;
    double real = strtod(text->text, &end);
    return *end == '\0' && isfinite(real) ? num_float(&ev->store, real) : NULL;
}

/* ---- Of builtins ------------------------------------------------------------------------------ */

MODEL_RUN(model_divmod)
{
    (void)model;
    const struct meaning *two[2];
    two[0] = operator_run(ev, OPERATOR_FLOORDIV, arg(ev, args, 0), arg(ev, args, 1));
    two[1] = operator_run(ev, OPERATOR_MOD, arg(ev, args, 0), arg(ev, args, 1));
    return two[0] && two[1] ? meaning_items(&ev->store, MEANING_TUPLE, two, 2) : NULL;
}

/* What a times x is 1 modulo m, by Euclid's algorithm; 0: there is none. */
static int64_t inverse_of(int64_t a, int64_t m)
{
    int64_t rest = m, next = a, x = 0, next_x = 1;
    while (next != 0) {
        int64_t times = rest / next, kept = next;
        next = rest - times * next;
        rest = kept;
        kept = next_x;
        next_x = x - times * next_x;
        x = kept;
    }
    return rest == 1 ? (x < 0 ? x + m : x) : 0;
}

/* a to the power e modulo m, of numbers with a modulus above 1; false: it is not known. */
static bool power_modulo(int64_t a, int64_t e, int64_t m, int64_t *out)
{
    if (m < 2 || m > INT32_MAX || e == INT64_MIN)
        return false;
    a = (a % m + m) % m;
    a = e < 0 ? inverse_of(a, m) : a;
    if (e < 0 && a == 0)
        return false;
    int64_t power = 1;
    for (e = e < 0 ? -e : e; e > 0; e >>= 1) {
        power = e & 1 ? power * a % m : power;
        a = a * a % m;
    }
    *out = power;
    return true;
}

MODEL_RUN(model_pow)
{
    (void)model;
    const struct meaning *a = arg(ev, args, 0), *e = arg(ev, args, 1), *m = arg(ev, args, 2);
    int64_t number;
    if (m && m->kind != MEANING_NONE && meaning_is_number(a) && meaning_is_number(e) &&
        meaning_is_number(m) && power_modulo(a->number, e->number, m->number, &number))
        return meaning_int(&ev->store, number);
    const struct meaning *power = operator_run(ev, OPERATOR_POW, a, e);
    bool has_modulus = m && m->kind != MEANING_NONE;
    return has_modulus ? operator_run(ev, OPERATOR_MOD, power, m) : power;
}

/* round(x, digits): to the even one of two that are as near; of a float as it is exactly. */
static const struct meaning *round_to(struct evaluator *ev, const struct meaning *value,
                                      int64_t digits)
{
    char text[400];
    if (meaning_is(value, MEANING_FLOAT) && digits >= 0 && digits <= 22 && isfinite(value->real) &&
        fabs(value->real) < 1e15) {
        snprintf(text, sizeof text, "%.*f", (int)digits, value->real);
        return num_float(&ev->store, strtod(text, NULL));
    }
    if (!meaning_is_number(value))
        return NULL;
    if (digits >= 0)
        return meaning_int(&ev->store, value->number);
    int64_t unit = 1, whole, rest;
    for (; digits < 0 && unit < INT64_MAX / 100; digits++)
        unit *= 10;
    if (digits < 0 || value->number > INT64_MAX - unit || value->number < INT64_MIN + unit)
        return NULL;
    whole = value->number / unit - (value->number % unit < 0); /* towards minus infinity */
    rest = value->number - whole * unit;
    bool is_up = rest > unit - rest || (rest == unit - rest && whole % 2 != 0);
    return meaning_int(&ev->store, (whole + is_up) * unit);
}

MODEL_RUN(model_round)
{
    (void)model;
    const struct meaning *value = arg(ev, args, 0);
    const struct meaning *digits = args->n > 1 ? arg(ev, args, 1) : arg_named(ev, args, "ndigits");
    if (digits && digits->kind != MEANING_NONE)
        return meaning_is_number(digits) ? round_to(ev, value, digits->number) : NULL;
    if (meaning_is(value, MEANING_FLOAT))
        return num_of_double(&ev->store, nearbyint(value->real));
    return num_is(value) ? operator_run(ev, OPERATOR_POS, value, NULL) : NULL;
}

/* ---- The tables ------------------------------------------------------------------------------ */

#define BIT METHOD_BIT
enum {
    INTS = BIT(INT) | BIT(BOOL) | BIT(BIG),
    NUMBERS = INTS | BIT(FLOAT),
};

/* clang-format off */
const struct method number_methods[] = {
    {INTS, "to_bytes", 0, number_bytes, 0},
    {INTS, "from_bytes", 1, number_from, 0},
    {INTS, "bit_length", 0, number_bits, 0},
    {INTS, "bit_count", 0, number_bits, 1},
    {BIT(FLOAT), "is_integer", 0, float_is_integer, 0},
    {INTS | BIT(FLOAT), "as_integer_ratio", 0, number_ratio, 0},
    {NUMBERS, "__floor__", 0, number_whole, ROUND_DOWN},
    {NUMBERS, "__ceil__", 0, number_whole, ROUND_UP},
    {NUMBERS, "__trunc__", 0, number_whole, ROUND_ZERO},
    {NUMBERS, "__int__", 0, number_whole, ROUND_ZERO},
    {NUMBERS, "__float__", 0, number_float, 0},
};
const size_t n_number_methods = sizeof number_methods / sizeof number_methods[0];

const struct model maths[] = {
    {"builtins", "divmod", 2, model_divmod, 0, NULL},
    {"builtins", "pow", 2, model_pow, 0, NULL},
    {"builtins", "round", 1, model_round, 0, NULL},
    {"math", "floor", 1, model_whole, ROUND_DOWN, NULL},
    {"math", "ceil", 1, model_whole, ROUND_UP, NULL},
    {"math", "trunc", 1, model_whole, ROUND_ZERO, NULL},
    {"math", "sqrt", 1, model_real, REAL_SQRT, NULL},
    {"math", "fabs", 1, model_real, REAL_FABS, NULL},
    {"math", "pow", 2, model_two, 0, NULL},
    {"math", "fmod", 2, model_two, 1, NULL},
    {"math", "gcd", 0, model_gcd, 0, NULL},
    {"math", "lcm", 0, model_gcd, 1, NULL},
    {"math", "isqrt", 1, model_isqrt, 0, NULL},
    {"math", "factorial", 1, model_many, MANY_FACTORIAL, NULL},
    {"math", "perm", 1, model_many, MANY_PERM, NULL},
    {"math", "comb", 2, model_many, MANY_COMB, NULL},
    {"math", "fsum", 1, model_all, ALL_FSUM, NULL},
    {"math", "prod", 1, model_all, ALL_PROD, NULL},
    {"statistics", "mean", 1, model_all, ALL_MEAN, NULL},
    {"statistics", "median", 1, model_all, ALL_MEDIAN, NULL},
    {"builtins", "hash", 1, model_hash, 0, NULL},
    {"builtins", "int.from_bytes", 1, model_from_bytes, 0, NULL},
    {"builtins", "float.fromhex", 1, model_fromhex, 0, NULL},
};
/* clang-format on */
const size_t n_maths = sizeof maths / sizeof maths[0];
