/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/textcode.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <zlib.h>

#include "src/input/evidence.h"

enum {
    PIECE = 16384,
    JUDGED_BYTES = 65536, /* of the text, */
    CUT_BYTES = 8,        /* at whose end some may be the beginning of a byte */
    /* What a pickle without a header must prove (shape.h): four letters of any word stand for three
     * bytes, and `N.` is a pickle. */
    BITS_BARE = 24,
    MAX_LAYERS = 3, /* of text in text that a bid looks through */
};

static const struct textcode *const codes[] = {
    &textcode_base64, &textcode_hex, &textcode_utf16, &textcode_base85, &textcode_ascii85,
};

/* What containers begin with. */
static const struct {
    const char *bytes;
    size_t n, off;
} magics[] = {
    {"PK\3\4", 4, 0},
    {"\x1f\x8b\x08", 3, 0},
    {"BZh", 3, 0},
    {"\xfd"
     "7zXZ\0",
     6, 0},
    {"7z\xbc\xaf\x27\x1c", 6, 0},
    {"\x28\xb5\x2f\xfd", 4, 0},
    {"\x04\x22\x4d\x18", 4, 0},
    {"\x93NUMPY", 6, 0},
    {"\x02\x21\x4c\x18", 4, 0},
    {"ustar", 5, 257},
};

bool textcode_has_magic(const uint8_t *bytes, size_t len)
{
    for (size_t k = 0; k < sizeof magics / sizeof magics[0]; k++)
        if (len >= magics[k].off + magics[k].n &&
            memcmp(bytes + magics[k].off, magics[k].bytes, magics[k].n) == 0)
            return true;
    return input_format_zlib.bid(bytes, len) > 0;
}

/* ---- Around the text ------------------------------------------------------------------------- */

static uint64_t skip_any(const uint8_t *bytes, uint64_t len, uint64_t at, const char *set)
{
    while (at < len && bytes[at] && strchr(set, bytes[at]))
        at++;
    return at;
}

/* One byte of what may stand between two lines; 0: none does. */
static unsigned pass_one(const uint8_t *text, uint64_t len, uint64_t at, bool is_quoted,
                         bool *has_break)
{
    uint8_t c = text[at], next = len - at > 1 ? text[at + 1] : 0;
    bool is_escape = c == '\\' && !is_quoted && (next == 'n' || next == 'r' || next == 't');
    *has_break |= c == '\n' || (is_escape && next == 'n');
    if (is_escape)
        return 2;
    bool is_line_end = c == '\\' && (next == '\n' || next == '\r');
    bool is_blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    return is_blank || is_line_end || (is_quoted && c == '+');
}

uint64_t textcode_pass_break(const uint8_t *text, uint64_t len, uint64_t at)
{
    enum { MOST = 256 };
    uint64_t pos = at, most = len - at < MOST ? len : at + MOST;
    uint8_t quote = pos < len && (text[pos] == '\'' || text[pos] == '"') ? text[pos] : 0;
    bool has_break = false;
    unsigned n;
    pos += quote != 0;
    while (pos < most && (n = pass_one(text, len, pos, quote != 0, &has_break)) > 0)
        pos += n;
    if (!has_break || pos > len)
        return at;
    if (!quote)
        return pos;
    pos += pos < len && (text[pos] | 0x20) == 'b';
    return pos < len && text[pos] == quote ? pos + 1 : at;
}

static uint64_t text_begin(const struct textcode *code, const uint8_t *bytes, uint64_t len)
{
    uint64_t at = len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    uint64_t dress = skip_any(bytes, len, at, " \t\r\n{[(");
    bool is_bytes = len - dress >= 2 && (bytes[dress] | 0x20) == 'b' &&
                    (bytes[dress + 1] == '\'' || bytes[dress + 1] == '"');
    dress = skip_any(bytes, len, dress + is_bytes, "'\"");
    if (code->is_bare)
        dress = at;
    return dress + code->begin(bytes + dress, len - dress);
}

static uint64_t text_end(const uint8_t *bytes, uint64_t len, uint64_t at)
{
    uint64_t before;
    do {
        before = at;
        at = skip_any(bytes, len, at, " \t\r\n'\"}]);,");
        while (at < len && bytes[at] == 0)
            at++;
    } while (at > before);
    return at;
}

/* ---- Bids ------------------------------------------------------------------------------------ */

bool textcode_is_worth_it(const uint8_t *bytes, size_t len, bool is_whole)
{
    struct evidence e = evidence_of_pickle(bytes, len, is_whole);
    return (e.is_pickle && (e.has_header || e.bits >= BITS_BARE)) || textcode_has_magic(bytes, len);
}

/* What the beginning of a text stands for, if all that is looked at is such text. */
struct layer {
    uint8_t bytes[PIECE];
    size_t len;
    bool is_whole; /* there is no more of it */
};

