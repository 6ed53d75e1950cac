/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Objects that unpack what they are given piece by piece: zlib.decompressobj and the decompressors of bz2 and
 * lzma. Each holds all that it was given, as a stream does (streams.h), and its number is how much came of it;
 * a piece is what more comes of one more. */
#include <string.h>

#include "src/analysis/models.h"
#include "src/analysis/streams.h"

enum unpacker { UNPACK_ZLIB, UNPACK_BZIP2, UNPACK_XZ };

static const struct {
    const char *module, *name;
    uint64_t
        cost; /* however little there is: a block may be unpacked whole before its first byte comes */
} kinds[] = {
    [UNPACK_ZLIB] = {"zlib", "decompressobj", 1 << 12},
    [UNPACK_BZIP2] = {"bz2", "BZ2Decompressor", 1 << 18},
    [UNPACK_XZ] = {"lzma", "LZMADecompressor", 1 << 18},
};

/* zlib.decompressobj(wbits, zdict), LZMADecompressor(format, memlimit, filters) */
MODEL_RUN(model_unpacker)
{
    const struct meaning *first = arg(ev, args, 0);
    bool is_plain = model->number == UNPACK_ZLIB
                        ? args->n <= 1 && (args->n == 0 || meaning_is_number(first)) &&
                              !arg_named(ev, args, "zdict")
                        : args->n == 0 && args->n_named == 0;
    struct meaning *unpacker =
        stream_new(ev, kinds[model->number].module, kinds[model->number].name,
                   is_plain ? meaning_text(&ev->store, MEANING_BYTES, "", 0) : NULL, args);
    const struct meaning *bits = first ? first : arg_named(ev, args, "wbits");
    static const enum inflate_kind inflates[] = {
        [UNPACK_BZIP2] = INFLATE_BZIP2_ONE, [UNPACK_XZ] = INFLATE_XZ_ONE};
    if (unpacker)
        unpacker->way =
            model->number == UNPACK_ZLIB ? coder_zlib_kind(bits) : inflates[model->number];
    return unpacker;
}

/* All that it was given, with one more piece; NULL: not known. */
static const struct meaning *given_so_far(struct evaluator *ev, const struct meaning *held,
                                          const struct meaning *piece)
{
    bool is_good = meaning_is(held, MEANING_BYTES) && meaning_is(piece, MEANING_BYTES);
    struct buf all = {.limit = ev_room(ev)};
    if (!is_good || !ev_spend(ev, held->text_len + piece->text_len))
        return NULL;
    if (held->text_len == 0 && !piece->is_mutable)
        return piece;
    buf_add(&all, held->text, held->text_len);
    buf_add(&all, piece->text, piece->text_len);
    return meaning_buf(&ev->store, MEANING_BYTES, &all);
}

/* decompress(data): what it has come to is good also where more is to come. */
MODEL_RUN(unpacker_take)
{
    struct meaning *own = (struct meaning *)arg(ev, args, 0);
    const struct meaning *held = stream_held(own);
    const struct meaning *all = held ? given_so_far(ev, held, arg(ev, args, 1)) : NULL;
    bool is_all = args->n == 2 && args->n_named == 0; /* no max_length */
    struct buf out = {.limit = ev_room(ev)};
    if (!all || !is_all || !ev_spend(ev, 4 * all->text_len + kinds[model->number].cost)) {
        stream_lose(own);
        return NULL;
    }
    enum inflate_end end =
        inflate_begin((enum inflate_kind)own->way, all->text, all->text_len, &out);
    bool is_over =
        end == INFLATE_WHOLE && model->number != UNPACK_ZLIB; /* who is given more then raises */
    bool is_known = (end != INFLATE_WRONG || ev->is_lenient) && !out.failed &&
                    ev_spend(ev, out.len) && (uint64_t)own->number <= out.len;
    const struct meaning *piece =
        is_known ? meaning_text(&ev->store, MEANING_BYTES, buf_text(&out) + own->number,
                                out.len - (size_t)own->number)
                 : NULL;
    own->self = all;
    own->number = (int64_t)out.len;
    buf_free(&out);
    if (!piece || is_over)
        stream_lose(own);
    return piece;
}

/* flush(): all has come already. */
MODEL_RUN(unpacker_flush)
{
    (void)model;
    return meaning_is(stream_held(arg(ev, args, 0)), MEANING_BYTES)
               ? meaning_text(&ev->store, MEANING_BYTES, "", 0)
               : NULL;
}

/* clang-format off */
const struct model unpackers[] = {
    {"zlib", "decompressobj", 0, model_unpacker, UNPACK_ZLIB, NULL},
    {"bz2", "BZ2Decompressor", 0, model_unpacker, UNPACK_BZIP2, NULL},
    {"lzma", "LZMADecompressor", 0, model_unpacker, UNPACK_XZ, NULL},
    {"zlib", "decompressobj.decompress", 2, unpacker_take, UNPACK_ZLIB, NULL},
    {"bz2", "BZ2Decompressor.decompress", 2, unpacker_take, UNPACK_BZIP2, NULL},
    {"lzma", "LZMADecompressor.decompress", 2, unpacker_take, UNPACK_XZ, NULL},
    {"zlib", "decompressobj.flush", 1, unpacker_flush, 0, NULL},
};
/* clang-format on */
const size_t n_unpackers = sizeof unpackers / sizeof unpackers[0];
