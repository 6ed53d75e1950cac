/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What codecs make of what strict coding refuses: 'ignore', 'replace' and their like, of ASCII, Latin-1 and
 * UTF-8. */
#include <string.h>

#include "src/analysis/models.h"
#include "src/base/codec.h"
#include "src/base/utf8.h"

static void put_nothing(uint32_t code, struct buf *out)
{
    (void)code;
    (void)out;
}

static void put_sign(uint32_t code, struct buf *out)
{
    (void)code;
    buf_char(out, '?');
}

static void put_backslash(uint32_t code, struct buf *out)
{
    buf_printf(out, code < 0x100 ? "\\x%02x" : code < 0x10000 ? "\\u%04x" : "\\U%08x", code);
}

static void put_reference(uint32_t code, struct buf *out)
{
    buf_printf(out, "&#%u;", code);
}

static void put_escape(uint32_t byte, struct buf *out)
{
    utf8_put(0xdc00 + byte, out);
}

typedef void put_mistake(uint32_t code, struct buf *out);

static const struct {
    const char *name;
    put_mistake *decode, *encode; /* a byte, a character; NULL: it has no way to */
} handlers[] = {
    {"ignore", put_nothing, put_nothing},
    {"replace", put_nothing,
     put_sign}, /* decoded, a sign is put for all bytes that belong together */
    {"backslashreplace", put_backslash, put_backslash},
    {"xmlcharrefreplace", NULL, put_reference},
    {"surrogateescape", put_escape, NULL},
};

/* How many bytes, of which none begins a character, belong to one mistake: as many as a character might have
 * begun with. */
static size_t mistake_length(const char *bytes, size_t n)
{
    static const struct {
        uint8_t first, low, high, length;
    } starts[] = {
        {0xe0, 0xa0, 0xbf, 3}, {0xed, 0x80, 0x9f, 3}, {0xf0, 0x90, 0xbf, 4}, {0xf4, 0x80, 0x8f, 4}};
    uint8_t first = (uint8_t)bytes[0], low = 0x80, high = 0xbf;
    size_t length = first < 0xc2 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 1;
    for (size_t k = 0; k < sizeof starts / sizeof starts[0]; k++) {
        low = starts[k].first == first ? starts[k].low : low;
        high = starts[k].first == first ? starts[k].high : high;
    }
    size_t at = 1;
    for (; at < n && at < length; at++) {
        uint8_t byte = (uint8_t)bytes[at];
        if (byte < low || byte > high)
            break;
        low = 0x80;
        high = 0xbf;
    }
    return at;
}

static void decode(const struct meaning *data, bool is_ascii, put_mistake *put, bool is_sign,
                   struct buf *out)
{
    for (size_t at = 0, n; at < data->text_len; at += n) {
        const char *bytes = data->text + at;
        uint32_t code;
        n = is_ascii ? (uint8_t)*bytes < 0x80 : utf8_decode(bytes, data->text_len - at, &code);
        if (n) {
            buf_add(out, bytes, n);
            continue;
        }
        n = is_ascii ? 1 : mistake_length(bytes, data->text_len - at);
        if (is_sign)
            utf8_put(0xfffd, out);
        for (size_t k = 0; k < n; k++)
            put((uint8_t)bytes[k], out);
    }
}

static void encode(const struct meaning *data, uint32_t limit, put_mistake *put, struct buf *out)
{
    for (size_t at = 0; at < data->text_len;) {
        uint32_t code = utf8_next(data->text, data->text_len, &at);
        if (code < limit)
            buf_char(out, (char)code);
        else
            put(code, out);
    }
}

/* What is not strict. */
static const struct meaning *lenient(struct evaluator *ev, const struct meaning *data,
                                     const struct codec *codec, bool is_decode, size_t handler)
{
    bool is_ascii = codec == codec_named("ascii", 5), is_latin = codec == codec_named("latin1", 6);
    bool is_utf8 = codec == codec_named("utf8", 4);
    put_mistake *put = is_decode ? handlers[handler].decode : handlers[handler].encode;
    bool is_known = is_decode ? data->kind == MEANING_BYTES && (is_ascii || is_utf8)
                              : data->kind == MEANING_TEXT && (is_ascii || is_latin);
    struct buf out = {.limit = MEANING_TEXT_MAX};
    if (!is_known || !put || !ev_spend(ev, data->text_len))
        return NULL;
    if (is_decode)
        decode(data, is_ascii, put, strcmp(handlers[handler].name, "replace") == 0, &out);
    else
        encode(data, is_latin ? 0x100 : 0x80, put, &out);
    return meaning_buf(&ev->store, is_decode ? MEANING_TEXT : MEANING_BYTES, &out);
}

const struct meaning *coder_handle(struct evaluator *ev, const struct meaning *data,
                                   const char *name, size_t n, bool is_decode,
                                   const struct meaning *errors)
{
    const struct codec *codec = errors ? codec_named(name, n) : NULL;
    bool is_refused = codec && (codec->traits & CODEC_IS_STRICT) && !meaning_says(errors, "strict");
    if (is_refused && !ev->is_lenient)
        return NULL;
    const struct meaning *strict = coder_run(ev, data, name, n, is_decode);
    if (strict || !data)
        return strict;
    for (size_t k = 0; codec && k < sizeof handlers / sizeof handlers[0]; k++) {
        if (meaning_says(errors, handlers[k].name))
            return lenient(ev, data, codec, is_decode, k);
    }
    return NULL;
}

const struct meaning *coder_as_text(struct evaluator *ev, const struct meaning *data,
                                    const char *name, size_t n, bool is_decode,
                                    const struct meaning *errors)
{
    const struct codec *codec = codec_named(name, n);
    bool is_other = codec && (codec->traits & CODEC_IS_ONE_KIND);
    return is_other && !ev->is_lenient ? NULL : coder_handle(ev, data, name, n, is_decode, errors);
}
