/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codecs as objects: what codecs.lookup gives, its parts, coders that go step by step, and the modules
 * of encodings. A part is a partial of its function here with the name of the codec. */
#include <string.h>

#include "src/analysis/classes.h"
#include "src/analysis/models.h"
#include "src/analysis/render.h"
#include "src/analysis/streams.h"
#include "src/base/codec.h"

/* ---- One piece of data ----------------------------------------------------------------------- */

/* (what it gives, how much was read) */
static const struct meaning *pair_of(struct evaluator *ev, const struct meaning *data,
                                     const struct meaning *coded)
{
    uint64_t n;
    if (!coded || !ev_len(ev, data, &n))
        return NULL;
    const struct meaning *pair[2] = {coded, meaning_int(&ev->store, (int64_t)n)};
    return meaning_items(&ev->store, MEANING_TUPLE, pair, 2);
}

/* A coder that goes step by step keeps the order of bytes that a mark said, and what is no whole
 * character yet: those that have such marks are not known here. */
static bool is_stepwise(const struct meaning *name)
{
    static const char *const marked[] = {"utf16", "utf32", "utf8sig", "utf7", "punycode", "idna"};
    const struct codec *codec =
        meaning_is(name, MEANING_TEXT) ? codec_named(name->text, name->text_len) : NULL;
    for (size_t k = 0; codec && k < sizeof marked / sizeof marked[0]; k++) {
        if (codec == codec_named(marked[k], strlen(marked[k])))
            return false;
    }
    return codec != NULL;
}

/* ---- Parts of a codec ------------------------------------------------------------------------ */

/* number: it decodes; the codec is the first argument. */
MODEL_RUN(model_part_coder)
{
    const struct meaning *name = arg_of_kind(ev, args, 0, MEANING_TEXT);
    const struct meaning *data = args->n > 1 ? arg(ev, args, 1) : arg_named(ev, args, "input");
    const struct meaning *errors = args->n > 2 ? arg(ev, args, 2) : arg_named(ev, args, "errors");
    if (!name || !data)
        return NULL;
    return pair_of(ev, data,
                   coder_handle(ev, data, name->text, name->text_len, model->number, errors));
}

/* The class of text, made with the codec and what else is given. */
MODEL_RUN(model_part_object)
{
    const struct meaning *class = meaning_named(&ev->store, "codecs", model->text);
    return class ? ev_object(ev, class, args) : NULL;
}

/* The name of a function of this file, for a codec. */
static const struct meaning *part_of(struct evaluator *ev, const char *function,
                                     const struct meaning *name)
{
    const struct meaning *two[2] = {meaning_named(&ev->store, "codecs", function), name};
    return two[0] ? partial_of(ev, &(struct arguments){.items = two, .n = 2}) : NULL;
}

static const struct {
    const char *part, *function;
} parts[] = {
    {"encode", "CodecInfo.encode"},
    {"decode", "CodecInfo.decode"},
    {"streamreader", "CodecInfo.streamreader"},
    {"streamwriter", "CodecInfo.streamwriter"},
    {"incrementalencoder", "CodecInfo.incrementalencoder"},
    {"incrementaldecoder", "CodecInfo.incrementaldecoder"},
};
enum { PART_ENCODE, PART_DECODE, PART_READER, PART_WRITER, PART_STEP_ENCODE, PART_STEP_DECODE };
enum { N_PARTS = sizeof parts / sizeof parts[0], TUPLE_PARTS = 4 };

/* What a codec calls itself. */
static const char *own_name(const struct codec *codec)
{
    static const char *const names[] = {
        "utf-8",  "utf-8-sig",      "ascii",
        "utf-16", "utf-16-le",      "utf-16-be",
        "utf-32", "utf-32-le",      "utf-32-be",
        "utf-7",  "rot-13",         "hex",
        "base64", "unicode-escape", "raw-unicode-escape",
        "uu",     "quopri",         "zlib",
        "bz2",    "iso8859-1",      "punycode",
        "idna",
    };
    for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
        if (codec == codec_named(names[k], strlen(names[k])))
            return names[k];
    }
    return NULL;
}

