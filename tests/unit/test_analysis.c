/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run would do, judged; indirection followed. The policy here is a small one of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "src/analysis/analysis.h"
#include "src/analysis/analysis_state.h"
#include "src/analysis/policy.h"
#include "src/base/buf.h"

static const char policy_text[] = "category process \"runs a program\"\n"
                                  "category data \"plain data\"\n"
                                  "category gadget \"fetches attributes\"\n"
                                  "deny process os:system \"runs a shell command\"\n"
                                  "deny process builtins:eval \"evaluates code\"\n"
                                  "allow data collections:OrderedDict \"a dict\"\n"
                                  "allow/warn data lib:Class \"harmless without its __init__\"\n"
                                  "warn gadget builtins:getattr \"any attribute\"\n"
                                  "allow data operator: concat attrgetter methodcaller \"pure\"\n"
                                  "allow data functools:partial \"makes a callable\"\n"
                                  "allow data importlib:import_module \"for these tests\"\n";

struct fixture {
    struct policy *policy;
    struct buf bytes;
    br_record *rec;
    struct analysis *an;
    struct err err;
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    if (!f)
        return -1;
    f->policy = policy_new(&f->err);
    *state = f;
    bool good = f->policy &&
                policy_add_text(f->policy, "test", policy_text, sizeof policy_text - 1, &f->err);
    if (!good)
        print_error("%s\n", f->err.text);
    return good ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    analysis_free(f->an);
    br_record_free(f->rec);
    buf_free(&f->bytes);
    policy_free(f->policy);
    free(f);
    return 0;
}

/* ---- Writing pickles -------------------------------------------------------------------------- */

#define OPS(f, text) buf_add(&(f)->bytes, text, sizeof(text) - 1)
#define PROTO_2 "\x80\x02"
#define PROTO_4 "\x80\x04"
#define TUPLE1 "\x85"
#define TUPLE2 "\x86"
#define STACK_GLOBAL "\x93"
#define NEWOBJ "\x81"

static void put_str(struct fixture *f, const char *text)
{
    buf_char(&f->bytes, '\x8c'); /* SHORT_BINUNICODE */
    buf_char(&f->bytes, (char)strlen(text));
    buf_str(&f->bytes, text);
}

static void put_global(struct fixture *f, const char *module, const char *name)
{
    put_str(f, module);
    put_str(f, name);
    OPS(f, STACK_GLOBAL);
}

/* importlib.import_module(NAME) */
static void put_module(struct fixture *f, const char *name)
{
    put_global(f, "importlib", "import_module");
    put_str(f, name);
    OPS(f, TUPLE1 "R");
}

static void judge_as(struct fixture *f, const char *dialect)
{
    struct br_options options = {.dialect = dialect};
    assert_false(f->bytes.failed);
    f->rec = br_record_new((const uint8_t *)f->bytes.data, f->bytes.len, &options);
    assert_non_null(f->rec);
    assert_int_equal(br_record_run(f->rec, 0), BR_OK);
    f->an = analysis_new(f->policy, f->rec, &f->err);
    assert_non_null(f->an);
    assert_true(analysis_update(f->an, &f->err));
}

static void judge(struct fixture *f)
{
    judge_as(f, NULL);
}

/* ---- Looking at findings ---------------------------------------------------------------------- */

static void assert_finding(struct fixture *f, uint64_t n, const char *rule, const char *module,
                           const char *name)
{
    struct finding finding;
    assert_true(analysis_finding(f->an, n, &finding));
    assert_string_equal(finding.rule->name, rule);
    if (!module) {
        assert_null(finding.module);
        return;
    }
    assert_string_equal(finding.module, module);
    assert_string_equal(finding.name, name);
}

static void assert_found(struct fixture *f, uint64_t n, enum severity worst)
{
    assert_int_equal(analysis_count(f->an), n);
    assert_int_equal(analysis_worst(f->an), worst);
}

/* The event's callee is resolved to this, or to nothing (NULL). */
static void assert_resolved(struct fixture *f, uint64_t event, const char *module,
                            const char *expected)
{
    const char *got, *name;
    bool resolved = analysis_resolved(f->an, event, &got, &name);
    assert_int_equal(resolved, module != NULL);
    if (!module)
        return;
    assert_string_equal(got, module);
    assert_string_equal(name, expected);
}

/* ---- Tests ------------------------------------------------------------------------------------ */

static void plain_data_has_no_findings(void **state)
{
    struct fixture *f = *state;
    OPS(f, PROTO_2 "](K\1K\2e.");
    judge(f);
    assert_found(f, 0, SEVERITY_NONE);
    assert_int_equal(analysis_next(f->an, 0, SEVERITY_INFO), BR_NO_OP);
}

