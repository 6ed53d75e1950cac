/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/output/safe.h"

#include <langinfo.h>
#include <string.h>
#include <wchar.h>

#include "src/base/utf8.h"

/* Marks that may stand on one letter; Vietnamese and Indic scripts need two or three. */
enum { MARKS_MAX = 4 };

/* Code points that are never shown as they are, in order. Unicode 15: categories Cc, Cf, Zl, Zp,
 * Zs but the space, Co; Default_Ignorable_Code_Point; and the blank braille cell. What is not
 * assigned is found by wcwidth. */
static const struct {
    uint32_t first, last;
} hidden[] = {
    {0x0, 0x1f},        {0x7f, 0xa0},       {0xad, 0xad},       {0x34f, 0x34f},
    {0x600, 0x605},     {0x61c, 0x61c},     {0x6dd, 0x6dd},     {0x70f, 0x70f},
    {0x890, 0x891},     {0x8e2, 0x8e2},     {0x115f, 0x1160},   {0x1680, 0x1680},
    {0x17b4, 0x17b5},   {0x180b, 0x180f},   {0x2000, 0x200f},   {0x2028, 0x202f},
    {0x205f, 0x206f},   {0x2800, 0x2800},   {0x3000, 0x3000},   {0x3164, 0x3164},
    {0xd800, 0xf8ff},   {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0},
    {0xfff0, 0xfffb},   {0xfffe, 0xffff},   {0x110bd, 0x110bd}, {0x110cd, 0x110cd},
    {0x13430, 0x1343f}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0x10ffff},
};

bool safe_is_hidden(uint32_t c)
{
    size_t low = 0, high = sizeof hidden / sizeof hidden[0];
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (c > hidden[mid].last)
            low = mid + 1;
        else if (c < hidden[mid].first)
            high = mid;
        else
            return true;
    }
    return false;
}