static const struct meaning *info_of(struct evaluator *ev, const char *text, size_t n)
{
    const struct codec *codec = codec_named(text, n);
    const struct meaning *name = codec ? meaning_text(&ev->store, MEANING_TEXT, text, n) : NULL;
    const struct meaning *held[N_PARTS];
    for (size_t k = 0; name && k < N_PARTS; k++) {
        held[k] = part_of(ev, parts[k].function, name);
        if (!held[k])
            return NULL;
    }
    struct meaning *info =
        name ? classes_record(ev, "CodecInfo", "encode decode streamreader streamwriter", held)
             : NULL;
    for (size_t k = TUPLE_PARTS; info && k < N_PARTS; k++)
        classes_set(ev, info, parts[k].part, held[k]);
    const char *own = info ? own_name(codec) : NULL;
    if (own)
        classes_set(ev, info, "name", meaning_text(&ev->store, MEANING_TEXT, own, strlen(own)));
    return info;
}

/* codecs.lookup(name); of an encoding's own module text is the name. */
MODEL_RUN(model_lookup)
{
    const struct meaning *name = model->text ? NULL : arg_of_kind(ev, args, 0, MEANING_TEXT);
    if (model->text)
        return info_of(ev, model->text, strlen(model->text));
    return name ? info_of(ev, name->text, name->text_len) : NULL;
}

/* codecs.getdecoder(name) and the like: number is the part. */
MODEL_RUN(model_get_part)
{
    const struct meaning *name = arg_of_kind(ev, args, 0, MEANING_TEXT);
    bool is_known = name && codec_named(name->text, name->text_len);
    return is_known ? part_of(ev, parts[model->number].function, name) : NULL;
}

/* ---- Step by step ---------------------------------------------------------------------------- */

/* What the object of a coder was made with: the codec, and more. */
static const struct meaning *made_with(struct evaluator *ev, const struct arguments *args,
                                       uint32_t n)
{
    struct arguments made;
    const struct meaning *self = arg_of_kind(ev, args, 0, MEANING_OBJECT);
    return self && ev_made_with(ev, self, &made) ? arg(ev, &made, n) : NULL;
}

/* Nobody knows any more where a coder stands. */
static void lose_coder(const struct meaning *self)
{
    if (meaning_is(self, MEANING_OBJECT))
        ((struct meaning *)self)->is_lost = true;
}

/* IncrementalDecoder.decode(data), IncrementalEncoder.encode; of an encoding's own module text is the
 * codec. What is refused may be the begin of what comes next. */
MODEL_RUN(model_step)
{
    const struct meaning *data = arg(ev, args, 1), *self = arg(ev, args, 0);
    const struct meaning *name =
        model->text ? meaning_text(&ev->store, MEANING_TEXT, model->text, strlen(model->text))
                    : made_with(ev, args, 0);
    bool is_known = data && name && !self->is_lost && is_stepwise(name);
    const struct meaning *coded =
        is_known ? coder_run(ev, data, name->text, name->text_len, model->number) : NULL;
    if (!coded)
        lose_coder(self);
    return coded;
}

/* What read() of a stream gives, decoded. */
static const struct meaning *read_stream(struct evaluator *ev, const struct arguments *args)
{
    static const struct meaning *const none[1];
    const struct meaning *name = made_with(ev, args, 0), *stream = made_with(ev, args, 1);
    const struct codec *codec =
        meaning_is(name, MEANING_TEXT) ? codec_named(name->text, name->text_len) : NULL;
    if (!codec || !(codec->traits & CODEC_GIVES_TEXT) || (codec->traits & CODEC_IS_ONE_KIND) ||
        !stream || args->n > 1)
        return NULL;
    const struct meaning *read = ev_attribute(ev, stream, "read", 4);
    const struct meaning *data =
        read ? ev_call(ev, read, &(struct arguments){.items = none}) : NULL;
    data = data ? ev_ask(ev, data) : NULL;
    return meaning_is(data, MEANING_BYTES) ? coder_run(ev, data, name->text, name->text_len, true)
                                           : NULL;
}

/* Where the first line of a text ends; false: it may end at another character than a line feed. */
static bool first_line(const struct meaning *text, size_t *n)
{
    static const char *const others[] = {"\r",   "\v",       "\f",           "\x1c",        "\x1d",
                                         "\x1e", "\xc2\x85", "\xe2\x80\xa8", "\xe2\x80\xa9"};
    const char *end = memchr(text->text, '\n', text->text_len);
    *n = end ? (size_t)(end - text->text) + 1 : text->text_len;
    bool is_plain = true;
    for (size_t k = 0; k < sizeof others / sizeof others[0]; k++)
        is_plain &= !memmem(text->text, *n, others[k], strlen(others[k]));
    return is_plain;
}

