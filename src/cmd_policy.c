/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `brine policy`: what the policy says of a name, and whether a file of rules is one. */
#include <fnmatch.h>
#include <limits.h>
#include <string.h>

#include "src/policies.h"
#include "src/policy_words.h"

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
        "                               module, else a builtin; - reads names from standard\n"
        "                               input, one a line\n"
        "  brine policy check RULES...  every mistake in these files, with its line\n"
        "  brine policy list [PATTERN]  the rules, or those whose pattern, verdict or category\n"
        "                               matches one of PATTERN\n"
        "\n"
        "The rules are those compiled in, then those in /etc/brine/policy.d/*.policy, in\n"
        "~/.config/brine/policy.d/*.policy, and on the command line. Each file adds to those\n"
        "before it, and makes an answer milder only where its rule says `override`:\n"
        "\n"
        "  override allow model ourlib.nn.**:[A-Z]* \"our layers: their state is numbers\"\n"
        "  deny file ourlib.io.** \"reads and writes files\"\n"
        "\n"
        "A rule is a verdict (allow, follow, warn, deny), a category (policy list shows them),\n"
        "a pattern MODULE:NAME, and why. What is to be followed (getattr, functools.partial) is\n"
        "allowed where what its call comes to is known and allowed, and else a warning. In a\n"
        "pattern * is any text; MODULE may end in .**, for all modules below it too. Try rules\n"
        "with check, then with show --policy FILE NAME.\n",
    .accepts = OPTS_JUDGE | OPT_BIT(json),
    .max_files = UINT_MAX,
    .run = policy_run,
};

/* ---- list ------------------------------------------------------------------------------------ */

/* A rule's pattern is os:system; who looks for it may well type os.system. */
static bool fits_pattern(const char *pattern, const char *rule)
{
    struct buf dotted = {.limit = 0};
    for (const char *c = rule; *c; c++)
        buf_char(&dotted, *c == ':' ? '.' : *c);
    bool fits = fnmatch(pattern, rule, 0) == 0 || fnmatch(pattern, buf_text(&dotted), 0) == 0;
    buf_free(&dotted);
    return fits;
}

static bool is_wanted(const struct judgement *rule, const char *const *patterns, size_t count)
{
    for (size_t n = 0; n < count; n++) {
        if (fits_pattern(patterns[n], rule->rule) || strcmp(patterns[n], rule->category) == 0 ||
            strcmp(patterns[n], policy_verdict_name(rule->called)) == 0)
            return true;
    }
    return count == 0;
}

static void list_text(struct asked *asked, const struct judgement *rule)
{
    struct out *out = asked->run->out;
    policy_print_verdict(out, rule->verdict);
    if (rule->called != rule->verdict) {
        out_char(out, '/');
        policy_print_verdict(out, rule->called);
    }
    out_char(out, ' ');
    policy_print_safe(out, rule->category, strlen(rule->category));
    out_char(out, ' ');
    policy_print_place(out, rule);
    out_str(out, "  ");
    policy_print_safe(out, rule->why, strlen(rule->why));
    out_char(out, '\n');
}

static void list_json(struct asked *asked, const struct judgement *rule)
{
    jsonl_object(&asked->json);
    policy_json_rule(&asked->json, rule);
    jsonl_object_end(&asked->json);
    jsonl_line(&asked->json);
}

static void policy_list(struct asked *asked, const char *const *patterns, size_t count)
{
    struct judgement rule;
    size_t rules = policy_rule_count(asked->policy), listed = 0;
    for (size_t n = 0; n < rules && !out_failed(asked->run->out); n++) {
        policy_rule(asked->policy, n, &rule);
        if (!is_wanted(&rule, patterns, count))
            continue;
        listed++;
        (asked->is_json ? list_json : list_text)(asked, &rule);
    }
    if (listed == 0) {
        struct err note;
        err_set(&note, "no rule has such a pattern, verdict or category: policy show NAME says "
                       "what is known of a name");
        run_note(asked->run, &note);
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

/* An empty word is a variable of a script that was not set: no name, file or pattern. */
static bool check_operands(const struct options *options, size_t word, struct err *err)
{
    for (size_t n = 1; n < options->n_files; n++)
        if (options->files[n][0] == '\0')
            return err_set(err, "brine policy: an empty %s (see brine policy --help)",
                           policy_words[word].operand);
    return true;
}

static void policy_run(struct run *run)
{
    struct asked asked = {.run = run, .is_json = OPT_GIVEN(run->options, json)};
    struct err err;
    size_t word = find_word(run->options, &err);
    if (word == N_WORDS || !check_operands(run->options, word, &err) ||
        !(asked.policy = policies_open(run->options, &err))) {
        run_error(run, &err);
        return;
    }
    jsonl_open(&asked.json, run->out);
    policy_words[word].run(&asked, run->options->files + 1, run->options->n_files - 1);
    policy_free(asked.policy);
}
