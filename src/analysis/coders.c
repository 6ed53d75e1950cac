/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions that decode and encode: codecs by name, base64 and its kin, compressed data. */
#include <string.h>

#include "src/analysis/models.h"
#include "src/base/codec.h"
#include "src/base/checksum.h"
#include "src/base/deflate.h"
#include "src/base/inflate.h"
#include "src/base/utf8.h"

/* ---- Codecs by name -------------------------------------------------------------------------- */

enum {
    CALL_COST = 64,
    STREAM_COST = 1 << 12, /* of what unpacks, however little it is */
    PACK_COST = 1 << 22,   /* of an encoder that takes a hundred megabytes for it */
    BLOCK_COST = 1 << 18, /* the same where a block is unpacked whole before its first byte comes */
};

static bool is_text_or_bytes(const struct meaning *meaning)
{
    return meaning_is(meaning, MEANING_TEXT) || meaning_is(meaning, MEANING_BYTES);
}

static uint64_t cost_of(codec_function *run)
{
    if (run == codec_bzip2 || run == codec_xz)
        return BLOCK_COST;
    return run == codec_zlib || run == codec_gzip ? STREAM_COST : CALL_COST;
}

/* What a decoder gave; what came before it refused was work too. */
static const struct meaning *decoded(struct evaluator *ev, bool good, enum meaning_kind result,
                                     struct buf *out)
{
    bool is_part = ev->is_lenient && out->len > 0;
    ev->store.is_full |= out->failed;
    out->failed &= !is_part;
    if (!ev_spend(ev, out->len) || (!good && !is_part)) {
        buf_free(out);
        return NULL;
    }
    return meaning_buf(&ev->store, result, out);
}

const struct meaning *coder_decode(struct evaluator *ev, codec_function *run,
                                   const struct meaning *data, enum meaning_kind result)
{
    struct buf out = {.limit = ev_room(ev)};
    bool good = run && ev_spend(ev, 4 * data->text_len + cost_of(run)) &&
                run(data->text, data->text_len, &out);
    return decoded(ev, good, result, &out);
}

const struct meaning *coder_run(struct evaluator *ev, const struct meaning *data, const char *name,
                                size_t n, bool is_decode)
{
    const struct codec *codec = is_text_or_bytes(data) ? codec_named(name, n) : NULL;
    bool is_taken =
        codec && (ev->is_lenient || codec_takes(codec, is_decode, data->kind == MEANING_TEXT));
    if (!is_taken)
        return NULL;
    bool gives_text =
        (codec->traits & CODEC_GIVES_TEXT) && (is_decode || (codec->traits & CODEC_IS_ONE_KIND));
    return coder_decode(ev, is_decode ? codec->decode : codec->encode, data,
                        gives_text ? MEANING_TEXT : MEANING_BYTES);
}

/* ---- Functions ------------------------------------------------------------------------------- */

#define MODEL(name)                                                                                \
    static const struct meaning *name(struct evaluator *ev, const struct model *model,             \
                                      const struct arguments *args)

/* codecs.decode(data, codec) and encode; text: the codec, where it is the function's own. */
MODEL(model_codec)
{
    const struct meaning *codec = arg(ev, args, 1);
    codec = codec ? codec : arg_named(ev, args, "encoding");
    if (codec && codec->kind != MEANING_TEXT)
        return NULL;
    const struct meaning *errors = args->n > 2 ? arg(ev, args, 2) : arg_named(ev, args, "errors");
    return coder_handle(ev, arg(ev, args, 0), codec ? codec->text : "utf-8",
                        codec ? codec->text_len : 5, model->number, errors);
}

bool coder_spells_bytes(const struct evaluator *ev, const struct model *model,
                        const struct arguments *args)
{
    bool is_encode = model && model->run == model_codec && model->number == 0;
    if (!is_encode || args->n != 2 || args->n_named || !meaning_is(args->items[0], MEANING_REF) ||
        !meaning_is(args->items[1], MEANING_TEXT))
        return false;
    const struct meaning *name = args->items[1];
    return br_kind(ev->rec, args->items[0]->value) == BR_KIND_STR &&
           codec_named(name->text, name->text_len) == codec_named("latin1", 6);
}

