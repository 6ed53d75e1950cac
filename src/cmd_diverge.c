/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `brine diverge`: where Python's own readers part over these bytes. */
#include <inttypes.h>
#include <string.h>

#include "src/analysis/diverge.h"
#include "src/command.h"
#include "src/output/divergence.h"
#include "src/output/eventjson.h"
#include "src/output/paint.h"
#include "src/output/safe.h"
#include "src/streams.h"

static void diverge_main(struct run *run);

const struct command command_diverge = {
    .name = "diverge",
    .synopsis = "[OPTION]... FILE...",
    .summary = "Where Python's own readers part over these bytes",
    .help = "Runs each of Python's readers (the dialects of brine calls --help) over the same\n"
            "bytes and tells the first opcode at which one of them parts from the C unpickler:\n"
            "what each reads there, what it imports and calls from there on, and what it\n"
            "returns. Bytes that one takes for an argument and another for opcodes are shown\n"
            "as both. pickletools decodes only: it parts only in what it reads. Where several\n"
            "pickles are in a row, each begins where the C unpickler ended the one before.\n"
            "\n"
            "Exit code: 0 if all agree, 1 if not, 2 if it could not be done. With --json: one\n"
            "object per pickle stream.\n",
    .full = "Cut nothing to the width of the terminal",
    .accepts = (OPTS_RUN & ~OPT_BIT(dialect)) | OPT_BIT(json) | OPT_BIT(full),
    .min_files = 1,
    .run = diverge_main,
};

struct diverging {
    struct run *run;
    struct jsontext text;
    bool is_first; /* nothing is printed yet */
    bool parted;   /* readers part over the stream at hand */
};

/* ---- JSON ------------------------------------------------------------------------------------ */

static void json_part(struct jsonl *json, const struct diverge *d)
{
    struct diverge_part part;
    jsonl_key(json, "part");
    if (!diverge_part(d, &part)) {
        jsonl_null(json);
        return;
    }
    jsonl_object(json);
    jsonl_key(json, "pos");
    jsonl_number(json, part.pos);
    jsonl_key(json, "op");
    jsonl_number(json, part.op);
    jsonl_key(json, "opcode");
    jsonl_str(json, part.opcode ? part.opcode->name : NULL);
    jsonl_key(json, "difference");
    jsonl_str(json, difference_row(part.difference)->name);
    jsonl_object_end(json);
}

/* Where this one parts from `c`: not all do at the same opcode. */
static void json_own_part(struct jsonl *json, const struct diverge_reader *reader)
{
    jsonl_key(json, "parts");
    if (!reader->parts) {
        jsonl_null(json);
        return;
    }
    jsonl_object(json);
    jsonl_key(json, "pos");
    jsonl_number(json, reader->pos);
    jsonl_key(json, "op");
    jsonl_number(json, reader->op);
    jsonl_key(json, "difference");
    jsonl_str(json, difference_row(reader->difference)->name);
    jsonl_object_end(json);
}

static void json_reader(struct diverging *diverging, const struct stream *stream,
                        const struct diverge_reader *reader, const br_record *rec)
{
    struct jsonl *json = &diverging->text.json;
    const struct br_error *error = br_error_of(rec);
    struct br_state end = {rec, br_ops(rec)};
    /* What only decodes breaks with `c` where that reads no further, and has no values. */
    jsonl_object(json);
    jsonl_key(json, "dialect");
    jsonl_str(json, reader->dialect.name);
    jsonl_key(json, "status");
    jsonl_str(json, error ? "error" : "ok");
    jsonl_key(json, "error");
    eventjson_error(json, error);
    jsonl_key(json, "end");
    jsonl_number(json, stream->base + stream->offset + (error ? error->pos : br_end(rec)));
    json_own_part(json, reader);
    jsonl_key(json, "events");
    eventjson_events(&diverging->text, rec, NULL);
    jsonl_key(json, "result");
    jsontext_value(&diverging->text, end, br_result(rec));
    jsontext_marks(&diverging->text);
    jsonl_object_end(json);
}

/* Those that agree with `c` need no record of their own; what only decodes has another one. */
static bool json_readers(struct diverging *diverging, const struct stream *stream,
                         const struct diverge *d)
{
    const struct diverge_reader *reader;
    struct jsonl *json = &diverging->text.json;
    bool good = true;
    jsonl_key(json, "readers");
    jsonl_array(json);
    for (unsigned n = 0; good && (reader = diverge_reader(d, n)) != NULL; n++) {
        bool is_own = reader->parts || reader->limited || !reader->dialect.runs;
        br_record *own = is_own ? diverge_rerun(d, n) : NULL;
        good = own || !is_own;
        if (good)
            json_reader(diverging, stream, reader, is_own ? own : diverge_c(d));
        br_record_free(own);
    }
    jsonl_array_end(json);
    return good;
}

