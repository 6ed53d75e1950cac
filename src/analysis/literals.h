/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a text that holds a value is read: what literals.c and the texts in it share. */
#ifndef BRINE_ANALYSIS_LITERALS_H
#define BRINE_ANALYSIS_LITERALS_H

#include "src/analysis/models.h"

enum { LITERAL_DEPTH_MAX = 16 }; /* containers in containers */

struct literal_reader {
    struct evaluator *ev;
    const char *at, *end;
    bool is_json;
    const struct meaning *object_hook, *pairs_hook; /* of json.loads, or NULL, as these: */
    const struct meaning *parse_int, *parse_float, *parse_constant;
    unsigned depth;
};

static inline bool literal_is_at(const struct literal_reader *reader, char c)
{
    return reader->at < reader->end && *reader->at == c;
}

static inline bool literal_take(struct literal_reader *reader, char c)
{
    bool is_there = literal_is_at(reader, c);
    reader->at += is_there;
    return is_there;
}

/* What stands before a Python literal's quote. */
struct literal_prefix {
    bool is_raw, is_bytes;
};

/* The rest of a text of JSON, behind its opening quote; NULL: it is none, or holds too much. */
const struct meaning *literal_json_text(struct literal_reader *reader);
/* Reads what stands before the quote of a str or bytes of Python; false: there is no such literal, and
 * the reader stays where it is. */
bool literal_prefix(struct literal_reader *reader, struct literal_prefix *prefix);
/* The literals that stand in a row from that prefix on, as one; NULL: not known. */
const struct meaning *literal_python_text(struct literal_reader *reader,
                                          struct literal_prefix prefix);

#endif
