/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers that are objects: fractions.Fraction, decimal.Decimal, datetime.timedelta, complex, as far as 64 bits hold
 * them. Each is an object whose items are two integers: what is divided and by what; digits and exponent. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "src/analysis/models.h"
#include "src/analysis/numbers.h"

enum kind { KIND_FRACTION, KIND_DECIMAL, KIND_DELTA };

static const struct {
    const char *module, *class;
} kinds[] = {{"fractions", "Fraction"}, {"decimal", "Decimal"}, {"datetime", "timedelta"}};

struct exact {
    int64_t first, second;
};

static const struct meaning *exact_new(struct evaluator *ev, enum kind kind, int64_t first,
                                       int64_t second)
{
    const struct meaning *two[2] = {meaning_int(&ev->store, first),
                                    meaning_int(&ev->store, second)};
    const struct meaning *class = meaning_named(&ev->store, kinds[kind].module, kinds[kind].class);
    return two[0] && two[1] && class ? ev_object(ev, class,
                                                 &(struct arguments){.items = two, .n = 2})
                                     : NULL;
}

/* One of that kind, of which nothing is known. */
static const struct meaning *unknown_new(struct evaluator *ev, enum kind kind)
{
    struct meaning *made = (struct meaning *)exact_new(ev, kind, 0, 0);
    if (made)
        made->is_lost = true;
    return made;
}

static int64_t common(int64_t a, int64_t b)
{
    while (b != 0) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a < 0 ? -a : a;
}

/* In lowest terms, what divides above 0. */
static const struct meaning *fraction_new(struct evaluator *ev, int64_t over, int64_t under)
{
    if (under == 0 || over == INT64_MIN || under == INT64_MIN)
        return unknown_new(ev, KIND_FRACTION);
    int64_t both = common(over, under) * (under < 0 ? -1 : 1);
    return exact_new(ev, KIND_FRACTION, over / both, under / both);
}

/* The number that a value is to an operator of that kind; false: it is none, or not known. */
static bool exact_of(struct evaluator *ev, enum kind kind, const struct meaning *value,
                     struct exact *exact)
{
    struct arguments made;
    if (meaning_is_number(value)) {
        *exact = (struct exact){value->number, kind == KIND_FRACTION};
        return true;
    }
    size_t n = strlen(kinds[kind].class);
    bool is_one = meaning_is(value, MEANING_OBJECT) && value->text_len == n &&
                  memcmp(value->text, kinds[kind].class, n) == 0 && !value->is_lost &&
                  ev_made_with(ev, value, &made) && made.n == 2;
    const struct meaning *first = is_one ? arg(ev, &made, 0) : NULL;
    const struct meaning *second = is_one ? arg(ev, &made, 1) : NULL;
    if (!meaning_is_number(first) || !meaning_is_number(second))
        return false;
    *exact = (struct exact){first->number, second->number};
    return true;
}

/* ---- Made of texts ----------------------------------------------------------------------------- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* [+-]digits[.digits] of at most 18 digits; false: it is none that is read here. */
static bool read_decimal(const char *text, size_t n, struct exact *exact)
{
    size_t at = n && (text[0] == '-' || text[0] == '+'), digits = 0;
    bool is_negative = n && text[0] == '-', is_behind = false;
    *exact = (struct exact){0, 0};
    for (; at < n; at++) {
        if (text[at] == '.' && !is_behind) {
            is_behind = true;
            continue;
        }
        if (!is_digit(text[at]) || ++digits > 18)
            return false;
        exact->first = exact->first * 10 + (text[at] - '0');
        exact->second -= is_behind;
    }
    exact->first = is_negative ? -exact->first : exact->first;
    return digits > 0 && !(is_negative && exact->first == 0);
}

static bool scale(int64_t *number, int64_t times)
{
    for (; times > 0; times--) {
        if (__builtin_mul_overflow(*number, INT64_C(10), number))
            return false;
    }
    return true;
}

/* Decimal(value) */
MODEL_RUN(model_decimal)
{
    const struct meaning *value = arg(ev, args, 0);
    struct exact exact = {0, 0};
    (void)model;
    bool is_known =
        !value || meaning_is_number(value) ||
        (value->kind == MEANING_TEXT && read_decimal(value->text, value->text_len, &exact)) ||
        exact_of(ev, KIND_DECIMAL, value, &exact);
    if (!is_known || args->n > 1 || args->n_named)
        return unknown_new(ev, KIND_DECIMAL);
    if (meaning_is_number(value))
        exact.first = value->number;
    return exact_new(ev, KIND_DECIMAL, exact.first, exact.second);
}

