/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/analysis/numbers.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gmp.h>

#include "src/analysis/models.h"

/* ---- Integers -------------------------------------------------------------------------------- */

static bool is_integer(const struct meaning *meaning)
{
    return meaning_is_number(meaning) || meaning_is(meaning, MEANING_BIG);
}

bool num_is(const struct meaning *meaning)
{
    return is_integer(meaning) || meaning_is(meaning, MEANING_FLOAT);
}

/* Sets an integer that is initialised. */
static void get(const struct meaning *number, mpz_t out)
{
    uint64_t size =
        number->number < 0 ? (uint64_t)0 - (uint64_t)number->number : (uint64_t)number->number;
    if (number->kind == MEANING_BIG) {
        mpz_set_str(out, number->text, 16);
        return;
    }
    mpz_import(out, 1, 1, sizeof size, 0, 0, &size);
    if (number->number < 0)
        mpz_neg(out, out);
}

static bool fits(const mpz_t value, int64_t *out)
{
    uint64_t size = 0;
    if (mpz_sizeinbase(value, 2) > 63)
        return false;
    mpz_export(&size, NULL, 1, sizeof size, 0, 0, value);
    *out = mpz_sgn(value) < 0 ? -(int64_t)size : (int64_t)size;
    return true;
}

static const struct meaning *of_mpz(struct meaning_store *store, const mpz_t value)
{
    int64_t small;
    if (fits(value, &small))
        return meaning_int(store, small);
    size_t bits = mpz_sizeinbase(value, 2);
    char *digits = bits <= NUMBER_BITS_MAX ? store_alloc(store, bits / 4 + 8) : NULL;
    struct meaning *big = digits ? meaning_new(store, MEANING_BIG) : NULL;
    if (!big)
        return NULL;
    mpz_get_str(digits, 16, value);
    big->text = digits;
    big->text_len = strlen(digits);
    return big;
}

const struct meaning *num_read(struct meaning_store *store, const char *digits, size_t n, int base)
{
    enum { DIGITS_MAX = 2400 };
    char text[DIGITS_MAX + 1];
    const struct meaning *number = NULL;
    mpz_t value;
    if (n == 0 || n > DIGITS_MAX)
        return NULL;
    memcpy(text, digits, n);
    text[n] = '\0';
    mpz_init(value);
    const char *first = text + (text[0] == '+');
    if (memchr(text, ' ', n) == NULL && mpz_set_str(value, first, base) == 0)
        number = of_mpz(store, value);
    mpz_clear(value);
    return number;
}

bool num_digits(const struct meaning *number, int base, struct buf *out)
{
    char digits[NUMBER_BITS_MAX + 8];
    mpz_t value;
    if (!is_integer(number))
        return false;
    mpz_init(value);
    get(number, value);
    mpz_get_str(digits, base, value);
    mpz_clear(value);
    buf_str(out, digits);
    return true;
}

bool num_to_bytes(const struct meaning *number, bool is_little, uint8_t *bytes, size_t n)
{
    mpz_t value;
    if (!is_integer(number))
        return false;
    mpz_init(value);
    get(number, value);
    size_t used = (mpz_sizeinbase(value, 2) + 7) / 8;
    bool good = mpz_sgn(value) == 0 || (mpz_sgn(value) > 0 && used <= n);
    memset(bytes, 0, n);
    if (good && mpz_sgn(value))
        mpz_export(is_little ? bytes : bytes + n - used, NULL, is_little ? -1 : 1, 1, 0, 0, value);
    mpz_clear(value);
    return good;
}

const struct meaning *num_from_bytes(struct meaning_store *store, const uint8_t *bytes, size_t n,
                                     bool is_little)
{
    mpz_t value;
    if (n > NUMBER_BITS_MAX / 8)
        return NULL;
    mpz_init(value);
    mpz_import(value, n, is_little ? -1 : 1, 1, 0, 0, bytes);
    const struct meaning *number = of_mpz(store, value);
    mpz_clear(value);
    return number;
}

bool num_bits(const struct meaning *number, uint64_t *bits, uint64_t *ones)
{
    mpz_t value;
    if (!is_integer(number))
        return false;
    mpz_init(value);
    get(number, value);
    mpz_abs(value, value);
    *bits = mpz_sgn(value) ? mpz_sizeinbase(value, 2) : 0;
    *ones = mpz_popcount(value);
    mpz_clear(value);
    return true;
}

