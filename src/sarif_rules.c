/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules as SARIF's reportingDescriptors [3.49]: each with the page that `brine explain` shows. There is
 * no helpUri: brine's pages stand in the program, not at an address. */
#include <string.h>

#include "src/analysis/analysis.h"
#include "src/analysis/pages.h"
#include "src/sarif.h"

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

/* ---- A page ------------------------------------------------------------------------------------ */

enum form { FORM_TEXT, FORM_MARKDOWN, FORMS };

/* Braces stand for arguments. [3.11.5] */
static void add_plain(struct buf *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '{' || *text == '}')
            buf_char(out, *text);
        buf_char(out, *text);
    }
}

/* Between backquotes all stands for itself. [CommonMark 6.1, 2.4] */
static void add_markdown(struct buf *out, const char *text)
{
    bool is_code = false;
    for (; *text; text++) {
        is_code ^= *text == '`';
        if (!is_code && strchr("\\*_<>[]#|~", *text))
            buf_char(out, '\\');
        add_plain(out, (char[]){*text, '\0'});
    }
}

static void add_code(struct buf *out, const char *text)
{
    buf_str(out, "```\n");
    add_plain(out, text);
    buf_str(out, "\n```");
}

static void add_paragraph(struct buf *out, enum form form, const char *heading, const char *text,
                          bool is_code)
{
    static const char *const before[FORMS] = {"", "**"}, *const after[FORMS] = {": ", "**\n\n"};
    if (!text[0])
        return;
    if (out->len)
        buf_str(out, "\n\n");
    buf_str(out, before[form]);
    buf_str(out, heading);
    buf_str(out, after[form]);
    if (form == FORM_TEXT)
        add_plain(out, text);
    else if (is_code)
        add_code(out, text);
    else
        add_markdown(out, text);
}

static void add_page(struct buf *out, enum form form, const struct rule *rule)
{
    const struct page *page = page_named(rule->name);
    if (page) {
        add_paragraph(out, form, "What it means", page->meaning, false);
        add_paragraph(out, form, "Why it is told", page->why, false);
        add_paragraph(out, form, "Example", page->example, true);
        add_paragraph(out, form, "What to do", page->todo, false);
    }
    add_paragraph(out, form, "In general", severities[rule->severity].help, false);
}

static void put_form(struct jsonl *json, const char *key, enum form form, const struct rule *rule)
{
    struct buf page = {.limit = 0};
    add_page(&page, form, rule);
    jsonl_key(json, key);
    jsonl_bytes(json, buf_text(&page), page.len);
    buf_free(&page);
}

/* ---- A rule ------------------------------------------------------------------------------------ */

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

static void put_rule(struct jsonl *json, const struct rule *rule)
{
    const struct page *page = page_named(rule->name);
    jsonl_object(json);
    put_str(json, "id", rule->name);
    put_text(json, "shortDescription", rule->sentence);
    put_text(json, "fullDescription", page ? page->meaning : rule->sentence);
    jsonl_key(json, "help");
    jsonl_object(json);
    put_form(json, "text", FORM_TEXT, rule);
    put_form(json, "markdown", FORM_MARKDOWN, rule);
    jsonl_object_end(json);
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

void sarif_put_rules(struct jsonl *json)
{
    jsonl_array(json);
    for (int n = 0; n < RULES; n++)
        put_rule(json, &rules[n]);
    jsonl_array_end(json);
}
