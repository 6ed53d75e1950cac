/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges names: the rule for module and name as they stand, raised by what the parts of the name
 * tell. The name is cut into components once; every way to read it is then a range of these. */
#include "src/analysis/policy.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/analysis/policy_rules.h"
#include "src/base/buf.h"

/* The bytes of policy/default.policy and a NUL. */
static const unsigned char default_text[] = {
#include "src/analysis/default_policy.inc"
};

/* The ways to read a name are tried over so many components of its beginning, within so many bytes.
 * No pickler writes longer ones; what lies behind is judged more harshly. */
enum { COMPONENTS_MAX = 8, READING_MAX = 400 };

struct reading {
    const struct policy *policy;
    struct piece module; /* true name, aliases resolved */
    struct piece name;
    size_t count; /* components of the name, at most the maximum */
    size_t start[COMPONENTS_MAX], end[COMPONENTS_MAX]; /* in name */
    struct judgement *out;
    const struct rule *rule; /* that *out tells of */
};

/* ---- the answer ---- */

static void tell_rule(const struct policy *policy, const struct rule *rule, struct judgement *out)
{
    const struct category *category = &policy_categories(policy)[rule->category];
    out->category = category->name;
    out->category_text = category->text;
    out->why = rule->why;
    out->rule = rule->pattern;
    out->file = policy_files(policy)[rule->file];
    out->line = rule->line;
}

static void take(struct reading *reading, struct found found, enum policy_reach reach)
{
    reading->rule = found.rule;
    reading->out->reach = reach;
    tell_rule(reading->policy, found.rule, reading->out);
}

/* Makes the answer at least as severe as what was found. Of two equally severe rules the exact one
 * says more. */
static void raise_to(struct reading *reading, struct found found, enum policy_reach reach)
{
    struct judgement *out = reading->out;
    if (!found.rule || found.called < POLICY_WARN)
        return;
    bool is_worse = found.verdict > out->verdict ||
                    (found.verdict == out->verdict && found.called > out->called);
    bool says_more = found.verdict == out->verdict && found.called == out->called &&
                     rule_is_exact(found.rule) && (!reading->rule || !rule_is_exact(reading->rule));
    if (is_worse || says_more)
        take(reading, found, reach);
    if (found.verdict > out->verdict)
        out->verdict = found.verdict;
    if (found.called > out->called)
        out->called = found.called;
}

/* Nothing can make it worse, or tell it better. */
static bool is_settled(const struct reading *reading)
{
    return reading->out->verdict == POLICY_DENY && reading->rule && rule_is_exact(reading->rule);
}

static bool is_final(struct found found)
{
    return found.rule && rule_is_exact(found.rule) &&
           (found.rule->file == 0 || found.rule->is_override);
}

/* ---- components ---- */

static size_t component_end(struct piece text, size_t start)
{
    const char *dot = start < text.len ? memchr(text.text + start, '.', text.len - start) : NULL;
    return dot ? (size_t)(dot - text.text) : text.len;
}

static void cut_name(struct reading *reading)
{
    size_t start = 0;
    while (reading->count < COMPONENTS_MAX && start <= reading->name.len) {
        size_t end = component_end(reading->name, start);
        if (end > READING_MAX)
            break;
        reading->start[reading->count] = start;
        reading->end[reading->count++] = end;
        start = end + 1;
    }
}

/* Components first to last, last included. */
static struct piece range(const struct reading *reading, size_t first, size_t last)
{
    return (struct piece){reading->name.text + reading->start[first],
                          reading->end[last] - reading->start[first]};
}

static bool ends_name(const struct reading *reading, size_t component)
{
    return reading->end[component] == reading->name.len;
}

static struct piece without_underscores(struct piece text)
{
    while (text.len && *text.text == '_') {
        text.text++;
        text.len--;
    }
    return text;
}

static struct piece true_module(const struct policy *policy, struct piece module,
                                char buf[MODULE_BUF])
{
    return rules_true_module(&policy->index, policy_aliases(policy), module, buf);
}

static struct piece first_of(struct piece module)
{
    return (struct piece){module.text, component_end(module, 0)};
}

