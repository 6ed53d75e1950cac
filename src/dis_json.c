/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/dis_json.h"

#include "src/output/jsontext.h"

static void json_hex(struct jsonl *json, const br_record *rec, const struct br_ins *ins)
{
    uint8_t bytes[1024];
    jsonl_string_begin(json);
    for (uint64_t from = 0; from < ins->length && !out_failed(json->out);) {
        size_t n = br_ins_bytes(rec, ins, from, bytes, sizeof bytes);
        from += n;
        for (size_t k = 0; k < n; k++) {
            out_char(json->out, "0123456789abcdef"[bytes[k] >> 4]);
            out_char(json->out, "0123456789abcdef"[bytes[k] & 15]);
        }
    }
    jsonl_string_end(json);
}

static void json_row(struct jsontext *text, const struct stream *stream, br_op op,
                     bool is_annotated)
{
    struct jsonl *json = &text->json;
    struct br_ins ins;
    br_ins_at(stream->rec, op, &ins);
    br_op mark = br_mark_of(stream->rec, op);
    jsonl_object(json);
    jsonl_key(json, "op");
    jsonl_number(json, op);
    jsonl_key(json, "pos");
    jsonl_number(json, ins.pos);
    jsonl_key(json, "length");
    jsonl_number(json, ins.length);
    jsonl_key(json, "bytes");
    json_hex(json, stream->rec, &ins);
    jsonl_key(json, "opcode");
    jsonl_str(json, ins.opcode->name);
    jsonl_key(json, "protocol");
    jsonl_number(json, ins.opcode->protocol);
    jsonl_key(json, "arg");
    jsontext_arg(text, &ins);
    jsontext_marks(text);
    jsonl_key(json, "marks");
    jsonl_number(json, br_marks((struct br_state){stream->rec, op}));
    jsonl_key(json, "mark");
    if (mark == BR_NO_OP)
        jsonl_null(json);
    else
        jsonl_number(json, br_pos(stream->rec, mark));
    if (is_annotated) {
        jsonl_key(json, "doc");
        jsonl_str(json, ins.opcode->sentence);
    }
    struct br_inset inset;
    if (br_inset_of(stream->rec, op, &inset)) {
        jsonl_key(json, "inset");
        stream_json_inset(stream, &inset, json);
    }
    jsonl_object_end(json);
    jsonl_line(json);
}

bool dis_json(struct run *run, const struct stream *stream)
{
    /* Arguments stand in the file once each: nothing makes their texts longer than it. */
    struct settings settings = run->options->settings;
    settings.text_limit = settings.text_total = 0;
    struct jsontext text = {.budget = budget_new(&settings)};
    jsonl_open(&text.json, run->out);
    for (br_op op = 0; op < br_ops(stream->rec) && !out_failed(run->out); op++)
        json_row(&text, stream, op, OPT_GIVEN(run->options, annotate));
    return !text.failed;
}
