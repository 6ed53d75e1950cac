/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/argument.h"

#include <stdlib.h>
#include <string.h>

#include <sys/stat.h>

static bool is_file(const char *path)
{
    struct stat stat_of;
    return strcmp(path, "-") == 0 || lstat(path, &stat_of) == 0;
}

/* Cuts text at a "!" that ends the name of a file; NULL when there is none. */
static char *cut_at_file(char *text)
{
    for (char *mark = text + strlen(text); mark > text; mark--) {
        if (*mark != '!')
            continue;
        *mark = '\0';
        if (is_file(text))
            return mark + 1;
        *mark = '!';
    }
    return NULL;
}

static char *cut_at_first(char *text)
{
    char *mark = strchr(text, '!');
    if (!mark || mark == text)
        return NULL;
    *mark = '\0';
    return mark + 1;
}

bool input_argument_split(const char *text, struct input_argument *out, struct err *err)
{
    *out = (struct input_argument){.path = strdup(text)};
    if (!out->path)
        return err_set(err, "not enough memory");
    if (is_file(text))
        return true;
    const char *entry = cut_at_file(out->path);
    if (!entry)
        entry = cut_at_first(out->path);
    out->entry = entry ? strdup(entry) : NULL;
    if (!entry || out->entry)
        return true;
    input_argument_free(out);
    return err_set(err, "not enough memory");
}

void input_argument_free(struct input_argument *argument)
{
    free(argument->path);
    free(argument->entry);
    *argument = (struct input_argument){0};
}