/* codecs.latin_1_decode(data) and the like give what they read, and how much that was. */
MODEL(model_codec_pair)
{
    const struct meaning *data = arg(ev, args, 0);
    const struct meaning *coded =
        coder_run(ev, data, model->text, strlen(model->text), model->number);
    uint64_t n;
    if (!coded || !ev_len(ev, data, &n))
        return NULL;
    const struct meaning *pair[2] = {coded, meaning_int(&ev->store, (int64_t)n)};
    return meaning_items(&ev->store, MEANING_TUPLE, pair, 2);
}

/* clang-format off */
enum {
    BASE64, BASE64_URL, BASE32, BASE32_FOLD, BASE32HEX, BASE16, HEX, FROMHEX, BASE85, ASCII85,
    UU_LINE, QUOPRI, QUOPRI_HEADER, GZIP, BZIP2, XZ, SAME, TO_BASE64, TO_BASE64_URL, TO_BASE64_LINES,
    TO_BASE64_LINE, TO_BASE32, TO_BASE16, TO_BASE85, TO_ASCII85, TO_UU_LINE, TO_QUOPRI, TO_HEX,
};
static codec_function *const by_number[] = {
    [BASE64] = codec_base64,
    [BASE64_URL] = codec_base64_url,
    [BASE32] = codec_base32,
    [BASE32_FOLD] = codec_base32_fold,
    [BASE32HEX] = codec_base32hex,
    [BASE16] = codec_base16,
    [HEX] = codec_hex,
    [FROMHEX] = codec_fromhex,
    [BASE85] = codec_base85,
    [ASCII85] = codec_ascii85,
    [UU_LINE] = codec_uu_line,
    [QUOPRI] = codec_quopri,
    [QUOPRI_HEADER] = codec_quopri_header,
    [GZIP] = codec_gzip,
    [BZIP2] = codec_bzip2,
    [XZ] = codec_xz,
    [SAME] = codec_same,
    [TO_BASE64] = codec_to_base64,
    [TO_BASE64_URL] = codec_to_base64_url,
    [TO_BASE64_LINES] = codec_to_base64_lines,
    [TO_BASE64_LINE] = codec_to_base64_line,
    [TO_BASE32] = codec_to_base32,
    [TO_BASE16] = codec_to_base16,
    [TO_BASE85] = codec_to_base85,
    [TO_ASCII85] = codec_to_ascii85,
    [TO_UU_LINE] = codec_to_uu_line,
    [TO_QUOPRI] = codec_to_quopri,
    [TO_HEX] = codec_to_hex,
};
/* clang-format on */

MODEL(model_bytes_coder)
{
    const struct meaning *data = arg(ev, args, 0);
    return is_text_or_bytes(data) ? coder_decode(ev, by_number[model->number], data, MEANING_BYTES)
                                  : NULL;
}

/* Encoders of base64, binascii and quopri, as they are without more arguments. */
MODEL(model_encoder)
{
    const struct meaning *data = arg_of_kind(ev, args, 0, MEANING_BYTES);
    return data && args->n == 1 && args->n_named == 0
               ? coder_decode(ev, by_number[model->number], data, MEANING_BYTES)
               : NULL;
}

/* a2b_qp(data, header), quopri.decodestring: with it a '_' is a blank. */
MODEL(model_quopri)
{
    const struct meaning *data = arg(ev, args, 0);
    const struct meaning *said = args->n > 1 ? arg(ev, args, 1) : arg_named(ev, args, "header");
    bool is_header = false;
    (void)model;
    if (!is_text_or_bytes(data) || (said && !ev_truth(ev, said, &is_header)))
        return NULL;
    return coder_decode(ev, by_number[is_header ? QUOPRI_HEADER : QUOPRI], data, MEANING_BYTES);
}

