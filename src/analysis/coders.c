/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions that decode and encode: codecs by name, base64 and its kin, compressed data. */
#include <string.h>

#include "src/analysis/models.h"
#include "src/base/codec.h"
#include "src/base/inflate.h"
#include "src/base/utf8.h"

/* ---- Codecs by name -------------------------------------------------------------------------- */

enum {
    CALL_COST = 64,
    STREAM_COST = 1 << 12, /* of what unpacks, however little it is */
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
    if (!codec)
        return NULL;
    bool gives_text = codec->gives_text && (is_decode || codec->is_one_kind);
    return coder_decode(ev, is_decode ? codec->decode : codec->encode, data,
                        gives_text ? MEANING_TEXT : MEANING_BYTES);
}

const struct meaning *coder_lenient(struct evaluator *ev, const struct meaning *data,
                                    const char *name, size_t n, bool is_decode,
                                    const struct meaning *errors)
{
    const struct codec *codec = is_text_or_bytes(data) ? codec_named(name, n) : NULL;
    bool is_ascii = codec && codec == codec_named("ascii", 5);
    bool is_latin = codec && codec == codec_named("latin1", 6) && !is_decode;
    bool is_ignored = meaning_says(errors, "ignore"), is_replaced = meaning_says(errors, "replace");
    bool is_good = (is_ascii || is_latin) && (is_ignored || is_replaced) &&
                   data->kind == (is_decode ? MEANING_BYTES : MEANING_TEXT);
    struct buf out = {.limit = MEANING_TEXT_MAX};
    if (!is_good || !ev_spend(ev, data->text_len))
        return NULL;
    for (size_t at = 0; at < data->text_len;) {
        uint32_t code =
            is_decode ? (uint8_t)data->text[at++] : utf8_next(data->text, data->text_len, &at);
        if (code < (is_latin ? 0x100 : 0x80))
            buf_char(&out, (char)code);
        else if (is_replaced)
            buf_str(&out, is_decode ? "\xef\xbf\xbd" : "?");
    }
    return meaning_buf(&ev->store, is_decode ? MEANING_TEXT : MEANING_BYTES, &out);
}

/* ---- Texts ---------------------------------------------------------------------------------- */

/* The names of html.entities.html5 that stand for a character of ASCII. */
static const struct {
    const char *name;
    char character;
} entities[] = {
    {"Tab", '\t'},     {"NewLine", '\n'}, {"excl", '!'},   {"quot", '"'},   {"num", '#'},
    {"dollar", '$'},   {"percnt", '%'},   {"amp", '&'},    {"apos", '\''},  {"lpar", '('},
    {"rpar", ')'},     {"ast", '*'},      {"plus", '+'},   {"comma", ','},  {"period", '.'},
    {"sol", '/'},      {"colon", ':'},    {"semi", ';'},   {"lt", '<'},     {"equals", '='},
    {"gt", '>'},       {"quest", '?'},    {"commat", '@'}, {"lsqb", '['},   {"lbrack", '['},
    {"bsol", '\\'},    {"rsqb", ']'},     {"rbrack", ']'}, {"Hat", '^'},    {"lowbar", '_'},
    {"UnderBar", '_'}, {"grave", '`'},    {"lcub", '{'},   {"lbrace", '{'}, {"verbar", '|'},
    {"vert", '|'},     {"rcub", '}'},     {"rbrace", '}'},
};

/* What stands between '&#' and ';'. Control characters and those beyond ASCII have rules of their own
 * in html.unescape: false. */
static bool put_numbered(const char *text, size_t n, struct buf *out)
{
    unsigned number = 0, base = 10;
    if (n && (text[0] == 'x' || text[0] == 'X')) {
        base = 16;
        text++;
        n--;
    }
    if (n == 0)
        return false;
    for (size_t k = 0; k < n && number < 0x80; k++) {
        const char *digits = "0123456789abcdef";
        const char *digit =
            memchr(digits, text[k] >= 'A' && text[k] <= 'F' ? text[k] + 32 : text[k], base);
        if (!digit)
            return false;
        number = number * base + (unsigned)(digit - digits);
    }
    buf_char(out, (char)(number & 0x7f));
    return number >= 0x20 && number < 0x7f;
}

/* What stands between '&' and ';'; false: it is not known here. */
static bool put_entity(const char *text, size_t n, struct buf *out)
{
    if (n && text[0] == '#')
        return put_numbered(text + 1, n - 1, out);
    for (size_t k = 0; k < sizeof entities / sizeof entities[0]; k++) {
        if (strlen(entities[k].name) == n && memcmp(entities[k].name, text, n) == 0) {
            buf_char(out, entities[k].character);
            return true;
        }
    }
    return false;
}

/* html.unescape of references that end with ';'. */
static bool unescape_html(const char *text, size_t n, struct buf *out)
{
    enum { ENTITY_MAX = 40 };
    for (size_t at = 0; at < n; at++) {
        if (text[at] != '&') {
            buf_char(out, text[at]);
            continue;
        }
        size_t left = n - at - 1;
        const char *first = text + at + 1;
        const char *end = memchr(first, ';', left < ENTITY_MAX ? left : ENTITY_MAX);
        if (!end || !put_entity(first, (size_t)(end - first), out))
            return false;
        at += (size_t)(end - first) + 1;
    }
    return true;
}