static void import_and_call_of_what_is_denied_are_dangerous(void **state)
{
    struct fixture *f = *state;
    struct finding finding;
    OPS(f, "cos\nsystem\n"
           "(S'id'\n"
           "tR.");
    judge(f);
    assert_found(f, 2, SEVERITY_DANGEROUS);
    assert_int_equal(analysis_count_of(f->an, SEVERITY_DANGEROUS), 2);
    assert_finding(f, 0, "denied-import", "os", "system");
    assert_finding(f, 1, "denied-call", "os", "system");
    assert_int_equal(analysis_event(f->an, 1, &finding), SEVERITY_DANGEROUS);
    assert_string_equal(finding.why, "runs a shell command");
    assert_string_equal(finding.category, "process");
    assert_int_equal(finding.op, 4);
    assert_int_equal(finding.pos, 19);
    assert_int_equal(analysis_event(f->an, 2, NULL), SEVERITY_NONE); /* there is none */
}

static void dangerous_opcodes_are_found_from_anywhere(void **state)
{
    struct fixture *f = *state;
    OPS(f, "N0cos\nsystem\n)R.");
    judge(f);
    assert_int_equal(analysis_op(f->an, 0), SEVERITY_NONE);
    assert_int_equal(analysis_op(f->an, 2), SEVERITY_DANGEROUS);
    assert_int_equal(analysis_next(f->an, 0, SEVERITY_DANGEROUS), 2);
    assert_int_equal(analysis_next(f->an, 2, SEVERITY_DANGEROUS), 4);
    assert_int_equal(analysis_next(f->an, 4, SEVERITY_DANGEROUS), BR_NO_OP);
    assert_int_equal(analysis_prev(f->an, 6, SEVERITY_DANGEROUS), 4);
    assert_int_equal(analysis_prev(f->an, 4, SEVERITY_DANGEROUS), 2);
    assert_int_equal(analysis_prev(f->an, 2, SEVERITY_DANGEROUS), BR_NO_OP);
}

static void callable_arguments_and_result_take_the_colour_of_a_dangerous_call(void **state)
{
    struct fixture *f = *state;
    OPS(f, "cos\nsystem\n"
           "X\2\0\0\0idX\1\0\0\0x0" TUPLE1 "R.");
    judge(f);
    struct br_state before_call = {f->rec, 5};
    br_value args = br_stack(before_call, 0);
    struct br_item item;
    bool found;
    assert_int_equal(analysis_value(f->an, br_stack(before_call, 1)), SEVERITY_DANGEROUS);
    assert_int_equal(analysis_value(f->an, args), SEVERITY_DANGEROUS);
    assert_int_equal(br_item(before_call, args, 0, &item, &found), BR_OK);
    assert_int_equal(analysis_value(f->an, item.value), SEVERITY_DANGEROUS);
    assert_int_equal(analysis_value(f->an, br_result(f->rec)), SEVERITY_DANGEROUS);
    struct br_state before_pop = {f->rec, 3};
    assert_int_equal(analysis_value(f->an, br_stack(before_pop, 0)), SEVERITY_NONE);
}

static void what_no_rule_knows_is_suspicious(void **state)
{
    struct fixture *f = *state;
    OPS(f, "cnew.module\nThing\n)R.");
    judge(f);
    assert_found(f, 2, SEVERITY_SUSPICIOUS);
    assert_finding(f, 0, "unknown-import", "new.module", "Thing");
    assert_finding(f, 1, "unknown-call", "new.module", "Thing");
}

static void a_class_may_be_made_but_not_called(void **state)
{
    struct fixture *f = *state;
    OPS(f, PROTO_2 "clib\nClass\n)" NEWOBJ "}b0clib\nClass\n)R.");
    judge(f);
    assert_found(f, 1, SEVERITY_SUSPICIOUS);
    assert_finding(f, 0, "doubtful-call", "lib", "Class");
}

static void inst_and_obj_are_judged_like_reduce(void **state)
{
    struct fixture *f = *state;
    OPS(f, "(S'id'\nios\nsystem\n(cos\nsystem\nS'id'\no.");
    judge(f);
    assert_found(f, 4, SEVERITY_DANGEROUS);
    assert_finding(f, 0, "denied-import", "os", "system");
    assert_finding(f, 1, "denied-call", "os", "system");
    assert_finding(f, 2, "denied-import", "os", "system");
    assert_finding(f, 3, "denied-call", "os", "system");
}

static void what_inst_makes_is_no_import(void **state)
{
    struct fixture *f = *state;
    OPS(f, "(icollections\nOrderedDict\n}b.");
    judge(f);
    assert_found(f, 0, SEVERITY_NONE);
}

