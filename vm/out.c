/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vm/out.h"

static const char ellipsis[] = "\xe2\x80\xa6";
enum { ELLIPSIS_BYTES = 3 };

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

/* What fits without asking anything: up to the buffer's end or the limit. */
static void set_room(struct out *out)
{
    size_t space = OUT_BUFFER - out->used;
    uint64_t left = out->max_bytes - out->bytes;
    out->room = out_done(out) ? 0 : left < space ? (size_t)left : space;
}

static void take(struct out *out, const char *text, size_t n)
{
    memcpy(out->buffer + out->used, text, n);
    out->used += n;
    out->bytes += n;
}

static void send(struct out *out, const char *bytes, size_t n)
{
    if (n && !out->failed && !out->sink.write(out->sink.context, bytes, n))
        out->failed = true;
}

/* Sends all of the buffer but its last `keep` bytes, which move to its front. */
static void flush(struct out *out, size_t keep)
{
    if (out->used <= keep)
        return;
    size_t n = out->used - keep;
    send(out, out->buffer, n);
    memmove(out->buffer, out->buffer + n, keep);
    out->used = keep;
}

/* All of max_bytes is taken and more follows: the end gives way to an ellipsis. */
static void cut(struct out *out)
{
    out->cut = true;
    if (out->max_bytes < ELLIPSIS_BYTES) {
        out->bytes -= out->used;
        out->used = 0;
        return;
    }
    size_t keep = out->used - ELLIPSIS_BYTES;
    while (keep > 0 && is_continuation(out->buffer[keep]))
        keep--;
    out->bytes -= out->used - keep;
    out->used = keep;
    take(out, ellipsis, ELLIPSIS_BYTES);
}

void out_init(struct out *out, struct br_sink sink, uint64_t max_bytes)
{
    /* Not the buffer: clearing it would cost more than most texts. */
    out->sink = sink;
    out->max_bytes = max_bytes ? max_bytes : UINT64_MAX;
    out->bytes = out->continued = out->ends = 0;
    out->used = 0;
    out->cut = out->escaped = out->failed = false;
    set_room(out);
}

void out_add_slow(struct out *out, const char *text, size_t n)
{
    /* Unlimited long pieces need not be copied. */
    if (out->max_bytes == UINT64_MAX && n >= OUT_BUFFER && !out_done(out)) {
        flush(out, 0);
        send(out, text, n);
        out->bytes += n;
        set_room(out);
        return;
    }
    while (n > out->room && !out_done(out)) {
        size_t part = out->room;
        take(out, text, part);
        text += part;
        n -= part;
        if (out->bytes == out->max_bytes)
            cut(out);
        else
            flush(out, out->max_bytes == UINT64_MAX ? 0 : OUT_TAIL);
        set_room(out);
    }
    if (!out_done(out)) {
        take(out, text, n);
        set_room(out);
    }
}

char *out_reserve_slow(struct out *out, size_t n)
{
    flush(out, out->max_bytes == UINT64_MAX ? 0 : OUT_TAIL);
    set_room(out);
    return n <= out->room ? out->buffer + out->used : NULL;
}

void out_blanks(struct out *out, uint64_t n)
{
    static const char blanks[] = "                                                                ";
    while (n > 0 && !out_done(out)) {
        size_t part = n < sizeof blanks - 1 ? (size_t)n : sizeof blanks - 1;
        out_ascii(out, blanks, part);
        n -= part;
    }
}

void out_utf8(struct out *out, const char *text, size_t n)
{
    for (size_t k = 0; k < n; k++)
        out->continued += is_continuation(text[k]);
    out_ascii(out, text, n);
}

void out_char(struct out *out, uint32_t c)
{
    static const char digits[] = "0123456789abcdef";
    if (c < 0x80) {
        out_ascii(out, (char[]){(char)c}, 1);
    } else if (c < 0x800) {
        out->continued += 1;
        out_ascii(out, (char[]){(char)(0xc0 | c >> 6), (char)(0x80 | (c & 0x3f))}, 2);
    } else if (c >= 0xd800 && c <= 0xdfff) {
        out->escaped = true;
        char text[6] = {'\\', 'u', 'd', digits[c >> 8 & 15], digits[c >> 4 & 15], digits[c & 15]};
        out_ascii(out, text, sizeof text);
    } else if (c < 0x10000) {
        out->continued += 2;
        char text[3] = {(char)(0xe0 | c >> 12), (char)(0x80 | (c >> 6 & 0x3f)),
                        (char)(0x80 | (c & 0x3f))};
        out_ascii(out, text, sizeof text);
    } else {
        out->continued += 3;
        char text[4] = {(char)(0xf0 | c >> 18), (char)(0x80 | (c >> 12 & 0x3f)),
                        (char)(0x80 | (c >> 6 & 0x3f)), (char)(0x80 | (c & 0x3f))};
        out_ascii(out, text, sizeof text);
    }
}

enum br_status out_finish(struct out *out, struct br_text_result *result)
{
    flush(out, 0);
    set_room(out);
    if (result)
        *result = (struct br_text_result){out->bytes, out->cut, out->escaped};
    return out->failed ? BR_NOMEM : BR_OK;
}
