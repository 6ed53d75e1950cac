/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Python's repr() of the plain kinds, as CPython 3.11 prints them (Objects/unicodeobject.c,
 * bytesobject.c, floatobject.c, longobject.c). No locale, no allocation but GMP's. */
#ifndef BRINE_VM_REPR_H
#define BRINE_VM_REPR_H

#include "vm/chars.h"
#include "vm/number.h"
#include "vm/out.h"

/* A str from bytes that are valid in their form. */
void repr_str(struct out *out, enum chars_form form, struct br_slice bytes);

/* b'...' and bytearray(b'...'). They differ in more than the frame: CPython escapes every single
 * quote of a bytearray, also between double quotes. */
void repr_bytes(struct out *out, const uint8_t *bytes, size_t n);
void repr_bytearray(struct out *out, const uint8_t *bytes, size_t n);

/* A content that is not in one piece: first all pieces are asked for their quotes (the flags start
 * as false and are set), then the quote is chosen, then the pieces are written. */
void repr_str_quotes(enum chars_form form, struct br_slice bytes, bool *has_single,
                     bool *has_double);
char repr_quote(bool has_single, bool has_double);
void repr_str_piece(struct out *out, enum chars_form form, struct br_slice bytes, char quote);
void repr_bytes_piece(struct out *out, const uint8_t *bytes, size_t n, char quote);
void repr_bytearray_piece(struct out *out, const uint8_t *bytes, size_t n, char quote);
/* Printable ASCII as it stands. */
void repr_line(struct out *out, struct br_slice text);

enum {
    REPR_FLOAT_SIZE = 32,
    REPR_INT64_SIZE = 24,
    REPR_LONG_DIGITS = NUMBER_PYTHON_DIGITS,
    REPR_LONG_BYTES = 1792, /* 4300 digits are 1786 bytes */
    REPR_LONG_SIZE = REPR_LONG_DIGITS + 2,
};
/* NUL-terminated; returns the length. */
size_t repr_float(char text[REPR_FLOAT_SIZE], double value);
size_t repr_int64(char text[REPR_INT64_SIZE], int64_t value);
/* At most 20 digits, and no NUL; returns how many. */
size_t repr_uint64(char text[REPR_INT64_SIZE], uint64_t value);

/* "00" to "99". */
extern const char repr_pairs[200];

/* All four digits of a value below 10000. */
static inline void repr_four(char text[4], uint32_t value)
{
    memcpy(text, repr_pairs + value / 100 * 2, 2);
    memcpy(text + 2, repr_pairs + value % 100 * 2, 2);
}

/* The digits of a value below 10000; 4 bytes may be written. No branch depends on how many there
 * are, which is often not to be guessed. */
static inline size_t repr_small(char text[4], uint32_t value)
{
    uint16_t pairs[2];
    memcpy(&pairs[0], repr_pairs + value / 100 * 2, 2);
    memcpy(&pairs[1], repr_pairs + value % 100 * 2, 2);
    unsigned zeros = (unsigned)(value < 10) + (value < 100) + (value < 1000);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    uint32_t digits = (pairs[0] | (uint32_t)pairs[1] << 16) >> (8 * zeros);
#else
    uint32_t digits = ((uint32_t)pairs[0] << 16 | pairs[1]) << (8 * zeros);
#endif
    memcpy(text, &digits, 4);
    return 4 - zeros;
}

/* An integer of two's complement bytes, lowest first (LONG1, LONG4), in decimal. 0: it has more
 * than REPR_LONG_DIGITS digits. No allocation. */
size_t repr_long(char text[REPR_LONG_SIZE], struct br_slice bytes);

/* The same of any size; above max_digits
 * (0: 1,000,000) as 0x... or -0x.... */
void repr_int_le(struct out *out, struct br_slice bytes, uint64_t max_digits);
/* False, True, or as above. */
void repr_number(struct out *out, const struct number *number, uint64_t max_digits);

#endif
