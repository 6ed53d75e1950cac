/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/output/jsonl.h"

#include <string.h>

#include "src/output/safe.h"
#include "src/base/utf8.h"

void jsonl_open(struct jsonl *json, struct out *out)
{
    *json = (struct jsonl){.out = out};
}

void jsonl_line(struct jsonl *json)
{
    out_char(json->out, '\n');
    json->comma = false;
}

/* Deeper than that all stands on one line: the blanks before it would grow with the square. */
enum { INDENT_DEPTH_MAX = 32 };

void jsonl_indent(struct jsonl *json, unsigned blanks)
{
    json->is_indented = true;
    json->indent = blanks;
}

static bool is_lined(const struct jsonl *json)
{
    return json->is_indented && json->depth > 0 && json->depth <= INDENT_DEPTH_MAX;
}

static void new_line(struct jsonl *json)
{
    out_char(json->out, '\n');
    out_pad(json->out, ' ', (size_t)json->indent * json->depth);
}

/* Before each value and each name: the comma that its neighbour needs, and its line. */
static void jsonl_separate(struct jsonl *json)
{
    if (!json->is_keyed && is_lined(json)) {
        if (json->comma)
            out_char(json->out, ',');
        new_line(json);
    } else if (json->comma) {
        out_bytes(json->out, ", ", 2);
    }
    json->comma = true;
    json->is_keyed = false;
}

static void jsonl_begin(struct jsonl *json, char bracket)
{
    jsonl_separate(json);
    out_char(json->out, bracket);
    json->comma = false;
    json->depth++;
}

static void jsonl_finish(struct jsonl *json, char bracket)
{
    bool ends_line = is_lined(json) && json->comma;
    json->depth--;
    if (ends_line)
        new_line(json);
    out_char(json->out, bracket);
    json->comma = true;
}

void jsonl_object(struct jsonl *json)
{
    jsonl_begin(json, '{');
}

void jsonl_object_end(struct jsonl *json)
{
    jsonl_finish(json, '}');
}

void jsonl_array(struct jsonl *json)
{
    jsonl_begin(json, '[');
}

void jsonl_array_end(struct jsonl *json)
{
    jsonl_finish(json, ']');
}

void jsonl_key(struct jsonl *json, const char *name)
{
    jsonl_separate(json);
    out_char(json->out, '"');
    out_str(json->out, name);
    out_char(json->out, '"');
    jsonl_key_end(json);
}

void jsonl_key_end(struct jsonl *json)
{
    out_bytes(json->out, ": ", 2);
    json->comma = false; /* its value follows */
    json->is_keyed = true;
}

void jsonl_literal(struct jsonl *json, const char *text, size_t n)
{
    jsonl_separate(json);
    out_bytes(json->out, text, n);
}

void jsonl_null(struct jsonl *json)
{
    jsonl_separate(json);
    out_bytes(json->out, "null", 4);
}

void jsonl_bool(struct jsonl *json, bool value)
{
    jsonl_separate(json);
    out_str(json->out, value ? "true" : "false");
}

void jsonl_number(struct jsonl *json, uint64_t number)
{
    jsonl_separate(json);
    out_number(json->out, number);
}

void jsonl_signed(struct jsonl *json, int64_t number)
{
    jsonl_separate(json);
    out_signed(json->out, number);
}

/* ---- Strings --------------------------------------------------------------------------------- */

static void escape_unit(struct out *out, uint32_t unit)
{
    out_bytes(out, "\\u", 2);
    out_hex(out, unit, 4);
}

static void escape_code_point(struct out *out, uint32_t c)
{
    static const char named[] = "\"\\\n\r\t", letters[] = "\"\\nrt";
    const char *found = c && c < 0x80 ? strchr(named, (int)c) : NULL;
    if (found) {
        out_char(out, '\\');
        out_char(out, letters[found - named]);
    } else if (c < 0x10000) {
        escape_unit(out, c);
    } else {
        escape_unit(out, 0xd7c0 + (c >> 10)); /* the pair that UTF-16 has for it */
        escape_unit(out, 0xdc00 + (c & 0x3ff));
    }
}

static void escape_bad_byte(struct out *out, char byte)
{
    out_bytes(out, "\\\\x", 3);
    out_hex(out, (unsigned char)byte, 2);
}

static bool is_plain(char c)
{
    return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

/* Writes what is whole; returns how many bytes are left, the cut beginning of a code point. */
static size_t string_write(struct jsonl *json, const char *bytes, size_t n)
{
    struct out *out = json->out;
    size_t at = 0;
    while (at < n) {
        size_t run = at;
        while (run < n && is_plain(bytes[run]))
            run++;
        out_bytes(out, bytes + at, run - at);
        at = run;
        if (at == n)
            break;
        uint32_t c = 0;
        size_t len = utf8_decode(bytes + at, n - at, &c);
        if (len == 0 && utf8_is_cut(bytes + at, n - at))
            return n - at;
        if (len == 0) {
            escape_bad_byte(out, bytes[at]);
            json->bad = true;
        } else if (len == 1 || safe_is_hidden(c)) {
            escape_code_point(out, c);
        } else {
            out_bytes(out, bytes + at, len);
        }
        at += len ? len : 1;
    }
    return 0;
}

void jsonl_string_begin(struct jsonl *json)
{
    jsonl_separate(json);
    out_char(json->out, '"');
    json->n_cut = 0;
    json->bad = false;
}

void jsonl_string_end(struct jsonl *json)
{
    for (size_t k = 0; k < json->n_cut; k++) {
        escape_bad_byte(json->out, json->cut[k]);
        json->bad = true;
    }
    json->n_cut = 0;
    out_char(json->out, '"');
}

/* The bytes held back join the first of the next piece, until a code point is whole or broken. */
static void string_piece(struct jsonl *json, const char *bytes, size_t n)
{
    while (json->n_cut > 0 && n > 0) {
        char joined[4];
        size_t held = json->n_cut;
        memcpy(joined, json->cut, held);
        joined[held] = *bytes;
        size_t left = string_write(json, joined, held + 1);
        memcpy(json->cut, joined + held + 1 - left, left);
        json->n_cut = left;
        bytes++;
        n--;
    }
    if (n == 0)
        return;
    size_t left = string_write(json, bytes, n);
    memcpy(json->cut, bytes + n - left, left);
    json->n_cut = left;
}

bool jsonl_bytes(struct jsonl *json, const char *bytes, size_t n)
{
    jsonl_string_begin(json);
    string_piece(json, bytes, n);
    jsonl_string_end(json);
    return json->bad;
}

void jsonl_str(struct jsonl *json, const char *text)
{
    if (text)
        jsonl_bytes(json, text, strlen(text));
    else
        jsonl_null(json);
}

static bool jsonl_sink_write(void *context, const char *bytes, size_t n)
{
    struct jsonl *json = context;
    string_piece(json, bytes, n);
    return !out_failed(json->out);
}

struct br_sink jsonl_sink(struct jsonl *json)
{
    return (struct br_sink){.write = jsonl_sink_write, .context = json};
}
