/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The module struct: numbers and bytes packed and unpacked. */
#include "src/analysis/structs.h"

#include <math.h>
#include <string.h>

#include "src/analysis/models.h"
#include "src/analysis/numbers.h"

/* ---- Formats --------------------------------------------------------------------------------- */

/* A letter of a format, with what stands before it. */
struct field {
    char letter;
    uint64_t count;
    uint32_t size; /* bytes of one */
    uint64_t pads; /* zero bytes before the first, for its alignment */
};

struct format {
    const char *at, *end;
    bool is_native, is_little; /* native: sizes of C, aligned */
    uint64_t offset;           /* where the next field begins */
};

enum { FORMAT_BYTES_MAX = MEANING_TEXT_MAX };

/* Letters, and their sizes as standard and in C on machines of 64 bits; 0: there is none. */
static const struct {
    char letter;
    uint8_t standard, native;
} letters[] = {
    {'x', 1, 1}, {'c', 1, 1}, {'b', 1, 1}, {'B', 1, 1}, {'?', 1, 1}, {'h', 2, 2}, {'H', 2, 2},
    {'i', 4, 4}, {'I', 4, 4}, {'l', 4, 8}, {'L', 4, 8}, {'q', 8, 8}, {'Q', 8, 8}, {'n', 0, 8},
    {'N', 0, 8}, {'s', 1, 1}, {'p', 1, 1}, {'d', 8, 8}, {'f', 4, 4},
};

static struct format format_open(const struct meaning *text)
{
    struct format format = {
        .at = text->text, .end = text->text + text->text_len, .is_native = true, .is_little = true};
    if (text->text_len && memchr("@=<>!", text->text[0], 5)) {
        format.is_native = text->text[0] == '@';
        format.is_little = text->text[0] != '>' && text->text[0] != '!';
        format.at++;
    }
    return format;
}

enum next { NEXT_FIELD, NEXT_END, NEXT_UNKNOWN };

static enum next format_next(struct format *format, struct field *field)
{
    while (format->at < format->end && (*format->at == ' ' || *format->at == '\t'))
        format->at++;
    if (format->at == format->end)
        return NEXT_END;
    *field = (struct field){.count = 1};
    if (*format->at >= '0' && *format->at <= '9') {
        field->count = 0;
        for (; format->at < format->end && *format->at >= '0' && *format->at <= '9'; format->at++) {
            field->count = field->count * 10 + (uint64_t)(*format->at - '0');
            if (field->count > FORMAT_BYTES_MAX)
                return NEXT_UNKNOWN;
        }
    }
    field->letter = format->at < format->end ? *format->at++ : 0;
    for (size_t k = 0; k < sizeof letters / sizeof letters[0]; k++) {
        if (letters[k].letter == field->letter)
            field->size = format->is_native ? letters[k].native : letters[k].standard;
    }
    if (field->size == 0)
        return NEXT_UNKNOWN;
    if (format->is_native)
        field->pads = (field->size - format->offset % field->size) % field->size;
    format->offset += field->pads + field->count * field->size;
    return format->offset <= FORMAT_BYTES_MAX ? NEXT_FIELD : NEXT_UNKNOWN;
}

static bool is_signed(char letter)
{
    return letter >= 'a' && letter <= 'z';
}

static bool is_of_bytes(char letter)
{
    return letter == 's' || letter == 'p';
}

/* How many bytes a format takes; false: it is none that is known. */
static bool format_size(const struct meaning *text, uint64_t *size)
{
    struct format format = format_open(text);
    struct field field;
    enum next next;
    while ((next = format_next(&format, &field)) == NEXT_FIELD)
        ;
    *size = format.offset;
    return next == NEXT_END;
}

/* ---- Packing --------------------------------------------------------------------------------- */

/* An integer into so many bytes; false: it does not fit. */
static bool add_integer(const struct meaning *value, const struct field *field, bool is_little,
                        struct buf *out)
{
    uint8_t bytes[8];
    if (!meaning_is_number(value)) { /* beyond 63 bits */
        bool good = meaning_is(value, MEANING_BIG) && !is_signed(field->letter) &&
                    num_to_bytes(value, is_little, bytes, field->size);
        buf_add(out, bytes, good ? field->size : 0);
        return good;
    }
    int64_t number = value->number;
    unsigned bits = field->size * 8;
    bool good = is_signed(field->letter)
                    ? bits == 64 || (number >= -(INT64_C(1) << (bits - 1)) &&
                                     number < INT64_C(1) << (bits - 1))
                    : number >= 0 && (bits == 64 || number < INT64_C(1) << bits);
    for (uint32_t k = 0; k < field->size; k++)
        bytes[is_little ? k : field->size - 1 - k] = (uint8_t)((uint64_t)number >> (8 * k));
    buf_add(out, bytes, field->size);
    return good;
}