/* What a whole module is said to be does not hold for a word that may mean something else. */
static struct found tamed(struct found found, bool is_common)
{
    if (is_common && found.rule && found.rule->name_kind == FIELD_ANY &&
        found.called > POLICY_WARN) {
        found.called = POLICY_WARN;
        if (found.verdict > POLICY_WARN)
            found.verdict = POLICY_WARN;
    }
    return found;
}

/* The word of the module that a component names, or NULL: `os`, `_os`, `posix`. */
static const struct word *module_word(const struct policy *policy, struct piece component)
{
    char buf[MODULE_BUF];
    for (int i = 0; i < 2; i++) {
        struct piece module = true_module(policy, component, buf);
        const struct word *word = rules_word(policy, first_of(module));
        if (word)
            return word;
        component = without_underscores(component);
    }
    return NULL;
}

/* ---- readings ---- */

/* What stands behind the component is one name, as methods have it, of what is named as classes are:
 * `Conv.forward`. No class is made of it, and to fetch it runs nothing but that class. */
static bool is_method_of_class(const struct reading *reading, size_t component)
{
    const char *class = reading->name.text + reading->start[component];
    const char *method = reading->name.text + reading->start[component + 1];
    bool is_last = ends_name(reading, component + 1);
    return is_last && reading->end[component + 1] > reading->start[component + 1] &&
           *class >= 'A' && *class <= 'Z' && *method >= 'a' && *method <= 'z';
}

/* `eval.__call__`: what `eval` is. An allowed beginning does not allow to call what it contains. */
static void read_beginnings(struct reading *reading)
{
    for (size_t i = 0; i + 1 < reading->count && !ends_name(reading, i); i++) {
        struct found found = rules_find(reading->policy, reading->module, range(reading, 0, i));
        raise_to(reading, found, POLICY_BY_BEGINNING);
        if (!found.rule || found.verdict != POLICY_ALLOW || reading->rule)
            continue;
        take(reading, found, POLICY_BY_ATTRIBUTE);
        if (found.called == POLICY_ALLOW && is_method_of_class(reading, i))
            reading->out->verdict = POLICY_ALLOW;
    }
}

/* The module that components first to last of the name spell. */
static struct piece module_of_range(const struct reading *reading, size_t first, size_t last,
                                    char buf[MODULE_BUF])
{
    struct piece text = range(reading, first, last);
    struct piece module = true_module(reading->policy, text, buf);
    if (rules_word(reading->policy, first_of(module)))
        return module;
    return true_module(reading->policy, without_underscores(text), buf);
}

/* The names that can follow a border: the next component alone, and all that is there. */
static size_t names_after(const struct reading *reading, size_t border, struct piece names[2])
{
    size_t first = border + 1, last = reading->count - 1, n = 0;
    if (first <= last)
        names[n++] = range(reading, first, first);
    if (first < last)
        names[n++] = range(reading, first, last);
    return n;
}

/* The name ends with a module, which is then the object itself. */
static void read_module_itself(struct reading *reading, struct piece module, bool is_common)
{
    struct judgement *out = reading->out;
    struct found found = rules_find(reading->policy, module, (struct piece){"", 0});
    raise_to(reading, tamed(found, is_common), POLICY_BY_MODULE_PART);
    if (out->called < POLICY_WARN) {
        out->verdict = out->called = POLICY_UNKNOWN;
        out->reach = POLICY_BY_MODULE_PART;
        out->why = "a module as a whole, not one of its names";
    }
}

/* Reads the name from component `first` on as module and name with the border after `last`. */
static void read_inner(struct reading *reading, size_t first, size_t last, bool is_common)
{
    char buf[MODULE_BUF];
    struct piece names[2], module = module_of_range(reading, first, last, buf);
    if (ends_name(reading, last))
        read_module_itself(reading, module, is_common);
    size_t n = names_after(reading, last, names);
    for (size_t i = 0; i < n; i++)
        raise_to(reading, tamed(rules_find(reading->policy, module, names[i]), is_common),
                 POLICY_BY_MODULE_PART);
}

/* `random` + `_os.system`. */
static void read_module_part(struct reading *reading, size_t first, const struct word *word)
{
    for (size_t last = first; last < reading->count; last++)
        read_inner(reading, first, last, word->is_common);
}

/* A rule of this very module for a name with a dot, `http:HTTPStatus.[A-Z]*`: it says what lies behind
 * the dot, which `http.**` need not take for a module. A later file is not bound by it. */
