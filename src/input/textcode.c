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
    {"\x78\x9c", 2, 0},
    {"\x78\x01", 2, 0},
    {"\x78\xda", 2, 0},
    {"ustar", 5, 257},
};

static bool has_magic(const uint8_t *bytes, size_t len)
{
    for (size_t k = 0; k < sizeof magics / sizeof magics[0]; k++)
        if (len >= magics[k].off + magics[k].n &&
            memcmp(bytes + magics[k].off, magics[k].bytes, magics[k].n) == 0)
            return true;
    return false;
}

static bool is_worth_it(const uint8_t *bytes, size_t len, bool is_whole)
{
    struct evidence e = evidence_of_pickle(bytes, len, is_whole);
    return (e.is_pickle && (e.has_header || e.bits >= BITS_BARE)) || has_magic(bytes, len);
}

int textcode_bid(const struct textcode *code, const uint8_t *bytes, uint64_t len, int bid)
{
    uint8_t out[PIECE];
    uint64_t most = len < JUDGED_BYTES ? len : JUDGED_BYTES;
    uint64_t at = code->begin(bytes, most);
    size_t n = code->read(bytes, most, &at, out, sizeof out);
    if (n == 0 || !is_worth_it(out, n, at == len))
        return 0;
    /* The rest of what is looked at must be such text too. */
    uint8_t rest[PIECE];
    while (code->read(bytes, most, &at, rest, sizeof rest) > 0)
        ;
    bool is_all = at == most || (most < len && most - at < CUT_BYTES);
    return is_all ? bid : 0;
}

/* ---- The member ------------------------------------------------------------------------------ */

bool textcode_list(const struct textcode *code, struct input *in, struct err *err)
{
    uint8_t out[PIECE];
    uint64_t begin = code->begin(in->bytes, in->len), at = begin, unpacked = 0;
    size_t n;
    while ((n = code->read(in->bytes, in->len, &at, out, sizeof out)) > 0)
        unpacked += n;
    if (unpacked == 0)
        return err_set(err, "is no %s text", code->name);
    if (at < in->len && !input_add_gap(in, at, in->len - at, code->after))
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