/* 10s is ten bytes of one argument, cut or filled up; 10p has their number in the first. */
static bool add_bytes(const struct meaning *value, const struct field *field, struct buf *out)
{
    uint64_t room = field->count;
    if (!meaning_is(value, MEANING_BYTES))
        return false;
    if (field->letter == 'p' && room > 0) {
        uint64_t n = value->text_len < room - 1 ? value->text_len : room - 1;
        buf_char(out, (char)(n < 255 ? n : 255));
        room--;
    }
    uint64_t n = value->text_len < room ? value->text_len : room;
    buf_add(out, value->text, n);
    buf_pad(out, '\0', room - n);
    return true;
}

/* A float of 8 or 4 bytes, whose exponent must do. */
static bool add_float(const struct meaning *value, const struct field *field, bool is_little,
                      struct buf *out)
{
    uint8_t bytes[8];
    double real = 0;
    bool good = num_double(value, &real);
    float single = (float)real;
    uint64_t bits = 0;
    uint32_t half = 0;
    memcpy(&bits, &real, sizeof bits);
    memcpy(&half, &single, sizeof half);
    bits = field->size == 4 ? half : bits;
    for (uint32_t k = 0; k < field->size; k++)
        bytes[is_little ? k : field->size - 1 - k] = (uint8_t)(bits >> (8 * k));
    buf_add(out, bytes, field->size);
    return good && (field->size == 8 || !isinf(single) || isinf(real));
}

static bool is_float(char letter)
{
    return letter == 'd' || letter == 'f';
}

static bool add_one(struct evaluator *ev, const struct meaning *value, const struct field *field,
                    bool is_little, struct buf *out)
{
    bool truth;
    if (!value)
        return false;
    if (field->letter == 'c') {
        buf_add(out, value->text, value->text_len);
        return value->kind == MEANING_BYTES && value->text_len == 1;
    }
    if (field->letter == '?') {
        bool good = ev_truth(ev, value, &truth);
        buf_char(out, good && truth);
        return good;
    }
    return is_float(field->letter) ? add_float(value, field, is_little, out)
                                   : add_integer(value, field, is_little, out);
}

static bool pack(struct evaluator *ev, const struct meaning *text, const struct arguments *args,
                 struct buf *out)
{
    struct format format = format_open(text);
    struct field field;
    enum next next;
    uint32_t at = 0;
    bool good = true;
    while (good && (next = format_next(&format, &field)) == NEXT_FIELD) {
        buf_pad(out, '\0', field.pads);
        if (field.letter == 'x')
            buf_pad(out, '\0', field.count);
        else if (is_of_bytes(field.letter))
            good = add_bytes(arg(ev, args, at++), &field, out);
        else
            for (uint64_t k = 0; good && k < field.count; k++)
                good = add_one(ev, arg(ev, args, at++), &field, format.is_little, out);
    }
    return good && next == NEXT_END && at == args->n && ev_spend(ev, out->len);
}

/* ---- Unpacking ------------------------------------------------------------------------------- */

static const struct meaning *read_integer(struct evaluator *ev, const uint8_t *bytes,
                                          const struct field *field, bool is_little)
{
    uint64_t number = 0;
    for (uint32_t k = 0; k < field->size; k++)
        number = number << 8 | bytes[is_little ? field->size - 1 - k : k];
    unsigned shift = 64 - field->size * 8;
    if (is_signed(field->letter))
        return meaning_int(&ev->store, (int64_t)(number << shift) >> shift);
    return number <= INT64_MAX ? meaning_int(&ev->store, (int64_t)number)
                               : num_from_bytes(&ev->store, bytes, field->size, is_little);
}