static void python_2_names_are_judged_as_they_map(void **state)
{
    struct fixture *f = *state;
    OPS(f, "c__builtin__\neval\n0\x80\3c__builtin__\neval\n.");
    judge(f);
    assert_finding(f, 0, "denied-import", "__builtin__", "eval");
    assert_finding(f, 1, "proto-again", NULL, NULL);
    assert_finding(f, 2, "unknown-import", "__builtin__", "eval"); /* no longer mapped */
}

static void getattr_of_an_imported_module_is_resolved(void **state)
{
    struct fixture *f = *state;
    OPS(f, PROTO_4);
    put_global(f, "builtins", "getattr");
    put_module(f, "os");
    put_str(f, "system");
    OPS(f, TUPLE2 "R");
    put_str(f, "id");
    OPS(f, TUPLE1 "R.");
    judge(f);
    assert_found(f, 4, SEVERITY_DANGEROUS);
    assert_finding(f, 0, "doubtful-import", "builtins", "getattr");
    assert_finding(f, 1, "doubtful-call", "builtins", "getattr");
    assert_finding(f, 2, "denied-import", "os", "system");
    assert_finding(f, 3, "denied-call", "os", "system");
    assert_resolved(f, 3, NULL, NULL);
    assert_resolved(f, 4, "os", "system");
}

static void names_that_are_put_together_are_known(void **state)
{
    struct fixture *f = *state;
    OPS(f, PROTO_4);
    put_global(f, "operator", "concat");
    put_str(f, "o");
    put_str(f, "s");
    OPS(f, TUPLE2 "R");
    put_str(f, "system");
    OPS(f, STACK_GLOBAL);
    put_str(f, "id");
    OPS(f, TUPLE1 "R.");
    judge(f);
    assert_found(f, 3, SEVERITY_DANGEROUS);
    assert_finding(f, 0, "denied-import", "os", "system");
    assert_finding(f, 1, "computed-name", NULL, NULL);
    assert_finding(f, 2, "denied-call", "os", "system");
    assert_resolved(f, 2, "os", "system");
}

/* Whatever it comes to: a mistake in what is known of a call must not make a pickle benign. */
static void a_name_that_is_put_together_is_never_benign(void **state)
{
    struct fixture *f = *state;
    OPS(f, PROTO_4);
    put_str(f, "collections");
    put_global(f, "operator", "concat");
    put_str(f, "Ordered");
    put_str(f, "Dict");
    OPS(f, TUPLE2 "R" STACK_GLOBAL ")R.");
    judge(f);
    assert_found(f, 1, SEVERITY_SUSPICIOUS);
    assert_finding(f, 0, "computed-name", NULL, NULL);
    assert_resolved(f, 2, "collections", "OrderedDict");
}

static void a_name_through_another_module_is_what_it_leads_to(void **state)
{
    struct fixture *f = *state;
    OPS(f, PROTO_4);
    put_global(f, "shutil", "os.system");
    put_str(f, "id");
    OPS(f, TUPLE1 "R.");
    judge(f);
    assert_finding(f, 0, "denied-import", "os", "system");
    assert_finding(f, 1, "denied-call", "os", "system");
}

/* L = ['path']; L.append('system'); the import takes L[-1]. */
static void a_list_that_a_call_changed_is_read_as_it_is_then(void **state)
{
    struct fixture *f = *state;
    OPS(f, PROTO_4 "]\x94"); /* memo 0 */
    put_str(f, "path");
    OPS(f, "a0");
    put_global(f, "builtins", "getattr");
    OPS(f, "h\x00");
    put_str(f, "append");
    OPS(f, TUPLE2 "R");
    put_str(f, "system");
    OPS(f, TUPLE1 "R0");
    put_str(f, "os");
    put_global(f, "builtins", "getattr");
    OPS(f, "h\x00");
    put_str(f, "__getitem__");
    OPS(f, TUPLE2 "RK\x01" TUPLE1 "R" STACK_GLOBAL);
    put_str(f, "id");
    OPS(f, TUPLE1 "R.");
    judge(f);
    assert_int_equal(analysis_worst(f->an), SEVERITY_DANGEROUS);
    assert_finding(f, analysis_count(f->an) - 1, "denied-call", "os", "system");
}

static void attrgetter_methodcaller_and_partial_are_seen_through(void **state)
{
    struct fixture *f = *state;
    OPS(f, PROTO_4);
    put_global(f, "operator", "attrgetter");
    put_str(f, "system");
    OPS(f, TUPLE1 "R");
    put_module(f, "os");
    OPS(f, TUPLE1 "R0"); /* imports os.system */
    put_global(f, "operator", "methodcaller");
    put_str(f, "system");
    put_str(f, "id");
    OPS(f, TUPLE2 "R");
    put_module(f, "os");
    OPS(f, TUPLE1 "R0"); /* calls it */
    put_global(f, "functools", "partial");
    put_global(f, "os", "system");
    OPS(f, TUPLE1 "R)R."); /* imports it, calls it */
    judge(f);
    assert_found(f, 7, SEVERITY_DANGEROUS);
    assert_finding(f, 0, "denied-import", "os", "system");
    assert_finding(f, 1, "result-dropped", NULL, NULL);
    assert_finding(f, 2, "denied-call", "os", "system");
    assert_finding(f, 3, "result-dropped", NULL, NULL);
    assert_finding(f, 4, "denied-import", "os", "system");
    assert_finding(f, 5, "prepared-call", "os", "system");
    assert_finding(f, 6, "denied-call", "os", "system");
}