/* Fraction(over, under), Fraction('a/b') */
MODEL_RUN(model_fraction)
{
    const struct meaning *value = arg(ev, args, 0);
    struct exact over = {0, 1}, under = {1, 1};
    (void)model;
    bool is_known = args->n <= 2 && !args->n_named;
    if (is_known && meaning_is(value, MEANING_TEXT) && args->n == 1) {
        const char *slash = memchr(value->text, '/', value->text_len);
        size_t n = slash ? (size_t)(slash - value->text) : value->text_len;
        is_known = read_decimal(value->text, n, &over) && (over.second == 0 || !slash) &&
                   (!slash || read_decimal(slash + 1, value->text_len - n - 1, &under)) &&
                   (!slash || (under.second == 0 && is_digit(slash[1])));
        under.first = slash ? under.first : 1;
        is_known = is_known && scale(&under.first, -over.second);
        return is_known ? fraction_new(ev, over.first, under.first)
                        : unknown_new(ev, KIND_FRACTION);
    }
    is_known = is_known && (!value || exact_of(ev, KIND_FRACTION, value, &over)) &&
               (args->n < 2 || exact_of(ev, KIND_FRACTION, arg(ev, args, 1), &under));
    int64_t above, below;
    if (!is_known || __builtin_mul_overflow(over.first, under.second, &above) ||
        __builtin_mul_overflow(over.second, under.first, &below))
        return unknown_new(ev, KIND_FRACTION);
    return fraction_new(ev, above, below);
}

/* timedelta(days, seconds): what is more than a day of seconds, or below none, is not followed. */
MODEL_RUN(model_delta)
{
    const struct meaning *days = args->n ? arg(ev, args, 0) : arg_named(ev, args, "days");
    const struct meaning *seconds = args->n > 1 ? arg(ev, args, 1) : arg_named(ev, args, "seconds");
    bool is_known = args->n + args->n_named / 2 == (days ? 1u : 0u) + (seconds ? 1u : 0u) &&
                    (!days || meaning_is_number(days)) && (!seconds || meaning_is_number(seconds));
    int64_t n = is_known && seconds ? seconds->number : 0, d = is_known && days ? days->number : 0;
    (void)model;
    return is_known && n >= 0 && n < 86400 && d > -1000000 && d < 1000000
               ? exact_new(ev, KIND_DELTA, d, n)
               : unknown_new(ev, KIND_DELTA);
}

/* ---- Operators --------------------------------------------------------------------------------- */

/* a + b, a - b, a * b of decimals: exact, since so many digits are fewer than 28. */
static const struct meaning *operate_decimal(struct evaluator *ev, int name, struct exact a,
                                             struct exact b)
{
    enum { EXPONENT_MAX = 300 }; /* who multiplies again and again doubles it each time */
    int64_t sum, least = a.second < b.second ? a.second : b.second;
    if (least < -EXPONENT_MAX)
        return NULL;
    if (name == OPERATOR_MUL)
        return __builtin_mul_overflow(a.first, b.first, &sum)
                   ? NULL
                   : exact_new(ev, KIND_DECIMAL, sum, a.second + b.second);
    if (!scale(&a.first, a.second - least) || !scale(&b.first, b.second - least))
        return NULL;
    bool is_lost = name == OPERATOR_ADD ? __builtin_add_overflow(a.first, b.first, &sum)
                                        : __builtin_sub_overflow(a.first, b.first, &sum);
    return is_lost ? NULL : exact_new(ev, KIND_DECIMAL, sum, least);
}

static const struct meaning *operate_fraction(struct evaluator *ev, int name, struct exact a,
                                              struct exact b)
{
    int64_t over, under, left, right;
    bool is_product = name == OPERATOR_MUL || name == OPERATOR_TRUEDIV;
    if (name == OPERATOR_TRUEDIV)
        b = (struct exact){b.second, b.first};
    if (__builtin_mul_overflow(a.second, b.second, &under))
        return NULL;
    if (is_product)
        return __builtin_mul_overflow(a.first, b.first, &over) ? NULL
                                                               : fraction_new(ev, over, under);
    if (__builtin_mul_overflow(a.first, b.second, &left) ||
        __builtin_mul_overflow(b.first, a.second, &right) ||
        (name == OPERATOR_ADD ? __builtin_add_overflow(left, right, &over)
                              : __builtin_sub_overflow(left, right, &over)))
        return NULL;
    return fraction_new(ev, over, under);
}

#define NUMBER(kind, name) ((int)(name)*4 + (int)(kind))

MODEL_RUN(exact_operate)
{
    enum kind kind = (enum kind)(model->number % 4);
    struct exact a, b;
    if (!exact_of(ev, kind, arg(ev, args, 0), &a) || !exact_of(ev, kind, arg(ev, args, 1), &b))
        return NULL;
    return (kind == KIND_DECIMAL ? operate_decimal : operate_fraction)(ev, model->number / 4, a, b);
}

