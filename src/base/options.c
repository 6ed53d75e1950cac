/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/base/options.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct option_row {
    char letter;
    const char *name;
    const char *value;
    const char *text;
};

static const struct option_row option_rows[OPT_COUNT] = {
#define OPTION(id, letter, name, value, text) {letter, name, value, text},
#include "src/base/options.def"
};

#define OPTION_OUTPUT_MAX (UINT64_C(1) << 30)
#define OPTS_ALWAYS (OPT_BIT(help) | OPT_BIT(version))

/* What one argument asks for: a row of options.def, or a setting. */
struct request {
    enum option_id id; /* OPT_settings: the setting below */
    enum setting_id setting;
    const char *shown; /* "--entry", "-x": for messages */
    size_t shown_len;
    const char *value;  /* NULL: none was attached */
    const char *second; /* of an option that takes two */
};

static bool option_accepted(uint64_t accepts, enum option_id id)
{
    return ((accepts | OPTS_ALWAYS) >> id & 1) != 0;
}

/* ---- What to do with each option that has a value -------------------------------------------- */

static bool set_number(uint64_t *field, const char *value, const struct request *request,
                       struct err *err)
{
    if (!parse_number(value, UNIT_COUNT, field)) {
        return err_set(err, "%.*s: \"%s\" is not a number", (int)request->shown_len, request->shown,
                       value);
    }
    return true;
}

/* A value that is one of two words. */
static bool set_word(const char **field, const char *value, const struct request *request,
                     const char *const words[2], struct err *err)
{
    if (strcmp(value, words[0]) != 0 && strcmp(value, words[1]) != 0)
        return err_set(err, "%.*s: \"%s\" is neither %s nor %s", (int)request->shown_len,
                       request->shown, value, words[0], words[1]);
    *field = value;
    return true;
}

static bool set_indent(struct options *options, const char *value, const struct request *request,
                       struct err *err)
{
    if (!set_number(&options->indent, value, request, err))
        return false;
    if (options->indent > OPTION_INDENT_MAX)
        return err_set(err, "%.*s: %s is not in the range 0 to %d", (int)request->shown_len,
                       request->shown, value, OPTION_INDENT_MAX);
    return true;
}

static bool set_max_output(struct options *options, const char *value,
                           const struct request *request, struct err *err)
{
    if (parse_number(value, UNIT_BYTES, &options->max_output))
        return true;
    return err_set(err, "%.*s: \"%s\" is not a number of bytes", (int)request->shown_len,
                   request->shown, value);
}

static bool set_rankdir(struct options *options, const char *value, struct err *err)
{
    static const char *const known[] = {"LR", "TB", "RL", "BT"};
    for (size_t n = 0; n < sizeof known / sizeof *known; n++) {
        if (strcmp(value, known[n]) == 0) {
            options->rankdir = known[n];
            return true;
        }
    }
    return err_set(err, "--rankdir: \"%.40s\" is none of LR, TB, RL and BT", value);
}

static bool set_jobs(struct options *options, const char *value, const struct request *request,
                     struct err *err)
{
    if (!set_number(&options->jobs, value, request, err))
        return false;
    if (options->jobs < 1 || options->jobs > OPTION_JOBS_MAX)
        return err_set(err, "%.*s: %s is not in the range 1 to %d", (int)request->shown_len,
                       request->shown, value, OPTION_JOBS_MAX);
    return true;
}

static bool add_script(struct options *options, bool is_file, const char *value, struct err *err)
{
    struct option_script *grown =
        realloc(options->scripts, (options->n_scripts + 1) * sizeof *grown);
    if (!grown)
        return err_set(err, "out of memory");
    grown[options->n_scripts++] = (struct option_script){.is_file = is_file, .text = value};
    options->scripts = grown;
    return true;
}

static bool add_word(struct options *options, enum option_id id, const char *value, struct err *err)
{
    struct option_word *grown = realloc(options->words, (options->n_words + 1) * sizeof *grown);
    if (!grown)
        return err_set(err, "out of memory");
    grown[options->n_words++] = (struct option_word){.id = id, .text = value};
    options->words = grown;
    return true;
}

