/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A report as records of a SARIF document (sarif.h): a result for each finding, a note for each thing
 * that could not be read. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/report.h"
#include "src/report_artifacts.h"
#include "src/sarif.h"

/* Bytes of what is called and with what, in a message; the properties have all of it. */
enum { MESSAGE_CALLEE_MAX = 300, MESSAGE_ARGS_MAX = 700 };

/* How often each fingerprint was given: equal findings are told apart by a number. */
struct tally {
    struct tally_row {
        uint64_t key;
        uint64_t count; /* 0: free */
    } * rows;
    size_t used, cap;
};

struct report_sarif {
    struct tally tally;
    struct artifacts artifacts;
    struct out out; /* writes to record */
    struct buf record, text;
    struct buf notes; /* records of what could not be read */
    struct jsonl json;
};

/* ---- Fingerprints ------------------------------------------------------------------------------ */

static struct tally_row *tally_row(const struct tally *tally, uint64_t key)
{
    size_t at = (size_t)key & (tally->cap - 1);
    while (tally->rows[at].count && tally->rows[at].key != key)
        at = (at + 1) & (tally->cap - 1);
    return &tally->rows[at];
}

static bool tally_grow(struct tally *tally)
{
    struct tally grown = {.cap = tally->cap ? 2 * tally->cap : 64, .used = tally->used};
    grown.rows = calloc(grown.cap, sizeof *grown.rows);
    if (!grown.rows)
        return false;
    for (size_t n = 0; n < tally->cap; n++)
        if (tally->rows[n].count)
            *tally_row(&grown, tally->rows[n].key) = tally->rows[n];
    free(tally->rows);
    *tally = grown;
    return true;
}

/* The how manyeth of its key this is, from 1; 0 when memory fails. */
static uint64_t tally_add(struct tally *tally, uint64_t key)
{
    if (2 * tally->used >= tally->cap && !tally_grow(tally))
        return 0;
    struct tally_row *row = tally_row(tally, key);
    tally->used += row->count == 0;
    row->key = key;
    return ++row->count;
}

static void add_part(struct digest *digest, const void *bytes, size_t n)
{
    digest_add(digest, (const uint8_t *)"", 1);
    digest_add(digest, bytes, n);
}

static const struct input_member *member_of(const struct report *report, size_t member)
{
    return report->source && member != INPUT_NO_MEMBER ? &report->source->in.members[member] : NULL;
}

/* Of what a finding is about and not where it stands: it outlives a rename, and a shift of its bytes. */
static void put_fingerprint(struct report *report, const struct told *told)
{
    struct report_sarif *own = report->own;
    const struct input_member *member = member_of(report, told->member);
    const struct buf *texts[] = {told->callee, told->args};
    struct digest digest;
    char hex[DIGEST_HEX_SIZE], key[17], text[64];
    digest_begin(&digest);
    add_part(&digest, told->rule, strlen(told->rule));
    add_part(&digest, member && member->name ? member->name : (const uint8_t *)"",
             member && member->name ? member->name_len : 0);
    for (int n = 0; n < 2; n++)
        add_part(&digest, texts[n] ? buf_text(texts[n]) : "", texts[n] ? texts[n]->len : 0);
    if (!told->callee)
        add_part(&digest, told->message, strlen(told->message));
    digest_end(&digest, hex);
    memcpy(key, hex, 16);
    key[16] = '\0';
    uint64_t number = tally_add(&own->tally, strtoull(key, NULL, 16));
    report->failed |= number == 0;
    snprintf(text, sizeof text, "%.32s:%" PRIu64, hex, number);
    jsonl_key(&own->json, "partialFingerprints");
    jsonl_object(&own->json);
    jsonl_key(&own->json, "brineFinding/v1");
    jsonl_str(&own->json, text);
    jsonl_object_end(&own->json);
}

/* ---- Members of a result ----------------------------------------------------------------------- */

/* At most max bytes, and no part of a code point. */
static size_t cut_length(const struct buf *text, size_t max)
{
    size_t n = text->len < max ? text->len : max;
    while (n < text->len && n > 0 && ((unsigned char)text->data[n] & 0xc0) == 0x80)
        n--;
    return n;
}

static void add_cut(struct buf *out, const struct buf *text, size_t max)
{
    size_t n = cut_length(text, max);
    buf_add(out, buf_text(text), n);
    if (n < text->len)
        buf_str(out, "\xe2\x80\xa6");
}

/* As a call is written: without the comma of a tuple of one. */
static void add_args(struct buf *out, const struct buf *args)
{
    size_t n = args->len;
    bool is_one = n > 2 && n <= MESSAGE_ARGS_MAX && memcmp(args->data + n - 2, ",)", 2) == 0;
    if (is_one) {
        buf_add(out, args->data, n - 2);
        buf_char(out, ')');
    } else {
        add_cut(out, args, MESSAGE_ARGS_MAX);
    }
}

