/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The language of policies, what wins, and what the parts of a name tell. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "src/analysis/policy.h"
#include "src/base/buf.h"

/* Most tests are about these rules. */
static const char small_text[] = "category c \"a category\"\n"
                                 "category d \"another\"\n"
                                 "alias posix os\n"
                                 "alias posixpath os.path\n"
                                 "alias np numpy\n"
                                 "common code\n"
                                 "deny c os:system \"runs a command\"\n"
                                 "deny c os.** \"all of os\"\n"
                                 "allow d os.path: join split \"texts\"\n"
                                 "warn d os.path:* \"asks\"\n"
                                 "deny c builtins: eval exec \"evaluates\"\n"
                                 "allow d builtins: list dict \"plain\"\n"
                                 "warn c .__*__ \"special\"\n"
                                 "deny c .__globals__ \"all names\"\n"
                                 "deny c code:interact \"runs text\"\n"
                                 "deny c code:* \"the whole of code\"\n"
                                 "allow/warn d boost:Tree \"a model\"\n"
                                 "allow d shapes.**:[A-Z]* \"a class\"\n"
                                 "deny c shapes.**:Eval* \"evaluates\"\n"
                                 "deny c numpy:load \"reads\"\n"
                                 "allow d deep.down.here:thing \"plain\"\n";

struct fixture {
    struct policy *policy;
    struct judgement judgement; /* of the last question */
    struct buf messages;        /* of policy_check_text, one per line */
};

/* Adds from a block that ends where the text ends: a byte read behind it is found. */
static bool add_block(struct policy *policy, const char *filename, const char *text,
                      struct err *err)
{
    size_t len = strlen(text);
    char *block = malloc(len ? len : 1);
    assert_non_null(block);
    memcpy(block, text, len);
    bool ok = policy_add_text(policy, filename, block, len, err);
    free(block);
    return ok;
}

static void add(struct fixture *f, const char *filename, const char *text)
{
    struct err err = {""};
    if (!add_block(f->policy, filename, text, &err))
        fail_msg("%s", err.text);
}

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    *state = f;
    if (!f || !(f->policy = policy_new(NULL)))
        return -1;
    return policy_add_text(f->policy, "small", small_text, strlen(small_text), NULL) ? 0 : -1;
}

static int set_up_empty(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    *state = f;
    return f && (f->policy = policy_new(NULL)) ? 0 : -1;
}

static int set_up_default(void **state)
{
    struct err err = {""};
    struct fixture *f = calloc(1, sizeof *f);
    *state = f;
    f->policy = policy_new_default(&err);
    if (!f->policy)
        fprintf(stderr, "%s\n", err.text);
    return f->policy ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    policy_free(f->policy);
    buf_free(&f->messages);
    free(f);
    return 0;
}

static enum policy_verdict judge(struct fixture *f, const char *module, const char *name)
{
    policy_judge(f->policy, module, strlen(module), name, strlen(name), &f->judgement);
    return f->judgement.verdict;
}

/* ---- mistakes ---- */

static void expect_mistake(const char *text, const char *message)
{
    struct err err = {""};
    struct policy *policy = policy_new(&err);
    assert_non_null(policy);
    assert_false(add_block(policy, "f", text, &err));
    assert_string_equal(err.text, message);
    assert_int_equal(policy_rule_count(policy), 0);
    policy_free(policy);
}

static void a_mistake_is_told_with_file_and_line(void **state)
{
    (void)state;
    expect_mistake(
        "category c \"x\"\n\n# a comment\nforbid c os:system \"y\"\n",
        "f:4: expected category, alias, common, override, allow, follow, unknown, warn or deny, "
        "not `forbid`");
    expect_mistake("category c \"x\"\ndeny c\n    os: system\n    exec, \"y\"\n",
                   "f:4: `exec,`: patterns are separated by blanks");
}

static void every_rule_has_a_declared_category_and_a_reason(void **state)
{
    (void)state;
    expect_mistake(
        "deny c os:system \"y\"\n",
        "f:1: category `c` is not declared; a rule is VERDICT CATEGORY PATTERN... \"why\"");
    expect_mistake("category c \"x\"\ndeny c os:system\n",
                   "f:2: expected the reason, a sentence in double quotes");
    expect_mistake("category c \"x\"\ndeny c os:system \"\"\n",
                   "f:2: expected the reason, a sentence in double quotes");
    expect_mistake("category c \"x\"\ndeny c \"y\"\n",
                   "f:2: expected a pattern after the category");
    expect_mistake("category c\n", "f:1: expected a sentence on the category in double quotes");
    expect_mistake("category c \"x\"\ndeny c os:system \"y\" now\n",
                   "f:2: expected the end of the line, not `now`");
    expect_mistake("category c \"x\"\ndeny c os:system \"y\n",
                   "f:2: a text in quotes has no end on its line");
}

static void a_pattern_that_cannot_be_meant_is_a_mistake(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"subprocess", "`subprocess` has no module: expected MODULE:NAME, a dotted name, or "
                       "MODULE.** for all of a "
                       "module"},
        {"a:b:c", "expected MODULE:NAME, not `a:b:c`"},
        {":b", "expected MODULE:NAME, not `:b`"},
        {"a:", "module `a` is followed by no name"},
        {"a: b:c", "module `a` is followed by no name"},
        {"a.:b", "`a.:b` has an empty component"},
        {"a:b..c", "`a:b..c` has an empty component"},
        {"a:**b", "`**` in `a:**b`: it stands alone, or as `.**` after a module"},
        {"a*.**:b", "`a*.**:b`: `.**` follows a module, not a pattern"},
        {"a:[A-Z", "`a:[A-Z`: a range is empty or has no `]`"},
        {"*:*", "`*:*` would rule everything"},
        {".a.b", "expected `.PART`, one component, not `.a.b`"},
        {".*", "expected `.PART`, one component, not `.*`"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[200], message[200];
        snprintf(text, sizeof text, "category c \"x\"\ndeny c %s \"y\"\n", rows[i][0]);
        snprintf(message, sizeof message, "f:2: %s", rows[i][1]);
        expect_mistake(text, message);
    }
}

