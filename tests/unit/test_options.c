/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line and the table of settings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "src/base/options.h"

enum { ARGS_MAX = 16 };
#define ALL (OPTS_RUN | OPT_BIT(json) | OPT_BIT(annotate) | OPT_BIT(script) | OPT_BIT(execute))

static struct options options;
static struct err error;

/* Parses words that are separated by one blank. The words live until the next call. */
static bool parse_words(uint64_t accepts, const char *words)
{
    static char text[256];
    static char *argv[ARGS_MAX];
    int argc = 0;
    options_free(&options);
    memset(text, 0, sizeof text);
    strncpy(text, words, sizeof text - 1);
    for (char *word = strtok(text, " "); word && argc < ARGS_MAX; word = strtok(NULL, " "))
        argv[argc++] = word;
    error.text[0] = '\0';
    return options_parse(&options, accepts, argc, argv, &error);
}

static int tear_down(void **state)
{
    (void)state;
    options_free(&options);
    return 0;
}

static void options_and_files_may_stand_in_any_order(void **state)
{
    (void)state;
    assert_true(parse_words(ALL, "a.pkl --json - --entry x b.pkl"));
    assert_int_equal(options.n_files, 3);
    assert_string_equal(options.files[0], "a.pkl");
    assert_string_equal(options.files[1], "-");
    assert_string_equal(options.files[2], "b.pkl");
    assert_true(OPT_GIVEN(&options, json));
    assert_string_equal(options.entry, "x");
    assert_false(OPT_GIVEN(&options, stream));
}

static void a_value_follows_or_is_joined_by_an_equals_sign(void **state)
{
    (void)state;
    assert_true(parse_words(ALL, "--stream=3 --offset 0x10 --entry="));
    assert_int_equal(options.stream, 3);
    assert_int_equal(options.offset, 16);
    assert_string_equal(options.entry, "");
}

static void letters_may_be_joined_and_take_values(void **state)
{
    (void)state;
    assert_true(parse_words(ALL, "-axscript -e step -eback"));
    assert_true(OPT_GIVEN(&options, annotate));
    assert_int_equal(options.n_scripts, 3);
    assert_true(options.scripts[0].is_file);
    assert_string_equal(options.scripts[0].text, "script");
    assert_false(options.scripts[1].is_file);
    assert_string_equal(options.scripts[1].text, "step");
    assert_string_equal(options.scripts[2].text, "back");
}

static void an_option_may_take_two_values(void **state)
{
    (void)state;
    assert_true(parse_words(OPT_BIT(extract), "--extract 3 out a.pkl"));
    assert_int_equal(options.extract, 3);
    assert_string_equal(options.out, "out");
    assert_int_equal(options.n_files, 1);
    options_free(&options);
    assert_true(parse_words(OPT_BIT(extract), "a.pkl --extract=3 out"));
    assert_int_equal(options.extract, 3);
    assert_string_equal(options.out, "out");
}

static void two_dashes_end_the_options(void **state)
{
    (void)state;
    assert_true(parse_words(ALL, "-- --json -a"));
    assert_false(OPT_GIVEN(&options, json));
    assert_int_equal(options.n_files, 2);
    assert_string_equal(options.files[0], "--json");
}

static void check_words(const char *const *expected, size_t n)
{
    assert_int_equal(options.n_words, n);
    for (size_t k = 0; k < n; k++)
        assert_string_equal(options.words[k].text, expected[k]);
}

static void a_list_goes_on_to_two_dashes(void **state)
{
    (void)state;
    static const char *const names[] = {"list", "m.dict,str", "int"};
    uint64_t accepts = OPT_BIT(restrict) | OPT_BIT(json);
    assert_true(parse_words(accepts, "--restrict list m.dict,str int -- list x.pkl"));
    check_words(names, 3);
    assert_int_equal(options.n_files, 2);
    assert_string_equal(options.files[0], "list");
    /* Each list may end in one; the first ends the options too. */
    assert_true(parse_words(accepts, "--restrict list --restrict m.dict,str int -- --json"));
    check_words(names, 3);
    assert_false(OPT_GIVEN(&options, json));
}

