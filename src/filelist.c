/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/filelist.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *shown_name(const char *list)
{
    return strcmp(list, "-") == 0 ? "standard input" : list;
}

static bool read_names(FILE *file, const char *list, char end,
                       bool (*each)(void *context, const char *name), void *context,
                       struct err *err)
{
    char *name = NULL;
    size_t room = 0;
    ssize_t len;
    bool good = true, goes_on = true;
    for (uint64_t number = 1; goes_on && (len = getdelim(&name, &room, end, file)) > 0; number++) {
        if (name[len - 1] == end)
            name[--len] = '\0';
        if (strlen(name) != (size_t)len) {
            good = err_set(err,
                           "%.300s: line %llu: a name holds a NUL (-0 reads names that end in one)",
                           shown_name(list), (unsigned long long)number);
            break;
        }
        goes_on = len == 0 || each(context, name);
    }
    if (good && goes_on && !feof(file))
        good = err_set(err, "%.300s: cannot be read: %s", shown_name(list), strerror(errno));
    free(name);
    return good;
}

bool filelist_read(const char *list, char end, bool (*each)(void *context, const char *name),
                   void *context, struct err *err)
{
    bool is_stdin = strcmp(list, "-") == 0;
    FILE *file = is_stdin ? stdin : fopen(list, "re");
    if (!file)
        return err_set(err, "%.300s: cannot be read: %s", list, strerror(errno));
    bool good = read_names(file, list, end, each, context, err);
    if (!is_stdin)
        fclose(file);
    return good;
}