static void called_cannot_be_milder_than_imported(void **state)
{
    (void)state;
    expect_mistake("category c \"x\"\ndeny/allow c a:b \"y\"\n",
                   "f:2: `deny/allow`: called cannot be milder than imported");
}

static void the_same_pattern_twice_in_a_file_is_a_mistake(void **state)
{
    (void)state;
    expect_mistake("category c \"x\"\ndeny c a:b \"y\"\nallow c a: d b \"z\"\n",
                   "f:3: `a:b` is already ruled at line 2");
    expect_mistake("category c \"x\"\nalias p a\ndeny c a.** \"y\"\nwarn c p.** \"z\"\n",
                   "f:4: `a.**:**` is already ruled at line 3");
    expect_mistake("category c \"x\"\ndeny c .p \"y\"\nwarn c .p \"z\"\n",
                   "f:3: `.p` is already ruled at line 2");
    expect_mistake("category c \"x\"\ncategory c \"y\"\n",
                   "f:2: category `c` is already declared at f:1");
}

static void control_characters_are_a_mistake_even_in_comments(void **state)
{
    (void)state;
    expect_mistake("category c \"x\"\n# \x1b[31m\n", "f:2: control character 0x1b");
    struct err err = {""};
    struct policy *policy = policy_new(&err);
    assert_false(policy_add_text(policy, "f", "a\0b", 3, &err));
    assert_string_equal(err.text, "f:1: control character 0x00");
    policy_free(policy);
}

static void a_first_line_that_begins_with_a_blank_is_a_mistake(void **state)
{
    (void)state;
    expect_mistake("# c\n  deny c a:b \"y\"\n",
                   "f:2: a line that begins with a blank has none above it");
}

static void an_alias_cannot_hide_rules_or_lead_into_itself(void **state)
{
    struct fixture *f = *state;
    struct err err = {""};
    static const char text[] = "alias os json\n";
    assert_false(policy_add_text(f->policy, "user", text, strlen(text), &err));
    assert_string_equal(err.text, "user:1: alias `os` would hide the rule at small:7");
    expect_mistake("alias a a.b\n", "f:1: alias `a` leads into itself");
    expect_mistake("alias a b\nalias a c\n", "f:2: alias `a` is already declared at f:1");
    expect_mistake("alias a* b\n", "f:1: an alias takes two modules, not patterns");
}

static void keep_message(void *context, const char *message)
{
    struct fixture *f = context;
    buf_printf(&f->messages, "%s\n", message);
}

static void a_check_tells_every_mistake_and_changes_nothing(void **state)
{
    struct fixture *f = *state;
    static const char text[] = "deny nope a:b \"y\"\n"
                               "deny c a:b\n"
                               "allow c os:system \"we need it\"\n"
                               "common code\n"
                               "deny c fine:thing \"y\"\n";
    size_t rules = policy_rule_count(f->policy);
    assert_int_equal(policy_check_text(f->policy, "u", text, strlen(text), keep_message, f), 4);
    assert_string_equal(
        buf_text(&f->messages),
        "u:1: category `nope` is not declared; a rule is VERDICT CATEGORY PATTERN... \"why\"\n"
        "u:2: expected the reason, a sentence in double quotes\n"
        "u:4: `common` makes rules milder: say `override common` in a file that adds\n"
        "u:3: `os:system` has no effect: small:7 says deny; to change that, say `override`\n");
    assert_int_equal(policy_rule_count(f->policy), rules);
    assert_int_equal(judge(f, "fine", "thing"), POLICY_UNKNOWN);
    assert_int_equal(judge(f, "os", "system"), POLICY_DENY);
}

static void a_text_with_a_mistake_adds_nothing(void **state)
{
    struct fixture *f = *state;
    static const char text[] = "deny c good:thing \"y\"\ndeny c bad \"y\"\n";
    assert_false(policy_add_text(f->policy, "u", text, strlen(text), NULL));
    assert_int_equal(judge(f, "good", "thing"), POLICY_UNKNOWN);
    assert_int_equal(judge(f, "os", "system"), POLICY_DENY);
}

static void a_file_that_is_missing_is_told(void **state)
{
    struct fixture *f = *state;
    struct err err = {""};
    assert_false(policy_add_file(f->policy, "/nonexistent/policy", &err));
    assert_string_equal(err.text, "/nonexistent/policy: No such file or directory");
}

static void a_file_is_read(void **state)
{
    struct fixture *f = *state;
    struct err err = {""};
    char path[] = "/tmp/test_policy.XXXXXX";
    static const char text[] = "deny c from:file \"y\"\r\n";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
    bool ok = policy_add_file(f->policy, path, &err);
    unlink(path);
    assert_true(ok);
    assert_int_equal(judge(f, "from", "file"), POLICY_DENY);
    assert_string_equal(f->judgement.file, path);
}

static void a_text_may_end_anywhere(void **state)
{
    (void)state;
    static const char text[] =
        "category c \"x\"\nalias p q\ndeny c p: a.b* [A-Z]x .part os.** \"y\"\n";
    for (size_t len = 0; len < sizeof text; len++) {
        char piece[sizeof text] = "";
        struct policy *policy = policy_new(NULL);
        memcpy(piece, text, len);
        add_block(policy, "f", piece, NULL);
        policy_free(policy);
    }
}

/* ---- what is told ---- */