/* StreamReader.read(), and readline (number 1), after which nobody knows how far it has read. */
MODEL_RUN(model_read)
{
    const struct meaning *text = read_stream(ev, args), *self = arg(ev, args, 0);
    size_t n = 0;
    if (text && model->number)
        text = first_line(text, &n) ? meaning_text(&ev->store, MEANING_TEXT, text->text, n) : NULL;
    if (!text || model->number) {
        stream_lose(made_with(ev, args, 1));
        lose_coder(self);
    }
    return text;
}

/* iterdecode, iterencode: self is the codec, way: it decodes. What is empty is left out. */
static const struct meaning *step_coder(struct evaluator *ev, struct meaning *coder)
{
    const struct meaning *item;
    while ((item = ev_next(ev, (struct meaning *)coder->items[0])) != NULL) {
        const struct meaning *made = coder->is_lost ? NULL
                                                    : coder_run(ev, item, coder->self->text,
                                                                coder->self->text_len, coder->way);
        coder->is_lost = !made; /* what is refused may be the begin of what comes next */
        if (!made)
            return &meaning_unknown;
        if (made->text_len)
            return made;
    }
    return NULL;
}

MODEL_RUN(model_iterate)
{
    const struct meaning *name = arg_of_kind(ev, args, 1, MEANING_TEXT);
    /* the last piece is b'', which must be something that it takes */
    const struct codec *codec = name ? codec_named(name->text, name->text_len) : NULL;
    bool is_ended = codec && (!model->number || codec_takes(codec, true, false));
    struct meaning *source = is_ended && is_stepwise(name) ? ev_iterator(ev, args->items[0]) : NULL;
    struct meaning *coder = source ? ev_iterator_new(ev, step_coder, name) : NULL;
    if (!coder)
        return NULL;
    coder->way = (uint32_t)model->number;
    meaning_add(&ev->store, coder, source);
    return coder->is_lost ? NULL : coder;
}

/* ---- Maps of characters ---------------------------------------------------------------------- */

/* The number of a text that is one character. */
static const struct meaning *code_of(struct evaluator *ev, const struct meaning *one)
{
    int64_t code;
    return meaning_is(one, MEANING_TEXT) && render_code(one, &code) ? meaning_int(&ev->store, code)
                                                                    : NULL;
}

static void add_item(struct evaluator *ev, struct meaning *dict, const struct meaning *key,
                     const struct meaning *value)
{
    if (key && value)
        ev_put(ev, dict, key, value);
    else
        dict->is_lost = true;
}

/* charmap_build(text): the code of each character is that of its place. */
MODEL_RUN(model_charmap_build)
{
    const struct meaning *text = arg_of_kind(ev, args, 0, MEANING_TEXT), *one;
    struct meaning *dict = text ? meaning_new(&ev->store, MEANING_DICT) : NULL;
    struct meaning *iterator = dict ? ev_iterator(ev, text) : NULL;
    (void)model;
    for (int64_t n = 0; iterator && !dict->is_lost && (one = ev_next(ev, iterator)) != NULL; n++)
        add_item(ev, dict, code_of(ev, one), meaning_int(&ev->store, n));
    return dict;
}

/* One code by a map: number, text or bytes. False: it has none. */
static bool add_mapped(struct evaluator *ev, const struct meaning *map, int64_t code,
                       bool is_decode, struct buf *out)
{
    const struct meaning *key = meaning_int(&ev->store, code);
    const struct meaning *to = key ? ev_subscript(ev, map, key) : NULL;
    to = to ? ev_ask(ev, to) : NULL;
    if (meaning_is(to, is_decode ? MEANING_TEXT : MEANING_BYTES)) {
        buf_add(out, to->text, to->text_len);
        return true;
    }
    if (!meaning_is(to, MEANING_INT) || to->number < 0)
        return false;
    return is_decode ? render_character(to->number, out)
                     : to->number < 256 && (buf_char(out, (char)to->number), true);
}

/* charmap_decode(data, errors, map), charmap_encode: number: it decodes. Without a map: Latin-1. */
MODEL_RUN(model_charmap)
{
    bool is_decode = model->number;
    const struct meaning *data = arg_of_kind(ev, args, 0, is_decode ? MEANING_BYTES : MEANING_TEXT);
    const struct meaning *map = arg(ev, args, 2), *one;
    struct buf out = {.limit = MEANING_TEXT_MAX};
    if (data && (!map || map->kind == MEANING_NONE))
        return pair_of(ev, data, coder_run(ev, data, "latin1", 6, is_decode));
    struct meaning *iterator = data ? ev_iterator(ev, data) : NULL;
    bool good = iterator != NULL;
    while (good && (one = ev_next(ev, iterator)) != NULL) {
        one = is_decode ? one : code_of(ev, one);
        good = one && add_mapped(ev, map, one->number, is_decode, &out);
    }
    if (!good) {
        buf_free(&out);
        return NULL;
    }
    return pair_of(ev, data,
                   meaning_buf(&ev->store, is_decode ? MEANING_TEXT : MEANING_BYTES, &out));
}