/* A BUILD gives the instance a __setstate__, which the next BUILD calls with its state. */
static void a_method_that_build_set_is_called(void **state)
{
    struct fixture *f = *state;
    struct finding finding;
    OPS(f, PROTO_4);
    put_global(f, "lib", "Class");
    OPS(f, ")" NEWOBJ "}");
    put_str(f, "__setstate__");
    put_global(f, "os", "system");
    OPS(f, "sb");
    put_str(f, "id");
    OPS(f, "b.");
    judge(f);
    assert_found(f, 3, SEVERITY_DANGEROUS);
    assert_finding(f, 0, "denied-import", "os", "system");
    assert_finding(f, 1, "prepared-call", "os", "system");
    assert_finding(f, 2, "denied-call", "os", "system");
    assert_true(analysis_finding(f->an, 2, &finding));
    assert_string_equal(finding.args, "('id',)");
    assert_resolved(f, 4, "os", "system"); /* import, newobj, import, build, build */
    assert_string_equal(analysis_resolved_args(f->an, 4), "('id',)");
}

/* What a partial holds by name is an argument of the call it makes. */
static void a_call_that_is_made_has_its_keywords(void **state)
{
    struct fixture *f = *state;
    struct finding finding;
    OPS(f, PROTO_4);
    put_global(f, "functools", "partial");
    put_global(f, "os", "system");
    OPS(f, TUPLE1 "}");
    put_str(f, "command");
    put_str(f, "id");
    OPS(f, "s\x92)R."); /* NEWOBJ_EX */
    judge(f);
    assert_true(analysis_finding(f->an, analysis_count(f->an) - 1, &finding));
    assert_string_equal(finding.rule->name, "denied-call");
    assert_string_equal(finding.args, "(command='id')");
}

/* What each step to a callee gave, in the order of the run. */
static void a_callee_has_its_chain(void **state)
{
    struct fixture *f = *state;
    struct link links[8];
    struct buf text = {.limit = 0};
    OPS(f, PROTO_4);
    put_global(f, "builtins", "getattr");
    put_module(f, "os");
    put_str(f, "system");
    OPS(f, TUPLE2 "R");
    put_str(f, "id");
    OPS(f, TUPLE1 "R.");
    judge(f);
    assert_int_equal(analysis_chain(f->an, 4, links, 8), 2);
    assert_int_equal(analysis_chain(f->an, 4, links, 1), 1);
    assert_int_equal(analysis_chain(f->an, 0, links, 8), 0);
    assert_int_equal(analysis_chain(f->an, 4, links, 8), 2);
    analysis_link(f->an, &links[0], 64, &text);
    buf_str(&text, " > ");
    analysis_link(f->an, &links[1], 64, &text);
    assert_string_equal(buf_text(&text), "os > os.system");
    buf_free(&text);
}

static void names_that_are_made_to_be_misread_are_told(void **state)
{
    struct fixture *f = *state;
    OPS(f, PROTO_4);
    put_global(f, "\xd0\xbes", "system"); /* a Cyrillic o */
    OPS(f, "0");
    put_global(f, "os\xe2\x80\xae", "metsys"); /* right to left */
    OPS(f, "0");
    put_global(f, "\xd0\xbc\xd0\xbe\xd0\xb4", "\xd0\xbe"); /* all of one script */
    OPS(f, ".");
    judge(f);
    assert_found(f, 5, SEVERITY_SUSPICIOUS);
    assert_finding(f, 1, "name-looks-like", NULL, NULL);
    assert_finding(f, 3, "name-invisible", NULL, NULL);
    assert_finding(f, 4, "unknown-import", "\xd0\xbc\xd0\xbe\xd0\xb4", "\xd0\xbe");
}

/* What is shown in place of a name that nobody knows is no name of the stream. */
static void a_name_that_is_not_known_has_no_odd_characters(void **state)
{
    struct fixture *f = *state;
    OPS(f, PROTO_4);
    put_str(f, "collections");
    put_global(f, "collections", "OrderedDict");
    put_str(f, "a b\xe2\x80\xae");
    OPS(f, TUPLE1 "R" STACK_GLOBAL ".");
    judge(f);
    struct finding finding;
    for (uint64_t n = 0; analysis_finding(f->an, n, &finding); n++)
        assert_string_not_equal(finding.rule->name, "name-invisible");
}

