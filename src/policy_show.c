/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `brine policy show`: what is said of a name, and by which rule. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/output/paint.h"
#include "src/policy_words.h"
#include "vm/brine.h"

/* A name as the policy is asked for it. */
struct asked_name {
    const char *module, *name;
    size_t module_len, name_len;
};

static const char *const reach_words[] = {
    [POLICY_BY_NONE] = "no rule knows it, which makes it suspicious",
    [POLICY_BY_NAME] = "by its name",
    [POLICY_BY_BEGINNING] = "by a beginning of its name",
    [POLICY_BY_PART] = "by a part of its name",
    [POLICY_BY_MODULE_PART] = "by a part of its name that is a module",
    [POLICY_BY_BORDER] = "with more of it read as the module",
    [POLICY_BY_MODULE_END] = "by the end of its module",
    [POLICY_BY_ATTRIBUTE] = "an attribute, of which nothing is known, of what is allowed",
};

static const char *const reach_names[] = {
    [POLICY_BY_NONE] = "none",
    [POLICY_BY_NAME] = "name",
    [POLICY_BY_BEGINNING] = "beginning",
    [POLICY_BY_PART] = "part",
    [POLICY_BY_MODULE_PART] = "module-part",
    [POLICY_BY_BORDER] = "border",
    [POLICY_BY_MODULE_END] = "module-end",
    [POLICY_BY_ATTRIBUTE] = "attribute",
};

static struct asked_name split(const char *text, size_t len, const char *border)
{
    size_t module_len = (size_t)(border - text);
    return (struct asked_name){text, border + 1, module_len, len - module_len - 1};
}

/* What a pickle of protocol 0 to 2 would get by this name from Python 3. */
static bool map_name(const struct asked_name *asked, struct asked_name *mapped)
{
    const char *module, *name;
    if (!br_mapped(asked->module, asked->module_len, asked->name, asked->name_len, &module, &name))
        return false;
    *mapped = *asked;
    mapped->module = module;
    mapped->module_len = strlen(module);
    if (name) {
        mapped->name = name;
        mapped->name_len = strlen(name);
    }
    return true;
}

static struct judgement judge(const struct asked *asked, const struct asked_name *name)
{
    struct judgement answer;
    policy_judge(asked->policy, name->module, name->module_len, name->name, name->name_len,
                 &answer);
    return answer;
}

static bool is_of_all_below(const struct judgement *answer)
{
    return strstr(answer->rule, ".**:");
}

/* What speaks of a module and of all below it takes `pathlib.os` for a module, where an import gives the
 * name `os.system` of pathlib: a module within the name, or a rule for a name of the module, says more
 * where it denies. */
static bool says_more(const struct judgement *answer, const struct judgement *first)
{
    bool is_precise = answer->reach == POLICY_BY_MODULE_PART ||
                      (answer->reach == POLICY_BY_NAME && !is_of_all_below(answer));
    return is_precise && answer->called == POLICY_DENY && first->called < POLICY_DENY &&
           is_of_all_below(first);
}

/* A module; what no rule knows as one may be a builtin: eval. */
static struct asked_name one_word(const struct asked *asked, const char *text, size_t len)
{
    static const char builtins[] = "builtins";
    struct asked_name module = {text, text + len, len, 0};
    struct asked_name builtin = {builtins, text, sizeof builtins - 1, len};
    struct judgement answer = judge(asked, &builtin);
    bool is_builtin = judge(asked, &module).reach == POLICY_BY_NONE &&
                      answer.reach == POLICY_BY_NAME && !strchr(answer.rule, '*');
    return is_builtin ? builtin : module;
}

/* A dotted name does not tell where the module ends: the last dot with which some rule knows it, unless
 * one before it says more, else the last dot. Names that no pickler writes are not tried at each of a
 * million dots. */
