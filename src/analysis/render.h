/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Operations on known texts, bytes and numbers as Python does them. Each gives NULL or false for
 * what it does not know; none looks at more than MEANING_TEXT_MAX bytes. */
#ifndef BRINE_ANALYSIS_RENDER_H
#define BRINE_ANALYSIS_RENDER_H

#include "src/analysis/evaluate.h"

/* A text of code points below 0x110000, as UTF-8. False: it is none. */
bool render_character(int64_t code, struct buf *out);
/* The code of a text that is one character. */
bool render_code(const struct meaning *text, int64_t *code);
/* Reads one character at *at, which must be before the end, and moves on. */
uint32_t render_next_code(const struct meaning *text, size_t *at);

/* Whether a text of this kind takes the character for a blank. */
bool render_is_blank(const struct meaning *text, uint32_t code);

bool render_str(struct evaluator *ev, const struct meaning *value, struct buf *out);
bool render_repr(struct evaluator *ev, const struct meaning *value, struct buf *out);
bool render_ascii(struct evaluator *ev, const struct meaning *value, struct buf *out);
/* int(text, base). */
bool render_int(const struct meaning *text, int64_t base, int64_t *number);
/* The same of one that int64_t cannot hold; NULL: it is none. */
const struct meaning *render_big(struct evaluator *ev, const struct meaning *text, int64_t base);

const struct meaning *render_add(struct evaluator *ev, const struct meaning *a,
                                 const struct meaning *b);
const struct meaning *render_multiply(struct evaluator *ev, const struct meaning *a,
                                      const struct meaning *b);
/* text % value */
const struct meaning *render_percent(struct evaluator *ev, const struct meaning *text,
                                     const struct meaning *value);
/* format(value, spec): fill, alignment, width, precision, and the types of texts and integers. */
bool render_spec(struct evaluator *ev, const struct meaning *value, const char *spec, size_t n,
                 struct buf *out);
/* text.format(*args); mapping: where else names are looked up, or NULL. */
const struct meaning *render_format(struct evaluator *ev, const struct meaning *text,
                                    const struct arguments *args, const struct meaning *mapping);
/* The object that the name of a field, with its attributes and subscripts, leads to. */
const struct meaning *render_field(struct evaluator *ev, const struct meaning *name,
                                   const struct arguments *args, const struct meaning *mapping);
/* between.join(parts) */
const struct meaning *render_join(struct evaluator *ev, const struct meaning *between,
                                  const struct meaning *parts);
/* str.maketrans and bytes.maketrans: a dict of codes; text.translate(table) with it, or with bytes. */
const struct meaning *render_maketrans(struct evaluator *ev, const struct arguments *args);
const struct meaning *render_translate(struct evaluator *ev, const struct meaning *text,
                                       const struct meaning *table);

#endif