/* False: it is not known, or grows too long. */
static bool integer_operate(enum operator_name name, mpz_t a, const mpz_t b, int64_t small)
{
    bool is_shift = name == OPERATOR_LSHIFT || name == OPERATOR_RSHIFT || name == OPERATOR_POW;
    if (is_shift && (small < 0 || small > NUMBER_BITS_MAX))
        return false;
    switch (name) {
    case OPERATOR_ADD:
        mpz_add(a, a, b);
        return true;
    case OPERATOR_SUB:
        mpz_sub(a, a, b);
        return true;
    case OPERATOR_MUL:
        mpz_mul(a, a, b);
        return true;
    case OPERATOR_FLOORDIV:
    case OPERATOR_MOD:
        if (mpz_sgn(b) == 0)
            return false;
        if (name == OPERATOR_MOD)
            mpz_fdiv_r(a, a, b);
        else
            mpz_fdiv_q(a, a, b);
        return true;
    case OPERATOR_POW:
        if (mpz_sizeinbase(a, 2) * (uint64_t)(small ? small : 1) > 2 * NUMBER_BITS_MAX)
            return false;
        mpz_pow_ui(a, a, (unsigned long)small);
        return true;
    case OPERATOR_AND:
        mpz_and(a, a, b);
        return true;
    case OPERATOR_OR:
        mpz_ior(a, a, b);
        return true;
    case OPERATOR_XOR:
        mpz_xor(a, a, b);
        return true;
    case OPERATOR_LSHIFT:
        mpz_mul_2exp(a, a, (mp_bitcnt_t)small);
        return true;
    case OPERATOR_RSHIFT:
        mpz_fdiv_q_2exp(a, a, (mp_bitcnt_t)small);
        return true;
    case OPERATOR_NEG:
        mpz_neg(a, a);
        return true;
    case OPERATOR_INVERT:
        mpz_com(a, a);
        return true;
    case OPERATOR_ABS:
        mpz_abs(a, a);
        return true;
    case OPERATOR_POS:
        return true;
    default:
        return false;
    }
}

static const struct meaning *operate_integers(struct evaluator *ev, enum operator_name name,
                                              const struct meaning *a, const struct meaning *b)
{
    mpz_t first, second;
    int64_t small = -1;
    const struct meaning *result = NULL;
    mpz_init(first);
    mpz_init(second);
    get(a, first);
    if (b) {
        get(b, second);
        small = fits(second, &small) ? small : -1;
    }
    if (ev_spend(ev, NUMBER_BITS_MAX / 16) && integer_operate(name, first, second, small))
        result = of_mpz(&ev->store, first);
    mpz_clear(first);
    mpz_clear(second);
    return result;
}

/* ---- Floats ---------------------------------------------------------------------------------- */

const struct meaning *num_float(struct meaning_store *store, double real)
{
    struct meaning *number = meaning_new(store, MEANING_FLOAT);
    if (number)
        number->real = real;
    return number;
}

bool num_double(const struct meaning *number, double *real)
{
    if (meaning_is(number, MEANING_FLOAT))
        *real = number->real;
    else if (meaning_is_number(number))
        *real = (double)number->number; /* rounds as Python does */
    else
        return false;
    return true;
}

const struct meaning *num_of_double(struct meaning_store *store, double whole)
{
    mpz_t value;
    if (!isfinite(whole) || whole != trunc(whole))
        return NULL;
    mpz_init_set_d(value, whole);
    const struct meaning *number = of_mpz(store, value);
    mpz_clear(value);
    return number;
}

/* Digits, or one of the words; underscores are left to nobody. */
static bool is_number_text(const char *text)
{
    static const char *const words[] = {"inf", "infinity", "nan"};
    const char *at = text + (*text == '-' || *text == '+');
    for (size_t k = 0; k < sizeof words / sizeof words[0]; k++) {
        if (strlen(at) == strlen(words[k])) {
            size_t n = 0;
            while (at[n] && (at[n] | 0x20) == words[k][n])
                n++;
            if (!at[n])
                return true;
        }
    }
    return *at && strspn(at, "0123456789.eE+-") == strlen(at);
}

bool num_read_float(const char *text, size_t n, double *real)
{
    char digits[512], *end;
    while (n && (*text == ' ' || (*text >= '\t' && *text <= '\r'))) {
        text++;
        n--;
    }
    while (n && (text[n - 1] == ' ' || (text[n - 1] >= '\t' && text[n - 1] <= '\r')))
        n--;
    if (n == 0 || n >= sizeof digits || memchr(text, '\0', n))
        return false;
    memcpy(digits, text, n);
    digits[n] = '\0';
    if (!is_number_text(digits))
        return false;
    *real = strtod(digits, &end);
    return *end == '\0';
}

