/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A text that is looked for in lines. Making ten million lines to look into each takes half a
 * minute; a view that can tell quickly which of its lines cannot have the text passes over them. */
#ifndef BRINE_VIEW_NEEDLE_H
#define BRINE_VIEW_NEEDLE_H

#include <stdbool.h>
#include <stddef.h>

#include "vm/brine.h"

enum { NEEDLE_WORD_MAX = 128, NEEDLE_HEX_MAX = 128 };

struct needle {
    const char *text; /* the caller's, must outlive it */
    bool folds;       /* upper and lower case are the same: the text has no upper case letter */

    /* What every line that has the text must have: its longest word, cut at NEEDLE_WORD_MAX. */
    char word[NEEDLE_WORD_MAX + 1];
    size_t word_len;
    bool is_plain;     /* printable ASCII that no literal escapes: it stands in the bytes as it does
                          in their text */
    bool is_numeric;   /* it could stand in a number or a position */
    bool in_name[256]; /* ... in the name of the opcode of this code */

    /* The bytes that it spells, as pairs of hex digits with or without blanks between them. */
    uint8_t hex[NEEDLE_HEX_MAX];
    size_t hex_len; /* 0: it spells none */
};

void needle_make(struct needle *needle, const char *text);
/* Where the text stands in another for the first time; NULL: nowhere. */
const char *needle_find(const struct needle *needle, const char *text);
/* Whether the word stands in some bytes. */
bool needle_in_bytes(const struct needle *needle, const uint8_t *bytes, uint64_t len);

/* Where matches are looked for: they begin in [low, high) of the data, and may end behind that. */
struct needle_range {
    const uint8_t *data;
    uint64_t len;
    uint64_t low, high;
};
#define NEEDLE_NOWHERE UINT64_MAX
/* Where the text itself begins, or the bytes that it spells, for the first time (backwards: for the
 * last), and how many bytes that is. NEEDLE_NOWHERE: neither stands there. */
uint64_t needle_in_range(const struct needle *needle, const struct needle_range *range,
                         bool backwards, uint64_t *match_len);

#endif