/* int(number): towards 0 */
MODEL_RUN(exact_int)
{
    enum kind kind = (enum kind)model->number;
    struct exact exact;
    if (!exact_of(ev, kind, arg(ev, args, 0), &exact))
        return NULL;
    if (kind == KIND_FRACTION)
        return meaning_int(&ev->store, exact.first / exact.second);
    for (; exact.second < 0; exact.second++)
        exact.first /= 10;
    return scale(&exact.first, exact.second) ? meaning_int(&ev->store, exact.first) : NULL;
}

MODEL_RUN(exact_text)
{
    enum kind kind = (enum kind)model->number;
    struct exact exact;
    struct buf text = {.limit = 128};
    if (!exact_of(ev, kind, arg(ev, args, 0), &exact))
        return NULL;
    if (kind == KIND_FRACTION) {
        buf_printf(&text, exact.second == 1 ? "%" PRId64 : "%" PRId64 "/%" PRId64, exact.first,
                   exact.second);
        return meaning_buf(&ev->store, MEANING_TEXT, &text);
    }
    char digits[32];
    int64_t behind = -exact.second;
    if (behind < 0 || behind > 6 || exact.first == INT64_MIN) /* with an exponent, perhaps */
        return NULL;
    snprintf(digits, sizeof digits, "%0*" PRId64, (int)behind + 1,
             exact.first < 0 ? -exact.first : exact.first);
    size_t whole = strlen(digits) - (size_t)behind;
    buf_str(&text, exact.first < 0 ? "-" : "");
    buf_add(&text, digits, whole);
    buf_str(&text, behind ? "." : "");
    buf_str(&text, digits + whole);
    return meaning_buf(&ev->store, MEANING_TEXT, &text);
}

/* numerator, denominator; days, seconds: text is there for the second. */
MODEL_RUN(exact_part)
{
    struct exact exact;
    bool is_known = exact_of(ev, (enum kind)model->number, arg(ev, args, 0), &exact);
    return is_known ? meaning_int(&ev->store, model->text ? exact.second : exact.first) : NULL;
}

/* timedelta.total_seconds() */
MODEL_RUN(delta_total)
{
    struct exact exact;
    (void)model;
    return exact_of(ev, KIND_DELTA, arg(ev, args, 0), &exact)
               ? num_float(&ev->store, (double)(exact.first * 86400 + exact.second))
               : NULL;
}

/* complex(real, imag).real; imag (number 1) */
MODEL_RUN(complex_part)
{
    struct arguments made;
    double real = 0;
    const struct meaning *self = arg(ev, args, 0);
    if (!ev_made_with(ev, self, &made) || made.n > 2 || made.n_named)
        return NULL;
    for (uint32_t n = 0; n < made.n; n++) {
        double part;
        if (!num_double(arg(ev, &made, n), &part))
            return NULL;
        real = n == (uint32_t)model->number ? part : real;
    }
    return num_float(&ev->store, real);
}

/* clang-format off */
#define OPERATORS(module, class, kind)                                                             \
    {module, class ".__add__", 2, exact_operate, NUMBER(kind, OPERATOR_ADD), NULL},                \
    {module, class ".__sub__", 2, exact_operate, NUMBER(kind, OPERATOR_SUB), NULL},                \
    {module, class ".__mul__", 2, exact_operate, NUMBER(kind, OPERATOR_MUL), NULL},                \
    {module, class ".__int__", 1, exact_int, kind, NULL},                                          \
    {module, class ".__trunc__", 1, exact_int, kind, NULL},                                        \
    {module, class ".__str__", 1, exact_text, kind, NULL}
const struct model exacts[] = {
    {"fractions", "Fraction", 0, model_fraction, 0, NULL},
    {"decimal", "Decimal", 0, model_decimal, 0, NULL},
    {"datetime", "timedelta", 0, model_delta, 0, NULL},
    OPERATORS("fractions", "Fraction", KIND_FRACTION),
    OPERATORS("decimal", "Decimal", KIND_DECIMAL),
    {"fractions", "Fraction.__truediv__", 2, exact_operate, NUMBER(KIND_FRACTION, OPERATOR_TRUEDIV), NULL},
    {"datetime", "timedelta.total_seconds", 1, delta_total, 0, NULL},
};
const struct model exact_attributes[] = {
    {"fractions", "Fraction.numerator", 1, exact_part, KIND_FRACTION, NULL},
    {"fractions", "Fraction.denominator", 1, exact_part, KIND_FRACTION, "second"},
    {"datetime", "timedelta.days", 1, exact_part, KIND_DELTA, NULL},
    {"datetime", "timedelta.seconds", 1, exact_part, KIND_DELTA, "second"},
    {"builtins", "complex.real", 1, complex_part, 0, NULL},
    {"builtins", "complex.imag", 1, complex_part, 1, NULL},
};
/* clang-format on */
const size_t n_exacts = sizeof exacts / sizeof exacts[0];
const size_t n_exact_attributes = sizeof exact_attributes / sizeof exact_attributes[0];