/* A row of calls each longer than the last ends at the budget, and costs no more than that. */
static void what_grows_without_end_is_no_longer_known(void **state)
{
    struct fixture *f = *state;
    OPS(f, PROTO_4);
    put_global(f, "operator", "concat");
    OPS(f, "\x94"
           "0");
    put_str(f, "a");
    for (int n = 0; n < 40; n++)
        OPS(f, "\x94"
               "0h\0j\1\0\0\0j\1\0\0\0" TUPLE2 "Rr\1\0\0\0"); /* twice what it was */
    OPS(f, ")R.");
    judge(f);
    assert_found(f, 2, SEVERITY_SUSPICIOUS);
    assert_finding(f, 0, "memo-rewritten", NULL, NULL);
    assert_finding(f, 1, "unresolved-call", NULL, NULL);
}

static void forget(struct fixture *f)
{
    analysis_free(f->an);
    br_record_free(f->rec);
    f->an = NULL;
    f->rec = NULL;
    buf_clear(&f->bytes);
}

/* What is found first, or NULL. */
static const char *first_rule(struct fixture *f)
{
    struct finding finding;
    judge(f);
    return analysis_finding(f->an, 0, &finding) ? finding.rule->name : NULL;
}

static void picklers_count_the_memo_up_from_0_or_1_or_where_they_were(void **state)
{
    struct fixture *f = *state;
    OPS(f, "]q\0]q\1]q\2aa.");
    assert_null(first_rule(f));
    forget(f);
    OPS(f, "]q\001]q\002a."); /* cPickle */
    assert_null(first_rule(f));
    forget(f);
    OPS(f, "]q\060]q\061a."); /* a Pickler used again */
    assert_null(first_rule(f));
    forget(f);
    OPS(f, PROTO_4 "]\x94]\x94]\x94"
                   "aa.");
    assert_null(first_rule(f));
}

static void gaps_of_the_memo_are_told_once_and_counted(void **state)
{
    struct fixture *f = *state;
    struct finding finding;
    OPS(f, "]q\0]q\7]q\x8]q\2aaa."); /* 2 is out of its turn */
    judge(f);
    assert_int_equal(analysis_count(f->an), 1);
    assert_true(analysis_finding(f->an, 0, &finding));
    assert_string_equal(finding.rule->name, "memo-gaps");
    assert_int_equal(finding.severity, SEVERITY_INFO);
    assert_int_equal(finding.pos, 4);
    assert_string_equal(finding.why,
                        "leaves out numbers of the memo, which picklers count up: here "
                        "7 comes after 0, 2 gaps in all");
}

static void a_number_that_is_taken_is_no_gap(void **state)
{
    struct fixture *f = *state;
    OPS(f, "]q\0]q\1]q\0aa.");
    assert_string_equal(first_rule(f), "memo-rewritten");
    assert_int_equal(analysis_count(f->an), 1);
}

static void harmless_indirection_is_no_more_than_its_parts(void **state)
{
    struct fixture *f = *state;
    OPS(f, PROTO_4);
    put_global(f, "operator", "attrgetter");
    put_str(f, "OrderedDict");
    OPS(f, TUPLE1 "R");
    put_module(f, "collections");
    OPS(f, TUPLE1 "R)R.");
    judge(f);
    assert_found(f, 0, SEVERITY_NONE);
    assert_resolved(f, 5, "collections", "OrderedDict");
}

static void a_call_that_cannot_be_resolved_is_suspicious(void **state)
{
    struct fixture *f = *state;
    OPS(f, "ccollections\nOrderedDict\n)R)R.");
    judge(f);
    assert_found(f, 1, SEVERITY_SUSPICIOUS);
    assert_finding(f, 0, "unresolved-call", NULL, NULL);
}

static void changing_what_was_imported_is_dangerous(void **state)
{
    struct fixture *f = *state;
    OPS(f, "ccollections\nOrderedDict\nNb"
           "K\1K\2s"
           "K\3a0"
           "ccollections\nOrderedDict\n)RK\1K\2s.");
    judge(f);
    assert_found(f, 4, SEVERITY_DANGEROUS);
    assert_finding(f, 0, "build-on-import", "collections", "OrderedDict");
    assert_finding(f, 1, "write-to-import", "collections", "OrderedDict");
    assert_finding(f, 2, "write-to-import", "collections", "OrderedDict");
    assert_finding(f, 3, "may-be-redirected", NULL, NULL);
}