/* "posix.system('id'): runs a shell command". */
static void put_message(struct report *report, const struct told *told)
{
    struct report_sarif *own = report->own;
    buf_clear(&own->text);
    if (told->callee) {
        add_cut(&own->text, told->callee, MESSAGE_CALLEE_MAX);
        if (told->args)
            add_args(&own->text, told->args);
        buf_str(&own->text, ": ");
    }
    buf_str(&own->text, told->message);
    jsonl_key(&own->json, "message");
    sarif_message(&own->json, buf_text(&own->text), own->text.len);
    report->failed |= own->text.failed;
}

/* [3.30] of bytes; a finding without an opcode stands at a byte, and is no bytes long. */
static void put_region(struct jsonl *json, uint64_t off, uint64_t length)
{
    jsonl_key(json, "region");
    jsonl_object(json);
    jsonl_key(json, "byteOffset");
    jsonl_number(json, off);
    jsonl_key(json, "byteLength");
    jsonl_number(json, length);
    jsonl_object_end(json);
}

/* The beginning of "physicalLocation": an artifact by its number, and its place. */
static void begin_physical(struct report *report, size_t member, size_t number)
{
    struct jsonl *json = &((struct report_sarif *)report->own)->json;
    struct buf uri = {.limit = 0};
    artifacts_uri(report, member, &uri);
    jsonl_key(json, "physicalLocation");
    jsonl_object(json);
    sarif_artifact_begin(json, "artifactLocation", buf_text(&uri), uri.len);
    sarif_put_index(json, "index", number);
    jsonl_object_end(json);
    buf_free(&uri);
}

static void put_logical(struct jsonl *json, const char *kind, const struct buf *name,
                        const struct buf *full)
{
    jsonl_object(json);
    jsonl_key(json, "name");
    jsonl_bytes(json, buf_text(name), name->len);
    jsonl_key(json, "fullyQualifiedName");
    jsonl_bytes(json, buf_text(full), full->len);
    jsonl_key(json, "kind");
    jsonl_str(json, kind);
    jsonl_object_end(json);
}

/* The member, and the pickle in it. [3.33] */
static void put_logicals(struct report *report, const struct told *told)
{
    struct report_sarif *own = report->own;
    const struct input_member *member = member_of(report, told->member);
    struct buf full = {.limit = 0};
    bool has_name = member && member->name;
    if (!has_name && !told->stream)
        return;
    jsonl_key(&own->json, "logicalLocations");
    jsonl_array(&own->json);
    if (has_name) {
        buf_add(&full, member->name, member->name_len);
        put_logical(&own->json, "resource", &full, &full);
    }
    if (told->stream) {
        buf_clear(&own->text);
        buf_printf(&own->text, "stream %" PRIu64, told->stream->number);
        if (has_name)
            buf_str(&full, ": ");
        buf_add(&full, buf_text(&own->text), own->text.len);
        put_logical(&own->json, "object", &own->text, &full);
    }
    jsonl_array_end(&own->json);
    report->failed |= full.failed || own->text.failed;
    buf_free(&full);
}

static const char *path_of(const struct report *report)
{
    return report->source ? report->source->argument.path : report->path;
}

static void put_location(struct report *report, const struct told *told)
{
    struct jsonl *json = &((struct report_sarif *)report->own)->json;
    jsonl_key(json, "locations");
    jsonl_array(json);
    jsonl_object(json);
    begin_physical(report, INPUT_NO_MEMBER, ARTIFACT_FILE);
    if (told->has_offset)
        put_region(json, told->file_offset, told->length);
    jsonl_object_end(json);
    put_logicals(report, told);
    jsonl_object_end(json);
    jsonl_array_end(json);
}

/* The same byte in the member, where that is an artifact of its own: packed ones have no other place. */
static void put_related(struct report *report, const struct told *told, size_t number)
{
    struct jsonl *json = &((struct report_sarif *)report->own)->json;
    const struct input_member *member = member_of(report, told->member);
    if (number == ARTIFACT_FILE || !member->name || !told->stream)
        return;
    jsonl_key(json, "relatedLocations");
    jsonl_array(json);
    jsonl_object(json);
    begin_physical(report, told->member, number);
    put_region(json, told->stream->base + told->stream->offset + told->pos, told->length);
    jsonl_object_end(json);
    jsonl_object_end(json);
    jsonl_array_end(json);
}

/* One step to a callee: an item of "locations" of a thread's flow. [3.38] */
static void put_step(struct report *report, const struct told *told, br_op op,
                     const struct buf *text)
{
    struct jsonl *json = &((struct report_sarif *)report->own)->json;
    const struct stream *stream = told->stream;
    struct br_ins ins;
    uint64_t off;
    br_ins_at(stream->rec, op, &ins);
    jsonl_object(json);
    jsonl_key(json, "location");
    jsonl_object(json);
    begin_physical(report, INPUT_NO_MEMBER, ARTIFACT_FILE);
    if (input_file_offset(&stream->source->in, stream->member,
                          stream->offset + br_pos(stream->rec, op), &off))
        put_region(json, off, ins.length + ins.gap);
    jsonl_object_end(json);
    jsonl_key(json, "message");
    sarif_message(json, buf_text(text), text->len);
    jsonl_object_end(json);
    jsonl_object_end(json);
}

