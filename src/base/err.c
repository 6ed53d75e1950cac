/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool err_set(struct err *err, const char *format, ...)
{
    if (!err)
        return false;
    va_list args;
    va_start(args, format);
    vsnprintf(err->text, sizeof err->text, format, args);
    va_end(args);
    return false;
}

bool err_prefix(struct err *err, const char *format, ...)
{
    if (!err)
        return false;
    char old[ERR_TEXT_MAX];
    memcpy(old, err->text, sizeof old);
    va_list args;
    va_start(args, format);
    int n = vsnprintf(err->text, sizeof err->text, format, args);
    va_end(args);
    size_t used = n < 0 ? 0 : (size_t)n < sizeof err->text ? (size_t)n : sizeof err->text - 1;
    size_t room = sizeof err->text - used; /* with the NUL; at least 1 */
    if (room > 3) {
        size_t keep = strlen(old) < room - 3 ? strlen(old) : room - 3;
        memcpy(err->text + used, ": ", 2);
        memcpy(err->text + used + 2, old, keep);
        err->text[used + 2 + keep] = '\0';
    }
    return false;
}
