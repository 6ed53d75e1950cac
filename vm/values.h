/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values as the other readers of this folder see them. */
#ifndef BRINE_VM_VALUES_H
#define BRINE_VM_VALUES_H

#include "vm/chars.h"
#include "vm/decode.h"
#include "vm/index.h"
#include "vm/number.h"
#include "vm/record.h"

/* The instruction that made a value; its code, from the record: where the file was written to while it
 * is open, the byte may be another by now. */
uint8_t value_ins(const br_record *rec, br_value value, struct ins *in);
/* An int or bool; number_clear() is due. False: not one, or too big for GMP's budget. */
bool value_number(const br_record *rec, br_value value, struct number *out);
/* The characters of a str, in the stream. */
struct br_slice value_chars(const br_record *rec, br_value value, enum chars_form *form);
/* The bytes of a bytes object, in the stream: in CHARS_LATIN1, or CHARS_QUOTED_LATIN1 where there are
 * escapes among them. */
struct br_slice value_bytes(const br_record *rec, br_value value, enum chars_form *form);
/* What is costly to know of a literal longer than LONG_LITERAL bytes, which may be as long as the
 * file and printed by every event: found once (literals.c). */
enum { LONG_LITERAL = 256 };
/* Bytes of the first line of two, without its newline; both are given, or the data ended in it. */
uint64_t literal_first_line(const br_record *rec, br_op op, struct br_slice lines);
/* Is there a backslash in it? */
bool literal_has_escapes(const br_record *rec, br_value value, struct br_slice text);
/* How many characters there are. False: no memory. */
bool literal_count(const br_record *rec, br_value value, enum chars_form form, struct br_slice text,
                   uint64_t *out);
/* The quote that repr puts around a str or bytes; 0: no memory. */
char literal_quote(const br_record *rec, br_value value, enum chars_form form,
                   struct br_slice text);
/* The text of an integer, or as much of it as is kept. False: no memory. */
bool literals_number(const br_record *rec, br_value value, uint64_t max_digits,
                     struct br_slice *text, bool *whole);

/* The kth value from the top before op; the caller knows that it is there. */
br_value stack_before(const br_record *rec, br_op op, uint32_t k);

/* Module or name of a global. */
struct name {
    br_value unknown; /* not BR_NO_VALUE: an unknown object stands where the str should */
    enum chars_form form;
    struct br_slice text;
};
bool value_name(const br_record *rec, br_value value, enum br_part part, struct name *out);

/* What a call was called on, or a read-only buffer was made of; BR_NO_VALUE: no such part. */
br_value callee_parent(const br_record *rec, br_value value);
/* How many times callee_parent can be taken. False: no memory. */
bool callee_depth(const br_record *rec, br_value value, uint32_t *depth);
/* The value in that chain from which `wanted` more steps lead to its root; depth is value's own.
 * BR_NO_VALUE: no memory. */
br_value callee_at(const br_record *rec, br_value value, uint32_t depth, uint32_t wanted);

/* ---- Containers (containers.c) ----
 * A container's raw items are what opcodes put there, in order: values; of a dict key, value, key,
 * value ...; a key or set item that equals an earlier one is still counted. */

/* Raw items before op; of a dict pairs. A list's items, a bytearray's appended bytes. */
uint32_t raw_count(const br_record *rec, br_value value, br_op before);

/* Reads raw items one after the other. Plain data. */
struct raw {
    br_value value;
    uint32_t run;  /* next run in the chain; unused when the items are one slice */
    uint32_t runs; /* how many there are before `before` */
    uint32_t end;  /* items up to the end of the run before that (dict: pairs) */
    br_op op;      /* that put the items now read */
    struct walk walk;
};
/* Starts at raw item n (of a dict: pair n). False: no memory. */
bool raw_start(struct raw *raw, const br_record *rec, br_value value, br_op before, uint32_t n);
/* The next node; 0 at the end; UINT32_MAX: no memory. */
uint32_t raw_next(struct raw *raw, const br_record *rec);

/* How many runs of a chain are before op. */
uint32_t chain_before(const br_record *rec, const struct chain *chain, br_op before);

/* The index of a dict, set or frozenset, up to date. NULL: no memory. */
const struct keyed *keyed_of(const br_record *rec, br_value value);
/* Number of the last raw item before `count` whose key equals that of `first`. */
uint32_t keyed_last(const struct keyed *keyed, uint32_t first, uint32_t count);

/* All writes by SETITEM to a list or bytearray, sorted. NULL: no memory. */
const struct rewrites *rewrites_of(const br_record *rec, br_value value);
/* The last write by SETITEM to an index of a list or bytearray before op, or NULL. *ok false: no
 * memory. Only for slots with `rewritten`. */
const struct rewrite *rewrite_of(const br_record *rec, br_value value, uint64_t index, br_op before,
                                 bool *ok);

/* How many of a list are for a lower index, or for this one before op; at least the first `low` are. */
uint32_t rewrites_before(const struct rewrites *list, uint32_t low, uint64_t index, br_op before);

/* Which quotes a bytearray holds before op (1 single, 2 double); -1: no memory. */
int bytearray_quotes(const br_record *rec, br_value value, br_op before);

/* The byte that an APPEND or SETITEM put into a bytearray (0 when only Python could know). */
uint8_t value_byte(const br_record *rec, br_value value);

/* Lets go of per-container indexes when there are very many. Not while a reader holds one. */
void containers_trim(const br_record *rec);

#endif