static void without_two_dashes_one_word_is_the_list(void **state)
{
    (void)state;
    static const char *const names[] = {"list", "int"};
    uint64_t accepts = OPT_BIT(restrict) | OPT_BIT(json);
    assert_true(parse_words(accepts, "--restrict list x.pkl --restrict=int y.pkl"));
    check_words(names, 2);
    assert_int_equal(options.n_files, 2);
    assert_true(parse_words(accepts, "--restrict list x.pkl --json -- y.pkl"));
    check_words(names, 1);
    assert_int_equal(options.n_files, 2);
    assert_true(parse_words(accepts, "--restrict=list x.pkl -- y.pkl"));
    check_words(names, 1);
    assert_int_equal(options.n_files, 2);
}

static void assert_refused(uint64_t accepts, const char *words, const char *message)
{
    assert_false(parse_words(accepts, words));
    assert_string_equal(error.text, message);
}

static void mistakes_are_told_in_one_line(void **state)
{
    (void)state;
    assert_refused(ALL, "--nonsense", "unknown option --nonsense");
    assert_refused(ALL, "--nonsense=1", "unknown option --nonsense");
    assert_refused(ALL, "-q", "unknown option -q");
    assert_refused(ALL, "--entry", "--entry needs a value: --entry NAME");
    assert_refused(ALL, "-x", "-x needs a value: -x FILE");
    assert_refused(ALL, "--json=yes", "--json takes no value");
    assert_refused(ALL, "--stream=-1", "--stream: \"-1\" is not a number");
    assert_refused(ALL, "--stream=1k", "--stream: \"1k\" is not a number");
    assert_refused(OPT_BIT(extract), "--extract 1", "--extract needs two values: --extract N OUT");
    assert_refused(ALL, "--text-limit", "--text-limit needs a value: --text-limit BYTES");
    assert_refused(OPT_BIT(fail_on), "--fail-on=all",
                   "--fail-on: \"all\" is neither dangerous nor suspicious");
}

static void a_word_of_a_list_that_may_be_a_file_is_a_mistake(void **state)
{
    (void)state;
    assert_refused(OPT_BIT(restrict), "--restrict list dir/x.pkl -- y.pkl",
                   "--restrict: is \"dir/x.pkl\" a name or a file? Names are parted by commas, or "
                   "all stand before -- and all files behind it");
    assert_false(parse_words(OPT_BIT(restrict), "--restrict list . -- y.pkl"));
    assert_false(parse_words(OPT_BIT(restrict), "--restrict list x!y -- y.pkl"));
}

static void an_option_of_another_command_is_unknown(void **state)
{
    (void)state;
    assert_refused(OPT_BIT(json), "--entry x", "unknown option --entry");
    assert_refused(OPT_BIT(json), "--text-limit 1", "unknown option --text-limit");
    assert_true(parse_words(0, "--help"));
    assert_true(OPT_GIVEN(&options, help));
}

static void settings_have_their_defaults_until_they_are_set(void **state)
{
    (void)state;
    assert_true(parse_words(ALL, "x"));
    assert_int_equal(options.settings.text_limit, 65536);
    assert_int_equal(options.settings.text_total, 64 << 20);
    assert_int_equal(options.settings.max_digits, 1000000);
    assert_true(parse_words(ALL, "--text-limit=2M --text-total=0 --max-digits 5"));
    assert_int_equal(options.settings.text_limit, 2 << 20);
    assert_int_equal(options.settings.text_total, 0);
    assert_int_equal(options.settings.max_digits, 5);
}

/* A bomb of 400 KB, unpacked to opcodes, took 7 GB. */
static void a_record_takes_what_the_size_of_its_file_can_need(void **state)
{
    (void)state;
    struct settings settings;
    settings_default(&settings);
    uint64_t small = settings_record_bytes(&settings, 1000, 1);
    assert_true(small <= (UINT64_C(1) << 30) + 64000);
    assert_true(settings_record_bytes(&settings, UINT64_MAX, 1) >= small);
    assert_true(settings_record_bytes(&settings, UINT64_MAX, 1000) < small);
    settings.max_record = 5;
    assert_int_equal(settings_record_bytes(&settings, 1 << 20, 4), 5);
}

