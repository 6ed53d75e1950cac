/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts in texts: those of JSON, and the str and bytes of Python's source. */
#include <string.h>

#include "src/analysis/literals.h"
#include "src/base/utf8.h"

static bool read_hex(struct literal_reader *reader, unsigned digits, uint32_t *code)
{
    *code = 0;
    while (digits-- > 0) {
        if (reader->at == reader->end)
            return false;
        char c = *reader->at++;
        const char *letters = "0123456789abcdef";
        const char *digit = memchr(letters, c >= 'A' && c <= 'F' ? c + 32 : c, 16);
        if (!digit || !c)
            return false;
        *code = *code * 16 + (uint32_t)(digit - letters);
    }
    return true;
}

/* A pair of surrogates is one character. */
static bool read_json_code(struct literal_reader *reader, struct buf *out)
{
    uint32_t code, low;
    if (!read_hex(reader, 4, &code))
        return false;
    bool is_high = code >= 0xd800 && code < 0xdc00;
    if (is_high && reader->end - reader->at >= 6 && reader->at[0] == '\\' && reader->at[1] == 'u') {
        const char *kept = reader->at;
        reader->at += 2;
        if (!read_hex(reader, 4, &low))
            return false;
        if (low >= 0xdc00 && low < 0xe000)
            code = 0x10000 + ((code - 0xd800) << 10 | (low - 0xdc00));
        else
            reader->at = kept;
    }
    return utf8_put(code, out);
}

/* Behind a backslash. */
static bool read_json_escape(struct literal_reader *reader, struct buf *out)
{
    static const char pairs[] = "\"\"\\\\//b\bf\fn\nr\rt\t";
    char c = reader->at < reader->end ? *reader->at++ : 0;
    for (size_t k = 0; c && k + 1 < sizeof pairs; k += 2) {
        if (pairs[k] == c) {
            buf_char(out, pairs[k + 1]);
            return true;
        }
    }
    return c == 'u' && read_json_code(reader, out);
}

/* Up to the closing quote, the opening one read. */
const struct meaning *literal_json_text(struct literal_reader *reader)
{
    struct buf out = {.limit = MEANING_TEXT_MAX};
    bool good = true;
    while (good && reader->at < reader->end && !literal_is_at(reader, '"')) {
        char c = *reader->at++;
        if (c == '\\')
            good = read_json_escape(reader, &out);
        else if ((unsigned char)c < 0x20)
            good = false;
        else
            buf_char(&out, c);
    }
    if (!good || !literal_take(reader, '"') || !ev_spend(reader->ev, out.len)) {
        buf_free(&out);
        return NULL;
    }
    return meaning_buf(&reader->ev->store, MEANING_TEXT, &out);
}

bool literal_prefix(struct literal_reader *reader, struct literal_prefix *prefix)
{
    const char *at = reader->at;
    *prefix = (struct literal_prefix){false, false};
    bool is_unicode = false;
    for (; at < reader->end && at - reader->at < 2; at++) {
        char c = (char)(*at | 0x20);
        bool *flag = c == 'r'   ? &prefix->is_raw
                     : c == 'b' ? &prefix->is_bytes
                     : c == 'u' ? &is_unicode
                                : NULL;
        if (!flag || *flag)
            break;
        *flag = true;
    }
    bool is_good = at < reader->end && (*at == '\'' || *at == '"') &&
                   !(is_unicode && (prefix->is_raw || prefix->is_bytes));
    if (is_good)
        reader->at = at;
    return is_good;
}

/* Behind a backslash; up to three octal digits, of which the first is c. */
static bool read_octal(struct literal_reader *reader, char c, bool is_bytes, struct buf *out)
{
    uint32_t code = (uint32_t)(c - '0');
    for (int k = 0; k < 2 && reader->at < reader->end && *reader->at >= '0' && *reader->at <= '7';
         k++)
        code = code * 8 + (uint32_t)(*reader->at++ - '0');
    if (code > 0xff)
        return false;
    if (is_bytes)
        buf_char(out, (char)code);
    return is_bytes || utf8_put(code, out);
}

static bool read_python_escape(struct literal_reader *reader, bool is_bytes, struct buf *out)
{
    static const char pairs[] = "\\\\''\"\"a\ab\bf\fn\nr\rt\tv\v";
    char c = reader->at < reader->end ? *reader->at++ : 0;
    uint32_t code;
    for (size_t k = 0; c && k + 1 < sizeof pairs; k += 2) {
        if (pairs[k] == c) {
            buf_char(out, pairs[k + 1]);
            return true;
        }
    }
    if (c == '\n')
        return true;
    if (c >= '0' && c <= '7')
        return read_octal(reader, c, is_bytes, out);
    if (c == 'x' || (!is_bytes && (c == 'u' || c == 'U'))) {
        if (!read_hex(reader, c == 'x' ? 2 : c == 'u' ? 4 : 8, &code))
            return false;
        if (is_bytes)
            buf_char(out, (char)code);
        return is_bytes || utf8_put(code, out);
    }
    if (c == 0 || c == 'N') /* names of characters are not known here */
        return false;
    buf_char(out, '\\');
    reader->at--;
    return true;
}

static bool is_quote(const struct literal_reader *reader, char quote, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        if (reader->at + k >= reader->end || reader->at[k] != quote)
            return false;
    }
    return true;
}

/* One literal behind its prefix. */
static bool read_quoted(struct literal_reader *reader, struct literal_prefix prefix,
                        struct buf *out)
{
    char quote = *reader->at;
    size_t n = is_quote(reader, quote, 3) ? 3 : 1;
    if (n == 1 && is_quote(reader, quote, 2)) {
        reader->at += 2;
        return true;
    }
    reader->at += n;
    while (reader->at < reader->end && !is_quote(reader, quote, n)) {
        char c = *reader->at++;
        bool is_refused = (n == 1 && c == '\n') || (prefix.is_bytes && (unsigned char)c >= 0x80);
        if (is_refused)
            return false;
        if (c != '\\') {
            buf_char(out, c);
        } else if (prefix.is_raw) {
            buf_char(out, c);
            if (reader->at == reader->end || (n == 1 && *reader->at == '\n'))
                return false;
            buf_char(out, *reader->at++);
        } else if (!read_python_escape(reader, prefix.is_bytes, out)) {
            return false;
        }
    }
    bool is_closed = is_quote(reader, quote, n);
    reader->at += is_closed ? n : 0;
    return is_closed;
}

/* 'a' "b": one text; the kinds are not mixed. */
const struct meaning *literal_python_text(struct literal_reader *reader,
                                          struct literal_prefix prefix)
{
    struct buf out = {.limit = MEANING_TEXT_MAX};
    struct literal_prefix next = prefix;
    bool good;
    const char *kept;
    do {
        good = next.is_bytes == prefix.is_bytes && read_quoted(reader, next, &out);
        kept = reader->at;
        while (reader->depth && (literal_is_at(reader, '\n')))
            reader->at++;
        while (literal_is_at(reader, ' ') || literal_is_at(reader, '\t') ||
               (reader->depth && literal_is_at(reader, '\n')))
            reader->at++;
    } while (good && literal_prefix(reader, &next));
    reader->at = good ? reader->at : kept;
    if (!good || !ev_spend(reader->ev, out.len)) {
        buf_free(&out);
        return NULL;
    }
    return meaning_buf(&reader->ev->store, prefix.is_bytes ? MEANING_BYTES : MEANING_TEXT, &out);
}