static bool option_apply(struct options *options, const struct request *request, struct err *err)
{
    static const char *const calls[] = {"allowed", "all"}, *const forms[] = {"text", "number"};
    static const char *const severities[] = {"dangerous", "suspicious"};
    const char *value = request->value;
    options->given |= UINT64_C(1) << request->id;
    switch (request->id) {
    case OPT_entry:
        options->entry = value;
        return true;
    case OPT_format:
        options->format = value;
        return true;
    case OPT_dialect:
        options->dialect = value;
        return true;
    case OPT_encoding:
        options->encoding = value;
        return true;
    case OPT_stream:
        return set_number(&options->stream, value, request, err);
    case OPT_offset:
        return set_number(&options->offset, value, request, err);
    case OPT_extract:
        options->out = request->second;
        return set_number(&options->extract, value, request, err);
    case OPT_fail_on:
        return set_word(&options->fail_on, value, request, severities, err);
    case OPT_files_from:
        options->files_from = value;
        return true;
    case OPT_rankdir:
        return set_rankdir(options, value, err);
    case OPT_output:
        options->output = value;
        return true;
    case OPT_goto:
        options->goto_pos = value;
        return true;
    case OPT_jobs:
        return set_jobs(options, value, request, err);
    case OPT_indent:
        return set_indent(options, value, request, err);
    case OPT_calls:
        return set_word(&options->calls, value, request, calls, err);
    case OPT_big_integers:
        return set_word(&options->big_integers, value, request, forms, err);
    case OPT_max_output:
        return set_max_output(options, value, request, err);
    case OPT_timeout:
        return set_number(&options->timeout, value, request, err);
    case OPT_script:
        return add_script(options, true, value, err);
    case OPT_execute:
        return add_script(options, false, value, err);
    case OPT_policy:
    case OPT_allow:
    case OPT_deny:
    case OPT_restrict:
    case OPT_restrict_file:
        return add_word(options, request->id, value, err);
    case OPT_settings:
        if (!settings_set(&options->settings, request->setting, value, err)) {
            char text[ERR_TEXT_MAX];
            memcpy(text, err->text, sizeof text);
            return err_set(err, "--%s", text);
        }
        return true;
    default: /* a plain switch: being given is all there is to it */
        return true;
    }
}

/* ---- Reading the arguments ------------------------------------------------------------------- */

/* Finds the row of a long name; OPT_COUNT when there is none. */
static enum option_id option_find(const char *name, size_t n, uint64_t accepts,
                                  enum setting_id *setting)
{
    for (enum option_id id = 0; id < OPT_COUNT; id++) {
        const char *row = option_rows[id].name;
        if (row && option_accepted(accepts, id) && strlen(row) == n && memcmp(row, name, n) == 0)
            return id;
    }
    for (enum setting_id id = 0; option_accepted(accepts, OPT_settings) && id < SETTING_COUNT;
         id++) {
        const char *row = settings_table[id].name;
        if (strlen(row) == n && memcmp(row, name, n) == 0) {
            *setting = id;
            return OPT_settings;
        }
    }
    return OPT_COUNT;
}

static enum option_id option_find_letter(char letter, uint64_t accepts)
{
    for (enum option_id id = 0; id < OPT_COUNT; id++) {
        if (option_rows[id].letter == letter && option_accepted(accepts, id))
            return id;
    }
    return OPT_COUNT;
}

static bool option_takes_value(const struct request *request)
{
    return request->id == OPT_settings || option_rows[request->id].value;
}

/* Takes the next argument as the value of an option that needs one and has none yet. */
static bool request_complete(struct request *request, int argc, char *const *argv, int *at,
                             struct err *err)
{
    int shown = (int)request->shown_len;
    if (!option_takes_value(request)) {
        if (request->value)
            return err_set(err, "%.*s takes no value", shown, request->shown);
        return true;
    }
    const char *what = request->id == OPT_settings
                           ? settings_unit_name(settings_table[request->setting].unit)
                           : option_rows[request->id].value;
    bool takes_two = strchr(what, ' ') != NULL;
    if (*at + !request->value + takes_two >= argc)
        return err_set(err, "%.*s needs %s: %.*s %s", shown, request->shown,
                       takes_two ? "two values" : "a value", shown, request->shown, what);
    if (!request->value)
        request->value = argv[++*at];
    if (takes_two)
        request->second = argv[++*at];
    return true;
}

static bool option_takes_list(const struct request *request)
{
    return request->id != OPT_settings && option_takes_value(request) &&
           strstr(option_rows[request->id].value, "...");
}

/* Where the words from argv[at] on that are no options end in `--`, its place; else at. */
static int list_end(int argc, char *const *argv, int at)
{
    int end = at;
    while (end < argc && argv[end][0] != '-')
        end++;
    return end < argc && strcmp(argv[end], "--") == 0 ? end : at;
}

