/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `brine export`: what a pickle returns, as JSON. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "src/command.h"
#include "src/outfile.h"
#include "src/output/event.h"
#include "src/output/eventjson.h"
#include "src/output/export.h"
#include "src/output/jsonl.h"
#include "src/policies.h"
#include "src/streams.h"

enum { TEXT_MAX = 160 }; /* bytes of what an event is about, in a message */

static void export_run(struct run *run);

const struct command command_export = {
    .name = "export",
    .synopsis = "[OPTION]... FILE",
    .summary = "A pickle of plain data as JSON",
    .help =
        "Writes what loading would return, as a JSON value per pickle stream, each on a\n"
        "line:\n"
        "\n"
        "  brine export FILE > FILE.json\n"
        "\n"
        "Nothing is imported or called, and a pickle that would do so is refused: the\n"
        "message names the first such opcode. Nothing of a refused one is written.\n"
        "\n"
        "What JSON lacks stands in objects whose first name begins with $, such as\n"
        "{\"$tuple\": [1, 2]}, {\"$bytes\": \"aGk=\"}, {\"$dict\": [[1, \"one\"]]}: the manual\n"
        "lists them (EXPORTED JSON). A dict with a key that begins so is a $dict too:\n"
        "no data can be taken for such a form. An object that stands in two places, or\n"
        "holds itself, is refused unless --references is given.\n"
        "\n"
        "Many harmless pickles are refused so, for a date or an OrderedDict is made by a\n"
        "call. With --keep-calls the call itself stands where its result would be, such as\n"
        "{\"$call\": {\"$global\": [\"datetime\", \"date\"]}, \"$args\": [2024, 2, 29]}; none is "
        "made.\n"
        "--keep-calls allowed still refuses what scan finds dangerous or suspicious,\n"
        "--keep-calls all does not. A call whose result is thrown away has no place in the\n"
        "data: a pickle with such a one is refused by both.\n"
        "\n"
        "Exit code: 0, or 2 if something was refused or broken. With --json: one object\n"
        "per pickle stream, the value under \"data\".\n",
    .accepts = OPTS_RUN | OPTS_JUDGE | OPT_BIT(json) | OPT_BIT(nested) | OPT_BIT(output) |
               OPT_BIT(force) | OPT_BIT(indent) | OPT_BIT(strict) | OPT_BIT(references) |
               OPT_BIT(calls) | OPT_BIT(big_integers) | OPT_BIT(max_output),
    .min_files = 1,
    .max_files = 1,
    .run = export_run,
};

struct exporter {
    struct run *run;
    struct out *out;
    struct jsonl json;
    struct export_options options;
    bool is_allowed_only; /* --keep-calls allowed */
    bool failed;          /* memory */
};

/* ---- What is refused ------------------------------------------------------------------------- */

/* What the opcode at hand does, if it is an event's: "call os.system('id')". */
static void add_event(struct exporter *exporter, const struct stream *stream, br_op op,
                      struct buf *out)
{
    struct br_text_options options = {.max_bytes = TEXT_MAX};
    struct br_event event;
    if (!br_event(stream->rec, br_event_from(stream->rec, op), &event) || event.op != op)
        return;
    buf_printf(out, ": %s ", event_verb(event.kind));
    if (!event_object(stream->rec, &event, &options, out))
        exporter->failed = true;
}

/* "0x2e: REDUCE: JSON has nothing for a tuple" */
static void refusal_text(struct exporter *exporter, const struct stream *stream,
                         const struct export_refusal *refusal, struct buf *out)
{
    buf_printf(out, "0x%" PRIx64 ": %s: %s", br_pos(stream->rec, refusal->op),
               br_opcode_at(stream->rec, refusal->op)->name, refusal->message);
    add_event(exporter, stream, refusal->op, out);
}

/* With --keep-calls allowed: the first thing that is found against the run. */
static bool is_suspect(struct exporter *exporter, const struct stream *stream,
                       struct export_refusal *refusal)
{
    struct finding finding;
    if (!exporter->is_allowed_only)
        return false;
    for (uint64_t n = 0; analysis_finding(stream->an, n, &finding); n++) {
        if (finding.severity < SEVERITY_SUSPICIOUS)
            continue;
        refusal->op = finding.op < br_ops(stream->rec) ? finding.op : br_ops(stream->rec) - 1;
        snprintf(refusal->message, sizeof refusal->message, "%s (%s)",
                 finding.severity == SEVERITY_DANGEROUS ? "it is dangerous" : "it is suspicious",
                 finding.rule->name);
        return true;
    }
    return false;
}

static void report(struct exporter *exporter, const struct stream *stream,
                   const struct export_refusal *refusal)
{
    struct err err;
    struct buf text = {.limit = ERR_TEXT_MAX};
    stream_label(stream, &text);
    buf_str(&text, ": ");
    refusal_text(exporter, stream, refusal, &text);
    err_set(&err, "%s", buf_text(&text));
    buf_free(&text);
    run_error(exporter->run, &err);
}

/* ---- What is written ------------------------------------------------------------------------- */

