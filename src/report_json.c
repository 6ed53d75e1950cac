/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A report as one JSON object. Findings wait in memory so that the verdict can stand before them;
 * where there are too many they go out as they come, and the verdict stands at the end. */
#include <stdlib.h>

#include "src/analysis/shown.h"
#include "src/input/format.h"
#include "src/output/jsonl.h"
#include "src/report.h"

/* Bytes of findings that may wait. */
enum { WAITING_MAX = 4 << 20 };
/* Bytes of what one link of the way to a callee gave. */
enum { GIVES_MAX = 256 };

/* One array under way. */
struct spool {
    struct out out; /* writes to text */
    struct buf text;
    struct jsonl json;
};

struct report_json {
    struct spool findings, errors;
    bool is_begun; /* the object's head is written: findings no longer wait */
};

static void spool_open(struct spool *spool)
{
    out_open_memory(&spool->out, &spool->text);
    jsonl_open(&spool->json, &spool->out);
}

/* What was collected so far, as text. */
static const struct buf *spool_text(struct spool *spool, struct report *report)
{
    struct err err;
    if (!out_flush(&spool->out, &err))
        report->failed = true;
    return &spool->text;
}

static bool json_open(struct report *report)
{
    struct report_json *own = calloc(1, sizeof *own);
    if (!own)
        return false;
    spool_open(&own->findings);
    spool_open(&own->errors);
    report->own = own;
    return true;
}

static void json_close(struct report *report)
{
    struct report_json *own = report->own;
    buf_free(&own->findings.text);
    buf_free(&own->errors.text);
    free(own);
}

/* ---- Members of objects ---------------------------------------------------------------------- */

static void put_entry(struct jsonl *json, const struct report *report, size_t member)
{
    const struct input_member *row =
        report->source && member != INPUT_NO_MEMBER ? &report->source->in.members[member] : NULL;
    jsonl_key(json, "entry");
    if (row)
        entry_json(row, json);
    else
        jsonl_null(json);
}

static void put_number(struct jsonl *json, const char *key, const uint64_t *number)
{
    jsonl_key(json, key);
    if (number)
        jsonl_number(json, *number);
    else
        jsonl_null(json);
}

static void put_str(struct jsonl *json, const char *key, const char *text)
{
    jsonl_key(json, key);
    jsonl_str(json, text);
}

static void put_buf(struct jsonl *json, const char *key, const struct buf *text)
{
    jsonl_key(json, key);
    if (text)
        jsonl_bytes(json, buf_text(text), text->len);
    else
        jsonl_null(json);
}

static void put_head(struct jsonl *json, const struct report *report)
{
    const struct source *source = report->source;
    put_str(json, "file", source ? source->argument.path : report->path);
    put_str(json, "sha256", source ? report->hash : NULL);
    put_str(json, "format", source ? source->in.format->name : NULL);
}

/* ---- Findings and errors --------------------------------------------------------------------- */

/* Too many wait: the head goes out without the verdict, and they behind it. */
static void let_go(struct report *report)
{
    struct report_json *own = report->own;
    struct out *out = report->run->out;
    struct jsonl json;
    if (!own->is_begun) {
        jsonl_open(&json, out);
        jsonl_object(&json);
        put_head(&json, report);
        jsonl_key(&json, "findings");
        out_char(out, '[');
        own->is_begun = true;
    }
    out_buf(out, &own->findings.text);
    buf_clear(&own->findings.text);
}

/* What befell the texts of an object. */
static void put_shown(struct jsonl *json, unsigned shown)
{
    static const struct {
        unsigned mark;
        const char *key;
    } marks[] = {{SHOWN_ESCAPED, "escaped"}, {SHOWN_CUT, "cut"}};
    for (size_t k = 0; k < sizeof marks / sizeof *marks; k++) {
        if (shown & marks[k].mark) {
            jsonl_key(json, marks[k].key);
            jsonl_bool(json, true);
        }
    }
}

/* How the callee was reached: what each step gave. */
static void put_chain(struct jsonl *json, const struct told *told)
{
    if (told->n_links == 0)
        return;
    jsonl_key(json, "chain");
    jsonl_array(json);
    for (size_t k = 0; k < told->n_links; k++) {
        struct buf gives = {.limit = 2 * GIVES_MAX};
        uint64_t pos = br_pos(told->stream->rec, told->links[k].op);
        unsigned shown = analysis_link(told->an, &told->links[k], GIVES_MAX, &gives);
        jsonl_object(json);
        put_number(json, "pos", &pos);
        put_buf(json, "gives", &gives);
        put_shown(json, shown);
        jsonl_object_end(json);
        buf_free(&gives);
    }
    jsonl_array_end(json);
}

static void json_finding(struct report *report, const struct told *told)
{
    struct report_json *own = report->own;
    struct jsonl *json = &own->findings.json;
    jsonl_object(json);
    put_entry(json, report, told->member);
    put_number(json, "stream", told->stream ? &told->stream->number : NULL);
    put_number(json, "pos", told->stream ? &told->pos : NULL);
    put_number(json, "file_offset", told->has_offset ? &told->file_offset : NULL);
    put_str(json, "severity", severity_name(told->severity));
    put_str(json, "rule", told->rule);
    put_buf(json, "callee", told->callee);
    put_buf(json, "args", told->args);
    if (told->given)
        put_buf(json, "resolved_args", told->given);
    put_str(json, "message", told->message);
    put_chain(json, told);
    put_shown(json, told->shown);
    jsonl_object_end(json);
    if (own->findings.text.len >= WAITING_MAX)
        let_go(report);
}

static void json_error(struct report *report, const struct trouble *trouble)
{
    struct report_json *own = report->own;
    struct jsonl *json = &own->errors.json;
    jsonl_object(json);
    put_entry(json, report, trouble->member);
    put_number(json, "stream", trouble->stream);
    put_number(json, "pos", trouble->pos);
    put_str(json, "message", trouble->message);
    jsonl_object_end(json);
}

/* An array whose items are written already. */
static void put_array(struct jsonl *json, const struct buf *items)
{
    out_char(json->out, '[');
    out_buf(json->out, items);
    jsonl_array_end(json);
}

static void json_finish(struct report *report)
{
    struct report_json *own = report->own;
    const char *verdict = verdict_name(report_verdict(report));
    uint64_t bytes = report->source ? report->source->in.len : 0;
    bool is_quiet = OPT_GIVEN(report->run->options, quiet);
    struct jsonl json;
    if (is_quiet && !own->is_begun && report_verdict(report) == VERDICT_BENIGN)
        return;
    jsonl_open(&json, report->run->out);
    if (own->is_begun) {
        out_buf(json.out, spool_text(&own->findings, report));
        jsonl_array_end(&json);
        put_str(&json, "verdict", verdict);
    } else {
        jsonl_object(&json);
        put_head(&json, report);
        put_str(&json, "verdict", verdict);
        jsonl_key(&json, "findings");
        put_array(&json, spool_text(&own->findings, report));
    }
    jsonl_key(&json, "errors");
    put_array(&json, spool_text(&own->errors, report));
    put_number(&json, "streams", &report->streams);
    put_number(&json, "bytes", &bytes);
    jsonl_object_end(&json);
    jsonl_line(&json);
}

const struct report_form report_form_json = {
    .open = json_open,
    .close = json_close,
    .finding = json_finding,
    .error = json_error,
    .finish = json_finish,
};