static void an_answer_names_its_rule(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(judge(f, "os", "system"), POLICY_DENY);
    assert_int_equal(f->judgement.called, POLICY_DENY);
    assert_int_equal(f->judgement.reach, POLICY_BY_NAME);
    assert_string_equal(f->judgement.rule, "os:system");
    assert_string_equal(f->judgement.category, "c");
    assert_string_equal(f->judgement.category_text, "a category");
    assert_string_equal(f->judgement.why, "runs a command");
    assert_string_equal(f->judgement.file, "small");
    assert_int_equal(f->judgement.line, 7);
}

static void what_no_rule_knows_is_unknown(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(judge(f, "mine", "Thing"), POLICY_UNKNOWN);
    assert_int_equal(f->judgement.reach, POLICY_BY_NONE);
    assert_string_equal(f->judgement.rule, "");
    assert_string_equal(f->judgement.category, "unknown");
}

static void a_call_can_be_worse_than_an_import(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(judge(f, "boost", "Tree"), POLICY_ALLOW);
    assert_int_equal(f->judgement.called, POLICY_WARN);
}

static void module_and_name_are_two_fields(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(judge(f, "deep.down.here", "thing"), POLICY_ALLOW);
    assert_int_equal(judge(f, "deep.down", "here.thing"), POLICY_UNKNOWN);
    assert_int_equal(judge(f, "deep", "down.here.thing"), POLICY_UNKNOWN);
    assert_int_equal(judge(f, "deep.down.here:thing", ""), POLICY_UNKNOWN);
    assert_int_equal(judge(f, "", "deep.down.here:thing"), POLICY_UNKNOWN);
}

/* ---- what wins ---- */

static void the_rule_that_says_more_wins(void **state)
{
    struct fixture *f = *state;
    add(f, "u",
        "allow c p.** \"tree\"\n"
        "warn c p.q.** \"longer tree\"\n"
        "deny c p.q:* \"module\"\n"
        "allow c p.q:re* \"pattern\"\n"
        "deny c p.q:rest \"name\"\n"
        "warn c p.*:* \"module pattern\"\n");
    assert_int_equal(judge(f, "p", "x"), POLICY_ALLOW);
    assert_int_equal(judge(f, "p.z", "x"), POLICY_ALLOW);
    assert_int_equal(judge(f, "p.q.z", "x"), POLICY_WARN);
    assert_int_equal(judge(f, "p.q", "x"), POLICY_DENY);
    assert_int_equal(judge(f, "p.q", "re"), POLICY_ALLOW);
    assert_int_equal(judge(f, "p.q", "rest"), POLICY_DENY);
}

static void of_two_patterns_that_say_as_much_the_more_severe_wins(void **state)
{
    struct fixture *f = *state;
    add(f, "u", "allow c p:a* \"one\"\ndeny c p:*b \"other\"\n");
    assert_int_equal(judge(f, "p", "ab"), POLICY_DENY);
    assert_int_equal(judge(f, "p", "ac"), POLICY_ALLOW);
}

static void an_added_file_makes_severer_but_not_milder(void **state)
{
    struct fixture *f = *state;
    add(f, "u",
        "allow c os:system \"no\"\nallow c os:getcwd \"no\"\ndeny c builtins:list \"yes\"\n");
    assert_int_equal(judge(f, "os", "system"), POLICY_DENY);
    assert_int_equal(judge(f, "os", "getcwd"), POLICY_DENY);
    assert_int_equal(judge(f, "builtins", "list"), POLICY_DENY);
    assert_string_equal(f->judgement.file, "u");
}

static void an_added_file_knows_what_was_unknown(void **state)
{
    struct fixture *f = *state;
    add(f, "u", "allow d mine.**:** \"ours\"\n");
    assert_int_equal(judge(f, "mine.models", "Outer.Inner"), POLICY_ALLOW);
    assert_int_equal(judge(f, "mine.models", "Outer.__globals__"), POLICY_DENY);
    assert_int_equal(judge(f, "mine.models", "_os.system"), POLICY_DENY);
}

static void an_override_wins_where_it_says_as_much(void **state)
{
    struct fixture *f = *state;
    add(f, "u", "override allow c os:system \"yes\"\noverride allow c os:* \"yes\"\n");
    assert_int_equal(judge(f, "os", "system"), POLICY_ALLOW);
    assert_string_equal(f->judgement.why, "yes");
    assert_int_equal(judge(f, "os", "getcwd"), POLICY_ALLOW);
    add(f, "v", "deny c os:system \"not here\"\n");
    assert_int_equal(judge(f, "os", "system"), POLICY_DENY);
}

static void a_broad_override_leaves_narrower_rules_alone(void **state)
{
    struct fixture *f = *state;
    add(f, "u", "override allow c os.** \"yes\"\n");
    assert_int_equal(judge(f, "os", "getcwd"), POLICY_ALLOW);
    assert_int_equal(judge(f, "os", "system"), POLICY_DENY);
}

static void the_first_file_has_nothing_to_override(void **state)
{
    (void)state;
    expect_mistake("category c \"x\"\noverride deny c a:b \"y\"\n",
                   "f:2: there is no file before this one to override");
}

static void only_an_override_exempts_a_name_from_its_parts(void **state)
{
    struct fixture *f = *state;
    add(f, "u", "allow c log:os.system \"y\"\n");
    assert_int_equal(judge(f, "log", "os.system"), POLICY_DENY);
    add(f, "v", "override allow c log:os.system \"y\"\n");
    assert_int_equal(judge(f, "log", "os.system"), POLICY_ALLOW);
}