static bool is_spelled_out(const struct rule *own, const struct rule *rule, struct piece module)
{
    return own && rule && own->file == rule->file && own->module_kind == FIELD_EXACT &&
           own->name_kind == FIELD_GLOB && memchr(own->name.text, '.', own->name.len) &&
           rule->module_kind == FIELD_TREE && rule->name_kind == FIELD_ANY &&
           rule->module.len <= module.len;
}

/* `os` + `path.join`: the same as `os.path` + `join`. */
static void read_borders(struct reading *reading, const struct rule *own)
{
    char joined[MODULE_BUF], buf[MODULE_BUF];
    size_t module_len = reading->module.len;
    if (module_len == 0 || module_len + 1 + READING_MAX > sizeof joined)
        return;
    memcpy(joined, reading->module.text, module_len);
    joined[module_len] = '.';
    for (size_t border = 0; border + 1 < reading->count; border++) {
        struct piece added = range(reading, 0, border);
        memcpy(joined + module_len + 1, added.text, added.len);
        struct piece module =
            true_module(reading->policy, (struct piece){joined, module_len + 1 + added.len}, buf);
        struct piece names[2];
        size_t n = names_after(reading, border, names);
        for (size_t i = 0; i < n; i++) {
            struct found found = rules_find(reading->policy, module, names[i]);
            if (!is_spelled_out(own, found.rule, reading->module))
                raise_to(reading, found, POLICY_BY_BORDER);
        }
    }
}

/* `six.moves.builtins` + `eval`: only what is exactly ruled, since modules of one's own are called
 * `code` or `types` too. */
static void read_module_ends(struct reading *reading)
{
    const struct policy *policy = reading->policy;
    char buf[MODULE_BUF];
    if (reading->module.len > READING_MAX)
        return;
    for (size_t i = component_end(reading->module, 0); i < reading->module.len;
         i = component_end(reading->module, i + 1)) {
        struct piece end = {reading->module.text + i + 1, reading->module.len - i - 1};
        struct piece module = true_module(policy, end, buf);
        const struct word *word = rules_word(policy, first_of(module));
        if (!word || word->is_common)
            continue;
        struct found found = rules_find(policy, module, reading->name);
        if (found.rule && rule_is_exact(found.rule))
            raise_to(reading, found, POLICY_BY_MODULE_END);
    }
}

/* In a name with more components than are read in every way, a module is judged as the worst that
 * it holds. */
static void read_far_module(struct reading *reading)
{
    struct judgement *out = reading->out;
    if (out->verdict == POLICY_DENY)
        return;
    out->verdict = out->called = POLICY_DENY;
    out->reach = POLICY_BY_MODULE_PART;
    out->why = "leads to a module with dangerous names, through more components than any pickler "
               "writes";
}

/* Every component, however many: parts with rules, and modules. */
static void read_components(struct reading *reading)
{
    const struct policy *policy = reading->policy;
    bool is_short = reading->count && ends_name(reading, reading->count - 1);
    size_t number = 0;
    for (size_t start = 0; start <= reading->name.len && !is_settled(reading); number++) {
        size_t end = component_end(reading->name, start);
        struct piece component = {reading->name.text + start, end - start};
        raise_to(reading, rules_find_part(policy, component), POLICY_BY_PART);
        const struct word *word = component.len ? module_word(policy, component) : NULL;
        if (word && word->has_denied && is_short)
            read_module_part(reading, number, word);
        else if (word && word->has_denied)
            read_far_module(reading);
        start = end + 1;
    }
}

void policy_judge(const struct policy *policy, const char *module, size_t module_len,
                  const char *name, size_t name_len, struct judgement *out)
{
    char buf[MODULE_BUF];
    struct reading reading = {
        .policy = policy,
        .module = true_module(policy, (struct piece){module ? module : "", module_len}, buf),
        .name = {name ? name : "", name_len}, /* an empty text may come without a place */
        .out = out,
    };
    *out = (struct judgement){.verdict = POLICY_UNKNOWN,
                              .called = POLICY_UNKNOWN,
                              .category = "unknown",
                              .category_text = "nothing is known of it",
                              .why = "no rule knows it",
                              .rule = "",
                              .file = ""};
    struct found found = rules_find(policy, reading.module, reading.name);
    if (found.rule) {
        out->verdict = found.verdict;
        out->called = found.called;
        take(&reading, found, POLICY_BY_NAME);
    }
    if (is_final(found))
        return;
    cut_name(&reading);
    read_beginnings(&reading);
    read_components(&reading);
    if (!is_settled(&reading))
        read_borders(&reading, found.rule);
    if (!found.rule)
        read_module_ends(&reading);
}

