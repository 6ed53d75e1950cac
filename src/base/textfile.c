/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/base/textfile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_regular(int fd)
{
    struct stat stat;
    return fstat(fd, &stat) == 0 && S_ISREG(stat.st_mode);
}

FILE *textfile_open(const char *path, const char *name, struct err *err)
{
    err->text[0] = '\0';
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        if (errno != ENOENT && errno != ENOTDIR)
            err_set(err, "%s: %s", name, strerror(errno));
        return NULL;
    }
    FILE *file = is_regular(fd) ? fdopen(fd, "r") : NULL;
    if (!file) {
        err_set(err, "%s: not a regular file", name);
        close(fd);
    }
    return file;
}
