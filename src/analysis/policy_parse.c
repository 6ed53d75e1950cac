/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the text of a policy (its language: policy.h). Every mistake is reported with its line and
 * reading goes on with the next one; a text with a mistake adds nothing. */
#include <string.h>

#include "src/analysis/policy_tokens.h"

static const char *const verdict_names[] = {"allow", "follow", "unknown", "warn", "deny"};

const char *policy_verdict_name(enum policy_verdict verdict)
{
    return verdict_names[verdict];
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
                       "expected category, alias, common, override, allow, follow, unknown, warn "
                       "or deny, "
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
        return mistake(parser, last->line,
                       "category `%.*s` is not declared; a rule is VERDICT CATEGORY PATTERN... "
                       "\"why\"",
                       SHOWN(last->text));
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
