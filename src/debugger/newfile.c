/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/newfile.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

bool newfile_open(struct newfile *out, const char *path, const volatile sig_atomic_t *interrupted,
                  struct err *err)
{
    *out = (struct newfile){.path = path, .interrupted = interrupted};
    out->file = fopen(path, "wxe");
    if (out->file)
        return true;
    if (errno == EEXIST)
        return err_set(err, "%s: there is such a file already; expected the name of a new one",
                       path);
    return err_set(err, "%s: %s", path, strerror(errno));
}

void newfile_write(struct newfile *file, const char *bytes, size_t n)
{
    if (file->error || n == 0)
        return;
    size_t written = fwrite(bytes, 1, n, file->file);
    file->bytes += written;
    if (written < n)
        file->error = errno ? errno : EIO;
}

void newfile_printf(struct newfile *file, const char *format, ...)
{
    va_list list;
    if (file->error)
        return;
    va_start(list, format);
    int n = vfprintf(file->file, format, list);
    va_end(list);
    if (n < 0)
        file->error = errno ? errno : EIO;
    else
        file->bytes += (uint64_t)n;
}

static bool sink_write(void *context, const char *bytes, size_t n)
{
    struct newfile *file = context;
    if (file->interrupted && *file->interrupted) {
        file->stopped = true;
        return false;
    }
    newfile_write(file, bytes, n);
    return file->error == 0;
}

struct br_sink newfile_sink(struct newfile *file)
{
    return (struct br_sink){sink_write, file};
}

bool newfile_close(struct newfile *file, struct err *err)
{
    if (fclose(file->file) != 0 && !file->error)
        file->error = errno;
    if (file->error)
        return err_set(err, "%s: not written whole: %s", file->path, strerror(file->error));
    if (file->stopped)
        return err_set(err, "%s: interrupted; %llu bytes are written", file->path,
                       (unsigned long long)file->bytes);
    return true;
}
