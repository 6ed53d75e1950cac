/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/output/pywriter.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include "src/output/safe.h"
#include "src/base/utf8.h"

enum {
    COLUMNS = 88,    /* after so many a line breaks at the next comma */
    TEXT_MAX = 1024, /* of what is formatted */
};

void pywriter_open(struct pywriter *writer, struct br_sink sink, bool is_ascii)
{
    writer->sink = sink;
    writer->is_ascii = is_ascii || !safe_is_utf8();
    writer->failed = false;
    writer->lines = writer->column = 0;
    writer->n_cut = writer->len = 0;
}

static void pass(struct pywriter *writer, const char *bytes, size_t n)
{
    if (!writer->failed && n > 0)
        writer->failed = !writer->sink.write(writer->sink.context, bytes, n);
}

bool pywriter_flush(struct pywriter *writer)
{
    pass(writer, writer->room, writer->len);
    writer->len = 0;
    return !writer->failed;
}

static void add(struct pywriter *writer, const char *bytes, size_t n)
{
    if (n > PYWRITER_ROOM - writer->len)
        pywriter_flush(writer);
    if (n >= PYWRITER_ROOM) {
        pass(writer, bytes, n);
    } else {
        memcpy(writer->room + writer->len, bytes, n);
        writer->len += n;
    }
    writer->column += n;
}

void pywriter_str(struct pywriter *writer, const char *text)
{
    add(writer, text, strlen(text));
}

void pywriter_printf(struct pywriter *writer, const char *format, ...)
{
    char text[TEXT_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    pywriter_str(writer, text);
}

void pywriter_end_line(struct pywriter *writer)
{
    add(writer, "\n", 1);
    writer->lines++;
    writer->column = 0;
}

void pywriter_lines(struct pywriter *writer, const char *text)
{
    for (const char *end; (end = strchr(text, '\n')); text = end + 1) {
        add(writer, text, (size_t)(end - text));
        pywriter_end_line(writer);
    }
}

void pywriter_comma(struct pywriter *writer)
{
    if (writer->column < COLUMNS) {
        add(writer, ", ", 2);
        return;
    }
    add(writer, ",", 1);
    pywriter_end_line(writer);
    pywriter_str(writer, "        ");
}

void pywriter_quoted(struct pywriter *writer, const char *text, size_t n)
{
    add(writer, "'", 1);
    for (size_t k = 0; k < n; k++) {
        if (text[k] == '\'' || text[k] == '\\')
            add(writer, "\\", 1);
        add(writer, text + k, 1);
    }
    add(writer, "'", 1);
}

/* ---- Literals -------------------------------------------------------------------------------- */

/* Marks that stand on the character before them are not: many of them may stand there. */
static bool is_shown(const struct pywriter *writer, uint32_t c)
{
    return !writer->is_ascii && !safe_is_hidden(c) && wcwidth((wchar_t)c) > 0;
}

static void add_code_point(struct pywriter *writer, uint32_t c, const char *bytes, size_t n)
{
    if (c < 0x80 || is_shown(writer, c))
        add(writer, bytes, n);
    else
        pywriter_printf(writer, c < 0x10000 ? "\\u%04x" : "\\U%08x", (unsigned)c);
}

/* Writes what is whole; returns how many bytes are left, the beginning of a code point. */
static size_t add_literal(struct pywriter *writer, const char *bytes, size_t n)
{
    size_t at = 0;
    while (at < n) {
        size_t run = at;
        while (run < n && (unsigned char)bytes[run] < 0x80)
            run++;
        add(writer, bytes + at, run - at);
        at = run;
        uint32_t c = 0;
        size_t len = at < n ? utf8_decode(bytes + at, n - at, &c) : 0;
        if (len == 0 && at < n && utf8_is_cut(bytes + at, n - at))
            return n - at;
        if (len > 0)
            add_code_point(writer, c, bytes + at, len);
        at += len ? len : at < n; /* the machine's texts are UTF-8 */
    }
    return 0;
}

static bool literal_write(void *context, const char *bytes, size_t n)
{
    struct pywriter *writer = context;
    while (writer->n_cut > 0 && n > 0) {
        char joined[4];
        size_t held = writer->n_cut;
        memcpy(joined, writer->cut, held);
        joined[held] = *bytes;
        size_t left = add_literal(writer, joined, held + 1);
        memcpy(writer->cut, joined + held + 1 - left, left);
        writer->n_cut = left;
        bytes++;
        n--;
    }
    if (n > 0) {
        writer->n_cut = add_literal(writer, bytes, n);
        memcpy(writer->cut, bytes + n - writer->n_cut, writer->n_cut);
    }
    return !writer->failed;
}

struct br_sink pywriter_literal(struct pywriter *writer)
{
    writer->n_cut = 0;
    return (struct br_sink){.write = literal_write, .context = writer};
}

/* A piece that is all of one kind: what has to be escaped byte by byte, or the rest. */
static bool is_raw(char c)
{
    return (unsigned char)c >= 0x20 && c != 0x7f && c != '\'' && c != '\\';
}

static bool quoted_write(void *context, const char *bytes, size_t n)
{
    struct pywriter *writer = context;
    for (size_t at = 0; at < n;) {
        char escape[8];
        size_t run = at;
        while (run < n && is_raw(bytes[run]))
            run++;
        literal_write(writer, bytes + at, run - at);
        if (run < n) {
            int len = snprintf(escape, sizeof escape, "\\x%02x", (unsigned char)bytes[run]);
            literal_write(writer, escape, (size_t)len);
            run++;
        }
        at = run;
    }
    return !writer->failed;
}

struct br_sink pywriter_quoted_sink(struct pywriter *writer)
{
    writer->n_cut = 0;
    return (struct br_sink){.write = quoted_write, .context = writer};
}

void pywriter_literal_end(struct pywriter *writer)
{
    writer->n_cut = 0;
}
