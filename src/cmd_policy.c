/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `brine policy`: what the policy says of a name, and whether a file of rules is one. */
#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/command.h"
#include "src/output/jsonl.h"
#include "src/output/paint.h"
#include "src/output/safe.h"
#include "src/policies.h"
#include "vm/brine.h"

static void policy_run(struct run *run);

const struct command command_policy = {
    .name = "policy",
    .synopsis = "[OPTION]... show NAME... | check RULES... | list [PATTERN]...",
    .summary = "What is known of a name, and why; checks and lists rules",
    .help =
        "  brine policy show NAME...    what is said of a name when it is imported and when\n"
        "                               it is called, and the rule that says so. NAME is\n"
        "                               MODULE:NAME, or a dotted name, whose module ends at\n"
        "                               the last dot with which a rule knows it; one word is a\n"
        "                               module; - reads names from standard input, one a line\n"
        "  brine policy check RULES...  every mistake in these files, with its line\n"
        "  brine policy list PATTERN... the rules, or those whose pattern, verdict or category\n"
        "                               matches one of PATTERN\n"
        "\n"
        "The rules are those compiled in, then those in /etc/brine/policy.d/*.policy, in\n"
        "~/.config/brine/policy.d/*.policy, and on the command line. Each file adds to those\n"
        "before it, and makes an answer milder only where its rule says `override`:\n"
        "\n"
        "  override allow model ourlib.nn.**:[A-Z]* \"our layers: their state is numbers\"\n"
        "  deny file ourlib.io.** \"reads and writes files\"\n",
    .accepts = OPTS_JUDGE | OPT_BIT(json),
    .max_files = UINT_MAX,
    .run = policy_run,
};

/* One invocation. */
struct asked {
    struct run *run;
    struct policy *policy;
    struct jsonl json;
    bool is_json;
};

/* A name as the policy is asked for it. */
struct asked_name {
    const char *module, *name;
    size_t module_len, name_len;
};

/* ---- The words of an answer ------------------------------------------------------------------ */

