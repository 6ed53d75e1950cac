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
#ifndef BRINE_OUTPUT_JSON_H
#define BRINE_OUTPUT_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/output/out.h"

struct json {
    struct out *out;
    bool comma; /* the next member or item is not the first */
    /* Of the string being written: */
    bool bad;    /* some of its bytes were no UTF-8 */
    char cut[4]; /* the beginning of a code point whose end is in the next piece */
    size_t n_cut;
};

void json_open(struct json *json, struct out *out);
/* Ends the line of one whole object. */
void json_line(struct json *json);

void json_object(struct json *json); /* { */
void json_object_end(struct json *json);
void json_array(struct json *json); /* [ */
void json_array_end(struct json *json);

/* A name, then one value by one of the functions below. name: plain ASCII of ours. */
void json_key(struct json *json, const char *name);

void json_null(struct json *json);
void json_bool(struct json *json, bool value);
void json_number(struct json *json, uint64_t number);
void json_signed(struct json *json, int64_t number);
/* Valid UTF-8, or a NULL that becomes null. */
void json_str(struct json *json, const char *text);
/* Any bytes: what is not UTF-8 becomes \xNN (four characters, so \\xNN in JSON), and true is
 * returned: a file name that is not text. Every other backslash stays as it is. */
bool json_bytes(struct json *json, const char *bytes, size_t n);

/* A string in pieces: begin, any number of writes, end. */
void json_string_begin(struct json *json);
void json_string_end(struct json *json);
/* Writes UTF-8 pieces into the string that was begun. */
struct br_sink json_sink(struct json *json);

#endif
