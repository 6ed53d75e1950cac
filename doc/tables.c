/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints the program's tables as one JSON object, for doc/fill.py, which writes them into the manual
 * and README.md. It reads the same rows as the program, so that nothing is written twice. */
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "src/analysis/pages.h"
#include "src/base/settings.h"
#include "src/command.h"
#include "src/debugger/command.h"
#include "src/debugger/setting.h"
#include "src/input/format.h"
#include "ui/actions.h"
#include "ui/keys.h"

/* What the debugger's commands are looked for in: those of the screen are among them. */
static const struct session all_commands = {.extra = &actions_group};

static json_t *option_rows(const struct command *command)
{
    json_t *rows = json_array();
    struct option_help option;
    for (size_t n = 0; option_help(command->accepts, n, &option); n++) {
        bool is_limit = option.name && settings_find(option.name) != SETTING_COUNT;
        const char letter[2] = {option.letter, '\0'};
        json_array_append_new(rows, json_pack("{s:s, s:s, s:s, s:s, s:b}", "letter", letter, "name",
                                              option.name ? option.name : "", "value",
                                              option.value ? option.value : "", "text", option.text,
                                              "is_limit", (int)is_limit));
    }
    return rows;
}

static json_t *program_rows(void)
{
    json_t *rows = json_array();
    const struct command *command;
    for (size_t n = 0; (command = command_nth(n)) != NULL; n++)
        json_array_append_new(rows,
                              json_pack("{s:s, s:s, s:s, s:s, s:o}", "name", command->name,
                                        "synopsis", command->synopsis, "summary", command->summary,
                                        "help", command->help, "options", option_rows(command)));
    return rows;
}

static json_t *group_rows(const struct debug_group *group)
{
    json_t *rows = json_array();
    for (size_t n = 0; n < group->count; n++) {
        const struct debug_command *row = &group->rows[n];
        json_array_append_new(rows, json_pack("{s:s, s:s, s:s, s:s, s:s, s:o}", "name", row->name,
                                              "aliases", row->aliases, "args", row->args, "summary",
                                              row->summary, "help", row->help, "topics",
                                              row->sub      ? group_rows(row->sub)
                                              : row->topics ? group_rows(row->topics)
                                                            : json_array()));
    }
    return rows;
}

static json_t *debugger_groups(void)
{
    json_t *rows = json_array();
    const struct debug_group *group;
    for (size_t n = 0; (group = debug_group_nth(&all_commands, n)) != NULL; n++)
        json_array_append_new(
            rows, json_pack("{s:s, s:o}", "title", group->title, "rows", group_rows(group)));
    return rows;
}

static json_t *setting_rows(void)
{
    json_t *rows = json_array();
    struct debug_settings *settings = debug_settings_new();
    const struct debug_setting *row;
    for (unsigned n = 0; settings && (row = debug_setting_nth(n)) != NULL; n++) {
        struct buf value = {0};
        debug_settings_say(settings, n, &value);
        json_array_append_new(rows, json_pack("{s:s, s:s, s:s, s:s}", "name", row->name, "text",
                                              row->text, "value", buf_text(&value), "words",
                                              row->words ? row->words : ""));
        buf_free(&value);
    }
    debug_settings_free(settings);
    return rows;
}

static json_t *limit_rows(void)
{
    json_t *rows = json_array();
    for (int n = 0; n < SETTING_COUNT; n++) {
        const struct setting *row = &settings_table[n];
        json_array_append_new(rows, json_pack("{s:s, s:s, s:s, s:I}", "name", row->name, "unit",
                                              settings_unit_name(row->unit), "text", row->text,
                                              "value", (json_int_t)row->fallback));
    }
    return rows;
}

static json_t *key_rows(void)
{
    json_t *rows = json_array();
    struct keys keys = {0};
    struct err err;
    if (!keys_add_default(&keys, &err)) {
        fprintf(stderr, "tables: %s\n", err.text);
        return NULL;
    }
    for (size_t n = 0; n < keys.n; n++) {
        const struct key_row *row = &keys.rows[n];
        json_array_append_new(rows, json_pack("{s:s, s:s, s:s, s:s, s:s}", "name", row->name,
                                              "label", row->label, "command", row->command, "where",
                                              row->place == KEYS_SCREEN ? "" : row->heading,
                                              "summary", row->about));
    }
    keys_free(&keys);
    return rows;
}

static json_t *format_rows(void)
{
    json_t *rows = json_array();
    const struct input_format *format;
    for (size_t n = 0; (format = input_format_nth(n)) != NULL; n++)
        json_array_append_new(rows,
                              json_pack("{s:s, s:s}", "name", format->name, "text", format->about));
    return rows;
}

static json_t *rule_rows(void)
{
    json_t *rows = json_array();
    const struct rule *rule;
    for (size_t n = 0; (rule = rule_nth(n)) != NULL; n++) {
        const struct page *page = page_named(rule->name);
        json_array_append_new(
            rows, json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "name", rule->name, "severity",
                            severity_name(rule->severity), "text", rule->sentence, "meaning",
                            page ? page->meaning : "", "why", page ? page->why : "", "example",
                            page ? page->example : "", "todo", page ? page->todo : ""));
    }
    return rows;
}

int main(void)
{
    json_t *tables =
        json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "program", program_rows(), "debugger",
                  debugger_groups(), "settings", setting_rows(), "limits", limit_rows(), "keys",
                  key_rows(), "formats", format_rows(), "rules", rule_rows());
    bool is_written = tables && json_dumpf(tables, stdout, JSON_INDENT(1)) == 0;
    json_decref(tables);
    if (is_written && fflush(stdout) == 0)
        return 0;
    fputs("tables: the tables could not be written whole\n", stderr);
    return 1;
}