static struct asked_name name_of(const struct asked *asked, const char *text, size_t len)
{
    enum { DOTS_MAX = 16 };
    const char *colon = memchr(text, ':', len);
    const char *border = memrchr(text, '.', len);
    if (colon)
        return split(text, len, colon);
    if (!border)
        return one_word(asked, text, len);
    struct asked_name known = split(text, len, border);
    struct judgement first = {.reach = POLICY_BY_NONE};
    for (int dots = 0; border && dots < DOTS_MAX; dots++) {
        struct asked_name name = split(text, len, border);
        struct judgement answer = judge(asked, &name);
        if (first.reach != POLICY_BY_NONE && says_more(&answer, &first))
            return name;
        if (first.reach == POLICY_BY_NONE && answer.reach != POLICY_BY_NONE) {
            known = name;
            first = answer;
        }
        border = memrchr(text, '.', (size_t)(border - text));
    }
    return known;
}

static void print_answer(struct out *out, const struct asked_name *name,
                         const struct judgement *answer)
{
    paint(out, PAINT_NAME);
    policy_print_safe(out, name->module, name->module_len);
    if (name->name_len) {
        out_char(out, '.');
        policy_print_safe(out, name->name, name->name_len);
    }
    paint(out, PAINT_PLAIN);
    out_str(out, "\n  imported  ");
    policy_print_verdict(out, answer->verdict);
    out_str(out, "\n  called    ");
    policy_print_verdict(out, answer->called);
    if (answer->reach != POLICY_BY_NONE) {
        out_str(out, "\n  why       ");
        policy_print_safe(out, answer->why, strlen(answer->why));
        out_str(out, "\n  category  ");
        policy_print_safe(out, answer->category, strlen(answer->category));
        out_str(out, ": ");
        policy_print_safe(out, answer->category_text, strlen(answer->category_text));
        out_str(out, "\n  rule      ");
        policy_print_place(out, answer);
    }
    out_printf(out, "\n  found     %s\n", reach_words[answer->reach]);
}

static void json_answer(struct jsonl *json, const struct asked_name *name,
                        const struct judgement *answer)
{
    policy_json_bytes(json, "module", name->module, name->module_len);
    policy_json_bytes(json, "name", name->name, name->name_len);
    policy_json_rule(json, answer);
    policy_json_text(json, "found", reach_names[answer->reach]);
}

static void show_json(struct asked *asked, const struct asked_name *name,
                      const struct asked_name *mapped)
{
    struct jsonl *json = &asked->json;
    struct judgement answer = judge(asked, name);
    jsonl_object(json);
    json_answer(json, name, &answer);
    jsonl_key(json, "mapped");
    if (mapped) {
        answer = judge(asked, mapped);
        jsonl_object(json);
        json_answer(json, mapped, &answer);
        jsonl_object_end(json);
    } else {
        jsonl_null(json);
    }
    jsonl_object_end(json);
    jsonl_line(json);
}

static void show_text(struct asked *asked, const struct asked_name *name,
                      const struct asked_name *mapped)
{
    struct out *out = asked->run->out;
    struct judgement answer = judge(asked, name);
    print_answer(out, name, &answer);
    if (!mapped)
        return;
    out_str(out, "In a pickle of protocol 0 to 2 Python 3 takes for it ");
    answer = judge(asked, mapped);
    print_answer(out, mapped, &answer);
}

static void show_one(struct asked *asked, const char *text, size_t len)
{
    struct asked_name name = name_of(asked, text, len), mapped;
    bool is_mapped = map_name(&name, &mapped);
    (asked->is_json ? show_json : show_text)(asked, &name, is_mapped ? &mapped : NULL);
}

static void show_lines(struct asked *asked, FILE *file)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t len;
    while ((len = getline(&line, &room, file)) > 0 && !out_failed(asked->run->out)) {
        if (line[len - 1] == '\n')
            len--;
        if (len > 0)
            show_one(asked, line, (size_t)len);
    }
    free(line);
}

void policy_show(struct asked *asked, const char *const *names, size_t count)
{
    for (size_t n = 0; n < count; n++) {
        if (n > 0 && !asked->is_json)
            out_char(asked->run->out, '\n');
        if (strcmp(names[n], "-") == 0)
            show_lines(asked, stdin);
        else
            show_one(asked, names[n], strlen(names[n]));
    }
}