/* How the callee was reached: what each step gave. [3.36] */
static void put_flow(struct report *report, const struct told *told)
{
    struct report_sarif *own = report->own;
    struct jsonl *json = &own->json;
    if (told->n_links == 0)
        return;
    jsonl_key(json, "codeFlows");
    jsonl_array(json);
    jsonl_object(json);
    jsonl_key(json, "threadFlows");
    jsonl_array(json);
    jsonl_object(json);
    jsonl_key(json, "locations");
    jsonl_array(json);
    for (size_t n = 0; n < told->n_links; n++) {
        buf_clear(&own->text);
        buf_printf(&own->text, "0x%" PRIx64 " gives ",
                   br_pos(told->stream->rec, told->links[n].op));
        analysis_link(told->an, &told->links[n], MESSAGE_CALLEE_MAX, &own->text);
        put_step(report, told, told->links[n].op, &own->text);
    }
    jsonl_array_end(json);
    jsonl_object_end(json);
    jsonl_array_end(json);
    jsonl_object_end(json);
    jsonl_array_end(json);
}

static void put_buf(struct jsonl *json, const char *key, const struct buf *text)
{
    if (!text)
        return;
    jsonl_key(json, key);
    jsonl_bytes(json, buf_text(text), text->len);
}

/* What SARIF has no place for. */
static void put_properties(struct report *report, const struct told *told)
{
    struct jsonl *json = &((struct report_sarif *)report->own)->json;
    jsonl_key(json, "properties");
    jsonl_object(json);
    jsonl_key(json, "severity");
    jsonl_str(json, severity_name(told->severity));
    if (report->source) {
        jsonl_key(json, "sha256");
        jsonl_str(json, report->hash);
    }
    if (told->stream) {
        jsonl_key(json, "stream");
        jsonl_number(json, told->stream->number);
        jsonl_key(json, "pos");
        jsonl_number(json, told->pos);
    }
    put_buf(json, "callee", told->callee);
    put_buf(json, "args", told->args);
    jsonl_object_end(json);
}

/* ---- The form ---------------------------------------------------------------------------------- */

static bool sarif_form_open(struct report *report)
{
    report->own = calloc(1, sizeof(struct report_sarif));
    return report->own != NULL;
}

static void sarif_form_close(struct report *report)
{
    struct report_sarif *own = report->own;
    free(own->tally.rows);
    artifacts_free(&own->artifacts);
    buf_free(&own->record);
    buf_free(&own->text);
    buf_free(&own->notes);
    free(own);
}

static void sarif_form_finding(struct report *report, const struct told *told)
{
    static const char head[] = {SARIF_RECORD, SARIF_RESULT};
    struct report_sarif *own = report->own;
    struct jsonl *json = &own->json;
    struct err err;
    size_t number = artifacts_number(&own->artifacts, report, told->member);
    buf_clear(&own->record);
    buf_add(&own->record, head, sizeof head);
    out_open_memory(&own->out, &own->record);
    jsonl_open(json, &own->out);
    jsonl_object(json);
    jsonl_key(json, "ruleId");
    jsonl_str(json, told->rule);
    jsonl_key(json, "ruleIndex");
    jsonl_signed(json, sarif_rule_index(told->rule));
    jsonl_key(json, "level");
    jsonl_str(json, sarif_level(told->severity));
    put_message(report, told);
    put_location(report, told);
    put_related(report, told, number);
    put_flow(report, told);
    put_fingerprint(report, told);
    put_properties(report, told);
    jsonl_object_end(json);
    report->failed |= !out_flush(&own->out, &err);
    out_buf(report->run->out, &own->record);
}

static void sarif_form_error(struct report *report, const struct trouble *trouble)
{
    struct report_sarif *own = report->own;
    sarif_note_record(&own->notes, path_of(report), trouble->line, true);
    report->failed |= own->notes.failed;
}

/* That a file of a folder is no pickle is no trouble, and known at the end only. */
static void sarif_form_finish(struct report *report)
{
    struct report_sarif *own = report->own;
    if (report_is_bystander(report))
        return;
    artifacts_number(&own->artifacts, report, INPUT_NO_MEMBER);
    out_buf(report->run->out, &own->notes);
}

const struct report_form report_form_sarif = {
    .open = sarif_form_open,
    .close = sarif_form_close,
    .finding = sarif_form_finding,
    .error = sarif_form_error,
    .finish = sarif_form_finish,
};
