/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/output/jsontext.h"

#include <string.h>

#include "src/analysis/shown.h"

#define ELLIPSIS "\xe2\x80\xa6"

/* What a text came to. */
static void take(struct jsontext *text, enum br_status status, const struct br_text_result *result)
{
    if (status != BR_OK)
        text->failed = true;
    budget_spend(&text->budget, result->bytes);
    text->cut |= result->cut;
    text->escaped |= result->escaped;
}

void jsontext_value(struct jsontext *text, struct br_state at, br_value value)
{
    struct br_text_options options = budget_options(&text->budget);
    struct br_text_result result = {.bytes = 0};
    if (value == BR_NO_VALUE) {
        jsonl_null(&text->json);
        return;
    }
    jsonl_string_begin(&text->json);
    take(text, br_text(at, value, &options, jsonl_sink(&text->json), &result), &result);
    jsonl_string_end(&text->json);
}

void jsontext_event(struct jsontext *text, const br_record *rec, const struct br_event *event,
                    enum br_field field)
{
    struct br_text_options options = budget_options(&text->budget);
    struct br_text_result result = {.bytes = 0};
    bool present;
    jsonl_string_begin(&text->json);
    take(text,
         br_event_text(rec, event, field, &options, jsonl_sink(&text->json), &result, &present),
         &result);
    jsonl_string_end(&text->json);
}

void jsontext_arg(struct jsontext *text, const struct br_ins *ins)
{
    struct br_text_options options = budget_options(&text->budget);
    struct br_text_result result = {.bytes = 0};
    if (ins->opcode->arg == BR_ARG_NONE) {
        jsonl_null(&text->json);
        return;
    }
    jsonl_string_begin(&text->json);
    take(text, br_arg_text(ins, &options, jsonl_sink(&text->json), &result), &result);
    jsonl_string_end(&text->json);
}

void jsontext_bytes(struct jsontext *text, const char *bytes, size_t n)
{
    struct br_text_options options = budget_options(&text->budget);
    struct br_sink sink = jsonl_sink(&text->json);
    size_t room = n;
    if (options.max_bytes && n > options.max_bytes)
        room =
            options.max_bytes > strlen(ELLIPSIS) ? (size_t)options.max_bytes - strlen(ELLIPSIS) : 0;
    while (room < n && room > 0 && ((unsigned char)bytes[room] & 0xc0) == 0x80)
        room--;
    bool is_cut = room < n;
    jsonl_string_begin(&text->json);
    sink.write(sink.context, bytes, room);
    if (is_cut)
        sink.write(sink.context, ELLIPSIS, strlen(ELLIPSIS));
    jsonl_string_end(&text->json);
    text->cut |= is_cut;
    budget_spend(&text->budget, room + (is_cut ? strlen(ELLIPSIS) : 0));
}

void jsontext_shown(struct jsontext *text, unsigned shown)
{
    text->escaped |= (shown & SHOWN_ESCAPED) != 0;
    text->cut |= (shown & SHOWN_CUT) != 0;
}

void jsontext_marks(struct jsontext *text)
{
    if (text->escaped) {
        jsonl_key(&text->json, "escaped");
        jsonl_bool(&text->json, true);
    }
    if (text->cut) {
        jsonl_key(&text->json, "cut");
        jsonl_bool(&text->json, true);
    }
    text->escaped = text->cut = false;
}