bool safe_is_utf8(void)
{
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

enum {
    ESCAPE_BYTES = 10,        /* the longest: \UXXXXXXXX */
    BACKSLASHES_MAX = 1 << 10 /* in a row, looked at: two stand for one */
};

size_t safe_escape_length(const char *text, size_t n)
{
    static const struct {
        char letter;
        size_t length;
    } longer[] = {{'x', 4}, {'u', 6}, {'U', 10}};
    size_t length = 2;
    for (size_t k = 0; n > 1 && k < sizeof longer / sizeof longer[0]; k++)
        if (text[1] == longer[k].letter)
            length = longer[k].length;
    return length < n ? length : n;
}

/* Of backslashes in a row the last begins an escape if there is an odd number of them. */
size_t safe_escape_start(const char *text, size_t at)
{
    size_t k = at, least = at > ESCAPE_BYTES ? at - ESCAPE_BYTES : 0, n = 0;
    while (k > least && text[k - 1] != '\\')
        k--;
    while (n < k && n < BACKSLASHES_MAX && text[k - 1 - n] == '\\')
        n++;
    if (n % 2 == 0 || k - 1 + safe_escape_length(text + k - 1, ESCAPE_BYTES) <= at)
        return at;
    return k - 1;
}

const char *safe_ellipsis(void)
{
    return safe_is_utf8() ? "\xe2\x80\xa6" : "...";
}

static bool is_plain_ascii(char c)
{
    return c >= 0x20 && c < 0x7f;
}

/* What one code point, or one bad byte, becomes. */
struct glyph {
    char text[12];
    size_t len;
    size_t width;
};

/* What is remembered from one glyph to the next. */
struct writer {
    bool is_utf8;
    bool has_base;  /* the last glyph is a character on which a mark may stand */
    unsigned marks; /* how many stand on it */
};

static void glyph_hex(struct glyph *glyph, char letter, uint32_t number, unsigned digits)
{
    glyph->text[0] = '\\';
    glyph->text[1] = letter;
    for (unsigned k = 0; k < digits; k++)
        glyph->text[2 + k] = "0123456789abcdef"[number >> 4 * (digits - 1 - k) & 15];
    glyph->len = glyph->width = 2 + digits;
}

static void glyph_escape(struct glyph *glyph, uint32_t c)
{
    static const char named[] = "\n\r\t", letters[] = "nrt";
    const char *found = c < 0x80 && c ? strchr(named, (int)c) : NULL;
    if (found) {
        glyph->text[0] = '\\';
        glyph->text[1] = letters[found - named];
        glyph->len = glyph->width = 2;
    } else if (c < 0x80) {
        glyph_hex(glyph, 'x', c, 2);
    } else if (c < 0x10000) {
        glyph_hex(glyph, 'u', c, 4);
    } else {
        glyph_hex(glyph, 'U', c, 8);
    }
}

/* True when c may be shown as it is after what the writer has written; *width: its columns. */
static bool writer_shows(struct writer *writer, uint32_t c, size_t *width)
{
    if (!writer->is_utf8 || safe_is_hidden(c))
        return false;
    int columns = wcwidth((wchar_t)c);
    if (columns < 0)
        return false;
    *width = (size_t)columns;
    return columns > 0 || (writer->has_base && writer->marks < MARKS_MAX);
}

/* Takes one code point or bad byte off bytes (n of them, at least 1); returns how many bytes. */
static size_t writer_next(struct writer *writer, const char *bytes, size_t n, struct glyph *glyph)
{
    uint32_t c = 0;
    size_t len = utf8_decode(bytes, n, &c);
    if (len == 0) {
        glyph_hex(glyph, 'x', (unsigned char)bytes[0], 2);
        writer->has_base = false;
        return 1;
    }
    size_t width = 1;
    bool shown = len == 1 ? is_plain_ascii((char)c) : writer_shows(writer, c, &width);
    if (shown) {
        memcpy(glyph->text, bytes, len);
        glyph->len = len;
        glyph->width = width;
        writer->marks = width ? 0 : writer->marks + 1;
    } else {
        glyph_escape(glyph, c);
    }
    writer->has_base = shown;
    return len;
}

void safe_line(struct buf *out, const char *bytes, size_t n)
{
    struct writer writer = {.is_utf8 = safe_is_utf8()};
    size_t at = 0;
    while (at < n) {
        size_t run = at;
        while (run < n && is_plain_ascii(bytes[run]))
            run++;
        if (run > at) {
            buf_add(out, bytes + at, run - at);
            writer.has_base = true;
            writer.marks = 0;
            at = run;
            continue;
        }
        struct glyph glyph;
        at += writer_next(&writer, bytes + at, n - at, &glyph);
        buf_add(out, glyph.text, glyph.len);
    }
}

void safe_str(struct buf *out, const char *text)
{
    safe_line(out, text, strlen(text));
}

bool safe_cut(struct buf *out, const char *bytes, size_t n, size_t columns)
{
    if (columns == 0) {
        safe_line(out, bytes, n);
        return false;
    }
    struct writer writer = {.is_utf8 = safe_is_utf8()};
    const char *ellipsis = writer.is_utf8 ? "\xe2\x80\xa6" : "...";
    size_t ellipsis_width = writer.is_utf8 ? 1 : 3;
    if (ellipsis_width > columns)
        ellipsis = "", ellipsis_width = 0;
    size_t width = 0;
    size_t fit_len = out->len; /* how much may stay if the ellipsis is needed */
    for (size_t at = 0; at < n;) {
        struct glyph glyph;
        at += writer_next(&writer, bytes + at, n - at, &glyph);
        if (width + glyph.width > columns) {
            if (out->data)
                out->data[fit_len] = '\0';
            out->len = fit_len;
            buf_str(out, ellipsis);
            return true;
        }
        width += glyph.width;
        buf_add(out, glyph.text, glyph.len);
        if (width + ellipsis_width <= columns)
            fit_len = out->len;
    }
    return false;
}

size_t safe_fit(const char *text, size_t n, size_t columns, size_t *used)
{
    size_t at = 0, width = 0;
    while (at < n) {
        uint32_t c = 0;
        size_t len = utf8_decode(text + at, n - at, &c);
        int own = len < 2 ? 1 : wcwidth((wchar_t)c);
        size_t more = own < 0 ? 1 : (size_t)own;
        if (width + more > columns)
            break;
        width += more;
        at += len ? len : 1;
    }
    if (used)
        *used = width;
    return at;
}

size_t safe_width(const char *text, size_t n)
{
    size_t width;
    safe_fit(text, n, SIZE_MAX / 2, &width);
    return width;
}