static void extension_codes_and_odd_containers_are_told(void **state)
{
    struct fixture *f = *state;
    OPS(f, PROTO_2 "\x82\x07)R0]Nb.");
    judge(f);
    assert_finding(f, 0, "extension-code", NULL, NULL);
    assert_finding(f, 1, "unresolved-call", NULL, NULL);
    assert_finding(f, 2, "result-dropped", NULL, NULL);
    assert_finding(f, 3, "odd-container", NULL, NULL);
    assert_found(f, 4, SEVERITY_SUSPICIOUS);
}

static void persistent_ids_of_torch_are_known(void **state)
{
    struct fixture *f = *state;
    OPS(f, PROTO_4 "P0\n0K\5Q0(");
    put_str(f, "storage");
    put_global(f, "collections", "OrderedDict");
    put_str(f, "0");
    put_str(f, "cpu");
    OPS(f, "K\4tQ.");
    judge(f);
    assert_found(f, 0, SEVERITY_NONE);
}

static void other_persistent_ids_are_suspicious(void **state)
{
    struct fixture *f = *state;
    OPS(f, PROTO_4 "Pos.system\n0(");
    put_str(f, "storage");
    put_str(f, "no class");
    put_str(f, "0");
    put_str(f, "cpu");
    OPS(f, "K\4tQ0NQ.");
    judge(f);
    assert_found(f, 3, SEVERITY_SUSPICIOUS);
    assert_finding(f, 0, "persistent-id", NULL, NULL);
    assert_finding(f, 2, "persistent-id", NULL, NULL);
}

static void a_broken_frame_is_found_in_its_place(void **state)
{
    struct fixture *f = *state;
    OPS(f, "cnew\nthing\n0\x95\2\0\0\0\0\0\0\0J\1\0\0\0cnew\nthing\n..");
    judge(f);
    assert_found(f, 4, SEVERITY_SUSPICIOUS);
    assert_finding(f, 0, "unknown-import", "new", "thing");
    assert_finding(f, 1, "later-protocol", NULL, NULL);
    assert_finding(f, 2, "frame-broken", NULL, NULL);
    assert_finding(f, 3, "unknown-import", "new", "thing");
}

static void a_growing_record_gives_the_same_findings(void **state)
{
    struct fixture *f = *state;
    OPS(f, PROTO_4);
    for (int n = 0; n < 20; n++) {
        put_global(f, "os", "system");
        put_str(f, "id");
        OPS(f, TUPLE1 "R0");
        put_global(f, "new", "thing");
        OPS(f, "0");
    }
    OPS(f, "\x95\2\0\0\0\0\0\0\0J\1\0\0\0..");
    judge(f);
    br_record *rec = br_record_new((const uint8_t *)f->bytes.data, f->bytes.len, NULL);
    assert_non_null(rec);
    struct analysis *an = analysis_new(f->policy, rec, &f->err);
    assert_non_null(an);
    while (br_record_run(rec, 3) == BR_RUNNING)
        assert_true(analysis_update(an, &f->err));
    assert_true(analysis_update(an, &f->err));
    assert_int_equal(analysis_count(an), 81);
    assert_int_equal(analysis_count(f->an), 81);
    for (uint64_t n = 0; n < 81; n++) {
        struct finding a, b;
        assert_true(analysis_finding(an, n, &a) && analysis_finding(f->an, n, &b));
        assert_ptr_equal(a.rule, b.rule);
        assert_int_equal(a.op, b.op);
        assert_int_equal(a.event, b.event);
    }
    analysis_free(an);
    br_record_free(rec);
}

/* ---- Cost ------------------------------------------------------------------------------------- */

/* What an opcode puts into a container of the pickle's own is no call: it is not read for that. */
static void a_container_that_grows_is_not_read_each_time(void **state)
{
    struct fixture *f = *state;
    OPS(f, "\x80\x05\x96\4\0\0\0\0\0\0\0abcd"); /* BYTEARRAY8 */
    for (int n = 0; n < 1000; n++)
        OPS(f, "K\1aK\0K\2s");
    OPS(f, ".");
    br_record *empty = br_record_new((const uint8_t *)".", 1, NULL);
    struct analysis *none = empty ? analysis_new(f->policy, empty, &f->err) : NULL;
    assert_non_null(none);
    judge(f);
    assert_int_equal(analysis_count(f->an), 2000);
    assert_int_equal(f->an->ev.work, none->ev.work);
    analysis_free(none);
    br_record_free(empty);
}

/* ---- Paths ------------------------------------------------------------------------------------ */

static void judge_and_follow(struct fixture *f)
{
    judge(f);
    assert_true(analysis_follow(f->an, &f->err));
}

/* For each opcode the letter of what it goes into: 'a' + the event's number, capital when that is
 * dangerous, '.' for nothing. */
