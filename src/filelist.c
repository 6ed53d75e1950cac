/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/filelist.h"

#include <errno.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "src/base/buf.h"

enum { NAME_MAX_BYTES = 1 << 16 }; /* far more than any path may have */

static const char *shown_name(const char *list)
{
    return strcmp(list, "-") == 0 ? "standard input" : list;
}

/* The next name into *name, without what ends it. False: there is none, or it is longer than any path. */
static bool next_name(FILE *file, int end, struct buf *name)
{
    int c = getc(file);
    buf_clear(name);
    if (c == EOF)
        return false;
    for (; c != EOF && c != end && name->len < NAME_MAX_BYTES; c = getc(file))
        buf_char(name, (char)c);
    return !name->failed && (c == EOF || c == end);
}

static bool read_names(FILE *file, const char *list, char end,
                       bool (*each)(void *context, const char *name), void *context,
                       struct err *err)
{
    struct buf name = {.limit = 0};
    bool good = true, goes_on = true;
    uint64_t number = 0;
    for (; good && goes_on && next_name(file, (unsigned char)end, &name); number++) {
        if (strlen(buf_text(&name)) != name.len)
            good = err_set(err,
                           "%.300s: line %" PRIu64
                           ": a name holds a NUL (-0 reads names that end in one)",
                           shown_name(list), number + 1);
        else
            goes_on = name.len == 0 || each(context, buf_text(&name));
    }
    if (good && goes_on && ferror(file))
        good = err_set(err, "%.300s: cannot be read: %s", shown_name(list), strerror(errno));
    else if (good && goes_on && name.failed)
        good = err_set(err, "%.300s: out of memory", shown_name(list));
    else if (good && goes_on && !feof(file))
        good = err_set(err, "%.300s: line %" PRIu64 ": a name of more than %d bytes",
                       shown_name(list), number + 1, NAME_MAX_BYTES);
    buf_free(&name);
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
