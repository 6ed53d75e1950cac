/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/sarif.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/analysis/analysis.h"
#include "src/input/digest.h"

/* ---- Parts of objects -------------------------------------------------------------------------- */

static bool is_unreserved(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("-._~/", c));
}

void sarif_uri(const char *path, struct buf *out)
{
    if (path[0] == '/')
        buf_str(out, "file://");
    for (const char *at = path; *at; at++) {
        /* "//" at the beginning would name a host. */
        if (*at == '/' && at > path && at[-1] == '/')
            continue;
        if (is_unreserved((unsigned char)*at))
            buf_char(out, *at);
        else
            buf_printf(out, "%%%02X", (unsigned char)*at);
    }
}

static void put_str(struct jsonl *json, const char *key, const char *text)
{
    jsonl_key(json, key);
    jsonl_str(json, text);
}

static void put_text(struct jsonl *json, const char *key, const char *text)
{
    jsonl_key(json, key);
    sarif_message(json, text, strlen(text));
}

void sarif_message(struct jsonl *json, const char *text, size_t n)
{
    struct buf escaped = {.limit = 0};
    bool has_link = memmem(text, n, "](", 2) != NULL;
    for (size_t k = 0; k < n; k++) {
        bool is_doubled = text[k] == '{' || text[k] == '}';
        bool is_bracket = has_link && (text[k] == '[' || text[k] == ']');
        if (is_doubled || is_bracket)
            buf_char(&escaped, is_doubled ? text[k] : '\\');
        buf_char(&escaped, text[k]);
    }
    jsonl_object(json);
    jsonl_key(json, "text");
    jsonl_bytes(json, buf_text(&escaped), escaped.len);
    jsonl_object_end(json);
    buf_free(&escaped);
}

void sarif_member_uri(const uint8_t *name, size_t n, struct buf *out)
{
    buf_char(out, '/');
    for (size_t k = 0; k < n; k++) {
        bool is_double = name[k] == '/' && (k == 0 || name[k - 1] == '/');
        if (is_unreserved(name[k]) && !is_double)
            buf_char(out, (char)name[k]);
        else
            buf_printf(out, "%%%02X", name[k]);
    }
}

void sarif_artifact_begin(struct jsonl *json, const char *key, const char *uri, size_t n)
{
    jsonl_key(json, key);
    jsonl_object(json);
    jsonl_key(json, "uri");
    jsonl_bytes(json, uri, n);
}

void sarif_put_index(struct jsonl *json, const char *key, size_t number)
{
    jsonl_key(json, key);
    out_printf(json->out, "%c%zu%c", SARIF_INDEX, number, SARIF_INDEX);
    json->comma = true;
}

/* ---- Notes ------------------------------------------------------------------------------------- */

static void put_artifact(struct jsonl *json, const char *path)
{
    struct buf uri = {.limit = 0};
    sarif_uri(path, &uri);
    sarif_artifact_begin(json, "artifactLocation", buf_text(&uri), uri.len);
    jsonl_object_end(json);
    buf_free(&uri);
}

static void put_note(struct jsonl *json, const char *path, const char *text, bool is_error)
{
    jsonl_object(json);
    put_str(json, "level", is_error ? "error" : "note");
    put_text(json, "message", text);
    if (path) {
        jsonl_key(json, "locations");
        jsonl_array(json);
        jsonl_object(json);
        jsonl_key(json, "physicalLocation");
        jsonl_object(json);
        put_artifact(json, path);
        jsonl_object_end(json);
        jsonl_object_end(json);
        jsonl_array_end(json);
    }
    jsonl_object_end(json);
}

void sarif_note_record(struct buf *record, const char *path, const char *text, bool is_error)
{
    static const char head[] = {SARIF_RECORD, SARIF_NOTE};
    struct out out;
    struct jsonl json;
    struct err err;
    buf_add(record, head, sizeof head);
    out_open_memory(&out, record);
    jsonl_open(&json, &out);
    put_note(&json, path, text, is_error);
    out_flush(&out, &err);
}

