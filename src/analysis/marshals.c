/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain values that marshal writes (marshal.c, r_object): numbers, texts, bytes, tuples, lists, dicts, sets.
 * Code and whatever else is not known here. */
#include <string.h>

#include "src/analysis/models.h"
#include "src/analysis/numbers.h"

enum { DEPTH_MAX = 16, REFS_MAX = 256, FLAG_REF = 0x80 };

struct reader {
    struct evaluator *ev;
    const unsigned char *at, *end;
    unsigned depth;
    const struct meaning *refs[REFS_MAX];
    uint32_t n_refs;
};

static const struct meaning *read_value(struct reader *reader);

/* A number of so many bytes. False: the data ends before it does. */
static bool take(struct reader *reader, size_t n, uint32_t *number)
{
    *number = 0;
    if ((size_t)(reader->end - reader->at) < n)
        return false;
    for (size_t k = 0; k < n; k++)
        *number |= (uint32_t)reader->at[k] << 8 * k;
    reader->at += n;
    return true;
}

/* So many bytes as they stand there. */
static const struct meaning *take_bytes(struct reader *reader, size_t length_bytes,
                                        enum meaning_kind kind)
{
    uint32_t n;
    if (!take(reader, length_bytes, &n) || (size_t)(reader->end - reader->at) < n ||
        !ev_spend(reader->ev, n))
        return NULL;
    const char *text = (const char *)reader->at;
    reader->at += n;
    return meaning_text(&reader->ev->store, kind, text, n);
}

/* A text of ASCII: how others are written depends on their kind. */
static const struct meaning *take_text(struct reader *reader, size_t length_bytes)
{
    const struct meaning *text = take_bytes(reader, length_bytes, MEANING_TEXT);
    for (size_t k = 0; text && k < text->text_len; k++) {
        if ((unsigned char)text->text[k] >= 0x80)
            return NULL;
    }
    return text;
}

static const struct meaning *take_int(struct reader *reader)
{
    uint32_t number;
    return take(reader, 4, &number) ? meaning_int(&reader->ev->store, (int32_t)number) : NULL;
}

static const struct meaning *take_float(struct reader *reader)
{
    double real;
    if ((size_t)(reader->end - reader->at) < sizeof real)
        return NULL;
    memcpy(&real, reader->at, sizeof real); /* little endian, as the machines that this runs on */
    reader->at += sizeof real;
    return num_float(&reader->ev->store, real);
}

static bool fill(struct reader *reader, struct meaning *container, size_t length_bytes)
{
    uint32_t n;
    if (!container || !take(reader, length_bytes, &n) || n > MEANING_ITEMS_MAX)
        return false;
    for (uint32_t k = 0; k < n; k++) {
        const struct meaning *item = read_value(reader);
        if (!item)
            return false;
        meaning_add(&reader->ev->store, container, item);
    }
    return !container->is_lost;
}

/* Pairs up to a null. */
static bool fill_dict(struct reader *reader, struct meaning *dict)
{
    while (dict && reader->at < reader->end && *reader->at != '0') {
        const struct meaning *key = read_value(reader);
        const struct meaning *value = key ? read_value(reader) : NULL;
        if (!value)
            return false;
        ev_put(reader->ev, dict, key, value);
    }
    return dict && !dict->is_lost && reader->at++ < reader->end;
}

static const struct meaning *read_container(struct reader *reader, char code)
{
    enum meaning_kind kind = code == '[' ? MEANING_LIST : code == '{' ? MEANING_DICT : MEANING_SET;
    if (code == '(' || code == ')')
        kind = MEANING_TUPLE;
    struct meaning *made = meaning_new(&reader->ev->store, kind);
    bool good =
        kind == MEANING_DICT ? fill_dict(reader, made) : fill(reader, made, code == ')' ? 1 : 4);
    return good ? made : NULL;
}

static const struct meaning *read_plain(struct reader *reader, char code)
{
    struct meaning_store *store = &reader->ev->store;
    switch (code) {
    case 'N':
        return meaning_none(store);
    case 'T':
    case 'F':
        return meaning_bool(store, code == 'T');
    case 'i':
        return take_int(reader);
    case 'g':
        return take_float(reader);
    case 's':
        return take_bytes(reader, 4, MEANING_BYTES);
    case 'z':
    case 'Z':
        return take_text(reader, 1);
    case 'a':
    case 'A':
    case 't':
    case 'u':
        return take_text(reader, 4);
    default:
        return code && strchr("()[{<>", code) ? read_container(reader, code) : NULL;
    }
}

/* A value that is kept stands in the list before what is in it does. */
static const struct meaning *read_value(struct reader *reader)
{
    if (reader->at == reader->end || reader->depth == DEPTH_MAX || !ev_spend(reader->ev, 1))
        return NULL;
    unsigned char code = *reader->at++;
    bool is_kept = code & FLAG_REF;
    uint32_t place = reader->n_refs, number;
    code &= (unsigned char)~FLAG_REF;
    if (code == 'r')
        return take(reader, 4, &number) && number < reader->n_refs ? reader->refs[number] : NULL;
    if (is_kept && place == REFS_MAX)
        return NULL;
    if (is_kept)
        reader->refs[reader->n_refs++] = NULL;
    reader->depth++;
    const struct meaning *value = read_plain(reader, (char)code);
    reader->depth--;
    if (is_kept)
        reader->refs[place] = value;
    return value;
}

MODEL_RUN(model_loads)
{
    const struct meaning *data = arg_of_kind(ev, args, 0, MEANING_BYTES);
    (void)model;
    if (!data)
        return NULL;
    struct reader reader = {.ev = ev,
                            .at = (const unsigned char *)data->text,
                            .end = (const unsigned char *)data->text + data->text_len};
    return read_value(&reader);
}

/* clang-format off */
const struct model marshal_models[] = {
    {"marshal", "loads", 1, model_loads, 0, NULL},
};
/* clang-format on */
const size_t n_marshal_models = sizeof marshal_models / sizeof marshal_models[0];