static bool read_layer(const struct textcode *code, const uint8_t *bytes, uint64_t len,
                       bool is_all_there, struct layer *out)
{
    uint8_t rest[PIECE];
    uint64_t at = text_begin(code, bytes, len);
    out->len = code->read(bytes, len, &at, out->bytes, sizeof out->bytes);
    if (out->len == 0)
        return false;
    bool is_more = code->read(bytes, len, &at, rest, sizeof rest) > 0;
    while (is_more && code->read(bytes, len, &at, rest, sizeof rest) > 0)
        ;
    uint64_t end = text_end(bytes, len, at);
    out->is_whole = is_all_there && !is_more && end == len;
    return end == len || (!is_all_there && len - at < CUT_BYTES);
}

/* Text in text: depth first, since the digits of hexadecimal are letters of base64 too. */
static bool is_worth_in_layers(const struct textcode *code, const uint8_t *bytes, uint64_t len,
                               bool is_all_there, unsigned layers)
{
    struct layer layer;
    if (!read_layer(code, bytes, len, is_all_there, &layer))
        return false;
    if (textcode_is_worth_it(layer.bytes, layer.len, layer.is_whole))
        return true;
    for (size_t k = 0; layers > 1 && k < sizeof codes / sizeof codes[0]; k++)
        if (is_worth_in_layers(codes[k], layer.bytes, layer.len, layer.is_whole, layers - 1))
            return true;
    return false;
}

int textcode_bid(const struct textcode *code, const uint8_t *bytes, uint64_t len, int bid)
{
    uint64_t most = len < JUDGED_BYTES ? len : JUDGED_BYTES;
    return is_worth_in_layers(code, bytes, most, most == len, MAX_LAYERS) ? bid : 0;
}

/* ---- Five letters for four bytes ------------------------------------------------------------- */

/* The next five: how many there are; 0 at what is none. The last group is filled up with the highest. */
static unsigned read_five(const uint8_t *text, uint64_t len, uint64_t *at,
                          int (*value_of)(uint8_t c), uint32_t *bits)
{
    unsigned n = 0;
    uint64_t sum = 0, pos = skip_any(text, len, *at, " \t\r\n");
    if (pos < len && value_of(text[pos]) == TEXTCODE_85_ZEROS) {
        *at = skip_any(text, len, pos + 1, " \t\r\n");
        *bits = 0;
        return 5;
    }
    for (; n < 5 && pos < len; n++) {
        int value = value_of(text[pos]);
        if (value < 0 || value == TEXTCODE_85_ZEROS)
            break;
        sum = sum * 85 + (uint64_t)value;
        pos = skip_any(text, len, pos + 1, " \t\r\n");
    }
    for (unsigned k = n; k < 5; k++)
        sum = sum * 85 + 84;
    if (n < 2 || sum > UINT32_MAX)
        return 0;
    *at = pos;
    *bits = (uint32_t)sum;
    return n;
}

size_t textcode_read_85(const uint8_t *text, uint64_t len, uint64_t *at, uint8_t *out, size_t room,
                        int (*value_of)(uint8_t c))
{
    size_t done = 0;
    uint32_t bits;
    unsigned n = 5;
    while (n == 5 && done + 4 <= room && (n = read_five(text, len, at, value_of, &bits)) > 0)
        for (unsigned k = 0; k + 1 < n; k++)
            out[done++] = (uint8_t)(bits >> (24 - 8 * k));
    return done;
}

/* ---- The member ------------------------------------------------------------------------------ */

bool textcode_list(const struct textcode *code, struct input *in, struct err *err)
{
    uint8_t out[PIECE];
    uint64_t begin = text_begin(code, in->bytes, in->len), at = begin, unpacked = 0;
    size_t n;
    while ((n = code->read(in->bytes, in->len, &at, out, sizeof out)) > 0)
        unpacked += n;
    if (unpacked == 0)
        return err_set(err, "is no %s text", code->name);
    bool is_all = text_end(in->bytes, in->len, at) == in->len;
    if (!is_all && !input_add_gap(in, at, in->len - at, code->after))
        return err_set(err, "not enough memory");
    struct input_member *member = input_add_member(in);
    if (!member)
        return err_set(err, "not enough memory");
    *member = (struct input_member){
        .off = begin,
        .size = at - begin,
        .unpacked = unpacked,
        .method = code->name,
    };
    return true;
}

void textcode_unpack(const struct textcode *code, const struct input *in,
                     const struct input_member *m, const struct unpack_limits *limits,
                     struct unpack_sink sink, struct unpack_result *result)
{
    const uint8_t *text = in->bytes + m->off;
    uint8_t out[PIECE];
    uint64_t at = 0;
    size_t n;
    /* It is never more than the text, so that no ratio need be looked at. */
    *result = (struct unpack_result){.end = UNPACK_DONE, .crc = (uint32_t)crc32(0, NULL, 0)};
    while ((n = code->read(text, m->size, &at, out, sizeof out)) > 0) {
        if (limits->max_bytes && result->out + n > limits->max_bytes) {
            result->end = UNPACK_LIMIT;
            snprintf(result->why, sizeof result->why,
                     "unpacks to more than the limit of %" PRIu64 " bytes", limits->max_bytes);
            return;
        }
        result->crc = (uint32_t)crc32(result->crc, out, (uInt)n);
        result->out += n;
        if (!sink.take(sink.context, out, n)) {
            result->end = UNPACK_STOPPED;
            return;
        }
    }
}