static void a_pattern_of_the_command_line_overrides(void **state)
{
    struct fixture *f = *state;
    struct err err = {""};
    assert_true(policy_add_pattern(f->policy, "--allow", POLICY_ALLOW, "os.system", &err));
    assert_int_equal(judge(f, "os", "system"), POLICY_ALLOW);
    assert_string_equal(f->judgement.file, "--allow");
    assert_int_equal(f->judgement.line, 0); /* of a file that is none */
    assert_true(policy_add_pattern(f->policy, "--deny", POLICY_DENY, "mine.**", &err));
    assert_int_equal(judge(f, "mine.x", "y"), POLICY_DENY);
    assert_false(policy_add_pattern(f->policy, "--allow", POLICY_ALLOW, "a:b \"x\"\nallow", &err));
    assert_string_equal(err.text, "--allow: `a:b \"x\"\nallow` is no pattern");
    assert_false(policy_add_pattern(f->policy, "--allow", POLICY_ALLOW, "os", &err));
    assert_string_equal(err.text,
                        "--allow: `os` has no module: expected MODULE:NAME, a dotted name, "
                        "or MODULE.** for all of a module");
}

static void a_category_may_be_said_again_in_another_file(void **state)
{
    struct fixture *f = *state;
    struct err err = {""};
    static const char other[] = "category c \"something else\"\n";
    add(f, "u", "category c \"a category\"\ndeny c x:y \"z\"\n");
    assert_false(policy_add_text(f->policy, "v", other, strlen(other), &err));
    assert_string_equal(err.text, "v:1: category `c` is already declared at small:1");
}

static void there_is_an_end_to_files(void **state)
{
    struct fixture *f = *state;
    struct err err = {""};
    for (int i = 1; i < POLICY_FILES_MAX; i++)
        add(f, "u", "deny c x:y \"z\"\n");
    assert_false(policy_add_text(f->policy, "u", "", 0, &err));
    assert_string_equal(err.text, "u:1: more than 64 policy files");
}

/* ---- patterns ---- */

