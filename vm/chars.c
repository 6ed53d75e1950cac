/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vm/chars.h"

#define TABLES_NONPRINTABLE
#include "vm/tables.h"

#include <string.h>

#define HIGH_BITS UINT64_C(0x8080808080808080)

static uint64_t load64(const uint8_t *p)
{
    uint64_t word;
    memcpy(&word, p, sizeof word);
    return word;
}

/* How many bytes from p are ASCII, counted in whole words: what is left may be ASCII too. */
static size_t ascii_words(const uint8_t *p, size_t n)
{
    size_t at = 0;
    for (; at + 32 <= n; at += 32) {
        uint64_t any =
            load64(p + at) | load64(p + at + 8) | load64(p + at + 16) | load64(p + at + 24);
        if (any & HIGH_BITS)
            break;
    }
    while (at + 8 <= n && !(load64(p + at) & HIGH_BITS))
        at += 8;
    return at;
}

static bool all_ascii(const uint8_t *p, size_t n)
{
    if (n >= 8) {
        size_t at = ascii_words(p, n);
        return at + 8 > n && !(load64(p + n - 8) & HIGH_BITS);
    }
    uint8_t any = 0;
    for (size_t at = 0; at < n; at++)
        any |= p[at];
    return any < 0x80;
}

static int hex_value(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool is_continuation(uint8_t c)
{
    return (c & 0xc0) == 0x80;
}

/* ---- UTF-8 ----------------------------------------------------------------------------------- */

/* The sequence at p < end: its bytes, or 0 when it is none, and its code point. */
static inline unsigned utf8_step(const uint8_t *p, const uint8_t *end, bool surrogates,
                                 int32_t *out)
{
    uint8_t a = p[0];
    if (a < 0x80) {
        *out = a;
        return 1;
    }
    size_t left = (size_t)(end - p);
    if (a < 0xc2 || a > 0xf4 || left < 2 || !is_continuation(p[1]))
        return 0;
    if (a < 0xe0) {
        *out = (a & 0x1f) << 6 | (p[1] & 0x3f);
        return 2;
    }
    if (left < 3 || !is_continuation(p[2]))
        return 0;
    if (a < 0xf0) {
        int32_t c = (a & 0x0f) << 12 | (p[1] & 0x3f) << 6 | (p[2] & 0x3f);
        if (c < 0x800 || (!surrogates && c >= 0xd800 && c <= 0xdfff))
            return 0;
        *out = c;
        return 3;
    }
    if (left < 4 || !is_continuation(p[3]))
        return 0;
    int32_t c = (a & 0x07) << 18 | (p[1] & 0x3f) << 12 | (p[2] & 0x3f) << 6 | (p[3] & 0x3f);
    if (c < 0x10000 || c > 0x10ffff)
        return 0;
    *out = c;
    return 4;
}

/* Offset of the first byte that is not part of a sequence, or n. */
static size_t utf8_good(const uint8_t *p, size_t n, bool surrogates)
{
    size_t at = 0;
    while (at < n) {
        if (p[at] < 0x80) {
            size_t run = ascii_words(p + at, n - at);
            at += run ? run : 1;
            continue;
        }
        int32_t c;
        unsigned step = utf8_step(p + at, p + n, surrogates, &c);
        if (!step)
            return at;
        at += step;
    }
    return n;
}

/* The reason and extent of a fault at offset `at`, as unicode_decode_utf8 tells them: a second
 * byte that cannot follow this first byte is a fault of one byte, and so on. */
static void utf8_reason(const uint8_t *p, size_t n, struct chars_fault *fault)
{
    size_t at = (size_t)fault->first;
    uint8_t a = p[at];
    unsigned need = a < 0xe0 ? 2 : a < 0xf0 ? 3 : 4;
    fault->last = at;
    fault->reason = "invalid start byte";
    if (a < 0xc2 || a > 0xf4)
        return;
    for (unsigned k = 1; k < need; k++) {
        if (at + k == n) {
            fault->reason = "unexpected end of data";
            fault->last = n - 1;
            return;
        }
        uint8_t c = p[at + k];
        bool follows = is_continuation(c);
        if (k == 1)
            follows = follows && !(a == 0xe0 && c < 0xa0) && !(a == 0xed && c >= 0xa0) &&
                      !(a == 0xf0 && c < 0x90) && !(a == 0xf4 && c >= 0x90);
        if (!follows) {
            fault->reason = "invalid continuation byte";
            fault->last = at + k - 1;
            return;
        }
    }
}

/* ---- raw-unicode-escape ---------------------------------------------------------------------- */

/* The escape at p, which is a backslash: its bytes (2 for one that stands for itself, 1 at the
 * end), or 0 at a fault; *out its code point, or -1 when the bytes stand for themselves. *stop is
 * the first byte that the escape could not use. */
static unsigned escaped_step(const uint8_t *p, const uint8_t *end, int32_t *out,
                             const uint8_t **stop)
{
    *out = -1;
    if (p + 1 == end)
        return 1;
    if (p[1] != 'u' && p[1] != 'U')
        return 2;
    unsigned digits = p[1] == 'u' ? 4 : 8;
    uint32_t c = 0;
    for (unsigned k = 0; k < digits; k++) {
        *stop = p + 2 + k;
        int v = *stop < end ? hex_value(**stop) : -1;
        if (v < 0)
            return 0;
        c = c << 4 | (uint32_t)v;
    }
    *stop = p + 2 + digits;
    if (c > 0x10ffff)
        return 0;
    *out = (int32_t)c;
    return 2 + digits;
}

static size_t escaped_good(const uint8_t *p, size_t n, const uint8_t **stop)
{
    const uint8_t *end = p + n;
    const uint8_t *at = p;
    while ((at = memchr(at, '\\', (size_t)(end - at)))) {
        int32_t c;
        unsigned step = escaped_step(at, end, &c, stop);
        if (!step)
            return (size_t)(at - p);
        at += step;
        if (at == end)
            break;
    }
    return n;
}

static void escaped_reason(const uint8_t *p, const uint8_t *stop, struct chars_fault *fault)
{
    const uint8_t *at = p + fault->first;
    fault->last = (uint64_t)(stop - p) - 1;
    if (at[1] == 'u')
        fault->reason = "truncated \\uXXXX escape";
    else
        fault->reason =
            stop - at < 10 ? "truncated \\UXXXXXXXX escape" : "\\Uxxxxxxxx out of range";
}

/* ---- Escapes of a bytes literal -------------------------------------------------------------- */

static const char quoted_simple[128] = {
    ['\\'] = '\\', ['\''] = '\'', ['"'] = '"',  ['a'] = '\a', ['b'] = '\b',
    ['f'] = '\f',  ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t', ['v'] = '\v',
};

/* The escape at p, a backslash: its bytes and the byte it stands for. 0: a fault. An escape that is
 * none stands for its backslash alone. */
static unsigned quoted_step(const uint8_t *p, const uint8_t *end, int32_t *out)
{
    *out = '\\';
    if (p + 1 == end)
        return 0;
    uint8_t c = p[1];
    if (c < 128 && quoted_simple[c]) {
        *out = quoted_simple[c];
        return 2;
    }
    if (c == 'x') {
        int high = end - p > 3 ? hex_value(p[2]) : -1;
        int low = end - p > 3 ? hex_value(p[3]) : -1;
        if (high < 0 || low < 0)
            return 0;
        *out = high * 16 + low;
        return 4;
    }
    unsigned n = 1;
    int32_t v = 0;
    while (n < 4 && p + n < end && p[n] >= '0' && p[n] <= '7')
        v = v * 8 + (p[n++] - '0');
    if (n > 1)
        *out = v & 0xff;
    return n;
}

/* The character of UTF-8 that the escapes from p on stand for: how many bytes they take; 0: none. */
static unsigned quoted_utf8_step(const uint8_t *p, const uint8_t *end, int32_t *out)
{
    uint8_t bytes[4];
    const uint8_t *ends[4], *at = p;
    unsigned n = 0;
    while (n < 4 && at < end) {
        int32_t c = *at;
        unsigned step = c == '\\' ? quoted_step(at, end, &c) : 1;
        if (!step)
            break;
        at += step;
        bytes[n] = (uint8_t)c;
        ends[n++] = at;
    }
    unsigned used = n ? utf8_step(bytes, bytes + n, false, out) : 0;
    return used ? (unsigned)(ends[used - 1] - p) : 0;
}

static bool quoted_utf8_good(const uint8_t *p, size_t n)
{
    const uint8_t *end = p + n;
    while (p < end) {
        int32_t c;
        unsigned step = quoted_utf8_step(p, end, &c);
        if (!step)
            return false;
        p += step;
    }
    return true;
}

static void quoted_reason(const uint8_t *p, const uint8_t *end, struct chars_fault *fault)
{
    const uint8_t *at = p + fault->first;
    fault->codec = NULL;
    fault->last = fault->first;
    fault->reason = at + 1 == end ? "Trailing \\ in string" : "invalid \\x escape";
}

/* First offset at which the escapes fail, or n; *high is the offset, in the unescaped text, of the
 * first byte that is not ASCII, or SIZE_MAX. */
static size_t quoted_good(const uint8_t *p, size_t n, size_t *high, uint8_t *high_byte)
{
    const uint8_t *end = p + n;
    const uint8_t *at = p;
    *high = SIZE_MAX;
    for (size_t count = 0; at < end; count++) {
        int32_t c = *at;
        unsigned step = c == '\\' ? quoted_step(at, end, &c) : 1;
        if (!step)
            return (size_t)(at - p);
        if (c >= 0x80 && *high == SIZE_MAX) {
            *high = count;
            *high_byte = (uint8_t)c;
        }
        at += step;
    }
    return n;
}

/* ---- All forms ------------------------------------------------------------------------------- */

bool chars_valid(enum chars_form form, struct br_slice bytes)
{
    const uint8_t *p = bytes.data;
    size_t n = (size_t)bytes.len;
    const uint8_t *stop;
    size_t high;
    uint8_t high_byte;
    switch (form) {
    case CHARS_UTF8:
    case CHARS_STRICT_UTF8:
        return all_ascii(p, n) || utf8_good(p, n, form == CHARS_UTF8) == n;
    case CHARS_ASCII:
        return all_ascii(p, n);
    case CHARS_LATIN1:
        return true;
    case CHARS_ESCAPED:
        return n == 0 || escaped_good(p, n, &stop) == n;
    case CHARS_QUOTED:
        if (n == 0 || (all_ascii(p, n) && !memchr(p, '\\', n)))
            return true;
        return quoted_good(p, n, &high, &high_byte) == n && high == SIZE_MAX;
    case CHARS_QUOTED_LATIN1:
        return n == 0 || quoted_good(p, n, &high, &high_byte) == n;
    case CHARS_QUOTED_UTF8:
        return n == 0 || (quoted_good(p, n, &high, &high_byte) == n &&
                          (high == SIZE_MAX || quoted_utf8_good(p, n)));
    }
    return false;
}

/* Fills `first`; false when there is no fault. */
static bool find_fault(enum chars_form form, const uint8_t *p, size_t n, struct chars_fault *fault)
{
    const uint8_t *stop = p;
    size_t at = n, high;
    switch (form) {
    case CHARS_UTF8:
    case CHARS_STRICT_UTF8:
        fault->codec = "utf-8";
        fault->first = at = utf8_good(p, n, form == CHARS_UTF8);
        if (at < n)
            utf8_reason(p, n, fault);
        return at < n;
    case CHARS_ESCAPED:
        fault->codec = "rawunicodeescape";
        fault->first = at = escaped_good(p, n, &stop);
        if (at < n)
            escaped_reason(p, stop, fault);
        return at < n;
    case CHARS_QUOTED:
        fault->codec = "ascii";
        fault->reason = "ordinal not in range(128)";
        fault->first = at = quoted_good(p, n, &high, &fault->byte);
        if (at < n)
            quoted_reason(p, p + n, fault);
        else
            fault->first = fault->last = high;
        return at < n || high != SIZE_MAX;
    case CHARS_ASCII:
        fault->codec = "ascii";
        fault->reason = "ordinal not in range(128)";
        for (at = 0; at < n && p[at] < 0x80; at++)
            ;
        fault->first = fault->last = at;
        return at < n;
    case CHARS_QUOTED_LATIN1:
    case CHARS_QUOTED_UTF8:
        fault->first = at = quoted_good(p, n, &high, &fault->byte);
        if (at < n)
            quoted_reason(p, p + n, fault);
        return at < n;
    case CHARS_LATIN1:
        return false;
    }
    return false;
}

bool chars_fault(enum chars_form form, struct br_slice bytes, struct chars_fault *out)
{
    *out = (struct chars_fault){0};
    if (bytes.len == 0 || !find_fault(form, bytes.data, (size_t)bytes.len, out))
        return false;
    if (form != CHARS_QUOTED && out->codec)
        out->byte = bytes.data[out->first];
    return true;
}

struct chars chars_start(enum chars_form form, struct br_slice bytes)
{
    /* An empty slice may have no address at all, to which nothing can be added. */
    const uint8_t *end = bytes.len ? bytes.data + bytes.len : bytes.data;
    return (struct chars){bytes.data, end, form, false};
}

static int32_t next_escaped(struct chars *at)
{
    if (*at->p != '\\' || at->raw) {
        at->raw = false;
        return *at->p++;
    }
    int32_t c;
    const uint8_t *stop;
    unsigned step = escaped_step(at->p, at->end, &c, &stop);
    if (!step)
        return -1;
    if (c >= 0) {
        at->p += step;
        return c;
    }
    at->raw = step == 2;
    at->p++;
    return '\\';
}

static int32_t next_quoted_utf8(struct chars *at)
{
    int32_t c;
    unsigned step = quoted_utf8_step(at->p, at->end, &c);
    at->p += step;
    return step ? c : -1;
}

static int32_t next_quoted(struct chars *at)
{
    int32_t c = *at->p;
    unsigned step = c == '\\' ? quoted_step(at->p, at->end, &c) : 1;
    at->p += step;
    return step ? c : -1;
}

int32_t chars_next(struct chars *at)
{
    if (at->p == at->end)
        return -1;
    int32_t c = -1;
    switch (at->form) {
    case CHARS_UTF8:
    case CHARS_STRICT_UTF8:
        at->p += utf8_step(at->p, at->end, true, &c);
        return c;
    case CHARS_ESCAPED:
        return next_escaped(at);
    case CHARS_QUOTED:
    case CHARS_QUOTED_LATIN1:
        return next_quoted(at);
    case CHARS_QUOTED_UTF8:
        return next_quoted_utf8(at);
    case CHARS_ASCII:
    case CHARS_LATIN1:
        return *at->p++;
    }
    return -1;
}

bool chars_verbatim(enum chars_form form, struct br_slice bytes)
{
    size_t n = (size_t)bytes.len;
    if (n == 0 || form == CHARS_UTF8 || form == CHARS_STRICT_UTF8 || form == CHARS_ASCII)
        return true;
    return all_ascii(bytes.data, n) && (form == CHARS_LATIN1 || !memchr(bytes.data, '\\', n));
}

/* UTF-8 of any code point, surrogates as their three bytes. */
static size_t encode(uint8_t *to, uint32_t c)
{
    if (c < 0x80) {
        to[0] = (uint8_t)c;
        return 1;
    }
    size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const uint8_t lead[5] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t k = n - 1; k > 0; k--) {
        to[k] = (uint8_t)(0x80 | (c & 0x3f));
        c >>= 6;
    }
    to[0] = (uint8_t)(lead[n] | c);
    return n;
}