static const char *const reach_words[] = {
    [POLICY_BY_NONE] = "no rule knows it",
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

static enum severity severity_of(enum policy_verdict verdict)
{
    static const enum severity severities[] = {[POLICY_ALLOW] = SEVERITY_NONE,
                                               [POLICY_UNKNOWN] = SEVERITY_SUSPICIOUS,
                                               [POLICY_WARN] = SEVERITY_SUSPICIOUS,
                                               [POLICY_DENY] = SEVERITY_DANGEROUS};
    return severities[verdict];
}

static void print_safe(struct out *out, const char *bytes, size_t n)
{
    struct buf line = {.limit = 0};
    safe_line(&line, bytes, n);
    out_buf(out, &line);
    buf_free(&line);
}

static void print_verdict(struct out *out, enum policy_verdict verdict)
{
    enum severity severity = severity_of(verdict);
    paint(out, verdict == POLICY_ALLOW ? PAINT_GOOD : paint_of(severity));
    out_printf(out, "%s", policy_verdict_name(verdict));
    paint(out, PAINT_PLAIN);
}

/* ---- show ------------------------------------------------------------------------------------ */

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

/* A dotted name does not tell where the module ends: the last dot with which some rule knows it, else
 * the last dot. Names that no pickler writes are not tried at each of a million dots. */
static struct asked_name name_of(const struct asked *asked, const char *text, size_t len)
{
    enum { DOTS_MAX = 16 };
    const char *colon = memchr(text, ':', len);
    const char *border = memrchr(text, '.', len);
    if (colon)
        return split(text, len, colon);
    if (!border)
        return (struct asked_name){text, text + len, len, 0};
    struct asked_name last = split(text, len, border);
    for (int dots = 0; border && dots < DOTS_MAX; dots++) {
        struct asked_name name = split(text, len, border);
        if (judge(asked, &name).reach != POLICY_BY_NONE)
            return name;
        border = memrchr(text, '.', (size_t)(border - text));
    }
    return last;
}

static void print_rule_place(struct out *out, const struct judgement *answer)
{
    print_safe(out, answer->rule, strlen(answer->rule));
    out_str(out, "  (");
    print_safe(out, answer->file, strlen(answer->file));
    out_printf(out, ":%u)", answer->line);
}

static void print_answer(struct out *out, const struct asked_name *name,
                         const struct judgement *answer)
{
    paint(out, PAINT_NAME);
    print_safe(out, name->module, name->module_len);
    if (name->name_len) {
        out_char(out, '.');
        print_safe(out, name->name, name->name_len);
    }
    paint(out, PAINT_PLAIN);
    out_str(out, "\n  imported  ");
    print_verdict(out, answer->verdict);
    out_str(out, "\n  called    ");
    print_verdict(out, answer->called);
    if (answer->reach != POLICY_BY_NONE) {
        out_str(out, "\n  why       ");
        print_safe(out, answer->why, strlen(answer->why));
        out_str(out, "\n  category  ");
        print_safe(out, answer->category, strlen(answer->category));
        out_str(out, ": ");
        print_safe(out, answer->category_text, strlen(answer->category_text));
        out_str(out, "\n  rule      ");
        print_rule_place(out, answer);
    }
    out_printf(out, "\n  found     %s\n", reach_words[answer->reach]);
}

static void json_safe(struct jsonl *json, const char *key, const char *bytes, size_t n)
{
    jsonl_key(json, key);
    jsonl_bytes(json, bytes, n);
}

static void json_str(struct jsonl *json, const char *key, const char *text)
{
    json_safe(json, key, text, strlen(text));
}

/* The members of the open object that tell of a rule. */
static void json_rule(struct jsonl *json, const struct judgement *answer)
{
    json_str(json, "imported", policy_verdict_name(answer->verdict));
    json_str(json, "called", policy_verdict_name(answer->called));
    bool has_rule = answer->reach != POLICY_BY_NONE;
    const char *const keys[] = {"category", "category_text", "why", "rule", "rule_file"};
    const char *const texts[] = {answer->category, answer->category_text, answer->why, answer->rule,
                                 answer->file};
    for (size_t n = 0; n < sizeof keys / sizeof keys[0]; n++) {
        if (has_rule) {
            json_str(json, keys[n], texts[n]);
        } else {
            jsonl_key(json, keys[n]);
            jsonl_null(json);
        }
    }
    jsonl_key(json, "rule_line");
    if (has_rule)
        jsonl_number(json, answer->line);
    else
        jsonl_null(json);
}

static void json_answer(struct jsonl *json, const struct asked_name *name,
                        const struct judgement *answer)
{
    json_safe(json, "module", name->module, name->module_len);
    json_safe(json, "name", name->name, name->name_len);
    json_rule(json, answer);
    json_str(json, "found", reach_names[answer->reach]);
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

static void policy_show(struct asked *asked, const char *const *names, size_t count)
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

/* ---- check ----------------------------------------------------------------------------------- */

/* A file under test. The parser calls it by a name of known length, so that a long path of its own
 * takes nothing from a message. */
struct checked {
    struct asked *asked;
    const char *path;
    size_t mistakes;
};
#define CHECKED_NAME "-"

/* Takes "-:LINE: text" apart. */
static const char *mistake_text(const char *message, unsigned *line)
{
    char *end;
    *line = (unsigned)strtoul(message + sizeof CHECKED_NAME, &end, 10);
    return *end == ':' && end[1] == ' ' ? end + 2 : end;
}

static void check_tell(void *context, const char *message)
{
    struct checked *checked = context;
    struct asked *asked = checked->asked;
    unsigned line;
    const char *text = mistake_text(message, &line);
    checked->mistakes++;
    asked->run->code = EXIT_FAILED;
    if (asked->is_json) {
        jsonl_object(&asked->json);
        jsonl_key(&asked->json, "line");
        jsonl_number(&asked->json, line);
        json_str(&asked->json, "message", text);
        jsonl_object_end(&asked->json);
        return;
    }
    print_safe(asked->run->out, checked->path, strlen(checked->path));
    out_printf(asked->run->out, ":%u: ", line);
    print_safe(asked->run->out, text, strlen(text));
    out_char(asked->run->out, '\n');
}

static bool read_whole(const char *path, struct buf *text, struct err *err)
{
    char piece[8192];
    size_t n;
    bool is_stdin = strcmp(path, "-") == 0;
    FILE *file = is_stdin ? stdin : fopen(path, "rb");
    if (!file)
        return err_set(err, "%.300s: %s", path, strerror(errno));
    while ((n = fread(piece, 1, sizeof piece, file)) > 0)
        buf_add(text, piece, n);
    bool good = !ferror(file) || err_set(err, "%.300s: %s", path, strerror(errno));
    if (good && text->failed)
        good = err_set(err, "%.300s: more than %d bytes of policy", path, POLICY_FILE_MAX_BYTES);
    if (!is_stdin)
        fclose(file);
    return good;
}

/* What is right is added, so that the next file is checked against it. */
static void check_whole(struct checked *checked, const struct buf *text)
{
    struct asked *asked = checked->asked;
    struct err err;
    size_t before = policy_rule_count(asked->policy);
    policy_check_text(asked->policy, CHECKED_NAME, buf_text(text), text->len, check_tell, checked);
    if (checked->mistakes == 0 &&
        !policy_add_text(asked->policy, checked->path, buf_text(text), text->len, &err))
        run_error(asked->run, &err);
    if (asked->is_json || checked->mistakes)
        return;
    print_safe(asked->run->out, checked->path, strlen(checked->path));
    out_str(asked->run->out, ": ");
    out_count(asked->run->out, policy_rule_count(asked->policy) - before, "rule");
    out_str(asked->run->out, ", no mistakes\n");
}

static void check_file(struct asked *asked, const char *path)
{
    struct checked checked = {.asked = asked, .path = path};
    struct buf text = {.limit = POLICY_FILE_MAX_BYTES};
    struct err err;
    bool is_read = read_whole(path, &text, &err);
    if (!is_read)
        run_error(asked->run, &err);
    if (asked->is_json) {
        jsonl_object(&asked->json);
        json_str(&asked->json, "file", path);
        jsonl_key(&asked->json, "error");
        jsonl_str(&asked->json, is_read ? NULL : err.text);
        jsonl_key(&asked->json, "mistakes");
        jsonl_array(&asked->json);
    }
    if (is_read)
        check_whole(&checked, &text);
    if (asked->is_json) {
        jsonl_array_end(&asked->json);
        jsonl_object_end(&asked->json);
        jsonl_line(&asked->json);
    }
    buf_free(&text);
}

static void policy_check(struct asked *asked, const char *const *files, size_t count)
{
    for (size_t n = 0; n < count && !out_failed(asked->run->out); n++)
        check_file(asked, files[n]);
}

/* ---- list ------------------------------------------------------------------------------------ */

static bool is_wanted(const struct judgement *rule, const char *const *patterns, size_t count)
{
    for (size_t n = 0; n < count; n++) {
        if (fnmatch(patterns[n], rule->rule, 0) == 0 || strcmp(patterns[n], rule->category) == 0 ||
            strcmp(patterns[n], policy_verdict_name(rule->called)) == 0)
            return true;
    }
    return count == 0;
}

static void list_text(struct asked *asked, const struct judgement *rule)
{
    struct out *out = asked->run->out;
    print_verdict(out, rule->verdict);
    if (rule->called != rule->verdict) {
        out_char(out, '/');
        print_verdict(out, rule->called);
    }
    out_char(out, ' ');
    print_safe(out, rule->category, strlen(rule->category));
    out_char(out, ' ');
    print_rule_place(out, rule);
    out_str(out, "  ");
    print_safe(out, rule->why, strlen(rule->why));
    out_char(out, '\n');
}

static void list_json(struct asked *asked, const struct judgement *rule)
{
    jsonl_object(&asked->json);
    json_rule(&asked->json, rule);
    jsonl_object_end(&asked->json);
    jsonl_line(&asked->json);
}

static void policy_list(struct asked *asked, const char *const *patterns, size_t count)
{
    struct judgement rule;
    size_t rules = policy_rule_count(asked->policy);
    for (size_t n = 0; n < rules && !out_failed(asked->run->out); n++) {
        policy_rule(asked->policy, n, &rule);
        if (is_wanted(&rule, patterns, count))
            (asked->is_json ? list_json : list_text)(asked, &rule);
    }
}

/* ---- The command ----------------------------------------------------------------------------- */

static const struct {
    const char *word;
    size_t min_operands;
    const char *operand; /* as an error calls it */
    void (*run)(struct asked *asked, const char *const *operands, size_t count);
} policy_words[] = {
    {"show", 1, "NAME", policy_show},
    {"check", 1, "RULES", policy_check},
    {"list", 0, "PATTERN", policy_list},
};
enum { N_WORDS = sizeof policy_words / sizeof policy_words[0] };

static size_t find_word(const struct options *options, struct err *err)
{
    const char *word = options->n_files ? options->files[0] : NULL;
    size_t n = 0;
    while (n < N_WORDS && (!word || strcmp(word, policy_words[n].word) != 0))
        n++;
    if (!word)
        err_set(err, "brine policy: show, check or list? (see brine policy --help)");
    else if (n == N_WORDS)
        err_set(err, "brine policy: \"%.80s\" is none of show, check, list", word);
    else if (options->n_files - 1 < policy_words[n].min_operands) {
        err_set(err, "brine policy: no %s given (see brine policy --help)",
                policy_words[n].operand);
        n = N_WORDS;
    }
    return n;
}

static void policy_run(struct run *run)
{
    struct asked asked = {.run = run, .is_json = OPT_GIVEN(run->options, json)};
    struct err err;
    size_t word = find_word(run->options, &err);
    if (word == N_WORDS || !(asked.policy = policies_open(run->options, &err))) {
        run_error(run, &err);
        return;
    }
    jsonl_open(&asked.json, run->out);
    policy_words[word].run(&asked, run->options->files + 1, run->options->n_files - 1);
    policy_free(asked.policy);
}
