/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/output/json.h"

#include <string.h>

#include "src/output/safe.h"
#include "src/output/utf8.h"

void json_open(struct json *json, struct out *out)
{
    *json = (struct json){.out = out};
}

void json_line(struct json *json)
{
    out_char(json->out, '\n');
    json->comma = false;
}

/* Before each value and each name: the comma that its neighbour needs. */
static void json_separate(struct json *json)
{
    if (json->comma)
        out_bytes(json->out, ", ", 2);
    json->comma = true;
}

static void json_begin(struct json *json, char bracket)
{
    json_separate(json);
    out_char(json->out, bracket);
    json->comma = false;
}

static void json_finish(struct json *json, char bracket)
{
    out_char(json->out, bracket);
    json->comma = true;
}

void json_object(struct json *json)
{
    json_begin(json, '{');
}

void json_object_end(struct json *json)
{
    json_finish(json, '}');
}

void json_array(struct json *json)
{
    json_begin(json, '[');
}

void json_array_end(struct json *json)
{
    json_finish(json, ']');
}

void json_key(struct json *json, const char *name)
{
    json_separate(json);
    out_char(json->out, '"');
    out_str(json->out, name);
    out_bytes(json->out, "\": ", 3);
    json->comma = false; /* its value follows */
}

void json_null(struct json *json)
{
    json_separate(json);
    out_bytes(json->out, "null", 4);
}

void json_bool(struct json *json, bool value)
{
    json_separate(json);
    out_str(json->out, value ? "true" : "false");
}

void json_number(struct json *json, uint64_t number)
{
    json_separate(json);
    out_number(json->out, number);
}

void json_signed(struct json *json, int64_t number)
{
    json_separate(json);
    out_signed(json->out, number);
}

/* ---- Strings ---------------------------------------------------------------------------------- */

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
static size_t string_write(struct json *json, const char *bytes, size_t n)
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

void json_string_begin(struct json *json)
{
    json_separate(json);
    out_char(json->out, '"');
    json->n_cut = 0;
    json->bad = false;
}

void json_string_end(struct json *json)
{
    for (size_t k = 0; k < json->n_cut; k++) {
        escape_bad_byte(json->out, json->cut[k]);
        json->bad = true;
    }
    json->n_cut = 0;
    out_char(json->out, '"');
}

/* The bytes held back join the first of the next piece, until a code point is whole or broken. */
static void string_piece(struct json *json, const char *bytes, size_t n)
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

bool json_bytes(struct json *json, const char *bytes, size_t n)
{
    json_string_begin(json);
    string_piece(json, bytes, n);
    json_string_end(json);
    return json->bad;
}

void json_str(struct json *json, const char *text)
{
    if (text)
        json_bytes(json, text, strlen(text));
    else
        json_null(json);
}

static bool json_sink_write(void *context, const char *bytes, size_t n)
{
    struct json *json = context;
    string_piece(json, bytes, n);
    return !out_failed(json->out);
}

struct br_sink json_sink(struct json *json)
{
    return (struct br_sink){.write = json_sink_write, .context = json};
}