/* make_identity_dict(numbers): each is its own value. */
MODEL_RUN(model_identity)
{
    struct meaning *dict = meaning_new(&ev->store, MEANING_DICT);
    struct meaning *iterator = dict ? ev_iterator(ev, args->items[0]) : NULL;
    const struct meaning *item;
    (void)model;
    while (iterator && !dict->is_lost && (item = ev_next(ev, iterator)) != NULL)
        add_item(ev, dict, item, item);
    return iterator ? dict : NULL;
}

/* ---- Modules of encodings -------------------------------------------------------------------- */

/* utf_8.decode(data) gives a pair; of Codec.decode, which some have from codecs as it is, the object
 * may stand in front. */
MODEL_RUN(model_module_coder)
{
    const struct meaning *first = arg(ev, args, 0);
    bool has_self = first && first->kind == MEANING_OBJECT;
    struct arguments rest = args_from(args, has_self);
    const struct meaning *data = arg(ev, &rest, 0);
    return data ? pair_of(ev, data,
                          coder_handle(ev, data, model->text, strlen(model->text), model->number,
                                       arg(ev, &rest, 1)))
                : NULL;
}

/* What readbuffer_encode gives. */
MODEL_RUN(model_same_pair)
{
    const struct meaning *data = arg(ev, args, 0);
    (void)model;
    if (meaning_is(data, MEANING_TEXT))
        return pair_of(ev, data, coder_run(ev, data, "utf8", 4, false));
    return meaning_is(data, MEANING_BYTES) ? pair_of(ev, data, data) : NULL;
}

enum { DECODES_LABEL = 2 };

/* punycode_decode(data, errors), idna.ToASCII(label) and the like: no pair; number: it decodes. */
MODEL_RUN(model_module_function)
{
    const struct meaning *data = arg(ev, args, 0);
    bool is_bytes = model->number == DECODES_LABEL && meaning_is(data, MEANING_TEXT);
    if (is_bytes) /* idna.ToUnicode takes a str too */
        data = coder_run(ev, data, "ascii", 5, false);
    return data ? coder_run(ev, data, model->text, strlen(model->text), model->number != 0) : NULL;
}

/* encodings.normalize_encoding: runs of what is neither letter, digit nor dot are one '_'. */
MODEL_RUN(model_normalize)
{
    const struct meaning *name = arg_of_kind(ev, args, 0, MEANING_TEXT);
    struct buf out = {.limit = MEANING_TEXT_MAX};
    bool is_between = false;
    (void)model;
    for (size_t k = 0; name && k < name->text_len; k++) {
        char c = name->text[k], low = (char)(c | 0x20);
        bool is_kept = (low >= 'a' && low <= 'z') || (c >= '0' && c <= '9') || c == '.';
        if ((unsigned char)c >= 0x80) {
            buf_free(&out);
            return NULL;
        }
        if (is_kept && is_between && out.len)
            buf_char(&out, '_');
        if (is_kept)
            buf_char(&out, c);
        is_between = !is_kept;
    }
    return name && ev_spend(ev, name->text_len) ? meaning_buf(&ev->store, MEANING_TEXT, &out)
                                                : (buf_free(&out), (const struct meaning *)NULL);
}

/* ---- The table ------------------------------------------------------------------------------- */

#define MODULE(module, codec)                                                                      \
    {"encodings." module, "Codec.decode", 1, model_module_coder, 1, codec},                        \
        {"encodings." module, "Codec.encode", 1, model_module_coder, 0, codec},                    \
        {"encodings." module, "IncrementalDecoder.decode", 2, model_step, 1, codec},               \
        {"encodings." module, "IncrementalEncoder.encode", 2, model_step, 0, codec},               \
        {"encodings." module, "getregentry", 0, model_lookup, 0, codec},                           \
        {"encodings." module, "decode", 1, model_module_coder, 1, codec},                          \
    {                                                                                              \
        "encodings." module, "encode", 1, model_module_coder, 0, codec                             \
    }
#define FUNCTIONS(module, name, codec)                                                             \
    MODULE(module, codec), {"encodings." module, name "_decode", 1, model_module_coder, 1, codec}, \
    {                                                                                              \
        "encodings." module, name "_encode", 1, model_module_coder, 0, codec                       \
    }