static void assert_paths(struct fixture *f, const char *expected)
{
    char got[128] = "";
    for (br_op op = 0; op < br_ops(f->rec) && op < sizeof got - 1; op++) {
        struct path path;
        got[op] = '.';
        if (analysis_path(f->an, op, &path))
            got[op] = (char)((path.severity == SEVERITY_DANGEROUS ? 'A' : 'a') + path.event);
    }
    assert_string_equal(got, expected);
}

static void what_makes_callable_and_arguments_goes_into_the_call(void **state)
{
    struct fixture *f = *state;
    struct path path;
    OPS(f, "N0cos\nsystem\n(S'id'\ntR0N.");
    judge_and_follow(f);
    /* NONE POP GLOBAL MARK STRING TUPLE REDUCE POP NONE STOP */
    assert_paths(f, "..BBBB....");
    assert_true(analysis_path(f->an, 2, &path));
    assert_int_equal(path.op, 6);
}

static void names_that_only_an_import_takes_go_into_that(void **state)
{
    struct fixture *f = *state;
    OPS(f, PROTO_4);
    put_global(f, "os", "system");
    OPS(f, ".");
    judge_and_follow(f);
    assert_paths(f, ".AA..");
}

static void a_path_leads_through_the_memo(void **state)
{
    struct fixture *f = *state;
    OPS(f, "cos\nsystem\nq\0"
           "0X\2\0\0\0idp7\n0h\0"
           "g7\n" TUPLE1 "R.");
    judge_and_follow(f);
    /* GLOBAL BINPUT POP BINUNICODE PUT POP BINGET GET TUPLE1 REDUCE STOP */
    assert_paths(f, "BB.BB.BBB..");
}

static void a_path_leads_through_containers_and_what_fills_them(void **state)
{
    struct fixture *f = *state;
    OPS(f, "cos\nsystem\n](K\1K\2e}K\3K\4s" TUPLE2 "R.");
    judge_and_follow(f);
    /* GLOBAL EMPTY_LIST MARK BININT1 BININT1 APPENDS EMPTY_DICT BININT1 BININT1 SETITEM TUPLE2 */
    assert_paths(f, "BBBBBBBBBBB..");
}

/* getattr(import_module('os'), 'system')('id'): all of it goes into the last call. */
static void a_path_leads_through_indirection_to_the_last_call(void **state)
{
    struct fixture *f = *state;
    OPS(f, PROTO_4);
    put_global(f, "builtins", "getattr");
    put_module(f, "os");
    put_str(f, "system");
    OPS(f, TUPLE2 "R");
    put_str(f, "id");
    OPS(f, TUPLE1 "RN0.");
    judge_and_follow(f);
    assert_paths(f, ".EEEEEEEEEEEEEE....");
}

static void the_worse_of_two_calls_is_told(void **state)
{
    struct fixture *f = *state;
    /* One string is given to a function that no rule knows, then to one that is denied. */
    OPS(f, "X\2\0\0\0idq\0"
           "0cnew\nthing\nh\000" TUPLE1 "R0cos\nsystem\nh\000" TUPLE1 "R.");
    judge_and_follow(f);
    /* BINUNICODE BINPUT POP GLOBAL BINGET TUPLE1 REDUCE POP GLOBAL BINGET TUPLE1 REDUCE STOP */
    assert_paths(f, "DD.bbb..DDD..");
}

static void a_large_argument_is_not_marked_item_by_item(void **state)
{
    struct fixture *f = *state;
    OPS(f, "cos\nsystem\n}");
    for (int n = 0; n < 100000; n++)
        OPS(f, "NNs");
    OPS(f, "](");
    for (int n = 0; n < 100000; n++)
        OPS(f, "N");
    OPS(f, "e" TUPLE2 "R.");
    judge_and_follow(f);
    unsigned marked = 0;
    struct path path;
    for (br_op op = 0; op < br_ops(f->rec); op++)
        marked += analysis_path(f->an, op, &path);
    assert_in_range(marked, 4, 256);
    assert_true(analysis_path(f->an, 0, &path));
    assert_true(analysis_path(f->an, 1, &path)); /* the dict itself, none of its items */
    assert_false(analysis_path(f->an, 2, &path));
    assert_true(analysis_path(f->an, 300002, &path)); /* the list */
}

static void a_chain_of_calls_is_followed_once(void **state)
{
    struct fixture *f = *state;
    OPS(f, "cos\nsystem\nq\000");
    for (int n = 0; n < 50000; n++)
        OPS(f, "h\000" TUPLE1 "h\0002" TUPLE1 "R0" TUPLE1 "R");
    OPS(f, ".");
    judge_and_follow(f);
    struct path path;
    assert_true(analysis_path(f->an, 0, &path));
}

