/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/base/words.h"

#include <string.h>

size_t words_next(const char **at, const char **word)
{
    size_t n = strcspn(*at, " ");
    *word = *at;
    *at += n + ((*at)[n] == ' ');
    return n;
}

bool words_have(const char *words, const char *word, size_t n)
{
    const char *one;
    for (size_t len; (len = words_next(&words, &one)) > 0;) {
        if (len == n && memcmp(one, word, n) == 0)
            return true;
    }
    return false;
}