static bool json_stream(struct diverging *diverging, const struct stream *stream,
                        const struct diverge *d)
{
    struct jsonl *json = &diverging->text.json;
    diverging->text.budget = budget_new(&diverging->run->options->settings);
    jsonl_object(json);
    stream_json(stream, json);
    json_part(json, d);
    bool good = json_readers(diverging, stream, d);
    jsonl_object_end(json);
    jsonl_line(json);
    return good && !diverging->text.failed;
}

/* ---- Text ------------------------------------------------------------------------------------ */

static size_t columns_of(const struct run *run)
{
    return OPT_GIVEN(run->options, full) ? 0 : run->out->columns;
}

static void add_agreement(const struct stream *stream, const struct diverge *d, struct buf *line)
{
    const struct br_error *error = br_error_of(stream->rec);
    buf_str(line,
            divergence_is_whole(d) ? "all readers agree" : "readers agree as far as they were run");
    if (error) {
        buf_str(line, ": it breaks at ");
        break_text(error, line);
    }
}

static void add_part(const struct diverge_part *part, struct buf *line)
{
    buf_printf(line, "readers part at 0x%" PRIx64, part->pos);
    if (part->opcode)
        buf_printf(line, ", in %s (opcode %u)", part->opcode->name, (unsigned)part->op);
    buf_printf(line, ": %s", difference_row(part->difference)->name);
}

static bool print_stream(struct diverging *diverging, const struct stream *stream,
                         const struct diverge *d)
{
    struct out *out = diverging->run->out;
    struct buf label = {0}, line = {0};
    struct diverge_part part;
    bool parts = diverge_part(d, &part);
    stream_label(stream, &label);
    safe_line(&line, buf_text(&label), label.len);
    if (!diverging->is_first)
        out_char(out, '\n');
    diverging->is_first = false;
    paint(out, PAINT_NAME);
    out_buf(out, &line);
    paint(out, PAINT_PLAIN);
    out_str(out, ": ");
    buf_clear(&line);
    if (parts)
        add_part(&part, &line);
    else
        add_agreement(stream, d, &line);
    paint(out, parts ? PAINT_SUSPICIOUS : PAINT_PLAIN);
    out_buf(out, &line);
    paint(out, PAINT_PLAIN);
    out_char(out, '\n');
    buf_clear(&line);
    divergence_text(d, columns_of(diverging->run), &line);
    out_buf(out, &line);
    bool good = !label.failed && !line.failed;
    buf_free(&label);
    buf_free(&line);
    return good;
}

/* ---- The command ----------------------------------------------------------------------------- */

/* A reader that could not be run to its end may part where nobody looked. */
static void tell_limits(struct diverging *diverging, const struct stream *stream,
                        const struct diverge *d)
{
    for (unsigned n = 0; diverge_reader(d, n); n++) {
        struct buf label = {.limit = ERR_TEXT_MAX}, limit = {0};
        struct err err;
        if (divergence_limit(d, n, &limit)) {
            stream_label(stream, &label);
            err_set(&err, "%s: %s", buf_text(&label), buf_text(&limit));
            run_error(diverging->run, &err);
        }
        buf_free(&label);
        buf_free(&limit);
    }
}

/* A break in which all agree is no failure; what is a pickle to none of them is, and what brine's
 * limits ended. */
static bool is_failure(const struct diverging *diverging, const struct stream *stream)
{
    const struct br_error *error = br_error_of(stream->rec);
    bool is_no_pickle = br_ops(stream->rec) == 0 && stream->number == 0 && stream->offset == 0;
    return !diverging->parted && error && (is_no_pickle || error->kind == BR_ERR_LIMIT);
}

static bool diverge_visit(void *context, const struct stream *stream)
{
    struct diverging *diverging = context;
    struct run *run = diverging->run;
    struct br_options options = machine_options(run->options, &stream->source->in);
    struct br_slice data = br_bytes(stream->rec);
    struct diverge_part part;
    struct diverge *d = diverge_new(data.data, data.len, &options, stream->rec, NULL);
    bool good = d && diverge_run(d, 0) == BR_OK;
    diverging->parted = good && diverge_part(d, &part);
    if (diverging->parted)
        run_found(run);
    if (good && OPT_GIVEN(run->options, json))
        good = json_stream(diverging, stream, d);
    else if (good && !is_failure(diverging, stream))
        good = print_stream(diverging, stream, d);
    if (good)
        tell_limits(diverging, stream, d);
    diverge_free(d);
    diverging->text.failed |= !good;
    return good && !out_failed(run->out);
}

static void diverge_broken(void *context, const struct stream *stream, size_t member,
                           const struct err *err)
{
    struct diverging *diverging = context;
    (void)member;
    if (!stream || is_failure(diverging, stream))
        run_error(diverging->run, err);
}

static void diverge_main(struct run *run)
{
    struct diverging diverging = {.run = run, .is_first = true};
    struct walk walk = {
        .visit = diverge_visit, .broken = diverge_broken, .context = &diverging, .is_plain = true};
    struct err err;
    jsonl_open(&diverging.text.json, run->out);
    walk_all(run, &walk);
    if (diverging.text.failed && !out_failed(run->out)) {
        err_set(&err, "brine diverge: out of memory");
        run_error(run, &err);
    }
}