static void paths_grow_with_the_record(void **state)
{
    struct fixture *f = *state;
    OPS(f, PROTO_4);
    for (int n = 0; n < 20; n++) {
        put_global(f, n % 3 ? "os" : "new", "system");
        put_str(f, "id");
        OPS(f, TUPLE1 "R0");
    }
    OPS(f, "N.");
    judge_and_follow(f);
    br_record *rec = br_record_new((const uint8_t *)f->bytes.data, f->bytes.len, NULL);
    struct analysis *an = analysis_new(f->policy, rec, &f->err);
    assert_true(rec && an);
    enum br_status status;
    do {
        status = br_record_run(rec, 3);
        assert_true(analysis_update(an, &f->err) && analysis_follow(an, &f->err));
    } while (status == BR_RUNNING);
    for (br_op op = 0; op < br_ops(rec); op++) {
        struct path a = {0}, b = {0};
        assert_int_equal(analysis_path(an, op, &a), analysis_path(f->an, op, &b));
        assert_int_equal(a.event, b.event);
        assert_int_equal(a.severity, b.severity);
    }
    analysis_free(an);
    br_record_free(rec);
}

static void what_ran_before_a_break_is_judged(void **state)
{
    struct fixture *f = *state;
    OPS(f, "cos\nsystem\n(S'id'\ntR\xff");
    judge(f);
    assert_non_null(br_error_of(f->rec));
    assert_found(f, 2, SEVERITY_DANGEROUS);
}

/* pickle.py takes a list for arguments: what it gains between two calls is painted by the second. */
static void arguments_that_changed_are_painted_again(void **state)
{
    struct fixture *f = *state;
    OPS(f, PROTO_4 "]\x94"); /* the list: memo 0 */
    put_global(f, "os", "system");
    OPS(f, "h\0R0");
    put_str(f, "id");
    OPS(f, "\x94"
           "a"); /* memo 1, and into the list */
    put_global(f, "os", "system");
    OPS(f, "h\0Rh\1.");
    judge_as(f, "py");
    assert_int_equal(br_kind(f->rec, br_result(f->rec)), BR_KIND_STR);
    assert_int_equal(analysis_value(f->an, br_result(f->rec)), SEVERITY_DANGEROUS);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(plain_data_has_no_findings),
        TEST(import_and_call_of_what_is_denied_are_dangerous),
        TEST(dangerous_opcodes_are_found_from_anywhere),
        TEST(arguments_that_changed_are_painted_again),
        TEST(callable_arguments_and_result_take_the_colour_of_a_dangerous_call),
        TEST(what_no_rule_knows_is_suspicious),
        TEST(a_class_may_be_made_but_not_called),
        TEST(inst_and_obj_are_judged_like_reduce),
        TEST(what_inst_makes_is_no_import),
        TEST(python_2_names_are_judged_as_they_map),
        TEST(getattr_of_an_imported_module_is_resolved),
        TEST(names_that_are_put_together_are_known),
        TEST(a_name_that_is_put_together_is_never_benign),
        TEST(a_name_through_another_module_is_what_it_leads_to),
        TEST(a_list_that_a_call_changed_is_read_as_it_is_then),
        TEST(attrgetter_methodcaller_and_partial_are_seen_through),
        TEST(a_method_that_build_set_is_called),
        TEST(a_call_that_is_made_has_its_keywords),
        TEST(a_callee_has_its_chain),
        TEST(names_that_are_made_to_be_misread_are_told),
        TEST(a_name_that_is_not_known_has_no_odd_characters),
        TEST(what_grows_without_end_is_no_longer_known),
        TEST(picklers_count_the_memo_up_from_0_or_1_or_where_they_were),
        TEST(gaps_of_the_memo_are_told_once_and_counted),
        TEST(a_number_that_is_taken_is_no_gap),
        TEST(harmless_indirection_is_no_more_than_its_parts),
        TEST(a_call_that_cannot_be_resolved_is_suspicious),
        TEST(changing_what_was_imported_is_dangerous),
        TEST(extension_codes_and_odd_containers_are_told),
        TEST(persistent_ids_of_torch_are_known),
        TEST(other_persistent_ids_are_suspicious),
        TEST(a_broken_frame_is_found_in_its_place),
        TEST(a_growing_record_gives_the_same_findings),
        TEST(what_ran_before_a_break_is_judged),
        TEST(what_makes_callable_and_arguments_goes_into_the_call),
        TEST(names_that_only_an_import_takes_go_into_that),
        TEST(a_path_leads_through_the_memo),
        TEST(a_path_leads_through_containers_and_what_fills_them),
        TEST(a_path_leads_through_indirection_to_the_last_call),
        TEST(the_worse_of_two_calls_is_told),
        TEST(a_container_that_grows_is_not_read_each_time),
        TEST(a_large_argument_is_not_marked_item_by_item),
        TEST(a_chain_of_calls_is_followed_once),
        TEST(paths_grow_with_the_record),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
