/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `brine opcodes`: the table of the 68 opcodes, from the machine's own. */
#include <string.h>

#include "src/command.h"
#include "src/output/jsonl.h"
#include "vm/brine.h"

static void opcodes_run(struct run *run);

const struct command command_opcodes = {
    .name = "opcodes",
    .synopsis = "[--json]",
    .summary = "The 68 opcodes of pickle: argument, effect on the stack, what each does",
    .help = "Prints one line per opcode, in the order of their codes: the byte, the name,\n"
            "the first protocol that has it, the argument that follows it in the stream,\n"
            "what it takes off the stack and leaves there (the top at the right), and a\n"
            "sentence. With --json: one object per opcode.\n",
    .accepts = OPT_BIT(json),
    .run = opcodes_run,
};

/* "any any" for "aa". */
static void effect_text(const char *letters, struct buf *out)
{
    if (!*letters)
        buf_char(out, '-');
    for (const char *at = letters; *at; at++) {
        if (at > letters)
            buf_char(out, ' ');
        buf_str(out, br_stack_object_name(*at));
    }
}

static void print_row(struct out *out, const struct br_opcode *row)
{
    struct buf before = {.limit = 256}, after = {.limit = 256};
    effect_text(row->before, &before);
    effect_text(row->after, &after);
    const char *arg = br_arg_name(row->arg);
    out_printf(out, "%02x  %c  %-16s  %u  %-21s  %-24s  %-8s  %s\n", row->code,
               row->code > 0x20 && row->code < 0x7f ? row->code : ' ', row->name, row->protocol,
               arg ? arg : "-", buf_text(&before), buf_text(&after), row->sentence);
    buf_free(&before);
    buf_free(&after);
}

static void json_effect(struct jsonl *json, const char *key, const char *letters)
{
    jsonl_key(json, key);
    jsonl_array(json);
    for (; *letters; letters++)
        jsonl_str(json, br_stack_object_name(*letters));
    jsonl_array_end(json);
}

static void json_row(struct jsonl *json, const struct br_opcode *row)
{
    jsonl_object(json);
    jsonl_key(json, "code");
    jsonl_number(json, row->code);
    jsonl_key(json, "name");
    jsonl_str(json, row->name);
    jsonl_key(json, "protocol");
    jsonl_number(json, row->protocol);
    jsonl_key(json, "arg");
    jsonl_str(json, br_arg_name(row->arg));
    json_effect(json, "before", row->before);
    json_effect(json, "after", row->after);
    jsonl_key(json, "doc");
    jsonl_str(json, row->sentence);
    jsonl_key(json, "python");
    jsonl_str(json, row->python);
    jsonl_object_end(json);
    jsonl_line(json);
}

static void opcodes_run(struct run *run)
{
    bool is_json = OPT_GIVEN(run->options, json);
    struct jsonl json;
    jsonl_open(&json, run->out);
    if (!is_json)
        out_printf(run->out, "%-2s  %c  %-16s  %s  %-21s  %-24s  %-8s  %s\n", "", ' ', "name", "p",
                   "argument", "before", "after", "what it does");
    const struct br_opcode *row;
    for (unsigned n = 0; (row = br_opcode_nth(n)); n++) {
        if (is_json)
            json_row(&json, row);
        else
            print_row(run->out, row);
    }
}
