/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `brine list`: what a file holds: members, streams, and what nobody accounts for. */
#include <inttypes.h>
#include <string.h>

#include "src/command.h"
#include "src/input/format.h"
#include "src/output/jsonl.h"
#include "src/output/paint.h"
#include "src/output/safe.h"
#include "src/streams.h"

static void list_run(struct run *run);

const struct command command_list = {
    .name = "list",
    .synopsis = "[OPTION]... FILE...",
    .summary = "The members and pickles of a file: name, format, size, offset",
    .help = "Prints what FILE is and what it holds: a line per member of a container, a\n"
            "line per pickle in it, and the bytes that nothing accounts for.\n"
            "With --json: one object per FILE.\n",
    .accepts = OPTS_RUN | OPT_BIT(json),
    .min_files = 1,
    .run = list_run,
};

struct list {
    struct run *run;
    struct jsonl json;
    struct buf text, line; /* scratch */
    bool is_first;
    unsigned depth;         /* of the member at hand: its lines stand so much further in */
    bool is_told;           /* of the member at hand: an error was printed */
    const struct input *in; /* of the member at hand */
    struct buf unread; /* JSON needs them after the members: struct unread, one after another */
};

/* Bytes that hold no member, or that follow the break of a stream. */
struct unread {
    uint64_t offset, size;
    char why[64];
};

static void add_unread(struct list *list, uint64_t offset, uint64_t size, const char *why)
{
    struct unread unread = {.offset = offset, .size = size};
    strncpy(unread.why, why, sizeof unread.why - 1);
    buf_add(&list->unread, &unread, sizeof unread);
}

/* ---- Streams of a member --------------------------------------------------------------------- */

/* What stands between the opcodes of a stream; nothing where that is nothing. */
static void json_insets(struct jsonl *json, const struct stream *stream)
{
    struct br_inset inset;
    if (br_inset_count(stream->rec) == 0)
        return;
    jsonl_key(json, "insets");
    jsonl_array(json);
    for (uint64_t n = 0; br_inset(stream->rec, n, &inset); n++)
        stream_json_inset(stream, &inset, json);
    jsonl_array_end(json);
}

static void json_stream(struct list *list, const struct stream *stream)
{
    struct jsonl *json = &list->json;
    jsonl_object(json);
    jsonl_key(json, "stream");
    jsonl_number(json, stream->number);
    jsonl_key(json, "offset");
    jsonl_number(json, stream->base + stream->offset);
    jsonl_key(json, "end");
    jsonl_number(json, stream->base + stream->end);
    jsonl_key(json, "protocol");
    jsonl_signed(json, br_protocol(stream->rec, br_ops(stream->rec)));
    jsonl_key(json, "opcodes");
    jsonl_number(json, br_ops(stream->rec));
    jsonl_key(json, "status");
    jsonl_str(json, br_error_of(stream->rec) ? "error" : "ok");
    stream_json_parent(stream, json);
    json_insets(json, stream);
    jsonl_object_end(json);
}

static void print_insets(struct list *list, const struct stream *stream)
{
    struct out *out = list->run->out;
    struct br_inset inset;
    char words[STREAM_WORDS_MAX];
    for (uint64_t n = 0; br_inset(stream->rec, n, &inset) && !out_failed(out); n++) {
        br_inset_words(stream->rec, &inset, words, sizeof words);
        buf_clear(&list->line);
        safe_str(&list->line, words);
        out_printf(out, "      0x%06" PRIx64 "  ", stream->offset + inset.pos);
        out_count(out, inset.size, "byte");
        out_str(out, ", ");
        out_buf(out, &list->line);
        out_char(out, '\n');
    }
}

