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

/* b'...' */
void repr_bytes(struct out *out, const uint8_t *bytes, size_t n);

/* Items of a bytearray that are not in one piece: the quote is chosen first, then pieces. */
char repr_bytes_quote(bool has_single, bool has_double);
void repr_bytes_piece(struct out *out, const uint8_t *bytes, size_t n, char quote);

enum { REPR_FLOAT_SIZE = 32, REPR_INT64_SIZE = 24 };
/* NUL-terminated; returns the length. */
size_t repr_float(char text[REPR_FLOAT_SIZE], double value);
size_t repr_int64(char text[REPR_INT64_SIZE], int64_t value);

/* An integer of two's complement bytes, lowest first (LONG1, LONG4), in decimal; above max_digits
 * (0: 1,000,000) as 0x... or -0x.... */
void repr_int_le(struct out *out, struct br_slice bytes, uint64_t max_digits);
/* False, True, or as above. */
void repr_number(struct out *out, const struct number *number, uint64_t max_digits);

#endif