bool chars_to_sink(enum chars_form form, struct br_slice bytes, struct br_sink sink)
{
    if (bytes.len == 0)
        return true;
    if (chars_verbatim(form, bytes))
        return sink.write(sink.context, (const char *)bytes.data, (size_t)bytes.len);
    uint8_t part[1024];
    size_t used = 0;
    struct chars at = chars_start(form, bytes);
    for (int32_t c; (c = chars_next(&at)) >= 0;) {
        if (used > sizeof part - 4) {
            if (!sink.write(sink.context, (const char *)part, used))
                return false;
            used = 0;
        }
        used += encode(part + used, (uint32_t)c);
    }
    return used == 0 || sink.write(sink.context, (const char *)part, used);
}

uint64_t chars_count(enum chars_form form, struct br_slice bytes)
{
    uint64_t count = 0;
    if (form == CHARS_ASCII || form == CHARS_LATIN1)
        return bytes.len;
    if (form == CHARS_UTF8 || form == CHARS_STRICT_UTF8) {
        for (uint64_t k = 0; k < bytes.len; k++)
            count += !is_continuation(bytes.data[k]);
        return count;
    }
    struct chars at = chars_start(form, bytes);
    while (chars_next(&at) >= 0)
        count++;
    return count;
}

uint64_t chars_utf8_len(enum chars_form form, struct br_slice bytes)
{
    if (chars_verbatim(form, bytes))
        return bytes.len;
    uint64_t len = 0;
    struct chars at = chars_start(form, bytes);
    for (int32_t c; (c = chars_next(&at)) >= 0;)
        len += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    return len;
}