static void stars_and_ranges_match(void **state)
{
    struct fixture *f = *state;
    add(f, "u",
        "deny c g:a?c \"x\"\n"
        "deny c g:*mid*end \"x\"\n"
        "deny c g:[a-c0]z \"x\"\n"
        "deny c lib*.io:x \"x\"\n"
        "deny c *:everywhere \"x\"\n");
    static const struct {
        const char *module, *name;
        enum policy_verdict verdict;
    } rows[] = {
        {"g", "abc", POLICY_DENY},         {"g", "a.c", POLICY_DENY},
        {"g", "ac", POLICY_UNKNOWN},       {"g", "midend", POLICY_DENY},
        {"g", "xmidmidyend", POLICY_DENY}, {"g", "xmidyendz", POLICY_UNKNOWN},
        {"g", "bz", POLICY_DENY},          {"g", "0z", POLICY_DENY},
        {"g", "dz", POLICY_UNKNOWN},       {"libfoo.io", "x", POLICY_DENY},
        {"foo.io", "x", POLICY_UNKNOWN},   {"any.thing", "everywhere", POLICY_DENY},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (judge(f, rows[i].module, rows[i].name) != rows[i].verdict)
            fail_msg("%s:%s is %s", rows[i].module, rows[i].name,
                     policy_verdict_name(f->judgement.verdict));
}

static void a_method_of_an_allowed_class_may_be_fetched(void **state)
{
    static const char *const others[] = {"Circle._area", "Circle.area.x", "Circle.", "circle.area"};
    struct fixture *f = *state;
    assert_int_equal(judge(f, "shapes.round", "Circle.area"), POLICY_ALLOW);
    assert_int_equal(f->judgement.called, POLICY_UNKNOWN);
    assert_int_equal(f->judgement.reach, POLICY_BY_ATTRIBUTE);
    for (size_t n = 0; n < sizeof others / sizeof others[0]; n++)
        if (judge(f, "shapes.round", others[n]) != POLICY_UNKNOWN)
            fail_msg("%s", others[n]);
}

static void a_pattern_that_allows_crosses_no_dot(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(judge(f, "shapes.round", "Circle"), POLICY_ALLOW);
    assert_int_equal(judge(f, "shapes.round", "Circle.Part"), POLICY_UNKNOWN);
    assert_int_equal(f->judgement.reach, POLICY_BY_ATTRIBUTE);
    assert_string_equal(f->judgement.rule, "shapes.**:[A-Z]*");
    assert_int_equal(judge(f, "shapes", "EvalBox.x"), POLICY_DENY);
    add(f, "u", "allow d q:* \"x\"\n");
    assert_int_equal(judge(f, "q", "A"), POLICY_ALLOW);
    assert_int_equal(judge(f, "q", "A.B"), POLICY_UNKNOWN);
    assert_int_equal(judge(f, "q", ""), POLICY_UNKNOWN);
}

/* ---- what the parts of a name tell ---- */

static void a_beginning_that_is_denied_denies_the_rest(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(judge(f, "builtins", "eval.real"), POLICY_DENY);
    assert_int_equal(f->judgement.reach, POLICY_BY_BEGINNING);
    assert_string_equal(f->judgement.rule, "builtins:eval");
    assert_int_equal(judge(f, "builtins", "evaluate.real"), POLICY_UNKNOWN);
}

static void of_two_rules_as_severe_the_exact_one_is_told(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(judge(f, "os", "system.x"), POLICY_DENY);
    assert_string_equal(f->judgement.rule, "os:system");
}

static void a_part_with_a_rule_raises_the_verdict(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(judge(f, "mine", "f.__globals__"), POLICY_DENY);
    assert_int_equal(f->judgement.reach, POLICY_BY_PART);
    assert_string_equal(f->judgement.rule, ".__globals__");
    assert_int_equal(judge(f, "builtins", "list.__init__"), POLICY_WARN);
    assert_int_equal(judge(f, "mine", "__globals"), POLICY_UNKNOWN);
}

static void a_component_that_is_a_module_is_judged_as_one(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(judge(f, "pathlib", "os.system"), POLICY_DENY);
    assert_int_equal(f->judgement.reach, POLICY_BY_MODULE_PART);
    assert_string_equal(f->judgement.rule, "os:system");
    assert_int_equal(judge(f, "random", "_os.system"), POLICY_DENY);
    assert_int_equal(judge(f, "a", "b.c.posix.system"), POLICY_DENY);
    assert_int_equal(judge(f, "a", "b.builtins.eval.x"), POLICY_DENY);
    assert_int_equal(judge(f, "os.path", "os"), POLICY_DENY);
    assert_int_equal(judge(f, "a", "np.load"), POLICY_DENY);
    assert_int_equal(judge(f, "a", "os2.system"), POLICY_UNKNOWN);
}

static void an_allowed_module_is_no_allowed_name(void **state)
{
    struct fixture *f = *state;
    add(f, "u", "allow d lower:[a-z]* \"x\"\n");
    assert_int_equal(judge(f, "lower", "fine"), POLICY_ALLOW);
    assert_int_equal(judge(f, "lower", "np"), POLICY_UNKNOWN);
    assert_int_equal(judge(f, "lower", "os"), POLICY_DENY);
}

static void a_common_word_counts_as_a_module_only_where_a_rule_is_precise(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(judge(f, "mine", "code"), POLICY_WARN);
    assert_int_equal(judge(f, "mine", "code.area"), POLICY_WARN);
    assert_int_equal(judge(f, "mine", "code.interact"), POLICY_DENY);
    assert_int_equal(judge(f, "code", "anything"), POLICY_DENY);
}

static void every_border_of_module_and_name_counts(void **state)
{
    struct fixture *f = *state;
    add(f, "u", "deny c pack.inner.deep:run \"x\"\nwarn c pack.inner:look \"x\"\n");
    assert_int_equal(judge(f, "pack", "inner.deep.run"), POLICY_DENY);
    assert_int_equal(f->judgement.reach, POLICY_BY_BORDER);
    assert_int_equal(judge(f, "pack.inner", "deep.run.x"), POLICY_DENY);
    assert_int_equal(judge(f, "pack", "inner.look"), POLICY_WARN);
    assert_int_equal(judge(f, "os.path", "join"), POLICY_ALLOW);
    assert_int_equal(judge(f, "os", "path.join"), POLICY_DENY);
}

static void the_end_of_an_unknown_module_counts_if_exactly_ruled(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(judge(f, "six.moves.builtins", "eval"), POLICY_DENY);
    assert_int_equal(f->judgement.reach, POLICY_BY_MODULE_END);
    assert_int_equal(judge(f, "mine.os", "Thing"), POLICY_UNKNOWN);
    assert_int_equal(judge(f, "mine.code", "interact"), POLICY_UNKNOWN);
}

static void an_alias_is_the_module_it_stands_for(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(judge(f, "posix", "system"), POLICY_DENY);
    assert_string_equal(f->judgement.rule, "os:system");
    assert_int_equal(judge(f, "posixpath", "join"), POLICY_ALLOW);
    assert_int_equal(judge(f, "posix.path", "join"), POLICY_ALLOW);
    assert_int_equal(judge(f, "posixp", "join"), POLICY_UNKNOWN);
}

static void a_rule_for_an_alias_is_one_for_the_module(void **state)
{
    struct fixture *f = *state;
    add(f, "u",
        "alias late mine.true\nalias later late\ndeny c late:x \"y\"\nwarn c later.**:z \"y\"\n");
    assert_int_equal(judge(f, "mine.true", "x"), POLICY_DENY);
    assert_int_equal(judge(f, "later.sub", "z"), POLICY_WARN);
    assert_string_equal(f->judgement.rule, "mine.true.**:z");
}

/* ---- hostile names ---- */

static void control_characters_and_nuls_are_part_of_a_name(void **state)
{
    struct fixture *f = *state;
    policy_judge(f->policy, "os\0x", 4, "system", 6, &f->judgement);
    assert_int_equal(f->judgement.verdict, POLICY_UNKNOWN);
    policy_judge(f->policy, "os", 2, "system\0x", 8, &f->judgement);
    assert_int_equal(f->judgement.verdict, POLICY_DENY);
    assert_string_equal(f->judgement.rule, "os.**:**");
    assert_int_equal(judge(f, "os\r", "system"), POLICY_UNKNOWN);
    assert_int_equal(judge(f, "builtins", "list\x1b[31m"), POLICY_UNKNOWN);
    assert_int_equal(judge(f, "builtins", "list "), POLICY_UNKNOWN);
}

static void empty_names_are_judged(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(judge(f, "", ""), POLICY_UNKNOWN);
    assert_int_equal(judge(f, "os", ""), POLICY_DENY);
    assert_int_equal(judge(f, "", "os.system"), POLICY_DENY);
    assert_int_equal(judge(f, ".os", "system"), POLICY_DENY);
    assert_int_equal(judge(f, "a", "..os..system"), POLICY_DENY);
    assert_int_equal(judge(f, "a", "...."), POLICY_UNKNOWN);
    policy_judge(f->policy, NULL, 0, NULL, 0, &f->judgement);
    assert_int_equal(f->judgement.verdict, POLICY_UNKNOWN);
}

/* A text of n times `piece`, then `end`. */
static char *repeat(const char *piece, size_t n, const char *end)
{
    size_t len = strlen(piece);
    char *text = malloc(len * n + strlen(end) + 1);
    assert_non_null(text);
    for (size_t i = 0; i < n; i++)
        memcpy(text + i * len, piece, len);
    strcpy(text + len * n, end);
    return text;
}

static void a_module_behind_any_number_of_components_is_found(void **state)
{
    struct fixture *f = *state;
    for (size_t n = 0; n < 40; n++) {
        char *name = repeat("a.", n, "os.system");
        assert_int_equal(judge(f, "mine", name), POLICY_DENY);
        free(name);
        name = repeat("a.", n, "x.__globals__.y");
        assert_int_equal(judge(f, "mine", name), POLICY_DENY);
        free(name);
    }
}

static void names_of_megabytes_take_no_time(void **state)
{
    struct fixture *f = *state;
    static const char *const pieces[] = {"a", ".", "a.", "np.", "code.", "__x__.", "[A-Z]*", "_"};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        char *text = repeat(pieces[i], 300 * 1000, "");
        enum policy_verdict as_name = judge(f, "shapes", text);
        assert_int_not_equal(as_name, POLICY_ALLOW);
        assert_int_not_equal(judge(f, text, text), POLICY_ALLOW);
        assert_int_not_equal(judge(f, text, "list"), POLICY_ALLOW);
        free(text);
    }
}

