/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Streams that read another stream, as it is, as text or unpacked; and functions that read one and write one. */
#include <string.h>

#include "src/analysis/models.h"
#include "src/analysis/render.h"
#include "src/analysis/streams.h"
#include "src/base/codec.h"

/* ---- What reads another ---------------------------------------------------------------------- */

static const struct reader {
    const char *name;          /* of the row of the table that has this one as its number */
    const char *module, *made; /* what it makes */
    const char *named;         /* the keyword of the stream that is read, */
    uint32_t at;               /* and its place; behind it that of a text's encoding: */
    uint32_t encoding_at;
    bool has_mode;          /* the argument `mode`, or the second, tells what is made */
    codec_function *decode; /* NULL: it is read as it is */
} readers[] = {
    {"BufferedReader", "io", "BufferedReader", "raw", 0, 99, false, NULL},
    {"BufferedRandom", "io", "BufferedRandom", "raw", 0, 99, false, NULL},
    {"TextIOWrapper", "io", "TextIOWrapper", "buffer", 0, 1, false, NULL},
    {"GzipFile", "gzip", "GzipFile", "fileobj", 3, 99, true, codec_gzip},
    {"open", "gzip", "GzipFile", "filename", 0, 3, true, codec_gzip},
    {"BZ2File", "bz2", "BZ2File", "filename", 0, 99, true, codec_bzip2},
    {"open", "bz2", "BZ2File", "filename", 0, 3, true, codec_bzip2},
    {"LZMAFile", "lzma", "LZMAFile", "filename", 0, 99, true, codec_xz},
    {"open", "lzma", "LZMAFile", "filename", 0, 99, true, codec_xz},
};
enum {
    BUFFERED,
    BUFFERED_BOTH,
    WRAPPED,
    GZIP_FILE,
    GZIP_OPEN,
    BZ2_FILE,
    BZ2_OPEN,
    LZMA_FILE,
    LZMA_OPEN
};

/* Line ends may be other ones then. */
static const struct meaning *as_text(struct evaluator *ev, const struct meaning *bytes,
                                     const struct meaning *encoding)
{
    bool is_said = encoding && encoding->kind != MEANING_NONE;
    if (!bytes || bytes->kind != MEANING_BYTES || (is_said && encoding->kind != MEANING_TEXT))
        return NULL;
    const struct meaning *text = coder_run(ev, bytes, is_said ? encoding->text : "utf-8",
                                           is_said ? encoding->text_len : 5, true);
    return meaning_is(text, MEANING_TEXT) && !memchr(text->text, '\r', text->text_len) ? text
                                                                                       : NULL;
}

MODEL_RUN(model_reader)
{
    const struct reader *reader = &readers[model->number];
    const struct meaning *from = arg_named(ev, args, reader->named), *mode = NULL, *encoding;
    from = from ? from : arg(ev, args, reader->at);
    mode = args->n > 1 ? arg(ev, args, 1) : arg_named(ev, args, "mode");
    encoding = arg_named(ev, args, "encoding");
    encoding = encoding ? encoding : arg(ev, args, reader->encoding_at);
    bool has_mode = reader->has_mode && mode && mode->kind != MEANING_NONE;
    bool is_text = model->number == WRAPPED || (has_mode && meaning_says(mode, "rt"));
    bool is_read = !has_mode || is_text || meaning_says(mode, "r") || meaning_says(mode, "rb");
    bool is_plain = !arg_named(ev, args, "format") && !arg_named(ev, args, "filters") &&
                    !arg_named(ev, args, "newline") && !arg_named(ev, args, "errors");
    const struct meaning *rest = is_read && is_plain && from ? stream_rest(ev, from) : NULL;
    if (rest && reader->decode)
        rest = rest->kind == MEANING_BYTES ? coder_decode(ev, reader->decode, rest, MEANING_BYTES)
                                           : NULL;
    if (rest && is_text)
        rest = as_text(ev, rest, encoding);
    bool writes_later = model->number == BUFFERED_BOTH || model->number == WRAPPED;
    if (stream_held(from) && is_read && !writes_later)
        ((struct meaning *)from)->number = -1; /* it is read ahead, who knows how far */
    else if (from)
        stream_lose(from);
    return stream_new(ev, is_text ? "io" : reader->module, is_text ? "TextIOWrapper" : reader->made,
                      rest, args);
}

/* ---- Functions that write one ------------------------------------------------------------------ */