static void print_stream(struct list *list, const struct stream *stream)
{
    struct out *out = list->run->out;
    const struct br_error *error = br_error_of(stream->rec);
    out_pad(out, ' ', 2 * list->depth);
    out_printf(out, "    stream %-3" PRIu64 " 0x%06" PRIx64 "  ", stream->number,
               stream->base + stream->offset);
    out_count(out, stream->end - stream->offset, "byte");
    out_printf(out, ", protocol %d, ", br_protocol(stream->rec, br_ops(stream->rec)));
    out_count(out, br_ops(stream->rec), "opcode");
    if (stream->spot->is_inside)
        out_printf(out, ", inside stream %" PRIu64, stream->spot->parent);
    if (error) {
        buf_clear(&list->text);
        buf_clear(&list->line);
        break_text(error, &list->text);
        safe_line(&list->line, buf_text(&list->text), list->text.len);
        list->line.failed |= list->text.failed;
        paint(out, PAINT_BROKEN);
        out_str(out, "  breaks at ");
        out_buf(out, &list->line);
        paint(out, PAINT_PLAIN);
    }
    out_char(out, '\n');
    print_insets(list, stream);
}

/* What a stream that broke has left unread of the bytes that are its own. */
static void collect_rest(struct list *list, const struct stream *stream)
{
    bool is_padding = stream->rest == PICKLES_PADDING;
    uint64_t off, limit = stream->spot->limit, end = is_padding ? stream->offset : stream->end;
    bool is_numbers = input_member_is_numbers(list->in, stream->member);
    if (br_error_of(stream->rec) && !is_numbers && end < limit &&
        input_file_offset(list->in, stream->member, end, &off))
        add_unread(list, off, limit - end,
                   is_padding ? "padding behind a pickle" : "after the break of a pickle");
}

static bool list_visit(void *context, const struct stream *stream)
{
    struct list *list = context;
    if (stream->rest == PICKLES_PADDING)
        ; /* no stream, and it is told where it stands */
    else if (OPT_GIVEN(list->run->options, json))
        json_stream(list, stream);
    else
        print_stream(list, stream);
    collect_rest(list, stream);
    return !out_failed(list->run->out);
}

static void list_broken(void *context, const struct stream *stream, size_t member,
                        const struct err *err)
{
    struct list *list = context;
    (void)member;
    bool is_numbers = input_member_is_numbers(list->in, member);
    if (is_numbers && (stream || list->in->members[member].depth > 0))
        return;
    if (stream && stream->rest == PICKLES_PADDING)
        return;
    list->is_told = true;
    run_error(list->run, err);
}

/* A member that is not whole, or not readable, is an error also where no stream runs into it. */
static void tell_why(struct list *list, const struct input *in, size_t m)
{
    struct buf label = {.limit = INPUT_PATH_SHOWN};
    struct err err;
    const char *why = input_member_why(in, m);
    if (!why)
        return;
    input_member_label(in, m, &label);
    err_set(&err, "%s: %s", label.failed ? in->path : buf_text(&label), why);
    buf_free(&label);
    run_error(list->run, &err);
}

static void list_streams(struct list *list, struct source *source, size_t member)
{
    struct walk walk = {.visit = list_visit,
                        .broken = list_broken,
                        .context = list,
                        .nested = true,
                        .reads_on = true};
    struct input *in = &source->in;
    uint64_t n_streams;
    list->in = in;
    list->is_told = false;
    if (input_member_holds_pickle(in, member))
        walk_member(source, list->run->options, member, &walk, &n_streams);
    if (!list->is_told)
        tell_why(list, in, member);
}

/* ---- Members --------------------------------------------------------------------------------- */

/* Format, hash and note of a member; reading it finds what is odd about it. */
struct description {
    const char *format;
    char hash[DIGEST_HEX_SIZE];
    bool has_hash;
    struct buf note;
};

/* What is small is unpacked once, for all that is asked of it; the rest is not kept. */
static void load_small(struct input *in, size_t m)
{
    enum { SMALL = 16 << 20 };
    const struct input_member *member = &in->members[m];
    const uint8_t *bytes;
    size_t len;
    struct err ignored;
    bool is_twin = member->format && strcmp(member->format, INPUT_TWIN) == 0;
    bool is_held = member->is_plain || member->value.is_one || member->unpacked == 0 || is_twin;
    if (!is_held && member->unpacked <= SMALL)
        input_member_within(in, m, SMALL, &bytes, &len, &ignored);
}

