/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/report_artifacts.h"

#include <stdlib.h>
#include <string.h>

#include "src/sarif.h"

enum { WITHIN_MAX = 64 }; /* members within each other that are told */

static const struct input_member *row_of(const struct report *report, size_t member)
{
    return report->source && member != INPUT_NO_MEMBER ? &report->source->in.members[member] : NULL;
}

/* The member that one stands in; INPUT_NO_MEMBER: the file. */
static size_t outer_of(const struct report *report, size_t member)
{
    const struct input_member *row = row_of(report, member);
    return row->depth > 0 ? row->parent : INPUT_NO_MEMBER;
}

/* The one that bears a name: itself, or the nearest that it stands in. */
static size_t named(const struct report *report, size_t member)
{
    while (member != INPUT_NO_MEMBER && row_of(report, member) && !row_of(report, member)->name)
        member = outer_of(report, member);
    return row_of(report, member) ? member : INPUT_NO_MEMBER;
}

void artifacts_uri(const struct report *report, size_t member, struct buf *out)
{
    const struct input_member *row = row_of(report, member);
    if (!row) {
        sarif_uri(report->source ? report->source->argument.path : report->path, out);
        return;
    }
    /* A name begins with that of what it stands in: "outer!inner". */
    const struct input_member *outer = row_of(report, outer_of(report, member));
    size_t skip = outer && outer->name ? outer->name_len + 1 : 0;
    bool is_inner = skip > 0 && row->name_len > skip && row->name[skip - 1] == '!' &&
                    memcmp(row->name, outer->name, skip - 1) == 0;
    size_t from = is_inner ? skip : 0;
    sarif_member_uri(row->name + from, row->name_len - from, out);
}

/* ---- Records ----------------------------------------------------------------------------------- */

static void put_file(struct jsonl *json, const struct report *report)
{
    jsonl_key(json, "roles");
    jsonl_array(json);
    jsonl_str(json, "analysisTarget");
    jsonl_array_end(json);
    if (!report->source)
        return;
    jsonl_key(json, "length");
    jsonl_number(json, report->source->in.len);
    jsonl_key(json, "hashes");
    jsonl_object(json);
    jsonl_key(json, "sha-256");
    jsonl_str(json, report->hash);
    jsonl_object_end(json);
}

/* Where it stands in the file is known of what is not packed. */
static void put_member(struct jsonl *json, const struct report *report, size_t member, size_t outer)
{
    const struct input_member *row = row_of(report, member);
    sarif_put_index(json, "parentIndex", outer);
    if (outer != ARTIFACT_FILE || !row->is_plain)
        return;
    jsonl_key(json, "offset");
    jsonl_number(json, row->off);
    jsonl_key(json, "length");
    jsonl_number(json, row->size);
}

static void tell_artifact(struct report *report, size_t member, size_t outer)
{
    static const char head[] = {SARIF_RECORD, SARIF_ARTIFACT};
    struct buf record = {.limit = 0}, uri = {.limit = 0};
    struct out out;
    struct jsonl json;
    struct err err;
    buf_add(&record, head, sizeof head);
    out_open_memory(&out, &record);
    jsonl_open(&json, &out);
    artifacts_uri(report, member, &uri);
    jsonl_object(&json);
    sarif_artifact_begin(&json, "location", buf_text(&uri), uri.len);
    jsonl_object_end(&json);
    if (member == INPUT_NO_MEMBER)
        put_file(&json, report);
    else
        put_member(&json, report, member, outer);
    jsonl_object_end(&json);
    report->failed |= !out_flush(&out, &err) || record.failed;
    out_buf(report->run->out, &record);
    buf_free(&record);
    buf_free(&uri);
}

/* ---- Numbers ----------------------------------------------------------------------------------- */

/* False when memory fails. */
static bool make_room(struct artifacts *list, size_t member)
{
    if (member < list->cap)
        return true;
    size_t cap = member + member / 2 + 16;
    size_t *grown = realloc(list->numbers, cap * sizeof *grown);
    if (!grown)
        return false;
    memset(grown + list->cap, 0, (cap - list->cap) * sizeof *grown);
    list->numbers = grown;
    list->cap = cap;
    return true;
}

size_t artifacts_number(struct artifacts *list, struct report *report, size_t member)
{
    size_t way[WITHIN_MAX], steps = 0, number = ARTIFACT_FILE;
    if (list->count == 0) {
        tell_artifact(report, INPUT_NO_MEMBER, 0);
        list->count = 1;
    }
    for (member = named(report, member); member != INPUT_NO_MEMBER && steps < WITHIN_MAX;
         member = named(report, outer_of(report, member))) {
        if (!make_room(list, member)) {
            report->failed = true;
            return ARTIFACT_FILE;
        }
        if (list->numbers[member] > 0) {
            number = list->numbers[member] - 1;
            break;
        }
        way[steps++] = member;
    }
    while (steps > 0) {
        tell_artifact(report, way[--steps], number);
        number = list->count++;
        list->numbers[way[steps]] = number + 1;
    }
    return number;
}

void artifacts_free(struct artifacts *list)
{
    free(list->numbers);
    *list = (struct artifacts){.count = 0};
}
