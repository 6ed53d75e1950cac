/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/analysis/streams.h"

#include <string.h>

#include "src/analysis/models.h"
#include "src/analysis/render.h"

static bool is_text_or_bytes(const struct meaning *meaning)
{
    return meaning_is(meaning, MEANING_TEXT) || meaning_is(meaning, MEANING_BYTES);
}

/* ---- What one holds -------------------------------------------------------------------------- */

const struct meaning *stream_held(const struct meaning *stream)
{
    return meaning_is(stream, MEANING_OBJECT) ? stream->self : NULL;
}

/* Characters of a text are counted from its begin: whoever asks for a place pays for all of it. */
static bool pay_for_places(struct evaluator *ev, const struct meaning *held)
{
    return held->kind == MEANING_BYTES || ev_spend(ev, held->text_len / 2);
}

/* The stream that a method has as its first argument, with what it holds known, and paid for; NULL: that is
 * not known. */
static struct meaning *known_stream(struct evaluator *ev, const struct arguments *args)
{
    const struct meaning *stream = arg(ev, args, 0), *held = stream_held(stream);
    bool is_known = is_text_or_bytes(held) && stream->number >= 0 &&
                    (uint64_t)stream->number <= held->text_len && pay_for_places(ev, held);
    return is_known ? (struct meaning *)stream : NULL;
}

static const struct meaning *part_of(struct evaluator *ev, const struct meaning *held, size_t from,
                                     size_t n)
{
    if (from == 0 && n == held->text_len && !held->is_mutable)
        return held;
    return ev_spend(ev, n / 16) ? meaning_text(&ev->store, held->kind, held->text + from, n) : NULL;
}

const struct meaning *stream_rest(struct evaluator *ev, const struct meaning *stream)
{
    const struct meaning *const self[] = {stream};
    struct meaning *known = known_stream(ev, &(struct arguments){.items = self, .n = 1});
    if (!known)
        return NULL;
    size_t from = (size_t)known->number;
    return part_of(ev, known->self, from, known->self->text_len - from);
}

/* How many bytes the next so many characters of it take. */
static size_t bytes_of(const struct meaning *held, size_t from, int64_t characters)
{
    size_t at = from, left = held->text_len - from;
    if (held->kind == MEANING_BYTES || (uint64_t)characters >= left) /* each has one at least */
        return (uint64_t)characters < left ? (size_t)characters : left;
    for (; characters > 0 && at < held->text_len; characters--)
        render_next_code(held, &at);
    return at - from;
}

static int64_t characters_of(const struct meaning *held, size_t bytes)
{
    int64_t n = 0;
    if (held->kind == MEANING_BYTES)
        return (int64_t)bytes;
    for (size_t k = 0; k < bytes; k++)
        n += ((unsigned char)held->text[k] & 0xc0) != 0x80;
    return n;
}

void stream_lose(const struct meaning *stream)
{
    if (stream_held(stream)) {
        ((struct meaning *)stream)->self = &meaning_unknown;
        ((struct meaning *)stream)->number = -1;
    }
}

struct meaning *stream_new(struct evaluator *ev, const char *module, const char *class,
                           const struct meaning *held, const struct arguments *args)
{
    const struct meaning *named = meaning_named(&ev->store, module, class);
    struct meaning *stream = named ? (struct meaning *)ev_object(ev, named, args) : NULL;
    if (!stream)
        return NULL;
    stream->self = is_text_or_bytes(held) ? held : &meaning_unknown;
    return stream;
}

/* What the stream holds becomes this; who has a view of it (getbuffer) sees it there. */
static void set_held(struct meaning *stream, const struct meaning *held)
{
    struct meaning *own = (struct meaning *)stream->self;
    if (!held) {
        stream_lose(stream);
    } else if (own->is_mutable) {
        own->text = held->text;
        own->text_len = held->text_len;
    } else {
        stream->self = held;
    }
}

/* Whether what is to be written changes on its way: line ends of a StringIO that was not made plainly. */
static bool is_translated(const struct meaning *stream, const struct meaning *what)
{
    return stream->way && what->kind == MEANING_TEXT && memchr(what->text, '\r', what->text_len);
}

