/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/analysis/shown.h"

#include <string.h>

#include "src/base/utf8.h"
#include "vm/brine.h"

static bool is_lone(uint32_t code)
{
    return code >= 0xd800 && code < 0xe000;
}

bool shown_differs(const char *name, size_t n)
{
    bool has_lead = memchr(name, 0xed, n) != NULL;
    if (memchr(name, '\0', n))
        return true;
    for (size_t at = 0; has_lead && at < n;) {
        if (is_lone(utf8_next(name, n, &at)))
            return true;
    }
    return false;
}

unsigned shown_name(struct buf *out, const char *name, size_t n)
{
    if (!shown_differs(name, n)) {
        buf_add(out, name, n);
        return 0;
    }
    for (size_t at = 0; at < n;) {
        size_t from = at;
        uint32_t code = utf8_next(name, n, &at);
        if (code == 0)
            buf_str(out, "\\x00");
        else if (is_lone(code))
            buf_printf(out, "\\u%04x", code);
        else
            buf_add(out, name + from, at - from);
    }
    return SHOWN_ESCAPED;
}

/* Below 0x80, or a byte. */
static void add_byte(struct buf *out, unsigned c, char quote)
{
    static const char named[] = "\n\r\t", letters[] = "nrt";
    const char *found = c ? strchr(named, (int)c) : NULL;
    if (c == '\\' || c == (unsigned char)quote)
        buf_printf(out, "\\%c", (char)c);
    else if (found)
        buf_printf(out, "\\%c", letters[found - named]);
    else if (c >= 0x20 && c < 0x7f)
        buf_char(out, (char)c);
    else
        buf_printf(out, "\\x%02x", c);
}

static void add_escape(struct buf *out, uint32_t code)
{
    if (code < 0x100)
        buf_printf(out, "\\x%02x", code);
    else
        buf_printf(out, code < 0x10000 ? "\\u%04x" : "\\U%08x", code);
}

unsigned shown_literal(struct buf *out, const char *text, size_t n, bool is_bytes, size_t end)
{
    unsigned marks = 0;
    size_t room = out->len < end ? end - out->len : 0, looked_at = n < room ? n : room;
    bool has_single = memchr(text, '\'', looked_at) != NULL; /* what is cut costs nothing */
    char quote = has_single && !memchr(text, '"', looked_at) ? '"' : '\'';
    buf_str(out, is_bytes ? "b" : "");
    buf_char(out, quote);
    for (size_t at = 0; at < n;) {
        size_t from = at;
        if (out->len >= end) {
            buf_str(out, "…");
            marks |= SHOWN_CUT;
            break;
        }
        uint32_t code = is_bytes ? (unsigned char)text[at++] : utf8_next(text, n, &at);
        if (is_bytes || code < 0x80)
            add_byte(out, code, quote);
        else if (br_printable(code))
            buf_add(out, text + from, at - from);
        else
            add_escape(out, code);
        if (!is_bytes && is_lone(code))
            marks |= SHOWN_ESCAPED;
    }
    buf_char(out, quote);
    return marks;
}
