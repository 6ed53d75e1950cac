/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON Lines as a stream: one object is begun, filled and ended while its text goes out, so that an
 * object with millions of events takes no memory.
 *
 * Why not jansson: a row of `trace` costs it some thirty allocations and ten times the time, and an
 * object must be whole before it is written. What is here is 200 lines, and tests read its output
 * with jansson.
 *
 * Always UTF-8, whatever the locale. Strings are escaped so that any terminal shows a line of JSON
 * as it stands: control characters, DEL, C1, and line separators are \uNNNN. Lone surrogates come
 * as the machine writes them: as the six characters \ud800, so the backslash is doubled. */
#ifndef BRINE_OUTPUT_JSONL_H
#define BRINE_OUTPUT_JSONL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/output/out.h"

struct jsonl {
    struct out *out;
    bool comma;       /* the next member or item is not the first */
    bool is_keyed;    /* its name was just written */
    bool is_indented; /* each member and item has a line of its own */
    unsigned indent;  /* blanks before it, for each bracket that is open */
    uint64_t depth;   /* brackets that are open */
    /* Of the string being written: */
    bool bad;    /* some of its bytes were no UTF-8 */
    char cut[4]; /* the beginning of a code point whose end is in the next piece */
    size_t n_cut;
};

void jsonl_open(struct jsonl *json, struct out *out);
/* From here on a line for each member and item, as far as that nests, with so many blanks before it
 * for each bracket. What then goes out is no JSON Lines. */
void jsonl_indent(struct jsonl *json, unsigned blanks);
/* Ends the line of one whole object. */
void jsonl_line(struct jsonl *json);

void jsonl_object(struct jsonl *json); /* { */
void jsonl_object_end(struct jsonl *json);
void jsonl_array(struct jsonl *json); /* [ */
void jsonl_array_end(struct jsonl *json);

/* A name, then one value by one of the functions below. name: plain ASCII of ours. */
void jsonl_key(struct jsonl *json, const char *name);
/* The string that was just ended is a name: for names that are a file's. */
void jsonl_key_end(struct jsonl *json);

void jsonl_null(struct jsonl *json);
void jsonl_bool(struct jsonl *json, bool value);
void jsonl_number(struct jsonl *json, uint64_t number);
void jsonl_signed(struct jsonl *json, int64_t number);
/* A number whose text is at hand. */
void jsonl_literal(struct jsonl *json, const char *text, size_t n);
/* Valid UTF-8, or a NULL that becomes null. */
void jsonl_str(struct jsonl *json, const char *text);
/* Any bytes: what is not UTF-8 becomes \xNN (four characters, so \\xNN in JSON), and true is
 * returned: a file name that is not text. Every other backslash stays as it is. */
bool jsonl_bytes(struct jsonl *json, const char *bytes, size_t n);

/* A string in pieces: begin, any number of writes, end. */
void jsonl_string_begin(struct jsonl *json);
void jsonl_string_end(struct jsonl *json);
/* Writes UTF-8 pieces into the string that was begun. */
struct br_sink jsonl_sink(struct jsonl *json);

#endif