static void describe(struct input *in, size_t m, struct description *out)
{
    struct err err;
    *out = (struct description){.format = NULL};
    load_small(in, m);
    input_member_holds_pickle(in, m);
    out->has_hash = input_member_digest(in, m, out->hash, &err);
    out->format = in->members[m].format;
    input_member_note(in, m, &out->note);
}

static void json_member(struct list *list, struct source *source, size_t m)
{
    struct jsonl *json = &list->json;
    struct input *in = &source->in;
    const struct input_member *member = &in->members[m];
    struct description about;
    describe(in, m, &about);
    member = &in->members[m]; /* they may have moved */
    jsonl_object(json);
    jsonl_key(json, "entry");
    entry_json(member, json);
    jsonl_key(json, "format");
    jsonl_str(json, about.format);
    jsonl_key(json, "offset");
    jsonl_number(json, member->off);
    jsonl_key(json, "size");
    jsonl_number(json, member->size);
    jsonl_key(json, "unpacked");
    jsonl_number(json, member->unpacked);
    jsonl_key(json, "sha256");
    jsonl_str(json, about.has_hash ? about.hash : NULL);
    jsonl_key(json, "streams");
    jsonl_array(json);
    list_streams(list, source, m);
    input_member_drop(in, m);
    jsonl_array_end(json);
    jsonl_key(json, "note");
    if (about.note.len)
        jsonl_bytes(json, buf_text(&about.note), about.note.len);
    else
        jsonl_null(json);
    jsonl_object_end(json);
    buf_free(&about.note);
}

static void print_member(struct list *list, struct source *source, size_t m)
{
    struct out *out = list->run->out;
    struct input *in = &source->in;
    const struct input_member *member = &in->members[m];
    struct description about;
    describe(in, m, &about);
    member = &in->members[m]; /* they may have moved */
    list->depth = member->depth;
    /* What stands in the file as it is, all of it, and has no name is the file itself. */
    if (member->name || member->off > 0 || member->size < in->len || !member->is_plain) {
        struct buf called = {.limit = 0};
        input_member_called(in, m, &called);
        buf_clear(&list->line);
        safe_line(&list->line, buf_text(&called), called.len);
        buf_free(&called);
        out_pad(out, ' ', 2 * list->depth);
        const char *format = about.format ? about.format : "unreadable";
        bool is_pickle = member->pickle == INPUT_PICKLE;
        out_printf(out, "  0x%06" PRIx64 "  %10" PRIu64 " bytes  %-8s  ", member->off,
                   member->unpacked, member->method);
        paint(out, is_pickle ? PAINT_NAME : PAINT_DIM);
        out_printf(out, "%-*s", list->line.len ? 8 : 0,
                   strcmp(format, "raw") == 0 ? "pickle" : format);
        paint(out, PAINT_PLAIN);
        out_str(out, list->line.len ? "  " : "");
        out_buf(out, &list->line);
        out_char(out, '\n');
    }
    if (about.note.len) {
        buf_clear(&list->line);
        safe_line(&list->line, buf_text(&about.note), about.note.len);
        out_pad(out, ' ', 2 * list->depth);
        out_str(out, "    note: ");
        out_buf(out, &list->line);
        out_char(out, '\n');
    }
    list_streams(list, source, m);
    input_member_drop(in, m);
    buf_free(&about.note);
}

/* Calls for the member that is named, or for each. */
static void each_member(struct list *list, struct source *source,
                        void (*show)(struct list *list, struct source *source, size_t m))
{
    size_t member;
    struct err err;
    if (source->entry) {
        if (source_find(list->run, source, &member, &err))
            show(list, source, member);
        else
            run_error(list->run, &err);
        return;
    }
    member = source->in.member_count ? 0 : INPUT_NO_MEMBER;
    for (; member != INPUT_NO_MEMBER && !out_failed(list->run->out);
         member = input_member_after(&source->in, member))
        show(list, source, member);
}