static const struct meaning *read_float(struct evaluator *ev, const uint8_t *bytes,
                                        const struct field *field, bool is_little)
{
    uint64_t bits = 0;
    double real;
    float single;
    for (uint32_t k = 0; k < field->size; k++)
        bits = bits << 8 | bytes[is_little ? field->size - 1 - k : k];
    uint32_t half = (uint32_t)bits;
    memcpy(&real, &bits, sizeof real);
    memcpy(&single, &half, sizeof single);
    return num_float(&ev->store, field->size == 4 ? (double)single : real);
}

static const struct meaning *read_one(struct evaluator *ev, const char *bytes,
                                      const struct field *field, bool is_little)
{
    if (field->letter == 'c')
        return meaning_text(&ev->store, MEANING_BYTES, bytes, 1);
    if (field->letter == '?')
        return meaning_bool(&ev->store, *bytes != 0);
    return is_float(field->letter) ? read_float(ev, (const uint8_t *)bytes, field, is_little)
                                   : read_integer(ev, (const uint8_t *)bytes, field, is_little);
}

static const struct meaning *read_bytes(struct evaluator *ev, const char *bytes,
                                        const struct field *field)
{
    uint64_t n = field->count;
    if (field->letter == 'p' && n > 0) {
        uint64_t said = (uint8_t)*bytes++;
        n = said < n - 1 ? said : n - 1;
    }
    return meaning_text(&ev->store, MEANING_BYTES, bytes, n);
}

/* The format's fields in bytes that are as many. */
static const struct meaning *unpack(struct evaluator *ev, const struct meaning *text,
                                    const char *bytes)
{
    struct format format = format_open(text);
    struct field field;
    struct meaning *tuple = meaning_new(&ev->store, MEANING_TUPLE);
    while (tuple && !tuple->is_lost && format_next(&format, &field) == NEXT_FIELD) {
        uint64_t from = format.offset - field.count * field.size;
        if (field.letter == 'x')
            continue;
        if (is_of_bytes(field.letter)) {
            meaning_add(&ev->store, tuple, read_bytes(ev, bytes + from, &field));
            continue;
        }
        for (uint64_t k = 0; k < field.count && !tuple->is_lost; k++)
            meaning_add(&ev->store, tuple,
                        read_one(ev, bytes + from + k * field.size, &field, format.is_little));
    }
    return tuple && !tuple->is_lost ? tuple : NULL;
}

/* ---- Functions, and methods of struct.Struct ------------------------------------------------- */

/* The format is the first argument, or what the object that is there was made with. */
static const struct meaning *format_of(struct evaluator *ev, const struct arguments *args,
                                       uint64_t *size)
{
    struct arguments made;
    const struct meaning *text = arg(ev, args, 0);
    if (meaning_is(text, MEANING_OBJECT))
        text = ev_made_with(ev, text, &made) ? arg(ev, &made, 0) : NULL;
    bool is_text = meaning_is(text, MEANING_TEXT) || meaning_is(text, MEANING_BYTES);
    return is_text && ev_spend(ev, text->text_len) && format_size(text, size) ? text : NULL;
}

MODEL_RUN(model_pack)
{
    uint64_t size;
    const struct meaning *format = format_of(ev, args, &size);
    struct arguments rest = args_from(args, 1);
    struct buf out = {.limit = MEANING_TEXT_MAX};
    (void)model;
    if (!format)
        return NULL;
    if (!pack(ev, format, &rest, &out)) {
        buf_free(&out);
        return NULL;
    }
    return meaning_buf(&ev->store, MEANING_BYTES, &out);
}

/* pack_into(format, buffer, offset, *values) */
MODEL_RUN(model_pack_into)
{
    uint64_t size;
    const struct meaning *format = format_of(ev, args, &size), *into = arg(ev, args, 1);
    const struct meaning *offset = arg(ev, args, 2);
    struct arguments rest = args_from(args, 3);
    struct buf out = {.limit = ev_room(ev)}, all = {.limit = ev_room(ev)};
    (void)model;
    bool good = format && into->kind == MEANING_BYTES && meaning_is_number(offset) &&
                pack(ev, format, &rest, &out) && ev_spend(ev, into->text_len);
    int64_t at = good ? offset->number + (offset->number < 0 ? (int64_t)into->text_len : 0) : 0;
    good = good && at >= 0 && (uint64_t)at <= into->text_len &&
           out.len <= into->text_len - (uint64_t)at;
    if (good) {
        buf_add(&all, into->text, (size_t)at);
        buf_add(&all, out.data, out.len);
        buf_add(&all, into->text + at + out.len, into->text_len - (size_t)at - out.len);
    }
    ev_become(ev, into, good ? meaning_buf(&ev->store, MEANING_BYTES, &all) : NULL);
    buf_free(&all);
    buf_free(&out);
    return NULL;
}