static size_t count_blanks(const char *line, size_t n)
{
    size_t blanks = 0;
    while (blanks < n && (line[blanks] == ' ' || line[blanks] == '\t'))
        blanks++;
    return blanks;
}

static size_t line_length(const char *line, size_t n)
{
    const char *end = memchr(line, '\n', n);
    return end ? (size_t)(end - line) : n;
}

/* How many blanks all lines that have more than blanks begin with, the same ones. */
static size_t margin_of(const char *text, size_t n)
{
    const char *margin = NULL;
    size_t margin_len = 0, len;
    for (size_t at = 0; at < n; at += len + 1) {
        len = line_length(text + at, n - at);
        size_t blanks = count_blanks(text + at, len), same = 0;
        if (blanks == len)
            continue;
        if (!margin) {
            margin = text + at;
            margin_len = blanks;
        }
        while (same < margin_len && same < blanks && margin[same] == text[at + same])
            same++;
        margin_len = same;
    }
    return margin_len;
}

/* textwrap.dedent: a line of blanks alone loses them all. */
static bool dedent(const char *text, size_t n, struct buf *out)
{
    size_t margin = margin_of(text, n), len;
    for (size_t at = 0; at < n; at += len + 1) {
        len = line_length(text + at, n - at);
        if (count_blanks(text + at, len) < len)
            buf_add(out, text + at + margin, len - margin);
        if (at + len < n)
            buf_char(out, '\n');
    }
    return true;
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
    return coder_run(ev, arg(ev, args, 0), codec ? codec->text : "utf-8",
                     codec ? codec->text_len : 5, model->number);
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
    const struct meaning *pair[2] = {
        coder_run(ev, data, model->text, strlen(model->text), model->number),
        meaning_int(&ev->store, (int64_t)data->text_len)};
    return pair[0] ? meaning_items(&ev->store, MEANING_TUPLE, pair, 2) : NULL;
}

/* clang-format off */
enum {
    BASE64, BASE64_URL, BASE32, BASE32_FOLD, BASE32HEX, BASE16, HEX, FROMHEX, BASE85, ASCII85,
    UU_LINE, QUOPRI, GZIP, BZIP2, XZ, TO_BASE64, TO_HEX, PERCENT, PERCENT_PLUS, SAME,
    HTML, DEDENT,
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
    [GZIP] = codec_gzip,
    [BZIP2] = codec_bzip2,
    [XZ] = codec_xz,
    [TO_BASE64] = codec_to_base64,
    [TO_HEX] = codec_to_hex,
    [PERCENT] = codec_percent,
    [PERCENT_PLUS] = codec_percent_plus,
    [SAME] = codec_same,
    [HTML] = unescape_html,
    [DEDENT] = dedent,
};
/* clang-format on */

MODEL(model_bytes_coder)
{
    const struct meaning *data = arg(ev, args, 0);
    return is_text_or_bytes(data) ? coder_decode(ev, by_number[model->number], data, MEANING_BYTES)
                                  : NULL;
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
    {"base64", "b64encode", 1, model_bytes_coder, TO_BASE64, NULL},
    {"base64", "standard_b64encode", 1, model_bytes_coder, TO_BASE64, NULL},
    {"binascii", "a2b_base64", 1, model_bytes_coder, BASE64, NULL},
    {"binascii", "a2b_hex", 1, model_bytes_coder, HEX, NULL},
    {"binascii", "unhexlify", 1, model_bytes_coder, HEX, NULL},
    {"binascii", "b2a_hex", 1, model_bytes_coder, TO_HEX, NULL},
    {"binascii", "hexlify", 1, model_bytes_coder, TO_HEX, NULL},
    {"binascii", "a2b_qp", 1, model_bytes_coder, QUOPRI, NULL},
    {"binascii", "a2b_uu", 1, model_bytes_coder, UU_LINE, NULL},
    {"encodings.base64_codec", "base64_decode", 1, model_codec_pair, 1, "base64"},
    {"quopri", "decodestring", 1, model_bytes_coder, QUOPRI, NULL},
    {"builtins", "bytes.fromhex", 1, model_bytes_coder, FROMHEX, NULL},
    {"builtins", "bytearray.fromhex", 1, model_bytes_coder, FROMHEX, NULL},
    {"zlib", "decompress", 1, model_zlib, 0, NULL},
    {"gzip", "decompress", 1, model_bytes_coder, GZIP, NULL},
    {"bz2", "decompress", 1, model_bytes_coder, BZIP2, NULL},
    {"lzma", "decompress", 1, model_bytes_coder, XZ, NULL},
    {"urllib.parse", "unquote", 1, model_text_coder, PERCENT, NULL},
    {"urllib.parse", "unquote_plus", 1, model_text_coder, PERCENT_PLUS, NULL},
    {"urllib", "unquote", 1, model_text_coder, PERCENT, NULL},
    {"html", "unescape", 1, model_text_coder, HTML, NULL},
    {"textwrap", "dedent", 1, model_text_coder, DEDENT, NULL},
    {"sys", "intern", 1, model_text_coder, SAME, NULL},
    {"builtins", "intern", 1, model_text_coder, SAME, NULL},
    {"os", "fspath", 1, model_fspath, 0, NULL},
    {"os", "fsdecode", 1, model_fspath, 1, NULL},
    {"os", "fsencode", 1, model_fspath, 2, NULL},
};
/* clang-format on */
const size_t n_coders = sizeof coders / sizeof coders[0];