/* print(*values, sep, end, file) into a stream. */
MODEL_RUN(model_print)
{
    const struct meaning *sep = arg_named(ev, args, "sep"), *end = arg_named(ev, args, "end");
    struct meaning *file = (struct meaning *)arg_named(ev, args, "file");
    struct buf out = {.limit = MEANING_TEXT_MAX};
    (void)model;
    bool good = (!sep || sep->kind == MEANING_TEXT || sep->kind == MEANING_NONE) &&
                (!end || end->kind == MEANING_TEXT || end->kind == MEANING_NONE);
    if (!stream_held(file))
        return NULL;
    for (uint32_t n = 0; good && n < args->n; n++) {
        if (n && meaning_is(sep, MEANING_TEXT))
            buf_add(&out, sep->text, sep->text_len);
        else if (n)
            buf_char(&out, ' ');
        good = render_str(ev, arg(ev, args, n), &out);
    }
    if (meaning_is(end, MEANING_TEXT))
        buf_add(&out, end->text, end->text_len);
    else
        buf_char(&out, '\n');
    const struct meaning *text = meaning_buf(&ev->store, MEANING_TEXT, &out);
    stream_write(ev, file, good ? text : NULL);
    return NULL;
}

/* base64.py, decode: each line by itself, padding and all. */
static bool decode_lines(const char *bytes, size_t len, struct buf *out)
{
    bool good = true;
    for (size_t at = 0, n; good && at < len; at += n) {
        const char *end = memchr(bytes + at, '\n', len - at);
        n = end ? (size_t)(end - bytes) + 1 - at : len - at;
        good = codec_base64(bytes + at, n, out);
    }
    return good;
}

enum { THROUGH_COPY, THROUGH_BASE64, THROUGH_QUOPRI, THROUGH_HEADER };

/* Which decoder; quopri's has another one for headers. NULL: not known. */
static codec_function *through_decoder(struct evaluator *ev, const struct arguments *args,
                                       int number)
{
    static codec_function *const decoders[] = {codec_same, decode_lines, codec_quopri,
                                               codec_quopri_header};
    const struct meaning *said = args->n > 2 ? arg(ev, args, 2) : arg_named(ev, args, "header");
    bool is_header = false;
    if (number == THROUGH_QUOPRI && said && !ev_truth(ev, said, &is_header))
        return NULL;
    return decoders[is_header ? THROUGH_HEADER : number];
}

/* shutil.copyfileobj(from, to); base64.decode and quopri.decode(from, to, header), by their number. */
MODEL_RUN(model_through)
{
    codec_function *decode = through_decoder(ev, args, model->number);
    const struct meaning *from = arg(ev, args, 0), *rest = stream_rest(ev, from);
    struct meaning *to = (struct meaning *)arg(ev, args, 1);
    if (rest && model->number != THROUGH_COPY)
        rest = rest->kind == MEANING_BYTES && decode ? coder_decode(ev, decode, rest, MEANING_BYTES)
                                                     : NULL;
    if (rest)
        ((struct meaning *)from)->number = (int64_t)stream_held(from)->text_len;
    else
        stream_lose(from);
    if (stream_held(to))
        stream_write(ev, to, rest);
    return NULL;
}

/* ---- The table ------------------------------------------------------------------------------- */

/* clang-format off */
const struct model openers[] = {
    {"io", "BufferedReader", 1, model_reader, BUFFERED, NULL},
    {"io", "BufferedRandom", 1, model_reader, BUFFERED_BOTH, NULL},
    {"io", "TextIOWrapper", 1, model_reader, WRAPPED, NULL},
    {"gzip", "GzipFile", 0, model_reader, GZIP_FILE, NULL},
    {"gzip", "open", 0, model_reader, GZIP_OPEN, NULL},
    {"bz2", "BZ2File", 0, model_reader, BZ2_FILE, NULL},
    {"bz2", "open", 0, model_reader, BZ2_OPEN, NULL},
    {"lzma", "LZMAFile", 0, model_reader, LZMA_FILE, NULL},
    {"lzma", "open", 0, model_reader, LZMA_OPEN, NULL},
    {"builtins", "print", 0, model_print, 0, NULL},
    {"shutil", "copyfileobj", 2, model_through, THROUGH_COPY, NULL},
    {"base64", "decode", 2, model_through, THROUGH_BASE64, NULL},
    {"quopri", "decode", 2, model_through, THROUGH_QUOPRI, NULL},
};
/* clang-format on */
const size_t n_openers = sizeof openers / sizeof openers[0];