static void many_questions_take_no_time(void **state)
{
    struct fixture *f = *state;
    char name[64];
    for (int i = 0; i < 50 * 1000; i++) {
        snprintf(name, sizeof name, "np.a.np.b.np.c%d", i);
        assert_int_equal(judge(f, "mine.module", name), POLICY_UNKNOWN);
    }
}

/* ---- the default ---- */

static void the_default_has_no_mistake(void **state)
{
    struct fixture *f = *state;
    assert_true(policy_rule_count(f->policy) > 1000);
}

static void every_default_rule_tells_category_and_reason(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < policy_rule_count(f->policy); i++) {
        struct judgement rule;
        policy_rule(f->policy, i, &rule);
        assert_true(strlen(rule.category) > 0 && strlen(rule.category_text) > 0);
        if (strlen(rule.why) < 6)
            fail_msg("%s:%u: %s: `%s` is no reason", rule.file, rule.line, rule.rule, rule.why);
    }
}

/* A rule that its own pattern does not reach is shadowed by an alias or another rule. */
static void every_exact_default_rule_answers_for_itself(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < policy_rule_count(f->policy); i++) {
        struct judgement rule, answer;
        policy_rule(f->policy, i, &rule);
        const char *colon = strchr(rule.rule, ':');
        if (!colon || strpbrk(rule.rule, "*?["))
            continue;
        policy_judge(f->policy, rule.rule, (size_t)(colon - rule.rule), colon + 1,
                     strlen(colon + 1), &answer);
        if (answer.line != rule.line || answer.verdict != rule.verdict ||
            answer.called != rule.called)
            fail_msg("%s:%u: %s is answered by line %u", rule.file, rule.line, rule.rule,
                     answer.line);
    }
}

/* module:name of each row must have this verdict. */
static void expect_all(struct fixture *f, enum policy_verdict verdict, const char *const *names)
{
    for (; *names; names++) {
        const char *colon = strchr(*names, ':');
        policy_judge(f->policy, *names, (size_t)(colon - *names), colon + 1, strlen(colon + 1),
                     &f->judgement);
        if (f->judgement.verdict != verdict)
            fail_msg("%s is %s by %s:%u %s", *names, policy_verdict_name(f->judgement.verdict),
                     f->judgement.file, f->judgement.line, f->judgement.rule);
    }
}

static void the_default_denies_what_runs_reads_imports_and_connects(void **state)
{
    static const char *const names[] = {
        "os:system", "posix:system", "nt:system", "os:execvp", "subprocess:Popen", "pty:spawn",
        "builtins:eval", "__builtin__:eval", "builtins:no_such_builtin", "builtins:__import__",
        "builtins:open", "importlib:import_module", "_frozen_importlib:_gcd_import", "pickle:loads",
        "cPickle:loads", "_pickle:Unpickler", "marshal:loads", "types:CodeType", "socket:socket",
        "_socket:socket", "urllib.request:urlopen", "urllib2:urlopen", "ctypes:CDLL",
        "_ctypes:dlopen", "io:open", "_io:FileIO", "shutil:rmtree", "sys:modules", "sys:settrace",
        "atexit:register", "_thread:start_new_thread", "copyreg:add_extension",
        "copyreg:_extension_cache", "pdb:run", "cProfile:run", "timeit:timeit", "runpy:run_path",
        "webbrowser:open", "pip:main", "dataclasses:make_dataclass", "typing:get_type_hints",
        "string:Formatter.format", "numpy:load", "numpy.f2py.crackfortran:getlincoef",
        "scipy.weave:inline", "weave:inline", "torch:load", "torch.hub:load",
        "torch._utils:_import_dotted_name", "torch.fx.graph_module:reduce_graph_module",
        "torch.jit.unsupported_tensor_ops:execWrapper", "pandas:read_pickle", "pandas:eval",
        "pandas.core.frame:DataFrame.query", "joblib:load", "sklearn.datasets:load_files",
        "requests:get", "yaml:unsafe_load", "dill:loads", "six:exec_", "brine:main",
        "pathlib:Path.write_text", "pathlib:PosixPath.unlink",
        /* through other modules, and through attributes */
        "pathlib:os.system", "random:_os.system", "collections:_sys.modules", "enum:bltns.eval",
        "logging:os", "os.path:os", "torch:os.system", "sklearn.utils:os.popen",
        "builtins:eval.__call__", "os:system.__call__", "builtins:getattr.__self__.eval",
        "collections:OrderedDict.__init__.__globals__", "builtins:object.__subclasses__",
        "datetime:sys.modules", "json:decoder.scanner.re.os", "mypkg.six.moves.builtins:eval",
        "django.utils.six.moves.cPickle:loads", NULL};
    expect_all(*state, POLICY_DENY, names);
}