/* All others only read, or write to another stream at a time that nobody knows. */
static bool is_written_to(const struct meaning *stream)
{
    static const char *const classes[] = {"BytesIO", "StringIO", "BufferedRandom"};
    for (size_t k = 0; k < sizeof classes / sizeof classes[0]; k++) {
        if (strlen(classes[k]) == stream->text_len &&
            memcmp(classes[k], stream->text, stream->text_len) == 0)
            return true;
    }
    return false;
}

void stream_write(struct evaluator *ev, struct meaning *stream, const struct meaning *what)
{
    const struct meaning *held = stream->self;
    const struct meaning *const self[] = {stream};
    bool is_good = known_stream(ev, &(struct arguments){.items = self, .n = 1}) &&
                   is_text_or_bytes(what) && what->kind == held->kind &&
                   !is_translated(stream, what) && is_written_to(stream);
    if (!is_good || !ev_spend(ev, held->text_len + what->text_len)) {
        stream_lose(stream);
        return;
    }
    struct buf out = {.limit = ev_room(ev)};
    size_t at = (size_t)stream->number;
    size_t over = bytes_of(held, at, characters_of(what, what->text_len));
    buf_add(&out, held->text, at);
    buf_add(&out, what->text, what->text_len);
    buf_add(&out, held->text + at + over, held->text_len - at - over);
    stream->number += (int64_t)what->text_len;
    set_held(stream, out.len == what->text_len && !what->is_mutable
                         ? (buf_free(&out), what)
                         : meaning_buf(&ev->store, held->kind, &out));
}

/* ---- Made ------------------------------------------------------------------------------------ */

/* What is kept of bytes that may change. */
static const struct meaning *kept_copy(struct evaluator *ev, const struct meaning *given)
{
    struct meaning *copy = given->is_mutable ? meaning_new(&ev->store, MEANING_BYTES) : NULL;
    if (!copy)
        return given->is_mutable ? NULL : given;
    *copy = *given;
    copy->is_mutable = false;
    copy->type = NULL;
    copy->value = BR_NO_VALUE;
    return copy;
}

/* BytesIO(bytes), StringIO(text, newline); number: the kind of what it holds. */
MODEL_RUN(model_stream)
{
    const struct meaning *given = arg(ev, args, 0);
    const struct meaning *newline = args->n > 1 ? arg(ev, args, 1) : arg_named(ev, args, "newline");
    enum meaning_kind kind = (enum meaning_kind)model->number;
    if (!given || given->kind == MEANING_NONE)
        given = meaning_text(&ev->store, kind, "", 0);
    bool is_good = meaning_is(given, kind);
    bool is_plain = !newline || meaning_says(newline, "\n");
    if (is_good && !is_plain)
        is_good = (newline->kind == MEANING_NONE || meaning_says(newline, "")) &&
                  !memchr(given->text, '\r', given->text_len);
    struct meaning *stream =
        stream_new(ev, "io", model->name, is_good ? kept_copy(ev, given) : NULL, args);
    if (stream)
        stream->way = !is_plain;
    return stream;
}

const struct meaning *stream_copy(struct evaluator *ev, const struct meaning *stream)
{
    struct meaning *copy = meaning_new(&ev->store, MEANING_OBJECT);
    if (!copy)
        return NULL;
    *copy = *stream;
    copy->value = BR_NO_VALUE;
    copy->self = kept_copy(ev, stream->self);
    copy->self = copy->self ? copy->self : &meaning_unknown;
    return copy;
}