/* ---- Files ----------------------------------------------------------------------------------- */

static void collect_gaps(struct list *list, const struct input *in)
{
    for (size_t n = 0; n < in->gap_count; n++)
        add_unread(list, in->gaps[n].off, in->gaps[n].size, in->gaps[n].why);
}

static size_t unread_count(const struct list *list)
{
    return list->unread.len / sizeof(struct unread);
}

static struct unread unread_at(const struct list *list, size_t n)
{
    struct unread unread;
    memcpy(&unread, list->unread.data + n * sizeof unread, sizeof unread);
    return unread;
}

static void json_file(struct list *list, struct source *source)
{
    struct jsonl *json = &list->json;
    struct input *in = &source->in;
    char hash[DIGEST_HEX_SIZE];
    input_digest(in, hash);
    jsonl_object(json);
    jsonl_key(json, "file");
    jsonl_str(json, source->argument.path);
    jsonl_key(json, "sha256");
    jsonl_str(json, hash);
    jsonl_key(json, "format");
    jsonl_str(json, in->format->name);
    jsonl_key(json, "bytes");
    jsonl_number(json, in->len);
    jsonl_key(json, "members");
    jsonl_array(json);
    each_member(list, source, json_member);
    jsonl_array_end(json);
    collect_gaps(list, in);
    jsonl_key(json, "unread");
    jsonl_array(json);
    for (size_t n = 0; n < unread_count(list); n++) {
        struct unread unread = unread_at(list, n);
        jsonl_object(json);
        jsonl_key(json, "offset");
        jsonl_number(json, unread.offset);
        jsonl_key(json, "size");
        jsonl_number(json, unread.size);
        jsonl_key(json, "why");
        jsonl_str(json, unread.why);
        jsonl_object_end(json);
    }
    jsonl_array_end(json);
    jsonl_object_end(json);
    jsonl_line(json);
}

static void print_file(struct list *list, struct source *source)
{
    struct out *out = list->run->out;
    struct input *in = &source->in;
    char hash[DIGEST_HEX_SIZE];
    input_digest(in, hash);
    if (!list->is_first)
        out_char(out, '\n');
    buf_clear(&list->line);
    safe_str(&list->line, source->argument.path);
    paint(out, PAINT_NAME);
    out_buf(out, &list->line);
    paint(out, PAINT_PLAIN);
    out_printf(out, ": %s (%s), ", in->format->name, in->format->about);
    out_count(out, in->len, "byte");
    out_char(out, '\n');
    paint(out, PAINT_DIM);
    out_printf(out, "  sha256 %s\n", hash);
    paint(out, PAINT_PLAIN);
    each_member(list, source, print_member);
    collect_gaps(list, in);
    for (size_t n = 0; n < unread_count(list); n++) {
        struct unread unread = unread_at(list, n);
        paint(out, PAINT_BROKEN);
        out_printf(out, "  0x%06" PRIx64 "  %10" PRIu64 " bytes  not read: %s\n", unread.offset,
                   unread.size, unread.why);
        paint(out, PAINT_PLAIN);
    }
}

static void list_run(struct run *run)
{
    struct list list = {.run = run, .is_first = true};
    struct err err;
    jsonl_open(&list.json, run->out);
    for (size_t n = 0; n < run->options->n_files && !out_failed(run->out); n++) {
        struct source source;
        if (!source_open(&source, run->options, run->options->files[n], &err)) {
            run_error(run, &err);
            continue;
        }
        buf_clear(&list.unread);
        if (OPT_GIVEN(run->options, json))
            json_file(&list, &source);
        else
            print_file(&list, &source);
        list.is_first = false;
        if (input_changed(&source.in)) {
            err_set(&err, "%.300s: changed while it was read", source.argument.path);
            run_error(run, &err);
        }
        source_close(&source);
    }
    buf_free(&list.text);
    buf_free(&list.line);
    buf_free(&list.unread);
}