static void json_head(struct exporter *exporter, const struct stream *stream)
{
    struct jsonl *json = &exporter->json;
    stream_json(stream, json);
    jsonl_key(json, "end");
    jsonl_number(json, stream->base + stream->end);
    jsonl_key(json, "dialect");
    jsonl_str(json, stream->dialect);
    jsonl_key(json, "status");
}

static void json_refused(struct exporter *exporter, const struct stream *stream,
                         const struct export_refusal *refusal)
{
    struct jsonl *json = &exporter->json;
    struct buf text = {.limit = ERR_TEXT_MAX};
    buf_str(&text, refusal->message);
    add_event(exporter, stream, refusal->op, &text);
    jsonl_str(json, "refused");
    jsonl_key(json, "error");
    jsonl_object(json);
    jsonl_key(json, "pos");
    jsonl_number(json, br_pos(stream->rec, refusal->op));
    jsonl_key(json, "opcode");
    jsonl_str(json, br_opcode_at(stream->rec, refusal->op)->name);
    jsonl_key(json, "kind");
    jsonl_str(json, "refused");
    jsonl_key(json, "message");
    jsonl_bytes(json, buf_text(&text), text.len);
    jsonl_object_end(json);
    buf_free(&text);
}

/* refusal: NULL where there is a value to write. */
static void json_stream(struct exporter *exporter, const struct stream *stream, struct export *ex,
                        const struct export_refusal *refusal)
{
    struct jsonl *json = &exporter->json;
    jsonl_object(json);
    json_head(exporter, stream);
    if (refusal) {
        json_refused(exporter, stream, refusal);
    } else {
        jsonl_str(json, ex ? "ok" : "error");
        jsonl_key(json, "error");
        eventjson_error(json, br_error_of(stream->rec));
    }
    if (ex && !refusal) {
        jsonl_key(json, "data");
        exporter->failed |= !export_write(ex, json);
    }
    jsonl_object_end(json);
    jsonl_line(json);
}

static void export_stream(struct exporter *exporter, const struct stream *stream, struct export *ex)
{
    struct export_refusal refusal;
    bool is_json = OPT_GIVEN(exporter->run->options, json);
    bool is_good = !is_suspect(exporter, stream, &refusal) && export_check(ex, &refusal);
    if (!is_good && refusal.op == BR_NO_OP) {
        exporter->failed = true;
        return;
    }
    if (is_json)
        json_stream(exporter, stream, ex, is_good ? NULL : &refusal);
    else if (is_good)
        exporter->failed |= !export_write(ex, &exporter->json);
    if (!is_json && is_good)
        jsonl_line(&exporter->json);
    if (!is_good)
        report(exporter, stream, &refusal);
}

static bool export_visit(void *context, const struct stream *stream)
{
    struct exporter *exporter = context;
    if (br_error_of(stream->rec)) { /* reported by who walks */
        if (OPT_GIVEN(exporter->run->options, json))
            json_stream(exporter, stream, NULL, NULL);
        return !out_failed(exporter->out);
    }
    struct export *ex = export_new(stream->rec, &exporter->options);
    if (ex)
        export_stream(exporter, stream, ex);
    else
        exporter->failed = true;
    export_free(ex);
    return !exporter->failed && !out_failed(exporter->out);
}

/* ---- The command ----------------------------------------------------------------------------- */

static bool options_agree(const struct options *options, struct err *err)
{
    if (OPT_GIVEN(options, strict) && (options->calls || OPT_GIVEN(options, references)))
        return err_set(err, "brine export: --strict and %s cannot both be had",
                       options->calls ? "--keep-calls" : "--references");
    if (OPT_GIVEN(options, json) && OPT_GIVEN(options, indent))
        return err_set(err, "brine export: --json and --indent cannot both be had");
    return dialect_has_values(options, "export", err);
}

static void write_values(struct exporter *exporter, const struct policy *policy)
{
    struct run *run = exporter->run;
    struct err err;
    jsonl_open(&exporter->json, exporter->out);
    if (OPT_GIVEN(run->options, indent))
        jsonl_indent(&exporter->json, (unsigned)run->options->indent);
    walk_files(run, policy, export_visit, exporter);
    if (exporter->failed && !out_failed(exporter->out)) {
        err_set(&err, "brine export: out of memory");
        run_error(run, &err);
    }
}

static void export_run(struct run *run)
{
    const struct options *given = run->options;
    struct exporter exporter = {
        .run = run,
        .options = {.references = OPT_GIVEN(given, references),
                    .is_strict = OPT_GIVEN(given, strict),
                    .has_big_numbers = strcmp(given->big_integers, "number") == 0,
                    .has_calls = given->calls != NULL,
                    .max_bytes = given->max_output},
        .is_allowed_only = given->calls && strcmp(given->calls, "allowed") == 0,
    };
    struct policy *policy = NULL;
    struct outfile file;
    struct err err;
    bool is_good = options_agree(given, &err) &&
                   (!exporter.is_allowed_only || (policy = policies_open(given, &err))) &&
                   outfile_open(&file, run, &err);
    if (is_good) {
        exporter.out = file.out;
        write_values(&exporter, policy);
        outfile_close(&file, run);
    } else {
        run_error(run, &err);
    }
    policy_free(policy);
}
