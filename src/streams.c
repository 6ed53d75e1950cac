/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/streams.h"

#include <inttypes.h>
#include <string.h>

#include "src/analysis/follow.h"
#include "src/input/evidence.h"
#include "src/input/format.h"
#include "src/input/shape.h"
#include "src/input/values.h"

/* ---- Opening --------------------------------------------------------------------------------- */

static struct input_limits limits_of(const struct options *options)
{
    const struct settings *settings = &options->settings;
    struct input_limits limits = input_limits_default;
    limits.max_pipe_bytes = settings->max_pipe;
    limits.max_unpacked = settings->max_unpacked;
    limits.max_ratio = settings->max_ratio;
    limits.max_total = settings->max_total;
    limits.max_members = (size_t)settings->max_members;
    limits.max_depth = (unsigned)settings->max_depth;
    limits.max_kept = settings->max_kept;
    limits.max_disk = settings->max_disk;
    return limits;
}

/* With --offset and nothing that names a member, the bytes of FILE are taken as they are. */
static const char *format_of(const struct options *options, const char *entry)
{
    if (options->format)
        return options->format;
    return OPT_GIVEN(options, offset) && !entry ? "raw" : NULL;
}

struct br_options machine_options(const struct options *options, const struct input *in)
{
    const struct settings *settings = &options->settings;
    return (struct br_options){
        .dialect = OPT_GIVEN(options, dialect) ? options->dialect : NULL,
        .encoding = options->encoding,
        .max_bytes = settings_record_bytes(settings, in->len, options->record_shares),
        .max_ops = settings->max_ops,
    };
}

bool source_open(struct source *source, const struct options *options, const char *file,
                 struct err *err)
{
    *source = (struct source){.entry = NULL};
    if (!input_argument_split(file, &source->argument, err))
        return false;
    source->entry = options->entry ? options->entry : source->argument.entry;
    struct input_limits limits = limits_of(options);
    if (input_open(&source->in, source->argument.path, format_of(options, source->entry), &limits,
                   err)) {
        source->in.machine = machine_options(options, &source->in);
        source->in.follow = follow_calls;
        return true;
    }
    input_argument_free(&source->argument);
    return false;
}

void source_close(struct source *source)
{
    input_close(&source->in);
    input_argument_free(&source->argument);
}

bool source_find(struct run *run, struct source *source, size_t *member, struct err *err)
{
    if (!input_find_member(&source->in, source->entry, 0, member, err))
        return false;
    source_namesakes(run, source, *member);
    return true;
}

void source_namesakes(struct run *run, const struct source *source, size_t member)
{
    struct buf text = {.limit = ERR_TEXT_MAX};
    struct err note;
    input_member_namesakes(&source->in, member, &text);
    err_set(&note, "%.300s: %s", source->argument.path, buf_text(&text));
    if (text.len > 0)
        run_note(run, &note);
    buf_free(&text);
}

bool dialect_has_values(const struct options *options, const char *command, struct err *err)
{
    struct br_dialect dialect;
    for (unsigned n = 0; br_dialect_nth(n, &dialect); n++)
        if (strcmp(dialect.name, options->dialect) == 0 && !dialect.runs)
            return err_set(err, "brine %s: the reader %s only decodes", command, dialect.name);
    return true;
}

/* ---- Walking --------------------------------------------------------------------------------- */

/* What a walk over one member knows. */
struct member_walk {
    const struct options *options;
    const struct walk *walk;
    struct input *input;
    const uint8_t *bytes;
    size_t len;
    struct pickles pickles;
    struct pickle_spot spot; /* of the stream at hand */
    struct stream stream;
    bool broke; /* one of them did */
};

static bool is_selected(const struct options *options, uint64_t number)
{
    return !OPT_GIVEN(options, stream) || options->stream == number;
}

/* Visits a stream that was run, after its analysis. */
static bool visit_stream(struct member_walk *at, struct err *err, bool *good)
{
    struct analysis *an = NULL;
    *good = true;
    if (at->walk->policy) {
        an = analysis_new(at->walk->policy, at->stream.rec, err);
        *good = an && analysis_update(an, err);
    }
    at->stream.an = an;
    at->stream.is_noise &= !an || analysis_worst(an) != SEVERITY_DANGEROUS;
    /* What was judged before memory failed is worth telling. */
    bool is_seen = *good || an;
    bool goes_on = is_seen && at->walk->visit(at->walk->context, &at->stream);
    analysis_free(an);
    return goes_on;
}