/* ---- making one ---- */

struct policy *policy_new(struct err *err)
{
    struct policy *policy = calloc(1, sizeof *policy);
    if (!policy)
        err_set(err, "no memory for the policy");
    return policy;
}

struct policy *policy_new_default(struct err *err)
{
    struct policy *policy = policy_new(err);
    if (policy && policy_add_text(policy, "default.policy", (const char *)default_text,
                                  sizeof default_text - 1, err))
        return policy;
    policy_free(policy);
    return NULL;
}

/* Reads a whole file into *text, which the caller frees. */
static bool read_file(const char *path, FILE *file, struct buf *text, struct err *err)
{
    char piece[8192];
    size_t n;
    while (!text->failed && (n = fread(piece, 1, sizeof piece, file)) > 0)
        buf_add(text, piece, n);
    if (ferror(file))
        return err_set(err, "%s: %s", path, strerror(errno));
    if (text->failed)
        return err_set(err, "%s: more than %d bytes of policy", path, POLICY_FILE_MAX_BYTES);
    return true;
}

bool policy_add_stream(struct policy *policy, const char *name, FILE *file, struct err *err)
{
    struct buf text = {.limit = POLICY_FILE_MAX_BYTES};
    bool ok = read_file(name, file, &text, err) &&
              policy_add_text(policy, name, buf_text(&text), text.len, err);
    buf_free(&text);
    return ok;
}

bool policy_add_file(struct policy *policy, const char *path, struct err *err)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return err_set(err, "%s: %s", path, strerror(errno));
    bool ok = policy_add_stream(policy, path, file, err);
    fclose(file);
    return ok;
}

/* It is no file: of the text that is made of it, the lines say nothing to whoever gave it. */
static bool without_line(const char *source, struct err *err)
{
    size_t n = strlen(source);
    if (err && strncmp(err->text, source, n) == 0 && strncmp(err->text + n, ":2: ", 4) == 0)
        memmove(err->text + n, err->text + n + 2, strlen(err->text + n + 2) + 1);
    return false;
}

bool policy_add_pattern(struct policy *policy, const char *source, enum policy_verdict verdict,
                        const char *pattern, struct err *err)
{
    struct buf text = {0};
    /* More than a pattern would be more than a rule. */
    if (pattern[strcspn(pattern, " \t\r\n\"#")])
        return err_set(err, "%s: `%.80s` is no pattern", source, pattern);
    /* What is more severe needs no override, and would hold only against what says less. */
    bool is_override = policy->files.count && verdict != POLICY_DENY;
    buf_printf(&text, "category user \"said by the user\"\n%s%s user %s \"said with %s\"\n",
               is_override ? "override " : "", policy_verdict_name(verdict), pattern, source);
    bool ok = !text.failed ? policy_add_text(policy, source, buf_text(&text), text.len, err)
                           : err_set(err, "no memory for the policy");
    buf_free(&text);
    if (!ok)
        return without_line(source, err);
    policy_rules(policy)[policy->rules.count - 1].line = 0;
    return true;
}

size_t policy_rule_count(const struct policy *policy)
{
    return policy->rules.count;
}

void policy_rule(const struct policy *policy, size_t i, struct judgement *out)
{
    const struct rule *rule = &policy_rules(policy)[i];
    *out = (struct judgement){
        .verdict = rule->verdict, .called = rule->called, .reach = POLICY_BY_NAME};
    tell_rule(policy, rule, out);
}

void policy_free(struct policy *policy)
{
    if (!policy)
        return;
    for (struct block *block = policy->blocks, *next; block; block = next) {
        next = block->next;
        free(block);
    }
    free(policy->files.items);
    free(policy->categories.items);
    free(policy->aliases.items);
    free(policy->common.items);
    free(policy->rules.items);
    index_free(&policy->index);
    free(policy);
}
