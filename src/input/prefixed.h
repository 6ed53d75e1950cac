/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Containers that stand behind other bytes: compressed data or an archive behind a picture, a document, a
 * header of somebody's own, which whoever knows it cuts off. Few bytes begin such a one, and chance
 * brings them: only one that is there, and holds a pickle, counts.
 *
 * Each is tried by opening it, in an input of its own that tries no others. All tries of a file together
 * have a limit, in number and in what they unpack. For src/input alone. */
#ifndef BRINE_INPUT_PREFIXED_H
#define BRINE_INPUT_PREFIXED_H

#include "src/input/input.h"

enum prefixed_kind {
    PREFIXED_NOTHING,
    PREFIXED_UNKNOWN, /* so much is in it that not all was looked at */
    PREFIXED_PICKLE,  /* a pickle is in it */
    PREFIXED_UNTRIED, /* it was not opened: there were too many */
};

struct prefixed {
    enum prefixed_kind kind;
    uint64_t off; /* where it begins in the bytes */
    const struct input_format *format;
    bool is_cut; /* not all that may begin one was tried */
};

/* The first that begins in bytes[1 .. most) and goes on in bytes[.. len), which are bytes of in; its kind is
 * never PREFIXED_UNTRIED. */
struct prefixed prefixed_find(struct input *in, const uint8_t *bytes, uint64_t len, uint64_t most);

/* Whether bytes hold a pickle when they are read by that row. */
enum prefixed_kind prefixed_try(struct input *in, const uint8_t *bytes, uint64_t len,
                                const struct input_format *format);

#endif