/* base64.b64decode(data, altchars): letters put for '+' and '/'. */
MODEL(model_b64decode)
{
    const struct meaning *data = arg(ev, args, 0), *letters = arg(ev, args, 1);
    letters = letters ? letters : arg_named(ev, args, "altchars");
    if (!letters || letters->kind == MEANING_NONE)
        return model_bytes_coder(ev, model, args);
    struct buf out = {.limit = ev_room(ev)};
    bool good = is_text_or_bytes(data) && is_text_or_bytes(letters) && letters->text_len == 2 &&
                ev_spend(ev, 4 * data->text_len + CALL_COST) &&
                codec_base64_alt(data->text, data->text_len, letters->text, &out);
    return decoded(ev, good, MEANING_BYTES, &out);
}

/* base64.b32decode(data, casefold), b16decode; number: what it is without. */
MODEL(model_casefold)
{
    const struct meaning *data = arg(ev, args, 0), *fold = arg(ev, args, 1);
    fold = fold ? fold : arg_named(ev, args, "casefold");
    bool is_folded = meaning_is_number(fold) && fold->number;
    int number = !is_folded ? model->number : model->number == BASE16 ? HEX : BASE32_FOLD;
    return is_text_or_bytes(data) ? coder_decode(ev, by_number[number], data, MEANING_BYTES) : NULL;
}

enum inflate_kind coder_zlib_kind(const struct meaning *bits)
{
    int64_t said = meaning_is_number(bits) ? bits->number : 15;
    return said < 0     ? INFLATE_RAW
           : said >= 40 ? INFLATE_ANY
           : said >= 24 ? INFLATE_GZIP_ONE
                        : INFLATE_ZLIB;
}

/* zlib.compress(data, level), bz2.compress, lzma.compress, gzip.compress: number is the kind. What is given to the
 * other way round is what counts. */
MODEL(model_deflate)
{
    const struct meaning *data = arg_of_kind(ev, args, 0, MEANING_BYTES), *level = arg(ev, args, 1);
    bool has_level = model->number != DEFLATE_XZ && meaning_is_number(level);
    bool is_good = data && (args->n < 2 || has_level) && args->n < 3 && args->n_named == 0 &&
                   (!has_level || (level->number >= -1 && level->number <= 9));
    struct buf out = {.limit = ev_room(ev)};
    uint64_t cost = model->number == DEFLATE_XZ ? PACK_COST : BLOCK_COST;
    if (!is_good || !ev_spend(ev, cost + data->text_len))
        return NULL;
    bool good = deflate_bytes((enum deflate_kind)model->number, has_level ? (int)level->number : -1,
                              data->text, data->text_len, &out);
    return decoded(ev, good, MEANING_BYTES, &out);
}

/* zlib.crc32(data, value), adler32 (number 1) */
MODEL(model_checksum)
{
    const struct meaning *data = arg_of_kind(ev, args, 0, MEANING_BYTES), *value = arg(ev, args, 1);
    if (!data || (value && !meaning_is_number(value)) || !ev_spend(ev, data->text_len))
        return NULL;
    uint32_t first = (uint32_t)(value ? value->number : model->number);
    uint32_t sum = model->number ? checksum_adler32(first, data->text, data->text_len)
                                 : checksum_crc32(first, data->text, data->text_len);
    return meaning_int(&ev->store, (int64_t)sum);
}

/* zlib.decompress(data, wbits) */
MODEL(model_zlib)
{
    const struct meaning *bits = arg(ev, args, 1);
    const struct meaning *data = arg_of_kind(ev, args, 0, MEANING_BYTES);
    struct buf out = {.limit = ev_room(ev)};
    (void)model;
    bits = bits ? bits : arg_named(ev, args, "wbits");
    if (!data || !ev_spend(ev, data->text_len + STREAM_COST))
        return NULL;
    bool good = inflate_bytes(coder_zlib_kind(bits), data->text, data->text_len, &out);
    return decoded(ev, good, MEANING_BYTES, &out);
}