static void add_note(struct sarif *sarif, const char *object, size_t n)
{
    if (sarif->notes.len + n > SARIF_NOTES_MAX) {
        sarif->left_out++;
        return;
    }
    buf_str(&sarif->notes, sarif->notes.len ? ",\n" : "\n");
    buf_add(&sarif->notes, object, n);
}

void sarif_tell(struct sarif *sarif, const char *path, const char *text, bool is_error)
{
    struct buf record = {.limit = 0};
    sarif_note_record(&record, path, text, is_error);
    sarif->has_error |= is_error;
    if (!record.failed)
        add_note(sarif, record.data + 2, record.len - 2);
    buf_free(&record);
}

/* ---- The document ------------------------------------------------------------------------------ */

static void put_driver(struct jsonl *json)
{
    jsonl_key(json, "tool");
    jsonl_object(json);
    jsonl_key(json, "driver");
    jsonl_object(json);
    put_str(json, "name", "brine");
    put_str(json, "version", BR_VERSION);
    jsonl_key(json, "rules");
    sarif_put_rules(json);
    jsonl_object_end(json);
    jsonl_object_end(json);
}

void sarif_begin(struct sarif *sarif, struct out *out)
{
    *sarif = (struct sarif){.out = out};
    struct jsonl *json = &sarif->json;
    jsonl_open(json, out);
    jsonl_object(json);
    put_str(json, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    put_str(json, "version", "2.1.0");
    jsonl_key(json, "runs");
    jsonl_array(json);
    jsonl_object(json);
    put_driver(json);
    jsonl_key(json, "results");
    jsonl_array(json);
}

/* ---- Artifacts --------------------------------------------------------------------------------- */

static struct sarif_known *known_slot(const struct sarif_artifacts *list, uint64_t key)
{
    size_t at = (size_t)key & (list->cap - 1);
    while (list->known[at].is_taken && list->known[at].key != key)
        at = (at + 1) & (list->cap - 1);
    return &list->known[at];
}

static bool known_grow(struct sarif_artifacts *list)
{
    struct sarif_artifacts grown = {.cap = list->cap ? 2 * list->cap : 64};
    grown.known = calloc(grown.cap, sizeof *grown.known);
    if (!grown.known)
        return false;
    for (size_t n = 0; n < list->cap; n++)
        if (list->known[n].is_taken)
            *known_slot(&grown, list->known[n].key) = list->known[n];
    free(list->known);
    list->known = grown.known;
    list->cap = grown.cap;
    return true;
}

static uint64_t key_of(const struct buf *object)
{
    struct digest digest;
    char hex[DIGEST_HEX_SIZE];
    digest_begin(&digest);
    digest_add(&digest, (const uint8_t *)buf_text(object), object->len);
    digest_end(&digest, hex);
    hex[16] = '\0';
    return strtoull(hex, NULL, 16);
}

/* Its number in the document; -1: there is no room. */
static int64_t place_artifact(struct sarif_artifacts *list, const struct buf *object)
{
    if (2 * list->n_known >= list->cap && !known_grow(list))
        return -1;
    struct sarif_known *slot = known_slot(list, key_of(object));
    if (slot->is_taken)
        return (int64_t)slot->index;
    if (object->failed || list->text.len + object->len > SARIF_ARTIFACTS_MAX)
        return -1;
    *slot = (struct sarif_known){key_of(object), list->count, true};
    list->n_known++;
    buf_str(&list->text, list->text.len ? ",\n" : "\n");
    buf_add(&list->text, buf_text(object), object->len);
    return (int64_t)list->count++;
}

/* Notes the next of the file's; false when memory fails, and it is then as one without room. */
static bool note_of_file(struct sarif_artifacts *list, int64_t index)
{
    if (list->n_of_file == list->of_file_cap) {
        size_t cap = list->of_file_cap ? 2 * list->of_file_cap : 64;
        int64_t *grown = realloc(list->of_file, cap * sizeof *grown);
        if (!grown)
            return false;
        list->of_file = grown;
        list->of_file_cap = cap;
    }
    list->of_file[list->n_of_file++] = index;
    return true;
}

/* Appends an object, with the document's numbers in place of the file's. */
static void add_numbered(const struct sarif_artifacts *list, const char *object, size_t n,
                         struct buf *out)
{
    const char *end = object + n, *mark;
    while ((mark = memchr(object, SARIF_INDEX, (size_t)(end - object))) != NULL) {
        char *behind;
        size_t number = strtoul(mark + 1, &behind, 10);
        buf_add(out, object, (size_t)(mark - object));
        buf_printf(out, "%" PRId64, number < list->n_of_file ? list->of_file[number] : -1);
        object = behind + 1;
    }
    buf_add(out, object, (size_t)(end - object));
}

static void artifacts_free(struct sarif_artifacts *list)
{
    buf_free(&list->text);
    free(list->known);
    free(list->of_file);
}

void sarif_next_file(struct sarif *sarif)
{
    sarif->artifacts.n_of_file = 0;
}

/* ---- Records ----------------------------------------------------------------------------------- */

static void add_result(struct sarif *sarif, const struct buf *object)
{
    out_str(sarif->out, sarif->has_result ? ",\n" : "\n");
    out_buf(sarif->out, object);
    sarif->has_result = true;
}

static void add_record(struct sarif *sarif, char kind, const char *object, size_t n)
{
    struct buf numbered = {.limit = 0};
    if (kind == SARIF_NOTE) {
        sarif->has_error = true;
        add_note(sarif, object, n);
        return;
    }
    add_numbered(&sarif->artifacts, object, n, &numbered);
    if (kind == SARIF_ARTIFACT)
        note_of_file(&sarif->artifacts, place_artifact(&sarif->artifacts, &numbered));
    else
        add_result(sarif, &numbered);
    buf_free(&numbered);
}

void sarif_records(struct sarif *sarif, const char *bytes, size_t n)
{
    const char *end = bytes + n;
    while (end - bytes > 2 && bytes[0] == SARIF_RECORD) {
        const char *next = memchr(bytes + 1, SARIF_RECORD, (size_t)(end - bytes) - 1);
        const char *object = bytes + 2, *object_end = next ? next : end;
        add_record(sarif, bytes[1], object, (size_t)(object_end - object));
        bytes = object_end;
    }
}

static void put_invocation(struct sarif *sarif, int exit_code)
{
    struct jsonl *json = &sarif->json;
    jsonl_key(json, "invocations");
    jsonl_array(json);
    jsonl_object(json);
    jsonl_key(json, "executionSuccessful");
    jsonl_bool(json, !sarif->has_error);
    jsonl_key(json, "exitCode");
    jsonl_signed(json, exit_code);
    jsonl_key(json, "toolExecutionNotifications");
    jsonl_array(json);
    out_buf(sarif->out, &sarif->notes);
    jsonl_array_end(json);
    jsonl_object_end(json);
    jsonl_array_end(json);
}

void sarif_end(struct sarif *sarif, int exit_code)
{
    struct jsonl *json = &sarif->json;
    if (sarif->left_out) {
        char text[80];
        snprintf(text, sizeof text, "%" PRIu64 " more could not be read, which is not told here",
                 sarif->left_out);
        struct buf record = {.limit = 0};
        sarif_note_record(&record, NULL, text, true);
        if (!record.failed) {
            buf_str(&sarif->notes, ",\n");
            buf_add(&sarif->notes, record.data + 2, record.len - 2);
        }
        buf_free(&record);
    }
    jsonl_array_end(json);
    jsonl_key(json, "artifacts");
    jsonl_array(json);
    out_buf(sarif->out, &sarif->artifacts.text);
    jsonl_array_end(json);
    put_invocation(sarif, exit_code);
    jsonl_object_end(json);
    jsonl_array_end(json);
    jsonl_object_end(json);
    jsonl_line(json);
    buf_free(&sarif->notes);
    artifacts_free(&sarif->artifacts);
}
