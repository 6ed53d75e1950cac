/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/output/eventjson.h"

#include <string.h>

#include "src/base/buf.h"

/* Links of the chain to one callee that are told, and bytes of what each gives. */
enum { CHAIN_MAX = 16, GIVES_MAX = 256 };

static void json_field(struct jsontext *text, const br_record *rec, const struct br_event *event,
                       enum br_field field, const char *key)
{
    jsonl_key(&text->json, key);
    jsontext_event(text, rec, event, field);
}

static void json_text(struct jsontext *text, const char *key, const char *words)
{
    jsonl_key(&text->json, key);
    jsontext_bytes(text, words, strlen(words));
}

/* What Python 3 imports in place of a Python 2 name. */
static void json_mapped(struct jsontext *text, const br_record *rec, const struct br_event *event)
{
    struct br_text_options options = {.max_bytes = 1024}; /* longer ones are not mapped */
    struct br_text_result result;
    bool present;
    const char *module, *name;
    if (br_protocol(rec, event->op) >= 3)
        return;
    struct buf module_text = {.limit = 1 << 12}, name_text = {.limit = 1 << 12};
    if (br_event_text(rec, event, BR_FIELD_MODULE, &options, buf_sink(&module_text), &result,
                      &present) != BR_OK ||
        br_event_text(rec, event, BR_FIELD_NAME, &options, buf_sink(&name_text), &result,
                      &present) != BR_OK)
        text->failed = true;
    bool is_mapped = br_mapped(buf_text(&module_text), module_text.len, buf_text(&name_text),
                               name_text.len, &module, &name);
    buf_free(&module_text);
    buf_free(&name_text);
    if (!is_mapped)
        return;
    jsonl_key(&text->json, "mapped");
    jsonl_object(&text->json);
    json_text(text, "module", module);
    if (name)
        json_text(text, "name", name);
    else
        json_field(text, rec, event, BR_FIELD_NAME, "name");
    jsonl_object_end(&text->json);
}

/* An object within an event's, with marks of its own: those of the event stand still. */
struct marks {
    bool escaped, cut;
};

static struct marks json_apart(struct jsontext *text, unsigned shown)
{
    struct marks outer = {text->escaped, text->cut};
    text->escaped = text->cut = false;
    jsontext_shown(text, shown);
    jsonl_object(&text->json);
    return outer;
}

static void json_apart_end(struct jsontext *text, struct marks outer)
{
    jsontext_marks(text);
    jsonl_object_end(&text->json);
    text->escaped = outer.escaped;
    text->cut = outer.cut;
}

/* What one step gave. */
static void json_link(struct jsontext *text, const br_record *rec, const struct analysis *an,
                      const struct link *link)
{
    struct buf gives = {.limit = 2 * GIVES_MAX};
    struct marks outer = json_apart(text, analysis_link(an, link, GIVES_MAX, &gives));
    jsonl_key(&text->json, "pos");
    jsonl_number(&text->json, br_pos(rec, link->op));
    jsonl_key(&text->json, "gives");
    jsontext_bytes(text, buf_text(&gives), gives.len);
    json_apart_end(text, outer);
    buf_free(&gives);
}

/* What gave what on the way to the callee. */
static void json_chain(struct jsontext *text, const br_record *rec, const struct analysis *an,
                       const struct br_event *event)
{
    struct link links[CHAIN_MAX];
    size_t n = analysis_chain(an, event->number, links, CHAIN_MAX);
    if (n == 0)
        return;
    jsonl_key(&text->json, "chain");
    jsonl_array(&text->json);
    for (size_t k = 0; k < n; k++)
        json_link(text, rec, an, &links[k]);
    jsonl_array_end(&text->json);
}

static void json_resolved(struct jsontext *text, const struct analysis *an,
                          const struct br_event *event)
{
    const char *module, *name;
    if (!an || !analysis_resolved(an, event->number, &module, &name))
        return;
    const char *args = analysis_resolved_args(an, event->number);
    jsonl_key(&text->json, "resolved");
    struct marks outer = json_apart(text, analysis_resolved_shown(an, event->number));
    json_text(text, "module", module);
    json_text(text, "name", name);
    if (args)
        json_text(text, "args", args);
    json_apart_end(text, outer);
}

/* The name of an event's opcode, also of an INST that failed after its import. */
static const char *opcode_name(const br_record *rec, br_op op)
{
    if (op < br_ops(rec))
        return br_opcode_at(rec, op)->name;
    const struct br_error *error = br_error_of(rec);
    return error && error->opcode ? error->opcode->name : NULL;
}

static bool has_args(enum br_event_kind kind)
{
    return kind != BR_EV_IMPORT && kind != BR_EV_EXT && kind != BR_EV_BUFFER;
}

void eventjson_event(struct jsontext *text, const br_record *rec, const struct analysis *an,
                     const struct br_event *event)
{
    struct jsonl *json = &text->json;
    jsonl_object(json);
    jsonl_key(json, "pos");
    jsonl_number(json, event->pos);
    jsonl_key(json, "opcode");
    jsonl_str(json, opcode_name(rec, event->op));
    jsonl_key(json, "kind");
    jsonl_str(json, br_event_kind_name(event->kind));
    json_field(text, rec, event, BR_FIELD_CALLEE, "callee");
    if (has_args(event->kind))
        json_field(text, rec, event, BR_FIELD_ARGS, "args");
    if (event->kwargs != BR_NO_VALUE)
        json_field(text, rec, event, BR_FIELD_KWARGS, "kwargs");
    if (event->kind == BR_EV_IMPORT) {
        json_field(text, rec, event, BR_FIELD_MODULE, "module");
        json_field(text, rec, event, BR_FIELD_NAME, "name");
        json_mapped(text, rec, event);
    }
    json_resolved(text, an, event);
    if (an)
        json_chain(text, rec, an, event);
    jsontext_marks(text);
    jsonl_object_end(json);
}

void eventjson_events(struct jsontext *text, const br_record *rec, const struct analysis *an)
{
    struct br_event event;
    jsonl_array(&text->json);
    for (uint64_t n = 0; br_event(rec, n, &event) && !out_failed(text->json.out); n++)
        eventjson_event(text, rec, an, &event);
    jsonl_array_end(&text->json);
}

void eventjson_error(struct jsonl *json, const struct br_error *error)
{
    if (!error) {
        jsonl_null(json);
        return;
    }
    jsonl_object(json);
    jsonl_key(json, "pos");
    jsonl_number(json, error->pos);
    jsonl_key(json, "opcode");
    jsonl_str(json, error->opcode ? error->opcode->name : NULL);
    jsonl_key(json, "kind");
    jsonl_str(json, br_error_kind_name(error->kind));
    jsonl_key(json, "message");
    jsonl_str(json, error->message);
    jsonl_object_end(json);
}