static void the_default_allows_what_rebuilds_plain_data(void **state)
{
    static const char *const names[] = {"builtins:set",
                                        "__builtin__:set",
                                        "builtins:bytearray",
                                        "builtins:type",
                                        "__builtin__:xrange",
                                        "builtins:ValueError",
                                        "exceptions:ValueError",
                                        "collections:OrderedDict",
                                        "collections:defaultdict",
                                        "UserDict:UserDict",
                                        "copyreg:_reconstructor",
                                        "copy_reg:_reconstructor",
                                        "_codecs:encode",
                                        "datetime:datetime",
                                        "decimal:Decimal",
                                        "fractions:Fraction",
                                        "uuid:UUID",
                                        "pathlib:PosixPath",
                                        "pathlib:PureWindowsPath",
                                        "re:_compile",
                                        "array:array",
                                        "array:_array_reconstructor",
                                        "ipaddress:IPv4Address",
                                        "itertools:count",
                                        "time:struct_time",
                                        "types:SimpleNamespace",
                                        "zoneinfo:ZoneInfo._unpickle",
                                        "numpy:ndarray",
                                        "numpy:dtype",
                                        "numpy.core.multiarray:_reconstruct",
                                        "numpy._core.multiarray:_reconstruct",
                                        "numpy._core.numeric:_frombuffer",
                                        "numpy.random._pickle:__randomstate_ctor",
                                        "numpy.core._multiarray_umath:log1p",
                                        "torch:FloatStorage",
                                        "torch._utils:_rebuild_tensor_v2",
                                        "torch:float32",
                                        "torch.nn.modules.conv:Conv2d",
                                        "torch.optim.adam:Adam",
                                        "torch.serialization:_get_layout",
                                        "pandas.core.frame:DataFrame",
                                        "pandas._libs.internals:_unpickle_block",
                                        "pandas.core.indexes.base:_new_Index",
                                        "scipy.sparse._csr:csr_matrix",
                                        "sklearn.linear_model._logistic:LogisticRegression",
                                        "sklearn.tree._tree:Tree",
                                        "sklearn.neighbors._kd_tree:newObj",
                                        "joblib.numpy_pickle:NumpyArrayWrapper",
                                        "xgboost.core:Booster",
                                        "networkx.classes.graph:Graph",
                                        "math:sqrt",
                                        NULL};
    expect_all(*state, POLICY_ALLOW, names);
}

static void the_default_allows_data_of_modules_that_it_denies(void **state)
{
    static const char *const names[] = {"http:HTTPStatus.CONTINUE",
                                        "ssl:TLSVersion.TLSv1_2",
                                        "ssl:Purpose",
                                        "socket:AF_INET",
                                        "socket:AddressFamily.AF_INET",
                                        "signal:SIGHUP",
                                        "inspect:_ParameterKind.VAR_KEYWORD",
                                        "uuid:SafeUUID.safe",
                                        "re:RegexFlag.ASCII",
                                        "pstats:SortKey.CALLS",
                                        "asyncio.locks:_BarrierState.FILLING",
                                        "py_compile:PycInvalidationMode.TIMESTAMP",
                                        "shutil:SameFileError",
                                        "asyncio.exceptions:CancelledError",
                                        "concurrent.futures._base:InvalidStateError",
                                        "http.client:InvalidURL",
                                        "smtplib:SMTPDataError",
                                        "ftplib:error_perm",
                                        "imaplib:IMAP4.error",
                                        "sqlite3:Warning",
                                        "zipimport:ZipImportError",
                                        "_curses:error",
                                        "_tkinter:TclError",
                                        "unittest.case:SkipTest",
                                        "doctest:OutputChecker",
                                        "mailbox:mboxMessage",
                                        "gettext:NullTranslations",
                                        NULL};
    expect_all(*state, POLICY_ALLOW, names);
}

static void the_default_still_denies_what_stands_beside_such_data(void **state)
{
    static const char *const names[] = {"http:client.HTTPConnection",
                                        "ssl:TLSVersion.__class__",
                                        "socket:socket",
                                        "signal:signal",
                                        "pstats:Stats",
                                        "asyncio.locks:subprocess",
                                        "shutil:rmtree",
                                        "shutil:Error.__subclasses__",
                                        "concurrent.futures:ThreadPoolExecutor",
                                        "imaplib:IMAP4",
                                        "sqlite3:connect",
                                        "zipimport:zipimporter",
                                        "unittest.case:expectedFailure",
                                        "doctest:testmod",
                                        "mailbox:mbox",
                                        "gettext:translation",
                                        "importlib.metadata:EntryPoint.load",
                                        "logging.config:dictConfig",
                                        "string:Formatter.format",
                                        "glob:glob",
                                        "glob:iglob",
                                        "mimetypes:read_mime_types",
                                        NULL};
    expect_all(*state, POLICY_DENY, names);
}

static void the_default_warns_of_data_that_more_than_keeps_its_arguments(void **state)
{
    static const char *const names[] = {"py_compile:PyCompileError",
                                        "xml.sax:SAXParseException",
                                        "importlib.metadata:EntryPoints",
                                        "logging.config:ConvertingDict",
                                        "string:Formatter",
                                        "mimetypes:MimeTypes",
                                        NULL};
    expect_all(*state, POLICY_WARN, names);
    struct fixture *f = *state;
    assert_int_equal(judge(f, "mailbox", "Message"), POLICY_ALLOW);
    assert_int_equal(f->judgement.called, POLICY_WARN);
    assert_int_equal(judge(f, "mimetypes", "MimeTypes"), POLICY_WARN);
    assert_int_equal(f->judgement.called, POLICY_DENY);
    assert_int_equal(judge(f, "unittest.case", "TestCase"), POLICY_WARN);
    assert_int_equal(f->judgement.called, POLICY_DENY);
    assert_int_equal(judge(f, "scipy.stats._continuous_distns", "norm_gen"), POLICY_FOLLOW);
    assert_int_equal(f->judgement.called, POLICY_WARN);
}

