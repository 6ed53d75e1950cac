/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/policies.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "src/base/buf.h"
#include "src/base/textfile.h"

/* ---- Folders --------------------------------------------------------------------------------- */

/* Hidden ones are what editors leave behind. */
static int is_policy_name(const struct dirent *entry)
{
    static const char ending[] = ".policy";
    size_t len = strlen(entry->d_name), end = sizeof ending - 1;
    return entry->d_name[0] != '.' && len > end && strcmp(entry->d_name + len - end, ending) == 0;
}

/* By bytes: the order must not follow the locale. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static bool add_found(struct policy *policy, const char *folder, const char *name, struct err *err)
{
    struct buf path = {0};
    buf_printf(&path, "%s/%s", folder, name);
    if (path.failed) {
        buf_free(&path);
        return err_set(err, "out of memory");
    }
    FILE *file = textfile_open(buf_text(&path), buf_text(&path), err);
    bool good = file && policy_add_stream(policy, buf_text(&path), file, err);
    if (file)
        fclose(file);
    else if (!err->text[0]) /* a link to nothing, or gone meanwhile */
        err_set(err, "%s: %s", buf_text(&path), strerror(ENOENT));
    buf_free(&path);
    return good;
}

bool policies_add_folder(struct policy *policy, const char *folder, struct err *err)
{
    struct dirent **found = NULL;
    int count = scandir(folder, &found, is_policy_name, by_name);
    if (count < 0 && (errno == ENOENT || errno == ENOTDIR))
        return true;
    if (count < 0)
        return err_set(err, "%s: %s", folder, strerror(errno));
    bool good = true;
    for (int n = 0; n < count; n++) {
        good = good && add_found(policy, folder, found[n]->d_name, err);
        free(found[n]);
    }
    free(found);
    return good;
}

static bool add_users(struct policy *policy, struct err *err)
{
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    struct buf folder = {0};
    if (config && config[0] == '/')
        buf_printf(&folder, "%s/brine/policy.d", config);
    else if (home && home[0] == '/')
        buf_printf(&folder, "%s/.config/brine/policy.d", home);
    bool good = !folder.failed
                    ? folder.len == 0 || policies_add_folder(policy, buf_text(&folder), err)
                    : err_set(err, "out of memory");
    buf_free(&folder);
    return good;
}

/* ---- The command line ------------------------------------------------------------------------ */

static bool add_word(struct policy *policy, const struct option_word *word, struct err *err)
{
    switch (word->id) {
    case OPT_policy:
        return policy_add_file(policy, word->text, err);
    case OPT_allow:
        return policy_add_pattern(policy, "--allow", POLICY_ALLOW, word->text, err);
    case OPT_deny:
        return policy_add_pattern(policy, "--deny", POLICY_DENY, word->text, err);
    default: /* about something else */
        return true;
    }
}

struct policy *policies_open(const struct options *options, struct err *err)
{
    struct policy *policy = policy_new_default(err);
    if (!policy)
        return NULL;
    bool good = policies_add_folder(policy, POLICIES_MACHINE, err) && add_users(policy, err);
    for (size_t n = 0; good && n < options->n_words; n++)
        good = add_word(policy, &options->words[n], err);
    if (good)
        return policy;
    policy_free(policy);
    return NULL;
}

/* ---- Restrictions ---------------------------------------------------------------------------- */

static bool restrict_file(struct restriction *list, const char *path, struct err *err)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return err_set(err, "--restrict-file: \"%.300s\": %s", path, strerror(errno));
    bool good = restriction_add_stream(list, path, file, err);
    fclose(file);
    return good;
}

static bool restrict_word(struct restriction *list, const struct option_word *word, struct err *err)
{
    if (word->id == OPT_restrict)
        return restriction_add(list, "--restrict", word->text, err);
    return word->id != OPT_restrict_file || restrict_file(list, word->text, err);
}

bool restriction_open(struct restriction **out, const struct options *options, struct err *err)
{
    *out = NULL;
    if (!OPT_GIVEN(options, restrict) && !OPT_GIVEN(options, restrict_file))
        return true;
    struct restriction *list = restriction_new();
    bool good = list || err_set(err, "out of memory");
    for (size_t n = 0; good && n < options->n_words; n++)
        good = restrict_word(list, &options->words[n], err);
    if (!good) {
        restriction_free(list);
        return false;
    }
    *out = list;
    return true;
}

void restriction_hint(struct run *run)
{
    const struct options *options = run->options;
    struct err note;
    for (size_t n = 0; OPT_GIVEN(options, restrict) && n < options->n_files; n++) {
        const char *file = options->files[n];
        if (strcmp(file, "-") == 0 || strpbrk(file, "/!") || access(file, F_OK) == 0)
            continue;
        err_set(&note,
                "\"%.80s\" is read as a FILE, and there is none: names of --restrict are parted by "
                "commas, or stand before -- and the files behind it",
                file);
        run_note(run, &note);
        return;
    }
}