bool stream_build(struct evaluator *ev, const struct meaning *stream, const struct meaning *state)
{
    if (!stream_held(stream) || meaning_is(stream->self, MEANING_LIST))
        return false;
    struct meaning *own = (struct meaning *)stream;
    enum meaning_kind kind =
        own->text_len == 8 && memcmp(own->text, "StringIO", 8) == 0 ? MEANING_TEXT : MEANING_BYTES;
    bool has_newline = kind == MEANING_TEXT;
    const struct meaning *parts = ev_listed(ev, state, MEANING_LIST);
    bool is_good = parts && parts->n_items == 3u + has_newline;
    const struct meaning *held = is_good ? ev_ask(ev, parts->items[0]) : NULL;
    const struct meaning *place = is_good ? ev_ask(ev, parts->items[1u + has_newline]) : NULL;
    const struct meaning *set = is_good ? ev_ask(ev, parts->items[2u + has_newline]) : NULL, *key;
    is_good = is_good && meaning_is(held, kind) && pay_for_places(ev, held) &&
              meaning_is_number(place) && place->number >= 0 &&
              (!has_newline || meaning_says(ev_ask(ev, parts->items[1]), "\n"));
    if (is_good) {
        own->self = kept_copy(ev, held);
        own->self = own->self ? own->self : &meaning_unknown;
        own->number = (int64_t)bytes_of(held, 0, place->number);
        is_good = characters_of(held, (size_t)own->number) == place->number;
    }
    if (!is_good)
        stream_lose(stream);
    struct meaning *keys = set && set->kind != MEANING_NONE ? ev_iterator(ev, set) : NULL;
    while (keys && (key = ev_next(ev, keys)) != NULL)
        ev_set_attribute(ev, stream, key, ev_subscript(ev, set, key));
    return true;
}

/* ---- Methods: the stream is the first argument ------------------------------------------------ */

/* The next bytes of it, which are read; NULL: not known. */
static const struct meaning *taken(struct evaluator *ev, struct meaning *stream, size_t n)
{
    size_t from = (size_t)stream->number;
    stream->number += (int64_t)n;
    return part_of(ev, stream->self, from, n);
}

/* How much a size that may be left out lets through; false: not known. */
static bool said_size(const struct meaning *size, int64_t *n)
{
    bool is_said = size && size->kind != MEANING_NONE;
    *n = is_said && meaning_is_number(size) && size->number >= 0 ? size->number : INT64_MAX;
    return !is_said || meaning_is_number(size);
}

MODEL_RUN(stream_read)
{
    struct meaning *stream = known_stream(ev, args);
    int64_t n;
    (void)model;
    if (!stream || !said_size(arg(ev, args, 1), &n)) {
        stream_lose(arg(ev, args, 0));
        return NULL;
    }
    return taken(ev, stream, bytes_of(stream->self, (size_t)stream->number, n));
}

static const struct meaning *next_line(struct evaluator *ev, struct meaning *stream, int64_t most)
{
    const char *from = stream->self->text + stream->number;
    size_t left = stream->self->text_len - (size_t)stream->number;
    const char *end = memchr(from, '\n', left);
    size_t n = end ? (size_t)(end - from) + 1 : left;
    size_t cut = bytes_of(stream->self, (size_t)stream->number, most);
    return taken(ev, stream, n < cut ? n : cut);
}

MODEL_RUN(stream_line)
{
    struct meaning *stream = known_stream(ev, args);
    int64_t n;
    (void)model;
    if (!stream || !said_size(arg(ev, args, 1), &n)) {
        stream_lose(arg(ev, args, 0));
        return NULL;
    }
    return next_line(ev, stream, n);
}

static const struct meaning *step_lines(struct evaluator *ev, struct meaning *lines)
{
    const struct meaning *const self[] = {lines->self};
    struct meaning *stream = known_stream(ev, &(struct arguments){.items = self, .n = 1});
    if (!stream)
        return lines->way++ ? NULL : &meaning_unknown;
    bool is_over = (uint64_t)stream->number == stream->self->text_len;
    return is_over ? NULL : next_line(ev, stream, INT64_MAX);
}

MODEL_RUN(stream_iter)
{
    const struct meaning *stream = arg(ev, args, 0);
    (void)model;
    return stream_held(stream) ? ev_iterator_new(ev, step_lines, stream) : NULL;
}

MODEL_RUN(stream_next)
{
    struct meaning *lines = (struct meaning *)stream_iter(ev, model, args);
    const struct meaning *line = lines ? ev_next(ev, lines) : NULL;
    return line && line->kind != MEANING_UNKNOWN ? line : NULL;
}

MODEL_RUN(stream_lines)
{
    const struct meaning *lines = stream_iter(ev, model, args), *size = arg(ev, args, 1);
    int64_t n;
    bool is_all = said_size(size, &n) && (n == INT64_MAX || n == 0);
    if (!is_all || !known_stream(ev, args)) {
        stream_lose(arg(ev, args, 0));
        return NULL;
    }
    return lines ? ev_listed(ev, lines, MEANING_LIST) : NULL;
}