/* unpack: as many bytes; unpack_from (number 1): from an offset on; iter_unpack (2): again and again. */
enum { UNPACK_ALL, UNPACK_FROM, UNPACK_AGAIN };

MODEL_RUN(model_unpack)
{
    uint64_t size;
    const struct meaning *format = format_of(ev, args, &size);
    const struct meaning *bytes = arg_of_kind(ev, args, 1, MEANING_BYTES);
    const struct meaning *offset = args->n > 2 ? arg(ev, args, 2) : arg_named(ev, args, "offset");
    if (!format || !bytes || !ev_spend(ev, bytes->text_len))
        return NULL;
    if (model->number == UNPACK_ALL)
        return bytes->text_len == size ? unpack(ev, format, bytes->text) : NULL;
    if (model->number == UNPACK_FROM) {
        int64_t from = meaning_is_number(offset) ? offset->number : 0;
        from += from < 0 ? (int64_t)bytes->text_len : 0;
        bool is_there = (!offset || meaning_is_number(offset)) && from >= 0 &&
                        (uint64_t)from <= bytes->text_len &&
                        size <= bytes->text_len - (uint64_t)from;
        return is_there ? unpack(ev, format, bytes->text + from) : NULL;
    }
    struct meaning *list = meaning_new(&ev->store, MEANING_LIST);
    if (!list || size == 0 || bytes->text_len % size)
        return NULL;
    for (uint64_t at = 0; at < bytes->text_len && !list->is_lost; at += size)
        meaning_add(&ev->store, list, unpack(ev, format, bytes->text + at));
    return list->is_lost ? NULL : ev_iterator(ev, list);
}

MODEL_RUN(model_calcsize)
{
    uint64_t size;
    (void)model;
    return format_of(ev, args, &size) ? meaning_int(&ev->store, (int64_t)size) : NULL;
}

/* ---- One at a time --------------------------------------------------------------------------- */

static bool field_of(char letter, bool is_little, struct field *field)
{
    const char text[2] = {is_little ? '@' : '>', letter};
    const struct meaning code = {.kind = MEANING_TEXT, .text = text, .text_len = 2};
    struct format format = format_open(&code);
    return letter != '?' && letter != 'c' && !is_of_bytes(letter) &&
           format_next(&format, field) == NEXT_FIELD && field->count == 1 && letter != 'x';
}

uint32_t structs_size(char letter)
{
    struct field field;
    return field_of(letter, true, &field) ? field.size : 0;
}

bool structs_pack(struct evaluator *ev, char letter, const struct meaning *value, struct buf *out)
{
    struct field field;
    return field_of(letter, true, &field) && add_one(ev, value, &field, true, out);
}

const struct meaning *structs_read(struct evaluator *ev, char letter, bool is_little,
                                   const char *bytes)
{
    struct field field;
    return field_of(letter, is_little, &field) ? read_one(ev, bytes, &field, is_little) : NULL;
}

/* ---- The table ------------------------------------------------------------------------------- */

#define BOTH(name, min_args, run, number)                                                          \
    {"struct", name, min_args, run, number, NULL}, {"_struct", name, min_args, run, number, NULL}, \
        {"struct", "Struct." name, min_args, run, number, NULL},                                   \
    {                                                                                              \
        "_struct", "Struct." name, min_args, run, number, NULL                                     \
    }

/* clang-format off */
const struct model structs[] = {
    BOTH("pack", 1, model_pack, 0),
    BOTH("pack_into", 3, model_pack_into, 0),
    BOTH("unpack", 2, model_unpack, UNPACK_ALL),
    BOTH("unpack_from", 2, model_unpack, UNPACK_FROM),
    BOTH("iter_unpack", 2, model_unpack, UNPACK_AGAIN),
    {"struct", "calcsize", 1, model_calcsize, 0, NULL},
    {"_struct", "calcsize", 1, model_calcsize, 0, NULL},
};
/* clang-format on */
const size_t n_structs = sizeof structs / sizeof structs[0];