MODEL(model_text_coder)
{
    const struct meaning *data = arg_of_kind(ev, args, 0, MEANING_TEXT);
    return data ? coder_decode(ev, by_number[model->number], data, MEANING_TEXT) : NULL;
}

/* os.fspath; fsdecode and fsencode (number 1, 2) of what is ASCII. */
MODEL(model_fspath)
{
    const struct meaning *path = arg(ev, args, 0);
    const struct meaning *special =
        ev_special(ev, path, "__fspath__", &(struct arguments){.items = &path});
    path = special ? special : path;
    if (!is_text_or_bytes(path))
        return NULL;
    enum meaning_kind kind = model->number == 0   ? path->kind
                             : model->number == 1 ? MEANING_TEXT
                                                  : MEANING_BYTES;
    if (kind == path->kind)
        return path;
    return coder_run(ev, path, "ascii", 5, kind == MEANING_TEXT);
}

/* clang-format off */
const struct model coders[] = {
    {"codecs", "decode", 1, model_codec, 1, NULL},
    {"codecs", "encode", 1, model_codec, 0, NULL},
    {"codecs", "latin_1_decode", 1, model_codec_pair, 1, "latin1"},
    {"codecs", "latin_1_encode", 1, model_codec_pair, 0, "latin1"},
    {"codecs", "utf_8_decode", 1, model_codec_pair, 1, "utf8"},
    {"codecs", "utf_8_encode", 1, model_codec_pair, 0, "utf8"},
    {"codecs", "ascii_decode", 1, model_codec_pair, 1, "ascii"},
    {"codecs", "ascii_encode", 1, model_codec_pair, 0, "ascii"},
    {"codecs", "utf_16_decode", 1, model_codec_pair, 1, "utf16"},
    {"codecs", "utf_16_le_decode", 1, model_codec_pair, 1, "utf16le"},
    {"codecs", "utf_16_be_decode", 1, model_codec_pair, 1, "utf16be"},
    {"codecs", "utf_16_encode", 1, model_codec_pair, 0, "utf16"},
    {"codecs", "utf_16_le_encode", 1, model_codec_pair, 0, "utf16le"},
    {"codecs", "utf_16_be_encode", 1, model_codec_pair, 0, "utf16be"},
    {"codecs", "utf_32_decode", 1, model_codec_pair, 1, "utf32"},
    {"codecs", "utf_32_le_decode", 1, model_codec_pair, 1, "utf32le"},
    {"codecs", "utf_32_be_decode", 1, model_codec_pair, 1, "utf32be"},
    {"codecs", "utf_32_encode", 1, model_codec_pair, 0, "utf32"},
    {"codecs", "utf_32_le_encode", 1, model_codec_pair, 0, "utf32le"},
    {"codecs", "utf_32_be_encode", 1, model_codec_pair, 0, "utf32be"},
    {"codecs", "utf_7_decode", 1, model_codec_pair, 1, "utf7"},
    {"codecs", "unicode_escape_encode", 1, model_codec_pair, 0, "unicodeescape"},
    {"codecs", "raw_unicode_escape_encode", 1, model_codec_pair, 0, "rawunicodeescape"},
    {"codecs", "unicode_escape_decode", 1, model_codec_pair, 1, "unicodeescape"},
    {"codecs", "raw_unicode_escape_decode", 1, model_codec_pair, 1, "rawunicodeescape"},
    {"codecs", "escape_decode", 1, model_codec_pair, 1, "stringescape"},
    {"base64", "b64decode", 1, model_b64decode, BASE64, NULL},
    {"base64", "standard_b64decode", 1, model_bytes_coder, BASE64, NULL},
    {"base64", "urlsafe_b64decode", 1, model_bytes_coder, BASE64_URL, NULL},
    {"base64", "decodebytes", 1, model_bytes_coder, BASE64, NULL},
    {"base64", "decodestring", 1, model_bytes_coder, BASE64, NULL},
    {"base64", "b32decode", 1, model_casefold, BASE32, NULL},
    {"base64", "b32hexdecode", 1, model_bytes_coder, BASE32HEX, NULL},
    {"base64", "b16decode", 1, model_casefold, BASE16, NULL},
    {"base64", "b85decode", 1, model_bytes_coder, BASE85, NULL},
    {"base64", "a85decode", 1, model_bytes_coder, ASCII85, NULL},
    {"base64", "b64encode", 1, model_encoder, TO_BASE64, NULL},
    {"base64", "standard_b64encode", 1, model_encoder, TO_BASE64, NULL},
    {"base64", "urlsafe_b64encode", 1, model_encoder, TO_BASE64_URL, NULL},
    {"base64", "encodebytes", 1, model_encoder, TO_BASE64_LINES, NULL},
    {"base64", "b32encode", 1, model_encoder, TO_BASE32, NULL},
    {"base64", "b16encode", 1, model_encoder, TO_BASE16, NULL},
    {"base64", "b85encode", 1, model_encoder, TO_BASE85, NULL},
    {"base64", "a85encode", 1, model_encoder, TO_ASCII85, NULL},
    {"binascii", "b2a_base64", 1, model_encoder, TO_BASE64_LINE, NULL},
    {"binascii", "b2a_uu", 1, model_encoder, TO_UU_LINE, NULL},
    {"binascii", "b2a_qp", 1, model_encoder, TO_QUOPRI, NULL},
    {"quopri", "encodestring", 1, model_encoder, TO_QUOPRI, NULL},
    {"binascii", "a2b_base64", 1, model_bytes_coder, BASE64, NULL},
    {"binascii", "a2b_hex", 1, model_bytes_coder, HEX, NULL},
    {"binascii", "unhexlify", 1, model_bytes_coder, HEX, NULL},
    {"binascii", "b2a_hex", 1, model_encoder, TO_HEX, NULL},
    {"binascii", "hexlify", 1, model_encoder, TO_HEX, NULL},
    {"binascii", "a2b_qp", 1, model_quopri, 0, NULL},
    {"binascii", "a2b_uu", 1, model_bytes_coder, UU_LINE, NULL},
    {"quopri", "decodestring", 1, model_quopri, 0, NULL},
    {"builtins", "bytes.fromhex", 1, model_bytes_coder, FROMHEX, NULL},
    {"builtins", "bytearray.fromhex", 1, model_bytes_coder, FROMHEX, NULL},
    {"zlib", "decompress", 1, model_zlib, 0, NULL},
    {"zlib", "compress", 1, model_deflate, DEFLATE_ZLIB, NULL},
    {"gzip", "compress", 1, model_deflate, DEFLATE_GZIP, NULL},
    {"bz2", "compress", 1, model_deflate, DEFLATE_BZIP2, NULL},
    {"lzma", "compress", 1, model_deflate, DEFLATE_XZ, NULL},
    {"zlib", "crc32", 1, model_checksum, 0, NULL},
    {"zlib", "adler32", 1, model_checksum, 1, NULL},
    {"binascii", "crc32", 1, model_checksum, 0, NULL},
    {"gzip", "decompress", 1, model_bytes_coder, GZIP, NULL},
    {"bz2", "decompress", 1, model_bytes_coder, BZIP2, NULL},
    {"lzma", "decompress", 1, model_bytes_coder, XZ, NULL},
    {"sys", "intern", 1, model_text_coder, SAME, NULL},
    {"builtins", "intern", 1, model_text_coder, SAME, NULL},
    {"os", "fspath", 1, model_fspath, 0, NULL},
    {"os", "fsdecode", 1, model_fspath, 1, NULL},
    {"os", "fsencode", 1, model_fspath, 2, NULL},
};
/* clang-format on */
const size_t n_coders = sizeof coders / sizeof coders[0];