/* getvalue; getbuffer (number 1), through which what the stream holds may be changed. */
MODEL_RUN(stream_value)
{
    const struct meaning *self = arg(ev, args, 0), *held = stream_held(self);
    if (!is_text_or_bytes(held))
        return NULL;
    if (!model->number || held->is_mutable)
        return held->is_mutable && !model->number ? kept_copy(ev, held) : held;
    struct meaning *view = meaning_new(&ev->store, MEANING_BYTES);
    if (!view)
        return NULL;
    *view = *held;
    view->is_mutable = true;
    view->value = BR_NO_VALUE;
    ((struct meaning *)self)->self = view;
    return meaning_typed(view, "builtins", "memoryview");
}

MODEL_RUN(stream_put)
{
    struct meaning *stream = (struct meaning *)arg(ev, args, 0);
    const struct meaning *what = arg(ev, args, 1);
    (void)model;
    if (!stream_held(stream))
        return NULL;
    stream_write(ev, stream, what);
    return is_text_or_bytes(what) && pay_for_places(ev, what)
               ? meaning_int(&ev->store, characters_of(what, what->text_len))
               : NULL;
}

MODEL_RUN(stream_put_lines)
{
    struct meaning *stream = (struct meaning *)arg(ev, args, 0);
    struct meaning *lines = ev_iterator(ev, args->items[1]);
    const struct meaning *line;
    (void)model;
    while (lines && (line = ev_next(ev, lines)) != NULL) {
        if (stream_held(stream))
            stream_write(ev, stream, line);
    }
    return NULL;
}

/* seek(offset, whence): behind the end it is not followed. */
MODEL_RUN(stream_seek)
{
    enum { FROM_BEGIN, FROM_HERE, FROM_END };
    struct meaning *stream = (struct meaning *)arg(ev, args, 0);
    const struct meaning *held = stream_held(stream), *offset = arg(ev, args, 1);
    const struct meaning *whence = arg(ev, args, 2);
    int64_t from = whence ? (meaning_is_number(whence) ? whence->number : -1) : FROM_BEGIN;
    (void)model;
    if (!held)
        return NULL;
    bool is_good = is_text_or_bytes(held) && meaning_is_number(offset) && from >= FROM_BEGIN &&
                   from <= FROM_END && (from != FROM_HERE || stream->number >= 0) &&
                   pay_for_places(ev, held);
    int64_t length = is_good ? (int64_t)held->text_len : 0, place = -1;
    if (is_good && held->kind == MEANING_TEXT)
        place = from == FROM_BEGIN    ? (int64_t)bytes_of(held, 0, offset->number)
                : offset->number != 0 ? -1
                : from == FROM_END    ? length
                                      : stream->number;
    else if (is_good && offset->number >= -length && offset->number <= length)
        place = offset->number + (from == FROM_END    ? length
                                  : from == FROM_HERE ? stream->number
                                                      : 0);
    bool is_there = place >= 0 && place <= length &&
                    (held->kind == MEANING_BYTES || from != FROM_BEGIN ||
                     characters_of(held, (size_t)place) == offset->number);
    stream->number = is_there ? place : -1;
    return is_there ? meaning_int(&ev->store, characters_of(held, (size_t)place)) : NULL;
}

/* TextIOWrapper.seek: other places than the begin are no counts of characters. */
MODEL_RUN(stream_rewind)
{
    const struct meaning *offset = arg(ev, args, 1);
    bool is_begin = args->n == 2 && meaning_is_number(offset) && offset->number == 0;
    if (is_begin)
        return stream_seek(ev, model, args);
    stream_lose(arg(ev, args, 0));
    return NULL;
}

MODEL_RUN(stream_tell)
{
    struct meaning *stream = known_stream(ev, args);
    (void)model;
    return stream ? meaning_int(&ev->store, characters_of(stream->self, (size_t)stream->number))
                  : NULL;
}