/* clang-format off */
const struct model codec_models[] = {
    {"codecs", "lookup", 1, model_lookup, 0, NULL},
    {"codecs", "getdecoder", 1, model_get_part, PART_DECODE, NULL},
    {"codecs", "getencoder", 1, model_get_part, PART_ENCODE, NULL},
    {"codecs", "getreader", 1, model_get_part, PART_READER, NULL},
    {"codecs", "getwriter", 1, model_get_part, PART_WRITER, NULL},
    {"codecs", "getincrementaldecoder", 1, model_get_part, PART_STEP_DECODE, NULL},
    {"codecs", "getincrementalencoder", 1, model_get_part, PART_STEP_ENCODE, NULL},
    {"codecs", "CodecInfo.decode", 2, model_part_coder, 1, NULL},
    {"codecs", "CodecInfo.encode", 2, model_part_coder, 0, NULL},
    {"codecs", "CodecInfo.streamreader", 1, model_part_object, 0, "StreamReader"},
    {"codecs", "CodecInfo.streamwriter", 1, model_part_object, 0, "StreamWriter"},
    {"codecs", "CodecInfo.incrementaldecoder", 1, model_part_object, 0, "IncrementalDecoder"},
    {"codecs", "CodecInfo.incrementalencoder", 1, model_part_object, 0, "IncrementalEncoder"},
    {"codecs", "IncrementalDecoder.decode", 2, model_step, 1, NULL},
    {"codecs", "IncrementalEncoder.encode", 2, model_step, 0, NULL},
    {"codecs", "StreamReader.read", 1, model_read, 0, NULL},
    {"codecs", "StreamReader.readline", 1, model_read, 1, NULL},
    {"codecs", "iterdecode", 2, model_iterate, 1, NULL},
    {"codecs", "iterencode", 2, model_iterate, 0, NULL},
    {"codecs", "charmap_build", 1, model_charmap_build, 0, NULL},
    {"codecs", "charmap_decode", 1, model_charmap, 1, NULL},
    {"codecs", "charmap_encode", 1, model_charmap, 0, NULL},
    {"codecs", "make_identity_dict", 1, model_identity, 0, NULL},
    {"codecs", "readbuffer_encode", 1, model_same_pair, 0, NULL},
    {"encodings", "normalize_encoding", 1, model_normalize, 0, NULL},
    {"encodings", "search_function", 1, model_lookup, 0, NULL},
    {"encodings.punycode", "punycode_decode", 2, model_module_function, 1, "punycode"},
    {"encodings.punycode", "punycode_encode", 1, model_module_function, 0, "punycode"},
    {"encodings.idna", "ToASCII", 1, model_module_function, 0, "idna"},
    {"encodings.idna", "ToUnicode", 1, model_module_function, DECODES_LABEL, "idna"},
    MODULE("ascii", "ascii"),
    MODULE("latin_1", "latin1"),
    MODULE("iso8859_1", "latin1"),
    MODULE("utf_8", "utf8"),
    MODULE("utf_8_sig", "utf8sig"),
    MODULE("utf_16", "utf16"),
    MODULE("utf_16_le", "utf16le"),
    MODULE("utf_16_be", "utf16be"),
    MODULE("utf_32", "utf32"),
    MODULE("utf_32_le", "utf32le"),
    MODULE("utf_32_be", "utf32be"),
    MODULE("utf_7", "utf7"),
    MODULE("unicode_escape", "unicodeescape"),
    MODULE("raw_unicode_escape", "rawunicodeescape"),
    MODULE("rot_13", "rot13"),
    MODULE("punycode", "punycode"),
    MODULE("idna", "idna"),
    MODULE("cp437", "cp437"),
    MODULE("cp1250", "cp1250"),
    MODULE("cp1251", "cp1251"),
    MODULE("cp1252", "cp1252"),
    MODULE("iso8859_2", "iso88592"),
    MODULE("iso8859_15", "iso885915"),
    MODULE("koi8_r", "koi8r"),
    FUNCTIONS("hex_codec", "hex", "hex"),
    FUNCTIONS("base64_codec", "base64", "base64"),
    FUNCTIONS("uu_codec", "uu", "uu"),
    FUNCTIONS("quopri_codec", "quopri", "quopri"),
    FUNCTIONS("zlib_codec", "zlib", "zlib"),
    FUNCTIONS("bz2_codec", "bz2", "bz2"),
};
/* clang-format on */
const size_t n_codec_models = sizeof codec_models / sizeof codec_models[0];