/* Places the stream that comes next. */
static void next_stream(struct member_walk *at, struct br_options *machine)
{
    struct stream *stream = &at->stream;
    *machine = machine_options(at->options, &at->stream.source->in);
    if (!at->walk->is_plain)
        input_machine(&stream->source->in, stream->member, at->pickles.at.is_inside, machine);
    at->spot = at->pickles.at;
    stream->number = at->pickles.number;
    stream->offset = at->spot.offset;
    stream->spot = &at->spot;
    stream->dialect = machine->dialect ? machine->dialect : at->options->dialect;
}

/* Runs one stream and visits it. *more: another may follow it. False: the walk is over. */
static bool walk_stream(struct member_walk *at, bool *more)
{
    struct br_options options;
    struct stream *stream = &at->stream;
    const struct walk *walk = at->walk;
    struct err err;
    *more = false;
    next_stream(at, &options);
    br_record *rec = br_record_new(at->bytes + stream->offset, at->len - stream->offset, &options);
    if (!rec) {
        struct buf label = {.limit = ERR_TEXT_MAX};
        stream_label(stream, &label);
        err_set(&err, "%s: no memory for the record%s", buf_text(&label),
                at->options->settings.max_record ? " within --max-record" : "");
        buf_free(&label);
        walk->broken(walk->context, NULL, stream->member, &err);
        return true;
    }
    br_record_run(rec, 0);
    const struct br_error *error = br_error_of(rec);
    stream->rec = rec;
    stream->end = stream->offset + (error ? error->pos : br_end(rec));
    bool goes_on = true, good = true;
    bool wanted = is_selected(at->options, stream->number);
    bool is_noted = pickles_next(&at->pickles, rec);
    stream->rest = at->pickles.rest;
    stream->is_last = !at->pickles.more;
    if (stream->rest != PICKLES_NO_REST)
        at->spot.limit = at->pickles.rest_end;
    stream->is_noise = stream_is_noise(at->options, stream);
    if (wanted && walk->nested)
        values_add_all(at->input, stream->member,
                       &(struct value_stream){stream->offset, stream->number}, rec);
    if (wanted)
        goes_on = visit_stream(at, &err, &good);
    if (!good)
        walk->broken(walk->context, NULL, stream->member, &err);
    if (error) {
        stream_break(stream, error, &err);
        walk->broken(walk->context, wanted ? stream : NULL, stream->member, &err);
    }
    at->broke |= error != NULL;
    if (at->pickles.is_limited) {
        struct buf label = {.limit = ERR_TEXT_MAX};
        stream_label(stream, &label);
        err_set(&err, "%s: what follows it was not searched whole", buf_text(&label));
        buf_free(&label);
        walk->broken(walk->context, NULL, stream->member, &err);
    }
    if (!is_noted) {
        err_set(&err, "%.300s: out of memory", stream->source->argument.path);
        walk->broken(walk->context, NULL, stream->member, &err);
    }
    *more = goes_on && good && at->pickles.more && !(wanted && OPT_GIVEN(at->options, stream));
    br_record_free(rec);
    stream->rec = NULL;
    return goes_on;
}

static void no_such_stream(const struct member_walk *at, uint64_t n_streams)
{
    struct err err;
    struct buf label = {.limit = ERR_TEXT_MAX};
    input_member_label(&at->stream.source->in, at->stream.member, &label);
    err_set(&err, "%s: no stream %" PRIu64 ": there %s %" PRIu64, buf_text(&label),
            at->options->stream, n_streams == 1 ? "is only" : "are only", n_streams);
    buf_free(&label);
    at->walk->broken(at->walk->context, NULL, at->stream.member, &err);
}

/* There was no room for the whole member: what breaks for that is no break of a pickle. */
static void tell_cut(const struct member_walk *at)
{
    struct err err;
    const struct input *in = &at->stream.source->in;
    const char *why = input_member_why(in, at->stream.member);
    struct buf label = {.limit = ERR_TEXT_MAX};
    input_member_label(in, at->stream.member, &label);
    err_set(&err, "%s: %s", buf_text(&label), why ? why : "there is no room for it");
    buf_free(&label);
    at->walk->broken(at->walk->context, NULL, at->stream.member, &err);
}