MODEL_RUN(stream_truncate)
{
    struct meaning *stream = known_stream(ev, args);
    const struct meaning *size = arg(ev, args, 1);
    (void)model;
    bool is_said = size && size->kind != MEANING_NONE;
    if (!stream || (is_said && (!meaning_is_number(size) || size->number < 0))) {
        stream_lose(arg(ev, args, 0));
        return NULL;
    }
    size_t n = is_said ? bytes_of(stream->self, 0, size->number) : (size_t)stream->number;
    set_held(stream, part_of(ev, stream->self, 0, n));
    return is_said ? size : NULL;
}

/* readinto(bytearray) */
MODEL_RUN(stream_into)
{
    struct meaning *stream = known_stream(ev, args);
    const struct meaning *into = arg(ev, args, 1);
    (void)model;
    bool is_good = stream && stream->self->kind == MEANING_BYTES && into->kind == MEANING_BYTES;
    const struct meaning *got =
        is_good ? taken(ev, stream,
                        bytes_of(stream->self, (size_t)stream->number, (int64_t)into->text_len))
                : NULL;
    struct buf out = {.limit = ev_room(ev)};
    if (!got || !ev_spend(ev, into->text_len)) {
        stream_lose(arg(ev, args, 0));
        ev_become(ev, into, NULL);
        return NULL;
    }
    buf_add(&out, got->text, got->text_len);
    buf_add(&out, into->text + got->text_len, into->text_len - got->text_len);
    ev_become(ev, into, meaning_buf(&ev->store, MEANING_BYTES, &out));
    return meaning_int(&ev->store, (int64_t)got->text_len);
}

MODEL_RUN(stream_same)
{
    (void)model;
    return arg(ev, args, 0);
}

MODEL_RUN(stream_close)
{
    (void)model;
    stream_lose(arg(ev, args, 0));
    return NULL;
}

MODEL_RUN(stream_set_state)
{
    (void)model;
    stream_build(ev, arg(ev, args, 0), arg(ev, args, 1));
    return NULL;
}

/* ---- The table ------------------------------------------------------------------------------- */

/* Parts of what classes of streams have. */
#define ROW(class, name, min_args, run)                                                            \
    {                                                                                              \
        "io", class "." name, min_args, run, 0, NULL                                               \
    }
#define READS(class)                                                                               \
    ROW(class, "read", 1, stream_read), ROW(class, "readline", 1, stream_line),                    \
        ROW(class, "readlines", 1, stream_lines), ROW(class, "__iter__", 1, stream_iter),          \
        ROW(class, "__next__", 1, stream_next), ROW(class, "__enter__", 1, stream_same),           \
        ROW(class, "close", 1, stream_close)
#define READS_BYTES(class)                                                                         \
    ROW(class, "read1", 1, stream_read), ROW(class, "readinto", 2, stream_into),                   \
        ROW(class, "readinto1", 2, stream_into)
#define PLACES(class) ROW(class, "seek", 2, stream_seek), ROW(class, "tell", 1, stream_tell)
#define WRITES(class)                                                                              \
    ROW(class, "write", 2, stream_put), ROW(class, "writelines", 2, stream_put_lines),             \
        ROW(class, "truncate", 1, stream_truncate)
#define HELD(class)                                                                                \
    ROW(class, "getvalue", 1, stream_value), ROW(class, "__setstate__", 2, stream_set_state)

/* clang-format off */
const struct model stream_models[] = {
    {"io", "BytesIO", 0, model_stream, MEANING_BYTES, NULL},
    {"io", "StringIO", 0, model_stream, MEANING_TEXT, NULL},
    READS("BytesIO"), READS_BYTES("BytesIO"), PLACES("BytesIO"), WRITES("BytesIO"), HELD("BytesIO"),
    {"io", "BytesIO.getbuffer", 1, stream_value, 1, NULL},
    READS("StringIO"), PLACES("StringIO"), WRITES("StringIO"), HELD("StringIO"),
    READS("BufferedReader"), READS_BYTES("BufferedReader"), PLACES("BufferedReader"),
    READS("BufferedRandom"), READS_BYTES("BufferedRandom"), PLACES("BufferedRandom"), WRITES("BufferedRandom"),
    READS("TextIOWrapper"),
    {"io", "TextIOWrapper.seek", 2, stream_rewind, 0, NULL},
};
/* clang-format on */
const size_t n_stream_models = sizeof stream_models / sizeof stream_models[0];
