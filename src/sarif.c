/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/sarif.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "src/analysis/analysis.h"

static const struct rule rules[] = {
#define RULE(id, name, severity, sentence) {name, severity, sentence},
#include "src/analysis/rules.def"
};

enum { RULES = sizeof rules / sizeof rules[0] };

/* What SARIF says of a severity, and what a reader of it is to do. */
static const struct {
    const char *level, *score, *help;
} severities[SEVERITY_COUNT] = {
    [SEVERITY_NONE] = {"none", "0.0", ""},
    [SEVERITY_INFO] = {"note", "0.0", "Nothing to do: it is told so that it is known."},
    [SEVERITY_SUSPICIOUS] =
        {"warning", "5.0",
         "Load the file only where it is known who made it, and that the code it "
         "names is meant to run. `brine FILE --goto POS` shows the opcode, what "
         "it is given and where that comes from."},
    [SEVERITY_DANGEROUS] =
        {"error", "9.0",
         "Do not load the file: loading it would do this. `brine FILE --goto POS` "
         "shows the opcode, what it is given and where that comes from, and runs "
         "nothing."},
};

const char *sarif_level(enum severity severity)
{
    return severities[severity].level;
}

int sarif_rule_index(const char *name)
{
    for (int n = 0; n < RULES; n++)
        if (strcmp(rules[n].name, name) == 0)
            return n;
    return -1;
}

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

void sarif_artifact(struct jsonl *json, const char *path)
{
    struct buf uri = {.limit = 0};
    sarif_uri(path, &uri);
    jsonl_key(json, "artifactLocation");
    jsonl_object(json);
    jsonl_key(json, "uri");
    jsonl_bytes(json, buf_text(&uri), uri.len);
    jsonl_object_end(json);
    buf_free(&uri);
}

/* ---- Notes ------------------------------------------------------------------------------------- */

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
        sarif_artifact(json, path);
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

static void put_rule(struct jsonl *json, const struct rule *rule)
{
    jsonl_object(json);
    put_str(json, "id", rule->name);
    put_text(json, "shortDescription", rule->sentence);
    put_text(json, "help", severities[rule->severity].help);
    jsonl_key(json, "defaultConfiguration");
    jsonl_object(json);
    put_str(json, "level", sarif_level(rule->severity));
    jsonl_object_end(json);
    jsonl_key(json, "properties");
    jsonl_object(json);
    jsonl_key(json, "tags");
    jsonl_array(json);
    jsonl_str(json, "security");
    jsonl_array_end(json);
    put_str(json, "security-severity", severities[rule->severity].score);
    jsonl_object_end(json);
    jsonl_object_end(json);
}

static void put_driver(struct jsonl *json)
{
    jsonl_key(json, "tool");
    jsonl_object(json);
    jsonl_key(json, "driver");
    jsonl_object(json);
    put_str(json, "name", "brine");
    put_str(json, "version", BR_VERSION);
    jsonl_key(json, "rules");
    jsonl_array(json);
    for (int n = 0; n < RULES; n++)
        put_rule(json, &rules[n]);
    jsonl_array_end(json);
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

static void add_record(struct sarif *sarif, char kind, const char *object, size_t n)
{
    if (kind == SARIF_NOTE) {
        sarif->has_error = true;
        add_note(sarif, object, n);
        return;
    }
    out_str(sarif->out, sarif->has_result ? ",\n" : "\n");
    out_bytes(sarif->out, object, n);
    sarif->has_result = true;
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
        buf_str(&sarif->notes, ",\n");
        buf_add(&sarif->notes, record.data + 2, record.len - 2);
        buf_free(&record);
    }
    jsonl_array_end(json);
    put_invocation(sarif, exit_code);
    jsonl_object_end(json);
    jsonl_array_end(json);
    jsonl_object_end(json);
    jsonl_line(json);
    buf_free(&sarif->notes);
}