/* Goes to where the first stream begins; false (told) when the member does not reach so far. */
static bool first_stream(struct member_walk *at)
{
    struct err err;
    uint64_t offset = OPT_GIVEN(at->options, offset) ? at->options->offset : 0;
    pickles_begin(&at->pickles, offset, at->len);
    at->pickles.reads_on = at->walk->reads_on || OPT_GIVEN(at->options, stream);
    at->stream.spot = &at->spot;
    if (offset <= at->len)
        return true;
    struct buf label = {.limit = ERR_TEXT_MAX};
    input_member_label(&at->stream.source->in, at->stream.member, &label);
    err_set(&err, "%s: no byte 0x%" PRIx64 ": it has 0x%zx bytes", buf_text(&label),
            at->options->offset, at->len);
    buf_free(&label);
    at->walk->broken(at->walk->context, NULL, at->stream.member, &err);
    return false;
}

bool walk_member(struct source *source, const struct options *options, size_t member,
                 const struct walk *walk, uint64_t *n_streams)
{
    struct member_walk at = {.options = options,
                             .walk = walk,
                             .input = &source->in,
                             .stream = {.source = source, .member = member}};
    struct err err;
    *n_streams = 0;
    if (!input_member_bytes(&source->in, member, &at.bytes, &at.len, &err)) {
        walk->broken(walk->context, NULL, member, &err);
        return true;
    }
    if (input_member_is_cut(&source->in, member))
        tell_cut(&at);
    at.stream.base = input_member_base(&source->in, member);
    if (!first_stream(&at))
        return true;
    bool more = true, goes_on = true;
    while (goes_on && more) {
        goes_on = walk_stream(&at, &more);
        ++*n_streams;
        input_member_passed(&source->in, member, at.stream.end);
    }
    if (goes_on && !at.broke && OPT_GIVEN(options, stream) && options->stream >= *n_streams)
        no_such_stream(&at, *n_streams);
    pickles_free(&at.pickles);
    input_member_drop(&source->in, member);
    return goes_on;
}

/* ---- All FILEs ------------------------------------------------------------------------------- */

struct files_walk {
    struct run *run;
    bool (*visit)(void *context, const struct stream *stream);
    void *context;
};

static bool files_visit(void *context, const struct stream *stream)
{
    struct files_walk *files = context;
    return files->visit(files->context, stream) && !out_failed(files->run->out);
}

static void files_broken(void *context, const struct stream *stream, size_t member,
                         const struct err *err)
{
    struct files_walk *files = context;
    (void)stream;
    (void)member;
    run_error(files->run, err);
}

/* The named member, or all that hold a pickle, in order. */
static void walk_source(struct run *run, struct source *source, const struct walk *walk)
{
    struct input *in = &source->in;
    struct err err;
    uint64_t n_streams;
    size_t member;
    if (source->entry) {
        if (!source_find(run, source, &member, &err)) {
            run_error(run, &err);
            return;
        }
        size_t after = in->member_count; /* here its values will stand */
        bool goes_on = walk_member(source, run->options, member, walk, &n_streams);
        if (!goes_on || !walk->nested)
            return;
        member = input_next_pickle(in, after);
    } else {
        member = input_next_pickle(in, 0);
    }
    if (member == INPUT_NO_MEMBER && !source->entry) {
        err_set(&err, "%.300s: no pickle in this %s file", source->argument.path, in->format->name);
        run_error(run, &err);
    }
    while (member != INPUT_NO_MEMBER && walk_member(source, run->options, member, walk, &n_streams))
        member = input_next_pickle(in, member + 1);
}

void walk_all(struct run *run, const struct walk *walk)
{
    for (size_t n = 0; n < run->options->n_files && !out_failed(run->out); n++) {
        struct source source;
        struct err err;
        if (!source_open(&source, run->options, run->options->files[n], &err)) {
            run_error(run, &err);
            continue;
        }
        walk_source(run, &source, walk);
        if (input_changed(&source.in)) {
            err_set(&err, "%.300s: changed while it was read", source.argument.path);
            run_error(run, &err);
        }
        source_close(&source);
    }
}

void walk_files(struct run *run, const struct policy *policy,
                bool (*visit)(void *context, const struct stream *stream), void *context)
{
    struct files_walk files = {.run = run, .visit = visit, .context = context};
    struct walk walk = {.visit = files_visit,
                        .broken = files_broken,
                        .context = &files,
                        .policy = policy,
                        .nested = OPT_GIVEN(run->options, nested)};
    walk_all(run, &walk);
}
