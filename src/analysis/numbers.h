/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers that are no int64_t: floats, and integers of up to NUMBER_BITS_MAX bits. */
#ifndef BRINE_ANALYSIS_NUMBERS_H
#define BRINE_ANALYSIS_NUMBERS_H

#include "src/analysis/evaluate.h"

enum { NUMBER_BITS_MAX = 1 << 13 };

/* An int, bool, float or big integer. */
bool num_is(const struct meaning *meaning);

const struct meaning *num_float(struct meaning_store *store, double real);
/* A number as Python's float() takes it; false: it is none, or not exactly known. */
bool num_double(const struct meaning *number, double *real);
/* The integer that a double is; NULL: it is none. */
const struct meaning *num_of_double(struct meaning_store *store, double whole);
/* The integer that stands in a text of digits, with a sign perhaps. NULL: it is none, or too long. */
const struct meaning *num_read(struct meaning_store *store, const char *digits, size_t n, int base);
/* float(text); false: it is none. */
bool num_read_float(const char *text, size_t n, double *real);
/* Appends a number of this file as Python prints it. */
void num_print(const struct meaning *number, struct buf *out);
/* An integer in another base, with its sign, no prefix. False: it is none. */
bool num_digits(const struct meaning *number, int base, struct buf *out);

/* The bytes of an integer that is not negative; false: it has more than n of them. */
bool num_to_bytes(const struct meaning *number, bool is_little, uint8_t *bytes, size_t n);
const struct meaning *num_from_bytes(struct meaning_store *store, const uint8_t *bytes, size_t n,
                                     bool is_little);
/* How many bits, and how many of them are 1, of its absolute value. False: it is no integer. */
bool num_bits(const struct meaning *number, uint64_t *bits, uint64_t *ones);

/* What an operator of models.h gives; b may be NULL. NULL: it is not known. */
const struct meaning *num_operate(struct evaluator *ev, int name, const struct meaning *a,
                                  const struct meaning *b);
/* False: one is no number, or not a number. */
bool num_compare(const struct meaning *a, const struct meaning *b, int *order);

#endif
