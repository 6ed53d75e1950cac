/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers written as text, as the C unpickler reads them (Modules/_pickle.c load_int, load_long,
 * load_float, load_get; Objects/longobject.c PyLong_FromString) and as pickletools does.
 *
 * A line is given without its newline; nothing past its end is read. Nothing follows the locale.
 *
 * GMP ends the program when memory fails, so no number is built from more than NUMBER_MAX_DIGITS
 * digits (only 0x, 0o, 0b and old octal texts can have more than 4300), or NUMBER_MAX_BYTES bytes:
 * that is a limit of brine's, told apart by number.too_big. */
#ifndef BRINE_VM_NUMBER_H
#define BRINE_VM_NUMBER_H

#include "vm/brine.h"

#include <gmp.h>

enum {
    NUMBER_PYTHON_DIGITS = 4300,          /* sys.get_int_max_str_digits() */
    NUMBER_MAX_DIGITS = 64 * 1024 * 1024, /* 0x..., 0o..., 0b... */
    NUMBER_MAX_BYTES = 32 * 1024 * 1024,  /* two's complement */
};

struct number {
    bool is_bool; /* of INT; small is 0 or 1 */
    bool fits;    /* small has the value; else big has it and number_clear() is due */
    bool too_big; /* after a reader returned false: above NUMBER_MAX_..., not a fault of the text */
    int64_t small;
    mpz_t big; /* initialised only when !fits, and never to a value that fits */
};

/* Frees what a successful reader allocated; may be called on any number that a reader filled. */
void number_clear(struct number *number);

/* Which lines of INT are a bool. */
enum number_bools {
    BOOLS_EXACT,    /* 00 and 01 */
    BOOLS_BY_VALUE, /* any two characters that strtol reads as 0 or 1 */
    BOOLS_NONE,
};

/* How a reader takes numbers in text. */
struct number_rules {
    unsigned base;                 /* of INT and LONG: 10, or 0: prefixes count (0x 0o 0b) */
    bool strtol_first;             /* INT: as C's strtol reads it, if it can (0 is then octal) */
    enum number_bools bools;       /* INT */
    bool nul_ends_text;            /* what follows a NUL is not looked at */
    bool float_overflow_is_error;  /* else it is infinite */
    bool float_blanks_underscores; /* FLOAT: blanks around, underscores between digits */
};

/* The readers return false for what CPython refuses (ValueError, OverflowError), or for too_big.
 * Nothing is to be cleared then. number_int_line and number_long_line never allocate for texts
 * of at most 18 digits. */
bool number_int_line(const struct number_rules *rules, struct br_slice line, struct number *out);
bool number_long_line(const struct number_rules *rules, struct br_slice line, struct number *out);
bool number_float_line(const struct number_rules *rules, struct br_slice line, double *out);
/* What number_float_line would return; much faster, since most texts need no conversion to know. */
bool number_float_valid(const struct number_rules *rules, struct br_slice line);

/* The line of GET and PUT. */
struct number_index {
    bool negative;
    bool fits; /* magnitude has it */
    uint64_t magnitude;
};
bool number_index_line(const struct number_rules *rules, struct br_slice line,
                       struct number_index *out);
/* Up to 18 digits and nothing else, as nearly all of them are: true and *out, by any rules. */
static inline bool number_index_short(struct br_slice line, uint64_t *out)
{
    uint64_t v = 0;
    if (line.len == 0 || line.len > 18)
        return false;
    for (uint64_t k = 0; k < line.len; k++) {
        unsigned digit = line.data[k] - (unsigned)'0';
        if (digit > 9)
            return false;
        v = v * 10 + digit;
    }
    *out = v;
    return true;
}
/* LONG1, LONG4: two's complement, the lowest byte first; empty is 0. */
bool number_le(struct br_slice bytes, struct number *out);
/* The same if it fits in 64 bits; never allocates. */
bool number_le_small(struct br_slice bytes, int64_t *out);

/* -1, 0, 1. Exact: an int with an int, or with a double that is not NaN. */
int number_compare(const struct number *a, const struct number *b);
int number_compare_double(const struct number *a, double b);

/* ---- As pickletools reads: Python's int(b'...') and float(b'...') ---------------------------- */

/* An integer in decimal text, not converted. */
struct decimal {
    bool negative; /* never of zero */
    bool fits;     /* small has the value */
    int64_t small;
    /* When it does not fit: */
    struct br_slice digits; /* no leading zeros; may hold underscores */
    uint64_t n_digits;      /* without underscores and leading zeros */
};

enum decimal_status {
    DECIMAL_OK,
    DECIMAL_INVALID,
    DECIMAL_TOO_LONG, /* more than NUMBER_PYTHON_DIGITS digits, leading zeros counted; n_digits is
                         how many */
};

enum decimal_status decimal_parse(struct br_slice text, struct decimal *out);

/* Python's float(): blanks around, underscores between digits; overflow is infinite. */
bool number_python_float(struct br_slice text, double *out);

#endif