enum {
    ESCAPE_BYTES = 10,         /* the longest: \UXXXXXXXX */
    BACKSLASHES_MAX = 1 << 12, /* in a row, looked at */
};

/* Moves *at back to where a character begins for sure, of forms with escapes: no escape has a second
 * backslash, but for one that follows the first at once; so the first of some in a row begins one. */
static bool border_before(struct br_slice bytes, uint64_t *at)
{
    uint64_t k = *at, least = k > ESCAPE_BYTES ? k - ESCAPE_BYTES : 0;
    while (k > least && bytes.data[k - 1] != '\\')
        k--;
    if (k == least)
        return true;
    least = k > BACKSLASHES_MAX ? k - BACKSLASHES_MAX : 0;
    while (k > least && bytes.data[k - 1] == '\\')
        k--;
    *at = k;
    return k == 0 || bytes.data[k - 1] != '\\';
}

static bool escaped_border(enum chars_form form, struct br_slice bytes, uint64_t *at)
{
    uint64_t from = *at;
    if (!border_before(bytes, &from))
        return false;
    struct chars next = chars_start(form, (struct br_slice){bytes.data + from, bytes.len - from});
    while (next.p < bytes.data + *at || next.raw)
        if (chars_next(&next) < 0)
            return false;
    *at = (uint64_t)(next.p - bytes.data);
    return true;
}

