/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the text of a policy (its language: policy.h). Every mistake is reported with its line and
 * reading goes on with the next one; a text with a mistake adds nothing. */
#include "src/analysis/policy_rules.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum token_kind { TOKEN_WORD, TOKEN_STRING, TOKEN_LINE_END, TOKEN_FILE_END };

struct token {
    enum token_kind kind;
    struct piece text; /* of a string without its quotes */
    unsigned line;
};

/* How much the policy held before this file: what a mistake takes it back to. */
struct counts {
    size_t files, categories, aliases, common, rules;
};

struct parser {
    struct policy *policy;
    const char *filename;
    const char *text;
    size_t len, pos;
    unsigned line;
    uint32_t file;
    struct counts before;
    policy_report report;
    void *context;
    size_t mistakes;
    bool no_memory;
};

static const char *const verdict_names[] = {"allow", "unknown", "warn", "deny"};

const char *policy_verdict_name(enum policy_verdict verdict)
{
    return verdict_names[verdict];
}

/* ---- mistakes ---- */

/* Returns false, so that callers write `return mistake(...)`. */
static bool mistake(struct parser *parser, unsigned line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static bool mistake(struct parser *parser, unsigned line, const char *format, ...)
{
    struct err err;
    va_list args;
    va_start(args, format);
    vsnprintf(err.text, sizeof err.text, format, args);
    va_end(args);
    err_prefix(&err, "%s:%u", parser->filename, line);
    parser->mistakes++;
    parser->report(parser->context, err.text);
    return false;
}

static bool no_memory(struct parser *parser)
{
    if (!parser->no_memory)
        mistake(parser, parser->line, "no memory for the policy");
    parser->no_memory = true;
    return false;
}

/* A piece as arguments of `%.*s`, cut to what fits a message. */
#define SHOWN(piece) (int)((piece).len < 80 ? (piece).len : 80), (piece).text

/* ---- tokens ---- */

static bool at_end(const struct parser *parser)
{
    return parser->pos == parser->len;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static void skip_to_newline(struct parser *parser)
{
    while (!at_end(parser) && parser->text[parser->pos] != '\n')
        parser->pos++;
}

static void skip_blanks(struct parser *parser)
{
    while (!at_end(parser) && is_blank(parser->text[parser->pos]))
        parser->pos++;
    if (!at_end(parser) && parser->text[parser->pos] == '#')
        skip_to_newline(parser);
}

/* Goes to the next line that holds something. True if it continues the one before. */
static bool next_line_continues(struct parser *parser)
{
    for (;;) {
        if (at_end(parser))
            return false;
        parser->pos++; /* the newline */
        parser->line++;
        size_t start = parser->pos;
        skip_blanks(parser);
        if (!at_end(parser) && parser->text[parser->pos] != '\n')
            return parser->pos > start;
    }
}

static struct token read_string(struct parser *parser)
{
    size_t start = ++parser->pos;
    while (!at_end(parser) && parser->text[parser->pos] != '"' && parser->text[parser->pos] != '\n')
        parser->pos++;
    struct token token = {TOKEN_STRING, {parser->text + start, parser->pos - start}, parser->line};
    if (at_end(parser) || parser->text[parser->pos] != '"')
        mistake(parser, parser->line, "a text in quotes has no end on its line");
    else
        parser->pos++;
    return token;
}

static struct token read_word(struct parser *parser)
{
    size_t start = parser->pos;
    while (!at_end(parser) && !is_blank(parser->text[parser->pos]) &&
           !strchr("\n\"#", parser->text[parser->pos]))
        parser->pos++;
    return (struct token){TOKEN_WORD, {parser->text + start, parser->pos - start}, parser->line};
}

static struct token read_token(struct parser *parser)
{
    skip_blanks(parser);
    unsigned line = parser->line;
    if (!at_end(parser) && parser->text[parser->pos] == '\n' && !next_line_continues(parser))
        return (struct token){TOKEN_LINE_END, {"", 0}, line};
    if (at_end(parser))
        return (struct token){TOKEN_FILE_END, {"", 0}, line};
    if (parser->text[parser->pos] == '"')
        return read_string(parser);
    return read_word(parser);
}

static bool ends_line(struct token token)
{
    return token.kind == TOKEN_LINE_END || token.kind == TOKEN_FILE_END;
}

static void skip_line(struct parser *parser, struct token token)
{
    while (!ends_line(token))
        token = read_token(parser);
}

static bool word_is(struct token token, const char *word)
{
    return token.kind == TOKEN_WORD && piece_equal(token.text, (struct piece){word, strlen(word)});
}

/* Reads a word; says what it should be when it is none. */
static bool expect_word(struct parser *parser, const char *what, struct token *token)
{
    *token = read_token(parser);
    if (token->kind == TOKEN_WORD)
        return true;
    return mistake(parser, token->line, "expected %s", what);
}

static bool expect_string(struct parser *parser, const char *what, struct token *token)
{
    *token = read_token(parser);
    if (token->kind != TOKEN_STRING)
        return mistake(parser, token->line, "expected %s in double quotes", what);
    if (token->text.len == 0)
        return mistake(parser, token->line, "%s is empty", what);
    return true;
}

static bool expect_line_end(struct parser *parser, struct token *token)
{
    *token = read_token(parser);
    if (ends_line(*token))
        return true;
    return mistake(parser, token->line, "expected the end of the line, not `%.*s`",
                   SHOWN(token->text));
}

/* ---- category, alias, common ---- */

static uint32_t find_category(const struct policy *policy, struct piece name)
{
    const struct category *categories = policy_categories(policy);
    for (size_t i = 0; i < policy->categories.count; i++)
        if (piece_equal(name, (struct piece){categories[i].name, strlen(categories[i].name)}))
            return (uint32_t)i;
    return UINT32_MAX;
}

/* A category may be said again in another file with the same text, so that files stand alone. */
static bool category_is_new(struct parser *parser, struct token name, struct token text,
                            bool *is_new)
{
    uint32_t number = find_category(parser->policy, name.text);
    *is_new = number == UINT32_MAX;
    if (*is_new)
        return true;
    const struct category *old = &policy_categories(parser->policy)[number];
    if (old->file != parser->file &&
        piece_equal(text.text, (struct piece){old->text, strlen(old->text)}))
        return true;
    return mistake(parser, name.line, "category `%.*s` is already declared at %s:%u",
                   SHOWN(name.text), policy_files(parser->policy)[old->file], old->line);
}

static bool parse_category(struct parser *parser, struct token *last)
{
    struct token name, text;
    bool is_new;
    if (!expect_word(parser, "the name of the category", last))
        return false;
    name = *last;
    if (!expect_string(parser, "a sentence on the category", last))
        return false;
    text = *last;
    if (!expect_line_end(parser, last) || !category_is_new(parser, name, text, &is_new))
        return false;
    if (!is_new)
        return true;
    struct category *category = array_add(&parser->policy->categories, sizeof *category);
    if (!category)
        return no_memory(parser);
    category->name = policy_keep(parser->policy, name.text);
    category->text = policy_keep(parser->policy, text.text);
    category->file = parser->file;
    category->line = name.line;
    if (!category->name || !category->text) {
        parser->policy->categories.count--;
        return no_memory(parser);
    }
    return true;
}

static bool is_plain(struct piece text)
{
    for (size_t i = 0; i < text.len; i++)
        if (strchr("*?[]:", text.text[i]) || text.text[i] == '\0')
            return false;
    return text.len > 0 && text.text[0] != '.';
}

/* Whether module is what the tree stands for, or lies in it. */
static bool lies_in(struct piece module, struct piece tree)
{
    return module.len >= tree.len && memcmp(module.text, tree.text, tree.len) == 0 &&
           (module.len == tree.len || module.text[tree.len] == '.');
}

/* An alias must hide no rule: in earlier files nothing may be ruled under its name. */
static bool check_alias(struct parser *parser, struct token from, struct token to)
{
    const struct policy *policy = parser->policy;
    const struct alias *aliases = policy_aliases(policy);
    const struct rule *rules = policy_rules(policy);
    if (!is_plain(from.text) || !is_plain(to.text))
        return mistake(parser, from.line, "an alias takes two modules, not patterns");
    if (lies_in(to.text, from.text))
        return mistake(parser, from.line, "alias `%.*s` leads into itself", SHOWN(from.text));
    for (size_t i = 0; i < policy->aliases.count; i++)
        if (piece_equal(aliases[i].from, from.text))
            return mistake(parser, from.line, "alias `%.*s` is already declared at %s:%u",
                           SHOWN(from.text), policy_files(policy)[aliases[i].file],
                           aliases[i].line);
    for (size_t i = 0; i < parser->before.rules; i++)
        if (rules[i].module_kind >= FIELD_TREE && lies_in(rules[i].module, from.text))
            return mistake(parser, from.line, "alias `%.*s` would hide the rule at %s:%u",
                           SHOWN(from.text), policy_files(policy)[rules[i].file], rules[i].line);
    return true;
}

static bool parse_alias(struct parser *parser, struct token *last)
{
    struct token from, to;
    if (!expect_word(parser, "the module that is an alias", last))
        return false;
    from = *last;
    if (!expect_word(parser, "the module it stands for", last))
        return false;
    to = *last;
    if (!expect_line_end(parser, last) || !check_alias(parser, from, to))
        return false;
    const char *from_text = policy_keep(parser->policy, from.text);
    const char *to_text = policy_keep(parser->policy, to.text);
    struct alias *alias = array_add(&parser->policy->aliases, sizeof *alias);
    if (!from_text || !to_text || !alias) {
        parser->policy->aliases.count -= alias != NULL;
        return no_memory(parser);
    }
    *alias =
        (struct alias){{from_text, from.text.len}, {to_text, to.text.len}, parser->file, from.line};
    return true;
}

static bool parse_common(struct parser *parser, bool is_override, struct token *last)
{
    if (parser->file > 0 && !is_override)
        return mistake(parser, last->line,
                       "`common` makes rules milder: say `override common` in a file that adds");
    if (!expect_word(parser, "a module that is also an ordinary word", last))
        return false;
    for (; last->kind == TOKEN_WORD; *last = read_token(parser)) {
        if (!is_plain(last->text) || memchr(last->text.text, '.', last->text.len))
            return mistake(parser, last->line, "`%.*s` is no single word", SHOWN(last->text));
        const char *text = policy_keep(parser->policy, last->text);
        struct word *word = array_add(&parser->policy->common, sizeof *word);
        if (!text || !word) {
            parser->policy->common.count -= word != NULL;
            return no_memory(parser);
        }
        word->text = (struct piece){text, last->text.len};
        word->file = parser->file;
    }
    return ends_line(*last) || mistake(parser, last->line, "expected a word, not a text");
}

/* ---- rules ---- */

/* Checks a field and counts its plain characters. */
static bool measure_field(struct parser *parser, struct token token, struct piece field,
                          bool *is_glob, uint32_t *weight)
{
    *is_glob = false;
    *weight = 0;
    for (size_t i = 0; i < field.len; i++) {
        char c = field.text[i];
        bool is_edge = i == 0 || i + 1 == field.len || field.text[i - 1] == '.';
        if (c == '.' && is_edge)
            return mistake(parser, token.line, "`%.*s` has an empty component", SHOWN(token.text));
        if (c == ',')
            return mistake(parser, token.line, "`%.*s`: patterns are separated by blanks",
                           SHOWN(token.text));
        if (c == '*' && i + 1 < field.len && field.text[i + 1] == '*')
            return mistake(parser, token.line,
                           "`**` in `%.*s`: it stands alone, or as `.**` after a module",
                           SHOWN(token.text));
        if (c == '[') {
            const char *close = memchr(field.text + i, ']', field.len - i);
            if (!close || close == field.text + i + 1)
                return mistake(parser, token.line, "`%.*s`: a range is empty or has no `]`",
                               SHOWN(token.text));
            i = (size_t)(close - field.text);
        }
        if (c == '*' || c == '?' || c == '[')
            *is_glob = true;
        else
            ++*weight;
    }
    return true;
}

static bool is_text(struct piece piece, const char *text)
{
    return piece_equal(piece, (struct piece){text, strlen(text)});
}

static bool measure_module(struct parser *parser, struct token token, struct piece module,
                           struct rule *rule)
{
    static const char tree_end[] = ".**";
    size_t end_len = sizeof tree_end - 1;
    bool is_glob, is_tree = module.len > end_len &&
                            memcmp(module.text + module.len - end_len, tree_end, end_len) == 0;
    if (is_text(module, "*") || is_text(module, "**")) {
        rule->module_kind = FIELD_ANY;
        return true;
    }
    struct piece plain = {module.text, is_tree ? module.len - end_len : module.len};
    if (!measure_field(parser, token, plain, &is_glob, &rule->module_weight))
        return false;
    if (is_glob && is_tree)
        return mistake(parser, token.line, "`%.*s`: `.**` follows a module, not a pattern",
                       SHOWN(token.text));
    rule->module_kind = is_tree ? FIELD_TREE : is_glob ? FIELD_GLOB : FIELD_EXACT;
    rule->module.len = plain.len;
    return true;
}

static bool measure_name(struct parser *parser, struct token token, struct piece name,
                         struct rule *rule)
{
    bool is_glob;
    rule->crosses_dots = rule->verdict != POLICY_ALLOW || is_text(name, "**");
    if (is_text(name, "*") || is_text(name, "**")) {
        rule->name_kind = FIELD_ANY;
        return true;
    }
    if (!measure_field(parser, token, name, &is_glob, &rule->name_weight))
        return false;
    rule->name_kind = is_glob ? FIELD_GLOB : FIELD_EXACT;
    return true;
}

/* Adds the rule whose verdicts, category and file stand in *draft. */
static bool add_rule(struct parser *parser, const struct rule *draft, struct token token,
                     struct piece module, struct piece name)
{
    struct rule rule = *draft;
    rule.line = token.line;
    rule.is_part = module.len == 0;
    if (!rule.is_part && !measure_module(parser, token, module, &rule))
        return false;
    if (!measure_name(parser, token, name, &rule))
        return false;
    if (rule.module_kind == FIELD_ANY && rule.name_kind == FIELD_ANY)
        return mistake(parser, token.line, "`%.*s` would rule everything", SHOWN(token.text));

    char *pattern = policy_room(parser->policy, module.len + 1 + name.len);
    struct rule *slot = pattern ? array_add(&parser->policy->rules, sizeof *slot) : NULL;
    if (!slot)
        return no_memory(parser);
    size_t module_len = rule.module_kind == FIELD_ANY ? module.len : rule.module.len;
    if (module.len)
        memcpy(pattern, module.text, module.len);
    pattern[module.len] = rule.is_part ? '.' : ':';
    memcpy(pattern + module.len + 1, name.text, name.len);
    rule.pattern = pattern;
    rule.module = (struct piece){pattern, rule.is_part ? 0 : module_len};
    rule.name = (struct piece){pattern + module.len + 1, name.len};
    *slot = rule;
    return true;
}

/* The module in force for plain names: `MODULE: NAME NAME`. */
struct scope {
    struct piece module;
    bool has_name;
};

static bool scope_is_done(struct parser *parser, struct token token, const struct scope *scope)
{
    if (scope->module.len == 0 || scope->has_name)
        return true;
    return mistake(parser, token.line, "module `%.*s` is followed by no name",
                   SHOWN(scope->module));
}

/* `MODULE:NAME`, or `MODULE:`, which opens a scope. */
static bool parse_fields(struct parser *parser, const struct rule *draft, struct token token,
                         size_t colon, struct scope *scope)
{
    struct piece module = {token.text.text, colon};
    struct piece name = {token.text.text + colon + 1, token.text.len - colon - 1};
    if (module.len == 0 || (name.len && memchr(name.text, ':', name.len)))
        return mistake(parser, token.line, "expected MODULE:NAME, not `%.*s`", SHOWN(token.text));
    if (name.len)
        return add_rule(parser, draft, token, module, name);
    *scope = (struct scope){module, false};
    return true;
}

/* A dotted name: what follows the last dot is the name, but in `os.**`. */
static bool parse_dotted(struct parser *parser, const struct rule *draft, struct token token)
{
    struct piece text = token.text;
    size_t dot = text.len;
    while (dot > 0 && text.text[dot - 1] != '.')
        dot--;
    if (dot <= 1 || dot == text.len)
        return mistake(parser, token.line,
                       "`%.*s` has no module: expected MODULE:NAME or a dotted name", SHOWN(text));
    struct piece name = {text.text + dot, text.len - dot};
    struct piece module = {text.text, is_text(name, "**") ? text.len : dot - 1};
    return add_rule(parser, draft, token, module, name);
}

static bool parse_pattern(struct parser *parser, const struct rule *draft, struct token token,
                          struct scope *scope)
{
    struct piece text = token.text;
    const char *colon = memchr(text.text, ':', text.len);
    bool is_part = text.text[0] == '.';
    if (!colon && !is_part && scope->module.len) {
        scope->has_name = true;
        return add_rule(parser, draft, token, scope->module, text);
    }
    if (!scope_is_done(parser, token, scope))
        return false;
    *scope = (struct scope){{"", 0}, false};
    if (colon)
        return parse_fields(parser, draft, token, (size_t)(colon - text.text), scope);
    if (!is_part)
        return parse_dotted(parser, draft, token);
    struct piece part = {text.text + 1, text.len - 1};
    if (part.len == 0 || memchr(part.text, '.', part.len) || is_text(part, "*"))
        return mistake(parser, token.line, "expected `.PART`, one component, not `%.*s`",
                       SHOWN(text));
    return add_rule(parser, draft, token, (struct piece){text.text, 0}, part);
}

static bool parse_patterns(struct parser *parser, const struct rule *draft, struct token *last)
{
    struct scope scope = {{"", 0}, false};
    for (*last = read_token(parser); last->kind == TOKEN_WORD; *last = read_token(parser))
        if (!parse_pattern(parser, draft, *last, &scope))
            return false;
    return scope_is_done(parser, *last, &scope);
}

static bool parse_verdict(struct piece text, uint8_t *verdict)
{
    for (size_t i = 0; i < sizeof verdict_names / sizeof *verdict_names; i++)
        if (is_text(text, verdict_names[i])) {
            *verdict = (uint8_t)i;
            return true;
        }
    return false;
}

/* "deny" or "allow/warn". */
static bool parse_verdicts(struct parser *parser, struct token token, struct rule *rule)
{
    struct piece first = token.text;
    const char *slash = memchr(first.text, '/', first.len);
    if (slash)
        first.len = (size_t)(slash - first.text);
    struct piece second = slash ? (struct piece){slash + 1, token.text.len - first.len - 1} : first;
    if (!parse_verdict(first, &rule->verdict) || !parse_verdict(second, &rule->called))
        return mistake(parser, token.line,
                       "expected category, alias, common, override, allow, unknown, warn or deny, "
                       "not `%.*s`",
                       SHOWN(token.text));
    if (rule->called < rule->verdict)
        return mistake(parser, token.line, "`%.*s`: called cannot be milder than imported",
                       SHOWN(token.text));
    return true;
}

/* Takes back the rules of a line that turned out to be wrong. */
static bool drop_rules(struct parser *parser, size_t first)
{
    parser->policy->rules.count = first;
    return false;
}

static bool parse_rule(struct parser *parser, bool is_override, struct token *last)
{
    struct rule draft = {.is_override = is_override, .file = parser->file};
    size_t first = parser->policy->rules.count;
    if (!parse_verdicts(parser, *last, &draft) || !expect_word(parser, "a category", last))
        return false;
    draft.category = find_category(parser->policy, last->text);
    if (draft.category == UINT32_MAX)
        return mistake(parser, last->line, "category `%.*s` is not declared", SHOWN(last->text));
    if (!parse_patterns(parser, &draft, last))
        return drop_rules(parser, first);
    if (parser->policy->rules.count == first) {
        mistake(parser, last->line, "expected a pattern after the category");
        return drop_rules(parser, first);
    }
    if (last->kind != TOKEN_STRING || last->text.len == 0) {
        mistake(parser, last->line, "expected the reason, a sentence in double quotes");
        return drop_rules(parser, first);
    }
    const char *why = policy_keep(parser->policy, last->text);
    if (!why) {
        no_memory(parser);
        return drop_rules(parser, first);
    }
    if (!expect_line_end(parser, last))
        return drop_rules(parser, first);
    struct rule *rules = policy_rules(parser->policy);
    for (size_t i = first; i < parser->policy->rules.count; i++)
        rules[i].why = why;
    return true;
}

static bool parse_line(struct parser *parser, struct token *last)
{
    bool is_override = word_is(*last, "override");
    if (is_override) {
        if (parser->file == 0)
            return mistake(parser, last->line, "there is no file before this one to override");
        if (!expect_word(parser, "a verdict or common", last))
            return false;
    }
    if (word_is(*last, "common"))
        return parse_common(parser, is_override, last);
    if (!is_override && word_is(*last, "category"))
        return parse_category(parser, last);
    if (!is_override && word_is(*last, "alias"))
        return parse_alias(parser, last);
    return parse_rule(parser, is_override, last);
}

/* ---- a whole text ---- */

static bool has_control_character(struct parser *parser)
{
    unsigned line = 1;
    for (size_t i = 0; i < parser->len; i++) {
        unsigned char c = (unsigned char)parser->text[i];
        if (c == '\n') {
            line++;
        } else if ((c < 0x20 && c != '\t' && c != '\r') || c == 0x7f) {
            mistake(parser, line, "control character 0x%02x", c);
            return true;
        }
    }
    return false;
}

static void parse_lines(struct parser *parser)
{
    while (!parser->no_memory) {
        struct token token = read_token(parser);
        if (token.kind == TOKEN_FILE_END)
            return;
        if (token.kind == TOKEN_LINE_END)
            continue;
        /* Only the first line of a file can stand here with a blank before it. */
        if (token.text.text != parser->text && is_blank(token.text.text[-1])) {
            mistake(parser, token.line, "a line that begins with a blank has none above it");
            skip_line(parser, token);
        } else if (!parse_line(parser, &token)) {
            skip_line(parser, token);
        }
    }
}

static void report_twins(struct parser *parser)
{
    const struct policy *policy = parser->policy;
    for (size_t i = parser->before.rules; i < policy->rules.count; i++) {
        const struct rule *rule = &policy_rules(policy)[i], *twin = rules_twin(policy, rule);
        if (twin)
            mistake(parser, rule->line, "`%.100s` is already ruled at line %u", rule->pattern,
                    twin->line);
    }
}

static void take_back(struct policy *policy, const struct counts *before)
{
    policy->files.count = before->files;
    policy->categories.count = before->categories;
    policy->aliases.count = before->aliases;
    policy->common.count = before->common;
    policy->rules.count = before->rules;
}

static bool add_file_name(struct parser *parser)
{
    const char *name =
        policy_keep(parser->policy, (struct piece){parser->filename, strlen(parser->filename)});
    const char **slot = name ? array_add(&parser->policy->files, sizeof *slot) : NULL;
    if (!slot)
        return no_memory(parser);
    *slot = name;
    return true;
}

/* Says of each rule of a file that adds without `override` if it is milder than what holds. */
static void report_idle_rules(struct parser *parser)
{
    const struct policy *policy = parser->policy;
    for (size_t i = parser->before.rules; i < policy->rules.count; i++) {
        const struct rule *rule = &policy_rules(policy)[i];
        if (rule->is_override || !rule_is_exact(rule))
            continue;
        struct found found = rules_find(policy, rule->module, rule->name);
        if (found.rule && found.rule->file < rule->file && found.verdict > rule->verdict)
            mistake(parser, rule->line,
                    "`%.100s` has no effect: %s:%u says %s; to change that, say `override`",
                    rule->pattern, policy_files(policy)[found.rule->file], found.rule->line,
                    policy_verdict_name(found.verdict));
    }
}

/* Reads the text; what it adds stays only if keep is set and there was no mistake. */
static size_t read_policy(struct policy *policy, const char *filename, const char *text, size_t len,
                          bool keep, policy_report report, void *context)
{
    struct parser parser = {.policy = policy,
                            .filename = filename,
                            .text = text,
                            .len = len,
                            .line = 1,
                            .file = (uint32_t)policy->files.count,
                            .before = {policy->files.count, policy->categories.count,
                                       policy->aliases.count, policy->common.count,
                                       policy->rules.count},
                            .report = report,
                            .context = context};
    struct index old = {0};
    if (policy->files.count == POLICY_FILES_MAX) {
        mistake(&parser, 1, "more than %d policy files", POLICY_FILES_MAX);
        return parser.mistakes;
    }
    if (!has_control_character(&parser) && add_file_name(&parser))
        parse_lines(&parser);
    if (!parser.no_memory && policy->files.count > parser.before.files) {
        if (rules_index(policy, &old)) {
            report_twins(&parser);
            if (!keep)
                report_idle_rules(&parser);
            if (parser.mistakes || !keep) {
                index_free(&policy->index);
                policy->index = old;
            } else {
                index_free(&old);
            }
        } else {
            no_memory(&parser);
        }
    }
    if (parser.mistakes || !keep)
        take_back(policy, &parser.before);
    return parser.mistakes;
}

static void keep_first(void *context, const char *message)
{
    struct err *err = context;
    if (!err->text[0])
        err_set(err, "%s", message);
}

bool policy_add_text(struct policy *policy, const char *filename, const char *text, size_t len,
                     struct err *err)
{
    struct err first = {""};
    if (read_policy(policy, filename, text, len, true, keep_first, &first) == 0)
        return true;
    return err_set(err, "%s", first.text);
}

size_t policy_check_text(struct policy *policy, const char *filename, const char *text, size_t len,
                         policy_report report, void *context)
{
    return read_policy(policy, filename, text, len, false, report, context);
}
