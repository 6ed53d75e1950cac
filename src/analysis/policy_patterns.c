/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The patterns of a policy's rules: `MODULE:NAME`, `MODULE: NAME NAME`, dotted names and `.PART`. */
#include <string.h>

#include "src/analysis/policy_tokens.h"

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

bool is_text(struct piece piece, const char *text)
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
    rule->crosses_dots = rule->verdict > POLICY_FOLLOW || is_text(name, "**");
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
        return mistake(
            parser, token.line,
            "`%.*s` has no module: expected MODULE:NAME, a dotted name, or MODULE.** for "
            "all of a module",
            SHOWN(text));
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

bool parse_patterns(struct parser *parser, const struct rule *draft, struct token *last)
{
    struct scope scope = {{"", 0}, false};
    for (*last = read_token(parser); last->kind == TOKEN_WORD; *last = read_token(parser))
        if (!parse_pattern(parser, draft, *last, &scope))
            return false;
    return scope_is_done(parser, *last, &scope);
}