bool chars_border(enum chars_form form, struct br_slice bytes, uint64_t *at)
{
    switch (form) {
    case CHARS_UTF8:
    case CHARS_STRICT_UTF8:
        while (*at < bytes.len && is_continuation(bytes.data[*at]))
            ++*at;
        return true;
    case CHARS_ESCAPED:
    case CHARS_QUOTED:
    case CHARS_QUOTED_LATIN1:
        return escaped_border(form, bytes, at);
    case CHARS_QUOTED_UTF8: /* several escapes may be one character */
        return false;
    case CHARS_ASCII:
    case CHARS_LATIN1:
        return true;
    }
    return false;
}

bool chars_unescaped(struct br_slice bytes)
{
    return !bytes.len || !memchr(bytes.data, '\\', (size_t)bytes.len);
}

bool chars_unquote(struct br_slice line, struct br_slice *inside)
{
    if (line.len < 2)
        return false;
    uint8_t quote = line.data[0];
    if ((quote != '\'' && quote != '"') || line.data[line.len - 1] != quote)
        return false;
    *inside = (struct br_slice){line.data + 1, line.len - 2};
    return true;
}

bool br_printable(uint32_t c)
{
    if (c < 0x7f)
        return c >= 0x20;
    size_t low = 0, high = sizeof nonprintable / sizeof *nonprintable;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (c > nonprintable[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    return low == sizeof nonprintable / sizeof *nonprintable || c < nonprintable[low].first;
}
