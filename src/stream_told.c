/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is told of a stream: which it is, where it stands, how it broke. */
#include <inttypes.h>
#include <string.h>

#include "src/input/signature.h"
#include "src/streams.h"

void entry_json(const struct input_member *member, struct jsonl *json)
{
    const uint8_t *name = member->name;
    size_t left = member->name_len;
    if (!name) {
        jsonl_null(json);
        return;
    }
    struct buf text = {0};
    for (const uint8_t *nul; (nul = memchr(name, 0, left)) != NULL; name = nul + 1) {
        buf_add(&text, name, (size_t)(nul - name));
        buf_str(&text, "\\x00");
        left -= (size_t)(nul - name) + 1;
    }
    buf_add(&text, name, left);
    jsonl_bytes(json, buf_text(&text), text.len);
    buf_free(&text);
}

void stream_json_parent(const struct stream *stream, struct jsonl *json)
{
    const struct pickle_spot *spot = stream->spot;
    const struct input *in = &stream->source->in;
    struct input_place place = {
        .member = stream->member, .stream = spot->parent, .pos = spot->parent_pos};
    struct buf path = {0};
    if (spot->is_inside)
        buf_str(&path, "pickle.load");
    else if (!input_member_place(in, stream->member, &place, &path))
        return;
    jsonl_key(json, "parent");
    jsonl_object(json);
    jsonl_key(json, "entry");
    entry_json(&in->members[place.member], json);
    jsonl_key(json, "stream");
    jsonl_number(json, place.stream);
    jsonl_key(json, "pos");
    jsonl_number(json, place.pos);
    jsonl_key(json, "path");
    jsonl_bytes(json, buf_text(&path), path.len);
    jsonl_object_end(json);
    buf_free(&path);
}

void stream_json(const struct stream *stream, struct jsonl *json)
{
    const struct input_member *member = &stream->source->in.members[stream->member];
    jsonl_key(json, "file");
    jsonl_str(json, stream->source->argument.path);
    jsonl_key(json, "entry");
    entry_json(member, json);
    jsonl_key(json, "stream");
    jsonl_number(json, stream->number);
    jsonl_key(json, "offset");
    jsonl_number(json, stream->base + stream->offset);
    stream_json_parent(stream, json);
}

void stream_json_inset(const struct stream *stream, const struct br_inset *inset,
                       struct jsonl *json)
{
    char words[STREAM_WORDS_MAX];
    br_inset_words(stream->rec, inset, words, sizeof words);
    jsonl_object(json);
    jsonl_key(json, "pos");
    jsonl_number(json, br_pos(stream->rec, inset->op));
    jsonl_key(json, "offset");
    jsonl_number(json, stream->base + stream->offset + inset->pos);
    jsonl_key(json, "size");
    jsonl_number(json, inset->size);
    jsonl_key(json, "padding");
    jsonl_number(json, inset->lead);
    jsonl_key(json, "kind");
    jsonl_str(json, inset->is_pickle ? "pickle" : "array");
    jsonl_key(json, "what");
    jsonl_bytes(json, words, strlen(words));
    jsonl_object_end(json);
}

/* ---- Words ----------------------------------------------------------------------------------- */

unsigned stream_digits(const struct stream *stream)
{
    unsigned digits = 4;
    while (digits < 16 && br_bytes(stream->rec).len >> 4 * digits)
        digits++;
    return digits;
}

bool stream_is_plain(const struct stream *stream, const struct options *options)
{
    return options->n_files == 1 && stream->number == 0 && stream->offset == 0 &&
           stream->source->in.members[stream->member].name == NULL;
}

void stream_label(const struct stream *stream, struct buf *out)
{
    input_member_label(&stream->source->in, stream->member, out);
    if (stream->number > 0 || stream->offset > 0) {
        buf_printf(out, ": stream %" PRIu64 " at 0x%" PRIx64, stream->number,
                   stream->base + stream->offset);
    }
    if (stream->spot->is_inside)
        buf_printf(out, " inside stream %" PRIu64, stream->spot->parent);
}

void stream_way(const struct stream *stream, struct buf *out)
{
    const struct input *in = &stream->source->in;
    struct input_place place;
    struct buf path = {0};
    if (input_member_place(in, stream->member, &place, &path)) {
        buf_printf(out, "0x%" PRIx64 " of stream %" PRIu64, place.pos, place.stream);
        if (in->members[place.member].name) {
            buf_str(out, " of ");
            buf_add(out, in->members[place.member].name, in->members[place.member].name_len);
        }
        if (strcmp(buf_text(&path), INPUT_PLACE_PLAIN) != 0)
            buf_printf(out, ", by %s", buf_text(&path));
    }
    out->failed |= path.failed;
    buf_free(&path);
}

void break_text(const struct br_error *error, struct buf *out)
{
    buf_printf(out, "0x%" PRIx64 ": ", error->pos);
    if (error->opcode)
        buf_printf(out, "%s: ", error->opcode->name);
    buf_str(out, error->message);
}

bool stream_no_pickle(const struct stream *stream, const struct br_error *error, struct buf *out)
{
    struct br_slice data = br_bytes(stream->rec);
    bool has_event = br_event_count(stream->rec) > 0;
    bool is_nothing = br_ops(stream->rec) == 0 && !has_event;
    const char *words = has_event ? NULL : signature_words(data.data, data.len);
    if (stream->number > 0 || stream->offset > 0 || error->kind == BR_ERR_LIMIT ||
        (!is_nothing && !words))
        return false;
    buf_str(out, "not a pickle");
    if (words)
        buf_printf(out, " but %s, which is not read", words);
    return true;
}

void stream_break(const struct stream *stream, const struct br_error *error, struct err *err)
{
    struct buf text = {.limit = ERR_TEXT_MAX};
    stream_label(stream, &text);
    buf_str(&text, ": ");
    if (stream_no_pickle(stream, error, &text))
        buf_str(&text, ": ");
    if (stream->number == 0 && stream->offset == 0 && br_bytes(stream->rec).len == 0) {
        buf_str(&text, "it is empty");
    } else {
        break_text(error, &text);
    }
    err_set(err, "%s", buf_text(&text));
    buf_free(&text);
}

void stream_rest_text(const struct stream *stream, struct buf *out)
{
    uint64_t size = stream->spot->limit - stream->offset;
    bool is_padding = stream->rest == PICKLES_PADDING;
    if (is_padding || stream->is_noise)
        buf_printf(out, "%" PRIu64 " byte%s%s at 0x%" PRIx64 ", %s", size, size == 1 ? "" : "s",
                   is_padding ? " of padding (blanks or zeros)" : " of no pickle",
                   stream->base + stream->offset,
                   stream->is_last ? "behind the last pickle" : "before the next pickle");
    else
        buf_printf(out, "it breaks at 0x%" PRIx64 ", and another pickle begins at 0x%" PRIx64,
                   stream->base + stream->end, stream->base + stream->spot->limit);
}
