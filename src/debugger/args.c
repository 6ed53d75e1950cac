/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/args.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/settings.h"

const char *args_skip(const char *text)
{
    while (isspace((unsigned char)*text))
        text++;
    return text;
}

bool args_take(const char **args, const char *word)
{
    size_t len = strlen(word);
    if (strncmp(*args, word, len) != 0 || ((*args)[len] && !isspace((unsigned char)(*args)[len])))
        return false;
    *args = args_skip(*args + len);
    return true;
}

bool args_none(const char *args, struct err *err)
{
    return args[0] == '\0' || err_set(err, "nothing is expected after it, not \"%.100s\"", args);
}

bool args_count(const char *args, uint64_t *out, struct err *err)
{
    *out = 1;
    if (args[0] == '\0' || (parse_number(args, UNIT_COUNT, out) && *out > 0))
        return true;
    return err_set(err, "\"%.100s\" is no count: expected a number from 1", args);
}

bool args_file(const char *args, const char *expected, char **path, size_t *before, struct err *err)
{
    size_t len = strlen(args), start = len;
    char quote = len ? args[len - 1] : 0;
    bool is_quoted = len > 1 && (quote == '"' || quote == '\'');
    if (is_quoted) {
        for (start = len - 1; start > 0 && args[start - 1] != quote; start--)
            ;
        is_quoted = start > 0; /* where the name begins */
    }
    if (!is_quoted) {
        for (start = len; start > 0 && !isspace((unsigned char)args[start - 1]); start--)
            ;
    }
    *path = strndup(args + start, len - start - is_quoted);
    if (!*path)
        return err_set(err, "out of memory");
    if ((*path)[0] == '\0') {
        free(*path);
        return err_set(err, "expected %s", expected);
    }
    *before = start - is_quoted;
    while (*before > 0 && isspace((unsigned char)args[*before - 1]))
        --*before;
    return true;
}
