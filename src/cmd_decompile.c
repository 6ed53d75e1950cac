/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `brine decompile`: the pickle as Python source that would do the same. */
#include <inttypes.h>
#include <stdio.h>

#include "src/command.h"
#include "src/outfile.h"
#include "src/output/eventjson.h"
#include "src/output/jsonl.h"
#include "src/output/python.h"
#include "src/output/safe.h"
#include "src/streams.h"

static void decompile_run(struct run *run);

const struct command command_decompile = {
    .name = "decompile",
    .synopsis = "[OPTION]... FILE",
    .summary = "The pickle as Python source that would do the same",
    .help = "Writes Python source to be read, or to be changed and run by who trusts it:\n"
            "\n"
            "  brine decompile FILE > FILE.py\n"
            "\n"
            "It has a function per pickle stream, stream_0() and so on, that does what loading\n"
            "the pickle does: it imports, calls and changes the same things in the same order,\n"
            "and returns the same object. Each statement that does so says in a comment at\n"
            "which byte its opcode stands. Nothing of it is run here, and nothing in the source\n"
            "runs before a function of it is called. A stream that breaks is written up to\n"
            "there; its function then raises the error.\n"
            "\n"
            "Where `from M import N` could import a submodule that loading does not, find_class()\n"
            "stands in its place, which imports as the unpickler does. What only the application\n"
            "has stands at the end, to be replaced: persistent_load(), next_buffer().\n"
            "\n"
            "With --json: one object per pickle stream, with \"source\", a text that\n"
            "stands alone, and \"function\", the name to call in it.\n",
    .accepts = OPTS_RUN | OPT_BIT(json) | OPT_BIT(nested) | OPT_BIT(output) | OPT_BIT(force),
    .min_files = 1,
    .max_files = 1,
    .run = decompile_run,
};

struct decompile {
    struct run *run;
    struct out *out;
    struct jsonl json;
    uint64_t next;    /* number of the next function */
    uint32_t helpers; /* those that the source has already */
    bool failed;      /* memory */
    struct pywriter writer;
};

/* What is no pickle at all has no source. */
static bool is_nothing(const struct stream *stream)
{
    return br_ops(stream->rec) == 0 && br_event_count(stream->rec) == 0 && stream->number == 0 &&
           stream->offset == 0;
}

/* Streams of one FILE count from 0, those of its other members go on from there. */
static uint64_t number_of(struct decompile *decompile, const struct stream *stream)
{
    uint64_t number = stream->number > decompile->next ? stream->number : decompile->next;
    decompile->next = number + 1;
    return number;
}

/* Head (if any), comment, function and the helpers that were not written yet. */
static void write_source(struct decompile *decompile, const struct stream *stream, uint64_t number,
                         const char *comment)
{
    struct pywriter *writer = &decompile->writer;
    struct python_options options = {.number = number};
    uint32_t wanted = 0;
    pywriter_lines(writer, comment);
    if (!python_function(stream->rec, &options, writer, &wanted) && !writer->failed)
        decompile->failed = true;
    python_helpers(writer, wanted, &decompile->helpers);
    pywriter_flush(writer);
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static void json_stream(struct decompile *decompile, const struct stream *stream)
{
    struct jsonl *json = &decompile->json;
    const struct br_error *error = br_error_of(stream->rec);
    decompile->helpers = 0; /* each source stands alone */
    jsonl_object(json);
    stream_json(stream, json);
    jsonl_key(json, "end");
    jsonl_number(json, stream->base + stream->end);
    jsonl_key(json, "dialect");
    jsonl_str(json, stream->dialect);
    jsonl_key(json, "status");
    jsonl_str(json, error ? "error" : "ok");
    jsonl_key(json, "error");
    eventjson_error(json, error);
    jsonl_key(json, "function");
    uint64_t number = number_of(decompile, stream);
    char name[32];
    snprintf(name, sizeof name, "stream_%" PRIu64, number);
    jsonl_str(json, name);
    jsonl_key(json, "source");
    jsonl_string_begin(json);
    pywriter_open(&decompile->writer, jsonl_sink(json), true);
    python_head(&decompile->writer);
    write_source(decompile, stream, number, "\n\n");
    jsonl_string_end(json);
    jsonl_object_end(json);
    jsonl_line(json);
}

/* ---- Text ------------------------------------------------------------------------------------ */

/* A comment of one line: which stream it is. */
static void add_comment(const struct stream *stream, struct buf *out)
{
    struct buf label = {0};
    buf_str(out, "\n\n# ");
    stream_label(stream, &label);
    safe_line(out, buf_text(&label), label.len);
    buf_printf(out, ": protocol %d, %" PRIu32 " opcodes, 0x%" PRIx64 " to 0x%" PRIx64 "\n",
               br_protocol(stream->rec, br_ops(stream->rec)), br_ops(stream->rec),
               stream->base + stream->offset, stream->base + stream->end);
    out->failed |= label.failed;
    buf_free(&label);
}

static void print_stream(struct decompile *decompile, const struct stream *stream)
{
    struct buf comment = {0};
    bool is_first = decompile->next == 0;
    if (is_nothing(stream))
        return;
    add_comment(stream, &comment);
    pywriter_open(&decompile->writer, out_sink(decompile->out), false);
    if (is_first)
        python_head(&decompile->writer);
    write_source(decompile, stream, number_of(decompile, stream), buf_text(&comment));
    decompile->failed |= comment.failed;
    buf_free(&comment);
}

/* ---- The command ----------------------------------------------------------------------------- */

static bool decompile_visit(void *context, const struct stream *stream)
{
    struct decompile *decompile = context;
    if (OPT_GIVEN(decompile->run->options, json))
        json_stream(decompile, stream);
    else
        print_stream(decompile, stream);
    return !decompile->failed && !out_failed(decompile->out);
}

static void write_functions(struct decompile *decompile)
{
    struct run *run = decompile->run;
    struct err err;
    jsonl_open(&decompile->json, decompile->out);
    walk_files(run, NULL, decompile_visit, decompile);
    if (decompile->failed && !out_failed(decompile->out)) {
        err_set(&err, "brine decompile: out of memory");
        run_error(run, &err);
    }
}

static void decompile_run(struct run *run)
{
    struct decompile decompile = {.run = run};
    struct outfile file;
    struct err err;
    if (!dialect_has_values(run->options, "decompile", &err) || !outfile_open(&file, run, &err)) {
        run_error(run, &err);
        return;
    }
    decompile.out = file.out;
    write_functions(&decompile);
    outfile_close(&file, run);
}