static void the_default_warns_of_what_its_use_decides(void **state)
{
    static const char *const names[] = {
        "re:sub",        "base64:b64decode",          "zlib:decompress",
        "codecs:decode", "functools:partial.__new__", NULL};
    expect_all(*state, POLICY_WARN, names);
}

static void the_default_follows_what_fetches_and_keeps(void **state)
{
    static const char *const names[] = {"builtins:getattr",
                                        "numpy.core:_ufunc_reconstruct",
                                        "numpy._core:_ufunc_reconstruct",
                                        "builtins:map",
                                        "functools:partial",
                                        "functools:reduce",
                                        "operator:attrgetter",
                                        "_operator:methodcaller",
                                        "operator:getitem",
                                        "types:MethodType",
                                        "torch.storage:_load_from_bytes",
                                        NULL};
    expect_all(*state, POLICY_FOLLOW, names);
}

static void the_default_does_not_claim_to_know_others(void **state)
{
    static const char *const names[] = {"mypkg.models:Net",
                                        "mypkg.code:Thing",
                                        "mypkg.trace:Tracer",
                                        "__main__:C",
                                        "mypkg:Outer.Inner",
                                        "OS:system",
                                        "os\r:system",
                                        "__torch__.net:Net",
                                        "collections:OrderedDict.fromkeys",
                                        NULL};
    for (const char *const *name = names; *name; name++) {
        struct fixture *f = *state;
        const char *colon = strchr(*name, ':');
        policy_judge(f->policy, *name, (size_t)(colon - *name), colon + 1, strlen(colon + 1),
                     &f->judgement);
        if (f->judgement.called == POLICY_ALLOW || f->judgement.called == POLICY_DENY)
            fail_msg("%s is %s by %u", *name, policy_verdict_name(f->judgement.called),
                     f->judgement.line);
    }
}

#define SMALL(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
#define EMPTY(test) cmocka_unit_test_setup_teardown(test, set_up_empty, tear_down)
#define DEFAULT(test) cmocka_unit_test_setup_teardown(test, set_up_default, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EMPTY(a_mistake_is_told_with_file_and_line),
        EMPTY(every_rule_has_a_declared_category_and_a_reason),
        EMPTY(a_pattern_that_cannot_be_meant_is_a_mistake),
        EMPTY(called_cannot_be_milder_than_imported),
        EMPTY(the_same_pattern_twice_in_a_file_is_a_mistake),
        EMPTY(control_characters_are_a_mistake_even_in_comments),
        EMPTY(a_first_line_that_begins_with_a_blank_is_a_mistake),
        SMALL(an_alias_cannot_hide_rules_or_lead_into_itself),
        SMALL(a_check_tells_every_mistake_and_changes_nothing),
        SMALL(a_text_with_a_mistake_adds_nothing),
        EMPTY(a_file_that_is_missing_is_told),
        SMALL(a_file_is_read),
        EMPTY(a_text_may_end_anywhere),
        SMALL(an_answer_names_its_rule),
        SMALL(what_no_rule_knows_is_unknown),
        SMALL(a_call_can_be_worse_than_an_import),
        SMALL(module_and_name_are_two_fields),
        SMALL(the_rule_that_says_more_wins),
        SMALL(of_two_patterns_that_say_as_much_the_more_severe_wins),
        SMALL(an_added_file_makes_severer_but_not_milder),
        SMALL(an_added_file_knows_what_was_unknown),
        SMALL(an_override_wins_where_it_says_as_much),
        SMALL(a_broad_override_leaves_narrower_rules_alone),
        EMPTY(the_first_file_has_nothing_to_override),
        SMALL(only_an_override_exempts_a_name_from_its_parts),
        SMALL(a_pattern_of_the_command_line_overrides),
        SMALL(a_category_may_be_said_again_in_another_file),
        SMALL(there_is_an_end_to_files),
        SMALL(stars_and_ranges_match),
        SMALL(a_method_of_an_allowed_class_may_be_fetched),
        SMALL(a_pattern_that_allows_crosses_no_dot),
        SMALL(a_beginning_that_is_denied_denies_the_rest),
        SMALL(of_two_rules_as_severe_the_exact_one_is_told),
        SMALL(a_part_with_a_rule_raises_the_verdict),
        SMALL(a_component_that_is_a_module_is_judged_as_one),
        SMALL(an_allowed_module_is_no_allowed_name),
        SMALL(a_common_word_counts_as_a_module_only_where_a_rule_is_precise),
        SMALL(every_border_of_module_and_name_counts),
        SMALL(the_end_of_an_unknown_module_counts_if_exactly_ruled),
        SMALL(an_alias_is_the_module_it_stands_for),
        SMALL(a_rule_for_an_alias_is_one_for_the_module),
        SMALL(control_characters_and_nuls_are_part_of_a_name),
        SMALL(empty_names_are_judged),
        SMALL(a_module_behind_any_number_of_components_is_found),
        SMALL(names_of_megabytes_take_no_time),
        SMALL(many_questions_take_no_time),
        DEFAULT(the_default_has_no_mistake),
        DEFAULT(every_default_rule_tells_category_and_reason),
        DEFAULT(every_exact_default_rule_answers_for_itself),
        DEFAULT(the_default_denies_what_runs_reads_imports_and_connects),
        DEFAULT(the_default_allows_what_rebuilds_plain_data),
        DEFAULT(the_default_allows_data_of_modules_that_it_denies),
        DEFAULT(the_default_still_denies_what_stands_beside_such_data),
        DEFAULT(the_default_warns_of_data_that_more_than_keeps_its_arguments),
        DEFAULT(the_default_warns_of_what_its_use_decides),
        DEFAULT(the_default_follows_what_fetches_and_keeps),
        DEFAULT(the_default_does_not_claim_to_know_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