/* repr(): the fewest digits that come to the same, without an exponent from 1e-4 to below 1e16. */
static void print_float(double real, struct buf *out)
{
    char digits[40];
    int places = 1;
    if (!isfinite(real)) {
        buf_str(out, isnan(real) ? "nan" : real < 0 ? "-inf" : "inf");
        return;
    }
    do
        snprintf(digits, sizeof digits, "%.*e", places - 1, real);
    while (places++ < 17 && strtod(digits, NULL) != real);
    char *mark = strchr(digits, 'e');
    int exponent = atoi(mark + 1);
    if (real != 0 && (exponent < -4 || exponent >= 16)) {
        buf_add(out, digits, (size_t)(mark - digits));
        buf_printf(out, "e%c%02d", exponent < 0 ? '-' : '+', abs(exponent));
        return;
    }
    int behind = places - 2 - exponent; /* digits behind the point */
    buf_printf(out, "%.*f", behind > 0 ? behind : 1, real);
}

void num_print(const struct meaning *number, struct buf *out)
{
    if (number->kind == MEANING_FLOAT)
        print_float(number->real, out);
    else
        num_digits(number, 10, out);
}

/* a // b and a % b, as float_divmod of Python. */
static void divide_floats(double a, double b, double *quotient, double *rest)
{
    *rest = fmod(a, b);
    double whole = (a - *rest) / b;
    if (*rest != 0) {
        if ((b < 0) != (*rest < 0)) {
            *rest += b;
            whole -= 1.0;
        }
    } else {
        *rest = copysign(0.0, b);
    }
    *quotient = whole != 0 ? floor(whole) : copysign(0.0, a / b);
    if (whole != 0 && whole - *quotient > 0.5)
        *quotient += 1.0;
}

static const struct meaning *operate_floats(struct evaluator *ev, enum operator_name name, double a,
                                            double b)
{
    double quotient, rest;
    switch (name) {
    case OPERATOR_ADD:
        return num_float(&ev->store, a + b);
    case OPERATOR_SUB:
        return num_float(&ev->store, a - b);
    case OPERATOR_MUL:
        return num_float(&ev->store, a * b);
    case OPERATOR_TRUEDIV:
        return b == 0 ? NULL : num_float(&ev->store, a / b);
    case OPERATOR_FLOORDIV:
    case OPERATOR_MOD:
        if (b == 0 || !isfinite(a) || !isfinite(b))
            return NULL;
        divide_floats(a, b, &quotient, &rest);
        return num_float(&ev->store, name == OPERATOR_MOD ? rest : quotient);
    case OPERATOR_POW:
        return a > 0 && isfinite(a) && isfinite(b) && isfinite(pow(a, b))
                   ? num_float(&ev->store, pow(a, b))
                   : NULL;
    case OPERATOR_NEG:
        return num_float(&ev->store, -a);
    case OPERATOR_POS:
        return num_float(&ev->store, a);
    case OPERATOR_ABS:
        return num_float(&ev->store, fabs(a));
    default:
        return NULL;
    }
}

/* ---- Any ------------------------------------------------------------------------------------- */

/* int / int is exact where both are doubles. */
static bool is_double(const struct meaning *number)
{
    enum { EXACT_BITS = 53 };
    const int64_t most = INT64_C(1) << EXACT_BITS;
    return number->kind == MEANING_FLOAT ||
           (meaning_is_number(number) && number->number <= most && number->number >= -most);
}

const struct meaning *num_operate(struct evaluator *ev, int name, const struct meaning *a,
                                  const struct meaning *b)
{
    double first = 0, second = 0;
    if (!num_is(a) || (b && !num_is(b)))
        return NULL;
    bool has_float = a->kind == MEANING_FLOAT || meaning_is(b, MEANING_FLOAT);
    if (!has_float && name != OPERATOR_TRUEDIV)
        return operate_integers(ev, (enum operator_name)name, a, b);
    bool is_exact = num_double(a, &first) && (!b || num_double(b, &second)) &&
                    (name != OPERATOR_TRUEDIV || (is_double(a) && b && is_double(b)));
    return is_exact ? operate_floats(ev, (enum operator_name)name, first, second) : NULL;
}

bool num_compare(const struct meaning *a, const struct meaning *b, int *order)
{
    mpz_t first, second;
    if (!num_is(a) || !num_is(b))
        return false;
    if (is_integer(a) && is_integer(b)) {
        mpz_init(first);
        mpz_init(second);
        get(a, first);
        get(b, second);
        int sign = mpz_cmp(first, second);
        *order = (sign > 0) - (sign < 0);
        mpz_clear(first);
        mpz_clear(second);
        return true;
    }
    double one, other;
    if (!is_double(a) || !is_double(b) || !num_double(a, &one) || !num_double(b, &other) ||
        isnan(one) || isnan(other))
        return false;
    *order = (one > other) - (one < other);
    return true;
}
