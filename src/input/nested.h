/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Containers within containers. What a member holds that is a container itself is opened as an input
 * of its own over the member's bytes, and its members are added at the end of the outer one's list:
 * who reads members one after another reads them all, to any depth, without recursion.
 *
 * What always holds
 *   - Only the outermost input has nested members: their `owner` is the input that lists them, and
 *     reading one is reading the owner's.
 *   - The bytes of an open container stay where they are until the outermost input is closed. In
 *     all they, and the names of what is in them, may take max_kept bytes; what would go beyond is not
 *     opened, and says so.
 *   - Depth, members and unpacked bytes are limited for all together (struct input_limits).
 *
 * For src/input alone. */
#ifndef BRINE_INPUT_NESTED_H
#define BRINE_INPUT_NESTED_H

#include "src/input/input.h"

/* Member m, whose format has been judged, is a container: opens it, and adds what is in it to in's
 * members. Where that fails m says why. Members may have moved. */
void nested_open(struct input *in, size_t m);

/* Member m, judged to be of no format, is looked through as a file of no format is (input_pass_lead): pickles
 * and containers behind other bytes, and what text in it stands for, become members. Once; numbers are not
 * looked through. Members may have moved. */
void nested_search(struct input *in, size_t m);
/* That is still to be done. */
bool nested_is_to_search(const struct input *in, size_t m);

/* How many of n bytes may still be searched, of all values and members of the file. */
uint64_t nested_take_search(struct input *in, uint64_t n);

/* Why nothing more can be opened or added in a member of this depth; NULL: it can. more: the bytes that
 * would be held in memory for it. */
const char *nested_no_room(const struct input *in, unsigned depth, uint64_t more);
/* Member m says so, after what it says already. */
void nested_refuse(struct input *in, size_t m, const char *why);

/* Appends the name of an outer member, with which the name of what is in it begins. A long one loses its
 * middle: there may be very many in it, and each has it. */
void nested_outer_name(const struct input_member *outer, struct buf *name);

/* What the owner has learnt of nested member m since the last call is written down for it too, and
 * what was found odd is added to in's list. */
void nested_learn(struct input *in, size_t m);

/* The outermost input, whose limits hold. */
static inline struct input *nested_top(struct input *in)
{
    return in->top ? in->top : in;
}

#endif