static void a_setting_stays_when_its_new_value_is_refused(void **state)
{
    (void)state;
    struct settings settings;
    settings_default(&settings);
    enum setting_id id = settings_find("max-digits");
    assert_int_not_equal(id, SETTING_COUNT);
    assert_false(settings_set(&settings, id, "0", &error));
    assert_string_equal(error.text, "max-digits: 0 is not in the range 1 to 100000000");
    assert_false(settings_set(&settings, id, "many", &error));
    assert_string_equal(error.text, "max-digits: \"many\" is not a number");
    assert_int_equal(settings_get(&settings, id), 1000000);
    assert_int_equal(settings_find("nonsense"), SETTING_COUNT);
}

static void every_default_is_in_its_range(void **state)
{
    (void)state;
    for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
        const struct setting *row = &settings_table[id];
        assert_true(row->min <= row->fallback && row->fallback <= row->max);
        assert_int_equal(settings_find(row->name), id);
    }
}

static void numbers_are_decimal_or_hex_and_never_overflow(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "0x",
                                      "-1",
                                      "+1",
                                      " 1",
                                      "1 ",
                                      "1.0",
                                      "1kk",
                                      "1T",
                                      "18446744073709551616",
                                      "0x10000000000000000",
                                      "18446744073709551615k"};
    uint64_t number = 7;
    for (size_t n = 0; n < sizeof bad / sizeof bad[0]; n++)
        assert_false(parse_number(bad[n], UNIT_BYTES, &number));
    assert_int_equal(number, 7);
    assert_true(parse_number("18446744073709551615", UNIT_COUNT, &number));
    assert_true(number == UINT64_MAX);
    assert_true(parse_number("0xFFffFFffFFffFFff", UNIT_COUNT, &number));
    assert_true(number == UINT64_MAX);
    assert_true(parse_number("3G", UNIT_BYTES, &number));
    assert_true(number == UINT64_C(3) << 30);
    assert_true(parse_number("0", UNIT_BYTES, &number));
    assert_int_equal(number, 0);
}

static void help_names_each_accepted_option_once(void **state)
{
    (void)state;
    struct option_help row;
    size_t n = 0, settings = 0;
    while (option_help(OPT_BIT(json) | OPT_BIT(settings), n, &row)) {
        assert_non_null(row.text);
        if (row.name && settings_find(row.name) != SETTING_COUNT)
            settings++;
        n++;
    }
    assert_int_equal(settings, SETTING_COUNT);
    assert_int_equal(n, SETTING_COUNT + 3); /* --json, --help, --version */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(options_and_files_may_stand_in_any_order, tear_down),
        cmocka_unit_test_teardown(a_value_follows_or_is_joined_by_an_equals_sign, tear_down),
        cmocka_unit_test_teardown(letters_may_be_joined_and_take_values, tear_down),
        cmocka_unit_test_teardown(an_option_may_take_two_values, tear_down),
        cmocka_unit_test_teardown(two_dashes_end_the_options, tear_down),
        cmocka_unit_test_teardown(a_list_goes_on_to_two_dashes, tear_down),
        cmocka_unit_test_teardown(without_two_dashes_one_word_is_the_list, tear_down),
        cmocka_unit_test_teardown(mistakes_are_told_in_one_line, tear_down),
        cmocka_unit_test_teardown(a_word_of_a_list_that_may_be_a_file_is_a_mistake, tear_down),
        cmocka_unit_test_teardown(an_option_of_another_command_is_unknown, tear_down),
        cmocka_unit_test_teardown(settings_have_their_defaults_until_they_are_set, tear_down),
        cmocka_unit_test(a_record_takes_what_the_size_of_its_file_can_need),
        cmocka_unit_test(a_setting_stays_when_its_new_value_is_refused),
        cmocka_unit_test(every_default_is_in_its_range),
        cmocka_unit_test(numbers_are_decimal_or_hex_and_never_overflow),
        cmocka_unit_test(help_names_each_accepted_option_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
