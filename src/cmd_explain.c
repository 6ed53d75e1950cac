/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `brine explain`: what a finding means, why it is told, and what to do. */
#include <limits.h>
#include <string.h>

#include "src/analysis/pages.h"
#include "src/command.h"
#include "src/output/jsonl.h"
#include "src/output/paint.h"

static void explain_run(struct run *run);

const struct command command_explain = {
    .name = "explain",
    .synopsis = "[--json] [RULE]...",
    .summary = "What a finding means, why it is told, and what to do",
    .help =
        "Prints a page for each RULE, the name that scan prints behind a finding: how bad it\n"
        "is, what was seen, why it is told, an example, and what to do:\n"
        "\n"
        "  brine explain denied-call\n"
        "\n"
        "Without RULE: all rules, a line each. With --json: one object per rule, with its page.\n",
    .accepts = OPT_BIT(json),
    .max_files = UINT_MAX,
    .run = explain_run,
};

static void json_text(struct jsonl *json, const char *key, const char *text)
{
    jsonl_key(json, key);
    jsonl_str(json, text);
}

static void explain_json(struct jsonl *json, const struct rule *rule)
{
    static const struct page none = {.rule = NULL};
    const struct page *page = page_named(rule->name);
    if (!page)
        page = &none;
    jsonl_object(json);
    json_text(json, "rule", rule->name);
    json_text(json, "severity", severity_name(rule->severity));
    json_text(json, "sentence", rule->sentence);
    json_text(json, "meaning", page->meaning);
    json_text(json, "why", page->why);
    json_text(json, "example", page->example);
    json_text(json, "what_to_do", page->todo);
    jsonl_object_end(json);
    jsonl_line(json);
}

/* Indented, in lines of less than 80 columns. */
static void print_lines(struct out *out, const char *text)
{
    enum { INDENT = 2, ROOM = 79 - INDENT };
    while (*text) {
        size_t cut = strlen(text);
        if (cut > ROOM) {
            for (cut = ROOM; cut > 0 && text[cut] != ' '; cut--)
                ;
            if (cut == 0) /* one long word */
                cut = strcspn(text, " ");
        }
        out_pad(out, ' ', INDENT);
        out_bytes(out, text, cut);
        out_char(out, '\n');
        text += cut + (text[cut] == ' ');
    }
}

static void print_paragraph(struct out *out, const char *heading, const char *text)
{
    out_char(out, '\n');
    paint_str(out, PAINT_NAME, heading);
    out_char(out, '\n');
    print_lines(out, text);
}

static void print_severity(struct out *out, const struct rule *rule)
{
    paint(out, paint_of(rule->severity));
    out_printf(out, "%s %s", severity_sign(rule->severity), severity_name(rule->severity));
    paint(out, PAINT_PLAIN);
}

static void print_page(struct out *out, const struct rule *rule)
{
    const struct page *page = page_named(rule->name);
    paint_str(out, PAINT_NAME, rule->name);
    out_str(out, "  ");
    print_severity(out, rule);
    out_char(out, '\n');
    print_lines(out, rule->sentence);
    if (!page)
        return;
    print_paragraph(out, "What it means", page->meaning);
    print_paragraph(out, "Why it is told", page->why);
    print_paragraph(out, "Example", page->example);
    print_paragraph(out, "What to do", page->todo);
}

static void explain_all(struct run *run, struct jsonl *json)
{
    const struct rule *rule;
    for (size_t n = 0; (rule = rule_nth(n)) != NULL; n++) {
        if (json) {
            explain_json(json, rule);
            continue;
        }
        print_severity(run->out, rule);
        out_pad(run->out, ' ', 12 - strlen(severity_name(rule->severity)));
        out_printf(run->out, "%-18s  %s\n", rule->name, rule->sentence);
    }
}

static void explain_one(struct run *run, struct jsonl *json, const char *name, bool is_first)
{
    const struct rule *rule = rule_named(name);
    struct err err;
    if (!rule) {
        err_set(&err, "brine explain: \"%.80s\" is no rule; `brine explain` lists them", name);
        run_error(run, &err);
        return;
    }
    if (json) {
        explain_json(json, rule);
        return;
    }
    if (!is_first)
        out_char(run->out, '\n');
    print_page(run->out, rule);
}

static void explain_run(struct run *run)
{
    const struct options *options = run->options;
    struct jsonl json, *form = OPT_GIVEN(options, json) ? &json : NULL;
    jsonl_open(&json, run->out);
    if (options->n_files == 0)
        explain_all(run, form);
    for (size_t n = 0; n < options->n_files; n++)
        explain_one(run, form, options->files[n], n == 0);
}