/* A file that is taken for a name would not be read, and nobody would know. */
static bool check_list_word(const struct request *request, const char *word, struct err *err)
{
    if (!strpbrk(word, "/!") && access(word, F_OK) != 0)
        return true;
    return err_set(err,
                   "%.*s: is \"%.80s\" a name or a file? Names are parted by commas, or all stand "
                   "before -- and all files behind it",
                   (int)request->shown_len, request->shown, word);
}

/* --restrict list dict -- FILE: what stands between the first value and `--`. */
static bool apply_list(struct options *options, struct request *request, int argc,
                       char *const *argv, int *at, struct err *err)
{
    int end = option_takes_list(request) ? list_end(argc, argv, *at + 1) : *at + 1;
    for (; *at + 1 < end; ++*at) {
        request->value = argv[*at + 1];
        if (!check_list_word(request, request->value, err) || !option_apply(options, request, err))
            return false;
    }
    return true;
}

static bool parse_long(struct options *options, uint64_t accepts, int argc, char *const *argv,
                       int *at, struct err *err)
{
    const char *arg = argv[*at];
    size_t len = strcspn(arg, "=");
    struct request request = {.shown = arg, .shown_len = len, .setting = SETTING_COUNT};
    request.id = option_find(arg + 2, len - 2, accepts, &request.setting);
    if (request.id == OPT_COUNT)
        return err_set(err, "unknown option %.*s", (int)len, arg);
    bool is_joined = arg[len] == '=';
    if (is_joined)
        request.value = arg + len + 1;
    return request_complete(&request, argc, argv, at, err) &&
           option_apply(options, &request, err) &&
           (is_joined || apply_list(options, &request, argc, argv, at, err));
}

/* -a, -ab, -xFILE, -x FILE */
static bool parse_letters(struct options *options, uint64_t accepts, int argc, char *const *argv,
                          int *at, struct err *err)
{
    for (const char *letter = argv[*at] + 1; *letter; letter++) {
        char shown[3] = {'-', *letter, '\0'};
        struct request request = {.shown = shown, .shown_len = 2, .setting = SETTING_COUNT};
        request.id = option_find_letter(*letter, accepts);
        if (request.id == OPT_COUNT)
            return err_set(err, "unknown option %s", shown);
        bool takes_rest = option_takes_value(&request) && letter[1] != '\0';
        if (takes_rest)
            request.value = letter + 1;
        if (!request_complete(&request, argc, argv, at, err) ||
            !option_apply(options, &request, err))
            return false;
        if (option_takes_value(&request))
            return true;
    }
    return true;
}

bool options_parse(struct options *options, uint64_t accepts, int argc, char *const *argv,
                   struct err *err)
{
    *options = (struct options){.dialect = "c",
                                .fail_on = "suspicious",
                                .big_integers = "text",
                                .max_output = OPTION_OUTPUT_MAX,
                                .rankdir = "LR",
                                .timeout = 300};
    settings_default(&options->settings);
    options->files = calloc((size_t)argc + 1, sizeof *options->files);
    if (!options->files)
        return err_set(err, "out of memory");
    bool only_files = false;
    for (int at = 0; at < argc; at++) {
        const char *arg = argv[at];
        bool good = true;
        if (only_files || arg[0] != '-' || arg[1] == '\0')
            options->files[options->n_files++] = arg;
        else if (strcmp(arg, "--") == 0)
            only_files = true;
        else if (arg[1] == '-')
            good = parse_long(options, accepts, argc, argv, &at, err);
        else
            good = parse_letters(options, accepts, argc, argv, &at, err);
        if (!good)
            return false;
    }
    return true;
}

void options_free(struct options *options)
{
    free(options->files);
    free(options->scripts);
    free(options->words);
    *options = (struct options){.files = NULL};
}

/* ---- Help ------------------------------------------------------------------------------------ */

/* Rows of options.def in order, the settings in the place of their row. */
bool option_help(uint64_t accepts, size_t n, struct option_help *out)
{
    for (enum option_id id = 0; id < OPT_COUNT; id++) {
        if (!option_accepted(accepts, id) || (id != OPT_settings && !option_rows[id].text))
            continue;
        size_t rows = id == OPT_settings ? SETTING_COUNT : 1;
        if (n >= rows) {
            n -= rows;
            continue;
        }
        if (id == OPT_settings) {
            const struct setting *row = &settings_table[n];
            *out = (struct option_help){0, row->name, settings_unit_name(row->unit), row->text};
        } else {
            const struct option_row *row = &option_rows[id];
            *out = (struct option_help){row->letter, row->name, row->value, row->text};
        }
        return true;
    }
    return false;
}
